//! Evidence of one scenario leaves it here the moment it exists: redacted, or in what only redaction opens.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use evidence::{Exchange, Finding, RunEvent, redact::Redactor};

use crate::{context::Context, plan::Unredacted};

/// Files what happens in one scenario.
#[derive(Debug)]
pub(crate) struct Recorder {
    context: Arc<Context>,
    scenario: String,
    redactor: Arc<Mutex<Redactor>>,
}

impl Recorder {
    pub(crate) fn new(context: Arc<Context>, scenario: String) -> Self {
        let redactor = context.redactor(&scenario);
        Self { context, scenario, redactor }
    }

    pub(crate) fn scenario(&self) -> &str {
        &self.scenario
    }

    /// From now on a value never appears in evidence.
    pub(crate) fn hide(&self, value: &str, placeholder: &str) {
        self.redactor().add(value, placeholder);
    }

    /// The same for a value that is made from another hidden one, in plain form only.
    pub(crate) fn hide_plain(&self, value: &str, placeholder: &str) {
        self.redactor().add_plain(value, placeholder);
    }

    fn redactor(&self) -> MutexGuard<'_, Redactor> {
        self.redactor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Cleans a text that leaves the scenario in another way.
    pub(crate) fn clean(&self, text: &mut String) {
        self.redactor().replace(text);
    }

    pub(crate) fn now_us(&self) -> u64 {
        self.context.now_us()
    }

    pub(crate) fn exchange(&self, exchange: Arc<Exchange>) {
        let redactor = self.redactor().clone();
        self.context.sink.exchange(Unredacted::new(self.scenario.clone(), exchange, redactor));
    }

    /// Files a finding and returns its message as it was filed.
    pub(crate) fn finding(&self, mut finding: Finding) -> String {
        finding.at_us = self.now_us();
        let redactor = self.redactor();
        let Finding { instance_pointer, expected, actual, message, .. } = &mut finding;
        // Names of members are the subject's own words, too.
        for text in [expected, actual, message].into_iter().chain(instance_pointer) {
            redactor.replace(text);
        }
        drop(redactor);
        let message = finding.message.clone();
        self.context
            .sink
            .emit(RunEvent::Finding { scenario: self.scenario.clone(), finding: Box::new(finding) });
        message
    }

    pub(crate) fn note(&self, mut text: String) {
        self.redactor().replace(&mut text);
        self.context.sink.emit(RunEvent::Note { scenario: self.scenario.clone(), text });
    }
}
