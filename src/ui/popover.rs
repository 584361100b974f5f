//! What opens below a button: a list to choose from, or a small panel.

use super::icons::{CHEVRON, Draw, Icon};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

/// An option of a list.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Item {
    /// What choosing it gives.
    pub id: String,
    /// Its name.
    pub name: String,
    /// A line below the name; may be empty.
    pub help: String,
    /// The heading that it stands under; may be empty.
    pub group: String,
}

/// A button that opens a list, after the listbox pattern of the ARIA practices.
#[component]
pub fn Listbox(
    /// Unique on the page; also the class of its looks.
    name: &'static str,
    /// Its accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// What the list offers.
    #[prop(into)]
    items: Signal<Vec<Item>>,
    /// The id of the option in force.
    #[prop(into)]
    chosen: Signal<String>,
    /// What stands on the button.
    #[prop(into)]
    shown: Signal<String>,
    /// Show the label before what is shown.
    #[prop(optional)]
    labelled: bool,
    /// Takes the id of the option chosen.
    #[prop(into)]
    choose: Callback<String>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let active = RwSignal::new(0usize);
    let button = NodeRef::<html::Button>::new();
    let list = NodeRef::<html::Ul>::new();
    let option_id = move |index: usize| format!("{name}-{index}");
    let begin = move || {
        let at = items.read_untracked().iter().position(|item| item.id == *chosen.read_untracked());
        active.set(at.unwrap_or(0));
        open.set(true);
        request_animation_frame(move || {
            if let Some(list) = list.get_untracked() {
                keep_inside(&list);
                list.focus().ok();
            }
            reveal(&option_id(active.get_untracked()));
        });
    };
    let end = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            button.focus().ok();
        }
    };
    let take = move |index: usize| {
        let id = items.read_untracked().get(index).map(|item| item.id.clone());
        end();
        if let Some(id) = id {
            choose.run(id);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let (at, count) = (active.get_untracked(), items.read_untracked().len());
        let to = match event.key().as_str() {
            "ArrowDown" => (at + 1).min(count.saturating_sub(1)),
            "ArrowUp" => at.saturating_sub(1),
            "Home" | "PageUp" => 0,
            "End" | "PageDown" => count.saturating_sub(1),
            "Enter" | " " => {
                event.prevent_default();
                return take(at);
            }
            "Escape" | "Tab" => {
                event.prevent_default();
                event.stop_propagation();
                return end();
            }
            letter => match starting(&items.read_untracked(), letter, at) {
                Some(index) if !event.ctrl_key() && !event.meta_key() => index,
                _ => return,
            },
        };
        event.prevent_default();
        event.stop_propagation();
        active.set(to);
        reveal(&option_id(to));
    };
    let on_button_key = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
            event.prevent_default();
            begin();
        }
    };
    let options = move || {
        let items = items.get();
        let mut last = String::new();
        let lines = items.into_iter().enumerate().map(|(index, item)| {
            let heading = (item.group != last).then(|| item.group.clone());
            last.clone_from(&item.group);
            let (id, help) = (item.id.clone(), item.help);
            view! {
                {heading.map(|group| view! { <li class="list-group" role="presentation">{group}</li> })}
                <li
                    class="list-option"
                    class:is-active=move || active.get() == index
                    id=option_id(index)
                    role="option"
                    aria-selected=move || (*chosen.read() == id).to_string()
                    on:click=move |_| take(index)
                    on:pointermove=move |_| active.set(index)
                >
                    <span class="list-name">{item.name}</span>
                    {(!help.is_empty()).then(|| view! { <span class="list-help">{help}</span> })}
                </li>
            }
        });
        lines.collect_view()
    };
    view! {
        <div class=format!("pick pick-{name}")>
            <button
                class="pick-button"
                type="button"
                node_ref=button
                aria-haspopup="listbox"
                aria-expanded=move || open.get().to_string()
                aria-label=move || (!labelled).then(|| format!("{}: {}", label.read(), shown.read()))
                title=move || shown.get()
                on:click=move |_| if open.get_untracked() { end() } else { begin() }
                on:keydown=on_button_key
            >
                {labelled.then(|| view! { <span class="pick-label">{label}</span>" " })}
                <span class="pick-shown">{shown}</span>
                <Draw icon=CHEVRON/>
            </button>
            <Show when=move || open.get()>
                <ul
                    class="list"
                    id=format!("{name}-list")
                    node_ref=list
                    role="listbox"
                    tabindex="0"
                    aria-label=label
                    aria-activedescendant=move || option_id(active.get())
                    on:keydown=on_key
                    on:focusout=move |_| open.set(false)
                >
                    {options}
                </ul>
            </Show>
        </div>
    }
}

