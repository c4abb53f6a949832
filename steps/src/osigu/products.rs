//! Phrases about catalogues and the provider's own products.

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::{Value, json};

use super::{calls, fixtures, words::ProductType};
use crate::{Call, Claim, Stop, World};

/// More pages than the provider's products fill.
const PAGES_MAX: u32 = 40;

fn entries(body: &Value) -> Vec<Value> {
    let list = if body.is_array() { body } else { &body["content"] };
    list.as_array().cloned().unwrap_or_default()
}

/// A catalogue that can be searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "catalogue", regex = "medications|diagnoses")]
pub(crate) enum Searched {
    Medications,
    Diagnoses,
}

impl std::str::FromStr for Searched {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&[("medications", Self::Medications), ("diagnoses", Self::Diagnoses)], word)
    }
}

/// Searches a catalogue by a text.
#[when(expr = "the catalogue of {catalogue} is searched for {string}")]
async fn the_catalogue_is_searched(
    world: &mut World,
    catalogue: Searched,
    query: String,
) -> Result<(), Stop> {
    let operation = match catalogue {
        Searched::Medications => "list-medications",
        Searched::Diagnoses => "list-diagnoses",
    };
    calls::send(world, Call::to(operation).query("query", query)).await.map(|_| ())
}

/// Lists the global catalogue of a type of product.
#[when(expr = "the catalogue of {product_type} products is listed")]
async fn the_products_are_listed(world: &mut World, kind: ProductType) -> Result<(), Stop> {
    calls::send(world, Call::to("list-products").query("product_type", kind.word())).await.map(|_| ())
}

/// Lists the provider's own products of a type.
#[when(expr = "the provider's {product_type} products are listed")]
async fn own_products_are_listed(world: &mut World, kind: ProductType) -> Result<(), Stop> {
    let call = Call::to("list-provider-products").query("product_type", kind.word());
    calls::send(world, call).await.map(|_| ())
}

/// Some entry's code begins so. How an entry is written is not documented.
#[then(expr = "an entry has a code that begins with {string}")]
async fn an_entry_begins_with(world: &mut World, prefix: String) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    // Wherever the code stands: what the entries look like is not documented.
    if body.to_string().contains(&format!("\"{prefix}")) {
        return Ok(());
    }
    let message = format!("no code of the answer begins with {prefix}");
    let claim = Claim::about(index, "catalogue-code", Level::Documented, prefix, body.to_string(), message);
    world.report(claim)
}

/// No entry's code begins so: the search left it out. How a catalogue searches is not documented.
#[then(expr = "no entry has a code that begins with {string}")]
async fn no_entry_begins_with(world: &mut World, prefix: String) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    if !body.to_string().contains(&format!("\"{prefix}")) {
        return Ok(());
    }
    let message = format!("a code of the answer begins with {prefix}, which was not searched for");
    let wanted = format!("none begins with {prefix}");
    world.report(Claim::about(index, "catalogue-search", Level::Assumed, wanted, body.to_string(), message))
}

/// Walks the pages of the provider's products, two entries a page, to the end. How pages are asked for is not documented.
#[when(expr = "the provider's products are read page by page")]
async fn page_by_page(world: &mut World) -> Result<(), Stop> {
    world.osigu.codes.clear();
    for page in 0..PAGES_MAX {
        let call = Call::to("list-provider-products").query("page", page.to_string()).query("size", "2");
        let (_, body) = calls::set_up(world, call).await?;
        let codes: Vec<_> = entries(&body).iter().map(|entry| calls::text(entry, "product_code")).collect();
        if codes.is_empty() {
            break;
        }
        world.osigu.codes.extend(codes);
    }
    Ok(())
}

/// Every product stood on one page, and the pages came to an end.
#[then(expr = "each product stands on one page")]
async fn each_on_one_page(world: &mut World) -> Result<(), Stop> {
    let (index, _) = world.answer()?;
    let codes = std::mem::take(&mut world.osigu.codes);
    let different: std::collections::BTreeSet<_> = codes.iter().collect();
    if !codes.is_empty() && different.len() == codes.len() {
        return Ok(());
    }
    let message = "the pages of the provider's products repeat entries, or have none";
    world.report(Claim::about(
        index,
        "pages",
        Level::Assumed,
        format!("{} different products", codes.len()),
        different.len().to_string(),
        message,
    ))
}

/// All entries are of the type that was asked for.
#[then(expr = "every entry is a {product_type} product")]
async fn every_entry_is_of_type(world: &mut World, kind: ProductType) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let all = entries(&body);
    if all.is_empty() {
        let message = "the list is empty";
        return world.report(Claim::about(
            index,
            "list-empty",
            Level::Assumed,
            "entries",
            body.to_string(),
            message,
        ));
    }
    for entry in all {
        let found = calls::text(&entry, "product_type");
        if found != kind.word() {
            let message = format!("a list of {} products has one of the type {found}", kind.word());
            world.report(Claim::about(index, "list-filter", Level::Assumed, kind.word(), found, message))?;
        }
    }
    Ok(())
}

/// The list has an entry with the code of the fixture.
#[then(expr = "the {own_product} is {listing}")]
async fn the_product_is_listed(world: &mut World, product: OwnProduct, listing: Listing) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let code = fixtures::text(world, product.fixture())?;
    let found = entries(&body).iter().any(|entry| calls::text(entry, "product_code") == code);
    if found == (listing == Listing::Listed) {
        return Ok(());
    }
    let (wanted, actual) = if found { ("not listed", "listed") } else { ("listed", "not listed") };
    let message = format!("the product {code} is {actual}, where it has to be {wanted}");
    world.report(Claim::about(index, "product-listing", Level::Assumed, wanted, actual, message))
}

/// Whether something stands in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "listing", regex = "listed|not listed")]
pub(crate) enum Listing {
    Listed,
    NotListed,
}

impl std::str::FromStr for Listing {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&[("listed", Self::Listed), ("not listed", Self::NotListed)], word)
    }
}

/// A product of the environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "own_product", regex = "registered medication|unregistered medication")]
pub(crate) enum OwnProduct {
    Registered,
    Unregistered,
}

impl std::str::FromStr for OwnProduct {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(
            &[("registered medication", Self::Registered), ("unregistered medication", Self::Unregistered)],
            word,
        )
    }
}

impl OwnProduct {
    const fn fixture(self) -> &'static str {
        match self {
            Self::Registered => "product",
            Self::Unregistered => "unregistered_product",
        }
    }
}

/// Registers a product for the provider.
#[when(expr = "the {own_product} is registered")]
async fn the_product_is_registered(world: &mut World, product: OwnProduct) -> Result<(), Stop> {
    let code = fixtures::text(world, product.fixture())?;
    let call = Call::to("register-provider-product").with(json!({"product_code": code}));
    calls::send(world, call).await.map(|_| ())
}

/// Registers a code that no catalogue has.
#[when(expr = "a code that no catalogue has is registered")]
async fn an_unknown_code_is_registered(world: &mut World) -> Result<(), Stop> {
    let call = Call::to("register-provider-product").with(json!({"product_code": "MED-NOT-IN-CATALOGUE"}));
    let index = world.send(call).await?;
    world.last = Some(index);
    Ok(())
}

/// Takes a product from the provider's own. What is removed is put back by the scenario that removes it.
#[given(expr = "the {own_product} is removed")]
async fn the_product_is_removed(world: &mut World, product: OwnProduct) -> Result<(), Stop> {
    let code = fixtures::text(world, product.fixture())?;
    let call = Call::to("remove-provider-product").at("productCode", code);
    let index = calls::send(world, call).await?;
    world.set_up(index)
}
