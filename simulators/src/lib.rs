//! The vendors in this process, honest or with one named fault. It judges nothing and never reads the response schemas,
//! so that a misreading of a guide cannot hide in both the subject and its judge.
//!
//! ```text
//! client ──TCP or mutual TLS──► front ──HTTP/1.1──► wiremock (one `any()` mock) ──► a vendor's service ──► tenants
//! ```
//!
//! * The front terminates TLS, tells who the client is, and carries out what lies below HTTP (a cut body, a reset).
//! * wiremock serves HTTP; its servers are replaced from time to time, since each remembers every request.
//! * The service routes and answers; its state is kept per tenant, so that scenarios run side by side.
//!
//! The vendors are [`Oscar`] and, each in a module of its own since their types have the same names, [`osigu`] and
//! [`ideon`].

mod control;
mod delivery;
mod error;
mod front;
mod harm;
mod http;
pub mod ideon;
mod limits;
mod mac;
mod oscar;
pub mod osigu;
mod pki;
mod server;
mod tenant;
mod values;

pub use error::{SimulatorError, StartError};
pub use http::ClientCertificate;
pub use oscar::{
    Fault, Options, Oscar, SIMULATE_HEADER, Tenant,
    settings::{
        self, ApplicationIds, Binder, CoverageEnd, CreditSign, DuplicateField, EmptyEnrollees,
        EnrollmentDate, EnrollmentWindow, ErrorCodes, ErrorShape, ExistingPerson, FieldNotation, IdPosition,
        MembershipShape, Money, Names, Paths, PaymentToken, PreferenceShape, Reading, RequiredMembers,
        Settings, Spans, Statuses, UnauthorizedBody, UnregisteredCertificate, UpdateAnswer, UpdateList,
    },
};
pub use pki::{Credentials, Identity};
pub use tenant::{Seen, TENANT_HEADER};
