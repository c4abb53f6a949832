//! Phrases about sponsors and beneficiaries.

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::{Value, json};

use super::{
    calls, fixtures,
    words::{Person, ProductType, Sponsor},
};
use crate::{Call, Claim, Stop, World};

/// Somebody of the fixtures, found by a search.
#[given(expr = "a/an/the {person}")]
async fn a_person(world: &mut World, person: Person) -> Result<(), Stop> {
    match person.fixture() {
        Some(fixture) => calls::find(world, fixture).await.map(|_| ()),
        None => Err(world.internal("an unknown beneficiary cannot be found beforehand")),
    }
}

/// Searches for somebody.
#[when(expr = "a/an/the {person} is searched for")]
async fn a_person_is_searched_for(world: &mut World, person: Person) -> Result<(), Stop> {
    let sponsor = fixtures::text(world, "sponsor")?;
    let form = match person.fixture() {
        Some(fixture) => fixtures::form(world, fixture)?,
        // The same form with a number that is in no sandbox's list.
        None => unknown(world)?,
    };
    let is_first = world.osigu.beneficiary.is_none();
    let index = calls::send(world, calls::search(&sponsor, &form)).await?;
    // Where somebody else was found before, the environment has its fixtures, and this one must not be unknown.
    if let Some(fixture) = person.fixture().filter(|_| is_first) {
        calls::has_fixture(world, index, fixture)?;
    }
    let body = world.body(index).unwrap_or_default();
    if world.is_accepted(index) {
        calls::learn_beneficiary(world, &body, form);
    }
    Ok(())
}

/// The form of the active beneficiary with the digits of somebody whom nobody has.
fn unknown(world: &mut World) -> Result<Value, Stop> {
    let mut form = fixtures::form(world, "active_beneficiary")?;
    for (member, value) in form.as_object_mut().into_iter().flatten() {
        if member.contains("number") || member.contains("id") {
            let length = value.as_str().map_or(10, str::len);
            *value = json!("9".repeat(length.max(1)));
        }
    }
    Ok(form)
}

/// The answer knows somebody by an id.
#[then(expr = "the beneficiary is found")]
async fn the_beneficiary_is_found(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    if calls::text(&body, "beneficiary_id").is_empty() {
        let message = "the search answered without a `beneficiary_id`";
        return world.report(Claim::about(
            index,
            "beneficiary-without-id",
            Level::Documented,
            "an id",
            "none",
            message,
        ));
    }
    Ok(())
}

/// The answer shows somebody by this name. Only the sample person of Osigu's pages has one that we know.
#[then(expr = "the beneficiary is called {string}")]
async fn the_beneficiary_is_called(world: &mut World, name: String) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let found = format!("{} {}", calls::text(&body, "first_name"), calls::text(&body, "last_name"));
    if found == name {
        return Ok(());
    }
    let message = format!("the search found {found}, where {name} was searched for");
    world.report(Claim::about(index, "somebody-else", Level::Inferred, name, found, message).at("/last_name"))
}

/// The answer is a success and says whether the coverage is in force.
#[then(expr = "the coverage is {activity}")]
async fn the_cover_is(world: &mut World, activity: Activity) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let wanted = activity == Activity::Active;
    let found = &body["coverage"]["active"];
    if found == &json!(wanted) {
        return Ok(());
    }
    let message = format!("`coverage.active` is {found}, where it has to be {wanted}");
    let claim = Claim::about(
        index,
        "coverage-active",
        Level::Documented,
        wanted.to_string(),
        found.to_string(),
        message,
    );
    world.report(claim.at("/coverage/active"))
}

/// Whether coverage is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "activity", regex = "active|not active")]
pub(crate) enum Activity {
    Active,
    Inactive,
}

impl std::str::FromStr for Activity {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&[("active", Self::Active), ("not active", Self::Inactive)], word)
    }
}

/// Reads which inputs identify a beneficiary.
#[when(expr = "the search forms of the {sponsor} are listed")]
async fn the_forms_are_listed(world: &mut World, sponsor: Sponsor) -> Result<(), Stop> {
    let sponsor = fixtures::text(world, sponsor.fixture())?;
    let call = Call::to("list-search-forms").at("sponsorSlug", sponsor);
    calls::send(world, call).await.map(|_| ())
}

/// Some form asks for what the fixtures are searched by, so that it can be filled.
#[then(expr = "a search form asks for what the beneficiary is known by")]
async fn a_form_asks(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let form = fixtures::form(world, "active_beneficiary")?;
    let asks = |entry: &Value| {
        let fields = entry["fields"].as_array().cloned().unwrap_or_default();
        let keys: Vec<_> = fields.iter().map(|field| calls::text(field, "key")).collect();
        let required = fields.iter().filter(|field| field["required"] == json!(true));
        form.as_object().is_some_and(|form| {
            form.keys().all(|key| keys.contains(key))
                && required.map(|field| calls::text(field, "key")).all(|key| form.contains_key(&key))
        })
    };
    if body.as_array().into_iter().flatten().any(asks) {
        return Ok(());
    }
    let wanted = form.as_object().map(|form| form.keys().cloned().collect::<Vec<_>>().join(", "));
    let message = "no search form asks for what the test beneficiaries are searched by";
    let claim = Claim::about(
        index,
        "search-form",
        Level::Documented,
        wanted.unwrap_or_default(),
        body.to_string(),
        message,
    );
    world.report(claim)
}

