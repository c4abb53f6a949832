//! Chosen profiles with their credentials read.

use std::{collections::BTreeMap, path::Path};

use secrecy::SecretString;
use steps::{ClientCredentials, Profile, Remote, Target};
use wire::Identity;

use super::{
    choose::{Chosen, EntryRef},
    credentials::{self, Credential, Environment},
    entry::{self, Entry, Proxy},
    keys::Kind,
};
use crate::failure::Failure;

/// Profiles that a run can use, and what must never be written anywhere.
#[derive(Debug)]
pub(crate) struct Resolved {
    /// One for each vendor.
    pub(crate) profiles: Vec<Profile>,
    /// Name and value.
    pub(crate) secrets: Vec<(String, SecretString)>,
}

/// Reads the credentials of the chosen profiles.
///
/// # Errors
///
/// Names every credential that is missing or unusable, of all profiles at once.
pub(crate) fn resolve(chosen: &[Chosen<'_>], environment: Environment<'_>) -> Result<Resolved, Failure> {
    let mut reading = Reading { environment, missing: Vec::new(), secrets: Vec::new() };
    let profiles: Vec<_> = chosen
        .iter()
        .filter_map(|chosen| match chosen {
            Chosen::Mock(vendor) => Some(Profile::mock(*vendor)),
            Chosen::Entry(EntryRef { file, entry }) => reading.profile(entry, &file.directory),
        })
        .collect();
    if reading.missing.is_empty() {
        return Ok(Resolved { profiles, secrets: reading.secrets });
    }
    let mut lines = reading.missing;
    lines.push("nothing was sent; set what is missing, then run again".to_owned());
    Err(Failure { code: evidence::ExitCode::Usage, lines })
}

struct Reading<'e> {
    environment: Environment<'e>,
    missing: Vec<String>,
    secrets: Vec<(String, SecretString)>,
}

impl Reading<'_> {
    fn profile(&mut self, entry: &Entry, directory: &Path) -> Option<Profile> {
        let before = self.missing.len();
        let identity = self.identity(entry, directory, "client_certificate", "client_key");
        let unregistered = self.identity(entry, directory, "unregistered_certificate", "unregistered_key");
        let expired = self.identity(entry, directory, "expired_certificate", "expired_key");
        let mut secrets = self.one_line_secrets(entry, directory);
        let mut client = |id: &str, secret: &str| {
            Some(ClientCredentials { id: secrets.remove(id)?, secret: secrets.remove(secret)? })
        };
        let (usual, read_only) =
            (client("client_id", "client_secret"), client("read_only_client_id", "read_only_client_secret"));
        let webhook_secret = secrets.remove("webhook_secret");
        let api_key = secrets.remove("api_key");
        let other_account_api_key = secrets.remove("other_account_api_key");
        let unprivileged_api_key = secrets.remove("unprivileged_api_key");
        let ca_certificate = entry
            .ca_certificate
            .as_ref()
            .and_then(|credential| self.read(entry, "ca_certificate", credential, directory));
        let proxy = match &entry.proxy {
            None => None,
            Some(Proxy::Plain(url)) => Some(url.clone()),
            Some(Proxy::Secret(credential)) => {
                let text = self.read(entry, "proxy", credential, directory)?;
                match entry::proxy_url(&text) {
                    Ok(url) => {
                        if let Some(password) = url.password() {
                            self.keep("proxy", password);
                            // What is sent is what the escapes of the URL stand for.
                            let plain = percent_encoding::percent_decode_str(password).decode_utf8_lossy();
                            self.keep("proxy", &plain);
                        }
                        Some(url)
                    }
                    Err(problem) => {
                        self.missing.push(format!("profile `{}`: proxy {problem}", entry.name));
                        None
                    }
                }
            }
        };
        (self.missing.len() == before).then(|| Profile {
            name: entry.name.clone(),
            vendor: entry.vendor,
            target: Target::Remote(Box::new(Remote {
                base_url: entry.base_url.clone(),
                identity,
                unregistered,
                expired,
                client: usual,
                read_only_client: read_only,
                api_key,
                other_account_api_key,
                unprivileged_api_key,
                webhook_secret,
                webhook_inbox: entry.webhook_inbox.clone(),
                ca_certificate,
                proxy,
            })),
            capabilities: entry.capabilities.clone(),
            fixtures: entry.fixtures.clone(),
            paths: entry.paths.clone(),
            overrides: entry.members.clone(),
            triggers: entry.triggers.clone(),
            jobs: entry.jobs,
            limits: entry.limits,
            time_scale: entry.time_scale,
            timeout: entry.timeout,
            ssn_range: entry.ssn_range,
        })
    }

    /// Reads all secrets of one line, so that all that are missing are named, by their keys.
    fn one_line_secrets(&mut self, entry: &Entry, directory: &Path) -> BTreeMap<&'static str, SecretString> {
        let mut secrets = BTreeMap::new();
        for (key, credential) in &entry.credentials {
            if credential.kind == Kind::Secret
                && let Some(text) = self.read(entry, key, credential, directory)
            {
                secrets.insert(*key, SecretString::from(text));
            }
        }
        secrets
    }

    /// Reads both halves, so that both are named if both are missing.
    fn identity(
        &mut self,
        entry: &Entry,
        directory: &Path,
        certificate: &str,
        key: &str,
    ) -> Option<Identity> {
        let certificate_pem = entry
            .credentials
            .get(certificate)
            .map(|credential| self.read(entry, certificate, credential, directory));
        let key_pem =
            entry.credentials.get(key).map(|credential| self.read(entry, key, credential, directory));
        let (certificate_pem, key_pem) = (certificate_pem??, key_pem??);
        Some(Identity { certificate_pem, key_pem: SecretString::from(key_pem) })
    }

    fn read(
        &mut self,
        entry: &Entry,
        key: &str,
        credential: &Credential,
        directory: &Path,
    ) -> Option<String> {
        match credentials::read(credential, directory, self.environment) {
            Ok(text) => {
                match credential.kind {
                    Kind::Key | Kind::Secret => self.keep(key, &text),
                    // A file may hold the certificate and the key one after the other.
                    Kind::Certificate => {
                        private_part(&text).into_iter().for_each(|part| self.keep(key, part))
                    }
                }
                Some(text)
            }
            Err(problem) => {
                self.missing.push(format!("profile `{}`: {key}: {problem}", entry.name));
                None
            }
        }
    }

    fn keep(&mut self, name: &str, value: &str) {
        self.secrets.push((name.to_owned(), SecretString::from(value.to_owned())));
    }
}

/// The private keys in a text that should hold certificates only.
fn private_part(text: &str) -> Vec<&str> {
    text.match_indices("-----BEGIN")
        .filter_map(|(at, _)| {
            let block = &text[at..];
            let label = block.lines().next().unwrap_or_default();
            let end = block.find("-----END").unwrap_or(block.len());
            label.contains("PRIVATE KEY").then(|| &block[..end])
        })
        .collect()
}
