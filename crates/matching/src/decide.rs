//! From a ranking to what is done: answer, or refer.
//!
//! A wrong confident answer about somebody's health is the worst failure, so everything here leans to referring.

use std::borrow::Borrow;

use crate::{Calibration, Explanation, Query, QueryRanking, Ranking};
use faq::text::{self, language::Language};
use faq::{Entry, Faq, Referral};

/// An entry with this share of the answer's confidence may serve as well.
const RUNNER_UP: f32 = 0.5;
/// Two confidences nearer than this are as good as the same.
const TIED: f32 = 0.03;
/// How many entries are offered beside a referral.
pub const MAX_SUGGESTIONS: usize = 3;
/// An entry scoring under this has too little in common with the question to be offered.
const LEAST_SUGGESTED: f32 = 0.1;
/// Beside a referral that is nearer than an entry by more than this, the entry is not offered: what the guide does not say of
/// somebody's pregnancy must not be answered by a button that leads to "is it safe".
const MUCH_NEARER: f32 = 0.25;
/// A sentence out of its context must be this much like an emergency to be taken for one.
const LEAST_ALARMING: f32 = 0.45;
/// An urgent referral that scores at most this much less than another referral wins over it: the question is referred
/// either way, and what may be an emergency is said first.
const NEARLY: f32 = 0.05;
/// A referral scoring under this is not named: the general text is safer than the wrong name.
const LEAST_NAMED: f32 = 0.3;
/// How many candidates are reported, whatever the outcome.
pub const MAX_CANDIDATES: usize = 5;
/// The fewest words that a message must have left, once what it denies is taken out, to be decided on without its denials.
/// Fewer say nothing of their own, and the alarm stands.
const MIN_AFFIRMED_WORDS: usize = 3;

/// What to say to a question, within one [`Faq`].
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<'faq> {
    /// Answer or refer.
    pub outcome: Outcome<'faq>,
    /// Up to [`MAX_CANDIDATES`] entries, best first, whatever the outcome.
    pub candidates: Vec<Candidate<'faq>>,
    /// Why.
    pub explanation: Explanation,
}

/// Answer or refer.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<'faq> {
    /// The guide answers it.
    Answer(&'faq Entry),
    /// It does not, or nobody can tell.
    Refer {
        /// Why it is referred.
        reason: Reason<'faq>,
        /// Up to [`MAX_SUGGESTIONS`] entries that may have been meant, best first; none when urgent.
        suggestions: Vec<&'faq Entry>,
    },
}

/// Why a question is referred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason<'faq> {
    /// No topic is close enough.
    General,
    /// It holds no words ("???", an emoji).
    NoWords,
    /// It is not in English, as the guide is.
    Foreign(Language),
    /// Two entries fit it as well as each other, and neither leads to the other.
    Ambiguous,
    /// A gap that the FAQ names.
    Named(&'faq Referral),
    /// It sounds like an emergency.
    Urgent(&'faq Referral),
}

/// An entry that may be meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate<'faq> {
    /// The entry.
    pub entry: &'faq Entry,
    /// 0 to 1.
    pub confidence: f32,
}

impl<'faq> Decision<'faq> {
    /// The entries to offer beside an answer: the runner-up first if it is nearly as good, then the answer's own.
    pub fn related(&self, faq: &'faq Faq, answer: &'faq Entry) -> Vec<&'faq Entry> {
        let runner_up = self.candidates.iter().find(|candidate| candidate.entry.id() != answer.id());
        let close = runner_up.filter(|candidate| candidate.confidence >= RUNNER_UP * self.confidence());
        let mut related: Vec<&Entry> = close.map(|candidate| candidate.entry).into_iter().collect();
        for entry in faq.related(answer) {
            if related.iter().all(|other| other.id() != entry.id()) {
                related.push(entry);
            }
        }
        related
    }

    /// The entries to choose from while the question is being typed, likeliest first: what is much nearer to a gap, or may be
    /// an emergency, is not led to an answer.
    pub fn choices(&self) -> Vec<&'faq Entry> {
        match &self.outcome {
            Outcome::Refer { reason: Reason::Urgent(_) | Reason::Named(_), suggestions } => suggestions.clone(),
            _ => self.candidates.iter().map(|candidate| candidate.entry).collect(),
        }
    }

    /// Whether it was taken for an emergency.
    pub fn is_urgent(&self) -> bool {
        matches!(self.outcome, Outcome::Refer { reason: Reason::Urgent(_), .. })
    }

    /// Confidence of the best entry, 0 to 1, whatever the outcome.
    pub fn confidence(&self) -> f32 {
        self.candidates.first().map_or(0.0, |candidate| candidate.confidence)
    }
}

