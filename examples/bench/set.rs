//! Reads the files and makes a FAQ of them.

use std::collections::HashSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use faq::{Faq, file, limits};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The label of uncovered questions.
pub const NOT_COVERED: &str = "oos";

/// One question of a test file.
#[derive(Debug, Deserialize)]
pub struct Question {
    pub text: String,
    pub label: String,
    pub typo1: String,
    pub typo2: String,
}

/// One intent of a training file.
#[derive(Debug, Deserialize)]
struct Intent {
    intent: String,
    phrasings: Vec<String>,
}

/// The intents of a training file, in its order.
pub struct IntentSet {
    name: String,
    intents: Vec<Intent>,
}

impl IntentSet {
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = name.split('.').next().unwrap_or_default().to_owned();
        Ok(Self { name, intents: lines(path)? })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the place of an intent's entry in the FAQ.
    pub fn place(&self, label: &str) -> Option<usize> {
        self.intents.iter().position(|intent| intent.intent == label)
    }

    /// Makes a FAQ with an entry for each intent, through the file format that moderators write.
    pub fn faq(&self) -> anyhow::Result<Faq> {
        let yaml = self.yaml()?;
        match file::parse(yaml.as_bytes()) {
            Ok(parsed) => Ok(parsed.faq),
            Err(problems) => match problems.first() {
                Some(problem) => bail!("no valid FAQ: {}", problem.at(&self.name)),
                None => bail!("no valid FAQ"),
            },
        }
    }

    fn yaml(&self) -> anyhow::Result<String> {
        let mut seen = HashSet::new();
        let mut yaml = String::from("entries:\n");
        for (at, intent) in self.intents.iter().enumerate() {
            // A FAQ must not have the same phrasing in two entries: the first entry keeps it.
            let mut own: Vec<String> = Vec::new();
            for text in &intent.phrasings {
                if is_new(&mut seen, text) {
                    own.push(cut(text, if own.is_empty() { limits::QUESTION } else { limits::PHRASING }));
                }
            }
            let (question, phrasings) =
                own.split_first().with_context(|| format!("{} has no phrasing", intent.intent))?;
            writeln!(yaml, "  - id: {}", id(&intent.intent, at))?;
            writeln!(yaml, "    question: {}", json(question)?)?;
            writeln!(yaml, "    answer: It is answered.\n    phrasings: {}", json(&phrasings)?)?;
        }
        Ok(yaml)
    }
}

/// Reads the questions of a test file.
pub fn questions(path: &Path) -> anyhow::Result<Vec<Question>> {
    lines(path)
}

fn lines<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let mut items = Vec::new();
    for (at, json) in fs::read_to_string(path)?.lines().enumerate() {
        items.push(serde_json::from_str(json).with_context(|| format!("line {}", at + 1))?);
    }
    Ok(items)
}

/// Returns true if a phrasing has words, and not the same as a phrasing before it.
fn is_new(seen: &mut HashSet<Vec<String>>, text: &str) -> bool {
    let mut folded = text.nfkc().collect::<String>().to_lowercase();
    folded.retain(|c| !matches!(c, '\'' | '’'));
    let mut words = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()) {
        if !word.is_empty() {
            words.push(word.to_owned());
        }
    }
    !words.is_empty() && seen.insert(words)
}

/// Returns a unique id that looks like the intent.
fn id(intent: &str, at: usize) -> String {
    let mut slug = String::new();
    for c in intent.chars().take(limits::ID - 8) {
        slug.push(if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    }
    format!("{slug}-{at}")
}

/// Returns the text without what a FAQ refuses: more than `limit` characters, and control characters.
fn cut(text: &str, limit: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(limit).collect();
    text.trim().to_owned()
}

/// Returns strings and lists as JSON, which is also YAML.
fn json(value: &impl Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string(value)?)
}
