//! What is sent, how it is signed, and when it is sent again.

use std::{sync::Arc, time::Duration};

use axum::response::IntoResponse;
use chrono::TimeDelta;
use cmis_base::secret::hmac;
use http::StatusCode;
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::Notify,
};

use super::{
    endpoint, happen,
    receiver::{Receiver, Seen},
    send,
};
use crate::harness::TestApp;

/// Whether the public library signs alike.
fn verifies(library: &Webhook, seen: &Seen) -> bool {
    let at = seen.header("webhook-timestamp").parse().expect("seconds");
    let signature = library.sign(seen.header("webhook-id"), at, &seen.bytes).expect("signed");
    seen.header("webhook-signature").split(' ').any(|one| one == signature)
}

fn library(secret: &str) -> Webhook {
    Webhook::new(secret).expect("a secret of the standard")
}

fn plain(secret: &str, seen: &Seen) -> String {
    format!("sha256={}", hex::encode(hmac(secret.as_bytes(), &seen.bytes)))
}

#[tokio::test]
async fn what_happens_is_delivered_signed_both_ways() {
    let app = TestApp::start().await;
    let receiver = Receiver::start(|_| (StatusCode::OK, "thanks\0")).await;
    let (salma, org) = app.founder("Salma").await;
    let (one, secret) = endpoint(&salma, org, json!({"url": receiver.url, "events": ["org.updated"]})).await;
    let (all, other) =
        endpoint(&salma, org, json!({"url": receiver.url, "secret": "a secret of ones own".replace(' ', "-")})).await;
    happen(&salma, org, "Palm").await;
    let scopes = json!({"name": "k", "scopes": ["org.read"]});
    salma.post(&format!("/api/orgs/{org}/api-keys"), scopes).await.data();
    assert_eq!(receiver.count(), 0);
    send(&app).await;
    let seen = receiver.seen();
    assert_eq!(seen.len(), 3);
    let of = |kind: &str| seen.iter().filter(|seen| seen.body()["event"] == kind).cloned().collect::<Vec<_>>();
    let updated = of("org.updated");
    assert_eq!((updated.len(), of("api_key.created").len()), (2, 1));

    // one event, one id, at both endpoints
    let body = updated[0].body();
    assert_eq!(updated[0].bytes, updated[1].bytes);
    assert_eq!(body["id"].as_str(), Some(updated[0].header("webhook-id")));
    assert_eq!(
        body.as_object().expect("object").keys().collect::<Vec<_>>(),
        ["id", "event", "timestamp", "org_id", "data"]
    );
    assert_eq!((&body["timestamp"], &body["org_id"]), (&json!("2026-11-21T09:00:00Z"), &json!(org)));
    assert_eq!((&body["data"]["org_id"], &body["data"]["name"]), (&json!(org), &json!("Palm")));
    let own =
        updated.iter().find(|seen| seen.header("x-cmis-signature") == plain(&secret, seen)).expect("its signature");
    assert!(verifies(&library(&secret), own));
    let theirs =
        updated.iter().find(|seen| seen.header("x-cmis-signature") == plain(&other, seen)).expect("its signature");
    let raw = Webhook::from_bytes(other.as_bytes().to_vec()).expect("a secret of bytes");
    assert!(verifies(&raw, theirs));
    assert_eq!(own.header("webhook-timestamp"), app.clock.now().timestamp().to_string());
    assert!(own.header("user-agent").starts_with("CMIS/") && own.header("content-type") == "application/json");
    assert!(
        !seen.iter().any(|seen| String::from_utf8_lossy(&seen.bytes).contains("cmis_live_")
            && seen.body()["data"]["key"].is_string())
    );

    // and the log tells it
    let list = salma.get(&format!("{all}/deliveries?event=org.updated&state=delivered")).await;
    assert_eq!((list.body["meta"]["total"].as_i64(), &list.data()[0]["attempts"]), (Some(1), &json!(1)));
    let id = list.data()[0]["id"].as_str().expect("id");
    let shown = salma.get(&format!("{all}/deliveries/{id}")).await;
    assert_eq!(shown.data()["body"].as_str().map(str::as_bytes), Some(&updated[0].bytes[..]));
    assert_eq!(
        (&shown.data()["log"][0]["status"], &shown.data()["log"][0]["answer"]),
        (&json!(200), &json!("thanks\u{fffd}"))
    );
    let view = salma.get(&one).await;
    assert_eq!(
        (&view.data()["last_attempt"]["succeeded"], &view.data()["last_attempt"]["status"]),
        (&json!(true), &json!(200))
    );

    // again, with the same id
    let again = salma.post(&format!("{all}/deliveries/{id}/resend"), json!({})).await;
    assert_eq!((again.status.as_u16(), &again.data()["state"]), (202, &json!("pending")));
    app.run_jobs().await;
    let last = receiver.seen().pop().expect("a fourth");
    assert_eq!((receiver.count(), last.header("webhook-id")), (4, updated[0].header("webhook-id")));
    assert_eq!(salma.get(&format!("{all}/deliveries/{id}")).await.data()["attempts"], 2);
}

