//! Features and scenarios as values.

use std::{fmt, sync::Arc};

use evidence::{FeatureRecord, Party, ScenarioHead, Vendor};
use gherkin::Step;

/// What kind of behaviour a scenario shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// The subject does what it was asked to do.
    HappyPath,
    /// The subject refuses what it has to refuse.
    SadPath,
    /// Something breaks, and the subject says so or copes.
    ErrorHandling,
}

impl Category {
    /// All, in the order in which documents name them.
    pub const ALL: [Self; 3] = [Self::HappyPath, Self::SadPath, Self::ErrorHandling];

    /// The word used as a tag.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::HappyPath => "happy-path",
            Self::SadPath => "sad-path",
            Self::ErrorHandling => "error-handling",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A feature file.
#[derive(Clone, Debug)]
pub struct Feature {
    /// Relative to the folder of features, with forward slashes, such as `oscar/membership/create.feature`.
    pub path: String,
    /// Whose, as the folder says.
    pub vendor: Vendor,
    /// The title.
    pub name: String,
    /// What stands below the title.
    pub description: Option<String>,
    /// The line of the title, from 1.
    pub line: usize,
    /// Its own tags, without `@`.
    pub tags: Vec<String>,
    /// The text of the file, without a byte order mark and with plain line feeds.
    pub source: Arc<str>,
    /// The feature as it was parsed: outlines are not expanded. `path` is set.
    pub gherkin: gherkin::Feature,
    /// All that can run, in the order of the file; an outline's row is one.
    pub scenarios: Vec<Scenario>,
}

impl Feature {
    /// The feature as the run record keeps it.
    #[must_use]
    pub fn record(&self) -> FeatureRecord {
        FeatureRecord {
            path: self.path.clone(),
            vendor: self.vendor,
            name: self.name.clone(),
            description: self.description.clone(),
            line: self.line,
            tags: self.tags.clone(),
            source: self.source.to_string(),
        }
    }

    /// All scenarios and outlines as they were parsed, each with its rule.
    pub(crate) fn parsed(&self) -> impl Iterator<Item = (Option<&gherkin::Rule>, &gherkin::Scenario)> {
        self.gherkin.scenarios.iter().map(|scenario| (None, scenario)).chain(
            self.gherkin
                .rules
                .iter()
                .flat_map(|rule| rule.scenarios.iter().map(move |scenario| (Some(rule), scenario))),
        )
    }
}

/// A scenario, or one row of an outline.
///
/// Where a tag is missing that [`Suite::lint`](crate::Suite::lint) demands, a stand-in keeps the value whole: the place
/// for the id, `vendor` for the party, `happy-path` for the category. A suite with problems is not to be run.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// From its `@id:` tag; a row adds `:` and the value of its `case` column.
    pub id: String,
    /// Its title; a row has its values filled in and adds its case in brackets.
    pub name: String,
    /// The line of the title, or the true line of the row in the file, from 1.
    pub line: usize,
    /// The title of its `Rule`, if it stands under one.
    pub rule: Option<String>,
    /// Its tags and those of its feature, rule and `Examples`, each once, without `@`.
    pub tags: Vec<String>,
    /// The clauses it cites.
    pub clauses: Vec<String>,
    /// Whom it judges.
    pub party: Party,
    /// What kind of behaviour it shows.
    pub category: Category,
    /// The capabilities that a profile has to have.
    pub needs: Vec<String>,
    /// Whether only a simulator can produce it.
    pub simulated_only: bool,
    /// Whether its subject is the integrator's webhook receiver, and nothing else of it.
    pub receiver: bool,
    /// The steps of the backgrounds of its feature and its rule, in this order.
    pub background: Vec<Step>,
    /// Its own steps; a row has its values filled in, also in tables and text blocks.
    pub steps: Vec<Step>,
}

impl Scenario {
    /// What the run record says of the scenario before it runs.
    #[must_use]
    pub fn head(&self, feature: &Feature, profile: &str) -> ScenarioHead {
        ScenarioHead {
            id: self.id.clone(),
            name: self.name.clone(),
            feature: feature.path.clone(),
            line: self.line,
            rule: self.rule.clone(),
            vendor: feature.vendor,
            party: self.party,
            profile: profile.to_owned(),
            tags: self.tags.clone(),
            clauses: self.clauses.clone(),
        }
    }
}
