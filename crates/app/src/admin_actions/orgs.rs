//! Orgs: making, listing, inviting, plans, deletion.

use std::{path::PathBuf, time::Duration};

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Job, Member, Org},
    locale::Locale,
    permission::Role,
    secret::{Secret, expose, token, token_hash},
};
use cmis_db::Conn;
use cmis_jobs::{Enqueue, Queue, State};
use serde::Serialize;
use serde_json::json;

use super::{actor, people, queries};
use crate::{
    alerts,
    audit::{self, Change},
    background,
    http::{
        check::Check,
        error::{ApiError, constraint},
    },
    mail::{self, Mail},
    operations::exports,
    orgs::{
        data::{erase, export::ExportOrg},
        invitations::{
            queries::{self as invitations, NewInvitation},
            routes::TOKEN_PREFIX,
        },
        model::{DELETION_DELAY, INVITATION_LIFE, OrgView},
        queries as team,
        routes::settings::told,
    },
    state::App,
    usage::{self, Metric},
};

/// How often a running export is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);
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
#[derive(Debug, Serialize)]
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
#[derive(Debug)]
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
    let now = app.now();
    let org = check.finish(|| {
        Some(OrgView {
            id: app.ids.next(),
            name: name?,
            currency: currency?,
            time_zone: time_zone?,
            locale: new.locale.code().to_owned(),
            week_start: "sunday".to_owned(),
            dialect: None,
            plan: plan?.to_owned(),
            require_mfa: false,
            created_at: now,
            deletes_at: None,
            version: 1,
        })
    })?;
    let mut tx = app.system("command line: create org").await?;
    let admin = people::find(&mut tx, &new.admin).await?;
    let founder = team::lock_person(&mut tx, admin.id).await?;
    team::insert_org(&mut tx, &org).await?;
    alerts::begin(&mut tx, app, org.id).await?;
    queries::set_plan(&mut tx, org.id, &org.plan).await?;
    let member: Id<Member> = app.ids.next();
    team::insert_member(&mut tx, org.id, (member, admin.id, Role::Admin.as_str()), &founder, now).await?;
    audit::record(&mut tx, org.id, &actor(), now, Change::new("org.created", "org", org.id).after(told(&org))).await?;
    tx.commit().await?;
    Ok(org.id)
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
    tx.commit().await?;

    let mut tx = app.tenant(org.id).await?;
    team::lock_org(&mut tx, org.id).await?;
    let standing = invitations::standing(&mut tx, &email, now).await?;
    if standing.is_member {
        return Err(ApiError::conflict("error-already-member"));
    }
    if standing.is_invited {
        return Err(ApiError::conflict("error-already-invited"));
    }
    usage::room_for(&mut tx, org.id, Metric::Members, 1, now).await?;
    invitations::retire_expired(&mut tx, &email, now).await?;
    let token = token(TOKEN_PREFIX);
    let row = NewInvitation {
        id: app.ids.next(),
        email: &email,
        role: role.as_str(),
        message: None,
        locale: locale.code(),
        token_hash: &token_hash(expose(&token)),
        invited_by: inviter.id,
        created_at: now,
        expires_at: now + INVITATION_LIFE,
    };
    invitations::insert(&mut tx, org.id, &row).await.map_err(|error| match constraint(&error) {
        Some("invitations_open_key") => ApiError::conflict("error-already-invited"),
        _ => error.into(),
    })?;
    let link = app.settings.link(&format!("/invitations/{}", expose(&token)));
    let mail = Mail::Invitation {
        inviter: inviter.name,
        org: org.name,
        role,
        message: None,
        link: link.clone(),
        expires_days: u32::try_from(INVITATION_LIFE.num_days()).unwrap_or_default(),
    };
    mail::send(&mut tx, app, Some(org.id), &email, locale, &mail).await?;
    let change =
        Change::new("invitation.created", "invitation", row.id).after(json!({"email": email, "role": role.as_str()}));
    audit::record(&mut tx, org.id, &actor(), now, change).await?;
    tx.commit().await?;
    Ok(Secret::from(link))
}

/// Starts the export of everything an org owns. The archive will stand at [`exports::place`].
pub async fn start_export(app: &App, org: &str) -> Result<Id<Job>, ApiError> {
    let now = app.now();
    let mut tx = app.system("command line: export").await?;
    let org = find(&mut tx, org).await?;
    let job =
        Enqueue::new(ExportOrg {}).org(org.id).unique("org.export").one_at_a_time(format!("org.export:{}", org.id));
    let id = cmis_jobs::enqueue(&mut tx, now, app.ids.next(), job).await?;
    let change = Change::new("org.export_requested", "org", org.id).after(json!({"job_id": id}));
    audit::record(&mut tx, org.id, &actor(), now, change).await?;
    tx.commit().await?;
    Ok(id)
}

/// Waits for an export, and does it here when no worker is at work. Gives the archive's place.
pub async fn finish_export(app: &App, job: Id<Job>) -> Result<PathBuf, ApiError> {
    let mut tx = app.system("command line: who is there").await?;
    let is_company = queries::listeners(&mut tx).await? > 0;
    tx.commit().await?;
    if !is_company {
        // exports only: the kinds that the server adds are not known here
        let others = Queue::ALL.iter().filter(|queue| **queue != Queue::DataExports);
        let worker = others.fold(background::worker(app), |worker, queue| worker.concurrency(*queue, 0));
        worker.run_due().await?;
    }
    loop {
        let mut tx = app.system("command line: export").await?;
        let view = cmis_jobs::find(&mut tx, job).await?.ok_or_else(|| ApiError::not_found("thing-job"))?;
        tx.commit().await?;
        match view.state {
            State::Completed => return Ok(exports::place(app, job)),
            State::Failed | State::Cancelled => {
                return Err(ApiError::internal(anyhow::anyhow!("{}", view.error.unwrap_or_default())));
            }
            _ => tokio::time::sleep(LOOK_EVERY).await,
        }
    }
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
    let now = app.now();
    let at = delete.then(|| now + DELETION_DELAY);
    let mut tx = app.system("command line: org deletion").await?;
    let org = find(&mut tx, org).await?;
    team::lock_org(&mut tx, org.id).await?;
    match at {
        // the waiting job finds nothing to do and ends
        None => team::set_deletion(&mut tx, org.id, None).await?,
        Some(at) => {
            erase::schedule(app, &mut tx, org.id, at).await?;
        }
    }
    let action = if delete { "org.deletion_scheduled" } else { "org.restored" };
    let change = Change::new(action, "org", org.id).after(json!({"deletes_at": at}));
    audit::record(&mut tx, org.id, &actor(), now, change).await?;
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
