//! Reading ads: the accounts of a person's organizations, and the trait by which all of it is read.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    Snapchat,
    call::{ACCOUNTS, ORGANIZATIONS},
    days,
    values::{Id, read},
};
use crate::platform::{
    Ad, AdAccount, AdSet, Ads, Answer, Campaign, Insight, Page, Split, Tokens, Window, problem::Problem,
};

#[derive(Deserialize)]
struct Organization {
    id: Id,
    ad_accounts: Option<Vec<Map<String, Value>>>,
}

#[derive(Deserialize)]
struct Account {
    id: Id,
    name: Option<String>,
    status: Option<String>,
    currency: String,
    timezone: String,
}

fn account(row: Map<String, Value>) -> Result<AdAccount, Problem> {
    let account: Account = read(row, "An ad account does not read")?;
    Ok(AdAccount {
        name: account.name.filter(|name| !name.is_empty()).unwrap_or_else(|| account.id.0.clone()),
        id: account.id.0,
        currency: account.currency,
        time_zone: account.timezone,
        is_active: account.status.as_deref() == Some("ACTIVE"),
        through: None,
    })
}

impl Snapchat {
    /// A page of organizations, with the accounts in them. An organization that comes without, or with less of them than is needed, is
    /// asked for its own.
    async fn page_of_accounts(&self, tokens: &Tokens, after: Option<&str>) -> Result<Page<AdAccount>, Problem> {
        let mut query = vec![("with_ad_accounts", "true")];
        query.extend(after.map(|after| ("cursor", after)));
        let mut envelope = self.get(tokens, &["me", "organizations"], &query).await?;
        let next = envelope.next(after)?;
        let mut items = Vec::new();
        for row in envelope.rows(ORGANIZATIONS)? {
            let organization: Organization = read(row, "An organization does not read")?;
            let with =
                organization.ad_accounts.map(|rows| rows.into_iter().map(account).collect::<Result<Vec<_>, _>>());
            match with {
                Some(Ok(accounts)) => items.extend(accounts),
                None | Some(Err(_)) => {
                    let path = ["organizations", &organization.id.0, "adaccounts"];
                    self.pages(tokens, &path, ACCOUNTS, account, |accounts| {
                        items.extend(accounts);
                        false
                    })
                    .await?;
                }
            }
        }
        Ok(Page { items, next })
    }
}

impl Ads for Snapchat {
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
        Box::pin(self.page_of_ad_squads(tokens, account, after))
    }

    fn ads<'a>(&'a self, tokens: &'a Tokens, account: &'a AdAccount, after: Option<&'a str>) -> Answer<'a, Page<Ad>> {
        Box::pin(self.page_of_ads(tokens, account, after))
    }

    /// Age and gender come one by one; a device is its operating system. Snapchat does not tell where an ad was shown.
    fn splits(&self) -> &'static [Split] {
        &[Split::AgeGender, Split::Country, Split::Device, Split::Hour]
    }

    fn longest_window(&self, split: Split) -> u16 {
        if split == Split::Hour { days::LONGEST_BY_HOUR } else { days::LONGEST }
    }

    /// Conversions are counted by the attribution windows that the account is set to, as Snapchat itself shows them.
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
