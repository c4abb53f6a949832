//! Refusals and their bodies (dossier 1.5).

use serde_json::{Value, json};

use super::settings::{ErrorTypes, Settings};
use crate::http::Response;

/// What is wrong, by the last word of `error_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Unauthorized,
    Forbidden,
    NotFound,
    Malformed,
    MethodNotAllowed,
    RateLimit,
    Missing,
    Type,
    Value,
    /// A failure of the server's own.
    Server,
}

impl Kind {
    /// `error_type`. Three are documented; only the form of the others is (reading 23).
    const fn error_type(self, types: ErrorTypes) -> &'static str {
        match (self, types) {
            (Self::Unauthorized, _) => "invalid_request.unauthorized",
            (Self::NotFound, _) => "invalid_request.resource_not_found",
            (Self::Missing, _) => "invalid_request.required_parameter_missing",
            (Self::Forbidden, ErrorTypes::InvalidRequest) => "invalid_request.forbidden",
            (Self::Malformed, ErrorTypes::InvalidRequest) => "invalid_request.malformed",
            (Self::MethodNotAllowed, ErrorTypes::InvalidRequest) => "invalid_request.method_not_allowed",
            (Self::RateLimit, ErrorTypes::InvalidRequest) => "invalid_request.rate_limit_exceeded",
            (Self::Type, ErrorTypes::InvalidRequest) => "invalid_request.invalid_type",
            (Self::Value, ErrorTypes::InvalidRequest) => "invalid_request.invalid_value",
            (Self::Server, _) => "api_error.internal",
            (Self::Forbidden, ErrorTypes::Other) => "authorization.not_permitted",
            (Self::Malformed, ErrorTypes::Other) => "request.unreadable",
            (Self::MethodNotAllowed, ErrorTypes::Other) => "request.wrong_method",
            (Self::RateLimit, ErrorTypes::Other) => "request.throttled",
            (Self::Type, ErrorTypes::Other) => "validation.wrong_type",
            (Self::Value, ErrorTypes::Other) => "validation.not_acceptable",
        }
    }
}

/// One offence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) kind: Kind,
    pub(super) message: String,
    /// A dotted path into the body, or the name of a parameter or header.
    pub(super) parameter: String,
}

impl Problem {
    pub(super) fn new(kind: Kind, parameter: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), parameter: parameter.into() }
    }
}

/// Why a call is not carried out.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) problems: Vec<Problem>,
    /// Headers of the answer.
    pub(super) headers: Vec<(&'static str, String)>,
}

/// The name of the header that carries the key, as the documents write it.
pub(super) const KEY_HEADER: &str = "Vericred-Api-Key";

impl Refusal {
    pub(super) fn new(status: u16, problem: Problem) -> Self {
        Self { status, problems: vec![problem], headers: Vec::new() }
    }

    pub(super) fn invalid(problems: Vec<Problem>) -> Self {
        Self { status: 422, problems, headers: Vec::new() }
    }

    /// 422 for a value that one member or parameter must not have.
    pub(super) fn value(parameter: impl Into<String>, message: impl Into<String>) -> Self {
        Self::invalid(vec![Problem::new(Kind::Value, parameter, message)])
    }

    pub(super) fn unauthorized(message: &str) -> Self {
        Self::new(401, Problem::new(Kind::Unauthorized, KEY_HEADER, message))
    }

    pub(super) fn forbidden() -> Self {
        Self::new(403, Problem::new(Kind::Forbidden, KEY_HEADER, "API key lacks permission"))
    }

    /// 404 for an id in the path.
    pub(super) fn unknown(what: &str) -> Self {
        Self::new(404, Problem::new(Kind::NotFound, "id", format!("{what} not found")))
    }

    /// 400 for what cannot be read.
    pub(super) fn malformed(parameter: &str, message: impl Into<String>) -> Self {
        Self::new(400, Problem::new(Kind::Malformed, parameter, message))
    }

    /// Any status that a tester asked for.
    pub(super) fn of_status(status: u16) -> Self {
        match status {
            401 => Self::unauthorized("API key not recognized"),
            403 => Self::forbidden(),
            404 => Self::unknown("resource"),
            405 => Self::new(405, Problem::new(Kind::MethodNotAllowed, "method", "method not allowed")),
            422 => Self::value("body", "the body is not acceptable"),
            429 => Self::new(429, Problem::new(Kind::RateLimit, KEY_HEADER, "too many requests")),
            500..=599 => Self::new(status, Problem::new(Kind::Server, "", "the request could not be served")),
            _ => Self::new(status, Problem::new(Kind::Malformed, "body", "the request is not valid")),
        }
    }

    /// The answer.
    pub(super) fn response(self, settings: &Settings) -> Response {
        let error = |problem: Problem| {
            json!({
                "error_type": problem.kind.error_type(settings.error_types),
                "message": problem.message,
                "parameter": problem.parameter,
            })
        };
        let errors: Vec<Value> = self.problems.into_iter().map(error).collect();
        let mut response = Response::json(self.status, json!({"errors": errors}));
        response.headers = self.headers;
        response
    }
}
