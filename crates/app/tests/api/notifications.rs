//! Who is told of what: by whom it was caused, by preference, exactly once, in the reader's language.

use std::time::Duration;

use chrono::TimeDelta;
use cmis_app::{
    access::caller::Actor,
    audit::{self, Change},
    events,
};
use cmis_base::id::{Id, Member, Org};
use serde_json::{Value, json};

use crate::harness::{PASSWORD, Person, TestApp};

async fn happened(app: &TestApp, org: Id<Org>, actor: &Person, change: Change) {
    let actor = Actor { kind: "person", id: Some(actor.user.raw()), name: Some(actor.name.clone()), ..Actor::system() };
    let mut tx = app.app.system("test").await.expect("transaction");
    audit::record(&mut tx, org, &actor, app.clock.now(), change).await.expect("recorded");
    tx.commit().await.expect("commit");
}

fn joined(member: Id<Member>, name: &str) -> Change {
    Change::new("member.joined", "member", member).after(json!({"name": name, "role": "viewer"}))
}

async fn titles(person: &Person) -> Vec<String> {
    let list = person.get("/api/notifications").await;
    list.data().as_array().expect("rows").iter().map(|row| row["title"].as_str().expect("title").to_owned()).collect()
}

#[tokio::test]
async fn admins_hear_of_a_new_colleague_in_their_language_and_the_colleague_does_not() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, omar_id) = app.colleague("Omar", org, "viewer").await;
    let (noor, _) = app.colleague("Noor", org, "manager").await;
    happened(&app, org, &omar, joined(omar_id, "Omar")).await;
    app.tell().await;
    let list = salma.get("/api/notifications").await;
    let row = &list.data()[0];
    assert_eq!(
        (&row["kind"], &row["title"], &row["read"]),
        (&json!("member.joined"), &json!("Omar joined the team"), &json!(false))
    );
    assert_eq!((&list.body["meta"]["unread"], &list.body["meta"]["total"]), (&json!(1), &json!(1)));
    assert!(row["body"].as_str().expect("body").contains("Salma & Co"));
    let arabic = salma.with("accept-language", "ar").get("/api/notifications").await;
    assert!(arabic.data()[0]["title"].as_str().expect("title").contains("انضمام Omar"), "{}", arabic.body);
    assert!(titles(&omar).await.is_empty() && titles(&noor).await.is_empty());

    // nobody else can read or mark it
    let path = format!("/api/notifications/{}/read", row["id"].as_str().expect("id"));
    omar.post(&path, json!({})).await.refused(404, "not_found");
    salma.post(&path, json!({})).await.data();
    salma.post(&path, json!({})).await.data();
    assert_eq!(salma.get("/api/notifications?read=false").await.body["meta"]["total"], 0);
    assert_eq!(salma.get("/api/notifications").await.body["meta"]["unread"], 0);
    assert_eq!(salma.post("/api/notifications/read-all", json!({})).await.data()["updated"], 0);
}

#[tokio::test]
async fn each_event_is_told_once_however_many_nodes_read() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    // making a new reader would put the nodes in a row by itself
    app.tell().await;
    for number in 0..25 {
        let (person, member) = app.colleague(&format!("P{number}"), org, "viewer").await;
        happened(&app, org, &person, joined(member, &person.name)).await;
    }
    // another node is at it, and dies
    let mut other = app.app.system("test").await.expect("transaction");
    events::queries::lock_consumer(&mut other, events::ORGS).await.expect("query").expect("the reader");
    for _ in 0..20 {
        assert_eq!(events::dispatch(&app.app).await.expect("dispatched"), 0);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    other.rollback().await.expect("rollback");
    for _ in 0..600 {
        let nodes = tokio::join!(events::dispatch(&app.app), events::dispatch(&app.app), events::dispatch(&app.app));
        for handled in [nodes.0, nodes.1, nodes.2] {
            handled.expect("dispatched");
        }
        if events::backlog(&app.app).await.expect("backlog") == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(salma.get("/api/notifications").await.body["meta"]["total"], 25);
    assert_eq!(salma.post("/api/notifications/read-all", json!({})).await.data()["updated"], 25);
}

#[tokio::test]
async fn nobody_is_told_of_what_they_did_themselves() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (huda, _) = app.colleague("Huda", org, "admin").await;
    happened(&app, org, &salma, Change::new("org.restored", "org", org)).await;
    app.tell().await;
    assert!(titles(&salma).await.is_empty());
    assert_eq!(titles(&huda).await, ["Salma & Co will not be deleted"]);
}

