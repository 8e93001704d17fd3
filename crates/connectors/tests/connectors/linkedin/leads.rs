//! Leads: one that a webhook announced, and those of an ad account.

use std::collections::BTreeMap;

use cmis_connectors::platform::{Lead, Leads, ListedBy, Page, Span, problem::Class};

use super::platform::{Platform, finder, rest, time, tokens};

const ID: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee-5";

#[tokio::test]
async fn a_lead_is_fetched_by_its_id_or_urn() {
    let platform = Platform::start().await;
    let body = r#"{"id":"aaaabbbb-0000-cccc-1111-dddd2222eeee-5","leadType":"SPONSORED","testLead":false,
        "owner":{"sponsoredAccount":"urn:li:sponsoredAccount:522529623"},"submitter":"urn:li:person:MpGcnvaU_p",
        "submittedAt":1686182358881,"versionedLeadGenFormUrn":"urn:li:versionedLeadGenForm:(urn:li:leadGenForm:818,1)",
        "associatedEntity":{"associatedCreative":"urn:li:sponsoredCreative:3"},
        "leadMetadata":{"sponsoredLeadMetadata":{"campaign":"urn:li:sponsoredCampaign:367378525"}},
        "formResponse":{"answers":[
            {"questionId":1,"answerDetails":{"textQuestionAnswer":{"answer":"سارة"}}},
            {"questionId":2,"name":"email","answerDetails":{"textQuestionAnswer":{"answer":"s@example.com"}}},
            {"questionId":3,"answerDetails":{"multipleChoiceAnswer":{"options":[1,4]}}},
            {"questionId":4}],"consentResponses":[{"consentId":1,"accepted":true}]}}"#;
    let fields = [("1", "سارة"), ("email", "s@example.com"), ("3", "1, 4"), ("4", "")];
    let lead = Lead {
        id: ID.to_owned(),
        at: chrono::DateTime::from_timestamp_millis(1_686_182_358_881),
        form_id: Some("818".to_owned()),
        // LinkedIn's campaign is our ad set
        campaign_id: None,
        ad_id: Some("3".to_owned()),
        fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
    };
    for id in [ID.to_owned(), format!("urn:li:leadGenFormResponse:{ID}")] {
        platform.says(body);
        assert_eq!(platform.linkedin().lead(&tokens(), &id).await, Ok(lead.clone()));
    }
    let question = rest(&format!("GET /leadFormResponses/{ID}"));
    assert_eq!(platform.asked(), [question.clone(), question]);
}

#[tokio::test]
async fn a_lead_of_no_ad_has_none() {
    let platform = Platform::start().await;
    platform.says(
        r#"{"id":"urn:li:leadGenFormResponse:1a2b3c-4","associatedEntity":{"event":"urn:li:event:789"},
        "versionedLeadGenFormUrn":"urn:li:other:5","formResponse":null}"#,
    );
    let lead = platform.linkedin().lead(&tokens(), "1a2b3c-4").await.expect("a lead");
    let fields = BTreeMap::new();
    let id = "1a2b3c-4".to_owned();
    assert_eq!(lead, Lead { id, at: None, form_id: None, campaign_id: None, ad_id: None, fields });
}

#[tokio::test]
async fn what_is_no_lead_is_neither_asked_for_nor_taken() {
    let platform = Platform::start().await;
    let long = "x".repeat(129);
    for id in ["", "a/b", "..", "a?b", "a%2fb", "urn:li:leadGenForm:1", "urn:li:leadGenFormResponse:", "é", &long] {
        let problem = platform.linkedin().lead(&tokens(), id).await.expect_err(id);
        assert_eq!((problem.class, problem.code.as_str()), (Class::NotFound, "bad_id"));
    }
    assert_eq!(platform.asked(), []);
    for body in [r"{}", r#"{"id":"a b"}"#, r#"{"id":"a","formResponse":{"answers":[{}]}}"#, "[]"] {
        platform.says(body);
        assert_eq!(platform.linkedin().lead(&tokens(), "1").await.expect_err(body).code, "unreadable", "{body}");
    }
}

#[tokio::test]
async fn leads_of_an_account_are_listed_over_a_span_of_time() {
    let platform = Platform::start().await;
    let row = |id: &str| {
        format!(
            r#"{{"id":"{id}","submittedAt":1786000000000,"leadType":"SPONSORED","testLead":false,
            "versionedLeadGenFormUrn":"urn:li:versionedLeadGenForm:(urn:li:leadGenForm:818,1)",
            "associatedEntity":{{"associatedCreative":"urn:li:sponsoredCreative:3"}},
            "formResponse":{{"answers":[{{"questionId":1,"answerDetails":{{"textQuestionAnswer":{{"answer":"سارة"}}}}}}]}}}}"#
        )
    };
    let paging = |start: usize| format!(r#""paging":{{"start":{start},"count":100,"links":[],"total":3}}"#);
    platform
        .says(&format!(r#"{{{},"elements":[{},{}]}}"#, paging(0), row("a-1"), row("a-2")))
        .says(&format!(r#"{{{},"elements":[{}]}}"#, paging(2), row("a-3")))
        // a list that became shorter meanwhile ends
        .says(&format!(r#"{{{},"elements":[]}}"#, paging(2)))
        .says(r#"{"elements":[]}"#);
    let linkedin = platform.linkedin();
    assert_eq!((linkedin.listed_by(), linkedin.kept_days()), (ListedBy::AdAccount, 90));
    let (from, to) = (time(1_785_585_600).expect("a time"), time(1_786_190_400).expect("a time"));
    let span = Span { of: "507525021", from, to };
    let page = linkedin.leads(&tokens(), span, None).await.expect("a page");
    let ids: Vec<_> = page.items.iter().map(|lead| (lead.id.as_str(), lead.ad_id.as_deref())).collect();
    assert_eq!((ids, page.next.as_deref()), (vec![("a-1", Some("3")), ("a-2", Some("3"))], Some("2")));
    assert_eq!((page.items[0].at, page.items[0].fields["1"].as_str()), (time(1_786_000_000), "سارة"));
    let last = linkedin.leads(&tokens(), span, Some("2")).await.expect("a page");
    assert_eq!((last.items.len(), last.next), (1, None));
    for _ in 0..2 {
        let none = linkedin.leads(&tokens(), span, Some("2")).await.expect("a page");
        assert_eq!(none, Page { items: vec![], next: None });
    }
    let asked = |start: usize| {
        finder(&format!(
            "GET /leadFormResponses?q=owner&owner=(sponsoredAccount:urn%3Ali%3AsponsoredAccount%3A507525021)\
             &leadType=(leadType:SPONSORED)&limitedToTestLeads=false\
             &submittedAtTimeRange=(start:1785585600000,end:1786190400000)&start={start}&count=100"
        ))
    };
    assert_eq!(platform.asked(), [asked(0), asked(2), asked(2), asked(2)]);
    // neither a place nor an account that is none gets into an address
    let wrong = Span { of: "1),x:(2", ..span };
    assert_eq!(linkedin.leads(&tokens(), wrong, None).await.expect_err("no account").code, "bad_id");
    assert_eq!(linkedin.leads(&tokens(), span, Some("0&x=1")).await.expect_err("no place").class, Class::Invalid);
    assert_eq!(linkedin.forms(&tokens(), "1", None).await, Ok(Page { items: vec![], next: None }));
    assert_eq!(platform.asked(), []);
}
