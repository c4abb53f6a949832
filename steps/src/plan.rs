//! What is to be run, and where its events go.

use std::{fmt, sync::Arc, time::Duration};

use evidence::{Exchange, ExitCode, GivenWaiver, Party, Reason, RunEvent, Vendor, redact::Redactor};
use suite::{Scenario, ScenarioRef, Suite};

use crate::{
    call::Provoked,
    profile::{Profile, Target},
};

/// A scenario and the profile that it runs against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Which scenario of the suite.
    pub scenario: ScenarioRef,
    /// Index into [`Plan::profiles`].
    pub profile: usize,
}

/// All that a run needs to know.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Unique for the run; synthetic data are derived from it.
    pub run_id: String,
    /// The program's arguments, for the record.
    pub arguments: Vec<String>,
    /// The program's version, for the record.
    pub program_version: String,
    /// The suite.
    pub suite: Arc<Suite>,
    /// The targets.
    pub profiles: Vec<Profile>,
    /// What to run, in the order of features and lines.
    pub selected: Vec<Planned>,
    /// How many scenarios run side by side at most.
    pub jobs: usize,
    /// Seed of the order; 0 keeps the order of the files.
    pub seed: u64,
    /// Whether no further scenario begins after the first that is failed, error or blocked.
    pub fail_fast: bool,
    /// What is known and accepted.
    pub waivers: Vec<GivenWaiver>,
    /// Whether what no schema names warns.
    pub strict_drift: bool,
    /// When to stop at the latest, counted from the start.
    pub deadline: Option<Duration>,
}

/// Where the events of a run go, in order.
pub trait EventSink: Send + Sync {
    /// Takes the next event.
    fn emit(&self, event: RunEvent);

    /// Takes an exchange as the next event. Cleaning it takes a while: a sink with a thread of its own does that there.
    fn exchange(&self, exchange: Unredacted) {
        self.emit(exchange.redacted());
    }
}

/// An exchange as it was sent and received. Nobody gets to see it before it is redacted.
pub struct Unredacted {
    scenario: String,
    exchange: Arc<Exchange>,
    redactor: Redactor,
}

impl Unredacted {
    /// An exchange of a scenario, and what knows what has to be hidden at this moment.
    pub(crate) const fn new(scenario: String, exchange: Arc<Exchange>, redactor: Redactor) -> Self {
        Self { scenario, exchange, redactor }
    }

    /// The event that it becomes.
    #[must_use]
    pub fn redacted(self) -> RunEvent {
        let mut exchange = Arc::unwrap_or_clone(self.exchange);
        self.redactor.exchange(&mut exchange);
        exchange.cut();
        RunEvent::Exchange { scenario: self.scenario, exchange: Box::new(exchange) }
    }
}

impl fmt::Debug for Unredacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unredacted").field("scenario", &self.scenario).finish_non_exhaustive()
    }
}

/// How a run ended, apart from its outcomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunEnd {
    /// Something was about to be sent that must not be (exit code 7).
    pub safety: Option<String>,
    /// A mistake of ours (exit code 70).
    pub internal: Option<String>,
}

/// A run that could not be started.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct RunError {
    /// What the program exits with.
    pub code: ExitCode,
    /// What was wrong, where, and what to do.
    pub message: String,
}

/// A word of `@needs:` and what gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capability {
    /// As in `@needs:retry-trigger`.
    pub word: &'static str,
    /// Whose scenarios may ask for it; none means any vendor's.
    pub vendor: Option<Vendor>,
    /// What a profile has to say for it.
    pub given_by: &'static str,
}

