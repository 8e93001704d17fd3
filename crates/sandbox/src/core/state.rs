//! What changes: grants and tokens, what callers made, faults, corrections, the log. In memory; bounded; lost on reset.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use cmis_base::platform::Platform;
use serde::{Deserialize, Serialize};

use super::{
    faults::Faults,
    kept::Kept,
    recall,
    sign::{hmac_sha256, sha256},
};
use crate::world::{
    World,
    numbers::{Observer, Restated},
    tree::{Account, Kind, id},
};

/// Calls that the log keeps.
const LOG: usize = 500;
/// Tokens and codes that are kept; beyond it those go that are good for nothing any more, then the oldest.
pub const SECRETS: usize = 5_000;
/// Consents that are kept, likewise.
const GRANTS: usize = 5_000;
/// Leads that events told of and that are kept.
const ANNOUNCED: usize = 2_000;
/// Signed calls that are remembered, so that none is taken twice.
const NONCES: usize = 5_000;
/// 2026-01-01, in seconds since 1970: numbers count on from a thousand for each second since.
const EPOCH: i64 = 1_767_225_600;

/// A person's consent to an app.
#[derive(Clone)]
pub struct Grant {
    /// At which platform.
    pub platform: Platform,
    /// The app's id.
    pub client: String,
    /// What was allowed.
    pub granted: Vec<String>,
    /// What was asked and not allowed.
    pub declined: Vec<String>,
    /// Taken back.
    pub is_revoked: bool,
}

/// What a secret text is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Use {
    /// To be exchanged once.
    Code,
    /// To call with.
    Access,
    /// To call with for long (Meta: after the exchange).
    LongAccess,
    /// To call as one page with.
    Page,
    /// To get access tokens with.
    Refresh,
}

/// A code or a token.
#[derive(Clone)]
pub struct Secret {
    /// Of which consent.
    pub grant: u64,
    /// What for.
    pub good_for: Use,
    /// Until when; none for ever.
    pub expires: Option<DateTime<Utc>>,
    /// Codes: where the consent page sent the person.
    pub redirect: String,
    /// Codes: challenge and method of PKCE.
    pub challenge: Option<(String, String)>,
    /// Tokens of a page: which.
    pub page: Option<u64>,
    /// Codes: a refresh token comes with the access token, where that is not always so.
    pub refreshes: bool,
    /// Given back, though its consent stands.
    pub is_revoked: bool,
    /// When it was made, to drop the oldest.
    pub number: u64,
}

impl Secret {
    /// One that lives for ever and is bound to nothing.
    pub const fn new(grant: u64, good_for: Use) -> Self {
        let (expires, challenge, page, number) = (None, None, None, 0);
        let redirect = String::new();
        Self { grant, good_for, expires, redirect, challenge, page, refreshes: false, is_revoked: false, number }
    }
}

/// One line of the log. Holds no query, no body, no header: those have secrets.
#[derive(Clone, Debug, Serialize)]
pub struct Logged {
    /// When.
    pub at: DateTime<Utc>,
    /// Method.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Status; 0 when the connection was cut.
    pub status: u16,
    /// Faults that hit it.
    pub faults: Vec<&'static str>,
}

/// A report that is made in the background.
pub struct Report {
    /// What it is of, as it was called.
    pub of: String,
    /// Whose account.
    pub account: u64,
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
    /// What was asked.
    pub params: Vec<(String, String)>,
    /// How often somebody looked.
    pub polls: u32,
}

/// A lead of a form that has a number.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    /// The place of its account.
    pub place: usize,
    /// Its number there.
    pub number: u64,
    /// When it was left.
    pub at: DateTime<Utc>,
    /// No ad led to it.
    pub is_organic: bool,
}

/// A lead that an event told of, at a platform that fetches it by a text.
#[derive(Clone)]
pub struct Announced {
    /// At which platform.
    pub platform: Platform,
    /// What it is fetched by.
    pub id: String,
    /// Whose.
    pub account: u64,
    /// When it was left.
    pub at: DateTime<Utc>,
}

