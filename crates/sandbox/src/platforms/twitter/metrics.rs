//! The metrics of analytics by their groups: arrays over time, or null where nothing was counted at all.

use serde_json::{Map, Value, json};

use super::series::Entity;
use crate::world::numbers::Numbers;

/// Metrics that are asked for together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What people did.
    Engagement,
    /// What it cost.
    Billing,
    /// Views of videos.
    Video,
    /// What people did on the advertiser's site.
    WebConversion,
    /// Views of media.
    Media,
    /// What people did in the advertiser's app: nothing, as no account of this world has one.
    MobileConversion,
    /// The same over a life.
    LifeTimeValue,
}

const GROUPS: [Group; 7] = [
    Group::Engagement,
    Group::Billing,
    Group::Video,
    Group::WebConversion,
    Group::Media,
    Group::MobileConversion,
    Group::LifeTimeValue,
];

impl Group {
    /// The words of all.
    pub const WORDS: [&str; 7] = [
        "ENGAGEMENT",
        "BILLING",
        "VIDEO",
        "WEB_CONVERSION",
        "MEDIA",
        "MOBILE_CONVERSION",
        "LIFE_TIME_VALUE_MOBILE_CONVERSION",
    ];

    /// The group of a word.
    pub fn of(word: &str) -> Option<Self> {
        GROUPS.into_iter().find(|group| group.word() == word)
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// Whether an entity has these.
    pub const fn is_of(self, entity: Entity) -> bool {
        match entity {
            Entity::Account => matches!(self, Self::Engagement),
            Entity::FundingInstrument => matches!(self, Self::Engagement | Self::Billing),
            Entity::Campaign | Entity::LineItem | Entity::PromotedTweet => true,
        }
    }
}

/// A number over time; null where it is nothing all along.
fn counted(numbers: &[Numbers], of: impl Fn(&Numbers) -> i64) -> Value {
    let values: Vec<i64> = numbers.iter().map(of).collect();
    if values.iter().all(|value| *value == 0) { Value::Null } else { json!(values) }
}

/// Conversions of a kind: how many, and for how much in micros; quantities are in millionths. All of them after a click.
fn conversions(numbers: &[Numbers], count: fn(&Numbers) -> i64, value: fn(&Numbers) -> i64) -> Value {
    let quantity = |it: &Numbers| count(it).saturating_mul(1_000_000);
    json!({
        "order_quantity_engagement": counted(numbers, quantity),
        "sale_amount_engagement": counted(numbers, value),
        "sale_amount_view": null,
        "post_view": null,
        "order_quantity": counted(numbers, quantity),
        "assisted": null,
        "post_engagement": counted(numbers, count),
        "sale_amount": counted(numbers, value),
        "metric": counted(numbers, count),
        "order_quantity_view": null,
    })
}

/// Puts the metrics of a group to those that are told.
pub fn metrics(group: Group, numbers: &[Numbers], told: &mut Map<String, Value>) {
    let mut tell = |name: &str, value: Value| {
        told.insert(name.to_owned(), value);
    };
    match group {
        Group::Engagement => {
            tell("impressions", counted(numbers, |it| it.impressions));
            for name in ["tweets_send", "qualified_impressions", "follows", "app_clicks"] {
                tell(name, Value::Null);
            }
            // of what the world counts, each number is put together so that parts still add up
            tell("retweets", counted(numbers, |it| it.leads));
            tell("unfollows", Value::Null);
            tell("likes", counted(numbers, |it| it.clicks));
            tell("engagements", counted(numbers, |it| it.clicks * 2 + it.leads + it.conversions));
            tell("clicks", counted(numbers, |it| it.clicks * 2));
            tell("card_engagements", Value::Null);
            tell("poll_card_vote", Value::Null);
            tell("replies", counted(numbers, |it| it.conversions));
            tell("url_clicks", counted(numbers, |it| it.clicks));
            tell("carousel_swipes", Value::Null);
        }
        Group::Billing => {
            tell("billed_engagements", counted(numbers, |it| it.impressions));
            tell("billed_charge_local_micro", counted(numbers, |it| it.spend));
        }
        Group::Video => {
            tell("video_total_views", counted(numbers, |it| it.video_views));
            tell("video_views_25", counted(numbers, |it| it.video_views));
            tell("video_views_50", counted(numbers, |it| it.video_views / 2));
            tell("video_views_75", counted(numbers, |it| it.video_views / 3));
            tell("video_views_100", counted(numbers, |it| it.video_views / 4));
            tell("video_cta_clicks", Value::Null);
            tell("video_content_starts", counted(numbers, |it| it.video_views));
            tell("video_3s100pct_views", counted(numbers, |it| it.video_views / 2));
            tell("video_6s_views", counted(numbers, |it| it.video_views / 3));
            tell("video_15s_views", counted(numbers, |it| it.video_views / 4));
        }
        Group::WebConversion => {
            tell("conversion_purchases", conversions(numbers, |it| it.conversions, |it| it.value));
            tell("conversion_sign_ups", conversions(numbers, |it| it.leads, |_| 0));
            for name in ["conversion_site_visits", "conversion_downloads", "conversion_custom"] {
                tell(name, conversions(numbers, |_| 0, |_| 0));
            }
        }
        Group::Media => {
            tell("media_views", counted(numbers, |it| it.video_views));
            tell("media_engagements", counted(numbers, |it| it.clicks));
        }
        Group::MobileConversion => {
            for name in ["installs", "purchases", "sign_ups", "site_visits"] {
                tell(&format!("mobile_conversion_{name}"), conversions(numbers, |_| 0, |_| 0));
            }
        }
        Group::LifeTimeValue => {
            for name in ["purchases", "sign_ups"] {
                tell(&format!("mobile_conversion_lifetime_value_{name}"), conversions(numbers, |_| 0, |_| 0));
            }
        }
    }
}
