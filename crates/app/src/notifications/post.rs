//! Notices by mail, within measure: the first few of an hour go at once, what comes beyond goes together in one mail when the
//! hour is over.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, User},
    locale::Locale,
};
use cmis_db::Conn;
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    model,
    queries::{self, Addressee, NewDigests, Standing},
};
use crate::{
    mail::{self, Mail},
    state::App,
};

/// Notices that go to a person one by one within an hour.
pub const ONE_BY_ONE: i32 = 5;
/// Notices that one mail shows; it says how many there are beyond.
const SHOWN: usize = 30;
/// What an hour is.
const HOUR: TimeDelta = TimeDelta::hours(1);

/// The mails of one transaction of the dispatcher.
pub struct Post {
    standings: HashMap<Uuid, Standing>,
    waiting: NewDigests,
}

impl Post {
    /// Reads how many notices these people had lately, and holds it until the transaction ends.
    pub async fn open(conn: &mut Conn, users: &[Uuid]) -> Result<Self, sqlx::Error> {
        let rows = queries::lock_standings(conn, users).await?;
        let standings = rows.into_iter().map(|row| (row.user_id, row)).collect();
        Ok(Self { standings, waiting: NewDigests::default() })
    }

    /// Sends a mail, or keeps its notice for the next one. What has a mail of its own is more than a notice and always goes.
    pub async fn send(
        &mut self,
        conn: &mut Conn,
        app: &App,
        org: Option<Uuid>,
        to: &Addressee,
        (kind, params): (&'static model::Kind, &Value),
        mail: &Mail,
    ) -> Result<(), sqlx::Error> {
        if matches!(mail, Mail::Notice { .. }) && !self.is_within_measure(to.user_id, app.now()) {
            self.waiting.push(to.user_id, org, kind.word, params.clone());
            return Ok(());
        }
        let locale = Locale::parse(&to.locale).unwrap_or_default();
        mail::send(conn, app, org.map(Id::new), &to.email, locale, mail).await
    }

    fn is_within_measure(&mut self, user: Uuid, now: DateTime<Utc>) -> bool {
        let new = Standing { user_id: user, since: now, sent: 0 };
        let standing = self.standings.entry(user).or_insert(new);
        if now - standing.since >= HOUR {
            *standing = new;
        }
        let fits = standing.sent < ONE_BY_ONE;
        standing.sent += i32::from(fits);
        fits
    }

    /// Stores what waits and who had how many; whoever has something waiting gets it when their hour is over.
    pub async fn close(self, conn: &mut Conn, app: &App) -> Result<(), sqlx::Error> {
        let standings: Vec<Standing> = self.standings.into_values().collect();
        queries::store_standings(conn, &standings).await?;
        queries::insert_digests(conn, &self.waiting).await?;
        let waits = |standing: &&Standing| self.waiting.users.contains(&standing.user_id);
        let jobs: Vec<_> = standings.iter().filter(waits).map(SendDigest::of).collect();
        cmis_jobs::enqueue_all(conn, app.now(), &app.ids, jobs).await?;
        Ok(())
    }
}

/// Mails a person everything that was kept for them.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendDigest {
    user_id: Id<User>,
}

impl SendDigest {
    /// For a person, when their hour is over. Asked for again meanwhile, it is the same job.
    fn of(standing: &Standing) -> Enqueue<Self> {
        let user_id = Id::new(standing.user_id);
        Enqueue::new(Self { user_id }).unique(user_id.to_string()).at(standing.since + HOUR)
    }
}

impl Job for SendDigest {
    const KIND: &'static str = "notifications.digest";
    const QUEUE: Queue = Queue::EmailSending;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let user = self.user_id.raw();
        let mut tx = job.tx().await?;
        queries::lock_standings(&mut tx, &[user]).await?;
        let kept = queries::take_digests(&mut tx, user).await?;
        let people = queries::people(&mut tx, &[user]).await?;
        if let (Some(to), false) = (people.first(), kept.is_empty()) {
            let locale = Locale::parse(&to.locale).unwrap_or_default();
            let notices = kept.iter().take(SHOWN).map(|row| model::words(&row.kind, &row.params, locale)).collect();
            let mail = Mail::Digest {
                name: to.name.clone(),
                count: u32::try_from(kept.len()).unwrap_or(u32::MAX),
                notices,
                link: app.settings.link("/notifications"),
            };
            mail::send(&mut tx, &app, None, &to.email, locale, &mail).await?;
            // a new hour begins, with this mail as its first
            let standing = Standing { user_id: user, since: app.now(), sent: 1 };
            queries::store_standings(&mut tx, &[standing]).await?;
        }
        let told = json!({"notices": kept.len()});
        job.complete(&mut tx, &told).await?;
        tx.commit().await?;
        Ok(told)
    }
}
