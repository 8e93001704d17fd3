//! The only door to PostgreSQL: transactions by role, migrations, the embedded server, backups, databases for tests.
//!
//! Nothing outside this crate opens a connection or holds a pool; everybody else gets a [`Tx`] from [`Db::tenant`] (one
//! org is all there is) or [`Db::system`] (across orgs, for a reason that is logged). This crate knows no table of the
//! product and holds none of its SQL.

pub mod backup;
mod connections;
pub mod embedded;
pub mod migrate;
mod pool;
mod problem;
pub mod roles;
mod scram;
pub mod testing;

pub use connections::Tx;
pub use pool::{Db, Options, PoolStatus};
pub use problem::Unreachable;

/// What `queries.rs` functions take: `&mut *tx` of a [`Tx`].
pub type Conn = sqlx::PgConnection;
