//! What the binary is told, typed per concern. All mistakes are found at once; nothing is read from `.env` by itself.

mod layers;
mod names;
mod platforms;

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    str::FromStr,
    time::Duration,
};

use chrono_tz::Tz;
use cmis_app::settings::{self, Limits, Registration};
use cmis_base::secret::{KeyRing, Secret};
use cmis_connectors::{
    mail::{Mailbox, Mailer},
    outside::addresses::Reach,
};
use url::Url;

pub use layers::Sources;
use layers::{Layers, mistake};
pub use platforms::Platforms;

use crate::{
    failure::Failure,
    words::{Args, say},
};

/// Every setting with its default.
pub const DEFAULTS: &str = include_str!("defaults.toml");

/// Everything the binary was told.
#[derive(Debug)]
pub struct Config {
    /// Listening and stopping.
    pub server: Server,
    /// Files, keys, backups.
    pub data: Data,
    /// PostgreSQL.
    pub database: Database,
    /// Who may come in, how often.
    pub access: Access,
    /// The way out for mail.
    pub mail: Mail,
    /// The way to addresses that somebody outside chose.
    pub outside: Outside,
    /// The apps at the ad platforms, and where those are.
    pub platforms: Platforms,
    /// What is logged, and how.
    pub log: Log,
}

/// Listening and stopping.
#[derive(Debug)]
pub struct Server {
    /// Where to listen; port 0 takes a free one.
    pub bind: SocketAddr,
    /// Where people reach it; `None` follows `bind`.
    pub public_url: Option<Url>,
    /// Proxies that are believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Origins besides the public one.
    pub cors_origins: Vec<String>,
    /// How long to wait when stopping.
    pub grace: Duration,
    /// Of the installation's own recurring work.
    pub time_zone: Tz,
}

/// Files, keys, backups.
#[derive(Debug)]
pub struct Data {
    /// The data folder; `None` is the user's own.
    pub dir: Option<PathBuf>,
    /// Keys that stand in for the file.
    pub keys: Option<KeyRing>,
    /// Where backups go; `None` is in the data folder.
    pub backup_dir: Option<PathBuf>,
    /// Whether to make one every day.
    pub backup_daily: bool,
}

/// PostgreSQL.
#[derive(Debug)]
pub struct Database {
    /// The owner's address; `None` runs the embedded server.
    pub url: Option<Secret>,
    /// The system role's; derived when absent.
    pub system_url: Option<Secret>,
    /// The tenant role's; derived when absent.
    pub tenant_url: Option<Secret>,
    /// Connections of this process.
    pub connections: u32,
    /// Where PostgreSQL's programs are.
    pub postgres_dir: Option<PathBuf>,
}

/// Who may come in, how often.
#[derive(Debug)]
pub struct Access {
    /// Who may register.
    pub registration: Registration,
    /// Requests a minute.
    pub limits: Limits,
    /// For `/metrics`.
    pub metrics_token: Option<Secret>,
    /// For people in need.
    pub support_email: Option<String>,
}

/// The way out for mail.
pub struct Mail {
    /// The server; `None` catches mail.
    pub smtp: Option<Mailer>,
    /// Whether mail may be caught behind a public address too.
    pub catch: bool,
    /// The sender.
    pub from: Mailbox,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("from", &self.from).finish_non_exhaustive()
    }
}

/// The way to addresses that somebody outside chose.
#[derive(Debug)]
pub struct Outside {
    /// Whether private networks may be called.
    pub reach: Reach,
}

/// What is logged, and how.
#[derive(Debug)]
pub struct Log {
    /// One JSON object a line instead of lines for people.
    pub is_json: bool,
    /// The filter.
    pub level: String,
}

/// What came out of reading.
#[derive(Debug)]
pub struct Outcome {
    /// The configuration, or every mistake in it, one sentence each.
    pub config: Result<Config, Vec<String>>,
    /// Strange things that stop nothing.
    pub warnings: Vec<String>,
}

/// Reads the configuration.
pub fn load(sources: &Sources) -> Outcome {
    let mut read = Reader { layers: Layers::read(sources) };
    let config = read.config();
    let Layers { mistakes, warnings, .. } = read.layers;
    let config = config.filter(|_| mistakes.is_empty()).ok_or(mistakes);
    Outcome { config, warnings }
}

/// Takes values out of the layers and notes those that do not hold.
struct Reader {
    layers: Layers,
}

impl Reader {
    fn config(&mut self) -> Option<Config> {
        let server = self.server();
        let data = self.data();
        let database = self.database();
        let access = self.access();
        let mail = self.mail();
        let outside = self.outside();
        let platforms = self.platforms();
        let log = self.log();
        Some(Config {
            server: server?,
            data: data?,
            database: database?,
            access: access?,
            mail: mail?,
            outside: outside?,
            platforms: platforms?,
            log: log?,
        })
    }

