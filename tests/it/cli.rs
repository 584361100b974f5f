//! The command line, end to end, with the built program.

use serde_json::{Value, json};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What a command did.
pub struct Done {
    /// Its exit code.
    pub code: i32,
    /// What it printed.
    pub out: String,
    /// What it complained of.
    pub err: String,
}

/// Runs `osviz` with some words on standard input.
pub fn osviz(args: &[&str], input: &str) -> Done {
    let mut child = Command::new(env!("CARGO_BIN_EXE_osviz"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("osviz starts");
    // A command that does not read its input closes the pipe early: that is its right.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let done = child.wait_with_output().expect("osviz ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Done { code: done.status.code().expect("an exit code"), out: text(done.stdout), err: text(done.stderr) }
}

fn fine(args: &[&str], input: &str) -> String {
    let done = osviz(args, input);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "osviz {args:?}");
    done.out
}

fn json_of(args: &[&str], input: &str) -> Value {
    serde_json::from_str(&fine(args, input)).expect("JSON")
}

fn file(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for files of the tests");
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file of the tests");
    path
}

/// Silberschatz, CPU scheduling, the example of round robin: quantum 4, bursts 24, 3, 3.
const ROUND_ROBIN: &str = r#"{
    "policy": "rr", "quantum": 4,
    "processes": [{"pid": "P1", "burst": 24}, {"pid": "P2", "burst": 3}, {"pid": "P3", "burst": 3}]
}"#;

#[test]
fn the_report_of_a_textbook_example_is_the_textbooks() {
    let report = json_of(&["run", "-", "--format", "json"], ROUND_ROBIN);
    assert_eq!(report["lab"], "sched");
    assert_eq!(report["version"], 1);
    assert_eq!(report["scenario"]["quantum"], 4);
    let gantt = json!([[0, 4, "P1", 0], [4, 7, "P2", 0], [7, 10, "P3", 0], [10, 30, "P1", 0]]);
    assert_eq!(report["gantt"], gantt);
    assert_eq!(report["processes"]["P2"]["waiting"], 4);
    assert_eq!(report["processes"]["P2"]["weighted_turnaround"], json!({ "frac": "7/3", "dec": 2.333333 }));
    assert_eq!(report["averages"]["waiting"], json!({ "frac": "17/3", "dec": 5.666667 }));
    let totals = ["dispatches", "makespan", "busy"].map(|key| report[key].clone());
    assert_eq!(totals, [json!(4), json!(30), json!(30)]);
    assert_eq!(report["sheets"]["processes"][1]["pid"], "P2");
}

#[test]
fn csv_has_a_heading_and_a_line_per_row() {
    let csv = fine(&["run", "-", "--format", "csv", "--sheet", "gantt"], ROUND_ROBIN);
    assert_eq!(csv, "start,end,pid,core\n0,4,P1,0\n4,7,P2,0\n7,10,P3,0\n10,30,P1,0\n");
    let processes = fine(&["run", "-", "--format", "csv"], ROUND_ROBIN);
    assert!(processes.starts_with("pid,arrival,"), "{processes}");
    assert_eq!(processes.lines().count(), 4);
    let all = fine(&["run", "-", "--format", "csv", "--sheet", "all"], ROUND_ROBIN);
    assert!(
        all.starts_with("# processes\npid,") && all.contains("\n\n# gantt\nstart,end,pid,core\n"),
        "{all}"
    );
}

#[test]
fn text_is_aligned() {
    let text = fine(&["run", "-", "--sheet", "gantt"], ROUND_ROBIN);
    let want = "gantt
  start  end  pid  core
      0    4  P1      0
      4    7  P2      0
      7   10  P3      0
     10   30  P1      0
";
    assert_eq!(text, want);
}

#[test]
fn a_file_a_wrapped_file_a_preset_and_its_link_are_the_same_run() {
    let preset = json_of(&["run", "sched/mixed", "--format", "json"], "");
    let scenario = &preset["scenario"];
    let bare = file("bare.json", &scenario.to_string());
    let wrapped = json!({ "lab": "sched", "version": 1, "scenario": scenario });
    let wrapped = file("wrapped.json", &wrapped.to_string());
    let link = fine(&["link", "sched/mixed", "--step", "10"], "");
    assert_eq!(link, "#/sched?s=mixed&i=10\n");
    let base = "https://example.org/osviz/";
    let long = fine(&["link", bare.to_str().unwrap(), "--base", base, "--lang", "zh", "--view", "gantt"], "");
    assert!(long.starts_with("https://example.org/osviz/#/sched?w=1."), "{long}");
    assert!(long.ends_with("&lang=zh&view=gantt\n"), "{long}");
    for what in [bare.to_str().unwrap(), wrapped.to_str().unwrap(), "mixed", link.trim(), long.trim()] {
        assert_eq!(json_of(&["run", what, "--format", "json"], ""), preset, "{what}");
    }
}

