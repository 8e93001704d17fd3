//! What an attacker tried once and must not manage again: each story began as a proof of the defect.

use std::{
    io,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use cmis_app::users::queries as users;
use http::Method;
use serde_json::{Value, json};
use tracing::instrument::WithSubscriber;

use crate::harness::{Answer, Client, PASSWORD, Person, TestApp};

const EVIL: &str = "evil giraffe eats 9 stones";

async fn sign_in(client: &Client, email: &str, password: &str) -> Answer {
    client.post("/api/auth/login", json!({"email": email, "password": password})).await
}

async fn refresh(client: &Client, token: &Value) -> Answer {
    client.post("/api/auth/refresh", json!({"refresh_token": token})).await
}

fn refresh_token(answer: &Answer) -> Value {
    answer.data()["refresh_token"].clone()
}

fn from(app: &TestApp, address: &str) -> Client {
    app.anonymous().with("x-forwarded-for", address)
}

async fn behind_proxy() -> TestApp {
    TestApp::with(|settings| settings.trusted_proxies = vec![[127, 0, 0, 1].into()]).await
}

#[tokio::test]
async fn no_password_keeps_the_server_busy() {
    let app = TestApp::start().await;
    let start = Instant::now();
    for n in 0..10 {
        let password = "4@8({[<3691!i|7l0$5+%2z".repeat(3);
        let body = json!({"name": "A B C D", "email": format!("p{n}@x.example"), "password": password, "locale": "xx"});
        app.anonymous().post("/api/auth/register", body).await.refused(422, "validation_failed");
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test]
async fn the_gate_and_the_token_come_before_the_password() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    let reset = json!({"token": "rst_unknown", "password": "password1234"});
    client.post("/api/auth/reset-password", reset).await.refused(404, "not_found");
    let salma = app.person("Salma").await;
    client.post("/api/auth/forgot-password", json!({"email": salma.email})).await.data();
    let token = app.mailed_token(&salma.email).await;
    // her own name, though the request does not say it
    let reset = json!({"token": token, "password": "salma.example1"});
    client.post("/api/auth/reset-password", reset).await.refused(422, "validation_failed");
    let reset = json!({"token": token, "password": EVIL});
    client.post("/api/auth/reset-password", reset).await.data();
}

#[tokio::test]
async fn a_thief_within_the_grace_gets_no_chain_of_their_own() {
    let app = TestApp::start().await;
    app.person("Omar").await;
    let client = app.anonymous();
    let first = refresh_token(&sign_in(&client, "omar@example.com", PASSWORD).await);
    let second = refresh_token(&refresh(&client, &first).await);
    app.advance(TimeDelta::seconds(5));
    // a lost answer: the very same token again, however often
    assert_eq!(refresh_token(&refresh(&client, &first).await), second);
    assert_eq!(refresh_token(&refresh(&client, &first).await), second);
    let third = refresh_token(&refresh(&client, &second).await);
    // the owner has moved on: the first one is nobody's lost answer
    refresh(&client, &first).await.refused(401, "unauthenticated");
    refresh(&client, &third).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn tabs_that_refresh_at_once_get_the_same_token() {
    let app = TestApp::start().await;
    app.person("Omar").await;
    let client = app.anonymous();
    let first = refresh_token(&sign_in(&client, "omar@example.com", PASSWORD).await);
    let tabs = futures_util::future::join_all((0..8).map(|_| refresh(&client, &first))).await;
    let second = refresh_token(&tabs[0]);
    assert!(tabs.iter().all(|tab| refresh_token(tab) == second));
    refresh(&client, &second).await.data();
}

/// Another password, set while the test holds the person's row: what a reset does that comes between looking at a password
/// and acting on it.
async fn reset_meanwhile<T>(app: &TestApp, person: &Person, request: impl Future<Output = T>) -> T {
    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query("select from users where id = $1 for update")
        .bind(person.user.raw())
        .execute(&mut *tx)
        .await
        .expect("locked");
    let reset = async {
        app.somebody_waits().await;
        let other = "$argon2id$v=19$m=8,t=1,p=1$AwHs0Bb94NtQYQeWuX1wyA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        users::set_password(&mut tx, person.user, other).await.expect("password");
        tx.commit().await.expect("commit");
    };
    tokio::join!(request, reset).0
}

#[tokio::test]
async fn a_login_in_flight_does_not_outlive_a_reset() {
    let app = TestApp::start().await;
    let omar = app.person("Omar").await;
    let client = app.anonymous();
    let login = reset_meanwhile(&app, &omar, sign_in(&client, "omar@example.com", PASSWORD)).await;
    login.refused(401, "unauthenticated");
}

#[tokio::test]
async fn nothing_that_asked_for_the_password_outlives_a_reset() {
    let app = TestApp::start().await;
    let new = json!({"current_password": PASSWORD, "new_password": EVIL});
    let move_away = json!({"name": "Omar", "email": "evil@example.com", "locale": "en", "time_zone": "UTC", "theme": "dark",
        "current_password": PASSWORD});
    let own = json!({"password": PASSWORD});
    for (number, (method, path, body)) in [
        (Method::PUT, "/api/users/me/password", new),
        (Method::PUT, "/api/users/me", move_away),
        (Method::POST, "/api/users/me/mfa/setup", own.clone()),
        (Method::DELETE, "/api/users/me", own),
    ]
    .into_iter()
    .enumerate()
    {
        let omar = app.person(&format!("Omar{number}")).await;
        let answer = reset_meanwhile(&app, &omar, omar.send(method, path, Some(body))).await;
        answer.refused(422, "validation_failed");
    }
    let taken = "select count(*) from users where mfa_secret is not null or erased_at is not null";
    assert_eq!(app.count(taken).await, 0);
    assert_eq!(app.count("select count(*) from user_tokens").await, 0);
}

#[tokio::test]
async fn the_same_is_done_for_an_address_whether_it_is_known_or_not() {
    let app = TestApp::start().await;
    app.person("Omar").await;
    let client = app.anonymous();
    let (known, unknown) = ("omar@example.com", "nobody@example.com");
    let tables = "select (select count(*) from jobs) * 1000000 + (select count(*) from user_tokens) * 10000
                         + (select count(*) from mails) * 100 + (select count(*) from registrations)";
    for path in ["forgot-password", "resend-verification", "register"] {
        let mut done = Vec::new();
        for email in [known, unknown] {
            let before = app.count(tables).await;
            let body = json!({"email": email, "name": "Omar", "password": EVIL});
            assert_eq!(client.post(&format!("/api/auth/{path}"), body).await.status.as_u16(), 202);
            done.push(app.count(tables).await - before);
        }
        assert_eq!(done[0], done[1], "{path}");
        assert!(done[0] >= 1_000_000, "{path}: one job at least");
        // no address of a stranger stands in the queue
        assert_eq!(app.count("select count(*) from jobs where payload::text like '%example%'").await, 0);
        app.run_jobs().await;
    }
    let failed = "select count(*) from system_audit_log where action = 'user.login_failed'";
    for (number, email) in [known, unknown].into_iter().enumerate() {
        sign_in(&client, email, "the wrong password").await.refused(401, "unauthenticated");
        assert_eq!(app.count(failed).await, i64::try_from(number).expect("small") + 1, "{email}");
    }
    // and each mailbox hears what it should
    let mails = app.mails().await;
    let to = |email: &str| mails.iter().filter(|mail| mail.to.contains(email)).count();
    assert_eq!((to(known), to(unknown)), (2, 1));
    assert_eq!(app.count("select count(*) from registrations where email like 'omar%'").await, 0);
}

#[tokio::test]
async fn nobody_slips_a_password_under_an_address_that_another_proves() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    let register = |password: &str| json!({"name": "Victim", "email": "v@example.com", "password": password});
    client.post("/api/auth/register", register(PASSWORD)).await.data();
    app.advance(TimeDelta::seconds(1));
    client.post("/api/auth/register", register(EVIL)).await.data();
    client.post("/api/auth/resend-verification", json!({"email": "v@example.com"})).await.data();
    let token = app.mailed_token("v@example.com").await;
    client.post("/api/auth/verify-email", json!({"token": token})).await.data();
    for password in [EVIL, PASSWORD] {
        sign_in(&client, "v@example.com", password).await.refused(401, "unauthenticated");
    }
    // the owner of the mailbox chooses
    let token = app.mailed_token("v@example.com").await;
    let reset = json!({"token": token, "password": "seven quiet rivers run north"});
    client.post("/api/auth/reset-password", reset).await.data();
    sign_in(&client, "v@example.com", "seven quiet rivers run north").await.data();
}

#[tokio::test]
async fn asking_for_the_link_again_does_not_kill_the_one_before() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    let body = json!({"name": "Huda", "email": "huda@example.com", "password": PASSWORD});
    client.post("/api/auth/register", body).await.data();
    let first = app.mailed_token("huda@example.com").await;
    client.post("/api/auth/resend-verification", json!({"email": "huda@example.com"})).await.data();
    client.post("/api/auth/verify-email", json!({"token": first})).await.data();
    sign_in(&client, "huda@example.com", PASSWORD).await.data();
    // the same for a new password: a stranger asks again and again
    client.post("/api/auth/forgot-password", json!({"email": "huda@example.com"})).await.data();
    let first = app.mailed_token("huda@example.com").await;
    for _ in 0..8 {
        client.post("/api/auth/forgot-password", json!({"email": "huda@example.com"})).await.data();
    }
    let reset = json!({"token": first, "password": EVIL});
    client.post("/api/auth/reset-password", reset).await.data();
}

