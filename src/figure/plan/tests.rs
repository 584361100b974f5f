use super::*;
use crate::figure::Slice;

fn slice(start: u64, end: u64, who: u32, bar: Bar) -> Slice {
    Slice { start: Time(start), end: Time(end), who, bar }
}

fn lane(kind: LaneKind, slices: Vec<Slice>) -> Lane {
    Lane { kind, slices, title: Text::same("P1"), ..Lane::default() }
}

fn gantt(end: u64, decimals: u8, lanes: Vec<Lane>) -> Gantt {
    Gantt { lanes, end: Time(end), scale: Scale { decimals }, ..Gantt::default() }
}

fn plan(gantt: &Gantt, width: f64) -> Plan {
    let columns = [Text::same("Waited"), Text::same("CPU left"), Text::same("Turnaround")];
    Plan::new(gantt, &columns, Lang::En, View { width, height: 274.0, first: 0 })
}

fn busy(lanes: usize) -> Vec<Lane> {
    let one = |index| {
        let kind = if index == 0 { LaneKind::Resource } else { LaneKind::Subject };
        lane(kind, vec![slice(0, 10, 0, Bar::Solid)])
    };
    (0..lanes).map(one).collect()
}

#[test]
fn ticks_are_nice_and_far_enough_apart_at_any_length() {
    for (end, decimals) in [(1, 0), (17, 0), (85, 1), (1_000, 0), (123_456, 2), (2_000_000_000_000, 6)] {
        for width in [340.0, 366.0, 994.0, 1900.0] {
            let plan = plan(&gantt(end, decimals, busy(2)), width);
            let ticks = plan.ticks(Time(end / 3));
            let words: Vec<&Tick> = ticks.iter().filter(|tick| tick.label.is_some()).collect();
            assert!(words.len() >= 2 && ticks.len() < 400, "{end} {width}: {}", ticks.len());
            let mut edges: Vec<(f64, f64)> = words
                .iter()
                .map(|tick| (tick.x, measure::width(tick.label.as_ref().unwrap(), 12.0 * plan.unit)))
                .collect();
            edges.sort_by(|a, b| a.0.total_cmp(&b.0));
            for pair in edges.windows(2) {
                let room = pair[1].0 - pair[0].0 - (pair[0].1 + pair[1].1) / 2.0;
                assert!(room > 2.0, "{end} at {width}: {room}");
            }
        }
    }
}

#[test]
fn the_mock_up_has_a_label_per_unit() {
    let plan = plan(&gantt(17, 0, busy(6)), 994.0);
    let labels: Vec<String> = plan.ticks(Time(6)).into_iter().filter_map(|tick| tick.label).collect();
    assert_eq!(labels.len(), 18);
    assert_eq!((plan.left, plan.top), (66.0, 32.0));
}

#[test]
fn the_present_is_labelled_between_ticks_too() {
    let plan = plan(&gantt(1_000, 0, busy(2)), 994.0);
    let now: Vec<Tick> = plan.ticks(Time(437)).into_iter().filter(|tick| tick.now).collect();
    assert_eq!(now[0].label.as_deref(), Some("437"));
}

#[test]
fn times_become_places_and_back() {
    let plan = plan(&gantt(17_000, 3, busy(2)), 994.0);
    for time in [0, 1, 999, 8_500, 17_000] {
        assert!(plan.time(plan.x(Time(time)) + 1e-9).0.abs_diff(time) <= 1);
    }
    assert_eq!(plan.x(Time(0)), plan.left);
    assert_eq!(plan.x(Time::NEVER), plan.right);
    assert_eq!(plan.time(-50.0), Time::ZERO);
}

#[test]
fn bars_end_at_the_present() {
    let bars = vec![slice(0, 4, 0, Bar::Solid), slice(4, 9, 0, Bar::Hollow), slice(9, 12, 0, Bar::Solid)];
    let gantt = gantt(12, 0, vec![lane(LaneKind::Subject, bars)]);
    let plan = plan(&gantt, 994.0);
    let bars = plan.bars(&gantt, Time(6));
    let marks: Vec<Mark> = bars.iter().map(|(row, slice)| plan.mark(&gantt, *row, *slice, Time(6))).collect();
    assert_eq!((marks.len(), plan.count(&gantt, Time(6))), (2, 2));
    assert!((marks[1].x + marks[1].w - plan.x(Time(6))).abs() <= 0.5);
    assert!(marks[1].h < marks[0].h);
    assert_eq!(plan.count(&gantt, Time(9)), 2, "a bar that begins now has not run");
}