#[tokio::test]
async fn a_change_that_commits_late_is_not_skipped() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, omar_id) = app.colleague("Omar", org, "viewer").await;
    let mut late = app.app.system("test").await.expect("transaction");
    audit::record(&mut late, org, &Actor::system(), app.clock.now(), joined(omar_id, "Late")).await.expect("recorded");
    happened(&app, org, &omar, joined(omar_id, "Early")).await;
    events::dispatch(&app.app).await.expect("dispatched");
    late.commit().await.expect("commit");
    app.tell().await;
    let mut told = titles(&salma).await;
    told.sort();
    assert_eq!(told, ["Early joined the team", "Late joined the team"]);
}

#[tokio::test]
async fn the_inviter_hears_that_the_invitation_was_taken_up() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (noor, noor_id) = app.colleague("Noor", org, "manager").await;
    let (omar, omar_id) = app.colleague("Omar", org, "viewer").await;
    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query("insert into invitations (org_id, id, email, role, locale, token_hash, invited_by, created_at, expires_at, accepted_at) values ($1, $2, 'omar@example.com', 'viewer', 'en', '\\x01', $3, $4, $4, $4)")
        .bind(org.raw())
        .bind(app.app.ids.next::<()>().raw())
        .bind(noor_id.raw())
        .bind(app.clock.now())
        .execute(&mut *tx)
        .await
        .expect("invitation");
    tx.commit().await.expect("commit");
    happened(&app, org, &omar, joined(omar_id, "Omar")).await;
    app.tell().await;
    assert_eq!(titles(&noor).await, ["Omar accepted the invitation"]);
    assert_eq!(titles(&salma).await, ["Omar joined the team"]);
    let mails = app.mails().await;
    let told: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("accepted")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].to.contains("noor@example.com"));
}

#[tokio::test]
async fn preferences_are_honoured_and_security_mails_stay() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let path = "/api/users/me/notification-preferences";
    let defaults = salma.get(path).await;
    let events = defaults.data()["events"].as_array().expect("events").clone();
    assert!(events.iter().any(|event| event["kind"] == "security.new_login" && event["mail"] == true));
    let put = |events: Value| json!({"events": events});
    let quiet = json!([{"kind": "member.joined", "in_app": false, "mail": false}, {"kind": "member.left", "in_app": true, "mail": true}]);
    let answer = salma.put(path, put(quiet)).await;
    let of = |answer: &Value, kind: &str| {
        answer["events"].as_array().expect("events").iter().find(|event| event["kind"] == kind).expect("kind").clone()
    };
    assert_eq!(of(answer.data(), "member.joined")["in_app"], false);
    assert_eq!(of(answer.data(), "export.ready")["mail"], true);
    let loud = json!([{"kind": "security.new_login", "in_app": true, "mail": false}, {"kind": "none", "in_app": true, "mail": true}, {}]);
    let errors = &salma.put(path, put(loud)).await.refused(422, "validation_failed")["errors"].clone();
    for field in ["events.0.mail", "events.1.kind", "events.2.kind", "events.2.in_app"] {
        assert!(errors[field].is_array(), "{field}: {errors}");
    }

    let (omar, omar_id) = app.colleague("Omar", org, "viewer").await;
    happened(&app, org, &omar, joined(omar_id, "Omar")).await;
    happened(&app, org, &omar, Change::new("member.left", "member", omar_id).before(json!({"name": "Omar"}))).await;
    app.tell().await;
    assert_eq!(titles(&salma).await, ["Omar left the team"]);
    let mails = app.mails().await;
    assert_eq!(mails.iter().filter(|mail| mail.subject == "Omar left the team").count(), 1);
    assert!(!mails.iter().any(|mail| mail.subject.contains("joined")));
}

