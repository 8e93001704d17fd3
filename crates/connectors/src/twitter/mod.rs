//! X, called twitter everywhere here: its ads (Ads API), its webhooks, and both ways of signing in. It publishes nothing and answers
//! nobody.
//!
//! The Ads API takes OAuth 1.0a alone: that is [`Twitter`], whose every call is signed. Posts, media and messages take OAuth 2.0 tokens:
//! [`TwitterV2`] signs in for them, and the connector that will publish stands on its tokens. Nothing is retried and no token is kept.

mod accounts;
mod ad_sets;
mod call;
mod days;
mod edit;
mod inbound;
mod insights;
mod objects;
mod problem;
mod sign;
mod sign_in;
mod sign_in_v2;

use std::{fmt, sync::Arc};

use cmis_base::{clock::Clock, secret::random_bytes};
use url::{ParseError, Url};

pub use self::sign_in_v2::TwitterV2;
use crate::platform::{
    Ad, AdAccount, AdSet, Ads, Answer, App, Campaign, Insight, Page, Split, Tokens, Window,
    wire::{Wire, below},
};

/// The version of the Ads API that this connector is written for.
pub const VERSION: &str = "12";

/// Where X is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    /// Where people consent with OAuth 2.0.
    pub www: Url,
    /// Tokens of both kinds, and the API v2.
    pub api: Url,
    /// The Ads API.
    pub ads: Url,
}

impl Hosts {
    /// X itself.
    pub fn real() -> Result<Self, ParseError> {
        Ok(Self {
            www: Url::parse("https://x.com")?,
            api: Url::parse("https://api.x.com")?,
            ads: Url::parse("https://ads-api.x.com")?,
        })
    }

    /// Below an address of a sandbox or a proxy, whose own path is kept. Signatures are made for these addresses: who passes the calls on
    /// to others has to sign them anew.
    pub fn under(root: &Url) -> Self {
        let host = |word| below(root, ["twitter", word]);
        Self { www: host("www"), api: host("api"), ads: host("ads") }
    }
}

/// Makes what no two calls of one second may share.
pub type Nonce = Arc<dyn Fn() -> String + Send + Sync>;

/// X's ads, by calls that are signed with OAuth 1.0a.
#[derive(Clone)]
pub struct Twitter {
    wire: Wire,
    hosts: Hosts,
    version: String,
    app: App,
    clock: Clock,
    nonce: Nonce,
}

impl fmt::Debug for Twitter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Twitter").field("hosts", &self.hosts).field("app", &self.app).finish_non_exhaustive()
    }
}

impl Twitter {
    /// A connector that calls `hosts` as `app`, whose id and secret are the consumer key and its secret; `version` is one of the Ads API,
    /// like [`VERSION`]. Signatures hold the time of `clock`: X refuses what is off by more than some minutes.
    pub fn new(wire: Wire, hosts: Hosts, version: String, app: App, clock: Clock) -> Self {
        let nonce: Nonce = Arc::new(|| hex::encode(random_bytes::<16>()));
        Self { wire, hosts, version, app, clock, nonce }
    }

    /// With nonces of another source than chance: for tests that know the signature beforehand.
    pub fn with_nonce(self, nonce: Nonce) -> Self {
        Self { nonce, ..self }
    }
}

impl Ads for Twitter {
    fn ad_accounts<'a>(&'a self, tokens: &'a Tokens, after: Option<&'a str>) -> Answer<'a, Page<AdAccount>> {
        Box::pin(self.page_of_accounts(tokens, after))
    }

    fn campaigns<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        after: Option<&'a str>,
    ) -> Answer<'a, Page<Campaign>> {
        Box::pin(self.page_of_campaigns(tokens, account, after))
    }

    fn ad_sets<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        after: Option<&'a str>,
    ) -> Answer<'a, Page<AdSet>> {
        Box::pin(self.page_of_line_items(tokens, account, after))
    }

    fn ads<'a>(&'a self, tokens: &'a Tokens, account: &'a AdAccount, after: Option<&'a str>) -> Answer<'a, Page<Ad>> {
        Box::pin(self.page_of_promoted_tweets(tokens, account, after))
    }

    /// Age, gender, place and device exist only in jobs that X works off by itself and leaves as files.
    fn splits(&self) -> &'static [Split] {
        &[Split::Placement, Split::Hour]
    }

    fn longest_window(&self, _: Split) -> u16 {
        days::LONGEST
    }

    fn insights<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        window: Window,
        split: Split,
        after: Option<&'a str>,
    ) -> Answer<'a, Page<Insight>> {
        Box::pin(self.page_of_insights(tokens, account, window, split, after))
    }
}
