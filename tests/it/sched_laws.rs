//! What holds for every workload, policy and set of rules, whatever the books disagree on.

use crate::sched_cases::{open, policies, sheet};
use osviz::figure::Bar;
use osviz::lab::Lab;
use osviz::labs::sched::rules::{IoDone, OnIo, PriorityOrder};
use osviz::labs::sched::scenario::Policy;
use osviz::labs::sched::state::{Burst, Event, Pcb, State};
use osviz::labs::sched::{Scenario, Sched};
use osviz::sim::{LIMIT, Machine, Recording, Time};
use proptest::prelude::*;
use serde_json::{Value, json};

const FORMULAS: [&str; 5] = [
    "1 + wait / burst",
    "waited - used",
    "wait > 2 ? priority : -remaining",
    "now / since + nice * tickets",
    "0",
];
const SETS: [&str; 6] = ["silberschatz", "ostep", "stallings", "tanenbaum", "tang", "408"];

fn process() -> impl Strategy<Value = Value> {
    let burst = prop_oneof![
        (0..9u32).prop_map(|length| format!("io{length}")),
        (0..6u32).prop_map(|length| format!("disk:{length}")),
        (0..6u32).prop_map(|length| format!("net:{length}.5")),
    ];
    let bursts = (0..12u32, prop::collection::vec((burst, 0..9u32), 0..4), any::<bool>());
    let suspended = prop::option::weighted(0.3, (0..20u32, prop::collection::vec(1..9u32, 1..4)));
    (0..20u32, bursts, -3..4i32, suspended, 0..7usize).prop_map(|(arrival, (first, pairs, trailing), priority, suspended, class)| {
        let mut words = vec![first.to_string()];
        words.extend(pairs.into_iter().flat_map(|(io, cpu)| [io, cpu.to_string()]));
        if trailing && words.len() > 1 {
            words.pop();
        }
        let mut row = json!({ "arrival": arrival, "bursts": words.join(" "), "priority": priority, "tickets": 1 + arrival, "nice": priority * 5 });
        row["class"] = ["other", "deadline", "idle", "batch", "stop", "fifo", "rr"][class.min(if priority > 0 { 6 } else { 4 })].into();
        (row["runtime"], row["period"]) = (1.into(), 10.into());
        if let Some((first, gaps)) = suspended {
            let mut at = first;
            let next = |gap: u32| {
                at += gap;
                at
            };
            row["suspended"] = gaps.iter().flat_map(|gap| [*gap, 10 - gap]).map(next).collect();
        }
        row
    })
}

fn aging() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => Just(Value::Null),
        1 => (1..5u32, 0..3u32).prop_map(|(interval, step)| {
            json!({ "mode": "step", "interval": interval, "step": step, "reset_on_dispatch": false })
        }),
        1 => (-3..4i32, -3..4i32).prop_map(|(alpha, beta)| json!({ "mode": "rate", "alpha": alpha, "beta": beta })),
    ]
}

prop_compose! {
    fn rules()(
        set in prop::sample::select(&SETS[..]),
        flags in prop::array::uniform9(prop::option::of(any::<bool>())),
        order in prop::option::of(prop::sample::select(&["new_first", "preempted_first", "io_first"][..])),
        back in prop::option::of(prop::sample::select(&["same", "up", "top"][..])),
        switch_cost in prop_oneof![2 => Just(0), 1 => 1..3u32],
        aging in aging(),
        fair in (prop::sample::select(&["linux", "paper"][..]), any::<bool>(), prop::option::of(any::<bool>()), any::<bool>()),
        process_run in prop::option::weighted(0.2, (any::<bool>(), any::<bool>(), any::<bool>())),
    ) -> Value {
        let mut rules = json!({ "set": set, "switch_cost": switch_cost, "aging": aging });
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                rules[name] = value;
            }
        };
        let either = |flag: Option<bool>, yes: &str, no: &str| flag.map(|flag| json!(if flag { yes } else { no }));
        put("rr_order", order.map(Value::from));
        put("io_return", back.map(Value::from));
        put("preemptive", flags[0].map(Value::from));
        put("keep_used", flags[1].map(Value::from));
        put("stay", flags[2].map(Value::from));
        put("io_bump", flags[3].map(Value::from));
        put("demote_alone", flags[4].map(Value::from));
        put("io", either(flags[5], "fcfs", "parallel"));
        put("preempted_to", either(flags[6], "head", "tail"));
        put("priority_order", either(flags[7], "low", "high"));
        put("preempt", either(flags[8], "immediate", "quantum_end"));
        put("profile", Some(fair.0.into()));
        put("arrival_preempts", Some(fair.1.into()));
        put("place_lag", fair.2.map(Value::from));
        put("initial_half_slice", Some(fair.3.into()));
        if let Some((cyclic, wait, run)) = process_run {
            put("next", cyclic.then(|| "cyclic".into()));
            put("on_io", wait.then(|| "wait".into()));
            put("io_done", run.then(|| "run".into()));
        }
        rules
    }
}

