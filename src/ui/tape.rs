//! Records runs in slices of a few milliseconds, so that the page answers while a long one is made.
//!
//! ```text
//! record ─▶ first slice ─▶ done: shown at once, as if nothing had been
//!                 └─▶ progress is shown ─▶ message to itself ─▶ slice ─▶ … ─▶ done, or cancelled
//! ```

use super::chrome;
use super::session::Session;
use crate::lab::{Opening, Progress, Run};
use crate::text;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageChannel;

/// The first slice, in milliseconds: what is over by then is shown without progress.
const FIRST: f64 = 40.;
/// Every later slice.
const SLICE: f64 = 7.;
/// Steps between two looks at the clock.
const STEPS: usize = 256;
/// The least time between two changes of what is said, in milliseconds.
const SAY: f64 = 120.;

/// The run that is being recorded, if one is. A handle: copies share it.
#[derive(Clone, Copy)]
pub struct Tape {
    progress: RwSignal<Option<Progress>>,
    pending: StoredValue<Option<Pending>, LocalStorage>,
    said: StoredValue<f64>,
    /// Messages to itself come back at once, and the browser paints and answers in between.
    bell: StoredValue<Option<Bell>, LocalStorage>,
}

struct Pending {
    opening: Box<dyn Opening>,
    then: Box<dyn FnOnce(Arc<dyn Run>)>,
}

struct Bell {
    channel: MessageChannel,
    _heard: Closure<dyn FnMut()>,
}

impl Tape {
    /// Nothing is being recorded.
    pub fn new() -> Self {
        Tape {
            progress: RwSignal::new(None),
            pending: StoredValue::new_local(None),
            said: StoredValue::new(0.),
            bell: StoredValue::new_local(None),
        }
    }

    /// Records a run and passes it on: at once if it is short, else when it is done. One recorded before is dropped.
    pub fn record(self, mut opening: Box<dyn Opening>, then: impl FnOnce(Arc<dyn Run>) + 'static) {
        self.cancel();
        if go(&mut *opening, FIRST) {
            return then(opening.finish());
        }
        self.progress.set(Some(opening.progress()));
        self.pending.set_value(Some(Pending { opening, then: Box::new(then) }));
        self.ring();
    }

    /// Is a run being recorded?
    pub fn is_busy(self) -> bool {
        self.progress.with_untracked(Option::is_some)
    }

    /// Drops what is being recorded.
    pub fn cancel(self) {
        self.pending.set_value(None);
        if self.is_busy() {
            self.progress.set(None);
        }
    }

    fn slice(self) {
        let Some(mut pending) = self.pending.try_update_value(Option::take).flatten() else {
            return;
        };
        if go(&mut *pending.opening, SLICE) {
            self.progress.set(None);
            return (pending.then)(pending.opening.finish());
        }
        let now = clock();
        if now - self.said.get_value() > SAY {
            self.said.set_value(now);
            self.progress.set(Some(pending.opening.progress()));
        }
        self.pending.set_value(Some(pending));
        self.ring();
    }

    fn ring(self) {
        self.bell.update_value(|bell| {
            let bell = bell.get_or_insert_with(|| {
                let heard = Closure::<dyn FnMut()>::new(move || self.slice());
                let channel = MessageChannel::new().expect("a browser has channels");
                channel.port1().set_onmessage(Some(heard.as_ref().unchecked_ref()));
                Bell { channel, _heard: heard }
            });
            bell.channel.port2().post_message(&JsValue::NULL).expect("nothing to refuse");
        });
    }
}

/// Goes on for some milliseconds; true once the run is recorded.
fn go(opening: &mut dyn Opening, milliseconds: f64) -> bool {
    let end = clock() + milliseconds;
    while clock() < end {
        if opening.go(STEPS) {
            return true;
        }
    }
    false
}

fn clock() -> f64 {
    window().performance().map_or(0., |performance| performance.now())
}

/// What is being recorded, and a way to stop it. What was shown before stays.
#[component]
pub fn TapeShown() -> impl IntoView {
    let session = expect_context::<Session>();
    let tape = session.tape;
    let busy = Memo::new(move |_| tape.progress.read().is_some());
    let progress = move || tape.progress.get().unwrap_or_default();
    let words = move || {
        let steps = thousands(progress().steps);
        session.word(&text!("Recording the run: {steps} steps", "正在记录运行：{steps} 步"))
    };
    let part = move || progress().permille.map(|part| part.to_string());
    view! {
        <Show when=move || busy.get()>
            <div class="tape" role="status">
                <span class="tape-words">{words}</span>
                <progress max="1000" value=part aria-label=session.say(chrome::RECORDING)></progress>
                <button type="button" class="button tape-cancel" on:click=move |_| session.cancel_recording()>
                    {session.say(chrome::CANCEL)}
                </button>
            </div>
        </Show>
    }
}

/// A number with its thousands apart: `1,234,567`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
