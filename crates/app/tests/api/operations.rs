//! Health, figures, the documentation page and the headers: what strangers and probes meet.

use std::time::Duration;

use chrono::TimeDelta;
use cmis_app::{admin_actions::upkeep, background, operations::figures, settings::Backups};
use cmis_base::secret::KeyRing;
use cmis_db::backup::Installation;
use http::{HeaderMap, Method};
use serde_json::json;

use crate::harness::{PASSWORD, TestApp};

#[tokio::test]
async fn probes_do_not_fail_each_other_and_count_against_nobody() {
    let app = TestApp::with(|settings| settings.limits.anonymous = 1).await;
    let client = app.anonymous();
    let probes: Vec<_> = (0..64)
        .map(|number| {
            let (client, path) = (client.clone(), ["/health", "/health/ready", "/health/live"][number % 3]);
            async move { client.get(path).await }
        })
        .collect();
    for answer in futures_util::future::join_all(probes).await {
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    }
    assert!(client.get("/api/auth/options").await.status.is_success());
    client.get("/api/auth/options").await.refused(429, "rate_limited");
    let left = std::fs::read_dir(&app.app.settings.files).expect("folder");
    assert!(!left.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(".probe")));
}

#[tokio::test]
async fn an_office_behind_one_address_opens_the_web_app() {
    let app = TestApp::with(|settings| settings.limits.anonymous = 1).await;
    let client = app.anonymous();
    for path in ["/", "/team", "/assets/none.js", "/oauth/authorize", "/favicon.svg"] {
        for _ in 0..20 {
            let answer = client.get(path).await;
            assert_ne!(answer.status.as_u16(), 429, "{path}");
            assert!(!answer.headers.contains_key("x-ratelimit-limit"), "{path}");
        }
    }
    client.get("/api/nothing").await.refused(404, "not_found");
    client.get("/api/nothing").await.refused(429, "rate_limited");
    client.raw(Method::POST, "/team", None, Vec::new()).await.refused(429, "rate_limited");
}

#[tokio::test]
async fn a_word_that_is_no_method_makes_no_series() {
    let app = TestApp::start().await;
    for number in 0..20 {
        let method = Method::from_bytes(format!("EVIL{number}").as_bytes()).expect("method");
        app.anonymous().raw(method, "/x", None, Vec::new()).await;
    }
    let figures = app.anonymous().get("/metrics").await;
    let text = String::from_utf8(figures.bytes).expect("text");
    assert!(text.contains("method=\"other\"") && !text.contains("EVIL"), "{text}");
}

#[tokio::test]
async fn a_public_installation_shows_strangers_neither_figures_nor_caught_mail() {
    // what the commonest nginx sends: a loopback peer, our own Host, and no word of whom it asks for
    let app = TestApp::with(|settings| settings.public_url = "https://cmis.example".parse().expect("address")).await;
    let client = app.anonymous().with("host", "127.0.0.1:8080");
    client.get("/metrics").await.refused(401, "unauthenticated");
    for path in ["/dev/mail", "/dev/mail.json", "/dev/mail.css"] {
        client.get(path).await.refused(404, "not_found");
    }
    let own = TestApp::start().await;
    for path in ["/metrics", "/dev/mail", "/dev/mail.json"] {
        assert!(own.anonymous().get(path).await.status.is_success(), "{path}");
        assert!(!own.anonymous().with("x-forwarded-for", "203.0.113.9").get(path).await.status.is_success(), "{path}");
    }
}

#[tokio::test]
async fn the_documentation_opens() {
    let app = TestApp::start().await;
    let first = app.anonymous().get("/api/documentation").await;
    assert_eq!(
        (first.status.as_u16(), &first.headers["location"]),
        (303, &"/api/documentation/".parse().expect("header"))
    );
    for path in ["/api/documentation/", "/api/documentation/index.html", "/api/documentation/swagger-ui.css"] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}");
        assert_eq!(answer.headers["cache-control"], "public, max-age=3600");
    }
    assert!(app.anonymous().get("/api/openapi.json").await.body["paths"].is_object());
}

