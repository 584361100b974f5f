//! Prefix sums of values that change: a Fenwick tree.
//!
//! ```text
//! values   3  1  4  1  5  9  2  6
//! nodes    3  4  4  9  5 14  2 31      node i holds the sum of the last lowbit(i) values up to i, from 1
//! ```
//!
//! Source: Fenwick, A New Data Structure for Cumulative Frequency Tables, 1994.

use super::Chunked;

/// Values by index, 0 at first. Every operation takes O(log n).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sums {
    nodes: Chunked<u64>,
    total: u64,
}

impl Sums {
    /// The sum of all values.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Adds to the value at an index.
    pub fn add(&mut self, index: usize, value: u64) {
        self.grow(index);
        self.total += value;
        self.walk(index, |node| *node += value);
    }

    /// Takes from the value at an index, which must be at least as much.
    pub fn subtract(&mut self, index: usize, value: u64) {
        self.total -= value;
        self.walk(index, |node| *node -= value);
    }

    /// The index of the value that reaches beyond `target` when the values are laid end to end.
    pub fn find(&self, target: u64) -> Option<usize> {
        let (mut place, mut rest) = (0, target);
        let mut step = (self.nodes.len() + 1).next_power_of_two();
        while step > 0 {
            if let Some(node) = self.nodes.get(place + step - 1).filter(|node| **node <= rest) {
                rest -= node;
                place += step;
            }
            step /= 2;
        }
        (target < self.total).then_some(place)
    }

    /// Bytes of the whole, and of that what no other copy shares.
    pub fn bytes(&self) -> (usize, usize) {
        self.nodes.bytes()
    }

    fn walk(&mut self, index: usize, mut change: impl FnMut(&mut u64)) {
        let mut place = index + 1;
        while place <= self.nodes.len() {
            change(&mut self.nodes[place - 1]);
            place += place & place.wrapping_neg();
        }
    }

    /// New nodes hold the sums of the values before them.
    fn grow(&mut self, index: usize) {
        while self.nodes.len() <= index {
            let place = self.nodes.len() + 1;
            let first = place - (place & place.wrapping_neg());
            let (mut sum, mut before) = (0, place - 1);
            while before > first {
                sum += self.nodes[before - 1];
                before -= before & before.wrapping_neg();
            }
            self.nodes.push(sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_finds_what_a_walk_through_the_values_finds() {
        let (mut sums, mut values) = (Sums::default(), vec![0u64; 300]);
        let mut seed = 5u64;
        for turn in 0..4_000usize {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
            // The indices grow with time.
            let index = (seed >> 40) as usize % (1 + turn / 10).min(300);
            if turn % 3 == 0 {
                sums.subtract(index, values[index]);
                values[index] = 0;
            } else {
                let more = (seed >> 20) % 5;
                sums.add(index, more);
                values[index] += more;
            }
            let total: u64 = values.iter().sum();
            assert_eq!(sums.total(), total);
            for target in [0, total / 3, total.saturating_sub(1), total] {
                let mut end = 0;
                let walked = values.iter().position(|value| {
                    end += value;
                    end > target
                });
                assert_eq!(sums.find(target), walked, "{target} of {total}");
            }
        }
    }
}
