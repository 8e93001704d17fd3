//! Whether a campaign can be launched, and what would be made where. Pure.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use cmis_base::{
    id::{AdAccount, Id, Integration},
    money::Micros,
    platform::Platform,
};
use cmis_connectors::{
    platform::{self, Budget, Gender, Need, NewCampaign, Objective},
    registry::Connectors,
};
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::shares::shares;
use crate::{
    campaigns::model::{Audience, CampaignRow},
    http::{check::Check, error::FieldErrors, words::Say},
    integrations::sync::objects::objective_word,
    metrics::decimal::Decimal,
};

/// Characters of a name that every platform takes.
const LONGEST_NAME: usize = 100;
/// A platform that wants to know the beginning gets one that is not over when it reads it.
pub const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// An ad account that a campaign is to run on.
#[derive(Clone, Debug, FromRow)]
pub struct Target {
    /// The account.
    pub id: Id<AdAccount>,
    /// Its name.
    pub name: String,
    /// Its platform.
    pub platform: String,
    /// ISO 4217.
    pub currency: String,
    /// IANA.
    pub time_zone: String,
    /// How it is reached.
    pub integration_id: Id<Integration>,
    /// Whether it can be called: chosen, reached by tokens that hold, and able to run ads.
    pub is_able: bool,
}

/// What would be made at a platform.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = LaunchAccount)]
pub struct Counterpart {
    /// The ad account.
    pub ad_account_id: Id<AdAccount>,
    /// Its name.
    pub ad_account_name: String,
    /// The platform.
    pub platform: String,
    /// The account's currency.
    pub currency: String,
    /// `awareness`, `traffic`, `engagement`, `leads`, `app_promotion` or `sales`: what the platform is told.
    pub objective: Option<&'static str>,
    /// A day's budget there.
    pub daily_budget: Option<Decimal>,
    /// The whole budget there.
    pub lifetime_budget: Option<Decimal>,
    /// When it begins; null for at once, and where campaigns have no dates of their own.
    pub starts_at: Option<DateTime<Utc>>,
    /// When it ends; null for never, and where campaigns have no dates: then it is ended from here.
    pub ends_at: Option<DateTime<Utc>>,
    /// Whom the platform is told to reach, nearest to whom the campaign is to and never fewer: ages as it tells them apart. What people care about is for whoever makes the ads.
    pub audience: Audience,
    /// What the platform wants of an ad set and nobody here knows: `app`, `bid`, `page` or `pixel`. The campaign is made paused then, and stays
    /// so until somebody has made its ad set there and tries again here. Null where the ad set is made from here.
    pub ad_set_needs: Option<&'static str>,
    /// Whether the account can be reached now. One that cannot waits until it can and somebody tries again.
    pub is_able: bool,
}

/// What launching a campaign would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = LaunchPlan)]
pub struct LaunchView {
    /// Whether it can be launched.
    pub ready: bool,
    /// What is missing, by field.
    pub missing: Vec<Missing>,
    /// ISO 4217.
    pub currency: String,
    /// In all or a day, over all accounts.
    pub budget: Option<Decimal>,
    /// `lifetime` or `daily`.
    pub budget_type: String,
    /// What would be made, one for each account: a campaign, paused, with an ad set, and then switched on.
    pub accounts: Vec<Counterpart>,
}

/// Something that has to be mended before.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = LaunchMissing)]
pub struct Missing {
    /// The field of the campaign.
    pub field: String,
    /// What to do.
    pub message: String,
}

/// A launch that was looked at.
#[derive(Debug)]
pub struct Launch {
    /// What has to be mended, by field.
    pub missing: FieldErrors,
    /// The accounts with what would be made there.
    pub parts: Vec<(Target, NewCampaign)>,
}

/// What a campaign is for at the platforms, which know one thing: the one nearest to a sale.
pub fn objective(words: &[String]) -> Option<Objective> {
    let has = |word: &str| words.iter().any(|it| it == word);
    [
        ("conversions", Objective::Sales),
        ("lead_generation", Objective::Leads),
        ("app_installs", Objective::AppPromotion),
        ("traffic", Objective::Traffic),
        ("video_views", Objective::Engagement),
        ("brand_awareness", Objective::Awareness),
    ]
    .into_iter()
    .find_map(|(word, objective)| has(word).then_some(objective))
}

