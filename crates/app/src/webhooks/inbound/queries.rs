//! SQL of what platforms announce: stored and spread as the system role, worked on and shown as the tenant.

use chrono::{DateTime, Utc};
use cmis_base::id::{AdAccount, Id, Integration, Org, WebhookLog};
use cmis_db::Conn;
use uuid::Uuid;

use super::{
    model::{LogRow, NewEvent, STATES},
    refused::Counts,
};
use crate::http::list::{Filter, Kind, List};

/// Events that wait in one row: as many as fit into it without a place elsewhere.
pub const OF_A_BATCH: usize = 100;

/// What platforms announced to an org.
pub const LOGS: List = List {
    select: "l.id, l.platform, l.kind, l.integration_id, l.ad_account_id, l.happened_at, l.received_at, l.state, l.attempts, \
             l.next_attempt_at, l.effect, l.error, l.processed_at",
    from: "webhook_logs l where true",
    filters: &[
        Filter {
            name: "platform",
            sql: "l.platform =",
            kind: Kind::Words(&["meta", "google", "tiktok", "linkedin", "twitter", "snapchat"]),
        },
        Filter { name: "state", sql: "l.state =", kind: Kind::Words(STATES) },
        Filter { name: "kind", sql: "l.kind =", kind: Kind::Text },
        Filter { name: "integration_id", sql: "l.integration_id =", kind: Kind::Id },
        Filter { name: "from", sql: "l.received_at >=", kind: Kind::Time },
        Filter { name: "to", sql: "l.received_at <", kind: Kind::Time },
    ],
    sorts: &[("received_at", "l.received_at")],
    default_sort: "-received_at",
    tie: "l.id desc",
    search: &[],
    fields: &[
        "id",
        "platform",
        "kind",
        "integration_id",
        "ad_account_id",
        "verified",
        "happened_at",
        "received_at",
        "state",
        "attempts",
        "next_attempt_at",
        "effect",
        "error",
        "message",
        "processed_at",
    ],
    includes: &[],
    feed: None,
};

/// The own apps of orgs with an id at a platform, first those that hold what was granted to it, for they know its secret: whose, and their secrets, sealed. System role.
pub async fn apps(
    conn: &mut Conn,
    platform: &str,
    app_id: &str,
    most: i64,
) -> Result<Vec<(Id<Org>, Vec<u8>)>, sqlx::Error> {
    sqlx::query!(
        r#"select org_id as "org_id: Id<Org>", secrets
           from platform_apps a
           where platform = $1 and app_id = $2
           order by exists (select from integrations i
                            where i.org_id = a.org_id and i.platform = a.platform and i.app_id = a.app_id and i.is_own_app) desc,
                    created_at, org_id
           limit $3"#,
        platform,
        app_id,
        most
    )
    .map(|row| (row.org_id, row.secrets))
    .fetch_all(conn)
    .await
}

/// New events, column by column.
#[derive(Debug, Default)]
pub struct NewEvents<'a> {
    ids: Vec<Uuid>,
    platforms: Vec<&'static str>,
    owners: Vec<Option<Uuid>>,
    event_ids: Vec<&'a str>,
    kinds: Vec<&'a str>,
    accounts: Vec<Option<&'a str>>,
    campaigns: Vec<Option<&'a str>>,
    ads: Vec<Option<&'a str>>,
    happened: Vec<Option<DateTime<Utc>>>,
    payloads: Vec<&'a [u8]>,
}

impl<'a> NewEvents<'a> {
    /// In the order of their keys, so that nodes which store the same at once wait for each other in one direction only.
    pub fn of(events: impl Iterator<Item = &'a NewEvent>) -> Self {
        let mut sorted: Vec<&NewEvent> = events.collect();
        sorted.sort_by_key(|event| (event.platform, event.owner, event.event_id.as_str(), event.id));
        let mut new = Self::default();
        for event in sorted {
            new.ids.push(event.id);
            new.platforms.push(event.platform.as_str());
            new.owners.push(event.owner);
            new.event_ids.push(&event.event_id);
            new.kinds.push(&event.kind);
            new.accounts.push(event.account.as_deref());
            new.campaigns.push(event.campaign.as_deref());
            new.ads.push(event.ad.as_deref());
            new.happened.push(event.happened_at);
            new.payloads.push(&event.payload);
        }
        new
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.ids.len()
    }
}

