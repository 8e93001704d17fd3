//! Starting, failing to start, and surviving.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
};

use rustix::process::{Signal, kill_process};
use serde_json::{Value, json};

use crate::support::{House, client, until};

#[tokio::test]
async fn what_was_acknowledged_survives_the_death_of_the_server() {
    let house = House::new();
    let server = house.serve();
    server.set_up("salma@example.com").await;
    server.kill();
    let server = house.serve();
    assert_eq!(server.setup, None, "there is a person now");
    assert!(server.can_sign_in("salma@example.com").await);
    let mode = fs::metadata(house.key_file()).expect("a key file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    server.stop();
    assert!(house.postgres().is_none(), "the last one out stops PostgreSQL");
}

#[tokio::test]
async fn what_was_acknowledged_survives_the_death_of_postgres_and_the_server_goes_on() {
    let house = House::new();
    let mut server = house.serve();
    server.set_up("salma@example.com").await;
    let before = house.postgres().expect("PostgreSQL runs");
    kill_process(before, Signal::KILL).expect("killed");
    server.says("was started again");
    assert!(house.postgres().is_some_and(|pid| pid != before));
    assert!(server.can_sign_in("salma@example.com").await);
    assert_eq!(server.status("/health/ready").await, Some(200));
    assert!(server.is_alive());
    server.stop();
}

#[test]
fn a_taken_port_is_told_before_anything_starts() {
    let house = House::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let done = house.run(&["serve", "--bind", &address]);
    assert!(done.refused(1).contains(&address));
    assert!(!house.path().join("clusters").exists(), "no database was started");
}

#[test]
fn a_missing_postgres_is_told_with_what_to_do() {
    let house = House::new();
    let nowhere = house.path().join("nowhere");
    let done =
        house.cmis(&["serve", "--bind", "127.0.0.1:0"]).env("CMIS_POSTGRES_DIR", &nowhere).output().expect("run");
    let said = String::from_utf8(done.stderr).expect("UTF-8");
    assert_eq!(done.status.code(), Some(4), "{said}");
    assert!(said.contains("make setup") && said.lines().count() == 1, "{said}");
}

#[tokio::test]
async fn two_servers_of_one_house_share_its_database_and_the_last_one_out_stops_it() {
    let house = House::new();
    let first = house.serve();
    first.set_up("salma@example.com").await;
    let second = house.serve();
    assert!(second.can_sign_in("salma@example.com").await);
    first.stop();
    assert!(second.can_sign_in("salma@example.com").await, "the one that stays keeps the database");
    second.stop();
    assert!(house.postgres().is_none());
}

#[test]
fn a_public_address_needs_a_mail_server_or_a_word_that_it_does_not() {
    let house = House::new();
    let public = |arguments: &[&str]| {
        let mut command = house.cmis(arguments);
        command.env("CMIS_PUBLIC_URL", "http://cmis.example.com");
        command
    };
    for arguments in [&["serve", "--bind", "127.0.0.1:0"][..], &["worker"], &["--lang", "ar", "worker"]] {
        let done = public(arguments).output().expect("run");
        let said = String::from_utf8(done.stderr).expect("UTF-8");
        assert_eq!(done.status.code(), Some(2), "{said}");
        assert!(
            said.contains("CMIS_SMTP_URL") && said.contains("CMIS_MAIL_CATCH") && said.lines().count() == 1,
            "{said}"
        );
    }
    assert!(!house.path().join("clusters").exists(), "no database was started");
    let done = public(&["user:list"]).output().expect("run");
    assert!(done.status.success(), "commands need no mail");
    let server = house.serve_with(|command| {
        command.env("CMIS_PUBLIC_URL", "http://cmis.example.com").env("CMIS_MAIL_CATCH", "true");
    });
    assert_eq!(server.url, "http://cmis.example.com");
    server.stop();
}

#[tokio::test]
async fn a_proxy_that_nobody_told_of_is_told_once() {
    for (trusted, count) in [("", 1), ("127.0.0.1", 0)] {
        let house = House::new();
        let log = house.path().join("log");
        let server = house.serve_with(|command| {
            command.stderr(fs::File::create(&log).expect("a file")).env("CMIS_TRUSTED_PROXIES", trusted);
        });
        for _ in 0..3 {
            let request = client().get(format!("{}/health/live", server.url)).header("x-forwarded-for", "203.0.113.7");
            assert_eq!(request.send().await.expect("an answer").status(), 200);
        }
        server.stop();
        let said = fs::read_to_string(&log).expect("UTF-8");
        assert_eq!(said.matches("CMIS_TRUSTED_PROXIES=127.0.0.1").count(), count, "{said}");
    }
}

#[test]
fn a_data_folder_that_cannot_be_used_is_told_in_both_languages() {
    let house = House::new();
    let file = house.path().join("file");
    fs::write(&file, "no folder").expect("written");
    for (language, word) in [("en", "cannot be written"), ("ar", "تتعذر الكتابة")] {
        let done = house
            .cmis(&["--lang", language, "serve", "--bind", "127.0.0.1:0"])
            .env("CMIS_DATA_DIR", &file)
            .output()
            .expect("run");
        let said = String::from_utf8(done.stderr).expect("UTF-8");
        assert_eq!(done.status.code(), Some(1), "{said}");
        assert!(said.contains(word) && said.contains("CMIS_DATA_DIR") && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn without_a_home_the_folders_that_were_chosen_are_enough() {
    let house = House::new();
    let mut command = house.cmis(&["user:list"]);
    command.env_remove("HOME").env_remove("XDG_DATA_HOME").env("CMIS_POSTGRES_DIR", programs());
    assert!(command.output().expect("run").status.success());
}

/// Where the tests' own PostgreSQL is unpacked.
fn programs() -> std::path::PathBuf {
    cmis_db::embedded::install_dir(&cmis_db::embedded::home().expect("a home"))
}

#[test]
fn a_wrong_database_address_is_told_in_one_sentence_without_its_password() {
    let house = House::new();
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let url = format!("postgres://cmis_owner:hunter2@{nobody}/cmis");
    for arguments in [&["serve", "--bind", "127.0.0.1:0"][..], &["user:list"]] {
        let done = house.cmis(arguments).env("DATABASE_URL", &url).output().expect("run");
        let said = String::from_utf8(done.stderr).expect("UTF-8");
        assert_eq!(done.status.code(), Some(4), "{said}");
        assert!(said.contains(&nobody.to_string()) && !said.contains("hunter2") && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn a_database_of_another_key_is_not_served() {
    let house = House::new();
    house.person("Salma");
    let right = fs::read_to_string(house.key_file()).expect("a key");
    fs::write(house.key_file(), "00".repeat(32)).expect("written");
    let done = house.run(&["serve", "--bind", "127.0.0.1:0"]);
    let said = done.refused(1);
    // SHA-256 of 32 zero bytes starts with 66687aad
    assert!(said.contains("66687aad") && said.contains("master.keys"), "{said}");
    fs::remove_file(house.key_file()).expect("removed");
    house.run(&["user:list"]).refused(1);
    assert!(!house.key_file().exists(), "no new key for an old database");
    fs::write(house.key_file(), right).expect("written");
    assert_eq!(house.people(), ["salma@example.com"]);
}

#[test]
fn every_mistake_in_the_settings_is_told_at_once() {
    let house = House::new();
    let mut command = house.cmis(&["serve"]);
    command.env("CMIS_BIND", "nowhere").env("CMIS_REGISTRATION", "perhaps").env("CMIS_LOG_FROMAT", "json");
    let done = command.output().expect("run");
    let said = String::from_utf8(done.stderr).expect("UTF-8");
    assert_eq!(done.status.code(), Some(2), "{said}");
    for word in ["CMIS_BIND", "CMIS_REGISTRATION", "CMIS_LOG_FORMAT"] {
        assert!(said.contains(word), "{said}");
    }
}

#[tokio::test]
async fn ten_thousand_headers_are_refused_and_the_next_caller_is_served() {
    let house = House::new();
    let server = house.serve();
    let address = server.url.trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(address.replace("localhost", "127.0.0.1")).expect("connected");
    let mut request = "GET /health/live HTTP/1.1\r\nhost: x\r\n".to_owned();
    for number in 0..10_000 {
        request.push_str(&format!("x-{number}: y\r\n"));
    }
    // the server may close before it has read everything
    let _ = stream.write_all(format!("{request}\r\n").as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    assert_eq!(server.status("/health/live").await, Some(200));
    server.stop();
}

#[tokio::test]
async fn caught_mail_is_shown_on_this_machine_only() {
    let house = House::new();
    let server = house.serve();
    server.set_up("salma@example.com").await;
    server.post("/api/auth/forgot-password", json!({"email": "salma@example.com"})).await;
    let json = async || -> Value {
        client()
            .get(format!("{}/dev/mail.json", server.url))
            .send()
            .await
            .expect("an answer")
            .json()
            .await
            .expect("JSON")
    };
    until("the mail is there", async || json().await[0]["to"] == "salma@example.com").await;
    let id = json().await[0]["id"].as_str().expect("an id").to_owned();
    for path in
        ["/dev/mail".to_owned(), format!("/dev/mail/{id}"), format!("/dev/mail/{id}/body"), "/dev/mail.css".to_owned()]
    {
        let url = format!("{}{path}", server.url);
        let answer = client().get(&url).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        let policy = answer.headers()["content-security-policy"].to_str().expect("text").to_owned();
        assert!(!policy.contains("script-src 'unsafe"), "{policy}");
        for (name, value) in [("x-forwarded-for", "203.0.113.7"), ("host", "evil.example")] {
            let answer = client().get(&url).header(name, value).send().await.expect("an answer");
            assert_eq!(answer.status(), 404, "{path} {name}");
        }
    }
    let clear = format!("{}/dev/mail/clear", server.url);
    let foreign = client().post(&clear).header("origin", "https://evil.example").send().await.expect("an answer");
    assert_eq!(foreign.status(), 404);
    assert!(client().post(&clear).send().await.expect("an answer").status().is_redirection());
    assert_eq!(json().await, json!([]));
    server.stop();
}
