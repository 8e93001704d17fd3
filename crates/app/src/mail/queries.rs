//! All SQL of outgoing mail.

use chrono::{DateTime, Utc};
use cmis_db::Conn;
use uuid::Uuid;

/// A mail as it is stored first.
pub struct NewMail<'a> {
    pub id: Uuid,
    pub org_id: Option<Uuid>,
    pub recipient: &'a str,
    pub locale: &'static str,
    pub template: &'static str,
    pub params: &'a [u8],
    pub created_at: DateTime<Utc>,
}

/// Inserts a mail. The tenant role may do so for its own org, and never reads it back.
pub async fn insert(conn: &mut Conn, mail: &NewMail<'_>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into mails (id, org_id, recipient, locale, template, params, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        mail.id,
        mail.org_id,
        mail.recipient,
        mail.locale,
        mail.template,
        mail.params,
        mail.created_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A mail that still has to go out.
pub struct Unsent {
    pub recipient: String,
    pub locale: String,
    pub params: Vec<u8>,
    pub created_at: DateTime<Utc>,
}

/// The mail, unless it was sent already or is gone.
pub async fn find_unsent(conn: &mut Conn, id: Uuid) -> Result<Option<Unsent>, sqlx::Error> {
    sqlx::query_as!(
        Unsent,
        r#"select recipient, locale, params as "params!", created_at
           from mails
           where id = $1 and sent_at is null and params is not null"#,
        id
    )
    .fetch_optional(conn)
    .await
}

/// Marks a mail as sent and empties its parameters.
pub async fn set_sent(conn: &mut Conn, id: Uuid, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update mails
         set sent_at = $2, params = null
         where id = $1",
        id,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes mails written before `before`.
pub async fn delete_before(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "delete from mails
         where created_at < $1",
        before
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// What a test sees of stored mails, by recipient: the sealed parameters, and whether it was sent.
#[cfg(test)]
pub async fn list(conn: &mut Conn) -> Result<Vec<(String, Option<Vec<u8>>, bool)>, sqlx::Error> {
    sqlx::query!(
        r#"select recipient, params, sent_at is not null as "is_sent!"
           from mails
           order by recipient"#
    )
    .map(|row| (row.recipient, row.params, row.is_sent))
    .fetch_all(conn)
    .await
}
