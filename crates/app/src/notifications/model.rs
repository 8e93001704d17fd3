//! What people can be told of, who is told, and in which words. Pure.

use cmis_base::locale::Locale;
use serde_json::{Map, Value};

use crate::http::words::lookup;

/// Something that people can be told of.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The stored and public word.
    pub word: &'static str,
    /// Whether it is told in the app unless the person says otherwise.
    pub in_app: bool,
    /// Whether it is told by mail unless the person says otherwise.
    pub mail: bool,
    /// Whether the mail cannot be switched off: then the change itself sends it, at once and with what only it knows.
    pub mail_required: bool,
    /// The page of the web app where it can be seen.
    pub link: &'static str,
}

const fn kind(word: &'static str, mail: bool, link: &'static str) -> Kind {
    Kind { word, in_app: true, mail, mail_required: false, link }
}

const fn security(word: &'static str) -> Kind {
    Kind { word, in_app: true, mail: true, mail_required: true, link: "/settings" }
}

/// A person joined an org.
pub const MEMBER_JOINED: Kind = kind("member.joined", false, "/team");
/// A person left an org.
pub const MEMBER_LEFT: Kind = kind("member.left", false, "/team");
/// A person's own role changed.
pub const MEMBER_ROLE_CHANGED: Kind = kind("member.role_changed", true, "/team");
/// Somebody took up an invitation.
pub const INVITATION_ACCEPTED: Kind = kind("invitation.accepted", true, "/team");
/// An org will be deleted.
pub const ORG_DELETION_SCHEDULED: Kind = kind("org.deletion_scheduled", true, "/organizations");
/// An org will not be deleted after all.
pub const ORG_RESTORED: Kind = kind("org.restored", true, "/organizations");
/// An API key was made.
pub const API_KEY_CREATED: Kind = kind("api_key.created", false, "/integrations");
/// A webhook was switched off because it did not answer.
pub const WEBHOOK_STOPPED: Kind = kind("webhook.stopped", true, "/integrations/webhooks");
/// A platform took the access back.
pub const INTEGRATION_NEEDS_RECONNECT: Kind = kind("integration.needs_reconnect", true, "/integrations");
/// A platform's numbers could not be read.
pub const INTEGRATION_SYNC_FAILED: Kind = kind("integration.sync_failed", true, "/integrations");
/// An ad was reviewed.
pub const AD_REVIEWED: Kind = kind("ad.reviewed", false, "/integrations");
/// A budget is nearly spent.
pub const BUDGET_THRESHOLD: Kind = kind("budget.threshold_reached", true, "/integrations");
/// A platform refused what was decided of a campaign.
pub const CAMPAIGN_PUSH_FAILED: Kind = kind("campaign.push_failed", true, "/campaigns");
/// A number of a campaign crossed a threshold: the first page shows what answers it.
pub const ALERT_FIRED: Kind = kind("alert.fired", true, "/");
/// Somebody stopped all spending, or released it.
pub const SPENDING_STOPPED: Kind = kind("spending.stopped", true, "/spending");
/// As much was spent as may be: campaigns were paused.
pub const SPENDING_CAP_REACHED: Kind = kind("spending.cap_reached", true, "/spending");
/// What may be spent changed.
pub const SPENDING_LIMITS_CHANGED: Kind = kind("spending.limits_changed", true, "/spending");
/// Something waits for a second person.
pub const SPENDING_APPROVAL_ASKED: Kind = kind("spending.approval_asked", true, "/spending");
/// Somebody agreed to what a person asked for, or did not.
pub const SPENDING_APPROVAL_DECIDED: Kind = kind("spending.approval_decided", true, "/spending");
/// A limit of the plan is near.
pub const PLAN_LIMIT_NEAR: Kind = kind("plan.limit_near", true, "/organizations");
/// An export of a person's own data can be downloaded.
pub const EXPORT_READY: Kind = kind("export.ready", true, "/settings");
/// An export of an org can be downloaded; to settings it is the same.
pub const ORG_EXPORT_READY: Kind = Kind { link: "/settings/organization", ..EXPORT_READY };
/// A sign-in from a new place.
pub const SECURITY_NEW_LOGIN: Kind = security("security.new_login");
/// The password changed.
pub const SECURITY_PASSWORD_CHANGED: Kind = security("security.password_changed");
/// The second factor was switched on or off.
pub const SECURITY_MFA_CHANGED: Kind = security("security.mfa_changed");

