//! `covenant book`: the suite as pages that a vendor can be sent: what is asked of an API, clause by clause and scenario by
//! scenario, and what is not tested and why. Each page is one file that needs nothing else, no network and no server.

mod page;
mod prose;

use std::path::Path;

use evidence::{CatalogueRow, ExitCode, NotCallable, Vendor, redact::RunSecrets};
use reports::writer::{self, Encoding};
use schemas::Catalogue;
use suite::Suite;

use crate::{arguments::BookArguments, failure::Failure, output, suite_source};

/// What the pages are made of.
struct Source<'s> {
    suite: &'s Suite,
    vendor: Vendor,
    /// Answers that the documents have and that no run of the whole suite gets.
    not_exercised: Vec<CatalogueRow>,
    not_callable: Vec<NotCallable>,
}

impl<'s> Source<'s> {
    fn new(suite: &'s Suite, vendor: Vendor) -> Self {
        let catalogue = Catalogue::of(vendor);
        let mut rows = catalogue.rows();
        suite.explain(&mut rows);
        rows.retain(|row| row.not_exercised.is_some());
        Self { suite, vendor, not_exercised: rows, not_callable: catalogue.not_callable() }
    }
}

/// The name of the API, as its vendor writes it.
const fn api(vendor: Vendor) -> &'static str {
    match vendor {
        Vendor::Oscar => "Oscar ICHRA Connect",
        Vendor::Osigu => "Osigu",
        Vendor::Ideon => "Ideon Enrollments",
    }
}

/// Writes the pages and says where they are.
pub(crate) fn book(arguments: &BookArguments) -> ExitCode {
    output::ended(carry_out(arguments))
}

fn carry_out(arguments: &BookArguments) -> Result<ExitCode, Failure> {
    let suite = suite_source::sound(arguments.features.as_deref(), &arguments.vendors)?;
    let in_suite = suite_source::vendors(&suite);
    let missing: Vec<_> = arguments.vendors.iter().filter(|vendor| !in_suite.contains(vendor)).collect();
    if let Some(vendor) = missing.first() {
        let text = format!("the suite has no feature of {vendor}, so there is no page to write about it");
        return Err(Failure::new(ExitCode::NothingJudged, text));
    }
    let is_wanted = |vendor: &Vendor| arguments.vendors.is_empty() || arguments.vendors.contains(vendor);
    let sources: Vec<_> =
        in_suite.into_iter().filter(is_wanted).map(|vendor| Source::new(&suite, vendor)).collect();
    let folder = arguments.out.as_path();
    write(folder, "index.html", &page::index(&sources))?;
    for source in &sources {
        write(folder, &format!("{}.html", source.vendor), &page::vendor(source))?;
    }
    output::out_line(&format!("{}", folder.join("index.html").display()));
    Ok(if output::stdout_failed() { ExitCode::Report } else { ExitCode::Conforms })
}

fn write(folder: &Path, name: &str, text: &str) -> Result<(), Failure> {
    let path = folder.join(name);
    writer::page(&path, text, Encoding::Plain, &RunSecrets::new([], [])).map_err(|error| {
        let text =
            format!("{}; free the disk, or name another folder with --out", suite_source::chain(&error));
        Failure::new(ExitCode::Report, text)
    })
}
