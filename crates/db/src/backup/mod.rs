//! Backups: the database and the files of an installation in one sealed file, and back again.
//!
//! A backup is `pg_dump`'s custom format and every file, streamed into one file that only the installation's keys open,
//! with a manifest of what is in it. Nothing is written unsealed on the way. Restoring reads the whole backup first, and
//! then replaces the database in one transaction, so that a damaged or foreign backup changes nothing.

mod archive;
mod restore;
mod sealed;
mod tools;
mod unfinished;

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Component, Path, PathBuf};
use std::process::Stdio;

use anyhow::Context;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use cmis_base::secret::{KeyRing, Secret};
use serde::{Deserialize, Serialize};
use sqlx::{Connection, Row};

use crate::{migrate, problem};
use archive::ArchiveWriter;
pub use restore::{LiveKey, live_keys, restore};
pub use sealed::ForeignKey;
use sealed::{SealedReader, SealedWriter};
use tools::Tools;
pub use unfinished::finish_restore;

/// How long backups are kept.
pub const KEEP: TimeDelta = TimeDelta::days(14);
/// The entry that holds the database.
const DATABASE: &str = "database.dump";
/// What the entries of files start with.
const FILES: &str = "files/";
/// How a backup's name is made from its time, in UTC.
const NAME: &str = "cmis-%Y%m%dT%H%M%SZ.backup";

/// An installation: what a backup is made of, and what one is restored into.
#[derive(Clone, Debug)]
pub struct Installation {
    /// The owner's address.
    pub owner_url: Secret,
    /// Where PostgreSQL's programs are unpacked; without them those on `PATH` are used. See [`crate::embedded::install_dir`].
    pub install_dir: PathBuf,
    /// The folder of the installation's files. May be missing.
    pub files: PathBuf,
    /// The newest key seals, all of them open.
    pub keys: KeyRing,
}

/// What is in a backup. The last entry in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of cmis that made it.
    pub version: String,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// The version of the PostgreSQL server.
    pub server_version: String,
    /// The migrations that the database had.
    pub migrations: Vec<i64>,
    /// The id of the key that seals it, under which the database's own secrets may be sealed too.
    pub key_fingerprint: String,
    /// All other entries.
    pub parts: Vec<Part>,
}

/// An entry of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// `database.dump`, or `files/…`.
    pub name: String,
    /// Its size before sealing.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
}

/// A backup in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// When it was begun, from its name.
    pub created_at: DateTime<Utc>,
    /// The size of the file.
    pub bytes: u64,
}

/// Whether PostgreSQL's programs are at hand: unpacked, or on `PATH`.
pub fn is_possible(installation: &Installation) -> bool {
    tools::is_at_hand(&installation.install_dir)
}

/// Makes a backup in `folder`, named by `now`. A failed one leaves nothing behind.
pub async fn create(
    installation: &Installation,
    folder: &Path,
    now: DateTime<Utc>,
) -> anyhow::Result<(Backup, Manifest)> {
    let mut connection = problem::connect(&problem::parse(&installation.owner_url)?).await?;
    let (major, server_version) = server_version(&mut connection).await?;
    // Goodbyes that fail change nothing.
    let _ = connection.close().await;
    let applied = migrate::status(&installation.owner_url).await?;
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        created_at: now,
        server_version,
        migrations: applied.iter().filter(|step| step.applied_at.is_some()).map(|step| step.version).collect(),
        key_fingerprint: installation.keys.fingerprint(),
        parts: Vec::new(),
    };
    let tools = Tools::new(&installation.owner_url, major, &installation.install_dir)?;
    let (installation, folder) = (installation.clone(), folder.to_owned());
    tokio::task::spawn_blocking(move || write(&installation, &folder, &tools, manifest))
        .await
        .context("making a backup")?
}

/// Reads a whole backup, checks that it is undamaged, and says what is in it. [`ForeignKey`] when none of the keys opens it.
pub async fn inspect(file: &Path, keys: &KeyRing) -> anyhow::Result<Manifest> {
    let (file, keys) = (file.to_owned(), keys.clone());
    tokio::task::spawn_blocking(move || archive::read_all(open(&file, &keys)?, |_, _| Ok(())))
        .await
        .context("reading a backup")?
}

