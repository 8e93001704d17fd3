//! Making ad sets below campaigns, read back: what the connectors list, and whom the platforms say they are shown to.

use chrono::{DateTime, Utc};
use cmis_base::{money::Micros, platform::Platform, secret::expose};
use cmis_connectors::platform::{
    AdAccount, AdSet, Audience, Budget, Gender, NewAdSet, NewCampaign, Objective, Status, Tokens,
    problem::{Class, Problem},
};
use serde_json::{Value, json};

use crate::stage::{Connector, Stage, all};

const DAILY: Budget = Budget { daily: Some(Micros(50_000_000_000)), lifetime: None };

fn at(text: &str) -> Option<DateTime<Utc>> {
    Some(text.parse().unwrap())
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn women() -> Audience {
    Audience {
        age_min: Some(25),
        age_max: Some(34),
        genders: vec![Gender::Female],
        countries: owned(&["SA", "AE"]),
        languages: owned(&["ar"]),
    }
}

/// An account of a platform, and who may change it.
struct Owner<'a> {
    stage: &'a Stage,
    connector: Box<dyn Connector>,
    tokens: Tokens,
    account: AdAccount,
}

impl<'a> Owner<'a> {
    async fn all(stage: &'a Stage) -> [(Platform, Self); 2] {
        let [meta, google] = stage.connectors();
        [(meta.0, Self::of(stage, meta.1).await), (google.0, Self::of(stage, google.1).await)]
    }

    async fn of(stage: &'a Stage, connector: Box<dyn Connector>) -> Self {
        let tokens = stage.tokens(&*connector).await;
        let accounts = all!(after => connector.ad_accounts(&tokens, after));
        let account = accounts.into_iter().find(|account| account.currency == "SAR").unwrap();
        Self { stage, connector, tokens, account }
    }

    async fn campaign(&self, objective: Objective, budget: Budget) -> Result<String, Problem> {
        let name = format!("{objective:?} {budget:?}");
        let new = NewCampaign { name, objective, budget, starts_at: None, ends_at: at("2026-12-31T20:00:00Z") };
        self.connector.create_campaign(&self.tokens, &self.account, &new).await
    }

    async fn make(
        &self,
        campaign_id: &str,
        name: &str,
        objective: Objective,
        audience: Audience,
    ) -> Result<String, Problem> {
        let new = NewAdSet {
            campaign_id: campaign_id.to_owned(),
            name: name.to_owned(),
            objective,
            budget: DAILY,
            starts_at: at("2026-12-01T21:00:00Z"),
            ends_at: at("2026-12-31T20:00:00Z"),
            audience,
        };
        self.connector.create_ad_set(&self.tokens, &self.account, &new).await
    }

    async fn below(&self, campaign: &str) -> Vec<AdSet> {
        let sets = all!(after => self.connector.ad_sets(&self.tokens, &self.account, after));
        sets.into_iter().filter(|set| set.campaign_id == campaign).collect()
    }