/// The next option after `at` whose name starts with what was typed.
fn starting(items: &[Item], letter: &str, at: usize) -> Option<usize> {
    let letter = letter.to_lowercase();
    let order = (at + 1..items.len()).chain(0..=at.min(items.len().saturating_sub(1)));
    let mut order = order.filter(|_| letter.chars().count() == 1);
    order.find(|index| items[*index].name.to_lowercase().starts_with(&letter))
}

/// Scrolls as little as needed to show an element.
pub fn reveal(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// A button that opens a panel of controls. Esc and a press elsewhere close it.
#[component]
pub fn Popover(
    /// Unique on the page; also the class of its looks.
    name: &'static str,
    /// The accessible name of the button and the panel.
    #[prop(into)]
    label: Signal<String>,
    /// The icon on the button; without one, `shown` stands there.
    #[prop(optional)]
    icon: Option<Icon>,
    /// What stands on the button.
    #[prop(into, optional)]
    shown: Signal<String>,
    /// Is it open?
    open: RwSignal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let outside = window_event_listener(leptos::ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let inside = root.get_untracked().is_some_and(|root| root.contains(target.as_ref()));
        if open.get_untracked() && !inside {
            open.set(false);
        }
    });
    on_cleanup(move || outside.remove());
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            event.prevent_default();
            open.set(false);
            if let Some(button) = button.get_untracked() {
                button.focus().ok();
            }
        }
    };
    let panel = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(panel) = panel.get() {
            request_animation_frame(move || keep_inside(&panel));
        }
    });
    let children = StoredValue::new(children);
    view! {
        <div class=format!("pop pop-{name}") node_ref=root on:keydown=on_key>
            <button
                class="pop-button"
                type="button"
                node_ref=button
                aria-expanded=move || open.get().to_string()
                aria-label=label
                title=label
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon.map(|icon| view! { <Draw icon/> })}
                {icon.is_none().then(|| view! { <span class="pop-shown">{shown}</span> <Draw icon=CHEVRON/> })}
            </button>
            <Show when=move || open.get()>
                <div class="pop-panel" role="group" aria-label=label node_ref=panel>{children.with_value(|children| children())}</div>
            </Show>
        </div>
    }
}

/// Moves a panel to the left as far as it reaches out of the window.
fn keep_inside(panel: &HtmlElement) {
    let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or_default();
    let over = panel.get_bounding_client_rect().right() - (width - 8.);
    if over > 0. {
        panel.style().set_property("margin-left", &format!("{}px", -over.ceil())).ok();
    }
}

/// Is the focus in something that types, or that uses these keys itself?
pub fn focus_takes(key: &str, ctrl: bool) -> bool {
    let Some(focus) = document().active_element() else {
        return false;
    };
    let is = |selector: &str| focus.closest(selector).ok().flatten().is_some();
    let typing = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";
    if is(typing) {
        let its_own = !ctrl || matches!(key, "z" | "Z" | "y" | "Y");
        return its_own && key != "Escape";
    }
    let arrows = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];
    let moving = "[role=slider], [role=radiogroup], [role=tablist], [role=listbox], [role=toolbar], [role=grid], input";
    if arrows.contains(&key) && is(moving) {
        return true;
    }
    matches!(key, " " | "Enter") && is("button, a, summary, input, [role=radio], [role=tab], [role=option]")
}

/// Moves the focus among the children of a widget that are one stop for Tab.
pub fn focus_child(parent: &HtmlElement, selector: &str, index: usize) {
    let children = parent.query_selector_all(selector).ok();
    let child = children.and_then(|children| children.item(index as u32));
    if let Some(child) = child.and_then(|child| child.dyn_into::<HtmlElement>().ok()) {
        child.focus().ok();
    }
}
