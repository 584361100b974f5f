//! The workload as a table that is edited in place, and the random generator.

use super::chrome;
use super::field::{Entry, Select, Wrong};
use super::icons::{ADD, CLOSE, DOWN, Draw, Icon, UP};
use super::open_file::OpenFile;
use super::session::Session;
use crate::lab::{Column, Edit, Field, FieldKind};
use crate::text::Text;
use leptos::ev::ClipboardEvent;
use leptos::html;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The tab.
#[component]
pub fn WorkloadTab() -> impl IntoView {
    let session = expect_context::<Session>();
    let columns = Memo::new(move |_| session.form.read().rows.columns.clone());
    let ids = Memo::new(move |_| columns.read().iter().map(|column| column.id).collect::<Vec<_>>());
    let count = Memo::new(move |_| session.form.read().rows.len());
    let full = move || count.get() >= session.form.read().rows.max;
    let head = move || {
        let column = |column: Column| {
            view! { <th scope="col" title=session.say(column.help)>{session.say(column.name)}</th> }
        };
        columns.get().into_iter().map(column).collect_view()
    };
    let long = move || count.get() > SHOWN;
    let late = move || session.step.get() > 1 && session.form.read().rows.keeps_past;
    let add = NodeRef::<html::Button>::new();
    // The row that had the focus may have gone; so may the last one.
    Effect::new(move |before: Option<usize>| {
        let count = count.get();
        if before.is_some_and(|before| count < before) {
            request_animation_frame(move || focus_if_lost(add));
        }
        count
    });
    view! {
        <div class="workload" on:paste=move |event| paste(session, &event)>
            <div class="scroll-x">
                <table class="sheet">
                    <caption class="visually-hidden">{session.say(chrome::WORKLOAD)}</caption>
                    <thead><tr>{head} <th scope="col"><span class="visually-hidden">{session.say(chrome::ACTIONS)}</span></th></tr></thead>
                    <tbody>
                        <For
                            // Other columns make other rows.
                            each=move || (0..count.get().min(SHOWN)).map(move |row| (row, ids.get()))
                            key=|key| key.clone()
                            let((row, _))
                        >
                            <SheetRow row/>
                        </For>
                    </tbody>
                </table>
            </div>
            <Show when=long><p class="hint">{session.say(chrome::MORE_ROWS)}</p></Show>
            <Wrong place="rows".to_string()/>
            <div class="workload-foot">
                <button type="button" class="button" node_ref=add aria-disabled=move || full().then_some("true") on:click=move |_| if !untrack(full) { session.edit(Edit::Add); }>
                    <Draw icon=ADD/> {session.say(chrome::ADD_ROW)}
                </button>
                <p class="hint">{session.say(chrome::PASTE_HINT)}</p>
                <Show when=late><p class="hint">{session.say(chrome::FORK_HINT)}</p></Show>
            </div>
            <Random/>
            <OpenFile/>
        </div>
    }
}

/// Rows of the table that can be edited by hand; longer workloads are pasted or generated.
const SHOWN: usize = 200;

fn focus_if_lost(button: NodeRef<html::Button>) {
    let lost = document().active_element().is_none_or(|focus| focus.tag_name() == "BODY");
    if let Some(button) = button.get_untracked().filter(|_| lost) {
        button.focus().ok();
    }
}

fn paste(session: Session, event: &ClipboardEvent) {
    let text = event.clipboard_data().and_then(|clip| clip.get_data("text/plain").ok()).unwrap_or_default();
    let several = text.trim_end().contains(['\t', '\n']);
    if several {
        event.prevent_default();
        session.edit(Edit::Paste(text));
    }
}

