//! Phrases about balances and payment preferences.

use cucumber::{given, then, when};
use evidence::Level;
use schemas::find_somewhere;
use serde_json::Value;

use super::{answers, calls, words::Switch};
use crate::{Claim, Stop, World};

/// An amount of the last answer in cents; `None` after a finding below the failing level.
fn amount(world: &mut World, name: &str) -> Result<Option<(usize, i64)>, Stop> {
    let (index, body) = world.answer()?;
    let Some((pointer, value)) = find_somewhere(&body, name).filter(|(_, value)| !value.is_null()) else {
        let message = format!("the balance has no `{name}`");
        world.report(Claim::about(
            index,
            "amount-missing",
            Level::Documented,
            "an amount",
            "none",
            message,
        ))?;
        return Ok(None);
    };
    if let Some(cents) = answers::cents(value) {
        return Ok(Some((index, cents)));
    }
    // How amounts are written is documented nowhere, but no way of writing them goes without digits.
    let written = value.to_string();
    let has_digits = written.bytes().any(|byte| byte.is_ascii_digit());
    let level = if has_digits { Level::Assumed } else { Level::Inferred };
    let message = format!("`{name}` is {value}, which is no amount that we can read");
    let expected = "a number or a decimal text with at most two decimals";
    let claim = Claim::about(index, "amount-unreadable", level, expected, written, message);
    world.report(claim.at(pointer))?;
    Ok(None)
}

fn dollars(cents: i64) -> String {
    let (sign, cents) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// The balance has an amount of that name, wherever it stands, as a number or as decimal text.
#[then(expr = "the response has the amount {string}")]
async fn the_response_has_the_amount(world: &mut World, name: String) -> Result<(), Stop> {
    amount(world, &name).map(|_| ())
}

/// The amount is more than nothing.
#[then(expr = "the amount {string} is above zero")]
async fn the_amount_is_above_zero(world: &mut World, name: String) -> Result<(), Stop> {
    let Some((index, cents)) = amount(world, &name)? else { return Ok(()) };
    if cents > 0 {
        return Ok(());
    }
    let message = format!("`{name}` is {}, though a premium fell due and nobody paid it", dollars(cents));
    world.report(Claim::about(
        index,
        "nothing-overdue",
        Level::Assumed,
        "more than 0.00",
        dollars(cents),
        message,
    ))
}

/// Overall = overdue + upcoming - credit. That they are related so is our reading, and so is the sign of a credit.
#[then(expr = "the balance adds up")]
async fn the_balance_adds_up(world: &mut World) -> Result<(), Stop> {
    let Some((index, overall)) = amount(world, "overall_balance_amount")? else { return Ok(()) };
    let Some((_, overdue)) = amount(world, "overdue_balance")? else { return Ok(()) };
    let Some((_, upcoming)) = amount(world, "upcoming_due_balance")? else { return Ok(()) };
    let Some((_, credit)) = amount(world, "credit_amount")? else { return Ok(()) };
    let sum = overdue.saturating_add(upcoming).saturating_sub(credit);
    let is_negative_credit = !world.is_simulator() && credit <= 0 && overall == overdue + upcoming + credit;
    if overall == sum || is_negative_credit {
        return Ok(());
    }
    let [overall, overdue, upcoming, credit, sum] = [overall, overdue, upcoming, credit, sum].map(dollars);
    let message = format!(
        "overdue {overdue} and upcoming {upcoming} less the credit {credit} make {sum}, not {overall}"
    );
    let claim = Claim::about(index, "balance-sum", Level::Assumed, sum, overall, message);
    world.report(claim.at("/overall_balance_amount"))
}

/// The balance shows this premium. That premiums have expected values is documented, `monthly_premium` is our guess of
/// where.
#[then(expr = "the monthly premium is {string}")]
async fn the_monthly_premium_is(world: &mut World, premium: String) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let expected = answers::cents(&Value::String(premium.clone()));
    let found = find_somewhere(&body, "monthly_premium");
    if expected.is_some() && found.as_ref().and_then(|(_, value)| answers::cents(value)) == expected {
        return Ok(());
    }
    let actual = found.as_ref().map_or_else(|| "no such member".to_owned(), |(_, value)| value.to_string());
    let message = format!("`monthly_premium` is not {premium}: {actual}");
    let claim = Claim::about(index, "premium", Level::Assumed, premium, actual, message).of(&["OSC-32"]);
    world.report(claim.at(found.map_or_else(String::new, |(pointer, _)| pointer)))
}

