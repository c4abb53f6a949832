//! One profile as it stands in the file: checked, with its credentials still unread.

use std::{collections::BTreeMap, time::Duration};

use evidence::Vendor;
use requests::Overrides;
use serde_json::Value;
use steps::{SsnRange, Trigger};
use toml::de::DeValue;
use url::Url;

use super::{
    credentials::{self, Credential},
    keys::{self, Kind},
    reader::{Section, to_json},
    values,
};
use crate::{
    failure::{did_you_mean, listed},
    safety,
};

/// How long an exchange may take unless the profile says otherwise.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A profile of the file.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) vendor: Vendor,
    pub(super) base_url: Url,
    pub(super) credentials: BTreeMap<&'static str, Credential>,
    pub(super) ca_certificate: Option<Credential>,
    pub(super) proxy: Option<Proxy>,
    pub(super) capabilities: Vec<String>,
    pub(super) fixtures: BTreeMap<String, Value>,
    pub(super) members: Overrides,
    pub(super) paths: BTreeMap<String, String>,
    pub(super) triggers: BTreeMap<String, Trigger>,
    pub(super) jobs: Option<usize>,
    pub(super) time_scale: f64,
    pub(super) timeout: Duration,
    pub(super) ssn_range: Option<SsnRange>,
}

/// A proxy: its address, or where its address with credentials is.
#[derive(Clone, Debug)]
pub(super) enum Proxy {
    Plain(Url),
    Secret(Credential),
}

/// What the file is checked against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    /// Operations of a vendor, for `overrides.paths`; none for a vendor without a catalogue yet.
    pub(crate) operations: fn(Vendor) -> Vec<String>,
    /// Capabilities that follow from other keys of a profile: the word and what gives it.
    pub(crate) derived: fn() -> Vec<(&'static str, &'static str)>,
}

/// Reads a profile. What is wrong goes to the section's problems; none if there is too much of it to go on.
pub(super) fn read(name: &str, section: &Section<'_, '_>, known: Known) -> Option<Entry> {
    let vendor = vendor(section)?;
    section.only(&keys::of_profile(vendor));
    let base_url = base_url(section);
    let credentials = credentials_of(section, vendor);
    let ca_certificate = section.get("ca_certificate").and_then(|node| {
        let source = credentials::source(section, "ca_certificate", Kind::Certificate, node)?;
        Some(Credential { kind: Kind::Certificate, source })
    });
    for key in keys::texts(vendor) {
        if let Some(text) = section.text(key)
            && let Some(host) = safety::production_host(text)
        {
            section.problems.safety(
                span(section, key),
                format!("`{}` names the production host `{host}`", section.name(key)),
            );
        }
    }
    let (members, paths) = overrides(section, vendor, base_url.as_ref(), known);
    Some(Entry {
        name: name.to_owned(),
        vendor,
        base_url: base_url?,
        credentials,
        ca_certificate,
        proxy: proxy(section),
        capabilities: capabilities(section, vendor, known),
        fixtures: fixtures(section, vendor),
        members,
        paths,
        triggers: triggers(section),
        jobs: limits(section, vendor),
        time_scale: section.positive("time_scale").unwrap_or(1.0),
        timeout: timeout(section),
        ssn_range: ssn_range(section),
    })
}

fn span(section: &Section<'_, '_>, key: &str) -> std::ops::Range<usize> {
    section.get(key).map_or(0..0, toml::Spanned::span)
}

fn vendor(section: &Section<'_, '_>) -> Option<Vendor> {
    let words = || Vendor::ALL.map(Vendor::word);
    let Some(node) = section.get("vendor") else {
        let place = section.entries().first().map_or(0..0, |(_, span, _)| span.clone());
        let known = words().join(", ");
        section.problems.usage(place, format!("`{}` is missing (known: {known})", section.name("vendor")));
        return None;
    };
    let word = section.text("vendor")?;
    let vendor = word.parse::<Vendor>();
    if let Err(error) = &vendor {
        let hint = did_you_mean(word, words());
        section.problems.usage(node.span(), format!("`{}`: {error}{hint}", section.name("vendor")));
    }
    vendor.ok()
}

