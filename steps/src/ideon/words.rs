//! The words of phrases: the 46 operations, as something that one does and as something that is done, and the things that
//! they are about.

use std::str::FromStr;

use cucumber::Parameter;

use crate::words::{UnknownWord, find};

/// A thing that the API knows by an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Parameter)]
#[param(
    name = "resource",
    regex = "group|group installment|location of the group|coverage period of the group|\
             contribution of the coverage period|plan availability request of the coverage period|\
             plan of the coverage period|employment classification of the group|subscriber of the group|\
             dependent of the subscriber|qualifying life event of the subscriber|\
             enrollment problem of the coverage period|supporting document of the coverage period|\
             census request of the coverage period|file delivery of the coverage period"
)]
pub(crate) enum Resource {
    Group,
    /// A group whose first application Ideon carries out.
    Installment,
    Location,
    Period,
    Contribution,
    Availability,
    Plan,
    Classification,
    Subscriber,
    Dependent,
    Event,
    Problem,
    Document,
    Census,
    Delivery,
}

const RESOURCES: [(&str, Resource); 15] = [
    ("group", Resource::Group),
    ("group installment", Resource::Installment),
    ("location of the group", Resource::Location),
    ("coverage period of the group", Resource::Period),
    ("contribution of the coverage period", Resource::Contribution),
    ("plan availability request of the coverage period", Resource::Availability),
    ("plan of the coverage period", Resource::Plan),
    ("employment classification of the group", Resource::Classification),
    ("subscriber of the group", Resource::Subscriber),
    ("dependent of the subscriber", Resource::Dependent),
    ("qualifying life event of the subscriber", Resource::Event),
    ("enrollment problem of the coverage period", Resource::Problem),
    ("supporting document of the coverage period", Resource::Document),
    ("census request of the coverage period", Resource::Census),
    ("file delivery of the coverage period", Resource::Delivery),
];

impl FromStr for Resource {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&RESOURCES, word)
    }
}

impl Resource {
    /// The operation that makes one; none where the API has none, and Ideon makes it by itself.
    pub(super) fn maker(self) -> Option<&'static Operation> {
        OPERATIONS.iter().find(|operation| operation.makes == Some(self))
    }

    /// The key around it in answers.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Group | Self::Installment => "group",
            Self::Location => "location",
            Self::Period => "coverage_period",
            Self::Contribution => "contribution",
            Self::Availability => "plan_availability_request",
            Self::Plan => "plan",
            Self::Classification => "employment_classification",
            Self::Subscriber => "subscriber",
            Self::Dependent => "dependent",
            Self::Event => "qualifying_life_event",
            Self::Problem => "error",
            Self::Document => "supporting_document",
            Self::Census => "census_request",
            Self::Delivery => "file_delivery",
        }
    }

    /// What phrases no longer speak of once there is another one of this: it belongs to the one before.
    pub(super) const fn below(self) -> &'static [Self] {
        match self {
            Self::Group | Self::Installment => &[
                Self::Location,
                Self::Period,
                Self::Contribution,
                Self::Availability,
                Self::Plan,
                Self::Classification,
                Self::Subscriber,
                Self::Dependent,
                Self::Event,
                Self::Problem,
                Self::Document,
                Self::Census,
                Self::Delivery,
            ],
            Self::Period => &[
                Self::Contribution,
                Self::Availability,
                Self::Plan,
                Self::Problem,
                Self::Document,
                Self::Census,
                Self::Delivery,
            ],
            Self::Subscriber => &[Self::Dependent, Self::Event],
            _ => &[],
        }
    }

    /// As it stands in phrases.
    pub(super) fn words(self) -> &'static str {
        RESOURCES.iter().find(|(_, resource)| *resource == self).map_or("thing", |(words, _)| *words)
    }
}

/// An operation of the API.
#[derive(Debug)]
pub(crate) struct Operation {
    /// In the catalogue.
    pub(crate) id: &'static str,
    /// As something that one does: `create a group`.
    pub(crate) doing: &'static str,
    /// As something that is done: `a group is created`.
    pub(crate) done: &'static str,
    /// Whose id its path has.
    pub(crate) at: Option<Resource>,
    /// What its answer gives the id of.
    pub(crate) makes: Option<Resource>,
    /// Whether it is for groups whose first application Ideon carries out.
    pub(crate) of_installments: bool,
}

