//! The command line: the same runs as in the browser, as text, JSON and CSV, for scripts and answer keys.
//!
//! Results go to stdout, sentences about failures to stderr as `osviz: <where>: <what>`.

pub mod check;
mod failure;
mod input;
mod list;
mod print;
mod study;

use crate::lab::trace;
use crate::labs::{self, LABS};
use crate::link::MAX_FRAGMENT;
use crate::open::{Shown, link_of};
use crate::text::{Lang, Text};
use clap::{Args, Parser, Subcommand, ValueEnum};
use failure::Failure;
use input::Input;
use std::io::{self, BufRead, BufReader, Write};
use std::process::ExitCode;

/// Watch an operating system work, from the command line.
///
/// Exit codes: 0 done, 1 a scenario is refused or a check fails, 2 usage, 3 a file cannot be read or written.
#[derive(Parser)]
#[command(name = "osviz", version)]
struct Command {
    #[command(subcommand)]
    verb: Verb,
    /// Language of titles and of sentences about failures.
    #[arg(long, global = true, value_enum, default_value = "en")]
    lang: Language,
}

#[derive(Subcommand)]
enum Verb {
    /// Runs a scenario to its end and prints the report.
    Run(Run),
    /// Prints a chart over many runs as a table: mean waiting against the quantum, faults against frames.
    Study(StudyArgs),
    /// Makes a scenario of a file that is none (a trace of accesses), runs it to its end and prints the report.
    Import(ImportArgs),
    /// Lists the labs with their presets, and the fields that a link or `run` can change.
    List {
        /// How.
        #[arg(long, value_enum, default_value = "text")]
        format: ListFormat,
    },
    /// Prints the link of a scenario.
    Link(LinkArgs),
    /// Prints the JSON Schema of a lab's scenarios.
    Schema {
        /// Which lab.
        #[arg(default_value = LABS[0].id)]
        lab: String,
    },
    /// Checks on every preset what every lab promises.
    Check {
        /// Only this lab.
        lab: Option<String>,
    },
}

#[derive(Args)]
struct What {
    /// A JSON file (`-` = standard input), a preset (`sched/convoy`), or a link.
    #[arg(required_unless_present = "batch")]
    what: Option<String>,
    /// Changes of a preset, as in links: `p=rr q=4`.
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// The lab of a file that names none.
    #[arg(long, default_value = LABS[0].id)]
    lab: String,
}

#[derive(Args)]
struct Run {
    #[command(flatten)]
    what: What,
    /// How to print it.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// One table only; `all` for every table, `story` for what each step says. csv prints `processes` unless told otherwise.
    #[arg(long)]
    sheet: Option<String>,
    /// A file with one scenario per line (`-` = standard input); prints one line of JSON for each.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["what", "fields", "format", "sheet"])]
    batch: Option<String>,
}

#[derive(Args)]
struct StudyArgs {
    /// A JSON file (`-` = standard input), a preset (`sched/convoy`), or a link.
    what: String,
    /// Which study; without one, those of the scenario are listed.
    study: Option<String>,
    /// Changes of a preset, as in links: `p=rr cs=1`.
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// The lab of a file that names none.
    #[arg(long, default_value = LABS[0].id)]
    lab: String,
    /// How to print it.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
}

#[derive(Args)]
struct ImportArgs {
    /// The file (`-` = standard input).
    file: String,
    /// Changes of the scenario, as in links: `p=lru n=64`.
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// The lab that reads it.
    #[arg(long, default_value = "memory")]
    lab: String,
    /// How to print it.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// One table only; `all` for every table.
    #[arg(long)]
    sheet: Option<String>,
    /// Print the scenario file instead of the report.
    #[arg(long, conflicts_with_all = ["format", "sheet"])]
    scenario: bool,
}

