//! From events to the logs of the orgs that they concern: a job of the installation, of which one waits at a time.
//!
//! An event concerns whoever uses the ad account that it names; else whoever uses the account of the campaign or the ad that it names;
//! else whose rights it is about. Besides, it concerns whoever uses the page that it names, with or without its ad. One that came to an
//! org's own app concerns that org and nobody else, and not if it is of a page that the org reaches and does not use. Where a campaign's id leads to accounts of different numbers nobody is told by it: what
//! a person filled in goes to nobody by chance.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::id::{Id, Org, WebhookLog};
use cmis_db::Conn;
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    effects,
    model::next_look,
    queries::{self, Concerned, NewLogs, Unspread},
};
use crate::state::App;

/// How [`Concerned`] says that somebody uses the page.
const BY_PAGE: i32 = 5;
/// How it says that the owner of the app reaches the page and does not use it.
const UNUSED: i32 = 6;
/// Batches of one transaction.
const BATCHES: i64 = 10;
/// How long a job goes on; after that another one does.
const TURN: Duration = Duration::from_secs(10);
/// How long a batch is put off while platforms call as often as this node can answer.
const PUT_OFF: Duration = Duration::from_secs(1);
/// How often it looks whether that is over.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// So many events since the last look mean that more are on their way: the job waits for them, as another one each time keeps the queue
/// busy.
const MANY: usize = 50;
/// How long it waits for them.
const LINGER: Duration = Duration::from_millis(100);
/// How long something may be overdue before it counts as forgotten.
const FORGOTTEN: TimeDelta = TimeDelta::minutes(2);
/// The one key of the one job.
const KEY: &str = "webhooks";

/// Tells orgs what platforms announced.
#[derive(Debug, Serialize, Deserialize)]
pub struct Spread {}

/// Stores the job, in the caller's transaction. One that waits is the same, and sees what this transaction did.
pub async fn enqueue(conn: &mut Conn, app: &App, at: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let job = Enqueue::new(Spread {}).unique(KEY).one_at_a_time("webhooks.spread").at(at);
    cmis_jobs::enqueue(conn, app.now(), app.ids.next(), job).await.map(drop)
}

impl Job for Spread {
    const KIND: &'static str = "webhooks.spread";
    const QUEUE: Queue = Queue::Webhooks;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let (begun, mut events, mut logs, mut since_empty) = (Instant::now(), 0, 0, 0);
        loop {
            give_precedence(&app).await;
            let mut tx = job.tx().await?;
            let is_over = begun.elapsed() > TURN;
            let taken = if is_over { Vec::new() } else { queries::take_unspread(&mut tx, app.now(), BATCHES).await? };
            if taken.is_empty() && since_empty >= MANY {
                tx.commit().await?;
                since_empty = 0;
                tokio::time::sleep(LINGER).await;
                continue;
            }
            if taken.is_empty() {
                if let Some(next) = queries::next_look(&mut tx).await? {
                    enqueue(&mut tx, &app, next.max(app.now())).await?;
                }
                let result = json!({"events": events, "logs": logs});
                job.complete(&mut tx, &result).await?;
                tx.commit().await?;
                return Ok(result);
            }
            events += taken.len();
            since_empty += taken.len();
            logs += spread(&mut tx, &app, &taken).await?;
            tx.commit().await?;
            job.check()?;
        }
    }
}

