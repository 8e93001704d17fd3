//! What Meta refuses, and what it tells of its limits.

use std::time::Duration;

use cmis_connectors::platform::{Ads, SignIn, problem::Class, wire::Usage};

use super::platform::{APP_SECRET, PROOF, Platform, TOKEN, account, tokens};

#[tokio::test]
async fn every_code_has_its_class() {
    let platform = Platform::start().await;
    let meta = platform.meta();
    for (status, code, subcode, class) in [
        (400, 190, 463, Class::Expired),
        (401, 190, 0, Class::Expired),
        (400, 190, 467, Class::Expired),
        (400, 190, 999, Class::Expired),
        (400, 102, 0, Class::Expired),
        (400, 102, 463, Class::Expired),
        (400, 190, 458, Class::Revoked),
        (400, 190, 460, Class::Revoked),
        (400, 190, 461, Class::Revoked),
        (400, 190, 465, Class::Revoked),
        (400, 190, 466, Class::Revoked),
        (400, 190, 459, Class::Permission),
        (400, 190, 464, Class::Permission),
        (403, 3, 0, Class::Permission),
        (403, 10, 0, Class::Permission),
        (403, 200, 0, Class::Permission),
        (400, 275, 0, Class::Permission),
        (403, 299, 0, Class::Permission),
        (400, 4, 0, Class::RateLimited),
        (400, 17, 2_446_079, Class::RateLimited),
        (400, 32, 0, Class::RateLimited),
        (400, 341, 0, Class::RateLimited),
        (400, 368, 0, Class::RateLimited),
        (400, 613, 0, Class::RateLimited),
        (400, 80_000, 0, Class::RateLimited),
        (400, 80_004, 2_446_079, Class::RateLimited),
        (400, 80_005, 0, Class::RateLimited),
        (400, 80_014, 0, Class::RateLimited),
        (500, 1, 0, Class::Transient),
        (400, 2, 0, Class::Transient),
        (400, 100, 33, Class::Permission),
        (404, 803, 0, Class::NotFound),
        (400, 100, 0, Class::Invalid),
        (400, 100, 1_487_561, Class::Invalid),
        (400, 1_609_005, 0, Class::Invalid),
        (400, 506, 0, Class::Duplicate),
        // a code that says nothing: the status speaks
        (400, 424_242, 0, Class::Invalid),
        (403, 424_242, 0, Class::Permission),
        (429, 424_242, 0, Class::RateLimited),
        (503, 424_242, 0, Class::Outage),
    ] {
        platform.answers(
            status,
            &[],
            &format!(
                r#"{{"error":{{"message":"m","type":"OAuthException","code":{code},"error_subcode":{subcode}}}}}"#
            ),
        );
        let problem = meta.identify(&tokens()).await.expect_err("refused");
        let expected = if subcode == 0 { code.to_string() } else { format!("{code}/{subcode}") };
        assert_eq!((problem.class, problem.code), (class, expected), "{status} {code}/{subcode}");
    }
}

