//! SQL of campaigns, ad sets and ads, in the tenant transaction of a sync.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::{
    id::{AdAccount, Id, Ids, Org},
    money::Micros,
};
use cmis_connectors::platform::{Ad, AdSet, Campaign};
use cmis_db::Conn;
use serde::Serialize;
use uuid::Uuid;

use super::{Of, clean, objective_word, status_word};

/// An org's ad account, now.
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    /// The org.
    pub org: Id<Org>,
    /// The account.
    pub account: Id<AdAccount>,
    /// Now.
    pub now: DateTime<Utc>,
}

/// A campaign, with the id that it gets if it is new.
pub struct CampaignRow {
    id: Uuid,
    row: Campaign,
}

impl CampaignRow {
    /// The row.
    pub fn of(ids: &Ids, row: Campaign) -> Self {
        Self { id: ids.next::<Campaign>().raw(), row }
    }
}

/// An ad set, with the id that it gets if it is new.
pub struct AdSetRow {
    id: Uuid,
    row: AdSet,
}

impl AdSetRow {
    /// The row.
    pub fn of(ids: &Ids, row: AdSet) -> Self {
        Self { id: ids.next::<AdSet>().raw(), row }
    }
}

/// An ad, with the id that it gets if it is new.
pub struct AdRow {
    id: Uuid,
    row: Ad,
}

impl AdRow {
    /// The row.
    pub fn of(ids: &Ids, row: Ad) -> Self {
        Self { id: ids.next::<Ad>().raw(), row }
    }
}

fn column<R, T>(rows: &[R], of: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(of).collect()
}

fn micros(amount: Option<Micros>) -> Option<i64> {
    amount.map(|amount| amount.0)
}

/// A campaign's name, budget and dates.
#[derive(Clone, Debug, Serialize)]
pub struct Terms {
    name: String,
    budget: Option<String>,
    budget_type: String,
    start_date: Option<NaiveDate>,
    end_date: Option<NaiveDate>,
}

