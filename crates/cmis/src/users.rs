//! `cmis user:*`: people.

use cmis_app::admin_actions::people::{self, NewPerson};
use cmis_base::{locale::Locale, secret::expose};
use serde_json::json;

use crate::{
    context::Context,
    output::{Format, time, yes_no},
    prompt,
    words::{self, Args, say},
};

/// Makes a person.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis user:create --name Salma --email salma@example.com --admin\n  \
    pass show cmis | cmis user:create --name Omar --email omar@example.com --password-stdin")]
pub struct Create {
    /// Shown name
    #[arg(long)]
    name: String,
    /// Mail address; counts as confirmed
    #[arg(long)]
    email: String,
    /// Make them an administrator of the installation
    #[arg(long)]
    admin: bool,
    /// Their language
    #[arg(long, value_parser = ["ar", "en"])]
    locale: Option<String>,
    /// Their time zone
    #[arg(long, default_value = "Asia/Riyadh")]
    time_zone: String,
    /// Read the password from standard input instead of asking
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    format: Format,
}

impl Create {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let password = prompt::new_password(self.password_stdin)?;
        let person = NewPerson {
            name: self.name,
            email: self.email,
            password: expose(&password).to_owned(),
            locale: self.locale.as_deref().and_then(Locale::parse).unwrap_or_else(words::locale),
            time_zone: self.time_zone,
            is_instance_admin: self.admin,
        };
        let id = context.with_app(async |app| people::create(app, &person).await).await?;
        if self.format.json {
            return self.format.value(&json!({"id": id, "email": person.email.to_lowercase()}));
        }
        println!("{}", say("user-created", Args::new().set("email", person.email).set("id", id)));
        Ok(())
    }
}

/// Lists people.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis user:list\n  cmis user:list --json")]
pub struct List {
    #[command(flatten)]
    format: Format,
}

impl List {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let people = context.with_app(people::list).await?;
        let columns = [
            "column-email",
            "column-name",
            "column-admin",
            "column-mfa",
            "column-disabled",
            "column-orgs",
            "column-seen",
            "column-id",
        ];
        self.format.rows(&people, &columns, |person| {
            vec![
                person.email.clone(),
                person.name.clone(),
                yes_no(person.is_instance_admin),
                yes_no(person.mfa_enabled),
                yes_no(person.disabled),
                person.orgs.to_string(),
                time(person.last_seen_at),
                person.id.to_string(),
            ]
        })
    }
}

/// Sets a password and ends every login.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis user:set-password salma@example.com")]
pub struct SetPassword {
    /// Mail address
    email: String,
    /// Read the password from standard input instead of asking
    #[arg(long)]
    password_stdin: bool,
}

impl SetPassword {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let password = expose(&prompt::new_password(self.password_stdin)?).to_owned();
        let ended = context.with_app(async |app| people::set_password(app, &self.email, password).await).await?;
        println!("{}", say("user-password-set", Args::new().set("email", self.email).count("count", ended)));
        Ok(())
    }
}

/// Makes a person an administrator of the installation.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  cmis user:make-admin salma@example.com\n  cmis user:make-admin --undo salma@example.com"
)]
pub struct MakeAdmin {
    /// Mail address
    email: String,
    /// Take it away instead
    #[arg(long)]
    undo: bool,
}

impl MakeAdmin {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        context.with_app(async |app| people::set_instance_admin(app, &self.email, !self.undo).await).await?;
        let key = if self.undo { "user-no-admin" } else { "user-admin" };
        println!("{}", say(key, Args::new().set("email", self.email)));
        Ok(())
    }
}

/// Disables a person.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis user:disable omar@example.com\n  cmis user:disable --undo omar@example.com")]
pub struct Disable {
    /// Mail address
    email: String,
    /// Let them in again instead
    #[arg(long)]
    undo: bool,
    /// Do not ask
    #[arg(long)]
    force: bool,
}

impl Disable {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        if !self.undo {
            prompt::confirm(self.force, &say("user-disable-confirm", Args::new().set("email", &self.email)))?;
        }
        context.with_app(async |app| people::set_disabled(app, &self.email, !self.undo).await).await?;
        let key = if self.undo { "user-enabled" } else { "user-disabled" };
        println!("{}", say(key, Args::new().set("email", self.email)));
        Ok(())
    }
}
