//! Sample cases with fixed decisions, for the tests of summary and report: no change of the matcher affects them.

use faq::{Entry, Faq, file};
use matching::Explanation;
use matching::decide::{Candidate, Decision, Outcome, Reason};
use matching::evaluation::{Case, Evaluation, parse};

const FAQ: &[u8] = b"\
entries:
  - { id: pain, question: Does it hurt?, answer: Hardly. }
  - { id: numbing, question: Is there numbing cream?, answer: 'Yes.' }
  - { id: collagen, question: What does collagen do?, answer: It keeps skin firm. }
referrals:
  - { id: cost, question: How much is it? }
  - { id: swelling, question: My face is swelling, urgent: true }
";

const CASES: &str = "\
- { ask: ouch?, expect: [pain], kind: short, must: true }
- { ask: does it hurt a lot, expect: [pain, numbing], kind: plain }
- { ask: creme to numb, expect: [numbing], kind: plain }
- { ask: why collagen, expect: [collagen], kind: short }
- { ask: is it dear, expect: refer, kind: plain }
- { ask: 'a <b>\"collagen\"</b> & its cost', expect: refer }
- { ask: face like a balloon, expect: urgent, must: true }
- { ask: my face is swelling, expect: urgent }
";

pub(super) fn faq() -> Faq {
    file::parse(FAQ).unwrap().faq
}

pub(super) fn cases(faq: &Faq) -> Vec<Case> {
    parse(CASES, faq).unwrap()
}

/// Evaluates the sample cases, with each verdict at least once, at a threshold of 0.4.
pub(super) fn evaluation<'a>(faq: &'a Faq, cases: &'a [Case]) -> Evaluation<'a> {
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
    Decision { outcome, candidates: vec![Candidate { entry: best, confidence }], explanation }
}

fn refer<'a>(reason: Reason<'a>, suggestions: &[&'a Entry]) -> Outcome<'a> {
    Outcome::Refer { reason, suggestions: suggestions.to_vec() }
}
