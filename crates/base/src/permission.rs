//! What one may do, and which role may do it. The only place where roles and permissions meet.
//!
//! Handlers ask for a permission, never for a role. A feature that lands adds its permissions here; a cell of the role
//! table with a condition is a permission of its own (`members.invite_managers`).

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A member's role in an org, weakest first, so that `<` means "below".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads everything that is not a secret.
    Viewer,
    /// Works; what goes live needs somebody else.
    Member,
    /// Runs campaigns and the team's daily work.
    Manager,
    /// Everything in the org.
    Admin,
}

impl Role {
    /// Every role, weakest first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Member, Self::Manager, Self::Admin];

    /// The stored and public word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Member => "member",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }

    /// The role of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// What this role holds.
    pub fn permissions(self) -> Permissions {
        Permission::ALL
            .iter()
            .filter(|permission| permission.least_role() <= self)
            .fold(Permissions::NONE, |set, permission| set.with(*permission))
    }
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $word:literal from $role:ident),* $(,)?) => {
        /// A right on a kind of resource, `resource.action`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Permission { $($(#[$doc])* $name),* }

        impl Permission {
            /// Every permission, in the order of the file.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The public word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// The weakest role that holds it.
            pub const fn least_role(self) -> Role {
                match self { $(Self::$name => Role::$role),* }
            }
        }

        /// The permissions as types, so that a handler's signature says what it needs: `Caller<need::MembersRead>`.
        pub mod need {
            use super::{Need, Permission};
            $(
                $(#[$doc])*
                #[derive(Debug)]
                pub enum $name {}
                impl Need for $name {
                    const PERMISSION: Permission = Permission::$name;
                }
            )*
        }
    };
}

/// A permission as a type.
pub trait Need: Send + Sync + 'static {
    /// The permission that the type stands for.
    const PERMISSION: Permission;
}

permissions! {
    /// Read the org's settings.
    OrgRead = "org.read" from Manager,
    /// Change the org's settings.
    OrgUpdate = "org.update" from Admin,
    /// Schedule the org's deletion and undo that.
    OrgDelete = "org.delete" from Admin,
    /// Export everything the org owns.
    OrgExport = "org.export" from Admin,
    /// See the team.
    MembersRead = "members.read" from Viewer,
    /// Invite members and viewers.
    MembersInvite = "members.invite" from Manager,
    /// Invite managers and admins too.
    MembersInviteManagers = "members.invite_managers" from Admin,
    /// Change a member's role, ad accounts or suspension.
    MembersUpdate = "members.update" from Admin,
    /// Remove a member.
    MembersRemove = "members.remove" from Admin,
    /// Read the activity feed.
    ActivityRead = "activity.read" from Viewer,
    /// Read the audit log.
    AuditRead = "audit.read" from Admin,
    /// See API keys (never their secret).
    ApiKeysRead = "api_keys.read" from Manager,
    /// Create, change and revoke API keys.
    ApiKeysManage = "api_keys.manage" from Admin,
    /// See OAuth apps and grants.
    OauthAppsRead = "oauth_apps.read" from Manager,
    /// Create, change and remove OAuth apps; revoke grants.
    OauthAppsManage = "oauth_apps.manage" from Manager,
    /// See webhook endpoints (never their secret) and what was delivered to them.
    WebhooksRead = "webhooks.read" from Manager,
    /// Create, change, test and remove webhook endpoints; send deliveries again.
    WebhooksManage = "webhooks.manage" from Manager,
    /// See what is connected, its accounts, its syncs and what platforms announced (never a token).
    IntegrationsRead = "integrations.read" from Viewer,
    /// Connect platforms, choose accounts, sync, refresh, send reconnect links, disconnect.
    IntegrationsManage = "integrations.manage" from Manager,
    /// See campaigns and their numbers.
    CampaignsRead = "campaigns.read" from Viewer,
    /// Plan campaigns: drafts.
    CampaignsCreate = "campaigns.create" from Member,
    /// Change drafts; archive, restore and duplicate campaigns.
    CampaignsUpdate = "campaigns.update" from Member,
    /// Change a campaign that has been launched.
    CampaignsUpdateLive = "campaigns.update_live" from Manager,
    /// Launch, pause, resume and complete campaigns.
    CampaignsActivate = "campaigns.activate" from Manager,
    /// Delete campaigns.
    CampaignsDelete = "campaigns.delete" from Manager,
    /// See what may be spent, and what waits for somebody to agree.
    SpendingRead = "spending.read" from Viewer,
    /// Stop all spending.
    SpendingStop = "spending.stop" from Manager,
    /// Agree to what somebody else decided that comes to more than a limit.
    SpendingApprove = "spending.approve" from Manager,
    /// Set what may be spent; release what was stopped.
    SpendingManage = "spending.manage" from Admin,
    /// See the numbers of all campaigns together.
    AnalyticsRead = "analytics.read" from Viewer,
    /// Read plan limits and use.
    UsageRead = "usage.read" from Viewer,
    /// See the org's background work; one's own is always seen.
    JobsRead = "jobs.read" from Member,
    /// Cancel the org's background work and try it again; one's own always.
    JobsManage = "jobs.manage" from Manager,
}

impl Permission {
    /// The permission of a public word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.as_str() == word)
    }

    const fn bit(self) -> u128 {
        1 << self as u32
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Permission {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u128);

impl Permissions {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// With one more.
    pub const fn with(self, permission: Permission) -> Self {
        Self(self.0 | permission.bit())
    }

    /// What both sets hold: a key's scopes and its creator's role.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the set holds it.
    pub const fn has(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// Whether every permission of `other` is in this set.
    pub const fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The set of stored words; unknown words (of a later version) are left out.
    pub fn from_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        words.into_iter().filter_map(Permission::parse).fold(Self::NONE, Self::with)
    }

    /// The permissions in it, in the order of the file.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.has(*permission))
    }

    /// The words in it, for storing and answers.
    pub fn words(self) -> Vec<String> {
        self.iter().map(|permission| permission.to_string()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Permission, Permissions, Role};

    #[test]
    fn a_stronger_role_holds_all_of_a_weaker_one() {
        for pair in Role::ALL.windows(2) {
            assert!(pair[1].permissions().covers(pair[0].permissions()));
        }
        assert_eq!(Role::Admin.permissions().iter().count(), Permission::ALL.len());
        assert!(!Role::Viewer.permissions().has(Permission::MembersInvite));
    }

    #[test]
    fn scopes_never_exceed_their_creator() {
        let scopes = Permissions::from_words(["members.invite", "members.read", "made.up"]);
        let left = scopes.and(Role::Viewer.permissions());
        assert_eq!(left.words(), ["members.read"]);
    }
}
