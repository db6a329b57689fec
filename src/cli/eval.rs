//! `eval`: measures how well the FAQ answers questions whose right answer is known.

mod report;
mod summary;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{ExitStatus, Failure, terminal};
use crate::settings::FaqSettings;
use crate::storage::Store;
use faq::Faq;
use matching::evaluation::{self, Case, Evaluation, Figures, Share};
use summary::percent;

#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    /// The cases: a YAML list of `{ask, expect, kind?, must?}`, or JSON objects with these keys, one per line. `expect` is a
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

/// The bounds that the figures must keep, for a run in CI. Each is optional.
#[derive(Debug, Args)]
#[command(next_help_heading = "Bounds, as shares from 0 to 1: exit code 1 if one is not kept")]
struct Bounds {
    /// Covered questions answered right.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_right: Option<f64>,
    /// Covered questions answered right, or referred with the right entry suggested.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_reached: Option<f64>,
    /// Covered questions answered with a wrong entry.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    max_wrong: Option<f64>,
    /// Covered questions taken for emergencies.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    max_false_alarms: Option<f64>,
    /// Questions not covered that are referred, including emergencies.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_refused: Option<f64>,
    /// Emergencies put first.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_first: Option<f64>,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err("a share is a number from 0 to 1, such as 0.95".to_owned()),
    }
}

/// Prints the figures. A bound that is not kept or a failing `must` case is an [`ExitStatus::Problem`].
pub(super) fn run(args: &EvalArgs) -> Result<ExitStatus, Failure> {
    let store = Store::open(&args.faq.path, args.faq.options())?;
    // Before learning, which takes its time, so that a mistake in the cases is reported at once.
    let cases = read_cases(&args.cases, store.current().faq())?;
    let engine = terminal::learn(&store);
    let evaluation = Evaluation::new(engine.faq(), &cases, engine.threshold(), |question| engine.decide(question));
    let mut failures = args.bounds.failures(&evaluation.figures());
    failures.extend(must_failures(&evaluation));
    if let Some(file) = &args.report {
        let page = report::page(&args.cases.display().to_string(), &evaluation, &failures);
        fs::write(file, page).map_err(|error| Failure::Report { file: file.clone(), error })?;
    }
    terminal::print(summary::summary(&evaluation, &failures))?;
    Ok(if failures.is_empty() { ExitStatus::Done } else { ExitStatus::Problem })
}

fn read_cases(file: &Path, faq: &Faq) -> Result<Vec<Case>, Failure> {
    let text = fs::read_to_string(file).map_err(|error| Failure::Cases { file: file.to_owned(), error })?;
    evaluation::parse(&text, faq).map_err(|error| Failure::Case { file: file.to_owned(), error })
}

/// Returns a sentence for each `must` case that fails.
fn must_failures(evaluation: &Evaluation<'_>) -> Vec<String> {
    let mut failures = Vec::new();
    for judged in evaluation.judged() {
        if judged.is_must_failure() {
            let case = judged.case;
            let expected = evaluation.name(judged.expected);
            let given = evaluation.name(judged.given);
            failures.push(format!("line {}: {:?} must be {expected}, and is {given}", case.line, case.ask));
        }
    }
    failures
}

impl Bounds {
    /// Returns a sentence for each bound that is not kept.
    fn failures(&self, figures: &Figures) -> Vec<String> {
        let checks = [
            at_least("right", self.min_right, figures.right()),
            at_least("right or suggested", self.min_reached, figures.reached()),
            at_least("refused", self.min_refused, figures.refused()),
            at_least("emergencies put first", self.min_first, figures.first()),
            at_most("wrong", self.max_wrong, figures.wrong()),
            at_most("false alarms", self.max_false_alarms, figures.false_alarms()),
        ];
        checks.into_iter().flatten().collect()
    }
}

fn at_least(name: &str, bound: Option<f64>, share: Share) -> Option<String> {
    let bound = bound?;
    match share.value() {
        None => Some(unmeasured(name)),
        Some(value) if value >= bound => None,
        Some(_) => Some(out_of_bounds(name, share, "at least", bound)),
    }
}

fn at_most(name: &str, bound: Option<f64>, share: Share) -> Option<String> {
    let bound = bound?;
    match share.value() {
        None => Some(unmeasured(name)),
        Some(value) if value <= bound => None,
        Some(_) => Some(out_of_bounds(name, share, "at most", bound)),
    }
}

/// A bound without a case that measures it is not kept either: it would guard nothing.
fn unmeasured(name: &str) -> String {
    format!("{name}: no case measures it")
}

