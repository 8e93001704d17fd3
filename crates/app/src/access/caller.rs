//! The caller as a handler's parameter. The type says what the handler needs:
//!
//! | parameter | who gets in |
//! |---|---|
//! | `Caller<need::MembersRead>` | a person, key or app that holds the permission in the org of the address |
//! | `OrgCaller` | any of them in the org, whatever their role |
//! | `Person` | a signed-in person, for what is their own |
//! | `InstanceAdmin` | a person who administers the installation |
//!
//! A handler without one of these is public, and `tests/routes.rs` lists which those may be.

use std::{marker::PhantomData, ops::Deref, sync::Arc};

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use cmis_base::{
    id::{Id, Member, Org, Session, User},
    locale::Locale,
    permission::{Need, Permission, Permissions, Role},
};
use cmis_db::Tx;
use utoipa::IntoParams;
use uuid::Uuid;

use super::sessions::{Credential, Identity, Membership};
use crate::{
    http::{
        error::{ApiError, ErrorCode},
        request::Origin,
        short_form::ShortForm,
    },
    state::App,
};

/// The address part that stands for the caller's current org (what the short form is rewritten to).
pub const CURRENT: &str = "current";

/// What the identify layer found behind the credential: kept in the request.
#[derive(Clone)]
pub struct Resolved(pub Result<Arc<Identity>, Arc<dyn Fn() -> ApiError + Send + Sync>>);

/// Who acts, for audit entries and events.
#[derive(Clone, Debug)]
pub struct Actor {
    /// `person`, `key`, `app`, `job`, `instance_admin`, `system`.
    pub kind: &'static str,
    /// The person's, key's or grant's id.
    pub id: Option<Uuid>,
    /// Shown name.
    pub name: Option<String>,
    /// The request that caused it.
    pub request_id: Option<String>,
    /// From where.
    pub address: Option<String>,
}

impl Actor {
    /// The product itself, in a job or at start.
    pub const fn system() -> Self {
        Self { kind: "system", id: None, name: None, request_id: None, address: None }
    }
}

/// Somebody acting in one org.
#[derive(Clone, Debug)]
pub struct OrgCaller {
    /// The org.
    pub org: Id<Org>,
    /// Their membership (of a key or app: its creator's).
    pub member: Id<Member>,
    /// The person (of a key or app: its creator).
    pub user: Id<User>,
    /// Their role.
    pub role: Role,
    /// What they may do here.
    pub permissions: Permissions,
    /// The person's name.
    pub name: String,
    /// Whether it is a person and not a key or app.
    pub is_person: bool,
    /// The request.
    pub origin: Origin,
    /// For audit and events.
    pub actor: Actor,
    app: App,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}

impl OrgCaller {
    /// A transaction in which the caller's org is all there is.
    pub async fn tx(&self) -> Result<Tx, sqlx::Error> {
        self.app.tenant(self.org).await
    }

    /// Whether the caller holds a further permission.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.has(permission)
    }

    /// 403 unless the caller holds a further permission.
    pub fn need(&self, permission: Permission) -> Result<(), ApiError> {
        if self.may(permission) { Ok(()) } else { Err(ApiError::forbidden(permission)) }
    }
}

impl FromRequestParts<App> for OrgCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let identity = identity(parts)?;
        let origin = Origin::from_request_parts(parts, app).await?;
        let org = asked_org(parts, app, &identity).await?;
        let membership = member_of(&identity, org)?;
        let caller = Self::new(app, &identity, membership, origin)?;
        app.access.touch(&identity, Some(membership), app.now());
        let span = tracing::Span::current();
        span.record("org", tracing::field::display(caller.org));
        span.record("user", tracing::field::display(caller.user));
        Ok(caller)
    }
}

impl OrgCaller {
    /// The caller in one of their orgs, where something else than the address names it: a job, the login. 404 in any other.
    pub fn within(app: &App, identity: &Identity, org: Id<Org>, origin: Origin) -> Result<Self, ApiError> {
        Self::new(app, identity, member_of(identity, org)?, origin)
    }

    /// Whoever is behind the credential, in one of their orgs; refused where the org or the membership is suspended or a
    /// second factor is missing.
    pub(crate) fn new(
        app: &App,
        identity: &Identity,
        membership: &Membership,
        origin: Origin,
    ) -> Result<Self, ApiError> {
        if membership.org_suspended {
            return Err(ApiError::new(ErrorCode::OrgSuspended, "error-org-suspended"));
        }
        if membership.is_suspended {
            return Err(ApiError::new(ErrorCode::Forbidden, "error-member-suspended"));
        }
        let role = membership.role();
        let (kind, id, name, permissions) = match &identity.credential {
            Credential::Session { mfa, .. } => {
                if membership.require_mfa && !(*mfa && identity.profile.mfa_enabled) {
                    return Err(ApiError::new(ErrorCode::MfaRequired, "error-mfa-required"));
                }
                ("person", identity.profile.user_id.raw(), identity.profile.name.clone(), role.permissions())
            }
            Credential::Key { id, name, scopes } => ("key", id.raw(), name.clone(), scopes.and(role.permissions())),
            Credential::App { grant, name, scopes } => {
                ("app", grant.raw(), name.clone(), scopes.and(role.permissions()))
            }
        };
        Ok(Self {
            org: membership.org_id,
            member: membership.member_id,
            user: identity.profile.user_id,
            role,
            permissions,
            name: identity.profile.name.clone(),
            is_person: kind == "person",
            actor: Actor {
                kind,
                id: Some(id),
                name: Some(name),
                request_id: Some(origin.request_id.clone()),
                address: Some(origin.address.to_string()),
            },
            origin,
            app: app.clone(),
        })
    }
}

