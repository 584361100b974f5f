//! Prepared scenarios. Every number in an aha is computed again by the tests of this lab.

use super::replace::generate::{Generate, Kind};
use super::rules::{RuleSet, Rules};
use super::scenario::{
    Address, Area, Eat, Grows, Name, Paging, Policy, Quantity, RandomRefs, Replace, Scenario, Segment,
    Segments, Times, Tlb,
};
use crate::lab::Preset;
use crate::text::Text;

/// Every preset, the default one first.
pub fn presets() -> Vec<Preset<Scenario>> {
    let mut presets = walks();
    presets.extend(ours());
    presets.extend(books());
    presets.extend(exercises());
    presets
}

fn area(name: &str, first: u64, pages: u64, may: &str, disk: bool) -> Area {
    Area { name: name.into(), first, pages, may: may.into(), disk, huge: 0 }
}

/// A 32-bit machine with two levels, as in the picture of every textbook.
fn machine_32(areas: Vec<Area>, accesses: &[(char, u64)]) -> Paging {
    Paging {
        offset_bits: Some(12),
        level_bits: vec![10, 10],
        pte_size: 4,
        levels: 1,
        areas,
        frames: Some(4),
        policy: Policy::Clock,
        tlb: Some(Tlb { entries: 4, ..Tlb::default() }),
        times: Some(Times { tlb: 1, mem: 100, fault: 8_000_000, write_back: 8_000_000 }),
        addresses: accesses.iter().map(|(_, address)| *address).collect(),
        ops: Some(accesses.iter().map(|(op, _)| *op).collect()),
        ..Paging::default()
    }
}

fn walk(id: &'static str, title: Text, aha: Text, step: usize, paging: Paging) -> Preset<Scenario> {
    let group = Text::new("Address translation", "地址变换");
    Preset { id, title, aha, group, step, scenario: Scenario::Paging(paging) }
}

/// Two processes with the same page numbers take turns of four accesses.
fn turns() -> Paging {
    let turn = [0x40_0010, 0x40_1040, 0x40_2008, 0x40_0014];
    let accesses: Vec<(char, u64)> = (0..24).map(|at| ('R', turn[at % 4])).collect();
    Paging {
        who: Some((0..24).map(|at| if at / 4 % 2 == 0 { 'A' } else { 'B' }).collect()),
        frames: None,
        tlb: Some(Tlb { entries: 8, ..Tlb::default() }),
        ..machine_32(vec![area("program", 0x400, 4, "rx", true)], &accesses)
    }
}

