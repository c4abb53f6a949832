//! What answers hold that no schema names, and which of the documented members they have.

use evidence::{DriftKind, Level, Vendor, anywhere};
use requests::schema::{describe, shorten};
use serde_json::Value;

use crate::{
    catalogue::{Catalogue, Row},
    outline::{Node, Outline, Visitor},
};

/// More in one answer are not worth reading, and a hostile body could have millions.
const STRANGE_MAX: usize = 100;

/// What a look at an answer brought, besides what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// The status of the row of the catalogue by which it was judged.
    pub status: u16,
    /// The file of its schema.
    pub schema: String,
    /// The members that it has, by their number in [`members`].
    pub seen: Vec<usize>,
    /// What no schema names, each once.
    pub strange: Vec<Strange>,
}

/// Something that no schema names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Strange {
    /// A member or a value.
    pub kind: DriftKind,
    /// Where: a JSON pointer in which `*` is any position.
    pub pointer: String,
    /// The value, masked where it is sensitive; none of a member.
    pub value: Option<String>,
}

/// A member that the schema of an answer names.
#[derive(Clone, Copy, Debug)]
pub struct DocumentedMember<'s> {
    /// Such as `/memberships/*/id`.
    pub pointer: &'s str,
    /// How well its value is known.
    pub level: Level,
    /// Whether an answer without it lacks something: no alternative leaves it out.
    pub certain: bool,
    /// The member of whose value it is one, by its number; none at the top.
    pub parent: Option<usize>,
}

/// All members that the schema of an answer names, by number; a parent stands before its children. None where the catalogue
/// has no such answer, or no schema for it.
#[must_use]
pub fn members(vendor: Vendor, operation: &str, status: u16) -> Vec<DocumentedMember<'static>> {
    let outline = Catalogue::of(vendor).row(operation, status).and_then(Row::outline);
    let of = |member: &'static crate::outline::Member| DocumentedMember {
        pointer: &member.pattern,
        level: member.level,
        certain: member.certain,
        parent: member.parent,
    };
    outline.map(Outline::members).unwrap_or_default().iter().map(of).collect()
}

/// Whether the schema of an answer names members beside this one, and not this one: an answer that leaves it out keeps to it.
/// A status that the catalogue lacks is judged as the documented success. In the pointer a position may be a number or `*`.
#[must_use]
pub fn leaves_out(vendor: Vendor, operation: &str, status: u16, pointer: &str) -> bool {
    let Some(operation) = Catalogue::of(vendor).operation(operation) else { return false };
    let Some(outline) = operation.row(status).or_else(|| operation.success()).and_then(Row::outline) else {
        return false;
    };
    let pattern = anywhere(pointer);
    let Some((parent, _)) = pattern.rsplit_once('/') else { return false };
    let members = outline.members();
    let has_siblings =
        || members.iter().any(|member| member.pattern.rsplit_once('/').is_some_and(|(of, _)| of == parent));
    !members.iter().any(|member| *member.pattern == *pattern) && has_siblings()
}

/// Goes through the body of an answer once.
pub(crate) fn look(row: &'static Row, value: &Value) -> Option<Looked> {
    let outline = row.outline()?;
    let mut looked =
        Looked { status: row.status, schema: row.schema.clone().unwrap_or_default(), ..Looked::default() };
    outline.walk(value, &mut looked);
    looked.seen.sort_unstable();
    looked.seen.dedup();
    Some(looked)
}

impl Looked {
    fn add(&mut self, strange: Strange) {
        if self.strange.len() < STRANGE_MAX && !self.strange.contains(&strange) {
            self.strange.push(strange);
        }
    }
}

impl Visitor for Looked {
    fn seen(&mut self, member: usize) {
        self.seen.push(member);
    }

    fn unknown_member(&mut self, place: &str, name: &str) {
        let name = shorten(name).replace('~', "~0").replace('/', "~1");
        let pointer = format!("{place}/{name}");
        self.add(Strange { kind: DriftKind::UnknownMember, pointer, value: None });
    }

    fn unknown_value(&mut self, place: &str, value: &Value, node: &Node) {
        let value = Some(describe(value, node.sensitive));
        self.add(Strange { kind: DriftKind::UnknownValue, pointer: place.to_owned(), value });
    }
}
