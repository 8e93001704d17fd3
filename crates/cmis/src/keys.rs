//! The key file `<data>/keys/master.keys`: newest first, one key of 64 hexadecimal digits a line, for its owner only.
//!
//! Keys that were rotated away stand in `retired.keys` beside it: nothing in the database needs them, backups do.

use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use cmis_base::secret::KeyRing;
use zeroize::Zeroizing;

use crate::{
    failure::{Code, Failure},
    words::{Args, say},
};

/// Where the keys come from.
#[derive(Debug)]
pub enum Source {
    /// CMIS_KEYS.
    Given(KeyRing),
    /// The file, which may not be there yet.
    File(KeyFile),
}

/// The files of keys in a folder.
#[derive(Clone, Debug)]
pub struct KeyFile {
    folder: PathBuf,
}

impl KeyFile {
    /// The files of a data folder.
    pub fn of(data: &Path) -> Self {
        Self { folder: data.join("keys") }
    }

    /// The file of the keys in use.
    pub fn path(&self) -> PathBuf {
        self.folder.join("master.keys")
    }

    /// The file of the keys of old backups.
    pub fn retired_path(&self) -> PathBuf {
        self.folder.join("retired.keys")
    }

    /// The keys in use as text, newest first; none when there is no file.
    pub fn read(&self) -> anyhow::Result<Vec<Zeroizing<String>>> {
        read(&self.path())
    }

    /// The keys of old backups as text.
    pub fn read_retired(&self) -> anyhow::Result<Vec<Zeroizing<String>>> {
        read(&self.retired_path())
    }

    /// Makes the file with one new key, unless another process was faster.
    pub fn create(&self) -> anyhow::Result<()> {
        let draft = self.draft(&[KeyRing::generate()])?;
        let linked = fs::hard_link(&draft, self.path());
        fs::remove_file(&draft)?;
        match linked {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(self.unwritable(&error)),
            _ => Ok(()),
        }
    }

    /// Replaces the keys in use, whole or not at all.
    pub fn replace(&self, keys: &[Zeroizing<String>]) -> anyhow::Result<()> {
        fs::rename(self.draft(keys)?, self.path()).map_err(|error| self.unwritable(&error))
    }

    /// Adds keys to those of old backups.
    pub fn retire(&self, keys: &[Zeroizing<String>]) -> anyhow::Result<()> {
        let mut all = keys.to_vec();
        all.extend(self.read_retired()?.into_iter().filter(|key| !keys.contains(key)));
        fs::rename(self.draft(&all)?, self.retired_path()).map_err(|error| self.unwritable(&error))
    }

    fn draft(&self, keys: &[Zeroizing<String>]) -> anyhow::Result<PathBuf> {
        let write = || {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
            let path = self.folder.join(format!(".keys-{}", std::process::id()));
            let mut file = fs::File::options().write(true).create(true).truncate(true).mode(0o600).open(&path)?;
            for key in keys {
                file.write_all(key.as_bytes())?;
                file.write_all(b"\n")?;
            }
            file.sync_all()?;
            Ok(path)
        };
        write().map_err(|error: std::io::Error| self.unwritable(&error))
    }

    fn unwritable(&self, error: &std::io::Error) -> anyhow::Error {
        Failure::error(
            Code::Failed,
            say("data-unwritable", Args::new().set("path", self.folder.display()).set("cause", error)),
        )
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<Zeroizing<String>>> {
    match fs::read_to_string(path).map(Zeroizing::new) {
        Ok(text) => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            Ok(lines.map(|line| Zeroizing::new(line.to_owned())).collect())
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => {
            let args = Args::new().set("path", path.display()).set("cause", error);
            Err(Failure::error(Code::Failed, say("keys-unreadable", args)))
        }
    }
}

/// A ring of keys read from `path`.
pub fn ring(keys: &[Zeroizing<String>], path: &Path) -> anyhow::Result<KeyRing> {
    KeyRing::parse(keys.iter().map(|key| key.as_str()))
        .map_err(|_| Failure::error(Code::Failed, say("keys-damaged", Args::new().set("path", path.display()))))
}

impl Source {
    /// The ring; `None` when there is no key yet.
    pub fn ring(&self) -> anyhow::Result<Option<KeyRing>> {
        match self {
            Self::Given(ring) => Ok(Some(ring.clone())),
            Self::File(file) => {
                let keys = file.read()?;
                if keys.is_empty() && !file.path().exists() { Ok(None) } else { ring(&keys, &file.path()).map(Some) }
            }
        }
    }

    /// The ring with the retired keys behind: what old backups are opened with.
    pub fn ring_for_backups(&self) -> anyhow::Result<Option<KeyRing>> {
        let Self::File(file) = self else { return self.ring() };
        let mut keys = file.read()?;
        if keys.is_empty() {
            return self.ring();
        }
        keys.extend(file.read_retired()?);
        ring(&keys, &file.path()).map(Some)
    }

    /// Where the keys stand, for messages.
    pub fn place(&self) -> String {
        match self {
            Self::Given(_) => "CMIS_KEYS".to_owned(),
            Self::File(file) => file.path().display().to_string(),
        }
    }
}
