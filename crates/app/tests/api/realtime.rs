//! Who hears what at once, through real sockets: rooms, tokens, the end of rights, several nodes, and what nobody should send.

use chrono::TimeDelta;
use cmis_app::realtime::metrics_updated;
use http::Method;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use crate::{
    harness::TestApp,
    sockets::{Node, Socket},
};

async fn joins(socket: &mut Socket, room: &str) {
    assert_eq!(socket.ask("join", room).await, json!({"ok": true}), "{room}");
}

#[tokio::test]
async fn a_notification_comes_as_the_api_gives_it() {
    let app = TestApp::start().await;
    let node = Node::of(&app).await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, member) = app.colleague("Omar", org, "viewer").await;
    let [mut to_salma, mut to_omar] = [node.enter(&salma).await, node.enter(&omar).await];
    joins(&mut to_salma, &format!("org:{org}")).await;
    joins(&mut to_omar, &format!("org:{org}")).await;
    salma.patch(&format!("/api/orgs/{org}/members/{member}"), json!({"role": "manager"})).await.data();
    let heard = to_omar.hears("notification").await;
    assert_eq!(heard, omar.get("/api/notifications").await.data()[0]);
    assert_eq!(heard["kind"], "member.role_changed");
    let change = json!({"org_id": org, "kind": "member.role_changed", "object_id": member});
    assert_eq!(to_omar.hears("org:changed").await, change);
    assert_eq!(to_salma.hears("org:changed").await, change);
    assert!(!to_salma.so_far().await.iter().any(|(event, _)| event == "notification"));
}

#[tokio::test]
async fn only_a_persons_own_token_opens_and_only_while_it_holds() {
    let app = TestApp::start().await;
    let node = Node::of(&app).await;
    let (salma, org) = app.founder("Salma").await;
    let key =
        salma.post(&format!("/api/orgs/{org}/api-keys"), json!({"name": "Shop", "scopes": ["members.read"]})).await;
    let key = key.data()["key"].as_str().expect("key").to_owned();
    let another = TestApp::start().await.person("Salma").await;
    let refusals = [
        (json!({"token": "junk"}), "unauthenticated"),
        (json!({"token": format!("{}x", salma.token())}), "unauthenticated"),
        (json!({"token": another.token()}), "unauthenticated"),
        (json!({"token": null}), "unauthenticated"),
        (json!({"token": 7}), "unauthenticated"),
        (json!({}), "unauthenticated"),
        (json!([1]), "unauthenticated"),
        (json!({"token": key}), "forbidden"),
        (json!({"token": "cmis_at_x"}), "forbidden"),
    ];
    for (auth, code) in refusals {
        let answer = node.connect().await.introduce(&auth).await;
        assert_eq!(answer, format!("44{}", json!({"message": code})), "{auth}");
    }
    assert!(node.connect().await.introduce(&json!({"token": salma.token()})).await.starts_with("40{"));
    app.advance(TimeDelta::minutes(16));
    let answer = node.connect().await.introduce(&json!({"token": salma.token()})).await;
    assert_eq!(answer, format!("44{}", json!({"message": "token_expired"})));
}

#[tokio::test]
async fn a_socket_ends_with_its_login_and_no_other_does() {
    let app = TestApp::start().await;
    let node = Node::of(&app).await;
    let root = app.instance_admin("Root").await;
    let (salma, org) = app.founder("Salma").await;
    let phone = app.signed_in(salma.user, "Salma").await;
    let [mut at_desk, mut on_phone] = [node.enter(&salma).await, node.enter(&phone).await];
    joins(&mut at_desk, &format!("org:{org}")).await;
    // signed out
    phone.post("/api/auth/logout", json!({})).await.data();
    on_phone.is_let_go().await;
    joins(&mut at_desk, &format!("org:{org}")).await;
    // a disabled account
    root.patch(&format!("/api/admin/users/{}", salma.user), json!({"disabled": true})).await.data();
    at_desk.is_let_go().await;
    // its time is over
    let omar = app.person("Omar").await;
    let mut socket = node.enter(&omar).await;
    app.advance(TimeDelta::days(400));
    socket.is_let_go().await;
}

