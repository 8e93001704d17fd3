//! A restore that was cut off: the next start brings it to its end when the database had changed, and takes it back when not.
//!
//! The files are unpacked beside their folder, and take its place by two renames once the database has committed. The
//! transaction leaves the restore's id as the comment of the schema; the same id stands in a file beside the folder. So a later
//! start can tell on which side of the commit the restore was when it died, and nothing is removed that has no successor.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use cmis_base::secret::Secret;
use sqlx::{Connection, Executor};
use uuid::Uuid;

use crate::{Conn, problem};

/// Lock of the whole restore, held by a session.
const RESTORE: &str = "cmis.restore";
/// Lock of its transaction, taken inside of it.
pub(super) const LOADING: &str = "cmis.restore.loading";
/// What the comment of the schema starts with.
pub(super) const COMMENT: &str = "cmis restore ";
/// The comment of a schema that nobody restored into.
const NO_COMMENT: &str = "comment on schema public is 'standard public schema'";

/// The folder of the files and what stands beside it during a restore.
pub(super) struct Places {
    files: PathBuf,
    /// The unpacked files of the backup.
    pub(super) fresh: PathBuf,
    /// What they replaced.
    old: PathBuf,
    /// The restore's id, written when `fresh` is complete.
    mark: PathBuf,
}

impl Places {
    pub(super) fn of(files: &Path) -> Self {
        let beside = |word: &str| {
            let mut name = files.file_name().unwrap_or_default().to_owned();
            name.push(format!(".{word}"));
            files.with_file_name(name)
        };
        let (fresh, old, mark) = (beside("restoring"), beside("replaced"), beside("restore-id"));
        Self { files: files.to_owned(), fresh, old, mark }
    }

    fn is_clean(&self) -> bool {
        !self.fresh.exists() && !self.mark.exists() && (!self.old.exists() || self.files.exists())
    }

    /// Refuses when an older folder stands where the replaced one will go: it may be the only copy of something.
    pub(super) fn refuse_leftovers(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            !self.old.exists(),
            "{} is left of an earlier restore; look whether you need it, then move it away.",
            self.old.display()
        );
        Ok(())
    }

    /// Notes that the files are unpacked, durably.
    pub(super) fn mark(&self, id: Uuid) -> anyhow::Result<()> {
        let mut file = File::create(&self.mark)?;
        file.write_all(id.to_string().as_bytes())?;
        file.sync_all()?;
        self.sync()
    }

    /// Puts the unpacked files in their place. Can be called again after being cut off anywhere.
    pub(super) fn swap(&self) -> anyhow::Result<()> {
        if self.fresh.exists() {
            if self.files.exists() && !self.old.exists() {
                fs::rename(&self.files, &self.old)?;
            } else if self.files.exists() {
                // made by a start between the two renames: empty, or it is not ours to remove
                fs::remove_dir(&self.files).with_context(|| format!("{} is in the way", self.files.display()))?;
            }
            fs::rename(&self.fresh, &self.files)?;
            self.sync()?;
        }
        remove(&self.old)?;
        self.unmark()
    }

    /// Forgets the unpacked files: the database did not change.
    pub(super) fn discard(&self) -> anyhow::Result<()> {
        if !self.files.exists() && self.old.exists() {
            fs::rename(&self.old, &self.files)?;
        }
        self.unmark()?;
        remove(&self.fresh)
    }

    fn unmark(&self) -> anyhow::Result<()> {
        match fs::remove_file(&self.mark) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => self.sync(),
        }
    }

    /// Makes renames in the folder's parent durable.
    fn sync(&self) -> anyhow::Result<()> {
        if let Some(parent) = self.files.parent() {
            File::open(parent)?.sync_all()?;
        }
        Ok(())
    }
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Brings a restore that was cut off to its end, or takes it back. To be called before anything uses the files; does nothing,
/// and asks the database nothing, when there is none. Refuses while a restore is under way.
pub async fn finish_restore(owner_url: &Secret, files: &Path) -> anyhow::Result<()> {
    let places = Places::of(files);
    if places.is_clean() {
        return Ok(());
    }
    let mut conn = problem::connect(&problem::parse(owner_url)?).await?;
    lock(&mut conn).await?;
    settle(&mut conn, &places).await?;
    tracing::warn!("a restore had been cut off: it is finished, or taken back if the database had not changed");
    // A goodbye that fails changes nothing.
    let _ = conn.close().await;
    Ok(())
}

/// Takes the restore's lock for this session.
pub(super) async fn lock(conn: &mut Conn) -> anyhow::Result<()> {
    let free: bool = sqlx::query_scalar("select pg_try_advisory_lock(hashtextextended($1, 0))")
        .bind(RESTORE)
        .fetch_one(conn)
        .await?;
    anyhow::ensure!(free, "A restore is under way; wait for its end.");
    Ok(())
}

/// Finishes or takes back. The lock is held.
pub(super) async fn settle(conn: &mut Conn, places: &Places) -> anyhow::Result<()> {
    if places.is_clean() {
        return Ok(());
    }
    // The server may still be at work for a client that was killed: its outcome is awaited.
    conn.execute("set lock_timeout = '60s'").await?;
    sqlx::query("select pg_advisory_lock(hashtextextended($1, 0))").bind(LOADING).execute(&mut *conn).await?;
    sqlx::query("select pg_advisory_unlock(hashtextextended($1, 0))").bind(LOADING).execute(&mut *conn).await?;
    let comment: Option<String> = sqlx::query_scalar("select obj_description('public'::regnamespace, 'pg_namespace')")
        .fetch_one(&mut *conn)
        .await?;
    let loaded = comment.as_deref().and_then(|comment| comment.strip_prefix(COMMENT)).map(str::to_owned);
    let marked = match fs::read_to_string(&places.mark) {
        Ok(id) => Some(id),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", places.mark.display())),
    };
    if marked.is_some() && marked == loaded {
        places.swap()?;
        conn.execute(NO_COMMENT).await?;
    } else {
        places.discard()?;
    }
    Ok(())
}
