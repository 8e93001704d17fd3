//! Making ad sets, which are X's line items. Whom one is shown to is told after it is made, and one that was told nothing is shown to
//! everybody in the world: so it is made paused, told of its audience in one go, and then switched on.
//!
//! If it breaks on the way, what is found by its name is paused and may have no audience; nothing here goes on with it. Where X refuses
//! the audience or to switch it on, the line item is deleted again, and the problem says that nothing has happened.

use std::collections::BTreeSet;

use chrono::{DateTime, SecondsFormat, Utc};
use http::Method;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Value, json};

use super::{
    Twitter,
    call::{Params, id, told_id},
    edit::{Made, amount, invalid, name},
};
use crate::platform::{AdAccount, Audience, Gender, NewAdSet, OLDEST, Objective, Tokens, problem::Problem};

/// Of lists of what can be targeted: as many as X gives.
const MOST: (&str, &str) = ("count", "1000");
/// The youngest that is asked for.
const YOUNGEST: u8 = 18;
/// X's age buckets from there on, of which a line item has one; [`OLDEST`] is without an end.
const AGES: [(u8, u8); 15] = [
    (18, 34),
    (18, 49),
    (18, 54),
    (18, OLDEST),
    (21, 34),
    (21, 49),
    (21, 54),
    (21, OLDEST),
    (25, 49),
    (25, 54),
    (25, OLDEST),
    (35, 49),
    (35, 54),
    (35, OLDEST),
    (50, OLDEST),
];

/// Something that can be targeted.
#[derive(Deserialize)]
struct Target {
    targeting_value: String,
    country_code: Option<String>,
}

/// One of what chooses people: those of a kind are joined, and what is of several kinds is narrowed.
#[derive(Debug, PartialEq, Eq)]
struct Criterion {
    kind: &'static str,
    value: String,
}

/// What a line item is for, and what its bids get the most of. What leads and sales are told by is a tag on a website, which X wants to
/// be named: without one it is clicks to there that are bought.
fn aim(objective: Objective) -> Result<(&'static str, &'static str), Problem> {
    Ok(match objective {
        Objective::Awareness => ("REACH", "MAX_REACH"),
        Objective::Traffic | Objective::Leads | Objective::Sales => ("WEBSITE_CLICKS", "LINK_CLICKS"),
        Objective::Engagement => ("ENGAGEMENTS", "ENGAGEMENT"),
        Objective::AppPromotion => {
            return Err(invalid("no_app", "X wants to know which app is promoted: make this ad set at X"));
        }
    })
}

/// The smallest bucket that holds all ages asked for.
fn bucket(audience: &Audience) -> (u8, u8) {
    let from = audience.age_min.unwrap_or(YOUNGEST);
    let to = audience.age_max.unwrap_or(OLDEST).max(from);
    let holding = AGES.into_iter().filter(|(youngest, oldest)| *youngest <= from && to <= *oldest);
    holding.min_by_key(|(youngest, oldest)| oldest - youngest).unwrap_or((YOUNGEST, OLDEST))
}

/// The one gender that is meant; none for everybody.
fn gender(audience: &Audience) -> Option<Gender> {
    let first = audience.genders.first().copied();
    first.filter(|first| audience.genders.iter().all(|it| it == first))
}

/// With the ages of the bucket around those asked for.
pub(super) fn nearest(audience: &Audience) -> Audience {
    let (youngest, oldest) = bucket(audience);
    Audience {
        age_min: audience.age_min.map(|_| youngest).or((youngest > YOUNGEST).then_some(youngest)),
        age_max: audience.age_max.and((oldest < OLDEST).then_some(oldest)),
        genders: gender(audience).into_iter().collect(),
        ..audience.clone()
    }
}

