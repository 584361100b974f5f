//! Links: those ever published still open, any scenario survives being one, and nothing that comes as a link
//! can harm.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use osviz::lab::{Edit, FieldKind, LabEntry, Look, Run, scalars};
use osviz::labs::{self, LABS};
use osviz::link::{Link, LinkError, MAX_UNPACKED, Start};
use osviz::open::{Opened, Shown, link_of, open};
use osviz::text::{Lang, plain};
use proptest::prelude::*;
use rand_core::{RngCore, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::{Value, json};
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

fn follow(link: &str) -> Result<Opened, LinkError> {
    Link::parse(link).and_then(|link| open(&link))
}

// ---- for ever ----------------------------------------------------------------------------------

/// What a link of `tests/links.txt` shows: view, step, instant, and what the first lane did so far.
fn shown(opened: &Opened) -> String {
    let Opened { run, step, view, .. } = opened;
    let gantt = run.timeline();
    let now = run.time(*step);
    let mut out = format!("{view} {step}/{} t={}", run.len(), gantt.scale.show(now));
    let lane = &gantt.lanes[0];
    write!(out, " {}", lane.id).unwrap();
    for slice in lane.slices.iter().filter(|slice| slice.start < now) {
        let name = &gantt.names[slice.who as usize];
        let (start, end) = (gantt.scale.show(slice.start), gantt.scale.show(slice.end.min(now)));
        write!(out, " {name}:{start}-{end}").unwrap();
    }
    out
}

#[test]
fn every_link_ever_published_still_opens_and_shows_the_same() {
    let (mut count, mut wrong) = (0, Vec::new());
    let lines = include_str!("../links.txt").lines();
    for line in lines.filter(|line| !line.starts_with("//") && !line.is_empty()) {
        let (link, want) = line.split_once(" -> ").unwrap_or((line, ""));
        let got = follow(link).map(|opened| shown(&opened)).unwrap_or_else(|error| error.text().en.into());
        if got != want {
            wrong.push(format!("{link} -> {got}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "what these links show now is not what is written:\n{}", wrong.join("\n"));
    assert!(count >= 8, "tests/links.txt has only {count} links");
}

// ---- there and back ----------------------------------------------------------------------------

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0u64..40).prop_map(|n| json!(n)),
        (1u64..400).prop_map(|n| json!(format!("{}.{}", n / 10, n % 10)))
    ]
}

fn span() -> impl Strategy<Value = Value> {
    prop_oneof![(1u64..20).prop_map(|n| json!(n)), (1u64..99).prop_map(|n| json!(format!("{n}.5")))]
}

fn process() -> impl Strategy<Value = Value> {
    let bursts = prop_oneof![
        span().prop_map(|burst| json!({ "burst": burst })),
        prop::collection::vec(1u64..9, 1..4).prop_map(|mut list| {
            if list.len() % 2 == 0 {
                list.pop();
            }
            json!({ "bursts": list })
        }),
        (1u64..9, 1u64..9, 1u64..9).prop_map(|(a, b, c)| json!({ "bursts": format!("{a} disk:{b} {c}") })),
    ];
    (number(), bursts, -3i64..9).prop_map(|(arrival, bursts, priority)| {
        let mut process = json!({ "arrival": arrival, "priority": priority });
        process.as_object_mut().unwrap().extend(bursts.as_object().unwrap().clone());
        process
    })
}

/// Scenarios of the scheduling lab, in the JSON of a file.
fn scenario() -> impl Strategy<Value = Value> {
    let policy =
        prop::sample::select(vec!["fcfs", "sjf", "srtf", "rr", "hrrn", "priority", "priority_rr", "mlfq"]);
    let set = prop::sample::select(vec!["silberschatz", "ostep", "stallings", "tanenbaum", "tang", "408"]);
    let rule = prop::sample::select(vec![
        json!({}),
        json!({ "rr_order": "preempted_first" }),
        json!({ "switch_cost": "0.5" }),
        json!({ "aging": null }),
        json!({ "aging": { "mode": "step", "interval": 3, "step": 1 } }),
        json!({ "preemptive": true, "priority_order": "high", "io": "fcfs" }),
    ]);
    let boost = prop::option::of(1u64..50);
    let table = prop::collection::vec(process(), 1..12);
    (table, policy, set, rule, span(), boost).prop_map(
        |(mut table, policy, set, mut rules, quantum, boost)| {
            for (index, process) in table.iter_mut().enumerate() {
                process["pid"] = json!(format!("P{}", index + 1));
            }
            rules["set"] = json!(set);
            let mut out = json!({ "processes": table, "policy": policy, "quantum": quantum, "rules": rules });
            if let Some(boost) = boost {
                out["boost"] = json!(boost);
            }
            out
        },
    )
}

fn same(one: &dyn Run, other: &dyn Run) -> bool {
    let look = Look::default();
    let last = one.len();
    one.scenario() == other.scenario()
        && last == other.len()
        && one.frame(last, &look) == other.frame(last, &look)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_scenario_that_becomes_a_link_comes_back_as_itself(scenario in scenario(), step in 1usize..200) {
        let lab = labs::find("sched").unwrap();
        let run = (lab.open)(lab.version, scenario).unwrap();
        let link = link_of(lab, "sched", &*run, Shown { step: Some(step), ..Shown::default() });
        let text = link.to_string();
        prop_assert_eq!(Link::parse(&text), Ok(link));
        let opened = follow(&format!("https://example.org/osviz/{text}")).unwrap();
        prop_assert!(same(&*run, &*opened.run));
        prop_assert_eq!(opened.step, step.min(run.len()));
    }

    #[test]
    fn any_json_and_any_words_survive_a_link(
        words in "\\PC{0,20}", id in "\\PC{1,20}", field in "[a-z]{2,9}", value in "\\PC{0,20}", step in 0usize..99,
    ) {
        let given = Start::Given { version: 7, scenario: json!({ words.clone(): [words, null, 1.5, -3, true] }) };
        let preset = Start::Preset { id: Some(id), fields: vec![(format!("x{field}"), value)] };
        for start in [given, preset] {
            let link = Link { lab: "sched".into(), start, compare: None, step: Some(step), lang: Some(Lang::Zh), view: None };
            prop_assert_eq!(Link::parse(&link.to_string()), Ok(link));
        }
    }
}

/// Changes a few fields of a preset, as a reader would, and returns the run.
fn changed(lab: &LabEntry, preset: &str, random: &mut Pcg64Mcg) -> std::sync::Arc<dyn Run> {
    let mut run = (lab.preset)(preset, &[]).unwrap();
    for _ in 0..1 + below(random, 3) {
        let fields = scalars(&run.form());
        let field = &fields[below(random, fields.len())];
        let value = match &field.kind {
            FieldKind::Words => field.value.clone(),
            FieldKind::Number { min, max } => (min + random.next_u64() % (max - min + 1).min(9)).to_string(),
            FieldKind::Choice(options) => options[below(random, options.len())].id.to_string(),
        };
        if let Ok(next) = run.edit(1, &Edit::Set { field: field.id.into(), value }) {
            run = next;
        }
    }
    run
}

#[test]
fn fields_changed_in_a_preset_are_readable_in_the_link_and_open_the_same_run() {
    let mut random = Pcg64Mcg::seed_from_u64(408);
    let (mut readable, mut all) = (0, 0);
    for lab in LABS {
        for card in (lab.presets)() {
            for _ in 0..10 {
                let run = changed(lab, card.id, &mut random);
                let link = link_of(lab, lab.id, &*run, Shown { preset: Some(card.id), ..Shown::default() });
                readable += usize::from(matches!(link.start, Start::Preset { .. }));
                all += 1;
                let opened = follow(&link.to_string()).unwrap_or_else(|error| panic!("{link}: {error:?}"));
                assert!(same(&*run, &*opened.run), "{link}");
            }
        }
    }
    assert!(2 * readable > all, "only {readable} of {all} links are readable");
}

#[test]
fn the_order_of_fields_in_a_link_does_not_matter() {
    let one = follow("#/sched?s=mixed&p=mlfq&set=ostep").unwrap();
    let other = follow("#/sched?set=ostep&p=mlfq&s=mixed").unwrap();
    assert!(same(&*one.run, &*other.run));
}

// ---- size --------------------------------------------------------------------------------------

/// A workload of `count` processes with some I/O, by a fixed recipe.
fn workload(count: u64, io: bool) -> Value {
    let mut random = Pcg64Mcg::seed_from_u64(count);
    let mut below = |n: u64| random.next_u64() % n;
    let process = |index: u64| {
        let arrival = below(2 * count);
        let bursts = match below(4) * u64::from(io) {
            0 => format!("{}", 1 + below(20)),
            times => {
                let first = 1 + below(20);
                let pairs = (0..times).map(|_| format!(" disk:{} {}", 1 + below(20), 1 + below(20)));
                format!("{first}{}", pairs.collect::<String>())
            }
        };
        json!({ "pid": format!("P{}", index + 1), "arrival": arrival, "bursts": bursts })
    };
    let processes: Vec<Value> = (0..count).map(process).collect();
    json!({ "processes": processes, "policy": "rr", "quantum": 4, "rules": { "set": "408" } })
}

#[test]
fn links_are_short() {
    for (count, io, most) in
        [(5, false, 120), (5, true, 160), (20, true, 400), (50, false, 600), (50, true, 800)]
    {
        let lab = labs::find("sched").unwrap();
        let run = (lab.open)(1, workload(count, io)).unwrap();
        let link = link_of(lab, "sched", &*run, Shown { step: Some(10), ..Shown::default() }).to_string();
        println!("{count} processes, I/O: {io}: {} characters", link.len());
        assert!(link.len() <= most, "{count} processes, I/O: {io}: {} characters", link.len());
    }
}

// ---- hostile -----------------------------------------------------------------------------------

fn below(random: &mut Pcg64Mcg, bound: usize) -> usize {
    (random.next_u64() % bound as u64) as usize
}

fn pick<'a, T: ?Sized>(random: &mut Pcg64Mcg, from: &[&'a T]) -> &'a T {
    from[below(random, from.len())]
}

