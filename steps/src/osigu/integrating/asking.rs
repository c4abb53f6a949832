//! What an integration is asked for, and what it meets.

use cucumber::{given, when};
use evidence::Level;
use integrator::{
    Outcome,
    osigu::{
        AuthorizationInput, DispensationInput, EventInput, PrescriptionInput, SearchInput, SettlementInput,
        StateInput, Task,
    },
};
use serde_json::{Map, Value, json};

use super::{ask, begin, end, file, integration, learnt, memory};
use crate::{
    Stop, World,
    osigu::{
        authorizing::Products,
        calls, fixtures,
        limiting::Limited,
        seeding::Environment,
        subscribing,
        words::{Person, Sponsor},
    },
    target::Tenant,
};

/// A number that no beneficiary has.
const NOBODY: &str = "1999999999";
/// A code that nobody issued.
const UNKNOWN_CODE: &str = "AUTH-2020-000000";
/// A request that is none of the integration's.
const ANOTHER_REQUEST: &str = "areq_00000000000000000000000000";
/// More workers than any integration is to have.
const MANY_WORKERS: usize = 99;

/// An integration under test, which knows nothing yet.
#[given(expr = "an integration of Osigu's API")]
async fn an_integration(world: &mut World) -> Result<(), Stop> {
    integration(world).map(|_| ())
}

/// An integration under test that knows the credentials of both environments, and is to use one. Production is one that the
/// simulator plays: nothing is ever sent to the real one.
#[given(expr = "an integration that knows both environments and is set to the {environment}")]
async fn an_integration_of_both(world: &mut World, active: Environment) -> Result<(), Stop> {
    world.osigu_tenant()?;
    let clock = world.clock()?;
    let scene = world.scene()?;
    let Some(production) = scene.target.other_environment(scene.recorder.scenario(), clock) else {
        return Err(world.not_applicable("simulated-only", "only a simulator has another environment"));
    };
    let tenancy = &mut scene.tenancy;
    tenancy.other = match (active, tenancy.tenant.take()) {
        (Environment::Production, Some(Tenant::Osigu(sandbox))) => {
            tenancy.tenant = Some(Tenant::Osigu(production));
            Some(sandbox)
        }
        (_, sandbox) => {
            tenancy.tenant = sandbox;
            Some(production)
        }
    };
    integration(world).map(|_| ())
}

/// An integration under test that has a token.
#[given(expr = "an integration of Osigu's API that has a token")]
async fn an_integration_with_a_token(world: &mut World) -> Result<(), Stop> {
    ask(world, Task::Token).await?;
    match end(world)?.outcome {
        Outcome::Ok => Ok(()),
        other => Err(world.blocked(format!("the integration could not get a token: {}", other.name()))),
    }
}

/// Osigu fails, or no longer takes any token.
#[given(expr = "Osigu answers the next {int} {limited}(s) with {int}")]
async fn osigu_answers(world: &mut World, count: u32, what: Limited, status: u16) -> Result<(), Stop> {
    let tenant = world.osigu_tenant()?;
    match what {
        Limited::Token => tenant.fail_tokens_next(count, status),
        Limited::Call => tenant.fail_next(count, status),
    }
    Ok(())
}

/// Osigu finds that there were too many, and says when there may be another.
#[given(expr = "Osigu refuses the next {int} {limited}(s) with 429 for {int} seconds")]
async fn osigu_limits(world: &mut World, count: u32, what: Limited, seconds: u32) -> Result<(), Stop> {
    let tenant = world.osigu_tenant()?;
    match what {
        Limited::Token => tenant.limit_tokens_next(count, Some(seconds)),
        Limited::Call => tenant.limit_next(count, Some(seconds)),
    }
    Ok(())
}

/// What is known of somebody before a search.
fn form(world: &mut World, person: Person) -> Result<Map<String, Value>, Stop> {
    let form = match person.fixture() {
        Some(fixture) => fixtures::form(world, fixture)?,
        None => json!({"document_type": "CC", "document_number": NOBODY}),
    };
    Ok(form.as_object().cloned().unwrap_or_default())
}

fn search(world: &mut World, person: Person) -> Result<SearchInput, Stop> {
    Ok(SearchInput { sponsor_slug: fixtures::text(world, "sponsor")?, form: form(world, person)? })
}

/// Asks the integration to find somebody.
#[given(expr = "the integration has searched for the {person}")]
#[when(expr = "the integration searches for the {person}")]
async fn the_integration_searches(world: &mut World, person: Person) -> Result<(), Stop> {
    let input = search(world, person)?;
    ask(world, Task::Search(input)).await
}

/// Asks the integration to find somebody of whom nothing is known but the number on the member's card.
#[when(expr = "the integration searches for the active beneficiary by the member number")]
async fn the_integration_searches_by_member_number(world: &mut World) -> Result<(), Stop> {
    let mut input = search(world, Person::Active)?;
    let number = input.form.get("document_number").and_then(Value::as_str).unwrap_or_default();
    // The simulator's members have the last six digits of their documents on their cards.
    let number = format!("M-{}", number.get(4..).unwrap_or_default());
    world.hide(&number, "{{fixture:active_beneficiary.member_id}}");
    input.form = Map::from_iter([("member_id".to_owned(), json!(number))]);
    ask(world, Task::Search(input)).await
}

