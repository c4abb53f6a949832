//! Compares media types, and nothing else of a content type.

/// A `Content-Type` header, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContentType {
    /// Such as `application/json`, in lower case.
    pub(crate) media_type: String,
    /// The value of the parameter `charset`, in lower case and without quotes.
    pub(crate) charset: Option<String>,
}

impl ContentType {
    /// Reads a header. Anything can be read; what is no media type simply equals none.
    pub(crate) fn parse(header: &str) -> Self {
        let mut parts = header.split(';');
        let media_type = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = parts
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .map(|(_, value)| value.trim().trim_matches('"').to_ascii_lowercase());
        Self { media_type, charset }
    }

    /// Whether the body calls itself JSON: `application/json`, `text/json` or any `…+json`.
    pub(crate) fn is_json(&self) -> bool {
        is_json(&self.media_type)
    }

    /// The charset, if it is neither UTF-8 nor a part of it.
    pub(crate) fn foreign_charset(&self) -> Option<&str> {
        self.charset.as_deref().filter(|charset| !matches!(*charset, "utf-8" | "utf8" | "us-ascii"))
    }
}

/// Whether a media type, in lower case, is one of JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    matches!(media_type, "application/json" | "text/json") || media_type.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("application/json", "application/json", None)]
    #[case("Application/JSON; charset=UTF-8", "application/json", None)]
    #[case("application/json;charset=\"utf-8\"", "application/json", None)]
    #[case("application/json; charset=ISO-8859-1; x=y", "application/json", Some("iso-8859-1"))]
    #[case("", "", None)]
    #[case(";;=;charset", "", None)]
    fn case_and_parameters_do_not_matter_but_a_foreign_charset_is_seen(
        #[case] header: &str,
        #[case] media_type: &str,
        #[case] foreign: Option<&str>,
    ) {
        let parsed = ContentType::parse(header);
        assert_eq!(parsed.media_type, media_type);
        assert_eq!(parsed.foreign_charset(), foreign);
    }
}
