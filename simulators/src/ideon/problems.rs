//! Enrollment problems, comments and resolutions (dossier 3.11). No operation makes one: a carrier reports it, or a census
//! finds it.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    errors::{Kind, Problem, Refusal},
    faults::Rule,
    service::{Call, Outcome},
    settings::UnknownFilter,
    state::{Book, Status, What},
};
use crate::values::{Object, seconds, text};

/// The members in which platform and carrier can differ.
pub(super) const PARAMETERS: [&str; 18] = [
    "social_security_number",
    "birth_date",
    "gender",
    "marital_status",
    "employment_start_date",
    "employment_end_date",
    "annual_earnings",
    "wage_frequency",
    "employment_status",
    "residential_address",
    "primary_care_provider",
    "plan_id",
    "plan_start_date",
    "plan_end_date",
    "subscriber",
    "dependent",
    "coverage",
    "plan_volume",
];

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Severity {
    Info,
    Warning,
    Failure,
}

impl Severity {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Info, Self::Warning, Self::Failure];

    /// The word of the member `severity`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Failure => "failure",
        }
    }

    /// The severity of that word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.word() == word)
    }
}

/// A difference between platform and carrier.
#[derive(Clone, Debug)]
pub(super) struct EnrollmentProblem {
    pub(super) id: String,
    pub(super) group: usize,
    pub(super) period: usize,
    /// The id of the member concerned.
    pub(super) member: Option<String>,
    /// That member, or the one whose dependent it is.
    pub(super) subscriber: Option<usize>,
    severity: Severity,
    parameter: &'static str,
    platform: Value,
    carrier: Value,
    created_at: OffsetDateTime,
    resolution: Option<Value>,
    comments: Vec<Value>,
    pub(super) censuses: Vec<usize>,
}

impl EnrollmentProblem {
    pub(super) const fn is_resolved(&self) -> bool {
        self.resolution.is_some()
    }

    const fn assignee(&self) -> &'static str {
        // Whose turn it is, is assumed.
        match self.severity {
            Severity::Info => "vericred",
            Severity::Warning | Severity::Failure => "partner",
        }
    }

    const fn status(&self) -> &'static str {
        if self.is_resolved() { "resolved" } else { "unresolved" }
    }
}

impl Book {
    /// Opens a problem, and tells whoever subscribed to the group. It needs a known period, a member of its group, and one
    /// of [`PARAMETERS`].
    pub(super) fn open_problem(
        &mut self,
        period_id: &str,
        member_id: Option<&str>,
        severity: Severity,
        parameter: &str,
        now: OffsetDateTime,
    ) -> Option<String> {
        let entry = self.entry(period_id).filter(|entry| entry.what == What::Period)?;
        let parameter = PARAMETERS.into_iter().find(|known| *known == parameter)?;
        let subscriber = match member_id {
            None => None,
            Some(id) => Some(self.subscriber_of(id).filter(|at| self.subscribers[*at].group == entry.group)?),
        };
        let at = self.add_problem(entry.at, member_id, subscriber, severity, parameter, now);
        self.tell_problems(entry.at, &[at]);
        Some(self.problems[at].id.clone())
    }

    /// The subscriber of that id, or whose dependent has it.
    pub(super) fn subscriber_of(&self, member_id: &str) -> Option<usize> {
        let entry = self.entry(member_id)?;
        match entry.what {
            What::Subscriber => Some(entry.at),
            What::Dependent => Some(self.dependents[entry.at].subscriber),
            _ => None,
        }
    }

    fn member_data(&self, member_id: &str) -> Option<&Object> {
        let entry = self.entry(member_id)?;
        match entry.what {
            What::Subscriber => Some(&self.subscribers[entry.at].data),
            What::Dependent => Some(&self.dependents[entry.at].data),
            _ => None,
        }
    }

