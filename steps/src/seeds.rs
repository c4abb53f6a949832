//! What synthetic people are derived from, and numbers that nobody else of the run has.

use evidence::synthetic;

use crate::{profile::SsnRange, stop::Stop, world::World};

/// How often other numbers are tried for people whose numbers are taken, before a small range counts as used up.
const TRIES_MAX: u32 = 1_000;

/// What people are derived from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seeds<'s> {
    pub(crate) run: &'s str,
    pub(crate) scenario: &'s str,
    pub(crate) ssn_range: Option<SsnRange>,
}

impl Seeds<'_> {
    /// The SSN of the n-th person.
    pub(crate) fn ssn(self, number: u32) -> String {
        let Some(SsnRange { first, last }) = self.ssn_range else {
            return synthetic::ssn(self.run, self.scenario, number);
        };
        // One offset for the whole scenario, so that no two of its people meet.
        let offset: u64 = synthetic::ssn(self.run, self.scenario, 0).parse().unwrap_or_default();
        let size = u64::from(last.saturating_sub(first)) + 1;
        format!("{:09}", u64::from(first) + (offset + u64::from(number)) % size)
    }

    /// First and last name of the n-th person, in letters only: some systems refuse digits in names.
    pub(crate) fn names(self, number: u32) -> (String, String) {
        let id = synthetic::member_id(self.run, self.scenario, number);
        let letters: String = id
            .rsplit('-')
            .next()
            .unwrap_or_default()
            .chars()
            .map(|c| c.to_digit(16).and_then(|digit| char::from_digit(digit + 10, 26)).unwrap_or('x'))
            .collect();
        let (first, last) = letters.split_at(letters.len() / 2);
        (format!("Testa{first}"), format!("Covenant{last}"))
    }
}

impl World {
    /// The seeds of a scenario's people, apart from its world: run, scenario and the vendor's own range.
    pub(crate) fn people_seeds(&mut self) -> Result<(String, String, Option<SsnRange>), Stop> {
        let range = self.profile()?.ssn_range;
        let (run, scenario) = self.seeds();
        Ok((run.to_owned(), scenario.to_owned(), range))
    }

    /// The first number at or after `count` behind which `size` people stand whose SSNs nobody else in the run has: a
    /// vendor refuses somebody whom it knows already.
    pub(crate) fn skip_taken(&mut self, mut count: u32, size: u32) -> Result<u32, Stop> {
        let (run, scenario, ssn_range) = self.people_seeds()?;
        let seeds = Seeds { run: &run, scenario: &scenario, ssn_range };
        for _ in 0..TRIES_MAX {
            let next = count + 1..=count + size;
            if self.claim(next.map(|number| seeds.ssn(number)).collect()) {
                return Ok(count);
            }
            count += size;
        }
        Err(self.could_not_judge(
            "test-people-used-up",
            "every number of `ssn_range` is in use by this run; give a larger range",
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_range_of_the_profile_is_kept_and_no_two_people_meet_in_it() {
        let range = SsnRange { first: 900_010_001, last: 900_010_010 };
        let seeds = Seeds { run: "run", scenario: "scenario", ssn_range: Some(range) };
        let numbers: BTreeSet<u32> = (1..=10).map(|n| seeds.ssn(n).parse().unwrap()).collect();
        assert_eq!(numbers.len(), 10);
        assert!(numbers.iter().all(|number| (range.first..=range.last).contains(number)));
    }
}
