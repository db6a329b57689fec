//! `export`: prints the FAQ in another format.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Failure, terminal};
use crate::{settings, storage};
use faq::exchange::ExportFormat;

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// The FAQ file.
    #[arg(value_name = "FILE", env = "FAQ_PATH", default_value = settings::FAQ_PATH)]
    file: PathBuf,
    /// The format. CSV and JSON hold questions, answers, phrasings and categories; Markdown is for reading, and has no phrasings.
    #[arg(long, value_enum, default_value = "csv")]
    format: FormatName,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    Csv,
    Json,
    Markdown,
}

pub(super) fn run(args: &ExportArgs) -> Result<(), Failure> {
    let format = match args.format {
        FormatName::Csv => ExportFormat::Csv,
        FormatName::Json => ExportFormat::Json,
        FormatName::Markdown => ExportFormat::Markdown,
    };
    terminal::print(format.write(&storage::read_faq(&args.file)?.faq))
}
