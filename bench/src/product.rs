//! The product as a process of its own, with a data folder of its own, started, measured and stopped.

use std::{
    fmt::Display,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::{BodyExt, Full};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

const PASSWORD: &str = "tall giraffe eats 7 clouds";
const EMAIL: &str = "bench@example.com";
/// Members of the org besides its founder.
const COLLEAGUES: u32 = 49;

/// A running product.
pub struct Product {
    binary: String,
    settings: Vec<(String, String)>,
    data: tempfile::TempDir,
    port: u16,
    child: Child,
    /// Access token of the person who made the org.
    pub token: String,
}

impl Product {
    /// Starts it for the first time and signs its first person in.
    pub async fn start(binary: &str) -> anyhow::Result<Self> {
        Self::start_with(binary, &[]).await
    }

    /// The same with settings of its own, as variables.
    pub async fn start_with(binary: &str, settings: &[(&str, &str)]) -> anyhow::Result<Self> {
        // as root the embedded PostgreSQL runs as another user, who has to reach its folder
        let home =
            if Path::new("/var/lib/cmis").is_dir() { PathBuf::from("/var/lib/cmis") } else { std::env::temp_dir() };
        let data = tempfile::Builder::new().prefix("bench-").tempdir_in(&home).or_else(|_| tempfile::tempdir())?;
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let settings: Vec<_> = settings.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let mut command = Command::new(binary);
        environment(&mut command, data.path(), port);
        command.envs(settings.clone());
        let (child, said) = spawn(command, port, "/setup?token=").await?;
        let token = said
            .split("/setup?token=")
            .nth(1)
            .and_then(|rest| rest.split_whitespace().next())
            .context("no set-up link")?
            .to_owned();
        let mut product = Self { binary: binary.to_owned(), settings, data, port, child, token: String::new() };
        let register = json!({"name": "Bench", "email": EMAIL, "password": PASSWORD, "setup_token": token});
        product.post("/api/auth/register", &register).await?;
        product.sign_in().await?;
        Ok(product)
    }

    async fn sign_in(&mut self) -> anyhow::Result<()> {
        let answer = self.post("/api/auth/login", &json!({"email": EMAIL, "password": PASSWORD})).await?;
        self.token = answer["data"]["access_token"].as_str().context("no token")?.to_owned();
        Ok(())
    }

    /// An address of it.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Sends a body to it.
    pub async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.send(Method::POST, path, Some(body)).await
    }

    /// Puts a body there.
    pub async fn put(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.send(Method::PUT, path, Some(body)).await
    }

    /// Asks it.
    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.send(Method::GET, path, None).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> anyhow::Result<Value> {
        let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
        let mut request = Request::builder().method(method).uri(self.url(path));
        request = request.header(header::CONTENT_TYPE, "application/json");
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let response = client.request(request.body(Full::from(body))?).await?;
        let status = response.status();
        let bytes = response.into_body().collect().await?.to_bytes();
        ensure!(status.is_success(), "{path} answered {status}: {}", String::from_utf8_lossy(&bytes));
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// An org with fifty members.
    pub async fn seed(&mut self) -> anyhow::Result<()> {
        self.post("/api/orgs", &json!({"name": "Bench"})).await?;
        let sql = format!(
            "insert into users (id, email, name, locale, time_zone, email_verified_at, created_at)
             select gen_random_uuid(), 'colleague' || n || '@example.com', 'Colleague ' || n, 'en', 'Asia/Riyadh', now(), now()
             from generate_series(1, {COLLEAGUES}) n;
             insert into members (org_id, id, user_id, role, status, display_name, email, joined_at)
             select o.org_id, gen_random_uuid(), u.id, 'member', 'active', u.name, u.email, now()
             from orgs o, users u
             where u.email like 'colleague%';
             analyze members;"
        );
        self.execute(&sql).await?;
        self.sign_in().await
    }

    /// Runs statements as the database's owner.
    pub async fn execute(&self, sql: &str) -> anyhow::Result<()> {
        let file = self.data.path().join("bench.sql");
        fs::write(&file, sql)?;
        let done = self.command().args(["db:execute-sql", "--force", "--file"]).arg(&file).output().await?;
        ensure!(done.status.success(), "seeding: {}", String::from_utf8_lossy(&done.stderr));
        Ok(())
    }

    /// One value from the database.
    pub async fn query(&self, sql: &str) -> anyhow::Result<String> {
        let told = self.command().args(["db:console", "--", "-Atc", sql]).output().await?;
        Ok(String::from_utf8(told.stdout)?.trim().to_owned())
    }

    /// Where its database is: the folder of the socket, the database, its owner.
    pub async fn place(&self) -> anyhow::Result<[String; 3]> {
        let asked = "select current_setting('unix_socket_directories'), current_database(), current_user";
        let told = self.query(asked).await?;
        let told: Vec<String> = told.split('|').map(str::to_owned).collect();
        told.try_into().map_err(|told| anyhow::anyhow!("no embedded server: {told:?}"))
    }

    /// Kills the server as `kill -9` does; its database goes on.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Starts a server that was killed again.
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        self.child = spawn(self.command(), self.port, "http://").await?.0;
        Ok(())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        environment(&mut command, self.data.path(), self.port);
        command.envs(self.settings.clone());
        command
    }

    /// Signs in over and over, two at a time, for `run`; gives how often.
    pub async fn hash_passwords(&self, run: Duration) -> anyhow::Result<u32> {
        let start = Instant::now();
        let one = async {
            let mut count = 0;
            while start.elapsed() < run {
                self.post("/api/auth/login", &json!({"email": EMAIL, "password": PASSWORD})).await?;
                count += 1;
            }
            anyhow::Ok(count)
        };
        let two = async {
            let mut count = 0;
            while start.elapsed() < run {
                self.post("/api/auth/login", &json!({"email": EMAIL, "password": PASSWORD})).await?;
                count += 1;
            }
            anyhow::Ok(count)
        };
        let (one, two) = tokio::join!(one, two);
        Ok(one? + two?)
    }

    /// The org.
    pub async fn org(&self) -> anyhow::Result<String> {
        let context = self.send(Method::GET, "/api/context", None).await?;
        Ok(context["data"]["org_id"].as_str().context("no org")?.to_owned())
    }

    /// A change that everybody in the org hears of.
    pub async fn rename_org(&self, org: &str, number: usize) -> anyhow::Result<()> {
        let name = json!({"name": format!("Bench {number}")});
        self.send(Method::PATCH, &format!("/api/orgs/{org}"), Some(&name)).await.map(drop)
    }

    /// An access token of each member.
    pub async fn tokens_of_colleagues(&self) -> anyhow::Result<Vec<String>> {
        let sql = format!(
            "update users set password_hash = (select password_hash from users where email = '{EMAIL}') where email like 'colleague%'"
        );
        self.execute(&sql).await?;
        let mut tokens = vec![self.token.clone()];
        for number in 1..=COLLEAGUES {
            let login = json!({"email": format!("colleague{number}@example.com"), "password": PASSWORD});
            let answer = self.post("/api/auth/login", &login).await?;
            tokens.push(answer["data"]["access_token"].as_str().context("no token")?.to_owned());
        }
        Ok(tokens)
    }

    /// The server process.
    pub fn id(&self) -> anyhow::Result<u32> {
        self.child.id().context("the server ended")
    }

    /// Resident memory of the server process itself, in megabytes.
    pub fn memory_mb(&self) -> anyhow::Result<f64> {
        let id = self.child.id().context("the server ended")?;
        let status = fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
        let kilobytes: f64 = line.split_whitespace().nth(1).context("no figure")?.parse()?;
        Ok(kilobytes / 1024.0)
    }

    /// Stops the server, keeps the database running, and starts the server again: the time until it answers a request.
    pub async fn restart(&mut self) -> anyhow::Result<Duration> {
        let keeper =
            self.command().args(["db:console", "--", "-c", "select pg_sleep(6)"]).stdout(Stdio::null()).spawn()?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.end_server().await?;
        let begun = Instant::now();
        self.start_again().await?;
        let took = begun.elapsed();
        keeper.wait_with_output().await?;
        Ok(took)
    }

    async fn end_server(&mut self) -> anyhow::Result<()> {
        let id = self.child.id().context("the server ended")?;
        let done = Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
        ensure!(done.success(), "cannot stop the server");
        self.child.wait().await?;
        Ok(())
    }

    /// Stops everything and deletes the data folder.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.end_server().await
    }

    /// What PostgreSQL does alone: primary-key selects a second of `pgbench -S`, 16 clients on prepared statements.
    pub async fn pgbench_select(&self) -> anyhow::Result<f64> {
        let asked =
            "select (select setting from pg_config where name = 'BINDIR'), current_setting('unix_socket_directories')";
        let told = self.query(asked).await?;
        let (programs, socket) = told.split_once('|').context("no embedded server")?;
        let pgbench = |arguments: &[&str]| {
            let mut command = Command::new(Path::new(programs).join("pgbench"));
            command.args(["-h", socket, "-U", "cmis_owner"]).args(arguments).arg("postgres");
            command
        };
        let made = pgbench(&["-i", "-q", "-s", "5"]).output().await?;
        ensure!(made.status.success(), "pgbench -i: {}", String::from_utf8_lossy(&made.stderr));
        let run = pgbench(&["-S", "-M", "prepared", "-c", "16", "-j", "2", "-T", "5"]).output().await?;
        let said = String::from_utf8(run.stdout)?;
        let rate =
            said.lines().find_map(|line| line.strip_prefix("tps = ")).and_then(|rest| rest.split_whitespace().next());
        Ok(rate.with_context(|| format!("pgbench said: {said}"))?.parse()?)
    }
}

