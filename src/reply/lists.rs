//! Lists of entries: everything that the guide answers, in pages, and the entries that Discord offers while somebody types a
//! question or an entry's name.

use super::guide::Guide;
use super::{Locale, Reply, cut, one_line, words};
use faq::edit::TopicId;
use faq::{Entry, EntryId, Faq};

/// The length of a page in characters: below an embed's 4,096, so that the line about left-out entries fits.
const MAX_PAGE_LENGTH: usize = 3_900;
/// The most pages that are sent at once.
const MAX_PAGES: usize = 5;

/// Returns the list of all entries, under their categories in the order of the file: one reply for each page, at least one.
pub fn topics(faq: &Faq, locale: Locale) -> Vec<Reply> {
    let guide = Guide::new(faq, locale);
    let (mut pages, left_out) = pages(&lines(&guide));
    if left_out > 0
        && let Some(page) = pages.last_mut()
    {
        page.push_str(&guide.words.and_more(left_out));
    }
    let mut replies = Vec::new();
    for page in pages {
        replies.push(Reply::note(page.trim()));
    }
    if let Some(first) = replies.first_mut() {
        first.title = Some(guide.words.topics_title());
    }
    if let Some(last) = replies.last_mut() {
        last.footer = Some(guide.words.topics_footer());
    }
    replies
}

struct TopicLine {
    text: String,
    /// True if the line names an entry, and not a category.
    is_entry: bool,
}

fn lines(guide: &Guide<'_>) -> Vec<TopicLine> {
    let mut lines = Vec::new();
    for (category, entries) in by_category(guide.faq) {
        if let Some(heading) = category {
            let heading = one_line(guide.category(heading));
            lines.push(TopicLine { text: format!("\n**{heading}**\n"), is_entry: false });
        }
        for entry in entries {
            lines.push(TopicLine { text: format!("- {}\n", one_line(guide.question(entry))), is_entry: true });
        }
    }
    lines
}

/// Groups the entries. Those without a category come first, so that they do not appear under the heading of another.
fn by_category(faq: &Faq) -> Vec<(Option<&str>, Vec<&Entry>)> {
    let mut groups: Vec<(Option<&str>, Vec<&Entry>)> = vec![(None, Vec::new())];
    for entry in faq.entries() {
        match groups.iter_mut().find(|(category, _)| *category == entry.category()) {
            Some((_, entries)) => entries.push(entry),
            None => groups.push((entry.category(), vec![entry])),
        }
    }
    groups
}

/// Returns the pages, and the number of entries that did not fit on them.
fn pages(lines: &[TopicLine]) -> (Vec<String>, usize) {
    let mut pages = vec![String::new()];
    let mut room = MAX_PAGE_LENGTH;
    for (index, line) in lines.iter().enumerate() {
        let length = line.text.chars().count();
        if length > room {
            if pages.len() == MAX_PAGES {
                return (pages, lines[index..].iter().filter(|line| line.is_entry).count());
            }
            pages.push(String::new());
            room = MAX_PAGE_LENGTH;
        }
        room = room.saturating_sub(length);
        if let Some(page) = pages.last_mut() {
            page.push_str(&line.text);
        }
    }
    (pages, 0)
}

/// The most choices that Discord shows.
pub const MAX_CHOICES: usize = 25;
/// The longest name of a choice, in characters.
const MAX_CHOICE_LENGTH: usize = 100;
/// The prefix of a choice's value; the entry's id follows.
const ENTRY_PREFIX: &str = "entry:";
/// The prefix of the value of a gap's choice; the gap's id follows.
const GAP_PREFIX: &str = "gap:";

/// One choice below an option with autocomplete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The text in the list, at most 100 characters.
    pub name: String,
    /// The option's value once the choice is picked, at most 100 characters.
    pub value: String,
}

/// Returns at most 25 entries: first those that the matcher `found` for what was `typed`, best first, then those that
/// contain it literally, since half a word means little to the matcher. Before anything is typed, all entries are offered
/// in the order of the file. Their names are in the reader's language.
pub fn choices<'a>(
    faq: &'a Faq,
    typed: &str,
    found: impl IntoIterator<Item = &'a Entry>,
    locale: Locale,
) -> Vec<Choice> {
    let guide = Guide::new(faq, locale);
    let typed = typed.trim().to_lowercase();
    let mut offered: Vec<&Entry> = Vec::new();
    if !typed.is_empty() {
        for entry in found {
            offer(entry, &mut offered);
        }
    }
    for entry in faq.entries() {
        if offered.len() == MAX_CHOICES {
            break;
        }
        if contains(entry, &typed) || guide.question(entry).to_lowercase().contains(&typed) {
            offer(entry, &mut offered);
        }
    }
    offered.into_iter().map(|entry| choice(&guide, entry)).collect()
}

/// Returns a choice that is a server's own.
pub fn own_choice(name: &str, value: String) -> Choice {
    Choice { name: cut(&one_line(name), MAX_CHOICE_LENGTH), value }
}

fn offer<'a>(entry: &'a Entry, offered: &mut Vec<&'a Entry>) {
    if offered.len() < MAX_CHOICES && !offered.iter().any(|other| other.id() == entry.id()) {
        offered.push(entry);
    }
}