/// Stores events that are not there yet, to be spread at once, so many in a batch; the ids of those. `batches` has an id for each batch that
/// all of them would make. System role.
pub async fn insert_events(
    conn: &mut Conn,
    new: &NewEvents<'_>,
    batches: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "with stored as (
            insert into platform_events (id, platform, owner_id, event_id, kind, account, campaign, ad, happened_at, payload, received_at)
            select n.id, n.platform, n.owner_id, n.event_id, n.kind, n.account, n.campaign, n.ad, n.happened_at, n.payload, $11
            from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                    $9::timestamptz[], $10::bytea[])
                as n (id, platform, owner_id, event_id, kind, account, campaign, ad, happened_at, payload)
            on conflict (platform, coalesce(owner_id, '00000000-0000-0000-0000-000000000000'::uuid), event_id) do nothing
            returning id),
         waiting as (
            insert into unspread_batches (due_at, id, event_ids)
            select $11, ($12::uuid[])[batch + 1], array_agg(id)
            from (select id, (row_number() over () - 1)::int / $13::int as batch from stored) numbered
            group by batch)
         select id from stored",
        &new.ids,
        &new.platforms as _,
        &new.owners as _,
        &new.event_ids as _,
        &new.kinds as _,
        &new.accounts as _,
        &new.campaigns as _,
        &new.ads as _,
        &new.happened as _,
        &new.payloads as _,
        now,
        batches,
        OF_A_BATCH as i32
    )
    .fetch_all(conn)
    .await
}

/// Adds to the counts of refused calls. System role.
pub async fn add_refused(conn: &mut Conn, counts: &Counts) -> Result<(), sqlx::Error> {
    let (mut minutes, mut platforms, mut reasons, mut numbers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for ((minute, platform, reason), count) in counts {
        minutes.push(*minute);
        platforms.push(*platform);
        reasons.push(*reason);
        numbers.push(*count);
    }
    sqlx::query!(
        "insert into refused_webhooks as r (minute, platform, reason, count)
         select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::bigint[])
         on conflict (platform, reason, minute) do update set count = r.count + excluded.count",
        &minutes,
        &platforms as _,
        &reasons as _,
        &numbers
    )
    .execute(conn)
    .await
    .map(drop)
}

/// An event that was not spread yet.
#[derive(Debug)]
pub struct Unspread {
    /// Ours.
    pub id: Uuid,
    /// Whose own app it came to.
    pub owner_id: Option<Uuid>,
    /// `meta`, …
    pub platform: String,
    /// What of.
    pub kind: String,
    /// Whether a campaign or an ad could still lead to whom it concerns.
    pub is_of_ad: bool,
    /// When it happened.
    pub happened_at: Option<DateTime<Utc>>,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// Looks so far.
    pub tries: i16,
}

/// Takes the batches that have waited longest to be spread: who takes them spreads their events in this transaction. Those that were deleted,
/// as with their org, are gone with it. System role.
pub async fn take_unspread(conn: &mut Conn, now: DateTime<Utc>, batches: i64) -> Result<Vec<Unspread>, sqlx::Error> {
    sqlx::query_as!(
        Unspread,
        r#"with taken as (
               delete from unspread_batches
               where ctid = any(array(
                   select ctid
                   from unspread_batches
                   where due_at <= $1
                   order by due_at, id
                   limit $2
                   for update skip locked))
               returning due_at, id, event_ids, tries)
           select e.id, e.owner_id, e.platform, e.kind, e.campaign is not null or e.ad is not null as "is_of_ad!",
                  e.happened_at, e.received_at, t.tries as "tries!"
           from taken t
           cross join unnest(t.event_ids) as batch (event_id)
           join platform_events e on e.id = batch.event_id
           order by t.due_at, t.id"#,
        now,
        batches
    )
    .fetch_all(conn)
    .await
}

