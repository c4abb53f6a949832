//! `POST /webhooks/v1/subscriptions`: who is told of which events (dossier 2.10, A-32).

use serde_json::json;
use url::Url;

use super::super::{
    errors::Refusal,
    faults::ChainRule,
    fields::{Problems, get, seconds},
    service::Call,
    settings::PlainHttp,
    state::Book,
};
use crate::{delivery::is_loopback, http::Response};

/// A receiver and what it wants to hear of.
#[derive(Clone, Debug)]
pub(super) struct Subscription {
    pub(super) url: Url,
    /// As it was written; the parsed one may differ in a slash.
    pub(super) url_text: String,
    event_types: Vec<String>,
}

impl Subscription {
    pub(super) fn wants(&self, event_type: &str) -> bool {
        self.event_types.iter().any(|pattern| matches(pattern, event_type))
    }
}

/// Whether a glob fits: `*` stands for any number of characters, dots included; all else stands for itself.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut last: Option<&str> = None;
    for piece in pieces {
        if let Some(previous) = last.replace(piece) {
            match rest.find(previous) {
                Some(at) => rest = &rest[at + previous.len()..],
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

impl Book {
    /// `subscribe-webhook`.
    pub(in crate::osigu) fn subscribe_webhook(&mut self, call: &Call) -> Result<Response, Refusal> {
        let mut problems = Problems::default();
        let url_text = problems.text(call.body, "", "url");
        let mut event_types = Vec::new();
        match get(call.body, "event_types").map(|list| list.as_array()) {
            None => problems.add("", "event_types", "is required"),
            Some(Some(list)) if !list.is_empty() => {
                for (at, pattern) in list.iter().enumerate() {
                    match pattern.as_str().filter(|pattern| !pattern.trim().is_empty()) {
                        Some(pattern) => event_types.push(pattern.to_owned()),
                        None => problems.add(
                            "",
                            &format!("event_types[{at}]"),
                            "wants a pattern such as `authorization.*`",
                        ),
                    }
                }
            }
            Some(_) => problems.add("", "event_types", "wants a list with at least one pattern"),
        }
        problems.result()?;
        let refused = |message: &str| {
            let mut refusal = Refusal::invalid_member("url", message);
            refusal.status = self.settings.statuses.refused_url;
            refusal
        };
        let url = Url::parse(&url_text).map_err(|_| refused("wants an absolute URL"))?;
        let plain_accepted = self.has(ChainRule::PlainHttpAccepted)
            || (self.settings.plain_http == PlainHttp::LoopbackOnly && is_loopback(&url));
        match url.scheme() {
            "https" => {}
            "http" if plain_accepted => {}
            _ => return Err(refused("wants an https URL")),
        }
        let answer = json!({
            "subscription_id": self.id("sub"),
            "url": url_text,
            "event_types": event_types,
            "created_at": seconds(call.now),
        });
        if !self.has(ChainRule::SubscriptionLost) {
            self.hooks.subscriptions.push(Subscription { url, url_text, event_types });
        }
        Ok(Response::json(self.settings.statuses.subscribe, answer))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::matches;

    #[rstest]
    #[case("*", "authorization.created", true)]
    #[case("authorization.*", "authorization.created", true)]
    #[case("authorization.*", "authorization", false)]
    #[case("authorization.*", "dispensing.started", false)]
    #[case("authorization.created", "authorization.created", true)]
    #[case("authorization.created", "authorization.created.late", false)]
    #[case("*.email_*", "prescription.email_failed", true)]
    #[case("*.email_*", "prescription.issued", false)]
    #[case("*ed", "settlement.rejected", true)]
    #[case("a*a", "a", false)]
    #[case("a**b", "ab", true)]
    #[case("", "authorization.created", false)]
    #[case("authorization.?", "authorization.c", false)]
    fn a_star_stands_for_any_characters(#[case] pattern: &str, #[case] text: &str, #[case] fits: bool) {
        assert_eq!(matches(pattern, text), fits);
    }
}
