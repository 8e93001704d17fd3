//! Making an org and changing its settings.

use axum::extract::State;
use cmis_base::{
    id::{Id, Member, Org},
    permission::{Role, need},
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::{
    access::caller::{Caller, Person},
    alerts,
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, FailureBody},
        extract::{Json, some},
        precondition::IfMatch,
        reply::Reply,
    },
    orgs::{
        model::{MAX_ORGS, OrgView},
        queries,
    },
    state::App,
};

const WEEK_STARTS: [&str; 3] = ["saturday", "sunday", "monday"];
const DIALECTS: [&str; 5] = ["msa", "gulf", "egyptian", "levantine", "maghrebi"];

/// What an audit entry keeps of an org.
pub fn told(org: &OrgView) -> Value {
    json!({"name": org.name, "currency": org.currency, "time_zone": org.time_zone, "locale": org.locale,
        "week_start": org.week_start, "dialect": org.dialect, "require_mfa": org.require_mfa, "deletes_at": org.deletes_at})
}

/// A new org.
#[derive(Deserialize, ToSchema)]
pub struct CreateOrg {
    /// Name.
    #[schema(required, nullable = false, min_length = 1, max_length = 120)]
    name: Option<String>,
    /// ISO 4217 code; `SAR` unless told otherwise.
    currency: Option<String>,
    /// IANA time zone; `Asia/Riyadh` unless told otherwise.
    time_zone: Option<String>,
    /// `ar` or `en`; the request's language unless told otherwise.
    locale: Option<String>,
    /// `saturday`, `sunday` (default) or `monday`.
    week_start: Option<String>,
    /// `msa`, `gulf`, `egyptian`, `levantine` or `maghrebi`.
    dialect: Option<String>,
}

/// Create an organization
///
/// The caller becomes its administrator, and it becomes the login's current one.
#[utoipa::path(post, path = "/api/orgs", tag = "Organization", request_body = CreateOrg, security(("person" = [])),
    responses((status = 201, body = Reply<OrgView>)))]
pub async fn create(
    State(app): State<App>,
    person: Person,
    Json(body): Json<CreateOrg>,
) -> Result<Reply<OrgView>, ApiError> {
    let mut check = Check::new();
    let word = |value: Option<String>, default: &str| Some(value.unwrap_or_else(|| default.to_owned()));
    let name = check.text("name", body.name, 1..=120);
    let currency = check.currency("currency", word(body.currency, "SAR"));
    let time_zone = check.time_zone("time_zone", word(body.time_zone, "Asia/Riyadh"));
    let locale = check.locale("locale", word(body.locale, person.origin.locale.code()));
    let week_start = check.one_of("week_start", word(body.week_start, "sunday"), &WEEK_STARTS);
    let dialect = body.dialect.and_then(|dialect| check.one_of("dialect", Some(dialect), &DIALECTS));
    let now = app.now();
    let org = check.finish(|| {
        Some(OrgView {
            id: app.ids.next(),
            name: name?,
            currency: currency?,
            time_zone: time_zone?,
            locale: locale?.code().to_owned(),
            week_start: week_start?.to_owned(),
            dialect: dialect.map(str::to_owned),
            plan: "free".to_owned(),
            require_mfa: false,
            created_at: now,
            deletes_at: None,
            version: 1,
        })
    })?;

    let mut tx = app.system("create org").await?;
    let founder = queries::lock_person(&mut tx, person.user).await?;
    if queries::count_orgs(&mut tx, person.user).await? >= MAX_ORGS {
        return Err(ApiError::conflict("error-too-many-orgs"));
    }
    queries::insert_org(&mut tx, &org).await?;
    alerts::begin(&mut tx, &app, org.id).await?;
    let member: Id<Member> = app.ids.next();
    queries::insert_member(&mut tx, org.id, (member, person.user, Role::Admin.as_str()), &founder, now).await?;
    queries::set_current(&mut tx, person.session, org.id).await?;
    let change = Change::new("org.created", "org", org.id).after(told(&org));
    audit::record(&mut tx, org.id, &person.actor, now, change).await?;
    tx.commit().await?;
    app.access.forget();
    let location = format!("/api/orgs/{}", org.id);
    Ok(Reply::created(org, location))
}

