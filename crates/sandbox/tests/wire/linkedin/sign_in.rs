//! Consent, tokens, and what every call has to have.

use serde_json::json;

use super::{ACCESS_TOKEN, AUTHORIZATION, Caller, SCOPES, decide, exchange, refresh};
use crate::stage::{Got, Stage, param, query};

#[tokio::test]
async fn consent_denial_codes_and_refreshing_are_as_documented() {
    let stage = Stage::new().await;
    let denied = decide(&stage, "app", "r_ads", "deny").await;
    assert_eq!(["error", "state", "code"].map(|name| param(&denied, name)), ["user_cancelled_authorize", "a&b", ""]);
    let unknown = decide(&stage, "app", "r_ads w_everything", "allow").await;
    assert_eq!(param(&unknown, "error"), "unauthorized_scope_error");
    let page = async |back: &str| {
        let asked =
            [("client_id", "app"), ("redirect_uri", back), ("response_type", "code"), ("scope", "r_ads openid")];
        stage.get(&format!("{AUTHORIZATION}?{}", query(&asked))).await
    };
    assert_eq!(page("https://evil.example/").await.json()["error"], "invalid_request");
    let page = page("http://localhost:1/back").await;
    let foreign = [("origin", "http://evil.example"), ("content-type", "application/x-www-form-urlencoded")];
    let forged = query(&[("client_id", "app"), ("sandbox_decision", "allow")]);
    assert_eq!(stage.send("POST", AUTHORIZATION, &foreign, forged).await.status, 403, "no other site says yes");
    assert!(page.status == 200 && page.body.contains("checked disabled> <bdi>r_ads</bdi>"), "{}", page.body);

    let code = param(&decide(&stage, "app", SCOPES, "allow").await, "code");
    stage.clock.advance(chrono::TimeDelta::minutes(29));
    let told = exchange(&stage, "app", &code).await.ok();
    assert_eq!((&told["expires_in"], &told["scope"]), (&json!(5_184_000), &json!(SCOPES.replace(' ', ","))));
    let again = exchange(&stage, "app", &code).await;
    assert_eq!((again.status, &again.json()["error"]), (400, &json!("invalid_grant")));
    let late = param(&decide(&stage, "app", SCOPES, "allow").await, "code");
    stage.clock.advance(chrono::TimeDelta::minutes(31));
    assert_eq!(exchange(&stage, "app", &late).await.json()["error"], "invalid_grant");

    let ends = told["refresh_token_expires_in"].as_i64().unwrap();
    stage.clock.advance(chrono::TimeDelta::days(100));
    let renewed = refresh(&stage, &told["refresh_token"]).await.ok();
    assert_eq!(renewed["refresh_token"], told["refresh_token"], "it stays the same one");
    let passed = 100 * 86_400 + 31 * 60;
    assert_eq!(renewed["refresh_token_expires_in"], ends - passed, "and its time does not begin anew");
    stage.clock.advance(chrono::TimeDelta::days(266));
    assert_eq!(refresh(&stage, &told["refresh_token"]).await.json()["error"], "invalid_grant");

    let code = param(&decide(&stage, "standard-app", "r_ads", "allow").await, "code");
    let told = exchange(&stage, "standard-app", &code).await.ok();
    assert!(told.get("refresh_token").is_none(), "only approved partners refresh: {told}");
    let wrong = [("client_id", "app"), ("client_secret", "wrong"), ("grant_type", "refresh_token")];
    let wrong = stage.form(ACCESS_TOKEN, &wrong).await;
    assert_eq!((wrong.status, &wrong.json()["error"]), (401, &json!("invalid_client")));
}

#[tokio::test]
async fn tokens_are_looked_at_given_back_and_wrong_ones_told_apart() {
    let stage = Stage::new().await;
    let code = param(&decide(&stage, "app", SCOPES, "allow").await, "code");
    let told = exchange(&stage, "app", &code).await.ok();
    let of = ["access_token", "refresh_token"].map(|name| {
        [("client_id", "app"), ("client_secret", "sandbox-secret"), ("token", told[name].as_str().unwrap())]
    });
    let introspect = "/linkedin/www/oauth/v2/introspectToken";
    let active = stage.form(introspect, &of[0]).await.ok();
    assert_eq!((&active["active"], &active["status"]), (&json!(true), &json!("active")));
    let mut caller = Caller { stage: &stage, token: told["access_token"].as_str().unwrap().to_owned() };
    let me = caller.call("GET", "v2/userinfo", &[("linkedin-version", "")], String::new()).await.ok();
    assert!(me["sub"].is_string() && me["name"].is_string() && me["email_verified"] == true, "{me}");

    let code = |got: Got| (got.status, got.json()["serviceErrorCode"].clone());
    for _ in 0..2 {
        assert_eq!(stage.form("/linkedin/www/oauth/v2/revoke", &of[0]).await.status, 200);
    }
    let given_back = caller.get("adAccounts?q=search").await;
    assert_eq!(given_back.json()["code"], "REVOKED_ACCESS_TOKEN");
    assert_eq!(code(given_back), (401, json!(65601)), "it was one once");
    assert_eq!(stage.form(introspect, &of[0]).await.ok()["status"], "revoked");
    let nobody = Caller { stage: &stage, token: "AQXnobody".to_owned() };
    assert_eq!(code(nobody.get("adAccounts?q=search").await), (401, json!(65600)), "it never was one");
    let renewed = refresh(&stage, &told["refresh_token"]).await.ok();
    renewed["access_token"].as_str().unwrap().clone_into(&mut caller.token);
    assert_eq!(stage.form("/linkedin/www/oauth/v2/revoke", &of[1]).await.status, 200);
    assert_eq!(code(caller.get("adAccounts?q=search").await), (401, json!(65601)));
    assert_eq!(refresh(&stage, &told["refresh_token"]).await.json()["error"], "invalid_grant");
    assert_eq!(stage.form(introspect, &of[0]).await.ok()["active"], false);

    let caller = Caller::new(&stage).await;
    assert_eq!(
        code(caller.call("GET", "rest/adAccounts?q=search", &[("authorization", "")], String::new()).await).1,
        65604
    );
    stage.clock.advance(chrono::TimeDelta::days(61));
    let late = caller.get("adAccounts?q=search").await;
    assert_eq!(late.json()["code"], "EXPIRED_ACCESS_TOKEN");
    assert_eq!(code(late), (401, json!(65602)));
}

