//! A correct receiver of Osigu's webhooks, and its named defects.
//!
//! The rules are those of Osigu's receiver guide (OSX-11..14, OSG-59..61, 82..84, 91):
//!
//! 1. The header `X-Osigu-Signature` carries `t=<unix seconds>,v1=<hex>`. Without it, or where it reads otherwise: 401.
//! 2. `t` is at most 300 seconds away from now, on either side. Else: 401.
//! 3. `v1` is the HMAC-SHA256 of `t`, a full stop and the body's bytes as they came, compared in constant time. Else: 401.
//! 4. Only then the body is read: what is no event is answered with 400. An event of the other environment, or of a type
//!    that is not known, is acknowledged and has no effect.
//! 5. An event takes effect once, however often and however simultaneously its `event_id` arrives; every delivery of it
//!    is acknowledged with 200. The order of events does not matter.
//!
//! The effect of an event is that it is stored ([`Effect`]). Nothing else happens before the answer; whatever an
//! integration does with a decision it does afterwards, from what is stored.

mod defect;
mod endpoint;
mod event;
mod signature;
mod store;

use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use clock::SharedClock;
pub use defect::ReceiverDefect;
use secrecy::SecretString;
pub use store::Effect;
use wire::server::Server;

use self::endpoint::Endpoint;

/// Where deliveries go.
const DELIVERIES: &str = "/osigu/webhooks";
/// Where the number of effects stands.
const EFFECTS: &str = "/effects";

/// What a receiver is made of.
#[derive(Debug)]
pub struct Options {
    /// The signing secret of the subscription.
    pub secret: SecretString,
    /// The environment whose events it takes: `sandbox` or `production`.
    pub environment: String,
    /// What it tells the time by: the age of a timestamp, and the `Date` of its answers.
    pub clock: SharedClock,
    /// The rule that it breaks, if any.
    pub defect: Option<ReceiverDefect>,
}

/// A receiver on a free port of loopback, over plain HTTP. It runs until it is dropped.
pub struct Receiver {
    server: Server,
    endpoint: Arc<Endpoint>,
}

impl fmt::Debug for Receiver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Receiver").field("url", &self.url()).finish_non_exhaustive()
    }
}

impl Receiver {
    /// Starts a receiver.
    ///
    /// # Errors
    ///
    /// If no port can be listened at.
    pub async fn start(options: Options) -> io::Result<Self> {
        let endpoint = Arc::new(Endpoint::new(options));
        let handler = Arc::clone(&endpoint);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = Server::bind(address, Arc::new(endpoint::Shared(handler))).await?;
        Ok(Self { server, endpoint })
    }

    /// Where deliveries go.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{DELIVERIES}", self.server.address())
    }

    /// The side-effect probe: a GET answers `{"count": n}`, the number of effects so far.
    #[must_use]
    pub fn effects_url(&self) -> String {
        format!("http://{}{EFFECTS}", self.server.address())
    }

    /// What the deliveries set off so far, in the order in which it happened.
    #[must_use]
    pub fn effects(&self) -> Vec<Effect> {
        self.endpoint.effects()
    }
}
