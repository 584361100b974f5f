//! The app: state onto `#app`, and the page that is open.

use super::chrome;
use super::dialogs::Dialogs;
use super::home::Home;
use super::lab_page::LabPage;
use super::session::{Dialog, Page, Session};
use super::words::Hovered;
use super::{dialogs, keyboard, player, present};
use crate::text::Lang;
use leptos::prelude::*;
use web_sys::Element;

/// The whole app, inside its root element.
#[component]
pub fn App(root: Element) -> impl IntoView {
    let session = Session::begin();
    provide_context(session);
    provide_context(Hovered::new());
    session.follow_address();
    window_event_listener(leptos::ev::hashchange, move |_| session.follow_address());
    tell_state(session, root);
    keyboard::listen(session);
    player::keep_time(session);
    player::keep_address(session);
    player::keep_width(session);
    present::follow_screen(session);
    take_drops(session);
    // A memo: another scenario on the same page keeps the page, and the focus on it.
    let page = Memo::new(move |_| session.page.get());
    view! {
        {move || match page.get() {
            Page::Home => view! { <Home/> }.into_any(),
            Page::Lab => view! { <LabPage/> }.into_any(),
        }}
        <Dialogs/>
    }
}

/// A scenario file may be dropped anywhere on the page.
fn take_drops(session: Session) {
    window_event_listener(leptos::ev::dragover, |event| event.prevent_default());
    window_event_listener(leptos::ev::drop, move |event| {
        event.prevent_default();
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            dialogs::read(&file, move |text| {
                if let Err(problem) = dialogs::open_text(session, &text) {
                    session.unreadable.set(Some(problem));
                    session.dialog.set(Some(Dialog::Open));
                }
            });
        }
    });
}

/// The state on the root, where stylesheets and tests read it.
fn tell_state(session: Session, root: Element) {
    let root = StoredValue::new_local(root);
    let tell = move |name: &str, value: &str| {
        root.with_value(|root| root.set_attribute(&format!("data-{name}"), value).expect("a valid name"));
    };
    Effect::new(move |_| {
        let theme = session.shown_theme().code();
        tell("theme", theme);
        html().set_attribute("data-theme", theme).expect("a valid name");
    });
    Effect::new(move |_| tell("motion", session.movement.get().code()));
    Effect::new(move |_| {
        let lang = session.lang.get();
        tell("lang", lang.code());
        let tag = if lang == Lang::Zh { "zh-CN" } else { "en" };
        html().set_attribute("lang", tag).expect("a valid name");
        document().set_title(&title(session));
    });
    Effect::new(move |_| {
        let opened = session.opened.read();
        let home = session.page.get() == Page::Home;
        tell("page", if home { "home" } else { "lab" });
        tell("lab", if home { "" } else { opened.door.slug });
        tell("preset", opened.preset.as_deref().unwrap_or_default());
        tell("variant", &session.form.read().variant.value);
        tell("steps", &opened.run.len().to_string());
        tell("compare", if opened.run.pair().is_some() { "yes" } else { "" });
    });
    Effect::new(move |_| {
        tell("step", &session.step.get().to_string());
        tell("t", &session.frame.read().time);
        tell("view", &session.view.get());
    });
    Effect::new(move |_| tell("playing", &session.playing.get().to_string()));
}

/// The title of the page: the scenario, the lab, the app.
fn title(session: Session) -> String {
    let brand = session.word(&chrome::BRAND);
    if session.page.get() == Page::Home {
        return brand;
    }
    let lab = session.word(&session.opened.read().door.title);
    match session.preset() {
        Some(card) => format!("{} · {lab} · {brand}", session.word(&card.title)),
        None => format!("{lab} · {brand}"),
    }
}

fn html() -> Element {
    document().document_element().expect("a page")
}
