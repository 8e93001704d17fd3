//! Which fields there are, and which of them a query of a resource may name.

use super::{gaql::Query, problem::Problem};

/// Fields of resources.
const ATTRIBUTES: [&str; 56] = [
    "customer.resource_name",
    "customer.id",
    "customer.descriptive_name",
    "customer.currency_code",
    "customer.time_zone",
    "customer.manager",
    "customer.status",
    "customer.test_account",
    "customer_client.resource_name",
    "customer_client.client_customer",
    "customer_client.level",
    "customer_client.manager",
    "customer_client.descriptive_name",
    "customer_client.currency_code",
    "customer_client.time_zone",
    "customer_client.id",
    "customer_client.status",
    "customer_client.hidden",
    "customer_client.test_account",
    "campaign.resource_name",
    "campaign.id",
    "campaign.name",
    "campaign.status",
    "campaign.serving_status",
    "campaign.primary_status",
    "campaign.advertising_channel_type",
    "campaign.bidding_strategy_type",
    "campaign.campaign_budget",
    "campaign.start_date_time",
    "campaign.end_date_time",
    "campaign.contains_eu_political_advertising",
    "campaign_budget.resource_name",
    "campaign_budget.id",
    "campaign_budget.name",
    "campaign_budget.amount_micros",
    "campaign_budget.total_amount_micros",
    "campaign_budget.period",
    "campaign_budget.reference_count",
    "campaign_budget.delivery_method",
    "campaign_budget.explicitly_shared",
    "campaign_budget.status",
    "ad_group.resource_name",
    "ad_group.id",
    "ad_group.name",
    "ad_group.status",
    "ad_group.primary_status",
    "ad_group.type",
    "ad_group.campaign",
    "ad_group.cpc_bid_micros",
    "ad_group_ad.resource_name",
    "ad_group_ad.status",
    "ad_group_ad.policy_summary.approval_status",
    "ad_group_ad.ad_group",
    "ad_group_ad.ad.id",
    "ad_group_ad.ad.name",
    "ad_group_ad.ad.type",
];

/// Metrics.
const METRICS: [&str; 14] = [
    "metrics.cost_micros",
    "metrics.impressions",
    "metrics.clicks",
    "metrics.ctr",
    "metrics.average_cpc",
    "metrics.average_cpm",
    "metrics.conversions",
    "metrics.conversions_value",
    "metrics.cost_per_conversion",
    "metrics.interactions",
    "metrics.engagements",
    "metrics.all_conversions",
    "metrics.all_conversions_value",
    "metrics.video_trueview_views",
];

/// Segments.
const SEGMENTS: [&str; 8] = [
    "segments.date",
    "segments.week",
    "segments.month",
    "segments.quarter",
    "segments.year",
    "segments.day_of_week",
    "segments.device",
    "segments.ad_network_type",
];

/// Resources that a query of a resource may name fields of, itself first; none if there is no such resource.
pub fn joined(from: &str) -> Option<&'static [&'static str]> {
    Some(match from {
        "customer" => &["customer"],
        "customer_client" => &["customer_client", "customer"],
        "campaign" => &["campaign", "campaign_budget", "customer"],
        "campaign_budget" => &["campaign_budget", "customer"],
        "ad_group" => &["ad_group", "campaign", "customer"],
        "ad_group_ad" => &["ad_group_ad", "ad_group", "campaign", "customer"],
        _ => return None,
    })
}

/// The resource of a field.
pub fn resource(field: &str) -> &str {
    field.split('.').next().unwrap_or_default()
}

/// Whether a field is a metric or a segment.
pub fn is_measured(field: &str) -> bool {
    field.starts_with("metrics.") || field.starts_with("segments.")
}

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Ids, micros, counts.
    Whole,
    /// Rates, and what this API says as a double.
    Double,
    /// Everything else.
    Text,
}

/// What the values of a field are.
pub fn sort_of(field: &str) -> Sort {
    const COUNTS: [&str; 8] = [
        "customer_client.level",
        "campaign_budget.reference_count",
        "segments.year",
        "metrics.impressions",
        "metrics.clicks",
        "metrics.interactions",
        "metrics.engagements",
        "metrics.video_trueview_views",
    ];
    if field.ends_with(".id") || field.ends_with("_micros") || COUNTS.contains(&field) {
        Sort::Whole
    } else if field.starts_with("metrics.") {
        Sort::Double
    } else {
        Sort::Text
    }
}

/// Whether there is such a field at all.
pub fn exists(field: &str) -> bool {
    ATTRIBUTES.contains(&field) || METRICS.contains(&field) || SEGMENTS.contains(&field)
}

/// Everything that is wrong with the fields of a query.
pub fn check(query: &Query) -> Result<(), Problem> {
    let wrong = |code: &'static str, message: String| Problem::invalid("queryError", code, message);
    let Some(joined) = joined(&query.from) else {
        let message = format!("Error in query: '{}' is not a valid resource name.", query.from);
        return Err(wrong("BAD_RESOURCE_TYPE_IN_FROM_CLAUSE", message).because_of(&query.from));
    };
    let of_where = query.conditions.iter().map(|condition| &condition.field);
    let of_order = query.order.iter().map(|(field, _)| field);
    for field in query.select.iter().chain(of_where).chain(of_order) {
        if !exists(field) {
            let message = format!("Error in query: unrecognized field {field}.");
            return Err(wrong("UNRECOGNIZED_FIELD", message).because_of(field));
        }
    }
    let may = |field: &str| match is_measured(field) {
        true => query.from != "customer_client",
        false => joined.contains(&resource(field)),
    };
    if let Some(field) = query.select.iter().find(|field| !may(field)) {
        let message = format!("Error in query: field {field} cannot be selected from {}.", query.from);
        return Err(wrong("PROHIBITED_FIELD_COMBINATION_IN_SELECT_CLAUSE", message).because_of(field));
    }
    for condition in &query.conditions {
        let field = condition.field.as_str();
        if !may(field) {
            let message = format!("Error in query: field {field} cannot be filtered in {}.", query.from);
            return Err(wrong("PROHIBITED_FIELD_IN_WHERE_CLAUSE", message).because_of(field));
        }
        let needs_select = field.starts_with("segments.") && field != "segments.date";
        if needs_select && !query.select.iter().any(|it| it == field) {
            let message = format!("Error in query: {field} in WHERE must be in SELECT.");
            return Err(wrong("EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE", message).because_of(field));
        }
    }
    for (field, _) in &query.order {
        let is_own = resource(field) == query.from;
        if !is_own && !query.select.contains(field) {
            let message = format!("Error in query: {field} in ORDER BY must be in SELECT.");
            return Err(wrong("EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE", message).because_of(field));
        }
    }
    Ok(())
}

/// `metrics.cost_micros` as JSON says it: `metrics.costMicros`.
pub fn camel(field: &str) -> String {
    let mut said = String::with_capacity(field.len());
    let mut is_next_large = false;
    for letter in field.chars() {
        match letter {
            '_' => is_next_large = true,
            letter if is_next_large => {
                said.push(letter.to_ascii_uppercase());
                is_next_large = false;
            }
            letter => said.push(letter),
        }
    }
    said
}
