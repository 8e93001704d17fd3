//! Campaigns, ad sets and ads of an account: kept under our ids as their lists show them, page by page. What a whole list did not show
//! any more is deleted at the platform; its numbers stay. It must never delete a row: numbers name it.

pub mod queries;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use cmis_base::id::{AdAccount, Id, Ids, Org, SyncRun};
use cmis_connectors::platform::{Ad, AdSet, Campaign, Insight, Objective, Status};
use cmis_db::Conn;
use uuid::Uuid;

use self::queries::Owner;
use super::plan::Objects;
use crate::campaigns::import;

/// The longest name that is kept.
const LONGEST_NAME: usize = 500;

/// Text of a platform as the database takes it: without the zero byte, and not longer than a name is.
pub fn clean(text: &str) -> String {
    text.chars().filter(|it| *it != '\0').take(LONGEST_NAME).collect()
}

/// The account that a page is of, and the sync that read it.
#[derive(Clone, Copy, Debug)]
pub struct Of {
    /// The org.
    pub org: Id<Org>,
    /// The account.
    pub account: Id<AdAccount>,
    /// The run.
    pub run: Id<SyncRun>,
    /// Now.
    pub now: DateTime<Utc>,
}

impl Of {
    const fn place(self) -> import::Place {
        import::Place { org: self.org, account: self.account, now: self.now }
    }
}

/// A page of one level.
#[derive(Clone, Debug)]
pub enum Listed {
    /// Campaigns.
    Campaigns(Vec<Campaign>),
    /// Ad sets.
    AdSets(Vec<AdSet>),
    /// Ads.
    Ads(Vec<Ad>),
}

impl Listed {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::Campaigns(rows) => rows.len(),
            Self::AdSets(rows) => rows.len(),
            Self::Ads(rows) => rows.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Stores a page. Of two with one id the last counts. An ad set or ad of something that no list showed waits for the next sync.
pub async fn store(conn: &mut Conn, ids: &Ids, of: Of, page: Listed) -> Result<(), sqlx::Error> {
    match page {
        Listed::Campaigns(rows) => {
            let rows: Vec<_> =
                once(rows, |row| &row.id).into_iter().map(|row| queries::CampaignRow::of(ids, row)).collect();
            let changed = queries::follow_campaigns(conn, of, &rows).await?;
            import::followed(conn, of.place(), changed).await?;
            queries::upsert_campaigns(conn, of, rows).await?;
            import::adopt(conn, ids, of.place()).await
        }
        Listed::AdSets(rows) => {
            let rows = once(rows, |row| &row.id).into_iter().map(|row| queries::AdSetRow::of(ids, row)).collect();
            queries::upsert_ad_sets(conn, of, rows).await
        }
        Listed::Ads(rows) => {
            let rows = once(rows, |row| &row.id).into_iter().map(|row| queries::AdRow::of(ids, row)).collect();
            queries::upsert_ads(conn, of, rows).await
        }
    }
}

/// Marks what a whole list did not show; how many it showed.
pub async fn close(conn: &mut Conn, of: Of, level: Objects) -> Result<i64, sqlx::Error> {
    match level {
        Objects::Campaigns => {
            let seen = queries::close_campaigns(conn, of).await?;
            import::settle(conn, of.place(), None).await?;
            Ok(seen)
        }
        Objects::AdSets => queries::close_ad_sets(conn, of).await,
        Objects::Ads => queries::close_ads(conn, of).await,
    }
}

/// One of each id: a statement cannot change a row twice.
fn once<T>(rows: Vec<T>, id: fn(&T) -> &String) -> Vec<T> {
    let kept = rows.into_iter().filter(|row| !id(row).contains('\0'));
    kept.map(|row| (id(&row).clone(), row)).collect::<BTreeMap<_, _>>().into_values().collect()
}

/// The stored word of a status.
pub const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Paused => "paused",
        Status::Archived => "archived",
        Status::Deleted => "deleted",
    }
}

/// The stored word of an objective.
pub const fn objective_word(objective: Objective) -> &'static str {
    match objective {
        Objective::Awareness => "awareness",
        Objective::Traffic => "traffic",
        Objective::Engagement => "engagement",
        Objective::Leads => "leads",
        Objective::AppPromotion => "app_promotion",
        Objective::Sales => "sales",
    }
}

