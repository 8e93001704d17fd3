//! OAuth 1.0a: three steps, each signed.

use std::collections::BTreeMap;

use cmis_base::secret::{Secret, expose};
use cmis_connectors::{
    platform::{SignIn, Tokens, problem::Class},
    twitter::Hosts,
};
use url::Url;

use super::platform::{
    APP_SECRET, KEY, NOW, Platform, REQUEST_SECRET, REQUEST_TOKEN, TOKEN, TOKEN_SECRET, now, tokens,
};

fn back() -> Url {
    "https://cmis.example/back?a=1".parse().expect("an address")
}

fn query(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn granted() -> String {
    format!("oauth_token={REQUEST_TOKEN}&oauth_token_secret={REQUEST_SECRET}&oauth_callback_confirmed=true")
}

#[tokio::test]
async fn a_person_goes_to_x_and_comes_back_with_a_token_for_good() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    x.says(&granted());
    let begun = twitter.begin(&back(), "the state", now()).await.expect("begins");
    assert_eq!(begun.url.as_str(), x.at(&format!("twitter/api/oauth/authorize?oauth_token={REQUEST_TOKEN}")));

    x.says(&format!("oauth_token={TOKEN}&oauth_token_secret={TOKEN_SECRET}&user_id=7588892&screen_name=acme"));
    let came = query(&[("state", "the state"), ("oauth_token", REQUEST_TOKEN), ("oauth_verifier", "uw7NjWHT6OJ1+/=")]);
    let Tokens { access, refresh, expires_at, refresh_expires_at, scopes } =
        twitter.finish(&back(), &came, begun.keep.as_ref(), now()).await.expect("finishes");
    assert_eq!((expose(&access), refresh.as_ref().map(expose)), (TOKEN, Some(TOKEN_SECRET)));
    assert_eq!((expires_at, refresh_expires_at, scopes.len()), (None, None, 0));

    let [first, second] = x.asked().try_into().expect("two questions");
    let protocol = query(&[
        ("oauth_nonce", "chapoH"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", &NOW.to_string()),
        ("oauth_version", "1.0"),
    ]);
    assert_eq!((first.line.as_str(), first.by), ("POST /sandbox/twitter/api/oauth/request_token", format!("{KEY} -")));
    let mut with_callback = protocol.clone();
    with_callback.insert("oauth_callback".to_owned(), "https://cmis.example/back?a=1&state=the+state".to_owned());
    assert_eq!(first.oauth, with_callback);
    assert_eq!(second.line, "POST /sandbox/twitter/api/oauth/access_token");
    assert_eq!(second.by, format!("{KEY} {REQUEST_TOKEN}"));
    assert_eq!((second.oauth, second.form), (protocol, query(&[("oauth_verifier", "uw7NjWHT6OJ1+/=")])));
}

#[tokio::test]
async fn what_comes_back_has_to_be_this_sign_in() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    x.says(&granted());
    let keep = twitter.begin(&back(), "s", now()).await.expect("begins").keep.expect("kept");
    for (pairs, keep, class, code) in [
        (&[("denied", REQUEST_TOKEN), ("state", "s")][..], Some(&keep), Class::Denied, "access_denied"),
        (&[("oauth_token", REQUEST_TOKEN)], Some(&keep), Class::Invalid, "no_verifier"),
        (&[("oauth_token", REQUEST_TOKEN), ("oauth_verifier", "")], Some(&keep), Class::Invalid, "no_verifier"),
        (&[("oauth_token", "other"), ("oauth_verifier", "v")], Some(&keep), Class::Invalid, "other_request_token"),
        (&[("oauth_verifier", "v")], Some(&keep), Class::Invalid, "other_request_token"),
        (&[("oauth_token", REQUEST_TOKEN), ("oauth_verifier", "v")], None, Class::Invalid, "no_request_token"),
        (
            &[("oauth_token", REQUEST_TOKEN), ("oauth_verifier", "v")],
            Some(&Secret::from("something else")),
            Class::Invalid,
            "no_request_token",
        ),
    ] {
        let problem = twitter.finish(&back(), &query(pairs), keep, now()).await.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (class, code), "{pairs:?}");
    }
    assert_eq!(x.asked().len(), 1, "none of these is asked of X");
}

