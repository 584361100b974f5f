//! The size of an element, followed.

use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::web_sys::{Element, ResizeObserver};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Width and height of an element in CSS pixels, without borders; zero until it is on the page.
pub fn of<E>(node: NodeRef<E>) -> ReadSignal<(f64, f64)>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    let (size, set_size) = signal((0.0, 0.0));
    Effect::new(move |_| {
        let Some(node) = node.get() else { return };
        let element: Element = node.unchecked_into();
        let measured = element.clone();
        let measure = move || {
            let now = (measured.client_width() as f64, measured.client_height() as f64);
            if set_size.is_disposed() || size.get_untracked() == now {
                return;
            }
            set_size.set(now);
        };
        measure();
        let changed = Closure::<dyn FnMut()>::new(measure);
        let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) else { return };
        observer.observe(&element);
        let kept = StoredValue::new_local((observer, changed));
        on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
    });
    size
}
