//! One long conversation that comes by every rule, for the tests of faults and readings.

use std::{sync::Arc, time::Duration};

use clock::{Clock as _, Participant, SharedClock, VirtualClock};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use simulators::ideon::{Account, Ideon, PeriodState, SIMULATE_HEADER, Settings, Severity, Tenant};

use crate::{
    ideon::support::{
        NOBODY, START, classification, contribution, dependent, document, event, group, location, period,
        plan, subscriber,
    },
    shared::Transcript,
};

/// A conversation under way. It is over at the first answer that differs from the honest one.
struct Talk<'t> {
    tenant: Tenant,
    clock: VirtualClock,
    client: &'t Client,
    base: &'t str,
    honest: Option<&'t Transcript>,
    said: Transcript,
    over: bool,
    /// The conversation takes part in the time that it lets pass.
    _owner: Participant,
}

impl Talk<'_> {
    fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method: Method = method.parse().unwrap();
        let (name, value) = self.tenant.header();
        self.client.request(method, format!("{}{path}", self.base)).header(name, value)
    }

    fn of(&self, account: Account, method: &str, path: &str) -> RequestBuilder {
        self.request(method, path).header("Vericred-Api-Key", self.tenant.api_key(account))
    }

    /// Sends a request, and gives the JSON of its answer; null once the conversation is over.
    async fn send(&mut self, step: &'static str, request: RequestBuilder) -> Value {
        if self.over {
            return Value::Null;
        }
        let (told, body) = match request.send().await {
            Ok(response) => {
                let status = response.status().as_u16();
                let header = |name: &str| {
                    let value = response.headers().get(name).and_then(|value| value.to_str().ok());
                    value.map(|value| value.replace(self.base, ""))
                };
                let kind = header("content-type").unwrap_or_else(|| "-".to_owned());
                let told = ["total", "per-page", "page", "link", "retry-after"].map(header);
                match response.text().await {
                    Ok(text) => {
                        let body: Option<Value> = serde_json::from_str(&text).ok();
                        let shown = match &body {
                            Some(body) if told.iter().any(Option::is_some) => {
                                json!({"headers": told, "body": sorted(body)}).to_string()
                            }
                            // Of a member that stands twice only the text knows.
                            Some(body) if body.to_string().len() == text.len() => sorted(body).to_string(),
                            _ => text,
                        };
                        (format!("{status} {kind} {shown}"), body.unwrap_or_default())
                    }
                    Err(error) => (format!("failed: timeout={}", error.is_timeout()), Value::Null),
                }
            }
            Err(error) => (format!("failed: timeout={}", error.is_timeout()), Value::Null),
        };
        self.note(step, told);
        body
    }

    /// Notes what is not an answer.
    fn note(&mut self, step: &'static str, told: String) {
        if self.over {
            return;
        }
        let at = self.said.len();
        self.over = self.honest.is_some_and(|honest| honest[at].1 != told);
        self.said.push((step, told));
    }

    async fn get(&mut self, step: &'static str, path: &str) -> Value {
        self.send(step, self.of(Account::Main, "GET", path)).await
    }

    async fn post(&mut self, step: &'static str, path: &str, body: &Value) -> Value {
        self.send(step, self.of(Account::Main, "POST", path).json(body)).await
    }

    async fn put(&mut self, step: &'static str, path: &str, body: &Value) -> Value {
        self.send(step, self.of(Account::Main, "PUT", path).json(body)).await
    }

    async fn pass(&self, seconds: u64) {
        if !self.over {
            self.clock.sleep(Duration::from_secs(seconds)).await;
        }
    }

    fn form(&self, body: &'static str) -> RequestBuilder {
        let request = self.of(Account::Main, "POST", "/rsp");
        request.header("content-type", "application/x-www-form-urlencoded").body(body)
    }

    /// The events so far.
    fn events(&mut self, step: &'static str) {
        let events = json!(self.tenant.hooks());
        self.note(step, format!("0 - {events}"));
    }
}

/// The id of what an answer wraps; of nobody once the conversation is over.
fn id(body: &Value, wrapper: &str) -> String {
    body[wrapper]["id"].as_str().unwrap_or(NOBODY).to_owned()
}

