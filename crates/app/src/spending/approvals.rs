//! Asking for a second person: what was decided waits until somebody else agrees, and is then done by the code that would have done it at once.

use chrono::NaiveDate;
use cmis_base::{
    id::{Id, SpendApproval},
    money::Micros,
};
use cmis_db::Conn;

use super::{
    model::ApprovalRow,
    policy::{self, Policy},
    queries::{self, NewApproval},
};
use crate::{
    audit::{self, Change},
    campaigns::{
        changes::{actions::Author, model::Dates},
        model::CampaignRow,
    },
    http::error::ApiError,
    state::App,
};

/// What somebody wants to do.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// `launch`, `budget` or `dates`.
    pub kind: &'static str,
    /// With this budget.
    pub budget: Micros,
    /// On these days, where it gets others.
    pub dates: Option<Dates>,
}

impl Wish {
    /// What a campaign comes to by it.
    pub fn worth(self, row: &CampaignRow, today: NaiveDate) -> Micros {
        match self.dates {
            Some(dates) => policy::worth_on(row, self.budget, dates, today),
            None => policy::worth(row, self.budget, today),
        }
    }
}

/// Asks for it where the policy wants somebody else to agree and nobody has yet. Whether it waits now.
pub async fn ask(
    conn: &mut Conn,
    app: &App,
    author: Author<'_>,
    policy: &Policy,
    row: &CampaignRow,
    wish: Wish,
) -> Result<bool, ApiError> {
    let worth = wish.worth(row, policy.today);
    let now = app.now();
    if author.approval.is_some() {
        return Ok(false);
    }
    if !policy.wants_second(&row.currency, worth) {
        // what was asked for before is done by this, or overtaken
        queries::decide_open(conn, row.id, "withdrawn", author.member, now).await?;
        return Ok(false);
    }
    let open = queries::open_of(conn, row.id).await?;
    let is_same = |it: &ApprovalRow| {
        let is_asked =
            it.kind == wish.kind && it.budget_micros == wish.budget.0 && it.dates.map(|it| it.0) == wish.dates;
        it.asked_by == author.member && is_asked && it.is_current
    };
    if open.as_ref().is_some_and(is_same) {
        return Ok(true);
    }
    let id: Id<SpendApproval> = app.ids.next();
    let new = NewApproval {
        id,
        campaign: row.id,
        kind: wish.kind,
        before: row.budget_micros.filter(|_| wish.kind == "budget"),
        budget: wish.budget.0,
        before_dates: wish.dates.map(|_| Dates::of(row)),
        dates: wish.dates,
        worth: worth.0,
        version: row.version,
    };
    queries::ask(conn, author.org, &new, author.member, now).await?;
    if let Some(asked) = queries::open_of(conn, row.id).await? {
        let change = Change::new("spending.approval_asked", "campaign", row.id).after(asked.told());
        audit::record(conn, author.org, author.actor, now, change).await?;
    }
    Ok(true)
}
