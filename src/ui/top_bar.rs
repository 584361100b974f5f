//! The top bar: where one is, what runs, and what concerns the whole page.

use super::chrome;
use super::icons::{COMPARE, Draw, Icon, Logo, MAP, MOON, MORE, PRESENT, SHARE, SUN};
use super::popover::{Item, Listbox, Popover};
use super::prefs::{Movement, Theme};
use super::session::{Dialog, Session};
use crate::text::{Lang, Text};
use leptos::prelude::*;

/// The top bar of a lab.
#[component]
pub fn TopBar() -> impl IntoView {
    let session = expect_context::<Session>();
    let topic = move || session.word(&session.opened.read().door.topic);
    let title = move || session.word(&session.opened.read().door.title);
    view! {
        <header class="top" role="banner">
            <Show when=move || !session.narrow.get() fallback=move || view! { <NarrowStart/> }>
                <a class="top-brand" href="#/"><Logo/><span>{session.say(chrome::BRAND)}</span></a>
                <button
                    type="button"
                    class="top-crumb"
                    aria-haspopup="dialog"
                    title=session.say(chrome::SWITCH_LAB)
                    on:click=move |_| session.dialog.set(Some(Dialog::Switch))
                >
                    <span class="top-topic">{topic}</span>
                    <span class="top-topic" aria-hidden="true">" › "</span>
                    <span class="top-title">{title}</span>
                    <Draw icon=super::icons::CHEVRON/>
                </button>
                <ScenarioPick/>
            </Show>
            <span class="top-space"></span>
            <Show when=move || !session.narrow.get()><CompareButton/></Show>
            <BarButton word=chrome::SHARE icon=SHARE press=move || session.dialog.set(Some(Dialog::Share))/>
            <Show when=move || !session.narrow.get()>
                <BarButton word=chrome::PRESENT icon=PRESENT press=move || super::present::enter(session)/>
                <span class="top-line"></span>
                <LangButton/>
                <ThemeButton/>
            </Show>
            <MoreMenu/>
        </header>
    }
}

/// The top bar of the home page.
#[component]
pub fn HomeBar() -> impl IntoView {
    let session = expect_context::<Session>();
    view! {
        <header class="top" role="banner">
            <a class="top-brand" href="#/"><Logo/><h1>{session.say(chrome::BRAND)}</h1></a>
            <span class="top-space"></span>
            <LangButton/>
            <ThemeButton/>
        </header>
    }
}

#[component]
fn NarrowStart() -> impl IntoView {
    let session = expect_context::<Session>();
    view! {
        <button
            type="button"
            class="button-icon"
            aria-haspopup="dialog"
            aria-label=session.say(chrome::SWITCH_LAB)
            on:click=move |_| session.dialog.set(Some(Dialog::Switch))
        >
            <Draw icon=MAP/>
        </button>
        <span class="top-title">{move || session.word(&session.opened.read().door.title)}</span>
    }
}

/// The list of presets.
#[component]
pub fn ScenarioPick() -> impl IntoView {
    let session = expect_context::<Session>();
    let items = Memo::new(move |_| {
        let cards = (session.opened.read().entry.presets)();
        let item = |card: crate::lab::PresetCard| Item {
            id: card.id.into(),
            name: session.word(&card.title),
            help: session.word(&card.aha),
            group: session.word(&card.group),
        };
        cards.into_iter().map(item).collect::<Vec<_>>()
    });
    let title = move || match session.preset() {
        Some(card) => session.word(&card.title),
        None => session.word(&chrome::OWN_SCENARIO),
    };
    view! {
        <Listbox
            name="scenario"
            label=Signal::derive(session.say(chrome::SCENARIO))
            items
            chosen=Signal::derive(move || session.opened.read().preset.clone().unwrap_or_default())
            shown=Signal::derive(title)
            labelled=true
            choose=move |id: String| session.choose_preset(&id)
        />
    }
}