/// The same with the members of objects in the order of their names, since no document orders them.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, below)| (name.clone(), sorted(below))).collect();
            members.sort_by(|left, right| left.0.cmp(&right.0));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        scalar => scalar.clone(),
    }
}

/// A body with one member of its content set, told by a JSON pointer.
fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
    body
}

/// Holds the conversation with a tenant of its own. With an honest transcript it ends at the first difference.
pub(crate) async fn hold(
    ideon: &Ideon,
    client: &Client,
    fault: Option<&str>,
    mut settings: Settings,
    honest: Option<&Transcript>,
    name: &str,
) -> Transcript {
    settings.rate_limit.calls = 400;
    let clock = VirtualClock::new(START);
    let tenant = ideon.tenant_with(name, Arc::new(clock.clone()) as SharedClock, settings);
    tenant.set_fault(fault).unwrap();
    let (said, owner) = (Transcript::new(), clock.join());
    let mut talk =
        Talk { tenant, clock, client, base: ideon.base_url(), honest, said, over: false, _owner: owner };
    access(&mut talk).await;
    let (group, place) = groups(&mut talk).await;
    let made = periods(&mut talk, &group).await;
    members(&mut talk, &group, &place, &made).await;
    refusals(&mut talk, &group).await;
    rsp(&mut talk).await;
    talk.said
}

async fn access(talk: &mut Talk<'_>) {
    talk.post("other-group", "/groups", &group()).await;
    let token = talk.send("token", talk.of(Account::Main, "POST", "/auth/token")).await;
    let token = token["token"].as_str().unwrap_or("none").to_owned();
    let bearer = |talk: &Talk<'_>, token: &str| talk.request("GET", "/groups").bearer_auth(token);
    talk.send("token-used", bearer(talk, &token)).await;
    talk.send("no-key", talk.request("GET", "/groups")).await;
    talk.send("unknown-key", talk.request("GET", "/groups").header("Vericred-Api-Key", "no")).await;
    talk.send("unknown-token", bearer(talk, "a.b.c")).await;
    talk.send("unprivileged-list", talk.of(Account::Unprivileged, "GET", "/groups")).await;
    talk.send("unprivileged-post", talk.of(Account::Unprivileged, "POST", "/groups").json(&group())).await;
    talk.send("unprivileged-nobody", talk.of(Account::Unprivileged, "GET", &format!("/groups/{NOBODY}")))
        .await;
    talk.pass(13 * 3600).await;
    talk.send("token-after-half-a-day", bearer(talk, &token)).await;
    talk.send("second-token", talk.of(Account::Main, "POST", "/auth/token")).await;
    talk.send("token-after-second", bearer(talk, &token)).await;
    talk.pass(11 * 3600).await;
    talk.send("token-expired", bearer(talk, &token)).await;
    for _ in 0..talk.honest.map_or(401, |_| if talk.over { 0 } else { 401 }) {
        let answer = talk.of(Account::Other, "GET", "/groups?per_page=1").send().await.unwrap();
        if answer.status() != 200 {
            break;
        }
    }
    let calls = talk.tenant.seen().iter().filter(|seen| seen.path == "/groups?per_page=1").count();
    talk.note("burst", format!("0 - {{\"calls\": {calls}}}"));
    talk.send("over-limit", talk.of(Account::Other, "GET", "/groups")).await;
    talk.pass(600).await;
}

