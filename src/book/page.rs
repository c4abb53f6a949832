//! The pages as HTML. Everything that stands in features and clauses is text to them: maud escapes it.

use std::collections::BTreeMap;

use evidence::{Clause, Level, Party};
use gherkin::{Examples, Scenario, Table};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use suite::{Category, Feature};

use super::{
    Source, api,
    prose::{self, Block, Piece, joint, pieces},
};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

fn document(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    page.into_string() + "\n"
}

/// The page that leads to the others and says what the words mean.
pub(super) fn index(sources: &[Source<'_>]) -> String {
    let body = html! {
        main {
            h1 { "What Covenant tests" }
            p {
                "Covenant holds an API against what its guide promises. For each API there is a page with the scenarios in \
                 words, the statements that they judge, and what is not tested and why. Each page is one file that needs \
                 no network; it can be sent as it is."
            }
            h2 { "The APIs" }
            div.wide tabindex="0" role="group" aria-label="The APIs" { table {
                thead { tr {
                    th scope="col" { "API" } th scope="col" { "Features" } th scope="col" { "Scenarios" }
                    th scope="col" { "Statements" } th scope="col" { "of them judged" }
                } }
                tbody { @for source in sources { @let counts = Counts::of(source); tr {
                    th scope="row" { a href={ (source.vendor) ".html" } { (api(source.vendor)) } }
                    td { (counts.features) } td { (counts.scenarios) } td { (counts.clauses) } td { (counts.judged) }
                } } }
            } }
            (words())
        }
    };
    document("What Covenant tests", &body)
}

/// What the words of the pages mean.
fn words() -> Markup {
    let level = |level: Level| match level {
        Level::Documented => {
            "The vendor's own current document says so. A real API that does otherwise fails."
        }
        Level::Draft => {
            "An official page says so that is older or beside the reference. Doing otherwise is a warning."
        }
        Level::Inferred => {
            "It follows from what is documented, an example for instance. Doing otherwise is a warning."
        }
        Level::Assumed => {
            "Nobody says so; Covenant's reading, so that work can go on. Doing otherwise is a note."
        }
    };
    let kind = |category: Category| match category {
        Category::HappyPath => "Something is asked for that has to be granted.",
        Category::SadPath => "Something is asked for that has to be refused.",
        Category::ErrorHandling => "Something breaks, or is not allowed at all, and is said to be so.",
    };
    html! {
        h2 id="words" { "How well a statement is known" }
        dl { @for one in Level::ALL.into_iter().rev() {
            dt { (badge(one)) } dd { (level(one)) }
        } }
        h2 { "Kinds of scenarios" }
        dl {
            @for one in Category::ALL { dt { (in_words(one)) } dd { (kind(one)) } }
            dt { "judges the integration" }
            dd { "What is judged is the customer's program, not the vendor's API." }
            dt { "simulator only" }
            dd { "A real environment cannot be brought into this situation through its API." }
            dt { "needs …" }
            dd { "A real environment has to have what is named; where it does not, the scenario is not applicable there." }
        }
    }
}

struct Counts {
    features: usize,
    scenarios: usize,
    clauses: usize,
    judged: usize,
}

impl Counts {
    fn of(source: &Source<'_>) -> Self {
        let features = features(source);
        let clauses = clauses(source);
        Self {
            features: features.len(),
            scenarios: features.iter().map(|feature| feature.scenarios.len()).sum(),
            judged: clauses
                .iter()
                .filter(|clause| !source.suite.scenarios_of_clause(&clause.id).is_empty())
                .count(),
            clauses: clauses.len(),
        }
    }
}

fn features<'s>(source: &Source<'s>) -> Vec<&'s Feature> {
    source.suite.features.iter().filter(|feature| feature.vendor == source.vendor).collect()
}

fn clauses<'s>(source: &Source<'s>) -> Vec<&'s Clause> {
    source.suite.clauses.iter().filter(|clause| clause.vendor == source.vendor).collect()
}

/// The features of each folder, in the order of their paths.
fn areas<'s>(source: &Source<'s>) -> Vec<(&'s str, Vec<&'s Feature>)> {
    let mut areas: Vec<(&str, Vec<&Feature>)> = Vec::new();
    for feature in features(source) {
        let area =
            feature.path.split('/').nth(1).filter(|part| !part.ends_with(".feature")).unwrap_or("features");
        match areas.last_mut() {
            Some((known, features)) if *known == area => features.push(feature),
            _ => areas.push((area, vec![feature])),
        }
    }
    areas
}

