//! The dialogs: switch labs, share, open, keys, notes.

use super::chrome;
use super::dialog::Modal;
use super::download::{download, download_pieces};
use super::home::{Map, Search};
use super::keys::{Binding, table};
use super::qr;
use super::session::{Dialog, Session};
use crate::lab::trace;
use crate::labs;
use crate::link::{Link, Start};
use crate::report::csv;
use crate::text::{Lang, Text};
use leptos::html;
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{File, FileReader, HtmlInputElement};

/// All dialogs; at most one is open.
#[component]
pub fn Dialogs() -> impl IntoView {
    view! {
        <Modal which=Dialog::Switch title=chrome::SWITCH_LAB class="dialog-switch"><Search id="switch-search"/> <Map/></Modal>
        <Modal which=Dialog::Share title=chrome::SHARE_TITLE class="dialog-share"><Share/></Modal>
        <Modal which=Dialog::Help title=chrome::KEYS class="dialog-help"><Help/></Modal>
        <Modal which=Dialog::Open title=chrome::OPEN_FILE class="dialog-open"><OpenForm/></Modal>
        <Modal which=Dialog::Notes title=chrome::NOTES class="dialog-notes"><Notes/></Modal>
    }
}

#[component]
fn Notes() -> impl IntoView {
    let session = expect_context::<Session>();
    let note = move |note: Text| view! { <li>{session.say(note)}</li> };
    view! { <ul class="notes">{move || session.run.read().notes().into_iter().map(note).collect_view()}</ul> }
}

