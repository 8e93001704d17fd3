//! Making ad sets: what they run for, and whom they are shown to. Languages have numbers of Meta's own, which are asked for by name.

use serde::Deserialize;
use serde_json::json;

use super::{
    Meta, call, edit,
    values::{Text, written},
};
use crate::{
    countries,
    platform::{
        AdAccount, Audience, Budget, Gender, NewAdSet, OLDEST, Objective, Tokens,
        problem::{Class, Problem},
    },
};

/// Languages in one answer: those whose names have a word in common.
const LOCALES: &str = "50";

/// ISO 639-1, and what Meta calls the language in English.
const LANGUAGES: [(&str, &str); 76] = [
    ("af", "Afrikaans"),
    ("ar", "Arabic"),
    ("az", "Azerbaijani"),
    ("be", "Belarusian"),
    ("bg", "Bulgarian"),
    ("bn", "Bengali"),
    ("bs", "Bosnian"),
    ("ca", "Catalan"),
    ("cs", "Czech"),
    ("cy", "Welsh"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("eo", "Esperanto"),
    ("es", "Spanish"),
    ("et", "Estonian"),
    ("eu", "Basque"),
    ("fa", "Persian"),
    ("fi", "Finnish"),
    ("fo", "Faroese"),
    ("fr", "French"),
    ("fy", "Frisian"),
    ("ga", "Irish"),
    ("gl", "Galician"),
    ("gn", "Guarani"),
    ("gu", "Gujarati"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("hu", "Hungarian"),
    ("hy", "Armenian"),
    ("id", "Indonesian"),
    ("is", "Icelandic"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("jv", "Javanese"),
    ("ka", "Georgian"),
    ("kk", "Kazakh"),
    ("km", "Khmer"),
    ("kn", "Kannada"),
    ("ko", "Korean"),
    ("lt", "Lithuanian"),
    ("lv", "Latvian"),
    ("mk", "Macedonian"),
    ("ml", "Malayalam"),
    ("mn", "Mongolian"),
    ("mr", "Marathi"),
    ("ms", "Malay"),
    ("nb", "Norwegian (bokmal)"),
    ("ne", "Nepali"),
    ("nl", "Dutch"),
    ("nn", "Norwegian (nynorsk)"),
    ("no", "Norwegian"),
    ("pa", "Punjabi"),
    ("pl", "Polish"),
    ("ps", "Pashto"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("si", "Sinhala"),
    ("sk", "Slovak"),
    ("sl", "Slovenian"),
    ("sq", "Albanian"),
    ("sr", "Serbian"),
    ("sv", "Swedish"),
    ("sw", "Swahili"),
    ("ta", "Tamil"),
    ("te", "Telugu"),
    ("th", "Thai"),
    ("tl", "Filipino"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
];

#[derive(Deserialize)]
struct Found {
    data: Vec<Locale>,
}

/// A language, or a language of one country.
#[derive(Deserialize)]
struct Locale {
    key: Text,
    name: String,
}

/// Meta tells every year of age apart up to 65, both genders, all countries, and the languages that it has.
pub(super) fn nearest(audience: &Audience) -> Audience {
    audience.clone()
}

fn invalid(code: &str, words: &str) -> Problem {
    Problem::new(Class::Invalid, code, words)
}

/// What ad sets are optimized for, by objective: what asks for no bid, no pixel, no app and no page. All of it is billed by impressions.
fn goal(objective: Objective) -> Result<&'static str, Problem> {
    match objective {
        Objective::Awareness => Ok("REACH"),
        Objective::Traffic => Ok("LINK_CLICKS"),
        Objective::Engagement => Ok("POST_ENGAGEMENT"),
        Objective::Leads => Err(invalid(
            "needs_page",
            "Meta collects leads for a page: make this ad set in Ads Manager, with the page and its form",
        )),
        Objective::AppPromotion => Err(invalid(
            "needs_app",
            "Meta promotes an app that it knows: make this ad set in Ads Manager, with the app",
        )),
        Objective::Sales => Err(invalid(
            "needs_pixel",
            "Meta counts sales with a pixel: make this ad set in Ads Manager, with the pixel and its event",
        )),
    }
}

/// Below a campaign with a budget ad sets have none, and below a budget in all they need an end.
fn check_budget(new: &NewAdSet) -> Result<(), Problem> {
    match new.budget {
        Budget { daily: None, lifetime: None } => Err(invalid(
            "no_budget",
            "The campaign has no budget of its own: give it one, or make its ad sets in Ads Manager",
        )),
        Budget { lifetime: Some(_), .. } if new.ends_at.is_none() => {
            Err(invalid("no_end", "Below a campaign with a budget in all an ad set needs the day on which it ends"))
        }
        _ => Ok(()),
    }
}

/// Whom to show it to, as Meta takes it. It is told to keep to that: its own choice of an audience takes ages and genders as a hint only.
fn targeting(audience: &Audience, locales: &[u64]) -> Result<serde_json::Value, Problem> {
    if audience.countries.is_empty() {
        return Err(invalid("no_country", "An ad set needs a country at least"));
    }
    if let Some(wrong) = audience.countries.iter().find(|country| countries::number(country).is_none()) {
        return Err(invalid("unknown_country", &format!("Meta knows no country {wrong}")));
    }
    let (youngest, oldest) = (audience.age_min.unwrap_or(18), audience.age_max.unwrap_or(OLDEST));
    if !(18..=OLDEST).contains(&youngest) || !(youngest..=OLDEST).contains(&oldest) {
        return Err(invalid("bad_ages", "Ages are from 18 to 65, the youngest first"));
    }
    let mut targeting = json!({
        "geo_locations": { "countries": audience.countries },
        "age_min": youngest,
        "age_max": oldest,
        "targeting_automation": { "advantage_audience": 0 },
    });
    let number = |gender: &Gender| match gender {
        Gender::Male => 1,
        Gender::Female => 2,
    };
    let mut genders: Vec<u8> = audience.genders.iter().map(number).collect();
    genders.sort_unstable();
    genders.dedup();
    if genders.len() == 1 {
        targeting["genders"] = genders.into();
    }
    if !locales.is_empty() {
        targeting["locales"] = locales.into();
    }
    Ok(targeting)
}

fn unknown_language(code: &str) -> Problem {
    invalid("unknown_language", &format!("Meta knows no language {code}"))
}

/// The numbers of a language among what was found by its name: the one for all countries where there is one, else all that it has.
fn chosen(found: &[Locale], name: &str) -> Result<Vec<u64>, Problem> {
    let (everywhere, begun) = (format!("{name} (All)"), format!("{name} ("));
    let of = |is_it: &dyn Fn(&str) -> bool| -> Result<Vec<u64>, Problem> {
        let found = found.iter().filter(|locale| is_it(&locale.name));
        let number =
            |locale: &Locale| locale.key.0.parse().map_err(|_| Problem::unreadable("A language's key does not read"));
        found.map(number).collect()
    };
    let all = of(&|it| it == everywhere)?;
    if all.is_empty() { of(&|it| it == name || it.starts_with(&begun)) } else { Ok(all) }
}

impl Meta {
    /// Makes an ad set in one call, which happens whole or not at all. The languages are asked for before, and change nothing.
    pub(super) async fn make_ad_set(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        new: &NewAdSet,
    ) -> Result<String, Problem> {
        let goal = goal(new.objective)?;
        check_budget(new)?;
        let campaign = call::number(&new.campaign_id)?;
        let audience = nearest(&new.audience);
        // what is wrong with the rest is said before anybody is asked
        targeting(&audience, &[])?;
        let locales = self.locales(tokens, account, &audience.languages).await?;
        let targeting = targeting(&audience, &locales)?.to_string();
        let (starts, ends) = (new.starts_at.map(written), new.ends_at.map(written));
        let mut params = vec![
            ("name", new.name.as_str()),
            ("campaign_id", campaign),
            ("status", "ACTIVE"),
            ("optimization_goal", goal),
            ("billing_event", "IMPRESSIONS"),
            ("targeting", targeting.as_str()),
        ];
        params.extend(starts.as_deref().map(|time| ("start_time", time)));
        params.extend(ends.as_deref().map(|time| ("end_time", time)));
        let made: edit::Made = self.with(tokens).of(account).post(&[&call::node(account)?, "adsets"], &params).await?;
        Ok(made.id.0)
    }

    /// Meta's numbers of languages.
    async fn locales(&self, tokens: &Tokens, account: &AdAccount, codes: &[String]) -> Result<Vec<u64>, Problem> {
        let named = |code: &String| LANGUAGES.iter().find(|it| it.0 == code).ok_or_else(|| unknown_language(code));
        let languages: Vec<_> = codes.iter().map(named).collect::<Result<_, _>>()?;
        let mut locales = Vec::new();
        for (code, name) in languages {
            // names are in the caller's language unless another is asked for
            let params = [("type", "adlocale"), ("q", name), ("limit", LOCALES), ("locale", "en_US")];
            let found: Found = self.with(tokens).of(account).get(&["search"], &params).await?;
            let numbers = chosen(&found.data, name)?;
            if numbers.is_empty() {
                return Err(unknown_language(code));
            }
            locales.extend(numbers);
        }
        locales.sort_unstable();
        locales.dedup();
        Ok(locales)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{LANGUAGES, Locale, chosen, nearest, targeting};
    use crate::{
        meta::values::Text,
        platform::{Audience, Gender},
    };

    fn audience() -> Audience {
        Audience {
            age_min: Some(25),
            age_max: Some(34),
            genders: vec![Gender::Female],
            countries: vec!["SA".to_owned(), "AE".to_owned()],
            languages: vec!["ar".to_owned()],
        }
    }

    #[test]
    fn everybody_who_is_asked_for_can_be_told() {
        for (age_min, age_max) in [(None, None), (Some(21), Some(22)), (Some(65), Some(65)), (Some(18), None)] {
            let asked = Audience { age_min, age_max, ..audience() };
            assert_eq!(nearest(&asked), asked);
        }
    }

    #[test]
    fn an_audience_is_one_object() {
        let told = json!({
            "geo_locations": { "countries": ["SA", "AE"] }, "age_min": 25, "age_max": 34, "genders": [2],
            "locales": [28], "targeting_automation": { "advantage_audience": 0 },
        });
        assert_eq!(targeting(&audience(), &[28]), Ok(told));
        let everybody = Audience { genders: vec![Gender::Male, Gender::Female], ..Audience::default() };
        let everybody = Audience { countries: vec!["US".to_owned()], ..everybody };
        let told = json!({
            "geo_locations": { "countries": ["US"] }, "age_min": 18, "age_max": 65,
            "targeting_automation": { "advantage_audience": 0 },
        });
        assert_eq!(targeting(&everybody, &[]), Ok(told));
        for (wrong, code) in [
            (Audience { countries: Vec::new(), ..audience() }, "no_country"),
            (Audience { countries: vec!["SA".to_owned(), "XX".to_owned()], ..audience() }, "unknown_country"),
            (Audience { age_min: Some(13), ..audience() }, "bad_ages"),
            (Audience { age_max: Some(66), ..audience() }, "bad_ages"),
            (Audience { age_min: Some(40), ..audience() }, "bad_ages"),
        ] {
            let problem = targeting(&wrong, &[]).expect_err(code);
            assert_eq!(problem.code, code);
        }
    }

    #[test]
    fn a_language_is_that_of_all_countries_or_of_each() {
        let locale = |key: u64, name: &str| Locale { key: Text(key.to_string()), name: name.to_owned() };
        let english = [locale(6, "English (US)"), locale(24, "English (UK)"), locale(1001, "English (All)")];
        assert_eq!(chosen(&english, "English"), Ok(vec![1001]));
        let japanese = [locale(11, "Japanese"), locale(70, "Japanese (Kansai)")];
        assert_eq!(chosen(&japanese, "Japanese"), Ok(vec![11, 70]));
        let malay = [locale(50, "Malayalam"), locale(41, "Malay")];
        assert_eq!(chosen(&malay, "Malay"), Ok(vec![41]));
        assert_eq!(chosen(&malay, "Mala"), Ok(Vec::new()));
        assert!(chosen(&[Locale { key: Text("x".to_owned()), name: "Malay".to_owned() }], "Malay").is_err());
    }

    #[test]
    fn a_code_stands_for_one_language() {
        assert!(LANGUAGES.is_sorted_by(|left, right| left.0 < right.0));
    }
}
