//! Prepared scenarios. Every number in an aha is computed again by the tests of this lab.

use super::scenario::{OnMiss, Policy, Protocol, Rules, Scenario, Task, Tie};
use crate::lab::Preset;
use crate::sim::Decimal;
use crate::text::Text;

const OURS: Text = Text::new("Real time", "实时调度");
const LOCKS: Text = Text::new("Shared resources", "共享资源");

/// Every preset, the default one first.
pub fn presets() -> Vec<Preset<Scenario>> {
    let mut presets = ours();
    presets.extend(locks());
    presets.extend(books());
    presets
}

fn ours() -> Vec<Preset<Scenario>> {
    let rm = Policy::Rm;
    vec![
        preset(
            "rm-misses",
            Text::new("RM misses, EDF does not", "RM 超时，EDF 不超时"),
            Text::new(
                "U = 0.97: RM misses a deadline at t = 7; choose EDF and none is missed.",
                "U = 0.97：RM 在 t = 7 超时；改选 EDF 则没有超时。",
            ),
            10,
            scenario(rm, "T1 2 5, T2 4 7"),
        ),
        preset(
            "at-the-bound",
            Text::new("Just at the bound", "恰在界上"),
            Text::new(
                "U = 0.8286, the bound 0.8284: no time is spare before t = 7; with C = 3.1 T2 would miss.",
                "U = 0.8286，界为 0.8284：t = 7 之前没有空闲；若 T2 的 C = 3.1 就会超时。",
            ),
            9,
            scenario(rm, "T1 2 5, T2 3 7"),
        ),
        preset(
            "harmonic",
            Text::new("Harmonic periods: U = 1", "谐波周期：U = 1"),
            Text::new(
                "Periods 2, 4 and 8 divide one another: RM fills the CPU, and misses nothing.",
                "周期 2、4、8 依次整除：RM 占满 CPU，也不超时。",
            ),
            1,
            scenario(rm, "T1 1 2, T2 1 4, T3 2 8"),
        ),
        preset(
            "short-deadline",
            Text::new("A deadline before the period", "截止时间早于周期"),
            Text::new(
                "T2 has D = 3 < T = 8: RM misses at t = 3, DM does not.",
                "T2 的 D = 3 < T = 8：RM 在 t = 3 超时，DM 不超时。",
            ),
            6,
            scenario(rm, "T1 2 5, T2 2 8 3"),
        ),
        preset(
            "domino",
            Text::new("Overload falls like dominoes", "过载的多米诺效应"),
            Text::new(
                "U = 1.17: under EDF T1 misses 11 times and T2 8 times; under RM only T2 misses.",
                "U = 1.17：EDF 下 T1 超时 11 次、T2 超时 8 次；RM 下只有 T2 超时。",
            ),
            16,
            until(70, scenario(Policy::Edf, "T1 3 5, T2 4 7")),
        ),
        preset(
            "hard-miss",
            Text::new("A hard deadline", "硬截止时间"),
            Text::new(
                "The first miss, at t = 7, stops the run and says why.",
                "t = 7 的第一次超时使运行停止，并说明原因。",
            ),
            11,
            with(scenario(rm, "T1 2 5, T2 4 7"), |rules| rules.on_miss = OnMiss::Hard),
        ),
        preset(
            "dropped",
            Text::new("Late jobs are dropped", "放弃超时作业"),
            Text::new(
                "U = 1.17, but each late job is dropped: 8 misses instead of 19.",
                "U = 1.17，但放弃超时的作业：只超时 8 次，而不是 19 次。",
            ),
            16,
            until(70, with(scenario(Policy::Edf, "T1 3 5, T2 4 7"), |rules| rules.on_miss = OnMiss::Abort)),
        ),
        preset(
            "no-preemption",
            Text::new("Without preemption", "非抢占式"),
            Text::new(
                "U = 0.92: T1 misses at t = 8 behind a long job; with preemption nobody does.",
                "U = 0.92：T1 被长作业挡住，t = 8 超时；抢占式则都按时。",
            ),
            9,
            with(scenario(Policy::Edf, "T1 2 4, T2 5 12"), |rules| rules.preemptive = false),
        ),
        preset(
            "background",
            Text::new("An aperiodic job in the background", "后台的非周期作业"),
            Text::new(
                "J comes at t = 1 and needs 3; it gets what is left over and is done at t = 15.",
                "J 在 t = 1 到达，需要 3；只能用剩余时间，t = 15 完成。",
            ),
            23,
            scenario(rm, "T1 2 4, T2 2 10, J 3 - - 1"),
        ),
    ]
}

