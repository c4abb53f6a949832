//! A fixed conversation with a simulator, written down so that two can be compared.

use std::sync::Arc;

use clock::{SharedClock, VirtualClock};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use simulators::{Oscar, Settings};

use crate::{oscar::support::*, shared::Transcript};

/// Holds the conversation with a fresh tenant of a fixed name, so that ids are the same each time.
pub(crate) async fn hold(
    oscar: &Oscar,
    client: &Client,
    fault: Option<&str>,
    settings: Settings,
) -> Transcript {
    let clock = Arc::new(VirtualClock::new(START)) as SharedClock;
    let tenant = oscar.tenant_with("conversation", clock, settings);
    tenant.set_fault(fault).unwrap();
    let mut talk = Talk { oscar, client, tenant: &tenant, steps: Vec::new() };
    talk.happy_path().await;
    talk.refusals().await;
    talk.obstacles().await;
    talk.steps
}

/// Holds a longer conversation, which touches what the other readings change.
pub(crate) async fn hold_long(oscar: &Oscar, client: &Client, settings: Settings) -> Transcript {
    let clock = Arc::new(VirtualClock::new(START)) as SharedClock;
    let tenant = oscar.tenant_with("conversation", clock, settings);
    let mut talk = Talk { oscar, client, tenant: &tenant, steps: Vec::new() };
    talk.happy_path().await;
    talk.second_family().await;
    talk.refusals().await;
    talk.obstacles().await;
    talk.steps
}

struct Talk<'a> {
    oscar: &'a Oscar,
    client: &'a Client,
    tenant: &'a simulators::Tenant,
    steps: Transcript,
}

/// The ids that this tenant's first two families get.
const ID: &str = "OSC96451760-01";
const ID_2: &str = "OSC38075441-01";

