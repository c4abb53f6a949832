//! Named defects: each breaks one rule of a correct integration, and nothing else.

use evidence::Vendor;

use crate::{
    ideon, oscar,
    osigu::{self, receiver::ReceiverDefect},
};

/// Declares the defects of one subject, each with its name and with what it does, which is its documentation as well.
macro_rules! defects {
    ($(#[$meta:meta])* $visibility:vis enum $Defect:ident {
        $($variant:ident $name:literal $summary:literal,)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        $visibility enum $Defect {
            $(#[doc = concat!("`", $name, "`: ", $summary, ".")] $variant,)+
        }

        impl $Defect {
            /// Every defect.
            #[must_use]
            pub const fn all() -> &'static [Self] {
                &[$(Self::$variant,)+]
            }

            /// The name, such as `no-backoff`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it does, in a few words.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)+ }
            }
        }

        impl std::fmt::Display for $Defect {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.name())
            }
        }

        impl std::str::FromStr for $Defect {
            type Err = $crate::IntegratorError;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                let found = Self::all().iter().copied().find(|defect| defect.name() == name);
                let known = || Self::all().iter().map(|defect| defect.name());
                found.ok_or_else(|| $crate::IntegratorError::unknown_defect(name, known()))
            }
        }
    };
}

pub(crate) use defects;

/// The defects that the subjects of one vendor's API can have: name, and what is different. A name is unique among them.
#[must_use]
pub fn defects_of(vendor: Vendor) -> Vec<(&'static str, &'static str)> {
    match vendor {
        Vendor::Oscar => oscar::Defect::all().iter().map(|one| (one.name(), one.summary())).collect(),
        Vendor::Osigu => {
            let client = osigu::Defect::all().iter().map(|one| (one.name(), one.summary()));
            client.chain(ReceiverDefect::all().iter().map(|one| (one.name(), one.summary()))).collect()
        }
        Vendor::Ideon => ideon::Defect::all().iter().map(|one| (one.name(), one.summary())).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_defect_has_a_name_of_its_own_and_is_found_by_it() {
        for vendor in Vendor::ALL {
            let all = defects_of(vendor);
            let names: HashSet<_> = all.iter().map(|(name, _)| name).collect();
            assert_eq!(names.len(), all.len(), "{vendor}");
            for (name, summary) in all {
                assert!(name.bytes().all(|byte| byte == b'-' || byte.is_ascii_alphanumeric()), "{name}");
                assert!(summary.len() > 20 && !summary.ends_with('.'), "{name}: {summary}");
            }
        }
        for defect in osigu::Defect::all() {
            assert_eq!(defect.name().parse::<osigu::Defect>().unwrap(), *defect);
        }
        for defect in ReceiverDefect::all() {
            assert_eq!(defect.name().parse::<ReceiverDefect>().unwrap(), *defect);
        }
        for defect in ideon::Defect::all() {
            assert_eq!(defect.name().parse::<ideon::Defect>().unwrap(), *defect);
        }
        for defect in oscar::Defect::all() {
            assert_eq!(defect.name().parse::<oscar::Defect>().unwrap(), *defect);
        }
    }

    #[test]
    fn a_misspelt_defect_is_answered_with_the_nearest_and_all_known() {
        let error = "no-backof".parse::<oscar::Defect>().unwrap_err().to_string();
        assert!(
            error.starts_with("integrator defect `no-backof` not found; did you mean `no-backoff`?"),
            "{error}"
        );
        assert!(error.contains("omits-qle-info"), "{error}");
        let error = "zzz".parse::<oscar::Defect>().unwrap_err().to_string();
        assert!(!error.contains("did you mean"), "{error}");
    }
}
