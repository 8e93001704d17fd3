//! The ad platforms by their one name.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A platform that an org connects. The words are those of the API, the database and the addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// Facebook and Instagram.
    Meta,
    /// Google Ads.
    Google,
    /// TikTok for Business.
    Tiktok,
    /// LinkedIn Marketing.
    Linkedin,
    /// X, still called by its older name everywhere.
    Twitter,
    /// Snapchat Marketing.
    Snapchat,
}

/// A word that names no platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such platform")]
pub struct UnknownPlatform;

impl Platform {
    /// All of them, in the order in which people see them.
    pub const ALL: [Self; 6] = [Self::Meta, Self::Google, Self::Tiktok, Self::Linkedin, Self::Twitter, Self::Snapchat];

    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Google => "google",
            Self::Tiktok => "tiktok",
            Self::Linkedin => "linkedin",
            Self::Twitter => "twitter",
            Self::Snapchat => "snapchat",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Platform {
    type Err = UnknownPlatform;

    fn from_str(text: &str) -> Result<Self, UnknownPlatform> {
        Self::ALL.into_iter().find(|platform| platform.as_str() == text).ok_or(UnknownPlatform)
    }
}
