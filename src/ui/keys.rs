//! Every key, in one table: it drives the handler and fills the dialog of `?`.

use crate::text::Text;

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Play or pause.
    Play,
    /// One step forward.
    Forward,
    /// One step back.
    Back,
    /// To the next event.
    NextEvent,
    /// To the previous event.
    PreviousEvent,
    /// To the first step.
    First,
    /// To the furthest step visited.
    Furthest,
    /// To the end of the run.
    End,
    /// Play more slowly.
    Slower,
    /// Play faster.
    Faster,
    /// Show less of the timeline, closer.
    ZoomIn,
    /// Show more of it.
    ZoomOut,
    /// Show all of it.
    Whole,
    /// The part of it before.
    Earlier,
    /// The part of it after.
    Later,
    /// The variant of the digit pressed.
    Variant,
    /// Compare, or stop comparing.
    Compare,
    /// The second run of a comparison first.
    Swap,
    /// To the next difference of a comparison.
    Difference,
    /// The workload.
    Workload,
    /// The panel that explains and inspects.
    Panel,
    /// Take back an edit.
    Undo,
    /// Make it again.
    Redo,
    /// Enter or leave the presenter view.
    Present,
    /// Share.
    Share,
    /// Switch labs.
    Switch,
    /// Search.
    Search,
    /// The other language.
    Language,
    /// The other theme.
    Theme,
    /// Open a file or link.
    Open,
    /// All keys.
    Help,
    /// Leave what is open.
    Leave,
}

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// `KeyboardEvent.key`; letters in lower case.
    pub key: &'static str,
    /// With Shift. Signs that need Shift on some keyboards do not ask for it.
    pub shift: bool,
    /// With Ctrl, or Command.
    pub ctrl: bool,
    /// Only inside or only outside the presenter view; `None` for both.
    pub presenting: Option<bool>,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// What it does.
    pub action: Action,
    /// Its keys; the first is the one to learn.
    pub keys: Vec<Key>,
    /// What it does, in words.
    pub name: Text,
}

/// A key that was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    /// `KeyboardEvent.key`.
    pub key: String,
    /// With Shift.
    pub shift: bool,
    /// With Ctrl or Command.
    pub ctrl: bool,
}

const fn key(key: &'static str) -> Key {
    Key { key, shift: false, ctrl: false, presenting: None }
}

const fn shift(key: &'static str) -> Key {
    Key { key, shift: true, ctrl: false, presenting: None }
}

const fn ctrl(key: &'static str) -> Key {
    Key { key, shift: false, ctrl: true, presenting: None }
}

impl Key {
    const fn when(self, presenting: bool) -> Key {
        Key { presenting: Some(presenting), ..self }
    }

    /// Is it one printed character, which the reader may switch off (WCAG 2.1.4)?
    pub fn is_character(&self) -> bool {
        !self.ctrl && self.key != " " && self.key.chars().count() == 1
    }

    /// How it is printed: `Shift →`, `Ctrl K`.
    pub fn print(&self) -> String {
        let name = match self.key {
            " " => "Space",
            "ArrowRight" => "→",
            "ArrowLeft" => "←",
            "ArrowUp" => "↑",
            "ArrowDown" => "↓",
            "Escape" => "Esc",
            "-" => "−",
            "1" => "1 … 9",
            other => other,
        };
        let name = if name.len() == 1 { name.to_uppercase() } else { name.into() };
        format!("{}{}{name}", if self.ctrl { "Ctrl " } else { "" }, if self.shift { "Shift " } else { "" })
    }

    fn fits(&self, press: &Press, presenting: bool) -> bool {
        let digit = self.key == "1" && matches!(press.key.as_bytes(), [b'1'..=b'9']);
        let same = digit || self.key == press.key.to_lowercase() || self.key == press.key;
        let sign = self.is_character() && !self.key.chars().all(char::is_alphanumeric);
        same && self.ctrl == press.ctrl
            && (sign || self.shift == press.shift)
            && self.presenting.is_none_or(|only| only == presenting)
    }
}

