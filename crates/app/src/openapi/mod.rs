//! The API document: OpenAPI 3.1, generated from the handlers, served with a page to try it.

mod rules;

use axum::Router;
use cmis_base::permission::Permission;
use serde_json::Value;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document,
        security::{
            ApiKey, ApiKeyValue, AuthorizationCode, ClientCredentials, Flow, Http, HttpAuthScheme, OAuth2, Scopes,
            SecurityScheme,
        },
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
        (name = "Integrations", description = "Ad platforms: connecting, accounts, tokens, syncs, what they announce"),
        (name = "Campaigns", description = "What runs and is planned across platforms, and its numbers"),
        (name = "Spending", description = "What may be spent: caps, a second person above an amount, the switch that stops everything"),
        (name = "Analytics", description = "Numbers over time, by what they are made of, side by side"),
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
        let scopes = || Scopes::from_iter(Permission::ALL.iter().map(|permission| (permission.as_str(), "")));
        let code = AuthorizationCode::with_refresh_url("/oauth/authorize", "/oauth/token", scopes(), "/oauth/token");
        let own = ClientCredentials::new("/oauth/token", scopes());
        let told = "An app of an organization, or one that registered itself; a scope is a permission";
        let oauth = OAuth2::with_description([Flow::AuthorizationCode(code), Flow::ClientCredentials(own)], told);
        let key = |place: fn(ApiKeyValue) -> ApiKey, name: &str, told: &str| {
            SecurityScheme::ApiKey(place(ApiKeyValue::with_description(name, told)))
        };
        let http = |scheme: HttpAuthScheme, format: Option<&str>, told: &str| {
            let mut http = Http::new(scheme);
            http.bearer_format = format.map(str::to_owned);
            http.description = Some(told.to_owned());
            SecurityScheme::Http(http)
        };
        let bearer = |format: &str, told: &str| http(HttpAuthScheme::Bearer, Some(format), told);
        let any = "An access token, API key or OAuth token; the scope is the permission needed";
        components.add_security_scheme("bearer", bearer("JWT, cmis_live_… or cmis_at_…", any));
        components.add_security_scheme("key", key(ApiKey::Header, "X-API-Key", "An API key: `cmis_live_…`"));
        components.add_security_scheme("oauth", SecurityScheme::OAuth2(oauth));
        components.add_security_scheme("person", bearer("JWT", "An access token of a signed-in person"));
        components.add_security_scheme("instance", bearer("JWT", "An access token of an instance administrator"));
        let cookie =
            "The refresh token of a browser; `__Host-cmis_refresh` where the installation is served over HTTPS";
        components.add_security_scheme("refresh", key(ApiKey::Cookie, "cmis_refresh", cookie));
        let client = "`client_id` and `client_secret` of an OAuth client";
        components.add_security_scheme("client", http(HttpAuthScheme::Basic, None, client));
        components.add_security_scheme("metrics", bearer("the configured token", "For whoever collects the figures"));
    }
}

/// Every route of the product with its part of the document.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Root::openapi())
        .merge(crate::users::router())
        .merge(crate::orgs::router())
        .merge(crate::integrations::router())
        .merge(crate::campaigns::router())
        .merge(crate::personas::router())
        .merge(crate::views::router())
        .merge(crate::dashboard::router())
        .merge(crate::metrics::router())
        .merge(crate::alerts::router())
        .merge(crate::spending::router())
        .merge(crate::access::oauth::router())
        .merge(crate::access::api_keys::router())
        .merge(crate::audit::routes::router())
        .merge(crate::notifications::router())
        .merge(crate::realtime::router())
        .merge(crate::webhooks::router())
        .merge(crate::usage::router())
        .merge(crate::jobs::router())
        .merge(crate::operations::router())
        .merge(crate::admin::router())
}

/// The document alone, for `cmis openapi` and the tests.
pub fn document() -> Value {
    routes_with_document().1
}

/// The routes as a router, and their document.
pub fn routes_with_document() -> (Router<App>, Value) {
    let (routes, mut document) = routes().split_for_parts();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    (routes, rules::complete(serde_json::to_value(document).unwrap_or_default()))
}
