//! When campaigns and ad sets run: changes that are refused, and the end that is taken away by `0`.

use serde_json::{Map, Value};

use super::{
    Ask,
    ad_sets::{read_time, time},
    nodes::{self, Node},
    problem::Problem,
};
use crate::{
    core::state::Desk,
    platforms::days::{Span, Wrong},
};

/// How an end is taken away.
const ENDLESS: &str = "0";

/// Checks the days that a change asks for. What is kept of them otherwise than it came: nothing in place of an end that is taken away.
pub fn changed(desk: &Desk<'_>, ask: &Ask<'_>, id: &str) -> Result<Map<String, Value>, Problem> {
    let in_all = |extra: &Map<String, Value>| extra.contains_key("lifetime_budget");
    let (end, told, has_to_end) = match nodes::find(desk, id) {
        Some(Node::Campaign(account, campaign)) => {
            ("stop_time", nodes::campaign_json(account, campaign), in_all(&campaign.extra))
        }
        Some(Node::Set(account, campaign, set)) => {
            let told = nodes::set_json(account, campaign, set);
            ("end_time", told, in_all(&set.extra) || in_all(&campaign.extra))
        }
        _ => return Ok(Map::new()),
    };
    let is_endless = ask.params.filled(end) == Some(ENDLESS);
    if is_endless && has_to_end {
        return Err(Problem::invalid(format!("The parameter {end} is required with a lifetime budget")));
    }
    let at = |name: &str| told.get(name).and_then(Value::as_str).and_then(read_time);
    let old = Span { start: at("start_time"), end: at(end) };
    let new = Span {
        start: time(ask, "start_time")?.or(old.start),
        end: if is_endless { None } else { time(ask, end)?.or(old.end) },
    };
    let words = match old.wrong(new, desk.now) {
        None if is_endless => return Ok(Map::from_iter([(end.to_owned(), Value::Null)])),
        None => return Ok(Map::new()),
        Some(Wrong::HasBegun) => "Param start_time can't be changed once it has started".to_owned(),
        Some(Wrong::StartIsOver) => "Param start_time must be in the future".to_owned(),
        Some(Wrong::EndIsOver | Wrong::EndsFirst) => {
            format!("Param {end} must be in the future and after start_time")
        }
    };
    Err(Problem::invalid(words))
}
