//! Colours for canvases, read from the same tokens as everything else, once per theme.

use crate::ui::session::Session;
use leptos::prelude::*;

/// Red, green, blue.
pub type Colour = [u8; 3];

/// The colours a canvas uses.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    /// Identities; index 0 is ink.
    pub hues: [Colour; 9],
    /// Words and axes.
    pub text: Colour,
    /// Quiet words and lines.
    pub faint: Colour,
    /// Decorative lines.
    pub line: Colour,
    /// Behind everything.
    pub surface: Colour,
    /// Switching.
    pub switch: Colour,
    /// User mode.
    pub user: Colour,
    /// Kernel mode.
    pub kernel: Colour,
    /// Copies by the CPU.
    pub cpu_copy: Colour,
    /// Copies by DMA.
    pub dma_copy: Colour,
    /// The font stack.
    pub font: String,
}

impl Palette {
    /// The palette in force, following the theme.
    pub fn followed() -> Memo<Palette> {
        let theme = use_context::<Session>().map(|session| session.theme);
        Memo::new(move |_| {
            let chosen = theme.map(|theme| theme.get());
            Palette::read(chosen.map(|theme| theme.code()))
        })
    }

    /// Reads the tokens as they stand under a theme. The attribute is set first, as whoever set the signal may
    /// not have been told yet.
    pub fn read(theme: Option<&str>) -> Palette {
        let root = document().document_element().expect("a page");
        if let Some(theme) = theme {
            root.set_attribute("data-theme", theme).expect("a valid name");
        }
        let style = window().get_computed_style(&root).ok().flatten();
        let token = |name: &str| {
            style.as_ref().and_then(|style| style.get_property_value(name).ok()).unwrap_or_default()
        };
        let colour = |name: &str| parse(token(name).trim());
        let mut hues = [colour("--ink"); 9];
        for (index, hue) in hues.iter_mut().enumerate().skip(1) {
            *hue = colour(&format!("--p{index}"));
        }
        Palette {
            hues,
            text: colour("--text"),
            faint: colour("--text3"),
            line: colour("--line"),
            surface: colour("--surface"),
            switch: colour("--ctl"),
            user: colour("--user"),
            kernel: colour("--kernel"),
            cpu_copy: colour("--cpu-copy"),
            dma_copy: colour("--dma-copy"),
            font: token("--font").trim().to_string(),
        }
    }
}

/// `#RRGGBB`; an unset token is hot pink, so that nobody overlooks it.
fn parse(hex: &str) -> Colour {
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii());
    let byte = |at: usize| digits.and_then(|digits| u8::from_str_radix(&digits[at..at + 2], 16).ok());
    match (byte(0), byte(2), byte(4)) {
        (Some(red), Some(green), Some(blue)) => [red, green, blue],
        _ => [255, 105, 180],
    }
}
