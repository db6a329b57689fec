//! Where questions lead, seen from the topic that they are meant for.

use super::engine::Engine;
use faq::edit::TopicId;
use faq::file::{ExamplePositions, Position, Problem, Section};
use faq::{Entry, Faq, Referral};
use matching::decide::{Decision, Outcome, Reason};

/// How many phrasings of a file are tried. Each takes a few milliseconds.
const MAX_TRIED: usize = 1_000;

/// Where a question leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Lead {
    /// To the topic that it is meant for.
    Own,
    /// To another entry, with a confidence.
    Entry(String, f32),
    /// To a question that the guide is known not to answer.
    Gap(String),
    Emergency(String),
    /// To two entries that fit equally well.
    Tie,
    /// To no topic.
    Nowhere,
}

impl Lead {
    /// Returns where a decision leads, seen from the topic `own`.
    pub fn of(decision: &Decision<'_>, own: &TopicId) -> Self {
        match decision.outcome {
            Outcome::Answer(entry) => {
                let is_own = |answer: &&Entry| matches!(own, TopicId::Entry(id) if id == answer.id());
                match decision.answers().iter().any(is_own) {
                    true => Self::Own,
                    false => Self::Entry(entry.id().to_string(), decision.confidence()),
                }
            }
            Outcome::Refer { reason: Reason::Named(gap) | Reason::Urgent(gap), .. } => Self::of_gap(gap, own),
            Outcome::Refer { reason: Reason::Ambiguous, .. } => Self::Tie,
            Outcome::Refer { .. } => Self::Nowhere,
        }
    }

    fn of_gap(gap: &Referral, own: &TopicId) -> Self {
        let id = gap.id().to_string();
        match own {
            TopicId::Referral(own) if own == gap.id() => Self::Own,
            _ if gap.is_urgent() => Self::Emergency(id),
            _ => Self::Gap(id),
        }
    }

    fn warning(&self, position: Position) -> Option<Problem> {
        let message = match self {
            Self::Own => return None,
            Self::Entry(id, _) => format!("this leads to the entry \"{id}\" instead"),
            Self::Gap(id) => format!("this is not answered: the bot takes it for the gap \"{id}\""),
            Self::Emergency(id) => format!("this is not answered: the bot takes it for the emergency \"{id}\""),
            Self::Tie => "this is not answered: two entries fit equally well".to_owned(),
            Self::Nowhere => "this is not answered: nothing is close enough".to_owned(),
        };
        Some(Problem::warning(position, message))
    }
}

/// The phrasings of a file, tried one after the other.
struct Trial<'a> {
    engine: &'a Engine,
    tried: usize,
    warnings: Vec<Problem>,
}

impl Trial<'_> {
    /// Returns where a phrasing leads; `None` if too many were tried.
    fn lead(&mut self, own: &TopicId, phrasing: &str) -> Option<Lead> {
        self.tried += 1;
        if self.tried > MAX_TRIED { None } else { Some(Lead::of(&self.engine.decide(phrasing), own)) }
    }

    fn try_entries(&mut self, faq: &Faq, positions: &ExamplePositions) {
        for (index, entry) in faq.entries().iter().enumerate() {
            let own = TopicId::Entry(entry.id().clone());
            for (example, text) in entry.examples().take(1 + entry.phrasings().len()).enumerate() {
                let Some(lead) = self.lead(&own, text) else { continue };
                let is_shared_title = example == 0 && lead == Lead::Tie && has_namesake(faq, entry);
                if !is_shared_title {
                    self.warnings.extend(lead.warning(positions.get(Section::Entries, index, example)));
                }
            }
        }
    }
}

/// Returns a warning for each question and phrasing of an entry that the entry does not answer. The section `training` is not tried:
/// it may hold thousands.
pub fn misleading(engine: &Engine, positions: &ExamplePositions) -> Vec<Problem> {
    let mut trial = Trial { engine, tried: 0, warnings: Vec::new() };
    trial.try_entries(engine.faq(), positions);
    let untried = trial.tried.saturating_sub(MAX_TRIED);
    if untried > 0 {
        let message = format!("{untried} phrasings were not tried out, because there are more than {MAX_TRIED}");
        trial.warnings.push(Problem::warning(Position::START, message));
    }
    trial.warnings
}

/// Returns whether another entry asks the same question under another heading, so that people choose between them.
fn has_namesake(faq: &Faq, entry: &Entry) -> bool {
    let question = entry.question();
    faq.entries().iter().any(|other| other.id() != entry.id() && other.question().eq_ignore_ascii_case(question))
}
