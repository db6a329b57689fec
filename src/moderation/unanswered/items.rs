//! The items of the list: questions that are dealt with together, because they are about one named gap, or mean the same.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::storage::Engine;
use crate::storage::journal::{Part, UnansweredQuestion};
use faq::{Faq, ReferralId};
use matching::meaning::Vector;

/// The least cosine similarity of two questions that count as one. Gaps often differ in one word ("pregnant", "breastfeeding"): of
/// the pairs of the shipped FAQ's gap phrasings that are grouped this way, only half belong to one gap. So a moderator can choose
/// single questions of an item.
const MIN_SIMILARITY: f32 = 0.75;
/// How many questions, the most frequent, are compared by meaning. Each takes a few milliseconds the first time.
const MAX_COMPARED: usize = 500;

/// Questions that are dealt with together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// At least one, all of one part of the list; the most frequent first.
    pub questions: Vec<UnansweredQuestion>,
}

impl Item {
    /// Returns the id of its oldest question, which names the item. Questions that come later do not change it.
    pub fn id(&self) -> i64 {
        self.questions.iter().map(|question| question.id).min().unwrap_or_default()
    }

    /// Returns how often its questions went unanswered.
    pub fn asked(&self) -> u32 {
        self.questions.iter().map(|question| question.asked).sum()
    }

    /// Returns when one of its questions was last asked, in seconds since 1970.
    pub fn last(&self) -> i64 {
        self.questions.iter().map(|question| question.last).max().unwrap_or_default()
    }

    /// Returns the referral that names the subject, if one does.
    pub fn gap(&self) -> Option<&ReferralId> {
        self.questions.first()?.gap.as_ref()
    }
}

/// The vectors of questions that were compared before, by text.
#[derive(Default)]
pub struct QuestionVectors(Mutex<HashMap<String, Vector>>);

/// Returns the items of a part of the list, the most frequent first. Small talk and emergencies, which earlier versions recorded, are
/// left out. Without an engine, or where it does not compare meaning, each unnamed question is an item of its own.
pub fn items(
    questions: &[UnansweredQuestion],
    part: Part,
    faq: &Faq,
    engine: Option<&Engine>,
    vectors: &QuestionVectors,
) -> Vec<Item> {
    let mut chosen = Vec::new();
    for question in questions {
        if question.part == part && !is_no_gap(faq, question) {
            chosen.push(question.clone());
        }
    }
    let mut items = match part {
        Part::NoMatch => by_meaning(chosen, |question| vectors.of(&question.text, engine?)),
        Part::NamedGap => by_gap(chosen),
        Part::NotWhatIAsked => chosen.into_iter().map(|question| Item { questions: vec![question] }).collect(),
    };
    items.sort_by_key(|item| (Reverse(item.asked()), Reverse(item.last()), item.id()));
    items
}

/// Returns whether a question was referred as small talk or an emergency, which are no gaps that a moderator could fill.
fn is_no_gap(faq: &Faq, question: &UnansweredQuestion) -> bool {
    let gap = question.gap.as_ref().and_then(|id| faq.referral(id));
    gap.is_some_and(|gap| gap.is_urgent() || gap.is_small_talk())
}

fn by_gap(questions: Vec<UnansweredQuestion>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for question in questions {
        match items.iter_mut().find(|item| item.gap() == question.gap.as_ref()) {
            Some(item) => item.questions.push(question),
            None => items.push(Item { questions: vec![question] }),
        }
    }
    items
}

/// Groups questions, the most frequent first, by their vectors. Each joins the group whose oldest question is nearest to it, if that is
/// near enough. They are taken in the order of their ids, so that a later question changes no group but its own.
fn by_meaning(questions: Vec<UnansweredQuestion>, vector: impl Fn(&UnansweredQuestion) -> Option<Vector>) -> Vec<Item> {
    let mut compared: Vec<&UnansweredQuestion> = questions.iter().take(MAX_COMPARED).collect();
    compared.sort_by_key(|question| question.id);
    let mut leaders: Vec<(i64, Vector)> = Vec::new();
    let mut leader_of: HashMap<i64, i64> = HashMap::new();
    for question in compared {
        let Some(vector) = vector(question) else { continue };
        match nearest(&leaders, &vector) {
            Some(leader) => drop(leader_of.insert(question.id, leader)),
            None => leaders.push((question.id, vector)),
        }
    }
    let mut items: Vec<Item> = Vec::new();
    let mut places: HashMap<i64, usize> = HashMap::new();
    for question in questions {
        let leader = leader_of.get(&question.id).copied().unwrap_or(question.id);
        let place = *places.entry(leader).or_insert(items.len());
        match items.get_mut(place) {
            Some(item) => item.questions.push(question),
            None => items.push(Item { questions: vec![question] }),
        }
    }
    items
}

