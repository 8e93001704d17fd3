//! The pools and the transactions handed out from them. The pools never leave this module.

use std::time::{Duration, Instant};

use cmis_base::id::{Id, Org};
use cmis_base::secret::Secret;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, Error, Row, SqlSafeStr};

use crate::connections::{ACQUIRE_TIMEOUT, Pool};
use crate::problem::{self, Unreachable};
use crate::{Conn, Tx, migrate};

/// How long a transaction waits for a server that was killed or restarted to come back.
const COMEBACK_TIMEOUT: Duration = Duration::from_secs(10);
/// How a transaction of the queue begins. Its statements walk indexes in their order: right after a burst of jobs the statistics
/// know nothing of it, and a planner left to itself might read all that waits and sort it for each claim.
const QUEUE: &str = "begin; set local plan_cache_mode = force_custom_plan; set local enable_sort = off; \
    set local idle_in_transaction_session_timeout = '5s'";
/// Connections for what must never wait behind requests.
const RESERVED: u32 = 2;
/// Listeners that one process may have: each holds a connection of its own.
const LISTENERS: u32 = 8;

/// The addresses of the three roles. Made by [`crate::roles::prepare`] or [`crate::embedded::Server::prepare`].
#[derive(Clone, Debug)]
pub struct Options {
    /// Owns the schema: migrations and backups. [`Db`] never opens it.
    pub owner_url: Secret,
    /// Works across orgs by its own policies.
    pub system_url: Secret,
    /// Sees one org at a time.
    pub tenant_url: Secret,
    /// Connections that this process may hold, without those of listeners and the two of [`Db::reserved`]; at least 4. Two
    /// thirds serve tenants.
    pub max_connections: u32,
}

impl Options {
    /// Connections of a process unless it is told otherwise.
    pub const DEFAULT_CONNECTIONS: u32 = 24;
}

/// How busy the pools are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolStatus {
    /// Open connections of the tenant role.
    pub tenant_open: u32,
    /// Those of them that wait for work.
    pub tenant_idle: u32,
    /// The most there may be.
    pub tenant_max: u32,
    /// Open connections of the system role, without listeners.
    pub system_open: u32,
    /// Those of them that wait for work.
    pub system_idle: u32,
    /// The most there may be.
    pub system_max: u32,
}

/// The door to the database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    tenant: Pool,
    system: Pool,
    reserved: Pool,
    listeners: PgPool,
}

impl Db {
    /// Connects both roles and checks that the server is new enough, has pgvector and all migrations, and that neither
    /// role could see past row-level security. Everything wrong is an [`Unreachable`] of one sentence.
    pub async fn connect(options: &Options) -> anyhow::Result<Self> {
        let system = tuned(problem::parse(&options.system_url)?, "cmis-system", "10min", "5min");
        let tenant = tuned(problem::parse(&options.tenant_url)?, "cmis-tenant", "30s", "60s");
        let mut connection = problem::connect(&system).await?;
        check_server(&mut connection, &system).await?;
        check_role(&mut connection, &system, "cmis_system", None).await?;
        check_migrations(&mut connection).await?;
        // A goodbye that fails changes nothing: the checks are done.
        let _ = connection.close().await;
        let mut connection = problem::connect(&tenant).await?;
        check_role(&mut connection, &tenant, "cmis_tenant", Some("cmis_system")).await?;
        let _ = connection.close().await;

        let total = options.max_connections.max(4);
        let for_system = (total / 3).max(2);
        Ok(Self {
            tenant: Pool::new(tenant, total - for_system)?,
            system: Pool::new(system.clone(), for_system)?,
            reserved: Pool::new(system.clone().application_name("cmis-reserved"), RESERVED)?,
            listeners: PgPoolOptions::new()
                .max_connections(LISTENERS)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .max_lifetime(None)
                .idle_timeout(Duration::from_secs(60))
                .connect_lazy_with(system.application_name("cmis-listener")),
        })
    }

    /// A transaction in which one org is all there is. `begin` and the tenant setting travel as one message.
    pub async fn tenant(&self, org: Id<Org>) -> Result<Tx, Error> {
        // An id is a parsed UUID, so it cannot end the literal. `set_config()` would not reach the workers of a cluster.
        begin(&self.tenant, || format!("begin; set local app.org_id = '{org}'")).await
    }

    /// A transaction across orgs for sign-in, the queue, syncs and the dispatcher. The reason is logged at debug level.
    pub async fn system(&self, reason: &'static str) -> Result<Tx, Error> {
        tracing::debug!(reason, "system transaction");
        begin(&self.system, || "begin".to_owned()).await
    }

    /// The same for the queue: every statement is planned anew. Its tables swing between nothing and millions of rows within
    /// the life of a cached plan, and one made for nothing reads everything. And none may stand still: a process that freezes
    /// between two statements of a claim would hold up every other worker.
    pub async fn queue(&self, reason: &'static str) -> Result<Tx, Error> {
        tracing::debug!(reason, "queue transaction");
        begin(&self.system, || QUEUE.to_owned()).await
    }

    /// The same on one of two connections that requests cannot use up: a flood of sign-ins must not keep a lease from being
    /// renewed. For short statements that are due now, and nothing else.
    pub async fn reserved(&self, reason: &'static str) -> Result<Tx, Error> {
        tracing::debug!(reason, "reserved transaction");
        begin(&self.reserved, || QUEUE.to_owned()).await
    }

