//! Supporting documents (dossier 3.12): a form that somebody has to sign. No operation asks for one.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    faults::Rule,
    service::{Call, Outcome},
    state::{Book, What},
};
use crate::{
    http::Response,
    values::{seconds, text},
};

/// A document that was asked for.
#[derive(Clone, Debug)]
pub(super) struct Document {
    id: String,
    qle: Option<usize>,
    created_at: OffsetDateTime,
    is_attached: bool,
}

impl Book {
    /// Asks for a document of a known period, and of a life event of its group if one is named.
    pub(super) fn require_document(
        &mut self,
        period_id: &str,
        qle_id: Option<&str>,
        now: OffsetDateTime,
    ) -> Option<String> {
        let entry = self.entry(period_id).filter(|entry| entry.what == What::Period)?;
        let qle = match qle_id {
            None => None,
            Some(id) => Some(self.of_group(id, What::Qle, entry.group)?),
        };
        let id = self.new_id(What::Document);
        let at = self.documents.len();
        self.documents.push(Document { id: id.clone(), qle, created_at: now, is_attached: false });
        self.file(&id, What::Document, at, entry.group);
        self.periods[entry.at].documents.push(at);
        Some(id)
    }

    /// `list-supporting-documents`
    pub(super) fn list_supporting_documents(&self, call: &Call) -> Outcome {
        let period = self.locate(call, What::Period)?.at;
        let places = self.listed(&self.periods[period].documents, self.documents.len());
        let mut all: Vec<_> = places.iter().map(|at| self.document_view(*at)).collect();
        if self.has(Rule::DocumentsUnlisted) {
            all.clear();
        }
        Ok(self.wrapped(call, "supporting_documents", Value::Array(all)))
    }

    /// `attach-signed-supporting-document`: it answers bare `{filename, data}` (IDN-Q15).
    pub(super) fn attach_signed_supporting_document(&mut self, call: &Call) -> Outcome {
        let at = self.locate(call, What::Document)?.at;
        let mut content = self.content(call)?;
        let is_base64 = text(&content.body, "file").is_none_or(|file| STANDARD.decode(file.trim()).is_ok());
        if !is_base64 && !self.has(Rule::AnyFile) {
            content.refuse("file", "the file is not Base64");
        }
        self.settle(call.operation, content.problems)?;
        let mut view = content.body;
        view.shift_remove("file");
        if self.has(Rule::SignaturesLost) {
            view.shift_remove("data");
        }
        if !self.has(Rule::AttachmentNotStored) {
            self.documents[at].is_attached = true;
        }
        Ok(Response::json(self.success(call.operation), Value::Object(view)))
    }

    fn document_view(&self, at: usize) -> Value {
        let document = &self.documents[at];
        let event = document.qle.and_then(|qle| text(&self.qles[qle].data, "event"));
        let kind = match event {
            Some("birth") => "birth_certificate",
            Some("marriage") => "marriage_license",
            _ => "form",
        };
        let address = format!("https://documents.example.com/{}", document.id);
        // What an attached one is called is assumed.
        let status =
            if document.is_attached { self.settings.attached_status.as_str() } else { "unsubmitted" };
        let mut view = json!({
            "id": document.id,
            "status": status,
            "document_type": kind,
            "created_at": seconds(document.created_at)[..10],
            "incomplete_document_url": format!("{address}/incomplete"),
        });
        if let Some(qle) = document.qle {
            view["qualifying_life_event_id"] = self.qles[qle].id.as_str().into();
            view["qualifying_life_event_type"] = event.unwrap_or_default().into();
        }
        if document.is_attached {
            view["completed_document_url"] = format!("{address}/completed").into();
        }
        view
    }
}
