//! Making ad sets, which are LinkedIn's campaigns: one call, before which some ask for what it has to say. So there is no ad set that
//! is half made: it is there with its whole audience, or it is not.
//!
//! Its objective is that of its group, which LinkedIn gives to every campaign within it. Bids are LinkedIn's own (maximum delivery), as
//! the group says. The company that advertises is the account's; whether ads are political nobody was asked, and so it is not declared.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    LinkedIn,
    countries::names,
    edit::{budget, schedule},
    restli::{ACCOUNT, GROUP, digits, encoded, urn},
    values::{Schedule, invalid, time},
};
use crate::platform::{AdAccount, Audience, Gender, NewAdSet, OLDEST, Objective, Tokens, problem::Problem};

/// Who an account advertises for.
const ORGANIZATION: &str = "urn:li:organization:";
/// What people are chosen by.
const FACET: &str = "urn:li:adTargetingFacet:";
const LOCATIONS: &str = "locations";
const LOCALES: &str = "interfaceLocales";
/// A language, as LinkedIn is set to it: `urn:li:locale:ar_AE`.
const LOCALE: &str = "urn:li:locale:";
/// Entities in one answer.
const MANY: usize = 100;
/// Pages of them, of which there is one.
const MOST_PAGES: usize = 20;
/// The youngest that LinkedIn tells apart.
const YOUNGEST: u8 = 18;
/// The ages that LinkedIn tells apart; the last have no end.
const AGES: [(u8, Option<u8>); 4] = [(YOUNGEST, Some(24)), (25, Some(34)), (35, Some(54)), (55, None)];

/// A group, as far as its campaigns depend on it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    run_schedule: Option<Schedule>,
    budget_optimization: Option<Optimization>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Optimization {
    budget_optimization_strategy: Option<String>,
}

#[derive(Deserialize)]
struct Owner {
    reference: Option<String>,
}

/// What a facet can be.
#[derive(Deserialize)]
struct Entity {
    urn: String,
    #[serde(default)]
    name: String,
}

/// What LinkedIn was asked for before.
struct Known {
    group: Group,
    organization: String,
    places: Vec<String>,
    locales: Vec<String>,
}

/// What LinkedIn's own bids get the most of.
fn aim(objective: Objective) -> Result<&'static str, Problem> {
    Ok(match objective {
        Objective::Awareness => "MAX_IMPRESSION",
        // conversions themselves are aimed at once one is tied to the campaign, which LinkedIn wants before that runs
        Objective::Traffic | Objective::Engagement | Objective::Sales => "MAX_CLICK",
        Objective::Leads => "MAX_LEAD",
        Objective::AppPromotion => return Err(invalid("no_objective", "LinkedIn promotes no apps")),
    })
}

/// The ranges that have anybody of an audience's ages.
fn ages(audience: &Audience) -> impl DoubleEndedIterator<Item = (u8, Option<u8>)> {
    let from = audience.age_min.unwrap_or(YOUNGEST);
    let to = audience.age_max.filter(|age| *age < OLDEST).map(|age| age.max(from));
    AGES.into_iter().filter(move |(youngest, oldest)| {
        to.is_none_or(|to| *youngest <= to) && oldest.is_none_or(|oldest| from <= oldest)
    })
}

/// The one gender that is meant; none for everybody.
fn gender(audience: &Audience) -> Option<Gender> {
    let first = audience.genders.first().copied();
    first.filter(|first| audience.genders.iter().all(|it| it == first))
}

/// With the ages of the ranges around those asked for.
pub(super) fn nearest(audience: &Audience) -> Audience {
    Audience {
        age_min: audience.age_min.and(ages(audience).next().map(|(youngest, _)| youngest)),
        age_max: audience.age_max.and(ages(audience).next_back().and_then(|(_, oldest)| oldest)),
        genders: gender(audience).into_iter().collect(),
        ..audience.clone()
    }
}

