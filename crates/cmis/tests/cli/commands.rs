//! What an administrator does at the prompt.

use std::fs;

use serde_json::Value;

use crate::support::{House, PASSWORD};

#[test]
fn people_and_orgs_are_made_listed_and_taken_away() {
    let house = House::new();
    let created = house
        .run_with(
            &[
                "user:create",
                "--name",
                "Salma",
                "--email",
                "Salma@Example.com",
                "--admin",
                "--password-stdin",
                "--json",
            ],
            PASSWORD,
        )
        .json();
    let list = house.run(&["user:list", "--json"]).json();
    assert_eq!((&list[0]["id"], &list[0]["email"]), (&created["id"], &"salma@example.com".into()));
    assert_eq!((&list[0]["is_instance_admin"], &list[0]["orgs"]), (&true.into(), &0.into()));

    // twice, too short, and without a terminal to ask
    let again = ["user:create", "--name", "S", "--email", "salma@example.com", "--password-stdin"];
    assert_eq!(house.run_with(&again, PASSWORD).code, Some(1));
    let short = house.run_with(&again, "short");
    assert_eq!(short.code, Some(2));
    assert!(short.err.contains("password"), "{short:?}");
    assert_eq!(house.run(&again[..5]).code, Some(2));

    let org = house.run(&["org:create", "--name", "قهوة نجد", "--admin", "salma@example.com", "--json"]).json();
    house.run(&["org:set-plan", "قهوة نجد", "professional"]).well();
    assert_eq!(house.run(&["org:set-plan", "قهوة نجد", "gold"]).code, Some(2));
    assert_eq!(house.run(&["org:set-plan", "Nowhere", "free"]).code, Some(1));
    let orgs = house.run(&["org:list", "--json"]).json();
    assert_eq!((&orgs[0]["plan"], &orgs[0]["members"]), (&"professional".into(), &1.into()));
    let plain = house.run(&["org:list"]).well().out;
    assert!(plain.starts_with("قهوة نجد\tprofessional\t1\t") && plain.lines().count() == 1, "{plain}");

    let zip = house.path().join("najd.zip");
    house.run(&["org:export", "قهوة نجد", "--to", zip.to_str().expect("UTF-8")]).well();
    assert!(fs::read(&zip).expect("an archive").starts_with(b"PK"));

    let id = org["id"].as_str().expect("an id");
    house.run(&["org:delete", id]).refused(2);
    house.run(&["org:delete", id, "--force"]).well();
    assert!(house.run(&["org:list", "--json"]).json()[0]["deletes_at"].is_string());
    house.run(&["org:delete", id, "--undo"]).well();

    assert_eq!(
        house.run(&["user:set-password", "salma@example.com", "--password-stdin"]).code,
        Some(2),
        "an empty one"
    );
    house
        .run_with(&["user:set-password", "salma@example.com", "--password-stdin"], "seven quiet rivers run north")
        .well();
    house.run(&["user:make-admin", "--undo", "salma@example.com"]).well();
    house.run(&["user:disable", "--force", "salma@example.com"]).well();
    let person = house.run(&["user:list", "--json"]).json()[0].clone();
    assert_eq!((&person["is_instance_admin"], &person["disabled"]), (&false.into(), &true.into()));
    assert_eq!(house.run(&["user:disable", "--force", "who@example.com"]).code, Some(1));
}

