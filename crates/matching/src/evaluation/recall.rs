//! Each entry by itself: is it given when it should be, and only then?

use super::{Evaluation, Expect, Label, Share, Verdict};
use faq::Entry;

/// How well one entry is found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retrieval<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// Of the cases that it serves, those answered right (with it or with another that serves).
    pub recall: Share,
    /// Of the cases answered with it, those it serves.
    pub precision: Share,
}

impl<'a> Evaluation<'a> {
    /// The entries that were expected or given, in the file's order.
    pub fn retrievals(&self) -> Vec<Retrieval<'a>> {
        let new = |entry| Retrieval { entry, recall: Share::default(), precision: Share::default() };
        let mut all: Vec<Retrieval<'a>> = self.faq().entries().iter().map(new).collect();
        for judged in self.judged() {
            let right = judged.verdict == Verdict::Right;
            if let Expect::Entries(ids) = &judged.case.expect {
                let serving = all.iter_mut().filter(|retrieval| ids.contains(retrieval.entry.id()));
                serving.for_each(|retrieval| retrieval.recall.count(right));
            }
            if let Label::Entry(at) = judged.given
                && let Some(given) = all.get_mut(at)
            {
                given.precision.count(right);
            }
        }
        all.retain(|retrieval| retrieval.recall.whole + retrieval.precision.whole > 0);
        all
    }
}
