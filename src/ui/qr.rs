//! The code that a phone reads from the wall.

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// A code as squares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Squares {
    /// Squares in a row, with the quiet zone.
    side: usize,
    /// The dark ones, as a path.
    path: String,
}

/// The free border that readers need, in squares.
const QUIET: usize = 4;
/// More bytes than this give squares too small for a hall: version 15 with error correction M.
const MOST: usize = 412;

/// The code of a text; `None` if it would be too fine to be read from the wall.
pub fn code(text: &str) -> Option<Squares> {
    if text.len() > MOST {
        return None;
    }
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (index % width + QUIET, index / width + QUIET);
            write!(path, "M{x} {y}h1v1h-1z").expect("a string takes it");
        }
    }
    Some(Squares { side: width + 2 * QUIET, path })
}

/// Draws a code, dark on light in every theme.
#[component]
pub fn Code(code: Squares, label: String) -> impl IntoView {
    let side = code.side;
    view! {
        <svg class="code-squares" viewBox=format!("0 0 {side} {side}") role="img" aria-label=label shape-rendering="crispEdges">
            <rect class="code-light" width=side height=side/>
            <path class="code-dark" d=code.path/>
        </svg>
    }
}
