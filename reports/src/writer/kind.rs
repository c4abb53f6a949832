//! The kinds of reports, and how they are asked for: `--report KIND[=PATH]`.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use evidence::{RunRecord, UnknownName};

use super::Encoding;
use crate::{
    ReportError, ctrf, github, har, html,
    junit::{self, Flavor},
    markdown, messages,
};

/// A kind of report on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The run record.
    Json,
    /// JUnit XML.
    Junit,
    /// The events, written while the run happens.
    Events,
    /// One HTML file.
    Html,
    /// Cucumber Messages.
    Messages,
    /// Common Test Report Format.
    Ctrf,
    /// The summary of a CI job.
    Markdown,
    /// Annotations for GitHub Actions.
    Github,
    /// An HTTP archive.
    Har,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Json,
        Self::Junit,
        Self::Events,
        Self::Html,
        Self::Messages,
        Self::Ctrf,
        Self::Markdown,
        Self::Github,
        Self::Har,
    ];

    /// The word used on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Events => "events",
            Self::Html => "html",
            Self::Messages => "messages",
            Self::Ctrf => "ctrf",
            Self::Markdown => "markdown",
            Self::Github => "github",
            Self::Har => "har",
        }
    }

    /// The name of its file in the output folder.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Json => "run.json",
            Self::Junit => "junit.xml",
            Self::Events => "events.ndjson",
            Self::Html => "report.html",
            Self::Messages => "messages.ndjson",
            Self::Ctrf => "ctrf.json",
            Self::Markdown => "summary.md",
            Self::Github => "annotations.txt",
            Self::Har => "run.har",
        }
    }

    /// Renders a record as a report of this kind; none for kinds that are written in another way: the record itself
    /// and the events.
    ///
    /// # Errors
    ///
    /// That of the report's own `render`.
    pub fn render(self, record: &RunRecord) -> Option<Result<String, ReportError>> {
        self.render_for(record, Flavor::default())
    }

    /// The same; JUnit in a flavor.
    ///
    /// # Errors
    ///
    /// That of the report's own `render`.
    pub fn render_for(self, record: &RunRecord, junit: Flavor) -> Option<Result<String, ReportError>> {
        match self {
            Self::Json | Self::Events => None,
            Self::Junit => Some(junit::render_as(record, junit)),
            Self::Html => Some(html::render(record)),
            Self::Messages => Some(messages::render(record)),
            Self::Ctrf => Some(ctrf::render(record)),
            Self::Markdown => Some(Ok(markdown::render(record))),
            Self::Github => Some(Ok(github::render(record))),
            Self::Har => Some(har::render(record)),
        }
    }

    pub(super) const fn encoding(self) -> Encoding {
        match self {
            Self::Json => Encoding::Json,
            Self::Junit => Encoding::Xml,
            Self::Events => Encoding::JsonLine,
            Self::Html => Encoding::Html,
            Self::Messages => Encoding::JsonLines,
            Self::Ctrf | Self::Har => Encoding::Json,
            Self::Markdown => Encoding::Markdown,
            Self::Github => Encoding::Commands,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Kind {
    type Err = ReportError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| {
            ReportError::UnknownKind(UnknownName::new("report kind", word, Self::ALL.map(Self::word)))
        })
    }
}

/// What `--report` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportSpec {
    /// Which report.
    pub kind: Kind,
    /// Where, if not under its own name in the output folder.
    pub path: Option<PathBuf>,
}

impl ReportSpec {
    /// Reads `KIND` or `KIND=PATH`.
    ///
    /// # Errors
    ///
    /// [`ReportError::UnknownKind`], which lists the known ones, or [`ReportError::NoPath`].
    pub fn parse(text: &str) -> Result<Self, ReportError> {
        match text.split_once('=') {
            None => Ok(Self { kind: text.parse()?, path: None }),
            Some((kind, "")) => {
                let kind: Kind = kind.parse()?;
                Err(ReportError::NoPath { kind: kind.word().to_owned() })
            }
            Some((kind, path)) => Ok(Self { kind: kind.parse()?, path: Some(PathBuf::from(path)) }),
        }
    }

    /// Where the report goes, given the output folder.
    #[must_use]
    pub fn path_in(&self, out: &Path) -> PathBuf {
        self.path.clone().unwrap_or_else(|| out.join(self.kind.file_name()))
    }
}

impl FromStr for ReportSpec {
    type Err = ReportError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
