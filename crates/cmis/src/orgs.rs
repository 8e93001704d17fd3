//! `cmis org:*`: organizations.

use std::path::PathBuf;

use anyhow::Context as _;
use cmis_app::admin_actions::orgs::{self, NewOrg};
use cmis_base::{locale::Locale, secret::expose};
use serde_json::json;

use crate::{
    context::Context,
    output::{Format, bytes, time, yes_no},
    prompt,
    words::{self, Args, say},
};

/// Makes an organization.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example:\n  cmis org:create --name 'Najd Coffee' --admin salma@example.com --plan professional"
)]
pub struct Create {
    /// Its name
    #[arg(long)]
    name: String,
    /// Mail address of the person who becomes its administrator
    #[arg(long, value_name = "EMAIL")]
    admin: String,
    /// ISO 4217 code
    #[arg(long, default_value = "SAR")]
    currency: String,
    /// IANA time zone
    #[arg(long, default_value = "Asia/Riyadh")]
    time_zone: String,
    /// Its language
    #[arg(long, value_parser = ["ar", "en"])]
    locale: Option<String>,
    /// free, starter, professional or enterprise
    #[arg(long, default_value = "free")]
    plan: String,
    #[command(flatten)]
    format: Format,
}

impl Create {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let org = NewOrg {
            name: self.name,
            admin: self.admin,
            currency: self.currency,
            time_zone: self.time_zone,
            locale: language(self.locale.as_deref()),
            plan: self.plan,
        };
        let id = context.with_app(async |app| orgs::create(app, &org).await).await?;
        if self.format.json {
            return self.format.value(&json!({"id": id, "name": org.name}));
        }
        println!("{}", say("org-created", Args::new().set("name", org.name).set("id", id)));
        Ok(())
    }
}

/// Lists organizations.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis org:list\n  cmis org:list --json")]
pub struct List {
    #[command(flatten)]
    format: Format,
}

impl List {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let list = context.with_app(orgs::list).await?;
        let columns = [
            "column-name",
            "column-plan",
            "column-members",
            "column-suspended",
            "column-deletes",
            "column-created",
            "column-id",
        ];
        self.format.rows(&list, &columns, |org| {
            vec![
                org.name.clone(),
                org.plan.clone(),
                org.members.to_string(),
                yes_no(org.suspended),
                time(org.deletes_at),
                time(Some(org.created_at)),
                org.id.to_string(),
            ]
        })
    }
}

/// Invites somebody to an organization.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis org:invite 'Najd Coffee' omar@example.com --role manager")]
pub struct Invite {
    /// Id or exact name of the organization
    org: String,
    /// Mail address
    email: String,
    /// admin, manager, member or viewer
    #[arg(long, default_value = "member")]
    role: String,
    /// Language of the mail
    #[arg(long, value_parser = ["ar", "en"])]
    locale: Option<String>,
    #[command(flatten)]
    format: Format,
}

impl Invite {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let locale = language(self.locale.as_deref());
        let link =
            context.with_app(async |app| orgs::invite(app, &self.org, &self.email, &self.role, locale).await).await?;
        if self.format.json {
            return self.format.value(&json!({"email": self.email, "link": expose(&link)}));
        }
        println!("{}", say("org-invited", Args::new().set("email", self.email)));
        println!("  {}", expose(&link));
        Ok(())
    }
}

/// Moves an organization to another plan.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis org:set-plan 'Najd Coffee' enterprise")]
pub struct SetPlan {
    /// Id or exact name of the organization
    org: String,
    /// free, starter, professional or enterprise
    plan: String,
}

impl SetPlan {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let org = context.with_app(async |app| orgs::set_plan(app, &self.org, &self.plan).await).await?;
        println!("{}", say("org-plan-set", Args::new().set("name", org.name).set("plan", self.plan)));
        Ok(())
    }
}

/// Writes everything an organization owns into a ZIP.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis org:export 'Najd Coffee' --to najd.zip")]
pub struct Export {
    /// Id or exact name of the organization
    org: String,
    /// The ZIP; else it stays in the data folder for seven days
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

impl Export {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let made = context
            .with_app(async |app| {
                let job = orgs::start_export(app, &self.org).await?;
                orgs::finish_export(app, job).await
            })
            .await?;
        let path = match self.to {
            Some(path) => {
                std::fs::copy(&made, &path).with_context(|| path.display().to_string())?;
                path
            }
            None => made,
        };
        let size = std::fs::metadata(&path)?.len();
        if self.format.json {
            return self.format.value(&json!({"path": path, "bytes": size}));
        }
        println!("{}", say("org-exported", Args::new().set("path", path.display()).set("size", bytes(size))));
        Ok(())
    }
}

/// Schedules the deletion of an organization, thirty days ahead.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis org:delete 'Najd Coffee'\n  cmis org:delete --undo 'Najd Coffee'")]
pub struct Delete {
    /// Id or exact name of the organization
    org: String,
    /// Call the deletion off instead
    #[arg(long)]
    undo: bool,
    /// Do not ask
    #[arg(long)]
    force: bool,
}

impl Delete {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        if !self.undo {
            prompt::confirm(self.force, &say("org-delete-confirm", Args::new().set("name", &self.org)))?;
        }
        let (org, at) = context.with_app(async |app| orgs::set_deletion(app, &self.org, !self.undo).await).await?;
        let key = if at.is_some() { "org-deletes" } else { "org-restored" };
        println!("{}", say(key, Args::new().set("name", org.name).set("at", time(at))));
        Ok(())
    }
}

fn language(code: Option<&str>) -> Locale {
    code.and_then(Locale::parse).unwrap_or_else(words::locale)
}
