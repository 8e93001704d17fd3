//! Lists and single objects of the Ads API: which are shown, in which order, on which page.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::{
    ask::Ask,
    nodes::{account_json, base36, campaign_json, funding_json, is_deleted, line_item_json, promoted_json},
    problem::{Problem, Told},
    targeting,
};
use crate::{
    core::{
        sign::{opaque, opened},
        state::Desk,
    },
    world::tree::Account,
};

/// Rows of a page when nobody says.
const USUAL: i64 = 200;
/// Most rows of a page.
const MOST: i64 = 1_000;

/// An object, and what decides whether it is shown.
pub struct Row {
    /// As it is told.
    pub json: Value,
    /// Whether what it is in was deleted: it is then shown as if it were.
    is_orphan: bool,
}

impl Row {
    fn text(&self, name: &str) -> &str {
        self.json.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn is_deleted(&self) -> bool {
        self.is_orphan || self.json.get("deleted") == Some(&Value::Bool(true))
    }
}

/// What a kind of objects is called, filtered and sorted by.
pub struct Kind {
    /// The word of the address.
    pub word: &'static str,
    /// What one is called.
    pub one: &'static str,
    /// The parameter that has the id of one.
    pub id: &'static str,
    /// Parameters with ids, and the field each is held against.
    filters: &'static [(&'static str, &'static str)],
    /// Fields to sort by.
    sorts: &'static [&'static str],
}

/// The accounts.
pub static ACCOUNTS: Kind = Kind {
    word: "accounts",
    one: "Account",
    id: "account_id",
    filters: &[("account_ids", "id")],
    sorts: &["created_at", "updated_at", "deleted", "name"],
};
static KINDS: [Kind; 5] = [
    Kind {
        word: "funding_instruments",
        one: "Funding instrument",
        id: "funding_instrument_id",
        filters: &[("funding_instrument_ids", "id")],
        sorts: &["created_at", "updated_at", "deleted", "funded_amount_local_micro", "start_time", "end_time"],
    },
    Kind {
        word: "campaigns",
        one: "Campaign",
        id: "campaign_id",
        filters: &[("campaign_ids", "id"), ("funding_instrument_ids", "funding_instrument_id")],
        sorts: &[
            "created_at",
            "updated_at",
            "deleted",
            "name",
            "daily_budget_amount_local_micro",
            "total_budget_amount_local_micro",
        ],
    },
    Kind {
        word: "line_items",
        one: "Line item",
        id: "line_item_id",
        filters: &[
            ("line_item_ids", "id"),
            ("campaign_ids", "campaign_id"),
            ("funding_instrument_ids", "funding_instrument_id"),
        ],
        sorts: &["created_at", "updated_at", "deleted", "bid_amount_local_micro"],
    },
    Kind {
        word: "promoted_tweets",
        one: "Promoted Tweet",
        id: "promoted_tweet_id",
        filters: &[("promoted_tweet_ids", "id"), ("line_item_ids", "line_item_id")],
        sorts: &["created_at", "updated_at", "deleted"],
    },
    Kind {
        word: targeting::WORD,
        one: "Targeting criterion",
        id: "targeting_criterion_id",
        filters: &[("targeting_criterion_ids", "id"), ("line_item_ids", "line_item_id")],
        sorts: &["created_at", "updated_at", "deleted"],
    },
];

/// The kind that an address names.
pub fn kind(word: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.word == word)
}

/// Every object of a kind in an account.
pub fn rows(desk: &Desk<'_>, account: &Account, kind: &Kind) -> Vec<Row> {
    let mut rows = Vec::new();
    let plain = |json: Value| Row { json, is_orphan: false };
    if kind.word == "funding_instruments" {
        return vec![plain(funding_json(desk.world, account))];
    }
    for campaign in &account.campaigns {
        if kind.word == "campaigns" {
            rows.push(plain(campaign_json(desk.world, account, campaign, desk.now)));
            continue;
        }
        for set in &campaign.sets {
            let is_orphan = is_deleted(campaign.status);
            if kind.word == "line_items" {
                rows.push(Row { json: line_item_json(desk.world, account, campaign, set), is_orphan });
                continue;
            }
            let is_orphan = is_orphan || is_deleted(set.status);
            if kind.word == targeting::WORD {
                rows.extend(targeting::criteria(set).iter().map(|it| Row { json: it.clone(), is_orphan }));
                continue;
            }
            rows.extend(set.ads.iter().map(|ad| Row { json: promoted_json(account, campaign, set, ad), is_orphan }));
        }
    }
    rows
}