fn base_url(section: &Section<'_, '_>) -> Option<Url> {
    let name = section.name("base_url");
    if section.get("base_url").is_none() {
        let place = section.entries().first().map_or(0..0, |(_, span, _)| span.clone());
        let text = format!(
            "`{name}` is missing: the address of the environment, such as https://ichra-api-staging.hioscar.com:444"
        );
        section.problems.usage(place, text);
        return None;
    }
    let text = section.text("base_url")?;
    let place = span(section, "base_url");
    if let Some(host) = safety::production_host(text) {
        section.problems.safety(
            place,
            format!(
                "`{name}` names the production host `{host}`, whatever its spelling: covenant creates and changes \
                 memberships and never does so there; name a staging or sandbox environment"
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

fn credentials_of(section: &Section<'_, '_>, vendor: Vendor) -> BTreeMap<&'static str, Credential> {
    let mut found = BTreeMap::new();
    for (key, kind) in keys::credentials(vendor) {
        if let Some(node) = section.get(key)
            && let Some(source) = credentials::source(section, key, *kind, node)
        {
            found.insert(*key, Credential { kind: *kind, source });
        }
    }
    for (one, other) in keys::pairs(vendor) {
        for (present, absent) in [(one, other), (other, one)] {
            if section.get(present).is_some() && section.get(absent).is_none() {
                let (present_name, absent_name) = (section.name(present), section.name(absent));
                let text =
                    format!("`{present_name}` is of no use without `{absent_name}`: give both or neither");
                section.problems.usage(span(section, present), text);
            }
        }
    }
    found
}

fn proxy(section: &Section<'_, '_>) -> Option<Proxy> {
    let node = section.get("proxy")?;
    if matches!(node.get_ref(), DeValue::Table(_)) {
        let source = credentials::source(section, "proxy", Kind::Secret, node)?;
        return Some(Proxy::Secret(Credential { kind: Kind::Secret, source }));
    }
    let text = section.text("proxy")?;
    match proxy_url(text) {
        Ok(url) if url.username().is_empty() && url.password().is_none() => Some(Proxy::Plain(url)),
        Ok(_) => {
            let text = "`proxy` carries a user name or password: give it as proxy = { env = \"NAME\" }";
            section.problems.safety(node.span(), text.to_owned());
            None
        }
        Err(problem) => {
            section.problems.usage(node.span(), format!("`{}` {problem}", section.name("proxy")));
            None
        }
    }
}

/// Reads the address of a proxy.
///
/// # Errors
///
/// Says what is wrong with it, without repeating it: it may carry a password.
pub(super) fn proxy_url(text: &str) -> Result<Url, String> {
    let wrong = "is not the address of a proxy: write http://host:port";
    let url = Url::parse(text).map_err(|_| wrong.to_owned())?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(wrong.to_owned());
    }
    match safety::production_host_of(&url) {
        Some(host) => Err(format!("names the production host `{host}`")),
        None => Ok(url),
    }
}

fn capabilities(section: &Section<'_, '_>, vendor: Vendor, known: Known) -> Vec<String> {
    let words = keys::capabilities(vendor);
    let mut claimed = Vec::new();
    for (word, place) in section.texts("capabilities") {
        if words.contains(&word) {
            claimed.push(word.to_owned());
        } else if let Some((_, given_by)) =
            (known.derived)().into_iter().find(|(derived, _)| *derived == word)
        {
            let text = format!("capability `{word}` is not claimed by its name: it is given by {given_by}");
            section.problems.usage(place, text);
        } else {
            let hint = did_you_mean(word, words.iter().copied());
            let known = listed(words.iter().copied());
            section.problems.usage(
                place,
                format!("capability `{word}` is not known for {vendor} (known: {known}){hint}"),
            );
        }
    }
    claimed
}

fn fixtures(section: &Section<'_, '_>, vendor: Vendor) -> BTreeMap<String, Value> {
    let Some(fixtures) = section.section("fixtures") else { return BTreeMap::new() };
    fixtures.only(keys::fixtures(vendor));
    fixtures.entries().into_iter().map(|(name, _, node)| (name, to_json(node.get_ref()))).collect()
}

fn overrides(
    section: &Section<'_, '_>,
    vendor: Vendor,
    base_url: Option<&Url>,
    known: Known,
) -> (Overrides, BTreeMap<String, String>) {
    let mut paths = BTreeMap::new();
    let mut members = Vec::new();
    let Some(section) = section.section("overrides") else { return (Overrides::default(), paths) };
    section.only(&["paths", "members"]);
    if let Some(section) = section.section("paths") {
        let operations = (known.operations)(vendor);
        for (operation, place, node) in section.entries() {
            if !operations.is_empty() && !operations.contains(&operation) {
                let hint = did_you_mean(&operation, operations.iter().map(String::as_str));
                let known = listed(operations.iter().map(String::as_str));
                let text = format!(
                    "`{}`: {vendor} has no operation `{operation}` (known: {known}){hint}",
                    section.path
                );
                section.problems.usage(place, text);
                continue;
            }
            let Some(path) = section.text_of(&operation, node) else { continue };
            if let Some(host) = safety::production_host(path) {
                let text = format!("`{}` leads to the production host `{host}`", section.name(&operation));
                section.problems.safety(node.span(), text);
            } else if is_path(path, base_url) {
                paths.insert(operation, path.to_owned());
            } else {
                let text = format!(
                    "`{}` must be a path below the base URL that begins with one /",
                    section.name(&operation)
                );
                section.problems.usage(node.span(), text);
            }
        }
    }
    if let Some(section) = section.section("members") {
        for (member, place, node) in section.entries() {
            let Some(name) = section.text_of(&member, node) else { continue };
            let pair = Overrides::new([(member.clone(), name.to_owned())]);
            match pair.check(vendor) {
                Err(error) if !requests::known_members(vendor).is_empty() => {
                    section.problems.usage(place, error.to_string());
                }
                _ => members.push((member, name.to_owned())),
            }
        }
    }
    (Overrides::new(members), paths)
}

/// Whether a text is a path that stays with the host of the base URL, however it is joined to it.
fn is_path(path: &str, base_url: Option<&Url>) -> bool {
    let plain = path.starts_with('/')
        && !path.starts_with("//")
        && !path.chars().any(|c| c == '\\' || c.is_control() || c.is_whitespace() || matches!(c, '?' | '#'));
    plain && base_url.is_none_or(|base| base.join(path).is_ok_and(|url| url.origin() == base.origin()))
}

fn triggers(section: &Section<'_, '_>) -> BTreeMap<String, Trigger> {
    let mut found = BTreeMap::new();
    let Some(section) = section.section("triggers") else { return found };
    section.only(&keys::TRIGGERS);
    for (name, place, node) in section.entries() {
        let Some(trigger) = section.section_of(&name, node) else { continue };
        trigger.only(&["header", "value"]);
        let (Some(header), Some(value)) = (trigger.text("header"), trigger.text("value")) else {
            if trigger.get("header").is_none() || trigger.get("value").is_none() {
                let text = format!(
                    "`{}` needs both header and value: {{ header = \"X-Fault\", value = \"retry\" }}",
                    trigger.path
                );
                section.problems.usage(place, text);
            }
            continue;
        };
        let is_token = header.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c));
        if !is_token {
            section
                .problems
                .usage(place, format!("`{}` is not the name of a header", trigger.name("header")));
        } else if value.chars().any(|c| !matches!(c, ' '..='~')) {
            section
                .problems
                .usage(place, format!("`{}` is not the value of a header", trigger.name("value")));
        } else {
            found.insert(name, Trigger { header: header.to_owned(), value: value.to_owned() });
        }
    }
    found
}

