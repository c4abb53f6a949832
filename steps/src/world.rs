//! The world of a scenario: what its steps know, and the only way in which they send and report.

use std::{sync::Arc, time::Duration};

use clock::{SharedClock, VirtualClock};
use evidence::{Answer, Exchange, Finding, Intent, Level, Reason, RestsOn, Sender, Severity, Timing};
use integrator::oscar::Integration;
use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    call::{Call, CallBody, Certificate, Provoked},
    claim::Claim,
    context::Context,
    oscar,
    profile::Profile,
    recorder::Recorder,
    safety,
    stop::{Stop, Verdict},
    target::{Target, Tenancy},
};

/// Waits of the vendor's own retry policy; the first three are documented (OSC-55..57), the others follow by doubling.
const RETRY_WAITS_S: [u64; 5] = [1, 2, 4, 8, 16];

/// A scenario that cites more clauses than this is a story.
const CLAUSES_OF_ONE_THING_MAX: usize = 6;

/// The world of one scenario.
#[derive(Debug, Default, cucumber::World)]
pub struct World {
    pub(crate) scene: Option<Scene>,
    pub(crate) stop: Option<Stop>,
    /// What the steps of Oscar's features remember.
    pub oscar: oscar::State,
}

/// What a scenario has once it has begun.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) context: Arc<Context>,
    pub(crate) target: Arc<Target>,
    pub(crate) tenancy: Tenancy,
    pub(crate) recorder: Recorder,
    pub(crate) clock: SharedClock,
    pub(crate) began: OffsetDateTime,
    pub(crate) clauses: Vec<String>,
    pub(crate) clause_level: Level,
    /// As sent and received, before redaction.
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) worst: Option<Severity>,
    pub(crate) integration: Option<Arc<Integration>>,
}

impl World {
    /// The scenario's surroundings.
    ///
    /// # Errors
    ///
    /// If a phrase runs outside of a scenario, which would be an error of ours.
    pub(crate) fn scene(&mut self) -> Result<&mut Scene, Stop> {
        match &mut self.scene {
            Some(scene) => Ok(scene),
            None => Err(Stop(Verdict::Error(reason("internal", "the scenario was not set up".to_owned())))),
        }
    }

    fn stopping(&mut self, verdict: Verdict) -> Stop {
        let stop = Stop(verdict);
        self.stop.get_or_insert_with(|| stop.clone());
        stop
    }

    /// Ends the scenario as `blocked`: its set-up could not be reached, though nothing was found wrong.
    pub fn blocked(&mut self, text: impl Into<String>) -> Stop {
        self.stopping(Verdict::Blocked(reason("setup", text.into())))
    }

    /// Ends the scenario as `error`: we could not judge.
    pub fn could_not_judge(&mut self, code: &str, text: impl Into<String>) -> Stop {
        self.stopping(Verdict::Error(reason(code, text.into())))
    }

    /// Ends the scenario as `not_applicable`.
    pub fn not_applicable(&mut self, code: &str, text: impl Into<String>) -> Stop {
        self.stopping(Verdict::NotApplicable(reason(code, text.into())))
    }

    /// Ends the scenario as `error` with exit code 70: a mistake of ours.
    pub fn internal(&mut self, text: impl Into<String>) -> Stop {
        self.stopping(Verdict::Error(reason("internal", text.into())))
    }

    /// Files a finding.
    ///
    /// # Errors
    ///
    /// If the finding fails the scenario.
    pub fn report(&mut self, claim: Claim) -> Result<(), Stop> {
        let scene = self.scene()?;
        let (clauses, clause_level) =
            scene.standing(claim.clauses.iter().map(|id| (*id).to_owned()).collect());
        let level = claim.level.weaker(clause_level);
        let severity = Severity::of(level, scene.target.profile.is_simulator());
        let exchange =
            claim.exchange.and_then(|index| scene.exchanges.get(index)).map(|exchange| exchange.id);
        let finding = Finding {
            rule: claim.rule.to_owned(),
            severity,
            level,
            clauses,
            exchange,
            step: None,
            instance_pointer: claim.pointer,
            schema_path: None,
            keyword: None,
            expected: claim.expected,
            actual: claim.actual,
            message: claim.message,
            at_us: 0,
        };
        self.file(finding)
    }

    /// Files a finding as it is.
    pub(crate) fn file(&mut self, finding: Finding) -> Result<(), Stop> {
        let severity = finding.severity;
        let scene = self.scene()?;
        scene.worst = scene.worst.max(Some(severity));
        let message = scene.recorder.finding(finding);
        if severity == Severity::Failure { Err(self.stopping(Verdict::Failed(message))) } else { Ok(()) }
    }