/// The page of a vendor.
pub(super) fn vendor(source: &Source<'_>) -> String {
    let (name, counts, areas) = (api(source.vendor), Counts::of(source), areas(source));
    let title = format!("What Covenant tests of {name}");
    let body = html! {
        a.skip href="#scenarios" { "Skip to the scenarios" }
        nav aria-label="Contents" {
            p { a href="index.html" { "All APIs" } }
            p.search { label for="search" { "Search" } input id="search" type="search" autocomplete="off"; }
            p id="found" role="status" {}
            ul {
                @for (area, features) in &areas {
                    li { (spaced(area)) ul { @for feature in features {
                        li { a href={ "#" (anchor(feature)) } { (feature.name) } }
                    } } }
                }
                li { a href="#statements" { "Statements" } }
                li { a href="#not-tested" { "What is not tested" } }
                li { a href="#words" { "What the words mean" } }
            }
        }
        main {
            h1 { (title) }
            p {
                (counts.scenarios) " scenarios in " (counts.features) " features judge " (counts.judged) " of the "
                (counts.clauses) " statements that were found in the documents. The statements stand "
                a href="#statements" { "below" } ", and so does " a href="#not-tested" { "what is not tested" } "."
            }
            div id="scenarios" {
                @for (area, features) in &areas {
                    section.area { h2 { (spaced(area)) } @for feature in features { (self::feature(feature)) } }
                }
            }
            (statements(source))
            (not_tested(source))
            section { (words()) }
        }
        script { (PreEscaped(SCRIPT)) }
    };
    document(&title, &body)
}

fn spaced(words: &str) -> String {
    let mut text = words.replace(['-', '_'], " ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

fn anchor(feature: &Feature) -> String {
    format!("feature-{}", feature.path.trim_end_matches(".feature").replace('/', "-"))
}

fn feature(feature: &Feature) -> Markup {
    let gherkin = &feature.gherkin;
    html! {
        section.feature id=(anchor(feature)) {
            h3 { (feature.name) }
            @if let Some(text) = &feature.description { (paragraphs(text)) }
            @if let Some(background) = &gherkin.background {
                p.before { "Before each of these scenarios:" } (sentences(&background.steps, &[]))
            }
            @for one in &gherkin.scenarios { (scenario(feature, &[&gherkin.tags], one, "h4")) }
            @for rule in &gherkin.rules {
                section.rule {
                    h4 { (rule.name) }
                    @if let Some(text) = &rule.description { (paragraphs(text)) }
                    @if let Some(background) = &rule.background {
                        p.before { "Before each of these scenarios:" } (sentences(&background.steps, &[]))
                    }
                    @for one in &rule.scenarios { (scenario(feature, &[&gherkin.tags, &rule.tags], one, "h5")) }
                }
            }
        }
    }
}

fn paragraphs(text: &str) -> Markup {
    let text = text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    html! { @for one in text.split("\n\n").filter(|one| !one.is_empty()) { p { (one.replace('\n', " ")) } } }
}

/// A scenario, or an outline with its rows.
fn scenario(feature: &Feature, outer: &[&Vec<String>], scenario: &Scenario, heading: &str) -> Markup {
    let tags: Vec<&str> =
        outer.iter().copied().chain([&scenario.tags]).flatten().map(String::as_str).collect();
    let id = valued(&tags, "id:").next().unwrap_or(&scenario.name);
    let columns: Vec<&str> =
        scenario.examples.iter().filter_map(head).flatten().map(String::as_str).collect();
    let rows: usize = scenario.examples.iter().map(|examples| body(examples).len()).sum();
    html! {
        article id=(id) {
            @if heading == "h5" { h5 { (with_columns(&scenario.name, &columns)) } }
            @else { h4 { (with_columns(&scenario.name, &columns)) } }
            p.about { (labels(&tags)) @if rows > 0 { span { (rows) " cases" } " " } code { (id) } }
            @if let Some(text) = &scenario.description { (paragraphs(text)) }
            (sentences(&scenario.steps, &columns))
            @for examples in &scenario.examples { (cases(feature, examples)) }
        }
    }
}

/// The values of the tags that begin so.
fn valued<'t>(tags: &'t [&'t str], beginning: &'t str) -> impl Iterator<Item = &'t str> {
    tags.iter().filter_map(move |tag| tag.strip_prefix(beginning))
}

/// What kind of a scenario it is, what it needs, and which statements it judges.
fn labels(tags: &[&str]) -> Markup {
    let has = |word: &str| tags.contains(&word);
    html! {
        @for category in Category::ALL { @if has(category.word()) { span { (in_words(category)) } " " } }
        @if has(Party::Integrator.word()) { span { "judges the integration" } " " }
        @if has("simulated-only") { span { "simulator only" } " " }
        @for need in valued(tags, "needs:") { span { "needs " (need.replace('-', " ")) } " " }
        (links(valued(tags, "clause:")))
    }
}

const fn in_words(category: Category) -> &'static str {
    match category {
        Category::HappyPath => "happy path",
        Category::SadPath => "sad path",
        Category::ErrorHandling => "error handling",
    }
}

