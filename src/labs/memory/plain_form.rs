//! The forms of segmentation and of what is worked out by formula.

use super::scenario::{Address, Counters, Eat, Grows, Quantity, Scenario, Segment, Segments, Sizes};
use crate::lab::{Choice, Column, Edit, Field, FieldKind, Form, Problem, Rows};
use crate::text;
use crate::text::Text;

/// The form of a model without a policy.
pub fn form(scenario: &Scenario) -> Form {
    Form {
        variant: Field {
            id: "p",
            name: Text::new("Model", "模型"),
            kind: FieldKind::Choice(vec![Choice {
                id: model(scenario),
                name: model_name(scenario),
                ..Choice::default()
            }]),
            value: model(scenario).into(),
            relevant: true,
            ..Field::default()
        },
        params: params(scenario),
        rules: match scenario {
            Scenario::Segments(segments) => segment_sizes(segments),
            _ => vec![],
        },
        rows: rows(scenario),
        ..Form::default()
    }
}

fn model(scenario: &Scenario) -> &'static str {
    match scenario {
        Scenario::Replace(_) => "replace",
        Scenario::Paging(_) => "paging",
        Scenario::Segments(_) => "segments",
        Scenario::Sizes(_) => "sizes",
        Scenario::Eat(_) => "eat",
        Scenario::Counters(_) => "counters",
    }
}

fn model_name(scenario: &Scenario) -> Text {
    match scenario {
        Scenario::Replace(_) => Text::new("Replacement", "页面置换"),
        Scenario::Paging(_) => Text::new("Paging", "分页"),
        Scenario::Segments(segments) if segments.page_size.is_some() => {
            Text::new("Segmented paging", "段页式")
        }
        Scenario::Segments(_) => Text::new("Segmentation", "分段"),
        Scenario::Sizes(_) => Text::new("Table sizes", "页表大小"),
        Scenario::Eat(_) => Text::new("Access time", "有效访问时间"),
        Scenario::Counters(_) => Text::new("Aging counters", "老化计数器"),
    }
}

fn field(id: &'static str, name: Text, value: String) -> Field {
    Field { id, name, value, kind: FieldKind::Words, relevant: true, ..Field::default() }
}

fn params(scenario: &Scenario) -> Vec<Field> {
    match scenario {
        Scenario::Segments(segments) => vec![field("a", Text::new("Addresses", "地址"), addresses(segments))],
        Scenario::Sizes(Sizes { va_bits, page_size, pte_size }) => vec![
            field("va", Text::new("Address bits", "地址位数"), va_bits.to_string()),
            field("page", Text::new("Page size", "页大小"), page_size.to_string()),
            field("pte", Text::new("Entry size", "页表项大小"), pte_size.to_string()),
        ],
        Scenario::Eat(wish) => {
            numbers(wish).into_iter().map(|(id, name, value)| field(id, name, words(value))).collect()
        }
        Scenario::Counters(Counters { ticks, .. }) => {
            vec![field("ticks", Text::new("R bits at each tick", "各周期的访问位"), ticks.join(" "))]
        }
        Scenario::Replace(_) | Scenario::Paging(_) => vec![],
    }
}

/// Sizes that may be left open.
fn segment_sizes(segments: &Segments) -> Vec<Field> {
    let open = |size: Option<u64>| size.map_or(String::new(), |size| size.to_string());
    let helped = |help, field: Field| Field { help, ..field };
    vec![
        helped(
            Text::new(
                "Bytes; then an address is one number and its highest bit is the segment. Empty: pairs such as 1:53.",
                "字节数；此时地址是一个数，最高位是段号。留空：用 1:53 这样的一对数。",
            ),
            field("space", Text::new("Address space", "地址空间"), open(segments.address_space)),
        ),
        helped(
            Text::new(
                "Bytes, in which the segments must lie apart. Empty: not checked.",
                "字节数，各段须在其中且互不重叠。留空：不检查。",
            ),
            field("mem", Text::new("Memory", "物理内存"), open(segments.memory)),
        ),
        helped(
            Text::new(
                "Bytes; then segments are paged. Empty: they are not.",
                "字节数，段内再分页。留空：不分页。",
            ),
            field("pgs", Text::new("Page size", "页面大小"), open(segments.page_size)),
        ),
    ]
}

fn words(quantity: &Quantity) -> String {
    match quantity {
        Quantity::Whole(number) => number.to_string(),
        Quantity::Words(words) => words.clone(),
        Quantity::Number(number) => number.to_string(),
    }
}

