//! A person's notifications, and what they want to be told of.

use std::collections::{BTreeMap, HashMap};

use axum::extract::State;
use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Notification, Org, User},
    locale::Locale,
};
use cmis_db::Conn;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{
    model::{self, KINDS},
    queries::{self, NOTIFICATIONS, NotificationRow},
};
use crate::{
    access::caller::Person,
    audit::{self, Change},
    http::{
        check::Check,
        error::ApiError,
        extract::{Item, Json},
        list::{Listing, Page, PageLinks, listed},
        reply::{Nothing, Reply},
        words::{self, Say},
    },
    state::App,
};

listed!(Notifications = NOTIFICATIONS);

/// A notification.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notification)]
pub struct NotificationView {
    /// Id.
    id: Id<Notification>,
    /// Of what.
    kind: String,
    /// In the caller's language.
    title: String,
    /// In the caller's language.
    body: String,
    /// Page of the web app.
    link: Option<String>,
    /// Whether it was read.
    read: bool,
    /// When it was told.
    created_at: DateTime<Utc>,
    /// The org that it belongs to.
    org_id: Id<Org>,
}

/// A page of notifications.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer in the API document; `Page` writes it")]
pub struct NotificationPage {
    /// Always true.
    success: bool,
    /// The notifications.
    data: Vec<NotificationView>,
    /// Where this page stands.
    meta: NotificationMeta,
    /// Addresses of the other pages.
    links: PageLinks,
}

/// Where a page of notifications stands.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer in the API document; `Page` writes it")]
pub struct NotificationMeta {
    /// From 1.
    current_page: i64,
    /// Rows a page.
    per_page: i64,
    /// Pages.
    total_pages: i64,
    /// Rows.
    total: i64,
    /// How many are not read, on all pages.
    unread: i64,
}

/// List one's own notifications
///
/// Of all organizations, newest first. Filters: `read`, `kind`, `org_id`. `meta.unread` counts those not read.
#[utoipa::path(get, path = "/api/notifications", tag = "Account", params(Listing<Notifications>), security(("person" = [])), responses(
    (status = 200, body = NotificationPage)))]
pub async fn list(
    State(app): State<App>,
    person: Person,
    query: Listing<Notifications>,
) -> Result<Page<NotificationView>, ApiError> {
    let mut tx = app.system("own notifications").await?;
    let fixed = [("n.user_id =", person.user.raw())];
    let page = query.fetch_where::<NotificationRow>(&mut tx, &fixed).await?;
    let unread = queries::count_unread(&mut tx, person.user).await?;
    tx.done();
    Ok(page.map(|row| NotificationView::of(row, words::locale())).meta("unread", unread))
}

impl NotificationView {
    /// A stored one, in a language.
    pub fn of(row: NotificationRow, locale: Locale) -> Self {
        let (title, body) = model::words(&row.kind, &row.params, locale);
        Self {
            id: row.id,
            kind: row.kind,
            title,
            body,
            link: row.link,
            read: row.read_at.is_some(),
            created_at: row.created_at,
            org_id: row.org_id,
        }
    }
}

/// Mark a notification as read
#[utoipa::path(post, path = "/api/notifications/{id}/read", tag = "Account", params(("id" = Id<Notification>, Path)),
    security(("person" = [])), responses((status = 200, body = Reply<Nothing>)))]
pub async fn read(
    State(app): State<App>,
    person: Person,
    Item(id): Item<Notification>,
) -> Result<Reply<Nothing>, ApiError> {
    let mut tx = app.system("read notification").await?;
    if !queries::read(&mut tx, person.user, id, app.now()).await? {
        return Err(ApiError::not_found("thing-notification"));
    }
    tx.commit().await?;
    Ok(Reply::done())
}

/// How many were marked.
#[derive(Serialize, ToSchema)]
pub struct ReadAll {
    /// Notifications.
    updated: u64,
}

/// Mark all notifications as read
#[utoipa::path(post, path = "/api/notifications/read-all", tag = "Account", security(("person" = [])), responses(
    (status = 200, body = Reply<ReadAll>)))]
pub async fn read_all(State(app): State<App>, person: Person) -> Result<Reply<ReadAll>, ApiError> {
    let mut tx = app.system("read notifications").await?;
    let updated = queries::read_all(&mut tx, person.user, app.now()).await?;
    tx.commit().await?;
    Ok(Reply::ok(ReadAll { updated }))
}

/// What a person wants to be told of.
#[derive(Debug, Serialize, ToSchema)]
pub struct Preferences {
    /// One entry for each kind.
    events: Vec<Preference>,
}

