//! Actions as words: `P w 0`, `P mmap a shared F 4`, `C madvise a:0-3`.

use super::scenario::MAX_AREA;
use crate::text;
use crate::text::Text;

/// The private area that a scenario begins with.
pub const ANON: &str = "anon";
/// The shared area that a scenario begins with.
pub const SHARED: &str = "shared";
/// Bytes in a page.
pub const PAGE: u32 = 4096;

/// A page by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageName {
    /// The area.
    pub area: String,
    /// Which page of it.
    pub index: u32,
    /// Which byte of the page is read or written.
    pub byte: u32,
}

/// Pages of an area, or of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The area.
    pub area: String,
    /// First and last page; all if none is named.
    pub pages: Option<(u32, u32)>,
}

/// What a program may do with pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum May {
    /// Nothing.
    None,
    /// Read.
    Read,
    /// Read and write.
    #[default]
    Write,
}

/// What the kernel copies from or to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Other {
    /// A pipe, a socket: nothing that is modelled.
    Nothing,
    /// This byte arrives.
    Value(u8),
    /// A page of a file.
    File(Span),
}

/// A mapping that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Its name.
    pub name: String,
    /// Do writes reach the others?
    pub shared: bool,
    /// Which file; none for anonymous memory.
    pub file: Option<String>,
    /// Pages.
    pub pages: u32,
    /// The page of the file with which it begins.
    pub first: u32,
    /// What the program may do.
    pub may: May,
    /// Its first page's number, as far as windows of pages are aligned to it.
    pub base: u32,
}

/// An action, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A byte is read or written by the program.
    Touch {
        /// Where.
        page: PageName,
        /// It is written.
        write: bool,
        /// With this; none: the number of the action.
        value: Option<u8>,
    },
    /// A byte is written (`read(2)`) or read (`write(2)`) by the kernel on behalf of the program.
    Sys {
        /// Where.
        page: PageName,
        /// The kernel writes there: `read(2)`.
        write: bool,
        /// From what, or to what.
        other: Other,
    },
    /// A mapping is made.
    Map(Wish),
    /// Pages are unmapped.
    Unmap(Span),
    /// The permission of pages is changed.
    Protect(Span, May),
    /// `madvise(MADV_DONTNEED)`.
    DontNeed(Span),
    /// `msync(MS_SYNC)`.
    Sync(Span),
    /// A byte of a file is written by `write(2)`, from nowhere that is modelled.
    FileWrite(PageName, Option<u8>),
    /// The file is cut or grown to so many pages.
    Truncate(String, u32),
    /// The pages of a file that nobody maps leave the page cache.
    Evict(String),
    /// What `/proc/pid/smaps` says, of one area or of all.
    Smaps(Option<String>),
    /// A child is made.
    Fork(String),
    /// The process runs another program: all its areas go.
    Exec,
    /// The process ends.
    Exit,
}

/// What actions look like, for people.
pub fn examples() -> Text {
    Text::new(
        "P r 0 · P w s1 · P fork C · C exec · C exit · P mmap a shared F 4 · P madvise a:0-1 · P mprotect a r · P munmap a",
        "P r 0 · P w s1 · P fork C · C exec · C exit · P mmap a shared F 4 · P madvise a:0-1 · P mprotect a r · P munmap a",
    )
}

/// Why an action is refused.
pub fn unreadable(action: &str) -> Text {
    text!(
        "“{action}” is no action: P r 0, P w s1, P fork C, C exec, C exit, P mmap a shared F 4, P munmap a.",
        "“{action}”不是动作：P r 0、P w s1、P fork C、C exec、C exit、P mmap a shared F 4、P munmap a。"
    )
}

/// Who does what, from words.
pub fn read(action: &str) -> Option<(String, Act)> {
    let words: Vec<&str> = action.split_whitespace().collect();
    let (who, verb, rest) = match &words[..] {
        [who, verb, rest @ ..] => (named(who)?, *verb, rest),
        _ => return None,
    };
    let act = match (verb, rest) {
        ("r" | "R" | "read", [page]) => Act::Touch { page: page_name(page)?, write: false, value: None },
        ("w" | "W" | "write", [page, value @ ..]) => {
            Act::Touch { page: page_name(page)?, write: true, value: byte(value)? }
        }
        ("sysread", [page, other @ ..]) => {
            Act::Sys { page: page_name(page)?, write: true, other: source(other)? }
        }
        ("syswrite", [page, other @ ..]) => match source(other)? {
            Other::Value(_) => return None,
            other => Act::Sys { page: page_name(page)?, write: false, other },
        },
        ("mmap", [name, rest @ ..]) => Act::Map(wish(name, rest)?),
        ("munmap", [span]) => Act::Unmap(read_span(span)?),
        ("mprotect", [span, may]) => Act::Protect(read_span(span)?, read_may(may)?),
        ("madvise" | "dontneed", [span]) => Act::DontNeed(read_span(span)?),
        ("msync", [span]) => Act::Sync(read_span(span)?),
        ("pwrite", [page, value @ ..]) => Act::FileWrite(page_name(page)?, byte(value)?),
        ("truncate", [file, pages]) => Act::Truncate(named(file)?, count(pages)?),
        ("evict", [file]) => Act::Evict(named(file)?),
        ("smaps", []) => Act::Smaps(None),
        ("smaps", [area]) => Act::Smaps(Some(named(area)?)),
        ("fork", [child]) => Act::Fork(named(child)?),
        ("exec", []) => Act::Exec,
        ("exit", []) => Act::Exit,
        _ => return None,
    };
    Some((who, act))
}

