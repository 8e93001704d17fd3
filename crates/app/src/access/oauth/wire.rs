//! The bodies of the addresses outside the envelope, for the API document: the shapes of their RFCs, which the handlers read
//! and write field by field.
#![expect(dead_code, reason = "describes bodies in the API document")]

use utoipa::ToSchema;

/// A refusal (RFC 6749, 5.2).
#[derive(ToSchema)]
#[schema(as = OAuthFailure)]
pub struct Refusal {
    /// `invalid_request`, `invalid_client`, `invalid_grant`, `invalid_scope`, `temporarily_unavailable`, …
    error: String,
    /// For the developer of the client, in English.
    error_description: String,
}

/// A request for tokens (RFC 6749, OAuth 2.1). What belongs to no credential goes with `client_id` alone.
#[derive(ToSchema)]
pub struct TokenRequest {
    /// `authorization_code`, `refresh_token` or `client_credentials`.
    #[schema(min_length = 1)]
    grant_type: String,
    /// Unless the client authenticates with `Basic`.
    client_id: Option<String>,
    /// Unless the client authenticates with `Basic` or is public.
    client_secret: Option<String>,
    /// For `authorization_code`.
    code: Option<String>,
    /// For `authorization_code`: PKCE.
    code_verifier: Option<String>,
    /// For `authorization_code`: where the code was sent.
    redirect_uri: Option<String>,
    /// For `refresh_token`.
    refresh_token: Option<String>,
    /// Permissions, separated by spaces; fewer than were granted.
    scope: Option<String>,
    /// What the token is for (RFC 8707).
    resource: Option<String>,
}

/// Tokens (RFC 6749, 5.1).
#[derive(ToSchema)]
pub struct TokenAnswer {
    /// For `Authorization: Bearer`.
    access_token: String,
    /// Always `Bearer`.
    token_type: String,
    /// Seconds.
    expires_in: i64,
    /// Permissions, separated by spaces.
    scope: String,
    /// Not for `client_credentials`.
    #[schema(nullable = false)]
    refresh_token: Option<String>,
}

/// A token to end or to ask about (RFC 7009, RFC 7662).
#[derive(ToSchema)]
pub struct TokenQuestion {
    /// The token.
    #[schema(min_length = 1)]
    token: String,
    /// Taken and not needed.
    token_type_hint: Option<String>,
    /// Unless the client authenticates with `Basic`.
    client_id: Option<String>,
    /// Unless the client authenticates with `Basic` or is public.
    client_secret: Option<String>,
}

/// What a token is good for (RFC 7662). Of a token that does not hold only `active`.
#[derive(ToSchema)]
pub struct Introspection {
    /// Whether it holds.
    active: bool,
    /// Permissions, separated by spaces.
    #[schema(nullable = false)]
    scope: Option<String>,
    /// Whose token it is.
    #[schema(nullable = false)]
    client_id: Option<String>,
    /// The person.
    #[schema(nullable = false)]
    sub: Option<String>,
    /// The organization.
    #[schema(nullable = false)]
    org_id: Option<String>,
    /// This installation.
    #[schema(nullable = false)]
    iss: Option<String>,
    /// This installation.
    #[schema(nullable = false)]
    aud: Option<String>,
    /// Made, seconds since 1970.
    #[schema(nullable = false)]
    iat: Option<i64>,
    /// Over, seconds since 1970.
    #[schema(nullable = false)]
    exp: Option<i64>,
    /// `Bearer`, of an access token.
    #[schema(nullable = false)]
    token_type: Option<String>,
}

/// A client after its registration (RFC 7591).
#[derive(ToSchema)]
pub struct RegisteredClient {
    /// Its name on the wire.
    client_id: String,
    /// Seconds since 1970.
    client_id_issued_at: i64,
    /// What people read at consent.
    client_name: String,
    /// Where codes may be sent.
    redirect_uris: Vec<String>,
    /// How it proves who it is.
    token_endpoint_auth_method: String,
    /// `authorization_code` and `refresh_token`.
    grant_types: Vec<String>,
    /// `code`.
    response_types: Vec<String>,
    /// Of a confidential client; shown this once.
    #[schema(nullable = false)]
    client_secret: Option<String>,
    /// Always 0: it does not expire.
    #[schema(nullable = false)]
    client_secret_expires_at: Option<i64>,
}

/// This installation as an authorization server (RFC 8414).
#[derive(ToSchema)]
pub struct ServerMetadata {
    /// Its name.
    issuer: String,
    /// Where people consent.
    authorization_endpoint: String,
    /// `/oauth/token`.
    token_endpoint: String,
    /// `/oauth/revoke`.
    revocation_endpoint: String,
    /// `/oauth/introspect`.
    introspection_endpoint: String,
    /// `/oauth/register`.
    registration_endpoint: String,
    /// Every permission.
    scopes_supported: Vec<String>,
    /// `code`.
    response_types_supported: Vec<String>,
    /// `query`.
    response_modes_supported: Vec<String>,
    /// What `/oauth/token` takes.
    grant_types_supported: Vec<String>,
    /// How clients authenticate there.
    token_endpoint_auth_methods_supported: Vec<String>,
    /// How clients authenticate there.
    revocation_endpoint_auth_methods_supported: Vec<String>,
    /// How clients authenticate there.
    introspection_endpoint_auth_methods_supported: Vec<String>,
    /// `S256`.
    code_challenge_methods_supported: Vec<String>,
    /// True (RFC 9207).
    authorization_response_iss_parameter_supported: bool,
    /// `ar`, `en`.
    ui_locales_supported: Vec<String>,
    /// The page to try the API.
    service_documentation: String,
}

/// This installation as a protected resource (RFC 9728).
#[derive(ToSchema)]
pub struct ResourceMetadata {
    /// Its name.
    resource: String,
    /// For people.
    resource_name: String,
    /// Who gives out tokens for it.
    authorization_servers: Vec<String>,
    /// Every permission.
    scopes_supported: Vec<String>,
    /// `header`.
    bearer_methods_supported: Vec<String>,
    /// The page to try the API.
    resource_documentation: String,
}
