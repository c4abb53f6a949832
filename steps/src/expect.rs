//! What a step expects of a call: that it was accepted, or that it was refused.

use evidence::{Level, Vendor};
use serde_json::Value;

use crate::{
    claim::Claim,
    stop::Stop,
    world::{World, shorten},
};

impl World {
    /// The status of an exchange, if it was answered.
    #[must_use]
    pub fn status(&self, index: usize) -> Option<u16> {
        self.exchanges().get(index)?.status()
    }

    /// Whether a call was accepted.
    #[must_use]
    pub fn is_accepted(&self, index: usize) -> bool {
        self.status(index).is_some_and(|status| (200..300).contains(&status))
    }

    /// A set-up call was accepted; where it was not, that is for the scenarios about that call to judge.
    ///
    /// # Errors
    ///
    /// If it was not.
    pub fn set_up(&mut self, index: usize) -> Result<(), Stop> {
        if self.is_accepted(index) {
            return Ok(());
        }
        if self.is_simulator() {
            let operation = self.exchanges()[index].operation.clone().unwrap_or_default();
            let status = self.status(index).map_or_else(|| "nothing".to_owned(), |status| status.to_string());
            return Err(self.blocked(format!(
                "{operation} answered {status}, so the scenario's beginning was not reached"
            )));
        }
        self.expect_success(index)
    }

    /// The call was accepted, and the answer says something.
    ///
    /// # Errors
    ///
    /// If it was not: against a real vendor `error` where the request rests on a guess of ours, else a finding. If the
    /// answer is empty where the operation has something to tell, that is a finding too.
    pub fn expect_success(&mut self, index: usize) -> Result<(), Stop> {
        let exchange = &self.exchanges()[index];
        let Some(response) = exchange.response() else {
            return Err(self.could_not_judge("no-answer", "there was no answer"));
        };
        let status = response.status;
        if (200..300).contains(&status) {
            return self.tells_something(index);
        }
        let operation = exchange.operation.clone().unwrap_or_default();
        let said = shorten(&response.body.text);
        if let Some(text) = crate::ideon::unknown_fixture(self, index) {
            return Err(self.could_not_judge("fixture-missing", text));
        }
        let exchange = &self.exchanges()[index];
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

    /// Where the shape of an answer is our guess, its schema alone would not tell a vendor from a server that says yes to
    /// everything. That an operation which has something to tell tells something is more than a guess. Only Osigu leaves
    /// whole answers to be guessed; what the other vendors' answers hold is known, and may be nothing.
    fn tells_something(&mut self, index: usize) -> Result<(), Stop> {
        if self.vendor() != Some(Vendor::Osigu) {
            return Ok(());
        }
        let body = self.body(index).unwrap_or_default();
        let is_empty = match &body {
            Value::Null => true,
            Value::Array(list) => list.is_empty(),
            Value::Object(members) => members.is_empty(),
            _ => false,
        };
        if !is_empty {
            return Ok(());
        }
        let catalogue = self.scene()?.target.catalogue;
        let exchange = &self.exchanges()[index];
        let (Some(response), Some(id)) = (exchange.response(), exchange.operation.as_deref()) else {
            return Ok(());
        };
        let success = catalogue.operation(id).and_then(schemas::Operation::success);
        let Some(success) = success.filter(|row| {
            row.schema.is_some()
                && row.content_type.as_deref().is_some_and(|media_type| media_type.ends_with("json"))
        }) else {
            return Ok(());
        };
        let is_told_already = || {
            let mut found = schemas::check(catalogue.vendor(), id, response).into_iter();
            found.any(|violation| violation.level >= Level::Inferred)
        };
        if schemas::is_valid(catalogue.vendor(), id, success.status, &body) || is_told_already() {
            return Ok(());
        }
        let said = shorten(&response.body.text);
        let message = format!("{id} succeeded and says nothing of what it did: {said}");
        self.report(Claim::about(
            index,
            "empty-success",
            Level::Inferred,
            "an answer with content",
            said,
            message,
        ))
    }

    /// The call was refused with one of these statuses. `level` says how well it is known that it is.
    ///
    /// # Errors
    ///
    /// If it was not: against a real vendor `error` where the path is a guess of ours that may not exist, else a finding.
    pub fn expect_refusal(
        &mut self,
        index: usize,
        statuses: &[u16],
        level: Level,
        what: &str,
    ) -> Result<(), Stop> {
        let exchange = &self.exchanges()[index];
        let operation = exchange.operation.clone().unwrap_or_default();
        let Some(status) = exchange.status() else {
            return Err(self.could_not_judge("no-answer", "there was no answer"));
        };
        if statuses.contains(&status) {
            return Ok(());
        }
        let guessed = exchange.rests_on.iter().any(|guess| guess.what.starts_with("path of "));
        if !self.is_simulator() && guessed && matches!(status, 404 | 405) {
            let text = format!(
                "{operation} answered {status}; its path is a guess of ours, say the real one under `overrides.paths` in \
                 the profile"
            );
            return Err(self.could_not_judge("guessed-path", text));
        }
        let wanted = statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ");
        let (rule, message) = if (200..300).contains(&status) {
            ("accepted-what-must-be-refused", format!("{operation} accepted {what} with {status}"))
        } else {
            ("refusal-status", format!("{operation} answered {status} to {what}"))
        };
        self.report(Claim::about(index, rule, level, wanted, status.to_string(), message))
    }
}
