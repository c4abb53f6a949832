//! What the page shows of one scenario when it is opened.

use std::{borrow::Cow, collections::HashSet};

use evidence::{
    Answer, Body, Exchange, Finding, Header, Intent, Level, RestsOn, ScenarioRecord, Sender, Severity,
    SourcePlace, StepRecord, StepStatus, Timing,
};
use serde::Serialize;

use super::{
    TEXT_CHARS_MAX,
    bodies::{Bodies, BodyRef},
};
use crate::{
    ReportError,
    text::clip,
    view::{self, View},
};

/// Exchanges of one scenario that the page shows; a load test has thousands.
const EXCHANGES_MAX: usize = 300;
/// Longer commands stand nowhere: the body of the request is added by the page.
const CURL_CHARS_MAX: usize = 20_000;
/// Stands for the body in a command, where the page puts the body's text.
const BODY_IN_CURL: &str = "\u{1}";

/// One scenario.
#[derive(Debug, Serialize)]
pub(super) struct Detail<'r> {
    id: &'r str,
    profile: String,
    steps: Vec<Step<'r>>,
    findings: Vec<Shown<'r>>,
    exchanges: Vec<Call<'r>>,
    /// Exchanges that are not shown.
    #[serde(skip_serializing_if = "none")]
    exchanges_cut: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Cow<'r, str>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn none(count: &usize) -> bool {
    *count == 0
}

#[derive(Debug, Serialize)]
struct Step<'r> {
    keyword: &'r str,
    text: Cow<'r, str>,
    line: usize,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    background: bool,
    #[serde(skip_serializing_if = "is_empty")]
    table: &'r [Vec<String>],
    #[serde(skip_serializing_if = "Option::is_none")]
    docstring: Option<Cow<'r, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    definition: Option<&'r SourcePlace>,
    status: StepStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Cow<'r, str>>,
    duration_us: u64,
}

const fn is_empty(table: &&[Vec<String>]) -> bool {
    table.is_empty()
}

#[derive(Debug, Serialize)]
struct Shown<'r> {
    severity: Severity,
    level: Level,
    rule: &'r str,
    message: Cow<'r, str>,
    expected: Cow<'r, str>,
    actual: Cow<'r, str>,
    clauses: &'r [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    exchange: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<usize>,
    /// As a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    /// In the body of the message that the finding speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'r str>,
    /// Whether that is the request.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    in_request: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keyword: Option<&'r str>,
    /// Why it does nothing to its scenario.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<String>,
}

#[derive(Debug, Serialize)]
struct Call<'r> {
    id: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<usize>,
    sender: Sender,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<&'r str>,
    attempt: u32,
    intent: Intent,
    /// The whole on one line.
    line: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rests_on: Vec<&'r RestsOn>,
    request: Message<'r>,
    method: Cow<'r, str>,
    url: Cow<'r, str>,
    /// Absent without an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<Message<'r>>,
    /// Why there is no answer, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    no_answer: Option<[Cow<'r, str>; 2]>,
    timing: Timing,
    /// With [`BODY_IN_CURL`] for the body; absent where nobody can repeat it.
    #[serde(skip_serializing_if = "Option::is_none")]
    curl: Option<String>,
}

#[derive(Debug, Serialize)]
struct Message<'r> {
    headers: Vec<[Cow<'r, str>; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<BodyRef>,
}

impl<'r> Detail<'r> {
    /// Collects what is shown of a scenario, and puts its bodies to the others. Where the page is `full`, exchanges are
    /// left out.
    pub(super) fn new(
        view: &View<'r>,
        scenario: &'r ScenarioRecord,
        bodies: &mut Bodies<'r>,
        full: bool,
    ) -> Result<Self, ReportError> {
        let cited: HashSet<u32> = scenario.findings.iter().filter_map(|finding| finding.exchange).collect();
        let shown = |exchange: &&Exchange| {
            !full && (scenario.exchanges.len() <= EXCHANGES_MAX || cited.contains(&exchange.id))
        };
        let mut exchanges: Vec<&'r Exchange> = scenario.exchanges.iter().filter(shown).collect();
        if !full && exchanges.len() < scenario.exchanges.len() {
            exchanges.truncate(EXCHANGES_MAX);
            let room = EXCHANGES_MAX - exchanges.len();
            exchanges.extend(
                scenario.exchanges.iter().filter(|exchange| !cited.contains(&exchange.id)).take(room),
            );
            exchanges.sort_by_key(|exchange| exchange.id);
        }
        let exchanges_cut = scenario.exchanges.len() - exchanges.len();
        let exchanges =
            exchanges.into_iter().map(|exchange| call(exchange, bodies, cited.contains(&exchange.id)));
        Ok(Self {
            id: &scenario.head.id,
            profile: view.profile(&scenario.head),
            steps: scenario.steps.iter().map(step).collect(),
            findings: scenario.findings.iter().map(|finding| self::finding(finding, scenario)).collect(),
            exchanges: exchanges.collect::<Result<_, _>>()?,
            exchanges_cut,
            notes: scenario.notes.iter().map(|note| text(note)).collect(),
        })
    }
}

