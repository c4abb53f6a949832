//! What can be wrong with the options, and what is said about it.

use rstest::rstest;
use secrecy::SecretString;
use time::macros::{date, datetime};
use wire::{
    Client, ClientError, Identity,
    certificates::{Certificate, Validity},
};

use crate::support::{Authority, GOOD, OVER, options};

fn with_identity(certificate_pem: &str, key_pem: &str) -> ClientError {
    let mut options = options("https://127.0.0.1:1");
    options.identity =
        Some(Identity { certificate_pem: certificate_pem.to_owned(), key_pem: SecretString::from(key_pem) });
    Client::new(options).unwrap_err()
}

#[rstest]
#[case("ftp://example.com", "scheme `ftp`")]
#[case("https://user:pass@example.com", "has a user")]
#[case("https://example.com/?a=b", "has a query")]
#[case("https://example.com/#a", "has a query or a fragment")]
fn a_base_url_that_cannot_be_sent_to(#[case] url: &str, #[case] expected: &str) {
    let error = Client::new(options(url)).unwrap_err().to_string();
    assert!(error.contains("`base_url`") && error.contains(expected), "{error}");
    assert!(!error.contains("pass@"), "{error}");
}

#[test]
fn every_mistake_with_the_pair_has_its_own_words() {
    let authority = Authority::new("test ca");
    let (pair, other) = (authority.client(GOOD), authority.client(GOOD));
    let secret = pair.key.lines().nth(1).unwrap().to_owned();
    let damaged_key = pair.key.replacen(&secret, &format!("*{secret}"), 1);
    let cut_key = pair.key.lines().take(2).collect::<Vec<_>>().join("\n");
    let wrong_key = pair.key.replacen(&secret, &"A".repeat(secret.len()), 1);
    let damaged_certificate = pair.certificate.replacen("MII", "*II", 1);
    let encrypted = pair.key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let legacy = format!(
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n{secret}\n-----END RSA PRIVATE KEY-----\n"
    );

    let table = [
        (with_identity("", &pair.key), "CertificateMissing", "it is empty"),
        (with_identity("certs/acme.pem", &pair.key), "CertificateMissing", "{ file = .. }"),
        (with_identity(&pair.key, &pair.certificate), "CertificateMissing", "it holds PRIVATE KEY"),
        (with_identity(&damaged_certificate, &pair.key), "CertificateUnreadable", "not base64"),
        (
            with_identity("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", &pair.key),
            "CertificateUnreadable",
            "not an X.509",
        ),
        (with_identity(&pair.certificate, ""), "KeyMissing", "it is empty"),
        (with_identity(&pair.certificate, &pair.certificate), "KeyMissing", "it holds CERTIFICATE"),
        (with_identity(&pair.certificate, &damaged_key), "KeyUnreadable", "not base64"),
        (with_identity(&pair.certificate, &cut_key), "KeyUnreadable", "no END line"),
        (with_identity(&pair.certificate, &wrong_key), "KeyUnreadable", "not a private key"),
        (with_identity(&pair.certificate, &encrypted), "KeyEncrypted", "openssl pkey"),
        (with_identity(&pair.certificate, &legacy), "KeyEncrypted", "passphrase"),
        (with_identity(&pair.certificate, &other.key), "KeyMismatch", "CN=acme.staging.vendors.external"),
    ];
    for (error, variant, words) in table {
        let (text, debug) = (error.to_string(), format!("{error:?}"));
        assert!(debug.starts_with(variant), "{variant}: {debug}");
        assert!(text.contains(words), "{variant}: {text}");
        assert!(text.contains("`client_certificate`") || text.contains("`client_key`"), "{text}");
        for said in [&text, &debug] {
            assert!(!said.contains(&secret) && !said.contains("AAAA"), "{variant} repeats the key: {said}");
        }
    }
}

#[rstest]
#[case("", "it is empty")]
#[case("ca.pem", "is it a path?")]
#[case("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "not an X.509")]
#[case("-----BEGIN CERTIFICATE-----\n****\n-----END CERTIFICATE-----\n", "not base64")]
fn a_ca_that_cannot_be_read(#[case] pem: &str, #[case] expected: &str) {
    let mut options = options("https://127.0.0.1:1");
    options.extra_ca_pem = Some(pem.to_owned());
    let error = Client::new(options).unwrap_err().to_string();
    assert!(error.contains("`ca_certificate`") && error.contains(expected), "{error}");
}

#[test]
fn a_pair_that_fits_is_taken_and_never_shown() {
    let pair = Authority::new("test ca").client(GOOD);
    let mut options = options("https://127.0.0.1:1");
    options.identity = Some(Identity {
        certificate_pem: pair.certificate.clone(),
        key_pem: SecretString::from(pair.key.as_str()),
    });
    let client = Client::new(options).unwrap();
    let shown = format!("{client:?}");
    assert!(!shown.contains(pair.key.lines().nth(1).unwrap()), "the key is in the debug text");
    assert_eq!(client.certificate().unwrap().subject, "CN=acme.staging.vendors.external");
    assert!(client.without_identity().unwrap().certificate().is_none());
}

#[test]
fn a_certificate_tells_its_dates_and_names() {
    let authority = Authority::new("test ca");
    let text =
        format!("{}{}", authority.server("127.0.0.1", OVER).certificate, authority.client(GOOD).certificate);
    let read = Certificate::read_pem(&text).unwrap();
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].issuer, "CN=test ca");
    assert_eq!(read[0].names, ["127.0.0.1"]);
    assert_eq!(read[0].not_after.date(), date!(2021 - 12 - 31));
    let now = datetime!(2026-01-01 0:00 UTC);
    assert_eq!(read[0].describe(now), "CN=127.0.0.1, expired on 2021-12-31");
    assert_eq!(read[1].describe(now), "CN=acme.staging.vendors.external, valid until 2999-12-31");
    assert_eq!(read[1].validity(datetime!(2019-12-31 0:00 UTC)), Validity::NotYetValid);
    assert_eq!(read[1].validity(read[1].not_after), Validity::Valid);
    assert!(Certificate::read_pem("nothing").unwrap_err().to_string().contains("no PEM block"));
}
