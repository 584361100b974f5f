//! Several CPUs and their caches as fields.

use super::compact;
use super::fields::{Entry, code};
use super::rule_fields::{flip, options};
use super::rules::{Balancing, QueueFor};
use super::scenario::{Cache, MAX_CPUS, MAX_WARM_RATE, Policy, Scenario};
use super::smp;
use crate::lab::FieldKind;
use crate::sim::Decimal;
use crate::text::Text;

/// How many CPUs, and what goes with them.
pub fn parameters() -> [Entry; 4] {
    [cpus(), balance(), migration_cost(), cache()]
}

/// Rules of several CPUs.
pub fn rules() -> [Entry; 5] {
    [queue(), placement(), steal(), balancing(), slices()]
}

/// Do CPUs peek at others by numbers drawn?
pub fn draws(scenario: &Scenario) -> bool {
    let peeks = scenario.rules.decided().balancing == Balancing::Peek;
    movable(scenario) && peeks && scenario.balance.is_some() && scenario.cpus > 2
}

/// Can processes move from queue to queue?
fn movable(scenario: &Scenario) -> bool {
    per_core(scenario) && scenario.policy != Policy::Eevdf
}

/// Has each of several CPUs its queue?
fn per_core(scenario: &Scenario) -> bool {
    let queue = scenario.rules.decided().queue;
    scenario.cpus > 1 && (smp::always_apart(scenario.policy) || queue == QueueFor::PerCore)
}

fn cpus() -> Entry {
    Entry {
        id: "cpus",
        name: Text::new("CPUs", "CPU 数"),
        help: Text::new("How many CPUs there are, 1 to 8.", "CPU 的个数，1 至 8。"),
        kind: FieldKind::Number { min: 1, max: MAX_CPUS.into() },
        read: |scenario| scenario.cpus.to_string(),
        write: |scenario, word| {
            let count = compact::plain(word).trim().parse().ok();
            let count: u32 = count.filter(|count| (1..=MAX_CPUS).contains(count))?;
            scenario.cpus = count;
            // CPUs that are no longer there bind nobody.
            for process in &mut scenario.processes {
                process.core = process.core.filter(|core| *core < count);
                process.affinity.retain(|cpu| *cpu < count);
            }
            Some(())
        },
        matters: |_, _| true,
    }
}

fn balance() -> Entry {
    Entry {
        id: "bal",
        name: Text::new("Balancing every", "均衡周期"),
        help: Text::new(
            "How often processes move between the queues of CPUs: a span as 10, or off.",
            "每隔多久在各 CPU 的队列之间迁移进程：填一段时间，如 10，或 off。",
        ),
        kind: FieldKind::Words,
        read: |scenario| scenario.balance.map_or("off".into(), |period| period.to_string()),
        write: |scenario, word| {
            let word = compact::plain(word).trim().to_ascii_lowercase();
            scenario.balance = match word.as_str() {
                "off" => None,
                _ => Some(word.parse().ok().filter(|period| *period != Decimal::whole(0))?),
            };
            Some(())
        },
        matters: |scenario, _| movable(scenario),
    }
}

fn migration_cost() -> Entry {
    Entry {
        id: "mig",
        name: Text::new("Migration cost", "迁移开销"),
        help: Text::new(
            "Time lost when a process gets another CPU than the last time: its data are in the other cache.",
            "进程换到另一个 CPU 时损失的时间：它的数据还在原来 CPU 的缓存中。",
        ),
        kind: FieldKind::Number { min: 0, max: 10_000 },
        read: |scenario| scenario.migration_cost.to_string(),
        write: |scenario, word| {
            scenario.migration_cost = compact::plain(word).trim().parse().ok()?;
            Some(())
        },
        matters: |scenario, _| scenario.cpus > 1,
    }
}

fn cache() -> Entry {
    Entry {
        id: "cache",
        name: Text::new("Caches", "缓存"),
        help: Text::new(
            "off, or size, time to warm up and rate when warm, as 100_10_2. Working sets are columns of a file.",
            "off，或容量、预热时间、热后速率，如 100_10_2。各进程的工作集在文件中给出。",
        ),
        kind: FieldKind::Words,
        read: |scenario| {
            let words = |cache: Cache| format!("{}_{}_{}", cache.size, cache.warm_up, cache.warm_rate);
            scenario.cache.map_or("off".into(), words)
        },
        write: |scenario, word| {
            let word = compact::plain(word).trim().to_ascii_lowercase();
            scenario.cache = if word == "off" { None } else { Some(cache_of(&word)?) };
            Some(())
        },
        matters: |scenario, _| smp::caches_matter(scenario),
    }
}

fn cache_of(words: &str) -> Option<Cache> {
    let mut parts = words.split(['_', ' ', ',', '/']).filter(|part| !part.is_empty());
    let (size, warm_up) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let warm_rate = parts.next()?.parse().ok().filter(|rate| (1..=MAX_WARM_RATE).contains(rate))?;
    parts.next().is_none().then_some(Cache { size, warm_up, warm_rate })
}

