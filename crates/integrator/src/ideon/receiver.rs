//! Where Ideon's hooks arrive.
//!
//! Ideon documents no signature, no number and no retry. So a delivery is acknowledged as soon as it is noted, however often
//! it comes; what it is about is read by the integration afterwards ([`Integration::catch_up`]).

use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use serde_json::{Value, json};
use wire::server::{Handler, Received, Reply, Replying, Server};

use super::{Defect, Integration};

/// Where deliveries go.
const DELIVERIES: &str = "/ideon/hooks";

/// A receiver on a free port of loopback, over plain HTTP. It runs until it is dropped.
pub struct Receiver {
    server: Server,
}

impl fmt::Debug for Receiver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Receiver").field("url", &self.url()).finish_non_exhaustive()
    }
}

impl Receiver {
    /// Starts a receiver that hands what it gets to an integration.
    ///
    /// # Errors
    ///
    /// If no port can be listened at.
    pub async fn start(integration: Arc<Integration>) -> io::Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = Server::bind(address, Arc::new(Endpoint { integration })).await?;
        Ok(Self { server })
    }

    /// Where deliveries go.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{DELIVERIES}", self.server.address())
    }
}

struct Endpoint {
    integration: Arc<Integration>,
}

impl Handler for Endpoint {
    fn handle(&self, received: Received) -> Replying {
        let reply = self.answer(&received);
        Box::pin(async move { reply })
    }
}

impl Endpoint {
    fn answer(&self, received: &Received) -> Reply {
        if received.path() != DELIVERIES {
            return said(404, "not found");
        }
        if received.method != "POST" {
            return said(405, "method not allowed");
        }
        let hook = serde_json::from_slice::<Value>(&received.body).ok();
        match hook.and_then(|hook| self.integration.take_in(&hook)) {
            Some(false) if self.integration.defect == Some(Defect::RefusesRepeatedHook) => {
                said(409, "repeated")
            }
            Some(_) => said(200, "noted"),
            None => said(400, "no hook"),
        }
    }
}

fn said(status: u16, what: &str) -> Reply {
    Reply::json(status, json!({"status": what}).to_string())
}