/// A page as it is shown: `0`, `s1`, `a2`.
pub fn show(area: &str, index: u32) -> String {
    match area {
        ANON => index.to_string(),
        SHARED => format!("s{index}"),
        area if area.ends_with(char::is_numeric) => format!("{area}-{index}"),
        area => format!("{area}{index}"),
    }
}

fn wish(name: &str, rest: &[&str]) -> Option<Wish> {
    let (shared, rest) = match rest {
        ["shared", rest @ ..] => (true, rest),
        ["private", rest @ ..] => (false, rest),
        _ => return None,
    };
    // A file's name comes before the number of pages; without a file the memory is anonymous.
    let (file, rest) = match rest {
        [pages, rest @ ..] if count(pages).is_some() => (None, (pages, rest)),
        [file, pages, rest @ ..] => (Some(named(file)?), (pages, rest)),
        _ => return None,
    };
    let (pages, mut rest) = rest;
    let mut wish = Wish {
        name: named(name).filter(|name| name.parse::<u64>().is_err())?,
        shared,
        file,
        pages: count(pages).filter(|pages| *pages > 0)?,
        first: 0,
        may: May::Write,
        base: 0,
    };
    while let [word, left @ ..] = rest {
        if let Some(first) = word.strip_prefix('+') {
            wish.first = count(first)?;
        } else if let Some(base) = word.strip_prefix('@') {
            wish.base = count(base)?;
        } else {
            wish.may = read_may(word)?;
        }
        rest = left;
    }
    (wish.file.is_some() || wish.first == 0).then_some(wish)
}

fn source(words: &[&str]) -> Option<Other> {
    match words {
        [] => Some(Other::Nothing),
        [word] => match word.parse() {
            Ok(value) => Some(Other::Value(value)),
            Err(_) => read_span(word).filter(|span| span.pages.is_some()).map(Other::File),
        },
        _ => None,
    }
}

fn byte(words: &[&str]) -> Option<Option<u8>> {
    match words {
        [] => Some(None),
        [word] => Some(Some(word.parse().ok()?)),
        _ => None,
    }
}

fn page_name(word: &str) -> Option<PageName> {
    let (word, byte) = match word.split_once('@') {
        Some((word, byte)) => (word, byte.parse().ok().filter(|byte| *byte < PAGE)?),
        None => (word, 0),
    };
    let short = |area: &str, digits: &str| Some((area.to_string(), count(digits)?));
    let (area, index) = match (word.split_once(':'), word.strip_prefix('s')) {
        (Some((area, digits)), _) => (named(area)?, count(digits)?),
        (None, Some(digits)) => short(SHARED, digits)?,
        (None, None) => short(ANON, word)?,
    };
    Some(PageName { area, index, byte })
}

fn read_span(word: &str) -> Option<Span> {
    let Some((area, pages)) = word.split_once(':') else {
        let single =
            page_name(word).map(|page| Span { area: page.area, pages: Some((page.index, page.index)) });
        return single.or_else(|| Some(Span { area: named(word)?, pages: None }));
    };
    let (first, last) = pages.split_once('-').unwrap_or((pages, pages));
    let pages = (count(first)?, count(last)?);
    (pages.0 <= pages.1).then_some(Span { area: named(area)?, pages: Some(pages) })
}

fn read_may(word: &str) -> Option<May> {
    match word {
        "none" => Some(May::None),
        "r" => Some(May::Read),
        "rw" | "w" => Some(May::Write),
        _ => None,
    }
}

fn count(word: &str) -> Option<u32> {
    word.parse().ok().filter(|count| *count <= MAX_AREA)
}

/// A name of 1 to 12 letters, digits, `_`, `-` and `.`.
pub fn named(word: &str) -> Option<String> {
    let fits = (1..=12).contains(&word.chars().count())
        && word.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    fits.then(|| word.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read() {
        let act = |line| read(line).map(|(_, act)| act);
        let page = |area: &str, index, byte| PageName { area: area.into(), index, byte };
        assert_eq!(act("P r 3"), Some(Act::Touch { page: page(ANON, 3, 0), write: false, value: None }));
        let written = Act::Touch { page: page("a", 1, 9), write: true, value: Some(7) };
        assert_eq!(act("P w a:1@9 7"), Some(written));
        assert_eq!(
            act("P madvise s1"),
            Some(Act::DontNeed(Span { area: SHARED.into(), pages: Some((1, 1)) }))
        );
        assert_eq!(act("P munmap a"), Some(Act::Unmap(Span { area: "a".into(), pages: None })));
        assert_eq!(
            act("P mmap a private F 4 +2 r @5"),
            Some(Act::Map(Wish {
                name: "a".into(),
                shared: false,
                file: Some("F".into()),
                pages: 4,
                first: 2,
                may: May::Read,
                base: 5,
            }))
        );
        for line in
            ["", "P", "P r", "P r -1", "P w 0 256", "P mmap a private", "P mmap 1 shared 4", "P munmap a:3-2"]
        {
            assert_eq!(act(line), None, "{line}");
        }
    }
}
