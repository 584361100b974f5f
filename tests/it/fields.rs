//! The fields of the scheduling lab are keys in links, for ever: they say everything about a scenario but its
//! processes.

use osviz::lab::{Edit, Field, FieldKind, Lab, scalars};
use osviz::labs::sched::state::Pcb;
use osviz::labs::sched::{Scenario, Sched};
use osviz::sim::Recording;
use osviz::text::{Lang, Text};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn put(scenario: &Scenario, field: &str, value: &str) -> Result<Scenario, String> {
    let edit = Edit::Set { field: field.into(), value: value.into() };
    Sched::edit(scenario, 1, &edit).map_err(|problem| format!("{problem:?}"))
}

fn fields(scenario: &Scenario) -> Vec<Field> {
    scalars(&Sched::form(scenario))
}

/// Some values that a field takes.
fn samples(field: &Field) -> Vec<String> {
    match &field.kind {
        FieldKind::Choice(options) => options.iter().map(|option| option.id.to_string()).collect(),
        FieldKind::Number { min, max } => [*min, *max, min + 1, 3].map(|number| number.to_string()).into(),
        FieldKind::Words if field.id == "lv" => {
            ["1,2,4", "8,16,fcfs", "10x2,sjf", "0.5,rr"].map(String::from).into()
        }
        FieldKind::Words if field.id == "draws" => ["seed", "3", "7,0,1000000"].map(String::from).into(),
        FieldKind::Words if field.id == "f" => {
            ["1 + wait / burst", "-arrival", "min(nice, wait) > 2 ? used : -now"].map(String::from).into()
        }
        FieldKind::Words if field.id == "bal" => ["off", "3", "0.5"].map(String::from).into(),
        FieldKind::Words if field.id == "cache" => ["off", "100_10_2", "5_0_3"].map(String::from).into(),
        FieldKind::Words => ["off", "step_2_1", "step_0.5_2_reset_to-1", "rate_1_2"].map(String::from).into(),
    }
}

/// A field and a value of it, by two numbers.
fn chosen(scenario: &Scenario, (field, value): (usize, usize)) -> (String, String) {
    let fields = fields(scenario);
    let field = &fields[field % fields.len()];
    let samples = samples(field);
    (field.id.into(), samples[value % samples.len()].clone())
}

proptest! {
    #[test]
    fn fields_in_order_make_any_scenario_of_the_same_processes(
        from in 0usize..100, to in 0usize..100, changes in prop::collection::vec((0usize..100, 0usize..100), 0..8),
    ) {
        let presets = Sched::presets();
        let mut wanted = presets[to % presets.len()].scenario.clone();
        for change in changes {
            let (field, value) = chosen(&wanted, change);
            wanted = put(&wanted, &field, &value).unwrap();
        }
        let base = presets[from % presets.len()].scenario.clone();
        let mut reached = Scenario { processes: wanted.processes.clone(), random: wanted.random, ..base };
        for field in fields(&wanted) {
            reached = put(&reached, field.id, &field.value).unwrap();
        }
        prop_assert_eq!(reached, wanted);
    }
}

/// An edit of the table, by three numbers.
fn table_edit((kind, row, value): (usize, usize, usize), rows: usize) -> Edit {
    let row = row % rows.max(1);
    let cell = |column: &str, value: String| Edit::Cell { row, column: column.into(), value };
    match kind % 14 {
        0 => cell("arrival", format!("{}.{}", value, row % 2 * 5)),
        1 => cell("bursts", value.to_string()),
        2 => cell("bursts", format!("{value} disk:{row} {value} net:2 1")),
        3 => cell("priority", value.to_string()),
        4 => Edit::Add,
        5 => Edit::Remove(row),
        6 => Edit::Move { from: row, to: value % rows.max(1) },
        7 => cell("tickets", format!("{}", 1 + value)),
        8 => cell("susp", format!("{value}-{} {}-{}", value + 1, value + 3, value + 3 + row)),
        9 => cell("slice", format!("{value}")),
        10 => cell("core", format!("{}", value % 3)),
        11 => cell("affinity", format!("{}", value % 2)),
        12 => cell("working_set", format!("{value}")),
        _ => cell("pid", format!("X{value}")),
    }
}

/// A step in units, as a new decimal in the table makes the ticks finer.
fn seen(run: &Recording<Sched>, step: usize) -> String {
    let state = run.state(step);
    let units = |time| state.config.scale.show(time);
    let process = |(who, pcb): (usize, &Pcb)| {
        let times = [pcb.used, pcb.io, pcb.since, pcb.queued, state.waited(who as u32)].map(units);
        (times, pcb.state, pcb.burst, pcb.slices, pcb.level, pcb.priority)
    };
    let processes: Vec<_> = state.processes.iter().enumerate().map(process).collect();
    format!("{} {:?} {processes:?} {:?}", units(run.time(step)), run.events(step), state.rows())
}