/// Everything that people can be told of, in the order in which settings show it.
pub const KINDS: [&Kind; 24] = [
    &MEMBER_JOINED,
    &MEMBER_LEFT,
    &MEMBER_ROLE_CHANGED,
    &INVITATION_ACCEPTED,
    &ORG_DELETION_SCHEDULED,
    &ORG_RESTORED,
    &API_KEY_CREATED,
    &WEBHOOK_STOPPED,
    &INTEGRATION_NEEDS_RECONNECT,
    &INTEGRATION_SYNC_FAILED,
    &AD_REVIEWED,
    &BUDGET_THRESHOLD,
    &CAMPAIGN_PUSH_FAILED,
    &ALERT_FIRED,
    &SPENDING_STOPPED,
    &SPENDING_CAP_REACHED,
    &SPENDING_LIMITS_CHANGED,
    &SPENDING_APPROVAL_ASKED,
    &SPENDING_APPROVAL_DECIDED,
    &PLAN_LIMIT_NEAR,
    &EXPORT_READY,
    &SECURITY_NEW_LOGIN,
    &SECURITY_PASSWORD_CHANGED,
    &SECURITY_MFA_CHANGED,
];

/// Who is told of an event in an org. Whoever caused it is not, unless it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The acting admins.
    Admins,
    /// The acting admins and managers.
    Managers,
    /// The acting admins, also the one who did it: the last chance to notice what nobody should have done.
    EveryAdmin,
    /// The admin in whose name a job did it.
    Requester,
    /// The acting admins, and who sent the invitation: to them it is [`INVITATION_ACCEPTED`].
    AdminsAndInviter,
    /// The acting admins, and the member who made what it happened to.
    AdminsAndCreator,
    /// The member who asked for what was decided.
    Creator,
    /// The member that it happened to.
    Subject,
}

/// What an event in an org is told as, and to whom.
pub fn told(event: &str) -> Option<(&'static Kind, Audience)> {
    Some(match event {
        "member.joined" => (&MEMBER_JOINED, Audience::AdminsAndInviter),
        "member.left" => (&MEMBER_LEFT, Audience::Admins),
        "member.role_changed" => (&MEMBER_ROLE_CHANGED, Audience::Subject),
        "invitation.accepted" => (&INVITATION_ACCEPTED, Audience::AdminsAndInviter),
        "org.deletion_scheduled" => (&ORG_DELETION_SCHEDULED, Audience::EveryAdmin),
        "org.restored" => (&ORG_RESTORED, Audience::Admins),
        "api_key.created" => (&API_KEY_CREATED, Audience::Admins),
        "webhook_endpoint.stopped" => (&WEBHOOK_STOPPED, Audience::AdminsAndCreator),
        "integration.needs_reconnect" => (&INTEGRATION_NEEDS_RECONNECT, Audience::Admins),
        "integration.sync_failed" => (&INTEGRATION_SYNC_FAILED, Audience::Admins),
        "ad.reviewed" => (&AD_REVIEWED, Audience::Managers),
        "budget.threshold_reached" => (&BUDGET_THRESHOLD, Audience::Managers),
        "campaign.push_failed" => (&CAMPAIGN_PUSH_FAILED, Audience::Managers),
        "alert.fired" => (&ALERT_FIRED, Audience::Managers),
        "spending.stopped" | "spending.released" => (&SPENDING_STOPPED, Audience::Managers),
        "spending.cap_reached" => (&SPENDING_CAP_REACHED, Audience::Managers),
        "spending.limits_changed" => (&SPENDING_LIMITS_CHANGED, Audience::EveryAdmin),
        "spending.approval_asked" => (&SPENDING_APPROVAL_ASKED, Audience::Managers),
        "spending.approval_decided" => (&SPENDING_APPROVAL_DECIDED, Audience::Creator),
        "org.export_ready" => (&ORG_EXPORT_READY, Audience::Requester),
        "plan.limit_near" => (&PLAN_LIMIT_NEAR, Audience::Admins),
        _ => return None,
    })
}

