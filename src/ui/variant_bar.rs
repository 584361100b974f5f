//! The variant bar: which policy or technique, with what parameters, under which rules.

use super::chrome;
use super::field::{Control, OfSecond, Segments, Select};
use super::icons::{Draw, SWAP};
use super::popover::Popover;
use super::session::Session;
use super::stage::Views;
use super::top_bar::ScenarioPick;
use crate::lab::{Choice, Edit, Field, FieldKind, Form};
use crate::text::Text;
use leptos::context::Provider;
use leptos::prelude::*;

/// The bar; on a narrow screen, chips: the variant, the rest in a panel, the scenario.
#[component]
pub fn VariantBar() -> impl IntoView {
    let session = expect_context::<Session>();
    let params = || view! { <Each list=in_bar/> };
    view! {
        <Show when=move || session.is_comparing() fallback=move || view! {
            <div class="variant-bar">
                <Variant/>
                <Show when=move || !session.narrow.get() fallback=|| view! { <Settings/> <ScenarioPick/> }>
                    {params()}
                    <Rules/>
                </Show>
            </div>
        }>
            <CompareBar/>
        </Show>
    }
}

/// The two runs of a comparison: what each of them is, and the same for both.
#[component]
fn CompareBar() -> impl IntoView {
    let session = expect_context::<Session>();
    view! {
        <div class="variant-bar compare-bar" role="group" aria-label=session.say(chrome::COMPARE)>
            <OneOfTwo word=chrome::FIRST_RUN/>
            <button
                type="button"
                class="button-icon compare-swap"
                aria-label=session.say(chrome::SWAP)
                title=session.say(chrome::SWAP)
                on:click=move |_| session.swap()
            >
                <Draw icon=SWAP/>
            </button>
            <Provider value=OfSecond><OneOfTwo word=chrome::SECOND_RUN/></Provider>
            <Show when=move || !session.narrow.get()>
                <span class="compare-hint">{session.say(chrome::SAME_CLOCK)}</span>
            </Show>
        </div>
    }
}

/// The variant of one run, and all its fields behind a button.
#[component]
fn OneOfTwo(word: Text) -> impl IntoView {
    let session = expect_context::<Session>();
    let form = form_here(session);
    let second = use_context::<OfSecond>().is_some();
    let variant = Memo::new(move |_| form.read().variant.clone());
    let label = {
        let word = word.clone();
        Signal::derive(move || format!("{}: {}", session.word(&word), session.word(&variant.read().name)))
    };
    let value = Signal::derive(move || variant.read().value.clone());
    let options = Memo::new(move |_| choices(&variant.read()));
    let set = Callback::new(move |value: String| {
        let id = variant.read_untracked().id;
        session.set_field(second, id, value);
    });
    let open = RwSignal::new(false);
    let shown = move || {
        let form = form.read();
        let first = form.params.first().map(|field| brief(session, field));
        first.unwrap_or_else(|| session.word(&chrome::SETTINGS))
    };
    view! {
        <div class="compare-half">
            <span class="compare-name">{session.say(word)}</span>
            {move || view! { <Select label value choices=options.get() set/> }}
            <Popover name="rules" label=Signal::derive(session.say(chrome::SETTINGS)) shown=Signal::derive(shown) open>
                <div class="settings"><Each list=in_bar/></div>
                <RulesPanel/>
            </Popover>
        </div>
    }
}

/// The form that the controls around here change.
fn form_here(session: Session) -> Memo<Form> {
    if use_context::<OfSecond>().is_some() { session.second } else { session.form }
}

