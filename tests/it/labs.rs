//! What every lab promises, on every preset of every lab: see `osviz::lab::promises` and `osviz check`.

use osviz::cli::check;
use osviz::labs::LABS;

#[test]
fn every_lab_describes_itself_whole() {
    for lab in LABS {
        assert_eq!(check::entry(lab), Vec::<String>::new(), "{}", lab.id);
    }
}

#[test]
fn every_preset_keeps_what_every_lab_promises() {
    let presets: Vec<_> =
        LABS.iter().flat_map(|lab| (lab.presets)().into_iter().map(move |card| (lab, card.id))).collect();
    let broken = |(lab, id): &(&'static osviz::lab::LabEntry, &'static str)| -> Vec<String> {
        check::preset(lab, id).into_iter().map(|breach| format!("{}/{id}: {breach}", lab.id)).collect()
    };
    let found: Vec<String> = std::thread::scope(|scope| {
        let parts: Vec<_> = presets
            .chunks(presets.len().div_ceil(4).max(1))
            .map(|part| scope.spawn(move || part.iter().flat_map(broken).collect::<Vec<_>>()))
            .collect();
        parts.into_iter().flat_map(|part| part.join().expect("a check that ends")).collect()
    });
    assert!(found.is_empty(), "{found:#?}");
}
