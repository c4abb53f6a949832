//! Named defects: each breaks one rule of the correct integration, and nothing else.

use std::{fmt, str::FromStr};

use crate::error::{IntegratorError, nearest};

/// One rule that a deliberately broken integration does not keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Defect {
    /// Retries at once.
    NoBackoff,
    /// Waits the same time before every retry.
    ConstantDelay,
    /// Waits 2 seconds before the first retry.
    FirstWaitWrong,
    /// Waits 4 seconds before the second retry.
    SecondWaitWrong,
    /// Waits 8 seconds before the third retry.
    ThirdWaitWrong,
    /// Retries a sixth time.
    SixRetries,
    /// Stops after two retries.
    GivesUpAfterTwo,
    /// Never retries.
    NeverRetries,
    /// Treats a 400 as transient.
    RetriesA400,
    /// Treats a 500 as transient.
    RetriesA500,
    /// A retry is another request than the first try.
    ChangesTheBodyOnRetry,
    /// An `application_id` of an answer that succeeds is neither kept nor logged.
    DropsApplicationId,
    /// The `application_id` of a 500 is neither logged nor passed on.
    DropsEscalationApplicationId,
    /// Operations hear nothing of a 500.
    NoAlert,
    /// What a 400 says is not read.
    IgnoresErrorCodeAndField,
    /// The user hears nothing of a 400.
    NoFeedback,
    /// The vendor's id is not kept; later calls send one of our own making.
    ForgetsOscarId,
    /// The client certificate is not presented.
    NoClientCertificate,
    /// The life event stays out of an enrollment outside Open Enrollment.
    OmitsQleInfo,
}

const TABLE: [(Defect, &str, &str); 19] = [
    (Defect::NoBackoff, "no-backoff", "retries a 503 at once, five times"),
    (Defect::ConstantDelay, "constant-delay", "waits one second before every retry"),
    (Defect::FirstWaitWrong, "first-wait-wrong", "waits 2 seconds before the first retry, then 2, 4, 8, 16"),
    (Defect::SecondWaitWrong, "second-wait-wrong", "waits 4 seconds before the second retry: 1, 4, 4, 8, 16"),
    (Defect::ThirdWaitWrong, "third-wait-wrong", "waits 8 seconds before the third retry: 1, 2, 8, 8, 16"),
    (Defect::SixRetries, "six-retries", "retries a sixth time, after 32 more seconds"),
    (Defect::GivesUpAfterTwo, "gives-up-after-two", "fails the operation after two retries"),
    (Defect::NeverRetries, "never-retries", "fails the operation at the first 503"),
    (Defect::RetriesA400, "retries-a-400", "retries a 400 as if it were transient"),
    (Defect::RetriesA500, "retries-a-500", "retries a 500 as if it were transient"),
    (Defect::ChangesTheBodyOnRetry, "changes-the-body-on-retry", "adds the number of the retry to the body"),
    (
        Defect::DropsApplicationId,
        "drops-application-id",
        "neither keeps nor logs the application_id of a write that succeeds",
    ),
    (
        Defect::DropsEscalationApplicationId,
        "drops-escalation-application-id",
        "neither logs nor passes on the application_id of a 500",
    ),
    (Defect::NoAlert, "no-alert", "does not alert operations of a 500"),
    (
        Defect::IgnoresErrorCodeAndField,
        "ignores-error-code-and-field",
        "tells the user of a 400 without reading error_code and field",
    ),
    (Defect::NoFeedback, "no-feedback", "tells the user nothing of a 400"),
    (Defect::ForgetsOscarId, "forgets-oscar-id", "sends an id of its own making in later calls"),
    (Defect::NoClientCertificate, "no-client-certificate", "does not present its client certificate"),
    (Defect::OmitsQleInfo, "omits-qle-info", "leaves qle_info out of an enrollment outside Open Enrollment"),
];

impl Defect {
    /// Every defect.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        const ALL: [Defect; TABLE.len()] = {
            let mut all = [Defect::NoBackoff; TABLE.len()];
            let mut index = 0;
            while index < TABLE.len() {
                all[index] = TABLE[index].0;
                index += 1;
            }
            all
        };
        &ALL
    }

    /// The name, such as `no-backoff`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// What it does, in a few words.
    #[must_use]
    pub fn summary(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> &'static (Self, &'static str, &'static str) {
        // A test holds every defect against the table.
        TABLE.iter().find(|(defect, ..)| *defect == self).unwrap_or(&TABLE[0])
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Defect {
    type Err = IntegratorError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let names = || Self::all().iter().map(|defect| defect.name());
        Self::all().iter().copied().find(|defect| defect.name() == name).ok_or_else(|| {
            IntegratorError::UnknownDefect {
                name: name.to_owned(),
                nearest: nearest(name, names()),
                known: names().collect::<Vec<_>>().join(", "),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_defect_has_a_name_of_its_own_and_is_found_by_it() {
        assert_eq!(Defect::all().len(), Defect::OmitsQleInfo as usize + 1, "the table has every variant");
        let names: HashSet<_> = Defect::all().iter().map(|defect| defect.name()).collect();
        assert_eq!(names.len(), Defect::all().len());
        for defect in Defect::all() {
            assert_eq!(defect.name().parse::<Defect>().unwrap(), *defect);
            assert!(defect.summary().len() > 20);
        }
    }

    #[test]
    fn a_misspelt_defect_is_answered_with_the_nearest_and_all_known() {
        let error = "no-backof".parse::<Defect>().unwrap_err().to_string();
        assert!(
            error.starts_with("integrator defect `no-backof` not found; did you mean `no-backoff`?"),
            "{error}"
        );
        assert!(error.contains("omits-qle-info"), "{error}");
        let error = "zzz".parse::<Defect>().unwrap_err().to_string();
        assert!(!error.contains("did you mean"), "{error}");
    }
}
