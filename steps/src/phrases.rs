//! The phrases: which there are, and which steps of a suite none, or more than one, of them understands.

use std::{
    collections::{HashMap, HashSet},
    num::NonZero,
    panic::resume_unwind,
    path::Path,
    sync::{LazyLock, Mutex, PoisonError},
    thread,
};

use cucumber::{
    codegen::{StepConstructor, WorldInventory, inventory},
    step::{Collection, Location},
};
use evidence::{SourcePlace, Vendor};
use gherkin::StepType;
use suite::{Feature, Problem, Suite};

use crate::{candidates::Candidates, world::World};

/// A phrase and where it is defined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Phrase {
    /// `Given`, `When` or `Then`.
    pub keyword: &'static str,
    /// What it matches, readable: parameters in braces.
    pub text: String,
    /// The Rust source, relative to the project.
    pub path: String,
    /// From 1.
    pub line: u32,
}

/// Below this, starting a thread costs more than it saves.
const TEXTS_PER_THREAD: usize = 200;
/// Texts that stand near each other are alike, and few phrases can understand them.
const TEXTS_AT_ONCE: usize = 100;

/// All phrases, in the order of keyword and text.
#[must_use]
pub fn phrases() -> Vec<Phrase> {
    fn collect<C: inventory::Collect + StepConstructor<World>>(
        keyword: &'static str,
        into: &mut Vec<Phrase>,
    ) {
        into.extend(inventory::iter::<C>.into_iter().map(|constructor| {
            let (location, regex, _) = constructor.inner();
            let text = readable(regex().as_str());
            Phrase { keyword, text, path: place(&location).0, line: location.line }
        }));
    }
    let mut phrases = Vec::new();
    collect::<<World as WorldInventory>::Given>("Given", &mut phrases);
    collect::<<World as WorldInventory>::When>("When", &mut phrases);
    collect::<<World as WorldInventory>::Then>("Then", &mut phrases);
    phrases.sort();
    phrases
}

/// The phrases that look at the status of an answer and at nothing else: a scenario without another one knows no more of
/// that answer than its status and its shape.
const OF_A_STATUS: [&str; 14] = [
    "Oscar asks to try again later",
    "all of its calls are accepted",
    "all of them succeed",
    "the call fails inside Oscar",
    "the call is answered with {int}",
    "the call is let in",
    "the call is refused as actionable",
    "the call is refused with {int}",
    "the call is refused with {int} or {int}",
    "the call meets {int}",
    "the call succeeds",
    "the call succeeds at the first try",
    "the certificate is refused",
    "the update is refused outside of an installment",
];

/// A phrase that a step was understood by.
#[derive(Clone, Debug)]
pub(crate) struct Defined {
    pub(crate) place: SourcePlace,
    /// Whether it looks at the status of an answer and at nothing else.
    pub(crate) status_only: bool,
}

/// The phrase that is defined there. Each is worked out once: a run asks for every step.
pub(crate) fn defined(location: &Location) -> Defined {
    static KNOWN: LazyLock<Mutex<HashMap<(&'static str, u32), Defined>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let one = known.entry((location.path, location.line)).or_insert_with(|| {
        let (path, line) = place(location);
        let status_only = looks_at_status_only(location);
        Defined { place: SourcePlace { path, line }, status_only }
    });
    one.clone()
}

/// Only the expression of this phrase is needed: compiling those of all vendors takes a tenth of a second.
fn looks_at_status_only(at: &Location) -> bool {
    inventory::iter::<<World as WorldInventory>::Then>.into_iter().any(|constructor| {
        let (location, regex, _) = constructor.inner();
        (location.path, location.line) == (at.path, at.line)
            && OF_A_STATUS.contains(&readable(regex().as_str()).as_str())
    })
}

/// Compiles the phrases of these vendors, which takes a while: on a thread beside another that reads the suite, nobody waits
/// for it.
pub fn warm_up(vendors: &[Vendor]) {
    let _compiled = Candidates::of(vendors);
}

/// What no scenario of these vendors could be run with: undefined and ambiguous phrases.
#[must_use]
pub fn lint(suite: &Suite, vendors: &[Vendor]) -> Vec<Problem> {
    let mut problems: Vec<_> = vendors.iter().flat_map(|vendor| lint_of(suite, *vendor)).collect();
    problems.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    problems.dedup_by(|a, b| a.path == b.path && a.line == b.line && a.message == b.message);
    problems
}