#[component]
fn Help() -> impl IntoView {
    let session = expect_context::<Session>();
    let row = move |row: Binding| {
        let keys = row.keys.iter().map(|key| view! { <kbd>{key.print()}</kbd> }).collect_view();
        view! { <tr><th scope="row">{session.say(row.name)}</th><td class="help-keys">{keys}</td></tr> }
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=session.characters
                on:change=move |_| session.switch_characters()
            />
            <span>{session.say(chrome::CHARACTERS)}</span>
        </label>
        <table class="help">
            <thead><tr><th scope="col">{session.say(chrome::DOES)}</th><th scope="col">{session.say(chrome::KEY)}</th></tr></thead>
            <tbody>{table().into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Share() -> impl IntoView {
    let session = expect_context::<Session>();
    let with_step = RwSignal::new(true);
    let lang = RwSignal::new(None::<Lang>);
    let full = RwSignal::new(false);
    let copied = RwSignal::new(None::<bool>);
    let field = NodeRef::<html::Input>::new();
    let address = Memo::new(move |_| {
        let mut link = session.link();
        link.lang = lang.get();
        if !with_step.get() {
            link.step = Some(1);
        }
        let here = window().location().href().unwrap_or_default();
        session.text_of(&link).map(|text| format!("{}{text}", here.split('#').next().unwrap_or_default()))
    });
    let code = Memo::new(move |_| address.read().as_deref().and_then(qr::code));
    Effect::new(move |_| {
        address.track();
        if let Some(field) = field.get() {
            request_animation_frame(move || field.select());
        }
    });
    let copy = move |_| {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
        let done = document().unchecked_ref::<web_sys::HtmlDocument>().exec_command("copy");
        copied.set(Some(done.unwrap_or(false)));
    };
    let copied_word = move || match copied.get() {
        None => chrome::COPY,
        Some(true) => chrome::COPIED,
        Some(false) => chrome::COPY_FAILED,
    };
    let step_word = move || {
        let step = session.step.get();
        session.word(&crate::text!("start at step {step}", "从第 {step} 步开始"))
    };
    let langs = move |event| lang.set(Lang::from_code(&event_target_value(&event)));
    view! {
        <div class="share-link">
            <label for="share-link">{session.say(chrome::LINK)}</label>
            <input id="share-link" class="entry" type="text" readonly node_ref=field prop:value=move || address.get().unwrap_or_default()/>
            <button type="button" class="button button-primary" on:click=copy><span aria-live="polite">{move || session.word(&copied_word())}</span></button>
        </div>
        <div class="share-options">
            <label class="check">
                <input type="checkbox" prop:checked=with_step on:change=move |event| with_step.set(event_target_checked(&event))/>
                <span>{step_word}</span>
            </label>
            <label class="check">
                <span>{session.say(chrome::LANG_OF_LINK)}</span>
                <select class="select" on:change=langs>
                    <option value="">{session.say(chrome::VIEWERS_LANG)}</option>
                    <option value="en" lang="en">"English"</option>
                    <option value="zh" lang="zh-CN">"中文"</option>
                </select>
            </label>
        </div>
        <div class="share-code">
            {move || match code.get() {
                Some(code) => view! {
                    <qr::Code code=code.clone() label=session.word(&chrome::QR)/>
                    <button type="button" class="button" on:click=move |_| full.set(true)>{session.say(chrome::QR_FULL)}</button>
                }.into_any(),
                None if address.read().is_none() => view! { <p class="hint">{session.say(chrome::LINK_LONG)}</p> }.into_any(),
                None => view! { <p class="hint">{session.say(chrome::QR_LONG)}</p> }.into_any(),
            }}
        </div>
        <div class="share-file">
            <span>{session.say(chrome::SCENARIO_FILE)}</span>
            <button type="button" class="button" on:click=move |_| save(session)>{session.say(chrome::DOWNLOAD_SCENARIO)}</button>
        </div>
        <div class="share-file">
            <span>{session.say(chrome::RUN_FILE)}</span>
            <button type="button" class="button share-trace" title=session.say(chrome::TRACE_HINT) on:click=move |_| save_trace(session)>{session.say(chrome::DOWNLOAD_TRACE)}</button>
            <button type="button" class="button share-steps" title=session.say(chrome::STEPS_HINT) on:click=move |_| save_steps(session)>{session.say(chrome::DOWNLOAD_STEPS)}</button>
        </div>
        <Show when=move || full.get()>
            <button type="button" class="share-full" aria-label=session.say(chrome::CLOSE) autofocus on:click=move |_| full.set(false)>
                {move || code.get().map(|code| view! { <qr::Code code label=session.word(&chrome::QR)/> })}
                <span>{move || address.get()}</span>
            </button>
        </Show>
    }
}

fn save(session: Session) {
    let opened = session.opened.read_untracked();
    let (lab, version) = (opened.entry.id, opened.entry.version);
    let file = json!({ "lab": lab, "version": version, "scenario": opened.run.scenario() });
    let text = serde_json::to_string_pretty(&file).expect("plain data");
    download(&format!("osviz-{lab}.json"), "application/json", &text);
}

fn save_trace(session: Session) {
    let opened = session.opened.get_untracked();
    let lab = opened.entry.id;
    download_pieces(&format!("osviz-{lab}-trace.json"), "application/json", |pass| {
        trace::chrome(&*opened.run, lab, pass);
    });
}

fn save_steps(session: Session) {
    let opened = session.opened.get_untracked();
    let text = csv(&[&trace::steps(&*opened.run)]);
    download(&format!("osviz-{}-steps.csv", opened.entry.id), "text/csv", &text);
}

#[component]
fn OpenForm() -> impl IntoView {
    let session = expect_context::<Session>();
    let problem = session.unreadable;
    let pasted = NodeRef::<html::Textarea>::new();
    let open = move |text: String| problem.set(open_text(session, &text).err());
    let on_file = move |event: web_sys::Event| {
        let input: HtmlInputElement = event.target().expect("a change has a target").unchecked_into();
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            read(&file, open);
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(pasted) = pasted.get_untracked() {
            open(pasted.value());
        }
    };
    view! {
        <form class="open-form" on:submit=submit>
            <label for="open-file">{session.say(chrome::CHOOSE_FILE)}</label>
            <input id="open-file" type="file" accept=".json,application/json" on:change=on_file/>
            <label for="open-text">{session.say(chrome::PASTE_LINK)}</label>
            <textarea data-first="" id="open-text" class="entry" rows="4" spellcheck="false" node_ref=pasted></textarea>
            {move || problem.get().map(|text| view! { <p class="wrong" role="alert">{session.quote(text)}</p> })}
            <button type="submit" class="button button-primary">{session.say(chrome::DO_OPEN)}</button>
        </form>
    }
}

/// Opens a link, or the text of a scenario file.
pub fn open_text(session: Session, text: &str) -> Result<(), Text> {
    let link = match serde_json::from_str::<Value>(text) {
        Ok(value) => link_of_file(&value).ok_or(chrome::NO_SCENARIO)?,
        Err(_) if text.contains("#/") => Link::parse(text).map_err(|error| error.text())?,
        Err(_) => return Err(chrome::NO_SCENARIO),
    };
    session.follow(&link).map_err(|error| error.text())
}

/// The link of a scenario file: `{"lab": "sched", "version": 1, "scenario": {…}}`.
fn link_of_file(value: &Value) -> Option<Link> {
    let lab = value.get("lab")?.as_str()?;
    let entry = labs::find(lab);
    let version = value
        .get("version")
        .and_then(Value::as_u64)
        .map_or(entry.map_or(1, |entry| entry.version), |v| v as usize);
    let scenario = value.get("scenario")?.clone();
    let start = Start::Given { version, scenario };
    Some(Link { lab: lab.into(), start, compare: None, step: None, lang: None, view: None })
}

/// Reads a file and passes its text on.
pub fn read(file: &File, take: impl Fn(String) + 'static) {
    let Ok(reader) = FileReader::new() else {
        return;
    };
    let source = reader.clone();
    let done = Closure::once_into_js(move || {
        take(source.result().ok().and_then(|text| text.as_string()).unwrap_or_default())
    });
    reader.set_onload(Some(done.unchecked_ref()));
    reader.read_as_text(file).ok();
}