#[tokio::test]
async fn a_person_hears_what_happens_to_their_account_and_role() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, omar_id) = app.colleague("Omar", org, "viewer").await;
    let body = json!({"current_password": PASSWORD, "new_password": "seven quiet rivers run north"});
    omar.put("/api/users/me/password", body).await.data();
    salma.patch(&format!("/api/orgs/{org}/members/{omar_id}"), json!({"role": "manager"})).await.data();
    app.tell().await;
    let mut told = titles(&omar).await;
    told.sort();
    assert_eq!(told, ["Your password has changed", "Your role has changed"]);
    let list = omar.get("/api/notifications?kind=member.role_changed").await;
    assert_eq!(list.data()[0]["body"], "Salma made you a manager in Salma & Co.");
    assert!(titles(&salma).await.is_empty());

    // who is no longer in an org no longer reads of it
    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query("update members set status = 'removed' where id = $1")
        .bind(omar_id.raw())
        .execute(&mut *tx)
        .await
        .expect("removed");
    tx.commit().await.expect("commit");
    assert!(titles(&omar).await.is_empty());
}

#[tokio::test]
async fn what_has_a_switch_is_told_by_that_switch_alone() {
    let app = TestApp::start().await;
    let salma = app.person("Salma").await;
    let org = salma.post("/api/orgs", json!({"name": "Nakheel"})).await.data()["id"].as_str().expect("id").to_owned();
    let id: Id<Org> = org.parse().expect("id");
    let (huda, _) = app.colleague("Huda", id, "admin").await;
    let kinds = ["member.role_changed", "org.deletion_scheduled", "plan.limit_near", "export.ready"];
    let choose = |in_app: bool, mail: bool| {
        let events = kinds.map(|kind| json!({"kind": kind, "in_app": in_app, "mail": mail}));
        json!({"events": events})
    };
    let path = "/api/users/me/notification-preferences";
    huda.put(path, choose(true, false)).await.data();

    // the third of three places is taken: nine tenths are used
    let invite = json!({"email": "omar@example.com", "role": "member"});
    salma.post(&format!("/api/orgs/{org}/invitations"), invite).await.data();
    for person in [&salma, &huda] {
        person.get(&format!("/api/orgs/{org}/export")).await.data();
        person.get("/api/users/me/export").await.data();
        app.run_jobs().await;
    }
    let body = json!({"name": "Nakheel"});
    salma.send(http::Method::DELETE, &format!("/api/orgs/{org}"), Some(body)).await.data();
    let mails = app.mails().await;
    let to = |name: &str| mails.iter().filter(|mail| mail.to.contains(&format!("{name}@example.com"))).count();
    assert_eq!((to("salma"), to("huda")), (4, 0), "{mails:?}");
    let mut told = titles(&huda).await;
    told.sort();
    let nakheel = ["Nakheel is close to a limit of its plan", "Nakheel will be deleted"];
    assert_eq!(told, [nakheel[0], nakheel[1], "Your export is ready", "Your export is ready"]);
    let list = huda.get("/api/notifications?kind=export.ready").await;
    let links: Vec<&Value> = list.data().as_array().expect("rows").iter().map(|row| &row["link"]).collect();
    assert!(links.contains(&&json!("/settings")) && links.contains(&&json!("/settings/organization")), "{links:?}");

    // the other way round: mail only
    huda.put(path, choose(false, true)).await.data();
    huda.post("/api/notifications/read-all", json!({})).await.data();
    huda.get("/api/users/me/export").await.data();
    let member = huda.get(&format!("/api/orgs/{org}/members?q=huda")).await.data()[0]["id"].clone();
    let member = member.as_str().expect("id");
    salma.patch(&format!("/api/orgs/{org}/members/{member}"), json!({"role": "manager"})).await.data();
    let mails = app.mails().await;
    let texts: Vec<&str> =
        mails.iter().filter(|mail| mail.to.contains("huda@")).map(|mail| mail.text.as_str()).collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(texts.iter().any(|text| text.contains("Salma") && text.contains("Nakheel")), "{texts:?}");
    assert_eq!(huda.get("/api/notifications").await.body["meta"]["unread"], 0);
}

