//! Calls without a scenario: the same client, budget, safety, redaction and judgement as in a run, for commands that ask a
//! few questions of their own.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use evidence::{Exchange, Finding, ProfileRecord, RunEvent, Vendor, redact::RunSecrets};
use suite::Suite;

use crate::{
    access::TOKEN,
    call::{Access, Account, Call},
    context::Context,
    inbox::Inbox,
    plan::{EventSink, Plan, RunError},
    profile::{self, Profile},
    recorder::Recorder,
    target::Target,
    waived::Waived,
    world::{Scene, World},
};

/// Whatever comes back is an answer to whoever visits: nothing is waited out, and no refusal ends the visit.
pub(crate) const ALL_STATUSES: &[u16] =
    &[400, 401, 403, 404, 405, 406, 409, 415, 422, 429, 500, 501, 502, 503, 504, 520, 521, 522, 523, 524];

/// How long a knock may take to come back in.
const KNOCK_LIMIT: Duration = Duration::from_secs(10);

/// Who visits, and what it is derived from.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Unique; synthetic data are derived from it.
    pub run_id: String,
    /// What stands for the scenario.
    pub name: String,
    /// The suite, for the levels of its clauses.
    pub suite: Arc<Suite>,
    /// What never stands in evidence.
    pub secrets: Arc<RunSecrets>,
}

/// What came of one call, redacted.
#[derive(Clone, Debug, Default)]
pub struct Visited {
    /// What was sent and came back; none where nothing was sent.
    pub exchange: Option<Exchange>,
    /// What the rules of all answers and the schema found.
    pub findings: Vec<Finding>,
    /// Why nothing was sent, or what came back could not be judged.
    pub stopped: Option<String>,
}

impl Visited {
    /// The status of the answer, if one came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.exchange.as_ref().and_then(Exchange::status)
    }

    /// Whether the call was accepted.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.status().is_some_and(|status| (200..300).contains(&status))
    }
}

/// A profile that is called without a scenario.
#[derive(Debug)]
pub struct Visit {
    pub(crate) world: World,
    pub(crate) context: Arc<Context>,
    collected: Arc<Collected>,
    /// The token of the main client, once there is one.
    token: Option<String>,
}

/// What the recorder tells, kept.
#[derive(Debug, Default)]
struct Collected(Mutex<Vec<RunEvent>>);

impl EventSink for Collected {
    fn emit(&self, event: RunEvent) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }
}

impl Visit {
    /// Makes everything ready, a simulator included; sends nothing.
    ///
    /// # Errors
    ///
    /// A simulator cannot be started, or the profile's credentials make no client.
    pub async fn begin(profile: Profile, visitor: Visitor) -> Result<Self, RunError> {
        let plan = Plan {
            run_id: visitor.run_id,
            arguments: Vec::new(),
            program_version: String::new(),
            suite: visitor.suite,
            profiles: Vec::new(),
            selected: Vec::new(),
            jobs: 1,
            seed: 0,
            fail_fast: false,
            deadline: None,
            waivers: Vec::new(),
            strict_drift: false,
        };
        let target = Arc::new(Target::without_inbox(profile).await?);
        let collected = Arc::new(Collected::default());
        let sink = Arc::clone(&collected) as Arc<dyn EventSink>;
        let context = Arc::new(Context::new(&plan, vec![Arc::clone(&target)], visitor.secrets, sink));
        let (tenancy, clock) = target.tenancy(&visitor.name, false);
        let scene = Scene {
            place: None,
            recorder: Recorder::new(Arc::clone(&context), visitor.name),
            clause_level: context.level_of(&[]),
            context: Arc::clone(&context),
            target,
            tenancy,
            began: clock.now(),
            _taking_part: clock.join(),
            clock,
            clauses: Vec::new(),
            exchanges: Vec::new(),
            values: HashMap::new(),
            worst: None,
            integration: None,
            tokens: HashMap::new(),
            mailbox: None,
            receiver: None,
            drift: HashSet::new(),
            waivers: Vec::new(),
            waived: Waived::default(),
        };
        let mut world = World { scene: Some(Box::new(scene)), ..World::default() };
        if world.vendor() == Some(Vendor::Osigu) {
            crate::osigu::hide_people(&mut world);
        }
        world.hide_credentials();
        Ok(Self { world, context, collected, token: None })
    }

    /// Sends one call, once.
    pub async fn call(&mut self, call: Call) -> Visited {
        let call = self.with_token(call.expecting(ALL_STATUSES).impatient());
        let stopped = self.world.send(call).await.err().map(|stop| stop.to_string());
        self.visited(stopped)
    }