fn numbers(wish: &Eat) -> Vec<(&'static str, Text, &Quantity)> {
    let hit = Text::new("Hit rate", "命中率");
    let (tlb, mem) = (Text::new("TLB", "查快表"), Text::new("Memory", "访问内存"));
    let (rate, fault) = (Text::new("Fault rate", "缺页率"), Text::new("Page fault", "缺页处理"));
    match wish {
        Eat::Tlb { hit: h, tlb: t, mem: m, .. } => vec![("hit", hit, h), ("tt", tlb, t), ("tm", mem, m)],
        Eat::Demand { p, mem: m, fault: f } => vec![("rate", rate, p), ("tm", mem, m), ("tf", fault, f)],
        Eat::Cache { hit: h, cache: c, mem: m, .. } => {
            vec![("hit", hit, h), ("tc", Text::new("Cache", "访问 Cache"), c), ("tm", mem, m)]
        }
        Eat::TlbDemand { hit: h, tlb: t, mem: m, p, fault: f } => {
            vec![("hit", hit, h), ("tt", tlb, t), ("tm", mem, m), ("rate", rate, p), ("tf", fault, f)]
        }
    }
}

fn addresses(segments: &Segments) -> String {
    let word = |address: &Address| match address {
        Address::Whole(address) => address.to_string(),
        Address::Pair(segment, offset) => format!("{segment}:{offset}"),
    };
    segments.addresses.iter().map(word).collect::<Vec<_>>().join(" ")
}

fn rows(scenario: &Scenario) -> Rows {
    let Scenario::Segments(segments) = scenario else { return Rows::default() };
    let column = |id, name, help| Column { id, name, help };
    let plain = |id, name| column(id, name, Text::default());
    let paged = segments.page_size.is_some();
    let mut columns =
        vec![plain("segment", Text::new("Segment", "段号")), plain("limit", Text::new("Limit", "段长"))];
    if paged {
        let help = Text::new("A frame per page, - where none: 5 9 -", "每页一个页框号，不在内存写 -：5 9 -");
        columns.push(column("pages", Text::new("Frames", "页框"), help));
    } else {
        columns.insert(1, plain("base", Text::new("Base", "基址")));
        let help = Text::new("↑ up or ↓ down, from the base", "从基址向上 ↑ 或向下 ↓");
        columns.push(column("grows", Text::new("Grows", "增长"), help));
    }
    let row = |(number, segment): (&u64, &Segment)| {
        let frame = |frame: &Option<u64>| frame.map_or("-".to_string(), |frame| frame.to_string());
        let value = |column: &Column| match column.id {
            "segment" => number.to_string(),
            "base" => segment.base.to_string(),
            "limit" => segment.limit.to_string(),
            "grows" => if segment.grows == Grows::Up { "↑" } else { "↓" }.into(),
            _ => segment.page_table.iter().map(frame).collect::<Vec<_>>().join(" "),
        };
        columns.iter().map(value).collect()
    };
    Rows {
        rows: segments.segments.iter().map(row).collect(),
        hues: vec![0; segments.segments.len()],
        max: 64,
        columns,
        ..Rows::default()
    }
}

/// The scenario after an edit.
///
/// # Errors
/// The field is unknown, or the value is none that it takes.
pub fn edit(scenario: &Scenario, edit: &Edit) -> Result<Scenario, Problem> {
    let mut edited = scenario.clone();
    let done = match edit {
        Edit::Set { field, value } if field == "p" => (value == model(scenario)).then_some(()),
        Edit::Set { field, value } => set(&mut edited, field, value.trim()),
        Edit::Cell { row, column, value } => cell(&mut edited, *row, column, value.trim()),
        Edit::Remove(row) => remove(&mut edited, *row),
        Edit::Add => add(&mut edited),
        Edit::Move { .. } => Some(()),
        Edit::Paste(_) | Edit::Random(_) => None,
    };
    done.map(|()| edited).ok_or_else(|| {
        let place = match edit {
            Edit::Set { field, .. } => field.clone(),
            Edit::Cell { row, column, .. } => format!("rows.{row}.{column}"),
            _ => "rows".into(),
        };
        Problem::at(place, text!("That does not fit here.", "这个值不适合填在这里。"))
    })
}

fn set(scenario: &mut Scenario, field: &str, value: &str) -> Option<()> {
    match scenario {
        Scenario::Segments(segments) if field == "a" => {
            let read = |word: &str| match word.split_once(':') {
                Some((segment, offset)) => Some(Address::Pair(segment.parse().ok()?, offset.parse().ok()?)),
                None => word.parse().ok().map(Address::Whole),
            };
            segments.addresses = value.split_whitespace().map(read).collect::<Option<Vec<_>>>()?;
        }
        Scenario::Segments(segments) => {
            let size = if value.is_empty() { None } else { Some(value.parse().ok()?) };
            match field {
                "space" => segments.address_space = size,
                "mem" => segments.memory = size,
                "pgs" => segments.page_size = size,
                _ => return None,
            }
        }
        Scenario::Sizes(sizes) => match field {
            "va" => sizes.va_bits = value.parse().ok()?,
            "page" => sizes.page_size = value.parse().ok()?,
            "pte" => sizes.pte_size = value.parse().ok()?,
            _ => return None,
        },
        Scenario::Eat(wish) => *quantity(wish, field)? = Quantity::Words(value.into()),
        Scenario::Counters(counters) if field == "ticks" => {
            counters.ticks = value.split_whitespace().map(String::from).collect();
            counters.pages = counters.ticks.first()?.len() as u32;
        }
        _ => return None,
    }
    Some(())
}

