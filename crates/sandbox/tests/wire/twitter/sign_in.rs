//! OAuth 1.0a, and what a signature has to hold.

use serde_json::json;

use super::{Caller, Signing, Token, numbered, pairs, refusal};
use crate::stage::{Stage, param};

#[tokio::test]
async fn a_person_allows_in_three_steps_and_takes_it_back() {
    let stage = Stage::new().await;
    let mut caller = Caller::app(&stage);
    let request = caller.request_token(&[]).await;
    let page = stage.get(&format!("/twitter/api/oauth/authorize?oauth_token={}", request.token)).await;
    assert!(page.status == 200 && page.body.contains("app-1") && page.body.contains("write"), "{}", page.body);
    caller.token = request.clone();
    assert_eq!(numbered(&caller.access_token("too early").await), (401, 89));
    let sent = caller.decide(&request.token, "allow").await;
    let back = sent.header("location");
    assert_eq!(
        (sent.status, param(back, "state").as_str(), param(back, "oauth_token")),
        (302, "s 1", request.token.clone())
    );
    assert_eq!(caller.decide(&request.token, "allow").await.status, 401, "the page is good once");
    assert_eq!(numbered(&caller.access_token("wrong").await), (401, 89));
    let verifier = param(back, "oauth_verifier");
    let stranger = Caller { stage: &stage, key: "app-2".to_owned(), token: request.clone() };
    assert_eq!(numbered(&stranger.access_token(&verifier).await), (401, 89));
    let told = pairs(&caller.access_token(&verifier).await);
    assert!(told["oauth_token"].starts_with(&format!("{}-", told["user_id"])));
    assert_eq!(numbered(&caller.access_token(&verifier).await), (401, 89), "and so is the request token");

    assert_eq!(numbered(&caller.api("GET", "1.1/account/verify_credentials.json", &[], &[]).await), (401, 89));
    caller.token = Token { token: told["oauth_token"].clone(), secret: told["oauth_token_secret"].clone() };
    let me = caller.api("GET", "1.1/account/verify_credentials.json", &[], &[]).await.ok();
    assert_eq!((&me["id_str"], &me["screen_name"]), (&json!(told["user_id"]), &json!(told["screen_name"])));
    assert_eq!(caller.api("GET", "2/users/me", &[], &[]).await.ok()["data"]["id"], told["user_id"]);
    stage.clock.advance(chrono::TimeDelta::days(400));
    let gone = caller.api("POST", "1.1/oauth/invalidate_token.json", &[], &[]).await.ok();
    assert_eq!(gone, json!({"access_token": caller.token.token}), "it does not end by itself");
    assert_eq!(numbered(&caller.api("POST", "1.1/oauth/invalidate_token.json", &[], &[]).await), (401, 89));
    assert_eq!(refusal(&caller.ads("GET", "accounts", &[]).await), (401, "UNAUTHORIZED_ACCESS".to_owned()));
}

#[tokio::test]
async fn a_person_denies_and_addresses_of_strangers_are_not_returned_to() {
    let stage = Stage::new().await;
    let mut caller = Caller::app(&stage);
    let request = caller.request_token(&[]).await;
    let sent = caller.decide(&request.token, "deny").await;
    let back = sent.header("location");
    assert_eq!((param(back, "denied"), param(back, "state").as_str()), (request.token.clone(), "s 1"));
    assert_eq!(param(back, "oauth_verifier"), "");
    caller.token = request;
    assert_eq!(numbered(&caller.access_token("x").await), (401, 89));
    let more = [("oauth_callback", "https://evil.example/")];
    caller.token = Token::default();
    assert_eq!(numbered(&caller.api("POST", "oauth/request_token", &[], &more).await), (403, 415));
    assert_eq!(stage.get("/twitter/api/oauth/authorize?oauth_token=nobody").await.status, 401);
    let foreign = [("content-type", "application/x-www-form-urlencoded"), ("origin", "https://evil.example")];
    let body = "oauth_token=x&sandbox_decision=allow".to_owned();
    assert_eq!(stage.send("POST", "/twitter/api/oauth/authorize", &foreign, body).await.status, 403);
}

