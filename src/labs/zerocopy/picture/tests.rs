//! Nothing on the stage lies on anything else, in any technique, to any destination, at any step.

use super::plan::Plan;
use super::scene::scene;
use crate::figure::{Anchor, Gantt, Label, Rect, Scene, Tone, measure};
use crate::lab::{Look, Moment};
use crate::labs::zerocopy::config::{Config, config};
use crate::labs::zerocopy::machine::Zerocopy;
use crate::labs::zerocopy::names::TECHNIQUES;
use crate::labs::zerocopy::route::{route, spots};
use crate::labs::zerocopy::scenario::{Change, Scenario};
use crate::labs::zerocopy::tests::TO;
use crate::sim::{LIMIT, Machine, Recording};
use crate::text::Lang;
use std::collections::BTreeSet;
use std::sync::Arc;

fn every_scenario() -> Vec<Scenario> {
    let scenario =
        |technique, destination, change| Scenario { technique, destination, change, ..Scenario::default() };
    let to = |technique| {
        TO.into_iter().flat_map(move |to| {
            [Change::Nothing, Change::Encrypt].map(|change| scenario(technique, to, change))
        })
    };
    let mut all: Vec<Scenario> = TECHNIQUES.into_iter().flat_map(to).collect();
    let last =
        all.iter().rposition(|one| one.technique == TECHNIQUES[8]).expect("copy_file_range is the ninth");
    all.push(Scenario { reflink: true, ..all[last - 1].clone() });
    all
}

fn every_plan() -> Vec<(Plan, Config)> {
    let both = |scenario: &Scenario| {
        let config = config(scenario).expect("it starts");
        [false, true].map(|narrow| (Plan::new(narrow, &config), config.clone()))
    };
    every_scenario().iter().flat_map(both).collect()
}