fn quantity<'a>(wish: &'a mut Eat, field: &str) -> Option<&'a mut Quantity> {
    Some(match (wish, field) {
        (Eat::Tlb { hit, .. } | Eat::Cache { hit, .. } | Eat::TlbDemand { hit, .. }, "hit") => hit,
        (Eat::Tlb { tlb, .. } | Eat::TlbDemand { tlb, .. }, "tt") => tlb,
        (
            Eat::Tlb { mem, .. }
            | Eat::Demand { mem, .. }
            | Eat::Cache { mem, .. }
            | Eat::TlbDemand { mem, .. },
            "tm",
        ) => mem,
        (Eat::Demand { p, .. } | Eat::TlbDemand { p, .. }, "rate") => p,
        (Eat::Demand { fault, .. } | Eat::TlbDemand { fault, .. }, "tf") => fault,
        (Eat::Cache { cache, .. }, "tc") => cache,
        _ => return None,
    })
}

fn cell(scenario: &mut Scenario, row: usize, column: &str, value: &str) -> Option<()> {
    let Scenario::Segments(segments) = scenario else { return None };
    let number = *segments.segments.keys().nth(row)?;
    let segment = segments.segments.get_mut(&number)?;
    if column == "grows" {
        segment.grows = match value {
            "↑" | "up" | "上" | "+" => Grows::Up,
            "↓" | "down" | "下" | "-" => Grows::Down,
            _ => return None,
        };
        return Some(());
    }
    if column == "pages" {
        let frame = |word: &str| if word == "-" { Some(None) } else { word.parse().ok().map(Some) };
        let words = value.split([' ', ',', '，', '、']).filter(|word| !word.is_empty());
        segment.page_table = words.map(frame).collect::<Option<Vec<_>>>()?;
        return Some(());
    }
    let value: u64 = value.parse().ok()?;
    match column {
        "base" => segments.segments.get_mut(&number)?.base = value,
        "limit" => segments.segments.get_mut(&number)?.limit = value,
        "segment" if !segments.segments.contains_key(&value) => {
            let segment = segments.segments.remove(&number)?;
            segments.segments.insert(value, segment);
        }
        _ => return None,
    }
    Some(())
}

fn remove(scenario: &mut Scenario, row: usize) -> Option<()> {
    let Scenario::Segments(segments) = scenario else { return None };
    let number = *segments.segments.keys().nth(row)?;
    segments.segments.remove(&number).map(drop)
}

fn add(scenario: &mut Scenario) -> Option<()> {
    let Scenario::Segments(segments) = scenario else { return None };
    let number = segments.segments.keys().next_back().map_or(0, |last| last + 1);
    segments.segments.insert(number, Segment { limit: 1, ..Default::default() });
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(scenario: &Scenario) -> &Segments {
        let Scenario::Segments(segments) = scenario else { panic!("segments stay segments") };
        segments
    }

    #[test]
    fn sizes_and_growth_of_segments_are_edited() {
        let stack = Segments {
            segments: [(0, Segment { base: 0, limit: 20, ..Segment::default() })].into(),
            ..Segments::default()
        };
        let mut scenario = Scenario::Segments(stack);
        let put = |field: &str, value: &str| Edit::Set { field: field.into(), value: value.into() };
        let cell =
            |column: &str, value: &str| Edit::Cell { row: 0, column: column.into(), value: value.into() };
        for change in [put("space", "128"), put("mem", "512"), cell("grows", "down"), cell("base", "512")] {
            scenario = edit(&scenario, &change).unwrap();
        }
        let now = segments(&scenario);
        assert_eq!(
            (now.address_space, now.memory, now.segments[&0].grows),
            (Some(128), Some(512), Grows::Down)
        );
        assert_eq!(form(&scenario).rows.rows, [["0", "512", "20", "↓"].map(String::from)]);
        assert!(edit(&scenario, &cell("grows", "sideways")).is_err());
        assert!(edit(&scenario, &put("mem", "much")).is_err());
        for change in [put("space", ""), put("pgs", "16"), cell("pages", "5 - 9")] {
            scenario = edit(&scenario, &change).unwrap();
        }
        assert_eq!(segments(&scenario).address_space, None);
        assert_eq!(segments(&scenario).segments[&0].page_table, [Some(5), None, Some(9)]);
    }
}
