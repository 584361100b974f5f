//! The cases of `tests/cases`, worked by the lab.

use super::Memory;
use super::replace::report::sheets;
use super::scenario::Scenario;
use crate::lab::Lab;
use crate::report::{Datum, Report, Sheet};
use serde_json::{Value, json};

const REPLACEMENT: [&str; 13] = [
    include_str!("../../../tests/cases/replacement_aging.json"),
    include_str!("../../../tests/cases/replacement_aging_counters.json"),
    include_str!("../../../tests/cases/replacement_clock.json"),
    include_str!("../../../tests/cases/replacement_enhanced_clock.json"),
    include_str!("../../../tests/cases/replacement_fifo.json"),
    include_str!("../../../tests/cases/replacement_lfu.json"),
    include_str!("../../../tests/cases/replacement_lru.json"),
    include_str!("../../../tests/cases/replacement_mfu.json"),
    include_str!("../../../tests/cases/replacement_nru.json"),
    include_str!("../../../tests/cases/replacement_opt.json"),
    include_str!("../../../tests/cases/replacement_pff.json"),
    include_str!("../../../tests/cases/replacement_second_chance.json"),
    include_str!("../../../tests/cases/replacement_working_set.json"),
];

/// A case as a scenario: its input beside `model`, `policy` and `rules`.
fn scenario(case: &Value) -> Scenario {
    let mut fields = case["input"].clone();
    let mut rules = case["convention"].clone();
    rules.as_object_mut().unwrap().remove("note");
    let algorithm = case["algorithm"].as_str().unwrap();
    let mut with = |key: &str, value: Value| fields[key] = value;
    if algorithm == "aging_counters" {
        with("model", json!("counters"));
    } else {
        with("model", json!("replace"));
        with("policy", json!(algorithm));
        with("rules", rules);
    }
    serde_json::from_value(fields).unwrap_or_else(|error| panic!("{}: {error}", case["id"]))
}

/// Is what the report says what the case expects? Every expected field is looked at.
fn agrees(datum: &Datum, want: &Value) -> bool {
    match (want, datum) {
        (Value::Object(_), Datum::Exact(ratio)) => want["frac"] == json!(ratio.fraction()),
        (want, datum) => datum.json() == *want,
    }
}

fn check(id: &Value, sheet: &Sheet, row: usize, want: &Value) {
    for (key, want) in want.as_object().unwrap() {
        let got = &sheet.rows[row];
        let column =
            sheet.columns.iter().position(|column| column == key).unwrap_or_else(|| panic!("column {key}"));
        assert!(
            agrees(&got[column], want),
            "{id} row {row}: {key} should be {want}\n{:?}\n{got:?}",
            sheet.columns
        );
    }
}

#[test]
fn every_replacement_case_is_answered() {
    let mut checked = 0;
    for case in REPLACEMENT.iter().flat_map(|file| serde_json::from_str::<Vec<Value>>(file).unwrap()) {
        let Scenario::Replace(scenario) = scenario(&case) else { continue };
        let report = Report { sheets: sheets(&scenario) };
        let mut expected = case["expected"].clone();
        if let Some(sets) = expected.get("sets") {
            let sheet = report.sheet("sets").unwrap();
            for (row, (time, pages)) in sheet.rows.iter().zip(sets.as_object().unwrap()) {
                assert_eq!(row[0].json(), json!(time.parse::<u64>().unwrap()), "{}", case["id"]);
                assert_eq!(row[1].json(), *pages, "{}", case["id"]);
            }
            checked += 1;
            continue;
        }
        let steps = expected.as_object_mut().unwrap().remove("steps").unwrap();
        let accesses = report.sheet("steps").unwrap();
        assert_eq!(accesses.rows.len(), steps.as_array().unwrap().len(), "{}", case["id"]);
        for (row, step) in steps.as_array().unwrap().iter().enumerate() {
            check(&case["id"], accesses, row, step);
        }
        check(&case["id"], report.sheet("totals").unwrap(), 0, &expected);
        checked += 1;
    }
    assert_eq!(checked, 147);
}