/// Autopay with a payment method of the vendor partner was switched, and the call was accepted. A real vendor that wants a
/// payment token gets one.
#[given(expr = "autopay is switched {switch}")]
async fn autopay_was_switched(world: &mut World, switch: Switch) -> Result<(), Stop> {
    let index = calls::switch_autopay(world, switch.is_on()).await?;
    world.set_up(index)
}

/// Switches autopay with a payment method of the vendor partner.
#[when(expr = "autopay is switched {switch}")]
async fn autopay_is_switched(world: &mut World, switch: Switch) -> Result<(), Stop> {
    calls::switch_autopay(world, switch.is_on()).await?;
    Ok(())
}

/// Files what is wrong with a member of a preference, if anything is.
fn expect(
    world: &mut World,
    (index, part, pointer): (usize, &Value, &str),
    name: &str,
    expected: &Value,
) -> Result<(), Stop> {
    let found = find_somewhere(part, name);
    if found.as_ref().is_some_and(|(_, value)| *value == expected) {
        return Ok(());
    }
    let actual = found.as_ref().map_or_else(|| "no such member".to_owned(), |(_, value)| value.to_string());
    let message = format!("`{name}` is not {expected}: {actual}");
    let claim = Claim::about(index, "preference", Level::Documented, expected.to_string(), actual, message);
    world.report(claim.at(found.map_or_else(|| pointer.to_owned(), |(below, _)| format!("{pointer}{below}"))))
}

/// The answer to the setting says whether autopay is on.
#[then(expr = "the response confirms that autopay is {switch}")]
async fn the_response_confirms(world: &mut World, switch: Switch) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    expect(world, (index, &body, ""), "is_autopay_enabled", &Value::Bool(switch.is_on()))
}

/// The answer to the setting says who owns the payment method.
#[then(expr = "the payment method owner is {string}")]
async fn the_owner_is(world: &mut World, owner: String) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    expect(world, (index, &body, ""), "payment_method_owner", &Value::String(owner))
}

/// The preferences that were read hold exactly one. That there is one is documented, that there are no more is not.
#[then(expr = "the response contains one payment preference")]
async fn the_response_contains_one_preference(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let count = answers::preferences(&body).len();
    let level = match count {
        1 => return Ok(()),
        0 => Level::Documented,
        _ => Level::Assumed,
    };
    let message = format!("the response contains {count} payment preferences, not one");
    world.report(Claim::about(index, "preference-count", level, "1", count.to_string(), message))
}

/// A preference that was read says whether autopay is on, and that the vendor partner owns the payment method.
#[then(expr = "autopay reads as {switch}")]
async fn autopay_reads_as(world: &mut World, switch: Switch) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let preferences: Vec<Value> = answers::preferences(&body).into_iter().cloned().collect();
    let (on, owner) = (Value::Bool(switch.is_on()), Value::String("VENDOR".to_owned()));
    let is_set = |preference: &Value| {
        [("is_autopay_enabled", &on), ("payment_method_owner", &owner)].into_iter().all(|(name, expected)| {
            find_somewhere(preference, name).is_some_and(|(_, value)| value == expected)
        })
    };
    if preferences.iter().any(is_set) {
        return Ok(());
    }
    let Some(first) = preferences.first() else {
        let message = "the preference that was just set is not there";
        return world.report(Claim::about(
            index,
            "preference-count",
            Level::Documented,
            "a preference",
            "none",
            message,
        ));
    };
    expect(world, (index, first, ""), "is_autopay_enabled", &on)?;
    expect(world, (index, first, ""), "payment_method_owner", &owner)
}

/// Nobody set anything: an empty list, null, or nothing found. What an empty state looks like is documented nowhere.
#[then(expr = "there is no payment preference")]
async fn there_is_no_preference(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    if !world.is_simulator() && matches!(world.status(index), Some(400 | 404)) {
        return Ok(());
    }
    let (index, body) = world.answer()?;
    let is_on = |preference: &&Value| find_somewhere(preference, "is_autopay_enabled").is_some();
    let count = answers::preferences(&body).into_iter().filter(is_on).count();
    if count == 0 {
        return Ok(());
    }
    let message = format!("{count} payment preference(s) are there, though none was set");
    world.report(Claim::about(index, "preference-count", Level::Assumed, "none", count.to_string(), message))
}
