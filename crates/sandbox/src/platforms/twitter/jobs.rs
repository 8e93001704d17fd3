//! Analytics in the background: a job that is ready at the second look, and its file, packed as gzip. The file needs no signature.

use chrono::TimeDelta;
use cmis_base::platform::Platform;
use http::StatusCode;
use serde_json::{Value, json};

use super::{
    ask::Ask,
    nodes::{base36, stamp},
    problem::{Problem, Told},
    stats::{self, Way},
};
use crate::{
    core::{
        answer::Answer,
        call::{Call, Params},
        state::{Desk, Report},
    },
    world::tree::{Account, Kind},
};

/// Jobs of an account that may be under way at once.
const AT_ONCE: usize = 100;
/// Jobs and reports of all platforms that are kept.
const KEPT: usize = 500;
/// What marks a report as ours.
const OURS: &str = "twitter";
/// Our own note of when a job was made, beside what was asked.
const MADE: &str = "sandbox_made";
/// Looks until a job is ready.
const LOOKS: u32 = 2;

/// `POST /stats/jobs/accounts/:id`.
pub fn start(desk: &mut Desk<'_>, ask: &Ask, account: &Account) -> Told {
    let question = stats::question(desk, ask, account, Way::Job)?;
    let of_account = |it: &&Report| it.of == OURS && it.account == account.id && it.polls < LOOKS;
    if desk.state.reports.values().filter(of_account).count() >= AT_ONCE {
        let message = "There are too many jobs of this account under way";
        return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", message));
    }
    let id = desk.new_id(Platform::Twitter, Kind::Other);
    if desk.state.reports.len() >= KEPT {
        desk.state.reports.pop_first();
    }
    let day = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&account.zone).date_naive();
    let mut params = ask.params.0.clone();
    params.push((MADE.to_owned(), stamp(desk.now)));
    let days = (day(question.time.0), day(question.time.1));
    desk.state.reports.insert(id, Report { of: OURS.to_owned(), account: account.id, days, params, polls: 0 });
    Ok(json!({"data": job_json(desk, id, "")}))
}

/// `GET /stats/jobs/accounts/:id?job_ids=`: every look brings the jobs that were asked for further.
pub fn list(desk: &mut Desk<'_>, call: &Call, ask: &Ask, account: &Account) -> Told {
    let asked = ask.ids("job_ids")?;
    let is_asked = |id: u64| asked.as_ref().is_none_or(|ids| ids.contains(&id.to_string().as_str()));
    let ours = desk.state.reports.iter_mut().filter(|(_, it)| it.of == OURS && it.account == account.id);
    let mut ids = Vec::new();
    for (id, report) in ours.filter(|(id, _)| is_asked(**id)) {
        report.polls = report.polls.saturating_add(1);
        ids.push(*id);
    }
    let base = call.base.strip_suffix("ads").unwrap_or(&call.base);
    let rows: Vec<Value> = ids.iter().rev().map(|id| job_json(desk, *id, base)).collect();
    Ok(json!({"next_cursor": null, "data": rows}))
}

/// A job as it is told. `base` is where the sandbox's stand-in is reached.
fn job_json(desk: &Desk<'_>, id: u64, base: &str) -> Value {
    let Some(report) = desk.state.reports.get(&id) else { return Value::Null };
    let params = Params(report.params.clone());
    let ask = Ask::new(&params);
    let account = base36(report.account);
    let found = super::nodes::account(desk, &account);
    let question = found.and_then(|account| stats::question(desk, &ask, account, Way::Job).ok());
    let mut job = question.map_or_else(|| json!({}), |question| question.said);
    let made = params.get(MADE).unwrap_or_default();
    let is_ready = report.polls >= LOOKS;
    let url = format!("{base}ton/advertiser-api-async-analytics/stats_job_{id}.json.gz");
    job["url"] = if is_ready { url.into() } else { Value::Null };
    job["id_str"] = id.to_string().into();
    job["id"] = id.into();
    job["expires_at"] = if is_ready { expiry(made).into() } else { Value::Null };
    job["account_id"] = account.into();
    job["status"] = if is_ready { "SUCCESS" } else { "PROCESSING" }.into();
    job["created_at"] = made.into();
    job["updated_at"] = stamp(desk.now).into();
    job
}

/// Two days after a job was made.
fn expiry(made: &str) -> Option<String> {
    let made = super::times::parse(made, |day| day.and_time(chrono::NaiveTime::MIN).and_utc())?;
    made.checked_add_signed(TimeDelta::days(2)).map(stamp)
}

/// The file of a job that is ready.
pub fn file(desk: &Desk<'_>, name: &str) -> Answer {
    let id = name.strip_prefix("stats_job_").and_then(|name| name.strip_suffix(".json.gz"));
    let report = id.and_then(|id| id.parse().ok()).and_then(|id: u64| desk.state.reports.get(&id));
    let report = report.filter(|it| it.of == OURS && it.polls >= LOOKS);
    let told = report.and_then(|report| {
        let account = super::nodes::account(desk, &base36(report.account))?;
        let ask = Ask::new(&Params(report.params.clone()));
        let question = stats::question(desk, &ask, account, Way::Job).ok()?;
        Some(stats::told(desk, account, &question))
    });
    match told {
        Some(told) => Answer {
            status: StatusCode::OK,
            headers: Vec::new(),
            content_type: "application/gzip",
            body: gzip(told.to_string().as_bytes()),
        },
        None => Answer::html(StatusCode::NOT_FOUND, "<!doctype html><title>Not found</title>".to_owned()),
    }
}

/// A gzip file (RFC 1952) whose blocks are stored as they are (RFC 1951, section 3.2.4).
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let blocks: Vec<&[u8]> = if bytes.is_empty() { vec![&[]] } else { bytes.chunks(0xffff).collect() };
    for (place, block) in blocks.iter().enumerate() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        file.push(u8::from(place + 1 == blocks.len()));
        file.extend(length.to_le_bytes());
        file.extend((!length).to_le_bytes());
        file.extend(*block);
    }
    file.extend(crc32(bytes).to_le_bytes());
    file.extend(u32::try_from(bytes.len() & 0xffff_ffff).unwrap_or(u32::MAX).to_le_bytes());
    file
}

/// CRC-32 as gzip wants it.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    let whole = bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)));
    !whole
}

#[cfg(test)]
mod tests {
    use super::{crc32, gzip};

    #[test]
    fn the_checksum_is_the_known_one_and_blocks_are_whole() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        let text = vec![b'x'; 70_000];
        let file = gzip(&text);
        assert_eq!(file.len(), 10 + 5 + 65_535 + 5 + 4_465 + 8);
        assert_eq!((file[10], file[10 + 5 + 65_535]), (0, 1), "only the last block is the last");
        assert_eq!(gzip(b"").len(), 10 + 5 + 8);
    }
}
