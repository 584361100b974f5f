//! All mutable state there is, and the ways to change it.
//!
//! ```text
//! address ──▶ opened (lab, preset, run) ─┐
//!                                  step ─┼──▶ frame ──▶ every view
//!                       view, narrowness ┘
//! ```

use super::prefs::{self, Motion, Movement, Theme};
use super::route::{self, Opened};
use crate::lab::{Form, Frame, Look, Run};
use crate::text::{Lang, Text};
use leptos::prelude::*;
use std::sync::Arc;

/// The two pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The map of the machine.
    Home,
    /// A lab.
    Lab,
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
    /// The id of the view.
    pub view: RwSignal<String>,
    /// A narrow screen.
    pub narrow: RwSignal<bool>,
    /// The thing that is looked at closely.
    pub selected: RwSignal<Option<String>>,
    /// The language.
    pub lang: RwSignal<Lang>,
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// Whether things move.
    pub movement: RwSignal<Movement>,
    /// What is shown.
    pub frame: Memo<Frame>,
    /// The scenario as a form.
    pub form: Memo<Form>,
}

impl Session {
    /// The state at the start: what the address names.
    pub fn new() -> Self {
        let opened = RwSignal::new(route::usual());
        let run = Signal::derive(move || opened.read().run.clone());
        let step = RwSignal::new(opened.read_untracked().step);
        let view = RwSignal::new(opened.read_untracked().door.view.to_string());
        let narrow = RwSignal::new(prefs::media(NARROW));
        let look = move || Look { view: view.get(), narrow: narrow.get() };
        Session {
            page: RwSignal::new(Page::Home),
            opened,
            run,
            step,
            seen: RwSignal::new(1),
            motion: RwSignal::new(Motion::Still),
            playing: RwSignal::new(false),
            view,
            narrow,
            selected: RwSignal::new(None),
            lang: RwSignal::new(prefs::lang()),
            theme: RwSignal::new(Theme::preferred()),
            movement: RwSignal::new(Movement::preferred()),
            frame: Memo::new(move |_| run.get().frame(step.get(), &look())),
            form: Memo::new(move |_| run.get().form()),
        }
    }

    /// The words in the reader's language, following it.
    pub fn say(self, text: Text) -> impl Fn() -> String + Clone + Send + Sync + 'static {
        move || text.get(self.lang.get()).to_string()
    }

    /// Shows what the address names.
    pub fn follow_address(self) {
        let hash = window().location().hash().unwrap_or_default();
        if hash.trim_matches(['#', '/']).is_empty() {
            self.playing.set(false);
            return self.page.set(Page::Home);
        }
        let opened = route::open(&hash).unwrap_or_else(|_| route::usual());
        self.enter(opened);
    }

    fn enter(self, opened: Opened) {
        self.playing.set(false);
        self.motion.set(Motion::Still);
        self.selected.set(None);
        self.view.set(opened.door.view.to_string());
        self.step.set(opened.step);
        self.seen.set(opened.step);
        self.opened.set(opened);
        self.page.set(Page::Lab);
    }

    /// Shows a step; the way there decides how the stage moves.
    pub fn go(self, step: usize) {
        let from = self.step.get_untracked();
        let step = step.clamp(1, self.run.get_untracked().len());
        let motion = match self.movement.get_untracked() {
            Movement::Reduced => Motion::Still,
            Movement::Full if step == from + 1 => Motion::Full,
            Movement::Full => Motion::Fade,
        };
        self.motion.set(motion);
        self.seen.update(|seen| *seen = (*seen).max(step));
        self.step.set(step);
    }
}

const NARROW: &str = "(max-width: 699px)";
