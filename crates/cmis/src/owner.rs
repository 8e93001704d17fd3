//! Root acts as whom the data folder belongs to: a key or a lock that root left there would shut the service out.

use std::{
    os::unix::{fs::MetadataExt, process::CommandExt},
    process::Command,
};

use crate::{
    config::Config,
    failure::{Code, Failure},
    start::postgres_dir,
    words::{Args, say},
};

/// Starts this command again as the owner of the data folder, when root runs it on somebody else's. Comes back otherwise.
pub fn act_as(config: &Config) -> anyhow::Result<()> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let data = config.data_path()?;
    let Ok(folder) = std::fs::metadata(&data) else { return Ok(()) };
    if folder.uid() == 0 {
        return Ok(());
    }
    let error = Command::new(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .env("CMIS_POSTGRES_DIR", postgres_dir(config)?)
        .env("CMIS_DATA_DIR", &data)
        .uid(folder.uid())
        .gid(folder.gid())
        .exec();
    let args = Args::new().set("path", data.display()).set("user", folder.uid()).set("cause", error);
    Err(Failure::error(Code::Failed, say("data-owner", args)))
}
