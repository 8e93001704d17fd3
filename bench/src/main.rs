//! Measures the product beside the machine's own limits and prints both with their ratio. Figures drift with the machine; ratios
//! are what is compared. Loopback only, bounded in time, ends what it started.

mod graph;
mod inbound;
mod load;
mod numbers;
mod product;
mod queue;
mod realtime;
mod sync;
mod webhooks;

use std::time::Duration;

use anyhow::Context;
use axum::{Router, routing::get};

use load::{Load, Result as Figures};
use product::Product;

/// The product's: the queue's worker runs in this process.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long each load runs.
const RUN: Duration = Duration::from_secs(8);
/// Connections of a load at full speed.
const CONNECTIONS: usize = 32;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let binary = std::env::args().nth(1).context(
        "usage: cmis-bench <path of the cmis binary> [queue | realtime | webhooks | sync | inbound | numbers]",
    )?;
    println!("| figure | measured | target | machine's own limit | ratio |");
    println!("|---|---|---|---|---|");

    if std::env::args().nth(2).is_none_or(|only| only == "queue") {
        queue::measure().await?;
    }
    if std::env::args().nth(2).is_none_or(|only| only == "realtime") {
        realtime::measure(&binary).await?;
    }
    if std::env::args().nth(2).is_none_or(|only| only == "webhooks") {
        webhooks::measure(&binary).await?;
    }
    if std::env::args().nth(2).is_none_or(|only| only == "sync") {
        sync::measure(&binary).await?;
    }
    if std::env::args().nth(2).is_none_or(|only| only == "inbound") {
        inbound::measure(&binary).await?;
    }
    if std::env::args().nth(2).is_none_or(|only| only == "numbers") {
        numbers::measure(&binary).await?;
    }
    if std::env::args().nth(2).is_some() {
        return Ok(());
    }
    let limit = bare_handler().await?;
    let mut product = Product::start(&binary).await?;
    let select = product.pgbench_select().await?;
    row("pgbench -S, 16 clients", &format!("{select:.0} /s"), "", "", "");

    tokio::time::sleep(Duration::from_secs(2)).await;
    let memory = product.memory_mb()?;
    row("idle memory without Postgres", &format!("{memory:.1} MB"), "< 60 MB", "", "");

    product.seed().await?;
    let list = Load::new(&product.url("/api/members?limit=50"), &product.token);
    list.warm_up().await?;
    let full = list.full_speed(CONNECTIONS, RUN).await?;
    let ratio = format!("{:.2} of the bare handler, {:.2} of pgbench", full.rate / limit.rate, full.rate / select);
    row(
        "members list: 50 rows, JWT, RLS",
        &format!("{:.0} /s, p99 {:.1} ms", full.rate, full.p99_ms),
        "> 5000 /s",
        &format!("{:.0} /s", limit.rate),
        &ratio,
    );
    let half = list.paced(full.rate / 2.0, RUN).await?;
    row(
        "the same at half load",
        &format!("p50 {:.1} ms, p99 {:.1} ms", half.p50_ms, half.p99_ms),
        "p99 < 20 ms",
        "",
        "",
    );

    let twenty = Load::new(&product.url("/api/members?limit=20"), &product.token).full_speed(CONNECTIONS, RUN).await?;
    row(
        "members list: 20 rows",
        &format!("{:.0} /s, p99 {:.1} ms", twenty.rate, twenty.p99_ms),
        "",
        "",
        &format!("{:.2}", twenty.rate / limit.rate),
    );

    let quiet = list.paced(200.0, RUN).await?;
    let hashing = product.hash_passwords(RUN);
    let (during, logins) = tokio::join!(list.paced(200.0, RUN), hashing);
    let during = during?;
    let told = format!("p99 {:.1} ms (without: {:.1} ms)", during.p99_ms, quiet.p99_ms);
    row(&format!("list at 200/s while {} passwords are hashed", logins?), &told, "not blocked", "", "");

    let memory = product.memory_mb()?;
    row("memory after the load", &format!("{memory:.1} MB"), "", "", "");
    let mut starts = Vec::new();
    for _ in 0..5 {
        starts.push(product.restart().await?.as_secs_f64() * 1000.0);
    }
    starts.sort_by(f64::total_cmp);
    row("cold start with an existing database", &format!("{:.0} ms (median of 5)", starts[2]), "< 1000 ms", "", "");
    product.stop().await
}

fn row(figure: &str, measured: &str, target: &str, limit: &str, ratio: &str) {
    println!("| {figure} | {measured} | {target} | {limit} | {ratio} |");
}

/// A handler that answers a constant of the list's size, with nothing around it.
async fn bare_handler() -> anyhow::Result<Figures> {
    let body: String = "x".repeat(18_000);
    let app = Router::new().route("/", get(move || std::future::ready(body.clone())));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serve = axum::serve(listener, app).with_graceful_shutdown(async move {
        let _ = stopped.await;
    });
    let (figures, ()) = tokio::join!(
        async {
            let load = Load::new(&url, "");
            load.warm_up().await?;
            let figures = load.full_speed(CONNECTIONS, RUN).await;
            drop(stop);
            figures
        },
        async {
            let _ = serve.await;
        }
    );
    figures
}
