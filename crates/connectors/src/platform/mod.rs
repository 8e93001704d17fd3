//! What every ad platform's connector gives, in our types: money, counts, times and states are ours from here on, whatever the platform
//! sends (strings, micros, cents, floats). One small trait for each capability; a platform that lacks one does not have it.
//!
//! A connector makes calls and reads answers. It keeps nothing, retries nothing and waits for nobody: whoever calls decides.

pub(crate) mod days;
mod edit;
mod numbers;
pub mod plain;
pub mod problem;
pub mod wire;

use std::{collections::BTreeMap, fmt, future::Future, pin::Pin};

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::{money::Micros, secret::Secret};
use http::HeaderMap;
use problem::Problem;
use url::Url;

pub use self::edit::{Audience, Days, EditAds, Gender, Level, Need, NewAdSet, NewCampaign, OLDEST};

/// What a call brings.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Problem>> + Send + 'a>>;

/// The app as which an installation, or an org with its own, calls a platform.
#[derive(Clone)]
pub struct App {
    /// Client id, app id, client key or consumer key.
    pub id: String,
    /// Its secret.
    pub secret: Secret,
    /// What a platform wants besides, by its own name: `developer_token`, `login_customer_id`.
    pub more: BTreeMap<&'static str, Secret>,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What a person granted. Secrets cannot be printed.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// What calls are made with.
    pub access: Secret,
    /// What a new one is got with; for OAuth 1.0a the token's secret.
    pub refresh: Option<Secret>,
    /// When `access` ends; none for one that does not.
    pub expires_at: Option<DateTime<Utc>>,
    /// When `refresh` ends; none for one that does not.
    pub refresh_expires_at: Option<DateTime<Utc>>,
    /// What it allows, in the platform's words; empty where the platform does not tell.
    pub scopes: Vec<String>,
}

/// A sign-in that was begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Where the person consents.
    pub url: Url,
    /// What has to be kept, sealed, until they come back: a PKCE verifier, a request token's secret.
    pub keep: Option<Secret>,
}

/// Who granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The platform's id of the person or profile.
    pub id: String,
    /// Their name.
    pub name: String,
    /// What is granted at this moment, in the platform's words.
    pub scopes: Vec<String>,
}

/// Getting, keeping and giving back the right to call.
pub trait SignIn: Send + Sync {
    /// What is asked for, in the platform's words.
    fn scopes(&self) -> &'static [&'static str];

    /// Begins a sign-in that returns to `back` with `state`. `now` is the time.
    fn begin<'a>(&'a self, back: &'a Url, state: &'a str, now: DateTime<Utc>) -> Answer<'a, Begun>;

    /// Exchanges what came back in the query, with what was kept. A denied consent is a [`problem::Class::Denied`].
    fn finish<'a>(
        &'a self,
        back: &'a Url,
        query: &'a BTreeMap<String, String>,
        keep: Option<&'a Secret>,
        now: DateTime<Utc>,
    ) -> Answer<'a, Tokens>;

    /// Gets fresh tokens. `None` where these cannot be refreshed: the person signs in again before they end, or when a call says
    /// [`problem::Class::Expired`], which then is as good as revoked.
    fn refresh<'a>(&'a self, tokens: &'a Tokens, now: DateTime<Utc>) -> Answer<'a, Option<Tokens>>;

    /// Asks the platform by a real call whether the tokens hold, whose they are and what they allow.
    fn identify<'a>(&'a self, tokens: &'a Tokens) -> Answer<'a, Identity>;

    /// Gives them back.
    fn revoke<'a>(&'a self, tokens: &'a Tokens) -> Answer<'a, ()>;
}

/// A page, and where the next one begins: opaque text that may be kept over days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// None on the last page.
    pub next: Option<String>,
}

/// An ad account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdAccount {
    /// The platform's id, without prefixes.
    pub id: String,
    /// Its name.
    pub name: String,
    /// ISO 4217.
    pub currency: String,
    /// IANA.
    pub time_zone: String,
    /// Whether ads can run in it.
    pub is_active: bool,
    /// What else is needed to call it (Google: the manager's id), for the connector alone.
    pub through: Option<String>,
}

/// What a campaign, ad set or ad is set to, and shows of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Set to run.
    Active,
    /// Set not to run.
    Paused,
    /// Out of sight, with its numbers kept.
    Archived,
    /// Gone at the platform.
    Deleted,
}

/// What a campaign is for. Platforms have more words; each maps to one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Objective {
    /// To be seen.
    Awareness,
    /// Visits.
    Traffic,
    /// Reactions, followers, video views.
    Engagement,
    /// Lead forms.
    Leads,
    /// Installs.
    AppPromotion,
    /// Purchases and other conversions.
    Sales,
}

/// What may be spent: both at once do not occur.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// A day, in the account's currency.
    pub daily: Option<Micros>,
    /// In all.
    pub lifetime: Option<Micros>,
}

