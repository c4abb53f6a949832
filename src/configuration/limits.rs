//! How much an environment allows: requests in a period, and scenarios side by side.

use std::time::Duration;

use evidence::Vendor;
use steps::Limits;
use wire::RateLimit;

use super::{keys, reader::Section, values};

/// What an environment allows of which nobody says anything.
const fn documented(vendor: Vendor) -> Limits {
    const MINUTE: Duration = Duration::from_secs(60);
    match vendor {
        // The sandbox guide: 50 a minute on general endpoints, 10 a minute on `/oauth/token`.
        Vendor::Osigu => Limits {
            general: Some(RateLimit { requests: 50, window: MINUTE }),
            token: Some(RateLimit { requests: 10, window: MINUTE }),
        },
        Vendor::Oscar | Vendor::Ideon => Limits { general: None, token: None },
    }
}

/// Reads `limits`: how many jobs, and the rates; the documented rates where the profile says none.
pub(super) fn read(section: &Section<'_, '_>, vendor: Vendor) -> (Option<usize>, Limits) {
    let documented = documented(vendor);
    let Some(limits) = section.section("limits") else { return (None, documented) };
    limits.only(keys::limits(vendor));
    // A key that the vendor does not have is told by now.
    let rate = |key: &str| keys::limits(vendor).contains(&key).then(|| rate(&limits, key)).flatten();
    let rates =
        Limits { general: rate("general").or(documented.general), token: rate("token").or(documented.token) };
    (jobs(&limits), rates)
}

fn rate(limits: &Section<'_, '_>, key: &str) -> Option<RateLimit> {
    let text = limits.text(key)?;
    values::rate(text)
        .map_err(|problem| {
            limits.problems.usage(limits.span(key), format!("`{}`: {problem}", limits.name(key)));
        })
        .ok()
}

fn jobs(limits: &Section<'_, '_>) -> Option<usize> {
    let jobs = limits.positive("jobs")?;
    if jobs.fract() != 0.0 || jobs > 1_000.0 {
        limits.problems.usage(
            limits.span("jobs"),
            format!("`{}` must be a whole number from 1 to 1000", limits.name("jobs")),
        );
        return None;
    }
    format!("{jobs:.0}").parse().ok()
}