fn walks() -> Vec<Preset<Scenario>> {
    let busy = [
        ('R', 0x40_0010),
        ('R', 0x40_1A40),
        ('W', 0x40_2008),
        ('W', 0xBFFF_EFF0),
        ('R', 0x40_0014),
        ('R', 0x40_3100),
        ('R', 0x40_1A44),
        ('R', 0x40_4A7C),
        ('W', 0x40_2010),
        ('R', 0x40_3104),
        ('R', 0xBFFF_EFE8),
        ('R', 0x40_5000),
    ];
    let program = || vec![area("program", 0x400, 6, "rwx", true), area("stack", 0xBFFFE, 1, "rw", true)];
    let touch = [('W', 0x804_B000), ('W', 0x804_B008), ('W', 0x804_C000), ('R', 0x804_B010)];
    let copy = [
        ('X', 0x804_8FFE),
        ('X', 0x804_9000),
        ('R', 0x805_0FFC),
        ('R', 0x805_1000),
        ('W', 0x806_0FFC),
        ('W', 0x806_1000),
    ];
    let protection =
        [('X', 0x804_8010), ('R', 0x804_8020), ('W', 0x804_8024), ('R', 0xC000_0100), ('R', 0x1234_5678)];
    let levels = [('X', 0x804_8000), ('R', 0xBFFF_F000), ('X', 0x804_8004), ('R', 0xBFFF_F004)];
    let tiny = vec![
        Some(3),
        None,
        Some(7),
        Some(0),
        None,
        Some(5),
        None,
        None,
        Some(2),
        None,
        None,
        None,
        None,
        None,
        Some(1),
        Some(6),
    ];
    vec![
        walk(
            "clock-keeps",
            Text::new("Clock keeps the busy page", "Clock 留住常用页"),
            Text::new(
                "R = 1 buys one more round; a dirty victim costs twice: it has to be written back first.",
                "访问位为 1 可再留一轮；淘汰脏页代价加倍：要先写回。",
            ),
            79,
            machine_32(program(), &busy),
        ),
        walk(
            "first-touch",
            Text::new("First touch", "首次访问"),
            Text::new(
                "malloc gave 4 pages, the program touches 2: two page faults, two frames. Allocation gives addresses, not memory.",
                "malloc 分配了 4 页，程序只碰 2 页：缺页 2 次，用 2 个页框。分配的是地址，不是内存。",
            ),
            5,
            machine_32(vec![area("heap", 0x804B, 4, "rw", false)], &touch),
        ),
        walk(
            "why-levels",
            Text::new("Why levels", "为什么要多级"),
            Text::new(
                "Code low, stack high: 12 KB of tables, not 4 MB.",
                "代码在低处，栈在高处：页表只占 12 KB，而不是 4 MB。",
            ),
            12,
            machine_32(
                vec![area("code", 0x8048, 2, "rx", true), area("stack", 0xBFFFF, 1, "rw", true)],
                &levels,
            ),
        ),
        walk(
            "four-levels",
            Text::new("x86-64: four levels", "x86-64：四级页表"),
            Text::new(
                "9 + 9 + 9 + 9 + 12 bits: a TLB miss costs four reads. One page needs 16 KB of tables, not 512 GB.",
                "9 + 9 + 9 + 9 + 12 位：快表未命中要读四次。一页只需 16 KB 页表，而不是 512 GB。",
            ),
            8,
            Paging {
                level_bits: vec![9, 9, 9, 9],
                pte_size: 8,
                ..machine_32(
                    vec![area("code", 0x401, 2, "rx", true)],
                    &[('X', 0x40_1234), ('X', 0x40_1238), ('X', 0x40_2000)],
                )
            },
        ),
        walk(
            "huge-pages",
            Text::new("Huge pages", "大页"),
            Text::new(
                "One entry with PS = 1 maps 2 MB: the walk reads 3 entries instead of 4, and the TLB misses 2 times in 9 accesses. With 4 KB pages it misses every time.",
                "PS = 1 的一项映射 2 MB：查表读 3 项而不是 4 项，9 次访问快表只有 2 次未命中；用 4 KB 小页则次次未命中。",
            ),
            4,
            Paging {
                level_bits: vec![9, 9, 9, 9],
                pte_size: 8,
                frames: None,
                ..machine_32(
                    vec![Area { huge: 1, ..area("heap", 0x4_0000, 4096, "rw", false) }],
                    &(0..9u64).map(|at| ('W', 0x4000_0000 + at * 0x4_0000)).collect::<Vec<_>>(),
                )
            },
        ),
        walk(
            "tlb-switch",
            Text::new("The TLB and process switches", "快表与进程切换"),
            Text::new(
                "A and B take turns at the same page numbers. Emptied at every switch, the TLB hits 6 times in 24; with ASIDs 18 times.",
                "A、B 轮流访问相同的页号。每次切换都清空快表：24 次访问只命中 6 次；带 ASID 则命中 18 次。",
            ),
            82,
            turns(),
        ),
        walk(
            "bits",
            Text::new("Bits by hand", "手工改位"),
            Text::new(
                "R/W = 0: a protection fault. P = 0: a fault without a disk. COW: a fault that only makes the page writable. D = 0: what was written is lost. Try others: click a page.",
                "R/W = 0：保护性异常。P = 0：不读磁盘的缺页。COW：只是把页变为可写。D = 0：写过的内容丢失。点击页面可改其他位。",
            ),
            16,
            Paging {
                frames: Some(1),
                by_hand: ["3 400 w", "4 400 w", "4 400 p", "5 400 c", "6 400 d"].map(String::from).into(),
                ..machine_32(
                    program(),
                    &[
                        ('R', 0x40_0010),
                        ('W', 0x40_0020),
                        ('W', 0x40_0024),
                        ('R', 0x40_0028),
                        ('W', 0x40_002C),
                        ('R', 0x40_1000),
                    ],
                )
            },
        ),
        walk(
            "protection",
            Text::new("Protection", "保护"),
            Text::new(
                "Writing to code, reading the kernel, an address that is nobody's: not every fault is a missing page.",
                "写代码页、读内核页、访问不存在的地址：并非每次异常都是缺页。",
            ),
            18,
            machine_32(
                vec![area("code", 0x8048, 2, "rx", true), area("kernel", 0xC0000, 2, "rwxk", true)],
                &protection,
            ),
        ),
        walk(
            "one-instruction",
            Text::new("One instruction, many faults", "一条指令，多次缺页"),
            Text::new(
                "A copy across page borders: code, source and destination lie on two pages each, 6 faults in all.",
                "跨页的复制指令：代码、源、目的各占两页，共缺页 6 次。",
            ),
            10,
            Paging {
                frames: Some(6),
                ..machine_32(
                    vec![
                        area("code", 0x8048, 2, "rx", true),
                        area("source", 0x8050, 2, "r", true),
                        area("target", 0x8060, 2, "rw", true),
                    ],
                    &copy,
                )
            },
        ),
        walk(
            "tiny",
            Text::new("A tiny machine", "微型机器"),
            Text::new(
                "8-bit addresses, 16-byte pages: the whole translation fits in one's head.",
                "8 位地址、16 字节的页：整个变换可以心算。",
            ),
            2,
            Paging {
                offset_bits: Some(4),
                level_bits: vec![4],
                pte_size: 1,
                levels: 1,
                page_table: Some(tiny),
                addresses: vec![0x25, 0x3F, 0x80, 0x10, 0xE1],
                ..Paging::default()
            },
        ),
        walk(
            "array",
            Text::new("An array in the TLB", "快表与数组"),
            Text::new(
                "Ten elements on three pages: the TLB misses 3 times and hits 7 times (OSTEP chapter 19).",
                "十个元素在三页上：快表未命中 3 次，命中 7 次（OSTEP 第 19 章）。",
            ),
            6,
            Paging {
                offset_bits: Some(4),
                level_bits: vec![4],
                pte_size: 1,
                levels: 1,
                page_table: Some((0..16).map(Some).collect()),
                tlb: Some(Tlb { entries: 4, ..Tlb::default() }),
                times: Some(Times { tlb: 1, mem: 100, ..Times::default() }),
                addresses: (0..10).map(|element| 100 + 4 * element).collect(),
                ..Paging::default()
            },
        ),
    ]
}

