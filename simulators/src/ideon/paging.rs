//! Pages of a list, told by four headers (dossier 1.3, reading 26).

use super::{errors::Refusal, faults::Rule, service::Call, settings::SillyPaging, state::Book};
use crate::http::Response;

/// The most items on a page. No document gives a bound; it keeps an answer from growing without one.
const PER_PAGE_MAX: usize = 10_000;

/// Which part of a list an answer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) page: usize,
    pub(super) per_page: usize,
    pub(super) total: usize,
    /// Where in the list the page begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
}

impl Book {
    /// The page that a call asks for, of so many items.
    pub(super) fn page(&self, call: &Call, total: usize) -> Result<Page, Refusal> {
        let wanted = |name: &str, otherwise: usize| {
            let Some(text) = call.query(name).map(str::trim).filter(|text| !text.is_empty()) else {
                return Ok(otherwise);
            };
            match text.parse::<usize>() {
                Ok(number) if number > 0 => Ok(number),
                _ if self.has(Rule::SillyPagingFails) => Err(Refusal::of_status(500)),
                _ if self.settings.silly_paging == SillyPaging::Refused => {
                    Err(Refusal::malformed(name, format!("{name} is not a number above 0")))
                }
                _ => Ok(otherwise),
            }
        };
        let mut page = wanted("page", 1)?;
        let mut per_page = wanted("per_page", self.settings.page_size)?.min(PER_PAGE_MAX);
        if self.has(Rule::PageIgnored) {
            page = 1;
        }
        if self.has(Rule::PerPageIgnored) {
            per_page = self.settings.page_size;
        }
        if self.has(Rule::PagesOfTwo) && call.query("per_page").is_none() {
            per_page = 2;
        }
        let mut start = (page - 1).saturating_mul(per_page).min(total);
        let mut end = start.saturating_add(per_page).min(total);
        if self.has(Rule::PageOffByOne) && start > 0 {
            start = (start + 1).min(total);
        }
        if self.has(Rule::PageOverlaps) && start > 0 && start < total {
            start -= 1;
        }
        if self.has(Rule::PerPageZeroEmpty) && call.query("per_page") == Some("0") {
            end = start;
        }
        if self.has(Rule::LastPageLost) && page > 1 && end == total {
            start = end;
        }
        if self.has(Rule::PastEndIsLastPage) && start == total && total > 0 {
            start = (total - 1) / per_page * per_page;
            end = total;
        }
        Ok(Page { page, per_page, total, start, end })
    }

    /// Says in the headers where the page stands.
    pub(super) fn tell_page(&self, response: &mut Response, page: Page, call: &Call) {
        let Page { page, per_page, total, .. } = page;
        let mut told_total = total;
        if self.has(Rule::TotalOfPage) {
            told_total = total.min(per_page);
        }
        if self.has(Rule::TotalOffByOne) {
            told_total += 1;
        }
        let last = total.div_ceil(per_page).max(1);
        let mut relations = vec![("first", 1)];
        if page > 1 || self.has(Rule::PrevOnFirstPage) {
            relations.push(("prev", page.saturating_sub(1).clamp(1, last)));
        }
        if page < last {
            relations.push(("next", if self.has(Rule::NextIsSamePage) { page } else { page + 1 }));
        }
        relations.push(("last", last));
        if self.has(Rule::LinkWithoutNext) {
            relations.retain(|(relation, _)| *relation != "next");
        }
        if self.has(Rule::LinkWithoutLast) {
            relations.retain(|(relation, _)| *relation != "last");
        }
        let told_page = if self.has(Rule::PageAlwaysOne) { 1 } else { page };
        let base = call.url;
        let link = |(relation, page): (&str, usize)| {
            format!("<{base}?page={page}&per_page={per_page}>; rel=\"{relation}\"")
        };
        let links: Vec<_> = relations.into_iter().map(link).collect();
        response.headers.extend([
            ("total", told_total.to_string()),
            ("per-page", per_page.to_string()),
            ("page", told_page.to_string()),
            ("link", links.join(", ")),
        ]);
    }
}
