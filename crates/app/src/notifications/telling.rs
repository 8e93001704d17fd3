//! Who is told of what happened, in the app and by mail: stored in the dispatcher's transaction.

use std::collections::{HashMap, HashSet};

use cmis_base::{id::Id, locale::Locale, permission::Role};
use cmis_db::Conn;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    mails::{Happened, mail_of},
    model::{self, Audience, Kind, told, told_of_account},
    post::Post,
    queries::{self, Addressee, NewNotifications, NotificationRow, PreferenceRow, Recipient},
    routes::NotificationView,
};
use crate::{
    events::queries::{AccountEvent, Event},
    realtime::{self, Message},
    state::App,
};

/// What people chose, with the defaults for the rest.
struct Choices(HashMap<(Uuid, String), PreferenceRow>);

impl Choices {
    async fn of(conn: &mut Conn, users: &[Uuid]) -> Result<Self, sqlx::Error> {
        let rows = queries::preferences(conn, users).await?;
        Ok(Self(rows.into_iter().map(|row| ((row.user_id, row.kind.clone()), row)).collect()))
    }

    fn in_app(&self, user: Uuid, kind: &Kind) -> bool {
        self.0.get(&(user, kind.word.to_owned())).map_or(kind.in_app, |chosen| chosen.in_app)
    }

    /// Whether the dispatcher mails it: what must be mailed is mailed by the change itself.
    fn mail(&self, user: Uuid, kind: &Kind) -> bool {
        !kind.mail_required && self.0.get(&(user, kind.word.to_owned())).map_or(kind.mail, |chosen| chosen.mail)
    }
}

