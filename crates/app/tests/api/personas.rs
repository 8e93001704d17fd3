//! Personas, and who works on campaigns: made, used by campaigns, changed by two people at once, removed while used.

use cmis_base::id::{Id, Org};
use http::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp};

fn id(thing: &Value) -> &str {
    thing["id"].as_str().expect("an id")
}

fn names(list: &Answer) -> Vec<&str> {
    list.data().as_array().expect("rows").iter().map(|row| row["name"].as_str().expect("a name")).collect()
}

async fn make(client: &Client, org: Id<Org>, what: &str, body: Value) -> Value {
    let made = client.post(&format!("/api/orgs/{org}/{what}"), body).await;
    assert_eq!(made.status.as_u16(), 201, "{}", made.body);
    made.data().clone()
}

fn mona() -> Value {
    json!({"name": "Mona", "occupation": "Mother of two in Riyadh", "description": "Shops at night.\nPays on delivery.",
           "target_audience": {"age_min": 28, "age_max": 40, "genders": ["female"], "locations": ["SA"], "interests": ["family"]},
           "goals": "A quiet evening", "pains": "Late deliveries", "channels": ["Instagram", "Snapchat"], "tone": "Warm, brief"})
}

#[tokio::test]
async fn a_persona_is_described_found_changed_and_removed() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (noor, _) = app.colleague("Noor", org, "viewer").await;
    let list = format!("/api/orgs/{org}/personas");
    let made = salma.post(&list, mona()).await;
    assert_eq!(made.status.as_u16(), 201, "{}", made.body);
    let persona = made.data().clone();
    for (field, said) in mona().as_object().expect("fields") {
        assert_eq!(&persona[field], said, "{field}");
    }
    assert_eq!((&persona["created_by"]["name"], &persona["campaigns"]), (&json!("Salma"), &json!(0)));
    let one = format!("{list}/{}", id(&persona));
    assert_eq!(made.headers["location"].to_str().expect("text"), one);
    make(&salma, org, "personas", json!({"name": "ahmad"})).await;
    make(&salma, org, "personas", json!({"name": "Ziad", "occupation": "Student"})).await;

    // by name, and by what is said of them; who only reads reads
    assert_eq!(names(&noor.get(&list).await), ["ahmad", "Mona", "Ziad"]);
    assert_eq!(names(&noor.get(&format!("{list}?sort=-name&limit=1&page=2")).await), ["Mona"]);
    assert_eq!(names(&noor.get(&format!("{list}?q=riyadh")).await), ["Mona"]);
    assert_eq!(noor.get(&one).await.data(), &persona);
    assert_eq!(noor.post(&list, mona()).await.refused(403, "forbidden")["permission"], "campaigns.create");
    assert_eq!(noor.patch(&one, json!({})).await.refused(403, "forbidden")["permission"], "campaigns.update");
    noor.delete(&one).await.refused(403, "forbidden");

    // a name tells one from another, whatever its case
    let again = salma.post(&list, json!({"name": "mONA"})).await;
    assert!(again.refused(422, "validation_failed")["errors"]["name"].is_array());
    let again = salma.patch(&one, json!({"name": "ZIAD"})).await;
    assert!(again.refused(422, "validation_failed")["errors"]["name"].is_array());
    let wrong = json!({"name": " ", "tone": "x".repeat(201), "channels": vec!["x"; 51],
                       "target_audience": {"age_min": 12, "locations": ["Egypt"]}});
    let errors = salma.post(&list, wrong).await.refused(422, "validation_failed")["errors"].clone();
    let fields: Vec<&str> = errors.as_object().expect("fields").keys().map(String::as_str).collect();
    assert_eq!(fields, ["channels", "name", "target_audience.age_min", "target_audience.locations", "tone"]);

    // two people at once: the later one hears of it
    let first = salma.with("if-match", "\"1\"").patch(&one, json!({"goals": "", "name": "MONA"})).await;
    assert_eq!((&first.data()["goals"], &first.data()["name"]), (&json!(""), &json!("MONA")));
    assert_eq!((&first.data()["version"], &first.data()["pains"]), (&json!(2), &json!("Late deliveries")));
    let stale = salma.with("if-match", "\"1\"").patch(&one, json!({"goals": "Rest"})).await;
    assert_eq!(stale.refused(409, "stale_version")["version"], 2);
    salma.with("if-match", "\"1\"").delete(&one).await.refused(409, "stale_version");
    assert_eq!(salma.patch(&one, json!({"goals": ""})).await.data()["version"], 2, "nothing changed");

    let removed = salma.with("if-match", "\"2\"").delete(&one).await;
    assert_eq!(removed.data(), &json!({"campaigns": 0}));
    salma.get(&one).await.refused(404, "not_found");
    make(&salma, org, "personas", json!({"name": "Mona"})).await;
    let feed = salma.get(&format!("/api/orgs/{org}/activity?object_id={}", id(&persona))).await;
    let told: Vec<&str> =
        feed.data().as_array().expect("rows").iter().map(|row| row["summary"].as_str().expect("text")).collect();
    let expected =
        ["Salma removed the persona MONA", "Salma changed the persona MONA", "Salma created the persona Mona"];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn a_campaign_speaks_to_a_persona_and_has_a_team() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, of_omar) = app.colleague("Omar", org, "member").await;
    let (_, of_noor) = app.colleague("Noor", org, "viewer").await;
    let persona = make(&omar, org, "personas", mona()).await;
    let other = make(&omar, org, "personas", json!({"name": "Ziad"})).await;
    let path = format!("/api/orgs/{org}/campaigns");
    let plan = json!({"name": "Summer", "persona_id": id(&persona), "team_ids": [of_omar, of_noor, of_omar]});
    let campaign = make(&salma, org, "campaigns", plan).await;
    assert_eq!(campaign["persona"], json!({"id": id(&persona), "name": "Mona"}));
    assert_eq!(campaign["team"], json!([{"id": of_noor, "name": "Noor"}, {"id": of_omar, "name": "Omar"}]));
    let one = format!("{path}/{}", id(&campaign));
    let plain = make(&salma, org, "campaigns", json!({"name": "Winter"})).await;
    assert_eq!((&plain["persona"], &plain["team"]), (&Value::Null, &json!([])));

    // in the list too, which finds them by either
    let row = salma.get(&format!("{path}?persona_id={}", id(&persona))).await;
    assert_eq!((names(&row), &row.data()[0]["team"]), (vec!["Summer"], &campaign["team"]));
    assert_eq!(row.data()[0]["persona"]["name"], "Mona");
    assert_eq!(names(&omar.get(&format!("{path}?team_member_id={of_omar}&sort=-spend")).await), ["Summer"]);
    assert!(names(&salma.get(&format!("{path}?persona_id={}", id(&other))).await).is_empty());
    assert_eq!(salma.get(&format!("/api/orgs/{org}/personas/{}", id(&persona))).await.data()["campaigns"], 1);

    // what is absent stays, null and an empty team remove; a copy has both
    let renamed = omar.patch(&one, json!({"name": "Summer 2"})).await;
    assert_eq!((&renamed.data()["persona"], &renamed.data()["team"]), (&campaign["persona"], &campaign["team"]));
    let copy = omar.post(&format!("{one}/duplicate"), json!({"name": "Copy"})).await;
    assert_eq!((&copy.data()["persona"], &copy.data()["team"]), (&campaign["persona"], &campaign["team"]));
    let changed = omar.patch(&one, json!({"persona_id": null, "team_ids": [of_omar]})).await;
    assert!(changed.data()["persona"].is_null());
    assert_eq!(changed.data()["team"], json!([{"id": of_omar, "name": "Omar"}]));
    omar.patch(&one, json!({"persona_id": id(&other)})).await.data();
    let audit = salma.get(&format!("/api/orgs/{org}/audit-log?object_id={}", id(&campaign))).await;
    let entry = &audit.data()[0];
    assert_eq!((&entry["before"]["persona"], &entry["after"]["persona"]), (&Value::Null, &json!("Ziad")));
    let whole = omar.put(&one, json!({"name": "Summer"})).await;
    assert_eq!((&whole.data()["persona"], &whole.data()["team"]), (&Value::Null, &json!([])));

    // one that runs: nothing of it reaches a platform, so it may change, by whoever may change what runs
    let copied = format!("{path}/{}", id(copy.data()));
    app.as_owner("update campaigns set status = 'paused' where name = 'Copy'").await;
    let say = json!({"persona_id": id(&other), "team_ids": [of_noor]});
    omar.patch(&copied, say.clone()).await.refused(403, "forbidden");
    let live = salma.patch(&copied, say).await;
    assert_eq!((&live.data()["persona"]["name"], &live.data()["team"][0]["name"]), (&json!("Ziad"), &json!("Noor")));

    // who leaves the organization leaves its teams
    salma.delete(&format!("/api/orgs/{org}/members/{of_noor}")).await.data();
    assert_eq!(salma.get(&copied).await.data()["team"], json!([]));
}

