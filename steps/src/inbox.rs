//! Where the vendor's webhooks arrive: one door for all scenarios, and a mailbox behind it for each.

use std::{
    collections::{HashMap, VecDeque},
    fmt, io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use clock::{Participant, SharedClock};
use evidence::{Answer, Body, Exchange, Header, Intent, Level, Request, Response, Sender, Timing, Vendor};
use secrecy::ExposeSecret;
use serde_json::Value;
use time::OffsetDateTime;
use tokio::sync::Notify;
use url::Url;
use wire::server::{Handler, Received, Reply, Replying, Server};

use crate::{
    claim::Claim,
    profile, signature,
    stop::Stop,
    target::Tenant,
    world::{Scene, World},
};

/// How far the time in a signature may be from the time of the arrival (OSX-12 lets a receiver refuse more).
const TOLERANCE_S: i64 = 300;

/// The door: a server of this process.
#[derive(Debug)]
pub(crate) struct Inbox {
    url: Url,
    boxes: Arc<Boxes>,
    _server: Server,
}

#[derive(Debug, Default)]
struct Boxes {
    open: Mutex<HashMap<String, Arc<Mailbox>>>,
    /// Whatever arrives is for all: the vendor knows one address only.
    shared: bool,
}

impl Handler for Boxes {
    fn handle(&self, received: Received) -> Replying {
        let name = received.path().rsplit('/').next().unwrap_or_default().to_owned();
        let open = locked(&self.open);
        let found: Vec<_> = match open.get(&name) {
            Some(mailbox) => vec![Arc::clone(mailbox)],
            None if self.shared => open.values().cloned().collect(),
            None => Vec::new(),
        };
        drop(open);
        let shared = self.shared;
        Box::pin(async move {
            let mut reply = None;
            for mailbox in found {
                let answer = mailbox.take(received.clone()).await;
                reply.get_or_insert(answer);
            }
            reply.unwrap_or_else(|| match shared {
                // Every change of the environment comes here, also where no scenario waits for any.
                true => Reply::status(200),
                // A delivery of an earlier run, perhaps: nobody waits for it, and the vendor may stop sending it.
                false => Reply::status(410),
            })
        })
    }
}

impl Inbox {
    /// Opens the door. Without a URL the vendor is told the address itself. A shared door hands what comes to no mailbox in
    /// particular to all of them.
    pub(crate) async fn open(listen: SocketAddr, url: Option<Url>, shared: bool) -> io::Result<Self> {
        let boxes = Arc::new(Boxes { shared, ..Boxes::default() });
        let server = Server::bind(listen, Arc::clone(&boxes) as Arc<dyn Handler>).await?;
        let own = format!("http://{}/webhooks", server.address());
        let url = match url {
            Some(url) => url,
            None => Url::parse(&own).map_err(io::Error::other)?,
        };
        Ok(Self { url, boxes, _server: server })
    }

    pub(crate) fn mailbox(&self, name: &str, clock: SharedClock) -> Arc<Mailbox> {
        let url = format!("{}/{name}", self.url.as_str().trim_end_matches('/'));
        let mailbox = Arc::new(Mailbox {
            url,
            clock,
            arrivals: Mutex::default(),
            replies: Mutex::default(),
            firsts: Mutex::default(),
            arrived: Notify::new(),
            watch: Mutex::default(),
        });
        locked(&self.boxes.open).insert(name.to_owned(), Arc::clone(&mailbox));
        mailbox
    }

    /// Nobody waits for this mailbox any more.
    fn close(&self, mailbox: &Mailbox) {
        if let Some(name) = mailbox.url.rsplit('/').next() {
            locked(&self.boxes.open).remove(name);
        }
    }
}

/// How a delivery is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answering {
    /// With this status, at once.
    Status(u16),
    /// With 200, after this time on the scenario's clock.
    Late(Duration),
}

