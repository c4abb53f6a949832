//! What a TLS failure means, and what to do about it.

use evidence::{FailureKind, NoAnswer};
use rustls::{AlertDescription, CertificateError, Error as TlsError, InvalidMessage, OtherError};
use time::{Duration, OffsetDateTime};

use crate::certificates::{Certificate, Validity, day};

/// What is known of the two sides of a handshake.
pub(crate) struct Sides<'a> {
    /// The server, as `host:port`.
    pub(crate) peer: &'a str,
    /// Our certificate, if one is configured.
    pub(crate) own: Option<&'a Certificate>,
    /// Whether the server asked for a certificate, where that was seen.
    pub(crate) asked: Option<bool>,
}

/// Translates an error of the TLS library.
pub(crate) fn no_answer(error: &TlsError, sides: &Sides<'_>) -> NoAnswer {
    match error {
        TlsError::AlertReceived(alert) => by_alert(*alert, sides),
        TlsError::InvalidCertificate(problem) => server_certificate(problem, sides.peer),
        TlsError::InvalidMessage(
            InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion,
        ) => NoAnswer {
            kind: FailureKind::TlsOther,
            message: format!("{} does not speak TLS", sides.peer),
            advice:
                "check scheme and port of `base_url`: the port may be one for plain http, or not a web server"
                    .to_owned(),
        },
        TlsError::PeerIncompatible(_) => NoAnswer {
            kind: FailureKind::TlsOther,
            message: format!("{} shares no TLS version or cipher with us: {error}", sides.peer),
            advice: "the server must offer TLS 1.2 or 1.3 with an AEAD cipher; check `base_url`".to_owned(),
        },
        _ => NoAnswer {
            kind: FailureKind::TlsOther,
            message: format!("the TLS handshake with {} failed: {error}", sides.peer),
            advice: "check `base_url`, and whether something between here and there opens TLS".to_owned(),
        },
    }
}

/// The server asked for a certificate, got none, and hung up.
pub(crate) fn no_client_certificate(sides: &Sides<'_>) -> NoAnswer {
    let message = match sides.own {
        None => format!("{} asks for a client certificate and none was sent", sides.peer),
        Some(own) => format!(
            "{} asks for a client certificate and found none that it can use (configured: {})",
            sides.peer,
            own.describe(OffsetDateTime::now_utc())
        ),
    };
    NoAnswer {
        kind: FailureKind::TlsNoClientCertificate,
        message,
        advice: "set `client_certificate` and `client_key` to the pair that the vendor issued for this environment"
            .to_owned(),
    }
}

fn by_alert(alert: AlertDescription, sides: &Sides<'_>) -> NoAnswer {
    use AlertDescription as A;

    let asked = sides.asked;
    match (alert, sides.own) {
        (A::CertificateRequired | A::NoCertificate, _) => no_client_certificate(sides),
        // Before TLS 1.3 there was no alert for "none was sent": servers use what comes nearest.
        (A::BadCertificate | A::CertificateUnknown | A::AccessDenied, None) if asked != Some(false) => {
            no_client_certificate(sides)
        }
        (A::HandshakeFailure, None) if asked == Some(true) => no_client_certificate(sides),
        (A::CertificateExpired, Some(own)) => expired(own, sides.peer),
        (
            A::BadCertificate
            | A::UnsupportedCertificate
            | A::CertificateRevoked
            | A::CertificateUnknown
            | A::UnknownCA
            | A::AccessDenied
            | A::DecryptError,
            Some(own),
        ) => refused(alert, own, sides.peer),
        (A::HandshakeFailure, Some(own)) if asked == Some(true) => refused(alert, own, sides.peer),
        _ => NoAnswer {
            kind: FailureKind::TlsOther,
            message: format!("{} broke off the TLS handshake with the alert {alert:?}", sides.peer),
            advice: "check host and port of `base_url`; if they are right, ask the vendor what this alert means there"
                .to_owned(),
        },
    }
}

fn refused(alert: AlertDescription, own: &Certificate, peer: &str) -> NoAnswer {
    let now = OffsetDateTime::now_utc();
    let vague = matches!(alert, AlertDescription::BadCertificate | AlertDescription::CertificateUnknown);
    if vague && own.validity(now) == Validity::Expired {
        return expired(own, peer);
    }
    NoAnswer {
        kind: FailureKind::TlsClientCertificateRefused,
        message: format!("{peer} refused the client certificate ({}) with the alert {alert:?}", own.describe(now)),
        advice: "check that `client_certificate` and `client_key` are of the same environment as `base_url`, and ask \
                 the vendor whether the certificate has been registered and not been revoked"
            .to_owned(),
    }
}

/// Servers raise the same alert before the first day and after the last.
fn expired(own: &Certificate, peer: &str) -> NoAnswer {
    let now = OffsetDateTime::now_utc();
    let (what, advice) = match own.validity(now) {
        Validity::Expired => (
            "as expired",
            "ask the vendor for a new pair and set `client_certificate` and `client_key` to it",
        ),
        Validity::NotYetValid => (
            "as not valid yet",
            "wait for its first day, or set `client_certificate` and `client_key` to the pair that is valid now",
        ),
        Validity::Valid => (
            "as expired, though by our clock it is not",
            "compare the clocks of both sides; ask the vendor what it holds against the certificate",
        ),
    };
    NoAnswer {
        kind: FailureKind::TlsClientCertificateExpired,
        message: format!("{peer} refused the client certificate {what} ({})", own.describe(now)),
        advice: advice.to_owned(),
    }
}

