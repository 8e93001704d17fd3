//! Outgoing webhooks to a receiver on the same machine: events that happened already, until each is delivered and its attempt
//! stored, beside what the guarded client does without a database.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use cmis_connectors::outside::{Call, Outside, addresses::Reach};
use futures_util::{StreamExt, stream};
use http::{HeaderMap, Method};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinSet,
};

use crate::{product::Product, row};

/// Events of one run.
const EVENTS: usize = 30_000;
/// Endpoints that hear of each event.
const ENDPOINTS: usize = 4;
/// Calls on their way at once, of the client alone.
const AT_ONCE: usize = 128;

/// A receiver that reads each request and is content with it, on connections that stay.
struct Receiver {
    url: String,
    seen: Arc<AtomicUsize>,
    _tasks: JoinSet<()>,
}

impl Receiver {
    async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/hook", listener.local_addr()?);
        let seen = Arc::new(AtomicUsize::new(0));
        let counter = seen.clone();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, counter.clone()));
            }
        });
        Ok(Self { url, seen, _tasks: tasks })
    }
}

async fn serve(mut stream: tokio::net::TcpStream, seen: Arc<AtomicUsize>) {
    let mut buffer = Vec::with_capacity(8192);
    loop {
        match stream.read_buf(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        while let Some(length) = whole_request(&buffer) {
            buffer.drain(..length);
            seen.fetch_add(1, Ordering::Relaxed);
            if stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.is_err() {
                return;
            }
        }
    }
}

/// How long the first request in `buffer` is, once all of it is there.
fn whole_request(buffer: &[u8]) -> Option<usize> {
    let head = buffer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&buffer[..head]).ok()?;
    let body = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok()).unwrap_or(0);
    (buffer.len() >= head + body).then_some(head + body)
}

/// Measures and prints.
pub async fn measure(binary: &str) -> anyhow::Result<()> {
    let receiver = Receiver::start().await?;
    let bare = bare_client(&receiver.url).await?;
    let mut product = Product::start(binary).await?;
    product.seed().await?;
    for _ in 0..ENDPOINTS {
        product.post("/api/webhook-endpoints", &json!({"url": receiver.url, "events": ["org.updated"]})).await?;
    }
    let rate = delivered(&product, &receiver).await?;
    row(
        &format!("webhooks delivered, {ENDPOINTS} endpoints, with attempt rows"),
        &format!("{rate:.0} /s"),
        "> 9000 /s",
        &format!("{bare:.0} /s"),
        &format!("{:.2} of the guarded client alone", rate / bare),
    );
    product.stop().await
}

/// Calls a second of the client alone.
async fn bare_client(url: &str) -> anyhow::Result<f64> {
    let outside = Outside::new(Reach::Private)?;
    let url = outside.check(url)?;
    let body = json!({"id": "x".repeat(36), "event": "org.updated", "data": {"name": "y".repeat(200)}}).to_string();
    let begun = Instant::now();
    let mut answers = stream::iter(0..EVENTS)
        .map(|_| {
            let call = Call {
                method: Method::POST,
                url: url.clone(),
                headers: HeaderMap::new(),
                body: body.clone(),
                keep: 4096,
            };
            outside.call(call)
        })
        .buffer_unordered(AT_ONCE);
    while let Some(answer) = answers.next().await {
        ensure!(answer?.status == 204, "the receiver is not content");
    }
    Ok(rate(EVENTS, begun.elapsed()))
}

/// Deliveries a second from the moment when the events are there.
async fn delivered(product: &Product, receiver: &Receiver) -> anyhow::Result<f64> {
    let before = receiver.seen.load(Ordering::Relaxed);
    let all = EVENTS * ENDPOINTS;
    product
        .execute(&format!(
            "insert into events (org_id, at, kind, object_kind, object_id, payload, actor_kind)
             select o.org_id, now(), 'org.updated', 'org', o.org_id,
                    jsonb_build_object('name', 'Palm ' || n, 'time_zone', 'Asia/Riyadh', 'locale', 'ar'), 'system'
             from (select org_id from webhook_endpoints limit 1) o, generate_series(1, {EVENTS}) n;
             notify events;"
        ))
        .await?;
    let begun = Instant::now();
    while receiver.seen.load(Ordering::Relaxed) - before < all {
        ensure!(
            begun.elapsed() < Duration::from_secs(120),
            "only {} of {all} arrived",
            receiver.seen.load(Ordering::Relaxed)
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // the last results are stored after the last sending
    let stored = "select count(*) from webhook_deliveries d join webhook_attempts a on a.delivery_id = d.id where d.state = 'delivered'";
    while product.query(stored).await?.parse::<usize>().context("a count")? < all {
        ensure!(begun.elapsed() < Duration::from_secs(120), "not every attempt is stored");
    }
    let took = begun.elapsed();
    Ok(rate(all, took))
}

fn rate(count: usize, took: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of deliveries")]
    let count = count as f64;
    count / took.as_secs_f64()
}
