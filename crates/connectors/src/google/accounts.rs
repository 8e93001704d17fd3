//! Which accounts a person reaches: those that they have access to themselves, and everything below the managers among them.

use std::{
    collections::BTreeSet,
    fmt,
    ops::Bound::{Excluded, Unbounded},
};

use http::Method;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Google,
    call::{Customer, is_id},
    values::Whole,
};
use crate::platform::{
    AdAccount, Page, Tokens,
    problem::{Class, Problem},
};

/// How many of the directly accessible customers are asked for one page: a call or more each.
const CUSTOMERS_A_PAGE: usize = 20;
/// Pages of 10,000 clients below one manager, far above what Google allows.
const MOST_PAGES: usize = 100;

/// Everything below a manager at any depth, and the customer itself at level 0.
const CLIENTS: &str = "SELECT customer_client.id, customer_client.level, customer_client.manager, \
     customer_client.descriptive_name, customer_client.currency_code, customer_client.time_zone, customer_client.status \
     FROM customer_client";
/// The customer itself, where it has no clients, not even itself.
const ITSELF: &str = "SELECT customer.id, customer.manager, customer.descriptive_name, customer.currency_code, \
     customer.time_zone, customer.status FROM customer";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Accessible {
    #[serde(default)]
    resource_names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientRow {
    #[serde(alias = "customer")]
    customer_client: Client,
}

/// What `customer` and `customer_client` tell alike. What is not set is not sent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Client {
    id: Whole,
    #[serde(default)]
    manager: bool,
    descriptive_name: Option<String>,
    currency_code: Option<String>,
    time_zone: Option<String>,
    status: Option<String>,
}

/// Where a listing stands: the last customer that was asked, and what was told of those that are reached through managers, because an
/// account may have several.
#[derive(Default)]
struct Place {
    done: u64,
    told: BTreeSet<u64>,
}

impl Google {
    /// The customers that the person has access to by themselves, by number: Google's order is not promised.
    pub(super) async fn accessible(&self, tokens: &Tokens) -> Result<BTreeSet<u64>, Problem> {
        let path = ["customers:listAccessibleCustomers"];
        let list: Accessible = self.call(tokens, Method::GET, &path, None, Value::Null).await?.json()?;
        let number = |name: &String| name.strip_prefix("customers/").filter(|id| is_id(id))?.parse().ok();
        let numbers: Option<_> = list.resource_names.iter().map(number).collect();
        numbers.ok_or_else(|| Problem::unreadable("A customer's resource name is none"))
    }

    /// What a customer is called; its number as Google shows it, when it does not tell or is closed.
    pub(super) async fn name_of(&self, tokens: &Tokens, id: u64) -> Result<String, Problem> {
        let text = id.to_string();
        let customer = Customer { id: &text, login: Some(self.login().unwrap_or(&text)) };
        let rows = match self.search::<ClientRow>(tokens, customer, ITSELF, None).await {
            Err(problem) if problem.class != Class::Permission => return Err(problem),
            other => other.map(|page| page.items).unwrap_or_default(),
        };
        let name = rows.into_iter().find_map(|row| row.customer_client.descriptive_name).filter(|it| !it.is_empty());
        Ok(name.unwrap_or_else(|| shown(&text)))
    }

    pub(super) async fn page_of_accounts(
        &self,
        tokens: &Tokens,
        after: Option<&str>,
    ) -> Result<Page<AdAccount>, Problem> {
        let mut place = after.map_or(Ok(Place::default()), Place::read)?;
        let direct = self.accessible(tokens).await?;
        let mut items = Vec::new();
        let mut left = direct.range((Excluded(place.done), Unbounded));
        for &id in left.by_ref().take(CUSTOMERS_A_PAGE) {
            let found = match self.clients(tokens, id).await {
                Err(problem) if is_of_one_account(&problem, self.login().is_some()) => Vec::new(),
                found => found?,
            };
            for client in found {
                let number = client.id.0.unsigned_abs();
                // one that is reached directly too comes by itself, and needs nobody to go through
                let is_new = number == id || (!direct.contains(&number) && place.told.insert(number));
                let through = (number != id).then(|| self.login().map_or_else(|| id.to_string(), str::to_owned));
                items.extend(client.into_account(through).filter(|_| is_new));
            }
            place.done = id;
        }
        let next = left.next().map(|_| place.to_string());
        Ok(Page { items, next })
    }

    /// A customer and all that is below it.
    async fn clients(&self, tokens: &Tokens, id: u64) -> Result<Vec<Client>, Problem> {
        let text = id.to_string();
        let customer = Customer { id: &text, login: Some(self.login().unwrap_or(&text)) };
        let mut all = Vec::new();
        let mut after = None;
        for _ in 0..MOST_PAGES {
            let page = self.search::<ClientRow>(tokens, customer, CLIENTS, after.as_deref()).await?;
            all.extend(page.items.into_iter().map(|row| row.customer_client));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        if after.is_some() {
            return Err(Problem::unreadable("The list of clients does not end"));
        }
        if all.is_empty() {
            let page = self.search::<ClientRow>(tokens, customer, ITSELF, None).await?;
            all.extend(page.items.into_iter().map(|row| row.customer_client));
        }
        Ok(all)
    }
}

/// Whether it says something of one account, which is then left out, and not of the person or the app.
fn is_of_one_account(problem: &Problem, has_manager: bool) -> bool {
    let codes = [
        "CUSTOMER_NOT_ENABLED",
        "INCOMPLETE_SIGNUP",
        "ACCESS_DENIED_FOR_ACCOUNT_TYPE",
        // it is not below the manager that the app is set to act through
        "INVALID_LOGIN_CUSTOMER_ID_SERVING_CUSTOMER_ID_COMBINATION",
    ];
    // reached directly, and not through the manager that the app is set to act through
    codes.contains(&problem.code.as_str()) || (has_manager && problem.code == "USER_PERMISSION_DENIED")
}

impl Client {
    /// None for a manager, which has no ads, and for an account that was never set up.
    fn into_account(self, through: Option<String>) -> Option<AdAccount> {
        if self.manager {
            return None;
        }
        let id = self.id.0.unsigned_abs().to_string();
        Some(AdAccount {
            name: self.descriptive_name.filter(|name| !name.is_empty()).unwrap_or_else(|| shown(&id)),
            currency: self.currency_code?,
            time_zone: self.time_zone?,
            is_active: self.status.as_deref() == Some("ENABLED"),
            through,
            id,
        })
    }
}

/// A customer's number as Google shows it: `123-456-7890`.
fn shown(id: &str) -> String {
    match (id.get(..3), id.get(3..6), id.get(6..10)) {
        (Some(a), Some(b), Some(c)) if id.len() == 10 => format!("{a}-{b}-{c}"),
        _ => id.to_owned(),
    }
}

impl Place {
    fn read(text: &str) -> Result<Self, Problem> {
        let number = |text: &str| text.parse().ok().filter(|_| is_id(text));
        let parsed = text.split_once(':').and_then(|(done, told)| {
            let told = told.split(',').filter(|it| !it.is_empty()).map(number).collect::<Option<_>>()?;
            Some(Self { done: number(done)?, told })
        });
        parsed.ok_or_else(|| Problem::new(Class::Invalid, "bad_cursor", "Not a place in a list of accounts"))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told: Vec<String> = self.told.iter().map(u64::to_string).collect();
        write!(f, "{}:{}", self.done, told.join(","))
    }
}
