//! The webhook receiver of Osigu, over loopback and on a virtual clock.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use clock::{Clock, VirtualClock};
use evidence::Answer;
use hmac::{Hmac, KeyInit, Mac};
use integrator::osigu::receiver::{Options, Receiver, ReceiverDefect};
use rstest::rstest;
use serde_json::{Value, json};
use sha2::Sha256;
use time::{OffsetDateTime, macros::datetime};
use tokio::task::JoinSet;
use wire::{Client, ClientOptions, Outgoing, Sent};

const START: OffsetDateTime = datetime!(2026-06-15 12:00 UTC);
const SECRET: &str = "whsec_test";

/// A receiver, its clock, and how to reach it.
struct Bench {
    receiver: Receiver,
    clock: VirtualClock,
    client: Client,
}

impl Bench {
    async fn new(defect: Option<ReceiverDefect>) -> Self {
        let clock = VirtualClock::new(START);
        let options = Options {
            secret: SECRET.into(),
            environment: "sandbox".to_owned(),
            clock: Arc::new(clock.clone()),
            defect,
        };
        let receiver = Receiver::start(options).await.unwrap();
        let mut options = ClientOptions::new(receiver.url().parse().unwrap());
        options.reuse_connections = true;
        Self { receiver, clock, client: Client::new(options).unwrap() }
    }

    async fn send(&self, header: Option<&str>, body: &[u8]) -> u16 {
        self.send_all(header, body, None).await.status().unwrap()
    }

    async fn send_all(&self, header: Option<&str>, body: &[u8], body_pause: Option<Duration>) -> Sent {
        let mut outgoing = Outgoing::new("POST", "").json(body);
        if let Some(header) = header {
            outgoing = outgoing.header("X-Osigu-Signature", header);
        }
        outgoing.body_pause = body_pause;
        self.client.send(outgoing).await
    }

    fn now(&self) -> i64 {
        self.clock.now().unix_timestamp()
    }

    /// Sends a body with a good signature, made so many seconds ago.
    async fn signed_ago(&self, age_s: i64, body: &[u8]) -> u16 {
        self.send(Some(&sign(self.now() - age_s, body)), body).await
    }

    async fn signed(&self, body: &[u8]) -> u16 {
        self.signed_ago(0, body).await
    }

    fn count(&self) -> usize {
        self.receiver.effects().len()
    }
}

fn hmac_hex(bytes: &[u8]) -> String {
    keyed_hex(SECRET.as_bytes(), bytes)
}

