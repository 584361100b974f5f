//! Paints a table: real rows and columns, states as chips, what this step changed marked.

use crate::figure::{Cell, Row, Table, Tone};
use crate::text::{Lang, plain};
use leptos::prelude::*;

/// A table. Rows that are about a thing can be chosen.
#[component]
pub fn TableView(
    #[prop(into)] table: Signal<Table>,
    #[prop(into)] lang: Signal<Lang>,
    selected: RwSignal<Option<String>>,
    /// Is it seen? One that is only read out is no stop for the Tab key.
    #[prop(into, default = Signal::stored(true))]
    seen: Signal<bool>,
) -> impl IntoView {
    let caption = move || plain(table.read().caption.get(lang.get()));
    let head = move || {
        let heading =
            |words: &crate::text::Text| view! { <th scope="col">{words.get(lang.get()).to_string()}</th> };
        table.read().columns.iter().map(heading).collect_view()
    };
    let body = move || table.read().rows.iter().map(|one| row(one, lang.get(), selected)).collect_view();
    view! {
        <div class="figure-table" tabindex=move || seen.get().then_some("0") role="region" aria-label=caption>
            <table>
                <caption>{caption}</caption>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

fn row(row: &Row, lang: Lang, selected: RwSignal<Option<String>>) -> impl IntoView + use<> {
    let id = row.id.clone();
    let hue = row.hue;
    let cells = row.cells.iter().enumerate().map(|(index, one)| cell(one, index, hue, lang)).collect_view();
    let chosen = {
        let id = id.clone();
        move || selected.with(|selected| !id.is_empty() && selected.as_deref() == Some(id.as_str()))
    };
    let choose = {
        let id = id.clone();
        move |_| {
            if !id.is_empty() {
                selected.set(Some(id.clone()));
            }
        }
    };
    view! {
        <tr class:is-selected=chosen data-row=(!id.is_empty()).then_some(id) on:click=choose>
            {cells}
        </tr>
    }
}

fn cell(cell: &Cell, index: usize, hue: u8, lang: Lang) -> AnyView {
    let words = plain(cell.text.get(lang));
    let changed = cell.changed.then_some("true");
    let inside = match (index, hue, cell.tone) {
        (0, 1.., _) => view! { <span class=format!("chip hue-{hue}")>{words}</span> }.into_any(),
        (_, _, Tone::Plain) => words.into_any(),
        (_, _, tone) => {
            view! { <span class=format!("tone-chip tone-{}", tone.token())>{words}</span> }.into_any()
        }
    };
    if index == 0 {
        view! { <th scope="row" data-changed=changed>{inside}</th> }.into_any()
    } else {
        view! { <td data-changed=changed>{inside}</td> }.into_any()
    }
}