/// Opens and leaves the comparison.
#[component]
fn CompareButton() -> impl IntoView {
    let session = expect_context::<Session>();
    view! {
        <button
            type="button"
            class="top-button top-compare"
            class:is-on=move || session.is_comparing()
            aria-label=session.say(chrome::COMPARE)
            aria-pressed=move || session.is_comparing().to_string()
            aria-disabled=move || session.run.read().rival().is_none().then_some("true")
            on:click=move |_| session.compare()
        >
            <Draw icon=COMPARE/>
            <span>{session.say(chrome::COMPARE)}</span>
        </button>
    }
}

#[component]
fn BarButton(word: Text, icon: Icon, press: impl Fn() + 'static) -> impl IntoView {
    let session = expect_context::<Session>();
    let name = session.say(word.clone());
    view! {
        <button
            type="button"
            class="top-button"
            aria-label=name
            on:click=move |_| press()
        >
            <Draw icon/>
            <span>{session.say(word)}</span>
        </button>
    }
}

#[component]
fn LangButton() -> impl IntoView {
    let session = expect_context::<Session>();
    let shown = move || if session.lang.get() == Lang::En { "EN · 中" } else { "中 · EN" };
    let name = move || {
        let shown = shown();
        session.word(&crate::text!("Language: {shown}", "语言：{shown}"))
    };
    view! {
        <button type="button" class="top-button" aria-label=name on:click=move |_| session.switch_lang()>
            {shown}
        </button>
    }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let session = expect_context::<Session>();
    let light = move || session.theme.get() == Theme::Light;
    let name = move || session.word(&if light() { chrome::THEME_TO_DARK } else { chrome::THEME_TO_LIGHT });
    view! {
        <button type="button" class="button-icon" aria-label=name title=name on:click=move |_| session.switch_theme()>
            <Draw icon=Signal::derive(move || if light() { MOON } else { SUN })/>
        </button>
    }
}

#[component]
fn MoreMenu() -> impl IntoView {
    let session = expect_context::<Session>();
    let open = RwSignal::new(false);
    let entry = move |word: Text, key: &'static str, press: fn(Session)| {
        view! {
            <button
                type="button"
                class="menu-entry"
                on:click=move |_| {
                    open.set(false);
                    press(session);
                }
            >
                <span>{session.say(word)}</span>
                <kbd>{key}</kbd>
            </button>
        }
    };
    let undo = move || {
        view! {
            <button type="button" class="menu-entry" aria-disabled=move || session.past.read().is_empty().then_some("true") on:click=move |_| session.undo()>
                <span>{session.say(chrome::UNDO)}</span><kbd>"Ctrl Z"</kbd>
            </button>
            <button type="button" class="menu-entry" aria-disabled=move || session.future.read().is_empty().then_some("true") on:click=move |_| session.redo()>
                <span>{session.say(chrome::REDO)}</span><kbd>"Ctrl Shift Z"</kbd>
            </button>
        }
    };
    let narrow = move || {
        session.narrow.get().then(|| {
            let other = Text::new("中文", "English");
            let theme = if session.theme.get() == Theme::Light {
                chrome::THEME_TO_DARK
            } else {
                chrome::THEME_TO_LIGHT
            };
            view! {
                {entry(other, "L", Session::switch_lang)}
                {entry(theme, "Shift D", Session::switch_theme)}
                {entry(chrome::COMPARE, "C", Session::compare)}
                {entry(chrome::PRESENT, "F", super::present::enter)}
            }
        })
    };
    view! {
        <Popover name="more" label=Signal::derive(session.say(chrome::MORE)) icon=MORE open>
            {undo()}
            {narrow}
            {entry(chrome::OPEN_FILE, "Ctrl O", |session| session.dialog.set(Some(Dialog::Open)))}
            {entry(chrome::NOTES, "", |session| session.dialog.set(Some(Dialog::Notes)))}
            {entry(chrome::KEYS, "?", |session| session.dialog.set(Some(Dialog::Help)))}
            <label class="menu-entry">
                <span>{session.say(chrome::REDUCE_MOTION)}</span>
                <input
                    type="checkbox"
                    prop:checked=move || session.movement.get() == Movement::Reduced
                    on:change=move |_| session.switch_movement()
                />
            </label>
            <a class="menu-entry" href="#/"><span>{session.say(chrome::ALL_LABS)}</span></a>
        </Popover>
    }
}
