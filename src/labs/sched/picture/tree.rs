//! The ready set as the red-black tree in which the kernel keeps it.

use super::virtually::{self, Stand};
use crate::figure::{Anchor, Arrow, Label, Place, Rect, Scene, Slots, Thing, Tone, hue};
use crate::lab::{Look, Moment};
use crate::labs::sched::fair::rbtree::Tree;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::process_id;
use crate::labs::sched::state::Pid;
use crate::labs::sched::story::actor;
use crate::sim::{Ratio, Time};
use crate::text;
use crate::text::Text;

/// The scene of a step: the queue of the process that it is about.
pub fn scene(moment: &Moment<'_, Sched>, look: &Look) -> Scene {
    let sched = moment.now;
    let about = moment.events.first().and_then(actor).filter(|who| (*who as usize) < sched.processes.len());
    let queue = about.map_or(0, |who| sched.home(who).min(sched.queues.len() - 1));
    let virtually = virtually::of(sched, queue);
    let mut ready: Vec<&Stand> = virtually.stands.iter().filter(|stand| !stand.runs).collect();
    ready.sort_by_key(|stand| (sched.processes[stand.who as usize].queued, stand.who));
    let by_deadline = !sched.shares_by_cfs();
    let key = |stand: &&Stand| -> (Ratio, Time, Pid) {
        let value = stand.due.as_ref().filter(|_| by_deadline).map_or(&stand.at, |(due, _)| due);
        let tie = if by_deadline { Time::ZERO } else { sched.processes[stand.who as usize].queued };
        (value.clone(), tie, stand.who)
    };
    let tree = Tree::of(ready.iter().map(key));
    let mut drawing = Drawing {
        moment,
        tree: &tree,
        ready: &ready,
        width: if look.narrow { 366 } else { 994 },
        levels: if look.narrow { 3 } else { 5 },
        left_out: 0,
        scene: Scene::default(),
    };
    if let Some(root) = tree.root {
        drawing.node(root, 0, 0, None);
    }
    drawing.finish(queue, by_deadline)
}

struct Drawing<'a> {
    moment: &'a Moment<'a, Sched>,
    tree: &'a Tree<(Ratio, Time, Pid)>,
    ready: &'a [&'a Stand],
    width: i32,
    /// Levels that are drawn.
    levels: u32,
    /// Nodes below them.
    left_out: usize,
    scene: Scene,
}

/// Top of the root, height of a node, and the way to the next level.
const TOP: (i32, i32, i32) = (34, 58, 92);

impl Drawing<'_> {
    /// Draws a node, its `place`-th of `level` from the left, and what is below it.
    fn node(&mut self, at: usize, level: u32, place: i32, parent: Option<(i32, i32)>) {
        let node = &self.tree.nodes[at];
        if level >= self.levels {
            self.left_out += 1;
        } else {
            self.draw(at, level, place, parent);
        }
        let here = self.middle(level, place);
        for (child, side) in [(node.left, 0), (node.right, 1)] {
            if let Some(child) = child {
                self.node(child, level + 1, 2 * place + side, Some(here));
            }
        }
    }

    /// The middle of the lower edge of a node.
    fn middle(&self, level: u32, place: i32) -> (i32, i32) {
        let parts = 1 << (level + 1).min(20);
        ((2 * place + 1) * self.width / parts, TOP.0 + TOP.2 * level as i32 + TOP.1)
    }

    fn draw(&mut self, at: usize, level: u32, place: i32, parent: Option<(i32, i32)>) {
        let (node, sched) = (&self.tree.nodes[at], self.moment.now);
        let (x, bottom) = self.middle(level, place);
        let wide = (self.width >> level).min(78) - 4;
        let who = node.key.2;
        let name = sched.name(who);
        let about = self.moment.events.first().and_then(actor);
        let thing = (wide - 12).min(44);
        let first = Rect::new(x - thing / 2, bottom - 34, thing, 28);
        self.scene.places.push(Place {
            id: format!("node:{name}"),
            rect: Rect::new(x - wide / 2, bottom - TOP.1, wide, TOP.1),
            title: if node.red { Text::new("red", "红") } else { Text::new("black", "黑") },
            tone: if node.red { Tone::Fault } else { Tone::Plain },
            active: self.tree.leftmost() == Some(at),
            slots: Slots { first, columns: 1, rows: 1, ..Slots::default() },
            ..Place::default()
        });
        self.scene.things.push(Thing {
            id: process_id(sched, who),
            name: name.into(),
            hue: hue(who as usize, sched.processes.len()),
            place: format!("node:{name}"),
            changed: about == Some(who),
            ..Thing::default()
        });
        self.scene.labels.push(Label {
            text: Text::same(node.key.0.decimal(2)),
            at: (x, bottom + 15),
            anchor: Anchor::Middle,
            faint: false,
        });
        if let Some((from, y)) = parent {
            let side = if x < from { -20 } else { 20 };
            let points = vec![(from + side, y + 3), (x, bottom - TOP.1)];
            self.scene.arrows.push(Arrow { id: format!("edge:{name}"), points, ..Arrow::default() });
        }
    }

    fn finish(mut self, queue: usize, by_deadline: bool) -> Scene {
        let sched = self.moment.now;
        let count = self.ready.len();
        let what = if by_deadline {
            Text::new("by virtual deadline", "按虚拟截止时间")
        } else {
            Text::new("by vruntime", "按 vruntime")
        };
        let Text { en, zh } = what;
        let left = self.tree.leftmost().map(|at| sched.name(self.tree.nodes[at].key.2));
        let title = match (left, self.left_out) {
            (None, _) => Text::new("The ready set is empty.", "就绪集合为空。"),
            (Some(n), 0) => text!("Ready set {en}; leftmost: {n}", "就绪集合（{zh}），最左：{n}"),
            (Some(n), more) => {
                text!(
                    "Ready set {en}; leftmost: {n}; {more} more below",
                    "就绪集合（{zh}），最左：{n}；下面还有 {more} 个"
                )
            }
        };
        let title = if sched.queues.len() > 1 {
            let Text { en, zh } = title;
            text!("CPU {queue}: {en}", "CPU {queue}：{zh}")
        } else {
            title
        };
        let deepest =
            self.scene.places.iter().map(|place| place.rect.y + place.rect.h).max().unwrap_or(TOP.0);
        self.scene.labels.push(Label { text: title, at: (12, 20), anchor: Anchor::Start, faint: false });
        self.scene.label = text!(
            "Red-black tree of the ready set, {count} nodes, {en}.",
            "就绪集合的红黑树，{count} 个结点，{zh}。"
        );
        self.scene.width = self.width;
        self.scene.height = deepest.max(TOP.0 + TOP.1 + 2 * TOP.2) + 24;
        self.scene
    }
}
