//! What the model simplifies, and where books differ.

use super::scenario::{Allocation, Policy, Replace, Scenario};
use crate::text::Text;

/// The notes of a scenario.
pub fn notes(scenario: &Scenario) -> Vec<Text> {
    let mut notes = vec![Text::new(
        "Page faults (缺页次数) count first loads; replacements (置换次数) do not. Both are shown. For 7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1 with 3 frames: OPT 9 and 6, LRU 12 and 9, FIFO 15 and 12.",
        "缺页次数包括首次装入，置换次数不包括，两者都给出。例如 7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1、3 个页框：OPT 9、6，LRU 12、9，FIFO 15、12。",
    )];
    match scenario {
        Scenario::Paging(_) => notes.extend(paging_notes()),
        Scenario::Segments(_) => notes = segment_notes(),
        _ => {}
    }
    if let Scenario::Replace(study) = scenario {
        notes.extend(time_notes(study));
        notes.push(Text::new(
            "A page is loaded into the lowest empty frame, otherwise into the victim's.",
            "页面装入编号最小的空闲页框；没有空闲时装入被淘汰页面的页框。",
        ));
        notes.extend(policy_note(study.policy));
    }
    notes
}

fn paging_notes() -> Vec<Text> {
    vec![
        Text::new(
            "After a fault the access that faulted is repeated. A processor repeats the whole instruction, so the accesses that it had already made are made again; here each of them is counted once.",
            "缺页之后，这里只重复出错的那次访问。真实处理器重新执行整条指令，已完成的访问也会再做一遍；这里每次访问只计一次。",
        ),
        Text::new(
            "A switch between processes takes no time of its own here; its price is the misses that follow. No entry is global: on x86 those of the kernel survive a flush.",
            "进程切换本身不计时间，代价只体现在随后的快表未命中。没有全局表项：x86 的内核表项在清空快表时可保留。",
        ),
        Text::new(
            "Huge pages are in memory from the start and stay there, as those of hugetlbfs do. One TLB serves pages of every size; processors have one for each.",
            "大页一开始就在内存并一直留着，与 hugetlbfs 相同。这里一个快表存放各种大小的页；真实处理器各有一个。",
        ),
        Text::new(
            "A bit turned over by hand holds from the next access on, and the TLB forgets the page, as after mprotect. Clearing R/W, U/S or setting XD changes what the program may do, not only the entry.",
            "手工改位从下一次访问起生效，同时作废快表中的该页，如同 mprotect。改 R/W、U/S 或 XD 就是改程序的权限，而不只是改表项。",
        ),
        Text::new(
            "COW here has one owner only, so a write never copies; sharing is in the lab of copy-on-write.",
            "这里 COW 页只有一个拥有者，写时不会复制；共享的情形见写时复制实验。",
        ),
        Text::new(
            "The processor walks the tables, as on x86: a TLB miss is served by hardware, and only a page fault enters the kernel.",
            "与 x86 一样由处理器查页表：快表未命中由硬件处理，只有缺页才进入内核。",
        ),
    ]
}

fn segment_notes() -> Vec<Text> {
    vec![
        Text::new(
            "The segment table is read from memory once per access; processors keep it in registers, which saves that access.",
            "每次访问查一次内存中的段表；真实处理器把段描述符放在寄存器里，可省去这次访问。",
        ),
        Text::new(
            "A limit is a length: offsets from 0 to the limit minus 1 are valid. The base of a segment that grows down is the first byte above it (OSTEP).",
            "段长是长度：合法的段内地址从 0 到段长减 1。向下增长的段，基址是其上方第一个字节（OSTEP）。",
        ),
        Text::new(
            "Small segments are drawn larger than they are, so that their numbers can be read. No protection bits, no sharing, no TLB.",
            "很小的段画得比实际大，以便看清段号。没有保护位、共享和快表。",
        ),
    ]
}