fn locks() -> Vec<Preset<Scenario>> {
    let group = |preset: Preset<Scenario>| Preset { group: LOCKS, ..preset };
    let rm = Policy::Rm;
    let pathfinder = Scenario {
        horizon: Some(Decimal::whole(40)),
        rules: Rules { on_miss: OnMiss::Hard, ..Rules::default() },
        ..scenario(rm, "BUS 1+lock+B+1+unlock+B+1 10 - 3, COMM 8 40 - 4, WX 1+lock+B+4+unlock+B+1 80")
    };
    vec![
        group(preset(
            "pathfinder",
            Text::new("Mars Pathfinder 1997", "火星探路者 1997"),
            Text::new(
                "BUS misses at t = 13 because of COMM; with inheritance it is done at t = 8.",
                "BUS 因 COMM 在 t = 13 超时；用优先级继承则在 t = 8 完成。",
            ),
            12,
            pathfinder,
        )),
        group(preset(
            "chain",
            Text::new("Blocked twice, or once", "阻塞两次还是一次"),
            Text::new(
                "H needs A and B: inheritance blocks it twice, for 5; a ceiling once, for 2.",
                "H 需要 A 和 B：继承协议阻塞两次共 5；天花板协议一次，为 2。",
            ),
            19,
            Scenario {
                protocol: Protocol::Inherit,
                horizon: Some(Decimal::whole(40)),
                ..scenario(
                    rm,
                    "H 1+lock+A+1+unlock+A+lock+B+1+unlock+B 40 - 4, M 1+lock+B+3+unlock+B+1 50 - 2, L 1+lock+A+4+unlock+A+1 60",
                )
            },
        )),
        group(preset(
            "crossed-locks",
            Text::new("Crossed locks", "交叉加锁"),
            Text::new(
                "Each holds what the other needs: deadlock at t = 5; with a ceiling both are done.",
                "互相持有对方需要的锁：t = 5 死锁；用天花板协议则都能完成。",
            ),
            12,
            Scenario {
                protocol: Protocol::Inherit,
                horizon: Some(Decimal::whole(20)),
                ..scenario(
                    rm,
                    "H 1+lock+B+1+lock+A+1+unlock+A+unlock+B 20 - 2, L 1+lock+A+2+lock+B+1+unlock+B+unlock+A 40",
                )
            },
        )),
    ]
}