/// Somebody whom an event may concern.
#[derive(Clone, Debug)]
pub struct Concerned {
    /// The event.
    pub event_id: Uuid,
    /// How it was found: 1 its account, 2 its campaign, 3 its ad, 4 whose rights it is about, 5 its page or profile that is used, 6 one of the owner's that is not.
    pub how: i32,
    /// The org.
    pub org_id: Uuid,
    /// The ad account there.
    pub ad_account_id: Option<Uuid>,
    /// What reaches it.
    pub integration_id: Uuid,
    /// The platform's id of the account.
    pub external_id: String,
}

/// The used ad accounts, the integrations and their used pages that events name, in every org. System role.
pub async fn concerned(conn: &mut Conn, events: &[Uuid]) -> Result<Vec<Concerned>, sqlx::Error> {
    sqlx::query_as!(
        Concerned,
        r#"with e as materialized (
               select id, platform, owner_id, account, campaign, ad from platform_events where id = any($1))
           select e.id as "event_id!", 1 as "how!", a.org_id as "org_id!", a.id as ad_account_id,
                  a.integration_id as "integration_id!", a.external_id as "external_id!"
           from e
           join ad_accounts a on a.platform = e.platform and a.external_id = e.account and a.is_used
           where (e.owner_id is null or e.owner_id = a.org_id)
           union all
           select e.id, 2, a.org_id, a.id, a.integration_id, a.external_id
           from e
           join platform_campaigns c on c.external_id = e.campaign
           join ad_accounts a on a.org_id = c.org_id and a.id = c.ad_account_id and a.platform = e.platform and a.is_used
           where (e.owner_id is null or e.owner_id = a.org_id)
           union all
           select e.id, 3, a.org_id, a.id, a.integration_id, a.external_id
           from e
           join ads d on d.external_id = e.ad
           join ad_accounts a on a.org_id = d.org_id and a.id = d.ad_account_id and a.platform = e.platform and a.is_used
           where (e.owner_id is null or e.owner_id = a.org_id)
           union all
           select e.id, 4, i.org_id, null, i.id, i.external_id
           from e
           join integrations i on i.platform = e.platform and i.external_id = e.account and i.status <> 'disconnected'
           where (e.owner_id is null or e.owner_id = i.org_id)
           union all
           select e.id, 5, p.org_id, null, p.integration_id, p.external_id
           from e
           join platform_profiles p on p.platform = e.platform and p.external_id = e.account
           join integrations i on i.org_id = p.org_id and i.id = p.integration_id and i.status <> 'disconnected'
           where p.is_used and p.is_reached and (e.owner_id is null or e.owner_id = p.org_id)
           union all
           select e.id, 6, p.org_id, null, p.integration_id, p.external_id
           from e
           join platform_profiles p on p.platform = e.platform and p.external_id = e.account and p.org_id = e.owner_id
           join integrations i on i.org_id = p.org_id and i.id = p.integration_id and i.status <> 'disconnected'
           where not p.is_used"#,
        events
    )
    .fetch_all(conn)
    .await
}

/// New rows of orgs' logs, column by column.
#[derive(Debug, Default)]
pub struct NewLogs {
    /// Orgs.
    pub orgs: Vec<Uuid>,
    /// Ids.
    pub ids: Vec<Uuid>,
    /// Events.
    pub events: Vec<Uuid>,
    /// Platforms.
    pub platforms: Vec<String>,
    /// Integrations.
    pub integrations: Vec<Option<Uuid>>,
    /// Ad accounts.
    pub accounts: Vec<Option<Uuid>>,
    /// What of.
    pub kinds: Vec<String>,
    /// When it happened.
    pub happened: Vec<Option<DateTime<Utc>>>,
    /// When it came.
    pub received: Vec<DateTime<Utc>>,
}

