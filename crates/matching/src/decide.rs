//! From a ranking to a decision: answer the question, or refer it.
//!
//! A wrong confident answer about somebody's health is the worst failure, so every rule here prefers to refer.

use std::borrow::Borrow;

use crate::foreign::{self, ForeignRanking};
use crate::{Calibration, Explanation, Query, QueryRanking, Ranking};
use faq::text::{self, Language};
use faq::{Entry, Faq, Referral};

/// An answer in another language needs at least this confidence. Of 107 questions by the author of the foreign training, 6.5 % were answered
/// wrongly without it and 3.7 % with it.
const MIN_FOREIGN_CONFIDENCE: f32 = 0.7;
/// The most entries that are offered beside a referral.
pub const MAX_SUGGESTIONS: usize = 3;
/// The most candidates that are reported, for any outcome.
pub const MAX_CANDIDATES: usize = 5;
/// The most entries that one reply answers.
pub const MAX_ANSWERED: usize = 3;

/// An entry with at least this share of the answer's confidence is offered beside the answer.
const RUNNER_UP_SHARE: f32 = 0.5;
/// Two confidences that differ by less than this are a tie.
const TIE_CONFIDENCE: f32 = 0.03;
/// An entry with a lower score has too little in common with the question to be offered.
const MIN_SUGGESTED_SCORE: f32 = 0.1;
/// An entry whose score is lower than a named referral's by more than this is not offered beside it: what the guide does not
/// say about a pregnancy must not be answered by a button that leads to "is it safe".
const MAX_SUGGESTED_GAP: f32 = 0.25;
/// A referral with a lower score is not named: the general text is safer than the wrong name.
const MIN_NAMED_SCORE: f32 = 0.3;
/// A sentence that asks nothing and scores this much for a gap, this much more than for any entry, is a circumstance that the
/// guide does not mention ("I am pregnant"): nothing is answered beside it.
const MIN_CIRCUMSTANCE_SCORE: f32 = 0.45;
const MIN_CIRCUMSTANCE_LEAD: f32 = 0.2;
/// The fewest words that a message must have left, once what it denies is taken out, to be decided on without its denials.
/// Fewer say nothing of their own, and the alarm stands.
const MIN_AFFIRMED_WORDS: usize = 3;

/// What to say to a question, within one [`Faq`].
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<'faq> {
    pub outcome: Outcome<'faq>,
    /// The other questions of a message that asks several things, if the outcome is an answer.
    pub others: Others<'faq>,
    /// Up to [`MAX_CANDIDATES`] entries, best first, for any outcome.
    pub candidates: Vec<Candidate<'faq>>,
    /// The language of the question.
    pub language: Language,
    pub explanation: Explanation,
}

/// The decisions on the further questions of a message.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Others<'faq> {
    /// The entries that answer them, in order.
    pub also: Vec<&'faq Entry>,
    /// The gaps that they are about.
    pub unanswered: Vec<&'faq Referral>,
    /// Whether there are others: without a name in the FAQ, or more than one reply answers.
    pub unclear: bool,
}

impl<'faq> Others<'faq> {
    fn add_unanswered(&mut self, referral: &'faq Referral) {
        if self.unanswered.iter().all(|other| other.id() != referral.id()) {
            self.unanswered.push(referral);
        }
    }

    /// Returns true if the message asks one thing.
    pub fn is_empty(&self) -> bool {
        self.also.is_empty() && self.unanswered.is_empty() && !self.unclear
    }
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
    /// The question is not in the language of the guide.
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

    /// Returns the entries that answer the message, in order; none if it is referred.
    pub fn answers(&self) -> Vec<&'faq Entry> {
        let mut answers = Vec::new();
        if let Outcome::Answer(first) = self.outcome {
            answers.push(first);
            answers.extend(&self.others.also);
        }
        answers
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
/// If the question may be an emergency that it denies itself ("no swelling, just curious how it works"), only the rest of it is
/// decided on.
pub fn decide_question<'faq, R: Borrow<QueryRanking>>(
    faq: &'faq Faq,
    question: &str,
    calibration: &Calibration,
    threshold: f32,
    rank: impl Fn(&Query) -> R,
) -> Decision<'faq> {
    let query = Query::new(question);
    let ranking = rank(&query);
    let decision = decide(faq, ranking.borrow(), calibration, threshold);
    let judge = Judge { faq, calibration, threshold };
    if !decision.is_urgent() && !judge.may_be_emergency(ranking.borrow()) {
        return decision;
    }
    match text::without_negated_symptoms(&query.whole()) {
        Some(affirmed) if text::words(&affirmed).len() >= MIN_AFFIRMED_WORDS => {
            decide(faq, rank(&Query::new(&affirmed)).borrow(), calibration, threshold)
        }
        _ => decision,
    }
}

