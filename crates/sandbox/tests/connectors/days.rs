//! When campaigns and ad sets run, changed at every platform and read back; and what of it is refused.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use cmis_base::{money::Micros, platform::Platform, secret::expose};
use cmis_connectors::platform::{
    AdAccount, Audience, Budget, Days, Level, NewAdSet, NewCampaign, Objective, Status, Tokens,
    problem::{Class, Problem},
};
use serde_json::Value;

use crate::{
    linkedin, snapchat,
    stage::{Connector, Stage, all},
    tiktok, twitter,
};

const DAILY: Budget = Budget { daily: Some(Micros(50_000_000_000)), lifetime: None };
const IN_ALL: Budget = Budget { daily: None, lifetime: Some(Micros(50_000_000_000)) };

/// Begins and ends.
type Runs = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// The beginning of a day where the account is, so many days from now.
fn first(stage: &Stage, day: i64) -> DateTime<Utc> {
    // in Riyadh it is noon: midnight was twelve hours ago
    stage.clock.now() - TimeDelta::hours(12) + TimeDelta::days(day)
}

/// The last second of a day.
fn last(stage: &Stage, day: i64) -> DateTime<Utc> {
    first(stage, day + 1) - TimeDelta::seconds(1)
}

/// An account in Riyadh, and who may change it.
struct Owner<'a> {
    stage: &'a Stage,
    platform: Platform,
    connector: Box<dyn Connector>,
    tokens: Tokens,
    account: AdAccount,
}

impl<'a> Owner<'a> {
    async fn all(stage: &'a Stage) -> Vec<Self> {
        let mut connectors: Vec<(Platform, Box<dyn Connector>)> = stage.connectors().into();
        connectors.push((Platform::Tiktok, Box::new(tiktok::connector(stage))));
        connectors.push((Platform::Linkedin, Box::new(linkedin::connector(&stage.root, "4711"))));
        connectors.push((Platform::Twitter, Box::new(twitter::connector(&stage.root, &stage.clock))));
        connectors.push((Platform::Snapchat, Box::new(snapchat::connector(stage))));
        let mut owners = Vec::new();
        for (platform, connector) in connectors {
            let tokens = stage.tokens(&*connector).await;
            let accounts = all!(after => connector.ad_accounts(&tokens, after));
            let account = accounts.into_iter().find(|account| account.currency == "SAR").unwrap();
            owners.push(Self { stage, platform, connector, tokens, account });
        }
        owners
    }

    /// A campaign from tomorrow to the thirtieth day, and an ad set below it.
    async fn plan(&self, budget: Budget) -> (String, String) {
        let days = (Some(first(self.stage, 1)), Some(last(self.stage, 30)));
        let has_days = self.connector.levels_with_days().contains(&Level::Campaign);
        let (starts_at, ends_at) = if has_days { days } else { (None, None) };
        let (name, objective) = (format!("{budget:?}"), Objective::Traffic);
        let new = NewCampaign { name: name.clone(), objective, budget, starts_at, ends_at };
        let campaign_id = self.connector.create_campaign(&self.tokens, &self.account, &new).await.unwrap();
        let (countries, languages) = (vec!["SA".to_owned()], vec!["ar".to_owned()]);
        let audience = Audience { countries, languages, ..Audience::default() };
        let (starts_at, ends_at) = days;
        let new = NewAdSet { campaign_id, name, objective, budget, starts_at, ends_at, audience };
        let set = self.connector.create_ad_set(&self.tokens, &self.account, &new).await.unwrap();
        (new.campaign_id, set)
    }

    async fn set(
        &self,
        level: Level,
        id: &str,
        starts_at: Option<DateTime<Utc>>,
        ends_at: Option<DateTime<Utc>>,
    ) -> Result<(), Problem> {
        self.connector
            .set_days(&self.tokens, &self.account, level, id, Days { starts_at, ends_at, has_begun: false })
            .await
    }