/// Asks the integration for one thing after the other.
#[when(expr = "the integration searches for the {person} {int} times")]
async fn the_integration_searches_often(world: &mut World, person: Person, times: usize) -> Result<(), Stop> {
    let integration = integration(world)?;
    let input = search(world, person)?;
    begin(world)?;
    let mut ends = Vec::new();
    for _ in 0..times {
        ends.push(integration.search(input.clone()).await);
    }
    file(world, ends)
}

/// So many users come at the same moment, and the integration has no token yet.
#[when(expr = "{int} users of the integration search at the same time")]
async fn many_users_search(world: &mut World, users: usize) -> Result<(), Stop> {
    let integration = integration(world)?;
    let input = search(world, Person::Active)?;
    begin(world)?;
    let ends = integration.at_once(vec![Task::Search(input); users]).await;
    file(world, ends)
}

/// The integration has a list of searches to work off, and may do several at a time.
#[when(expr = "the integration works off a list of {int} searches")]
async fn the_integration_works_off(world: &mut World, count: usize) -> Result<(), Stop> {
    let integration = integration(world)?;
    let input = search(world, Person::Active)?;
    begin(world)?;
    let ends = integration.batch(vec![Task::Search(input); count], MANY_WORKERS).await;
    file(world, ends)
}

async fn authorize(
    world: &mut World,
    sponsor: Sponsor,
    products: Products,
    person: Person,
    indication: Option<bool>,
) -> Result<(), Stop> {
    let input = AuthorizationInput {
        sponsor_slug: fixtures::text(world, sponsor.fixture())?,
        form: Some(form(world, person)?),
        products: products.lines(world).await?,
        diagnosis_code: Some(calls::DIAGNOSIS.to_owned()),
        indication,
        ..AuthorizationInput::default()
    };
    ask(world, Task::Authorize(input)).await
}

/// Asks the integration for an authorization, from the search to the answer of the sponsor.
#[given(expr = "the integration has asked the {sponsor} for {products}")]
#[when(expr = "the integration asks the {sponsor} for {products}")]
async fn the_integration_asks(world: &mut World, sponsor: Sponsor, products: Products) -> Result<(), Stop> {
    authorize(world, sponsor, products, Person::Active, None).await
}

/// The same for somebody else.
#[when(expr = "the integration asks the {sponsor} for {products} for the {person}")]
async fn the_integration_asks_for_somebody(
    world: &mut World,
    sponsor: Sponsor,
    products: Products,
    person: Person,
) -> Result<(), Stop> {
    authorize(world, sponsor, products, person, None).await
}

/// The same where the user has no document to attach.
#[when(expr = "the integration asks the {sponsor} for {products} without the indication")]
async fn the_integration_asks_without(
    world: &mut World,
    sponsor: Sponsor,
    products: Products,
) -> Result<(), Stop> {
    authorize(world, sponsor, products, Person::Active, Some(false)).await
}

async fn dispense(world: &mut World, code: String) -> Result<(), Stop> {
    let beneficiary_id = learnt(world, "beneficiary_id", |memory| &memory.beneficiary)?;
    ask(world, Task::Dispense(DispensationInput { code, beneficiary_id })).await
}

/// Asks the integration to dispense the code that it has learnt.
#[given(expr = "the integration has dispensed the code")]
#[when(expr = "the integration dispenses the code")]
#[when(expr = "the integration dispenses the code once more")]
async fn the_integration_dispenses(world: &mut World) -> Result<(), Stop> {
    let code = learnt(world, "code", |memory| &memory.code)?;
    dispense(world, code).await
}

/// Asks the integration to dispense a code that nobody issued.
#[when(expr = "the integration dispenses an unknown code")]
async fn the_integration_dispenses_unknown(world: &mut World) -> Result<(), Stop> {
    dispense(world, UNKNOWN_CODE.to_owned()).await
}

/// Asks the integration for a prescription for the active beneficiary.
#[when(expr = "the integration prescribes {products}")]
async fn the_integration_prescribes(world: &mut World, products: Products) -> Result<(), Stop> {
    let mut patient = form(world, Person::Active)?;
    for (member, value) in [("first_name", "Ana"), ("last_name", "López"), ("date_of_birth", "1990-04-11")] {
        patient.insert(member.to_owned(), json!(value));
    }
    let lines = products.lines(world).await?;
    let medication = |line: &Value| {
        json!({
            "product_code": line["product_code"],
            "quantity": line["quantity"],
            "posology": "1 tablet every 8h",
            "duration_days": 10,
        })
    };
    let input = PrescriptionInput {
        patient: Some(Value::Object(patient)),
        patient_id: None,
        diagnoses: vec![json!({"diagnosis_code": calls::DIAGNOSIS})],
        medications: lines.iter().map(medication).collect(),
    };
    ask(world, Task::Prescribe(input)).await
}

