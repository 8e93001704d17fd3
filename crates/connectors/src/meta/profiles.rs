//! The pages that a person reaches, each with the Instagram account that belongs to it: webhooks name both by these ids. What is a page's
//! own is asked for with the token of the page, which the person's opens and nobody keeps.

use cmis_base::secret::Secret;
use serde::Deserialize;

use super::{
    Meta,
    accounts::Listed,
    values::{Text, is_id},
};
use crate::platform::{
    Answer, Page, Profile, ProfileKind, Profiles, Tokens,
    problem::{Class, Problem},
};

/// Pages in one answer.
const PAGES: &str = "100";

/// A page as Meta gives it.
#[derive(Deserialize)]
struct Row {
    id: Text,
    name: Option<String>,
    instagram_business_account: Option<Account>,
}

#[derive(Deserialize)]
struct Account {
    id: Text,
}

/// The token of a page; none for who has no say there.
#[derive(Deserialize)]
struct Opened {
    access_token: Option<Secret>,
}

impl Row {
    fn read(self) -> Result<Vec<Profile>, Problem> {
        let ids = std::iter::once((ProfileKind::Page, self.id.0))
            .chain(self.instagram_business_account.map(|account| (ProfileKind::Instagram, account.id.0)));
        let named = self.name.filter(|name| !name.is_empty());
        ids.map(|(kind, id)| {
            if !is_id(&id) {
                return Err(Problem::unreadable("A page has no id"));
            }
            Ok(Profile { name: named.clone().unwrap_or_else(|| id.clone()), kind, id })
        })
        .collect()
    }
}

/// What is refused to a page's own token: the person's has just opened the page, so it is the page that does not let them in.
pub(super) fn at_page(problem: Problem) -> Problem {
    match problem.class {
        Class::Expired | Class::Revoked => Problem { class: Class::Permission, ..problem },
        _ => problem,
    }
}

impl Meta {
    /// The token of a page, for this call.
    pub(super) async fn page_token(&self, tokens: &Tokens, page: &str) -> Result<Secret, Problem> {
        let opened: Opened = self.with(tokens).get(&[page], &[("fields", "access_token")]).await?;
        let words = "The page gives no token to this person";
        opened.access_token.ok_or_else(|| Problem::new(Class::Permission, "no_page_token", words))
    }

    async fn list_profiles(&self, tokens: &Tokens, after: Option<&str>) -> Result<Page<Profile>, Problem> {
        let mut params = vec![("fields", "id,name,instagram_business_account"), ("limit", PAGES)];
        params.extend(after.map(|after| ("after", after)));
        let list: Listed<Row> = self.with(tokens).get(&["me", "accounts"], &params).await?;
        let Page { items, next } = list.page(after, Row::read)?;
        Ok(Page { items: items.into_iter().flatten().collect(), next })
    }
}

impl Profiles for Meta {
    fn profiles<'a>(&'a self, tokens: &'a Tokens, after: Option<&'a str>) -> Answer<'a, Page<Profile>> {
        Box::pin(self.list_profiles(tokens, after))
    }
}
