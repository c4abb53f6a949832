//! Which calls a platform made, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use cucumber::then;
use serde_json::Value;

use super::{
    answer_of, calls_of, claim, company, coverages, elections, events, last_calls, meeting::period_ids, path,
    sent,
};
use crate::{Stop, World};

/// The group came by one of the two ways, and not by the other.
fn came_by(world: &mut World, wanted: &'static str, other: &'static str) -> Result<(), Stop> {
    let (right, wrong) = (calls_of(world, wanted).len(), calls_of(world, other).len());
    let actual = match (right, wrong) {
        (1, 0) => return Ok(()),
        (_, 0) => format!("{right} calls of {wanted}"),
        _ => format!("{wrong} calls of {other}"),
    };
    let message = format!("the platform makes its group by {actual}");
    claim(world, "way-of-the-group", &format!("one call of {wanted}"), &actual, message)
}

/// A group in force is no installment.
#[then(expr = "the group was not made as an installment")]
async fn no_installment(world: &mut World) -> Result<(), Stop> {
    came_by(world, "create-a-group", "create-a-group-installment")
}

/// A group that Ideon applies for is an installment.
#[then(expr = "the group was made as an installment")]
async fn an_installment(world: &mut World) -> Result<(), Stop> {
    came_by(world, "create-a-group-installment", "create-a-group")
}

/// Carrier and first day of each coverage period that was made.
fn periods(world: &mut World) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let made = calls_of(world, "create-a-coverage-period");
    let of = |period: Value| (text(&period["carrier_name"]), text(&period["coverage_start_date"]));
    made.iter().map(|call| of(sent(call)["coverage_period"].clone())).collect()
}

/// One coverage period for each carrier and plan year, and no other.
#[then(expr = "there is one coverage period for each carrier and plan year, {int} in all")]
async fn one_period_each(world: &mut World, count: usize) -> Result<(), Stop> {
    let made = periods(world);
    let different: BTreeSet<_> = made.iter().collect();
    if made.len() == count && different.len() == count {
        return Ok(());
    }
    let words: Vec<_> = made.iter().map(|(carrier, start)| format!("{carrier} from {start}")).collect();
    let actual = words.join(", ");
    let message = format!("the platform is to make {count} coverage periods, and made: {actual}");
    claim(world, "coverage-periods", &format!("{count} coverage periods"), &actual, message)
}

/// The setup of every coverage period was completed, and of none twice.
#[then(expr = "the setup of each coverage period was completed once")]
async fn completed_once(world: &mut World) -> Result<(), Stop> {
    let wanted = period_ids(world);
    let calls = calls_of(world, "mark-coverage-period-setup-complete");
    let mut counts: BTreeMap<&String, usize> = wanted.iter().map(|id| (id, 0)).collect();
    for call in &calls {
        let at = wanted.iter().find(|id| path(call).contains(id.as_str()));
        if let Some(count) = at.and_then(|id| counts.get_mut(id)) {
            *count += 1;
        }
    }
    let off = counts.values().find(|count| **count != 1).copied();
    let actual = match off {
        None if wanted.is_empty() => "no coverage period".to_owned(),
        None => return Ok(()),
        Some(count) => format!("{count} times"),
    };
    let message = format!("the setup of a coverage period was completed {actual}");
    claim(world, "setup-completed", "once each", &actual, message)
}

/// Each subscriber came in a call of its own, in the order in which they were asked for.
#[then(expr = "each employee was sent in one call of its own")]
async fn one_call_each(world: &mut World) -> Result<(), Stop> {
    let bodies: Vec<_> = last_calls(world)
        .iter()
        .filter(|call| call.operation == "create-a-subscriber")
        .map(|call| sent(call)["subscriber"]["external_identifier"].as_str().map(str::to_owned))
        .collect();
    let wanted = company::employees(world);
    if bodies.iter().flatten().eq(&wanted) && bodies.len() == wanted.len() {
        return Ok(());
    }
    let single = bodies.iter().flatten().count();
    let actual = format!("{} calls, {single} of them with one subscriber", bodies.len());
    let message = format!("the platform is to send {} employees in as many calls: {actual}", wanted.len());
    claim(world, "subscriber-calls", &format!("{} calls", wanted.len()), &actual, message)
}

/// The changes came in the order in which they happened.
#[then(expr = "the changes came in their order")]
async fn in_their_order(world: &mut World) -> Result<(), Stop> {
    let rooms: Vec<_> = calls_of(world, "update-a-subscriber")
        .iter()
        .map(|call| sent(call)["subscriber"]["work_location"].as_str().unwrap_or("none").to_owned())
        .collect();
    if rooms.len() > 1 && rooms.is_sorted() {
        return Ok(());
    }
    let actual = if rooms.is_empty() { "no change".to_owned() } else { rooms.join(", ") };
    let message = format!("the platform is to keep the order of changes, and sent: {actual}");
    claim(world, "order-of-changes", "the order in which they happened", &actual, message)
}