/// What an event of an account is told as, to its person.
pub fn told_of_account(event: &str) -> Option<(&'static Kind, Option<(&'static str, &'static str)>)> {
    Some(match event {
        "user.new_place" => (&SECURITY_NEW_LOGIN, None),
        "user.password_changed" | "user.password_reset" => (&SECURITY_PASSWORD_CHANGED, None),
        "user.mfa_enabled" => (&SECURITY_MFA_CHANGED, Some(("state", "on"))),
        "user.mfa_disabled" => (&SECURITY_MFA_CHANGED, Some(("state", "off"))),
        "user.export_ready" => (&EXPORT_READY, None),
        _ => return None,
    })
}

/// What of an event's payload its words may use.
const WORDS: [&str; 15] = [
    "account",
    "name",
    "email",
    "role",
    "deletes_at",
    "metric",
    "used",
    "limit",
    "result",
    "percent",
    "remaining",
    "currency",
    "kind",
    "threshold",
    "value",
];

/// What a notification stores to find its words later: texts only.
pub fn params(payload: &Value, actor: Option<&str>, org: Option<&str>) -> Map<String, Value> {
    let mut params = Map::new();
    for name in WORDS {
        match payload.get(name) {
            // of an instant the day is enough
            Some(Value::String(text)) if name == "deletes_at" => {
                params.insert(name.to_owned(), text.chars().take(10).collect::<String>().into());
            }
            Some(Value::String(text)) => {
                params.insert(name.to_owned(), text.clone().into());
            }
            Some(Value::Number(number)) => {
                params.insert(name.to_owned(), number.to_string().into());
            }
            _ => {}
        }
    }
    for (name, value) in [("actor", actor), ("org", org)] {
        if let Some(value) = value {
            params.insert(name.to_owned(), value.into());
        }
    }
    params
}

/// Who did what nobody is known to have done.
pub fn somebody(locale: Locale) -> String {
    lookup(locale, "notification-somebody", &[]).unwrap_or_default()
}

/// The title and the body of a notification. A kind of a later version says its word.
pub fn words(kind: &str, params: &Value, locale: Locale) -> (String, String) {
    let nobody = somebody(locale);
    let mut args: Vec<(&str, &str)> = vec![("actor", &nobody), ("name", &nobody)];
    let empty =
        ["account", "org", "deletes_at", "result", "percent", "remaining", "currency", "kind", "threshold", "value"];
    args.extend(empty.map(|name| (name, "")));
    for (name, value) in params.as_object().into_iter().flatten() {
        if let Some(text) = value.as_str() {
            args.push((name, text));
        }
    }
    let key = kind.replace(['.', '_'], "-");
    let title = lookup(locale, &format!("notification-{key}-title"), &args).unwrap_or_else(|| kind.to_owned());
    let body = lookup(locale, &format!("notification-{key}-body"), &args).unwrap_or_default();
    (title, body)
}

#[cfg(test)]
mod tests {
    use cmis_base::locale::Locale;
    use serde_json::{Value, json};

    use super::{KINDS, params, words};

    #[test]
    fn every_kind_has_words_in_both_languages() {
        let payload = json!({"name": "Omar", "role": "manager", "deletes_at": "2026-12-21T09:00:00Z", "metric": "members",
                             "used": 9, "limit": 10, "secret": "never"});
        let mut stored = params(&payload, Some("Salma"), Some("Palm"));
        assert!(!stored.contains_key("secret"));
        stored.insert("state".into(), "on".into());
        for kind in KINDS {
            for locale in [Locale::Ar, Locale::En] {
                let (title, body) = words(kind.word, &Value::Object(stored.clone()), locale);
                assert!(title != kind.word && !title.is_empty() && !body.is_empty(), "{} {locale:?}", kind.word);
                for text in [&title, &body] {
                    assert!(!text.contains(['{', '}', '$']), "{} {locale:?}: {text}", kind.word);
                }
            }
        }
    }

    #[test]
    fn words_need_no_params_and_unknown_kinds_do_no_harm() {
        for kind in KINDS {
            let (title, body) = words(kind.word, &json!({}), Locale::Ar);
            assert!(!format!("{title}{body}").contains('{'), "{}: {title} {body}", kind.word);
        }
        assert_eq!(words("later.version", &json!(null), Locale::En), ("later.version".into(), String::new()));
    }
}