macro_rules! operations {
    (
        $id0:literal, $doing0:literal, $done0:literal, $at0:expr, $makes0:expr, $of0:expr;
        $($id:literal, $doing:literal, $done:literal, $at:expr, $makes:expr, $of:expr;)*
    ) => {
        /// All operations, in the order of the reference.
        pub(crate) static OPERATIONS: [Operation; 46] = [
            Operation { id: $id0, doing: $doing0, done: $done0, at: $at0, makes: $makes0, of_installments: $of0 },
            $(Operation { id: $id, doing: $doing, done: $done, at: $at, makes: $makes, of_installments: $of },)*
        ];

        impl Parameter for Doing {
            const NAME: &'static str = "doing";
            const REGEX: &'static str = concat!($doing0, $("|", $doing,)*);
        }

        impl Parameter for Done {
            const NAME: &'static str = "done";
            const REGEX: &'static str = concat!($done0, $("|", $done,)*);
        }
    };
}

use Resource::{
    Availability, Census, Classification, Contribution, Delivery, Dependent, Document, Event, Group,
    Installment, Location, Period, Plan, Problem, Subscriber,
};

#[rustfmt::skip]
operations! {
    "create-a-token", "fetch a token", "a token is fetched", None, None, false;
    "create-a-group", "create a group", "a group is created", None, Some(Group), false;
    "list-groups", "list the groups", "the groups are listed", None, None, false;
    "retrieve-a-group", "read the group", "the group is read", Some(Group), None, false;
    "create-a-location", "create a location", "a location is created", Some(Group), Some(Location), false;
    "create-a-group-installment", "create a group installment", "a group installment is created", None, Some(Installment), false;
    "update-a-group-installment", "update the group installment", "the group installment is updated", Some(Installment), None, false;
    "create-a-coverage-period", "create a coverage period", "a coverage period is created", Some(Group), Some(Period), false;
    "create-an-834", "download the 834 file of the coverage period", "the 834 file of the coverage period is downloaded", Some(Period), None, false;
    "create-a-csv", "download the CSV file of the coverage period", "the CSV file of the coverage period is downloaded", Some(Period), None, false;
    "retrieve-a-coverage-period", "read the coverage period", "the coverage period is read", Some(Period), None, false;
    "update-a-coverage-period", "update the coverage period", "the coverage period is updated", Some(Period), None, true;
    "mark-coverage-period-setup-complete", "complete the setup of the coverage period", "the setup of the coverage period is completed", Some(Period), None, false;
    "create-a-contribution", "create a contribution", "a contribution is created", Some(Period), Some(Contribution), true;
    "list-contributions", "list the contributions", "the contributions are listed", Some(Period), None, true;
    "retrieve-a-contribution", "read the contribution", "the contribution is read", Some(Contribution), None, true;
    "update-a-contribution", "update the contribution", "the contribution is updated", Some(Contribution), None, true;
    "create-a-plan-availability-request", "create a plan availability request", "a plan availability request is created", Some(Period), Some(Availability), true;
    "retrieve-a-plan-availability-request", "read the plan availability request", "the plan availability request is read", Some(Availability), None, true;
    "list-available-plans", "list the available plans", "the available plans are listed", Some(Availability), None, true;
    "create-a-plan", "create a plan", "a plan is created", Some(Period), Some(Plan), false;
    "update-a-plan", "update the plan", "the plan is updated", Some(Plan), None, true;
    "create-an-employment-classification", "create an employment classification", "an employment classification is created", Some(Group), Some(Classification), false;
    "update-an-employment-classification", "update the employment classification", "the employment classification is updated", Some(Classification), None, true;
    "create-a-subscriber", "create a subscriber", "a subscriber is created", Some(Group), Some(Subscriber), false;
    "list-subscribers", "list the subscribers", "the subscribers are listed", Some(Group), None, false;
    "retrieve-a-subscriber", "read the subscriber", "the subscriber is read", Some(Subscriber), None, false;
    "update-a-subscriber", "update the subscriber", "the subscriber is updated", Some(Subscriber), None, false;
    "create-a-dependent", "create a dependent", "a dependent is created", Some(Subscriber), Some(Dependent), false;
    "update-a-dependent", "update the dependent", "the dependent is updated", Some(Dependent), None, false;
    "create-a-qle", "create a qualifying life event", "a qualifying life event is created", Some(Subscriber), Some(Event), false;
    "list-qles", "list the qualifying life events", "the qualifying life events are listed", Some(Subscriber), None, false;
    "update-a-qle", "update the qualifying life event", "the qualifying life event is updated", Some(Event), None, false;
    "list-enrollment-problems", "list the enrollment problems", "the enrollment problems are listed", Some(Period), None, false;
    "comment-on-an-enrollment-problem", "comment on the enrollment problem", "the enrollment problem is commented on", Some(Problem), None, false;
    "resolve-an-enrollment-problem", "resolve the enrollment problem", "the enrollment problem is resolved", Some(Problem), None, false;
    "list-supporting-documents", "list the supporting documents", "the supporting documents are listed", Some(Period), None, false;
    "attach-signed-supporting-document", "attach the signed supporting document", "the signed supporting document is attached", Some(Document), None, false;
    "retrieve-a-census-request", "read the census request", "the census request is read", Some(Census), None, false;
    "list-census-request-subscribers", "list the subscribers of the census request", "the subscribers of the census request are listed", Some(Census), None, false;
    "list-coverage-transmissions", "list the coverage transmissions", "the coverage transmissions are listed", Some(Period), None, false;
    "list-member-coverage-transmissions", "list the coverage transmissions of the member", "the coverage transmissions of the member are listed", Some(Subscriber), None, false;
    "list-file-deliveries", "list the file deliveries", "the file deliveries are listed", Some(Period), None, false;
    "list-file-coverage-transmissions", "list the coverage transmissions of the file delivery", "the coverage transmissions of the file delivery are listed", Some(Delivery), None, false;
    "subscribe-to-group-updates", "subscribe to the group", "the group is subscribed to", Some(Group), None, false;
    "rsppost", "post a response file", "a response file is posted", None, None, false;
}

