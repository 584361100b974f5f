//! How often the TLB hits as it grows: with and without process numbers, with small pages and huge ones.

use super::machine::Walking;
use crate::lab::{Series, Study, Values, X};
use crate::labs::memory::scenario::{Area, Paging, Tlb};
use crate::sim::Ratio;
use crate::text::Text;

/// Sizes that are tried: 1, 2, 4, … entries.
const SIZES: u32 = 9;
/// The most accesses for which they are.
const ACCESSES: usize = 5_000;

/// The study of a scenario that has a TLB.
pub fn studies(paging: &Paging) -> Vec<Study> {
    let Some(tlb) = &paging.tlb else { return vec![] };
    if paging.addresses.is_empty() || paging.addresses.len() > ACCESSES || Walking::start(paging).is_err() {
        return vec![];
    }
    let series = variants(paging).into_iter().enumerate().map(|(index, (id, name, _))| Series {
        id: id.into(),
        name,
        hue: index as u8 + 1,
    });
    vec![Study {
        id: "tlb",
        title: Text::new("TLB hits against its size", "快表命中率随大小的变化"),
        help: Text::new(
            "The same accesses, once for each size of a fully associative TLB. The line rises until everything that is used by turns fits: that is the reach of the TLB.",
            "访问串不变，对全相联快表的每种大小各运行一次。轮流使用的页都放得下之前，命中率一直上升：这就是快表的覆盖范围。",
        ),
        x: "entries",
        x_name: Text::new("entries", "快表项数"),
        y_name: Text::new("% hits", "命中率（%）"),
        series: series.collect(),
        points: (0..SIZES).map(|power| X::whole(1 << power)).collect(),
        evenly: true,
        here: (0..SIZES as usize).find(|power| 1 << power == tlb.entries),
    }]
}

/// The hit rates at the point of an index.
pub fn point(paging: &Paging, _: &str, index: usize) -> Values {
    variants(paging).into_iter().map(|(.., variant)| hits(&variant, 1 << index.min(12))).collect()
}

/// The scenario under the alternatives that it has: id, name, scenario.
fn variants(paging: &Paging) -> Vec<(&'static str, Text, Paging)> {
    let with = |asid: bool, huge: bool| Paging {
        tlb: paging.tlb.as_ref().map(|tlb| Tlb { asid, ..tlb.clone() }),
        areas: paging
            .areas
            .iter()
            .map(|area| Area { huge: if huge { area.huge } else { 0 }, ..area.clone() })
            .collect(),
        ..paging.clone()
    };
    let asid = paging.tlb.as_ref().is_some_and(|tlb| tlb.asid);
    if paging.who.is_some() {
        return vec![
            ("flush", Text::new("flush on switch", "切换时清空"), with(false, true)),
            ("asid", Text::same("ASID"), with(true, true)),
        ];
    }
    if paging.areas.iter().any(|area| area.huge > 0) {
        return vec![
            ("small", Text::new("small pages", "小页"), with(asid, false)),
            ("huge", Text::new("huge pages", "大页"), with(asid, true)),
        ];
    }
    vec![("hits", Text::new("hits", "命中率"), paging.clone())]
}

fn hits(paging: &Paging, entries: u32) -> Option<Ratio> {
    let tlb = paging.tlb.as_ref()?;
    let tlb = Tlb { entries, ways: None, initial: vec![], ..tlb.clone() };
    let mut machine = Walking::start(&Paging { tlb: Some(tlb), ..paging.clone() }).ok()?;
    let mut events = vec![];
    for _ in 0..machine.config.accesses.len() {
        machine.finish_access(&mut events);
        events.clear();
    }
    Some(Ratio::new(100 * machine.totals.tlb_hits as i64, machine.done.max(1) as i64))
}
