//! Mail against a real socket and a real folder.

use std::sync::{Arc, Mutex};

use chrono::DateTime;
use cmis_connectors::mail::{Mailer, Message, SendError};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use uuid::Uuid;

/// What the test's server does with a mail.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Takes,
    Says(&'static str),
    DropsDuringData,
    RefusesLogin,
}

/// A small SMTP server: enough of RFC 5321 to be spoken to, and a record of what it heard.
struct Server {
    address: String,
    mood: Arc<Mutex<Mood>>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    #[expect(clippy::disallowed_methods, reason = "the test's server ends with the test")]
    async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let (mood, heard) = (Arc::new(Mutex::new(mood)), Arc::new(Mutex::new(Vec::new())));
        let (moods, log) = (mood.clone(), heard.clone());
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                log.lock().expect("log").push("<connected>".to_owned());
                tokio::spawn(serve(socket, moods.clone(), log.clone()));
            }
        });
        Self { address, mood, heard }
    }

    fn mailer(&self, query: &str) -> Mailer {
        Mailer::smtp(&format!("smtp://{}{query}", self.address)).expect("a mailer")
    }

    fn set(&self, mood: Mood) {
        *self.mood.lock().expect("mood") = mood;
    }

    fn count(&self, start: &str) -> usize {
        self.heard.lock().expect("log").iter().filter(|line| line.starts_with(start)).count()
    }

    fn text(&self) -> String {
        self.heard.lock().expect("log").join("\n")
    }
}

