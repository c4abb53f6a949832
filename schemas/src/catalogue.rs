//! The catalogue: which operations a vendor has, which statuses each answers with, and which shape each answer has.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, OnceLock},
};

use evidence::{CatalogueRow, Level, NotCallable, Vendor};
use include_dir::{Dir, include_dir};
pub use requests::Error;
use requests::schema::{CompiledSchema, Document, SchemaSet};
use serde::Deserialize;

use crate::outline::Outline;

/// The folders of this room, one a vendor; a vendor that stands not here has an empty catalogue.
static FOLDERS: [(Vendor, Dir<'static>); 3] = [
    (Vendor::Oscar, include_dir!("$CARGO_MANIFEST_DIR/oscar")),
    (Vendor::Osigu, include_dir!("$CARGO_MANIFEST_DIR/osigu")),
    (Vendor::Ideon, include_dir!("$CARGO_MANIFEST_DIR/ideon")),
];

static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| Document::of_vendors(&FOLDERS));

static SET: LazyLock<Result<SchemaSet, Error>> =
    LazyLock::new(|| SchemaSet::new("https://covenant.test/responses/", &DOCUMENTS));

static CATALOGUES: LazyLock<[Result<Catalogue, Error>; 3]> = LazyLock::new(|| Vendor::ALL.map(read));

static EMPTY: [Catalogue; 3] = [
    Catalogue { vendor: Vendor::Oscar, operations: Vec::new() },
    Catalogue { vendor: Vendor::Osigu, operations: Vec::new() },
    Catalogue { vendor: Vendor::Ideon, operations: Vec::new() },
];

/// All embedded files of this room: catalogue, schemas and examples, with paths such as `oscar/error.400.json`.
#[must_use]
pub fn documents() -> &'static [Document] {
    &DOCUMENTS
}

/// The schemas of all responses.
///
/// # Errors
///
/// An embedded file is broken.
pub fn schema_set() -> Result<&'static SchemaSet, Error> {
    SET.as_ref().map_err(Clone::clone)
}

/// Reads every catalogue, and compiles every schema that this room and the room of requests have for these vendors. What is
/// compiled then is not compiled again.
///
/// # Errors
///
/// The first thing that is broken.
pub fn verify(vendors: &[Vendor]) -> Result<(), Error> {
    requests::verify(vendors)?;
    schema_set()?;
    crate::event::verify(vendors)?;
    for catalogue in CATALOGUES.iter() {
        let catalogue = catalogue.as_ref().map_err(Clone::clone)?;
        if !vendors.contains(&catalogue.vendor) {
            continue;
        }
        for row in catalogue.operations.iter().flat_map(|operation| &operation.rows) {
            if let Some(Err(error)) = row.compiled() {
                return Err(error.clone());
            }
        }
        for operation in &catalogue.operations {
            let known =
                requests::for_operation(catalogue.vendor, &operation.id).map(|shape| shape.path().to_owned());
            if known != operation.request {
                return Err(Error::Document {
                    path: format!("{}/catalogue.toml", catalogue.vendor),
                    reason: format!(
                        "operation `{}` states the request {:?}, and the room of requests has {known:?}",
                        operation.id, operation.request
                    ),
                });
            }
        }
    }
    Ok(())
}

/// The operations of a vendor.
#[derive(Debug)]
pub struct Catalogue {
    vendor: Vendor,
    operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// Such as `create-membership`.
    pub id: String,
    /// Such as `Create a membership`.
    pub title: String,
    /// The HTTP method, in capitals; empty in an operation that is not simulated.
    pub method: String,
    /// The path, with `{name}` for parameters; empty in an operation that is not simulated.
    pub path: String,
    /// How well method and path are known.
    pub path_level: Level,
    /// The schema of its request in the room of requests, such as `oscar/create-membership.json`.
    pub request: Option<String>,
    /// Its documented answers, by status; none in an operation that is not simulated.
    pub rows: Vec<Row>,
    /// Why there is nothing to call: the documents name the operation, and neither its path nor a reading of ours is
    /// known. No simulator has it and no scenario calls it.
    pub not_simulated: Option<String>,
}

/// One answer of an operation.
#[derive(Debug)]
pub struct Row {
    /// The status code.
    pub status: u16,
    /// How well it is known that this operation answers so.
    pub level: Level,
    /// The media type; absent where nothing is known of it and the body may be empty.
    pub content_type: Option<String>,
    /// How well the media type is known.
    pub content_type_level: Level,
    /// How well it is known that there is a body of that kind at all: JSON that parses, say.
    pub body_level: Level,
    /// The schema of the body, such as `oscar/error.400.json`; absent where the catalogue says `none`.
    pub schema: Option<String>,
    compiled: Compiled,
    outline: Arc<OnceLock<Option<Outline>>>,
}

/// A compiled schema, one for all rows that have it: most of them share the shape of a refusal.
type Compiled = Arc<OnceLock<Result<CompiledSchema, Error>>>;

