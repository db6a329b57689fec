//! Ids of entries and referrals: `[a-z0-9-]`, 1 to 64 characters.

use std::fmt;
use std::str::FromStr;

use super::limits;

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to {} characters of a-z, 0-9 and \"-\"", limits::ID)]
pub struct InvalidId;

fn parse(text: &str) -> Result<Box<str>, InvalidId> {
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    if text.is_empty() || text.len() > limits::ID || !text.bytes().all(allowed) {
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
            /// The id's text.
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
    /// Names an entry, e.g. `pain`.
    EntryId
}
id! {
    /// Names a referral, e.g. `cost`.
    ReferralId
}
