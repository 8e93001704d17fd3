//! `/socket.io/`: what stands between the network and the sockets.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{OriginalUri, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header, uri::Authority},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use socketioxide::{ParserConfig, SocketIo, extract::SocketRef, handler::ConnectHandler};

use url::Url;

use super::sockets;
use crate::{
    http::{
        error::{ApiError, ErrorCode},
        request::{Origin, network},
    },
    state::App,
};

/// Where it is, with the slash that the official clients send.
pub const PATH: &str = "/socket.io/";

/// Longest message of a client, in bytes: an access token and a room fit many times.
const LONGEST: usize = 16 * 1024;
/// Messages that wait for a client; one that takes none for so long is let go by the next ping.
const WAITING: usize = 128;
/// How often a client is asked whether it is there.
const PING_EVERY: Duration = Duration::from_secs(25);
/// How long it may take to answer.
const PING_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a connection may stand without having said who it is.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection's buffer for reading.
const READ_BUFFER: usize = 256;

/// The sockets of a node, and where they connect.
pub type Engine = (Router, SocketIo);

/// The door of this node. However often it is asked for, behind it are the same sockets.
pub fn service(app: &App) -> Router {
    let (engine, _) = app.realtime.engine.get_or_init(|| engine(app));
    engine.clone().layer(from_fn_with_state(app.clone(), guard))
}

fn engine(app: &App) -> Engine {
    let parser = ParserConfig::common().max_incoming_binaries(0).max_incoming_binary_buf_size(0);
    let (engine, io) = SocketIo::builder()
        .max_payload(LONGEST as u64)
        .ws_max_message_size(LONGEST)
        .ws_max_frame_size(LONGEST)
        .ws_read_buffer_size(READ_BUFFER)
        .max_buffer_size(WAITING)
        .ping_interval(PING_EVERY)
        .ping_timeout(PING_TIMEOUT)
        .upgrade_timeout(CONNECT_TIMEOUT)
        .connect_timeout(CONNECT_TIMEOUT)
        .with_parser(parser)
        .build_svc();
    // the sockets hold the product weakly: it holds them
    let (on_connect, on_admit) = (app.downgrade(), app.downgrade());
    let admit = move |socket, auth| sockets::admit(on_admit.clone(), socket, auth);
    io.ns("/", (async move |socket: SocketRef| sockets::enrol(&on_connect, &socket)).with(admit));
    (Router::new().route_service(PATH, engine), io)
}

/// Lets a request through whose origin may call, and a new connection within the limit of its address.
async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if !is_from_here(&app, request.headers()) {
        return ApiError::new(ErrorCode::Forbidden, "error-socket-origin").into_response();
    }
    let Some(origin) = request.extensions().get::<Origin>().cloned() else {
        return ApiError::internal(anyhow::anyhow!("the request middleware is missing")).into_response();
    };
    let query = request.uri().query().unwrap_or_default();
    let opens = request.method() == Method::GET && !query.split('&').any(|part| part.starts_with("sid="));
    if opens {
        if app.stopping.is_cancelled() {
            return ApiError::new(ErrorCode::Unavailable, "error-unavailable").into_response();
        }
        let key = format!("address:realtime:{}", network(origin.address));
        let standing = app.rates.count(&key, app.settings.limits.session, app.now());
        if !standing.allowed {
            return ApiError::rate_limited(standing.reset, standing.limit).into_response();
        }
        lighten(&mut request);
        request.extensions_mut().remove::<Origin>();
        request.extensions_mut().insert(Arc::new(origin));
    }
    next.run(request).await.map(Body::new)
}

/// Whether a browser's page may connect: ours, under whatever name it was reached, or one of an origin that may call the API.
/// Other clients send no origin.
fn is_from_here(app: &App, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    if origin == app.settings.origin() || app.settings.cors_origins.iter().any(|allowed| allowed == origin) {
        return true;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
    let page = Url::parse(origin).ok();
    match (host, page.as_ref().and_then(|page| Some((page.host_str()?, page.port())))) {
        (Some(host), Some((name, port))) => host.host().eq_ignore_ascii_case(name) && host.port_u16() == port,
        _ => false,
    }
}

/// A socket keeps the head of its request for as long as it lives: cookies and the like have no business there, and what is
/// left is copied, as each part of a head (the address as it was asked for, too) holds the 8 kB that it was read into.
fn lighten(request: &mut Request) {
    let needed = |name: &HeaderName| {
        *name == header::CONNECTION || *name == header::UPGRADE || name.as_str().starts_with("sec-websocket-")
    };
    let copied = |(name, value): (&HeaderName, &HeaderValue)| {
        HeaderValue::from_bytes(value.as_bytes()).ok().map(|value| (name.clone(), value))
    };
    *request.headers_mut() = request.headers().iter().filter(|(name, _)| needed(name)).filter_map(copied).collect();
    if let Ok(uri) = request.uri().to_string().parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request.extensions_mut().remove::<OriginalUri>();
}