async fn groups(talk: &mut Talk<'_>) -> (String, String) {
    let sent = with(group(), "/group/employer/organization_name", json!("Café Works"));
    let sent = with(sent, "/group/secondary_locations", json!([location()["location"]]));
    let mut sent = sent;
    // An address without a country lies in the USA.
    let address = sent.pointer_mut("/group/primary_location/employer_address").unwrap();
    address.as_object_mut().unwrap().shift_remove("country_code");
    let made = talk.post("installment", "/group_installments", &sent).await;
    let (group_id, place) = (id(&made, "group"), id(&made["group"], "primary_location"));
    talk.post("location", &format!("/groups/{group_id}/locations"), &location()).await;
    talk.get("groups", "/groups").await;
    talk.send("groups-of-other", talk.of(Account::Other, "GET", "/groups")).await;
    talk.send("group-of-other", talk.of(Account::Other, "GET", &format!("/groups/{group_id}"))).await;
    talk.get("groups-first", "/groups?per_page=1").await;
    talk.get("groups-second", "/groups?page=2&per_page=1").await;
    talk.get("groups-past-end", "/groups?page=9&per_page=1").await;
    talk.get("groups-zero", "/groups?page=0&per_page=0").await;
    talk.get("group", &format!("/groups/{group_id}")).await;
    talk.get("group-unknown", &format!("/groups/{NOBODY}")).await;
    let path = format!("/group_installments/{group_id}");
    talk.put("installment-updated", &path, &with(sent.clone(), "/group/group_setup", json!({}))).await;
    talk.put("installment-updated-again", &path, &sent).await;
    talk.post("hook", &format!("/groups/{group_id}/hooks"), &json!({})).await;
    (group_id, place)
}

/// A coverage period and its plan.
struct Made {
    period: String,
    plan: String,
    plain_group: String,
    plain_place: String,
}

async fn periods(talk: &mut Talk<'_>, group_id: &str) -> Made {
    let path = |carrier: &str| format!("/groups/{group_id}/coverage_periods?carrier_name={carrier}");
    let made = talk.post("period", &path("anthem"), &period("anthem")).await;
    let period_id = id(&made, "coverage_period");
    talk.post("second-period", &path("beam"), &period("beam")).await;
    for (step, carrier, number) in [
        ("aetna-seven", "aetna", "0123456"),
        ("aetna-wrong", "aetna", "12"),
        ("anthem-wrong", "anthem", "12"),
        ("blue-shield-wrong", "blue_shield_of_california", "12"),
        ("cigna-suffix", "cigna", "123456-F"),
        ("cigna-wrong", "cigna", "12"),
        ("guardian-wrong", "guardian", "12"),
        ("humana-wrong", "humana", "12"),
        ("kaiser-wrong", "kaiser", "12"),
    ] {
        let sent = with(period(carrier), "/coverage_period/carrier_group_number", json!(number));
        talk.post(step, &path(carrier), &sent).await;
    }
    talk.post("symetra", &path("symetra"), &period("symetra")).await;
    let without_query = path("").split('?').next().unwrap().to_owned();
    talk.post("no-query-carrier", &without_query, &period("beam")).await;
    talk.post("unknown-query-carrier", &path("nobody"), &period("beam")).await;
    talk.post("other-query-carrier", &path("cigna"), &period("beam")).await;
    talk.get("read-period", &format!("/coverage_periods/{period_id}")).await;
    let changed = json!({"coverage_period": {"open_enrollment_start_date": "2026-06-01"}});
    talk.put("period-updated", &format!("/coverage_periods/{period_id}"), &changed).await;
    let set_up = format!("/coverage_periods/{period_id}/complete_setup");
    talk.post("set-up", &set_up, &json!({})).await;
    talk.events("event-of-state");
    talk.tenant.set_period_state(&period_id, PeriodState::Test);
    talk.post("set-up-again", &set_up, &json!({})).await;
    talk.tenant.set_period_state(&period_id, PeriodState::Test);
    talk.events("event-of-no-change");

    let path = format!("/coverage_periods/{period_id}/contributions");
    let sent = with(contribution(), "/contribution/contribution_amounts/subscriber", json!(12_345));
    let made = talk.post("contribution", &path, &sent).await;
    talk.get("contributions", &path).await;
    let one = format!("/contributions/{}", id(&made, "contribution"));
    talk.get("read-contribution", &one).await;
    talk.put("contribution-updated", &one, &contribution()).await;
    talk.get("contribution-after-update", &one).await;

    let path = format!("/coverage_periods/{period_id}/plan_availability_requests");
    let asked = json!({"product_line": "medical", "hios_ids": ["49116CA0070430"]});
    let made = talk.post("availability", &path, &asked).await;
    let one = format!("/plan_availability_requests/{}", id(&made, "plan_availability_request"));
    let made = talk.post("availability-of-pets", &path, &json!({"product_line": "pet"})).await;
    let pets = format!("/plan_availability_requests/{}", id(&made, "plan_availability_request"));
    talk.get("available-early", &format!("{one}/available_plans")).await;
    talk.pass(30).await;
    talk.get("read-availability", &one).await;
    talk.get("read-pets", &pets).await;
    talk.get("available", &format!("{one}/available_plans")).await;

    let made = talk.post("plan", &format!("/coverage_periods/{period_id}/plans"), &plan()).await;
    let plan_id = id(&made, "plan");
    let sent =
        json!({"plan": {"external_identifier": "p", "description": "Other", "product_line": "dental"}});
    talk.put("plan-of-other-line", &format!("/plans/{plan_id}"), &sent).await;
    let sent = json!({"plan": {"external_identifier": "p", "description": "Other"}});
    talk.put("plan-updated", &format!("/plans/{plan_id}"), &sent).await;
    let path = format!("/groups/{group_id}/employment_classifications");
    let made = talk.post("classification", &path, &classification()).await;
    let one = format!("/employment_classifications/{}", id(&made, "employment_classification"));
    talk.put("classification-updated", &one, &classification()).await;
    talk.get("group-with-all", &format!("/groups/{group_id}")).await;

    // A group in force may not update what only an installment may.
    let made = talk.post("plain-group", "/groups", &group()).await;
    let (plain_group, plain_place) = (id(&made, "group"), id(&made["group"], "primary_location"));
    let path = format!("/groups/{plain_group}/coverage_periods?carrier_name=cigna");
    let made = talk.post("plain-period", &path, &period("cigna")).await;
    let plain_period = id(&made, "coverage_period");
    talk.put("plain-update", &format!("/coverage_periods/{plain_period}"), &changed).await;
    let path = format!("/coverage_periods/{plain_period}/contributions");
    talk.get("plain-contributions", &path).await;
    talk.tenant.set_period_state(&plain_period, PeriodState::Test);
    talk.events("event-of-other-group");
    talk.tenant.transmit(&plain_period);
    talk.get("plain-files", &format!("/coverage_periods/{plain_period}/file_deliveries")).await;
    Made { period: period_id, plan: plan_id, plain_group, plain_place }
}

