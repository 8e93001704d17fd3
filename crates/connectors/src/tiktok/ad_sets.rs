//! Making ad groups. What TikTok calls the countries and languages is asked first, which changes nothing. Then one call makes the ad group with
//! all that it has, whom it is shown to included: there never is one that is shown to everybody.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    TikTok,
    edit::{amount, happened, invalid, objective, schedule},
    objects::BudgetKind,
    values::{Text, given_id, id, json_list},
};
use crate::platform::{AdAccount, Audience, Gender, NewAdSet, OLDEST, Objective, Tokens, problem::Problem};

/// Where it is shown. Which countries there are depends on it, and TikTok lists them for chosen apps, not for whatever it would choose itself.
const PLACEMENTS: [&str; 1] = ["PLACEMENT_TIKTOK"];

/// The ages that TikTok tells apart from 18 on: its word, the youngest, the oldest.
const AGES: [(&str, u8, u8); 5] = [
    ("AGE_18_24", 18, 24),
    ("AGE_25_34", 25, 34),
    ("AGE_35_44", 35, 44),
    ("AGE_45_54", 45, 54),
    ("AGE_55_100", 55, u8::MAX),
];

#[derive(Deserialize)]
struct Made {
    adgroup_id: Text,
}

#[derive(Deserialize)]
struct Regions {
    region_info: Vec<Region>,
}

/// Provinces and cities have their country's code: only the level tells them from it.
#[derive(Deserialize)]
struct Region {
    location_id: Text,
    region_code: Option<String>,
    level: Option<String>,
}

#[derive(Deserialize)]
struct Languages {
    languages: Vec<Language>,
}

#[derive(Deserialize)]
struct Language {
    code: String,
}

/// The whole age groups in which the youngest and the oldest are. Women and men together are everybody, also whom TikTok does not know.
pub(super) fn nearest(audience: &Audience) -> Audience {
    let group = |age: Option<u8>| age.and_then(|age| AGES.iter().find(|(.., oldest)| age <= *oldest));
    let genders = match audience.genders.as_slice() {
        [first, rest @ ..] if rest.iter().all(|it| it == first) => vec![*first],
        _ => Vec::new(),
    };
    Audience {
        age_min: group(audience.age_min).map(|(_, youngest, _)| *youngest),
        age_max: group(audience.age_max).map(|(.., oldest)| *oldest).filter(|oldest| *oldest < OLDEST),
        genders,
        ..audience.clone()
    }
}

/// The age groups of an audience, each by its name: where none is named, there are people under 18.
fn age_groups(audience: &Audience) -> Result<Vec<&'static str>, Problem> {
    let (from, to) = (audience.age_min.unwrap_or(0), audience.age_max.unwrap_or(u8::MAX));
    let groups = AGES.iter().filter(|(_, youngest, oldest)| from <= *oldest && *youngest <= to);
    let groups: Vec<_> = groups.map(|(name, ..)| *name).collect();
    if groups.is_empty() { Err(invalid("no_ages", "The oldest are younger than the youngest")) } else { Ok(groups) }
}

/// What is aimed at and what is paid for, which TikTok wants in these pairs: without a bid, and with nothing that only the advertiser's account
/// holds.
fn goal(objective: Objective) -> Result<Vec<(&'static str, Value)>, Problem> {
    let aim = |goal: &str, paid: &str| [("optimization_goal", goal.into()), ("billing_event", paid.into())];
    Ok(match objective {
        // as often as TikTok's own Ads Manager proposes: it wants to be told
        Objective::Awareness => {
            [&aim("REACH", "CPM")[..], &[("frequency", 3.into()), ("frequency_schedule", 7.into())]].concat()
        }
        Objective::Traffic => [&aim("CLICK", "CPC")[..], &[("promotion_type", "WEBSITE".into())]].concat(),
        Objective::Engagement => aim("FOLLOWERS", "OCPM").to_vec(),
        // the form is a part of the ad
        Objective::Leads => {
            let form = [("promotion_type", "LEAD_GENERATION".into()), ("promotion_target_type", "INSTANT_PAGE".into())];
            [aim("LEAD_GENERATION", "OCPM"), form].concat()
        }
        Objective::AppPromotion => {
            return Err(invalid(
                "needs_app",
                "A TikTok ad group that promotes an app has to name the app: make it in TikTok Ads Manager",
            ));
        }
        Objective::Sales => {
            return Err(invalid(
                "needs_pixel",
                "A TikTok ad group for sales has to name the pixel that counts them: make it in TikTok Ads Manager",
            ));
        }
    })
}

