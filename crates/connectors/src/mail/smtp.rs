//! Mail over SMTP, with pooled connections.

use std::{net::IpAddr, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    transport::smtp::{
        Error, PoolConfig,
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use url::{Host, Url};

use super::{Message, SendError};

/// How long connecting or one answer of the server may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Connections at once.
const CONNECTIONS: u32 = 8;
/// An unused connection is closed after this.
const IDLE: Duration = Duration::from_secs(60);
/// Answers that blame the login or the set-up, not the mail: worth another try once somebody mends it.
const SETUP_CODES: [u16; 4] = [530, 534, 535, 538];

/// A connection pool to one server.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    server: String,
}

/// Why an SMTP address cannot be used. Never holds the password.
#[derive(Debug, thiserror::Error)]
#[error("bad SMTP address: {0}")]
pub struct BadSmtpUrl(String);

impl Smtp {
    /// Connects on demand to `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465` (TLS from the start). STARTTLS is
    /// required, except on a loopback address or when the address says `?tls=none`; `?tls=required` demands it there too.
    pub fn new(url: &str) -> Result<Self, BadSmtpUrl> {
        let bad = |why: &str| BadSmtpUrl(why.to_owned());
        let url = Url::parse(url).map_err(|error| BadSmtpUrl(error.to_string()))?;
        let implicit = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(bad("it must begin with smtp:// or smtps://")),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| bad("it names no host"))?;
        let host = host.trim_matches(['[', ']']).to_owned();
        let tls = match url.query_pairs().find(|(key, _)| key == "tls") {
            None => implicit || !is_loopback(&url),
            Some((_, value)) if value == "required" => true,
            Some((_, value)) if value == "none" && !implicit => false,
            Some(_) => return Err(bad("tls must be `required` or, with smtp://, `none`")),
        };
        let parameters = || TlsParameters::new(host.clone()).map_err(|error| BadSmtpUrl(error.to_string()));
        let tls = match (tls, implicit) {
            (false, _) => Tls::None,
            (true, true) => Tls::Wrapper(parameters()?),
            (true, false) => Tls::Required(parameters()?),
        };
        let port = url.port().unwrap_or(if implicit { 465 } else { 587 });
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&host)
            .port(port)
            .tls(tls)
            .timeout(Some(TIMEOUT))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS).idle_timeout(IDLE));
        if !url.username().is_empty() {
            let user = decode(url.username()).ok_or_else(|| bad("the user name is not UTF-8"))?;
            let password =
                decode(url.password().unwrap_or_default()).ok_or_else(|| bad("the password is not UTF-8"))?;
            transport = transport.credentials(Credentials::new(user, password));
        }
        Ok(Self { transport: transport.build(), server: format!("{host}:{port}") })
    }

    /// Hands a mail to the server.
    pub async fn send(&self, message: &Message) -> Result<(), SendError> {
        let encoded = message.encode()?;
        self.transport.send(encoded).await.map(drop).map_err(|error| classify(&self.server, &error))
    }
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Smtp({})", self.server)
    }
}

fn is_loopback(url: &Url) -> bool {
    // `smtp` is no special scheme of the URL standard, so that an IPv4 address comes as a domain.
    match url.host() {
        Some(Host::Domain(name)) => {
            name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Undoes percent-encoding.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Only a 5xx answer to this mail is permanent; everything else may pass.
fn classify(server: &str, error: &Error) -> SendError {
    let mut text = format!("{server}: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    let code = error.status().map(u16::from);
    if error.is_permanent() && code.is_none_or(|code| !SETUP_CODES.contains(&code)) {
        SendError::Permanent(text)
    } else {
        SendError::Temporary(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Smtp;

    #[tokio::test]
    async fn an_address_says_how_to_connect() {
        for (url, server) in [
            ("smtp://mail.example.com", "mail.example.com:587"),
            ("smtps://sara%40example.com:p%25%C3%A9@mail.example.com", "mail.example.com:465"),
            ("smtp://127.0.0.1:2525", "127.0.0.1:2525"),
            ("smtp://[::1]:2525", "::1:2525"),
            ("smtp://relay:25?tls=none", "relay:25"),
        ] {
            let smtp = Smtp::new(url).expect(url);
            assert_eq!(format!("{smtp:?}"), format!("Smtp({server})"));
        }
        for url in
            ["mail.example.com", "http://mail.example.com", "smtp://", "smtps://a?tls=none", "smtp://a?tls=maybe"]
        {
            assert!(Smtp::new(url).is_err(), "{url}");
        }
    }
}