/// What was made at a platform follows it: its budget and dates, and its name unless somebody gave it another one here. To be called before
/// the new rows take the place of the old ones. Each that changed, with its terms before and after.
pub async fn follow_campaigns(
    conn: &mut Conn,
    of: Of,
    rows: &[CampaignRow],
) -> Result<Vec<(Uuid, Terms, Terms)>, sqlx::Error> {
    let daily: Vec<Option<i64>> = column(rows, |it| micros(it.row.budget.daily));
    let lifetime: Vec<Option<i64>> = column(rows, |it| micros(it.row.budget.lifetime));
    let starts: Vec<Option<DateTime<Utc>>> = column(rows, |it| it.row.starts_at);
    let ends: Vec<Option<DateTime<Utc>>> = column(rows, |it| it.row.ends_at);
    let changed = sqlx::query!(
        "with told as (
             select p.campaign_id, left(btrim(p.name), 200) as old_name, nullif(left(btrim(r.name), 200), '') as name,
                    case when coalesce(r.lifetime, r.daily) > 0 then coalesce(r.lifetime, r.daily) end as budget,
                    case when r.lifetime is null and r.daily is not null then 'daily' else 'lifetime' end as budget_type,
                    (r.starts_at at time zone a.time_zone)::date as starts,
                    case when r.ends_at is not null then (greatest(r.starts_at, r.ends_at) at time zone a.time_zone)::date end as ends
             from unnest($4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::timestamptz[], $9::timestamptz[])
                  as r (external_id, name, daily, lifetime, starts_at, ends_at)
             join platform_campaigns p on p.org_id = $1 and p.ad_account_id = $2 and p.external_id = r.external_id
             join ad_accounts a on a.org_id = p.org_id and a.id = p.ad_account_id),
         old as (
             select o.id, o.name, o.budget_micros, o.budget_type, o.start_date, o.end_date,
                    case when o.name = t.old_name then coalesce(t.name, o.name) else o.name end as new_name,
                    t.budget as new_budget, t.budget_type as new_budget_type, t.starts, t.ends
             from told t
             join campaigns o on o.org_id = $1 and o.id = t.campaign_id
             -- whoever was waited for has decided anew
             join campaigns seen on seen.org_id = o.org_id and seen.id = o.id and seen.version = o.version
             where o.origin = 'platform'
               and not exists (select from campaign_steps w where w.org_id = o.org_id and w.campaign_id = o.id and w.state = 'pending')
               and not exists (select from platform_campaigns n where n.org_id = o.org_id and n.campaign_id = o.id
                               and n.pushed_at > $3::timestamptz - interval '2 minutes')
               and ((o.name = t.old_name and o.name <> t.name)
                    or (o.budget_micros, o.budget_type, o.start_date, o.end_date)
                       is distinct from (t.budget, t.budget_type, t.starts, t.ends))
             order by o.id for update of o)
         update campaigns c
         set name = o.new_name, budget_micros = o.new_budget, budget_type = o.new_budget_type, start_date = o.starts,
             end_date = o.ends, version = c.version + 1, updated_at = $3
         from old o
         where c.org_id = $1 and c.id = o.id
         returning c.id, c.name, c.budget_micros, c.budget_type, c.start_date, c.end_date, o.name as old_name,
                   o.budget_micros as old_budget, o.budget_type as old_budget_type, o.start_date as old_start, o.end_date as old_end",
        of.org.raw(),
        of.account.raw(),
        of.now,
        &column(rows, |it| it.row.id.clone()),
        &column(rows, |it| clean(&it.row.name)),
        &daily as &[Option<i64>],
        &lifetime as &[Option<i64>],
        &starts as &[Option<DateTime<Utc>>],
        &ends as &[Option<DateTime<Utc>>]
    )
    .fetch_all(conn)
    .await?;
    let amount = |micros: Option<i64>| micros.map(|micros| Micros(micros).to_string());
    let terms = changed.into_iter().map(|row| {
        let before = Terms {
            name: row.old_name,
            budget: amount(row.old_budget),
            budget_type: row.old_budget_type,
            start_date: row.old_start,
            end_date: row.old_end,
        };
        let after = Terms {
            name: row.name,
            budget: amount(row.budget_micros),
            budget_type: row.budget_type,
            start_date: row.start_date,
            end_date: row.end_date,
        };
        (row.id, before, after)
    });
    Ok(terms.collect())
}

