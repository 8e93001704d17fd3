//! Invitations: who may make them, who may use them, once, and how many the plan allows.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{PASSWORD, Person, TestApp};

#[tokio::test]
async fn an_invited_colleague_joins_with_the_mailed_link_once() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let path = format!("/api/orgs/{org}/invitations");
    salma.post(&path, json!({})).await.refused(422, "validation_failed");
    let body = json!({"email": "Omar@Example.com", "role": "manager", "message": "Welcome!", "locale": "en"});
    let answer = salma.post(&path, body.clone()).await;
    assert_eq!(answer.status, 201);
    assert_eq!((&answer.data()["email"], &answer.data()["status"]), (&json!("omar@example.com"), &json!("pending")));
    assert_eq!(answer.data()["invited_by"]["name"], "Salma");
    salma.post(&path, body).await.refused(409, "conflict");

    let token = app.mailed_token("omar@example.com").await;
    assert!(token.starts_with("inv_"), "{token}");
    let link = format!("/api/invitations/{token}");
    let offer = app.anonymous().get(&link).await;
    assert_eq!(offer.data()["org_name"], "Salma & Co");
    assert_eq!((&offer.data()["has_account"], &offer.data()["message"]), (&json!(false), &json!("Welcome!")));

    // somebody else cannot use it, and is told why
    let mallory = app.person("Mallory").await;
    let refused = mallory.post(&format!("{link}/accept"), json!({})).await;
    assert!(refused.refused(403, "forbidden")["message"].as_str().expect("text").contains("omar@example.com"));
    app.anonymous().post(&format!("{link}/accept"), json!({})).await.refused(401, "unauthenticated");

    // he has no account yet: the token makes one at once
    let register =
        json!({"name": "Omar", "email": "omar@example.com", "password": PASSWORD, "invitation_token": token});
    assert_eq!(app.anonymous().post("/api/auth/register", register).await.data()["status"], "ready");
    let login = json!({"email": "omar@example.com", "password": PASSWORD});
    let signed_in = app.anonymous().post("/api/auth/login", login).await;
    let omar = app.anonymous().bearer(signed_in.data()["access_token"].as_str().expect("token"));
    let accept = format!("{link}/accept");
    let (one, two) = tokio::join!(omar.post(&accept, json!({})), omar.post(&accept, json!({})));
    let done = [&one, &two].iter().filter(|answer| answer.status.is_success()).count();
    assert_eq!(done, 1, "{one:?} {two:?}");
    assert_eq!(omar.get("/api/members").await.body["meta"]["total"], 2);
    omar.post(&format!("{link}/accept"), json!({})).await.refused(404, "not_found");
    app.anonymous().get(&link).await.refused(404, "not_found");
    assert_eq!(salma.get(&format!("{path}?status=accepted")).await.body["meta"]["total"], 1);
    salma.post(&path, json!({"email": "omar@example.com", "role": "viewer"})).await.refused(409, "conflict");
}

#[tokio::test]
async fn a_manager_invites_members_and_viewers_only() {
    let app = TestApp::start().await;
    let (_, org) = app.founder("Salma").await;
    let (omar, _) = app.colleague("Omar", org, "manager").await;
    let (dina, _) = app.colleague("Dina", org, "member").await;
    let path = format!("/api/orgs/{org}/invitations");
    for role in ["admin", "manager"] {
        let answer = omar.post(&path, json!({"email": "x@example.com", "role": role})).await;
        assert_eq!(answer.refused(403, "forbidden")["permission"], "members.invite_managers");
    }
    omar.post(&path, json!({"email": "x@example.com", "role": "member"})).await.data();
    dina.post(&path, json!({"email": "y@example.com", "role": "viewer"})).await.refused(403, "forbidden");
    assert_eq!(dina.get(&path).await.body["meta"]["total"], 1);
    let (mallory, _) = app.founder("Mallory").await;
    mallory.get(&path).await.refused(404, "not_found");
    mallory.post(&path, json!({"email": "y@example.com", "role": "viewer"})).await.refused(404, "not_found");
}

