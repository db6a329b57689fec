//! Tests the reading and counting of cases, and the shipped FAQ's answers to our own cases.

mod cases;
mod properties;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use faq::Faq;
use matching::evaluation::{Case, Evaluation, Share, parse};
use matching::examples;

/// The bounds are a little below what is measured.
const MIN_RIGHT: f64 = 0.82;
const MIN_REACHED: f64 = 0.97;
const MAX_WRONG: f64 = 0.02;
const MAX_FALSE_ALARMS: f64 = 0.02;
const MIN_REFUSED: f64 = 0.95;
const MIN_FIRST: f64 = 0.97;
const MIN_CASES: usize = 300;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn own_cases(faq: &Faq) -> Vec<Case> {
    let cases = parse(&fs::read_to_string(file("tests/questions.yaml")).unwrap(), faq).unwrap();
    assert!(cases.len() >= MIN_CASES, "{}", cases.len());
    cases
}

fn value(share: Share) -> f64 {
    share.value().unwrap()
}

#[test]
fn the_shipped_faq_keeps_its_figures_within_bounds() {
    let engine = super::shipped_faq::served();
    let cases = own_cases(engine.faq());
    // The threshold is for the sweep only, which is not tested here.
    let evaluation = Evaluation::new(engine.faq(), &cases, 0.0, |ask| engine.decide(ask));
    let figures = evaluation.figures();
    println!("{figures:#?}");
    assert!(value(figures.right()) >= MIN_RIGHT, "{figures:#?}");
    assert!(value(figures.reached()) >= MIN_REACHED, "{figures:#?}");
    assert!(value(figures.wrong()) <= MAX_WRONG, "{figures:#?}");
    assert!(value(figures.false_alarms()) <= MAX_FALSE_ALARMS, "{figures:#?}");
    assert!(value(figures.refused()) >= MIN_REFUSED, "{figures:#?}");
    assert!(value(figures.first()) >= MIN_FIRST, "{figures:#?}");
    let failing = evaluation.judged().iter().filter(|judged| judged.is_must_failure());
    let failing: Vec<&str> = failing.map(|judged| judged.case.ask.as_str()).collect();
    assert!(failing.is_empty(), "must not fail: {failing:#?}");
}

/// A question that the FAQ has learned measures nothing.
#[test]
fn no_case_is_a_phrasing_of_the_faq() {
    let engine = super::shipped_faq::served();
    let known: HashSet<String> = examples(engine.faq()).map(|(_, text)| normalized(text)).collect();
    let cases = own_cases(engine.faq());
    let learned: Vec<&str> =
        cases.iter().map(|c| c.ask.as_str()).filter(|ask| known.contains(&normalized(ask))).collect();
    assert!(learned.is_empty(), "{learned:#?}");
}

fn normalized(text: &str) -> String {
    let text = text.to_lowercase().replace(['\'', '’'], "");
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
