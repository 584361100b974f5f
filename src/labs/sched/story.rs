//! What each step says.

use super::Sched;
use crate::lab::{Moment, Story};
use crate::text::Text;

/// What this step says.
pub fn story(moment: &Moment<'_, Sched>) -> Story {
    let said = moment.events.first().map(|event| Text::same(format!("{event:?}")));
    Story { caption: said.unwrap_or_default(), ..Story::default() }
}
