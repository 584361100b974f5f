//! Strings of accesses made from a loop over an array, a list, or chance. The same seed makes the same string.

use crate::lab::Problem;
use crate::labs::memory::mersenne::Mersenne;
use crate::labs::memory::scenario::{MAX_ACCESSES, Name};
use crate::text;
use serde::{Deserialize, Serialize};

/// The most processes that share memory.
pub const MAX_PROCESSES: u32 = 26;
/// The most different pages of a generated process.
pub const MAX_PAGES: u32 = 100_000;

/// A wish for a string of accesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Generate {
    /// What the program does.
    pub kind: Kind,
    /// Accesses of each process; an array decides itself.
    pub count: u32,
    /// Different pages of each process; an array decides itself.
    pub pages: u32,
    /// `sequential`, `list`, `rows`, `columns`: elements on a page.
    pub per_page: u32,
    /// `rows`, `columns`: rows of the array.
    pub rows: u32,
    /// `rows`, `columns`: columns of the array.
    pub columns: u32,
    /// `phases`: pages of the working set.
    pub set: u32,
    /// `phases`: accesses until the working set changes.
    pub stay: u32,
    /// Processes that do the same, each with pages of its own.
    pub processes: u32,
    /// Accesses of one process before the next has its turn.
    pub turn: u32,
    /// Of a hundred accesses, how many write.
    pub writes: u32,
}

/// What a program does with its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Any page is as likely as any other.
    #[default]
    Random,
    /// One element after another, from the beginning again at the end.
    Sequential,
    /// A two-dimensional array stored by rows, walked row by row.
    Rows,
    /// The same array, walked column by column.
    Columns,
    /// A linked list whose nodes are scattered over the pages, from its head again at its end.
    List,
    /// Page k is used in proportion to 1 / (k + 1).
    Zipf,
    /// Random accesses to a few pages, and after a while to a few others.
    Phases,
}

impl Kind {
    /// Every kind, in menu order.
    pub const ALL: [Kind; 7] =
        [Kind::Random, Kind::Sequential, Kind::Rows, Kind::Columns, Kind::List, Kind::Zipf, Kind::Phases];

    /// Does it walk a two-dimensional array?
    pub fn is_array(self) -> bool {
        matches!(self, Kind::Rows | Kind::Columns)
    }
}

impl Default for Generate {
    fn default() -> Self {
        Generate {
            kind: Kind::Random,
            count: 40,
            pages: 8,
            per_page: 8,
            rows: 8,
            columns: 8,
            set: 4,
            stay: 20,
            processes: 1,
            turn: 1,
            writes: 0,
        }
    }
}

impl Generate {
    /// How many accesses there will be.
    pub fn len(&self) -> u64 {
        let each = match self.kind.is_array() {
            true => u64::from(self.rows) * u64::from(self.columns),
            false => u64::from(self.count),
        };
        each * u64::from(self.processes)
    }

    /// Is nothing wished for?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Is every number within its bounds?
    ///
    /// # Errors
    /// Which one is not.
    pub fn check(&self) -> Result<(), Problem> {
        let (count, most) = (self.len(), MAX_ACCESSES);
        if count > most as u64 {
            let text = text!(
                "{count} accesses are too many: at most {most}.",
                "共 {count} 次访问，太多了：最多 {most} 次。"
            );
            return Err(Problem::at("random.count", text));
        }
        let bounds = [
            ("pages", self.pages, 1, MAX_PAGES),
            ("per", self.per_page, 1, MAX_PAGES),
            ("rows", self.rows, 1, 10_000),
            ("columns", self.columns, 1, 10_000),
            ("set", self.set, 1, self.pages.max(1)),
            ("stay", self.stay, 1, 1_000_000),
            ("procs", self.processes, 1, MAX_PROCESSES),
            ("turn", self.turn, 1, 1_000_000),
            ("writes", self.writes, 0, 100),
        ];
        for (place, value, least, most) in bounds {
            if !(least..=most).contains(&value) {
                let text = text!(
                    "{value} does not fit here: {least} to {most}.",
                    "{value} 不适合：应为 {least} 到 {most}。"
                );
                return Err(Problem::at(format!("random.{place}"), text));
            }
        }
        Ok(())
    }

    /// The string and which of its accesses write. Draws from `random`, one process after another.
    pub fn string(&self, random: &mut Mersenne) -> (Vec<Name>, Vec<bool>) {
        let strings: Vec<Vec<u32>> = (0..self.processes).map(|_| self.one(random)).collect();
        let each = strings.first().map_or(0, Vec::len);
        let turn = self.turn as usize;
        let mut names = Vec::with_capacity(each * strings.len());
        for from in (0..each).step_by(turn) {
            for (process, string) in strings.iter().enumerate() {
                let part = &string[from..each.min(from + turn)];
                names.extend(part.iter().map(|&page| self.name(process, page)));
            }
        }
        let writes = (0..names.len()).map(|_| self.writes > 0 && random.below(100) < self.writes).collect();
        (names, writes)
    }

    fn name(&self, process: usize, page: u32) -> Name {
        match self.processes {
            1 => Name::Number(u64::from(page)),
            _ => Name::Word(format!("{}.{page}", char::from(b'A' + process as u8))),
        }
    }