fn books() -> Vec<Preset<Scenario>> {
    let silberschatz = |preset: Preset<Scenario>| Preset { group: Text::same("Silberschatz"), ..preset };
    let tanenbaum = |preset: Preset<Scenario>| Preset { group: Text::same("Tanenbaum"), ..preset };
    vec![
        silberschatz(preset(
            "silberschatz-rm",
            Text::new("Rate-monotonic: 50/20 and 100/35", "速率单调：50/20 与 100/35"),
            Text::new(
                "U = 0.75 is within the bound 0.828: P1 preempts P2 at t = 50, both are in time.",
                "U = 0.75 不超过 0.828：P1 在 t = 50 抢占 P2，都按时完成。",
            ),
            7,
            scenario(Policy::Rm, "P1 20 50, P2 35 100"),
        )),
        silberschatz(preset(
            "silberschatz-rm-miss",
            Text::new("Rate-monotonic: 50/25 and 80/35", "速率单调：50/25 与 80/35"),
            Text::new(
                "U = 0.94 > 0.828: P2 misses its deadline at t = 80, with 5 to go.",
                "U = 0.94 > 0.828：P2 在 t = 80 超时，还差 5。",
            ),
            11,
            until(160, scenario(Policy::Rm, "P1 25 50, P2 35 80")),
        )),
        silberschatz(preset(
            "silberschatz-edf",
            Text::new("EDF: 50/25 and 80/35", "EDF：50/25 与 80/35"),
            Text::new(
                "The same tasks: at t = 50 P2 keeps the CPU, as 80 < 100, and nobody is late.",
                "同样的任务：t = 50 时 P2 因 80 < 100 继续占用 CPU，都不超时。",
            ),
            6,
            until(160, scenario(Policy::Edf, "P1 25 50, P2 35 80")),
        )),
        tanenbaum(preset(
            "tanenbaum-rms",
            Text::new("RMS: A 10, B 15, C 5", "RMS：A 10、B 15、C 5"),
            Text::new(
                "U = 0.808 > 0.780, and yet every deadline holds: the bound is not necessary.",
                "U = 0.808 > 0.780，却都按时：该界并非必要条件。",
            ),
            1,
            until(150, scenario(Policy::Rm, "A 10 30, B 15 40, C 5 50")),
        )),
        tanenbaum(preset(
            "tanenbaum-rms-fails",
            Text::new("RMS fails: A 15, B 15, C 5", "RMS 失败：A 15、B 15、C 5"),
            Text::new(
                "U = 0.975: C misses at t = 50 under RMS; EDF works.",
                "U = 0.975：RMS 下 C 在 t = 50 超时；EDF 可行。",
            ),
            13,
            until(150, scenario(Policy::Rm, "A 15 30, B 15 40, C 5 50")),
        )),
        tanenbaum(preset(
            "tanenbaum-edf",
            Text::new("EDF: A 15, B 15, C 5", "EDF：A 15、B 15、C 5"),
            Text::new(
                "At t = 90 A4 and B3 tie, both due at 120: B runs on. By the table A would preempt.",
                "t = 90 时 A4 与 B3 的截止时间同为 120：B 继续；若按表中顺序则 A 抢占。",
            ),
            24,
            until(
                150,
                with(scenario(Policy::Edf, "A 15 30, B 15 40, C 5 50"), |rules| {
                    rules.edf_tie = Tie::Running;
                }),
            ),
        )),
    ]
}

fn preset(id: &'static str, title: Text, aha: Text, step: usize, scenario: Scenario) -> Preset<Scenario> {
    Preset { id, title, aha, group: OURS, step, scenario }
}

fn with(mut scenario: Scenario, change: impl FnOnce(&mut Rules)) -> Scenario {
    change(&mut scenario.rules);
    scenario
}

fn until(end: u64, scenario: Scenario) -> Scenario {
    Scenario { horizon: Some(Decimal::whole(end)), ..scenario }
}

/// A scenario in words: name, C or a program with `+` for blanks, T, D, phase; `-` for what is left out.
fn scenario(policy: Policy, tasks: &str) -> Scenario {
    let number = |word: Option<&&str>| word.and_then(|word| word.parse::<Decimal>().ok());
    let task = |words: &str| {
        let words: Vec<&str> = words.split_whitespace().collect();
        let c = number(words.get(1));
        Task {
            id: words[0].into(),
            c,
            t: number(words.get(2)),
            d: number(words.get(3)),
            phase: number(words.get(4)).unwrap_or_default(),
            program: if c.is_none() { words.get(1).map(|word| word.replace('+', " ")) } else { None },
        }
    };
    Scenario {
        tasks: tasks.split(", ").map(task).collect(),
        policy,
        horizon: None,
        protocol: Protocol::None,
        rules: Rules::default(),
    }
}
