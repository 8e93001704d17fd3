//! SQL of pages and profiles: which are reached and used, and of which the platform tells.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Integration, Org, SocialAccount};
use cmis_connectors::platform::{Profile, ProfileKind, problem::Problem};
use cmis_db::Conn;
use uuid::Uuid;

/// A page or profile as people see it.
#[derive(Clone, Debug)]
pub struct ProfileRow {
    /// Id.
    pub id: Id<SocialAccount>,
    /// Its integration.
    pub integration_id: Id<Integration>,
    /// The platform's id.
    pub external_id: String,
    /// `page` or `instagram`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Whether the org uses it.
    pub is_used: bool,
    /// Whether the tokens still reach it.
    pub is_reached: bool,
    /// Whether the platform tells of it.
    pub is_subscribed: bool,
    /// Why it does not.
    pub problem_class: Option<String>,
    /// Its code.
    pub problem_code: Option<String>,
    /// The platform's words.
    pub problem_words: Option<String>,
    /// When.
    pub problem_at: Option<DateTime<Utc>>,
}

/// The pages and profiles of integrations, each page before its Instagram account.
pub async fn list(conn: &mut Conn, of: &[Id<Integration>]) -> Result<Vec<ProfileRow>, sqlx::Error> {
    let of: Vec<Uuid> = of.iter().map(|id| id.raw()).collect();
    sqlx::query_as!(
        ProfileRow,
        r#"select p.id as "id: Id<SocialAccount>", p.integration_id as "integration_id: Id<Integration>", p.external_id, p.kind, p.name,
                  p.is_used, p.is_reached, p.subscribed_app is not distinct from i.app_id as "is_subscribed!",
                  p.problem_class, p.problem_code, p.problem_words, p.problem_at
           from platform_profiles p
           join integrations i on i.org_id = p.org_id and i.id = p.integration_id
           where p.integration_id = any($1)
           order by p.name, p.kind desc, p.id"#,
        &of
    )
    .fetch_all(conn)
    .await
}