const NASTY: [&str; 22] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](proc:P1)",
    "**bold**",
    "javascript:alert(1)",
    "\"><svg/onload=alert(1)>",
    "%00",
    "%0d%0a",
    "%ff%fe",
    "\u{202e}evil",
    "../../etc/passwd",
    "{{7*7}}",
    "' OR 1=1 --",
    "=cmd|' /C calc'!A0",
    "-1",
    "1e308",
    "0.0000001",
    "NaN",
    "999999999999",
    "18446744073709551616",
    "汉",
    "",
];

/// Numbers that make long runs, and are therefore rare here.
const HUGE: [&str; 4] = ["1000000000000", "999999999999.999999", "4294967296", "18446744073709551615"];

fn packed(json: &str) -> String {
    format!("#/sched?w=1.j.{}", URL_SAFE_NO_PAD.encode(json))
}

/// Links to start from: every preset in both forms, with fields, and as plain JSON.
fn seeds() -> Vec<(String, String)> {
    let mut random = Pcg64Mcg::seed_from_u64(1);
    let mut out = Vec::new();
    for lab in LABS {
        for card in (lab.presets)() {
            let run = (lab.preset)(card.id, &[]).unwrap();
            if run.len() > 400 {
                continue;
            }
            let json = run.scenario().to_string();
            out.push((link_of(lab, lab.id, &*run, Shown::default()).to_string(), json.clone()));
            out.push((packed(&json), json.clone()));
            let run = changed(lab, card.id, &mut random);
            let shown =
                Shown { preset: Some(card.id), step: Some(3), lang: Some(Lang::Zh), view: Some("gantt") };
            out.push((link_of(lab, lab.id, &*run, shown).to_string(), run.scenario().to_string()));
        }
    }
    out
}

