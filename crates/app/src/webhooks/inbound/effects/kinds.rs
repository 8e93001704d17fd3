//! What an announcement means, whatever the platform calls it. Pure.

use cmis_base::platform::Platform;
use cmis_connectors::{google, platform::Lead, tiktok};
use serde_json::Value;

use crate::webhooks::inbound::model::id_in;

/// What follows of an announcement.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// A lead, all of it.
    Lead(Lead),
    /// A lead that has to be fetched.
    LeadAnnounced(String),
    /// Somebody tried a lead form out.
    Trial,
    /// An ad was looked at.
    Review(Review),
    /// So much of a budget is spent.
    Budget(Budget),
    /// Numbers or objects changed: the next sync brings them.
    Changed,
    /// A right may have been taken back.
    Rights,
    /// For a feature that is to come.
    Kept,
    /// Nobody here knows what it is.
    Unknown,
    /// It is known, and what it says makes no sense.
    Unreadable,
}

/// The result of a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The platform's id of the ad.
    pub ad: String,
    /// The platform's word.
    pub word: String,
    /// Why, in the platform's words.
    pub reason: Option<String>,
}

/// How far a budget is spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The platform's id of the campaign.
    pub campaign: Option<String>,
    /// Of a hundred.
    pub percent: String,
    /// What is left, in the account's currency, as it was written.
    pub remaining: Option<String>,
}

/// Longest word of a platform that is kept outside of what is sealed, in characters.
const LONGEST_WORD: usize = 200;

/// What Meta tells of posts, comments and messages.
const META_SOCIAL: [&str; 14] = [
    "feed",
    "mention",
    "mentions",
    "comments",
    "live_comments",
    "messaging",
    "standby",
    "messages",
    "message_reactions",
    "messaging_postbacks",
    "ratings",
    "reviews",
    "story_insights",
    "conversations",
];
/// The beginnings of what TikTok tells of posts, comments and messages.
const TIKTOK_SOCIAL: [&str; 7] = ["comment.", "im_", "direct_message", "post.", "video.", "portability.", "TCM_"];
/// The beginnings of what X tells.
const X_SOCIAL: [&str; 11] =
    ["post.", "like.", "follow.", "dm.", "chat.", "profile.", "mute.", "block.", "tweet_", "spaces.", "news."];

/// What an announcement means. The words of the plain dialect are the same at every platform.
pub fn meaning(platform: Platform, kind: &str, payload: &Value) -> Meaning {
    let begins = |words: &[&str]| words.iter().any(|word| kind.starts_with(word));
    match (platform, kind) {
        (_, "budget_threshold_reached") => budget(payload),
        (_, "ad_review_complete") => review(payload).map_or(Meaning::Unreadable, Meaning::Review),
        (_, "lead_form_response") => plain_lead(payload),
        (_, "performance_update") | (Platform::Google, "api#channel") => Meaning::Changed,
        (Platform::Meta, "leadgen") => announced(id_in(payload, &["leadgen_id"])),
        (Platform::Meta, "permissions") => Meaning::Rights,
        (Platform::Meta, _) if META_SOCIAL.contains(&kind) => Meaning::Kept,
        (Platform::Google, google::inbound::LEAD_FORM) => {
            if payload.get("is_test").is_some_and(|it| it == true || it == "true") {
                return Meaning::Trial;
            }
            google::inbound::lead(payload).map_or(Meaning::Unreadable, Meaning::Lead)
        }
        (Platform::Tiktok, tiktok::inbound::LEAD) => {
            tiktok::inbound::lead(payload).map_or(Meaning::Unreadable, Meaning::Lead)
        }
        // without a word of how it ended there is something to read all the same
        (Platform::Tiktok, "AD") => review(payload).map_or(Meaning::Changed, Meaning::Review),
        (Platform::Tiktok, "AD_GROUP" | "REPORT_DATA_CHANGE" | "CREATIVE_FATIGUE") => Meaning::Changed,
        (Platform::Tiktok, "authorization.removed") | (Platform::Twitter, "user_event.revoke") => Meaning::Rights,
        (Platform::Tiktok, _) if begins(&TIKTOK_SOCIAL) => Meaning::Kept,
        (Platform::Linkedin, "LEAD_ACTION") => match payload.get("leadAction").and_then(Value::as_str) {
            None | Some("CREATED") => announced(id_in(payload, &["leadGenFormResponse"])),
            // who gave it took it back: whoever keeps leads has to hear of it
            Some(_) => Meaning::Kept,
        },
        (Platform::Linkedin, "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS") => Meaning::Kept,
        (Platform::Twitter, _) if begins(&X_SOCIAL) || kind.ends_with("_events") => Meaning::Kept,
        _ => Meaning::Unknown,
    }
}

fn announced(id: Option<String>) -> Meaning {
    id.map_or(Meaning::Unreadable, Meaning::LeadAnnounced)
}