impl Launch {
    /// Looks at a campaign: all that is missing, and what would be made.
    pub fn of(row: &CampaignRow, targets: Vec<Target>, now: DateTime<Utc>, today: NaiveDate) -> Self {
        let mut check = Check::new();
        let objective = objective(&row.objectives);
        if objective.is_none() {
            check.fail("objectives", "check-launch-objective");
        }
        if row.budget_micros.is_none() {
            check.fail("budget", "check-launch-budget");
        }
        if row.start_date.is_none() {
            check.fail("start_date", "check-launch-start");
        }
        if row.end_date.is_some_and(|end| end < today) {
            check.fail("end_date", "check-date-past");
        }
        if row.audience.0.locations.is_empty() {
            check.fail("target_audience.locations", "check-launch-locations");
        }
        if row.name.chars().count() > LONGEST_NAME {
            check.fail("name", Say::new("check-launch-name").count("max", LONGEST_NAME));
        }
        if targets.is_empty() {
            check.fail("ad_account_ids", "check-launch-account");
        } else if !targets.iter().any(|target| target.is_able) {
            check.fail("ad_account_ids", "check-launch-token");
        }
        for target in targets.iter().filter(|target| target.currency != row.currency) {
            let say = Say::new("check-launch-currency").with("name", target.name.clone());
            let say = say.with("account", target.currency.clone()).with("currency", row.currency.clone());
            check.fail("ad_account_ids", say);
        }
        let amount = Micros(row.budget_micros.unwrap_or(0));
        let amounts = shares(amount, &vec![1; targets.len()], &row.currency);
        if row.budget_micros.is_some() && amounts.iter().any(|part| part.0 == 0) {
            check.fail("budget", "check-launch-share");
        }
        let wants_end = |platform: &Platform| *platform != Platform::Twitter;
        let is_endless = row.budget_type == "lifetime" && row.end_date.is_none();
        if is_endless && platforms(&targets).iter().any(wants_end) {
            check.fail("end_date", "check-launch-end");
        }
        for platform in platforms(&targets) {
            suits(&mut check, platform, row, objective);
        }
        let parts = targets.into_iter().zip(amounts).map(|(target, amount)| {
            let new = planned(row, &target, objective.unwrap_or(Objective::Traffic), amount, now);
            (target, new)
        });
        let parts = parts.collect();
        Self { missing: check.into_errors(), parts }
    }

    /// As the API shows it.
    pub fn view(self, row: &CampaignRow, connectors: &Connectors) -> LaunchView {
        let wanted = audience(&row.audience.0);
        let objective = objective(&row.objectives);
        let missing: Vec<Missing> = self
            .missing
            .into_iter()
            .flat_map(|(field, messages)| {
                messages.into_iter().map(move |message| Missing { field: field.clone(), message })
            })
            .collect();
        let decimal = |amount: Option<Micros>| amount.filter(|it| it.0 > 0).map(|it| Decimal::millionths(it.0));
        let told = |platform: &str| {
            let platform = platform.parse().ok()?;
            connectors.nearest(platform, &wanted).ok()
        };
        let needs = |platform: &str| connectors.ad_set_needs(platform.parse().ok()?, objective?).ok().flatten();
        let accounts = self.parts.into_iter().map(|(target, new)| Counterpart {
            audience: told(&target.platform).map(shown).unwrap_or_default(),
            ad_set_needs: needs(&target.platform).map(need_word),
            ad_account_id: target.id,
            ad_account_name: target.name,
            platform: target.platform,
            currency: target.currency,
            objective: objective.map(objective_word),
            daily_budget: decimal(new.budget.daily),
            lifetime_budget: decimal(new.budget.lifetime),
            starts_at: new.starts_at,
            ends_at: new.ends_at,
            is_able: target.is_able,
        });
        LaunchView {
            ready: missing.is_empty(),
            accounts: accounts.collect(),
            missing,
            currency: row.currency.clone(),
            budget: row.budget_micros.map(Decimal::millionths),
            budget_type: row.budget_type.clone(),
        }
    }
}

fn platforms(targets: &[Target]) -> Vec<Platform> {
    let mut platforms: Vec<Platform> = targets.iter().filter_map(|target| target.platform.parse().ok()).collect();
    platforms.sort_by_key(|platform| platform.as_str());
    platforms.dedup();
    platforms
}

/// Notes what a platform would refuse.
fn suits(check: &mut Check, platform: Platform, row: &CampaignRow, objective: Option<Objective>) {
    let is_lifetime = row.budget_type == "lifetime";
    if matches!(platform, Platform::Google | Platform::Linkedin) && objective == Some(Objective::AppPromotion) {
        check.fail("objectives", Say::new("check-launch-app").word("platform", platform_word(platform)));
    }
    let audience = &row.audience.0;
    if platform == Platform::Snapchat && audience.locations.len() > 1 && audience.languages.len() != 1 {
        check.fail("target_audience.languages", "check-launch-language");
    }
    if platform == Platform::Google && is_lifetime && objective == Some(Objective::Awareness) {
        check.fail("budget_type", "check-launch-display");
    }
}

