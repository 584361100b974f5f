//! The scenario as a form.

use super::scenario::{MAX_TASKS, OnMiss, Policy, Protocol, Scenario, Task, Tie};
use crate::figure::hue;
use crate::lab::written::code;
use crate::lab::{Choice, Column, Field, FieldKind, Form, Rows};
use crate::sim::Decimal;
use crate::text::Text;

/// The form of a scenario.
pub fn form(scenario: &Scenario) -> Form {
    let locks = scenario.tasks.iter().any(|task| task.program.is_some());
    let mut fields: Vec<Field> = all(scenario);
    let variant = fields.remove(0);
    for field in &mut fields {
        field.relevant = match field.id {
            "proto" => locks,
            "tie" => scenario.policy == Policy::Edf,
            _ => true,
        };
    }
    let (params, rules) = fields.into_iter().partition(|field| match field.id {
        "proto" => locks,
        id => ["miss", "h"].contains(&id),
    });
    Form { variant, params, rules, rows: rows(scenario), random: random(), ..Form::default() }
}

fn choice(id: &'static str, name: Text, help: Text) -> Choice {
    Choice { id, name, help }
}

fn field(id: &'static str, name: Text, help: Text, kind: FieldKind, value: String) -> Field {
    Field { id, name, help, kind, value, relevant: true, differs: false }
}

/// Every field, the policy first.
fn all(scenario: &Scenario) -> Vec<Field> {
    let rules = &scenario.rules;
    vec![
        field(
            "p",
            Text::new("Policy", "调度算法"),
            Text::new("Whose job runs.", "哪个任务的作业执行。"),
            FieldKind::Choice(policies()),
            code(scenario.policy),
        ),
        field(
            "proto",
            Text::new("Lock protocol", "锁协议"),
            Text::new(
                "What is done when a job of high priority waits for a lock that one of low priority holds.",
                "高优先级作业等待低优先级作业持有的锁时怎么办。",
            ),
            FieldKind::Choice(protocols()),
            code(scenario.protocol),
        ),
        field(
            "miss",
            Text::new("On a miss", "超时后"),
            Text::new(
                "What happens to a job that is not done at its deadline.",
                "到截止时间还没完成的作业怎么办。",
            ),
            FieldKind::Choice(misses()),
            code(rules.on_miss),
        ),
        field(
            "h",
            Text::new("Until", "直到"),
            Text::new(
                "When the run ends: a number, or auto for the least common multiple of the periods.",
                "运行何时结束：数字，或 auto（各周期的最小公倍数）。",
            ),
            FieldKind::Words,
            scenario.horizon.map_or("auto".into(), |end| end.to_string()),
        ),
        field(
            "pre",
            Text::new("Preemption", "抢占"),
            Text::new("Does a better job take the CPU at once?", "更优先的作业是否立即夺取 CPU？"),
            FieldKind::Choice(vec![
                choice("yes", Text::new("At once", "立即"), Text::new("It does.", "立即夺取。")),
                choice(
                    "no",
                    Text::new("Never", "从不"),
                    Text::new("A job that runs is not disturbed.", "运行中的作业不受打扰。"),
                ),
            ]),
            if rules.preemptive { "yes" } else { "no" }.into(),
        ),
        field(
            "tie",
            Text::new("Equal deadlines", "截止时间相同"),
            Text::new("Who goes first under EDF.", "EDF 下谁先执行。"),
            FieldKind::Choice(ties()),
            code(rules.edf_tie),
        ),
    ]
}

fn policies() -> Vec<Choice> {
    vec![
        choice(
            "rm",
            Text::same("RM"),
            Text::new(
                "Rate-monotonic: fixed priorities, the shortest period first.",
                "速率单调：固定优先级，周期越短越优先。",
            ),
        ),
        choice(
            "dm",
            Text::same("DM"),
            Text::new(
                "Deadline-monotonic: fixed priorities, the shortest relative deadline first.",
                "截止时间单调：固定优先级，相对截止时间越短越优先。",
            ),
        ),
        choice(
            "edf",
            Text::same("EDF"),
            Text::new(
                "Earliest deadline first: each job by its own deadline.",
                "最早截止时间优先：按每个作业自己的截止时间。",
            ),
        ),
    ]
}

fn protocols() -> Vec<Choice> {
    vec![
        choice("none", Text::new("None", "无"), Text::new("Priorities stay as they are.", "优先级不变。")),
        choice(
            "inherit",
            Text::new("Inheritance", "优先级继承"),
            Text::new(
                "The holder of a lock runs at the priority of the best job that waits for it.",
                "锁的持有者按等待者中最高的优先级执行。",
            ),
        ),
        choice(
            "ceiling",
            Text::new("Ceiling", "优先级天花板"),
            Text::new(
                "Inheritance, and a lock is granted only above the ceilings of all locks that others hold.",
                "继承之外，优先级须高于他人所持各锁的天花板才能加锁。",
            ),
        ),
        choice(
            "immediate",
            Text::new("Immediate ceiling", "立即天花板"),
            Text::new(
                "Whoever locks runs at the ceiling of the lock at once.",
                "一加锁就按该锁的天花板优先级执行。",
            ),
        ),
    ]
}