/// Keeps what the tokens reach. What is no longer reached is marked, so that the choice holds should it come back; what nobody chose is
/// forgotten then.
pub async fn reach(
    conn: &mut Conn,
    (org, integration): (Id<Org>, Id<Integration>),
    platform: &str,
    profiles: &[(Id<SocialAccount>, Profile)],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = profiles.iter().map(|(id, _)| id.raw()).collect();
    let external: Vec<String> = profiles.iter().map(|(_, it)| it.id.clone()).collect();
    let names: Vec<String> = profiles.iter().map(|(_, it)| it.name.clone()).collect();
    let kinds: Vec<String> = profiles
        .iter()
        .map(|(_, it)| match it.kind {
            ProfileKind::Page => "page".to_owned(),
            ProfileKind::Instagram => "instagram".to_owned(),
        })
        .collect();
    sqlx::query!(
        "insert into platform_profiles (org_id, id, integration_id, platform, external_id, kind, name, created_at, updated_at)
         select $1, found.id, $2, $3, found.external_id, found.kind, found.name, $8, $8
         from unnest($4::uuid[], $5::text[], $6::text[], $7::text[]) as found (id, external_id, kind, name)
         on conflict (org_id, integration_id, external_id) do update
         set kind = excluded.kind, name = excluded.name, is_reached = true, updated_at = excluded.updated_at",
        org.raw(),
        integration.raw(),
        platform,
        &ids,
        &external,
        &kinds,
        &names,
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update platform_profiles set is_reached = false, updated_at = $4
         where org_id = $1 and integration_id = $2 and is_reached and external_id <> all($3)",
        org.raw(),
        integration.raw(),
        &external,
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from platform_profiles
         where org_id = $1 and integration_id = $2 and not is_reached and not is_used and subscribed_app is null",
        org.raw(),
        integration.raw()
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Uses these pages and profiles of an integration and no others.
pub async fn choose(
    conn: &mut Conn,
    integration: Id<Integration>,
    chosen: &[Id<SocialAccount>],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let chosen: Vec<Uuid> = chosen.iter().map(|id| id.raw()).collect();
    sqlx::query!(
        "update platform_profiles
         set is_used = id = any($2), problem_class = null, problem_code = null, problem_words = null, problem_at = null,
             updated_at = $3
         where integration_id = $1 and is_used <> (id = any($2))",
        integration.raw(),
        &chosen,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A page of which the platform tells though it is not used, or does not tell though it is.
#[derive(Clone, Debug)]
pub struct Unsettled {
    /// Ours.
    pub id: Uuid,
    /// The platform's.
    pub external_id: String,
    /// Its name.
    pub name: String,
    /// Whether the platform is to tell of it.
    pub is_wanted: bool,
}

/// The pages of an integration where the platform is not in line with the choice, those that failed last at the end.
pub async fn unsettled(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
) -> Result<Vec<Unsettled>, sqlx::Error> {
    sqlx::query_as!(
        Unsettled,
        r#"select p.id, p.external_id, p.name, p.is_used and i.status <> 'disconnected' as "is_wanted!"
           from platform_profiles p
           join integrations i on i.org_id = p.org_id and i.id = p.integration_id
           where p.org_id = $1 and p.integration_id = $2 and p.kind = 'page'
             and case when p.is_used and i.status <> 'disconnected'
                      then p.is_reached and p.subscribed_app is distinct from i.app_id
                      else p.subscribed_app = i.app_id end
           order by p.problem_at nulls first, p.id"#,
        org.raw(),
        integration.raw()
    )
    .fetch_all(conn)
    .await
}

/// Those of some pages that a live integration besides this one uses by the same app, in whichever org. System role.
pub async fn used_elsewhere(
    conn: &mut Conn,
    (org, integration): (Id<Org>, Id<Integration>),
    (platform, app_id): (&str, &str),
    pages: &[String],
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select distinct p.external_id
         from platform_profiles p
         join integrations i on i.org_id = p.org_id and i.id = p.integration_id
         where p.platform = $3 and p.external_id = any($5) and p.is_used and i.status <> 'disconnected' and i.app_id = $4
           and (p.org_id, p.integration_id) <> ($1, $2)",
        org.raw(),
        integration.raw(),
        platform,
        app_id,
        pages
    )
    .fetch_all(conn)
    .await
}

/// The platform tells an app of a page from now on, or as far as we know does not.
pub async fn set_subscribed(
    conn: &mut Conn,
    org: Id<Org>,
    page: Uuid,
    app_id: Option<&str>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update platform_profiles
         set subscribed_app = $3, problem_class = null, problem_code = null, problem_words = null, problem_at = null
         where org_id = $1 and id = $2",
        org.raw(),
        page,
        app_id
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The platform tells an app of a page no more, whoever used it: where somebody does by now, it has to be asked anew. Whose. System role.
pub async fn set_unsubscribed(
    conn: &mut Conn,
    (platform, app_id): (&str, &str),
    page: &str,
) -> Result<Vec<(Id<Org>, Id<Integration>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"update platform_profiles set subscribed_app = null
           where platform = $1 and external_id = $3 and subscribed_app = $2
           returning org_id as "org_id: Id<Org>", integration_id as "integration_id: Id<Integration>", is_used"#,
        platform,
        app_id,
        page
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().filter(|row| row.is_used).map(|row| (row.org_id, row.integration_id)).collect())
}

/// The platform could not be asked to tell of a page.
pub async fn set_problem(
    conn: &mut Conn,
    org: Id<Org>,
    page: Uuid,
    problem: &Problem,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update platform_profiles set problem_class = $3, problem_code = $4, problem_words = $5, problem_at = $6
         where org_id = $1 and id = $2",
        org.raw(),
        page,
        problem.class.as_str(),
        problem.code,
        problem.words,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Whether what a person granted to the app of an integration is what another live one lives by, in whichever org. System role.
pub async fn is_granted_elsewhere(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from integrations i
                          join integrations o on o.platform = i.platform and o.external_id = i.external_id and o.app_id = i.app_id
                          where i.org_id = $1 and i.id = $2 and o.status <> 'disconnected'
                            and (o.org_id, o.id) <> ($1, $2)) as "is!""#,
        org.raw(),
        integration.raw()
    )
    .fetch_one(conn)
    .await
}

/// Forgets the tokens and the pages of an integration that is over.
pub async fn forget(conn: &mut Conn, org: Id<Org>, integration: Id<Integration>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from integration_tokens t using integrations i
         where t.org_id = $1 and t.integration_id = $2 and i.org_id = $1 and i.id = $2 and i.status = 'disconnected'",
        org.raw(),
        integration.raw()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from platform_profiles p using integrations i
         where p.org_id = $1 and p.integration_id = $2 and i.org_id = $1 and i.id = $2 and i.status = 'disconnected'",
        org.raw(),
        integration.raw()
    )
    .execute(conn)
    .await
    .map(drop)
}
