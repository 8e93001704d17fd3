//! A Graph API that costs little: one account with a million numbers of ads in 28 days, at the addresses and in the shapes that the
//! connector of Meta reads. It keeps no state but the days that it was asked for first; of the days before there is nothing.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Arc, OnceLock},
};

use anyhow::Context;
use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use chrono::{Days, NaiveDate};
use tokio::{net::TcpListener, task::JoinSet};

/// The account.
pub const ACCOUNT: &str = "100";
/// Ads of the account. With 28 days and 36 parts they have 1,000,944 rows.
const ADS: usize = 993;
/// Ads of an ad set, and ad sets of a campaign.
const BRANCHES: usize = 10;
/// Rows of a page of numbers: as many as Meta gives.
const PAGE: usize = 500;
/// Objects of a page.
const OBJECTS: usize = 200;
/// Days of an update.
pub const DAYS: usize = 28;

const AGES: [&str; 6] = ["18-24", "25-34", "35-44", "45-54", "55-64", "65+"];
const GENDERS: [&str; 2] = ["female", "male"];
const COUNTRIES: [&str; 8] = ["SA", "AE", "EG", "KW", "QA", "BH", "OM", "JO"];
const PLACES: [(&str, &str); 11] = [
    ("facebook", "feed"),
    ("facebook", "story"),
    ("facebook", "facebook_reels"),
    ("facebook", "marketplace"),
    ("facebook", "video_feeds"),
    ("facebook", "search"),
    ("instagram", "feed"),
    ("instagram", "story"),
    ("instagram", "instagram_reels"),
    ("instagram", "instagram_explore"),
    ("audience_network", "rewarded_video"),
];
const DEVICES: [&str; 4] = ["mobile_app", "mobile_web", "desktop", "unknown"];

/// A running one.
pub struct Graph {
    /// Its address.
    pub url: String,
    _serving: JoinSet<()>,
}

/// The last day of the days that there are numbers of.
type Until = Arc<OnceLock<NaiveDate>>;

impl Graph {
    /// Listens on a free port.
    pub async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/", listener.local_addr()?);
        let router = Router::new().fallback(answer).with_state(Until::default());
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            // it ends with the measurement
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, _serving: serving })
    }
}

async fn answer(State(until): State<Until>, uri: Uri) -> Response {
    let query = uri.query().unwrap_or_default();
    let query: HashMap<String, String> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    match body(&until, uri.path(), &query) {
        Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, format!("{error:#}")).into_response(),
    }
}

fn body(until: &Until, path: &str, query: &HashMap<String, String>) -> anyhow::Result<String> {
    let after: usize = query.get("after").map_or(Ok(0), |after| after.parse())?;
    let edge = path.strip_prefix("/meta/graph/v26.0/").context("another version")?;
    Ok(match edge {
        "oauth/access_token" => r#"{"access_token":"token-of-the-bench","expires_in":5184000}"#.to_owned(),
        "me" => r#"{"id":"1","name":"Bench"}"#.to_owned(),
        "me/permissions" => permissions(),
        "me/adaccounts" => concat!(
            r#"{"data":[{"account_id":"100","name":"A million","account_status":1,"currency":"USD","#,
            r#""timezone_name":"UTC"}]}"#
        )
        .to_owned(),
        "act_100/campaigns" => {
            listed(after, ADS.div_ceil(BRANCHES * BRANCHES), OBJECTS, |number, text| object(text, number, "1", None))
        }
        "act_100/adsets" => listed(after, ADS.div_ceil(BRANCHES), OBJECTS, |number, text| {
            object(text, number, "2", Some(("campaign_id", number / BRANCHES, "1")));
        }),
        "act_100/ads" => listed(after, ADS, OBJECTS, |number, text| {
            object(text, number, "3", Some(("adset_id", number / BRANCHES, "2")));
        }),
        "act_100/insights" => insights(until, after, query)?,
        _ => anyhow::bail!("nothing at {path}"),
    })
}

