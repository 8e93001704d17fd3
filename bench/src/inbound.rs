//! Webhooks of Meta at the product's door, each with an event of its own: verified, and stored before the answer. Beside a receiver of
//! Fastify and pg, and beside what PostgreSQL alone stores. Then the server is killed under load, and what it acknowledged is looked for.

use std::{
    fmt::Write,
    fs,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use cmis_base::secret::hmac;
use sqlx::{Executor, PgConnection};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
    task::JoinSet,
};

use crate::{
    load::{Connection, Load},
    product::{self, Product},
    row,
};

const SECRET: &str = "secret-of-the-bench";
const RELAY_SECRET: &str = "secret-of-a-relay";
/// Connections at full speed.
const CONNECTIONS: usize = 256;
/// The same of a steady pace.
const PACED_BY: u32 = 256;
/// How long each load runs.
const RUN: Duration = Duration::from_secs(8);
/// The pace that is held whatever the machine can.
const PACE: f64 = 10_000.0;
/// How long the bare limits are measured.
const BARE: Duration = Duration::from_secs(4);
/// How long the load is on when the server is killed.
const BEFORE_KILL: Duration = Duration::from_secs(3);
/// The versions that are measured beside.
const NODE_PACKAGES: [&str; 2] = ["fastify@5.12.8", "pg@8.23.1"];

/// The dialect of a load.
#[derive(Clone, Copy)]
enum Dialect {
    Meta,
    Plain,
}

/// Prints the rows.
pub async fn measure(binary: &str) -> anyhow::Result<()> {
    let settings =
        [("CMIS_META_APP_ID", "1"), ("CMIS_META_APP_SECRET", SECRET), ("CMIS_META_WEBHOOK_SECRET", RELAY_SECRET)];
    let mut product = Product::start_with(binary, &settings).await?;
    let place = product.place().await?;
    let mut database = product::connect(&place).await?;
    database
        .execute("create table bare_events (event_id text primary key, kind text not null, payload bytea not null)")
        .await?;
    let single = bare_rows(&place, 1, 32).await?;
    let shared = bare_rows(&place, 100, 2).await?;
    let node = node_rate(&place).await;

    let next = Arc::new(AtomicU64::new(1));
    let host = product.url("").trim_start_matches("http://").to_owned();
    let (meta, plain) = (load(&host, Dialect::Meta, &next), load(&host, Dialect::Plain, &next));
    meta.warm_up().await?;
    let before = product::cpu_seconds(product.id()?)?;
    let full = meta.full_speed(CONNECTIONS, RUN).await?;
    let cpu = (product::cpu_seconds(product.id()?)? - before) * 1e6 / (full.rate * RUN.as_secs_f64());
    let limit = format!("rows/s: {shared:.0} a hundred a commit, {single:.0} one a commit");
    let beside = match node {
        Ok(node) => format!("{:.1} times Fastify + pg ({node:.0} /s)", full.rate / node),
        Err(error) => format!("Fastify not measured: {error}"),
    };
    let told = |rate: f64, p99: f64| format!("{rate:.0} /s, p99 {p99:.1} ms");
    row("inbound webhooks, Meta-signed", &told(full.rate, full.p99_ms), "> 20000 /s", &limit, &beside);
    row("the server's processor time for one", &format!("{cpu:.0} µs"), "", "", "");
    let spread = spread(&mut database).await?;
    row("their orgs looked for afterwards", &format!("{spread:.0} /s"), "", "", "");
    let relayed = plain.full_speed(CONNECTIONS, RUN).await?;
    row("the same in the plain dialect", &told(relayed.rate, relayed.p99_ms), "", "", "");

    for (name, rate) in [("at half of that load", full.rate / 2.0), ("at 10,000 a second", PACE)] {
        self::spread(&mut database).await?;
        let paced = meta.paced(rate, RUN).await?;
        let told = format!("{:.0} /s, p50 {:.1} ms, p99 {:.1} ms", paced.rate, paced.p50_ms, paced.p99_ms);
        row(name, &told, "p99 < 20 ms", "", "");
    }
    let killed = kill(&mut product, &host).await?;
    let lost = lost(&mut database, &killed.acknowledged).await?;
    let told =
        format!("{lost} of {} lost, again after {:.2} s", killed.acknowledged.len(), killed.recovery.as_secs_f64());
    row("acknowledged before kill -9", &told, "0 lost, < 5 s", "", "");
    ensure!(lost == 0, "{lost} acknowledged events are not stored");
    product.stop().await
}

/// Webhooks with events that count up from `next`, signed as they are sent.
fn load(host: &str, dialect: Dialect, next: &Arc<AtomicU64>) -> Load {
    let (to, next) = (host.to_owned(), next.clone());
    Load::of(host, PACED_BY, move |request| write(request, &to, dialect, next.fetch_add(1, Ordering::Relaxed)))
}

/// A lead of a form of its own, as Meta announces it.
fn write(request: &mut Vec<u8>, host: &str, dialect: Dialect, number: u64) {
    let (body, header, secret) = match dialect {
        Dialect::Meta => {
            let body = format!(
                concat!(
                    r#"{{"object":"page","entry":[{{"id":"153125381133","time":1795251600,"changes":[{{"field":"leadgen","#,
                    r#""value":{{"created_time":1795251600,"leadgen_id":"{}","page_id":"153125381133","#,
                    r#""form_id":"999511111111111"}}}}]}}]}}"#
                ),
                id(number)
            );
            (body, "x-hub-signature-256", SECRET)
        }
        Dialect::Plain => {
            let body = format!(
                r#"{{"event_type":"lead","event_id":"{}","page_id":"153125381133","timestamp":{}}}"#,
                id(number),
                now()
            );
            (body, "x-meta-hub-signature", RELAY_SECRET)
        }
    };
    let mut head = format!(
        "POST /api/webhooks/meta HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{header}: sha256=",
        body.len()
    );
    for byte in hmac(secret.as_bytes(), body.as_bytes()) {
        // writing into a text does not fail
        let _ = write!(head, "{byte:02x}");
    }
    request.extend_from_slice(head.as_bytes());
    request.extend_from_slice(b"\r\n\r\n");
    request.extend_from_slice(body.as_bytes());
}

