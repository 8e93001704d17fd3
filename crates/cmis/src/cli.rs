//! Every command by its name. What a command does stands in the file of its group; its description in `locales/`.

use std::path::PathBuf;

use clap::{Args, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};
use cmis_base::locale::Locale;

use crate::{
    alerts, api_keys, backups, cleanup, context::Context, database, demo, doctor, failure::Failure, help, jobs,
    optimize, orgs, output, reports, sandbox, schedules, secrets, serve, spending, status, sync, tools, users,
    webhooks, words,
};

/// The whole command line.
#[derive(Parser, Debug)]
#[command(name = "cmis", version, subcommand_required = true, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Args, Debug)]
pub struct Globals {
    /// Configuration file (TOML); CMIS_CONFIG
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global")]
    pub config: Option<PathBuf>,
    /// Data folder; CMIS_DATA_DIR
    #[arg(long, global = true, value_name = "FOLDER", help_heading = "Global")]
    data_dir: Option<String>,
    /// Language: ar or en; else LC_ALL
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = ["ar", "en"], help_heading = "Global")]
    lang: Option<String>,
}

impl Globals {
    /// The settings that these options stand for.
    pub fn flags(&self) -> Vec<(&'static str, String)> {
        self.data_dir.iter().map(|dir| ("data.dir", dir.clone())).collect()
    }
}

/// The commands, group by group.
#[derive(Subcommand, Debug)]
enum Command {
    Serve(serve::Serve),
    Worker(serve::Worker),
    Sandbox(sandbox::Serve),
    List(tools::List),
    Migrate(database::Migrate),
    #[command(name = "db:execute-sql")]
    DbExecuteSql(database::ExecuteSql),
    #[command(name = "db:console")]
    DbConsole(database::Console),
    #[command(name = "backup:database")]
    BackupDatabase(backups::Create),
    #[command(name = "backup:restore")]
    BackupRestore(backups::Restore),
    #[command(name = "user:create")]
    UserCreate(users::Create),
    #[command(name = "user:list")]
    UserList(users::List),
    #[command(name = "user:set-password")]
    UserSetPassword(users::SetPassword),
    #[command(name = "user:make-admin")]
    UserMakeAdmin(users::MakeAdmin),
    #[command(name = "user:disable")]
    UserDisable(users::Disable),
    #[command(name = "org:create")]
    OrgCreate(orgs::Create),
    #[command(name = "org:list")]
    OrgList(orgs::List),
    #[command(name = "org:invite")]
    OrgInvite(orgs::Invite),
    #[command(name = "org:set-plan")]
    OrgSetPlan(orgs::SetPlan),
    #[command(name = "org:export")]
    OrgExport(orgs::Export),
    #[command(name = "org:delete")]
    OrgDelete(orgs::Delete),
    #[command(name = "api-key:create")]
    ApiKeyCreate(api_keys::Create),
    #[command(name = "api-key:list")]
    ApiKeyList(api_keys::List),
    #[command(name = "api-key:revoke")]
    ApiKeyRevoke(api_keys::Revoke),
    #[command(name = "secrets:rotate")]
    SecretsRotate(secrets::Rotate),
    #[command(name = "jobs:list")]
    JobsList(jobs::List),
    #[command(name = "jobs:retry")]
    JobsRetry(jobs::Retry),
    #[command(name = "jobs:cancel")]
    JobsCancel(jobs::Cancel),
    #[command(name = "schedule:list")]
    ScheduleList(schedules::List),
    #[command(name = "schedule:run")]
    ScheduleRun(schedules::Run),
    Demo(demo::Demo),
    #[command(name = "generate:performance-report")]
    GeneratePerformanceReport(reports::Performance),
    #[command(name = "generate:analytics-report")]
    GenerateAnalyticsReport(reports::Analytics),
    #[command(name = "spending:status")]
    SpendingStatus(spending::Status),
    #[command(name = "spending:stop")]
    SpendingStop(spending::Stop),
    #[command(name = "spending:release")]
    SpendingRelease(spending::Release),
    #[command(name = "sync:platform")]
    SyncPlatform(sync::Platform),
    #[command(name = "webhooks:failed")]
    WebhooksFailed(webhooks::Failed),
    #[command(name = "webhooks:replay")]
    WebhooksReplay(webhooks::Replay),
    #[command(name = "audit:status")]
    AuditStatus(status::Status),
    #[command(name = "audit:check-alerts")]
    AuditCheckAlerts(alerts::CheckAlerts),
    Doctor(doctor::Doctor),
    Optimize(optimize::Optimize),
    #[command(name = "cleanup:system-data")]
    CleanupSystemData(cleanup::SystemData),
    #[command(name = "cleanup:expired-sessions")]
    CleanupExpiredSessions(cleanup::ExpiredSessions),
    Openapi(tools::Openapi),
    Completions(tools::Completions),
    Version(tools::Version),
}

