//! `cmis sandbox`: stand-ins for the ad platforms, to try everything without an account anywhere.

use std::{net::SocketAddr, time::Duration};

use cmis_base::clock::Clock;
use cmis_sandbox::{Sandbox, Settings};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::{
    config::Platforms,
    context::Context,
    http_server::{self, Proxies},
    serve::Signals,
    words::{Args, say},
};

/// Starts the stand-ins for the ad platforms.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis sandbox\n  cmis sandbox --bind 127.0.0.1:9000 --seed 7")]
pub struct Serve {
    /// Address to listen on; whoever reaches it may do everything there
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8081")]
    bind: SocketAddr,
    /// What accounts and numbers are made of: the same seed, the same world
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// Address of the product, for events; else the configured one
    #[arg(long, value_name = "URL")]
    product: Option<Url>,
}

impl Serve {
    /// Runs until it is stopped.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let signals = Signals::new()?;
        let server = &context.config.server;
        let product = match self.product {
            Some(product) => product,
            None => server.address(server.bind)?,
        };
        let listener = http_server::listen(self.bind).await?;
        let address = listener.local_addr()?;
        println!(
            "{}",
            say("sandbox-running", Args::new().set("url", format!("http://{address}/")).set("product", &product))
        );
        let sandbox = Sandbox::new(Settings { seed: self.seed, product, clock: Clock::system() });
        let stopping = CancellationToken::new();
        let router = cmis_sandbox::router(sandbox);
        let serving = http_server::serve(listener, router, Proxies::new(&[]), stopping.clone(), server.grace);
        tokio::join!(serving, signals.wait_and_stop(stopping));
        Ok(())
    }
}

/// Listens for a sandbox inside of the product, and points the platforms at it that have no address of their own.
pub async fn listen(bind: SocketAddr, platforms: &mut Platforms) -> anyhow::Result<TcpListener> {
    let listener = http_server::listen(bind).await?;
    if platforms.sandbox_url.is_none() {
        platforms.sandbox_url = Some(Url::parse(&format!("http://{}/", listener.local_addr()?))?);
    }
    Ok(listener)
}

/// Runs it until the product stops.
pub fn run(
    listener: TcpListener,
    product: Url,
    stopping: CancellationToken,
    grace: Duration,
) -> anyhow::Result<impl Future<Output = ()>> {
    let url = format!("http://{}/", listener.local_addr()?);
    println!("{}", say("sandbox-running", Args::new().set("url", url).set("product", &product)));
    Ok(behind(listener, product, stopping, grace))
}

/// The same without a word.
pub fn behind(
    listener: TcpListener,
    product: Url,
    stopping: CancellationToken,
    grace: Duration,
) -> impl Future<Output = ()> {
    let sandbox = Sandbox::new(Settings { seed: 1, product, clock: Clock::system() });
    http_server::serve(listener, cmis_sandbox::router(sandbox), Proxies::new(&[]), stopping, grace)
}
