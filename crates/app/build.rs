//! Makes sure that the folder of the built web app exists, so that the binary compiles before the first web build.

fn main() {
    let folder = std::path::Path::new("../../web/dist");
    if let Err(error) = std::fs::create_dir_all(folder) {
        println!("cargo::error=cannot create {}: {error}", folder.display());
    }
    println!("cargo::rerun-if-changed=../../web/dist");
    println!("cargo::rerun-if-changed=build.rs");
}