#[tokio::test]
async fn nobody_joins_or_stays_where_they_may_not_read() {
    let app = TestApp::start().await;
    let node = Node::of(&app).await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, member) = app.colleague("Omar", org, "manager").await;
    let (rival, foreign) = app.founder("Rival").await;
    let [mut socket, mut to_salma] = [node.enter(&omar).await, node.enter(&salma).await];
    let rooms = [
        format!("org:{foreign}"),
        format!("user:{}", rival.user),
        format!("campaign:{org}"),
        format!("conversation:{org}"),
        format!("ORG:{org}"),
        format!("org:{org} "),
        "org:".into(),
        String::new(),
        "org:*".into(),
        "x".repeat(9000),
    ];
    for room in rooms {
        let answer = socket.ask("join", &room).await;
        assert_eq!((&answer["ok"], &answer["code"]), (&json!(false), &json!("not_found")), "{room}: {answer}");
    }
    joins(&mut socket, &format!("user:{}", omar.user)).await;
    joins(&mut socket, &format!("org:{org}")).await;
    joins(&mut to_salma, &format!("org:{org}")).await;
    // what happens elsewhere is not heard
    rival.patch(&format!("/api/orgs/{foreign}"), json!({"name": "Rivals"})).await;
    // suspended: out of the room at once, still signed in
    salma.patch(&format!("/api/orgs/{org}/members/{member}"), json!({"status": "suspended"})).await.data();
    assert_eq!(socket.hears("left").await, json!({"room": format!("org:{org}"), "code": "forbidden"}));
    assert_eq!(socket.ask("join", &format!("org:{org}")).await["code"], "forbidden");
    salma.patch(&format!("/api/orgs/{org}/members/{member}"), json!({"status": "active"})).await.data();
    joins(&mut socket, &format!("org:{org}")).await;
    // removed
    salma.send(Method::DELETE, &format!("/api/orgs/{org}/members/{member}"), None).await.data();
    assert_eq!(socket.hears("left").await["code"], "not_found");
    socket.so_far().await;
    salma.patch(&format!("/api/orgs/{org}"), json!({"name": "Palms"})).await;
    while to_salma.hears("org:changed").await["kind"] != "org.updated" {}
    let heard = socket.so_far().await;
    assert!(heard.is_empty(), "{heard:?}");
}

#[tokio::test]
async fn new_numbers_are_told_with_the_campaigns_that_they_are_of() {
    let app = TestApp::start().await;
    let node = Node::of(&app).await;
    let (salma, org) = app.founder("Salma").await;
    let (noor, _) = app.founder("Noor").await;
    let [mut to_salma, mut to_noor] = [node.enter(&salma).await, node.enter(&noor).await];
    joins(&mut to_salma, &format!("org:{org}")).await;
    let campaigns: Vec<Uuid> = (0..101).map(Uuid::from_u128).collect();
    for told in [&campaigns[..100], &campaigns] {
        let mut tx = app.app.tenant(org).await.expect("transaction");
        metrics_updated(&mut tx, org, told).await.expect("told");
        tx.commit().await.expect("committed");
    }
    let named = json!({"org_id": org, "campaign_ids": campaigns[..100]});
    assert_eq!(to_salma.hears("metrics:updated").await, named);
    // of more than a message holds none is named: it may be any
    assert_eq!(to_salma.hears("metrics:updated").await, json!({"org_id": org, "campaign_ids": []}));
    let heard = to_noor.so_far().await;
    assert!(heard.iter().all(|(event, _)| event != "metrics:updated"), "{heard:?}");
}

#[tokio::test]
async fn a_job_is_told_to_whoever_asked_for_it() {
    let app = TestApp::start().await;
    let node = Node::of(&app).await;
    let (salma, org) = app.founder("Salma").await;
    let (huda, _) = app.colleague("Huda", org, "admin").await;
    let [mut to_salma, mut elsewhere, mut to_huda] =
        [node.enter(&salma).await, node.enter(&salma).await, node.enter(&huda).await];
    for socket in [&mut to_salma, &mut to_huda] {
        joins(socket, &format!("org:{org}")).await;
    }
    let job = salma.get(&format!("/api/orgs/{org}/export")).await.data()["job_id"].clone();
    app.run_jobs().await;
    let progress = to_salma.hears("job:progress").await;
    assert_eq!((&progress["job_id"], &progress["kind"]), (&job, &json!("org.export")), "{progress}");
    let end = json!({"job_id": job, "org_id": org, "kind": "org.export", "status": "completed"});
    assert_eq!(to_salma.hears("job:finished").await, end);
    // one's own job is heard without any org
    let own = salma.get("/api/users/me/export").await.data()["job_id"].clone();
    app.run_jobs().await;
    let heard = elsewhere.hears("job:finished").await;
    assert_eq!((&heard["job_id"], &heard["org_id"]), (&own, &Value::Null));
    for mut socket in [elsewhere, to_huda] {
        let heard = socket.so_far().await;
        assert!(!heard.iter().any(|(event, data)| event.starts_with("job:") && data["job_id"] == job), "{heard:?}");
    }
}

