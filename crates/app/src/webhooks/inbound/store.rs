//! Storing before answering: what came while the last commit ran is stored with the next one, all together, and then all are answered.
//! What is there already is left as it is. Nobody is told that something is stored that is not.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use cmis_jobs::supervise;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{
    model::NewEvent,
    queries::{self, NewEvents, OF_A_BATCH},
    spread,
};
use crate::{http::error::ApiError, state::App};

/// Events of one commit.
const MOST_EVENTS: usize = 2000;
/// Bytes of payload of one commit.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of payload that may wait: more is refused, and sent again by the platform.
const MOST_WAITING: usize = 64 * 1024 * 1024;
/// So many calls in one commit mean that the machine takes what it can.
const MANY_CALLS: usize = 100;
/// How often the job that spreads events is asked for while they keep coming.
const ASK_EVERY: Duration = Duration::from_millis(100);

/// Why something is not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotStored {
    /// The database is away, or too much waits for it: the platform sends it again.
    Away,
    /// It cannot be stored.
    Refused,
}

impl From<NotStored> for ApiError {
    fn from(why: NotStored) -> Self {
        use crate::http::error::ErrorCode;
        match why {
            NotStored::Away => Self::new(ErrorCode::Unavailable, "error-unavailable").extra("retry_after", 2),
            NotStored::Refused => Self::internal(anyhow::anyhow!("a webhook could not be stored")),
        }
    }
}

/// What waits for the next commit.
#[derive(Default)]
pub struct Pending(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    calls: Vec<Call>,
    bytes: usize,
    is_collecting: bool,
    /// Calls of the commit that runs.
    in_commit: usize,
    /// Events are stored since the job that spreads them was last asked for.
    is_unspread: bool,
    /// When that was, by the process's own clock.
    asked_at: Option<Instant>,
}

/// What one call announced, and who waits for it to be stored.
struct Call {
    events: Vec<NewEvent>,
    bytes: usize,
    answer: oneshot::Sender<Result<usize, NotStored>>,
}

impl Pending {
    fn work<T>(&self, work: impl FnOnce(&mut Waiting) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a call in line. Whether nobody is collecting, and the caller has to see to it; none when too much waits.
    fn push(&self, call: Call) -> Option<bool> {
        self.work(|waiting| {
            if waiting.bytes + call.bytes > MOST_WAITING {
                return None;
            }
            waiting.bytes += call.bytes;
            waiting.calls.push(call);
            Some(!std::mem::replace(&mut waiting.is_collecting, true))
        })
    }

    /// The next calls, in their order. When there are none the collecting is over.
    fn take(&self) -> Vec<Call> {
        self.work(|waiting| {
            let (mut count, mut events, mut bytes) = (0, 0, 0);
            for call in &waiting.calls {
                events += call.events.len();
                bytes += call.bytes;
                // one that is larger than all that goes into a commit goes alone
                if count > 0 && (events > MOST_EVENTS || bytes > MOST_BYTES) {
                    break;
                }
                count += 1;
            }
            let taken: Vec<Call> = waiting.calls.drain(..count).collect();
            waiting.bytes -= taken.iter().map(|call| call.bytes).sum::<usize>();
            waiting.is_collecting = !taken.is_empty();
            waiting.in_commit = taken.len();
            taken
        })
    }

    /// Whether platforms call as often as this node can answer.
    pub fn is_rush(&self) -> bool {
        self.work(|waiting| waiting.in_commit >= MANY_CALLS)
    }

    /// Whether a commit, which `stores` something new or not, has to ask for the job that spreads it: the last one of many in any case, those
    /// before every so often.
    fn has_to_ask(&self, stores: bool) -> bool {
        self.work(|waiting| {
            waiting.is_unspread |= stores;
            let is_time = waiting.asked_at.is_none_or(|at| at.elapsed() >= ASK_EVERY);
            waiting.is_unspread && (waiting.calls.is_empty() || is_time)
        })
    }

    /// It was asked for.
    fn asked(&self) {
        self.work(|waiting| {
            waiting.is_unspread = false;
            waiting.asked_at = Some(Instant::now());
        });
    }

    /// Everything that waits.
    fn take_all(&self) -> Vec<Call> {
        self.work(|waiting| {
            waiting.bytes = 0;
            std::mem::take(&mut waiting.calls)
        })
    }
}

/// Stores what a call announced; how many of the events are new. It is committed when this answers.
///
/// # Errors
/// Nothing of it is stored, or nobody knows: sent again it does no harm.
pub async fn store(app: &App, events: Vec<NewEvent>) -> Result<usize, NotStored> {
    if events.is_empty() {
        return Ok(0);
    }
    let (answer, stored) = oneshot::channel();
    let bytes = events.iter().map(NewEvent::size).sum();
    let is_first = app.inbound.pending.push(Call { events, bytes, answer }).ok_or(NotStored::Away)?;
    if is_first {
        // counted among the tasks of the process: what was taken is finished at its end
        supervise::once(&app.tasks, collect(app.clone()));
    }
    // nobody answers when the collecting broke off
    stored.await.unwrap_or(Err(NotStored::Away))
}

/// Lets the next call begin anew where a collecting broke off; those that waited are not answered as stored.
struct BrokenOff<'a>(&'a Pending);

