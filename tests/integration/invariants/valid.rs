//! The invariants of every FAQ.

use std::collections::HashSet;

use faq::{Faq, limits};

/// Checks again everything that parsing a file checks.
pub fn valid(faq: &Faq) {
    assert!(!faq.entries().is_empty(), "no entries");
    let entries: HashSet<&str> = faq.entries().iter().map(|entry| entry.id().as_str()).collect();
    let referrals: HashSet<&str> = faq.referrals().iter().map(|referral| referral.id().as_str()).collect();
    assert_eq!((entries.len(), referrals.len()), (faq.entries().len(), faq.referrals().len()), "an id twice");
    assert!(entries.union(&referrals).all(|id| (1..=limits::ID).contains(&id.len())), "{entries:?} {referrals:?}");

    fits(faq.disclaimer(), limits::DISCLAIMER);
    let texts = faq.texts();
    fits([texts.general.as_str(), &texts.urgent], limits::MESSAGE);
    fits(faq.emergency(), limits::EMERGENCY);
    fits(faq.about(), limits::ABOUT);
    for entry in faq.entries() {
        fits([entry.question()], limits::QUESTION);
        fits([entry.answer()], limits::ANSWER);
        fits(entry.source(), limits::SOURCE);
        fits(entry.category(), limits::CATEGORY);
        phrasings(entry.phrasings(), entry.training());
        let related: HashSet<_> = faq.related(entry).map(|related| related.id()).collect();
        assert!(related.len() <= limits::RELATED && !related.contains(entry.id()), "{entry:?}");
    }
    for referral in faq.referrals() {
        fits([referral.question()], limits::QUESTION);
        fits(referral.message(), limits::MESSAGE);
        phrasings(referral.phrasings(), referral.training());
    }
}

fn phrasings(phrasings: &[String], training: &[String]) {
    assert!(phrasings.len() + training.len() <= limits::PHRASINGS);
    fits(phrasings.iter().chain(training).map(String::as_str), limits::PHRASING);
}

/// Asserts that each text is trimmed, not empty and within its limit.
fn fits<'t>(texts: impl IntoIterator<Item = &'t str>, limit: usize) {
    for text in texts {
        assert!((1..=limit).contains(&text.chars().count()) && text == text.trim(), "{text:?} with a limit of {limit}");
    }
}
