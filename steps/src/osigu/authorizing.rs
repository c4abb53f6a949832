//! Phrases about authorization requests and authorizations.

use std::sync::Arc;

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::{Value, json};

use super::{
    calls, fixtures,
    words::{ProductType, Sponsor},
};
use crate::{Call, Claim, Stop, World};

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(
    name = "products",
    regex = "a medication|a rejected medication|a lab test and a rejected medication|an unregistered medication"
)]
pub(crate) enum Products {
    Medication,
    Rejected,
    Mixed,
    Unregistered,
}

const PRODUCTS: [(&str, Products); 4] = [
    ("a medication", Products::Medication),
    ("a rejected medication", Products::Rejected),
    ("a lab test and a rejected medication", Products::Mixed),
    ("an unregistered medication", Products::Unregistered),
];

impl std::str::FromStr for Products {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&PRODUCTS, word)
    }
}

impl Products {
    /// The lines of a request.
    pub(super) async fn lines(self, world: &mut World) -> Result<Vec<Value>, Stop> {
        let medication = |world: &mut World, fixture| {
            Ok(calls::product(&fixtures::text(world, fixture)?, ProductType::Medication.word()))
        };
        Ok(match self {
            Self::Medication => vec![medication(world, "product")?],
            Self::Rejected => vec![medication(world, "rejected_product")?],
            Self::Unregistered => vec![medication(world, "unregistered_product")?],
            // Sponsors split a request by the type of its products, and decide on each part.
            Self::Mixed => {
                let rejected = medication(world, "rejected_product")?;
                vec![calls::product_of(world, ProductType::Lab.word()).await?, rejected]
            }
        })
    }
}

async fn request(world: &mut World, products: Products, sponsor: Sponsor) -> Result<usize, Stop> {
    let lines = products.lines(world).await?;
    let sponsor = fixtures::text(world, sponsor.fixture())?;
    if world.osigu.beneficiary.is_none() {
        calls::find(world, "active_beneficiary").await?;
    }
    calls::initiate(world, &sponsor, lines).await
}

/// A request that is open: neither documents nor a decision yet.
#[given(expr = "an open request for {products}")]
async fn an_open_request(world: &mut World, products: Products) -> Result<(), Stop> {
    let index = request(world, products, Sponsor::Mock).await?;
    world.set_up(index)
}

/// The same, at a sponsor that is named.
#[given(expr = "an open request for {products} to the {sponsor}")]
async fn an_open_request_to(world: &mut World, products: Products, sponsor: Sponsor) -> Result<(), Stop> {
    let index = request(world, products, sponsor).await?;
    world.set_up(index)
}

/// Opens a request.
#[when(expr = "a pre-authorization for {products} is requested")]
async fn a_pre_authorization_is_requested(world: &mut World, products: Products) -> Result<(), Stop> {
    request(world, products, Sponsor::Mock).await.map(|_| ())
}

/// Opens a request for a product of a type.
#[given(expr = "an open request for a {product_type} product")]
async fn an_open_request_for_type(world: &mut World, kind: ProductType) -> Result<(), Stop> {
    calls::find(world, "active_beneficiary").await?;
    let sponsor = fixtures::text(world, "sponsor")?;
    let line = calls::product_of(world, kind.word()).await?;
    let index = calls::initiate(world, &sponsor, vec![line]).await?;
    world.set_up(index)
}

/// Attaches what the sponsor wants to see.
#[given(expr = "the indication is attached")]
#[when(expr = "the indication is attached")]
async fn the_indication_is_attached(world: &mut World) -> Result<(), Stop> {
    let index = calls::attach(world).await?;
    world.set_up(index)
}

/// Attaches another document, which may be refused.
#[when(expr = "another indication is attached")]
async fn another_indication_is_attached(world: &mut World) -> Result<(), Stop> {
    calls::attach(world).await.map(|_| ())
}

/// Submits the request to the sponsor.
#[given(expr = "the request is completed")]
#[when(expr = "the request is completed")]
async fn the_request_is_completed(world: &mut World) -> Result<(), Stop> {
    let index = calls::complete(world).await?;
    world.expect_success(index)
}

/// Submits the request once more, which may be refused.
#[when(expr = "the request is completed again")]
async fn the_request_is_completed_again(world: &mut World) -> Result<(), Stop> {
    let request = calls::request(world)?;
    let index = world.send(calls::completion(&request.id)).await?;
    world.last = Some(index);
    Ok(())
}

/// Submits the request without what the sponsor wants to see, which reading 20 lets a vendor refuse.
#[when(expr = "the request is completed without the indication")]
async fn the_request_is_completed_without(world: &mut World) -> Result<(), Stop> {
    let request = calls::request(world)?;
    let index = world.send(calls::completion(&request.id)).await?;
    world.last = Some(index);
    Ok(())
}