#[test]
fn a_bar_thinner_than_a_pixel_is_still_drawn() {
    let gantt = gantt(1_000_000, 0, vec![lane(LaneKind::Resource, vec![slice(500, 501, 0, Bar::Solid)])]);
    let plan = plan(&gantt, 994.0);
    assert_eq!(plan.mark(&gantt, 0, 0, Time(1_000_000)).w, 1.0);
}

#[test]
fn a_point_finds_its_lane_and_bar() {
    let gantt = gantt(100, 0, busy(3));
    let plan = plan(&gantt, 994.0);
    let (y, x) = (plan.y(1), plan.x(Time(5)));
    assert_eq!(plan.hit(&gantt, Time(20), x, y), Some(Hit { lane: 1, slice: Some(0) }));
    assert_eq!(plan.hit(&gantt, Time(20), plan.x(Time(15)), y), Some(Hit { lane: 1, slice: None }));
    assert_eq!(plan.hit(&gantt, Time(2), x, y), Some(Hit { lane: 1, slice: None }), "not run yet");
    assert_eq!(plan.hit(&gantt, Time(20), x, 3.0), None);
    assert_eq!(plan.hit(&gantt, Time(20), x, 900.0), None);
}

#[test]
fn many_lanes_are_seen_through_a_window() {
    let gantt = gantt(100, 0, busy(51));
    let view = View { width: 994.0, height: 274.0, first: 30 };
    let plan = Plan::new(&gantt, &[], Lang::En, view);
    assert!(plan.pitch >= WINDOW_PITCH);
    assert_eq!(plan.rows[..2], [0, 31], "the CPU stays");
    assert_eq!(plan.above + plan.below + plan.rows.len(), 51);
    let last = Plan::new(&gantt, &[], Lang::En, View { first: 99, ..view });
    assert_eq!((last.below, last.rows.last()), (0, Some(&50)));
}

#[test]
fn eight_processes_a_cpu_and_a_disk_fit_a_laptop() {
    let plan = plan(&gantt(100, 0, busy(10)), 988.0);
    assert_eq!((plan.rows.len(), plan.above, plan.below), (10, 0, 0));
}

#[test]
fn the_window_is_the_page_of_the_subject() {
    assert_eq!([page(5, 12), page(5, 9), page(5, 15), page(5, 0), page(0, 3)], [10, 5, 15, 0, 3]);
}

#[test]
fn a_narrow_chart_has_no_numbers() {
    let plan = plan(&gantt(17, 0, busy(6)), 366.0);
    assert!(plan.narrow && plan.columns.is_empty() && plan.left < 60.0);
    let labels = plan.ticks(Time(6)).into_iter().filter(|tick| tick.label.is_some()).count();
    assert_eq!(labels, 9, "every second unit, the present among them");
}

#[test]
fn an_empty_run_does_not_divide_by_zero() {
    let plan = plan(&gantt(0, 0, Vec::new()), 994.0);
    assert!(plan.x(Time(0)).is_finite() && plan.ticks(Time(0)).len() < 10);
}

#[test]
fn a_window_shows_a_part_and_knows_what_is_outside() {
    let bars =
        vec![slice(0, 400, 0, Bar::Solid), slice(400, 410, 1, Bar::Solid), slice(500, 900, 2, Bar::Solid)];
    let gantt = gantt(1_000, 1, vec![lane(LaneKind::Resource, bars)]);
    let whole = plan(&gantt, 994.0);
    let plan = whole.through(Some(Window { from: 395.0, span: 20.0 }));
    assert!(whole.is_whole() && !plan.is_whole());
    assert_eq!(plan.bars(&gantt, Time(1_000)), [(0, 0), (0, 1)], "the third is outside");
    let first = plan.mark(&gantt, 0, 0, Time(1_000));
    assert!(first.x >= plan.left && first.x + first.w <= plan.x(Time(400)), "cut at the edge: {first:?}");
    let second = plan.mark(&gantt, 0, 1, Time(1_000));
    assert!(second.w > (plan.right - plan.left) / 2.0 - 2.0, "as wide as half the lanes: {second:?}");
    assert!(plan.shows(Time(405)) && !plan.shows(Time(390)) && !plan.shows(Time(500)));
    assert_eq!(plan.time(plan.right + 50.0), Time(415));
    assert_eq!(plan.hit(&gantt, Time(1_000), plan.x(Time(403)), plan.y(0)).unwrap().slice, Some(1));
    let ticks = plan.ticks(Time(900));
    assert!(ticks.iter().all(|tick| !tick.now && tick.x >= plan.left - 0.5 && tick.x <= plan.right + 0.5));
    assert!(ticks.iter().any(|tick| tick.label.as_deref() == Some("40.5")));
    let between = whole.through(Some(Window { from: 395.7, span: 3.6 })).ticks(Time(900));
    assert!(between.iter().all(|tick| tick.x >= plan.left && tick.x <= plan.right), "{between:?}");
}

