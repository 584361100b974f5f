//! The form of the generator: what a program does, with which numbers, from which seed.

use super::form::refused;
use super::generate::{Generate, Kind, MAX_PAGES, MAX_PROCESSES};
use crate::lab::{Field, FieldKind, Problem};
use crate::labs::memory::fields::{choice, code, decode, number};
use crate::labs::memory::scenario::{MAX_ACCESSES, RandomRefs, Replace};
use crate::text::Text;

const MOST_SEED: u64 = 1_000_000_000;

/// The wish in force: OSTEP's random numbers are the simplest kind.
fn wish(study: &Replace) -> Generate {
    let plain = study.random.unwrap_or(RandomRefs { count: 20, max: 6 });
    study.generate.unwrap_or(Generate { count: plain.count, pages: plain.max, ..Generate::default() })
}

/// The fields of the generator. Those that its kind does not ask for are not relevant.
pub fn fields(study: &Replace) -> Vec<Field> {
    let wish = wish(study);
    let (array, kind) = (wish.kind.is_array(), wish.kind);
    let number = |id, name, value: u64, least, most, relevant| Field {
        id,
        name,
        kind: FieldKind::Number { min: least, max: most },
        value: value.to_string(),
        relevant,
        ..Field::default()
    };
    let field = |id, name, value: u32, most: u32, relevant| {
        number(id, name, u64::from(value), 1, u64::from(most), relevant)
    };
    let most = MAX_ACCESSES as u32;
    let elements = matches!(kind, Kind::Sequential | Kind::List) || array;
    vec![
        Field {
            id: "kind",
            name: Text::new("Program", "程序"),
            help: Text::new("What makes the accesses.", "访问串从何而来。"),
            kind: FieldKind::Choice(Kind::ALL.map(kind_choice).into()),
            value: code(kind),
            relevant: true,
            ..Field::default()
        },
        field("count", Text::new("Accesses", "访问次数"), wish.count, most, !array),
        field("max", Text::new("Different pages", "不同页面数"), wish.pages, MAX_PAGES, !array),
        field("rows", Text::new("Rows", "行数"), wish.rows, 10_000, array),
        field("columns", Text::new("Columns", "列数"), wish.columns, 10_000, array),
        field("per", Text::new("Elements per page", "每页元素数"), wish.per_page, MAX_PAGES, elements),
        field("set", Text::new("Working set", "工作集页数"), wish.set, MAX_PAGES, kind == Kind::Phases),
        field(
            "stay",
            Text::new("Accesses per phase", "每阶段访问次数"),
            wish.stay,
            most,
            kind == Kind::Phases,
        ),
        field("procs", Text::new("Processes", "进程数"), wish.processes, MAX_PROCESSES, true),
        field("turn", Text::new("Accesses in turn", "轮流访问次数"), wish.turn, most, study.disk == 0),
        number("writes", Text::new("Writes, %", "写的比例（%）"), u64::from(wish.writes), 0, 100, true),
        number("seed", Text::new("Seed", "随机种子"), study.seed, 0, MOST_SEED, true),
    ]
}

fn kind_choice(kind: Kind) -> crate::lab::Choice {
    match kind {
        Kind::Random => choice(
            "random",
            Text::new("random", "随机"),
            Text::new("Any page is as likely as any other.", "每个页面的机会相同。"),
        ),
        Kind::Sequential => choice(
            "sequential",
            Text::new("one after another", "顺序"),
            Text::new(
                "Element after element, and from the beginning again.",
                "逐个访问元素，到末尾再从头开始。",
            ),
        ),
        Kind::Rows => choice(
            "rows",
            Text::new("array by rows", "按行访问数组"),
            Text::new("a[i][j], j in the inner loop; stored by rows.", "a[i][j]，内层循环是 j；按行存放。"),
        ),
        Kind::Columns => choice(
            "columns",
            Text::new("array by columns", "按列访问数组"),
            Text::new("a[i][j], i in the inner loop; stored by rows.", "a[i][j]，内层循环是 i；按行存放。"),
        ),
        Kind::List => choice(
            "list",
            Text::new("linked list", "链表"),
            Text::new("Its nodes are scattered over the pages.", "结点分散在各页。"),
        ),
        Kind::Zipf => choice(
            "zipf",
            Text::new("Zipf", "Zipf 分布"),
            Text::new("Few pages are used often, many seldom.", "少数页面常用，多数很少用。"),
        ),
        Kind::Phases => choice(
            "phases",
            Text::new("working sets", "工作集"),
            Text::new(
                "A few pages at random, after a while a few others.",
                "一段时间只随机访问几页，之后换成另外几页。",
            ),
        ),
    }
}

/// Makes the accesses anew. Values that are not given stay as they are.
///
/// # Errors
/// A number out of its bounds.
pub fn generate(study: &mut Replace, values: &[(String, String)]) -> Result<(), Problem> {
    let mut wish = wish(study);
    for (id, value) in values {
        let place = format!("random.{id}");
        let read = |least, most| number(value, least, most).ok_or_else(|| refused(&place, value));
        let read_32 = |least, most: u32| read(least, u64::from(most)).map(|number| number as u32);
        let most = MAX_ACCESSES as u32;
        match id.as_str() {
            "kind" => wish.kind = decode(value).ok_or_else(|| refused(&place, value))?,
            "count" => wish.count = read_32(1, most)?,
            "max" => wish.pages = read_32(1, MAX_PAGES)?,
            "rows" => wish.rows = read_32(1, 10_000)?,
            "columns" => wish.columns = read_32(1, 10_000)?,
            "per" => wish.per_page = read_32(1, MAX_PAGES)?,
            "set" => wish.set = read_32(1, MAX_PAGES)?,
            "stay" => wish.stay = read_32(1, most)?,
            "procs" => wish.processes = read_32(1, MAX_PROCESSES)?,
            "turn" => wish.turn = read_32(1, most)?,
            "writes" => wish.writes = read_32(0, 100)?,
            "seed" => study.seed = read(0, MOST_SEED)?,
            _ => return Err(refused(&place, value)),
        }
    }
    // A smaller program takes a smaller working set along.
    if wish.kind != Kind::Phases {
        wish.set = wish.set.min(wish.pages);
    }
    wish.check()?;
    let plain = Generate { count: wish.count, pages: wish.pages, set: wish.set, ..Generate::default() };
    (study.random, study.generate) = match wish == plain {
        true => (Some(RandomRefs { count: wish.count, max: wish.pages }), None),
        false => (None, Some(wish)),
    };
    study.trace = None;
    study.refs.clear();
    study.ops = None;
    study.initial.clear();
    Ok(())
}
