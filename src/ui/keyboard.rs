//! What keys do; the table is in `keys`.

use super::keys::{Action, Press, action};
use super::popover::focus_takes;
use super::present;
use super::session::{Dialog, Page, Session, Tab};
use super::variant_bar::choices;
use crate::lab::Edit;
use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The least time between two steps while a key is held, in milliseconds: eight a second.
const HOLD: f64 = 125.;

/// Listens to the keyboard for as long as the app lives.
pub fn listen(session: Session) {
    let last = StoredValue::new(0.);
    window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let press =
            Press { key: event.key(), shift: event.shift_key(), ctrl: event.ctrl_key() || event.meta_key() };
        let presenting = session.presenting.get_untracked();
        if event.default_prevented() || event.alt_key() || focus_takes(&press.key, press.ctrl) {
            return;
        }
        let Some(action) = action(&press, presenting, session.characters.get_untracked()) else {
            return;
        };
        if session.dialog.get_untracked().is_some() || !possible(session, action) {
            return;
        }
        event.prevent_default();
        let held = event.repeat();
        if held && event.time_stamp() - last.get_value() < HOLD {
            return;
        }
        last.set_value(event.time_stamp());
        act(session, action, &press, held);
    });
}

/// Does the action make sense on the page that is open?
fn possible(session: Session, action: Action) -> bool {
    use Action::*;
    let anywhere = matches!(action, Switch | Search | Language | Theme | Open | Help);
    match action {
        Swap | Difference => session.page.get_untracked() == Page::Lab && session.is_comparing_now(),
        ZoomIn | ZoomOut | Whole | Earlier | Later => {
            session.page.get_untracked() == Page::Lab && session.has_timeline()
        }
        Leave => session.presenting.get_untracked() || session.panel.get_untracked(),
        _ => anywhere || session.page.get_untracked() == Page::Lab,
    }
}

fn act(session: Session, action: Action, press: &Press, held: bool) {
    let step = session.step.get_untracked();
    match action {
        Action::Play if !held => session.play(),
        Action::Forward if held => session.jump(step + 1),
        Action::Back if held => session.jump(step.saturating_sub(1)),
        Action::Play => {}
        Action::Forward => session.step_by(true),
        Action::Back => session.step_by(false),
        Action::NextEvent => session.event_by(true),
        Action::PreviousEvent => session.event_by(false),
        Action::First => rest(session, 1),
        Action::Furthest => rest(session, session.seen.get_untracked()),
        Action::End => rest(session, usize::MAX),
        Action::Slower => session.speed.update(|speed| *speed = speed.change(false)),
        Action::Faster => session.speed.update(|speed| *speed = speed.change(true)),
        Action::ZoomIn => session.zoom_by(2.),
        Action::ZoomOut => session.zoom_by(0.5),
        Action::Whole => session.zoom.set(None),
        Action::Earlier => session.pan_by(-0.5),
        Action::Later => session.pan_by(0.5),
        Action::Variant => variant(session, &press.key),
        Action::Compare => session.compare(),
        Action::Swap => session.swap(),
        Action::Difference => session.next_difference(),
        Action::Workload => show(session, Tab::Workload),
        Action::Panel => panel(session),
        Action::Undo => session.undo(),
        Action::Redo => session.redo(),
        Action::Present if session.presenting.get_untracked() => present::leave(session),
        Action::Present => present::enter(session),
        Action::Share => session.dialog.set(Some(Dialog::Share)),
        Action::Switch => session.dialog.set(Some(Dialog::Switch)),
        Action::Search => search(session),
        Action::Language => session.switch_lang(),
        Action::Theme => session.switch_theme(),
        Action::Open => session.dialog.set(Some(Dialog::Open)),
        Action::Help => {
            session.playing.set(false);
            session.dialog.set(Some(Dialog::Help));
        }
        Action::Leave if session.presenting.get_untracked() => present::leave(session),
        Action::Leave => session.panel.set(false),
    }
}

fn rest(session: Session, step: usize) {
    session.playing.set(false);
    session.go(step);
}

fn variant(session: Session, digit: &str) {
    let field = session.form.get_untracked().variant;
    let index = digit.parse::<usize>().unwrap_or(0).wrapping_sub(1);
    if let Some(choice) = choices(&field).get(index).filter(|choice| choice.id != field.value) {
        session.edit(Edit::Set { field: field.id.into(), value: choice.id.into() });
    }
}

fn show(session: Session, tab: Tab) {
    session.tab.set(tab);
    session.panel.set(true);
    focus(&format!("tab-{tab:?}").to_lowercase());
}

/// Toggles the panel where it covers the stage; elsewhere goes to it.
fn panel(session: Session) {
    let covers = prefs_cover() || session.presenting.get_untracked();
    if covers {
        session.panel.update(|open| *open = !*open);
    } else {
        show(session, Tab::Inspect);
    }
}

fn prefs_cover() -> bool {
    super::prefs::media("(min-width: 700px) and (max-width: 1179px)")
}

fn search(session: Session) {
    match session.page.get_untracked() {
        Page::Home => focus("search"),
        Page::Lab => session.dialog.set(Some(Dialog::Switch)),
    }
}

fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id)
        && let Some(element) = element.dyn_ref::<HtmlElement>()
    {
        element.focus().ok();
    }
}