prop_compose! {
    fn scenario()(
        processes in prop::collection::vec(process(), 0..7),
        policy in prop::sample::select(policies()),
        quantum in prop::sample::select(&["1", "2", "3", "1.5", "0.25"][..]),
        start in prop_oneof![3 => Just(0), 1 => 1..9u32],
        formula in (prop::sample::select(&FORMULAS[..]), any::<bool>(), prop::option::of(1..4u32)),
        boost in prop::option::of(1..12u32),
        rules in rules(),
        limit in prop::option::of(1..4u32),
        job in prop::sample::select(&["fcfs", "sjf", "priority", "hrrn"][..]),
        swap in prop::sample::select(&["off", "off", "asked", "idle", "blocked"][..]),
        fair in prop::sample::select(&["eevdf", "cfs"][..]),
    ) -> Value {
        let named = |(index, mut process): (usize, Value)| {
            process["pid"] = format!("P{index}").into();
            process
        };
        json!({
            "custom": { "formula": formula.0, "best": if formula.1 { "largest" } else { "smallest" }, "every": formula.2 },
            "policy": policy, "quantum": quantum, "start": start, "boost": boost, "rules": rules,
            "params": { "fair": fair }, "multiprogramming": limit, "admission": job, "swapping": swap,
            "processes": processes.into_iter().enumerate().map(named).collect::<Vec<_>>(),
        })
    }
}

fn record(scenario: &Value) -> Recording<Sched> {
    let scenario: Scenario = serde_json::from_value(scenario.clone()).expect("a scenario");
    Recording::new(Sched::start(&scenario).expect("it opens"), LIMIT)
}

/// Where aging turns the tables faster than a switch takes, two processes may take the CPU from each other for
/// ever: whoever is switched to finds a better one waiting when the switch is paid.
fn may_thrash(scenario: &Value) -> bool {
    scenario["rules"]["aging"]["mode"] == "step" && scenario["rules"]["switch_cost"] != 0
}

/// Laws of every state on the way.
fn check_state(machine: &Sched) {
    let running = machine.processes.iter().filter(|process| matches!(process.state, State::Running { .. }));
    assert_eq!(running.count(), machine.cpus[0].running.is_some() as usize, "one process per CPU");
    let mut ready: Vec<u32> = machine.rows().concat();
    ready.sort_unstable();
    let in_state = |state: State| {
        let all = 0..machine.processes.len() as u32;
        all.filter(|who| machine.processes[*who as usize].state == state).collect::<Vec<_>>()
    };
    assert_eq!(ready, in_state(State::Ready), "the ready queue holds the ready, each once");
    for (index, device) in machine.devices.iter().enumerate() {
        let mut here: Vec<u32> = device.queue.iter().map(|(who, _)| *who).collect();
        here.sort_unstable();
        let device = index as u32;
        let mut waiting = in_state(State::Waiting { device });
        waiting.extend(in_state(State::BlockedSuspended { device }));
        waiting.sort_unstable();
        assert_eq!(here, waiting, "a device queue holds who waits for it, in memory or not");
    }
    let inside = machine.processes.iter().filter(|process| process.state.is_resident()).count();
    assert!(machine.config.resident.is_none_or(|limit| inside <= limit as usize), "memory holds no more");
    let mut jobs = machine.jobs();
    jobs.sort_unstable();
    assert_eq!(jobs, in_state(State::Pooled), "the pool holds who waits for admission");
    assert!(machine.swaps() || machine.processes.iter().all(|process| !process.state.is_suspended()));
    for (who, process) in machine.processes.iter().enumerate() {
        let spec = machine.spec(who as u32);
        if process.state != State::New {
            assert!(spec.arrival <= machine.now, "nobody before the arrival");
            let until = process.finish.unwrap_or(machine.now);
            let lived = until.since(spec.arrival);
            let who = who as u32;
            assert_eq!(
                machine.waited(who)
                    + machine.used(who)
                    + machine.io(who)
                    + machine.pooled(who)
                    + machine.suspended_for(who),
                lived,
                "time is all accounted for"
            );
        }
    }
    let spent = machine.useful() + machine.switching() + machine.idle();
    assert_eq!(spent, machine.now, "useful, switching and idle time make up the run");
}

/// At the end of an instant nobody waits for room that is there, and who was asked out is out.
fn check_instant(machine: &Sched) {
    let wants = |process: &Pcb| {
        let out = process.state == State::ReadySuspended && !process.kept_out;
        out || process.state == State::Pooled
    };
    let waits = machine.processes.iter().any(wants);
    assert!(!waits || !machine.has_room(), "nobody stays out beside a free place");
    assert!(machine.processes.iter().all(|process| !process.kept_out || !process.state.is_resident()));
    let cpu = &machine.cpus[0];
    if cpu.running.is_none() && cpu.held_by.is_none() && machine.now >= machine.config.start {
        let able = |who: &u32| machine.held_back(*who).is_none();
        assert!(!machine.rows().concat().iter().any(able), "the CPU does not idle beside work");
    }
}

