//! A person and their own account: profile, address, password, picture, logins, export and the way out.

use std::io::{Cursor, Read};

use chrono::TimeDelta;
use cmis_app::admin_actions::upkeep;
use http::{Method, StatusCode};
use image::{DynamicImage, GenericImageView, ImageFormat, RgbaImage};
use serde_json::{Value, json};

use crate::harness::{Answer, Client, PASSWORD, TestApp};

fn profile(name: &str) -> Value {
    json!({"name": name, "locale": "en", "time_zone": "Asia/Riyadh", "theme": "rose"})
}

async fn upload(client: &Client, name: &str, bytes: &[u8]) -> Answer {
    let mut body = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"me.svg\"\r\nContent-Type: text/html\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--cut--\r\n");
    client.raw(Method::PUT, "/api/users/me/avatar", Some("multipart/form-data; boundary=cut"), body).await
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(RgbaImage::new(width, height)).write_to(&mut out, ImageFormat::Png).expect("encoded");
    out.into_inner()
}

#[tokio::test]
async fn a_profile_is_changed_as_a_whole_and_every_org_sees_the_new_name() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let me = salma.get("/api/users/me").await;
    assert_eq!(
        (&me.data()["name"], &me.data()["has_password"], &me.data()["version"]),
        (&json!("Salma"), &json!(true), &json!(1))
    );
    assert!(me.data().get("password_hash").is_none());
    let answer = salma.with("if-match", "\"1\"").put("/api/users/me", profile("Salma H.")).await;
    assert_eq!((&answer.data()["theme"], &answer.data()["version"]), (&json!("rose"), &json!(2)));
    salma.with("if-match", "\"1\"").put("/api/users/me", profile("Late")).await.refused(409, "stale_version");
    let team = salma.get(&format!("/api/orgs/{org}/members")).await;
    assert_eq!(team.data()[0]["name"], "Salma H.");
    let answer = salma.put("/api/users/me", json!({"locale": "fr", "time_zone": "Mars/Olympus"})).await;
    let errors = &answer.refused(422, "validation_failed")["errors"];
    for field in ["name", "locale", "time_zone", "theme"] {
        assert!(errors[field].is_array(), "{field}: {errors}");
    }
}

#[tokio::test]
async fn a_new_address_counts_once_its_owner_followed_the_link() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let elsewhere = app.signed_in(salma.user, "Salma").await;
    let mut body = profile("Salma");
    body["email"] = json!("Salma@New.example");
    let refused = salma.put("/api/users/me", body.clone()).await;
    assert!(refused.refused(422, "validation_failed")["errors"]["current_password"].is_array());
    body["current_password"] = json!("wrong");
    salma.put("/api/users/me", body.clone()).await.refused(422, "validation_failed");
    body["current_password"] = json!(PASSWORD);
    assert_eq!(salma.get("/api/users/me").await.data()["pending_email"], json!(null));
    let asked = salma.put("/api/users/me", body.clone()).await;
    assert_eq!(
        (&asked.data()["email"], &asked.data()["pending_email"]),
        (&json!("salma@example.com"), &json!("salma@new.example"))
    );
    assert_eq!(salma.get("/api/users/me").await.data()["pending_email"], "salma@new.example");
    let told = app.mails().await;
    assert!(told.iter().any(|mail| mail.to.contains("salma@example.com") && mail.text.contains("salma@new.example")));
    let token = app.mailed_token("salma@new.example").await;
    let stranger = app.anonymous();
    assert_eq!(
        stranger.post("/api/auth/verify-email", json!({"token": token})).await.data()["email"],
        "salma@new.example"
    );
    stranger.post("/api/auth/verify-email", json!({"token": token})).await.refused(404, "not_found");
    let me = salma.get("/api/users/me").await;
    assert_eq!((&me.data()["email"], &me.data()["pending_email"]), (&json!("salma@new.example"), &json!(null)));
    elsewhere.get("/api/users/me").await.refused(401, "unauthenticated");
    assert_eq!(salma.get(&format!("/api/orgs/{org}/members")).await.data()[0]["email"], "salma@new.example");

    // an address with an account: the answer is the same, and only that address is told
    app.person("Omar").await;
    body["email"] = json!("omar@example.com");
    assert_eq!(salma.put("/api/users/me", body).await.data()["pending_email"], "omar@example.com");
    let mails = app.mails().await;
    let to_omar: Vec<_> = mails.iter().filter(|mail| mail.to.contains("omar@example.com")).collect();
    assert_eq!(to_omar.len(), 1);
    assert!(!to_omar[0].links.iter().any(|link| link.contains("token=")), "{:?}", to_omar[0].links);
}

