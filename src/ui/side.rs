//! The side panel: why this step happened, and tabs for one thing, the workload and the figures.

use super::chrome;
use super::icons::{CLOSE, Draw, WARN};
use super::metrics::MetricsTab;
use super::popover::focus_child;
use super::say::Say;
use super::session::{Session, Tab};
use super::workload::WorkloadTab;
use crate::figure::{Cell, Tone};
use crate::lab::{Deed, Inspect, Story};
use crate::text::Text;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The panel. On a narrow screen *Why* is a tab like the others.
#[component]
pub fn Side() -> impl IntoView {
    let session = expect_context::<Session>();
    Effect::new(move |_| {
        let narrow = session.narrow.get();
        match (narrow, session.tab.get_untracked()) {
            (true, Tab::Inspect) => session.tab.set(Tab::Why),
            (false, Tab::Why) => session.tab.set(Tab::Inspect),
            _ => {}
        }
    });
    Effect::new(move |before: Option<Option<String>>| {
        let selected = session.selected.get();
        if selected.is_some() && before.is_some_and(|before| before != selected) {
            session.tab.set(Tab::Inspect);
        }
        selected
    });
    Effect::new(move |_| {
        if session.form.read().rows.columns.is_empty() && session.tab.get() == Tab::Workload {
            session.tab.set(Tab::Inspect);
        }
    });
    let inspect = Memo::new(move |_| subject(session));
    let side = NodeRef::<html::Aside>::new();
    // A table is worked on at the top of the panel; one thing is looked at below the reason.
    Effect::new(move |_| {
        let table = matches!(session.tab.get(), Tab::Workload | Tab::Metrics);
        if let Some(side) = side.get_untracked().filter(|_| !session.narrow.get_untracked()) {
            request_animation_frame(move || {
                let why = side.first_element_child().and_then(|close| close.next_element_sibling());
                let height = why.map_or(0, |why| why.client_height());
                side.set_scroll_top(if table { height } else { 0 });
            });
        }
    });
    view! {
        <aside node_ref=side class="side" class:is-open=move || session.panel.get() aria-label=session.say(chrome::EXPLANATION)>
            <button
                type="button"
                class="side-close button-icon"
                aria-label=session.say(chrome::CLOSE)
                on:click=move |_| session.panel.set(false)
            >
                <Draw icon=CLOSE/>
            </button>
            <Show when=move || !session.narrow.get()>
                <section class="why"><Why/></section>
            </Show>
            <div class="side-head"><Tabs inspect/></div>
            <div
                class="side-body"
                id="side-body"
                role="tabpanel"
                tabindex="0"
                aria-labelledby=move || tab_id(session.tab.get())
            >
                {move || match session.tab.get() {
                    Tab::Why => view! { <div class="why"><Why/></div> }.into_any(),
                    Tab::Inspect => view! { <InspectTab inspect/> }.into_any(),
                    Tab::Workload => view! { <WorkloadTab/> }.into_any(),
                    Tab::Metrics => view! { <MetricsTab/> }.into_any(),
                }}
            </div>
        </aside>
    }
}

fn tab_id(tab: Tab) -> String {
    format!("tab-{tab:?}").to_lowercase()
}

