//! Earliest eligible virtual deadline first: among those that have had no more than their share, whose request
//! is due first runs.
//!
//! ```text
//! w = weight / scale        v: service by weight        V = Σ w·v / Σ w: where everybody would be if all ran at once
//! lag = w·(V − v)           what a process is owed; the lags of all add up to 0
//! request of length r       eligible from ve = v on, due at d = v + r / w
//! ```
//!
//! Every virtual quantity is an exact fraction. Source: Stoica and Abdel-Wahab 1995; kernel/sched/fair.c of
//! Linux 6.6 and later. Simplified: no delayed dequeue, no groups, no timer ticks, one CPU.

use super::classes::IDLE_WEIGHT;
use crate::lab::Problem;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::queue::Entry;
use crate::labs::sched::rules::{Eligible, JoinLag};
use crate::labs::sched::scenario::{Class, Fair, Policy, Scenario};
use crate::labs::sched::state::{Burst, Pid, Spec, State};
use crate::sim::{Ratio, Time};
use crate::text;
use crate::text::Text;

/// The most processes of a scenario: every decision looks at the waiting ones.
pub const MAX_CLIENTS: usize = 200;
/// The most binary digits to which the fractions of a run may grow.
const MAX_DIGITS: u64 = 2_000;

/// The parameters beside those of the processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Parameters {
    /// After so much service the pick is made again.
    pub quantum: Option<Time>,
    /// The weight at which virtual time runs like the clock; at least 1.
    pub scale: u32,
}

/// What the policy knows of a process. Virtual times are in ticks of the scenario's scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// Its virtual time at its last pick or since it joined.
    pub v: Ratio,
    /// From when on its request may run.
    pub eligible: Ratio,
    /// When its request is due.
    pub deadline: Ratio,
    /// V − v when it left last.
    pub lag: Ratio,
    /// Service until the request is done or the quantum is over.
    turn: Time,
}

impl Default for Client {
    fn default() -> Self {
        let zero = || Ratio::whole(0);
        Client { v: zero(), eligible: zero(), deadline: zero(), lag: zero(), turn: Time::ZERO }
    }
}

/// All that compete, ready or running.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// By index of the process; those that do not compete are there too.
    pub clients: Vec<Client>,
    /// The sum of the weights.
    pub weight: u64,
    /// Σ w·v, but for the service since the last pick.
    load: Ratio,
    /// V when the last one left.
    last: Ratio,
    /// Of somebody who never competed.
    nobody: Client,
}

impl Default for Field {
    fn default() -> Self {
        let (load, last) = (Ratio::whole(0), Ratio::whole(0));
        Field { clients: vec![], weight: 0, load, last, nobody: Client::default() }
    }
}

impl Field {
    /// What is known of a process.
    pub fn of(&self, who: Pid) -> &Client {
        self.clients.get(who as usize).unwrap_or(&self.nobody)
    }

    fn at(&mut self, who: Pid) -> &mut Client {
        let least = who as usize + 1;
        if self.clients.len() < least {
            self.clients.resize_with(least, Client::default);
        }
        &mut self.clients[who as usize]
    }
}

/// Is the scenario small enough to be exact? A process that joins the others takes the place V, or V less its
/// lag: their weights become factors of its denominator. Those of the first instant all start at 0.
///
/// # Errors
/// Too many processes, or joinings that could make the fractions too long.
pub fn check(scenario: &Scenario, tables: &[Vec<Spec>]) -> Result<(), Problem> {
    let linux = scenario.policy == Policy::Linux && scenario.params.fair == Fair::Eevdf;
    if scenario.policy != Policy::Eevdf && !linux {
        return Ok(());
    }
    let most = tables.iter().map(Vec::len).max().unwrap_or(0);
    if most > MAX_CLIENTS {
        let text = text!(
            "EEVDF is computed in exact fractions: at most {MAX_CLIENTS} processes.",
            "EEVDF 以精确分数计算：最多 {MAX_CLIENTS} 个进程。"
        );
        return Err(Problem::at("rows", text));
    }
    let digits: u64 = tables.iter().map(|table| digits(table)).sum();
    if digits > MAX_DIGITS {
        return Err(Problem::at(
            "rows",
            Text::new(
                "EEVDF is computed in exact fractions, and these would grow too long: let fewer processes come late or do I/O, or give more of them the same nice value.",
                "EEVDF 以精确分数计算，此处分数会过长：请减少晚到或进行 I/O 的进程，或让更多进程取相同的 nice 值。",
            ),
        ));
    }
    Ok(())
}

fn digits(table: &[Spec]) -> u64 {
    let first = table.iter().map(|spec| spec.arrival).min();
    let unit = table.iter().fold(0, |unit, spec| common(unit, spec.weight as u64)).max(1);
    let all: u64 = table.iter().map(|spec| spec.weight as u64 / unit).sum();
    let returns =
        |spec: &Spec| spec.bursts.iter().filter(|burst| matches!(burst, Burst::Io(..))).count() as u64;
    let factors = |spec: &Spec| (Some(spec.arrival) != first) as u64 + 2 * returns(spec);
    table.iter().map(factors).sum::<u64>() * all.max(1).ilog2() as u64
}

