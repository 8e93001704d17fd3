//! Which fields there are, and which of them a query of a resource may name.

use super::{
    dates::CORE,
    gaql::{Condition, Operator, Query},
    problem::Problem,
};

/// Fields of resources.
const ATTRIBUTES: [&str; 79] = [
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
    "campaign_criterion.resource_name",
    "campaign_criterion.campaign",
    "campaign_criterion.criterion_id",
    "campaign_criterion.type",
    "campaign_criterion.negative",
    "campaign_criterion.status",
    "campaign_criterion.location.geo_target_constant",
    "campaign_criterion.language.language_constant",
    "ad_group_criterion.resource_name",
    "ad_group_criterion.ad_group",
    "ad_group_criterion.criterion_id",
    "ad_group_criterion.type",
    "ad_group_criterion.negative",
    "ad_group_criterion.status",
    "ad_group_criterion.location.geo_target_constant",
    "ad_group_criterion.language.language_constant",
    "ad_group_criterion.age_range.type",
    "ad_group_criterion.gender.type",
    "language_constant.resource_name",
    "language_constant.id",
    "language_constant.code",
    "language_constant.name",
    "language_constant.targetable",
];

/// Resources that say what is set, or what there is, and have no numbers.
const UNMEASURED: [&str; 4] = ["customer_client", "campaign_criterion", "ad_group_criterion", "language_constant"];

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
const SEGMENTS: [&str; 9] = [
    "segments.date",
    "segments.week",
    "segments.month",
    "segments.quarter",
    "segments.year",
    "segments.day_of_week",
    "segments.hour",
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
        "campaign_criterion" => &["campaign_criterion", "campaign", "customer"],
        "ad_group_criterion" => &["ad_group_criterion", "ad_group", "campaign", "customer"],
        "language_constant" => &["language_constant"],
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
    const COUNTS: [&str; 9] = [
        "customer_client.level",
        "campaign_budget.reference_count",
        "segments.year",
        "segments.hour",
        "metrics.impressions",
        "metrics.clicks",
        "metrics.interactions",
        "metrics.engagements",
        "metrics.video_trueview_views",
    ];
    if field.ends_with(".id")
        || field.ends_with(".criterion_id")
        || field.ends_with("_micros")
        || COUNTS.contains(&field)
    {
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

/// Words that a field of a closed set may be.
fn words(field: &str) -> Option<&'static [&'static str]> {
    Some(match field {
        "campaign.status" | "ad_group.status" | "ad_group_ad.status" => &["ENABLED", "PAUSED", "REMOVED"],
        "campaign_criterion.status" | "ad_group_criterion.status" => &["ENABLED", "PAUSED", "REMOVED"],
        "campaign_criterion.type" | "ad_group_criterion.type" => {
            &["KEYWORD", "PLACEMENT", "AGE_RANGE", "GENDER", "LOCATION", "LANGUAGE", "PROXIMITY", "DEVICE", "USER_LIST"]
        }
        "campaign_budget.status" => &["ENABLED", "REMOVED"],
        "campaign_budget.period" => &["DAILY", "CUSTOM_PERIOD"],
        "campaign_budget.delivery_method" => &["STANDARD", "ACCELERATED"],
        "customer.status" | "customer_client.status" => &["ENABLED", "CANCELED", "SUSPENDED", "CLOSED"],
        "campaign.serving_status" => &["SERVING", "NONE", "ENDED", "PENDING", "SUSPENDED"],
        "campaign.advertising_channel_type" => &[
            "SEARCH",
            "DISPLAY",
            "SHOPPING",
            "HOTEL",
            "VIDEO",
            "MULTI_CHANNEL",
            "LOCAL",
            "SMART",
            "PERFORMANCE_MAX",
            "LOCAL_SERVICES",
            "TRAVEL",
            "DEMAND_GEN",
        ],
        "segments.device" => &["MOBILE", "TABLET", "DESKTOP", "CONNECTED_TV", "OTHER"],
        "segments.day_of_week" => &["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"],
        _ => return None,
    })
}

/// Whether a field is yes or no.
fn is_switch(field: &str) -> bool {
    const SWITCHES: [&str; 6] = ["manager", "hidden", "test_account", "explicitly_shared", "negative", "targetable"];
    SWITCHES.iter().any(|name| field.ends_with(&format!(".{name}")))
}

/// What is wrong with how a condition compares, if anything; those on time are read elsewhere.
fn compared(condition: &Condition) -> Result<(), Problem> {
    let field = condition.field.as_str();
    let wrong = |code: &'static str, text: &str| {
        let message = format!("Error in query: {field} cannot be compared so.");
        Err(Problem::invalid("queryError", code, message).because_of(text))
    };
    let is_closed = words(field).is_some() || is_switch(field);
    let may = match condition.operator {
        Operator::Equal
        | Operator::NotEqual
        | Operator::In
        | Operator::NotIn
        | Operator::IsNull
        | Operator::IsNotNull => true,
        Operator::Like | Operator::NotLike => !is_closed && sort_of(field) == Sort::Text,
        Operator::During => false,
        Operator::Between | Operator::Greater | Operator::GreaterOrEqual | Operator::Less | Operator::LessOrEqual => {
            !is_closed && (sort_of(field) != Sort::Text || field.ends_with("_date_time"))
        }
    };
    if !may {
        return wrong("OPERATOR_FIELD_MISMATCH", field);
    }
    for text in &condition.values {
        let known = words(field).unwrap_or_default();
        if !known.is_empty() && !known.contains(&text.as_str()) && !["UNSPECIFIED", "UNKNOWN"].contains(&text.as_str())
        {
            return wrong("BAD_ENUM_CONSTANT", text);
        }
        let is_readable = match sort_of(field) {
            _ if is_switch(field) => ["true", "false"].contains(&text.to_ascii_lowercase().as_str()),
            Sort::Whole => text.parse::<i128>().is_ok(),
            Sort::Double => text.parse().is_ok_and(f64::is_finite),
            Sort::Text => true,
        };
        if !is_readable {
            return wrong("BAD_VALUE", text);
        }
    }
    Ok(())
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
    let is_measurable = !UNMEASURED.contains(&query.from.as_str());
    // which clause a field may not stand in, by what it is
    let may = |field: &str, clause: &str, code: &'static str| {
        let (is_there, code) = match resource(field) {
            "metrics" => (is_measurable, "PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE"),
            "segments" => (is_measurable, "PROHIBITED_SEGMENT_IN_SELECT_OR_WHERE_CLAUSE"),
            resource => (joined.contains(&resource), code),
        };
        let message = format!("Error in query: field {field} cannot be in the {clause} clause of {}.", query.from);
        if is_there { Ok(()) } else { Err(wrong(code, message).because_of(field)) }
    };
    for field in &query.select {
        may(field, "SELECT", "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE")?;
    }
    for condition in &query.conditions {
        let field = condition.field.as_str();
        may(field, "WHERE", "PROHIBITED_RESOURCE_TYPE_IN_WHERE_CLAUSE")?;
        if CORE.contains(&field) {
            continue;
        }
        if field.starts_with("segments.") && !query.select.iter().any(|it| it == field) {
            let message = format!("Error in query: {field} in WHERE must be in SELECT.");
            return Err(wrong("EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE", message).because_of(field));
        }
        compared(condition)?;
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

/// `costMicros` as paths of fields say it: `cost_micros`.
pub fn snake(field: &str) -> String {
    let mut said = String::with_capacity(field.len());
    for letter in field.chars() {
        if letter.is_ascii_uppercase() {
            said.push('_');
        }
        said.push(letter.to_ascii_lowercase());
    }
    said
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
