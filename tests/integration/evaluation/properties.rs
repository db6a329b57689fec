//! Tests that every case is counted once, for any cases and decisions.

use faq::text::Language;
use faq::{Entry, Faq, file};
use matching::Explanation;
use matching::decide::{Candidate, Decision, Others, Outcome, Reason};
use matching::evaluation::{Case, Evaluation, Expect, Verdict};
use proptest::prelude::*;

const THRESHOLD: f32 = 0.4;

fn faq() -> Faq {
    let entry = |at| format!("  - {{id: e{at}, question: Question number {at}?, answer: Answer {at}.}}\n");
    let entries: String = (0..4).map(entry).collect();
    let yaml = format!("entries:\n{entries}referrals:\n  - {{id: help, question: It bleeds, urgent: true}}\n");
    file::parse(yaml.as_bytes()).unwrap().faq
}

/// A case and its decision, by the places of entries.
#[derive(Debug, Clone)]
struct Asked {
    expect: Vec<usize>,
    urgent_expected: bool,
    urgent_given: bool,
    words: bool,
    foreign: bool,
    tied: bool,
    candidates: Vec<(usize, f32)>,
    kind: Option<u8>,
}

prop_compose! {
    fn asked()(
        expect in proptest::sample::subsequence(vec![0_usize, 1, 2, 3], 0..=2),
        urgent_expected in any::<bool>(),
        urgent_given in proptest::bool::weighted(0.2),
        words in proptest::bool::weighted(0.9),
        foreign in proptest::bool::weighted(0.1),
        tied in proptest::bool::weighted(0.1),
        order in proptest::sample::subsequence(vec![0_usize, 1, 2, 3], 0..=4).prop_shuffle(),
        best in 0.0_f32..=1.0,
        kind in proptest::option::of(0..3_u8),
    ) -> Asked {
        let candidates = order.into_iter().zip(1_u8..).map(|(at, nth)| (at, best / f32::from(nth))).collect();
        Asked { expect, urgent_expected, urgent_given, words, foreign, tied, candidates, kind }
    }
}

impl Asked {
    fn case(&self, line: usize, faq: &Faq) -> Case {
        let ids = self.expect.iter().map(|&at| faq.entries()[at].id().clone()).collect::<Vec<_>>();
        let expect = match (ids.is_empty(), self.urgent_expected) {
            (false, _) => Expect::Entries(ids),
            (true, true) => Expect::Urgent,
            (true, false) => Expect::Refer,
        };
        Case { line, ask: line.to_string(), expect, kind: self.kind.map(|kind| format!("kind {kind}")), must: false }
    }

    fn decision<'a>(&self, faq: &'a Faq) -> Decision<'a> {
        let candidate = |&(at, confidence): &(usize, f32)| Candidate { entry: &faq.entries()[at], confidence };
        let candidates: Vec<Candidate<'a>> = self.candidates.iter().map(candidate).collect();
        let entries: Vec<&Entry> = candidates.iter().take(3).map(|candidate| candidate.entry).collect();
        let outcome = match candidates.first() {
            _ if !self.words => Outcome::Refer { reason: Reason::NoWords, suggestions: Vec::new() },
            _ if self.urgent_given => {
                Outcome::Refer { reason: Reason::Urgent(&faq.referrals()[0]), suggestions: Vec::new() }
            }
            _ if self.foreign => Outcome::Refer { reason: Reason::Foreign(Language::default()), suggestions: entries },
            Some(best) if best.confidence > THRESHOLD && self.tied => {
                Outcome::Refer { reason: Reason::Ambiguous, suggestions: entries }
            }
            Some(best) if best.confidence > THRESHOLD => Outcome::Answer(best.entry),
            _ => Outcome::Refer { reason: Reason::General, suggestions: entries },
        };
        Decision {
            outcome,
            others: Others::default(),
            candidates,
            language: faq::text::Language::ENGLISH,
            explanation: Explanation::default(),
        }
    }
}

fn with_evaluation(asked: &[Asked], check: impl FnOnce(&Evaluation<'_>)) {
    let faq = faq();
    let cases: Vec<Case> = asked.iter().enumerate().map(|(at, asked)| asked.case(at, &faq)).collect();
    let decide = |ask: &str| asked[ask.parse::<usize>().unwrap()].decision(&faq);
    check(&Evaluation::new(&faq, &cases, THRESHOLD, decide));
}

proptest! {
    #[test]
    fn counts_add_up(asked in proptest::collection::vec(asked(), 0..40)) {
        with_evaluation(&asked, |evaluation| {
            let (figures, all) = (evaluation.figures(), asked.len());
            assert_eq!(figures.covered.cases() + figures.uncovered.cases(), all);
            assert!(figures.urgent.cases() <= figures.uncovered.cases());
            assert!(figures.alarmed <= figures.covered.suggested + figures.covered.referred);
            assert_eq!(evaluation.matrix().cases.values().sum::<usize>(), all);
            let kinds: usize = evaluation.kinds().iter().map(|(_, tally)| tally.cases()).sum();
            assert!(kinds == all || (kinds == 0 && asked.iter().all(|asked| asked.kind.is_none())));
            let right = evaluation.judged().iter().filter(|judged| judged.verdict == Verdict::Right).count();
            assert_eq!(evaluation.failing().len() + right, all);
            assert!(evaluation.reliability().iter().map(|bin| bin.right.whole).sum::<usize>() <= all);
        });
    }

    #[test]
    fn each_answer_counts_for_one_entry(asked in proptest::collection::vec(asked(), 0..40)) {
        with_evaluation(&asked, |evaluation| {
            let answered = evaluation.judged().iter().filter(|j| matches!(j.decision.outcome, Outcome::Answer(_)));
            let given: usize = evaluation.retrievals().iter().map(|retrieval| retrieval.precision.whole).sum();
            assert_eq!(answered.count(), given);
            let precise: usize = evaluation.retrievals().iter().map(|retrieval| retrieval.precision.part).sum();
            assert_eq!(evaluation.figures().covered.right, precise);
        });
    }

    #[test]
    fn the_sweep_agrees_with_the_figures_at_the_threshold_in_force(asked in proptest::collection::vec(asked(), 0..40)) {
        with_evaluation(&asked, |evaluation| {
            let (figures, point) = (evaluation.figures(), evaluation.at(THRESHOLD));
            assert_eq!((point.right, point.wrong, point.refused), (figures.right(), figures.wrong(), figures.refused()));
        });
    }

    #[test]
    fn a_higher_threshold_never_answers_more(asked in proptest::collection::vec(asked(), 0..40)) {
        with_evaluation(&asked, |evaluation| {
            for pair in evaluation.sweep(10).windows(2) {
                assert!(pair[0].threshold < pair[1].threshold);
                assert!(pair[0].right.part >= pair[1].right.part && pair[0].wrong.part >= pair[1].wrong.part);
                assert!(pair[0].refused.part <= pair[1].refused.part);
            }
        });
    }
}
