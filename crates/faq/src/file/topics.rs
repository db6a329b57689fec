//! Entries and referrals as nodes of the tree, complete or not.

use std::collections::HashSet;

use super::tree::Node;
use super::{Position, quoted};

/// The two lists of topics in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// Questions that the guide answers.
    Entries,
    /// Questions that it does not answer.
    Referrals,
}

impl Section {
    /// Both sections, in the file's usual order.
    pub(crate) const ALL: [Self; 2] = [Self::Entries, Self::Referrals];

    /// Returns the section under `key`.
    pub(super) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.key() == key)
    }

    /// Returns the section's key in the file.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::Referrals => "referrals",
        }
    }

    /// Returns the noun for one of its topics.
    fn noun(self) -> &'static str {
        match self {
            Self::Entries => "entry",
            Self::Referrals => "referral",
        }
    }
}

/// The key of the section with further phrasings to learn from, by the id of a topic.
pub(crate) const TRAINING: &str = "training";

/// Returns the beginning of a message about a topic: `entry "pain": `, or `entry 3: ` if it has no id.
pub(super) fn subject(section: Section, index: usize, node: &Node) -> String {
    match node.get("id").and_then(Node::text) {
        Some(id) if !id.is_empty() => format!("{} {}: ", section.noun(), quoted(id)),
        _ => format!("{} {}: ", section.noun(), index + 1),
    }
}

/// An entry or a referral in the tree.
pub(super) struct TopicNode<'a> {
    pub section: Section,
    pub index: usize,
    pub node: &'a Node,
    /// The phrasings under its id in the section `training`.
    pub training: &'a [Node],
}

impl<'a> TopicNode<'a> {
    /// Returns every topic of the file, entries first.
    pub fn all(root: &'a Node) -> Vec<Self> {
        let mut topics = Vec::new();
        let mut ids = HashSet::new();
        for section in Section::ALL {
            for (index, node) in root.get(section.key()).map_or(&[][..], Node::items).iter().enumerate() {
                let mut topic = Self { section, index, node, training: &[] };
                // Training under an id that several topics have is an error of its own, and reported only as that.
                if let Some((id, _)) = topic.id()
                    && ids.insert(id)
                {
                    let list = root.get(TRAINING).and_then(|training| training.get(id));
                    topic.training = list.map_or(&[], Node::items);
                }
                topics.push(topic);
            }
        }
        topics
    }

    /// Returns the beginning of a message about the topic.
    pub fn subject(&self) -> String {
        subject(self.section, self.index, self.node)
    }

    /// Returns the name of the topic in messages about other topics: `entry "pain"`.
    pub fn name(&self) -> String {
        self.subject().trim_end_matches(": ").to_owned()
    }

    /// Returns the id and its position, if the topic has an id.
    pub fn id(&self) -> Option<(&'a str, Position)> {
        text(self.node.get("id")?)
    }

    /// Returns the phrasings as they stand in the file.
    pub fn phrasings(&self) -> &'a [Node] {
        self.node.get("phrasings").map_or(&[], Node::items)
    }

    /// Returns the question, phrasings and training with their positions, as far as they are text.
    pub fn examples(&self) -> impl Iterator<Item = (&'a str, Position)> {
        self.node.get("question").into_iter().chain(self.phrasings()).chain(self.training).filter_map(text)
    }

    pub fn is_same(&self, other: &Self) -> bool {
        (self.section, self.index) == (other.section, other.index)
    }
}

fn text(node: &Node) -> Option<(&str, Position)> {
    Some((node.text()?, node.position))
}
