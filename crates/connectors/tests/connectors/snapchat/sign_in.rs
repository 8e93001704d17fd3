//! The sign-in: what is asked, what is kept, and what ends it.

use std::collections::BTreeMap;

use cmis_base::secret::expose;
use cmis_connectors::{
    platform::{
        App, SignIn, Tokens,
        problem::{Class, Problem},
        wire::Wire,
    },
    snapchat::{Hosts, Snapchat, VERSION},
};
use serde_json::{Value, json};
use url::Url;

use super::server::{ACCESS, APP_SECRET, REFRESH, SCOPE, SQUAD, Server, at, ok, says, snapchat, text, tokens};
use crate::recorder::Says;

const NOW: &str = "2026-11-22T12:00:00Z";

fn back() -> Url {
    "https://cmis.example/api/oauth/snapchat/callback".parse().expect("an address")
}

fn query(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn granted() -> Value {
    json!({ "access_token": "new-access", "token_type": "Bearer", "expires_in": 1800, "refresh_token": "new-refresh",
        "scope": SCOPE })
}

async fn finish(answer: Says) -> (Server, Result<Tokens, Problem>) {
    let server = Server::new([answer]).await;
    let tokens = server.snapchat().finish(&back(), &query(&[("code", "c0de/+"), ("state", "s")]), None, at(NOW)).await;
    (server, tokens)
}

#[tokio::test]
async fn the_person_is_sent_to_the_consent() {
    let snapchat = snapchat(Hosts::real().expect("addresses"));
    let begun = snapchat.begin(&back(), "st&te", at(NOW)).await.expect("begins");
    assert!(begun.keep.is_none());
    assert_eq!(
        begun.url.as_str(),
        "https://accounts.snapchat.com/login/oauth2/authorize?response_type=code&client_id=client-1\
         &redirect_uri=https%3A%2F%2Fcmis.example%2Fapi%2Foauth%2Fsnapchat%2Fcallback\
         &scope=snapchat-marketing-api&state=st%26te"
    );
    assert_eq!(snapchat.scopes(), [SCOPE]);
}

#[tokio::test]
async fn the_code_becomes_tokens() {
    let (server, tokens) = finish(ok(&granted())).await;
    let tokens = tokens.expect("tokens");
    assert_eq!(expose(&tokens.access), "new-access");
    assert_eq!(tokens.refresh.as_ref().map(expose), Some("new-refresh"));
    assert_eq!((tokens.expires_at, tokens.refresh_expires_at), (Some(at("2026-11-22T12:30:00Z")), None));
    assert_eq!(tokens.scopes, [SCOPE]);
    assert!(!format!("{tokens:?}").contains("new-"));
    let asked = server.asked();
    assert_eq!(asked[0].line, "POST accounts/login/oauth2/access_token");
    let form = query(&[
        ("grant_type", "authorization_code"),
        ("code", "c0de/+"),
        ("redirect_uri", back().as_str()),
        ("client_id", "client-1"),
        ("client_secret", APP_SECRET),
    ]);
    assert_eq!((asked[0].form(), asked[0].header("authorization")), (form, None));
}

#[tokio::test]
async fn what_the_answer_does_not_say_is_known() {
    // one source has an hour
    let hour = json!({ "access_token": "a", "expires_in": 3600, "scope": format!("x {SCOPE}") });
    let tokens = finish(ok(&hour)).await.1.expect("tokens");
    assert_eq!((tokens.expires_at, tokens.refresh.is_none()), (Some(at("2026-11-22T13:00:00Z")), true));
    assert_eq!(tokens.scopes, ["x", SCOPE]);
    let bare = finish(ok(&json!({ "access_token": "a" }))).await.1.expect("tokens");
    assert_eq!((bare.expires_at, bare.scopes), (Some(at("2026-11-22T12:30:00Z")), vec![SCOPE.to_owned()]));
    let other = finish(ok(&json!({ "access_token": "a", "scope": "snapchat-profile-api" }))).await.1;
    assert_eq!(other.expect_err("not granted").class, Class::Denied);
    let none = finish(ok(&json!({ "token_type": "Bearer" }))).await.1;
    assert_eq!(none.expect_err("no token").code, "unreadable");
}

#[tokio::test]
async fn who_comes_back_without_a_code_is_not_signed_in() {
    let snapchat = snapchat(Hosts::under(&"http://127.0.0.1:1".parse().expect("an address")));
    for (came, class, code) in [
        (query(&[("error", "access_denied"), ("code", "c")]), Class::Denied, "access_denied"),
        (query(&[("error", "server_error")]), Class::Transient, "server_error"),
        (query(&[("error", "<script>")]), Class::Invalid, "consent_failed"),
        (query(&[("code", "")]), Class::Invalid, "no_code"),
        (query(&[]), Class::Invalid, "no_code"),
    ] {
        let problem = snapchat.finish(&back(), &came, None, at(NOW)).await.expect_err(code);
        assert_eq!((problem.class, problem.code.as_str()), (class, code));
    }
}

#[tokio::test]
async fn a_refresh_token_that_is_not_sent_again_is_kept() {
    let again = json!({ "access_token": "new-access", "expires_in": 1800 });
    let empty = json!({ "access_token": "new-access", "expires_in": 1800, "refresh_token": "" });
    for (answer, refresh) in [(granted(), "new-refresh"), (again, REFRESH), (empty, REFRESH)] {
        let server = Server::new([ok(&answer)]).await;
        let fresh = server.snapchat().refresh(&tokens(), at(NOW)).await.expect("an answer").expect("tokens");
        assert_eq!(expose(&fresh.access), "new-access");
        assert_eq!(fresh.refresh.as_ref().map(expose), Some(refresh));
        assert_eq!((fresh.expires_at, fresh.scopes), (Some(at("2026-11-22T12:30:00Z")), vec![SCOPE.to_owned()]));
        let asked = server.asked();
        let form = query(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", REFRESH),
            ("client_id", "client-1"),
            ("client_secret", APP_SECRET),
        ]);
        assert_eq!((asked[0].line.as_str(), asked[0].form()), ("POST accounts/login/oauth2/access_token", form));
    }
    let without = Tokens { refresh: None, ..tokens() };
    let answer = Server::new([]).await.snapchat().refresh(&without, at(NOW)).await;
    assert!(matches!(answer, Ok(None)));
}

