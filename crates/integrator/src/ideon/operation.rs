//! The operations that the integration calls, and where they live.

use std::fmt;

/// One operation of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Exchanges the API key for a token.
    CreateToken,
    /// Makes a group whose insurance is in force.
    CreateGroup,
    /// Makes a group for which Ideon carries out the first application.
    CreateGroupInstallment,
    /// Reads a group.
    RetrieveGroup,
    /// Adds a location to a group.
    CreateLocation,
    /// Makes a coverage period: one carrier, one plan year.
    CreateCoveragePeriod,
    /// Reads a coverage period.
    RetrieveCoveragePeriod,
    /// Says that all is there that Ideon needs to set a coverage period up.
    CompleteSetup,
    /// Asks a carrier which plans there are.
    CreatePlanAvailabilityRequest,
    /// Reads whether the carrier has answered.
    RetrievePlanAvailabilityRequest,
    /// Lists what the carrier answered.
    ListAvailablePlans,
    /// Adds a plan to a coverage period.
    CreatePlan,
    /// Adds an employment classification to a group.
    CreateClassification,
    /// Adds a subscriber to a group.
    CreateSubscriber,
    /// Lists the subscribers of a group.
    ListSubscribers,
    /// Changes the record of a subscriber.
    UpdateSubscriber,
    /// Adds a dependent to a subscriber.
    CreateDependent,
    /// Records a qualifying life event, with the elections of the family.
    CreateQle,
    /// Repairs a qualifying life event.
    UpdateQle,
    /// Lists the enrollment problems of a coverage period.
    ListProblems,
    /// Comments on an enrollment problem.
    CommentOnProblem,
    /// Resolves an enrollment problem.
    ResolveProblem,
    /// Asks to be told of what becomes of a group.
    SubscribeToHooks,
}

impl Operation {
    /// Name in the catalogue, method and path.
    const fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::CreateToken => ("create-a-token", "POST", "/auth/token"),
            Self::CreateGroup => ("create-a-group", "POST", "/groups"),
            Self::CreateGroupInstallment => ("create-a-group-installment", "POST", "/group_installments"),
            Self::RetrieveGroup => ("retrieve-a-group", "GET", "/groups/{id}"),
            Self::CreateLocation => ("create-a-location", "POST", "/groups/{id}/locations"),
            Self::CreateCoveragePeriod => {
                ("create-a-coverage-period", "POST", "/groups/{id}/coverage_periods")
            }
            Self::RetrieveCoveragePeriod => ("retrieve-a-coverage-period", "GET", "/coverage_periods/{id}"),
            Self::CompleteSetup => {
                ("mark-coverage-period-setup-complete", "POST", "/coverage_periods/{id}/complete_setup")
            }
            Self::CreatePlanAvailabilityRequest => (
                "create-a-plan-availability-request",
                "POST",
                "/coverage_periods/{id}/plan_availability_requests",
            ),
            Self::RetrievePlanAvailabilityRequest => {
                ("retrieve-a-plan-availability-request", "GET", "/plan_availability_requests/{id}")
            }
            Self::ListAvailablePlans => {
                ("list-available-plans", "GET", "/plan_availability_requests/{id}/available_plans")
            }
            Self::CreatePlan => ("create-a-plan", "POST", "/coverage_periods/{id}/plans"),
            Self::CreateClassification => {
                ("create-an-employment-classification", "POST", "/groups/{id}/employment_classifications")
            }
            Self::CreateSubscriber => ("create-a-subscriber", "POST", "/groups/{id}/subscribers"),
            Self::ListSubscribers => ("list-subscribers", "GET", "/groups/{id}/subscribers"),
            Self::UpdateSubscriber => ("update-a-subscriber", "PUT", "/subscribers/{id}"),
            Self::CreateDependent => ("create-a-dependent", "POST", "/subscribers/{id}/dependents"),
            Self::CreateQle => ("create-a-qle", "POST", "/subscribers/{id}/qualifying_life_events"),
            Self::UpdateQle => ("update-a-qle", "PUT", "/qualifying_life_events/{id}"),
            Self::ListProblems => ("list-enrollment-problems", "GET", "/coverage_periods/{id}/errors"),
            Self::CommentOnProblem => ("comment-on-an-enrollment-problem", "POST", "/errors/{id}/comments"),
            Self::ResolveProblem => ("resolve-an-enrollment-problem", "POST", "/errors/{id}/resolution"),
            Self::SubscribeToHooks => ("subscribe-to-group-updates", "POST", "/groups/{id}/hooks"),
        }
    }

    /// The name in the catalogue, such as `create-a-group`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// The HTTP method.
    #[must_use]
    pub const fn method(self) -> &'static str {
        self.row().1
    }

    /// The path, with the place of the id in braces.
    pub(super) const fn path(self) -> &'static str {
        self.row().2
    }

    /// Whether it can be sent twice without harm.
    pub(super) fn is_read(self) -> bool {
        self.method() == "GET" || self == Self::CreateToken
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
