//! The keys that `covenant.toml` may have. `docs/configuration.md` explains each.

use evidence::Vendor;

/// Keys of every profile.
const COMMON: [&str; 12] = [
    "vendor",
    "base_url",
    "ca_certificate",
    "capabilities",
    "fixtures",
    "limits",
    "overrides",
    "proxy",
    "ssn_range",
    "time_scale",
    "timeout",
    "triggers",
];

/// What a credential is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A PEM certificate: not secret, but too long for the file.
    Certificate,
    /// A PEM private key.
    Key,
    /// A secret of one line.
    Secret,
}

/// Credentials of one vendor's profiles: key and kind.
pub(super) const fn credentials(vendor: Vendor) -> &'static [(&'static str, Kind)] {
    match vendor {
        Vendor::Oscar => &[
            ("client_certificate", Kind::Certificate),
            ("client_key", Kind::Key),
            ("unregistered_certificate", Kind::Certificate),
            ("unregistered_key", Kind::Key),
            ("expired_certificate", Kind::Certificate),
            ("expired_key", Kind::Key),
        ],
        Vendor::Osigu => &[
            ("client_id", Kind::Secret),
            ("client_secret", Kind::Secret),
            ("read_only_client_id", Kind::Secret),
            ("read_only_client_secret", Kind::Secret),
            ("webhook_secret", Kind::Secret),
        ],
        Vendor::Ideon => &[
            ("api_key", Kind::Secret),
            ("other_account_api_key", Kind::Secret),
            ("unprivileged_api_key", Kind::Secret),
        ],
    }
}

/// Credentials that are of use only together.
pub(super) const fn pairs(vendor: Vendor) -> &'static [(&'static str, &'static str)] {
    match vendor {
        Vendor::Oscar => &[
            ("client_certificate", "client_key"),
            ("unregistered_certificate", "unregistered_key"),
            ("expired_certificate", "expired_key"),
        ],
        Vendor::Osigu => {
            &[("client_id", "client_secret"), ("read_only_client_id", "read_only_client_secret")]
        }
        Vendor::Ideon => &[],
    }
}

/// The credentials without which no profile of the vendor can reach anything.
pub(super) const fn required(vendor: Vendor) -> &'static [&'static str] {
    match vendor {
        Vendor::Osigu => &["client_id", "client_secret"],
        Vendor::Ideon => &["api_key"],
        // Oscar knows its partners by their certificates, and an environment on loopback may do without.
        Vendor::Oscar => &[],
    }
}

/// Plain text keys of one vendor's profiles.
pub(super) const fn texts(vendor: Vendor) -> &'static [&'static str] {
    match vendor {
        Vendor::Osigu | Vendor::Ideon => &["webhook_listen", "webhook_url"],
        Vendor::Oscar => &[],
    }
}

/// All keys of one vendor's profiles.
pub(super) fn of_profile(vendor: Vendor) -> Vec<&'static str> {
    COMMON
        .into_iter()
        .chain(credentials(vendor).iter().map(|(key, _)| *key))
        .chain(texts(vendor).iter().copied())
        .collect()
}

/// What a fixture looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A text.
    Text,
    /// A table of texts: what is filled into the sponsor's search form to find a beneficiary, by the keys of its fields.
    Form,
}

/// Fixtures that scenarios of the vendor may ask for.
pub(super) const fn fixtures(vendor: Vendor) -> &'static [(&'static str, Shape)] {
    match vendor {
        Vendor::Oscar => &[],
        Vendor::Osigu => &[
            ("active_beneficiary", Shape::Form),
            ("async_sponsor", Shape::Text),
            ("batch_sponsor", Shape::Text),
            ("expired_beneficiary", Shape::Form),
            ("family_holder", Shape::Form),
            ("product", Shape::Text),
            ("rejected_product", Shape::Text),
            ("sponsor", Shape::Text),
            ("unregistered_product", Shape::Text),
        ],
        Vendor::Ideon => &[
            ("census_request", Shape::Text),
            ("coverage_period", Shape::Text),
            ("file_delivery", Shape::Text),
            ("group", Shape::Text),
        ],
    }
}

/// Capabilities that a profile of the vendor may claim, besides those that the phrases know.
pub(super) const fn capabilities(vendor: Vendor) -> &'static [&'static str] {
    match vendor {
        Vendor::Oscar => &[],
        Vendor::Osigu => &["async-sponsor", "webhooks"],
        Vendor::Ideon => &["bulk-writes"],
    }
}

/// Keys of `limits`.
pub(super) const fn limits(vendor: Vendor) -> &'static [&'static str] {
    match vendor {
        Vendor::Osigu => &["jobs", "general", "token"],
        Vendor::Oscar | Vendor::Ideon => &["jobs", "general"],
    }
}

/// Keys of `triggers`.
pub(super) const TRIGGERS: [&str; 4] = ["escalate", "rate_limit", "retry", "unavailable"];
