//! What is refused before anything is sent: production hosts, however they are spelled, and people's data in clear.

use url::{Host, Url};

/// Hosts where the three vendors keep real people's data. No profile may name them.
pub(crate) const PRODUCTION_HOSTS: [&str; 4] =
    ["ichra-api.hioscar.com", "api.osigu.com", "enrollments.ideonapi.com", "enrollments.vericred.com"];

/// The production host that a text leads to, if it is one, as a URL or as a bare host with or without a port.
///
/// The text is read as the HTTP client reads it: letters of either case and of full width, percent-encoding,
/// international names, user information, ports, paths, and control characters that a URL parser drops.
pub(crate) fn production_host(text: &str) -> Option<&'static str> {
    let rest = text.trim().split_once("://").map_or(text.trim(), |(_, rest)| rest);
    [text.trim().to_owned(), format!("https://{}", rest.trim_start_matches(['/', '\\', ':']))]
        .iter()
        .filter_map(|candidate| Url::parse(candidate).ok())
        .find_map(|url| production_host_of(&url))
}

/// The production host of a URL, if it leads to one.
pub(crate) fn production_host_of(url: &Url) -> Option<&'static str> {
    // The parser has mapped case, width, escapes and international names already; a final dot is the same name, and
    // DNS servers do not agree on two.
    let host = url.host_str()?.trim_end_matches('.').to_ascii_lowercase();
    PRODUCTION_HOSTS.into_iter().find(|production| *production == host)
}

/// Whether a URL leads to this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => {
            address.is_loopback() || address.to_ipv4_mapped().is_some_and(|address| address.is_loopback())
        }
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
        }
        None => false,
    }
}

/// Why a URL may not be the base of requests: production, or data in clear to another machine.
pub(crate) fn refusal(url: &Url) -> Option<String> {
    if let Some(host) = production_host_of(url) {
        Some(format!(
            "`{host}` is a production host: covenant creates and changes data and never does so there; name \
              a staging or sandbox environment"
        ))
    } else if url.scheme() == "http" && !is_loopback(url) {
        Some(
            "http to another machine would send people's data in clear: use https (http is for loopback \
             addresses only)"
                .to_owned(),
        )
    } else {
        None
    }
}

/// Why a text cannot be the address of something that is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unfit {
    /// Whether calling it would be dangerous, not only in vain.
    pub(crate) is_dangerous: bool,
    /// What is wrong, beginning with the name under which the text was given. Never repeats it: it may hold a password.
    pub(crate) text: String,
}

/// Reads the URL of something that is called, to which paths are appended. `name` is how the user knows it.
///
/// # Errors
///
/// It leads to production, to another machine in clear, carries credentials, or is no such URL.
pub(crate) fn address(name: &str, text: &str) -> Result<Url, Unfit> {
    let unfit = |is_dangerous: bool, text: String| Err(Unfit { is_dangerous, text });
    if let Some(host) = production_host(text) {
        let text = format!(
            "`{name}` names the production host `{host}`, whatever its spelling: covenant creates and changes data and \
             never does so there; name a staging or sandbox environment"
        );
        return unfit(true, text);
    }
    let url = Url::parse(text);
    let has_user = |url: &Url| !url.username().is_empty() || url.password().is_some();
    if has_url_credentials(text) || url.as_ref().is_ok_and(has_user) {
        let text = format!(
            "`{name}` carries a user name or password: take it out, credentials have places of their own"
        );
        return unfit(true, text);
    }
    let Ok(url) = url else {
        return unfit(false, format!("`{name}` is not a URL: it has to begin with https://"));
    };
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        let text = format!("`{name}` has to begin with https:// (or with http:// for a loopback address)");
        return unfit(false, text);
    }
    if url.query().is_some() || url.fragment().is_some() {
        let text = format!("`{name}` must end with its host, port or path: take out what begins with ? or #");
        return unfit(false, text);
    }
    match refusal(&url) {
        Some(refusal) => unfit(true, format!("`{name}`: {refusal}")),
        None => Ok(url),
    }
}

/// Whether a text carries credentials as URLs do: `user:password@host`.
pub(crate) fn has_url_credentials(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ',')).any(|word| {
        let authority = word.split_once("://").map_or(word, |(_, rest)| rest);
        let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
        authority.rsplit_once('@').is_some_and(|(user, host)| {
            !host.is_empty()
                && user.split_once(':').is_some_and(|(name, password)| {
                    !password.is_empty() && !name.eq_ignore_ascii_case("mailto")
                })
        })
    })
}