#[tokio::test]
async fn an_export_is_told_to_whoever_asked_with_a_link_that_works() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (huda, _) = app.colleague("Huda", org, "admin").await;
    salma.get(&format!("/api/orgs/{org}/export")).await.data();
    app.run_jobs().await;
    // however late the news comes, the link ends when the archive goes
    app.advance(chrono::TimeDelta::minutes(5));
    let mails = app.mails().await;
    let mail = mails.iter().find(|mail| mail.to.contains("salma@")).expect("mail");
    let link = mail.links.iter().find(|link| link.contains("/api/files/exports/")).expect("link");
    let file = app.anonymous().get(link.trim_start_matches("http://localhost:8080")).await;
    assert_eq!(file.headers["content-type"], "application/zip");
    assert_eq!(titles(&salma).await, ["Your export is ready"]);
    assert!(titles(&huda).await.is_empty() && !mails.iter().any(|mail| mail.to.contains("huda@")));
    // who reads the log does not get the archive by it
    let log = salma.get(&format!("/api/orgs/{org}/audit-log")).await;
    assert!(log.body.to_string().contains("org.export_ready") && !log.body.to_string().contains("signature"));
}

#[tokio::test]
async fn when_much_happens_the_rest_of_the_hour_comes_as_one_mail() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (huda, _) = app.colleague("Huda", org, "admin").await;
    let (gone, gone_id) = app.colleague("Gone", org, "admin").await;
    for _ in 0..9 {
        happened(&app, org, &huda, Change::new("org.restored", "org", org)).await;
    }
    app.mails().await;
    let of = |mails: &[cmis_connectors::mail::CaughtMail], person: &Person| -> Vec<String> {
        mails.iter().filter(|mail| mail.to == person.email).map(|mail| mail.subject.clone()).collect()
    };
    let one_by_one = vec!["Salma & Co will not be deleted".to_owned(); 5];
    assert_eq!(of(&app.mails().await, &salma), one_by_one);
    assert_eq!(of(&app.mails().await, &gone), one_by_one);
    salma.delete(&format!("/api/orgs/{org}/members/{gone_id}")).await.data();

    app.clock.advance(TimeDelta::minutes(61));
    let mails = app.mails().await;
    let mut expected = one_by_one.clone();
    expected.push("4 notifications from CMIS".to_owned());
    assert_eq!(of(&mails, &salma), expected);
    let digest = mails.iter().find(|mail| mail.subject == expected[5]).expect("the digest");
    assert_eq!(digest.text.matches("* Salma & Co will not be deleted").count(), 4, "{}", digest.text);
    assert_eq!(of(&mails, &gone), one_by_one, "who left hears no more of it");

    // the digest was the first mail of a new hour
    for _ in 0..5 {
        happened(&app, org, &huda, Change::new("org.restored", "org", org)).await;
    }
    assert_eq!(of(&app.mails().await, &salma).len(), 6 + 4);
    app.clock.advance(TimeDelta::minutes(61));
    assert_eq!(of(&app.mails().await, &salma).last().map(String::as_str), Some("1 notification from CMIS"));
}