    #[track_caller]
    fn refused(&self, answer: Result<(), Problem>, code: Option<&str>) {
        let problem = answer.expect_err(self.platform.as_str());
        assert!(problem.class == Class::Invalid && !problem.may_have_happened, "{}: {problem}", self.platform);
        assert!(problem.words.contains(' '), "{}: {problem}", self.platform);
        assert!(code.is_none_or(|code| problem.code == code), "{}: {problem}", self.platform);
    }

    /// What the platform tells of an object, by its own API.
    async fn told(&self, path: &str, query: &[(&str, &str)], headers: &[(&str, &str)]) -> Value {
        let mut address = self.stage.root.join(path).unwrap();
        if !query.is_empty() {
            address.query_pairs_mut().extend_pairs(query);
        }
        let mut asked = self.stage.client.get(address).bearer_auth(expose(&self.tokens.access));
        for (name, value) in headers {
            asked = asked.header(*name, *value);
        }
        let answer = asked.send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    /// When something runs: campaigns as they are listed, ad sets as their platform tells of them.
    async fn runs(&self, level: Level, campaign: &str, set: &str) -> Runs {
        // the only ad set of a campaign at X is what the campaign is told by
        if level == Level::Campaign || self.platform == Platform::Twitter {
            let campaigns = all!(after => self.connector.campaigns(&self.tokens, &self.account, after));
            let found = campaigns.into_iter().find(|it| it.id == campaign).unwrap();
            return (found.starts_at, found.ends_at);
        }
        let account = &self.account.id;
        match self.platform {
            Platform::Meta => {
                let path = format!("meta/graph/v26.0/{set}");
                let told = self.told(&path, &[("fields", "start_time,end_time")], &[]).await;
                let at = |name: &str| {
                    let text = told.get(name)?.as_str()?;
                    Some(DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z").unwrap().to_utc())
                };
                (at("start_time"), at("end_time"))
            }
            Platform::Tiktok => {
                let only = format!(r#"{{"adgroup_ids":["{set}"]}}"#);
                let query = [("advertiser_id", account.as_str()), ("filtering", &only)];
                let token = [("access-token", expose(&self.tokens.access))];
                let told = self.told("tiktok/business/open_api/v1.3/adgroup/get/", &query, &token).await;
                let row = told["data"]["list"][0].clone();
                let at = |name: &str| {
                    Some(NaiveDateTime::parse_from_str(row[name].as_str()?, "%Y-%m-%d %H:%M:%S").unwrap().and_utc())
                };
                let ends = at("schedule_end_time");
                assert_eq!(row["schedule_type"] == "SCHEDULE_START_END", ends.is_some(), "{row}");
                (at("schedule_start_time"), ends)
            }
            Platform::Linkedin => {
                let version = ("linkedin-version", cmis_connectors::linkedin::VERSION);
                let headers = [version, ("x-restli-protocol-version", "2.0.0")];
                let path = format!("linkedin/api/rest/adAccounts/{account}/adCampaigns/{set}");
                let told = self.told(&path, &[], &headers).await;
                let at = |name: &str| DateTime::from_timestamp_millis(told["runSchedule"].get(name)?.as_i64()?);
                (at("start"), at("end"))
            }
            _ => {
                let told = self.told(&format!("snapchat/api/v1/adsquads/{set}"), &[], &[]).await;
                let squad = told["adsquads"][0]["adsquad"].clone();
                let at = |name: &str| Some(squad.get(name)?.as_str()?.parse().unwrap());
                (at("start_time"), at("end_time"))
            }
        }
    }
}

#[tokio::test]
async fn days_are_changed_and_told_once_more_change_nothing() {
    let stage = Stage::start().await;
    let day = |day: i64| Some(first(&stage, day));
    let until = |day: i64| Some(last(&stage, day));
    for owner in Owner::all(&stage).await {
        let (campaign, set) = owner.plan(DAILY).await;
        for level in owner.connector.levels_with_days() {
            let id = if *level == Level::Campaign { &campaign } else { &set };
            assert_eq!(owner.runs(*level, &campaign, &set).await, (day(1), until(30)), "{} {level:?}", owner.platform);
            for (starts, ends, expected) in [
                (None, until(40), (day(1), until(40))),
                (None, until(20), (day(1), until(20))),
                (day(3), until(20), (day(3), until(20))),
                (day(2), until(25), (day(2), until(25))),
                (None, None, (day(2), None)),
                (None, until(15), (day(2), until(15))),
            ] {
                for time in ["once", "twice"] {
                    owner.set(*level, id, starts, ends).await.unwrap();
                    let runs = owner.runs(*level, &campaign, &set).await;
                    assert_eq!(runs, expected, "{} {level:?} {time}", owner.platform);
                }
            }
            owner.refused(owner.set(*level, id, day(5), until(4)).await, Some("bad_days"));
            owner.refused(owner.set(*level, id, None, until(1)).await, Some("bad_days"));
            owner.refused(owner.set(*level, id, day(-3), until(20)).await, None);
            assert_eq!(owner.runs(*level, &campaign, &set).await, (day(2), until(15)), "{}", owner.platform);
        }
        for level in [Level::Campaign, Level::AdSet, Level::Ad] {
            if !owner.connector.levels_with_days().contains(&level) {
                owner.refused(owner.set(level, "1", None, until(15)).await, Some("no_days"));
            }
        }
    }
}

#[tokio::test]
async fn what_has_begun_keeps_its_beginning_and_does_not_end_in_the_past() {
    let stage = Stage::start().await;
    for owner in Owner::all(&stage).await {
        let campaigns = all!(after => owner.connector.campaigns(&owner.tokens, &owner.account, after));
        let sets = all!(after => owner.connector.ad_sets(&owner.tokens, &owner.account, after));
        let is_on = |status: Status, ends: Option<DateTime<Utc>>| status == Status::Active && ends.is_none();
        let campaign = campaigns.iter().find(|it| is_on(it.status, it.ends_at)).unwrap();
        let set = sets.iter().find(|it| it.campaign_id == campaign.id && it.status == Status::Active).unwrap();
        for level in owner.connector.levels_with_days() {
            let id = if *level == Level::Campaign { &campaign.id } else { &set.id };
            let (began, ends) = owner.runs(*level, &campaign.id, &set.id).await;
            assert!(began.unwrap() < stage.clock.now() && ends.is_none(), "{}", owner.platform);
            let later = Some(last(&stage, 20));
            owner.refused(owner.set(*level, id, Some(first(&stage, 2)), later).await, None);
            owner.refused(owner.set(*level, id, None, Some(last(&stage, -2))).await, None);
            // its beginning, told as it is, is no change
            owner.set(*level, id, began, later).await.unwrap();
            if owner.platform != Platform::Twitter {
                assert_eq!(owner.runs(*level, &campaign.id, &set.id).await, (began, later), "{}", owner.platform);
            }
            owner.set(*level, id, None, None).await.unwrap();
            assert_eq!(owner.runs(*level, &campaign.id, &set.id).await, (began, None), "{}", owner.platform);
        }
    }
}

#[tokio::test]
async fn an_end_that_a_budget_needs_is_not_taken_away() {
    let stage = Stage::start().await;
    for owner in Owner::all(&stage).await {
        let (campaign, set) = owner.plan(IN_ALL).await;
        for level in owner.connector.levels_with_days() {
            let id = if *level == Level::Campaign { &campaign } else { &set };
            let needs_an_end = match owner.platform {
                Platform::Meta | Platform::Google | Platform::Tiktok => true,
                // of its campaigns the group alone has a budget
                Platform::Linkedin => *level == Level::Campaign,
                // of a campaign it is a cap
                Platform::Snapchat => *level == Level::AdSet,
                _ => false,
            };
            let taken = owner.set(*level, id, None, None).await;
            let runs = owner.runs(*level, &campaign, &set).await;
            if needs_an_end {
                owner.refused(taken, Some("no_end"));
                assert_eq!(runs.1, Some(last(&stage, 30)), "{} {level:?}", owner.platform);
                owner.set(*level, id, None, Some(last(&stage, 10))).await.unwrap();
            } else {
                assert_eq!((taken, runs.1), (Ok(()), None), "{} {level:?}", owner.platform);
            }
        }
    }
}
