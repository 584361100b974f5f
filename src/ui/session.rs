//! All mutable state there is, and the ways to change it.
//!
//! ```text
//! address ──▶ opened (lab, preset, run) ─┐
//!                                  step ─┼──▶ frame ──▶ every view
//!                       view, narrowness ┘
//!    edit, preset, undo ──▶ opened ──▶ address
//! ```

use super::address::{self, Address};
use super::pace::Speed;
use super::prefs::{self, Motion, Movement, Theme};
use super::tape::Tape;
use crate::figure::{Figure, Window};
use crate::lab::{Edit, Form, Frame, Import, Look, PresetCard, Problem, Run, Weight, pair};
use crate::link::{Link, LinkError, MAX_FRAGMENT, Start};
use crate::open::{self, Beginning, Opened};
use crate::sim::Time;
use crate::text::{Lang, Text, plain};
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The two pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The map of the machine.
    Home,
    /// A lab.
    Lab,
}

/// What may lie over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// The map of the machine, with search.
    Switch,
    /// The link of what is shown.
    Share,
    /// All keys.
    Help,
    /// A scenario file or link.
    Open,
    /// What the model simplifies.
    Notes,
}

/// The tabs beside or below the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Why this step happened; a tab only on a narrow screen.
    Why,
    /// One thing, closely.
    Inspect,
    /// What runs.
    Workload,
    /// Figures of the run so far.
    Metrics,
}

/// A link that could not be opened, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// What was wrong.
    pub text: Text,
    /// The link as it came.
    pub link: String,
}

/// The state of the app. A handle: copies share it.
#[derive(Clone, Copy)]
pub struct Session {
    /// Which page is shown.
    pub page: RwSignal<Page>,
    /// The lab and its run; the last one while the home page is shown.
    pub opened: RwSignal<Opened>,
    /// The run.
    pub run: Signal<Arc<dyn Run>>,
    /// The step shown, from 1.
    pub step: RwSignal<usize>,
    /// The furthest step that was shown of this run.
    pub seen: RwSignal<usize>,
    /// How the stage passes to the step shown now.
    pub motion: RwSignal<Motion>,
    /// Is it playing?
    pub playing: RwSignal<bool>,
    /// How fast.
    pub speed: RwSignal<Speed>,
    /// The id of the view.
    pub view: RwSignal<String>,
    /// A narrow screen: the frame is composed anew.
    pub narrow: RwSignal<bool>,
    /// The stage has too little width for the wide picture. The painter says so.
    pub cramped: RwSignal<bool>,
    /// The part of the run that the timeline shows; `None` for all of it. Not in the link.
    pub zoom: RwSignal<Option<Window>>,
    /// The thing that is looked at closely.
    pub selected: RwSignal<Option<String>>,
    /// The tab that is open.
    pub tab: RwSignal<Tab>,
    /// Is the side panel shown where it covers the stage?
    pub panel: RwSignal<bool>,
    /// Is the side panel wide, for large tables?
    pub wide: RwSignal<bool>,
    /// Is the stage shown as a table?
    pub as_table: RwSignal<bool>,
    /// Presenter view.
    pub presenting: RwSignal<bool>,
    /// What lies over the page.
    pub dialog: RwSignal<Option<Dialog>>,
    /// A link that could not be opened.
    pub trouble: RwSignal<Option<Trouble>>,
    /// What was wrong with a file or link that the reader gave.
    pub unreadable: RwSignal<Option<Text>>,
    /// Edits that were refused, by place.
    pub refused: RwSignal<BTreeMap<String, Text>>,
    /// Links of what was shown before each edit, oldest first.
    pub past: RwSignal<Vec<Link>>,
    /// Links of what was undone, the next to redo last.
    pub future: RwSignal<Vec<Link>>,
    /// The language.
    pub lang: RwSignal<Lang>,
    /// The language that the link asked for.
    pub asked: RwSignal<Option<Lang>>,
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// Whether things move.
    pub movement: RwSignal<Movement>,
    /// Do keys of one character act?
    pub characters: RwSignal<bool>,
    /// The run that is being recorded.
    pub tape: Tape,
    /// What is shown.
    pub frame: Memo<Frame>,
    /// The scenario as a form.
    pub form: Memo<Form>,
    /// The second scenario of a comparison as a form; empty without one.
    pub second: Memo<Form>,
    /// The link of the run without its step, and that as text: made once per run.
    head: Memo<(Link, String)>,
    address: Address,
}