/// Text, or a number as it was written.
fn word(payload: &Value, names: &[&str]) -> Option<String> {
    let word = names.iter().find_map(|name| match payload.get(*name)? {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })?;
    let word: String = word.chars().filter(|letter| !letter.is_control()).take(LONGEST_WORD).collect();
    Some(word).filter(|word| !word.is_empty())
}

fn review(payload: &Value) -> Option<Review> {
    let reason = word(payload, &["reject_reason", "reason"]);
    let told = word(payload, &["status", "review_status", "ad_status"]);
    let word = told.or_else(|| reason.is_some().then(|| "REJECTED".to_owned()))?;
    Some(Review { ad: id_in(payload, &["ad_id"])?, word, reason })
}

fn budget(payload: &Value) -> Meaning {
    let percent = word(payload, &["budget_spent_percentage"]).filter(|text| is_amount(text));
    let Some(percent) = percent else { return Meaning::Unreadable };
    let remaining = word(payload, &["remaining_budget"]).filter(|text| is_amount(text));
    Meaning::Budget(Budget { campaign: id_in(payload, &["campaign_id"]), percent, remaining })
}

/// Digits with at most one point.
fn is_amount(text: &str) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    [whole, part].iter().all(|digits| (1..=18).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit()))
}

fn plain_lead(payload: &Value) -> Meaning {
    let id = id_in(payload, &["form_response_id", "event_id"]);
    let (Some(id), Some(fields)) = (id, payload.get("lead_data").and_then(Value::as_object)) else {
        return Meaning::Unreadable;
    };
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    Meaning::Lead(Lead {
        id,
        at: None,
        form_id: id_in(payload, &["form_id"]),
        campaign_id: id_in(payload, &["campaign_id"]),
        ad_id: id_in(payload, &["ad_id"]),
        fields: fields.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
    })
}

#[cfg(test)]
mod tests {
    use cmis_base::platform::Platform;
    use serde_json::{Value, json};

    use super::{Budget, Meaning, Review, meaning};

    #[test]
    fn the_plain_dialect_means_the_same_everywhere() {
        let budget = json!({"campaign_id": "7", "budget_spent_percentage": 80, "remaining_budget": 2000.5});
        let expected = Budget { campaign: Some("7".into()), percent: "80".into(), remaining: Some("2000.5".into()) };
        let review = json!({"ad_id": "9", "status": "approved"});
        let reviewed = Review { ad: "9".into(), word: "approved".into(), reason: None };
        for platform in Platform::ALL {
            assert_eq!(meaning(platform, "budget_threshold_reached", &budget), Meaning::Budget(expected.clone()));
            assert_eq!(meaning(platform, "ad_review_complete", &review), Meaning::Review(reviewed.clone()));
            assert_eq!(meaning(platform, "of_another_world", &review), Meaning::Unknown);
        }
    }

    #[test]
    fn what_makes_no_sense_is_said_to_make_none() {
        for (platform, kind, payload) in [
            (Platform::Meta, "leadgen", json!({"leadgen_id": {"a": 1}})),
            (Platform::Meta, "leadgen", Value::Null),
            (Platform::Google, "lead_form", json!([])),
            (Platform::Tiktok, "LEAD", json!({"id": "x y"})),
            (Platform::Linkedin, "LEAD_ACTION", json!({})),
            (Platform::Linkedin, "lead_form_response", json!({"form_response_id": "1", "lead_data": 7})),
            (Platform::Snapchat, "budget_threshold_reached", json!({"budget_spent_percentage": "80%"})),
            (Platform::Snapchat, "budget_threshold_reached", json!({"budget_spent_percentage": -1})),
        ] {
            assert_eq!(meaning(platform, kind, &payload), Meaning::Unreadable, "{platform} {kind} {payload}");
        }
    }

    #[test]
    fn what_is_for_later_is_kept_and_what_nobody_knows_is_not() {
        for (platform, kind) in [
            (Platform::Meta, "feed"),
            (Platform::Meta, "messaging"),
            (Platform::Linkedin, "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"),
            (Platform::Twitter, "post.mention.create"),
            (Platform::Twitter, "direct_message_events"),
            (Platform::Twitter, "tweet_engagement"),
            (Platform::Tiktok, "post.publish.complete"),
        ] {
            assert_eq!(meaning(platform, kind, &json!({})), Meaning::Kept, "{platform} {kind}");
        }
        assert_eq!(meaning(Platform::Snapchat, "feed", &json!({})), Meaning::Unknown);
        let gone = json!({"leadGenFormResponse": "urn:li:leadGenFormResponse:1", "leadAction": "DELETED"});
        assert_eq!(meaning(Platform::Linkedin, "LEAD_ACTION", &gone), Meaning::Kept);
        assert_eq!(meaning(Platform::Google, "lead_form", &json!({"is_test": true})), Meaning::Trial);
    }
}