impl Drop for BrokenOff<'_> {
    fn drop(&mut self) {
        self.0.work(|waiting| *waiting = Waiting::default());
    }
}

/// Stores what waits until nothing does.
async fn collect(app: App) {
    let pending = &app.inbound.pending;
    let broken_off = BrokenOff(pending);
    loop {
        let calls = pending.take();
        if calls.is_empty() {
            std::mem::forget(broken_off);
            return;
        }
        if commit(&app, calls).await == Err(NotStored::Away) {
            // the others would wait as long for nothing
            for call in pending.take_all() {
                tell(call, Err(NotStored::Away));
            }
        }
    }
}

fn tell(call: Call, outcome: Result<usize, NotStored>) {
    // whoever waited may have gone away: it is stored all the same
    let _ = call.answer.send(outcome);
}

/// Stores calls together; one by one where that cannot be, so that one which cannot be stored takes no other with it.
async fn commit(app: &App, calls: Vec<Call>) -> Result<(), NotStored> {
    match insert(app, &calls).await {
        Ok(new) => {
            for call in calls {
                let count = call.events.iter().filter(|event| new.contains(&event.id)).count();
                tell(call, Ok(count));
            }
            return Ok(());
        }
        Err(error) if is_away(&error) => {
            tracing::warn!(%error, calls = calls.len(), "webhooks of platforms cannot be stored");
            calls.into_iter().for_each(|call| tell(call, Err(NotStored::Away)));
            return Err(NotStored::Away);
        }
        Err(error) if calls.len() == 1 => tracing::error!(%error, "a webhook cannot be stored"),
        Err(error) => tracing::warn!(%error, calls = calls.len(), "webhooks cannot be stored together"),
    }
    let is_alone = calls.len() == 1;
    for call in calls {
        let alone = [call];
        let outcome = if is_alone { Err(NotStored::Refused) } else { one(app, &alone).await };
        let [call] = alone;
        tell(call, outcome);
    }
    Ok(())
}

async fn one(app: &App, call: &[Call; 1]) -> Result<usize, NotStored> {
    match insert(app, call).await {
        Ok(new) => Ok(new.len()),
        Err(error) if is_away(&error) => Err(NotStored::Away),
        Err(error) => {
            tracing::error!(%error, "a webhook cannot be stored");
            Err(NotStored::Refused)
        }
    }
}

/// The ids of those that are new, stored with the one job that spreads them; while more waits to be stored, a later commit asks for it.
async fn insert(app: &App, calls: &[Call]) -> Result<HashSet<Uuid>, sqlx::Error> {
    let now = app.now();
    let events = NewEvents::of(calls.iter().flat_map(|call| &call.events));
    let batches: Vec<Uuid> =
        (0..events.count().div_ceil(OF_A_BATCH)).map(|_| app.ids.next::<NewEvent>().raw()).collect();
    let mut tx = app.system("webhooks of platforms").await?;
    let new = queries::insert_events(&mut tx, &events, &batches, now).await?;
    let asks = app.inbound.pending.has_to_ask(!new.is_empty());
    if asks {
        spread::enqueue(&mut tx, app, now).await?;
    }
    tx.commit().await?;
    if asks {
        app.inbound.pending.asked();
    }
    Ok(new.into_iter().collect())
}

/// Whether another moment may find the database well.
fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(cause) => {
            // class 57: shutting down, starting; 53: out of disk, memory or connections; 40: to be tried again; 25: read only
            cause.code().is_some_and(|code| ["57", "53", "40", "25", "08"].iter().any(|class| code.starts_with(class)))
        }
        sqlx::Error::Encode(_) | sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } => false,
        _ => true,
    }
}
