//! A product of one's own for each test: a fresh database as the restricted roles, a clock that stands, mail caught on disk.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use axum::{Router, body::Body};
use chrono::{DateTime, TimeDelta};
use cmis_app::{
    background, events,
    settings::{Limits, Registration, Settings},
    state::{App, World},
    users::{queries as users, queries::NewUser, sign_in},
};
use cmis_base::{
    clock::Clock,
    id::{Id, Ids, Member, Org, User},
    platform::Platform,
    secret::KeyRing,
};
use cmis_connectors::{
    mail::{CaughtMail, Mailbox, Mailer},
    outside::{Lookup, Outside, addresses::Reach},
    registry::Place,
};
use cmis_db::testing::TestDb;
use cmis_jobs::Queue;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use sqlx::Connection;
use tower::ServiceExt;

/// A password that passes every rule.
pub const PASSWORD: &str = "tall giraffe eats 7 clouds";
/// Its Argon2id hash with the lowest cost, so that tests do not wait for it.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=8,t=1,p=1$AwHs0Bb94NtQYQeWuX1wyA$CZc4uULuLfksEXuljqzqh6SYq76afMMnyId6j2Q/AgM";

/// One product.
pub struct TestApp {
    pub app: App,
    pub clock: Clock,
    /// The key that seals everything.
    pub key: String,
    /// Whether platforms are read when jobs run.
    reads: AtomicBool,
    router: Router,
    places: BTreeMap<Platform, Place>,
    // dropped last
    _files: tempfile::TempDir,
    db: TestDb,
}