/// Tells whom an org's events concern.
pub async fn tell(app: &App, conn: &mut Conn, events: &[Event]) -> anyhow::Result<()> {
    let taken: Vec<(&Event, &'static Kind, Audience)> = events
        .iter()
        .filter_map(|event| told(&event.kind).map(|(kind, audience)| (event, kind, audience)))
        .filter(|(event, _, _)| !is_told_by_another(event, events) && !is_told_before(event))
        .collect();
    if taken.is_empty() {
        return Ok(());
    }
    let orgs: Vec<Uuid> = taken.iter().map(|(event, _, _)| event.org_id).collect::<HashSet<_>>().into_iter().collect();
    let objects: Vec<Uuid> = taken.iter().filter_map(|(event, _, _)| event.object_id).collect();
    let inviters: HashMap<Uuid, Uuid> = queries::inviters(conn, &orgs, &objects).await?.into_iter().collect();
    let creators = taken.iter().filter_map(|(event, _, audience)| creator(event, *audience));
    let members: Vec<Uuid> = objects.iter().chain(inviters.values()).copied().chain(creators).collect();
    let people = queries::recipients(conn, &orgs, &members).await?;
    let users: Vec<Uuid> = people.iter().map(|to| to.person.user_id).collect();
    let choices = Choices::of(conn, &users).await?;
    let mut new = NewNotifications::default();
    let mut post = Post::open(conn, &users).await?;
    for (event, kind, audience) in taken {
        let inviter = event.object_id.and_then(|id| inviters.get(&id)).copied();
        let told =
            people.iter().filter(|person| person.org_id == event.org_id && is_told(event, audience, inviter, person));
        for Recipient { member_id, org_name, person, .. } in told {
            let is_inviter = audience == Audience::AdminsAndInviter && inviter == Some(*member_id);
            let kind = if is_inviter { &model::INVITATION_ACCEPTED } else { kind };
            let actor = event.actor_name.as_deref();
            let params = Value::Object(model::params(&event.payload, actor, Some(org_name)));
            if choices.mail(person.user_id, kind) {
                let happened = Happened { at: event.at, actor, org: Some(org_name), payload: &event.payload };
                let mail = mail_of(app, kind, &happened, person, &params);
                post.send(conn, app, Some(event.org_id), person, (kind, &params), &mail).await?;
            }
            if choices.in_app(person.user_id, kind) {
                add(app, &mut new, event.org_id, person, kind, params);
            }
        }
    }
    post.close(conn, app).await?;
    store(app, conn, &new).await
}

/// Stores them, and shows them to whoever is there.
async fn store(app: &App, conn: &mut Conn, new: &NewNotifications) -> anyhow::Result<()> {
    queries::insert(conn, new, app.now()).await?;
    let shown: Vec<Message> = (0..new.ids.len())
        .map(|number| {
            let row = NotificationRow {
                id: Id::new(new.ids[number]),
                org_id: Id::new(new.orgs[number]),
                kind: new.kinds[number].to_owned(),
                params: new.params[number].clone(),
                link: Some(new.links[number].to_owned()),
                created_at: app.now(),
                read_at: None,
            };
            let view = NotificationView::of(row, new.locales[number]);
            realtime::to_person(Id::new(new.users[number]), "notification", json!(view))
        })
        .collect();
    realtime::tell(conn, &shown).await?;
    Ok(())
}

fn add(app: &App, new: &mut NewNotifications, org: Uuid, to: &Addressee, kind: &'static Kind, params: Value) {
    new.orgs.push(org);
    new.ids.push(app.ids.next::<cmis_base::id::Notification>().raw());
    new.users.push(to.user_id);
    new.locales.push(Locale::parse(&to.locale).unwrap_or_default());
    new.kinds.push(kind.word);
    new.params.push(params);
    new.links.push(kind.link);
}

/// Taking up an invitation is joining too: one of both is enough.
fn is_told_by_another(event: &Event, events: &[Event]) -> bool {
    event.kind == "member.joined"
        && events.iter().any(|other| {
            other.kind == "invitation.accepted"
                && other.position.txid == event.position.txid
                && other.org_id == event.org_id
        })
}

/// What fails again and again is told once, until it worked again.
fn is_told_before(event: &Event) -> bool {
    event.payload.get("streak").and_then(Value::as_i64).is_some_and(|streak| streak > 1)
}

/// Who made what the event is about, where that member is told.
fn creator(event: &Event, audience: Audience) -> Option<Uuid> {
    let id = event
        .payload
        .get("created_by")
        .filter(|_| matches!(audience, Audience::AdminsAndCreator | Audience::Creator))?;
    Uuid::parse_str(id.as_str()?).ok()
}

fn is_told(event: &Event, audience: Audience, inviter: Option<Uuid>, to: &Recipient) -> bool {
    let is_actor = event.actor_id == Some(to.person.user_id);
    let did_it = is_actor && matches!(event.actor_kind.as_str(), "person" | "instance_admin");
    let is_admin = to.role == Role::Admin.as_str();
    match audience {
        Audience::Admins => is_admin && !did_it,
        Audience::Managers => (is_admin || to.role == Role::Manager.as_str()) && !did_it,
        Audience::EveryAdmin => is_admin,
        Audience::Requester => is_admin && is_actor,
        Audience::AdminsAndInviter => (is_admin || inviter == Some(to.member_id)) && !did_it,
        Audience::AdminsAndCreator => is_admin || creator(event, audience) == Some(to.member_id),
        Audience::Creator => creator(event, audience) == Some(to.member_id) && !did_it,
        Audience::Subject => event.object_id == Some(to.member_id) && !did_it,
    }
}

/// Tells people what happened to their accounts.
pub async fn tell_people(app: &App, conn: &mut Conn, events: &[AccountEvent]) -> anyhow::Result<()> {
    let taken: Vec<_> = events
        .iter()
        .filter_map(|event| told_of_account(&event.kind).zip(event.user_id).map(|(told, user)| (event, told, user)))
        .collect();
    if taken.is_empty() {
        return Ok(());
    }
    let users: Vec<Uuid> = taken.iter().map(|(_, _, user)| *user).collect();
    let people: HashMap<Uuid, Addressee> =
        queries::people(conn, &users).await?.into_iter().map(|person| (person.user_id, person)).collect();
    let homes: HashMap<Uuid, Uuid> = queries::home_orgs(conn, &users).await?.into_iter().collect();
    let choices = Choices::of(conn, &users).await?;
    let mut new = NewNotifications::default();
    let mut post = Post::open(conn, &users).await?;
    for (event, (kind, param), user) in taken {
        let Some(person) = people.get(&user) else { continue };
        let params = param.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
        let params = Value::Object(params);
        if choices.mail(user, kind) {
            let happened = Happened { at: event.at, actor: None, org: None, payload: &event.payload };
            let mail = mail_of(app, kind, &happened, person, &params);
            post.send(conn, app, None, person, (kind, &params), &mail).await?;
        }
        // what concerns an account is shown in the org that the person used last; without one, mail has to do
        if let Some(org) = homes.get(&user).filter(|_| choices.in_app(user, kind)) {
            add(app, &mut new, *org, person, kind, params);
        }
    }
    post.close(conn, app).await?;
    store(app, conn, &new).await
}
