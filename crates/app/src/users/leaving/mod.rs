//! What a person takes along and what stays of them: export, erasure, and forgetting what is past its time.
//!
//! An erased person leaves a tombstone, so that `created_by` stays valid; it holds nothing of the person.

pub mod queries;

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Org},
    locale::Locale,
};
use cmis_db::Conn;
use serde_json::json;

use self::queries::OwnMembership;
use crate::{
    access::{
        caller::{Actor, Person},
        throttle::{self, Gate},
    },
    audit::{self, Change},
    http::{error::ApiError, words::Say},
    mail::{self, Mail},
    orgs::{data::erase, invitations, model::DELETION_DELAY},
    state::App,
    users::{account::queries::lock, queries::UserRow},
};

/// What is left to do once the erasure is committed.
#[derive(Debug, Default)]
pub struct Erased {
    /// Files of the person on disk, as ids of the jobs that made them.
    pub exports: Vec<uuid::Uuid>,
}

/// Erases a person in the caller's transaction. 409 while an org with other members would lose its last admin, or the
/// installation its last administrator.
pub async fn erase(app: &App, conn: &mut Conn, person: &Person) -> Result<Erased, ApiError> {
    let now = app.now();
    let user = lock(conn, person.user).await?.ok_or_else(ApiError::unauthenticated)?;
    if user.is_instance_admin && queries::lock_other_instance_admins(conn, user.id).await? == 0 {
        return Err(ApiError::conflict("error-last-instance-admin"));
    }
    let memberships = queries::lock_memberships(conn, user.id).await?;
    if let Some(held) = memberships.iter().find(|own| own.is_acting_admin() && own.others > 0 && own.other_admins == 0)
    {
        return Err(ApiError::conflict(Say::new("error-erasure-last-admin").with("org", held.org_name.clone()))
            .extra("org_id", held.org_id.to_string()));
    }
    let goodbye = Mail::AccountErased { name: user.name.clone(), at: now };
    let locale = Locale::parse(&user.locale).unwrap_or_default();
    let actor = Actor { kind: "person", id: Some(user.id.raw()), name: Some(nobody(locale)), ..Actor::system() };
    for own in &memberships {
        leave(app, conn, &actor, own).await?;
    }
    let exports = queries::export_jobs(conn, user.id).await?;
    forget(conn, &user, &memberships, now).await?;
    throttle::forgive(conn, &user.email.to_ascii_lowercase()).await?;
    throttle::clear(conn, &Gate::confirmation(user.id)).await?;
    throttle::clear(conn, &Gate::codes(user.id)).await?;
    audit::record_system(conn, &actor, now, Change::new("user.erased", "user", user.id)).await?;
    queries::bury(conn, user.id, &nobody(locale), now).await?;
    // after the mails to the old address were forgotten
    mail::send(conn, app, None, &user.email, locale, &goodbye).await?;
    Ok(Erased { exports })
}

/// What stands where a name stood.
fn nobody(locale: Locale) -> String {
    Say::new("user-deleted").to(locale)
}

async fn leave(app: &App, conn: &mut Conn, actor: &Actor, own: &OwnMembership) -> Result<(), ApiError> {
    let now = app.now();
    let org: Id<Org> = own.org_id;
    let name = nobody(Locale::parse(&own.org_locale).unwrap_or_default());
    queries::remove_member(conn, own).await?;
    let before = json!({"name": name, "role": own.role, "status": own.status});
    let actor = Actor { name: Some(name), ..actor.clone() };
    let left = Change::new("member.left", "member", own.member_id).before(before);
    audit::record(conn, org, &actor, now, left).await?;
    invitations::revoke_of(conn, org, own.member_id, None, &actor, now).await?;
    if own.others == 0 && own.deletes_at.is_none() {
        let deletes_at = now + DELETION_DELAY;
        erase::schedule(app, conn, org, deletes_at).await?;
        let change = Change::new("org.deletion_scheduled", "org", org).after(json!({"deletes_at": deletes_at}));
        audit::record(conn, org, &actor, now, change).await?;
    }
    Ok(())
}

async fn forget(
    conn: &mut Conn,
    user: &UserRow,
    memberships: &[OwnMembership],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    queries::forget_account(conn, user.id, &user.email).await?;
    let orgs: Vec<_> = memberships.iter().map(|own| own.org_id.raw()).collect();
    let members: Vec<_> = memberships.iter().map(|own| own.member_id.raw()).collect();
    queries::forget_in_orgs(conn, &orgs, &members, now).await?;
    let names = [nobody(Locale::Ar), nobody(Locale::En)];
    queries::anonymize_traces(conn, user.id, names.each_ref().map(String::as_str)).await
}