#[tokio::test]
async fn versions_protocol_and_scopes_are_held_to() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let get =
        async |headers: &[(&str, &str)]| caller.call("GET", "rest/adAccounts?q=search", headers, String::new()).await;
    assert_eq!(get(&[("linkedin-version", "")]).await.json()["code"], "VERSION_MISSING");
    let old = get(&[("linkedin-version", "20250101")]).await;
    assert_eq!((old.status, &old.json()["code"]), (426, &json!("NONEXISTENT_VERSION")));
    assert_eq!(old.json()["message"], "Requested version 20250101 is not active");
    for (version, status) in [
        ("202511", 426),
        ("202607.01", 200),
        ("202511.01", 426),
        ("202607.1", 426),
        ("202607.", 426),
        ("202607.xx", 426),
    ] {
        assert_eq!(get(&[("linkedin-version", version)]).await.status, status, "{version}");
    }
    assert_eq!(get(&[("x-restli-protocol-version", "")]).await.status, 400);
    let good = get(&[]).await;
    assert_eq!(good.status, 200);
    for name in ["x-li-uuid", "x-li-request-id", "x-li-fabric", "x-restli-protocol-version"] {
        assert!(!good.header(name).is_empty(), "{name}");
    }
    let reader = Caller::with(&stage, "r_ads").await;
    let account = stage.account("linkedin", "USD").await;
    assert_eq!(reader.get("adAccounts?q=search").await.status, 200);
    for got in [
        reader.create(&format!("adAccounts/{account}/adCampaignGroups"), &json!({})).await,
        reader.get(&format!("adAnalytics?q=analytics&accounts=List(urn%3Ali%3AsponsoredAccount%3A{account})")).await,
        reader.get("organizationAcls?q=roleAssignee").await,
        reader.get("leadFormResponses/x").await,
        reader.call("GET", "v2/userinfo", &[], String::new()).await,
    ] {
        assert_eq!((got.status, &got.json()["code"]), (403, &json!("ACCESS_DENIED")), "{}", got.body);
    }
    assert_eq!(caller.get("nonsense").await.status, 404);
    let acls = caller.get("organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED&count=2").await.ok();
    assert_eq!((acls["elements"].as_array().unwrap().len(), &acls["paging"]["total"]), (2, &json!(5)));
    let next = acls["paging"]["links"][0]["href"].as_str().unwrap().trim_start_matches("/rest/").to_owned();
    let second = caller.get(&next).await.ok();
    assert_ne!(second["elements"][0], acls["elements"][0]);
    let urn = second["elements"][0]["organization"].as_str().unwrap();
    let organization = caller.get(&format!("organizations/{}", urn.rsplit(':').next().unwrap())).await.ok();
    assert!(organization["localizedName"].is_string());
}

#[tokio::test]
async fn the_older_profile_is_told_with_and_without_a_version() {
    let stage = Stage::new().await;
    let caller = Caller::with(&stage, "r_basicprofile openid").await;
    let without = [("linkedin-version", ""), ("x-restli-protocol-version", "")];
    let old = caller.call("GET", "v2/me", &without, String::new()).await.ok();
    let new = caller.get("me").await.ok();
    assert!(old == new && old["localizedFirstName"].is_string(), "{old} {new}");
    assert_eq!(old["id"], caller.call("GET", "v2/userinfo", &without, String::new()).await.ok()["sub"]);
    let unversioned = caller.call("GET", "rest/me", &[("linkedin-version", "")], String::new()).await;
    assert_eq!(unversioned.json()["code"], "VERSION_MISSING");
    let other = Caller::with(&stage, "openid profile").await;
    let denied = other.call("GET", "v2/me", &without, String::new()).await;
    assert_eq!((denied.status, &denied.json()["serviceErrorCode"]), (403, &json!(100)));
    assert_eq!(denied.json()["message"], "Not enough permissions to access: me.GET.NO_VERSION");
}
