//! The text of a reply that answers one question of a message, or several: each further answer below its title, and then what
//! the guide does not answer.

use std::borrow::Cow;

use super::guide::Guide;
use super::{MAX_BODY_LENGTH, MAX_FOOTER_LENGTH, PARAGRAPH_BREAK, cut, one_line};
use faq::Entry;
use matching::decide::Others;

/// The entries that one reply shows, and the questions that it leaves open.
pub(super) struct Answers<'a> {
    pub first: &'a Entry,
    pub others: &'a Others<'a>,
}

/// The Markdown of an embed.
pub(super) struct Body<'a> {
    /// At most 4,096 characters.
    pub text: String,
    /// The entries whose answers had to be cut.
    pub shortened: Vec<&'a Entry>,
}

/// A part of a body.
struct Section<'a> {
    /// The text before it, which is never cut.
    heading: String,
    text: Cow<'a, str>,
    /// The entry that it answers with.
    entry: Option<&'a Entry>,
}

impl<'a> Answers<'a> {
    /// Returns whether the reply shows this entry.
    pub fn contains(&self, entry: &Entry) -> bool {
        self.entries().iter().any(|shown| shown.id() == entry.id())
    }

    fn entries(&self) -> Vec<&'a Entry> {
        let mut entries = vec![self.first];
        entries.extend(&self.others.also);
        entries
    }

    /// Returns the answers, and what the guide does not answer. If they do not fit, the longest are cut.
    pub fn body(&self, guide: &Guide<'_>) -> Body<'a> {
        let entries = self.entries();
        let note = guide.note_on_language(&entries).map(|note| format!("*{note}*{PARAGRAPH_BREAK}"));
        let mut sections = Vec::new();
        for entry in entries {
            let heading = match sections.is_empty() {
                true => note.clone().unwrap_or_default(),
                false => further_title(guide, entry),
            };
            sections.push(Section { heading, text: Cow::Borrowed(guide.answer(entry)), entry: Some(entry) });
        }
        if let Some(text) = self.unanswered(guide) {
            sections.push(Section { heading: PARAGRAPH_BREAK.to_owned(), text: Cow::Owned(text), entry: None });
        }
        let limit = section_limit(&sections);
        let mut body = Body { text: String::new(), shortened: Vec::new() };
        for section in sections {
            body.text.push_str(&section.heading);
            body.text.push_str(&cut(&section.text, limit));
            if length(&section.text) > limit {
                body.shortened.extend(section.entry);
            }
        }
        body
    }

    /// Returns lines that name what the guide does not answer. Small talk gets its reply, but is not named.
    fn unanswered(&self, guide: &Guide<'_>) -> Option<String> {
        let mut named = Vec::new();
        let mut messages = Vec::new();
        for gap in &self.others.unanswered {
            if !gap.is_small_talk() {
                named.push(guide.gap_question(gap));
            }
            messages.extend(guide.message(gap).or(guide.untranslated_message(gap)));
        }
        let mut lines = Vec::new();
        if !named.is_empty() {
            lines.push(guide.words.not_in_the_guide(&named));
        }
        for message in messages {
            lines.push(message.to_owned());
        }
        if self.others.unclear {
            lines.push(guide.words.part_not_understood());
        }
        if lines.is_empty() { None } else { Some(lines.join("\n")) }
    }

    /// Returns the sources of the answers, the disclaimer, and the sentence on emergencies if a question is left open.
    pub fn footer(&self, guide: &Guide<'_>) -> Option<String> {
        let mut lines: Vec<String> = guide.disclaimer().map(str::to_owned).into_iter().collect();
        if self.others.unclear || self.others.unanswered.iter().any(|gap| !gap.is_small_talk()) {
            lines.extend(guide.emergency());
        }
        let mut footer = lines.join("\n");
        let sources = self.sources();
        if !sources.is_empty() {
            let room = MAX_FOOTER_LENGTH.saturating_sub(length(&footer) + 1);
            let line = cut(&guide.words.from_the_guide(&sources.join("; ")), room);
            footer = if footer.is_empty() { line } else { format!("{line}\n{footer}") };
        }
        if footer.is_empty() { None } else { Some(cut(&footer, MAX_FOOTER_LENGTH)) }
    }

    /// Returns the guide's sections that hold the answers, each once.
    fn sources(&self) -> Vec<&'a str> {
        let mut sources = Vec::new();
        for entry in self.entries() {
            if let Some(source) = entry.source()
                && !sources.contains(&source)
            {
                sources.push(source);
            }
        }
        sources
    }
}

fn further_title(guide: &Guide<'_>, entry: &Entry) -> String {
    format!("{PARAGRAPH_BREAK}**{}**\n", one_line(&guide.name(entry)))
}

/// Returns the most characters that the text of each section may have, so that all fit. Texts that need less leave the rest to
/// the longer ones.
fn section_limit(sections: &[Section<'_>]) -> usize {
    let mut room = MAX_BODY_LENGTH;
    let mut lengths = Vec::with_capacity(sections.len());
    for section in sections {
        room = room.saturating_sub(length(&section.heading));
        lengths.push(length(&section.text));
    }
    lengths.sort_unstable();
    for (shorter, needed) in lengths.iter().enumerate() {
        let share = room / (lengths.len() - shorter);
        if *needed > share {
            return share;
        }
        room -= needed;
    }
    MAX_BODY_LENGTH
}

fn length(text: &str) -> usize {
    text.chars().count()
}