#[tokio::test]
async fn the_public_library_verifies_what_arrives() {
    let app = TestApp::start().await;
    // the library goes by the machine's clock
    let now = chrono::DateTime::from(std::time::SystemTime::now());
    app.advance(now - app.clock.now());
    let receiver = Receiver::good().await;
    let (salma, org) = app.founder("Salma").await;
    let (_, secret) = endpoint(&salma, org, json!({"url": receiver.url})).await;
    happen(&salma, org, "نخلة").await;
    send(&app).await;
    let seen = &receiver.seen()[0];
    library(&secret).verify(&seen.bytes, &seen.headers).expect("verifies");
    let forged = String::from_utf8_lossy(&seen.bytes).replace("نخلة", "نخل");
    assert!(library(&secret).verify(forged.as_bytes(), &seen.headers).is_err());
}

#[tokio::test]
async fn a_failed_delivery_is_tried_again_at_the_promised_times() {
    let app = TestApp::start().await;
    let receiver = Receiver::start(|_| (StatusCode::INTERNAL_SERVER_ERROR, "oh")).await;
    let (salma, org) = app.founder("Salma").await;
    let (one, secret) = endpoint(&salma, org, json!({"url": receiver.url})).await;
    happen(&salma, org, "Palm").await;
    send(&app).await;
    let (user, hour) = (salma.user, 3600);
    let waits = [5, 300, 1800, 2 * hour, 5 * hour, 10 * hour, 10 * hour];
    for (number, wait) in waits.into_iter().enumerate() {
        assert_eq!(receiver.count(), number + 1);
        app.advance(TimeDelta::seconds(wait - 1));
        app.run_jobs().await;
        assert_eq!(receiver.count(), number + 1, "too early after try {}", number + 1);
        let salma = app.signed_in(user, "Salma").await;
        let view = salma.get(&format!("{one}/deliveries?state=pending")).await;
        let next = app.clock.now() + TimeDelta::seconds(1);
        assert_eq!(view.data()[0]["next_attempt_at"], json!(next));
        app.advance(TimeDelta::seconds(1));
        app.run_jobs().await;
    }
    assert_eq!(receiver.count(), 8);
    let salma = app.signed_in(user, "Salma").await;
    let failed = salma.get(&format!("{one}/deliveries?state=failed")).await;
    assert_eq!((&failed.data()[0]["attempts"], &failed.data()[0]["status"]), (&json!(8), &json!(500)));
    app.advance(TimeDelta::days(2));
    app.run_jobs().await;
    assert_eq!(receiver.count(), 8);
    // the same event and the same bytes each time; the signature is as old as the attempt
    let seen = receiver.seen();
    assert!(
        seen.iter().all(|one| one.bytes == seen[0].bytes && one.header("webhook-id") == seen[0].header("webhook-id"))
    );
    let signed: std::collections::BTreeSet<&str> = seen.iter().map(|seen| seen.header("webhook-signature")).collect();
    assert!(signed.len() == 8 && seen.iter().all(|seen| verifies(&library(&secret), seen)));
}

