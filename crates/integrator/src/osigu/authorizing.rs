//! From a beneficiary to a decision: initiate, attach, complete, and what comes later.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{
    AuthorizationInput, Decision, Defect, Operation,
    answer::Class,
    caches::FoundBy,
    decisions::{self, Verdict},
    run::{End, Flow, Refusal, Run},
    words,
};
use crate::{
    LogLevel, Outcome, Surfaced,
    answer::{children, text},
};

/// A document without a page: what a doctor would have signed.
const DOCUMENT: &[u8] =
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n\
                          trailer<</Root 1 0 R>>\n%%EOF\n";

/// What a sponsor wants to have for these products.
#[derive(Debug, Default)]
struct Wanted {
    indications: BTreeSet<String>,
    fields: BTreeSet<String>,
    verification: bool,
}

/// Whom it is for.
struct Whom {
    id: String,
    /// Where the id comes from, if it was remembered and not searched for just now.
    remembered: Option<FoundBy>,
}

impl Run<'_> {
    pub(super) async fn authorize(&mut self, input: &AuthorizationInput) -> Flow {
        if input.diagnosis_code.is_none() {
            return Err(End::asks_for("diagnosis_code", words::needed("diagnosis_code")));
        }
        let whom = self.whom(input).await?;
        let mut wanted = self.wanted(input).await?;
        let created = match self.create(input, &whom.id).await {
            Ok(body) => body,
            Err(refusal) => {
                let id = self.found_again(whom, refusal).await?;
                wanted = self.wanted(input).await?;
                let created = self.create(input, &id).await;
                created.map_err(|refusal| self.refused(refusal))?
            }
        };
        let id = self.need("authorization_request_id", &created)?;
        self.integration.decisions().open(&id, product_types(input));
        if input.indication != Some(false) && !self.has(Defect::NeverAttachesIndication) {
            self.attach(&id, &wanted.indications).await?;
        }
        self.complete(&id, input.otp_verification_token.as_deref()).await
    }

    async fn whom(&mut self, input: &AuthorizationInput) -> Result<Whom, End> {
        let caches = &self.integration.caches;
        if let Some(id) = &input.beneficiary_id {
            return Ok(Whom { id: id.clone(), remembered: caches.found_by(id) });
        }
        let Some(form) = &input.form else {
            return Err(End::asks_for("form", words::NO_BENEFICIARY.to_owned()));
        };
        let by = FoundBy { sponsor_slug: input.sponsor_slug.clone(), form: form.clone() };
        if let Some(id) = caches.beneficiary(&by, self.integration.clock.now()) {
            return Ok(Whom { id, remembered: Some(by) });
        }
        let id = self.covered(&by).await?;
        Ok(Whom { id, remembered: None })
    }

    /// The id of a beneficiary whose cover is in force.
    async fn covered(&mut self, by: &FoundBy) -> Result<String, End> {
        let found = self.find(by).await?;
        if found.is_active || self.has(Defect::ProceedsWithInactiveCover) {
            return Ok(found.id);
        }
        Err(self.inactive(found.body))
    }

    /// An unknown beneficiary whose id was only remembered: the vendor's data were reset, so nothing that is remembered
    /// holds any more. It is looked for once. (A write answers 404, or 422 in another reading.)
    async fn found_again(&mut self, whom: Whom, refusal: Refusal) -> Result<String, End> {
        let may_be_gone = matches!(refusal.class, Class::NotFound | Class::Rejected);
        let by = whom.remembered.filter(|_| may_be_gone && !self.has(Defect::KeepsStaleCacheAfterReset));
        let Some(by) = by else { return Err(self.refused(refusal)) };
        self.integration.caches.clear();
        self.log(Operation::CreateAuthorizationRequest, LogLevel::Warn, "cache_dropped", []);
        let id = self.covered(&by).await?;
        if id == whom.id {
            return Err(self.refused(refusal));
        }
        Ok(id)
    }

    /// What the sponsor wants to have for each of the product types; it is asked for before anything is begun.
    async fn wanted(&mut self, input: &AuthorizationInput) -> Result<Wanted, End> {
        let integration = self.integration;
        let mut wanted = Wanted::default();
        for product_type in product_types(input) {
            let of = (input.sponsor_slug.clone(), product_type);
            let known = integration.caches.configuration(&of, integration.clock.now());
            let configuration = match known {
                Some(configuration) => configuration,
                None => {
                    let parameters = [("sponsorSlug", of.0.as_str()), ("product_type", of.1.as_str())];
                    let read = self.must(Operation::GetSponsorConfiguration, &parameters, None).await?;
                    integration.caches.keep_configuration(of.clone(), read.clone(), integration.clock.now());
                    read
                }
            };
            wanted.indications.extend(texts(&configuration, "required_indications"));
            wanted.fields.extend(texts(&configuration, "required_fields"));
            let verification = configuration.get("verification").map(children).unwrap_or_default();
            wanted.verification |= verification.contains(&&Value::Bool(true));
        }
        let request = request(input, "");
        if let Some(missing) = wanted.fields.iter().find(|field| request.get(field.as_str()).is_none()) {
            return Err(End::asks_for(missing, words::needed(missing)));
        }
        if wanted.verification && input.otp_verification_token.is_none() {
            return Err(End::told(Outcome::VerificationRequired, words::VERIFY_FIRST, None));
        }
        Ok(wanted)
    }

    async fn create(&mut self, input: &AuthorizationInput, beneficiary_id: &str) -> Result<Value, Refusal> {
        let body = request(input, beneficiary_id);
        self.call(Operation::CreateAuthorizationRequest, &[], Some(body)).await
    }

    async fn attach(&mut self, id: &str, file_types: &BTreeSet<String>) -> Result<(), End> {
        for file_type in file_types {
            let body = json!({
                "file_type": file_type,
                "file_name": "indication.pdf",
                "content_type": "application/pdf",
                "content_base64": STANDARD.encode(DOCUMENT),
            });
            let parameters = [("authorizationRequestId", id)];
            self.must(Operation::AttachIndication, &parameters, Some(body)).await?;
            let fields = [("file_type", json!(file_type))];
            self.log(Operation::AttachIndication, LogLevel::Info, "indication", fields);
        }
        Ok(())
    }

    async fn complete(&mut self, id: &str, verification: Option<&str>) -> Flow {
        let mut body = json!({});
        if let Some(token) = verification {
            body["otp_verification_token"] = json!(token);
        }
        let parameters = [("authorizationRequestId", id)];
        let answer = match self.call(Operation::CompleteAuthorizationRequest, &parameters, Some(body)).await {
            Ok(answer) => answer,
            Err(refusal) if refusal.class == Class::Rejected => {
                // In another reading a missing document is a 422, and the request says that it waits for it.
                let read = self.must(Operation::GetAuthorizationRequest, &parameters, None).await?;
                if text(&read, "status").as_deref() != Some("PENDING_INDICATION") {
                    return Err(self.refused(refusal));
                }
                read
            }
            Err(refusal) => return Err(self.refused(refusal)),
        };
        self.completed(id, answer)
    }

    /// What the answer to the completing call means.
    fn completed(&mut self, id: &str, answer: Value) -> Flow {
        let status = text(&answer, "status").unwrap_or_default();
        let mut decision = self.take_in(id, &answer);
        if status == "PENDING_SPONSOR" && self.has(Defect::PendingSponsorAsApproved)
            || status == "PENDING_INDICATION" && self.has(Defect::PendingIndicationAsApproved)
        {
            self.integration.decisions().pretend(id, Decision::Approved);
            decision = Decision::Approved;
        }
        if status == "PENDING_SPONSOR" && self.has(Defect::DecidesBeforeTheEvent) {
            self.integration.decisions().pretend(id, Decision::Approved);
        }
        let fields = [("decision", json!(decision)), ("status", json!(status))];
        self.log(Operation::CompleteAuthorizationRequest, LogLevel::Info, "decision", fields);
        let outcome = match (decision, status.as_str()) {
            (Decision::Approved, _) => Outcome::Approved,
            (Decision::Rejected, _) => Outcome::Rejected,
            (Decision::Partly, _) => Outcome::PartlyApproved,
            (_, "PENDING_SPONSOR") => {
                return Ok(End::told(Outcome::PendingSponsor, words::PENDING_SPONSOR, Some(answer)));
            }
            (_, "PENDING_INDICATION") => {
                return Ok(End::told(Outcome::PendingIndication, words::PENDING_INDICATION, Some(answer)));
            }
            _ => return Err(self.unreadable(Some(answer))),
        };
        let reason = decisions::reasons(&decisions::verdicts(&answer));
        Ok(End { outcome, surfaced: self.rejection(decision, reason), body: Some(answer) })
    }

    /// Keeps what a whole request says, and returns what this answer alone means.
    fn take_in(&mut self, id: &str, request: &Value) -> Decision {
        let list = request.get("authorizations").map(children).unwrap_or_default();
        let says = |one: &Value, status: &str| text(one, "status").as_deref() == Some(status);
        if let Some(approved) = list.iter().find(|one| says(one, "APPROVED")) {
            self.learn("authorization_code", approved);
            self.learn("authorization_id", approved);
        }
        let is_complete = text(request, "status").as_deref() == Some("COMPLETED")
            && !list.iter().any(|one| says(one, "PENDING_SPONSOR"));
        let verdicts = decisions::verdicts(request);
        let decision = if is_complete { decisions::decision_of(&verdicts) } else { Decision::Pending };
        self.integration.decisions().read(id, is_complete, verdicts);
        decision
    }

    /// What the user hears of a decision: nothing of an approval, everything of a rejection.
    fn rejection(&self, decision: Decision, reason: Option<String>) -> Option<Box<Surfaced>> {
        let is_whole = match decision {
            Decision::Rejected => true,
            Decision::Partly => false,
            _ => return None,
        };
        let reason = reason.filter(|_| !self.has(Defect::SwallowsRejectionReason));
        let message = words::rejected(reason.as_deref(), is_whole);
        Some(Box::new(Surfaced { rejection_reason: reason, message, ..Surfaced::default() }))
    }

    pub(super) async fn state(&mut self, id: &str) -> Flow {
        let parameters = [("authorizationRequestId", id)];
        let request = match self.call(Operation::GetAuthorizationRequest, &parameters, None).await {
            Ok(request) => request,
            Err(refusal) => {
                if refusal.class == Class::NotFound {
                    self.integration.decisions().forget(id);
                }
                return Err(self.refused(refusal));
            }
        };
        if !self.has(Defect::NeverReadsTheDecision) {
            self.take_in(id, &request);
        }
        Ok(self.stand(id, text(&request, "status")))
    }

    /// How a request stands, as an end.
    fn stand(&self, id: &str, status: Option<String>) -> End {
        let (decision, reason) = {
            let decisions = self.integration.decisions();
            (decisions.of(id), decisions.reasons(id))
        };
        let mut body = json!({"authorization_request_id": id, "decision": decision});
        if let Some(status) = status {
            body["status"] = json!(status);
        }
        End { outcome: Outcome::Ok, surfaced: self.rejection(decision, reason), body: Some(body) }
    }

    /// Takes in an event that was verified. One that was delivered twice counts once, one of the other environment not at
    /// all, and a decision is that of the request which the event names.
    pub(super) fn event(&mut self, event: &Value) -> End {
        let (Some(event_id), Some(event_type)) = (text(event, "event_id"), text(event, "event_type")) else {
            return End::told(Outcome::Error, words::NO_EVENT, None);
        };
        let environment = text(event, "environment").unwrap_or_default();
        let own = self.integration.environment().name.word();
        if environment != own && !self.has(Defect::TakesEventOfOtherEnvironment) {
            return End::told(Outcome::Ignored, words::OTHER_ENVIRONMENT, None);
        }
        let is_new = self.integration.decisions().is_new(&event_id);
        let data = event.get("data").cloned().unwrap_or_default();
        let named = text(&data, "authorization_request_id");
        let verdict = match event_type.as_str() {
            "authorization.created" => Some(Verdict::Approved),
            "authorization.rejected" => Some(Verdict::Rejected(text(&data, "rejection_reason"))),
            _ => None,
        };
        if !is_new && !self.has(Defect::TakesEventTwice) {
            let mut end =
                named.map_or_else(|| End::silent(Outcome::Ok, json!({})), |id| self.stand(&id, None));
            end.outcome = Outcome::Duplicate;
            return end;
        }
        let (Some(mut id), Some(verdict)) = (named, verdict) else {
            return End::silent(Outcome::Ok, json!({"event_type": event_type}));
        };
        if self.has(Defect::TakesEventOfOtherRequest) {
            id = self.integration.decisions().newest_pending().unwrap_or(id);
        }
        if !self.has(Defect::IgnoresTheEvent) {
            self.integration.decisions().take_in(&id, text(&data, "product_type"), verdict);
        }
        self.learn("authorization_code", &data);
        self.stand(&id, None)
    }
}

/// The body of the creation.
fn request(input: &AuthorizationInput, beneficiary_id: &str) -> Value {
    let mut request = json!({
        "beneficiary_id": beneficiary_id,
        "sponsor_slug": input.sponsor_slug,
        "diagnosis_code": input.diagnosis_code,
        "products": input.products,
    });
    if let Some(members) = request.as_object_mut() {
        members.extend(input.further.clone());
    }
    request
}

fn product_types(input: &AuthorizationInput) -> BTreeSet<String> {
    input.products.iter().filter_map(|product| text(product, "product_type")).collect()
}

fn texts(body: &Value, member: &str) -> Vec<String> {
    let list = body.get(member).map(children).unwrap_or_default();
    list.into_iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