    fn add_problem(
        &mut self,
        period: usize,
        member_id: Option<&str>,
        subscriber: Option<usize>,
        severity: Severity,
        parameter: &'static str,
        now: OffsetDateTime,
    ) -> usize {
        let id = self.new_id(What::Problem);
        let at = self.problems.len();
        let group = self.periods[period].group;
        let platform = member_id.and_then(|id| self.member_data(id)).and_then(|data| text(data, parameter));
        let platform = platform.map_or(Value::Null, Into::into);
        let carrier = match parameter {
            // Of the numbers that nobody has.
            "social_security_number" => "900010000".into(),
            "birth_date" => "1970-01-01".into(),
            _ => Value::Null,
        };
        self.file(&id, What::Problem, at, group);
        self.problems.push(EnrollmentProblem {
            id,
            group,
            period,
            member: member_id.map(str::to_owned),
            subscriber,
            severity,
            parameter,
            platform,
            carrier,
            created_at: now,
            resolution: None,
            comments: Vec::new(),
            censuses: Vec::new(),
        });
        self.periods[period].problems.push(at);
        let standing = match subscriber {
            Some(subscriber) => {
                self.subscribers[subscriber].problems.push(at);
                &mut self.subscribers[subscriber].standing
            }
            None => {
                self.groups[group].problems.push(at);
                &mut self.groups[group].standing
            }
        };
        if severity != Severity::Info {
            standing.becomes(Status::Errors, now);
        }
        at
    }

