//! The page fault as an event of the operating system: program above, kernel in the middle, disk below.

use super::machine::{Fault, Phase, Walking};
use super::picture::accesses;
use super::story::mode;
use crate::figure::{Anchor, Arrow, Place, Rect, Scene, Tone};
use crate::labs::memory::event::Event;
use crate::labs::memory::replace;
use crate::labs::memory::sketch::{faint, label, place, titled};
use crate::text;
use crate::text::Text;

/// What the kernel does, in order.
const STAGES: usize = 7;

/// The picture of a step.
pub fn scene(before: &Walking, now: &Walking, events: &[Event], narrow: bool) -> Scene {
    let width = if narrow { 384 } else { 960 };
    let mut scene = Scene { width, ..Scene::default() };
    accesses(&mut scene, now, width);
    let (kernel, waits) = mode(now);
    program(&mut scene, now, width, (kernel, waits));
    let bottom = handler(&mut scene, now, events, width);
    let (Some(old), Some(new)) = (&before.frames, &now.frames) else {
        scene.height = bottom + 12;
        return scene;
    };
    scene.height = replace::picture::below(&mut scene, old, new, events, bottom + 16, narrow);
    scene.label = describe(now, kernel, waits);
    scene
}

fn describe(now: &Walking, kernel: bool, waits: bool) -> Text {
    let faults = now.totals.page_faults;
    match (kernel, waits) {
        (_, true) => text!(
            "The kernel serves a page fault; the process waits. Faults so far: {faults}.",
            "内核处理缺页，进程阻塞。至今缺页 {faults} 次。"
        ),
        (true, _) => text!(
            "The kernel serves a page fault. Faults so far: {faults}.",
            "内核处理缺页。至今缺页 {faults} 次。"
        ),
        _ => text!("The program runs. Faults so far: {faults}.", "程序在运行。至今缺页 {faults} 次。"),
    }
}

fn program(scene: &mut Scene, now: &Walking, width: i32, (kernel, waits): (bool, bool)) {
    let half = (width - 44) / 2;
    let access = now.access().map(|access| {
        let page = now.config.space.show(access.page);
        format!("{} {page}", access.op)
    });
    let access = access.unwrap_or_default();
    let (state, tone) = match (kernel, waits) {
        (_, true) => (Text::new("waits for the disk", "阻塞，等待磁盘"), Tone::Waiting),
        (true, false) => (Text::new("stopped in its instruction", "停在这条指令"), Tone::Ready),
        _ => (Text::new("runs", "运行"), Tone::Running),
    };
    let mine = Rect::new(16, 62, half, 58);
    scene.places.push(Place {
        strip: Some((state, tone)),
        tone: Tone::User,
        active: !kernel,
        corner: if width > 400 { Text::new("user mode", "用户态") } else { Text::default() },
        ..titled("program", mine, text!("Program: {access}", "程序：{access}"))
    });
    let other = Rect::new(28 + half, 62, half, 58);
    let (state, tone) = if waits {
        (Text::new("runs meanwhile", "趁机运行"), Tone::Running)
    } else {
        (Text::new("ready", "就绪"), Tone::Ready)
    };
    scene.places.push(Place {
        strip: Some((state, tone)),
        tone: Tone::User,
        active: waits,
        ..titled("other", other, Text::new("Another process", "另一个进程"))
    });
}

/// The kernel's stages; returns where they end.
fn handler(scene: &mut Scene, now: &Walking, events: &[Event], width: i32) -> i32 {
    let narrow = width < 400;
    let columns = if narrow { 4 } else { STAGES };
    let step = (width - 32 - 24) / columns as i32;
    let top = 160;
    let lines = STAGES.div_ceil(columns) as i32;
    let rect = Rect::new(16, top, width - 32, 44 + lines * 54);
    let (reached, active) = stage(now, events);
    scene.places.push(Place {
        tone: Tone::Kernel,
        active: active.is_some(),
        corner: Text::new("kernel mode", "内核态"),
        ..titled("handler", rect, Text::new("Page-fault handler", "缺页异常处理程序"))
    });
    for (index, name) in names().into_iter().enumerate() {
        let (column, line) = ((index % columns) as i32, (index / columns) as i32);
        let here = Rect::new(28 + column * step, top + 32 + line * 54, step - 10, 44);
        let done = index < reached;
        scene.places.push(Place {
            active: active == Some(index),
            dashed: !done && active != Some(index),
            tone: if done || active == Some(index) { Tone::Plain } else { Tone::Kernel },
            ..place(format!("stage:{index}"), here)
        });
        let n = index + 1;
        if !narrow {
            scene.labels.push(faint(text!("{n}", "{n}"), here.x + 10, here.y + 16, Anchor::Start));
        }
        let middle = (here.middle() as i32, here.y + 28);
        scene.labels.push(if active == Some(index) {
            label(name, middle.0, middle.1, Anchor::Middle)
        } else {
            faint(name, middle.0, middle.1, Anchor::Middle)
        });
    }
    let trapped = events.iter().any(|event| matches!(event, Event::Trapped { .. } | Event::Violated));
    let back = events.iter().any(|event| matches!(event, Event::Retried | Event::Killed));
    let side = if narrow { 60 } else { 120 };
    scene.arrows.push(Arrow {
        id: "trap".into(),
        points: vec![(side, 120), (side, top)],
        label: Text::new("trap", "陷入"),
        at: (side + 8, 145),
        anchor: Anchor::Start,
        active: trapped,
        ..Arrow::default()
    });
    let far = width / 2 - 60;
    scene.arrows.push(Arrow {
        id: "return".into(),
        points: vec![(far, top), (far, 120)],
        label: Text::new("return: same instruction", "返回：同一条指令"),
        at: (far + 8, 145),
        anchor: Anchor::Start,
        active: back,
        ..Arrow::default()
    });
    top + rect.h
}

fn names() -> [Text; STAGES] {
    [
        Text::new("save state", "保存现场"),
        Text::new("find page", "查找页面"),
        Text::new("find frame", "找页框"),
        Text::new("write back", "写回"),
        Text::new("read page", "读入页面"),
        Text::new("update PTE", "改页表项"),
        Text::new("retry", "重新执行"),
    ]
}

/// How many stages are done, and the one of this step.
fn stage(now: &Walking, events: &[Event]) -> (usize, Option<usize>) {
    let active = events.iter().find_map(|event| match event {
        Event::Trapped { .. } | Event::Violated => Some(0),
        Event::Located { .. } => Some(1),
        Event::Freed { .. } | Event::Spared { .. } | Event::Chosen { .. } | Event::Unmapped { .. } => Some(2),
        Event::WrittenBack { .. } => Some(3),
        Event::Read { .. } => Some(4),
        Event::Loaded { .. } | Event::Remapped | Event::Owned => Some(5),
        Event::Retried => Some(6),
        _ => None,
    });
    let reached = match now.phase {
        Phase::Locate | Phase::Own => 1,
        Phase::Remap => 2,
        Phase::Search => 2,
        Phase::Unmap | Phase::WriteBack => 3,
        Phase::Read(_) => 4,
        Phase::Update(_) => 5,
        Phase::Retry => 6,
        _ if matches!(now.outcome.fault, Some(Fault::Page | Fault::Cow)) && now.current() > now.done => {
            STAGES
        }
        _ => 0,
    };
    (reached, active)
}