    /// Says something that judges nothing.
    pub fn note(&mut self, text: impl Into<String>) {
        if let Some(scene) = &mut self.scene {
            scene.recorder.note(text.into());
        }
    }

    /// Takes these values for this scenario, unless another one of the run has any of them.
    pub(crate) fn claim(&mut self, values: Vec<String>) -> bool {
        self.scene.as_ref().is_none_or(|scene| scene.context.claims.take(values))
    }

    /// Names a value that must not appear in evidence, and what stands in its place.
    pub fn hide(&mut self, value: &str, placeholder: &str) {
        if let Some(scene) = &mut self.scene {
            scene.recorder.hide(value, placeholder);
        }
    }

    /// The same for a value that is no secret itself but made from a hidden one, such as a malformed number: it is
    /// looked for in plain form only.
    pub fn hide_plain(&mut self, value: &str, placeholder: &str) {
        if let Some(scene) = &mut self.scene {
            scene.recorder.hide_plain(value, placeholder);
        }
    }

    /// The time, on the scenario's clock.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        self.scene.as_ref().map_or_else(OffsetDateTime::now_utc, |scene| scene.clock.now())
    }

    /// The scenario's clock.
    ///
    /// # Errors
    ///
    /// If the scenario was not set up.
    pub fn clock(&mut self) -> Result<SharedClock, Stop> {
        Ok(Arc::clone(&self.scene()?.clock))
    }

    /// The profile that the scenario runs against.
    ///
    /// # Errors
    ///
    /// If the scenario was not set up.
    pub fn profile(&mut self) -> Result<&Profile, Stop> {
        Ok(&self.scene()?.target.profile)
    }

    /// Whether the target is a simulator in this process.
    #[must_use]
    pub fn is_simulator(&self) -> bool {
        self.scene.as_ref().is_some_and(|scene| scene.target.profile.is_simulator())
    }

    /// What synthetic data are derived from: the run and the scenario.
    #[must_use]
    pub fn seeds(&self) -> (&str, &str) {
        self.scene
            .as_ref()
            .map_or(("", ""), |scene| (scene.context.run_id.as_str(), scene.recorder.scenario()))
    }

    /// The scenario's own part of the simulator.
    ///
    /// # Errors
    ///
    /// If the target is no simulator: the scenario wants the tag `@simulated-only`.
    pub fn tenant(&mut self) -> Result<&simulators::Tenant, Stop> {
        if self.scene()?.tenancy.tenant.is_none() {
            return Err(self
                .not_applicable("simulated-only", "only a simulator can produce what this scenario needs"));
        }
        match self.scene.as_ref().and_then(|scene| scene.tenancy.tenant.as_ref()) {
            Some(tenant) => Ok(tenant),
            None => Err(Stop(Verdict::Error(reason("internal", "the simulator is gone".to_owned())))),
        }
    }

    /// Moves the scenario's clock to another date; only a simulator follows it.
    ///
    /// # Errors
    ///
    /// If the target is no simulator.
    pub fn set_date(&mut self, now: OffsetDateTime) -> Result<(), Stop> {
        match self.scene()?.tenancy.virtual_clock.as_ref().map(|clock: &VirtualClock| clock.set(now)) {
            Some(()) => Ok(()),
            None => Err(self.not_applicable("real-clock", "a real vendor's date cannot be set")),
        }
    }

    /// Whether the target can be asked to meet a call with this condition.
    #[must_use]
    pub fn can_provoke(&self, condition: Provoked) -> bool {
        self.scene.as_ref().is_some_and(|scene| {
            let profile = &scene.target.profile;
            profile.is_simulator() || profile.triggers.contains_key(condition.trigger())
        })
    }

    /// The exchanges so far, in order. Indices are those that [`World::send`] returns.
    #[must_use]
    pub fn exchanges(&self) -> &[Exchange] {
        self.scene.as_ref().map_or(&[], |scene| scene.exchanges.as_slice())
    }

    /// The JSON body of a response; `None` without a response or where it is not JSON (which has been reported).
    #[must_use]
    pub fn body(&self, exchange: usize) -> Option<Value> {
        let response = self.exchanges().get(exchange)?.response()?;
        // A byte order mark is a finding, and hides nothing of what stands behind it.
        let text = response.body.text.strip_prefix('\u{feff}').unwrap_or(&response.body.text);
        serde_json::from_str(text).ok()
    }

    /// Sends, records and judges. The only way in which a step reaches a vendor.
    ///
    /// Returns the index of the last exchange: 503 answers are waited out by the vendor's own policy first, unless the
    /// call provokes them.
    ///
    /// # Errors
    ///
    /// If there was no answer to judge, if the answer says that we could not be served (credentials, throttling, still
    /// unavailable), or if a finding fails the scenario.
    pub async fn send(&mut self, call: Call) -> Result<usize, Stop> {
        let prepared = self.prepare(&call)?;
        let (clock, time_scale) = {
            let scene = self.scene()?;
            (Arc::clone(&scene.clock), scene.target.profile.time_scale)
        };
        let mut attempt = 1;
        loop {
            let index = self.exchange_once(&call, &prepared, attempt).await?;
            let unavailable = self.exchanges()[index].status() == Some(503);
            let wait = RETRY_WAITS_S.get(attempt as usize - 1);
            match wait {
                Some(wait) if unavailable && call.patient => {
                    clock.sleep(Duration::from_secs(*wait).mul_f64(time_scale)).await;
                    attempt += 1;
                }
                _ => {
                    self.can_be_judged(index, &call)?;
                    return Ok(index);
                }
            }
        }
    }

    fn prepare(&mut self, call: &Call) -> Result<Prepared, Stop> {
        let scene = self.scene()?;
        let profile = &scene.target.profile;
        let Some(operation) = scene.target.catalogue.operation(call.operation) else {
            return Err(self.internal(format!("operation `{}` is not in the catalogue", call.operation)));
        };
        let overridden = profile.paths.get(call.operation);
        let path = overridden.unwrap_or(&operation.path).clone();
        let path_level = if overridden.is_some() { Level::Documented } else { operation.path_level };
        let method = operation.method.clone();
        let shape = requests::for_operation(profile.vendor, call.operation);
        let bytes = match &call.body {
            None => None,
            Some(CallBody::Raw(text)) => Some(text.clone().into_bytes()),
            Some(CallBody::Json(body)) => {
                let mut body = body.clone();
                if let Some(shape) = shape {
                    // An id that a real vendor gave may have another form than we infer; that is no mistake of ours.
                    let firm = |level| profile.is_simulator() || level > Level::Inferred;
                    if call.intent == Intent::Valid
                        && let Some(violation) = shape.violations(&body).iter().find(|one| firm(one.level))
                    {
                        let text = format!("our own {} request is not valid: {violation}", call.operation);
                        return Err(self.internal(text));
                    }
                    body = shape.rename(body, &profile.overrides);
                }
                Some(body.to_string().into_bytes())
            }
        };
        if let Some(bytes) = &bytes
            && let Some(refusal) = safety::refuse(&String::from_utf8_lossy(bytes), profile)
        {
            scene.context.refuse_for_safety(&refusal);
            return Err(self.could_not_judge("refused-for-safety", refusal));
        }
        Ok(Prepared { method, path, path_level, bytes })
    }

    async fn exchange_once(&mut self, call: &Call, prepared: &Prepared, attempt: u32) -> Result<usize, Stop> {
        let scene = self.scene()?;
        let Some(client) = scene.target.client(call.certificate) else {
            let text = format!("the profile has no certificate to present as {}", call.certificate.words());
            return Err(self.not_applicable("missing-credential", text));
        };
        let outgoing = scene.outgoing(call, prepared);
        let started_us = scene.recorder.now_us();
        let clock_ms = scene.clock_ms();
        let sent = client.send(outgoing).await;
        let mut exchange = Exchange {
            id: 0,
            step: None,
            sender: Sender::Harness,
            operation: Some(call.operation.to_owned()),
            attempt,
            intent: call.intent,
            rests_on: Vec::new(),
            request: sent.request,
            answer: sent.answer,
            timing: Timing {
                started_us,
                head_us: sent.head.map(micros),
                total_us: micros(sent.total),
                clock_ms,
            },
            curl_options: sent.curl_options,
        };
        // Only a refusal asks what the request rests on.
        if exchange.status().is_some_and(|status| (400..500).contains(&status)) {
            exchange.rests_on = rests_on(call, prepared, &scene.target.profile);
        }
        let index = scene.keep(exchange);
        self.judge(index, call)?;
        Ok(index)
    }

    /// Applies the always-rules and the schema to a response.
    fn judge(&mut self, index: usize, call: &Call) -> Result<(), Stop> {
        let scene = self.scene()?;
        let exchange = &scene.exchanges[index];
        let Some(response) = exchange.response() else { return Ok(()) };
        let profile = &scene.target.profile;
        let violations = schemas::check(profile.vendor, call.operation, response);
        let id = exchange.id;
        let simulator = profile.is_simulator();
        // The refusal of a valid request may be about our guesses, and whoever refused it not the vendor's service at all.
        let is_refusal = call.intent == Intent::Valid && (400..500).contains(&response.status);
        let guesses = exchange.rests_on.iter().map(|guess| guess.level);
        let doubt = guesses.min().filter(|_| is_refusal && !simulator).unwrap_or(Level::Documented);
        let mut end = Ok(());
        for violation in violations {
            // A schema that names its clauses speaks of them alone, whatever the scenario is about.
            let (clauses, clause_level) = self.scene()?.standing(violation.clauses);
            let level = violation.level.weaker(clause_level).weaker(doubt);
            let filed = self.file(Finding {
                rule: violation.rule.to_owned(),
                severity: Severity::of(level, simulator),
                level,
                clauses,
                exchange: Some(id),
                step: None,
                instance_pointer: violation.instance_pointer,
                schema_path: violation.schema_path,
                keyword: violation.keyword,
                expected: violation.expected,
                actual: violation.actual,
                message: violation.message,
                at_us: 0,
            });
            end = end.and(filed);
        }
        end
    }

    /// Whether an answer is one that can be judged at all.
    fn can_be_judged(&mut self, index: usize, call: &Call) -> Result<(), Stop> {
        let exchange = &self.exchanges()[index];
        match &exchange.answer {
            Answer::NoAnswer(failure) => {
                let (kind, text) = (failure.kind, format!("{}; {}", failure.message, failure.advice));
                let expected =
                    call.certificate != Certificate::Registered && kind.refuses_client_certificate();
                if expected {
                    return Ok(());
                }
                if self.is_simulator() && kind.after_connecting() {
                    return self.cannot_go_on(index, "no-answer", "an HTTP response", &text);
                }
                let code =
                    serde_json::to_value(kind).ok().and_then(|word| Some(word.as_str()?.replace('_', "-")));
                Err(self.could_not_judge(&code.unwrap_or_else(|| "no-answer".to_owned()), text))
            }
            Answer::Response(response) if response.body.over_limit => {
                let text = format!(
                    "{} answered with more than the {} bytes that are read, so that the answer could not be judged",
                    call.operation,
                    response.body.text.len()
                );
                self.cannot_go_on(index, "body-over-limit", "an answer of a size that is read", &text)
            }
            Answer::Response(response) => match response.status {
                401 | 403 if call.certificate == Certificate::Registered => {
                    let text = format!(
                        "{} answered {} to the registered credentials; check the files behind `client_certificate` and \
                         `client_key` and whether the vendor has registered the certificate",
                        call.operation, response.status
                    );
                    self.cannot_go_on(index, "credentials", "the registered credentials are accepted", &text)
                }
                429 => {
                    let text = format!(
                        "{} answered 429: the environment throttles us; lower `limits.jobs`",
                        call.operation
                    );
                    self.cannot_go_on(index, "throttled", "no limit is documented", &text)
                }
                503 if call.provoked != Some(Provoked::Retry) && call.patient => {
                    let text = format!("{} still answered 503 after 5 retries over 31 s", call.operation);
                    self.cannot_go_on(index, "still-unavailable", "a transient failure passes", &text)
                }
                500 if call.provoked != Some(Provoked::Escalate) => {
                    let id = self.body(index).and_then(|body| {
                        schemas::find_somewhere(&body, "application_id").map(|(_, id)| id.to_string())
                    });
                    let actual = id.map_or_else(
                        || "500 without an application_id".to_owned(),
                        |id| format!("500 with application_id {id}"),
                    );
                    let message = format!("{} failed inside the vendor: {actual}", call.operation);
                    let claim = Claim::about(
                        index,
                        "internal-error",
                        Level::Documented,
                        "no internal error",
                        actual,
                        message,
                    );
                    self.report(claim)
                }
                status @ (502 | 504..=599) => {
                    let text = format!(
                        "{} answered {status}: something between us and the vendor failed",
                        call.operation
                    );
                    self.cannot_go_on(index, "unavailable", "an answer of the vendor", &text)
                }
                _ => Ok(()),
            },
        }
    }

    /// We could not be served: against a simulator that is a finding, against anything else an `error`.
    fn cannot_go_on(
        &mut self,
        index: usize,
        code: &'static str,
        expected: &str,
        text: &str,
    ) -> Result<(), Stop> {
        if self.is_simulator() {
            return self.report(Claim::about(index, code, Level::Inferred, expected, text, text));
        }
        Err(self.could_not_judge(code, text))
    }

    /// The call was accepted.
    ///
    /// # Errors
    ///
    /// If it was not: against a real vendor `error` where the request rests on a guess of ours, else a finding.
    pub fn expect_success(&mut self, index: usize) -> Result<(), Stop> {
        let exchange = &self.exchanges()[index];
        let Some(response) = exchange.response() else {
            return Err(self.could_not_judge("no-answer", "there was no answer"));
        };
        let status = response.status;
        if (200..300).contains(&status) {
            return Ok(());
        }
        let operation = exchange.operation.clone().unwrap_or_default();
        let said = shorten(&response.body.text);
        if !self.is_simulator() && (400..500).contains(&status) && !exchange.rests_on.is_empty() {
            let guesses: Vec<_> =
                exchange.rests_on.iter().map(|guess| format!("{} ({})", guess.what, guess.level)).collect();
            let text = format!(
                "{operation} answered {status} to a request that should be valid: {said}; our request rests on: {}; \
                 where the vendor's real name or path is known, say it under `overrides` in the profile",
                guesses.join(", ")
            );
            return Err(self.could_not_judge("guessed-request-refused", text));
        }
        if !self.is_simulator() && !(400..500).contains(&status) {
            let text = format!(
                "{operation} answered {status}, which is neither success nor a documented refusal: {said}"
            );
            return Err(self.could_not_judge("unexpected-status", text));
        }
        let message = format!("{operation} refused a valid request with {status}: {said}");
        let claim = Claim::about(
            index,
            "valid-request-refused",
            Level::Documented,
            "the call succeeds",
            status.to_string(),
            message,
        );
        self.report(claim)
    }
}

