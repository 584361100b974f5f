//! A file that becomes a scenario: read piece by piece, with progress and a way to stop.
//!
//! ```text
//! choose ─▶ piece ─▶ feed ─▶ piece ─▶ … ─▶ finish ─▶ recorded like any other run, or refused
//! ```

use super::chrome;
use super::field::Wrong;
use super::session::Session;
use crate::lab::Import;
use crate::text;
use crate::text::Text;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{File, FileReader};

/// Bytes in a piece.
const PIECE: f64 = 1_048_576.;

/// What is being read.
struct Source {
    file: File,
    import: Box<dyn Import>,
    at: f64,
}

/// A handle: copies share it.
#[derive(Clone, Copy)]
struct Reader {
    session: Session,
    /// Of 1,000; `None` if nothing is being read.
    progress: RwSignal<Option<u32>>,
    said: RwSignal<Text>,
    source: StoredValue<Option<Source>, LocalStorage>,
}

impl Reader {
    fn open(self, file: File) {
        let Some(import) = self.session.run.get_untracked().import(&file.name()) else { return };
        self.said.set(Text::default());
        self.progress.set(Some(0));
        self.source.set_value(Some(Source { file, import, at: 0. }));
        self.next();
    }

    fn cancel(self) {
        self.source.set_value(None);
        self.progress.set(None);
    }

    /// Asks for the next piece, or ends.
    fn next(self) {
        let piece = self.source.with_value(|source| {
            let source = source.as_ref()?;
            let (at, size) = (source.at, source.file.size());
            Some(
                (at < size)
                    .then(|| source.file.slice_with_f64_and_f64(at, (at + PIECE).min(size)).ok())
                    .flatten(),
            )
        });
        match piece {
            None => {}
            Some(None) => self.finish(),
            Some(Some(piece)) => {
                let Ok(reader) = FileReader::new() else { return self.cancel() };
                let source = reader.clone();
                let done = Closure::once_into_js(move || self.take(&source));
                reader.set_onloadend(Some(done.unchecked_ref()));
                if reader.read_as_array_buffer(&piece).is_err() {
                    self.cancel();
                }
            }
        }
    }

    fn take(self, reader: &FileReader) {
        let Ok(buffer) = reader.result() else { return self.fail() };
        if buffer.is_null() {
            return self.fail();
        }
        let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
        let progress = self.source.try_update_value(|source| {
            let source = source.as_mut()?;
            source.import.feed(&bytes);
            source.at += bytes.len() as f64;
            Some((source.at / source.file.size().max(1.) * 1000.) as u32)
        });
        if let Some(Some(progress)) = progress {
            self.progress.set(Some(progress));
            self.next();
        }
    }

    fn fail(self) {
        self.cancel();
        self.said.set(chrome::NOT_READ);
    }

    fn finish(self) {
        let source = self.source.try_update_value(Option::take).flatten();
        self.progress.set(None);
        let Some(source) = source else { return };
        let said = self.said;
        self.session.import(source.import, move |words| said.set(words));
    }
}

/// The button, its progress, and what was said of the file; nothing if the lab reads no files.
#[component]
pub fn OpenFile() -> impl IntoView {
    let session = expect_context::<Session>();
    let files = Memo::new(move |_| session.run.read().import("").map(|import| import.files()));
    let reader = Reader {
        session,
        progress: RwSignal::new(None),
        said: RwSignal::new(Text::default()),
        source: StoredValue::new_local(None),
    };
    let chooser = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        let Some(input) = chooser.get_untracked() else { return };
        let file = input.files().and_then(|files| files.get(0));
        // So that the same file can be chosen again.
        input.set_value("");
        if let Some(file) = file {
            reader.open(file);
        }
    };
    let busy = Memo::new(move |_| reader.progress.read().is_some());
    let words = move || {
        let percent = reader.progress.get().unwrap_or(0) / 10;
        session.word(&text!("Reading the file: {percent} %", "正在读取文件：{percent} %"))
    };
    view! {
        <Show when=move || files.read().is_some()>
            <section class="random open-file">
                <h3>{session.say(chrome::FROM_FILE)}</h3>
                <p class="hint">{move || session.word(&files.get().unwrap_or_default())}</p>
                <input class="visually-hidden" type="file" tabindex="-1" aria-label=session.say(chrome::READ_FILE) node_ref=chooser on:change=chosen/>
                <Show
                    when=move || busy.get()
                    fallback=move || view! {
                        <button type="button" class="button" on:click=move |_| if let Some(input) = chooser.get_untracked() { input.click() }>
                            {session.say(chrome::READ_FILE)}
                        </button>
                    }
                >
                    <div class="open-file-progress" role="status">
                        <span>{words}</span>
                        <progress max="1000" value=move || reader.progress.get().unwrap_or(0).to_string() aria-label=session.say(chrome::READ_FILE)></progress>
                        <button type="button" class="button" on:click=move |_| reader.cancel()>{session.say(chrome::CANCEL)}</button>
                    </div>
                </Show>
                <Show when=move || !reader.said.read().is_empty()>
                    <p class="hint open-file-said" role="status">{move || session.quote(reader.said.get())}</p>
                </Show>
                <Wrong place="file".to_string()/>
            </section>
        </Show>
    }
}