/// The backups in a folder, newest first. A folder that is not there holds none.
pub fn list(folder: &Path) -> io::Result<Vec<Backup>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut backups = Vec::new();
    for entry in entries {
        let entry = entry?;
        if let Some(created_at) = entry.file_name().to_str().and_then(time_of) {
            backups.push(Backup { path: entry.path(), created_at, bytes: entry.metadata()?.len() });
        }
    }
    backups.sort_by_key(|backup| std::cmp::Reverse(backup.created_at));
    Ok(backups)
}

/// Deletes backups older than [`KEEP`] and drafts that a killed process left, and returns the deleted ones. The newest
/// backup stays, whatever its age.
pub fn prune(folder: &Path, now: DateTime<Utc>) -> io::Result<Vec<Backup>> {
    let old: Vec<Backup> = list(folder)?.into_iter().skip(1).filter(|backup| now - backup.created_at > KEEP).collect();
    for backup in &old {
        fs::remove_file(&backup.path)?;
    }
    let drafts = fs::read_dir(folder).into_iter().flatten().flatten();
    for draft in drafts {
        let name = draft.file_name();
        let begun = name.to_str().and_then(|name| name.strip_prefix('.')?.strip_suffix(".part")).and_then(time_of);
        if begun.is_some_and(|begun| now - begun > TimeDelta::days(1)) {
            fs::remove_file(draft.path())?;
        }
    }
    Ok(old)
}

fn time_of(name: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(name, NAME).ok().map(|time| time.and_utc())
}

fn open(file: &Path, keys: &KeyRing) -> anyhow::Result<SealedReader<BufReader<File>>> {
    let handle = File::open(file).with_context(|| format!("{} cannot be opened", file.display()))?;
    SealedReader::new(BufReader::new(handle), keys)
}

async fn server_version(connection: &mut crate::Conn) -> anyhow::Result<(u32, String)> {
    let row = sqlx::query(
        "select current_setting('server_version_num')::int / 10000 as major, current_setting('server_version') as version",
    )
    .fetch_one(connection)
    .await?;
    Ok((u32::try_from(row.try_get::<i32, _>("major")?)?, row.try_get("version")?))
}

fn write(
    installation: &Installation,
    folder: &Path,
    tools: &Tools,
    manifest: Manifest,
) -> anyhow::Result<(Backup, Manifest)> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be created", folder.display()))?;
    let created_at = manifest.created_at;
    let name = created_at.format(NAME).to_string();
    let (draft, path) = (folder.join(format!(".{name}.part")), folder.join(name));
    let result = write_draft(installation, folder, &draft, tools, manifest).and_then(|manifest| {
        fs::rename(&draft, &path)?;
        Ok((Backup { bytes: fs::metadata(&path)?.len(), path, created_at }, manifest))
    });
    if result.is_err() {
        let _ = fs::remove_file(&draft); // may not have come into being
    }
    result.map_err(|error| match error.downcast_ref::<io::Error>().map(io::Error::kind) {
        Some(ErrorKind::StorageFull) => {
            anyhow::anyhow!("The disk of {} is full; the backup was not made.", folder.display())
        }
        _ => error,
    })
}

fn write_draft(
    installation: &Installation,
    folder: &Path,
    draft: &Path,
    tools: &Tools,
    manifest: Manifest,
) -> anyhow::Result<Manifest> {
    let file = File::options().write(true).create(true).truncate(true).mode(0o600).open(draft)?;
    let sealed = SealedWriter::new(BufWriter::new(file), &installation.keys)?;
    let mut archive = ArchiveWriter::new(sealed);
    dump(tools, &mut archive)?;
    let folder = folder.canonicalize()?;
    if installation.files.exists() {
        add_files(&mut archive, &installation.files, &installation.files, &folder)?;
    }
    let (sealed, manifest) = archive.finish(manifest)?;
    sealed.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(manifest)
}

