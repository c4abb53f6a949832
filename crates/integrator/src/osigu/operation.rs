//! The operations that the integration calls, and where they live.

use std::{collections::HashMap, fmt};

use crate::paths;

/// One operation of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Exchanges the credentials for a token.
    Token,
    /// Reads a sponsor's rules for one product type.
    GetSponsorConfiguration,
    /// Reads by which inputs a sponsor knows its beneficiaries.
    ListSearchForms,
    /// Finds a beneficiary.
    SearchBeneficiary,
    /// Opens an authorization request.
    CreateAuthorizationRequest,
    /// Reads an authorization request.
    GetAuthorizationRequest,
    /// Attaches the supporting document.
    AttachIndication,
    /// Submits an authorization request to the sponsor.
    CompleteAuthorizationRequest,
    /// Begins to redeem a code.
    StartDispensation,
    /// Finishes the redemption.
    CompleteDispensation,
    /// Registers a patient.
    CreatePatient,
    /// Looks a patient up.
    FindPatient,
    /// Issues a prescription.
    CreatePrescription,
    /// Opens an outpatient claim.
    CreateClaim,
    /// Submits it.
    CompleteClaim,
    /// Opens a settlement batch.
    StartSettlement,
    /// Lists what may go into the batch.
    ListSettlementCandidates,
    /// Puts claims into the batch.
    AttachClaims,
    /// Submits the batch.
    DispatchSettlement,
}

impl Operation {
    /// Name in the catalogue, method and path. Those that no page shows are the assumptions.
    const fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Token => ("token", "POST", "/v1/oauth/token"),
            Self::GetSponsorConfiguration => {
                ("get-sponsor-configuration", "GET", "/arc/v1/sponsors/{sponsorSlug}/configuration")
            }
            Self::ListSearchForms => ("list-search-forms", "GET", "/v1/sponsors/{sponsorSlug}/forms"),
            Self::SearchBeneficiary => ("search-beneficiary", "POST", "/v1/sponsors/{sponsorSlug}/search"),
            Self::CreateAuthorizationRequest => {
                ("create-authorization-request", "POST", "/arc/v1/authorization-requests")
            }
            Self::GetAuthorizationRequest => (
                "get-authorization-request",
                "GET",
                "/arc/v1/authorization-requests/{authorizationRequestId}",
            ),
            Self::AttachIndication => (
                "attach-indication",
                "POST",
                "/arc/v1/authorization-requests/{authorizationRequestId}/indications",
            ),
            Self::CompleteAuthorizationRequest => (
                "complete-authorization-request",
                "POST",
                "/arc/v1/authorization-requests/{authorizationRequestId}/complete",
            ),
            Self::StartDispensation => ("start-dispensation", "POST", "/dispensing/v1/dispensations"),
            Self::CompleteDispensation => {
                ("complete-dispensation", "POST", "/dispensing/v1/dispensations/{dispensationId}/complete")
            }
            Self::CreatePatient => ("create-patient", "POST", "/ehr/v1/patients"),
            Self::FindPatient => ("find-patient", "GET", "/ehr/v1/patients"),
            Self::CreatePrescription => ("create-prescription", "POST", "/ehr/v1/prescriptions"),
            Self::CreateClaim => ("create-claim", "POST", "/arc/v1/outpatient-care-claim"),
            Self::CompleteClaim => {
                ("complete-claim", "POST", "/arc/v1/outpatient-care-claim/{claimId}/complete")
            }
            Self::StartSettlement => ("start-settlement", "POST", "/v3/settlements"),
            Self::ListSettlementCandidates => {
                ("list-settlement-candidates", "GET", "/v3/settlements/{settlementId}/pending-authorizations")
            }
            Self::AttachClaims => ("attach-claims", "POST", "/v3/settlements/{settlementId}/authorizations"),
            Self::DispatchSettlement => {
                ("dispatch-settlement", "POST", "/v3/settlements/{settlementId}/dispatch")
            }
        }
    }

    /// The name in the catalogue, such as `search-beneficiary`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// The HTTP method.
    #[must_use]
    pub const fn method(self) -> &'static str {
        self.row().1
    }

    /// Whether the vendor has something that it had not before.
    pub(super) fn is_write(self) -> bool {
        self.method() != "GET" && !matches!(self, Self::Token | Self::SearchBeneficiary)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The paths, where an environment's differ from those of the documentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    overrides: HashMap<Operation, String>,
}

impl Paths {
    /// The same with another path of one operation, with its parameters in braces, such as `{claimId}`.
    #[must_use]
    pub fn with(mut self, operation: Operation, template: impl Into<String>) -> Self {
        self.overrides.insert(operation, template.into());
        self
    }

    /// The path of a call: parameters go where their names stand, the others into the query.
    pub(super) fn of(&self, operation: Operation, parameters: &[(&str, &str)]) -> String {
        let template = self.overrides.get(&operation).map_or(operation.row().2, String::as_str);
        paths::fill(template, parameters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_stand_in_the_path_or_in_the_query_and_cannot_leave_their_place() {
        let paths = Paths::default();
        assert_eq!(
            paths.of(Operation::GetSponsorConfiguration, &[("sponsorSlug", "a/b"), ("product_type", "LAB")]),
            "/arc/v1/sponsors/a%2Fb/configuration?product_type=LAB"
        );
        assert_eq!(
            paths.of(Operation::FindPatient, &[("document_number", "1&x=2 ü")]),
            "/ehr/v1/patients?document_number=1%26x%3D2%20%C3%BC"
        );
    }

    #[test]
    fn a_path_can_be_another_one() {
        let paths = Paths::default().with(Operation::CompleteClaim, "/v9/claims/{claimId}/submit");
        assert_eq!(paths.of(Operation::CompleteClaim, &[("claimId", "clm_1")]), "/v9/claims/clm_1/submit");
        assert_eq!(paths.of(Operation::Token, &[]), "/v1/oauth/token");
    }
}
