//! The part of an update that is of no account: the pages that the tokens reach, and the leads of their forms, or of the ad accounts where
//! a platform lists leads by these. Each list is read from where it was read last, page by page, with the place of the next one; a list
//! that cannot be read is told in the log, and the others go on.

pub mod queries;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_connectors::platform::{
    Form, Lead, Leads, ListedBy, Page, Profile, Span,
    problem::{Class, Problem},
};

use self::queries::{List, Moved, NewList};
use super::{MOST_ACCOUNTS, Stop, Walk};
use crate::integrations::{
    leads,
    log::{self, Level, Line, Refused},
    profiles,
    sync::{objects::clean, queries as runs},
};

/// How much of what was read before is asked for again: platforms show a lead some time after it was given. None is stored twice.
const OVERLAP: TimeDelta = TimeDelta::hours(1);
/// How far a run is while it reads leads, in hundredths.
const PERCENT: i16 = 99;

/// From when to when leads are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Days {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

impl Days {
    /// What is missing of a list; the first time everything that the platform still has.
    fn missing(read_to: Option<DateTime<Utc>>, kept: u16, now: DateTime<Utc>) -> Self {
        let first = now - TimeDelta::days(i64::from(kept));
        Self { from: read_to.map_or(first, |at| (at - OVERLAP).max(first)).min(now), to: now }
    }
}

