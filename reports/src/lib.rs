//! One format, one folder: every report is a function of the run record.
//!
//! It sends nothing, judges nothing and keeps no state: the same record gives the same bytes. Text that came from a
//! subject is hostile here; it can neither steer a terminal nor break a document. What is written to disk goes through
//! [`writer::Output`], the one place that removes yesterday's reports, redacts, writes and reads back.
//!
//! | module | what |
//! |---|---|
//! | [`junit`] | JUnit XML for CI servers |
//! | [`html`] | one HTML file for people, with everything in it |
//! | [`json`] | `run.json`, the record itself; its shape is published in `reports/schema/run-record.schema.json` |
//! | [`events`] | `events.ndjson`, written while the run happens, and folding it back into a record |
//! | [`compare`] | two runs side by side: broken, mended, new, gone |
//! | [`coverage`] | operations x statuses and clauses: judged, exercised, not, and why not |
//! | [`doctor`] | whether an environment can be tested from here, a line for each prerequisite |
//! | [`messages`] | Cucumber Messages, for the readers that Cucumber has |
//! | [`ctrf`] | Common Test Report Format, for tools that collect results |
//! | [`markdown`] | the summary of a CI job |
//! | [`github`] | annotations for GitHub Actions |
//! | [`har`] | every exchange as an HTTP archive |
//! | [`replay`] | a recorded scenario and what became of it when it was replayed |
//! | [`terminal`] | what a person reads at the end of a run, and the last line that scripts read |
//! | [`waivers`] | what is known and accepted, for how long, and what a run showed of it |
//! | [`writer`] | the only way to the disk |

pub mod compare;
pub mod coverage;
pub mod ctrf;
mod detail;
pub mod doctor;
mod error;
pub mod events;
pub mod github;
pub mod har;
pub mod html;
mod instants;
pub mod json;
pub mod junit;
mod lines;
pub mod markdown;
pub mod messages;
mod page;
pub mod replay;
mod same;
mod shorten;
pub mod terminal;
mod text;
mod view;
pub mod waivers;
pub mod writer;
mod xml;

pub use error::ReportError;
pub use shorten::Outlines;