async fn members(talk: &mut Talk<'_>, group_id: &str, place: &str, made: &Made) {
    let path = format!("/groups/{group_id}/subscribers");
    let first = with(subscriber(place), "/subscriber/dependents", json!([dependent()["dependent"]]));
    let answer = talk.post("subscriber", &path, &first).await;
    let employee = id(&answer, "subscriber");
    let child = id(&answer["subscriber"]["dependents"], "0");
    let child = answer["subscriber"]["dependents"][0]["id"].as_str().map_or(child, str::to_owned);
    talk.post("second-subscriber", &path, &subscriber(place)).await;
    let of_plain = format!("/groups/{}/subscribers", made.plain_group);
    talk.post("plain-subscriber", &of_plain, &subscriber(&made.plain_place)).await;
    talk.post("foreign-location", &path, &subscriber(&made.plain_place)).await;
    talk.get("subscribers", &path).await;
    let one = format!("/subscribers/{employee}");
    talk.get("read-subscriber", &one).await;
    let answer = talk.post("dependent", &format!("{one}/dependents"), &dependent()).await;
    let second_child = id(&answer, "dependent");
    talk.get("subscriber-with-second-child", &one).await;
    let changed = with(dependent(), "/dependent/name_suffix", json!("JR"));
    let changed = with(changed, "/dependent/last_name", json!("Jones"));
    talk.put("dependent-updated", &format!("/dependents/{second_child}"), &changed).await;
    talk.get("subscriber-after-child", &one).await;

    let events = format!("{one}/qualifying_life_events");
    let sent = with(event(&made.period, &made.plan), "/qualifying_life_event/date", json!("2026-06-30"));
    let answer = talk.post("event", &events, &sent).await;
    let happened = id(&answer, "qualifying_life_event");
    talk.post("event-of-unknown-plan", &events, &event(&made.period, NOBODY)).await;
    talk.post("second-event", &events, &event(&made.period, &made.plan)).await;
    let path = format!("/groups/{group_id}/coverage_periods?carrier_name=voya");
    let other = talk.post("third-period", &path, &period("voya")).await;
    let other_period = id(&other, "coverage_period");
    talk.post("event-of-third-period", &events, &event(&other_period, "any")).await;
    let null = with(event(&made.period, &made.plan), "/qualifying_life_event/event", Value::Null);
    talk.post("event-of-null", &events, &null).await;
    let object = json!({"type": "election", "plan_id": made.plan});
    let object = with(event(&made.period, ""), "/qualifying_life_event/plan_elections/medical", object);
    talk.post("event-of-object", &events, &object).await;
    talk.get("events", &events).await;
    talk.put("event-updated", &format!("/qualifying_life_events/{happened}"), &sent).await;
    let update = with(subscriber(place), "/subscriber/last_name", json!("Jones"));
    let update = with(update, "/subscriber/residential_address/country_code", json!("CAN"));
    talk.put("subscriber-updated", &one, &update).await;
    talk.get("subscriber-after-update", &one).await;
    talk.get("subscribers-after-update", &format!("/groups/{group_id}/subscribers")).await;

    let of_period = format!("/coverage_periods/{}", made.period);
    talk.get("export-834", &format!("{of_period}.834")).await;
    talk.get("export-csv", &format!("{of_period}.csv")).await;
    let document_id =
        talk.tenant.require_document(&made.period, Some(&happened)).unwrap_or_else(|| NOBODY.to_owned());
    talk.get("documents", &format!("{of_period}/supporting_documents")).await;
    let attach = format!("/supporting_documents/{document_id}/current");
    let broken = with(document(), "/supporting_document/file", json!("no Base64!"));
    talk.put("file-broken", &attach, &broken).await;
    talk.put("attached", &attach, &document()).await;
    talk.get("documents-attached", &format!("{of_period}/supporting_documents")).await;

    talk.tenant.transmit(&made.period);
    talk.tenant.transmit(&other_period);
    talk.pass(30).await;
    talk.get("subscriber-synced", &one).await;
    talk.get("transmissions", &format!("{of_period}/coverage_transmissions")).await;
    talk.get("transmissions-of-child", &format!("/members/{child}/coverage_transmissions")).await;
    talk.tenant.transmit(&made.period);
    talk.pass(30).await;
    let files = talk.get("files", &format!("{of_period}/file_deliveries")).await;
    let file = files["file_deliveries"][0]["id"].as_str().unwrap_or(NOBODY).to_owned();
    talk.get("transmissions-of-file", &format!("/file_deliveries/{file}/coverage_transmissions")).await;
    talk.get("transmissions-of-third", &format!("/coverage_periods/{other_period}/coverage_transmissions"))
        .await;
    let update = with(subscriber(place), "/subscriber/last_name", json!("Miller"));
    talk.put("subscriber-changed", &one, &update).await;
    talk.get("subscriber-pending-again", &one).await;

    problems(talk, made, &employee, &child).await;
    let sent = with(
        event(&made.period, &made.plan),
        "/qualifying_life_event/event",
        json!("termination_of_employment"),
    );
    let sent = with(sent, "/qualifying_life_event/plan_elections", json!({}));
    let sent = with(sent, "/qualifying_life_event/date", json!("2026-08-01"));
    talk.post("termination", &events, &sent).await;
    talk.tenant.transmit(&made.period);
    talk.get("transmissions-ended", &format!("{of_period}/coverage_transmissions")).await;
    talk.pass(30).await;
    let sent = with(event(&made.period, &made.plan), "/qualifying_life_event/event", json!("cobra"));
    talk.post("cobra", &events, &sent).await;
    talk.tenant.transmit(&made.period);
    talk.get("transmissions-of-cobra", &format!("{of_period}/coverage_transmissions")).await;
}