#[derive(Args)]
struct LinkArgs {
    /// A JSON file (`-` = standard input), a preset (`sched/convoy`), or a link.
    what: String,
    /// Changes of a preset, as in links: `p=rr q=4`.
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// The lab of a file that names none.
    #[arg(long, default_value = LABS[0].id)]
    lab: String,
    /// The step to open at, from 1.
    #[arg(long)]
    step: Option<usize>,
    /// The view to open.
    #[arg(long)]
    view: Option<String>,
    /// What stands before the `#`: the address of the app.
    #[arg(long, default_value = "")]
    base: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    En,
    Zh,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum ListFormat {
    Text,
    Json,
}

/// How a report is printed.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    /// Aligned tables.
    Text,
    /// One object.
    Json,
    /// Comma-separated values.
    Csv,
    /// A Chrome trace, for Perfetto and Firefox Profiler: a unit of time is a millisecond.
    Trace,
}

/// Does what the arguments say.
pub fn main() -> ExitCode {
    let Command { verb, lang } = Command::parse();
    let lang = match lang {
        Language::En => Lang::En,
        Language::Zh => Lang::Zh,
    };
    let mut out = io::stdout().lock();
    let done = match verb {
        Verb::Run(Run { batch: Some(file), what, .. }) => batch(&file, &what.lab, lang, &mut out),
        Verb::Run(run) => print_run(&run, lang, &mut out),
        Verb::Study(study) => study::print(study, lang).and_then(|words| say(&mut out, &words)),
        Verb::Import(args) => import(&args, lang, &mut out),
        Verb::List { format: ListFormat::Text } => say(&mut out, &list::text(lang)),
        Verb::List { format: ListFormat::Json } => say(&mut out, &list::json()),
        Verb::Link(link) => print_link(&link, lang, &mut out),
        Verb::Schema { lab } => find(&lab).and_then(|lab| say(&mut out, &print::pretty(&(lab.schema)()))),
        Verb::Check { lab } => print_check(lab.as_deref(), &mut out),
    };
    match done.and_then(|()| Ok(out.flush()?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(lang),
    }
}

fn find(lab: &str) -> Result<&'static crate::lab::LabEntry, Failure> {
    let known: Vec<&str> = LABS.iter().map(|lab| lab.id).collect();
    let known = known.join(", ");
    labs::find(lab).ok_or_else(|| {
        Failure::usage(lab, crate::text!("no such lab; there are: {known}", "没有这个实验；现有：{known}"))
    })
}

fn say(out: &mut impl Write, words: &str) -> Result<(), Failure> {
    Ok(out.write_all(words.as_bytes())?)
}

fn print_run(run: &Run, lang: Lang, out: &mut impl Write) -> Result<(), Failure> {
    let what = run.what.what.as_deref().expect("clap asks for it");
    let input = input::read(what, &run.what.fields, &run.what.lab)?;
    print_report(what, &input, (run.format, run.sheet.as_deref()), lang, out)
}

fn print_report(
    what: &str,
    input: &Input,
    (format, sheet): (Format, Option<&str>),
    lang: Lang,
    out: &mut impl Write,
) -> Result<(), Failure> {
    if format == Format::Trace {
        print_trace(input, out)?;
        say_cut(what, input);
        return Ok(());
    }
    let mut report = input.run.report();
    if sheet == Some("story") {
        report.sheets.push(trace::story(&*input.run));
    }
    let words = match format {
        Format::Json if sheet.is_none() => print::pretty(&print::json(input, &report)),
        Format::Json => print::pretty(&print::sheets(&print::chosen(&report, sheet, "all")?)),
        Format::Csv => print::csv(&print::chosen(&report, sheet, "processes")?),
        Format::Text => print::text(input, &report, sheet, lang)?,
        Format::Trace => unreachable!("a trace is printed above"),
    };
    say(out, &words)?;
    say_cut(what, input);
    Ok(())
}

fn say_cut(what: &str, input: &Input) {
    if input.run.is_cut() {
        eprintln!("osviz: {what}: the run was cut after {} steps", input.run.len());
    }
}

fn print_trace(input: &Input, out: &mut impl Write) -> Result<(), Failure> {
    let mut done = Ok(());
    trace::chrome(&*input.run, input.entry.id, &mut |piece| {
        if done.is_ok() {
            done = out.write_all(piece.as_bytes());
        }
    });
    Ok(done?)
}

