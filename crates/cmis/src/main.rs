//! The binary: command line, configuration, start-up. What the product does lives in `cmis-app`.

mod alerts;
mod api_keys;
mod backups;
mod cleanup;
mod cli;
mod config;
mod context;
mod database;
mod demo;
mod doctor;
mod failure;
mod help;
mod http_server;
mod jobs;
mod keys;
mod memory;
mod optimize;
mod orgs;
mod output;
mod owner;
mod prompt;
mod reports;
mod sandbox;
mod schedules;
mod secrets;
mod serve;
mod spending;
mod start;
mod status;
mod sync;
mod tools;
mod users;
mod webhooks;
mod words;

use std::process::ExitCode;

fn main() -> ExitCode {
    memory::give_back();
    // rustls has more than one provider in its dependency tree: the product's is chosen before anything connects.
    let _ = rustls::crypto::ring::default_provider().install_default(); // `Err`: it is chosen already
    let result = cli::parse().and_then(|cli| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let result = runtime.block_on(cli.run());
        // a blocked thread must not keep the process
        runtime.shutdown_timeout(std::time::Duration::from_secs(1));
        result
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::tell(&error),
    }
}
