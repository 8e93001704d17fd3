//! The door: accepts connections, bounds what a slow or greedy client may hold, and closes without cutting off answers.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo};
use cmis_jobs::supervise;
use hyper::{HeaderMap, Request, body::Incoming, header, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use crate::{
    failure::{Code, Failure},
    words::{Args, say},
};

/// The head of a request has to be there within this, counted from the connection's last sign of life.
const HEAD_TIMEOUT: Duration = Duration::from_secs(20);
/// Header lines of one request.
const MAX_HEADERS: usize = 100;
/// Bytes of a request's head, and of what is read ahead.
const MAX_HEAD: usize = 64 * 1024;
/// When no connection can be accepted (too many open files), the next try waits.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Looks out for a proxy that nobody told us of: behind it, all people would share one address.
#[derive(Clone, Debug)]
pub struct Proxies {
    trusted: Arc<[IpAddr]>,
    is_told: Arc<AtomicBool>,
}

impl Proxies {
    /// With those that are told of.
    pub fn new(trusted: &[IpAddr]) -> Self {
        Self { trusted: trusted.into(), is_told: Arc::default() }
    }

    /// Says so once when a neighbour forwards for others without being trusted. A stranger who sends the header is none.
    fn look_at(&self, peer: IpAddr, headers: &HeaderMap) {
        let is_neighbour = match peer.to_canonical() {
            IpAddr::V4(address) => address.is_loopback() || address.is_private(),
            IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
        };
        let forwards = headers.contains_key("x-forwarded-for") || headers.contains_key(header::FORWARDED);
        if is_neighbour
            && forwards
            && !self.trusted.contains(&peer.to_canonical())
            && !self.is_told.swap(true, Ordering::Relaxed)
        {
            tracing::warn!("{}", say("serve-proxy-unknown", Args::new().set("address", peer.to_canonical())));
        }
    }
}

/// Takes the address. A taken or forbidden one is told in a sentence.
pub async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let key = match error.kind() {
            std::io::ErrorKind::AddrInUse => "serve-port-taken",
            std::io::ErrorKind::PermissionDenied => "serve-port-forbidden",
            _ => "serve-port-unusable",
        };
        Failure::error(Code::Failed, say(key, Args::new().set("address", address).set("cause", error)))
    })
}

/// Serves until `stopping` is cancelled; then takes no connection more and waits for the answers that are on their way, up
/// to the grace period.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    proxies: Proxies,
    stopping: CancellationToken,
    grace: Duration,
) {
    let connections = TaskTracker::new();
    let cutting = CancellationToken::new();
    while let Some(accepted) = stopping.run_until_cancelled(listener.accept()).await {
        match accepted {
            Ok((stream, peer)) => {
                let connection = connection(stream, peer, router.clone(), proxies.clone(), stopping.clone());
                let cutting = cutting.clone();
                supervise::once(&connections, async move { cutting.run_until_cancelled(connection).await });
            }
            Err(error) => {
                tracing::warn!(%error, "no connection accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(grace, connections.wait()).await.is_err() {
        tracing::warn!(connections = connections.len(), "connections cut off at the end of the grace period");
        cutting.cancel();
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    proxies: Proxies,
    stopping: CancellationToken,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
    let service = service_fn(move |request: Request<Incoming>| {
        proxies.look_at(peer.ip(), request.headers());
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let answering = router.clone().oneshot(request);
        async move { Ok::<_, Infallible>(answering.await.unwrap_or_else(|never| match never {})) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // clients come and go; what matters was logged with its request
        tracing::debug!(%error, %peer, "connection ended early");
    }
}
