//! `check`: reports every problem in an FAQ file with its place.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{ExitStatus, Failure, terminal};
use crate::settings;
use crate::storage::{self, Examination, FileEditError, OpenError, Store, StoreOptions};
use faq::edit::Edit;
use faq::file::{ExamplePositions, Problem, Severity};
use faq::{Entry, Faq};
use matching::HeldOut;

/// With fewer held-out questions than this, nothing is said about how well they are answered.
const MIN_HELD_OUT: usize = 20;
/// An entry with fewer examples than this, its question included, would gain most from more.
const FEW_EXAMPLES: usize = 6;
/// The most ids that are listed.
const MAX_LISTED: usize = 5;

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The FAQ file.
    #[arg(value_name = "FILE", env = "FAQ_PATH", default_value = settings::FAQ_PATH)]
    file: PathBuf,
    /// Skip the search for phrasings that read more like another entry, which takes some seconds.
    #[arg(long)]
    quick: bool,
    /// First mark all translations as right for the texts as they are, in the file. Read them before you do.
    #[arg(long)]
    approve_translations: bool,
}

/// Prints the problems and a summary. Errors are an [`ExitStatus::Problem`], warnings are not.
pub(super) fn run(args: &CheckArgs) -> Result<ExitStatus, Failure> {
    let name = args.file.display().to_string();
    if args.approve_translations {
        match storage::edit_file(&args.file, &Edit::ApproveTranslations) {
            Ok(true) => terminal::notice(&format!("{name}: the translations are approved")),
            Ok(false) => terminal::notice(&format!("{name}: every translation was approved before")),
            // Its problems are reported below.
            Err(FileEditError::Open(OpenError::Invalid { .. })) => {}
            Err(error) => return Err(error.into()),
        }
    }
    match storage::read_faq(&args.file) {
        Ok(parsed) => {
            let mut warnings = parsed.warnings;
            let mut outlook = None;
            if !args.quick
                && let Some(examination) = examine(&args.file, &parsed.positions)?
            {
                warnings.extend(examination.misplaced);
                outlook = outlook_of(&examination.held_out, &parsed.faq);
            }
            warnings.sort_by_key(|warning| warning.position);
            let mut report = report(&name, &warnings, &contents(&parsed.faq));
            if let Some(outlook) = outlook {
                let _ = writeln!(report, "{name}: {outlook}");
            }
            terminal::print(report)?;
            Ok(ExitStatus::Done)
        }
        Err(OpenError::Invalid { problems, .. }) => {
            terminal::print(report(&name, &problems, "not usable"))?;
            Ok(ExitStatus::Problem)
        }
        Err(error) => Err(error.into()),
    }
}

/// Examines what the bot would learn from the file. Nothing is saved, since the data folder is for the file that is served.
pub(super) fn examine(file: &Path, positions: &ExamplePositions) -> Result<Option<Examination>, Failure> {
    let store = Store::open(file, StoreOptions::default())?;
    Ok(terminal::with_progress(&store, |store| storage::examine(store, positions)))
}

/// Says how well the file can be told from other talk, and what would help; nothing if it has too few phrasings to tell.
pub(super) fn outlook_of(held_out: &HeldOut, faq: &Faq) -> Option<String> {
    if held_out.covered < MIN_HELD_OUT || held_out.uncovered < MIN_HELD_OUT {
        return None;
    }
    let right = percent(held_out.right, held_out.covered);
    let wrong = percent(held_out.wrong, held_out.covered);
    let refused = percent(held_out.refused, held_out.uncovered);
    let mut outlook = format!(
        "asked in words that are not in the file, about {right} of its questions are answered right and {wrong} wrong; \
         {refused} of other questions are refused"
    );
    let thin: Vec<&str> =
        faq.entries().iter().filter(|entry| is_thin(entry)).map(|entry| entry.id().as_str()).collect();
    if !thin.is_empty() {
        let _ = write!(outlook, "; more phrasings would help most for {}", listed(&thin));
    }
    Some(outlook)
}

fn is_thin(entry: &Entry) -> bool {
    entry.examples().take(FEW_EXAMPLES).count() < FEW_EXAMPLES
}

pub(super) fn listed(ids: &[&str]) -> String {
    match ids.split_at_checked(MAX_LISTED) {
        Some((first, rest)) if !rest.is_empty() => format!("{} and {} more", first.join(", "), rest.len()),
        _ => ids.join(", "),
    }
}

fn percent(part: usize, whole: usize) -> String {
    format!("{:.0} %", 100.0 * part as f64 / whole.max(1) as f64)
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

pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
