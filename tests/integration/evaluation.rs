//! Cases are read strictly, everything is counted once, and the shipped FAQ answers our own cases.

mod cases;
mod properties;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use faq::Faq;
use matching::evaluation::{Case, Evaluation, Share, parse};
use matching::examples;

/// A little under what is measured.
const LEAST_RIGHT: f64 = 0.82;
const LEAST_REACHED: f64 = 0.97;
const MOST_WRONG: f64 = 0.02;
const MOST_FALSE_ALARMS: f64 = 0.02;
const LEAST_REFUSED: f64 = 0.95;
const LEAST_FIRST: f64 = 0.97;
/// So many cases are asked at least.
const FEWEST_CASES: usize = 300;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn own_cases(faq: &Faq) -> Vec<Case> {
    let cases = parse(&fs::read_to_string(file("tests/questions.yaml")).unwrap(), faq).unwrap();
    assert!(cases.len() >= FEWEST_CASES, "{}", cases.len());
    cases
}

fn value(share: Share) -> f64 {
    share.value().unwrap()
}

#[test]
fn the_shipped_faq_keeps_its_bounds() {
    let snapshot = super::shipped_faq::served();
    let cases = own_cases(snapshot.faq());
    // The threshold serves the sweep alone, which is not looked at here.
    let evaluation = Evaluation::new(snapshot.faq(), &cases, 0.0, |ask| snapshot.decide(ask));
    let figures = evaluation.figures();
    println!("{figures:#?}");
    assert!(value(figures.right()) >= LEAST_RIGHT, "{figures:#?}");
    assert!(value(figures.reached()) >= LEAST_REACHED, "{figures:#?}");
    assert!(value(figures.wrong()) <= MOST_WRONG, "{figures:#?}");
    assert!(value(figures.false_alarms()) <= MOST_FALSE_ALARMS, "{figures:#?}");
    assert!(value(figures.refused()) >= LEAST_REFUSED, "{figures:#?}");
    assert!(value(figures.first()) >= LEAST_FIRST, "{figures:#?}");
    let failing = evaluation.judged().iter().filter(|judged| judged.is_must_failure());
    let failing: Vec<&str> = failing.map(|judged| judged.case.ask.as_str()).collect();
    assert!(failing.is_empty(), "must not fail: {failing:#?}");
}

/// A question that the FAQ was taught measures nothing.
#[test]
fn no_case_is_a_phrasing() {
    let snapshot = super::shipped_faq::served();
    let known: HashSet<String> = examples(snapshot.faq()).map(|(_, text)| normalized(text)).collect();
    let cases = own_cases(snapshot.faq());
    let taught: Vec<&str> =
        cases.iter().map(|c| c.ask.as_str()).filter(|ask| known.contains(&normalized(ask))).collect();
    assert!(taught.is_empty(), "{taught:#?}");
}

fn normalized(text: &str) -> String {
    let text = text.to_lowercase().replace(['\'', '’'], "");
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
