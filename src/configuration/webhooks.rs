//! How a vendor's webhooks reach this process.

use std::net::SocketAddr;

use evidence::Vendor;
use steps::WebhookInbox;

use super::{address, keys, reader::Section};

/// Reads `webhook_listen` and `webhook_url`; none unless both are there.
pub(super) fn read(section: &Section<'_, '_>, vendor: Vendor) -> Option<WebhookInbox> {
    if !keys::texts(vendor).contains(&"webhook_listen") {
        return None;
    }
    section.both_or_neither("webhook_listen", "webhook_url");
    let (listen, url) = (listen(section), address::read(section, "webhook_url"));
    Some(WebhookInbox { listen: listen?, url: url? })
}

fn listen(section: &Section<'_, '_>) -> Option<SocketAddr> {
    let text = section.text("webhook_listen")?;
    let address = text.parse::<SocketAddr>().ok().filter(|address| address.port() != 0);
    if address.is_none() {
        section.problems.usage(
            section.span("webhook_listen"),
            format!(
                "`{}` must be an address of this machine and a port, such as 127.0.0.1:8099, or 0.0.0.0:8099 for all its \
                 addresses",
                section.name("webhook_listen")
            ),
        );
    }
    address
}