/// A platform campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// The platform's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is set to.
    pub status: Status,
    /// The platform's word for how it does: `WITH_ISSUES`, `LIMITED`.
    pub delivery: Option<String>,
    /// What for; none where the platform's word is unknown.
    pub objective: Option<Objective>,
    /// The platform's own word for it.
    pub objective_word: String,
    /// Where the campaign has one of its own.
    pub budget: Budget,
    /// Begins.
    pub starts_at: Option<DateTime<Utc>>,
    /// Ends.
    pub ends_at: Option<DateTime<Utc>>,
    /// Last change at the platform.
    pub updated_at: Option<DateTime<Utc>>,
}

/// An ad set, ad group, ad squad or line item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdSet {
    /// The platform's id.
    pub id: String,
    /// Its campaign's.
    pub campaign_id: String,
    /// Its name.
    pub name: String,
    /// What it is set to.
    pub status: Status,
    /// The platform's word for how it does.
    pub delivery: Option<String>,
    /// Its own.
    pub budget: Budget,
    /// Last change at the platform.
    pub updated_at: Option<DateTime<Utc>>,
}

/// An ad.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ad {
    /// The platform's id.
    pub id: String,
    /// Its ad set's.
    pub ad_set_id: String,
    /// Its name.
    pub name: String,
    /// What it is set to.
    pub status: Status,
    /// The platform's word for how it does, the result of its review included.
    pub delivery: Option<String>,
    /// Last change at the platform.
    pub updated_at: Option<DateTime<Utc>>,
}

/// Days of the account's time zone, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First.
    pub from: NaiveDate,
    /// Last.
    pub to: NaiveDate,
}

/// By what the numbers of an ad are split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Split {
    /// Not at all: one row for each ad and day.
    None,
    /// Age and gender together where the platform can, else one row each.
    AgeGender,
    /// Country.
    Country,
    /// Where it was shown: network, position.
    Placement,
    /// On what kind of device.
    Device,
    /// By the hour that the clock of the account's time zone shows. One that it shows twice is one part.
    Hour,
}

/// Numbers of one ad on one day of the account's time zone; of a campaign or an ad set where there are no ads to tell apart, and
/// then of all that it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insight {
    /// The day.
    pub day: NaiveDate,
    /// Campaign.
    pub campaign_id: String,
    /// Ad set; none where the numbers are the campaign's.
    pub ad_set_id: Option<String>,
    /// Ad; none where the numbers are the ad set's or the campaign's.
    pub ad_id: Option<String>,
    /// The part of the split, in our words and sorted: `age=25-34`, `gender=female`, `country=SA`, `placement=feed`, `device=mobile`, `hour=07`;
    /// `unknown` for what the platform does not tell. Empty with [`Split::None`].
    pub part: Vec<(&'static str, String)>,
    /// The numbers.
    pub numbers: Numbers,
}

/// The part of an hour, 0 to 23.
pub fn hour_part(hour: u32) -> Vec<(&'static str, String)> {
    vec![("hour", format!("{hour:02}"))]
}

/// What is counted. What a platform does not give is none, never 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Times shown.
    pub impressions: i64,
    /// Clicks that lead away from the ad.
    pub clicks: i64,
    /// Spent, in the account's currency.
    pub spend: Micros,
    /// Conversions in millionths: Google counts parts of them.
    pub conversions: Option<i64>,
    /// What the conversions were worth.
    pub conversion_value: Option<Micros>,
    /// Leads.
    pub leads: Option<i64>,
    /// Views of a video, as the platform defines them.
    pub video_views: Option<i64>,
    /// Reactions, comments, shares, saves.
    pub engagements: Option<i64>,
    /// People reached: not additive.
    pub reach: Option<i64>,
}

/// Reading an org's ads.
pub trait Ads: Send + Sync {
    /// The accounts that the tokens reach.
    fn ad_accounts<'a>(&'a self, tokens: &'a Tokens, after: Option<&'a str>) -> Answer<'a, Page<AdAccount>>;

    /// All campaigns of an account, the archived ones too.
    fn campaigns<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        after: Option<&'a str>,
    ) -> Answer<'a, Page<Campaign>>;

    /// All ad sets of an account.
    fn ad_sets<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        after: Option<&'a str>,
    ) -> Answer<'a, Page<AdSet>>;

    /// All ads of an account.
    fn ads<'a>(&'a self, tokens: &'a Tokens, account: &'a AdAccount, after: Option<&'a str>) -> Answer<'a, Page<Ad>>;

    /// The splits that this platform has, beside none.
    fn splits(&self) -> &'static [Split];

    /// The days that one question may cover that is split so: the same for every split but [`Split::Hour`].
    fn longest_window(&self, split: Split) -> u16;

    /// Numbers of every ad of an account on each day of a window. Days without any are left out. Summed up without a split they are all
    /// that the account spent: what the platform counts for no ad is told of the campaign (what is missing of that: `docs/platforms.md`).
    fn insights<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        window: Window,
        split: Split,
        after: Option<&'a str>,
    ) -> Answer<'a, Page<Insight>>;
}

