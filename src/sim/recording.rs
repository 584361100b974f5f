//! A run, remembered: every event, and now and then the whole state.
//!
//! ```text
//! steps      1   2   3   4   5   6   7   8 …
//! events     e   e   ee  e   e   e   e   e      all kept
//! states  0           ●           ●             every `stride` steps; the rest is stepped again
//! ```

use super::{Machine, Time};

/// The most steps that are recorded of one run; longer runs are cut there and say so.
pub const LIMIT: usize = 3_000_000;

/// Bytes that saved states may take, as long as there are [`FEWEST`] of them.
const BUDGET: usize = 32 << 20;
/// The fewest and the most saved states of a long run.
const FEWEST: usize = 16;
const MOST: usize = 4096;

/// An immutable run from its start to its halt, or to the limit.
#[derive(Clone, Debug)]
pub struct Recording<M: Machine> {
    checkpoints: Vec<M>,
    /// The state after the last step, once that is known.
    end: Option<M>,
    /// Bytes of each saved state that it shares with none before it, at most.
    fresh: Vec<usize>,
    /// Their sum.
    held: usize,
    stride: usize,
    steps: Vec<Step>,
    events: Vec<M::Event>,
    cut: bool,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    at: Time,
    /// Where this step's events end.
    end: u32,
}

/// A recording that is being made, some steps at a time.
pub struct Recorder<M: Machine> {
    run: Recording<M>,
    machine: M,
    limit: usize,
    over: bool,
}

impl<M: Machine> Recorder<M> {
    /// Begins to record at a start; at most `limit` steps will be made.
    pub fn new(start: M, limit: usize) -> Self {
        let run = Recording {
            checkpoints: vec![start.clone()],
            end: None,
            fresh: vec![start.bytes()],
            held: start.bytes(),
            stride: 64,
            steps: vec![],
            events: vec![],
            cut: false,
        };
        Recorder { run, machine: start, limit, over: false }
    }

    /// Makes up to `steps` further steps and shows each to `see`: the state after it and what happened.
    /// Returns true once the machine has halted or the limit is reached.
    pub fn go(&mut self, steps: usize, mut see: impl FnMut(&M, &[M::Event])) -> bool {
        let Recorder { run, machine, limit, over } = self;
        for _ in 0..steps {
            if *over || run.steps.len() == *limit {
                run.cut |= !*over;
                *over = true;
                break;
            }
            let before = run.events.len();
            machine.step(&mut run.events);
            if run.events.len() == before {
                *over = true;
                // Finding out that it has halted may have moved something in it.
                *machine = run.state(run.steps.len());
                break;
            }
            see(machine, &run.events[before..]);
            run.steps.push(Step { at: machine.now(), end: run.events.len() as u32 });
            if run.steps.len().is_multiple_of(run.stride) {
                run.save(machine);
            }
        }
        *over
    }

    /// How many steps were made so far.
    pub fn made(&self) -> usize {
        self.run.steps.len()
    }

    /// How much of the work is done, of 1,000, when the machine has done so much of its own: whatever ends the run
    /// first counts, its work or the limit.
    pub fn permille(&self, done: u64, work: u64) -> u32 {
        let part = |done: u64, all: u64| (u128::from(done.min(all)) * 1000 / u128::from(all.max(1))) as u32;
        part(done, work).max(part(self.made() as u64, self.limit as u64))
    }

    /// The state after the last step.
    pub fn machine(&self) -> &M {
        &self.machine
    }

    /// What was recorded.
    pub fn finish(self) -> Recording<M> {
        Recording { end: Some(self.machine), ..self.run }
    }
}

impl<M: Machine> Recording<M> {
    /// Runs the machine until it halts or `limit` steps are made.
    pub fn new(start: M, limit: usize) -> Self {
        let mut recorder = Recorder::new(start, limit);
        recorder.go(usize::MAX, |_, _| {});
        recorder.finish()
    }

    fn save(&mut self, machine: &M) {
        let fresh = machine.fresh();
        self.checkpoints.push(machine.clone());
        self.fresh.push(fresh);
        self.held += fresh;
        while self.checkpoints.len() > MOST || (self.held > BUDGET && self.checkpoints.len() > FEWEST) {
            self.thin(machine.bytes());
        }
    }

    /// Drops every second saved state. What only a dropped one held of its own, its follower may still need.
    fn thin(&mut self, whole: usize) {
        let mut index = 0;
        self.checkpoints.retain(|_| {
            index += 1;
            index % 2 == 1
        });
        let kept = (0..self.fresh.len()).step_by(2);
        let merged = kept.map(|at| {
            let dropped = at.checked_sub(1).map_or(0, |before| self.fresh[before]);
            (self.fresh[at] + dropped).min(whole.max(self.fresh[at]))
        });
        self.fresh = merged.collect();
        self.held = self.fresh.iter().sum();
        self.stride *= 2;
    }

    /// How many steps there are; state 0 is the start, state `len()` the end.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Did nothing happen at all?
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Was the run stopped at the limit before it halted?
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// The state after `step` steps: the nearest saved one before, stepped on at most `stride` times.
    ///
    /// # Panics
    /// If `step` is greater than [`len`](Self::len).
    pub fn state(&self, step: usize) -> M {
        self.state_from(step, None)
    }

