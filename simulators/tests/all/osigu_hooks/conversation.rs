//! One long conversation with everything that the faults can harm, written down step by step.
//!
//! Time is virtual, and ids are left out but for what they have in common, so an honest simulator says the same each time,
//! and a fault that makes one thing more does not change all that follows.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::osigu_hooks::{
    receiver::{Arrival, Receiver, Reply},
    support::{
        ASYNC_SPONSOR, BATCH_SPONSOR, CLAIMS, PRODUCT, REJECTED, SPONSOR, START, Sim, claim, patient,
        prescription, seconds, settings,
    },
};

/// Steps and what came of them.
pub(crate) type Transcript = Vec<(&'static str, String)>;

const SUBSCRIPTIONS: &str = "/webhooks/v1/subscriptions";
const REQUESTS: &str = "/arc/v1/authorization-requests";
const PRESCRIPTIONS: &str = "/ehr/v1/prescriptions";
const PATIENTS: &str = "/ehr/v1/patients";
const BATCHES: &str = "/v3/settlements";

/// Holds it with that fault.
pub(crate) async fn hold(fault: Option<&str>) -> Transcript {
    let mut settings = settings();
    settings.backoff.give_up_after = seconds(3 * 3600);
    let sim = Sim::with(settings).await;
    sim.tenant.set_fault(fault).unwrap();
    let all = Receiver::start(&sim.clock).await;
    let some = Receiver::start(&sim.clock).await;
    let mut talk = Talk {
        sim: &sim,
        all: &all,
        some: &some,
        patient_id: String::new(),
        request_id: "areq_none".to_owned(),
        steps: Vec::new(),
    };
    talk.subscriptions().await;
    talk.prescriptions().await;
    talk.deliveries().await;
    talk.decisions().await;
    talk.claims().await;
    talk.settlements().await;
    talk.until_given_up().await;
    talk.steps
}

struct Talk<'a> {
    sim: &'a Sim,
    /// Is told everything.
    all: &'a Receiver,
    /// Is told of settlements only.
    some: &'a Receiver,
    patient_id: String,
    /// The request that is spoken of; its id is told apart from others.
    request_id: String,
    steps: Transcript,
}

