//! Archives for download: written beside the requests, renamed when complete, read by a signed address for seven days.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::id::{Id, Job};
use cmis_db::Conn;
use cmis_jobs::{Enqueue, Failure, Queue, Running};
use serde::{Deserialize, Serialize};
use tokio::{sync::mpsc, task::JoinHandle};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    http::{
        error::ApiError,
        extract::{Item, Query},
    },
    state::App,
};

/// How long an archive can be downloaded.
pub const LIFE: TimeDelta = TimeDelta::days(7);
/// Pieces that wait for the disk at most: the rest of the work waits with them.
const WAITING: usize = 4;

/// What the result of an export's job holds.
#[derive(Debug, Serialize)]
pub struct Ready {
    /// The signed address, without the host.
    pub download_url: String,
    /// Size of the archive.
    pub bytes: u64,
    /// Until when the address works.
    pub expires_at: DateTime<Utc>,
}

/// What to tell of a finished archive.
pub fn ready(app: &App, job: Id<Job>, at: DateTime<Utc>, bytes: u64) -> Ready {
    let (download_url, expires_at) = signed_address(app, job, at);
    Ready { download_url, bytes, expires_at }
}

/// The signed address, without the host, of an archive that was ready at an instant, and until when it works.
pub fn signed_address(app: &App, job: Id<Job>, at: DateTime<Utc>) -> (String, DateTime<Utc>) {
    (app.signer.sign_address(&address(job), at, LIFE), at + LIFE)
}

fn address(job: Id<Job>) -> String {
    format!("/api/files/exports/{job}")
}

fn folder(app: &App) -> PathBuf {
    app.settings.files.join("exports")
}

/// Where the archive of a job stands.
pub fn place(app: &App, job: Id<Job>) -> PathBuf {
    folder(app).join(format!("{job}.zip"))
}

enum Piece {
    File(String),
    Bytes(Vec<u8>),
    End,
}

/// A ZIP that grows piece by piece. Dropped before [`Archive::finish`], it leaves nothing behind.
pub struct Archive {
    pieces: mpsc::Sender<Piece>,
    writer: JoinHandle<io::Result<u64>>,
}

impl Archive {
    /// Begins the archive of a job.
    pub async fn create(app: &App, job: Id<Job>) -> anyhow::Result<Self> {
        tokio::fs::create_dir_all(folder(app)).await.context("the folder of exports cannot be made")?;
        let end = place(app, job);
        // two attempts at once do not write into each other's file
        let part = folder(app).join(format!("{job}.{}.part", hex::encode(cmis_base::secret::random_bytes::<4>())));
        let (pieces, received) = mpsc::channel(WAITING);
        let name = format!("{job}.");
        let writer = tokio::task::spawn_blocking(move || {
            sweep(&part, &name);
            let written = write(&part, &end, received);
            if written.is_err() {
                // nothing to do about a part that does not even go away
                let _ = std::fs::remove_file(&part);
            }
            written
        });
        Ok(Self { pieces, writer })
    }

    /// Begins a file in the archive.
    pub async fn file(&mut self, name: String) -> anyhow::Result<()> {
        self.send(Piece::File(name)).await
    }

    /// More of the current file.
    pub async fn write(&mut self, bytes: Vec<u8>) -> anyhow::Result<()> {
        self.send(Piece::Bytes(bytes)).await
    }

    async fn send(&mut self, piece: Piece) -> anyhow::Result<()> {
        if self.pieces.send(piece).await.is_ok() {
            return Ok(());
        }
        // the writer went away: its error says why
        (&mut self.writer).await?.context("the archive cannot be written")?;
        anyhow::bail!("the archive ended early")
    }

    /// Puts the complete archive in its place. Gives its size.
    pub async fn finish(mut self) -> anyhow::Result<u64> {
        self.send(Piece::End).await?;
        self.writer.await?.context("the archive cannot be written")
    }
}