/// Everything that changes.
pub struct State {
    /// Accounts as callers changed them.
    accounts: Vec<Account>,
    /// By number.
    pub grants: BTreeMap<u64, Grant>,
    /// By the secret text.
    pub secrets: HashMap<String, Secret>,
    /// What is planted.
    pub faults: Faults,
    /// Corrections of numbers.
    restated: Vec<Restated>,
    /// How often something changed that numbers depend on.
    changes: u64,
    /// Reports that were told last.
    kept: Kept,
    /// The last calls, newest first.
    pub log: VecDeque<Logged>,
    /// Subscriptions to webhooks by page or app: the fields.
    pub subscriptions: BTreeMap<String, Vec<String>>,
    /// Reports that are made in the background, by id.
    pub reports: BTreeMap<u64, Report>,
    /// Leads that events told of.
    pub leads: VecDeque<Given>,
    /// Likewise, by text.
    pub announced: VecDeque<Announced>,
    /// Signed calls that were taken, newest first: fingerprints of what makes each the only one.
    pub nonces: VecDeque<String>,
    /// Counts everything that is made.
    next: u64,
    /// What was given back or used up, newest first: tokens that say themselves what they are good for would come again.
    gone: VecDeque<String>,
    /// Up to this number tokens are forgotten, also those that say themselves what they are good for.
    pub forgotten: u64,
}

impl State {
    /// Nothing happened yet. Numbers begin by the time, so that those of an earlier start do not come again.
    pub fn new(world: &World, now: DateTime<Utc>) -> Self {
        Self {
            accounts: world.accounts.clone(),
            grants: BTreeMap::new(),
            secrets: HashMap::new(),
            faults: Faults::default(),
            restated: Vec::new(),
            changes: 0,
            kept: Kept::default(),
            log: VecDeque::new(),
            subscriptions: BTreeMap::new(),
            reports: BTreeMap::new(),
            leads: VecDeque::new(),
            announced: VecDeque::new(),
            nonces: VecDeque::new(),
            next: u64::try_from(now.timestamp().saturating_sub(EPOCH)).unwrap_or(0).saturating_mul(1000).max(1),
            gone: VecDeque::new(),
            forgotten: 0,
        }
    }

    /// With numbers that go on where another state's ended, if they began below, and without what was given away before.
    #[must_use]
    pub fn counting_on(mut self, before: &Self) -> Self {
        self.next = self.next.max(before.next);
        self.forgotten = before.next;
        self
    }

    /// The accounts, to be changed: numbers that were told before may then be others.
    pub fn accounts_mut(&mut self) -> &mut Vec<Account> {
        self.changes += 1;
        &mut self.accounts
    }

    /// The accounts of all platforms.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Corrections of numbers, oldest first.
    pub fn restated(&self) -> &[Restated] {
        &self.restated
    }

    /// Corrects numbers.
    pub fn restate(&mut self, restated: Restated) {
        self.changes += 1;
        self.restated.push(restated);
    }

    /// The next number.
    pub const fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Remembers a lead that an event tells of.
    pub fn announce(&mut self, lead: Announced) {
        self.announced.push_front(lead);
        self.announced.truncate(ANNOUNCED);
    }

    /// Remembers a signed call.
    pub fn remember(&mut self, nonce: String) {
        self.nonces.push_front(nonce);
        self.nonces.truncate(NONCES);
    }

    /// Puts a call into the log.
    pub fn log(&mut self, call: Logged) {
        self.log.push_front(call);
        self.log.truncate(LOG);
    }

    /// Takes a secret away for good.
    pub fn take(&mut self, text: &str) -> Option<Secret> {
        let secret = self.secrets.remove(text)?;
        self.gone.push_front(text.to_owned());
        self.gone.truncate(SECRETS);
        Some(secret)
    }

    /// Whether it was taken away.
    pub fn is_gone(&self, text: &str) -> bool {
        self.gone.iter().any(|gone| gone == text)
    }

    /// Makes the tokens of a consent useless.
    pub fn revoke(&mut self, grant: u64) {
        if let Some(grant) = self.grants.get_mut(&grant) {
            grant.is_revoked = true;
        }
    }
}

/// What a presented token is.
pub enum Standing<'a> {
    /// Good.
    Live(&'a Grant, &'a Secret),
    /// Its time is over.
    Expired,
    /// Its consent was taken back.
    Revoked,
    /// Never heard of it.
    Unknown,
}

