//! A sync of a million rows of numbers: the product's own job, page by page from a [`Graph`], beside a bare `COPY` of the same rows into
//! the same table with the same indexes and the same durability. What asking for the pages and reading them takes alone is told apart:
//! it is the platform's part, and a real one is slower by far.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use bytes::Bytes;
use chrono::Days;
use cmis_base::{clock::Clock, secret::Secret};
use cmis_connectors::{
    meta::{Hosts, Meta, VERSION},
    platform::{AdAccount, Ads, App, Split, Tokens, Window, wire::Wire},
};
use futures_util::TryStreamExt;
use serde_json::json;
use sqlx::{Executor, PgConnection};

use crate::{
    graph::{ACCOUNT, DAYS, Graph},
    product::{self, Product},
    row,
};

/// Where memory is looked at for the first time.
const FIRST_LOOK: i64 = 100_000;
/// How long a sync may take.
const LONGEST: Duration = Duration::from_secs(90);

/// What came of a sync.
struct Synced {
    rows: i64,
    took: Duration,
    /// Megabytes of the server when the first hundred thousand rows were read, and the most after that.
    memory: (f64, f64),
}

/// Measures and prints.
pub async fn measure(binary: &str) -> anyhow::Result<()> {
    let graph = Graph::start().await?;
    let reading = reading(&graph).await?;
    let settings = [("CMIS_META_APP_ID", "1"), ("CMIS_META_APP_SECRET", "secret"), ("CMIS_META_URL", &graph.url)];
    let mut product = Product::start_with(binary, &settings).await?;
    product.seed().await?;
    let mut database = product::connect(&product.place().await?).await?;

    let integration = connect(&product).await?;
    let first = watch(&product, &mut database, 1).await?;
    let stored = "select count(*) from ad_metrics";
    let rows: i64 = sqlx::query_scalar(stored).fetch_one(&mut database).await?;
    ensure!(rows == first.rows, "{rows} rows are stored of {}", first.rows);
    let (before, after) = first.memory;

    product.post(&format!("/api/integrations/{integration}/sync"), &json!({})).await?;
    let again = watch(&product, &mut database, 2).await?;
    let rows: i64 = sqlx::query_scalar(stored).fetch_one(&mut database).await?;
    ensure!(rows == first.rows, "{rows} rows are stored after the same {} came again", first.rows);

    let copied = copy(&mut database).await?;
    let all = first.rows;
    let limit = format!("COPY {:.0} rows/s; reading alone {:.1} s", rate(all, copied), reading.as_secs_f64());
    let told = |synced: &Synced| format!("{:.0} rows/s ({:.1} s)", rate(all, synced.took), synced.took.as_secs_f64());
    let ratio = |synced: &Synced| {
        let times = |took: Duration| took.as_secs_f64() / copied.as_secs_f64();
        let storing = synced.took.saturating_sub(reading);
        format!("{:.2} times as long as COPY without reading, {:.2} with it", times(storing), times(synced.took))
    };
    row(&format!("sync of {all} rows of numbers"), &told(&first), "2 times as long as COPY", &limit, &ratio(&first));
    row("the same again: each window replaced", &told(&again), "", "", &ratio(&again));
    let memory = format!("{before:.0} MB, {after:.0} MB");
    row("memory at 100,000 rows, the most after", &memory, "flat", "", &format!("{:.2}", after / before));
    product.stop().await
}

/// Connects the account; the sync begins with that.
async fn connect(product: &Product) -> anyhow::Result<String> {
    let begun = product.get("/api/integrations/meta/auth-url").await?;
    let address = begun["data"]["url"].as_str().context("no address")?;
    let state = address.split(&['?', '&'][..]).find_map(|part| part.strip_prefix("state=")).context("no state")?;
    let back = json!({"code": "code", "state": state});
    let connected = product.post("/api/integrations/meta/callback", &back).await?["data"].take();
    let id = connected["id"].as_str().context("no integration")?.to_owned();
    let accounts = json!({"ad_account_ids": [connected["ad_accounts"][0]["id"]]});
    product.post(&format!("/api/integrations/{id}/accounts"), &accounts).await?;
    Ok(id)
}

/// Waits for the end of update number `number`, and looks at the server's memory meanwhile.
async fn watch(product: &Product, database: &mut PgConnection, number: i64) -> anyhow::Result<Synced> {
    let begun = Instant::now();
    let (mut before, mut most) = (None, 0.0_f64);
    loop {
        let run: Option<(String, i64)> = sqlx::query_as(
            "select status, rows from sync_runs where kind = 'update' order by created_at limit 1 offset $1 - 1",
        )
        .bind(number)
        .fetch_optional(&mut *database)
        .await?;
        let memory = product.memory_mb()?;
        let (status, rows) = run.context("no sync")?;
        if rows >= FIRST_LOOK {
            before.get_or_insert(memory);
            most = most.max(memory);
        }
        if status == "completed" {
            let memory = (before.context("too few rows")?, most);
            return Ok(Synced { rows, took: begun.elapsed(), memory });
        }
        ensure!(["queued", "running"].contains(&status.as_str()), "the sync is {status} after {rows} rows");
        ensure!(begun.elapsed() < LONGEST, "only {rows} rows in {LONGEST:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// How long asking for all pages takes, and reading them as the job does, without storing anything.
async fn reading(graph: &Graph) -> anyhow::Result<Duration> {
    let app = App { id: "1".to_owned(), secret: Secret::from("secret"), more: Default::default() };
    let wire = Wire::new(Arc::new(|_| ()))?;
    let meta = Meta::new(wire, Hosts::under(&graph.url.parse()?), VERSION.to_owned(), app);
    let access = Secret::from("token-of-the-bench");
    let tokens = Tokens { access, refresh: None, expires_at: None, refresh_expires_at: None, scopes: Vec::new() };
    let (id, currency, time_zone) = (ACCOUNT.to_owned(), "USD".to_owned(), "UTC".to_owned());
    let account = AdAccount { name: id.clone(), id, currency, time_zone, is_active: true, through: None };
    let to = Clock::system().now().date_naive();
    let window = Window { from: to - Days::new(DAYS as u64 - 1), to };
    let begun = Instant::now();
    for split in [Split::None].iter().chain(meta.splits()) {
        let mut after: Option<String> = None;
        loop {
            let page = meta.insights(&tokens, &account, window, *split, after.as_deref()).await;
            after = page.map_err(|problem| anyhow::anyhow!("{problem}"))?.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(begun.elapsed())
}

/// How long a bare `COPY` of what the sync stored takes, into the same table when it is empty.
async fn copy(database: &mut PgConnection) -> anyhow::Result<Duration> {
    let chunks: Vec<Bytes> =
        database.copy_out_raw("copy (select * from ad_metrics) to stdout (format binary)").await?.try_collect().await?;
    database.execute("truncate ad_metrics").await?;
    database.execute("checkpoint").await?;
    let begun = Instant::now();
    let mut copy = database.copy_in_raw("copy ad_metrics from stdin (format binary)").await?;
    let mut buffer = Vec::with_capacity(1 << 17);
    for chunk in chunks {
        // each row came as a message of its own, and goes with many
        buffer.extend_from_slice(&chunk);
        if buffer.len() > 1 << 16 {
            copy.send(buffer.as_slice()).await?;
            buffer.clear();
        }
    }
    copy.send(buffer.as_slice()).await?;
    copy.finish().await?;
    Ok(begun.elapsed())
}

fn rate(rows: i64, took: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of rows")]
    let rows = rows as f64;
    rows / took.as_secs_f64()
}
