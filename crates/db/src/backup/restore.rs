//! Restoring: everything is checked before anything is changed, and the database changes in one transaction.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{ChildStderr, Stdio};
use std::thread;

use anyhow::Context;
use sqlx::{Connection, Row};

use super::tools::{self, Tools};
use super::{DATABASE, Installation, Manifest, archive, inspect, open, place_of, server_version};
use crate::{migrate, problem};

/// Replaces the database and the files of an installation by those of a backup, and applies newer migrations. Nothing is
/// changed when the backup is damaged, sealed with a foreign key ([`super::ForeignKey`]) or made by a newer cmis, or
/// while another cmis process is connected.
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
    // A goodbye that fails changes nothing.
    let _ = connection.close().await;

    let tools = Tools::new(&installation.owner_url, major, &installation.install_dir)?;
    let (task_installation, task_file) = (installation.clone(), file.to_owned());
    tokio::task::spawn_blocking(move || replace(&task_installation, &task_file, &tools))
        .await
        .context("restoring a backup")??;
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

fn replace(installation: &Installation, file: &Path, tools: &Tools) -> anyhow::Result<()> {
    let beside = |word: &str| -> PathBuf {
        let mut name = installation.files.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{word}"));
        installation.files.with_file_name(name)
    };
    let (fresh, old) = (beside("restoring"), beside("replaced"));
    for left_over in [&fresh, &old] {
        if left_over.exists() {
            fs::remove_dir_all(left_over).with_context(|| format!("{} is in the way", left_over.display()))?;
        }
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&fresh)?;
    let written = archive::read_all(open(file, &installation.keys)?, |name, content| {
        if name == DATABASE { Ok(()) } else { write_file(&place_of(&fresh, name)?, content) }
    });
    // The database comes last: until it commits, nothing of the installation has changed.
    let written =
        written.and_then(|_| {
            archive::read_all(open(file, &installation.keys)?, |name, content| {
                if name == DATABASE { load(tools, content) } else { Ok(()) }
            })
        });
    if let Err(error) = written {
        let _ = fs::remove_dir_all(&fresh); // the next restore would remove it too
        return Err(error);
    }
    if installation.files.exists() {
        fs::rename(&installation.files, &old)?;
    }
    fs::rename(&fresh, &installation.files)?;
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    Ok(())
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
fn load(tools: &Tools, content: &mut dyn Read) -> anyhow::Result<()> {
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
        sql_in.write_all(b"begin;\n")?;
        sql_in.write_all(include_bytes!("empty_public.sql"))?;
        io::copy(&mut sql_out, &mut sql_in)?;
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
