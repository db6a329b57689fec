//! The invariants of every question that is ranked and decided on.

use std::collections::HashSet;
use std::sync::LazyLock;

use faq::{Faq, file};
use matching::decide::{self, Decision, Outcome, Reason, decide};
use matching::{Calibration, Matcher, Query, Ranking, Scored};

static FAQ: LazyLock<Faq> = LazyLock::new(|| file::parse(include_bytes!("../cli/faq.yaml")).unwrap().faq);
/// By words alone: the sentence model would leave the fuzzer a few questions a second.
static MATCHER: LazyLock<Matcher> = LazyLock::new(|| Matcher::build(&FAQ).train());

/// Ranks a question, and decides on it.
pub fn check(bytes: &[u8]) {
    let question = String::from_utf8_lossy(bytes);
    let query = Query::new(&question);
    let ranked = MATCHER.rank(&query);
    assert_eq!(MATCHER.rank(&query), ranked, "{question:?} is ranked in two ways");
    let alarm = ranked.alarm.iter().map(|alarm| &alarm.ranking);
    for ranking in ranked.questions.iter().chain(&ranked.statements).chain([&ranked.whole]).chain(alarm) {
        sound(ranking, &question);
    }

    let calibration = Calibration::default();
    for threshold in [0.0, calibration.threshold(), 1.0] {
        let decision = decide(&FAQ, &ranked, &calibration, threshold);
        decided(&decision, &question);
        // A title is answered whatever else is near, and of several questions any may be answered.
        if let Outcome::Answer(_) = decision.outcome
            && ranked.whole.titled.is_empty()
            && decision.others.is_empty()
        {
            assert!(decision.confidence() > threshold, "{question:?} is answered at {threshold}");
        }
    }
}

fn sound(ranking: &Ranking, question: &str) {
    listed(&ranking.entries, FAQ.entries().len(), question);
    listed(&ranking.referrals, FAQ.referrals().len(), question);
    assert!((-1.0..=1.0).contains(&ranking.margin()), "{question:?}: {}", ranking.margin());
    let best = ranking.best().map_or(0.0, |best| best.score);
    let scores = ranking.entries.iter().chain(&ranking.referrals).map(|scored| scored.score);
    assert!(scores.into_iter().all(|score| score <= best), "{question:?}");
    assert!(ranking.words > 0 || best == 0.0, "{question:?} holds no words");
}

/// Asserts that each topic is listed once, the best first, with a score from 0 to 1.
fn listed(scored: &[Scored<usize>], topics: usize, question: &str) {
    assert!(scored.iter().all(|s| s.score > 0.0 && s.score <= 1.0 && s.topic < topics), "{question:?}: {scored:?}");
    assert!(scored.is_sorted_by(|a, b| a.score >= b.score), "{question:?}: {scored:?}");
    assert_eq!(scored.iter().map(|s| s.topic).collect::<HashSet<_>>().len(), scored.len(), "{question:?}");
}

fn decided(decision: &Decision<'_>, question: &str) {
    let confidences: Vec<f32> = decision.candidates.iter().map(|candidate| candidate.confidence).collect();
    assert!(confidences.len() <= decide::MAX_CANDIDATES, "{question:?}");
    assert!(confidences.iter().all(|confidence| (0.0..=1.0).contains(confidence)), "{question:?}: {confidences:?}");
    assert!(confidences.is_sorted_by(|a, b| a >= b), "{question:?}: {confidences:?}");
    let answers: HashSet<&str> = decision.answers().iter().map(|entry| entry.id().as_str()).collect();
    assert_eq!(answers.len(), decision.answers().len(), "{question:?} is answered twice with the same");
    match &decision.outcome {
        Outcome::Answer(_) => assert!(answers.len() <= decide::MAX_ANSWERED, "{question:?}"),
        Outcome::Refer { reason: Reason::Urgent(_), suggestions } => assert!(suggestions.is_empty(), "{question:?}"),
        Outcome::Refer { suggestions, .. } => assert!(suggestions.len() <= decide::MAX_SUGGESTIONS, "{question:?}"),
    }
}
