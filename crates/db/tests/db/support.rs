//! Homes, deadlines and connections for the stories.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use cmis_base::secret::{Secret, expose};
use cmis_db::embedded::{EmbeddedOptions, home, install_dir};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

/// An empty home that every user may enter.
pub fn empty_home() -> TempDir {
    let folder = tempfile::Builder::new().prefix("cmis-db-").tempdir().expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("opened");
    folder
}

/// A cluster in a home of its own. PostgreSQL itself is the installed one.
pub fn cluster_in(folder: &Path) -> EmbeddedOptions {
    EmbeddedOptions {
        home: folder.to_owned(),
        name: "main".to_owned(),
        install_dir: install_dir(&home().expect("a home")),
        major: 18,
        fast_unsafe_for_tests: true,
    }
}

/// Waits until `question` is answered with yes, or fails after 20 seconds.
pub async fn until(what: &str, mut question: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !question() {
        assert!(Instant::now() < deadline, "still waiting until {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// One connection.
pub async fn connect(url: &Secret) -> PgConnection {
    PgConnection::connect(expose(url)).await.expect("a connection")
}

/// The one sentence of an error.
pub fn sentence<T: std::fmt::Debug>(result: anyhow::Result<T>) -> String {
    let text = result.expect_err("refused").to_string();
    assert!(text.ends_with(['.', '?']) && !text.contains('\n'), "one sentence: {text}");
    text
}