fn dump(tools: &Tools, archive: &mut ArchiveWriter<impl Write>) -> anyhow::Result<()> {
    let mut child = tools
        .command("pg_dump")
        // No extension but the one that always is there: vector is made by a superuser, and a restore leaves it alone.
        .args(["--format=custom", "--extension=plpgsql", "--no-owner", "--lock-wait-timeout=60s", "--no-password"])
        .stdout(Stdio::piped())
        .spawn()
        .context("pg_dump cannot be run; run `make setup`, or install PostgreSQL's client programs")?;
    let (Some(mut stdout), Some(mut stderr)) = (child.stdout.take(), child.stderr.take()) else {
        anyhow::bail!("pg_dump has no output");
    };
    let said = std::thread::spawn(move || {
        let mut said = Vec::new();
        let _ = stderr.read_to_end(&mut said); // what was read until then is still worth telling
        said
    });
    let added = archive.add(DATABASE, &mut stdout);
    drop(stdout); // so that pg_dump ends when the disk was full
    let status = child.wait()?;
    let said = said.join().unwrap_or_default();
    added?;
    if status.success() {
        return Ok(());
    }
    let complaint = tools::complaint(&said);
    anyhow::ensure!(
        !complaint.contains("row-level security"),
        "The owner of the database cannot see all rows; run crates/db/bootstrap.sql, which gives it BYPASSRLS."
    );
    anyhow::bail!("The database could not be dumped: {complaint}.")
}

/// Adds the files below `at`, but neither the folder that the backup goes to nor anything that is no plain file.
fn add_files(archive: &mut ArchiveWriter<impl Write>, root: &Path, at: &Path, except: &Path) -> anyhow::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(at)?.collect::<io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            if path.canonicalize()? != except {
                add_files(archive, root, &path, except)?;
            }
        } else if kind.is_file() {
            let name = path
                .strip_prefix(root)?
                .to_str()
                .with_context(|| format!("the name of {} is not UTF-8", path.display()))?;
            match File::open(&path) {
                Ok(mut file) => archive.add(&format!("{FILES}{name}"), &mut file)?,
                // Deleted since the folder was read.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
            }
        }
    }
    Ok(())
}

/// Where a file's entry belongs below a folder. Refuses what would lead out of it.
fn place_of(folder: &Path, entry: &str) -> anyhow::Result<PathBuf> {
    let name = entry.strip_prefix(FILES).with_context(|| format!("the backup holds something unknown: {entry}"))?;
    let is_inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    anyhow::ensure!(is_inside && !name.is_empty(), "the backup holds a file outside of its folder: {entry}");
    Ok(folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::{KEEP, Path, TimeDelta, fs, list, place_of, prune};

    #[test]
    fn old_backups_go_and_the_newest_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let now = chrono::DateTime::from_timestamp(1_763_700_000, 0).expect("a time");
        let make = |age: TimeDelta, prefix: &str, suffix: &str| {
            let name = format!("{prefix}{}{suffix}", (now - age).format(super::NAME));
            fs::write(folder.path().join(&name), "x").expect("written");
        };
        make(KEEP + TimeDelta::days(3), "", "");
        make(KEEP + TimeDelta::days(2), "", "");
        make(TimeDelta::days(2), ".", ".part");
        make(TimeDelta::hours(2), ".", ".part");
        fs::write(folder.path().join("mine.backup"), "x").expect("written");
        assert_eq!(prune(folder.path(), now).expect("pruned").len(), 1, "the newest stays, however old");
        assert_eq!(list(folder.path()).expect("listed").len(), 1);
        make(KEEP - TimeDelta::hours(1), "", "");
        assert_eq!(prune(folder.path(), now).expect("pruned").len(), 1, "now it is not the newest");
        assert_eq!(
            fs::read_dir(folder.path()).expect("read").count(),
            3,
            "one backup, one draft at work, one stranger"
        );
        assert_eq!(list(Path::new("/nowhere/at/all")).expect("none"), []);
    }

    #[test]
    fn no_entry_leads_out_of_the_folder() {
        let folder = Path::new("/srv/files");
        assert_eq!(place_of(folder, "files/a/b.png").expect("inside"), Path::new("/srv/files/a/b.png"));
        for entry in ["files/../x", "files//etc/passwd", "files/", "other", "files/a/../../x"] {
            assert!(place_of(folder, entry).is_err(), "{entry}");
        }
    }
}
