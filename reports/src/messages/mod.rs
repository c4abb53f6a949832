//! Cucumber Messages (protocol 34): a line of JSON for each message, for the readers that Cucumber has, such as
//! `@cucumber/html-formatter`.
//!
//! ```json
//! {"meta":{"protocolVersion":"34.2.1","implementation":{"name":"covenant","version":"0.1.0"},…}}
//! {"source":{"uri":"features/oscar/membership/create.feature","data":"@oscar\nFeature: …","mediaType":"text/x.cucumber.gherkin+plain"}}
//! {"gherkinDocument":{"uri":"…","feature":{…},"comments":[]}}
//! {"hook":{"id":"verdict","name":"Verdict","type":"AFTER_TEST_CASE","sourceReference":{}}}
//! {"stepDefinition":{"id":"7","pattern":{"source":"steps/src/oscar/given.rs:10","type":"CUCUMBER_EXPRESSION"},…}}
//! {"testRunStarted":{"id":"20261121-100000-abcd","timestamp":{…}}}
//! {"pickle":{"id":"oscar-create-membership-ids","name":"…","steps":[…],"astNodeIds":["3"],…}}
//! {"testCase":{"id":"12","pickleId":"oscar-create-membership-ids","testSteps":[…]}}
//! {"testCaseStarted":…} {"testStepStarted":…} {"attachment":…} {"testStepFinished":…} … {"testCaseFinished":…}
//! {"testRunFinished":{"success":false,…}}
//! ```
//!
//! The id of a pickle is that of its scenario. Each test case ends with one more step, the hook *Verdict*, whose message
//! begins with `outcome: ` and the outcome, since Cucumber has fewer words than we have:
//!
//! | outcome | status of the verdict | a step that ended the scenario | steps after it |
//! |---|---|---|---|
//! | `passed`, `warned` | `PASSED` | (`SKIPPED`) | `SKIPPED` |
//! | `failed`, `error`, `blocked` | `FAILED` | `FAILED` | `SKIPPED` |
//! | `waived`, `not_applicable` | `SKIPPED` | `SKIPPED` | `SKIPPED` |
//! | selected and never started | `FAILED`, `outcome: not run` | none | none |
//!
//! `UNDEFINED` and `AMBIGUOUS` do not occur: such a suite ends before anything is sent. Each exchange is an attachment of
//! its step, each finding and note of the verdict; they are plain text. The record keeps where a phrase is defined and not
//! its words, so a step definition's pattern is its place.

mod ast;
mod case;
mod document;
mod read;

use std::collections::HashMap;

use evidence::{FeatureRecord, Outcome, RunRecord, ScenarioHead, SourcePlace, StepRecord};
use serde_json::{Value, json};

pub(crate) use read::verify;

use crate::{
    ReportError,
    instants::Instants,
    text::one_line,
    view::{View, run_problem},
};
use document::{Document, Node};

/// The version of the protocol, that of the package `@cucumber/messages`.
const PROTOCOL: &str = "34.2.1";
const VERDICT: &str = "verdict";
/// The outcome of a scenario that never started.
const NOT_RUN: &str = "not run";

/// Renders a run as Cucumber Messages. The same record gives the same bytes.
///
/// # Errors
///
/// If a value has no JSON form; no record holds one.
pub fn render(record: &RunRecord) -> Result<String, ReportError> {
    let mut stream = Stream::new(record);
    stream.meta()?;
    let nodes = stream.features()?;
    stream.hook()?;
    stream.definitions()?;
    let (run, started) = (&record.run, stream.timestamp(0));
    stream.put("testRunStarted", json!({ "id": run.id, "timestamp": started }))?;
    let view = View::new(record);
    for (scenario, node) in record.scenarios.iter().zip(&nodes) {
        case::finished(&mut stream, &view, scenario, node)?;
    }
    for (head, node) in record.not_run.iter().zip(&nodes[record.scenarios.len()..]) {
        case::not_run(&mut stream, head, node)?;
    }
    let mut finished = json!({
        "success": success(record),
        "timestamp": stream.timestamp(run.duration_ms.saturating_mul(1_000)),
        "testRunStartedId": run.id,
    });
    if let Some(problem) = run_problem(record) {
        finished["message"] = problem.text.into();
    }
    stream.put("testRunFinished", finished)?;
    Ok(stream.text)
}

/// Whether the run conforms and is whole.
fn success(record: &RunRecord) -> bool {
    record.summary.exit_code == 0 && run_problem(record).is_none()
}

/// What Cucumber calls an outcome.
const fn status(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed | Outcome::Warned => "PASSED",
        Outcome::Failed | Outcome::Error | Outcome::Blocked => "FAILED",
        Outcome::Waived | Outcome::NotApplicable => "SKIPPED",
    }
}

