//! Making campaigns and ad sets, and changing what is there.

use chrono::{DateTime, Utc};

use super::{AdAccount, Answer, Budget, Objective, Status, Tokens};

/// A campaign to be made: always paused.
#[derive(Clone, Debug)]
pub struct NewCampaign {
    /// Its name.
    pub name: String,
    /// What for.
    pub objective: Objective,
    /// What may be spent.
    pub budget: Budget,
    /// Begins.
    pub starts_at: Option<DateTime<Utc>>,
    /// Ends.
    pub ends_at: Option<DateTime<Utc>>,
}

/// Women or men.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gender {
    /// Women.
    Female,
    /// Men.
    Male,
}

/// The oldest age that is told apart: it stands for everybody from there on.
pub const OLDEST: u8 = 65;

/// Whom ads are shown to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    /// The youngest, 18 to 65; 18 where none is given.
    pub age_min: Option<u8>,
    /// The oldest, 18 to 65; none and [`OLDEST`] are without an end.
    pub age_max: Option<u8>,
    /// Empty: everybody.
    pub genders: Vec<Gender>,
    /// ISO 3166-1 alpha-2: at least one.
    pub countries: Vec<String>,
    /// ISO 639-1. Empty: whatever people speak.
    pub languages: Vec<String>,
}

/// An ad set to be made below a campaign.
#[derive(Clone, Debug)]
pub struct NewAdSet {
    /// The platform's id of its campaign.
    pub campaign_id: String,
    /// Its name.
    pub name: String,
    /// What its campaign is for.
    pub objective: Objective,
    /// What its campaign may spend.
    pub budget: Budget,
    /// Begins; now where none is given.
    pub starts_at: Option<DateTime<Utc>>,
    /// Ends.
    pub ends_at: Option<DateTime<Utc>>,
    /// Whom to show it to.
    pub audience: Audience,
}

/// What a platform wants to know of an ad set, and nobody here does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Which app.
    App,
    /// What a thousand impressions may cost.
    Bid,
    /// For which page leads are collected.
    Page,
    /// Which pixel counts sales.
    Pixel,
}

/// When something runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// Begins; none leaves it as it is.
    pub starts_at: Option<DateTime<Utc>>,
    /// Whether it is to have begun by then: what begins earlier is left as it is.
    pub has_begun: bool,
    /// Ends; none takes an end away.
    pub ends_at: Option<DateTime<Utc>>,
}

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// A campaign.
    Campaign,
    /// An ad set.
    AdSet,
    /// An ad.
    Ad,
}

/// Changing an org's ads. That an id is one of the account's is for the caller to know: platforms change whatever the tokens reach. After a [`Problem`] that `may_have_happened`, ask before doing it again.
pub trait EditAds: Send + Sync {
    /// Makes a paused campaign; its id.
    fn create_campaign<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        new: &'a NewCampaign,
    ) -> Answer<'a, String>;

    /// Changes a campaign's name.
    fn rename_campaign<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        id: &'a str,
        name: &'a str,
    ) -> Answer<'a, ()>;

    /// Whom the platform can be told to show ads to, nearest to who is asked for and never fewer people: the ages that it tells apart
    /// around those asked for. Pure; what [`EditAds::create_ad_set`] asks for.
    fn nearest(&self, audience: &Audience) -> Audience;

    /// What an ad set for an objective wants besides, so that it cannot be made from here; none where it can. Pure.
    fn ad_set_needs(&self, objective: Objective) -> Option<Need>;

    /// Whether ad sets made here have a budget of their own, as large as their campaign's.
    fn has_ad_set_budgets(&self) -> bool;

    /// Whether making an ad set takes several calls, the last of which switches it on: one that is paused may be half made.
    fn makes_ad_sets_in_steps(&self) -> bool {
        false
    }

    /// Makes an ad set that runs as soon as its campaign does; its id. Its audience is told as [`EditAds::nearest`] has it.
    fn create_ad_set<'a>(&'a self, tokens: &'a Tokens, account: &'a AdAccount, new: &'a NewAdSet)
    -> Answer<'a, String>;

    /// Sets what it is set to. [`Status::Archived`] where the platform has it.
    fn set_status<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        id: &'a str,
        status: Status,
    ) -> Answer<'a, ()>;

    /// Sets what may be spent.
    fn set_budget<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        id: &'a str,
        budget: Budget,
    ) -> Answer<'a, ()>;

    /// Which of campaigns and ad sets have days of their own at the platform. Pure.
    fn levels_with_days(&self) -> &'static [Level];

    /// Sets when a campaign or an ad set runs. Of a level without days of its own it is refused.
    fn set_days<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        id: &'a str,
        days: Days,
    ) -> Answer<'a, ()>;
}