fn queue() -> Entry {
    Entry {
        id: "queue",
        name: Text::new("Ready queues", "就绪队列"),
        help: Text::new("From which queue a CPU takes its next process.", "CPU 从哪个队列取下一个进程。"),
        kind: options([
            (
                "global",
                Text::new("One for all", "共用一个"),
                Text::new(
                    "Every CPU takes the next of one queue: the load is even, affinity is lost.",
                    "各 CPU 都从同一队列取进程：负载均衡，但没有亲和性。",
                ),
            ),
            (
                "per_core",
                Text::new("One per CPU", "每 CPU 一个"),
                Text::new(
                    "Each CPU has its queue: processes stay where their data are, loads may differ.",
                    "每个 CPU 各有队列：进程留在数据所在的 CPU 上，但负载可能不均。",
                ),
            ),
        ]),
        read: |scenario| code(scenario.rules.decided().queue),
        write: |scenario, word| flip(scenario, word, |rules| &mut rules.queue, |set| set.queue),
        matters: |scenario, _| scenario.cpus > 1 && !smp::always_apart(scenario.policy),
    }
}

fn placement() -> Entry {
    Entry {
        id: "place",
        name: Text::new("Placement", "放置"),
        help: Text::new("To which CPU's queue a new process comes.", "新进程进入哪个 CPU 的队列。"),
        kind: options([
            (
                "least_loaded",
                Text::new("Least loaded", "负载最小"),
                Text::new(
                    "To the CPU with the fewest processes that have not ended.",
                    "未结束进程最少的 CPU。",
                ),
            ),
            (
                "round_robin",
                Text::new("In turn", "轮流"),
                Text::new("To each CPU in turn.", "依次分给各 CPU。"),
            ),
            (
                "deal",
                Text::new("Dealt", "分发"),
                Text::new(
                    "CPU by CPU takes the first newcomer it may run (OSTEP's multi.py).",
                    "各 CPU 依次领取它可运行的第一个新进程（OSTEP 的 multi.py）。",
                ),
            ),
        ]),
        read: |scenario| code(scenario.rules.decided().placement),
        write: |scenario, word| flip(scenario, word, |rules| &mut rules.placement, |set| set.placement),
        matters: |scenario, _| per_core(scenario),
    }
}

fn steal() -> Entry {
    Entry {
        id: "steal",
        name: Text::new("Work stealing", "任务窃取"),
        help: Text::new(
            "What an idle CPU takes from the longest other queue.",
            "空闲的 CPU 从最长的其他队列取走什么。",
        ),
        kind: options([
            ("none", Text::new("None", "无"), Text::new("Nothing: it stays idle.", "不取，保持空闲。")),
            ("head", Text::new("Head", "队首"), Text::new("The next to run.", "下一个要运行的进程。")),
            ("tail", Text::new("Tail", "队尾"), Text::new("The last to run.", "最后才运行的进程。")),
        ]),
        read: |scenario| code(scenario.rules.decided().steal),
        write: |scenario, word| flip(scenario, word, |rules| &mut rules.steal, |set| set.steal),
        matters: |scenario, _| movable(scenario),
    }
}

fn balancing() -> Entry {
    Entry {
        id: "balby",
        name: Text::new("How balanced", "均衡方式"),
        help: Text::new("What happens when the queues are balanced.", "均衡时怎样迁移进程。"),
        kind: options([
            (
                "even",
                Text::new("Even", "拉平"),
                Text::new(
                    "From the most to the fewest until they differ by one at most.",
                    "从最多的移到最少的，直到至多相差一个。",
                ),
            ),
            (
                "peek",
                Text::new("Peek", "查看"),
                Text::new(
                    "A CPU whose queue is empty takes the first of one other queue (OSTEP's multi.py).",
                    "队列为空的 CPU 取走另一个队列的第一个进程（OSTEP 的 multi.py）。",
                ),
            ),
        ]),
        read: |scenario| code(scenario.rules.decided().balancing),
        write: |scenario, word| flip(scenario, word, |rules| &mut rules.balancing, |set| set.balancing),
        matters: |scenario, _| movable(scenario) && scenario.balance.is_some(),
    }
}

fn slices() -> Entry {
    Entry {
        id: "slices",
        name: Text::new("Slices begin", "时间片起点"),
        help: Text::new("From when a slice of RR counts.", "RR 的时间片从何时算起。"),
        kind: options([
            (
                "own",
                Text::new("With the process", "随进程"),
                Text::new("When the process gets the CPU.", "从进程获得 CPU 时算起。"),
            ),
            (
                "aligned",
                Text::new("With the clock", "随时钟"),
                Text::new(
                    "At multiples of the slice, on all CPUs together (OSTEP's multi.py).",
                    "各 CPU 都在时间片的整数倍时刻一起切换（OSTEP 的 multi.py）。",
                ),
            ),
        ]),
        read: |scenario| code(scenario.rules.decided().slices),
        write: |scenario, word| flip(scenario, word, |rules| &mut rules.slices, |set| set.slices),
        matters: |scenario, _| {
            scenario.policy == Policy::Rr && (scenario.cpus > 1 || scenario.cache.is_some())
        },
    }
}