/// The values of the facets that say something: one of each facet, and all of the facets. Everybody's ages are none, as LinkedIn does not
/// know everybody's.
fn criteria(known: &Known, audience: &Audience) -> Value {
    let range = |(from, to): (u8, Option<u8>)| format!("urn:li:ageRange:({from},{})", to.map_or(i32::MAX, i32::from));
    let mut ages: Vec<String> = ages(audience).map(range).collect();
    if ages.len() == AGES.len() {
        ages.clear();
    }
    let gender = gender(audience).map(|gender| match gender {
        Gender::Female => urn("gender", "FEMALE"),
        Gender::Male => urn("gender", "MALE"),
    });
    let facets = [
        (LOCATIONS, known.places.clone()),
        (LOCALES, known.locales.clone()),
        ("ageRanges", ages),
        ("genders", gender.into_iter().collect()),
    ];
    let facets = facets.into_iter().filter(|(_, values)| !values.is_empty());
    let all: Vec<Value> = facets.map(|(name, values)| json!({ "or": { format!("{FACET}{name}"): values } })).collect();
    json!({ "include": { "and": all } })
}

/// The language and the country of `urn:li:locale:ar_AE`.
fn locale(urn: &str) -> Option<(&str, &str)> {
    urn.strip_prefix(LOCALE)?.split_once('_')
}

/// LinkedIn writes some languages as ISO 639 no longer does.
fn is_language(code: &str, wanted: &str) -> bool {
    let old = match wanted {
        "id" => "in",
        "he" => "iw",
        "nb" | "nn" => "no",
        other => other,
    };
    code == wanted || code == old
}

/// A new campaign. One of a group that shares its budget out has none of its own; else it may spend as much as the group. It begins with
/// its group where nobody says when, as it would not run before.
fn campaign(account: &AdAccount, new: &NewAdSet, known: &Known) -> Result<Value, Problem> {
    let (language, country) = known.locales.first().and_then(|urn| locale(urn)).unwrap_or(("en", "US"));
    let begun = known.group.run_schedule.as_ref().and_then(|schedule| schedule.start).and_then(time);
    let starts = new.starts_at.or(begun);
    let starts = starts.ok_or_else(|| invalid("no_start", "LinkedIn wants to know when an ad set begins"))?;
    let mut campaign = json!({
        "account": urn(ACCOUNT, &account.id),
        "campaignGroup": urn(GROUP, &new.campaign_id),
        "associatedEntity": known.organization,
        "name": new.name,
        "status": "ACTIVE",
        "type": "SPONSORED_UPDATES",
        "costType": "CPM",
        "unitCost": { "amount": "0", "currencyCode": account.currency },
        "optimizationTargetType": aim(new.objective)?,
        "creativeSelection": "OPTIMIZED",
        "audienceExpansionEnabled": false,
        "offsiteDeliveryEnabled": false,
        "politicalIntent": "NOT_DECLARED",
        "locale": { "country": country, "language": language },
        "runSchedule": schedule(starts, new.ends_at),
        "targetingCriteria": criteria(known, &new.audience),
    });
    let shared = known.group.budget_optimization.as_ref().and_then(|it| it.budget_optimization_strategy.as_deref());
    if shared != Some("DYNAMIC") {
        let (name, amount) = budget(new.budget, account)?.ok_or_else(|| {
            invalid("no_budget", "LinkedIn wants to know what may be spent: give the campaign a budget first")
        })?;
        campaign[name] = amount;
        if name == "totalBudget" {
            campaign["pacingStrategy"] = "LIFETIME".into();
        }
    }
    Ok(campaign)
}

impl LinkedIn {
    /// Makes an ad set that runs when its campaign does; its id.
    pub(super) async fn make_campaign(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        new: &NewAdSet,
    ) -> Result<String, Problem> {
        let of = format!("adAccounts/{}", digits(&account.id)?);
        aim(new.objective)?;
        if new.audience.countries.is_empty() {
            return Err(invalid("no_country", "LinkedIn wants to know in which countries ads are shown"));
        }
        let group = self.get(tokens, &format!("{of}/adCampaignGroups/{}", digits(&new.campaign_id)?)).await?;
        let owner: Owner = self.get(tokens, &of).await?;
        let organization = owner.reference.filter(|urn| urn.starts_with(ORGANIZATION)).ok_or_else(|| {
            invalid("no_page", "The ad account belongs to no LinkedIn page: give it one in Campaign Manager first")
        })?;
        let places = self.places(tokens, &new.audience.countries).await?;
        let locales = self.locales(tokens, &new.audience.languages).await?;
        let known = Known { group, organization, places, locales };
        self.create(tokens, &format!("{of}/adCampaigns"), campaign(account, new, &known)?).await
    }

