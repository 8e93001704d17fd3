//! Finding: accounts, and what is in them, by number or by criteria, paged with a token. Rows come by number.

use std::cmp::Reverse;

use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use super::{
    Ask, nodes,
    problem::{Problem, Told},
    restli::{Node, number},
};
use crate::{
    core::{
        answer::Answer,
        sign::{opaque, opened, sha256},
        state::Desk,
    },
    world::tree::Account,
};

/// Rows of a page when nobody says, and at most; of creatives there are never more than the usual number.
const USUAL: usize = 100;
const MOST: usize = 1_000;

/// `GET /rest/adAccounts…`.
pub fn answer(desk: &Desk<'_>, ask: &Ask<'_>, path: &[&str]) -> Told {
    match path {
        ["adAccounts"] => accounts(desk, ask),
        ["adAccounts", id] => one(ask, nodes::account(desk.world, account(desk, id)?)),
        ["adAccounts", id, kind] => {
            let rows = rows(desk, account(desk, id)?, kind)?;
            if *kind == "creatives" { creatives(ask, rows) } else { within(ask, kind, rows) }
        }
        ["adAccounts", id, kind, _] => {
            let key = key(ask, kind)?;
            let found = rows(desk, account(desk, id)?, kind)?.into_iter().find(|row| row.0 == key);
            one(ask, found.ok_or_else(|| Problem::not_found(&key.to_string()))?.1)
        }
        _ => Err(Problem::no_resource(&path.join("/"))),
    }
}

/// The number at the end of the path; a creative's is in its urn.
pub fn key(ask: &Ask<'_>, kind: &str) -> Result<u64, Problem> {
    let key = ask.key()?;
    let found = if kind == "creatives" { number(key, "sponsoredCreative") } else { key.parse().ok() };
    found.ok_or_else(|| Problem::not_found(key))
}

/// An account of the caller.
pub fn account<'a>(desk: &'a Desk<'_>, id: &str) -> Result<&'a Account, Problem> {
    desk.accounts(Platform::Linkedin).find(|it| it.id.to_string() == id).ok_or_else(|| Problem::not_found(id))
}

/// Everything of a kind in an account, with its number.
fn rows(desk: &Desk<'_>, account: &Account, kind: &str) -> Result<Vec<(u64, Value)>, Problem> {
    let (world, today) = (desk.world, desk.today(account));
    let groups = account.campaigns.iter();
    let sets = || account.campaigns.iter().flat_map(|group| group.sets.iter().map(move |set| (group, set)));
    Ok(match kind {
        "adCampaignGroups" => groups.map(|it| (it.id, nodes::group(world, account, it, today))).collect(),
        "adCampaigns" => sets().map(|(group, it)| (it.id, nodes::campaign(world, account, group, it))).collect(),
        "creatives" => {
            account.ads().map(|(group, set, it)| (it.id, nodes::creative(world, account, group, set, it))).collect()
        }
        _ => return Err(Problem::no_resource(&format!("adAccounts/{kind}"))),
    })
}

fn one(ask: &Ask<'_>, value: Value) -> Told {
    ask.query.only(&["fields"])?;
    let fields = ask.query.fields()?;
    Ok(Answer::json(&chosen(value, fields.as_deref())))
}

/// The fields that were asked for; all when nobody said which.
fn chosen(value: Value, fields: Option<&[String]>) -> Value {
    match (value, fields) {
        (Value::Object(all), Some(fields)) => {
            Value::Object(all.into_iter().filter(|(name, _)| fields.contains(name)).collect::<Map<_, _>>())
        }
        (value, _) => value,
    }
}

/// The finder that was named has to be the one there is.
fn finder(ask: &Ask<'_>, name: &str) -> Result<(), Problem> {
    match ask.query.text("q")? {
        Some(q) if q == name => Ok(()),
        Some(_) => Err(Problem::param_because("q", format!("No such finder; use {name}"))),
        None => Err(Problem::param_missing("q")),
    }
}

fn accounts(desk: &Desk<'_>, ask: &Ask<'_>) -> Told {
    let rows = desk.accounts(Platform::Linkedin).map(|it| (it.id, nodes::account(desk.world, it)));
    finder(ask, "search")?;
    ask.query.only(&["q", "search", "sortOrder", "pageSize", "pageToken", "fields"])?;
    let criteria = criteria(ask, &["status", "id", "name", "type", "reference"], "sponsoredAccount")?;
    page(ask, rows.filter(|row| holds(&criteria, row)).collect(), MOST)
}

fn within(ask: &Ask<'_>, kind: &str, rows: Vec<(u64, Value)>) -> Told {
    finder(ask, "search")?;
    ask.query.only(&["q", "search", "sortOrder", "pageSize", "pageToken", "fields"])?;
    if kind == "adCampaignGroups" && ask.query.node("search")?.is_none() {
        return Err(Problem::param_missing("search"));
    }
    let criteria = if kind == "adCampaigns" {
        criteria(ask, &["status", "id", "name", "type", "campaignGroup"], "sponsoredCampaign")?
    } else {
        criteria(ask, &["status", "id", "name"], "sponsoredCampaignGroup")?
    };
    page(ask, rows.into_iter().filter(|row| holds(&criteria, row)).collect(), MOST)
}

