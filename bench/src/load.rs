//! A load generator: keep-alive connections that ask a server, as fast as they can or at a steady pace. It shares the machine with
//! what it measures, so it does as little as it can: of an answer only the status and the length are read.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// Writes the next request.
type Write = dyn Fn(&mut Vec<u8>) + Send + Sync;

/// What to ask a server for.
#[derive(Clone)]
pub struct Load {
    host: String,
    write: Arc<Write>,
    /// Connections of a steady pace.
    paced_by: u32,
}

/// A connection and what goes over it.
pub struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    buffer: Vec<u8>,
}

/// What a run measured.
pub struct Result {
    /// Answers a second.
    pub rate: f64,
    /// Median time to an answer.
    pub p50_ms: f64,
    /// 99th percentile.
    pub p99_ms: f64,
}

impl Load {
    /// Requests that `write` writes, to a server of this machine. It keeps a steady pace over `paced_by` connections.
    pub fn of(host: &str, paced_by: u32, write: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> Self {
        Self { host: host.to_owned(), write: Arc::new(write), paced_by }
    }

    /// A load on `url`, with a bearer token unless it is empty.
    pub fn new(url: &str, token: &str) -> Self {
        let rest = url.trim_start_matches("http://");
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let credential = if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
        let request = format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\naccept-encoding: identity\r\n{credential}\r\n");
        Self::of(host, 64, move |text| text.extend_from_slice(request.as_bytes()))
    }

    /// A connection.
    pub async fn connect(&self) -> anyhow::Result<Connection> {
        let stream = TcpStream::connect(&self.host).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, request: Vec::with_capacity(1 << 10), buffer: Vec::with_capacity(1 << 15) })
    }

    /// Asks once; how long it took.
    pub async fn ask(&self, connection: &mut Connection) -> anyhow::Result<Duration> {
        let Connection { stream, request, buffer } = connection;
        request.clear();
        (self.write)(request);
        let start = Instant::now();
        stream.write_all(request).await?;
        buffer.clear();
        let mut whole = None;
        while whole.is_none_or(|length| buffer.len() < length) {
            ensure!(stream.read_buf(buffer).await? > 0, "the server hung up");
            if whole.is_none() {
                whole = length(buffer)?;
            }
        }
        Ok(start.elapsed())
    }

    /// Fills caches and prepared statements.
    pub async fn warm_up(&self) -> anyhow::Result<()> {
        self.full_speed(8, Duration::from_secs(1)).await.map(drop)
    }

    /// As fast as `connections` can.
    pub async fn full_speed(&self, connections: usize, run: Duration) -> anyhow::Result<Result> {
        let mut tasks = JoinSet::new();
        let start = Instant::now();
        for _ in 0..connections {
            let load = self.clone();
            tasks.spawn(async move {
                let mut connection = load.connect().await?;
                let mut times = Vec::with_capacity(1 << 16);
                while start.elapsed() < run {
                    times.push(load.ask(&mut connection).await?);
                }
                anyhow::Ok(times)
            });
        }
        collect(tasks, start).await
    }

    /// `rate` requests a second, evenly; a late answer counts from when its request was due.
    pub async fn paced(&self, rate: f64, run: Duration) -> anyhow::Result<Result> {
        let workers = self.paced_by;
        let gap = Duration::from_secs_f64(f64::from(workers) / rate);
        let mut tasks = JoinSet::new();
        let start = Instant::now();
        for worker in 0..workers {
            let load = self.clone();
            tasks.spawn(async move {
                let mut connection = load.connect().await?;
                let mut due = start + gap * worker / workers;
                let mut times = Vec::with_capacity(1 << 14);
                while start.elapsed() < run {
                    tokio::time::sleep_until(due.into()).await;
                    load.ask(&mut connection).await?;
                    times.push(due.elapsed());
                    due += gap;
                }
                anyhow::Ok(times)
            });
        }
        collect(tasks, start).await
    }
}

/// How long an answer is with its head, once the head is there.
fn length(answer: &[u8]) -> anyhow::Result<Option<usize>> {
    let Some(end) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&answer[..end])?;
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap_or_default();
    ensure!(status.starts_with("HTTP/1.1 2"), "answered {status}");
    let body = lines
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .context("an answer without a length")?;
    Ok(Some(end + 4 + body.1.parse::<usize>()?))
}

async fn collect(mut tasks: JoinSet<anyhow::Result<Vec<Duration>>>, start: Instant) -> anyhow::Result<Result> {
    let mut times = Vec::new();
    while let Some(done) = tasks.join_next().await {
        times.extend(done??);
    }
    let took = start.elapsed().as_secs_f64();
    times.sort_unstable();
    ensure!(!times.is_empty(), "no answer at all");
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    #[expect(clippy::cast_precision_loss, reason = "counts of requests")]
    let rate = times.len() as f64 / took;
    Ok(Result { rate, p50_ms: at(50), p99_ms: at(99) })
}
