//! TikTok for Business: ads over the Marketing API, and the webhooks that TikTok sends. It publishes nothing: videos go over TikTok's open
//! API, which is another one, with other hosts, apps, tokens and answers, and shares no client with this. Leads have no trait here:
//! a webhook brings all of a lead, and one lead cannot be asked for.

mod accounts;
mod ad_sets;
mod call;
mod edit;
pub mod inbound;
mod insights;
mod objects;
mod problem;
mod sign_in;
mod values;

use cmis_base::clock::Clock;
use url::{ParseError, Url};

use crate::platform::{
    Ad, AdAccount, AdSet, Ads, Answer, App, Campaign, Insight, Page, Split, Tokens, Window,
    wire::{Wire, below},
};

/// The version of the API that this was written for.
pub const VERSION: &str = "v1.3";

/// Where TikTok is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    /// Where people consent.
    pub portal: Url,
    /// Where calls go.
    pub business: Url,
}

impl Hosts {
    /// TikTok itself.
    pub fn real() -> Result<Self, ParseError> {
        let business = Url::parse("https://business-api.tiktok.com")?;
        Ok(Self { portal: business.clone(), business })
    }

    /// Below an address of a sandbox or a proxy, whose own path is kept.
    pub fn under(root: &Url) -> Self {
        Self { portal: below(root, ["tiktok", "portal"]), business: below(root, ["tiktok", "business"]) }
    }
}

/// The connector.
#[derive(Clone)]
pub struct TikTok {
    wire: Wire,
    hosts: Hosts,
    version: String,
    app: App,
    clock: Clock,
}

impl TikTok {
    /// A connector that calls `hosts` as `app`; `version` is one of TikTok's, like [`VERSION`]. The clock tells when that begins which begins now.
    pub fn new(wire: Wire, hosts: Hosts, version: impl Into<String>, app: App, clock: Clock) -> Self {
        Self { wire, hosts, version: version.into(), app, clock }
    }
}

impl Ads for TikTok {
    /// Accounts whose details TikTok does not give any more are left out.
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
        Box::pin(self.page_of_ad_groups(tokens, account, after))
    }

    fn ads<'a>(&'a self, tokens: &'a Tokens, account: &'a AdAccount, after: Option<&'a str>) -> Answer<'a, Page<Ad>> {
        Box::pin(self.page_of_ads(tokens, account, after))
    }

    /// Those that TikTok is known to give of an ad. Placements it gives of larger things; of an ad nobody has been seen to ask for them.
    fn splits(&self) -> &'static [Split] {
        &[Split::AgeGender, Split::Country, Split::Device, Split::Hour]
    }

    /// TikTok's own limits for numbers by day and by hour.
    fn longest_window(&self, split: Split) -> u16 {
        if split == Split::Hour { 1 } else { 30 }
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