impl TestApp {
    /// A product with the default settings and nobody in it.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// A product with settings of the test's own.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::of(change, Outside::new(Reach::Private).expect("the way out"), BTreeMap::new()).await
    }

    /// A product whose ad platforms are somewhere else.
    pub async fn at_places(places: BTreeMap<Platform, Place>, change: impl FnOnce(&mut Settings)) -> Self {
        Self::of(change, Outside::new(Reach::Private).expect("the way out"), places).await
    }

    /// A product that may call the public internet only, by a lookup of the test's own.
    pub async fn public_only(lookup: Lookup) -> Self {
        Self::of(|_| {}, Outside::with_lookup(Reach::Public, lookup).expect("the way out"), BTreeMap::new()).await
    }

    async fn of(change: impl FnOnce(&mut Settings), outside: Outside, places: BTreeMap<Platform, Place>) -> Self {
        let db = TestDb::create().await;
        let files = tempfile::tempdir().expect("a folder for files");
        let now = DateTime::parse_from_rfc3339("2026-11-21T09:00:00Z").expect("instant").to_utc();
        let clock = Clock::fixed(now);
        let mut settings = Settings {
            public_url: "http://localhost:8080".parse().expect("address"),
            registration: Registration::Open,
            cors_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            limits: Limits { session: 10_000, token: 10_000, anonymous: 10_000 },
            metrics_token: None,
            support_email: None,
            time_zone: chrono_tz::Tz::UTC,
            backup: None,
            files: files.path().to_owned(),
            mail_from: Mailbox::new(Some("CMIS"), "cmis@localhost.localdomain").expect("sender"),
            platform_apps: BTreeMap::new(),
            history: chrono::Months::new(13),
        };
        change(&mut settings);
        let key = KeyRing::generate().to_string();
        let app = App::new(World {
            db: db.db().await,
            clock: clock.clone(),
            ids: Ids::system(),
            keys: KeyRing::parse([key.as_str()]).expect("key"),
            settings,
            mailer: Mailer::caught(files.path().join("mail")),
            outside,
            places: places.clone(),
            cores: 2,
        })
        .expect("the product");
        let router = cmis_app::router::router(app.clone());
        Self { app, clock, key, reads: AtomicBool::new(true), router, places, _files: files, db }
    }

    /// The product as another node runs it: the same database, keys and clock.
    pub async fn another_node(&self) -> App {
        self.node_with(self.app.keys.clone()).await
    }

    /// The product as another node runs it that has other keys.
    pub async fn node_with(&self, keys: KeyRing) -> App {
        App::new(World {
            db: self.db.db().await,
            clock: self.clock.clone(),
            ids: Ids::system(),
            keys,
            settings: self.app.settings.clone(),
            mailer: self.app.mailer.clone(),
            outside: self.app.outside.clone(),
            places: self.places.clone(),
            cores: 2,
        })
        .expect("the product")
    }

    /// Goes on as another node.
    pub fn become_node(&mut self, node: App) {
        self.router = cmis_app::router::router(node.clone());
        self.app = node;
    }

    /// The product as a service, for whoever serves it on a port.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Moves the clock.
    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// Somebody without a credential.
    pub fn anonymous(&self) -> Client {
        Client { router: self.router.clone(), headers: HeaderMap::new() }
    }

    /// A person with a confirmed address `<name>@example.com` and the password [`PASSWORD`], signed in.
    pub async fn person(&self, name: &str) -> Person {
        let id = self.user(name, false).await;
        self.signed_in(id, name).await
    }

    /// The same, as an administrator of the installation.
    pub async fn instance_admin(&self, name: &str) -> Person {
        let id = self.user(name, true).await;
        self.signed_in(id, name).await
    }

    async fn user(&self, name: &str, is_instance_admin: bool) -> Id<User> {
        let id = self.app.ids.next();
        let email = format!("{}@example.com", name.to_lowercase());
        let user = NewUser {
            id,
            email: &email,
            name,
            password_hash: PASSWORD_HASH,
            locale: "en",
            time_zone: "Asia/Riyadh",
            is_instance_admin,
        };
        let mut tx = self.app.system("test").await.expect("transaction");
        users::insert(&mut tx, &user, self.clock.now()).await.expect("user");
        tx.commit().await.expect("commit");
        id
    }

    /// A new login of a person.
    pub async fn signed_in(&self, user: Id<User>, name: &str) -> Person {
        let mut tx = self.app.system("test").await.expect("transaction");
        let row = users::find(&mut tx, user).await.expect("query").expect("user");
        let origin = cmis_app::http::request::Origin {
            request_id: "test-request".into(),
            address: [127, 0, 0, 1].into(),
            peer: [127, 0, 0, 1].into(),
            device: "test".into(),
            locale: cmis_base::locale::Locale::En,
        };
        let how = sign_in::SignIn {
            user: &row,
            client: sign_in::Client::Api,
            remember: false,
            mfa: row.mfa_enabled_at.is_some(),
        };
        let (session, _) = sign_in::start(&self.app, &mut tx, &how, &origin).await.expect("session");
        tx.commit().await.expect("commit");
        let token = self.app.signer.access_token(user, session, self.clock.now()).expect("token");
        Person {
            client: self.anonymous().bearer(&token),
            user,
            name: name.to_owned(),
            email: format!("{}@example.com", name.to_lowercase()),
        }
    }

    /// A person with an org of their own, as its admin.
    pub async fn founder(&self, name: &str) -> (Person, Id<Org>) {
        let person = self.person(name).await;
        let org: Id<Org> = self.app.ids.next();
        let mut tx = self.app.system("test").await.expect("transaction");
        sqlx::query("insert into orgs (org_id, name, currency, time_zone, locale, week_start, plan, created_at) values ($1, $2, 'SAR', 'Asia/Riyadh', 'ar', 'sunday', 'enterprise', $3)")
            .bind(org.raw())
            .bind(format!("{name} & Co"))
            .bind(self.clock.now())
            .execute(&mut *tx)
            .await
            .expect("org");
        tx.commit().await.expect("commit");
        self.join(&person, org, "admin").await;
        let answer = person.put("/api/context", json!({"org_id": org})).await;
        assert!(answer.status.is_success() || answer.status == StatusCode::NOT_FOUND, "{answer:?}");
        (person, org)
    }

    /// Makes a person a member of an org.
    pub async fn join(&self, person: &Person, org: Id<Org>, role: &str) -> Id<Member> {
        let id: Id<Member> = self.app.ids.next();
        let mut tx = self.app.system("test").await.expect("transaction");
        sqlx::query("insert into members (org_id, id, user_id, role, status, display_name, email, joined_at) values ($1, $2, $3, $4, 'active', $5, $6, $7)")
            .bind(org.raw())
            .bind(id.raw())
            .bind(person.user.raw())
            .bind(role)
            .bind(&person.name)
            .bind(&person.email)
            .bind(self.clock.now())
            .execute(&mut *tx)
            .await
            .expect("member");
        tx.commit().await.expect("commit");
        self.app.access.forget();
        id
    }

    /// A new person with a role in an org, signed in.
    pub async fn colleague(&self, name: &str, org: Id<Org>, role: &str) -> (Person, Id<Member>) {
        let person = self.person(name).await;
        let member = self.join(&person, org, role).await;
        (person, member)
    }

    /// From now on platforms are not read when jobs run.
    pub fn read_nothing(&self) {
        self.reads.store(false, Ordering::Relaxed);
    }

    /// Platforms are read again.
    pub fn read_again(&self) {
        self.reads.store(true, Ordering::Relaxed);
    }

    /// Runs every job that is due, then those that they caused.
    pub async fn run_jobs(&self) {
        let mut worker = background::worker(&self.app);
        if !self.reads.load(Ordering::Relaxed) {
            worker = worker.concurrency(Queue::Sync, 0);
        }
        while worker.run_due().await.expect("jobs") > 0 {}
    }

    /// Waits until a request stands in the database behind a lock that the test holds.
    pub async fn somebody_waits(&self) {
        let look = async {
            let mut owner = self.owner().await;
            loop {
                let waiting: bool = sqlx::query_scalar(
                    "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')",
                )
                .fetch_one(&mut owner)
                .await
                .expect("looked");
                if waiting {
                    return;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), look).await.expect("somebody waits within a minute");
    }

    /// One number from the database.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.app.system("test").await.expect("transaction");
        sqlx::query_scalar(sql).fetch_one(&mut *tx).await.expect("counted")
    }

    /// A statement of the database's owner.
    pub async fn as_owner(&self, sql: &str) {
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut self.owner().await).await.expect("done");
    }

    /// A connection beside the product's few.
    async fn owner(&self) -> sqlx::PgConnection {
        sqlx::PgConnection::connect(cmis_base::secret::expose(&self.db.options().owner_url)).await.expect("connected")
    }

    /// Tells everything that happened. Transactions of other tests hold the readers back for a moment: it is one cluster.
    pub async fn tell(&self) {
        for _ in 0..600 {
            events::dispatch(&self.app).await.expect("dispatched");
            if events::backlog(&self.app).await.expect("backlog") == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("events were not told within twelve seconds");
    }

    /// Every mail so far, oldest first, after the due jobs ran and everybody was told.
    pub async fn mails(&self) -> Vec<CaughtMail> {
        self.run_jobs().await;
        self.tell().await;
        self.sent().await
    }

    /// Every mail that a change sent by itself.
    async fn sent(&self) -> Vec<CaughtMail> {
        self.run_jobs().await;
        let mut mails = self.app.mailer.as_caught().expect("caught mail").list().await.expect("mails");
        mails.sort_by_key(|mail| mail.id);
        mails
    }

    /// The token of the last link that was mailed to an address.
    pub async fn mailed_token(&self, to: &str) -> String {
        let mails = self.sent().await;
        let mail = mails.iter().rev().find(|mail| mail.to.contains(to)).unwrap_or_else(|| panic!("no mail to {to}"));
        let link = mail
            .links
            .iter()
            .find(|link| link.contains("token=") || link.contains("/invitations/"))
            .expect("a link with a token");
        let token = link.rsplit(['=', '/']).next().expect("token");
        token.to_owned()
    }
}

