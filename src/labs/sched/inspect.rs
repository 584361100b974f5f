//! All that is known of one thing: the process control block, a CPU, a device, a queue.

use super::custom;
use super::fair::{cfs_story, linux_story};
use super::machine::Sched;
use super::names::{
    BLOCKED_OUT, READY_OUT, device_name, device_short, ready_id, show, state_name, state_tone,
};
use super::picture::process_of;
use super::scenario::Policy;
use super::state::{Burst, Event, Pid, State};
use crate::figure::{Cell, Tone, hue};
use crate::lab::{Inspect, Moment};
use crate::text;
use crate::text::Text;

/// Up to so many bursts are all listed.
const FEW: usize = 5;

/// All that is known of a thing at this step; `None` if there is no such thing.
pub fn inspect(moment: &Moment<'_, Sched>, id: &str) -> Option<Inspect> {
    // A node of the tree, or a deadline on the line, stands for its process.
    let own = id.strip_prefix("node:").or_else(|| id.strip_prefix("due:"));
    let own = own.map(|name| format!("proc:{name}"));
    if let Some(who) = process_of(moment.now, own.as_deref().unwrap_or(id)) {
        return Some(process(moment, id, who));
    }
    if let Some(cpu) = id.strip_prefix("cpu:") {
        return cpu_block(moment, id, cpu.parse().ok()?);
    }
    match id.strip_prefix("dev:") {
        Some(name) => device(moment.now, id, name),
        None => queue(moment.now, id),
    }
}

type Field = (Text, Cell);

fn field(name: Text, value: impl Into<String>) -> Field {
    (name, Cell::plain(value))
}

fn process(moment: &Moment<'_, Sched>, id: &str, who: Pid) -> Inspect {
    let rows = pcb(moment, who);
    let old = moment.before.processes.get(who as usize).map(|_| facts(moment.before, who));
    let mark = |(name, cell): Field| {
        let same = old.as_ref().is_some_and(|old| old.iter().any(|(n, c)| *n == name && c.text == cell.text));
        let new = old.as_ref().is_some_and(|old| old.iter().all(|(n, _)| *n != name));
        (name, Cell { changed: !same && !new, ..cell })
    };
    Inspect {
        id: id.into(),
        name: Text::same(moment.now.name(who)),
        hue: hue(who as usize, moment.now.processes.len()),
        rows: rows.into_iter().map(mark).collect(),
    }
}

/// The process control block, with what this step alone can say.
fn pcb(moment: &Moment<'_, Sched>, who: Pid) -> Vec<Field> {
    let mut rows = facts(moment.now, who);
    if let Some(used) = slice_at_the_end(moment, who) {
        rows.insert(2, used);
    }
    rows.extend(mode(moment, who));
    rows
}

fn facts(sched: &Sched, who: Pid) -> Vec<Field> {
    let pcb = &sched.processes[who as usize];
    let spec = sched.spec(who);
    let state = Cell { text: state_name(pcb.state), tone: state_tone(pcb.state), changed: false };
    let (left, all) = (show(sched, sched.cpu_left(who)), show(sched, spec.cpu()));
    let mut rows = vec![
        (Text::new("State", "状态"), state),
        (
            Text::new("Remaining CPU", "剩余 CPU 时间"),
            Cell { text: text!("{left} of {all}", "{left} / {all}"), ..Cell::default() },
        ),
    ];
    let running = matches!(pcb.state, State::Running { .. });
    rows.extend(sched.slice_length(who).filter(|_| running).map(|length| {
        let (used, length) = (show(sched, sched.slice_used(who)), show(sched, length));
        slice_field(used, length)
    }));
    let at = |time| format!("t = {}", show(sched, time));
    rows.push(field(Text::new("Waited so far", "累计等待"), show(sched, sched.waited(who))));
    if sched.pools() {
        rows.push(field(Text::new("Waited for admission", "等待接纳"), show(sched, sched.pooled(who))));
    }
    if sched.swaps() {
        rows.push(field(Text::new("Suspended so far", "累计挂起"), show(sched, sched.suspended_for(who))));
    }
    rows.push(field(Text::new("Arrived", "到达时间"), at(spec.arrival)));
    rows.extend(pcb.first_run.map(|time| field(Text::new("First run", "首次运行"), at(time))));
    rows.extend(pcb.finish.map(|time| field(Text::new("Finished", "完成时间"), at(time))));
    rows.extend(rank(sched, who));
    rows.push((Text::new("Bursts", "执行序列"), bursts(sched, who)));
    rows
}

