//! Who is calling and what they may do: credentials, sessions, API keys, OAuth, the [`caller::Caller`] of every handler.
//!
//! Nothing here knows of business features. A handler never looks at a role: it names a permission in its signature.

pub mod api_keys;
pub mod caller;
pub mod identify;
pub mod oauth;
pub mod passwords;
pub mod queries;
pub mod sessions;
pub mod strength;
pub mod throttle;
pub mod tokens;
pub mod turns;
