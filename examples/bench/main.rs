//! Measures the matcher on public question sets: `cargo run --release --example bench -- TRAIN TEST`.
//!
//! Each line of TRAIN, `{"intent", "phrasings"}`, is an entry. Each line of TEST, `{"text", "label", "typo1", "typo2"}`, is a
//! question, also misspelt once and twice; the label `oos` means that no entry answers it. Prints one line of a Markdown
//! table under its heading:
//! - acc@1: covered questions whose entry is first; R@3: among the first three
//! - AUROC: the probability that a covered question has more confidence than an uncovered one
//! - @90: covered questions whose entry is first, with more confidence than 90 % of the uncovered questions
//! - µs: median time for a question
//!
//! With `MEANING=off` in the environment, the matcher goes by words alone.

mod figures;
mod set;

use std::env;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, bail};
use faq::text;
use matching::Matcher;
use matching::meaning::Encoder;

use figures::RankedQuestion;
use set::{IntentSet, Question};

fn main() -> anyhow::Result<()> {
    let files: Vec<String> = env::args().skip(1).collect();
    let [train, test] = files.as_slice() else { bail!("usage: bench TRAIN.jsonl TEST.jsonl") };
    let set = IntentSet::read(Path::new(train)).with_context(|| format!("cannot read {train}"))?;
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

/// A matcher of the training file's intents.
struct Ranker {
    matcher: Matcher,
}

impl Ranker {
    fn open(set: &IntentSet) -> anyhow::Result<Self> {
        let words = Matcher::build(&set.faq()?);
        if env::var("MEANING").is_ok_and(|meaning| meaning == "off") {
            return Ok(Self { matcher: words.train() });
        }
        let encoder = Arc::new(Encoder::embedded()?);
        let mut vectors = Vec::new();
        for sentence in words.sentences() {
            vectors.push(encoder.embed(&sentence)?);
        }
        Ok(Self { matcher: words.with_meaning(encoder, vectors.into()).train() })
    }

    /// Returns the entries, best first, and the confidence in the first. The margin stands for the confidence, which rises
    /// with it: the figures depend on the order alone.
    fn best(&self, question: &str) -> (Vec<usize>, f32) {
        let ranking = self.matcher.rank_text(&text::clean(question));
        (ranking.entries.iter().map(|scored| scored.topic).collect(), ranking.margin())
    }
}

/// Ranks every question, and finds the place of its own entry.
fn ranked(
    questions: &[Question],
    set: &IntentSet,
    mut best: impl FnMut(&Question) -> (Vec<usize>, f32),
) -> Vec<RankedQuestion> {
    let mut ranked = Vec::with_capacity(questions.len());
    for question in questions {
        let (entries, confidence) = best(question);
        let place = match set.place(&question.label) {
            Some(own) => entries.iter().position(|&entry| entry == own),
            None => None,
        };
        ranked.push(RankedQuestion { covered: question.label != set::NOT_COVERED, place, confidence });
    }
    ranked
}
