//! Orgs: making, listing, inviting, plans, deletion.

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Invitation, Member, Org},
    locale::Locale,
    secret::{Secret, expose, token, token_hash},
};
use cmis_db::Conn;
use serde::Serialize;
use serde_json::json;

use super::{actor, people, queries};
use crate::{
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, constraint},
    },
    mail::{self, Mail},
    orgs::{data::erase, model::DELETION_DELAY, queries::set_deletion as set_deletion_day},
    state::App,
};

/// How long an invitation is open.
const INVITATION_DAYS: u32 = 7;
/// The plans.
pub const PLANS: &[&str] = &["free", "starter", "professional", "enterprise"];

/// An org to be made.
#[derive(Clone, Debug)]
pub struct NewOrg {
    /// Its name.
    pub name: String,
    /// Address of the person who becomes its admin.
    pub admin: String,
    /// ISO 4217 code.
    pub currency: String,
    /// IANA time zone.
    pub time_zone: String,
    /// Language.
    pub locale: Locale,
    /// Plan.
    pub plan: String,
}

/// An org in the list.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct OrgSummary {
    /// Id.
    pub id: Id<Org>,
    /// Its name.
    pub name: String,
    /// Plan.
    pub plan: String,
    /// People in it.
    pub members: i64,
    /// Whether it is suspended.
    pub suspended: bool,
    /// When everything goes.
    pub deletes_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// An org with the person who acts for the command line where a member is needed.
#[derive(Debug, sqlx::FromRow)]
pub struct Found {
    /// Id.
    pub id: Id<Org>,
    /// Its name.
    pub name: String,
    /// Plan.
    pub plan: String,
}

/// Makes an org with its first admin.
pub async fn create(app: &App, new: &NewOrg) -> Result<Id<Org>, ApiError> {
    let mut check = Check::new();
    let name = check.text("name", Some(new.name.clone()), 1..=120);
    let currency = check.currency("currency", Some(new.currency.clone()));
    let time_zone = check.time_zone("time-zone", Some(new.time_zone.clone()));
    let plan = check.one_of("plan", Some(new.plan.clone()), PLANS);
    let (name, currency, time_zone, plan) = check.finish(|| Some((name?, currency?, time_zone?, plan?)))?;
    let (org, member): (Id<Org>, Id<Member>) = (app.ids.next(), app.ids.next());
    let now = app.now();
    let mut tx = app.system("command line: create org").await?;
    let admin = people::find(&mut tx, &new.admin).await?;
    let row = queries::NewOrgRow {
        id: org,
        name: &name,
        currency: &currency,
        time_zone: &time_zone,
        locale: new.locale.code(),
        plan,
    };
    queries::insert_org(&mut tx, &row, now).await?;
    queries::insert_admin(&mut tx, org, member, admin.id, now).await?;
    let change =
        Change::new("org.created", "org", org).after(json!({"name": name, "plan": plan, "currency": currency}));
    audit::record(&mut tx, org, &actor(), now, change).await?;
    let joined = Change::new("member.joined", "member", member).after(json!({"email": admin.email, "role": "admin"}));
    audit::record(&mut tx, org, &actor(), now, joined).await?;
    tx.commit().await?;
    Ok(org)
}

/// Every org, by name.
pub async fn list(app: &App) -> Result<Vec<OrgSummary>, ApiError> {
    let mut tx = app.system("command line: list orgs").await?;
    let orgs = queries::list_orgs(&mut tx).await?;
    tx.commit().await?;
    Ok(orgs)
}

/// Invites somebody, in the name of an admin of the org. Gives the link, which is mailed too.
pub async fn invite(app: &App, org: &str, email: &str, role: &str, locale: Locale) -> Result<Secret, ApiError> {
    let mut check = Check::new();
    let email = check.email("email", Some(email.to_owned()));
    let role = check.role("role", Some(role.to_owned()));
    let (email, role) = check.finish(|| Some((email?, role?)))?;
    let now = app.now();
    let mut tx = app.system("command line: invite").await?;
    let org = find(&mut tx, org).await?;
    let inviter =
        queries::first_admin(&mut tx, org.id).await?.ok_or_else(|| ApiError::conflict("error-org-without-admin"))?;
    if queries::is_member(&mut tx, org.id, &email).await? {
        return Err(ApiError::conflict("error-is-member"));
    }
    let (id, token): (Id<Invitation>, Secret) = (app.ids.next(), token("inv_"));
    let row = queries::NewInvitation {
        org: org.id,
        id,
        email: &email,
        role: role.as_str(),
        locale: locale.code(),
        token_hash: &token_hash(expose(&token)),
        invited_by: inviter.id,
        expires_at: now + TimeDelta::days(i64::from(INVITATION_DAYS)),
    };
    queries::insert_invitation(&mut tx, &row, now).await.map_err(|error| match constraint(&error) {
        Some("invitations_open_key") => ApiError::conflict("error-is-invited"),
        _ => error.into(),
    })?;
    let link = app.settings.link(&format!("/invitations/{}", expose(&token)));
    let mail = Mail::Invitation {
        inviter: inviter.name,
        org: org.name,
        role,
        message: None,
        link: link.clone(),
        expires_days: INVITATION_DAYS,
    };
    mail::send(&mut tx, app, Some(org.id), &email, locale, &mail).await?;
    let change =
        Change::new("invitation.created", "invitation", id).after(json!({"email": email, "role": role.as_str()}));
    audit::record(&mut tx, org.id, &actor(), now, change).await?;
    tx.commit().await?;
    Ok(Secret::from(link))
}

/// Moves an org to another plan.
pub async fn set_plan(app: &App, org: &str, plan: &str) -> Result<Found, ApiError> {
    let mut check = Check::new();
    let plan = check.one_of("plan", Some(plan.to_owned()), PLANS);
    let plan = check.finish(|| plan)?;
    let mut tx = app.system("command line: set plan").await?;
    let org = find(&mut tx, org).await?;
    queries::set_plan(&mut tx, org.id, plan).await?;
    let change =
        Change::new("org.plan_changed", "org", org.id).before(json!({"plan": org.plan})).after(json!({"plan": plan}));
    audit::record(&mut tx, org.id, &actor(), app.now(), change).await?;
    tx.commit().await?;
    Ok(org)
}

/// Schedules an org's deletion and gives when it happens, or calls it off (`None`).
pub async fn set_deletion(app: &App, org: &str, delete: bool) -> Result<(Found, Option<DateTime<Utc>>), ApiError> {
    let at = delete.then(|| app.now() + DELETION_DELAY);
    let mut tx = app.system("command line: org deletion").await?;
    let org = find(&mut tx, org).await?;
    match at {
        Some(at) => erase::schedule(app, &mut tx, org.id, at).await?,
        // the waiting job finds nothing to do and ends
        None => set_deletion_day(&mut tx, org.id, None).await?,
    }
    let action = if delete { "org.deletion_scheduled" } else { "org.restored" };
    let change = Change::new(action, "org", org.id).after(json!({"deletes_at": at}));
    audit::record(&mut tx, org.id, &actor(), app.now(), change).await?;
    tx.commit().await?;
    Ok((org, at))
}

/// The org of an id or of an exact name that only one org has.
pub async fn find(conn: &mut Conn, text: &str) -> Result<Found, ApiError> {
    let id = text.parse::<Id<Org>>().ok();
    let mut found = queries::find_orgs(conn, id, text.trim()).await?;
    match found.len() {
        0 => Err(ApiError::not_found("thing-org")),
        1 => Ok(found.remove(0)),
        _ => Err(ApiError::conflict("error-org-ambiguous")),
    }
}