fn slice_field(used: String, length: String) -> Field {
    let text = text!("{used} of {length}", "{used} / {length}");
    (Text::new("Slice used", "已用时间片"), Cell { text, ..Cell::default() })
}

/// At the step at which its slice is used up: all of it.
fn slice_at_the_end(moment: &Moment<'_, Sched>, who: Pid) -> Option<Field> {
    let expired = matches!(moment.events.first(), Some(Event::Expired { who: other, alone: false, .. }) if *other == who);
    let length = moment.before.slice_length(who).filter(|_| expired)?;
    let length = show(moment.now, length);
    Some(slice_field(length.clone(), length))
}

/// The fields by which its policy ranks it.
fn rank(sched: &Sched, who: Pid) -> Vec<Field> {
    let pcb = &sched.processes[who as usize];
    match sched.config.policy {
        Policy::Mlfq => vec![field(Text::new("Level", "队列级别"), format!("Q{}", pcb.level))],
        Policy::Priority | Policy::PriorityRr => {
            let base = sched.spec(who).priority;
            vec![
                field(Text::new("Priority now", "当前优先级"), pcb.priority.to_string()),
                field(Text::new("Base priority", "初始优先级"), base.to_string()),
            ]
        }
        Policy::Lottery => vec![field(Text::new("Tickets", "彩票数"), sched.spec(who).tickets.to_string())],
        Policy::Cfs => vec![
            field(Text::same("nice"), sched.spec(who).nice.to_string()),
            field(Text::new("Weight", "权重"), sched.spec(who).weight.to_string()),
            field(Text::same("vruntime"), cfs_story::shown(sched, who)),
        ],
        Policy::Eevdf => super::fair::inspect::rows(sched, who),
        Policy::Linux => super::fair::inspect::class(sched, who),
        Policy::Stride => vec![
            field(Text::new("Tickets", "彩票数"), sched.spec(who).tickets.to_string()),
            field(Text::new("Stride", "步长"), sched.stride(who).to_string()),
            field(Text::new("Pass", "行程值"), pass(sched, who)),
        ],
        Policy::Custom if !matches!(pcb.state, State::New | State::Terminated) => {
            vec![field(Text::new("Value now", "当前值"), custom::shown(sched, who))]
        }
        Policy::Hrrn if pcb.state == State::Ready => {
            vec![field(Text::new("Response ratio", "响应比"), sched.response_ratio(who).decimal(2))]
        }
        _ => vec![],
    }
}

/// The pass of a process; a newcomer's is set at the next decision.
pub fn pass(sched: &Sched, who: Pid) -> String {
    let there = sched.processes[who as usize].state != State::New;
    sched.pass(who).filter(|_| there).map_or("–".into(), |pass| pass.to_string())
}

/// CPU and I/O in order, with a mark at the one it is in; of many only those around it.
fn bursts(sched: &Sched, who: Pid) -> Cell {
    let (pcb, all) = (&sched.processes[who as usize], &sched.spec(who).bursts);
    let here = pcb.burst as usize;
    let (first, last) = match all.len() {
        0..=FEW => (0, all.len()),
        count => (here.saturating_sub(1), (here + 2).min(count)),
    };
    let inside = !matches!(pcb.state, State::New | State::Terminated);
    let mut en: Vec<String> = Vec::new();
    let mut zh: Vec<String> = Vec::new();
    for (index, burst) in all.iter().enumerate().take(last).skip(first) {
        let (name, length) = match burst {
            Burst::Cpu(length) => (Text::same("CPU"), show(sched, *length)),
            Burst::Io(device, length) => (device_short(sched, *device), show(sched, *length)),
            Burst::Yield => (Text::new("yield", "让出"), String::new()),
            Burst::Set(class, priority) => (Text::same(linux_story::name(*class)), priority.to_string()),
        };
        let mark = if inside && all.len() > 1 && index == here { "▸" } else { "" };
        en.push(format!("{mark}{} {length}", name.en));
        zh.push(format!("{mark}{} {length}", name.zh));
    }
    let dots = |words: Vec<String>| {
        let (before, after) =
            (if first > 0 { "… → " } else { "" }, if last < all.len() { " → …" } else { "" });
        format!("{before}{}{after}", words.join(" → ")).into()
    };
    Cell { text: Text { en: dots(en), zh: dots(zh) }, ..Cell::default() }
}

