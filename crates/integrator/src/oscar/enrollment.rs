//! When a life event is needed.

use time::{Date, Month};

/// The days of the year on which anybody may enroll, both included. They may run over the turn of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenEnrollment {
    /// The first day.
    pub from: (Month, u8),
    /// The last day.
    pub to: (Month, u8),
}

impl OpenEnrollment {
    /// Whether a day lies within.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        let key = |(month, day): (Month, u8)| (u8::from(month), day);
        let (from, to, day) = (key(self.from), key(self.to), key((day.month(), day.day())));
        if from <= to { from <= day && day <= to } else { from <= day || day <= to }
    }
}

impl Default for OpenEnrollment {
    /// 1 November to 15 January, the federal individual market; Oscar's pages name no dates.
    fn default() -> Self {
        Self { from: (Month::November, 1), to: (Month::January, 15) }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::date;

    use super::*;

    #[rstest]
    #[case(date!(2026 - 10 - 31), false)]
    #[case(date!(2026 - 11 - 01), true)]
    #[case(date!(2026 - 12 - 31), true)]
    #[case(date!(2027 - 01 - 01), true)]
    #[case(date!(2027 - 01 - 15), true)]
    #[case(date!(2027 - 01 - 16), false)]
    #[case(date!(2026 - 06 - 15), false)]
    fn open_enrollment_runs_over_the_turn_of_the_year(#[case] day: Date, #[case] expected: bool) {
        assert_eq!(OpenEnrollment::default().contains(day), expected);
    }

    #[test]
    fn a_window_within_one_year_does_not() {
        let window = OpenEnrollment { from: (Month::March, 1), to: (Month::April, 30) };
        assert!(window.contains(date!(2026 - 04 - 30)));
        assert!(!window.contains(date!(2026 - 02 - 28)) && !window.contains(date!(2026 - 05 - 01)));
    }
}