/// Returns the leader that is nearest to a vector, if it is near enough.
fn nearest(leaders: &[(i64, Vector)], vector: &Vector) -> Option<i64> {
    let mut best = None;
    let mut best_similarity = MIN_SIMILARITY;
    for (leader, other) in leaders {
        let similarity = vector.dot(other);
        if similarity >= best_similarity {
            best = Some(*leader);
            best_similarity = similarity;
        }
    }
    best
}

impl QuestionVectors {
    /// Forgets the questions that are not listed any more.
    pub fn retain(&self, questions: &[UnansweredQuestion]) {
        let listed: std::collections::HashSet<&str> = questions.iter().map(|question| question.text.as_str()).collect();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|text, _| listed.contains(text.as_str()));
    }

    fn of(&self, text: &str, engine: &Engine) -> Option<Vector> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(text).copied();
        if known.is_some() {
            return known;
        }
        // The lock is not held here: a vector takes milliseconds.
        let vector = engine.vector(text)?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(text.to_owned(), vector);
        Some(vector)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::journal::Place;
    use matching::meaning::WIDTH;

    fn question(id: i64, asked: u32, part: Part, gap: Option<&str>) -> UnansweredQuestion {
        let gap = gap.map(|gap| gap.parse().unwrap());
        let text = format!("question {id}");
        UnansweredQuestion { id, place: Place::Guide, part, text, nearest: Vec::new(), gap, asked, first: 0, last: id }
    }

    fn ids(items: &[Item]) -> Vec<Vec<i64>> {
        items.iter().map(|item| item.questions.iter().map(|question| question.id).collect()).collect()
    }

    fn faq() -> Faq {
        let text = "
entries: [{id: pain, question: Does it hurt?, answer: No.}]
referrals:
  - {id: cost, question: How much is it?}
  - {id: hello, question: Hello, small_talk: true, message: Hi.}
  - {id: bleeding, question: It bleeds, urgent: true}
";
        faq::file::parse(text.as_bytes()).unwrap().faq
    }

    #[test]
    fn a_gap_is_one_item_and_small_talk_and_emergencies_are_none() {
        let questions = [
            question(1, 5, Part::NamedGap, Some("hello")),
            question(2, 4, Part::NamedGap, Some("gone")),
            question(3, 3, Part::NamedGap, Some("cost")),
            question(4, 2, Part::NamedGap, Some("bleeding")),
            question(5, 2, Part::NamedGap, Some("cost")),
            question(6, 1, Part::NoMatch, None),
            question(7, 1, Part::NotWhatIAsked, None),
        ];
        let items = |part| super::items(&questions, part, &faq(), None, &QuestionVectors::default());
        assert_eq!(ids(&items(Part::NamedGap)), [vec![3, 5], vec![2]]);
        assert_eq!(ids(&items(Part::NoMatch)), [[6]]);
        assert_eq!(ids(&items(Part::NotWhatIAsked)), [[7]]);
        let gap = &items(Part::NamedGap)[0];
        assert_eq!((gap.id(), gap.asked(), gap.last()), (3, 5, 5));
    }

    /// Returns a vector at this angle, in degrees, in the plane of the first two numbers.
    fn vector(angle: f32) -> Vector {
        let mut numbers = [0.0; WIDTH];
        (numbers[0], numbers[1]) = (angle.to_radians().cos(), angle.to_radians().sin());
        Vector::towards(&numbers)
    }

    #[test]
    fn a_later_question_changes_no_group_but_its_own() {
        let mut questions: Vec<_> = (1..=4).map(|id| question(id, 5 - id as u32, Part::NoMatch, None)).collect();
        let angles = [0.0, 90.0, 20.0, 75.0, 45.0];
        let angle = |question: &UnansweredQuestion| Some(vector(angles[question.id as usize - 1]));
        assert_eq!(ids(&by_meaning(questions.clone(), angle)), [[1, 3], [2, 4]]);
        // It is asked most, and between the others.
        questions.insert(0, question(5, 99, Part::NoMatch, None));
        let mut grouped = ids(&by_meaning(questions.clone(), angle));
        grouped.sort_unstable_by_key(|ids| ids.iter().min().copied());
        assert_eq!(grouped, [vec![1, 3], vec![2, 4], vec![5]].map(|ids| ids.to_vec()));
        let alone = by_meaning(questions, |_| None);
        assert_eq!(alone.len(), 5, "without vectors");
    }
}