async fn problems(talk: &mut Talk<'_>, made: &Made, employee: &str, child: &str) {
    let of_period = format!("/coverage_periods/{}", made.period);
    let open = |talk: &Talk<'_>, member: Option<&str>, severity: Severity| {
        let problem = talk.tenant.open_problem(&made.period, member, severity, "birth_date");
        problem.unwrap_or_else(|| NOBODY.to_owned())
    };
    let first = open(talk, Some(employee), Severity::Failure);
    talk.events("event-of-problem");
    talk.pass(1).await;
    let second = open(talk, Some(child), Severity::Info);
    let path = format!("{of_period}/errors");
    talk.get("problems", &path).await;
    talk.get("subscriber-with-problem", &format!("/subscribers/{employee}")).await;
    let comments = format!("/errors/{second}/comments");
    talk.post("comment", &comments, &json!({"comment": {"message": "We look into it."}})).await;
    talk.get("problems-commented", &path).await;
    let census = talk.tenant.run_census(&made.period).unwrap_or_else(|| NOBODY.to_owned());
    talk.pass(60).await;
    let census = format!("/census_requests/{census}");
    talk.get("census", &census).await;
    talk.get("census-subscribers", &format!("{census}/subscribers")).await;
    let resolution = format!("/errors/{second}/resolution");
    talk.post("resolved", &resolution, &json!({"message": "It is right now."})).await;
    talk.post("resolved-again", &resolution, &json!({"message": "Again."})).await;
    talk.get("problems-resolved", &path).await;
    talk.get("problems-by-status", &format!("{path}?status=unresolved")).await;
    talk.get("problems-by-assignee", &format!("{path}?assignee=vericred")).await;
    talk.get("problems-by-nothing", &format!("{path}?status=odd")).await;
    let place = talk.get("group-for-place", "/groups").await;
    let place = place[1]["group"]["primary_location"]["id"].as_str().unwrap_or(NOBODY).to_owned();
    talk.put("subscriber-corrected", &format!("/subscribers/{employee}"), &subscriber(&place)).await;
    let census = talk.tenant.run_census(&made.period).unwrap_or_else(|| NOBODY.to_owned());
    talk.pass(60).await;
    talk.get("census-clean", &format!("/census_requests/{census}")).await;
    let _ = first;
}

