//! Measures what learning costs: `cargo run --release --example learning [-- CASE]` (Linux).
//!
//! The cases are the shipped FAQ with the vectors that the program carries, and made-up FAQs. Each runs in a process of its
//! own, since the memory is that of a whole process. Prints a Markdown table: processor seconds (user and system) and MiB. The last
//! column is the time until a new phrasing is answered, without encoding: other sentences keep their vectors.

mod made_up;
#[allow(dead_code, reason = "the example `load` uses the rest of it")]
#[path = "../load/process.rs"]
mod process;

use std::env;
use std::process::{Command, id};
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use faq::Faq;
use faq::edit::{self, Edit, TopicId};
use matching::meaning::Vector;
use matching::{Calibration, Matcher, Validation};
use micropen_faq::storage::model::Model;
use micropen_faq::storage::vectors::VectorCache;

/// The allocator of the bot, whose memory is measured.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// A phrasing that no case has.
const NEW_PHRASING: &str = "does that pen thing poke hard or nah";
const CASES: [&str; 3] = ["shipped", "500x4", "5000x3"];

fn main() -> anyhow::Result<()> {
    if let Some(case) = env::args().nth(1) {
        return measure(&case);
    }
    println!("| FAQ | examples | encoding | training | calibration | in all | peak MiB | one phrasing more |");
    println!("|---|---|---|---|---|---|---|---|");
    for case in CASES {
        let status = Command::new(env::current_exe()?).arg(case).status()?;
        ensure!(status.success(), "{case} failed");
    }
    Ok(())
}

/// Learns the FAQ of a case from nothing, and prints a row of the table.
fn measure(case: &str) -> anyhow::Result<()> {
    let file = file_of(case)?;
    let faq = parsed(&file)?;
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
    let peak = process::peak_mib(id())?;
    let change = one_phrasing_more(&file, &matcher, &model)?;
    println!(
        "| {case} | {} | {:.2} | {:.2} | {:.2} | {:.2} | {peak:.0} | {change:.2} |",
        sentences.len(),
        encoded - built,
        built - start + trained - encoded,
        calibrated - trained,
        calibrated - start
    );
    Ok(())
}

/// Returns the processor seconds until a new phrasing of the first entry is answered. Learning starts from the matcher.
fn one_phrasing_more(file: &str, matcher: &Matcher, model: &Model) -> anyhow::Result<f64> {
    let entry = parsed(file)?.entries().first().context("the FAQ has no entry")?.id().clone();
    let edit = Edit::AddPhrasing { topic: TopicId::Entry(entry), phrasing: NEW_PHRASING.to_owned() };
    let changed = parsed(&edit::apply(file, &edit)?)?;
    let start = process::cpu_seconds(id())?;
    let words = Matcher::build(&changed);
    let before = process::cpu_seconds(id())?;
    let vectors = encoded(&words.sentences(), model)?;
    let encoded = process::cpu_seconds(id())?;
    let changed = words.with_meaning(Arc::clone(&model.encoder), vectors.into()).train_from(matcher, &|| false);
    changed.context("training stopped")?;
    Ok(process::cpu_seconds(id())? - encoded + before - start)
}

/// Returns the file of a case.
fn file_of(case: &str) -> anyhow::Result<String> {
    if let Some((entries, phrasings)) = case.split_once('x') {
        return Ok(made_up::file(entries.parse()?, phrasings.parse()?));
    }
    if case != "shipped" {
        bail!("a case is \"shipped\" or ENTRIESxPHRASINGS, such as 500x4");
    }
    Ok(include_str!("../../faq.yaml").to_owned())
}

fn parsed(file: &str) -> anyhow::Result<Faq> {
    match faq::file::parse(file.as_bytes()) {
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