/// Ids that are names for nothing else.
#[derive(Debug, Default)]
struct Ids(usize);

impl Ids {
    fn next(&mut self) -> String {
        self.0 += 1;
        self.0.to_string()
    }
}

/// The messages so far.
struct Stream<'r> {
    record: &'r RunRecord,
    instants: Instants,
    ids: Ids,
    definitions: HashMap<&'r str, HashMap<u32, String>>,
    text: String,
}

impl<'r> Stream<'r> {
    fn new(record: &'r RunRecord) -> Self {
        let instants = Instants::of(record);
        Self { record, instants, ids: Ids::default(), definitions: HashMap::new(), text: String::new() }
    }

    fn put(&mut self, name: &str, message: Value) -> Result<(), ReportError> {
        let failed = |source| ReportError::Serialize { what: "a message", source };
        let line = serde_json::to_string(&json!({ name: message })).map_err(failed)?;
        self.text.push_str(&line);
        self.text.push('\n');
        Ok(())
    }

    /// A moment, in microseconds from the start of the run.
    fn timestamp(&self, us: u64) -> Value {
        let (seconds, nanos) = self.instants.unix(us);
        json!({ "seconds": seconds, "nanos": nanos })
    }

    /// Where it ran is not in the record.
    fn meta(&mut self) -> Result<(), ReportError> {
        let program = &self.record.run.program;
        let unknown = json!({ "name": "not recorded" });
        self.put(
            "meta",
            json!({
                "protocolVersion": PROTOCOL,
                "implementation": { "name": "covenant", "version": one_line(&program.version) },
                "runtime": { "name": "covenant", "version": one_line(&program.version) },
                "os": unknown,
                "cpu": unknown,
            }),
        )
    }

    /// Source and document of each feature that has a scenario in the run. Gives what the scenarios are in them, in the
    /// order of the record: those that ended, then those that never started.
    fn features(&mut self) -> Result<Vec<Node>, ReportError> {
        let ended = self.record.scenarios.iter().map(|scenario| (&scenario.head, scenario.steps.as_slice()));
        let all: Vec<(&ScenarioHead, &[StepRecord])> =
            ended.chain(self.record.not_run.iter().map(|head| (head, [].as_slice()))).collect();
        let mut of_feature: Vec<(&str, Vec<usize>)> = Vec::new();
        let mut place: HashMap<&str, usize> = HashMap::new();
        for (at, (head, _)) in all.iter().enumerate() {
            let path = head.feature.as_str();
            let known = *place.entry(path).or_insert_with(|| {
                of_feature.push((path, Vec::new()));
                of_feature.len() - 1
            });
            of_feature[known].1.push(at);
        }
        let mut nodes: Vec<Node> = all.iter().map(|_| Node::default()).collect();
        for (path, members) in of_feature {
            let feature = self.record.features.iter().find(|feature| feature.path == path);
            let scenarios: Vec<_> = members.iter().map(|at| all[*at]).collect();
            let document = Document::new(path, feature, &scenarios, &mut self.ids);
            let source = feature.map_or("", |feature: &FeatureRecord| feature.source.as_str());
            let (uri, media_type) = (document::uri(path), "text/x.cucumber.gherkin+plain");
            self.put("source", json!({ "uri": uri, "data": source, "mediaType": media_type }))?;
            self.put("gherkinDocument", document.json)?;
            for (at, node) in members.into_iter().zip(document.nodes) {
                nodes[at] = node;
            }
        }
        Ok(nodes)
    }

    fn hook(&mut self) -> Result<(), ReportError> {
        let hook =
            json!({ "id": VERDICT, "name": "Verdict", "type": "AFTER_TEST_CASE", "sourceReference": {} });
        self.put("hook", hook)
    }

    fn definitions(&mut self) -> Result<(), ReportError> {
        let steps = self.record.scenarios.iter().flat_map(|scenario| &scenario.steps);
        let places: Vec<&SourcePlace> = steps.filter_map(|step| step.definition.as_ref()).collect();
        for place in places {
            let of_file = self.definitions.entry(place.path.as_str()).or_default();
            if of_file.contains_key(&place.line) {
                continue;
            }
            let id = self.ids.next();
            of_file.insert(place.line, id.clone());
            let path = one_line(&place.path);
            let message = json!({
                "id": id,
                "pattern": { "source": format!("{path}:{}", place.line), "type": "CUCUMBER_EXPRESSION" },
                "sourceReference": { "uri": path, "location": { "line": place.line } },
            });
            self.put("stepDefinition", message)?;
        }
        Ok(())
    }

    fn definition(&self, step: &StepRecord) -> Option<&str> {
        let place = step.definition.as_ref()?;
        self.definitions.get(place.path.as_str())?.get(&place.line).map(String::as_str)
    }
}