/// A webhook that arrived.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// When, on the scenario's clock.
    pub at: OffsetDateTime,
    /// When, on the wall.
    pub(crate) wall: SystemTime,
    /// What came.
    pub received: Received,
    /// What it was answered with.
    pub status: u16,
    /// How late that was on the scenario's clock.
    pub late: Duration,
    /// The exchange that records it; none until it has been looked at.
    pub exchange: Option<usize>,
}

impl Arrival {
    /// The body as JSON; `Null` where it is none (which has been reported).
    #[must_use]
    pub fn event(&self) -> Value {
        serde_json::from_slice(&self.received.body).unwrap_or_default()
    }

    /// What it says it tells of: `event_type` with Osigu, `type` with Ideon.
    #[must_use]
    pub fn kind(&self) -> String {
        let kind = self.text("event_type");
        if kind.is_empty() { self.text("type") } else { kind }
    }

    /// A text of the envelope, such as `event_id`; empty where there is none.
    #[must_use]
    pub fn text(&self, member: &str) -> String {
        self.event()[member].as_str().unwrap_or_default().to_owned()
    }
}

/// What arrives for one scenario.
pub struct Mailbox {
    url: String,
    clock: SharedClock,
    arrivals: Mutex<Vec<Arrival>>,
    replies: Mutex<VecDeque<Answering>>,
    /// How the first delivery of each event is answered, where no more is said.
    firsts: Mutex<Option<Answering>>,
    arrived: Notify,
    watch: Mutex<Watch>,
}

/// Whether a step sleeps until something arrives, and what holds time still until it is awake.
#[derive(Debug, Default)]
struct Watch {
    is_kept: bool,
    held: Option<Participant>,
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mailbox").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Mailbox {
    /// Where the vendor has to deliver to.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How the next deliveries are answered, in order; those behind them with 200.
    pub fn answer_next(&self, answers: impl IntoIterator<Item = Answering>) {
        locked(&self.replies).extend(answers);
    }

    /// How the first delivery of each event is answered. Events of other scenarios arrive here as well where all of them
    /// subscribe as one provider, and which of them is this scenario's may not be known yet.
    pub fn answer_first_of_each(&self, answer: Answering) {
        *locked(&self.firsts) = Some(answer);
    }

    /// Whether an event has been delivered here before.
    fn has_arrived(&self, received: &Received) -> bool {
        let id = |body: &[u8]| serde_json::from_slice::<Value>(body).unwrap_or_default()["event_id"].clone();
        let own = id(&received.body);
        locked(&self.arrivals).iter().any(|arrival| id(&arrival.received.body) == own)
    }

    fn hold_for_who_waits(&self) {
        let mut watch = locked(&self.watch);
        if watch.is_kept && watch.held.is_none() {
            watch.held = Some(self.clock.join());
        }
    }

    /// What has arrived so far, in order.
    #[must_use]
    pub fn arrivals(&self) -> Vec<Arrival> {
        locked(&self.arrivals).clone()
    }

    async fn take(&self, received: Received) -> Reply {
        let planned = locked(&self.replies).pop_front();
        let firsts = *locked(&self.firsts);
        let first = firsts.filter(|_| !self.has_arrived(&received));
        let answering = planned.or(first).unwrap_or(Answering::Status(200));
        let (status, late) = match answering {
            Answering::Status(status) => (status, Duration::ZERO),
            Answering::Late(wait) => (200, wait),
        };
        let (at, wall) = (self.clock.now(), SystemTime::now());
        locked(&self.arrivals).push(Arrival { at, wall, received, status, late, exchange: None });
        // Whoever delivered is done with this, and time would run on before the step that waits has seen it.
        self.hold_for_who_waits();
        self.arrived.notify_one();
        if !late.is_zero() {
            self.clock.sleep(late).await;
        }
        Reply::status(status)
    }
}

impl Scene {
    /// Nobody waits for webhooks any more.
    pub(crate) fn close_mailbox(&self) {
        if let (Some(inbox), Some(mailbox)) = (&self.target.inbox, &self.mailbox) {
            inbox.close(mailbox);
        }
    }
}