/// Writes events into the logs of orgs, due at once; what is there already stays as it is. System role.
pub async fn insert_logs(conn: &mut Conn, new: &NewLogs, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into webhook_logs (org_id, id, event_id, platform, integration_id, ad_account_id, kind, happened_at, received_at,
                                   state, next_attempt_at)
         select n.org_id, n.id, n.event_id, n.platform, n.integration_id, n.ad_account_id, n.kind, n.happened_at, n.received_at,
                'received', $10
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::timestamptz[],
                 $9::timestamptz[])
             as n (org_id, id, event_id, platform, integration_id, ad_account_id, kind, happened_at, received_at)
         on conflict (org_id, event_id) do nothing",
        &new.orgs,
        &new.ids,
        &new.events,
        &new.platforms,
        &new.integrations as _,
        &new.accounts as _,
        &new.kinds,
        &new.happened as _,
        &new.received,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Has events looked at again after so many looks, at `at`. System role.
pub async fn look_again(
    conn: &mut Conn,
    batch: Uuid,
    events: &[Uuid],
    at: DateTime<Utc>,
    tries: i16,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into unspread_batches (due_at, id, event_ids, tries) values ($1, $2, $3, $4)",
        at,
        batch,
        events,
        tries
    )
    .execute(conn)
    .await
    .map(drop)
}

/// When the next event is looked at. System role.
pub async fn next_look(conn: &mut Conn) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar!("select min(due_at) from unspread_batches").fetch_one(conn).await
}

/// Orgs in whose logs something should have been worked on `before`: its job was lost or cancelled. System role.
pub async fn forgotten(conn: &mut Conn, before: DateTime<Utc>) -> Result<Vec<Id<Org>>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select o.org_id as "org_id: Id<Org>"
           from orgs o
           where o.suspended_at is null
             and exists (
                select from webhook_logs l
                where l.org_id = o.org_id and l.state in ('received', 'retrying') and l.next_attempt_at < $1)"#,
        before
    )
    .fetch_all(conn)
    .await
}

/// Something in an org's log, to be worked on.
#[derive(Debug)]
pub struct Due {
    /// Id.
    pub id: Id<WebhookLog>,
    /// The event.
    pub event_id: Uuid,
    /// `meta`, …
    pub platform: String,
    /// What of.
    pub kind: String,
    /// The integration.
    pub integration_id: Option<Id<Integration>>,
    /// The ad account.
    pub ad_account_id: Option<Id<AdAccount>>,
    /// When it happened.
    pub happened_at: Option<DateTime<Utc>>,
    /// Attempts so far.
    pub attempts: i16,
}

/// What is due in an org's log, longest waiting first.
pub async fn due(conn: &mut Conn, org: Id<Org>, now: DateTime<Utc>, limit: i64) -> Result<Vec<Due>, sqlx::Error> {
    sqlx::query_as!(
        Due,
        r#"select id as "id: Id<WebhookLog>", event_id, platform, kind, integration_id as "integration_id: Id<Integration>",
                  ad_account_id as "ad_account_id: Id<AdAccount>", happened_at, attempts
           from webhook_logs
           where org_id = $1 and state in ('received', 'retrying') and next_attempt_at <= $2
           order by next_attempt_at, id
           limit $3"#,
        org.raw(),
        now,
        limit
    )
    .fetch_all(conn)
    .await
}

/// When the next thing in an org's log is due.
pub async fn next_due(conn: &mut Conn, org: Id<Org>) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar!(
        "select min(next_attempt_at) from webhook_logs where org_id = $1 and state in ('received', 'retrying')",
        org.raw()
    )
    .fetch_one(conn)
    .await
}

/// What events say, sealed. System role.
pub async fn payloads(conn: &mut Conn, events: &[Uuid]) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    sqlx::query!("select id, payload from platform_events where id = any($1)", events)
        .map(|row| (row.id, row.payload))
        .fetch_all(conn)
        .await
}