fn out_of_bounds(name: &str, share: Share, relation: &str, bound: f64) -> String {
    let bound = 100.0 * bound;
    format!("{name}: {} ({} of {}), and should be {relation} {bound} %", percent(share), share.part, share.whole)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use faq::{Entry, file};
    use matching::Explanation;
    use matching::decide::{Candidate, Decision, Others, Outcome, Reason};

    /// The FAQ of the sample cases, whose decisions are fixed: no change of the matcher affects them.
    const SAMPLE_FAQ: &[u8] = b"\
entries:
  - { id: pain, question: Does it hurt?, answer: Hardly. }
  - { id: numbing, question: Is there numbing cream?, answer: 'Yes.' }
  - { id: collagen, question: What does collagen do?, answer: It keeps skin firm. }
referrals:
  - { id: cost, question: How much is it? }
  - { id: swelling, question: My face is swelling, urgent: true }
";

    const SAMPLE_CASES: &str = "\
- { ask: ouch?, expect: [pain], kind: short, must: true }
- { ask: does it hurt a lot, expect: [pain, numbing], kind: plain }
- { ask: creme to numb, expect: [numbing], kind: plain }
- { ask: why collagen, expect: [collagen], kind: short }
- { ask: is it dear, expect: refer, kind: plain }
- { ask: 'a <b>\"collagen\"</b> & its cost', expect: refer }
- { ask: face like a balloon, expect: urgent, must: true }
- { ask: my face is swelling, expect: urgent }
";

    pub(super) fn sample_faq() -> Faq {
        file::parse(SAMPLE_FAQ).unwrap().faq
    }

    pub(super) fn sample_cases(faq: &Faq) -> Vec<Case> {
        evaluation::parse(SAMPLE_CASES, faq).unwrap()
    }

    /// Evaluates the sample cases, with each verdict at least once, at a threshold of 0.4.
    pub(super) fn sample_evaluation<'a>(faq: &'a Faq, cases: &'a [Case]) -> Evaluation<'a> {
        Evaluation::new(faq, cases, 0.4, |ask| decision(faq, ask))
    }

    fn decision<'a>(faq: &'a Faq, ask: &str) -> Decision<'a> {
        let [pain, numbing, collagen] = [0, 1, 2].map(|at| &faq.entries()[at]);
        let [cost, swelling] = [0, 1].map(|at| &faq.referrals()[at]);
        let (outcome, best, confidence) = match ask {
            "ouch?" => (refer(Reason::General, &[numbing, pain]), numbing, 0.35),
            "does it hurt a lot" => (Outcome::Answer(numbing), numbing, 0.81),
            "creme to numb" => (Outcome::Answer(collagen), collagen, 0.52),
            "why collagen" => (refer(Reason::Urgent(swelling), &[]), collagen, 0.9),
            "a <b>\"collagen\"</b> & its cost" => (Outcome::Answer(collagen), collagen, 0.47),
            "my face is swelling" => (refer(Reason::Urgent(swelling), &[]), pain, 0.1),
            "face like a balloon" => (refer(Reason::General, &[]), pain, 0.02),
            _ => (refer(Reason::Named(cost), &[]), pain, 0.05),
        };
        let explanation = Explanation {
            matched: Some(best.question().to_owned()),
            corrected: vec![("creme".to_owned(), "cream".to_owned())],
            unknown: vec!["<balloon>".to_owned()],
        };
        Decision {
            outcome,
            others: Others::default(),
            candidates: vec![Candidate { entry: best, confidence }],
            language: faq::text::Language::ENGLISH,
            explanation,
        }
    }

    fn refer<'a>(reason: Reason<'a>, suggestions: &[&'a Entry]) -> Outcome<'a> {
        Outcome::Refer { reason, suggestions: suggestions.to_vec() }
    }

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        bounds: Bounds,
    }

    fn failures(flags: &[&str], figures: &Figures) -> Vec<String> {
        let program = Program::try_parse_from(std::iter::once(&"program").chain(flags)).unwrap();
        program.bounds.failures(figures)
    }

    #[test]
    fn bounds_are_kept_at_their_exact_value() {
        let faq = sample_faq();
        let cases = sample_cases(&faq);
        let figures = sample_evaluation(&faq, &cases).figures();
        let kept = ["--min-right=0.25", "--min-reached=0.5", "--max-wrong=0.25", "--max-false-alarms=0.25"];
        assert_eq!(failures(&kept, &figures), [""; 0]);
        let broken = ["--min-right=0.26", "--max-wrong=0.2", "--min-refused=0.8", "--min-first=1"];
        insta::assert_snapshot!(failures(&broken, &figures).join("\n"), @r#"
        right: 25.0 % (1 of 4), and should be at least 26 %
        refused: 75.0 % (3 of 4), and should be at least 80 %
        emergencies put first: 50.0 % (1 of 2), and should be at least 100 %
        wrong: 25.0 % (1 of 4), and should be at most 20 %
        "#);
    }

    #[test]
    fn a_bound_without_a_case_is_not_kept() {
        assert_eq!(failures(&["--min-first=0"], &Figures::default()), ["emergencies put first: no case measures it"]);
        assert_eq!(failures(&[], &Figures::default()), [""; 0]);
    }
}
