//! What somebody sees numbers by: the org's settings, its day, and the ad accounts that they are limited to.

use chrono::NaiveDate;
use cmis_db::Conn;
use uuid::Uuid;

use super::{
    period::{Period, today},
    queries::{self, Scope, Settings},
};
use crate::{access::caller::OrgCaller, http::error::ApiError, state::App};

/// What somebody sees numbers by.
#[derive(Clone, Debug)]
pub struct Sight {
    /// The org's settings.
    pub settings: Settings,
    /// The day that it is there.
    pub today: NaiveDate,
    /// The ad accounts that the caller is limited to; none for all.
    pub reach: Option<Vec<Uuid>>,
}

impl Sight {
    /// Of a caller.
    pub async fn of(conn: &mut Conn, app: &App, caller: &OrgCaller) -> Result<Self, ApiError> {
        let settings = queries::settings(conn).await?;
        let today = today(app.now(), &settings.time_zone);
        Ok(Self { settings, today, reach: queries::reach(conn, caller.member).await? })
    }

    /// Of the product itself, which sees everything.
    pub async fn whole(conn: &mut Conn, app: &App) -> Result<Self, ApiError> {
        let settings = queries::settings(conn).await?;
        let today = today(app.now(), &settings.time_zone);
        Ok(Self { settings, today, reach: None })
    }

    /// All that they see of a period.
    pub fn scope(&self, period: Period) -> Scope<'_> {
        Scope { period, campaigns: None, platforms: None, accounts: self.reach.as_deref() }
    }
}