/// `GET /accounts`.
pub fn accounts(desk: &Desk<'_>, ask: &Ask) -> Told {
    let accounts = desk.accounts(cmis_base::platform::Platform::Twitter);
    let rows = accounts.map(|account| Row { json: account_json(account), is_orphan: false }).collect();
    page(ask, &ACCOUNTS, rows)
}

/// `GET /accounts/:id/{kind}`.
pub fn list(desk: &Desk<'_>, ask: &Ask, account: &Account, kind: &Kind) -> Told {
    if kind.word == targeting::WORD {
        ask.needed("line_item_ids")?;
    }
    page(ask, kind, rows(desk, account, kind))
}

/// `GET /accounts/:id/{kind}/:id`. What is deleted is not found, unless asked for.
pub fn one(desk: &Desk<'_>, ask: &Ask, account: &Account, kind: &Kind, id: &str) -> Told {
    let with_deleted = ask.flag("with_deleted")?;
    let mut rows = rows(desk, account, kind).into_iter();
    let found = rows.find(|row| row.text("id") == id && (with_deleted || !row.is_deleted()));
    found.map(|row| json!({"data": row.json})).ok_or_else(|| Problem::not_found(kind.one, id))
}

/// The object of a number as it is told now; null if it is not there any more.
pub fn told(desk: &Desk<'_>, account: &Account, kind: &Kind, number: u64) -> Value {
    let id = base36(number);
    rows(desk, account, kind).into_iter().find(|row| row.text("id") == id).map_or(Value::Null, |row| row.json)
}

fn page(ask: &Ask, kind: &Kind, mut rows: Vec<Row>) -> Told {
    let count = ask.long("count")?.unwrap_or(USUAL);
    if !(1..=MOST).contains(&count) {
        return Err(Problem::invalid("count", format!("count must be between 1 and {MOST}")));
    }
    let (with_deleted, with_draft) = (ask.flag("with_deleted")?, ask.flag("with_draft")?);
    let with_total = ask.flag("with_total_count")?;
    let cursor = ask.params.filled("cursor");
    if with_total && cursor.is_some() {
        let message = "with_total_count and cursor are exclusive parameters";
        return Err(Problem::about("cursor", "EXCLUSIVE_PARAMETERS", message));
    }
    rows.retain(|row| with_deleted || !row.is_deleted());
    rows.retain(|row| with_draft || row.text("entity_status") != "DRAFT");
    for (name, field) in kind.filters {
        if let Some(ids) = ask.ids(name)? {
            rows.retain(|row| ids.contains(&row.text(field)));
        }
    }
    if let Some(start) = ask.params.filled("q") {
        let start = start.to_lowercase();
        rows.retain(|row| row.text("name").to_lowercase().starts_with(&start));
    }
    if let Some(sort) = ask.params.filled("sort_by") {
        sorted(&mut rows, kind, sort)?;
    }
    let start = match cursor {
        None => 0,
        Some(cursor) => {
            let key = cursor.strip_prefix("c-").and_then(opened);
            let place = key.and_then(|key| rows.iter().position(|row| row.text("id") == key));
            place.ok_or_else(|| Problem::invalid("cursor", "The cursor is invalid or has expired"))?
        }
    };
    let total = rows.len();
    let end = total.min(start + usize::try_from(count).unwrap_or(1));
    let next = rows.get(end).map(|row| format!("c-{}", opaque(row.text("id"))));
    let data: Vec<Value> = rows.drain(start..end).map(|row| row.json).collect();
    let mut told = json!({"next_cursor": next, "data": data});
    if with_total {
        told["total_count"] = total.into();
    }
    Ok(told)
}

/// `created_at-asc`.
fn sorted(rows: &mut [Row], kind: &Kind, sort: &str) -> Result<(), Problem> {
    let (field, direction) = sort.rsplit_once('-').unwrap_or((sort, ""));
    let field = kind.sorts.iter().find(|it| **it == field);
    let (Some(field), "asc" | "desc") = (field, direction) else {
        let message = format!("Expected one of {} with -asc or -desc for sort_by", kind.sorts.join(", "));
        return Err(Problem::invalid("sort_by", message));
    };
    rows.sort_by(|one, other| {
        let order = compare(one.json.get(*field), other.json.get(*field));
        if direction == "desc" { order.reverse() } else { order }
    });
    Ok(())
}

/// Numbers by size, words by letters, nothing first.
fn compare(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    let number = |value: Option<&Value>| value.and_then(Value::as_i64);
    let text = |value: Option<&Value>| value.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
    match (number(one), number(other)) {
        (None, None) => text(one).cmp(&text(other)),
        (one, other) => one.cmp(&other),
    }
}