/// What is sent, worked out once for all attempts.
#[derive(Debug)]
struct Prepared {
    method: String,
    path: String,
    path_level: Level,
    bytes: Option<Vec<u8>>,
}

/// The guesses that a call relies on.
fn rests_on(call: &Call, prepared: &Prepared, profile: &Profile) -> Vec<RestsOn> {
    let mut guesses = Vec::new();
    if prepared.path_level < Level::Documented {
        guesses.push(RestsOn { what: format!("path of {}", call.operation), level: prepared.path_level });
    }
    if let Some(CallBody::Json(body)) = &call.body
        && let Some(shape) = requests::for_operation(profile.vendor, call.operation)
    {
        guesses.extend(shape.rests_on_with(body, &profile.overrides));
    }
    guesses
}

impl Scene {
    /// What the scenario is about; nothing if it is a story that cites half the guide, where only a schema or a phrase
    /// can say which clause is meant.
    fn clauses_of_one_thing(&self) -> Vec<String> {
        if self.clauses.len() <= CLAUSES_OF_ONE_THING_MAX { self.clauses.clone() } else { Vec::new() }
    }

    pub(crate) fn clock_ms(&self) -> u64 {
        u64::try_from((self.clock.now() - self.began).whole_milliseconds()).unwrap_or(0)
    }