fn links<'t>(clauses: impl Iterator<Item = &'t str>) -> Markup {
    html! { @for id in clauses { a href={ "#" (id) } { (id) } " " } }
}

fn with_columns(text: &str, columns: &[&str]) -> Markup {
    html! { @for piece in pieces(text, columns) { @match piece {
        Piece::Plain(text) => (text), Piece::Column(name) => var { (name) },
    } } }
}

fn sentences(steps: &[gherkin::Step], columns: &[&str]) -> Markup {
    let blocks = prose::blocks(steps);
    html! { @for (number, block) in blocks.iter().enumerate() { @match block {
        Block::Sentence(clauses) => p.steps {
            @for (at, clause) in clauses.iter().enumerate() {
                @if at > 0 { ", " }
                b { @if at == 0 { (spaced(clause.keyword)) } @else { (clause.keyword) } } " "
                @for (at, step) in clause.steps.iter().enumerate() {
                    (joint(at, clause.steps.len())) (with_columns(step, columns))
                }
            }
            @if matches!(blocks.get(number + 1), None | Some(Block::Sentence(_))) { "." } @else { ":" }
        },
        Block::Table(table) => (values(table, columns)),
        Block::Text(text) => pre tabindex="0" { (with_columns(text.trim_matches('\n'), columns)) },
    } } }
}

/// The table of a step; its first line is a heading where it says `member` or `case`, as the suite's tables do.
fn values(table: &Table, columns: &[&str]) -> Markup {
    let has_head = table.rows.first().is_some_and(|row| row.iter().any(|cell| cell == "member"));
    let (head, rows) = table.rows.split_at(usize::from(has_head));
    html! {
        div.wide tabindex="0" role="group" aria-label="Values" { table {
            @for row in head { thead { tr { @for cell in row { th scope="col" { (cell) } } } } }
            tbody { @for row in rows { tr { @for cell in row { td { (with_columns(cell, columns)) } } } } }
        } }
    }
}

fn head(examples: &Examples) -> Option<&Vec<String>> {
    examples.table.as_ref()?.rows.first()
}

fn body(examples: &Examples) -> &[Vec<String>] {
    examples.table.as_ref().and_then(|table| table.rows.get(1..)).unwrap_or_default()
}

/// The cases of an outline: the column that only names them comes last.
fn cases(feature: &Feature, examples: &Examples) -> Markup {
    let Some(head) = head(examples) else { return html! {} };
    let order: Vec<usize> = {
        let (names, rest): (Vec<usize>, Vec<usize>) = (0..head.len()).partition(|at| head[*at] == "case");
        rest.into_iter().chain(names).collect()
    };
    let tags: Vec<&str> = examples.tags.iter().map(String::as_str).collect();
    let name = examples.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let label =
        format!("Cases{} of {}", name.map(|name| format!(", {name},")).unwrap_or_default(), feature.name);
    html! {
        @if name.is_some() || !tags.is_empty() {
            p.examples { @if let Some(name) = name { (name) ": " } (labels(&tags)) }
        }
        @if let Some(text) = &examples.description { (paragraphs(text)) }
        div.wide tabindex="0" role="group" aria-label=(label) { table {
            thead { tr { @for at in &order { th scope="col" { (head[*at]) } } } }
            tbody { @for row in body(examples) { tr { @for at in &order {
                td { (row.get(*at).map_or("", String::as_str)) }
            } } } }
        } }
    }
}