/// Worked exercises of books and examinations.
fn exercises() -> Vec<Preset<Scenario>> {
    let exam = || Text::same("408");
    let silberschatz = || Text::same("Silberschatz");
    let segment = |base, limit| Segment { base, limit, ..Segment::default() };
    vec![
        Preset {
            id: "408-2009",
            title: Text::new("408, 2009: TLB and fault", "408 2009 年：快表与缺页"),
            aha: Text::new(
                "2362H takes 210 ns, 1565H a page fault, 25A5H 110 ns.",
                "2362H 用 210 ns，1565H 缺页，25A5H 用 110 ns。",
            ),
            group: exam(),
            step: 8,
            scenario: Scenario::Paging(Paging {
                page_size: Some(4096),
                pte_size: 4,
                levels: 1,
                page_table: Some(vec![Some(0x101), None, Some(0x254)]),
                frames: Some(2),
                lru_order: vec![0, 2],
                tlb: Some(Tlb { entries: 16, ..Tlb::default() }),
                times: Some(Times { tlb: 10, mem: 100, fault: 100_000_000, write_back: 0 }),
                addresses: vec![0x2362, 0x1565, 0x25A5],
                rules: Rules { set: RuleSet::Exam408, ..Rules::default() },
                ..Paging::default()
            }),
        },
        Preset {
            id: "segments",
            title: Text::new("Segmentation", "分段"),
            aha: Text::new(
                "Five segments: two of the five addresses lie beyond their limit.",
                "五个段：五个地址中有两个越界。",
            ),
            group: silberschatz(),
            step: 8,
            scenario: Scenario::Segments(Segments {
                segments: [(0, 219, 600), (1, 2300, 14), (2, 90, 100), (3, 1327, 580), (4, 1952, 96)]
                    .into_iter()
                    .map(|(number, base, limit)| (number, segment(base, limit)))
                    .collect(),
                addresses: [(0, 430), (1, 10), (2, 500), (3, 400), (4, 112)]
                    .into_iter()
                    .map(|(number, offset)| Address::Pair(number, offset))
                    .collect(),
                ..Segments::default()
            }),
        },
        Preset {
            id: "base-limit",
            title: Text::new("Base and limit", "基址与界限"),
            aha: Text::new(
                "One addition and one comparison per access: 507 is beyond the limit of 290.",
                "每次访问一次加法、一次比较：507 超过界限 290。",
            ),
            group: Text::same("OSTEP"),
            step: 3,
            scenario: Scenario::Segments(Segments {
                address_space: Some(1024),
                memory: Some(16384),
                segments: [(0, segment(13884, 290))].into(),
                addresses: [261, 507, 289, 290].map(Address::Whole).into(),
                ..Segments::default()
            }),
        },
        Preset {
            id: "stack-grows-down",
            title: Text::new("A stack that grows down", "向下增长的栈"),
            aha: Text::new(
                "The first bit names the segment. Address 108 lies 20 bytes below the end, so it is at 512 − 20 = 492.",
                "首位决定段号。地址 108 距末尾 20 字节，所以在 512 − 20 = 492。",
            ),
            group: Text::same("OSTEP"),
            step: 3,
            scenario: Scenario::Segments(Segments {
                address_space: Some(128),
                memory: Some(512),
                segments: [(0, segment(0, 20)), (1, Segment { grows: Grows::Down, ..segment(512, 20) })]
                    .into(),
                addresses: [108, 97, 53, 16, 127].map(Address::Whole).into(),
                ..Segments::default()
            }),
        },
        Preset {
            id: "segmented-paging",
            title: Text::new("Segmented paging", "段页式"),
            aha: Text::new(
                "Segment table, page table, data: three memory accesses without a TLB.",
                "段表、页表、数据：没有快表时访问内存三次。",
            ),
            group: exam(),
            step: 3,
            scenario: Scenario::Segments(Segments {
                page_size: Some(1024),
                segments: [
                    (
                        0,
                        Segment {
                            limit: 2500,
                            page_table: vec![Some(5), Some(9), Some(2)],
                            ..Segment::default()
                        },
                    ),
                    (1, Segment { limit: 1024, page_table: vec![Some(7)], ..Segment::default() }),
                    (
                        2,
                        Segment {
                            limit: 3000,
                            page_table: vec![Some(1), None, Some(4)],
                            ..Segment::default()
                        },
                    ),
                ]
                .into(),
                addresses: [(0, 2400), (1, 1023), (2, 1100), (0, 2500)]
                    .into_iter()
                    .map(|(number, offset)| Address::Pair(number, offset))
                    .collect(),
                ..Segments::default()
            }),
        },
        Preset {
            id: "tlb-reach",
            title: Text::new("Effective access time", "有效访问时间"),
            aha: Text::new(
                "1 ns, 100 ns, two levels: 90 % hits give 121 ns; 99 % would give 103 ns, 50 % 201 ns.",
                "1 ns、100 ns、两级页表：命中率 90 % 时 121 ns；99 % 时 103 ns，50 % 时 201 ns。",
            ),
            group: Text::new("Address translation", "地址变换"),
            step: 1,
            scenario: Scenario::Eat(Eat::Tlb {
                hit: Quantity::Words("0.90".into()),
                tlb: Quantity::Whole(1),
                mem: Quantity::Whole(100),
                levels: 2,
            }),
        },
    ]
}

