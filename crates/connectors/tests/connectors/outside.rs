//! The guarded client against real sockets: it connects where it checked, and nowhere else.

use std::{
    net::IpAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use cmis_connectors::outside::{Answer, BadAddress, Call, Lookup, Outside, Problem, addresses::Reach};
use http::{HeaderMap, Method};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinSet,
};

/// Counts connections and says who it is.
async fn server(tasks: &mut JoinSet<()>, address: &str, says: &'static str) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(address).await.expect("a port");
    let port = listener.local_addr().expect("address").port();
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    tasks.spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::SeqCst);
            let mut buffer = [0; 1024];
            let _ = stream.read(&mut buffer).await;
            let answer =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{says}", says.len());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (port, count)
}

async fn get(outside: &Outside, url: &str) -> Result<Answer, Problem> {
    let url = outside.check(url)?;
    outside.call(Call { method: Method::GET, url, headers: HeaderMap::new(), body: String::new(), keep: 100 }).await
}

/// Answers each question with the next of the given addresses.
fn in_turn(addresses: &[&str]) -> (Lookup, Arc<AtomicUsize>) {
    let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().expect("address")).collect();
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let addresses = Arc::new(Mutex::new(addresses));
    let lookup: Lookup = Arc::new(move |_| {
        let nth = counter.fetch_add(1, Ordering::SeqCst);
        let addresses = addresses.lock().expect("lock");
        let answer = vec![addresses[nth.min(addresses.len() - 1)]];
        Box::pin(async move { Ok(answer) })
    });
    (lookup, asked)
}

#[tokio::test]
async fn it_connects_to_the_address_that_it_checked() {
    let mut tasks = JoinSet::new();
    let (port, good) = server(&mut tasks, "127.0.0.1:0", "good").await;
    let (_, bad) = server(&mut tasks, &format!("127.0.0.2:{port}"), "bad").await;
    // the name's second answer would be another machine: nobody asks a second time
    let (lookup, asked) = in_turn(&["127.0.0.1", "127.0.0.2"]);
    let outside = Outside::with_lookup(Reach::Private, lookup).expect("client");
    let answer = get(&outside, &format!("http://changing.example.com:{port}/")).await.expect("an answer");
    assert_eq!((answer.status, answer.body.as_slice()), (200, b"good".as_slice()));
    assert_eq!((asked.load(Ordering::SeqCst), good.load(Ordering::SeqCst), bad.load(Ordering::SeqCst)), (1, 1, 0));
}

#[tokio::test]
async fn a_name_that_turns_private_is_refused_when_it_does() {
    let mut tasks = JoinSet::new();
    let (port, seen) = server(&mut tasks, "127.0.0.1:0", "inside").await;
    let (lookup, asked) = in_turn(&["127.0.0.1"]);
    let outside = Outside::with_lookup(Reach::Public, lookup).expect("client");
    for scheme in ["http", "https"] {
        let answer = get(&outside, &format!("{scheme}://turning.example.com:{port}/")).await;
        assert!(matches!(answer, Err(Problem::Refused(BadAddress::Private))), "{answer:?}");
    }
    assert_eq!((asked.load(Ordering::SeqCst), seen.load(Ordering::SeqCst)), (2, 0));
    // a literal needs no lookup to be refused
    let answer = get(&outside, &format!("http://127.0.0.1:{port}/")).await;
    assert!(matches!(answer, Err(Problem::Refused(BadAddress::Private))));
    assert_eq!((asked.load(Ordering::SeqCst), seen.load(Ordering::SeqCst)), (2, 0));
}

#[tokio::test]
async fn every_spelling_of_an_address_inside_is_the_same_address() {
    let (lookup, asked) = in_turn(&["127.0.0.1"]);
    let outside = Outside::with_lookup(Reach::Public, lookup).expect("client");
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "0177.0.0.01",
        "127.0.0.1.",
        "017700000001",
        "%31%32%37.0.0.1",
        "１２７.0.0.1",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::1]",
        "[::127.0.0.1]",
        "0",
        "0.0.0.0",
        "169.254.169.254",
        "0xa9fea9fe",
        "2852039166",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
    ] {
        let checked = outside.check(&format!("http://{host}/"));
        assert_eq!(checked, Err(BadAddress::Private), "{host}");
    }
    for (url, why) in [
        ("http://example.com@127.0.0.1/", BadAddress::Credentials),
        ("http://user:pass@example.com/", BadAddress::Credentials),
        ("http://127.0.0.1#@example.com/", BadAddress::Private),
        ("http://127.0.0.1\\@example.com/", BadAddress::Private),
        ("gopher://example.com/", BadAddress::Scheme),
        ("file:///etc/passwd", BadAddress::Scheme),
        ("http://example.com:22/", BadAddress::Port),
        ("http://example.com:99999/", BadAddress::Malformed),
        ("http://", BadAddress::Malformed),
        ("http://[fe80::1%25eth0]/", BadAddress::Malformed),
        ("example.com", BadAddress::Malformed),
    ] {
        assert_eq!(outside.check(url), Err(why), "{url}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}
