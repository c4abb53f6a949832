//! Files that are generated from the code and the suite stand in the repository as they would be generated now.
//! `COVENANT_BLESS=1 cargo test --test generated` writes them anew; read the difference.

mod book;
mod documents;
mod rows;
mod sample;
#[path = "../support/mod.rs"]
mod support;