fn refs(string: &str) -> Vec<Name> {
    let name = |word: &str| word.parse().map_or(Name::Word(word.into()), Name::Number);
    string.split_whitespace().map(name).collect()
}

fn study(policy: Policy, frames: u32, string: &str) -> Replace {
    Replace { policy, frames, refs: refs(string), ..Replace::default() }
}

fn preset(
    id: &'static str,
    title: Text,
    aha: Text,
    group: Text,
    step: usize,
    study: Replace,
) -> Preset<Scenario> {
    Preset { id, title, aha, group, step, scenario: Scenario::Replace(study) }
}

fn ours() -> Vec<Preset<Scenario>> {
    let group = || Text::new("Page replacement", "页面置换");
    let exam = "7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1";
    let rows: Vec<Name> = (0..64).map(|step| Name::Number(step / 8)).collect();
    let columns: Vec<Name> = (0..64).map(|step| Name::Number(step % 8)).collect();
    vec![
        preset(
            "exam-string",
            Text::new("The exam string", "考试常见访问串"),
            Text::new(
                "3 frames: OPT 9 faults and 6 replacements, LRU 12 and 9, FIFO 15 and 12, Clock 14 and 11.",
                "3 个页框：OPT 缺页 9、置换 6；LRU 12、9；FIFO 15、12；Clock 14、11。",
            ),
            group(),
            12,
            study(Policy::Lru, 3, exam),
        ),
        preset(
            "belady",
            Text::new("Belady's anomaly", "Belady 异常"),
            Text::new(
                "FIFO with 3 frames: 9 faults; with 4 frames: 10. More memory, more faults. LRU: 10, then 8.",
                "FIFO 用 3 个页框缺页 9 次，用 4 个反而 10 次；LRU 则从 10 次降到 8 次。",
            ),
            group(),
            16,
            study(Policy::Fifo, 3, "1 2 3 4 1 2 5 1 2 3 4 5"),
        ),
        preset(
            "loop",
            Text::new("A loop one page too long", "只多一页的循环"),
            Text::new(
                "Five pages in a loop, four frames: FIFO, LRU and Clock fault every time (20 of 20). One more frame: 5.",
                "5 页循环、4 个页框：FIFO、LRU、Clock 次次缺页（20/20）；多一个页框只有 5 次。",
            ),
            group(),
            14,
            study(Policy::Lru, 4, "1 2 3 4 5 1 2 3 4 5 1 2 3 4 5 1 2 3 4 5"),
        ),
        preset(
            "thrashing",
            Text::new("Thrashing", "抖动"),
            Text::new(
                "12 frames, every process needs 3 pages at a time. 1 process keeps the CPU 67 % busy, 4 processes 91 %, 6 only 53 %, 12 no more than 11 %: the disk is busy instead.",
                "12 个页框，每个进程同时需要 3 页。1 个进程 CPU 利用率 67 %，4 个 91 %，6 个只有 53 %，12 个只剩 11 %：忙的是磁盘。",
            ),
            group(),
            30,
            Replace {
                generate: Some(Generate {
                    kind: Kind::Phases,
                    count: 240,
                    pages: 12,
                    set: 3,
                    stay: 60,
                    processes: 6,
                    ..Generate::default()
                }),
                disk: 10,
                seed: 3,
                ..study(Policy::Lru, 12, "")
            },
        ),
        preset(
            "local-global",
            Text::new("Local or global", "局部还是全局"),
            Text::new("A loops over 2 pages, B reads 12 pages once.", "A"),
            group(),
            12,
            study(
                Policy::Lru,
                4,
                "A.1 B.1 B.2 B.3 A.2 B.4 B.5 B.6 A.1 B.7 B.8 B.9 A.2 B.10 B.11 B.12 A.1 B.13 B.14 B.15 A.2",
            ),
        ),
        preset(
            "rows",
            Text::new("Array by rows", "按行访问数组"),
            Text::new(
                "An 8 × 8 array, one row per page, 4 frames: by rows 8 faults, by columns 64.",
                "8 × 8 数组，每行一页，4 个页框：按行访问缺页 8 次，按列 64 次。",
            ),
            group(),
            12,
            Replace { refs: rows, ..study(Policy::Lru, 4, "") },
        ),
        preset(
            "columns",
            Text::new("Array by columns", "按列访问数组"),
            Text::new(
                "The same array by columns: every access is a fault, 64 in all.",
                "同一个数组按列访问：次次缺页，共 64 次。",
            ),
            group(),
            14,
            Replace { refs: columns, ..study(Policy::Lru, 4, "") },
        ),
        preset(
            "enhanced-clock",
            Text::new("Dirty pages cost twice", "脏页代价加倍"),
            Text::new(
                "Enhanced Clock looks at R and M: a clean page goes before a dirty one.",
                "改进型 Clock 同时看访问位和修改位：先淘汰干净的页面。",
            ),
            group(),
            10,
            Replace { ops: Some("RRWRRRWRRRRWRRRRRWRR".into()), ..study(Policy::EnhancedClock, 3, exam) },
        ),
        preset(
            "working-set",
            Text::new("Working set", "工作集"),
            Text::new(
                "Window 4: memory grows and shrinks with what the process needs; 5 faults.",
                "窗口为 4：驻留集随需要增减；缺页 5 次。",
            ),
            group(),
            10,
            Replace {
                window: 4,
                initial: refs("e d a")
                    .into_iter()
                    .map(|name| Some(super::scenario::Initial::Page(name)))
                    .collect(),
                ..study(Policy::WorkingSet, 3, "c c d b c e c e a d")
            },
        ),
        preset(
            "random",
            Text::new("Random accesses", "随机访问"),
            Text::new(
                "200 random accesses to 10 pages: without locality no policy does well.",
                "对 10 个页面随机访问 200 次：没有局部性，哪种算法都不好。",
            ),
            group(),
            20,
            Replace { random: Some(RandomRefs { count: 200, max: 10 }), ..study(Policy::Lru, 4, "") },
        ),
    ]
}

