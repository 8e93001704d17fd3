//! Making ad squads. Which countries and languages Snapchat knows is asked first, which changes nothing. Then one call makes the ad squad with all
//! that it has, whom it is shown to included: there never is one that is shown to everybody.

use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    Snapchat,
    call::{AD_SQUADS, COUNTRIES, Kind, LANGUAGES, unsure},
    edit::{amount, refused},
    values::{id, is_id, read, written},
};
use crate::platform::{Audience, Budget, Gender, Level, NewAdSet, Objective, Tokens, problem::Problem, wire::Body};

/// Always told: where no age is, Snapchat begins at 13.
const YOUNGEST: u8 = 18;
/// No audience begins later. How far Snapchat counts years its documents do not say: what is asked beyond these two is widened, which it takes
/// either way.
const LATEST: u8 = 45;
/// From here on an audience has no end.
const NO_END: u8 = 50;

/// A country; with it comes what it is a part of.
#[derive(Deserialize)]
struct CountryRow {
    country: Named,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

/// Women and men together are everybody, also whom Snapchat does not know.
pub(super) fn nearest(audience: &Audience) -> Audience {
    let genders = match audience.genders.as_slice() {
        [first, rest @ ..] if rest.iter().all(|it| it == first) => vec![*first],
        _ => Vec::new(),
    };
    Audience {
        age_min: audience.age_min.map(|age| age.clamp(YOUNGEST, LATEST)),
        age_max: audience.age_max.filter(|age| *age < NO_END),
        genders,
        ..audience.clone()
    }
}

/// What is aimed at, of what Snapchat lets a campaign of this kind aim at: what needs no pixel and no app. Paid for is always what is shown.
const fn goal(objective: Objective) -> &'static str {
    match objective {
        Objective::Awareness => "IMPRESSIONS",
        Objective::Engagement => "VIDEO_VIEWS",
        Objective::Leads => "LEAD_FORM_SUBMISSIONS",
        Objective::Traffic | Objective::AppPromotion | Objective::Sales => "SWIPES",
    }
}

impl Snapchat {
    /// Refused before anything is sent where the campaign has no budget, and where several countries are to share other than one language:
    /// Snapchat wants exactly one then.
    pub(super) async fn make_ad_squad(&self, tokens: &Tokens, new: &NewAdSet) -> Result<String, Problem> {
        let campaign = id(&new.campaign_id)?;
        if new.budget == Budget::default() {
            let words = "At Snapchat an ad squad has a budget of its own, as large as its campaign's: set one there";
            return Err(refused("no_budget", words));
        }
        let (budget, amount) = amount(Level::AdSet, new.budget)?;
        if new.budget.lifetime.is_some() && new.ends_at.is_none() {
            return Err(refused("no_end", "At Snapchat a budget for all days needs a last day"));
        }
        let mut fields = json!({
            "campaign_id": campaign,
            "name": new.name,
            "status": "ACTIVE",
            "type": "SNAP_ADS",
            "placement_v2": { "config": "AUTOMATIC" },
            "billing_event": "IMPRESSION",
            "bid_strategy": "AUTO_BID",
            "optimization_goal": goal(new.objective),
            budget: amount.0,
            "targeting": self.targeting(tokens, &nearest(&new.audience)).await?,
        });
        for (name, time) in [("start_time", new.starts_at), ("end_time", new.ends_at)] {
            if let Some(time) = time {
                fields[name] = written(time).into();
            }
        }
        let body = Body::Json(json!({ AD_SQUADS.plural: [fields] }));
        let path = ["campaigns", campaign, AD_SQUADS.plural];
        let made = self.send(tokens, Method::POST, &path, body).await?.one(AD_SQUADS).map_err(unsure)?;
        let id = made.get("id").and_then(Value::as_str).filter(|id| is_id(id));
        id.map(str::to_owned).ok_or_else(|| unsure(Problem::unreadable("The new ad squad's id is missing")))
    }

    /// Whom it is shown to. What stands in one object holds together.
    async fn targeting(&self, tokens: &Tokens, audience: &Audience) -> Result<Value, Problem> {
        let Audience { age_min, age_max, genders, countries, languages } = audience;
        let mut people = json!({ "min_age": age_min.unwrap_or(YOUNGEST) });
        if let Some(age) = age_max {
            if *age < age_min.unwrap_or(YOUNGEST) {
                return Err(refused("no_ages", "The oldest are younger than the youngest"));
            }
            people["max_age"] = (*age).into();
        }
        if let [gender] = genders.as_slice() {
            people["gender"] = if *gender == Gender::Female { "FEMALE" } else { "MALE" }.into();
        }
        let countries = self.countries(tokens, countries).await?;
        let languages = self.languages(tokens, languages).await?;
        if countries.len() > 1 && languages.len() != 1 {
            let words = "In several countries at once Snapchat wants exactly one language: choose one, or one country";
            return Err(refused("one_language", words));
        }
        if !languages.is_empty() {
            people["languages"] = languages.into();
        }
        let geos = countries.into_iter().map(|code| json!({ "country_code": code }));
        Ok(json!({ "geos": geos.collect::<Vec<_>>(), "demographics": [people] }))
    }

