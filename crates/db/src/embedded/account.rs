//! Whom PostgreSQL runs as, and what that account can reach.
//!
//! PostgreSQL refuses to run as root. Then its programs run as whoever owns the cluster already, else as the user `cmis`,
//! which is created if the system has a tool for that.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::problem::Unreachable;

/// A user that programs run as instead of root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub uid: u32,
    pub gid: u32,
    pub name: String,
}

impl Account {
    /// Who runs the cluster whose data folder this is; `None` for an ordinary user, who runs it themselves.
    pub fn for_cluster(data: &Path) -> anyhow::Result<Option<Self>> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        if let Ok(metadata) = fs::metadata(data)
            && metadata.uid() != 0
        {
            let name = format!("user {}", metadata.uid());
            return Ok(Some(Self { uid: metadata.uid(), gid: metadata.gid(), name }));
        }
        if let Some(account) = Self::named("cmis") {
            return Ok(Some(account));
        }
        create_user();
        // Another process may be creating it at the same time: the tools lock each other out for a moment.
        for _ in 0..20 {
            if let Some(account) = Self::named("cmis") {
                return Ok(Some(account));
            }
            if create_user() {
                continue;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        // `nobody` would do for PostgreSQL, and let whatever else runs as nobody into the database.
        Err(Unreachable::error(
            "PostgreSQL does not run as root, and a user cmis could not be created; run `useradd --system cmis`.",
        ))
    }

    fn named(name: &str) -> Option<Self> {
        let number = |flag: &str| -> Option<u32> {
            let output = Command::new("id").args([flag, name]).stdin(Stdio::null()).output().ok()?;
            if !output.status.success() {
                return None;
            }
            String::from_utf8_lossy(&output.stdout).trim().parse().ok()
        };
        let (uid, gid) = (number("-u")?, number("-g")?);
        (uid != 0).then(|| Self { uid, gid, name: format!("user {name}") })
    }

    /// Names the first folder on the way to `path` that this account cannot pass.
    pub fn check_reach(&self, path: &Path) -> anyhow::Result<()> {
        let mut ancestors: Vec<&Path> = path.ancestors().collect();
        ancestors.reverse();
        for folder in ancestors {
            let Ok(metadata) = fs::metadata(folder) else { continue };
            let wanted = if metadata.uid() == self.uid {
                0o100
            } else if metadata.gid() == self.gid {
                0o010
            } else {
                0o001
            };
            if metadata.is_dir() && metadata.mode() & wanted == 0 {
                return Err(Unreachable::error(format!(
                    "PostgreSQL runs as {}, who may not enter {}; choose a folder that everybody may enter, such as \
                     /var/lib/cmis, or allow it with `chmod o+x {}`.",
                    self.name,
                    folder.display(),
                    folder.display()
                )));
            }
        }
        Ok(())
    }
}

/// Creates the system user `cmis` with the tool that this system has. Says whether one reported success.
fn create_user() -> bool {
    let tools: [(&str, &[&str]); 2] = [
        (
            "useradd",
            &[
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                "/var/lib/cmis",
                "--shell",
                "/bin/false",
                "cmis",
            ],
        ),
        ("adduser", &["-S", "-D", "-H", "-h", "/var/lib/cmis", "-s", "/bin/false", "cmis"]),
    ];
    for (tool, arguments) in tools {
        match Command::new(tool).args(arguments).stdin(Stdio::null()).output() {
            Ok(output) => return output.status.success(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(_) => return false,
        }
    }
    false
}

/// Runs one of PostgreSQL's programs to its end, as `account` if given, with nothing of the caller's PostgreSQL settings,
/// and out of reach of the terminal's Ctrl-C.
pub(super) fn run(program: &Path, arguments: &[&std::ffi::OsStr], account: Option<&Account>) -> io::Result<Output> {
    let mut command = Command::new(program);
    command.args(arguments).env("LC_ALL", "C").current_dir("/").stdin(Stdio::null()).process_group(0);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PG") {
            command.env_remove(name);
        }
    }
    if let Some(account) = account {
        command.uid(account.uid).gid(account.gid);
    }
    command.output()
}
