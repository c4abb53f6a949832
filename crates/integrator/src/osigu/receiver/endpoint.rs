//! From a delivery to its answer.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use evidence::Header;
use hmac::{Hmac, Mac};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use sha2::Sha256;
use time::{OffsetDateTime, macros::format_description};
use tokio::{sync::Barrier, time::timeout};
use wire::server::{Handler, Received, Reply, Replying};

use super::{
    DELIVERIES, EFFECTS, Effect, Options, ReceiverDefect as Defect,
    event::Event,
    signature::{self, Signature},
    store::Store,
};

/// How far a timestamp may lie from now, in either direction (OSX-12).
const TOLERANCE_S: i64 = 300;

/// How long [`Defect::SlowReceiver`] takes: more than the 10 seconds that Osigu waits.
const SLOW: Duration = Duration::from_secs(11);
/// How long [`Defect::CheckThenActRace`] waits for another delivery of the same event, on the wall clock.
const RACE: Duration = Duration::from_millis(250);
/// The deliveries that [`Defect::ThrottlesBursts`] and [`Defect::LosesEventsInBursts`] take within a second.
const BURST_MAX: usize = 100;
/// The bytes that [`Defect::ChokesOnLargeBody`] takes.
const LARGE_BYTES: usize = 256 * 1024;
/// The time that [`Defect::ChokesOnSlowBody`] gives a body.
const SLOW_BODY: Duration = Duration::from_millis(200);
/// The characters that [`Defect::PrefixComparison`] and [`Defect::SuffixComparison`] compare.
const PART: usize = 8;

/// Why a delivery is not taken for one of Osigu's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// There is no signature.
    Absent,
    /// There is one that cannot be read.
    Malformed,
    /// The timestamp is too far away, or the signature is not that of these bytes.
    Wrong,
}

/// The receiver's inside.
#[derive(Debug)]
pub(super) struct Endpoint {
    options: Options,
    store: Mutex<Store>,
    /// For [`Defect::CheckThenActRace`]: deliveries of the same event that have checked and not acted yet.
    racing: Mutex<HashMap<String, Arc<Barrier>>>,
    /// For [`BURST_MAX`]: the second, and how many came within it.
    burst: Mutex<(i64, usize)>,
    /// For [`Defect::AcceptsKnownDigest`].
    known_digests: Mutex<HashSet<String>>,
}

/// An endpoint that answers requests.
pub(super) struct Shared(pub(super) Arc<Endpoint>);

impl Handler for Shared {
    fn handle(&self, received: Received) -> Replying {
        let endpoint = Arc::clone(&self.0);
        Box::pin(async move {
            let mut reply = endpoint.answer(&received).await;
            reply.headers.push(Header::new("date", http_date(endpoint.options.clock.now())));
            reply
        })
    }
}

impl Endpoint {
    pub(super) fn new(options: Options) -> Self {
        Self {
            options,
            store: Mutex::default(),
            racing: Mutex::default(),
            burst: Mutex::default(),
            known_digests: Mutex::default(),
        }
    }

    pub(super) fn effects(&self) -> Vec<Effect> {
        lock(&self.store).effects.clone()
    }

    fn has(&self, defect: Defect) -> bool {
        self.options.defect == Some(defect)
    }

    async fn answer(&self, received: &Received) -> Reply {
        match (received.path(), received.method.as_str()) {
            (EFFECTS, "GET") => said(200, &json!({"count": lock(&self.store).effects.len()})),
            (DELIVERIES, "POST") => {
                let reply = self.delivery(received).await;
                if self.has(Defect::SlowReceiver) {
                    self.options.clock.sleep(SLOW).await;
                }
                reply
            }
            (EFFECTS | DELIVERIES, _) => said(405, &json!({"error": "method not allowed"})),
            _ => said(404, &json!({"error": "not found"})),
        }
    }

    async fn delivery(&self, received: &Received) -> Reply {
        match self.options.defect {
            Some(Defect::Answers401ToEverything) => return unauthorized(),
            Some(Defect::Answers200ToEverything) => return acknowledged("stored"),
            Some(Defect::ThrottlesBursts) if self.is_throttled() => return failed(429),
            Some(Defect::ChokesOnLargeBody) if received.body.len() > LARGE_BYTES => return failed(413),
            Some(Defect::ChokesOnSlowBody) if received.body_took > SLOW_BODY => return failed(408),
            Some(Defect::ParsesBeforeVerifying) if Event::parse(&received.body).is_none() => {
                return failed(400);
            }
            Some(Defect::ActsBeforeVerifying) => {
                if let Some(event) = Event::parse(&received.body).filter(|event| self.concerns_us(event)) {
                    let mut store = lock(&self.store);
                    if store.remember(&event.event_id) {
                        store.act(&event);
                    }
                }
            }
            _ => {}
        }
        if let Err(refusal) = self.verify(received) {
            if self.has(Defect::RemembersRefusedEvents)
                && let Some(event) = Event::parse(&received.body)
            {
                lock(&self.store).remember(&event.event_id);
            }
            return match refusal {
                Refusal::Malformed if self.has(Defect::FailsOnMalformedSignature) => failed(500),
                _ => unauthorized(),
            };
        }
        let upper =
            || received.header(signature::HEADER).is_some_and(|header| header.contains(char::is_uppercase));
        if self.has(Defect::FailsOnUpperCaseHex) && upper() {
            return failed(500);
        }
        match Event::parse(&received.body) {
            Some(event) => self.event(&event, received).await,
            None => failed(if self.has(Defect::FailsOnMalformedJson) { 500 } else { 400 }),
        }
    }