#[tokio::test]
async fn an_invitation_is_sent_again_revoked_and_expires() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let omar = app.person("Omar").await;
    let path = format!("/api/orgs/{org}/invitations");
    let made = salma.post(&path, json!({"email": "omar@example.com", "role": "member"})).await;
    let one = format!("{path}/{}", made.data()["id"].as_str().expect("id"));
    let first = app.mailed_token("omar@example.com").await;
    salma.post(&format!("{one}/resend"), json!({})).await.data();
    let second = app.mailed_token("omar@example.com").await;
    assert_ne!(first, second);
    omar.post(&format!("/api/invitations/{first}/accept"), json!({})).await.refused(404, "not_found");

    app.advance(TimeDelta::days(8));
    let salma = app.signed_in(salma.user, "Salma").await;
    let omar = app.signed_in(omar.user, "Omar").await;
    omar.post(&format!("/api/invitations/{second}/accept"), json!({})).await.refused(404, "not_found");
    assert_eq!(salma.get(&format!("{path}?status=expired")).await.data()[0]["status"], "expired");
    assert_eq!(salma.get(&format!("{path}?status=pending,accepted")).await.body["meta"]["total"], 0);
    salma.get(&format!("{path}?status=lost")).await.refused(400, "malformed_request");

    // an expired one does not stand in the way
    let made = salma.post(&path, json!({"email": "omar@example.com", "role": "viewer"})).await;
    let two = format!("{path}/{}", made.data()["id"].as_str().expect("id"));
    let third = app.mailed_token("omar@example.com").await;
    salma.delete(&two).await.data();
    omar.post(&format!("/api/invitations/{third}/accept"), json!({})).await.refused(404, "not_found");
    salma.post(&format!("{two}/resend"), json!({})).await.refused(409, "conflict");
    salma.delete(&format!("{path}/{org}")).await.refused(404, "not_found");
    app.anonymous().get("/api/invitations/inv_nothing%00").await.refused(404, "not_found");
}

#[tokio::test]
async fn the_plan_limits_members_and_open_invitations_together() {
    let app = TestApp::start().await;
    let salma = app.person("Salma").await;
    let org = salma.post("/api/orgs", json!({"name": "Nakheel"})).await.data()["id"].as_str().expect("id").to_owned();
    let path = format!("/api/orgs/{org}/invitations");
    let invite = |name: &str| json!({"email": format!("{name}@example.com"), "role": "member"});
    salma.post(&path, invite("a")).await.data();
    assert!(!app.mails().await.iter().any(|mail| mail.to.contains("salma@")));

    // one place is left, and two ask for it
    let (one, two) = tokio::join!(salma.post(&path, invite("b")), salma.post(&path, invite("c")));
    let refused = if one.status.is_success() { &two } else { &one };
    let body = refused.refused(402, "plan_limit");
    assert_eq!((&body["limit"], &body["used"]), (&json!(3), &json!(3)));
    assert_eq!((&body["required_plan"], &body["resets_at"]), (&json!("starter"), &Value::Null));
    assert!(one.status.is_success() || two.status.is_success());

    // the admins are told once
    let warnings =
        |mails: &[cmis_connectors::mail::CaughtMail]| mails.iter().filter(|mail| mail.to.contains("salma@")).count();
    assert_eq!(warnings(&app.mails().await), 1);
    let list = salma.get(&format!("{path}?status=pending&sort=email")).await;
    let last = list.data()[1]["id"].as_str().expect("id").to_owned();
    salma.delete(&format!("{path}/{last}")).await.data();
    salma.post(&path, invite("d")).await.data();
    assert_eq!(warnings(&app.mails().await), 1);
}

#[tokio::test]
async fn nobody_is_flooded_with_invitations() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let path = format!("/api/orgs/{org}/invitations");
    let made = salma.post(&path, json!({"email": "omar@example.com", "role": "member"})).await;
    let resend = format!("{path}/{}/resend", made.data()["id"].as_str().expect("id"));
    for _ in 0..4 {
        salma.post(&resend, json!({})).await.data();
    }
    salma.post(&resend, json!({})).await.refused(429, "rate_limited");
    salma.post(&path, json!({"email": "dina@example.com", "role": "member"})).await.data();
}

