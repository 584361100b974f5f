//! What every lab promises, checked on one of its scenarios. A new lab is held to it by being in the list.

use super::{Edit, FieldKind, Lab, Look, MAX_POINTS, Metrics, Moment, Story, scalars};
use crate::figure::{Figure, Gantt, Table};
use crate::sim::{LIMIT, Recording};
use crate::text::{Lang, Span, Text, plain, spans};
use std::collections::BTreeSet;
use std::mem::discriminant;

/// The most steps of one run at which everything is looked at; of longer runs, so many evenly spread ones.
const STEPS: usize = 1_000;

/// The promises that a lab breaks in one scenario, each as a sentence; none if all is well.
///
/// The run halts; it is the same twice; a step looked up is the step walked to; time never goes back;
/// every step tells a story, in both languages; the pictures keep their number and kinds; slices of a lane
/// do not overlap; every field takes its least and greatest value and each of its choices.
pub fn broken<L: Lab>(scenario: &L::Scenario) -> Vec<String> {
    let mut found = Found::default();
    match L::start(scenario) {
        Ok(start) => {
            let run = Recording::new(start.clone(), LIMIT);
            found.unless(!run.is_cut(), || "the run does not halt within the limit".into());
            found.unless(!run.is_empty(), || "the run has no step".into());
            let again = Recording::new(start.clone(), LIMIT);
            found.unless(run.log().eq(again.log()), || "two runs differ".into());
            lanes(&L::timeline(scenario, &run), &mut found);
            walk::<L>(scenario, start, &run, &mut found);
        }
        Err(problem) => found.say(format!("it does not start: {}", problem.text.en)),
    }
    words(&L::notes(scenario), "note", &mut found);
    studies::<L>(scenario, &mut found);
    form::<L>(scenario, &mut found);
    found.sentences.into_iter().collect()
}

/// Sentences about what is broken, each once.
#[derive(Default)]
struct Found {
    sentences: BTreeSet<String>,
}

impl Found {
    fn say(&mut self, sentence: String) {
        self.sentences.insert(sentence);
    }

    fn unless(&mut self, kept: bool, sentence: impl FnOnce() -> String) {
        if !kept {
            self.say(sentence());
        }
    }

    /// A text that may be empty, but then in both languages.
    fn text(&mut self, text: &Text, what: impl Fn() -> String) {
        self.unless(text.en.is_empty() == text.zh.is_empty(), || format!("{} lacks a language", what()));
        let refers = |lang| {
            let mut ids: Vec<&str> = spans(text.get(lang)).iter().filter_map(reference).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        self.unless(refers(Lang::En) == refers(Lang::Zh), || {
            format!("{} refers to other things in the other language: {}", what(), text.zh)
        });
        if let Some(slip) = slip(&plain(&text.zh)) {
            self.say(format!("{}: {slip}: {}", what(), text.zh));
        }
    }

    fn told(&mut self, text: &Text, what: impl Fn() -> String) {
        self.unless(!text.en.is_empty() && !text.zh.is_empty(), || format!("{} is empty", what()));
        self.text(text, what);
    }
}

fn reference<'a>(span: &Span<'a>) -> Option<&'a str> {
    match span {
        Span::Refer(_, id) => Some(id),
        _ => None,
    }
}

/// What is wrong with the setting of a Chinese sentence.
fn slip(zh: &str) -> Option<&'static str> {
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    for (a, b) in zh.chars().zip(zh.chars().skip(1)) {
        if han(a) && b.is_ascii_alphanumeric() || a.is_ascii_alphanumeric() && han(b) {
            return Some("no space between Han and Latin");
        }
        if han(a) && ",;:?!.".contains(b) {
            return Some("half-width punctuation after Han");
        }
    }
    None
}

fn words(texts: &[Text], what: &str, found: &mut Found) {
    for text in texts {
        found.told(text, || format!("a {what}"));
    }
}

