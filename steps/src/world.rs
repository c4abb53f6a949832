//! The world of a scenario: what its steps know, and the only way in which they send and report.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use clock::{Participant, SharedClock, VirtualClock};
use evidence::{Exchange, Finding, Level, Reason, Severity, Vendor, Waiver};
use integrator::oscar::Integration;
use schemas::Strange;
use serde_json::Value;
use time::OffsetDateTime;
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    access::Token,
    call::{Account, Provoked},
    claim::Claim,
    context::Context,
    ideon,
    inbox::Mailbox,
    oscar, osigu,
    profile::Profile,
    receiver::ReceiverSubject,
    recorder::Recorder,
    stop::{Stop, Verdict},
    target::{Target, Tenancy, Tenant},
    waived::Waived,
};

/// A scenario that cites more clauses than this is a story.
const CLAUSES_OF_ONE_THING_MAX: usize = 6;

/// The world of one scenario. Cucumber moves it with every step, so it is small: what it holds stays where it is.
#[derive(Debug, Default, cucumber::World)]
pub struct World {
    pub(crate) scene: Option<Box<Scene>>,
    pub(crate) stop: Option<Stop>,
    /// The exchange that phrases speak of.
    pub last: Option<usize>,
    /// What the steps of Oscar's features remember.
    pub oscar: Box<oscar::State>,
    /// What the steps of Osigu's features remember.
    pub osigu: Box<osigu::State>,
    /// What the steps of Ideon's features remember.
    pub ideon: Box<ideon::State>,
}

/// What a scenario has once it has begun.
#[derive(Debug)]
pub(crate) struct Scene {
    /// Among the scenarios that run side by side.
    pub(crate) place: Option<OwnedSemaphorePermit>,
    pub(crate) context: Arc<Context>,
    pub(crate) target: Arc<Target>,
    pub(crate) tenancy: Tenancy,
    pub(crate) recorder: Recorder,
    pub(crate) clock: SharedClock,
    pub(crate) began: OffsetDateTime,
    /// The scenario takes part in its clock: virtual time waits for its steps.
    pub(crate) _taking_part: Participant,
    pub(crate) clauses: Vec<String>,
    pub(crate) clause_level: Level,
    /// As sent and received, before redaction.
    pub(crate) exchanges: Vec<Arc<Exchange>>,
    /// What the answers that were judged say, by the place of their exchange.
    pub(crate) values: HashMap<usize, Arc<Value>>,
    pub(crate) worst: Option<Severity>,
    /// What no schema names and has been told, by operation.
    pub(crate) drift: HashSet<(String, Strange)>,
    /// The waivers of this scenario that still hold.
    pub(crate) waivers: Vec<Waiver>,
    /// What they waived.
    pub(crate) waived: Waived,
    pub(crate) integration: Option<Arc<Integration>>,
    /// Bearer tokens that the scenario got for itself, by OAuth client.
    pub(crate) tokens: HashMap<Account, Token>,
    /// Where the vendor's webhooks for this scenario arrive.
    pub(crate) mailbox: Option<Arc<Mailbox>>,
    /// The webhook receiver that this scenario judges.
    pub(crate) receiver: Option<Arc<ReceiverSubject>>,
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

