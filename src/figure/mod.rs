//! Pictures as data. A lab says what stands where and what it means; a painter decides pixels.
//!
//! The list of kinds is closed on purpose: a new kind makes the compiler point at every painter.

pub mod beats;
mod chart;
mod gantt;
pub mod measure;
mod plan;
mod pyramid;
mod scene;
pub mod strip;
mod table;
mod window;

pub use chart::{Chart, Curve, Line, thousandths};
pub use gantt::{Bar, Flag, FlagKind, Gantt, GanttMoment, Growing, Lane, LaneKind, Slice, Unit, Value};
pub use plan::{Hit, Mark, Plan, Tick, View, page};
pub use pyramid::{Pyramid, Pyramids};
pub use scene::{
    Anchor, Arrow, ArrowKind, Counter, Gauge, Label, Place, Rect, Scene, Slots, Spot, Thing, rounded,
};
pub use strip::{Grid, Strip};
pub use table::{Cell, Row, Table};
pub use window::Window;

/// One picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// Places, things that keep their identity and move, named arrows.
    Scene(Scene),
    /// The run's timeline up to now; the lanes themselves are made once per run.
    Gantt(GanttMoment),
    /// Rows and columns.
    Table(Table),
    /// Lines over an axis.
    Chart(Chart),
}

/// What a colour means. `tokens.css` decides the colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// User mode, user space.
    User,
    /// Kernel mode, kernel space.
    Kernel,
    /// Hardware.
    Hardware,
    /// State: new.
    New,
    /// State: ready.
    Ready,
    /// State: running.
    Running,
    /// State: waiting.
    Waiting,
    /// State: terminated.
    Done,
    /// A hit.
    Hit,
    /// A miss.
    Miss,
    /// A fault, an error.
    Fault,
    /// What must leave.
    Evict,
}

impl Tone {
    /// The name of its token: `kernel` stands for `--kernel` (ink) and `--kernel-bg` (tint).
    pub fn token(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::User => "user",
            Tone::Kernel => "kernel",
            Tone::Hardware => "hw",
            Tone::New => "st-new",
            Tone::Ready => "st-ready",
            Tone::Running => "st-run",
            Tone::Waiting => "st-wait",
            Tone::Done => "st-done",
            Tone::Hit => "hit",
            Tone::Miss => "miss",
            Tone::Fault => "fault",
            Tone::Evict => "evict",
        }
    }
}

/// The identity of a thing: one of eight colours with its pattern (`ux.md` 7.1); 1 to 8, 0 for none.
pub type Hue = u8;

/// The hue of the `index`-th process of `count`: its own for each of up to eight. When there are more, the
/// first seven keep their own and the others share slate, so that no colour stands for two of the seven.
pub fn hue(index: usize, count: usize) -> Hue {
    if count <= 8 || index < 7 { index as Hue + 1 } else { 8 }
}
