//! Rebuilds the crate when a schema or an example is added: the macro that embeds them only sees changed files.
fn main() {
    for vendor in ["oscar", "osigu", "ideon"] {
        println!("cargo::rerun-if-changed={vendor}");
    }
}
