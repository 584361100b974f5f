//! The app in the browser: one page that paints any lab. What is pure is compiled natively too, to be tested.

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod figure;
#[cfg(target_arch = "wasm32")]
mod lab_page;
#[cfg(target_arch = "wasm32")]
pub mod prefs;
#[cfg(target_arch = "wasm32")]
pub mod route;
#[cfg(target_arch = "wasm32")]
pub mod session;
#[cfg(target_arch = "wasm32")]
mod words;

/// Puts the app into the page's `#app`.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    use leptos::prelude::{document, mount_to};
    use wasm_bindgen::JsCast;

    console_error_panic_hook::set_once();
    let root = document().get_element_by_id("app").expect("index.html has #app");
    root.set_inner_html("");
    let inside = root.clone();
    let html = root.unchecked_into();
    mount_to(html, move || leptos::view! { <app::App root=inside/> }).forget();
}
