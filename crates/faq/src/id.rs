//! Ids of entries and referrals: `[a-z0-9-]`, 1 to 64 characters.

use std::fmt;
use std::str::FromStr;

use super::{Faq, limits};

/// The error for a text that is not a valid id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to {} characters of a-z, 0-9 and \"-\"", limits::ID)]
pub struct InvalidId;

fn parse(text: &str) -> Result<Box<str>, InvalidId> {
    let is_allowed = text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    if text.is_empty() || text.len() > limits::ID || !is_allowed {
        return Err(InvalidId);
    }
    Ok(text.into())
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// The id of an entry, e.g. `pain`.
    EntryId
}
id! {
    /// The id of a referral, e.g. `cost`.
    ReferralId
}

/// The id for a question without any letter that an id may have.
const FALLBACK_ID: &str = "entry";
/// The length in bytes of an id made from a question, so that people can type it.
const GENERATED_LENGTH: usize = 40;

/// Makes an id from a question that no entry and no referral has: `does-it-hurt`, then `does-it-hurt-2`.
pub(crate) fn free_id(faq: &Faq, question: &str) -> EntryId {
    let slug = slug(question);
    let mut candidate = slug.clone();
    // There are more numbers than entries, so this ends.
    for number in 2_u64.. {
        if let Ok(id) = candidate.parse()
            && !is_taken(faq, &id)
        {
            return id;
        }
        candidate = format!("{slug}-{number}");
    }
    EntryId(candidate.into())
}

fn is_taken(faq: &Faq, id: &EntryId) -> bool {
    faq.entry(id).is_some() || faq.referrals().iter().any(|referral| referral.id().as_str() == id.as_str())
}

fn slug(question: &str) -> String {
    let question = question.replace(['\'', '’'], "").to_ascii_lowercase();
    let mut slug = String::new();
    for word in question.split(|c: char| !c.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
        if slug.len() >= GENERATED_LENGTH {
            break;
        }
    }
    slug.truncate(GENERATED_LENGTH);
    match slug.trim_matches('-') {
        "" => FALLBACK_ID.to_owned(),
        // `ask --json` uses these two words in place of a referral's id.
        reserved @ ("general" | "urgent") => format!("{FALLBACK_ID}-{reserved}"),
        slug => slug.to_owned(),
    }
}