/// Stores campaigns as a list shows them. What was set from here while the list was read is newer than what it says.
pub async fn upsert_campaigns(conn: &mut Conn, of: Of, rows: Vec<CampaignRow>) -> Result<(), sqlx::Error> {
    let delivery: Vec<Option<String>> = column(&rows, |it| it.row.delivery.as_deref().map(clean));
    let objective: Vec<Option<&str>> = column(&rows, |it| it.row.objective.map(objective_word));
    let daily: Vec<Option<i64>> = column(&rows, |it| micros(it.row.budget.daily));
    let lifetime: Vec<Option<i64>> = column(&rows, |it| micros(it.row.budget.lifetime));
    let starts: Vec<Option<DateTime<Utc>>> = column(&rows, |it| it.row.starts_at);
    let ends: Vec<Option<DateTime<Utc>>> = column(&rows, |it| it.row.ends_at);
    let changed: Vec<Option<DateTime<Utc>>> = column(&rows, |it| it.row.updated_at);
    sqlx::query!(
        "insert into platform_campaigns
            (org_id, ad_account_id, seen_run, created_at, updated_at, id, external_id, name, status, delivery, objective,
             objective_word, daily_budget_micros, lifetime_budget_micros, starts_at, ends_at, changed_at)
         select $1, $2, $3, $4, $4, r.id, r.external_id, r.name, r.status, r.delivery, r.objective, r.objective_word, r.daily,
                r.lifetime, r.starts_at, r.ends_at, r.changed_at
         from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[],
                     $13::bigint[], $14::timestamptz[], $15::timestamptz[], $16::timestamptz[])
              as r (id, external_id, name, status, delivery, objective, objective_word, daily, lifetime, starts_at, ends_at,
                    changed_at)
         on conflict (org_id, ad_account_id, external_id) do update
         set name = case when platform_campaigns.pushed_at > excluded.updated_at - interval '2 minutes' then platform_campaigns.name
                 else excluded.name end,
             status = case when platform_campaigns.pushed_at > excluded.updated_at - interval '2 minutes' then platform_campaigns.status
                 else excluded.status end,
             daily_budget_micros = case when platform_campaigns.pushed_at > excluded.updated_at - interval '2 minutes' then platform_campaigns.daily_budget_micros
                 else excluded.daily_budget_micros end,
             lifetime_budget_micros = case when platform_campaigns.pushed_at > excluded.updated_at - interval '2 minutes' then platform_campaigns.lifetime_budget_micros
                 else excluded.lifetime_budget_micros end,
             delivery = excluded.delivery, objective = excluded.objective, objective_word = excluded.objective_word, starts_at = case when platform_campaigns.pushed_at > excluded.updated_at - interval '2 minutes' then platform_campaigns.starts_at
                 else excluded.starts_at end,
             ends_at = case when platform_campaigns.pushed_at > excluded.updated_at - interval '2 minutes' then platform_campaigns.ends_at
                 else excluded.ends_at end,
             changed_at = excluded.changed_at, seen_run = excluded.seen_run, updated_at = excluded.updated_at",
        of.org.raw(),
        of.account.raw(),
        of.run.raw(),
        of.now,
        &column(&rows, |it| it.id),
        &column(&rows, |it| it.row.id.clone()),
        &column(&rows, |it| clean(&it.row.name)),
        &column(&rows, |it| status_word(it.row.status)) as &[&str],
        &delivery as &[Option<String>],
        &objective as &[Option<&str>],
        &column(&rows, |it| clean(&it.row.objective_word)),
        &daily as &[Option<i64>],
        &lifetime as &[Option<i64>],
        &starts as &[Option<DateTime<Utc>>],
        &ends as &[Option<DateTime<Utc>>],
        &changed as &[Option<DateTime<Utc>>]
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Stores ad sets as a list shows them.
pub async fn upsert_ad_sets(conn: &mut Conn, of: Of, rows: Vec<AdSetRow>) -> Result<(), sqlx::Error> {
    let delivery: Vec<Option<String>> = column(&rows, |it| it.row.delivery.as_deref().map(clean));
    let daily: Vec<Option<i64>> = column(&rows, |it| micros(it.row.budget.daily));
    let lifetime: Vec<Option<i64>> = column(&rows, |it| micros(it.row.budget.lifetime));
    let changed: Vec<Option<DateTime<Utc>>> = column(&rows, |it| it.row.updated_at);
    sqlx::query!(
        "insert into ad_sets
            (org_id, ad_account_id, seen_run, created_at, updated_at, id, campaign_id, external_id, name, status, delivery,
             daily_budget_micros, lifetime_budget_micros, changed_at)
         select $1, $2, $3, $4, $4, r.id, coalesce(c.id, old.campaign_id), r.external_id, r.name, r.status, r.delivery, r.daily,
                r.lifetime, r.changed_at
         from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[],
                     $13::timestamptz[])
              as r (id, external_id, campaign, name, status, delivery, daily, lifetime, changed_at)
         left join platform_campaigns c on c.org_id = $1 and c.ad_account_id = $2 and c.external_id = r.campaign
         left join ad_sets old on old.org_id = $1 and old.ad_account_id = $2 and old.external_id = r.external_id
         where coalesce(c.id, old.campaign_id) is not null
         on conflict (org_id, ad_account_id, external_id) do update
         set campaign_id = excluded.campaign_id, name = excluded.name, status = excluded.status, delivery = excluded.delivery,
             daily_budget_micros = excluded.daily_budget_micros, lifetime_budget_micros = excluded.lifetime_budget_micros,
             changed_at = excluded.changed_at, seen_run = excluded.seen_run, updated_at = excluded.updated_at",
        of.org.raw(),
        of.account.raw(),
        of.run.raw(),
        of.now,
        &column(&rows, |it| it.id),
        &column(&rows, |it| it.row.id.clone()),
        &column(&rows, |it| clean(&it.row.campaign_id)),
        &column(&rows, |it| clean(&it.row.name)),
        &column(&rows, |it| status_word(it.row.status)) as &[&str],
        &delivery as &[Option<String>],
        &daily as &[Option<i64>],
        &lifetime as &[Option<i64>],
        &changed as &[Option<DateTime<Utc>>]
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Stores ads as a list shows them.
pub async fn upsert_ads(conn: &mut Conn, of: Of, rows: Vec<AdRow>) -> Result<(), sqlx::Error> {
    let delivery: Vec<Option<String>> = column(&rows, |it| it.row.delivery.as_deref().map(clean));
    let changed: Vec<Option<DateTime<Utc>>> = column(&rows, |it| it.row.updated_at);
    sqlx::query!(
        "insert into ads
            (org_id, ad_account_id, seen_run, created_at, updated_at, id, ad_set_id, external_id, name, status, delivery, changed_at)
         select $1, $2, $3, $4, $4, r.id, coalesce(s.id, old.ad_set_id), r.external_id, r.name, r.status, r.delivery, r.changed_at
         from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[])
              as r (id, external_id, ad_set, name, status, delivery, changed_at)
         left join ad_sets s on s.org_id = $1 and s.ad_account_id = $2 and s.external_id = r.ad_set
         left join ads old on old.org_id = $1 and old.ad_account_id = $2 and old.external_id = r.external_id
         where coalesce(s.id, old.ad_set_id) is not null
         on conflict (org_id, ad_account_id, external_id) do update
         set ad_set_id = excluded.ad_set_id, name = excluded.name, status = excluded.status, delivery = excluded.delivery,
             changed_at = excluded.changed_at, seen_run = excluded.seen_run, updated_at = excluded.updated_at",
        of.org.raw(),
        of.account.raw(),
        of.run.raw(),
        of.now,
        &column(&rows, |it| it.id),
        &column(&rows, |it| it.row.id.clone()),
        &column(&rows, |it| clean(&it.row.ad_set_id)),
        &column(&rows, |it| clean(&it.row.name)),
        &column(&rows, |it| status_word(it.row.status)) as &[&str],
        &delivery as &[Option<String>],
        &changed as &[Option<DateTime<Utc>>]
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Marks campaigns that the run did not see as deleted; how many it saw.
pub async fn close_campaigns(conn: &mut Conn, of: Of) -> Result<i64, sqlx::Error> {
    sqlx::query!(
        "update platform_campaigns set status = 'deleted', updated_at = $4
         where org_id = $1 and ad_account_id = $2 and seen_run is distinct from $3 and status <> 'deleted'
           and (pushed_at is null or pushed_at < (select r.created_at from sync_runs r where r.org_id = $1 and r.id = $3))",
        of.org.raw(),
        of.account.raw(),
        of.run.raw(),
        of.now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from platform_campaigns where org_id = $1 and ad_account_id = $2 and seen_run = $3"#,
        of.org.raw(),
        of.account.raw(),
        of.run.raw()
    )
    .fetch_one(conn)
    .await
}

/// Marks ad sets that the run did not see as deleted; how many it saw.
pub async fn close_ad_sets(conn: &mut Conn, of: Of) -> Result<i64, sqlx::Error> {
    sqlx::query!(
        "update ad_sets set status = 'deleted', updated_at = $4
         where org_id = $1 and ad_account_id = $2 and seen_run is distinct from $3 and status <> 'deleted'
           and (made_by_step is null or created_at < (select r.created_at from sync_runs r where r.org_id = $1 and r.id = $3))",
        of.org.raw(),
        of.account.raw(),
        of.run.raw(),
        of.now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from ad_sets where org_id = $1 and ad_account_id = $2 and seen_run = $3"#,
        of.org.raw(),
        of.account.raw(),
        of.run.raw()
    )
    .fetch_one(conn)
    .await
}

/// Marks ads that the run did not see as deleted; how many it saw.
pub async fn close_ads(conn: &mut Conn, of: Of) -> Result<i64, sqlx::Error> {
    sqlx::query!(
        "update ads set status = 'deleted', updated_at = $4
         where org_id = $1 and ad_account_id = $2 and seen_run is distinct from $3 and status <> 'deleted'",
        of.org.raw(),
        of.account.raw(),
        of.run.raw(),
        of.now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from ads where org_id = $1 and ad_account_id = $2 and seen_run = $3"#,
        of.org.raw(),
        of.account.raw(),
        of.run.raw()
    )
    .fetch_one(conn)
    .await
}

/// Ids of campaigns by the platform's.
pub async fn campaign_ids(conn: &mut Conn, of: Owner, names: &[&str]) -> Result<HashMap<String, Uuid>, sqlx::Error> {
    let rows = sqlx::query!(
        "select external_id, id from platform_campaigns where org_id = $1 and ad_account_id = $2 and external_id = any($3)",
        of.org.raw(),
        of.account.raw(),
        names as &[&str]
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.external_id, row.id)).collect())
}

/// Ids of ad sets by the platform's.
pub async fn ad_set_ids(conn: &mut Conn, of: Owner, names: &[&str]) -> Result<HashMap<String, Uuid>, sqlx::Error> {
    let rows = sqlx::query!(
        "select external_id, id from ad_sets where org_id = $1 and ad_account_id = $2 and external_id = any($3)",
        of.org.raw(),
        of.account.raw(),
        names as &[&str]
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.external_id, row.id)).collect())
}

