//! The database itself refuses other tenants: every table of the schema is walked, so that a new one is walked too.

use std::collections::BTreeSet;

use cmis_base::id::{Id, Org};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Row};

use crate::harness::TestApp;

/// Tables of org rows whose key does not start with `org_id`, with the reason.
const OWN_KEY: &[(&str, &str)] = &[
    ("jobs", "the queue picks across orgs; org_id is null for the installation's own work"),
    ("finished_jobs", "see jobs"),
    ("job_attempts", "see jobs"),
    ("mails", "the outbox; org_id is null for account mail"),
    ("notification_digests", "notices that wait for a mail; org_id is null for those of an account"),
    ("sessions", "a person's login; org_id is only where it stands"),
];

/// Tables without an org that a tenant reads: the plans; which queues a worker waits for (two columns, for who enqueues).
const OF_NOBODY: [&str; 2] = ["plans", "job_workers"];

struct Table {
    name: String,
    has_org: bool,
    rls: bool,
    forced: bool,
    tenant_may: BTreeSet<String>,
}

async fn tables(app: &TestApp) -> Vec<Table> {
    let mut tx = app.app.system("test").await.expect("transaction");
    let rows = sqlx::query(
        "select c.relname as name, c.relrowsecurity as rls, c.relforcerowsecurity as forced,
                exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped) as has_org,
                array(select p from unnest(array['select', 'insert', 'update', 'delete']) p
                      where has_any_column_privilege('cmis_tenant', c.oid, case when p = 'delete' then 'select' else p end)
                        and (p <> 'delete' or has_table_privilege('cmis_tenant', c.oid, 'delete'))) as tenant_may
         from pg_class c
         join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> '_sqlx_migrations'
         order by 1",
    )
    .fetch_all(&mut *tx)
    .await
    .expect("catalogue");
    rows.iter()
        .map(|row| Table {
            name: row.get("name"),
            has_org: row.get("has_org"),
            rls: row.get("rls"),
            forced: row.get("forced"),
            tenant_may: row.get::<Vec<String>, _>("tenant_may").into_iter().collect(),
        })
        .collect()
}

#[tokio::test]
async fn every_table_has_row_level_security_and_org_tables_start_their_keys_with_the_org() {
    let app = TestApp::start().await;
    let mut tx = app.app.system("test").await.expect("transaction");
    for table in tables(&app).await {
        let name = &table.name;
        assert!(table.rls && table.forced, "{name}: call make_tenant_table or make_system_table in its migration");
        if !table.has_org {
            assert!(
                table.tenant_may.is_empty() || OF_NOBODY.contains(&name.as_str()),
                "{name}: the tenant role reaches a table without org_id"
            );
            continue;
        }
        if OWN_KEY.iter().any(|(own, _)| own == name) {
            continue;
        }
        let first: String = sqlx::query_scalar(
            "select a.attname::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
             where i.indrelid = $1::regclass and i.indisprimary",
        )
        .bind(name)
        .fetch_one(&mut *tx)
        .await
        .expect("primary key");
        assert_eq!(first, "org_id", "{name}: the primary key starts with the org");
        let loose: Vec<String> = sqlx::query_scalar(
            "select c.conname::text from pg_constraint c
             join pg_class f on f.oid = c.confrelid
             where c.conrelid = $1::regclass and c.contype = 'f'
               and exists (select from pg_attribute a where a.attrelid = f.oid and a.attname = 'org_id')
               and not exists (select from unnest(c.conkey) k join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k
                               where a.attname = 'org_id')",
        )
        .bind(name)
        .fetch_all(&mut *tx)
        .await
        .expect("foreign keys");
        assert!(loose.is_empty(), "{name}: foreign keys to org tables without org_id: {loose:?}");
    }
    let bare: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'public' and c.relkind = 'v' and not coalesce(c.reloptions, '{}') @> array['security_invoker=true']",
    )
    .fetch_all(&mut *tx)
    .await
    .expect("views");
    assert!(bare.is_empty(), "views without security_invoker: {bare:?}");
    let direct: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'public' and c.relispartition
           and (has_table_privilege('cmis_tenant', c.oid, 'select') or has_table_privilege('cmis_tenant', c.oid, 'insert'))",
    )
    .fetch_all(&mut *tx)
    .await
    .expect("partitions");
    assert!(direct.is_empty(), "partitions that the tenant role reaches past their parent: {direct:?}");
}