/// Answering platforms comes first: what is stored can wait for a moment, what is not answered is sent again. It goes on all the same, slowly,
/// as a rush may last.
async fn give_precedence(app: &App) {
    let begun = Instant::now();
    while app.inbound.pending.is_rush() && begun.elapsed() < PUT_OFF {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Tells the orgs that these events concern; how many rows of logs that are.
async fn spread(conn: &mut Conn, app: &App, taken: &[Unspread]) -> Result<usize, sqlx::Error> {
    let now = app.now();
    let ids: Vec<Uuid> = taken.iter().map(|event| event.id).collect();
    let mut found: HashMap<Uuid, Vec<Concerned>> = HashMap::new();
    for concerned in queries::concerned(conn, &ids).await? {
        found.entry(concerned.event_id).or_default().push(concerned);
    }
    let (mut new, mut later) = (NewLogs::default(), BTreeMap::<_, Vec<Uuid>>::new());
    for event in taken {
        let told = whom(event, found.remove(&event.id).unwrap_or_default());
        // those who use the page hear of it now; whoever has the ad alone may still read it
        let by_ad = |at: &Option<Concerned>| at.as_ref().is_some_and(|at| at.how != BY_PAGE);
        let is_early = !told.values().any(by_ad) && event.is_of_ad;
        // who owns the app hears of it now, whoever else might
        if let Some(at) = next_look(event.tries, now).filter(|_| is_early && event.owner_id.is_none()) {
            later.entry((at, event.tries + 1)).or_default().push(event.id);
        }
        for (org, at) in told {
            new.orgs.push(org);
            new.ids.push(app.ids.next::<WebhookLog>().raw());
            new.events.push(event.id);
            new.platforms.push(event.platform.clone());
            new.integrations.push(at.as_ref().map(|at| at.integration_id));
            new.accounts.push(at.and_then(|at| at.ad_account_id));
            new.kinds.push(event.kind.clone());
            new.happened.push(event.happened_at);
            new.received.push(event.received_at);
        }
    }
    queries::insert_logs(conn, &new, now).await?;
    // as many as there are numbers of looks
    for ((at, tries), events) in later {
        queries::look_again(conn, app.ids.next::<Unspread>().raw(), &events, at, tries).await?;
    }
    let orgs: BTreeSet<Uuid> = new.orgs.iter().copied().collect();
    effects::enqueue(conn, app, orgs.into_iter().map(Id::new), now).await?;
    Ok(new.ids.len())
}

/// The orgs that an event concerns, each with where it concerns it, if that is known.
fn whom(event: &Unspread, found: Vec<Concerned>) -> BTreeMap<Uuid, Option<Concerned>> {
    let (unused, found): (Vec<_>, Vec<_>) = found.into_iter().partition(|concerned| concerned.how == UNUSED);
    let (by_page, found): (Vec<_>, Vec<_>) = found.into_iter().partition(|concerned| concerned.how == BY_PAGE);
    let best = found.iter().map(|concerned| concerned.how).min();
    let mut of_best: Vec<Concerned> = found.into_iter().filter(|concerned| Some(concerned.how) == best).collect();
    let numbers: BTreeSet<&str> = of_best.iter().map(|concerned| concerned.external_id.as_str()).collect();
    if numbers.len() > 1 {
        of_best.clear();
    }
    // who owns the app hears of everything but the pages that they chose not to use
    let owner = event.owner_id.filter(|_| unused.is_empty());
    let mut told: BTreeMap<Uuid, Option<Concerned>> = owner.map(|owner| (owner, None)).into_iter().collect();
    for concerned in of_best.into_iter().chain(by_page) {
        let place = told.entry(concerned.org_id).or_default();
        if place.is_none() {
            *place = Some(concerned);
        }
    }
    told
}

/// Finds what waits without a job, should one be lost or cancelled, and gives it a new one. A schedule runs it.
#[derive(Debug, Serialize, Deserialize)]
pub struct SweepInbound {}

impl Job for SweepInbound {
    const KIND: &'static str = "webhooks.sweep_inbound";
    const QUEUE: Queue = Queue::Webhooks;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let mut tx = job.tx().await?;
        let before = app.now() - FORGOTTEN;
        let is_late = queries::next_look(&mut tx).await?.is_some_and(|due| due < before);
        if is_late {
            enqueue(&mut tx, &app, app.now()).await?;
        }
        let orgs: Vec<Id<Org>> = queries::forgotten(&mut tx, before).await?;
        let count = orgs.len();
        effects::enqueue(&mut tx, &app, orgs, app.now()).await?;
        tx.commit().await?;
        Ok(json!({"events": is_late, "orgs": count}))
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::{Concerned, Unspread, whom};

    fn event(owner: Option<u128>) -> Unspread {
        let (platform, kind) = ("meta".to_owned(), "leadgen".to_owned());
        let received_at = DateTime::UNIX_EPOCH;
        let owner_id = owner.map(Uuid::from_u128);
        Unspread { id: Uuid::nil(), owner_id, platform, kind, is_of_ad: true, happened_at: None, received_at, tries: 0 }
    }

    fn found(how: i32, org: u128, account: &str) -> Concerned {
        let (event_id, integration_id) = (Uuid::nil(), Uuid::from_u128(org * 100));
        let (org_id, ad_account_id) = (Uuid::from_u128(org), (how < 4).then(|| Uuid::from_u128(org * 10)));
        Concerned { event_id, how, org_id, ad_account_id, integration_id, external_id: account.to_owned() }
    }

    fn orgs(event: &Unspread, found: Vec<Concerned>) -> Vec<(u128, bool)> {
        whom(event, found).into_iter().map(|(org, at)| (org.as_u128(), at.is_some())).collect()
    }

    #[test]
    fn the_nearest_name_decides() {
        assert_eq!(
            orgs(&event(None), vec![found(1, 1, "7"), found(1, 2, "7"), found(3, 3, "9")]),
            [(1, true), (2, true)]
        );
        assert_eq!(orgs(&event(None), vec![found(3, 3, "9"), found(3, 4, "9")]), [(3, true), (4, true)]);
        assert!(orgs(&event(None), vec![]).is_empty());
    }

    #[test]
    fn an_ad_of_two_accounts_leads_to_nobody() {
        assert!(orgs(&event(None), vec![found(3, 3, "9"), found(3, 4, "8")]).is_empty());
    }

    #[test]
    fn who_uses_the_page_is_told_with_the_ad_and_without_it() {
        let told = whom(&event(None), vec![found(3, 1, "9"), found(5, 1, "P"), found(5, 2, "P")]);
        let by: Vec<_> = told.into_iter().map(|(org, at)| (org.as_u128(), at.map(|at| at.how))).collect();
        assert_eq!(by, [(1, Some(3)), (2, Some(5))]);
        // an ad that leads to nobody for certain takes nothing from them
        let told = orgs(&event(None), vec![found(3, 3, "9"), found(3, 4, "8"), found(5, 4, "P")]);
        assert_eq!(told, [(4, true)]);
    }

    #[test]
    fn who_owns_the_app_hears_of_everything() {
        assert_eq!(orgs(&event(Some(5)), vec![]), [(5, false)]);
        assert_eq!(orgs(&event(Some(5)), vec![found(1, 5, "7")]), [(5, true)]);
    }

    #[test]
    fn who_owns_the_app_hears_nothing_of_pages_that_they_do_not_use() {
        assert!(orgs(&event(Some(5)), vec![found(6, 5, "P")]).is_empty());
        // an ad account that they use, or another integration with the page
        assert_eq!(orgs(&event(Some(5)), vec![found(6, 5, "P"), found(3, 5, "9")]), [(5, true)]);
        assert_eq!(orgs(&event(Some(5)), vec![found(6, 5, "P"), found(5, 5, "P")]), [(5, true)]);
    }
}
