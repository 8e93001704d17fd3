//! Who may not come in: other sites' pages in the browser of whoever runs a sandbox. Decides by headers alone, and never by
//! what a page could choose: a name that leads here (DNS rebinding), a form or a script of another origin.

use std::net::{Ipv4Addr, Ipv6Addr};

use http::{HeaderMap, Method, header, request::Parts};

use super::call::origin;

/// Whether the sandbox was reached by an address or as `localhost`, on any port. Any other name may be somebody else's.
pub fn is_reached_directly(parts: &Parts) -> bool {
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok(),
        (None, _) => parts.uri.authority().map(|it| it.as_str()),
        (Some(_), Some(_)) => None,
    };
    host.is_some_and(is_direct)
}

fn is_direct(host: &str) -> bool {
    let (name, rest) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, rest)) if name.parse::<Ipv6Addr>().is_ok() => ("localhost", rest),
        Some(_) => return false,
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let is_port = rest.is_empty() || rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    is_port && (name.eq_ignore_ascii_case("localhost") || name.parse::<Ipv4Addr>().is_ok())
}

/// Whether a page of another site sent what changes something. Callers that are no browser say neither header.
pub fn is_of_another_site(parts: &Parts) -> bool {
    if matches!(parts.method, Method::GET | Method::HEAD) {
        return false;
    }
    let is_foreign = parts.headers.get_all(header::ORIGIN).iter().any(|it| *it != origin(&parts.headers));
    let mut sites = parts.headers.get_all("sec-fetch-site").iter();
    is_foreign || sites.any(|it| *it == "cross-site" || *it == "same-site")
}

/// Whether the body is JSON, which a page of another site cannot send unasked.
pub fn is_json(headers: &HeaderMap) -> bool {
    let of = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    of.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use super::is_direct;

    #[test]
    fn addresses_and_localhost_are_direct_and_names_are_not() {
        for host in ["localhost", "LOCALHOST:8081", "127.0.0.1:1", "10.0.0.7", "[::1]:8081", "[::1]"] {
            assert!(is_direct(host), "{host}");
        }
        for host in ["", "evil.example", "localhost.evil.example", "127.0.0.1.nip.io:80", "[::1].evil.example", "[x]:1"]
        {
            assert!(!is_direct(host), "{host}");
        }
        assert!(!is_direct("localhost:x") && !is_direct("::1") && !is_direct("localhost:80@evil.example"));
    }
}