fn assert_guarded(what: &str, headers: &HeaderMap) {
    for name in [
        "content-security-policy",
        "x-content-type-options",
        "x-frame-options",
        "referrer-policy",
        "permissions-policy",
        "cross-origin-opener-policy",
        "strict-transport-security",
        "x-request-id",
    ] {
        assert_eq!(headers.get_all(name).iter().count(), 1, "{what}: {name} {headers:?}");
    }
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let app = TestApp::with(|settings| {
        settings.public_url = "https://cmis.example".parse().expect("address");
        settings.cors_origins = vec!["https://shop.example".to_owned()];
        settings.limits.anonymous = 40;
    })
    .await;
    let client = app.anonymous().with("origin", "https://shop.example");
    for path in [
        "/",
        "/team",
        "/assets/none.js",
        "/favicon.ico",
        "/api/nothing",
        "/api/auth/options",
        "/api/members",
        "/api/openapi.json",
        "/api/documentation/",
        "/health",
        "/health/ready",
        "/metrics",
        "/dev/mail",
        "/oauth/token",
        "/.well-known/oauth-authorization-server",
        "/api/orgs/%zz/members",
    ] {
        let answer = client.get(path).await;
        assert_guarded(path, &answer.headers);
    }
    let large = client.raw(Method::POST, "/api/auth/login", Some("application/json"), vec![b' '; 2 << 20]).await;
    assert_eq!(large.status.as_u16(), 413);
    assert_guarded("413", &large.headers);
    let wrong = client.send(Method::PUT, "/api/auth/login", None).await;
    assert_eq!(wrong.status.as_u16(), 405);
    assert_guarded("405", &wrong.headers);
    let asked = client
        .with("access-control-request-method", "POST")
        .raw(Method::OPTIONS, "/api/members", None, Vec::new())
        .await;
    assert!(asked.status.is_success() && asked.headers.contains_key("access-control-allow-origin"));
    assert_guarded("OPTIONS", &asked.headers);
    let mut last = client.get("/api/nothing").await;
    for _ in 0..40 {
        last = client.get("/api/nothing").await;
    }
    assert_eq!(last.status.as_u16(), 429);
    assert_guarded("429", &last.headers);
    let vary: Vec<_> = last.headers.get_all("vary").iter().filter_map(|value| value.to_str().ok()).collect();
    assert!(vary.join(",").to_lowercase().contains("authorization") && vary.join(",").contains("X-Org-Id"), "{vary:?}");
}

#[tokio::test]
async fn a_refreshed_login_keeps_every_cache_and_a_changed_role_clears_them() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, member) = app.colleague("Omar", org, "member").await;
    let login = json!({"email": "omar@example.com", "password": PASSWORD});
    let token = app.anonymous().post("/api/auth/login", login).await.data()["refresh_token"].clone();
    let mut notices = app.app.db.listen(&["access"]).await.expect("listener");
    app.advance(chrono::TimeDelta::minutes(5));
    app.anonymous().post("/api/auth/refresh", json!({"refresh_token": token})).await.data();
    salma.get("/api/members").await;
    app.app.access.write_touches().await.expect("last use");
    // ending what nobody has changes nothing either
    let quiet = tokio::time::timeout(Duration::from_millis(300), notices.recv()).await;
    assert!(quiet.is_err(), "{quiet:?}");
    salma.patch(&format!("/api/orgs/{org}/members/{member}"), json!({"role": "viewer"})).await.data();
    let told = tokio::time::timeout(Duration::from_secs(5), notices.recv()).await.expect("in time").expect("notice");
    assert_eq!(told.payload(), format!("user {}", omar.user));
}

#[tokio::test]
async fn last_use_is_written_for_people_keys_and_members() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let body = json!({"name": "Zap", "scopes": ["members.read"]});
    let made = salma.post(&format!("/api/orgs/{org}/api-keys"), body).await;
    let key = made.data()["key"].as_str().expect("key").to_owned();
    app.anonymous().with("x-api-key", &key).get("/api/members").await.data();
    app.app.access.write_touches().await.expect("last use");
    let used: (i64, i64, i64, i64) = {
        let mut tx = app.app.system("test").await.expect("transaction");
        sqlx::query_as(
            "select (select count(*) from api_keys where last_used_at = $1), (select count(*) from members where last_active_at = $1),
                    (select count(*) from users where last_seen_at = $1), (select count(*) from sessions where last_used_at = $1)",
        )
        .bind(app.clock.now())
        .fetch_one(&mut *tx)
        .await
        .expect("counts")
    };
    assert_eq!(used, (1, 1, 1, 1));
}

