//! Faults of what bodies are accepted: for each operation whose request has a schema, one a kind of offence.

use super::{Defect, Fault, Offence};
use crate::ideon::operations::Operation;

const fn refuses(
    name: &'static str,
    summary: &'static str,
    operation: Operation,
    member: &'static str,
    value: &'static str,
) -> Fault {
    Fault { name, area: "bodies", summary, defect: Defect::Refuses(operation, member, value) }
}

#[rustfmt::skip] // A table.
pub(super) static REFUSED_VALUES: &[Fault] = &[
    refuses("refuses-renewal", "create-a-coverage-period refuses the enrollment_type renewal", Operation::CreateACoveragePeriod, "enrollment_type", "renewal"),
    refuses("refuses-legal-contribution", "create-a-contribution refuses the product_line legal", Operation::CreateAContribution, "product_line", "legal"),
    refuses("refuses-indemnity-plan", "create-a-plan refuses the product_type indemnity", Operation::CreateAPlan, "product_type", "indemnity"),
    refuses("refuses-region", "create-an-employment-classification refuses the type region", Operation::CreateAnEmploymentClassification, "type", "region"),
    refuses("refuses-widowed", "create-a-subscriber refuses the marital_status widowed", Operation::CreateASubscriber, "marital_status", "widowed"),
    refuses("refuses-unknown-gender", "create-a-subscriber refuses the gender unknown", Operation::CreateASubscriber, "gender", "unknown"),
    refuses("refuses-hyphenated-ethnicity", "create-a-subscriber refuses the race_ethnicity black_non-hispanic", Operation::CreateASubscriber, "race_ethnicity", "black_non-hispanic"),
    refuses("refuses-court-order", "create-a-dependent refuses the subscriber_relationship court_ordered_dependent", Operation::CreateADependent, "subscriber_relationship", "court_ordered_dependent"),
    refuses("refuses-re-hire", "create-a-qle refuses the event re_hire", Operation::CreateAQle, "event", "re_hire"),
];

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