    fn server(&mut self) -> Option<Server> {
        let bind = self.needed("server.bind", "config-bind", |text| text.parse().ok());
        let public_url = self.value("server.public_url", "config-url", public_url);
        let trusted_proxies = self.list("server.trusted_proxies", "config-addresses", |text| {
            text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
        });
        let cors_origins = self.list("server.cors_origins", "config-origins", origin);
        let grace = self.needed("server.grace_seconds", "config-seconds", |text| {
            text.parse().ok().filter(|seconds| *seconds <= 3600).map(Duration::from_secs)
        });
        let time_zone = self.needed("server.time_zone", "config-time-zone", parsed);
        Some(Server { bind: bind?, public_url, trusted_proxies, cors_origins, grace: grace?, time_zone: time_zone? })
    }

    fn data(&mut self) -> Option<Data> {
        let dir = self.value("data.dir", "config-folder", folder);
        let keys = self.value("data.keys", "config-keys", |text| {
            KeyRing::parse(text.split(',').filter(|key| !key.is_empty())).ok()
        });
        let backup_dir = self.value("data.backup_dir", "config-folder", folder);
        let backup_daily = self.needed("data.backup_daily", "config-yes-no", parsed);
        Some(Data { dir, keys, backup_dir, backup_daily: backup_daily? })
    }

    fn database(&mut self) -> Option<Database> {
        let url = self.value("database.url", "config-database", database_url);
        let system_url = self.value("database.system_url", "config-database", database_url);
        let tenant_url = self.value("database.tenant_url", "config-database", database_url);
        let connections = self.needed("database.connections", "config-connections", |text| {
            text.parse().ok().filter(|number| (4..=1000).contains(number))
        });
        let postgres_dir = self.value("database.postgres_dir", "config-folder", folder);
        Some(Database { url, system_url, tenant_url, connections: connections?, postgres_dir })
    }

    fn access(&mut self) -> Option<Access> {
        let registration = self.needed("access.registration", "config-registration", |text| match text {
            "open" => Some(Registration::Open),
            "invite" => Some(Registration::Invite),
            _ => None,
        });
        let session = self.needed("access.rate_session", "config-rate", rate);
        let token = self.needed("access.rate_token", "config-rate", rate);
        let anonymous = self.needed("access.rate_anonymous", "config-rate", rate);
        let metrics_token =
            self.value("access.metrics_token", "config-token", |text| (text.len() >= 8).then(|| Secret::from(text)));
        let support_email = self.value("access.support_email", "config-mailbox", |text| {
            Mailbox::new(None, text).ok().map(|mailbox| mailbox.address().to_owned())
        });
        let limits = Limits { session: session?, token: token?, anonymous: anonymous? };
        Some(Access { registration: registration?, limits, metrics_token, support_email })
    }

    fn mail(&mut self) -> Option<Mail> {
        let smtp = self.value("mail.smtp_url", "config-smtp", |text| Mailer::smtp(text).ok());
        let catch = self.needed("mail.catch", "config-yes-no", parsed);
        let from = self.needed("mail.from", "config-mailbox", parsed);
        Some(Mail { smtp, catch: catch?, from: from? })
    }

    fn log(&mut self) -> Option<Log> {
        let is_json = self.needed("log.format", "config-log-format", |text| match text {
            "human" => Some(false),
            "json" => Some(true),
            _ => None,
        });
        let level = self.needed("log.level", "config-log-level", |text| {
            tracing_subscriber::EnvFilter::builder().parse(text).ok().map(|_| text.to_owned())
        });
        Some(Log { is_json: is_json?, level: level? })
    }

    fn outside(&mut self) -> Option<Outside> {
        let is_private = self.needed("outside.allow_private_addresses", "config-yes-no", parsed)?;
        Some(Outside { reach: if is_private { Reach::Private } else { Reach::Public } })
    }

    /// The value of a key; `None` when it is not set, or when it does not hold, which is noted.
    fn value<T>(&mut self, key: &'static str, why: &'static str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = self.layers.values.get(key)?.clone();
        let parsed = parse(value.text.trim());
        if parsed.is_none() {
            self.note(&value.origin, key, why);
        }
        parsed
    }

    /// The same for a key that has to have a value.
    fn needed<T>(&mut self, key: &'static str, why: &'static str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        if !self.layers.values.contains_key(key) {
            self.note(key, key, why);
        }
        self.value(key, why, parse)
    }

    fn list<T>(&mut self, key: &'static str, why: &'static str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let all = |text: &str| {
            text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(&parse).collect::<Option<Vec<T>>>()
        };
        self.value(key, why, all).unwrap_or_default()
    }

    fn note(&mut self, origin: &str, key: &str, why: &str) {
        if let Some(setting) = names::by_key(key) {
            self.layers.mistakes.push(mistake(origin, why, setting));
        }
    }
}

fn parsed<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

fn rate(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number| (1..=1_000_000).contains(number))
}

fn folder(text: &str) -> Option<PathBuf> {
    Some(PathBuf::from(text)).filter(|path| path.is_absolute())
}