/// What came of something in an org's log.
#[derive(Debug)]
pub struct End<'a> {
    /// `processed`, `retrying`, `failed` or `ignored`.
    pub state: &'static str,
    /// What it did.
    pub effect: Option<&'static str>,
    /// Why it did nothing.
    pub error: Option<&'a str>,
    /// When it is tried again.
    pub next: Option<DateTime<Utc>>,
    /// What was fetched of it, sealed.
    pub details: Option<Vec<u8>>,
}

/// Notes what came of it. False when somebody else worked on it meanwhile: then nothing of it may be done.
pub async fn end(
    conn: &mut Conn,
    id: Id<WebhookLog>,
    attempts: i16,
    end: &End<'_>,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update webhook_logs
         set state = $3, effect = $4, error = $5, next_attempt_at = $6, details = coalesce($7, details), processed_at = $8,
             attempts = least(attempts, 32766) + 1
         where id = $1 and attempts = $2 and state in ('received', 'retrying')",
        id.raw(),
        attempts,
        end.state,
        end.effect,
        end.error,
        end.next,
        end.details.as_deref(),
        now
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What is sealed of one row of an org's log: its event, and what was fetched.
pub async fn sealed(conn: &mut Conn, id: Id<WebhookLog>) -> Result<Option<(Uuid, Option<Vec<u8>>)>, sqlx::Error> {
    let row = sqlx::query!("select event_id, details from webhook_logs where id = $1", id.raw());
    Ok(row.fetch_optional(conn).await?.map(|row| (row.event_id, row.details)))
}

/// Makes something due again that is over or waits, with all its attempts before it. Its kind; none when it is under way or did what it
/// does.
pub async fn again(conn: &mut Conn, id: Id<WebhookLog>, now: DateTime<Utc>) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "update webhook_logs
         set state = 'received', attempts = 0, next_attempt_at = $2, error = null, effect = null, processed_at = null
         where id = $1 and state in ('failed', 'ignored', 'retrying')
         returning kind",
        id.raw(),
        now
    )
    .fetch_optional(conn)
    .await
}

/// One row of an org's log.
pub async fn find(conn: &mut Conn, id: Id<WebhookLog>) -> Result<Option<LogRow>, sqlx::Error> {
    sqlx::query_as!(
        LogRow,
        r#"select id as "id: Id<WebhookLog>", platform, kind, integration_id as "integration_id: Id<Integration>",
                  ad_account_id as "ad_account_id: Id<AdAccount>", happened_at, received_at, state, attempts, next_attempt_at,
                  effect, error, processed_at
           from webhook_logs where id = $1"#,
        id.raw()
    )
    .fetch_optional(conn)
    .await
}

/// How many rows of what platforms announced are older than `before`, and their bytes. System role.
pub async fn old(conn: &mut Conn, before: DateTime<Utc>) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query!(
        r#"select (select count(*) from platform_events where received_at < $1)
                + (select count(*) from webhook_logs where received_at < $1)
                + (select count(*) from refused_webhooks where minute < $1) as "rows!",
                  (select coalesce(sum(pg_column_size(e.*)), 0)::bigint from platform_events e where e.received_at < $1)
                + (select coalesce(sum(pg_column_size(l.*)), 0)::bigint from webhook_logs l where l.received_at < $1) as "bytes!""#,
        before
    )
    .map(|row| (row.rows, row.bytes))
    .fetch_one(conn)
    .await
}

/// Deletes what platforms announced before an instant, in all orgs. System role.
pub async fn delete_old(conn: &mut Conn, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from webhook_logs where received_at < $1", before).execute(&mut *conn).await?;
    sqlx::query!("delete from refused_webhooks where minute < $1", before).execute(&mut *conn).await?;
    sqlx::query!("delete from platform_events where received_at < $1", before).execute(conn).await.map(drop)
}