/// Decides what to say: the question is answered if the best entry's confidence is above `threshold` (0 to 1). Any part of it
/// may be an emergency, and then nothing is answered.
pub fn decide<'faq>(
    faq: &'faq Faq,
    ranking: &QueryRanking,
    calibration: &Calibration,
    threshold: f32,
) -> Decision<'faq> {
    let judge = Judge { faq, calibration, threshold };
    if let Some(foreign) = &ranking.foreign {
        return judge.foreign_decision(ranking, foreign);
    }
    let candidates = judge.candidates(&ranking.whole);
    let (outcome, others) = judge.outcome(ranking, &candidates);
    let language = ranking.whole.foreign.unwrap_or(faq.language());
    Decision { outcome, others, candidates, language, explanation: ranking.whole.explanation.clone() }
}

/// Returns whether a server may answer a question of this ranking itself, instead of a referral about a gap that is left to servers.
/// It may not if any part of it may be an emergency or cannot be read, and not beside a circumstance that only the guide may deal with
/// ("I am pregnant, what does it cost?").
pub fn leaves_to_servers(faq: &Faq, ranking: &QueryRanking, calibration: &Calibration) -> bool {
    let judge = Judge { faq, calibration, threshold: 0.0 };
    if ranking.has_unread_part || judge.may_be_emergency(ranking) {
        return false;
    }
    let texts = [&ranking.whole].into_iter().chain(&ranking.statements).chain(&ranking.questions);
    texts.flat_map(|text| &text.referrals).all(|scored| {
        let gap = faq.referrals().get(scored.topic);
        scored.score < MIN_CIRCUMSTANCE_SCORE || gap.is_some_and(|gap| gap.is_local() || gap.is_small_talk())
    })
}

/// Returns whether a question of this ranking is near to a gap that the guide does not leave to servers, so that it would be referred
/// by that name. Then it stays so, whatever a server's own entries say.
pub fn is_near_guarded_gap(faq: &Faq, ranking: &QueryRanking) -> bool {
    ranking.whole.referrals.iter().any(|scored| {
        let gap = faq.referrals().get(scored.topic);
        scored.score >= MIN_NAMED_SCORE && gap.is_some_and(|gap| !gap.is_local() && !gap.is_small_talk())
    })
}

/// What rankings are judged by.
struct Judge<'a, 'faq> {
    faq: &'faq Faq,
    calibration: &'a Calibration,
    threshold: f32,
}

