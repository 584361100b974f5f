//! Words that belong to shapes: hovering or focusing a reference rings its shape, and the other way round;
//! choosing it selects the shape.

use crate::figure::Hue;
use crate::lab::Run;
use crate::text::{Lang, Span, Text, spans};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// The thing that is pointed at, in words or on the stage. The app provides it.
#[derive(Clone, Copy)]
pub struct Hovered(pub RwSignal<Option<String>>);

impl Hovered {
    /// Nothing is pointed at.
    pub fn new() -> Self {
        Hovered(RwSignal::new(None))
    }

    /// The app's, or one of its own where there is no app around.
    pub fn shared() -> Self {
        use_context().unwrap_or_else(Hovered::new)
    }

    /// Is this thing pointed at?
    pub fn is(self, id: &str) -> bool {
        self.0.with(|hovered| hovered.as_deref().is_some_and(|other| same(other, id)))
    }

    /// This thing is pointed at.
    pub fn enter(self, id: &str) {
        self.0.set(Some(id.to_string()));
    }

    /// It no longer is.
    pub fn leave(self) {
        self.0.set(None);
    }
}

/// Do two ids name the same shape? `place:ready`, `queue:ready` and `ready` do.
pub fn same(one: &str, other: &str) -> bool {
    bare(one) == bare(other)
}

fn bare(id: &str) -> &str {
    id.strip_prefix("place:").or_else(|| id.strip_prefix("queue:")).unwrap_or(id)
}

/// A text: plain words, emphasis, and references as buttons. One stop of the Tab key, arrow keys inside.
#[component]
pub fn Words(
    #[prop(into)] text: Signal<Text>,
    #[prop(into)] lang: Signal<Lang>,
    #[prop(into)] run: Signal<Arc<dyn Run>>,
    selected: RwSignal<Option<String>>,
) -> impl IntoView {
    let hovered = Hovered::shared();
    let pieces = move || {
        let words = text.read();
        let run = run.get();
        let mut first = true;
        let piece = |span: Span<'_>| match span {
            Span::Words(words) => words.to_string().into_any(),
            Span::Strong(words) => view! { <strong>{words.to_string()}</strong> }.into_any(),
            Span::Refer(words, id) => {
                let stop = std::mem::replace(&mut first, false);
                let hue = run.timeline().hue(id);
                reference(words.to_string(), id.to_string(), hue, stop, hovered, selected).into_any()
            }
        };
        spans(words.get(lang.get())).into_iter().map(piece).collect_view()
    };
    view! { <span class="words" on:keydown=walk>{pieces}</span> }
}

fn reference(
    words: String,
    id: String,
    hue: Hue,
    stop: bool,
    hovered: Hovered,
    selected: RwSignal<Option<String>>,
) -> impl IntoView {
    let look = if id.starts_with("proc:") || id.starts_with("task:") {
        format!("chip hue-{hue}")
    } else {
        "reference".into()
    };
    let id = StoredValue::new(id);
    let enter = move || id.with_value(|id| hovered.enter(id));
    view! {
        <button
            type="button"
            class=look
            class:is-ringed=move || id.with_value(|id| hovered.is(id))
            data-ref=id.get_value()
            tabindex=if stop { "0" } else { "-1" }
            on:mouseenter=move |_| enter()
            on:mouseleave=move |_| hovered.leave()
            on:focus=move |_| enter()
            on:blur=move |_| hovered.leave()
            on:click=move |_| selected.set(Some(id.get_value()))
        >
            {words}
        </button>
    }
}

/// Arrow keys among several references.
fn walk(event: KeyboardEvent) {
    let forward = match event.key().as_str() {
        "ArrowRight" => true,
        "ArrowLeft" => false,
        _ => return,
    };
    if event.shift_key() || event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    let Some(words) = target.as_ref().and_then(|target| target.closest(".words").ok().flatten()) else {
        return;
    };
    let Ok(buttons) = words.query_selector_all("button") else { return };
    let all: Vec<HtmlElement> =
        (0..buttons.length()).filter_map(|index| buttons.item(index)?.dyn_into().ok()).collect();
    let Some(here) = all.iter().position(|button| target.as_ref() == Some(button.as_ref())) else { return };
    if all.len() < 2 {
        return;
    }
    event.prevent_default();
    event.stop_propagation();
    let next = if forward { (here + 1) % all.len() } else { (here + all.len() - 1) % all.len() };
    for (index, button) in all.iter().enumerate() {
        button.set_tab_index(if index == next { 0 } else { -1 });
    }
    all[next].focus().ok();
}
