//! The webhook receiver under test: the embedded one, or a customer's.

use std::{fmt, sync::Arc, time::Duration};

use evidence::{Answer, Intent};
use integrator::osigu::receiver::{Options, Receiver, ReceiverDefect};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;
use wire::{Client, ClientOptions, Outgoing};

use crate::{profile::Target, stop::Stop, world::World};

/// The operation under which deliveries are recorded.
const DELIVERY: &str = "webhook-delivery";
/// The operation under which a question for the effects is recorded.
const EFFECTS: &str = "webhook-effects";

/// How long a receiver may take in real time before we stop waiting; the guide gives it 10 seconds.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A webhook receiver that a scenario judges.
pub struct ReceiverSubject {
    deliver: Client,
    effects: Option<Client>,
    secret: SecretString,
    embedded: Option<Receiver>,
}

impl fmt::Debug for ReceiverSubject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ReceiverSubject")
            .field("url", &self.url())
            .field("embedded", &self.embedded.is_some())
            .finish_non_exhaustive()
    }
}

impl ReceiverSubject {
    /// The secret that it checks signatures with.
    #[must_use]
    pub fn secret(&self) -> &str {
        self.secret.expose_secret()
    }

    /// Where deliveries go.
    #[must_use]
    pub fn url(&self) -> &str {
        self.deliver.options().base_url.as_str()
    }

    /// Whether it is the embedded one, on the scenario's virtual clock.
    #[must_use]
    pub const fn is_embedded(&self) -> bool {
        self.embedded.is_some()
    }

    /// Whether its effects can be counted.
    #[must_use]
    pub const fn has_effects(&self) -> bool {
        self.effects.is_some()
    }
}

impl World {
    /// The webhook receiver that this scenario judges; the embedded one is started when it is first asked for.
    ///
    /// # Errors
    ///
    /// If there is none, or it cannot be started.
    pub async fn receiver(&mut self) -> Result<Arc<ReceiverSubject>, Stop> {
        let scene = self.scene()?;
        if let Some(receiver) = &scene.receiver {
            return Ok(Arc::clone(receiver));
        }
        let subject = match scene.target.profile.target.clone() {
            Target::Receiver(named) => {
                let effects = match &named.effects {
                    Some(url) => Some(self.client_of(url, false)?),
                    None => None,
                };
                let deliver = self.client_of(&named.url, false)?;
                ReceiverSubject { deliver, effects, secret: named.secret.clone(), embedded: None }
            }
            Target::Simulator { integrator_fault, .. } => {
                let defect = integrator_fault.and_then(|name| name.parse::<ReceiverDefect>().ok());
                // The simulator's own, so that what it delivers is believed.
                let Some(secret) = self.webhook_secret()?.map(SecretString::from) else {
                    return Err(self.internal("the simulator signs no webhooks"));
                };
                let options = Options {
                    secret: secret.clone(),
                    environment: self.environment().to_owned(),
                    clock: self.clock()?,
                    defect,
                };
                let receiver = match Receiver::start(options).await {
                    Ok(receiver) => receiver,
                    Err(error) => {
                        return Err(
                            self.could_not_judge("receiver", format!("the receiver did not start: {error}"))
                        );
                    }
                };
                let url = |text: &str| Url::parse(text);
                let (Ok(deliver), Ok(effects)) = (url(&receiver.url()), url(&receiver.effects_url())) else {
                    return Err(self.internal("the embedded receiver has no URL"));
                };
                ReceiverSubject {
                    deliver: self.client_of(&deliver, true)?,
                    effects: Some(self.client_of(&effects, true)?),
                    secret,
                    embedded: Some(receiver),
                }
            }
            Target::Remote(_) => {
                let text = "judges an integrator, and this run names none";
                return Err(self.not_applicable("no-integrator", text));
            }
        };
        self.hide(subject.secret(), "{{webhook_secret}}");
        let subject = Arc::new(subject);
        self.scene()?.receiver = Some(Arc::clone(&subject));
        Ok(subject)
    }

    fn client_of(&mut self, url: &Url, reuse: bool) -> Result<Client, Stop> {
        let mut options = ClientOptions::new(url.clone());
        options.timeout = TIMEOUT;
        options.reuse_connections = reuse;
        Client::new(options).map_err(|error| self.internal(error.to_string()))
    }

    /// Delivers to the receiver under test, and records it. The path of the request is the receiver's own.
    ///
    /// # Errors
    ///
    /// If a customer's receiver cannot be reached at all. A receiver that took the connection and gave no answer is for
    /// the step to judge.
    pub async fn deliver(&mut self, outgoing: Outgoing, intent: Intent) -> Result<usize, Stop> {
        let subject = self.receiver().await?;
        let exchange = self.exchange(&subject.deliver, outgoing, DELIVERY, intent).await?;
        self.keep_reached(exchange)
    }

    /// Delivers several at once, and records them in the order given.
    ///
    /// # Errors
    ///
    /// As [`World::deliver`].
    pub async fn deliver_at_once(
        &mut self,
        outgoing: Vec<Outgoing>,
        intent: Intent,
    ) -> Result<Vec<usize>, Stop> {
        let subject = self.receiver().await?;
        let started_us = self.scene()?.recorder.now_us();
        let sent = futures::future::join_all(outgoing.into_iter().map(|one| subject.deliver.send(one))).await;
        let clock_ms = self.scene()?.clock_ms();
        sent.into_iter()
            .map(|sent| {
                let exchange = crate::send::exchange_of(sent, DELIVERY, intent, started_us, clock_ms);
                self.keep_reached(exchange)
            })
            .collect()
    }

    fn keep_reached(&mut self, exchange: evidence::Exchange) -> Result<usize, Stop> {
        let index = self.scene()?.keep(exchange);
        if let Answer::NoAnswer(failure) = &self.exchanges()[index].answer
            && !failure.kind.after_connecting()
        {
            let text = format!("the receiver was not reached: {}; {}", failure.message, failure.advice);
            return Err(self.could_not_judge("receiver-not-reached", text));
        }
        Ok(index)
    }

    /// How many effects deliveries have had so far, by the receiver's own count.
    ///
    /// # Errors
    ///
    /// If nobody counts them, or the count cannot be read.
    pub async fn effects(&mut self) -> Result<u64, Stop> {
        let subject = self.receiver().await?;
        let Some(client) = &subject.effects else {
            let text = "nobody counts the receiver's effects; give `--effects URL`";
            return Err(self.not_applicable("missing-capability", text));
        };
        let exchange = self.exchange(client, Outgoing::new("GET", ""), EFFECTS, Intent::Valid).await?;
        let index = self.scene()?.keep(exchange);
        let count = self.body(index).and_then(|body: Value| body["count"].as_u64());
        let status = self.exchanges()[index].status();
        match count.filter(|_| status == Some(200)) {
            Some(count) => Ok(count),
            None => Err(self.could_not_judge(
                "effects-unreadable",
                "the side-effect probe did not answer 200 with `{\"count\": n}`, so effects cannot be counted",
            )),
        }
    }
}