fn contains(entry: &Entry, typed: &str) -> bool {
    entry.examples().any(|example| example.to_lowercase().contains(typed))
}

fn choice(guide: &Guide<'_>, entry: &Entry) -> Choice {
    Choice {
        name: cut(&one_line(&guide.name(entry)), MAX_CHOICE_LENGTH),
        value: format!("{ENTRY_PREFIX}{}", entry.id()),
    }
}

/// Returns at most 25 entries and gaps: first those that the matcher `found` for what was `typed`, best first, then those that contain
/// it literally, also in their ids.
pub fn topic_choices(faq: &Faq, typed: &str, found: impl IntoIterator<Item = TopicId>) -> Vec<Choice> {
    let typed = typed.trim().to_lowercase();
    let mut offered: Vec<TopicId> = Vec::new();
    if !typed.is_empty() {
        offered.extend(found);
    }
    for entry in faq.entries() {
        if contains(entry, &typed) || entry.id().as_str().contains(&typed) {
            offered.push(TopicId::Entry(entry.id().clone()));
        }
    }
    for gap in faq.referrals() {
        let is_named = gap.examples().any(|example| example.to_lowercase().contains(&typed));
        if is_named || gap.id().as_str().contains(&typed) {
            offered.push(TopicId::Referral(gap.id().clone()));
        }
    }
    let mut choices: Vec<Choice> = Vec::new();
    for choice in offered.iter().filter_map(|topic| topic_choice(faq, topic)) {
        if choices.len() < MAX_CHOICES && choices.iter().all(|other| other.value != choice.value) {
            choices.push(choice);
        }
    }
    choices
}

/// Returns the choices of these entries and gaps, at most 25.
pub fn topics_by_id(faq: &Faq, topics: &[TopicId]) -> Vec<Choice> {
    topics.iter().filter_map(|topic| topic_choice(faq, topic)).take(MAX_CHOICES).collect()
}

/// Returns the choice of an entry or a gap of the FAQ.
fn topic_choice(faq: &Faq, topic: &TopicId) -> Option<Choice> {
    match topic {
        TopicId::Entry(id) => Some(choice(&Guide::new(faq, Locale::of_faq(faq)), faq.entry(id)?)),
        TopicId::Referral(id) => {
            let name = words::gap_choice(faq.referral(id)?.question());
            Some(Choice { name: cut(&one_line(&name), MAX_CHOICE_LENGTH), value: format!("{GAP_PREFIX}{id}") })
        }
    }
}

/// Returns the entry or gap that was picked from [`topic_choices`]; `None` if the text was typed freely.
pub fn picked_topic(value: &str) -> Option<TopicId> {
    match value.strip_prefix(GAP_PREFIX) {
        Some(id) => id.parse().ok().map(TopicId::Referral),
        None => picked(value).map(TopicId::Entry),
    }
}

/// Returns the entry that was picked from the choices; `None` if the text was typed freely.
pub fn picked(value: &str) -> Option<EntryId> {
    value.strip_prefix(ENTRY_PREFIX)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(count: usize, length: usize) -> Vec<TopicLine> {
        (0..count).map(|_| TopicLine { text: "x".repeat(length), is_entry: true }).collect()
    }

    #[test]
    fn pages_are_filled_and_left_out_entries_are_counted() {
        let (few, left_out) = pages(&entries(3, 100));
        assert_eq!((few.len(), left_out), (1, 0));

        let (many, left_out) = pages(&entries(200, 390));
        assert_eq!((many.len(), left_out), (MAX_PAGES, 150));
        assert!(many.iter().all(|page| page.len() <= MAX_PAGE_LENGTH));
    }

    #[test]
    fn a_picked_choice_is_distinguished_from_a_question() {
        assert_eq!(picked("entry:pain"), Some("pain".parse().unwrap()));
        for question in ["does it hurt?", "entry: pain", "entry:", "entry:does it hurt?"] {
            assert_eq!(picked(question), None, "{question}");
        }
    }

    const FAQ: &str = "
entries: [{id: pain, question: Does it hurt?, answer: No., phrasings: [is it painful]}]
referrals: [{id: cost, question: How much is it?, phrasings: [how expensive]}]
";

    #[test]
    fn any_entry_and_any_gap_is_found_by_typing() {
        let faq = faq::file::parse(FAQ.as_bytes()).unwrap().faq;
        let found = |typed: &str| -> Vec<String> {
            topic_choices(&faq, typed, []).into_iter().map(|choice| choice.value).collect()
        };
        assert_eq!(found("PAINF"), ["entry:pain"]);
        assert_eq!(found("expens"), ["gap:cost"]);
        assert_eq!(found("cos"), ["gap:cost"], "by its id");
        assert_eq!(found(""), ["entry:pain", "gap:cost"]);
        assert_eq!(found("xyz"), [""; 0]);
        let nearest = topic_choices(&faq, "pain", [TopicId::Referral("cost".parse().unwrap())]);
        assert_eq!(nearest[0].name, "Not in the guide: How much is it?");
        let topics: Vec<_> =
            nearest.iter().map(|choice| picked_topic(&choice.value).unwrap().as_str().to_owned()).collect();
        assert_eq!(topics, ["cost", "pain"]);
        assert_eq!(picked_topic("cost"), None);
    }
}