fn books() -> Vec<Preset<Scenario>> {
    let book = |id, title, aha, group, step, set, study: Replace| {
        preset(id, title, aha, group, step, Replace { rules: Rules { set, ..Rules::default() }, ..study })
    };
    vec![
        book(
            "osc-string",
            Text::same("Silberschatz: 7 0 1 2 0 3 …"),
            Text::new("FIFO with 3 frames: 15 faults.", "FIFO、3 个页框：缺页 15 次。"),
            Text::same("Silberschatz"),
            9,
            RuleSet::Silberschatz,
            study(Policy::Fifo, 3, "7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1"),
        ),
        book(
            "ostep-trace",
            Text::new("OSTEP chapter 22", "OSTEP 第 22 章"),
            Text::new("OPT: 6 hits and 5 misses.", "OPT：命中 6 次，未命中 5 次。"),
            Text::same("OSTEP"),
            9,
            RuleSet::Ostep,
            study(Policy::Opt, 3, "0 1 2 0 1 3 0 3 1 2 1"),
        ),
        book(
            "stallings",
            Text::new("Stallings figure 8.14", "Stallings 图 8.14"),
            Text::new(
                "Stallings counts only replacements: LRU 4 of 7 faults.",
                "Stallings 只数置换：LRU 缺页 7 次，其中置换 4 次。",
            ),
            Text::same("Stallings"),
            9,
            RuleSet::Stallings,
            study(Policy::Lru, 3, "2 3 2 1 5 2 4 5 3 2 5 2"),
        ),
        book(
            "tanenbaum-aging",
            Text::new("Aging", "老化算法"),
            Text::new(
                "Counters remember the last eight ticks: an approximation of LRU.",
                "计数器记住最近 8 个时钟周期，近似 LRU。",
            ),
            Text::same("Tanenbaum"),
            12,
            RuleSet::Tanenbaum,
            study(Policy::Aging, 3, "7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1"),
        ),
        book(
            "tang",
            Text::new("Tang Xiaodan: 4 3 2 1 4 3 5 …", "汤小丹：4 3 2 1 4 3 5 …"),
            Text::new("LRU with 3 frames: 10 faults.", "LRU、3 个页框：缺页 10 次。"),
            Text::new("Tang Xiaodan", "汤小丹"),
            9,
            RuleSet::Tang,
            study(Policy::Lru, 3, "4 3 2 1 4 3 5 4 3 2 1 5"),
        ),
        book(
            "408-2010",
            Text::new("408, 2010: Clock", "408 2010 年：Clock"),
            Text::new(
                "Page 5 comes: all R bits are 1, so the hand goes once round and takes page 2.",
                "访问 5 号页：访问位全为 1，指针转一圈，淘汰 2 号页。",
            ),
            Text::same("408"),
            6,
            RuleSet::Exam408,
            exam_2010(),
        ),
    ]
}

/// 408, 2010, question 46: frames 2, 4, 7, 9 hold pages 2, 1, 0, 3, all used; the hand is at frame 2.
fn exam_2010() -> Replace {
    use super::scenario::{Initial, Resident};
    let resident = |page, loaded| {
        Some(Initial::Resident(Resident {
            page: Name::Number(page),
            r: 1,
            m: 0,
            loaded: Some(loaded),
            last: None,
            count: None,
        }))
    };
    Replace {
        initial: vec![resident(2, 200), resident(1, 230), resident(0, 130), resident(3, 160)],
        ..study(Policy::Clock, 4, "5")
    }
}