fn keyed_hex(secret: &[u8], bytes: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(bytes);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn v1(t: i64, body: &[u8]) -> String {
    hmac_hex(&[format!("{t}.").as_bytes(), body].concat())
}

fn sign(t: i64, body: &[u8]) -> String {
    format!("t={t},v1={}", v1(t, body))
}

fn event(id: &str, authorization: &str) -> Value {
    json!({
        "event_id": id,
        "event_type": "authorization.created",
        "created_at": "2026-06-15T12:00:00.000Z",
        "api_version": "2026-01-01",
        "environment": "sandbox",
        "data": {"authorization_id": authorization, "authorization_request_id": format!("areq_{authorization}")},
        "provider": {"provider_slug": "clinic-example"},
    })
}

fn bytes(event: &Value) -> Vec<u8> {
    event.to_string().into_bytes()
}

fn with(mut event: Value, member: &str, value: Value) -> Vec<u8> {
    event[member] = value;
    bytes(&event)
}

fn a_body() -> Vec<u8> {
    bytes(&event("evt_1", "auth_1"))
}

#[tokio::test]
async fn a_delivery_of_osigus_is_stored_once_and_answered_on_the_receivers_clock() {
    let bench = Bench::new(None).await;
    let body = a_body();
    let sent = bench.send_all(Some(&sign(bench.now(), &body)), &body, None).await;
    let Answer::Response(response) = &sent.answer else { panic!("{sent:?}") };
    assert_eq!(response.status, 200);
    assert_eq!(response.header("date"), Some("Mon, 15 Jun 2026 12:00:00 GMT"));
    let effects = bench.receiver.effects();
    assert_eq!(effects.len(), 1);
    assert_eq!(effects[0].event_id, "evt_1");
    assert_eq!(effects[0].event_type, "authorization.created");
    assert_eq!(effects[0].created_at, "2026-06-15T12:00:00.000Z");
    assert_eq!(effects[0].authorization_id.as_deref(), Some("auth_1"));
    assert_eq!(effects[0].authorization_request_id.as_deref(), Some("areq_auth_1"));
    assert_eq!(effects[0].data["authorization_id"], "auth_1");
    assert!(!format!("{:?}", bench.receiver).contains(SECRET));
}

#[tokio::test]
async fn the_probe_counts_and_everything_else_is_refused() {
    let bench = Bench::new(None).await;
    let base = bench.receiver.url().replace("/osigu/webhooks", "");
    let client = Client::new(ClientOptions::new(base.parse().unwrap())).unwrap();
    for count in 0..2 {
        let sent = client.send(Outgoing::new("GET", "/effects")).await;
        let Answer::Response(response) = &sent.answer else { panic!("{sent:?}") };
        assert_eq!((response.status, response.body.text.clone()), (200, format!(r#"{{"count":{count}}}"#)));
        bench.signed(&a_body()).await;
    }
    assert!(bench.receiver.effects_url().ends_with("/effects"));
    for (method, path, status) in
        [("GET", "/osigu/webhooks", 405), ("POST", "/effects", 405), ("POST", "/", 404), ("GET", "/x", 404)]
    {
        assert_eq!(client.send(Outgoing::new(method, path)).await.status(), Some(status), "{method} {path}");
    }
}

#[rstest]
#[case::none(None)]
#[case::empty(Some(""))]
#[case::no_scheme(Some("{v1}"))]
#[case::no_timestamp(Some("v1={v1}"))]
#[case::no_digest(Some("t={t}"))]
#[case::words_for_a_timestamp(Some("t=now,v1={v1}"))]
#[case::another_separator(Some("t={t};v1={v1}"))]
#[case::no_hexadecimal(Some("t={t},v1=zz"))]
#[case::half_a_digest(Some("t={t},v1={half}"))]
#[case::more_than_a_digest(Some("t={t},v1={v1}00"))]
#[case::another_time(Some("t={later},v1={v1}"))]
#[case::bare(Some("{bare}"))]
#[tokio::test]
async fn a_delivery_that_osigu_did_not_sign_is_401_without_effect_and_does_not_spoil_the_real_one(
    #[case] header: Option<&str>,
) {
    let bench = Bench::new(None).await;
    let (t, body) = (bench.now(), a_body());
    let v1 = v1(t, &body);
    let header = header.map(|header| {
        header
            .replace("{t}", &t.to_string())
            .replace("{later}", &(t + 1).to_string())
            .replace("{v1}", &v1)
            .replace("{half}", &v1[..32])
            .replace("{bare}", &hmac_hex(&body))
    });
    assert_eq!(bench.send(header.as_deref(), &body).await, 401);
    assert_eq!(bench.count(), 0);
    assert_eq!(bench.signed(&body).await, 200);
    assert_eq!(bench.count(), 1);
}

#[tokio::test]
async fn two_signatures_are_one_too_many() {
    let bench = Bench::new(None).await;
    let body = a_body();
    let good = sign(bench.now(), &body);
    let outgoing = Outgoing::new("POST", "").json(body).header("x-osigu-signature", "t=1,v1=00");
    let sent = bench.client.send(outgoing.header("x-osigu-signature", good)).await;
    assert_eq!(sent.status(), Some(401));
}

#[rstest]
#[case(0, 200)]
#[case(290, 200)]
#[case(300, 200)]
#[case(301, 401)]
#[case(310, 401)]
#[case(-290, 200)]
#[case(-300, 200)]
#[case(-301, 401)]
#[case(-310, 401)]
#[case(86_400 * 365, 401)]
#[tokio::test]
async fn a_timestamp_is_good_for_300_seconds_either_way(#[case] age_s: i64, #[case] status: u16) {
    let bench = Bench::new(None).await;
    assert_eq!(bench.signed_ago(age_s, &a_body()).await, status);
    bench.clock.set(START + Duration::from_secs(5000));
    assert_eq!(bench.signed_ago(age_s, &bytes(&event("evt_2", "auth_2"))).await, status, "on its own clock");
}

#[tokio::test]
async fn a_hundred_deliveries_of_one_event_at_once_have_one_effect() {
    let bench = Arc::new(Bench::new(None).await);
    let mut sending = JoinSet::new();
    for _ in 0..100 {
        let bench = Arc::clone(&bench);
        sending.spawn(async move { bench.signed(&a_body()).await });
    }
    assert!(sending.join_all().await.iter().all(|status| *status == 200));
    assert_eq!(bench.count(), 1);
}

/// What a receiver makes of one situation: its statuses and its number of effects.
type Seen = (Vec<u16>, usize);
type Probe = fn(Bench) -> Pin<Box<dyn Future<Output = Seen> + Send>>;

async fn statuses(bench: &Bench, bodies: &[Vec<u8>]) -> Vec<u16> {
    let mut seen = Vec::new();
    for body in bodies {
        seen.push(bench.signed(body).await);
    }
    seen
}

/// Situations, each with what a correct receiver makes of it.
const PROBES: [(&str, Probe, &[u16], usize); 36] = [
    ("valid", |b| Box::pin(async move { (statuses(&b, &[a_body()]).await, b.count()) }), &[200], 1),
    ("forged", |b| Box::pin(forged(b)), &[401], 0),
    ("forged, then real", |b| Box::pin(forged_then_real(b)), &[401, 200], 1),
    ("missing", |b| Box::pin(async move { (vec![b.send(None, &a_body()).await], b.count()) }), &[401], 0),
    ("empty", |b| Box::pin(async move { (vec![b.send(Some(""), &a_body()).await], b.count()) }), &[401], 0),
    (
        "malformed",
        |b| Box::pin(async move { (vec![b.send(Some("t=1;v1=2"), &a_body()).await], b.count()) }),
        &[401],
        0,
    ),
    ("upper-case", |b| Box::pin(upper_case(b)), &[200], 1),
    ("legacy", |b| Box::pin(legacy(b)), &[401], 0),
    ("last digit", |b| Box::pin(last_digit(b)), &[401], 0),
    ("first digit", |b| Box::pin(first_digit(b)), &[401], 0),
    (
        "empty digest",
        |b| {
            Box::pin(async move {
                (vec![b.send(Some(&format!("t={},v1=", b.now())), &a_body()).await], b.count())
            })
        },
        &[401],
        0,
    ),
    (
        "no digest",
        |b| {
            Box::pin(async move {
                (vec![b.send(Some(&format!("t={},v1=xyz", b.now())), &a_body()).await], b.count())
            })
        },
        &[401],
        0,
    ),
    ("replayed digest", |b| Box::pin(replayed(b)), &[200, 401], 1),
    (
        "changed timestamp",
        |b| {
            Box::pin(async move {
                (
                    vec![
                        b.send(Some(&format!("t={},v1={}", b.now() - 1, v1(b.now(), &a_body()))), &a_body())
                            .await,
                    ],
                    b.count(),
                )
            })
        },
        &[401],
        0,
    ),
    ("empty secret", |b| Box::pin(empty_secret(b)), &[401], 0),
    ("rejection", |b| Box::pin(rejection(b)), &[200], 1),
    ("truncated", |b| Box::pin(truncated(b)), &[401], 0),
    ("spaced body", |b| Box::pin(spaced(b)), &[200, 401], 1),
    (
        "malformed body, forged",
        |b| Box::pin(async move { (vec![b.send(Some("t=1,v1=00"), b"{").await], b.count()) }),
        &[401],
        0,
    ),
    ("malformed body", |b| Box::pin(async move { (vec![b.signed(b"{").await], b.count()) }), &[400], 0),
    ("stale", |b| Box::pin(aged(b, 310)), &[401], 0),
    ("future", |b| Box::pin(aged(b, -310)), &[401], 0),
    ("nearly stale", |b| Box::pin(aged(b, 290)), &[200], 1),
    ("exactly 300", |b| Box::pin(aged(b, 300)), &[200], 1),
    ("exactly 301", |b| Box::pin(aged(b, 301)), &[401], 0),
    (
        "duplicate",
        |b| Box::pin(async move { (statuses(&b, &[a_body(), a_body()]).await, b.count()) }),
        &[200, 200],
        1,
    ),
    ("redelivery", |b| Box::pin(redelivery(b)), &[200, 200], 1),
    ("same authorization", |b| Box::pin(same_authorization(b)), &[200, 200], 2),
    ("at once", |b| Box::pin(at_once(b)), &[200, 200], 1),
    ("out of order", |b| Box::pin(out_of_order(b)), &[200, 200], 2),
    ("unknown type", |b| Box::pin(unknown_type(b)), &[200], 0),
    ("another family", |b| Box::pin(another_family(b)), &[200], 1),
    ("other environment", |b| Box::pin(other_environment(b)), &[200], 0),
    ("large", |b| Box::pin(large(b)), &[200], 1),
    ("slow body", |b| Box::pin(slow_body(b)), &[200], 1),
    ("burst", |b| Box::pin(burst(b)), &[200, 200], 150),
];

async fn forged(b: Bench) -> Seen {
    let header = format!("t={},v1={}", b.now(), "0".repeat(64));
    (vec![b.send(Some(&header), &a_body()).await], b.count())
}

async fn forged_then_real(b: Bench) -> Seen {
    let header = format!("t={},v1={}", b.now(), "0".repeat(64));
    (vec![b.send(Some(&header), &a_body()).await, b.signed(&a_body()).await], b.count())
}

async fn upper_case(b: Bench) -> Seen {
    let header = format!("t={},v1={}", b.now(), v1(b.now(), &a_body()).to_uppercase());
    (vec![b.send(Some(&header), &a_body()).await], b.count())
}

async fn legacy(b: Bench) -> Seen {
    (vec![b.send(Some(&hmac_hex(&a_body())), &a_body()).await], b.count())
}

async fn last_digit(b: Bench) -> Seen {
    let mut header = sign(b.now(), &a_body());
    let last = if header.pop() == Some('0') { '1' } else { '0' };
    header.push(last);
    (vec![b.send(Some(&header), &a_body()).await], b.count())
}

async fn first_digit(b: Bench) -> Seen {
    let digest = v1(b.now(), &a_body());
    let other = if digest.starts_with('0') { '1' } else { '0' };
    let header = format!("t={},v1={other}{}", b.now(), &digest[1..]);
    (vec![b.send(Some(&header), &a_body()).await], b.count())
}

async fn replayed(b: Bench) -> Seen {
    let header = sign(b.now(), &a_body());
    let first = b.send(Some(&header), &a_body()).await;
    (vec![first, b.send(Some(&header), &bytes(&event("evt_2", "auth_2"))).await], b.count())
}

async fn empty_secret(b: Bench) -> Seen {
    let t = b.now();
    let header = format!("t={t},v1={}", keyed_hex(b"", &[format!("{t}.").as_bytes(), &a_body()].concat()));
    (vec![b.send(Some(&header), &a_body()).await], b.count())
}

async fn rejection(b: Bench) -> Seen {
    let body = with(event("evt_1", "auth_1"), "event_type", json!("authorization.rejected"));
    (vec![b.signed(&body).await], b.count())
}

async fn truncated(b: Bench) -> Seen {
    let header = sign(b.now(), &a_body());
    (vec![b.send(Some(&header[..header.len() - 56]), &a_body()).await], b.count())
}

async fn spaced(b: Bench) -> Seen {
    let spaced = serde_json::to_vec_pretty(&event("evt_1", "auth_1")).unwrap();
    let first = b.signed(&spaced).await;
    let other = serde_json::to_vec_pretty(&event("evt_2", "auth_2")).unwrap();
    let signed_as_compact = sign(b.now(), &bytes(&event("evt_2", "auth_2")));
    (vec![first, b.send(Some(&signed_as_compact), &other).await], b.count())
}

async fn aged(b: Bench, age_s: i64) -> Seen {
    (vec![b.signed_ago(age_s, &a_body()).await], b.count())
}

async fn redelivery(b: Bench) -> Seen {
    let first = b.signed(&a_body()).await;
    b.clock.set(START + Duration::from_secs(60));
    (vec![first, b.signed(&a_body()).await], b.count())
}

async fn same_authorization(b: Bench) -> Seen {
    let second = with(event("evt_2", "auth_1"), "event_type", json!("authorization.voided"));
    (statuses(&b, &[a_body(), second]).await, b.count())
}

async fn at_once(b: Bench) -> Seen {
    let body = a_body();
    let (one, two) = tokio::join!(b.signed(&body), b.signed(&body));
    (vec![one, two], b.count())
}

async fn out_of_order(b: Bench) -> Seen {
    let older = with(event("evt_2", "auth_2"), "created_at", json!("2026-06-15T11:59:59.999Z"));
    (statuses(&b, &[a_body(), older]).await, b.count())
}

async fn unknown_type(b: Bench) -> Seen {
    let body = with(event("evt_1", "auth_1"), "event_type", json!("authorization.praised"));
    (vec![b.signed(&body).await], b.count())
}

async fn another_family(b: Bench) -> Seen {
    let body = with(event("evt_1", "auth_1"), "event_type", json!("settlement.paid"));
    (vec![b.signed(&body).await], b.count())
}

async fn other_environment(b: Bench) -> Seen {
    let body = with(event("evt_1", "auth_1"), "environment", json!("production"));
    (vec![b.signed(&body).await], b.count())
}

async fn large(b: Bench) -> Seen {
    let body = with(event("evt_1", "auth_1"), "filler", json!("x".repeat(1024 * 1024)));
    (vec![b.signed(&body).await], b.count())
}

async fn slow_body(b: Bench) -> Seen {
    let header = sign(b.now(), &a_body());
    let sent = b.send_all(Some(&header), &a_body(), Some(Duration::from_millis(300))).await;
    (vec![sent.status().unwrap()], b.count())
}

async fn burst(b: Bench) -> Seen {
    let b = Arc::new(b);
    let mut sending = JoinSet::new();
    for number in 0..150 {
        let b = Arc::clone(&b);
        let body = bytes(&event(&format!("evt_{number}"), &format!("auth_{number}")));
        sending.spawn(async move { b.signed(&body).await });
    }
    let statuses = sending.join_all().await;
    let (least, most) = (statuses.iter().min(), statuses.iter().max());
    (vec![*least.unwrap(), *most.unwrap()], b.count())
}

/// Every situation that a receiver sees otherwise than it has to.
async fn noticed(defect: Option<ReceiverDefect>) -> Vec<&'static str> {
    let mut looking = JoinSet::new();
    for (name, probe, statuses, effects) in PROBES {
        looking.spawn(async move {
            let seen = probe(Bench::new(defect).await).await;
            (seen != (statuses.to_vec(), effects)).then_some(name)
        });
    }
    let differing = looking.join_all().await;
    PROBES.iter().map(|(name, ..)| *name).filter(|name| differing.contains(&Some(*name))).collect()
}

#[tokio::test]
async fn a_receiver_without_defect_does_everything_right() {
    assert_eq!(noticed(None).await, Vec::<&str>::new());
}

#[rstest]
#[case("no-signature-check", &["forged", "forged, then real", "missing", "empty", "malformed", "legacy", "last digit",
    "first digit", "empty digest", "no digest", "replayed digest", "changed timestamp", "empty secret", "truncated",
    "spaced body", "malformed body, forged", "stale", "future", "exactly 301"])]
