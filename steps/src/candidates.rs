//! Which phrases can understand given steps. Cucumber tries every expression that it is given with every step, and there are
//! hundreds; how a step begins rules out nearly all of them.

use std::{collections::BTreeSet, ops::Bound, sync::LazyLock};

use cucumber::{
    codegen::{StepConstructor, WorldInventory, inventory},
    step::{Collection, Location, Step},
};
use evidence::Vendor;
use gherkin::StepType;
use regex::Regex;
use regex_syntax::hir::{
    Look,
    literal::{ExtractKind, Extractor, Literal},
};

use crate::{phrases, world::World};

/// The phrases that the features of some vendors are written in: those that all share, and their own. The expressions of the
/// others are not even compiled.
#[derive(Debug)]
pub(crate) struct Candidates(Vec<&'static [Candidate]>);

#[derive(Debug)]
struct Candidate {
    ty: StepType,
    location: Location,
    expression: Regex,
    function: Step<World>,
    beginnings: Option<Vec<Literal>>,
}

impl Candidates {
    /// The phrases of these vendors. Those of each are compiled once, and by whoever asks first.
    pub(crate) fn of(vendors: &[Vendor]) -> Self {
        static SHARED: LazyLock<Vec<Candidate>> = LazyLock::new(|| compile(None));
        static OSCAR: LazyLock<Vec<Candidate>> = LazyLock::new(|| compile(Some(Vendor::Oscar)));
        static OSIGU: LazyLock<Vec<Candidate>> = LazyLock::new(|| compile(Some(Vendor::Osigu)));
        static IDEON: LazyLock<Vec<Candidate>> = LazyLock::new(|| compile(Some(Vendor::Ideon)));
        let own = vendors.iter().map(|vendor| match vendor {
            Vendor::Oscar => &OSCAR,
            Vendor::Osigu => &OSIGU,
            Vendor::Ideon => &IDEON,
        });
        Self(std::iter::once(&SHARED).chain(own).map(|part| part.as_slice()).collect())
    }

    fn iter(&self) -> impl Iterator<Item = &'static Candidate> {
        self.0.iter().copied().flatten()
    }

    /// Every phrase that can understand one of these steps, and few others.
    pub(crate) fn for_steps<'s>(
        &self,
        steps: impl IntoIterator<Item = &'s gherkin::Step>,
    ) -> Collection<World> {
        let (mut given, mut when, mut then) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for step in steps {
            let texts = match step.ty {
                StepType::Given => &mut given,
                StepType::When => &mut when,
                StepType::Then => &mut then,
            };
            texts.insert(step.value.as_bytes());
        }
        self.iter().fold(Collection::new(), |few, candidate| {
            let Candidate { location, expression, function, .. } = candidate;
            match candidate.ty {
                StepType::Given if candidate.can_match(&given) => {
                    few.given(Some(*location), expression.clone(), *function)
                }
                StepType::When if candidate.can_match(&when) => {
                    few.when(Some(*location), expression.clone(), *function)
                }
                StepType::Then if candidate.can_match(&then) => {
                    few.then(Some(*location), expression.clone(), *function)
                }
                _ => few,
            }
        })
    }
}

impl Candidate {
    fn can_match(&self, texts: &BTreeSet<&[u8]>) -> bool {
        let Some(beginnings) = &self.beginnings else { return true };
        beginnings.iter().map(Literal::as_bytes).any(|beginning| {
            // Texts that begin so stand together, in order.
            let from = (Bound::Included(beginning), Bound::Unbounded);
            texts.range::<[u8], _>(from).next().is_some_and(|text| text.starts_with(beginning))
        })
    }
}

/// What a text begins with that an expression matches; `None` if that may be anything.
fn beginnings(expression: &str) -> Option<Vec<Literal>> {
    let parsed = regex_syntax::parse(expression).ok()?;
    if !parsed.properties().look_set_prefix().contains(Look::Start) {
        return None;
    }
    let found = Extractor::new().kind(ExtractKind::Prefix).extract(&parsed);
    found.literals().map(<[Literal]>::to_vec)
}