/// Reads a sponsor's rules for a type of product.
#[when(expr = "the configuration of the {sponsor} for {product_type} is read")]
async fn the_configuration_is_read(
    world: &mut World,
    sponsor: Sponsor,
    kind: ProductType,
) -> Result<(), Stop> {
    let sponsor = fixtures::text(world, sponsor.fixture())?;
    let call =
        Call::to("get-sponsor-configuration").at("sponsorSlug", sponsor).query("product_type", kind.word());
    calls::send(world, call).await.map(|_| ())
}

/// The rules demand no such verification. That they say so is documented, under which names is not.
#[then(expr = "no {verification} is demanded")]
async fn no_verification_is_demanded(world: &mut World, verification: Verification) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let name = verification.member();
    match schemas::find_somewhere(&body, name).map(|(pointer, value)| (pointer, value.clone())) {
        Some((_, Value::Bool(false))) => Ok(()),
        Some((pointer, found)) => {
            let message = format!("the sponsor's rules demand `{name}`: {found}");
            let claim = Claim::about(
                index,
                "verification-demanded",
                Level::Documented,
                "false",
                found.to_string(),
                message,
            );
            world.report(claim.at(pointer))
        }
        None => {
            let message = format!("the sponsor's rules do not say whether `{name}` is demanded");
            let claim = Claim::about(index, "verification", Level::Assumed, "false", "none", message);
            world.report(claim)
        }
    }
}

/// A way to verify who a beneficiary is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "verification", regex = "one-time code|biometric reading")]
pub(crate) enum Verification {
    Otp,
    Biometric,
}

impl std::str::FromStr for Verification {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&[("one-time code", Self::Otp), ("biometric reading", Self::Biometric)], word)
    }
}

impl Verification {
    const fn member(self) -> &'static str {
        match self {
            Self::Otp => "otp",
            Self::Biometric => "biometric",
        }
    }
}

/// The rules say that the sponsor decides at once, or later.
#[then(expr = "the sponsor evaluates {evaluation}")]
async fn the_sponsor_evaluates(world: &mut World, evaluation: Evaluation) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let wanted = if evaluation == Evaluation::AtOnce { "SYNC" } else { "ASYNC" };
    let found = schemas::find_somewhere(&body, "evaluation_mode").map(|(_, value)| value.clone());
    if found == Some(json!(wanted)) {
        return Ok(());
    }
    let actual = found.map_or_else(|| "none".to_owned(), |found| found.to_string());
    let message = format!("the sponsor's rules say of the evaluation: {actual}");
    // Neither the member's name nor its words are documented.
    world.report(Claim::about(index, "evaluation-mode", Level::Assumed, wanted, actual, message))
}

/// When a sponsor decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "evaluation", regex = "at once|offline")]
pub(crate) enum Evaluation {
    AtOnce,
    Offline,
}

impl std::str::FromStr for Evaluation {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&[("at once", Self::AtOnce), ("offline", Self::Offline)], word)
    }
}

/// Lists the sponsors that the provider may use.
#[when(expr = "the sponsors are listed")]
async fn the_sponsors_are_listed(world: &mut World) -> Result<(), Stop> {
    calls::send(world, Call::to("list-sponsors")).await.map(|_| ())
}

/// The list shows a sponsor.
#[then(expr = "the {sponsor} is listed")]
async fn the_sponsor_is_listed(world: &mut World, sponsor: Sponsor) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let slug = fixtures::text(world, sponsor.fixture())?;
    let listed = |entry: &Value| calls::text(entry, "sponsor_slug") == slug;
    if body.as_array().into_iter().flatten().any(listed) {
        return Ok(());
    }
    let message = format!("the sponsor `{slug}` is not in the list");
    // How the list is written is a guess. That every sandbox has this sponsor is documented, and a list that names it
    // nowhere does not have it.
    let is_named = body.to_string().contains(&format!("\"{slug}\""));
    let level = if is_named { Level::Assumed } else { Level::Inferred };
    world.report(Claim::about(index, "sponsor-not-listed", level, slug, body.to_string(), message))
}

/// Lists the family group of the beneficiary whom phrases speak of.
#[when(expr = "the dependents are listed")]
async fn the_dependents_are_listed(world: &mut World) -> Result<(), Stop> {
    let id = calls::beneficiary(world)?;
    let index = calls::send(world, Call::to("get-dependents").at("beneficiaryId", id)).await?;
    world.osigu.dependents = world.body(index).and_then(|body| body.as_array().cloned()).unwrap_or_default();
    Ok(())
}

/// The list has somebody in it, each with an id that is not the holder's.
#[then(expr = "the family group has dependents")]
async fn the_family_has_dependents(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let holder = calls::beneficiary(world)?;
    let ids: Vec<_> = body
        .as_array()
        .into_iter()
        .flatten()
        .map(|entry| calls::text(entry, "beneficiary_id"))
        .filter(|id| !id.is_empty() && *id != holder)
        .collect();
    if !ids.is_empty() {
        return Ok(());
    }
    let message = "the family group of the holder has no dependents";
    world.report(Claim::about(
        index,
        "family-without-dependents",
        Level::Assumed,
        "dependents with ids of their own",
        body.to_string(),
        message,
    ))
}
