//! Restoring: everything is checked before anything is changed, and the database changes in one transaction.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::process::{ChildStderr, Stdio};
use std::thread;

use anyhow::Context;
use cmis_base::id::Ids;
use sqlx::{Connection, Row};
use uuid::Uuid;

use super::tools::{self, Tools};
use super::unfinished::{self, COMMENT, LOADING, Places};
use super::{DATABASE, Installation, Manifest, archive, inspect, open, place_of, server_version};
use crate::{migrate, problem};

/// Replaces the database and the files of an installation by those of a backup, and applies newer migrations. Nothing is
/// changed when the backup is damaged, sealed with a foreign key ([`super::ForeignKey`]) or made by a newer cmis, or
/// while another cmis process is connected. What was open to somebody when the backup was made is open no more, but for API
/// keys: [`live_keys`].
pub async fn restore(installation: &Installation, file: &Path) -> anyhow::Result<Manifest> {
    let manifest = inspect(file, &installation.keys).await?;
    let known = migrate::status(&installation.owner_url).await?;
    if let Some(unknown) = manifest.migrations.iter().find(|version| known.iter().all(|step| step.version != **version))
    {
        anyhow::bail!(
            "The backup was made by cmis {}, whose migration {unknown} this version does not know; restore it with a newer cmis.",
            manifest.version
        );
    }
    let mut connection = problem::connect(&problem::parse(&installation.owner_url)?).await?;
    migrate::prepare_database(&mut connection).await?;
    let (major, _) = server_version(&mut connection).await?;
    refuse_company(&mut connection).await?;
    unfinished::lock(&mut connection).await?;
    let places = Places::of(&installation.files);
    unfinished::settle(&mut connection, &places).await?;
    places.refuse_leftovers()?;

    let tools = Tools::new(&installation.owner_url, major, &installation.install_dir)?;
    let (task_installation, task_file) = (installation.clone(), file.to_owned());
    let done = tokio::task::spawn_blocking(move || replace(&task_installation, &task_file, &tools))
        .await
        .context("restoring a backup")?;
    // Whatever was said: the database knows whether it changed, and the files follow it.
    unfinished::settle(&mut connection, &places).await?;
    done?;
    // A goodbye that fails changes nothing.
    let _ = connection.close().await;
    migrate::run(&installation.owner_url).await?;
    Ok(manifest)
}

/// Refuses while other cmis processes work with the database: they would write into what is being replaced.
async fn refuse_company(connection: &mut crate::Conn) -> anyhow::Result<()> {
    let row = sqlx::query(
        "select count(*) as sessions from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
           and application_name like 'cmis-%'",
    )
    .fetch_one(connection)
    .await?;
    let sessions: i64 = row.try_get("sessions")?;
    anyhow::ensure!(
        sessions == 0,
        "cmis is running on this database ({sessions} connections); stop `cmis serve` and `cmis worker` first."
    );
    Ok(())
}

/// Unpacks the files and loads the database. What is left to do after the commit is done by [`unfinished::settle`], now or at
/// the next start.
fn replace(installation: &Installation, file: &Path, tools: &Tools) -> anyhow::Result<()> {
    let places = Places::of(&installation.files);
    let id = Ids::system().next::<Manifest>().raw();
    unpack(installation, file, &places, id)?;
    // The database comes last: until it commits, nothing of the installation has changed.
    archive::read_all(open(file, &installation.keys)?, |name, content| {
        if name == DATABASE { load(tools, content, id) } else { Ok(()) }
    })?;
    Ok(())
}

fn unpack(installation: &Installation, file: &Path, places: &Places, id: Uuid) -> anyhow::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&places.fresh)?;
    archive::read_all(open(file, &installation.keys)?, |name, content| {
        if name == DATABASE { Ok(()) } else { write_file(&place_of(&places.fresh, name)?, content) }
    })?;
    places.mark(id)
}

fn write_file(path: &Path, content: &mut dyn Read) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let mut file = fs::File::options().write(true).create_new(true).mode(0o600).open(path)?;
    io::copy(content, &mut file).with_context(|| format!("{} cannot be written", path.display()))?;
    file.sync_all()?;
    Ok(())
}