fn lint_of(suite: &Suite, vendor: Vendor) -> Vec<Problem> {
    let features = suite.features.iter().filter(|feature| feature.vendor == vendor);
    let steps: Vec<(&Feature, &gherkin::Step)> = features
        .flat_map(|feature| feature.scenarios.iter().map(move |scenario| (feature, scenario)))
        .flat_map(|(feature, scenario)| {
            scenario.background.iter().chain(&scenario.steps).map(move |step| (feature, step))
        })
        .collect();
    // A table or a text block does not change which phrase matches, so each text is looked up once.
    let mut seen = HashSet::new();
    let texts: Vec<_> =
        steps.iter().map(|(_, step)| *step).filter(|step| seen.insert(words_of(step))).collect();
    let wrong = judge_all(&Candidates::of(&[vendor]), &texts);
    let of_step = |(feature, step): &(&Feature, &gherkin::Step)| {
        wrong.get(&words_of(step)).map(|message| problem(suite.shown(feature), step, message))
    };
    steps.iter().filter_map(of_step).collect()
}

/// What decides which phrase a step matches.
fn words_of(step: &gherkin::Step) -> (&str, u8) {
    (&step.value, step.ty as u8)
}

/// What is wrong with these steps, by their words. Matching takes most of the time before a run, so threads share them.
fn judge_all<'s>(phrases: &Candidates, steps: &[&'s gherkin::Step]) -> HashMap<(&'s str, u8), String> {
    let judge_some = |steps: &[&'s gherkin::Step]| -> Vec<_> {
        let judge_few = |steps: &[&'s gherkin::Step]| -> Vec<_> {
            let few = phrases.for_steps(steps.iter().copied());
            steps.iter().filter_map(|step| Some((words_of(step), judge(&few, step)?))).collect()
        };
        steps.chunks(TEXTS_AT_ONCE).flat_map(judge_few).collect()
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(steps.len() / TEXTS_PER_THREAD);
    if threads < 2 {
        return judge_some(steps).into_iter().collect();
    }
    thread::scope(|scope| {
        let parts = steps.chunks(steps.len().div_ceil(threads));
        let parts: Vec<_> = parts.map(|part| scope.spawn(move || judge_some(part))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

fn problem(path: String, step: &gherkin::Step, message: &str) -> Problem {
    let rule = if message.starts_with("no phrase") { "undefined-phrase" } else { "ambiguous-phrase" };
    Problem {
        rule,
        path: Some(path),
        line: Some(step.position.line),
        column: Some(step.position.col),
        message: message.to_owned(),
        safety: false,
    }
}

fn judge(few: &Collection<World>, step: &gherkin::Step) -> Option<String> {
    static KNOWN: LazyLock<Vec<Phrase>> = LazyLock::new(self::phrases);
    match few.find(step) {
        Ok(Some(_)) => None,
        Ok(None) => {
            let keyword = keyword(step.ty);
            let mut near: Vec<_> = KNOWN
                .iter()
                .map(|phrase| (strsim::normalized_levenshtein(&phrase.text, &step.value), phrase))
                .filter(|(likeness, _)| *likeness > 0.5)
                .collect();
            near.sort_by(|a, b| b.0.total_cmp(&a.0));
            let hint = near.first().map_or_else(String::new, |(_, phrase)| {
                format!(
                    "; did you mean `{} {}` ({}:{})?",
                    phrase.keyword, phrase.text, phrase.path, phrase.line
                )
            });
            Some(format!("no phrase understands `{keyword} {}`{hint}", suite::printable(&step.value)))
        }
        Err(ambiguous) => {
            let places: Vec<_> = ambiguous
                .possible_matches
                .iter()
                .map(|(regex, location)| {
                    let at = location.map(|location| place(&location));
                    let at = at.map_or_else(String::new, |(path, line)| format!(" ({path}:{line})"));
                    format!("`{}`{at}", readable(regex.as_str()))
                })
                .collect();
            let keyword = keyword(step.ty);
            Some(format!(
                "`{keyword} {}` is understood by more than one phrase: {}",
                suite::printable(&step.value),
                places.join(", ")
            ))
        }
    }
}

const fn keyword(ty: StepType) -> &'static str {
    match ty {
        StepType::Given => "Given",
        StepType::When => "When",
        StepType::Then => "Then",
    }
}

/// A place as it is shown: from the `steps` folder on, never a path of the machine that built it.
pub(crate) fn place(location: &Location) -> (String, u32) {
    let path = Path::new(location.path);
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let from = parts.iter().rposition(|part| part == "steps").unwrap_or(0);
    (parts[from..].join("/"), location.line)
}

/// The regular expression of a Cucumber expression, turned back into something a person reads.
fn readable(regex: &str) -> String {
    let text = without_names(regex)
        .trim_start_matches('^')
        .trim_end_matches('$')
        .replace(r#"(?:"([^"\\]*(?:\\.[^"\\]*)*)"|'([^'\\]*(?:\\.[^'\\]*)*)')"#, "{string}")
        .replace(r"((?:-?\d+)|(?:\d+))", "{int}")
        .replace(r"([^\s]+)", "{word}")
        .replace("(?:", "(")
        .replace('\\', "");
    let mut readable = String::new();
    let mut rest = text.as_str();
    while let Some((before, group)) = rest.split_once('(') {
        let (inside, after) = closed(group);
        let inside = inside.replace(['(', ')'], "");
        readable.push_str(before);
        if let Some(after) = after.strip_prefix('?') {
            readable.push_str(&format!("({inside})"));
            rest = after;
        } else {
            // A class of letters is any word of that form.
            readable.push_str(&if inside.contains('[') { "{word}".to_owned() } else { choice(&inside) });
            rest = after;
        }
    }
    readable.push_str(rest);
    readable
}

/// What stands before the bracket that closes a group, and what behind it.
fn closed(group: &str) -> (&str, &str) {
    let mut depth = 1;
    for (at, letter) in group.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (&group[..at], &group[at + 1..]);
        }
    }
    (group, "")
}

/// Without the names that groups have in an expression with several parameters.
fn without_names(regex: &str) -> String {
    let mut parts = regex.split("(?P<");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push('(');
        text.push_str(part.split_once('>').map_or(part, |(_, rest)| rest));
    }
    text
}

/// The words of a closed choice, all of them where they are short.
fn choice(alternatives: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 90;
    if alternatives.len() <= SHOWN_CHARS_MAX {
        return format!("{{{}}}", alternatives.replace('|', " / "));
    }
    let shown: Vec<_> = alternatives.split('|').take(2).collect();
    format!("{{{} / and {} more}}", shown.join(" / "), alternatives.split('|').count() - shown.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_phrase_about_a_status_is_one() {
        let known = phrases();
        for text in OF_A_STATUS {
            assert!(known.iter().any(|phrase| phrase.keyword == "Then" && phrase.text == text), "{text}");
        }
        let succeeds = known.iter().find(|phrase| phrase.text == "the call succeeds").unwrap();
        let location = inventory::iter::<<World as WorldInventory>::Then>
            .into_iter()
            .map(|constructor| constructor.inner().0)
            .find(|location| place(location) == (succeeds.path.clone(), succeeds.line))
            .unwrap();
        assert!(defined(&location).status_only);
        assert!(!defined(&Location { line: location.line + 1, ..location }).status_only);
    }

    #[test]
    fn a_phrase_is_shown_as_it_is_written() {
        assert_eq!(readable(r"^the call succeeds$"), "the call succeeds");
        assert_eq!(readable(r"^autopay is switched (on|off)$"), "autopay is switched {on / off}");
        assert_eq!(readable(r"^((?:-?\d+)|(?:\d+)) call(?:s)? (a|b)$"), "{int} call(s) {a / b}");
        let string = r#"(?:"(?P<__0_0>[^"\\]*(?:\\.[^"\\]*)*)"|'(?P<__0_1>[^'\\]*(?:\\.[^'\\]*)*)')"#;
        assert_eq!(readable(&format!("^today is {string}$")), "today is {string}");
    }

    #[test]
    fn every_phrase_is_readable_and_says_where_it_is_defined() {
        let phrases = phrases();
        assert!(phrases.len() > 50, "{}", phrases.len());
        for phrase in phrases {
            let text = phrase.text.replace("(s)", "");
            assert!(!text.contains(['(', '^', '$', '\\', '?', '<']), "{}", phrase.text);
            assert!(phrase.path.starts_with("steps/src/") && phrase.line > 0, "{phrase:?}");
        }
    }
}
