//! Mail that the product itself sends: what it says, in both languages, and its way out.
//!
//! [`send`] stores a mail in the caller's transaction; a job renders it from the templates in `crates/app/mail` and hands it
//! over. The parameters hold links with tokens: they are sealed while they wait and emptied once sent, and never logged.

mod jobs;
mod queries;
mod render;
#[cfg(test)]
mod tests;
mod words;

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Org},
    locale::Locale,
    permission::Role,
};
use cmis_db::Conn;
use serde::{Deserialize, Serialize};

pub use jobs::{MailState, SendMail, cleanup, enqueue};
pub use render::{Rendered, render};

use crate::state::App;

/// A mail of the product, with everything it says. Stored as it is: fields may be added with `#[serde(default)]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "template", rename_all = "snake_case")]
pub enum Mail {
    /// Proves the address of a new account.
    VerifyEmail {
        /// The recipient.
        name: String,
        /// The web app's page with the token.
        link: String,
    },
    /// Proves a new address of an account; goes to the new address.
    ChangeEmail {
        /// The recipient.
        name: String,
        /// The address that the account shall have.
        new_email: String,
        /// The web app's page with the token.
        link: String,
    },
    /// Lets a person choose a new password.
    ResetPassword {
        /// The recipient.
        name: String,
        /// The web app's page with the token.
        link: String,
    },
    /// Tells that the password changed and other sessions ended.
    PasswordChanged {
        /// The recipient.
        name: String,
        /// When.
        at: DateTime<Utc>,
        /// The IP address it was done from.
        address: String,
    },
    /// Asks somebody into an org; the recipient may have no account.
    Invitation {
        /// Who invites.
        inviter: String,
        /// The org's name.
        org: String,
        /// The role that is offered.
        role: Role,
        /// The inviter's own words.
        message: Option<String>,
        /// The web app's page with the token.
        link: String,
        /// How long it is open, in days.
        expires_days: u32,
    },
    /// Tells of a sign-in from a device not seen before.
    NewLogin {
        /// The recipient.
        name: String,
        /// Browser and system.
        device: String,
        /// The IP address.
        address: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// Tells that two-step verification was switched on or off.
    MfaChanged {
        /// The recipient.
        name: String,
        /// Whether it is on now.
        enabled: bool,
    },
    /// Answers a registration with an address that has an account already.
    AccountExists {
        /// The recipient.
        name: String,
        /// The sign-in page.
        login_link: String,
        /// The page that starts a password reset.
        reset_link: String,
    },
    /// Tells an org's admins that it will be deleted.
    OrgDeletionScheduled {
        /// The org's name.
        org: String,
        /// When everything goes.
        at: DateTime<Utc>,
        /// Who asked for it.
        by: String,
    },
    /// Tells that an export can be downloaded.
    ExportReady {
        /// The recipient.
        name: String,
        /// The signed address.
        link: String,
        /// Until when it works.
        expires: DateTime<Utc>,
    },
    /// Tells a member of a new role.
    RoleChanged {
        /// The recipient.
        name: String,
        /// The org's name.
        org: String,
        /// The new role.
        role: Role,
        /// Who changed it.
        by: String,
    },
    /// Tells an org's admins that a limit of the plan is near.
    PlanLimitNear {
        /// The org's name.
        org: String,
        /// The metric's word: `members`, `connected_accounts`, `ai_requests`, `storage_bytes`.
        metric: String,
        /// What is used, in the metric's unit.
        used: i64,
        /// What the plan allows.
        limit: i64,
    },
    /// Tells the old address that a new one waits for its confirmation.
    EmailChanging {
        /// The recipient.
        name: String,
        /// The address that the account shall have.
        new_email: String,
        /// When it was asked for.
        at: DateTime<Utc>,
        /// The IP address it was asked from.
        address: String,
    },
    /// Tells the old address that a new one counts now, with the way back.
    EmailChanged {
        /// The recipient.
        name: String,
        /// The address that the account has.
        new_email: String,
        /// When.
        at: DateTime<Utc>,
        /// The web app's page with the token that takes it back.
        link: String,
        /// Until when it works.
        expires: DateTime<Utc>,
    },
    /// A notification that has no mail of its own, in words made already.
    Notice {
        /// The recipient.
        name: String,
        /// What happened, short.
        title: String,
        /// What happened.
        body: String,
        /// The web app's page where it can be seen.
        link: String,
    },
    /// Several notifications together, in words made already.
    Digest {
        /// The recipient.
        name: String,
        /// How many there are, those not shown among them.
        count: u32,
        /// What happened: each short, and in a sentence.
        notices: Vec<(String, String)>,
        /// The web app's page where they can be seen.
        link: String,
    },
    /// Says goodbye after the erasure of an account.
    AccountErased {
        /// The recipient.
        name: String,
        /// When.
        at: DateTime<Utc>,
    },
}

impl Mail {
    /// The template's name, as stored and as the file is called.
    pub const fn template(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify_email",
            Self::ChangeEmail { .. } => "change_email",
            Self::ResetPassword { .. } => "reset_password",
            Self::PasswordChanged { .. } => "password_changed",
            Self::Invitation { .. } => "invitation",
            Self::NewLogin { .. } => "new_login",
            Self::MfaChanged { .. } => "mfa_changed",
            Self::AccountExists { .. } => "account_exists",
            Self::OrgDeletionScheduled { .. } => "org_deletion_scheduled",
            Self::ExportReady { .. } => "export_ready",
            Self::RoleChanged { .. } => "role_changed",
            Self::PlanLimitNear { .. } => "plan_limit_near",
            Self::EmailChanging { .. } => "email_changing",
            Self::EmailChanged { .. } => "email_changed",
            Self::Notice { .. } => "notice",
            Self::Digest { .. } => "digest",
            Self::AccountErased { .. } => "account_erased",
        }
    }

    /// The recipient's name, where the mail knows it.
    pub fn recipient_name(&self) -> Option<&str> {
        match self {
            Self::VerifyEmail { name, .. }
            | Self::ChangeEmail { name, .. }
            | Self::ResetPassword { name, .. }
            | Self::PasswordChanged { name, .. }
            | Self::NewLogin { name, .. }
            | Self::MfaChanged { name, .. }
            | Self::AccountExists { name, .. }
            | Self::ExportReady { name, .. }
            | Self::RoleChanged { name, .. }
            | Self::EmailChanging { name, .. }
            | Self::EmailChanged { name, .. }
            | Self::Notice { name, .. }
            | Self::Digest { name, .. }
            | Self::AccountErased { name, .. } => Some(name),
            Self::Invitation { .. } | Self::OrgDeletionScheduled { .. } | Self::PlanLimitNear { .. } => None,
        }
    }
}

/// Sends a mail once the caller's transaction commits. In a tenant's transaction `org` must be that org; as the system
/// role it may be none.
pub async fn send(
    conn: &mut Conn,
    app: &App,
    org: Option<Id<Org>>,
    to: &str,
    locale: Locale,
    mail: &Mail,
) -> Result<(), sqlx::Error> {
    enqueue(conn, &app.keys, &app.ids, app.clock.now(), to, locale, org, mail).await
}
