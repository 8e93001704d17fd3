//! Mail that stays on this machine: each in two files, for people (`.eml`) and for the development page (`.json`).
//!
//! The files hold links with tokens: the folder is readable by its owner only.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    sync::atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::{fs, io::AsyncWriteExt};
use uuid::Uuid;

use super::{Message, SendError, message::one_line};

/// A folder of caught mail.
#[derive(Clone, Debug)]
pub struct Caught {
    folder: Arc<Path>,
}

/// A mail as the development page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaughtMail {
    /// The mail.
    pub id: Uuid,
    /// The recipient's address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// The plain part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The addresses in the plain part, in order, each once.
    pub links: Vec<String>,
}

impl Caught {
    /// A folder that is made when the first mail comes.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into().into() }
    }

    /// Writes a mail. The same mail again replaces the first.
    pub async fn send(&self, message: &Message) -> Result<(), SendError> {
        let encoded = message.encode()?.formatted();
        let mail = CaughtMail {
            id: message.id,
            to: message.to.trim().to_owned(),
            subject: one_line(&message.subject),
            at: message.at,
            text: message.text.clone(),
            html: message.html.clone(),
            links: links(&message.text),
        };
        self.store(&mail, &encoded)
            .await
            .map_err(|error| SendError::Temporary(format!("mail not written into {}: {error}", self.folder.display())))
    }

    /// All caught mail, newest first.
    pub async fn list(&self) -> io::Result<Vec<CaughtMail>> {
        let mut mails = Vec::new();
        for path in self.files().await? {
            if path.extension().is_some_and(|extension| extension == "json") {
                mails.extend(read(&path).await?);
            }
        }
        mails.sort_by_key(|mail| std::cmp::Reverse((mail.at, mail.id)));
        Ok(mails)
    }

    /// One caught mail.
    pub async fn find(&self, id: Uuid) -> io::Result<Option<CaughtMail>> {
        read(&self.path(id, "json")).await
    }

    /// Deletes all caught mail.
    pub async fn clear(&self) -> io::Result<()> {
        for path in self.files().await? {
            match fs::remove_file(&path).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    fn path(&self, id: Uuid, extension: &str) -> PathBuf {
        self.folder.join(format!("{id}.{extension}"))
    }

    /// The mail files in the folder; anything else in it is left alone.
    async fn files(&self) -> io::Result<Vec<PathBuf>> {
        let mut entries = match fs::read_dir(&self.folder).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut files = Vec::new();
        while let Some(entry) = entries.next_entry().await? {
            let path = entry.path();
            let ours =
                path.file_stem().and_then(|stem| stem.to_str()).is_some_and(|stem| Uuid::parse_str(stem).is_ok())
                    && path.extension().is_some_and(|extension| extension == "json" || extension == "eml");
            if ours {
                files.push(path);
            }
        }
        Ok(files)
    }

    async fn store(&self, mail: &CaughtMail, encoded: &[u8]) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        builder.mode(0o700);
        builder.recursive(true).create(&self.folder).await?;
        write(&self.path(mail.id, "eml"), encoded).await?;
        // Last: a mail exists once its JSON does.
        write(&self.path(mail.id, "json"), &serde_json::to_vec_pretty(mail)?).await
    }
}

/// Writes beside and renames, so that nobody reads half a file.
async fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let beside = path.with_extension(format!("{}-{}.tmp", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.write(true).create(true).truncate(true).open(&beside).await?;
    let written = async {
        file.write_all(bytes).await?;
        file.flush().await?;
        fs::rename(&beside, path).await
    };
    if let Err(error) = written.await {
        // The first error tells more than a failure to tidy up.
        drop(fs::remove_file(&beside).await);
        return Err(error);
    }
    Ok(())
}

async fn read(path: &Path) -> io::Result<Option<CaughtMail>> {
    match fs::read(path).await {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn links(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '\u{2066}'..='\u{2069}')) {
        if (word.starts_with("https://") || word.starts_with("http://")) && !found.iter().any(|link| link == word) {
            found.push(word.to_owned());
        }
    }
    found
}
