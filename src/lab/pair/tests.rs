//! Comparisons of known runs.

use super::*;
use crate::labs::LABS;

fn run(id: &str, fields: &[(&str, &str)]) -> Arc<dyn Run> {
    (LABS[0].preset)(id, &owned(fields)).unwrap_or_else(|error| panic!("{error:?}"))
}

fn owned(fields: &[(&str, &str)]) -> Fields {
    fields.iter().map(|(id, value)| (id.to_string(), value.to_string())).collect()
}

fn compare(id: &str, first: &[(&str, &str)], second: &[(&str, &str)]) -> Arc<dyn Run> {
    let own = run(id, first);
    let all = [owned(first), owned(second)].concat();
    let second_run = (LABS[0].preset)(id, &all).unwrap_or_else(|error| panic!("{error:?}"));
    Arc::new(Pair::new(own, second_run, owned(second)))
}

fn pair(run: &Arc<dyn Run>) -> &Pair {
    run.pair().expect("it is a comparison")
}

#[test]
fn a_run_beside_itself_is_the_run() {
    let alone = run("mixed", &[]);
    let both = compare("mixed", &[], &[]);
    assert_eq!(both.len(), alone.len());
    for step in 1..=alone.len() {
        assert_eq!((both.time(step), both.story(step)), (alone.time(step), alone.story(step)));
        assert_eq!(pair(&both).difference(step), None);
    }
    assert_eq!((pair(&both).first_difference(), pair(&both).next_difference(1)), (None, None));
}

#[test]
fn show() {
    let both = compare("mixed", &[("p", "fcfs")], &[("p", "rr")]);
    let p = pair(&both);
    println!("{:?} {} common {}", p.names(), both.len(), p.common);
    for step in 1..=both.len() {
        let frame = both.frame(step, &Look { view: "both".into(), narrow: false });
        println!(
            "{step} t={} {:?} | {} | {}",
            frame.time,
            p.steps[step - 1],
            frame.story.caption.en,
            frame.story.caption.zh
        );
        println!("     {:?}", p.next_difference(step));
    }
    let m = both.metrics(16);
    for row in &m.table.rows {
        println!("{:?}", row.cells.iter().map(|c| c.text.en.to_string()).collect::<Vec<_>>());
    }
    for f in both.frame(10, &Look { view: "both".into(), narrow: false }).figures {
        println!("{:?}", std::mem::discriminant(&f));
    }
    let books = compare("mixed", &[], &[("set", "ostep")]);
    println!(
        "{:?} first {:?} {:?}",
        pair(&books).names(),
        pair(&books).first_difference(),
        pair(&books).causes()
    );
    if let Some(f) = pair(&books).first_difference() {
        println!("{:#?}", books.story(f));
    }
}