fn permissions() -> String {
    let scopes = [
        "ads_read",
        "ads_management",
        "business_management",
        "leads_retrieval",
        "pages_show_list",
        "pages_manage_metadata",
        "pages_read_engagement",
    ];
    let rows = scopes.map(|scope| format!(r#"{{"permission":"{scope}","status":"granted"}}"#));
    format!(r#"{{"data":[{}]}}"#, rows.join(","))
}

/// One page of `all` rows, from row `after` on.
fn listed(after: usize, all: usize, most: usize, row: impl Fn(usize, &mut String)) -> String {
    let end = all.min(after + most);
    let mut text = String::with_capacity(most * 400);
    text.push_str(r#"{"data":["#);
    for number in after..end {
        if number > after {
            text.push(',');
        }
        row(number, &mut text);
    }
    text.push(']');
    if end < all {
        // writing into a text does not fail
        let _ = write!(text, r#","paging":{{"cursors":{{"after":"{end}"}},"next":"more"}}"#);
    }
    text.push('}');
    text
}

/// The id of an object is the number of its level with its own behind it.
fn object(text: &mut String, number: usize, level: &str, above: Option<(&str, usize, &str)>) {
    let _ = write!(
        text,
        r#"{{"id":"{level}{number:06}","name":"Palm {number}","status":"ACTIVE","effective_status":"ACTIVE","objective":"OUTCOME_LEADS""#
    );
    if let Some((name, number, level)) = above {
        let _ = write!(text, r#","{name}":"{level}{number:06}""#);
    }
    text.push('}');
}

fn insights(until: &Until, after: usize, query: &HashMap<String, String>) -> anyhow::Result<String> {
    let range = query.get("time_range").context("no range")?;
    let range: HashMap<String, NaiveDate> = serde_json::from_str(range)?;
    let (since, last) = (range.get("since").context("no since")?, range.get("until").context("no until")?);
    if until.get_or_init(|| *last) != last {
        return Ok(listed(0, 0, PAGE, |_, _| ()));
    }
    let split = query.get("breakdowns").map_or("", String::as_str);
    let parts = match split {
        "" => 1,
        "age,gender" => AGES.len() * GENDERS.len(),
        "country" => COUNTRIES.len(),
        "publisher_platform,platform_position" => PLACES.len(),
        "device_platform" => DEVICES.len(),
        // left out: the figures stay those of a million rows by day
        "hourly_stats_aggregated_by_advertiser_time_zone" => return Ok(listed(0, 0, PAGE, |_, _| ())),
        _ => anyhow::bail!("no split {split}"),
    };
    let days: Vec<String> = (0..DAYS as u64).map(|day| (*since + Days::new(day)).to_string()).collect();
    Ok(listed(after, ADS * DAYS * parts, PAGE, |number, text| {
        let (part, day, ad) = (number % parts, &days[number / parts % DAYS], number / parts / DAYS);
        numbers(text, number, day, ad);
        let _ = match split {
            "" => write!(text, r#","reach":"{}""#, 900 + number % 1000),
            "age,gender" => write!(text, r#","age":"{}","gender":"{}""#, AGES[part / 2], GENDERS[part % 2]),
            "country" => write!(text, r#","country":"{}""#, COUNTRIES[part]),
            "device_platform" => write!(text, r#","device_platform":"{}""#, DEVICES[part]),
            _ => {
                let (network, position) = PLACES[part];
                write!(text, r#","publisher_platform":"{network}","platform_position":"{position}""#)
            }
        };
        text.push('}');
    }))
}

/// A row without its end.
fn numbers(text: &mut String, number: usize, day: &str, ad: usize) {
    let (ad_set, campaign) = (ad / BRANCHES, ad / BRANCHES / BRANCHES);
    let (clicks, cents) = (number % 97, number % 90_000);
    let _ = write!(
        text,
        concat!(
            r#"{{"date_start":"{day}","date_stop":"{day}","campaign_id":"1{campaign:06}","adset_id":"2{ad_set:06}","#,
            r#""ad_id":"3{ad:06}","impressions":"{shown}","inline_link_clicks":"{clicks}","spend":"{units}.{cents:02}","#,
            r#""actions":[{{"action_type":"link_click","value":"{clicks}"}},{{"action_type":"lead","value":"{leads}"}}]"#
        ),
        day = day,
        campaign = campaign,
        ad_set = ad_set,
        ad = ad,
        shown = 1000 + number % 7919,
        clicks = clicks,
        units = cents / 100,
        cents = cents % 100,
        leads = number % 5,
    );
}
