//! Credentials: where they are, and reading them without ever showing them.

use std::path::{Path, PathBuf};

use toml::de::DeValue;

use super::{
    keys::Kind,
    reader::{Node, Section},
};
use crate::safety;

/// Where a credential is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// In an environment variable.
    Env(String),
    /// In a file, relative to the configuration's folder.
    File(PathBuf),
}

/// A credential of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Credential {
    pub(super) kind: Kind,
    pub(super) source: Source,
}

/// Reads `{ env = "NAME" }` or `{ file = "path" }` below a key. A literal is refused and not repeated.
pub(super) fn source(section: &Section<'_, '_>, key: &str, kind: Kind, node: &Node<'_>) -> Option<Source> {
    let name = section.name(key);
    let advice = "write { env = \"NAME\" } or { file = \"path\" }";
    match node.get_ref() {
        DeValue::Table(_) => {}
        DeValue::String(_) if kind == Kind::Certificate => {
            let text = format!("`{name}` names the place of the certificate: {advice}");
            section.problems.usage(node.span(), text);
            return None;
        }
        _ => {
            let text = format!(
                "`{name}` is a secret and stands in the file as a literal: take it out (it counts as leaked if \
                 the file was shared) and {advice}"
            );
            section.problems.safety(node.span(), text);
            return None;
        }
    }
    let place = section.section_of(key, node)?;
    place.only(&["env", "file"]);
    match (place.get("env"), place.get("file")) {
        (Some(_), None) => {
            let variable = place.text("env")?;
            if is_variable_name(variable) {
                return Some(Source::Env(variable.to_owned()));
            }
            // Someone may have pasted the secret in place of its variable's name.
            let text =
                format!("`{name}.env` must be the name of an environment variable, such as OSCAR_CLIENT_KEY");
            section.problems.usage(node.span(), text);
            None
        }
        (None, Some(_)) => place.text("file").map(|path| Source::File(PathBuf::from(path))),
        (both, _) => {
            let what = if both.is_some() { "both places" } else { "no place" };
            section.problems.usage(node.span(), format!("`{name}` names {what}: {advice}"));
            None
        }
    }
}

/// Whether a text can be the name of an environment variable.
pub(crate) fn is_variable_name(text: &str) -> bool {
    text.len() <= 128
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// How the environment is read; tests give their own.
pub(crate) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Reads a credential.
///
/// # Errors
///
/// Says what is missing or unusable, where, and what to do; never what was read.
pub(super) fn read(
    credential: &Credential,
    directory: &Path,
    environment: Environment<'_>,
) -> Result<String, String> {
    let (text, place) = match &credential.source {
        Source::Env(variable) => {
            let text = environment(variable).unwrap_or_default();
            if text.trim().is_empty() {
                return Err(format!("environment variable {variable} is not set, or empty"));
            }
            (text, format!("environment variable {variable}"))
        }
        Source::File(path) => {
            let path = directory.join(path);
            let text = std::fs::read_to_string(&path)
                .map_err(|error| format!("file {} cannot be read: {}", path.display(), reason(&error)))?;
            if text.trim().is_empty() {
                return Err(format!("file {} is empty", path.display()));
            }
            (text, format!("file {}", path.display()))
        }
    };
    check(credential.kind, text).map_err(|problem| format!("{place} {problem}"))
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::InvalidData => {
            "it is not text (PEM is; a .p12 or .der file has to be converted first)".to_owned()
        }
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

fn check(kind: Kind, text: String) -> Result<String, &'static str> {
    match kind {
        Kind::Secret => Ok(text.trim().to_owned()),
        Kind::Certificate | Kind::Key => {
            // CI systems that keep one-line variables hold a PEM text with its line ends written as `\n`.
            let text = if text.trim().contains('\n') { text } else { text.replace("\\n", "\n") };
            let certificate = text.contains("-----BEGIN CERTIFICATE-----");
            let key = safety::has_private_key(&text);
            match kind {
                Kind::Key if text.contains("ENCRYPTED") && key => {
                    Err("holds a key that is locked with a passphrase: write it without one \
                     (openssl pkey -in locked.key -out open.key)")
                }
                Kind::Key if !key && certificate => {
                    Err("holds a certificate where the private key is expected: are the two mixed up?")
                }
                Kind::Key if !key => Err("holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)"),
                Kind::Certificate if !certificate && key => {
                    Err("holds a private key where the certificate is expected: are the two mixed up?")
                }
                Kind::Certificate if !certificate => {
                    Err("holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)")
                }
                _ => Ok(text),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn from_variable(kind: Kind, value: &str) -> Result<String, String> {
        let credential = Credential { kind, source: Source::Env("X".to_owned()) };
        read(&credential, Path::new("."), &|_| Some(value.to_owned()))
    }

    #[rstest]
    #[case(Kind::Secret, " ", "is not set, or empty")]
    #[case(Kind::Key, "-----BEGIN CERTIFICATE-----\nx", "mixed up")]
    #[case(Kind::Certificate, "-----BEGIN PRIVATE KEY-----\nx", "mixed up")]
    #[case(Kind::Key, "certs/acme.key", "no private key in PEM form")]
    #[case(Kind::Certificate, "certs/acme.pem", "no certificate in PEM form")]
    #[case(Kind::Key, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nx", "passphrase")]
    fn an_unusable_credential_says_why_and_not_what(
        #[case] kind: Kind,
        #[case] value: &str,
        #[case] expected: &str,
    ) {
        let error = from_variable(kind, value).unwrap_err();
        assert!(error.contains(expected) && error.contains("variable X"), "{error}");
        assert!(!error.contains("acme"), "{error} repeats the value");
    }

    #[test]
    fn a_key_in_a_one_line_variable_gets_its_lines_back() {
        let key =
            from_variable(Kind::Key, "-----BEGIN PRIVATE KEY-----\\nMII\\n-----END PRIVATE KEY-----\\n");
        assert_eq!(key.unwrap(), "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n");
    }

    #[test]
    fn a_secret_loses_the_line_end_that_its_file_has() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("secret"), "s3cret\n").unwrap();
        let credential = Credential { kind: Kind::Secret, source: Source::File("secret".into()) };
        assert_eq!(read(&credential, directory.path(), &|_| None).unwrap(), "s3cret");
        let credential = Credential { kind: Kind::Secret, source: Source::File("nowhere".into()) };
        assert!(
            read(&credential, directory.path(), &|_| None).unwrap_err().contains("there is no such file")
        );
    }
}