#[tokio::test]
async fn two_nodes_are_one() {
    let app = TestApp::start().await;
    let [here, there] = [Node::of(&app).await, Node::start(app.another_node().await).await];
    let (salma, org) = app.founder("Salma").await;
    let (omar, member) = app.colleague("Omar", org, "viewer").await;
    let [mut a, mut b] = [here.enter(&omar).await, there.enter(&omar).await];
    for socket in [&mut a, &mut b] {
        joins(socket, &format!("org:{org}")).await;
    }
    salma.patch(&format!("/api/orgs/{org}/members/{member}"), json!({"role": "member"})).await.data();
    let heard = a.hears("notification").await;
    assert_eq!(heard, b.hears("notification").await);
    assert_eq!(a.hears("org:changed").await, b.hears("org:changed").await);
    // the login ends at one, the socket at the other
    omar.post("/api/auth/logout", json!({})).await.data();
    a.is_let_go().await;
    b.is_let_go().await;
}

async fn online(person: &crate::harness::Person, org: impl std::fmt::Display) -> Vec<Value> {
    let answer = person.get(&format!("/api/orgs/{org}/presence")).await;
    let mut online = answer.data()["online"].as_array().expect("people").clone();
    online.sort_by_key(Value::to_string);
    online
}

#[tokio::test]
async fn everybody_sees_who_is_there() {
    let app = TestApp::start().await;
    let [here, there] = [Node::of(&app).await, Node::start(app.another_node().await).await];
    let (salma, org) = app.founder("Salma").await;
    let (omar, member) = app.colleague("Omar", org, "viewer").await;
    let mut to_salma = here.enter(&salma).await;
    joins(&mut to_salma, &format!("org:{org}")).await;
    let came = |who: &crate::harness::Person| json!({"org_id": org, "online": [who.user], "offline": []});
    let went = |who: &crate::harness::Person| json!({"org_id": org, "online": [], "offline": [who.user]});
    assert_eq!(to_salma.hears("presence").await, came(&salma));
    let [mut first, mut second] = [here.enter(&omar).await, there.enter(&omar).await];
    joins(&mut first, &format!("org:{org}")).await;
    assert_eq!(to_salma.hears("presence").await, came(&omar));
    let mut both = vec![json!(salma.user), json!(omar.user)];
    both.sort_by_key(Value::to_string);
    assert_eq!(online(&omar, org).await, both);
    // at a second node as well: nothing new; only the last one that goes is told
    joins(&mut second, &format!("org:{org}")).await;
    drop(first);
    drop(second);
    assert_eq!(to_salma.hears("presence").await, went(&omar));
    assert_eq!(online(&salma, org).await, [json!(salma.user)]);
    // a node that dies takes its people with it, as soon as it was not seen for a while
    let mut again = there.enter(&omar).await;
    joins(&mut again, &format!("org:{org}")).await;
    assert_eq!(to_salma.hears("presence").await, came(&omar));
    app.as_owner(&format!(
        "update realtime_nodes set seen_at = seen_at - interval '1 hour' where id in (select node_id from presence where user_id = '{}')",
        omar.user
    ))
    .await;
    assert_eq!(to_salma.hears("presence").await, went(&omar));
    // which was not dead: it comes back by itself
    assert_eq!(to_salma.hears("presence").await, came(&omar));
    // whoever lost the membership is not there, whatever their page shows
    salma.send(Method::DELETE, &format!("/api/orgs/{org}/members/{member}"), None).await.data();
    assert_eq!(to_salma.hears("presence").await, went(&omar));
    omar.get(&format!("/api/orgs/{org}/presence")).await.refused(404, "not_found");
    // a node that stops says goodbye
    there.stop().await;
    again.is_let_go().await;
}

