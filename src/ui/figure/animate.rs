//! Movement by the Web Animations API. Nothing queues: the next frame ends everything that still moves.

use crate::ui::prefs::Motion;
use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Animation, Element};

/// At most so many animations at a time.
const MOST: usize = 4;

/// Runs the animations of a stage. A handle.
#[derive(Clone, Copy)]
pub struct Animator {
    motion: Signal<Motion>,
    running: StoredValue<Vec<Animation>, LocalStorage>,
    /// When all that was started for this frame will have ended, in milliseconds from its beginning.
    end: StoredValue<f64>,
}

/// One animation.
pub struct Moving {
    /// What changes, with its values at the times given, as CSS.
    pub property: &'static str,
    /// Part of the duration (0 to 1) and value.
    pub frames: Vec<(f64, String)>,
    /// Milliseconds before it begins; the first value holds till then.
    pub delay: f64,
    /// Milliseconds.
    pub duration: f64,
    /// A CSS easing, over the whole.
    pub easing: &'static str,
}

impl Animator {
    /// An animator that asks before each frame whether it may move things.
    pub fn new(motion: Signal<Motion>) -> Self {
        Animator { motion, running: StoredValue::new_local(Vec::new()), end: StoredValue::new(0.0) }
    }

    /// A new frame is here: ends all that moves.
    pub fn begin(self) {
        self.end.set_value(0.0);
        self.running.update_value(|running| running.drain(..).for_each(|animation| animation.cancel()));
    }

    /// May things move into this frame?
    pub fn may_move(self) -> bool {
        self.motion.get_untracked() == Motion::Full
    }

    /// When all that was started before will have ended; at least the given time.
    pub fn after(self, least: f64) -> f64 {
        self.end.get_value().max(least)
    }

    /// Starts an animation, unless too much moves already.
    pub fn start(self, element: &Element, moving: &Moving) {
        self.running.update_value(|running| {
            if running.len() < MOST {
                running.extend(play(element, moving));
                self.end.update_value(|end| *end = end.max(moving.delay + moving.duration));
            }
        });
    }
}

// web-sys has no stable binding for the options of `Element.animate`.
fn play(element: &Element, moving: &Moving) -> Option<Animation> {
    let frames = Array::new();
    for (offset, value) in &moving.frames {
        let frame = Object::new();
        set(&frame, "offset", offset);
        set(&frame, moving.property, value);
        frames.push(&frame);
    }
    let options = Object::new();
    set(&options, "delay", &moving.delay);
    set(&options, "duration", &moving.duration);
    set(&options, "easing", &moving.easing);
    set(&options, "fill", &"backwards");
    let animate: Function = Reflect::get(element, &"animate".into()).ok()?.dyn_into().ok()?;
    animate.call2(element, &frames, &options).ok()?.dyn_into().ok()
}

fn set<T: Clone + Into<JsValue>>(object: &Object, key: &str, value: &T) {
    Reflect::set(object, &key.into(), &value.clone().into()).expect("a plain object takes all");
}
