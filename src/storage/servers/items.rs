//! Items of a server, and changes of them.

use std::fmt;
use std::str::FromStr;

use faq::{EntryId, ReferralId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A part of a server's data that is changed as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    Settings,
    /// The server's answer to a gap of the guide.
    Gap(ReferralId),
    /// An entry of the server's own.
    Entry(EntryId),
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings => f.write_str("settings"),
            Self::Gap(id) => write!(f, "gap:{id}"),
            Self::Entry(id) => write!(f, "entry:{id}"),
        }
    }
}

/// The error for a text that names no item.
#[derive(Debug, thiserror::Error)]
#[error("this names no part of a server's data")]
pub struct InvalidItem;

impl FromStr for Item {
    type Err = InvalidItem;

    fn from_str(text: &str) -> Result<Self, InvalidItem> {
        match text.split_once(':') {
            None if text == "settings" => Ok(Self::Settings),
            Some(("gap", id)) => id.parse().map(Self::Gap).map_err(|_| InvalidItem),
            Some(("entry", id)) => id.parse().map(Self::Entry).map_err(|_| InvalidItem),
            _ => Err(InvalidItem),
        }
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// An item with its JSON before and after a change; `None` where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemChange {
    pub item: Item,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A change of a server's data, which is made as a whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The line about it in the history and in the log channel.
    pub summary: String,
    pub items: Vec<ItemChange>,
    /// The revision that it takes back.
    pub takes_back: Option<u64>,
}

impl Change {
    pub fn new(summary: String, items: Vec<ItemChange>) -> Self {
        Self { summary, items, takes_back: None }
    }
}

/// A change that waits for "Save".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub change: Change,
}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// From 1 on.
    pub number: u64,
    /// Seconds since 1970.
    pub time: i64,
    /// The user's id.
    pub author: u64,
    pub summary: String,
    /// Whether a later change took it back.
    pub is_undone: bool,
}