fn public_url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
    })
}

fn origin(text: &str) -> Option<String> {
    public_url(text).map(|url| url.origin().ascii_serialization())
}

fn database_url(text: &str) -> Option<Secret> {
    (text.starts_with("postgres://") || text.starts_with("postgresql://")).then(|| Secret::from(text))
}

impl Server {
    /// Where people reach a server that listens at `bind`.
    pub fn address(&self, bind: SocketAddr) -> anyhow::Result<Url> {
        match &self.public_url {
            Some(url) => Ok(url.clone()),
            None => Ok(Url::parse(&format!("http://localhost:{}", bind.port()))?),
        }
    }
}

impl Config {
    /// Refuses to run for others without a way to send them mail: invitations and links would end in a folder.
    pub fn check_mail(&self) -> anyhow::Result<()> {
        match &self.server.public_url {
            Some(url) if self.mail.smtp.is_none() && !self.mail.catch && !settings::is_loopback(url) => {
                Err(Failure::usage(say("mail-nowhere", Args::new().set("url", url))))
            }
            _ => Ok(()),
        }
    }

    /// Where the data folder is, or will be.
    pub fn data_path(&self) -> anyhow::Result<PathBuf> {
        match &self.data.dir {
            Some(dir) => Ok(dir.clone()),
            None => cmis_db::embedded::home(),
        }
    }

    /// The data folder, made if it is missing. The failure is one sentence.
    pub fn data_dir(&self) -> anyhow::Result<PathBuf> {
        let dir = self.data_path()?;
        let unwritable = |error: std::io::Error| {
            anyhow::anyhow!(say("data-unwritable", Args::new().set("path", dir.display()).set("cause", error)))
        };
        std::fs::create_dir_all(&dir).map_err(unwritable)?;
        let probe = dir.join(format!(".probe-{}", std::process::id()));
        std::fs::write(&probe, b"cmis").and_then(|()| std::fs::remove_file(&probe)).map_err(unwritable)?;
        Ok(dir)
    }
}

#[cfg(test)]
mod tests {
    use super::{Sources, load};

    fn with(environment: &[(&str, &str)]) -> Sources {
        let environment = environment.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Sources { environment, ..Sources::default() }
    }

    #[test]
    fn nothing_set_is_a_valid_configuration() {
        let config = load(&with(&[("CMIS_REGISTRATION", ""), ("DATABASE_URL", " ")])).config.expect("defaults hold");
        assert_eq!(config.server.bind.to_string(), "127.0.0.1:8080");
        assert!(config.database.url.is_none() && config.mail.smtp.is_none());
    }

    #[test]
    fn every_mistake_is_told_at_once_with_its_name_and_an_example_and_no_secret() {
        let outcome = load(&with(&[
            ("CMIS_BIND", "everywhere"),
            ("CMIS_REGISTRATION", "maybe"),
            ("CMIS_KEYS", "deadbeef"),
            ("CMIS_RATE_TOKEN", "-3"),
            ("DATABASE_URL", "mysql://root:hunter2@db/cmis"),
            ("CMIS_PUBLIC_ULR", "https://cmis.example.com"),
        ]));
        let mistakes = outcome.config.expect_err("mistakes");
        assert_eq!(mistakes.len(), 5, "{mistakes:#?}");
        for (name, example) in [
            ("CMIS_BIND", "127.0.0.1:8080"),
            ("CMIS_REGISTRATION", "invite"),
            ("CMIS_KEYS", "openssl"),
            ("CMIS_RATE_TOKEN", "60"),
            ("DATABASE_URL", "postgres://"),
        ] {
            assert!(mistakes.iter().any(|text| text.contains(name) && text.contains(example)), "{name}: {mistakes:?}");
        }
        assert!(!mistakes.concat().contains("hunter2") && !mistakes.concat().contains("deadbeef"));
        assert!(outcome.warnings.concat().contains("CMIS_PUBLIC_URL"), "{:?}", outcome.warnings);
    }

    #[test]
    fn a_file_is_overridden_by_the_environment_and_that_by_flags() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("cmis.toml");
        std::fs::write(
            &file,
            "[server]\nbind = \"127.0.0.1:1\"\ngrace_seconds = 3\nbinds = 1\n[log]\nlevel = \"warn\"\n",
        )
        .expect("written");
        let mut sources = with(&[("CMIS_BIND", "127.0.0.1:2"), ("CMIS_LOG", "debug")]);
        sources.file = Some(file);
        sources.flags.push(("server.bind", "127.0.0.1:3".to_owned()));
        let outcome = load(&sources);
        assert!(outcome.warnings.concat().contains("server.bind"), "{:?}", outcome.warnings);
        let config = outcome.config.expect("holds");
        assert_eq!(config.server.bind.port(), 3);
        assert_eq!(config.server.grace.as_secs(), 3);
        assert_eq!(config.log.level, "debug");
    }
}
