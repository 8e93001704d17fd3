//! Temporary files: what interrupted work left behind.

use std::path::Path;

use chrono::{DateTime, Utc};

/// Files of work in progress: a half-written archive, a probe of the disk.
fn is_temporary(name: &str) -> bool {
    name.ends_with(".part") || name.starts_with(".probe-")
}

/// Deletes temporary files last changed before `before`; gives how many, and their bytes. What cannot be read is left.
pub fn sweep(files: &Path, before: DateTime<Utc>, dry_run: bool) -> (i64, i64) {
    let mut found = (0, 0);
    for folder in [files.to_owned(), files.join("exports")] {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for entry in entries.flatten() {
            let Ok(about) = entry.metadata() else { continue };
            let is_old = about.modified().is_ok_and(|at| DateTime::<Utc>::from(at) < before);
            if !(about.is_file() && is_old && is_temporary(&entry.file_name().to_string_lossy())) {
                continue;
            }
            if dry_run || std::fs::remove_file(entry.path()).is_ok() {
                found = (found.0 + 1, found.1 + i64::try_from(about.len()).unwrap_or(i64::MAX));
            }
        }
    }
    found
}