#[component]
fn SheetRow(row: usize) -> impl IntoView {
    let session = expect_context::<Session>();
    let columns = session.form.read_untracked().rows.columns.clone();
    let hue = Memo::new(move |_| session.form.read().rows.hues.get(row).copied().unwrap_or_default());
    let name = Memo::new(move |_| cell(session, row, 0));
    let width = columns.len() + 1;
    let ids: Vec<&'static str> = columns.iter().map(|column| column.id).collect();
    let entries = columns.into_iter().enumerate().map(move |(index, column)| {
        let id = column.id;
        let label = move || format!("{} {}", name.read(), session.word(&column.name));
        let commit = move |value: String| {
            session.edit(Edit::Cell { row, column: id.into(), value });
        };
        view! {
            <td class=move || (index == 0).then(|| format!("sheet-name hue-{}", hue.get()))>
                <Entry
                    place=format!("rows.{row}.{id}")
                    label=Signal::derive(label)
                    value=Memo::new(move |_| cell(session, row, index))
                    commit
                />
            </td>
        }
    });
    let button = move |icon: Icon, word: Text, off: Signal<bool>, edit: fn(usize) -> Edit| {
        let label = move || format!("{}: {}", session.word(&word), name.read());
        view! {
            <button type="button" class="sheet-button" aria-label=label aria-disabled=move || off.get().then_some("true") on:click=move |_| if !off.get_untracked() { session.edit(edit(row)); }>
                <Draw icon/>
            </button>
        }
    };
    let last = move || row + 1 >= session.form.read().rows.len();
    let problems = move || {
        let wrong = |id: &&'static str| session.refused.read().contains_key(&format!("rows.{row}.{id}"));
        let places: Vec<String> =
            ids.iter().filter(|id| wrong(id)).map(|id| format!("rows.{row}.{id}")).collect();
        (!places.is_empty()).then(|| {
            let said = places.into_iter().map(|place| view! { <Wrong place/> }).collect_view();
            view! { <tr class="sheet-wrong"><td colspan=width>{said}</td></tr> }
        })
    };
    view! {
        <tr>
            {entries.collect_view()}
            <td class="sheet-buttons">
                {button(UP, chrome::MOVE_UP, Signal::stored(row == 0), |row| Edit::Move { from: row, to: row - 1 })}
                {button(DOWN, chrome::MOVE_DOWN, Signal::derive(last), |row| Edit::Move { from: row, to: row + 1 })}
                {button(CLOSE, chrome::REMOVE, Signal::stored(false), Edit::Remove)}
            </td>
        </tr>
        {problems}
    }
}

/// A cell of the workload; empty when its row has just gone.
fn cell(session: Session, row: usize, column: usize) -> String {
    let form = session.form.read();
    form.rows.rows.get(row).and_then(|row| row.get(column)).cloned().unwrap_or_default()
}

/// The random generator: its fields are applied together.
#[component]
fn Random() -> impl IntoView {
    let session = expect_context::<Session>();
    let fields = Memo::new(move |_| session.form.read().random.clone());
    let wished = RwSignal::new(BTreeMap::<String, String>::new());
    // What was wished is in force now, or another scenario is.
    Effect::new(move |_| {
        session.opened.track();
        wished.set(BTreeMap::new());
    });
    let value =
        move |field: &Field| wished.read().get(field.id).cloned().unwrap_or_else(|| field.value.clone());
    let generate = move || {
        let values = fields
            .get_untracked()
            .iter()
            .filter(|field| field.relevant)
            .map(|field| (field.id.to_string(), untrack(|| value(field))))
            .collect();
        session.edit(Edit::Random(values));
    };
    let entry = move |field: Field| {
        let id = field.id;
        let (name, help) = (field.name.clone(), field.help.clone());
        let wish = move |value: String| {
            wished.update(|wished| {
                wished.insert(id.into(), value);
            })
        };
        let label = Signal::derive(session.say(name.clone()));
        let kind = field.kind.clone();
        let value = Signal::derive(move || value(&field));
        let control = match kind {
            // Another kind asks for other numbers: it takes effect at once.
            FieldKind::Choice(choices) => {
                let choose = move |value: String| {
                    wish(value);
                    generate();
                };
                view! { <Select label value choices set=choose/> }.into_any()
            }
            _ => view! {
                <Entry place=format!("random.{id}") label value numeric=true commit=wish/>
            }
            .into_any(),
        };
        view! {
            <label class="random-field" title=session.say(help)>
                <span>{session.say(name)}</span>
                {control}
            </label>
        }
    };
    let shown =
        Memo::new(move |_| fields.get().into_iter().filter(|field| field.relevant).collect::<Vec<_>>());
    let wrong = move || {
        let places = fields.get().into_iter().map(|field| format!("random.{}", field.id));
        places.map(|place| view! { <Wrong place/> }).collect_view()
    };
    view! {
        <Show when=move || !fields.read().is_empty()>
            <section class="random">
                <h3>{session.say(chrome::RANDOM)}</h3>
                <div class="random-fields">{move || shown.get().into_iter().map(entry).collect_view()}</div>
                <Wrong place="random".to_string()/>
                {wrong}
                <button type="button" class="button" on:click=move |_| generate()>{session.say(chrome::GENERATE)}</button>
            </section>
        </Show>
    }
}