#[tokio::test]
async fn nobody_floods_a_mailbox() {
    let app = behind_proxy().await;
    for n in 0..30 {
        let client = from(&app, &format!("203.0.113.{n}"));
        let body = json!({"name": "Visitor", "email": "v@example.com", "password": PASSWORD});
        client.post("/api/auth/register", body).await.data();
        client.post("/api/auth/resend-verification", json!({"email": "v@example.com"})).await.data();
    }
    assert_eq!(app.mails().await.len(), 5);
    for name in ["Visit http://evil.example now", "www.evil", "evil.example", "a@b.c"] {
        let body = json!({"name": name, "email": "w@example.com", "password": PASSWORD});
        app.anonymous().post("/api/auth/register", body).await.refused(422, "validation_failed");
    }
    let body = json!({"name": "J. R. St. John Jr.", "email": "w@example.com", "password": PASSWORD});
    app.anonymous().post("/api/auth/register", body).await.data();
}

#[tokio::test]
async fn guesses_made_at_once_do_not_pass_the_gate() {
    let app = TestApp::start().await;
    app.person("Omar").await;
    let client = app.anonymous();
    let guesses = (0..40).map(|n| {
        let client = client.clone();
        async move { sign_in(&client, "omar@example.com", &format!("guess {n}")).await.status.as_u16() }
    });
    let answers = futures_util::future::join_all(guesses).await;
    assert_eq!(answers.iter().filter(|status| **status == 401).count(), 10, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 429).count(), 30, "{answers:?}");
}