#[tokio::test]
async fn exports_are_no_way_to_fill_the_disk() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    for path in ["/api/users/me/export".to_owned(), format!("/api/orgs/{org}/export")] {
        for _ in 0..5 {
            let first = salma.get(&path).await;
            assert_eq!(salma.get(&path).await.data()["job_id"], first.data()["job_id"], "one that waits is enough");
            app.run_jobs().await;
        }
        salma.get(&path).await.refused(429, "rate_limited");
    }
    app.advance(TimeDelta::days(1) + TimeDelta::seconds(1));
    let salma = app.signed_in(salma.user, "Salma").await;
    salma.get("/api/users/me/export").await.data();
}

#[tokio::test]
async fn a_stolen_login_cannot_move_the_account_after_its_owner_reset_the_password() {
    let app = TestApp::start().await;
    let thief = app.person("Salma").await;
    let mut body = profile("Salma");
    body["email"] = json!("thief@example.com");
    body["current_password"] = json!(PASSWORD);
    thief.put("/api/users/me", body).await.data();
    let link = app.mailed_token("thief@example.com").await;
    let owner = app.anonymous();
    owner.post("/api/auth/forgot-password", json!({"email": "salma@example.com"})).await.data();
    let token = app.mailed_token("salma@example.com").await;
    let reset = json!({"token": token, "password": "seven quiet rivers run north"});
    owner.post("/api/auth/reset-password", reset).await.data();
    owner.post("/api/auth/verify-email", json!({"token": link})).await.refused(404, "not_found");
}

#[tokio::test]
async fn the_old_address_takes_a_change_back_for_a_week() {
    let app = TestApp::start().await;
    let thief = app.person("Salma").await;
    let stranger = app.anonymous();
    let verify = async |token: &str| stranger.post("/api/auth/verify-email", json!({"token": token})).await;
    let mut body = profile("Salma");
    body["email"] = json!("thief@example.com");
    body["current_password"] = json!(PASSWORD);
    thief.put("/api/users/me", body).await.data();
    let link = app.mailed_token("thief@example.com").await;
    verify(&link).await.data();
    let undo = app.mailed_token("salma@example.com").await;
    assert!(undo.starts_with("und_"), "{undo}");

    // whoever has the account now cannot take the way back away: neither by a reset nor by moving on
    stranger.post("/api/auth/forgot-password", json!({"email": "thief@example.com"})).await.data();
    let reset = app.mailed_token("thief@example.com").await;
    let new = "seven quiet rivers run north";
    stranger.post("/api/auth/reset-password", json!({"token": reset, "password": new})).await.data();
    app.advance(TimeDelta::days(6));
    assert_eq!(verify(&undo).await.data()["email"], "salma@example.com");
    verify(&undo).await.refused(404, "not_found");
    for (email, password) in [("salma@example.com", new), ("salma@example.com", PASSWORD), ("thief@example.com", new)] {
        let login = json!({"email": email, "password": password});
        stranger.post("/api/auth/login", login).await.refused(401, "unauthenticated");
    }
    let reset = app.mailed_token("salma@example.com").await;
    let own = "nine amber lanterns hum softly";
    stranger.post("/api/auth/reset-password", json!({"token": reset, "password": own})).await.data();
    stranger.post("/api/auth/login", json!({"email": "salma@example.com", "password": own})).await.data();
}