    /// Listens on channels as the system role, on a connection of its own. Notifications are hints: they are lost while
    /// the listener reconnects, so whoever listens must also look by itself from time to time.
    pub async fn listen(&self, channels: &[&str]) -> Result<PgListener, Error> {
        let mut listener = PgListener::connect_with(&self.listeners).await?;
        listener.listen_all(channels.iter().copied()).await?;
        Ok(listener)
    }

    /// How long a round trip to the database takes, with a connection from the system pool. Fails within five seconds.
    pub async fn ping(&self) -> Result<Duration, Error> {
        let timed = async {
            let started = Instant::now();
            self.system.ping().await?;
            Ok(started.elapsed())
        };
        tokio::time::timeout(ACQUIRE_TIMEOUT, timed).await.unwrap_or(Err(Error::PoolTimedOut))
    }

    /// Closes all connections, waiting for transactions that are open. Listeners end with an error.
    pub async fn close(&self) {
        // Tells the listeners, and does not wait for them: each keeps its connection until its owner hears of it.
        drop(self.listeners.close());
        self.tenant.close().await;
        self.system.close().await;
        self.reserved.close().await;
    }

    /// How busy the pools are.
    pub fn pool_status(&self) -> PoolStatus {
        let (tenant_open, tenant_idle, tenant_max) = self.tenant.status();
        let (system_open, system_idle, system_max) = self.system.status();
        PoolStatus { tenant_open, tenant_idle, tenant_max, system_open, system_idle, system_max }
    }
}

/// What holds for every connection of a role. `statement` and `idle` end what nobody waits for any more.
fn tuned(options: PgConnectOptions, name: &str, statement: &str, idle: &str) -> PgConnectOptions {
    options.application_name(name).options([
        ("statement_timeout", statement),
        ("idle_in_transaction_session_timeout", idle),
        ("jit", "off"),
    ])
}

/// Begins a transaction. Nothing has happened yet when this fails for a broken connection or a server that is just
/// starting, so it is tried again until the server had time to come back.
async fn begin(pool: &Pool, statement: impl Fn() -> String) -> Result<Tx, Error> {
    let deadline = Instant::now() + COMEBACK_TIMEOUT;
    loop {
        match pool.begin(AssertSqlSafe(statement()).into_sql_str()).await {
            Err(error) if is_passing(&error, pool) && Instant::now() < deadline => {
                tracing::debug!(%error, "the database connection broke; trying again");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            result => return result,
        }
    }
}

/// Whether another attempt may find the server well again: it was killed, restarted, is starting or is full for a moment.
fn is_passing(error: &Error, pool: &Pool) -> bool {
    match error {
        Error::Io(_) | Error::Protocol(_) => !pool.is_closed(),
        Error::Database(database) => matches!(database.code().as_deref(), Some("53300" | "57P01" | "57P02" | "57P03")),
        _ => false,
    }
}

async fn check_server(connection: &mut Conn, options: &PgConnectOptions) -> anyhow::Result<()> {
    let row = sqlx::query(
        "select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
                exists (select from pg_extension where extname = 'vector') as vector",
    )
    .fetch_one(connection)
    .await?;
    refuse_old(row.try_get("number")?, row.try_get("version")?)?;
    if !row.try_get::<bool, _>("vector")? {
        return Err(Unreachable::error(format!(
            "The database {} has no pgvector extension; run `create extension vector` in it as a superuser.",
            options.get_database().unwrap_or_default()
        )));
    }
    Ok(())
}

/// Refuses a server older than PostgreSQL 16.
pub(crate) fn refuse_old(number: i32, version: &str) -> anyhow::Result<()> {
    if number >= 160_000 {
        return Ok(());
    }
    Err(Unreachable::error(format!("The server runs PostgreSQL {version}; 16 or newer is needed.")))
}

/// Refuses a login that is not `role`, or that could see more than the policies of `role` give it.
async fn check_role(
    connection: &mut Conn,
    options: &PgConnectOptions,
    role: &str,
    must_not_be: Option<&str>,
) -> anyhow::Result<()> {
    let row = sqlx::query(
        "select rolsuper or rolbypassrls as bypasses, rolcreaterole as creates,
                exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = 'public' and c.relkind in ('r', 'p') and pg_has_role(current_user, c.relowner, 'member')) as owns,
                coalesce((select pg_has_role(current_user, oid, 'usage') from pg_roles where rolname = $1), false) as fits,
                coalesce((select pg_has_role(current_user, oid, 'member') from pg_roles where rolname = $2), false) as other
         from pg_roles where rolname = current_user",
    )
    .bind(role)
    .bind(must_not_be)
    .fetch_one(connection)
    .await?;
    let user = options.get_username();
    let problem = if row.try_get("bypasses")? {
        format!("{user} bypasses row-level security (superuser or BYPASSRLS)")
    } else if row.try_get("owns")? {
        format!("{user} owns tables of the product, or may act as their owner")
    } else if row.try_get("creates")? {
        format!("{user} may create roles")
    } else if !row.try_get::<bool, _>("fits")? {
        format!("{user} is not {role} nor a member of it")
    } else if row.try_get("other")? {
        format!("{user} may act as {}", must_not_be.unwrap_or_default())
    } else {
        return Ok(());
    };
    Err(Unreachable::error(format!(
        "{problem}; orgs would not be safe from each other, so use a plain login as {role}."
    )))
}

async fn check_migrations(connection: &mut Conn) -> anyhow::Result<()> {
    let pending = migrate::pending(connection).await?;
    match pending {
        0 => Ok(()),
        1 => Err(Unreachable::error("The database lacks 1 migration of this version; run `cmis migrate`.")),
        many => Err(Unreachable::error(format!(
            "The database lacks {many} migrations of this version; run `cmis migrate`."
        ))),
    }
}
