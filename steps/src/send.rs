//! The only way in which a step reaches a vendor: send, record, judge.

use std::{sync::Arc, time::Duration};

use evidence::{
    Answer, DriftKind, Exchange, Finding, Header, Intent, Level, RestsOn, Sender, Severity, Timing, Vendor,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schemas::{Checked, Looked, Violation};
use serde_json::{Map, Value};

use crate::{
    access::{IDEON_TOKEN, TOKEN},
    call::{Access, Call, CallBody, Certificate, Provoked},
    claim::Claim,
    drift,
    profile::Profile,
    safety,
    stop::Stop,
    world::{Scene, World, micros},
};

/// Waits of the vendor's own retry policy. Oscar documents the first three (OSC-55..57), the others follow by doubling;
/// Osigu documents a bounded backoff without figures (OSG-87, OSG-88).
pub(crate) const RETRY_WAITS_S: [u64; 5] = [1, 2, 4, 8, 16];

/// How often a real environment may tell us to slow down before we give up.
const THROTTLED_MAX: u32 = 5;

/// What a segment of a path, or a value in a query, carries as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is sent, worked out once for all attempts.
#[derive(Debug)]
struct Prepared {
    method: String,
    path: String,
    path_level: Level,
    bytes: Option<Vec<u8>>,
    content_type: &'static str,
    authorization: Option<Header>,
}

impl World {
    /// Sends, records and judges. The only way in which a step reaches a vendor.
    ///
    /// Returns the index of the last exchange. Transient answers are waited out by the vendor's own policy first, unless
    /// the call provokes or expects them; so is a 429 of a real environment, whose limits all scenarios share.
    ///
    /// # Errors
    ///
    /// If there was no answer to judge, if the answer says that we could not be served (credentials, throttling, still
    /// unavailable), or if a finding fails the scenario.
    pub async fn send(&mut self, call: Call) -> Result<usize, Stop> {
        let authorization = self.authorization(&call).await?;
        let mut prepared = self.prepare(&call)?;
        prepared.authorization = authorization;
        let (clock, time_scale) = {
            let scene = self.scene()?;
            (Arc::clone(&scene.clock), scene.target.profile.time_scale)
        };
        let (mut attempt, mut throttled, mut refreshed) = (1, 0, false);
        loop {
            let permit = self.scene()?.target.within_limits(call.operation).await;
            let index = self.exchange_once(&call, &prepared, attempt).await?;
            drop(permit);
            let status = self.exchanges()[index].status().unwrap_or_default();
            let is_throttled = status == 429 && !call.expected.contains(&429) && !self.is_simulator();
            if is_throttled && throttled < THROTTLED_MAX && self.scene()?.target.may_wait_out() {
                // The budget is the run's: whoever sends next waits as well.
                let wait = self.retry_after(index).unwrap_or_else(|| Duration::from_secs(1 << throttled));
                self.scene()?.target.throttled(call.operation, wait);
                clock.sleep(wait).await;
                throttled += 1;
                attempt += 1;
                continue;
            }
            self.scene()?.target.was_served(!is_throttled);
            if status == 401 && !refreshed && self.may_refresh(&call) {
                // A newer token may have ended the one that the run shares.
                refreshed = true;
                self.forget_shared(prepared.authorization.as_ref()).await?;
                prepared.authorization = self.authorization(&call).await?;
                attempt += 1;
                continue;
            }
            let wait = RETRY_WAITS_S.get(attempt as usize - 1);
            match wait {
                Some(wait)
                    if self.is_transient(status) && call.patient && !call.expected.contains(&status) =>
                {
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

    /// Whether a status says that the same call may succeed later, by the vendor's own words.
    pub(crate) fn is_transient(&self, status: u16) -> bool {
        match self.vendor() {
            // Of 5xx in general the guide says that they are retried; a 500 is filed all the same.
            Some(Vendor::Osigu) => matches!(status, 502..=504),
            _ => status == 503,
        }
    }

    /// Whether a 401 may be about the token that all scenarios of a real environment share.
    fn may_refresh(&self, call: &Call) -> bool {
        call.operation != TOKEN
            && !self.is_simulator()
            && !call.expected.contains(&401)
            && self.vendor() == Some(Vendor::Osigu)
            && matches!(call.access, Access::Usual | Access::As(_))
    }

    /// What `Retry-After` of an answer asks for, in whole seconds.
    pub(crate) fn retry_after(&self, index: usize) -> Option<Duration> {
        let seconds = self.exchanges().get(index)?.response()?.header("retry-after")?.trim().parse().ok()?;
        Some(Duration::from_secs(seconds))
    }

    fn prepare(&mut self, call: &Call) -> Result<Prepared, Stop> {
        let scene = self.scene()?;
        let profile = &scene.target.profile;
        let Some(operation) = scene.target.catalogue.operation(call.operation) else {
            return Err(self.internal(format!("operation `{}` is not in the catalogue", call.operation)));
        };
        let overridden = profile.paths.get(call.operation);
        let path = filled(call.path.unwrap_or_else(|| overridden.unwrap_or(&operation.path)), call);
        if path.contains('{') {
            return Err(self.internal(format!("the path {path} of {} is not filled", call.operation)));
        }
        let path_level = if overridden.is_some() { Level::Documented } else { operation.path_level };
        let method = call.method.map_or_else(|| operation.method.clone(), str::to_owned);
        let shape = requests::for_operation(profile.vendor, call.operation);
        // An id that a real vendor gave may have another form than we infer; that is no mistake of ours.
        let firm = |level| profile.is_simulator() || level > Level::Inferred;
        let mistake = |body: &Value| {
            let violations = shape.map(|shape| shape.violations(body)).unwrap_or_default();
            let first = violations.into_iter().find(|one| firm(one.level));
            first
                .filter(|_| call.intent == Intent::Valid)
                .map(|violation| format!("our own {} request is not valid: {violation}", call.operation))
        };
        let mut content_type = "application/json";
        let (bytes, mistake) = match &call.body {
            None => (None, None),
            Some(CallBody::Raw(text)) => (Some(text.clone().into_bytes()), None),
            Some(CallBody::Form(fields)) => {
                content_type = "application/x-www-form-urlencoded";
                let object =
                    fields.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())));
                (Some(pairs(fields).into_bytes()), mistake(&Value::Object(object.collect::<Map<_, _>>())))
            }
            Some(CallBody::Json(body)) => {
                let mistake = mistake(body);
                let text = match shape {
                    Some(shape) if !profile.overrides.is_empty() => {
                        shape.rename(Value::clone(body), &profile.overrides).to_string()
                    }
                    _ => body.to_string(),
                };
                (Some(text.into_bytes()), mistake)
            }
        };
        if let Some(mistake) = mistake {
            return Err(self.internal(mistake));
        }
        if let Some(bytes) = &bytes
            && let Some(refusal) = safety::refuse(&String::from_utf8_lossy(bytes), profile)
        {
            scene.context.refuse_for_safety(&refusal);
            return Err(self.could_not_judge("refused-for-safety", refusal));
        }
        Ok(Prepared { method, path, path_level, bytes, content_type, authorization: None })
    }

    async fn exchange_once(&mut self, call: &Call, prepared: &Prepared, attempt: u32) -> Result<usize, Stop> {
        let scene = self.scene()?;
        let Some(client) = scene.target.client(call.certificate) else {
            let text = format!("the profile has no certificate to present as {}", call.certificate.words());
            return Err(self.not_applicable("missing-credential", text));
        };
        let outgoing = scene.outgoing(call, prepared);
        let client = client.clone();
        let is_of_none = scene.is_of_no_operation(call);
        let mut exchange = self.exchange(&client, outgoing, call.operation, call.intent).await?;
        exchange.attempt = attempt;
        if is_of_none {
            exchange.operation = None;
        }
        if matches!(call.operation, TOKEN | IDEON_TOKEN) {
            // Before it becomes evidence, and wherever else it shows from now on.
            self.hide_token(&exchange);
        }
        let scene = self.scene()?;
        // Only a refusal asks what the request rests on.
        if exchange.status().is_some_and(|status| (400..500).contains(&status)) {
            exchange.rests_on = rests_on(call, prepared, &scene.target.profile);
        }
        let index = scene.keep(exchange);
        self.judge(index, call)?;
        Ok(index)
    }

    /// Sends one request and returns the exchange, which is still to be kept; judges nothing.
    pub(crate) async fn exchange(
        &mut self,
        client: &wire::Client,
        outgoing: wire::Outgoing,
        operation: &str,
        intent: Intent,
    ) -> Result<Exchange, Stop> {
        let scene = self.scene()?;
        let started_us = scene.recorder.now_us();
        let clock_ms = scene.clock_ms();
        let sent = client.send(outgoing).await;
        Ok(exchange_of(sent, operation, intent, started_us, clock_ms))
    }

    /// Applies the always-rules and the schema to a response.
    pub(crate) fn judge(&mut self, index: usize, call: &Call) -> Result<(), Stop> {
        let scene = self.scene()?;
        let exchange = &scene.exchanges[index];
        let Some(response) = exchange.response().filter(|_| exchange.operation.is_some()) else {
            // What no operation has is described by no schema; the step that asked for it looks at the answer.
            return Ok(());
        };
        let profile = &scene.target.profile;
        let Checked { violations, looked, value } =
            schemas::check_and_look(profile.vendor, call.operation, response);
        if let Some(value) = value {
            scene.values.insert(index, Arc::new(value));
        }
        let simulator = profile.is_simulator();
        // The refusal of a valid request may be about our guesses, and whoever refused it not the vendor's service at all.
        let is_refusal = call.intent == Intent::Valid && (400..500).contains(&response.status);
        let guesses = exchange.rests_on.iter().map(|guess| guess.level);
        let mut doubt = guesses.min().filter(|_| is_refusal && !simulator).unwrap_or(Level::Documented);
        // Whoever does not serve us at all may be something before the vendor, and owes no documented body.
        let serves_nobody = matches!(response.status, 401 | 403 | 429 | 502..=504);
        if serves_nobody && !simulator && !call.expected.contains(&response.status) {
            doubt = doubt.weaker(Level::Inferred);
        }
        if call.allowed.contains(&response.status) {
            doubt = Level::Assumed;
        }
        let mut end = Ok(());
        let counts = |one: &&Violation| Severity::of(one.level.weaker(doubt), simulator) > Severity::Note;
        let told: Vec<_> =
            violations.iter().filter(counts).filter_map(|one| one.instance_pointer.clone()).collect();
        for violation in violations {
            let filed = self.file_violation(violation, index, doubt);
            end = end.and(filed);
        }
        let drifted = looked.map_or(Ok(()), |looked| self.note_drift(looked, index, call.operation, &told));
        end.and(drifted)
    }

    /// Notes what no schema names; where that is asked for, each of it warns, once in a scenario. `told` are the places of
    /// which a schema has spoken already.
    fn note_drift(
        &mut self,
        mut looked: Looked,
        index: usize,
        operation: &str,
        told: &[String],
    ) -> Result<(), Stop> {
        let scene = self.scene()?;
        for strange in &mut looked.strange {
            scene.recorder.clean(&mut strange.pointer);
            if let Some(value) = &mut strange.value {
                scene.recorder.clean(value);
            }
        }
        let exchange = scene.exchanges.get(index).map(|exchange| exchange.id);
        let vendor = scene.target.profile.vendor;
        let news: Vec<_> = looked
            .strange
            .iter()
            .filter(|_| scene.context.strict_drift)
            .filter(|one| {
                one.kind != DriftKind::UnknownValue || !told.iter().any(|at| drift::is_at(&one.pointer, at))
            })
            .filter(|one| scene.drift.insert((operation.to_owned(), (*one).clone())))
            .map(|one| drift::finding(one, &looked, operation, vendor, exchange))
            .collect();
        scene.context.note_drift(vendor, operation, scene.recorder.scenario(), looked);
        news.into_iter().try_for_each(|finding| self.file(finding))
    }

    /// Files what a schema, or a rule of all responses, found.
    pub(crate) fn file_violation(
        &mut self,
        violation: Violation,
        index: usize,
        doubt: Level,
    ) -> Result<(), Stop> {
        let scene = self.scene()?;
        // A schema that names its clauses speaks of them alone, whatever the scenario is about.
        let (clauses, clause_level) = scene.standing(violation.clauses);
        let level = violation.level.weaker(clause_level).weaker(doubt);
        let severity = Severity::of(level, scene.target.profile.is_simulator());
        let exchange = scene.exchanges.get(index).map(|exchange| exchange.id);
        self.file(Finding {
            rule: violation.rule.to_owned(),
            severity,
            level,
            clauses,
            exchange,
            step: None,
            instance_pointer: violation.instance_pointer,
            schema_path: violation.schema_path,
            keyword: violation.keyword,
            expected: violation.expected,
            actual: violation.actual,
            message: violation.message,
            at_us: 0,
            waiver: None,
        })
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
            Answer::Response(response) if call.expected.contains(&response.status) => Ok(()),
            Answer::Response(response) => match response.status {
                401 | 403
                    if call.certificate == Certificate::Registered
                        && matches!(call.access, Access::Usual | Access::As(_)) =>
                {
                    let status = response.status;
                    let advice = credentials_advice(self.vendor());
                    let text = format!(
                        "{} answered {status} to the registered credentials; {advice}",
                        call.operation
                    );
                    self.cannot_go_on(index, "credentials", "the registered credentials are accepted", &text)
                }
                429 => {
                    let text = format!(
                        "{} answered 429: the environment throttles us; lower `limits` in the profile, and see that \
                         nobody else uses the same client at the same time",
                        call.operation
                    );
                    self.cannot_go_on(index, "throttled", "no limit is reached", &text)
                }
                status @ 502..=504 if self.is_outlasting(status, call) => {
                    let text =
                        format!("{} still answered {status} after 5 retries over 31 s", call.operation);
                    self.cannot_go_on(index, "still-unavailable", "a transient failure passes", &text)
                }
                500 if self.vendor() == Some(Vendor::Ideon) && call.provoked != Some(Provoked::Escalate) => {
                    let message = format!("{} failed inside the vendor", call.operation);
                    let expected = "no internal error";
                    self.report(Claim::about(
                        index,
                        "internal-error",
                        Level::Documented,
                        expected,
                        "500",
                        message,
                    ))
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
                status @ 502..=599 if status != 503 => {
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

    /// Whether a transient failure outlasted the vendor's own policy.
    fn is_outlasting(&self, status: u16, call: &Call) -> bool {
        !matches!(call.provoked, Some(Provoked::Retry | Provoked::Unavailable))
            && call.patient
            && self.is_transient(status)
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
            self.report(Claim::about(index, code, Level::Inferred, expected, text, text))?;
            // It is waived, and there is nothing to judge all the same.
        }
        Err(self.could_not_judge(code, text))
    }
}

/// What was sent and came back, as evidence that is not kept yet.
pub(crate) fn exchange_of(
    sent: wire::Sent,
    operation: &str,
    intent: Intent,
    started_us: u64,
    clock_ms: u64,
) -> Exchange {
    Exchange {
        id: 0,
        step: None,
        sender: Sender::Harness,
        operation: Some(operation.to_owned()),
        attempt: 1,
        intent,
        rests_on: Vec::new(),
        request: sent.request,
        answer: sent.answer,
        timing: Timing { started_us, head_us: sent.head.map(micros), total_us: micros(sent.total), clock_ms },
        curl_options: sent.curl_options,
    }
}

/// What to look at where the registered credentials are refused.
const fn credentials_advice(vendor: Option<Vendor>) -> &'static str {
    match vendor {
        Some(Vendor::Osigu) => {
            "check `client_id` and `client_secret`, that they belong to this environment, and the scopes that Osigu has \
             configured for the client"
        }
        Some(Vendor::Ideon) => {
            "check `api_key`, that it belongs to this environment, and that its account may use the Enrollments API"
        }
        _ => {
            "check the files behind `client_certificate` and `client_key` and whether the vendor has registered the \
             certificate"
        }
    }
}

/// A path with its parameters and its query.
fn filled(template: &str, call: &Call) -> String {
    let mut path = template.to_owned();
    for (name, value) in &call.places {
        path = path.replace(&format!("{{{name}}}"), &utf8_percent_encode(value, UNRESERVED).to_string());
    }
    if !call.query.is_empty() {
        path.push('?');
        path.push_str(&pairs(&call.query));
    }
    path
}

/// Names and values as a query, or a form, carries them.
fn pairs(pairs: &[(&'static str, String)]) -> String {
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, UNRESERVED)))
        .collect();
    pairs.join("&")
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
    /// Whether a call goes where no operation is: to another path, or with a method for which the catalogue has no answer.
    fn is_of_no_operation(&self, call: &Call) -> bool {
        const METHOD_NOT_ALLOWED: u16 = 405;
        call.path.is_some()
            || call.method.is_some()
                && self.target.catalogue.row(call.operation, METHOD_NOT_ALLOWED).is_none()
    }

    fn outgoing(&self, call: &Call, prepared: &Prepared) -> wire::Outgoing {
        let content_type = prepared.bytes.as_ref().map(|_| ("content-type", prepared.content_type));
        let usual = [Some(("accept", "application/json, text/plain;q=0.5")), content_type];
        let is_replaced = |name: &str| call.headers.iter().any(|(own, _)| *own == name);
        let usual = usual.into_iter().flatten().filter(|(name, _)| !is_replaced(name));
        let mut headers: Vec<_> = usual.map(|(name, value)| Header::new(name, value)).collect();
        headers.extend(prepared.authorization.clone());
        headers.extend(call.headers.iter().map(|(name, value)| Header::new(*name, value.as_str())));
        if let Some(condition) = call.provoked
            && let Some(trigger) = self.target.profile.triggers.get(condition.trigger())
        {
            headers.push(Header::new(trigger.header.to_lowercase(), trigger.value.as_str()));
        }
        wire::Outgoing {
            method: prepared.method.clone(),
            path: prepared.path.clone(),
            headers,
            hidden_headers: self.tenancy.hidden_headers(),
            body: prepared.bytes.clone(),
            is_chunked: call.is_chunked,
            ..wire::Outgoing::default()
        }
    }
}