#[case("checks-only-the-timestamp", &["forged", "forged, then real", "last digit", "first digit", "empty digest",
    "no digest", "replayed digest", "changed timestamp", "empty secret", "truncated", "spaced body"])]
#[case("acts-before-verifying", &["forged", "missing", "empty", "malformed", "legacy", "last digit", "first digit",
    "empty digest", "no digest", "replayed digest", "changed timestamp", "empty secret", "truncated", "spaced body",
    "stale", "future", "exactly 301"])]
#[case("parses-before-verifying", &["malformed body, forged"])]
#[case("accepts-missing-signature", &["missing", "empty"])]
#[case("fails-on-malformed-signature", &["malformed", "legacy"])]
#[case("fails-on-upper-case-hex", &["upper-case"])]
#[case("accepts-legacy-signature", &["legacy"])]
#[case("prefix-comparison", &["last digit", "truncated"])]
#[case("accepts-truncated-signature", &["truncated"])]
#[case("suffix-comparison", &["first digit"])]
#[case("accepts-undecodable-digest", &["empty digest", "no digest"])]
#[case("accepts-known-digest", &["replayed digest"])]
#[case("accepts-nearby-timestamp", &["changed timestamp"])]
#[case("accepts-empty-secret", &["empty secret"])]
#[case("signs-reserialized-body", &["spaced body"])]
#[case("accepts-stale-timestamp", &["stale", "exactly 301"])]
#[case("accepts-future-timestamp", &["future"])]
#[case("tolerance-299", &["exactly 300"])]
#[case("tolerance-301", &["exactly 301"])]
#[case("tolerance-one-minute", &["nearly stale", "exactly 300"])]
#[case("no-dedupe", &["duplicate", "redelivery", "at once"])]
#[case("dedupes-by-signature", &["redelivery"])]
#[case("dedupes-by-authorization-id", &["same authorization"])]
#[case("check-then-act-race", &["at once"])]
#[case("5xx-on-duplicate", &["duplicate", "redelivery", "at once"])]
#[case("remembers-refused-events", &["forged, then real"])]
#[case("throttles-bursts", &["burst"])]
#[case("chokes-on-large-body", &["large"])]
#[case("chokes-on-slow-body", &["slow body"])]
#[case("refuses-unknown-events", &["unknown type"])]
#[case("acts-on-unknown-events", &["unknown type"])]
#[case("fails-on-rejections", &["rejection"])]
#[case("drops-rejections", &["rejection"])]
#[case("handles-authorizations-only", &["another family"])]
#[case("loses-events-in-bursts", &["burst"])]
#[case("ignores-environment", &["other environment"])]
#[case("order-dependent", &["out of order"])]
#[case("drops-older-events", &["out of order"])]
#[case("malformed-json-500", &["malformed body"])]
#[tokio::test]
async fn a_defect_breaks_its_own_rule_and_no_other(#[case] name: &str, #[case] expected: &[&str]) {
    assert_eq!(noticed(Some(name.parse().unwrap())).await, expected);
}