impl Talk<'_> {
    async fn say(&mut self, step: &'static str, path: &str, body: &Value) {
        let request = self.client.post(format!("{}{path}", self.oscar.base_url()));
        self.send(step, request.json(body)).await;
    }

    async fn send(&mut self, step: &'static str, request: RequestBuilder) {
        let (name, value) = self.tenant.header();
        let answer = match request.header(name, value).send().await {
            Err(error) => format!("failed: timeout={}", error.is_timeout()),
            Ok(response) => {
                let status = response.status().as_u16();
                let kind =
                    response.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
                let kind = kind.unwrap_or_default();
                match response.bytes().await {
                    Err(_) => format!("{status} {kind} cut"),
                    Ok(bytes) => format!("{status} {kind} {}", text(&bytes)),
                }
            }
        };
        self.steps.push((step, answer));
    }

    async fn happy_path(&mut self) {
        let health = self.client.get(self.oscar.base_url());
        self.send("health", health).await;
        self.say("create", CREATE, &creation(&[holder(1), person(2, "CHILD")])).await;
        self.say("get", GET, &json!({"member_info": {"oscar_id": ID}})).await;
        self.say("add", UPDATE, &update(ID, &[person(3, "SPOUSE")])).await;
        self.say("get-added", GET, &json!({"oscar_id": ID})).await;
        self.say("change", UPDATE, &update(ID, &[json!({"oscar_id": ID, "email": "new@example.com"})])).await;
        self.say("get-changed", GET, &json!({"member_info": {"oscar_id": ID}})).await;
        self.say("balance", BALANCE, &json!({"oscar_id": ID})).await;
        self.say("no-preference", PREFERENCES, &json!({"oscar_id": ID})).await;
        self.say("upsert", UPSERT, &preference(ID)).await;
        self.say("preferences", PREFERENCES, &json!({"oscar_id": ID})).await;
    }

    async fn refusals(&mut self) {
        let one = |number| creation(&[holder(number)]);
        let two = |number| creation(&[holder(number), person(number + 1, "CHILD")]);
        self.say("ssn-letters", CREATE, &but(&one(10), "/enrollees/0/ssn", &json!("66612A456"))).await;
        self.say("ssn-short", CREATE, &but(&one(20), "/enrollees/0/ssn", &json!("6661234"))).await;
        self.say("ssn-long", CREATE, &but(&one(30), "/enrollees/0/ssn", &json!("6661234567"))).await;
        self.say("no-policy", CREATE, &but(&one(40), "/policy_info", &Value::Null)).await;
        self.say("no-enrollees", CREATE, &but(&one(50), "/enrollees", &Value::Null)).await;
        self.say("empty-enrollees", CREATE, &but(&one(50), "/enrollees", &json!([]))).await;
        self.say("no-holder", CREATE, &but(&one(60), "/enrollees/0/relationship_type", &json!("SPOUSE")))
            .await;
        self.say("same-ssn", CREATE, &but(&two(70), "/enrollees/1/ssn", &json!("666010070"))).await;
        self.say("no-event", CREATE, &but(&one(80), "/qle_info", &Value::Null)).await;
        self.say("unknown", GET, &json!({"oscar_id": "OSC00000000-01"})).await;
    }

    /// What the other readings answer otherwise.
    async fn second_family(&mut self) {
        self.say("create-2", CREATE, &creation(&[holder(90), person(91, "CHILD")])).await;
        let bare = json!({"oscar_id": ID_2, "is_autopay_enabled": false, "payment_method_owner": "MEMBER"});
        self.say("no-token", UPSERT, &bare).await;
        self.tenant.pay(ID_2, 50_000);
        self.say("credit", BALANCE, &json!({"oscar_id": ID_2})).await;
        let child = ID_2.replace("-01", "-02");
        let cancel = json!({"oscar_id": child, "change_type": "CANCELLATION"});
        self.say("cancel", UPDATE, &update(ID_2, &[cancel])).await;
        self.say("again", UPDATE, &update(ID_2, &[person(91, "CHILD")])).await;
        self.say("get-2", GET, &json!({"member_info": {"oscar_id": ID_2}})).await;
        self.say("twice", CREATE, &creation(&[holder(90)])).await;
        let no_event = but(&creation(&[holder(92)]), "/qle_info", &Value::Null);
        self.say("signed", CREATE, &but(&no_event, "/date_signed", &json!("2025-12-01T00:00:00Z"))).await;
        let no_event = but(&creation(&[holder(93)]), "/qle_info", &Value::Null);
        self.say("starts", CREATE, &but(&no_event, "/enrollees/0/coverage_start", &json!("2027-01-01")))
            .await;
        let body = but(&creation(&[holder(94)]), "/enrollees/0/coverage_start", &json!("2026-07-15"));
        self.say("mid-month", CREATE, &body).await;
        let minimal = json!({"relationship_type": "POLICY_HOLDER", "coverage_start": "2026-07-01"});
        let mut body = but(&creation(&[minimal]), "/is_ichra", &Value::Null);
        body["policy_info"] = json!({"monthly_premium": "100.00"});
        self.say("minimal", CREATE, &body).await;
        let cousin = person(96, "COUSIN");
        self.say("code", CREATE, &creation(&[holder(95), cousin])).await;
        let request = self.client.post(format!("{}{GET}", self.oscar.base_url()));
        let request = request.header("content-type", "text/plain").body(json!({"oscar_id": ID}).to_string());
        self.send("media-type", request).await;
    }

    async fn obstacles(&mut self) {
        self.tenant.fail_next(1);
        self.say("escalate", BALANCE, &json!({"oscar_id": ID})).await;
        self.tenant.pend_next(1);
        self.say("pending", BALANCE, &json!({"oscar_id": ID})).await;
        self.say("cleared", BALANCE, &json!({"oscar_id": ID})).await;
    }
}

fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => format!("not UTF-8: {}", String::from_utf8_lossy(bytes)),
    }
}
