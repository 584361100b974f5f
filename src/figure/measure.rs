//! How wide words are, near enough to leave room for them without asking the browser.

/// How much wider bold words are.
pub const BOLD: f64 = 1.1;

/// The width of a line in pixels at a font size; Han characters are square, Latin about half as wide.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|c| size * advance(c)).sum()
}

fn advance(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.28,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' => 0.36,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.88,
        'A'..='Z' => 0.66,
        c if (c as u32) < 0x2000 => 0.56,
        c if (c as u32) < 0x2e80 => 0.7,
        _ => 1.0,
    }
}

/// The least width of a box with a title and a small word at its right, in pixels.
pub fn heading(title: &str, corner: &str) -> i32 {
    let room = if corner.is_empty() { 14.0 } else { 30.0 };
    (width(title, 13.0) * BOLD + width(corner, 12.0) + room).ceil() as i32
}

/// The width of a line of 12 px, rounded up.
pub fn line(text: &str) -> i32 {
    width(text, 12.0).ceil() as i32
}

/// Words cut to a width, the last character an ellipsis if anything was cut.
pub fn clip(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_string();
    }
    let room = room - size * 0.7;
    let mut used = 0.0;
    let kept = text.chars().take_while(|c| {
        used += size * advance(*c);
        used <= room
    });
    let mut out: String = kept.collect();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// A name in bold inside a block: the largest of the sizes at which it fits, and the name, cut if none is small enough.
pub fn fit(name: &str, sizes: &[f64], room: f64) -> (f64, String) {
    let room = room / BOLD;
    let fits = sizes.iter().copied().find(|size| width(name, *size) <= room);
    let size = fits.unwrap_or_else(|| sizes.iter().copied().fold(f64::INFINITY, f64::min));
    (size, clip(name, size, room))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_characters_are_square() {
        assert_eq!(width("就绪", 12.0), 24.0);
        assert!(width("ready", 12.0) < 36.0);
    }

    #[test]
    fn a_long_name_becomes_smaller_and_then_shorter() {
        assert_eq!(fit("P3", &[15.0, 12.0], 38.0), (15.0, "P3".into()));
        assert_eq!(fit("gcc-1", &[15.0, 12.0], 40.0).0, 12.0);
        let (size, cut) = fit("compiler", &[15.0, 12.0], 38.0);
        assert_eq!(size, 12.0);
        assert!(cut.ends_with('…') && width(&cut, size) <= 38.0, "{cut}");
    }
}