#[tokio::test]
async fn right_passwords_use_nothing_up() {
    let app = TestApp::start().await;
    app.person("Omar").await;
    let client = app.anonymous();
    for _ in 0..60 {
        sign_in(&client, "omar@example.com", PASSWORD).await.data();
    }
}

#[tokio::test]
async fn strangers_do_not_lock_the_owner_out() {
    let app = behind_proxy().await;
    let omar = app.person("Omar").await;
    let home = from(&app, "198.51.100.7");
    sign_in(&home, "omar@example.com", PASSWORD).await.data();
    for n in 0..11 {
        let stranger = from(&app, &format!("203.0.113.{n}"));
        for _ in 0..10 {
            sign_in(&stranger, "omar@example.com", "wrong").await;
        }
        sign_in(&stranger, "omar@example.com", PASSWORD).await.refused(429, "rate_limited");
    }
    // a place that guessed nothing, but that he never was at
    sign_in(&from(&app, "192.0.2.1"), "omar@example.com", PASSWORD).await.refused(429, "rate_limited");
    sign_in(&home, "omar@example.com", PASSWORD).await.data();
    // and who is signed in goes on to prove the password
    let body = json!({"current_password": PASSWORD, "new_password": EVIL});
    omar.put("/api/users/me/password", body).await.data();
}

#[tokio::test]
async fn junk_keys_over_the_limit_do_not_reach_the_database() {
    let app = TestApp::with(|settings| settings.limits.anonymous = 1).await;
    app.anonymous().get("/api/x").await;
    app.app.db.close().await;
    for junk in ["cmis_live_nonsense", "cmis_at_nonsense"] {
        app.anonymous().bearer(junk).get("/api/x").await.refused(429, "rate_limited");
    }
}

#[tokio::test]
async fn a_network_is_one_caller() {
    let app = TestApp::with(|settings| {
        settings.trusted_proxies = vec![[127, 0, 0, 1].into()];
        settings.limits.anonymous = 2;
    })
    .await;
    for n in 1..=2 {
        from(&app, &format!("2001:db8:1:2::{n}")).get("/api/auth/options").await.data();
    }
    from(&app, "2001:db8:1:2:ffff::9").get("/api/auth/options").await.refused(429, "rate_limited");
    from(&app, "2001:db8:1:3::1").get("/api/auth/options").await.data();
}

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_mailed_token_is_in_no_log() {
    let app = TestApp::start().await;
    let log = Captured::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .finish();
    let client = app.anonymous();
    client.get("/api/invitations/inv_veryverysecret").with_subscriber(subscriber).await;
    let text = String::from_utf8(log.0.lock().expect("log").clone()).expect("text");
    assert!(text.contains("/api/invitations/{token}"), "{text}");
    assert!(!text.contains("veryverysecret"), "{text}");
}
