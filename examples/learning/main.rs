//! Measures what learning costs: `cargo run --release --example learning [-- CASE]` (Linux).
//!
//! The cases are the shipped FAQ with the vectors that the program carries, and made-up FAQs. Each runs in a process of its
//! own, since the memory is that of a whole process. Prints a Markdown table: processor seconds (user and system) and MiB.

mod made_up;
#[allow(dead_code, reason = "the example `load` uses the rest of it")]
#[path = "../load/process.rs"]
mod process;

use std::env;
use std::process::{Command, id};
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use faq::{Faq, file};
use matching::meaning::Vector;
use matching::{Calibration, Matcher, Validation};
use micropen_faq::storage::model::Model;
use micropen_faq::storage::vectors::VectorCache;

/// The allocator of the bot, whose memory is measured.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const CASES: [&str; 3] = ["shipped", "500x4", "5000x3"];

fn main() -> anyhow::Result<()> {
    if let Some(case) = env::args().nth(1) {
        return measure(&case);
    }
    println!("| FAQ | examples | encoding | training | calibration | in all | peak MiB |");
    println!("|---|---|---|---|---|---|---|");
    for case in CASES {
        let status = Command::new(env::current_exe()?).arg(case).status()?;
        ensure!(status.success(), "{case} failed");
    }
    Ok(())
}

/// Learns the FAQ of a case from nothing, and prints a row of the table.
fn measure(case: &str) -> anyhow::Result<()> {
    let faq = faq_of(case)?;
    let model = Model::open(None)?;
    let start = process::cpu_seconds(id())?;
    let words = Matcher::build(&faq);
    let sentences = words.sentences();
    let built = process::cpu_seconds(id())?;
    let vectors = encoded(&sentences, &model)?;
    let encoded = process::cpu_seconds(id())?;
    let matcher = words.with_meaning(Arc::clone(&model.encoder), vectors.into()).train();
    let trained = process::cpu_seconds(id())?;
    Calibration::fit(&Validation::run(&faq, &matcher));
    let calibrated = process::cpu_seconds(id())?;
    println!(
        "| {case} | {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.0} |",
        sentences.len(),
        encoded - built,
        built - start + trained - encoded,
        calibrated - trained,
        calibrated - start,
        process::peak_mib(id())?
    );
    Ok(())
}

fn faq_of(case: &str) -> anyhow::Result<Faq> {
    if let Some((entries, phrasings)) = case.split_once('x') {
        return made_up::faq(entries.parse()?, phrasings.parse()?);
    }
    if case != "shipped" {
        bail!("a case is \"shipped\" or ENTRIESxPHRASINGS, such as 500x4");
    }
    match file::parse(include_bytes!("../../faq.yaml")) {
        Ok(parsed) => Ok(parsed.faq),
        Err(problems) => bail!("{:?}", problems.first()),
    }
}

/// Returns the sentences' vectors. Those of the shipped FAQ come from the program.
fn encoded(sentences: &[String], model: &Model) -> anyhow::Result<Vec<Vector>> {
    let no_folder = env::temp_dir().join("micropen-faq-without-vectors");
    let cache = VectorCache::open(&no_folder, model.id);
    let mut vectors = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        match cache.get(sentence) {
            Some(vector) => vectors.push(vector),
            None => vectors.push(model.encoder.embed(sentence).context("the model fails")?),
        }
    }
    Ok(vectors)
}