impl Catalogue {
    /// The catalogue of a vendor; empty while we have none, or if it is broken (which [`verify`] tells).
    #[must_use]
    pub fn of(vendor: Vendor) -> &'static Self {
        let at = Vendor::ALL.iter().position(|one| *one == vendor).unwrap_or_default();
        CATALOGUES[at].as_ref().unwrap_or(&EMPTY[at])
    }

    /// Whose it is.
    #[must_use]
    pub const fn vendor(&self) -> Vendor {
        self.vendor
    }

    /// All operations, in the order of the vendor's guide.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// An operation by its id.
    #[must_use]
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// The answer of an operation with this status, if the catalogue has it.
    #[must_use]
    pub fn row(&self, operation: &str, status: u16) -> Option<&Row> {
        self.operation(operation)?.row(status)
    }

    /// The operation that a method and a path belong to; a query is ignored, `{name}` stands for one segment, or for its
    /// beginning in `{name}.csv`, which then goes before `{name}`. Never one that is not simulated.
    #[must_use]
    pub fn find(&self, method: &str, path: &str) -> Option<&Operation> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        self.operations
            .iter()
            .filter(|operation| operation.not_simulated.is_none())
            .filter(|operation| {
                operation.method.eq_ignore_ascii_case(method) && matches(&operation.path, path)
            })
            .min_by_key(|operation| operation.path.ends_with('}'))
    }

    /// The operations that are not simulated, as evidence.
    #[must_use]
    pub fn not_callable(&self) -> Vec<NotCallable> {
        let of = |operation: &Operation| {
            Some(NotCallable {
                vendor: self.vendor,
                operation: operation.id.clone(),
                title: operation.title.clone(),
                reason: operation.not_simulated.clone()?,
            })
        };
        self.operations.iter().filter_map(of).collect()
    }

    /// The whole table as evidence, for reports of coverage.
    #[must_use]
    pub fn rows(&self) -> Vec<CatalogueRow> {
        let of = |operation: &Operation, row: &Row| CatalogueRow {
            vendor: self.vendor,
            operation: operation.id.clone(),
            method: operation.method.clone(),
            path: operation.path.clone(),
            path_level: operation.path_level,
            status: row.status,
            status_level: row.level,
            content_type: row.content_type.clone(),
            content_type_level: row.content_type_level,
            schema: row.schema.clone(),
            not_exercised: None,
        };
        self.operations
            .iter()
            .flat_map(|operation| operation.rows.iter().map(move |row| of(operation, row)))
            .collect()
    }
}

fn matches(template: &str, path: &str) -> bool {
    let mut given = path.split('/');
    template.split('/').all(|segment| given.next().is_some_and(|actual| fits(segment, actual)))
        && given.next().is_none()
}

/// Whether a segment of a path is that of a template: the same, or a parameter and what stands behind it, as in `{id}.csv`.
fn fits(segment: &str, actual: &str) -> bool {
    match segment.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        None => segment == actual,
        Some((_, suffix)) => actual.strip_suffix(suffix).is_some_and(|value| !value.is_empty()),
    }
}

impl Operation {
    /// The answer with this status, if the catalogue has it.
    #[must_use]
    pub fn row(&self, status: u16) -> Option<&Row> {
        self.rows.iter().find(|row| row.status == status)
    }

    /// The answer that means success.
    #[must_use]
    pub fn success(&self) -> Option<&Row> {
        self.rows.iter().find(|row| (200..300).contains(&row.status))
    }
}

impl Row {
    /// What its schema names, read at its first use; none where the catalogue says `none`.
    pub(crate) fn outline(&self) -> Option<&Outline> {
        let path = self.schema.as_ref()?;
        self.outline.get_or_init(|| schema_set().ok().map(|set| Outline::of(set, path))).as_ref()
    }

