//! Rebuilds the crate when a schema or an example is added: the macro that embeds them only sees changed files.
fn main() {
    println!("cargo::rerun-if-changed=oscar");
}