/// An operation as something that one does: `create a group`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Doing(pub(super) &'static Operation);

/// An operation as something that is done: `a group is created`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Done(pub(super) &'static Operation);

impl FromStr for Doing {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = OPERATIONS.iter().find(|operation| operation.doing == word);
        found.map(Self).ok_or_else(|| UnknownWord(word.to_owned()))
    }
}

impl FromStr for Done {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = OPERATIONS.iter().find(|operation| operation.done == word);
        found.map(Self).ok_or_else(|| UnknownWord(word.to_owned()))
    }
}

impl Operation {
    /// An operation by its id in the catalogue.
    pub(crate) fn of(id: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.id == id)
    }
}

/// Each operation by its id in the catalogue, in the words of phrases: what one does.
pub fn operations() -> impl Iterator<Item = (&'static str, &'static str)> {
    OPERATIONS.iter().map(|operation| (operation.id, operation.doing))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_word_that_a_phrase_lets_through_can_be_read() {
        for word in Resource::REGEX.split('|') {
            assert_eq!(word.parse::<Resource>().unwrap().words(), word);
        }
        for word in Doing::REGEX.split('|') {
            assert_eq!(word.parse::<Doing>().unwrap().0.doing, word);
        }
        for word in Done::REGEX.split('|') {
            assert_eq!(word.parse::<Done>().unwrap().0.done, word);
        }
    }

    #[test]
    fn no_two_operations_have_the_same_words() {
        for words in [
            OPERATIONS.iter().map(|one| one.id).collect::<BTreeSet<_>>(),
            OPERATIONS.iter().map(|one| one.doing).collect(),
            OPERATIONS.iter().map(|one| one.done).collect(),
        ] {
            assert_eq!(words.len(), OPERATIONS.len());
        }
    }
}
