//! The 46 operations: their ids, methods, paths and the status of their success (dossier section 2).

macro_rules! operations {
    ($($operation:ident $id:literal $method:literal $path:literal $success:literal;)*) => {
        /// An operation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum Operation { $($operation,)* }

        impl Operation {
            pub(super) const ALL: &[Self] = &[$(Self::$operation,)*];

            /// The kebab-case name of the catalogue.
            pub(super) const fn id(self) -> &'static str {
                match self { $(Self::$operation => $id,)* }
            }

            pub(super) const fn method(self) -> &'static str {
                match self { $(Self::$operation => $method,)* }
            }

            pub(super) const fn path(self) -> &'static str {
                match self { $(Self::$operation => $path,)* }
            }

            /// The documented success, odd as it is for some reads and updates (IDN-Q8, IDN-Q9).
            pub(super) const fn success(self) -> u16 {
                match self { $(Self::$operation => $success,)* }
            }
        }
    };
}

operations! {
    CreateAToken "create-a-token" "POST" "/auth/token" 201;
    CreateAGroup "create-a-group" "POST" "/groups" 201;
    ListGroups "list-groups" "GET" "/groups" 200;
    RetrieveAGroup "retrieve-a-group" "GET" "/groups/{id}" 200;
    CreateALocation "create-a-location" "POST" "/groups/{id}/locations" 201;
    CreateAGroupInstallment "create-a-group-installment" "POST" "/group_installments" 201;
    UpdateAGroupInstallment "update-a-group-installment" "PUT" "/group_installments/{id}" 201;
    CreateACoveragePeriod "create-a-coverage-period" "POST" "/groups/{id}/coverage_periods" 201;
    CreateAn834 "create-an-834" "GET" "/coverage_periods/{id}.834" 200;
    CreateACsv "create-a-csv" "GET" "/coverage_periods/{id}.csv" 200;
    RetrieveACoveragePeriod "retrieve-a-coverage-period" "GET" "/coverage_periods/{id}" 200;
    UpdateACoveragePeriod "update-a-coverage-period" "PUT" "/coverage_periods/{id}" 200;
    MarkCoveragePeriodSetupComplete "mark-coverage-period-setup-complete" "POST" "/coverage_periods/{id}/complete_setup" 200;
    CreateAContribution "create-a-contribution" "POST" "/coverage_periods/{id}/contributions" 201;
    ListContributions "list-contributions" "GET" "/coverage_periods/{id}/contributions" 201;
    RetrieveAContribution "retrieve-a-contribution" "GET" "/contributions/{id}" 201;
    UpdateAContribution "update-a-contribution" "PUT" "/contributions/{id}" 201;
    CreateAPlanAvailabilityRequest "create-a-plan-availability-request" "POST" "/coverage_periods/{id}/plan_availability_requests" 201;
    RetrieveAPlanAvailabilityRequest "retrieve-a-plan-availability-request" "GET" "/plan_availability_requests/{id}" 201;
    ListAvailablePlans "list-available-plans" "GET" "/plan_availability_requests/{id}/available_plans" 201;
    CreateAPlan "create-a-plan" "POST" "/coverage_periods/{id}/plans" 201;
    UpdateAPlan "update-a-plan" "PUT" "/plans/{id}" 201;
    CreateAnEmploymentClassification "create-an-employment-classification" "POST" "/groups/{id}/employment_classifications" 201;
    UpdateAnEmploymentClassification "update-an-employment-classification" "PUT" "/employment_classifications/{id}" 201;
    CreateASubscriber "create-a-subscriber" "POST" "/groups/{id}/subscribers" 201;
    ListSubscribers "list-subscribers" "GET" "/groups/{id}/subscribers" 200;
    RetrieveASubscriber "retrieve-a-subscriber" "GET" "/subscribers/{id}" 200;
    UpdateASubscriber "update-a-subscriber" "PUT" "/subscribers/{id}" 201;
    CreateADependent "create-a-dependent" "POST" "/subscribers/{id}/dependents" 201;
    UpdateADependent "update-a-dependent" "PUT" "/dependents/{id}" 201;
    CreateAQle "create-a-qle" "POST" "/subscribers/{id}/qualifying_life_events" 201;
    ListQles "list-qles" "GET" "/subscribers/{id}/qualifying_life_events" 200;
    UpdateAQle "update-a-qle" "PUT" "/qualifying_life_events/{id}" 201;
    ListEnrollmentProblems "list-enrollment-problems" "GET" "/coverage_periods/{id}/errors" 200;
    CommentOnAnEnrollmentProblem "comment-on-an-enrollment-problem" "POST" "/errors/{id}/comments" 201;
    ResolveAnEnrollmentProblem "resolve-an-enrollment-problem" "POST" "/errors/{id}/resolution" 201;
    ListSupportingDocuments "list-supporting-documents" "GET" "/coverage_periods/{id}/supporting_documents" 200;
    AttachSignedSupportingDocument "attach-signed-supporting-document" "PUT" "/supporting_documents/{id}/current" 200;
    RetrieveACensusRequest "retrieve-a-census-request" "GET" "/census_requests/{id}" 200;
    ListCensusRequestSubscribers "list-census-request-subscribers" "GET" "/census_requests/{id}/subscribers" 200;
    ListCoverageTransmissions "list-coverage-transmissions" "GET" "/coverage_periods/{id}/coverage_transmissions" 200;
    ListMemberCoverageTransmissions "list-member-coverage-transmissions" "GET" "/members/{id}/coverage_transmissions" 200;
    ListFileDeliveries "list-file-deliveries" "GET" "/coverage_periods/{id}/file_deliveries" 200;
    ListFileCoverageTransmissions "list-file-coverage-transmissions" "GET" "/file_deliveries/{id}/coverage_transmissions" 200;
    SubscribeToGroupUpdates "subscribe-to-group-updates" "POST" "/groups/{id}/hooks" 201;
    Rsppost "rsppost" "POST" "/rsp" 200;
}

