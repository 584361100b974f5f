//! Scenes and numbers of known steps.

use crate::figure::{Figure, GanttMoment, Rect, Scene, Tone};
use crate::lab::{Look, Run};
use crate::labs::LABS;
use serde_json::json;
use std::sync::Arc;

fn open(scenario: serde_json::Value) -> Arc<dyn Run> {
    (LABS[0].open)(1, scenario).unwrap_or_else(|error| panic!("{error:?}"))
}

fn mixed() -> Arc<dyn Run> {
    (LABS[0].preset)("mixed", &[]).unwrap_or_else(|error| panic!("{error:?}"))
}

fn look(view: &str, narrow: bool) -> Look {
    Look { view: view.into(), narrow }
}

fn scene(run: &dyn Run, step: usize, look: &Look) -> Scene {
    let Some(Figure::Scene(scene)) = run.frame(step, look).figures.into_iter().next() else {
        panic!("the first figure of this view is a scene");
    };
    scene
}

fn gantt(run: &dyn Run, step: usize) -> GanttMoment {
    let Some(Figure::Gantt(gantt)) = run.frame(step, &look("gantt", false)).figures.into_iter().next() else {
        panic!("the first figure of this view is a timeline");
    };
    gantt
}

/// Who stands in a place, slot by slot.
fn standing<'a>(scene: &'a Scene, place: &str) -> Vec<&'a str> {
    let mut here: Vec<_> = scene.things.iter().filter(|thing| thing.place == place && !thing.ghost).collect();
    here.sort_by_key(|thing| thing.slot);
    here.iter().map(|thing| thing.name.as_str()).collect()
}

#[test]
fn a_used_up_slice_is_drawn_as_designed() {
    for narrow in [false, true] {
        let scene = scene(&*mixed(), 10, &look("both", narrow));
        assert_eq!(standing(&scene, "ready"), ["P1", "P4", "P3"]);
        assert_eq!(standing(&scene, "cpu:0"), [""; 0]);
        assert_eq!(standing(&scene, "dev:disk"), ["P2"]);
        let ghosts: Vec<_> = scene.things.iter().filter(|thing| thing.ghost).collect();
        assert_eq!(ghosts.len(), 1);
        assert_eq!((ghosts[0].id.as_str(), ghosts[0].place.as_str()), ("proc:P3", "cpu:0"));
        let moved: Vec<_> = scene.things.iter().filter(|thing| thing.changed).collect();
        assert_eq!(moved.len(), 1);
        assert_eq!((moved[0].name.as_str(), moved[0].via.as_deref()), ("P3", Some("preempt")));
        let active: Vec<_> = scene.arrows.iter().filter(|arrow| arrow.active).collect();
        assert_eq!(active.len(), 1);
        assert_eq!(active[0].label.en, "time slice used up");
        assert_eq!(active[0].label.zh, "时间片用完");
        assert!(scene.place("ready").unwrap().active);
        assert_eq!(scene.label.en, "Running: none. Ready, head first: P1, P4, P3. Waiting: P2.");
        assert_eq!(scene.label.zh, "运行：无。就绪（队首在前）：P1、P4、P3。阻塞：P2。");
    }
}

#[test]
fn the_wide_scene_has_the_designed_measures() {
    let scene = scene(&*mixed(), 10, &look("both", false));
    assert_eq!((scene.width, scene.height), (994, 262));
    let rect = |id: &str| scene.place(id).unwrap().rect;
    assert_eq!(rect("new"), Rect::new(18, 82, 92, 84));
    assert_eq!(rect("ready"), Rect::new(176, 82, 306, 84));
    assert_eq!(rect("cpu:0"), Rect::new(588, 66, 172, 116));
    assert_eq!(rect("done"), Rect::new(868, 82, 108, 84));
    assert_eq!(rect("dev:disk"), Rect::new(372, 202, 250, 54));
    let points = |id: &str| scene.arrows.iter().find(|arrow| arrow.id == id).unwrap().points.clone();
    assert_eq!(points("admit"), [(110, 124), (174, 124)]);
    assert_eq!(points("dispatch"), [(482, 124), (586, 124)]);
    assert_eq!(points("exit"), [(760, 124), (866, 124)]);
    assert_eq!(points("asks"), [(674, 182), (674, 227), (626, 227)]);
    assert_eq!(points("io-done"), [(372, 227), (229, 227), (229, 170)]);
    assert_eq!(points("preempt"), [(674, 66), (674, 28), (210, 28), (210, 78)]);
    let strip = scene.place("cpu:0").unwrap().strip.clone().unwrap();
    assert_eq!((strip.0.en.as_ref(), strip.1), ("kernel: scheduler", Tone::Kernel));
    let gauge = &scene.gauges[0];
    assert_eq!(gauge.text.en, "slice 2/2");
    assert_eq!((gauge.permille, gauge.blocks, gauge.rect), (1000, 2, Rect::new(672, 150, 48, 8)));
    let spot = scene.spots().into_iter().find(|spot| spot.thing.name == "P3" && !spot.thing.ghost).unwrap();
    assert_eq!((spot.thing.slot, spot.rect), (2, Rect::new(310, 108, 44, 38)));
}

