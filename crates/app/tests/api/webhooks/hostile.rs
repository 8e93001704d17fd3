//! Receivers that mean no good, or cannot help it. None of them harms the product or delays another.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use http::{StatusCode, header};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{endpoint, happen, receiver::Receiver, send};
use crate::harness::TestApp;

/// Reads a request, then answers with these bytes, again and again for as long as somebody listens.
async fn say(mut stream: TcpStream, first: &[u8], again: &[u8], pause: Duration) {
    let mut buffer = [0; 4096];
    let _ = stream.read(&mut buffer).await;
    if stream.write_all(first).await.is_err() || again.is_empty() {
        return;
    }
    while stream.write_all(again).await.is_ok() {
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
    }
}

/// What a test of the endpoint says, and how long it took.
async fn tried(app: &TestApp, url: &str) -> (Value, Duration) {
    let (salma, org) = app.founder(&format!("Salma{}", app.app.ids.next::<()>())).await;
    let (one, _) = endpoint(&salma, org, json!({"url": url})).await;
    let begun = Instant::now();
    let answer = salma.post(&format!("{one}/test"), json!({})).await;
    (answer.data().clone(), begun.elapsed())
}

#[tokio::test]
async fn one_that_hangs_delays_no_other() {
    let app = TestApp::start().await;
    let hangs = Receiver::raw(|mut stream| async move {
        let mut buffer = [0; 4096];
        while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
    })
    .await;
    let drips = Receiver::raw(|stream| async move {
        say(stream, b"HTTP/1.1 200 OK\r\n", b"x: y\r\n", Duration::from_millis(500)).await;
    })
    .await;
    let fast = Receiver::good().await;
    let (salma, org) = app.founder("Salma").await;
    let (slow, _) = endpoint(&salma, org, json!({"url": hangs.url})).await;
    let (drip, _) = endpoint(&salma, org, json!({"url": drips.url})).await;
    endpoint(&salma, org, json!({"url": fast.url})).await;
    for number in 0..40 {
        happen(&salma, org, &format!("Palm {number}")).await;
    }
    app.tell().await;
    let worker = app.run_jobs();
    tokio::pin!(worker);
    let begun = Instant::now();
    while fast.count() < 40 {
        tokio::select! {
            () = &mut worker => break,
            () = tokio::time::sleep(Duration::from_millis(20)) => {}
        }
    }
    assert_eq!(fast.count(), 40);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    worker.await;
    for one in [slow, drip] {
        let failing = salma.get(&one).await;
        assert_eq!(failing.data()["last_attempt"]["error"], "timeout");
        let list = salma.get(&format!("{one}/deliveries?limit=100")).await;
        let attempts: i64 =
            list.data().as_array().expect("rows").iter().filter_map(|row| row["attempts"].as_i64()).sum();
        assert!((1..=40).contains(&attempts), "{attempts}");
    }
}

