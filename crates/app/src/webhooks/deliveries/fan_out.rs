//! From events to deliveries, in the transaction of the dispatcher: each event reaches each endpoint's queue exactly once.

use std::collections::{HashMap, HashSet};

use cmis_base::id::{Id, WebhookDelivery};
use cmis_db::Conn;
use uuid::Uuid;

use super::{
    job,
    model::{self, Body},
    queries::{self, Listener, NewDeliveries},
};
use crate::{events::queries::Event, state::App, webhooks::catalogue};

/// Stores a delivery for each endpoint that wants to hear of each event, and the jobs that send them.
pub async fn fan_out(app: &App, conn: &mut Conn, events: &[Event]) -> anyhow::Result<()> {
    let told: Vec<(&Event, &str)> =
        events.iter().filter_map(|event| Some((event, catalogue::outward(&event.kind)?))).collect();
    if told.is_empty() {
        return Ok(());
    }
    let orgs: Vec<Uuid> = told.iter().map(|(event, _)| event.org_id).collect::<HashSet<_>>().into_iter().collect();
    let mut listeners: HashMap<Uuid, Vec<Listener>> = HashMap::new();
    for listener in queries::listeners(conn, &orgs).await? {
        listeners.entry(listener.org_id).or_default().push(listener);
    }
    let mut new = NewDeliveries::default();
    let mut woken = HashSet::new();
    for (event, kind) in told {
        let wants = |listener: &&Listener| {
            listener.events.as_ref().is_none_or(|kinds| kinds.iter().any(|wanted| wanted == kind))
        };
        let hearing: Vec<&Listener> = listeners.get(&event.org_id).into_iter().flatten().filter(wants).collect();
        if hearing.is_empty() {
            continue;
        }
        let id = app.ids.next::<()>().raw();
        let data = model::data(&event.object_kind, event.object_id, &event.payload);
        let body = Body { id, event: kind, timestamp: event.at, org_id: event.org_id, data }.text()?;
        for listener in hearing {
            new.orgs.push(event.org_id);
            new.ids.push(app.ids.next::<WebhookDelivery>().raw());
            new.endpoints.push(listener.id);
            new.event_ids.push(id);
            new.events.push(kind.to_owned());
            new.bodies.push(body.clone());
            woken.insert((Id::new(event.org_id), Id::new(listener.id)));
        }
    }
    if new.ids.is_empty() {
        return Ok(());
    }
    let now = app.now();
    queries::insert(conn, &new, now).await?;
    job::enqueue(conn, app, woken, now).await?;
    Ok(())
}
