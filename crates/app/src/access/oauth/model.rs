//! The rules of the OAuth server: addresses to redirect to, PKCE, scopes, resources. Pure.

use base64::Engine;
use cmis_base::{
    permission::{Permission, Permissions},
    secret::same,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::{Host, Url, form_urlencoded};
use utoipa::{IntoParams, ToSchema};

/// Most redirect addresses of one client.
pub const MAX_REDIRECTS: usize = 10;
/// Longest redirect address, in bytes.
const MAX_REDIRECT: usize = 2000;
/// Longest `state`, in bytes.
pub const MAX_STATE: usize = 8192;
/// Hosts that mean this computer, as written in an address.
const LOOPBACK: [&str; 3] = ["127.0.0.1", "[::1]", "localhost"];

/// Whether a client may register the address: https, http on a loopback host, or a private-use scheme with a dot (RFC 8252).
pub fn is_redirect(text: &str) -> bool {
    let plain = text.len() <= MAX_REDIRECT
        && text.bytes().all(|b| b.is_ascii_graphic())
        && !text.contains(['#', '*', '\\', '"', '<', '>']);
    let Ok(url) = Url::parse(text) else { return false };
    if !plain || !url.username().is_empty() || url.password().is_some() {
        return false;
    }
    // what the parser would mend is refused: the text is compared byte by byte later
    match url.scheme() {
        "https" => {
            text.starts_with("https://") && matches!(url.host(), Some(Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_)))
        }
        "http" => loopback(text).is_some(),
        scheme => scheme.contains('.') && text.starts_with(scheme),
    }
}

/// Host and what follows the port of an `http` address on this computer.
fn loopback(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("http://")?;
    let host = LOOPBACK.into_iter().find(|host| rest.starts_with(host))?;
    let rest = &rest[host.len()..];
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (port, tail) = rest.split_at(end);
    let is_port = match port.strip_prefix(':') {
        Some(digits) => digits.bytes().all(|b| b.is_ascii_digit()) && digits.parse::<u16>().is_ok_and(|port| port > 0),
        None => port.is_empty(),
    };
    is_port.then_some((host, tail))
}

/// Whether a given address is a registered one, byte by byte; on this computer the port may differ (RFC 8252, 7.3).
pub fn redirect_matches(registered: &[String], given: &str) -> bool {
    registered.iter().any(|known| {
        known == given || (loopback(known).is_some() && loopback(known) == loopback(given) && is_redirect(given))
    })
}

/// A redirect address with parameters added to its query.
pub fn with_parameters(uri: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let joint = if uri.contains('?') { '&' } else { '?' };
    format!("{uri}{joint}{}", query.finish())
}

/// Whether the text may be an S256 challenge.
fn is_challenge(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Whether a verifier belongs to a challenge (RFC 7636, S256).
pub fn verifier_fits(verifier: &str, challenge: &str) -> bool {
    let is_verifier = (43..=128).contains(&verifier.len())
        && verifier.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'));
    let made = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    is_verifier && same(made.as_bytes(), challenge.as_bytes())
}

/// The permissions of a `scope` parameter; nothing when one of them does not exist.
pub fn scopes(text: &str) -> Option<Permissions> {
    text.split(' ')
        .filter(|word| !word.is_empty())
        .try_fold(Permissions::NONE, |set, word| Permission::parse(word).map(|scope| set.with(scope)))
}

/// The `scope` parameter of some permissions.
pub fn scope_text(scopes: Permissions) -> String {
    scopes.words().join(" ")
}

/// What a client may ask tokens for (RFC 8707): this installation, its API, its MCP address.
pub fn is_resource(origin: &str, given: &str) -> bool {
    matches!(given.strip_prefix(origin), Some("" | "/" | "/api" | "/api/" | "/mcp" | "/mcp/"))
}

/// What a client asks a person for, as it stands in the address of `/oauth/authorize`.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// The client.
    #[schema(required, nullable = false)]
    pub client_id: Option<String>,
    /// Where the answer goes; registered by the client, byte by byte.
    #[schema(required, nullable = false)]
    pub redirect_uri: Option<String>,
    /// `code`.
    pub response_type: Option<String>,
    /// Permissions, separated by spaces.
    pub scope: Option<String>,
    /// Given back as it is.
    pub state: Option<String>,
    /// PKCE challenge.
    pub code_challenge: Option<String>,
    /// `S256`.
    pub code_challenge_method: Option<String>,
    /// What the token is for (RFC 8707).
    pub resource: Option<String>,
}

/// A valid question to a person.
#[derive(Debug, PartialEq, Eq)]
pub struct Asked {
    /// What the client asked for; none when it left that open.
    pub scopes: Option<Permissions>,
    /// PKCE challenge.
    pub challenge: String,
    /// What the token is for.
    pub resource: Option<String>,
}

/// Why a question is none, for the client: a code of RFC 6749 and words for its developer.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault(pub &'static str, pub &'static str);