    /// Whether a delivery is Osigu's, and fresh.
    fn verify(&self, received: &Received) -> Result<(), Refusal> {
        if self.has(Defect::NoSignatureCheck) {
            return Ok(());
        }
        let secret = self.options.secret.expose_secret().as_bytes();
        let mut headers = received.headers.iter().filter(|header| header.name == signature::HEADER);
        let header = match (headers.next(), headers.next()) {
            (Some(header), None) => header.value.as_str(),
            (Some(_), Some(_)) => return Err(Refusal::Malformed),
            (None, _) => "",
        };
        if header.is_empty() {
            return if self.has(Defect::AcceptsMissingSignature) { Ok(()) } else { Err(Refusal::Absent) };
        }
        if self.has(Defect::AcceptsLegacySignature)
            && let (Some(bytes), Some(mut mac)) = (signature::unhex(header), signature::keyed(secret))
        {
            mac.update(&received.body);
            if mac.verify_slice(&bytes).is_ok() {
                return Ok(());
            }
        }
        let signature = Signature::parse(header).ok_or(Refusal::Malformed)?;
        if !self.is_fresh(signature.age_s(self.options.clock.now().unix_timestamp())) {
            return Err(Refusal::Wrong);
        }
        if self.is_signed(&signature, secret, &received.body) { Ok(()) } else { Err(Refusal::Wrong) }
    }

    fn is_fresh(&self, age_s: i64) -> bool {
        match self.options.defect {
            Some(Defect::AcceptsStaleTimestamp) => age_s >= -TOLERANCE_S,
            Some(Defect::AcceptsFutureTimestamp) => age_s <= TOLERANCE_S,
            Some(Defect::Tolerance299) => age_s.abs() < TOLERANCE_S,
            Some(Defect::Tolerance301) => age_s.abs() <= TOLERANCE_S + 1,
            Some(Defect::ToleranceOneMinute) => age_s.abs() <= 60,
            _ => age_s.abs() <= TOLERANCE_S,
        }
    }

    fn is_signed(&self, signature: &Signature<'_>, secret: &[u8], body: &[u8]) -> bool {
        let sent = signature::unhex(signature.v1);
        let digest = |secret: &[u8], written: &str, body: &[u8]| signature::digest(secret, written, body);
        let of_body = || digest(secret, signature.written, body);
        let is = |mac: Option<Hmac<Sha256>>| match (mac, &sent) {
            (Some(mac), Some(sent)) => mac.verify_slice(sent).is_ok(),
            _ => false,
        };
        let good = is(of_body());
        match self.options.defect {
            Some(Defect::ChecksOnlyTheTimestamp) => true,
            Some(Defect::SignsReserializedBody) => {
                let rewritten = serde_json::from_slice::<Value>(body).map(|value| value.to_string());
                is(digest(secret, signature.written, rewritten.as_deref().map_or(body, str::as_bytes)))
            }
            Some(Defect::PrefixComparison) => {
                part(of_body(), signature.v1.get(..PART), |mac, part| mac.verify_truncated_left(part).is_ok())
            }
            Some(Defect::SuffixComparison) => {
                let at = signature.v1.len().saturating_sub(PART);
                part(of_body(), signature.v1.get(at..), |mac, part| mac.verify_truncated_right(part).is_ok())
            }
            Some(Defect::AcceptsTruncatedSignature) => {
                part(of_body(), Some(signature.v1), |mac, part| mac.verify_truncated_left(part).is_ok())
            }
            Some(Defect::AcceptsUndecodableDigest) => sent.as_ref().is_none_or(Vec::is_empty) || good,
            Some(Defect::AcceptsKnownDigest) => {
                let mut known = lock(&self.known_digests);
                known.contains(signature.v1) || (good && known.insert(signature.v1.to_owned()))
            }
            Some(Defect::AcceptsNearbyTimestamp) => {
                good || is(digest(secret, &(signature.timestamp.saturating_add(1)).to_string(), body))
            }
            Some(Defect::AcceptsEmptySecret) => good || is(digest(b"", signature.written, body)),
            _ => good,
        }
    }