impl Session {
    /// The state at the start: the usual run of the first lab, on the home page.
    pub fn begin() -> Self {
        let opened = RwSignal::new(address::usual(None));
        let run = Signal::derive(move || opened.read().run.clone());
        let step = RwSignal::new(opened.read_untracked().step);
        let view = RwSignal::new(opened.read_untracked().view.clone());
        let narrow = RwSignal::new(prefs::media(NARROW));
        let cramped = RwSignal::new(false);
        let look = move || Look { view: view.get(), narrow: narrow.get() || cramped.get() };
        Session {
            page: RwSignal::new(Page::Home),
            opened,
            run,
            step,
            seen: RwSignal::new(1),
            motion: RwSignal::new(Motion::Still),
            playing: RwSignal::new(false),
            speed: RwSignal::new(Speed::USUAL),
            view,
            narrow,
            cramped,
            zoom: RwSignal::new(None),
            selected: RwSignal::new(None),
            tab: RwSignal::new(Tab::Inspect),
            panel: RwSignal::new(false),
            wide: RwSignal::new(false),
            as_table: RwSignal::new(false),
            presenting: RwSignal::new(false),
            dialog: RwSignal::new(None),
            trouble: RwSignal::new(None),
            unreadable: RwSignal::new(None),
            refused: RwSignal::new(BTreeMap::new()),
            past: RwSignal::new(vec![]),
            future: RwSignal::new(vec![]),
            lang: RwSignal::new(prefs::lang()),
            asked: RwSignal::new(None),
            theme: RwSignal::new(Theme::preferred()),
            movement: RwSignal::new(Movement::preferred()),
            characters: RwSignal::new(prefs::read("characters").as_deref() != Some("off")),
            tape: Tape::new(),
            head: Memo::new(move |_| head_of(&opened.read())),
            frame: Memo::new(move |_| run.get().frame(step.get(), &look())),
            form: Memo::new(move |_| run.get().form()),
            second: Memo::new(move |_| second_form(&*run.get())),
            address: Address::default(),
        }
    }

