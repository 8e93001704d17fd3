//! Rebuilds the crate when a migration is added, changed or removed: `sqlx::migrate!` embeds the folder.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
