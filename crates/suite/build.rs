//! Rebuilds the room when a feature or clause file comes, goes or changes: `include_dir` does not notice by itself.

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let Ok(room) = env::var("CARGO_MANIFEST_DIR") else { return };
    watch(&Path::new(&room).join("../../features"));
}

fn watch(folder: &Path) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let hidden = entry.file_name().as_encoded_bytes().first() == Some(&b'.');
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && !hidden => watch(&entry.path()),
            Ok(_) if !hidden => println!("cargo::rerun-if-changed={}", entry.path().display()),
            _ => {}
        }
    }
}