impl Talk<'_> {
    async fn say(&mut self, step: &'static str, path: &str, body: &Value) -> Value {
        let (status, answer) = self.sim.post(path, body).await;
        self.note(step, format!("{status} {answer}"));
        answer
    }

    async fn read(&mut self, step: &'static str, path: &str) -> Value {
        let (status, answer) = self.sim.get(path).await;
        self.note(step, format!("{status} {answer}"));
        answer
    }

    /// Ports differ from run to run, and ids after a fault.
    fn note(&mut self, step: &'static str, text: String) {
        let text = text.replace(&self.all.url, "ALL").replace(&self.some.url, "SOME");
        let text = text.replace(&self.request_id, "THIS REQUEST");
        self.steps.push((step, masked(&text)));
    }

    /// What the receivers were told in so many seconds.
    async fn told(&mut self, step: &'static str, after: u64) {
        self.sim.pass(seconds(after)).await;
        let mut lines = Vec::new();
        for (name, receiver) in [("all", self.all), ("some", self.some)] {
            let mut arrivals = receiver.take();
            // Deliveries of one moment come in any order.
            arrivals.sort_by_key(|arrival| (arrival.at, masked(&String::from_utf8_lossy(&arrival.body))));
            let ids: Vec<_> = arrivals.iter().map(|arrival| arrival.event()["event_id"].clone()).collect();
            for (arrival, id) in arrivals.iter().zip(&ids) {
                let first = ids.iter().position(|known| known == id).unwrap();
                lines.push(format!("{name} {} (event {first})", self.line(arrival)));
            }
        }
        self.note(step, lines.join("\n"));
    }

    fn line(&self, arrival: &Arrival) -> String {
        let at = (arrival.at - START).whole_seconds();
        let signed =
            match (arrival.header("x-osigu-signature"), arrival.signed_at(&self.sim.tenant.webhook_secret()))
            {
                (None, _) => "unsigned".to_owned(),
                (Some(_), None) => "badly signed".to_owned(),
                (Some(_), Some(t)) => format!("signed {} s ago", arrival.at.unix_timestamp() - t),
            };
        let content_type = arrival.header("content-type").unwrap_or_default();
        format!("{at} {content_type}, {signed}: {}", String::from_utf8_lossy(&arrival.body))
    }

    async fn subscriptions(&mut self) {
        let url = "http://hooks.example.com/";
        self.say("plain-http", SUBSCRIPTIONS, &json!({"url": url, "event_types": ["test.none"]})).await;
        let types = ["authorization.*", "prescription.*", "dispensing.*", "settlement.*"];
        self.say("subscribe", SUBSCRIPTIONS, &json!({"url": self.all.url, "event_types": types})).await;
        let types = ["settlement.*"];
        self.say("subscribe-some", SUBSCRIPTIONS, &json!({"url": self.some.url, "event_types": types})).await;
    }

    async fn prescriptions(&mut self) {
        let made = self.say("patient", PATIENTS, &patient("1000000001")).await;
        self.read("find-patient", &format!("{PATIENTS}?document_number=1000000001")).await;
        self.say("patient-twice", PATIENTS, &patient("1000000001")).await;
        // A fault may keep the id back; the patient is there all the same.
        self.patient_id = match made["patient_id"].as_str() {
            Some(id) => id.to_owned(),
            None => {
                let found = self.sim.read(&format!("{PATIENTS}?document_number=1000000001")).await;
                found[0]["patient_id"].as_str().unwrap().to_owned()
            }
        };
        let body = prescription(&self.patient_id);
        let mut bad = body.clone();
        bad["medications"][0]["product_code"] = json!("MED-SBX-UNREGISTERED");
        self.say("unregistered-medication", PRESCRIPTIONS, &bad).await;
        self.say("unknown-patient", PRESCRIPTIONS, &prescription("pat_nobody")).await;
        self.say("no-consent", "/ehr/v1.1/prescriptions", &body).await;
        let mut consented = body.clone();
        consented["patient_consent"] = json!({"accepted": true, "accepted_at": "2026-06-25T13:59:00Z"});
        self.say("no-hash", "/ehr/v2/prescriptions", &consented).await;
        // What was accepted by a fault is told in a step of its own.
        self.told("told-bad-prescriptions", 5).await;
        let issued = self.say("prescription", PRESCRIPTIONS, &body).await;
        self.told("told-prescription", 5).await;
        self.sim.tenant.mail_bounces_next(1);
        let bounced = self.say("prescription-2", PRESCRIPTIONS, &body).await;
        self.told("told-bounce", 20).await;
        let code = issued["prescription_code"].as_str().or_else(|| bounced["prescription_code"].as_str());
        let beneficiary_id = self.sim.beneficiary(SPONSOR).await;
        let start = json!({"code": code.unwrap_or("RX-NONE"), "beneficiary_id": beneficiary_id});
        let started = self.say("redeem-prescription", "/dispensing/v1/dispensations", &start).await;
        if let Some(id) = started["dispensation_id"].as_str() {
            let path = format!("/dispensing/v1/dispensations/{id}/complete");
            let products = json!([{"product_code": PRODUCT, "quantity": 30, "unit_price": 12.5}]);
            self.say("dispense-prescription", &path, &json!({"products": products})).await;
        }
        self.told("told-dispensation", 5).await;
    }

    async fn deliveries(&mut self) {
        self.sim.tenant.mail_bounces_next(0);
        let body = prescription(&self.patient_id);
        self.all.answer([Reply::Status(500), Reply::Status(200), Reply::Status(503), Reply::Status(500)]);
        self.sim.post(PRESCRIPTIONS, &body).await;
        self.told("told-repeatedly", 300).await;
        self.all.answer([Reply::After(seconds(20), 200)]);
        self.sim.post(PRESCRIPTIONS, &body).await;
        self.told("told-slowly", 300).await;
    }

    async fn decisions(&mut self) {
        for (product, steps) in [
            (PRODUCT, ["approve", "approve-pending", "told-approved", "approve-read", "told-approved-late"]),
            (REJECTED, ["reject", "reject-pending", "told-rejected", "reject-read", "told-rejected-late"]),
        ] {
            let [complete, pending, told, read, late] = steps;
            let id = self.sim.request(ASYNC_SPONSOR, product).await;
            self.request_id.clone_from(&id);
            self.say(complete, &format!("{REQUESTS}/{id}/complete"), &json!({})).await;
            self.told("told-too-early", 29).await;
            self.read(pending, &format!("{REQUESTS}/{id}")).await;
            self.told(told, 1).await;
            self.read(read, &format!("{REQUESTS}/{id}")).await;
            self.told(late, 100).await;
        }
    }

    async fn claims(&mut self) {
        let beneficiary_id = self.sim.beneficiary(SPONSOR).await;
        let (authorization_id, code) = self.sim.approved(SPONSOR).await;
        let done = self.sim.dispense(SPONSOR, &code).await;
        self.note("automatic-claim", done.to_string());
        if let Some(id) = done["claim_id"].as_str() {
            self.read("automatic-claim-read", &format!("{CLAIMS}/{id}")).await;
        }
        self.sim.pass(seconds(1)).await;
        self.all.take();
        self.some.take();

        let mut body = claim(&beneficiary_id, SPONSOR, "MED-SBX-UNREGISTERED");
        self.say("unregistered-item", CLAIMS, &body).await;
        body = claim(&beneficiary_id, SPONSOR, PRODUCT);
        let request_id = self.sim.request(SPONSOR, REJECTED).await;
        let rejected = self.sim.complete(&request_id).await;
        body["authorization_id"] = rejected["authorizations"][0]["authorization_id"].clone();
        self.say("claim-of-rejected", CLAIMS, &body).await;
        body["authorization_id"] = json!(self.sim.approved(SPONSOR).await.0);
        assert_ne!(body["authorization_id"], json!(authorization_id));

        let opened = self.say("claim", CLAIMS, &body).await;
        let path = format!("{CLAIMS}/{}", opened["claim_id"].as_str().unwrap_or("clm_none"));
        self.read("claim-read", &path).await;
        self.say("claim-complete", &format!("{path}/complete"), &json!({})).await;
        self.read("claim-completed-read", &path).await;
        self.say("claim-complete-twice", &format!("{path}/complete"), &json!({})).await;
        self.say("claim-void-late", &format!("{path}/void"), &json!({})).await;
        let other = claim(&beneficiary_id, SPONSOR, PRODUCT);
        let opened = self.say("claim-2", CLAIMS, &other).await;
        let path = format!("{CLAIMS}/{}", opened["claim_id"].as_str().unwrap_or("clm_none"));
        self.say("claim-void", &format!("{path}/void"), &json!({})).await;
        self.read("claim-voided-read", &path).await;
        self.say("claim-complete-voided", &format!("{path}/complete"), &json!({})).await;
        self.read("claim-unknown", &format!("{CLAIMS}/clm_nobody")).await;
    }

    /// A claim of the batch's sponsor; its authorization id.
    async fn candidate(&self, sponsor: &str, complete: bool) -> String {
        let (authorization_id, _) = self.sim.approved(sponsor).await;
        let mut body = claim(&self.sim.beneficiary(sponsor).await, sponsor, PRODUCT);
        body["authorization_id"] = json!(authorization_id);
        let opened = self.sim.ok(CLAIMS, &body).await;
        if let (true, Some(id)) = (complete, opened["claim_id"].as_str()) {
            // A fault may have it completed already.
            self.sim.post(&format!("{CLAIMS}/{id}/complete"), &json!({})).await;
        }
        authorization_id
    }

    async fn settlements(&mut self) {
        self.say("bad-period", BATCHES, &json!({"sponsor_slug": BATCH_SPONSOR, "period": "2026-13"})).await;
        let period = json!({"sponsor_slug": BATCH_SPONSOR, "period": "2026-06"});
        let batch = self.say("batch", BATCHES, &period).await;
        let batch = format!("{BATCHES}/{}", batch["settlement_id"].as_str().unwrap());
        let empty = self.sim.batch(BATCH_SPONSOR).await;
        let empty = format!("{BATCHES}/{empty}");
        let good = self.candidate(BATCH_SPONSOR, true).await;
        let open = self.candidate(BATCH_SPONSOR, false).await;
        let others = self.candidate(SPONSOR, true).await;
        let late = self.candidate(BATCH_SPONSOR, true).await;
        let ids = |id: &str| json!({"authorization_ids": [id]});
        let (candidates, attach) = ("pending-authorizations", "authorizations");

        self.read("candidates", &format!("{batch}/{candidates}")).await;
        self.say("attach-others", &format!("{batch}/{attach}"), &ids(&others)).await;
        self.say("attach-open", &format!("{batch}/{attach}"), &ids(&open)).await;
        self.say("attach", &format!("{batch}/{attach}"), &ids(&good)).await;
        self.read("candidates-rest", &format!("{batch}/{candidates}")).await;
        self.say("dispatch-empty", &format!("{empty}/dispatch"), &json!({})).await;
        self.say("attach-twice", &format!("{empty}/{attach}"), &ids(&good)).await;
        self.say("attach-again", &format!("{batch}/{attach}"), &ids(&late)).await;
        self.say("dispatch", &format!("{batch}/dispatch"), &json!({})).await;
        self.read("batch-read", &batch).await;
        let later = self.candidate(BATCH_SPONSOR, true).await;
        self.say("attach-late", &format!("{batch}/{attach}"), &ids(&later)).await;
        self.say("dispatch-twice", &format!("{batch}/dispatch"), &json!({})).await;
        self.told("told-settled", 60).await;
        self.read("batch-settled", &batch).await;
    }

    async fn until_given_up(&mut self) {
        self.all.always(Reply::Status(500));
        self.sim.post(PRESCRIPTIONS, &prescription(&self.patient_id)).await;
        self.sim.pass(seconds(10 * 3600)).await;
        let mut counts = BTreeMap::<String, Vec<i64>>::new();
        for arrival in self.all.take() {
            counts.entry(arrival.event_type()).or_default().push((arrival.at - START).whole_seconds());
        }
        self.note("until-given-up", format!("{counts:?}"));
    }
}

/// The text without the tails of ids, and without the numbers of codes.
fn masked(text: &str) -> String {
    let is_tail = |tail: &str| {
        tail.len() == 26 && tail.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
    };
    let mut output = String::new();
    for word in
        text.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-')
    {
        let (word, end) =
            word.split_at(word.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric()).len());
        let word = match word.split_once('_') {
            Some((prefix, tail)) if is_tail(tail) => prefix,
            _ if word.starts_with("AUTH-2026-") => "AUTH",
            _ if word.starts_with("RX-2026-") => "RX",
            _ => word,
        };
        output.push_str(word);
        output.push_str(end);
    }
    output
}
