//! `vectors`: the file of vectors that the program carries.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use crate::settings;
use crate::storage::model::Model;
use crate::storage::{self, vectors};

#[derive(Debug, Args)]
pub(super) struct VectorsArgs {
    /// The FAQ file.
    #[arg(long, value_name = "FILE", value_parser = settings::faq_path, default_value = settings::FAQ_PATH)]
    faq: PathBuf,
    /// Where to write.
    #[arg(long, value_name = "FILE")]
    write: PathBuf,
}

pub(super) fn run(args: &VectorsArgs) -> Result<(), Failure> {
    let faq = storage::read_faq(&args.faq)?.faq;
    let bytes = vectors::of(&faq, &Model::open(None)?)?;
    fs::write(&args.write, &bytes).map_err(Failure::Output)?;
    let mut out = super::output();
    writeln!(out, "{}: {} bytes", args.write.display(), bytes.len()).map_err(Failure::Output)
}
