//! Stopping: what was begun is finished, and nothing stays behind.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

use crate::support::House;

#[tokio::test]
async fn an_answer_on_its_way_is_not_cut_off_by_a_stop() {
    let house = House::new();
    let server = house.serve();
    let address = server.url.trim_start_matches("http://").replace("localhost", "127.0.0.1");
    let mut stream = TcpStream::connect(&address).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("set");
    let body = r#"{"email":"nobody@example.com","password":"not the right one"}"#;
    let head = format!(
        "POST /api/auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("sent");
    let mut reader = BufReader::new(stream.try_clone().expect("cloned"));
    let mut line = String::new();
    reader.read_line(&mut line).expect("read");
    assert!(line.starts_with("HTTP/1.1 100"), "the handler waits for the body: {line}");

    server.terminate();
    // no new caller is taken any more, and this one still is
    while TcpStream::connect(&address).is_ok() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stream.write_all(body.as_bytes()).expect("sent");
    let mut answer = String::new();
    reader.read_to_string(&mut answer).expect("read");
    assert!(answer.contains("HTTP/1.1 401") && answer.contains("unauthenticated"), "{answer}");
    assert!(server.wait().success());
    assert!(house.postgres().is_none());
}

#[tokio::test]
async fn a_command_beside_the_server_uses_its_database_and_leaves_it_running() {
    let house = House::new();
    let server = house.serve();
    house.person("Omar");
    let before = house.postgres();
    assert!(before.is_some());
    assert!(server.can_sign_in("omar@example.com").await);
    let done = house.run(&["secrets:rotate", "--force"]);
    assert!(done.refused(1).contains("stop `cmis serve`"));
    assert_eq!(house.postgres(), before);
    server.stop();
}