#[test]
fn the_few_wide_bars_among_many_are_found() {
    let mut bars: Vec<Slice> = (0..50_000).map(|at| slice(at, at + 1, 0, Bar::Solid)).collect();
    bars.push(slice(50_000, 60_000, 1, Bar::Solid));
    bars.extend((60_000..100_000).map(|at| slice(at, at + 1, 0, Bar::Solid)));
    let gantt = gantt(100_000, 0, vec![lane(LaneKind::Resource, bars)]);
    let plan = plan(&gantt, 994.0);
    assert_eq!(plan.wide(&gantt, Time(100_000)), [(0, 50_000)]);
    assert_eq!(plan.wide(&gantt, Time(50_000)), [], "it has not run yet");
    let close = plan.through(Some(Window { from: 10_000.0, span: 20.0 }));
    assert_eq!(close.wide(&gantt, Time(100_000)).len(), 20);
}

#[test]
fn two_runs_show_the_same_page_of_both() {
    let half = || {
        let mut lanes = vec![lane(LaneKind::Track, Vec::new()), lane(LaneKind::Resource, Vec::new())];
        lanes.extend((0..20).map(|_| lane(LaneKind::Subject, vec![slice(0, 10, 0, Bar::Solid)])));
        lanes
    };
    let gantt = gantt(100, 0, [half(), half()].concat());
    let plan = Plan::new(&gantt, &[], Lang::En, View { width: 994.0, height: 320.0, first: 5 });
    let page = plan.page;
    let want: Vec<usize> =
        [0, 1].into_iter().chain(7..7 + page).chain([22, 23]).chain(29..29 + page).collect();
    assert_eq!((plan.rows.clone(), plan.above, plan.below), (want, 5, 15 - page));
}

#[test]
fn an_axis_with_a_unit_counts_in_it_and_says_it_at_the_present() {
    let unit = Unit { name: "ms", scale: Scale { decimals: 6 } };
    let gantt = Gantt { unit: Some(unit), ..gantt(23_456_789, 3, vec![lane(LaneKind::Track, vec![])]) };
    let ticks = plan(&gantt, 900.0).ticks(Time(12_345_678));
    let (now, others): (Vec<&Tick>, Vec<&Tick>) = ticks.iter().partition(|tick| tick.now);
    assert_eq!(now[0].label.as_deref(), Some("12.35 ms"));
    let labels: Vec<&str> = others.iter().filter_map(|tick| tick.label.as_deref()).collect();
    assert_eq!(labels, ["0", "5", "10", "15", "20"]);
    let early = plan(&gantt, 900.0).ticks(Time(2_000));
    assert!(early.iter().any(|tick| tick.now && tick.label.as_deref() == Some("0.002 ms")), "{early:?}");
}

#[test]
fn of_eight_cpus_a_page_is_shown_where_the_chart_is_low() {
    let mut lanes = busy(1);
    lanes.extend((0..8).map(|_| lane(LaneKind::Resource, Vec::new())));
    lanes.extend((0..4).map(|_| lane(LaneKind::Subject, Vec::new())));
    let gantt = gantt(100, 0, lanes);
    let view = View { width: 994.0, height: 172.0, first: 5 };
    let low = Plan::new(&gantt, &[], Lang::En, view);
    assert_eq!((low.rows.clone(), low.above, low.below), (vec![5, 6, 7, 8, 9], 5, 3));
    assert!(low.height <= 172.0 && low.all_turn, "all of it is seen: {}", low.height);
    let high = Plan::new(&gantt, &[], Lang::En, View { height: 400.0, ..view });
    assert_eq!((high.rows.len(), high.above, high.below), (13, 0, 0));
}

#[test]
fn names_can_be_read_in_a_hall() {
    let gantt = gantt(100, 0, busy(9));
    let (_, least) = Plan::heights(&gantt, 1_880.0);
    let plan = Plan::new(&gantt, &[], Lang::En, View { width: 1_880.0, height: least, first: 0 });
    assert!(plan.text() >= 19.0 && plan.rows.len() == 9, "{} for {} rows", plan.text(), plan.rows.len());
}