proptest! {
    #[test]
    fn an_edit_at_any_step_keeps_what_was_seen_or_is_refused(
        preset in 0usize..100,
        changes in prop::collection::vec((0usize..100, 0usize..100), 0..4),
        edits in prop::collection::vec((1usize..60, (0usize..14, 0usize..8, 0usize..30)), 1..4),
    ) {
        let presets = Sched::presets();
        let mut scenario = presets[preset % presets.len()].scenario.clone();
        for change in changes {
            let (field, value) = chosen(&scenario, change);
            scenario = put(&scenario, &field, &value).unwrap();
        }
        for (step, change) in edits {
            let before = Recording::new(Sched::start(&scenario).unwrap(), 2_000);
            let step = step.min(before.len());
            let rows = Sched::form(&scenario).rows.rows.len();
            let Ok(next) = Sched::edit(&scenario, step, &table_edit(change, rows)) else { continue };
            let Ok(machine) = Sched::start(&next) else { continue };
            let after = Recording::new(machine, 2_000);
            let kept = if step == 1 || next == scenario { 0 } else { step };
            for earlier in 1..=kept {
                prop_assert_eq!(seen(&after, earlier), seen(&before, earlier), "step {}", earlier);
            }
            prop_assert!(after.len() >= kept);
            scenario = next;
        }
    }
}

/// All that happens, in units, whatever the order inside an instant; and who is dispatched, in order.
fn log(scenario: &Scenario) -> (BTreeSet<String>, Vec<String>) {
    let machine = Sched::start(scenario).expect("it starts");
    let scale = machine.config.scale;
    let run = Recording::new(machine, 2_000);
    let events: Vec<_> = run.log().map(|(time, event)| format!("{} {event:?}", scale.show(time))).collect();
    let dispatched = events.iter().filter(|event| event.contains("Dispatched")).cloned().collect();
    (events.into_iter().collect(), dispatched)
}

proptest! {
    #[test]
    fn what_is_not_relevant_does_not_change_the_run(
        preset in 0usize..100, changes in prop::collection::vec((0usize..100, 0usize..100), 0..6),
    ) {
        let presets = Sched::presets();
        let mut scenario = presets[preset % presets.len()].scenario.clone();
        for change in changes {
            let (field, value) = chosen(&scenario, change);
            scenario = put(&scenario, &field, &value).unwrap();
        }
        let events = log(&scenario);
        for field in fields(&scenario).iter().filter(|field| !field.relevant) {
            for value in samples(field) {
                let other = put(&scenario, field.id, &value).unwrap();
                prop_assert_eq!(&log(&other), &events, "{}={}", field.id, value);
            }
        }
    }
}

#[test]
fn the_direction_of_priorities_matters_to_aging_even_if_all_are_equal() {
    let mixed = &Sched::presets()[0].scenario;
    let asked = |aging: &str| {
        let aged = put(&put(mixed, "p", "priority").unwrap(), "aging", aging).unwrap();
        fields(&aged).iter().any(|field| field.id == "prio" && field.relevant)
    };
    assert!(asked("step_2_1") && !asked("off"));
}

#[test]
fn every_value_offered_is_taken_and_read_back() {
    for preset in Sched::presets() {
        for field in fields(&preset.scenario) {
            for value in samples(&field) {
                let changed = put(&preset.scenario, field.id, &value).unwrap();
                let read = fields(&changed).into_iter().find(|other| other.id == field.id).unwrap().value;
                assert_eq!(read, value, "{} of {}", field.id, preset.id);
                Sched::start(&changed).unwrap_or_else(|problem| panic!("{}={value}: {problem:?}", field.id));
            }
        }
    }
}

/// Links on paper depend on them: a key may be added here, none may go or change.
#[test]
fn keys_stay_as_they_are() {
    let form = Sched::form(&Sched::presets()[0].scenario);
    let ids: BTreeSet<&str> = scalars(&form).iter().map(|field| field.id).collect();
    let want = "aging alone apre back bal balby best big boost boostq bslice bump cache clamp cpus credit cs debit draws dseed elig every f fair floor gran half init io iodone jlag job join keep lat lv mig mpl next onio order p place plag pre prio prof q queue ret rrq rtper rtrun set slices start stay steal swap take tick unit wake wakepre";
    assert_eq!(ids.into_iter().collect::<Vec<_>>().join(" "), want);
    let taken = ["s", "w", "i", "lang", "view", "th", "v", "e", "c"];
    assert!(want.split(' ').all(|id| !taken.contains(&id)), "keys that links use for themselves");
}

