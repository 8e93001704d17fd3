//! The connections of one role and the transaction that a caller gets from them.
//!
//! Every round trip is counted here: a transaction costs one to begin, one to commit, and none to come back to the pool; one
//! that only read costs none to end either.

use std::{
    ops::{Deref, DerefMut},
    time::Duration,
};

use deadpool::{
    Runtime,
    managed::{self, Metrics, PoolError, RecycleError, RecycleResult},
};
use futures_util::FutureExt;
use sqlx::{
    Connection, Error, SqlStr,
    postgres::{PgConnectOptions, PgTransactionManager},
};

use sqlx_core::transaction::TransactionManager;

use crate::Conn;

/// How long a caller waits for a connection before it is told that there is none.
pub const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// A connection idle for longer than this is tested before use; a busy one is trusted (a test is a round trip).
const TRUSTED_IDLE: Duration = Duration::from_secs(5);
/// A connection idle for longer than this is closed.
const KEPT_IDLE: Duration = Duration::from_secs(300);
/// A connection older than this is replaced, so that no backend's memory grows for ever.
const LIFETIME: Duration = Duration::from_secs(1800);

/// Opens and tests connections.
#[derive(Debug)]
pub struct Connections(PgConnectOptions);

impl managed::Manager for Connections {
    type Type = Conn;
    type Error = Error;

    async fn create(&self) -> Result<Conn, Error> {
        // boxed, because it is rare and large: every transaction's future would have room for it
        Box::pin(Conn::connect_with(&self.0)).await
    }

    async fn recycle(&self, connection: &mut Conn, metrics: &Metrics) -> RecycleResult<Error> {
        if metrics.age() > LIFETIME {
            return Err(RecycleError::message("old"));
        }
        if metrics.last_used() > TRUSTED_IDLE {
            Box::pin(connection.ping()).await?;
        }
        Ok(())
    }
}

/// The connections of one role.
#[derive(Clone, Debug)]
pub struct Pool(managed::Pool<Connections>);

impl Pool {
    /// At most so many connections, opened when they are needed.
    pub fn new(options: PgConnectOptions, connections: u32) -> anyhow::Result<Self> {
        let pool = managed::Pool::builder(Connections(options))
            .max_size(usize::try_from(connections)?)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(ACQUIRE_TIMEOUT))
            .create_timeout(Some(ACQUIRE_TIMEOUT))
            .recycle_timeout(Some(ACQUIRE_TIMEOUT))
            .build()?;
        let idle = pool.weak();
        #[expect(clippy::disallowed_methods, reason = "ends with the pool; this crate is below the supervised spawn")]
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(KEPT_IDLE / 5).await;
                let Some(pool) = idle.upgrade() else { return };
                drop(pool.retain(|_, metrics| metrics.last_used() < KEPT_IDLE));
            }
        });
        Ok(Self(pool))
    }

    /// Begins a transaction with a statement of one's own.
    pub async fn begin(&self, statement: SqlStr) -> Result<Tx, Error> {
        let mut tx = Tx { connection: Some(self.get().await?), is_open: false };
        PgTransactionManager::begin(&mut tx, Some(statement)).await?;
        tx.is_open = true;
        Ok(tx)
    }

    /// How long a round trip takes.
    pub async fn ping(&self) -> Result<(), Error> {
        self.get().await?.ping().await
    }

    async fn get(&self) -> Result<managed::Object<Connections>, Error> {
        self.0.get().await.map_err(|error| match error {
            PoolError::Backend(error) => error,
            PoolError::Closed => Error::PoolClosed,
            PoolError::Timeout(_) | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => Error::PoolTimedOut,
        })
    }

    /// Closes all connections, waiting for transactions that are open.
    pub async fn close(&self) {
        self.0.close();
        while self.0.status().size > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Whether it hands out no more.
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    /// Open connections, those of them that wait for work, and the most there may be.
    pub fn status(&self) -> (u32, u32, u32) {
        let status = self.0.status();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        (count(status.size), count(status.available), count(status.max_size))
    }
}

/// A transaction, rolled back when dropped. It owns its connection, so it can be held across awaits and tasks.
#[derive(Debug)]
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Tx {
    connection: Option<managed::Object<Connections>>,
    is_open: bool,
}

impl Tx {
    /// Stores what was done.
    pub async fn commit(mut self) -> Result<(), Error> {
        PgTransactionManager::commit(&mut self).await?;
        self.connection = None;
        Ok(())
    }

    /// Forgets what was done, and waits until the database has.
    pub async fn rollback(mut self) -> Result<(), Error> {
        PgTransactionManager::rollback(&mut self).await?;
        self.connection = None;
        Ok(())
    }

    /// Ends a transaction that only read: the end is sent, and nobody waits for the answer; whoever gets the connection next
    /// reads it before theirs.
    pub fn done(mut self) {
        PgTransactionManager::start_rollback(&mut self);
        // The first poll writes. What the database answers may be read at any later time (sqlx reads whole messages only).
        match self.flush().now_or_never() {
            // not written yet: it is waited for like one that was given up
            None if self.should_flush() => {}
            None | Some(Ok(())) => self.connection = None,
            Some(Err(error)) => {
                tracing::debug!(%error, "a connection broke while it ended a transaction");
                self.discard();
            }
        }
    }

    fn discard(&mut self) {
        drop(self.connection.take().map(managed::Object::take));
    }
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        self.connection.as_ref().unwrap_or_else(|| unreachable!("a transaction has its connection until it ends"))
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        self.connection.as_mut().unwrap_or_else(|| unreachable!("a transaction has its connection until it ends"))
    }
}

impl Drop for Tx {
    /// A transaction that was given up: by an error, or in the middle of a statement, when its caller went away. Its connection
    /// comes back when the database has rolled back and everything that was still on the way is read.
    fn drop(&mut self) {
        if self.connection.is_none() {
            return;
        }
        if !self.is_open {
            // given up while it began: what the database made of that is not known here
            return self.discard();
        }
        // where `done` began to roll back, this adds nothing
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return self.discard() };
        PgTransactionManager::start_rollback(self);
        let Some(mut connection) = self.connection.take() else { return };
        // ends by itself in time; this crate is below the supervised spawn
        runtime.spawn(async move {
            let clean = tokio::time::timeout(ACQUIRE_TIMEOUT, connection.ping()).await;
            if !matches!(clean, Ok(Ok(()))) {
                tracing::debug!("a connection broke while its transaction was rolled back");
                drop(managed::Object::take(connection));
            }
        });
    }
}