fn text(text: &str) -> Cow<'_, str> {
    clip(text, TEXT_CHARS_MAX)
}

fn step(step: &StepRecord) -> Step<'_> {
    Step {
        keyword: step.keyword.trim(),
        text: text(&step.text),
        line: step.line,
        background: step.background,
        table: &step.table,
        docstring: step.docstring.as_deref().map(text),
        definition: step.definition.as_ref(),
        status: step.status,
        message: step.message.as_deref().map(text),
        duration_us: step.duration_us,
    }
}

fn finding<'r>(finding: &'r Finding, scenario: &'r ScenarioRecord) -> Shown<'r> {
    let exchange = scenario.exchanges.iter().find(|exchange| Some(exchange.id) == finding.exchange);
    // A webhook has what matters in its request, and of our own requests rules speak that say so.
    let delivered = exchange.is_some_and(|exchange| exchange.sender == Sender::Vendor);
    Shown {
        severity: finding.severity,
        level: finding.level,
        rule: &finding.rule,
        message: text(&finding.message),
        expected: text(&finding.expected),
        actual: text(&finding.actual),
        clauses: &finding.clauses,
        exchange: finding.exchange,
        step: finding.step,
        place: view::finding_place(finding, scenario).map(|place| clip(&place, TEXT_CHARS_MAX).into_owned()),
        pointer: finding.instance_pointer.as_deref(),
        in_request: delivered || finding.rule.starts_with("request-"),
        schema: finding.schema_path.as_deref(),
        keyword: finding.keyword.as_deref(),
        waiver: finding.waiver.as_ref().map(|waiver| clip(&waiver.words(), TEXT_CHARS_MAX).into_owned()),
    }
}

fn call<'r>(exchange: &'r Exchange, bodies: &mut Bodies<'r>, cited: bool) -> Result<Call<'r>, ReportError> {
    let request = &exchange.request;
    let body = request.body.as_ref().map(|body| bodies.add(body, cited)).transpose()?;
    let mut call = Call {
        id: exchange.id,
        step: exchange.step,
        sender: exchange.sender,
        operation: exchange.operation.as_deref(),
        attempt: exchange.attempt,
        intent: exchange.intent,
        line: view::exchange_line(exchange),
        rests_on: exchange.rests_on.iter().collect(),
        request: Message { headers: headers(&request.headers), body },
        method: clip(&request.method, 100),
        url: text(&request.url),
        status: exchange.status(),
        version: None,
        response: None,
        no_answer: None,
        timing: exchange.timing,
        curl: curl(exchange),
    };
    match &exchange.answer {
        Answer::Response(response) => {
            let body = Some(bodies.add(&response.body, cited)?);
            call.version = Some(&response.version);
            call.response = Some(Message { headers: headers(&response.headers), body });
        }
        Answer::NoAnswer(failure) => {
            call.no_answer = Some([text(&failure.message), text(&failure.advice)]);
        }
    }
    Ok(call)
}

fn headers(headers: &[Header]) -> Vec<[Cow<'_, str>; 2]> {
    headers.iter().map(|header| [text(&header.name), text(&header.value)]).collect()
}

/// The command that repeats the request. The body is left to the page, which has it already.
fn curl(exchange: &Exchange) -> Option<String> {
    if exchange.sender == Sender::Vendor {
        // Where it went to is gone with the run.
        return None;
    }
    let mut request = exchange.request.clone();
    if let Some(body) = request.body.as_mut().filter(|body| !body.cut && !body.text.contains('\0')) {
        *body = Body { text: BODY_IN_CURL.to_owned(), ..Body::default() };
    }
    let command = evidence::curl::command(&request, &exchange.curl_options);
    command.chars().nth(CURL_CHARS_MAX).is_none().then_some(command)
}
