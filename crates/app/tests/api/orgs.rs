//! The tenant from its first day to its last: settings, departures, export, deletion.

use std::io::Read;

use chrono::TimeDelta;
use http::Method;
use serde_json::{Value, json};

use crate::harness::{Client, TestApp};

async fn scalar(app: &TestApp, sql: &'static str, id: uuid::Uuid) -> i64 {
    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query_scalar(sql).bind(id).fetch_one(&mut *tx).await.expect("count")
}

async fn member_id(client: &Client, org: &str, name: &str) -> String {
    let answer = client.get(&format!("/api/orgs/{org}/members?q={name}")).await;
    answer.data()[0]["id"].as_str().expect("member").to_owned()
}

#[tokio::test]
async fn a_person_founds_an_org_and_sets_it_up() {
    let app = TestApp::start().await;
    let salma = app.person("Salma").await;
    salma.post("/api/orgs", json!({})).await.refused(422, "validation_failed");
    let wrong = json!({"name": " ", "currency": "XXX", "time_zone": "Mars", "locale": "fr", "week_start": "friday", "dialect": "x"});
    let answer = salma.post("/api/orgs", wrong).await;
    let fields = answer.refused(422, "validation_failed")["errors"].as_object().expect("errors");
    assert_eq!(fields.len(), 6, "{fields:?}");

    let answer = salma.post("/api/orgs", json!({"name": "Nakheel", "dialect": "gulf"})).await;
    assert_eq!(answer.status, 201);
    let org = answer.data().clone();
    assert_eq!(
        (&org["currency"], &org["time_zone"], &org["plan"]),
        (&json!("SAR"), &json!("Asia/Riyadh"), &json!("free"))
    );
    let path = answer.headers["location"].to_str().expect("address").to_owned();

    // it is the current one of the login: the short form finds it
    assert_eq!(salma.get("/api/members").await.data()[0]["role"], "admin");
    let change = json!({"name": "نخيل", "currency": "AED", "dialect": null});
    let changed = salma.with("if-match", "\"1\"").patch(&path, change).await;
    assert_eq!((&changed.data()["name"], &changed.data()["dialect"]), (&json!("نخيل"), &Value::Null));
    assert_eq!(salma.get(&path).await.data(), changed.data());
    salma.with("if-match", "\"1\"").patch(&path, json!({"name": "x"})).await.refused(409, "stale_version");
    salma.patch(&path, json!({"locale": 7})).await.refused(400, "malformed_request");
    // who has no second factor cannot demand one
    salma.patch(&path, json!({"require_mfa": true})).await.refused(409, "conflict");

    let mallory = app.person("Mallory").await;
    mallory.get(&path).await.refused(404, "not_found");
    mallory.patch(&path, json!({"name": "mine"})).await.refused(404, "not_found");
    let names = salma.get("/api/permissions").await;
    assert!(names.data()["permissions"].as_array().expect("list").iter().any(|one| one["name"] == "org.export"));
}

#[tokio::test]
async fn a_person_founds_many_orgs_but_not_without_end() {
    let app = TestApp::start().await;
    let salma = app.person("Salma").await;
    for number in 0..50 {
        salma.post("/api/orgs", json!({"name": format!("Org {number}")})).await.data();
    }
    salma.post("/api/orgs", json!({"name": "One more"})).await.refused(409, "conflict");
}

#[tokio::test]
async fn a_member_who_goes_loses_everything_at_once_and_the_last_admin_stays() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, omar_id) = app.colleague("Omar", org, "manager").await;
    let members = format!("/api/orgs/{org}/members");
    omar.delete(&format!("{members}/{omar_id}")).await.refused(403, "forbidden");
    assert_eq!(omar.get(&members).await.body["meta"]["total"], 2);
    salma.delete(&format!("{members}/{omar_id}")).await.data();
    omar.get(&members).await.refused(404, "not_found");
    salma.delete(&format!("{members}/{omar_id}")).await.refused(404, "not_found");
    assert_eq!(salma.get(&members).await.body["meta"]["total"], 1);
    // what he did can still be read
    salma.get(&format!("{members}/{omar_id}/activity")).await.data();

    salma.post(&format!("/api/orgs/{org}/leave"), json!({})).await.refused(409, "conflict");
    let own = member_id(&salma, &org.to_string(), "Salma").await;
    salma.delete(&format!("{members}/{own}")).await.refused(409, "conflict");
    // he may come back as somebody new
    let again = app.join(&omar, org, "viewer").await;
    assert_ne!(again, omar_id);
    omar.post(&format!("/api/orgs/{org}/leave"), json!({})).await.data();
    omar.get(&members).await.refused(404, "not_found");
}

