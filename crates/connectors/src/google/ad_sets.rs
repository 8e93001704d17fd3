//! Making ad groups, with whom they are shown to. Where that stands depends on the kind of campaign: ages and genders are the ad group's;
//! countries and languages are the campaign's, and then those of all its ad groups, save in Demand Gen, where each ad group has its own.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Google,
    call::{Customer, digits, is_id, unsure},
    values::Whole,
};
use crate::{
    countries,
    platform::{
        AdAccount, Audience, Gender, NewAdSet, OLDEST, Objective, Tokens,
        problem::{Class, Problem},
    },
};

/// Stands for the ad group while it has no id.
const NEW_AD_GROUP: &str = "adGroups/-1";

/// Ages that Google tells apart, first and last, and its word for them.
const RANGES: [(u8, u8, &str); 6] = [
    (18, 24, "AGE_RANGE_18_24"),
    (25, 34, "AGE_RANGE_25_34"),
    (35, 44, "AGE_RANGE_35_44"),
    (45, 54, "AGE_RANGE_45_54"),
    (55, 64, "AGE_RANGE_55_64"),
    (OLDEST, OLDEST, "AGE_RANGE_65_UP"),
];

/// Bids that Google makes by itself. The others want an amount of each ad group.
const AUTOMATIC: [&str; 7] = [
    "TARGET_SPEND",
    "MAXIMIZE_CONVERSIONS",
    "MAXIMIZE_CONVERSION_VALUE",
    "TARGET_CPA",
    "TARGET_CPC",
    "TARGET_ROAS",
    "TARGET_IMPRESSION_SHARE",
];

/// Languages that Google calls otherwise than ISO 639-1 does.
const OTHERWISE: [(&str, &[&str]); 3] = [("he", &["iw"]), ("nb", &["no"]), ("zh", &["zh_CN", "zh_TW"])];

