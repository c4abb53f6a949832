//! Recorded requests, sent again: in their order, with the people of the new run, the credentials of its profile, and the
//! ids that its own answers gave.

use std::time::Duration;

use evidence::{Exchange, Header, Intent, Sender, Vendor};
use serde_json::Value;

use crate::{
    access::{IDEON_TOKEN, TOKEN},
    call::{Account, Call, Certificate},
    ids::Ids,
    rederive::Rederived,
    safety,
    send::RETRY_WAITS_S,
    visit::{Visit, Visited},
};

/// Headers that the client writes itself.
const OWN_HEADERS: [&str; 4] = ["host", "content-length", "transfer-encoding", "user-agent"];
/// Headers that say who calls; the record does not have their values.
const ACCESS_HEADERS: [&str; 2] = ["authorization", "vericred-api-key"];
/// Nobody waits longer between two requests, whatever the record says.
const WAIT_MAX: Duration = Duration::from_secs(15 * 60);

/// Sends recorded requests again.
#[derive(Debug)]
pub struct Resender<'v> {
    visit: &'v mut Visit,
    rederived: Rederived,
    /// What the recorded answers called something, and what the new ones do.
    ids: Ids,
    /// Where the recorded environment answered.
    base_url: String,
    /// The scenario's time at which the last request had been recorded.
    clock_ms: u64,
}

impl<'v> Resender<'v> {
    /// Ready for the first request. `base_url` is that of the recorded environment.
    pub fn new(visit: &'v mut Visit, rederived: Rederived, base_url: &str) -> Self {
        let base_url = base_url.trim_end_matches('/').to_owned();
        Self { visit, rederived, ids: Ids::default(), base_url, clock_ms: 0 }
    }

