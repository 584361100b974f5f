//! The colours of `styles/tokens.css`: contrast by WCAG 2.2, and how well the eight process colours and
//! the groups of meanings can be told apart, also under colour-vision deficiency.
//!
//! Sources: WCAG 2.2 (relative luminance, contrast ratio); Machado, Oliveira & Fernandes 2009 (simulation at
//! full severity); Sharma, Wu & Dalal 2005 (CIEDE2000).

use std::collections::BTreeMap;
use std::fs;

const PROCESSES: [&str; 8] = ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"];
const MEANINGS: [&str; 15] = [
    "st-new", "st-ready", "st-run", "st-wait", "st-done", "user", "kernel", "hw", "cpu-copy", "dma-copy",
    "mapping", "hit", "miss", "fault", "evict",
];
/// Normal sight, then full protanopia, deuteranopia and tritanopia.
const SIGHTS: [Option<[Rgb; 3]>; 4] = [
    None,
    Some([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    Some([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    Some([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
];

type Rgb = [f64; 3];
type Theme = BTreeMap<String, Rgb>;
/// By kind of sight, as in `SIGHTS`.
type Differences = [f64; 4];

#[test]
fn text_and_graphics_stand_out_in_both_themes() {
    let mut pairs = 0;
    let mut failures = Vec::new();
    for (name, theme) in ["light", "dark"].into_iter().zip(themes()) {
        for (front, back, least) in pairs_in_use() {
            let ratio = contrast(theme[&front], theme[&back]);
            pairs += 1;
            if ratio < least {
                failures.push(format!("{name}: --{front} on --{back} is {ratio:.2}, not {least}"));
            }
        }
    }
    assert_eq!(failures, Vec::<String>::new());
    assert_eq!(pairs, 198);
}

/// A change here is a change of what people with colour-vision deficiency see: look at the new figures.
#[test]
fn colours_of_one_group_can_be_told_apart() {
    let groups: [(&str, &[&str], [Differences; 2]); 5] = [
        ("processes", &PROCESSES, [[17.7, 12.1, 12.1, 11.2], [17.2, 14.0, 12.1, 11.0]]),
        ("copies", &["cpu-copy", "dma-copy", "mapping"], [[14.0, 7.5, 10.0, 13.6], [18.8, 10.3, 10.5, 19.4]]),
        ("accesses", &["hit", "miss", "fault"], [[37.1, 14.7, 15.4, 16.3], [37.5, 15.8, 18.8, 17.8]]),
        ("modes", &["user", "kernel", "hw"], [[14.3, 16.0, 16.2, 12.9], [14.2, 14.0, 15.3, 15.7]]),
        ("states", &["st-ready", "st-run", "st-wait"], [[33.5, 12.8, 16.9, 19.6], [34.3, 14.6, 20.3, 19.0]]),
    ];
    for (group, names, expected) in groups {
        for (theme, expected) in themes().into_iter().zip(expected) {
            let colours: Vec<Rgb> = names.iter().map(|name| theme[*name]).collect();
            let nearest = SIGHTS.map(|sight| (smallest_difference(&colours, sight) * 10.0).round() / 10.0);
            assert_eq!(nearest, expected, "{group}: smallest differences by kind of sight");
        }
    }
}

#[test]
fn the_arithmetic_agrees_with_published_values() {
    assert_eq!(format!("{:.2}", contrast([0.0; 3], [1.0; 3])), "21.00");
    // Sharma, Wu & Dalal 2005, table 1, pairs 1 and 17.
    let published = [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], "2.0425"),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], "27.1492"),
    ];
    for (one, other, difference) in published {
        assert_eq!(format!("{:.4}", ciede2000(one, other)), difference);
    }
}

/// Front, back, and the least contrast: 4.5 for text, 3 for graphics and borders of controls.
fn pairs_in_use() -> Vec<(String, String, f64)> {
    let mut pairs = Vec::new();
    let mut need = |front: &str, back: &str, least| pairs.push((front.to_string(), back.to_string(), least));
    for text in ["text", "text2", "text3"] {
        for back in ["surface", "bg", "sunken"] {
            need(text, back, 4.5);
        }
    }
    need("text", "mark", 4.5);
    need("ink-text", "ink", 4.5);
    for back in ["surface", "bg"] {
        need("ctl", back, 3.0);
        need("focus", back, 3.0);
    }
    for process in PROCESSES {
        need(process, "surface", 3.0);
        need(process, "bg", 3.0);
        need(&format!("{process}-on"), process, 4.5);
    }
    for ink in MEANINGS {
        let tint = format!("{ink}-bg");
        need(ink, &tint, 4.5);
        need(ink, "surface", 4.5);
        need(ink, "bg", 4.5);
        need("text", &tint, 4.5);
    }
    pairs
}

/// The colours of tokens.css, light and dark.
fn themes() -> [Theme; 2] {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/styles/tokens.css");
    let css = fs::read_to_string(file).expect("styles/tokens.css");
    let (light, dark) =
        css.split_once("\n[data-theme=\"dark\"] {").expect("a dark theme after the light one");
    let dark = dark.split_once("\n}").expect("an end of the dark theme").0;
    [light, dark].map(|block| block.lines().filter_map(colour_of).collect())
}

/// Reads `  --bg: #F4F5F7; /* … */`, components from 0 to 1.
fn colour_of(line: &str) -> Option<(String, Rgb)> {
    let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
    let hex = u32::from_str_radix(value.get(..6)?, 16).ok()?;
    Some((name.to_string(), [hex >> 16, hex >> 8, hex].map(|byte| f64::from(byte & 255) / 255.0)))
}

fn linear(colour: Rgb) -> Rgb {
    colour.map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) })
}

