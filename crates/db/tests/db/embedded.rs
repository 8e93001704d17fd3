//! The server that cmis brings along: found, shared, killed, started again.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use cmis_base::secret::expose;
use cmis_db::embedded::{EmbeddedOptions, Server};
use cmis_db::{Db, Options, Unreachable, migrate};
use rustix::process::{Pid, Signal, geteuid, kill_process, test_kill_process};
use sqlx::Executor;
use tokio::task::JoinSet;

use crate::support::{cluster_in, connect, empty_home, sentence, until};

fn kill(pid: i32) {
    kill_process(Pid::from_raw(pid).expect("a process"), Signal::KILL).expect("killed");
}

/// Whether a process is there and not just waiting to be reaped.
fn lives(pid: i32) -> bool {
    test_kill_process(Pid::from_raw(pid).expect("a process")).is_ok()
        && !fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default().is_empty()
}

fn data(options: &EmbeddedOptions) -> PathBuf {
    options.home.join("clusters/main/pg18")
}

async fn start(options: &EmbeddedOptions) -> Server {
    Server::start(options).await.expect("started")
}

async fn count_notes(options: &Options) -> i64 {
    let mut connection = connect(&options.owner_url).await;
    sqlx::query_scalar("select count(*) from notes").fetch_one(&mut connection).await.expect("counted")
}

/// Another cmis process, which holds the server until it is killed or its input ends.
fn another_process(home: &Path) -> (Child, BufReader<ChildStdout>, i32) {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "embedded::hold_a_server", "--nocapture"])
        .env("CMIS_TEST_HOLD", home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("spawned");
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    let pid = output
        .by_ref()
        .lines()
        .find_map(|line| line.expect("a line").split_once("holding ")?.1.parse().ok())
        .expect("the other process holds a server");
    (child, output, pid)
}

#[tokio::test]
async fn hold_a_server() {
    let Some(home) = std::env::var_os("CMIS_TEST_HOLD") else { return };
    let server = start(&cluster_in(Path::new(&home))).await;
    println!("\nholding {}", server.pid());
    let _ = std::io::stdin().read_line(&mut String::new()); // ends with the pipe
    server.stop_if_last().await.expect("let go");
}

#[tokio::test]
async fn a_first_start_makes_a_private_server_and_the_last_one_out_stops_it() {
    let home = empty_home();
    let options = cluster_in(home.path());
    let first = start(&options).await;
    let second = start(&options).await;
    assert_eq!(first.pid(), second.pid());

    let addresses = first.prepare("cmis").await.expect("prepared");
    first.prepare("cmis").await.expect("a second time changes nothing");
    let mut connection = connect(&addresses.owner_url).await;
    let settings: (String, String, String, bool) = sqlx::query_as(
        "select current_setting('listen_addresses'), current_setting('data_checksums'), datlocprovider::text || datlocale,
                exists (select from pg_extension where extname = 'vector')
         from pg_database where datname = current_database()",
    )
    .fetch_one(&mut connection)
    .await
    .expect("settings");
    assert_eq!(settings, (String::new(), "on".to_owned(), "bC.UTF-8".to_owned(), true));
    let sockets: String =
        sqlx::query_scalar("show unix_socket_directories").fetch_one(&mut connection).await.expect("shown");
    assert_eq!(fs::metadata(&sockets).expect("a folder").permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::metadata(data(&options)).expect("a folder").permissions().mode() & 0o777, 0o700);
    drop(connection);

    first.stop_if_last().await.expect("let go");
    connect(&second.url("cmis_tenant", "cmis")).await;
    let pid = second.pid();
    second.stop_if_last().await.expect("stopped");
    assert!(!lives(pid));
}

