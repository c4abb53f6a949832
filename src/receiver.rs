//! `--receiver URL`: a customer's webhook receiver as the target of a run, instead of a vendor's API.
//!
//! It needs no configuration. Its secret comes from an environment variable and from nowhere else: what stands on a
//! command line stands in the list of processes, in logs and in `run.json`.

use evidence::{ExitCode, Vendor};
use secrecy::SecretString;
use steps::{NamedReceiver, Profile, Target};
use url::Url;

use crate::{
    arguments::ReceiverArguments,
    configuration::{Resolved, is_variable_name},
    failure::{Failure, listed},
    safety,
};

/// The name of the profile in reports.
const PROFILE: &str = "receiver";
/// Whose deliveries are judged; the other vendors deliver none.
const VENDOR: Vendor = Vendor::Osigu;
/// How long a delivery may take: longer than the 10 seconds that the guide gives a receiver, so that its lateness is seen.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(30);

/// What else the command line says of targets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beside<'a> {
    /// Vendors named.
    pub(crate) vendors: &'a [Vendor],
    /// Profiles named.
    pub(crate) profiles: &'a [String],
    /// Vendors that have features in the suite.
    pub(crate) in_suite: &'a [Vendor],
}

/// The receiver that the command line names, if it names one.
///
/// # Errors
///
/// Everything that is wrong at once: with exit 7 if any of it is dangerous, else with 2.
pub(crate) fn resolve(
    arguments: &ReceiverArguments,
    beside: Beside<'_>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<Resolved>, Failure> {
    let ReceiverArguments { receiver, receiver_secret_env, effects } = arguments;
    let Some(receiver) = receiver else {
        let idle = [("--receiver-secret-env", receiver_secret_env), ("--effects", effects)];
        return match idle.into_iter().find(|(_, value)| value.is_some()) {
            Some((option, _)) => Err(Failure::usage(format!(
                "{option} says something of a webhook receiver, and none is named: add --receiver URL"
            ))),
            None => Ok(None),
        };
    };
    let mut wrong = Wrong::default();
    wrong.look_beside(beside);
    let url = wrong.keep(url("--receiver", receiver));
    let effects = effects.as_deref().map(|text| wrong.keep(self::url("--effects", text)));
    let secret = wrong.keep(secret(receiver_secret_env.as_deref(), environment));
    wrong.into_result()?;
    let (Some(url), Some(secret)) = (url, secret) else { return Ok(None) };
    let effects = effects.flatten();
    let secrets = vec![("receiver_secret".to_owned(), secret.clone())];
    // Where effects are counted, scenarios side by side would count those of each other.
    let jobs = effects.is_some().then_some(1);
    let target = Target::Receiver(Box::new(NamedReceiver { url, secret, effects }));
    let profile =
        Profile { name: PROFILE.to_owned(), target, jobs, timeout: TIMEOUT, ..Profile::mock(VENDOR) };
    Ok(Some(Resolved { profiles: vec![profile], secrets }))
}

/// What is wrong with the command line.
#[derive(Default)]
struct Wrong {
    lines: Vec<String>,
    is_dangerous: bool,
}

impl Wrong {
    fn add(&mut self, failure: Failure) {
        self.is_dangerous |= failure.code == ExitCode::Safety;
        self.lines.extend(failure.lines);
    }

    fn keep<T>(&mut self, result: Result<T, Failure>) -> Option<T> {
        result.map_err(|failure| self.add(failure)).ok()
    }

    /// A run judges a receiver or something else, never both.
    fn look_beside(&mut self, beside: Beside<'_>) {
        if !beside.profiles.is_empty() {
            self.add(Failure::usage(format!(
                "--receiver judges a webhook receiver, and only it: leave out --profile {} (or the variable \
                 COVENANT_PROFILE)",
                beside.profiles.join(",")
            )));
        }
        let others: Vec<_> = beside.vendors.iter().filter(|vendor| **vendor != VENDOR).collect();
        if !others.is_empty() {
            self.add(Failure::usage(format!(
                "--receiver judges a receiver of {VENDOR}'s webhooks: leave out {}",
                listed(others.iter().map(|vendor| vendor.word()))
            )));
        }
        if !beside.in_suite.contains(&VENDOR) {
            self.add(Failure::usage(format!(
                "--receiver judges a receiver of {VENDOR}'s webhooks, and the suite has no features for {VENDOR} (it has \
                 some for: {})",
                listed(beside.in_suite.iter().map(|vendor| vendor.word()))
            )));
        }
    }

