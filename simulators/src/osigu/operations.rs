//! The operations: their ids, methods, paths and what a token must allow.

/// What a token has to allow besides being valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// Client credentials instead of a token.
    Credentials,
    /// A valid token, whatever its scopes.
    Token,
    /// A valid token with this scope.
    Scope(&'static str),
}

macro_rules! operations {
    ($($operation:ident $id:literal $method:literal $path:literal $needs:expr;)*) => {
        /// An operation that is simulated.
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

            /// The dossier's path; `Settings::paths` may hold another one.
            pub(super) const fn default_path(self) -> &'static str {
                match self { $(Self::$operation => $path,)* }
            }

            pub(super) const fn needs(self) -> Needs {
                match self { $(Self::$operation => $needs,)* }
            }
        }
    };
}

const ARC_READ: Needs = Needs::Scope("arc:read");
const ARC_WRITE: Needs = Needs::Scope("arc:write");
const DISPENSING_READ: Needs = Needs::Scope("dispensing:read");
const DISPENSING_WRITE: Needs = Needs::Scope("dispensing:write");
const EHR_READ: Needs = Needs::Scope("ehr:read");
const EHR_WRITE: Needs = Needs::Scope("ehr:write");

operations! {
    Token "token" "POST" "/v1/oauth/token" Needs::Credentials;
    SendOtp "send-otp" "POST" "/v1/otp/send" Needs::Token;
    ValidateOtp "validate-otp" "POST" "/v1/otp/validate" Needs::Token;
    ListSponsors "list-sponsors" "GET" "/v1/sponsors" Needs::Token;
    GetSponsorConfiguration "get-sponsor-configuration" "GET" "/arc/v1/sponsors/{sponsorSlug}/configuration" ARC_READ;
    ListSearchForms "list-search-forms" "GET" "/v1/sponsors/{sponsorSlug}/forms" Needs::Token;
    SearchBeneficiary "search-beneficiary" "POST" "/v1/sponsors/{sponsorSlug}/search" Needs::Token;
    GetDependents "get-dependents" "GET" "/v1/beneficiaries/{beneficiaryId}/dependents" Needs::Token;
    CreateAuthorizationRequest "create-authorization-request" "POST" "/arc/v1/authorization-requests" ARC_WRITE;
    GetAuthorizationRequest "get-authorization-request" "GET" "/arc/v1/authorization-requests/{authorizationRequestId}" ARC_READ;
    AttachIndication "attach-indication" "POST" "/arc/v1/authorization-requests/{authorizationRequestId}/indications" ARC_WRITE;
    CompleteAuthorizationRequest "complete-authorization-request" "POST" "/arc/v1/authorization-requests/{authorizationRequestId}/complete" ARC_WRITE;
    VoidAuthorization "void-authorization" "POST" "/arc/v1/authorizations/{authorizationCode}/void" ARC_WRITE;
    StartDispensation "start-dispensation" "POST" "/dispensing/v1/dispensations" DISPENSING_WRITE;
    GetDispensation "get-dispensation" "GET" "/dispensing/v1/dispensations/{dispensationId}" DISPENSING_READ;
    CompleteDispensation "complete-dispensation" "POST" "/dispensing/v1/dispensations/{dispensationId}/complete" DISPENSING_WRITE;
    VoidDispensation "void-dispensation" "POST" "/dispensing/v1/dispensations/{dispensationId}/void" DISPENSING_WRITE;
    GetDispensationVerificationStatus "get-dispensation-verification-status" "GET" "/dispensing/v1/dispensations/{dispensationId}/verification-status" DISPENSING_READ;
    CreatePatient "create-patient" "POST" "/ehr/v1/patients" EHR_WRITE;
    FindPatient "find-patient" "GET" "/ehr/v1/patients" EHR_READ;
    CreatePrescription "create-prescription" "POST" "/ehr/v1/prescriptions" EHR_WRITE;
    CreatePrescriptionV11 "create-prescription-v1-1" "POST" "/ehr/v1.1/prescriptions" EHR_WRITE;
    CreatePrescriptionV2 "create-prescription-v2" "POST" "/ehr/v2/prescriptions" EHR_WRITE;
    CreateClaim "create-claim" "POST" "/arc/v1/outpatient-care-claim" ARC_WRITE;
    GetClaim "get-claim" "GET" "/arc/v1/outpatient-care-claim/{claimId}" ARC_READ;
    CompleteClaim "complete-claim" "POST" "/arc/v1/outpatient-care-claim/{claimId}/complete" ARC_WRITE;
    VoidClaim "void-claim" "POST" "/arc/v1/outpatient-care-claim/{claimId}/void" ARC_WRITE;
    StartSettlement "start-settlement" "POST" "/v3/settlements" ARC_WRITE;
    GetSettlement "get-settlement" "GET" "/v3/settlements/{settlementId}" Needs::Token;
    ListSettlementCandidates "list-settlement-candidates" "GET" "/v3/settlements/{settlementId}/pending-authorizations" Needs::Token;
    AttachClaims "attach-claims" "POST" "/v3/settlements/{settlementId}/authorizations" ARC_WRITE;
    UploadSettlementDocument "upload-settlement-document" "POST" "/v3/settlements/{settlementId}/documents" ARC_WRITE;
    DispatchSettlement "dispatch-settlement" "POST" "/v3/settlements/{settlementId}/dispatch" ARC_WRITE;
    ListMedications "list-medications" "GET" "/medical-catalogs/v1/medications" Needs::Token;
    ListDiagnoses "list-diagnoses" "GET" "/medical-catalogs/v1/diagnoses" Needs::Token;
    ListProducts "list-products" "GET" "/arc/v1/products" ARC_READ;
    ListProviderProducts "list-provider-products" "GET" "/arc/v1/providers/products" ARC_READ;
    RegisterProviderProduct "register-provider-product" "POST" "/arc/v1/providers/products" ARC_WRITE;
    RemoveProviderProduct "remove-provider-product" "DELETE" "/arc/v1/providers/products/{productCode}" ARC_WRITE;
    SubscribeWebhook "subscribe-webhook" "POST" "/webhooks/v1/subscriptions" Needs::Token;
}

/// The values of a template's `{…}` if a path fits it; they are still percent-encoded.
pub(super) fn fit<'a>(template: &'a str, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let (mut wanted, mut found) = (template.split('/'), path.split('/'));
    let mut values = Vec::new();
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return Some(values),
            (Some(wanted), Some(found)) => {
                match wanted.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                    Some(name) if !found.is_empty() => values.push((name, found)),
                    None if wanted == found => {}
                    _ => return None,
                }
            }
            _ => return None,
        }
    }
}
