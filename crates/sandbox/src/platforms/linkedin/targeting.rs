//! Whom campaigns are shown to: the criteria that callers send, and the entities that they find to send. Some countries stand for all.

use serde_json::{Value, json};

use super::{
    Ask,
    problem::{Problem, Told},
    restli::{Node, number},
};
use crate::core::answer::Answer;

const FACET: &str = "urn:li:adTargetingFacet:";
const LOCATIONS: &str = "locations";
const LOCALES: &str = "interfaceLocales";
/// Entities of a page when nobody says, and at most.
const USUAL: usize = 10;
const MOST: usize = 1_000;
/// Values of a facet.
const VALUES: usize = 200;

/// Facets that can only be included.
const INCLUDED: [&str; 3] = [LOCALES, "ageRanges", "genders"];
/// Facets whose values are not looked at, with the kind of their urns.
const OTHERS: [(&str, &str); 9] = [
    ("profileLocations", "geo"),
    ("seniorities", "seniority"),
    ("jobFunctions", "function"),
    ("titles", "title"),
    ("industries", "industry"),
    ("staffCountRanges", "staffCountRange"),
    ("employers", "organization"),
    ("skills", "skill"),
    ("degrees", "degree"),
];
/// Places by LinkedIn's number. Not all are countries: some only begin like one, and their numbers only have the form.
const PLACES: [(&str, u64); 29] = [
    ("Bahrain", 100_425_729),
    ("Canada", 101_174_742),
    ("Egypt", 106_155_005),
    ("Egypt, Texas, United States", 101_884_110),
    ("France", 105_015_875),
    ("Georgia", 106_315_325),
    ("Georgia, United States", 103_950_076),
    ("Germany", 101_282_230),
    ("India", 102_713_980),
    ("Indiana, United States", 103_336_534),
    ("Japan", 101_355_337),
    ("Jordan", 103_710_677),
    ("Jordan, Minnesota, United States", 106_077_913),
    ("Kuwait", 103_239_229),
    ("Lebanon", 101_834_488),
    ("Lebanon, Ohio, United States", 104_129_301),
    ("Mexico", 103_323_778),
    ("Mexico City, Mexico", 106_471_299),
    ("Morocco", 102_787_409),
    ("Oman", 103_619_019),
    ("Qatar", 104_170_880),
    ("Riyadh, Saudi Arabia", 101_061_094),
    ("Saudi Arabia", 100_459_316),
    ("Spain", 105_646_813),
    ("Taiwan", 104_187_078),
    ("Türkiye", 102_105_699),
    ("United Arab Emirates", 104_305_776),
    ("United Kingdom", 101_165_590),
    ("United States", 103_644_278),
];
/// Languages that LinkedIn can be set to.
const LANGUAGES: [(&str, &str); 24] = [
    ("Arabic", "ar_AE"),
    ("Chinese (Simplified)", "zh_CN"),
    ("Chinese (Traditional)", "zh_TW"),
    ("Czech", "cs_CZ"),
    ("Danish", "da_DK"),
    ("Dutch", "nl_NL"),
    ("English", "en_US"),
    ("French", "fr_FR"),
    ("German", "de_DE"),
    ("Hindi", "hi_IN"),
    ("Indonesian", "in_ID"),
    ("Italian", "it_IT"),
    ("Japanese", "ja_JP"),
    ("Korean", "ko_KR"),
    ("Malay", "ms_MY"),
    ("Norwegian", "no_NO"),
    ("Polish", "pl_PL"),
    ("Portuguese", "pt_BR"),
    ("Romanian", "ro_RO"),
    ("Russian", "ru_RU"),
    ("Spanish", "es_ES"),
    ("Swedish", "sv_SE"),
    ("Tagalog", "tl_PH"),
    ("Turkish", "tr_TR"),
];
const AGES: [(&str, &str); 4] =
    [("18 to 24", "(18,24)"), ("25 to 34", "(25,34)"), ("35 to 54", "(35,54)"), ("55+", "(55,2147483647)")];
const GENDERS: [(&str, &str); 2] = [("Female", "FEMALE"), ("Male", "MALE")];