/// Whether a text carries a private key.
pub(crate) fn has_private_key(text: &str) -> bool {
    text.match_indices("-----BEGIN").any(|(at, _)| {
        text[at..].split_inclusive("-----").nth(1).is_some_and(|label| label.contains("PRIVATE KEY"))
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://ichra-api.hioscar.com")]
    #[case("https://ichra-api.hioscar.com/")]
    #[case("https://ichra-api.hioscar.com:443")]
    #[case("https://ichra-api.hioscar.com:444/ichra-api/v1")]
    #[case("http://ichra-api.hioscar.com:8080/?q=1#f")]
    #[case("HTTPS://ICHRA-API.HIOSCAR.COM")]
    #[case("https://Ichra-Api.HiOscar.Com")]
    #[case("https://ichra-api.hioscar.com.")]
    #[case("https://ichra-api.hioscar.com.:444/")]
    #[case("https://ichra-api.hioscar.com..")]
    #[case("https://staging.hioscar.com@ichra-api.hioscar.com")]
    #[case("https://user:word@ichra-api.hioscar.com:444")]
    #[case("https://%69chra-api.hioscar.com")]
    #[case("https://ichra%2Dapi%2Ehioscar%2Ecom")]
    #[case("https://ichra-api.hioscar.com%2e")]
    #[case("https://ｉｃｈｒａ-ａｐｉ.ｈｉｏｓｃａｒ.ｃｏｍ")]
    #[case("https://ichra-api。hioscar。com")]
    #[case("https://ichra-api．hioscar．com")]
    #[case("https://ichra-api.hi\u{ad}oscar.com")]
    #[case("https://ichra-api.hi\u{200b}oscar.com")]
    #[case("https://ⓘchra-api.hioscar.com")]
    #[case("https://𝐢chra-api.hioscar.com")]
    #[case("https://ichra-api.hios\tcar.com")]
    #[case("  https://ichra-api.hioscar.com  ")]
    #[case("https:\\\\ichra-api.hioscar.com\\x")]
    #[case("https:ichra-api.hioscar.com")]
    #[case("https:/ichra-api.hioscar.com")]
    #[case("https:////ichra-api.hioscar.com")]
    #[case("//ichra-api.hioscar.com/ichra-api/v1")]
    #[case("ichra-api.hioscar.com")]
    #[case("ichra-api.hioscar.com:444")]
    #[case("ftp://ichra-api.hioscar.com")]
    #[case("httpss://ichra-api.hioscar.com")]
    #[case("https://api.osigu.com")]
    #[case("https://API.OSIGU.COM.:8443/v1")]
    #[case("https://enrollments.ideonapi.com")]
    #[case("https://enrollments.vericred.com/")]
    fn a_production_host_is_recognised_in_any_spelling(#[case] text: &str) {
        assert!(production_host(text).is_some(), "{text} is a production host and was not recognised");
    }

    #[rstest]
    #[case("https://ichra-api-staging.hioscar.com:444")]
    #[case("https://sandbox.osigu.com")]
    #[case("https://enrollments.staging.ideonapi.com")]
    #[case("https://127.0.0.1:8443")]
    #[case("https://ichra-api.hioscar.com.example.com")]
    #[case("https://ichra-api.hioscar.com@localhost:1")]
    #[case("https://mock.ichra-api.hioscar.com")]
    #[case("/ichra-api/v1/memberships/create-membership")]
    #[case("https://localhost/ichra-api.hioscar.com")]
    #[case("")]
    fn other_hosts_are_not_production(#[case] text: &str) {
        assert_eq!(production_host(text), None);
    }

    #[rstest]
    #[case("http://127.0.0.1:80", true)]
    #[case("http://127.8.9.10", true)]
    #[case("http://2130706433", true)]
    #[case("http://[::1]:9", true)]
    #[case("http://[::ffff:127.0.0.1]", true)]
    #[case("http://localhost:8080", true)]
    #[case("http://oscar.localhost.", true)]
    #[case("http://10.0.0.1", false)]
    #[case("http://localhost.example.com", false)]
    #[case("http://[::2]", false)]
    fn loopback_is_told_from_other_machines(#[case] url: &str, #[case] expected: bool) {
        let url = Url::parse(url).unwrap();
        assert_eq!(is_loopback(&url), expected);
        assert_eq!(refusal(&url).is_none(), expected);
    }

    #[rstest]
    #[case("https://ann:pa55@proxy.example.com:3128", true)]
    #[case("ann:pa55@proxy.example.com", true)]
    #[case("# see https://ann:pa55@proxy.example.com/x", true)]
    #[case("https://proxy.example.com:3128/a@b", false)]
    #[case("ann@example.com", false)]
    #[case("mailto:ann@example.com", false)]
    #[case("https://example.com:444", false)]
    fn credentials_in_a_url_are_seen(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(has_url_credentials(text), expected);
    }

    #[rstest]
    #[case("key = \"\"\"-----BEGIN PRIVATE KEY-----\nMII", true)]
    #[case("-----BEGIN EC PRIVATE KEY-----", true)]
    #[case("-----BEGIN ENCRYPTED PRIVATE KEY-----", true)]
    #[case(
        "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n-----BEGIN RSA PRIVATE KEY-----",
        true
    )]
    #[case("-----BEGIN CERTIFICATE-----", false)]
    #[case("private key", false)]
    fn a_private_key_is_seen(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(has_private_key(text), expected);
    }
}