    /// What Meta says of an ad set.
    async fn graph(&self, id: &str) -> Value {
        let fields = "targeting,optimization_goal,billing_event,start_time,end_time,daily_budget,effective_status";
        let mut address = self.stage.root.join(&format!("meta/graph/v26.0/{id}")).unwrap();
        address
            .query_pairs_mut()
            .append_pair("fields", fields)
            .append_pair("access_token", expose(&self.tokens.access));
        let answer = self.stage.client.get(address).send().await.unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    /// What Google finds.
    async fn search(&self, query: &str) -> Vec<Value> {
        let path = format!("google/ads/v26/customers/{}/googleAds:search", self.account.id);
        let mut asked = self
            .stage
            .client
            .post(self.stage.root.join(&path).unwrap())
            .header("authorization", format!("Bearer {}", expose(&self.tokens.access)))
            .header("developer-token", "0123456789abcdefghijkl")
            .header("content-type", "application/json")
            .body(json!({ "query": query }).to_string());
        if let Some(manager) = &self.account.through {
            asked = asked.header("login-customer-id", manager);
        }
        let answer = asked.send().await.unwrap();
        assert!(answer.status().is_success(), "{query}: {}", answer.text().await.unwrap());
        let answer: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        answer.get("results").and_then(Value::as_array).cloned().unwrap_or_default()
    }

    /// Google's criteria of a campaign and of an ad group, in words.
    async fn criteria(&self, campaign: &str, ad_group: &str) -> (Vec<String>, Vec<String>) {
        let of = async |resource: &str, fields: &str, owner: &str| -> Vec<String> {
            let all = format!(
                "{fields}, {resource}.negative, {resource}.location.geo_target_constant, \
                {resource}.language.language_constant"
            );
            let rows = self.search(&format!("SELECT {all} FROM {resource} WHERE {owner}")).await;
            let criterion = if resource == "campaign_criterion" { "campaignCriterion" } else { "adGroupCriterion" };
            let mut words: Vec<String> = rows
                .iter()
                .map(|row| {
                    let row = &row[criterion];
                    let places =
                        ["/location/geoTargetConstant", "/language/languageConstant", "/ageRange/type", "/gender/type"];
                    let word = places.iter().find_map(|place| row.pointer(place)).unwrap().as_str().unwrap();
                    format!("{}{word}", if row["negative"] == true { "not " } else { "" })
                })
                .collect();
            words.sort();
            words
        };
        let of_group = "ad_group_criterion.age_range.type, ad_group_criterion.gender.type";
        (
            of("campaign_criterion", "campaign_criterion.type", &format!("campaign.id = {campaign}")).await,
            of("ad_group_criterion", of_group, &format!("ad_group.id = {ad_group}")).await,
        )
    }
}

#[track_caller]
fn refused(answer: Result<String, Problem>, code: &str, word: &str) {
    let problem = answer.expect_err(code);
    assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code), "{problem}");
    assert!(problem.words.contains(word) && !problem.may_have_happened, "{problem}");
}

const OTHER_AGES: [&str; 5] =
    ["not AGE_RANGE_18_24", "not AGE_RANGE_35_44", "not AGE_RANGE_45_54", "not AGE_RANGE_55_64", "not AGE_RANGE_65_UP"];

#[tokio::test]
async fn an_ad_set_is_made_for_whom_it_is_asked_and_runs_with_its_campaign() {
    let stage = Stage::start().await;
    for (platform, owner) in Owner::all(&stage).await {
        let campaign = owner.campaign(Objective::Traffic, DAILY).await.unwrap();
        let id = owner.make(&campaign, "نساء الخليج", Objective::Traffic, women()).await.unwrap();
        let made = owner.below(&campaign).await;
        assert_eq!(made.len(), 1, "{platform}");
        let set = &made[0];
        assert_eq!((set.id.as_str(), set.name.as_str(), set.status), (id.as_str(), "نساء الخليج", Status::Active));
        assert!(!owner.connector.has_ad_set_budgets());
        assert_eq!(set.budget, Budget::default(), "{platform}: the budget is the campaign's");
        if platform == Platform::Meta {
            let told = owner.graph(&id).await;
            let targeting = json!({
                "geo_locations": {"countries": ["SA", "AE"]}, "age_min": 25, "age_max": 34, "genders": [2], "locales": [28],
                "targeting_automation": {"advantage_audience": 0},
            });
            assert_eq!(told["targeting"], targeting);
            assert_eq!(
                (&told["optimization_goal"], &told["billing_event"]),
                (&json!("LINK_CLICKS"), &json!("IMPRESSIONS"))
            );
            assert_eq!(told["start_time"], "2026-12-01T21:00:00+0000");
            assert_eq!(told["end_time"], "2026-12-31T20:00:00+0000");
            assert_eq!((told.get("daily_budget"), &told["effective_status"]), (None, &json!("CAMPAIGN_PAUSED")));
        } else {
            let (of_campaign, of_group) = owner.criteria(&campaign, &id).await;
            let reach = ["geoTargetConstants/2682", "geoTargetConstants/2784", "languageConstants/1019"];
            assert_eq!(of_campaign, reach);
            assert_eq!(of_group, [OTHER_AGES.as_slice(), &["not MALE"]].concat());
        }
    }
}