#[tokio::test]
async fn what_goes_by_itself_disconnects_nobody() {
    let platform = Platform::start().await;
    for (status, body, class) in [
        (400, r#"{"error":{"code":190,"error_subcode":460,"is_transient":true}}"#, Class::Transient),
        (400, r#"{"error":{"code":100,"is_transient":true}}"#, Class::Transient),
        (400, r#"{"error":{"code":17,"is_transient":true}}"#, Class::RateLimited),
        (502, "<html>bad gateway</html>", Class::Outage),
        (503, "", Class::Outage),
        (500, "{}", Class::Transient),
        (200, "[]", Class::Transient),
        (200, "", Class::Transient),
        (302, "", Class::Invalid),
        (404, r#"{"error":"text"}"#, Class::NotFound),
        (400, r#"{"error":{"code":"190","message":7}}"#, Class::Invalid),
    ] {
        platform.answers(status, &[], body);
        let problem = platform.meta().identify(&tokens()).await.expect_err("refused");
        assert_eq!(problem.class, class, "{status} {body}");
    }
}

#[tokio::test]
async fn its_words_are_for_people_and_hold_no_secret() {
    let platform = Platform::start().await;
    let long = "x".repeat(490);
    for (body, words) in [
        (
            r#"{"code":100,"message":"Invalid parameter","error_user_title":"Budget","error_user_msg":"Too low"}"#
                .to_owned(),
            "Budget: Too low".to_owned(),
        ),
        (r#"{"code":100,"message":"(#100) x","error_user_msg":""}"#.to_owned(), "(#100) x".to_owned()),
        (r#"{"code":100}"#.to_owned(), String::new()),
        (r#"{"code":190,"message":"Malformed access token TOKEN"}"#.to_owned(), "Malformed access token …".to_owned()),
        (format!(r#"{{"code":190,"message":"{APP_SECRET}, {PROOF}"}}"#), "…, …".to_owned()),
        // cut after the secret is out, so that no half of it stays
        (format!(r#"{{"code":190,"message":"{long}{PROOF}"}}"#), format!("{long}…")),
    ] {
        platform.answers(400, &[], &format!(r#"{{"error":{body}}}"#));
        let problem = platform.meta().identify(&tokens()).await.expect_err("refused");
        assert_eq!(problem.words, words);
        assert!(!format!("{problem:?}").contains(TOKEN));
    }
}

#[tokio::test]
async fn metas_id_of_the_call_is_kept() {
    let platform = Platform::start().await;
    let body = r#"{"error":{"code":1,"fbtrace_id":"Body"}}"#;
    platform.answers(500, &[("x-fb-trace-id", "Head")], body).answers(500, &[], body);
    platform.answers(502, &[("x-fb-trace-id", "Gate")], "").answers(200, &[("x-fb-trace-id", "Odd")], "?");
    for id in ["Head", "Body", "Gate", "Odd"] {
        let problem = platform.meta().identify(&tokens()).await.expect_err("refused");
        assert_eq!(problem.request_id.as_deref(), Some(id));
    }
}

fn usage(of: &str, percent: f64, minutes: Option<u64>) -> Usage {
    Usage { of: of.to_owned(), percent, regains: minutes.map(|it| Duration::from_secs(it * 60)) }
}

#[tokio::test]
async fn limits_are_told_with_every_answer() {
    let case = |percent: u32, minutes: u32| {
        format!(
            r#"{{"type":"ads_insights","call_count":{percent},"total_cputime":25,"total_time":5,
            "estimated_time_to_regain_access":{minutes},"ads_api_access_tier":"standard_access"}}"#
        )
        .replace('\n', "")
    };
    let cases = format!(r#"{{"123":[{},{}],"9":[{}]}}"#, case(28, 0), case(100, 19), case(1, 0));
    for (header, value, expected) in [
        ("x-app-usage", r#"{"call_count":28,"total_time":25,"total_cputime":31.5}"#, vec![usage("app", 31.5, None)]),
        ("x-business-use-case-usage", &cases, vec![usage("123", 100.0, Some(19)), usage("9", 25.0, None)]),
        ("x-ad-account-usage", r#"{"acc_id_util_pct":9.67,"reset_time_duration":120}"#, vec![usage("123", 9.67, None)]),
        (
            "x-ad-account-usage",
            r#"{"acc_id_util_pct":100,"reset_time_duration":120}"#,
            vec![usage("123", 100.0, Some(2))],
        ),
        (
            "x-fb-ads-insights-throttle",
            r#"{"app_id_util_pct":3,"acc_id_util_pct":10,"ads_api_access_tier":"x"}"#,
            vec![usage("123", 10.0, None), usage("app", 3.0, None)],
        ),
        ("x-app-usage", "{}", vec![usage("app", 0.0, None)]),
        ("x-app-usage", "nonsense", vec![]),
        ("x-business-use-case-usage", r#"{"1":[7,{"call_count":"x"}],"2":[]}"#, vec![]),
        (
            "x-business-use-case-usage",
            r#"{"1":[{"call_count":1e300,"estimated_time_to_regain_access":1e300}]}"#,
            vec![usage("1", 1e300, None)],
        ),
    ] {
        let platform = Platform::start().await;
        platform.answers(200, &[(header, value)], r#"{"data":[]}"#);
        platform.meta().campaigns(&tokens(), &account("USD"), None).await.expect("a page");
        assert_eq!(platform.used(), expected, "{header}: {value}");
    }
}

#[tokio::test]
async fn who_is_throttled_knows_how_long_to_wait() {
    let throttled = r#"{"error":{"code":80000,"error_subcode":2446079}}"#;
    let open = r#"{"error":{"code":100}}"#;
    let cases = r#"{"123":[{"call_count":100,"estimated_time_to_regain_access":19}]}"#;
    let endless = r#"{"123":[{"call_count":100,"estimated_time_to_regain_access":10000}]}"#;
    for (headers, body, minutes) in [
        (&[("x-business-use-case-usage", cases)][..], throttled, Some(19)),
        (&[("x-business-use-case-usage", endless)], throttled, Some(24 * 60)),
        (&[("x-ad-account-usage", r#"{"acc_id_util_pct":100,"reset_time_duration":300}"#)], throttled, Some(5)),
        (&[("retry-after", "120")], throttled, Some(2)),
        (&[("retry-after", "120"), ("x-business-use-case-usage", cases)], "", Some(19)),
        (&[], throttled, None),
        (&[("x-business-use-case-usage", cases)], open, None),
    ] {
        let platform = Platform::start().await;
        platform.answers(if body.is_empty() { 429 } else { 400 }, headers, body);
        let problem = platform.meta().campaigns(&tokens(), &account("USD"), None).await.expect_err("refused");
        assert_eq!(problem.retry_after, minutes.map(|it| Duration::from_secs(it * 60)), "{headers:?} {body}");
    }
}
