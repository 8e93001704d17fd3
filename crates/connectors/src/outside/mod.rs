//! The one client for addresses that somebody outside chose: webhooks, previews, feeds.
//!
//! A name is resolved once, every address of it is checked, and the connection goes to a checked one: there is no second
//! lookup to answer differently. Literal addresses are checked before anything is sent. No redirect is followed, no proxy of
//! the environment is used, nothing is decompressed, no more of an answer is read than is kept, and everything ends in time.

pub mod addresses;

use std::{
    error::Error as StdError,
    future::Future,
    io,
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use addresses::{Reach, is_port_allowed};
use http::{HeaderMap, Method};
use reqwest::{
    dns::{Addrs, Name, Resolve, Resolving},
    redirect,
};
use tokio::sync::Semaphore;
use url::{Host, Url};

/// How long a call may take, from the lookup to the head of the answer.
pub const TIME_LIMIT: Duration = Duration::from_secs(15);
/// How long the body of an answer may take when its head is there: the head decides, the body is only shown.
const BODY_LIMIT: Duration = Duration::from_secs(2);
/// Idle connections that are kept to one receiver.
const IDLE: usize = 32;
/// Longest address.
const LONGEST_URL: usize = 2048;

/// Asks which addresses a name has. The tests' own stands at this edge.
pub type Lookup = Arc<dyn Fn(String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> + Send + Sync>;

/// The client. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Outside {
    client: reqwest::Client,
    reach: Reach,
}

/// What an address must not be, for whoever typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// Does not parse, has no host or is too long.
    #[error("not a web address")]
    Malformed,
    /// Neither `https` nor `http`.
    #[error("a scheme other than https and http")]
    Scheme,
    /// A user name or a password in it.
    #[error("a user name or password in the address")]
    Credentials,
    /// A port of another service.
    #[error("a port of another service")]
    Port,
    /// This machine, a private network, or none at all.
    #[error("an address of a private network")]
    Private,
}

/// Why a call brought no answer.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The address may not be called.
    #[error("refused: {0}")]
    Refused(#[from] BadAddress),
    /// The name does not resolve.
    #[error("the name does not resolve: {0}")]
    Name(String),
    /// Nobody listens there, or the way is closed.
    #[error("no connection: {0}")]
    Connect(String),
    /// The certificate does not hold, or the handshake failed.
    #[error("no secure connection: {0}")]
    Tls(String),
    /// It took too long.
    #[error("no answer in time")]
    Timeout,
    /// The connection ended before the answer.
    #[error("the connection was cut: {0}")]
    Cut(String),
    /// What came back is no HTTP.
    #[error("not an HTTP answer: {0}")]
    Answer(String),
}

impl Problem {
    /// The stored and public word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Refused(_) => "address_refused",
            Self::Name(_) => "name_unknown",
            Self::Connect(_) => "no_connection",
            Self::Tls(_) => "tls",
            Self::Timeout => "timeout",
            Self::Cut(_) => "cut_off",
            Self::Answer(_) => "bad_answer",
        }
    }

    /// Every word.
    pub const WORDS: [&'static str; 7] =
        ["address_refused", "name_unknown", "no_connection", "tls", "timeout", "cut_off", "bad_answer"];
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// How.
    pub method: Method,
    /// Where; [`Outside::check`] made it.
    pub url: Url,
    /// What goes with it.
    pub headers: HeaderMap,
    /// What is sent.
    pub body: String,
    /// How many bytes of the answer are kept.
    pub keep: usize,
}

/// An answer, as far as it is kept.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// How long the head took.
    pub latency: Duration,
    /// `Retry-After`, as it came.
    pub retry_after: Option<String>,
    /// The first bytes of the body, as they came.
    pub body: Vec<u8>,
}

impl Outside {
    /// A client that asks the system for addresses.
    pub fn new(reach: Reach) -> Result<Self, reqwest::Error> {
        Self::with_lookup(reach, Arc::new(|name| Box::pin(system_lookup(name))))
    }