/// The greatest common divisor.
fn common(one: u64, other: u64) -> u64 {
    if other == 0 { one } else { common(other, one % other) }
}

impl Sched {
    /// Is its CPU shared out by this policy?
    pub fn competes(&self, who: Pid) -> bool {
        match self.config.policy {
            Policy::Eevdf => true,
            Policy::Linux => self.class(who).is_fair() && self.config.real_time.fair == Fair::Eevdf,
            _ => false,
        }
    }

    /// Its weight now.
    pub fn weighs(&self, who: Pid) -> u32 {
        match self.config.policy {
            Policy::Linux if self.class(who) == Class::Idle => IDLE_WEIGHT,
            _ => self.spec(who).weight,
        }
    }

    /// Its weight by the scale.
    fn own(&self, who: Pid) -> Ratio {
        Ratio::new(self.weighs(who) as i64, self.config.eevdf.scale as i64)
    }

    /// Service in virtual time.
    fn virtually(&self, service: Ratio, who: Pid) -> Ratio {
        service / self.own(who)
    }

    /// All that compete with it.
    fn field(&self, who: Pid) -> &Field {
        &self.queues[self.home(who)].shares.field
    }

    fn field_mut(&mut self, who: Pid) -> &mut Field {
        let home = self.home(who);
        &mut self.queues[home].shares.field
    }

    /// What is known of a process.
    pub fn client(&self, who: Pid) -> &Client {
        self.field(who).of(who)
    }

    /// Its virtual time now, in ticks.
    pub fn position(&self, who: Pid) -> Ratio {
        let used = Ratio::whole(self.slice_used(who).0 as i64);
        self.client(who).v.clone() + self.virtually(used, who)
    }

    /// V now of those that compete with a process, in ticks.
    pub fn virtual_now(&self, who: Pid) -> Ratio {
        let (field, home) = (self.field(who), self.home(who));
        if field.weight == 0 {
            return field.last.clone();
        }
        let running = self.cpus_of(home).filter_map(|cpu| self.cpus[cpu].running);
        let fair = running.filter(|who| self.competes(*who));
        let used: u64 = fair.map(|who| self.slice_used(who).0).sum();
        let weight = Ratio::new(field.weight as i64, self.config.eevdf.scale as i64);
        (field.load.clone() + Ratio::whole(used as i64)) / weight
    }

    /// What it is owed now, in ticks: w·(V − v).
    pub fn lag(&self, who: Pid) -> Ratio {
        self.own(who) * (self.virtual_now(who) - self.position(who))
    }

    /// May its request run now?
    pub fn is_eligible(&self, who: Pid) -> bool {
        self.eligible_at(who, &self.virtual_now(who))
    }

    fn eligible_at(&self, who: Pid, now: &Ratio) -> bool {
        match self.config.rules.eligible {
            Eligible::Vruntime => self.position(who) <= *now,
            Eligible::Request => self.client(who).eligible <= *now,
        }
    }

    /// The deadline rounded down: the order of the ready queue, but for those that are equal in it.
    pub(in crate::labs::sched) fn deadline_rank(&self, who: Pid) -> i64 {
        self.client(who).deadline.floor().unwrap_or(i64::MAX)
    }

    fn due_before(&self, one: Pid, other: Pid) -> bool {
        (&self.client(one).deadline, one) < (&self.client(other).deadline, other)
    }

    /// The ready one that is eligible and due first.
    pub(in crate::labs::sched) fn earliest(&self, queue: usize) -> Option<Entry> {
        let ready = &self.queues[queue].ready;
        let now = self.virtual_now(ready.last()?.who);
        let mut best: Option<Entry> = None;
        for entry in ready.iter().filter(|entry| self.competes(entry.who)) {
            if best.is_some_and(|best| best.rank < entry.rank) {
                break;
            }
            let sooner = best.is_none_or(|best| self.due_before(entry.who, best.who));
            if sooner && self.eligible_at(entry.who, &now) {
                best = Some(*entry);
            }
        }
        best
    }

    /// The ready ones in the order in which they would run if nothing else changed: those that may, then those
    /// that have to wait for V, each by deadline.
    pub(in crate::labs::sched) fn by_deadline(&self, queue: usize) -> Vec<Entry> {
        let mut all: Vec<Entry> = self.queues[queue].ready.iter().copied().collect();
        let Some(first) = all.first() else {
            return all;
        };
        let now = self.virtual_now(first.who);
        all.sort_by_cached_key(|entry| {
            let due = self.client(entry.who).deadline.clone();
            (!self.eligible_at(entry.who, &now), due, entry.who)
        });
        all
    }

    /// Somebody joined who may take the CPU: the one that does.
    pub fn sooner_than(&self, running: Pid) -> Option<Pid> {
        let best = self.earliest(self.home(running))?.who;
        (!self.is_eligible(running) || self.due_before(best, running)).then_some(best)
    }