/// `X-Org-Id`, for addresses that name no org: `params(OrgHeader)` in the API document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header; `asked_org` reads it")]
pub struct OrgHeader {
    /// The organization to look at; the caller's current one unless told otherwise.
    #[param(rename = "X-Org-Id", nullable = false)]
    org_id: Option<Id<Org>>,
}

/// Somebody who holds the permission `P` in the org of the address.
pub struct Caller<P>(OrgCaller, PhantomData<P>);

impl<P> Deref for Caller<P> {
    type Target = OrgCaller;

    fn deref(&self) -> &OrgCaller {
        &self.0
    }
}

impl<P: Need> FromRequestParts<App> for Caller<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let caller = OrgCaller::from_request_parts(parts, app).await?;
        caller.need(P::PERMISSION)?;
        Ok(Self(caller, PhantomData))
    }
}

/// A signed-in person, for what is their own.
#[derive(Clone, Debug)]
pub struct Person {
    /// The person.
    pub user: Id<User>,
    /// Their login.
    pub session: Id<Session>,
    /// Everything known of them.
    pub identity: Arc<Identity>,
    /// The request.
    pub origin: Origin,
    /// For audit and events.
    pub actor: Actor,
}

impl Person {
    /// The language that mails to them are in.
    pub fn locale(&self) -> Locale {
        Locale::parse(&self.identity.profile.locale).unwrap_or_default()
    }

    /// The org that the login stands in.
    pub fn current_org(&self) -> Option<Id<Org>> {
        match self.identity.credential {
            Credential::Session { org, .. } => org,
            _ => None,
        }
    }
}

impl FromRequestParts<App> for Person {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let identity = identity(parts)?;
        let origin = Origin::from_request_parts(parts, app).await?;
        let Credential::Session { id, .. } = identity.credential else {
            return Err(ApiError::new(ErrorCode::Forbidden, "error-people-only"));
        };
        app.access.touch(&identity, None, app.now());
        tracing::Span::current().record("user", tracing::field::display(identity.profile.user_id));
        Ok(Self {
            user: identity.profile.user_id,
            session: id,
            actor: Actor {
                kind: "person",
                id: Some(identity.profile.user_id.raw()),
                name: Some(identity.profile.name.clone()),
                request_id: Some(origin.request_id.clone()),
                address: Some(origin.address.to_string()),
            },
            identity,
            origin,
        })
    }
}

/// A person who administers the installation. They manage people, orgs and plans and see no org's data.
#[derive(Clone, Debug)]
pub struct InstanceAdmin(pub Person);

impl FromRequestParts<App> for InstanceAdmin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let mut person = Person::from_request_parts(parts, app).await?;
        if !person.identity.profile.is_instance_admin {
            return Err(ApiError::new(ErrorCode::Forbidden, "error-instance-admin-only"));
        }
        person.actor.kind = "instance_admin";
        Ok(Self(person))
    }
}

/// Whoever is behind the credential, with or without an org: for `/api/context`.
pub struct Anyone(pub Arc<Identity>);

impl FromRequestParts<App> for Anyone {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        identity(parts).map(Self)
    }
}

impl Anyone {
    /// Whether it is a signed-in person who administers the installation.
    pub fn is_instance_admin(&self) -> bool {
        self.0.profile.is_instance_admin && matches!(self.0.credential, Credential::Session { .. })
    }

    /// The org that a request without one in its address means: `X-Org-Id`, then the login's or the key's own.
    pub fn current(&self) -> Option<&Membership> {
        match self.0.credential {
            Credential::Session { org, .. } => {
                let org = org?;
                self.0.memberships.iter().find(|membership| membership.org_id == org)
            }
            _ => self.0.memberships.first(),
        }
    }
}

fn identity(parts: &Parts) -> Result<Arc<Identity>, ApiError> {
    match parts.extensions.get::<Resolved>() {
        Some(Resolved(Ok(identity))) => Ok(identity.clone()),
        Some(Resolved(Err(error))) => Err(error()),
        None => Err(ApiError::unauthenticated()),
    }
}

/// The org asked for: the address, then `X-Org-Id`, then the login's.
///
/// The word `current` in the address stands for no org unless the rewrite of the short form put it there: a caller who means
/// one org in the long form has to name it. A header that is unreadable or given twice is refused, not passed over.
pub(crate) async fn asked_org(parts: &mut Parts, app: &App, identity: &Identity) -> Result<Id<Org>, ApiError> {
    let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| ApiError::not_found("thing-org"))?;
    let is_short = parts.extensions.get::<ShortForm>().is_some();
    let in_path = params
        .iter()
        .find(|(name, _)| *name == "org_id")
        .map(|(_, value)| value)
        .filter(|value| !(is_short && *value == CURRENT));
    let mut headers = parts.headers.get_all("x-org-id").iter();
    let header = match (headers.next(), headers.next()) {
        (None, _) => None,
        (Some(value), None) => Some(value.to_str().map_err(|_| ApiError::malformed("error-org-header"))?),
        (Some(_), Some(_)) => return Err(ApiError::malformed("error-org-header")),
    };
    let asked = in_path.or(header);
    match (asked, &identity.credential) {
        (Some(text), _) => text.parse().map_err(|_| ApiError::not_found("thing-org")),
        (None, Credential::Session { org: Some(org), .. }) => Ok(*org),
        (None, Credential::Session { org: None, .. }) => Err(ApiError::conflict("error-no-current-org")),
        (None, _) => identity.memberships.first().map(|own| own.org_id).ok_or_else(|| ApiError::not_found("thing-org")),
    }
}

fn member_of(identity: &Identity, org: Id<Org>) -> Result<&Membership, ApiError> {
    identity
        .memberships
        .iter()
        .find(|membership| membership.org_id == org)
        .ok_or_else(|| ApiError::not_found("thing-org"))
}
