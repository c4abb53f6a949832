//! HAR 1.2: every exchange of a run, for the tools that read HTTP archives.
//!
//! ```json
//! {"log":{"version":"1.2","creator":{"name":"covenant","version":"0.1.0"},
//!   "pages":[{"id":"oscar-create-membership-ids","title":"An enrollment answers …","startedDateTime":"2026-…Z",
//!             "pageTimings":{},"_outcome":"failed"},…],
//!   "entries":[{"pageref":"oscar-create-membership-ids","startedDateTime":"2026-…Z","time":2.3,
//!               "request":{"method":"POST","url":"https://…",…},"response":{"status":200,…},"cache":{},
//!               "timings":{"send":0,"wait":2.1,"receive":0.2},"_exchange":1},…]}}
//! ```
//!
//! A scenario is a page, with or without exchanges; pages and entries stand in the order of the record. Headers, URLs and
//! bodies are those of the record, where secrets and personal data are replaced already. Bodies stand as text, whole.
//!
//! | of the record | in the archive |
//! |---|---|
//! | no answer | `response.status` 0, and `_error` with what happened |
//! | outcome of a scenario | `_outcome` of its page |
//! | exchange, step, operation, attempt, sender | `_exchange`, `_step`, `_operation`, `_attempt`, `_sender` of the entry |
//! | scenarios that never started | `_notRun` of the log |
//! | sizes of headers, cookies one by one, addresses | not recorded: -1, empty, absent |

mod entry;
mod read;

use evidence::{Outcome, RunRecord};
use serde::Serialize;

pub(crate) use read::verify;

use crate::{ReportError, instants::Instants, text::one_line};

#[derive(Serialize)]
struct Har<'r> {
    log: Log<'r>,
}

#[derive(Serialize)]
struct Log<'r> {
    version: &'static str,
    creator: Creator,
    pages: Vec<Page<'r>>,
    entries: Vec<entry::Entry<'r>>,
    #[serde(rename = "_run")]
    run: &'r str,
    #[serde(rename = "_complete")]
    complete: bool,
    #[serde(rename = "_notRun")]
    not_run: Vec<&'r str>,
}

#[derive(Serialize)]
struct Creator {
    name: &'static str,
    version: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page<'r> {
    started_date_time: String,
    id: &'r str,
    title: String,
    page_timings: Empty,
    #[serde(rename = "_outcome")]
    outcome: Outcome,
}

/// `{}`.
#[derive(Serialize)]
struct Empty {}

/// Renders a run as an HTTP archive. The same record gives the same bytes.
///
/// # Errors
///
/// If a value has no JSON form; no record holds one.
pub fn render(record: &RunRecord) -> Result<String, ReportError> {
    let instants = Instants::of(record);
    let scenarios = || record.scenarios.iter();
    let pages = scenarios().map(|scenario| Page {
        started_date_time: instants.rfc3339_ms(scenario.started_us),
        id: &scenario.head.id,
        title: one_line(&scenario.head.name),
        page_timings: Empty {},
        outcome: scenario.outcome,
    });
    let entries = scenarios().flat_map(|scenario| {
        let entry = |exchange| entry::Entry::new(instants, &scenario.head.id, exchange);
        scenario.exchanges.iter().map(entry)
    });
    let har = Har {
        log: Log {
            version: "1.2",
            creator: Creator { name: "covenant", version: one_line(&record.run.program.version) },
            pages: pages.collect(),
            entries: entries.collect(),
            run: &record.run.id,
            complete: record.run.complete,
            not_run: record.not_run.iter().map(|head| head.id.as_str()).collect(),
        },
    };
    let failed = |source| ReportError::Serialize { what: "the HTTP archive", source };
    let mut text = serde_json::to_string_pretty(&har).map_err(failed)?;
    text.push('\n');
    Ok(text)
}
