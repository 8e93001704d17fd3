//! What a notice is as a mail: a template of its own where there is more to say than a title and a sentence.

use chrono::{DateTime, Utc};
use cmis_base::{id::Id, locale::Locale, permission::Role};
use serde_json::Value;

use super::{
    model::{self, Kind},
    queries::Addressee,
};
use crate::{mail::Mail, operations::exports, state::App};

/// What happened, as far as its mail tells it.
#[derive(Clone, Copy, Debug)]
pub struct Happened<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Option<&'a str>,
    /// In which org; none for what happens to accounts.
    pub org: Option<&'a str>,
    /// What the event holds.
    pub payload: &'a Value,
}

/// The mail of a notice. `params` are what its words need.
pub fn mail_of(app: &App, kind: &Kind, event: &Happened<'_>, to: &Addressee, params: &Value) -> Mail {
    let locale = Locale::parse(&to.locale).unwrap_or_default();
    special(app, kind, event, to, locale).unwrap_or_else(|| {
        let (title, body) = model::words(kind.word, params, locale);
        Mail::Notice { name: to.name.clone(), title, body, link: app.settings.link(kind.link) }
    })
}

/// `None` for a kind without a template, and for an event of a later version that holds something else.
fn special(app: &App, kind: &Kind, event: &Happened<'_>, to: &Addressee, locale: Locale) -> Option<Mail> {
    let text = |name: &str| event.payload.get(name).and_then(Value::as_str);
    let number = |name: &str| event.payload.get(name).and_then(Value::as_i64);
    let by = || event.actor.map_or_else(|| model::somebody(locale), str::to_owned);
    let org = || event.org.map(str::to_owned);
    match kind.word {
        "member.role_changed" => {
            let role = Role::parse(text("role")?)?;
            Some(Mail::RoleChanged { name: to.name.clone(), org: org()?, role, by: by() })
        }
        "org.deletion_scheduled" => {
            let at = DateTime::parse_from_rfc3339(text("deletes_at")?).ok()?.to_utc();
            Some(Mail::OrgDeletionScheduled { org: org()?, at, by: by() })
        }
        "plan.limit_near" => {
            let metric = text("metric")?.to_owned();
            Some(Mail::PlanLimitNear { org: org()?, metric, used: number("used")?, limit: number("limit")? })
        }
        "export.ready" => {
            let (address, expires) = exports::signed_address(app, text("job_id")?.parse::<Id<_>>().ok()?, event.at);
            Some(Mail::ExportReady { name: to.name.clone(), link: app.settings.link(&address), expires })
        }
        _ => None,
    }
}
