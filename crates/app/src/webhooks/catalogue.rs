//! Which events may be sent to customers, group by group. What is not listed never leaves the installation.

use cmis_base::permission::need;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::caller::{Caller, OrgHeader},
    http::{
        error::ApiError,
        reply::Reply,
        words::{locale, lookup},
    },
};

/// What happens in the product today, group by group.
const SENT: &[(&str, &[&str])] = &[
    ("member", &["member.joined", "member.updated", "member.role_changed", "member.removed", "member.left"]),
    ("invitation", &["invitation.created", "invitation.resent", "invitation.accepted", "invitation.revoked"]),
    ("org", &["org.updated", "org.plan_changed", "org.deletion_scheduled", "org.restored", "org.export_ready"]),
    (
        "integration",
        &[
            "integration.connected",
            "integration.needs_reconnect",
            "integration.sync_completed",
            "integration.sync_failed",
        ],
    ),
    ("campaign", &["campaign.created", "campaign.updated", "campaign.status_changed", "campaign.deleted"]),
    (
        "spending",
        &[
            "spending.stopped",
            "spending.released",
            "spending.cap_reached",
            "spending.approval_asked",
            "spending.approval_decided",
        ],
    ),
    ("analytics", &["analytics.threshold_reached"]),
    ("plan", &["plan.limit_near"]),
    ("api_key", &["api_key.created", "api_key.updated", "api_key.revoked"]),
    (
        "oauth_app",
        &[
            "oauth_app.created",
            "oauth_app.updated",
            "oauth_app.secret_rotated",
            "oauth_app.removed",
            "oauth_grant.created",
            "oauth_grant.revoked",
        ],
    ),
];

/// The rest of the contract: an endpoint may be subscribed to these, and hears of each as soon as the product does it. The
/// catalogue does not offer them before.
const PROMISED: &[&str] = &[
    "content.generated",
    "content.submitted",
    "content.approved",
    "content.rejected",
    "content.published",
    "post.scheduled",
    "post.published",
    "post.failed",
    "inbox.message_received",
    "inbox.assigned",
    "inbox.resolved",
    "lead.created",
    "lead.updated",
    "report.completed",
    "analytics.anomaly_detected",
    "ai.quota_warning",
    "job.completed",
    "job.failed",
];

/// The event of the test button: sent to the endpoint that asked for it, and never subscribed to.
pub const TEST: &str = "webhook.test";

/// Whether an event is told outside at all.
pub fn is_told(event: &str) -> bool {
    is_sent(event) || PROMISED.contains(&event)
}

/// What an event is called outside; none for one that never leaves.
pub fn outward(event: &str) -> Option<&str> {
    match event {
        // to whoever listens a budget is one threshold among others
        "budget.threshold_reached" | "alert.fired" => Some("analytics.threshold_reached"),
        event => is_told(event).then_some(event),
    }
}

fn is_sent(event: &str) -> bool {
    SENT.iter().any(|(_, events)| events.contains(&event))
}

/// A kind of event that an endpoint can be subscribed to.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookEvent {
    /// What it is called.
    pub event: &'static str,
    /// What it is about: `member`, `org`, …
    pub group: &'static str,
    /// When it is sent, in the caller's language.
    pub description: String,
}

/// List the events that webhooks can be subscribed to
#[utoipa::path(get, path = "/api/webhook-events", tag = "Organization", params(OrgHeader),
    security(("bearer" = ["webhooks.read"])), responses((status = 200, body = Reply<Vec<WebhookEvent>>)))]
pub async fn list(_caller: Caller<need::WebhooksRead>) -> Result<Reply<Vec<WebhookEvent>>, ApiError> {
    let locale = locale();
    let events = SENT.iter().flat_map(|(group, events)| events.iter().map(move |event| (*group, *event)));
    Ok(Reply::ok(
        events.map(|(group, event)| WebhookEvent { event, group, description: described(locale, event) }).collect(),
    ))
}

fn described(locale: cmis_base::locale::Locale, event: &str) -> String {
    lookup(locale, &format!("webhook-event-{}", event.replace(['.', '_'], "-")), &[]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use cmis_base::locale::Locale;

    use super::{PROMISED, SENT, described, is_told};

    #[test]
    fn every_event_is_described_in_both_languages_and_listed_once() {
        let all: Vec<&str> = SENT.iter().flat_map(|(_, events)| events.iter().copied()).collect();
        for event in &all {
            for locale in [Locale::Ar, Locale::En] {
                assert!(!described(locale, event).is_empty(), "{event} {locale:?}");
            }
            assert!(!PROMISED.contains(event), "{event} is in both lists");
        }
        let once: std::collections::BTreeSet<&&str> = all.iter().collect();
        assert_eq!(once.len(), all.len());
        assert!(is_told("member.joined") && is_told("campaign.created") && !is_told("org.administered"));
    }
}