/// One or a few faults in a text.
fn mutated(text: &str, other: &str, random: &mut Pcg64Mcg) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..1 + below(random, 4) / 3 {
        let at = below(random, chars.len() + 1);
        let end = (at + below(random, 12)).min(chars.len());
        match below(random, 14) {
            0 if at < chars.len() => chars[at] = (32 + below(random, 95)) as u8 as char,
            1 if at < chars.len() => chars[at] = char::from_u32(below(random, 0x3000) as u32).unwrap_or('?'),
            2 => chars.truncate(at),
            3 => drop(chars.drain(at..end)),
            4 => {
                let piece: Vec<char> = chars[at..end].into();
                chars.splice(at..at, piece);
            }
            5 => {
                let from: Vec<char> = other.chars().collect();
                let cut = below(random, from.len() + 1);
                chars.splice(at.., from[cut..].iter().copied());
            }
            6 => drop(chars.splice(at..at, pick(random, &NASTY).chars())),
            7 => {
                let pair = format!(
                    "&{}={}",
                    pick(random, &["q", "p", "set", "i", "w", "s", "x"]),
                    pick(random, &NASTY)
                );
                chars.splice(at..at, pair.chars());
            }
            _ => number_changed(&mut chars, random),
        }
    }
    chars.into_iter().collect()
}