    /// The same; begins at a state that is known with its step, if that is nearer than any saved one.
    ///
    /// # Panics
    /// If `step` is greater than [`len`](Self::len).
    pub fn state_from(&self, step: usize, known: Option<(usize, &M)>) -> M {
        assert!(step <= self.len(), "step {step} of {}", self.len());
        if let Some(end) = self.end.as_ref().filter(|_| step == self.len()) {
            return end.clone();
        }
        let nearest = (step / self.stride).min(self.checkpoints.len() - 1);
        let saved = (nearest * self.stride, &self.checkpoints[nearest]);
        let near = known.filter(|(at, _)| (saved.0..=step).contains(at)).unwrap_or(saved);
        let mut machine = near.1.clone();
        let mut events = Vec::new();
        for _ in near.0..step {
            machine.step(&mut events);
            events.clear();
        }
        machine
    }

    /// What the step that led to state `step` did; nothing for state 0.
    pub fn events(&self, step: usize) -> &[M::Event] {
        let Some(last) = step.checked_sub(1) else {
            return &[];
        };
        let start = last.checked_sub(1).map_or(0, |before| self.steps[before].end as usize);
        &self.events[start..self.steps[last].end as usize]
    }

    /// The instant of state `step`, from 1.
    pub fn time(&self, step: usize) -> Time {
        match step.checked_sub(1) {
            Some(index) => self.steps[index].at,
            None => self.checkpoints[0].now(),
        }
    }

    /// Every event with its instant, in order.
    pub fn log(&self) -> impl Iterator<Item = (Time, &M::Event)> {
        (1..=self.len())
            .flat_map(move |step| self.events(step).iter().map(move |event| (self.time(step), event)))
    }

    /// Bytes held, about: events, steps and saved states.
    pub fn bytes(&self) -> usize {
        self.held + self.steps.len() * size_of::<Step>() + self.events.len() * size_of::<M::Event>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Counter(u64, u64);

    impl Machine for Counter {
        type Event = u64;
        fn now(&self) -> Time {
            Time(self.0)
        }
        fn step(&mut self, events: &mut Vec<u64>) {
            if self.0 < self.1 {
                self.0 += 1;
                events.push(self.0);
            }
        }
        fn bytes(&self) -> usize {
            1 << 18
        }
    }

    #[test]
    fn any_state_is_the_state_walked_to() {
        let run = Recording::new(Counter(0, 10_000), LIMIT);
        assert_eq!(run.len(), 10_000);
        assert!(run.checkpoints.len() <= 128 && run.stride > 64, "saved states are thinned out");
        assert_eq!(run.end, Some(Counter(10_000, 10_000)));
        for step in [0, 1, 63, 64, 65, 4_999, 9_999, 10_000] {
            assert_eq!(run.state(step).0, step as u64);
            assert_eq!(run.events(step), if step == 0 { vec![] } else { vec![step as u64] });
        }
    }

    #[test]
    fn a_known_state_is_a_short_cut_and_changes_nothing() {
        let run = Recording::new(Counter(0, 10_000), LIMIT);
        let known = run.state(5_000);
        for step in [0, 4_999, 5_000, 5_001, 9_999] {
            assert_eq!(run.state_from(step, Some((5_000, &known))), run.state(step));
        }
    }

    #[test]
    fn an_endless_run_is_cut_and_says_so() {
        let run = Recording::new(Counter(0, u64::MAX), 500);
        assert!(run.is_cut());
        assert_eq!(run.len(), 500);
    }

    #[test]
    fn a_recording_made_in_pieces_is_the_same() {
        let whole = Recording::new(Counter(0, 10_000), 9_000);
        let mut recorder = Recorder::new(Counter(0, 10_000), 9_000);
        let mut seen = Vec::new();
        while !recorder.go(7, |machine, events| seen.push((machine.0, events.to_vec()))) {
            assert_eq!(recorder.made(), seen.len());
        }
        assert!(recorder.go(7, |_, _| panic!("it is over")));
        let pieces = recorder.finish();
        assert_eq!((pieces.len(), pieces.is_cut()), (9_000, true));
        assert!(pieces.log().eq(whole.log()));
        assert_eq!(seen[8_999], (9_000, vec![9_000]));
    }

    #[test]
    fn progress_counts_towards_what_ends_the_run_first() {
        let mut recorder = Recorder::new(Counter(0, 1_000_000), 1_000);
        recorder.go(500, |_, _| {});
        assert_eq!(recorder.permille(500, 1_000_000), 500, "the limit is near");
        assert_eq!(recorder.permille(500, 600), 833, "the work is nearer");
        assert_eq!(recorder.permille(700, 600), 1_000);
    }

    #[test]
    fn saved_states_stay_within_their_budget() {
        let run = Recording::new(Counter(0, 1_000_000), 1_000_000);
        assert!(run.held <= BUDGET && run.checkpoints.len() > FEWEST, "{} bytes", run.held);
    }
}