#[tokio::test]
async fn a_value_that_is_dropped_lets_go_without_waiting() {
    let home = empty_home();
    let options = cluster_in(home.path());
    let server = start(&options).await;
    let pid = server.pid();
    drop(server);
    // Nobody mistakes the server that is going for one that is there.
    let again = start(&options).await;
    assert_ne!(again.pid(), pid);
    connect(&again.url("cmis_owner", "postgres")).await;
    again.stop_if_last().await.expect("stopped");
}

#[tokio::test]
async fn two_processes_share_a_server_and_a_killed_one_leaves_it_to_the_next() {
    let home = empty_home();
    let options = cluster_in(home.path());
    let (mut other, _output, pid) = another_process(home.path());
    let mine = start(&options).await;
    assert_eq!(mine.pid(), pid);

    drop(other.stdin.take());
    assert!(other.wait().expect("ended").success());
    assert!(lives(pid), "this process still uses it");
    mine.stop_if_last().await.expect("stopped");
    assert!(!lives(pid));

    let (mut other, _output, pid) = another_process(home.path());
    other.kill().expect("killed");
    other.wait().expect("reaped");
    assert!(lives(pid), "nobody was left to stop it");
    let mine = start(&options).await;
    assert_eq!(mine.pid(), pid);
    mine.stop_if_last().await.expect("stopped");
    assert!(!lives(pid));
}

#[tokio::test]
async fn processes_that_start_at_once_make_one_server() {
    let home = empty_home();
    let options = cluster_in(home.path());
    let mut starts = JoinSet::new();
    for options in std::iter::repeat_n(options.clone(), 6) {
        starts.spawn(async move { start(&options).await });
    }
    let servers = starts.join_all().await;
    assert!(servers.iter().all(|server| server.pid() == servers[0].pid()));
    for server in servers {
        server.stop_if_last().await.expect("let go");
    }
    assert!(!data(&options).join("postmaster.pid").exists());
}

#[tokio::test]
async fn a_killed_server_comes_back_with_its_rows_whatever_it_left_behind() {
    let home = empty_home();
    let options = EmbeddedOptions { fast_unsafe_for_tests: false, ..cluster_in(home.path()) };
    let server = start(&options).await;
    let addresses = server.prepare("cmis").await.expect("prepared");
    let mut connection = connect(&addresses.owner_url).await;
    connection.execute("create table notes (body text); insert into notes values ('kept')").await.expect("written");
    let pid = server.pid();
    kill(pid);
    until("the server is gone", || !lives(pid)).await;
    drop(server);

    // Its number belongs to another process by now: this one.
    let file = data(&options).join("postmaster.pid");
    let left = fs::read_to_string(&file).expect("left behind");
    fs::write(&file, left.replacen(&pid.to_string(), &std::process::id().to_string(), 1)).expect("written");
    let server = start(&options).await;
    assert_eq!(count_notes(&addresses).await, 1);
    server.stop_if_last().await.expect("stopped");
}

#[tokio::test]
async fn a_server_killed_under_a_running_cmis_is_back_before_the_next_request_fails() {
    let home = empty_home();
    let options = cluster_in(home.path());
    let server = start(&options).await;
    let addresses = server.prepare("cmis").await.expect("prepared");
    migrate::run(&addresses.owner_url).await.expect("migrated");
    let db = Db::connect(&addresses).await.expect("connected");
    let mut supervised = JoinSet::new();
    supervised.spawn(server.supervise());
    db.system("test").await.expect("begun").commit().await.expect("committed");

    let pid = server.pid();
    kill(pid);
    let mut tx = db.system("test").await.expect("begun as if nothing had happened");
    tx.execute("select 1").await.expect("answered");
    until("the new server is known", || server.pid() != pid).await;
    drop(tx);
    db.close().await;
    server.stop_if_last().await.expect("stopped");
    supervised.join_all().await; // supervision ends with the server
}