fn misses() -> Vec<Choice> {
    vec![
        choice(
            "continue",
            Text::new("Go on", "继续"),
            Text::new("The job goes on, late: a soft deadline.", "作业继续执行：软截止时间。"),
        ),
        choice(
            "abort",
            Text::new("Drop the job", "放弃作业"),
            Text::new("The job is dropped at its deadline.", "作业在截止时间被放弃。"),
        ),
        choice(
            "hard",
            Text::new("Stop", "停止"),
            Text::new("The run stops: a hard deadline.", "运行停止：硬截止时间。"),
        ),
    ]
}

fn ties() -> Vec<Choice> {
    vec![
        choice(
            "running",
            Text::new("The running one", "正在运行者"),
            Text::new(
                "The job that runs goes on; else the earlier release, then the table. Source: Tanenbaum, MOS.",
                "正在运行的继续；否则先释放者，再按表中顺序。来源：Tanenbaum，MOS。",
            ),
        ),
        choice(
            "index",
            Text::new("By the table", "按表中顺序"),
            Text::new("The one that stands first in the table.", "表中靠前者。"),
        ),
    ]
}

/// The protocol, policy or other option of a word; `None` if it is none.
pub fn set(scenario: &mut Scenario, id: &str, value: &str) -> Option<()> {
    use crate::lab::written::{decode, plain};
    let word = plain(value).trim().to_ascii_lowercase();
    match id {
        "p" => scenario.policy = decode::<Policy>(&word)?,
        "proto" => scenario.protocol = decode::<Protocol>(&word)?,
        "miss" => scenario.rules.on_miss = decode::<OnMiss>(&word)?,
        "tie" => scenario.rules.edf_tie = decode::<Tie>(&word)?,
        "pre" => {
            scenario.rules.preemptive = match &*word {
                "yes" => true,
                "no" => false,
                _ => return None,
            }
        }
        "h" if word == "auto" || word.is_empty() => scenario.horizon = None,
        "h" => scenario.horizon = Some(word.parse().ok()?),
        _ => return None,
    }
    Some(())
}

/// What a task's job does, as typed: `5`, or a program.
pub fn work(task: &Task) -> String {
    match (&task.program, task.c) {
        (Some(words), _) => words.clone(),
        (None, Some(c)) => c.to_string(),
        (None, None) => String::new(),
    }
}

fn rows(scenario: &Scenario) -> Rows {
    let column = |id, name, help| Column { id, name, help };
    let shown = |time: Option<Decimal>| time.map_or(String::new(), |time| time.to_string());
    let row =
        |task: &Task| vec![task.id.clone(), work(task), shown(task.t), shown(task.d), task.phase.to_string()];
    let count = scenario.tasks.len();
    Rows {
        columns: vec![
            column(
                "id",
                Text::new("Task", "任务"),
                Text::new(
                    "1 to 12 letters, digits, _, - or .; no two alike.",
                    "1 至 12 个字母、数字、_、- 或 .，不可重名。",
                ),
            ),
            column(
                "c",
                Text::same("C"),
                Text::new(
                    "CPU time of each job: 5. Or a program with locks: 2 lock S 3 unlock S 1.",
                    "每个作业的 CPU 时间：5。也可写带锁的程序：2 lock S 3 unlock S 1。",
                ),
            ),
            column(
                "t",
                Text::same("T"),
                Text::new("Its period; empty for one aperiodic job.", "周期；留空表示一个非周期作业。"),
            ),
            column(
                "d",
                Text::same("D"),
                Text::new(
                    "Its deadline, counted from the release; empty for the period.",
                    "从释放算起的截止时间；留空则等于周期。",
                ),
            ),
            column(
                "phase",
                Text::new("Phase", "相位"),
                Text::new("When its first job is released.", "首个作业的释放时间。"),
            ),
        ],
        rows: scenario.tasks.iter().map(row).collect(),
        hues: (0..count).map(|index| hue(index, count)).collect(),
        max: MAX_TASKS,
        ..Rows::default()
    }
}

/// The fields of the random generator.
fn random() -> Vec<Field> {
    let number = |id, name, help, min, max, value: u64| {
        field(id, name, help, FieldKind::Number { min, max }, value.to_string())
    };
    vec![
        number(
            "seed",
            Text::new("Seed", "种子"),
            Text::new("The same seed gives the same tasks everywhere.", "同一种子处处得到同样的任务。"),
            0,
            u32::MAX.into(),
            1,
        ),
        number(
            "count",
            Text::new("Tasks", "任务数"),
            Text::new("How many tasks.", "生成多少个任务。"),
            1,
            8,
            3,
        ),
        number(
            "u",
            Text::new("U in %", "利用率 %"),
            Text::new("About how much CPU they need together.", "合计大约需要多少 CPU。"),
            1,
            200,
            85,
        ),
    ]
}
