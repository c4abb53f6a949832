//! Lines of plain text, wrapped and indented, with or without colours.

use std::fmt;

use crate::text::wrap;

/// Prose longer than this is cut: what a subject says must not push everything else off the page.
const PROSE_CHARS_MAX: usize = 1_200;

/// Colours of a terminal, or none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint(pub(crate) bool);

impl Paint {
    fn with(self, code: &str, text: impl fmt::Display) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_string() }
    }
    pub(crate) fn bold(self, text: impl fmt::Display) -> String {
        self.with("1", text)
    }
    pub(crate) fn dim(self, text: impl fmt::Display) -> String {
        self.with("2", text)
    }
    pub(crate) fn red(self, text: impl fmt::Display) -> String {
        self.with("1;31", text)
    }
    pub(crate) fn green(self, text: impl fmt::Display) -> String {
        self.with("32", text)
    }
    pub(crate) fn yellow(self, text: impl fmt::Display) -> String {
        self.with("33", text)
    }
}

/// A text in the making. Everything that is put on it was made harmless before or is made harmless here.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) paint: Paint,
    columns: usize,
    text: String,
}

impl Page {
    pub(crate) fn new(paint: Paint, columns: usize) -> Self {
        Self { paint, columns: columns.clamp(40, 400), text: String::new() }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// Columns left at an indentation.
    pub(crate) const fn room(&self, indent: usize) -> usize {
        self.columns.saturating_sub(indent)
    }

    pub(crate) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A line as it is.
    pub(crate) fn line(&mut self, indent: usize, line: impl fmt::Display) {
        let line = format!("{:indent$}{line}", "");
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// Words on as many lines as they take. Long words (URLs, pointers) stay whole, so that they can be copied.
    pub(crate) fn prose(&mut self, indent: usize, words: &str) {
        self.hanging(indent, "", str::to_owned, words);
    }

    /// A label, and words beside it.
    pub(crate) fn field(&mut self, indent: usize, label: &str, words: &str) {
        let paint = self.paint;
        self.hanging(indent, &format!("{label:<10}"), |label| paint.dim(label), words);
    }

    /// A label of any width, and words that keep to its right.
    pub(crate) fn hanging(
        &mut self,
        indent: usize,
        label: &str,
        painted: impl Fn(&str) -> String,
        words: &str,
    ) {
        let hang = indent + label.chars().count();
        let shown = crate::text::visible(words);
        let shown = crate::text::clip(shown.trim(), PROSE_CHARS_MAX);
        for (nth, wrapped) in wrap(&shown, self.room(hang).max(20)).into_iter().enumerate() {
            if nth == 0 {
                self.line(indent, format_args!("{}{wrapped}", painted(label)));
            } else {
                self.line(hang, wrapped);
            }
        }
    }
}