#[tokio::test]
async fn ages_are_widened_where_the_platform_tells_fewer_apart() {
    let stage = Stage::start().await;
    let asked = Audience { age_min: Some(30), age_max: Some(50), genders: Vec::new(), ..women() };
    let asked = Audience { languages: owned(&["en", "zh"]), ..asked };
    for (platform, owner) in Owner::all(&stage).await {
        let nearest = owner.connector.nearest(&asked);
        let campaign = owner.campaign(Objective::Traffic, DAILY).await.unwrap();
        let id = owner.make(&campaign, "Wide", Objective::Traffic, asked.clone()).await.unwrap();
        if platform == Platform::Meta {
            assert_eq!(nearest, asked);
            let targeting = owner.graph(&id).await["targeting"].clone();
            assert_eq!((&targeting["age_min"], &targeting["age_max"]), (&json!(30), &json!(50)));
            assert_eq!((targeting.get("genders"), &targeting["locales"]), (None, &json!([1001, 1004])));
        } else {
            assert_eq!(nearest, Audience { age_min: Some(25), age_max: Some(54), ..asked.clone() });
            let (of_campaign, of_group) = owner.criteria(&campaign, &id).await;
            assert_eq!(of_group, ["not AGE_RANGE_18_24", "not AGE_RANGE_55_64", "not AGE_RANGE_65_UP"]);
            assert_eq!(
                of_campaign[2..],
                ["languageConstants/1000", "languageConstants/1017", "languageConstants/1018"]
            );
        }
    }
}

#[tokio::test]
async fn nobody_is_left_out_in_silence() {
    let stage = Stage::start().await;
    for (platform, owner) in Owner::all(&stage).await {
        let campaign = owner.campaign(Objective::Traffic, DAILY).await.unwrap();
        let make = async |audience: Audience| owner.make(&campaign, "Nobody", Objective::Traffic, audience).await;
        for wrong in ["XX", "sa", "UK"] {
            refused(make(Audience { countries: owned(&["SA", wrong]), ..women() }).await, "unknown_country", wrong);
        }
        for wrong in ["xx", "AR", "ar' OR 'x"] {
            refused(make(Audience { languages: owned(&["ar", wrong]), ..women() }).await, "unknown_language", wrong);
        }
        refused(make(Audience { countries: Vec::new(), ..women() }).await, "no_country", "country");
        refused(make(Audience { age_max: Some(20), ..women() }).await, "bad_ages", "18");
        assert!(owner.below(&campaign).await.is_empty(), "{platform}");
    }
}

#[tokio::test]
async fn every_objective_is_followed_or_refused_with_a_reason() {
    let stage = Stage::start().await;
    for (platform, owner) in Owner::all(&stage).await {
        let is_meta = platform == Platform::Meta;
        for (objective, on_meta, on_google) in [
            (Objective::Awareness, Ok("REACH"), Err("needs_bid")),
            (Objective::Traffic, Ok("LINK_CLICKS"), Ok("SEARCH_STANDARD")),
            (Objective::Engagement, Ok("POST_ENGAGEMENT"), Ok("UNSPECIFIED")),
            (Objective::Leads, Err("needs_page"), Ok("SEARCH_STANDARD")),
            (Objective::Sales, Err("needs_pixel"), Ok("SEARCH_STANDARD")),
            (Objective::AppPromotion, Err("needs_app"), Err("no_ad_group")),
        ] {
            // Google makes no campaign for an app
            let campaign = owner.campaign(objective, DAILY).await.unwrap_or_else(|_| "1".to_owned());
            let made = owner.make(&campaign, "One", objective, women()).await;
            match (if is_meta { on_meta } else { on_google }, made) {
                (Err(code), made) => refused(made, code, " "),
                (Ok(goal), Ok(id)) if is_meta => assert_eq!(owner.graph(&id).await["optimization_goal"], goal),
                (Ok(kind), Ok(id)) => {
                    let query = format!("SELECT ad_group.type FROM ad_group WHERE ad_group.id = {id}");
                    assert_eq!(owner.search(&query).await[0]["adGroup"]["type"], kind);
                }
                (Ok(_), Err(problem)) => panic!("{platform} {objective:?}: {problem}"),
            }
        }
    }
}

#[tokio::test]
async fn a_budget_in_all_needs_an_end_and_an_ad_set_a_budget_above_it() {
    let stage = Stage::start().await;
    let in_all = Budget { daily: None, lifetime: DAILY.daily };
    let [(_, meta), _] = Owner::all(&stage).await;
    let campaign = meta.campaign(Objective::Traffic, in_all).await.unwrap();
    let new = |budget: Budget, ends: Option<&str>| NewAdSet {
        campaign_id: campaign.clone(),
        name: "All".to_owned(),
        objective: Objective::Traffic,
        budget,
        starts_at: None,
        ends_at: ends.and_then(at),
        audience: women(),
    };
    let make = async |new: NewAdSet| meta.connector.create_ad_set(&meta.tokens, &meta.account, &new).await;
    refused(make(new(in_all, None)).await, "no_end", "ends");
    refused(make(new(Budget::default(), None)).await, "no_budget", "budget");
    make(new(in_all, Some("2026-12-31T20:00:00Z"))).await.unwrap();
}

