//! Google Ads over REST: sign-in, reading, editing and the webhook of its lead forms. Posting, an inbox and fetching leads do not exist
//! there, and neither do the traits here.
//!
//! Ids become digits and codes of languages two letters before they stand in an address or a query; nothing else
//! of what comes in ever does.

mod accounts;
mod ad_sets;
mod call;
mod dates;
mod edit;
pub mod inbound;
mod insights;
mod objects;
mod problem;
mod sign_in;
mod values;

use cmis_base::secret::expose;
use url::{ParseError, Url};

use crate::platform::{
    Ad, AdAccount, AdSet, Ads, Answer, App, Campaign, Insight, Page, Split, Tokens, Window,
    wire::{Wire, below},
};

/// The version of the API that this was written for.
pub const VERSION: &str = "v26";

/// Where Google is.
#[derive(Clone, Debug)]
pub struct Hosts {
    /// Where a person consents.
    pub accounts: Url,
    /// Where tokens come from.
    pub oauth: Url,
    /// The Ads API.
    pub ads: Url,
}

impl Hosts {
    /// Google itself.
    pub fn real() -> Result<Self, ParseError> {
        Ok(Self {
            accounts: Url::parse("https://accounts.google.com")?,
            oauth: Url::parse("https://oauth2.googleapis.com")?,
            ads: Url::parse("https://googleads.googleapis.com")?,
        })
    }

    /// All of them below one address: a sandbox, or a proxy.
    pub fn under(root: &Url) -> Self {
        let host = |name: &str| below(root, ["google", name]);
        Self { accounts: host("accounts"), oauth: host("oauth"), ads: host("ads") }
    }
}

/// Google Ads, as one app.
#[derive(Clone)]
pub struct Google {
    wire: Wire,
    hosts: Hosts,
    version: String,
    login: Option<String>,
    app: App,
}

impl Google {
    /// `version` is a segment of every address: [`VERSION`]. Of [`App::more`] it uses `login_customer_id`, with or without dashes: the
    /// manager through which accounts are called that name none themselves; and `developer_token`, which Google announced
    /// to ignore from September 2026 on: it is sent only where there is one.
    pub fn new(wire: Wire, hosts: Hosts, version: impl Into<String>, app: App) -> Self {
        let login = app.more.get("login_customer_id").map(|id| expose(id).trim().replace('-', ""));
        Self { wire, hosts, version: version.into(), login: login.filter(|id| !id.is_empty()), app }
    }
}

impl Ads for Google {
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

    /// Age, gender and country exist for ad groups and campaigns only, never for an ad: they are not given at all.
    fn splits(&self) -> &'static [Split] {
        &[Split::Placement, Split::Device, Split::Hour]
    }

    /// Google names no limit. A quarter of a year keeps a question cheap enough for its quota of query resources, and so does a week by
    /// hours.
    fn longest_window(&self, split: Split) -> u16 {
        if split == Split::Hour { 7 } else { 90 }
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

#[cfg(test)]
mod tests {
    use url::Url;

    use super::Hosts;

    #[test]
    fn a_sandbox_has_google_below_its_own_path() {
        for root in ["https://proxy.example/way/to", "https://proxy.example/way/to/"] {
            let hosts = Hosts::under(&Url::parse(root).expect("an address"));
            assert_eq!(hosts.accounts.as_str(), "https://proxy.example/way/to/google/accounts");
            assert_eq!(hosts.oauth.as_str(), "https://proxy.example/way/to/google/oauth");
            assert_eq!(hosts.ads.as_str(), "https://proxy.example/way/to/google/ads");
        }
        let real = Hosts::real().expect("hosts");
        assert_eq!(real.ads.as_str(), "https://googleads.googleapis.com/");
    }
}
