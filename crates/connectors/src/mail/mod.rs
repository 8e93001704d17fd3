//! Sending mail: over SMTP, or caught on disk where nothing may leave the machine.
//!
//! A [`Message`] is checked and encoded here in one place, so that no header can be injected whatever text comes in.

mod caught;
mod message;
mod smtp;

use std::path::PathBuf;

pub use caught::{Caught, CaughtMail};
pub use message::{Mailbox, Message};
pub use smtp::{BadSmtpUrl, Smtp};

/// Where mail goes. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Mailer {
    /// To a server.
    Smtp(Smtp),
    /// Into a folder, for development and tests.
    Caught(Caught),
}

/// Why a mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Worth another try: the server is away, busy, or not set up right.
    #[error("mail not sent for now: {0}")]
    Temporary(String),
    /// This mail will never be taken: a bad address, a refused recipient or content.
    #[error("mail refused: {0}")]
    Permanent(String),
}

impl SendError {
    /// Whether another try may help.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Temporary(_))
    }
}

impl Mailer {
    /// A mailer to the server of an address like `smtps://user:password@host:465` or `smtp://host:587`; see [`Smtp::new`].
    pub fn smtp(url: &str) -> Result<Self, BadSmtpUrl> {
        Smtp::new(url).map(Self::Smtp)
    }

    /// A mailer that writes into `folder` (`<data>/mail`).
    pub fn caught(folder: impl Into<PathBuf>) -> Self {
        Self::Caught(Caught::new(folder))
    }

    /// The folder of caught mail, when mail is caught.
    pub fn as_caught(&self) -> Option<&Caught> {
        match self {
            Self::Caught(caught) => Some(caught),
            Self::Smtp(_) => None,
        }
    }

    /// Hands a mail over. Sending the same mail twice (same id) is recognisable by its Message-ID; a caught one replaces
    /// the first.
    pub async fn send(&self, message: &Message) -> Result<(), SendError> {
        match self {
            Self::Smtp(smtp) => smtp.send(message).await,
            Self::Caught(caught) => caught.send(message).await,
        }
    }
}