impl Walk<'_> {
    /// Looks anew which pages and profiles the tokens reach.
    pub(super) async fn discover_profiles(&mut self) -> Result<(), Stop> {
        if self.line.connected.connector.profiles.is_none() {
            return Ok(());
        }
        let (mut found, mut after) = (Vec::<Profile>::new(), None::<String>);
        loop {
            self.check()?;
            let answer = self.line.ask(None, |connector, tokens| {
                let after = after.clone();
                async move {
                    match &connector.profiles {
                        Some(profiles) => profiles.profiles(&tokens, after.as_deref()).await,
                        None => Ok(Page { items: Vec::new(), next: None }),
                    }
                }
            });
            let page = match answer.await? {
                Ok(page) => page,
                // those that were reached before are kept
                Err(problem) => return self.tell_unread("sync_profiles_failed", &problem, Vec::new()).await,
            };
            found.extend(page.items);
            after = page.next;
            if after.is_none() || found.len() >= MOST_ACCOUNTS {
                break;
            }
        }
        let (id, platform) = (self.line.connected.id, self.line.connected.connector.platform);
        let reached = profiles::listed(self.app, found);
        let mut tx = self.job.tx().await?;
        profiles::queries::reach(&mut tx, (self.org, id), platform.as_str(), &reached, self.app.now()).await?;
        // what failed before is asked for again
        profiles::settle_if_due(&mut tx, self.app, self.org, id).await?;
        self.tell(&mut tx, Line::new(Level::Info, "sync_profiles").with("profiles", reached.len())).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Reads the leads that came since the last time.
    pub async fn leads(&mut self) -> Result<(), Stop> {
        let Some(reader) = self.line.connected.connector.leads.clone() else { return Ok(()) };
        match reader.listed_by() {
            ListedBy::Form => self.all_forms().await?,
            ListedBy::AdAccount => {
                let mut tx = self.job.tx().await?;
                let used = queries::used_accounts(&mut tx, self.org, self.line.connected.id).await?;
                let lists = used.into_iter().map(|(id, name)| self.list(id.clone(), name, id)).collect::<Vec<_>>();
                queries::find(&mut tx, self.org, self.line.connected.id, self.run.id, &lists, self.app.now()).await?;
                tx.commit().await?;
            }
        }
        let mut refused = Refused::default();
        let read = self.all_lists(&*reader, &mut refused).await;
        self.tell_refused("sync_leads_refused", refused).await?;
        read
    }

    async fn all_lists(&mut self, reader: &dyn Leads, refused: &mut Refused) -> Result<(), Stop> {
        loop {
            let mut tx = self.job.tx().await?;
            let next = queries::next(&mut tx, self.org, self.line.connected.id, self.run.id).await?;
            let Some(list) = next else {
                let (lists, found) = queries::tally(&mut tx, self.org, self.line.connected.id, self.run.id).await?;
                if lists > 0 {
                    let line = Line::new(Level::Info, "sync_leads").with("lists", lists).with("leads", found);
                    self.tell(&mut tx, line).await?;
                }
                tx.commit().await?;
                return Ok(());
            };
            tx.commit().await?;
            self.one_list(reader, list, refused).await?;
        }
    }

    fn list(&self, external_id: String, name: String, owner: String) -> NewList {
        NewList { id: self.app.ids.next::<List>().raw(), external_id, name: clean(&name), owner }
    }

    /// Lists the forms of every page that is used.
    async fn all_forms(&mut self) -> Result<(), Stop> {
        let mut refused = Refused::default();
        let read = self.every_form(&mut refused).await;
        // in any case: what was refused is not asked for again in this run
        self.tell_refused("sync_forms_refused", refused).await?;
        read
    }

    async fn every_form(&mut self, refused: &mut Refused) -> Result<(), Stop> {
        loop {
            let mut tx = self.job.tx().await?;
            let next = queries::next_page(&mut tx, self.org, self.line.connected.id, self.run.id).await?;
            tx.commit().await?;
            let Some(page) = next else { return Ok(()) };
            self.forms(&page, refused).await?;
        }
    }

    async fn forms(&mut self, page: &queries::Reached, refused: &mut Refused) -> Result<(), Stop> {
        let mut after = None::<String>;
        loop {
            self.check()?;
            let answer = self.line.ask(Some(&page.external_id), |connector, tokens| {
                let (id, after) = (page.external_id.clone(), after.clone());
                async move {
                    match &connector.leads {
                        Some(leads) => leads.forms(&tokens, &id, after.as_deref()).await,
                        None => Ok(Page { items: Vec::new(), next: None }),
                    }
                }
            });
            let Page { items, next } = match answer.await? {
                Ok(found) => found,
                Err(problem) if problem.class == Class::Permission => {
                    refused.add(problem, page.name.clone());
                    Page { items: Vec::new(), next: None }
                }
                Err(problem) => {
                    self.tell_unread("sync_forms_failed", &problem, vec![("page", page.name.clone())]).await?;
                    Page { items: Vec::new(), next: None }
                }
            };
            let forms = items.into_iter().filter(|form| leads::is_id(&form.id));
            let lists =
                forms.map(|Form { id, name }| self.list(id, name, page.external_id.clone())).collect::<Vec<_>>();
            let mut tx = self.job.tx().await?;
            queries::find(&mut tx, self.org, self.line.connected.id, self.run.id, &lists, self.app.now()).await?;
            if next.is_none() {
                queries::set_listed(&mut tx, self.org, page.id, self.run.id).await?;
            }
            runs::count(&mut tx, self.org, self.run.id, runs::Counted { pages: 1, rows: 0, percent: PERCENT }).await?;
            tx.commit().await?;
            self.stalled = 0;
            after = next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Reads a list to its end.
    async fn one_list(&mut self, reader: &dyn Leads, list: List, refused: &mut Refused) -> Result<(), Stop> {
        let days = match (list.is_begun, list.span_from, list.span_to) {
            (true, Some(from), Some(to)) => Days { from, to },
            _ => Days::missing(list.read_to, reader.kept_days(), self.app.now()),
        };
        let mut after = list.cursor.clone().filter(|_| list.is_begun);
        // a cursor of an earlier attempt: the platform may have forgotten it
        let mut is_resumed = after.is_some();
        self.job.progress(u8::try_from(PERCENT).unwrap_or(0), &list.name).await?;
        loop {
            self.check()?;
            match self.ask_leads(&list, days, after.as_deref()).await? {
                Ok(Page { items, next }) => {
                    self.store_leads(reader, &list, days, items, next.as_deref()).await?;
                    self.stalled = 0;
                    after = next;
                    is_resumed = false;
                    if after.is_none() {
                        return Ok(());
                    }
                }
                Err(problem) if problem.class == Class::Invalid && is_resumed => (after, is_resumed) = (None, false),
                Err(problem) => {
                    match problem.class {
                        Class::Permission => refused.add(problem, list.name.clone()),
                        _ => self.tell_unread("sync_leads_failed", &problem, vec![("list", list.name.clone())]).await?,
                    }
                    let mut tx = self.job.tx().await?;
                    let moved =
                        Moved { days: (days.from, days.to), cursor: None, is_over: true, found: 0, read_to: None };
                    queries::move_to(&mut tx, (self.org, list.id, self.run.id), moved, self.app.now()).await?;
                    tx.commit().await?;
                    return Ok(());
                }
            }
        }
    }

    async fn ask_leads(
        &mut self,
        list: &List,
        days: Days,
        after: Option<&str>,
    ) -> Result<Result<Page<Lead>, Problem>, Stop> {
        let answer = self.line.ask(Some(&list.owner), |connector, tokens| {
            let (of, after) = (list.external_id.clone(), after.map(str::to_owned));
            async move {
                let span = Span { of: &of, from: days.from, to: days.to };
                match &connector.leads {
                    Some(leads) => leads.leads(&tokens, span, after.as_deref()).await,
                    None => Ok(Page { items: Vec::new(), next: None }),
                }
            }
        });
        Ok(answer.await?)
    }

    /// Stores a page with the place of the next one. With the last one the list is read up to the end of its days.
    async fn store_leads(
        &self,
        reader: &dyn Leads,
        list: &List,
        days: Days,
        items: Vec<Lead>,
        next: Option<&str>,
    ) -> Result<(), Stop> {
        let now = self.app.now();
        let of = leads::Of {
            org: self.org,
            integration: self.line.connected.id,
            platform: self.line.connected.connector.platform,
            account: (reader.listed_by() == ListedBy::AdAccount).then_some(list.external_id.as_str()),
            now,
        };
        let mut tx = self.job.tx().await?;
        let found = leads::store(&mut tx, self.app, of, items).await?;
        let moved = Moved {
            days: (days.from, days.to),
            cursor: next,
            is_over: next.is_none(),
            found: i32::try_from(found).unwrap_or(i32::MAX),
            read_to: next.is_none().then_some(days.to),
        };
        queries::move_to(&mut tx, (self.org, list.id, self.run.id), moved, now).await?;
        runs::count(&mut tx, self.org, self.run.id, runs::Counted { pages: 1, rows: 0, percent: PERCENT }).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Tells what a missing right kept from being read: once a day, however many pages and syncs it hits.
    async fn tell_refused(&self, code: &'static str, refused: Refused) -> Result<(), Stop> {
        let mut tx = self.job.tx().await?;
        for line in refused.lines(code) {
            let (id, line) = (self.line.connected.id, line.of(self.run.id));
            log::write_once(&mut tx, self.app, self.org, id, line, self.app.now()).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Tells what could not be read, unless the run waits for it. It is no failure of the run: campaigns and numbers are there.
    async fn tell_unread(
        &self,
        code: &'static str,
        problem: &Problem,
        words: Vec<(&'static str, String)>,
    ) -> Result<(), Stop> {
        self.judge(problem)?;
        let line = Line::problem(Level::Warning, code, problem);
        let mut tx = self.job.tx().await?;
        self.tell(&mut tx, words.into_iter().fold(line, |line, (name, value)| line.with(name, value))).await?;
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::Days;

    #[test]
    fn a_list_is_read_from_where_it_was_read_last_and_first_as_far_back_as_it_goes() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let from = |ago: Option<TimeDelta>| now - Days::missing(ago.map(|ago| now - ago), 90, now).from;
        assert_eq!(from(None), TimeDelta::days(90));
        assert_eq!(from(Some(TimeDelta::hours(2))), TimeDelta::hours(3));
        // what is older is gone at the platform
        assert_eq!(from(Some(TimeDelta::days(200))), TimeDelta::days(90));
        // a clock that was wrong once
        assert_eq!(from(Some(TimeDelta::days(-3))), TimeDelta::zero());
    }
}