/// A daily budget is one over a week where TikTok wants it so: the campaign's, which is as large, holds for every single day.
const fn budget_mode(kind: BudgetKind, objective: Objective) -> &'static str {
    match (kind, objective) {
        (BudgetKind::Lifetime, _) => "BUDGET_MODE_TOTAL",
        (BudgetKind::Daily, Objective::Awareness | Objective::Engagement) => "BUDGET_MODE_DAY",
        (BudgetKind::Daily, _) => "BUDGET_MODE_DYNAMIC_DAILY_BUDGET",
    }
}

impl TikTok {
    /// Refused before anything is sent where the campaign has no budget: an ad group that has none cannot be below one that does not share
    /// its own out.
    pub(super) async fn make_ad_group(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        new: &NewAdSet,
    ) -> Result<String, Problem> {
        let account = id(&account.id)?;
        let goal = goal(new.objective)?;
        let (kind, number) = amount(new.budget)?.ok_or_else(|| {
            invalid(
                "no_budget",
                "At TikTok an ad group has a budget of its own, as large as its campaign's: set one there",
            )
        })?;
        if kind == BudgetKind::Lifetime && new.ends_at.is_none() {
            return Err(invalid("no_end", "At TikTok a budget for all days needs a last day"));
        }
        // what began while nobody looked begins now: TikTok takes no beginning that is long over
        let now = self.clock.now();
        let starts_at = new.starts_at.map_or(now, |at| at.max(now));
        if new.ends_at.is_some_and(|at| at <= starts_at) {
            return Err(invalid("bad_dates", "It ends before it begins, or is over"));
        }
        let audience = nearest(&new.audience);
        let mut body = json!({
            "advertiser_id": account,
            "campaign_id": id(&new.campaign_id)?,
            "adgroup_name": new.name,
            "operation_status": "ENABLE",
            "placement_type": "PLACEMENT_TYPE_NORMAL",
            "placements": PLACEMENTS,
            "bid_type": "BID_TYPE_NO_BID",
            "pacing": "PACING_MODE_SMOOTH",
            "budget_mode": budget_mode(kind, new.objective),
            "budget": number,
            "age_groups": age_groups(&audience)?,
            "gender": match audience.genders.as_slice() {
                [Gender::Female] => "GENDER_FEMALE",
                [Gender::Male] => "GENDER_MALE",
                _ => "GENDER_UNLIMITED",
            },
            "location_ids": self.locations(tokens, account, new.objective, &audience.countries).await?,
        });
        for (name, value) in goal.into_iter().chain(schedule(starts_at, new.ends_at)) {
            body[name] = value;
        }
        if !audience.languages.is_empty() {
            body["languages"] = self.languages(tokens, account, &audience.languages).await?.into();
        }
        let Made { adgroup_id } = self.post(tokens, &["adgroup", "create"], body).await?;
        given_id(adgroup_id).map_err(happened)
    }