async fn serve(socket: TcpStream, mood: Arc<Mutex<Mood>>, heard: Arc<Mutex<Vec<String>>>) {
    let (read, mut write) = socket.into_split();
    let mut lines = BufReader::new(read).lines();
    let _ = write.write_all(b"220 test ESMTP\r\n").await;
    let mut in_data = false;
    while let Ok(Some(line)) = lines.next_line().await {
        heard.lock().expect("log").push(line.clone());
        let mood = *mood.lock().expect("mood");
        if in_data {
            if mood == Mood::DropsDuringData {
                return;
            }
            if line != "." {
                continue;
            }
            in_data = false;
        }
        let verb = line.split(' ').next().unwrap_or_default().to_uppercase();
        let answer = match (verb.as_str(), mood) {
            ("EHLO", _) => "250-test\r\n250-AUTH PLAIN\r\n250 8BITMIME",
            ("AUTH", Mood::RefusesLogin) => "535 wrong password",
            ("RCPT", Mood::Says(words)) => words,
            ("DATA", _) => {
                in_data = true;
                "354 go on"
            }
            ("QUIT", _) => "221 bye",
            _ => "250 ok",
        };
        if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

fn message(id: u128) -> Message {
    Message {
        id: Uuid::from_u128(id),
        at: DateTime::from_timestamp(1_795_255_200, 0).expect("an instant"),
        from: "CMIS <no-reply@cmis.example>".parse().expect("a mailbox"),
        to: "sara@example.com".into(),
        to_name: Some("سارة".into()),
        subject: "تأكيد البريد".into(),
        text: "افتح الرابط:\nhttps://cmis.example/verify?token=abc\n.\nنقطة في أول السطر".into(),
        html: "<p>مرحبًا</p>".into(),
        headers: vec![("X-CMIS-Mail".into(), "verify_email".into())],
    }
}

#[tokio::test]
async fn mails_go_out_over_pooled_connections() {
    let server = Server::start(Mood::Takes).await;
    let mailer = server.mailer("");
    for id in 1..=10 {
        mailer.send(&message(id)).await.expect("sent");
    }
    // A connection returns to the pool a moment after the mail, so that two may be open.
    assert!(server.count("<connected>") < 5, "{}", server.count("<connected>"));
    assert_eq!(server.count("MAIL FROM:<no-reply@cmis.example>"), 10);
    assert_eq!(server.count("RCPT TO:<sara@example.com>"), 10);
    let text = server.text();
    assert!(text.contains("Message-ID: <00000000-0000-0000-0000-000000000002@cmis.example>"), "{text}");
    assert!(text.contains("multipart/alternative") && text.contains("X-CMIS-Mail: verify_email"), "{text}");
}

#[tokio::test]
async fn a_4xx_answer_is_temporary_and_a_5xx_answer_is_permanent() {
    let server = Server::start(Mood::Says("451 greylisted, come back")).await;
    let mailer = server.mailer("");
    let Err(SendError::Temporary(why)) = mailer.send(&message(1)).await else { panic!("not temporary") };
    assert!(why.contains("greylisted"), "{why}");
    server.set(Mood::Says("550 no such user"));
    let Err(SendError::Permanent(why)) = mailer.send(&message(1)).await else { panic!("not permanent") };
    assert!(why.contains("no such user"), "{why}");
    server.set(Mood::Takes);
    mailer.send(&message(1)).await.expect("the connection still works");
}

#[tokio::test]
async fn a_lost_connection_and_a_server_that_is_away_are_temporary() {
    let server = Server::start(Mood::DropsDuringData).await;
    let mailer = server.mailer("");
    assert!(mailer.send(&message(1)).await.is_err_and(|error| error.is_temporary()));
    server.set(Mood::Takes);
    mailer.send(&message(1)).await.expect("a new connection is made");

    let nobody = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = nobody.local_addr().expect("an address");
    drop(nobody);
    let mailer = Mailer::smtp(&format!("smtp://{address}")).expect("a mailer");
    assert!(mailer.send(&message(1)).await.is_err_and(|error| error.is_temporary()));
}

#[tokio::test]
async fn a_wrong_password_does_not_lose_the_mail() {
    let server = Server::start(Mood::RefusesLogin).await;
    let mailer = Mailer::smtp(&format!("smtp://user:secret@{}", server.address)).expect("a mailer");
    let error = mailer.send(&message(1)).await.expect_err("refused");
    assert!(error.is_temporary() && !error.to_string().contains("secret"), "{error}");
}

#[tokio::test]
async fn nothing_is_said_in_the_clear_where_tls_is_required() {
    let server = Server::start(Mood::Takes).await;
    let mailer = Mailer::smtp(&format!("smtp://user:secret@{}?tls=required", server.address)).expect("a mailer");
    assert!(mailer.send(&message(1)).await.is_err_and(|error| error.is_temporary()));
    assert_eq!((server.count("AUTH"), server.count("MAIL")), (0, 0), "{}", server.text());
}

#[tokio::test]
async fn caught_mail_is_found_replaced_and_cleared() {
    let folder = tempfile::tempdir().expect("a folder");
    let mailer = Mailer::caught(folder.path().join("mail"));
    let caught = mailer.as_caught().expect("caught");
    assert!(caught.list().await.expect("an empty list").is_empty());

    mailer.send(&message(1)).await.expect("caught");
    mailer.send(&message(2)).await.expect("caught");
    mailer.send(&Message { subject: "again".into(), ..message(1) }).await.expect("caught again");
    assert!(mailer.send(&Message { to: "nobody".into(), ..message(3) }).await.is_err());

    let mails = caught.list().await.expect("a list");
    assert_eq!(mails.iter().map(|mail| mail.id.as_u128()).collect::<Vec<_>>(), [2, 1]);
    let mail = caught.find(Uuid::from_u128(1)).await.expect("read").expect("found");
    assert_eq!((mail.subject.as_str(), mail.to.as_str()), ("again", "sara@example.com"));
    assert_eq!(mail.links, ["https://cmis.example/verify?token=abc"]);
    let files = std::fs::read_dir(folder.path().join("mail")).expect("a folder").count();
    assert_eq!(files, 4, "an .eml and a .json each, nothing temporary");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path().join("mail")).expect("a folder").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    std::fs::write(folder.path().join("mail/notes.txt"), "mine").expect("written");
    caught.clear().await.expect("cleared");
    assert!(caught.list().await.expect("a list").is_empty());
    assert!(folder.path().join("mail/notes.txt").exists());
}