const CAPABILITIES: [Capability; 14] = [
    Capability {
        word: "retry-trigger",
        vendor: None,
        given_by: "`triggers.retry`, the header by which the environment provokes a transient failure",
    },
    Capability {
        word: "escalate-trigger",
        vendor: None,
        given_by: "`triggers.escalate`, the header by which the environment provokes an internal error",
    },
    Capability {
        word: "unregistered-certificate",
        vendor: Some(Vendor::Oscar),
        given_by: "`unregistered_certificate` and `unregistered_key`",
    },
    Capability {
        word: "expired-certificate",
        vendor: Some(Vendor::Oscar),
        given_by: "`expired_certificate` and `expired_key`",
    },
    Capability {
        word: "webhooks",
        vendor: Some(Vendor::Osigu),
        given_by: "`webhook_listen`, `webhook_url` and `webhook_secret`",
    },
    Capability {
        word: "async-sponsor",
        vendor: Some(Vendor::Osigu),
        given_by: "`async-sponsor` in `capabilities`, and the fixture `async_sponsor`",
    },
    Capability {
        word: "read-only-client",
        vendor: Some(Vendor::Osigu),
        given_by: "`read_only_client_id` and `read_only_client_secret`",
    },
    Capability {
        word: "rate-limit-trigger",
        vendor: None,
        given_by: "`triggers.rate_limit`, the header by which the environment provokes a 429",
    },
    Capability {
        word: "unavailable-trigger",
        vendor: None,
        given_by: "`triggers.unavailable`, the header by which the environment provokes a 503",
    },
    Capability {
        word: "effects",
        vendor: Some(Vendor::Osigu),
        given_by: "`--effects URL`, which answers how many effects deliveries have had",
    },
    Capability {
        word: "hooks",
        vendor: Some(Vendor::Ideon),
        given_by: "`webhook_listen` and `webhook_url`, the address that was agreed with Ideon",
    },
    Capability {
        word: "other-account",
        vendor: Some(Vendor::Ideon),
        given_by: "`other_account_api_key`, the key of an account that sees nothing of the first one's",
    },
    Capability {
        word: "unprivileged-key",
        vendor: Some(Vendor::Ideon),
        given_by: "`unprivileged_api_key`, the key of an account that may do nothing",
    },
    Capability {
        word: "bulk-writes",
        vendor: Some(Vendor::Ideon),
        given_by: "`bulk-writes` in `capabilities`: 250 subscribers are made that nobody can delete",
    },
];

/// The tag of scenarios that judge a webhook receiver.
pub const RECEIVER_TAG: &str = "receiver";

/// Every word that `@needs:` may name.
#[must_use]
pub const fn capabilities() -> &'static [Capability] {
    &CAPABILITIES
}

/// What of [`capabilities`] a profile has. The simulator has all of them.
#[must_use]
pub fn capabilities_of(profile: &Profile) -> Vec<&'static str> {
    let has = |word: &str| match &profile.target {
        Target::Simulator { .. } => true,
        Target::Remote(remote) => match word {
            "retry-trigger" => profile.triggers.contains_key(Provoked::Retry.trigger()),
            "escalate-trigger" => profile.triggers.contains_key(Provoked::Escalate.trigger()),
            "unregistered-certificate" => remote.unregistered.is_some(),
            "expired-certificate" => remote.expired.is_some(),
            "webhooks" => remote.webhook_inbox.is_some() && remote.webhook_secret.is_some(),
            "async-sponsor" => {
                profile.capabilities.iter().any(|capability| capability == word)
                    && profile.fixtures.contains_key("async_sponsor")
            }
            "read-only-client" => remote.read_only_client.is_some(),
            "hooks" => remote.webhook_inbox.is_some(),
            "other-account" => remote.other_account_api_key.is_some(),
            "unprivileged-key" => remote.unprivileged_api_key.is_some(),
            "rate-limit-trigger" => profile.triggers.contains_key(Provoked::RateLimit.trigger()),
            "unavailable-trigger" => profile.triggers.contains_key(Provoked::Unavailable.trigger()),
            other => profile.capabilities.iter().any(|capability| capability == other),
        },
        Target::Receiver(receiver) => word == "effects" && receiver.effects.is_some(),
    };
    CAPABILITIES
        .iter()
        .filter(|capability| capability.vendor.is_none_or(|vendor| vendor == profile.vendor))
        .map(|capability| capability.word)
        .filter(|word| has(word))
        .collect()
}

/// Why a scenario says nothing about this profile; `None` where it can be run.
#[must_use]
pub fn not_applicable(scenario: &Scenario, profile: &Profile) -> Option<Reason> {
    if profile.is_simulator() {
        return None;
    }
    let reason = |code: &str, text: String| Some(Reason { code: code.to_owned(), text });
    let names_receiver = matches!(profile.target, Target::Receiver(_));
    if names_receiver && !scenario.tags.iter().any(|tag| tag == RECEIVER_TAG) {
        return reason("other-subject", "this run judges a webhook receiver, and only it".to_owned());
    }
    if !names_receiver && scenario.party == Party::Integrator {
        return reason(
            "no-integrator",
            "judges an integrator, and this run names none; the embedded one is judged on the profile `mock`"
                .to_owned(),
        );
    }
    if scenario.simulated_only {
        return reason("simulated-only", "only a simulator can produce what this scenario needs".to_owned());
    }
    let given = capabilities_of(profile);
    let missing = scenario.needs.iter().find(|word| !given.contains(&word.as_str()))?;
    let how = CAPABILITIES.iter().find(|capability| capability.word == missing.as_str()).map_or_else(
        || format!("`{missing}` in `capabilities`"),
        |capability| capability.given_by.to_owned(),
    );
    if names_receiver {
        return reason("missing-capability", format!("this run was not given {how}"));
    }
    reason("missing-capability", format!("profile `{}` does not say {how}", profile.name))
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@needs:{} (given by {})", self.word, self.given_by)
    }
}