fn creatives(ask: &Ask<'_>, rows: Vec<(u64, Value)>) -> Told {
    finder(ask, "criteria")?;
    let known = ["q", "campaigns", "creatives", "intendedStatuses", "sortOrder", "pageSize", "pageToken", "fields"];
    ask.query.only(&known)?;
    let mut criteria = Vec::new();
    for (param, field, kind) in
        [("campaigns", "campaign", "sponsoredCampaign"), ("creatives", "id", "sponsoredCreative")]
    {
        let Some(urns) = ask.query.list(param)? else { continue };
        if urns.iter().any(|urn| number(urn, kind).is_none()) {
            return Err(Problem::param(param));
        }
        criteria.push(Criterion { field, values: urns });
    }
    if let Some(statuses) = ask.query.list("intendedStatuses")? {
        known_statuses("intendedStatuses", &statuses)?;
        criteria.push(Criterion { field: "intendedStatus", values: statuses });
    }
    page(ask, rows.into_iter().filter(|row| holds(&criteria, row)).collect(), USUAL)
}

/// What a field has to be: one of these.
struct Criterion {
    field: &'static str,
    values: Vec<String>,
}

fn known_statuses(name: &str, words: &[String]) -> Result<(), Problem> {
    let unknown = words.iter().find(|word| !nodes::STATUSES.contains(&word.as_str()));
    match unknown {
        Some(word) => Err(Problem::param_because(name, format!("{word} is no status"))),
        None => Ok(()),
    }
}

/// `search=(status:(values:List(ACTIVE,PAUSED)),id:(values:List(urn…)))`, and `test:false`, which everything here is not.
fn criteria(ask: &Ask<'_>, known: &[&'static str], kind: &str) -> Result<Vec<Criterion>, Problem> {
    let Some(search) = ask.query.node("search")? else { return Ok(Vec::new()) };
    let Node::Record(fields) = &search else { return Err(Problem::param("search")) };
    let mut criteria = Vec::new();
    for (name, wanted) in fields {
        if name == "test" {
            match wanted.text() {
                Some("false") => continue,
                Some("true") => {
                    criteria.push(Criterion { field: "test", values: vec!["true".to_owned()] });
                    continue;
                }
                _ => return Err(Problem::param("search/test")),
            }
        }
        let path = format!("search/{name}");
        let field = known.iter().find(|it| *it == name).ok_or_else(|| Problem::unpermitted("PARAMETER", &path))?;
        let values = wanted.get("values").and_then(Node::texts).ok_or_else(|| Problem::param(&path))?;
        let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
        if *field == "status" {
            known_statuses(&path, &values)?;
        }
        if *field == "id" && values.iter().any(|urn| number(urn, kind).is_none()) {
            return Err(Problem::param(&path));
        }
        criteria.push(Criterion { field, values });
    }
    Ok(criteria)
}

fn holds(criteria: &[Criterion], (key, row): &(u64, Value)) -> bool {
    criteria.iter().all(|criterion| {
        let value = row.get(criterion.field);
        let text = value.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned)).unwrap_or_default();
        let is_it = |wanted: &String| match criterion.field {
            "id" => wanted.rsplit(':').next().is_some_and(|number| number == key.to_string()),
            _ => *wanted == text,
        };
        criterion.values.iter().any(is_it)
    })
}

/// What makes a list the one it is: where it is, and by what it was chosen and sorted.
fn fingerprint(ask: &Ask<'_>) -> String {
    let mut chosen = ask.query.without(&["pageToken", "pageSize", "fields"]);
    chosen.sort();
    sha256(format!("{}:{chosen:?}", ask.call.path.join("/")).as_bytes())
}

/// The page that was asked for. A token names the last row before it, so that a page stays in place when rows go, and its list.
fn page(ask: &Ask<'_>, mut rows: Vec<(u64, Value)>, most: usize) -> Told {
    let size = match ask.query.text("pageSize")? {
        None => USUAL,
        Some(text) => {
            let size = text.parse().ok().filter(|size| (1..=most).contains(size));
            size.ok_or_else(|| Problem::param_because("pageSize", format!("pageSize is from 1 to {most}")))?
        }
    };
    let is_descending = match ask.query.text("sortOrder")?.as_deref() {
        None | Some("ASCENDING") => false,
        Some("DESCENDING") => true,
        Some(_) => return Err(Problem::param("sortOrder")),
    };
    if is_descending {
        rows.sort_by_key(|row| Reverse(row.0));
    } else {
        rows.sort_by_key(|row| row.0);
    }
    let start = match ask.query.text("pageToken")?.filter(|token| !token.is_empty()) {
        None => 0,
        Some(token) => {
            let text = opened(&token);
            let last =
                text.as_deref().and_then(|text| text.split_once(':')).filter(|(_, list)| *list == fingerprint(ask));
            let last =
                last.and_then(|(last, _)| last.parse::<u64>().ok()).ok_or_else(|| Problem::param("pageToken"))?;
            rows.partition_point(|row| if is_descending { row.0 >= last } else { row.0 <= last })
        }
    };
    let fields = ask.query.fields()?;
    let has_more = rows.len() > start.saturating_add(size);
    let shown: Vec<(u64, Value)> = rows.into_iter().skip(start).take(size).collect();
    let mut metadata = json!({});
    if let (true, Some((last, _))) = (has_more, shown.last()) {
        metadata["nextPageToken"] = opaque(&format!("{last}:{}", fingerprint(ask))).into();
    }
    let elements: Vec<Value> = shown.into_iter().map(|(_, row)| chosen(row, fields.as_deref())).collect();
    Ok(Answer::json(&json!({"elements": elements, "metadata": metadata})))
}