#[component]
fn Tabs(inspect: Memo<Option<Inspect>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let list = NodeRef::<html::Div>::new();
    let tabs = move || {
        let why = session.narrow.get().then_some(Tab::Why);
        // A lab without a table of things has no workload to edit.
        let workload = (!session.form.read().rows.columns.is_empty()).then_some(Tab::Workload);
        why.into_iter().chain([Tab::Inspect]).chain(workload).chain([Tab::Metrics]).collect::<Vec<_>>()
    };
    let name = move |tab: Tab| match tab {
        Tab::Why => session.word(&chrome::WHY),
        Tab::Inspect => {
            let word = session.word(&chrome::INSPECT);
            match inspect.get().filter(|_| !session.narrow.get()) {
                // The name of the run in a comparison would squeeze the other tabs.
                Some(inspect) => {
                    let name = session.word(&inspect.name);
                    format!("{word} {}", name.split(" · ").next().unwrap_or_default())
                }
                None => word,
            }
        }
        Tab::Workload => session.word(&chrome::WORKLOAD),
        Tab::Metrics => session.word(&chrome::METRICS),
    };
    let on_key = move |event: KeyboardEvent| {
        let tabs = tabs();
        let at = tabs.iter().position(|tab| *tab == session.tab.get_untracked()).unwrap_or(0);
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % tabs.len(),
            "ArrowLeft" => (at + tabs.len() - 1) % tabs.len(),
            "Home" => 0,
            "End" => tabs.len() - 1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        session.tab.set(tabs[to]);
        if let Some(list) = list.get_untracked() {
            focus_child(&list, "[role=tab]", to);
        }
    };
    let one = move |tab: Tab| {
        let chosen = move || session.tab.get() == tab;
        view! {
            <button
                type="button"
                class="tab"
                role="tab"
                id=tab_id(tab)
                aria-controls="side-body"
                aria-selected=move || chosen().to_string()
                tabindex=move || if chosen() { "0" } else { "-1" }
                on:click=move |_| session.tab.set(tab)
            >
                {move || name(tab)}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=session.say(chrome::DETAILS) node_ref=list on:keydown=on_key>
            {move || tabs().into_iter().map(one).collect_view()}
        </div>
        <button
            type="button"
            class="side-wide button-icon"
            aria-pressed=move || session.wide.get().to_string()
            aria-label=session.say(chrome::WIDE)
            title=session.say(chrome::WIDE)
            on:click=move |_| session.wide.update(|wide| *wide = !*wide)
        >
            <Draw icon=super::icons::WIDE/>
        </button>
    }
}

/// The reason of the step: title, words, misconception, formula, candidates, pseudocode.
#[component]
fn Why() -> impl IntoView {
    let session = expect_context::<Session>();
    let part =
        move |part: fn(&Story) -> &Text| Signal::derive(move || part(&session.frame.read().story).clone());
    let some = |text: Signal<Text>| Memo::new(move |_| !text.read().is_empty());
    let kicker = move || {
        let frame = session.frame.read();
        let (step, time, kind) = (frame.step, &frame.clock, &frame.story.kicker);
        let text = Text {
            en: format!("Step {step}: {} at t = {time}", kind.en).into(),
            zh: format!("第 {step} 步：t = {time}，{}", kind.zh).into(),
        };
        session.word(&text)
    };
    let (title, why) = (part(|story| &story.title), part(|story| &story.why));
    let (formula, candidates) = (part(|story| &story.formula), part(|story| &story.candidates));
    let (has_formula, has_candidates) = (some(formula), some(candidates));
    view! {
        <p class="why-kicker">{kicker}</p>
        <h2 class="why-title"><Say text=title/></h2>
        <p class="why-words"><Say text=why/></p>
        <Show when=move || has_candidates.get()>
            <p class="why-line"><span class="why-name">{session.say(chrome::CANDIDATES)}</span> <Say text=candidates/></p>
        </Show>
        <Show when=move || has_formula.get()>
            <p class="why-line"><span class="why-name">{session.say(chrome::FORMULA)}</span> <span class="formula"><Say text=formula/></span></p>
        </Show>
        <Note/>
        <Code/>
    }
}

/// How often each note was shown in full, by its English words.
#[derive(Clone, Copy)]
pub struct NotesShown(StoredValue<BTreeMap<String, u32>>);

impl NotesShown {
    /// None yet.
    pub fn new() -> Self {
        NotesShown(StoredValue::new(BTreeMap::new()))
    }

    /// Counts a note; has it been shown in full often enough?
    fn is_known(self, note: &Text) -> bool {
        let mut known = false;
        self.0.update_value(|shown| {
            let count = shown.entry(note.en.to_string()).or_insert(0);
            *count += 1;
            known = *count > 2;
        });
        known
    }
}

/// A misconception that is near, put right. The third time it is only its icon, which opens it.
#[component]
fn Note() -> impl IntoView {
    let session = expect_context::<Session>();
    let shown = expect_context::<NotesShown>();
    let note = Memo::new(move |_| (session.frame.read().step, session.frame.read().story.note.clone()));
    move || {
        let note = note.get().1;
        let words = Signal::stored(note.clone());
        (!note.is_empty()).then(|| {
            view! {
                <details class="note" open=!shown.is_known(&note)>
                    <summary aria-label=session.say(chrome::COMMON_MISTAKE) title=session.say(chrome::COMMON_MISTAKE)>
                        <Draw icon=WARN/>
                    </summary>
                    <p><Say text=words/></p>
                </details>
            }
        })
    }
}

#[component]
fn Code() -> impl IntoView {
    let session = expect_context::<Session>();
    let code = Memo::new(move |_| session.frame.read().story.code.clone());
    let active = Memo::new(move |_| session.frame.read().story.line);
    let line = move |(index, line): (usize, Text)| {
        let on = move || active.get() == Some(index);
        view! {
            <li class="code-line" class:is-active=on aria-current=move || on().then_some("step")>
                <code>{session.say(line)}</code>
            </li>
        }
    };
    view! {
        <Show when=move || !code.read().is_empty()>
            <ol class="code" aria-label=session.say(chrome::CODE)>
                {move || code.get().into_iter().enumerate().map(line).collect_view()}
            </ol>
        </Show>
    }
}

/// What is looked at closely: the thing selected, or else the one that the step is about.
fn subject(session: Session) -> Option<Inspect> {
    let (run, step) = (session.run.get(), session.step.get());
    let selected = session.selected.get().and_then(|id| run.inspect(step, &id));
    selected.or_else(|| run.inspect(step, session.frame.read().story.subject.as_deref()?))
}

#[component]
fn InspectTab(inspect: Memo<Option<Inspect>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let row = move |(name, cell): (Text, Cell)| {
        let changed = cell.changed.then_some("true");
        view! { <dt>{session.say(name)}</dt> <dd data-changed=changed>{value(session, cell)}</dd> }
    };
    move || match inspect.get() {
        Some(inspect) => {
            let heading = session
                .narrow
                .get()
                .then(|| view! { <h2 class="facts-title">{session.say(inspect.name)}</h2> });
            let deeds = session.run.read().deeds(session.step.get(), &inspect.id);
            view! {
                {heading}
                <Deeds deeds/>
                <dl class="facts">{inspect.rows.into_iter().map(row).collect_view()}</dl>
            }
            .into_any()
        }
        None => view! { <p class="empty">{session.say(chrome::NOTHING_SELECTED)}</p> }.into_any(),
    }
}

/// The edits that are offered beside a thing, as buttons: what turns something over shows whether it is on.
#[component]
fn Deeds(deeds: Vec<Deed>) -> impl IntoView {
    let session = expect_context::<Session>();
    let none = deeds.is_empty();
    let one = move |deed: Deed| {
        let Deed { name, help, on, edit } = deed;
        view! {
            <button
                type="button"
                class="button deed"
                title=session.say(help)
                aria-pressed=on.map(|on| on.to_string())
                on:click=move |_| { session.edit(edit.clone()); }
            >
                {session.say(name)}
            </button>
        }
    };
    (!none).then(|| {
        view! {
            <div class="deeds" role="group" aria-label=session.say(chrome::DEEDS)>
                {deeds.into_iter().map(one).collect_view()}
            </div>
        }
    })
}

/// A value, as a chip of its meaning if it has one.
fn value(session: Session, cell: Cell) -> impl IntoView {
    let class = (cell.tone != Tone::Plain).then(|| format!("tone-chip tone-{}", cell.tone.token()));
    view! { <span class=class>{session.say(cell.text)}</span> }
}