impl World {
    /// Where the vendor's webhooks for this scenario arrive, opened when it is first asked for.
    ///
    /// # Errors
    ///
    /// If webhooks cannot reach this process.
    pub fn mailbox(&mut self) -> Result<Arc<Mailbox>, Stop> {
        let scene = self.scene()?;
        if let Some(mailbox) = &scene.mailbox {
            return Ok(Arc::clone(mailbox));
        }
        let Some(inbox) = &scene.target.inbox else {
            let text = format!(
                "profile `{}` does not say `webhook_listen` and `webhook_url`, so no webhook can arrive",
                scene.target.profile.name
            );
            return Err(self.not_applicable("missing-capability", text));
        };
        let name = format!("{}-{}", scene.context.run_id, scene.recorder.scenario().replace([':', ' '], "-"));
        let mailbox = inbox.mailbox(&name, Arc::clone(&scene.clock));
        scene.mailbox = Some(Arc::clone(&mailbox));
        Ok(mailbox)
    }

    /// Waits until a webhook has arrived that fits, for so long on the scenario's clock. Every webhook that arrives is
    /// recorded and judged, whether it fits or not. Says which one it was: an index into [`Mailbox::arrivals`].
    ///
    /// # Errors
    ///
    /// If no webhook can arrive at all, or if one that arrived fails the scenario.
    pub async fn wait_for_webhook(
        &mut self,
        window: Duration,
        fits: impl Fn(&Arrival) -> bool,
    ) -> Result<Option<usize>, Stop> {
        let mailbox = self.mailbox()?;
        let clock = self.clock()?;
        let end = clock.now() + window;
        let mut looked_at = 0;
        loop {
            let arrivals = self.webhooks()?;
            if let Some(found) = arrivals.iter().skip(looked_at).position(&fits) {
                return Ok(Some(looked_at + found));
            }
            looked_at = arrivals.len();
            let left = end - clock.now();
            if !left.is_positive() {
                return Ok(None);
            }
            locked(&mailbox.watch).is_kept = true;
            // The sleep ends with each arrival: while it lives, virtual time may run on. What has arrived already is seen
            // before anybody sleeps.
            tokio::select! {
                biased;
                () = mailbox.arrived.notified() => {}
                () = clock.sleep(left.unsigned_abs()) => {}
            }
            drop(std::mem::take(&mut *locked(&mailbox.watch)));
        }
    }

    /// All webhooks that have arrived so far, each recorded and judged.
    ///
    /// # Errors
    ///
    /// If no webhook can arrive at all, or if one that arrived fails the scenario.
    pub fn webhooks(&mut self) -> Result<Vec<Arrival>, Stop> {
        let mailbox = self.mailbox()?;
        let count = locked(&mailbox.arrivals).len();
        for number in 0..count {
            let arrival = locked(&mailbox.arrivals)[number].clone();
            if arrival.exchange.is_none() {
                let index = self.keep_arrival(&mailbox, &arrival)?;
                locked(&mailbox.arrivals)[number].exchange = Some(index);
                self.judge_arrival(index, &arrival)?;
            }
        }
        let mut arrivals = mailbox.arrivals();
        arrivals.truncate(count);
        Ok(arrivals)
    }

    fn keep_arrival(&mut self, mailbox: &Mailbox, arrival: &Arrival) -> Result<usize, Stop> {
        let scene = self.scene()?;
        let kind = arrival.kind();
        let kind = if kind.is_empty() { "unreadable".to_owned() } else { kind };
        let clock_ms = (arrival.at - scene.began).whole_milliseconds();
        Ok(scene.keep(Exchange {
            id: 0,
            step: None,
            sender: Sender::Vendor,
            operation: Some(format!("webhook:{kind}")),
            attempt: 1,
            intent: Intent::Valid,
            rests_on: Vec::new(),
            request: Request {
                method: arrival.received.method.clone(),
                url: mailbox.url.clone(),
                headers: arrival.received.headers.clone(),
                body: Some(Body::from_bytes(&arrival.received.body)),
            },
            answer: Answer::Response(Response {
                status: arrival.status,
                version: "HTTP/1.1".to_owned(),
                headers: Vec::<Header>::new(),
                body: Body::default(),
            }),
            timing: Timing {
                started_us: scene.context.micros_at(arrival.wall),
                head_us: None,
                total_us: 0,
                clock_ms: u64::try_from(clock_ms).unwrap_or(0),
            },
            curl_options: String::new(),
        }))
    }

