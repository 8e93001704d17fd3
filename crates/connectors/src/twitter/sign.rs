//! Signatures of OAuth 1.0a with HMAC-SHA1 (RFC 5849, section 3.4; X: "Creating a signature"). The parameters of the query and of a form
//! are signed, a JSON body is not. Pure: time and nonce are given.

use base64::{Engine, engine::general_purpose::STANDARD};
use cmis_base::secret::{Secret, expose};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderValue, Method};
use sha1::Sha1;
use url::Url;

use crate::platform::problem::{Class, Problem};

/// A token and its secret: of a person, or of a sign-in under way.
#[derive(Clone, Copy)]
pub(super) struct Token<'a> {
    pub id: &'a str,
    pub secret: &'a str,
}

/// As whom a call is signed, and what makes it one of its kind.
pub(super) struct Signer<'a> {
    pub consumer: &'a str,
    pub consumer_secret: &'a Secret,
    pub token: Option<Token<'a>>,
    pub nonce: &'a str,
    /// Seconds since the epoch.
    pub at: i64,
}

/// Name and value, neither encoded.
pub(super) type Pair = (String, String);

impl Signer<'_> {
    /// The `Authorization` of a call: `form` are the fields of its body, `more` further parameters of the protocol (`oauth_callback`).
    pub fn authorization(
        &self,
        method: &Method,
        url: &Url,
        form: &[Pair],
        more: &[(&str, &str)],
    ) -> Result<HeaderValue, Problem> {
        let time = self.at.to_string();
        let mut oauth = vec![
            ("oauth_consumer_key", self.consumer),
            ("oauth_nonce", self.nonce),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", &time),
            ("oauth_version", "1.0"),
        ];
        oauth.extend(self.token.map(|token| ("oauth_token", token.id)));
        oauth.extend(more);
        let own = oauth.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let signed: Vec<Pair> = own.chain(form.iter().cloned()).collect();
        let secret = self.token.map_or("", |token| token.secret);
        let signature = signature(&base_string(method, url, &signed), expose(self.consumer_secret), secret);
        oauth.push(("oauth_signature", &signature));
        oauth.sort_unstable();
        let told: Vec<String> = oauth.iter().map(|(name, value)| format!("{name}=\"{}\"", encoded(value))).collect();
        let mut value = HeaderValue::from_str(&format!("OAuth {}", told.join(", ")))
            .map_err(|_| Problem::new(Class::Invalid, "bad_key", "The app's key holds characters that no key has"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

/// What is signed: the method, the address without its query, and all parameters, the query's with them (3.4.1).
fn base_string(method: &Method, url: &Url, params: &[Pair]) -> String {
    let mut place = url.clone();
    place.set_query(None);
    place.set_fragment(None);
    let query = url.query_pairs().map(|(name, value)| (encoded(&name), encoded(&value)));
    let params = params.iter().map(|(name, value)| (encoded(name), encoded(value)));
    let mut all: Vec<Pair> = query.chain(params).collect();
    // by the encoded name, then by the encoded value (3.4.1.3.2)
    all.sort_unstable();
    let all: Vec<String> = all.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}&{}&{}", method.as_str(), encoded(place.as_str()), encoded(&all.join("&")))
}

fn signature(base: &str, consumer_secret: &str, token_secret: &str) -> String {
    let key = format!("{}&{}", encoded(consumer_secret), encoded(token_secret));
    match Hmac::<Sha1>::new_from_slice(key.as_bytes()) {
        Ok(mut mac) => {
            mac.update(base.as_bytes());
            STANDARD.encode(mac.finalize().into_bytes())
        }
        // HMAC takes keys of every length; an empty signature is refused
        Err(_) => String::new(),
    }
}

/// With all but letters, digits, `-`, `.`, `_` and `~` encoded (3.6), which is stricter than a form.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use cmis_base::secret::Secret;
    use http::Method;
    use proptest::prelude::*;
    use url::Url;

    use super::{Pair, Signer, Token, base_string, encoded, signature};

    fn pairs(list: &[(&str, &str)]) -> Vec<Pair> {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn url(text: &str) -> Url {
        text.parse().expect("an address")
    }

    /// RFC 5849, 3.4.1.1; the signature, which the RFC has wrong (erratum 2550), is of an independent computation.
    #[test]
    fn the_base_string_is_that_of_the_rfc() {
        let params = pairs(&[
            ("c2", ""),
            ("a3", "2 q"),
            ("oauth_consumer_key", "9djdj82h48djs9d2"),
            ("oauth_token", "kkk9d7dh3k39sjv7"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"),
            ("oauth_nonce", "7d8f3e4a"),
        ]);
        let base =
            base_string(&Method::POST, &url("http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b"), &params);
        assert_eq!(
            base,
            "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26\
             oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26\
             oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
        );
        assert_eq!(signature(&base, "j49sk3j29djd", "dh893hdasih9"), "r6/TJjbCOr97/+UU0NsvSne7s5g=");
    }

    /// RFC 5849, 1.2: the photograph that the printer fetches.
    #[test]
    fn a_call_with_a_token_is_signed_as_in_the_rfc() {
        let params = pairs(&[
            ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
            ("oauth_token", "nnch734d00sl2jdk"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131202"),
            ("oauth_nonce", "chapoH"),
        ]);
        let photo = url("http://photos.example.net/photos?file=vacation.jpg&size=original");
        let base = base_string(&Method::GET, &photo, &params);
        assert_eq!(signature(&base, "kd94hf93k423kf44", "pfkkdhi9sl3r4s00"), "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
    }

    /// X's own example ("Creating a signature"), whose secrets are no longer any.
    #[test]
    fn a_form_is_signed_as_in_the_example_of_x() {
        let signer = Signer {
            consumer: "xvz1evFS4wEEPTGEFPHBog",
            consumer_secret: &Secret::from("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw"),
            token: Some(Token {
                id: "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
                secret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
            }),
            nonce: "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
            at: 1_318_622_958,
        };
        let place = url("https://api.x.com/1.1/statuses/update.json?include_entities=true");
        let form = pairs(&[("status", "Hello Ladies + Gentlemen, a signed OAuth request!")]);
        let header = signer.authorization(&Method::POST, &place, &form, &[]).expect("a header");
        assert!(header.is_sensitive());
        assert_eq!(
            header.to_str().expect("text"),
            "OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", oauth_nonce=\"kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg\", \
             oauth_signature=\"Ls93hJiZbQ3akF3HF3x1Bz8%2FzU4%3D\", oauth_signature_method=\"HMAC-SHA1\", \
             oauth_timestamp=\"1318622958\", oauth_token=\"370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb\", \
             oauth_version=\"1.0\""
        );
    }

    #[test]
    fn only_the_unreserved_stay_as_they_are() {
        assert_eq!(encoded("Az09-._~"), "Az09-._~");
        assert_eq!(encoded("Ladies + Gentlemen!"), "Ladies%20%2B%20Gentlemen%21");
        assert_eq!(encoded("☃*'()"), "%E2%98%83%2A%27%28%29");
    }

    proptest! {
        #[test]
        fn what_is_encoded_reads_the_same(text: String) {
            let query = format!("a={}", encoded(&text));
            let read: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
            prop_assert_eq!(read[0].1.as_ref(), text.as_str());
        }

        #[test]
        fn the_base_string_has_three_parts(name: String, value: String) {
            let base = base_string(&Method::GET, &url("https://a.example/b"), &[(name, value)]);
            prop_assert_eq!(base.matches('&').count(), 2);
        }
    }
}
