//! `cmis api-key:*`: API keys of organizations.

use cmis_app::admin_actions::keys::{self, NewKey};
use cmis_base::secret::expose;
use serde_json::json;

use crate::{
    context::Context,
    output::{Format, time},
    prompt,
    words::{Args, say},
};

/// Makes an API key and shows it once.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example:\n  cmis api-key:create 'Najd Coffee' --name reports --scope members.read --scope usage.read --days 90"
)]
pub struct Create {
    /// Id or exact name of the organization
    org: String,
    /// Its name
    #[arg(long)]
    name: String,
    /// Mail address of the member whose key it is; else the longest-serving administrator
    #[arg(long, value_name = "EMAIL")]
    member: Option<String>,
    /// A permission, repeatable; else all that the member holds
    #[arg(long = "scope", value_name = "PERMISSION")]
    scopes: Vec<String>,
    /// Days until it stops to work; else never
    #[arg(long)]
    days: Option<u32>,
    #[command(flatten)]
    format: Format,
}

impl Create {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let key = NewKey { org: self.org, name: self.name, member: self.member, scopes: self.scopes, days: self.days };
        let (id, secret) = context.with_app(async |app| keys::create(app, &key).await).await?;
        if self.format.json {
            return self.format.value(&json!({"id": id, "name": key.name, "key": expose(&secret)}));
        }
        println!("{}", say("key-created", Args::new().set("name", key.name)));
        println!("  {}", expose(&secret));
        Ok(())
    }
}

/// Lists API keys, never their secrets.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis api-key:list\n  cmis api-key:list --org 'Najd Coffee' --json")]
pub struct List {
    /// Id or exact name of an organization; else all
    #[arg(long)]
    org: Option<String>,
    #[command(flatten)]
    format: Format,
}

impl List {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let list = context.with_app(async |app| keys::list(app, self.org.as_deref()).await).await?;
        let columns = [
            "column-org",
            "column-name",
            "column-prefix",
            "column-member",
            "column-expires",
            "column-used",
            "column-revoked",
            "column-id",
        ];
        self.format.rows(&list, &columns, |key| {
            vec![
                key.org.clone(),
                key.name.clone(),
                key.prefix.clone(),
                key.member.clone(),
                time(key.expires_at),
                time(key.last_used_at),
                time(key.revoked_at),
                key.id.to_string(),
            ]
        })
    }
}

/// Revokes an API key.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis api-key:revoke cmis_live_Ab3dEf")]
pub struct Revoke {
    /// Id of the key, or how it starts (see api-key:list)
    key: String,
    /// Do not ask
    #[arg(long)]
    force: bool,
}

impl Revoke {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        prompt::confirm(self.force, &say("key-revoke-confirm", Args::new().set("key", &self.key)))?;
        context.with_app(async |app| keys::revoke(app, &self.key).await).await?;
        println!("{}", say("key-revoked", Args::new().set("key", self.key)));
        Ok(())
    }
}
