//! `covenant serve oscar` as a remote environment: Oscar on loopback, in another process.

use std::path::PathBuf;

use super::{Covenant, Running};

/// A simulator that serves until this is dropped.
#[derive(Debug)]
pub struct Simulator {
    /// Without a slash at its end.
    pub base_url: String,
    /// Where the PEM files are, with `--tls`.
    pub credentials: PathBuf,
    /// The process.
    pub running: Running,
}

impl Simulator {
    /// Serves Oscar with these options, on a free port.
    pub fn start(options: &[&str]) -> Self {
        let mut running = Covenant::new().args(["serve", "oscar"]).args(options).spawn();
        let line = running.wait_for_line(|line| line.starts_with("simulator of oscar"));
        let base_url = line.rsplit(' ').next().unwrap_or_default().to_owned();
        running.wait_for_line(|line| line.starts_with("serving until interrupted"));
        let credentials = running.out_dir().join("credentials/oscar");
        Self { base_url, credentials, running }
    }

    /// A configuration with the profile `sim`; `client` is the name of a certificate that the simulator wrote.
    pub fn config(&self, client: Option<&str>, more: &str) -> String {
        let mut text = format!(
            "[profiles.sim]\nvendor = \"oscar\"\nbase_url = \"{}\"\ntime_scale = 0.001\n{more}\n",
            self.base_url
        );
        if let Some(client) = client {
            let path = |name: String| self.credentials.join(name).display().to_string();
            text.push_str(&format!("ca_certificate = {{ file = {:?} }}\n", path("ca.pem".to_owned())));
            text.push_str(&format!(
                "client_certificate = {{ file = {:?} }}\n",
                path(format!("{client}.pem"))
            ));
            text.push_str(&format!("client_key = {{ file = {:?} }}\n", path(format!("{client}.key"))));
        }
        text
    }
}
