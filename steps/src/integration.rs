//! The integration under test, and its exchanges as evidence.

use std::{sync::Arc, time::Duration};

use evidence::{Exchange, Intent, Level, Sender, Timing};
use integrator::{Call, Defect, oscar::Integration};
use serde_json::Value;

use crate::{
    call::Certificate,
    claim::Claim,
    profile::Target,
    stop::Stop,
    world::{World, micros},
};

impl World {
    /// The integration that this scenario judges, made when it is first asked for.
    ///
    /// # Errors
    ///
    /// If it cannot be built.
    pub fn integration(&mut self) -> Result<Arc<Integration>, Stop> {
        let scene = self.scene()?;
        if let Some(integration) = &scene.integration {
            return Ok(Arc::clone(integration));
        }
        let defect = match &scene.target.profile.target {
            Target::Simulator { integrator_fault: Some(name), .. } => match name.parse::<Defect>() {
                Ok(defect) => Some(defect),
                Err(error) => return Err(self.internal(error.to_string())),
            },
            Target::Simulator { .. } | Target::Remote(_) | Target::Receiver(_) => None,
        };
        let Some(client) = scene.target.client(Certificate::Registered) else {
            return Err(self.internal("the target has no client"));
        };
        let clock = Arc::clone(&scene.clock);
        match Integration::new(client, clock, scene.tenancy.hidden_headers(), defect) {
            Ok(integration) => {
                let integration = Arc::new(integration);
                self.scene()?.integration = Some(Arc::clone(&integration));
                Ok(integration)
            }
            Err(error) => Err(self.internal(error.to_string())),
        }
    }

    /// Records what the integration sent and received, and judges its requests where they were meant to be valid.
    ///
    /// # Errors
    ///
    /// If a request of the integration is not what the vendor documents.
    pub fn record_integration(&mut self, calls: &[Call], intent: Intent) -> Result<(), Stop> {
        let scene = self.scene()?;
        let first = scene.exchanges.len();
        let spent: Duration = calls.iter().map(|call| call.sent.total).sum();
        let mut started_us = scene.recorder.now_us().saturating_sub(micros(spent));
        for call in calls {
            let clock_ms = (call.started_clock - scene.began).whole_milliseconds();
            let total_us = micros(call.sent.total);
            let exchange = Exchange {
                id: 0,
                step: None,
                sender: Sender::Integrator,
                operation: Some(call.operation.to_owned()),
                attempt: call.attempt,
                intent,
                rests_on: Vec::new(),
                request: call.sent.request.clone(),
                answer: call.sent.answer.clone(),
                timing: Timing {
                    started_us,
                    head_us: call.sent.head.map(micros),
                    total_us,
                    clock_ms: u64::try_from(clock_ms).unwrap_or(0),
                },
                curl_options: call.sent.curl_options.clone(),
            };
            started_us += total_us;
            scene.keep(exchange);
        }
        if intent == Intent::Invalid {
            return Ok(());
        }
        (first..self.exchanges().len()).try_for_each(|index| self.judge_request(index))
    }

    /// A request of the integration against the request's own shape.
    fn judge_request(&mut self, index: usize) -> Result<(), Stop> {
        let vendor = self.profile()?.vendor;
        let exchange = &self.exchanges()[index];
        let Some(shape) =
            exchange.operation.as_deref().and_then(|operation| requests::for_operation(vendor, operation))
        else {
            return Ok(());
        };
        let operation = exchange.operation.clone().unwrap_or_default();
        let text = exchange.request.body.as_ref().map_or("", |body| body.text.as_str());
        let is_form = exchange.request.headers.iter().any(|header| {
            header.name == "content-type" && header.value.starts_with("application/x-www-form-urlencoded")
        });
        let body = if is_form {
            let fields = url::form_urlencoded::parse(text.as_bytes());
            Ok(fields.map(|(name, value)| (name.into_owned(), Value::from(value.into_owned()))).collect())
        } else {
            serde_json::from_str::<Value>(text)
        };
        let Ok(body) = body else {
            let message = format!("the integration's {operation} request is not JSON");
            let claim = Claim::about(
                index,
                "request-not-json",
                Level::Documented,
                "a JSON document",
                "none",
                message,
            );
            return self.report(claim);
        };
        for violation in shape.violations(&body) {
            let message = format!("the integration's {operation} request: {violation}");
            let claim = Claim::about(
                index,
                "request-schema",
                violation.level,
                violation.expected,
                violation.actual,
                message,
            );
            self.report(claim.at(violation.instance_pointer))?;
        }
        Ok(())
    }
}
