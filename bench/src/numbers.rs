//! What pages ask for, over twenty million rows of numbers of two hundred orgs: the dashboard, every call of the analytics, and a list of ten
//! thousand campaigns by what they spent. The machine's own limit beside it is the plain SQL sum over the same rows of the same org.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::json;
use sqlx::{Executor, PgConnection};

use crate::{
    load::Load,
    product::{self, Product},
    row,
};

/// How long each call is asked for, by two connections.
const RUN: Duration = Duration::from_secs(4);

/// The accounts, campaigns and platform campaigns of one org; `$number` of them.
const PLAN: &str = "
    insert into integrations (org_id, id, platform, app_id, is_own_app, external_id, name, scopes, missing_scopes, status, token_version,
                              verified_at, created_by, created_at, updated_at)
    select org_id, md5('i' || org_id)::uuid, 'meta', 'a', false, 'x', 'Bench', '{}', '{}', 'active', 1, now(), id, now(), now()
    from members where org_id = '$org' and role = 'admin';
    insert into ad_accounts (org_id, id, integration_id, platform, external_id, name, currency, time_zone, is_active, is_used, created_at, updated_at)
    select org_id, md5('a' || org_id)::uuid, md5('i' || org_id)::uuid, 'meta', '1', 'Account', currency, time_zone, true, true, now(), now()
    from orgs where org_id = '$org';
    insert into campaigns (org_id, id, name, status, origin, budget_type, budget_micros, currency, created_at, updated_at)
    select org_id, md5('c' || n || org_id)::uuid, 'Campaign ' || n, 'active', 'platform', 'lifetime', 1000000000, currency, now(), now()
    from orgs, generate_series(1, $number) n where org_id = '$org';
    insert into campaign_accounts (org_id, campaign_id, ad_account_id)
    select org_id, id, md5('a' || org_id)::uuid from campaigns where org_id = '$org';
    insert into platform_campaigns (org_id, id, ad_account_id, external_id, name, status, campaign_id, created_at, updated_at)
    select c.org_id, md5('p' || n || c.org_id)::uuid, md5('a' || c.org_id)::uuid, n::text, 'Campaign ' || n, 'active', c.id, now(), now()
    from campaigns c, generate_series(1, $number) n where c.org_id = '$org' and c.id = md5('c' || n || c.org_id)::uuid;";

/// Two hundred orgs, `$org` the first one: ten campaigns of three ads, 334 days, whole, by six ages and genders and by three countries.
const ROWS: &str = "
    insert into ad_metrics (org_id, day, ad_account_id, campaign_id, object_id, level, split, part, impressions, clicks, spend_micros,
                            conversions_millionths, conversion_value_micros, engagements)
    select t.org, current_date - d, t.account, t.campaign, t.ad, 3, p.split, p.part, 1000 * p.share + d, 10 * p.share, 5000000 * p.share,
           400000 * p.share, 9000000 * p.share, 20 * p.share
    from (select org, md5('a' || org)::uuid as account, md5('p' || c || org)::uuid as campaign, md5('d' || a || c || org)::uuid as ad
          from (select case when o = 1 then '$org'::uuid else md5('o' || o)::uuid end as org from generate_series(1, 200) o) orgs,
               generate_series(1, 10) c, generate_series(1, 3) a) t,
         generate_series(0, 333) d,
         (values (0, '', 6), (1, 'age=18-24;gender=female', 1), (1, 'age=25-34;gender=female', 1), (1, 'age=35-44;gender=female', 1),
                 (1, 'age=18-24;gender=male', 1), (1, 'age=25-34;gender=male', 1), (1, 'age=35-44;gender=male', 1),
                 (2, 'country=SA', 3), (2, 'country=AE', 2), (2, 'country=EG', 1)) as p (split, part, share)";

/// As a sync sums them up, an org after the other: what is stored together lies together. By account of `$org` alone, which is the one that is
/// asked for.
const ROLLED_UP: &str = "
    insert into campaign_metrics (org_id, day, ad_account_id, campaign_id, impressions, clicks, spend_micros, conversions_millionths,
                                  conversion_value_micros, engagements)
    select org_id, day, ad_account_id, campaign_id, sum(impressions), sum(clicks), sum(spend_micros), sum(conversions_millionths),
           sum(conversion_value_micros), sum(engagements)
    from ad_metrics where split = 0 group by 1, 2, 3, 4 order by 1, 2;
    insert into account_metrics (org_id, day, ad_account_id, impressions, clicks, spend_micros, conversions_millionths, conversion_value_micros,
                                 engagements)
    select org_id, day, ad_account_id, sum(impressions), sum(clicks), sum(spend_micros), sum(conversions_millionths),
           sum(conversion_value_micros), sum(engagements)
    from campaign_metrics where org_id = '$org' group by 1, 2, 3;
    insert into campaign_parts (org_id, day, ad_account_id, campaign_id, split, part, impressions, clicks, spend_micros, conversions_millionths,
                                conversion_value_micros, engagements)
    select org_id, day, ad_account_id, campaign_id, split, part, sum(impressions), sum(clicks), sum(spend_micros), sum(conversions_millionths),
           sum(conversion_value_micros), sum(engagements)
    from ad_metrics where split > 0 group by 1, 2, 3, 4, 5, 6 order by 1, 2";

