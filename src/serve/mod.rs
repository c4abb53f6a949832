//! `covenant serve`: one vendor's simulator, alone, until interrupted.

mod ideon;
mod oscar;
mod osigu;

use std::fmt::Write as _;

use evidence::{ExitCode, Vendor};

use crate::{
    arguments::ServeArguments,
    failure::{Failure, did_you_mean},
    faults, output,
    run::signals::Signals,
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

/// A simulator that serves.
enum Serving {
    Oscar(Box<simulators::Oscar>),
    Osigu(simulators::osigu::Osigu),
    Ideon(simulators::ideon::Ideon),
}

impl Serving {
    /// Starts a vendor's simulator, and says what a user needs to know of it.
    async fn start(arguments: &ServeArguments) -> Result<(Self, String), Failure> {
        match arguments.vendor {
            Vendor::Oscar => {
                let (simulator, page) = oscar::start(arguments).await?;
                Ok((Self::Oscar(Box::new(simulator)), page))
            }
            Vendor::Osigu => {
                let (simulator, page) = osigu::start(arguments).await?;
                Ok((Self::Osigu(simulator), page))
            }
            Vendor::Ideon => {
                let (simulator, page) = ideon::start(arguments).await?;
                Ok((Self::Ideon(simulator), page))
            }
        }
    }

    async fn shutdown(self) {
        match self {
            Self::Oscar(simulator) => simulator.shutdown().await,
            Self::Osigu(simulator) => simulator.shutdown().await,
            Self::Ideon(simulator) => simulator.shutdown().await,
        }
    }
}

fn carry_out(arguments: &ServeArguments) -> Result<(), Failure> {
    let known = faults::of_simulator(arguments.vendor);
    if arguments.list_faults {
        output::out(&faults::page(arguments.vendor));
        return Ok(());
    }
    if let Some(name) = &arguments.fault
        && !known.iter().any(|fault| fault.name == name)
    {
        let hint = did_you_mean(name, known.iter().map(|fault| fault.name));
        return Err(Failure::usage(format!("--fault `{name}` is not known{hint}; --list-faults lists them")));
    }
    if arguments.tls && arguments.vendor != Vendor::Oscar {
        return Err(Failure::usage(format!(
            "--tls asks for client certificates, as {} does; {} knows its clients by keys or tokens: leave --tls out",
            Vendor::Oscar,
            arguments.vendor
        )));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Failure::new(ExitCode::Internal, format!("the threads of the simulator cannot be started: {error}"))
    })?;
    let signals = Signals::watch(&runtime, "covenant: stopping; once more ends at once")?;
    let served = runtime.block_on(async {
        let (simulator, page) = Serving::start(arguments).await?;
        output::out(&page);
        signals.stop.cancelled().await;
        simulator.shutdown().await;
        Ok(())
    });
    runtime.shutdown_background();
    served
}

/// The port asked for; none for a free one.
fn port(arguments: &ServeArguments) -> Option<u16> {
    (arguments.port != 0).then_some(arguments.port)
}

/// What a user needs to know, in the making.
struct Page {
    text: String,
    base_url: String,
}

impl Page {
    fn new(arguments: &ServeArguments, base_url: &str) -> Self {
        let fault = arguments.fault.as_ref().map(|name| format!(" with fault `{name}`")).unwrap_or_default();
        let text = format!("simulator of {}{fault} at {base_url}\n", arguments.vendor);
        Self { text, base_url: base_url.to_owned() }
    }

    /// A line as it is.
    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{line}");
    }

    /// Something to paste, with what it does. `{base}` stands for the address of the simulator.
    fn call(&mut self, what: &str, call: &str) {
        let _ = writeln!(self.text, "\n{what}:\n  {}", call.replace("{base}", &self.base_url));
    }

    /// The routes beside the API; `options` go to curl.
    fn control<'c>(&mut self, options: &str, routes: impl IntoIterator<Item = &'c (&'c str, &'c str)>) {
        self.line("\ncontrol routes, apart from the API:");
        for (call, what) in routes {
            let call = call.replace("{base}", &self.base_url);
            let _ = writeln!(self.text, "  {what}:\n    curl{options} {call}");
        }
    }

    /// A profile for this simulator; `keys` are its lines after vendor and address.
    fn profile(&mut self, vendor: Vendor, keys: impl IntoIterator<Item = String>) {
        let _ = writeln!(
            self.text,
            "\na profile of covenant.toml for it:\n  [profiles.{vendor}-local]\n  vendor = \"{vendor}\"\n  \
             base_url = \"{}\"",
            self.base_url
        );
        for line in keys {
            let _ = writeln!(self.text, "  {line}");
        }
    }

    fn finish(mut self) -> String {
        self.line("\nserving until interrupted (Ctrl-C)");
        self.text
    }
}

/// A valid example of a request, on one line.
fn example(path: &str) -> String {
    requests::documents()
        .iter()
        .find(|document| document.path == path)
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
}
