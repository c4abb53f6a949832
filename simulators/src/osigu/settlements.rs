//! Settlement batches (dossier 2.8, 3.7, A-25 to A-29).

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    claims::{Claim, ClaimStatus},
    documents::{Document, document, shown_name},
    errors::Refusal,
    faults::ChainRule,
    fields::{Problems, get, money, seconds},
    hooks::events::{self, Settled},
    service::Call,
    settings::Settling,
    state::{Book, Due},
};
use crate::http::Response;

/// One tenant's batches.
#[derive(Default)]
pub(super) struct Settlements {
    all: Vec<Batch>,
}

/// What a sponsor makes of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// Accepted; `settlement.paid` follows.
    Paid,
    /// Rejected as a whole.
    Rejected,
    /// Some claims accepted, some rejected.
    PartiallyAccepted,
}

impl Settlement {
    /// The status of such a batch (3.7).
    pub(super) const fn status(self) -> &'static str {
        match self {
            Self::Paid => "ACCEPTED",
            Self::Rejected => "REJECTED",
            Self::PartiallyAccepted => "PARTIALLY_ACCEPTED",
        }
    }
}

/// Where a batch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BatchStatus {
    Open,
    Submitted,
    Decided(Settlement),
}

impl BatchStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Submitted => "SUBMITTED",
            Self::Decided(settlement) => settlement.status(),
        }
    }
}

/// Claims of one sponsor that are settled together.
#[derive(Clone, Debug)]
struct Batch {
    id: String,
    status: BatchStatus,
    sponsor_slug: String,
    period: String,
    created_at: OffsetDateTime,
    documents: Vec<(String, Document)>,
    decided_at: Option<OffsetDateTime>,
}

impl Book {
    /// `start-settlement`.
    pub(super) fn start_settlement(&mut self, call: &Call) -> Result<Response, Refusal> {
        let mut problems = Problems::default();
        let sponsor_slug = problems.text(call.body, "", "sponsor_slug");
        let period = problems.text(call.body, "", "period");
        if !period.is_empty() && !is_month(&period) && !self.has(ChainRule::PeriodUnchecked) {
            problems.add("", "period", "wants a month such as 2026-06");
        }
        problems.result()?;
        self.sponsor(&sponsor_slug)?;
        let batch = Batch {
            id: self.id("stl"),
            status: BatchStatus::Open,
            sponsor_slug,
            period,
            created_at: call.now,
            documents: Vec::new(),
            decided_at: None,
        };
        let answer = json!({
            "settlement_id": batch.id,
            "status": batch.status.as_str(),
            "sponsor_slug": batch.sponsor_slug,
            "created_at": seconds(batch.created_at),
        });
        self.settlements.all.push(batch);
        Ok(Response::json(201, answer))
    }

    /// `get-settlement`.
    pub(super) fn get_settlement(&mut self, call: &Call) -> Result<Response, Refusal> {
        let batch = &self.settlements.all[self.find_batch(call)?];
        let claims: Vec<_> = self.claims_of(&batch.id).collect();
        let documents: Vec<_> = batch.documents.iter().map(shown_document).collect();
        let answer = json!({
            "settlement_id": batch.id,
            "status": batch.status.as_str(),
            "sponsor_slug": batch.sponsor_slug,
            "period": batch.period,
            "created_at": seconds(batch.created_at),
            "authorization_ids": claims.iter().map(|claim| claim.authorization_id.clone()).collect::<Vec<_>>(),
            "documents": documents,
            "decided_at": batch.decided_at.map(seconds),
            "total_amount": money(claims.iter().map(|claim| claim.total_cents).sum()),
        });
        Ok(Response::json(200, answer))
    }

    /// `list-settlement-candidates`: completed claims of the batch's sponsor that are in no batch.
    pub(super) fn list_settlement_candidates(&mut self, call: &Call) -> Result<Response, Refusal> {
        let sponsor_slug = &self.settlements.all[self.find_batch(call)?].sponsor_slug;
        let is_candidate = |claim: &&Claim| {
            (claim.sponsor_slug == *sponsor_slug || self.has(ChainRule::CandidatesOfOtherSponsor))
                && match claim.status {
                    ClaimStatus::Completed => true,
                    ClaimStatus::Open => self.has(ChainRule::CandidatesOpen),
                    ClaimStatus::Voided => false,
                }
                && (claim.settlement_id.is_none() || self.has(ChainRule::CandidatesAttached))
                && claim.authorization_id.is_some()
                && !self.has(ChainRule::CandidatesEmpty)
        };
        let shown = |claim: &Claim| {
            let mut shown = json!({
                "authorization_id": claim.authorization_id,
                "claim_id": claim.id,
                "total_amount": money(claim.total_cents),
            });
            shown[self.settings.names.candidate_date.as_str()] = seconds(claim.dispensed_at).into();
            shown
        };
        let candidates = self.claims.all.iter().filter(is_candidate).map(shown).collect();
        self.paged(call, candidates)
    }

