//! The audit log and the activity feed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Member, Org},
    locale::Locale,
    permission::need,
};
use serde::Serialize;
use serde_json::Value;
use sqlx::FromRow;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::queries::{ACTIVITY, AUDIT};
use crate::{
    access::caller::Caller,
    http::{
        error::ApiError,
        extract::Item,
        list::{Listing, Page, PageBody, listed},
        words,
    },
    orgs,
    state::App,
};

listed!(Log = AUDIT, Feed = ACTIVITY);

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(log)).routes(routes!(activity)).routes(routes!(member_activity))
}

/// Who acted.
#[derive(Serialize, ToSchema)]
pub struct ActorView {
    /// `person`, `key`, `app`, `job`, `platform`, `instance_admin` or `system`.
    kind: String,
    /// The person's, key's or grant's id.
    id: Option<Uuid>,
    /// Shown name.
    name: Option<String>,
}

/// What was acted on.
#[derive(Serialize, ToSchema)]
pub struct ObjectView {
    /// `member`, `org`, …
    kind: String,
    /// Which one.
    id: Option<Uuid>,
}

/// One entry of an audit log.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct AuditView {
    /// Position in the log.
    pub id: String,
    /// When.
    at: DateTime<Utc>,
    /// `member.role_changed`.
    action: String,
    /// Who.
    actor: ActorView,
    /// What.
    object: ObjectView,
    /// What it was; null for something new.
    before: Option<Value>,
    /// What it is; null for something gone.
    after: Option<Value>,
    /// From which address.
    address: Option<String>,
    /// In which request.
    request_id: Option<String>,
}

/// A row of the audit log or its system twin.
#[derive(FromRow)]
pub struct AuditRow {
    id: String,
    at: DateTime<Utc>,
    action: String,
    actor_kind: String,
    actor_id: Option<Uuid>,
    actor_name: Option<String>,
    object_kind: String,
    object_id: Option<Uuid>,
    before: Option<Value>,
    after: Option<Value>,
    address: Option<String>,
    request_id: Option<String>,
}

impl From<AuditRow> for AuditView {
    fn from(row: AuditRow) -> Self {
        Self {
            id: row.id,
            at: row.at,
            action: row.action,
            actor: ActorView { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
            object: ObjectView { kind: row.object_kind, id: row.object_id },
            before: row.before,
            after: row.after,
            address: row.address,
            request_id: row.request_id,
        }
    }
}

/// List the audit log
///
/// By page, or with `cursor` (empty at first) as a feed that later entries do not shift. Filters: `action`, `actor_id`,
/// `object_kind`, `object_id`, `from`, `to`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/audit-log", tag = "Organization",
    params(("org_id" = Id<Org>, Path), Listing<Log>), security(("bearer" = ["audit.read"])),
    responses((status = 200, body = PageBody<AuditView>)))]
pub async fn log(caller: Caller<need::AuditRead>, query: Listing<Log>) -> Result<Page<AuditView>, ApiError> {
    let mut tx = caller.tx().await?;
    let page = query.fetch::<AuditRow>(&mut tx).await?;
    tx.done();
    Ok(page.map(AuditView::from))
}

/// Something that happened, told to everybody in the org.
#[derive(Serialize, ToSchema)]
#[schema(as = Activity)]
pub struct ActivityView {
    /// Position in the feed.
    id: String,
    /// When.
    at: DateTime<Utc>,
    /// `member.role_changed`.
    kind: String,
    /// One sentence in the caller's language.
    summary: String,
    /// Who.
    actor: ActorView,
    /// What.
    object: ObjectView,
}

#[derive(FromRow)]
struct ActivityRow {
    id: String,
    at: DateTime<Utc>,
    kind: String,
    actor_kind: String,
    actor_id: Option<Uuid>,
    actor_name: Option<String>,
    object_kind: String,
    object_id: Option<Uuid>,
    payload: Value,
}

impl ActivityRow {
    fn view(self, locale: Locale) -> ActivityView {
        ActivityView {
            summary: summary(locale, &self.kind, &self.object_kind, self.actor_name.as_deref(), &self.payload),
            id: self.id,
            at: self.at,
            kind: self.kind,
            actor: ActorView { kind: self.actor_kind, id: self.actor_id, name: self.actor_name },
            object: ObjectView { kind: self.object_kind, id: self.object_id },
        }
    }
}