#[test]
fn the_narrow_scene_has_the_designed_measures() {
    let scene = scene(&*mixed(), 10, &look("both", true));
    assert_eq!((scene.width, scene.height), (366, 226));
    let rect = |id: &str| scene.place(id).unwrap().rect;
    assert_eq!(rect("ready"), Rect::new(10, 34, 214, 76));
    assert_eq!(rect("cpu:0"), Rect::new(256, 34, 100, 76));
    assert_eq!(rect("dev:disk"), Rect::new(10, 150, 214, 66));
    assert_eq!(rect("done"), Rect::new(256, 150, 100, 66));
    assert!(scene.place("new").is_none());
    let points = |id: &str| scene.arrows.iter().find(|arrow| arrow.id == id).unwrap().points.clone();
    assert_eq!(points("preempt"), [(306, 34), (306, 16), (32, 16), (32, 30)]);
    assert_eq!(points("asks"), [(272, 110), (272, 130), (198, 130), (198, 148)]);
    assert_eq!(points("io-done"), [(34, 150), (34, 113)]);
    assert_eq!(points("exit"), [(306, 110), (306, 148)]);
}

#[test]
fn the_cpu_says_whose_code_it_runs() {
    let run = mixed();
    let strip =
        |step| scene(&*run, step, &look("both", false)).place("cpu:0").unwrap().strip.clone().unwrap();
    assert_eq!(strip(11).0.en, "user: P1");
    assert_eq!(strip(11).1, Tone::User);
    assert_eq!(strip(12).0.en, "kernel: I/O interrupt");
    assert_eq!(strip(1).0.en, "idle");
    let costly = open(json!({
        "policy": "fcfs", "rules": { "switch_cost": 1 }, "processes": [{ "pid": "A", "burst": 2 }],
    }));
    let strip = scene(&*costly, 2, &look("both", false)).place("cpu:0").unwrap().strip.clone().unwrap();
    assert_eq!((strip.0.en.as_ref(), strip.1), ("kernel: switching", Tone::Kernel));
}

#[test]
fn the_numbers_of_the_timeline_are_those_of_the_design() {
    let gantt = gantt(&*mixed(), 10);
    let rows: Vec<Vec<&str>> = gantt
        .values
        .values()
        .map(|values| values.iter().map(|value| value.text.as_str()).collect())
        .collect();
    assert_eq!(rows, [["4", "4", "–"], ["1", "2", "–"], ["2", "2", "–"], ["2", "3", "–"]]);
    assert_eq!(gantt.lane.as_deref(), Some("proc:P3"));
    let left = |row: usize| gantt.values.values().nth(row).unwrap()[1].changed;
    assert!(left(2) && !left(1), "P3 ran, P2 did not");
}

#[test]
fn a_feedback_policy_has_a_queue_per_level() {
    let run = open(json!({
        "policy": "mlfq",
        "processes": [{ "pid": "A", "burst": 5 }, { "pid": "B", "burst": 5 }, { "pid": "C", "arrival": 3, "burst": 1 }],
    }));
    for narrow in [false, true] {
        for step in 1..=run.len() {
            let scene = scene(&*run, step, &look("both", narrow));
            let title = if narrow { "Q1, q = 2" } else { "Q1, slice 2" };
            assert_eq!(scene.place("ready:1").unwrap().title.en, title);
            let ids: Vec<&str> = scene.places.iter().map(|place| place.id.as_str()).collect();
            for thing in &scene.things {
                assert!(ids.contains(&thing.place.as_str()), "step {step}: {} stands nowhere", thing.name);
            }
        }
    }
    let down = (1..=run.len())
        .find(|step| run.frame(*step, &look("both", false)).story.kicker.en == "timer interrupt");
    let scene = scene(&*run, down.unwrap(), &look("both", false));
    assert_eq!(standing(&scene, "ready:1"), ["A"]);
    assert_eq!(standing(&scene, "ready:0"), ["B"]);
}