    /// Asks for a token as an account, with a vendor that gives tokens. That of the main one is used from then on.
    pub async fn sign_in(&mut self, account: Account) -> Visited {
        let call = Call::to(TOKEN)
            .with_form(vec![("grant_type", "client_credentials".to_owned())])
            .access(Access::As(account))
            .expecting(ALL_STATUSES)
            .impatient();
        let before = self.world.exchanges().len();
        let stopped = self.world.send(call).await.err().map(|stop| stop.to_string());
        // An answer that breaks a rule gives a token all the same.
        let answer = self.world.exchanges().get(before..).and_then(<[_]>::last).cloned();
        if let Some(answer) = answer.filter(|_| account == Account::Main) {
            self.learn_token(&answer);
        }
        self.visited(stopped)
    }

    /// The target as a record has it.
    #[must_use]
    pub fn profile(&self) -> Option<ProfileRecord> {
        self.world.scene.as_ref().map(|scene| scene.target.record())
    }

    /// The call with the token that there is, where it would ask for one.
    pub(crate) fn with_token(&self, mut call: Call) -> Call {
        if let (Access::Usual, Some(token), false) = (&call.access, &self.token, call.operation == TOKEN) {
            call.access = Access::Token(token.clone());
        }
        call
    }

    /// Keeps the token of an answer to call with.
    pub(crate) fn learn_token(&mut self, exchange: &Exchange) {
        let text = exchange.response().map_or("", |response| response.body.text.as_str());
        let body: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
        if let Some(token) = body["access_token"].as_str().filter(|token| !token.is_empty()) {
            self.token = Some(token.to_owned());
        }
    }

    /// Whether there is a token to call with.
    #[must_use]
    pub const fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Why something was not sent that must not be; the command ends with exit code 7 then.
    #[must_use]
    pub fn safety(&self) -> Option<String> {
        self.context.take_trouble().safety
    }

    /// What was told since the last call.
    pub(crate) fn visited(&mut self, stopped: Option<String>) -> Visited {
        let events = std::mem::take(&mut *self.collected.0.lock().unwrap_or_else(PoisonError::into_inner));
        let stopped = stopped.map(|text| self.context.secrets.text(&text).into_owned());
        // A finding has ended the call as it ends a scenario, and is told by itself.
        let mut visited = Visited { stopped, ..Visited::default() };
        for event in events {
            match event {
                RunEvent::Exchange { exchange, .. } => visited.exchange = Some(*exchange),
                RunEvent::Finding { finding, .. } => visited.findings.push(*finding),
                _ => {}
            }
        }
        if visited.exchange.as_ref().is_some_and(|exchange| exchange.response().is_some()) {
            visited.stopped = None;
        }
        visited
    }
}

/// Why webhooks do not reach this process.
#[derive(Debug, thiserror::Error)]
pub enum Unreached {
    /// The address cannot be listened at.
    #[error("webhooks cannot be received at {listen}: {error}")]
    Closed {
        /// The address of the profile.
        listen: std::net::SocketAddr,
        /// What the system says.
        #[source]
        error: std::io::Error,
    },
    /// What was sent to the URL did not arrive.
    #[error("{text}")]
    Lost {
        /// What became of it, and what to do.
        text: String,
    },
}

/// Listens as a run does, sends a message to `webhook_url` as anybody can, and sees whether it arrives. The vendor is told
/// nothing. `None` where the profile receives no webhooks.
pub async fn knock(profile: &Profile, name: &str) -> Option<Result<String, Unreached>> {
    let profile::Target::Remote(remote) = &profile.target else { return None };
    let door = remote.webhook_inbox.as_ref()?;
    Some(knock_at(profile, remote, door, name).await)
}

async fn knock_at(
    profile: &Profile,
    remote: &profile::Remote,
    door: &profile::WebhookInbox,
    name: &str,
) -> Result<String, Unreached> {
    let (listen, lost) = (door.listen, |text: String| Unreached::Lost { text });
    let inbox = Inbox::open(listen, Some(door.url.clone()), false)
        .await
        .map_err(|error| Unreached::Closed { listen, error })?;
    let mailbox = inbox.mailbox(name, Arc::new(clock::RealClock));
    let unusable = |error: &dyn std::error::Error| lost(format!("`webhook_url` cannot be called: {error}"));
    let url = url::Url::parse(mailbox.url()).map_err(|error| unusable(&error))?;
    let mut options = wire::ClientOptions::new(url);
    options.extra_ca_pem.clone_from(&remote.ca_certificate);
    options.proxy.clone_from(&remote.proxy);
    options.timeout = profile.timeout.min(KNOCK_LIMIT);
    let client = wire::Client::new(options).map_err(|error| unusable(&error))?;
    let sent = client.send(wire::Outgoing::new("POST", "").json("{}")).await;
    if !mailbox.arrivals().is_empty() {
        return Ok(format!("what is sent to {} arrives at {listen}", door.url));
    }
    Err(lost(match sent.answer {
        evidence::Answer::Response(response) => format!(
            "what is sent to {} does not arrive at {listen}: something else answered {}",
            door.url, response.status
        ),
        evidence::Answer::NoAnswer(failure) => {
            format!("what is sent to {} does not arrive at {listen}: {}", door.url, failure.message)
        }
    }))
}
