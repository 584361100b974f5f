//! The words of the frame: buttons, headings, names of regions. Labs bring their own.

use crate::text::Text;

macro_rules! words {
    ($($name:ident: $en:literal, $zh:literal;)*) => {
        $(#[doc = $en] pub const $name: Text = Text::new($en, $zh);)*
        /// All of them, for tests.
        pub const ALL: &[Text] = &[$($name),*];
    };
}

words! {
    BRAND: "OS Visualizer", "OS Visualizer";
    ALL_LABS: "All labs", "全部实验";
    SWITCH_LAB: "Switch labs", "切换实验";
    SCENARIO: "Scenario", "场景";
    OWN_SCENARIO: "Own scenario", "自定义场景";
    SHARE: "Share", "分享";
    PRESENT: "Present", "演示";
    COMPARE: "Compare", "对比";
    FIRST_RUN: "First", "甲";
    SECOND_RUN: "Second", "乙";
    SWAP: "Swap the two runs", "交换两个运行";
    SAME_CLOCK: "Same workload, same clock", "同样的作业，同一个时钟";
    NEXT_DIFFERENCE: "Next difference", "下一处差别";
    WOULD_DIFFER: "Where would another textbook differ?", "换一本教材会有什么不同？";
    MORE: "More", "更多";
    THEME_TO_DARK: "Dark theme", "深色主题";
    THEME_TO_LIGHT: "Light theme", "浅色主题";
    UNDO: "Undo", "撤销";
    REDO: "Redo", "重做";
    KEYS: "Keyboard shortcuts", "键盘快捷键";
    REDUCE_MOTION: "Reduce motion", "减少动画";
    OPEN_FILE: "Open a scenario file or link", "打开场景文件或链接";
    CLOSE: "Close", "关闭";

    LESS: "less", "减";
    GREATER: "more", "加";
    MORE_VARIANTS: "More…", "更多…";
    RULES: "Rules", "规则";
    ALL_RULES: "Rules in force", "当前规则";
    RULES_HELP: "Textbooks differ in these. Each choice is part of the link.", "各教材的约定不同。每项选择都会写入链接。";
    AS_IN_BOOK: "As in the book", "恢复为该教材的约定";
    OTHER_RULES: "Rules that make no difference here", "在此不起作用的规则";
    SETTINGS: "Parameters and rules", "参数与规则";
    DIFFERS: "differs from the book", "与该教材不同";
    NOT_APPLIED: "Not applied.", "未生效。";

    VIEW: "View", "视图";
    AS_TABLE: "Show as table", "以表格显示";
    NOTES: "Model notes", "模型说明";
    STAGE: "Stage", "图示";
    SHOW_LINK: "Show link", "显示链接";
    SHOWING_USUAL: "Showing the default instead.", "已改为显示默认场景。";
    EXPLANATION: "Explanation", "说明";
    SHOW_PANEL: "Why", "原因";
    RECORDING: "Recording the run", "正在记录运行";
    CANCEL: "Cancel", "取消";
    LINK_LONG: "This scenario is too large for a link (64 KiB): share the file.", "此场景超出链接的上限（64 KiB）：请分享文件。";
    CUT: "The run is longer than can be shown; it is cut at the last step.", "运行过长，只显示到最后一步为止。";

    WHY: "Why", "原因";
    INSPECT: "Inspect", "查看";
    WORKLOAD: "Workload", "作业";
    METRICS: "Metrics", "指标";
    DETAILS: "Details", "详情";
    WIDE: "Wide panel", "加宽面板";
    CANDIDATES: "Candidates", "候选";
    FORMULA: "Formula", "公式";
    CODE: "Pseudocode", "伪代码";
    ACTIVE_LINE: "in force", "当前行";
    COMMON_MISTAKE: "Easily mistaken", "易错";
    NOTHING_SELECTED: "Select a thing on the stage to look at it closely.", "选中图中的对象即可查看详情。";

    ADD_ROW: "Add a row", "添加一行";
    ROW: "Row", "行";
    ACTIONS: "Change rows", "调整行";
    REMOVE: "Remove", "删除";
    MOVE_UP: "Move up", "上移";
    MOVE_DOWN: "Move down", "下移";
    PASTE_HINT: "Paste rows from a spreadsheet into any cell.", "可将电子表格中的多行直接粘贴到任一单元格。";
    DEEDS: "What can be done with it", "可做的修改";
    FORK_HINT: "What has already happened stays; the change counts from here on.", "已发生的部分保持不变，修改从此刻起生效。";
    FROM_FILE: "From a file", "从文件读入";
    READ_FILE: "Open file…", "打开文件……";
    NOT_READ: "The file could not be read.", "无法读取文件。";
    RANDOM: "Random", "随机生成";
    MORE_ROWS: "Longer tables are shown in part; paste or generate to change them.", "表格较长，仅显示一部分；可粘贴或随机生成来修改。";
    GENERATE: "Generate", "生成";

    TOTALS: "Totals", "汇总";
    DOWNLOAD_CSV: "Download CSV", "下载 CSV";
    DOWNLOAD_JSON: "Download JSON", "下载 JSON";
    WHAT_IF: "What if", "如果改变……";
    WHAT_IF_HELP: "Charts over many runs of this scenario, each to its end.", "对本场景改变一项条件、多次运行到底得到的图。";
    COMPUTING: "Computing", "正在计算";
    WHOLE_RUN: "The figures of the whole run:", "整个运行的指标：";

    PLAYBACK: "Playback", "播放控制";
    FIRST: "First step", "第一步";
    PREVIOUS_EVENT: "Previous event", "上一事件";
    BACK: "Step back", "后退一步";
    PLAY: "Play", "播放";
    PAUSE: "Pause", "暂停";
    FORWARD: "Step forward", "前进一步";
    NEXT_EVENT: "Next event", "下一事件";
    TIMELINE: "Timeline", "时间线";
    SPEED: "Speed", "速度";

    USER_SPACE: "User space", "用户空间";
    RING_3: "ring 3", "ring 3";
    KERNEL: "Kernel", "内核";
    RING_0: "ring 0", "ring 0";
    HARDWARE: "Hardware", "硬件";
    SEARCH: "Search", "搜索";
    SEARCH_HINT: "TLB, 缺页, sendfile…", "TLB、缺页异常…";
    FOUND: "Results", "搜索结果";
    NOT_FOUND: "Nothing found.", "没有找到。";
    CONTINUE: "Continue", "继续";
    OPEN: "Open", "打开";
    FIND: "Find and open", "查找与打开";
    MAP: "Labs by where they happen", "按发生位置排列的实验";
    START_HERE: "start here", "从这里开始";
    FILE_OR_LINK: "Scenario file or link", "场景文件或链接";

    SHARE_TITLE: "Share this situation", "分享当前状态";
    LINK: "Link", "链接";
    COPY: "Copy", "复制";
    COPIED: "Copied", "已复制";
    COPY_FAILED: "Press Ctrl C to copy", "请按 Ctrl C 复制";
    LANG_OF_LINK: "Language", "语言";
    VIEWERS_LANG: "as the viewer's", "跟随观看者";
    QR: "QR code", "二维码";
    QR_FULL: "Show full screen", "全屏显示";
    QR_LONG: "Too long for a code that can be read in a hall; share the link or the file.", "内容过长，生成的二维码在教室中难以识别，请分享链接或文件。";
    SCENARIO_FILE: "Scenario file", "场景文件";
    DOWNLOAD_SCENARIO: "Download .json", "下载 .json";
    RUN_FILE: "The whole run", "整个运行";
    DOWNLOAD_TRACE: "Download trace", "下载跟踪文件";
    TRACE_HINT: "A Chrome trace for Perfetto or Firefox Profiler; one unit of time is a millisecond.", "Chrome 跟踪文件，可用 Perfetto 或 Firefox Profiler 打开；一个时间单位为 1 毫秒。";
    DOWNLOAD_STEPS: "Download steps (.csv)", "下载步骤（.csv）";
    STEPS_HINT: "A row per step, for a spreadsheet.", "每步一行，可用电子表格打开。";

    CHARACTERS: "Keys of one character act", "启用单字符快捷键";
    KEY: "Key", "按键";
    DOES: "Action", "功能";
    DO_OPEN: "Open", "打开";
    PASTE_LINK: "Link, or the text of a scenario file", "链接，或场景文件的内容";
    CHOOSE_FILE: "Scenario file (.json)", "场景文件（.json）";
    NO_SCENARIO: "This is neither a link nor a scenario file.", "这既不是链接，也不是场景文件。";
    LEAVE: "Esc to leave", "按 Esc 退出";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_exists_in_both_languages() {
        for text in ALL {
            assert!(!text.en.is_empty() && !text.zh.is_empty(), "{text:?}");
        }
    }
}