#[test]
fn invitations_and_keys_are_given_once() {
    let house = House::new();
    house.person("Salma");
    house.run(&["org:create", "--name", "Najd", "--admin", "salma@example.com"]).well();
    let invited = house.run(&["org:invite", "Najd", "omar@example.com", "--role", "manager", "--json"]).json();
    assert!(invited["link"].as_str().expect("a link").contains("/invitations/"));
    assert_eq!(house.run(&["org:invite", "Najd", "Omar@example.com"]).code, Some(1), "one open invitation");
    assert_eq!(house.run(&["org:invite", "Najd", "salma@example.com"]).code, Some(1), "a member already");

    let scope = ["api-key:create", "Najd", "--name", "reports", "--scope", "members.read", "--json"];
    let key = house.run(&scope).json();
    let secret = key["key"].as_str().expect("a key").to_owned();
    assert!(secret.starts_with("cmis_live_"));
    assert_eq!(house.run(&["api-key:create", "Najd", "--name", "x", "--scope", "no.such"]).code, Some(2));
    let listed = house.run(&["api-key:list", "--json"]).well().out;
    assert!(!listed.contains(&secret) && listed.contains("members.read"));
    let id = key["id"].as_str().expect("an id");
    house.run(&["api-key:revoke", id, "--force"]).well();
    assert_eq!(house.run(&["api-key:revoke", id, "--force"]).code, Some(1));
}

#[test]
fn a_backup_brings_everything_back_even_after_the_key_was_rotated() {
    let house = House::new();
    house.person("Salma");
    let picture = house.path().join("files/picture.png");
    fs::write(&picture, "a picture").expect("written");
    let made = house.run(&["backup:database", "--json"]).json();
    let file = made["path"].as_str().expect("a path").to_owned();
    house.person("Omar");
    fs::write(&picture, "another picture").expect("written");

    let old = fs::read_to_string(house.key_file()).expect("a key");
    let rotated = house.run(&["secrets:rotate", "--force", "--json"]);
    assert_eq!(rotated.err, "", "nothing is told to do again");
    let rotated = rotated.json();
    assert_ne!(rotated["fingerprint"], made["key"]);
    let new = fs::read_to_string(house.key_file()).expect("a key");
    assert!(!new.contains(old.trim()) && new.lines().count() == 1);

    house.run(&["backup:restore", &file, "--dry-run"]).well();
    assert_eq!(house.people().len(), 2, "a dry run changes nothing");
    house.run(&["backup:restore", &file]).refused(2);
    house.run(&["backup:restore", &file, "--force"]).well();
    assert_eq!(house.people(), ["salma@example.com"]);
    assert_eq!(fs::read_to_string(&picture).expect("a picture"), "a picture");

    let stranger = House::new();
    stranger.person("Noor");
    let done = stranger.run(&["backup:restore", &file, "--force"]);
    assert!(done.refused(1).contains(made["key"].as_str().expect("a fingerprint")));
    assert_eq!(stranger.people(), ["noor@example.com"]);
}

#[test]
fn the_state_of_the_house_is_told() {
    let house = House::new();
    let steps = house.run(&["migrate", "--status", "--json"]).json();
    assert!(steps.as_array().expect("steps").iter().all(|step| step["applied_at"].is_null()));
    house.run(&["migrate"]).well();
    assert!(house.run(&["migrate"]).well().out.contains("up to date"));
    let status = house.run(&["audit:status", "--json"]).json();
    let checks = status["checks"].as_array().expect("checks");
    let grade = |name: &str| checks.iter().find(|check| check["check"] == name).map(|check| check["status"].clone());
    for name in ["check-database", "check-row-security", "check-migrations", "check-failed-jobs", "check-clock"] {
        assert_eq!(grade(name), Some(Value::from("ok")), "{name} {status}");
    }
    for command in ["cleanup:system-data", "cleanup:expired-sessions"] {
        let rows = house.run(&[command, "--dry-run", "--json"]).json();
        assert!(rows.as_array().expect("rows").iter().all(|row| row["rows"] == 0), "{rows}");
    }

    let file = house.path().join("fix.sql");
    fs::write(&file, "create table fixed (id int); select 1 / 0;").expect("written");
    let name = file.to_str().expect("UTF-8");
    assert_eq!(house.run(&["db:execute-sql", "--file", name, "--force"]).code, Some(1));
    fs::write(&file, "create table fixed (id int);").expect("written");
    house.run(&["db:execute-sql", "--file", name, "--dry-run"]).well();
    let table = ["db:console", "--", "-tAc", "select to_regclass('fixed')"];
    assert_eq!(house.run(&table).well().out.trim(), "", "neither the failure nor the dry run left anything");
    house.run(&["db:execute-sql", "--file", name, "--force"]).well();
    assert_eq!(house.run(&table).well().out.trim(), "fixed");
}

