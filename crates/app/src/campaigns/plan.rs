//! What a caller may say of a campaign, checked all at once. Pure.

use chrono::NaiveDate;
use cmis_base::{
    currency::minor_places,
    id::{AdAccount, Id, Member, Persona},
    money::{BadAmount, Micros},
};
use serde::Deserialize;
use serde_json::Number;
use utoipa::ToSchema;

use super::model::{Audience, BUDGET_TYPES, CampaignRow, OBJECTIVES};
use crate::{
    http::{check::Check, extract::some, words::Say},
    metrics::decimal::Decimal,
};

/// The largest budget, in units of its currency.
const MOST_BUDGET: i64 = 1_000_000_000;
/// Tags, keywords, interests and the like.
const MOST_WORDS: usize = 50;
/// Characters of one.
const LONGEST_WORD: usize = 60;
/// Ad accounts of a campaign.
const MOST_ACCOUNTS: usize = 100;
/// Members who work on a campaign.
const MOST_TEAM: usize = 50;
/// The ages that all platforms know.
const AGES: std::ops::RangeInclusive<i64> = 18..=65;

/// A campaign. In a change, what is absent stays; a null removes.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = CampaignPlan)]
pub struct PlanBody {
    /// Up to 200 characters. Required of a new one.
    #[schema(nullable = false)]
    name: Option<String>,
    /// Up to 5,000 characters.
    description: Option<String>,
    /// Any of `brand_awareness`, `traffic`, `lead_generation`, `conversions`, `app_installs`, `video_views`.
    objectives: Option<Vec<String>>,
    /// In units of the currency.
    #[serde(default, deserialize_with = "some")]
    #[schema(value_type = Option<Decimal>)]
    budget: Option<Option<Number>>,
    /// `lifetime` (unless told otherwise) or `daily`.
    budget_type: Option<String>,
    /// ISO 4217; the organization's unless told otherwise.
    currency: Option<String>,
    /// The first day, of the organization's time zone.
    #[serde(default, deserialize_with = "some")]
    #[schema(value_type = Option<NaiveDate>)]
    start_date: Option<Option<NaiveDate>>,
    /// The last day.
    #[serde(default, deserialize_with = "some")]
    #[schema(value_type = Option<NaiveDate>)]
    end_date: Option<Option<NaiveDate>>,
    /// Whom it is to reach; given whole.
    target_audience: Option<Audience>,
    /// How it is to sound, up to 200 characters.
    tone: Option<String>,
    /// Words to use, up to 50.
    keywords: Option<Vec<String>>,
    /// Tags, up to 50.
    tags: Option<Vec<String>>,
    /// The member that answers for it; who makes it, unless told otherwise.
    #[serde(default, deserialize_with = "some")]
    #[schema(value_type = Option<Id<Member>>)]
    owner_id: Option<Option<Id<Member>>>,
    /// The persona that it speaks to.
    #[serde(default, deserialize_with = "some")]
    #[schema(value_type = Option<Id<Persona>>)]
    persona_id: Option<Option<Id<Persona>>>,
    /// The members that work on it, up to 50.
    team_ids: Option<Vec<Id<Member>>>,
    /// Ad accounts to run on: those that the organization uses.
    ad_account_ids: Option<Vec<Id<AdAccount>>>,
    /// Whether the budget of a launched campaign may change by more than half.
    #[serde(default)]
    #[schema(nullable = false)]
    confirm: Option<bool>,
}

impl PlanBody {
    /// Whether a steep change was confirmed.
    pub fn is_confirmed(&self) -> bool {
        self.confirm == Some(true)
    }

    /// A name and dates, and nothing else.
    pub fn named(name: Option<String>, start: Option<NaiveDate>, end: Option<NaiveDate>) -> Self {
        Self { name, start_date: Some(start), end_date: Some(end), ..Self::default() }
    }
}

/// A valid campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Objectives.
    pub objectives: Vec<String>,
    /// Budget.
    pub budget: Option<Micros>,
    /// `lifetime` or `daily`.
    pub budget_type: String,
    /// ISO 4217.
    pub currency: String,
    /// First day.
    pub start_date: Option<NaiveDate>,
    /// Last day.
    pub end_date: Option<NaiveDate>,
    /// Whom it is to reach.
    pub audience: Audience,
    /// How it is to sound.
    pub tone: String,
    /// Words to use.
    pub keywords: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Who answers for it.
    pub owner: Option<Id<Member>>,
    /// Whom it speaks to.
    pub persona: Option<Id<Persona>>,
    /// Who works on it.
    pub team: Vec<Id<Member>>,
    /// Where it is to run.
    pub accounts: Vec<Id<AdAccount>>,
}

