//! What transactions leave behind on their connections: nothing, however they end.

use std::time::Duration;

use cmis_base::id::Id;
use cmis_db::{Db, testing::TestDb};
use futures_util::FutureExt;
use sqlx::Row;
use uuid::Uuid;

/// The connections of this test's database that are in the middle of a transaction, once what is on its way has arrived.
async fn left_open(db: &Db) -> i64 {
    let mut open = i64::MAX;
    for _ in 0..100 {
        let mut tx = db.system("test").await.expect("begun");
        open = sqlx::query(
            "select count(*) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in transaction%'",
        )
        .fetch_one(&mut *tx)
        .await
        .expect("asked")
        .get(0);
        tx.commit().await.expect("committed");
        if open == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    open
}

#[tokio::test]
async fn however_a_transaction_ends_its_connection_comes_back_clean() {
    let database = TestDb::create().await;
    let db = database.db().await;
    let org = Id::new(Uuid::from_u128(7));

    for _ in 0..20 {
        // read and done; given up in the middle of a statement; failed; given up while it began
        let mut tx = db.tenant(org).await.expect("begun");
        sqlx::query("select 1").execute(&mut *tx).await.expect("read");
        tx.done();
        let mut tx = db.tenant(org).await.expect("begun");
        assert!(sqlx::query("select pg_sleep(0.05)").execute(&mut *tx).now_or_never().is_none());
        drop(tx);
        let mut tx = db.tenant(org).await.expect("begun");
        assert!(sqlx::query("select 1 / 0").execute(&mut *tx).await.is_err());
        drop(tx);
        drop(db.tenant(org).now_or_never());
    }
    assert_eq!(left_open(&db).await, 0);

    // and whoever gets the connection next sees their own org
    for number in 1..=40 {
        let org = Id::new(Uuid::from_u128(number));
        let mut tx = db.tenant(org).await.expect("begun");
        let seen: String =
            sqlx::query("select current_setting('app.org_id')").fetch_one(&mut *tx).await.expect("asked").get(0);
        assert_eq!(seen, org.to_string());
        tx.done();
    }
}

#[tokio::test]
async fn a_transaction_of_the_queue_may_not_stand_still() {
    let database = TestDb::create().await;
    let db = database.db().await;
    for mut tx in [db.queue("test").await.expect("begun"), db.reserved("test").await.expect("begun")] {
        let limit = sqlx::query("select current_setting('idle_in_transaction_session_timeout')");
        assert_eq!(limit.fetch_one(&mut *tx).await.expect("asked").get::<String, _>(0), "5s");
        tx.done();
    }
}
