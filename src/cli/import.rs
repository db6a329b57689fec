//! `import`: adds the questions of a file in another format to the FAQ, all of them or none.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::check::{counted, examine, listed, outlook_of};
use super::{ExitStatus, Failure, terminal};
use crate::{settings, storage};
use faq::Faq;
use faq::edit::Edit;
use faq::exchange::{self, Format, Merged};

/// Larger files are refused: no FAQ file holds so much.
const MAX_BYTES: u64 = 8 << 20;
/// With fewer phrasings than this, an entry misses most of what people ask.
const FEW_PHRASINGS: usize = 3;

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The file to import: .csv, .tsv, .json, .md, or Rasa's .yml with `nlu` and `responses`
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The FAQ file that gains the questions. It is created if it does not exist.
    #[arg(long = "faq", value_name = "FILE", env = "FAQ_PATH", default_value = settings::FAQ_PATH)]
    faq: PathBuf,
    /// Add them without asking.
    #[arg(long)]
    yes: bool,
}

/// Shows what the FAQ would gain and what cannot be taken, and adds it once that is confirmed.
pub(super) fn run(args: &ImportArgs) -> Result<ExitStatus, Failure> {
    let existing = if args.faq.exists() { Some(storage::read_faq(&args.faq)?.faq) } else { None };
    let merged = read(&args.file, existing.as_ref())?;
    terminal::print(preview(args, &merged, existing.is_some()))?;
    if merged.entries.is_empty() {
        return Ok(ExitStatus::Problem);
    }
    if !args.yes && !is_confirmed()? {
        terminal::notice("Nothing was changed. With --yes they are added.");
        return Ok(ExitStatus::Done);
    }
    let count = merged.entries.len();
    let thin = merged.entries.iter().filter(|entry| entry.phrasings.len() < FEW_PHRASINGS).count();
    add(&args.faq, existing.is_some(), merged)?;
    report(&args.faq, count, thin)?;
    Ok(ExitStatus::Done)
}

fn read(file: &Path, existing: Option<&Faq>) -> Result<Merged, Failure> {
    let failure = |error| Failure::Import { file: file.to_owned(), error };
    let refusal = |reason| Failure::NotImported { file: file.to_owned(), reason };
    // A FIFO would be waited for until somebody writes to it.
    if !file.metadata().map_err(failure)?.is_file() {
        return Err(refusal("this is no regular file"));
    }
    let mut bytes = Vec::new();
    File::open(file).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(failure)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(refusal("the file is larger than 8 MiB, the most that is read; split it"));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| refusal("the file is not UTF-8; save it again with that encoding (in Excel: CSV UTF-8)"))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let format = Format::of(&name, &text).ok_or_else(|| {
        refusal("the format is unknown; it must be .csv, .tsv, .json, .md, or Rasa's .yml with `nlu` and `responses`")
    })?;
    Ok(exchange::merge(existing, format.read(&text)))
}

fn preview(args: &ImportArgs, merged: &Merged, exists: bool) -> String {
    let mut preview = String::new();
    for skipped in &merged.skipped {
        let _ = writeln!(preview, "{}:{}: {}", args.file.display(), skipped.line, skipped.reason);
    }
    let ids: Vec<&str> = merged.entries.iter().map(|entry| entry.id.as_str()).collect();
    let what = if exists { "would gain" } else { "would be created with" };
    let entries = counted(ids.len(), "entry", "entries");
    let names = if ids.is_empty() { String::new() } else { format!(" ({})", listed(&ids)) };
    let _ = writeln!(preview, "{}: {what} {entries}{names}; left out: {}", args.faq.display(), merged.skipped.len());
    preview
}

/// Asks on the terminal; without one, nothing is confirmed.
fn is_confirmed() -> Result<bool, Failure> {
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    terminal::notice("Add them? [y/N]");
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(Failure::Input)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn add(faq: &Path, exists: bool, merged: Merged) -> Result<(), Failure> {
    if exists {
        storage::edit_file(faq, &Edit::AddEntries(merged.entries))?;
        return Ok(());
    }
    let text = exchange::new_file(&merged.entries)
        .map_err(|error| storage::FileEditError::Edit { path: faq.to_owned(), error })?;
    Ok(storage::create_file(faq, &text)?)
}

/// Says how well the FAQ can be expected to answer now.
fn report(faq: &Path, count: usize, thin: usize) -> Result<(), Failure> {
    let name = faq.display();
    let mut report = format!("{name}: {} added", counted(count, "entry", "entries"));
    if thin > 0 {
        let _ = write!(
            report,
            "; {thin} of {count} have fewer than {FEW_PHRASINGS} phrasings, and are found less often: add what people ask"
        );
    }
    report.push('\n');
    let parsed = storage::read_faq(faq)?;
    if let Some(examination) = examine(faq, &parsed.positions)?
        && let Some(outlook) = outlook_of(&examination.held_out, &parsed.faq)
    {
        let _ = writeln!(report, "{name}: {outlook}");
    }
    terminal::print(report)
}
