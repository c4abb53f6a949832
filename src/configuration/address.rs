//! Addresses of environments: where requests go, and where a vendor's webhooks come in.

use url::Url;

use super::reader::Section;
use crate::safety;

/// Reads the URL below a key, to which paths are appended. Its problems never repeat it: it may carry a password.
pub(super) fn read(section: &Section<'_, '_>, key: &str) -> Option<Url> {
    let (name, place) = (section.name(key), section.span(key));
    match safety::address(&name, section.text(key)?) {
        Ok(url) => Some(url),
        Err(unfit) if unfit.is_dangerous => {
            section.problems.safety(place, unfit.text);
            None
        }
        Err(unfit) => {
            section.problems.usage(place, unfit.text);
            None
        }
    }
}
