//! The part of a run that a timeline shows.

use crate::sim::Time;

/// No window is shorter than this many ticks: no bar is either.
const CLOSEST: f64 = 1.0;
/// Where the present stands in a window that has followed it, of 1.
const AHEAD: f64 = 0.25;
/// The present stays this far from the edges, of 1.
const EDGE: f64 = 0.03;

/// A part of a run, in ticks. Fractions of ticks make panning smooth.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Window {
    /// Where it begins.
    pub from: f64,
    /// How long it is.
    pub span: f64,
}

impl Window {
    /// The whole of a run that ends at `end`.
    pub fn whole(end: Time) -> Window {
        Window { from: 0.0, span: end.0.max(1) as f64 }
    }

    /// Brought inside a run; `None` if it shows all of it.
    pub fn within(self, end: Time) -> Option<Window> {
        let whole = Window::whole(end).span;
        let span = self.span.clamp(CLOSEST.min(whole), whole);
        let from = self.from.clamp(0.0, whole - span);
        (span < whole * 0.999).then_some(Window { from, span })
    }

    /// So many times closer; the instant `at` keeps its place.
    pub fn zoomed(self, factor: f64, at: f64, end: Time) -> Option<Window> {
        let whole = Window::whole(end).span;
        let span = (self.span / factor).clamp(CLOSEST.min(whole), whole);
        let part = (at - self.from) / self.span;
        Window { from: at - part * span, span }.within(end)
    }

    /// So many times closer; the present keeps its place, or else the middle.
    pub fn closer(self, factor: f64, now: Time, end: Time) -> Option<Window> {
        let now = now.0 as f64;
        let inside = (self.from..=self.from + self.span).contains(&now);
        self.zoomed(factor, if inside { now } else { self.from + self.span / 2.0 }, end)
    }

    /// Moved by some ticks.
    pub fn moved(self, ticks: f64, end: Time) -> Option<Window> {
        Window { from: self.from + ticks, ..self }.within(end)
    }

    /// Moved like a page when the present has left it. It is then where the way of the present asks for: most of the
    /// room lies ahead.
    pub fn following(self, now: Time, end: Time) -> Window {
        let (now, edge) = (now.0 as f64, self.span * EDGE);
        let last = Window::whole(end).span - self.span;
        let early = now < self.from + edge && self.from > 0.0;
        let late = now > self.from + self.span - edge && self.from < last;
        let from = match (early, late) {
            (true, _) => now - self.span * (1.0 - AHEAD),
            (_, true) => now - self.span * AHEAD,
            _ => return self,
        };
        Window { from: from.clamp(0.0, last.max(0.0)), ..self }
    }

    /// A span with some room around it.
    pub fn around(start: Time, end_of_span: Time, end: Time) -> Option<Window> {
        let length = end_of_span.since(start).0.max(1) as f64;
        Window { from: start.0 as f64 - length * 0.3, span: length * 1.6 }.within(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: Time = Time(1_000_000);

    #[test]
    fn the_instant_pointed_at_keeps_its_place() {
        let mut window = Window::whole(END);
        for _ in 0..40 {
            let before = (333_333.5 - window.from) / window.span;
            window = window.zoomed(2.0, 333_333.5, END).unwrap();
            let after = (333_333.5 - window.from) / window.span;
            assert!((before - after).abs() < 1e-6, "{window:?}");
        }
        assert_eq!(window.span, CLOSEST);
        for _ in 0..40 {
            let Some(wider) = window.zoomed(0.5, 333_333.5, END) else { return };
            window = wider;
        }
        panic!("the whole run does not come back");
    }

    #[test]
    fn keys_zoom_at_the_present_if_it_is_shown() {
        let window = Window { from: 1_000.0, span: 100.0 };
        assert_eq!(window.closer(2.0, Time(1_080), END), Some(Window { from: 1_040.0, span: 50.0 }));
        assert_eq!(window.closer(2.0, Time(5), END), Some(Window { from: 1_025.0, span: 50.0 }));
    }

    #[test]
    fn a_window_stays_inside_the_run() {
        let window = Window { from: 900_000.0, span: 50_000.0 };
        assert_eq!(window.moved(1e9, END).unwrap().from, 950_000.0);
        assert_eq!(window.moved(-1e9, END).unwrap().from, 0.0);
        assert_eq!(window.within(Time(1_000)), None, "the run has become shorter");
        assert_eq!(Window::whole(Time(1)).zoomed(8.0, 0.5, Time(1)), None);
    }

    #[test]
    fn the_present_is_followed_like_pages() {
        let window = Window { from: 100.0, span: 100.0 };
        let end = Time(1_000);
        assert_eq!(window.following(Time(150), end), window);
        assert_eq!(window.following(Time(199), end).from, 174.0);
        assert_eq!(window.following(Time(40), end).from, 0.0);
        assert_eq!(window.following(Time(1_000), end).from, 900.0);
        let first = Window { from: 0.0, span: 100.0 };
        assert_eq!(first.following(Time(0), end), first);
    }

    #[test]
    fn a_slice_is_shown_with_room_around_it() {
        let window = Window::around(Time(500), Time(510), END).unwrap();
        assert_eq!((window.from, window.span), (497.0, 16.0));
    }
}
