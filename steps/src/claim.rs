//! What a step claims to be wrong.

use evidence::Level;

/// A statement that a step found to be untrue.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Stable and in kebab-case.
    pub rule: &'static str,
    /// How well the statement is known, apart from the clause.
    pub level: Level,
    /// The clauses that say it; empty for all that the scenario cites.
    pub clauses: &'static [&'static str],
    /// The exchange that shows it: an index from [`World::send`](crate::World::send).
    pub exchange: Option<usize>,
    /// Where in the body.
    pub pointer: Option<String>,
    /// What the contract says.
    pub expected: String,
    /// What was there.
    pub actual: String,
    /// The whole in one sentence.
    pub message: String,
}

impl Claim {
    /// A claim about one exchange.
    pub fn about(
        exchange: usize,
        rule: &'static str,
        level: Level,
        expected: impl Into<String>,
        actual: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            level,
            clauses: &[],
            exchange: Some(exchange),
            pointer: None,
            expected: expected.into(),
            actual: actual.into(),
            message: message.into(),
        }
    }

    /// Which clauses say it, where a scenario cites others as well.
    #[must_use]
    pub const fn of(mut self, clauses: &'static [&'static str]) -> Self {
        self.clauses = clauses;
        self
    }

    /// Where in the body it shows.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }
}