/// Turns the dump into SQL with pg_restore and gives it to psql in one transaction, which is committed only when both
/// have come to a good end.
fn load(tools: &Tools, content: &mut dyn Read, id: Uuid) -> anyhow::Result<()> {
    let spawn = |command: &mut std::process::Command, name: &str| {
        command
            .spawn()
            .with_context(|| format!("{name} cannot be run; run `make setup`, or install PostgreSQL's client programs"))
    };
    let mut reader = spawn(
        tools.command("pg_restore").args(["--file=-", "--no-owner"]).stdin(Stdio::piped()).stdout(Stdio::piped()),
        "pg_restore",
    )?;
    let mut loader = spawn(
        tools
            .command("psql")
            .args(["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-"])
            .stdin(Stdio::piped()),
        "psql",
    )?;
    let (Some(mut dump_in), Some(mut sql_out), Some(mut sql_in)) =
        (reader.stdin.take(), reader.stdout.take(), loader.stdin.take())
    else {
        anyhow::bail!("PostgreSQL's programs have no pipes");
    };
    let (reader_said, loader_said) = (listen(reader.stderr.take()), listen(loader.stderr.take()));

    let forwarding = thread::spawn(move || -> io::Result<std::process::ChildStdin> {
        let lock = format!("do $$ begin perform pg_advisory_xact_lock(hashtextextended('{LOADING}', 0)); end $$;\n");
        sql_in.write_all(format!("begin;\n{lock}").as_bytes())?;
        sql_in.write_all(include_bytes!("empty_public.sql"))?;
        io::copy(&mut sql_out, &mut sql_in)?;
        sql_in.write_all(b"\n")?;
        sql_in.write_all(include_bytes!("after_restore.sql"))?;
        sql_in.write_all(format!("comment on schema public is '{COMMENT}{id}';\n").as_bytes())?;
        Ok(sql_in)
    });
    // A pipe that breaks is told about by the program behind it.
    let fed = io::copy(content, &mut dump_in);
    drop(dump_in);
    let is_read = reader.wait()?.success();
    let forwarded = forwarding.join().map_err(|_| anyhow::anyhow!("forwarding the dump failed"))?;
    let is_whole = fed.is_ok() && is_read && forwarded.is_ok();
    if let Ok(mut sql_in) = forwarded
        && is_whole
    {
        // Without this line the connection ends in a rollback.
        let _ = sql_in.write_all(b"\n;commit;\n"); // psql's exit code tells
    }
    let is_loaded = loader.wait()?.success();
    let (reader_said, loader_said) = (said(reader_said), said(loader_said));
    if !is_loaded {
        anyhow::bail!("The database could not be restored, and was not changed: {}.", tools::complaint(&loader_said));
    }
    if let Err(error) = fed
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        return Err(error.into());
    }
    anyhow::ensure!(
        is_whole,
        "The database could not be restored, and was not changed: {}.",
        tools::complaint(&reader_said)
    );
    Ok(())
}

fn listen(stderr: Option<ChildStderr>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut said = Vec::new();
        if let Some(mut stderr) = stderr {
            let _ = stderr.read_to_end(&mut said); // what was read until then is still worth telling
        }
        said
    })
}

fn said(listener: thread::JoinHandle<Vec<u8>>) -> Vec<u8> {
    listener.join().unwrap_or_default()
}

/// An API key that works.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LiveKey {
    /// The org's name.
    pub org: String,
    /// The key's name.
    pub name: String,
    /// What it starts with.
    pub prefix: String,
}

/// The API keys that work after a restore: those that were revoked since the backup are among them, and only a person can
/// tell which.
pub async fn live_keys(installation: &Installation) -> anyhow::Result<Vec<LiveKey>> {
    let mut connection = problem::connect(&problem::parse(&installation.owner_url)?).await?;
    let keys = sqlx::query_as(
        "select o.name as org, k.name, k.prefix
         from api_keys k
         join orgs o on o.org_id = k.org_id
         where k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
         order by o.name, k.name, k.prefix",
    )
    .fetch_all(&mut connection)
    .await?;
    let _ = connection.close().await; // what was read is read
    Ok(keys)
}