#[tokio::test]
async fn a_change_of_address_is_final_after_a_week_and_void_for_the_disabled() {
    let app = TestApp::start().await;
    let salma = app.person("Salma").await;
    let mut body = profile("Salma");
    body["email"] = json!("new@example.com");
    body["current_password"] = json!(PASSWORD);
    salma.put("/api/users/me", body.clone()).await.data();
    let verify = json!({"token": app.mailed_token("new@example.com").await});
    app.anonymous().post("/api/auth/verify-email", verify).await.data();
    let undo = json!({"token": app.mailed_token("salma@example.com").await});
    app.advance(TimeDelta::days(8));
    app.anonymous().post("/api/auth/verify-email", undo).await.refused(404, "not_found");

    let salma = app.signed_in(salma.user, "Salma").await;
    body["email"] = json!("newer@example.com");
    salma.put("/api/users/me", body).await.data();
    let verify = json!({"token": app.mailed_token("newer@example.com").await});
    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query("update users set disabled_at = now() where id = $1")
        .bind(salma.user.raw())
        .execute(&mut *tx)
        .await
        .expect("disabled");
    tx.commit().await.expect("commit");
    app.anonymous().post("/api/auth/verify-email", verify).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_the_other_logins() {
    let app = TestApp::start().await;
    let salma = app.person("Salma").await;
    let elsewhere = app.signed_in(salma.user, "Salma").await;
    let new = "seven quiet rivers run north";
    let answer = salma.put("/api/users/me/password", json!({"current_password": "wrong", "new_password": new})).await;
    assert!(answer.refused(422, "validation_failed")["errors"]["current_password"].is_array());
    let answer =
        salma.put("/api/users/me/password", json!({"current_password": PASSWORD, "new_password": "short"})).await;
    assert!(answer.refused(422, "validation_failed")["errors"]["new_password"].is_array());
    let answer = salma.put("/api/users/me/password", json!({"current_password": PASSWORD, "new_password": new})).await;
    assert_eq!(answer.data()["ended_sessions"], 1);
    elsewhere.get("/api/users/me").await.refused(401, "unauthenticated");
    salma.get("/api/users/me").await.data();
    assert!(app.mails().await.iter().any(|mail| mail.subject.to_lowercase().contains("password")));
    let login = |password: &str| json!({"email": "salma@example.com", "password": password});
    app.anonymous().post("/api/auth/login", login(PASSWORD)).await.refused(401, "unauthenticated");
    app.anonymous().post("/api/auth/login", login(new)).await.data();

    for _ in 0..10 {
        salma.put("/api/users/me/password", json!({"current_password": "wrong", "new_password": PASSWORD})).await;
    }
    let right = json!({"current_password": new, "new_password": PASSWORD});
    salma.put("/api/users/me/password", right).await.refused(429, "rate_limited");
}

#[tokio::test]
async fn a_picture_is_made_anew_and_shown_by_a_signed_address_only() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let mut file = png(640, 360);
    file.extend_from_slice(b"<script>place: 24.7,46.6</script>");
    let address = upload(&salma, "file", &file).await.data()["picture_url"].as_str().expect("address").to_owned();
    let stranger = app.anonymous();
    let shown = stranger.get(&address).await;
    assert_eq!(
        (shown.status, &shown.headers["content-type"]),
        (StatusCode::OK, &http::HeaderValue::from_static("image/webp"))
    );
    assert!(shown.headers["cache-control"].to_str().expect("text").starts_with("private, max-age="));
    assert_eq!(image::load_from_memory(&shown.bytes).expect("webp").dimensions(), (256, 256));
    assert!(!shown.bytes.windows(5).any(|part| part == b"24.7,"));
    let tag = shown.headers["etag"].to_str().expect("text");
    assert_eq!(stranger.with("if-none-match", tag).get(&address).await.status, StatusCode::NOT_MODIFIED);
    let team = salma.get(&format!("/api/orgs/{org}/members")).await;
    assert!(team.data()[0]["picture_url"].is_string());

    let (path, query) = address.split_once('?').expect("query");
    for wrong in [
        path.to_owned(),
        format!("{path}?expires=1&signature=00"),
        format!("{path}?{}", query.replace("signature=", "signature=0")),
    ] {
        stranger.get(&wrong).await.refused(404, "not_found");
    }
    let other = app.person("Omar").await;
    stranger.get(&format!("/api/files/pictures/{}?{query}", other.user)).await.refused(404, "not_found");
    app.advance(TimeDelta::days(2));
    stranger.get(&address).await.refused(404, "not_found");

    let salma = app.signed_in(salma.user, "Salma").await;
    let answer = salma.delete("/api/users/me/avatar").await;
    assert_eq!(answer.data()["picture_url"], Value::Null);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_by_its_content_not_its_name() {
    let app = TestApp::start().await;
    let salma = app.person("Salma").await;
    upload(&salma, "file", b"<svg onload=alert(1)>").await.refused(415, "unsupported_media_type");
    upload(&salma, "other", &png(9, 9)).await.refused(422, "validation_failed");
    upload(&salma, "file", &png(40, 40)[..70]).await.refused(422, "validation_failed");
    upload(&salma, "file", &vec![0; 5 * 1024 * 1024 + 1]).await.refused(413, "too_large");
    upload(&salma, "file", &vec![0; 7 * 1024 * 1024]).await.refused(413, "too_large");
    salma.put("/api/users/me/avatar", json!({})).await.refused(415, "unsupported_media_type");
    let torn = b"--cut\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhalf".to_vec();
    let answer = salma.raw(Method::PUT, "/api/users/me/avatar", Some("multipart/form-data; boundary=cut"), torn).await;
    answer.refused(400, "malformed_request");
    // a picture larger than the limit of other bodies
    let mut noise = 1_u32;
    let big = RgbaImage::from_fn(700, 700, |_, _| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgba(noise.to_be_bytes())
    });
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(big).write_to(&mut out, ImageFormat::Png).expect("encoded");
    assert!(out.get_ref().len() > 1024 * 1024);
    upload(&salma, "file", out.get_ref()).await.data();
}

