//! Leads as they come: each once for an org, whether the platform announced it or a sync found it. What a person filled in stays sealed in
//! the log of what platforms tell (`webhook_logs`), where the feature that keeps contacts will find it; events hold ids alone. It must
//! never count leads by hand: the numbers of ads bring the platform's own count.

pub mod queries;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Datelike, Utc};
use cmis_base::{
    id::{AdAccount, Id, Integration, Org, WebhookLog},
    platform::Platform,
};
use cmis_connectors::platform::Lead;
use cmis_db::Conn;
use serde_json::{Value, json};

use self::queries::{How, NewLogs};
use crate::{
    access::caller::Actor,
    audit::{self, Change},
    state::App,
    webhooks::inbound::model::details_place,
};

/// What a lead's row of the log is of, where a sync wrote it.
pub const KIND: &str = "lead";
/// Longest id of a platform's, in bytes: an index holds it.
const LONGEST_ID: usize = 256;

/// Whether it can be an id of a platform's.
pub fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len()) && !text.chars().any(char::is_control)
}

/// What is sealed of a lead.
pub fn details(lead: &Lead) -> Value {
    json!({
        "id": lead.id, "at": lead.at, "form_id": lead.form_id, "campaign_id": lead.campaign_id, "ad_id": lead.ad_id,
        "fields": lead.fields,
    })
}

/// What is told of a lead: that it came, and the ids by which it is found.
pub fn received(platform: Platform, log: Id<WebhookLog>, account: Option<Id<AdAccount>>, lead: &Lead) -> Change {
    let id = |id: &Option<String>| id.clone().filter(|id| is_id(id));
    let told = json!({
        "platform": platform, "webhook_log_id": log, "ad_account_id": account, "lead_id": lead.id,
        "form_id": id(&lead.form_id), "campaign_id": id(&lead.campaign_id), "ad_id": id(&lead.ad_id),
    });
    Change::new("lead.received", "webhook_log", log).after(told)
}

/// Where leads were read.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// The org.
    pub org: Id<Org>,
    /// By which integration.
    pub integration: Id<Integration>,
    /// At which platform.
    pub platform: Platform,
    /// The platform's id of the ad account whose leads were listed, if they were listed by account.
    pub account: Option<&'a str>,
    /// Now.
    pub now: DateTime<Utc>,
}

/// Stores what a sync read; how many of the leads are new. Those that came before, however that was, are left as they are.
pub async fn store(conn: &mut Conn, app: &App, of: Of<'_>, leads: Vec<Lead>) -> anyhow::Result<usize> {
    // in the order of their ids, as everybody does: two who store the same ones wait for each other and not in a circle
    let leads: BTreeMap<String, Lead> =
        leads.into_iter().filter(|lead| is_id(&lead.id)).map(|lead| (lead.id.clone(), lead)).collect();
    let logs: BTreeMap<&str, Id<WebhookLog>> = leads.keys().map(|id| (id.as_str(), app.ids.next())).collect();
    let named: Vec<(&str, Id<WebhookLog>)> = logs.iter().map(|(id, log)| (*id, *log)).collect();
    let new: HashSet<String> =
        queries::remember(conn, of.org, of.platform.as_str(), &named, of.now).await?.into_iter().collect();
    let new: Vec<(Id<WebhookLog>, &Lead)> =
        leads.values().filter(|lead| new.contains(&lead.id)).map(|lead| (logs[lead.id.as_str()], lead)).collect();
    if new.is_empty() {
        return Ok(0);
    }
    let accounts = accounts(conn, of, &new).await?;
    let (mut rows, mut changes) = (NewLogs::default(), Vec::with_capacity(new.len()));
    for (log, lead) in &new {
        let account = accounts.of(of, lead);
        rows.ids.push(log.raw());
        rows.accounts.push(account.map(Id::raw));
        // what the database has no year for was not given then
        rows.given.push(lead.at.filter(|at| (1970..=9999).contains(&at.year())));
        rows.details.push(app.keys.seal(&details_place(*log), &serde_json::to_vec(&details(lead))?));
        changes.push(received(of.platform, *log, account, lead));
    }
    queries::insert_logs(conn, of, &rows).await?;
    audit::record_all(conn, of.org, &Actor::system(), of.now, &changes).await?;
    Ok(new.len())
}

/// The used ad accounts of an org by what leads name.
struct Accounts(HashMap<(How, String), Id<AdAccount>>);

impl Accounts {
    /// The account of a lead: its ad's, else its campaign's, else the one whose leads were listed.
    fn of(&self, of: Of<'_>, lead: &Lead) -> Option<Id<AdAccount>> {
        let names = [
            (How::Ad, lead.ad_id.as_deref()),
            (How::Campaign, lead.campaign_id.as_deref()),
            (How::Account, of.account),
        ];
        names.into_iter().find_map(|(how, name)| self.0.get(&(how, name?.to_owned())).copied())
    }
}

async fn accounts(conn: &mut Conn, of: Of<'_>, leads: &[(Id<WebhookLog>, &Lead)]) -> Result<Accounts, sqlx::Error> {
    let named = |name: fn(&Lead) -> Option<&String>| -> Vec<String> {
        leads.iter().filter_map(|(_, lead)| name(lead)).filter(|id| is_id(id)).cloned().collect()
    };
    let ads = named(|lead| lead.ad_id.as_ref());
    let campaigns = named(|lead| lead.campaign_id.as_ref());
    let found = queries::accounts(conn, of, &ads, &campaigns).await?;
    Ok(Accounts(found.into_iter().map(|found| ((found.how(), found.external_id), found.id)).collect()))
}
