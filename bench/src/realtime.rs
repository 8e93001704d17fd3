//! Two thousand sockets on one node, beside a Socket.IO server of Node that does nothing else. Clients, rooms and payloads are the
//! same; Node is measured where `npm` finds its package. What the kernel alone takes to send as much is the machine's limit.

use std::{
    fs,
    io::Write,
    path::Path,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    sync::Notify,
    task::JoinSet,
};
use tokio_tungstenite::{connect_async, tungstenite::Message};

use crate::{
    product::{self, Product},
    row,
};

/// Sockets on the node.
const SOCKETS: usize = 2000;
/// Broadcasts of which the slowest client is timed.
const BROADCASTS: usize = 200;
/// Between two of them.
const PAUSE: Duration = Duration::from_millis(50);
/// The version that is measured beside.
const NODE_PACKAGE: &str = "socket.io@4.8.4";
/// What every client of both servers hears.
const EVENT: &str = "42[\"org:changed\"";

/// Figures of one server.
struct Figures {
    /// Megabytes above idle.
    memory: f64,
    /// Microseconds of the server's processor time a message and client.
    cpu: f64,
    /// Milliseconds from the request to the last client.
    p50: f64,
    p99: f64,
}

/// Prints the rows.
pub async fn measure(binary: &str) -> anyhow::Result<()> {
    let product = our_figures(binary).await?;
    let node = node_figures().await;
    let beside = |figure: fn(&Figures) -> f64, unit: &str| match &node {
        Ok(node) => (format!("Node: {:.1} {unit}", figure(node)), format!("{:.2}", figure(&product) / figure(node))),
        Err(error) => (format!("Node not measured: {error}"), String::new()),
    };
    let memory = format!("{:.1} MB ({:.1} kB a socket)", product.memory, product.memory * 1024.0 / SOCKETS as f64);
    let (limit, ratio) = beside(|figures| figures.memory, "MB");
    row(&format!("memory of {SOCKETS} sockets above idle"), &memory, "< 30 MB, 0.6 of Node", &limit, &ratio);
    let (limit, ratio) = beside(|figures| figures.cpu, "µs");
    let limit = format!("{limit}; the kernel's sending: {:.1} µs", bare_sending().await?);
    row("CPU a message", &format!("{:.1} µs", product.cpu), "a third of Node", &limit, &ratio);
    let (limit, ratio) = beside(|figures| figures.p99, "ms");
    let last = format!("p50 {:.0} ms, p99 {:.0} ms", product.p50, product.p99);
    row("request to the last client", &last, "p99 < 100 ms", &limit, &ratio);
    Ok(())
}

async fn our_figures(binary: &str) -> anyhow::Result<Figures> {
    let mut product = Product::start(binary).await?;
    product.seed().await?;
    let org = product.org().await?;
    let tokens = product.tokens_of_colleagues().await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let join = format!("420[\"join\",\"org:{org}\"]");
    let url = product.url("/socket.io/");
    let (id, crowd) = (product.id()?, Crowd::default());
    let idle = memory_mb(id)?;
    crowd
        .fill(&url, |number| {
            let token = &tokens[number % tokens.len()];
            [format!("40{{\"token\":\"{token}\"}}"), join.clone()]
        })
        .await?;
    let figures = crowd.time(id, idle, async |number| product.rename_org(&org, number).await).await?;
    drop(crowd);
    product.stop().await?;
    Ok(figures)
}

async fn node_figures() -> anyhow::Result<Figures> {
    let folder = tempfile::tempdir()?;
    let install = Command::new("npm")
        .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
        .arg(folder.path())
        .arg(NODE_PACKAGE)
        .output()
        .await
        .context("no npm")?;
    if !install.status.success() {
        bail!("npm does not find {NODE_PACKAGE}");
    }
    let (mut child, url) = start_node(folder.path()).await?;
    let id = child.id().context("Node ended")?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let (idle, crowd) = (memory_mb(id)?, Crowd::default());
    crowd.fill(&format!("{url}/socket.io/"), |_| ["40".into(), "420[\"join\",\"org:1\"]".into()]).await?;
    let figures = crowd.time(id, idle, async |number| crate::product::get_ok(&format!("{url}/emit/{number}")).await);
    let figures = figures.await?;
    child.kill().await?;
    Ok(figures)
}

async fn start_node(folder: &Path) -> anyhow::Result<(Child, String)> {
    fs::write(folder.join("server.mjs"), include_str!("realtime-server.mjs"))?;
    let mut child = Command::new("node")
        .arg("server.mjs")
        .current_dir(folder)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("no node")?;
    let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
    let port = lines.next_line().await?.context("Node said nothing")?;
    Ok((child, format!("http://127.0.0.1:{port}")))
}