/// Several CPUs, wide and narrow: a slot for each, and a queue for each if they do not share one.
#[test]
fn every_cpu_has_a_slot_and_the_drawing_holds_them() {
    let busy = json!(
        (0..14)
            .map(
                |i| json!({ "pid": format!("P{i}"), "bursts": format!("3 d{}:3 2", i % 6), "arrival": i / 3 })
            )
            .collect::<Vec<_>>()
    );
    for cpus in [2, 3, 8] {
        for (policy, queue) in
            [("rr", "global"), ("rr", "per_core"), ("mlfq", "global"), ("mlfq", "per_core")]
        {
            let rules = json!({ "queue": queue, "steal": "tail", "switch_cost": 1 });
            let run = open(
                json!({ "policy": policy, "cpus": cpus, "balance": 3, "rules": rules, "processes": busy }),
            );
            for (view, narrow) in [("both", false), ("states", false), ("both", true)] {
                for step in 1..=run.len() {
                    let scene = scene(&*run, step, &look(view, narrow));
                    inside_and_apart(&scene, &format!("{policy} {cpus} {queue} {view} {narrow} step {step}"));
                    let slots = scene.places.iter().filter(|place| place.id.starts_with("cpu:")).count();
                    assert_eq!(slots, cpus, "{policy} {queue} {narrow}");
                }
            }
        }
    }
}

#[test]
fn a_migration_is_drawn_and_named() {
    let run = open(json!({
        "policy": "fcfs", "cpus": 2, "rules": { "queue": "per_core", "steal": "head" },
        "processes": [
            { "pid": "A", "burst": 4, "core": 0 }, { "pid": "B", "burst": 4, "core": 0 },
        ],
    }));
    let step = (1..=run.len())
        .find(|step| run.frame(*step, &look("both", false)).story.kicker.en == "work stealing")
        .expect("CPU 1 steals B");
    for narrow in [false, true] {
        let scene = scene(&*run, step, &look("both", narrow));
        let arrow = scene.arrows.iter().find(|arrow| arrow.active).expect("an arrow is bold");
        assert_eq!(arrow.id, "move");
        assert_eq!(arrow.label.en, "CPU 1 steals from CPU 0");
        assert_eq!(standing(&scene, "ready:1"), ["B"]);
        let moved = scene.things.iter().find(|thing| thing.name == "B" && !thing.ghost).unwrap();
        assert_eq!(moved.via.as_deref(), Some("move"));
    }
    assert_eq!(
        run.frame(step, &look("both", false)).story.caption.zh,
        "CPU 1 空闲，从 [CPU 0 的队列](ready:0)取走 [B](proc:B)。"
    );
}

/// Nothing leaves the drawing and nothing stands in another's slot, whatever the scenario.
#[test]
fn everything_is_inside_and_apart() {
    let levels = |count: u32| json!((0..count).map(|_| json!({ "quantum": 1 })).collect::<Vec<_>>());
    let busy = json!(
        (0..14)
            .map(|i| json!({ "pid": format!("P{i}"), "bursts": format!("2 d{}:3 2", i % 6) }))
            .collect::<Vec<_>>()
    );
    for (policy, count) in [("rr", 3), ("mlfq", 3), ("mlfq", 7), ("mlfq", 12), ("fcfs", 3)] {
        let run = open(json!({ "policy": policy, "levels": levels(count), "processes": busy }));
        for (view, narrow) in [("both", false), ("states", false), ("both", true)] {
            for step in 1..=run.len() {
                let scene = scene(&*run, step, &look(view, narrow));
                inside_and_apart(&scene, &format!("{policy} {count} {view} {narrow} step {step}"));
            }
        }
    }
}

fn inside_and_apart(scene: &Scene, name: &str) {
    let fits = |rect: Rect| {
        rect.x >= 0 && rect.y >= 0 && rect.x + rect.w <= scene.width && rect.y + rect.h <= scene.height
    };
    assert!(scene.places.iter().all(|place| fits(place.rect)), "{name}: a place");
    for arrow in &scene.arrows {
        let inside = |&(x, y): &(i32, i32)| (0..=scene.width).contains(&x) && (0..=scene.height).contains(&y);
        assert!(arrow.points.iter().all(inside), "{name}: arrow {}", arrow.id);
    }
    for (index, one) in scene.places.iter().enumerate() {
        for other in &scene.places[index + 1..] {
            assert!(apart(one.rect, other.rect), "{name}: {} and {}", one.id, other.id);
        }
    }
    let spots = scene.spots();
    for (index, one) in spots.iter().enumerate() {
        let place = scene.place(&one.thing.place).unwrap();
        assert!(!apart(one.rect, place.rect), "{name}: {} is in {}", one.thing.name, place.id);
        for other in &spots[index + 1..] {
            assert!(apart(one.rect, other.rect), "{name}: {} and {}", one.thing.name, other.thing.name);
        }
    }
}