impl Plan {
    /// One of which nothing is known yet.
    pub fn new(currency: &str) -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            objectives: Vec::new(),
            budget: None,
            budget_type: "lifetime".to_owned(),
            currency: currency.to_owned(),
            start_date: None,
            end_date: None,
            audience: Audience::default(),
            tone: String::new(),
            keywords: Vec::new(),
            tags: Vec::new(),
            owner: None,
            persona: None,
            team: Vec::new(),
            accounts: Vec::new(),
        }
    }

    /// The plan of a campaign as it stands.
    pub fn of(row: &CampaignRow, accounts: Vec<Id<AdAccount>>, team: Vec<Id<Member>>) -> Self {
        Self {
            name: row.name.clone(),
            description: row.description.clone(),
            objectives: row.objectives.clone(),
            budget: row.budget_micros.map(Micros),
            budget_type: row.budget_type.clone(),
            currency: row.currency.clone(),
            start_date: row.start_date,
            end_date: row.end_date,
            audience: row.audience.0.clone(),
            tone: row.tone.clone(),
            keywords: row.keywords.clone(),
            tags: row.tags.clone(),
            owner: row.owner_id,
            persona: row.persona_id,
            team,
            accounts,
        }
    }

    /// What is left when all of it is given anew: of a launched one, what the platforms decide.
    pub fn emptied(&self, currency: &str, row: &CampaignRow) -> Self {
        let empty = Self { owner: self.owner, ..Self::new(currency) };
        if row.status == "draft" {
            return empty;
        }
        let Self { budget, budget_type, currency, start_date, end_date, audience, accounts, .. } = self.clone();
        Self { budget, budget_type, currency, start_date, end_date, audience, accounts, ..empty }
    }

    /// With what a caller says. Every field that does not hold is noted; it stays as it was then.
    pub fn with(mut self, check: &mut Check, body: PlanBody, today: NaiveDate) -> Self {
        match body.name {
            None if self.name.is_empty() => check.fail("name", "check-required"),
            name => self.name = check.text_if("name", name, 1..=200).unwrap_or(self.name),
        }
        if let Some(text) = body.description {
            self.description = check.lines_if("description", Some(text), 5000).unwrap_or_default();
        }
        self.tone = check.text_if("tone", body.tone, 0..=200).unwrap_or(self.tone);
        if let Some(words) = body.objectives {
            self.objectives = among(check, "objectives", words, &OBJECTIVES);
        }
        if let Some(word) = body.budget_type {
            let word = check.one_of("budget_type", Some(word), &BUDGET_TYPES);
            self.budget_type = word.map_or(self.budget_type, str::to_owned);
        }
        let has_currency = body.currency.is_some();
        self.currency = body.currency.and_then(|code| check.currency("currency", Some(code))).unwrap_or(self.currency);
        // an amount that stays may have more decimals than another currency has
        let kept = self.budget.filter(|_| has_currency).map(Ok);
        let given = body.budget.map(|number| number.map(|number| Micros::parse(&number.to_string())));
        if let Some(given) = given.or(kept.map(Some)) {
            self.budget = given.and_then(|given| amount(check, "budget", given, &self.currency));
        }
        self.dates(check, body.start_date, body.end_date, today);
        if let Some(audience) = body.target_audience {
            self.audience = whom(check, audience);
        }
        if let Some(list) = body.keywords {
            self.keywords = words(check, "keywords", list);
        }
        if let Some(list) = body.tags {
            self.tags = words(check, "tags", list);
        }
        self.owner = body.owner_id.unwrap_or(self.owner);
        self.persona = body.persona_id.unwrap_or(self.persona);
        if let Some(team) = body.team_ids {
            self.team = once(check, "team_ids", team, MOST_TEAM);
        }
        if let Some(accounts) = body.ad_account_ids {
            self.accounts = once(check, "ad_account_ids", accounts, MOST_ACCOUNTS);
        }
        self
    }

    fn dates(
        &mut self,
        check: &mut Check,
        start: Option<Option<NaiveDate>>,
        end: Option<Option<NaiveDate>>,
        today: NaiveDate,
    ) {
        use chrono::Datelike;
        let changes = start.is_some() || end.is_some();
        let is_new = end.flatten().is_some_and(|end| Some(end) != self.end_date);
        self.start_date = start.unwrap_or(self.start_date);
        self.end_date = end.unwrap_or(self.end_date);
        let far = |day: Option<NaiveDate>| day.is_some_and(|day| !(2000..=2100).contains(&day.year()));
        if far(self.start_date) {
            check.fail("start_date", "check-date-range");
        }
        if far(self.end_date) {
            check.fail("end_date", "check-date-range");
        } else if is_new && self.end_date.is_some_and(|end| end < today) {
            check.fail("end_date", "check-date-past");
        } else if changes && self.start_date.zip(self.end_date).is_some_and(|(start, end)| end < start) {
            check.fail("end_date", "check-dates-reversed");
        }
    }

    /// Notes what the platforms decide of a campaign that has been launched, where it would change. Whom it is to reach is open while a platform
    /// refuses to make its ad set.
    pub fn keeps_what_platforms_decide(&self, check: &mut Check, before: &Self, lacks_ad_set: bool) {
        let same = [
            // a budget of its platforms is not taken away from here
            ("budget", self.budget == before.budget || self.budget.is_some()),
            ("budget_type", self.budget_type == before.budget_type),
            ("currency", self.currency == before.currency),
            ("target_audience", lacks_ad_set || self.audience == before.audience),
            ("ad_account_ids", self.accounts == before.accounts),
        ];
        for (field, _) in same.into_iter().filter(|(_, is_same)| !is_same) {
            check.fail(field, "check-campaign-runs");
        }
    }
}

