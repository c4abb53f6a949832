//! One profile as it stands in the file: checked, with its credentials still unread.

use std::{collections::BTreeMap, time::Duration};

use evidence::Vendor;
use requests::Overrides;
use serde_json::Value;
use steps::{Limits, SsnRange, Trigger, WebhookInbox};
use toml::de::DeValue;
use url::Url;

use super::{
    address,
    credentials::{self, Credential},
    fixtures,
    keys::{self, Kind},
    limits,
    reader::Section,
    values, webhooks,
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
    pub(super) limits: Limits,
    pub(super) webhook_inbox: Option<WebhookInbox>,
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
    let (members, paths) = overrides(section, vendor, base_url.as_ref(), known);
    let (jobs, limits) = limits::read(section, vendor);
    Some(Entry {
        name: name.to_owned(),
        vendor,
        base_url: base_url?,
        credentials,
        ca_certificate,
        proxy: proxy(section),
        capabilities: capabilities(section, vendor, known),
        fixtures: fixtures::read(section, vendor),
        members,
        paths,
        triggers: triggers(section),
        jobs,
        limits,
        webhook_inbox: webhooks::read(section, vendor),
        time_scale: section.positive("time_scale").unwrap_or(1.0),
        timeout: timeout(section),
        ssn_range: ssn_range(section),
    })
}

fn vendor(section: &Section<'_, '_>) -> Option<Vendor> {
    let words = || Vendor::ALL.map(Vendor::word);
    let Some(node) = section.get("vendor") else {
        let known = words().join(", ");
        section
            .problems
            .usage(section.place(), format!("`{}` is missing (known: {known})", section.name("vendor")));
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
    if section.get("base_url").is_none() {
        let name = section.name("base_url");
        let text = format!(
            "`{name}` is missing: the address of the environment, such as https://ichra-api-staging.hioscar.com:444"
        );
        section.problems.usage(section.place(), text);
        return None;
    }
    address::read(section, "base_url")
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
        section.both_or_neither(one, other);
    }
    let required = keys::required(vendor);
    if !required.is_empty() && required.iter().all(|key| section.get(key).is_none()) {
        let names: Vec<_> = required.iter().map(|key| format!("`{}`", section.name(key))).collect();
        let (is, them) = if names.len() == 1 { ("is", "it") } else { ("are", "them") };
        let text = format!(
            "{} {is} missing: {vendor} answers nobody without {them}; write {} as {{ env = \"NAME\" }} or {{ file = \
             \"path\" }}",
            names.join(" and "),
            if names.len() == 1 { "it" } else { "each" }
        );
        section.problems.usage(section.place(), text);
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
                if let Some(problem) = wrong_place(vendor, &operation, path) {
                    section.problems.usage(node.span(), format!("`{}` {problem}", section.name(&operation)));
                }
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

/// What is wrong with the `{name}` places of a path: only those of the operation's own path can be filled.
fn wrong_place(vendor: Vendor, operation: &str, path: &str) -> Option<String> {
    let own = &schemas::Catalogue::of(vendor).operation(operation)?.path;
    let known: Vec<_> = places(own).collect();
    let rest = known.iter().fold(path.to_owned(), |rest, place| rest.replace(place, ""));
    rest.contains(['{', '}']).then(|| {
        let known = listed(known.iter().copied());
        format!("has braces that nothing fills: a place in the path is one of those of {operation} (known: {known})")
    })
}

/// The `{name}` places of a path, with their braces.
fn places(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('{').filter_map(|(at, _)| {
        let rest = &path[at..];
        rest.find('}').map(|end| &rest[..=end])
    })
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

fn timeout(section: &Section<'_, '_>) -> Duration {
    let Some(text) = section.text("timeout") else { return TIMEOUT };
    values::duration(text).unwrap_or_else(|problem| {
        section.problems.usage(section.span("timeout"), format!("`{}`: {problem}", section.name("timeout")));
        TIMEOUT
    })
}

fn ssn_range(section: &Section<'_, '_>) -> Option<SsnRange> {
    let range = section.section("ssn_range")?;
    range.only(&["first", "last"]);
    let place = section.span("ssn_range");
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
