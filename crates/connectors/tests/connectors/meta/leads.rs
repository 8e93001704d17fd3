//! Leads and the forms that bring them; pages, and who has them.

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::secret::{expose, hmac};
use cmis_connectors::platform::{
    Form, Lead, Leads, ListedBy, Page, Profile, ProfileKind, Profiles, Span, Subscriptions, problem::Class,
};

use super::platform::{APP_SECRET, Platform, tokens, with_token};

fn time(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}

#[tokio::test]
async fn a_lead_is_fetched_with_what_was_filled_in() {
    let platform = Platform::start().await;
    platform
        .says(
            r#"{"id":"444","created_time":"2026-08-01T12:00:00+0000","form_id":"555","campaign_id":"12","ad_id":"666",
            "field_data":[{"name":"email","values":["a@b.c"]},{"name":"days","values":["mon","tue"]},{"name":"note"}]}"#,
        )
        .says(r#"{"id":"445","created_time":"2026-08-01T12:00:00+0000","form_id":"555"}"#);
    let meta = platform.meta();
    let lead = meta.lead(&tokens(), "444").await.expect("a lead");
    let fields = [("email", "a@b.c"), ("days", "mon, tue"), ("note", "")];
    let expected = Lead {
        id: "444".to_owned(),
        at: time(1_785_585_600),
        form_id: Some("555".to_owned()),
        campaign_id: Some("12".to_owned()),
        ad_id: Some("666".to_owned()),
        fields: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
    };
    assert_eq!(lead, expected);
    // one that came without an ad
    assert_eq!(meta.lead(&tokens(), "445").await.expect("a lead").ad_id, None);
    let fields = ("fields", "id,created_time,form_id,campaign_id,ad_id,field_data");
    assert_eq!(platform.asked()[0], with_token("GET /444", &[fields], &[]));
}

const LEAD_FIELDS: (&str, &str) = ("fields", "id,created_time,form_id,campaign_id,ad_id,field_data");

/// Since noon of 1 August 2026.
fn span(of: &str) -> Span<'_> {
    let from = time(1_785_585_600).expect("a time");
    Span { of, from, to: from + TimeDelta::days(1) }
}

#[tokio::test]
async fn the_forms_of_a_page_are_asked_for_with_the_token_of_the_page() {
    let platform = Platform::start().await;
    let opened = r#"{"access_token":"PAGE","id":"1067"}"#;
    platform
        .says(opened)
        .says(
            r#"{"data":[{"id":"555","name":"نموذج رمضان","status":"ACTIVE","locale":"ar_AR"},{"id":"556","status":"ARCHIVED"}],
            "paging":{"cursors":{"before":"B","after":"A"},"next":"https://graph.facebook.com/v26.0/1067/leadgen_forms?after=A"}}"#,
        )
        .says(opened)
        .says(r#"{"data":[],"paging":{"cursors":{"before":"B","after":"C"}}}"#);
    let meta = platform.meta();
    let form = |id: &str, name: &str| Form { id: id.to_owned(), name: name.to_owned() };
    let page = meta.forms(&tokens(), "1067", None).await.expect("a page");
    assert_eq!(page, Page { items: vec![form("555", "نموذج رمضان"), form("556", "556")], next: Some("A".to_owned()) });
    assert_eq!(meta.forms(&tokens(), "1067", Some("A")).await.expect("a page"), Page { items: vec![], next: None });
    let asked = platform.asked();
    assert_eq!(asked[0], with_token("GET /1067", &[("fields", "access_token")], &[]));
    let proof = hmac(APP_SECRET.as_bytes(), b"PAGE").map(|byte| format!("{byte:02x}")).concat();
    for (asked, after) in [(&asked[1], None), (&asked[3], Some(("after", "A")))] {
        let query: Vec<_> = asked.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let expected = [("fields", "id,name"), ("limit", "100")].into_iter().chain(after);
        assert_eq!(query, expected.chain([("appsecret_proof", proof.as_str())]).collect::<Vec<_>>());
        assert_eq!(
            (asked.line.as_str(), asked.authorization.as_deref()),
            ("GET /sandbox/meta/graph/v26.0/1067/leadgen_forms", Some("Bearer PAGE"))
        );
    }
}

