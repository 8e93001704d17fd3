//! SQL of what platforms have: how it becomes campaigns, and how these follow.

use chrono::{DateTime, Utc};
use cmis_base::id::{Campaign, Id};
use cmis_db::Conn;
use uuid::Uuid;

use super::Place;

/// Knows again what was made from here while its id was not stored yet.
pub async fn recognise(conn: &mut Conn, place: Place) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update platform_campaigns p set campaign_id = s.campaign_id
         from campaign_steps s
         where p.org_id = $1 and p.ad_account_id = $2 and p.campaign_id is null
           and s.org_id = $1 and s.ad_account_id = $2 and s.kind = 'create' and s.sent_at is not null
           and p.name like '%' || campaign_marker(s.id)",
        place.org.raw(),
        place.account.raw()
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The platform campaigns of an account that no campaign stands for, kept from being adopted twice.
pub async fn without_campaign(conn: &mut Conn, place: Place) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select id from platform_campaigns where org_id = $1 and ad_account_id = $2 and campaign_id is null order by id
         for update",
        place.org.raw(),
        place.account.raw()
    )
    .fetch_all(conn)
    .await
}

/// Makes campaigns of platform campaigns, each with its new id; id, name and status of each.
pub async fn adopt(
    conn: &mut Conn,
    place: Place,
    pairs: &[(Uuid, Uuid)],
) -> Result<Vec<(Id<Campaign>, String, String)>, sqlx::Error> {
    let (theirs, ours): (Vec<Uuid>, Vec<Uuid>) = pairs.iter().copied().unzip();
    let rows = sqlx::query!(
        r#"with found as (
               select p.id as theirs, r.ours, left(coalesce(nullif(btrim(p.name), ''), p.external_id), 200) as name, p.objective,
                      coalesce(p.lifetime_budget_micros, p.daily_budget_micros) as budget,
                      case when p.lifetime_budget_micros is null and p.daily_budget_micros is not null then 'daily' else 'lifetime' end
                          as budget_type,
                      a.currency, (p.starts_at at time zone a.time_zone)::date as starts, (p.ends_at at time zone a.time_zone)::date as ends,
                      platform_state(p.status, p.ends_at, $3) as state
               from unnest($4::uuid[], $5::uuid[]) as r (theirs, ours)
               join platform_campaigns p on p.org_id = $1 and p.id = r.theirs
               join ad_accounts a on a.org_id = p.org_id and a.id = p.ad_account_id),
           made as (
               insert into campaigns (org_id, id, name, objectives, status, archived_from, origin, budget_micros, budget_type, currency,
                                      start_date, end_date, created_at, updated_at)
               select $1, ours, name, campaign_objectives(objective), state, case when state = 'archived' then 'completed' end, 'platform',
                      case when budget > 0 then budget end, budget_type, currency, starts, case when ends is not null then greatest(starts, ends) end, $3, $3
               from found
               returning id, name, status),
           places as (
               insert into campaign_accounts (org_id, campaign_id, ad_account_id) select $1, ours, $2 from found),
           linked as (
               update platform_campaigns p set campaign_id = f.ours from found f where p.org_id = $1 and p.id = f.theirs)
           select id as "id: Id<Campaign>", name, status from made"#,
        place.org.raw(),
        place.account.raw(),
        place.now,
        &theirs,
        &ours
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name, row.status)).collect())
}

/// What a platform refused of the terms of campaigns is not told again: they have others now.
pub async fn give_up(conn: &mut Conn, campaigns: &[Uuid], now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update campaign_steps set state = 'superseded', updated_at = $2
         where campaign_id = any($1) and kind in ('budget', 'dates') and state = 'failed'",
        campaigns,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A campaign that stands elsewhere than before.
#[derive(Clone, Debug)]
pub struct Moved {
    /// Which.
    pub id: Id<Campaign>,
    /// Its name.
    pub name: String,
    /// Where it stood.
    pub old: String,
    /// Where it stands.
    pub new: String,
}

/// Moves the campaigns of an account to where their counterparts stand, on this account and all others: active while one is, else paused,
/// else completed, else archived. A draft is moved by its launch alone, what somebody archived stays so, what somebody ended is not paused
/// again, and what platforms are still being told moves when they know. Locked in the order in which everybody locks campaigns.
pub async fn settle(conn: &mut Conn, place: Place, only: Option<Id<Campaign>>) -> Result<Vec<Moved>, sqlx::Error> {
    sqlx::query_as!(
        Moved,
        r#"with stands as (
               select c.id, c.name, c.status as old, c.archived_from, c.ended_at,
                      (array['active', 'paused', 'completed', 'archived'])[min(array_position(
                          array['active', 'paused', 'completed', 'archived'], platform_state(p.status, p.ends_at, $3)))] as new
               from campaigns c
               join platform_campaigns p on p.org_id = c.org_id and p.campaign_id = c.id
               where c.org_id = $1 and c.status <> 'draft'
                 and c.id in (select x.campaign_id from platform_campaigns x
                              where x.org_id = $1 and case when $4::uuid is null then x.ad_account_id = $2 else x.campaign_id = $4 end)
                 and not exists (select from campaign_steps w where w.org_id = c.org_id and w.campaign_id = c.id and w.state = 'pending')
               group by c.org_id, c.id),
           locked as (
               select c.id, s.old, s.new from campaigns c join stands s on c.id = s.id
               where c.org_id = $1 and c.status = s.old and s.new <> s.old and s.archived_from is distinct from s.new
                 and not (s.new = 'paused' and s.ended_at is not null)
               order by c.id for update of c),
           moved as (
               update campaigns c
               set status = l.new, archived_from = case when l.new = 'archived' then l.old end, version = version + 1, updated_at = $3
               from locked l
               where c.org_id = $1 and c.id = l.id
               returning c.id)
           select s.id as "id: Id<Campaign>", s.name, s.old, s.new as "new!" from stands s join moved m on m.id = s.id order by s.id"#,
        place.org.raw(),
        place.account.raw(),
        place.now,
        only.map(Id::raw)
    )
    .fetch_all(conn)
    .await
}
