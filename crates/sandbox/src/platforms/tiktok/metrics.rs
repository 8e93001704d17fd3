//! Metrics: every value is text. Money has three places, rates are in percent, and what divides by nothing is nought.

use serde_json::Value;

use super::{
    objects,
    problem::Problem,
    rows::{Level, Row},
};
use crate::world::tree::Goal;

/// What can be measured.
const NUMBERS: [&str; 41] = [
    "spend",
    "impressions",
    "clicks",
    "ctr",
    "cpc",
    "cpm",
    "reach",
    "frequency",
    "cost_per_1000_reached",
    "conversion",
    "cost_per_conversion",
    "conversion_rate",
    "real_time_conversion",
    "real_time_cost_per_conversion",
    "real_time_conversion_rate",
    "result",
    "cost_per_result",
    "result_rate",
    "real_time_result",
    "real_time_cost_per_result",
    "real_time_result_rate",
    "complete_payment",
    "value_per_complete_payment",
    "total_complete_payment_rate",
    "total_purchase_value",
    "video_play_actions",
    "video_watched_2s",
    "video_watched_6s",
    "video_views_p25",
    "video_views_p50",
    "video_views_p75",
    "video_views_p100",
    "profile_visits",
    "likes",
    "comments",
    "shares",
    "follows",
    "clicks_on_music_disc",
    "app_install",
    "real_time_app_install",
    "real_time_app_install_cost",
];

/// What can be measured of parts of the audience: people, videos and reactions are not.
const OF_PARTS: [&str; 18] = [
    "spend",
    "impressions",
    "clicks",
    "ctr",
    "cpc",
    "cpm",
    "conversion",
    "cost_per_conversion",
    "conversion_rate",
    "real_time_conversion",
    "real_time_cost_per_conversion",
    "real_time_conversion_rate",
    "result",
    "cost_per_result",
    "result_rate",
    "real_time_result",
    "real_time_cost_per_result",
    "real_time_result_rate",
];

/// What a row is of, in other words than its id, and from which level on.
const ATTRIBUTES: [(&str, Level); 9] = [
    ("campaign_name", Level::Campaign),
    ("campaign_id", Level::Campaign),
    ("objective_type", Level::Campaign),
    ("adgroup_name", Level::AdGroup),
    ("adgroup_id", Level::AdGroup),
    ("placement_type", Level::AdGroup),
    ("promotion_type", Level::AdGroup),
    ("ad_name", Level::Ad),
    ("ad_text", Level::Ad),
];

/// Whether a report of a level, of all or of parts of the audience, has these metrics.
pub fn check(metrics: &[String], level: Level, is_of_parts: bool) -> Result<(), Problem> {
    let known = if is_of_parts { OF_PARTS.as_slice() } else { NUMBERS.as_slice() };
    for metric in metrics {
        let is_attribute = ATTRIBUTES.iter().any(|(name, from)| name == metric && level >= *from);
        // what a result is depends on the campaign
        let is_result = metric.contains("result") && level == Level::Advertiser;
        if !is_attribute && (is_result || !known.contains(&metric.as_str())) {
            let metric: String = metric.chars().take(64).collect();
            return Err(Problem::invalid(format!("metrics: Invalid metric(s) for this report: {metric}.")));
        }
    }
    Ok(())
}