/// What is said of time, and of processes that share the frames.
fn time_notes(study: &Replace) -> Vec<Text> {
    let mut notes = vec![];
    if study.trace.is_some() {
        notes.push(Text::new(
            "Accesses from a file: one that reaches into the next page counts for the first page only, and one that reads and writes (M) is a write. Names of pages are page numbers. A link names the file but cannot carry it.",
            "文件中的访问：跨页的访问只算第一页，先读后写（M）算写。页面名就是页号。链接只写文件名，不含内容。",
        ));
    }
    if study.disk == 0 {
        notes.push(Text::new(
            "Time is counted in accesses; a fault takes no time of its own here.",
            "时间按访问次数计，缺页本身不占时间。",
        ));
    } else {
        notes.push(Text::new(
            "An access takes one unit of CPU time, switching none. There is one disk with one queue. A page has its frame as soon as its fault is served; its process goes on when the disk has brought it.",
            "一次访问占一个单位 CPU 时间，切换不占时间。磁盘只有一个，请求排成一队。缺页时立即分到页框，磁盘传送完成后进程才继续。",
        ));
        if matches!(study.policy, Policy::Opt | Policy::Unopt) {
            notes.push(Text::new(
                "Who runs when depends on the faults, so the future is not known: each process's next use is counted in its own accesses, and OPT is no longer the best possible.",
                "谁何时运行取决于缺页，未来并不确定：下次使用按各进程自己的访问计数，因此 OPT 不再是最优。",
            ));
        }
    }
    if study.allocation != Allocation::Global {
        notes.push(Text::new(
            "Frames that cannot be divided evenly stay unused; every process has at least one.",
            "不能整除而余下的页框不使用；每个进程至少有一个。",
        ));
    }
    notes
}

fn policy_note(policy: Policy) -> Option<Text> {
    let note = match policy {
        Policy::Opt | Policy::Unopt => Text::new(
            "Pages never used again are equal; books differ on which of them goes (rule “OPT: equals”).",
            "都不再使用的页面名次相同，淘汰哪一个各书不同（规则“OPT：相同者”）。",
        ),
        Policy::Clock | Policy::SecondChance => Text::new(
            "Loading sets R to 1 in most books and to 0 in some lecture notes. The hand moves on when a page is loaded, not on a hit. OSTEP's simulator probes random frames instead.",
            "多数教材装入时访问位置 1，部分讲义置 0。装入页面后指针前移，命中时不动。OSTEP 的模拟器则随机探查页框。",
        ),
        Policy::EnhancedClock => Text::new(
            "Four rounds as in Tang Xiaodan, Wangdao and Stallings. Silberschatz picks from the lowest class instead: choose NRU with the hand.",
            "按汤小丹、王道和 Stallings 的四轮扫描。Silberschatz 从最低类别中选：可用 NRU 并从指针起选。",
        ),
        Policy::Nru => Text::new(
            "Tanenbaum picks a random page of the lowest class; the lowest frame, the oldest page or the hand can be chosen instead.",
            "Tanenbaum 在最低类别中随机选；也可以选页框号最小、最先装入，或从指针起第一个。",
        ),
        Policy::Lfu | Policy::Mfu => Text::new(
            "Loading counts as one use. Whether a count survives eviction, and who goes among equals, differs between books.",
            "装入算使用一次。淘汰后计数是否保留、相同时淘汰谁，各书不同。",
        ),
        Policy::Aging => Text::new(
            "Ticks come every so many accesses, before the access. A page just loaded starts with an empty counter and R = 1.",
            "每隔若干次访问（在访问之前）有一次时钟中断。刚装入的页面计数器为 0，访问位为 1。",
        ),
        Policy::WorkingSet => Text::new(
            "The window holds the last Δ references including the present one; some notes count Δ + 1.",
            "窗口包含当前访问在内的最近 Δ 次访问；有的讲义按 Δ + 1 次计。",
        ),
        Policy::Pff => Text::new(
            "The gap is counted from fault to fault. Stallings shrinks when it is at least the threshold, Maekawa when it is greater.",
            "间隔从上次缺页算起。Stallings 在间隔 ≥ 阈值时收缩，Maekawa 在 > 阈值时收缩。",
        ),
        Policy::WsClock => Text::new(
            "Writing back is not overlapped with the search, as it would be on a real machine.",
            "写回没有与扫描重叠进行，这与真实系统不同。",
        ),
        Policy::Random => Text::new(
            "The generator is Python's, so a seed gives the same draws as OSTEP's homework.",
            "随机数与 Python 相同，因此种子与 OSTEP 作业一致。",
        ),
        Policy::Lru => Text::new(
            "Exact LRU needs a record of every access; Linux approximates it with two lists and R bits.",
            "精确 LRU 要记录每次访问；Linux 用两个链表和访问位来近似。",
        ),
        Policy::Fifo | Policy::Mru => return None,
    };
    Some(note)
}