/// Decides what to say to a question as it was typed. `rank` returns the ranking of a query, from a matcher or from a cache.
///
/// Where the question sounds like an emergency that it itself denies ("no swelling, just curious how it works"), only the
/// rest of it is decided on.
pub fn decide_question<'faq, R: Borrow<QueryRanking>>(
    faq: &'faq Faq,
    question: &str,
    calibration: &Calibration,
    threshold: f32,
    rank: impl Fn(&Query) -> R,
) -> Decision<'faq> {
    let query = Query::new(question);
    let decision = decide(faq, rank(&query).borrow(), calibration, threshold);
    if !decision.is_urgent() {
        return decision;
    }
    match text::affirmed(&query.whole()) {
        Some(affirmed) if text::words(&affirmed).len() >= MIN_AFFIRMED_WORDS => {
            decide(faq, rank(&Query::new(&affirmed)).borrow(), calibration, threshold)
        }
        _ => decision,
    }
}

/// Decides what to say: the question is answered if the best entry's confidence is above `threshold` (0 to 1).
/// Any of its segments may be the emergency.
pub fn decide<'faq>(
    faq: &'faq Faq,
    ranking: &QueryRanking,
    calibration: &Calibration,
    threshold: f32,
) -> Decision<'faq> {
    let QueryRanking { whole: ranking, segments } = ranking;
    let candidates = candidates(faq, ranking, calibration);
    let best = candidates.first().map_or(0.0, |candidate| candidate.confidence);
    let answers = best > threshold && ranking.foreign.is_none();
    let alarm = urgent(faq, ranking, LEAST_NAMED)
        .or_else(|| segments.iter().find_map(|segment| urgent(faq, segment, LEAST_ALARMING)));
    let outcome = match (alarm, candidates.first()) {
        _ if ranking.words == 0 => Outcome::Refer { reason: Reason::NoWords, suggestions: Vec::new() },
        (Some(referral), _) => Outcome::Refer { reason: Reason::Urgent(referral), suggestions: Vec::new() },
        (None, Some(candidate)) if answers => match rival(&candidates) {
            None => Outcome::Answer(candidate.entry),
            Some(rival) => Outcome::Refer { reason: Reason::Ambiguous, suggestions: vec![candidate.entry, rival] },
        },
        _ => refer(faq, ranking),
    };
    Decision { outcome, candidates, explanation: ranking.explanation.clone() }
}

fn candidates<'faq>(faq: &'faq Faq, ranking: &Ranking, calibration: &Calibration) -> Vec<Candidate<'faq>> {
    let against = ranking.referrals.first().map_or(0.0, |referral| referral.score);
    let scored = ranking.entries.iter().take(MAX_CANDIDATES).filter_map(|scored| {
        let confidence = calibration.confidence(scored.score - against);
        Some(Candidate { entry: faq.entries().get(scored.topic)?, confidence })
    });
    scored.collect()
}

/// The urgent referral that the question is nearest to, if no entry is nearer and no other referral much nearer.
fn urgent<'faq>(faq: &'faq Faq, ranking: &Ranking, least: f32) -> Option<&'faq Referral> {
    let entry = ranking.entries.first().map_or(0.0, |entry| entry.score);
    let enough = least.max(entry).max(ranking.referrals.first()?.score - NEARLY);
    let referrals = ranking.referrals.iter().take_while(|scored| scored.score >= enough);
    referrals.filter_map(|scored| faq.referrals().get(scored.topic)).find(|referral| referral.urgent())
}