/// Name and urn of everything that a facet can be; none where it cannot be listed.
fn listed(facet: &str) -> Option<Vec<(&'static str, String)>> {
    let of = |kind: &str, all: &[(&'static str, &str)]| {
        all.iter().map(|(name, value)| (*name, format!("urn:li:{kind}:{value}"))).collect()
    };
    Some(match facet {
        LOCALES => of("locale", &LANGUAGES),
        "ageRanges" => of("ageRange", &AGES),
        "genders" => of("gender", &GENDERS),
        _ => return None,
    })
}

fn place((name, id): (&'static str, u64)) -> (&'static str, String) {
    (name, format!("urn:li:geo:{id}"))
}

/// `GET /rest/adTargetingEntities`: what a facet can be, all of it or what begins with a text. Any token will do.
pub fn entities(ask: &Ask<'_>) -> Told {
    let query = &ask.query;
    query.only(&["q", "facet", "query", "queryVersion", "locale", "entityType", "start", "count"])?;
    let finder = query.text("q")?.ok_or_else(|| Problem::param_missing("q"))?;
    let facet = match query.node("facet")? {
        None => return Err(Problem::param_missing("facet")),
        Some(Node::Text(urn)) => urn,
        Some(_) => return Err(Problem::param("facet")),
    };
    let name = facet.strip_prefix(FACET).ok_or_else(|| Problem::param("facet"))?;
    if query.text("queryVersion")?.as_deref() != Some("QUERY_USES_URNS") {
        return Err(Problem::param_because("queryVersion", "queryVersion has to be QUERY_USES_URNS"));
    }
    if let Some(locale) = query.node("locale")? {
        let has = |part: &str| locale.get(part).and_then(Node::text).is_some();
        if !has("language") || !has("country") {
            return Err(Problem::param("locale"));
        }
    }
    let found = match (finder.as_str(), name) {
        ("typeahead", LOCATIONS | "profileLocations") => {
            let text = query.text("query")?.filter(|text| !text.is_empty());
            let text = text.ok_or_else(|| Problem::param_missing("query"))?.to_lowercase();
            let is_it = |(name, _): &(&str, u64)| name.to_lowercase().split(", ").any(|part| part.starts_with(&text));
            PLACES.into_iter().filter(is_it).map(place).collect()
        }
        ("adTargetingFacet", name) => listed(name).ok_or_else(|| Problem::param("facet"))?,
        ("typeahead", _) => return Err(Problem::param("facet")),
        _ => return Err(Problem::param_because("q", "No such finder")),
    };
    page(ask, &facet, &found)
}

fn page(ask: &Ask<'_>, facet: &str, found: &[(&'static str, String)]) -> Told {
    let number = |name: &str, usual: usize| match ask.query.text(name)? {
        None => Ok(usual),
        Some(text) => text.parse().map_err(|_| Problem::param(name)),
    };
    let (start, count) = (number("start", 0)?, number("count", USUAL)?);
    if !(1..=MOST).contains(&count) {
        return Err(Problem::param("count"));
    }
    let shown = found.iter().skip(start).take(count);
    let elements: Vec<Value> = shown.map(|(name, urn)| json!({"urn": urn, "name": name, "facetUrn": facet})).collect();
    let next = start.saturating_add(count);
    let links = if next < found.len() {
        let href = format!("/rest/adTargetingEntities?start={next}&count={count}");
        json!([{"rel": "next", "href": href, "type": "application/json"}])
    } else {
        json!([])
    };
    let paging = json!({"start": start, "count": count, "links": links, "total": found.len()});
    Ok(Answer::json(&json!({"elements": elements, "paging": paging})))
}

/// Language and country of a campaign: together one of those that there are.
pub fn locale(value: Option<&Value>) -> Result<(), Problem> {
    let value = value.ok_or_else(|| Problem::missing("locale"))?;
    let part = |name: &str| {
        let text = value.get(name).and_then(Value::as_str);
        text.ok_or_else(|| Problem::missing(&format!("locale/{name}")))
    };
    let whole = format!("{}_{}", part("language")?, part("country")?);
    if LANGUAGES.iter().any(|(_, known)| *known == whole) {
        return Ok(());
    }
    Err(Problem::invalid("locale", "is not supported"))
}

/// `{include: {and: [{or: {facet: [urn]}}]}, exclude: {or: {facet: [urn]}}}`. What is no draft says where it is shown.
pub fn criteria(value: Option<&Value>, is_draft: bool) -> Result<(), Problem> {
    let path = |rest: &str| format!("targetingCriteria{rest}");
    let Some(criteria) = value else { return Err(Problem::missing("targetingCriteria")) };
    let Value::Object(parts) = criteria else { return Err(Problem::invalid("targetingCriteria", "is no object")) };
    if let Some(unknown) = parts.keys().find(|name| !["include", "exclude"].contains(&name.as_str())) {
        return Err(Problem::unpermitted("REQUEST_BODY", &path(&format!("/{unknown}"))));
    }
    let all = parts.get("include").and_then(|include| include.get("and")).and_then(Value::as_array);
    let all = all.ok_or_else(|| Problem::missing(&path("/include/and")))?;
    let mut has_place = false;
    for (place, clause) in all.iter().enumerate() {
        let path = path(&format!("/include/and/{place}/or"));
        for facet in facets(clause, &path)? {
            has_place |= matches!(facet, LOCATIONS | "profileLocations");
        }
    }
    if let Some(exclude) = parts.get("exclude") {
        let path = path("/exclude/or");
        if facets(exclude, &path)?.iter().any(|facet| INCLUDED.contains(facet)) {
            return Err(Problem::invalid(&path, "The facet can only be included"));
        }
    }
    if has_place || is_draft { Ok(()) } else { Err(Problem::missing(&path("/include/and/locations"))) }
}