fn server_certificate(problem: &CertificateError, peer: &str) -> NoAnswer {
    let since_epoch = |time: &rustls::pki_types::UnixTime| {
        let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        OffsetDateTime::UNIX_EPOCH
            .checked_add(Duration::seconds(seconds))
            .map_or_else(String::new, |at| format!(" {}", day(at)))
    };
    let (kind, message, advice) = match problem {
        CertificateError::ExpiredContext { not_after, .. } => (
            FailureKind::TlsServerCertificateExpired,
            format!("the certificate of {peer} expired on{}", since_epoch(not_after)),
            "tell the vendor; if the date is still to come, check the clock of this machine",
        ),
        CertificateError::Expired => (
            FailureKind::TlsServerCertificateExpired,
            format!("the certificate of {peer} has expired"),
            "tell the vendor, and check the clock of this machine",
        ),
        CertificateError::NotValidYetContext { not_before, .. } => (
            FailureKind::TlsServerCertificateExpired,
            format!("the certificate of {peer} is not valid before{}", since_epoch(not_before)),
            "check the clock of this machine; if it is right, tell the vendor",
        ),
        CertificateError::NotValidYet => (
            FailureKind::TlsServerCertificateExpired,
            format!("the certificate of {peer} is not valid yet"),
            "check the clock of this machine; if it is right, tell the vendor",
        ),
        CertificateError::NotValidForNameContext { presented, .. } => (
            FailureKind::TlsServerCertificateWrongName,
            format!("the certificate of {peer} is for another name: {}", names(presented)),
            "check the host of `base_url`; it must be one of the names in the certificate",
        ),
        CertificateError::NotValidForName => (
            FailureKind::TlsServerCertificateWrongName,
            format!("the certificate of {peer} is for another name"),
            "check the host of `base_url`; it must be one of the names in the certificate",
        ),
        // A signature that does not fit is what a CA of the same name with another key looks like.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => (
            FailureKind::TlsServerCertificateUnknown,
            format!("the certificate of {peer} is signed by nobody we trust"),
            "set `ca_certificate` to the CA that signed it; if it should be a public CA, check `base_url` and whether \
             something between here and there opens TLS",
        ),
        CertificateError::Other(other) if is_ca_as_server(other) => (
            FailureKind::TlsServerCertificateUnknown,
            format!("{peer} presents a CA certificate as its own (self-signed)"),
            "the server needs a certificate that a CA signed; `ca_certificate` then names that CA",
        ),
        other => (
            FailureKind::TlsOther,
            format!("the certificate of {peer} cannot be accepted: {other}"),
            "tell the vendor, and check `base_url`",
        ),
    };
    NoAnswer { kind, message, advice: advice.to_owned() }
}

fn is_ca_as_server(error: &OtherError) -> bool {
    format!("{error:?}").contains("CaUsedAsEndEntity")
}

fn names(presented: &[String]) -> String {
    const SHOWN: usize = 5;
    if presented.is_empty() {
        return "it names no host".to_owned();
    }
    let mut text = presented.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if presented.len() > SHOWN {
        text.push_str(", ...");
    }
    text
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::datetime;

    use super::*;

    fn certificate(not_after: OffsetDateTime) -> Certificate {
        Certificate {
            subject: "CN=acme".to_owned(),
            issuer: "CN=ca".to_owned(),
            not_before: datetime!(2020-01-01 0:00 UTC),
            not_after,
            names: Vec::new(),
        }
    }

    #[rstest]
    #[case(AlertDescription::HandshakeFailure, Some(true), FailureKind::TlsNoClientCertificate)]
    #[case(AlertDescription::HandshakeFailure, Some(false), FailureKind::TlsOther)]
    #[case(AlertDescription::HandshakeFailure, None, FailureKind::TlsOther)]
    #[case(AlertDescription::BadCertificate, None, FailureKind::TlsNoClientCertificate)]
    #[case(AlertDescription::BadCertificate, Some(false), FailureKind::TlsOther)]
    #[case(AlertDescription::CertificateRequired, Some(true), FailureKind::TlsNoClientCertificate)]
    #[case(AlertDescription::ProtocolVersion, Some(true), FailureKind::TlsOther)]
    fn an_alert_without_a_certificate_of_ours(
        #[case] alert: AlertDescription,
        #[case] asked: Option<bool>,
        #[case] expected: FailureKind,
    ) {
        let sides = Sides { peer: "h:1", own: None, asked };
        assert_eq!(no_answer(&TlsError::AlertReceived(alert), &sides).kind, expected);
    }

    #[rstest]
    #[case(AlertDescription::UnknownCA, FailureKind::TlsClientCertificateRefused)]
    #[case(AlertDescription::CertificateRevoked, FailureKind::TlsClientCertificateRefused)]
    #[case(AlertDescription::HandshakeFailure, FailureKind::TlsClientCertificateRefused)]
    #[case(AlertDescription::CertificateExpired, FailureKind::TlsClientCertificateExpired)]
    #[case(AlertDescription::UnrecognisedName, FailureKind::TlsOther)]
    fn an_alert_with_a_certificate_of_ours(#[case] alert: AlertDescription, #[case] expected: FailureKind) {
        let own = certificate(datetime!(2999-12-31 0:00 UTC));
        let sides = Sides { peer: "h:1", own: Some(&own), asked: Some(true) };
        assert_eq!(no_answer(&TlsError::AlertReceived(alert), &sides).kind, expected);
    }

    #[test]
    fn a_vague_alert_about_an_expired_certificate_is_read_as_expired() {
        let own = certificate(datetime!(2021-12-31 0:00 UTC));
        let sides = Sides { peer: "h:1", own: Some(&own), asked: Some(true) };
        let answer = no_answer(&TlsError::AlertReceived(AlertDescription::BadCertificate), &sides);
        assert_eq!(answer.kind, FailureKind::TlsClientCertificateExpired);
        assert!(answer.message.contains("CN=acme, expired on 2021-12-31"), "{}", answer.message);
    }
}