/// The command line as clap knows it, with descriptions in the language of this run.
pub fn command() -> clap::Command {
    let command = Cli::command()
        .about(words::word("about"))
        .color(if output::has_colours() { ColorChoice::Auto } else { ColorChoice::Never })
        .mut_subcommands(|command| {
            let about = words::word(&about_key(command.get_name()));
            command.about(about)
        });
    match words::locale() {
        Locale::Ar => help::in_arabic(command),
        Locale::En => command,
    }
}

/// The names of all commands.
pub fn names() -> Vec<String> {
    Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

/// The key of a command's description.
pub fn about_key(name: &str) -> String {
    format!("about-{}", name.replace(':', "-"))
}

/// Reads the arguments. Help and English mistakes are told by clap, with exit codes 0 and 2.
pub fn parse() -> anyhow::Result<Cli> {
    words::choose(language_of(std::env::args().skip(1)));
    let matches = command().try_get_matches().or_else(|error| match words::locale() {
        Locale::Ar => Err(help::mistake_in_arabic(&error).map_or_else(|| error.exit(), Failure::usage)),
        Locale::En => error.exit(),
    })?;
    Cli::from_arg_matches(&matches).map_err(|error| Failure::usage(error.to_string()))
}

/// The language is needed before the arguments are read: their help is in it.
fn language_of(arguments: impl Iterator<Item = String>) -> Option<Locale> {
    let mut arguments = arguments.peekable();
    while let Some(argument) = arguments.next() {
        if argument == "--lang" {
            return arguments.peek().and_then(|code| Locale::parse(code));
        }
        if let Some(code) = argument.strip_prefix("--lang=") {
            return Locale::parse(code);
        }
    }
    None
}

impl Cli {
    /// Runs the command.
    pub async fn run(self) -> anyhow::Result<()> {
        let globals = &self.globals;
        let context = || Context::load(globals, Vec::new(), false);
        match self.command {
            Command::Serve(command) => {
                let flags = command.bind.iter().map(|bind| ("server.bind", bind.clone())).collect();
                command.run(Context::load(globals, flags, true)?).await
            }
            Command::Worker(command) => command.run(Context::load(globals, Vec::new(), true)?).await,
            Command::Sandbox(command) => command.run(context()?).await,
            Command::List(command) => command.run(),
            Command::Migrate(command) => command.run(context()?).await,
            Command::DbExecuteSql(command) => command.run(context()?).await,
            Command::DbConsole(command) => command.run(context()?).await,
            Command::BackupDatabase(command) => command.run(context()?).await,
            Command::BackupRestore(command) => command.run(context()?).await,
            Command::UserCreate(command) => command.run(context()?).await,
            Command::UserList(command) => command.run(context()?).await,
            Command::UserSetPassword(command) => command.run(context()?).await,
            Command::UserMakeAdmin(command) => command.run(context()?).await,
            Command::UserDisable(command) => command.run(context()?).await,
            Command::OrgCreate(command) => command.run(context()?).await,
            Command::OrgList(command) => command.run(context()?).await,
            Command::OrgInvite(command) => command.run(context()?).await,
            Command::OrgSetPlan(command) => command.run(context()?).await,
            Command::OrgExport(command) => command.run(context()?).await,
            Command::OrgDelete(command) => command.run(context()?).await,
            Command::ApiKeyCreate(command) => command.run(context()?).await,
            Command::ApiKeyList(command) => command.run(context()?).await,
            Command::ApiKeyRevoke(command) => command.run(context()?).await,
            Command::SecretsRotate(command) => command.run(context()?).await,
            Command::JobsList(command) => command.run(context()?).await,
            Command::JobsRetry(command) => command.run(context()?).await,
            Command::JobsCancel(command) => command.run(context()?).await,
            Command::ScheduleList(command) => command.run(context()?).await,
            Command::ScheduleRun(command) => command.run(context()?).await,
            Command::Demo(command) => command.run(context()?).await,
            Command::GeneratePerformanceReport(command) => command.run(context()?).await,
            Command::GenerateAnalyticsReport(command) => command.run(context()?).await,
            Command::SpendingStatus(command) => command.run(context()?).await,
            Command::SpendingStop(command) => command.run(context()?).await,
            Command::SpendingRelease(command) => command.run(context()?).await,
            Command::SyncPlatform(command) => command.run(context()?).await,
            Command::WebhooksFailed(command) => command.run(context()?).await,
            Command::WebhooksReplay(command) => command.run(context()?).await,
            Command::AuditStatus(command) => command.run(context()?).await,
            Command::AuditCheckAlerts(command) => command.run(context()?).await,
            Command::Doctor(command) => command.run(context()?).await,
            Command::Optimize(command) => command.run(context()?).await,
            Command::CleanupSystemData(command) => command.run(context()?).await,
            Command::CleanupExpiredSessions(command) => command.run(context()?).await,
            Command::Openapi(command) => command.run(),
            Command::Completions(command) => command.run(),
            Command::Version(command) => command.run(),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_consistent() {
        super::command().debug_assert();
    }
}