/// Ages and genders. X has people of less than 18 too, so that an age is always said.
fn people(audience: &Audience) -> impl Iterator<Item = Criterion> {
    let age = match bucket(audience) {
        (from, OLDEST) => format!("AGE_OVER_{from}"),
        (from, to) => format!("AGE_{from}_TO_{to}"),
    };
    let gender = gender(audience).map(|gender| match gender {
        Gender::Male => "1".to_owned(),
        Gender::Female => "2".to_owned(),
    });
    let gender = gender.map(|value| Criterion { kind: "GENDER", value });
    [Criterion { kind: "AGE", value: age }].into_iter().chain(gender)
}

/// Whether X's word for a language is one of ours; it may name a country too (`zh-cn`).
fn is_language(word: &str, language: &str) -> bool {
    word.split(['-', '_']).next().is_some_and(|word| word.eq_ignore_ascii_case(language))
}

/// A time as X takes it.
pub(super) fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl Twitter {
    /// Makes an ad set that runs when its campaign does; its id.
    pub(super) async fn make_line_item(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        new: &NewAdSet,
    ) -> Result<String, Problem> {
        let (objective, goal) = aim(new.objective)?;
        let budget = amount(new.budget, account)?;
        let starts = stamp(new.starts_at.unwrap_or_else(|| self.clock.now()));
        let ends = new.ends_at.map(stamp);
        let mut params = vec![
            ("campaign_id", id(&new.campaign_id)?),
            ("name", name(&new.name)?),
            ("objective", objective),
            ("goal", goal),
            ("product_type", "PROMOTED_TWEETS"),
            ("placements", "ALL_ON_TWITTER"),
            ("bid_strategy", "AUTO"),
            ("start_time", starts.as_str()),
            ("entity_status", "PAUSED"),
        ];
        params.extend(ends.as_deref().map(|ends| ("end_time", ends)));
        params.extend(budget.as_ref().map(|(field, micros)| (*field, micros.as_str())));
        // whatever can be wrong with the audience is known before there is a line item
        let criteria = self.criteria(tokens, &new.audience).await?;
        let made: Made = self.change(tokens, Method::POST, account, &["line_items"], &params).await?;
        // made it is, whatever it is called
        let item = told_id(made.id).map_err(|problem| Problem { may_have_happened: true, ..problem })?;
        match self.finish_line_item(tokens, account, &item, &criteria).await {
            Ok(()) => Ok(item),
            Err(problem) => Err(self.undo_line_item(tokens, account, &item, problem).await),
        }
    }

    /// Tells a line item of its audience, all of it or none, and switches it on.
    async fn finish_line_item(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        item: &str,
        criteria: &[Criterion],
    ) -> Result<(), Problem> {
        let operation = |criterion: &Criterion| {
            json!({
                "operation_type": "Create",
                "params": {
                    "line_item_id": item,
                    "operator_type": "EQ",
                    "targeting_type": criterion.kind,
                    "targeting_value": criterion.value,
                },
            })
        };
        let operations: Vec<Value> = criteria.iter().map(operation).collect();
        self.batch(tokens, account, "targeting_criteria", operations.into()).await?;
        self.put(tokens, account, &["line_items", item], &[("entity_status", "ACTIVE")]).await
    }

    /// Deletes a line item that X refused to finish. What only did not work now is left, paused: that the answer was lost does not tell
    /// how far it came.
    async fn undo_line_item(&self, tokens: &Tokens, account: &AdAccount, item: &str, problem: Problem) -> Problem {
        let is_refused = !problem.may_have_happened && !problem.class.passes();
        let is_gone = is_refused && {
            let path = ["line_items", item];
            self.change::<IgnoredAny>(tokens, Method::DELETE, account, &path, &[]).await.is_ok()
        };
        Problem { may_have_happened: !is_gone, ..problem }
    }

    /// What tells X of an audience.
    async fn criteria(&self, tokens: &Tokens, audience: &Audience) -> Result<Vec<Criterion>, Problem> {
        if audience.countries.is_empty() {
            return Err(invalid("no_country", "X would show ads in the whole world: name the countries"));
        }
        let mut criteria: Vec<Criterion> = people(audience).collect();
        let params: &Params<'_> = &[("location_type", "COUNTRIES"), MOST];
        let places: Vec<Target> = self.options(tokens, "locations", params).await?;
        for country in audience.countries.iter().collect::<BTreeSet<_>>() {
            let place = places.iter().find(|it| it.country_code.as_deref() == Some(country));
            let place =
                place.ok_or_else(|| invalid("unknown_country", &format!("X shows no ads by the country {country}")))?;
            criteria.push(Criterion { kind: "LOCATION", value: place.targeting_value.clone() });
        }
        if audience.languages.is_empty() {
            return Ok(criteria);
        }
        let words: Vec<Target> = self.options(tokens, "languages", &[MOST]).await?;
        for language in audience.languages.iter().collect::<BTreeSet<_>>() {
            let mut found = words.iter().filter(|it| is_language(&it.targeting_value, language)).peekable();
            if found.peek().is_none() {
                let words = format!("X shows no ads by the language {language}");
                return Err(invalid("unknown_language", &words));
            }
            criteria.extend(found.map(|it| Criterion { kind: "LANGUAGE", value: it.targeting_value.clone() }));
        }
        Ok(criteria)
    }
}