async fn refusals(talk: &mut Talk<'_>, group_id: &str) {
    let groups = talk.of(Account::Main, "POST", "/groups").body("{");
    talk.send("unreadable", groups).await;
    talk.send("wrong-method", talk.of(Account::Main, "DELETE", "/groups")).await;
    let sent = with(group(), "/group/employer/fein", json!("12-3456789"));
    let mut two = with(sent, "/group/external_identifier", json!(1));
    talk.post("two-offences", "/groups", &two).await;
    two["group"].as_object_mut().unwrap().shift_remove("employer");
    talk.post("group-without-employer", "/groups", &two).await;
    let class = with(classification(), "/employment_classification/type", Value::Null);
    talk.post("null-type", &format!("/groups/{group_id}/employment_classifications"), &class).await;
    talk.get("groups-at-last", "/groups?page=2&per_page=2").await;
    for (step, status) in [("asked-503", 503_u16), ("asked-400", 400)] {
        talk.send(step, talk.of(Account::Main, "GET", "/groups").header(SIMULATE_HEADER, status)).await;
    }
}

async fn rsp(talk: &mut Talk<'_>) {
    talk.send("rsp", talk.form("payload=1")).await;
    talk.send("rsp-empty", talk.form("payload=")).await;
    talk.send("rsp-broken", talk.form("payload=%")).await;
    talk.send("rsp-of-json", talk.of(Account::Main, "POST", "/rsp").json(&json!({}))).await;
    talk.send("rsp-not-accepted", talk.form("payload=1").header("accept", "application/json")).await;
    talk.send("rsp-without-key", {
        let request =
            talk.request("POST", "/rsp").header("content-type", "application/x-www-form-urlencoded");
        request.body("payload=1")
    })
    .await;
    let long = "x".repeat(1024 * 1024 + 1);
    let request = talk.form("").body(format!("payload={long}"));
    talk.send("rsp-long", request).await;
}
