//! Features and clauses as data: found, parsed, linted, listed and selected.
//!
//! This room reads the files that it is told to read and nothing else. It runs no step, knows no phrase and prints nothing;
//! whatever is wrong with a file becomes a [`Problem`] that says where, so that nothing is ever dropped in silence.
//!
//! ```
//! use suite::{LintContext, Selection, Suite, TagExpression};
//!
//! let loaded = Suite::embedded();
//! let problems = loaded.suite.lint(&LintContext::default());
//! let tags = TagExpression::parse("@happy-path and not @simulated-only").unwrap();
//! let chosen = loaded.suite.select(&Selection { tags: Some(tags), ..Selection::default() });
//! # let _ = (problems, chosen);
//! ```

mod build;
mod checklists;
mod clauses;
mod costs;
mod coverage;
mod diagnose;
mod docstring;
mod folder;
mod lint;
mod load;
mod model;
mod nearest;
mod outline;
mod parse;
mod problem;
mod raw;
mod select;
mod ssn;
mod suite;
mod tag_expression;
mod tags;

pub use costs::Cost;
pub use coverage::Unexercised;
pub use docstring::Docstring;
pub use lint::LintContext;
pub use load::{LoadError, Loaded};
pub use model::{Category, Feature, Scenario};
pub use problem::{Problem, printable};
pub use select::{ScenarioRef, Selection};
pub use suite::Suite;
pub use tag_expression::{TagError, TagExpression};
