//! Opening an installation: the data folder, the keys, the database, the product on top. And closing it again.

use std::{
    net::SocketAddr,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use anyhow::Context;
use cmis_app::{
    admin_actions::instance,
    settings::{Backups, Settings},
    state::{App, World},
};
use cmis_base::{clock::Clock, id::Ids, secret::KeyRing};
use cmis_connectors::{mail::Mailer, outside::Outside};
use cmis_db::{
    Db, Options,
    backup::{self, Installation as BackupInstallation, finish_restore},
    embedded::{self, EmbeddedOptions, Server},
    migrate, roles,
};
use url::Url;

use crate::{
    config::Config,
    failure::{Code, Failure},
    keys::{self, KeyFile},
    words::{Args, say},
};

/// The name of the embedded database.
const DATABASE: &str = "cmis";

/// An installation whose database runs.
pub struct Installation {
    /// What the binary was told.
    pub config: Config,
    /// The data folder.
    pub data: PathBuf,
    /// Where the keys come from.
    pub keys: keys::Source,
    /// The addresses of the three roles.
    pub options: Options,
    /// The embedded server; `None` with a server of one's own.
    pub server: Option<Server>,
}

impl Installation {
    /// Finds or starts the database.
    pub async fn open(config: Config) -> anyhow::Result<Self> {
        let data = config.data_dir()?;
        let keys = match &config.data.keys {
            Some(ring) => keys::Source::Given(ring.clone()),
            None => keys::Source::File(KeyFile::of(&data)),
        };
        // a damaged key file is told before anything starts
        keys.ring()?;
        let (server, mut options) = match &config.database.url {
            Some(url) => {
                let own = roles::Server {
                    owner_url: url.clone(),
                    system_url: config.database.system_url.clone(),
                    tenant_url: config.database.tenant_url.clone(),
                    keys: &data.join("keys"),
                    max_connections: config.database.connections,
                };
                (None, roles::prepare(&own).await?)
            }
            None => {
                let server = Server::start(&embedded_options(&config, &data)?).await?;
                let options = server.prepare(DATABASE).await?;
                (Some(server), options)
            }
        };
        options.max_connections = config.database.connections;
        let installation = Self { config, data, keys, options, server };
        finish_restore(&installation.options.owner_url, &installation.data.join("files")).await?;
        installation.make_folder("files")?;
        Ok(installation)
    }

    /// Applies pending migrations. Gives how many there were.
    pub async fn migrate(&self) -> anyhow::Result<usize> {
        Ok(migrate::run(&self.options.owner_url).await?.len())
    }

    /// The product for a command. A database that was never used is set up first.
    pub async fn app(&self) -> anyhow::Result<App> {
        let applied = migrate::status(&self.options.owner_url).await?;
        if applied.iter().all(|step| step.applied_at.is_none()) {
            self.migrate().await?;
        }
        self.app_at(self.public_url(self.config.server.bind)?).await
    }

    /// The product with the keys of old backups too: after a restore, what they seal is sealed again.
    pub async fn app_with_retired_keys(&self) -> anyhow::Result<App> {
        let db = Db::connect(&self.options).await?;
        let keys = self.keys.ring_for_backups()?.context("there are keys")?;
        self.build(db, keys, self.public_url(self.config.server.bind)?)
    }

    /// The product, reached at an address.
    pub async fn app_at(&self, public_url: Url) -> anyhow::Result<App> {
        let db = Db::connect(&self.options).await?;
        match self.checked_keys(&db, &Clock::system()).await {
            Ok(keys) => self.build(db, keys, public_url),
            Err(refusal) => {
                // the server stops next: a connection that still talks to it would add a line to the one sentence
                db.close().await;
                Err(refusal)
            }
        }
    }

    fn build(&self, db: Db, keys: KeyRing, public_url: Url) -> anyhow::Result<App> {
        let clock = Clock::system();
        let mailer = match &self.config.mail.smtp {
            Some(mailer) => mailer.clone(),
            None => Mailer::caught(self.data.join("mail")),
        };
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let outside = Outside::new(self.config.outside.reach)?;
        let settings = self.settings(public_url)?;
        let places = self.config.platforms.places();
        App::new(World { db, clock, ids: Ids::system(), keys, settings, mailer, outside, places, cores })
    }

    /// The ring, once the database agrees that it is its own. The first start makes the key file.
    async fn checked_keys(&self, db: &Db, clock: &Clock) -> anyhow::Result<KeyRing> {
        let needed = match instance::key_fingerprint(db).await? {
            Some(needed) => needed,
            None => {
                if let (keys::Source::File(file), None) = (&self.keys, self.keys.ring()?) {
                    file.create()?;
                }
                let ring = self.keys.ring()?.context("the key file was just made")?;
                instance::create(db, &ring.fingerprint(), clock.now()).await?
            }
        };
        let ring = self.keys.ring()?;
        let held = ring.as_ref().map(KeyRing::fingerprints).unwrap_or_default();
        match ring {
            Some(ring) if held.contains(&needed) => Ok(ring),
            _ => Err(Failure::error(Code::Failed, self.foreign(&needed, &held))),
        }
    }

    fn foreign(&self, needed: &str, held: &[String]) -> String {
        let args = Args::new().set("needed", needed).set("place", self.keys.place());
        match held.first() {
            Some(held) => say("keys-foreign", args.set("held", held)),
            None => say("keys-missing", args),
        }
    }

    /// Where people reach a server that listens at `bind`.
    pub fn public_url(&self, bind: SocketAddr) -> anyhow::Result<Url> {
        self.config.server.address(bind)
    }

    /// What a backup of this installation is made of. `None` while there is no key, and so nothing to keep.
    pub fn for_backup(&self) -> anyhow::Result<Option<BackupInstallation>> {
        let Some(keys) = self.keys.ring_for_backups()? else { return Ok(None) };
        Ok(Some(BackupInstallation {
            owner_url: self.options.owner_url.clone(),
            install_dir: postgres_dir(&self.config)?,
            files: self.data.join("files"),
            keys,
        }))
    }

    /// Where backups go.
    pub fn backup_dir(&self) -> PathBuf {
        self.config.data.backup_dir.clone().unwrap_or_else(|| self.data.join("backups"))
    }

    /// Lets go of the database; stops the embedded one if nobody else uses it.
    pub async fn close(self) -> anyhow::Result<()> {
        match self.server {
            Some(server) => server.stop_if_last().await,
            None => Ok(()),
        }
    }

    fn make_folder(&self, name: &str) -> anyhow::Result<()> {
        let folder = self.data.join(name);
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(|error| {
            Failure::error(
                Code::Failed,
                say("data-unwritable", Args::new().set("path", folder.display()).set("cause", error)),
            )
        })
    }

    fn settings(&self, public_url: Url) -> anyhow::Result<Settings> {
        let Config { server, access, mail, data, platforms, .. } = &self.config;
        let backup = self.for_backup()?.filter(backup::is_possible).map(|installation| Backups {
            installation,
            folder: self.backup_dir(),
            is_daily: data.backup_daily,
        });
        Ok(Settings {
            public_url,
            registration: access.registration,
            cors_origins: server.cors_origins.clone(),
            trusted_proxies: server.trusted_proxies.clone(),
            limits: access.limits,
            metrics_token: access.metrics_token.clone(),
            support_email: access.support_email.clone(),
            time_zone: server.time_zone,
            backup,
            files: self.data.join("files"),
            mail_from: mail.from.clone(),
            platform_apps: platforms.apps(),
            history: platforms.history,
        })
    }
}

/// The embedded server of a data folder. Its programs are shared by all folders of the user.
fn embedded_options(config: &Config, data: &Path) -> anyhow::Result<EmbeddedOptions> {
    Ok(EmbeddedOptions::main(data.to_owned(), postgres_dir(config)?))
}

/// Where PostgreSQL's programs are: where they are said to be, else in the data folder, else in the user's home.
pub fn postgres_dir(config: &Config) -> anyhow::Result<PathBuf> {
    if let Some(folder) = &config.database.postgres_dir {
        return Ok(folder.clone());
    }
    let beside = embedded::install_dir(&config.data_path()?);
    if beside.is_dir() { Ok(beside) } else { Ok(embedded::install_dir(&embedded::home()?)) }
}
