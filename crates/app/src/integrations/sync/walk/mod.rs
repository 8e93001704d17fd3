//! The way through an account, page by page: ask, store, move on. Nothing is asked while a transaction is open, and each page is stored with
//! the place of the next one; those that come within a second are stored together.

mod gathered;
mod leads;
pub mod queries;

use cmis_base::id::{Id, Org};
use cmis_connectors::{
    platform::{
        AdAccount, Insight, Page, Split, Tokens, Window,
        problem::{Class, Problem},
    },
    registry::Connector,
};
use cmis_db::Conn;
use cmis_jobs::Running;

use self::{
    gathered::Gathered,
    queries::{Account, Position},
};
use super::{
    job::{PATIENCE, Stop},
    numbers::{self, queries::Place},
    objects::{self, Listed, Of},
    plan::{Able, Kind, Objects, Part, Plan, Stored, split_word, today},
    queries::{self as runs, Run},
};
use crate::{
    integrations::{
        line::Line as Way,
        log::{self, Level, Line},
        queries as integrations,
    },
    state::App,
};

/// Accounts that tokens may reach; more are no accounts but a platform that does not end.
const MOST_ACCOUNTS: usize = 20_000;
/// Pages of one part: a list that has no end is given up, and told of.
const MOST_PAGES: i32 = 20_000;

/// One attempt's way.
pub struct Walk<'a> {
    app: &'a App,
    job: &'a Running,
    org: Id<Org>,
    run: &'a Run,
    kind: Kind,
    line: Way,
    /// Attempts since a page was stored.
    stalled: i16,
}

/// Where a walk stands in an account.
#[derive(Clone, Debug)]
struct At {
    part: Part,
    cursor: Option<String>,
    /// Pages of the window that are kept.
    pages: i32,
    is_whole: bool,
    /// The cursor was kept by an earlier attempt: the platform may have forgotten it.
    is_resumed: bool,
}

impl At {
    fn begin(part: Part, is_whole: bool) -> Self {
        Self { part, cursor: None, pages: 0, is_whole, is_resumed: false }
    }
}

/// An account on its way.
struct Course {
    account: Account,
    asked: AdAccount,
    plan: Plan,
}

impl Course {
    /// How far the run is when this part begins.
    fn percent(&self, part: Option<Part>) -> i16 {
        let done = (self.account.number - 1) * 100 + self.plan.percent(part);
        i16::try_from(done / self.account.accounts.max(1)).unwrap_or(100).clamp(0, 99)
    }
}

/// A page that came.
enum Read {
    Objects(Page<()>, Listed),
    /// And how many pages they came on.
    Numbers(Page<Insight>, i32),
}

impl<'a> Walk<'a> {
    /// The way of a run.
    pub fn new(app: &'a App, job: &'a Running, org: Id<Org>, run: &'a Run, line: Way) -> anyhow::Result<Self> {
        let kind = Kind::parse(&run.kind).ok_or_else(|| anyhow::anyhow!("no kind of sync: {}", run.kind))?;
        Ok(Self { app, job, org, run, kind, line, stalled: run.stalled })
    }

    fn check(&self) -> Result<(), Stop> {
        if self.job.is_cancelled() { Err(Stop::Cancelled) } else { Ok(()) }
    }

