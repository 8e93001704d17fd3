//! Snapchat signs no webhooks of its own: what it announces goes out in the plain dialect of relays, signed with the channel's secret.

use chrono::{DateTime, Utc};
use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use super::ids::{number, uuid};
use crate::{
    core::{sign::hmac_sha256, state::Desk},
    platforms::{Event, SECRET},
    world::tree::Campaign,
};

/// Makes `budget_threshold_reached`. `account` and `campaign` name where, `percentage` how much of the day's budget is gone; what is left
/// is in whole units of the currency.
pub fn make(desk: &mut Desk<'_>, kind: &str, at: DateTime<Utc>, asked: &Map<String, Value>) -> Result<Event, String> {
    if kind != "budget_threshold_reached" {
        return Err("kind is budget_threshold_reached".to_owned());
    }
    let id = |name: &str| asked.get(name).and_then(Value::as_str).map(|text| (number(text), text.parse().ok()));
    let is = |wanted: Option<(Option<u64>, Option<u64>)>, id: u64| {
        wanted.is_none_or(|(uuid, number)| uuid == Some(id) || number == Some(id))
    };
    let (account, campaign) = (id("account"), id("campaign"));
    let count = desk.state.number();
    let mut accounts = desk.accounts(Platform::Snapchat);
    let account = accounts.find(|it| is(account, it.id) && it.campaigns.iter().any(|it| is(campaign, it.id)));
    let account = account.ok_or("there is no such account with such a campaign")?;
    let daily = |campaign: &Campaign| account.daily_budget(campaign);
    let with_budget: Vec<(&Campaign, i64)> =
        account.campaigns.iter().filter(|it| is(campaign, it.id)).filter_map(|it| Some((it, daily(it)?))).collect();
    // the dialect has no id: what is the same is a repeat, so the campaign and the share change from one to the next
    let length = with_budget.len().max(1) as u64;
    let chosen = usize::try_from(count % length).ok().and_then(|place| with_budget.get(place));
    let (campaign, daily) = chosen.ok_or("the campaign has no daily budget")?;
    let spent = match asked.get("percentage") {
        None => 75 + i64::try_from(count / length % 25).unwrap_or(0),
        Some(value) => {
            let number = value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
            number.filter(|it| (0..=100).contains(it)).ok_or("percentage is a whole number from 0 to 100")?
        }
    };
    let remaining = i128::from(*daily) * i128::from(100 - spent) / 100 / 1_000_000;
    let body = json!({
        "event_type": kind,
        "campaign_id": uuid(campaign.id),
        "ad_account_id": uuid(account.id),
        "budget_spent_percentage": spent,
        "remaining_budget": i64::try_from(remaining).unwrap_or(i64::MAX),
        "timestamp": at.timestamp(),
    });
    let body = body.to_string().into_bytes();
    let headers = vec![("x-snapchat-signature", format!("sha256={}", hmac_sha256(SECRET, &body)))];
    let id = format!("{}:{spent}:{}", uuid(campaign.id), at.timestamp());
    Ok(Event { id, body, headers, is_wanted: true })
}