fn apart(one: Rect, other: Rect) -> bool {
    one.x + one.w <= other.x
        || other.x + other.w <= one.x
        || one.y + one.h <= other.y
        || other.y + other.h <= one.y
}

#[test]
fn every_reference_of_a_story_is_on_the_stage() {
    let run = mixed();
    for step in 1..=run.len() {
        let frame = run.frame(step, &look("both", false));
        let Figure::Scene(scene) = &frame.figures[0] else { panic!("a scene") };
        for lang in crate::text::Lang::ALL {
            for span in crate::text::spans(frame.story.caption.get(lang)) {
                if let crate::text::Span::Refer(words, id) = span {
                    let here = scene.place(id).is_some() || scene.things.iter().any(|thing| thing.id == id);
                    assert!(here, "step {step}: {words} → {id}");
                    assert!(run.inspect(step, id).is_some(), "step {step}: {id} can be inspected");
                }
            }
        }
    }
}

/// The first scene of a view at a step.
fn seen(id: &str, fields: &[(&str, &str)], view: &str, step: usize) -> crate::figure::Scene {
    let fields: Vec<_> = fields.iter().map(|(field, value)| (field.to_string(), value.to_string())).collect();
    let run = (crate::labs::LABS[0].preset)(id, &fields).unwrap_or_else(|error| panic!("{error:?}"));
    let look = Look { view: view.into(), narrow: false };
    match run.frame(step, &look).figures.swap_remove(0) {
        Figure::Scene(scene) => scene,
        other => panic!("no scene but {other:?}"),
    }
}

#[test]
fn on_the_line_everybody_stands_in_order_of_vruntime() {
    // A (nice 0) has run 3.33 and B (nice 1) nothing: B is next, at 0.
    let scene = seen("cfs-nice", &[], "line", 4);
    let at = |id: &str| scene.things.iter().find(|thing| thing.id == id).expect("it is drawn").slot;
    assert!(at("proc:B") < at("proc:A"), "{scene:?}");
    let ready = scene.place("ready").expect("the ready set");
    assert_eq!((&*ready.title.en, &*ready.corner.en), ("Ready set, by vruntime", "next: B"));
    assert!(scene.labels.iter().any(|label| label.text.en.starts_with("min_vruntime = ")));
}

#[test]
fn eevdf_has_a_line_of_deadlines_and_v() {
    let scene = seen("eevdf-short", &[], "line", 8);
    let dues = scene.things.iter().filter(|thing| thing.id.starts_with("due:")).count();
    assert_eq!(dues, 3, "everybody that competes is due");
    assert!(scene.labels.iter().any(|label| label.text.en.contains("V = ")));
    let spots = scene.spots();
    assert_eq!(spots.len(), scene.things.len(), "nobody falls out of the line");
}

#[test]
fn the_leftmost_of_the_tree_is_dispatched() {
    for (id, fields) in [
        ("cfs-sleeper", vec![]),
        ("ostep-lottery", vec![("p", "cfs")]),
        ("textbook-five", vec![("p", "cfs")]),
    ] {
        let fields: Vec<_> = fields
            .iter()
            .map(|(field, value): &(&str, &str)| (field.to_string(), value.to_string()))
            .collect();
        let run = (crate::labs::LABS[0].preset)(id, &fields).unwrap_or_else(|error| panic!("{error:?}"));
        let look = Look { view: "tree".into(), narrow: false };
        let mut decisions = 0;
        for step in 2..=run.len() {
            let [before, now] = [step - 1, step].map(|step| run.frame(step, &look));
            let Figure::Scene(tree) = &before.figures[0] else { panic!("a tree") };
            let leftmost = tree
                .places
                .iter()
                .find(|place| place.active)
                .map(|place| place.id.replacen("node", "proc", 1));
            if &*now.story.kicker.en == "scheduling decision" && before.time == now.time {
                assert_eq!(leftmost, now.story.subject, "{id}, step {step}");
                decisions += 1;
            }
        }
        assert!(decisions > 2, "{id}");
    }
}

#[test]
fn only_fair_schedulers_offer_the_line_and_the_tree() {
    for (policy, offered) in
        [("rr", false), ("cfs", true), ("eevdf", true), ("linux", true), ("lottery", false)]
    {
        let run = (crate::labs::LABS[0].preset)("mixed", &[("p".into(), policy.into())]).unwrap();
        assert_eq!(run.has_view("line") && run.has_view("tree"), offered, "{policy}");
        assert!(run.has_view("both"));
    }
}