#[tokio::test]
async fn logins_are_listed_and_ended_one_by_one() {
    let app = TestApp::start().await;
    let salma = app.person("Salma").await;
    let phone = app.signed_in(salma.user, "Salma").await;
    let omar = app.person("Omar").await;
    let list = salma.get("/api/users/me/sessions").await;
    let rows = list.data().as_array().expect("rows");
    assert_eq!(rows.len(), 2);
    let other = rows.iter().find(|row| row["current"] == false).expect("the phone");
    let path = format!("/api/users/me/sessions/{}", other["id"].as_str().expect("id"));
    omar.delete(&path).await.refused(404, "not_found");
    salma.delete(&path).await.data();
    salma.delete(&path).await.refused(404, "not_found");
    phone.get("/api/users/me").await.refused(401, "unauthenticated");
    assert_eq!(salma.get("/api/users/me/sessions").await.data().as_array().expect("rows").len(), 1);
}

#[tokio::test]
async fn first_steps_are_seen_from_what_exists() {
    let app = TestApp::start().await;
    let noor = app.person("Noor").await;
    let statuses = |answer: &Answer| -> Vec<String> {
        let steps = answer.data()["steps"].as_array().expect("steps").clone();
        steps.iter().map(|step| step["status"].as_str().expect("status").to_owned()).collect()
    };
    assert_eq!(statuses(&noor.get("/api/onboarding").await), ["open", "open", "open", "open"]);
    let (salma, org) = app.founder("Salma").await;
    assert_eq!(statuses(&salma.get("/api/onboarding").await), ["done", "open", "open", "open"]);
    app.colleague("Omar", org, "viewer").await;
    let answer = salma.put("/api/onboarding", json!({"steps": {"security": "skipped", "api": "done"}})).await;
    assert_eq!(statuses(&answer), ["done", "done", "skipped", "done"]);
    assert_eq!((&answer.data()["completed"], &answer.data()["dismissed"]), (&json!(true), &json!(false)));
    let answer =
        salma.put("/api/onboarding", json!({"steps": {"api": "open", "team": "open"}, "dismissed": true})).await;
    assert_eq!(statuses(&answer), ["done", "done", "skipped", "open"]);
    assert_eq!((&answer.data()["completed"], &answer.data()["dismissed"]), (&json!(false), &json!(true)));
    salma.put("/api/onboarding", json!({"steps": {"fly": "done"}})).await.refused(422, "validation_failed");
    salma.put("/api/onboarding", json!({"steps": {"api": "never"}})).await.refused(422, "validation_failed");
}

