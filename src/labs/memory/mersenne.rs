//! The Mersenne Twister MT19937 with CPython's seeding, so that a seed means what it means in OSTEP's homework.
//!
//! Source: Matsumoto, Nishimura, *Mersenne Twister*, ACM TOMACS 8 (1998); CPython's `random` module (seeding by array,
//! 53-bit fractions).

const N: usize = 624;
const M: usize = 397;

/// A seeded generator of 2.5 KB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mersenne {
    words: Vec<u32>,
    used: usize,
}

impl Mersenne {
    /// The stream of `random.seed(seed)`.
    pub fn new(seed: u64) -> Self {
        let (low, high) = (seed as u32, (seed >> 32) as u32);
        let key = if high == 0 { vec![low] } else { vec![low, high] };
        Mersenne { words: spread(&key), used: N }
    }

    /// The next `int(random.random() * below)`, exactly; 0 if `below` is 0.
    pub fn below(&mut self, below: u32) -> u32 {
        let (high, low) = (self.word() >> 5, self.word() >> 6);
        let fraction = (u64::from(high) << 26) | u64::from(low);
        ((u128::from(fraction) * u128::from(below)) >> 53) as u32
    }

    fn word(&mut self) -> u32 {
        if self.used == N {
            self.refill();
        }
        let mut word = self.words[self.used];
        self.used += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    fn refill(&mut self) {
        for i in 0..N {
            let joined = (self.words[i] & 0x8000_0000) | (self.words[(i + 1) % N] & 0x7fff_ffff);
            let twist = if joined & 1 == 1 { 0x9908_b0df } else { 0 };
            self.words[i] = self.words[(i + M) % N] ^ (joined >> 1) ^ twist;
        }
        self.used = 0;
    }
}

fn spread(key: &[u32]) -> Vec<u32> {
    let mut words = vec![19_650_218u32; N];
    for i in 1..N {
        let last = words[i - 1];
        words[i] = 1_812_433_253u32.wrapping_mul(last ^ (last >> 30)).wrapping_add(i as u32);
    }
    let (mut i, mut j) = (1, 0);
    let next = |i: usize, words: &mut Vec<u32>| {
        if i + 1 < N {
            return i + 1;
        }
        words[0] = words[N - 1];
        1
    };
    for _ in 0..N.max(key.len()) {
        let last = words[i - 1];
        let mixed = words[i] ^ (last ^ (last >> 30)).wrapping_mul(1_664_525);
        words[i] = mixed.wrapping_add(key[j]).wrapping_add(j as u32);
        i = next(i, &mut words);
        j = (j + 1) % key.len();
    }
    for _ in 1..N {
        let last = words[i - 1];
        let mixed = words[i] ^ (last ^ (last >> 30)).wrapping_mul(1_566_083_941);
        words[i] = mixed.wrapping_sub(i as u32);
        i = next(i, &mut words);
    }
    words[0] = 0x8000_0000;
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Drawn with CPython 3.11: `random.seed(s); [int(random.random() * 10) for _ in range(10)]`.
    #[test]
    fn seeds_mean_what_they_mean_in_python() {
        let drawn = |seed| {
            let mut stream = Mersenne::new(seed);
            (0..10).map(|_| stream.below(10)).collect::<Vec<_>>()
        };
        assert_eq!(drawn(0), PYTHON_0);
        assert_eq!(drawn(123_456_789_012), PYTHON_BIG);
    }

    const PYTHON_0: [u32; 10] = [8, 7, 4, 2, 5, 4, 7, 3, 4, 5];
    const PYTHON_BIG: [u32; 10] = [3, 0, 1, 2, 8, 4, 9, 6, 8, 9];
}
