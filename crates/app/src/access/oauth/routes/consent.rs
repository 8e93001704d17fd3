//! The person's side: what the consent page shows, and what the person answers.
//!
//! A question with an unknown client or an address that the client did not register is shown as an error and never
//! redirected. Every other fault is the client's and goes back to it with `error`, `state` and `iss` (RFC 9207).

use axum::extract::State;
use cmis_base::{
    id::{Id, Org},
    permission::{Permissions, Role},
    secret::{expose, token, token_hash},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    access::{
        caller::{OrgCaller, Person},
        oauth::{
            CODE_LIFE,
            clients::{self, Client},
            model::{self, Ask, Asked, Fault, MAX_STATE},
            queries::{self, NewCode, NewGrant},
        },
        sessions::{Credential, Membership},
    },
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, FailureBody},
        extract::{Json, Query},
        reply::Reply,
        words::Say,
    },
    state::App,
};

/// Start of every code.
const CODE_PREFIX: &str = "cmis_ac_";

/// What the consent page shows.
#[derive(Serialize, ToSchema)]
pub struct ConsentQuestion {
    /// Who asks.
    client: ConsentClient,
    /// Where the answer goes.
    redirect_uri: String,
    /// What is asked for.
    scopes: Vec<ConsentScope>,
    /// The orgs that the person can choose.
    orgs: Vec<ConsentOrg>,
}

/// Who asks.
#[derive(Serialize, ToSchema)]
pub struct ConsentClient {
    /// What it calls itself.
    name: String,
    /// Its name on the wire.
    client_id: String,
    /// Whether it registered itself: nobody vouches for its name.
    dynamic: bool,
}

/// A permission that is asked for.
#[derive(Serialize, ToSchema)]
pub struct ConsentScope {
    /// The permission.
    name: String,
    /// Whether the client may have it and the person holds it in at least one of the orgs.
    allowed: bool,
}

/// An org that the person can choose.
#[derive(Serialize, ToSchema)]
pub struct ConsentOrg {
    /// Id.
    id: Id<Org>,
    /// Name.
    name: String,
    /// The person's role in it.
    role: String,
    /// What the client would get there.
    scopes: Vec<String>,
    /// Whether the org asks for a second factor that this login does not have: choosing it is refused.
    mfa_required: bool,
}

/// What the person answers.
#[derive(Deserialize, ToSchema)]
pub struct ConsentAnswer {
    /// The question, as it stood in the address.
    #[serde(flatten)]
    ask: Ask,
    /// The org that the client will act in; needed to approve.
    org_id: Option<Id<Org>>,
    /// Yes or no.
    #[schema(required, nullable = false)]
    approve: Option<bool>,
}

/// Where the person goes next.
#[derive(Serialize, ToSchema)]
pub struct ConsentOutcome {
    /// The client's address with a code, or with an error.
    redirect_to: String,
}

/// Show what an OAuth client asks for
///
/// 422 for an unknown client or redirect address: show it, redirect nowhere. 400 with `redirect_to` for every other fault.
#[utoipa::path(get, path = "/api/oauth/consent", tag = "OAuth", params(Ask), security(("person" = [])), responses(
    (status = 200, body = Reply<ConsentQuestion>), (status = 422, body = FailureBody)))]
pub async fn ask(
    State(app): State<App>,
    person: Person,
    Query(ask): Query<Ask>,
) -> Result<Reply<ConsentQuestion>, ApiError> {
    let (client, redirect_uri) = known(&app, &ask, Check::new()).await?;
    let asked = ask.check(&app.settings.origin()).map_err(|fault| {
        let redirect_to = refusal(&app, &ask, &redirect_uri, &fault);
        ApiError::malformed(Say::new("error-oauth-request").with("cause", fault.1))
            .extra("error", fault.0)
            .extra("redirect_to", redirect_to)
    })?;
    let wanted = wanted(&client, &asked);
    let may = client.bound(wanted);
    let choices: Vec<&Membership> = choices(&person, &client).collect();
    let mut tx = app.system("show consent").await?;
    let ids: Vec<_> = choices.iter().map(|choice| choice.org_id.raw()).collect();
    let names = queries::org_names(&mut tx, &ids).await?;
    tx.done();
    let held = |choice: &Membership| may.and(choice.role().permissions());
    Ok(Reply::ok(ConsentQuestion {
        scopes: wanted
            .iter()
            .map(|scope| ConsentScope {
                name: scope.to_string(),
                allowed: choices.iter().any(|choice| held(choice).has(scope)),
            })
            .collect(),
        orgs: choices
            .iter()
            .map(|choice| ConsentOrg {
                id: choice.org_id,
                name: names
                    .iter()
                    .find(|(id, _)| *id == choice.org_id.raw())
                    .map(|(_, name)| name.clone())
                    .unwrap_or_default(),
                role: choice.role.clone(),
                scopes: held(choice).words(),
                mfa_required: choice.require_mfa && !has_mfa(&person),
            })
            .collect(),
        client: ConsentClient { dynamic: client.org_id.is_none(), name: client.name, client_id: client.client_id },
        redirect_uri,
    }))
}

/// Answer an OAuth client
///
/// Gives the address to go to: with a code of one minute, or with the error that the client is told.
#[utoipa::path(post, path = "/api/oauth/consent", tag = "OAuth", request_body = ConsentAnswer, security(("person" = [])),
    responses((status = 200, body = Reply<ConsentOutcome>), (status = 404, body = FailureBody)))]