#[tokio::test]
async fn a_signature_holds_for_one_method_address_and_set_of_words() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let address = format!("{}/twitter/ads/12/accounts", stage.base);
    let asked = [("q", "متجر & co + ,:!*'()"), ("count", "10")];
    assert_eq!(caller.ads("GET", "accounts", &asked).await.status, 200, "also with signs that have to be encoded");
    let unsigned = stage.get("/twitter/ads/12/accounts").await;
    assert_eq!(refusal(&unsigned), (401, "UNAUTHORIZED_ACCESS".to_owned()));
    let good = caller.signing("GET", &address, &asked, &[], &[]);
    let header = super::authorization(&good, &caller.key, &caller.token);
    let headers = [("authorization", header.as_str())];
    for (method, address) in [
        ("GET", address.clone()),
        ("GET", format!("{address}?count=11&q=x")),
        ("DELETE", format!("{address}?{}", crate::stage::query(&asked))),
        ("GET", format!("{address}/?{}&extra=1", crate::stage::query(&asked))),
    ] {
        let got = stage.send(method, &address, &headers, String::new()).await;
        assert_eq!(refusal(&got).0, 401, "{method} {address}");
    }
    let as_signed = format!("{address}?{}", crate::stage::query(&asked));
    assert_eq!(stage.send("GET", &as_signed, &headers, String::new()).await.status, 200);
    assert_eq!(refusal(&stage.send("GET", &as_signed, &headers, String::new()).await).0, 401, "a nonce is good once");

    let form = [("name", "a+b c"), ("entity_status", "PAUSED")];
    let verify = format!("{}/twitter/api/1.1/oauth/invalidate_token.json", stage.base);
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    let signing = caller.signing("POST", &verify, &[], &[("name", "other")], &[]);
    let got = caller.send(&signing, crate::stage::query(&form), &kind).await;
    assert_eq!(numbered(&got), (401, 32), "a form is signed as well");
    for timestamp in [0, stage.clock.now().timestamp() - 301, stage.clock.now().timestamp() + 301, i64::MAX, i64::MIN] {
        let signing = Signing { timestamp, ..caller.signing("POST", &verify, &[], &[], &[]) };
        assert_eq!(numbered(&caller.send(&signing, String::new(), &[]).await), (401, 135), "{timestamp}");
    }
    let liar = Caller { token: Token { secret: "wrong".to_owned(), ..caller.token.clone() }, ..Caller::app(&stage) };
    assert_eq!(numbered(&liar.api("POST", "1.1/oauth/invalidate_token.json", &[], &[]).await), (401, 32));
    for header in ["OAuth", "OAuth x", "OAuth a=\"%zz\"", "OAuth oauth_token=\"x\"", "Bearer x", "", "OAuth ,,,=\"\""] {
        let got = stage.send("POST", &verify, &[("authorization", header)], String::new()).await;
        assert_eq!(numbered(&got), (400, 215), "{header}");
    }
    let signing = caller.signing("POST", &verify, &[], &form, &[]);
    assert_eq!(caller.send(&signing, crate::stage::query(&form), &kind).await.status, 200);
}

#[tokio::test]
async fn who_may_only_read_changes_nothing() {
    let stage = Stage::new().await;
    let reader = Caller::with(&stage, &[("x_auth_access_type", "read")]).await;
    let (account, _) = reader.account("USD").await;
    let list = reader.ads("GET", &format!("accounts/{account}/campaigns"), &[]).await.ok();
    let campaign = list["data"][0]["id"].as_str().unwrap();
    let got = reader.ads("PUT", &format!("accounts/{account}/campaigns/{campaign}"), &[("name", "x")]).await;
    assert_eq!(refusal(&got), (403, "READONLY_CLIENT_APPLICATION".to_owned()));
}