/// All keys, in the order of the help dialog.
pub fn table() -> Vec<Binding> {
    let row = |action, keys: &[Key], en, zh| Binding { action, keys: keys.into(), name: Text::new(en, zh) };
    vec![
        row(
            Action::Play,
            &[key(" "), key("k"), key(".").when(true), key("b").when(true)],
            "Play or pause",
            "播放或暂停",
        ),
        row(Action::Forward, &[key("ArrowRight"), key("PageDown").when(true)], "Step forward", "前进一步"),
        row(Action::Back, &[key("ArrowLeft"), key("PageUp").when(true)], "Step back", "后退一步"),
        row(Action::NextEvent, &[shift("ArrowRight"), key(".").when(false)], "Next event", "下一事件"),
        row(Action::PreviousEvent, &[shift("ArrowLeft"), key(",")], "Previous event", "上一事件"),
        row(Action::First, &[key("Home")], "First step", "第一步"),
        row(Action::Furthest, &[key("End")], "Furthest step visited", "已到过的最后一步"),
        row(Action::End, &[shift("End")], "Run to the end", "运行到结束"),
        row(Action::Slower, &[key("-")], "Slower", "减速"),
        row(Action::Faster, &[key("+"), key("=")], "Faster", "加速"),
        row(Action::ZoomIn, &[shift("ArrowUp")], "Zoom into the timeline", "放大时间轴"),
        row(Action::ZoomOut, &[shift("ArrowDown")], "Zoom out of the timeline", "缩小时间轴"),
        row(Action::Whole, &[key("0")], "The whole run on the timeline", "时间轴显示整个运行"),
        row(Action::Earlier, &[key("<")], "Earlier part of the timeline", "时间轴向前移动"),
        row(Action::Later, &[key(">")], "Later part of the timeline", "时间轴向后移动"),
        row(Action::Variant, &[key("1")], "Choose a variant", "选择方案"),
        row(Action::Compare, &[key("c")], "Compare two runs", "对比两个运行"),
        row(Action::Swap, &[key("x")], "Swap the two runs", "交换两个运行"),
        row(Action::Difference, &[key("d")], "Next difference of the two runs", "两个运行的下一处差别"),
        row(Action::Workload, &[key("e")], "Edit the workload", "编辑作业"),
        row(Action::Panel, &[key("i")], "Explanation and inspection", "说明与查看面板"),
        row(Action::Undo, &[ctrl("z")], "Undo an edit", "撤销修改"),
        row(Action::Redo, &[Key { shift: true, ..ctrl("z") }, ctrl("y")], "Redo an edit", "重做修改"),
        row(Action::Present, &[key("f"), key("F5").when(true)], "Presenter view", "演示视图"),
        row(Action::Share, &[key("s")], "Share", "分享"),
        row(Action::Switch, &[key("g"), ctrl("k")], "Switch labs", "切换实验"),
        row(Action::Search, &[key("/")], "Search", "搜索"),
        row(Action::Open, &[ctrl("o")], "Open a scenario file or link", "打开场景文件或链接"),
        row(Action::Language, &[key("l")], "Other language", "切换语言"),
        row(Action::Theme, &[shift("d")], "Light or dark", "浅色或深色"),
        row(Action::Help, &[key("?")], "All keys", "全部快捷键"),
        row(Action::Leave, &[key("Escape")], "Close, or leave the presenter view", "关闭，或退出演示视图"),
    ]
}

/// What a key does. With `characters` off, keys of one character do nothing.
pub fn action(press: &Press, presenting: bool, characters: bool) -> Option<Action> {
    let fits = |key: &Key| key.fits(press, presenting) && (characters || !key.is_character());
    table().iter().find(|row| row.keys.iter().any(fits)).map(|row| row.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str) -> Press {
        Press { key: key.into(), shift: false, ctrl: false }
    }

    fn shifted(key: &str) -> Press {
        Press { shift: true, ..press(key) }
    }

    fn does(press: &Press) -> Option<Action> {
        action(press, false, true)
    }

    #[test]
    fn keys_do_what_the_table_says() {
        assert_eq!(does(&press(" ")), Some(Action::Play));
        assert_eq!(does(&press("ArrowRight")), Some(Action::Forward));
        assert_eq!(does(&shifted("ArrowRight")), Some(Action::NextEvent));
        assert_eq!(does(&shifted("End")), Some(Action::End));
        assert_eq!(does(&press("7")), Some(Action::Variant));
        assert_eq!(does(&press("0")), Some(Action::Whole));
        assert_eq!(does(&shifted("ArrowUp")), Some(Action::ZoomIn));
        assert_eq!(does(&press("ArrowUp")), None, "the page scrolls");
        assert_eq!(does(&shifted(">")), Some(Action::Later));
        assert_eq!(does(&shifted("?")), Some(Action::Help), "a sign may need Shift");
        assert_eq!(does(&shifted("+")), Some(Action::Faster));
        assert_eq!(does(&shifted("D")), Some(Action::Theme));
        assert_eq!(does(&press("d")), Some(Action::Difference), "Shift tells it from the theme");
        assert_eq!(does(&press("K")), Some(Action::Play), "Caps Lock changes nothing");
        assert_eq!(does(&Press { ctrl: true, ..press("k") }), Some(Action::Switch));
        assert_eq!(does(&Press { ctrl: true, ..shifted("Z") }), Some(Action::Redo));
        assert_eq!(does(&Press { ctrl: true, ..press("s") }), None, "the browser keeps its own");
    }

    #[test]
    fn a_remote_control_plays_and_steps() {
        assert_eq!(action(&press("."), true, true), Some(Action::Play));
        assert_eq!(action(&press("."), false, true), Some(Action::NextEvent));
        assert_eq!(action(&press("PageDown"), true, true), Some(Action::Forward));
        assert_eq!(action(&press("PageDown"), false, true), None);
    }

    #[test]
    fn characters_can_be_switched_off() {
        for letter in ["k", "?", "1", "/", "-"] {
            assert_eq!(action(&press(letter), false, false), None, "{letter}");
        }
        assert_eq!(action(&press(" "), false, false), Some(Action::Play));
        assert_eq!(action(&press("Home"), false, false), Some(Action::First));
    }

    #[test]
    fn no_key_means_two_things() {
        let mut seen: Vec<(Key, Action)> = Vec::new();
        for row in table() {
            for key in row.keys {
                let clash = seen.iter().find(|(other, _)| {
                    (other.key, other.shift, other.ctrl) == (key.key, key.shift, key.ctrl)
                        && !matches!((other.presenting, key.presenting), (Some(a), Some(b)) if a != b)
                });
                assert_eq!(clash, None, "{key:?}");
                seen.push((key, row.action));
            }
        }
    }

    #[test]
    fn keys_are_printed_as_on_the_keyboard() {
        let printed: Vec<String> = table().iter().map(|row| row.keys[0].print()).collect();
        assert_eq!(printed[..4], ["Space", "→", "←", "Shift →"]);
        assert!(printed.contains(&"Ctrl Z".to_string()) && printed.contains(&"1 … 9".to_string()));
    }
}