fn write(part: &Path, end: &Path, mut pieces: mpsc::Receiver<Piece>) -> io::Result<u64> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
    let mut zip = ZipWriter::new(create_private(part)?);
    loop {
        match pieces.blocking_recv() {
            Some(Piece::File(name)) => zip.start_file(name, options).map_err(io::Error::from)?,
            Some(Piece::Bytes(bytes)) => zip.write_all(&bytes)?,
            Some(Piece::End) => break,
            None => return Err(io::Error::other("the export was given up")),
        }
    }
    let file = zip.finish().map_err(io::Error::from)?;
    file.sync_all()?;
    let bytes = file.metadata()?.len();
    std::fs::rename(part, end)?;
    Ok(bytes)
}

/// Deletes what an attempt that was killed left half-written.
fn sweep(part: &Path, name: &str) {
    let Some(entries) = part.parent().and_then(|folder| std::fs::read_dir(folder).ok()) else { return };
    for entry in entries.flatten() {
        let found = entry.file_name();
        let found = found.to_string_lossy();
        if found.starts_with(name) && found.ends_with(".part") {
            // what does not go now goes with the next attempt
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

#[cfg(unix)]
fn create_private(path: &Path) -> io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> io::Result<std::fs::File> {
    std::fs::OpenOptions::new().read(true).write(true).create_new(true).open(path)
}

/// Deletes an archive; one that is not there is deleted already.
pub async fn remove(app: &App, job: Id<Job>) -> io::Result<()> {
    match tokio::fs::remove_file(place(app, job)).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Lets the archive go when its address ends. The job belongs to the installation: it outlives the org.
pub async fn expire_later(app: &App, conn: &mut Conn, job: Id<Job>) -> Result<(), sqlx::Error> {
    let now = app.now();
    let later = Enqueue::new(DeleteExport { job_id: job }).at(now + LIFE).unique(job.to_string());
    cmis_jobs::enqueue(conn, now, app.ids.next(), later).await.map(drop)
}

/// Deletes an archive whose address has ended.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeleteExport {
    /// The job that wrote it.
    pub job_id: Id<Job>,
}

impl cmis_jobs::Job for DeleteExport {
    const KIND: &'static str = "export.delete";
    const QUEUE: Queue = Queue::Default;
    type State = App;

    async fn run(self, app: App, _job: Running) -> Result<serde_json::Value, Failure> {
        remove(&app, self.job_id).await?;
        Ok(serde_json::Value::Null)
    }
}

/// The signature of an address.
#[derive(Deserialize)]
pub struct Signed {
    expires: Option<String>,
    signature: Option<String>,
}

/// Download an export
///
/// The address comes from the job's result and works for seven days, for whoever has it.
#[utoipa::path(get, path = "/api/files/exports/{id}", tag = "Jobs", params(("id" = Id<Job>, Path),
    ("expires" = Option<i64>, Query, description = "End of the address, seconds since 1970"),
    ("signature" = Option<String>, Query, description = "Signature of the address")),
    responses((status = 200, content_type = "application/zip", description = "The archive")))]
pub async fn download(
    State(app): State<App>,
    Item(job): Item<Job>,
    Query(signed): Query<Signed>,
) -> Result<Response, ApiError> {
    let gone = || ApiError::not_found("thing-file");
    let expires = signed.expires.and_then(|text| text.parse().ok()).ok_or_else(gone)?;
    let signature = signed.signature.ok_or_else(gone)?;
    if !app.signer.address_holds(&address(job), expires, &signature, app.now()) {
        return Err(gone());
    }
    let file = match tokio::fs::File::open(place(&app, job)).await {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(gone()),
        Err(error) => return Err(ApiError::internal(error)),
    };
    let length = file.metadata().await.map_err(ApiError::internal)?.len();
    let mut response = Body::from_stream(tokio_util::io::ReaderStream::new(file)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"cmis-export.zip\""));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}