fn dot(one: Rgb, other: Rgb) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

fn contrast(one: Rgb, other: Rgb) -> f64 {
    let luminance = |colour| dot([0.2126, 0.7152, 0.0722], linear(colour));
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The smallest CIEDE2000 difference between any two colours, as this kind of sight sees them.
fn smallest_difference(colours: &[Rgb], sight: Option<[Rgb; 3]>) -> f64 {
    let seen: Vec<Rgb> = colours.iter().map(|colour| lab(seen_as(linear(*colour), sight))).collect();
    let pairs =
        seen.iter().enumerate().flat_map(|(at, one)| seen[..at].iter().map(move |other| (one, other)));
    pairs.map(|(one, other)| ciede2000(*one, *other)).fold(f64::INFINITY, f64::min)
}

/// Linear light to linear light; what a screen cannot show is cut off.
fn seen_as(light: Rgb, sight: Option<[Rgb; 3]>) -> Rgb {
    sight.map_or(light, |rows| rows.map(|row| dot(row, light).clamp(0.0, 1.0)))
}

/// CIELAB under D65, of linear light.
fn lab(light: Rgb) -> Rgb {
    let curve = |value: f64| if value > 0.008856 { value.cbrt() } else { 7.787 * value + 16.0 / 116.0 };
    let x = curve(dot([0.4124564, 0.3575761, 0.1804375], light) / 0.95047);
    let y = curve(dot([0.2126729, 0.7151522, 0.0721750], light));
    let z = curve(dot([0.0193339, 0.1191920, 0.9503041], light) / 1.08883);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// The names are those of Sharma, Wu & Dalal; angles are in degrees.
fn ciede2000([l1, a1, b1]: Rgb, [l2, a2, b2]: Rgb) -> f64 {
    let pull = |c: f64| (c.powi(7) / (c.powi(7) + 25f64.powi(7))).sqrt();
    let g = 0.5 * (1.0 - pull((a1.hypot(b1) + a2.hypot(b2)) / 2.0));
    let (a1, a2) = ((1.0 + g) * a1, (1.0 + g) * a2);
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| b.atan2(a).to_degrees().rem_euclid(360.0);
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));

    let grey = c1 * c2 == 0.0;
    let turn = if grey { 0.0 } else { (h2 - h1 + 180.0).rem_euclid(360.0) - 180.0 };
    let (dl, dc) = (l2 - l1, c2 - c1);
    let dh = 2.0 * (c1 * c2).sqrt() * (turn / 2.0).to_radians().sin();

    let (l, c) = ((l1 + l2) / 2.0, (c1 + c2) / 2.0);
    let h = if grey { h1 + h2 } else { (h1 + turn / 2.0).rem_euclid(360.0) };
    let cos = |factor: f64, offset: f64| (factor * h + offset).to_radians().cos();
    let t =
        1.0 - 0.17 * cos(1.0, -30.0) + 0.24 * cos(2.0, 0.0) + 0.32 * cos(3.0, 6.0) - 0.2 * cos(4.0, -63.0);
    let sl = 1.0 + 0.015 * (l - 50.0).powi(2) / (20.0 + (l - 50.0).powi(2)).sqrt();
    let sc = 1.0 + 0.045 * c;
    let sh = 1.0 + 0.015 * c * t;
    let dtheta = 30.0 * (-((h - 275.0) / 25.0).powi(2)).exp();
    let rt = -(2.0 * dtheta).to_radians().sin() * 2.0 * pull(c);
    let (l, c, h) = (dl / sl, dc / sc, dh / sh);
    (l * l + c * c + h * h + rt * c * h).sqrt()
}
