//! Sealing everything again under the newest key. Can be stopped at any time and run again: what is done stays done. Every column that holds
//! something sealed has to be here; a story looks through all of them.

mod queries;

use cmis_base::{
    id::{Id, User},
    secret::KeyRing,
};
use cmis_db::Conn;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{actor, queries as instance};
use crate::{
    audit::{self, Change},
    http::error::ApiError,
    integrations::{apps, connect, vault},
    state::App,
    webhooks::{endpoints::model::place, inbound::model as inbound},
};

/// What one kind of sealed value came to.
#[derive(Debug, Default, Serialize)]
pub struct Resealed {
    /// `users.mfa_secret`, …
    pub place: &'static str,
    /// Values sealed again.
    pub done: u64,
    /// Values that none of the keys opens. They stay as they are.
    pub failed: u64,
}

/// Seals everything again that is not sealed with the newest key.
pub async fn reseal(app: &App) -> Result<Vec<Resealed>, ApiError> {
    Ok(vec![
        by_id(app, "users.mfa_secret", queries::old_mfa_secrets, queries::set_mfa_secrets, |id| {
            format!("users.mfa_secret:{}", Id::<User>::new(id))
        })
        .await?,
        answers(app).await?,
        by_id(app, "mails.params", queries::old_mails, queries::set_mails, |id| format!("mails.params:{id}")).await?,
        webhook_secrets(app).await?,
        tokens(app).await?,
        platform_apps(app).await?,
        // what is kept of sign-ins at platforms that are under way
        by_id(app, "connect_attempts.keep", queries::old_attempts_kept, queries::set_attempts_kept, connect::place)
            .await?,
        by_id(app, "platform_events.payload", queries::old_events, queries::set_events, inbound::place).await?,
        details(app).await?,
    ])
}