fn id(number: u64) -> u64 {
    1_000_000_000_000_000 + number
}

fn now() -> u64 {
    std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs())
}

/// Waits until whom events concern was looked for; events a second from now on.
async fn spread(database: &mut PgConnection) -> anyhow::Result<f64> {
    const LONGEST: Duration = Duration::from_secs(40);
    let (begun, mut first) = (Instant::now(), None);
    loop {
        let waiting: i64 =
            sqlx::query_scalar("select coalesce(sum(cardinality(event_ids)), 0)::bigint from unspread_batches")
                .fetch_one(&mut *database)
                .await?;
        let first = *first.get_or_insert(waiting);
        if waiting == 0 {
            #[expect(clippy::cast_precision_loss, reason = "counts of events")]
            return Ok(first as f64 / begun.elapsed().as_secs_f64());
        }
        ensure!(begun.elapsed() < LONGEST, "{waiting} of {first} events still wait");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Rows a second that PostgreSQL stores alone, `rows` of them a commit.
async fn bare_rows(place: &[String; 3], rows: u64, connections: u64) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for number in 0..connections {
        let mut connection = product::connect(place).await?;
        tasks.spawn(async move {
            let mut stored = 0;
            while begun.elapsed() < BARE {
                let first = (rows * connections + number) << 40 | stored;
                let ids: Vec<String> = (first..first + rows).map(|id| id.to_string()).collect();
                sqlx::query(
                    "insert into bare_events select id, 'leadgen', decode(repeat('ab', 200), 'hex') from unnest($1::text[]) id
                     on conflict do nothing",
                )
                .bind(&ids)
                .execute(&mut connection)
                .await?;
                stored += rows;
            }
            anyhow::Ok(stored)
        });
    }
    let mut stored = 0;
    while let Some(done) = tasks.join_next().await {
        stored += done??;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of rows")]
    Ok(stored as f64 / begun.elapsed().as_secs_f64())
}

/// The same webhooks at a receiver of Node.
async fn node_rate(place: &[String; 3]) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let install = Command::new("npm")
        .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
        .arg(folder.path())
        .args(NODE_PACKAGES)
        .output()
        .await
        .context("no npm")?;
    if !install.status.success() {
        bail!("npm does not find {NODE_PACKAGES:?}");
    }
    fs::write(folder.path().join("server.mjs"), include_str!("inbound-server.mjs"))?;
    let mut child = Command::new("node")
        .arg("server.mjs")
        .args(place)
        .arg(SECRET)
        .env("NODE_ENV", "production")
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("no node")?;
    let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
    let port = lines.next_line().await?.context("Node said nothing")?;
    let load = load(&format!("127.0.0.1:{port}"), Dialect::Meta, &Arc::new(AtomicU64::new(1)));
    load.warm_up().await?;
    let figures = load.full_speed(CONNECTIONS, RUN).await?;
    child.kill().await?;
    Ok(figures.rate)
}

/// What a server had acknowledged when it was killed, and how long it was away.
struct Killed {
    acknowledged: Vec<u64>,
    recovery: Duration,
}

async fn kill(product: &mut Product, host: &str) -> anyhow::Result<Killed> {
    // numbers of its own: they tell what is acknowledged
    let first = 1_u64 << 45;
    let mut tasks = JoinSet::new();
    for connection in 0..CONNECTIONS as u64 {
        let number = Arc::new(AtomicU64::new(first + (connection << 32)));
        let load = load(host, Dialect::Meta, &number);
        tasks.spawn(async move {
            let mut connection = load.connect().await?;
            let mut acknowledged = Vec::new();
            // it ends when the server does
            while load.ask(&mut connection).await.is_ok() {
                acknowledged.push(id(number.load(Ordering::Relaxed) - 1));
            }
            anyhow::Ok(acknowledged)
        });
    }
    tokio::time::sleep(BEFORE_KILL).await;
    product.kill().await?;
    let begun = Instant::now();
    let mut acknowledged = Vec::new();
    while let Some(done) = tasks.join_next().await {
        acknowledged.extend(done??);
    }
    product.start_again().await?;
    let load = load(host, Dialect::Meta, &Arc::new(AtomicU64::new(first - 1)));
    let mut connection: Connection = load.connect().await?;
    load.ask(&mut connection).await?;
    Ok(Killed { acknowledged, recovery: begun.elapsed() })
}

/// How many of these events are not stored.
async fn lost(database: &mut PgConnection, acknowledged: &[u64]) -> anyhow::Result<i64> {
    ensure!(!acknowledged.is_empty(), "nothing was acknowledged");
    let ids: Vec<String> = acknowledged.iter().map(u64::to_string).collect();
    let missing = "select count(*) from unnest($1::text[]) a (id)
                   where not exists (select from platform_events e where e.platform = 'meta' and e.event_id = a.id)";
    Ok(sqlx::query_scalar(missing).bind(&ids).fetch_one(database).await?)
}