/// The other way round.
pub fn objective_of(word: &str) -> Option<Objective> {
    use Objective::{AppPromotion, Awareness, Engagement, Leads, Sales, Traffic};
    [Awareness, Traffic, Engagement, Leads, AppPromotion, Sales].into_iter().find(|it| objective_word(*it) == word)
}

/// What numbers are of, by the platform's ids.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// Campaign.
    pub campaign: &'a str,
    /// Ad set.
    pub ad_set: Option<&'a str>,
    /// Ad.
    pub ad: Option<&'a str>,
}

impl<'a> Names<'a> {
    /// What a row of numbers is of.
    pub fn of(insight: &'a Insight) -> Self {
        let Insight { campaign_id, ad_set_id, ad_id, .. } = insight;
        Self { campaign: campaign_id, ad_set: ad_set_id.as_deref(), ad: ad_id.as_deref() }
    }
}

/// Our ids by the platform's.
#[derive(Debug, Default)]
pub struct Found {
    /// Campaigns.
    pub campaigns: HashMap<String, Uuid>,
    /// Ad sets.
    pub ad_sets: HashMap<String, Uuid>,
    /// Ads.
    pub ads: HashMap<String, Uuid>,
}

/// Finds what numbers are of, by one question for each level. What no list showed gets a row of its own, so that totals always agree.
pub async fn find(conn: &mut Conn, ids: &Ids, of: Owner, names: &[Names<'_>]) -> Result<Found, sqlx::Error> {
    let (mut campaigns, mut ad_sets, mut ads) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for &Names { campaign, ad_set, ad } in names {
        if [Some(campaign), ad_set, ad].into_iter().flatten().any(|id| id.contains('\0')) {
            continue;
        }
        campaigns.insert(campaign, ());
        if let Some(ad_set) = ad_set {
            ad_sets.insert(ad_set, campaign);
        }
        if let Some(ad) = ad {
            // of an ad alone the platform does not tell the ad set: it stands in one that is called like its campaign
            ads.insert(ad, (ad_set.unwrap_or(campaign), campaign));
        }
    }
    let mut found = Found::default();
    let wanted: Vec<&str> = campaigns.into_keys().collect();
    found.campaigns = queries::campaign_ids(conn, of, &wanted).await?;
    let new: Vec<_> = missing(&wanted, &found.campaigns).map(|name| (ids.next::<Campaign>().raw(), name)).collect();
    if !new.is_empty() {
        queries::insert_campaigns(conn, of, &new).await?;
        import::adopt(conn, ids, import::Place { org: of.org, account: of.account, now: of.now }).await?;
    }
    found.campaigns.extend(new.into_iter().map(|(id, name)| (name.to_owned(), id)));

    let wanted: Vec<&str> = ads.keys().copied().collect();
    found.ads = queries::ad_ids(conn, of, &wanted).await?;
    for name in missing(&wanted, &found.ads) {
        let (ad_set, campaign) = ads[name];
        ad_sets.entry(ad_set).or_insert(campaign);
    }
    let sets: Vec<&str> = ad_sets.keys().copied().collect();
    found.ad_sets = queries::ad_set_ids(conn, of, &sets).await?;
    let new: Vec<_> = missing(&sets, &found.ad_sets)
        .filter_map(|name| Some((ids.next::<AdSet>().raw(), name, *found.campaigns.get(ad_sets[name])?)))
        .collect();
    queries::insert_ad_sets(conn, of, &new).await?;
    found.ad_sets.extend(new.into_iter().map(|(id, name, _)| (name.to_owned(), id)));

    let new: Vec<_> = missing(&wanted, &found.ads)
        .filter_map(|name| Some((ids.next::<Ad>().raw(), name, *found.ad_sets.get(ads[name].0)?)))
        .collect();
    queries::insert_ads(conn, of, &new).await?;
    found.ads.extend(new.into_iter().map(|(id, name, _)| (name.to_owned(), id)));
    Ok(found)
}

fn missing<'a>(wanted: &[&'a str], found: &HashMap<String, Uuid>) -> impl Iterator<Item = &'a str> {
    wanted.iter().copied().filter(|name| !found.contains_key(*name))
}