/// Writes that the newest key is the installation's now.
pub async fn set_fingerprint(app: &App) -> Result<(), ApiError> {
    let mut tx = app.system("command line: rotate keys").await?;
    let before = instance::key_fingerprint(&mut tx).await?;
    let after = app.keys.fingerprint();
    instance::set_key_fingerprint(&mut tx, &after).await?;
    let change = Change { id: None, ..Change::new("instance.key_rotated", "instance", Uuid::nil()) };
    let change = change.before(json!({"fingerprint": before})).after(json!({"fingerprint": after}));
    audit::record_system(&mut tx, &actor(), app.now(), change).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether a server or a worker is at work on the database: it would go on sealing with the old key.
pub async fn is_company(app: &App) -> Result<bool, ApiError> {
    let mut tx = app.system("command line: who is there").await?;
    let others = instance::listeners(&mut tx).await?;
    tx.commit().await?;
    Ok(others > 0)
}

fn again(keys: &KeyRing, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    keys.open(place, sealed).ok().map(|plain| keys.seal(place, &plain))
}

fn key_id(keys: &KeyRing) -> Vec<u8> {
    keys.seal("", b"")[..4].to_vec()
}

/// The values of a table with an id, batch after batch.
async fn by_id(
    app: &App,
    place: &'static str,
    old: impl AsyncFn(&mut Conn, &[u8], Uuid) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error>,
    set: impl AsyncFn(&mut Conn, &[Uuid], &[Vec<u8>]) -> Result<u64, sqlx::Error>,
    sealed_for: impl Fn(Uuid) -> String,
) -> Result<Resealed, ApiError> {
    let (mut report, mut after) = (Resealed { place, ..Resealed::default() }, Uuid::nil());
    loop {
        let mut tx = app.system("command line: rotate keys").await?;
        let rows = old(&mut tx, &key_id(&app.keys), after).await?;
        let Some((last, _)) = rows.last() else { return Ok(report) };
        after = *last;
        let (mut ids, mut sealed) = (Vec::new(), Vec::new());
        for (id, old) in &rows {
            match again(&app.keys, &sealed_for(*id), old) {
                Some(new) => {
                    ids.push(*id);
                    sealed.push(new);
                }
                None => report.failed += 1,
            }
        }
        report.done += set(&mut tx, &ids, &sealed).await?;
        tx.commit().await?;
    }
}

async fn answers(app: &App) -> Result<Resealed, ApiError> {
    let mut report = Resealed { place: "idempotency_keys.body", ..Resealed::default() };
    let mut after = (Uuid::nil(), Uuid::nil(), String::new());
    loop {
        let mut tx = app.system("command line: rotate keys").await?;
        let rows = queries::old_answers(&mut tx, &key_id(&app.keys), &after).await?;
        let Some((caller, org, key, _)) = rows.last() else { return Ok(report) };
        after = (*caller, *org, key.clone());
        let (mut callers, mut orgs, mut keys, mut sealed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (caller, org, key, old) in &rows {
            match again(&app.keys, &format!("idempotency_keys.body:{caller}:{org}:{key}"), old) {
                Some(new) => {
                    callers.push(*caller);
                    orgs.push(*org);
                    keys.push(key.clone());
                    sealed.push(new);
                }
                None => report.failed += 1,
            }
        }
        report.done += queries::set_answers(&mut tx, &callers, &orgs, &keys, &sealed).await?;
        tx.commit().await?;
    }
}

async fn webhook_secrets(app: &App) -> Result<Resealed, ApiError> {
    let mut report = Resealed { place: "webhook_endpoints.secret", ..Resealed::default() };
    let mut after = Uuid::nil();
    loop {
        let mut tx = app.system("command line: rotate keys").await?;
        let rows = queries::old_webhook_secrets(&mut tx, &key_id(&app.keys), after).await?;
        let Some((last, _, _)) = rows.last() else { return Ok(report) };
        after = *last;
        let (mut ids, mut secrets, mut previous) = (Vec::new(), Vec::new(), Vec::new());
        for (id, old, older) in &rows {
            let place = place(Id::new(*id));
            // the one before is worth a day: if it does not open, it is gone
            let older = older.as_ref().and_then(|older| again(&app.keys, &place, older));
            match again(&app.keys, &place, old) {
                Some(new) => {
                    ids.push(*id);
                    secrets.push(new);
                    previous.push(older);
                }
                None => report.failed += 1,
            }
        }
        report.done += queries::set_webhook_secrets(&mut tx, &ids, &secrets, &previous).await?;
        tx.commit().await?;
    }
}

/// Tokens of integrations, every version.
async fn tokens(app: &App) -> Result<Resealed, ApiError> {
    let mut report = Resealed { place: "integration_tokens", ..Resealed::default() };
    let mut after = (Uuid::nil(), 0);
    loop {
        let mut tx = app.system("command line: rotate keys").await?;
        let rows = queries::old_tokens(&mut tx, &key_id(&app.keys), after).await?;
        let Some((integration, version, _, _)) = rows.last() else { return Ok(report) };
        after = (*integration, *version);
        let (mut integrations, mut versions, mut access, mut refresh) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (integration, version, old_access, old_refresh) in &rows {
            let place = |field: &str| vault::place(Id::new(*integration), *version, field);
            let fresh = old_refresh.as_ref().map(|old| again(&app.keys, &place("refresh"), old));
            match (again(&app.keys, &place("access"), old_access), fresh) {
                // one without the other is of no use: both stay as they are
                (None, _) | (_, Some(None)) => report.failed += 1,
                (Some(new), fresh) => {
                    integrations.push(*integration);
                    versions.push(*version);
                    access.push(new);
                    refresh.push(fresh.flatten());
                }
            }
        }
        report.done += queries::set_tokens(&mut tx, &integrations, &versions, &access, &refresh).await?;
        tx.commit().await?;
    }
}

/// Secrets of orgs' own apps at platforms.
async fn platform_apps(app: &App) -> Result<Resealed, ApiError> {
    let mut report = Resealed { place: "platform_apps.secrets", ..Resealed::default() };
    let mut after = (Uuid::nil(), String::new());
    loop {
        let mut tx = app.system("command line: rotate keys").await?;
        let rows = queries::old_platform_apps(&mut tx, &key_id(&app.keys), &after).await?;
        let Some((org, platform, _)) = rows.last() else { return Ok(report) };
        after = (*org, platform.clone());
        let (mut orgs, mut platforms, mut sealed) = (Vec::new(), Vec::new(), Vec::new());
        for (org, platform, old) in &rows {
            let place = platform.parse().ok().map(|platform| apps::place(Id::new(*org), platform));
            match place.and_then(|place| again(&app.keys, &place, old)) {
                Some(new) => {
                    orgs.push(*org);
                    platforms.push(platform.clone());
                    sealed.push(new);
                }
                None => report.failed += 1,
            }
        }
        report.done += queries::set_platform_apps(&mut tx, &orgs, &platforms, &sealed).await?;
        tx.commit().await?;
    }
}

/// What was fetched of announcements.
async fn details(app: &App) -> Result<Resealed, ApiError> {
    let mut report = Resealed { place: "webhook_logs.details", ..Resealed::default() };
    let mut after = (Uuid::nil(), Uuid::nil());
    loop {
        let mut tx = app.system("command line: rotate keys").await?;
        let rows = queries::old_details(&mut tx, &key_id(&app.keys), after).await?;
        let Some((org, id, _)) = rows.last() else { return Ok(report) };
        after = (*org, *id);
        let (mut orgs, mut ids, mut sealed) = (Vec::new(), Vec::new(), Vec::new());
        for (org, id, old) in &rows {
            match again(&app.keys, &inbound::details_place(Id::new(*id)), old) {
                Some(new) => {
                    orgs.push(*org);
                    ids.push(*id);
                    sealed.push(new);
                }
                None => report.failed += 1,
            }
        }
        report.done += queries::set_details(&mut tx, &orgs, &ids, &sealed).await?;
        tx.commit().await?;
    }
}