    /// What is true of every webhook: its envelope and payload, its signature, its time, its environment.
    fn judge_arrival(&mut self, index: usize, arrival: &Arrival) -> Result<(), Stop> {
        let vendor = self.profile()?.vendor;
        let mut end = Ok(());
        for violation in schemas::check_event(vendor, &Body::from_bytes(&arrival.received.body)) {
            let filed = self.file_violation(violation, index, Level::Documented);
            end = end.and(filed);
        }
        end?;
        if vendor != Vendor::Osigu {
            // Nothing is documented of who signs what.
            return Ok(());
        }
        self.judge_signature(index, arrival)?;
        self.judge_environment(index, arrival)
    }

    fn judge_signature(&mut self, index: usize, arrival: &Arrival) -> Result<(), Stop> {
        let Some(secret) = self.webhook_secret()? else { return Ok(()) };
        let about = |rule, expected: &str, actual: String, message: String| {
            Claim::about(index, rule, Level::Documented, expected, actual, message).of(&["OSX-11"])
        };
        let Some(header) = arrival.received.header(signature::HEADER) else {
            let message = "the webhook has no X-Osigu-Signature".to_owned();
            return self.report(about("webhook-unsigned", "a signature", "none".to_owned(), message));
        };
        let form = "t=<unix seconds>,v1=<hex>";
        let parts = signature::parts(header).filter(|(at, _)| at.parse::<i64>().is_ok());
        let Some((at, digest)) = parts else {
            let message = format!("the signature of the webhook has not the form {form}: {header}");
            return self.report(about("webhook-signature-form", form, header.to_owned(), message));
        };
        let expected = signature::digest(&secret, at, &arrival.received.body);
        if digest != expected {
            let message =
                "the signature of the webhook is not the HMAC-SHA256 of its time and its body".to_owned();
            return self.report(about("webhook-signature", &expected, digest.to_owned(), message));
        }
        let off = at.parse::<i64>().unwrap_or_default() - arrival.at.unix_timestamp();
        if off.abs() > TOLERANCE_S {
            let message = format!(
                "the webhook was signed {off} s off the time of its arrival, so that a receiver has to refuse it"
            );
            return self.report(about("webhook-timestamp", "at most 300 s off", format!("{off} s"), message));
        }
        Ok(())
    }

    fn judge_environment(&mut self, index: usize, arrival: &Arrival) -> Result<(), Stop> {
        let environment = arrival.text("environment");
        if environment == self.environment() {
            return Ok(());
        }
        let message = format!("the webhook says that it comes from `{environment}`");
        let claim = Claim::about(
            index,
            "webhook-environment",
            Level::Documented,
            self.environment(),
            environment,
            message,
        );
        self.report(claim.of(&["OSG-11", "OSX-10"]).at("/environment"))
    }

    /// What the vendor's environment calls itself: production is never a target, except where the simulator plays it.
    pub(crate) const fn environment(&self) -> &'static str {
        self.osigu.environment()
    }

    /// The secret with which the vendor signs.
    ///
    /// # Errors
    ///
    /// If the scenario was not set up.
    pub(crate) fn webhook_secret(&mut self) -> Result<Option<String>, Stop> {
        let scene = self.scene()?;
        if let Some(Tenant::Osigu(tenant)) = &scene.tenancy.tenant {
            return Ok(Some(tenant.webhook_secret()));
        }
        Ok(match &scene.target.profile.target {
            profile::Target::Remote(remote) => {
                remote.webhook_secret.as_ref().map(|secret| secret.expose_secret().to_owned())
            }
            _ => None,
        })
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