fn badge(level: Level) -> Markup {
    html! { span class={ "level " (level) } { (level) } }
}

/// The statements, each with the scenarios that judge it.
fn statements(source: &Source<'_>) -> Markup {
    html! {
        section id="statements" {
            h2 { "Statements" }
            p { "What the documents say that can be checked, in Covenant's words, and the scenarios that judge it." }
            div.wide tabindex="0" role="group" aria-label="Statements" { table.statements {
                thead { tr {
                    th scope="col" { "Id" } th scope="col" { "Statement" } th scope="col" { "Scenarios" }
                } }
                tbody { @for clause in clauses(source) { tr id=(clause.id) {
                    th scope="row" { (clause.id) }
                    td {
                        (code(&clause.text)) " "
                        p.about {
                            (badge(clause.level)) " "
                            @match clause.party {
                                Party::Vendor => {},
                                party => { span { "for the " (party.word()) } " " },
                            }
                            span.source { (clause.source) }
                        }
                    }
                    td { (judged_by(source, clause)) }
                } } }
            } }
        }
    }
}

/// A text in which names stand between backticks.
fn code(text: &str) -> Markup {
    html! { @for (at, part) in text.split('`').enumerate() {
        @if at % 2 == 1 { code { (part) } } @else { (part) }
    } }
}

/// The scenarios of a clause; the cases of an outline are one link.
fn judged_by(source: &Source<'_>, clause: &Clause) -> Markup {
    let mut outlines: BTreeMap<String, usize> = BTreeMap::new();
    for id in source.suite.scenarios_of_clause(&clause.id) {
        *outlines.entry(id.split(':').next().unwrap_or(&id).to_owned()).or_default() += 1;
    }
    html! {
        @if outlines.is_empty() {
            a href={ "#not-" (clause.id) } { "none, and why" }
        } @else {
            ul.plain { @for (id, count) in &outlines {
                li { a href={ "#" (id) } { (id) } @if *count > 1 { " (" (count) " cases)" } }
            } }
        }
    }
}

fn not_tested(source: &Source<'_>) -> Markup {
    let untested: Vec<_> = clauses(source)
        .into_iter()
        .filter(|clause| source.suite.scenarios_of_clause(&clause.id).is_empty())
        .collect();
    // One reason is given for many answers.
    let mut answers: BTreeMap<&str, BTreeMap<&str, Vec<String>>> = BTreeMap::new();
    for row in &source.not_exercised {
        let reason = row.not_exercised.as_deref().unwrap_or_default();
        answers.entry(reason).or_default().entry(&row.operation).or_default().push(row.status.to_string());
    }
    html! {
        section id="not-tested" {
            h2 { "What is not tested, and why" }
            @if untested.is_empty() && answers.is_empty() && source.not_callable.is_empty() {
                p { "Everything that was found in the documents is tested." }
            }
            @if !untested.is_empty() {
                h3 { "Statements" }
                dl { @for clause in untested {
                    dt id={ "not-" (clause.id) } { a href={ "#" (clause.id) } { (clause.id) } " " (code(&clause.text)) }
                    dd { (code(clause.reason.as_deref().unwrap_or("No scenario cites it."))) }
                } }
            }
            @if !answers.is_empty() {
                h3 { "Answers" }
                p { "Answers that the documents have, or that any HTTP service may give, and that no scenario meets." }
                dl { @for (reason, operations) in &answers {
                    dt { (code(&sentence(reason))) }
                    dd { @for (at, (operation, statuses)) in operations.iter().enumerate() {
                        @if at > 0 { "; " } code { (operation) } " " (statuses.join(", "))
                    } }
                } }
            }
            @if !source.not_callable.is_empty() {
                h3 { "Operations" }
                p { "Operations that the documents name and that cannot be called." }
                dl { @for one in &source.not_callable {
                    dt { (one.title) } dd { (code(&sentence(&one.reason))) }
                } }
            }
        }
    }
}

/// A reason as it stands alone: with a capital, and a full stop.
fn sentence(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !text.ends_with('.') {
        text.push('.');
    }
    text
}
