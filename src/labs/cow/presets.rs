//! Prepared scenarios. Every number in an aha is computed again by the tests of this lab.

use super::scenario::{File, Fs, Open, Policy, Scenario};
use crate::lab::Preset;
use crate::text::Text;

/// Every preset, the default one first.
pub fn presets() -> Vec<Preset<Scenario>> {
    vec![
        preset(
            "child-writes",
            Text::new("Child writes one page", "子进程写一页"),
            Text::new(
                "Eight pages, the child writes one: 1 copy, not 8.",
                "八页中子进程写一页：只复制 1 页，而不是 8 页。",
            ),
            19,
            8,
            "P w 0, P w 1, P w 2, P w 3, P w 4, P w 5, P w 6, P w 7, P fork C, C w 3, C r 4, P r 3",
        ),
        preset(
            "fork-exec",
            Text::new("Fork, then exec", "fork 后立即 exec"),
            Text::new(
                "The shell's way to start a program: 0 pages copied.",
                "shell 启动程序的方式：复制 0 页。",
            ),
            9,
            4,
            "P w 0, P w 1, P w 2, P w 3, P fork C, C exec, C w 0, P w 1",
        ),
        preset(
            "parent-writes",
            Text::new("Parent writes first", "父进程先写"),
            Text::new(
                "The writer gets the copy, whoever it is; the other becomes writable without one.",
                "谁先写谁得到副本；另一个不必复制就重新可写。",
            ),
            7,
            2,
            "P w 0, P w 1, P fork C, P w 0, C w 0, C w 1, P w 1",
        ),
        preset(
            "last-owner",
            Text::new("Last owner writes", "最后的使用者写"),
            Text::new(
                "The child ended: the parent still faults once, but copies nothing.",
                "子进程已结束：父进程仍缺页一次，但不复制。",
            ),
            7,
            2,
            "P w 0, P fork C, C r 0, C exit, P w 0, P w 0",
        ),
        preset(
            "snapshot",
            Text::new("Snapshot of a busy database", "数据库快照"),
            Text::new(
                "The child keeps the old state while the parent writes on: memory grows from 6 frames to 10.",
                "子进程保留旧状态，父进程继续写：占用页框从 6 个增到 10 个。",
            ),
            14,
            6,
            "P w 0, P w 1, P w 2, P w 3, P w 4, P w 5, P fork S, P w 0, P w 1, P w 0, P w 4, P w 5, P w 4, S exit",
        ),
        preset(
            "read-then-write",
            Text::new("Read, then write", "先读后写"),
            Text::new(
                "Reading maps the zero page, writing takes a frame: 2 faults for one page.",
                "读映射零页，写分配页框：一页缺页 2 次。",
            ),
            3,
            2,
            "P r 0, P w 0, P w 1",
        ),
        Preset {
            scenario: Scenario {
                shared: 2,
                ..scenario(1, "P w 0, P w s0, P fork C, C w s0, C w 0, P r s0, C w s1, P r s1")
            },
            ..preset(
                "shared",
                Text::new("Shared memory stays shared", "共享内存始终共享"),
                Text::new(
                    "Shared pages are never copied: 1 copy in all, of the private page.",
                    "共享页从不复制：总共只复制 1 页，是私有页。",
                ),
                7,
                1,
                "",
            )
        },
        Preset {
            scenario: Scenario {
                files: vec![file("F", Fs::Ext4, true)],
                ..scenario(
                    0,
                    "P mmap a private F 3, P mmap b shared F 3, P r a:0, P w a:0, P w b:1, P r a:1, P fork C, C r a:0, C r b:1, C w b:1, P madvise a, P r a:0",
                )
            },
            ..preset(
                "file-private",
                Text::new("Private and shared file mapping", "私有与共享的文件映射"),
                Text::new(
                    "Private: the first write copies, 1 page. Shared: nothing is ever copied, but the first write faults.",
                    "私有映射第一次写时复制，共 1 页；共享映射从不复制，但第一次写会缺页。",
                ),
                7,
                0,
                "",
            )
        },
        Preset {
            scenario: Scenario {
                files: vec![file("F", Fs::Ext4, false), file("T", Fs::Tmpfs, true)],
                ..scenario(
                    0,
                    "P mmap a shared F 2, P mmap b shared T 2, P r a:0, P w a:0, P r b:0, P w b:0, P r a:1, P msync a, P w a:0",
                )
            },
            ..preset(
                "dirty-tracking",
                Text::new("Who knows which pages are dirty?", "怎么知道哪些页是脏的？"),
                Text::new(
                    "On disk: read then write costs 2 faults, the first reads the disk. On tmpfs: 1.",
                    "磁盘文件：先读后写缺页 2 次，其中第一次读磁盘；tmpfs：1 次。",
                ),
                6,
                0,
                "",
            )
        },
        Preset {
            scenario: Scenario {
                policy: Policy::Copy,
                ..scenario(8, "P w 0, P w 1, P w 2, P w 3, P w 4, P w 5, P w 6, P w 7, P fork C, C exec")
            },
            ..preset(
                "eager",
                Text::new("Without copy-on-write", "没有写时复制"),
                Text::new(
                    "Fork copies 8 pages, and exec throws them away at once.",
                    "fork 复制 8 页，exec 马上又全部丢弃。",
                ),
                17,
                8,
                "",
            )
        },
    ]
}

fn file(name: &str, fs: Fs, cached: bool) -> File {
    File { name: name.into(), fs, pages: 3, cached, bytes_last: None, open: Open::Both }
}

fn scenario(pages: u32, actions: &str) -> Scenario {
    let actions = actions.split(", ").filter(|action| !action.is_empty()).map(String::from).collect();
    Scenario { policy: Policy::Cow, pages, shared: 0, files: vec![], fault_around: 1, actions }
}

fn preset(
    id: &'static str,
    title: Text,
    aha: Text,
    step: usize,
    pages: u32,
    actions: &str,
) -> Preset<Scenario> {
    let group = Text::new("Copy-on-write", "写时复制");
    Preset { id, title, aha, group, step, scenario: scenario(pages, actions) }
}
