//! Reading ads: accounts, and the shape in which Meta lists anything.

use serde::Deserialize;

use super::{Meta, values::Text};
use crate::platform::{
    Ad, AdAccount, AdSet, Ads, Answer, Campaign, Insight, Page, Split, Tokens, Window, problem::Problem,
};

/// Accounts in one answer.
const ACCOUNTS: &str = "100";

/// A list in parts.
#[derive(Deserialize)]
pub(super) struct Listed<T> {
    data: Vec<T>,
    paging: Option<Paging>,
}

#[derive(Deserialize)]
struct Paging {
    cursors: Option<Cursors>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Cursors {
    after: Option<String>,
}

impl<T> Listed<T> {
    /// Reads each row. The last page has cursors too: whether there is more is said by `next` alone. `asked` is where this page began.
    pub fn page<U>(self, asked: Option<&str>, read: impl Fn(T) -> Result<U, Problem>) -> Result<Page<U>, Problem> {
        let next = match self.paging {
            Some(Paging { next: Some(_), cursors }) => {
                let after = cursors.and_then(|cursors| cursors.after).filter(|after| Some(after.as_str()) != asked);
                Some(after.ok_or_else(|| Problem::unreadable("There is more, and no way to it"))?)
            }
            _ => None,
        };
        Ok(Page { items: self.data.into_iter().map(read).collect::<Result<_, _>>()?, next })
    }
}

/// An account as Meta gives it.
#[derive(Deserialize)]
struct Account {
    account_id: Text,
    name: Option<String>,
    account_status: i64,
    currency: String,
    timezone_name: String,
}

impl Account {
    fn read(self) -> AdAccount {
        let id = self.account_id.0;
        let id = id.strip_prefix("act_").unwrap_or(&id).to_owned();
        AdAccount {
            name: self.name.filter(|name| !name.is_empty()).unwrap_or_else(|| id.clone()),
            id,
            currency: self.currency,
            time_zone: self.timezone_name,
            // active, in a grace period, any of the active ones
            is_active: matches!(self.account_status, 1 | 9 | 201),
            through: None,
        }
    }
}

impl Meta {
    async fn accounts(&self, tokens: &Tokens, after: Option<&str>) -> Result<Page<AdAccount>, Problem> {
        let mut params = vec![("fields", "account_id,name,account_status,currency,timezone_name"), ("limit", ACCOUNTS)];
        params.extend(after.map(|after| ("after", after)));
        let list: Listed<Account> = self.with(tokens).get(&["me", "adaccounts"], &params).await?;
        list.page(after, |account| Ok(account.read()))
    }
}

impl Ads for Meta {
    fn ad_accounts<'a>(&'a self, tokens: &'a Tokens, after: Option<&'a str>) -> Answer<'a, Page<AdAccount>> {
        Box::pin(self.accounts(tokens, after))
    }

    fn campaigns<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        after: Option<&'a str>,
    ) -> Answer<'a, Page<Campaign>> {
        Box::pin(self.list_campaigns(tokens, account, after))
    }

    fn ad_sets<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        after: Option<&'a str>,
    ) -> Answer<'a, Page<AdSet>> {
        Box::pin(self.list_ad_sets(tokens, account, after))
    }

    fn ads<'a>(&'a self, tokens: &'a Tokens, account: &'a AdAccount, after: Option<&'a str>) -> Answer<'a, Page<Ad>> {
        Box::pin(self.list_ads(tokens, account, after))
    }

    fn splits(&self) -> &'static [Split] {
        &[Split::AgeGender, Split::Country, Split::Placement, Split::Device, Split::Hour]
    }

    /// A month: Meta answers for 37 of them, but breaks off over large accounts. Of hours there are more rows than of anything else.
    fn longest_window(&self, split: Split) -> u16 {
        if split == Split::Hour { 7 } else { 31 }
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