    /// Why a recorded request cannot be sent again as it was; `None` where it can.
    #[must_use]
    pub fn obstacle(&self, recorded: &Exchange) -> Option<String> {
        let request = &recorded.request;
        if recorded.sender != Sender::Harness {
            return Some("it was not Covenant that sent it".to_owned());
        }
        if request.body.as_ref().is_some_and(|body| body.cut || !body.utf8) {
            return Some("the record does not have the whole of its body".to_owned());
        }
        let refused = matches!(recorded.status(), Some(401 | 403));
        if refused && request.headers.iter().any(is_access) {
            return Some(
                "it was refused, and the record does not have the credential that it carried".to_owned(),
            );
        }
        let below = request.url.strip_prefix(&self.base_url);
        if !below.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?'])) {
            return Some("it went to another address than the profile's".to_owned());
        }
        let body = request.body.iter().map(|body| &body.text);
        let headers = request.headers.iter().filter(|header| !is_access(header)).map(|header| &header.value);
        let missing =
            body.chain(headers).chain([&request.url]).find_map(|text| self.rederived.text(text).err());
        missing.map(|placeholder| format!("it carried {placeholder}, which no run can derive again"))
    }

    /// Sends one recorded request again, after the time that the scenario let pass before it.
    ///
    /// # Errors
    ///
    /// Why it could not be sent.
    pub async fn resend(&mut self, recorded: &Exchange) -> Result<Visited, String> {
        if self.visit.context.stopping.is_cancelled() {
            return Err("a request before it was refused for safety".to_owned());
        }
        if let Some(obstacle) = self.obstacle(recorded) {
            return Err(obstacle);
        }
        self.wait_for(recorded).await;
        let outgoing = self.outgoing(recorded).await?;
        let visited = self.send(recorded, &outgoing).await?;
        if let (Some(new), Some(old)) = (self.visit.world.exchanges().last().cloned(), recorded.response()) {
            let text = new.response().map_or("", |response| response.body.text.as_str());
            self.ids.learn(&parsed(&old.body.text), &parsed(text));
        }
        Ok(visited)
    }

    async fn wait_for(&mut self, recorded: &Exchange) {
        let wait =
            Duration::from_millis(recorded.timing.clock_ms.saturating_sub(self.clock_ms)).min(WAIT_MAX);
        self.clock_ms = self.clock_ms.max(recorded.timing.clock_ms);
        // On the real clock the requests and answers themselves have taken what is less.
        let counts = self.visit.world.is_simulator() || wait >= Duration::from_secs(1);
        if let Ok(clock) = self.visit.world.clock()
            && counts
        {
            clock.sleep(wait).await;
        }
    }

    async fn outgoing(&mut self, recorded: &Exchange) -> Result<wire::Outgoing, String> {
        let mut hidden = Vec::new();
        let mut derived = |text: &str, rederived: &Rederived| {
            let (text, more) = rederived.text(text)?;
            hidden.extend(more);
            Ok::<_, String>(text)
        };
        let request = &recorded.request;
        let path = request.url.strip_prefix(&self.base_url).unwrap_or_default();
        let path = self.ids.path(&derived(path, &self.rederived)?);
        let body = request.body.as_ref().map(|body| derived(&body.text, &self.rederived)).transpose()?;
        let mut headers = Vec::new();
        for header in &request.headers {
            let is_own = OWN_HEADERS.iter().any(|name| header.name.eq_ignore_ascii_case(name));
            if !is_own && !is_access(header) {
                let value = derived(&header.value, &self.rederived)?;
                headers.push(Header::new(header.name.as_str(), self.ids.id(&value)));
            }
        }
        for (value, placeholder) in hidden {
            self.visit.world.hide(&value, &placeholder);
        }
        if request.headers.iter().any(is_access) {
            headers.extend(self.access(recorded).await?);
        }
        let scene = self.visit.world.scene().map_err(|stop| stop.to_string())?;
        let hidden_headers = scene.tenancy.hidden_headers();
        let body = body.map(|body| self.ids.body(&body));
        if let Some(body) = &body
            && let Some(refusal) = self.refusal(body)
        {
            return Err(refusal);
        }
        Ok(wire::Outgoing {
            method: request.method.clone(),
            path,
            headers,
            hidden_headers,
            body: body.map(String::into_bytes),
            is_chunked: request.headers.iter().any(|header| header.name == "transfer-encoding"),
            ..wire::Outgoing::default()
        })
    }

    /// The last look, as before every request of a run.
    fn refusal(&mut self, body: &str) -> Option<String> {
        let profile = self.visit.world.profile().ok()?.clone();
        let refusal = safety::refuse(body, &profile)?;
        self.visit.context.refuse_for_safety(&refusal);
        Some(refusal)
    }

    /// The header that says who calls, as the profile has it: the record keeps none.
    async fn access(&mut self, recorded: &Exchange) -> Result<Option<Header>, String> {
        let operation = recorded.operation.as_deref().unwrap_or_default();
        let is_token = operation == TOKEN;
        if self.visit.world.vendor() == Some(Vendor::Osigu) && !is_token && !self.visit.has_token() {
            let signed_in = self.visit.sign_in(Account::Main).await;
            if !self.visit.has_token() {
                return Err(signed_in
                    .stopped
                    .unwrap_or_else(|| "no token was given to call with".to_owned()));
            }
        }
        // What Osigu's token endpoint is shown, or what all other calls are.
        let call = if is_token { Call::to(TOKEN) } else { Call::to("") };
        let call = self.visit.with_token(call);
        self.visit.world.authorization(&call).await.map_err(|stop| stop.to_string())
    }

    async fn send(&mut self, recorded: &Exchange, outgoing: &wire::Outgoing) -> Result<Visited, String> {
        for attempt in 1_u32.. {
            let status = self.send_once(recorded, outgoing, attempt).await?;
            // What was answered so when it was recorded is what was to be seen.
            let is_news = recorded.status() != Some(status) && self.visit.world.is_transient(status);
            let wait = RETRY_WAITS_S.get(attempt as usize - 1).copied().filter(|_| is_news);
            let Some(seconds) = wait else { break };
            let scale = self.visit.world.profile().map_or(1.0, |profile| profile.time_scale);
            let clock = self.visit.world.clock().map_err(|stop| stop.to_string())?;
            clock.sleep(Duration::from_secs(seconds).mul_f64(scale)).await;
        }
        Ok(self.visit.visited(None))
    }

    /// Sends within the limits of the profile; 0 stands for no answer.
    async fn send_once(
        &mut self,
        recorded: &Exchange,
        outgoing: &wire::Outgoing,
        attempt: u32,
    ) -> Result<u16, String> {
        let operation = recorded.operation.as_deref().unwrap_or_default();
        let scene = self.visit.world.scene().map_err(|stop| stop.to_string())?;
        let target = std::sync::Arc::clone(&scene.target);
        // The simulators of other vendors have one client for all.
        let is_without = !recorded.curl_options.contains("--cert");
        let client = target.client(Certificate::None).filter(|_| is_without);
        let client = client.or_else(|| target.client(Certificate::Registered));
        let client = client.ok_or("the profile has no client to send with")?;
        let permit = target.within_limits(operation).await;
        let sent = self.visit.world.exchange(&client, outgoing.clone(), operation, recorded.intent).await;
        drop(permit);
        let mut exchange = sent.map_err(|stop| stop.to_string())?;
        exchange.attempt = attempt;
        exchange.operation.clone_from(&recorded.operation);
        let status = exchange.status().unwrap_or_default();
        self.keep(exchange, recorded.intent);
        Ok(status)
    }

    /// Files an exchange as evidence and judges it as in a run.
    fn keep(&mut self, exchange: Exchange, intent: Intent) {
        let world = &mut self.visit.world;
        let operation = exchange.operation.clone();
        let is_token = operation.as_deref().is_some_and(|operation| matches!(operation, TOKEN | IDEON_TOKEN));
        if is_token {
            world.hide_token(&exchange);
            self.visit.learn_token(&exchange);
        }
        let world = &mut self.visit.world;
        let Ok(scene) = world.scene() else { return };
        let known = operation.and_then(|id| scene.target.catalogue.operation(&id));
        let index = scene.keep(exchange);
        if let Some(known) = known {
            let call = Call { intent, ..Call::to(known.id.as_str()) }.expecting(crate::visit::ALL_STATUSES);
            // A finding is told by the recorder; that it would end a scenario ends nothing here.
            let _found = world.judge(index, &call);
        }
    }
}

fn is_access(header: &Header) -> bool {
    ACCESS_HEADERS.iter().any(|name| header.name.eq_ignore_ascii_case(name))
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}
