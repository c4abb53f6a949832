//! Cost files: `costs/{oscar,osigu,ideon}.toml`, one row a scenario: how many requests it sends to a real environment.
//!
//! ```toml
//! [scenarios]
//! "oscar-get-balance" = { general = 3 }
//! "osigu-token-refused:no-secret" = { general = 0, token = 2 }
//! ```

use std::collections::HashMap;

use serde::Deserialize;

use crate::{
    clauses::{Places, one_line},
    problem::Problem,
};

/// About how many requests a scenario sends to an environment that is no simulator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// To all endpoints but the token endpoint.
    pub general: u32,
    /// To the token endpoint, beyond the one token that the scenarios of a run share.
    #[serde(default)]
    pub token: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    scenarios: HashMap<String, Cost>,
}

/// Reads a cost file. `path` stands in problems.
pub(crate) fn read(path: &str, text: &str) -> Result<HashMap<String, Cost>, Problem> {
    toml::from_str(text).map(|file: File| file.scenarios).map_err(|error| {
        let problem = Problem::new("cost-file", path, one_line(error.message()));
        match error.span().map(|span| Places::new(text).of(span.start)) {
            Some((line, column)) => problem.at(line).column(Some(column)),
            None => problem,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\
[scenarios]
\"oscar-a\" = { general = 3 }
\"oscar-b:row\" = { general = 0, token = 2 }
";

    #[test]
    fn a_row_says_how_many_requests_of_each_kind() {
        let costs = read("c", GOOD).unwrap();
        assert_eq!(costs["oscar-a"], Cost { general: 3, token: 0 });
        assert_eq!(costs["oscar-b:row"], Cost { general: 0, token: 2 });
    }

    #[test]
    fn a_file_that_is_wrong_tells_its_line() {
        for (wrong, line, words) in [
            (GOOD.replace("general = 3", "general = -3"), 2, "invalid value"),
            (GOOD.replace("token", "tokens"), 3, "unknown field `tokens`"),
            (GOOD.replace("[scenarios]", "[scenario]"), 1, "scenario"),
            (GOOD.replace("oscar-b:row", "oscar-a"), 3, "duplicate"),
        ] {
            let problem = read("c", &wrong).unwrap_err();
            assert_eq!((problem.rule, problem.line), ("cost-file", Some(line)), "{problem}");
            assert!(problem.message.contains(words), "{problem}");
        }
    }
}
