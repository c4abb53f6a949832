//! Outpatient claims, and settlement batches.

use serde_json::{Value, json};

use super::{
    Defect, Operation, SettlementInput,
    run::{End, Flow, Run},
    words,
};
use crate::{
    LogLevel, Outcome,
    answer::{children, text},
};

/// A vendor that always has another page would never come to an end.
const PAGES_MAX: usize = 200;

impl Run<'_> {
    pub(super) async fn claim(&mut self, body: Value) -> Flow {
        let created = self.must(Operation::CreateClaim, &[], Some(body)).await?;
        let id = self.need("claim_id", &created)?;
        if self.has(Defect::LeavesClaimOpen) {
            return Ok(End::silent(Outcome::Ok, created));
        }
        let parameters = [("claimId", id.as_str())];
        let completed = self.must(Operation::CompleteClaim, &parameters, Some(json!({}))).await?;
        Ok(End::silent(Outcome::Ok, completed))
    }

    pub(super) async fn settle(&mut self, input: &SettlementInput) -> Flow {
        let body = json!({"sponsor_slug": input.sponsor_slug, "period": input.period});
        let opened = self.must(Operation::StartSettlement, &[], Some(body)).await?;
        let id = self.need("settlement_id", &opened)?;
        let mut authorizations = match &input.authorization_ids {
            Some(ids) => ids.clone(),
            None => self.candidates(&id).await?,
        };
        if self.has(Defect::ForgetsClaimInBatch) {
            authorizations.pop();
        }
        if authorizations.is_empty() {
            self.log(Operation::StartSettlement, LogLevel::Info, "not_sent", [("field", Value::Null)]);
            return Err(End::told(Outcome::Rejected, words::NOTHING_TO_SETTLE, Some(opened)));
        }
        let parameters = [("settlementId", id.as_str())];
        let body = json!({"authorization_ids": authorizations});
        let attached = self.must(Operation::AttachClaims, &parameters, Some(body)).await?;
        if self.has(Defect::NeverDispatches) {
            return Ok(End::silent(Outcome::Ok, attached));
        }
        let dispatched = self.must(Operation::DispatchSettlement, &parameters, Some(json!({}))).await?;
        Ok(End::silent(Outcome::Ok, dispatched))
    }

    /// The authorizations of all completed claims that await settlement, page by page. A claim without one cannot be named.
    async fn candidates(&mut self, settlement_id: &str) -> Result<Vec<String>, End> {
        let mut ids = Vec::new();
        for page in 0..PAGES_MAX {
            let number = page.to_string();
            let mut parameters = vec![("settlementId", settlement_id)];
            if page > 0 {
                parameters.push(("page", &number));
            }
            let list = self.must(Operation::ListSettlementCandidates, &parameters, None).await?;
            let entries = list.get("content").unwrap_or(&list);
            ids.extend(children(entries).into_iter().filter_map(|entry| text(entry, "authorization_id")));
            let pages = list.get("page").and_then(|page| page.get("total_pages")).and_then(Value::as_u64);
            if pages.is_none_or(|pages| page as u64 + 1 >= pages) {
                break;
            }
        }
        Ok(ids)
    }
}