#[tokio::test]
async fn an_ad_set_whose_answer_is_lost_is_found_by_its_name_and_is_whole() {
    let stage = Stage::start().await;
    for (platform, owner) in Owner::all(&stage).await {
        let campaign = owner.campaign(Objective::Traffic, DAILY).await.unwrap();
        let path = if platform == Platform::Meta { "adsets" } else { "googleAds:mutate" };
        for (kind, has_happened) in [("rate_limit", false), ("cut", true)] {
            stage.control("faults", json!({"platform": platform.as_str(), "kind": kind, "path_contains": path})).await;
            let problem = owner.make(&campaign, "Lost", Objective::Traffic, women()).await.expect_err(kind);
            assert_eq!(problem.may_have_happened, has_happened, "{platform} {kind}: {problem}");
            assert_eq!(owner.below(&campaign).await.len(), usize::from(has_happened), "{platform} {kind}");
        }
        let found = owner.below(&campaign).await.remove(0);
        assert_eq!((found.name.as_str(), found.status), ("Lost", Status::Active));
        if platform == Platform::Meta {
            assert_eq!(owner.graph(&found.id).await["targeting"]["genders"], json!([2]));
        } else {
            let (of_campaign, of_group) = owner.criteria(&campaign, &found.id).await;
            assert_eq!((of_campaign.len(), of_group.len()), (3, 6));
        }
    }
}

#[tokio::test]
async fn google_keeps_countries_for_the_whole_campaign_but_in_demand_gen() {
    let stage = Stage::start().await;
    let [_, (_, google)] = Owner::all(&stage).await;
    let reach = ["geoTargetConstants/2682", "geoTargetConstants/2784", "languageConstants/1019"];
    let men = Audience { genders: vec![Gender::Male], age_min: None, age_max: Some(65), ..women() };
    let kuwait = Audience { countries: owned(&["KW"]), ..women() };

    let search = google.campaign(Objective::Leads, DAILY).await.unwrap();
    google.make(&search, "Women", Objective::Leads, women()).await.unwrap();
    let again = google.make(&search, "Women", Objective::Leads, women()).await.expect_err("there already");
    assert_eq!((again.class, again.code.as_str()), (Class::Duplicate, "DUPLICATE_ADGROUP_NAME"));
    let second = google.make(&search, "Men", Objective::Leads, men).await.unwrap();
    assert_eq!(google.criteria(&search, &second).await, (owned(&reach), owned(&["not FEMALE"])));
    refused(google.make(&search, "Kuwait", Objective::Leads, kuwait.clone()).await, "other_audience", "campaign");
    let anywhere = Audience { languages: Vec::new(), ..women() };
    refused(google.make(&search, "Anywhere", Objective::Leads, anywhere).await, "other_audience", "campaign");
    assert_eq!(google.below(&search).await.len(), 2);

    let demand = google.campaign(Objective::Engagement, DAILY).await.unwrap();
    let first = google.make(&demand, "Gulf", Objective::Engagement, women()).await.unwrap();
    let second = google.make(&demand, "Kuwait", Objective::Engagement, kuwait).await.unwrap();
    let (of_campaign, of_group) = google.criteria(&demand, &first).await;
    assert!(of_campaign.is_empty());
    assert_eq!(of_group, [reach.as_slice(), &OTHER_AGES, &["not MALE"]].concat());
    assert!(google.criteria(&demand, &second).await.1.contains(&"geoTargetConstants/2414".to_owned()));

    // one that runs everywhere already is not narrowed behind its owner's back
    let running = "SELECT campaign.id FROM ad_group WHERE campaign.bidding_strategy_type = 'TARGET_SPEND' AND \
                   campaign.advertising_channel_type = 'SEARCH' AND campaign.status = 'ENABLED' LIMIT 1";
    let running = google.search(running).await[0]["campaign"]["id"].as_str().unwrap().to_owned();
    refused(google.make(&running, "New", Objective::Traffic, women()).await, "other_audience", "campaign");
    let gone = google.make("1", "New", Objective::Traffic, women()).await.expect_err("no such campaign");
    assert_eq!((gone.class, gone.may_have_happened), (Class::NotFound, false));
}