impl<'faq> Judge<'_, 'faq> {
    fn outcome(&self, ranking: &QueryRanking, candidates: &[Candidate<'faq>]) -> (Outcome<'faq>, Others<'faq>) {
        let whole = &ranking.whole;
        if whole.words == 0 {
            return (Outcome::Refer { reason: Reason::NoWords, suggestions: Vec::new() }, Others::default());
        }
        let titled = self.titled(whole);
        if !titled.is_empty() {
            return (one_of(titled), Others::default());
        }
        if let Some(referral) = self.emergency(ranking) {
            return (Outcome::Refer { reason: Reason::Urgent(referral), suggestions: Vec::new() }, Others::default());
        }
        if whole.foreign.is_some() || ranking.has_unread_part || self.may_be_emergency(ranking) {
            return (self.refer(whole), Others::default());
        }
        match self.several(ranking) {
            Some(answers) => answers,
            None => (self.single(whole, candidates), Others::default()),
        }
    }

    /// Decides on a message of which a part is in another language. Any part of it may be an emergency.
    fn foreign_decision(&self, ranking: &QueryRanking, foreign: &ForeignRanking) -> Decision<'faq> {
        // A threshold that was set by hand holds in every language.
        let is_set = self.threshold != self.calibration.threshold();
        let threshold =
            if is_set { self.threshold } else { foreign.calibration.threshold().max(MIN_FOREIGN_CONFIDENCE) };
        let judge = Judge { faq: self.faq, calibration: &foreign.calibration, threshold };
        let ranked = foreign.ranking.as_ref();
        let candidates = ranked.map(|ranked| judge.foreign_candidates(ranked)).unwrap_or_default();
        let own_emergency = if foreign.has_own_part { self.emergency(ranking) } else { None };
        let outcome = if let Some(referral) = own_emergency.or_else(|| judge.foreign_emergency(foreign)) {
            Outcome::Refer { reason: Reason::Urgent(referral), suggestions: Vec::new() }
        } else if let Some(ranked) = ranked {
            let own_doubt = foreign.has_own_part && self.may_be_emergency(ranking);
            let may_be_emergency = own_doubt || foreign.alarm >= foreign.calibration.foreign_doubt();
            match candidates.first() {
                _ if may_be_emergency => judge.refer(ranked),
                Some(best) if best.confidence > threshold => Outcome::Answer(best.entry),
                Some(best) if foreign.is_mostly_own && self.answers_with(ranking, best.entry) => {
                    Outcome::Answer(best.entry)
                }
                _ => judge.refer(ranked),
            }
        } else {
            let reason = Reason::Foreign(foreign.language);
            Outcome::Refer { reason, suggestions: suggestions(self.faq, &ranking.whole, MIN_SUGGESTED_SCORE) }
        };
        let explanation = ranked.unwrap_or(&ranking.whole).explanation.clone();
        let is_urgent = matches!(outcome, Outcome::Refer { reason: Reason::Urgent(_), .. });
        let language = if foreign.is_mostly_own && !is_urgent { self.faq.language() } else { foreign.language };
        Decision { outcome, others: Others::default(), candidates, language, explanation }
    }

    /// Returns true if a message, by its words in the FAQ's own language, is answered by this entry alone.
    fn answers_with(&self, ranking: &QueryRanking, entry: &Entry) -> bool {
        let (outcome, others) = self.outcome(ranking, &self.candidates(&ranking.whole));
        others.is_empty() && matches!(outcome, Outcome::Answer(answer) if answer.id() == entry.id())
    }

    /// Returns the best entries with the confidence that each is right rather than any other topic.
    fn foreign_candidates(&self, ranking: &Ranking) -> Vec<Candidate<'faq>> {
        let best = ranking.best_entry_score().max(ranking.best_referral_score());
        let mut candidates = Vec::with_capacity(MAX_CANDIDATES);
        for (at, scored) in ranking.entries.iter().take(MAX_CANDIDATES).enumerate() {
            let margin = if at == 0 { foreign::lead(ranking) } else { scored.score - best };
            if let Some(entry) = self.faq.entries().get(scored.topic) {
                candidates.push(Candidate { entry, confidence: self.calibration.confidence(margin) });
            }
        }
        candidates
    }

    /// Returns the urgent referral that a message in another language is about.
    fn foreign_emergency(&self, foreign: &ForeignRanking) -> Option<&'faq Referral> {
        let urgent = self.nearest_urgent(&foreign.alarm_ranking)?;
        (foreign.has_emergency_words || foreign.alarm >= self.calibration.alarm()).then_some(urgent)
    }

    /// Decides on a message that asks one thing.
    fn single(&self, ranking: &Ranking, candidates: &[Candidate<'faq>]) -> Outcome<'faq> {
        match candidates.first() {
            Some(best) if best.confidence > self.threshold => match rival(candidates) {
                None => Outcome::Answer(best.entry),
                Some(rival) => one_of(vec![best.entry, rival]),
            },
            _ => self.refer(ranking),
        }
    }

    /// Decides on a message that asks several things; `None` if it does not, or is better decided on as a whole.
    fn several(&self, ranking: &QueryRanking) -> Option<(Outcome<'faq>, Others<'faq>)> {
        if ranking.statements.iter().any(is_circumstance) {
            return None;
        }
        let mut answers: Vec<&Entry> = Vec::new();
        let mut others = Others::default();
        for question in &ranking.questions {
            match self.single(question, &self.candidates(question)) {
                Outcome::Answer(entry) if answers.iter().all(|other| other.id() != entry.id()) => answers.push(entry),
                Outcome::Answer(_) => {}
                Outcome::Refer { reason: Reason::Named(referral), .. } => others.add_unanswered(referral),
                Outcome::Refer { .. } => others.unclear = true,
            }
        }
        others.unclear |= ranking.has_more_questions || answers.len() > MAX_ANSWERED;
        answers.truncate(MAX_ANSWERED);
        if self.is_about_something_else(&ranking.whole, &others) {
            return None;
        }
        let asked = answers.len() + others.unanswered.len() + usize::from(others.unclear);
        if answers.is_empty() || asked < 2 {
            return None;
        }
        let first = answers.remove(0);
        others.also = answers;
        Some((Outcome::Answer(first), others))
    }

    /// Returns true if a message as a whole is about a gap that none of its questions is about.
    fn is_about_something_else(&self, whole: &Ranking, others: &Others<'_>) -> bool {
        let Some(gap) = whole.referrals.first().and_then(|nearest| self.faq.referrals().get(nearest.topic)) else {
            return false;
        };
        is_circumstance(whole) && others.unanswered.iter().all(|other| other.id() != gap.id())
    }

    /// Returns the entries whose title the question is, word for word.
    fn titled(&self, whole: &Ranking) -> Vec<&'faq Entry> {
        whole.titled.iter().filter_map(|&at| self.faq.entries().get(at)).collect()
    }

    fn candidates(&self, ranking: &Ranking) -> Vec<Candidate<'faq>> {
        let mut candidates = Vec::with_capacity(MAX_CANDIDATES);
        for scored in ranking.entries.iter().take(MAX_CANDIDATES) {
            if let Some(entry) = self.faq.entries().get(scored.topic) {
                let margin = scored.score - ranking.best_referral_score();
                candidates.push(Candidate { entry, confidence: self.calibration.confidence(margin) });
            }
        }
        candidates
    }

    /// Returns the urgent referral that the message, or a part of it, is about.
    fn emergency(&self, ranking: &QueryRanking) -> Option<&'faq Referral> {
        let alarm = ranking.alarm.as_ref()?;
        let urgent = self.nearest_urgent(&alarm.ranking)?;
        (alarm.level >= self.calibration.alarm()).then_some(urgent)
    }

    /// Returns true if a part of the message sounds enough like an emergency that nothing may be answered.
    fn may_be_emergency(&self, ranking: &QueryRanking) -> bool {
        let Some(alarm) = &ranking.alarm else { return false };
        alarm.has_alarm_words || alarm.doubt >= self.calibration.doubt()
    }

    /// Returns the urgent referral with the best score, or the first if none has any.
    fn nearest_urgent(&self, ranking: &Ranking) -> Option<&'faq Referral> {
        for scored in &ranking.referrals {
            if let Some(referral) = self.faq.referrals().get(scored.topic)
                && referral.is_urgent()
            {
                return Some(referral);
            }
        }
        self.faq.referrals().iter().find(|referral| referral.is_urgent())
    }

    fn refer(&self, ranking: &Ranking) -> Outcome<'faq> {
        let mut reason = Reason::General;
        let mut min_score = MIN_SUGGESTED_SCORE;
        if let Some(language) = ranking.foreign {
            reason = Reason::Foreign(language);
        } else if let Some(nearest) = ranking.referrals.first()
            && nearest.score >= MIN_NAMED_SCORE.max(ranking.best_entry_score())
            && let Some(referral) = self.faq.referrals().get(nearest.topic)
        {
            reason = if referral.is_urgent() { Reason::General } else { Reason::Named(referral) };
            min_score = MIN_SUGGESTED_SCORE.max(nearest.score - MAX_SUGGESTED_GAP);
        }
        Outcome::Refer { reason, suggestions: suggestions(self.faq, ranking, min_score) }
    }
}

