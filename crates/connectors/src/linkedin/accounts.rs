//! Reading ads: the accounts that a person reaches.

use serde::Deserialize;

use super::{
    LinkedIn,
    restli::{is_id, list},
    values::Text,
};
use crate::platform::{
    Ad, AdAccount, AdSet, Ads, Answer, Campaign, Insight, Page, Split, Tokens, Window, problem::Problem,
};

/// Accounts in one answer.
const ACCOUNTS: &str = "100";
/// States of accounts that are still there.
const STATES: [&str; 3] = ["ACTIVE", "CANCELED", "DRAFT"];

/// An account as LinkedIn gives it.
#[derive(Deserialize)]
struct Account {
    id: Text,
    name: Option<String>,
    #[serde(default)]
    status: String,
    currency: String,
}

impl Account {
    fn read(self) -> Result<AdAccount, Problem> {
        let id = self.id.0;
        if !is_id(&id) {
            return Err(Problem::unreadable("An account has no id"));
        }
        Ok(AdAccount {
            name: self.name.filter(|name| !name.is_empty()).unwrap_or_else(|| id.clone()),
            id,
            currency: self.currency,
            // LinkedIn's days begin at midnight UTC, for every account
            time_zone: "UTC".to_owned(),
            is_active: self.status == "ACTIVE",
            through: None,
        })
    }
}

impl LinkedIn {
    async fn accounts(&self, tokens: &Tokens, after: Option<&str>) -> Result<Page<AdAccount>, Problem> {
        let query = format!("q=search&search=(status:(values:{}))&pageSize={ACCOUNTS}", list(STATES));
        self.page(tokens, ("adAccounts", &query), after, Account::read).await
    }
}

impl Ads for LinkedIn {
    fn ad_accounts<'a>(&'a self, tokens: &'a Tokens, after: Option<&'a str>) -> Answer<'a, Page<AdAccount>> {
        Box::pin(self.accounts(tokens, after))
    }

    fn campaigns<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        after: Option<&'a str>,
    ) -> Answer<'a, Page<Campaign>> {
        Box::pin(self.list_groups(tokens, account, after))
    }

    fn ad_sets<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        after: Option<&'a str>,
    ) -> Answer<'a, Page<AdSet>> {
        Box::pin(self.list_campaigns(tokens, account, after))
    }

    fn ads<'a>(&'a self, tokens: &'a Tokens, account: &'a AdAccount, after: Option<&'a str>) -> Answer<'a, Page<Ad>> {
        Box::pin(self.list_creatives(tokens, account, after))
    }

    /// None: LinkedIn gives countries of members for whole accounts and campaigns, never with an ad; age, gender and hours not at all.
    fn splits(&self) -> &'static [Split] {
        &[]
    }

    /// A month. LinkedIn gives the reach of up to 92 days at once, but no more than 15 000 rows.
    fn longest_window(&self, _: Split) -> u16 {
        31
    }

    fn insights<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        window: Window,
        split: Split,
        after: Option<&'a str>,
    ) -> Answer<'a, Page<Insight>> {
        Box::pin(self.daily(tokens, account, window, split, after))
    }
}
