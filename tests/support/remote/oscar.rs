//! Oscar behind mutual TLS.

use simulators::{Credentials, Options, Oscar, SIMULATE_HEADER, Settings};

use super::{Difference, RUNTIME};
use crate::support::{Covenant, Ran};

/// Starts a simulator that serves until it is dropped.
pub fn start(options: Options) -> Oscar {
    RUNTIME.block_on(Oscar::start(options)).expect("the simulator starts")
}

/// `run oscar` against a profile that has everything a profile of Oscar's can have: certificates of every kind, and a
/// trigger for each condition. Waits of the vendor's policy take a thousandth of their time.
pub fn against(base_url: &str, credentials: &Credentials, more: &str) -> Covenant {
    let trigger =
        |name: &str| format!("triggers.{name} = {{ header = \"{SIMULATE_HEADER}\", value = \"{name}\" }}");
    let config = format!(
        "[profiles.remote]\nvendor = \"oscar\"\nbase_url = \"{base_url}\"\ntime_scale = 0.001\n\
         ca_certificate = {{ file = \"ca.pem\" }}\n\
         client_certificate = {{ file = \"registered.pem\" }}\nclient_key = {{ env = \"REGISTERED_KEY\" }}\n\
         unregistered_certificate = {{ file = \"unregistered.pem\" }}\nunregistered_key = {{ env = \"UNREGISTERED_KEY\" }}\n\
         expired_certificate = {{ file = \"expired.pem\" }}\nexpired_key = {{ env = \"EXPIRED_KEY\" }}\n\
         {}\n{}\n{more}\n",
        trigger("retry"),
        trigger("escalate"),
    );
    Covenant::new()
        .config(config)
        .file("ca.pem", &credentials.ca)
        .file("registered.pem", &credentials.registered.certificate)
        .file("unregistered.pem", &credentials.unregistered.certificate)
        .file("expired.pem", &credentials.expired.certificate)
        .env("REGISTERED_KEY", &credentials.registered.key)
        .env("UNREGISTERED_KEY", &credentials.unregistered.key)
        .env("EXPIRED_KEY", &credentials.expired.key)
        .args(["run", "oscar", "--profile", "remote", "-q"])
}

/// Starts a simulator behind mutual TLS and runs the suite against it.
pub fn run(difference: Difference, more: &str, arguments: &[&str]) -> Ran {
    let settings = difference.reading.map(|name| Settings::reading(name).expect("a reading of Oscar's"));
    let oscar = start(Options {
        tls: true,
        fault: difference.fault.map(str::to_owned),
        settings: settings.unwrap_or_default(),
        ..Options::default()
    });
    against(oscar.base_url(), oscar.credentials(), more).args(arguments).run()
}
