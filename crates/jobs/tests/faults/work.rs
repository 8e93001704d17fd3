//! The jobs of the stories: they note what they do, so that it can be counted.

use std::time::Duration;

use cmis_db::{Conn, Db};
use cmis_jobs::{Failure, Job, Queue, Running};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Does something after a while, having failed a few times first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Work {
    /// Stores its effect together with its end; otherwise the effect is outside of any transaction of the job.
    pub is_transactional: bool,
    pub millis: u64,
    pub failures: i16,
    pub is_permanent: bool,
    pub key: Option<String>,
}

impl Job for Work {
    const KIND: &'static str = "faults.work";
    const QUEUE: Queue = Queue::Webhooks;
    const MAX_ATTEMPTS: i16 = 60;
    type State = Db;

    async fn run(self, db: Db, job: Running) -> Result<Value, Failure> {
        note(&db, &job, "begun").await?;
        tokio::time::sleep(Duration::from_millis(self.millis)).await;
        job.check()?;
        if self.is_permanent {
            return Err(Failure::permanent(anyhow::anyhow!("for good")));
        }
        if job.attempt <= self.failures {
            return Err(Failure::retry_after(anyhow::anyhow!("not yet"), Duration::from_millis(50)));
        }
        if !self.is_transactional {
            note(&db, &job, "effect").await?;
            return Ok(Value::Null);
        }
        let mut tx = job.tx().await?;
        let beside = beside(&mut tx, self.key.as_deref()).await?;
        write(&mut tx, &job, "effect", beside).await?;
        job.complete(&mut tx, &json!({"beside": beside})).await?;
        tx.commit().await?;
        Ok(json!({"beside": beside}))
    }
}

/// Waits for the gate, then stores its effect together with its end.
#[derive(Serialize, Deserialize)]
pub struct Gated {}

impl Job for Gated {
    const KIND: &'static str = "faults.gated";
    const QUEUE: Queue = Queue::Publishing;
    type State = Db;

    async fn run(self, db: Db, job: Running) -> Result<Value, Failure> {
        note(&db, &job, "begun").await?;
        loop {
            let mut tx = db.system("faults").await?;
            let is_open: bool =
                sqlx::query_scalar("select exists (select from gate where is_open)").fetch_one(&mut *tx).await?;
            tx.rollback().await?;
            if is_open {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let mut tx = job.tx().await?;
        write(&mut tx, &job, "effect", 1).await?;
        tx.commit().await?;
        Ok(Value::Null)
    }
}

/// How many jobs of the key run now, this one included.
async fn beside(conn: &mut Conn, key: Option<&str>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select count(*) from jobs where state = 'running' and concurrency_key = $1")
        .bind(key)
        .fetch_one(conn)
        .await
}

async fn note(db: &Db, job: &Running, what: &str) -> Result<(), Failure> {
    let mut tx = db.system("faults").await?;
    write(&mut tx, job, what, 0).await?;
    tx.commit().await?;
    Ok(())
}

async fn write(conn: &mut Conn, job: &Running, what: &str, beside: i64) -> Result<(), sqlx::Error> {
    sqlx::query("insert into ledger (job, what, worker, beside) values ($1, $2, $3, $4)")
        .bind(job.id.raw())
        .bind(what)
        .bind(i32::try_from(std::process::id()).unwrap_or_default())
        .bind(beside)
        .execute(conn)
        .await?;
    Ok(())
}
