//! From a ranking to a decision: answer the question, or refer it.
//!
//! A wrong confident answer about somebody's health is the worst failure, so every rule here prefers to refer.

use std::borrow::Borrow;

use crate::{Calibration, Explanation, Query, QueryRanking, Ranking};
use faq::text::{self, Language};
use faq::{Entry, Faq, Referral};

/// The most entries that are offered beside a referral.
pub const MAX_SUGGESTIONS: usize = 3;
/// The most candidates that are reported, for any outcome.
pub const MAX_CANDIDATES: usize = 5;

/// An entry with at least this share of the answer's confidence is offered beside the answer.
const RUNNER_UP_SHARE: f32 = 0.5;
/// Two confidences that differ by less than this are a tie.
const TIE_CONFIDENCE: f32 = 0.03;
/// An entry with a lower score has too little in common with the question to be offered.
const MIN_SUGGESTED_SCORE: f32 = 0.1;
/// An entry whose score is lower than a named referral's by more than this is not offered beside it: what the guide does not
/// say about a pregnancy must not be answered by a button that leads to "is it safe".
const MAX_SUGGESTED_GAP: f32 = 0.25;
/// A segment out of its context must score at least this much for an urgent referral to be taken for an emergency.
const MIN_SEGMENT_URGENT_SCORE: f32 = 0.45;
/// An urgent referral wins over another referral if its score is lower by at most this. The question is referred in either
/// case, and what may be an emergency is said first.
const URGENT_ADVANTAGE: f32 = 0.05;
/// A referral with a lower score is not named: the general text is safer than the wrong name.
const MIN_NAMED_SCORE: f32 = 0.3;
/// The fewest words that a message must have left, once what it denies is taken out, to be decided on without its denials.
/// Fewer say nothing of their own, and the alarm stands.
const MIN_AFFIRMED_WORDS: usize = 3;

/// What to say to a question, within one [`Faq`].
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<'faq> {
    pub outcome: Outcome<'faq>,
    /// Up to [`MAX_CANDIDATES`] entries, best first, for any outcome.
    pub candidates: Vec<Candidate<'faq>>,
    pub explanation: Explanation,
}

/// An answer or a referral.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<'faq> {
    /// The guide answers the question.
    Answer(&'faq Entry),
    /// The guide does not answer it, or it is not certain that it does.
    Refer {
        reason: Reason<'faq>,
        /// Up to [`MAX_SUGGESTIONS`] entries that may have been meant, best first; empty if the referral is urgent.
        suggestions: Vec<&'faq Entry>,
    },
}

/// The reason for a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason<'faq> {
    /// No topic is close enough.
    General,
    /// The question has no words ("???", an emoji).
    NoWords,
    /// The question is not in English, as the guide is.
    Foreign(Language),
    /// Two entries fit the question equally well, and neither is offered beside the other.
    Ambiguous,
    /// The question is about a gap that the FAQ names.
    Named(&'faq Referral),
    /// The question sounds like an emergency.
    Urgent(&'faq Referral),
}

/// An entry that may be meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate<'faq> {
    pub entry: &'faq Entry,
    /// 0 to 1.
    pub confidence: f32,
}

impl<'faq> Decision<'faq> {
    /// Returns the entries to offer beside an answer: the runner-up first if it is nearly as good, then the answer's own.
    pub fn related(&self, faq: &'faq Faq, answer: &'faq Entry) -> Vec<&'faq Entry> {
        let mut related: Vec<&Entry> = Vec::new();
        let runner_up = self.candidates.iter().find(|candidate| candidate.entry.id() != answer.id());
        if let Some(runner_up) = runner_up
            && runner_up.confidence >= RUNNER_UP_SHARE * self.confidence()
        {
            related.push(runner_up.entry);
        }
        for entry in faq.related(answer) {
            if related.iter().all(|other| other.id() != entry.id()) {
                related.push(entry);
            }
        }
        related
    }

    /// Returns the entries to choose from while the question is typed, most likely first. A question that is nearer to a gap,
    /// or may be an emergency, is not led to an answer.
    pub fn choices(&self) -> Vec<&'faq Entry> {
        match &self.outcome {
            Outcome::Refer { reason: Reason::Urgent(_) | Reason::Named(_), suggestions } => suggestions.clone(),
            _ => self.candidates.iter().map(|candidate| candidate.entry).collect(),
        }
    }

    /// Returns true if the question was taken for an emergency.
    pub fn is_urgent(&self) -> bool {
        matches!(self.outcome, Outcome::Refer { reason: Reason::Urgent(_), .. })
    }

    /// Returns the confidence of the best entry, 0 to 1, for any outcome.
    pub fn confidence(&self) -> f32 {
        self.candidates.first().map_or(0.0, |candidate| candidate.confidence)
    }
}

/// Decides what to say to a question as it was typed. `rank` returns the ranking of a query, from a matcher or from a cache.
///
/// If the question sounds like an emergency that it denies itself ("no swelling, just curious how it works"), only the rest
/// of it is decided on.
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
    match text::without_negated_symptoms(&query.whole()) {
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
    let candidates = candidates(faq, &ranking.whole, calibration);
    let outcome = outcome(faq, ranking, &candidates, threshold);
    Decision { outcome, candidates, explanation: ranking.whole.explanation.clone() }
}

