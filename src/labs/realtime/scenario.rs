//! What determines a run: tasks, a policy, a protocol for locks. The JSON of a scenario file is exactly this.

use crate::sim::Decimal;
use serde::{Deserialize, Serialize};

/// The most tasks.
pub const MAX_TASKS: usize = 32;
/// The most jobs that are released in one run.
pub const MAX_JOBS: u64 = 50_000;
/// The most parts of one task's program.
pub const MAX_PARTS: usize = 40;

/// A scenario: `{"policy": "rm", "tasks": [{"id": "P1", "C": 20, "T": 50}, {"id": "P2", "C": 35, "T": 100}]}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The tasks, in index order: the order of the table breaks the last ties.
    pub tasks: Vec<Task>,
    /// Who is next.
    pub policy: Policy,
    /// When the run ends; absent: the least common multiple of the periods, after the latest first release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon: Option<Decimal>,
    /// What is done against priority inversion.
    #[serde(default, skip_serializing_if = "is_default")]
    pub protocol: Protocol,
    /// Conventions on which books differ.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rules: Rules,
}

/// A task: it releases a job at its phase, and then one per period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Its name: 1 to 12 letters, digits, `_`, `-` or `.`, unique.
    pub id: String,
    /// CPU time of each job; may be left out where there is a program.
    #[serde(rename = "C", default, skip_serializing_if = "Option::is_none")]
    pub c: Option<Decimal>,
    /// Its period; absent: one aperiodic job, which runs in the background.
    #[serde(rename = "T", default, skip_serializing_if = "Option::is_none")]
    pub t: Option<Decimal>,
    /// Its deadline, counted from the release; absent: the period, or none for an aperiodic job.
    #[serde(rename = "D", default, skip_serializing_if = "Option::is_none")]
    pub d: Option<Decimal>,
    /// When its first job is released.
    #[serde(default, skip_serializing_if = "Decimal::is_zero_ref")]
    pub phase: Decimal,
    /// What each job does, if it uses shared resources: `2 lock S 3 unlock S 1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
}

/// A policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Rate-monotonic: the shortest period first. Source: Liu & Layland 1973.
    Rm,
    /// Deadline-monotonic: the shortest relative deadline first. Source: Leung & Whitehead 1982.
    Dm,
    /// Earliest deadline first. Source: Liu & Layland 1973.
    Edf,
}

/// What is done against priority inversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// Nothing.
    #[default]
    None,
    /// Whoever blocks a job inherits its priority. Source: Sha, Rajkumar, Lehoczky 1990.
    Inherit,
    /// The original priority ceiling protocol; under EDF the stack resource policy. Source: ibid.
    Ceiling,
    /// Whoever locks runs at the ceiling at once; under EDF the stack resource policy (Baker 1991).
    Immediate,
}

/// Conventions on which books differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Does a better job take the CPU at once?
    pub preemptive: bool,
    /// What happens to a job that is not done at its deadline.
    pub on_miss: OnMiss,
    /// Who wins among equal deadlines under EDF.
    pub edf_tie: Tie,
}

impl Default for Rules {
    fn default() -> Self {
        Rules { preemptive: true, on_miss: OnMiss::Continue, edf_tie: Tie::Running }
    }
}

/// What happens to a job that is not done at its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnMiss {
    /// It goes on, late.
    #[default]
    Continue,
    /// It is dropped.
    Abort,
    /// The run stops: a hard deadline.
    Hard,
}

/// Who wins among equal deadlines under EDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// The job that runs; then the earlier release, then the order of the table. Source: Tanenbaum, MOS.
    #[default]
    Running,
    /// The order of the table.
    Index,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
