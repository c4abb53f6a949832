//! The operations and where they live.

use std::{fmt, str::FromStr};

use crate::error::{IntegratorError, nearest};

/// One operation of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// The health check at the root.
    Health,
    /// Enrolls a family.
    CreateMembership,
    /// Reads a family's memberships.
    GetMembership,
    /// Changes a membership, or adds a dependent.
    UpdateMembership,
    /// Reads what is owed.
    GetBalance,
    /// Sets how a member pays.
    UpsertPaymentPreference,
    /// Reads how a member pays.
    GetPaymentPreferences,
}

impl Operation {
    /// Every operation, in the order of Oscar's guide.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        &[
            Self::Health,
            Self::CreateMembership,
            Self::GetMembership,
            Self::UpdateMembership,
            Self::GetBalance,
            Self::UpsertPaymentPreference,
            Self::GetPaymentPreferences,
        ]
    }

    /// The name in the catalogue, such as `create-membership`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Health => "health-check",
            Self::CreateMembership => "create-membership",
            Self::GetMembership => "get-membership",
            Self::UpdateMembership => "update-membership",
            Self::GetBalance => "get-balance",
            Self::UpsertPaymentPreference => "upsert-payment-preference",
            Self::GetPaymentPreferences => "get-payment-preferences",
        }
    }

    /// The HTTP method.
    #[must_use]
    pub const fn method(self) -> &'static str {
        match self {
            Self::Health => "GET",
            _ => "POST",
        }
    }

    /// Whether it changes something at the vendor.
    #[must_use]
    pub const fn is_write(self) -> bool {
        matches!(self, Self::CreateMembership | Self::UpdateMembership | Self::UpsertPaymentPreference)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Operation {
    type Err = IntegratorError;

    /// Takes the catalogue's name, and the word of the client protocol such as `oscar.create_membership`.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let plain = name.strip_prefix("oscar.").unwrap_or(name).replace('_', "-");
        let names = || Self::all().iter().map(|operation| operation.name());
        Self::all()
            .iter()
            .copied()
            .find(|operation| operation.name() == plain || (plain == "health" && *operation == Self::Health))
            .ok_or_else(|| IntegratorError::UnknownOperation {
                name: name.to_owned(),
                nearest: nearest(&plain, names()),
                known: names().collect::<Vec<_>>().join(", "),
            })
    }
}

/// The path of each operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Of the health check.
    pub health: String,
    /// Of `create-membership`; inferred from the name of its page.
    pub create_membership: String,
    /// Of `get-membership`.
    pub get_membership: String,
    /// Of `update-membership`; inferred likewise.
    pub update_membership: String,
    /// Of `get-balance`.
    pub get_balance: String,
    /// Of `upsert-payment-preference`.
    pub upsert_payment_preference: String,
    /// Of `get-payment-preferences`.
    pub get_payment_preferences: String,
}

impl Default for Paths {
    fn default() -> Self {
        let membership = |operation: Operation| format!("/ichra-api/v1/memberships/{operation}");
        let payment = |operation: Operation| format!("/ichra-api/v1/payments/{operation}");
        Self {
            health: "/".to_owned(),
            create_membership: membership(Operation::CreateMembership),
            get_membership: membership(Operation::GetMembership),
            update_membership: membership(Operation::UpdateMembership),
            get_balance: payment(Operation::GetBalance),
            upsert_payment_preference: payment(Operation::UpsertPaymentPreference),
            get_payment_preferences: payment(Operation::GetPaymentPreferences),
        }
    }
}

impl Paths {
    /// The path of one operation.
    #[must_use]
    pub fn of(&self, operation: Operation) -> &str {
        match operation {
            Operation::Health => &self.health,
            Operation::CreateMembership => &self.create_membership,
            Operation::GetMembership => &self.get_membership,
            Operation::UpdateMembership => &self.update_membership,
            Operation::GetBalance => &self.get_balance,
            Operation::UpsertPaymentPreference => &self.upsert_payment_preference,
            Operation::GetPaymentPreferences => &self.get_payment_preferences,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_found_by_both_of_its_names() {
        for operation in Operation::all() {
            assert_eq!(operation.name().parse::<Operation>().unwrap(), *operation);
            let word = format!("oscar.{}", operation.name().replace('-', "_"));
            assert_eq!(word.parse::<Operation>().unwrap(), *operation);
        }
        assert_eq!("oscar.health".parse::<Operation>().unwrap(), Operation::Health);
        let error = "oscar.get_balanse".parse::<Operation>().unwrap_err().to_string();
        assert!(error.contains("did you mean `get-balance`?"), "{error}");
    }

    #[test]
    fn the_paths_are_those_of_the_documentation() {
        let paths = Paths::default();
        assert_eq!(paths.of(Operation::Health), "/");
        assert_eq!(paths.of(Operation::GetMembership), "/ichra-api/v1/memberships/get-membership");
        assert_eq!(paths.of(Operation::GetBalance), "/ichra-api/v1/payments/get-balance");
        assert_eq!(
            paths.of(Operation::GetPaymentPreferences),
            "/ichra-api/v1/payments/get-payment-preferences"
        );
    }
}