#[tokio::test]
async fn a_page_of_a_long_audit_log_is_read_off_its_index() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query(
        "insert into audit_log (org_id, at, actor_kind, action, object_kind)
         select $1, $2 - make_interval(secs => n), 'system', 'test.filled', 'test'
         from generate_series(1, 200000) as n",
    )
    .bind(org.raw())
    .bind(app.clock.now())
    .execute(&mut *tx)
    .await
    .expect("rows");
    tx.commit().await.expect("commit");
    let mut tx = app.app.tenant(org).await.expect("transaction");
    let plan: Vec<String> = sqlx::query_scalar(
        "explain (costs off) select a.seq from audit_log a where true order by a.at desc, a.seq desc limit 20 offset 0",
    )
    .fetch_all(&mut *tx)
    .await
    .expect("plan");
    tx.commit().await.expect("commit");
    let plan = plan.join("\n");
    assert!(plan.contains("Index") && !plan.contains("Sort"), "{plan}");
    let page = salma.get(&format!("/api/orgs/{org}/audit-log")).await;
    assert_eq!((page.data().as_array().map(Vec::len), &page.body["meta"]["total"]), (Some(20), &json!(10_000)));
}

#[tokio::test]
async fn a_missing_month_is_told_before_it_comes_and_stops_a_node_only_when_it_is_here() {
    let drop_month = |ahead: u8| {
        format!(
            "do $$ begin execute format('drop table %I',
                 'events_' || to_char(now() at time zone 'utc' + interval '{ahead} month', 'YYYYMM')); end $$"
        )
    };
    let part = |answer: &crate::harness::Answer| {
        let parts = answer.body["parts"].as_array().expect("parts").clone();
        parts.into_iter().find(|part| part["name"] == "partitions").expect("partitions")["status"].clone()
    };
    let app = TestApp::start().await;
    app.as_owner(&drop_month(1)).await;
    let answer = app.anonymous().get("/health").await;
    assert_eq!((answer.status.as_u16(), &answer.body["status"]), (200, &json!("degraded")));
    assert_eq!(part(&answer), "warning");
    assert_eq!(app.anonymous().get("/health/ready").await.status.as_u16(), 200);
    assert_eq!(app.anonymous().get("/api/health").await.data()["status"], "degraded");
    upkeep::ensure_partitions(&app.app).await.expect("made");
    let found = upkeep::has_partitions(&app.app).await.expect("found");
    assert!(found.this_month && found.coming_month);

    let app = TestApp::start().await;
    app.as_owner(&drop_month(0)).await;
    let answer = app.anonymous().get("/health").await;
    assert_eq!((answer.status.as_u16(), &answer.body["status"]), (503, &json!("unhealthy")));
    assert_eq!(part(&answer), "failed");
    assert_eq!(app.anonymous().get("/health/ready").await.status.as_u16(), 503);
}

#[tokio::test]
async fn what_concerns_the_whole_installation_is_for_its_administrators() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let root = app.instance_admin("Root").await;
    app.join(&root, org, "viewer").await;
    let figures = salma.get("/api/metrics").await;
    assert_eq!((&figures.data()["status"], &figures.data()["details"]), (&json!("healthy"), &json!(null)));
    let figures = root.get("/api/metrics").await;
    assert!(figures.data()["details"]["queues"].is_array(), "{}", figures.body);
    // a stranger does not learn which version to attack
    for path in ["/health", "/api/health"] {
        assert!(!app.anonymous().get(path).await.body.to_string().contains("version"), "{path}");
    }
    assert!(root.get("/api/admin/health").await.data()["version"].is_string());
}

