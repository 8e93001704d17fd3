//! Saved views: one's own, shared ones, and who may change which.

use cmis_base::id::{Id, Org};
use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp};

fn names(answer: &Answer) -> Vec<String> {
    answer.data().as_array().expect("rows").iter().map(|row| row["name"].as_str().expect("name").to_owned()).collect()
}

async fn save(client: &Client, org: Id<Org>, view: Value) -> (String, Value) {
    let made = client.post(&format!("/api/orgs/{org}/views"), view).await;
    assert_eq!(made.status.as_u16(), 201, "{}", made.body);
    let id = made.data()["id"].as_str().expect("id").to_owned();
    (format!("/api/orgs/{org}/views/{id}"), made.data().clone())
}

#[tokio::test]
async fn a_view_is_ones_own_until_it_is_shared() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, _) = app.colleague("Omar", org, "member").await;
    let (noor, _) = app.colleague("Noor", org, "viewer").await;
    let list = format!("/api/orgs/{org}/views");
    let query = json!({"status": ["active", "paused"], "sort": "-spend", "q": "رمضان"});
    let view = json!({"page": "campaigns", "name": "Running", "query": query, "columns": ["name", "spend"]});
    let (of_omar, made) = save(&omar, org, view.clone()).await;
    assert_eq!((&made["query"], &made["columns"]), (&query, &json!(["name", "spend"])));
    assert_eq!((&made["is_own"], &made["is_shared"]), (&json!(true), &json!(false)));
    assert_eq!(made["owner"]["name"], "Omar");

    // everybody has names of their own; case tells nothing apart
    save(&noor, org, view.clone()).await;
    let again = json!({"page": "campaigns", "name": "rUNNING", "query": {}});
    let errors = omar.post(&list, again).await.refused(422, "validation_failed")["errors"].clone();
    assert!(errors["name"].is_array(), "{errors}");
    save(&omar, org, json!({"page": "analytics", "name": "running", "query": {}})).await;
    assert_eq!(names(&omar.get(&format!("{list}?of=campaigns")).await), ["Running"]);
    assert_eq!(names(&salma.get(&list).await), Vec::<String>::new());

    // sharing shows it to all, and only then does the feed tell of it
    let nothing = "select count(*) from audit_log where object_kind = 'saved_view'";
    assert_eq!(app.count(nothing).await, 0);
    let shared = omar.patch(&of_omar, json!({"is_shared": true, "name": "All that runs", "columns": null})).await;
    assert_eq!((&shared.data()["version"], &shared.data()["columns"]), (&json!(2), &Value::Null));
    assert_eq!(shared.data()["query"], query, "what is not named stays");
    assert_eq!(app.count(nothing).await, 1);
    let seen = noor.get(&format!("{list}?of=campaigns")).await;
    assert_eq!(names(&seen), ["All that runs", "Running"], "by name");
    assert_eq!((&seen.data()[0]["is_own"], &seen.data()[0]["owner"]["name"]), (&json!(false), &json!("Omar")));
    assert_eq!(names(&noor.get(&format!("{list}?is_shared=true")).await), ["All that runs"]);

    // who only reads keeps views and shares none; who does not own one leaves it alone, unless they answer for the organization
    let mine = json!({"page": "campaigns", "name": "Mine", "query": {}, "is_shared": true});
    assert_eq!(noor.post(&list, mine).await.refused(403, "forbidden")["permission"], "campaigns.update");
    noor.patch(&of_omar, json!({"name": "Hers"})).await.refused(403, "forbidden");
    noor.delete(&of_omar).await.refused(403, "forbidden");
    let stale = salma.with("if-match", "\"1\"").patch(&of_omar, json!({"name": "Ours"})).await;
    stale.refused(409, "stale_version");
    let ours = salma.with("if-match", "\"2\"").patch(&of_omar, json!({"name": "Ours"})).await;
    assert_eq!((&ours.data()["name"], &ours.data()["is_own"]), (&json!("Ours"), &json!(false)));

    // taken back, it is nobody else's any more
    omar.patch(&of_omar, json!({"is_shared": false})).await.data();
    salma.patch(&of_omar, json!({"name": "Mine now"})).await.refused(404, "not_found");
    salma.delete(&of_omar).await.refused(404, "not_found");
    omar.delete(&of_omar).await.data();
    assert_eq!(names(&omar.get(&list).await), ["running"]);
    assert_eq!(names(&noor.get(&list).await), ["Running"], "hers is still there");
}

#[tokio::test]
async fn a_view_has_its_limits() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (mallory, elsewhere) = app.founder("Mallory").await;
    let list = format!("/api/orgs/{org}/views");
    let errors = salma.post(&list, json!({})).await.refused(422, "validation_failed")["errors"].clone();
    let fields: Vec<&str> = errors.as_object().expect("fields").keys().map(String::as_str).collect();
    assert_eq!(fields, ["name", "page", "query"]);
    let many: serde_json::Map<String, Value> = (0..31).map(|n| (format!("p{n}"), json!("x"))).collect();
    for wrong in [json!(many), json!({"q": "x".repeat(501)}), json!({"q": "a\u{0}b"})] {
        let view = json!({"page": "campaigns", "name": "Wrong", "query": wrong});
        assert!(salma.post(&list, view).await.refused(422, "validation_failed")["errors"]["query"].is_array());
    }
    let odd = json!({"page": "campaigns", "name": "Odd", "query": {"page": 2}});
    salma.post(&list, odd).await.refused(400, "malformed_request");
    salma.post(&list, json!({"page": "team", "name": "T", "query": {}})).await.refused(422, "validation_failed");

    for number in 0..100 {
        save(&salma, org, json!({"page": "campaigns", "name": format!("View {number}"), "query": {}})).await;
    }
    let one_more = json!({"page": "campaigns", "name": "One more", "query": {}});
    salma.post(&list, one_more.clone()).await.refused(409, "conflict");
    let first = salma.get(&format!("{list}?limit=1")).await.data()[0].clone();
    let path = format!("{list}/{}", first["id"].as_str().expect("id"));
    mallory.get(&list).await.refused(404, "not_found");
    mallory.delete(&path.replace(&org.to_string(), &elsewhere.to_string())).await.refused(404, "not_found");
    salma.delete(&path).await.data();
    save(&salma, org, one_more).await;
}