const TRANSLATION: [&str; 6] = [
    include_str!("../../../tests/cases/translation_eat.json"),
    include_str!("../../../tests/cases/translation_multilevel.json"),
    include_str!("../../../tests/cases/translation_paging.json"),
    include_str!("../../../tests/cases/translation_seg_paging.json"),
    include_str!("../../../tests/cases/translation_segmentation.json"),
    include_str!("../../../tests/cases/translation_tlb.json"),
];

fn report(scenario: &Scenario) -> Report {
    super::sheets(scenario)
}

#[test]
fn every_translation_case_is_answered() {
    let mut checked = 0;
    for case in TRANSLATION.iter().flat_map(|file| serde_json::from_str::<Vec<Value>>(file).unwrap()) {
        let id = &case["id"];
        let mut fields = case["input"].clone();
        let model = match case["algorithm"].as_str().unwrap() {
            "paging" | "multilevel" | "tlb" => "paging",
            "segmentation" | "seg_paging" => "segments",
            "paging_sizes" => "sizes",
            other => other,
        };
        fields["model"] = json!(model);
        if model == "paging" {
            let mut rules = case["convention"].clone();
            rules.as_object_mut().unwrap().remove("note");
            fields["rules"] = rules;
        }
        let scenario: Scenario =
            serde_json::from_value(fields).unwrap_or_else(|error| panic!("{id}: {error}"));
        let report = report(&scenario);
        let mut expected = case["expected"].clone();
        let results = expected.as_object_mut().unwrap().remove("results");
        for (row, want) in results.iter().flat_map(|list| list.as_array().unwrap()).enumerate() {
            let mut want = want.clone();
            let walk = want.as_object_mut().unwrap().remove("walk");
            check(id, report.sheet("results").unwrap(), row, &want);
            if let Some(walk) = walk {
                check_walk(id, report.sheet("reads").unwrap(), row, walk.as_array().unwrap());
            }
        }
        let totals = report.sheets.last().unwrap();
        if expected.as_object().unwrap().is_empty() {
            checked += 1;
            continue;
        }
        check(id, totals, 0, &expected);
        checked += 1;
    }
    assert_eq!(checked, 47);
}

fn check_walk(id: &Value, reads: &Sheet, access: usize, walk: &[Value]) {
    let mine: Vec<usize> =
        (0..reads.rows.len()).filter(|&row| reads.rows[row][0] == Datum::Int(access as i64 + 1)).collect();
    assert_eq!(mine.len(), walk.len(), "{id} access {access}");
    for (row, want) in mine.into_iter().zip(walk) {
        check(id, reads, row, want);
    }
}

#[test]
fn every_table_of_aging_counters_is_answered() {
    let cases: Vec<Value> = serde_json::from_str(REPLACEMENT[1]).unwrap();
    for case in &cases {
        let report = report(&scenario(case));
        let rows: Vec<Value> =
            report.sheet("counters").unwrap().rows.iter().map(|row| row[1].json()).collect();
        assert_eq!(json!(rows), case["expected"]["counters"], "{}", case["id"]);
        assert_eq!(
            report.sheet("victim").unwrap().rows[0][0].json(),
            case["expected"]["victim"],
            "{}",
            case["id"]
        );
    }
    assert_eq!(cases.len(), 5);
}

/// A picture is offered only where the model has it.
#[test]
fn each_model_offers_its_own_views() {
    let offered = |id: &str| -> Vec<&str> {
        let preset = Memory::presets().into_iter().find(|preset| preset.id == id).expect("it is a preset");
        let ids = Memory::views().into_iter().map(|view| view.id);
        ids.filter(|view| Memory::has_view(&preset.scenario, view)).collect()
    };
    assert_eq!(offered("clock-keeps"), ["walk", "fault", "replace", "frames"]);
    assert_eq!(offered("tiny"), ["walk", "frames"]);
    assert_eq!(offered("belady"), ["replace", "frames"]);
    assert_eq!(offered("segments"), ["segments", "frames"]);
}
