//! What is known of a request before anything else: its id, language, peer and first address.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request},
    http::{HeaderMap, HeaderName, Method, header, request::Parts},
};
use cmis_base::locale::Locale;

use crate::state::App;

/// Name of the header that carries the request's id both ways.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The address as the caller wrote it, before the short form was rewritten.
#[derive(Clone, Debug)]
pub struct OriginalPath(pub String);

/// Who asks from where: for logs, audit entries and throttling.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The caller's id for the request when it is well-formed, else one of ours.
    pub request_id: String,
    /// The peer, or what a trusted proxy says of it.
    pub address: IpAddr,
    /// The peer of the connection itself.
    pub peer: IpAddr,
    /// `User-Agent`, cut to 200 characters.
    pub device: String,
    /// The language of the answer.
    pub locale: Locale,
}

impl<S: Send + Sync> FromRequestParts<S> for Origin {
    type Rejection = super::error::ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| super::error::ApiError::internal(anyhow::anyhow!("the request middleware is missing")))
    }
}

impl Origin {
    /// Reads it off a request as it arrived.
    pub fn of(app: &App, request: &Request) -> Self {
        let headers = request.headers();
        let peer = request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::from([127, 0, 0, 1]), |info| info.0.ip().to_canonical());
        Self {
            request_id: request_id(headers).unwrap_or_else(|| app.ids.next::<Self>().to_string()),
            address: client_address(headers, peer, &app.settings.trusted_proxies),
            peer,
            device: text(headers, &header::USER_AGENT).unwrap_or_default().chars().take(200).collect(),
            locale: text(headers, &header::ACCEPT_LANGUAGE).and_then(Locale::from_accept_language).unwrap_or_default(),
        }
    }

    /// The span that every log line of the request stands in.
    pub fn span(&self, method: &Method) -> tracing::Span {
        tracing::info_span!(
            "request",
            id = %self.request_id,
            method = %method,
            // the template, told where it is known: an address may hold a mailed token
            route = tracing::field::Empty,
            org = tracing::field::Empty,
            user = tracing::field::Empty,
        )
    }
}

/// Whose address it is: an IPv6 customer has a whole /64.
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let s = address.segments();
            format!("{:x}:{:x}:{:x}:{:x}::/64", s[0], s[1], s[2], s[3])
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn request_id(headers: &HeaderMap) -> Option<String> {
    let id = text(headers, &REQUEST_ID)?;
    let fits = (8..=64).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    fits.then(|| id.to_owned())
}

/// The last address in `X-Forwarded-For` that is not a trusted proxy; the peer itself unless it is one.
fn client_address(headers: &HeaderMap, peer: IpAddr, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    let chain =
        headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",");
    chain
        .rsplit(',')
        .map_while(|part| part.trim().parse::<IpAddr>().ok().map(|address| address.to_canonical()))
        .find(|address| !trusted.contains(address))
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::{HeaderMap, client_address};

    #[test]
    fn a_forwarded_address_is_believed_only_from_a_trusted_proxy() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("6.6.6.6, 203.0.113.9, 10.0.0.2"));
        let address = |text: &str| text.parse().expect("address");
        let proxies = [address("10.0.0.1"), address("10.0.0.2")];
        assert_eq!(client_address(&headers, address("198.51.100.7"), &proxies), address("198.51.100.7"));
        assert_eq!(client_address(&headers, address("10.0.0.1"), &proxies), address("203.0.113.9"));
    }
}