fn limits(section: &Section<'_, '_>, vendor: Vendor) -> Option<usize> {
    let limits = section.section("limits")?;
    limits.only(keys::limits(vendor));
    for key in keys::limits(vendor).iter().filter(|key| **key != "jobs") {
        if let Some(text) = limits.text(key)
            && let Err(problem) = values::rate(text)
        {
            limits.problems.usage(span(&limits, key), format!("`{}`: {problem}", limits.name(key)));
        }
    }
    let jobs = limits.positive("jobs")?;
    if jobs.fract() != 0.0 || jobs > 1_000.0 {
        limits.problems.usage(
            span(&limits, "jobs"),
            format!("`{}` must be a whole number from 1 to 1000", limits.name("jobs")),
        );
        return None;
    }
    format!("{jobs:.0}").parse().ok()
}

fn timeout(section: &Section<'_, '_>) -> Duration {
    let Some(text) = section.text("timeout") else { return TIMEOUT };
    values::duration(text).unwrap_or_else(|problem| {
        section.problems.usage(span(section, "timeout"), format!("`{}`: {problem}", section.name("timeout")));
        TIMEOUT
    })
}

fn ssn_range(section: &Section<'_, '_>) -> Option<SsnRange> {
    let range = section.section("ssn_range")?;
    range.only(&["first", "last"]);
    let place = span(section, "ssn_range");
    match (range.text("first"), range.text("last")) {
        (Some(first), Some(last)) => values::ssn_range(first, last)
            .map_err(|problem| section.problems.usage(place, format!("`{}`: {problem}", range.path)))
            .ok(),
        _ => {
            section.problems.usage(place, format!("`{}` needs both ends: first and last", range.path));
            None
        }
    }
}
