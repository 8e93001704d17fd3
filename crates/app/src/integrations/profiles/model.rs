//! A social account as people see it. Pure.

use cmis_base::id::{Id, SocialAccount};
use serde::Serialize;
use utoipa::ToSchema;

use super::queries::ProfileRow;
use crate::integrations::model::{ProblemView, advice};

/// A page or an Instagram account that an integration reaches.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SocialAccount)]
pub struct SocialAccountView {
    /// Id.
    pub id: Id<SocialAccount>,
    /// The platform's id.
    pub external_id: String,
    /// `page` or `instagram`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Whether the organization uses it: only then its leads are read and its announcements come in.
    pub is_used: bool,
    /// Whether the tokens still reach it.
    pub is_reached: bool,
    /// Whether the platform tells of it: `on`, `waiting` (it is asked to) or `failed`; null for what is not used, and for what it need not be asked for.
    pub subscription: Option<String>,
    /// Why the platform does not tell of it; null while nothing was refused.
    pub problem: Option<ProblemView>,
}

impl From<&ProfileRow> for SocialAccountView {
    fn from(row: &ProfileRow) -> Self {
        let is_asked_for = row.is_used && row.kind == "page";
        let problem = row.problem_class.as_ref().zip(row.problem_at).filter(|_| is_asked_for && !row.is_subscribed);
        let problem = problem.map(|(class, at)| ProblemView {
            message: advice(class),
            class: class.clone(),
            code: row.problem_code.clone().unwrap_or_default(),
            words: row.problem_words.clone().unwrap_or_default(),
            at,
        });
        let subscription = match &problem {
            _ if row.is_subscribed => "on",
            Some(_) => "failed",
            None => "waiting",
        };
        Self {
            id: row.id,
            external_id: row.external_id.clone(),
            kind: row.kind.clone(),
            name: row.name.clone(),
            is_used: row.is_used,
            is_reached: row.is_reached,
            subscription: is_asked_for.then(|| subscription.to_owned()),
            problem,
        }
    }
}