/// Compiles the phrases of one vendor, or those that all share.
fn compile(owner: Option<Vendor>) -> Vec<Candidate> {
    fn add<C: inventory::Collect + StepConstructor<World>>(
        ty: StepType,
        owner: Option<Vendor>,
        into: &mut Vec<Candidate>,
    ) {
        for constructor in inventory::iter::<C> {
            let (location, expression, function) = constructor.inner();
            if owner_of(&location) == owner {
                let expression = expression();
                let beginnings = beginnings(expression.as_str());
                into.push(Candidate { ty, location, expression, function, beginnings });
            }
        }
    }
    let mut all = Vec::new();
    add::<<World as WorldInventory>::Given>(StepType::Given, owner, &mut all);
    add::<<World as WorldInventory>::When>(StepType::When, owner, &mut all);
    add::<<World as WorldInventory>::Then>(StepType::Then, owner, &mut all);
    all
}

/// Whose phrase is defined there; none if it is everybody's.
fn owner_of(location: &Location) -> Option<Vendor> {
    let (path, _) = phrases::place(location);
    let room = path.strip_prefix("steps/src/").unwrap_or(&path);
    Vendor::ALL
        .into_iter()
        .find(|vendor| room.strip_prefix(vendor.word()).is_some_and(|rest| rest.starts_with(['/', '.'])))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn step(ty: StepType, value: &str) -> gherkin::Step {
        gherkin::Step::builder().keyword(String::new()).ty(ty).value(value.to_owned()).build()
    }

    #[rstest]
    #[case::literal("^the call succeeds$", &["the call succeeds"])]
    #[case::choice("^a (group|subscriber) is", &["a group is", "a subscriber is"])]
    #[case::optional("^calls? end$", &["call end", "calls end"])]
    #[case::number(r"^page (\d+) of", &["page "])]
    #[case::either("^one$|^other$", &["one", "other"])]
    fn an_expression_begins_in_few_ways(#[case] expression: &str, #[case] expected: &[&str]) {
        let mut found = beginnings(expression).unwrap();
        found.sort_by(|one, other| one.as_bytes().cmp(other.as_bytes()));
        let found: Vec<_> = found.iter().map(|one| std::str::from_utf8(one.as_bytes()).unwrap()).collect();
        assert_eq!(found, expected);
    }

    #[rstest]
    #[case::anywhere("the call succeeds$")]
    #[case::half("^one$|other$")]
    #[case::broken("(")]
    fn an_expression_that_may_match_anywhere_is_always_tried(#[case] expression: &str) {
        assert_eq!(beginnings(expression), None);
    }

    /// Whatever few steps are asked for, each is understood as with all phrases.
    #[test]
    fn a_step_meets_the_same_phrase_among_few_and_among_all() {
        let all = Candidates::of(&Vendor::ALL);
        let mut everything = Collection::new();
        for one in all.iter() {
            let (at, expression) = (Some(one.location), one.expression.clone());
            everything = match one.ty {
                StepType::Given => everything.given(at, expression, one.function),
                StepType::When => everything.when(at, expression, one.function),
                StepType::Then => everything.then(at, expression, one.function),
            };
        }
        let suite = suite::Suite::embedded().suite;
        let mut steps: Vec<_> = suite
            .scenarios()
            .map(|scenario| suite.scenario(scenario))
            .flat_map(|scenario| scenario.background.iter().chain(&scenario.steps))
            .collect();
        let mut seen = std::collections::HashSet::new();
        steps.retain(|step| seen.insert((step.value.as_str(), step.ty as u8)));
        let none = step(StepType::Then, "no phrase is like this one");
        steps.push(&none);
        let place = |phrases: &Collection<World>, step| {
            phrases.find(step).unwrap().map(|(_, _, location, _)| location.unwrap())
        };
        let (mut tried, mut understood) = (0, 0);
        for part in steps.chunks(50) {
            let few = all.for_steps(part.iter().copied());
            for step in part {
                let expected = place(&everything, step);
                assert_eq!(place(&few, step), expected, "{}", step.value);
                tried += 1;
                understood += usize::from(expected.is_some());
            }
        }
        assert!(understood > 1_000 && understood + 1 == tried, "{understood} of {tried}");
    }

    #[test]
    fn few_phrases_are_left_for_few_steps() {
        let all = Candidates::of(&[Vendor::Ideon]);
        let few = all.for_steps([&step(StepType::Then, "the call is refused with 422")]);
        assert!(format!("{few:?}").matches("0x").count() < 10, "{few:?}");
        assert!(all.iter().count() > 200, "{}", all.iter().count());
    }
}