#[tokio::test]
async fn a_receiver_may_ask_for_patience() {
    let app = TestApp::start().await;
    let receiver = Receiver::start(|number| match number {
        0 => (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "3600")]).into_response(),
        1 => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "99999999")]).into_response(),
        _ => StatusCode::OK.into_response(),
    })
    .await;
    let (salma, org) = app.founder("Salma").await;
    endpoint(&salma, org, json!({"url": receiver.url})).await;
    happen(&salma, org, "Palm").await;
    send(&app).await;
    for (wait, seen) in
        [(TimeDelta::seconds(3599), 1), (TimeDelta::seconds(1), 2), (TimeDelta::hours(9), 2), (TimeDelta::hours(1), 3)]
    {
        app.advance(wait);
        app.run_jobs().await;
        assert_eq!(receiver.count(), seen);
    }
}

#[tokio::test]
async fn a_new_secret_signs_beside_the_old_one_for_a_day() {
    let app = TestApp::start().await;
    let receiver = Receiver::good().await;
    let (salma, org) = app.founder("Salma").await;
    let (one, old) = endpoint(&salma, org, json!({"url": receiver.url})).await;
    let rotated = salma.post(&format!("{one}/rotate-secret"), json!({})).await;
    let new = rotated.data()["secret"].as_str().expect("secret").to_owned();
    assert_eq!(rotated.data()["previous_secret_until"], "2026-11-22T09:00:00Z");
    assert_eq!(salma.get(&one).await.data()["previous_secret_until"], "2026-11-22T09:00:00Z");
    let last = async |name: &str| {
        let salma = app.signed_in(salma.user, "Salma").await;
        happen(&salma, org, name).await;
        send(&app).await;
        receiver.seen().pop().expect("a delivery")
    };
    let both = last("Palm").await;
    assert!(verifies(&library(&old), &both) && verifies(&library(&new), &both));
    assert_eq!(both.header("x-cmis-signature"), format!("{} {}", plain(&new, &both), plain(&old, &both)));
    app.advance(TimeDelta::hours(24));
    let one_left = last("Date").await;
    assert!(!verifies(&library(&old), &one_left) && verifies(&library(&new), &one_left));
    assert_eq!(one_left.header("x-cmis-signature"), plain(&new, &one_left));
    let salma = app.signed_in(salma.user, "Salma").await;
    assert_eq!(salma.get(&one).await.data()["previous_secret_until"], Value::Null);
}

