//! Outgoing webhooks, told from both ends: the customer's people and the customer's receiver.

mod hostile;
mod receiver;
mod sending;

use cmis_base::id::{Id, Org};
use serde_json::{Value, json};

use crate::harness::{Person, TestApp};
use receiver::Receiver;

/// A new endpoint; gives its address in the API and its secret.
async fn endpoint(person: &Person, org: Id<Org>, body: Value) -> (String, String) {
    let made = person.post(&format!("/api/orgs/{org}/webhooks"), body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let text = |name: &str| made.data()[name].as_str().expect("text").to_owned();
    assert_eq!(text("webhook_id"), text("id"));
    (format!("/api/orgs/{org}/webhooks/{}", text("id")), text("secret"))
}

/// Something happens in the org.
async fn happen(person: &Person, org: Id<Org>, name: &str) {
    person.patch(&format!("/api/orgs/{org}"), json!({"name": name})).await.data();
}

/// Everybody is told of everything that happened, and what is due is sent.
async fn send(app: &TestApp) {
    app.tell().await;
    app.run_jobs().await;
}

#[tokio::test]
async fn an_endpoint_is_kept_and_changed() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let path = format!("/api/orgs/{org}/webhooks");
    let body = json!({"url": "https://crm.example.com/hook?token=abc#part", "events": ["member.joined", "campaign.created", "member.joined"]});
    let made = salma.post(&path, body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let view = made.data();
    assert_eq!((view["status"].as_str(), view["version"].as_i64()), (Some("active"), Some(1)));
    assert_eq!(view["url"], "https://crm.example.com/hook?token=abc");
    assert_eq!(view["events"], json!(["campaign.created", "member.joined"]));
    let secret = view["secret"].as_str().expect("secret");
    assert!(secret.starts_with("whsec_") && secret.len() == 50);
    let one = made.headers["location"].to_str().expect("location").to_owned();

    // the secret is shown once, sealed at rest, and in no log
    for answer in [salma.get(&path).await, salma.get(&one).await] {
        assert!(!String::from_utf8(answer.bytes).expect("text").contains(&secret[6..]));
    }
    let found = app
        .count("select count(*) from webhook_endpoints e, audit_log a, events v where e::text || a::text || v::text like '%whsec_%'")
        .await;
    assert_eq!(found, 0);
    assert_eq!(app.count("select count(*) from audit_log a where a::text like '%token=abc%'").await, 0);

    // the short form, and a change that fits what was seen
    let short = salma.get("/api/webhook-endpoints?fields=id,url").await;
    assert_eq!(short.data()[0], json!({"id": view["id"], "url": view["url"]}));
    let stale = salma.client.with("if-match", "\"7\"").patch(&one, json!({"description": "x"})).await;
    assert_eq!(stale.refused(409, "stale_version")["version"], 1);
    let seen = salma.client.with("if-match", "\"1\"");
    let changed = seen.patch(&one, json!({"description": " CRM ", "events": null})).await;
    assert_eq!((&changed.data()["description"], &changed.data()["events"]), (&json!("CRM"), &Value::Null));
    assert_eq!(changed.data()["version"], 2);
    salma.delete(&one).await.data();
    salma.get(&one).await.refused(404, "not_found");
    let actions = app.count("select count(*) from audit_log where object_kind = 'webhook_endpoint'").await;
    assert_eq!(actions, 3);
}

#[tokio::test]
async fn what_cannot_be_an_endpoint_is_refused_with_every_reason() {
    let app = TestApp::public_only(std::sync::Arc::new(|_| Box::pin(async { Ok(Vec::new()) }))).await;
    let (salma, org) = app.founder("Salma").await;
    let path = format!("/api/orgs/{org}/webhooks");
    let refused = salma.post(&path, json!({"events": [], "secret": "short", "description": "x".repeat(201)})).await;
    assert_eq!(refused.refused(422, "validation_failed")["errors"].as_object().expect("errors").len(), 4);
    salma.post(&path, json!({"url": 7})).await.refused(400, "malformed_request");
    let made_up = salma.post(&path, json!({"url": "https://a.example", "events": ["made.up"]})).await;
    assert!(
        made_up.refused(422, "validation_failed")["errors"]["events"][0]
            .as_str()
            .is_some_and(|it| it.contains("made.up"))
    );
    for url in [
        "",
        "nonsense",
        "//a.example",
        "ftp://a.example",
        "file:///etc/passwd",
        "gopher://a.example",
        "javascript:alert(1)",
        "http://a.example",
        "https://",
        "https://user@a.example",
        "https://user:pass@a.example",
        "https://a.example:22/",
        "https://a.example:5432",
        "https://localhost",
        "https://localhost./",
        "https://x.localhost",
        "https://127.0.0.1",
        "https://127.0.0.1./",
        "https://127.1",
        "https://2130706433",
        "https://0x7f000001",
        "https://0177.0.0.1",
        "https://0x7f.0.0.0x1",
        "https://0",
        "https://10.0.0.1",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]",
        "https://[::]",
        "https://[::ffff:127.0.0.1]",
        "https://[::ffff:7f00:1]",
        "https://[0:0:0:0:0:ffff:127.0.0.1]",
        "https://[64:ff9b::a9fe:a9fe]",
        "https://[2002:7f00:1::]",
        "https://[fd00:ec2::254]",
        "https://[fe80::1]",
        "https://①②⑦.⓪.⓪.①",
        "https://127。0。0。1",
        "https://100.100.100.200",
    ] {
        let answer = salma.post(&path, json!({"url": url})).await;
        assert!(answer.refused(422, "validation_failed")["errors"]["url"].is_array(), "{url}");
    }
    for url in ["https://a.example", "https://a.example:8443/x?y=z", "https://93.184.216.34/", "https://مثال.example/"]
    {
        assert_eq!(salma.post(&path, json!({"url": url})).await.status, 201, "{url}");
    }
    for number in 4..50 {
        assert_eq!(salma.post(&path, json!({"url": "https://a.example"})).await.status, 201, "{number}");
    }
    salma.post(&path, json!({"url": "https://a.example"})).await.refused(409, "conflict");
}

