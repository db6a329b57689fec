//! Entries and referrals as they stand in the tree, whole or not.

use std::collections::HashSet;

use super::problem::{Position, quoted};
use super::tree::Node;

/// The two lists of topics in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// What the guide answers.
    Entries,
    /// What it does not.
    Referrals,
}

impl Section {
    /// Both, in the file's usual order.
    pub(crate) const ALL: [Self; 2] = [Self::Entries, Self::Referrals];

    /// The section that stands under `key`.
    pub(super) fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.key() == key)
    }

    /// Its key in the file.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::Referrals => "referrals",
        }
    }

    /// What one of its topics is called.
    fn noun(self) -> &'static str {
        match self {
            Self::Entries => "entry",
            Self::Referrals => "referral",
        }
    }
}

/// The key of the section with further phrasings to learn from, by the id of a topic.
pub(crate) const TRAINING: &str = "training";

/// How a message about a topic begins: `entry "pain": `, or `entry 3: ` if it has no id.
pub(super) fn subject(section: Section, index: usize, node: &Node) -> String {
    match node.get("id").and_then(Node::text) {
        Some(id) if !id.is_empty() => format!("{} {}: ", section.noun(), quoted(id)),
        _ => format!("{} {}: ", section.noun(), index + 1),
    }
}

/// An entry or a referral.
pub(super) struct Topic<'a> {
    pub section: Section,
    pub index: usize,
    pub node: &'a Node,
    /// The phrasings under its id in the section `training`.
    training: &'a [Node],
}

impl<'a> Topic<'a> {
    /// Every topic of the file, entries first.
    pub fn all(root: &'a Node) -> Vec<Self> {
        let mut topics = Vec::new();
        let mut known = HashSet::new();
        for section in Section::ALL {
            for (index, node) in root.get(section.key()).map_or(&[][..], Node::items).iter().enumerate() {
                let mut topic = Topic { section, index, node, training: &[] };
                // Training under an id that several topics have is an error of its own, and reported only as that.
                if let Some((id, _)) = topic.id()
                    && known.insert(id)
                {
                    let list = root.get(TRAINING).and_then(|training| training.get(id));
                    topic.training = list.map_or(&[], Node::items);
                }
                topics.push(topic);
            }
        }
        topics
    }

    /// How a message about it begins.
    pub fn subject(&self) -> String {
        subject(self.section, self.index, self.node)
    }

    /// What other topics' messages call it: `entry "pain"`.
    pub fn name(&self) -> String {
        self.subject().trim_end_matches(": ").to_owned()
    }

    /// Its id and where that stands, if it has one.
    pub fn id(&self) -> Option<(&'a str, Position)> {
        text(self.node.get("id")?)
    }

    /// Its phrasings as they stand in the file.
    pub fn phrasings(&self) -> &'a [Node] {
        self.node.get("phrasings").map_or(&[], Node::items)
    }

    /// Its further phrasings in the section `training`.
    pub fn training(&self) -> &'a [Node] {
        self.training
    }

    /// Its question, phrasings and training, as far as they are text, and where they stand.
    pub fn examples(&self) -> impl Iterator<Item = (&'a str, Position)> {
        self.node.get("question").into_iter().chain(self.phrasings()).chain(self.training).filter_map(text)
    }
}

fn text(node: &Node) -> Option<(&str, Position)> {
    Some((node.text()?, node.position))
}
