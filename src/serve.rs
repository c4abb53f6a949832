//! `covenant serve`: one vendor's simulator, alone, until interrupted.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use evidence::{ExitCode, Vendor};
use simulators::{Credentials, Identity, Oscar};

use crate::{
    arguments::ServeArguments,
    failure::{Failure, did_you_mean},
    faults, output,
    run::signals::Signals,
    suite_source::chain,
};

/// Serves.
pub(crate) fn serve(arguments: &ServeArguments) -> ExitCode {
    match carry_out(arguments) {
        Ok(()) if output::stdout_failed() => ExitCode::Report,
        Ok(()) => ExitCode::Conforms,
        Err(failure) => {
            output::failure(&failure);
            failure.code
        }
    }
}

fn carry_out(arguments: &ServeArguments) -> Result<(), Failure> {
    if arguments.vendor != Vendor::Oscar {
        let text = format!("there is no simulator for {} yet (known: oscar)", arguments.vendor);
        return Err(Failure::usage(text));
    }
    if arguments.list_faults {
        output::out(&faults::page(arguments.vendor));
        return Ok(());
    }
    if let Some(name) = &arguments.fault {
        let known = faults::of_simulator(arguments.vendor);
        if !known.iter().any(|(known, _)| known == name) {
            let hint = did_you_mean(name, known.iter().map(|(known, _)| known.as_str()));
            return Err(Failure::usage(format!(
                "--fault `{name}` is not known{hint}; --list-faults lists them"
            )));
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Failure::new(ExitCode::Internal, format!("the threads of the simulator cannot be started: {error}"))
    })?;
    let signals = Signals::watch(&runtime, "covenant: stopping; once more ends at once")?;
    let served = runtime.block_on(async {
        let options = simulators::Options {
            fault: arguments.fault.clone(),
            tls: arguments.tls,
            port: (arguments.port != 0).then_some(arguments.port),
            ..simulators::Options::default()
        };
        let simulator = Oscar::start(options).await.map_err(|error| Failure::usage(chain(&error)))?;
        let files =
            arguments.tls.then(|| write_credentials(arguments, simulator.credentials())).transpose()?;
        output::out(&page(arguments, simulator.base_url(), files.as_ref()));
        signals.stop.cancelled().await;
        simulator.shutdown().await;
        Ok(())
    });
    runtime.shutdown_background();
    served
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
    let mut page = String::new();
    let fault = arguments.fault.as_ref().map(|name| format!(" with fault `{name}`")).unwrap_or_default();
    let _ = writeln!(page, "simulator of {}{fault} at {base_url}", arguments.vendor);
    let tls = files.map(|files| {
        let _ = writeln!(
            page,
            "credentials (for this simulator alone, new at each start) in {}:",
            files.folder.display()
        );
        let _ = writeln!(
            page,
            "  ca.pem                        the authority that signed the server's certificate"
        );
        let _ = writeln!(page, "  client.pem, client.key        the registered client");
        let _ = writeln!(page, "  unregistered.pem, .key        known authority, not registered");
        let _ = writeln!(page, "  expired.pem, .key             expired in 2021");
        let _ = writeln!(page, "  foreign.pem, .key             another authority");
        format!(
            " --cacert {} --cert {} --key {}",
            shell(&files.path("ca.pem")),
            shell(&files.path("client.pem")),
            shell(&files.path("client.key"))
        )
    });
    let tls = tls.unwrap_or_default();
    let create = simulators::Settings::default().paths.create_membership;
    let _ = writeln!(page, "\nhealth check:\n  curl{tls} {base_url}/");
    let _ = writeln!(
        page,
        "\ncreate a membership:\n  curl{tls} -H 'Content-Type: application/json' -d {} {base_url}{create}",
        shell(&example())
    );
    let _ = writeln!(page, "\ncontrol routes, apart from the API:");
    for (call, what) in CONTROL {
        let _ = writeln!(page, "  {what}:\n    curl{tls} {call}", call = call.replace("{base}", base_url));
    }
    let _ = writeln!(
        page,
        "\na profile of covenant.toml for it:\n  [profiles.{}-local]\n  vendor = \"{0}\"\n  base_url = \"{base_url}\"",
        arguments.vendor
    );
    if let Some(files) = files {
        for (key, name) in [
            ("ca_certificate", "ca.pem"),
            ("client_certificate", "client.pem"),
            ("client_key", "client.key"),
            ("unregistered_certificate", "unregistered.pem"),
            ("unregistered_key", "unregistered.key"),
            ("expired_certificate", "expired.pem"),
            ("expired_key", "expired.key"),
        ] {
            let _ = writeln!(page, "  {key} = {{ file = {:?} }}", files.path(name));
        }
    }
    let _ = writeln!(page, "\nserving until interrupted (Ctrl-C)");
    page
}

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

/// The smallest valid request to create a membership, on one line.
fn example() -> String {
    requests::documents()
        .iter()
        .find(|document| document.path == "oscar/examples/create-membership/valid-policy-holder.json")
        .and_then(|document| serde_json::from_str::<serde_json::Value>(document.text).ok())
        .map_or_else(|| "{}".to_owned(), |body| body.to_string())
}

/// A word as a shell takes it literally.
fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_for_the_shell_where_it_must_be() {
        assert_eq!(shell("target/covenant/ca.pem"), "target/covenant/ca.pem");
        assert_eq!(shell("my folder/it's"), "'my folder/it'\\''s'");
    }

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
        assert!(example().contains("\"enrollees\""), "{}", example());
    }
}