/// What was read of the file is said on standard error.
fn import(args: &ImportArgs, lang: Lang, out: &mut impl Write) -> Result<(), Failure> {
    let (input, said) = input::import(&args.file, &args.fields, &args.lab)?;
    eprintln!("osviz: {}: {}", args.file, said.get(lang));
    if args.scenario {
        let (lab, version) = (input.entry.id, input.entry.version);
        let file = serde_json::json!({ "lab": lab, "version": version, "scenario": input.run.scenario() });
        return say(out, &print::pretty(&file));
    }
    print_report(&args.file, &input, (args.format, args.sheet.as_deref()), lang, out)
}

fn batch(file: &str, lab: &str, lang: Lang, out: &mut impl Write) -> Result<(), Failure> {
    let source: Box<dyn io::Read> = match file {
        "-" => Box::new(io::stdin().lock()),
        path => Box::new(std::fs::File::open(path).map_err(|error| Failure::io(path, &error))?),
    };
    let mut refused = 0;
    for (index, line) in BufReader::new(source).split(b'\n').enumerate() {
        let line = line.map_err(|error| Failure::io(file, &error))?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let place = format!("{file}:{}", index + 1);
        let answer = match input::from_bytes(&place, line, lab) {
            Ok(input) => print::json(&input, &input.run.report()),
            Err(failure) => {
                refused += 1;
                serde_json::json!({ "error": failure.sentence(lang) })
            }
        };
        say(out, &format!("{answer}\n"))?;
    }
    if refused > 0 {
        let text = crate::text!("{refused} scenarios were refused", "有 {refused} 个场景被拒绝");
        return Err(Failure::refused(file, text));
    }
    Ok(())
}

fn print_link(link: &LinkArgs, lang: Lang, out: &mut impl Write) -> Result<(), Failure> {
    let Input { entry, slug, preset, run, .. } = input::read(&link.what, &link.fields, &link.lab)?;
    if let Some(step) = link.step.filter(|step| !(1..=run.len()).contains(step)) {
        let last = run.len();
        let text = crate::text!(
            "there is no step {step}; the last is {last}",
            "没有第 {step} 步；最后一步是 {last}"
        );
        return Err(Failure::usage("--step", text));
    }
    if let Some(view) =
        link.view.as_deref().filter(|view| (entry.views)().iter().all(|known| known.id != *view))
    {
        let known = (entry.views)().iter().map(|view| view.id).collect::<Vec<_>>().join(", ");
        let text =
            crate::text!("there is no view {view}; there are: {known}", "没有视图 {view}；现有：{known}");
        return Err(Failure::usage("--view", text));
    }
    let chosen = (lang == Lang::Zh).then_some(lang);
    let shown =
        Shown { preset: preset.as_deref(), step: link.step, lang: chosen, view: link.view.as_deref() };
    let fragment = link_of(entry, &slug, &*run, shown).to_string();
    if fragment.len() > MAX_FRAGMENT {
        let text = Text::new(
            "too large for a link (64 KiB); share the file",
            "超出链接的上限（64 KiB）；请分享文件",
        );
        return Err(Failure::refused(&link.what, text));
    }
    say(out, &format!("{}{fragment}\n", link.base.trim_end_matches('#')))
}

fn print_check(lab: Option<&str>, out: &mut impl Write) -> Result<(), Failure> {
    let labs = match lab {
        Some(lab) => vec![find(lab)?],
        None => LABS.iter().collect(),
    };
    let mut breaches = 0;
    for lab in labs {
        for breach in check::entry(lab) {
            breaches += 1;
            say(out, &format!("{}: {breach}\n", lab.id))?;
        }
        for preset in (lab.presets)() {
            let broken = check::preset(lab, preset.id);
            breaches += broken.len();
            say(
                out,
                &format!("{}/{}: {}\n", lab.id, preset.id, if broken.is_empty() { "ok" } else { "broken" }),
            )?;
            for breach in broken {
                say(out, &format!("  {breach}\n"))?;
            }
        }
    }
    if breaches > 0 {
        let text = crate::text!("{breaches} promises are broken", "有 {breaches} 项约定未守住");
        return Err(Failure::refused("check", text));
    }
    Ok(())
}
