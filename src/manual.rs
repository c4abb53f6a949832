//! `covenant man`: the manual, made from the same description as `--help`.
//!
//! ```text
//! .TH covenant 1  "covenant 0.1.0"
//! .SH NAME
//! ...
//! .SH "COVENANT RUN"           one section a command, where all are on one page
//! .SS "HOW IT RUNS"            its options, under the headings of its help
//! ```

use std::{io, path::Path};

use clap_mangen::Man;
use evidence::{ExitCode, redact::RunSecrets};
use reports::writer::{self, Encoding};

use crate::{
    arguments::{ManArguments, description},
    failure::Failure,
    output,
    suite_source::chain,
};

/// Writes the manual.
pub(crate) fn manual(arguments: &ManArguments) -> ExitCode {
    match carry_out(arguments) {
        Ok(()) if output::stdout_failed() => ExitCode::Report,
        Ok(()) => ExitCode::Conforms,
        Err(failure) => {
            output::failure(&failure);
            failure.code
        }
    }
}

fn carry_out(arguments: &ManArguments) -> Result<(), Failure> {
    let internal =
        |error: io::Error| Failure::new(ExitCode::Internal, format!("the manual cannot be made: {error}"));
    let Some(folder) = &arguments.out else {
        output::out(&whole().map_err(internal)?);
        return Ok(());
    };
    let pages = pages().map_err(internal)?;
    pages.iter().try_for_each(|(name, text)| write(&folder.join(name), text))?;
    output::out_line(&format!("{} pages in {}", pages.len(), folder.display()));
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    writer::page(path, text, Encoding::Plain, &RunSecrets::new([], []))
        .map_err(|error| Failure::new(ExitCode::Report, chain(&error)))
}

/// Every command, the program first, each with its full name.
fn commands() -> Vec<clap::Command> {
    let mut program = description();
    program.build();
    let parts: Vec<_> = program.get_subcommands().filter(|part| !part.is_hide_set()).cloned().collect();
    std::iter::once(program).chain(parts).collect()
}

/// A page for each command, by its file's name.
fn pages() -> io::Result<Vec<(String, String)>> {
    commands()
        .into_iter()
        .map(|command| {
            let man = Man::new(command);
            Ok((man.get_filename(), rendered(|text| man.render(text))?))
        })
        .collect()
}

/// All commands on one page.
fn whole() -> io::Result<String> {
    let commands = commands();
    let Some((program, parts)) = commands.split_first() else { return Ok(String::new()) };
    let program = Man::new(program.clone());
    let mut page = rendered(|text| {
        program.render_title(text)?;
        program.render_name_section(text)?;
        program.render_synopsis_section(text)?;
        program.render_description_section(text)?;
        program.render_options_section(text)?;
        program.render_subcommands_section(text)
    })?;
    for part in parts {
        page.push_str(&section(part)?);
    }
    page.push_str(&rendered(|text| {
        program.render_extra_section(text)?;
        program.render_version_section(text)
    })?);
    Ok(page)
}

/// A command as a section of the page of all: what is a section of its own page is a part of it here.
fn section(command: &clap::Command) -> io::Result<String> {
    let man = Man::new(command.clone());
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_uppercase();
    let below = rendered(|text| {
        man.render_description_section(text)?;
        man.render_synopsis_section(text)?;
        man.render_options_section(text)
    })?;
    let mut section = format!(".SH \"{name}\"\n");
    for line in below.lines().filter(|line| *line != ".SH DESCRIPTION") {
        section.push_str(
            &line.strip_prefix(".SH ").map_or_else(|| line.to_owned(), |rest| format!(".SS {rest}")),
        );
        section.push('\n');
    }
    Ok(section)
}

fn rendered(render: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<String> {
    let mut text = Vec::new();
    render(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
