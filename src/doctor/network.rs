//! The way to an environment: name, connection, TLS, and the certificates of both sides.

use evidence::NoAnswer;
use reports::doctor::Check;
use steps::{Remote, Target};
use time::OffsetDateTime;
use wire::{
    Client, ClientError, ClientOptions, Handshake, Identity, TlsProbe,
    certificates::{Certificate, Validity},
};

use super::Examination;
use crate::suite_source::chain;

/// Names of the checks, which others depend on.
const NAME: &str = "name";
const CONNECTION: &str = "connection";
const TLS: &str = "tls";
const CERTIFICATE: &str = "client certificate";

/// Where a certificate that ends soon is worth telling.
const SOON_DAYS: i64 = 30;

/// The first prerequisite without which no request can be answered, if it is not there.
pub(super) fn obstacle(examination: &Examination) -> Option<&'static str> {
    examination.failed(&[NAME, CONNECTION, TLS, CERTIFICATE])
}

pub(super) async fn examine(examination: &mut Examination) {
    let Target::Remote(remote) = examination.profile.target.clone() else { return };
    let (client, unusable) = match clients(examination, &remote) {
        Ok(both) => both,
        Err(error) => {
            let advice = "mend what the message names, then ask again";
            examination.add(Check::failed(TLS, chain(&error), advice));
            examination.add(Check::skipped(CERTIFICATE, TLS));
            return;
        }
    };
    if !reaches(examination, &client).await {
        return;
    }
    let is_through_proxy = remote.proxy.is_some();
    let probe = if is_through_proxy { None } else { Some(client.probe_tls().await) };
    server(examination, probe.as_ref());
    certificate(examination, &client, probe.as_ref(), unusable);
    spare(examination, &remote);
}

/// A client for the profile, or one without a certificate and what is wrong with the profile's own: that hides nothing of
/// the way to the server.
fn clients(examination: &Examination, remote: &Remote) -> Result<(Client, Option<String>), ClientError> {
    match client(examination, remote, remote.identity.clone()) {
        Ok(client) => Ok((client, None)),
        Err(error) if is_own(&error) => Ok((client(examination, remote, None)?, Some(chain(&error)))),
        Err(error) => Err(error),
    }
}

const fn is_own(error: &ClientError) -> bool {
    matches!(
        error,
        ClientError::CertificateMissing { .. }
            | ClientError::CertificateUnreadable { .. }
            | ClientError::KeyMissing { .. }
            | ClientError::KeyUnreadable { .. }
            | ClientError::KeyEncrypted
            | ClientError::KeyMismatch { .. }
    )
}

fn client(
    examination: &Examination,
    remote: &Remote,
    identity: Option<Identity>,
) -> Result<Client, ClientError> {
    let mut options = ClientOptions::new(remote.base_url.clone());
    options.identity = identity;
    options.extra_ca_pem.clone_from(&remote.ca_certificate);
    options.proxy.clone_from(&remote.proxy);
    options.timeout = examination.profile.timeout;
    Client::new(options)
}

/// Looks the name up and connects.
async fn reaches(examination: &mut Examination, client: &Client) -> bool {
    let door = if client.options().proxy.is_some() { "the proxy" } else { "the host" };
    match client.look_up().await {
        Ok(addresses) => {
            let addresses: Vec<_> = addresses.iter().map(ToString::to_string).collect();
            examination.add(Check::ok(NAME, format!("{door} has the address {}", addresses.join(", "))));
        }
        Err(NoAnswer { message, advice, .. }) => {
            examination.add(Check::failed(NAME, message, advice));
            for name in [CONNECTION, TLS, CERTIFICATE] {
                examination.add(Check::skipped(name, NAME));
            }
            return false;
        }
    }
    match client.connect().await {
        Ok(address) => {
            examination.add(Check::ok(CONNECTION, format!("{address} takes connections")));
            true
        }
        Err(NoAnswer { message, advice, .. }) => {
            examination.add(Check::failed(CONNECTION, message, advice));
            for name in [TLS, CERTIFICATE] {
                examination.add(Check::skipped(name, CONNECTION));
            }
            false
        }
    }
}

