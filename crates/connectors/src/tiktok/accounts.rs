//! The accounts that a grant reaches: their ids come all at once, their details in batches. A page is a batch, in the order of the ids, and
//! the next begins behind its last one, so that an account that comes or goes between two pages moves no other.

use cmis_base::secret::expose;
use serde::Deserialize;

use super::{
    TikTok,
    values::{Text, given_id, is_id, json_list},
};
use crate::platform::{
    AdAccount, Page, Tokens,
    problem::{Class, Problem},
};

/// Accounts whose details are asked for at once: the most that TikTok takes.
const BATCH: usize = 100;
const FIELDS: [&str; 6] = ["advertiser_id", "name", "currency", "timezone", "display_timezone", "status"];

#[derive(Deserialize)]
struct List<T> {
    list: Vec<T>,
}

/// An account that was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Granted {
    pub id: String,
    pub name: String,
}

#[derive(Deserialize)]
struct GrantedRow {
    advertiser_id: Text,
    advertiser_name: Option<String>,
}

#[derive(Deserialize)]
struct Row {
    advertiser_id: Text,
    name: Option<String>,
    currency: String,
    timezone: Option<String>,
    display_timezone: Option<String>,
    status: Option<String>,
}

impl Row {
    fn read(self) -> Result<AdAccount, Problem> {
        let id = given_id(self.advertiser_id)?;
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        // `timezone` may be an offset like `Etc/GMT+5`, which knows no summer
        let time_zone = filled(self.display_timezone).or_else(|| filled(self.timezone));
        Ok(AdAccount {
            name: filled(self.name).unwrap_or_else(|| id.clone()),
            id,
            currency: self.currency,
            time_zone: time_zone.ok_or_else(|| Problem::unreadable("An account has no time zone"))?,
            is_active: self.status.as_deref() == Some("STATUS_ENABLE"),
            through: None,
        })
    }
}

/// Ids are numbers that are too long for one: the longer is the larger.
fn rank(id: &str) -> (usize, &str) {
    (id.len(), id)
}

impl TikTok {
    /// All accounts of the grant, in the order of their ids.
    pub(super) async fn granted(&self, tokens: &Tokens) -> Result<Vec<Granted>, Problem> {
        let params = [("app_id", self.app.id.as_str()), ("secret", expose(&self.app.secret))];
        let List { list } = self.get::<List<GrantedRow>>(tokens, &["oauth2", "advertiser", "get"], &params).await?;
        let read = |row: GrantedRow| {
            let name = row.advertiser_name.unwrap_or_default();
            Ok(Granted { id: given_id(row.advertiser_id)?, name })
        };
        let mut granted = list.into_iter().map(read).collect::<Result<Vec<_>, Problem>>()?;
        granted.sort_by(|a, b| rank(&a.id).cmp(&rank(&b.id)));
        granted.dedup_by(|a, b| a.id == b.id);
        Ok(granted)
    }

    pub(super) async fn page_of_accounts(
        &self,
        tokens: &Tokens,
        after: Option<&str>,
    ) -> Result<Page<AdAccount>, Problem> {
        if after.is_some_and(|after| !is_id(after)) {
            return Err(Problem::new(Class::Invalid, "bad_page", "Not a page of TikTok's"));
        }
        let mut ids: Vec<String> = self.granted(tokens).await?.into_iter().map(|granted| granted.id).collect();
        ids.retain(|id| after.is_none_or(|after| rank(id) > rank(after)));
        let has_more = ids.len() > BATCH;
        ids.truncate(BATCH);
        if ids.is_empty() {
            return Ok(Page { items: Vec::new(), next: None });
        }
        let params = [("advertiser_ids", json_list(&ids)), ("fields", json_list(&FIELDS))];
        let params = params.each_ref().map(|(name, value)| (*name, value.as_str()));
        let List { list } = self.get::<List<Row>>(tokens, &["advertiser", "info"], &params).await?;
        let items = list.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
        Ok(Page { items, next: ids.pop().filter(|_| has_more) })
    }
}