/// A lead that a form brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// The platform's id: the same lead has the same one however it comes.
    pub id: String,
    /// When it was given; none where the platform does not say.
    pub at: Option<DateTime<Utc>>,
    /// The form.
    pub form_id: Option<String>,
    /// The campaign, as far as the platform tells.
    pub campaign_id: Option<String>,
    /// The ad, as far as the platform tells.
    pub ad_id: Option<String>,
    /// What was filled in, by the platform's name of the field.
    pub fields: BTreeMap<String, String>,
}

/// What a platform lists leads by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListedBy {
    /// By form, and the forms by page.
    Form,
    /// By ad account, with all its forms.
    AdAccount,
}

/// A lead form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The platform's id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Which leads are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Span<'a> {
    /// The platform's id of the form or the ad account, as [`Leads::listed_by`] says.
    pub of: &'a str,
    /// Given from here on,
    pub from: DateTime<Utc>,
    /// and up to here. A platform that cannot end the list there tells of later ones too.
    pub to: DateTime<Utc>,
}

/// Fetching leads.
pub trait Leads: Send + Sync {
    /// One lead that a webhook announced.
    fn lead<'a>(&'a self, tokens: &'a Tokens, id: &'a str) -> Answer<'a, Lead>;

    /// What leads are listed by.
    fn listed_by(&self) -> ListedBy;

    /// The days for which the platform keeps a lead: older ones are not there to be read.
    fn kept_days(&self) -> u16;

    /// The forms of a page; none where leads are listed by ad account.
    fn forms<'a>(&'a self, tokens: &'a Tokens, page: &'a str, after: Option<&'a str>) -> Answer<'a, Page<Form>>;

    /// Leads that were given in a span of time, whoever was told of them before.
    fn leads<'a>(&'a self, tokens: &'a Tokens, span: Span<'a>, after: Option<&'a str>) -> Answer<'a, Page<Lead>>;
}

/// What a profile is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileKind {
    /// A page, which may have lead forms.
    Page,
    /// An Instagram account.
    Instagram,
}

/// A page or a business account that tokens reach: what a platform's notices name besides ad accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The platform's id, as [`Notice::account`] has it.
    pub id: String,
    /// What it is.
    pub kind: ProfileKind,
    /// Its name.
    pub name: String,
}

/// Looking which pages and profiles the tokens reach.
pub trait Profiles: Send + Sync {
    /// All of them.
    fn profiles<'a>(&'a self, tokens: &'a Tokens, after: Option<&'a str>) -> Answer<'a, Page<Profile>>;
}

/// Having the platform tell this app what happens at a page, where it tells an app of chosen pages alone.
pub trait Subscriptions: Send + Sync {
    /// Asks for the leads of a page. Asking once more changes nothing.
    fn subscribe<'a>(&'a self, tokens: &'a Tokens, page: &'a str) -> Answer<'a, ()>;

    /// Asks for nothing of a page any more.
    fn unsubscribe<'a>(&'a self, tokens: &'a Tokens, page: &'a str) -> Answer<'a, ()>;
}

/// A call that came to one of our webhook addresses. It may hold secrets and cannot be printed.
#[derive(Clone, Copy)]
pub struct Incoming<'a> {
    /// Its query, decoded.
    pub query: &'a BTreeMap<String, String>,
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// Its bytes, as they came.
    pub body: &'a [u8],
}

/// The answer that a handshake wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handshake {
    /// Content type.
    pub content_type: &'static str,
    /// Body.
    pub body: String,
}

/// Why a call is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// It carries no signature, or one of another form.
    #[error("no signature, or one that cannot be read")]
    Missing,
    /// It was not made with a known secret, or of other bytes.
    #[error("the signature does not hold")]
    Wrong,
    /// It was signed too long ago, or in the future.
    #[error("signed too long ago or in the future")]
    Stale,
}

/// One thing that a platform announces.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The platform's id of the event, or a hash of what makes it one: the same again is a repeat.
    pub id: String,
    /// What of: `leadgen`, `feed`, in the platform's words.
    pub kind: String,
    /// The account, page or profile that it is about.
    pub account: Option<String>,
    /// When it happened.
    pub at: Option<DateTime<Utc>>,
    /// What it says, for whoever acts on it.
    pub payload: serde_json::Value,
}

/// A body that verified and still cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a body of this platform")]
pub struct BadBody;

/// Webhooks that a platform sends. Pure: no calls.
pub trait Inbound: Send + Sync {
    /// The answer to a handshake; `None` when it is none, or not one for `verify_token` or a known secret.
    fn handshake(&self, call: Incoming<'_>, verify_token: &Secret, secrets: &[Secret]) -> Option<Handshake>;

    /// Whether the call is the platform's, by any of the secrets: several are valid while they are rotated.
    fn verify(&self, call: Incoming<'_>, secrets: &[Secret], now: DateTime<Utc>) -> Result<(), Unverified>;

    /// What a verified call announces, in its order.
    fn read(&self, call: Incoming<'_>) -> Result<Vec<Notice>, BadBody>;
}