#[tokio::test]
async fn what_they_answer_is_read_as_far_as_it_is_kept() {
    let app = TestApp::start().await;
    // ten gigabytes, and chunks without an end
    let big = Receiver::raw(|stream| async move {
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n";
        say(stream, head, &[b'x'; 65_536], Duration::ZERO).await;
    })
    .await;
    let endless = Receiver::raw(|stream| async move {
        let head = b"HTTP/1.1 500 No\r\ntransfer-encoding: chunked\r\n\r\n";
        say(stream, head, b"4\r\nabcd\r\n", Duration::ZERO).await;
    })
    .await;
    for (receiver, status, letter) in [(&big, 200, "x"), (&endless, 500, "abcd")] {
        let (told, took) = tried(&app, &receiver.url).await;
        assert_eq!((&told["status"], told["answer"].as_str().map(str::len)), (&json!(status), Some(4096)));
        assert!(told["answer"].as_str().is_some_and(|text| text.starts_with(letter)) && took < Duration::from_secs(5));
    }
    // a bomb stays packed: nothing is unpacked here
    let bomb = Receiver::start(|_| ([(header::CONTENT_ENCODING, "gzip")], vec![0x1f, 0x8b, 8, 0, 0, 0xff])).await;
    let (told, _) = tried(&app, &bomb.url).await;
    assert_eq!((&told["status"], told["answer"].as_str().map(|text| text.chars().count())), (&json!(200), Some(6)));
    // what is no text is shown as far as it is one
    let garbage = Receiver::start(|_| (StatusCode::IM_A_TEAPOT, vec![b'o', 0xff, 0xfe, b'k', 0])).await;
    let (told, _) = tried(&app, &garbage.url).await;
    assert_eq!((&told["status"], &told["answer"]), (&json!(418), &json!("o\u{fffd}\u{fffd}k\u{fffd}")));
    assert_eq!(told["succeeded"], false);
    // a body that drips is not waited for: the head has decided
    let drips = Receiver::raw(|stream| async move {
        say(stream, b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n", b"z", Duration::from_millis(300)).await;
    })
    .await;
    let (told, took) = tried(&app, &drips.url).await;
    assert!(told["succeeded"] == true && took < Duration::from_secs(8), "{told} {took:?}");
}

#[tokio::test]
async fn what_is_no_answer_is_told_as_such() {
    let app = TestApp::start().await;
    let nobody = format!("http://127.0.0.1:{}/", free_port().await);
    let cut = Receiver::raw(|stream| say_and_go(stream, b"")).await;
    let half = Receiver::raw(|stream| say_and_go(stream, b"HTTP/1.1 20")).await;
    let noise = Receiver::raw(|stream| say_and_go(stream, b"220 smtp.example.com ESMTP\r\n")).await;
    let heads = Receiver::raw(|stream| async move {
        say(stream, b"HTTP/1.1 200 OK\r\n", &[b"x-fill: ".as_slice(), &[b'y'; 8192], b"\r\n"].concat(), Duration::ZERO)
            .await;
    })
    .await;
    let many =
        Receiver::raw(|stream| async move { say(stream, b"HTTP/1.1 200 OK\r\n", b"a: b\r\n", Duration::ZERO).await })
            .await;
    let plain = Receiver::good().await;
    let tls = plain.url.replace("http://", "https://");
    for (url, error) in [
        (&nobody, "no_connection"),
        (&cut.url, "cut_off"),
        (&half.url, "cut_off"),
        (&noise.url, "bad_answer"),
        (&heads.url, "bad_answer"),
        (&many.url, "bad_answer"),
        (&tls, "tls"),
        (&"http://nowhere.invalid/".to_owned(), "name_unknown"),
    ] {
        let (told, took) = tried(&app, url).await;
        assert_eq!((&told["status"], told["error"].as_str()), (&Value::Null, Some(error)), "{url}: {told}");
        assert!(
            told["detail"].as_str().is_some_and(|text| !text.is_empty()) && took < Duration::from_secs(12),
            "{url}"
        );
    }
    // an answer whose body breaks off is an answer
    let broken =
        Receiver::raw(|stream| say_and_go(stream, b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")).await;
    let (told, _) = tried(&app, &broken.url).await;
    assert_eq!((&told["succeeded"], &told["answer"]), (&json!(true), &json!("half")));
}

async fn say_and_go(stream: TcpStream, bytes: &'static [u8]) {
    say(stream, bytes, b"", Duration::ZERO).await;
}

async fn free_port() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    listener.local_addr().expect("address").port()
}

#[tokio::test]
async fn a_redirect_leads_nowhere() {
    let app = TestApp::start().await;
    let inside = Receiver::good().await;
    let target = inside.url.clone();
    for status in [301, 302, 303, 307, 308] {
        let target = target.clone();
        let redirects = Receiver::start(move |_| {
            (StatusCode::from_u16(status).expect("status"), [(header::LOCATION, target.clone())])
        })
        .await;
        let (told, _) = tried(&app, &redirects.url).await;
        assert_eq!((&told["status"], &told["succeeded"]), (&json!(status), &json!(false)));
    }
    assert_eq!(inside.count(), 0);
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused_at_every_attempt() {
    let inside = Receiver::good().await;
    let port = inside.url.rsplit(':').next().and_then(|rest| rest.split('/').next()).expect("port").to_owned();
    // public while the address is saved, private when it is called: nothing remembers the first answer
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let app = TestApp::public_only(Arc::new(move |name| {
        counter.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            Ok(match name.as_str() {
                "mixed.example.com" => vec!["93.184.216.34".parse().expect("v4"), "127.0.0.1".parse().expect("v4")],
                "mapped.example.com" => vec!["::ffff:127.0.0.1".parse().expect("v6")],
                _ => vec!["127.0.0.1".parse().expect("v4")],
            })
        })
    }))
    .await;
    let (salma, org) = app.founder("Salma").await;
    for name in ["inside", "mixed", "mapped"] {
        let (one, _) = endpoint(&salma, org, json!({"url": format!("https://{name}.example.com:{port}/")})).await;
        let told = salma.post(&format!("{one}/test"), json!({})).await;
        assert_eq!(told.data()["error"], "address_refused", "{name}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 3, "one lookup an attempt");
    happen(&salma, org, "Palm").await;
    send(&app).await;
    assert_eq!((asked.load(Ordering::SeqCst), inside.count()), (6, 0));
}
