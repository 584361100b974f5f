//! The variant bar: which policy or technique, with what parameters, under which rules.

use super::chrome;
use super::field::{Control, Segments, Select};
use super::popover::Popover;
use super::session::Session;
use super::stage::Views;
use super::top_bar::ScenarioPick;
use crate::lab::{Choice, Edit, Field, FieldKind, Form};
use crate::text::Text;
use leptos::prelude::*;

/// The bar; on a narrow screen, chips: the variant, the rest in a panel, the scenario.
#[component]
pub fn VariantBar() -> impl IntoView {
    let session = expect_context::<Session>();
    let params = || view! { <Each list=in_bar/> };
    view! {
        <div class="variant-bar">
            <Variant/>
            <Show when=move || !session.narrow.get() fallback=|| view! { <Settings/> <ScenarioPick/> }>
                {params()}
                <Rules/>
            </Show>
        </div>
    }
}

/// Parameters and rules behind one button.
#[component]
fn Settings() -> impl IntoView {
    let session = expect_context::<Session>();
    let open = RwSignal::new(false);
    let name = move || {
        let first = session.form.read().params.first().map(|field| brief(session, field));
        first.or_else(|| set_name(session)).unwrap_or_else(|| session.word(&chrome::SETTINGS))
    };
    let label = move || format!("{}: {}", session.word(&chrome::SETTINGS), name());
    view! {
        <Popover name="rules" label=Signal::derive(label) shown=Signal::derive(name) open>
            <Views/>
            <div class="settings"><Each list=in_bar/></div>
            <RulesPanel/>
        </Popover>
    }
}

/// A parameter on a chip: `q = 2`, `Frames = 3`; of a choice, and of words, the value alone.
fn brief(session: Session, field: &Field) -> String {
    let (name, value) = (session.word(&field.name), &field.value);
    if let Some(choice) = choices(field).into_iter().find(|choice| choice.id == *value) {
        return session.word(&choice.name);
    }
    if field.kind == FieldKind::Words {
        return value.clone();
    }
    let symbol = name.rsplit(' ').next().filter(|word| *word == field.id);
    format!("{} = {value}", symbol.unwrap_or(&name))
}

/// The name of the set of rules in force.
fn set_name(session: Session) -> Option<String> {
    let set = session.form.read().set.clone()?;
    let choice = choices(&set).into_iter().find(|choice| choice.id == set.value)?;
    Some(session.word(&choice.name))
}

/// How many rules depart from their set.
fn changed(session: Session) -> usize {
    session.form.read().rules.iter().filter(|rule| rule.differs).count()
}

/// The choices of a field.
pub fn choices(field: &Field) -> Vec<Choice> {
    match &field.kind {
        FieldKind::Choice(choices) => choices.clone(),
        _ => vec![],
    }
}

#[component]
fn Variant() -> impl IntoView {
    let session = expect_context::<Session>();
    let field = Memo::new(move |_| session.form.read().variant.clone());
    let label = Signal::derive(move || session.word(&field.read().name));
    let value = Signal::derive(move || field.read().value.clone());
    let set = move |value: String| {
        session.edit(Edit::Set { field: session.form.read_untracked().variant.id.into(), value });
    };
    let options = Memo::new(move |_| choices(&field.read()));
    let first = Memo::new(move |_| side_by_side(&options.read()).0.to_vec());
    let further = Memo::new(move |_| side_by_side(&options.read()).1.to_vec());
    move || {
        if session.narrow.get() {
            view! { <Select label value choices=options.get() set/> }.into_any()
        } else {
            view! {
                <Segments class="segments-variant" label value choices=first set/>
                <Further value choices=further.get() set/>
            }
            .into_any()
        }
    }
}

/// What stands side by side, and what a menu beside it holds: of many choices, the first few are at hand.
fn side_by_side(choices: &[Choice]) -> (&[Choice], &[Choice]) {
    let most = if choices.len() <= SEGMENTS + 1 { choices.len() } else { SEGMENTS };
    choices.split_at(most)
}

/// How many choices stand side by side if there are many: they fit a laptop, with parameters and rules.
const SEGMENTS: usize = 7;

/// The choices that do not stand side by side; the chosen one, or that there are more.
#[component]
fn Further(
    #[prop(into)] value: Signal<String>,
    choices: Vec<Choice>,
    #[prop(into)] set: Callback<String>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    if choices.is_empty() {
        return ().into_any();
    }
    let ids: Vec<&str> = choices.iter().map(|choice| choice.id).collect();
    let chosen = Memo::new(move |_| ids.iter().any(|id| *id == *value.read()));
    let shown = Signal::derive(move || if chosen.get() { value.get() } else { String::new() });
    let label = Signal::derive(move || session.word(&chrome::MORE_VARIANTS));
    let mut all = vec![Choice { id: "", name: chrome::MORE_VARIANTS, help: Default::default() }];
    all.extend(choices);
    let pick = move |value: String| {
        if !value.is_empty() {
            set.run(value)
        }
    };
    view! {
        <span class="further" class:further-chosen=chosen>
            <Select label value=shown choices=all set=pick/>
        </span>
    }
    .into_any()
}

