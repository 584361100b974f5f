//! Gives the reader a file.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Offers a text as a file of a name.
pub fn download(name: &str, kind: &str, text: &str) {
    save(name, kind, &js_sys::Array::of1(&JsValue::from_str(text)));
}

/// Offers a text that comes in pieces: it never lies in memory as one string.
pub fn download_pieces(name: &str, kind: &str, make: impl FnOnce(&mut dyn FnMut(&str))) {
    let parts = js_sys::Array::new();
    make(&mut |piece| {
        parts.push(&JsValue::from_str(piece));
    });
    save(name, kind, &parts);
}

fn save(name: &str, kind: &str, parts: &js_sys::Array) {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let Ok(blob) = Blob::new_with_str_sequence_and_options(parts, &options) else {
        return;
    };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else {
        return;
    };
    let anchor: HtmlAnchorElement = document().create_element("a").expect("an element").unchecked_into();
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    Url::revoke_object_url(&url).ok();
}