    /// `attach-claims`: all of them, or none.
    pub(super) fn attach_claims(&mut self, call: &Call) -> Result<Response, Refusal> {
        let at = self.find_batch(call)?;
        let ids = self.read_authorization_ids(call)?;
        if !self.has(ChainRule::AttachAfterDispatch) {
            self.check_open(at)?;
        }
        let mut chosen = Vec::new();
        for id in &ids {
            let found = self.attachable(id, &self.settlements.all[at].sponsor_slug)?;
            if !chosen.contains(&found) {
                chosen.push(found);
            }
        }
        let batch = &self.settlements.all[at];
        for claim in chosen {
            self.claims.all[claim].settlement_id = Some(batch.id.clone());
        }
        let answer = json!({"settlement_id": batch.id, "status": batch.status.as_str(), "attached": ids});
        Ok(Response::json(200, answer))
    }

    fn read_authorization_ids(&self, call: &Call) -> Result<Vec<String>, Refusal> {
        let name = self.settings.names.authorization_ids.as_str();
        let mut problems = Problems::default();
        let mut ids = Vec::new();
        match get(call.body, name).map(Value::as_array) {
            None => problems.add("", name, "is required"),
            Some(Some(list)) if !list.is_empty() => {
                for (at, id) in list.iter().enumerate() {
                    match id.as_str() {
                        Some(id) => ids.push(id.to_owned()),
                        None => problems.add("", &format!("{name}[{at}]"), "wants a text"),
                    }
                }
            }
            Some(_) => problems.add("", name, "wants a list with at least one authorization_id"),
        }
        problems.result().map(|()| ids)
    }

    /// The claim of an authorization if a batch of this sponsor may take it.
    fn attachable(&self, authorization_id: &str, sponsor_slug: &str) -> Result<usize, Refusal> {
        let unfit = |why: &str| {
            let message = format!("authorization {authorization_id}: {why}");
            Err(Refusal::new(self.settings.statuses.unfit_batch, message))
        };
        let of_it = |claim: &Claim| {
            claim.authorization_id.as_deref() == Some(authorization_id) && claim.status != ClaimStatus::Voided
        };
        let Some(at) = self.claims.all.iter().position(of_it) else { return unfit("no claim is made of it") };
        let claim = &self.claims.all[at];
        if claim.sponsor_slug != sponsor_slug && !self.has(ChainRule::AttachOtherSponsor) {
            return unfit("its claim is another sponsor's");
        }
        if claim.status != ClaimStatus::Completed && !self.has(ChainRule::AttachUnfit) {
            return unfit("its claim is not COMPLETED");
        }
        if claim.settlement_id.is_some() && !self.has(ChainRule::AttachTwice) {
            return unfit("its claim is in a batch already");
        }
        Ok(at)
    }

    /// `upload-settlement-document`.
    pub(super) fn upload_settlement_document(&mut self, call: &Call) -> Result<Response, Refusal> {
        let at = self.find_batch(call)?;
        let document = document(call)?;
        self.check_open(at)?;
        let filed = (self.id("doc"), document);
        let answer = shown_document(&filed);
        self.settlements.all[at].documents.push(filed);
        Ok(Response::json(self.settings.statuses.upload_settlement_document, answer))
    }

    /// `dispatch-settlement`.
    pub(super) fn dispatch_settlement(&mut self, call: &Call) -> Result<Response, Refusal> {
        let at = self.find_batch(call)?;
        if !self.has(ChainRule::DispatchTwice) {
            self.check_open(at)?;
        }
        let id = self.settlements.all[at].id.clone();
        if self.claims_of(&id).next().is_none() && !self.has(ChainRule::DispatchEmpty) {
            let message = "the batch is empty; attach claims first";
            return Err(Refusal::new(self.settings.statuses.unfit_batch, message));
        }
        if !self.has(ChainRule::DispatchStaysOpen) {
            self.settlements.all[at].status = BatchStatus::Submitted;
            if !self.has(ChainRule::SettlementNeverPaid) {
                match self.settings.settling {
                    Settling::After(delay) => self.schedule(call.now + delay, Due::Settlement(id.clone())),
                    Settling::AtOnce => self.settle_by_itself(&id, call.now),
                    Settling::WhenTold => {}
                }
            }
        }
        // The fault does not show here: whoever reads the batch finds it.
        let status = match self.settlements.all[at].status {
            BatchStatus::Open => BatchStatus::Submitted,
            status => status,
        };
        let answer = json!({"settlement_id": id, "status": status.as_str()});
        Ok(Response::json(self.settings.statuses.dispatch_settlement, answer))
    }

