//! The form bodies of the token, revocation and introspection addresses.

use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, Request},
    http::header,
};
use url::form_urlencoded;

use super::error::OAuthError;

/// Largest body, in bytes.
pub const LIMIT: usize = 64 * 1024;

/// A form in which no parameter stands twice. A parameter without a value counts as absent (RFC 6749, 3.2).
#[derive(Debug)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// A parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A parameter, or `invalid_request` with what to say.
    pub fn need(&self, name: &str, description: &'static str) -> Result<&str, OAuthError> {
        self.get(name).ok_or(OAuthError::invalid_request(description))
    }

    fn parse(bytes: &[u8]) -> Result<Self, OAuthError> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(bytes) {
            if pairs.iter().any(|(known, _)| *known == name) {
                return Err(OAuthError::invalid_request("A parameter stands twice"));
            }
            if pairs.len() == 64 {
                return Err(OAuthError::invalid_request("Too many parameters"));
            }
            pairs.push((name.into_owned(), value.into_owned()));
        }
        pairs.retain(|(_, value)| !value.is_empty());
        Ok(Self(pairs))
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = OAuthError;

    async fn from_request(request: Request, _: &S) -> Result<Self, OAuthError> {
        if content_type(&request) != "application/x-www-form-urlencoded" {
            return Err(OAuthError::invalid_request("Send application/x-www-form-urlencoded"));
        }
        Self::parse(&bytes(request).await?)
    }
}

/// The content type without its parameters, lower-cased.
pub fn content_type(request: &Request) -> String {
    let text = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The whole body, if it is not too large.
pub async fn bytes(request: Request) -> Result<Bytes, OAuthError> {
    to_bytes(request.into_body(), LIMIT).await.map_err(|_| OAuthError::too_large())
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn nothing_stands_twice_and_nothing_empty_counts() {
        let form = Form::parse(b"grant_type=authorization_code&code=a%2Bb+c&resource=").expect("form");
        assert_eq!((form.get("code"), form.get("resource")), (Some("a+b c"), None));
        assert!(Form::parse(b"code=a&code=a").is_err());
        assert!(Form::parse(b"code=&code=a").is_err());
    }
}
