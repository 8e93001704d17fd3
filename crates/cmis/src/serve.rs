//! `cmis serve` and `cmis worker`: the product until somebody stops it.

use std::{net::SocketAddr, time::Duration};

use cmis_app::{
    admin_actions::{
        demo::{EMAIL, is_there, make},
        instance, upkeep,
    },
    background,
    http::words::with_locale,
    operations::{figures, metrics},
    router,
    state::App,
};
use cmis_base::secret::{Secret, expose};
use cmis_jobs::supervise;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    context::Context,
    demo,
    http_server::{self, Proxies},
    sandbox,
    start::Installation,
    words::{self, Args, say, word},
};

/// Starts the product.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  cmis serve\n  cmis serve --bind 0.0.0.0:8080\n  cmis serve --sandbox\n  cmis serve --demo\n  DATABASE_URL=postgres://… cmis serve --no-worker"
)]
pub struct Serve {
    /// Address to listen on
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub bind: Option<String>,
    /// Answer requests only; `cmis worker` does the jobs elsewhere
    #[arg(long)]
    no_worker: bool,
    /// Runs the stand-ins for the ad platforms too, and points every platform without an address of its own at them
    #[arg(long)]
    sandbox: bool,
    /// The same with an organization to look around in, made when there is none
    #[arg(long)]
    demo: bool,
    /// Where they listen; whoever reaches them may do everything there
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8081")]
    sandbox_bind: SocketAddr,
}

impl Serve {
    /// Runs until it is stopped.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let signals = Signals::new()?;
        let mut config = context.config;
        config.check_mail()?;
        let grace = config.server.grace;
        let proxies = Proxies::new(&config.server.trusted_proxies);
        // first: the commonest mistake is told before a database starts
        let listener = http_server::listen(config.server.bind).await?;
        let address = listener.local_addr()?;
        let sandbox = match self.sandbox || self.demo {
            true => Some(sandbox::listen(self.sandbox_bind, &mut config.platforms).await?),
            false => None,
        };
        let installation = Installation::open(config).await?;
        installation.migrate().await?;
        let app = installation.app_at(installation.public_url(address)?).await?;
        let setup = instance::renew_setup_token(&app).await?;
        let node = Node::start(&installation, &app, !self.no_worker, grace).await?;
        background::start(&app);
        if let Some(listener) = sandbox {
            let serving = sandbox::run(listener, app.settings.public_url.clone(), app.stopping.clone(), grace)?;
            supervise::once(&app.tasks, serving);
        }
        greet(&app, setup.as_ref(), address);
        if self.demo {
            let app = app.clone();
            supervise::once(&app.tasks.clone(), async move { show_around(&app).await });
        }

        let stopping = app.stopping.clone();
        let serving = http_server::serve(listener, router::router(app.clone()), proxies, stopping, grace);
        tokio::join!(serving, signals.wait_and_stop(app.stopping.clone()));
        node.stop(app, installation, grace).await
    }
}

/// Does jobs only.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis worker\n  DATABASE_URL=postgres://… cmis worker")]
pub struct Worker {}

impl Worker {
    /// Runs until it is stopped.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let signals = Signals::new()?;
        context.config.check_mail()?;
        let grace = context.config.server.grace;
        let installation = Installation::open(context.config).await?;
        installation.migrate().await?;
        let app = installation.app().await?;
        let node = Node::start(&installation, &app, true, grace).await?;
        println!("{}", word("worker-running"));
        signals.wait_and_stop(app.stopping.clone()).await;
        node.stop(app, installation, grace).await
    }
}

/// What runs in this process beside the requests.
struct Node {
    /// Ends when the embedded server need not be watched any more.
    watching: CancellationToken,
    watchers: TaskTracker,
}

impl Node {
    async fn start(installation: &Installation, app: &App, works: bool, grace: Duration) -> anyhow::Result<Self> {
        let node = Self { watching: CancellationToken::new(), watchers: TaskTracker::new() };
        // a machine that was off for months has no partition for today: without one no change can be recorded
        upkeep::ensure_partitions(app).await.map_err(|error| anyhow::anyhow!("partitions: {error:?}"))?;
        if instance::key_fingerprint(&app.db).await?.is_some_and(|sealed_with| sealed_with != app.keys.fingerprint()) {
            tracing::warn!("{}", word("keys-rotation-open"));
        }
        let watching = node.watching.clone();
        supervise::once(&node.watchers, async move { watching.run_until_cancelled(metrics::upkeep()).await });
        if let Some(server) = &installation.server {
            let (watch, watching) = (server.supervise(), node.watching.clone());
            supervise::once(&node.watchers, async move { watching.run_until_cancelled(watch).await });
        }
        if works {
            let worker = background::worker(app).grace(grace);
            let stopping = app.stopping.clone();
            supervise::once(&app.tasks, async move { worker.run(stopping).await });
        }
        Ok(node)
    }

    /// Waits for jobs and loops, writes what is left, and lets go of the database.
    async fn stop(self, app: App, installation: Installation, grace: Duration) -> anyhow::Result<()> {
        app.tasks.close();
        // the worker keeps to the grace period itself; a little more for what it writes at the end
        let patience = grace + Duration::from_secs(10);
        if tokio::time::timeout(patience, app.tasks.wait()).await.is_err() {
            tracing::warn!(tasks = app.tasks.len(), "background work cut off");
        }
        if let Err(error) = figures::write(&app).await {
            tracing::warn!(%error, "the last figures were not written");
        }
        if let Err(error) = app.access.write_touches().await {
            tracing::warn!(%error, "the last uses of credentials were not noted");
        }
        app.db.close().await;
        self.watching.cancel();
        self.watchers.close();
        self.watchers.wait().await;
        installation.close().await?;
        tracing::info!("stopped");
        Ok(())
    }
}

/// Makes a demo, if nobody did, and tells how to sign in.
async fn show_around(app: &App) {
    let new = demo::new(EMAIL.to_owned(), None);
    let making = async {
        if is_there(app, EMAIL).await? {
            return Ok(());
        }
        let (made, password) = make(app, &new).await?;
        print!("{}", demo::told(&made, &password));
        demo::fill(app, &made, |_| {}).await.map(drop)
    };
    let making = with_locale(words::locale(), making);
    if let Some(Err(error)) = app.stopping.run_until_cancelled(making).await {
        tracing::error!("{}: {error:?}", word("demo-failed"));
    }
}

fn greet(app: &App, setup: Option<&Secret>, address: SocketAddr) {
    let url = app.settings.link("/");
    println!("{}", say("serve-running", Args::new().set("url", url).set("address", address)));
    if let Some(token) = setup {
        println!("{}", word("serve-setup"));
        println!("  {}", app.settings.link(&format!("/setup?token={}", expose(token))));
    } else {
        println!("{}", word("serve-sign-in"));
    }
}

/// SIGTERM and Ctrl-C, heard from the start on: one during start-up must not be lost.
pub struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    /// Listens for them from now on.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for the first one, then tells everything to stop. A second Ctrl-C ends the process at once.
    pub async fn wait_and_stop(self, stopping: CancellationToken) {
        let Self { mut terminate, mut interrupt } = self;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => eprintln!("{}", word("serve-stopping")),
        }
        stopping.cancel();
        // not supervised by the product's tracker: nothing waits for it
        supervise::once(&TaskTracker::new(), async move {
            interrupt.recv().await;
            std::process::exit(130);
        });
    }
}