    fn check_open(&self, at: usize) -> Result<(), Refusal> {
        let status = self.settlements.all[at].status;
        if status == BatchStatus::Open {
            return Ok(());
        }
        let message = format!("the batch is {}; it has to be OPEN", status.as_str());
        Err(Refusal::new(self.settings.statuses.wrong_state, message))
    }

    fn find_batch(&self, call: &Call) -> Result<usize, Refusal> {
        let id = call.param("settlementId");
        self.settlements.all.iter().position(|batch| batch.id == id).ok_or_else(|| {
            let message = format!("no batch has the settlement_id {id}");
            Refusal::new(self.settings.statuses.unknown_resource, message)
        })
    }

    fn claims_of(&self, settlement_id: &str) -> impl Iterator<Item = &Claim> {
        self.claims.all.iter().filter(move |claim| claim.settlement_id.as_deref() == Some(settlement_id))
    }

    /// A tester lets the sponsor decide. False if there is no dispatched, undecided batch of that id.
    pub(super) fn settle(&mut self, settlement_id: &str, outcome: Settlement, at: OffsetDateTime) -> bool {
        let waits = |batch: &&Batch| batch.id == settlement_id && batch.status == BatchStatus::Submitted;
        let Some(batch) = self.settlements.all.iter().find(waits) else { return false };
        let claims: Vec<_> = self.claims_of(settlement_id).cloned().collect();
        let rejected: Vec<_> = match outcome {
            Settlement::Paid => Vec::new(),
            Settlement::Rejected => claims.iter().map(|claim| claim.id.clone()).collect(),
            Settlement::PartiallyAccepted => {
                let unwanted: Vec<_> = claims.iter().filter(|claim| self.is_unwanted(claim)).collect();
                // Without any that the sponsor does not want, it is the last one.
                let rejected =
                    if unwanted.is_empty() { claims.iter().rev().take(1).collect() } else { unwanted };
                rejected.into_iter().map(|claim| claim.id.clone()).collect()
            }
        };
        let accepted = claims.iter().filter(|claim| !rejected.contains(&claim.id));
        let event = events::settled(
            &Settled {
                settlement_id: &batch.id,
                sponsor_slug: &batch.sponsor_slug,
                period: &batch.period,
                outcome,
                total_cents: match outcome {
                    Settlement::Rejected => claims.iter().map(|claim| claim.total_cents).sum(),
                    _ => accepted.map(|claim| claim.total_cents).sum(),
                },
                claims: claims
                    .iter()
                    .map(|claim| (claim.id.as_str(), !rejected.contains(&claim.id)))
                    .collect(),
            },
            self,
        );
        if let Some(batch) = self.settlements.all.iter_mut().find(|batch| batch.id == settlement_id) {
            batch.status = BatchStatus::Decided(outcome);
            batch.decided_at = Some(at);
        }
        self.emit(event);
        true
    }

    /// `Due::Settlement`: the sponsor decides unless it did meanwhile. It rejects claims with the product that every
    /// sponsor rejects.
    pub(super) fn settle_by_itself(&mut self, settlement_id: &str, at: OffsetDateTime) {
        let (unwanted, wanted): (Vec<_>, Vec<_>) =
            self.claims_of(settlement_id).partition(|claim| self.is_unwanted(claim));
        let outcome = match (unwanted.is_empty(), wanted.is_empty()) {
            (true, _) => Settlement::Paid,
            (false, true) => Settlement::Rejected,
            (false, false) => Settlement::PartiallyAccepted,
        };
        self.settle(settlement_id, outcome, at);
    }

    fn is_unwanted(&self, claim: &Claim) -> bool {
        claim.line_items.iter().any(|item| item.product_code == self.settings.seeds.rejected_product)
    }
}

fn shown_document((id, document): &(String, Document)) -> Value {
    json!({"document_id": id, "file_type": document.file_type, "file_name": shown_name(document)})
}

/// `YYYY-MM`.
fn is_month(text: &str) -> bool {
    let Some((year, month)) = text.split_once('-') else { return false };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    year.len() == 4
        && month.len() == 2
        && digits(year)
        && digits(month)
        && month.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::is_month;

    #[rstest]
    #[case("2026-06", true)]
    #[case("2026-12", true)]
    #[case("2026-13", false)]
    #[case("2026-00", false)]
    #[case("2026-6", false)]
    #[case("26-06", false)]
    #[case("2026-06-01", false)]
    #[case("+026-06", false)]
    #[case("", false)]
    fn a_period_is_a_month(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_month(text), expected);
    }
}