/// An amount above zero that its currency can hold.
pub fn amount(check: &mut Check, field: &str, amount: Result<Micros, BadAmount>, currency: &str) -> Option<Micros> {
    let places = minor_places(currency);
    match amount {
        Ok(amount) if amount.0 <= 0 => check.fail(field, "check-budget-positive"),
        Ok(amount) if amount.0 <= MOST_BUDGET * cmis_base::money::UNIT => {
            let minor = amount.to_minor(places).and_then(|minor| Micros::from_minor(minor, places));
            if minor == Ok(amount) {
                return Some(amount);
            }
            check.fail(field, Say::new("check-budget-places").count("places", places).with("currency", currency));
        }
        _ => check.fail(field, Say::new("check-budget-huge").with("max", MOST_BUDGET.to_string())),
    }
    None
}

/// Ids in their order, once each.
fn once<T>(check: &mut Check, field: &str, mut given: Vec<Id<T>>, most: usize) -> Vec<Id<T>> {
    given.sort_unstable();
    given.dedup();
    if given.len() > most {
        check.fail(field, "check-too-many");
    }
    given
}

/// Words of a list, once each and in its order.
fn among(check: &mut Check, field: &str, given: Vec<String>, options: &[&'static str]) -> Vec<String> {
    if given.iter().any(|word| !options.contains(&word.as_str())) {
        check.fail(field, Say::new("check-one-of").with("options", options.join(", ")));
    }
    options.iter().filter(|option| given.iter().any(|word| word == *option)).map(|&option| option.to_owned()).collect()
}

/// Words of people's own: trimmed, once each, none empty.
pub fn words(check: &mut Check, field: &str, given: Vec<String>) -> Vec<String> {
    if given.len() > MOST_WORDS {
        check.fail(field, Say::new("check-too-many-words").count("max", MOST_WORDS));
        return Vec::new();
    }
    let mut kept: Vec<String> = Vec::new();
    for word in given {
        match check.text_if(field, Some(word), 0..=LONGEST_WORD) {
            Some(word) if !word.is_empty() && !kept.contains(&word) => kept.push(word),
            _ => {}
        }
    }
    kept
}

fn codes(
    check: &mut Check,
    field: &str,
    given: Vec<String>,
    is_code: fn(&str) -> bool,
    key: &'static str,
) -> Vec<String> {
    let given = words(check, field, given);
    if given.iter().any(|code| !is_code(code)) {
        check.fail(field, key);
    }
    given
}

/// A valid audience; what does not hold is noted.
pub fn whom(check: &mut Check, given: Audience) -> Audience {
    for (field, age) in [("target_audience.age_min", given.age_min), ("target_audience.age_max", given.age_max)] {
        if age.is_some_and(|age| !AGES.contains(&age)) {
            check.fail(field, Say::new("check-age").count("min", *AGES.start()).count("max", *AGES.end()));
        }
    }
    if given.age_min.zip(given.age_max).is_some_and(|(min, max)| max < min) {
        check.fail("target_audience.age_max", "check-ages-reversed");
    }
    let is_country = |code: &str| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_language = |code: &str| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase());
    Audience {
        age_min: given.age_min,
        age_max: given.age_max,
        genders: among(check, "target_audience.genders", given.genders, &["female", "male"]),
        locations: codes(check, "target_audience.locations", given.locations, is_country, "check-country"),
        languages: codes(check, "target_audience.languages", given.languages, is_language, "check-language-code"),
        interests: words(check, "target_audience.interests", given.interests),
        custom: check.lines_if("target_audience.custom", given.custom, 2000),
    }
}
