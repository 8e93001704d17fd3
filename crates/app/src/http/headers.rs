//! Security headers on every answer.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Nothing from elsewhere, nothing inline.
const PAGE_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
    connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

/// The page of the API documentation writes styles into its elements.
const DOCUMENTATION_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; \
    object-src 'none'";

/// As many as there are, so that the map grows once.
const MOST: usize = 10;

/// What an answer has to carry, known from the address that was asked.
#[derive(Clone, Copy)]
pub enum Place {
    /// The page of the API documentation and its files.
    Documentation,
    /// The API and the OAuth server.
    Api,
    /// The web app and everything else.
    Page,
}

impl Place {
    /// Of a path in its canonical form.
    pub fn of(path: &str) -> Self {
        if path.starts_with("/api/documentation") {
            Self::Documentation
        } else if path.starts_with("/api/") || path.starts_with("/oauth/") {
            Self::Api
        } else {
            Self::Page
        }
    }

    /// Adds the headers that the answer does not set itself.
    pub fn secure(self, headers: &mut HeaderMap, is_https: bool) {
        headers.reserve(MOST);
        let mut add = |name: HeaderName, value: &'static str| {
            headers.entry(name).or_insert(HeaderValue::from_static(value));
        };
        add(
            header::CONTENT_SECURITY_POLICY,
            if matches!(self, Self::Documentation) { DOCUMENTATION_POLICY } else { PAGE_POLICY },
        );
        add(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        add(header::X_FRAME_OPTIONS, "DENY");
        add(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
        add(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()");
        add(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        if is_https {
            // without the subdomains: the address may be a company's apex, whose other hosts are not ours to decide on
            add(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000");
        }
        match self {
            Self::Documentation => add(header::CACHE_CONTROL, "public, max-age=3600"),
            Self::Api => {
                add(header::CACHE_CONTROL, "no-store");
                // beside what CORS and compression said
                headers.append(
                    header::VARY,
                    HeaderValue::from_static("Accept-Language, Authorization, X-Api-Key, X-Org-Id"),
                );
            }
            Self::Page => {}
        }
    }
}
