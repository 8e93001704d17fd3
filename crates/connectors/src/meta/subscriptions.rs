//! A page's opt-in: Meta tells an app of the pages that were subscribed to it, and of no others. Asked for with the token of the page.

use super::{
    Meta,
    call::{self, Done},
    profiles::at_page,
};
use crate::platform::{Answer, Subscriptions, Tokens};

/// What is asked for.
const FIELDS: &str = "leadgen";

impl Subscriptions for Meta {
    fn subscribe<'a>(&'a self, tokens: &'a Tokens, page: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let page = call::number(page)?;
            let own = self.page_token(tokens, page).await?;
            let asked = self.with_access(&own).post(&[page, "subscribed_apps"], &[("subscribed_fields", FIELDS)]).await;
            asked.map_err(at_page).and_then(Done::check)
        })
    }

    fn unsubscribe<'a>(&'a self, tokens: &'a Tokens, page: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let page = call::number(page)?;
            let own = self.page_token(tokens, page).await?;
            let asked = self.with_access(&own).delete(&[page, "subscribed_apps"]).await;
            asked.map_err(at_page).and_then(Done::check)
        })
    }
}