    /// `list-enrollment-problems`. An empty filter is none (assumed); what an unknown value brings is reading 27.
    pub(super) fn list_enrollment_problems(&self, call: &Call) -> Outcome {
        let period = self.locate(call, What::Period)?.at;
        let filter = |name: &'static str, known: [&str; 2]| {
            let wanted = call.query(name).filter(|wanted| !wanted.is_empty());
            match (wanted, self.settings.unknown_filter) {
                (Some(wanted), UnknownFilter::Refused(status)) if !known.contains(&wanted) => {
                    let message = format!("{name} is not one of {}", known.join(", "));
                    let kind = if status == 400 { Kind::Malformed } else { Kind::Value };
                    Err(Refusal::new(status, Problem::new(kind, name, message)))
                }
                (Some(wanted), _) if !known.contains(&wanted) && self.has(Rule::UnknownFilterIgnored) => {
                    Ok(None)
                }
                (wanted, _) => Ok(wanted),
            }
        };
        let mut status = filter("status", ["unresolved", "resolved"])?;
        let mut assignee = filter("assignee", ["vericred", "partner"])?;
        if self.has(Rule::StatusFilterIgnored) {
            status = None;
        }
        if self.has(Rule::AssigneeFilterIgnored) {
            assignee = None;
        }
        if self.has(Rule::ResolvedHidden) && status.is_none() {
            status = Some("unresolved");
        }
        let fits = |at: &&usize| {
            let problem = &self.problems[**at];
            status.is_none_or(|status| problem.status() == status)
                && assignee.is_none_or(|assignee| problem.assignee() == assignee)
        };
        let places = self.listed(&self.periods[period].problems, self.problems.len());
        let all = places.iter().filter(fits).map(|at| self.problem_view(*at)).collect();
        Ok(self.wrapped(call, "errors", Value::Array(all)))
    }

    /// `comment-on-an-enrollment-problem`
    pub(super) fn comment_on_an_enrollment_problem(&mut self, call: &Call) -> Outcome {
        let at = self.locate(call, What::Problem)?.at;
        let content = self.content(call)?;
        self.settle(call.operation, content.problems)?;
        let count = self.count("comment");
        let problem_id = self.problems[at].id.clone();
        let mut comment = content.body;
        let id = super::state::derived_id(&self.tenant, &format!("comment {count}"));
        comment.insert("id".to_owned(), id.into());
        let other = super::state::derived_id(&self.tenant, "another problem");
        let of = if self.has(Rule::CommentOfOtherProblem) { other } else { problem_id };
        comment.insert("error_id".to_owned(), of.into());
        comment.insert("sent_by".to_owned(), "partner".into());
        comment.insert("created_at".to_owned(), seconds(call.now).into());
        let comment = Value::Object(comment);
        if !self.has(Rule::CommentNotStored) {
            self.problems[at].comments.push(comment.clone());
            if self.has(Rule::CommentOnAllProblems) {
                let others = self.problems.iter_mut().enumerate().filter(|(other, _)| *other != at);
                others.for_each(|(_, other)| other.comments.push(comment.clone()));
            }
        }
        Ok(self.wrapped(call, "comment", comment))
    }

    /// `resolve-an-enrollment-problem`. A second resolution changes nothing, which is assumed.
    pub(super) fn resolve_an_enrollment_problem(&mut self, call: &Call) -> Outcome {
        let at = self.locate(call, What::Problem)?.at;
        let content = self.content(call)?;
        self.settle(call.operation, content.problems)?;
        if self.problems[at].is_resolved() {
            if self.settings.second_resolution_refused {
                return Err(Refusal::value("id", "the error is already resolved"));
            }
        } else if !self.has(Rule::ResolutionNotStored) {
            let message = text(&content.body, "message").unwrap_or_default().to_owned();
            let all: Vec<usize> = (0..self.problems.len()).collect();
            let places = if self.has(Rule::ResolvesAll) { all } else { vec![at] };
            for place in places {
                self.resolve(place, &message, "partner", call.now);
            }
        }
        Ok(self.wrapped(call, "error", self.problem_view(at)))
    }

    /// Closes a problem. The last one of a family, or of a group, lets its status be `synced` again.
    pub(super) fn resolve(&mut self, at: usize, message: &str, by: &str, now: OffsetDateTime) {
        self.problems[at].resolution =
            Some(json!({"message": message, "created_at": seconds(now), "resolved_by": by}));
        let open = |problems: &[usize]| problems.iter().any(|at| !self.problems[*at].is_resolved());
        let problem = &self.problems[at];
        let standing = match problem.subscriber {
            Some(subscriber) if !open(&self.subscribers[subscriber].problems) => {
                &mut self.subscribers[subscriber].standing
            }
            None if !open(&self.groups[problem.group].problems) => &mut self.groups[problem.group].standing,
            _ => return,
        };
        if standing.status == Status::Errors {
            standing.becomes(Status::Synced, now);
        }
    }

    /// Whether the member of a problem was changed since it was opened, so that the difference is gone.
    pub(super) fn is_corrected(&self, at: usize) -> bool {
        let problem = &self.problems[at];
        let changed =
            problem.member.as_deref().and_then(|id| self.entry(id)).and_then(|entry| match entry.what {
                What::Subscriber => Some(self.subscribers[entry.at].changed_at),
                What::Dependent => Some(self.dependents[entry.at].changed_at),
                _ => None,
            });
        changed.is_some_and(|changed| changed > problem.created_at)
    }

    /// A problem as every answer shows it.
    pub(super) fn problem_view(&self, at: usize) -> Value {
        let problem = &self.problems[at];
        let censuses: Vec<_> = problem.censuses.iter().map(|census| self.census_stub(*census)).collect();
        let mut view = json!({
            "id": problem.id,
            "coverage_period_id": self.periods[problem.period].id,
            "census_requests": censuses,
            "severity": problem.severity.word(),
            "message": format!("{} differs between platform and carrier", problem.parameter),
            "assignee": problem.assignee(),
            "discrepancy": {
                "parameter": problem.parameter,
                "carrier": problem.carrier,
                "platform": problem.platform,
            },
            "status": problem.status(),
            "comments": problem.comments,
            "created_at": seconds(problem.created_at),
        });
        if let Some(member) = &problem.member {
            view["member_id"] = member.as_str().into();
        }
        if let Some(resolution) = &problem.resolution {
            view["resolution"] = resolution.clone();
        }
        view
    }
}