/// The rows of what an org connected, all under one id.
const INTEGRATIONS: [&str; 33] = [
    "insert into platform_apps (org_id, platform, app_id, secrets, created_by, created_at, updated_at)
     values ($1, 'meta', 'a', '', $3, $5, $5)",
    "insert into integrations (org_id, id, platform, app_id, is_own_app, external_id, name, scopes, missing_scopes, status, token_version,
                               verified_at, created_by, created_at, updated_at)
     values ($1, $6, 'meta', 'a', false, 'x', 'n', '{}', '{}', 'active', 1, $5, $3, $5, $5)",
    "insert into integration_tokens (org_id, integration_id, version, access, made_by, created_at) values ($1, $6, 1, '', 'consent', $5)",
    "insert into connect_attempts (org_id, id, state_hash, platform, app_id, is_own_app, member_id, created_at, expires_at)
     values ($1, $4, decode(md5($4::text), 'hex'), 'meta', 'a', false, $3, $5, $5)",
    "insert into reconnect_links (org_id, id, integration_id, token_hash, created_by, created_at, expires_at)
     values ($1, $4, $6, decode(md5($4::text), 'hex'), $3, $5, $5)",
    "insert into ad_accounts (org_id, id, integration_id, platform, external_id, name, currency, time_zone, is_active, created_at, updated_at)
     values ($1, $6, $6, 'meta', 'x', 'n', 'SAR', 'Asia/Riyadh', true, $5, $5)",
    "insert into campaigns (org_id, id, name, status, origin, budget_type, currency, created_at, updated_at)
     values ($1, $6, 'n', 'draft', 'here', 'lifetime', 'SAR', $5, $5)",
    "insert into campaign_members (org_id, campaign_id, member_id) values ($1, $6, $3)",
    "insert into personas (org_id, id, name, occupation, description, audience, goals, pains, channels, tone, created_by, created_at, updated_at)
     values ($1, $6, 'n', '', '', '{}', '', '', '{}', '', $3, $5, $5)",
    "insert into saved_views (org_id, id, owner_id, page, name, query, is_shared, created_at, updated_at)
     values ($1, $6, $3, 'campaigns', 'n', '{}', false, $5, $5)",
    "insert into alert_rules (org_id, id, kind, campaign_id, thresholds, is_enabled, created_at, updated_at)
     values ($1, $6, 'budget', $6, '{1}', true, $5, $5)",
    "insert into alerts (org_id, id, rule_id, kind, campaign_id, threshold, value, evidence, status, is_crossed, is_told, fired_at)
     values ($1, $6, $6, 'budget', $6, 1, 1, '{}', 'open', true, true, $5)",
    "insert into campaign_accounts (org_id, campaign_id, ad_account_id) values ($1, $6, $6)",
    "insert into spend_limits (org_id, currency, counted_from, updated_at) values ($1, 'SAR', $5, $5)",
    "insert into spend_stops (org_id, note, stopped_by, stopped_at) values ($1, 'n', $3, $5)",
    "insert into spend_approvals (org_id, id, campaign_id, kind, budget_micros, worth_micros, campaign_version, state, asked_by, asked_at)
     values ($1, $6, $6, 'launch', 1, 1, 1, 'open', $3, $5)",
    "insert into platform_campaigns (org_id, id, ad_account_id, external_id, name, status, created_at, updated_at)
     values ($1, $6, $6, 'x', 'n', 'active', $5, $5)",
    "insert into campaign_changes (org_id, id, campaign_id, kind, before, after, made_at) values ($1, $6, $6, 'status', '{}', '{}', $5)",
    "insert into campaign_steps (org_id, id, change_id, campaign_id, ad_account_id, kind, state, updated_at)
     values ($1, $6, $6, $6, $6, 'status', 'pending', $5)",
    "insert into ad_sets (org_id, id, ad_account_id, campaign_id, external_id, name, status, created_at, updated_at)
     values ($1, $6, $6, $6, 'x', 'n', 'active', $5, $5)",
    "insert into ads (org_id, id, ad_account_id, ad_set_id, external_id, name, status, created_at, updated_at)
     values ($1, $6, $6, $6, 'x', 'n', 'active', $5, $5)",
    "insert into ad_metrics (org_id, day, ad_account_id, campaign_id, object_id, level, split, part, impressions, clicks, spend_micros)
     values ($1, '2026-11-01', $6, $6, $6, 3, 0, '', 1, 1, 1)",
    "insert into campaign_metrics (org_id, day, ad_account_id, campaign_id, impressions, clicks, spend_micros)
     values ($1, '2026-11-01', $6, $6, 1, 1, 1)",
    "insert into account_metrics (org_id, day, ad_account_id, impressions, clicks, spend_micros) values ($1, '2026-11-01', $6, 1, 1, 1)",
    "insert into campaign_parts (org_id, day, ad_account_id, campaign_id, split, part, impressions, clicks, spend_micros)
     values ($1, '2026-11-01', $6, $6, 1, 'age=18-24', 1, 1, 1)",
    "insert into sync_runs (org_id, id, integration_id, kind, cause, status, job_id, created_at)
     values ($1, $6, $6, 'update', 'person', 'running', $6, $5)",
    "insert into sync_positions (org_id, run_id, ad_account_id, step, updated_at) values ($1, $6, $6, 'ads', $5)",
    "insert into sync_pages (org_id, run_id, ad_account_id, page, rows) values ($1, $6, $6, 1, '')",
    "insert into platform_profiles (org_id, id, integration_id, platform, external_id, kind, name, created_at, updated_at)
     values ($1, $6, $6, 'meta', 'x', 'page', 'n', $5, $5)",
    "insert into lead_lists (org_id, id, integration_id, external_id, name, owner, seen_run, created_at, updated_at)
     values ($1, $6, $6, 'x', 'n', 'x', $6, $5, $5)",
    "insert into received_leads (org_id, platform, external_id, webhook_log_id, received_at) values ($1, 'meta', 'x', $6, $5)",
    "insert into integration_log (org_id, id, integration_id, at, level, code, params) values ($1, $4, $6, $5, 'info', 'c', '{}')",
    "insert into webhook_logs (org_id, id, event_id, platform, kind, received_at, state) values ($1, $4, $4, 'meta', 'k', $5, 'received')",
];