/// One metric of a row.
pub fn metric(row: &Row<'_>, name: &str) -> Value {
    let (of, numbers) = (&row.of, &row.numbers);
    let [likes, comments, shares, follows] = row.reactions;
    let result = match of.campaign.goal {
        Goal::Traffic => numbers.clicks,
        Goal::Leads => numbers.leads,
        Goal::Sales => numbers.conversions,
        Goal::Awareness => numbers.reach,
        Goal::Engagement => numbers.video_views,
    };
    let per = |count: i64, places: u32| ratio(numbers.spend, 1, count, UNIT, places);
    let percent = |over: i64, under: i64| ratio(over, 100, under, 1, 2);
    let text = match name.strip_prefix("real_time_").unwrap_or(name) {
        "spend" => ratio(numbers.spend, 1, 1, UNIT, 3),
        "impressions" => numbers.impressions.to_string(),
        "clicks" => numbers.clicks.to_string(),
        "ctr" => percent(numbers.clicks, numbers.impressions),
        // of hundredths, though there are three places
        "cpc" => format!("{}0", per(numbers.clicks, 2)),
        "cpm" => format!("{}0", ratio(numbers.spend, 1_000, numbers.impressions, UNIT, 2)),
        "reach" => numbers.reach.to_string(),
        "frequency" => ratio(numbers.impressions, 1, numbers.reach, 1, 2),
        "cost_per_1000_reached" => ratio(numbers.spend, 1_000, numbers.reach, UNIT, 3),
        "conversion" | "complete_payment" => numbers.conversions.to_string(),
        "cost_per_conversion" => per(numbers.conversions, 3),
        "conversion_rate" => percent(numbers.conversions, numbers.clicks),
        "result" => result.to_string(),
        "cost_per_result" => per(result, 4),
        "result_rate" => percent(result, numbers.impressions),
        "value_per_complete_payment" => ratio(numbers.value, 1, numbers.conversions, UNIT, 3),
        "total_complete_payment_rate" => ratio(numbers.value, 1, 1, UNIT, 3),
        // of apps: nothing here is one
        "total_purchase_value" | "app_install_cost" => "0.000".to_owned(),
        "video_play_actions" => numbers.video_views.to_string(),
        "video_watched_2s" => (numbers.video_views / 8).to_string(),
        "video_watched_6s" => (numbers.video_views / 30).to_string(),
        "video_views_p25" => (numbers.video_views / 10).to_string(),
        "video_views_p50" => (numbers.video_views / 24).to_string(),
        "video_views_p75" => (numbers.video_views / 40).to_string(),
        "video_views_p100" => (numbers.video_views / 60).to_string(),
        "likes" => likes.to_string(),
        "comments" => comments.to_string(),
        "shares" => shares.to_string(),
        "follows" => follows.to_string(),
        "campaign_name" => of.campaign.name.clone(),
        "campaign_id" => of.campaign.id.to_string(),
        "objective_type" => objects::objective(of.campaign.goal).to_owned(),
        "adgroup_name" => of.set.name.clone(),
        "adgroup_id" => of.set.id.to_string(),
        "placement_type" => "Automatic Placement".to_owned(),
        "promotion_type" => "Website".to_owned(),
        "ad_name" | "ad_text" => of.ad.name.clone(),
        _ => "0".to_owned(),
    };
    Value::from(text)
}

/// Micros in a unit.
const UNIT: i64 = 1_000_000;

/// `over × times / (under × by)`, rounded half up; nought where there is nothing to divide by.
fn ratio(over: i64, times: i64, under: i64, by: i64, places: u32) -> String {
    let scale = 10_i128.pow(places);
    let (over, under) = (i128::from(over) * i128::from(times) * scale, i128::from(under) * i128::from(by));
    let value = if under == 0 { 0 } else { (over * 2 + under) / (under * 2) };
    format!("{}.{:0width$}", value / scale, value % scale, width = places as usize)
}

#[cfg(test)]
mod tests {
    use super::{UNIT, ratio};

    #[test]
    fn the_rates_of_the_facts_come_out() {
        // 20.00 for 5830 impressions and 69 clicks
        let spend = 20 * UNIT;
        assert_eq!(ratio(spend, 1, 1, UNIT, 3), "20.000");
        assert_eq!(ratio(69, 100, 5830, 1, 2), "1.18");
        assert_eq!(format!("{}0", ratio(spend, 1, 69, UNIT, 2)), "0.290");
        assert_eq!(format!("{}0", ratio(spend, 1_000, 5830, UNIT, 2)), "3.430");
        assert_eq!(ratio(5830, 1, 5319, 1, 2), "1.10");
        assert_eq!(ratio(spend, 1, 0, UNIT, 3), "0.000");
        assert_eq!(ratio(i64::MAX, 1_000, 1, UNIT, 4), "9223372036854775.8070");
    }
}