#[tokio::test]
async fn the_terminals_interrupt_does_not_reach_the_server() {
    let home = empty_home();
    let server = start(&cluster_in(home.path())).await;
    let group = |pid: u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("a process");
        let fields: Vec<String> =
            stat.rsplit_once(')').expect("a name").1.split_whitespace().map(str::to_owned).collect();
        (fields[2].clone(), fields[3].clone())
    };
    let (mine, its) = (group(std::process::id()), group(server.pid().try_into().expect("positive")));
    assert!(mine.0 != its.0 && mine.1 != its.1, "process group and session differ: {mine:?} {its:?}");
    server.stop_if_last().await.expect("stopped");
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_named() {
    let home = empty_home();
    let closed = home.path().join("closed");
    fs::create_dir(&closed).expect("made");
    fs::set_permissions(&closed, fs::Permissions::from_mode(if geteuid().is_root() { 0o700 } else { 0o500 }))
        .expect("closed");
    let options = cluster_in(&closed);
    let said = sentence(Server::start(&options).await);
    assert!(said.contains(&closed.display().to_string()), "{said}");
    if geteuid().is_root() {
        assert!(said.contains("may not enter") && said.contains("/var/lib/cmis"), "{said}");
    }
}

#[tokio::test]
async fn a_folder_that_leads_elsewhere_or_is_somebody_elses_is_left_alone() {
    let (home, elsewhere) = (empty_home(), empty_home());
    let options = cluster_in(home.path());
    let folder = home.path().join("clusters/main");
    fs::create_dir_all(home.path().join("clusters")).expect("made");
    std::os::unix::fs::symlink(elsewhere.path(), &folder).expect("linked");
    let before = fs::metadata(elsewhere.path()).expect("there");
    let said = sentence(Server::start(&options).await);
    assert!(said.contains("somebody else"), "{said}");
    let after = fs::metadata(elsewhere.path()).expect("there");
    assert_eq!((after.mode(), after.uid(), after.gid()), (before.mode(), before.uid(), before.gid()));

    if geteuid().is_root() {
        fs::remove_file(&folder).expect("removed");
        fs::create_dir(&folder).expect("made");
        std::os::unix::fs::chown(&folder, Some(54_321), Some(54_321)).expect("given away");
        let said = sentence(Server::start(&options).await);
        assert!(said.contains("somebody else"), "{said}");
        assert_eq!(fs::metadata(&folder).expect("there").uid(), 54_321);
    }
}

#[tokio::test]
async fn a_long_path_gets_a_short_socket() {
    let home = empty_home();
    let long = home.path().join("a-folder-with-quite-a-long-name".repeat(3));
    fs::create_dir(&long).expect("made");
    fs::set_permissions(&long, fs::Permissions::from_mode(0o755)).expect("opened");
    let server = start(&cluster_in(&long)).await;
    assert!(expose(&server.url("cmis_owner", "postgres")).contains("%2Ftmp%2Fcmis%2D"));
    connect(&server.url("cmis_owner", "postgres")).await;
    server.stop_if_last().await.expect("stopped");
}

#[tokio::test]
async fn a_missing_postgres_and_one_of_another_version_are_told_in_a_sentence() {
    let home = empty_home();
    let missing = EmbeddedOptions { install_dir: home.path().join("nothing"), ..cluster_in(home.path()) };
    let error = Server::start(&missing).await.expect_err("refused");
    assert!(error.downcast_ref::<Unreachable>().is_some());
    assert!(sentence(Server::start(&missing).await).contains("make setup"));

    let options = cluster_in(home.path());
    let older = home.path().join("clusters/main/pg16");
    fs::create_dir_all(&older).expect("made");
    fs::write(older.join("PG_VERSION"), "16\n").expect("written");
    let said = sentence(Server::start(&options).await);
    assert!(said.contains("pg16") && said.contains("backup"), "{said}");
    fs::rename(&older, data(&options)).expect("renamed");
    let said = sentence(Server::start(&options).await);
    assert!(said.contains("PostgreSQL 16") && said.contains("18"), "{said}");
}