/// Reads the request.
#[when(expr = "the request is read")]
async fn the_request_is_read(world: &mut World) -> Result<(), Stop> {
    let request = calls::request(world)?;
    calls::send(world, calls::reading(&request.id)).await.map(|_| ())
}

/// Reads a request that nobody opened.
#[when(expr = "an unknown request is read")]
async fn an_unknown_request_is_read(world: &mut World) -> Result<(), Stop> {
    let call = calls::reading("areq_00000000000000000000000000");
    let index = world.send(call).await?;
    world.last = Some(index);
    Ok(())
}

/// Completing leaves the request waiting for its documents: the answer says so, or the call is refused and a read says so.
#[then(expr = "the request still waits for the indication")]
async fn the_request_still_waits(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    let request = calls::request(world)?;
    if world.status(index) != Some(422) {
        world.expect_success(index)?;
        if !world.is_simulator() && !wants_indications(world, &request.sponsor).await? {
            let text = "the sponsor's configuration asks for no indication, so that none can be missing (reading 12)";
            return Err(world.not_applicable("no-indication-needed", text));
        }
        status_is(world, index, "PENDING_INDICATION")?;
    }
    let read = world.send(calls::reading(&request.id)).await?;
    world.last = Some(read);
    world.expect_success(read)?;
    status_is(world, read, "PENDING_INDICATION")
}

/// Whether the sponsor's rules ask for documents. Where they do not say, they may.
async fn wants_indications(world: &mut World, sponsor: &str) -> Result<bool, Stop> {
    let call = Call::to("get-sponsor-configuration")
        .at("sponsorSlug", sponsor)
        .query("product_type", ProductType::Medication.word());
    let index = world.send(call).await?;
    let body = world.body(index).unwrap_or_default();
    let found = schemas::find_somewhere(&body, "required_indications").map(|(_, value)| value);
    Ok(found.and_then(Value::as_array).is_none_or(|wanted| !wanted.is_empty()))
}

/// How well the words are known that an operation's answer has for the status of its subject.
fn status_level(operation: &str) -> Level {
    match operation {
        "create-authorization-request" | "complete-authorization-request" | "start-dispensation" => {
            Level::Documented
        }
        _ => Level::Assumed,
    }
}

fn status_is(world: &mut World, index: usize, wanted: &str) -> Result<(), Stop> {
    let body = world.body(index).unwrap_or_default();
    let found = calls::text(&body, "status");
    if found == wanted {
        return Ok(());
    }
    let message = format!("the status is `{found}`, where it has to be `{wanted}`");
    let operation = world.exchanges()[index].operation.clone().unwrap_or_default();
    let claim = Claim::about(index, "status", status_level(&operation), wanted, found, message);
    world.report(claim.at("/status"))
}

/// What the last answer says of the status of its subject.
#[then(expr = "the status is {string}")]
async fn the_status_is(world: &mut World, wanted: String) -> Result<(), Stop> {
    let (index, _) = world.answer()?;
    status_is(world, index, &wanted)
}

fn authorizations(world: &mut World) -> Result<(usize, Vec<Value>), Stop> {
    let (index, body) = world.answer()?;
    Ok((index, body["authorizations"].as_array().cloned().unwrap_or_default()))
}

/// Some authorization of the answer is approved, has a code, and covers what was asked for.
#[then(expr = "an authorization is approved with a code")]
async fn an_authorization_is_approved(world: &mut World) -> Result<(), Stop> {
    let (index, all) = authorizations(world)?;
    let approved = all.iter().position(|one| one["status"] == "APPROVED");
    let Some(at) = approved else {
        let actual = Value::Array(all).to_string();
        let message = "no authorization of the answer is approved";
        let claim =
            Claim::about(index, "not-approved", Level::Documented, "status APPROVED", actual, message);
        return world.report(claim.at("/authorizations"));
    };
    if calls::text(&all[at], "authorization_code").is_empty() {
        let message = "the approved authorization has no code";
        let claim =
            Claim::about(index, "approved-without-code", Level::Documented, "a code", "none", message);
        return world.report(claim.at(format!("/authorizations/{at}/authorization_code")));
    }
    let body = world.body(index).unwrap_or_default();
    calls::learn_codes(world, &body);
    covers(world, index, &all)
}