#[test]
fn fields_change_a_preset_as_in_a_link() {
    let by_fields = json_of(&["run", "sched/mixed", "p=rr", "q=4", "--format", "json"], "");
    assert_eq!(by_fields["scenario"]["quantum"], 4);
    assert_eq!(json_of(&["run", "#/sched?s=mixed&q=4", "--format", "json"], ""), by_fields);
    assert_eq!(fine(&["link", "sched/mixed", "q=4"], ""), "#/sched?s=mixed&q=4\n");
}

#[test]
fn a_batch_answers_line_by_line() {
    let compact = ROUND_ROBIN.replace('\n', "");
    let input = format!("{compact}\n\n{{\"policy\":\"rr\",\"burts\":1}}\n{compact}\n");
    let done = osviz(&["run", "--batch", "-"], &input);
    assert_eq!(done.code, 1);
    assert_eq!(done.err, "osviz: -: 1 scenarios were refused\n");
    let lines: Vec<Value> = done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0], json_of(&["run", "-", "--format", "json"], ROUND_ROBIN));
    assert_eq!(lines[0], lines[2]);
    assert!(
        lines[1]["error"].as_str().unwrap().starts_with("-:3: burts: unknown field `burts`"),
        "{}",
        lines[1]
    );
    let path = file("batch.jsonl", &format!("{compact}\n{compact}"));
    assert_eq!(fine(&["run", "--batch", path.to_str().unwrap()], "").lines().count(), 2);
}

#[test]
fn a_line_that_is_no_text_is_refused_alone() {
    let compact = ROUND_ROBIN.replace('\n', "");
    let path = file("mixed.jsonl", "");
    let bytes = [b"\xff\xfe\n", compact.as_bytes(), b"\n"].concat();
    std::fs::write(&path, bytes).expect("a file of the tests");
    let place = path.to_str().unwrap();
    let done = osviz(&["run", "--batch", place], "");
    assert_eq!((done.code, done.out.lines().count()), (1, 2));
    assert!(done.out.starts_with("{\"error\":") && done.out.contains(":1: not UTF-8\"}\n"), "{}", done.out);
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let marked = format!("\u{feff}{ROUND_ROBIN}");
    assert_eq!(fine(&["run", "-"], &marked), fine(&["run", "-"], ROUND_ROBIN));
}