/// Goes through a run step by step, and looks every step up as well.
fn walk<L: Lab>(scenario: &L::Scenario, start: L, run: &Recording<L>, found: &mut Found) {
    let views = L::views();
    let stride = run.len().div_ceil(STEPS).max(1);
    let mut kinds = vec![None; 2 * views.len()];
    let timeline = L::timeline(scenario, run);
    let mut machine = start;
    for step in 1..=run.len() {
        let before = machine.clone();
        let mut events = Vec::new();
        machine.step(&mut events);
        found.unless(events == run.events(step), || format!("step {step}: stepping gives other events"));
        found.unless(before.now() <= machine.now(), || format!("step {step}: time goes back"));
        if !step.is_multiple_of(stride) && step != run.len() {
            continue;
        }
        let (found_before, found_now) = (run.state(step - 1), run.state(step));
        let timeline = &timeline;
        let moment = Moment { step, scenario, before: &before, now: &machine, events: &events, timeline };
        let looked_up = Moment { before: &found_before, now: &found_now, events: run.events(step), ..moment };
        let told = L::story(&moment);
        found.unless(told == L::story(&looked_up), || format!("step {step}: looked up, the story differs"));
        story::<L>(&told, &moment, found);
        table(&L::table(&moment), step, found);
        found.unless(L::table(&moment) == L::table(&looked_up), || {
            format!("step {step}: looked up, the table differs")
        });
        for (index, kind) in kinds.iter_mut().enumerate() {
            let look = Look { view: views[index / 2].id.into(), narrow: index % 2 == 1 };
            let figures = L::stage(&moment, &look);
            found.unless(figures == L::stage(&looked_up, &look), || {
                format!("step {step}: looked up, the stage differs in view {}", look.view)
            });
            let now: Vec<_> = figures.iter().map(discriminant).collect();
            let first = kind.get_or_insert_with(|| now.clone());
            found.unless(*first == now, || format!("step {step}: view {} changes its pictures", look.view));
            figures.iter().for_each(|figure| picture(figure, step, found));
        }
        if step.is_multiple_of(20 * stride) || step == run.len() {
            metrics(&L::metrics(&moment), step, found);
        }
    }
    let mut more = Vec::new();
    machine.step(&mut more);
    found.unless(run.is_cut() || more.is_empty(), || "the run goes on after its halt".into());
}

fn story<L: Lab>(story: &Story, moment: &Moment<'_, L>, found: &mut Found) {
    let step = moment.step;
    let told = [
        (&story.kicker, "kicker"),
        (&story.caption, "caption"),
        (&story.title, "title"),
        (&story.why, "reason"),
    ];
    for (text, part) in told {
        found.told(text, || format!("step {step}: the {part}"));
    }
    for (text, part) in
        [(&story.note, "note"), (&story.formula, "formula"), (&story.candidates, "candidates")]
    {
        found.text(text, || format!("step {step}: the {part}"));
    }
    story.code.iter().for_each(|line| found.text(line, || format!("step {step}: a line of code")));
    let inside = story.line.is_none_or(|line| line < story.code.len());
    found.unless(inside, || format!("step {step}: the line in force is not in the code"));
    let texts = told.map(|(text, _)| text).into_iter().chain([&story.note, &story.candidates]);
    let subject = story.subject.iter().cloned();
    let named = texts
        .flat_map(|text| spans(&text.en).iter().filter_map(reference).map(String::from).collect::<Vec<_>>());
    for id in subject.chain(named) {
        found.unless(L::inspect(moment, &id).is_some(), || format!("step {step}: {id} cannot be inspected"));
    }
}

fn table(table: &Table, step: usize, found: &mut Found) {
    found.told(&table.caption, || format!("step {step}: the caption of the table"));
    table.columns.iter().for_each(|column| found.text(column, || format!("step {step}: a column")));
    for row in &table.rows {
        let whole = row.cells.len() == table.columns.len();
        found.unless(whole, || format!("step {step}: a row of the table has {} cells", row.cells.len()));
        row.cells.iter().for_each(|cell| found.text(&cell.text, || format!("step {step}: a cell")));
    }
}

fn metrics(metrics: &Metrics, step: usize, found: &mut Found) {
    table(&metrics.table, step, found);
    for total in &metrics.totals {
        found.told(&total.name, || format!("step {step}: the name of a total"));
        found.told(&total.value, || format!("step {step}: the value of {}", total.name.en));
        found.text(&total.formula, || format!("step {step}: the formula of {}", total.name.en));
    }
    for chart in &metrics.charts {
        found.told(&chart.caption, || format!("step {step}: the caption of a chart"));
    }
}