/// Replaces one run of digits.
fn number_changed(chars: &mut Vec<char>, random: &mut Pcg64Mcg) {
    let start = below(random, chars.len().max(1));
    let Some(first) = (start..chars.len()).find(|at| chars[*at].is_ascii_digit()) else { return };
    let last = (first..chars.len()).find(|at| !chars[*at].is_ascii_digit()).unwrap_or(chars.len());
    let new = match below(random, 400) {
        0 => pick(random, &HUGE).to_string(),
        1..40 => below(random, 3_000).to_string(),
        40..60 => format!("{}.{}", below(random, 100), below(random, 100)),
        60..80 => format!("-{}", below(random, 100)),
        _ => below(random, 30).to_string(),
    };
    chars.splice(first..last, new.chars());
}

/// What must hold of any text that is taken for a link; how it went.
fn survives(text: &str) -> Result<bool, String> {
    let link = match Link::parse(text) {
        Ok(link) => link,
        Err(error) => return refusal(&error).map(|()| false),
    };
    let opened = match open(&link) {
        Ok(opened) => opened,
        Err(error) => return refusal(&error).map(|()| false),
    };
    if Link::parse(&link.to_string()).as_ref() != Ok(&link) {
        return Err(format!("its canonical form {link} is another link"));
    }
    let run = &opened.run;
    if !(1..=run.len()).contains(&opened.step) {
        return Err(format!("step {} of {}", opened.step, run.len()));
    }
    let frame = run.frame(opened.step, &Look { view: opened.view.clone(), narrow: false });
    if frame.story.caption.is_empty() {
        return Err("no caption".into());
    }
    let odd = |name: &&String| name.contains(['<', '>', '&', '"', '\'', '[', ']', '(', ')', '*']);
    if let Some(name) = run.timeline().names.iter().find(odd) {
        return Err(format!("the name {name} got through"));
    }
    Ok(true)
}

/// A refusal is a sentence in both languages, of bounded length, without anything that could act as markup.
fn refusal(error: &LinkError) -> Result<(), String> {
    let text = error.text();
    for lang in Lang::ALL {
        let sentence = text.get(lang);
        let tame = plain(sentence) == sentence && !sentence.contains(['<', '>', '\u{202e}', '\0', '\n']);
        if sentence.is_empty() || sentence.chars().count() > 400 || !tame {
            return Err(format!("the refusal {sentence:?}"));
        }
    }
    Ok(())
}

fn endures(text: &str) -> Result<bool, String> {
    let outcome = catch_unwind(AssertUnwindSafe(|| survives(text)));
    outcome.unwrap_or_else(|_| Err("a panic".into())).map_err(|what| format!("{what}: {text}"))
}

#[test]
fn a_hundred_thousand_mutated_links_do_no_harm() {
    const THREADS: u64 = 4;
    const EACH: usize = 25_000;
    let seeds = seeds();
    let run = |thread: u64| {
        let mut random = Pcg64Mcg::seed_from_u64(thread);
        let (mut opened, mut wrong) = (0, Vec::new());
        for _ in 0..EACH {
            let (link, json) = &seeds[below(&mut random, seeds.len())];
            let (other, other_json) = &seeds[below(&mut random, seeds.len())];
            let text = match below(&mut random, 3) {
                0 => mutated(link, other, &mut random),
                1 => packed(&mutated(json, other_json, &mut random)),
                _ => {
                    let scenario: Value =
                        serde_json::from_str(&mutated(json, other_json, &mut random)).unwrap_or_default();
                    let start = Start::Given { version: 1, scenario };
                    Link { lab: "sched".into(), start, compare: None, step: None, lang: None, view: None }
                        .to_string()
                }
            };
            match endures(&text) {
                Ok(fine) => opened += usize::from(fine),
                Err(what) => wrong.push(what),
            }
        }
        (opened, wrong)
    };
    let results: Vec<(usize, Vec<String>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || run(thread))).collect();
        threads.into_iter().map(|thread| thread.join().expect("panics are caught inside")).collect()
    });
    let opened: usize = results.iter().map(|(opened, _)| opened).sum();
    let wrong: Vec<&String> = results.iter().flat_map(|(_, wrong)| wrong).take(10).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    println!("{opened} of {} mutated links opened", THREADS as usize * EACH);
    assert!(opened > 5_000, "only {opened} opened: the mutations are too coarse to prove anything");
}