    /// A client with another way to find addresses.
    pub fn with_lookup(reach: Reach, lookup: Lookup) -> Result<Self, reqwest::Error> {
        // `Err`: the process has chosen it already
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .user_agent(concat!("CMIS/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(TIME_LIMIT)
            .pool_max_idle_per_host(IDLE)
            .pool_idle_timeout(Duration::from_secs(30))
            .tcp_nodelay(true)
            .dns_resolver(Arc::new(Guard { reach, lookup }))
            .build()?;
        Ok(Self { client, reach })
    }

    /// How far it goes.
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// Reads an address that somebody typed. What a name resolves to is checked when it is called.
    pub fn check(&self, text: &str) -> Result<Url, BadAddress> {
        if text.len() > LONGEST_URL {
            return Err(BadAddress::Malformed);
        }
        let url = Url::parse(text.trim()).map_err(|_| BadAddress::Malformed)?;
        self.judge(&url)?;
        Ok(url)
    }

    fn judge(&self, url: &Url) -> Result<(), BadAddress> {
        if !matches!(url.scheme(), "https" | "http") {
            return Err(BadAddress::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadAddress::Credentials);
        }
        if !url.port_or_known_default().is_some_and(is_port_allowed) {
            return Err(BadAddress::Port);
        }
        // the parser has read every spelling of an IPv4 address (decimal, octal, hexadecimal, short) by now
        let literal = match url.host().ok_or(BadAddress::Malformed)? {
            Host::Ipv4(v4) => Some(IpAddr::V4(v4)),
            Host::Ipv6(v6) => Some(IpAddr::V6(v6)),
            Host::Domain(name) => {
                let name = name.trim_end_matches('.');
                let is_local = name == "localhost" || name.ends_with(".localhost");
                if is_local && self.reach == Reach::Public {
                    return Err(BadAddress::Private);
                }
                None
            }
        };
        match literal {
            Some(address) if !self.reach.allows(address) => Err(BadAddress::Private),
            _ => Ok(()),
        }
    }

    /// Makes a call. Any status is an answer.
    pub async fn call(&self, call: Call) -> Result<Answer, Problem> {
        self.judge(&call.url)?;
        let begun = Instant::now();
        let request = self.client.request(call.method, call.url).headers(call.headers).body(call.body);
        let mut response = match tokio::time::timeout(TIME_LIMIT, request.send()).await {
            Ok(response) => response.map_err(|error| problem(&error))?,
            Err(_) => return Err(Problem::Timeout),
        };
        let mut answer = Answer {
            status: response.status().as_u16(),
            latency: begun.elapsed(),
            retry_after: response
                .headers()
                .get(http::header::RETRY_AFTER)
                .and_then(|it| it.to_str().ok())
                .map(str::to_owned),
            body: Vec::new(),
        };
        let left = TIME_LIMIT.saturating_sub(begun.elapsed()).min(BODY_LIMIT);
        let read = async {
            while answer.body.len() < call.keep {
                // a body that breaks off is kept as far as it came
                let Ok(Some(chunk)) = response.chunk().await else { break };
                let room = call.keep - answer.body.len();
                answer.body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            }
        };
        // whatever has not come by then is not waited for; dropping the response closes its connection
        let _ = tokio::time::timeout(left, read).await;
        Ok(answer)
    }
}

/// Resolves a name for the client: only checked addresses leave here.
struct Guard {
    reach: Reach,
    lookup: Lookup,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, found) = (self.reach, (self.lookup)(name.as_str().to_owned()));
        Box::pin(async move {
            let found = found.await.map_err(|error| Failed::Name(error.to_string()))?;
            if found.is_empty() {
                return Err(Failed::Name("no address".to_owned()).into());
            }
            // one address that may not be called is a name that may not be called
            if !found.iter().all(|address| reach.allows(*address)) {
                return Err(Failed::Private.into());
            }
            let addresses: Addrs = Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

/// Lookups at once: each holds a thread until the system's resolver gives up, and hashing and files need threads too.
static LOOKUPS: Semaphore = Semaphore::const_new(128);

async fn system_lookup(name: String) -> io::Result<Vec<IpAddr>> {
    let permit = LOOKUPS.acquire().await.map_err(io::Error::other)?;
    let look = move || {
        // of the thread's, not of whoever waits: it goes on when nobody waits any more
        let _permit = permit;
        Ok((name.as_str(), 0).to_socket_addrs()?.map(|address| address.ip()).collect())
    };
    tokio::task::spawn_blocking(look).await.map_err(io::Error::other)?
}

/// What the guard says to the client, which carries it through to [`problem`].
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("{0}")]
    Name(String),
    #[error("an address of a private network")]
    Private,
}

/// What an I/O error hides: what it was made of.
fn uncovered<'a>(error: &'a (dyn StdError + 'static)) -> &'a (dyn StdError + 'static) {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => uncovered(inner),
        None => error,
    }
}

/// Finds the cause in what the client says.
fn problem(error: &reqwest::Error) -> Problem {
    if error.is_timeout() {
        return Problem::Timeout;
    }
    let mut last = error.to_string();
    let mut at: Option<&(dyn StdError + 'static)> = error.source();
    while let Some(cause) = at {
        let inner = uncovered(cause);
        match inner.downcast_ref::<Failed>() {
            Some(Failed::Private) => return Problem::Refused(BadAddress::Private),
            Some(Failed::Name(text)) => return Problem::Name(text.clone()),
            None => {}
        }
        if let Some(error) = inner.downcast_ref::<rustls::Error>() {
            return Problem::Tls(error.to_string());
        }
        if inner.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse) {
            return Problem::Answer(inner.to_string());
        }
        last = inner.to_string();
        at = cause.source();
    }
    if error.is_connect() { Problem::Connect(last) } else { Problem::Cut(last) }
}
