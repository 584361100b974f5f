//! The app in the browser: one page that paints any lab. What is pure is compiled natively too, to be tested.
//!
//! ```text
//! session ── the state ──▶ top_bar variant_bar stage side transport dialogs home
//!    ▲                                        │
//!    └── address, keyboard, player ◀──────────┘
//! ```

pub mod chrome;
pub mod keys;
pub mod marks;
pub mod pace;
pub mod search;

#[cfg(target_arch = "wasm32")]
mod address;
#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod dialog;
#[cfg(target_arch = "wasm32")]
mod dialogs;
#[cfg(target_arch = "wasm32")]
mod download;
#[cfg(target_arch = "wasm32")]
mod field;
#[cfg(target_arch = "wasm32")]
mod figure;
#[cfg(target_arch = "wasm32")]
mod home;
#[cfg(target_arch = "wasm32")]
mod icons;
#[cfg(target_arch = "wasm32")]
mod keyboard;
#[cfg(target_arch = "wasm32")]
mod lab_page;
#[cfg(target_arch = "wasm32")]
mod metrics;
#[cfg(target_arch = "wasm32")]
mod open_file;
#[cfg(target_arch = "wasm32")]
mod player;
#[cfg(target_arch = "wasm32")]
mod popover;
#[cfg(target_arch = "wasm32")]
mod prefs;
#[cfg(target_arch = "wasm32")]
mod present;
#[cfg(target_arch = "wasm32")]
mod qr;
#[cfg(target_arch = "wasm32")]
mod say;
#[cfg(target_arch = "wasm32")]
mod session;
#[cfg(target_arch = "wasm32")]
mod side;
#[cfg(target_arch = "wasm32")]
mod stage;
#[cfg(target_arch = "wasm32")]
mod studies;
#[cfg(target_arch = "wasm32")]
mod tape;
#[cfg(target_arch = "wasm32")]
mod thumbs;
#[cfg(target_arch = "wasm32")]
mod top_bar;
#[cfg(target_arch = "wasm32")]
mod transport;
#[cfg(target_arch = "wasm32")]
mod variant_bar;
#[cfg(target_arch = "wasm32")]
mod words;
#[cfg(target_arch = "wasm32")]
mod workload;

/// For the benchmark of painting.
#[cfg(target_arch = "wasm32")]
pub use figure::Easel;

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