    /// The schema, compiled at its first use; none where the catalogue says `none`.
    pub(crate) fn compiled(&self) -> Option<&Result<CompiledSchema, Error>> {
        let path = self.schema.as_ref()?;
        Some(self.compiled.get_or_init(|| schema_set().and_then(|set| set.compile(path))))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogueFile {
    operation: Vec<OperationTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OperationTable {
    id: String,
    title: String,
    #[serde(default)]
    method: String,
    #[serde(default)]
    path: String,
    path_level: Level,
    request: Option<String>,
    #[serde(default)]
    response: Vec<ResponseTable>,
    not_simulated: Option<String>,
}

impl OperationTable {
    /// An operation can be called and has answers, or says why not; nothing in between.
    fn check(&self) -> Result<(), String> {
        let can_be_called =
            !self.method.is_empty() && self.path.starts_with('/') && !self.response.is_empty();
        let has_nothing = self.method.is_empty()
            && self.path.is_empty()
            && self.request.is_none()
            && self.response.is_empty();
        match &self.not_simulated {
            None if can_be_called => Ok(()),
            Some(reason) if has_nothing && !reason.trim().is_empty() => Ok(()),
            None => Err(format!(
                "operation `{}` needs method, path and a response, or `not_simulated` with the reason",
                self.id
            )),
            Some(_) => Err(format!(
                "operation `{}` is not simulated: it has a reason and neither method, path, request nor response",
                self.id
            )),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResponseTable {
    status: u16,
    level: Level,
    content_type: Option<String>,
    content_type_level: Level,
    body_level: Level,
    schema: String,
}

fn read(vendor: Vendor) -> Result<Catalogue, Error> {
    let path = format!("{vendor}/catalogue.toml");
    match DOCUMENTS.iter().find(|document| document.path == path) {
        None => Ok(Catalogue { vendor, operations: Vec::new() }),
        Some(document) => parse(vendor, document.text).map_err(|reason| Error::Document { path, reason }),
    }
}

fn parse(vendor: Vendor, text: &str) -> Result<Catalogue, String> {
    let file: CatalogueFile = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut operations: Vec<Operation> = Vec::new();
    let mut compiled: BTreeMap<String, Compiled> = BTreeMap::new();
    let mut outlines: BTreeMap<String, Arc<OnceLock<Option<Outline>>>> = BTreeMap::new();
    for table in file.operation {
        if operations.iter().any(|known| known.id == table.id) {
            return Err(format!("operation `{}` stands there twice", table.id));
        }
        table.check()?;
        let mut rows: Vec<Row> = Vec::new();
        for row in table.response {
            if rows.iter().any(|known| known.status == row.status) {
                return Err(format!("operation `{}` has the status {} twice", table.id, row.status));
            }
            rows.push(Row {
                status: row.status,
                level: row.level,
                content_type: row.content_type,
                content_type_level: row.content_type_level,
                body_level: row.body_level,
                schema: (row.schema != "none").then(|| format!("{vendor}/{}", row.schema)),
                outline: outlines.entry(row.schema.clone()).or_default().clone(),
                compiled: compiled.entry(row.schema).or_default().clone(),
            });
        }
        operations.push(Operation {
            id: table.id,
            title: table.title,
            method: table.method,
            path: table.path,
            path_level: table.path_level,
            request: table.request.map(|request| format!("{vendor}/{request}")),
            rows,
            not_simulated: table.not_simulated,
        });
    }
    Ok(Catalogue { vendor, operations })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const TABLE: &str = r#"
        [[operation]]
        id = "a"
        title = "A"
        method = "GET"
        path = "/things/{id}"
        path_level = "documented"
        [[operation.response]]
        status = 200
        level = "draft"
        content_type_level = "draft"
        body_level = "draft"
        schema = "none"
    "#;

    #[test]
    fn a_row_without_a_schema_says_none() {
        let catalogue = parse(Vendor::Osigu, TABLE).unwrap();
        assert!(catalogue.row("a", 200).unwrap().compiled().is_none());
        assert!(catalogue.row("a", 404).is_none());
    }

    #[rstest]
    #[case("/things/17", true)]
    #[case("/things/17?page=2", true)]
    #[case("/things/", false)]
    #[case("/things/17/parts", false)]
    #[case("/thing/17", false)]
    fn a_parameter_stands_for_one_segment(#[case] path: &str, #[case] found: bool) {
        assert_eq!(parse(Vendor::Osigu, TABLE).unwrap().find("get", path).is_some(), found);
    }

    #[test]
    fn an_operation_that_is_not_simulated_says_why_and_is_found_by_no_path() {
        let text =
            "[[operation]]\nid = \"b\"\ntitle = \"B\"\npath_level = \"assumed\"\nnot_simulated = \"no path\"";
        let catalogue = parse(Vendor::Osigu, &format!("{TABLE}\n{text}")).unwrap();
        assert_eq!(catalogue.operation("b").unwrap().not_simulated.as_deref(), Some("no path"));
        assert!(catalogue.find("", "").is_none());
        assert_eq!(catalogue.rows().len(), 1);
    }

    #[rstest]
    #[case("path = \"/b\"\nnot_simulated = \"no path\"", "`b` is not simulated")]
    #[case("not_simulated = \" \"", "`b` is not simulated")]
    #[case("method = \"GET\"\npath = \"/b\"", "`b` needs method, path and a response")]
    #[case("", "`b` needs method")]
    fn an_operation_in_between_is_refused(#[case] more: &str, #[case] reason: &str) {
        let text = format!("[[operation]]\nid = \"b\"\ntitle = \"B\"\npath_level = \"assumed\"\n{more}");
        let error = parse(Vendor::Osigu, &text).unwrap_err();
        assert!(error.contains(reason), "{error}");
    }

    #[rstest]
    #[case("", "twice")]
    #[case("[[operation.response]]\nstatus = 200\nlevel = \"sure\"", "level")]
    #[case("colour = 1", "colour")]
    fn a_broken_table_is_refused(#[case] more: &str, #[case] reason: &str) {
        let text = if more.is_empty() { format!("{TABLE}{TABLE}") } else { format!("{TABLE}\n{more}") };
        let error = parse(Vendor::Osigu, &text).unwrap_err();
        assert!(error.contains(reason), "{error}");
    }
}