    /// Looks anew which pages and accounts the tokens reach.
    pub async fn discover(&mut self) -> Result<(), Stop> {
        self.discover_profiles().await?;
        let (mut found, mut after, mut pages) = (Vec::new(), None::<String>, 0);
        loop {
            self.check()?;
            let answer = self.line.ask(None, |connector: Connector, tokens: Tokens| {
                let after = after.clone();
                async move { connector.ads.ad_accounts(&tokens, after.as_deref()).await }
            });
            let page = match answer.await? {
                Ok(page) => page,
                Err(problem) => {
                    self.judge(&problem)?;
                    // what was reached before is read all the same
                    let mut tx = self.job.tx().await?;
                    self.tell_failure(&mut tx, "sync_accounts_failed", &problem, Vec::new()).await?;
                    tx.commit().await?;
                    return Ok(());
                }
            };
            found.extend(page.items);
            after = page.next;
            pages += 1;
            if after.is_none() || found.len() >= MOST_ACCOUNTS || pages >= MOST_PAGES {
                break;
            }
        }
        let (id, platform) = (self.line.connected.id, self.line.connected.connector.platform);
        let mut accounts: Vec<(_, AdAccount)> = Vec::new();
        for account in found {
            if !accounts.iter().any(|(_, it)| it.id == account.id) {
                accounts.push((self.app.ids.next(), account));
            }
        }
        let now = self.app.now();
        let mut tx = self.job.tx().await?;
        integrations::reach(&mut tx, self.org, id, platform.as_str(), &accounts, now).await?;
        // the list counts as a page: a run that goes on does not ask for it again
        runs::count(&mut tx, self.org, self.run.id, runs::Counted { pages: 1, rows: 0, percent: 0 }).await?;
        let line = Line::new(Level::Info, "sync_accounts").with("accounts", accounts.len()).of(self.run.id);
        log::write(&mut tx, self.app, self.org, id, line, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Reads an account to its end.
    pub async fn account(&mut self, account: Account) -> Result<(), Stop> {
        let Some((course, mut at)) = self.begin(account).await? else { return Ok(()) };
        let mut gathered = Gathered::default();
        loop {
            self.check()?;
            if gathered.is_empty() {
                self.tell_progress(&course, &at).await?;
            }
            let answer = if at.pages < MOST_PAGES {
                self.ask(&course, &at).await?
            } else {
                Err(Problem::new(Class::Invalid, "pages_without_end", ""))
            };
            let next = match answer {
                Ok(Read::Numbers(page, _)) => {
                    gathered.add(page.items);
                    if page.next.is_some() && !gathered.is_due() {
                        at = At { cursor: page.next, is_resumed: false, ..at };
                        continue;
                    }
                    self.store_gathered(&course, &at, &mut gathered, page.next).await?
                }
                Ok(read) => self.store(&course, &at, read).await?,
                Err(problem) => {
                    // what came before the refusal is stored first: each attempt gets on, however early it is refused
                    if !gathered.is_empty() {
                        let here = at.cursor.clone();
                        at = self.store_gathered(&course, &at, &mut gathered, here).await?.unwrap_or(at);
                    }
                    self.refused(&course, &at, &problem).await?
                }
            };
            let Some(next) = next else { return Ok(()) };
            let is_new_window = next.part.window() != at.part.window();
            if self.kind == Kind::Backfill && is_new_window {
                let mut tx = self.job.tx().await?;
                let gives_way = runs::update_waits(&mut tx, self.org, self.line.connected.id).await?;
                tx.commit().await?;
                if gives_way {
                    return Err(Stop::GiveWay);
                }
            }
            at = next;
        }
    }

    async fn tell_progress(&self, course: &Course, at: &At) -> Result<(), Stop> {
        let percent = u8::try_from(course.percent(Some(at.part))).unwrap_or(0);
        Ok(self.job.progress(percent, &course.account.name).await?)
    }

    /// Where the walk begins in an account; none where there is nothing to read.
    async fn begin(&self, account: Account) -> Result<Option<(Course, At)>, Stop> {
        let ads = &self.line.connected.connector.ads;
        let able = Able {
            splits: ads.splits(),
            longest: ads.longest_window(Split::None),
            longest_by_hour: ads.longest_window(Split::Hour),
            back: self.app.settings.history,
        };
        let zone: Result<chrono_tz::Tz, _> = account.time_zone.parse();
        let trouble = match &zone {
            Err(_) => Some(Problem::new(Class::Invalid, "bad_time_zone", &account.time_zone)),
            Ok(_) if !account.is_reached => Some(Problem::new(Class::Permission, "not_reached", "")),
            Ok(_) => None,
        };
        let zone = zone.unwrap_or(chrono_tz::Tz::UTC);
        let stored = Stored { from: account.backfilled_to, to: account.numbers_to };
        let plan = Plan::new(self.kind, today(self.run.started_at, zone), stored, able);
        let asked = AdAccount {
            id: account.external_id.clone(),
            name: account.name.clone(),
            currency: account.currency.clone(),
            time_zone: account.time_zone.clone(),
            is_active: account.is_active,
            through: account.through.clone(),
        };
        let course = Course { account, asked, plan };
        let Account { step, split, window_from, window_to, cursor, pages, is_whole, .. } = &course.account;
        let is_whole = is_whole.unwrap_or(true);
        let window = window_from.zip(*window_to).map(|(from, to)| Window { from, to });
        let resumed = step.as_deref().and_then(|step| course.plan.find(step, split.unwrap_or(0), window));
        let at = match resumed {
            Some(part) => {
                let is_resumed = cursor.is_some();
                Some(At { part, cursor: cursor.clone(), pages: pages.unwrap_or(0), is_whole, is_resumed })
            }
            None => course.plan.begin().map(|part| At::begin(part, is_whole)),
        };
        if let (Some(at), None) = (at, &trouble) {
            if step.is_none() {
                self.tell_account(&course).await?;
            }
            return Ok(Some((course, at)));
        }
        let mut tx = self.job.tx().await?;
        if let Some(problem) = trouble {
            let words = vec![("account", course.account.name.clone())];
            self.tell_failure(&mut tx, "sync_account_failed", &problem, words).await?;
        }
        self.move_to(&mut tx, &course, None, false).await?;
        tx.commit().await?;
        Ok(None)
    }

    async fn tell_account(&self, course: &Course) -> Result<(), Stop> {
        let mut tx = self.job.tx().await?;
        let line = Line::new(Level::Info, "sync_account")
            .with("account", course.account.name.clone())
            .with("number", course.account.number)
            .with("accounts", course.account.accounts);
        self.tell(&mut tx, line).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn tell(&self, conn: &mut Conn, line: Line) -> Result<(), sqlx::Error> {
        log::write(conn, self.app, self.org, self.line.connected.id, line.of(self.run.id), self.app.now()).await
    }

    /// Tells what failed for good: the run ends as failed, whatever else it reads.
    async fn tell_failure(
        &self,
        conn: &mut Conn,
        code: &'static str,
        problem: &Problem,
        words: Vec<(&'static str, String)>,
    ) -> Result<(), sqlx::Error> {
        runs::note(conn, self.org, self.run.id, problem).await?;
        let line = Line::problem(Level::Error, code, problem);
        self.tell(conn, words.into_iter().fold(line, |line, (name, value)| line.with(name, value))).await
    }

    async fn ask(&mut self, course: &Course, at: &At) -> Result<Result<Read, Problem>, Stop> {
        let account = Some(course.asked.id.as_str());
        let part = at.part;
        let call = |connector: Connector, tokens: Tokens| {
            let (asked, cursor) = (course.asked.clone(), at.cursor.clone());
            async move {
                let (ads, tokens, after) = (&connector.ads, &tokens, cursor.as_deref());
                Ok(match part {
                    Part::Objects(Objects::Campaigns) => {
                        let Page { items, next } = ads.campaigns(tokens, &asked, after).await?;
                        Read::Objects(Page { items: Vec::new(), next }, Listed::Campaigns(items))
                    }
                    Part::Objects(Objects::AdSets) => {
                        let Page { items, next } = ads.ad_sets(tokens, &asked, after).await?;
                        Read::Objects(Page { items: Vec::new(), next }, Listed::AdSets(items))
                    }
                    Part::Objects(Objects::Ads) => {
                        let Page { items, next } = ads.ads(tokens, &asked, after).await?;
                        Read::Objects(Page { items: Vec::new(), next }, Listed::Ads(items))
                    }
                    Part::Numbers(split, window) => {
                        Read::Numbers(ads.insights(tokens, &asked, window, split, after).await?, 1)
                    }
                })
            }
        };
        Ok(self.line.ask(account, call).await?)
    }

    /// Stores what was gathered up to the page that begins at `next`.
    async fn store_gathered(
        &mut self,
        course: &Course,
        at: &At,
        gathered: &mut Gathered,
        next: Option<String>,
    ) -> Result<Option<At>, Stop> {
        let (page, pages) = gathered.take(next);
        self.store(course, at, Read::Numbers(page, pages)).await
    }

    /// Stores a page with the place of the next one; none when the account is read.
    async fn store(&mut self, course: &Course, at: &At, read: Read) -> Result<Option<At>, Stop> {
        let now = self.app.now();
        let mut tx = self.job.tx().await?;
        let (next_page, rows, pages) = match (read, at.part) {
            (Read::Objects(page, listed), Part::Objects(level)) => {
                let of = Of { org: self.org, account: course.account.id, run: self.run.id, now };
                objects::store(&mut tx, &self.app.ids, of, listed).await?;
                if page.next.is_none() {
                    let count = objects::close(&mut tx, of, level).await?;
                    let line = Line::new(Level::Info, level_code(level)).with("account", course.account.name.clone());
                    self.tell(&mut tx, line.with("count", count)).await?;
                }
                (page.next, 0, 1)
            }
            (Read::Numbers(page, pages), Part::Numbers(split, window)) => {
                let place = Place { org: self.org, account: course.account.id, split: at.part.split(), window };
                let rows = numbers::resolve(&mut tx, &self.app.ids, place, page.items, now).await?;
                let is_last = page.next.is_none();
                let kept = numbers::Page { run: self.run.id, before: at.pages, is_last, rows: &rows };
                let stored = numbers::store(&mut tx, place, kept).await?;
                if is_last {
                    numbers::queries::clear_days(&mut tx, place, &course.plan.outlived(at.part)).await?;
                }
                // of the months before, the numbers without a split say enough
                if is_last && (self.kind == Kind::Update || split == Split::None) {
                    self.tell(&mut tx, window_line(course, split, window).with("rows", stored)).await?;
                }
                (page.next, rows.len(), pages)
            }
            _ => return Err(anyhow::anyhow!("a page of something else").into()),
        };
        let next = match next_page {
            Some(cursor) => Some(At { cursor: Some(cursor), pages: at.pages + 1, is_resumed: false, ..at.clone() }),
            None => course.plan.after(at.part).map(|part| At::begin(part, at.is_whole)),
        };
        if next.as_ref().is_none_or(|next| next.cursor.is_none()) {
            self.window_is_over(&mut tx, course, at).await?;
        }
        let percent = course.percent(next.as_ref().map(|next| next.part));
        let counted = runs::Counted { pages, rows: i64::try_from(rows).unwrap_or(i64::MAX), percent };
        runs::count(&mut tx, self.org, self.run.id, counted).await?;
        self.move_to(&mut tx, course, next.as_ref(), at.is_whole).await?;
        tx.commit().await?;
        self.stalled = 0;
        Ok(next)
    }

    /// With the last split of its window a back-fill is a window further.
    async fn window_is_over(&self, conn: &mut Conn, course: &Course, at: &At) -> Result<(), sqlx::Error> {
        match at.part.window() {
            Some(window) if self.kind == Kind::Backfill && course.plan.ends_window(at.part) => {
                queries::set_backfilled(conn, self.org, course.account.id, window.from, self.app.now()).await
            }
            _ => Ok(()),
        }
    }

    /// Keeps the place of the next page; after the last one the account is read.
    async fn move_to(
        &self,
        conn: &mut Conn,
        course: &Course,
        next: Option<&At>,
        is_whole: bool,
    ) -> Result<(), sqlx::Error> {
        let now = self.app.now();
        let position = match next {
            Some(At { part, cursor, pages, is_whole, .. }) => Position {
                step: part.step(),
                split: part.split(),
                window: part.window(),
                cursor: cursor.as_deref(),
                pages: *pages,
                is_whole: *is_whole,
            },
            None => Position { step: "done", split: 0, window: None, cursor: None, pages: 0, is_whole },
        };
        if next.is_none() && is_whole && self.kind == Kind::Update {
            let Plan { first, last, .. } = course.plan;
            queries::set_read(conn, self.org, course.account.id, first, last, now).await?;
        }
        queries::move_to(conn, self.org, self.run.id, course.account.id, position, now).await
    }

    /// What to do about a refusal: wait, hold, give up; or leave out what was asked for.
    fn judge(&self, problem: &Problem) -> Result<(), Stop> {
        let is_patient = self.stalled < PATIENCE;
        match problem.class {
            Class::Revoked => Err(Stop::Held),
            Class::RateLimited => Err(Stop::Wait(problem.clone())),
            Class::Transient | Class::Outage | Class::Expired if is_patient => Err(Stop::Wait(problem.clone())),
            Class::Outage | Class::Expired => Err(Stop::Failed(problem.clone())),
            // one page that cannot be read does not keep the others from being read
            _ => Ok(()),
        }
    }

    /// After a refusal that no waiting mends, the next part.
    async fn refused(&self, course: &Course, at: &At, problem: &Problem) -> Result<Option<At>, Stop> {
        let mut tx;
        let next = if problem.class == Class::Invalid && at.is_resumed {
            // a cursor of another day: from the first page again
            tx = self.job.tx().await?;
            Some(At::begin(at.part, at.is_whole))
        } else {
            self.judge(problem)?;
            tx = self.job.tx().await?;
            let split = match at.part {
                Part::Objects(_) => at.part.step(),
                Part::Numbers(split, _) => split_word(split),
            };
            let words = vec![("account", course.account.name.clone()), ("step", split.to_owned())];
            self.tell_failure(&mut tx, "sync_step_failed", problem, words).await?;
            let is_whole = at.is_whole && !matches!(at.part, Part::Numbers(Split::None, _));
            match (self.kind, is_whole) {
                // the days before would stand there without these
                (Kind::Backfill, false) => None,
                _ => {
                    self.window_is_over(&mut tx, course, at).await?;
                    course.plan.after(at.part).map(|part| At::begin(part, is_whole))
                }
            }
        };
        numbers::queries::forget_pages(&mut tx, self.org, self.run.id, course.account.id).await?;
        let is_whole = at.is_whole && !matches!(at.part, Part::Numbers(Split::None, _));
        self.move_to(&mut tx, course, next.as_ref(), is_whole).await?;
        tx.commit().await?;
        Ok(next)
    }
}

const fn level_code(level: Objects) -> &'static str {
    match level {
        Objects::Campaigns => "sync_campaigns",
        Objects::AdSets => "sync_ad_sets",
        Objects::Ads => "sync_ads",
    }
}

fn window_line(course: &Course, split: Split, window: Window) -> Line {
    Line::new(Level::Info, if split == Split::None { "sync_numbers" } else { "sync_split" })
        .with("account", course.account.name.clone())
        .with("split", split_word(split))
        .with("from", window.from.to_string())
        .with("to", window.to.to_string())
}