impl Ask {
    /// Checks everything but the client and the redirect address.
    pub fn check(&self, origin: &str) -> Result<Asked, Fault> {
        let given = |value: &Option<String>| value.clone().filter(|text| !text.is_empty());
        match given(&self.response_type).as_deref() {
            Some("code") => {}
            Some(_) => return Err(Fault("unsupported_response_type", "Only response_type=code is supported")),
            None => return Err(Fault("invalid_request", "response_type is missing")),
        }
        // without a method the RFC means "plain"
        if given(&self.code_challenge_method).as_deref() != Some("S256") {
            return Err(Fault("invalid_request", "PKCE with code_challenge_method=S256 is required"));
        }
        let challenge = given(&self.code_challenge)
            .filter(|text| is_challenge(text))
            .ok_or(Fault("invalid_request", "code_challenge must be 43 URL-safe characters"))?;
        let scopes = given(&self.scope)
            .map(|text| scopes(&text).ok_or(Fault("invalid_scope", "A requested scope does not exist")))
            .transpose()?;
        let resource = given(&self.resource);
        if resource.as_deref().is_some_and(|resource| !is_resource(origin, resource)) {
            return Err(Fault("invalid_target", "The resource is not served here"));
        }
        Ok(Asked { scopes, challenge, resource })
    }
}

#[cfg(test)]
mod tests {
    use super::{Ask, is_redirect, is_resource, redirect_matches, verifier_fits, with_parameters};

    #[test]
    fn only_addresses_that_codes_are_safe_at_can_be_registered() {
        for good in [
            "https://app.example.com/callback",
            "https://app.example.com/cb?tenant=1",
            "http://127.0.0.1/cb",
            "http://localhost:3000/cb",
            "http://[::1]:9/cb",
            "com.example.app:/oauth",
            "com.example.app://oauth",
        ] {
            assert!(is_redirect(good), "{good}");
        }
        for bad in [
            "",
            "/callback",
            "http://app.example.com/cb",
            "http://127.0.0.1.evil.com/cb",
            "http://localhost.evil.com/cb",
            "http://localhost:0/cb",
            "http://localhost:99999/cb",
            "http://localhost@evil.com/cb",
            "https://user@app.example.com/cb",
            "https://app.example.com/cb#x",
            "https://*.example.com/cb",
            "https:app.example.com/cb",
            "https:\\\\app.example.com/cb",
            "https://app.example.com/c b",
            "https://app.example.com/\u{442}",
            "javascript:alert(1)",
            "data:text/html,x",
            "myapp:/cb",
            "https://",
        ] {
            assert!(!is_redirect(bad), "{bad}");
        }
    }

    #[test]
    fn an_address_matches_byte_by_byte_but_for_a_loopback_port() {
        let known = ["https://a.example/cb".to_owned(), "http://127.0.0.1:8000/cb?x=1".to_owned()];
        let fits = |given: &str| redirect_matches(&known, given);
        assert!(fits("https://a.example/cb"));
        assert!(fits("http://127.0.0.1:51234/cb?x=1") && fits("http://127.0.0.1/cb?x=1"));
        for bad in [
            "https://a.example/cb/",
            "https://a.example/cb?x",
            "https://a.example/c",
            "https://A.example/cb",
            "https://a.example:443/cb",
            "https://a.example.evil.com/cb",
            "https://a.example/cb/../x",
            "http://localhost:8000/cb?x=1",
            "http://127.0.0.1:8000/cb",
            "http://127.0.0.1:8000@evil.com/cb?x=1",
            "http://127.0.0.1:80a/cb?x=1",
            "http://127.0.0.1:8000/cb?x=1#y",
        ] {
            assert!(!fits(bad), "{bad}");
        }
    }

    #[test]
    fn pkce_takes_s256_and_no_downgrade() {
        // the example of RFC 7636
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(verifier_fits("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", challenge));
        assert!(!verifier_fits(challenge, challenge));
        let ask = |method: Option<&str>, challenge: Option<&str>| Ask {
            response_type: Some("code".into()),
            code_challenge: challenge.map(str::to_owned),
            code_challenge_method: method.map(str::to_owned),
            ..Ask::default()
        };
        assert!(ask(Some("S256"), Some(challenge)).check("https://c").is_ok());
        for (method, given) in [(Some("plain"), Some(challenge)), (None, Some(challenge)), (Some("S256"), None)] {
            assert_eq!(ask(method, given).check("https://c").expect_err("refused").0, "invalid_request");
        }
    }

    #[test]
    fn resources_are_ours_and_parameters_are_encoded() {
        assert!(is_resource("https://c.example", "https://c.example/mcp"));
        assert!(!is_resource("https://c.example", "https://c.example.evil.com"));
        let with = |uri| with_parameters(uri, &[("code", Some("x")), ("state", Some("a&b=c d")), ("error", None)]);
        assert_eq!(with("https://a/cb"), "https://a/cb?code=x&state=a%26b%3Dc+d");
        assert_eq!(with("https://a/cb?t=1"), "https://a/cb?t=1&code=x&state=a%26b%3Dc+d");
    }
}
