//! `covenant completions` and `covenant man`: they know what the help knows.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::{collections::BTreeSet, process::Command, sync::LazyLock};

use crate::support::Covenant;
use rstest::rstest;

/// Every command with its long options, as the help tells them.
static COMMANDS: LazyLock<Vec<(String, BTreeSet<String>)>> = LazyLock::new(|| {
    let program = help(&["--help"]);
    let listed = program.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<_> = names.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect();
    assert!(names.iter().any(|name| name == "run") && names.iter().any(|name| name == "man"), "{names:?}");
    names.into_iter().map(|name| (name.clone(), long_options(&help(&[&name, "--help"])))).collect()
});

fn help(arguments: &[&str]) -> String {
    let ran = Covenant::new().args(arguments).run();
    ran.assert_code(0);
    ran.stdout.clone()
}

/// The options that a help defines; those that it only mentions stand elsewhere in a line.
fn long_options(help: &str) -> BTreeSet<String> {
    let defined = help.lines().filter_map(|line| {
        let line = line.trim_start();
        let line = line.strip_prefix('-').filter(|rest| rest.starts_with('-')).map_or_else(
            || line.split_once(", --").filter(|(short, _)| short.len() == 2).map(|(_, long)| long),
            |rest| rest.strip_prefix('-'),
        )?;
        line.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()
    });
    let defined: BTreeSet<_> = defined.filter(|name| !name.is_empty()).map(str::to_owned).collect();
    assert!(defined.contains("help") && defined.contains("color"), "{defined:?}");
    defined
}

/// Roff writes a hyphen that is no break as `\-`.
fn plain(roff: &str) -> String {
    roff.replace("\\-", "-")
}

#[rstest]
fn the_completions_of_a_shell_name_every_command_and_long_option(
    #[values("bash", "elvish", "fish", "powershell", "zsh")] shell: &str,
) {
    let ran = Covenant::new().args(["completions", shell]).run();
    ran.assert_code(0);
    assert_eq!(ran.stderr, "");
    // Fish writes an option without its hyphens.
    let option = |name: &str| if shell == "fish" { format!("-l {name}") } else { format!("--{name}") };
    for (command, options) in COMMANDS.iter() {
        assert!(ran.stdout.contains(command), "{command} is missing");
        for name in options {
            assert!(ran.stdout.contains(&option(name)), "--{name} of {command} is missing");
        }
    }
}

#[test]
fn bash_understands_its_completions() {
    let ran = Covenant::new().args(["completions", "bash"]).run();
    let script = ran.folder().join("covenant.bash");
    std::fs::write(&script, &ran.stdout).unwrap();
    let checked = Command::new("bash").arg("-n").arg(&script).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let line = "COMP_WORDS=(covenant run --fau) COMP_CWORD=2; _covenant covenant --fau run; echo \"${COMPREPLY[@]}\"";
    let asked = format!("source {}; {line}", script.display());
    let completed = Command::new("bash").args(["--norc", "-c", &asked]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&completed.stdout).trim(), "--fault");
}

#[test]
fn a_shell_that_is_not_known_is_a_mistake_that_names_the_known_ones() {
    let ran = Covenant::new().args(["completions", "bsh"]).run();
    ran.assert_code(2);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("bash") && ran.stderr.contains("powershell"));
}

#[test]
fn the_manual_has_every_command_and_option_on_one_page() {
    let ran = Covenant::new().arg("man").run();
    ran.assert_code(0);
    assert!(ran.stdout.lines().any(|line| line.starts_with(".TH covenant 1")), "no title");
    for (command, options) in COMMANDS.iter() {
        let heading = format!(".SH \"COVENANT {}\"\n", command.to_uppercase());
        let (_, section) =
            ran.stdout.split_once(&heading).unwrap_or_else(|| panic!("no section of {command}"));
        let section = plain(section.split("\n.SH ").next().unwrap());
        for name in options.iter().filter(|name| *name != "version") {
            assert!(section.contains(&format!("--{name}")), "--{name} is missing in {command}");
        }
    }
    assert!(plain(&ran.stdout).contains("does not conform"), "no exit codes");
}

#[test]
fn the_manual_is_the_same_whatever_the_environment_says() {
    let plain = Covenant::new().arg("man").run();
    let set =
        Covenant::new().env("COVENANT_TAGS", "@seen-nowhere").env("COVENANT_FAULT", "").arg("man").run();
    set.assert_code(0);
    assert_eq!(plain.stdout, set.stdout);
}

#[test]
fn a_folder_gets_a_page_for_each_command() {
    let ran = Covenant::new().args(["man", "--out", "man/man1"]).run();
    ran.assert_code(0);
    let page = |name: &str| std::fs::read_to_string(ran.folder().join("man/man1").join(name)).unwrap();
    assert!(page("covenant.1").contains("covenant\\-run(1)"), "the commands are not named");
    for (command, options) in COMMANDS.iter() {
        let page = plain(&page(&format!("covenant-{command}.1")));
        for name in options.iter().filter(|name| *name != "version") {
            assert!(page.contains(&format!("--{name}")), "--{name} is missing on the page of {command}");
        }
    }
    let pages = std::fs::read_dir(ran.folder().join("man/man1")).unwrap().count();
    assert_eq!(pages, COMMANDS.len() + 1);
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let ran = Covenant::new().file("man", "a file").args(["man", "--out", "man"]).run();
    ran.assert_code(6);
    assert!(ran.stderr.contains("man"), "{}", ran.stderr);
}
