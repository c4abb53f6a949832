//! The recipes of `docs/ci/`: each is well-formed, calls the program as it can be called, and collects what it writes,
//! whatever the verdict. Nobody's CI server is asked: YAML is parsed; of the Jenkinsfile only strings, comments and
//! brackets are understood, since Groovy has no parser outside of its own machine.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use crate::support::{Covenant, in_project};
use rstest::rstest;
use yaml_rust2::{Yaml, YamlLoader};

const YAML: [&str; 2] = ["github.yml", "gitlab.yml"];

fn recipe(name: &str) -> String {
    std::fs::read_to_string(in_project(&format!("docs/ci/{name}"))).unwrap()
}

fn yaml(text: &str) -> Result<Yaml, String> {
    let mut documents = YamlLoader::load_from_str(text).map_err(|error| error.to_string())?;
    match (documents.pop(), documents.pop()) {
        (Some(document), None) => Ok(document),
        _ => Err("it is not one document".to_owned()),
    }
}

/// The strings of a Jenkinsfile, without comments.
fn groovy(text: &str) -> Result<Vec<String>, String> {
    let (mut open, mut strings) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate() {
        let line_error = |what: &str| format!("line {}: {what}", at + 1);
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            if rest.starts_with("//") {
                break;
            }
            rest = &rest[c.len_utf8()..];
            match c {
                '\'' | '"' => {
                    let (string, after) =
                        rest.split_once(c).ok_or_else(|| line_error("a string does not end"))?;
                    strings.push(string.to_owned());
                    rest = after;
                }
                '(' => open.push(')'),
                '[' => open.push(']'),
                '{' => open.push('}'),
                ')' | ']' | '}' if open.pop() != Some(c) => {
                    return Err(line_error(&format!("`{c}` closes nothing")));
                }
                _ => {}
            }
        }
    }
    if open.is_empty() { Ok(strings) } else { Err(format!("{open:?} are missing at the end")) }
}

/// Every string of a document.
fn strings(yaml: &Yaml, into: &mut Vec<String>) {
    match yaml {
        Yaml::String(text) => into.push(text.clone()),
        Yaml::Array(items) => items.iter().for_each(|item| strings(item, into)),
        Yaml::Hash(members) => members.iter().for_each(|(name, member)| {
            strings(name, into);
            strings(member, into);
        }),
        _ => {}
    }
}

fn strings_of(name: &str) -> Vec<String> {
    let text = recipe(name);
    if YAML.contains(&name) {
        let mut found = Vec::new();
        strings(&yaml(&text).unwrap(), &mut found);
        return found;
    }
    groovy(&text).unwrap()
}

#[rstest]
fn a_recipe_calls_the_program_as_it_can_be_called_and_hides_no_verdict(
    #[values("github.yml", "gitlab.yml", "Jenkinsfile")] name: &str,
) {
    let strings = strings_of(name);
    let commands: Vec<_> = strings.iter().filter(|text| text.starts_with("covenant ")).collect();
    assert!(!commands.is_empty(), "{name} runs nothing");
    for command in commands {
        let words: Vec<_> = command.split(' ').skip(1).collect();
        // What is wrong on a line is said before its help is shown.
        Covenant::new().args(&words).arg("--help").run().assert_code(0);
        let kinds = words.iter().skip_while(|word| **word != "--report").nth(1);
        for kind in kinds.into_iter().flat_map(|kinds| kinds.split(',')) {
            kind.parse::<reports::writer::Kind>().unwrap();
        }
        assert!(!command.contains(['|', ';', '&']), "{command}: its exit code is lost");
    }
    let text = recipe(name);
    for swallows in ["continue-on-error", "allow_failure", "|| true", "returnStatus", "catchError"] {
        assert!(!text.contains(swallows), "{name} is green whatever happens: {swallows}");
    }
    let kept = strings.iter().any(|text| text.trim_end_matches('*') == "target/covenant/");
    assert!(kept && text.contains("always"), "{name} does not keep the reports of a red run");
}

#[rstest]
fn a_recipe_collects_files_that_a_run_writes(
    #[values("github.yml", "gitlab.yml", "Jenkinsfile")] name: &str,
) {
    let strings = strings_of(name);
    let all = strings.iter().flat_map(|text| text.split([' ', '"', ',']));
    let files: Vec<_> = all
        .filter_map(|word| word.strip_prefix("target/covenant/"))
        .filter(|file| !file.trim_matches('*').is_empty())
        .collect();
    assert!(!files.is_empty(), "{name} shows no report");
    for file in files {
        let kind = reports::writer::Kind::ALL.into_iter().find(|kind| kind.file_name() == file);
        let kind = kind.unwrap_or_else(|| panic!("{name}: no run writes {file}"));
        let is_asked_for =
            || strings.iter().any(|text| text.contains("--report") && text.contains(kind.word()));
        assert!(kind == reports::writer::Kind::Junit || is_asked_for(), "{name}: nobody asks for {kind}");
    }
}

#[test]
fn the_readers_refuse_what_is_broken() {
    for broken in ["a: [1", "a: b: c", "a: 1\n b: 2", "---\na: 1\n---\nb: 2"] {
        assert!(yaml(broken).is_err(), "{broken}");
    }
    for broken in ["pipeline {", "sh 'x", "a(]", "}", "steps { sh 'covenant' "] {
        assert!(groovy(broken).is_err(), "{broken}");
    }
    assert_eq!(groovy("a('b {', c: [\"d\"]) // it's open {").unwrap(), ["b {", "d"]);
    Covenant::new().args(["run", "--nothing-of-ours", "--help"]).run().assert_code(2);
}
