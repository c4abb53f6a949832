//! Mutual TLS: whom the handshake and whom the API lets in.

use reqwest::{Certificate, Client, Identity};
use rstest::rstest;
use simulators::{ClientCertificate, Options, Oscar, Settings};

use crate::oscar::support::{GET, client_builder};

async fn oscar(settings: Settings, fault: Option<&str>) -> Oscar {
    let fault = fault.map(str::to_owned);
    Oscar::start(Options { tls: true, settings, fault, ..Options::default() }).await.unwrap()
}

fn client(oscar: &Oscar, which: &str) -> Client {
    let credentials = oscar.credentials();
    let identity = match which {
        "registered" => Some(&credentials.registered),
        "unregistered" => Some(&credentials.unregistered),
        "expired" => Some(&credentials.expired),
        "foreign" => Some(&credentials.foreign),
        _ => None,
    };
    let ca = Certificate::from_pem(credentials.ca.as_bytes()).unwrap();
    let builder = client_builder().tls_certs_only([ca]);
    match identity {
        Some(identity) => {
            let pem = format!("{}{}", identity.certificate, identity.key);
            builder.identity(Identity::from_pem(pem.as_bytes()).unwrap()).build().unwrap()
        }
        None => builder.build().unwrap(),
    }
}

/// The status of the health check, or `None` if TLS failed.
async fn health(oscar: &Oscar, which: &str) -> Option<u16> {
    let response = client(oscar, which).get(oscar.base_url()).send().await.ok()?;
    Some(response.status().as_u16())
}

#[rstest]
#[case("registered", Some(200))]
#[case("unregistered", Some(401))]
#[case("none", Some(401))]
#[case("expired", None)]
#[case("foreign", None)]
#[tokio::test]
async fn only_the_registered_certificate_is_let_in(#[case] which: &str, #[case] expected: Option<u16>) {
    let oscar = oscar(Settings::default(), None).await;
    assert_eq!(health(&oscar, which).await, expected);
    assert_eq!(oscar.handshakes_refused().is_empty(), expected.is_some(), "{:?}", oscar.handshakes_refused());
    assert_eq!(health(&oscar, "registered").await, Some(200), "the door works after it refused somebody");
}

#[tokio::test]
async fn a_401_says_so_on_every_path_and_is_logged() {
    let oscar = oscar(Settings::default(), None).await;
    let tenant = oscar.tenant("t", std::sync::Arc::new(clock::RealClock));
    let client = client(&oscar, "unregistered");
    for path in ["/", GET, "/nowhere"] {
        let url = format!("{}{path}", oscar.base_url());
        let request = client.post(url).header("x-covenant-tenant", "t");
        // A client cannot say by itself who it is.
        let response =
            request.header("x-covenant-front-client", "registered").body("{}").send().await.unwrap();
        assert_eq!(response.status(), 401);
        assert_eq!(response.text().await.unwrap(), r#"{"message":"Unauthorized"}"#);
    }
    assert_eq!(tenant.seen().len(), 3);
    assert!(tenant.seen().iter().all(|seen| seen.client_certificate == ClientCertificate::Unregistered));
}

#[tokio::test]
async fn control_routes_need_no_certificate() {
    let oscar = oscar(Settings::default(), None).await;
    let url = format!("{}/_simulator/faults", oscar.base_url());
    assert_eq!(client(&oscar, "none").get(url).send().await.unwrap().status(), 200);
}

#[rstest]
#[case("registered", Some(200))]
#[case("unregistered", None)]
#[case("none", None)]
#[tokio::test]
async fn the_handshake_refuses_the_unregistered_where_set(
    #[case] which: &str,
    #[case] expected: Option<u16>,
) {
    let oscar = oscar(Settings::reading("unregistered-refused-in-handshake").unwrap(), None).await;
    assert_eq!(health(&oscar, which).await, expected);
}

#[rstest]
#[case("accepts-any-certificate", [Some(200), Some(200), Some(200), Some(200), Some(200)])]
#[case("refuses-every-certificate", [Some(401), Some(401), Some(401), None, None])]
#[tokio::test]
async fn the_faults_of_the_door(#[case] fault: &str, #[case] expected: [Option<u16>; 5]) {
    let oscar = oscar(Settings::default(), Some(fault)).await;
    for (which, expected) in
        ["registered", "unregistered", "none", "expired", "foreign"].into_iter().zip(expected)
    {
        assert_eq!(health(&oscar, which).await, expected, "{which}");
    }
}

#[tokio::test]
async fn a_tenants_fault_opens_the_api_but_not_the_handshake() {
    let oscar = oscar(Settings::default(), None).await;
    let tenant = oscar.tenant("t", std::sync::Arc::new(clock::RealClock));
    tenant.set_fault(Some("accepts-any-certificate")).unwrap();
    let url = oscar.base_url();
    let response = client(&oscar, "none").get(url).header("x-covenant-tenant", "t").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(client(&oscar, "expired").get(url).header("x-covenant-tenant", "t").send().await.is_err());
}

#[tokio::test]
async fn a_client_that_does_not_know_the_authority_turns_away() {
    let oscar = oscar(Settings::default(), None).await;
    assert!(client_builder().build().unwrap().get(oscar.base_url()).send().await.is_err());
}

#[tokio::test]
async fn plain_http_to_the_tls_port_does_not_harm_it() {
    let oscar = oscar(Settings::default(), None).await;
    let plain = oscar.base_url().replace("https", "http");
    assert!(client_builder().build().unwrap().get(plain).send().await.is_err());
    assert_eq!(health(&oscar, "registered").await, Some(200));
}

#[test]
fn keys_are_not_shown_by_debug() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let oscar = runtime.block_on(oscar(Settings::default(), None));
    let shown = format!("{:?} {oscar:?}", oscar.credentials());
    assert!(!shown.contains("PRIVATE KEY"), "{shown}");
}