#[tokio::test]
async fn webhooks_are_for_managers_of_their_own_org() {
    let app = TestApp::start().await;
    let receiver = Receiver::good().await;
    let (salma, org) = app.founder("Salma").await;
    let (mona, _) = app.colleague("Mona", org, "manager").await;
    let (omar, _) = app.colleague("Omar", org, "member").await;
    let (mallory, other) = app.founder("Mallory").await;
    let (one, _) = endpoint(&mona, org, json!({"url": receiver.url})).await;
    let (foreign, _) = endpoint(&mallory, other, json!({"url": receiver.url})).await;
    omar.get(&one).await.refused(403, "forbidden");
    omar.post(&format!("{one}/test"), json!({})).await.refused(403, "forbidden");
    mallory.get(&one).await.refused(404, "not_found");
    let own = foreign.rsplit('/').next().expect("id");
    mona.get(&format!("/api/orgs/{org}/webhooks/{own}")).await.refused(404, "not_found");
    mona.post(&format!("/api/orgs/{org}/webhooks/{own}/test"), json!({})).await.refused(404, "not_found");

    // what happens in one org is told to its own endpoints only
    happen(&salma, org, "Palm").await;
    send(&app).await;
    let seen = receiver.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].body()["org_id"], org.to_string());
    let list = mona.get(&format!("{one}/deliveries")).await;
    let id = list.data()[0]["id"].as_str().expect("id").to_owned();
    mallory.get(&format!("{foreign}/deliveries/{id}")).await.refused(404, "not_found");
    mallory.post(&format!("{foreign}/deliveries/{id}/resend"), json!({})).await.refused(404, "not_found");
    assert_eq!(mallory.get(&format!("{foreign}/deliveries")).await.body["meta"]["total"], 0);
    let in_org = |person: &Person| person.client.with("x-org-id", &org.to_string());
    assert_eq!(in_org(&mona).get("/api/webhook-events").await.data()[0]["event"], "member.joined");
    in_org(&omar).get("/api/webhook-events").await.refused(403, "forbidden");
}

