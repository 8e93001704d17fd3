//! Meta: leads, the forms of pages and who may read them (sections 1 and 5 of its facts).

use serde_json::{Value, json};

use crate::stage::{Got, Stage, query};

const READ: &str = "ads_read,pages_show_list,leads_retrieval,pages_manage_ads";

async fn graph(stage: &Stage, token: &str, path: &str, pairs: &[(&str, &str)]) -> Got {
    stage.get(&format!("/meta/graph/v26.0/{path}?access_token={token}&{}", query(pairs))).await
}

fn ids(told: &Value) -> Vec<String> {
    told["data"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn forms_are_the_pages_own_and_leads_are_listed_by_time() {
    let stage = Stage::new().await;
    let token = stage.meta_token(READ).await;
    let pages = graph(&stage, &token, "me/accounts", &[("fields", "id,instagram_business_account")]).await.ok();
    assert!(pages["data"][0]["instagram_business_account"]["id"].is_string(), "{pages}");
    let page = &ids(&pages)[0];
    let edge = format!("{page}/leadgen_forms");
    let refused = graph(&stage, &token, &edge, &[]).await;
    assert_eq!(
        (refused.status, &refused.json()["error"]["code"]),
        (400, &json!(190)),
        "a person's token opens no forms"
    );
    let opened = graph(&stage, &token, page, &[("fields", "access_token")]).await.ok();
    let own = opened["access_token"].as_str().unwrap();
    let forms = graph(&stage, own, &edge, &[("fields", "id,name,status,leads_count")]).await.ok();
    assert_eq!((&forms["data"][0]["status"], &forms["data"][0]["leads_count"]), (&json!("ACTIVE"), &json!(12)));
    let other = format!("{}/leadgen_forms", ids(&pages)[1]);
    assert_eq!(graph(&stage, own, &other, &[]).await.status, 400, "another page's");

    let leads = format!("{}/leads", ids(&forms)[0]);
    let fields = ("fields", "id,created_time,ad_id,campaign_id,form_id,field_data");
    let all = graph(&stage, &token, &leads, &[fields, ("limit", "100")]).await.ok();
    assert_eq!(all["data"].as_array().unwrap().len(), 12);
    let organic = all["data"].as_array().unwrap().iter().filter(|lead| lead.get("ad_id").is_none());
    assert_eq!(organic.count(), 3, "what came without an ad has none");
    // of the fourth newest, at 02:00 the day before, one is older by five hours each
    let at = &all["data"][3]["created_time"];
    assert_eq!(at, "2026-08-19T02:00:00+0000");
    let since = |operator: &str| format!(r#"[{{"field":"time_created","operator":"{operator}","value":1787104800}}]"#);
    let newer = graph(&stage, &token, &leads, &[fields, ("filtering", &since("GREATER_THAN"))]).await.ok();
    assert_eq!(ids(&newer), ids(&all)[..3]);
    let older = graph(&stage, &token, &leads, &[fields, ("filtering", &since("LESS_THAN"))]).await.ok();
    assert_eq!(ids(&older), ids(&all)[4..]);
    for wrong in ["x", "{}", r#"[{"field":"id","operator":"EQUAL","value":1}]"#, r#"[{"field":"time_created"}]"#] {
        let got = graph(&stage, &token, &leads, &[("filtering", wrong)]).await;
        assert_eq!((got.status, &got.json()["error"]["code"]), (400, &json!(100)), "{wrong}");
    }
}

#[tokio::test]
async fn a_lead_without_an_ad_names_none_and_a_lost_one_is_listed_all_the_same() {
    let stage = Stage::new().await;
    let token = stage.meta_token(READ).await;
    let event = json!({"platform": "meta", "kind": "leadgen", "organic": true});
    stage.control("events", event.clone()).await.ok();
    let (_, _, body) = stage.caught.lock().unwrap().pop().unwrap();
    let told: Value = serde_json::from_slice(&body).unwrap();
    let value = &told["entry"][0]["changes"][0]["value"];
    assert!(value.get("ad_id").is_none() && value["page_id"] == told["entry"][0]["id"], "{value}");
    let mut lost = event;
    lost["lost"] = true.into();
    let sent = stage.control("events", lost).await.ok();
    assert!(stage.caught.lock().unwrap().is_empty(), "nobody was told");
    let leads = format!("{}/leads", value["form_id"].as_str().unwrap());
    let listed = graph(&stage, &token, &leads, &[("fields", "id"), ("limit", "2")]).await.ok();
    assert_eq!(json!(ids(&listed)), json!([sent["deliveries"][0]["id"], value["leadgen_id"]]));

    let poor = stage.meta_token("ads_read").await;
    assert_eq!(graph(&stage, &poor, &leads, &[]).await.json()["error"]["code"], 200);
}

#[tokio::test]
async fn a_page_tells_what_was_subscribed_to_once_somebody_subscribed() {
    let stage = Stage::new().await;
    let token = stage.meta_token("pages_show_list,pages_manage_metadata").await;
    let page = ids(&graph(&stage, &token, "me/accounts", &[]).await.ok())[0].clone();
    let path = format!("{page}/subscribed_apps");
    let tell = async |kind: &str| {
        let told = stage.control("events", json!({"platform": "meta", "kind": kind})).await.ok();
        let came = std::mem::take(&mut *stage.caught.lock().unwrap()).len();
        (told["deliveries"][0]["subscribed"].clone(), came)
    };
    assert_eq!(tell("leadgen").await, (json!(null), 1), "nobody said anything: everything is told");
    let form = [("access_token", token.as_str()), ("subscribed_fields", "leadgen,messages")];
    stage.form(&format!("/meta/graph/v26.0/{path}"), &form).await.ok();
    for (kind, expected) in [("leadgen", 1), ("message", 1), ("feed_comment", 0)] {
        assert_eq!(tell(kind).await.1, expected, "{kind}");
    }
    assert_eq!(tell("feed_comment").await.0, false);
    let address = format!("/meta/graph/v26.0/{path}?access_token={token}");
    stage.send("DELETE", &address, &[], String::new()).await.ok();
    assert_eq!(tell("leadgen").await, (json!(false), 0));
    assert_eq!(graph(&stage, &token, &path, &[]).await.ok()["data"], json!([]));
}
