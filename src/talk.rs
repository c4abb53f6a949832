//! How much is said, and in which colours: what the options and the environment come to.

use std::io::IsTerminal;

use reports::terminal::TerminalOptions;

use crate::arguments::{Color, Talk};

/// Columns where the environment does not say.
const WIDTH: usize = 100;

impl Talk {
    /// How the report for people is laid out on standard output.
    pub(crate) fn terminal(self) -> TerminalOptions {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                std::io::stdout().is_terminal()
                    && set("NO_COLOR").is_none()
                    && set("TERM").is_none_or(|term| term != "dumb")
            }
        };
        let width = set("COLUMNS").and_then(|columns| columns.to_str()?.parse().ok()).unwrap_or(WIDTH);
        TerminalOptions { color, width, verbose: self.verbose, quiet: self.quiet }
    }
}
