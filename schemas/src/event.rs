//! Judges an event that a vendor delivers to a webhook: the envelope that all have, then the shape of this one.

use std::sync::{LazyLock, OnceLock};

use evidence::{Body, Level, Vendor};
use requests::schema::{CompiledSchema, describe};
use serde_json::Value;

use crate::{
    Error, body,
    catalogue::{documents, schema_set},
    violation::Violation,
};

/// The folder of the events, in that of the vendor.
const FOLDER: &str = "events/";
/// The shape that all events have around their data.
const ENVELOPE: &str = "envelope";

static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    documents()
        .iter()
        .filter(|document| document.is_schema())
        .filter_map(|document| {
            let (vendor, file) = document.path.split_once('/')?;
            let name = file.strip_prefix(FOLDER)?.strip_suffix(".json")?;
            Some(Shape { vendor: vendor.parse().ok()?, name, path: document.path, compiled: OnceLock::new() })
        })
        .collect()
});

static TYPES: LazyLock<[Vec<&'static str>; 3]> = LazyLock::new(|| {
    Vendor::ALL.map(|vendor| {
        let of_vendor = SHAPES.iter().filter(|shape| shape.vendor == vendor && shape.name != ENVELOPE);
        of_vendor.map(|shape| shape.name).collect()
    })
});

/// A schema of an event, or of the envelope.
struct Shape {
    vendor: Vendor,
    name: &'static str,
    path: &'static str,
    compiled: OnceLock<Result<CompiledSchema, Error>>,
}

impl Shape {
    fn find(vendor: Vendor, name: &str) -> Option<&'static Self> {
        SHAPES.iter().find(|shape| shape.vendor == vendor && shape.name == name)
    }

    fn compiled(&self) -> &Result<CompiledSchema, Error> {
        self.compiled.get_or_init(|| schema_set().and_then(|set| set.compile(self.path)))
    }
}

/// The types of a vendor's events, such as `authorization.created`, sorted; none for a vendor without webhooks.
#[must_use]
pub fn event_types(vendor: Vendor) -> &'static [&'static str] {
    Vendor::ALL.iter().position(|one| *one == vendor).map_or(&[], |at| &TYPES[at])
}

/// What a vendor's documents say of deliveries in general.
struct Habit {
    /// The member that names an event's type.
    type_member: &'static str,
    /// How well it is known that a delivery is JSON.
    json: Level,
    /// How well it is known that the types we know are all.
    types: Level,
}

/// Osigu lists its events in its guide. Of Ideon's two only one is printed with its type, on a page beside the reference.
const fn habit(vendor: Vendor) -> Habit {
    match vendor {
        Vendor::Oscar | Vendor::Osigu => {
            Habit { type_member: "event_type", json: Level::Documented, types: Level::Inferred }
        }
        Vendor::Ideon => Habit { type_member: "type", json: Level::Draft, types: Level::Assumed },
    }
}

/// Everything in which the body of a delivery breaks the contract of events; empty if nothing. What the documents do not
/// say of a single body is for the caller: signature, headers, and whether `environment` is the right one.
///
/// Rules beyond those of a response: `event-type-unknown`, `inferred` at the most, since no page claims that its list is
/// complete.
#[must_use]
pub fn check_event(vendor: Vendor, delivered: &Body) -> Vec<Violation> {
    let mut found = Vec::new();
    let Some(envelope) = Shape::find(vendor, ENVELOPE) else {
        let message = format!("{vendor} has no events, so a delivery cannot be judged");
        found.push(Violation::new(
            "event-type-unknown",
            Level::Assumed,
            "no delivery",
            "a delivery",
            message,
        ));
        return found;
    };
    if body::is_partial(delivered, None, &mut found) {
        return found;
    }
    let Some(event) = body::json(delivered, habit(vendor).json, &mut found) else { return found };
    body::shape(Some(envelope.compiled()), &event, &mut found);
    // Without a type as text there is nothing to look up, and the envelope has told it.
    let Some(named) = event.get(habit(vendor).type_member).and_then(Value::as_str) else { return found };
    match Shape::find(vendor, named).filter(|shape| shape.name != ENVELOPE) {
        Some(shape) => body::shape(Some(shape.compiled()), &event, &mut found),
        None => found.push(unknown(vendor, named)),
    }
    found
}

fn unknown(vendor: Vendor, named: &str) -> Violation {
    let Habit { type_member, types, .. } = habit(vendor);
    let known = event_types(vendor).join(", ");
    let actual = describe(&Value::from(named), false);
    let message = format!("`/{type_member}` is {actual}, which no document names (known: {known})");
    let mut violation =
        Violation::new("event-type-unknown", types, format!("one of {known}"), actual, message);
    violation.instance_pointer = Some(format!("/{type_member}"));
    violation
}

/// Compiles the schemas of all events of these vendors.
pub(crate) fn verify(vendors: &[Vendor]) -> Result<(), Error> {
    let mut asked = SHAPES.iter().filter(|shape| vendors.contains(&shape.vendor));
    asked.try_for_each(|shape| shape.compiled().as_ref().map(|_| ()).map_err(Clone::clone))
}
