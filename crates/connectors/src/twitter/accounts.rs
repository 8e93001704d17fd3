//! Ad accounts. An account has no currency of its own at X: it is that of what pays for its campaigns, its funding instrument.

use serde::Deserialize;

use super::{Twitter, call::told_id};
use crate::platform::{
    AdAccount, Page, Tokens,
    problem::{Class, Problem},
};

/// Accounts in one answer. Each needs a question of its own for its currency, and the list may be asked for 5 times in 15 minutes.
const COUNT: &str = "50";
/// No currency (ISO 4217): of an account that nothing pays for, so that nothing can be spent in it.
const NO_CURRENCY: &str = "XXX";

#[derive(Deserialize)]
struct Account {
    id: String,
    name: Option<String>,
    timezone: String,
    approval_status: Option<String>,
    #[serde(default)]
    deleted: bool,
}

/// What pays.
#[derive(Debug, Deserialize)]
pub(super) struct Funding {
    pub id: String,
    pub currency: String,
    able_to_fund: Option<bool>,
    entity_status: Option<String>,
    #[serde(default)]
    deleted: bool,
}

impl Funding {
    /// Whether campaigns can be paid with it; X need not say so.
    pub fn is_able(&self) -> bool {
        !self.deleted
            && self.able_to_fund != Some(false)
            && self.entity_status.as_deref().is_none_or(|it| it == "ACTIVE")
    }
}

impl Twitter {
    pub(super) async fn page_of_accounts(
        &self,
        tokens: &Tokens,
        after: Option<&str>,
    ) -> Result<Page<AdAccount>, Problem> {
        let page = self.list::<Account>(tokens, None, "accounts", &[("count", COUNT)], after).await?;
        let mut items = Vec::with_capacity(page.items.len());
        for account in page.items {
            let is_accepted = account.approval_status.as_deref() == Some("ACCEPTED") && !account.deleted;
            let id = told_id(account.id)?;
            let mut account = AdAccount {
                name: account.name.filter(|name| !name.is_empty()).unwrap_or_else(|| id.clone()),
                id,
                currency: NO_CURRENCY.to_owned(),
                time_zone: account.timezone,
                is_active: false,
                through: None,
            };
            let fundings = match self.fundings(tokens, &account).await {
                // one account that is locked or not for this person hides none of the others
                Err(problem) if matches!(problem.class, Class::Permission | Class::NotFound) => Vec::new(),
                other => other?,
            };
            if let Some(funding) = fundings.iter().find(|it| it.is_able()).or(fundings.first()) {
                account.currency.clone_from(&funding.currency);
                account.is_active = is_accepted && funding.is_able();
            }
            items.push(account);
        }
        Ok(Page { items, next: page.next })
    }

    /// All that pays for the account's campaigns or ever did, in the order of X.
    pub(super) async fn fundings(&self, tokens: &Tokens, account: &AdAccount) -> Result<Vec<Funding>, Problem> {
        let params = [("count", "1000"), ("with_deleted", "true")];
        self.whole_list(tokens, account, "funding_instruments", &params).await
    }
}