#[derive(Deserialize)]
struct CampaignRow {
    campaign: Campaign,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Campaign {
    advertising_channel_type: String,
    #[serde(default)]
    bidding_strategy_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CriterionRow {
    campaign_criterion: Criterion,
}

#[derive(Deserialize)]
struct Criterion {
    location: Option<Location>,
    language: Option<Language>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    geo_target_constant: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Language {
    language_constant: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LanguageRow {
    language_constant: LanguageConstant,
}

#[derive(Deserialize)]
struct LanguageConstant {
    id: Whole,
    code: String,
}

/// Something of the account, of which nothing is asked but whether it is there.
#[derive(Deserialize)]
struct Any {}

/// The ages that Google tells apart around those that are asked for.
pub(super) fn nearest(audience: &Audience) -> Audience {
    let around = |age: u8| RANGES.into_iter().find(|(first, last, _)| (*first..=*last).contains(&age));
    let widened = |age: u8, of: fn((u8, u8, &str)) -> u8| around(age).map_or(age, of);
    Audience {
        age_min: audience.age_min.map(|age| widened(age, |range| range.0)),
        age_max: audience.age_max.map(|age| widened(age, |range| range.1)),
        ..audience.clone()
    }
}

fn invalid(code: &str, words: &str) -> Problem {
    Problem::new(Class::Invalid, code, words)
}

/// What an ad group excludes. On Search a criterion that includes somebody excludes nobody else, so the others are told; everywhere else
/// that says the same. People of whom Google knows no age or no gender are among those asked for, and stay.
fn exclusions(audience: &Audience) -> Result<Vec<Value>, Problem> {
    let (youngest, oldest) = (audience.age_min.unwrap_or(18), audience.age_max.unwrap_or(OLDEST));
    if !(18..=OLDEST).contains(&youngest) || !(youngest..=OLDEST).contains(&oldest) {
        return Err(invalid("bad_ages", "Ages are from 18 to 65, the youngest first"));
    }
    let others = RANGES.into_iter().filter(|(first, last, _)| *last < youngest || *first > oldest);
    let mut excluded: Vec<Value> = others.map(|(.., word)| json!({ "ageRange": { "type": word } })).collect();
    let wants = |gender| audience.genders.is_empty() || audience.genders.contains(&gender);
    for (gender, word) in [(Gender::Male, "MALE"), (Gender::Female, "FEMALE")] {
        if !wants(gender) {
            excluded.push(json!({ "gender": { "type": word } }));
        }
    }
    Ok(excluded)
}

/// The names of countries: 2000 and the number that ISO 3166-1 gives them.
fn locations(audience: &Audience) -> Result<BTreeSet<String>, Problem> {
    if audience.countries.is_empty() {
        return Err(invalid("no_country", "An ad set needs a country at least"));
    }
    let name = |country: &String| match countries::number(country) {
        Some(number) => Ok(format!("geoTargetConstants/{}", 2_000 + number)),
        None => Err(invalid("unknown_country", &format!("Google Ads knows no country {country}"))),
    };
    audience.countries.iter().map(name).collect()
}

/// Where and in which languages, by the names of Google's constants.
#[derive(Debug, Default, PartialEq, Eq)]
struct Reach {
    locations: BTreeSet<String>,
    languages: BTreeSet<String>,
}

impl Reach {
    fn is_anywhere(&self) -> bool {
        self.locations.is_empty() && self.languages.is_empty()
    }

    fn criteria(&self) -> Vec<Value> {
        let locations = self.locations.iter().map(|name| json!({ "location": { "geoTargetConstant": name } }));
        let languages = self.languages.iter().map(|name| json!({ "language": { "languageConstant": name } }));
        locations.chain(languages).collect()
    }
}

/// Kinds of campaigns whose ad groups are made here, and the type that Google calls them by; Demand Gen has none.
fn ad_group_type(campaign: &Campaign) -> Result<Option<&'static str>, Problem> {
    let kind = match campaign.advertising_channel_type.as_str() {
        "SEARCH" => Some("SEARCH_STANDARD"),
        "DISPLAY" => Some("DISPLAY_STANDARD"),
        "DEMAND_GEN" => None,
        _ => return Err(not_here()),
    };
    if AUTOMATIC.contains(&campaign.bidding_strategy_type.as_str()) {
        return Ok(kind);
    }
    Err(invalid(
        "needs_bid",
        "Ad groups of a campaign with manual bids need an amount: make this one in Google Ads, with its bid",
    ))
}

fn not_here() -> Problem {
    invalid("no_ad_group", "Ad groups of this kind of campaign are made in Google Ads")
}

/// A criterion below `owner`, which stands in the field `of`.
fn below(mut criterion: Value, of: &str, owner: &str) -> Value {
    criterion[of] = owner.into();
    criterion
}

impl Google {
    /// Makes an ad group with all its criteria, and the campaign's where it has none yet, in one mutate that happens whole or not at all.
    /// What is asked before changes nothing. A name that the campaign has already is refused as [`Class::Duplicate`].
    ///
    /// Budget, start and end are the campaign's. Where countries and languages are too, and it has others, the ad group is refused:
    /// it would show the campaign's other ads to people who were not asked for.
    pub(super) async fn make_ad_group(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        new: &NewAdSet,
    ) -> Result<String, Problem> {
        let customer = self.customer(account)?;
        let id = digits(&new.campaign_id)?;
        if new.objective == Objective::AppPromotion {
            return Err(not_here());
        }
        let audience = nearest(&new.audience);
        let (excluded, locations) = (exclusions(&audience)?, locations(&audience)?);
        let campaign = self.campaign(tokens, customer, id).await?;
        let kind = ad_group_type(&campaign)?;
        let languages = self.languages(tokens, customer, &audience.languages).await?;
        let reach = Reach { locations, languages };

        let of_campaign = format!("customers/{}/campaigns/{id}", customer.id);
        let ad_group = format!("customers/{}/{NEW_AD_GROUP}", customer.id);
        let mut fields =
            json!({ "resourceName": ad_group, "name": new.name, "campaign": of_campaign, "status": "ENABLED" });
        if let Some(kind) = kind {
            fields["type"] = kind.into();
        }
        let mut operations = vec![json!({ "adGroupOperation": { "create": fields } })];
        let mut add =
            |operation: &str, criterion: Value| operations.push(json!({ operation: { "create": criterion } }));
        for mut criterion in excluded {
            criterion["negative"] = true.into();
            add("adGroupCriterionOperation", below(criterion, "adGroup", &ad_group));
        }
        if kind.is_none() {
            for criterion in reach.criteria() {
                add("adGroupCriterionOperation", below(criterion, "adGroup", &ad_group));
            }
        } else if self.is_to_be_told(tokens, customer, id, &reach).await? {
            for criterion in reach.criteria() {
                add("campaignCriterionOperation", below(criterion, "campaign", &of_campaign));
            }
        }
        let body = json!({ "mutateOperations": operations });
        let answer = self.mutate(tokens, customer, "googleAds:mutate", body).await?;
        let name = answer.pointer("/mutateOperationResponses/0/adGroupResult/resourceName").and_then(Value::as_str);
        let id = name.and_then(|name| name.rsplit_once('/')).map(|(_, id)| id).filter(|id| is_id(id));
        id.map(str::to_owned).ok_or_else(|| unsure(Problem::unreadable("The new ad group's name is missing")))
    }

    async fn campaign(&self, tokens: &Tokens, customer: Customer<'_>, id: &str) -> Result<Campaign, Problem> {
        let query = format!(
            "SELECT campaign.advertising_channel_type, campaign.bidding_strategy_type FROM campaign WHERE campaign.id = {id}"
        );
        let rows = self.search::<CampaignRow>(tokens, customer, &query, None).await?.items;
        let row = rows.into_iter().next().map(|row| row.campaign);
        row.ok_or_else(|| Problem::new(Class::NotFound, "no_such_campaign", "The account has no such campaign"))
    }

    /// The names of languages.
    async fn languages(
        &self,
        tokens: &Tokens,
        customer: Customer<'_>,
        codes: &[String],
    ) -> Result<BTreeSet<String>, Problem> {
        let unknown = |code: &str| invalid("unknown_language", &format!("Google Ads knows no language {code}"));
        let mut asked = Vec::new();
        for code in codes {
            if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_lowercase()) {
                return Err(unknown(code));
            }
            match OTHERWISE.iter().find(|it| it.0 == code) {
                Some((_, words)) => asked.extend(words.iter().map(|word| (code.as_str(), *word))),
                None => asked.push((code.as_str(), code.as_str())),
            }
        }
        if asked.is_empty() {
            return Ok(BTreeSet::new());
        }
        let words: Vec<String> = asked.iter().map(|(_, word)| format!("'{word}'")).collect();
        let query = format!(
            "SELECT language_constant.id, language_constant.code FROM language_constant \
             WHERE language_constant.code IN ({}) AND language_constant.targetable = TRUE",
            words.join(", ")
        );
        let found = self.search::<LanguageRow>(tokens, customer, &query, None).await?.items;
        let name = |(code, word): (&str, &str)| {
            let constant = found.iter().map(|row| &row.language_constant).find(|it| it.code == word);
            constant.map(|it| format!("languageConstants/{}", it.id.0)).ok_or_else(|| unknown(code))
        };
        asked.into_iter().map(name).collect()
    }

    /// Whether a campaign has to be told where and in which languages: not if it has just these.
    async fn is_to_be_told(
        &self,
        tokens: &Tokens,
        customer: Customer<'_>,
        id: &str,
        reach: &Reach,
    ) -> Result<bool, Problem> {
        let query = format!(
            "SELECT campaign_criterion.location.geo_target_constant, campaign_criterion.language.language_constant \
             FROM campaign_criterion WHERE campaign.id = {id} AND campaign_criterion.type IN ('LOCATION', 'LANGUAGE') \
             AND campaign_criterion.negative = FALSE AND campaign_criterion.status != 'REMOVED'"
        );
        let mut found = Reach::default();
        for row in self.search::<CriterionRow>(tokens, customer, &query, None).await?.items {
            found.locations.extend(row.campaign_criterion.location.map(|it| it.geo_target_constant));
            found.languages.extend(row.campaign_criterion.language.map(|it| it.language_constant));
        }
        if found == *reach {
            return Ok(false);
        }
        if found.is_anywhere() && !self.has_ad_groups(tokens, customer, id).await? {
            return Ok(true);
        }
        Err(invalid(
            "other_audience",
            "In Google Ads all ad groups of a campaign have its countries and languages, and this one has others: \
             take these, or make another campaign",
        ))
    }

    async fn has_ad_groups(&self, tokens: &Tokens, customer: Customer<'_>, id: &str) -> Result<bool, Problem> {
        let query = format!(
            "SELECT ad_group.id FROM ad_group WHERE campaign.id = {id} AND ad_group.status != 'REMOVED' LIMIT 1"
        );
        Ok(!self.search::<Any>(tokens, customer, &query, None).await?.items.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Campaign, ad_group_type, exclusions, locations, nearest};
    use crate::platform::{Audience, Gender};

    fn aged(age_min: Option<u8>, age_max: Option<u8>) -> Audience {
        Audience { age_min, age_max, ..Audience::default() }
    }

    #[test]
    fn ages_are_widened_to_those_that_google_tells_apart() {
        for ((youngest, oldest), (first, last)) in [
            ((Some(25), Some(34)), (Some(25), Some(34))),
            ((Some(20), Some(30)), (Some(18), Some(34))),
            ((Some(34), Some(35)), (Some(25), Some(44))),
            ((Some(64), Some(64)), (Some(55), Some(64))),
            ((Some(65), Some(65)), (Some(65), Some(65))),
            ((Some(60), None), (Some(55), None)),
            ((None, Some(24)), (None, Some(24))),
            ((None, None), (None, None)),
        ] {
            let found = nearest(&aged(youngest, oldest));
            assert_eq!(found, aged(first, last));
            assert_eq!(nearest(&found), found);
        }
        let others = Audience { languages: vec!["ar".to_owned()], genders: vec![Gender::Male], ..aged(None, None) };
        assert_eq!(nearest(&others), others);
    }

    #[test]
    fn who_is_not_asked_for_is_excluded() {
        let words = |audience: &Audience| -> Vec<Value> {
            let excluded = exclusions(audience).expect("ages");
            excluded.iter().map(|it| it.get("ageRange").unwrap_or(&it["gender"])["type"].clone()).collect()
        };
        let women = Audience { genders: vec![Gender::Female], ..aged(Some(25), Some(54)) };
        assert_eq!(
            words(&women),
            [json!("AGE_RANGE_18_24"), json!("AGE_RANGE_55_64"), json!("AGE_RANGE_65_UP"), json!("MALE")]
        );
        assert_eq!(words(&aged(Some(65), None)).len(), 5);
        for all in [aged(None, None), aged(Some(18), Some(65))] {
            let all = Audience { genders: vec![Gender::Male, Gender::Female], ..all };
            assert!(words(&all).is_empty());
        }
        for wrong in [aged(Some(17), None), aged(None, Some(66)), aged(Some(35), Some(34))] {
            assert_eq!(exclusions(&wrong).map_err(|problem| problem.code), Err("bad_ages".to_owned()));
        }
    }

    #[test]
    fn countries_are_named_by_their_iso_numbers() {
        let of = |countries: &[&str]| {
            let countries = countries.iter().map(|it| (*it).to_owned()).collect();
            let found = locations(&Audience { countries, ..Audience::default() });
            found.map(|it| it.into_iter().collect::<Vec<_>>().join(" ")).map_err(|problem| problem.code)
        };
        assert_eq!(of(&["US", "SA", "SA"]), Ok("geoTargetConstants/2682 geoTargetConstants/2840".to_owned()));
        assert_eq!(of(&["SA", "XX"]), Err("unknown_country".to_owned()));
        assert_eq!(of(&[]), Err("no_country".to_owned()));
    }

    #[test]
    fn an_ad_group_is_made_where_google_bids_by_itself() {
        let of = |channel: &str, bids: &str| {
            let campaign =
                Campaign { advertising_channel_type: channel.to_owned(), bidding_strategy_type: bids.to_owned() };
            ad_group_type(&campaign).map_err(|problem| problem.code)
        };
        assert_eq!(of("SEARCH", "TARGET_SPEND"), Ok(Some("SEARCH_STANDARD")));
        assert_eq!(of("DISPLAY", "MAXIMIZE_CONVERSIONS"), Ok(Some("DISPLAY_STANDARD")));
        assert_eq!(of("DEMAND_GEN", "TARGET_SPEND"), Ok(None));
        assert_eq!(of("DISPLAY", "MANUAL_CPM"), Err("needs_bid".to_owned()));
        assert_eq!(of("PERFORMANCE_MAX", "MAXIMIZE_CONVERSIONS"), Err("no_ad_group".to_owned()));
    }
}
