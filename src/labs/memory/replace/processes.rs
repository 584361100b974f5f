//! The processes that share the frames: cards on the stage, and all that is known of one.

use super::machine::{Memory, Replacing};
use crate::figure::{Anchor, Cell, Hue, Place, Rect, Scene, Tone, hue};
use crate::lab::Inspect;
use crate::labs::memory::sketch::{faint, label, titled};
use crate::text;
use crate::text::Text;

/// Height of a row of cards.
const HEIGHT: i32 = 62;
/// Rows of cards.
const LINES: usize = 2;

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// It has the CPU.
    Runs,
    /// It could run.
    Ready,
    /// The disk brings its page; done at this time.
    Waits(u64),
    /// It has made all its accesses.
    Over,
}

/// The hue of a process.
pub fn process_hue(now: &Replacing, process: usize) -> Hue {
    hue(process, now.config.processes.len())
}

/// What a process does now. Without a disk nobody waits.
pub fn doing(now: &Replacing, process: usize) -> Doing {
    let (life, time) = (now.lives[process], now.now().0);
    let all = now.config.own.get(process).map(|own| own.len() as u64);
    if now.current() > 0
        && now.process() == process
        && (now.is_busy() || life.back <= time)
        && all != Some(life.done)
    {
        return Doing::Runs;
    }
    match all {
        Some(_) if life.back > time => Doing::Waits(life.back),
        Some(all) if life.done == all => Doing::Over,
        _ => Doing::Ready,
    }
}

fn words(doing: Doing) -> (Text, Tone) {
    match doing {
        Doing::Runs => (Text::new("runs", "运行"), Tone::Running),
        Doing::Ready => (Text::new("ready", "就绪"), Tone::Ready),
        Doing::Waits(until) => (text!("disk until {until}", "等磁盘至 {until}"), Tone::Waiting),
        Doing::Over => (Text::new("finished", "已结束"), Tone::Done),
    }
}

/// Draws a card for each process and returns where they end; nothing for a single one.
pub fn cards(scene: &mut Scene, now: &Replacing, width: i32, top: i32) -> i32 {
    let names = &now.config.processes;
    if names.is_empty() {
        return top;
    }
    let columns = if width > 500 { 6 } else { 3 };
    let room = columns * LINES;
    let shown = if names.len() > room { room - 1 } else { names.len() };
    let each = (width - 32 + 10) / (columns.min(names.len()) as i32);
    for (process, name) in names.iter().enumerate().take(shown) {
        let (column, line) = ((process % columns) as i32, (process / columns) as i32);
        let rect = Rect::new(16 + column * each, top + line * (HEIGHT + 8), each - 10, HEIGHT);
        card(scene, now, process, name, rect);
    }
    if names.len() > shown {
        let (column, line) = ((shown % columns) as i32, (shown / columns) as i32);
        let more = names.len() - shown;
        let (x, y) = (16 + column * each + each / 2, top + line * (HEIGHT + 8) + HEIGHT / 2 + 4);
        scene.labels.push(faint(text!("{more} more", "另有 {more} 个"), x, y, Anchor::Middle));
    }
    let lines = names.len().min(room).div_ceil(columns) as i32;
    top + lines * (HEIGHT + 8) + 6
}

fn card(scene: &mut Scene, now: &Replacing, process: usize, name: &str, rect: Rect) {
    let life = now.lives[process];
    let (state, tone) = words(doing(now, process));
    let timed = now.config.is_timed();
    let runs = now.is_busy() && now.process() == process;
    scene.places.push(Place {
        tone: if timed { tone } else { Tone::Plain },
        active: runs,
        corner: if timed { state } else { Text::default() },
        // Narrow cards have room for the state only.
        ..titled(
            format!("proc:{name}"),
            rect,
            if rect.w > 180 { text!("Process {name}", "进程 {name}") } else { Text::same(name) },
        )
    });
    let (held, faults, done) = (now.held_by(process), life.faults, life.done);
    let frames = match share(now, process) {
        Some(share) => text!("{held} of {share} frames", "{held}/{share} 个页框"),
        None if held == 1 => text!("1 frame", "1 个页框"),
        None => text!("{held} frames", "{held} 个页框"),
    };
    let (x, y) = (rect.x + 12, rect.y + 37);
    scene.labels.push(label(frames, x, y, Anchor::Start));
    scene.labels.push(faint(
        text!("faults: {faults} of {done}", "{done} 次中缺页 {faults}"),
        x,
        y + 17,
        Anchor::Start,
    ));
}

/// How many frames a process has of its own, under local allocation.
fn share(now: &Replacing, process: usize) -> Option<usize> {
    let Memory::Pools(pools) = &now.memory else { return None };
    now.config.is_local().then(|| pools[process].slots.len())
}

/// All that is known of a process.
pub fn inspect(now: &Replacing, name: &str) -> Option<Inspect> {
    let process = now.config.processes.iter().position(|known| known == name)?;
    let life = now.lives[process];
    let number = |value: u64| Cell::plain(value.to_string());
    let mut rows = vec![
        (Text::new("Frames held", "占用页框"), number(now.held_by(process) as u64)),
        (Text::new("Accesses", "访问次数"), number(life.done)),
        (Text::new("Page faults", "缺页次数"), number(life.faults)),
    ];
    if let Some(share) = share(now, process) {
        rows.insert(1, (Text::new("Frames of its own", "分得页框"), number(share as u64)));
    }
    if now.config.is_timed() {
        let (state, tone) = words(doing(now, process));
        rows.insert(0, (Text::new("State", "状态"), Cell { text: state, tone, ..Cell::default() }));
    }
    Some(Inspect {
        id: format!("proc:{name}"),
        name: text!("Process {name}", "进程 {name}"),
        hue: process_hue(now, process),
        rows,
    })
}