/// A stand-in's view while it answers one call: the world, the state, the time.
pub struct Desk<'a> {
    /// The world as it was made.
    pub world: &'a World,
    /// What changes.
    pub state: &'a mut State,
    /// Now.
    pub now: DateTime<Utc>,
    /// The product's public address, where people and webhooks are sent.
    pub product: &'a url::Url,
}

impl Desk<'_> {
    /// The accounts of a platform.
    pub fn accounts(&self, platform: Platform) -> impl Iterator<Item = &Account> {
        self.state.accounts.iter().filter(move |account| account.platform == platform)
    }

    /// Whoever reads the numbers.
    pub fn observer(&self) -> Observer<'_> {
        Observer { seed: self.world.seed, now: self.now, restated: &self.state.restated }
    }

    /// The rows of a report: those told before if `of`, which says all that was asked, is the same, and nothing changed since. What
    /// is told of today grows by the minute.
    ///
    /// # Errors
    /// Those of the making.
    pub fn report<R: Send + Sync + 'static, E>(
        &self,
        platform: Platform,
        of: &str,
        make: impl FnOnce() -> Result<Vec<R>, E>,
    ) -> Result<Arc<Vec<R>>, E> {
        let of = format!("{}:{}:{of}", self.now.timestamp() / 60, self.state.changes);
        self.state.kept.rows(platform, of, make)
    }

    /// Today where the account is.
    pub fn today(&self, account: &Account) -> NaiveDate {
        self.now.with_timezone(&account.zone).date_naive()
    }

    /// An id for what a caller makes.
    pub fn new_id(&mut self, platform: Platform, kind: Kind) -> u64 {
        let number = self.state.number();
        id(platform, kind, crate::world::hash::mix(self.world.seed, &[number, 0x1d]))
    }

    /// Records a consent.
    pub fn grant(&mut self, grant: Grant) -> u64 {
        let number = self.state.number();
        if self.state.grants.len() >= GRANTS {
            let worst = self.state.grants.iter().min_by_key(|(number, it)| (!it.is_revoked, **number));
            let worst = worst.map(|(number, _)| *number);
            worst.and_then(|worst| self.state.grants.remove(&worst));
        }
        self.state.grants.insert(number, grant);
        number
    }

    /// A new secret of a consent that lives for some seconds, or for ever.
    pub fn issue(&mut self, prefix: &str, grant: u64, good_for: Use, seconds: Option<i64>) -> String {
        let expires = seconds.and_then(|seconds| self.now.checked_add_signed(TimeDelta::seconds(seconds)));
        self.issue_bound(prefix, Secret { expires, ..Secret::new(grant, good_for) })
    }

    /// The token of a page under a consent: the same one as long as it is good, and it lives for ever.
    pub fn issue_for_page(&mut self, prefix: &str, grant: u64, page: u64) -> String {
        let is_it = |it: &Secret| it.grant == grant && it.page == Some(page) && self.is_alive(it);
        if let Some((text, _)) = self.state.secrets.iter().find(|(_, it)| is_it(it)) {
            return text.clone();
        }
        self.issue_bound(prefix, Secret { page: Some(page), ..Secret::new(grant, Use::Page) })
    }

    /// Whether its time is not over and its consent still stands.
    fn is_alive(&self, secret: &Secret) -> bool {
        let stands = self.state.grants.get(&secret.grant).is_some_and(|grant| !grant.is_revoked);
        stands && !secret.is_revoked && secret.expires.is_none_or(|end| end > self.now)
    }

    /// A code that lives for ten minutes and belongs to a redirect.
    pub fn issue_code(
        &mut self,
        prefix: &str,
        grant: u64,
        redirect: &str,
        challenge: Option<(String, String)>,
    ) -> String {
        let expires = self.now.checked_add_signed(TimeDelta::minutes(10));
        let redirect = redirect.to_owned();
        self.issue_bound(prefix, Secret { expires, redirect, challenge, ..Secret::new(grant, Use::Code) })
    }

    fn issue_bound(&mut self, prefix: &str, mut secret: Secret) -> String {
        let number = self.state.number();
        secret.number = number;
        let grant = self.state.grants.get(&secret.grant).filter(|_| secret.good_for != Use::Code);
        let text = match grant {
            Some(grant) => recall::text(self.world.seed, prefix, grant, &secret),
            None => {
                let text = format!("{}:{number}:{}", self.world.seed, self.now.timestamp_micros());
                format!("{prefix}{}", hmac_sha256("a secret that protects nothing", text.as_bytes()))
            }
        };
        if self.state.secrets.len() >= SECRETS {
            let worst = self.state.secrets.iter().min_by_key(|(_, it)| (self.is_alive(it), it.number));
            let worst = worst.map(|(text, _)| text.clone());
            worst.and_then(|worst| self.state.secrets.remove(&worst));
        }
        self.state.secrets.insert(text.clone(), secret);
        text
    }

    /// What a presented access token is at a platform.
    pub fn standing(&self, platform: Platform, token: &str) -> Standing<'_> {
        let Some(secret) = self.state.secrets.get(token) else { return Standing::Unknown };
        let Some(grant) = self.state.grants.get(&secret.grant) else { return Standing::Unknown };
        let is_token = !matches!(secret.good_for, Use::Code | Use::Refresh);
        if grant.platform != platform || !is_token {
            return Standing::Unknown;
        }
        if grant.is_revoked || secret.is_revoked {
            return Standing::Revoked;
        }
        if secret.expires.is_some_and(|end| end <= self.now) {
            return Standing::Expired;
        }
        Standing::Live(grant, secret)
    }

    /// Takes a code away for good, if it is there and still lives.
    pub fn redeem(&mut self, platform: Platform, code: &str) -> Option<Secret> {
        if self.state.secrets.get(code)?.good_for != Use::Code {
            return None;
        }
        let secret = self.state.take(code)?;
        let grant = self.state.grants.get(&secret.grant)?;
        let lives = secret.expires.is_none_or(|end| end > self.now) && !grant.is_revoked;
        (lives && grant.platform == platform).then_some(secret)
    }
}