#[cfg(test)]
mod tests {
    use super::{Audience, Gender, is_language, nearest, people};

    fn aged(age_min: Option<u8>, age_max: Option<u8>) -> Audience {
        Audience { age_min, age_max, ..Audience::default() }
    }

    #[test]
    fn ages_are_widened_to_one_bucket() {
        for ((min, max), expected, word) in [
            ((None, None), (None, None), "AGE_OVER_18"),
            ((Some(18), Some(65)), (Some(18), None), "AGE_OVER_18"),
            ((Some(25), Some(34)), (Some(21), Some(34)), "AGE_21_TO_34"),
            ((Some(18), Some(20)), (Some(18), Some(34)), "AGE_18_TO_34"),
            ((None, Some(40)), (None, Some(49)), "AGE_18_TO_49"),
            ((Some(30), Some(40)), (Some(25), Some(49)), "AGE_25_TO_49"),
            ((Some(40), Some(54)), (Some(35), Some(54)), "AGE_35_TO_54"),
            ((Some(40), Some(60)), (Some(35), None), "AGE_OVER_35"),
            ((Some(55), None), (Some(50), None), "AGE_OVER_50"),
            ((Some(65), Some(65)), (Some(50), None), "AGE_OVER_50"),
        ] {
            let audience = aged(min, max);
            assert_eq!(nearest(&audience), aged(expected.0, expected.1), "{min:?} {max:?}");
            assert_eq!(people(&audience).next().unwrap().value, word, "{min:?} {max:?}");
            // what is asked for is what is said to be
            assert_eq!(people(&nearest(&audience)).next().unwrap().value, word, "{min:?} {max:?}");
        }
    }

    #[test]
    fn women_and_men_are_everybody_and_the_rest_stays() {
        let audience = Audience {
            genders: vec![Gender::Male, Gender::Female],
            countries: vec!["SA".to_owned()],
            languages: vec!["ar".to_owned()],
            ..Audience::default()
        };
        assert_eq!(nearest(&audience), Audience { genders: Vec::new(), ..audience.clone() });
        assert_eq!(people(&audience).count(), 1);
        let women = Audience { genders: vec![Gender::Female], ..audience };
        assert_eq!(nearest(&women), women);
        assert_eq!(people(&women).last().unwrap().value, "2");
    }

    #[test]
    fn a_language_is_known_with_its_country_too() {
        assert!(is_language("ar", "ar") && is_language("zh-cn", "zh") && is_language("zh_TW", "zh"));
        assert!(!is_language("fil", "fi") && !is_language("", "ar"));
    }
}
