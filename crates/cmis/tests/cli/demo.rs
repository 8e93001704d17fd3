//! What a newcomer sees first: a demo by one command, its platforms still there when the product runs, its numbers in files.

use std::fs;

use serde_json::json;

use crate::support::House;

#[test]
fn one_command_makes_a_demo_that_lives_and_reports_are_written_of_it() {
    let house = House::new();
    let made = house.cmis(&["demo", "--locale", "en", "--json"]).env("CMIS_HISTORY_MONTHS", "1").output().expect("run");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).expect("JSON");
    assert!(made["rows"].as_i64().expect("rows") > 10_000, "{made}");
    let password = made["password"].as_str().expect("a password").to_owned();
    assert!(password.len() > 20, "it is nobody's to guess");
    let people = house.run(&["user:list", "--json"]).json();
    assert_eq!((&people[0]["email"], &people[0]["is_instance_admin"]), (&json!("demo@cmis.example"), &json!(false)));
    let again = house.run(&["demo"]);
    assert!(again.refused(1).contains("There is a demo already"), "{again:?}");

    // the sandbox of that command is gone; the one beside the product knows what it gave away
    let server = house.serve_with(|command| {
        command.args(["--sandbox", "--sandbox-bind", "127.0.0.1:0"]).env("CMIS_HISTORY_MONTHS", "1");
    });
    for platform in ["meta", "google", "tiktok", "linkedin", "twitter", "snapchat"] {
        let read = house.run(&["sync:platform", platform, "--json"]).json();
        assert_eq!(read[0]["status"], "completed", "{platform}: {read}");
    }
    server.stop();

    let org = "Najd Coffee (demo)";
    let stopped = house.run(&["spending:stop", "--org", org, "--note", "The shop is down"]);
    assert!(stopped.well().out.contains("is stopped"));
    assert!(house.run(&["spending:stop", "--org", org]).refused(1).contains("stopped already"));
    let standing = house.run(&["spending:status", "--org", org, "--json"]).json()[0].clone();
    assert_eq!((&standing["note"], standing["stopped_at"].is_string()), (&json!("The shop is down"), true));
    assert!(standing["active_campaigns"].as_i64().expect("a count") > 0, "nobody works here now: {standing}");
    let released = house.run(&["spending:release", "--org", org, "--resume", "--json"]).json();
    assert_eq!((&released["stopped"], &released["resumed"]), (&json!(false), &json!(0)), "nothing was paused yet");
    assert!(house.run(&["spending:status"]).well().out.contains(org));

    let written = house.run(&["generate:performance-report", "--org", "Najd Coffee (demo)", "--json"]).json();
    let files: Vec<&str> = written.as_array().expect("files").iter().filter_map(|it| it["file"].as_str()).collect();
    assert!(matches!(files[..], [xlsx, csv] if xlsx.ends_with(".xlsx") && csv.ends_with(".csv")), "{written}");
    let lines = fs::read_to_string(files[1]).expect("a file").lines().count();
    assert_eq!(lines, 8, "a week, and what its columns are");
    let written = house.run(&["generate:analytics-report", "--period", "daily", "--json"]).json();
    assert!(written[0]["bytes"].as_u64().expect("bytes") > 5_000, "{written}");
}
