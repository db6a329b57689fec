//! Measures the matcher on public question sets: `cargo run --release --example bench -- TRAIN TEST`.
//!
//! A line of TRAIN, `{"intent", "phrasings"}`, is an entry; a line of TEST, `{"text", "label", "typo1", "typo2"}`, is a
//! question with the same question misspelt once and twice, where the label `oos` means that no entry answers it. Prints one
//! line of a Markdown table under its heading:
//! - acc@1: covered questions whose entry comes first; R@3: among the first three
//! - AUROC: how likely a covered question has more confidence than one that is not
//! - @90: covered questions whose entry comes first with more confidence than 90 % of the questions not covered
//! - µs: median time a question
//!
//! With `MEANING=off` in the environment, by words alone.

mod figures;
mod set;

use std::env;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, bail};
use faq::text;
use matching::Matcher;
use matching::meaning::{Encoder, EncoderError, Vector};

use figures::Ranked;
use set::{Question, TrainingSet};

fn main() -> anyhow::Result<()> {
    let files: Vec<String> = env::args().skip(1).collect();
    let [train, test] = files.as_slice() else { bail!("usage: bench TRAIN.jsonl TEST.jsonl") };
    let set = TrainingSet::read(Path::new(train)).with_context(|| format!("cannot read {train}"))?;
    let questions = set::questions(Path::new(test)).with_context(|| format!("cannot read {test}"))?;
    let ranker = Ranker::open(&set)?;

    let mut micros = Vec::new();
    let plain = ranked(&questions, &set, |question| {
        let start = Instant::now();
        let best = ranker.best(&question.text);
        micros.push(start.elapsed().as_secs_f64() * 1e6);
        best
    });
    let typo1 = ranked(&questions, &set, |question| ranker.best(&question.typo1));
    let typo2 = ranked(&questions, &set, |question| ranker.best(&question.typo2));

    println!("| set | acc@1 | R@3 | AUROC | @90 | 1 typo | 2 typos | µs |");
    println!("|---|---|---|---|---|---|---|---|");
    println!(
        "| {} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.0} |",
        set.name(),
        figures::within(&plain, 1),
        figures::within(&plain, 3),
        figures::auroc(&plain),
        figures::right_at_refusal(&plain, 0.9),
        figures::within(&typo1, 1),
        figures::within(&typo2, 1),
        figures::median(micros)
    );
    Ok(())
}

/// What is measured: everything between a FAQ and a ranking.
struct Ranker {
    matcher: Matcher,
}

impl Ranker {
    fn open(set: &TrainingSet) -> anyhow::Result<Self> {
        let words = Matcher::build(&set.faq()?);
        if env::var("MEANING").is_ok_and(|meaning| meaning == "off") {
            return Ok(Self { matcher: words.train() });
        }
        let encoder = Arc::new(Encoder::embedded()?);
        let vectors: Result<Vec<Vector>, EncoderError> = words.sentences().map(|text| encoder.embed(&text)).collect();
        Ok(Self { matcher: words.with_meaning(encoder, vectors?.into()).train() })
    }

    /// The entries best first, and how sure the matcher is of the first. The margin stands for the confidence, which rises
    /// with it: the figures depend on the order alone.
    fn best(&self, question: &str) -> (Vec<usize>, f32) {
        let ranking = self.matcher.rank_text(&text::clean(question));
        (ranking.entries.iter().map(|scored| scored.topic).collect(), ranking.margin())
    }
}

/// Ranks every question, with where its own entry came.
fn ranked(
    questions: &[Question],
    set: &TrainingSet,
    mut best: impl FnMut(&Question) -> (Vec<usize>, f32),
) -> Vec<Ranked> {
    let rank = |question: &Question| {
        let (entries, confidence) = best(question);
        let place = set.place(&question.label).and_then(|own| entries.iter().position(|&entry| entry == own));
        Ranked { covered: question.label != set::NOT_COVERED, place, confidence }
    };
    questions.iter().map(rank).collect()
}