    /// Countries as LinkedIn numbers them.
    async fn places(&self, tokens: &Tokens, countries: &[String]) -> Result<Vec<String>, Problem> {
        let mut places = Vec::new();
        for country in countries.iter().collect::<BTreeSet<_>>() {
            places.push(self.place(tokens, country).await?.ok_or_else(|| {
                invalid("unknown_country", &format!("LinkedIn shows no ads by the country {country}"))
            })?);
        }
        Ok(places)
    }

    /// The one place that has exactly the name of a country: others only begin with it (`Georgia, United States`).
    async fn place(&self, tokens: &Tokens, country: &str) -> Result<Option<String>, Problem> {
        for name in names(country) {
            let more = format!("q=typeahead&query={}", encoded(name));
            let found = self.entities(tokens, LOCATIONS, &more, 1).await?;
            if let Some(place) = found.into_iter().find(|it| it.name == name && it.urn.starts_with("urn:li:geo:")) {
                return Ok(Some(place.urn));
            }
        }
        Ok(None)
    }

    /// Languages as LinkedIn has them, some of which it has for several countries.
    async fn locales(&self, tokens: &Tokens, languages: &[String]) -> Result<Vec<String>, Problem> {
        if languages.is_empty() {
            return Ok(Vec::new());
        }
        let all = self.entities(tokens, LOCALES, "q=adTargetingFacet", MOST_PAGES).await?;
        let mut chosen: Vec<String> = Vec::new();
        for language in languages {
            let is_it = |urn: &str| locale(urn).is_some_and(|(code, _)| is_language(code, language));
            let mut found = all.iter().map(|it| &it.urn).filter(|urn| is_it(urn)).peekable();
            if found.peek().is_none() {
                let words = format!("LinkedIn shows no ads by the language {language}");
                return Err(invalid("unknown_language", &words));
            }
            chosen.extend(found.filter(|urn| !chosen.contains(urn)).cloned().collect::<Vec<_>>());
        }
        Ok(chosen)
    }

    /// What a facet can be, in so many answers at most.
    async fn entities(&self, tokens: &Tokens, facet: &str, more: &str, pages: usize) -> Result<Vec<Entity>, Problem> {
        let mut all = Vec::new();
        for page in 0..pages {
            let facet = encoded(&format!("{FACET}{facet}"));
            let query = format!(
                "{more}&facet={facet}&queryVersion=QUERY_USES_URNS&locale=(language:en,country:US)&start={}&count={MANY}",
                page * MANY
            );
            let found = self.find::<Entity>(tokens, "adTargetingEntities", &query).await?;
            let is_last = !found.has_next() || found.elements.is_empty();
            all.extend(found.elements);
            if is_last {
                break;
            }
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::{Audience, Gender, is_language, locale, nearest};

    fn aged(age_min: Option<u8>, age_max: Option<u8>) -> Audience {
        Audience { age_min, age_max, ..Audience::default() }
    }

    #[test]
    fn ages_are_widened_to_whole_ranges() {
        for ((min, max), expected) in [
            ((None, None), (None, None)),
            ((Some(18), Some(65)), (Some(18), None)),
            ((Some(25), Some(34)), (Some(25), Some(34))),
            ((Some(30), Some(40)), (Some(25), Some(54))),
            ((Some(24), Some(24)), (Some(18), Some(24))),
            ((None, Some(30)), (None, Some(34))),
            ((Some(60), Some(62)), (Some(55), None)),
            ((Some(65), Some(65)), (Some(55), None)),
            ((Some(40), None), (Some(35), None)),
        ] {
            assert_eq!(nearest(&aged(min, max)), aged(expected.0, expected.1), "{min:?} {max:?}");
        }
    }

    #[test]
    fn women_and_men_are_everybody_and_the_rest_stays() {
        let audience = Audience {
            genders: vec![Gender::Female, Gender::Male],
            countries: vec!["SA".to_owned()],
            languages: vec!["ar".to_owned()],
            ..Audience::default()
        };
        assert_eq!(nearest(&audience), Audience { genders: Vec::new(), ..audience.clone() });
        let women = Audience { genders: vec![Gender::Female], ..audience };
        assert_eq!(nearest(&women), women);
    }

    #[test]
    fn languages_are_known_by_their_old_codes() {
        assert_eq!(locale("urn:li:locale:ar_AE"), Some(("ar", "AE")));
        assert_eq!(locale("urn:li:geo:1"), None);
        assert!(is_language("ar", "ar") && is_language("in", "id") && is_language("id", "id"));
        assert!(!is_language("ar", "id") && !is_language("in", "ar"));
    }
}
