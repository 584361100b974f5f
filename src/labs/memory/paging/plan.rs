//! The accesses of a run, split and decided before it begins: what each does depends on no time.

use super::space::{Leaf, Space, Split};
use crate::lab::Problem;
use crate::labs::memory::event::Bit;
use crate::labs::memory::replace::pool::Page;
use crate::labs::memory::scenario::Paging;
use crate::text;

/// The most bits that are turned over by hand in one run.
const MAX_HANDS: usize = 100;

/// An access to come.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The virtual address.
    pub address: u64,
    /// `R`, `W` or `X`.
    pub op: char,
    /// Whose access it is, from 0.
    pub process: usize,
    /// Its parts, as if there were no huge pages.
    pub split: Split,
    /// The page: of a huge one the first of its small pages; with its process, if there are several.
    pub page: u64,
    /// The offset in the page.
    pub offset: u64,
    /// Which page of its size it is, counted from address 0: decides the set of the TLB.
    pub index: u64,
    /// How many levels the walk is shorter: 0, or the page is huge.
    pub huge: u32,
    /// The entry it ends at, if the tables lead to one.
    pub leaf: Option<usize>,
    /// May the program do that?
    pub allowed: bool,
    /// It writes to a page marked copy-on-write.
    pub cow: bool,
    /// The page as the replacement policy knows it, if it does.
    pub known: Option<Page>,
}

impl Planned {
    /// Does the replacement policy see it? What is refused, or never leaves memory, is none of its business.
    pub fn is_served(&self, space: &Space) -> bool {
        self.allowed && self.leaf.is_some_and(|leaf| !space.leaves[leaf].is_pinned(&space.areas))
    }
}

/// A bit that is turned over by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hand {
    /// Before which access, from 1.
    pub access: usize,
    /// The entry.
    pub leaf: usize,
    /// Its bit.
    pub bit: Bit,
}

/// Every access of a scenario. Permissions are those of the moment: bits may be turned over by hand, and the first
/// write to a copy-on-write page makes it writable.
pub fn plan(paging: &Paging, space: &Space, hands: &[Hand]) -> Vec<Planned> {
    let ops: Vec<char> = paging.ops.as_deref().unwrap_or_default().to_ascii_uppercase().chars().collect();
    let who = paging.who.as_deref().unwrap_or_default().as_bytes();
    let mut leaves: Vec<Leaf> = space.leaves.clone();
    let mut hands = hands.iter().peekable();
    let mut planned = |(at, &address): (usize, &u64)| {
        while let Some(hand) = hands.next_if(|hand| hand.access <= at + 1) {
            leaves[hand.leaf].toggle(hand.bit);
        }
        let process = who.get(at).map_or(0, |letter| usize::from(letter - b'A'));
        let split = space.split(address);
        let found = if split.beyond { None } else { space.leaf(process, &split) };
        let op = ops.get(at).copied().unwrap_or('R');
        let (mut allowed, mut cow) = (true, false);
        if let Some(leaf) = found.map(|leaf| &mut leaves[leaf]) {
            cow = op == 'W' && leaf.user && leaf.cow && !leaf.write;
            leaf.write |= cow;
            leaf.cow &= !cow;
            allowed = leaf.allows(op);
        }
        let leaf = found.map(|leaf| leaves[leaf]);
        let huge = leaf.map_or(0, |leaf| leaf.huge);
        let page = leaf.map_or(space.page_of(process, split.page), |leaf| leaf.page);
        Planned {
            address,
            op,
            process,
            page,
            offset: address - space.number(page).saturating_mul(space.page_size),
            index: space.number(page) / space.pages_in(huge),
            huge,
            leaf: found,
            allowed,
            cow,
            known: None,
            split,
        }
    };
    paging.addresses.iter().enumerate().map(&mut planned).collect()
}

/// What is turned over by hand, in order: `"5 404 w"`.
///
/// # Errors
/// Too much of it, or words that name no access, page or bit.
pub fn hands(paging: &Paging, space: &Space) -> Result<Vec<Hand>, Problem> {
    if paging.by_hand.len() > MAX_HANDS {
        let text = text!("At most {MAX_HANDS} bits by hand.", "最多手工修改 {MAX_HANDS} 位。");
        return Err(Problem::at("flip", text));
    }
    let mut hands = vec![];
    for words in &paging.by_hand {
        let Some(hand) = hand(words, paging, space) else {
            let most = paging.addresses.len() + 1;
            let text = text!(
                "“{words}”: expected an access from 1 to {most}, a mapped page and one of p w u a d x c, as in “5 404 w”.",
                "“{words}”：应为访问序号（1 到 {most}）、已映射的页号和 p w u a d x c 之一，例如“5 404 w”。"
            );
            return Err(Problem::at("flip", text));
        };
        hands.push(hand);
    }
    hands.sort_by_key(|hand| hand.access);
    Ok(hands)
}

fn hand(words: &str, paging: &Paging, space: &Space) -> Option<Hand> {
    let mut words = words.split_whitespace();
    let access = words.next()?.parse().ok()?;
    let leaf = space.leaf_of(space.read(words.next()?)?)?;
    let letter = words.next()?;
    let bit = Bit::ALL.into_iter().find(|bit| bit.letter().to_string() == letter)?;
    let fits = words.next().is_none() && (1..=paging.addresses.len() + 1).contains(&access);
    fits.then_some(Hand { access, leaf, bit })
}
