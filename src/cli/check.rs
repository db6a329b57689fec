//! `check`: every problem of an FAQ file, where it stands.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::{Failure, Status};
use crate::settings;
use crate::storage::{self, MeaningModel, OpenError, Store, StoreOptions};
use faq::Faq;
use faq::file::{Places, Problem, Severity};

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The FAQ file.
    #[arg(value_name = "FILE", env = "FAQ_PATH", value_parser = settings::faq_path, default_value = settings::FAQ_PATH)]
    file: PathBuf,
    /// Leave out the phrasings that read more like another entry: finding them takes some seconds.
    #[arg(long)]
    quick: bool,
}

/// Prints the problems and a summary. Errors are a [`Status::Problem`], warnings are not.
pub(super) fn run(args: &CheckArgs) -> Result<Status, Failure> {
    let name = args.file.display().to_string();
    let (status, report) = match storage::read_faq(&args.file) {
        Ok(parsed) => {
            let misplaced = if args.quick { Vec::new() } else { misplaced(&args.file, &parsed.places)? };
            let mut warnings = parsed.warnings;
            warnings.extend(misplaced);
            warnings.sort_by_key(|warning| warning.position);
            (Status::Done, report(&name, &warnings, &contents(&parsed.faq)))
        }
        Err(OpenError::Invalid { problems, .. }) => (Status::Problem, report(&name, &problems, "not usable")),
        Err(error) => return Err(error.into()),
    };
    let mut out = super::output();
    out.write_all(report.as_bytes()).and_then(|()| out.flush()).map_err(Failure::Output)?;
    Ok(status)
}

/// By words alone, so that a check is the same whatever model is at hand.
fn misplaced(file: &Path, places: &Places) -> Result<Vec<Problem>, Failure> {
    let options = StoreOptions { meaning: MeaningModel::Off, ..StoreOptions::default() };
    Ok(storage::misplaced_examples(&Store::open(file, options)?, places))
}

fn contents(faq: &Faq) -> String {
    format!(
        "{}, {}",
        counted(faq.entries().len(), "entry", "entries"),
        counted(faq.referrals().len(), "referral", "referrals")
    )
}

/// A line a problem, then the summary.
fn report(name: &str, problems: &[Problem], verdict: &str) -> String {
    let mut report = String::new();
    for problem in problems {
        let _ = writeln!(report, "{}", problem.at(name));
    }
    let _ = writeln!(report, "{name}: {verdict}: {}", tally(problems));
    report
}

fn tally(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    match (errors, warnings) {
        (0, 0) => "no problems".to_owned(),
        (0, _) => counted(warnings, "warning", "warnings"),
        (_, 0) => counted(errors, "error", "errors"),
        _ => format!("{}, {}", counted(errors, "error", "errors"), counted(warnings, "warning", "warnings")),
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
