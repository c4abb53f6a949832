//! The phrases of Oscar's features, the people that they are about, and what a scenario remembers between its steps.
//!
//! What no document says is read generously against a real vendor (`open-readings.md`) and as the starred reading has it
//! against the simulator.
//!
//! ```text
//! words, defects     parameters of phrases          people             synthetic families and their requests
//! answers            what an answer says, pure      calls              sends, learns ids, knows the alternatives
//! connecting, enrolling, reading, paying, refusing, integrating        the phrases
//! ```

mod answers;
mod calls;
mod connecting;
mod defects;
mod enrolling;
mod integrating;
mod paying;
mod people;
mod reading;
mod refusing;
mod words;

pub(crate) use defects::malformed;
use people::{Family, Person};

/// What the steps of one scenario remember.
#[derive(Debug, Default)]
pub struct State {
    /// How many people were made so far; each has a number of its own.
    people: u32,
    /// How many payment tokens were made so far.
    tokens: u32,
    /// Families that are enrolled, or about to be.
    families: Vec<Family>,
    /// The family that phrases speak of.
    own: Option<usize>,
    /// The family of "the other member".
    other: Option<usize>,
    /// The family that was asked about last.
    asked: Option<usize>,
    /// What a real vendor was found to want where the documents leave room.
    style: Style,
    /// The request that the refusals of a scenario are measured by.
    control: Option<Control>,
    /// The certificate that was presented instead of the registered one.
    presented: Option<crate::Certificate>,
    /// What the steps about an integration remember.
    integration: integrating::Memory,
}

/// Alternatives that a vendor may want, see `open-readings.md`.
#[derive(Clone, Copy, Debug, Default)]
struct Style {
    /// Reading 5: who is listed in an update.
    listing: people::Listing,
    /// The id of whom a membership is asked for stands at the top, not in `member_info`.
    flat_id: bool,
    /// Reading 7: a first preference carries a payment token.
    payment_token: bool,
}

/// A request that was accepted, and what was made of it since.
#[derive(Debug)]
struct Control {
    operation: words::Operation,
    /// What the request is about.
    draft: Draft,
    /// The defect that was sent last.
    defect: Option<defects::Defect>,
}

/// The people of a request that are not enrolled before it is accepted.
#[derive(Clone, Debug)]
enum Draft {
    /// None: the request is about an enrolled member.
    Nobody,
    /// A family, by its place among the families.
    Family(usize),
    /// Somebody who joins the family that phrases speak of.
    Dependent(Box<Person>),
}