fn outcome<'faq>(
    faq: &'faq Faq,
    ranking: &QueryRanking,
    candidates: &[Candidate<'faq>],
    threshold: f32,
) -> Outcome<'faq> {
    if ranking.whole.words == 0 {
        return Outcome::Refer { reason: Reason::NoWords, suggestions: Vec::new() };
    }
    if let Some(referral) = emergency(faq, ranking) {
        return Outcome::Refer { reason: Reason::Urgent(referral), suggestions: Vec::new() };
    }
    match candidates.first() {
        Some(best) if best.confidence > threshold && ranking.whole.foreign.is_none() => match rival(candidates) {
            None => Outcome::Answer(best.entry),
            Some(rival) => Outcome::Refer { reason: Reason::Ambiguous, suggestions: vec![best.entry, rival] },
        },
        _ => refer(faq, &ranking.whole),
    }
}

fn candidates<'faq>(faq: &'faq Faq, ranking: &Ranking, calibration: &Calibration) -> Vec<Candidate<'faq>> {
    let mut candidates = Vec::with_capacity(MAX_CANDIDATES);
    for scored in ranking.entries.iter().take(MAX_CANDIDATES) {
        if let Some(entry) = faq.entries().get(scored.topic) {
            let margin = scored.score - ranking.best_referral_score();
            candidates.push(Candidate { entry, confidence: calibration.confidence(margin) });
        }
    }
    candidates
}

/// Returns the urgent referral that the question, or one of its segments, is about.
fn emergency<'faq>(faq: &'faq Faq, ranking: &QueryRanking) -> Option<&'faq Referral> {
    let whole = urgent_referral(faq, &ranking.whole, MIN_NAMED_SCORE);
    if whole.is_some() {
        return whole;
    }
    for segment in &ranking.segments {
        let referral = urgent_referral(faq, segment, MIN_SEGMENT_URGENT_SCORE);
        if referral.is_some() {
            return referral;
        }
    }
    None
}

/// Returns the urgent referral that is nearest, if no entry is nearer and no other referral much nearer.
fn urgent_referral<'faq>(faq: &'faq Faq, ranking: &Ranking, min_score: f32) -> Option<&'faq Referral> {
    let min_score = min_score.max(ranking.best_entry_score()).max(ranking.best_referral_score() - URGENT_ADVANTAGE);
    for scored in &ranking.referrals {
        if scored.score < min_score {
            break;
        }
        if let Some(referral) = faq.referrals().get(scored.topic)
            && referral.is_urgent()
        {
            return Some(referral);
        }
    }
    None
}

/// Returns another entry that fits as well as the best one, unless it is offered beside that one anyway.
fn rival<'faq>(candidates: &[Candidate<'faq>]) -> Option<&'faq Entry> {
    let [best, second, ..] = candidates else { return None };
    let is_tied = best.confidence - second.confidence < TIE_CONFIDENCE;
    (is_tied && !best.entry.is_related_to(second.entry)).then_some(second.entry)
}

fn refer<'faq>(faq: &'faq Faq, ranking: &Ranking) -> Outcome<'faq> {
    let mut reason = Reason::General;
    let mut min_score = MIN_SUGGESTED_SCORE;
    if let Some(language) = ranking.foreign {
        reason = Reason::Foreign(language);
    } else if let Some(nearest) = ranking.referrals.first()
        && nearest.score >= MIN_NAMED_SCORE.max(ranking.best_entry_score())
        && let Some(referral) = faq.referrals().get(nearest.topic)
    {
        reason = Reason::Named(referral);
        min_score = MIN_SUGGESTED_SCORE.max(nearest.score - MAX_SUGGESTED_GAP);
    }
    Outcome::Refer { reason, suggestions: suggestions(faq, ranking, min_score) }
}

/// Returns the best entries with at least this score.
fn suggestions<'faq>(faq: &'faq Faq, ranking: &Ranking, min_score: f32) -> Vec<&'faq Entry> {
    let mut suggestions = Vec::new();
    for scored in ranking.entries.iter().take(MAX_SUGGESTIONS) {
        if scored.score < min_score {
            break;
        }
        suggestions.extend(faq.entries().get(scored.topic));
    }
    suggestions
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
        assert!(!is_urgent(ranking(0.2, 0.31, 0.29), vec![]), "too little like one");
    }

    #[test]
    fn a_question_nearer_to_an_entry_is_no_emergency() {
        assert!(is_urgent(ranking(0.56, 0.1, 0.56), vec![]));
        assert!(!is_urgent(ranking(0.57, 0.60, 0.56), vec![]));
    }

    #[test]
    fn no_entry_is_offered_beside_a_gap_that_is_much_nearer() {
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
    fn one_segment_of_many_is_an_emergency_if_it_is_much_like_one() {
        let calm = ranking(0.9, 0.1, 0.1);
        assert!(is_urgent(calm.clone(), vec![calm.clone(), ranking(0.2, 0.1, 0.45)]));
        assert!(!is_urgent(calm.clone(), vec![calm, ranking(0.2, 0.1, 0.44)]));
    }

    /// Ranks every message with swelling as an emergency, and every other as a question about numbing.
    fn rank_by_swelling(query: &Query) -> QueryRanking {
        let alarm = if query.whole().contains("swelling") { 0.9 } else { 0.1 };
        QueryRanking { whole: ranking(0.5, 0.1, alarm), segments: vec![] }
    }

    #[test]
    fn an_emergency_that_the_question_denies_is_none() {
        let faq = faq();
        let decide = |question| decide_question(&faq, question, &Calibration::default(), 0.5, rank_by_swelling);
        assert!(decide("My lips are swelling").is_urgent());
        assert!(!decide("No swelling, just curious how it works").is_urgent());
        assert!(decide("No swelling. Ok?").is_urgent(), "too little is left without the denial");
        assert!(decide("No fever, but my lips are swelling").is_urgent());
    }
}
