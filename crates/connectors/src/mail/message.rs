//! A mail before it is sent, and its one encoding. Pure.

use std::{fmt, str::FromStr, time::SystemTime};

use chrono::{DateTime, Utc};
use lettre::{
    Address,
    message::{
        Message as Encoded, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use uuid::Uuid;

use super::SendError;

/// An address with the name that stands beside it: `CMIS <no-reply@example.com>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    name: Option<String>,
    address: Address,
}

/// Why a text is no mailbox.
#[derive(Debug, thiserror::Error)]
#[error("not a mail address: {0}")]
pub struct BadMailbox(String);

impl Mailbox {
    /// A mailbox of a checked address and a name; line breaks and control characters in the name become spaces.
    pub fn new(name: Option<&str>, address: &str) -> Result<Self, BadMailbox> {
        let address = address.trim();
        let parsed: Address = address.parse().map_err(|_| BadMailbox(address.to_owned()))?;
        let name = name.map(one_line).filter(|name| !name.is_empty());
        Ok(Self { name, address: parsed })
    }

    /// The bare address.
    pub fn address(&self) -> &str {
        self.address.as_ref()
    }

    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.address.domain()
    }

    fn encoded(&self) -> lettre::message::Mailbox {
        lettre::message::Mailbox::new(self.name.clone(), self.address.clone())
    }
}

impl FromStr for Mailbox {
    type Err = BadMailbox;

    /// Reads `Name <address>` or a bare address.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((name, rest)) = text.trim().split_once('<') else { return Self::new(None, text) };
        let address = rest.strip_suffix('>').ok_or_else(|| BadMailbox(text.to_owned()))?;
        Self::new(Some(name.trim().trim_matches('"')), address)
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => self.address.fmt(f),
        }
    }
}

/// One mail to one person, as text and as HTML.
#[derive(Clone, Debug)]
pub struct Message {
    /// Identifies the mail across tries: its Message-ID and, when caught, its file name.
    pub id: Uuid,
    /// When it was written; the Date header.
    pub at: DateTime<Utc>,
    /// Who it is from.
    pub from: Mailbox,
    /// The recipient's address; checked on sending.
    pub to: String,
    /// The recipient's name.
    pub to_name: Option<String>,
    /// The subject, any text.
    pub subject: String,
    /// The plain part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// Further headers; their names must be valid, and their values must hold no line break.
    pub headers: Vec<(String, String)>,
}

impl Message {
    /// The Message-ID: the same at every try, so that a repeated mail is recognisable as one.
    pub fn message_id(&self) -> String {
        format!("<{}@{}>", self.id, self.from.domain())
    }

    /// Checks and encodes the mail. Everything that is wrong with it is permanent.
    pub(super) fn encode(&self) -> Result<Encoded, SendError> {
        let permanent = |error: &dyn fmt::Display| SendError::Permanent(error.to_string());
        let to = Mailbox::new(self.to_name.as_deref(), &self.to).map_err(|error| permanent(&error))?;
        let mut mail = Encoded::builder()
            .message_id(Some(self.message_id()))
            .date(SystemTime::from(self.at))
            .from(self.from.encoded())
            .to(to.encoded())
            .subject(one_line(&self.subject))
            .raw_header(header("Auto-Submitted", "auto-generated")?)
            .raw_header(header("X-Auto-Response-Suppress", "All")?);
        for (name, value) in &self.headers {
            mail = mail.raw_header(header(name, value)?);
        }
        mail.multipart(MultiPart::alternative_plain_html(self.text.clone(), self.html.clone()))
            .map_err(|error| permanent(&error))
    }
}

fn header(name: &str, value: &str) -> Result<HeaderValue, SendError> {
    let refuse = || SendError::Permanent(format!("not a mail header: {name:?}"));
    if value.chars().any(char::is_control) || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err(refuse());
    }
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|_| refuse())?;
    Ok(HeaderValue::new(name, value.to_owned()))
}

/// Text on one line, as headers need it: control characters and Unicode line ends become single spaces.
pub(super) fn one_line(text: &str) -> String {
    let spaced: String =
        text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::{Mailbox, Message};

    fn message() -> Message {
        Message {
            id: Uuid::from_u128(7),
            at: DateTime::from_timestamp(1_795_255_200, 0).expect("an instant"),
            from: "CMIS <no-reply@cmis.example>".parse().expect("a mailbox"),
            to: "sara@example.com".into(),
            to_name: Some("سارة".into()),
            subject: "تأكيد البريد".into(),
            text: "مرحبًا".into(),
            html: "<p>مرحبًا</p>".into(),
            headers: Vec::new(),
        }
    }

    fn lines(message: &Message) -> Vec<String> {
        let bytes = message.encode().expect("encodes").formatted();
        let text = String::from_utf8(bytes).expect("text");
        let (head, _) = text.split_once("\r\n\r\n").expect("a head");
        head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn no_text_becomes_a_header() {
        let mut message = message();
        message.subject = "Hello\r\nBcc: all@example.com\r\n\r\n<b>body</b>\u{2028}x".into();
        message.to_name = Some("Eve\r\nBcc: eve@example.com".into());
        let head = lines(&message);
        assert!(head.iter().all(|line| !line.to_lowercase().starts_with("bcc")), "{head:?}");
        assert!(head.contains(&"Subject: Hello Bcc: all@example.com <b>body</b> x".to_owned()), "{head:?}");

        for (name, value) in [("X-A", "b\r\nBcc: c@d.example"), ("X-A\r\nBcc", "c@d.example"), ("X A", "b"), ("", "b")]
        {
            let mut message = message.clone();
            message.headers.push((name.into(), value.into()));
            assert!(message.encode().is_err_and(|error| !error.is_temporary()), "{name:?}");
        }
    }

    #[test]
    fn a_bad_recipient_is_refused_for_good() {
        for to in
            ["", "sara", "sara@", "@example.com", "a@b\r\nRCPT TO:<c@d.example>", "a b@c.example", "a@b@c", "a@b>,<c@d"]
        {
            let message = Message { to: to.into(), ..message() };
            assert!(message.encode().is_err_and(|error| !error.is_temporary()), "{to:?}");
        }
    }

    #[test]
    fn every_try_is_recognisable_as_the_same_automatic_mail() {
        let head = lines(&message());
        for line in [
            "Message-ID: <00000000-0000-0000-0000-000000000007@cmis.example>",
            "Auto-Submitted: auto-generated",
            "Date: Sat, 21 Nov 2026 10:00:00 +0000",
            "From: CMIS <no-reply@cmis.example>",
            "MIME-Version: 1.0",
        ] {
            assert!(head.iter().any(|found| found == line), "{line} in {head:#?}");
        }
        assert!(head.iter().any(|line| line.starts_with("Content-Type: multipart/alternative")));
        assert!(head.iter().all(|line| line.is_ascii()));
    }

    #[test]
    fn a_mailbox_reads_with_and_without_a_name() {
        let mailbox: Mailbox = "\"CMIS, team\" <no-reply@example.com>".parse().expect("a mailbox");
        assert_eq!(mailbox.to_string(), "CMIS, team <no-reply@example.com>");
        let bare: Mailbox = " no-reply@example.com ".parse().expect("a mailbox");
        assert_eq!((bare.address(), bare.domain()), ("no-reply@example.com", "example.com"));
        assert!("CMIS <no-reply@example.com".parse::<Mailbox>().is_err());
    }
}
