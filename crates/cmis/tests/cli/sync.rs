//! What is connected, at the prompt: reading it now, and who is told that it needs a look.

use std::fs;

use serde_json::Value;

use crate::support::{House, PASSWORD};

#[test]
fn what_is_connected_is_read_and_what_needs_a_person_is_told() {
    let house = House::new();
    // it keeps the database running, and reads nothing
    let server = house.serve_with(|command| {
        command.arg("--no-worker");
    });
    let person = ["user:create", "--name", "S", "--email", "s@example.com", "--password-stdin"];
    house.run_with(&person, PASSWORD).well();
    house.run(&["org:create", "--name", "Palm", "--admin", "s@example.com"]).well();

    // nothing is connected
    assert!(house.run(&["sync:platform", "meta"]).refused(1).contains("meta"));
    assert!(house.run(&["sync:platform", "meta", "--org", "Palm"]).refused(1).contains("Palm"));
    assert_eq!(house.run(&["sync:platform", "meta", "--org", "Nowhere"]).code, Some(1));
    for wrong in [&["sync:platform"][..], &["sync:platform", "myspace"], &["sync:platform", "meta", "--type", "x"]] {
        assert_eq!(house.run(wrong).code, Some(2), "{wrong:?}");
    }

    let file = house.path().join("connected.sql");
    let made = "insert into integrations (org_id, id, platform, app_id, is_own_app, external_id, name, scopes, missing_scopes, status,
            token_version, verified_at, created_by, created_at, updated_at)
        select org_id, gen_random_uuid(), i.platform, '1', false, '7', 'Salma', '{}', '{}', i.status, 1, now(), id, now(), now()
        from members, (values ('meta', 'needs_reconnect'), ('google', 'active')) as i (platform, status);";
    fs::write(&file, made).expect("written");
    house.run(&["db:execute-sql", "--force", "--file", file.to_str().expect("UTF-8")]).well();

    // one line for each, with what to do; nothing is begun
    let told = house.run(&["sync:platform", "google", "--org", "Palm"]);
    assert_eq!(told.code, Some(1), "{told:?}");
    assert!(
        told.out.starts_with("Palm\tSalma\tnothing chosen\t0\t0\t-\t") && told.out.contains("choose some"),
        "{told:?}"
    );
    assert!(house.run(&["sync:platform", "google"]).refused(1).contains("google"), "of all only what has accounts");
    let told = house.run(&["sync:platform", "meta", "--org", "Palm", "--json"]);
    let json: Value = serde_json::from_str(&told.out).expect("JSON");
    assert_eq!(
        (told.code, &json[0]["status"], &json[0]["sync_id"]),
        (Some(1), &"needs_reconnect".into(), &Value::Null)
    );
    let arabic = house.run(&["--lang", "ar", "sync:platform", "meta", "--org", "Palm"]);
    assert!(arabic.out.contains("يلزم ربطها من جديد"), "{arabic:?}");

    let status = house.run(&["audit:status", "--json"]).json();
    let checks = status["checks"].as_array().expect("checks");
    let of = |name: &str| checks.iter().find(|check| check["check"] == name).expect("a check").clone();
    let connected = of("check-integrations");
    assert_eq!(connected["status"], "warning");
    assert!(connected["details"].as_str().expect("text").starts_with("2 connected, one of them"), "{connected}");
    assert_eq!(of("check-inbound")["status"], "ok");
    let alerts = house.run(&["audit:check-alerts"]).well().out;
    let line = alerts.lines().find(|line| line.contains("Palm, meta, Salma")).expect("it is named");
    assert!(line.starts_with("Integrations\twarning\t") && line.contains("connected again"), "{line}");
    server.stop();
}