    /// The words in the reader's language, following it.
    pub fn say(self, text: Text) -> impl Fn() -> String + Clone + Send + Sync + 'static {
        move || self.word(&text)
    }

    /// The words in the reader's language, without marks.
    pub fn word(self, text: &Text) -> String {
        plain(text.get(self.lang.get()))
    }

    // What is open.

    /// Shows what the address names.
    pub fn follow_address(self) {
        self.address.follow();
        let (hash, theme, present) = address::current_and_looks();
        if let Some(theme) = theme.as_deref().and_then(Theme::of_code) {
            self.theme.set(theme);
        }
        let path = hash.split('?').next().unwrap_or_default();
        if path.trim_matches(['#', '/']).is_empty() {
            return self.go_home(&hash);
        }
        let link = Link::parse(&hash);
        let asked = link.as_ref().ok().and_then(|link| link.lang);
        match link.and_then(|link| open::begin(&link)) {
            Ok(beginning) => self.record(beginning, |session| {
                session.remember_place();
            }),
            Err(error) => self.enter_usual(&hash, &error),
        }
        if self.tape.is_busy() && self.page.get_untracked() == Page::Home {
            self.enter(address::usual(Some(&hash)));
        }
        self.ask_lang(asked);
        if present {
            self.presenting.set(true);
        }
        self.remember_place();
    }

    /// Records what a link opens, shows it, and does what is to be done then.
    fn record(self, beginning: Beginning, then: impl FnOnce(Session) + 'static) {
        let (opening, show) = beginning.split();
        self.tape.record(opening, move |run| {
            self.enter(show(run));
            then(self);
        });
    }

    /// Stops the recording under way; what is shown stays.
    pub fn cancel_recording(self) {
        self.tape.cancel();
        self.address.follow();
        self.refresh_address();
    }

    fn go_home(self, hash: &str) {
        self.playing.set(false);
        self.presenting.set(false);
        self.dialog.set(None);
        self.page.set(Page::Home);
        self.ask_lang(hash.split_once("lang=").and_then(|(_, code)| Lang::from_code(code)));
    }

    fn ask_lang(self, asked: Option<Lang>) {
        self.asked.set(asked);
        if let Some(lang) = asked {
            self.lang.set(lang);
        }
    }

    /// Opens a link that the reader gave by other means than the address.
    pub fn follow(self, link: &Link) -> Result<(), LinkError> {
        self.record(open::begin(link)?, Session::push_address);
        Ok(())
    }

    /// Opens a preset of the lab that is open.
    pub fn choose_preset(self, id: &str) {
        let lab = self.opened.read_untracked().door.slug.to_string();
        let start = Start::Preset { id: Some(id.into()), fields: vec![] };
        let link =
            Link { lab, start, compare: None, step: None, lang: self.asked.get_untracked(), view: None };
        let beginning = open::begin(&link).expect("a preset of the list opens");
        let here = self.link_untracked();
        self.record(beginning, move |session| {
            session.keep_for_undo(here);
            session.push_address();
        });
    }

    fn enter_usual(self, hash: &str, error: &LinkError) {
        self.enter(address::usual(Some(hash)));
        self.trouble.set(Some(Trouble { text: error.text(), link: hash.into() }));
    }

    fn enter(self, opened: Opened) {
        let other = self.opened.read_untracked().entry.id != opened.entry.id;
        if other {
            self.past.set(vec![]);
            self.future.set(vec![]);
        }
        self.playing.set(false);
        self.trouble.set(None);
        self.unreadable.set(None);
        self.refused.set(BTreeMap::new());
        self.motion.set(Motion::Still);
        self.selected.set(None);
        self.zoom.set(None);
        self.view.set(opened.view.clone());
        self.step.set(opened.step);
        self.seen.set(opened.step);
        self.opened.set(opened);
        self.dialog.set(None);
        self.page.set(Page::Lab);
    }

    /// The preset that is open, if it is one.
    pub fn preset(self) -> Option<PresetCard> {
        let opened = self.opened.read();
        let id = opened.preset.as_deref()?;
        (opened.entry.presets)().into_iter().find(|card| card.id == id)
    }

    /// The preset that is open, if nothing in it was changed: only then is its moment in this run.
    pub fn untouched(self) -> Option<PresetCard> {
        let card = self.preset()?;
        let departures = self.run.read().departures(card.id)?;
        departures.is_empty().then_some(card)
    }

    /// The words as they are, in the reader's language: they may quote what the reader typed.
    pub fn quote(self, text: Text) -> impl Fn() -> String + Clone + Send + Sync + 'static {
        move || text.get(self.lang.get()).to_string()
    }

    // Editing.

    /// Changes the scenario; what is refused is said at its place, and the run stays. Replacing all rows
    /// starts over; other edits count from the step that is shown.
    pub fn edit(self, edit: Edit) -> bool {
        let run = self.run.get_untracked();
        let replaces = matches!(edit, Edit::Paste(_) | Edit::Random(_));
        let step = if replaces { 1 } else { self.step.get_untracked() };
        let place = place_of(&edit);
        self.refused
            .update(|refused| refused.retain(|place, _| !matches!(place.as_str(), "rows" | "random")));
        match run.begin(step, &edit) {
            Ok(opening) => {
                let set = matches!(edit, Edit::Set { .. });
                self.tape.record(opening, move |edited| {
                    self.keep_for_undo(self.link_untracked());
                    let step = if set { same_instant(&*run, &*edited, step) } else { step };
                    self.change_run(edited, step);
                    self.refused.update(|refused| forget(refused, &place));
                    self.push_address();
                });
                true
            }
            Err(problem) => {
                self.refuse(place, problem);
                false
            }
        }
    }

    /// Opens what a file says; the lab's words about it are passed on.
    pub fn import(self, import: Box<dyn Import>, said: impl FnOnce(Text) + 'static) {
        self.refused.update(|refused| {
            refused.remove("file");
        });
        let imported = match import.finish() {
            Ok(imported) => imported,
            Err(problem) => return self.refuse("file".into(), problem),
        };
        let entry = self.opened.read_untracked().entry;
        match (entry.begin)(entry.version, imported.scenario) {
            Ok(opening) => self.tape.record(opening, move |run| {
                self.keep_for_undo(self.link_untracked());
                self.change_run(run, 1);
                self.push_address();
                said(imported.said);
            }),
            Err(error) => {
                let text = open::error(error).text();
                self.refuse("file".into(), Problem { place: String::new(), text });
            }
        }
    }

    /// Changes a field of the run, or of the second run of a comparison.
    pub fn set_field(self, second: bool, id: &str, value: String) -> bool {
        if !second {
            return self.edit(Edit::Set { field: id.into(), value });
        }
        let run = self.run.get_untracked();
        let Some(pair) = run.pair() else { return false };
        let place = second_place(id);
        match pair.begin_second(id, &value) {
            Ok(opening) => {
                self.tape.record(opening, move |run| {
                    self.swap_run(run);
                    self.refused.update(|refused| forget(refused, &place));
                });
                true
            }
            Err(problem) => {
                self.refuse(place, problem);
                false
            }
        }
    }

    // Comparing.

    /// Is a comparison shown?
    pub fn is_comparing(self) -> bool {
        self.run.read().pair().is_some()
    }

    /// The same, without following it.
    pub fn is_comparing_now(self) -> bool {
        untrack(|| self.is_comparing())
    }

    /// Compares the run with its usual rival, or leaves the comparison.
    pub fn compare(self) {
        let run = self.run.get_untracked();
        if let Some(pair) = run.pair() {
            let first = pair.runs()[0].clone();
            return self.swap_run(first);
        }
        if let Some((field, value)) = run.rival() {
            self.compare_with(&field, &value, false);
        }
    }

    /// Compares the run with the one in which a field has another value, at this instant or where they first differ.
    pub fn compare_with(self, field: &str, value: &str, where_first: bool) {
        let run = self.run.get_untracked();
        let first = run.pair().map_or_else(|| run.clone(), |pair| pair.runs()[0].clone());
        let place = second_place(field);
        match pair::beside(first, field, value) {
            Ok(opening) => self.tape.record(opening, move |run| {
                let first = run.pair().and_then(|pair| pair.first_difference()).filter(|_| where_first);
                self.swap_run(run);
                self.tab.set(Tab::Metrics);
                if let Some(step) = first {
                    self.jump(step);
                }
            }),
            Err(problem) => self.refuse(place, problem),
        }
    }

    /// The second run first.
    pub fn swap(self) {
        if let Some(pair) = self.run.get_untracked().pair() {
            self.swap_run(pair.swapped());
        }
    }

    /// To the next step at which the two runs differ in something else.
    pub fn next_difference(self) {
        let run = self.run.get_untracked();
        let next = run.pair().and_then(|pair| pair.next_difference(self.step.get_untracked()));
        self.playing.set(false);
        self.go(next.unwrap_or(run.len()));
    }

    fn swap_run(self, run: Arc<dyn Run>) {
        let here = self.run.get_untracked();
        let step = same_instant(&*here, &*run, self.step.get_untracked());
        self.keep_for_undo(self.link_untracked());
        self.selected.set(None);
        self.change_run(run, step);
        self.push_address();
    }

    fn refuse(self, place: String, problem: Problem) {
        let place = if problem.place.is_empty() || !place.is_empty() { place } else { problem.place };
        self.playing.set(false);
        self.refused.update(|refused| {
            refused.insert(place, problem.text);
        });
    }

    fn change_run(self, run: Arc<dyn Run>, step: usize) {
        let step = step.clamp(1, run.len());
        self.playing.set(false);
        self.trouble.set(None);
        self.motion.set(Motion::Still);
        self.step.set(step);
        self.seen.set(step);
        self.opened.update(|opened| {
            let departs = |id: &String| run.departures(id).is_none();
            if opened.preset.as_ref().is_some_and(departs) {
                opened.preset = None;
            }
            opened.run = run;
        });
    }

    /// Keeps what was shown, to come back to it.
    fn keep_for_undo(self, link: Link) {
        self.past.update(|past| past.push(link));
        self.future.set(vec![]);
    }

    /// Takes back the last edit.
    pub fn undo(self) {
        self.travel(self.past, self.future);
    }

    /// Makes the last undone edit again.
    pub fn redo(self) {
        self.travel(self.future, self.past);
    }

    fn travel(self, from: RwSignal<Vec<Link>>, to: RwSignal<Vec<Link>>) {
        let Some(link) = from.write().pop() else {
            return;
        };
        let here = self.link_untracked();
        to.write().push(here);
        let beginning = open::begin(&link).expect("what was open once opens again");
        self.record(beginning, Session::push_address);
    }

    // Moving through the run.

    /// Shows a step; the way there decides how the stage moves.
    pub fn go(self, step: usize) {
        let from = self.step.get_untracked();
        let fast = self.playing.get_untracked() && self.speed.get_untracked().reaches(Speed::STILL);
        let motion = match self.movement.get_untracked() {
            Movement::Reduced => Motion::Still,
            Movement::Full if fast => Motion::Still,
            Movement::Full if step == from + 1 => Motion::Full,
            Movement::Full => Motion::Fade,
        };
        self.pass(step, motion);
    }

    /// Shows a step at once.
    pub fn jump(self, step: usize) {
        self.pass(step, Motion::Still);
    }

    fn pass(self, step: usize, motion: Motion) {
        let step = step.clamp(1, self.run.get_untracked().len());
        if step == self.step.get_untracked() {
            return;
        }
        self.motion.set(motion);
        self.seen.update(|seen| *seen = (*seen).max(step));
        self.step.set(step);
    }

    /// One step forward or back.
    pub fn step_by(self, forward: bool) {
        let step = self.step.get_untracked();
        self.playing.set(false);
        self.go(if forward { step + 1 } else { step.saturating_sub(1) });
    }

    /// To the next or previous event.
    pub fn event_by(self, forward: bool) {
        self.playing.set(false);
        self.go(self.event_from(self.step.get_untracked(), forward));
    }

    /// The next or previous event seen from a step; the end of the run if there is none.
    pub fn event_from(self, step: usize, forward: bool) -> usize {
        let run = self.run.get_untracked();
        let weights = run.weights();
        let event = |step: &usize| weights[*step - 1] >= Weight::Event;
        if forward {
            (step + 1..=run.len()).find(event).unwrap_or(run.len())
        } else {
            (1..step).rev().find(event).unwrap_or(1)
        }
    }

    /// Shows the first step at an instant or after it.
    pub fn seek(self, time: Time) {
        let run = self.run.get_untracked();
        let before = steps_while(&*run, |at| at < time);
        self.playing.set(false);
        self.jump((before + 1).min(run.len()));
    }

    /// Is there a timeline on the stage?
    pub fn has_timeline(self) -> bool {
        self.frame
            .with_untracked(|frame| frame.figures.iter().any(|figure| matches!(figure, Figure::Gantt(_))))
    }

    /// Shows the timeline so many times closer. The present keeps its place, or else the middle.
    pub fn zoom_by(self, factor: f64) {
        let run = self.run.get_untracked();
        let end = run.timeline().end;
        let window = self.zoom.get_untracked().unwrap_or(Window::whole(end));
        self.zoom.set(window.closer(factor, run.time(self.step.get_untracked()), end));
    }

    /// Moves along the timeline by a part of what is shown.
    pub fn pan_by(self, part: f64) {
        let end = self.run.get_untracked().timeline().end;
        self.zoom.update(|zoom| *zoom = zoom.and_then(|window| window.moved(window.span * part, end)));
    }

    /// Starts or stops playing; at the end, plays again from the start.
    pub fn play(self) {
        let start = !self.playing.get_untracked();
        if start && self.step.get_untracked() == self.run.get_untracked().len() {
            self.jump(1);
        }
        self.playing.set(start);
    }

    // The address.

    /// The link of what is shown.
    pub fn link(self) -> Link {
        let opened = self.opened.read();
        let own = opened.door.view;
        let view = self.view.get();
        let view = (view != own).then_some(view);
        Link { step: Some(self.step.get()), lang: self.asked.get(), view, ..self.head.read().0.clone() }
    }

    /// A link of the run as text; `None` if it is too large for one.
    pub fn text_of(self, link: &Link) -> Option<String> {
        let text = link.with_head(&self.head.read().1);
        (text.len() <= MAX_FRAGMENT).then_some(text)
    }

    fn link_untracked(self) -> Link {
        untrack(|| self.link())
    }

    /// The text of the link of what is shown; only the lab's if the scenario is too large for a link.
    fn address_text(self) -> String {
        let link = self.link_untracked();
        let short = || format!("#/{}", link.lab);
        untrack(|| self.text_of(&link)).unwrap_or_else(short)
    }

    fn push_address(self) {
        self.address.push(&self.remember_place());
    }

    /// Brings the address up to date after a step, soon.
    pub fn refresh_address(self) {
        if self.page.get_untracked() == Page::Lab {
            self.address.replace_soon(move || self.remember_place());
        }
    }

    /// Keeps the link of what is shown for the next visit.
    fn remember_place(self) -> String {
        let link = self.address_text();
        prefs::write("last", &link);
        link
    }

    // Preferences.

    /// Changes to the other language.
    pub fn switch_lang(self) {
        let lang = if self.lang.get_untracked() == Lang::En { Lang::Zh } else { Lang::En };
        self.lang.set(lang);
        self.asked.update(|asked| *asked = asked.map(|_| lang));
        prefs::write("lang", lang.code());
        self.refresh_address();
    }

    /// The theme on the screen: in the presenter view light, unless the reader chose dark; halls wash dark out.
    pub fn shown_theme(self) -> Theme {
        let chosen = self.theme.get();
        let free = self.presenting.get() && prefs::read("theme").is_none();
        if free { Theme::Light } else { chosen }
    }

    /// Changes between light and dark.
    pub fn switch_theme(self) {
        let theme = if self.theme.get_untracked() == Theme::Light { Theme::Dark } else { Theme::Light };
        self.theme.set(theme);
        prefs::write("theme", theme.code());
    }

    /// Turns movement off or on.
    pub fn switch_movement(self) {
        let full = self.movement.get_untracked() == Movement::Full;
        let movement = if full { Movement::Reduced } else { Movement::Full };
        self.movement.set(movement);
        prefs::write("motion", movement.code());
    }

    /// Turns keys of one character off or on.
    pub fn switch_characters(self) {
        let on = !self.characters.get_untracked();
        self.characters.set(on);
        prefs::write("characters", if on { "on" } else { "off" });
    }
}