#[test]
fn all_words_are_there_in_both_languages() {
    for preset in Sched::presets() {
        let form = Sched::form(&preset.scenario);
        for field in scalars(&form).iter().chain(&form.random) {
            complete(field.id, &field.name);
            complete(field.id, &field.help);
            let FieldKind::Choice(options) = &field.kind else { continue };
            for option in options {
                complete(option.id, &option.name);
                complete(option.id, &option.help);
            }
        }
    }
}

fn complete(id: &str, text: &Text) {
    for lang in Lang::ALL {
        assert!(!text.get(lang).is_empty(), "{id} in {lang:?}");
    }
}

#[test]
fn the_bar_has_the_parameters_of_the_policy() {
    let bars = [
        ("fcfs", "cs cpus"),
        ("rr", "q cs cpus"),
        ("priority", "prio pre cpus cs"),
        ("priority_rr", "q cs cpus"),
        ("mlfq", "lv boost cpus cs"),
        ("custom", "f pre cpus best every cs"),
    ];
    let limited = put(&put(&Sched::presets()[0].scenario, "p", "fcfs").unwrap(), "mpl", "2").unwrap();
    let ids: Vec<&str> = Sched::form(&limited).params.iter().map(|field| field.id).collect();
    assert_eq!(ids.join(" "), "cs cpus mpl");
    for (policy, bar) in bars {
        let scenario = put(&Sched::presets()[0].scenario, "p", policy).unwrap();
        let ids: Vec<&str> = Sched::form(&scenario).params.iter().map(|field| field.id).collect();
        assert_eq!(ids.join(" "), bar, "{policy}");
    }
}

#[test]
fn a_set_clears_departures_and_keeps_the_switch_cost() {
    let mut scenario = Sched::presets()[0].scenario.clone();
    for (field, value) in [("cs", "0.5"), ("order", "preempted_first"), ("set", "ostep")] {
        scenario = put(&scenario, field, value).unwrap();
    }
    let differing: Vec<_> = fields(&scenario).into_iter().filter(|field| field.differs).collect();
    assert_eq!(differing, []);
    assert_eq!(fields(&scenario).into_iter().find(|field| field.id == "cs").unwrap().value, "0.5");
    scenario = put(&scenario, "order", "new_first").unwrap();
    assert!(fields(&scenario).iter().all(|field| field.differs == (field.id == "order")));
}

#[test]
fn only_rules_that_can_matter_are_relevant() {
    let relevant = |fields: &[(&str, &str)]| {
        let mut scenario = Sched::presets()[0].scenario.clone();
        for (field, value) in fields {
            scenario = put(&scenario, field, value).unwrap();
        }
        let rules = Sched::form(&scenario).rules;
        let ids: Vec<&str> = rules.iter().filter(|field| field.relevant).map(|field| field.id).collect();
        ids.join(" ")
    };
    assert_eq!(relevant(&[]), "start mpl swap order onio");
    assert_eq!(relevant(&[("p", "srtf")]), "start mpl swap onio");
    assert_eq!(relevant(&[("p", "fcfs")]), "start mpl swap next onio iodone");
    assert_eq!(relevant(&[("p", "mlfq")]), "start mpl swap order back take alone keep stay ret bump onio");
}

#[test]
fn what_is_refused_says_what_would_be_right() {
    let scenario = &Sched::presets()[0].scenario;
    let refused = |field: &str, value: &str| {
        Sched::edit(scenario, 1, &Edit::Set { field: field.into(), value: value.into() }).unwrap_err()
    };
    for (field, value, said) in [
        ("p", "guess", "fcfs, sjf, srtf, rr, hrrn"),
        ("q", "0", "from 1 to"),
        ("q", "two", "from 1 to"),
        ("lv", "1,,2", "8,16,fcfs"),
        ("aging", "often", "step_4_1"),
        ("quantum", "2", "q, cs"),
        ("seed", "3", "Seed"),
        ("draws", "1,x", "63,85,70"),
        ("cpus", "9", "from 1 to 8"),
        ("mpl", "1001", "from 0 to 1000"),
        ("job", "lifo", "fcfs, sjf"),
        ("swap", "often", "off, asked, idle, blocked"),
        ("bal", "0", "a span as 10"),
        ("cache", "100_10_0", "100_10_2"),
        ("queue", "shared", "global, per_core"),
    ] {
        let problem = refused(field, value);
        assert_eq!(problem.place, field);
        assert!(problem.text.en.contains(said), "{}", problem.text.en);
        assert!(!problem.text.zh.is_empty());
    }
}
