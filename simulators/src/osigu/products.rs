//! Catalogues, and the provider's own subset of them (2.9).

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    errors::Refusal,
    faults::Rule,
    fields::{Problems, seconds},
    service::Call,
    state::Book,
};
use crate::http::Response;

/// The product types of the narrative contract (0.2).
pub(super) const PRODUCT_TYPES: [&str; 4] = ["MEDICATION", "LAB", "IMAGING", "PROCEDURE"];

/// A product of the global catalogue.
#[derive(Clone, Debug)]
pub(super) struct Product {
    pub(super) code: String,
    name: String,
    product_type: &'static str,
    /// What it costs each, in cents.
    unit_cents: i64,
}

/// A product of the provider's subset.
pub(super) struct Registration {
    code: String,
    at: Option<OffsetDateTime>,
}

/// Code, name, type, cents, and whether it is registered from the start.
#[rustfmt::skip] // A table.
const PRODUCTS: &[(&str, &str, &str, i64, bool)] = &[
    ("MED-042", "Paracetamol 500 mg tablets", "MEDICATION", 1250, true),
    ("CONS-GEN", "General consultation", "PROCEDURE", 3500, true),
    ("PROC-SUTURE", "Simple suture", "PROCEDURE", 6000, true),
    ("LAB-HEMO", "Complete blood count", "LAB", 1800, true),
    ("LAB-GLUC", "Fasting glucose", "LAB", 900, true),
    ("IMG-XRAY-CHEST", "Chest X-ray", "IMAGING", 4500, true),
    ("IMG-US-ABD", "Abdominal ultrasound", "IMAGING", 7500, true),
    ("MED-077", "Amoxicillin 500 mg capsules", "MEDICATION", 1725, false),
    ("LAB-TSH", "Thyroid-stimulating hormone", "LAB", 2200, false),
    ("IMG-MRI-KNEE", "MRI of the knee", "IMAGING", 38_000, false),
    ("PROC-ECG", "Electrocardiogram", "PROCEDURE", 2800, false),
];

#[rustfmt::skip] // A table.
const DIAGNOSES: &[(&str, &str)] = &[
    ("R51", "Headache (cephalgia)"),
    ("J00", "Acute nasopharyngitis"),
    ("J45", "Asthma"),
    ("E11", "Type 2 diabetes mellitus"),
    ("I10", "Essential hypertension"),
    ("K29", "Gastritis and duodenitis"),
    ("M54", "Dorsalgia"),
    ("Z00", "General examination"),
];

/// The description of a diagnosis, or its code if the catalogue does not have it.
pub(super) fn diagnosis(code: &str) -> &str {
    DIAGNOSES.iter().find(|(known, _)| *known == code).map_or(code, |(_, description)| description)
}

impl Product {
    fn shown(&self) -> Value {
        json!({"product_code": self.code, "name": self.name, "product_type": self.product_type})
    }

    /// Whether a search text is in its code or name, whatever the case.
    fn matches(&self, query: Option<&str>) -> bool {
        query.is_none_or(|query| contains(&self.code, query) || contains(&self.name, query))
    }
}

fn contains(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}

impl Book {
    pub(super) fn seed_products(&mut self) {
        let seeds = self.settings.seeds.clone();
        let mut add = |code: &str, name: &str, product_type, unit_cents, registered: bool| {
            self.catalogue.push(Product {
                code: code.to_owned(),
                name: name.to_owned(),
                product_type,
                unit_cents,
            });
            if registered {
                self.registrations.push(Registration { code: code.to_owned(), at: None });
            }
        };
        for number in 1..=seeds.medications {
            let (code, name) = (format!("MED-SBX-{number:03}"), format!("Sandbox medication {number}"));
            add(&code, &name, "MEDICATION", 500 + 125 * i64::from(number), true);
        }
        add(&seeds.rejected_product, "Sandbox medication that sponsors reject", "MEDICATION", 9900, true);
        add(&seeds.unregistered_product, "Sandbox medication to register", "MEDICATION", 1100, false);
        for (code, name, product_type, unit_cents, registered) in PRODUCTS {
            add(code, name, product_type, *unit_cents, *registered);
        }
    }

    pub(super) fn is_registered(&self, code: &str) -> bool {
        self.registrations.iter().any(|registration| registration.code == code)
    }