/// A phone, upright or on its side: the frame is composed anew.
pub const NARROW: &str = "(max-width: 699px), (max-width: 950px) and (max-height: 500px)";

/// The link of a run without its step, and its text.
fn head_of(opened: &Opened) -> (Link, String) {
    let shown = open::Shown { preset: opened.preset.as_deref(), ..open::Shown::default() };
    let link = open::link_of(opened.entry, opened.door.slug, &*opened.run, shown);
    let head = link.head();
    (link, head)
}

/// The place at which a refusal of the edit is said.
fn place_of(edit: &Edit) -> String {
    match edit {
        Edit::Set { field, .. } => field.clone(),
        Edit::Cell { row, column, .. } => format!("rows.{row}.{column}"),
        Edit::Random(_) => "random".into(),
        Edit::Add | Edit::Remove(_) | Edit::Move { .. } | Edit::Paste(_) => "rows".into(),
    }
}

/// Forgets what was refused at a place, and in all rows when they changed as a whole.
fn forget(refused: &mut BTreeMap<String, Text>, place: &str) {
    let rows = matches!(place, "rows" | "random");
    refused.retain(|other, _| other != place && !(rows && (other.starts_with("rows") || other == "random")));
}

/// The place at which a refusal of a field of the second run is said.
pub fn second_place(id: &str) -> String {
    format!("second.{id}")
}

fn second_form(run: &dyn Run) -> Form {
    run.pair().map_or_else(Form::default, |pair| pair.runs()[1].form())
}

/// The step of another run that shows the same instant: its last one there.
fn same_instant(run: &dyn Run, other: &dyn Run, step: usize) -> usize {
    // Ticks of the two runs may be of different length.
    let units = [run, other].map(|run| run.timeline().scale.per_unit() as u128);
    let now = run.time(step).0 as u128 * units[1];
    steps_while(other, |at| at.0 as u128 * units[0] <= now).max(1)
}

/// How many steps from the first on are at instants of which `early` holds. It must not hold again later.
fn steps_while(run: &dyn Run, early: impl Fn(Time) -> bool) -> usize {
    let (mut low, mut high) = (0, run.len());
    while low < high {
        let middle = (low + high) / 2;
        (low, high) = if early(run.time(middle + 1)) { (middle + 1, high) } else { (low, middle) };
    }
    low
}