    fn into_result(self) -> Result<(), Failure> {
        if self.lines.is_empty() {
            return Ok(());
        }
        let code = if self.is_dangerous { ExitCode::Safety } else { ExitCode::Usage };
        Err(Failure { code, lines: self.lines })
    }
}

/// Reads a URL to which requests will go.
fn url(option: &str, text: &str) -> Result<Url, Failure> {
    safety::address(option, text.trim()).map_err(|unfit| {
        Failure::new(if unfit.is_dangerous { ExitCode::Safety } else { ExitCode::Usage }, unfit.text)
    })
}

fn secret(
    variable: Option<&str>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<SecretString, Failure> {
    let Some(variable) = variable else {
        return Err(Failure::usage(
            "--receiver needs the secret with which the receiver checks signatures: put it into an environment variable \
             and name that with --receiver-secret-env NAME",
        ));
    };
    if !is_variable_name(variable) {
        // Someone may have pasted the secret in place of its variable's name.
        return Err(Failure::usage(
            "--receiver-secret-env must be the name of an environment variable, such as OSIGU_WEBHOOK_SECRET",
        ));
    }
    let value = environment(variable).unwrap_or_default();
    let value = value.trim();
    if value.is_empty() {
        return Err(Failure::usage(format!(
            "--receiver-secret-env: environment variable {variable} is not set, or empty; nothing was sent"
        )));
    }
    Ok(SecretString::from(value.to_owned()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use secrecy::ExposeSecret;

    use super::*;

    const URL: &str = "https://hooks.example.com/osigu";

    fn arguments(receiver: Option<&str>, secret: Option<&str>, effects: Option<&str>) -> ReceiverArguments {
        ReceiverArguments {
            receiver: receiver.map(str::to_owned),
            receiver_secret_env: secret.map(str::to_owned),
            effects: effects.map(str::to_owned),
        }
    }

    fn resolve_with(
        arguments: &ReceiverArguments,
        vendors: &[Vendor],
        profiles: &[String],
    ) -> Result<Option<Resolved>, Failure> {
        let beside = Beside { vendors, profiles, in_suite: &[Vendor::Oscar, Vendor::Osigu] };
        resolve(arguments, beside, &|name| match name {
            "SECRET" => Some("whsec_0123456789\n".to_owned()),
            "EMPTY" => Some(" ".to_owned()),
            _ => None,
        })
    }

    #[rstest]
    #[case(URL, None)]
    #[case("http://127.0.0.1:8099/hooks", Some("http://localhost:8099/effects"))]
    fn a_receiver_becomes_a_profile_of_its_own(#[case] url: &str, #[case] effects: Option<&str>) {
        for vendors in [&[][..], &[Vendor::Osigu]] {
            let arguments = arguments(Some(url), Some("SECRET"), effects);
            let resolved = resolve_with(&arguments, vendors, &[]).unwrap().unwrap();
            let [profile] = resolved.profiles.as_slice() else { panic!("{:?}", resolved.profiles) };
            assert_eq!(
                (profile.name.as_str(), profile.vendor, profile.is_simulator()),
                ("receiver", VENDOR, false)
            );
            let Target::Receiver(receiver) = &profile.target else { panic!("{:?}", profile.target) };
            assert_eq!(receiver.url.as_str(), url);
            assert_eq!(receiver.effects.as_ref().map(Url::as_str), effects);
            assert_eq!(receiver.secret.expose_secret(), "whsec_0123456789");
            assert_eq!(
                resolved.secrets[0].1.expose_secret(),
                "whsec_0123456789",
                "it is not kept out of reports"
            );
            // Effects of scenarios must not mix.
            assert_eq!(profile.jobs, effects.map(|_| 1));
        }
    }

    #[test]
    fn without_a_receiver_there_is_none() {
        assert!(resolve_with(&arguments(None, None, None), &[], &[]).unwrap().is_none());
    }

    #[rstest]
    #[case::another_machine_in_clear(
        Some("http://hooks.example.com"),
        ExitCode::Safety,
        "`--receiver`: http to another machine"
    )]
    #[case::production(
        Some("https://API.osigu.com./x"),
        ExitCode::Safety,
        "`--receiver` names the production host `api.osigu.com`"
    )]
    #[case::user(Some("https://ann@hooks.example.com"), ExitCode::Safety, "`--receiver` carries a user name")]
    #[case::password(
        Some("https://ann:pa55word@hooks.example.com"),
        ExitCode::Safety,
        "`--receiver` carries a user name"
    )]
    #[case::password_in_no_url(
        Some("ann:pa55word@hooks.example.com"),
        ExitCode::Safety,
        "`--receiver` carries a user name"
    )]
    #[case::query(
        Some("https://hooks.example.com/?key=pa55word"),
        ExitCode::Usage,
        "take out what begins with ?"
    )]
    #[case::scheme(
        Some("ftp://hooks.example.com"),
        ExitCode::Usage,
        "`--receiver` has to begin with https://"
    )]
    #[case::no_url(Some("hooks.example.com"), ExitCode::Usage, "`--receiver` is not a URL")]
    fn a_url_that_must_not_be_called_is_refused(
        #[case] url: Option<&str>,
        #[case] code: ExitCode,
        #[case] words: &str,
    ) {
        let failure = resolve_with(&arguments(url, Some("SECRET"), None), &[], &[]).unwrap_err();
        assert_eq!(failure.code, code, "{failure}");
        assert!(failure.to_string().contains(words), "{failure}");
        assert!(!failure.to_string().contains("pa55word"), "{failure}");
        let failure = resolve_with(&arguments(Some(URL), Some("SECRET"), url), &[], &[]).unwrap_err();
        assert_eq!(failure.code, code, "{failure}");
        assert!(failure.to_string().contains(&words.replace("--receiver", "--effects")), "{failure}");
    }

    #[rstest]
    #[case(None, "name that with --receiver-secret-env NAME")]
    #[case(Some("NOT_SET"), "environment variable NOT_SET is not set, or empty")]
    #[case(Some("EMPTY"), "environment variable EMPTY is not set, or empty")]
    #[case(Some("whsec-0123+456"), "must be the name of an environment variable")]
    fn the_secret_comes_from_a_variable_and_from_nowhere_else(
        #[case] variable: Option<&str>,
        #[case] words: &str,
    ) {
        let failure = resolve_with(&arguments(Some(URL), variable, None), &[], &[]).unwrap_err();
        assert_eq!(failure.code, ExitCode::Usage);
        assert!(failure.to_string().contains(words) && !failure.to_string().contains("whsec"), "{failure}");
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once_and_danger_decides() {
        let wrong = arguments(Some("http://hooks.example.com"), None, Some("nonsense"));
        let failure =
            resolve_with(&wrong, &[Vendor::Oscar, Vendor::Osigu], &["staging".to_owned()]).unwrap_err();
        assert_eq!((failure.code, failure.lines.len()), (ExitCode::Safety, 5), "{failure}");
        for words in [
            "leave out --profile staging",
            "leave out oscar",
            "`--receiver`: http",
            "`--effects` is not",
            "secret",
        ] {
            assert!(failure.to_string().contains(words), "{words:?} is missing: {failure}");
        }
    }

    #[rstest]
    #[case(Some("SECRET"), None, "--receiver-secret-env")]
    #[case(None, Some(URL), "--effects")]
    fn what_is_said_of_a_receiver_needs_one(
        #[case] secret: Option<&str>,
        #[case] effects: Option<&str>,
        #[case] option: &str,
    ) {
        let failure = resolve_with(&arguments(None, secret, effects), &[], &[]).unwrap_err();
        assert_eq!(failure.code, ExitCode::Usage);
        assert!(
            failure.to_string().starts_with(option) && failure.to_string().contains("add --receiver URL")
        );
    }

    #[test]
    fn a_suite_without_such_features_is_told() {
        let beside = Beside { vendors: &[], profiles: &[], in_suite: &[Vendor::Oscar] };
        let failure =
            resolve(&arguments(Some(URL), Some("SECRET"), None), beside, &|_| Some("secret-1".to_owned()));
        assert!(failure.unwrap_err().to_string().contains("no features for osigu (it has some for: oscar)"));
    }
}