    /// Whether an event is of our environment and of a type that we know.
    fn concerns_us(&self, event: &Event) -> bool {
        event.environment == self.options.environment && event.is_known()
    }

    /// What becomes of an event that Osigu sent.
    async fn event(&self, event: &Event, received: &Received) -> Reply {
        if !self.concerns_us(event) {
            match self.options.defect {
                Some(Defect::IgnoresEnvironment) if event.is_known() => {}
                Some(Defect::ActsOnUnknownEvents) if !event.is_known() => {}
                Some(Defect::RefusesUnknownEvents) if !event.is_known() => return failed(500),
                _ => return acknowledged("ignored"),
            }
        }
        match self.options.defect {
            Some(Defect::FailsOnRejections) if event.event_type == "authorization.rejected" => {
                return failed(500);
            }
            Some(Defect::DropsRejections) if event.event_type == "authorization.rejected" => {
                return acknowledged("stored");
            }
            Some(Defect::ActsOnce) if !self.effects().is_empty() => return acknowledged("stored"),
            Some(Defect::HandlesAuthorizationsOnly) if !event.event_type.starts_with("authorization.") => {
                return failed(500);
            }
            Some(Defect::LosesEventsInBursts) if self.is_throttled() => return acknowledged("stored"),
            _ => {}
        }
        let key = self.key(event, received);
        if self.has(Defect::CheckThenActRace) {
            if lock(&self.store).knows(&key) {
                return acknowledged("duplicate");
            }
            self.wait_for_another(&key).await;
        }
        let mut store = lock(&self.store);
        // One lock over the look and the act: two deliveries at once cannot both be the first.
        let is_new = store.remember(&key);
        if !is_new && !self.has(Defect::CheckThenActRace) && !self.has(Defect::NoDedupe) {
            return if self.has(Defect::FailsOnDuplicate) { failed(500) } else { acknowledged("duplicate") };
        }
        if matches!(self.options.defect, Some(Defect::OrderDependent | Defect::DropsOlderEvents))
            && store.is_late(event)
        {
            return if self.has(Defect::OrderDependent) { failed(409) } else { acknowledged("superseded") };
        }
        if !self.has(Defect::ActsBeforeVerifying) {
            store.act(event);
        }
        acknowledged("stored")
    }

    /// What an event is known again by.
    fn key(&self, event: &Event, received: &Received) -> String {
        let other = match self.options.defect {
            Some(Defect::DedupesBySignature) => received.header(signature::HEADER),
            Some(Defect::DedupesByAuthorizationId) => {
                event.text("authorization_id").or_else(|| event.text("authorization_request_id"))
            }
            _ => None,
        };
        other.unwrap_or(&event.event_id).to_owned()
    }

    /// Two deliveries that are both in here go on together; a lone one goes on after a while.
    async fn wait_for_another(&self, key: &str) {
        let barrier =
            Arc::clone(lock(&self.racing).entry(key.to_owned()).or_insert_with(|| Arc::new(Barrier::new(2))));
        let _ = timeout(RACE, barrier.wait()).await;
    }

    fn is_throttled(&self) -> bool {
        let second = self.options.clock.now().unix_timestamp();
        let mut burst = lock(&self.burst);
        *burst = if burst.0 == second { (second, burst.1 + 1) } else { (second, 1) };
        burst.1 > BURST_MAX
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether some digits of a digest are those of the right one.
fn part(
    mac: Option<Hmac<Sha256>>,
    digits: Option<&str>,
    is_part: impl FnOnce(Hmac<Sha256>, &[u8]) -> bool,
) -> bool {
    mac.zip(digits.and_then(signature::unhex)).is_some_and(|(mac, bytes)| is_part(mac, &bytes))
}

fn said(status: u16, body: &Value) -> Reply {
    Reply::json(status, body.to_string())
}

fn acknowledged(what: &str) -> Reply {
    said(200, &json!({"status": what}))
}

/// Which rule was broken is nothing that a forger needs to know.
fn unauthorized() -> Reply {
    said(401, &json!({"error": "unauthorized"}))
}

fn failed(status: u16) -> Reply {
    said(status, &json!({"error": "delivery not accepted"}))
}

/// A time as HTTP writes it, such as `Mon, 15 Jun 2026 12:00:00 GMT`.
fn http_date(time: OffsetDateTime) -> String {
    const FORMAT: &[time::format_description::BorrowedFormatItem<'_>] = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    time.to_offset(time::UtcOffset::UTC).format(FORMAT).unwrap_or_default()
}