    /// 422 `071-104` for the first of these codes that is not registered.
    pub(super) fn check_registered<'a>(
        &self,
        codes: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), Refusal> {
        match codes.into_iter().find(|code| !self.is_registered(code)) {
            Some(code) => Err(Refusal::unregistered(code)),
            None => Ok(()),
        }
    }

    fn product(&self, code: &str) -> Option<&Product> {
        self.catalogue.iter().find(|product| product.code == code)
    }

    /// What a product costs each, in cents.
    pub(super) fn unit_cents(&self, code: &str) -> i64 {
        self.product(code).map_or(1250, |product| product.unit_cents)
    }

    /// A product's name, or its code if the catalogue does not have it.
    pub(super) fn product_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.product(code).map_or(code, |product| &product.name)
    }

    pub(super) fn list_medications(&mut self, call: &Call) -> Result<Response, Refusal> {
        let query = call.query("query").filter(|_| !self.has(Rule::CatalogueIgnoresQuery));
        let hidden = self.has(Rule::CatalogueWithoutSandbox);
        let found = self.catalogue.iter().filter(|product| product.product_type == "MEDICATION");
        let found = found.filter(|product| !(hidden && product.code.starts_with("MED-SBX-")));
        let found = found.filter(|product| product.matches(query)).map(Product::shown).collect();
        self.paged(call, found)
    }

    pub(super) fn list_diagnoses(&mut self, call: &Call) -> Result<Response, Refusal> {
        let query = call.query("query");
        let none = self.has(Rule::NoDiagnoses);
        let matches = |(code, description): &&(&str, &str)| {
            !none && query.is_none_or(|query| contains(code, query) || contains(description, query))
        };
        let shown =
            |(code, description): &(&str, &str)| json!({"diagnosis_code": code, "description": description});
        let found = DIAGNOSES.iter().filter(matches).map(shown).collect();
        self.paged(call, found)
    }

    pub(super) fn list_products(&mut self, call: &Call) -> Result<Response, Refusal> {
        let product_type = known_type(call)?.filter(|_| !self.has(Rule::CatalogueIgnoresType));
        let query = call.query("query");
        let found = self.catalogue.iter().filter(|product| {
            product_type.is_none_or(|wanted| product.product_type == wanted) && product.matches(query)
        });
        let found = found.map(Product::shown).collect();
        self.paged(call, found)
    }

    pub(super) fn list_provider_products(&mut self, call: &Call) -> Result<Response, Refusal> {
        let all = self.has(Rule::ProviderListIgnoresFilter);
        let product_type = known_type(call)?.filter(|_| !all);
        let query = call.query("query").filter(|_| !all);
        let found = self.registrations.iter().filter_map(|registration| self.product(&registration.code));
        let found = found.filter(|product| product_type.is_none_or(|wanted| product.product_type == wanted));
        let found = found.filter(|product| product.matches(query)).map(Product::shown).collect();
        self.paged(call, found)
    }

    pub(super) fn register_provider_product(&mut self, call: &Call) -> Result<Response, Refusal> {
        let mut problems = Problems::default();
        let code = problems.text(call.body, "", "product_code");
        problems.result()?;
        if self.product(&code).is_none() && !self.has(Rule::UncataloguedRegistered) {
            let status = self.settings.statuses.uncatalogued_product;
            return Err(Refusal::new(status, format!("no catalogue has the product {code}")));
        }
        let known = self.registrations.iter_mut().find(|registration| registration.code == code);
        let (status, at) = match known {
            Some(_) if self.settings.statuses.registered_again >= 400 => {
                return Err(Refusal::new(
                    self.settings.statuses.registered_again,
                    format!("{code} is registered already"),
                ));
            }
            // What was seeded has its date from the first time that somebody asks.
            Some(known) => (self.settings.statuses.registered_again, *known.at.get_or_insert(call.now)),
            None => {
                if !self.has(Rule::RegistrationNotStored) {
                    self.registrations.push(Registration { code: code.clone(), at: Some(call.now) });
                }
                (201, call.now)
            }
        };
        Ok(Response::json(status, json!({"product_code": code, "registered_at": seconds(at)})))
    }

    pub(super) fn remove_provider_product(&mut self, call: &Call) -> Result<Response, Refusal> {
        let code = call.param("productCode");
        if !self.is_registered(code) {
            let status = self.settings.statuses.unknown_resource;
            return Err(Refusal::new(status, format!("product not registered: {code}")));
        }
        if !self.has(Rule::RemovalNotStored) {
            self.registrations.retain(|registration| registration.code != code);
        }
        if self.has(Rule::RemovalErasesHistory) {
            let concerned = |products: &[super::authorizations::Line]| {
                products.iter().any(|line| line.product_code == code)
            };
            self.requests.retain(|request| !concerned(&request.products));
            self.authorizations.retain(|authorization| !concerned(&authorization.products));
        }
        Ok(Response::new(204))
    }

    /// `{content, page, links}` of a list, by the call's `page` and `size`.
    pub(super) fn paged(&self, call: &Call, items: Vec<Value>) -> Result<Response, Refusal> {
        let number = |name: &str, otherwise: u32| match call.query(name) {
            None | Some("") => Ok(otherwise),
            Some(text) => text
                .parse::<u32>()
                .map_err(|_| Refusal::invalid_member(name, "wants a whole number of at least 0")),
        };
        let page = if self.has(Rule::AlwaysFirstPage) { 0 } else { number("page", 0)? };
        let size = number("size", self.settings.page_size)?.clamp(1, self.settings.page_size_max);
        let total = items.len();
        let pages = total.div_ceil(size as usize);
        let content: Vec<_> =
            items.into_iter().skip(page as usize * size as usize).take(size as usize).collect();
        let path = self.settings.paths.of(call.operation);
        let link =
            |rel: &str, page: usize| json!({"rel": rel, "href": format!("{path}?page={page}&size={size}")});
        let mut links = vec![link("self", page as usize)];
        if page > 0 {
            links.push(link("prev", page as usize - 1));
        }
        if (page as usize) + 1 < pages {
            links.push(link("next", page as usize + 1));
        }
        let page = json!({"size": size, "total_elements": total, "total_pages": pages, "number": page});
        Ok(Response::json(200, json!({"content": content, "page": page, "links": links})))
    }
}

/// The `product_type` of a query, if there is one.
fn known_type<'a>(call: &'a Call) -> Result<Option<&'a str>, Refusal> {
    match call.query("product_type") {
        None | Some("") => Ok(None),
        Some(wanted) if PRODUCT_TYPES.contains(&wanted) => Ok(Some(wanted)),
        Some(_) => {
            let message = format!("wants one of {}", PRODUCT_TYPES.join(", "));
            Err(Refusal::invalid_member("product_type", message))
        }
    }
}
