//! The summary of a CI job.

use evidence::{Outcome, RunRecord};
use reports::{
    markdown,
    writer::{Kind, Output},
};

use crate::sample;

fn assert_agrees(text: &str, record: &RunRecord) {
    let folder = tempfile::TempDir::new().unwrap();
    let mut output = Output::prepare(vec![(Kind::Markdown, folder.path().join("summary.md"))]).unwrap();
    output.write(Kind::Markdown, text, &evidence::redact::RunSecrets::new([], [])).unwrap();
    output.verify(record).unwrap();
}

#[test]
fn the_worst_comes_first() {
    let text = markdown::render(&sample::every_outcome());
    let sections: Vec<_> = text.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(
        sections,
        [
            "## failed (1)",
            "## error (1)",
            "## blocked (1)",
            "## warned (1)",
            "## waived (1)",
            "## not\\_applicable (1)",
            "## All scenarios (8)"
        ]
    );
    let rows: Vec<_> = text
        .lines()
        .filter_map(|line| Some(line.strip_prefix("| ")?.split(' ').next()?.to_owned()))
        .skip(1)
        .collect();
    assert_eq!(rows, ["failed", "error", "blocked", "not", "warned", "waived", "not_applicable", "passed"]);
    assert!(text.starts_with("# Covenant: does not conform (exit 1)\n"), "{text}");
    assert!(text.contains("interrupted by Ctrl-C"));
    assert!(text.contains("to repeat it:"));
}

#[test]
fn a_run_of_any_size_stays_below_the_limit_and_says_what_is_cut() {
    let of = |nth: usize| {
        let mut failing = sample::failing();
        failing.head.id = format!("oscar-failing-number-{nth}");
        failing.head.name = format!("{} {nth}", "A long title that goes on and on".repeat(5));
        if nth.is_multiple_of(3) {
            failing.outcome = Outcome::Passed;
        }
        failing
    };
    let record = sample::record((0..6_000).map(of).collect(), Vec::new());
    let text = markdown::render(&record);
    assert!(text.len() < 900_000 && text.len() > 850_000, "{}", text.len());
    assert!(text.contains("**Cut:** the details of "), "the details are cut and it does not say so");
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("**Cut:** ") && last.contains("2000 passed"), "{last}");
    assert_agrees(&text, &record);
}

#[test]
fn hostile_text_is_text() {
    let mut record = sample::hostile();
    const TEXT: &str = "a | b `c` ```` <img src=x onerror=alert(1)> [x](javascript:x) ![y](http://z)\n\n# h\n## failed (9) \
                        </details> </code> @somebody $x$ ::error::no | passed | x |";
    for scenario in &mut record.scenarios {
        scenario.head.name = format!("{TEXT} {}", scenario.head.name);
        scenario.head.id.push_str(TEXT);
        scenario.findings[0].message = TEXT.to_owned();
        scenario.findings[0].actual = format!("```\n{TEXT}\n````");
        scenario.exchanges[0].answer =
            sample::response(200, format!("x\n```\n````\n</details>\n{TEXT}").as_bytes());
    }
    let text = markdown::render(&record);
    assert_agrees(&text, &record);
    // What stands outside of blocks of code is neither HTML nor a link nor a heading of ours.
    let mut fence: Option<String> = None;
    for line in text.lines() {
        if let Some(open) = &fence {
            if line == open {
                fence = None;
            }
            continue;
        }
        if line.starts_with("```") {
            fence = line.strip_suffix("text").map(str::to_owned);
            assert!(fence.is_some(), "{line}");
            continue;
        }
        let bare = line.replace("<details><summary>details</summary>", "").replace("</details>", "");
        assert!(!bare.contains('<') && !bare.replace("\\\\", "").replace("\\]", "").contains("]("), "{line}");
        assert!(!line.starts_with("::"), "{line}");
        assert!(!line.chars().any(char::is_control), "{line}");
        if line.starts_with("| ") {
            let cells = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
            assert_eq!(cells, 5, "{line}");
        }
    }
    assert_eq!(fence, None);
}