#[tokio::test]
async fn an_administrator_sees_what_fails_but_not_what_is_sent_and_sends_it_again() {
    let app = TestApp::start().await;
    let receiver =
        Receiver::start(
            |number| {
                if number < 8 { http::StatusCode::INTERNAL_SERVER_ERROR } else { http::StatusCode::OK }
            },
        )
        .await;
    let (salma, org) = app.founder("Salma").await;
    let (one, _) = endpoint(&salma, org, json!({"url": receiver.url})).await;
    let key = json!({"name": "secret plan", "scopes": ["org.read"]});
    salma.post(&format!("/api/orgs/{org}/api-keys"), key).await.data();
    send(&app).await;
    for _ in 0..7 {
        app.advance(chrono::TimeDelta::hours(10));
        app.run_jobs().await;
    }
    let root = app.instance_admin("Root").await;
    let salma = app.signed_in(salma.user, "Salma").await;
    salma.get("/api/admin/failed-webhooks").await.refused(403, "forbidden");
    let list = root.get("/api/admin/failed-webhooks?sort=-failed").await;
    let (row, id) = (&list.data()[0], one.rsplit('/').next().expect("id"));
    assert_eq!((&row["failed"], &row["status"], &row["id"]), (&json!(1), &json!(500), &json!(id)));
    let text = String::from_utf8(list.bytes.clone()).expect("text");
    assert!(row["host"].as_str().is_some_and(|host| host.starts_with("127.0.0.1:")), "{row}");
    assert!(!text.contains("token=abc") && !text.contains("secret plan"), "{text}");

    // the command line's door
    use cmis_app::admin_actions::webhooks::{Which, failed, replay};
    let given_up = failed(&app.app, Some(&org.to_string()), None, 10).await.expect("listed");
    assert_eq!((given_up.len(), given_up[0].attempts, given_up[0].event.as_str()), (1, 8, "api_key.created"));
    let (known, unknown) = (given_up[0].id.raw(), uuid::Uuid::nil());
    let which = Which::Ids(vec![known, unknown]);
    let counted = replay(&app.app, &which, true).await.expect("counted");
    assert_eq!((counted.replayed, counted.unknown.as_slice()), (1, [unknown].as_slice()));
    app.run_jobs().await;
    assert_eq!(receiver.count(), 8);
    salma.post(&format!("{one}/disable"), json!({})).await.data();
    let left_out = replay(&app.app, &Which::All, false).await.expect("left out");
    assert_eq!((left_out.replayed, left_out.disabled), (0, 1));
    salma.post(&format!("{one}/enable"), json!({})).await.data();
    let again = replay(&app.app, &Which::Endpoint(id.parse().expect("id")), false).await.expect("sent again");
    assert_eq!((again.replayed, again.disabled), (1, 0));
    app.run_jobs().await;
    assert_eq!(receiver.count(), 9);
    assert_eq!(salma.get(&format!("{one}/deliveries?state=delivered")).await.body["meta"]["total"], 1);
    assert_eq!(root.get("/api/admin/failed-webhooks").await.body["meta"]["total"], 0);
}

#[tokio::test]
async fn secrets_are_sealed_again_when_the_keys_rotate() {
    let app = TestApp::start().await;
    let receiver = Receiver::good().await;
    let (salma, org) = app.founder("Salma").await;
    let (one, _) = endpoint(&salma, org, json!({"url": receiver.url})).await;
    salma.post(&format!("{one}/rotate-secret"), json!({})).await.data();
    let done = cmis_app::admin_actions::secrets::reseal(&app.app).await.expect("nothing to do");
    assert!(done.iter().any(|place| place.place == "webhook_endpoints.secret" && (place.done, place.failed) == (0, 0)));
    // what none of the keys opens is told, and stays
    app.as_owner("update webhook_endpoints set secret = decode(repeat('ab', 60), 'hex')").await;
    let done = cmis_app::admin_actions::secrets::reseal(&app.app).await.expect("looked through");
    assert!(done.iter().any(|place| place.place == "webhook_endpoints.secret" && (place.done, place.failed) == (0, 1)));
}
