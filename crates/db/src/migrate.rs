//! Brings the schema up to date. Migrations live in `migrations/`, go forward only and are embedded in the binary.
//!
//! One process migrates at a time; the others wait and then find nothing to do. A migration that cannot get a lock within
//! ten seconds gives up, because everything behind it would queue.

use chrono::{DateTime, Utc};
use cmis_base::secret::Secret;
use sha2::{Digest, Sha256};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Connection, Executor, Row};

use crate::problem::{self, Unreachable};
use crate::{Conn, pool, roles};

/// The advisory lock of whoever changes the schema ("cmis" in ASCII). Advisory locks are per database.
const LOCK: i64 = 0x636d_6973;

/// One step of the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The number its file name starts with.
    pub version: i64,
    /// The rest of its file name.
    pub description: String,
    /// When it was applied to this database; `None` while pending.
    pub applied_at: Option<DateTime<Utc>>,
}

/// Applies what is pending and returns it. Creates the system and tenant roles and the vector extension first, if they
/// are missing and the owner may.
pub async fn run(owner_url: &Secret) -> anyhow::Result<Vec<Migration>> {
    let mut connection = problem::connect(&problem::parse(owner_url)?).await?;
    prepare_database(&mut connection).await?;
    connection.execute("set lock_timeout = '5min'").await?;
    sqlx::query("select pg_advisory_lock($1)").bind(LOCK).execute(&mut connection).await?;
    connection.execute("set lock_timeout = '10s'").await?;

    let before = list(&mut connection).await?;
    migrator().run_direct(None, &mut connection, false).await.map_err(explain)?;
    // A node asks with the system role whether anything is pending.
    connection.execute("grant select on _sqlx_migrations to cmis_system").await?;
    let after = list(&mut connection).await?;
    // The lock goes with the connection; a goodbye that fails changes nothing.
    let _ = connection.close().await;

    let was_pending = |version| before.iter().any(|known| known.version == version && known.applied_at.is_none());
    let fresh: Vec<_> = after.into_iter().filter(|migration| was_pending(migration.version)).collect();
    for migration in &fresh {
        tracing::info!(version = migration.version, description = migration.description, "migration applied");
    }
    Ok(fresh)
}

/// Counts what is in the tables of all partitions together, which the server does not do by itself: it plans by these counts.
pub async fn analyze(owner_url: &Secret) -> anyhow::Result<()> {
    let mut connection = problem::connect(&problem::parse(owner_url)?).await?;
    connection.execute("analyze").await?;
    let _ = connection.close().await;
    Ok(())
}

/// All migrations this binary knows, oldest first, with those applied marked.
pub async fn status(owner_url: &Secret) -> anyhow::Result<Vec<Migration>> {
    let mut connection = problem::connect(&problem::parse(owner_url)?).await?;
    let list = list(&mut connection).await?;
    let _ = connection.close().await;
    Ok(list)
}

/// How many migrations of this binary a database lacks. Works for every role that may read the list.
pub(crate) async fn pending(connection: &mut Conn) -> anyhow::Result<usize> {
    Ok(list(connection).await?.iter().filter(|migration| migration.applied_at.is_none()).count())
}

/// What the schema of this binary is made of: sixteen hexadecimal digits that change with any migration.
pub fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for migration in migrator().iter() {
        hash.update(migration.version.to_be_bytes());
        hash.update(&migration.checksum);
    }
    for (_, statement) in roles::ROLES {
        hash.update(statement);
    }
    hex::encode(&hash.finalize()[..8])
}

/// Refuses a server that is too old, read-only or without pgvector, and a user who owns nothing; creates roles and the
/// extension.
pub(crate) async fn prepare_database(connection: &mut Conn) -> anyhow::Result<()> {
    let row = sqlx::query(
        "select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
                exists (select from pg_extension where extname = 'vector') as installed,
                exists (select from pg_available_extensions where name = 'vector') as available,
                current_setting('transaction_read_only')::bool as read_only, current_user::text as me,
                current_database()::text as database,
                coalesce(has_schema_privilege((select oid from pg_namespace where nspname = 'public'), 'create'), true) as owns",
    )
    .fetch_one(&mut *connection)
    .await?;
    pool::refuse_old(row.try_get("number")?, row.try_get("version")?)?;
    let (me, database): (String, String) = (row.try_get("me")?, row.try_get("database")?);
    if row.try_get("read_only")? {
        return Err(Unreachable::error(format!(
            "The database {database} takes no changes from {me} (it is a standby, or set to read only); give the address of \
             the primary server."
        )));
    }
    if !row.try_get::<bool, _>("owns")? {
        return Err(Unreachable::error(format!(
            "{me} may not make tables in the database {database}; DATABASE_URL must be its owner's, whom \
             crates/db/bootstrap.sql makes."
        )));
    }
    if !row.try_get::<bool, _>("installed")? {
        if !row.try_get::<bool, _>("available")? {
            return Err(Unreachable::error(
                "The database server has no pgvector; install it (Debian, Ubuntu: apt-get install postgresql-<version>-pgvector).",
            ));
        }
        if let Err(error) = connection.execute("create extension if not exists vector").await {
            return Err(Unreachable::error(format!(
                "The owner of the database may not create the extension ({error}); run crates/db/bootstrap.sql as a superuser."
            )));
        }
    }
    roles::ensure(connection).await
}

fn migrator() -> Migrator {
    let mut migrator = sqlx::migrate!("../../migrations");
    // Ours is taken before the list is read, and does not wait forever.
    migrator.set_locking(false);
    migrator
}

async fn list(connection: &mut Conn) -> anyhow::Result<Vec<Migration>> {
    let exists: bool =
        sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *connection).await?;
    let applied: Vec<(i64, DateTime<Utc>)> = if exists {
        sqlx::query_as("select version, installed_on from _sqlx_migrations where success").fetch_all(connection).await?
    } else {
        Vec::new()
    };
    Ok(migrator()
        .iter()
        .map(|migration| Migration {
            version: migration.version,
            description: migration.description.to_string(),
            applied_at: applied.iter().find(|(version, _)| *version == migration.version).map(|(_, at)| *at),
        })
        .collect())
}

/// One sentence for what stops a migration.
fn explain(error: MigrateError) -> anyhow::Error {
    match &error {
        MigrateError::VersionMissing(version) => Unreachable::error(format!(
            "The database has migration {version}, which this version of cmis does not know; run a newer cmis."
        )),
        MigrateError::VersionMismatch(version) => Unreachable::error(format!(
            "Migration {version} was changed after it was applied to this database; applied migrations must stay as they are."
        )),
        MigrateError::ExecuteMigration(sqlx::Error::Database(database), version)
            if database.code().as_deref() == Some("55P03") =>
        {
            Unreachable::error(format!(
                "Migration {version} did not get its locks within 10 seconds, because long transactions hold them; \
                 nothing was changed, so run it again when the database is less busy."
            ))
        }
        _ => anyhow::Error::new(error).context("a migration failed; it was rolled back"),
    }
}