    /// The clauses that a finding speaks of, and how well the best known of them is known: those that it names, or else
    /// those of the scenario.
    fn standing(&self, named: Vec<String>) -> (Vec<String>, Level) {
        if named.is_empty() {
            return (self.clauses_of_one_thing(), self.clause_level);
        }
        let level = self.context.level_of(&named);
        (named, level)
    }

    /// Numbers an exchange, files it as evidence, and returns its place.
    pub(crate) fn keep(&mut self, mut exchange: Exchange) -> usize {
        let index = self.exchanges.len();
        exchange.id = u32::try_from(index + 1).unwrap_or(u32::MAX);
        self.recorder.exchange(&exchange);
        self.exchanges.push(exchange);
        index
    }

    fn outgoing(&self, call: &Call, prepared: &Prepared) -> wire::Outgoing {
        let mut headers = vec![evidence::Header::new("accept", "application/json, text/plain;q=0.5")];
        if prepared.bytes.is_some() {
            headers.push(evidence::Header::new("content-type", "application/json"));
        }
        if let Some(condition) = call.provoked
            && let Some(trigger) = self.target.profile.triggers.get(condition.trigger())
        {
            headers.push(evidence::Header::new(trigger.header.to_lowercase(), trigger.value.as_str()));
        }
        wire::Outgoing {
            method: prepared.method.clone(),
            path: prepared.path.clone(),
            headers,
            hidden_headers: self.tenancy.hidden_headers(),
            body: prepared.bytes.clone(),
            timeout: None,
        }
    }
}

pub(crate) fn reason(code: &str, text: String) -> Reason {
    Reason { code: code.to_owned(), text }
}

pub(crate) fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// A body in a sentence: its first 200 characters on one line.
pub(crate) fn shorten(text: &str) -> String {
    const SHOWN_CHARS: usize = 200;
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return "no body".to_owned();
    }
    match line.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