    /// What it ran since its pick becomes virtual time.
    pub(in crate::labs::sched) fn bank_service(&mut self, who: Pid) {
        let used = self.processes[who as usize].slice;
        if !self.competes(who) || used == Time::ZERO {
            return;
        }
        let (v, w) = (self.position(who), self.own(who));
        let field = self.field_mut(who);
        field.load = field.load.clone() + w * (v.clone() - field.of(who).v.clone());
        let client = field.at(who);
        client.v = v;
        client.turn = client.turn.since(used);
        self.processes[who as usize].slice = Time::ZERO;
    }

    /// A request is done: the next one begins where it ended.
    pub(in crate::labs::sched) fn renew(&mut self, who: Pid) {
        if self.competes(who) && self.client(who).deadline <= self.position(who) {
            let length = Ratio::whole(self.spec(who).slice.0 as i64);
            self.open(who, length);
        }
    }

    /// It gives up the rest of its request: the next one is due a request later.
    pub(super) fn forfeit(&mut self, who: Pid) {
        if self.competes(who) {
            let length = self.virtually(Ratio::whole(self.spec(who).slice.0 as i64), who);
            let client = self.field_mut(who).at(who);
            client.deadline = client.deadline.clone() + length;
        }
    }

    fn open(&mut self, who: Pid, length: Ratio) {
        let length = self.virtually(length, who);
        let client = self.field_mut(who).at(who);
        client.eligible = client.v.clone();
        client.deadline = client.v.clone() + length;
    }

    /// It is picked: how long it may run.
    pub(super) fn begin_turn(&mut self, who: Pid) {
        let client = self.client(who);
        let grain = self.config.grain;
        let left = (client.deadline.clone() - client.v.clone()) * self.own(who) / Ratio::whole(grain as i64);
        // Half a request may end inside a tick: then it ends with the tick.
        let whole = left.floor().expect("a request is no longer than a run") as u64;
        let left = Time((whole + !left.is_whole() as u64) * grain);
        let turn = self.config.eevdf.quantum.map_or(left, |quantum| left.min(quantum));
        self.field_mut(who).at(who).turn = turn;
    }

    /// How long it may run from its pick on.
    pub(in crate::labs::sched) fn turn(&self, who: Pid) -> Time {
        self.client(who).turn
    }

    /// It becomes ready: where it is placed.
    pub(super) fn place_by_lag(&mut self, who: Pid) {
        let (rules, now) = (self.config.rules, self.virtual_now(who));
        let is_new = self.processes[who as usize].burst == 0;
        let (others, weight) = (self.field(who).weight, self.weighs(who) as u64);
        let mut lag = self.client(who).lag.clone();
        if !rules.place_lag || others == 0 {
            lag = Ratio::whole(0);
        } else if rules.join_lag == JoinLag::Linux {
            lag = lag * Ratio::new((others + weight) as i64, others as i64);
        }
        let v = now - lag;
        let load = self.own(who) * v.clone();
        let field = self.field_mut(who);
        field.at(who).v = v;
        field.load = field.load.clone() + load;
        field.weight += weight;
        let half = if is_new && rules.initial_half_slice { 2 } else { 1 };
        self.open(who, Ratio::new(self.spec(who).slice.0 as i64, half));
        let home = self.home(who);
        self.queues[home].shares.reschedule |= rules.arrival_preempts;
    }

    /// It blocks or ends: its lag is kept, and it counts no more.
    pub(in crate::labs::sched) fn part(&mut self, who: Pid) {
        if !self.competes(who) {
            return;
        }
        let (now, v) = (self.virtual_now(who), self.position(who));
        let mut lag = now.clone() - v.clone();
        if self.config.rules.lag_clamp {
            let most = self.virtually(Ratio::whole(2 * self.spec(who).slice.0 as i64), who);
            lag = lag.min(most.clone()).max(Ratio::whole(0) - most);
        }
        let (w, weight) = (self.own(who), self.weighs(who) as u64);
        let field = self.field_mut(who);
        field.load = field.load.clone() - w * v;
        field.weight -= weight;
        field.last = now;
        let client = field.at(who);
        (client.lag, client.turn) = (lag, Time::ZERO);
    }

    /// Its weight changes: if it competes it keeps its virtual time and the rest of its request.
    pub(in crate::labs::sched) fn reweigh(&mut self, who: Pid, (old, new): (u32, u32)) {
        let there = matches!(self.processes[who as usize].state, State::Ready | State::Running { .. });
        if !self.competes(who) || !there {
            return;
        }
        let scale = self.config.eevdf.scale as i64;
        let field = self.field_mut(who);
        let client = field.of(who).clone();
        let left = (client.deadline.clone() - client.v.clone()) * Ratio::new(old as i64, new as i64);
        field.load = field.load.clone() + client.v.clone() * Ratio::new(new as i64 - old as i64, scale);
        field.weight = field.weight + new as u64 - old as u64;
        field.at(who).deadline = client.v + left;
    }
}
