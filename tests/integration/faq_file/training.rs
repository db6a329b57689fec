//! Phrasings and training: the bot learns from both alike.

use std::fmt::Write;

use faq::{Faq, file, limits};
use matching::decide::{Outcome, decide};
use matching::{Calibration, Matcher, Query, Validation};
use serde_json::json;

const SHIPPED: &str = include_str!("../../../faq.yaml");

/// Writes at most some of each topic's examples: the first `own` as phrasings, the others as training in reverse order.
fn written(faq: &Faq, most: usize, own: usize) -> String {
    let mut text = format!("synonyms: {}\nentries:\n", json!(faq.synonyms()));
    let mut training = String::from("training:\n");
    for entry in faq.entries() {
        let (phrasings, more) = split(entry.examples().skip(1).take(most), own);
        let (id, question) = (entry.id().as_str(), entry.question());
        let topic = json!({"id": id, "question": question, "phrasings": phrasings, "answer": entry.answer()});
        writeln!(text, "  - {topic}").unwrap();
        writeln!(training, "  {id}: {}", json!(more)).unwrap();
    }
    text.push_str("referrals:\n");
    for referral in faq.referrals() {
        let (phrasings, more) = split(referral.examples().skip(1).take(most), own);
        let (id, question, urgent) = (referral.id().as_str(), referral.question(), referral.is_urgent());
        let topic = json!({"id": id, "question": question, "phrasings": phrasings, "urgent": urgent});
        writeln!(text, "  - {topic}").unwrap();
        writeln!(training, "  {id}: {}", json!(more)).unwrap();
    }
    text.push_str(&training);
    text
}

fn split<'t>(phrasings: impl Iterator<Item = &'t str>, own: usize) -> (Vec<&'t str>, Vec<&'t str>) {
    let mut phrasings: Vec<&str> = phrasings.collect();
    let more = phrasings.split_off(own.min(phrasings.len()));
    (phrasings, more.into_iter().rev().collect())
}

/// What a question gets, as `ask --json` writes it, with every digit.
fn asked(matcher: &Matcher, faq: &Faq, calibration: &Calibration, question: &str) -> String {
    let ranked = matcher.rank(&Query::new(question));
    let decision = decide(faq, &ranked, calibration, calibration.threshold());
    let answered = matches!(decision.outcome, Outcome::Answer(_));
    let candidates: Vec<_> =
        decision.candidates.iter().map(|candidate| (candidate.entry.id().as_str(), candidate.confidence)).collect();
    format!("{answered} {:?} {candidates:?} {:?}", decision.confidence(), ranked.whole)
}

#[test]
fn moving_phrasings_to_training_changes_no_score() {
    let before = file::parse(SHIPPED.as_bytes()).unwrap().faq;
    let after = file::parse(written(&before, limits::PHRASINGS, 5).as_bytes()).unwrap().faq;
    assert!(after.entries().iter().all(|entry| entry.phrasings().len() == 5 && entry.training().len() > 40));
    let (one, other) = (Matcher::build(&before).train(), Matcher::build(&after).train());
    assert!(one.sentences() == other.sentences(), "the sentence model learns something else");
    let calibration = Calibration::default();
    for question in [
        "does it hurt",
        "will i be all red afterwards and how long",
        "can i do it wiht acne",
        "how much is it",
        "my face is swelling and i cannot breathe",
        "what is the weather like",
        "",
    ] {
        let asked = |matcher, faq| asked(matcher, faq, &calibration, question);
        assert_eq!(asked(&one, &before), asked(&other, &after), "{question}");
    }
}

#[test]
fn moving_phrasings_to_training_changes_no_calibration() {
    // A dozen phrasings a topic, since a validation trains six times.
    let shipped = file::parse(SHIPPED.as_bytes()).unwrap().faq;
    let before = file::parse(written(&shipped, 12, 12).as_bytes()).unwrap().faq;
    let after = file::parse(written(&before, 12, 2).as_bytes()).unwrap().faq;
    let fit = |faq: &Faq| Calibration::fit(&Validation::run(faq, None)).unwrap();
    assert_eq!(fit(&before), fit(&after));
}
