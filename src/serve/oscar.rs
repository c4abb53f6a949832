//! Oscar's simulator: memberships over plain HTTP, or over mutual TLS with certificates made for it.

use std::path::{Path, PathBuf};

use evidence::ExitCode;
use simulators::{Credentials, Identity, Oscar};

use super::{Page, example, port, shell};
use crate::{arguments::ServeArguments, failure::Failure, suite_source::chain};

/// The request of the first call.
const EXAMPLE: &str = "oscar/examples/create-membership/valid-policy-holder.json";

const CONTROL: [(&str, &str); 6] = [
    ("{base}/_simulator/", "all routes"),
    ("-X POST {base}/_simulator/reset", "forget everything"),
    ("-X POST {base}/_simulator/pending -d '{\"calls\": 2}'", "answer the next 2 calls with 503"),
    ("-X POST {base}/_simulator/internal-error -d '{\"calls\": 1}'", "answer the next call with 500"),
    (
        "-X PUT {base}/_simulator/fault -d '{\"name\": \"pending-never-clears\"}'",
        "set a fault by its name (null: none)",
    ),
    ("-X PUT {base}/_simulator/clock -d '{\"now\": \"2026-11-02T08:00:00Z\"}'", "set the clock"),
];

pub(super) async fn start(arguments: &ServeArguments) -> Result<(Oscar, String), Failure> {
    let options = simulators::Options {
        fault: arguments.fault.clone(),
        tls: arguments.tls,
        port: port(arguments),
        ..simulators::Options::default()
    };
    let simulator = Oscar::start(options).await.map_err(|error| Failure::usage(chain(&error)))?;
    let files = arguments.tls.then(|| write_credentials(arguments, simulator.credentials())).transpose()?;
    let page = page(arguments, simulator.base_url(), files.as_ref());
    Ok((simulator, page))
}

/// The files that a client needs.
struct Files {
    folder: PathBuf,
}

impl Files {
    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }
}

fn write_credentials(arguments: &ServeArguments, credentials: &Credentials) -> Result<Files, Failure> {
    let folder = arguments
        .credentials
        .clone()
        .unwrap_or_else(|| arguments.out.join("credentials").join(arguments.vendor.word()));
    let failed = |path: &Path, error: &std::io::Error| {
        Failure::new(
            ExitCode::Report,
            format!(
                "credentials cannot be written to {}: {error}; name another folder with --credentials",
                path.display()
            ),
        )
    };
    std::fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    let mut files = vec![("ca.pem".to_owned(), &credentials.ca, false)];
    for (name, identity) in identities(credentials) {
        files.push((format!("{name}.pem"), &identity.certificate, false));
        files.push((format!("{name}.key"), &identity.key, true));
    }
    for (name, text, secret) in files {
        let path = folder.join(name);
        write_file(&path, text, secret).map_err(|error| failed(&path, &error))?;
    }
    Ok(Files { folder })
}

fn identities(credentials: &Credentials) -> [(&'static str, &Identity); 4] {
    [
        ("client", &credentials.registered),
        ("unregistered", &credentials.unregistered),
        ("expired", &credentials.expired),
        ("foreign", &credentials.foreign),
    ]
}

/// Writes a file anew, so that its mode is that of a new file: readable by its owner alone if it is secret.
fn write_file(path: &Path, text: &str, secret: bool) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(if secret { 0o600 } else { 0o644 });
    }
    #[cfg(not(unix))]
    let _ = secret;
    std::io::Write::write_all(&mut options.open(path)?, text.as_bytes())
}

/// What the user needs to know: where it is, how to call it, how to set it up.
fn page(arguments: &ServeArguments, base_url: &str, files: Option<&Files>) -> String {
    let mut page = Page::new(arguments, base_url);
    let tls = files.map(|files| {
        page.line(&format!(
            "credentials (for this simulator alone, new at each start) in {}:",
            files.folder.display()
        ));
        page.line("  ca.pem                        the authority that signed the server's certificate");
        page.line("  client.pem, client.key        the registered client");
        page.line("  unregistered.pem, .key        known authority, not registered");
        page.line("  expired.pem, .key             expired in 2021");
        page.line("  foreign.pem, .key             another authority");
        format!(
            " --cacert {} --cert {} --key {}",
            shell(&files.path("ca.pem")),
            shell(&files.path("client.pem")),
            shell(&files.path("client.key"))
        )
    });
    let tls = tls.unwrap_or_default();
    let create = simulators::Settings::default().paths.create_membership;
    page.call("health check", &format!("curl{tls} {{base}}/"));
    page.call(
        "create a membership",
        &format!(
            "curl{tls} -H 'Content-Type: application/json' -d {} {{base}}{create}",
            shell(&example(EXAMPLE))
        ),
    );
    page.control(&tls, &CONTROL);
    let keys = files.into_iter().flat_map(|files| {
        [
            ("ca_certificate", "ca.pem"),
            ("client_certificate", "client.pem"),
            ("client_key", "client.key"),
            ("unregistered_certificate", "unregistered.pem"),
            ("unregistered_key", "unregistered.key"),
            ("expired_certificate", "expired.pem"),
            ("expired_key", "expired.key"),
        ]
        .map(|(key, name)| format!("{key} = {{ file = {:?} }}", files.path(name)))
    });
    page.profile(arguments.vendor, keys);
    page.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_key_is_readable_by_its_owner_alone_even_where_a_file_was_before() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("client.key");
        std::fs::write(&path, "old").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        write_file(&path, "new", true).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn the_example_is_a_whole_request() {
        assert!(example(EXAMPLE).contains("\"enrollees\""), "{}", example(EXAMPLE));
    }
}
