//! The phrases of Ideon's features, and what a scenario remembers between its steps.
//!
//! What no document says is read generously against a real vendor (`open-readings.md`) and as the starred reading has it
//! against the simulator.
//!
//! ```text
//! words       the 46 operations and the things they are about, as phrases name them
//! bodies      the smallest valid body of each operation         full      the one with every member
//! people      synthetic people, and keys of ours                fixtures  what the API cannot make
//! calls       builds and sends calls, makes what they need first, learns ids
//! making      the phrases that all features share
//!
//! things      the same things by number, and values            compare   whether an answer repeats what was sent
//! shaping     makes and updates things in a certain shape      judging   what an answer says of a thing
//! listing     asks for lists, entries look into them           paging    lists that come in pages
//! moving      what only Ideon does                             tokens, families, electing, problems, documents …
//! refusing    phrases about refusals      changes, spoiling   what is changed about a call so that it has to be refused
//! limiting    how often an account may call    integrating  a platform that uses the API
//! ```
//!
//! A phrase makes what it needs: `Given a subscriber of the group` makes a group where there is none. Where a thing belongs
//! to another that was made anew, phrases no longer speak of the old one.

mod bodies;
mod calls;
mod changes;
mod compare;
mod documents;
mod electing;
mod entries;
mod exports;
mod families;
mod fixtures;
mod full;
mod hooks;
mod integrating;
mod judging;
mod limiting;
mod listing;
mod making;
mod moving;
mod paging;
mod people;
mod problems;
mod refusing;
mod shaping;
mod spoiling;
mod things;
mod tokens;
mod transmitting;
mod words;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use evidence::Level;
use serde_json::Value;

pub(crate) use self::fixtures::unknown_fixture;
pub use self::words::operations;
use self::{
    calls::Form,
    words::{Operation, Resource},
};
use crate::Call;

/// What the steps of one scenario remember.
#[derive(Debug, Default)]
pub struct State {
    /// How many keys of ours were given out so far.
    made: u32,
    /// How many people were made so far; each has a number of its own.
    people: u32,
    /// What was made, oldest first.
    all: BTreeMap<Resource, Vec<Known>>,
    /// What phrases speak of.
    current: BTreeMap<Resource, Known>,
    /// Of which things one was asked for and got no id.
    nameless: BTreeSet<Resource>,
    /// The call that was accepted last, for refusals to be measured by.
    control: Option<Control>,
    /// What the steps of [`hooks`] remember.
    hooks: hooks::Memory,
    /// What the steps of [`integrating`] remember.
    integration: integrating::Memory,
    /// What the steps of [`listing`] remember.
    listing: listing::Memory,
    /// What the steps of [`tokens`] remember.
    tokens: tokens::Memory,
    /// How well it is known that what was spoiled last is wrong; documented unless somebody says otherwise.
    doubt: Option<Level>,
    /// The members that were left out of the last request, where they were several.
    left_out: Vec<String>,
    limiting: limiting::Memory,
    /// Whether the problem that phrases speak of may have been resolved before.
    is_problem_worn: bool,
    /// The carrier of the coverage periods to come, if not the usual one.
    carrier: Option<&'static str>,
}

/// What the scenarios of a run share in a real environment.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// What all of them may be about that change nothing: a real environment keeps what is made in it.
    things: tokio::sync::Mutex<BTreeMap<Resource, Known>>,
    /// The enrollment problems that a scenario has taken for itself: they are resolved once.
    taken: std::sync::Mutex<BTreeSet<String>>,
}

/// A thing that the vendor has an id for.
#[derive(Clone, Debug)]
struct Known {
    id: String,
    /// The body that made it; null where no call of ours did.
    sent: Arc<Value>,
    /// The body of the answer; null likewise.
    answer: Arc<Value>,
}

impl Known {
    /// A thing of which only the id is known.
    fn by_id(id: impl Into<String>) -> Self {
        Self { id: id.into(), sent: Arc::default(), answer: Arc::default() }
    }
}

/// A call that was accepted.
#[derive(Clone, Debug)]
struct Control {
    operation: &'static Operation,
    call: Call,
    form: Form,
}

impl State {
    /// Whether a call was accepted that refusals can be measured by.
    pub(crate) const fn has_control(&self) -> bool {
        self.control.is_some()
    }

    /// How well it is known that what was spoiled last is wrong.
    pub(crate) fn doubt(&self) -> Level {
        self.doubt.unwrap_or(Level::Documented)
    }

    /// The thing of a kind that phrases speak of.
    fn current(&self, resource: Resource) -> Option<&Known> {
        self.current.get(&resource)
    }

    /// All things of a kind that were made, oldest first.
    fn all(&self, resource: Resource) -> &[Known] {
        self.all.get(&resource).map_or(&[], Vec::as_slice)
    }

    /// Lets phrases speak of a thing, and no longer of what belongs to the one before it.
    fn remember(&mut self, resource: Resource, known: Known) {
        for below in resource.below() {
            self.current.remove(below);
        }
        // An installment is a group, and a group that is none is spoken of as no installment any more.
        match resource {
            Resource::Group => drop(self.current.remove(&Resource::Installment)),
            Resource::Installment => {
                self.all.entry(Resource::Group).or_default().push(known.clone());
                self.current.insert(Resource::Group, known.clone());
            }
            _ => {}
        }
        self.all.entry(resource).or_default().push(known.clone());
        self.current.insert(resource, known);
    }
}