#[tokio::test]
async fn two_admins_who_push_each_other_out_at_once_leave_one() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, omar_id) = app.colleague("Omar", org, "admin").await;
    let members = format!("/api/orgs/{org}/members");
    let salma_id = member_id(&salma, &org.to_string(), "Salma").await;
    let (one, two) = tokio::join!(async { salma.delete(&format!("{members}/{omar_id}")).await }, async {
        omar.patch(&format!("{members}/{salma_id}"), json!({"role": "viewer"})).await
    },);
    let done = [&one, &two].iter().filter(|answer| answer.status.is_success()).count();
    assert_eq!(done, 1, "{one:?} {two:?}");
    let left = "select count(*) from members where org_id = $1 and role = 'admin' and status = 'active'";
    assert_eq!(scalar(&app, left, org.raw()).await, 1);
}

#[tokio::test]
async fn a_role_change_is_mailed_in_the_members_own_language() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (_, omar) = app.colleague("Omar", org, "viewer").await;
    salma.patch(&format!("/api/orgs/{org}/members/{omar}"), json!({"role": "manager"})).await.data();
    let mails = app.mails().await;
    let mail = mails.iter().find(|mail| mail.to.contains("omar@example.com")).expect("mail");
    assert!(mail.text.contains("Salma") && mail.text.contains("Salma & Co"), "{}", mail.text);
}

#[tokio::test]
async fn a_deletion_waits_thirty_days_can_be_undone_and_then_leaves_nothing() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, _) = app.colleague("Omar", org, "manager").await;
    let (other, other_org) = app.founder("Noor").await;
    let path = format!("/api/orgs/{org}");
    let delete = |client: &Client, name: &str| {
        let (client, body, path) = (client.clone(), json!({"name": name}), path.clone());
        async move { client.send(Method::DELETE, &path, Some(body)).await }
    };
    salma.send(Method::DELETE, &path, Some(json!({}))).await.refused(422, "validation_failed");
    delete(&salma, "Something else").await.refused(422, "validation_failed");
    delete(&omar, "Salma & Co").await.refused(403, "forbidden");
    assert_eq!(delete(&salma, "Salma & Co").await.data()["deletes_at"], "2026-12-21T09:00:00Z");
    assert!(
        app.mails()
            .await
            .iter()
            .any(|mail| mail.to.contains("salma@example.com") && mail.subject.contains("Salma & Co"))
    );

    // taken back, and asked for again ten days later: the first job finds out that it is too early
    salma.post(&format!("{path}/restore"), json!({})).await.data();
    app.advance(TimeDelta::days(10));
    let salma = app.signed_in(salma.user, "Salma").await;
    let other = app.signed_in(other.user, "Noor").await;
    assert_eq!(delete(&salma, "Salma & Co").await.data()["deletes_at"], "2026-12-31T09:00:00Z");
    salma.post(&format!("{path}/invitations"), json!({"email": "new@example.com", "role": "viewer"})).await.data();
    salma.get(&format!("{path}/export")).await.data();
    app.run_jobs().await;
    app.advance(TimeDelta::days(20) + TimeDelta::hours(1));
    app.run_jobs().await;
    let salma = app.signed_in(salma.user, "Salma").await;
    assert_eq!(salma.get(&path).await.data()["name"], "Salma & Co");

    app.advance(TimeDelta::days(10));
    app.run_jobs().await;
    let salma = app.signed_in(salma.user, "Salma").await;
    salma.get(&path).await.refused(404, "not_found");
    for count in [
        "select count(*) from orgs where org_id = $1",
        "select count(*) from members where org_id = $1",
        "select count(*) from invitations where org_id = $1",
        "select count(*) from events where org_id = $1",
        "select count(*) from audit_log where org_id = $1",
        "select count(*) from jobs where org_id = $1",
        "select count(*) from finished_jobs where org_id = $1",
        "select count(*) from mails where org_id = $1",
    ] {
        assert_eq!(scalar(&app, count, org.raw()).await, 0, "{count}");
    }
    let kept = "select count(*) from system_audit_log where object_id = $1 and action = 'org.deleted'";
    assert_eq!(scalar(&app, kept, org.raw()).await, 1);
    assert_eq!(scalar(&app, "select count(*) from members where org_id = $1", other_org.raw()).await, 1);
    let other = app.signed_in(other.user, "Noor").await;
    other.get(&format!("/api/orgs/{other_org}")).await.data();
    let archives = std::fs::read_dir(app.app.settings.files.join("exports")).expect("folder").count();
    assert_eq!(archives, 0);
}