/// A signed-in person.
pub struct Person {
    pub client: Client,
    pub user: Id<User>,
    pub name: String,
    pub email: String,
}

impl Person {
    /// The access token.
    pub fn token(&self) -> String {
        let value = self.client.headers[header::AUTHORIZATION].to_str().expect("text");
        value.trim_start_matches("Bearer ").to_owned()
    }
}

impl std::ops::Deref for Person {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// Somebody who sends requests.
#[derive(Clone)]
pub struct Client {
    router: Router,
    headers: HeaderMap,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The payload; fails the test when the answer is none of the 2xx.
    #[track_caller]
    pub fn data(&self) -> &Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        &self.body["data"]
    }

    /// Fails the test unless it was refused with this status and code.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> &Value {
        assert_eq!((self.status.as_u16(), self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        &self.body
    }
}

impl Client {
    /// The same with a credential.
    pub fn bearer(&self, token: &str) -> Self {
        self.with(header::AUTHORIZATION.as_str(), &format!("Bearer {token}"))
    }

    /// The same with a header.
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.insert(name, value.parse().expect("header"));
        client
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let bytes = body.as_ref().map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let kind = body.is_some().then_some("application/json");
        self.raw(method, path, kind, bytes).await
    }

    /// Any bytes under any content type.
    pub async fn raw(&self, method: Method, path: &str, kind: Option<&str>, body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).body(Body::from(body)).expect("request");
        request.headers_mut().insert(header::ACCEPT_LANGUAGE, "en".parse().expect("header"));
        if let Some(kind) = kind {
            request.headers_mut().insert(header::CONTENT_TYPE, kind.parse().expect("header"));
        }
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        let answer = tokio::time::timeout(Duration::from_secs(60), self.router.clone().oneshot(request));
        let response = answer.await.expect("an answer within a minute").expect("infallible");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("body").to_bytes().to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, body, bytes }
    }
}
