//! What every command is given: the configuration, read and without mistakes, and the way to the product.

use cmis_app::{
    http::{error::ApiError, words as app_words},
    state::App,
};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{
    cli::Globals,
    config::{self, Config, Sources},
    failure::{Code, Failure, refused},
    output, owner,
    start::Installation,
    words,
};

/// A command's surroundings.
pub struct Context {
    /// What the binary was told.
    pub config: Config,
}

impl Context {
    /// Reads the configuration and starts the log. All mistakes are told at once. `speaks` is for what runs on: commands
    /// log nothing below a warning unless they are told to.
    pub fn load(globals: &Globals, flags: Vec<(&'static str, String)>, speaks: bool) -> anyhow::Result<Self> {
        let is_log_set = std::env::var_os("CMIS_LOG").is_some_and(|value| !value.is_empty());
        let outcome = config::load(&Sources {
            file: globals.config.clone().or_else(|| std::env::var_os("CMIS_CONFIG").map(Into::into)),
            environment: std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect(),
            flags: globals.flags().into_iter().chain(flags).collect(),
        });
        for warning in &outcome.warnings {
            eprintln!("cmis: {warning}");
        }
        let config = outcome.config.map_err(|mistakes| {
            let lines: Vec<String> = mistakes.iter().map(|mistake| format!("\n  {mistake}")).collect();
            let title = words::say("config-mistakes", words::Args::new().count("count", mistakes.len() as u64));
            Failure::error(Code::Usage, format!("{title}{}", lines.concat()))
        })?;
        owner::act_as(&config)?;
        let level = if speaks || is_log_set { config.log.level.as_str() } else { "warn" };
        log(config.log.is_json, level)?;
        Ok(Self { config })
    }

    /// Runs something on the product, and lets go of the database whatever comes of it.
    pub async fn with_app<T>(self, work: impl AsyncFnOnce(&App) -> Result<T, ApiError>) -> anyhow::Result<T> {
        self.with_app_and_then(work, async |_| Ok(())).await
    }

    /// The same, and then something with the installation itself.
    pub async fn with_app_and_then<T>(
        self,
        work: impl AsyncFnOnce(&App) -> Result<T, ApiError>,
        then: impl AsyncFnOnce(&Installation) -> anyhow::Result<()>,
    ) -> anyhow::Result<T> {
        let installation = Installation::open(self.config).await?;
        let outcome = match installation.app().await {
            Ok(app) => {
                let done = app_words::with_locale(words::locale(), work(&app)).await.map_err(refused);
                app.db.close().await;
                done
            }
            Err(error) => Err(error),
        };
        let after = if outcome.is_ok() { then(&installation).await } else { Ok(()) };
        installation.close().await?;
        after.and(outcome)
    }
}

fn log(is_json: bool, level: &str) -> anyhow::Result<()> {
    // what PostgreSQL remarks on ("already exists, skipping") is no news
    let filter = EnvFilter::try_new(format!("sqlx::postgres::notice=warn,{level}"))?;
    let filter = tracing_subscriber::registry().with(filter);
    let lines = fmt::layer().with_writer(std::io::stderr);
    if is_json {
        filter.with(lines.json().flatten_event(true)).try_init()?;
    } else {
        filter.with(lines.compact().with_target(false).with_ansi(output::has_colours())).try_init()?;
    }
    Ok(())
}
