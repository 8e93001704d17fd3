//! Fields of stats: which there are, what each says of a row, and what cannot be asked together. Counts are whole, money is in micros,
//! rates are fractions.

use serde_json::{Value, json};

use super::count::Row;

/// What is counted of people, and cannot be told by the hour.
const OF_PEOPLE: [&str; 4] = ["uniques", "frequency", "attachment_uniques", "attachment_frequency"];
/// What this world knows, with the kinds of conversions that are counted.
const COUNTED: [&str; 29] = [
    "impressions",
    "paid_impressions",
    "total_impressions",
    "swipes",
    "spend",
    "video_views",
    "video_views_time_based",
    "video_views_15s",
    "quartile_1",
    "quartile_2",
    "quartile_3",
    "view_completion",
    "screen_time_millis",
    "view_time_millis",
    "play_time_millis",
    "avg_screen_time_millis",
    "avg_view_time_millis",
    "swipe_up_percent",
    "conversion_purchases",
    "conversion_purchases_value",
    "conversion_sign_ups",
    "conversion_add_cart",
    "conversion_rate",
    "native_leads",
    "uniques",
    "frequency",
    "attachment_uniques",
    "attachment_frequency",
    "attachment_avg_view_time_millis",
];
/// What nobody does in this world.
const NEVER: [&str; 43] = [
    "android_installs",
    "ios_installs",
    "total_installs",
    "attachment_impressions",
    "attachment_quartile_1",
    "attachment_quartile_2",
    "attachment_quartile_3",
    "attachment_total_view_time_millis",
    "attachment_view_completion",
    "earned_impressions",
    "shares",
    "saves",
    "story_opens",
    "story_completes",
    "conversion_save",
    "conversion_start_checkout",
    "conversion_view_content",
    "conversion_add_billing",
    "conversion_searches",
    "conversion_level_completes",
    "conversion_app_opens",
    "conversion_page_views",
    "conversion_subscribe",
    "conversion_ad_click",
    "conversion_ad_view",
    "conversion_complete_tutorial",
    "conversion_invite",
    "conversion_login",
    "conversion_share",
    "conversion_reserve",
    "conversion_achievement_unlocked",
    "conversion_add_to_wishlist",
    "conversion_spend_credits",
    "conversion_start_trial",
    "conversion_list_view",
    "custom_event_1",
    "custom_event_2",
    "custom_event_3",
    "custom_event_4",
    "custom_event_5",
    "profile_clicks",
    "total_reach",
    "earned_reach",
];

/// Whether there is such a field.
pub fn exists(field: &str) -> bool {
    COUNTED.contains(&field) || NEVER.contains(&field)
}

/// Whether a field is never told by the hour.
pub fn is_never_by_hour(field: &str) -> bool {
    OF_PEOPLE.contains(&field) || ["attachment_total_view_time_millis", "total_reach", "earned_reach"].contains(&field)
}

/// Whether a field is never cut by a dimension.
pub fn is_never_cut(field: &str) -> bool {
    let never = [
        "native_leads",
        "play_time_millis",
        "earned_impressions",
        "profile_clicks",
        "total_reach",
        "earned_reach",
        "video_views_time_based",
    ];
    never.contains(&field)
}

/// What a field says of a row.
pub fn value(field: &str, row: &Row) -> Value {
    let (it, [quarter, half, three_quarters, whole]) = (row.numbers, row.seen());
    // these say rates as doubles; what adds up is whole
    let rate = |over: i64, under: i64| if under == 0 { json!(0.0) } else { json!(over as f64 / under as f64) };
    let seen_for = it.impressions.saturating_mul(1_900);
    let number = match field {
        "impressions" | "paid_impressions" | "total_impressions" => it.impressions,
        "swipes" => it.clicks,
        "spend" => it.spend,
        "uniques" => it.reach,
        "video_views" | "video_views_time_based" => it.video_views,
        "video_views_15s" | "quartile_2" => half,
        "quartile_1" => quarter,
        "quartile_3" => three_quarters,
        "view_completion" => whole,
        "screen_time_millis" | "view_time_millis" | "play_time_millis" => seen_for,
        "avg_screen_time_millis" | "avg_view_time_millis" => return rate(seen_for, it.impressions),
        "swipe_up_percent" => return rate(it.clicks, it.impressions),
        "frequency" => return rate(it.impressions, it.reach),
        "conversion_rate" => return rate(it.conversions, it.clicks),
        "attachment_avg_view_time_millis" | "attachment_frequency" => return json!(0.0),
        "conversion_purchases" => it.conversions,
        "conversion_purchases_value" => it.value,
        "native_leads" => it.leads,
        "conversion_sign_ups" => row.sign_ups(),
        "conversion_add_cart" => it.conversions.saturating_mul(3),
        _ => 0,
    };
    number.into()
}