    /// Snapchat's codes of countries: ISO's in small letters, but for one.
    async fn countries(&self, tokens: &Tokens, asked: &[String]) -> Result<Vec<String>, Problem> {
        if asked.is_empty() {
            return Err(refused("no_country", "At Snapchat ads are shown in chosen countries: choose one"));
        }
        let known = self.known(tokens, &["targeting", "geo", "country"], COUNTRIES, country).await?;
        let is_it = |known: &str, code: &str| {
            known.eq_ignore_ascii_case(code) || (code.eq_ignore_ascii_case("gb") && known.eq_ignore_ascii_case("uk"))
        };
        chosen(asked, &known, is_it)
            .map_err(|code| refused("unknown_country", &format!("Snapchat shows no ads in this country: {code}")))
    }

    /// Snapchat's codes of languages.
    async fn languages(&self, tokens: &Tokens, asked: &[String]) -> Result<Vec<String>, Problem> {
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let known = self.known(tokens, &["targeting", "demographics", "languages"], LANGUAGES, language).await?;
        chosen(asked, &known, str::eq_ignore_ascii_case)
            .map_err(|code| refused("unknown_language", &format!("Snapchat does not know this language: {code}")))
    }

    /// All ids of a list of what can be told apart.
    async fn known(
        &self,
        tokens: &Tokens,
        path: &[&str],
        kind: Kind,
        read: fn(Map<String, Value>) -> Result<String, Problem>,
    ) -> Result<Vec<String>, Problem> {
        let mut ids = Vec::new();
        let keep = |rows| {
            ids.extend(rows);
            false
        };
        self.pages(tokens, path, kind, read, keep).await?;
        Ok(ids)
    }
}

/// What is known of what is asked for, each once; else the first that is not.
fn chosen<'a>(
    asked: &'a [String],
    known: &[String],
    is_it: impl Fn(&str, &str) -> bool,
) -> Result<Vec<String>, &'a str> {
    let mut found = Vec::new();
    for code in asked {
        let id = known.iter().find(|id| is_it(id, code)).ok_or(code.as_str())?;
        if !found.contains(id) {
            found.push(id.clone());
        }
    }
    Ok(found)
}

fn country(row: Map<String, Value>) -> Result<String, Problem> {
    read(row, "A country does not read").map(|row: CountryRow| row.country.id)
}

fn language(row: Map<String, Value>) -> Result<String, Problem> {
    read(row, "A language does not read").map(|row: Named| row.id)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{chosen, nearest};
    use crate::platform::{Audience, Gender};

    fn ages(age_min: Option<u8>, age_max: Option<u8>) -> Audience {
        Audience { age_min, age_max, ..Audience::default() }
    }

    #[test]
    fn single_years_are_told_apart_as_long_as_snapchat_counts() {
        for (asked, told) in [
            ((None, None), (None, None)),
            ((Some(18), Some(65)), (Some(18), None)),
            ((Some(25), Some(34)), (Some(25), Some(34))),
            ((Some(27), Some(27)), (Some(27), Some(27))),
            ((Some(45), Some(49)), (Some(45), Some(49))),
            ((Some(48), Some(50)), (Some(45), None)),
            ((Some(65), Some(65)), (Some(45), None)),
        ] {
            assert_eq!(nearest(&ages(asked.0, asked.1)), ages(told.0, told.1), "{asked:?}");
        }
    }

    #[test]
    fn women_and_men_are_everybody_and_the_rest_stays() {
        use Gender::{Female, Male};
        let asked = |genders: &[Gender]| Audience {
            genders: genders.to_vec(),
            countries: vec!["SA".to_owned(), "AE".to_owned()],
            languages: vec!["ar".to_owned()],
            ..Audience::default()
        };
        for (genders, told) in
            [(&[][..], &[][..]), (&[Female], &[Female]), (&[Male, Male], &[Male]), (&[Female, Male], &[])]
        {
            assert_eq!(nearest(&asked(genders)), asked(told), "{genders:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_named() {
        let codes = |codes: &[&str]| codes.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let known = codes(&["sa", "ae"]);
        assert_eq!(chosen(&codes(&["AE", "sa", "ae"]), &known, str::eq_ignore_ascii_case), Ok(codes(&["ae", "sa"])));
        assert_eq!(chosen(&codes(&["SA", "KP", "CU"]), &known, str::eq_ignore_ascii_case), Err("KP"));
    }

    proptest! {
        #[test]
        fn nobody_is_left_out_and_twice_is_once(min in proptest::option::of(18u8..=65), more in proptest::option::of(0u8..=47)) {
            let max = more.map(|more| min.unwrap_or(18).saturating_add(more).min(65));
            let told = nearest(&ages(min, max));
            prop_assert!(told.age_min.unwrap_or(18) <= min.unwrap_or(18));
            prop_assert!(told.age_max.unwrap_or(65) >= max.unwrap_or(65));
            prop_assert_eq!(nearest(&told), told);
        }
    }
}
