//! Who may not come in, and how much of what comes in is read.

use serde_json::json;

use crate::stage::{Stage, query};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn a_name_that_leads_here_is_not_answered() {
    let stage = Stage::new().await;
    for address in ["/", "/control/calls", "/meta/graph/v26.0/me", "/google/accounts/o/oauth2/v2/auth", "/nowhere"] {
        for host in ["evil.example", "localhost.evil.example:8081", "127.0.0.1.nip.io"] {
            let got = stage.send("GET", address, &[("host", host)], String::new()).await;
            assert_eq!(got.status, 403, "{host} {address}");
        }
        for host in ["localhost", "LocalHost:8081", "127.0.0.1:1", "192.168.1.7", "[::1]:8081"] {
            let got = stage.send("GET", address, &[("host", host)], String::new()).await;
            assert_ne!(got.status, 403, "{host} {address}");
        }
    }
}

#[tokio::test]
async fn pages_of_other_sites_change_nothing() {
    let stage = Stage::new().await;
    let own = stage.base.clone();
    let sent = [
        ("/control/reset", FORM, String::new()),
        ("/control/faults", FORM, query(&[("platform", "meta"), ("kind", "cut")])),
        ("/control/faults", JSON, json!({"platform": "meta", "kind": "cut"}).to_string()),
        ("/meta/www/v26.0/dialog/oauth", FORM, query(&[("sandbox_decision", "allow")])),
        ("/google/accounts/o/oauth2/v2/auth", FORM, query(&[("sandbox_decision", "allow")])),
        ("/", FORM, String::new()),
    ];
    for (address, kind, body) in sent {
        for header in [
            ("origin", "http://evil.example"),
            ("origin", "null"),
            ("origin", "http://127.0.0.1:1"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let got = stage.send("POST", address, &[kind, header], body.clone()).await;
            assert_eq!(got.status, 403, "{header:?} {address}");
        }
        for header in [("origin", own.as_str()), ("sec-fetch-site", "same-origin")] {
            let got = stage.send("POST", address, &[kind, header], body.clone()).await;
            assert_ne!(got.status, 403, "{header:?} {address}");
        }
        let faults = [("origin", "http://evil.example"), ("sec-fetch-site", "cross-site")];
        assert_eq!(stage.send("DELETE", "/control/faults", &faults, String::new()).await.status, 403);
    }
    let page = stage.send("GET", "/", &[("sec-fetch-site", "cross-site")], String::new()).await;
    assert_eq!(page.status, 200, "links lead here from anywhere");
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
    stage.send("DELETE", "/control/faults", &[], String::new()).await.ok();
    let token = stage.meta_token("ads_read").await;
    let api = format!("/meta/graph/v26.0/me?access_token={token}");
    let got = stage.send("GET", &api, &[("origin", "http://evil.example")], String::new()).await;
    assert_eq!(got.status, 200, "who has a token may call");
}

#[tokio::test]
async fn what_is_sent_as_text_is_not_read_as_json() {
    let stage = Stage::new().await;
    let fault = json!({"platform": "meta", "kind": "cut"}).to_string();
    for kind in ["text/plain", "text/plain;application/json", ""] {
        let got = stage.send("POST", "/control/faults", &[("content-type", kind)], fault.clone()).await;
        assert_eq!(got.status, 415, "{kind}");
    }
    assert_eq!(stage.get("/control/faults").await.ok(), json!({"faults": []}));
    let kind = ("content-type", "application/json; charset=utf-8");
    assert_eq!(stage.send("POST", "/control/faults", &[kind], fault).await.status, 200);
}

#[tokio::test]
async fn long_parameters_and_bodies_are_refused() {
    let stage = Stage::new().await;
    let of = |length: usize| query(&[("client_id", &"a".repeat(length))]);
    for (address, ok) in [("/google/oauth/token", 401), ("/control/faults", 400)] {
        let fits = stage.send("POST", address, &[FORM], of(64 * 1024)).await;
        assert!(fits.status == ok && !fits.body.contains("too long"), "{address}: {}", fits.body);
        let long = stage.send("POST", address, &[FORM], of(64 * 1024 + 1)).await;
        assert_eq!((long.status, long.json()), (400, json!({"sandbox": "a parameter is too long"})), "{address}");
    }
    let large = stage.try_send("POST", "/control/faults", &[JSON], " ".repeat(1024 * 1024 + 1)).await;
    // the refusal may come while the body is still being sent
    assert!(large.is_err() || large.is_ok_and(|got| got.status == 413));
}
