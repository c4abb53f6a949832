//! Faults of what bodies are accepted: for each operation whose request has a schema, one a kind of offence.

use super::{Defect, Fault, Offence};
use crate::ideon::operations::Operation;

macro_rules! accepts {
    ($($offence:ident $prefix:literal $summary:literal { $($operation:ident $id:literal;)* })*) => {
        pub(super) static FAULTS: &[Fault] = &[
            $($(Fault {
                name: concat!($prefix, $id),
                area: "bodies",
                summary: concat!($id, $summary),
                defect: Defect::Accepts(Operation::$operation, Offence::$offence),
            },)*)*
        ];
    };
}

accepts! {
    Missing "accepts-missing-members-" " accepts a body without required members" {
        CreateAGroup "create-a-group";
        CreateAGroupInstallment "create-a-group-installment";
        UpdateAGroupInstallment "update-a-group-installment";
        CreateALocation "create-a-location";
        CreateACoveragePeriod "create-a-coverage-period";
        UpdateACoveragePeriod "update-a-coverage-period";
        CreateAContribution "create-a-contribution";
        UpdateAContribution "update-a-contribution";
        CreateAPlanAvailabilityRequest "create-a-plan-availability-request";
        CreateAPlan "create-a-plan";
        UpdateAPlan "update-a-plan";
        CreateAnEmploymentClassification "create-an-employment-classification";
        UpdateAnEmploymentClassification "update-an-employment-classification";
        CreateASubscriber "create-a-subscriber";
        UpdateASubscriber "update-a-subscriber";
        CreateADependent "create-a-dependent";
        UpdateADependent "update-a-dependent";
        CreateAQle "create-a-qle";
        UpdateAQle "update-a-qle";
        CommentOnAnEnrollmentProblem "comment-on-an-enrollment-problem";
        ResolveAnEnrollmentProblem "resolve-an-enrollment-problem";
        AttachSignedSupportingDocument "attach-signed-supporting-document";
    }
    Type "accepts-wrong-types-" " accepts members of a wrong type" {
        CreateAGroup "create-a-group";
        CreateAGroupInstallment "create-a-group-installment";
        UpdateAGroupInstallment "update-a-group-installment";
        CreateALocation "create-a-location";
        CreateACoveragePeriod "create-a-coverage-period";
        UpdateACoveragePeriod "update-a-coverage-period";
        CreateAContribution "create-a-contribution";
        UpdateAContribution "update-a-contribution";
        CreateAPlanAvailabilityRequest "create-a-plan-availability-request";
        CreateAPlan "create-a-plan";
        UpdateAPlan "update-a-plan";
        CreateAnEmploymentClassification "create-an-employment-classification";
        UpdateAnEmploymentClassification "update-an-employment-classification";
        CreateASubscriber "create-a-subscriber";
        UpdateASubscriber "update-a-subscriber";
        CreateADependent "create-a-dependent";
        UpdateADependent "update-a-dependent";
        CreateAQle "create-a-qle";
        UpdateAQle "update-a-qle";
        CommentOnAnEnrollmentProblem "comment-on-an-enrollment-problem";
        ResolveAnEnrollmentProblem "resolve-an-enrollment-problem";
        AttachSignedSupportingDocument "attach-signed-supporting-document";
        SubscribeToGroupUpdates "subscribe-to-group-updates";
    }
    Value "accepts-unknown-enum-values-" " accepts values that are not on the list of a member" {
        CreateAGroup "create-a-group";
        CreateAGroupInstallment "create-a-group-installment";
        UpdateAGroupInstallment "update-a-group-installment";
        CreateACoveragePeriod "create-a-coverage-period";
        UpdateACoveragePeriod "update-a-coverage-period";
        CreateAContribution "create-a-contribution";
        UpdateAContribution "update-a-contribution";
        CreateAPlan "create-a-plan";
        UpdateAPlan "update-a-plan";
        CreateAnEmploymentClassification "create-an-employment-classification";
        UpdateAnEmploymentClassification "update-an-employment-classification";
        CreateASubscriber "create-a-subscriber";
        UpdateASubscriber "update-a-subscriber";
        CreateADependent "create-a-dependent";
        UpdateADependent "update-a-dependent";
        CreateAQle "create-a-qle";
        UpdateAQle "update-a-qle";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_of_the_operations() {
        for fault in FAULTS {
            let Defect::Accepts(operation, _) = fault.defect else { panic!("{}", fault.name) };
            assert!(fault.name.ends_with(&format!("-{}", operation.id())), "{}", fault.name);
        }
    }
}
