//! Addresses of environments: where requests go, and where a vendor's webhooks come in.

use url::Url;

use super::reader::Section;
use crate::safety;

/// Reads the URL below a key, to which paths are appended. Its problems never repeat it: it may carry a password.
pub(super) fn read(section: &Section<'_, '_>, key: &str) -> Option<Url> {
    let (name, place) = (section.name(key), section.span(key));
    let text = section.text(key)?;
    if let Some(host) = safety::production_host(text) {
        section.problems.safety(
            place,
            format!(
                "`{name}` names the production host `{host}`, whatever its spelling: covenant creates and changes \
                 data and never does so there; name a staging or sandbox environment"
            ),
        );
        return None;
    }
    let usage = |text: String| section.problems.usage(place.clone(), text);
    let Ok(url) = Url::parse(text) else {
        usage(format!("`{name}` is not a URL: it has to begin with https://"));
        return None;
    };
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        usage(format!("`{name}` has to begin with https:// (or with http:// for a loopback address)"));
        return None;
    }
    if !url.username().is_empty() || url.password().is_some() {
        let text = format!(
            "`{name}` carries a user name or password: take it out, credentials have keys of their own"
        );
        section.problems.safety(place, text);
        return None;
    }
    if url.query().is_some() || url.fragment().is_some() {
        usage(format!("`{name}` must end with its host, port or path: take out what begins with ? or #"));
        return None;
    }
    if let Some(refusal) = safety::refusal(&url) {
        section.problems.safety(place, format!("`{name}`: {refusal}"));
        return None;
    }
    Some(url)
}