    /// TikTok's ids of countries, of those in which ads of this kind may be shown.
    async fn locations(
        &self,
        tokens: &Tokens,
        account: &str,
        aim: Objective,
        countries: &[String],
    ) -> Result<Vec<String>, Problem> {
        if countries.is_empty() {
            return Err(invalid("no_country", "At TikTok ads are shown in chosen countries: choose one"));
        }
        let placements = json_list(&PLACEMENTS);
        let params = [
            ("advertiser_id", account),
            ("placements", &placements),
            ("objective_type", objective(aim)),
            ("level_range", "TO_COUNTRY"),
        ];
        let Regions { region_info } = self.get(tokens, &["tool", "region"], &params).await?;
        let mut ids = Vec::new();
        for country in countries {
            let is_it = |region: &&Region| {
                let code = region.region_code.as_deref();
                region.level.as_deref() == Some("COUNTRY") && code.is_some_and(|it| it.eq_ignore_ascii_case(country))
            };
            let found = region_info.iter().find(is_it).ok_or_else(|| {
                invalid("unknown_country", &format!("TikTok shows no such ads in this country: {country}"))
            })?;
            let found = given_id(found.location_id.clone())?;
            if !ids.contains(&found) {
                ids.push(found);
            }
        }
        Ok(ids)
    }

    /// TikTok's codes of languages: one that is written in several ways has several.
    async fn languages(&self, tokens: &Tokens, account: &str, asked: &[String]) -> Result<Vec<String>, Problem> {
        let Languages { languages } = self.get(tokens, &["tool", "language"], &[("advertiser_id", account)]).await?;
        let mut codes = Vec::new();
        for language in asked {
            let is_it = |code: &str| {
                let (own, way) = code.split_at_checked(language.len()).unwrap_or_default();
                own.eq_ignore_ascii_case(language) && (way.is_empty() || way.starts_with(['-', '_']))
            };
            let mut found = languages.iter().map(|it| &it.code).filter(|code| is_it(code)).peekable();
            if language.is_empty() || found.peek().is_none() {
                return Err(invalid("unknown_language", &format!("TikTok does not know this language: {language}")));
            }
            for code in found {
                if !codes.contains(code) {
                    codes.push(code.clone());
                }
            }
        }
        Ok(codes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{age_groups, goal, nearest};
    use crate::platform::{Audience, Gender, Objective, problem::Class};

    fn ages(age_min: Option<u8>, age_max: Option<u8>) -> Audience {
        Audience { age_min, age_max, ..Audience::default() }
    }

    #[test]
    fn ages_are_whole_groups() {
        for (asked, told, groups) in [
            ((None, None), (None, None), 5),
            ((Some(18), Some(65)), (Some(18), None), 5),
            ((Some(25), Some(34)), (Some(25), Some(34)), 1),
            ((Some(26), Some(35)), (Some(25), Some(44)), 2),
            ((Some(24), Some(24)), (Some(18), Some(24)), 1),
            ((Some(54), Some(54)), (Some(45), Some(54)), 1),
            ((Some(55), Some(55)), (Some(55), None), 1),
            ((Some(65), Some(65)), (Some(55), None), 1),
            ((None, Some(54)), (None, Some(54)), 4),
        ] {
            let told_now = nearest(&ages(asked.0, asked.1));
            assert_eq!(told_now, ages(told.0, told.1), "{asked:?}");
            assert_eq!(age_groups(&told_now).map(|it| it.len()), Ok(groups), "{asked:?}");
        }
        assert!(age_groups(&ages(Some(45), Some(24))).is_err(), "no group is not all of them");
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
        for (genders, told) in [
            (&[][..], &[][..]),
            (&[Female], &[Female]),
            (&[Male, Male], &[Male]),
            (&[Female, Male], &[]),
            (&[Male, Female, Male], &[]),
        ] {
            assert_eq!(nearest(&asked(genders)), asked(told), "{genders:?}");
        }
    }

    #[test]
    fn what_needs_an_app_or_a_pixel_is_refused() {
        for (objective, code) in [(Objective::AppPromotion, "needs_app"), (Objective::Sales, "needs_pixel")] {
            let problem = goal(objective).expect_err("refused");
            assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code));
            assert!(!problem.words.is_empty() && !problem.may_have_happened);
        }
        for objective in [Objective::Awareness, Objective::Traffic, Objective::Engagement, Objective::Leads] {
            assert!(goal(objective).is_ok(), "{objective:?}");
        }
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