#[tokio::test]
async fn an_endpoint_that_fails_for_days_is_switched_off_and_its_people_are_told() {
    let app = TestApp::start().await;
    let is_mended = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let flag = is_mended.clone();
    let receiver = Receiver::start(move |_| {
        if flag.load(std::sync::atomic::Ordering::SeqCst) { StatusCode::OK } else { StatusCode::BAD_GATEWAY }
    })
    .await;
    let (mut salma, org) = app.founder("Salma").await;
    let (mut mona, _) = app.colleague("Mona", org, "manager").await;
    let (one, _) = endpoint(&mona, org, json!({"url": receiver.url, "description": "CRM"})).await;
    for day in 0..5 {
        happen(&salma, org, &format!("Palm {day}")).await;
        send(&app).await;
        assert_eq!(mona.get(&one).await.data()["failing_since"], "2026-11-21T09:00:00Z");
        app.advance(TimeDelta::days(1));
        (salma, mona) = (app.signed_in(salma.user, "Salma").await, app.signed_in(mona.user, "Mona").await);
    }
    happen(&salma, org, "Palm 6").await;
    send(&app).await;
    let view = mona.get(&one).await;
    assert_eq!((&view.data()["status"], &view.data()["disabled_reason"]), (&json!("disabled"), &json!("failing")));
    let mails = app.mails().await;
    for to in [&salma, &mona] {
        assert!(mails.iter().any(|mail| mail.to.contains(&to.email) && mail.text.contains("CRM")), "{}", to.name);
        assert_eq!(to.get("/api/notifications").await.data()[0]["kind"], "webhook.stopped");
    }

    // nothing is sent meanwhile; what happens is not kept for later; what waited goes out when it is switched on
    let before = receiver.count();
    happen(&salma, org, "Palm 7").await;
    send(&app).await;
    app.advance(TimeDelta::days(1));
    app.run_jobs().await;
    assert_eq!(receiver.count(), before);
    mona = app.signed_in(mona.user, "Mona").await;
    let id =
        mona.get(&format!("{one}/deliveries?state=pending")).await.data()[0]["id"].as_str().expect("id").to_owned();
    mona.post(&format!("{one}/deliveries/{id}/resend"), json!({})).await.refused(409, "conflict");
    is_mended.store(true, std::sync::atomic::Ordering::SeqCst);
    let on = mona.post(&format!("{one}/enable"), json!({})).await;
    assert_eq!((&on.data()["status"], &on.data()["failing_since"]), (&json!("active"), &Value::Null));
    app.run_jobs().await;
    assert!(receiver.count() > before);
    assert_eq!(mona.get(&format!("{one}/deliveries?state=pending")).await.body["meta"]["total"], 0);
    assert!(!receiver.seen().iter().any(|seen| seen.body()["data"]["name"] == "Palm 7"));
}

#[tokio::test]
async fn gone_is_gone_and_off_is_off() {
    let app = TestApp::start().await;
    let gone = Receiver::start(|_| StatusCode::GONE).await;
    let good = Receiver::good().await;
    let (salma, org) = app.founder("Salma").await;
    let (one, _) = endpoint(&salma, org, json!({"url": gone.url})).await;
    let (off, _) = endpoint(&salma, org, json!({"url": good.url})).await;
    assert_eq!(salma.post(&format!("{off}/disable"), json!({})).await.data()["disabled_reason"], "person");
    happen(&salma, org, "Palm").await;
    happen(&salma, org, "Date").await;
    send(&app).await;
    assert!(gone.count() <= 2 && good.count() == 0);
    assert_eq!(salma.get(&one).await.data()["disabled_reason"], "gone");
    // a test goes to a disabled one too, and what is removed meanwhile is sent nothing
    let tried = salma.post(&format!("{off}/test"), json!({})).await;
    assert_eq!((&tried.data()["succeeded"], &tried.data()["status"]), (&json!(true), &json!(204)));
    assert_eq!(good.seen()[0].body()["event"], "webhook.test");
    salma.post(&format!("{off}/enable"), json!({})).await.data();
    happen(&salma, org, "Fig").await;
    app.tell().await;
    salma.delete(&off).await.data();
    app.run_jobs().await;
    assert_eq!(good.count(), 1);
}

