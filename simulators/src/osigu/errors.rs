//! Refusals and their bodies (dossier section 4, A-2, A-3).

use serde_json::{Value, json};

use super::settings::{ErrorShape, Settings};
use crate::http::Response;

/// The one code that a document gives: a product that is not registered.
pub(super) const UNREGISTERED: &str = "071-104";

/// Why a call is not carried out.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    /// `071-<status>` without one.
    pub(super) code: Option<&'static str>,
    pub(super) message: String,
    /// A path and a sentence for each problem of the body.
    pub(super) errors: Vec<(String, String)>,
}

impl Refusal {
    /// A refusal of its own status.
    pub(super) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, code: None, message: message.into(), errors: Vec::new() }
    }

    /// 422 for a body with these problems.
    pub(super) const fn invalid(errors: Vec<(String, String)>) -> Self {
        Self { status: 422, code: None, message: String::new(), errors }
    }

    /// 422 for one member of the body.
    pub(super) fn invalid_member(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::invalid(vec![(path.into(), message.into())])
    }

    /// 422 `071-104`.
    pub(super) fn unregistered(product_code: &str) -> Self {
        let message = format!("product not registered: {product_code}");
        Self { status: 422, code: Some(UNREGISTERED), message, errors: Vec::new() }
    }

    pub(super) const fn coded(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    /// The answer.
    pub(super) fn response(&self, settings: &Settings) -> Response {
        let code = self.code.map_or_else(|| format!("071-{}", self.status), str::to_owned);
        let message = if self.message.is_empty() { "the request is not valid" } else { &self.message };
        let errors: Vec<Value> =
            self.errors.iter().map(|(path, message)| json!({"path": path, "message": message})).collect();
        let body = match settings.error_shape {
            ErrorShape::ErrorCode => {
                let more = if errors.is_empty() { json!({}) } else { json!({"errors": errors}) };
                json!({"error_code": code, "message": message, "additional_information": more})
            }
            ErrorShape::Code => json!({"code": code, "message": message, "errors": errors}),
        };
        Response::json(self.status, body)
    }
}
