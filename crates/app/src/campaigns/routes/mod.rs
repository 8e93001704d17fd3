//! The addresses of campaigns.

pub mod bulk;
pub mod edit;
pub mod list;
pub mod moves;
pub mod numbers;

use cmis_base::id::{Campaign, Id};
use cmis_db::Conn;
use uuid::Uuid;

use super::{
    model::{CampaignRow, DetailView, Numbers},
    queries,
};
use crate::{
    http::error::ApiError,
    metrics::{self, period::Period, queries::Scope, sight::Sight},
    spending::{self, model::ApprovalRow},
};

/// 404.
pub fn gone() -> ApiError {
    ApiError::not_found("thing-campaign")
}

/// One campaign, locked for this transaction; 404 without it.
pub async fn lock(conn: &mut Conn, sight: &Sight, id: Id<Campaign>) -> Result<CampaignRow, ApiError> {
    queries::lock(conn, sight.reach.as_deref(), id).await?.ok_or_else(gone)
}

/// One campaign with where it runs and its numbers.
pub async fn detail(conn: &mut Conn, sight: &Sight, id: Id<Campaign>, period: Period) -> Result<DetailView, ApiError> {
    let row = queries::find(conn, sight.reach.as_deref(), id).await?.ok_or_else(gone)?;
    let numbers = numbers_of(conn, sight, &[id.raw()], period).await?.pop().unwrap_or_default();
    let accounts = queries::counterparts(conn, sight.reach.as_deref(), id).await?;
    let is_pushing = accounts.iter().any(|row| row.push_state.as_deref() == Some("pending"));
    let accounts = accounts.into_iter().map(|row| row.view()).collect();
    let approval = spending::queries::open_of(conn, id).await?.map(ApprovalRow::view);
    Ok(DetailView { campaign: row.view(&numbers), is_pushing, approval, accounts })
}

/// The numbers of campaigns, in their order: two statements for all of them.
pub async fn numbers_of(
    conn: &mut Conn,
    sight: &Sight,
    ids: &[Uuid],
    period: Period,
) -> Result<Vec<Numbers>, ApiError> {
    let scope = Scope { campaigns: Some(ids), ..sight.scope(period) };
    let mut asked = metrics::queries::of_campaigns(conn, scope).await?;
    let mut ever = metrics::queries::of_campaigns(conn, Scope { period: Period::EVER, ..scope }).await?;
    let mut of = |id: &Uuid| {
        let id = Id::<Campaign>::new(*id);
        Numbers { asked: asked.remove(&id).unwrap_or_default(), ever: ever.remove(&id).unwrap_or_default() }
    };
    Ok(ids.iter().map(&mut of).collect())
}
