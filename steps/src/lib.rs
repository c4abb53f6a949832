//! Words to actions: the phrases of the features and the run that executes them. The only room that knows cucumber, whose
//! types appear in no public signature but those of the phrases themselves.
//!
//! It neither prints nor exits nor writes a file: what happens is told to an [`EventSink`].

mod access;
mod call;
mod candidates;
mod claim;
mod context;
mod drift;
mod expect;
pub mod ideon;
mod ids;
mod inbox;
mod integration;
mod order;
pub mod oscar;
pub mod osigu;
mod phrases;
mod plan;
mod profile;
mod receiver;
mod recorder;
mod rederive;
mod resend;
mod runner;
mod safety;
mod seeds;
mod send;
mod shared;
mod signature;
mod stop;
mod target;
#[cfg(feature = "test-phrases")]
mod test_phrases;
mod visit;
mod waived;
mod words;
mod world;
mod writer;

pub use call::{Access, Account, Call, CallBody, Certificate, Provoked};
pub use claim::Claim;
pub use inbox::{Answering, Arrival, Mailbox};
pub use phrases::{Phrase, lint, phrases, warm_up};
pub use plan::{
    Capability, EventSink, Plan, Planned, RECEIVER_TAG, RunEnd, RunError, Unredacted, capabilities,
    capabilities_of, not_applicable,
};
pub use profile::{
    ClientCredentials, Limits, NamedReceiver, Profile, Remote, SsnRange, Target, Trigger, WebhookInbox,
};
pub use receiver::ReceiverSubject;
pub use rederive::Rederived;
pub use resend::Resender;
pub use runner::run;
pub use stop::Stop;
pub use visit::{Unreached, Visit, Visited, Visitor, knock};
pub use world::World;

/// Tags that only the cargo feature `test-phrases` knows; none in the shipped program.
#[must_use]
pub const fn extra_tags() -> &'static [&'static str] {
    if cfg!(feature = "test-phrases") { &["test-hook-panics"] } else { &[] }
}
