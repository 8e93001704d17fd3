//! Where every request comes in: bounds, faults, the stand-in or the control API, the log. Nothing here knows a platform.

use std::{io, time::Duration};

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    response::Response,
};
use cmis_base::platform::Platform;
use futures_util::stream;
use http::{HeaderMap, Method, StatusCode};
use serde_json::json;

use super::{
    answer::Answer,
    call::{Call, Params, origin},
    control,
    faults::{FaultKind, Hit},
    guard, page, recall,
    state::{Desk, Logged, Standing, trace},
};
use crate::{
    Sandbox,
    platforms::{self, Refusal, Stand},
};

/// Longest body, in bytes.
const BODY: usize = 1024 * 1024;
/// Longest path with query, in bytes.
const ADDRESS: usize = 32 * 1024;
/// Longest wait of a slow answer, in seconds.
const SLOWEST: u32 = 120;

/// Answers every request.
pub async fn answer(State(sandbox): State<Sandbox>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if !guard::is_reached_directly(&parts) {
        let message = "the sandbox answers at an IP address or at localhost only";
        return refused(StatusCode::FORBIDDEN, message).into_response();
    }
    if parts.uri.path_and_query().is_some_and(|it| it.as_str().len() > ADDRESS) {
        return refused(StatusCode::URI_TOO_LONG, "the address is too long").into_response();
    }
    let Ok(body) = to_bytes(body, BODY).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large").into_response();
    };
    let path = segments(parts.uri.path());
    let pieces: Vec<&str> = path.iter().map(String::as_str).collect();
    if is_for_people(&pieces) && guard::is_of_another_site(&parts) {
        return refused(StatusCode::FORBIDDEN, "a page of another site may not do this").into_response();
    }
    match pieces.as_slice() {
        [""] => page::show(&sandbox, &parts.headers).into_response(),
        ["control", rest @ ..] => control::answer(&sandbox, &parts, rest, &body).await.into_response(),
        [platform, host, rest @ ..] => {
            let Some(stand) = platform.parse::<Platform>().ok().and_then(platforms::of) else {
                return refused(StatusCode::NOT_FOUND, "no stand-in has this address").into_response();
            };
            let query = Params::parse(parts.uri.query().unwrap_or_default().as_bytes());
            let form = if is_form(&parts.headers) { Params::parse(&body) } else { Some(Params::default()) };
            let (Some(query), Some(form)) = (query, form) else {
                return refused(StatusCode::BAD_REQUEST, "a parameter is too long").into_response();
            };
            let call = Call {
                base: format!("{}/{platform}/{host}", origin(&parts.headers)),
                host: (*host).to_owned(),
                path: rest.iter().map(|piece| (*piece).to_owned()).collect(),
                target: parts.uri.path_and_query().map(|it| it.as_str().to_owned()).unwrap_or_default(),
                has_last_slash: parts.uri.path().ends_with('/'),
                params: Params(query.0.iter().cloned().chain(form.0).collect()),
                query,
                trace: String::new(),
                at: sandbox.0.settings.clock.now(),
                method: parts.method,
                headers: parts.headers,
                body,
            };
            stand_in(&sandbox, stand, call, parts.uri.path()).await
        }
        _ => refused(StatusCode::NOT_FOUND, "no stand-in has this address").into_response(),
    }
}

/// A refusal of the sandbox itself, which no platform said.
pub fn refused(status: StatusCode, message: &str) -> Answer {
    Answer::json_with(status, &json!({"sandbox": message}))
}

/// Whether the body is a form.
pub fn is_form(headers: &HeaderMap) -> bool {
    let of = headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    of.is_some_and(|of| of.starts_with("application/x-www-form-urlencoded"))
}

fn segments(path: &str) -> Vec<String> {
    let decoded = |piece: &str| {
        // as one name without a value, in which only percent signs mean something
        let plain = piece.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
        let text = url::form_urlencoded::parse(plain.as_bytes()).next();
        text.map(|(text, _)| text.into_owned()).unwrap_or_default()
    };
    path.trim_start_matches('/').trim_end_matches('/').split('/').map(decoded).collect()
}

/// Whether what answers there needs no token: the control page, its API, the pages of consent.
fn is_for_people(pieces: &[&str]) -> bool {
    match pieces {
        ["" | "control", ..] => true,
        [platform, host, path @ ..] => {
            let stand = platform.parse::<Platform>().ok().and_then(platforms::of);
            stand.is_some_and(|stand| stand.is_page(host, path))
        }
        _ => false,
    }
}

async fn stand_in(sandbox: &Sandbox, stand: &Stand, mut call: Call, path: &str) -> Response {
    let (answer, hits) = sandbox.at_desk(|desk| {
        let number = desk.state.number();
        call.trace = trace(desk.world.seed, number);
        recall::tokens(desk, &call);
        let hits = faults(desk, stand, &call, path);
        let has = |kind: FaultKind| hits.iter().any(|hit| hit.kind == kind);
        let answer = if has(FaultKind::Outage) {
            (stand.refuse)(&call, Refusal::Outage)
        } else if has(FaultKind::RateLimit) {
            (stand.refuse)(&call, Refusal::RateLimit)
        } else {
            (stand.answer)(desk, &call)
        };
        desk.state.log(Logged {
            at: desk.now,
            method: call.method.to_string(),
            path: path.chars().take(200).collect(),
            status: if has(FaultKind::Cut) { 0 } else { answer.status.as_u16() },
            faults: hits.iter().map(|hit| hit.kind.as_str()).collect(),
        });
        (answer, hits)
    });
    if let Some(slow) = hits.iter().find(|hit| hit.kind == FaultKind::Slow) {
        tokio::time::sleep(Duration::from_secs(slow.seconds.min(SLOWEST).into())).await;
    }
    if hits.iter().any(|hit| hit.kind == FaultKind::Cut) {
        return cut();
    }
    let mut response = answer.into_response();
    if call.method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    response
}

/// The faults that hit a call; those of tokens have their effect here.
fn faults(desk: &mut Desk<'_>, stand: &Stand, call: &Call, path: &str) -> Vec<Hit> {
    if stand.is_page(&call.host, &call.path) {
        return Vec::new();
    }
    let token = (stand.token)(call);
    let grant = token.as_ref().and_then(|token| match desk.standing(stand.platform, token) {
        Standing::Live(_, secret) => Some(secret.grant),
        Standing::Expired | Standing::Revoked | Standing::Unknown => None,
    });
    let hits = desk.state.faults.hit_call(stand.platform, path, grant.is_some(), desk.now);
    for hit in &hits {
        match (hit.kind, grant, token.as_ref().and_then(|token| desk.state.secrets.get_mut(token))) {
            (FaultKind::ExpiredToken, _, Some(secret)) => secret.expires = Some(desk.now),
            (FaultKind::RevokedToken, Some(grant), _) => desk.state.revoke(grant),
            _ => {}
        }
    }
    hits
}

/// An answer whose body fails at once: the server drops the connection before anything of it is sent.
fn cut() -> Response {
    let failing = stream::once(async { Err::<Vec<u8>, _>(io::Error::from(io::ErrorKind::ConnectionReset)) });
    Response::new(Body::from_stream(failing))
}