    /// Ends the scenario as `not_applicable`: the profile does not name something that the environment has.
    pub(crate) fn missing_fixture(&mut self, name: &str) -> Stop {
        let profile = self.profile().map(|profile| profile.name.clone()).unwrap_or_default();
        self.not_applicable("missing-fixture", format!("profile `{profile}` does not say `fixtures.{name}`"))
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
            waiver: None,
        };
        self.file(finding)
    }

    /// Files a finding. One that is waived ends nothing: what else the scenario finds is not waived with it.
    pub(crate) fn file(&mut self, mut finding: Finding) -> Result<(), Stop> {
        let severity = finding.severity;
        let scene = self.scene()?;
        let waiver = scene.waivers.iter().find(|waiver| severity > Severity::Note && waiver.covers(&finding));
        if let Some(waiver) = waiver {
            finding.waiver = Some(Box::new(waiver.applied()));
            scene.waived.add(severity, waiver.applied());
            scene.recorder.finding(finding);
            return Ok(());
        }
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

    /// How long a delay of the vendor's is in an environment whose time runs faster or slower, as its profile says.
    pub(crate) fn scaled(&mut self, time: Duration) -> Result<Duration, Stop> {
        Ok(time.mul_f64(self.profile()?.time_scale))
    }

    /// Whose scenario it is.
    pub(crate) fn vendor(&self) -> Option<Vendor> {
        self.scene.as_ref().map(|scene| scene.target.profile.vendor)
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

    /// The scenario's own part of Oscar's simulator.
    ///
    /// # Errors
    ///
    /// If the target is no simulator: the scenario wants the tag `@simulated-only`.
    pub fn tenant(&mut self) -> Result<&simulators::Tenant, Stop> {
        match self.any_tenant()? {
            Tenant::Oscar(tenant) => Ok(tenant),
            _ => Err(of_another_vendor()),
        }
    }

    /// The scenario's own part of Osigu's simulator.
    ///
    /// # Errors
    ///
    /// If the target is no simulator: the scenario wants the tag `@simulated-only`.
    pub fn osigu_tenant(&mut self) -> Result<&simulators::osigu::Tenant, Stop> {
        match self.any_tenant()? {
            Tenant::Osigu(tenant) => Ok(tenant),
            _ => Err(of_another_vendor()),
        }
    }

    /// The scenario's own part of Ideon's simulator.
    ///
    /// # Errors
    ///
    /// If the target is no simulator: the scenario wants the tag `@simulated-only`.
    pub fn ideon_tenant(&mut self) -> Result<&simulators::ideon::Tenant, Stop> {
        match self.any_tenant()? {
            Tenant::Ideon(tenant) => Ok(tenant),
            _ => Err(of_another_vendor()),
        }
    }

    fn any_tenant(&mut self) -> Result<&Tenant, Stop> {
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

    /// The exchange that phrases speak of.
    ///
    /// # Errors
    ///
    /// If no phrase before made one, which would be a mistake in a feature.
    pub fn last(&mut self) -> Result<usize, Stop> {
        self.last.ok_or_else(|| self.internal("this phrase needs an answer, and no phrase before it got one"))
    }

    /// The JSON of the last answer, which has to be a success.
    ///
    /// # Errors
    ///
    /// If it is none, or is not JSON.
    pub fn answer(&mut self) -> Result<(usize, Value), Stop> {
        let index = self.last()?;
        self.expect_success(index)?;
        match self.body(index) {
            Some(body) => Ok((index, body)),
            None => Err(self.could_not_judge(
                "unreadable-body",
                "the answer is not JSON, so what it says cannot be judged",
            )),
        }
    }

    /// The exchanges so far, in order. Indices are those that [`World::send`] returns.
    #[must_use]
    pub fn exchanges(&self) -> &[Arc<Exchange>] {
        self.scene.as_ref().map_or(&[], |scene| scene.exchanges.as_slice())
    }

    /// The JSON body of a response; `None` without a response or where it is not JSON (which has been reported).
    #[must_use]
    pub fn body(&self, exchange: usize) -> Option<Value> {
        self.json(exchange).map(Arc::unwrap_or_clone)
    }

    /// The same, for who only reads it.
    pub(crate) fn json(&self, exchange: usize) -> Option<Arc<Value>> {
        if let Some(value) = self.scene.as_ref().and_then(|scene| scene.values.get(&exchange)) {
            return Some(Arc::clone(value));
        }
        let response = self.exchanges().get(exchange)?.response()?;
        // A byte order mark is a finding, and hides nothing of what stands behind it.
        let text = response.body.text.strip_prefix('\u{feff}').unwrap_or(&response.body.text);
        serde_json::from_str(text).ok().map(Arc::new)
    }
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
    pub(crate) fn standing(&self, named: Vec<String>) -> (Vec<String>, Level) {
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
        let exchange = Arc::new(exchange);
        self.recorder.exchange(Arc::clone(&exchange));
        self.exchanges.push(exchange);
        index
    }
}

fn of_another_vendor() -> Stop {
    Stop(Verdict::Error(reason("internal", "a phrase of another vendor was used".to_owned())))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Cucumber moves it a dozen times with every step; what grows belongs behind a box.
    #[test]
    fn a_world_is_small() {
        let (world, inside) = (size_of::<World>(), size_of::<Scene>() + size_of::<ideon::State>());
        assert!(world <= 160 && world * 5 < inside, "a world has {world} bytes, and what it holds {inside}");
    }
}
