//! What is wrong with a database, in one sentence that says what to do.

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Error};
use std::str::FromStr;
use std::time::Duration;

use cmis_base::secret::{Secret, expose};

/// How long one attempt to connect may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The database cannot be used: not there, not letting us in, too old, or not set up. The text is one sentence for a
/// person. Commands end with exit code 4 on it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreachable(pub String);

impl Unreachable {
    /// An error that callers find by downcasting.
    pub(crate) fn error(sentence: impl Into<String>) -> anyhow::Error {
        anyhow::Error::new(Self(sentence.into()))
    }
}

/// Reads a database address. Accepts what libpq and sqlx both understand: `postgres://user:password@host:port/database`.
pub(crate) fn parse(url: &Secret) -> anyhow::Result<PgConnectOptions> {
    let text = expose(url);
    if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
        return Err(Unreachable::error(
            "The database address must look like postgres://user:password@host:5432/database.",
        ));
    }
    PgConnectOptions::from_str(text)
        .map_err(|error| Unreachable::error(format!("The database address cannot be read: {}.", plain(&error))))
}

/// Opens one connection outside any pool, with errors in one sentence.
pub(crate) async fn connect(options: &PgConnectOptions) -> anyhow::Result<PgConnection> {
    match tokio::time::timeout(CONNECT_TIMEOUT, PgConnection::connect_with(options)).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) => Err(Unreachable::error(sentence(&error, options))),
        Err(_) => Err(Unreachable::error(format!(
            "The database at {} did not answer within {} seconds; is the address right, and is the server running?",
            place(options),
            CONNECT_TIMEOUT.as_secs()
        ))),
    }
}

/// Where a connection leads, without its password.
pub(crate) fn place(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => format!("{}", socket.display()),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

/// One sentence for an error while connecting.
pub(crate) fn sentence(error: &Error, options: &PgConnectOptions) -> String {
    let (place, user) = (place(options), options.get_username());
    match error {
        Error::Io(io) => {
            format!("Cannot reach the database at {place} ({io}); is the address right, and is the server running?")
        }
        Error::Tls(tls) => format!("The database at {place} and this program found no common encryption ({tls})."),
        Error::PoolTimedOut => format!("The database at {place} gave no connection in time; all of them are in use."),
        Error::Database(database) => match database.code().as_deref() {
            Some("28P01") => format!("The database at {place} does not accept the password of {user}."),
            Some("28000") => format!("The database at {place} does not let {user} in ({}).", database.message()),
            Some("3D000") => format!(
                "The database {} does not exist at {place}; create it, for example with crates/db/bootstrap.sql.",
                options.get_database().unwrap_or(user)
            ),
            Some("42501") => format!("{user} may not use the database at {place} ({}).", database.message()),
            Some("53300") => format!("The database at {place} has no connection left for {user}."),
            Some("57P03") => format!("The database at {place} is starting up or shutting down; try again in a moment."),
            _ => format!("The database at {place} answered {user} with an error: {}.", database.message()),
        },
        other => format!("The database at {place} cannot be used by {user}: {}.", plain(other)),
    }
}

/// An error's text without a full stop at its end.
fn plain(error: &Error) -> String {
    error.to_string().trim_end_matches('.').to_owned()
}
