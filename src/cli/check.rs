//! `check`: reports every problem in an FAQ file with its place.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{ExitStatus, Failure, terminal};
use crate::settings;
use crate::storage::{self, OpenError, Store, StoreOptions};
use faq::Faq;
use faq::file::{ExamplePositions, Problem, Severity};

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The FAQ file.
    #[arg(value_name = "FILE", env = "FAQ_PATH", default_value = settings::FAQ_PATH)]
    file: PathBuf,
    /// Skip the search for phrasings that read more like another entry, which takes some seconds.
    #[arg(long)]
    quick: bool,
}

/// Prints the problems and a summary. Errors are an [`ExitStatus::Problem`], warnings are not.
pub(super) fn run(args: &CheckArgs) -> Result<ExitStatus, Failure> {
    let name = args.file.display().to_string();
    match storage::read_faq(&args.file) {
        Ok(parsed) => {
            let mut warnings = parsed.warnings;
            if !args.quick {
                warnings.extend(find_misplaced(&args.file, &parsed.positions)?);
            }
            warnings.sort_by_key(|warning| warning.position);
            terminal::print(report(&name, &warnings, &contents(&parsed.faq)))?;
            Ok(ExitStatus::Done)
        }
        Err(OpenError::Invalid { problems, .. }) => {
            terminal::print(report(&name, &problems, "not usable"))?;
            Ok(ExitStatus::Problem)
        }
        Err(error) => Err(error.into()),
    }
}

/// Returns a warning for each phrasing that reads more like another entry to the bot. What is learned for that is not kept: the
/// data folder is for the file that is served.
fn find_misplaced(file: &Path, positions: &ExamplePositions) -> Result<Vec<Problem>, Failure> {
    let store = Store::open(file, StoreOptions::default())?;
    Ok(storage::misplaced_examples(&terminal::learn(&store), positions))
}

fn contents(faq: &Faq) -> String {
    let entries = counted(faq.entries().len(), "entry", "entries");
    let referrals = counted(faq.referrals().len(), "referral", "referrals");
    format!("{entries}, {referrals}")
}

fn report(name: &str, problems: &[Problem], verdict: &str) -> String {
    let mut report = String::new();
    for problem in problems {
        let _ = writeln!(report, "{}", problem.at(name));
    }
    let _ = writeln!(report, "{name}: {verdict}: {}", count_problems(problems));
    report
}

fn count_problems(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    let counted_errors = counted(errors, "error", "errors");
    let counted_warnings = counted(warnings, "warning", "warnings");
    match (errors, warnings) {
        (0, 0) => "no problems".to_owned(),
        (0, _) => counted_warnings,
        (_, 0) => counted_errors,
        _ => format!("{counted_errors}, {counted_warnings}"),
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