fn picture(figure: &Figure, step: usize, found: &mut Found) {
    match figure {
        Figure::Scene(scene) => {
            found.told(&scene.label, || format!("step {step}: the label of the scene"));
            scene.places.iter().for_each(|place| found.text(&place.title, || format!("place {}", place.id)));
            scene.arrows.iter().for_each(|arrow| found.text(&arrow.label, || format!("arrow {}", arrow.id)));
            scene.labels.iter().for_each(|label| found.text(&label.text, || "a label".into()));
            for thing in &scene.things {
                let stands = scene.place(&thing.place).is_some();
                found.unless(stands, || format!("step {step}: {} stands in no place", thing.id));
            }
        }
        Figure::Gantt(gantt) => found.told(&gantt.label, || format!("step {step}: the label of the Gantt")),
        Figure::Table(rows) => table(rows, step, found),
        Figure::Chart(chart) => found.told(&chart.caption, || format!("step {step}: the caption of a chart")),
    }
}

fn lanes(gantt: &Gantt, found: &mut Found) {
    for lane in &gantt.lanes {
        found.told(&lane.title, || format!("the title of lane {}", lane.id));
        for slice in &lane.slices {
            found.unless(slice.start < slice.end && slice.end <= gantt.end, || {
                format!("lane {}: a slice from {} to {}", lane.id, slice.start.0, slice.end.0)
            });
        }
        let apart = lane.slices.windows(2).all(|pair| pair[0].end <= pair[1].start);
        found.unless(apart, || format!("lane {}: slices overlap", lane.id));
    }
}

/// Every study has words, distinct names, and at its first, middle and last point a value or none for each series.
fn studies<L: Lab>(scenario: &L::Scenario, found: &mut Found) {
    let studies = L::studies(scenario);
    let distinct = |ids: Vec<&str>| ids.iter().collect::<BTreeSet<_>>().len() == ids.len();
    found.unless(distinct(studies.iter().map(|study| study.id).collect()), || {
        "two studies have one id".into()
    });
    for study in &studies {
        let id = study.id;
        for text in [&study.title, &study.help, &study.x_name, &study.y_name] {
            found.told(text, || format!("a word of study {id}"));
        }
        study.series.iter().for_each(|series| found.told(&series.name, || format!("a series of study {id}")));
        let heads = [study.x].into_iter().chain(study.series.iter().map(|series| series.id.as_str()));
        found.unless(distinct(heads.collect()), || format!("study {id}: two columns have one name"));
        let count = study.points.len();
        found.unless((2..=MAX_POINTS).contains(&count), || format!("study {id} has {count} points"));
        let rising = study.evenly || study.points.windows(2).all(|pair| pair[0].value < pair[1].value);
        found.unless(rising, || format!("study {id}: x does not rise"));
        found.unless(study.here.is_none_or(|here| here < count), || format!("study {id} stands nowhere"));
        for index in [0, count / 2, count.saturating_sub(1)] {
            let values = L::point(scenario, id, index);
            found.unless(values.len() == study.series.len(), || {
                format!("study {id}: point {index} has {} values", values.len())
            });
            found.unless(values == L::point(scenario, id, index), || {
                format!("study {id}: point {index} differs when computed again")
            });
        }
    }
}

/// Every field takes each of its extreme values, and the changed scenario runs to its end.
fn form<L: Lab>(scenario: &L::Scenario, found: &mut Found) {
    for field in scalars(&L::form(scenario)) {
        found.told(&field.name, || format!("the name of field {}", field.id));
        found.text(&field.help, || format!("the help of field {}", field.id));
        let values = match &field.kind {
            FieldKind::Words => vec![field.value.clone()],
            FieldKind::Number { min, max } => vec![min.to_string(), max.to_string()],
            FieldKind::Choice(options) => {
                for option in options {
                    found.told(&option.name, || format!("the name of {}={}", field.id, option.id));
                    found.text(&option.help, || format!("the help of {}={}", field.id, option.id));
                }
                options.iter().map(|option| option.id.to_string()).collect()
            }
        };
        for value in values {
            let edit = Edit::Set { field: field.id.into(), value: value.clone() };
            let run = L::edit(scenario, 1, &edit)
                .and_then(|changed| L::start(&changed))
                .map(|start| Recording::new(start, LIMIT));
            match run {
                Ok(run) => found.unless(!run.is_cut() && !run.is_empty(), || {
                    format!("{}={value}: the run does not halt within the limit", field.id)
                }),
                Err(problem) => found.say(format!("{}={value} is refused: {}", field.id, problem.text.en)),
            }
        }
    }
}