/// A row of an org in every table of orgs.
async fn fill(app: &TestApp, org: Id<Org>, user: uuid::Uuid) {
    let mut tx = app.app.system("test").await.expect("transaction");
    let now = app.clock.now();
    let member: uuid::Uuid = sqlx::query_scalar("select id from members where org_id = $1")
        .bind(org.raw())
        .fetch_one(&mut *tx)
        .await
        .expect("member");
    let id = || app.app.ids.next::<()>().raw();
    let grant = id();
    let statements = [
        "insert into member_ad_accounts (org_id, member_id, ad_account_id) values ($1, $3, $4)",
        "insert into invitations (org_id, id, email, role, locale, token_hash, invited_by, created_at, expires_at)
         values ($1, $4, 'x@example.com', 'viewer', 'ar', decode(md5($4::text), 'hex'), $3, $5, $5)",
        "insert into notifications (org_id, id, user_id, kind, params, created_at) values ($1, $4, $2, 'member.joined', '{}', $5)",
        "insert into usage_counters (org_id, metric, period, used) values ($1, 'ai_requests', '2026-11-01', 1)",
        "insert into usage_warnings (org_id, metric, plan_limit, period, at) values ($1, 'members', 3, '2026-11-01', $5)",
        "insert into api_keys (org_id, id, name, prefix, hash, scopes, created_by, created_at)
         values ($1, $4, 'k', 'cmis_live_', decode(md5($4::text), 'hex'), '{}', $3, $5)",
        "insert into oauth_apps (org_id, id, name, client_id, redirect_uris, scopes, created_by, created_at)
         values ($1, $4, 'a', $4::text, '{}', '{}', $3, $5)",
        "insert into oauth_grants (org_id, id, client_id, client_name, member_id, scopes, created_at)
         values ($1, $6, 'c', 'c', $3, '{}', $5)",
        "insert into oauth_codes (org_id, hash, grant_id, client_id, redirect_uri, code_challenge, expires_at)
         values ($1, decode(md5($4::text), 'hex'), $6, 'c', 'https://x.example', 'c', $5)",
        "insert into oauth_tokens (org_id, hash, grant_id, kind, scopes, created_at, expires_at)
         values ($1, decode(md5($4::text), 'hex'), $6, 'access', '{}', $5, $5)",
        "insert into webhook_endpoints (org_id, id, url, secret, created_by, created_at, updated_at)
         values ($1, $4, 'https://x.example', '', $3, $5, $5)",
        "insert into webhook_deliveries (org_id, id, created_at, endpoint_id, event_id, event, body, state)
         values ($1, $4, now(), $4, $4, 'e', '{}', 'delivered')",
        "insert into webhook_attempts (org_id, delivery_id, number, at, latency_ms) values ($1, $4, 1, now(), 1)",
        "insert into jobs (id, org_id, queue, kind, payload, state, run_at, max_attempts, created_at)
         values ($4, $1, 'sync', 'k', '{}', 'pending', $5, 1, $5)",
        "insert into finished_jobs (id, org_id, queue, kind, payload, state, attempt, max_attempts, progress, created_at, finished_at)
         values ($4, $1, 'sync', 'k', '{}', 'completed', 1, 1, 100, now(), now())",
        "insert into job_attempts (job_id, attempt, org_id, worker_id, started_at, finished_at, outcome)
         values ($4, 1, $1, $4, $5, $5, 'completed')",
        "insert into realtime_nodes (id, seen_at) values ($4, $5)",
        "insert into presence (org_id, user_id, node_id) select $1, $2, id from realtime_nodes limit 1",
        "insert into mails (id, org_id, recipient, locale, template, created_at) values ($4, $1, 'x@example.com', 'ar', 't', $5)",
        "insert into notification_digests (user_id, org_id, kind, params) values ($2, $1, 'k', '{}')",
        "insert into events (org_id, at, kind, object_kind, payload, actor_kind) values ($1, now(), 'k', 'o', '{}', 'system')",
        "insert into audit_log (org_id, at, actor_kind, action, object_kind) values ($1, now(), 'system', 'a', 'o')",
    ];
    for statement in statements.into_iter().chain(INTEGRATIONS) {
        // every statement takes the same six values; those that it does not name are cast away here
        let statement =
            format!("with v as (select $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::timestamptz, $6::uuid) {statement}");
        sqlx::query(AssertSqlSafe(statement.clone()))
            .bind(org.raw())
            .bind(user)
            .bind(member)
            .bind(id())
            .bind(now)
            .bind(grant)
            .execute(&mut *tx)
            .await
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn a_tenant_can_neither_read_write_reference_nor_count_another_ones_rows() {
    let app = TestApp::start().await;
    let (salma, a) = app.founder("Salma").await;
    let (mallory, b) = app.founder("Mallory").await;
    fill(&app, a, salma.user.raw()).await;
    fill(&app, b, mallory.user.raw()).await;
    for table in tables(&app).await.into_iter().filter(|table| table.has_org && !table.tenant_may.is_empty()) {
        let name = &table.name;
        let mut tx = app.app.system("test").await.expect("transaction");
        let foreign: Option<Value> =
            sqlx::query_scalar(AssertSqlSafe(format!("select to_jsonb(t) from {name} t where org_id = $1 limit 1")))
                .bind(a.raw())
                .fetch_optional(&mut *tx)
                .await
                .expect("row");
        let foreign = foreign.unwrap_or_else(|| panic!("{name}: the test has no row of it, add one to fill()"));
        drop(tx);
        if table.tenant_may.contains("select") {
            let mut tx = app.app.tenant(b).await.expect("transaction");
            let seen: i64 = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {name} where org_id = $1")))
                .bind(a.raw())
                .fetch_one(&mut *tx)
                .await
                .expect("count");
            let all: i64 = sqlx::query_scalar(AssertSqlSafe(format!(
                "select count(*) from {name} where org_id is distinct from $1"
            )))
            .bind(b.raw())
            .fetch_one(&mut *tx)
            .await
            .expect("count");
            assert_eq!((seen, all), (0, 0), "{name} shows another org's rows");
            sqlx::query("reset app.org_id").execute(&mut *tx).await.expect("reset");
            let unset: i64 = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {name}")))
                .fetch_one(&mut *tx)
                .await
                .expect("count");
            assert_eq!(unset, 0, "{name} shows rows with no tenant set");
        }
        let attempts = [
            (
                "insert",
                format!(
                    "insert into {name} overriding system value select * from jsonb_populate_record(null::{name}, $1)"
                ),
            ),
            ("update", format!("update {name} set org_id = org_id where org_id = ($1::jsonb->>'org_id')::uuid")),
            ("delete", format!("delete from {name} where org_id = ($1::jsonb->>'org_id')::uuid")),
        ];
        for (what, attempt) in attempts {
            let mut tx = app.app.tenant(b).await.expect("transaction");
            match sqlx::query(AssertSqlSafe(attempt)).bind(&foreign).execute(&mut *tx).await {
                Ok(done) => assert_eq!(done.rows_affected(), 0, "{what} into {name} of another org"),
                Err(error) => {
                    let code = error.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
                    assert_eq!(code.as_deref(), Some("42501"), "{what} into {name}: {error}");
                }
            }
        }
    }
}
