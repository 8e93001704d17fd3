//! A load generator: keep-alive connections that ask for one address, as fast as they can or at a steady pace.

use std::time::{Duration, Instant};

use anyhow::ensure;
use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet};

/// One address to ask for.
#[derive(Clone)]
pub struct Load {
    host: String,
    path: String,
    token: String,
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
    /// A load on `url`, with a bearer token unless it is empty.
    pub fn new(url: &str, token: &str) -> Self {
        let rest = url.trim_start_matches("http://");
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        Self { host: host.to_owned(), path: format!("/{path}"), token: token.to_owned() }
    }

    async fn connect(&self) -> anyhow::Result<SendRequest<Empty<Bytes>>> {
        let stream = TcpStream::connect(&self.host).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        #[expect(clippy::disallowed_methods, reason = "the load generator is no part of the product")]
        tokio::spawn(connection);
        Ok(sender)
    }

    async fn ask(&self, sender: &mut SendRequest<Empty<Bytes>>) -> anyhow::Result<Duration> {
        let mut request =
            Request::get(&self.path).header(header::HOST, &self.host).header(header::ACCEPT_ENCODING, "identity");
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        let start = Instant::now();
        sender.ready().await?;
        let mut response = sender.send_request(request.body(Empty::new())?).await?;
        ensure!(response.status().is_success(), "{} answered {}", self.path, response.status());
        while let Some(frame) = response.frame().await {
            frame?;
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
                let mut sender = load.connect().await?;
                let mut times = Vec::with_capacity(1 << 16);
                while start.elapsed() < run {
                    times.push(load.ask(&mut sender).await?);
                }
                anyhow::Ok(times)
            });
        }
        collect(tasks, start).await
    }

    /// `rate` requests a second, evenly; a late answer counts from when its request was due.
    pub async fn paced(&self, rate: f64, run: Duration) -> anyhow::Result<Result> {
        const WORKERS: u32 = 64;
        let gap = Duration::from_secs_f64(f64::from(WORKERS) / rate);
        let mut tasks = JoinSet::new();
        let start = Instant::now();
        for worker in 0..WORKERS {
            let load = self.clone();
            tasks.spawn(async move {
                let mut sender = load.connect().await?;
                let mut due = start + gap * worker / WORKERS;
                let mut times = Vec::with_capacity(1 << 14);
                while start.elapsed() < run {
                    tokio::time::sleep_until(due.into()).await;
                    load.ask(&mut sender).await?;
                    times.push(due.elapsed());
                    due += gap;
                }
                anyhow::Ok(times)
            });
        }
        collect(tasks, start).await
    }
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