/// Asks the integration to claim the medication that was authorized last.
#[given(expr = "the integration has claimed what was authorized")]
#[when(expr = "the integration claims what was authorized")]
async fn the_integration_claims(world: &mut World) -> Result<(), Stop> {
    let beneficiary = learnt(world, "beneficiary_id", |memory| &memory.beneficiary)?;
    let authorization = learnt(world, "authorization_id", |memory| &memory.authorization)?;
    let body = json!({
        "beneficiary_id": beneficiary,
        "sponsor_slug": fixtures::text(world, Sponsor::Settling.fixture())?,
        "authorization_id": authorization,
        "diagnosis_code": calls::DIAGNOSIS,
        "line_items": [{
            "product_code": fixtures::text(world, "product")?,
            "product_type": "MEDICATION",
            "quantity": 30,
        }],
    });
    ask(world, Task::Claim(body)).await?;
    memory(world).claimed.push(authorization);
    Ok(())
}

/// Asks the integration to settle what it has claimed in the month that the clock shows.
#[when(expr = "the integration settles the month")]
async fn the_integration_settles(world: &mut World) -> Result<(), Stop> {
    let now = world.now();
    let input = SettlementInput {
        sponsor_slug: fixtures::text(world, Sponsor::Settling.fixture())?,
        period: format!("{:04}-{:02}", now.year(), u8::from(now.month())),
        authorization_ids: None,
    };
    ask(world, Task::Settle(input)).await
}

fn own_request(world: &mut World) -> Result<String, Stop> {
    learnt(world, "authorization_request_id", |memory| &memory.request)
}

/// Asks the integration how its request stands.
#[when(expr = "the integration reads its request")]
async fn the_integration_reads(world: &mut World) -> Result<(), Stop> {
    let authorization_request_id = own_request(world)?;
    ask(world, Task::State(StateInput { authorization_request_id })).await
}

async fn take_in(world: &mut World, event: Value) -> Result<(), Stop> {
    memory(world).event = Some(event.clone());
    ask(world, Task::Event(EventInput { event })).await
}

/// The sponsor's decision about the integration's own request has arrived, was verified, and is handed to it.
#[when(expr = "the decision reaches the integration")]
async fn the_decision_reaches(world: &mut World) -> Result<(), Stop> {
    let own = own_request(world)?;
    let what = format!("the decision about {own}");
    let found = subscribing::wait(world, &what, Level::Documented, &[], |arrival| {
        calls::text(&arrival.event()["data"], "authorization_request_id") == own
    });
    let Some(arrival) = found.await? else {
        return Err(
            world.blocked("the sponsor's decision did not arrive, so the integration cannot hear of it")
        );
    };
    take_in(world, arrival.event()).await
}

/// An event that it has taken in already is handed to it once more.
#[when(expr = "the same event reaches the integration again")]
async fn the_same_event_reaches(world: &mut World) -> Result<(), Stop> {
    let event = memory(world).event.clone();
    let event = calls::need(world, "an event that has reached the integration", event)?;
    take_in(world, event).await
}

/// An approval as Osigu's pages print it.
fn approval(id: &str, environment: &str, request: &str, beneficiary: &str) -> Value {
    json!({
        "event_id": id,
        "event_type": "authorization.created",
        "created_at": "2026-06-15T12:00:10.000Z",
        "api_version": "2026-01-01",
        "environment": environment,
        "data": {
            "authorization_id": "auth_00000000000000000000000000",
            "authorization_code": UNKNOWN_CODE,
            "authorization_request_id": request,
            "beneficiary_id": beneficiary,
            "sponsor_slug": "sponsor-async-sandbox",
            "product_type": "MEDICATION",
            "products": [],
            "expires_at": "2026-07-15T12:00:00Z",
            "sponsor_reference": "SPX-2026-000",
            "additional_data": {},
        },
        "provider": {"provider_slug": "clinic-example"},
    })
}

/// Somebody else's request was approved; it is no business of the integration's own.
#[when(expr = "the approval of another request reaches the integration")]
async fn another_approval_reaches(world: &mut World) -> Result<(), Stop> {
    let beneficiary = learnt(world, "beneficiary_id", |memory| &memory.beneficiary)?;
    let event = approval("evt_00000000000000000000000001", "sandbox", ANOTHER_REQUEST, &beneficiary);
    take_in(world, event).await
}

/// An event of production names the very id that the integration's request has in the sandbox.
#[when(expr = "an approval of the other environment reaches the integration")]
async fn a_foreign_approval_reaches(world: &mut World) -> Result<(), Stop> {
    let beneficiary = learnt(world, "beneficiary_id", |memory| &memory.beneficiary)?;
    let own = own_request(world)?;
    let event = approval("evt_00000000000000000000000002", "production", &own, &beneficiary);
    take_in(world, event).await
}