impl Operation {
    /// Whether a key without permission is told so: two operations document no 403 (IDN-Q12).
    pub(super) const fn may_forbid(self) -> bool {
        !matches!(self, Self::CreateAToken | Self::ListGroups)
    }

    /// The member that wraps the request's content, if any does (IDN-Q14).
    pub(super) const fn wrapper(self) -> Option<&'static str> {
        match self {
            Self::CreateAGroup | Self::CreateAGroupInstallment | Self::UpdateAGroupInstallment => {
                Some("group")
            }
            Self::CreateALocation => Some("location"),
            Self::CreateACoveragePeriod | Self::UpdateACoveragePeriod => Some("coverage_period"),
            Self::CreateAContribution | Self::UpdateAContribution => Some("contribution"),
            Self::CreateAPlan | Self::UpdateAPlan => Some("plan"),
            Self::CreateAnEmploymentClassification | Self::UpdateAnEmploymentClassification => {
                Some("employment_classification")
            }
            Self::CreateASubscriber | Self::UpdateASubscriber => Some("subscriber"),
            Self::CreateADependent | Self::UpdateADependent => Some("dependent"),
            Self::CreateAQle | Self::UpdateAQle => Some("qualifying_life_event"),
            Self::CommentOnAnEnrollmentProblem => Some("comment"),
            Self::AttachSignedSupportingDocument => Some("supporting_document"),
            _ => None,
        }
    }
}

/// Whether a path fits a template: the outer `None` says no, the inner one that the template has no `{id}`.
pub(super) fn fit<'p>(template: &str, path: &'p str) -> Option<Option<&'p str>> {
    let Some((before, after)) = template.split_once("{id}") else {
        return (template == path).then_some(None);
    };
    let id = path.strip_prefix(before)?.strip_suffix(after)?;
    // The two exports share their path with the period itself (IDN-Q64).
    let is_export = after.is_empty() && before == "/coverage_periods/" && is_export(id);
    (!id.is_empty() && !id.contains('/') && !is_export).then_some(Some(id))
}

fn is_export(id: &str) -> bool {
    id.ends_with(".834") || id.ends_with(".csv")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn there_are_46_of_them_with_the_documented_successes() {
        assert_eq!(Operation::ALL.len(), 46);
        assert_eq!(Operation::ALL.iter().filter(|operation| operation.success() == 200).count(), 20);
    }

    #[rstest]
    #[case("GET", "/coverage_periods/a.834", Some("create-an-834"))]
    #[case("GET", "/coverage_periods/a.csv", Some("create-a-csv"))]
    #[case("GET", "/coverage_periods/a", Some("retrieve-a-coverage-period"))]
    #[case("PUT", "/coverage_periods/a.834", None)]
    #[case("GET", "/coverage_periods/.834", None)]
    #[case("GET", "/groups/", None)]
    #[case("GET", "/groups/a/b", None)]
    fn an_export_is_split_off_before_the_id_is_read(
        #[case] method: &str,
        #[case] path: &str,
        #[case] expected: Option<&str>,
    ) {
        let fits =
            |operation: &&Operation| operation.method() == method && fit(operation.path(), path).is_some();
        let found: Vec<_> = Operation::ALL.iter().filter(fits).map(|operation| operation.id()).collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
    }
}