fn meet(a: &Rect, b: &Rect) -> bool {
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

fn inside(inner: &Rect, outer: &Rect) -> bool {
    inner.x >= outer.x
        && inner.y >= outer.y
        && inner.x + inner.w <= outer.x + outer.w
        && inner.y + inner.h <= outer.y + outer.h
}

/// The area of a leg of a line.
fn leg(points: &[(i32, i32)]) -> Rect {
    let (left, top) = (points[0].0.min(points[1].0), points[0].1.min(points[1].1));
    Rect::new(left, top, (points[0].0 - points[1].0).abs().max(1), (points[0].1 - points[1].1).abs().max(1))
}

#[test]
fn every_buffer_lies_in_its_lane_and_on_no_other() {
    for (plan, config) in every_plan() {
        let rects: Vec<Rect> = spots(&config).into_iter().map(|spot| plan.spot(spot)).collect();
        for (spot, inner) in spots(&config).into_iter().zip(&rects) {
            let outer = plan.lane(super::lane_in(spot, &config));
            assert!(inside(inner, &outer), "{spot:?} {:?} {:?} {}", config.technique, config.to, plan.narrow);
        }
        for (index, a) in rects.iter().enumerate() {
            let on = rects[index + 1..].iter().any(|b| meet(a, b));
            assert!(!on, "{:?} {:?}", config.technique, config.to);
        }
    }
}

#[test]
fn no_line_crosses_a_buffer_that_it_does_not_join() {
    for (plan, config) in every_plan() {
        for way in route(&config) {
            let line = plan.line(way);
            for spot in spots(&config).into_iter().filter(|spot| *spot != way.from && *spot != way.to) {
                let crosses = line.points.windows(2).any(|points| meet(&leg(points), &plan.spot(spot)));
                let (technique, to) = (config.technique, config.to);
                assert!(!crosses, "{technique:?} {to:?} {}: {way:?} through {spot:?}", plan.narrow);
            }
        }
    }
}

/// What must keep clear of everything else: its name for complaints, and its area.
type Area = (String, Rect);

fn words(text: &str, (x, y): (i32, i32), anchor: Anchor) -> Rect {
    let width = measure::line(text);
    let left = match anchor {
        Anchor::Start => x,
        Anchor::Middle => x - width / 2,
        Anchor::End => x - width,
    };
    Rect::new(left, y - 10, width, 12)
}

/// Boxes and blocks, titles of lanes, numbers and names.
fn areas(scene: &Scene, lang: Lang) -> Vec<Area> {
    let mut all: Vec<Area> = Vec::new();
    for place in &scene.places {
        let title = words(place.title.get(lang), (place.rect.x + 12, place.rect.y + 19), Anchor::Start);
        // Bold, and a little larger.
        let title = Rect { w: title.w * 6 / 5, ..title };
        let id = &place.id;
        all.push(if place.lane { (format!("title of {id}"), title) } else { (id.clone(), place.rect) });
    }
    for thing in scene.things.iter().filter(|thing| thing.id == "cpu:0") {
        let place = scene.place(&thing.place).expect("the CPU is in a lane");
        all.push((thing.id.clone(), place.slots.first));
    }
    for arrow in &scene.arrows {
        if let Some((number, (x, y))) = arrow.badge {
            all.push((format!("number {number}"), Rect::new(x - 11, y - 11, 22, 22)));
        }
        let name = arrow.label.get(lang);
        if !name.is_empty() {
            all.push((format!("“{name}” of {}", arrow.id), words(name, arrow.at, arrow.anchor)));
        }
    }
    let label = |Label { text, at, anchor, .. }: &Label| {
        let text = text.get(lang);
        (format!("“{text}”"), words(text, *at, *anchor))
    };
    all.extend(scene.labels.iter().map(label));
    all
}

fn complaints(scene: &Scene, lang: Lang) -> Vec<String> {
    let areas = areas(scene, lang);
    let frame = Rect::new(0, 0, scene.width, scene.height);
    let mut wrong = Vec::new();
    for (index, (name, area)) in areas.iter().enumerate() {
        if !inside(area, &frame) {
            wrong.push(format!("{name} reaches out of the picture"));
        }
        for (other, there) in &areas[index + 1..] {
            if meet(area, there) {
                wrong.push(format!("{name} lies on {other}"));
            }
        }
        let is_words = name.contains('“') || name.starts_with("title");
        for arrow in scene.arrows.iter().filter(|_| is_words) {
            if arrow.points.windows(2).any(|points| meet(&leg(points), area)) {
                wrong.push(format!("{} goes through {name}", arrow.id));
            }
        }
    }
    for place in scene.places.iter().filter(|place| !place.lane) {
        if measure::heading(place.title.get(lang), "") > place.rect.w {
            wrong.push(format!("the title of {} is wider than its box", place.id));
        }
    }
    wrong
}

#[test]
fn words_numbers_lines_and_boxes_keep_clear_of_each_other() {
    let timeline = Gantt::default();
    let mut wrong = BTreeSet::new();
    for scenario in every_scenario() {
        let run = Recording::new(Zerocopy::new(Arc::new(config(&scenario).expect("it starts"))), LIMIT);
        for step in 1..=run.len() {
            let before = run.state(step - 1);
            let (mut now, mut events) = (before.clone(), Vec::new());
            now.step(&mut events);
            let moment = Moment {
                step,
                scenario: &scenario,
                before: &before,
                now: &now,
                events: &events,
                timeline: &timeline,
            };
            for narrow in [false, true] {
                let scene = scene(&moment, &Look { narrow, ..Look::default() });
                for lang in [Lang::En, Lang::Zh] {
                    let here = format!(
                        "{:?} to {:?}, narrow {narrow}, {lang:?}",
                        scenario.technique, scenario.destination
                    );
                    wrong.extend(complaints(&scene, lang).into_iter().map(|one| format!("{here}: {one}")));
                }
            }
        }
    }
    let list: Vec<String> = wrong.into_iter().collect();
    assert!(list.is_empty(), "{} complaints:\n{}", list.len(), list.join("\n"));
}

#[test]
fn the_narrow_picture_leaves_room_for_timeline_and_sentence() {
    for (plan, config) in every_plan().into_iter().filter(|(plan, _)| plan.narrow) {
        let most = if plan.pipe && plan.user { 400 } else { 345 };
        assert!(plan.size().1 <= most, "{:?} {:?}: {}", config.technique, config.to, plan.size().1);
        assert!(plan.lane(Tone::User).y >= 60, "the counters need their rows");
    }
}