/// The server's side of the handshake.
fn server(examination: &mut Examination, probe: Option<&TlsProbe>) {
    let check = match probe {
        None => Check::not_applicable(TLS, "a proxy stands between: the first request shows it"),
        Some(TlsProbe::Plain) => Check::not_applicable(TLS, "`base_url` is plain http on loopback"),
        Some(TlsProbe::Accepted(handshake)) => Check::ok(TLS, shaken(handshake)),
        // The server's certificate comes first: who refuses ours has shown one that we accepted.
        Some(TlsProbe::Failed(failure)) if failure.kind.refuses_client_certificate() => {
            Check::ok(TLS, "the server's certificate is accepted")
        }
        Some(TlsProbe::Failed(NoAnswer { message, advice, .. })) => {
            Check::failed(TLS, message.as_str(), advice.as_str())
        }
    };
    examination.add(check);
}

fn shaken(handshake: &Handshake) -> String {
    let version = handshake.version.replace("TLSv1_", "TLS 1.");
    let Some(certificate) = handshake.server_certificates.first() else { return version };
    format!("{version}; the server's certificate is accepted ({})", described(certificate))
}

/// Whom it is for, who signed it, and how long it is good.
fn described(certificate: &Certificate) -> String {
    let now = OffsetDateTime::now_utc();
    let days = (certificate.not_after - now).whole_days();
    let soon = match certificate.validity(now) {
        Validity::Valid if days < SOON_DAYS => format!(", which is in {days} days"),
        _ => String::new(),
    };
    format!("{}{soon}; signed by {}", certificate.describe(now), certificate.issuer)
}

/// Our side of it: what the files say, and what the server makes of it.
fn certificate(
    examination: &mut Examination,
    client: &Client,
    probe: Option<&TlsProbe>,
    unusable: Option<String>,
) {
    let check = match (unusable, client.certificate(), probe) {
        (Some(problem), ..) => Check::failed(CERTIFICATE, problem, "correct the two files, then ask again"),
        (None, own, Some(TlsProbe::Failed(failure))) if failure.kind.refuses_client_certificate() => {
            let known = own.map(|own| format!(" ({})", described(own))).unwrap_or_default();
            Check::failed(CERTIFICATE, format!("{}{known}", failure.message), failure.advice.as_str())
        }
        (None, Some(own), probe) => of_own(own, probe),
        (None, None, Some(TlsProbe::Failed(_))) => Check::skipped(CERTIFICATE, TLS),
        (None, None, _) => {
            Check::not_applicable(CERTIFICATE, "the profile has none, and nobody asked for one")
        }
    };
    examination.add(check);
}

fn of_own(own: &Certificate, probe: Option<&TlsProbe>) -> Check {
    let described = described(own);
    match own.validity(OffsetDateTime::now_utc()) {
        Validity::Valid => {}
        Validity::NotYetValid => {
            let advice = "wait for its first day, or name the pair that is valid now";
            return Check::failed(CERTIFICATE, described, advice);
        }
        Validity::Expired => {
            let advice = "ask the vendor for a new pair and set `client_certificate` and `client_key` to it";
            return Check::failed(CERTIFICATE, described, advice);
        }
    }
    match probe {
        Some(TlsProbe::Accepted(handshake)) if handshake.sent_client_certificate => {
            Check::ok(CERTIFICATE, format!("its key belongs to it, and the server took it ({described})"))
        }
        Some(TlsProbe::Accepted(_)) => {
            let text = format!("its key belongs to it; the server did not ask for it ({described})");
            Check::ok(CERTIFICATE, text)
        }
        Some(TlsProbe::Failed(_)) => Check::skipped(CERTIFICATE, TLS),
        _ => Check::ok(CERTIFICATE, format!("its key belongs to it ({described})")),
    }
}

/// Pairs that scenarios about refusals present: each has to be a pair, whatever its dates are.
fn spare(examination: &mut Examination, remote: &Remote) {
    for (name, identity) in [("unregistered", &remote.unregistered), ("expired", &remote.expired)] {
        let Some(identity) = identity else { continue };
        let check_name = format!("{name} certificate");
        let check = match client(examination, remote, Some(identity.clone())) {
            Ok(client) => {
                let described = client.certificate().map(described).unwrap_or_default();
                Check::ok(check_name, format!("its key belongs to it ({described})"))
            }
            Err(error) => {
                let text = chain(&error).replace("client_", &format!("{name}_"));
                Check::failed(check_name, text, "correct the two files, then ask again")
            }
        };
        examination.add(check);
    }
}