/// All products that were asked for stand in some authorization.
fn covers(world: &mut World, index: usize, all: &[Value]) -> Result<(), Stop> {
    let wanted: Vec<_> =
        calls::request(world)?.products.iter().map(|line| calls::text(line, "product_code")).collect();
    let decided: Vec<_> = all
        .iter()
        .flat_map(|one| one["products"].as_array().cloned().unwrap_or_default())
        .map(|line| calls::text(&line, "product_code"))
        .collect();
    let lost: Vec<_> = wanted.into_iter().filter(|code| !decided.contains(code)).collect();
    if lost.is_empty() {
        return quantities(world, index, all);
    }
    let message = format!("no authorization of the answer covers {}", lost.join(", "));
    let claim =
        Claim::about(index, "products-lost", Level::Documented, lost.join(", "), decided.join(", "), message);
    world.report(claim.at("/authorizations"))
}

/// What was authorized is what was asked for, as much of it. A sponsor may authorize less; nobody says that it does more.
fn quantities(world: &mut World, index: usize, all: &[Value]) -> Result<(), Stop> {
    let wanted = calls::request(world)?.products;
    for (at, one) in all.iter().enumerate() {
        for (line, decided) in one["products"].as_array().into_iter().flatten().enumerate() {
            let asked = wanted.iter().find(|line| line["product_code"] == decided["product_code"]);
            let asked = asked.and_then(|line| line["quantity"].as_f64()).unwrap_or_default();
            if decided["quantity"].as_f64().is_some_and(|quantity| quantity > asked) {
                let actual = decided["quantity"].to_string();
                let message = format!("an authorization covers {actual} where {asked} were asked for");
                let claim =
                    Claim::about(index, "quantity", Level::Inferred, asked.to_string(), actual, message);
                world.report(claim.at(format!("/authorizations/{at}/products/{line}/quantity")))?;
            }
        }
    }
    Ok(())
}

/// The approved authorization says until when its code can be redeemed. The guide's sample has 30 days of it.
#[then(expr = "the approved authorization is valid for about {int} days")]
async fn is_valid_for(world: &mut World, days: i64) -> Result<(), Stop> {
    let (index, all) = authorizations(world)?;
    let approved = all.iter().position(|one| one["status"] == "APPROVED");
    let Some(at) = approved else { return Err(world.blocked("no authorization of the answer is approved")) };
    let written = calls::text(&all[at], "expires_at");
    let ends = time::OffsetDateTime::parse(&written, &time::format_description::well_known::Rfc3339);
    let now = world.now();
    let valid = ends.is_ok_and(|ends| ((ends - now).whole_days() - days).abs() <= 2);
    if valid {
        return Ok(());
    }
    let message =
        format!("the approved authorization expires at `{written}`, where about {days} days are usual");
    let wanted = format!("about {days} days from now");
    let claim = Claim::about(index, "validity", Level::Assumed, wanted, written, message);
    world.report(claim.at(format!("/authorizations/{at}/expires_at")))
}

/// An active beneficiary's request is approved; this one is about somebody whose coverage has expired.
#[given(expr = "an open request for {products} of the beneficiary with expired coverage")]
async fn an_open_request_without_cover(world: &mut World, products: Products) -> Result<(), Stop> {
    calls::find(world, "expired_beneficiary").await?;
    let index = request(world, products, Sponsor::Mock).await?;
    world.set_up(index)
}

/// No authorization of the answer is approved. What a sponsor makes of a request without coverage is not documented.
#[then(expr = "no authorization is approved")]
async fn none_is_approved(world: &mut World) -> Result<(), Stop> {
    let (index, all) = authorizations(world)?;
    let Some(at) = all.iter().position(|one| one["status"] == "APPROVED") else { return Ok(()) };
    let message = "an authorization is approved for somebody whose coverage has expired";
    let claim = Claim::about(index, "approved-without-cover", Level::Assumed, "none", "APPROVED", message);
    world.report(claim.at(format!("/authorizations/{at}/status")))
}

/// A sponsor of the simulator that exists, and that the provider is not affiliated with.
#[when(expr = "the search forms of a sponsor without affiliation are listed")]
async fn forms_without_affiliation(world: &mut World) -> Result<(), Stop> {
    world.osigu_tenant()?;
    let call = Call::to("list-search-forms").at("sponsorSlug", "sponsor-unaffiliated");
    let index = world.send(call.expecting(&[403])).await?;
    world.last = Some(index);
    Ok(())
}

/// Some authorization of the answer is rejected and says why.
#[then(expr = "an authorization is rejected with a reason")]
async fn an_authorization_is_rejected(world: &mut World) -> Result<(), Stop> {
    let (index, all) = authorizations(world)?;
    let Some(at) = all.iter().position(|one| one["status"] == "REJECTED") else {
        let actual = Value::Array(all).to_string();
        let message = "no authorization of the answer is rejected";
        let claim =
            Claim::about(index, "not-rejected", Level::Documented, "status REJECTED", actual, message);
        return world.report(claim.at("/authorizations").of(&["OSG-53"]));
    };
    if calls::text(&all[at], "rejection_reason").trim().is_empty() {
        let message = "the rejected authorization does not say why";
        let claim = Claim::about(
            index,
            "rejection-without-reason",
            Level::Documented,
            "a text",
            all[at]["rejection_reason"].to_string(),
            message,
        );
        return world.report(claim.at(format!("/authorizations/{at}/rejection_reason")).of(&["OSG-53"]));
    }
    covers(world, index, &all)
}