/// Ids of ads by the platform's.
pub async fn ad_ids(conn: &mut Conn, of: Owner, names: &[&str]) -> Result<HashMap<String, Uuid>, sqlx::Error> {
    let rows = sqlx::query!(
        "select external_id, id from ads where org_id = $1 and ad_account_id = $2 and external_id = any($3)",
        of.org.raw(),
        of.account.raw(),
        names as &[&str]
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.external_id, row.id)).collect())
}

/// Campaigns that only numbers tell of.
pub async fn insert_campaigns(conn: &mut Conn, of: Owner, new: &[(Uuid, &str)]) -> Result<(), sqlx::Error> {
    if new.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into platform_campaigns (org_id, ad_account_id, id, external_id, name, status, created_at, updated_at)
         select $1, $2, r.id, r.name, r.name, 'deleted', $5, $5
         from unnest($3::uuid[], $4::text[]) as r (id, name)",
        of.org.raw(),
        of.account.raw(),
        &column(new, |it| it.0),
        &column(new, |it| it.1) as &[&str],
        of.now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Ad sets that only numbers tell of.
pub async fn insert_ad_sets(conn: &mut Conn, of: Owner, new: &[(Uuid, &str, Uuid)]) -> Result<(), sqlx::Error> {
    if new.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into ad_sets (org_id, ad_account_id, id, campaign_id, external_id, name, status, created_at, updated_at)
         select $1, $2, r.id, r.campaign_id, r.name, r.name, 'deleted', $6, $6
         from unnest($3::uuid[], $4::text[], $5::uuid[]) as r (id, name, campaign_id)",
        of.org.raw(),
        of.account.raw(),
        &column(new, |it| it.0),
        &column(new, |it| it.1) as &[&str],
        &column(new, |it| it.2),
        of.now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Ads that only numbers tell of.
pub async fn insert_ads(conn: &mut Conn, of: Owner, new: &[(Uuid, &str, Uuid)]) -> Result<(), sqlx::Error> {
    if new.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into ads (org_id, ad_account_id, id, ad_set_id, external_id, name, status, created_at, updated_at)
         select $1, $2, r.id, r.ad_set_id, r.name, r.name, 'deleted', $6, $6
         from unnest($3::uuid[], $4::text[], $5::uuid[]) as r (id, name, ad_set_id)",
        of.org.raw(),
        of.account.raw(),
        &column(new, |it| it.0),
        &column(new, |it| it.1) as &[&str],
        &column(new, |it| it.2),
        of.now
    )
    .execute(conn)
    .await
    .map(drop)
}