#[tokio::test]
async fn orgs_that_invite_at_once_do_not_flood_a_stranger_together() {
    let app = TestApp::start().await;
    let mut inviters = Vec::new();
    for number in 0..8 {
        inviters.push(app.founder(&format!("Salma{number}")).await);
    }
    let invite = |(salma, org): &(Person, _)| {
        let (client, path) = (salma.client.clone(), format!("/api/orgs/{org}/invitations"));
        async move { client.post(&path, json!({"email": "omar@example.com", "role": "member"})).await.status.as_u16() }
    };
    let mut answers = futures_util::future::join_all(inviters.iter().map(invite)).await;
    answers.sort_unstable();
    assert_eq!(answers, [201, 201, 201, 201, 201, 429, 429, 429]);
    // what is refused for another reason costs nothing
    let (salma, org) = &inviters[0];
    for _ in 0..8 {
        let again = json!({"email": "salma0@example.com", "role": "member"});
        salma.post(&format!("/api/orgs/{org}/invitations"), again).await.refused(409, "conflict");
    }
}

#[tokio::test]
async fn an_invitation_cannot_outgrow_a_plan_that_became_smaller() {
    let app = TestApp::start().await;
    let root = app.instance_admin("Root").await;
    let (salma, org) = app.founder("Salma").await;
    let omar = app.person("Omar").await;
    let body = json!({"email": "omar@example.com", "role": "member"});
    salma.post(&format!("/api/orgs/{org}/invitations"), body).await.data();
    let accept = format!("/api/invitations/{}/accept", app.mailed_token("omar@example.com").await);
    root.patch(&format!("/api/admin/orgs/{org}"), json!({"plan": "free"})).await.data();
    root.patch("/api/admin/plans/free", json!({"members": 1})).await.data();
    omar.post(&accept, json!({})).await.refused(402, "plan_limit");
    root.patch(&format!("/api/admin/orgs/{org}"), json!({"suspended": true, "plan": "starter"})).await.data();
    omar.post(&accept, json!({})).await.refused(403, "org_suspended");
    root.patch(&format!("/api/admin/orgs/{org}"), json!({"suspended": false})).await.data();
    assert_eq!(omar.post(&accept, json!({})).await.data()["org_id"], json!(org));
}

/// Whoever loses a power loses what was handed out with it: an invitation is no way back in.
#[tokio::test]
async fn an_invitation_does_not_outlive_its_inviters_power() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let path = format!("/api/orgs/{org}/invitations");
    let token_of = async |inviter: &Person, name: &str, role: &str| {
        let email = format!("{name}@example.com");
        inviter.post(&path, json!({"email": email, "role": role})).await.data();
        app.mailed_token(&email).await
    };
    let open = async |token: &str| app.anonymous().get(&format!("/api/invitations/{token}")).await.status.as_u16();

    // demoted: what the new role may still offer stays, the rest ends
    let (omar, omar_id) = app.colleague("Omar", org, "admin").await;
    let (as_admin, as_member) = (token_of(&omar, "a", "admin").await, token_of(&omar, "b", "member").await);
    let one = format!("/api/orgs/{org}/members/{omar_id}");
    salma.patch(&one, json!({"role": "manager"})).await.data();
    assert_eq!((open(&as_admin).await, open(&as_member).await), (404, 200));
    // the address is free for an invitation of somebody else
    salma.post(&path, json!({"email": "a@example.com", "role": "viewer"})).await.data();
    salma.patch(&one, json!({"status": "suspended"})).await.data();
    assert_eq!(open(&as_member).await, 404);
    salma.patch(&one, json!({"status": "active"})).await.data();
    assert_eq!(open(&as_member).await, 404, "it does not come back");

    // removed: neither by accepting nor by registering with it
    let noor_mail = token_of(&omar, "noor", "member").await;
    let noor = app.person("Noor").await;
    salma.delete(&one).await.data();
    noor.post(&format!("/api/invitations/{noor_mail}/accept"), json!({})).await.refused(404, "not_found");
    let revoked = salma.get(&format!("{path}?status=revoked")).await;
    assert_eq!(revoked.body["meta"]["total"], 3, "{}", revoked.body);

    // disabled or erased by the installation, or changed where nobody thought of it: the look-up asks again
    let (dina, dina_id) = app.colleague("Dina", org, "admin").await;
    let token = token_of(&dina, "c", "admin").await;
    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query("update members set role = 'member' where id = $1")
        .bind(dina_id.raw())
        .execute(&mut *tx)
        .await
        .expect("changed");
    tx.commit().await.expect("commit");
    assert_eq!(open(&token).await, 404);
    let body = json!({"name": "C", "email": "c@example.com", "password": PASSWORD, "invitation_token": token});
    app.anonymous().post("/api/auth/register", body).await.refused(404, "not_found");
}
