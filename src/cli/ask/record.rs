//! A decision as one line of JSON.

use serde::Serialize;

use faq::Entry;
use matching::decide::{Candidate, Decision, Outcome, Reason};

/// What `ask --json` prints of a question. Programs read it: names, order and meaning of the keys are a promise.
#[derive(Debug, Serialize)]
pub(super) struct Record<'a> {
    question: &'a str,
    outcome: &'static str,
    entry: Option<&'a str>,
    referral: Option<&'a str>,
    confidence: f64,
    suggestions: Vec<&'a str>,
    candidates: Vec<Rated<'a>>,
}

#[derive(Debug, Serialize)]
struct Rated<'a> {
    entry: &'a str,
    confidence: f64,
}

impl<'a> Record<'a> {
    /// What was decided on `question`.
    pub(super) fn new(question: &'a str, decision: &Decision<'a>) -> Self {
        let (outcome, entry, referral, suggestions) = match &decision.outcome {
            Outcome::Answer(entry) => ("answer", Some(id(entry)), None, Vec::new()),
            Outcome::Refer { reason, suggestions } => {
                ("referral", None, Some(named(reason)), suggestions.iter().copied().map(id).collect())
            }
        };
        let candidates = decision.candidates.iter().map(Rated::new).collect();
        Record {
            question,
            outcome,
            entry,
            referral,
            confidence: rounded(decision.confidence()),
            suggestions,
            candidates,
        }
    }

    /// One line, without its end.
    pub(super) fn to_json(&self) -> String {
        // Strings and finite numbers: there is nothing that serde_json could refuse.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl<'a> Rated<'a> {
    fn new(candidate: &Candidate<'a>) -> Self {
        Rated { entry: id(candidate.entry), confidence: rounded(candidate.confidence) }
    }
}

fn id(entry: &Entry) -> &str {
    entry.id().as_str()
}

/// The referral's id, or which of the FAQ's own texts was given. Having no words to go by is a general referral.
fn named<'a>(reason: &Reason<'a>) -> &'a str {
    match reason {
        Reason::General | Reason::NoWords | Reason::Ambiguous | Reason::Foreign(_) => "general",
        Reason::Named(referral) => referral.id().as_str(),
        Reason::Urgent(_) => "urgent",
    }
}

/// To four decimals: further ones say nothing, and differ between machines.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use faq::{Faq, file};
    use matching::Explanation;

    const SAMPLE: &[u8] = b"\
entries:
  - id: pain
    question: Does it hurt?
    answer: Hardly.
  - id: numbing
    question: Is there numbing cream?
    answer: Yes.
referrals:
  - id: cost
    question: How much is it?
";

    fn record(question: &str, decide: impl for<'a> Fn(&'a Faq) -> Outcome<'a>) -> String {
        let faq = file::parse(SAMPLE).unwrap().faq;
        let candidates = faq.entries().iter().zip([0.912_345_6, 0.1]);
        let candidates = candidates.map(|(entry, confidence)| Candidate { entry, confidence }).collect();
        let decision = Decision { outcome: decide(&faq), candidates, explanation: Explanation::default() };
        Record::new(question, &decision).to_json()
    }

    #[test]
    fn an_answer() {
        let json = record("say \"ow\"\u{7}", |faq| Outcome::Answer(&faq.entries()[0]));
        insta::assert_snapshot!(json, @r#"{"question":"say \"ow\"\u0007","outcome":"answer","entry":"pain","referral":null,"confidence":0.9123,"suggestions":[],"candidates":[{"entry":"pain","confidence":0.9123},{"entry":"numbing","confidence":0.1}]}"#);
    }

    #[test]
    fn a_referral_with_suggestions() {
        let json = record("how much", |faq| Outcome::Refer {
            reason: Reason::Named(&faq.referrals()[0]),
            suggestions: vec![&faq.entries()[1]],
        });
        insta::assert_snapshot!(json, @r#"{"question":"how much","outcome":"referral","entry":null,"referral":"cost","confidence":0.9123,"suggestions":["numbing"],"candidates":[{"entry":"pain","confidence":0.9123},{"entry":"numbing","confidence":0.1}]}"#);
    }

    #[test]
    fn each_reason_has_its_name() {
        let faq = file::parse(SAMPLE).unwrap().faq;
        let referral = &faq.referrals()[0];
        let names = [Reason::General, Reason::NoWords, Reason::Named(referral), Reason::Urgent(referral)];
        assert_eq!(names.map(|reason| named(&reason).to_owned()), ["general", "general", "cost", "urgent"]);
    }
}