#[test]
fn what_is_wrong_is_said_in_one_line_with_its_place() {
    let process =
        |process: &str| format!(r#"{{"policy":"rr","processes":[{{"pid":"A","burst":1}},{process}]}}"#);
    let cases = [
        (process(r#"{"pid":"B","burst":"x"}"#), 1, "-: processes[1].burst: x is not a number"),
        (process(r#"{"pid":"A","burst":2}"#), 1, "-: rows.1.pid: A is there twice"),
        (process(r#"{"pid":"B","bursts":"2 3"}"#), 1, "-: rows.1.bursts: Two CPU bursts in a row"),
        (process(r#"{"pid":"B","burts":2}"#), 1, "-: processes[1].burts: unknown field `burts`"),
        (r#"{"policy":"fair"}"#.into(), 1, "-: policy: unknown variant `fair`"),
        (r#"{"lab":"sched","version":99,"scenario":{}}"#.into(), 1, "-: version 99; this program knows"),
        (r#"{"lab":"shed","scenario":{}}"#.into(), 1, "-: This version has no lab “shed”."),
        ("{\"policy\":".into(), 1, "-: not JSON: EOF while parsing"),
    ];
    for (input, code, want) in cases {
        let done = osviz(&["run", "-"], &input);
        assert_eq!((done.code, done.out.as_str()), (code, ""), "{input}");
        assert!(done.err.starts_with(&format!("osviz: {want}")), "{input}: {}", done.err);
        assert_eq!(done.err.lines().count(), 1, "{}", done.err);
    }
}

#[test]
fn exit_codes_tell_refusals_from_usage_and_files() {
    let cases: &[(&[&str], i32, &str)] = &[
        (&["run"], 2, "error: "),
        (&["run", "sched/mixed", "--format", "yaml"], 2, "error: "),
        (&["run", "sched/mixed", "--sheet", "nothing"], 2, "osviz: --sheet: there is no table nothing"),
        (&["run", "sched/mixed", "q"], 2, "osviz: q: write a field as NAME=VALUE"),
        (&["run", "-", "q=1"], 2, "osviz: q: fields can change a preset"),
        (&["link", "sched/mixed", "--step", "25"], 2, "osviz: --step: there is no step 25; the last is 24"),
        (&["link", "sched/mixed", "--view", "top"], 2, "osviz: --view: there is no view top"),
        (&["schema", "shed"], 2, "osviz: shed: no such lab; there are: sched"),
        (&["run", "sched/mixed", "q=soon"], 1, "osviz: sched/mixed: q: "),
        (&["run", "sched/mixed", "quantun=3"], 1, "osviz: sched/mixed: "),
        (&["run", "#/sched?s=mixt"], 1, "osviz: #/sched?s=mixt: This link names a preset"),
        (&["run", "#/sched?w=1.z.AAAA"], 1, "osviz: #/sched?w=1.z.AAAA: This link is damaged"),
        (&["run", "missing.json"], 3, "osviz: missing.json: "),
        (&["run", "sched/mixt"], 3, "osviz: sched/mixt: neither a file nor a preset"),
        (&["run", "--batch", "missing.jsonl"], 3, "osviz: missing.jsonl: "),
    ];
    for (args, code, want) in cases {
        let done = osviz(args, "");
        assert_eq!((done.code, done.out.as_str()), (*code, ""), "osviz {args:?}: {}", done.err);
        assert!(done.err.starts_with(want), "osviz {args:?}: {}", done.err);
    }
}

#[test]
fn refusals_are_told_in_chinese_on_demand() {
    let done = osviz(&["run", "#/sched?s=mixt", "--lang", "zh"], "");
    assert_eq!(done.err, "osviz: #/sched?s=mixt: 这个链接指定的预设“mixt”在这个版本中不存在。\n");
}

#[test]
fn the_list_names_labs_presets_and_fields() {
    let list = json_of(&["list", "--format", "json"], "");
    let lab = &list["labs"][0];
    assert_eq!(lab["id"], "sched");
    assert!(lab["presets"].as_array().unwrap().iter().any(|preset| preset["id"] == "mixed"));
    let field = |id: &str| lab["fields"].as_array().unwrap().iter().find(|field| field["id"] == id).cloned();
    let policies = field("p").expect("the policy is a field")["takes"].clone();
    assert!(policies.as_array().unwrap().iter().any(|policy| policy["id"] == "mlfq"));
    assert!(field("q").expect("the quantum is a field")["takes"]["min"].is_u64());
    for lang in ["en", "zh"] {
        let text = fine(&["list", "--lang", lang], "");
        for preset in lab["presets"].as_array().unwrap() {
            let (id, title) = (preset["id"].as_str().unwrap(), preset["title"][lang].as_str().unwrap());
            let line = text.lines().find(|line| line.trim().starts_with(&format!("sched/{id} ")));
            assert!(line.is_some_and(|line| line.contains(title)), "{id} {title}: {text}");
        }
    }
}

#[test]
fn the_schema_describes_every_field_of_a_scenario() {
    let schema = json_of(&["schema"], "");
    for field in ["processes", "policy", "quantum", "levels", "boost", "rules", "random", "start"] {
        let described = &schema["properties"][field];
        assert!(
            described["description"].is_string() || described["$ref"].is_string(),
            "{field}: {described}"
        );
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_osviz"))
        .args(["run", "sched/mixed", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("osviz starts");
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut err).expect("UTF-8");
    assert_eq!((child.wait().expect("it ends").code(), err.as_str()), (Some(0), ""));
}

// ---- the README ---------------------------------------------------------------------------------

const README: &str = include_str!("../../README.md");

/// A section of the README, without the sections after it.
fn section(title: &str) -> &'static str {
    let (_, rest) = README.split_once(&format!("\n## {title}\n")).expect("the section");
    rest.split_once("\n## ").map_or(rest, |(section, _)| section)
}

/// The next block of a language, and what follows it.
fn block<'a>(text: &'a str, language: &str) -> Option<(&'a str, &'a str)> {
    let (_, rest) = text.split_once(&format!("```{language}\n"))?;
    rest.split_once("```")
}

#[test]
fn every_scenario_of_the_readme_prints_what_stands_there() {
    let mut rest = section("Scenario files");
    let mut count = 0;
    while let Some((scenario, after)) = block(rest, "json") {
        let (_, after) = after.split_once("`osviz ").expect("a command after every scenario");
        let (command, after) = after.split_once("` prints").expect("a command that prints");
        let (want, after) = block(after, "csv").expect("what it prints");
        let args: Vec<&str> = command.split(' ').collect();
        assert_eq!(fine(&args, scenario), want, "osviz {command} with {scenario}");
        rest = after;
        count += 1;
    }
    assert!(count >= 5, "{count} scenarios");
}

#[test]
fn the_python_example_of_the_readme_writes_a_link_that_opens() {
    let (program, _) = block(section("Links"), "python").expect("the example");
    let made = Command::new("python3")
        .args(["-c", program])
        .output()
        .expect("python3 must be installed to test the example of the README that writes links");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let link = String::from_utf8(made.stdout).expect("a link is ASCII");
    let link = link.trim();
    let report = json_of(&["run", link, "--format", "json"], "");
    assert_eq!(report["processes"]["P3"]["cpu"], 2.5);
    let fragment = &link[link.find('#').expect("a fragment")..];
    assert!(fragment.len() < 400, "{} characters", fragment.len());
    let again = fine(&["link", link, "--step", "8"], "");
    assert_eq!(json_of(&["run", again.trim(), "--format", "json"], ""), report);
}

#[test]
fn a_case_is_read_as_it_stands() {
    let case = r#"{"id": "x", "algorithm": "multi_rr", "convention": {"queue": "global", "rr_order": "new_first", "note": "prose"},
        "input": {"processes": [{"pid": "A", "burst": 3}, {"pid": "B", "burst": 2}], "cores": 2, "quantum": 1}}"#;
    let report = json_of(&["run", "-", "--format", "json"], case);
    assert_eq!(report["core_busy"], serde_json::json!([3, 2]));
    assert_eq!(report["makespan"], 3);
}

#[test]
fn the_tables_of_the_readme_name_every_field_rule_and_column() {
    let schema = json_of(&["schema"], "");
    let files = section("Scenario files");
    let names = |value: &Value| value.as_object().expect("fields").keys().cloned().collect::<Vec<_>>();
    for name in names(&schema["properties"]).into_iter().chain(names(&schema["$defs"]["Rules"]["properties"]))
    {
        assert!(files.contains(&format!("`{name}`")) || files.contains(&format!("`rules.{name}`")), "{name}");
    }
    let commands = section("Command line");
    let report = json_of(&["run", "sched/ostep-mlfq", "--format", "json"], "");
    for (sheet, rows) in report["sheets"].as_object().expect("tables") {
        assert!(commands.contains(&format!("`{sheet}`")), "{sheet}");
        for column in names(&rows[0]).iter().filter(|column| !column.starts_with("proc:")) {
            assert!(commands.contains(&format!("`{column}`")) || column == "pid", "{sheet}.{column}");
        }
    }
}

#[test]
fn a_study_is_a_table_with_a_row_per_point() {
    let csv = fine(&["study", "sched/slice-length", "quantum"], "");
    assert!(csv.starts_with("quantum,turnaround,waiting,response\n1,26.4,22.8,3.8\n"), "{csv}");
    let list = fine(&["study", "sched/slice-length", "--lang", "zh"], "");
    assert!(list.starts_with("quantum\t5\t平均时间"), "{list}");
    let rows = json_of(&["study", "memory/belady", "frames", "p=fifo", "--format", "json"], "");
    assert_eq!([&rows[2]["fifo"], &rows[3]["fifo"]], [9, 10]);
    let none = osviz(&["study", "sched/slice-length", "p=fcfs"], "");
    assert_eq!((none.code, none.out.as_str()), (0, ""), "FCFS has no quantum to study");
    let unknown = osviz(&["study", "sched/slice-length", "nothing"], "");
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("quantum, overhead"), "{}", unknown.err);
}

#[test]
fn import_reads_a_trace_of_accesses() {
    let file = std::env::temp_dir().join(format!("osviz-trace-{}.txt", std::process::id()));
    let lines: String = (0..6_000)
        .map(|at| format!(" {} {:x},4\n", if at % 7 == 0 { 'S' } else { 'L' }, at % 5 * 4096))
        .collect();
    std::fs::write(&file, format!("==1== Lackey\n{lines}nonsense\n")).expect("a temporary file");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_osviz"))
        .args(["import", file.to_str().unwrap(), "p=lru", "n=4", "--sheet", "totals", "--format", "csv"])
        .output()
        .expect("it runs");
    std::fs::remove_file(&file).expect("it was there");
    let (out, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{said}");
    // A loop over five pages with four frames: LRU faults every time.
    assert!(out.lines().nth(1).unwrap().starts_with("6000,0,6000,5996,"), "{out}");
    assert!(said.contains("6000 accesses read from") && said.contains("Line 6002"), "{said}");
}
