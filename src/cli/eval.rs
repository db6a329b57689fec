//! `eval`: how well the FAQ answers questions whose right answer is known.

mod bounds;
mod report;
#[cfg(test)]
mod sample;
mod summary;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::{Failure, Status};
use crate::settings::FaqSettings;
use crate::storage::{self, Store};
use bounds::Bounds;
use faq::Faq;
use matching::evaluation::{self, Case, Evaluation};

#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    /// The cases: a YAML list of `{ask, expect, kind?, must?}`, or JSON objects with these keys, one a line. `expect` is a
    /// list of entry ids, `refer` or `urgent`; a `must: true` case may not fail.
    #[arg(value_name = "CASES")]
    cases: PathBuf,
    #[command(flatten)]
    faq: FaqSettings,
    /// Write a page with charts and every failing case to this file.
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    #[command(flatten)]
    bounds: Bounds,
}

/// Prints the figures. A figure out of its bounds or a failing `must` case is a [`Status::Problem`].
pub(super) fn run(args: &EvalArgs) -> Result<Status, Failure> {
    let store = Store::open(&args.faq.path, args.faq.options())?;
    let cases = read(&args.cases, store.current().faq())?;
    // What is judged is the bot at its best.
    storage::prepare(&store, &super::progress::bar());
    storage::validate(&store);
    let snapshot = store.current();
    let threshold = snapshot.threshold();
    let evaluation = Evaluation::new(snapshot.faq(), &cases, threshold, |question| snapshot.decide(question));
    let unmet = unmet(&evaluation, &args.bounds);
    if let Some(file) = &args.report {
        let page = report::page(&args.cases.display().to_string(), &evaluation, &unmet);
        fs::write(file, page).map_err(|error| Failure::Report { file: file.clone(), error })?;
    }
    let mut out = super::output();
    let summary = summary::summary(&evaluation, &unmet);
    out.write_all(summary.as_bytes()).and_then(|()| out.flush()).map_err(Failure::Output)?;
    Ok(if unmet.is_empty() { Status::Done } else { Status::Problem })
}

fn read(file: &Path, faq: &Faq) -> Result<Vec<Case>, Failure> {
    let text = fs::read_to_string(file).map_err(|error| Failure::Cases { file: file.to_owned(), error })?;
    evaluation::parse(&text, faq).map_err(|error| Failure::Case { file: file.to_owned(), error })
}

/// Why the evaluation fails, a sentence each: bounds first, then cases.
fn unmet(evaluation: &Evaluation<'_>, bounds: &Bounds) -> Vec<String> {
    let mut unmet = bounds.unmet(&evaluation.figures());
    for judged in evaluation.judged().iter().filter(|judged| judged.is_must_failure()) {
        let (expected, given) = (evaluation.name(judged.expected), evaluation.name(judged.given));
        let case = judged.case;
        unmet.push(format!("line {}: {:?} must be {expected}, and is {given}", case.line, case.ask));
    }
    unmet
}