#[tokio::test]
async fn only_a_grant_that_no_longer_holds_disconnects() {
    for (status, body, at_refresh, at_finish) in [
        (400, r#"{"error":"invalid_grant","error_description":"x"}"#, Class::Revoked, Class::Invalid),
        (401, r#"{"error":"invalid_client"}"#, Class::Invalid, Class::Invalid),
        (400, r#"{"error":"invalid_request"}"#, Class::Invalid, Class::Invalid),
        (401, "", Class::Invalid, Class::Invalid),
        (400, "<html>", Class::Invalid, Class::Invalid),
        (429, r#"{"error":"invalid_grant"}"#, Class::RateLimited, Class::RateLimited),
        (429, "slow", Class::RateLimited, Class::RateLimited),
        (500, r#"{"error":"invalid_grant"}"#, Class::Transient, Class::Transient),
        (503, "", Class::Outage, Class::Outage),
        (200, "<html>", Class::Transient, Class::Transient),
    ] {
        let says = text(status, body.to_owned());
        let server = Server::new([says.clone()]).await;
        let problem = server.snapchat().refresh(&tokens(), at(NOW)).await.expect_err(body);
        assert_eq!(problem.class, at_refresh, "{status} {body}");
        let problem = finish(says).await.1.expect_err(body);
        assert_eq!(problem.class, at_finish, "{status} {body}");
    }
    let nobody = snapchat(Hosts::under(&"http://127.0.0.1:1".parse().expect("an address")));
    let problem = nobody.refresh(&tokens(), at(NOW)).await.expect_err("nobody there");
    assert_eq!((problem.class, problem.may_have_happened), (Class::Outage, false));
}

#[tokio::test]
async fn a_real_call_says_whose_the_tokens_are() {
    let me = |me: Value| ok(&json!({ "request_status": "SUCCESS", "request_id": "5", "me": me }));
    let server = Server::new([
        me(json!({ "id": SQUAD, "email": "sara@example.com", "organization_id": "x", "display_name": "Sara" })),
        me(json!({ "id": SQUAD, "email": "sara@example.com", "display_name": "" })),
        me(json!({ "email": "sara@example.com" })),
        says(401, &json!({ "error": "invalid_token" })),
    ])
    .await;
    let snapchat = server.snapchat();
    for name in ["Sara", "sara@example.com"] {
        let identity = snapchat.identify(&tokens()).await.expect("somebody");
        assert_eq!((identity.id.as_str(), identity.name.as_str()), (SQUAD, name));
        assert_eq!(identity.scopes, [SCOPE]);
    }
    assert_eq!(snapchat.identify(&tokens()).await.expect_err("nobody").code, "unreadable");
    assert_eq!(snapchat.identify(&tokens()).await.expect_err("ended").class, Class::Expired);
    let asked = server.asked();
    assert!(asked.iter().all(|it| it.line == "GET /v1/me"));
    assert_eq!(asked[0].header("authorization"), Some(format!("Bearer {ACCESS}").as_str()));
}

#[tokio::test]
async fn tokens_are_given_back_by_the_one_that_lasts() {
    for (answer, expected) in [
        (text(200, String::new()), None),
        (says(400, &json!({ "error": "invalid_token" })), None),
        (text(404, String::new()), Some(Class::NotFound)),
        (text(503, String::new()), Some(Class::Outage)),
    ] {
        let server = Server::new([answer]).await;
        let done = server.snapchat().revoke(&tokens()).await;
        assert_eq!(done.err().map(|it| it.class), expected);
        let asked = server.asked();
        assert_eq!(asked[0].line, "POST accounts/accounts/oauth2/revoke");
        let form = query(&[("token", REFRESH), ("client_id", "client-1"), ("client_secret", APP_SECRET)]);
        assert_eq!(asked[0].form(), form);
    }
}

#[tokio::test]
async fn a_token_that_no_header_holds_is_not_sent() {
    let hosts = Hosts::under(&"http://127.0.0.1:1".parse().expect("an address"));
    let app = App { id: String::new(), secret: APP_SECRET.into(), more: BTreeMap::new() };
    let snapchat = Snapchat::new(Wire::new(std::sync::Arc::new(|_| {})).expect("a client"), hosts, VERSION, app);
    let problem = snapchat.identify(&Tokens { access: "a\r\nb: c".into(), ..tokens() }).await.expect_err("refused");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "bad_token"));
}
