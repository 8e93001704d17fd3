//! Transactions of an org: what they see, what they may write, and what they cost.

use cmis_base::id::{Id, Org};
use cmis_db::testing::TestDb;
use cmis_db::{Db, PoolStatus, Tx, migrate};
use sqlx::Executor;
use uuid::Uuid;

use crate::support::{connect, sentence};

const HERE: Id<Org> = Id::new(Uuid::from_u128(1));
const ELSEWHERE: Id<Org> = Id::new(Uuid::from_u128(2));

async fn with_notes() -> (TestDb, Db) {
    let test = TestDb::create().await;
    let mut owner = connect(&test.options().owner_url).await;
    owner
        .execute(
            "create table notes (org_id uuid not null, body text not null);
             alter table notes enable row level security;
             alter table notes force row level security;
             create policy tenant on notes to cmis_tenant
                 using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
             create policy system on notes to cmis_system using (true);
             grant select, insert on notes to cmis_tenant, cmis_system;",
        )
        .await
        .expect("made");
    let db = test.db().await;
    (test, db)
}

async fn write(tx: &mut Tx, org: Id<Org>, body: &str) -> Result<(), sqlx::Error> {
    sqlx::query("insert into notes values ($1, $2)").bind(org.raw()).bind(body).execute(&mut **tx).await.map(drop)
}

async fn read(tx: &mut Tx) -> Vec<String> {
    sqlx::query_scalar("select body from notes order by body").fetch_all(&mut **tx).await.expect("read")
}

#[tokio::test]
async fn an_org_sees_and_writes_its_own_rows_only() {
    let (_test, db) = with_notes().await;
    let mut tx = db.tenant(HERE).await.expect("begun");
    write(&mut tx, HERE, "ours").await.expect("written");
    tx.commit().await.expect("committed");

    let mut tx = db.tenant(ELSEWHERE).await.expect("begun");
    assert!(read(&mut tx).await.is_empty());
    let refused = write(&mut tx, HERE, "smuggled").await.expect_err("refused");
    assert_eq!(refused.as_database_error().and_then(|error| error.code()).as_deref(), Some("42501"));
    drop(tx);

    let mut tx = db.system("test").await.expect("begun");
    assert_eq!(read(&mut tx).await, ["ours"]);
    drop(tx);
    let mut tx = db.tenant(HERE).await.expect("begun");
    assert_eq!(read(&mut tx).await, ["ours"]);
}

#[tokio::test]
async fn begin_and_the_org_travel_as_one_message_and_end_with_the_transaction() {
    let (test, db) = with_notes().await;
    let tx = db.tenant(HERE).await.expect("begun");
    let mut owner = connect(&test.options().owner_url).await;
    let said: String = sqlx::query_scalar(
        "select query from pg_stat_activity where application_name = 'cmis-tenant' and state = 'idle in transaction'
         and datname = current_database()",
    )
    .fetch_one(&mut owner)
    .await
    .expect("a session");
    assert_eq!(said, format!("begin; set local app.org_id = '{HERE}'"));
    tx.rollback().await.expect("rolled back");

    // Even a statement outside of any org's transaction would find nothing on the same connection.
    let mut tx = db.tenant(ELSEWHERE).await.expect("begun");
    tx.execute("commit; begin").await.expect("another transaction");
    let setting: Option<String> = sqlx::query_scalar("select nullif(current_setting('app.org_id', true), '')")
        .fetch_one(&mut *tx)
        .await
        .expect("a setting");
    assert_eq!(setting, None);
}

#[tokio::test]
async fn a_transaction_that_is_dropped_halfway_leaves_nothing() {
    let (_test, db) = with_notes().await;
    let mut tx = db.tenant(HERE).await.expect("begun");
    write(&mut tx, HERE, "forgotten").await.expect("written");
    drop(tx);
    let mut tx = db.system("test").await.expect("begun");
    assert!(read(&mut tx).await.is_empty());
}

#[tokio::test]
async fn the_door_knows_how_busy_it_is_and_hears_notifications() {
    let test = TestDb::create().await;
    let db = test.db().await;
    let mut listener = db.listen(&["events", "other"]).await.expect("listening");
    let mut tx = db.system("test").await.expect("begun");
    tx.execute("notify events, 'seven'").await.expect("notified");
    let PoolStatus { system_open, system_idle, system_max, tenant_open, tenant_max, .. } = db.pool_status();
    assert_eq!((system_open, system_idle, system_max, tenant_open, tenant_max), (1, 0, 2, 0, 6));
    tx.commit().await.expect("committed");
    assert_eq!(listener.recv().await.expect("heard").payload(), "seven");
    assert!(db.ping().await.expect("an answer").as_secs() < 5);
    db.close().await;
}

#[tokio::test]
async fn a_login_that_could_see_more_is_refused() {
    let test = TestDb::create().await;
    let options = test.options().clone();
    for url in [&options.owner_url, &options.system_url] {
        let wrong = cmis_db::Options { tenant_url: url.clone(), ..options.clone() };
        assert!(sentence(Db::connect(&wrong).await).contains("orgs would not be safe"));
    }
    let wrong = cmis_db::Options { system_url: options.tenant_url.clone(), ..options.clone() };
    assert!(sentence(Db::connect(&wrong).await).contains("is not cmis_system"));
}

#[tokio::test]
async fn a_database_that_lacks_migrations_is_refused_until_it_has_them() {
    let test = TestDb::create().await;
    let status = migrate::status(&test.options().owner_url).await.expect("a status");
    let Some(last) = status.last() else { return };
    assert!(status.iter().all(|step| step.applied_at.is_some()));
    assert!(migrate::run(&test.options().owner_url).await.expect("nothing to do").is_empty());

    let mut owner = connect(&test.options().owner_url).await;
    sqlx::query("delete from _sqlx_migrations where version = $1")
        .bind(last.version)
        .execute(&mut owner)
        .await
        .expect("gone");
    assert!(sentence(Db::connect(test.options()).await).contains("lacks 1 migration"));
    sqlx::query("insert into _sqlx_migrations values (999999, 'later', now(), true, '', 0)")
        .execute(&mut owner)
        .await
        .expect("added");
    assert!(sentence(migrate::run(&test.options().owner_url).await).contains("newer cmis"));
}

#[tokio::test]
async fn what_is_reserved_does_not_wait_behind_requests() {
    let test = TestDb::create().await;
    let db = test.db().await;
    let mut held = Vec::new();
    for _ in 0..db.pool_status().system_max {
        held.push(db.system("a flood of sign-ins").await.expect("begun"));
    }
    let first = db.reserved("lease").await.expect("begun");
    let second = db.reserved("lease").await.expect("begun");
    let mut lease = second;
    let role: String =
        sqlx::query_scalar("select current_user::text").fetch_one(&mut *lease).await.expect("the system's own work");
    assert_eq!(role, "cmis_system");
    drop(first);
    // nobody gave a connection back meanwhile
    assert_eq!(db.pool_status().system_idle, 0);
    drop(held);
}