/// The name of a call in answers: differs from call to call.
pub fn trace(seed: u64, number: u64) -> String {
    let mut text = sha256(format!("{seed}:{number}").as_bytes());
    text.truncate(22);
    text
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use cmis_base::platform::Platform;

    use super::{Desk, GRANTS, Grant, SECRETS, Standing, State, Use};
    use crate::world::World;

    fn consent() -> Grant {
        let (granted, declined) = (Vec::new(), Vec::new());
        Grant { platform: Platform::Meta, client: "app".to_owned(), granted, declined, is_revoked: false }
    }

    #[test]
    fn what_is_good_for_nothing_goes_first_and_nothing_grows_without_end() {
        let now: DateTime<Utc> = "2026-08-20T12:00:00Z".parse().unwrap();
        let (world, product) = (World::new(7, now.date_naive()), "http://localhost:1".parse().unwrap());
        let mut state = State::new(&world, now);
        let mut desk = Desk { world: &world, state: &mut state, now, product: &product };
        let grant = desk.grant(consent());
        let oldest = desk.issue("a", grant, Use::Access, None);
        let brief = desk.issue("b", grant, Use::Access, Some(1));
        for _ in 2..SECRETS {
            desk.issue("c", grant, Use::Access, None);
        }
        desk.now = now + TimeDelta::seconds(2);
        desk.issue("d", grant, Use::Access, None);
        assert!(matches!(desk.standing(Platform::Meta, &brief), Standing::Unknown));
        assert!(matches!(desk.standing(Platform::Meta, &oldest), Standing::Live(..)));
        desk.issue("e", grant, Use::Access, None);
        assert!(matches!(desk.standing(Platform::Meta, &oldest), Standing::Unknown), "then the oldest");
        assert_eq!(desk.state.secrets.len(), SECRETS);

        let revoked = desk.grant(consent());
        desk.state.revoke(revoked);
        for _ in 1..GRANTS {
            desk.grant(consent());
        }
        assert_eq!(desk.state.grants.len(), GRANTS);
        assert!(desk.state.grants.contains_key(&grant) && !desk.state.grants.contains_key(&revoked));
    }
}