/// In which mode it runs, or how this step took it off the CPU.
fn mode(moment: &Moment<'_, Sched>, who: Pid) -> Option<Field> {
    let executes =
        moment.now.cpus.iter().any(|cpu| cpu.running == Some(who) && cpu.switching_until.is_none());
    let cell = |en, zh| Cell { text: Text::new(en, zh), ..Cell::default() };
    match moment.events.first()? {
        Event::Expired { who: other, .. } | Event::Preempted { who: other, .. } if *other == who => {
            Some((Text::new("Mode when stopped", "被打断时"), cell("user → kernel", "用户态 → 内核态")))
        }
        Event::Blocked { who: other, .. } if *other == who => {
            Some((Text::new("Mode at the call", "调用时"), cell("user → kernel", "用户态 → 内核态")))
        }
        _ if executes => Some((Text::new("Mode", "处理器状态"), cell("user", "用户态"))),
        _ => None,
    }
}

fn names(sched: &Sched, all: impl Iterator<Item = Pid>) -> Cell {
    let names: Vec<&str> = all.map(|who| sched.name(who)).collect();
    let text = match names.is_empty() {
        true => Text::new("none", "无"),
        false => Text { en: names.join(", ").into(), zh: names.join("、").into() },
    };
    Cell { text, ..Cell::default() }
}

fn cpu_block(moment: &Moment<'_, Sched>, id: &str, index: usize) -> Option<Inspect> {
    let sched = moment.now;
    let cpu = sched.cpus.get(index)?;
    let state = match (cpu.running, cpu.switching_until) {
        (Some(_), Some(_)) => {
            Cell { text: Text::new("Switching", "切换中"), tone: Tone::Kernel, changed: false }
        }
        (Some(_), None) => Cell { text: Text::new("Running", "运行"), tone: Tone::Running, changed: false },
        (None, _) => Cell { text: Text::new("No process", "无进程"), ..Cell::default() },
    };
    let rows = vec![
        (Text::new("State", "状态"), state),
        (Text::new("Process", "进程"), names(sched, cpu.running.into_iter())),
        (Text::new("Ran last", "上次运行"), names(sched, cpu.last.into_iter())),
        field(Text::new("Useful so far", "有效时间"), show(sched, sched.useful_on(index))),
        field(Text::new("Switching so far", "切换时间"), show(sched, sched.switching_on(index))),
        field(Text::new("Idle so far", "空闲时间"), show(sched, sched.idle_on(index))),
        field(Text::new("Switches", "切换次数"), cpu.switches.to_string()),
    ];
    Some(Inspect { id: id.into(), name: Text::same(format!("CPU {index}")), hue: 0, rows })
}

fn device(sched: &Sched, id: &str, name: &str) -> Option<Inspect> {
    let index = sched.config.devices.iter().position(|other| other == name)?;
    let queue = &sched.devices[index].queue;
    let served = queue.iter().filter(|(_, end)| end.is_some()).map(|(who, _)| *who);
    let queued = queue.iter().filter(|(_, end)| end.is_none()).map(|(who, _)| *who);
    let mut rows = vec![
        (Text::new("Serves", "正在服务"), names(sched, served)),
        (Text::new("Queued behind", "排队等待"), names(sched, queued)),
    ];
    if let Some(end) = queue.iter().find_map(|(_, end)| *end) {
        let left = show(sched, end.since(sched.now));
        rows.push(field(Text::new("Time left of the request", "当前请求剩余时间"), left));
    }
    Some(Inspect { id: id.into(), name: device_name(sched, index as u32), hue: 0, rows })
}

