//! Hours, of every platform that tells them: parts of their days to the last micro, by the clock of the account, and none that is to come.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{NaiveDate, TimeDelta, Timelike};
use chrono_tz::Tz;
use cmis_base::{platform::Platform, secret::Secret};
use cmis_connectors::{
    platform::{AdAccount, Ads, App, Insight, Split, Tokens, Window},
    registry::{Connector, Connectors, Place},
};
use cmis_sandbox::SECRET;

use crate::stage::{Stage, all, back, insights};

/// Those that tell hours: LinkedIn does not.
const PLATFORMS: [Platform; 5] =
    [Platform::Meta, Platform::Google, Platform::Tiktok, Platform::Twitter, Platform::Snapchat];

fn connector(stage: &Stage, platform: Platform) -> Connector {
    let place = Place { url: Some(stage.root.clone()), version: None };
    let places = BTreeMap::from([(platform, place)]);
    let more = match platform {
        Platform::Google => BTreeMap::from([("developer_token", Secret::from("0123456789abcdefghijkl"))]),
        _ => BTreeMap::new(),
    };
    let app = App { id: "4711".to_owned(), secret: Secret::from(SECRET), more };
    Connectors::new(places, Arc::new(|_, _, _| {}), stage.clock.clone()).unwrap().of(platform, app).unwrap()
}

/// Signs in and allows everything; the accounts that are reached.
async fn signed_in(stage: &Stage, platform: Platform) -> (Arc<dyn Ads>, Tokens, Vec<AdAccount>) {
    let Connector { sign_in, ads, .. } = connector(stage, platform);
    let now = stage.clock.now();
    let begun = sign_in.begin(&back(), "state-1", now).await.unwrap();
    let query = stage.consent(&begun.url, "allow", sign_in.scopes()).await;
    let tokens = sign_in.finish(&back(), &query, begun.keep.as_ref(), now).await.unwrap();
    let accounts = all!(after => ads.ad_accounts(&tokens, after));
    let accounts = accounts.into_iter().filter(|it| it.is_active).collect();
    (ads, tokens, accounts)
}

/// What adds up of an ad on a day.
type Sums = BTreeMap<(NaiveDate, String), [i64; 8]>;

fn sums(rows: &[Insight]) -> Sums {
    let mut sums = Sums::new();
    for row in rows {
        let it = &row.numbers;
        let others =
            [it.conversions, it.conversion_value.map(|value| value.0), it.leads, it.video_views, it.engagements];
        let counts = [it.impressions, it.clicks, it.spend.0].into_iter().chain(others.map(Option::unwrap_or_default));
        let sum = sums.entry((row.day, row.ad_id.clone().unwrap_or_default())).or_default();
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    sums.retain(|_, sum| *sum != [0; 8]);
    sums
}

fn hour(row: &Insight) -> u32 {
    match row.part.as_slice() {
        [("hour", hour)] if hour.len() == 2 => hour.parse().unwrap(),
        part => panic!("no hour: {part:?}"),
    }
}

/// Reads a window by days and by hours; both say the same, and the hours are returned.
async fn both(ads: &dyn Ads, tokens: &Tokens, account: &AdAccount, window: Window, what: &str) -> Vec<Insight> {
    let days = insights(ads, tokens, account, window, Split::None).await;
    let hours = insights(ads, tokens, account, window, Split::Hour).await;
    assert!(!days.is_empty(), "{what}");
    assert_eq!(sums(&hours), sums(&days), "{what}");
    let places: BTreeSet<_> = hours.iter().map(|row| (row.day, row.ad_id.clone(), hour(row))).collect();
    assert_eq!(places.len(), hours.len(), "{what}: each hour of an ad is told once");
    assert!(hours.iter().all(|row| row.numbers.reach.is_none()), "{what}: people are not counted by the hour");
    hours
}

#[tokio::test]
async fn hours_are_parts_of_their_days_in_every_currency_and_zone() {
    let stage = Stage::start().await;
    for platform in PLATFORMS {
        let (ads, tokens, accounts) = signed_in(&stage, platform).await;
        assert!(ads.splits().contains(&Split::Hour), "{platform}");
        let currencies: BTreeSet<_> = accounts.iter().map(|account| account.currency.as_str()).collect();
        assert_eq!(currencies, ["EGP", "JPY", "KWD", "SAR", "USD"].into(), "{platform}");
        for account in &accounts {
            let zone: Tz = account.time_zone.parse().unwrap();
            let now = stage.clock.now().with_timezone(&zone);
            let window = Window { from: now.date_naive() - TimeDelta::days(6), to: now.date_naive() };
            let what = format!("{platform} {}", account.time_zone);
            let hours = both(&*ads, &tokens, account, window, &what).await;
            let of = |day: NaiveDate| hours.iter().filter(move |row| row.day == day);
            let latest = of(window.to).map(hour).max();
            assert!(latest.is_some_and(|hour| hour <= now.hour()), "{what}: {latest:?} at {now}");
            let yesterday: BTreeSet<u32> = of(window.to - TimeDelta::days(1)).map(hour).collect();
            assert_eq!(yesterday, (0..24).collect(), "{what}");
            // people sleep
            let shown = |from: u32, to: u32| -> i64 {
                let inside = hours.iter().filter(|row| row.day < window.to && (from..to).contains(&hour(row)));
                inside.map(|row| row.numbers.impressions).sum()
            };
            assert!(shown(2, 6) * 3 < shown(18, 22), "{what}: {} {}", shown(2, 6), shown(18, 22));
        }
    }
}

#[tokio::test]
async fn hours_are_whole_where_clocks_change() {
    let stage = Stage::start().await;
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    for platform in PLATFORMS {
        let (ads, tokens, accounts) = signed_in(&stage, platform).await;
        // New York goes back on 2026-11-01 and went forward on 2026-03-08, Cairo at the end of 2026-10-29 and on 2026-04-24
        for (currency, from, to, changed, skipped) in [
            ("USD", "2026-10-28", "2026-11-03", "2026-11-01", None),
            ("USD", "2026-03-05", "2026-03-11", "2026-03-08", Some(2)),
            ("EGP", "2026-10-26", "2026-11-01", "2026-10-29", None),
            ("EGP", "2026-04-21", "2026-04-27", "2026-04-24", Some(0)),
        ] {
            let account = accounts.iter().find(|account| account.currency == currency).unwrap();
            let what = format!("{platform} {currency} {changed}");
            let window = Window { from: day(from), to: day(to) };
            let hours = both(&*ads, &tokens, account, window, &what).await;
            let there: BTreeSet<u32> = hours.iter().filter(|row| row.day == day(changed)).map(hour).collect();
            assert_eq!(there, (0..24).filter(|hour| Some(*hour) != skipped).collect(), "{what}");
        }
    }
}

#[tokio::test]
async fn linkedin_tells_no_hours() {
    let stage = Stage::start().await;
    let (ads, ..) = signed_in(&stage, Platform::Linkedin).await;
    assert!(!ads.splits().contains(&Split::Hour));
}