/// Ten thousand campaigns of the last year, thirty days each: on any day nine hundred of them run.
const WIDE: &str = "
    insert into campaign_metrics (org_id, day, ad_account_id, campaign_id, impressions, clicks, spend_micros)
    select org_id, current_date - external_id::int % 334 - d, ad_account_id, id, 1000, 10, abs(hashtext(id::text)) % 1000000
    from platform_campaigns, generate_series(0, 29) d where org_id = '$org';
    insert into account_metrics (org_id, day, ad_account_id, impressions, clicks, spend_micros)
    select org_id, day, ad_account_id, sum(impressions), sum(clicks), sum(spend_micros)
    from campaign_metrics where org_id = '$org' group by 1, 2, 3";

/// Measures and prints.
pub async fn measure(binary: &str) -> anyhow::Result<()> {
    let mut product = Product::start(binary).await?;
    product.seed().await?;
    let mut database = product::connect(&product.place().await?).await?;
    let org: String = sqlx::query_scalar("select org_id::text from orgs").fetch_one(&mut database).await?;
    let wide = product.post("/api/orgs", &json!({"name": "Wide"})).await?;
    let wide = wide["data"]["id"].as_str().context("no org")?.to_owned();
    // the first page is of the organization that was used last
    product.put("/api/context", &json!({"org_id": org})).await?;
    let begun = Instant::now();
    fill(&mut database, &org, &wide).await?;
    let rows: i64 = sqlx::query_scalar("select count(*) from ad_metrics").fetch_one(&mut database).await?;
    ensure!(rows > 20_000_000, "only {rows} rows");
    let took = format!("{:.0} s", begun.elapsed().as_secs_f64());
    row(&format!("{rows} rows of numbers of 200 orgs are there"), &took, "", "", "");

    let month = plain(&mut database, &org, "campaign_metrics", 29).await?;
    let year = plain(&mut database, &org, "campaign_metrics", 333).await?;
    let parts = plain(&mut database, &org, "campaign_parts", 29).await?;
    let many = plain(&mut database, &wide, "campaign_metrics", 29).await?;
    let of = |path: &str| format!("/api/orgs/{org}/analytics/{path}");
    let ids: Vec<String> =
        sqlx::query_scalar("select id::text from campaigns where org_id = $1::uuid order by id limit 3")
            .bind(&org)
            .fetch_all(&mut database)
            .await?;
    let begin: String = sqlx::query_scalar("select (current_date - 333)::text").fetch_one(&mut database).await?;
    let calls = [
        ("dashboard", "/api/dashboard/overview".to_owned(), 50.0, month),
        ("analytics: overview, 30 days", of("overview"), 200.0, month),
        ("analytics: overview, 334 days", of(&format!("overview?start_date={begin}")), 200.0, year),
        (
            "analytics: series by campaign, 334 days",
            of(&format!("timeseries?group_by=campaign&start_date={begin}")),
            200.0,
            year,
        ),
        ("analytics: by age", of("breakdown?group_by=age"), 200.0, parts),
        ("analytics: countries", of("geo"), 200.0, parts),
        ("analytics: ages and genders", of("demographics"), 200.0, parts),
        ("analytics: ages and genders, 334 days", of(&format!("demographics?start_date={begin}")), 200.0, parts),
        ("analytics: comparison", of(&format!("compare?campaign_ids={}", ids.join(","))), 200.0, month),
        ("analytics: funnel", of("funnel"), 200.0, month),
        (
            "campaigns of an organization with 10,000, at a glance",
            format!("/api/orgs/{wide}/campaigns/dashboard"),
            50.0,
            many,
        ),
        (
            "10,000 campaigns by spend, the first fifty",
            format!("/api/orgs/{wide}/campaigns?sort=-spend&limit=50"),
            50.0,
            many,
        ),
    ];
    for (name, path, target, limit) in calls {
        let load = Load::new(&product.url(&path), &product.token);
        load.warm_up().await.with_context(|| path.clone())?;
        let told = load.full_speed(2, RUN).await?;
        let measured = format!("p50 {:.1} ms, p99 {:.1} ms", told.p50_ms, told.p99_ms);
        let ratio = format!("{:.1}", told.p50_ms / limit);
        row(name, &measured, &format!("p99 < {target:.0} ms"), &format!("the sum alone {limit:.1} ms"), &ratio);
    }
    product.stop().await
}

async fn fill(database: &mut PgConnection, org: &str, wide: &str) -> anyhow::Result<()> {
    for (org, number) in [(org, "10"), (wide, "10000")] {
        database.execute(sqlx::AssertSqlSafe(PLAN.replace("$org", org).replace("$number", number))).await?;
    }
    database.execute("set synchronous_commit = off").await?;
    for text in [ROWS.replace("$org", org), ROLLED_UP.replace("$org", org), WIDE.replace("$org", wide)] {
        database.execute(sqlx::AssertSqlSafe(text)).await?;
    }
    database.execute("vacuum analyze").await?;
    Ok(())
}

/// The median time of a plain sum over an org's rows of these days.
async fn plain(database: &mut PgConnection, org: &str, table: &str, days: i32) -> anyhow::Result<f64> {
    let text = format!(
        "select sum(impressions)::bigint from {table} where org_id = '{org}' and day between current_date - {days} and current_date"
    );
    let mut times = Vec::new();
    for _ in 0..9 {
        let begun = Instant::now();
        let sum: Option<i64> = sqlx::query_scalar(sqlx::AssertSqlSafe(text.clone())).fetch_one(&mut *database).await?;
        ensure!(sum.is_some_and(|sum| sum > 0), "no rows in {table}");
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[4])
}