/// Microseconds that one thread takes to send a message to a socket, when it does nothing else.
async fn bare_sending() -> anyhow::Result<f64> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let (mut senders, mut clients) = (Vec::with_capacity(SOCKETS), JoinSet::new());
    for _ in 0..SOCKETS {
        let (client, sender) = tokio::join!(tokio::net::TcpStream::connect(listener.local_addr()?), listener.accept());
        let sender = sender?.0.into_std()?;
        sender.set_nonblocking(false)?;
        sender.set_nodelay(true)?;
        senders.push(sender);
        let mut client = client?;
        clients.spawn(async move { tokio::io::copy(&mut client, &mut tokio::io::sink()).await });
    }
    tokio::task::spawn_blocking(move || {
        let message = [b'x'; 160];
        let before = product::cpu_seconds("thread-self")?;
        for _ in 0..BROADCASTS {
            for sender in &mut senders {
                sender.write_all(&message)?;
            }
            std::thread::sleep(PAUSE);
        }
        Ok((product::cpu_seconds("thread-self")? - before) * 1e6 / (BROADCASTS * SOCKETS) as f64)
    })
    .await?
}

/// The clients.
#[derive(Default)]
struct Crowd {
    heard: Arc<AtomicUsize>,
    everybody: Arc<Notify>,
    clients: std::sync::Mutex<JoinSet<()>>,
}

impl Crowd {
    /// Connects everybody, who says what `hello` gives them.
    async fn fill(&self, url: &str, hello: impl Fn(usize) -> [String; 2]) -> anyhow::Result<()> {
        let url = format!("{}?EIO=4&transport=websocket", url.replace("http://", "ws://"));
        for number in 0..SOCKETS {
            let [who, join] = hello(number);
            let (mut socket, _) = connect_async(&url).await?;
            socket.next().await.context("no open packet")??;
            for (says, hears) in [(who, "40{"), (join, "430[{\"ok\":true")] {
                socket.send(says.into()).await?;
                let mut answer = String::new();
                while !answer.starts_with(hears) {
                    let next = socket.next().await.with_context(|| format!("socket {number} let go after {answer}"))?;
                    answer = next?.to_text()?.to_owned();
                    if answer == "2" {
                        socket.send("3".into()).await?;
                    }
                    ensure!(!answer.starts_with("44") && !answer.starts_with("430[{\"ok\":f"), "refused: {answer}");
                }
            }
            let (heard, everybody) = (self.heard.clone(), self.everybody.clone());
            let client = async move {
                while let Some(Ok(message)) = socket.next().await {
                    match message {
                        Message::Text(text) if text == "2" => drop(socket.send("3".into()).await),
                        Message::Text(text)
                            if text.starts_with(EVENT) && heard.fetch_add(1, Ordering::Relaxed) + 1 == SOCKETS =>
                        {
                            everybody.notify_one();
                        }
                        _ => {}
                    }
                }
            };
            self.clients.lock().expect("clients").spawn(client);
        }
        // everybody has joined, and what joining costs is over
        tokio::time::sleep(Duration::from_secs(3)).await;
        Ok(())
    }

    /// Times what `cause` causes.
    async fn time(
        &self,
        id: u32,
        idle: f64,
        cause: impl AsyncFn(usize) -> anyhow::Result<()>,
    ) -> anyhow::Result<Figures> {
        let memory = memory_mb(id)? - idle;
        let mut took = Vec::with_capacity(BROADCASTS);
        let mut before = 0.0;
        for number in 0..BROADCASTS + 10 {
            // the first ones warm up
            if number == 10 {
                before = product::cpu_seconds(id)?;
                took.clear();
            }
            self.heard.store(0, Ordering::Relaxed);
            let begun = Instant::now();
            let (caused, all) =
                tokio::join!(cause(number), tokio::time::timeout(Duration::from_secs(20), self.everybody.notified()));
            caused?;
            all.with_context(|| format!("{} of {SOCKETS} heard it", self.heard.load(Ordering::Relaxed)))?;
            took.push(begun.elapsed().as_secs_f64() * 1000.0);
            tokio::time::sleep(PAUSE).await;
        }
        let cpu = (product::cpu_seconds(id)? - before) * 1e6 / (BROADCASTS * SOCKETS) as f64;
        took.sort_by(f64::total_cmp);
        Ok(Figures { memory, cpu, p50: took[took.len() / 2], p99: took[took.len() * 99 / 100] })
    }
}

/// Resident memory of a process, in megabytes.
fn memory_mb(id: u32) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).context("no figure")?.parse()?;
    Ok(kilobytes / 1024.0)
}
