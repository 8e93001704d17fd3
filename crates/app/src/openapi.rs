//! The API document: OpenAPI 3.1, generated from the handlers, served with a page to try it.

use axum::Router;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;

use crate::state::App;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "CMIS",
        description = "Plan, publish, answer and measure marketing. Every answer is in the envelope \
                       `{success, data, message?, meta?, links?}`; every failure in `{success, message, code, errors?, error_id?}`.",
    ),
    tags(
        (name = "Account", description = "Registration, sign-in and the caller's own profile"),
        (name = "Organization", description = "The tenant: settings, team, keys, audit"),
        (name = "OAuth", description = "Consent of third-party apps"),
        (name = "Jobs", description = "Work that goes on in the background"),
        (name = "System", description = "Health and figures"),
        (name = "Administration", description = "The installation: people, organizations, plans"),
    ),
    modifiers(&Security),
)]
struct Root;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let bearer = |format: &str, description: &str| {
            let mut http = Http::new(HttpAuthScheme::Bearer);
            http.bearer_format = Some(format.to_owned());
            http.description = Some(description.to_owned());
            SecurityScheme::Http(http)
        };
        components.add_security_scheme(
            "bearer",
            bearer(
                "JWT, cmis_live_… or cmis_at_…",
                "An access token, API key or OAuth token; the scope is the permission needed",
            ),
        );
        components.add_security_scheme("person", bearer("JWT", "An access token of a signed-in person"));
        components.add_security_scheme("instance", bearer("JWT", "An access token of an instance administrator"));
    }
}

/// Every route of the product with its part of the document.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Root::openapi())
        .merge(crate::users::router())
        .merge(crate::orgs::router())
        .merge(crate::access::oauth::router())
        .merge(crate::access::api_keys::router())
        .merge(crate::audit::routes::router())
        .merge(crate::notifications::router())
        .merge(crate::usage::router())
        .merge(crate::operations::router())
        .merge(crate::admin::router())
}

/// The document alone, for `cmis openapi` and the tests.
pub fn document() -> Document {
    routes_with_document().1
}

/// The routes as a router, and their document.
pub fn routes_with_document() -> (Router<App>, Document) {
    let (routes, mut document) = routes().split_for_parts();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    for (path, item) in &mut document.paths.paths {
        let operations = [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                operation.operation_id = Some(operation_id(method, path));
            }
        }
    }
    (routes, document)
}

/// A name that no other operation has: handlers of different resources share theirs. `get_orgs_members_id`.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.trim_start_matches("/api/").split(['/', '-']).filter(|word| *word != "{org_id}");
    let words: Vec<&str> = words.map(|word| word.trim_matches(['{', '}'])).collect();
    format!("{method}_{}", words.join("_"))
}