const fn need_word(need: Need) -> &'static str {
    match need {
        Need::App => "app",
        Need::Bid => "bid",
        Need::Page => "page",
        Need::Pixel => "pixel",
    }
}

const fn platform_word(platform: Platform) -> &'static str {
    match platform {
        Platform::Meta => "platform-meta",
        Platform::Google => "platform-google",
        Platform::Tiktok => "platform-tiktok",
        Platform::Linkedin => "platform-linkedin",
        Platform::Twitter => "platform-twitter",
        Platform::Snapchat => "platform-snapchat",
    }
}

/// What a platform is asked to make.
fn planned(
    row: &CampaignRow,
    target: &Target,
    objective: Objective,
    amount: Micros,
    now: DateTime<Utc>,
) -> NewCampaign {
    let (starts_at, ends_at) = dates(&target.platform, &target.time_zone, (row.start_date, row.end_date), now);
    let budget = match row.budget_type.as_str() {
        "daily" => Budget { daily: Some(amount), lifetime: None },
        _ => Budget { daily: None, lifetime: Some(amount) },
    };
    NewCampaign { name: row.name.clone(), objective, budget, starts_at, ends_at }
}

/// When a campaign begins and ends at a platform. Days are those of the account's time zone.
pub fn dates(
    platform: &str,
    time_zone: &str,
    (start, end): (Option<NaiveDate>, Option<NaiveDate>),
    now: DateTime<Utc>,
) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let (starts, ends) = days(time_zone, (start, end), now);
    match platform {
        // their ad groups and line items have dates
        "tiktok" | "twitter" => (None, None),
        // they want to know when it begins
        "linkedin" | "snapchat" => (Some(starts.unwrap_or(now + AHEAD)), ends),
        _ => (starts, ends),
    }
}

/// When the first day begins, if that is to come, and when the last one ends.
pub fn days(
    time_zone: &str,
    (start, end): (Option<NaiveDate>, Option<NaiveDate>),
    now: DateTime<Utc>,
) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let zone: Tz = time_zone.parse().unwrap_or(Tz::UTC);
    let starts = start.and_then(|day| begin(day, zone)).filter(|at| *at > now);
    let ends = end.and_then(|day| begin(day + Days::new(1), zone)).map(|at| at - TimeDelta::seconds(1));
    (starts, ends)
}

/// Whom platforms are told to reach.
pub fn audience(of: &Audience) -> platform::Audience {
    let age = |age: Option<i64>| age.and_then(|age| u8::try_from(age).ok());
    let gender = |word: &String| match word.as_str() {
        "female" => Some(Gender::Female),
        "male" => Some(Gender::Male),
        _ => None,
    };
    platform::Audience {
        age_min: age(of.age_min),
        age_max: age(of.age_max),
        genders: of.genders.iter().filter_map(gender).collect(),
        countries: of.locations.clone(),
        languages: of.languages.clone(),
    }
}

/// The other way round.
fn shown(of: platform::Audience) -> Audience {
    let gender = |gender: Gender| match gender {
        Gender::Female => "female".to_owned(),
        Gender::Male => "male".to_owned(),
    };
    Audience {
        age_min: of.age_min.map(i64::from),
        age_max: of.age_max.map(i64::from),
        genders: of.genders.into_iter().map(gender).collect(),
        locations: of.countries,
        languages: of.languages,
        ..Audience::default()
    }
}

/// When a day begins there: the first instant after a gap.
fn begin(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let midnight = day.and_time(NaiveTime::MIN);
    (0..=3)
        .find_map(|hours| (midnight + TimeDelta::hours(hours)).and_local_timezone(zone).earliest())
        .map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use chrono_tz::Tz;
    use cmis_connectors::platform::Objective;

    use super::{begin, objective};

    #[test]
    fn platforms_are_told_what_is_nearest_to_a_sale() {
        let of = |words: &[&str]| objective(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["brand_awareness", "conversions"]), Some(Objective::Sales));
        assert_eq!(of(&["video_views", "traffic"]), Some(Objective::Traffic));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn a_day_begins_where_the_account_is() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day");
        let at = |zone: Tz| begin(day, zone).expect("a beginning").to_rfc3339();
        assert_eq!(at(Tz::Asia__Riyadh), "2026-02-28T21:00:00+00:00");
        assert_eq!(at(Tz::America__Los_Angeles), "2026-03-01T08:00:00+00:00");
        // midnight that day does not exist in Cairo
        let gap = NaiveDate::from_ymd_opt(2026, 4, 24).expect("a day");
        assert_eq!(begin(gap, Tz::Africa__Cairo).expect("a beginning").to_rfc3339(), "2026-04-23T22:00:00+00:00");
    }
}