fn queue(sched: &Sched, id: &str) -> Option<Inspect> {
    let cell = |who: Vec<Pid>| names(sched, who.into_iter());
    let ended = || {
        let is_over = |who: &Pid| sched.processes[*who as usize].finish.is_some();
        (0..sched.processes.len() as Pid).filter(is_over).collect()
    };
    let (name, label, members): (Text, Text, Vec<Pid>) = match id {
        "done" => (Text::new("Terminated", "终止"), Text::new("Processes", "进程"), ended()),
        "new" if sched.pools() => (
            Text::new("New: the pool of jobs", "创建：后备队列"),
            Text::new("Processes", "进程"),
            sched.jobs(),
        ),
        "new" => (Text::new("New", "创建"), Text::new("Processes", "进程"), vec![]),
        READY_OUT if sched.swaps() => {
            let name = state_name(State::ReadySuspended);
            (name, Text::new("Processes", "进程"), sched.suspended(false))
        }
        BLOCKED_OUT if sched.swaps() => {
            let name = Text::new("Waiting, suspended", "阻塞挂起");
            (name, Text::new("Processes", "进程"), sched.suspended(true))
        }
        "waiting" => (Text::new("Waiting", "阻塞"), Text::new("Processes", "进程"), vec![]),
        _ => {
            let levels = 0..sched.rows().len() as u32;
            let here: Vec<u32> = levels.filter(|level| ready_id(sched, *level) == id).collect();
            let first = *here.first()?;
            let name = match sched.config.policy {
                _ if sched.config.per_core => text!("Ready queue of CPU {first}", "CPU {first} 的就绪队列"),
                Policy::Mlfq => text!("Ready queue Q{first}", "就绪队列 Q{first}"),
                _ => Text::new("Ready queue", "就绪队列"),
            };
            let members = here.iter().flat_map(|level| sched.rows()[*level as usize].clone()).collect();
            (name, Text::new("Head first", "队首在前"), members)
        }
    };
    let rows = vec![field(Text::new("Length", "长度"), members.len().to_string()), (label, cell(members))];
    Some(Inspect { id: id.into(), name, hue: 0, rows })
}

#[cfg(test)]
mod tests {
    use crate::lab::{Inspect, Run};
    use crate::labs::LABS;
    use std::sync::Arc;

    fn mixed() -> Arc<dyn Run> {
        (LABS[0].preset)("mixed", &[]).unwrap_or_else(|error| panic!("{error:?}"))
    }

    fn value<'a>(inspect: &'a Inspect, name: &str) -> &'a str {
        let row = inspect.rows.iter().find(|(field, _)| field.en == name);
        &row.unwrap_or_else(|| panic!("there is a field {name}")).1.text.en
    }

    #[test]
    fn a_stopped_process_shows_the_fields_of_the_design() {
        let p3 = mixed().inspect(10, "proc:P3").expect("P3 is known");
        let first: Vec<&str> = p3.rows.iter().take(5).map(|(field, _)| field.en.as_ref()).collect();
        assert_eq!(first, ["State", "Remaining CPU", "Slice used", "Waited so far", "Arrived"]);
        assert_eq!(value(&p3, "State"), "Ready");
        assert_eq!(value(&p3, "Remaining CPU"), "2 of 4");
        assert_eq!(value(&p3, "Slice used"), "2 of 2");
        assert_eq!(value(&p3, "Waited so far"), "2");
        assert_eq!(value(&p3, "Arrived"), "t = 2");
        assert_eq!(value(&p3, "Mode when stopped"), "user → kernel");
    }

    #[test]
    fn devices_queues_and_cpus_can_be_inspected() {
        let run = mixed();
        let p2 = run.inspect(10, "proc:P2").expect("P2 is known");
        assert_eq!(value(&p2, "Bursts"), "CPU 2 → ▸disk 3 → CPU 2");
        assert_eq!(value(&run.inspect(10, "dev:disk").unwrap(), "Serves"), "P2");
        assert_eq!(value(&run.inspect(10, "dev:disk").unwrap(), "Time left of the request"), "1");
        assert_eq!(value(&run.inspect(10, "ready").unwrap(), "Head first"), "P1, P4, P3");
        assert_eq!(value(&run.inspect(10, "cpu:0").unwrap(), "Process"), "none");
        assert_eq!(value(&run.inspect(24, "done").unwrap(), "Length"), "4");
        for odd in ["proc:P9", "dev:net", "cpu:1", "cpu:x", "ready:1", "", "P1"] {
            assert_eq!(run.inspect(10, odd), None, "{odd}");
        }
    }
}