#[tokio::test]
async fn a_crash_between_sending_and_storing_sends_again_with_the_same_id() {
    let app = TestApp::start().await;
    let receiver = Receiver::good().await;
    let (salma, org) = app.founder("Salma").await;
    let (one, _) = endpoint(&salma, org, json!({"url": receiver.url})).await;
    happen(&salma, org, "Palm").await;
    app.tell().await;
    app.as_owner("alter table webhook_attempts rename to elsewhere").await;
    app.run_jobs().await;
    app.as_owner("alter table elsewhere rename to webhook_attempts").await;
    assert_eq!(receiver.count(), 1);
    app.advance(TimeDelta::minutes(1));
    app.run_jobs().await;
    let seen = receiver.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0].header("webhook-id"), seen[1].header("webhook-id"));
    assert_eq!(salma.get(&format!("{one}/deliveries")).await.data()[0]["state"], "delivered");

    // a job that was lost is found missing
    happen(&salma, org, "Date").await;
    app.tell().await;
    app.as_owner("delete from jobs where kind = 'webhooks.deliver'").await;
    app.advance(TimeDelta::minutes(5));
    cmis_app::background::worker(&app.app).tick().await.expect("planned");
    app.advance(TimeDelta::minutes(5));
    cmis_app::background::worker(&app.app).tick().await.expect("due");
    app.run_jobs().await;
    assert_eq!(receiver.count(), 3);
}

#[tokio::test]
async fn what_is_sent_again_while_it_is_on_its_way_begins_anew() {
    let app = TestApp::start().await;
    let notes = Arc::new([Notify::new(), Notify::new()]);
    let told = notes.clone();
    let fails = Receiver::raw(move |mut stream| {
        let told = told.clone();
        async move {
            assert_ne!(stream.read(&mut [0; 8192]).await.expect("a request"), 0);
            told[0].notify_one();
            told[1].notified().await;
            let no = b"HTTP/1.1 500 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            stream.write_all(no).await.expect("written");
        }
    })
    .await;
    let [asked, answer] = &*notes;
    let (salma, org) = app.founder("Salma").await;
    let (one, _) = endpoint(&salma, org, json!({"url": fails.url})).await;
    happen(&salma, org, "Palm").await;
    answer.notify_one();
    send(&app).await;
    asked.notified().await;
    app.advance(TimeDelta::seconds(5));
    let all = format!("{one}/deliveries");
    let again = async {
        asked.notified().await;
        let id = salma.get(&all).await.data()[0]["id"].as_str().expect("an id").to_owned();
        salma.post(&format!("{all}/{id}/resend"), json!({})).await.data();
        answer.notify_one();
        // at once, not at the time that the second try earned
        asked.notified().await;
        answer.notify_one();
    };
    let both = async { tokio::join!(app.run_jobs(), again) };
    tokio::time::timeout(Duration::from_secs(30), both).await.expect("sent again");
    let view = salma.get(&all).await;
    let (first, next) = (&view.data()[0], app.clock.now() + TimeDelta::seconds(5));
    assert_eq!(
        (&first["attempts"], &first["state"], &first["next_attempt_at"]),
        (&json!(3), &json!("pending"), &json!(next))
    );
}

#[tokio::test]
async fn many_events_go_out_in_turns_and_each_once() {
    let app = TestApp::start().await;
    let receiver = Receiver::good().await;
    let (salma, org) = app.founder("Salma").await;
    endpoint(&salma, org, json!({"url": receiver.url})).await;
    app.as_owner(&format!(
        "insert into events (org_id, at, kind, object_kind, object_id, payload, actor_kind)
         select '{org}', '2026-11-21T09:00:00Z', 'org.updated', 'org', '{org}', '{{}}', 'system' from generate_series(1, 450)"
    ))
    .await;
    send(&app).await;
    let seen = receiver.seen();
    let ids: std::collections::BTreeSet<&str> = seen.iter().map(|seen| seen.header("webhook-id")).collect();
    assert_eq!((seen.len(), ids.len()), (450, 450));
    assert_eq!(app.count("select count(*) from webhook_attempts").await, 450);
    assert_eq!(app.count("select count(*) from webhook_deliveries where state = 'delivered'").await, 450);

    // kept for thirty days
    app.advance(TimeDelta::days(31));
    cmis_app::admin_actions::upkeep::system_data(&app.app, 30, false).await.expect("cleaned");
    assert_eq!(
        app.count("select (select count(*) from webhook_attempts) + (select count(*) from webhook_deliveries)").await,
        0
    );
}