/// Parameters and rules behind one button.
#[component]
fn Settings() -> impl IntoView {
    let session = expect_context::<Session>();
    let open = RwSignal::new(false);
    let name = move || {
        let first = session.form.read().params.first().map(|field| brief(session, field));
        first.or_else(|| set_name(session, session.form)).unwrap_or_else(|| session.word(&chrome::SETTINGS))
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

/// A parameter on a chip: `q = 2`, `Frames = 3`, `File cached: no`; of other choices, and of words, the value alone.
fn brief(session: Session, field: &Field) -> String {
    let (name, value) = (session.word(&field.name), &field.value);
    if let Some(choice) = choices(field).into_iter().find(|choice| choice.id == *value) {
        let word = session.word(&choice.name);
        // "no" alone says nothing.
        let named = crate::text!("{name}: {word}", "{name}：{word}");
        return if matches!(choice.id, "yes" | "no") { session.word(&named) } else { word };
    }
    if field.kind == FieldKind::Words {
        return value.clone();
    }
    let symbol = name.rsplit(' ').next().filter(|word| *word == field.id);
    format!("{} = {value}", symbol.unwrap_or(&name))
}

/// The name of the set of rules in force.
fn set_name(session: Session, form: Memo<Form>) -> Option<String> {
    let set = form.read().set.clone()?;
    let choice = choices(&set).into_iter().find(|choice| choice.id == set.value)?;
    Some(session.word(&choice.name))
}

/// How many rules depart from their set.
fn changed(form: Memo<Form>) -> usize {
    form.read().rules.iter().filter(|rule| rule.differs).count()
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
    if choices.len() <= SEGMENTS + 1 {
        return choices.split_at(choices.len());
    }
    let mut letters = 0;
    let fits = |choice: &&Choice| {
        letters += choice.name.en.chars().count();
        letters <= LETTERS
    };
    choices.split_at(choices.iter().take(SEGMENTS).take_while(fits).count())
}

/// How many choices stand side by side if there are many: they fit a laptop, with parameters and rules.
const SEGMENTS: usize = 7;
/// How many letters their names have together.
const LETTERS: usize = 66;

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
    let form = form_here(session);
    let ids = Memo::new(move |_| list(&form.read()).iter().map(|field| field.id).collect::<Vec<_>>());
    view! {
        <For each=move || ids.get() key=|id| *id let:id>
            <Control field=field_of(form, list, id)/>
        </For>
    }
}

/// A field of a list by its id; its last state after it left the list.
fn field_of(form: Memo<Form>, list: fn(&Form) -> Vec<Field>, id: &'static str) -> Memo<Field> {
    Memo::new(move |last: Option<&Field>| {
        let found = list(&form.read()).into_iter().find(|field| field.id == id);
        found.or_else(|| last.cloned()).unwrap_or_default()
    })
}

/// The rules in force: their set on the button, all of them behind it.
#[component]
fn Rules() -> impl IntoView {
    let session = expect_context::<Session>();
    let open = RwSignal::new(false);
    let shown = move || {
        let Some(name) = set_name(session, session.form) else { return session.word(&chrome::SETTINGS) };
        match changed(session.form) {
            0 => name,
            count => session.word(&crate::text!("{name}, {count} changed", "{name}，改动 {count} 项")),
        }
    };
    let label = move || {
        let (rules, shown) = (session.word(&chrome::RULES), shown());
        session.word(&crate::text!("{rules}: {shown}", "{rules}：{shown}"))
    };
    view! {
        <Show when=move || has_more(&session.form.read())>
            <Popover name="rules" label=Signal::derive(label) shown=Signal::derive(shown) open><RulesPanel/></Popover>
        </Show>
    }
}

#[component]
fn RulesPanel() -> impl IntoView {
    let session = expect_context::<Session>();
    let form = form_here(session);
    let second = use_context::<OfSecond>().is_some();
    view! {
        <h2 class="rules-title">{session.say(chrome::ALL_RULES)}</h2>
        <Show when=move || form.read().set.is_some()>
            <p class="rules-help">{session.say(chrome::RULES_HELP)}</p>
            <div class="rules-set">
                <Each list=|form: &Form| form.set.clone().into_iter().collect()/>
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || (changed(form) == 0).then_some("true")
                    on:click=move |_| as_in_book(session, form, second)
                >
                    {session.say(chrome::AS_IN_BOOK)}
                </button>
            </div>
        </Show>
        <Show when=move || !second && form.read().set.is_some()><OtherBooks/></Show>
        <RuleList list=relevant/>
        <Show when=move || !others(&form.read()).is_empty()>
            <details class="rules-more">
                <summary>{session.say(chrome::OTHER_RULES)}</summary>
                <RuleList list=others/>
            </details>
        </Show>
    }
}

/// A button for each other named set: compares with it where it first decides otherwise.
#[component]
fn OtherBooks() -> impl IntoView {
    let session = expect_context::<Session>();
    let buttons = move || {
        let Some(set) = session.form.get().set else { return vec![] };
        let value = set.value.clone();
        let others = choices(&set).into_iter().filter(move |choice| choice.id != value);
        let button = move |choice: Choice| {
            let (field, id) = (set.id, choice.id);
            view! {
                <button type="button" class="button" on:click=move |_| session.compare_with(field, id, true)>
                    {session.say(choice.name)}
                </button>
            }
        };
        others.map(button).collect::<Vec<_>>()
    };
    view! {
        <div class="rules-books" role="group" aria-label=session.say(chrome::WOULD_DIFFER)>
            <span class="rules-help">{session.say(chrome::WOULD_DIFFER)}</span>
            {buttons}
        </div>
    }
}

fn as_in_book(session: Session, form: Memo<Form>, second: bool) {
    let departs = untrack(|| changed(form)) > 0;
    if let Some(set) = form.get_untracked().set.filter(|_| departs) {
        session.set_field(second, set.id, set.value);
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
    let form = form_here(session);
    let ids = Memo::new(move |_| list(&form.read()).iter().map(|field| field.id).collect::<Vec<_>>());
    let mark = move |differs: bool| {
        let word: Text = chrome::DIFFERS;
        differs.then(|| view! { <p class="rule-differs">{session.say(word.clone())}</p> })
    };
    view! {
        <ul class="rules-list">
            <For each=move || ids.get() key=|id| *id let:id>
                {
                    let field = field_of(form, list, id);
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