#[tokio::test]
async fn a_person_takes_their_own_data_along_and_no_secret() {
    let app = TestApp::start().await;
    let (salma, _) = app.founder("Salma").await;
    upload(&salma, "file", &png(30, 30)).await.data();
    let answer = salma.get("/api/users/me/export").await;
    assert_eq!((answer.status, &answer.data()["status"]), (StatusCode::ACCEPTED, &json!("pending")));
    let job = answer.data()["job_id"].as_str().expect("job").to_owned();
    let mails = app.mails().await;
    let link =
        mails.iter().flat_map(|mail| &mail.links).find(|link| link.contains("/api/files/exports/")).expect("link");
    assert!(link.contains(&job) && link.contains("signature="), "{link}");
    let file = std::fs::File::open(app.app.settings.files.join(format!("exports/{job}.zip"))).expect("the archive");
    let mut zip = zip::ZipArchive::new(file).expect("a ZIP");
    let mut all = String::new();
    for number in 0..zip.len() {
        let mut entry = zip.by_index(number).expect("entry");
        let name = entry.name().to_owned();
        let mut text = Vec::new();
        entry.read_to_end(&mut text).expect("read");
        if name.ends_with(".json") {
            serde_json::from_slice::<Value>(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            all.push_str(&format!("{name}: {}\n", String::from_utf8(text).expect("text")));
        }
    }
    assert!(
        all.contains("salma@example.com") && all.contains("Salma & Co") && all.contains("user.export_asked"),
        "{all}"
    );
    for secret in ["argon2", "password_hash", "mfa_secret", "\"hash\"", "token"] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
}

#[tokio::test]
async fn an_erased_person_leaves_a_tombstone_and_nothing_else() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, omar_id) = app.colleague("Omar", org, "manager").await;
    upload(&salma, "file", &png(30, 30)).await.data();
    salma.get("/api/users/me/export").await.data();
    app.run_jobs().await;
    let erase = |password: &str| Some(json!({"password": password}));
    salma.send(Method::DELETE, "/api/users/me", erase("wrong")).await.refused(422, "validation_failed");
    let answer = salma.send(Method::DELETE, "/api/users/me", erase(PASSWORD)).await;
    assert!(answer.refused(409, "conflict")["message"].as_str().expect("text").contains("Salma & Co"));

    salma.patch(&format!("/api/orgs/{org}/members/{omar_id}"), json!({"role": "admin"})).await.data();
    let (own, alone) = app.founder("Huda").await;
    salma.send(Method::DELETE, "/api/users/me", erase(PASSWORD)).await.data();
    salma.get("/api/users/me").await.refused(401, "unauthenticated");
    let login = json!({"email": "salma@example.com", "password": PASSWORD});
    app.anonymous().post("/api/auth/login", login).await.refused(401, "unauthenticated");
    let team = omar.get(&format!("/api/orgs/{org}/members")).await;
    assert_eq!(team.body["meta"]["total"], 1);
    let goodbye: Vec<_> = app.mails().await.into_iter().filter(|mail| mail.to.contains("salma@example.com")).collect();
    assert_eq!(goodbye.len(), 1, "{goodbye:?}");
    assert_eq!(std::fs::read_dir(app.app.settings.files.join("exports")).expect("folder").count(), 0);

    let mut tx = app.app.system("test").await.expect("transaction");
    for table in [
        "users",
        "members",
        "sessions",
        "audit_log",
        "events",
        "system_audit_log",
        "user_pictures",
        "mails",
        "notifications",
    ] {
        let text: Option<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select string_agg(t::text, ' ') from {table} t where t::text ilike '%salma%@%' or t::text like '%\"Salma\"%' or t::text like '%,Salma,%'")))
            .fetch_one(&mut *tx)
            .await
            .expect("query");
        let text = text.filter(|text| !(table == "mails" && text.matches("salma@").count() == 1));
        assert_eq!(text, None, "{table}");
    }
    drop(tx);

    // the only member: the org goes too, thirty days later
    own.send(Method::DELETE, "/api/users/me", erase(PASSWORD)).await.data();
    let mut tx = app.app.system("test").await.expect("transaction");
    let at: Option<chrono::DateTime<chrono::Utc>> = sqlx::query_scalar("select deletes_at from orgs where org_id = $1")
        .bind(alone.raw())
        .fetch_one(&mut *tx)
        .await
        .expect("org");
    assert_eq!(at, Some(app.clock.now() + TimeDelta::days(30)));
    drop(tx);
    app.advance(TimeDelta::days(31));
    app.run_jobs().await;
    let mut tx = app.app.system("test").await.expect("transaction");
    let left: i64 = sqlx::query_scalar("select count(*) from orgs where org_id = $1")
        .bind(alone.raw())
        .fetch_one(&mut *tx)
        .await
        .expect("count");
    assert_eq!(left, 0);
    drop(tx);
    // the address is free again
    app.person("Salma").await;
    app.advance(TimeDelta::days(30));
    app.run_jobs().await;
    let mut tx = app.app.system("test").await.expect("transaction");
    let left: i64 = sqlx::query_scalar("select count(*) from orgs where org_id = $1")
        .bind(alone.raw())
        .fetch_one(&mut *tx)
        .await
        .expect("counted");
    assert_eq!(left, 0, "the org of the last member who left went on its day");
}

