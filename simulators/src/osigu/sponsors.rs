//! Sponsors and what they demand (2.3, A-7, A-8, A-10).

use serde_json::json;

use super::{
    errors::Refusal, faults::Rule, products::PRODUCT_TYPES, service::Call, settings::Sponsors, state::Book,
};
use crate::http::Response;

/// A sponsor that the provider is affiliated with.
#[derive(Clone, Debug)]
pub(super) struct Sponsor {
    pub(super) slug: String,
    name: &'static str,
    /// Whether it decides later.
    pub(super) is_async: bool,
    /// Whether a dispensation needs a one-time code.
    pub(super) demands_otp: bool,
    demands_biometric: bool,
}

fn affiliated(sponsors: &Sponsors) -> [Sponsor; 4] {
    let sponsor = |slug: &str, name, is_async, demands_otp| Sponsor {
        slug: slug.to_owned(),
        name,
        is_async,
        demands_otp,
        demands_biometric: false,
    };
    [
        sponsor(&sponsors.mock, "Sandbox Sponsor", false, false),
        sponsor(&sponsors.asynchronous, "Sandbox Sponsor, asynchronous", true, false),
        sponsor(&sponsors.batch, "Sandbox Sponsor, Dominican Republic", false, false),
        sponsor(&sponsors.otp, "Sandbox Sponsor with one-time codes", false, true),
    ]
}

impl Book {
    fn sponsors(&self) -> Vec<Sponsor> {
        let mut all = affiliated(&self.settings.sponsors).to_vec();
        let mock = &mut all[0];
        mock.demands_otp |= self.has(Rule::MockDemandsOtp);
        mock.demands_biometric |= self.has(Rule::MockDemandsBiometric);
        mock.is_async |= self.has(Rule::MockIsAsync);
        if self.has(Rule::AsyncSponsorMissing) {
            all.remove(1);
        }
        all
    }

    /// A sponsor by its slug: 404 if nobody knows it, 403 if the provider is not affiliated with it.
    pub(super) fn sponsor(&self, slug: &str) -> Result<Sponsor, Refusal> {
        let statuses = &self.settings.statuses;
        let mut sponsors = self.sponsors();
        if let Some(at) = sponsors.iter().position(|sponsor| sponsor.slug == slug) {
            return Ok(sponsors.swap_remove(at));
        }
        if slug == self.settings.sponsors.unaffiliated {
            if self.has(Rule::UnaffiliatedAccepted) {
                return Ok(Sponsor { slug: slug.to_owned(), ..sponsors.swap_remove(0) });
            }
            let message = format!("the provider is not affiliated with the sponsor {slug}");
            return Err(Refusal::new(statuses.unaffiliated_sponsor, message));
        }
        if self.has(Rule::UnknownSponsorFound) {
            return Ok(Sponsor { slug: slug.to_owned(), ..sponsors.swap_remove(0) });
        }
        Err(Refusal::new(statuses.unknown_sponsor, format!("no such sponsor: {slug}")))
    }

    pub(super) fn list_sponsors(&mut self, _: &Call) -> Result<Response, Refusal> {
        let shown = |sponsor: &Sponsor| json!({"sponsor_slug": sponsor.slug, "name": sponsor.name});
        Ok(Response::json(200, self.sponsors().iter().map(shown).collect()))
    }

    pub(super) fn get_sponsor_configuration(&mut self, call: &Call) -> Result<Response, Refusal> {
        let sponsor = self.sponsor(call.param("sponsorSlug"))?;
        let product_type = call.query("product_type").unwrap_or_default();
        let known = PRODUCT_TYPES.into_iter().find(|known| *known == product_type);
        let Some(product_type) = known else {
            let message = format!("wants one of {}", PRODUCT_TYPES.join(", "));
            return Err(Refusal::invalid_member("product_type", message));
        };
        if product_type == "LAB" && self.has(Rule::RejectsLab) {
            return Err(Refusal::new(422, "the sponsor does not cover LAB"));
        }
        let types: &[&str] = match product_type {
            "MEDICATION" => &["PRESCRIPTION", "MEDICAL_INDICATION"],
            "LAB" => &["LAB_ORDER", "MEDICAL_INDICATION"],
            "PROCEDURE" => &["PROCEDURE", "MEDICAL_INDICATION"],
            _ => &["MEDICAL_INDICATION"],
        };
        let configuration = &self.settings.configuration;
        let body = json!({
            "sponsor_slug": sponsor.slug,
            "product_type": product_type,
            "required_fields": configuration.required_fields,
            "authorization_types": types,
            "verification": {"otp": sponsor.demands_otp, "biometric": sponsor.demands_biometric},
            "evaluation_mode": if sponsor.is_async { "ASYNC" } else { "SYNC" },
            "required_indications": configuration.required_indications,
        });
        Ok(Response::json(200, body))
    }
}
