//! A house of one's own for each story: a data folder, the binary in it, and the door of the server.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::{fs::PermissionsExt, process::ExitStatusExt},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{Once, mpsc},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A password that passes every rule.
pub const PASSWORD: &str = "tall giraffe eats 7 clouds";
/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// An installation.
pub struct House {
    folder: TempDir,
}

impl House {
    /// An empty data folder. As root it lies where PostgreSQL's own user can reach it.
    pub fn new() -> Self {
        let mut builder = tempfile::Builder::new();
        builder.prefix("test-");
        let folder = if rustix::process::geteuid().is_root() {
            fs::create_dir_all("/var/lib/cmis").expect("made");
            builder.tempdir_in("/var/lib/cmis")
        } else {
            builder.tempdir()
        };
        let folder = folder.expect("a folder");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("opened");
        Self { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn key_file(&self) -> PathBuf {
        self.path().join("keys/master.keys")
    }

    /// The binary in this house, with nothing of the caller's settings.
    pub fn cmis(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cmis"));
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if (name.starts_with("CMIS_") && name != "CMIS_POSTGRES_DIR")
                || name == "DATABASE_URL"
                || name.starts_with("LC_")
            {
                command.env_remove(name);
            }
        }
        command.env("CMIS_DATA_DIR", self.path()).env("LC_ALL", "C.UTF-8").env_remove("LANG").args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Done {
        Done::of(self.cmis(arguments).output().expect("run"))
    }

    /// The same with something on its standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Done {
        let mut child = self.cmis(arguments).stdin(Stdio::piped()).spawn().expect("started");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("written");
        Done::of(child.wait_with_output().expect("run"))
    }

    /// Makes a person.
    pub fn person(&self, name: &str) {
        let email = format!("{}@example.com", name.to_lowercase());
        self.run_with(&["user:create", "--name", name, "--email", &email, "--password-stdin"], PASSWORD).well();
    }

    /// The addresses of everybody.
    pub fn people(&self) -> Vec<String> {
        let list = self.run(&["user:list", "--json"]).json();
        list.as_array()
            .expect("a list")
            .iter()
            .map(|person| person["email"].as_str().expect("text").to_owned())
            .collect()
    }

    /// Starts the server on a free port and waits until it says where it runs.
    pub fn serve(&self) -> Serving {
        self.serve_with(|_| {})
    }

    /// The same with settings of its own.
    pub fn serve_with(&self, settings: impl FnOnce(&mut Command)) -> Serving {
        let mut command = self.cmis(&["serve", "--bind", "127.0.0.1:0"]);
        settings(&mut command);
        let mut child = command.spawn().expect("started");
        let (say, log) = mpsc::channel();
        // a story may have sent it to a file
        if let Some(errors) = child.stderr.take() {
            thread::spawn(move || {
                for line in BufReader::new(errors).lines().map_while(Result::ok) {
                    eprintln!("{line}");
                    // a story that is over listens no more
                    let _ = say.send(line);
                }
            });
        }
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let first = lines.next().expect("the server says where it runs").expect("text");
        let url = first.split_whitespace().find(|word| word.starts_with("http://")).expect("an address");
        let url = url.trim_end_matches('/').to_owned();
        let second = lines.next().expect("what to do").expect("text");
        let setup = second.contains("Nobody has an account").then(|| {
            let line = lines.next().expect("the set-up address").expect("text");
            line.rsplit("token=").next().expect("a token").to_owned()
        });
        // whatever else it says is of no interest, and must not block it
        thread::spawn(move || lines.for_each(drop));
        Serving { child, log, url, setup }
    }

    /// The process id of the embedded PostgreSQL.
    pub fn postgres(&self) -> Option<Pid> {
        let file = self.path().join("clusters/main/pg18/postmaster.pid");
        let pid = fs::read_to_string(file).ok()?.lines().next()?.trim().parse().ok()?;
        let is_ours = fs::read(format!("/proc/{pid}/cmdline"))
            .is_ok_and(|line| String::from_utf8_lossy(&line).contains(&self.path().display().to_string()));
        is_ours.then(|| Pid::from_raw(pid)).flatten()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // a killed server leaves its PostgreSQL to the next one, and there is none
        let Some(pid) = self.postgres() else { return };
        let _ = kill_process(pid, Signal::QUIT); // it may have ended by itself
        let deadline = Instant::now() + PATIENCE;
        while self.postgres().is_some() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// What a command came to.
#[derive(Debug)]
pub struct Done {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Done {
    fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Fails the test unless it went well.
    #[track_caller]
    pub fn well(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    /// Fails the test unless it ended with this code and one line on standard error; gives the line.
    #[track_caller]
    pub fn refused(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        let line = self.err.trim_end();
        assert!(line.starts_with("cmis: ") && !line.contains('\n') && line.ends_with('.'), "one sentence: {self:?}");
        line
    }

    /// What it answered, as JSON.
    #[track_caller]
    pub fn json(self) -> Value {
        let done = self.well();
        serde_json::from_str(&done.out).unwrap_or_else(|error| panic!("{error}: {}", done.out))
    }
}

/// A running server.
pub struct Serving {
    child: Child,
    log: mpsc::Receiver<String>,
    pub url: String,
    /// The set-up token, while there is nobody.
    pub setup: Option<String>,
}

impl Serving {
    /// Ends it as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }

    /// Asks it to stop.
    pub fn terminate(&self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("told");
    }

    /// Waits for its end.
    pub fn wait(mut self) -> ExitStatus {
        let pid = Pid::from_child(&self.child);
        let (end, ended) = mpsc::channel();
        let status = thread::scope(|scope| {
            scope.spawn(|| end.send(self.child.wait()));
            let status = ended.recv_timeout(PATIENCE);
            if status.is_err() {
                kill_process(pid, Signal::KILL).expect("it still runs");
            }
            status
        });
        status.expect("it stops within a minute").expect("waited")
    }

    /// Waits until its log says so.
    pub fn says(&self, words: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.log.recv_timeout(deadline - Instant::now()).expect("it says so within a minute").contains(words) {}
    }

    /// Stops it and fails the test unless it ended well.
    pub fn stop(self) {
        self.terminate();
        let status = self.wait();
        assert!(status.success(), "{status:?} {:?}", status.signal());
    }

    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().expect("asked").is_none()
    }

    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let request = client().post(format!("{}{path}", self.url)).header("accept-language", "en").json(&body);
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
    }

    pub async fn status(&self, path: &str) -> Option<u16> {
        let answer = client().get(format!("{}{path}", self.url)).send().await;
        answer.ok().map(|answer| answer.status().as_u16())
    }

    /// Makes the first person with the set-up token.
    pub async fn set_up(&self, email: &str) {
        let body = json!({"name": "Salma", "email": email, "password": PASSWORD, "setup_token": self.setup});
        let (status, answer) = self.post("/api/auth/register", body).await;
        assert_eq!((status, answer["data"]["status"].as_str()), (202, Some("ready")), "{answer}");
    }

    /// Whether somebody can sign in.
    pub async fn can_sign_in(&self, email: &str) -> bool {
        self.post("/api/auth/login", json!({"email": email, "password": PASSWORD})).await.0 == 200
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // after a failed test only: a server that was stopped or killed is gone
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client of loopback addresses.
pub fn client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}

/// Waits until `question` is answered with yes: for what another process does and nobody tells of.
pub async fn until(what: &str, mut question: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !question().await {
        assert!(Instant::now() < deadline, "still waiting until {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