#[tokio::test]
async fn what_is_not_there_or_another_ones_is_refused() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (mallory, elsewhere) = app.founder("Mallory").await;
    let (_, stranger) = app.colleague("Omar", elsewhere, "member").await;
    let (_, gone) = app.colleague("Noor", org, "viewer").await;
    salma.delete(&format!("/api/orgs/{org}/members/{gone}")).await.data();
    let theirs = make(&mallory, elsewhere, "personas", mona()).await;
    let ours = make(&salma, org, "personas", mona()).await;
    let path = format!("/api/orgs/{org}/campaigns");
    for member in [stranger, gone] {
        let plan = json!({"name": "x", "persona_id": id(&theirs), "team_ids": [member]});
        let errors = salma.post(&path, plan).await.refused(422, "validation_failed")["errors"].clone();
        let fields: Vec<&str> = errors.as_object().expect("fields").keys().map(String::as_str).collect();
        assert_eq!(fields, ["persona_id", "team_ids"]);
    }
    let campaign = make(&salma, org, "campaigns", json!({"name": "x", "persona_id": id(&ours)})).await;
    let one = format!("{path}/{}", id(&campaign));
    let refused = salma.patch(&one, json!({"persona_id": id(&theirs)})).await;
    assert!(refused.refused(422, "validation_failed")["errors"]["persona_id"].is_array());
    let many: Vec<_> = (0..51).map(|_| app.app.ids.next::<()>()).collect();
    let refused = salma.patch(&one, json!({"team_ids": many})).await;
    assert!(refused.refused(422, "validation_failed")["errors"]["team_ids"].is_array());
    salma.patch(&one, json!({"persona_id": "Mona"})).await.refused(400, "malformed_request");

    let at = format!("/api/orgs/{org}/personas/{}", id(&ours));
    mallory.get(&at).await.refused(404, "not_found");
    for method in [Method::GET, Method::PATCH, Method::DELETE] {
        let here = format!("/api/orgs/{elsewhere}/personas/{}", id(&ours));
        let body = (method == Method::PATCH).then(|| json!({"name": "Hers"}));
        mallory.send(method, &here, body).await.refused(404, "not_found");
    }
    assert_eq!(names(&mallory.get(&format!("/api/orgs/{elsewhere}/personas")).await), ["Mona"]);
    let seen = salma.get(&at).await;
    assert_eq!((&seen.data()["name"], &seen.data()["version"]), (&ours["name"], &json!(1)));
}

