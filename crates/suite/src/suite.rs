//! The suite as a whole.

use std::collections::{BTreeMap, HashMap, HashSet};

use evidence::{CatalogueRow, Checklist, Clause, ClauseRecord, ScenarioHead, Vendor};

use crate::{
    checklists,
    costs::Cost,
    coverage::{self, Unexercised},
    folder::join,
    model::{Feature, Scenario},
    select::ScenarioRef,
};

/// Features and clauses.
#[derive(Clone, Debug)]
pub struct Suite {
    /// In the order of their paths.
    pub features: Vec<Feature>,
    /// In the order of vendors and of their files.
    pub clauses: Vec<Clause>,
    /// How many `.feature` files there are, those included that could not be read: each of these has its problem.
    pub files_found: usize,
    /// The folder as problems show it.
    pub(crate) root: String,
    pub(crate) clause_index: ClauseIndex,
    /// In the order of vendors.
    pub(crate) checklists: Vec<checklists::Placed>,
    /// By vendor and by the id of the scenario.
    pub(crate) costs: BTreeMap<Vendor, HashMap<String, Cost>>,
    /// In the order of vendors and of their files.
    pub(crate) unexercised: Vec<Unexercised>,
    has_embedded_clauses: bool,
    by_id: HashMap<String, ScenarioRef>,
    by_clause: HashMap<String, Vec<ScenarioRef>>,
}

/// What else is known of the clauses.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClauseIndex {
    /// File and line of each clause.
    pub(crate) places: Vec<(String, usize)>,
    /// Ids of clauses that could not be read.
    pub(crate) unread: HashSet<String>,
    /// Vendors whose file could not be read.
    pub(crate) broken: HashSet<Vendor>,
}

impl Suite {
    pub(crate) fn new(
        root: String,
        features: Vec<Feature>,
        clauses: Vec<Clause>,
        clause_index: ClauseIndex,
        checklists: Vec<checklists::Placed>,
        files_found: usize,
        has_embedded_clauses: bool,
    ) -> Self {
        let mut by_id = HashMap::new();
        let mut by_clause: HashMap<String, Vec<ScenarioRef>> = HashMap::new();
        for (at, feature) in features.iter().enumerate() {
            for (number, scenario) in feature.scenarios.iter().enumerate() {
                let place = ScenarioRef { feature: at, scenario: number };
                by_id.entry(scenario.id.clone()).or_insert(place);
                for clause in &scenario.clauses {
                    by_clause.entry(clause.clone()).or_default().push(place);
                }
            }
        }
        Self {
            features,
            clauses,
            files_found,
            root,
            clause_index,
            checklists,
            costs: BTreeMap::new(),
            unexercised: Vec::new(),
            has_embedded_clauses,
            by_id,
            by_clause,
        }
    }

    /// Whether the clauses are the embedded ones, because the folder of the features has none.
    #[must_use]
    pub const fn has_embedded_clauses(&self) -> bool {
        self.has_embedded_clauses
    }

    /// The path of a feature as problems show it: with the folder of features in front, so that an editor can open it.
    #[must_use]
    pub fn shown(&self, feature: &Feature) -> String {
        join(&self.root, &feature.path)
    }

    /// All scenarios, in the order of files and lines.
    pub fn scenarios(&self) -> impl Iterator<Item = ScenarioRef> + '_ {
        self.features.iter().enumerate().flat_map(|(feature, values)| {
            (0..values.scenarios.len()).map(move |scenario| ScenarioRef { feature, scenario })
        })
    }

    /// The feature of a scenario.
    ///
    /// # Panics
    ///
    /// When the reference is not one of this suite.
    #[must_use]
    pub fn feature(&self, scenario: ScenarioRef) -> &Feature {
        &self.features[scenario.feature]
    }

    /// A scenario.
    ///
    /// # Panics
    ///
    /// When the reference is not one of this suite.
    #[must_use]
    pub fn scenario(&self, scenario: ScenarioRef) -> &Scenario {
        &self.features[scenario.feature].scenarios[scenario.scenario]
    }

    /// What the run record says of a scenario before it runs against a profile.
    ///
    /// # Panics
    ///
    /// When the reference is not one of this suite.
    #[must_use]
    pub fn head(&self, scenario: ScenarioRef, profile: &str) -> ScenarioHead {
        self.scenario(scenario).head(self.feature(scenario), profile)
    }

    /// A scenario by its id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<ScenarioRef> {
        self.by_id.get(id).copied()
    }

    /// About how many requests a scenario sends to a real environment, if its vendor's cost file says so.
    ///
    /// # Panics
    ///
    /// When the reference is not one of this suite.
    #[must_use]
    pub fn cost(&self, scenario: ScenarioRef) -> Option<Cost> {
        self.costs.get(&self.feature(scenario).vendor)?.get(&self.scenario(scenario).id).copied()
    }

    /// A clause by its id.
    #[must_use]
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id == id)
    }

    /// The ids of all scenarios that cite a clause, in the order of files and lines.
    #[must_use]
    pub fn scenarios_of_clause(&self, id: &str) -> Vec<String> {
        let places = self.by_clause.get(id).map(Vec::as_slice).unwrap_or_default();
        places.iter().map(|place| self.scenario(*place).id.clone()).collect()
    }

    /// The clauses of some vendors (of all, if none is named) with the scenarios that cite them, for the run record.
    #[must_use]
    pub fn clause_records(&self, vendors: &[Vendor]) -> Vec<ClauseRecord> {
        self.clauses
            .iter()
            .filter(|clause| vendors.is_empty() || vendors.contains(&clause.vendor))
            .map(|clause| ClauseRecord::new(clause, self.scenarios_of_clause(&clause.id)))
            .collect()
    }

    /// The checklists of some vendors' guides (of all, if none is named), for the run record.
    #[must_use]
    pub fn checklists_of(&self, vendors: &[Vendor]) -> Vec<Checklist> {
        self.checklists
            .iter()
            .map(|placed| &placed.checklist)
            .filter(|checklist| vendors.is_empty() || vendors.contains(&checklist.vendor))
            .cloned()
            .collect()
    }

    /// Says of each answer of a catalogue that not even a run of the whole suite gets, why it does not.
    pub fn explain(&self, catalogue: &mut [CatalogueRow]) {
        for row in catalogue {
            row.not_exercised = coverage::reason(&self.unexercised, row).map(|found| found.reason.clone());
        }
    }

    /// The reasons why a run of the whole suite does not get answers that a catalogue has.
    #[must_use]
    pub fn unexercised(&self) -> &[Unexercised] {
        &self.unexercised
    }

    /// Lets go of what only the lint needs: a run keeps its suite until the end.
    pub fn forget_syntax(&mut self) {
        for feature in &mut self.features {
            feature.gherkin.scenarios = Vec::new();
            feature.gherkin.rules = Vec::new();
            feature.gherkin.background = None;
        }
    }
}
