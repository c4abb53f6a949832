//! The phrases of Osigu's features, and what a scenario remembers between its steps.
//!
//! What no document says is read generously against a real vendor (`open-readings.md`) and as the starred reading has it
//! against the simulator.
//!
//! ```text
//! words        parameters of phrases             fixtures      what the environment has, by name
//! calls        sends the calls, learns ids       refusing      refusals, measured by the request that was accepted
//! tokens, looking_up, authorizing, dispensing, products …      the phrases
//! ```

mod authorizing;
mod awaiting;
mod calls;
mod claiming;
mod dispensing;
mod failing;
mod fixtures;
mod integrating;
mod limiting;
mod looking_up;
mod prescribing;
mod products;
mod receiving;
mod refusing;
mod seeding;
mod settling;
mod subscribing;
mod tokens;
mod words;

pub(crate) use fixtures::{hide_people, seeded};
use serde_json::Value;
use time::OffsetDateTime;

use crate::Call;

/// What the steps of one scenario remember.
#[derive(Debug, Default)]
pub struct State {
    /// Somebody who was found, and how.
    beneficiary: Option<Beneficiary>,
    /// The people whom the holder's search listed beside the holder.
    dependents: Vec<Value>,
    /// The authorization request that phrases speak of.
    request: Option<AuthorizationRequest>,
    /// A request of the same scenario that phrases call the other one.
    other_request: Option<AuthorizationRequest>,
    /// The code that phrases speak of: an authorization's or a prescription's.
    code: Option<String>,
    /// The authorization that the code belongs to, where its id is known.
    authorization_id: Option<String>,
    /// The dispensation that phrases speak of.
    dispensation: Option<String>,
    /// The one-time code that was sent, and the token that it was exchanged for.
    otp: Otp,
    /// Codes of products that pages of a list had, in their order.
    codes: Vec<String>,
    /// The last call that was accepted, for refusals to be measured by.
    control: Option<Call>,
    receiving: receiving::Memory,
    /// What the steps of [`awaiting`] remember.
    awaiting: awaiting::Memory,
    /// What the steps of [`claiming`] remember.
    claiming: claiming::Memory,
    /// What the steps of [`failing`] remember.
    failing: failing::Memory,
    /// What the steps of [`integrating`] remember.
    integration: integrating::Memory,
    /// What the steps of [`limiting`] remember.
    limiting: limiting::Memory,
    /// What the steps of [`prescribing`] remember.
    prescribing: prescribing::Memory,
    /// What the steps of [`seeding`] remember.
    seeding: seeding::Memory,
    /// What the steps of [`settling`] remember.
    settling: settling::Memory,
    /// What the steps of [`subscribing`] remember.
    subscribing: subscribing::Memory,
}

impl State {
    /// Whether a call was accepted that refusals can be measured by.
    pub(crate) const fn has_control(&self) -> bool {
        self.control.is_some()
    }
}

/// Somebody who was found.
#[derive(Clone, Debug)]
struct Beneficiary {
    id: String,
    /// What was searched for.
    form: Value,
}

/// An authorization request that was opened.
#[derive(Clone, Debug)]
struct AuthorizationRequest {
    id: String,
    sponsor: String,
    beneficiary: String,
    products: Vec<Value>,
    /// When it was completed, on the scenario's clock.
    completed_at: Option<OffsetDateTime>,
    /// The exchange that completed it.
    completed: Option<usize>,
}

/// A one-time code.
#[derive(Clone, Debug, Default)]
struct Otp {
    id: Option<String>,
    token: Option<String>,
}
