//! What can be wrong with embedded documents and with a profile's overrides.

/// Why a document or an override cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// An embedded file is not what its name says.
    #[error("embedded file `{path}` cannot be read: {reason}")]
    Document {
        /// Its path, such as `oscar/create-membership.json`.
        path: String,
        /// Why.
        reason: String,
    },
    /// A schema does not compile: a `$ref` to nowhere, an unknown format, a wrong keyword.
    #[error("schema `{path}` cannot be compiled: {reason}")]
    Schema {
        /// Its path.
        path: String,
        /// Why.
        reason: String,
    },
    /// An override names a member that no request of this vendor has.
    #[error("no request of {vendor} has a member `{member}`{hint}; a path looks like `enrollees[].ssn`")]
    UnknownMember {
        /// The vendor.
        vendor: evidence::Vendor,
        /// The path as given.
        member: String,
        /// `; did you mean ...`, or nothing.
        hint: String,
    },
}
