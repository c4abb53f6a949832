//! One HTML file that shows a whole run: it opens from disk, asks the network for nothing, and stays usable with 5,000
//! scenarios.
//!
//! ```text
//! <!doctype html> … <style>…</style> … the frame of the page …
//! <script type="text/plain" data-block="index">eJzt…</script>     what the lists, the matrix and the checklist need
//! <script>…</script>                                              the page's own script
//! <script type="text/plain" data-block="details-0">eJzt…</script> steps, findings and exchanges of some scenarios
//! <script type="text/plain" data-block="bodies-0">eJzt…</script>  bodies, each once however often it travelled
//! <script type="text/plain" data-block="retries">eJzt…</script>   tries of one call, for the time line
//! </body></html>
//! ```
//!
//! A block is JSON, deflated and in base64. **Nothing of a record stands anywhere else in the file**, and the script puts
//! it on the page as text only; so no body, however hostile, is ever read as HTML. The policy in the head allows this one
//! script and this one style by their hashes, and no request at all.
//!
//! What is too large for a page is cut, and the page says where and how much; `run.json` has the whole.

mod blocks;
mod bodies;
mod details;
mod document;
mod index;
mod read;
mod retries;

use evidence::{RunRecord, ScenarioRecord};

pub(crate) use document::{Parts, assemble, split};
pub(crate) use read::verify;

use crate::{ReportError, view::View};
use blocks::Blocks;
use bodies::Bodies;

/// The value of the index' member `format`.
const FORMAT: &str = "covenant-html";
/// Characters of one text of a record that the page shows; bodies have their own limit.
const TEXT_CHARS_MAX: usize = 4_000;

/// Renders a run as one HTML file. The same record gives the same bytes.
///
/// # Errors
///
/// If a value has no JSON form; no record holds one.
pub fn render(record: &RunRecord) -> Result<String, ReportError> {
    let view = View::new(record);
    let mut details = Blocks::new("details");
    let mut bodies = Bodies::default();
    let mut places = vec![(0, 0); record.scenarios.len()];
    // What went wrong comes first, so that it is never the part for which there is no room.
    let mut order: Vec<usize> = (0..record.scenarios.len()).collect();
    order.sort_by_key(|at| record.scenarios[*at].outcome);
    for at in order {
        let scenario: &ScenarioRecord = &record.scenarios[at];
        let detail = details::Detail::new(&view, scenario, &mut bodies, details.is_full())?;
        places[at] = details.push(&detail)?;
    }
    let chains = retries::chains(record);
    let mut retries = Blocks::new("retries");
    for chain in &chains {
        retries.push(chain)?;
    }
    let index = blocks::pack(&blocks::json(&index::Index::new(&view, &places, &chains))?);
    let mut rest = details.finish();
    rest.extend(bodies.finish());
    rest.extend(retries.finish());
    Ok(assemble(&index, &rest))
}
