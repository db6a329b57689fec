//! Whether a change works: where each new phrasing leads once the change is saved.

use super::preview::Trial;
use super::proposal::Proposal;
use crate::reply::moderation::{self as words, Lead};
use crate::storage::Engine;
use faq::edit::TopicId;
use matching::decide::{Decision, Outcome, Reason};

/// How many new phrasings are tried. Each is decided on twice, and takes some milliseconds.
const MAX_TRIED: usize = 50;

/// The new phrasings of a proposal, and what became of them.
pub struct Effects {
    /// Those that lead to their own topic.
    working: Vec<String>,
    /// Those of them that led somewhere else before, with that.
    taken: Vec<(String, Lead)>,
    /// Those that lead somewhere else, with that.
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
            match lead(&own, &trial.after.decide(&example)) {
                Lead::Own => effects.add_working(&own, example, &trial.before),
                elsewhere => effects.failing.push((example, elsewhere)),
            }
        }
        effects
    }

    fn add_working(&mut self, own: &TopicId, example: String, before: &Engine) {
        match lead(own, &before.decide(&example)) {
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

fn lead(own: &TopicId, decision: &Decision<'_>) -> Lead {
    let gap = match decision.outcome {
        Outcome::Answer(entry) => {
            let is_own = decision.answers().iter().any(|answer| is_topic(own, answer.id().as_str(), true));
            let elsewhere = Lead::Entry(entry.id().to_string(), decision.confidence());
            return if is_own { Lead::Own } else { elsewhere };
        }
        Outcome::Refer { reason: Reason::Named(gap) | Reason::Urgent(gap), .. } => gap,
        Outcome::Refer { reason: Reason::Ambiguous, .. } => return Lead::Tie,
        Outcome::Refer { .. } => return Lead::Nowhere,
    };
    if is_topic(own, gap.id().as_str(), false) {
        return Lead::Own;
    }
    let id = gap.id().to_string();
    if gap.is_urgent() { Lead::Emergency(id) } else { Lead::Gap(id) }
}

fn is_topic(own: &TopicId, id: &str, is_entry: bool) -> bool {
    match own {
        TopicId::Entry(entry) => is_entry && entry.as_str() == id,
        TopicId::Referral(referral) => !is_entry && referral.as_str() == id,
    }
}
