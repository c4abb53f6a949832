//! Subject, names and dates of certificates, so that a message can say "expired on 2025-12-31".

use rustls::pki_types::CertificateDer;
use time::{Date, OffsetDateTime};
use x509_parser::{
    certificate::X509Certificate,
    prelude::{FromDer, GeneralName},
};

use crate::{ClientError, pem};

/// What a person wants to know of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Whom it is for, such as `CN=acme.staging.vendors.external`.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// The first second of its life, in UTC.
    pub not_before: OffsetDateTime,
    /// The last second of its life, in UTC.
    pub not_after: OffsetDateTime,
    /// The DNS names and IP addresses it is good for.
    pub names: Vec<String>,
}

/// Where a certificate stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Its life has not begun.
    NotYetValid,
    /// Good.
    Valid,
    /// Its life is over.
    Expired,
}

impl Certificate {
    /// Reads every certificate of a PEM text, in order.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotACertificate`] if the text has none, or one of them is damaged.
    pub fn read_pem(text: &str) -> Result<Vec<Self>, ClientError> {
        let found = pem::certificates(text)
            .map_err(|problem| ClientError::NotACertificate { problem: problem.into() })?;
        if found.is_empty() {
            return Err(ClientError::NotACertificate { problem: pem::found(text) });
        }
        found.iter().map(Self::read_der).collect()
    }

    /// Reads one certificate in its binary form.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotACertificate`] if the bytes are none.
    pub fn read_der(der: &CertificateDer<'_>) -> Result<Self, ClientError> {
        let (_, parsed) = X509Certificate::from_der(der.as_ref()).map_err(|_| {
            ClientError::NotACertificate { problem: "its content is not an X.509 certificate".to_owned() }
        })?;
        let names = parsed
            .subject_alternative_name()
            .ok()
            .flatten()
            .map(|extension| extension.value.general_names.iter().filter_map(name).collect())
            .unwrap_or_default();
        Ok(Self {
            subject: parsed.subject().to_string(),
            issuer: parsed.issuer().to_string(),
            not_before: parsed.validity().not_before.to_datetime(),
            not_after: parsed.validity().not_after.to_datetime(),
            names,
        })
    }

    /// Where it stands at a time.
    #[must_use]
    pub fn validity(&self, at: OffsetDateTime) -> Validity {
        if at < self.not_before {
            Validity::NotYetValid
        } else if at > self.not_after {
            Validity::Expired
        } else {
            Validity::Valid
        }
    }

    /// One fragment with subject and the date that matters at a time, such as `CN=acme, expired on 2025-12-31`.
    #[must_use]
    pub fn describe(&self, at: OffsetDateTime) -> String {
        let dates = match self.validity(at) {
            Validity::NotYetValid => format!("not valid before {}", day(self.not_before)),
            Validity::Valid => format!("valid until {}", day(self.not_after)),
            Validity::Expired => format!("expired on {}", day(self.not_after)),
        };
        format!("{}, {dates}", self.subject)
    }
}

/// The day of a time, as `YYYY-MM-DD`.
pub(crate) fn day(at: OffsetDateTime) -> Date {
    at.to_offset(time::UtcOffset::UTC).date()
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes).ok().map(|bytes| std::net::Ipv4Addr::from(bytes).to_string()),
            16 => <[u8; 16]>::try_from(*bytes).ok().map(|bytes| std::net::Ipv6Addr::from(bytes).to_string()),
            _ => None,
        },
        _ => None,
    }
}