#[test]
fn the_command_line_speaks_both_languages_and_explains_itself() {
    let house = House::new();
    let list = house.run(&["list", "--json"]).json();
    assert!(list.as_array().expect("commands").len() > 20);
    for command in list.as_array().expect("commands") {
        let name = command["name"].as_str().expect("a name");
        let help = house.run(&[name, "--help"]).well().out;
        assert!(help.contains("Example"), "{name}: {help}");
        assert!(!help.contains('\u{1b}'), "no colours in a pipe");
        let arabic = house.run(&["--lang", "ar", name, "--help"]).well().out;
        assert!(arabic.contains("خيارات عامة") && !arabic.contains("Example"), "{name}: {arabic}");
    }
    let arabic = house.run(&["--lang", "ar", "list"]).well().out;
    assert!(arabic.contains("تشغيل المنتج"), "{arabic}");
    let by_environment = house.cmis(&["list"]).env("LC_ALL", "ar_SA.UTF-8").output().expect("run");
    assert_eq!(String::from_utf8(by_environment.stdout).expect("UTF-8"), arabic);
    assert_eq!(house.run(&["no-such-command"]).code, Some(2));
    assert!(house.run(&["openapi"]).json()["paths"]["/api/auth/login"].is_object());
    assert!(house.run(&["completions", "bash"]).well().out.contains("user:create"));
}

#[test]
fn failed_webhooks_are_listed_and_sent_again() {
    let house = House::new();
    let person = ["user:create", "--name", "S", "--email", "s@example.com", "--password-stdin"];
    house.run_with(&person, PASSWORD).well();
    house.run(&["org:create", "--name", "Palm", "--admin", "s@example.com"]).well();
    let file = house.path().join("failed.sql");
    let made = "insert into webhook_endpoints (org_id, id, url, secret, created_by, created_at, updated_at)
        select org_id, org_id, 'https://crm.example.com/hook?token=abc', '', id, now(), now() from members;
        insert into webhook_deliveries (org_id, id, created_at, endpoint_id, event_id, event, body, state, attempts, status, finished_at)
        select org_id, org_id, now(), org_id, org_id, 'org.updated', '{}', 'failed', 8, 500, now() from members;";
    fs::write(&file, made).expect("written");
    house.run(&["db:execute-sql", "--force", "--file", file.to_str().expect("UTF-8")]).well();
    let list = house.run(&["webhooks:failed", "--json"]).json();
    assert_eq!((&list[0]["host"], &list[0]["status"]), (&"crm.example.com".into(), &500.into()));
    assert!(!list.to_string().contains("token"));
    let id = list[0]["id"].as_str().expect("id").to_owned();
    assert!(
        house
            .run(&["webhooks:failed", "--org", "Palm"])
            .well()
            .out
            .starts_with("Palm\tcrm.example.com\torg.updated\t8\t500\t")
    );

    for wrong in
        [&["webhooks:replay"][..], &["webhooks:replay", "--all", "--endpoint", &id], &["webhooks:replay", "nonsense"]]
    {
        assert_eq!(house.run(wrong).code, Some(2), "{wrong:?}");
    }
    assert_eq!(house.run(&["webhooks:replay", "--all", "--dry-run", "--json"]).json()["replayed"], 1);
    let unknown = "01900000-0000-7000-8000-00000000dead";
    let partly = house.run(&["webhooks:replay", &id, unknown]);
    assert_eq!(partly.code, Some(3), "{partly:?}");
    assert!(partly.out.contains("One delivery") && partly.err.contains(unknown), "{partly:?}");
    assert_eq!(house.run(&["webhooks:failed", "--json"]).json(), Value::Array(Vec::new()));
    let arabic = house.run(&["--lang", "ar", "webhooks:replay", "--all"]).well();
    assert!(arabic.out.contains("لا رسائل"), "{arabic:?}");
}
