//! What the administrator of the machine does from the command line: people, orgs, keys, the installation itself.
//!
//! Whoever may run `cmis` on the machine may do all of it, so nothing here asks for a permission; every change is in the
//! audit log under the actor `cmis command line`. Handlers must never call this.

pub mod demo;
pub mod doctor;
pub mod instance;
pub mod jobs;
pub mod keys;
pub mod orgs;
pub mod people;
pub mod queries;
pub mod reports;
pub mod secrets;
pub mod spending;
pub mod status;
pub mod sync;
pub mod upkeep;
pub mod webhooks;

use crate::access::caller::Actor;

/// Who acts, for audit entries and events.
fn actor() -> Actor {
    Actor { name: Some("cmis command line".to_owned()), ..Actor::system() }
}