/// The sentence of an event: the key `activity-<kind>` with the actor, the object's name and the plain words of the payload.
/// A kind without a key of its own gets the general sentence.
fn summary(locale: Locale, kind: &str, object_kind: &str, actor: Option<&str>, payload: &Value) -> String {
    let say = |key: &str| words::lookup(locale, key, &[]);
    let mut args: BTreeMap<&str, String> = payload
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?.to_owned())))
        .collect();
    if let Some(role) = args.get_mut("role")
        && let Some(word) = say(&format!("role-{role}"))
    {
        *role = word;
    }
    if let Some(word) = args.get("status").and_then(|status| say(&format!("{object_kind}-status-{status}"))) {
        args.insert("word", word);
    }
    let thing = say(&format!("thing-{}", object_kind.replace('_', "-"))).unwrap_or_else(|| object_kind.to_owned());
    let object = ["name", "title", "email"].iter().find_map(|name| args.get(name).cloned());
    args.insert("object", object.unwrap_or_else(|| thing.clone()));
    args.insert("thing", thing);
    args.insert("kind", kind.to_owned());
    let actor = actor.map(str::to_owned).or_else(|| say("activity-actor-system"));
    args.insert("actor", actor.unwrap_or_default());
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    words::lookup(locale, &format!("activity-{}", kind.replace('.', "-")), &args)
        .or_else(|| words::lookup(locale, "activity-other", &args))
        .unwrap_or_else(|| kind.to_owned())
}

/// Follow what happens in the organization
///
/// With `cursor` (empty at first) as a feed that later entries do not shift. Filters: `kind`, `actor_id`, `object_id`,
/// `from`, `to`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/activity", tag = "Organization",
    params(("org_id" = Id<Org>, Path), Listing<Feed>), security(("bearer" = ["activity.read"])),
    responses((status = 200, body = PageBody<ActivityView>)))]
pub async fn activity(
    caller: Caller<need::ActivityRead>,
    query: Listing<Feed>,
) -> Result<Page<ActivityView>, ApiError> {
    let mut tx = caller.tx().await?;
    let page = query.fetch::<ActivityRow>(&mut tx).await?;
    tx.done();
    Ok(page.map(|row| row.view(words::locale())))
}

/// Follow what a member did
///
/// Also of somebody who is no longer in the organization.
#[utoipa::path(get, path = "/api/orgs/{org_id}/members/{id}/activity", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Member>, Path), Listing<Feed>), security(("bearer" = ["activity.read"])),
    responses((status = 200, body = PageBody<ActivityView>)))]
pub async fn member_activity(
    caller: Caller<need::ActivityRead>,
    Item(id): Item<Member>,
    query: Listing<Feed>,
) -> Result<Page<ActivityView>, ApiError> {
    let mut tx = caller.tx().await?;
    let user = orgs::queries::user_of(&mut tx, id).await?.ok_or_else(|| ApiError::not_found("thing-member"))?;
    let page = query.fetch_where::<ActivityRow>(&mut tx, &[("a.actor_id =", user.raw())]).await?;
    tx.done();
    Ok(page.map(|row| row.view(words::locale())))
}

#[cfg(test)]
mod tests {
    use cmis_base::locale::Locale;
    use serde_json::json;

    use super::summary;

    #[test]
    fn an_event_is_told_in_the_readers_language() {
        let payload = json!({"name": "Omar", "role": "manager"});
        let told = |locale| summary(locale, "member.role_changed", "member", Some("Salma"), &payload);
        assert_eq!(told(Locale::En), "Salma made Omar a manager");
        assert!(told(Locale::Ar).contains("Omar") && told(Locale::Ar).contains("مدير"), "{}", told(Locale::Ar));
    }

    #[test]
    fn an_event_without_a_sentence_of_its_own_gets_the_general_one() {
        let told = summary(Locale::En, "budget.doubled", "oauth_app", None, &json!({"name": "Zap"}));
        assert_eq!(told, "CMIS: budget.doubled (Zap)");
    }
}