pub async fn answer(
    State(app): State<App>,
    person: Person,
    Json(body): Json<ConsentAnswer>,
) -> Result<Reply<ConsentOutcome>, ApiError> {
    let ConsentAnswer { ask, org_id, approve } = body;
    let mut check = Check::new();
    let approve = check.required("approve", approve);
    if approve == Some(true) {
        check.required("org_id", org_id);
    }
    let (client, redirect_uri) = known(&app, &ask, check).await?;
    let refuse =
        |fault: &Fault| Ok(Reply::ok(ConsentOutcome { redirect_to: refusal(&app, &ask, &redirect_uri, fault) }));
    let asked = match ask.check(&app.settings.origin()) {
        Ok(asked) => asked,
        Err(fault) => return refuse(&fault),
    };
    let Some(org) = org_id.filter(|_| approve == Some(true)) else {
        return refuse(&Fault("access_denied", "The person refused"));
    };
    let membership = choices_with_suspended(&person, &client)
        .find(|choice| choice.org_id == org)
        .ok_or_else(|| ApiError::not_found("thing-org"))?;
    let caller = OrgCaller::new(&app, &person.identity, membership, person.origin.clone())?;
    let wanted = wanted(&client, &asked);
    let scopes = client.bound(wanted).and(caller.permissions);
    if scopes == Permissions::NONE {
        return refuse(&Fault("invalid_scope", "Nothing of what was asked for can be granted"));
    }
    let code = grant(&app, &caller, &client, &redirect_uri, &asked, scopes).await?;
    let issuer = app.settings.origin();
    let redirect_to = model::with_parameters(
        &redirect_uri,
        &[("code", Some(&code)), ("state", ask.state.as_deref()), ("iss", Some(&issuer))],
    );
    Ok(Reply::ok(ConsentOutcome { redirect_to }))
}

/// The client and its redirect address, or 422 with everything that is wrong about them.
async fn known(app: &App, ask: &Ask, mut check: Check) -> Result<(Client, String), ApiError> {
    let client_id = check.required("client_id", ask.client_id.as_deref());
    let redirect_uri = check.required("redirect_uri", ask.redirect_uri.as_deref());
    if ask.state.as_ref().is_some_and(|state| state.len() > MAX_STATE) {
        check.fail("state", Say::new("check-too-long").count("max", MAX_STATE));
    }
    let client = match client_id {
        Some(client_id) => {
            let mut tx = app.system("find OAuth client").await?;
            let client = clients::find(&mut tx, client_id).await?;
            tx.commit().await?;
            if client.is_none() {
                check.fail("client_id", "check-oauth-client");
            }
            client
        }
        None => None,
    };
    if let (Some(client), Some(uri)) = (&client, redirect_uri)
        && !model::redirect_matches(&client.redirect_uris, uri)
    {
        check.fail("redirect_uri", "check-oauth-redirect");
    }
    check.finish(|| client.zip(redirect_uri.map(str::to_owned)))
}

/// What is asked for; a client that leaves it open gets what it registered for, or what every member holds.
fn wanted(client: &Client, asked: &Asked) -> Permissions {
    asked.scopes.or_else(|| client.scopes()).unwrap_or_else(|| Role::Viewer.permissions())
}

/// The memberships that can be chosen: an org's app gets tokens for its own org only.
fn choices<'a>(person: &'a Person, client: &'a Client) -> impl Iterator<Item = &'a Membership> {
    choices_with_suspended(person, client).filter(|choice| !choice.is_suspended && !choice.org_suspended)
}

fn choices_with_suspended<'a>(person: &'a Person, client: &'a Client) -> impl Iterator<Item = &'a Membership> {
    person.identity.memberships.iter().filter(|choice| client.org_id.is_none_or(|home| home == choice.org_id))
}

fn has_mfa(person: &Person) -> bool {
    matches!(person.identity.credential, Credential::Session { mfa: true, .. }) && person.identity.profile.mfa_enabled
}

/// The client's address with an error.
fn refusal(app: &App, ask: &Ask, redirect_uri: &str, fault: &Fault) -> String {
    let issuer = app.settings.origin();
    model::with_parameters(
        redirect_uri,
        &[
            ("error", Some(fault.0)),
            ("error_description", Some(fault.1)),
            ("state", ask.state.as_deref()),
            ("iss", Some(&issuer)),
        ],
    )
}

/// Keeps the consent and makes its code.
async fn grant(
    app: &App,
    caller: &OrgCaller,
    client: &Client,
    redirect_uri: &str,
    asked: &Asked,
    scopes: Permissions,
) -> Result<String, ApiError> {
    let now = app.now();
    let code = token(CODE_PREFIX);
    let words = scopes.words();
    let new = NewGrant { id: app.ids.next(), org: caller.org, member: caller.member, client, scopes: &words };
    let mut tx = app.system("consent to OAuth client").await?;
    queries::insert_grant(&mut tx, &new, now).await?;
    let made = NewCode {
        hash: &token_hash(expose(&code)),
        redirect_uri,
        challenge: &asked.challenge,
        resource: asked.resource.as_deref(),
        expires_at: now + CODE_LIFE,
    };
    queries::insert_code(&mut tx, &new, &made).await?;
    let told = json!({"client_id": client.client_id, "client_name": client.name, "scopes": words});
    let change = Change::new("oauth_grant.created", "oauth_grant", new.id).after(told);
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    Ok(expose(&code).to_owned())
}