#[tokio::test]
async fn an_export_holds_what_the_org_owns_and_no_secret() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, _) = app.colleague("Omar", org, "manager").await;
    let (mallory, _) = app.founder("Mallory").await;
    salma
        .post(&format!("/api/orgs/{org}/invitations"), json!({"email": "n@example.com", "role": "viewer"}))
        .await
        .data();
    omar.get(&format!("/api/orgs/{org}/export")).await.refused(403, "forbidden");
    let started = salma.get(&format!("/api/orgs/{org}/export")).await;
    assert_eq!((started.status.as_u16(), &started.data()["status"]), (202, &json!("pending")));
    let again = salma.get(&format!("/api/orgs/{org}/export")).await;
    assert_eq!(again.data()["job_id"], started.data()["job_id"], "one waiting export is enough");
    let job = format!("/api/jobs/{}", started.data()["job_id"].as_str().expect("job"));
    assert_eq!(salma.get(&job).await.data()["status"], "pending");
    let mails = app.mails().await;

    let done = salma.get(&format!("{job}/status")).await;
    assert_eq!(done.data()["status"], "completed", "{}", done.body);
    let address = done.data()["result"]["download_url"].as_str().expect("address").to_owned();
    assert!(
        mails.iter().any(|mail| mail.to.contains("salma@") && mail.links.iter().any(|link| link.ends_with(&address)))
    );
    mallory.get(&job).await.refused(404, "not_found");
    // a manager sees that it runs, and not where the archive is
    let seen = omar.get(&job).await;
    assert_eq!((&seen.data()["status"], &seen.data()["result"]), (&json!("completed"), &json!(null)));
    assert_eq!(started.headers["location"], job.as_str());
    app.anonymous().get(&job).await.refused(401, "unauthenticated");

    let file = app.anonymous().get(&address).await;
    assert_eq!(file.headers["content-type"], "application/zip");
    assert!(file.headers["content-disposition"].to_str().expect("text").starts_with("attachment"));
    assert_eq!(json!(file.bytes.len()), done.data()["result"]["bytes"]);
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file.bytes)).expect("a ZIP");
    let mut read = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap_or_else(|_| panic!("no {name}")).read_to_string(&mut text).expect("text");
        text
    };
    let members = read("members.jsonl");
    assert!(members.contains("Omar") && !members.contains("Mallory") && members.lines().count() == 2, "{members}");
    let invitations = read("invitations.jsonl");
    assert!(invitations.contains("n@example.com") && !invitations.contains("token_hash"), "{invitations}");
    assert!(read("manifest.json").contains("Salma & Co") && !read("audit_log.jsonl").is_empty());

    for wrong in [address.replace("signature=", "signature=0"), address.replace("expires=1", "expires=2")] {
        app.anonymous().get(&wrong).await.refused(404, "not_found");
    }
    app.anonymous().get(address.split('?').next().expect("path")).await.refused(404, "not_found");
    app.advance(TimeDelta::days(7) + TimeDelta::seconds(1));
    app.anonymous().get(&address).await.refused(404, "not_found");
    app.run_jobs().await;
    assert_eq!(std::fs::read_dir(app.app.settings.files.join("exports")).expect("folder").count(), 0);
}

#[tokio::test]
async fn the_plan_and_its_use_are_shown() {
    let app = TestApp::start().await;
    let salma = app.person("Salma").await;
    salma.get("/api/users/me/subscription").await.refused(409, "conflict");
    salma.post("/api/orgs", json!({"name": "Nakheel"})).await.data();
    let answer = salma.get("/api/usage").await;
    let usage = answer.data();
    assert_eq!(usage["plan"], "free");
    assert_eq!(usage["metrics"][0], json!({"metric": "members", "used": 1, "limit": 3, "resets_at": null}));
    assert_eq!(usage["metrics"][2]["resets_at"], "2026-11-30T21:00:00Z");
    assert_eq!(salma.get("/api/users/me/subscription").await.data(), usage);
}

#[tokio::test]
async fn no_table_with_rows_of_orgs_is_forgotten_by_export_and_deletion() {
    let app = TestApp::start().await;
    let mut tx = app.app.system("test").await.expect("transaction");
    let known = cmis_app::orgs::data::queries::tables(&mut tx).await.expect("tables");
    let with_org: Vec<String> = sqlx::query_scalar(
        "select c.relname::text
         from pg_class c
         join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         order by 1",
    )
    .fetch_all(&mut *tx)
    .await
    .expect("tables");
    let others: Vec<&String> = with_org.iter().filter(|name| !known.iter().any(|table| table.name == **name)).collect();
    // the outbox is emptied by name, what waits for it goes by its foreign key, and a login outlives the org that it stood in
    assert_eq!(others, ["mails", "notification_digests", "sessions"]);
    for table in &known {
        let shown = table.columns.join(" ");
        assert!(!shown.contains("hash") && !shown.contains("secret"), "{}: {shown}", table.name);
    }
}