/// A connection to the database at a [`Product::place`], as its owner.
pub async fn connect([socket, database, owner]: &[String; 3]) -> anyhow::Result<PgConnection> {
    let options = PgConnectOptions::new_without_pgpass().socket(socket).database(database).username(owner);
    Ok(PgConnection::connect_with(&options).await?)
}

fn environment(command: &mut Command, data: &Path, port: u16) {
    command
        .env_remove("DATABASE_URL")
        .env("CMIS_DATA_DIR", data)
        .env("CMIS_BIND", format!("127.0.0.1:{port}"))
        .env("CMIS_PUBLIC_URL", format!("http://127.0.0.1:{port}"))
        .env("CMIS_RATE_SESSION", "1000000")
        .env("CMIS_RATE_ANONYMOUS", "1000000")
        .env("CMIS_BACKUP_DAILY", "false")
        .env("CMIS_ALLOW_PRIVATE_ADDRESSES", "true")
        .env("CMIS_LOG", "warn")
        .kill_on_drop(true);
}

/// Starts the server and waits until it answers; gives what it printed, at least as far as `until`.
async fn spawn(mut command: Command, port: u16, until: &str) -> anyhow::Result<(Child, String)> {
    let mut child = command.arg("serve").stdout(Stdio::piped()).spawn().context("cannot start the server")?;
    let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
    let mut said = String::new();
    while let Some(line) = lines.next_line().await? {
        said.push_str(&line);
        said.push('\n');
        if line.contains(until) {
            break;
        }
    }
    loop {
        if let Some(status) = child.try_wait()? {
            bail!("cmis serve ended with {status}: {said}");
        }
        if let Ok(answer) = get(&format!("http://127.0.0.1:{port}/health/ready")).await
            && answer
        {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok((child, said))
}

/// Asks and fails unless the answer is a good one.
pub async fn get_ok(url: &str) -> anyhow::Result<()> {
    ensure!(get(url).await?, "{url} failed");
    Ok(())
}

async fn get(url: &str) -> anyhow::Result<bool> {
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let response = client.request(Request::get(url).body(Full::default())?).await?;
    Ok(response.status().is_success())
}

/// Processor time that a process (or `thread-self`) has used, in seconds.
pub fn cpu_seconds(id: impl Display) -> anyhow::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    let after = stat.rsplit_once(')').context("no name")?.1;
    let ticks: f64 = after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    // a hundred ticks a second wherever Linux runs
    Ok(ticks / 100.0)
}
