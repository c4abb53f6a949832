//! What the generator reads: the operations of the reference text with their exact schemas and examples, without its prose.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

/// All operations, in the order of the reference.
pub(crate) static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let file: File =
        serde_json::from_str(include_str!("operations.json")).expect("the operations are readable");
    file.operations
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    operations: Vec<Operation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) path_template: String,
    #[serde(rename = "query_params")]
    _query_params: Value,
    #[serde(rename = "path_params")]
    _path_params: Value,
    pub(crate) request: Option<Request>,
    pub(crate) responses: Vec<Answer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    #[serde(rename = "content_type")]
    _content_type: Option<String>,
    pub(crate) example: Option<Value>,
    pub(crate) schema: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    #[serde(rename = "title")]
    _title: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) example: Option<Value>,
    pub(crate) schema: Option<Value>,
}

impl Operation {
    /// The operation with this id.
    pub(crate) fn of(id: &str) -> &'static Self {
        OPERATIONS.iter().find(|operation| operation.id == id).unwrap_or_else(|| panic!("no operation {id}"))
    }

    /// Its documented success; each has exactly one.
    pub(crate) fn success(&self) -> &Answer {
        self.responses.iter().find(|answer| answer.status < 300).expect("an operation succeeds somehow")
    }

    /// The schema of its success; panics where the text has none.
    pub(crate) fn answer(&self) -> &Value {
        self.success().schema.as_ref().expect("a success with a schema")
    }

    /// The documented schema of its request, if it says anything of members.
    pub(crate) fn asked(&self) -> Option<&Value> {
        self.request.as_ref()?.schema.as_ref()
    }
}
