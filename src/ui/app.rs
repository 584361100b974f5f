//! The app: state into `#app`, and the page that is open.

use super::lab_page::LabPage;
use super::session::{Page, Session};
use crate::text::Lang;
use leptos::prelude::*;
use web_sys::Element;

/// The whole app, inside its root element.
#[component]
pub fn App(root: Element) -> impl IntoView {
    let session = Session::new();
    provide_context(session);
    provide_context(super::words::Hovered::new());
    session.follow_address();
    window_event_listener(leptos::ev::hashchange, move |_| session.follow_address());
    tell_state(session, root);
    move || match session.page.get() {
        Page::Home => view! { <p><a href="#/sched">"CPU scheduling"</a></p> }.into_any(),
        Page::Lab => view! { <LabPage/> }.into_any(),
    }
}

/// The state on the root, where stylesheets and tests read it.
fn tell_state(session: Session, root: Element) {
    let root = StoredValue::new_local(root);
    let tell = move |name: &str, value: &str| {
        root.with_value(|root| root.set_attribute(&format!("data-{name}"), value).expect("a valid name"));
    };
    Effect::new(move |_| {
        let theme = session.theme.get().code();
        tell("theme", theme);
        tell("motion", session.movement.get().code());
        html().set_attribute("data-theme", theme).expect("a valid name");
    });
    Effect::new(move |_| {
        let lang = session.lang.get();
        tell("lang", lang.code());
        let tag = if lang == Lang::Zh { "zh-CN" } else { "en" };
        html().set_attribute("lang", tag).expect("a valid name");
    });
    Effect::new(move |_| {
        let opened = session.opened.read();
        tell("lab", opened.door.slug);
        tell("preset", opened.preset.as_deref().unwrap_or_default());
        tell("variant", &session.form.read().variant.value);
        tell("steps", &opened.run.len().to_string());
    });
    Effect::new(move |_| {
        tell("step", &session.step.get().to_string());
        tell("t", &session.frame.read().time);
        tell("view", &session.view.get());
        tell("playing", &session.playing.get().to_string());
    });
}

fn html() -> Element {
    document().document_element().expect("a page")
}