#[tokio::test]
async fn the_figures_of_several_nodes_add_up() {
    let app = TestApp::start().await;
    let root = app.instance_admin("Root").await;
    let salma = app.person("Salma").await;
    for _ in 0..30 {
        salma.get("/api/auth/options").await.data();
    }
    figures::write(&app.app).await.expect("written");
    let mine = root.get("/api/metrics").await;
    assert_eq!((&mine.data()["requests"], &mine.data()["success_rate"]), (&json!(30), &json!(100.0)));

    // another node, which answers slowly and failed once
    let mut classes = vec![0_i64; figures::CLASSES];
    classes[figures::CLASSES - 3] = 30;
    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query("insert into node_minutes (node_id, minute, requests, failed, micros, latencies) values ($1, $2, 30, 3, 60000000, $3)")
        .bind(app.app.ids.next::<()>().raw())
        .bind(app.clock.now() - TimeDelta::minutes(5))
        .bind(&classes)
        .execute(&mut *tx)
        .await
        .expect("row");
    sqlx::query("insert into nodes (id, name, version, started_at, seen_at) values ($1, 'far:7', '0.1.0', $2, $3)")
        .bind(app.app.ids.next::<()>().raw())
        .bind(app.clock.now() - TimeDelta::days(3))
        .bind(app.clock.now())
        .execute(&mut *tx)
        .await
        .expect("row");
    tx.commit().await.expect("commit");
    let both = root.get("/api/metrics?period=day").await;
    let both = both.data();
    assert_eq!((&both["requests"], &both["failed"], &both["success_rate"]), (&json!(60), &json!(3), &json!(95.0)));
    assert_eq!(both["uptime_seconds"], 3 * 86_400);
    assert!(both["latency"]["p50_ms"].as_f64().expect("figure") < 1000.0);
    assert!(both["latency"]["p95_ms"].as_f64().expect("figure") > 1000.0);
    let details = &both["details"];
    assert_eq!(details["series"].as_array().map(Vec::len), Some(96));
    assert_eq!(root.get("/api/metrics").await.data()["details"]["series"].as_array().map(Vec::len), Some(60));
    assert_eq!(details["nodes"].as_array().map(Vec::len), Some(2));
    root.get("/api/metrics?period=year").await.refused(400, "malformed_request");

    // a member sees that it is well, and how fast
    let seen = salma.get("/api/metrics").await;
    assert_eq!((&seen.data()["requests"], &seen.data()["details"]), (&json!(60), &json!(null)));

    // old figures go with the weekly cleanup
    app.advance(TimeDelta::days(31));
    upkeep::system_data(&app.app, upkeep::KEEP_DAYS, false).await.expect("cleaned");
    assert_eq!(app.count("select count(*) from node_minutes").await, 0);
    assert_eq!(app.count("select count(*) from nodes").await, 0);
}

#[tokio::test]
async fn an_error_of_ours_is_counted_by_kind_with_what_finds_its_log_line() {
    let app = TestApp::start().await;
    let root = app.instance_admin("Root").await;
    let (salma, org) = app.founder("Salma").await;
    app.as_owner("alter table notifications rename to hidden").await;
    let failed = salma.get(&format!("/api/orgs/{org}/notifications")).await;
    let failed = if failed.status.as_u16() == 500 { failed } else { salma.get("/api/notifications").await };
    let error_id = failed.refused(500, "internal")["error_id"].clone();
    figures::write(&app.app).await.expect("written");
    let figures = root.get("/api/metrics").await;
    let details = &figures.data()["details"];
    assert_eq!(
        (&details["errors"][0]["kind"], &details["errors"][0]["source"]),
        (&json!("internal"), &json!("request"))
    );
    assert_eq!(details["newest_errors"][0]["error_id"], error_id);
    let place = details["newest_errors"][0]["place"].as_str().expect("a place");
    assert!(place.starts_with("GET /api/") && !place.contains(&org.to_string()), "{place}");
}

#[tokio::test]
async fn administrators_are_told_when_the_backup_fails_for_good() {
    let app = TestApp::with(|settings| {
        settings.backup = Some(Backups {
            installation: Installation {
                owner_url: cmis_base::secret::Secret::from("postgres://nobody@127.0.0.1:1/none".to_owned()),
                install_dir: settings.files.clone(),
                files: settings.files.clone(),
                keys: KeyRing::parse([KeyRing::generate().as_str()]).expect("key"),
            },
            folder: settings.files.join("backups"),
            is_daily: true,
        });
    })
    .await;
    let root = app.instance_admin("Root").await;
    app.person("Salma").await;
    let mut tx = app.app.system("test").await.expect("transaction");
    let worker = background::worker(&app.app);
    let job = worker.schedules().run_now(&mut tx, app.clock.now(), app.app.ids.next(), "backup").await.expect("query");
    tx.commit().await.expect("commit");
    for _ in 0..4 {
        app.run_jobs().await;
        app.advance(TimeDelta::hours(1));
    }
    let mails = app.mails().await;
    let told: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("backup")).collect();
    assert_eq!(told.iter().map(|mail| mail.to.contains("root@")).collect::<Vec<_>>(), [true], "{mails:?}");
    let root = app.signed_in(root.user, "Root").await;
    let failed = root.get("/api/admin/jobs?kind=backup.daily").await;
    assert_eq!((&failed.data()[0]["id"], &failed.data()[0]["status"]), (&json!(job), &json!("failed")));
}