/// The facets of `{or: {facet: [urn]}}`, each of which has values that are its own.
fn facets<'a>(clause: &'a Value, path: &str) -> Result<Vec<&'a str>, Problem> {
    let wrong = |what: &str| Problem::invalid(path, what);
    let facets = clause.get("or").and_then(Value::as_object).ok_or_else(|| Problem::missing(path))?;
    let mut names = Vec::new();
    for (urn, values) in facets {
        let name = urn.strip_prefix(FACET).ok_or_else(|| wrong("is no facet"))?;
        let values = values.as_array().ok_or_else(|| wrong("is no list of urns"))?;
        if values.is_empty() || values.len() > VALUES {
            return Err(wrong("has no values, or too many"));
        }
        for value in values {
            let value = value.as_str().ok_or_else(|| wrong("is no urn"))?;
            if !is_of(name, value)? {
                return Err(wrong("has a value that the facet does not have"));
            }
        }
        names.push(name);
    }
    if names.is_empty() { Err(wrong("is empty")) } else { Ok(names) }
}

/// Whether a facet has a value.
fn is_of(facet: &str, value: &str) -> Result<bool, Problem> {
    if facet == LOCATIONS {
        return Ok(number(value, "geo").is_some_and(|id| PLACES.iter().any(|(_, known)| *known == id)));
    }
    if let Some(all) = listed(facet) {
        return Ok(all.iter().any(|(_, known)| known == value));
    }
    let other = OTHERS.iter().find(|(name, _)| *name == facet);
    let (_, kind) = other.ok_or_else(|| Problem::invalid("targetingCriteria", "There is no such facet"))?;
    Ok(value.strip_prefix("urn:li:").and_then(|rest| rest.strip_prefix(kind)).is_some_and(|rest| rest.len() > 1))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::criteria;

    fn with(clause: &Value) -> Value {
        json!({"include": {"and": [{"or": {"urn:li:adTargetingFacet:locations": ["urn:li:geo:100459316"]}}, clause]}})
    }

    #[test]
    fn criteria_are_taken_or_refused() {
        let facet = |name: &str, value: &str| json!({"or": {format!("urn:li:adTargetingFacet:{name}"): [value]}});
        for clause in [
            facet("genders", "urn:li:gender:FEMALE"),
            facet("ageRanges", "urn:li:ageRange:(55,2147483647)"),
            facet("interfaceLocales", "urn:li:locale:ar_AE"),
            facet("titles", "urn:li:title:7"),
        ] {
            assert!(criteria(Some(&with(&clause)), false).is_ok(), "{clause}");
        }
        for clause in [
            facet("genders", "FEMALE"),
            facet("ageRanges", "urn:li:ageRange:(20,30)"),
            facet("interfaceLocales", "urn:li:locale:ar"),
            facet("locations", "urn:li:geo:1"),
            facet("locations", "urn:li:country:sa"),
            facet("nonsense", "urn:li:title:7"),
            json!({"or": {"genders": ["urn:li:gender:FEMALE"]}}),
            json!({"or": {}}),
            json!({"urn:li:adTargetingFacet:genders": ["urn:li:gender:FEMALE"]}),
            json!([]),
        ] {
            assert!(criteria(Some(&with(&clause)), false).is_err(), "{clause}");
        }
        let nowhere = json!({"include": {"and": []}});
        assert!(criteria(Some(&nowhere), true).is_ok() && criteria(Some(&nowhere), false).is_err());
        let mut excluding = with(&facet("titles", "urn:li:title:7"));
        excluding["exclude"] = facet("titles", "urn:li:title:8");
        assert!(criteria(Some(&excluding), false).is_ok());
        excluding["exclude"] = facet("genders", "urn:li:gender:MALE");
        assert!(criteria(Some(&excluding), false).is_err(), "only included");
    }
}
