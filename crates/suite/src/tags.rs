//! The tags that a feature may have: a closed vocabulary.

use evidence::{Party, Vendor};

use crate::model::Category;

/// A tag by its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag<'t> {
    Vendor(Vendor),
    Id(&'t str),
    Clause(&'t str),
    Needs(&'t str),
    SimulatedOnly,
    Receiver,
    Category(Category),
    Party(Party),
    Unknown,
}

/// The word of the tag for scenarios that no real vendor can be brought to show.
pub(crate) const SIMULATED_ONLY: &str = "simulated-only";

/// The word of the tag for scenarios whose subject is the integrator's webhook receiver, and nothing else of it.
pub(crate) const RECEIVER: &str = "receiver";

/// The parties that a scenario can judge.
pub(crate) const JUDGED: [Party; 2] = [Party::Vendor, Party::Integrator];

impl<'t> Tag<'t> {
    pub(crate) fn of(tag: &'t str) -> Self {
        if let Some((kind, value)) = tag.split_once(':') {
            return match kind {
                "id" => Self::Id(value),
                "clause" => Self::Clause(value),
                "needs" => Self::Needs(value),
                _ => Self::Unknown,
            };
        }
        if tag == SIMULATED_ONLY {
            return Self::SimulatedOnly;
        }
        if tag == RECEIVER {
            return Self::Receiver;
        }
        if let Some(category) = Category::ALL.into_iter().find(|category| category.word() == tag) {
            return Self::Category(category);
        }
        if let Some(party) = JUDGED.into_iter().find(|party| party.word() == tag) {
            return Self::Party(party);
        }
        Vendor::ALL.into_iter().find(|vendor| vendor.word() == tag).map_or(Self::Unknown, Self::Vendor)
    }
}

/// The tags without a value, and the beginnings of those with one.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    Category::ALL
        .into_iter()
        .map(Category::word)
        .chain(JUDGED.into_iter().map(Party::word))
        .chain([SIMULATED_ONLY, RECEIVER])
        .chain(Vendor::ALL.into_iter().map(Vendor::word))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("oscar", Tag::Vendor(Vendor::Oscar))]
    #[case("id:oscar-a", Tag::Id("oscar-a"))]
    #[case("clause:OSC-1", Tag::Clause("OSC-1"))]
    #[case("needs:webhooks", Tag::Needs("webhooks"))]
    #[case("sad-path", Tag::Category(Category::SadPath))]
    #[case("integrator", Tag::Party(Party::Integrator))]
    #[case("simulated-only", Tag::SimulatedOnly)]
    #[case("receiver", Tag::Receiver)]
    #[case("operator", Tag::Unknown)]
    #[case("serial", Tag::Unknown)]
    #[case("allow.skipped", Tag::Unknown)]
    #[case("retry(3).after(1s)", Tag::Unknown)]
    #[case("Id:oscar-a", Tag::Unknown)]
    fn the_vocabulary_is_closed(#[case] tag: &str, #[case] expected: Tag<'_>) {
        assert_eq!(Tag::of(tag), expected);
    }
}