/// A control for each field of a list; a control lives as long as its field is on the list.
#[component]
fn Each(list: fn(&Form) -> Vec<Field>) -> impl IntoView {
    let session = expect_context::<Session>();
    let ids = Memo::new(move |_| list(&session.form.read()).iter().map(|field| field.id).collect::<Vec<_>>());
    view! {
        <For each=move || ids.get() key=|id| *id let:id>
            <Control field=field_of(session, list, id)/>
        </For>
    }
}

/// A field of a list by its id; its last state after it left the list.
fn field_of(session: Session, list: fn(&Form) -> Vec<Field>, id: &'static str) -> Memo<Field> {
    Memo::new(move |last: Option<&Field>| {
        let found = list(&session.form.read()).into_iter().find(|field| field.id == id);
        found.or_else(|| last.cloned()).unwrap_or_default()
    })
}

/// The rules in force: their set on the button, all of them behind it.
#[component]
fn Rules() -> impl IntoView {
    let session = expect_context::<Session>();
    let open = RwSignal::new(false);
    let shown = move || {
        let Some(name) = set_name(session) else { return session.word(&chrome::SETTINGS) };
        let rules = session.word(&chrome::RULES);
        let text = match changed(session) {
            0 => crate::text!("{rules}: {name}", "{rules}：{name}"),
            count => crate::text!("{rules}: {name}, {count} changed", "{rules}：{name}，改动 {count} 项"),
        };
        session.word(&text)
    };
    view! {
        <Show when=move || has_more(&session.form.read())>
            <Popover name="rules" label=Signal::derive(shown) shown=Signal::derive(shown) open><RulesPanel/></Popover>
        </Show>
    }
}

#[component]
fn RulesPanel() -> impl IntoView {
    let session = expect_context::<Session>();
    view! {
        <h2 class="rules-title">{session.say(chrome::ALL_RULES)}</h2>
        <Show when=move || session.form.read().set.is_some()>
            <p class="rules-help">{session.say(chrome::RULES_HELP)}</p>
            <div class="rules-set">
                <Each list=|form: &Form| form.set.clone().into_iter().collect()/>
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || (changed(session) == 0).then_some("true")
                    on:click=move |_| as_in_book(session)
                >
                    {session.say(chrome::AS_IN_BOOK)}
                </button>
            </div>
        </Show>
        <RuleList list=relevant/>
        <Show when=move || !others(&session.form.read()).is_empty()>
            <details class="rules-more">
                <summary>{session.say(chrome::OTHER_RULES)}</summary>
                <RuleList list=others/>
            </details>
        </Show>
    }
}

fn as_in_book(session: Session) {
    let departs = untrack(|| changed(session)) > 0;
    if let Some(set) = session.form.get_untracked().set.filter(|_| departs) {
        session.edit(Edit::Set { field: set.id.into(), value: set.value });
    }
}

/// The parameters in the bar: the first few, so that it keeps to one row; the others stand above the rules.
fn in_bar(form: &Form) -> Vec<Field> {
    form.params.iter().take(PARAMS).cloned().collect()
}

const PARAMS: usize = 3;

fn has_more(form: &Form) -> bool {
    form.params.len() > PARAMS || !form.rules.is_empty()
}

fn relevant(form: &Form) -> Vec<Field> {
    let rules = form.rules.iter().filter(|rule| rule.relevant);
    form.params.iter().skip(PARAMS).chain(rules).cloned().collect()
}

fn others(form: &Form) -> Vec<Field> {
    form.rules.iter().filter(|rule| !rule.relevant).cloned().collect()
}

#[component]
fn RuleList(list: fn(&Form) -> Vec<Field>) -> impl IntoView {
    let session = expect_context::<Session>();
    let ids = Memo::new(move |_| list(&session.form.read()).iter().map(|field| field.id).collect::<Vec<_>>());
    let mark = move |differs: bool| {
        let word: Text = chrome::DIFFERS;
        differs.then(|| view! { <p class="rule-differs">{session.say(word.clone())}</p> })
    };
    view! {
        <ul class="rules-list">
            <For each=move || ids.get() key=|id| *id let:id>
                {
                    let field = field_of(session, list, id);
                    view! {
                        <li class="rule" class:is-different=move || field.read().differs>
                            <Control field/>
                            <p class="rule-help">{move || session.word(&field.read().help)}</p>
                            {move || mark(field.read().differs)}
                        </li>
                    }
                }
            </For>
        </ul>
    }
}
