//! What runs beside the requests: the worker with every job kind of the product, and the loops of a node.

use std::time::Duration;

use cmis_jobs::{Schedule, When, Worker, supervise};

use crate::{
    access::sessions,
    admin_actions::upkeep,
    alerts, campaigns, events,
    http::rate,
    integrations::{profiles::job::SettlePages, sync::due},
    mail::{MailState, SendMail},
    notifications::post::SendDigest,
    operations::{exports::DeleteExport, figures},
    orgs::data::{erase::DeleteOrg, export::ExportOrg},
    realtime, spending,
    state::App,
    users::{jobs::ExportUser, links::MailLink},
    webhooks::{
        deliveries::job::{Deliver, Sweep},
        inbound::{
            effects::Effects,
            refused,
            spread::{Spread, SweepInbound},
        },
    },
};

/// The worker that knows every job kind and every schedule. A feature with a job registers it here.
pub fn worker(app: &App) -> Worker {
    let worker = Worker::new(app.db.clone(), app.clock.clone(), app.ids.clone())
        .register::<SendMail>(mail_state(app))
        .register::<DeleteOrg>(app.clone())
        .register::<ExportOrg>(app.clone())
        .register::<DeleteExport>(app.clone())
        .register::<ExportUser>(app.clone())
        .register::<MailLink>(app.clone())
        .register::<SendDigest>(app.clone())
        .register::<Deliver>(app.clone())
        .register::<Sweep>(app.clone())
        .register::<Spread>(app.clone())
        .register::<Effects>(app.clone())
        .register::<SweepInbound>(app.clone())
        .register::<SettlePages>(app.clone())
        .schedule(Schedule::new("webhooks.sweep", When::every(Duration::from_secs(300)), || Sweep {}))
        .schedule(Schedule::new("webhooks.sweep_inbound", When::every(Duration::from_secs(300)), || SweepInbound {}));
    let worker = campaigns::changes::due::register(due::register(worker, app), app);
    let worker = alerts::jobs::register(worker, app);
    let worker = spending::jobs::register(worker, app);
    upkeep::jobs::register(worker, app)
}

fn mail_state(app: &App) -> MailState {
    MailState {
        db: app.db.clone(),
        mailer: app.mailer.clone(),
        keys: app.keys.clone(),
        clock: app.clock.clone(),
        public_url: app.settings.public_url.clone(),
        from: app.settings.mail_from.clone(),
    }
}

/// Starts the loops of a node that serves requests.
pub fn start(app: &App) {
    let node = app.clone();
    supervise::spawn(&app.tasks, "access notices", app.stopping.clone(), move |_| {
        sessions::forget_on_notice(node.clone())
    });
    let node = app.clone();
    supervise::spawn(&app.tasks, "last use", app.stopping.clone(), move |_| {
        sessions::write_touches_forever(node.clone())
    });
    let node = app.clone();
    supervise::spawn(&app.tasks, "events", app.stopping.clone(), move |_| events::run(node.clone()));
    let node = app.clone();
    supervise::spawn(&app.tasks, "figures", app.stopping.clone(), move |_| figures::write_forever(node.clone()));
    let node = app.clone();
    supervise::spawn(&app.tasks, "realtime", app.stopping.clone(), move |_| realtime::hear(node.clone()));
    let node = app.clone();
    supervise::spawn(&app.tasks, "sockets", app.stopping.clone(), move |_| realtime::recheck(node.clone()));
    let node = app.clone();
    supervise::spawn(&app.tasks, "presence", app.stopping.clone(), move |_| realtime::presence::keep(node.clone()));
    let node = app.clone();
    supervise::once(&app.tasks, async move { realtime::close_at_the_end(&node).await });
    let node = app.clone();
    supervise::spawn(&app.tasks, "rate counts", app.stopping.clone(), move |_| rate::merge_forever(node.clone()));
    let node = app.clone();
    supervise::spawn(&app.tasks, "refused webhooks", app.stopping.clone(), move |_| {
        refused::write_forever(node.clone())
    });
    supervise::once(&app.tasks, refused::write_at_the_end(app.clone()));
}
