//! The picture of an effective access time: a small share of slow accesses takes a large share of the time.

use super::scenario::Eat;
use super::sketch::{faint, label, place};
use super::sums;
use crate::figure::{Anchor, Place, Rect, Scene, Tone};
use crate::sim::Ratio;
use crate::text::Text;

/// How often an access goes each way, and how much of the time that takes; returns where it ends.
pub fn weights(scene: &mut Scene, wish: &Eat, top: i32) -> i32 {
    let Ok(ways) = sums::ways(wish) else { return top };
    let tones = [Tone::Hit, Tone::Miss, Tone::Fault];
    let tone =
        |index: usize| if index + 1 == ways.len() && index > 0 { last_tone(wish) } else { tones[index] };
    let shares: Vec<Ratio> = ways.iter().map(|way| way.share.clone()).collect();
    let parts: Vec<Ratio> = ways.iter().map(|way| way.part()).collect();
    let mut y = top;
    let bars = [
        ("share", Text::new("Share of the accesses", "占访问次数的比例"), shares),
        ("time", Text::new("Share of the time", "占时间的比例"), parts),
    ];
    for (id, name, values) in bars {
        scene.labels.push(faint(name, 16, y, Anchor::Start));
        let sum: i64 = values.iter().map(|value| thousandths(value).max(0)).sum();
        let (room, mut x) = (i64::from(scene.width) - 32, 16);
        for (index, value) in values.iter().enumerate() {
            let permille = (thousandths(value).max(0) * 2000 + sum) / (2 * sum.max(1));
            let width = ((room * permille / 1000) as i32).max(2);
            let rect = Rect::new(x, y + 10, width, 36);
            scene.places.push(Place { tone: tone(index), ..place(format!("{id}:{index}"), rect) });
            let words = Text::same(format!("{} %", Ratio::new(permille, 10).decimal(1)));
            if width > 56 {
                scene.labels.push(label(words, x + width / 2, y + 33, Anchor::Middle));
            }
            x += width + 2;
        }
        y += 74;
    }
    y -= 8;
    for (index, way) in ways.iter().enumerate() {
        let rect = Rect::new(16, y, if scene.width < 400 { 352 } else { 620 }, 30);
        let [share, time, part] = [&way.share, &way.time, &way.part()].map(|value| value.decimal(4));
        let corner = Text::same(format!("{share} × {time} = {part}"));
        scene.places.push(Place { tone: tone(index), corner, ..place(format!("way:{index}"), rect) });
        scene.labels.push(label(way.name.clone(), 28, y + 20, Anchor::Start));
        y += 34;
    }
    y
}

/// The tone of the slowest way.
fn last_tone(wish: &Eat) -> Tone {
    match wish {
        Eat::Demand { .. } | Eat::TlbDemand { .. } => Tone::Fault,
        Eat::Tlb { .. } | Eat::Cache { .. } => Tone::Miss,
    }
}

fn thousandths(value: &Ratio) -> i64 {
    value.thousandths().min(1_000_000_000_000)
}
