//! Whether a FAQ lost so much at once that it looks like an accident: a slip in an editor can remove half a file, and what is
//! left is valid.

use faq::Faq;

/// What a FAQ lost over half of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shrinkage {
    /// Entries, referrals or urgent referrals; without its referrals, a FAQ answers what it must not.
    pub what: &'static str,
    /// How many there were.
    pub had: usize,
    /// How many are left.
    pub has: usize,
}

impl Shrinkage {
    /// What was lost from one FAQ to the next, if it is over half of something.
    pub(super) fn between(before: &Faq, now: &Faq) -> Option<Self> {
        let pairs = counts(before).into_iter().zip(counts(now));
        let mut losses = pairs.map(|((what, had), (_, has))| Self { what, had, has });
        losses.find(|loss| loss.has * 2 < loss.had)
    }
}

fn counts(faq: &Faq) -> [(&'static str, usize); 3] {
    let urgent = faq.referrals().iter().filter(|referral| referral.urgent()).count();
    [("entries", faq.entries().len()), ("referrals", faq.referrals().len()), ("urgent referrals", urgent)]
}