/// What was done with life events in the last task.
fn counted(world: &mut World, made: usize, changed: usize) -> Result<(), Stop> {
    let calls = last_calls(world);
    let count = |operation: &str| calls.iter().filter(|call| call.operation == operation).count();
    let actual = (count("create-a-qle"), count("update-a-qle"));
    if actual == (made, changed) {
        return Ok(());
    }
    let words = |(made, changed): (usize, usize)| format!("{made} new, {changed} changed");
    let (expected, actual) = (words((made, changed)), words(actual));
    let message = format!("the platform sent life events: {actual}, where it should be {expected}");
    claim(world, "life-events", &expected, &actual, message)
}

/// New coverage came as a new life event, and the one before was left alone.
#[then(expr = "the new coverage came as a new life event")]
async fn a_new_event(world: &mut World) -> Result<(), Stop> {
    counted(world, 1, 0)
}

/// A repair came as a change of the life event that it repairs.
#[then(expr = "the repair changed the life event and made no new one")]
async fn a_changed_event(world: &mut World) -> Result<(), Stop> {
    counted(world, 0, 1)
}

/// The names of the life events that were made, in order.
fn names(events: &[Value]) -> Vec<String> {
    events.iter().map(|event| event["event"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Each `new_hire` has the first day of work as its date.
#[then(expr = "the life event is dated by the first day of work")]
async fn dated_by_the_first_day(world: &mut World) -> Result<(), Stop> {
    let wanted = company::employee(world)?.employment_start_date;
    let hires: Vec<_> = events(world).into_iter().filter(|event| event["event"] == "new_hire").collect();
    let off = hires.iter().find(|event| event["date"].as_str() != Some(&wanted));
    let actual = match off {
        None if hires.is_empty() => "no new_hire".to_owned(),
        None => return Ok(()),
        Some(event) => event["date"].to_string(),
    };
    let message = format!("new_hire is to be dated {wanted}, and has {actual}");
    claim(world, "hire-date", &wanted, &actual, message)
}

/// Ideon heard of the termination before it heard of COBRA, and of each once in a coverage period.
#[then(expr = "the termination came once, and before COBRA")]
async fn termination_before_cobra(world: &mut World) -> Result<(), Stop> {
    let all = events(world);
    let names = names(&all);
    let cobra = names.iter().position(|name| name == "cobra");
    let terminations = names.iter().filter(|name| *name == "termination_of_employment").count();
    let last = names.iter().rposition(|name| name == "termination_of_employment");
    let periods: BTreeSet<_> = all
        .iter()
        .filter(|event| event["event"] == "termination_of_employment")
        .map(|event| event["coverage_period_id"].to_string())
        .collect();
    let actual = match (last, cobra) {
        (Some(last), Some(cobra)) if last < cobra && periods.len() == terminations => return Ok(()),
        (None, _) => "no termination",
        (_, None) => "no cobra",
        (Some(last), Some(cobra)) if last > cobra => "cobra first",
        _ => "the termination twice",
    };
    let message = format!("the platform is to send the termination and then cobra: {actual}");
    claim(world, "cobra-order", "a termination, then cobra", actual, message)
}

/// The last life event takes coverage back: every coverage of it ends on the day before it starts.
#[then(expr = "the coverage ends on the day before it starts")]
async fn ends_the_day_before(world: &mut World) -> Result<(), Stop> {
    let Some(last) = events(world).pop() else {
        return Err(world.blocked("the platform has sent no life event"));
    };
    let all = coverages(&last);
    let wanted = |coverage: &Value| day_before(coverage["start_date"].as_str()?);
    let off = all.iter().find(|coverage| {
        let wanted = wanted(coverage);
        wanted.is_none() || wanted.as_deref() != coverage["end_date"].as_str()
    });
    let actual = match off {
        None if all.is_empty() => "no coverage".to_owned(),
        None => return Ok(()),
        Some(coverage) => format!("{} to {}", coverage["start_date"], coverage["end_date"]),
    };
    let message = format!("coverage that never took effect is to end on the day before it starts: {actual}");
    claim(world, "cancellation", "the day before", &actual, message)
}

fn day_before(date: &str) -> Option<String> {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    time::Date::parse(date, format).ok()?.previous_day().map(|day| day.to_string())
}

/// Each life event of the last task is about one coverage period, has only plans of it, and there is one for each.
#[then(expr = "there is one life event for each of {int} coverage periods")]
async fn one_event_each(world: &mut World, count: usize) -> Result<(), Stop> {
    let made: Vec<_> =
        last_calls(world).into_iter().filter(|call| call.operation == "create-a-qle").collect();
    let events: Vec<Value> = made.iter().map(|call| sent(call)["qualifying_life_event"].clone()).collect();
    let periods: BTreeSet<_> = events.iter().map(|event| event["coverage_period_id"].to_string()).collect();
    let one_line = events.iter().all(|event| elections(event).len() == 1);
    if periods.len() == count && events.len() == count && one_line {
        return Ok(());
    }
    let refused = made.iter().filter(|call| answer_of(call).get("errors").is_some()).count();
    let actual =
        format!("{} life events for {} coverage periods, {refused} refused", events.len(), periods.len());
    let message = format!("the platform is to send one life event for each coverage period: {actual}");
    claim(world, "life-event-each", &format!("{count} life events"), &actual, message)
}