/// Returns true if a text is about something that the guide does not mention.
fn is_circumstance(statement: &Ranking) -> bool {
    let gap = statement.best_referral_score();
    gap >= MIN_CIRCUMSTANCE_SCORE && gap - statement.best_entry_score() >= MIN_CIRCUMSTANCE_LEAD
}

/// Offers entries of which none fits better than the others.
fn one_of(entries: Vec<&Entry>) -> Outcome<'_> {
    match entries.as_slice() {
        [only] => Outcome::Answer(only),
        _ => Outcome::Refer { reason: Reason::Ambiguous, suggestions: entries },
    }
}

/// Returns another entry that fits as well as the best one, unless it is offered beside that one anyway.
fn rival<'faq>(candidates: &[Candidate<'faq>]) -> Option<&'faq Entry> {
    let [best, second, ..] = candidates else { return None };
    let is_near = second.confidence >= RUNNER_UP_SHARE * best.confidence;
    let is_tied =
        best.confidence - second.confidence < TIE_CONFIDENCE || (is_near && best.entry.is_twin_of(second.entry));
    (is_tied && !best.entry.is_related_to(second.entry)).then_some(second.entry)
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
    use crate::{Alarm, Scored};
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

    /// Decides on a question whose words sound like an emergency to this degree.
    fn decision_at(level: f32, whole: Ranking) -> &'static str {
        let alarm = Some(Alarm { level, doubt: level, has_alarm_words: false, ranking: ranking(0.2, 0.1, 0.3) });
        let ranked = QueryRanking { whole, alarm, ..QueryRanking::default() };
        match decide(&faq(), &ranked, &Calibration::default(), 0.5).outcome {
            Outcome::Answer(_) => "answer",
            Outcome::Refer { reason: Reason::Urgent(_), .. } => "urgent",
            Outcome::Refer { .. } => "refer",
        }
    }

    #[test]
    fn an_alarm_wins_over_every_answer() {
        let calibration = Calibration::default();
        let covered = || ranking(0.9, 0.1, 0.1);
        assert_eq!(decision_at(calibration.alarm(), covered()), "urgent");
        assert_eq!(decision_at(calibration.alarm(), ranking(0.2, 0.9, 0.1)), "urgent");
        assert_eq!(decision_at(calibration.alarm() - 0.01, covered()), "refer", "it may be one");
        assert_eq!(decision_at(calibration.doubt() - 0.01, covered()), "answer");
    }

    fn answered(questions: Vec<Ranking>, statements: Vec<Ranking>) -> Option<(usize, usize, bool)> {
        let ranked = QueryRanking { whole: ranking(0.2, 0.15, 0.1), questions, statements, ..QueryRanking::default() };
        let faq = faq();
        let decision = decide(&faq, &ranked, &Calibration::default(), 0.5);
        let Outcome::Answer(_) = decision.outcome else { return None };
        Some((decision.others.also.len(), decision.others.unanswered.len(), decision.others.unclear))
    }

    #[test]
    fn each_question_of_a_message_is_decided_on() {
        let covered = || ranking(0.9, 0.1, 0.1);
        let gap = || ranking(0.2, 0.9, 0.1);
        assert_eq!(answered(vec![covered(), gap()], vec![]), Some((0, 1, false)));
        assert_eq!(answered(vec![gap(), covered(), ranking(0.1, 0.1, 0.1)], vec![]), Some((0, 1, true)));
        assert_eq!(answered(vec![covered(), covered()], vec![]), None, "they ask the same");
        assert_eq!(answered(vec![gap(), gap()], vec![]), None, "nothing is covered");
        assert_eq!(answered(vec![covered(), gap()], vec![gap()]), None, "what they depend on is not covered");
    }

    #[test]
    fn no_entry_is_offered_beside_a_gap_that_is_much_nearer() {
        let offered = |entry, allergy| {
            let ranked = QueryRanking { whole: ranking(entry, allergy, 0.1), ..QueryRanking::default() };
            match decide(&faq(), &ranked, &Calibration::default(), 0.5).outcome {
                Outcome::Refer { reason: Reason::Named(_), suggestions } => suggestions.len(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!((offered(0.4, 0.6), offered(0.2, 0.6)), (1, 0));
    }

    #[test]
    fn what_cannot_be_read_or_is_too_much_is_not_passed_over() {
        let covered = ranking(0.9, 0.1, 0.1);
        let unread = QueryRanking { whole: covered.clone(), has_unread_part: true, ..QueryRanking::default() };
        let faq = faq();
        let decide = |ranked| decide(&faq, &ranked, &Calibration::default(), 0.5);
        assert!(matches!(decide(unread).outcome, Outcome::Refer { .. }));
        let questions = vec![covered.clone(), covered.clone()];
        let more = QueryRanking { whole: covered, questions, has_more_questions: true, ..QueryRanking::default() };
        assert!(decide(more).others.unclear);
    }

    /// Ranks every message with swelling as an emergency, and every other as a question about numbing.
    fn rank_by_swelling(query: &Query) -> QueryRanking {
        let level = if query.whole().contains("swelling") { 0.9 } else { -0.9 };
        let whole = ranking(0.5, 0.1, 0.1);
        let alarm = Some(Alarm { level, doubt: level, has_alarm_words: false, ranking: whole.clone() });
        QueryRanking { whole, alarm, ..QueryRanking::default() }
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
