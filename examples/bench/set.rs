//! The files, and the FAQ that is made of them.

use std::collections::HashSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, anyhow};
use faq::{Faq, file, limits};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The label of questions that no entry answers.
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
pub struct TrainingSet {
    name: String,
    intents: Vec<Intent>,
}

impl TrainingSet {
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = name.split('.').next().unwrap_or_default().to_owned();
        Ok(Self { name, intents: lines(path)? })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The place of an intent's entry in the FAQ.
    pub fn place(&self, label: &str) -> Option<usize> {
        self.intents.iter().position(|intent| intent.intent == label)
    }

    /// An entry an intent, by way of the file format: what a moderator could have written.
    pub fn faq(&self) -> anyhow::Result<Faq> {
        let yaml = self.yaml()?;
        let parsed = file::parse(yaml.as_bytes()).map_err(|problems| {
            let problem = problems.first().map(|problem| problem.at(&self.name).to_string());
            anyhow!("no valid FAQ: {}", problem.unwrap_or_default())
        })?;
        Ok(parsed.faq)
    }

    fn yaml(&self) -> anyhow::Result<String> {
        let mut seen = HashSet::new();
        let mut yaml = String::from("entries:\n");
        for (at, intent) in self.intents.iter().enumerate() {
            // The FAQ refuses a phrasing that leads to two entries: the first keeps it.
            let own: Vec<&String> = intent.phrasings.iter().filter(|text| is_new(&mut seen, text)).collect();
            let (question, phrasings) =
                own.split_first().with_context(|| format!("{} has no phrasing", intent.intent))?;
            writeln!(yaml, "  - id: {}", id(&intent.intent, at))?;
            writeln!(yaml, "    question: {}", json(&cut(question, limits::QUESTION))?)?;
            let phrasings: Vec<String> = phrasings.iter().map(|text| cut(text, limits::PHRASING)).collect();
            writeln!(yaml, "    answer: It is answered.\n    phrasings: {}", json(&phrasings)?)?;
        }
        Ok(yaml)
    }
}

/// The questions of a test file.
pub fn questions(path: &Path) -> anyhow::Result<Vec<Question>> {
    lines(path)
}

fn lines<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let text = fs::read_to_string(path)?;
    let lines = (1..).zip(text.lines());
    lines.map(|(line, json)| serde_json::from_str(json).with_context(|| format!("line {line}"))).collect()
}

/// Whether a phrasing has words, and others than those before it.
fn is_new(seen: &mut HashSet<Vec<String>>, text: &str) -> bool {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).filter(|c| !matches!(c, '\'' | '’')).collect();
    let words: Vec<String> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    !words.is_empty() && seen.insert(words)
}

/// An id that reads like the intent and is nobody else's.
fn id(intent: &str, at: usize) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let slug: String = intent.chars().map(plain).take(limits::ID - 8).collect();
    format!("{slug}-{at}")
}

/// The text without what no FAQ may hold: more than `limit` characters, control characters.
fn cut(text: &str, limit: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(limit).collect();
    text.trim().to_owned()
}

/// Strings and lists of JSON are YAML's too.
fn json(value: &impl Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string(value)?)
}