    /// The pages that one process accesses, in order.
    fn one(&self, random: &mut Mersenne) -> Vec<u32> {
        let (count, pages, per) = (self.count, self.pages, self.per_page);
        let element = |row: u32, column: u32| (row * self.columns + column) / per;
        match self.kind {
            Kind::Random => (0..count).map(|_| random.below(pages)).collect(),
            Kind::Sequential => (0..count).map(|at| at / per % pages).collect(),
            Kind::Rows => (0..self.rows)
                .flat_map(|row| (0..self.columns).map(move |column| element(row, column)))
                .collect(),
            Kind::Columns => (0..self.columns)
                .flat_map(|column| (0..self.rows).map(move |row| element(row, column)))
                .collect(),
            Kind::List => {
                // Only as many nodes as are visited.
                let mut nodes: Vec<u32> =
                    (0..(u64::from(pages) * u64::from(per)).min(1 << 20) as u32).collect();
                for last in (1..nodes.len()).rev() {
                    nodes.swap(last, random.below(last as u32 + 1) as usize);
                }
                nodes.iter().cycle().take(count as usize).map(|node| node % pages).collect()
            }
            Kind::Zipf => {
                let shares: Vec<u32> = (1..=pages)
                    .scan(0, |sum, rank| {
                        *sum += (100_000_000 / rank).max(1);
                        Some(*sum)
                    })
                    .collect();
                let all = shares.last().copied().unwrap_or(1);
                let draw = |drawn: u32| shares.partition_point(|&share| share <= drawn) as u32;
                (0..count).map(|_| draw(random.below(all))).collect()
            }
            Kind::Phases => {
                // Processes do not change their sets all at once.
                let early = if self.processes > 1 { random.below(self.stay) } else { 0 };
                let first = |at: u32| u64::from((at + early) / self.stay) * u64::from(self.set);
                let page = |at: u32, drawn: u32| ((first(at) + u64::from(drawn)) % u64::from(pages)) as u32;
                (0..count).map(|at| page(at, random.below(self.set))).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(wish: Generate) -> String {
        let (names, _) = wish.string(&mut Mersenne::new(1));
        names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn loops_visit_what_they_should() {
        let small = Generate { rows: 2, columns: 4, per_page: 2, count: 7, pages: 3, ..Generate::default() };
        let of = |kind| pages(Generate { kind, ..small });
        assert_eq!(of(Kind::Rows), "0 0 1 1 2 2 3 3");
        assert_eq!(of(Kind::Columns), "0 2 0 2 1 3 1 3");
        assert_eq!(of(Kind::Sequential), "0 0 1 1 2 2 0");
    }

    #[test]
    fn two_processes_take_turns_with_pages_of_their_own() {
        let wish = Generate {
            kind: Kind::Sequential,
            count: 4,
            per_page: 1,
            processes: 2,
            turn: 2,
            ..Generate::default()
        };
        assert_eq!(pages(wish), "A.0 A.1 B.0 B.1 A.2 A.3 B.2 B.3");
    }

    #[test]
    fn a_list_visits_every_page_equally_often_in_one_round() {
        let wish = Generate { kind: Kind::List, count: 24, pages: 6, per_page: 4, ..Generate::default() };
        let (names, _) = wish.string(&mut Mersenne::new(5));
        for page in 0..6 {
            assert_eq!(names.iter().filter(|name| **name == Name::Number(page)).count(), 4);
        }
        assert!(names.windows(2).any(|pair| pair[0] > pair[1]), "the nodes are scattered");
    }

    #[test]
    fn zipf_uses_low_pages_most_and_phases_stay_in_their_set() {
        let wish = Generate { count: 10_000, pages: 10, set: 3, stay: 50, ..Generate::default() };
        let count = |names: &[Name], page| names.iter().filter(|name| **name == Name::Number(page)).count();
        let (zipf, _) = Generate { kind: Kind::Zipf, ..wish }.string(&mut Mersenne::new(2));
        assert!(count(&zipf, 0) > 3 * count(&zipf, 4) && count(&zipf, 9) > 0);
        let (phases, _) = Generate { kind: Kind::Phases, ..wish }.string(&mut Mersenne::new(2));
        for phase in phases.chunks(50) {
            let mut set = phase.to_vec();
            set.sort();
            set.dedup();
            assert!(set.len() <= 3);
        }
    }

    #[test]
    fn the_share_of_writes_is_as_wished() {
        let wish = Generate { count: 10_000, writes: 30, ..Generate::default() };
        let (_, writes) = wish.string(&mut Mersenne::new(3));
        let written = writes.iter().filter(|write| **write).count();
        assert!((2_700..3_300).contains(&written), "{written}");
    }

    #[test]
    fn numbers_out_of_bounds_are_refused_by_name() {
        for (wish, place) in [
            (Generate { count: 2_000_000, ..Generate::default() }, "random.count"),
            (Generate { set: 9, ..Generate::default() }, "random.set"),
            (Generate { processes: 27, count: 1, ..Generate::default() }, "random.procs"),
            (Generate { per_page: 0, ..Generate::default() }, "random.per"),
        ] {
            assert_eq!(wish.check().unwrap_err().place, place);
        }
    }
}