#[tokio::test]
async fn leads_of_a_form_are_those_that_were_given_since_a_time() {
    let platform = Platform::start().await;
    platform
        .says(
            r#"{"data":[{"id":"444","created_time":"2026-08-01T12:00:00+0000","form_id":"555","ad_id":"666","campaign_id":"12",
            "field_data":[{"name":"email","values":["a@b.c"]}]},{"id":"443","created_time":"2026-08-01T12:00:00+0000","form_id":"555"}],
            "paging":{"cursors":{"before":"B","after":"A"},"next":"https://graph.facebook.com/v26.0/555/leads?after=A"}}"#,
        )
        .says(r#"{"data":[],"paging":{"cursors":{"before":"B","after":"C"}}}"#);
    let meta = platform.meta();
    assert_eq!((meta.listed_by(), meta.kept_days()), (ListedBy::Form, 90));
    let page = meta.leads(&tokens(), span("555"), None).await.expect("a page");
    let told: Vec<_> = page.items.iter().map(|lead| (lead.id.as_str(), lead.ad_id.as_deref(), lead.at)).collect();
    assert_eq!(told, [("444", Some("666"), time(1_785_585_600)), ("443", None, time(1_785_585_600))]);
    assert_eq!(page.items[0].fields["email"], "a@b.c");
    assert_eq!(page.next.as_deref(), Some("A"));
    assert_eq!(
        meta.leads(&tokens(), span("555"), Some("A")).await.expect("a page"),
        Page { items: vec![], next: None }
    );
    // that second included
    let filter = ("filtering", r#"[{"field":"time_created","operator":"GREATER_THAN","value":1785585599}]"#);
    let asked = platform.asked();
    assert_eq!(asked[0], with_token("GET /555/leads", &[LEAD_FIELDS, filter, ("limit", "100")], &[]));
    assert_eq!(asked[1], with_token("GET /555/leads", &[LEAD_FIELDS, filter, ("limit", "100"), ("after", "A")], &[]));
}

#[tokio::test]
async fn what_is_no_page_and_no_form_is_not_asked_for() {
    let platform = Platform::start().await;
    let meta = platform.meta();
    for id in ["", "me", "act_1", "1/2", "1?x", "..", "1_2"] {
        for problem in [
            meta.forms(&tokens(), id, None).await.expect_err(id),
            meta.leads(&tokens(), span(id), None).await.expect_err(id),
        ] {
            assert_eq!((problem.class, problem.code.as_str()), (Class::NotFound, "bad_id"), "{id}");
        }
    }
    assert_eq!(platform.asked(), []);
    // a form that would lead elsewhere is not taken
    platform.says(r#"{"access_token":"PAGE"}"#).says(r#"{"data":[{"id":"me"}]}"#);
    assert_eq!(meta.forms(&tokens(), "1", None).await.expect_err("no form").code, "unreadable");
    // who has no say at a page has taken nothing back: neither does the page's refusal end the person's own token
    platform.says(r#"{"id":"1"}"#);
    let problem = meta.forms(&tokens(), "1", None).await.expect_err("no token");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Permission, "no_page_token"));
    for subcode in [463, 458] {
        let body = format!(
            r#"{{"error":{{"message":"not an admin","type":"OAuthException","code":190,"error_subcode":{subcode}}}}}"#
        );
        platform.says(r#"{"access_token":"PAGE"}"#).answers(400, &[], &body);
        assert_eq!(meta.forms(&tokens(), "1", None).await.expect_err("refused").class, Class::Permission);
    }
    // the page's token is nowhere in a refusal
    platform.says(r#"{"access_token":"PAGE-TOKEN"}"#).answers(
        400,
        &[],
        r#"{"error":{"message":"(#200) PAGE-TOKEN may not","type":"OAuthException","code":200,"fbtrace_id":"T"}}"#,
    );
    let problem = meta.forms(&tokens(), "1", None).await.expect_err("refused");
    assert_eq!(problem.class, Class::Permission);
    assert!(!format!("{problem:?}").contains("PAGE-TOKEN"), "{problem:?}");
    assert!(!format!("{problem:?}").contains(expose(&tokens().access)), "{problem:?}");
}

#[tokio::test]
async fn pages_are_listed_with_their_instagram_accounts() {
    let platform = Platform::start().await;
    platform
        .says(
            r#"{"data":[{"id":"1067","name":"Shop","instagram_business_account":{"id":"1784"}},{"id":"1068","name":""}],
            "paging":{"cursors":{"before":"B","after":"A"},"next":"https://graph.facebook.com/x?after=A"}}"#,
        )
        .says(r#"{"data":[]}"#)
        .says(r#"{"data":[{"id":"a/b","name":"x"}]}"#);
    let meta = platform.meta();
    let page = meta.profiles(&tokens(), None).await.expect("a page");
    let profile = |id: &str, kind, name: &str| Profile { id: id.to_owned(), kind, name: name.to_owned() };
    let expected = [
        profile("1067", ProfileKind::Page, "Shop"),
        profile("1784", ProfileKind::Instagram, "Shop"),
        profile("1068", ProfileKind::Page, "1068"),
    ];
    assert_eq!((page.items.as_slice(), page.next.as_deref()), (&expected[..], Some("A")));
    assert_eq!(meta.profiles(&tokens(), Some("A")).await.expect("a page").next, None);
    assert_eq!(meta.profiles(&tokens(), None).await.expect_err("no id").code, "unreadable");
    let fields = ("fields", "id,name,instagram_business_account");
    let asked = platform.asked();
    assert_eq!(asked[0], with_token("GET /me/accounts", &[fields, ("limit", "100")], &[]));
    assert_eq!(asked[1], with_token("GET /me/accounts", &[fields, ("limit", "100"), ("after", "A")], &[]));
}

#[tokio::test]
async fn a_page_opts_in_and_out_with_its_own_token() {
    let platform = Platform::start().await;
    let opened = r#"{"access_token":"PAGE","id":"1067"}"#;
    platform.says(opened).says(r#"{"success":true}"#).says(opened).says(r#"{"success":true}"#);
    let meta = platform.meta();
    meta.subscribe(&tokens(), "1067").await.expect("subscribed");
    meta.unsubscribe(&tokens(), "1067").await.expect("unsubscribed");
    let asked = platform.asked();
    let proof = hmac(APP_SECRET.as_bytes(), b"PAGE").map(|byte| format!("{byte:02x}")).concat();
    let mut expected = with_token("POST /1067/subscribed_apps", &[], &[("subscribed_fields", "leadgen")]);
    expected.authorization = Some("Bearer PAGE".to_owned());
    expected.form[1].1.clone_from(&proof);
    assert_eq!((&asked[0], &asked[1]), (&with_token("GET /1067", &[("fields", "access_token")], &[]), &expected));
    let mut expected = with_token("DELETE /1067/subscribed_apps", &[], &[]);
    expected.authorization = Some("Bearer PAGE".to_owned());
    expected.query[0].1 = proof;
    assert_eq!(asked[3], expected);

    // the person may, the page does not let them
    platform.says(r#"{"id":"1067"}"#);
    let problem = meta.subscribe(&tokens(), "1067").await.expect_err("no token");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Permission, "no_page_token"));
    assert_eq!(meta.subscribe(&tokens(), "me").await.expect_err("no page").code, "bad_id");
}