/// An authorization that the mock sponsor approved.
#[given(expr = "an approved authorization")]
async fn an_approved_authorization(world: &mut World) -> Result<(), Stop> {
    let lines = Products::Medication.lines(world).await?;
    let sponsor = fixtures::text(world, "sponsor")?;
    calls::authorize(world, &sponsor, lines).await?;
    if world.osigu.code.is_none() {
        return Err(world.blocked("the mock sponsor approved nothing, so there is no code"));
    }
    Ok(())
}

/// Cancels the authorization whose code phrases speak of.
#[given(expr = "the authorization is voided")]
async fn the_authorization_was_voided(world: &mut World) -> Result<(), Stop> {
    let index = void(world).await?;
    world.set_up(index)
}

/// The same, as what the scenario is about.
#[when(expr = "the authorization is voided")]
async fn the_authorization_is_voided(world: &mut World) -> Result<(), Stop> {
    void(world).await.map(|_| ())
}

async fn void(world: &mut World) -> Result<usize, Stop> {
    let code = calls::code(world)?;
    let call = Call::to("void-authorization")
        .at("authorizationCode", code)
        .with(json!({"reason": "ordered by mistake"}));
    calls::send(world, call).await
}

/// Opens a request with one defect, which has to be refused.
#[when(expr = "a pre-authorization is requested {request_defect}")]
async fn a_defective_request(world: &mut World, defect: RequestDefect) -> Result<(), Stop> {
    let request = calls::request(world)?;
    let mut call = calls::initiation(&request.beneficiary, &request.sponsor, &request.products);
    if let Some(crate::CallBody::Json(body)) = &mut call.body {
        defect.put_into(Arc::make_mut(body));
    }
    let index = world.send(call.invalid().expecting(&[403])).await?;
    world.last = Some(index);
    Ok(())
}

/// What is wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(
    name = "request_defect",
    regex = "without a beneficiary|without a sponsor|without a diagnosis|without products|with an empty list of products|\
             without a product code|with an unknown product type|with a quantity of zero|for an unknown beneficiary|\
             to an unknown sponsor"
)]
pub(crate) enum RequestDefect {
    NoBeneficiary,
    NoSponsor,
    NoDiagnosis,
    NoProducts,
    EmptyProducts,
    NoProductCode,
    UnknownType,
    ZeroQuantity,
    UnknownBeneficiary,
    UnknownSponsor,
}

const REQUEST_DEFECTS: [(&str, RequestDefect); 10] = [
    ("without a beneficiary", RequestDefect::NoBeneficiary),
    ("without a sponsor", RequestDefect::NoSponsor),
    ("without a diagnosis", RequestDefect::NoDiagnosis),
    ("without products", RequestDefect::NoProducts),
    ("with an empty list of products", RequestDefect::EmptyProducts),
    ("without a product code", RequestDefect::NoProductCode),
    ("with an unknown product type", RequestDefect::UnknownType),
    ("with a quantity of zero", RequestDefect::ZeroQuantity),
    ("for an unknown beneficiary", RequestDefect::UnknownBeneficiary),
    ("to an unknown sponsor", RequestDefect::UnknownSponsor),
];

impl std::str::FromStr for RequestDefect {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&REQUEST_DEFECTS, word)
    }
}

impl RequestDefect {
    fn put_into(self, body: &mut Value) {
        let mut without = |name: &str| {
            if let Some(members) = body.as_object_mut() {
                members.shift_remove(name);
            }
        };
        match self {
            Self::NoBeneficiary => without("beneficiary_id"),
            Self::NoSponsor => without("sponsor_slug"),
            Self::NoDiagnosis => without("diagnosis_code"),
            Self::NoProducts => without("products"),
            Self::EmptyProducts => body["products"] = json!([]),
            Self::NoProductCode => {
                if let Some(line) = body["products"][0].as_object_mut() {
                    line.shift_remove("product_code");
                }
            }
            Self::UnknownType => body["products"][0]["product_type"] = json!("HOUSEHOLD"),
            Self::ZeroQuantity => body["products"][0]["quantity"] = json!(0),
            Self::UnknownBeneficiary => body["beneficiary_id"] = json!("bnf_00000000000000000000000000"),
            Self::UnknownSponsor => body["sponsor_slug"] = json!("no-such-sponsor"),
        }
    }
}
