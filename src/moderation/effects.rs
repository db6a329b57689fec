//! Whether a change works: where each new phrasing leads once the change is saved.

use super::preview::Trial;
use super::proposal::Proposal;
use crate::reply::moderation as words;
use crate::storage::{Engine, Lead};
use faq::edit::TopicId;

/// How many new phrasings are tried. Each is decided on twice, which takes a few milliseconds.
const MAX_TRIED: usize = 50;

/// The new phrasings of a proposal, and where they lead.
pub struct Effects {
    /// Those that lead to their own topic.
    working: Vec<String>,
    /// Those of them that led somewhere else before, and where.
    taken: Vec<(String, Lead)>,
    /// Those that lead somewhere else, and where.
    failing: Vec<(String, Lead)>,
    /// How many were not tried.
    untried: usize,
}

impl Effects {
    /// Tries the phrasings that a proposal adds, its question included.
    pub fn of(proposal: &Proposal, trial: &Trial) -> Self {
        let mut effects = Self { working: Vec::new(), taken: Vec::new(), failing: Vec::new(), untried: 0 };
        let Some(own) = proposal.topic(&trial.faq) else { return effects };
        let new = proposal.new_examples(&trial.faq);
        effects.untried = new.len().saturating_sub(MAX_TRIED);
        for example in new.into_iter().take(MAX_TRIED) {
            match Lead::of(&trial.after.decide(&example), &own) {
                Lead::Own => effects.add_working(&own, example, &trial.before),
                elsewhere => effects.failing.push((example, elsewhere)),
            }
        }
        effects
    }

    fn add_working(&mut self, own: &TopicId, example: String, before: &Engine) {
        match Lead::of(&before.decide(&example), own) {
            Lead::Own | Lead::Nowhere | Lead::Tie => {}
            elsewhere => self.taken.push((example.clone(), elsewhere)),
        }
        self.working.push(example);
    }

    /// Returns whether every phrasing leads to its own topic.
    pub fn all_work(&self) -> bool {
        self.failing.is_empty()
    }

    /// Returns the lines about them, for a preview.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = self.warnings();
        lines.extend(words::will_lead_here(&self.working));
        lines.extend(words::not_tried(self.untried));
        lines
    }

    /// Returns the lines about those that fail, or that led somewhere else before.
    pub fn warnings(&self) -> Vec<String> {
        let mut lines = words::will_lead_elsewhere(&self.failing);
        lines.extend(words::led_elsewhere(&self.taken));
        lines
    }
}
