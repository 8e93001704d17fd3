//! One rewrite before routing: `/api/v1/…` is `/api/…`, and `/api/members` is `/api/orgs/current/members`.
//!
//! Which first segments have a short form is read off the routes themselves.

use std::{collections::BTreeSet, sync::Arc};

use axum::http::Uri;
use uuid::Uuid;

/// The one resource that its short form calls otherwise: under `/api/webhooks/` platforms call.
const WEBHOOKS: (&str, &str) = ("webhook-endpoints", "webhooks");

/// On a request whose address the rewrite gave the caller's current org.
#[derive(Clone, Copy, Debug)]
pub struct ShortForm;

/// The first segments after `/api/orgs/{org_id}/`.
#[derive(Clone, Debug)]
pub struct ShortForms(Arc<BTreeSet<String>>);

impl ShortForms {
    /// Reads them off the addresses of the API document.
    pub fn of<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let names = paths
            .into_iter()
            .filter_map(|path| path.strip_prefix("/api/orgs/{org_id}/"))
            .filter_map(|rest| rest.split('/').next())
            // undoing a deletion needs the org in the address, like the deletion itself
            .filter(|name| !matches!(*name, "restore" | "leave" | "export"))
            .map(|name| if name == WEBHOOKS.1 { WEBHOOKS.0 } else { name })
            .map(str::to_owned)
            .collect();
        Self(Arc::new(names))
    }

    /// The canonical address of a request, and whether it was a short form.
    pub fn rewrite(&self, uri: Uri) -> (Uri, Option<ShortForm>) {
        let path = uri.path();
        let Some(rest) = path.strip_prefix("/api/") else { return (uri, None) };
        // the pages of the documentation stand at the slash, for their relative addresses
        if rest.starts_with("documentation") {
            return (uri, None);
        }
        let rest = rest.strip_prefix("v1/").unwrap_or(rest).trim_end_matches('/');
        let mut segments = rest.split('/');
        let first = segments.next().unwrap_or_default();
        let below = segments.next();
        // the mailed token of an invitation is no org resource; nor is what is no id
        let is_token = first == "invitations" && below.is_some_and(|part| Uuid::parse_str(part).is_err());
        // a job is found by its id, whether or not it has an org: only the list is an org's
        let is_job = first == "jobs" && below.is_some();
        let short = (self.0.contains(first) && !is_token && !is_job).then_some(ShortForm);
        let canonical = match short {
            Some(_) if first == WEBHOOKS.0 => {
                let rest = &rest[WEBHOOKS.0.len()..];
                format!("/api/orgs/{}/{}{rest}", crate::access::caller::CURRENT, WEBHOOKS.1)
            }
            Some(_) => format!("/api/orgs/{}/{rest}", crate::access::caller::CURRENT),
            None => format!("/api/{rest}"),
        };
        if canonical == path {
            return (uri, None);
        }
        let target = match uri.query() {
            Some(query) => format!("{canonical}?{query}"),
            None => canonical,
        };
        match target.parse() {
            Ok(target) => (target, short),
            Err(_) => (uri, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ShortForms;

    #[test]
    fn both_forms_and_both_versions_are_one_address() {
        let forms = ShortForms::of([
            "/api/orgs/{org_id}/members/{id}",
            "/api/orgs/{org_id}/invitations",
            "/api/orgs/{org_id}/restore",
            "/api/orgs/{org_id}/jobs",
            "/api/orgs/{org_id}/webhooks/{id}",
        ]);
        let rewritten = |path: &str| forms.rewrite(path.parse().expect("uri")).0.to_string();
        assert_eq!(rewritten("/api/members?page=2"), "/api/orgs/current/members?page=2");
        assert_eq!(rewritten("/api/v1/members/7"), "/api/orgs/current/members/7");
        assert_eq!(rewritten("/api/v1/orgs/1/members"), "/api/orgs/1/members");
        assert_eq!(rewritten("/api/context/"), "/api/context");
        assert_eq!(rewritten("/api/invitations/inv_x/accept"), "/api/invitations/inv_x/accept");
        assert_eq!(rewritten("/api/invitations/0195"), "/api/invitations/0195");
        let id = "01950000-0000-7000-8000-000000000000";
        assert_eq!(rewritten(&format!("/api/invitations/{id}")), format!("/api/orgs/current/invitations/{id}"));
        assert_eq!(rewritten("/api/jobs?status=failed"), "/api/orgs/current/jobs?status=failed");
        assert_eq!(rewritten(&format!("/api/v1/jobs/{id}")), format!("/api/jobs/{id}"));
        assert_eq!(rewritten("/api/webhook-endpoints/1/test"), "/api/orgs/current/webhooks/1/test");
        assert_eq!(rewritten("/api/webhooks/meta"), "/api/webhooks/meta");
        assert_eq!(rewritten("/api/restore"), "/api/restore");
        assert_eq!(rewritten("/api/documentation/"), "/api/documentation/");
        assert_eq!(rewritten("/health/live"), "/health/live");
    }
}
