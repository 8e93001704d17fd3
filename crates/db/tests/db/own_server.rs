//! A server of one's own: the bootstrap file, generated passwords, and what is said when something is wrong.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use cmis_base::id::Id;
use cmis_base::secret::{KeyRing, Secret, expose};
use cmis_db::backup::{self, Installation};
use cmis_db::embedded::Server;
use cmis_db::roles::{self, prepare};
use cmis_db::testing::TestDb;
use cmis_db::{Db, Options, Unreachable, migrate};
use sqlx::Executor;
use uuid::Uuid;

use crate::support::{cluster_in, connect, empty_home, sentence};

fn own<'a>(owner_url: &Secret, keys: &'a Path) -> roles::Server<'a> {
    roles::Server { owner_url: owner_url.clone(), system_url: None, tenant_url: None, keys, max_connections: 6 }
}

/// Makes the embedded server look like somebody else's: another superuser, none of our roles, passwords needed.
async fn foreign_server(server: &Server, data: &Path) {
    let mut connection = connect(&server.url("cmis_owner", "postgres")).await;
    connection.execute("create role postgres superuser login").await.expect("made");
    let mut connection = connect(&server.url("postgres", "postgres")).await;
    connection.execute("alter role cmis_owner rename to somebody").await.expect("renamed");
    fs::write(data.join("pg_hba.conf"), "local all postgres trust\nlocal all all scram-sha-256\n").expect("written");
    connection.execute("select pg_reload_conf()").await.expect("reloaded");
}

/// What the bootstrap file tells people to run.
fn run_bootstrap(server: &Server) {
    let url = server.url("postgres", "postgres");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("bootstrap.sql");
    let output = Command::new(server.bin_dir().join("psql"))
        .args([expose(&url), "--no-psqlrc", "-v", "password='choose-a-password'", "-f"])
        .arg(file)
        .output()
        .expect("psql");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn a_server_bootstrapped_by_the_file_serves_backs_up_and_keeps_its_passwords() {
    let home = empty_home();
    let options = cluster_in(home.path());
    let server = Server::start(&options).await.expect("started");
    foreign_server(&server, &home.path().join("clusters/main/pg18")).await;
    run_bootstrap(&server);
    run_bootstrap(&server);

    let owner_url =
        Secret::from(expose(&server.url("cmis_owner", "cmis")).replace("cmis_owner@", "cmis_owner:choose-a-password@"));
    let keys = home.path().join("keys");
    let addresses = prepare(&own(&owner_url, &keys)).await.expect("prepared");
    assert!(sentence(Db::connect(&addresses).await).contains("run `cmis migrate`"));
    migrate::run(&owner_url).await.expect("migrated");
    let db = Db::connect(&addresses).await.expect("connected");
    drop(db.tenant(Id::new(Uuid::from_u128(1))).await.expect("begun"));
    db.close().await;

    let file = keys.join("database.json");
    assert_eq!(fs::metadata(&file).expect("kept").permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(&keys).expect("made").permissions().mode() & 0o777, 0o700);
    let again = prepare(&own(&owner_url, &keys)).await.expect("prepared again");
    assert_eq!(expose(&again.tenant_url), expose(&addresses.tenant_url));
    let elsewhere = home.path().join("other-keys");
    assert!(sentence(prepare(&own(&owner_url, &elsewhere)).await).contains("Another installation"));

    let wrong = Secret::from(expose(&owner_url).replace("choose-a-password", "guessed"));
    let said = sentence(prepare(&own(&wrong, &keys)).await);
    assert!(said.contains("does not accept the password of cmis_owner") && !said.contains("guessed"), "{said}");

    let mut superuser = connect(&server.url("postgres", "cmis")).await;
    superuser
        .execute("create role reader login password 'reads'; grant connect on database cmis to reader")
        .await
        .expect("made");
    let reader = Secret::from(expose(&owner_url).replace("cmis_owner:choose-a-password@", "reader:reads@"));
    assert!(sentence(prepare(&own(&reader, &keys)).await).contains("reader may not make tables in the database cmis"));
    superuser.execute("alter role cmis_owner set default_transaction_read_only = on").await.expect("set");
    assert!(sentence(prepare(&own(&owner_url, &keys)).await).contains("takes no changes from cmis_owner"));
    superuser.execute("alter role cmis_owner reset default_transaction_read_only").await.expect("reset");

    // The owner is no superuser and sees all rows all the same.
    let installation = Installation {
        owner_url,
        install_dir: options.install_dir.clone(),
        files: home.path().join("files"),
        keys: KeyRing::parse([KeyRing::generate().as_str()]).expect("a key"),
    };
    let folder = home.path().join("backups");
    let (made, _) = backup::create(&installation, &folder, chrono::DateTime::UNIX_EPOCH).await.expect("made");
    backup::restore(&installation, &made.path).await.expect("restored");
    Db::connect(&addresses).await.expect("connected").close().await;
    server.stop_if_last().await.expect("stopped");
}

#[tokio::test]
async fn a_wrong_address_is_told_in_one_sentence() {
    let keys = empty_home();
    for (url, words) in [
        ("mysql://root@localhost/cmis", "must look like postgres://"),
        ("postgres://cmis_owner:secret@127.0.0.1:1/cmis", "Cannot reach the database at 127.0.0.1:1"),
        (
            "postgres://cmis_owner:secret@no-such-host.invalid/cmis",
            "Cannot reach the database at no-such-host.invalid:5432",
        ),
        ("postgres://cmis_owner@%2Fnowhere/cmis", "Cannot reach the database at /nowhere"),
        ("postgres://cmis_owner@localhost/cmis?sslmode=perhaps", "cannot be read"),
    ] {
        let error = prepare(&own(&Secret::from(url), keys.path())).await.expect_err("refused");
        assert!(error.downcast_ref::<Unreachable>().is_some(), "{url}: {error}");
        let said = sentence(prepare(&own(&Secret::from(url), keys.path())).await);
        assert!(said.contains(words) && !said.contains("secret"), "{url}: {said}");
    }

    let test = TestDb::create().await;
    let missing = Secret::from(expose(&test.options().owner_url).replace(test.name(), "no_such_database"));
    assert!(sentence(migrate::run(&missing).await).contains("no_such_database does not exist"));
    let nobody = Secret::from(expose(&test.options().owner_url).replace("cmis_owner", "no_such_role"));
    assert!(sentence(migrate::run(&nobody).await).contains("does not let no_such_role in"));
    let wrong = Options { tenant_url: missing, ..test.options().clone() };
    assert!(sentence(Db::connect(&wrong).await).contains("no_such_database"));
}

#[tokio::test]
async fn addresses_that_are_given_are_taken_as_they_are() {
    let test = TestDb::create().await;
    let given = test.options();
    let nowhere = Path::new("/nowhere");
    let options = prepare(&roles::Server {
        system_url: Some(given.system_url.clone()),
        tenant_url: Some(given.tenant_url.clone()),
        ..own(&given.owner_url, nowhere)
    })
    .await
    .expect("nothing to generate");
    Db::connect(&options).await.expect("connected").close().await;
}