/// Another entry that fits as well as the best one, unless it is offered beside that one anyway.
fn rival<'faq>(candidates: &[Candidate<'faq>]) -> Option<&'faq Entry> {
    let [best, second, ..] = candidates else { return None };
    let tied = best.confidence - second.confidence < TIED;
    (tied && !best.entry.leads_to(second.entry)).then_some(second.entry)
}

fn refer<'faq>(faq: &'faq Faq, ranking: &Ranking) -> Outcome<'faq> {
    let best = ranking.entries.first().map_or(0.0, |entry| entry.score);
    let nearest = ranking.referrals.first().filter(|scored| scored.score >= LEAST_NAMED.max(best));
    let named = nearest.and_then(|scored| Some((faq.referrals().get(scored.topic)?, scored.score)));
    let (reason, least) = match (ranking.foreign, named) {
        (Some(language), _) => (Reason::Foreign(language), LEAST_SUGGESTED),
        (None, Some((referral, score))) => (Reason::Named(referral), LEAST_SUGGESTED.max(score - MUCH_NEARER)),
        (None, None) => (Reason::General, LEAST_SUGGESTED),
    };
    Outcome::Refer { reason, suggestions: suggestions(faq, ranking, least) }
}

/// The best entries that score at least this.
fn suggestions<'faq>(faq: &'faq Faq, ranking: &Ranking, least: f32) -> Vec<&'faq Entry> {
    let likely = ranking.entries.iter().take_while(|scored| scored.score >= least).take(MAX_SUGGESTIONS);
    likely.filter_map(|scored| faq.entries().get(scored.topic)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scored;
    use faq::file::parse;

    const FAQ: &[u8] = b"
entries: [{id: numbing, question: Is a cream used?, answer: Yes.}]
referrals:
  - {id: allergy, question: Am I allergic to it?}
  - {id: alarm, question: I cannot breathe, urgent: true, message: Call for help.}
";

    fn faq() -> Faq {
        parse(FAQ).unwrap().faq
    }

    fn ranking(entry: f32, allergy: f32, alarm: f32) -> Ranking {
        let mut referrals = vec![Scored { topic: 0, score: allergy }, Scored { topic: 1, score: alarm }];
        referrals.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ranking { entries: vec![Scored { topic: 0, score: entry }], referrals, words: 5, ..Ranking::default() }
    }

    fn is_urgent(whole: Ranking, segments: Vec<Ranking>) -> bool {
        decide(&faq(), &QueryRanking { whole, segments }, &Calibration::default(), 0.5).is_urgent()
    }

    #[test]
    fn an_emergency_wins_over_a_referral_that_is_hardly_nearer() {
        assert!(is_urgent(ranking(0.2, 0.60, 0.62), vec![]));
        assert!(is_urgent(ranking(0.2, 0.60, 0.56), vec![]));
        assert!(!is_urgent(ranking(0.2, 0.60, 0.54), vec![]));
        assert!(!is_urgent(ranking(0.2, 0.31, 0.29), vec![]), "it is too unlike one");
    }

    #[test]
    fn an_entry_that_is_nearer_is_no_emergency() {
        assert!(is_urgent(ranking(0.56, 0.1, 0.56), vec![]));
        assert!(!is_urgent(ranking(0.57, 0.60, 0.56), vec![]));
    }

    #[test]
    fn beside_a_gap_that_is_much_nearer_no_entry_is_offered() {
        let offered = |entry, allergy| {
            let ranked = QueryRanking { whole: ranking(entry, allergy, 0.1), segments: vec![] };
            match decide(&faq(), &ranked, &Calibration::default(), 0.5).outcome {
                Outcome::Refer { reason: Reason::Named(_), suggestions } => suggestions.len(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!((offered(0.4, 0.6), offered(0.2, 0.6)), (1, 0));
    }

    #[test]
    fn one_sentence_of_many_is_an_emergency_if_it_is_much_like_one() {
        let calm = ranking(0.9, 0.1, 0.1);
        assert!(is_urgent(calm.clone(), vec![calm.clone(), ranking(0.2, 0.1, 0.45)]));
        assert!(!is_urgent(calm.clone(), vec![calm, ranking(0.2, 0.1, 0.44)]));
    }
}