/// How a person wants to be told of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct Preference {
    /// Of what.
    kind: &'static str,
    /// In the app.
    in_app: bool,
    /// By mail.
    mail: bool,
    /// Whether the mail cannot be switched off.
    mail_required: bool,
}

/// Show what one wants to be told of
#[utoipa::path(get, path = "/api/users/me/notification-preferences", tag = "Account", security(("person" = [])), responses(
    (status = 200, body = Reply<Preferences>)))]
pub async fn show_preferences(State(app): State<App>, person: Person) -> Result<Reply<Preferences>, ApiError> {
    let mut tx = app.system("own notification preferences").await?;
    let preferences = find_preferences(&mut tx, person.user).await?;
    tx.done();
    Ok(Reply::ok(preferences))
}

/// What a person wants to be told of, whole: kinds that are absent go back to their defaults.
#[derive(Deserialize, ToSchema)]
pub struct UpdatePreferences {
    /// One entry for each kind.
    #[schema(required, nullable = false)]
    events: Option<Vec<UpdatePreference>>,
}

/// How a person wants to be told of one kind.
#[derive(Deserialize, ToSchema)]
pub struct UpdatePreference {
    /// Of what.
    #[schema(required, nullable = false)]
    kind: Option<String>,
    /// In the app.
    #[schema(required, nullable = false)]
    in_app: Option<bool>,
    /// By mail.
    #[schema(required, nullable = false)]
    mail: Option<bool>,
}

/// Change what one wants to be told of
///
/// Mails of `security.*` cannot be switched off.
#[utoipa::path(put, path = "/api/users/me/notification-preferences", tag = "Account", request_body = UpdatePreferences,
    security(("person" = [])), responses((status = 200, body = Reply<Preferences>)))]
pub async fn update_preferences(
    State(app): State<App>,
    person: Person,
    Json(body): Json<UpdatePreferences>,
) -> Result<Reply<Preferences>, ApiError> {
    let chosen = valid(body)?;
    let kinds: Vec<&str> = chosen.keys().copied().collect();
    let (in_app, mail): (Vec<bool>, Vec<bool>) = chosen.values().copied().unzip();
    let mut tx = app.system("own notification preferences").await?;
    queries::replace_preferences(&mut tx, person.user, &kinds, &in_app, &mail).await?;
    let preferences = find_preferences(&mut tx, person.user).await?;
    let change = Change::new("user.notification_preferences_changed", "user", person.user).after(json!(preferences));
    audit::record_system(&mut tx, &person.actor, app.now(), change).await?;
    tx.commit().await?;
    Ok(Reply::ok(preferences))
}

fn valid(body: UpdatePreferences) -> Result<BTreeMap<&'static str, (bool, bool)>, ApiError> {
    let mut check = Check::new();
    let events = check.required("events", body.events).unwrap_or_default();
    if events.len() > KINDS.len() {
        check.fail("events", "check-too-many");
        check.done()?;
        return Ok(BTreeMap::new());
    }
    let words = KINDS.map(|kind| kind.word);
    let mut chosen = BTreeMap::new();
    for (number, event) in events.into_iter().enumerate() {
        let word = check.one_of(&format!("events.{number}.kind"), event.kind, &words);
        let in_app = check.required(&format!("events.{number}.in_app"), event.in_app);
        let mail = check.required(&format!("events.{number}.mail"), event.mail);
        let (Some(word), Some(in_app), Some(mail)) = (word, in_app, mail) else { continue };
        if !mail && KINDS.iter().any(|kind| kind.word == word && kind.mail_required) {
            check.fail(&format!("events.{number}.mail"), Say::new("check-mail-required"));
        }
        chosen.insert(word, (in_app, mail));
    }
    check.done()?;
    Ok(chosen)
}

async fn find_preferences(conn: &mut Conn, user: Id<User>) -> Result<Preferences, sqlx::Error> {
    let rows = queries::preferences(conn, &[user.raw()]).await?;
    let chosen: HashMap<String, (bool, bool)> =
        rows.into_iter().map(|row| (row.kind, (row.in_app, row.mail))).collect();
    let events = KINDS.iter().map(|kind| {
        let (in_app, mail) = chosen.get(kind.word).copied().unwrap_or((kind.in_app, kind.mail));
        Preference { kind: kind.word, in_app, mail: mail || kind.mail_required, mail_required: kind.mail_required }
    });
    Ok(Preferences { events: events.collect() })
}