#[rstest]
#[case(ReceiverDefect::Answers401ToEverything, 401)]
#[case(ReceiverDefect::Answers200ToEverything, 200)]
#[tokio::test]
async fn a_receiver_that_answers_all_alike_does_nothing(#[case] defect: ReceiverDefect, #[case] status: u16) {
    let bench = Bench::new(Some(defect)).await;
    assert_eq!(bench.signed(&a_body()).await, status);
    assert_eq!(bench.send(None, b"{").await, status);
    assert_eq!(bench.count(), 0);
}

#[rstest]
#[case(None, 0)]
#[case(Some(ReceiverDefect::SlowReceiver), 11)]
#[tokio::test]
async fn only_a_slow_receiver_takes_time(#[case] defect: Option<ReceiverDefect>, #[case] seconds: i64) {
    let bench = Bench::new(defect).await;
    assert_eq!(bench.signed(&a_body()).await, 200);
    assert_eq!((bench.clock.now() - START).whole_seconds(), seconds);
    assert_eq!(bench.count(), 1);
}

#[rstest]
#[case(None, 3)]
#[case(Some(ReceiverDefect::ActsOnce), 1)]
#[tokio::test]
async fn each_event_has_an_effect_unless_only_the_first_one_has(
    #[case] defect: Option<ReceiverDefect>,
    #[case] effects: usize,
) {
    let bench = Bench::new(defect).await;
    for number in 1..=3 {
        let body = bytes(&event(&format!("evt_{number}"), &format!("auth_{number}")));
        assert_eq!(bench.signed(&body).await, 200);
    }
    assert_eq!(bench.count(), effects);
}

#[test]
fn every_defect_is_looked_at_here() {
    let source = include_str!("receiver.rs");
    for defect in ReceiverDefect::all() {
        let variant = format!("ReceiverDefect::{defect:?}");
        let named = source.contains(&format!("#[case(\"{defect}\", ")) || source.contains(&variant);
        assert!(named, "{defect}");
    }
}
