//! The way out: a sealed row and a job in one transaction, then the job that renders and sends it.

use anyhow::Context;
use chrono::{DateTime, Utc};
use cmis_base::{
    clock::Clock,
    id::{Id, Ids, Org},
    locale::Locale,
    secret::KeyRing,
};
use cmis_connectors::mail::{Mailbox, Mailer, Message, SendError};
use cmis_db::{Conn, Db};
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::{
    Mail,
    queries::{self, NewMail, Unsent},
    render, words,
};

/// What [`SendMail`] needs.
#[derive(Clone, Debug)]
pub struct MailState {
    /// The one door to data.
    pub db: Db,
    /// Where mail goes.
    pub mailer: Mailer,
    /// Opens the parameters.
    pub keys: KeyRing,
    /// The time.
    pub clock: Clock,
    /// Where people reach the product.
    pub public_url: Url,
    /// Who mail is from.
    pub from: Mailbox,
}

/// A row of `mails`; only its id is used.
enum Row {}

fn place(id: Uuid) -> String {
    format!("mails.params:{id}")
}

/// Stores a mail and the job that sends it, both in the caller's transaction. Works as the tenant role for its own org,
/// and as the system role for any org or none.
#[expect(clippy::too_many_arguments, reason = "everything comes from the caller; `mail::send` is the short form")]
pub async fn enqueue(
    conn: &mut Conn,
    keys: &KeyRing,
    ids: &Ids,
    now: DateTime<Utc>,
    to: &str,
    locale: Locale,
    org: Option<Id<Org>>,
    mail: &Mail,
) -> Result<(), sqlx::Error> {
    let id = ids.next::<Row>().raw();
    let params = serde_json::to_vec(mail).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let new = NewMail {
        id,
        org_id: org.map(Id::raw),
        recipient: to,
        locale: locale.code(),
        template: mail.template(),
        params: &keys.seal(&place(id), &params),
        created_at: now,
    };
    queries::insert(conn, &new).await?;
    cmis_jobs::enqueue(conn, now, ids.next(), Enqueue::new(SendMail { mail_id: id }).org(org)).await?;
    Ok(())
}

/// Deletes mails older than `before`, sent or given up, as the system role.
pub async fn cleanup(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    queries::delete_before(conn, before).await
}

/// Sends one stored mail. After a crash between sending and storing it goes out again, with the same Message-ID.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendMail {
    /// The row of `mails`.
    pub mail_id: Uuid,
}

impl Job for SendMail {
    const KIND: &'static str = "mail.send";
    const QUEUE: Queue = Queue::EmailSending;
    /// About eight hours: a mail server may be away for an evening.
    const MAX_ATTEMPTS: i16 = 16;
    type State = MailState;

    async fn run(self, state: MailState, _job: Running) -> Result<serde_json::Value, Failure> {
        let mut tx = state.db.system("mail: read").await?;
        let unsent = queries::find_unsent(&mut tx, self.mail_id).await?;
        tx.rollback().await?;
        let Some(unsent) = unsent else { return Ok(serde_json::Value::Null) };

        let message = message(&state, self.mail_id, unsent)?;
        state.mailer.send(&message).await.map_err(|error| match error {
            SendError::Temporary(_) => Failure::from(error),
            SendError::Permanent(_) => Failure::permanent(error),
        })?;

        let mut tx = state.db.system("mail: sent").await?;
        queries::set_sent(&mut tx, self.mail_id, state.clock.now()).await?;
        tx.commit().await?;
        Ok(serde_json::Value::Null)
    }
}

fn message(state: &MailState, id: Uuid, unsent: Unsent) -> Result<Message, Failure> {
    // A missing key may come back with the right key file; damaged bytes never do, but the job's attempts end too.
    let params = state.keys.open(&place(id), &unsent.params).context("the mail's parameters do not open")?;
    let mail: Mail = serde_json::from_slice(&params)
        // The error's text would quote the parameters.
        .map_err(|error| Failure::permanent(anyhow::anyhow!("undecodable mail at column {}", error.column())))?;
    let locale = Locale::parse(&unsent.locale).unwrap_or_default();
    let rendered = render(&mail, locale, &state.public_url)
        .map_err(|error| Failure::permanent(anyhow::Error::from(error).context("the mail does not render")))?;
    Ok(Message {
        id,
        at: unsent.created_at,
        from: state.from.clone(),
        to: unsent.recipient,
        to_name: mail.recipient_name().map(words::clean_line),
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        headers: vec![("Content-Language".to_owned(), locale.code().to_owned())],
    })
}