#[test]
fn bombs_nests_and_giants_are_refused() {
    let deep = "[".repeat(20_000);
    let wide = format!("{{\"policy\":\"rr\",\"processes\":[{}{{}}]}}", "{},".repeat(9_000));
    let deep_object = format!("{}1{}", "{\"a\":".repeat(5_000), "}".repeat(5_000));
    let many = format!("#/sched?s=mixed{}", (0..300).map(|n| format!("&f{n}=1")).collect::<String>());
    let long = format!("#/sched?s={}", "a".repeat(70_000));
    let bomb = {
        let zeros = vec![b' '; MAX_UNPACKED + 1];
        let packed = miniz_oxide::deflate::compress_to_vec(&zeros, 9);
        format!("#/sched?w=1.z.{}", URL_SAFE_NO_PAD.encode(packed))
    };
    let level = json!({ "policy": "mlfq", "levels": vec![json!({ "quantum": 1 }); 1_000] });
    for text in
        [packed(&deep), packed(&wide), packed(&deep_object), many, long, bomb, packed(&level.to_string())]
    {
        assert_eq!(endures(&text), Ok(false), "{}", &text[..60]);
    }
}

#[test]
fn a_giant_scenario_is_cut_and_still_opens() {
    let scenario = json!({
        "policy": "rr", "quantum": "0.000001",
        "processes": [{ "pid": "A", "burst": 1_000_000 }, { "pid": "B", "burst": 1_000_000 }],
    });
    let opened = follow(&packed(&scenario.to_string())).unwrap();
    assert!(opened.run.is_cut());
    assert_eq!(endures(&packed(&scenario.to_string())), Ok(true));
}

#[test]
fn every_refusal_says_what_is_the_matter() {
    let newer = format!("#/sched?w=2.j.{}", URL_SAFE_NO_PAD.encode("{}"));
    let cases = [
        ("#/shed?s=mixed", "no lab “shed”", "没有名为“shed”的实验"),
        ("#/sched?s=mixt", "preset, “mixt”", "预设“mixt”"),
        ("#/sched?w=1.q.AAAA", "“q”", "“q”"),
        (newer.as_str(), "newer version", "更新的版本"),
        ("#/sched?w=1.z.AAAA", "damaged", "已损坏"),
        ("#/sched?s=mixed&quantun=3", "quantun", "quantun"),
        ("#/sched?s=mixed&p=rrr", "rrr", "rrr"),
        ("#/?s=mixed", "names no lab", "没有写明"),
    ];
    for (link, en, zh) in cases {
        let Err(error) = follow(link) else { panic!("{link} opens") };
        let text = error.text();
        assert!(text.en.contains(en) && text.zh.contains(zh), "{link}: {} {}", text.en, text.zh);
    }
}

#[test]
fn a_comparison_is_a_link_like_any_other() {
    let fragment = "#/sched?s=mixed&p=fcfs&c=p:rr/q:4&i=9";
    let opened = open(&Link::parse(fragment).expect("a link")).expect("it opens");
    let pair = opened.run.pair().expect("a comparison");
    assert_eq!(pair.names().clone().map(|name| name.en), ["FCFS", "RR, q = 4"]);
    assert_eq!(opened.step, 9);
    let shown = Shown { preset: opened.preset.as_deref(), step: Some(9), ..Shown::default() };
    assert_eq!(link_of(opened.entry, "sched", &*opened.run, shown).to_string(), fragment);
    let odd = Link::parse("#/sched?c=p:mlfq/lv:1,2/x:a%252Fb%2525").expect("a link");
    assert_eq!(odd.compare.as_ref().map(|fields| fields[2].1.as_str()), Some("a/b%"));
    assert_eq!(Link::parse(&odd.to_string()), Ok(odd.clone()));
    assert!(open(&odd).is_err(), "a field that the lab does not know is refused");
    assert!(open(&Link::parse("#/sched?c=p:nothing").expect("a link")).is_err());
}