#[tokio::test]
async fn a_refused_app_disconnects_nobody() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    for (status, body, class, code) in [
        (401, r#"{"errors":[{"code":32,"message":"Could not authenticate you."}]}"#, Class::Invalid, "32"),
        (401, r#"{"errors":[{"code":89,"message":"Invalid or expired token."}]}"#, Class::Invalid, "89"),
        (403, r#"{"errors":[{"code":415,"message":"Callback URL not approved"}]}"#, Class::Invalid, "415"),
        (503, "", Class::Outage, "http 503"),
        (200, "oauth_token=a&oauth_token_secret=b", Class::Invalid, "callback_not_confirmed"),
        (
            200,
            "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=false",
            Class::Invalid,
            "callback_not_confirmed",
        ),
        (200, "oauth_token=&oauth_token_secret=b&oauth_callback_confirmed=true", Class::Transient, "unreadable"),
        (200, "<html>", Class::Transient, "unreadable"),
    ] {
        x.answers(status, &[], body);
        let problem = twitter.begin(&back(), "s", now()).await.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (class, code), "{body}");
    }
}

#[tokio::test]
async fn a_token_is_asked_whose_it_is() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    x.answers(200, &[("x-access-level", "read-write")], r#"{"data":{"id":"7588892","name":"Acme","username":"acme"}}"#);
    let identity = twitter.identify(&tokens()).await.expect("holds");
    assert_eq!((identity.id.as_str(), identity.name.as_str()), ("7588892", "Acme"));
    assert_eq!(identity.scopes, ["read-write"]);
    assert_eq!(x.lines(), ["GET /sandbox/twitter/api/2/users/me"]);

    for (status, body, class) in [
        (401, r#"{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}"#, Class::Expired),
        (401, r#"{"errors":[{"code":89,"message":"Invalid or expired token."}]}"#, Class::Revoked),
        (
            200,
            r#"{"errors":[{"detail":"Gone","type":"https://api.twitter.com/2/problems/resource-not-found"}]}"#,
            Class::NotFound,
        ),
        (200, r#"{"data":{"id":"../x","name":"Acme"}}"#, Class::Transient),
        (200, r#"{"data":{}}"#, Class::Transient),
    ] {
        x.answers(status, &[], body);
        assert_eq!(twitter.identify(&tokens()).await.expect_err(body).class, class, "{body}");
    }

    let half = Tokens { refresh: None, ..tokens() };
    let problem = twitter.identify(&half).await.expect_err("half a token");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Revoked, "no_token_secret"));
}

#[tokio::test]
async fn a_token_is_given_back_and_never_refreshed() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    assert!(twitter.refresh(&tokens(), now()).await.expect("nothing to do").is_none());
    assert!(twitter.scopes().is_empty());

    x.says(&format!("{{\"access_token\":\"{TOKEN}\"}}"));
    twitter.revoke(&tokens()).await.expect("given back");
    assert_eq!(x.lines(), ["POST /sandbox/twitter/api/1.1/oauth/invalidate_token.json"]);
    x.answers(401, &[], r#"{"errors":[{"code":89,"message":"Invalid or expired token."}]}"#);
    twitter.revoke(&tokens()).await.expect("was given back before");
    x.answers(500, &[], "");
    let problem = twitter.revoke(&tokens()).await.expect_err("not known");
    assert!(problem.may_have_happened && problem.class == Class::Transient);
}

#[tokio::test]
async fn no_failure_tells_a_secret() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    let body = format!(r#"{{"errors":[{{"code":"X","message":"a {TOKEN} b {TOKEN_SECRET} c {APP_SECRET}"}}]}}"#);
    x.answers(401, &[], &body);
    let problem = twitter.identify(&tokens()).await.expect_err("refused");
    assert_eq!(problem.words, "a … b … c …");
    let debug = format!("{twitter:?} {:?}", tokens());
    assert!(![TOKEN, TOKEN_SECRET, APP_SECRET].iter().any(|secret| debug.contains(secret)), "{debug}");
}

#[test]
fn the_hosts_are_those_of_x_or_all_below_one() {
    let real = Hosts::real().expect("addresses");
    assert_eq!(
        [real.www.as_str(), real.api.as_str(), real.ads.as_str()],
        ["https://x.com/", "https://api.x.com/", "https://ads-api.x.com/"]
    );
    for root in ["http://127.0.0.1:9/a/b", "http://127.0.0.1:9/a/b/"] {
        let under = Hosts::under(&root.parse().expect("a root"));
        assert_eq!(under.www.as_str(), "http://127.0.0.1:9/a/b/twitter/www");
        assert_eq!(under.api.as_str(), "http://127.0.0.1:9/a/b/twitter/api");
        assert_eq!(under.ads.as_str(), "http://127.0.0.1:9/a/b/twitter/ads");
    }
}