#[tokio::test]
async fn the_last_administrator_of_the_installation_stays() {
    let app = TestApp::start().await;
    let root = app.instance_admin("Root").await;
    let body = Some(json!({"password": PASSWORD}));
    root.send(Method::DELETE, "/api/users/me", body.clone()).await.refused(409, "conflict");
    app.instance_admin("Second").await;
    root.send(Method::DELETE, "/api/users/me", body).await.data();
}

#[tokio::test]
async fn two_admins_who_leave_at_once_do_not_leave_the_org_alone() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, _) = app.colleague("Omar", org, "admin").await;
    app.colleague("Noor", org, "viewer").await;
    let body = || Some(json!({"password": PASSWORD}));
    let (one, two) = tokio::join!(
        salma.send(Method::DELETE, "/api/users/me", body()),
        omar.send(Method::DELETE, "/api/users/me", body())
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test]
async fn what_is_past_its_time_is_forgotten() {
    let app = TestApp::start().await;
    let salma = app.person("Salma").await;
    app.anonymous().post("/api/auth/forgot-password", json!({"email": salma.email})).await;
    let register = json!({"name": "New", "email": "new@example.com", "password": PASSWORD});
    app.anonymous().post("/api/auth/register", register).await.data();
    app.anonymous().post("/api/auth/login", json!({"email": "x@example.com", "password": "wrong"})).await;
    app.run_jobs().await;
    let expired = async || -> Vec<u64> {
        let done = upkeep::expired(&app.app, app.clock.now(), false).await.expect("cleanup");
        done.iter().map(|cleaned| cleaned.rows).collect()
    };
    assert_eq!(expired().await, [0, 0, 0, 0]);
    app.advance(TimeDelta::days(32));
    let gone = expired().await;
    // the login's token; the login itself tells known devices from new ones for a while
    assert_eq!(gone[..3], [1, 1, 1], "{gone:?}");
    assert!(gone[3] >= 2, "{gone:?}");
    app.advance(TimeDelta::days(90));
    assert_eq!(expired().await, [1, 0, 0, 0]);
}