#[tokio::test]
async fn campaigns_outlive_their_persona() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, of_omar) = app.colleague("Omar", org, "member").await;
    let persona = make(&omar, org, "personas", mona()).await;
    let at = format!("/api/orgs/{org}/personas/{}", id(&persona));
    let plan = |name: &str| json!({"name": name, "persona_id": id(&persona), "team_ids": [of_omar]});
    let draft = make(&omar, org, "campaigns", plan("Draft")).await;
    let runs = make(&omar, org, "campaigns", plan("Runs")).await;
    app.as_owner("update campaigns set status = 'active' where name = 'Runs'").await;

    // whoever may not change what runs does not take its persona away either
    let refused = omar.delete(&at).await;
    assert_eq!(refused.refused(403, "forbidden")["permission"], "campaigns.update_live");
    assert_eq!(salma.delete(&at).await.data(), &json!({"campaigns": 2}));
    for campaign in [&draft, &runs] {
        let left = salma.get(&format!("/api/orgs/{org}/campaigns/{}", id(campaign))).await;
        assert!(left.data()["persona"].is_null());
        assert_eq!(left.data()["team"][0]["name"], "Omar");
    }
    // a page that does not know yet is told at the field
    let one = format!("/api/orgs/{org}/campaigns/{}", id(&draft));
    let late = salma.patch(&one, json!({"persona_id": id(&persona)})).await;
    assert!(late.refused(422, "validation_failed")["errors"]["persona_id"].is_array());
    salma.delete(&at).await.refused(404, "not_found");
}

#[tokio::test]
async fn an_organization_has_at_most_two_hundred_personas() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let last = make(&salma, org, "personas", json!({"name": "The last"})).await;
    app.as_owner(
        "insert into personas (org_id, id, name, occupation, description, audience, goals, pains, channels, tone, created_at, updated_at)
         select org_id, gen_random_uuid(), 'Persona ' || n, '', '', '{}', '', '', '{}', '', now(), now()
         from orgs, generate_series(1, 199) n",
    )
    .await;
    let list = format!("/api/orgs/{org}/personas");
    salma.post(&list, json!({"name": "One more"})).await.refused(409, "conflict");
    assert_eq!(salma.get(&list).await.body["meta"]["total"], 200);
    salma.delete(&format!("{list}/{}", id(&last))).await.data();
    make(&salma, org, "personas", json!({"name": "One more"})).await;
}