#[tokio::test]
async fn what_nobody_should_send_harms_nobody() {
    let app = TestApp::start().await;
    let node = Node::of(&app).await;
    let (salma, org) = app.founder("Salma").await;
    let mut well = node.enter(&salma).await;
    let packets: Vec<Message> = vec![
        "4".into(),
        "42".into(),
        "42[".into(),
        "42[]".into(),
        "42[7]".into(),
        "42{\"a\":1}".into(),
        "420[\"join\"".into(),
        "4299999999999999999999[\"join\",\"x\"]".into(),
        "45".into(),
        "451-[\"join\",{\"_placeholder\":true,\"num\":0}]".into(),
        "459999999-[\"join\"]".into(),
        "46-".into(),
        "49".into(),
        "9".into(),
        "\u{0}".into(),
        "40/other,{}".into(),
        "40{".into(),
        "4".repeat(4000).into(),
        format!("42[\"join\",\"{}\"]", "x".repeat(200_000)).into(),
        Message::binary(vec![0; 10]),
        Message::binary(vec![7; 200_000]),
        Message::Ping(vec![1; 100].into()),
    ];
    for known in [true, false] {
        for packet in &packets {
            let mut socket = if known { node.enter(&salma).await } else { node.connect().await };
            socket.send(packet.clone()).await;
            socket.send("41").await;
            socket.send("1").await;
        }
    }
    // an event without an answer wanted, of a wrong type, and with none at all
    for packet in
        ["42[\"join\"]", "42[\"join\",null]", "42[\"join\",{\"room\":7}]", "42[\"leave\",[]]", "42[\"unknown\",1]"]
    {
        well.send(packet).await;
    }
    joins(&mut well, &format!("org:{org}")).await;
    // a thousand joins: refused after a while, then let go
    let mut eager = node.enter(&salma).await;
    let (mut refused, mut rounds) = (Value::Null, 0);
    while refused.is_null() {
        rounds += 1;
        let answer = eager.ask("join", &format!("org:{org}")).await;
        refused = answer.get("code").cloned().unwrap_or_default();
    }
    assert_eq!((refused, rounds), (json!("rate_limited"), 121));
    for number in 0..1000 {
        eager.send(format!("42{number}[\"join\",\"org:{org}\"]")).await;
    }
    eager.is_let_go().await;
    joins(&mut well, &format!("org:{org}")).await;
}

#[tokio::test]
async fn one_person_has_a_bounded_number_of_sockets() {
    let app = TestApp::start().await;
    let node = Node::of(&app).await;
    let (salma, _) = app.founder("Salma").await;
    let mut sockets = Vec::new();
    for _ in 0..50 {
        sockets.push(node.enter(&salma).await);
        sockets.last_mut().expect("socket").ask("leave", "").await;
    }
    let answer = node.connect().await.introduce(&json!({"token": salma.token()})).await;
    assert_eq!(answer, format!("44{}", json!({"message": "rate_limited"})));
    sockets.clear();
    let omar = app.person("Omar").await;
    node.enter(&omar).await;
}

#[tokio::test]
async fn polling_works_too_and_pages_from_elsewhere_are_kept_out() {
    let app = TestApp::with(|settings| {
        settings.cors_origins = vec!["https://partner.example".into()];
        settings.limits.session = 12;
    })
    .await;
    let node = Node::of(&app).await;
    let (salma, _) = app.founder("Salma").await;
    let base = format!("http://{}/socket.io/?EIO=4&transport=polling", node.address);
    // plain HTTP on this machine; the client insists on a provider of TLS all the same
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().build().expect("client");
    let open = |origin: Option<String>| {
        let request = http.get(&base);
        let request = match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        };
        async move { request.send().await.expect("answer") }
    };
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1", "127.0.0.1"] {
        assert_eq!(open(Some(origin.into())).await.status(), 403, "{origin}");
    }
    for origin in ["https://partner.example", "http://localhost:8080", &format!("http://{}", node.address)] {
        let answer = open(Some(origin.into())).await;
        assert_eq!(answer.status(), 200, "{origin}");
        let allowed = answer.headers().get("access-control-allow-origin").cloned();
        assert_eq!(allowed.is_some(), origin.contains("partner"));
    }
    let answer = open(None).await;
    assert!(answer.headers().contains_key("x-request-id") && answer.headers().contains_key("content-security-policy"));
    let text = answer.text().await.expect("text");
    let opened: Value = serde_json::from_str(&text[1..]).expect("JSON");
    let session = format!("{base}&sid={}", opened["sid"].as_str().expect("sid"));
    let hello = format!("40{}", json!({"token": salma.token()}));
    assert_eq!(http.post(&session).body(hello).send().await.expect("answer").text().await.expect("text"), "ok");
    let mut answer = "2".to_owned();
    while answer == "2" {
        answer = http.get(&session).send().await.expect("answer").text().await.expect("text");
    }
    assert!(answer.contains("40{\"sid\""), "{answer}");
    // too much in one body, and what is no session
    let large = http.post(&session).body("x".repeat(100_000)).send().await.expect("answer");
    assert!(large.status().is_client_error(), "{}", large.status());
    for query in ["", "?EIO=4", "?EIO=3&transport=polling", "?EIO=4&transport=polling&sid=x", "?EIO=4&transport=pigeon"]
    {
        let answer = http.get(format!("http://{}/socket.io/{query}", node.address)).send().await.expect("answer");
        assert_eq!(answer.status(), 400, "{query}");
    }
    // an address opens so many a minute
    let mut last = 200;
    for _ in 0..12 {
        last = open(None).await.status().as_u16();
    }
    assert_eq!(last, 429);
    app.anonymous().get("/socket.io").await.refused(404, "not_found");
}
