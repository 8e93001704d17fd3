//! Links that somebody without a credential asked for. The request stores one job, whatever the address; who it belongs to is
//! looked up later, so that the time of the answer tells nothing.

use cmis_base::{
    locale::Locale,
    secret::{expose, token, token_hash},
};
use cmis_db::Conn;
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    model::{REGISTRATION_KEPT, RESET_LIFE, VERIFY_LIFE},
    queries::{self, NewToken, Purpose, Registration},
};
use crate::{
    mail::{self, Mail},
    state::App,
};

/// Where the sealed address of a job stands.
const PLACE: &str = "jobs.payload:users.mail_link";

/// Mails a link to an address, if it is one that may get it. Addresses are sealed: whoever asks for those of strangers leaves
/// none of them readable in the queue.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "link", rename_all = "snake_case")]
pub enum MailLink {
    /// A link that sets a new password.
    ResetPassword {
        /// Sealed, in hexadecimal.
        address: String,
    },
    /// The link that confirms a registration just made.
    Confirm {
        /// The registration.
        id: Uuid,
    },
    /// The link of a registration once more.
    ConfirmAgain {
        /// Sealed, in hexadecimal.
        address: String,
    },
}

impl MailLink {
    /// A new password for whoever has this address.
    pub fn reset_password(app: &App, email: &str) -> Self {
        Self::ResetPassword { address: seal(app, email) }
    }

    /// The link of the registration of this address, once more.
    pub fn confirm_again(app: &App, email: &str) -> Self {
        Self::ConfirmAgain { address: seal(app, email) }
    }

    /// Stores the job in the caller's transaction.
    pub async fn enqueue(self, app: &App, conn: &mut Conn) -> Result<(), sqlx::Error> {
        cmis_jobs::enqueue(conn, app.now(), app.ids.next(), Enqueue::new(self)).await.map(drop)
    }
}

fn seal(app: &App, email: &str) -> String {
    hex::encode(app.keys.seal(PLACE, email.as_bytes()))
}

fn open(app: &App, address: &str) -> Result<String, Failure> {
    let sealed = hex::decode(address).map_err(Failure::permanent)?;
    let email = app.keys.open(PLACE, &sealed)?;
    String::from_utf8(email.to_vec()).map_err(Failure::permanent)
}

impl Job for MailLink {
    const KIND: &'static str = "users.mail_link";
    const QUEUE: Queue = Queue::EmailSending;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<serde_json::Value, Failure> {
        let mut tx = app.system("mail a link").await?;
        job.hold(&mut tx).await?;
        match self {
            Self::ResetPassword { address } => reset_password(&app, &mut tx, &open(&app, &address)?).await?,
            Self::Confirm { id } => confirm(&app, &mut tx, id).await?,
            Self::ConfirmAgain { address } => confirm_again(&app, &mut tx, &open(&app, &address)?).await?,
        }
        tx.commit().await?;
        Ok(serde_json::Value::Null)
    }
}

async fn reset_password(app: &App, conn: &mut Conn, email: &str) -> Result<(), sqlx::Error> {
    let user = queries::find_by_email(conn, email).await?.filter(|user| user.disabled_at.is_none());
    let Some(user) = user else { return Ok(()) };
    let now = app.now();
    let token = token("rst_");
    let row = NewToken {
        hash: &token_hash(expose(&token)),
        user: user.id,
        purpose: Purpose::ResetPassword,
        email: None,
        remember: false,
        client: None,
        expires_at: now + RESET_LIFE,
    };
    queries::insert_token(conn, &row, now).await?;
    let link = app.settings.link(&format!("/reset-password?token={}", expose(&token)));
    let mail = Mail::ResetPassword { name: user.name.clone(), link };
    mail::send(conn, app, None, &user.email, Locale::parse(&user.locale).unwrap_or_default(), &mail).await
}

/// A registration of an address that has an account is none: its owner is told, and it is forgotten.
async fn confirm(app: &App, conn: &mut Conn, id: Uuid) -> Result<(), sqlx::Error> {
    let Some(row) = queries::registration(conn, id).await? else { return Ok(()) };
    let Some(user) = queries::find_by_email(conn, &row.email).await? else { return send_link(app, conn, &row).await };
    queries::delete_registrations(conn, &row.email).await?;
    let notice = Mail::AccountExists {
        name: user.name.clone(),
        login_link: app.settings.link("/sign-in"),
        reset_link: app.settings.link("/forgot-password"),
    };
    mail::send(conn, app, None, &user.email, Locale::parse(&user.locale).unwrap_or_default(), &notice).await
}

/// The same link again: the one of the mail before goes on to work.
async fn confirm_again(app: &App, conn: &mut Conn, email: &str) -> Result<(), sqlx::Error> {
    let now = app.now();
    let waiting = queries::latest_registration(conn, email).await?;
    let Some(row) = waiting.filter(|row| now - row.created_at < REGISTRATION_KEPT) else { return Ok(()) };
    // a registration of an address with an account stands until its own job has run
    if queries::find_by_email(conn, email).await?.is_some() {
        return Ok(());
    }
    let hash = token_hash(&app.signer.registration_token(row.id));
    queries::renew_registration(conn, row.id, &hash, now + VERIFY_LIFE).await?;
    send_link(app, conn, &row).await
}

async fn send_link(app: &App, conn: &mut Conn, row: &Registration) -> Result<(), sqlx::Error> {
    let link = app.settings.link(&format!("/verify-email?token={}", app.signer.registration_token(row.id)));
    let mail = Mail::VerifyEmail { name: row.name.clone(), link };
    mail::send(conn, app, None, &row.email, Locale::parse(&row.locale).unwrap_or_default(), &mail).await
}