fn check_end(end: &Sched) {
    for (who, process) in end.processes.iter().enumerate() {
        assert_eq!(process.state, State::Terminated);
        assert_eq!(process.used, end.spec(who as u32).cpu(), "all work is done, and no more");
        let io = end.spec(who as u32).bursts.iter().map(|burst| match burst {
            Burst::Io(_, length) => length.0,
            Burst::Cpu(_) | Burst::Yield | Burst::Set(..) => 0,
        });
        assert!((process.io + process.suspended).0 >= io.sum(), "I/O takes at least its time");
        assert!(process.first_run.is_some_and(|first| first <= process.finish.unwrap()));
    }
    let work: u64 = end.config.specs.iter().map(|spec| spec.cpu().0).sum();
    assert_eq!(end.useful(), Time(work), "work is conserved");
}

/// Only a strictly better process preempts; with equal keys nobody does.
fn check_preemption(before: &Sched, event: &Event) {
    let Event::Preempted { who, by } = event else {
        return;
    };
    let level = |who: u32| before.processes[who as usize].level;
    let rules = &before.config.rules;
    let claims = rules.on_io == OnIo::Wait || rules.io_done == IoDone::Run;
    match before.config.policy {
        Policy::Srtf => assert!(before.burst_left(*by) < before.burst_left(*who), "shorter"),
        Policy::Mlfq => {
            let bumps = rules.io_bump && level(*by) == level(*who);
            assert!(bumps || before.config.boost.is_some() || level(*by) < level(*who), "higher");
        }
        Policy::Cfs => assert!(before.vruntime(*by) < before.vruntime(*who), "behind"),
        Policy::Linux => {
            let better = before.class_level(*by) < before.class_level(*who);
            assert!(better || before.sooner_than(*who) == Some(*by), "higher or due sooner");
        }
        Policy::Eevdf => assert_eq!(before.sooner_than(*who), Some(*by), "due sooner"),
        Policy::Priority | Policy::PriorityRr if rules.aging.is_none() => {
            let (one, other) = (before.spec(*by).priority, before.spec(*who).priority);
            assert!(
                if rules.priority_order == PriorityOrder::Low { one < other } else { one > other },
                "better"
            );
        }
        Policy::Priority | Policy::PriorityRr => {}
        Policy::Custom => assert!(before.is_better(*by, *who), "a better value"),
        policy => assert!(claims, "{policy:?} never preempts"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn laws_of_every_run(scenario in scenario()) {
        let run = record(&scenario);
        prop_assert!(!run.is_empty());
        if run.is_cut() {
            prop_assert!(may_thrash(&scenario), "it comes to an end");
            return Ok(());
        }
        prop_assert_eq!(run.events(run.len()), &[Event::Finished]);
        let mut machine = run.state(0);
        let mut events = vec![];
        for step in 1..=run.len() {
            let mut before = machine.clone();
            before.now = run.time(step);
            events.clear();
            machine.step(&mut events);
            prop_assert_eq!(events.len(), 1);
            prop_assert_eq!(run.events(step), &events[..]);
            prop_assert_eq!(&run.state(step), &machine, "seek equals walk");
            check_preemption(&before, &events[0]);
            check_state(&machine);
            if step < run.len() && run.time(step + 1) > machine.now {
                check_instant(&machine);
            }
        }
        machine.step(&mut events);
        prop_assert_eq!(events.len(), 1, "a finished machine has halted");
        check_end(&machine);
    }

    #[test]
    fn the_same_scenario_gives_the_same_report(scenario in scenario()) {
        let (one, other) = (open(scenario.clone()), open(scenario));
        prop_assert_eq!(one.report(), other.report());
        prop_assert_eq!(one.timeline(), other.timeline());
    }

    #[test]
    fn lanes_tell_what_the_numbers_tell(scenario in scenario()) {
        let run = open(scenario.clone());
        if run.is_cut() {
            prop_assert!(may_thrash(&scenario), "it comes to an end");
            return Ok(());
        }
        let gantt = run.timeline();
        for lane in &gantt.lanes {
            for pair in lane.slices.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start, "slices of a lane do not overlap");
            }
        }
        let processes = sheet(&*run, "processes");
        for lane in gantt.lanes.iter().filter(|lane| lane.id.starts_with("proc:")) {
            let spent = |bars: &[Bar]| {
                let shown = lane.slices.iter().filter(|slice| bars.contains(&slice.bar));
                gantt.scale.show(Time(shown.map(|slice| slice.end.since(slice.start).0).sum()))
            };
            let process = &processes[&lane.title.en[..]];
            prop_assert_eq!(spent(&[Bar::Solid]), process["cpu"].to_string());
            prop_assert_eq!(spent(&[Bar::Hollow, Bar::Switch]), process["waiting"].to_string());
            prop_assert_eq!(spent(&[Bar::Hatched]), process["io"].to_string());
        }
    }
}