/// Show the organization's settings
#[utoipa::path(get, path = "/api/orgs/{org_id}", tag = "Organization", params(("org_id" = Id<Org>, Path)),
    security(("bearer" = ["org.read"])), responses((status = 200, body = Reply<OrgView>)))]
pub async fn show(caller: Caller<need::OrgRead>) -> Result<Reply<OrgView>, ApiError> {
    let mut tx = caller.tx().await?;
    let org = queries::find_org(&mut tx, caller.org).await?.ok_or_else(|| ApiError::not_found("thing-org"))?;
    tx.done();
    Ok(Reply::ok(org))
}

/// A change of an org's settings. What is absent stays.
#[derive(Deserialize, ToSchema)]
pub struct UpdateOrg {
    /// Name.
    #[schema(min_length = 1, max_length = 120)]
    name: Option<String>,
    /// ISO 4217 code; fixed once the org has figures in it.
    currency: Option<String>,
    /// IANA time zone.
    time_zone: Option<String>,
    /// `ar` or `en`.
    locale: Option<String>,
    /// `saturday`, `sunday` or `monday`.
    week_start: Option<String>,
    /// `msa`, `gulf`, `egyptian`, `levantine` or `maghrebi`; null for none.
    #[serde(default, deserialize_with = "some")]
    #[schema(value_type = Option<String>)]
    dialect: Option<Option<String>>,
    /// Whether everybody in it needs a second factor.
    require_mfa: Option<bool>,
}

impl UpdateOrg {
    /// The settings after the change, or 422.
    fn apply(self, mut org: OrgView) -> Result<OrgView, ApiError> {
        let mut check = Check::new();
        if let Some(name) = self.name.and_then(|name| check.text("name", Some(name), 1..=120)) {
            org.name = name;
        }
        if let Some(currency) = self.currency.and_then(|code| check.currency("currency", Some(code))) {
            org.currency = currency;
        }
        if let Some(zone) = self.time_zone.and_then(|zone| check.time_zone("time_zone", Some(zone))) {
            org.time_zone = zone;
        }
        if let Some(locale) = self.locale.and_then(|word| check.locale("locale", Some(word))) {
            locale.code().clone_into(&mut org.locale);
        }
        if let Some(day) = self.week_start.and_then(|word| check.one_of("week_start", Some(word), &WEEK_STARTS)) {
            day.clone_into(&mut org.week_start);
        }
        if let Some(dialect) = self.dialect {
            org.dialect = dialect.and_then(|word| check.one_of("dialect", Some(word), &DIALECTS)).map(str::to_owned);
        }
        org.require_mfa = self.require_mfa.unwrap_or(org.require_mfa);
        check.done()?;
        Ok(org)
    }
}

/// Change the organization's settings
#[utoipa::path(patch, path = "/api/orgs/{org_id}", tag = "Organization", request_body = UpdateOrg,
    params(IfMatch, ("org_id" = Id<Org>, Path)), security(("bearer" = ["org.update"])),
    responses((status = 200, body = Reply<OrgView>), (status = 409, body = FailureBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Caller<need::OrgUpdate>,
    seen: IfMatch,
    Json(body): Json<UpdateOrg>,
) -> Result<Reply<OrgView>, ApiError> {
    let mut tx = caller.tx().await?;
    queries::lock_org(&mut tx, caller.org).await?;
    let before = queries::find_org(&mut tx, caller.org).await?.ok_or_else(|| ApiError::not_found("thing-org"))?;
    seen.holds(before.version)?;
    let mut after = body.apply(before.clone())?;
    if after.require_mfa && !before.require_mfa {
        // who asks everybody for a second factor without having one locks the door from outside
        let own = queries::find_member(&mut tx, caller.member).await?;
        if !own.is_some_and(|member| member.mfa_enabled) {
            return Err(ApiError::conflict("error-own-mfa-first"));
        }
    }
    queries::update_org(&mut tx, &after).await?;
    after.version += 1;
    let change = Change::new("org.updated", "org", caller.org).before(told(&before)).after(told(&after));
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::ok(after))
}
