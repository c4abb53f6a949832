//! What is seen while a run goes on: a bar on a terminal, a line for each scenario elsewhere, nothing if quiet.

use std::{io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};

use crate::{arguments::Talk, output};

/// Progress on standard error.
#[derive(Debug)]
pub(super) enum Progress {
    /// On a terminal.
    Bar(ProgressBar),
    /// In a log.
    Lines,
    /// Not wanted.
    Silent,
}

impl Progress {
    /// Chooses by what standard error is.
    pub(super) fn new(talk: Talk, selected: usize) -> Self {
        if talk.quiet {
            return Self::Silent;
        }
        if !std::io::stderr().is_terminal() {
            return Self::Lines;
        }
        let bar = ProgressBar::new(selected as u64);
        if let Ok(style) = ProgressStyle::with_template("{elapsed_precise} {wide_bar} {pos}/{len}  {msg}") {
            bar.set_style(style);
        }
        // Time goes on in the bar while a scenario waits.
        bar.enable_steady_tick(Duration::from_millis(200));
        Self::Bar(bar)
    }

    /// A scenario ended; `line` describes it, `not_passed` is how many did not pass so far.
    pub(super) fn ended(&self, line: &str, not_passed: usize) {
        match self {
            Self::Bar(bar) => {
                bar.inc(1);
                if not_passed > 0 {
                    bar.set_message(format!("{not_passed} not passed"));
                }
            }
            Self::Lines => output::err(line),
            Self::Silent => {}
        }
    }

    /// Takes the bar away, so that nothing is written over it.
    pub(super) fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
