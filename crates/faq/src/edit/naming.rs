//! Ids from questions.

use crate::{EntryId, Faq, limits};

/// What an id is called whose question has no letter that an id may have.
const NAMELESS: &str = "entry";
/// How long an id made from a question may be, so that it can be typed.
const LENGTH: usize = 40;

/// An id that no entry and no referral has, made from a question: `does-it-hurt`, then `does-it-hurt-2`.
pub fn free_id(faq: &Faq, question: &str) -> EntryId {
    let name = name(question);
    let taken = |id: &EntryId| {
        faq.entry(id).is_some() || faq.referrals().iter().any(|referral| referral.id().as_str() == id.as_str())
    };
    let numbered = (2_u64..).map(|number| format!("{name}-{number}"));
    let mut ids = std::iter::once(name.clone()).chain(numbered).filter_map(|id| id.parse().ok());
    // There are more numbers than entries, so this ends.
    loop {
        if let Some(id) = ids.next().filter(|id| !taken(id)) {
            return id;
        }
    }
}

fn name(question: &str) -> String {
    let mut name = String::new();
    for word in
        question.replace(['\'', '’'], "").split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
    {
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(&word.to_ascii_lowercase());
        if name.len() >= LENGTH {
            break;
        }
    }
    name.truncate(LENGTH.min(limits::ID));
    match name.trim_matches('-') {
        "" => NAMELESS.to_owned(),
        // They mean something of their own where a referral's id could stand.
        reserved @ ("general" | "urgent") => format!("{NAMELESS}-{reserved}"),
        name => name.to_owned(),
    }
}
