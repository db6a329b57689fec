//! Composes everything that the bot says, as replies that fit Discord's limits for any FAQ, in the language of the person who
//! reads them. All wording that is not the FAQ's is in [`words`]; `guide` has the FAQ's as far as it is translated.
//!
//! A [`Reply`] does not depend on Discord's library, so that the terminal can draw the same replies.

mod action;
mod answers;
mod guide;
mod lists;
pub mod local;
mod locale;
pub mod moderation;
pub mod servers;
pub mod words;

pub use action::{Action, QuestionKey};
pub use lists::{Choice, MAX_CHOICES, choices, own_choice, picked, picked_topic, topic_choices, topics, topics_by_id};
pub use locale::{Locale, LocaleHints};

use answers::Answers;
pub use faq::text::{cut, one_line};
use faq::{Entry, EntryId, Faq, Referral};
use guide::Guide;
use matching::decide::{Decision, MAX_SUGGESTIONS, Others, Outcome, Reason};
use words::Words;

/// The longest title of an embed, in characters.
const MAX_TITLE_LENGTH: usize = 256;
/// The longest description of an embed, in characters.
const MAX_BODY_LENGTH: usize = 4_096;
/// The longest footer, in characters. With title and body it keeps an embed within the 6,000 of a whole message.
const MAX_FOOTER_LENGTH: usize = 1_600;
/// The longest label of a button, in characters.
pub const MAX_LABEL_LENGTH: usize = faq::limits::LABEL;
/// The most buttons in a row.
const MAX_ROW_LENGTH: usize = 5;
/// The text between two paragraphs.
const PARAGRAPH_BREAK: &str = "\n\n";

/// Returns a number with what is counted: "1 answer", "2 answers".
fn counted(count: impl Into<u64>, singular: &str, plural: &str) -> String {
    let count = count.into();
    let noun = if count == 1 { singular } else { plural };
    format!("{count} {noun}")
}

/// A reply: one embed and its buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The kind of reply, which gives its colour.
    pub tone: Tone,
    /// At most 256 characters.
    pub title: Option<String>,
    /// Markdown, 1 to 4,096 characters.
    pub body: String,
    /// At most 1,600 characters.
    pub footer: Option<String>,
    /// At most 5 rows of 1 to 5 buttons. No two buttons have the same action.
    pub rows: Vec<Vec<Button>>,
}

/// The kind of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The guide's answer.
    Answer,
    /// A referral, since the guide has no answer.
    Referral,
    /// A referral that sounds like an emergency.
    Urgent,
    /// A server's own answer, which is not the guide's.
    Server,
    /// A note about the bot itself.
    Note,
}

/// A button below a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// 1 to 80 characters.
    pub label: String,
    pub action: Action,
}

impl Button {
    fn new(label: &str, action: Action) -> Self {
        Self { label: cut(&one_line(label), MAX_LABEL_LENGTH), action }
    }
}

impl Reply {
    /// Returns whether the reply has a button "Not what I asked".
    pub fn asks_for_feedback(&self) -> bool {
        self.rows.iter().flatten().any(|button| matches!(button.action, Action::NotWhatIAsked { .. }))
    }

    /// Makes the button "Not what I asked" lead back to the question with this key.
    pub fn about(mut self, key: QuestionKey) -> Self {
        for button in self.rows.iter_mut().flatten() {
            if let Action::NotWhatIAsked { question, .. } = &mut button.action {
                *question = Some(key);
            }
        }
        self
    }

    fn note(body: &str) -> Self {
        Self { tone: Tone::Note, title: None, body: cut(body, MAX_BODY_LENGTH), footer: None, rows: Vec::new() }
    }

    /// Composes a note instead of an answer. It includes the sentence on emergencies, so that nobody in one waits for an answer.
    fn delay(guide: &Guide<'_>, body: &str) -> Self {
        match guide.emergency() {
            Some(sentence) => Self::note(&with_paragraph(body, &sentence)),
            None => Self::note(body),
        }
    }
}

/// Composes the reply to a question.
pub fn decision(faq: &Faq, decision: &Decision<'_>, locale: Locale) -> Reply {
    let guide = &Guide::new(faq, locale);
    match &decision.outcome {
        Outcome::Answer(first) => {
            let answers = Answers { first, others: &decision.others };
            let alternatives = decision.candidates.iter().map(|candidate| candidate.entry);
            answer(guide, &answers, decision.related(faq, first), alternatives)
        }
        Outcome::Refer { reason, suggestions } => match reason {
            Reason::General => general(guide, suggestions),
            Reason::NoWords => no_words(guide),
            Reason::Ambiguous => referral(guide, &guide.words.ambiguous(), suggestions),
            Reason::Foreign(_) => foreign(guide, suggestions),
            Reason::Named(gap) => named(guide, gap, suggestions),
            Reason::Urgent(gap) => urgent(guide, gap),
        },
    }
}

/// Composes the reply that shows an entry which was chosen by name.
pub fn entry(faq: &Faq, entry: &Entry, locale: Locale) -> Reply {
    let answers = Answers { first: entry, others: &Others::default() };
    answer(&Guide::new(faq, locale), &answers, faq.related(entry).collect(), faq.related(entry))
}

/// Composes the reply to a question about a gap.
pub fn gap(faq: &Faq, gap: &Referral, locale: Locale) -> Reply {
    let guide = &Guide::new(faq, locale);
    if gap.is_urgent() { urgent(guide, gap) } else { named(guide, gap, &[]) }
}

/// Composes the reply to a press of a button.
pub fn pressed(faq: &Faq, action: &Action, locale: Locale) -> Reply {
    let guide = &Guide::new(faq, locale);
    match action {
        Action::Helpful(_) => Reply::note(&guide.words.helpful_thanks()),
        Action::Show(id) => match faq.entry(id) {
            Some(found) => entry(faq, found, locale),
            None => Reply::note(&guide.words.entry_gone()),
        },
        Action::NotWhatIAsked { shown, instead, .. } => alternatives_to(guide, shown, instead),
        Action::NoneOfThese => general(guide, &[]),
    }
}

/// Composes the note on privacy.
pub fn privacy(locale: Locale) -> Reply {
    let words = Words::of(locale.language());
    Reply { title: Some(words.privacy_title()), ..Reply::note(&words.privacy()) }
}

/// Composes the reply to a button that this version of the bot does not know.
pub fn unknown_button(locale: Locale) -> Reply {
    Reply::note(&Words::of(locale.language()).unknown_button())
}

/// Composes the reply to a command that this version of the bot does not know.
pub fn unknown_command(locale: Locale) -> Reply {
    Reply::note(&Words::of(locale.language()).unknown_command())
}

/// Composes the refusal to answer a bot's message.
pub fn only_people(locale: Locale) -> Reply {
    Reply::note(&Words::of(locale.language()).only_people())
}

/// Composes the reply to a question that came too soon after others.
pub fn too_soon(faq: &Faq, locale: Locale) -> Reply {
    let guide = Guide::new(faq, locale);
    Reply::delay(&guide, &guide.words.too_soon())
}

/// Composes the reply to a question that cannot be answered before the FAQ is learned.
pub fn still_learning(faq: &Faq, locale: Locale) -> Reply {
    let guide = Guide::new(faq, locale);
    Reply::delay(&guide, &guide.words.still_learning())
}

/// Composes the reply to a message that asks something that the bot cannot read.
pub fn unreadable(faq: &Faq, locale: Locale) -> Reply {
    let guide = Guide::new(faq, locale);
    Reply::delay(&guide, &guide.words.unreadable())
}

/// Composes the apology for a fault of ours.
pub fn failure(faq: &Faq, locale: Locale) -> Reply {
    let guide = Guide::new(faq, locale);
    Reply::delay(&guide, &guide.words.failure())
}

/// Composes the answers to a message. Buttons offer the `related` entries; `alternatives` are offered after "Not what I asked".
fn answer<'a>(
    guide: &Guide<'_>,
    answers: &Answers<'_>,
    related: Vec<&Entry>,
    alternatives: impl Iterator<Item = &'a Entry>,
) -> Reply {
    let first = answers.first;
    let instead = alternatives.filter(|entry| !answers.contains(entry)).take(MAX_SUGGESTIONS);
    let instead = instead.map(|entry| entry.id().clone()).collect();
    let feedback = vec![
        Button::new(&guide.words.helpful(), Action::Helpful(first.id().clone())),
        Button::new(
            &guide.words.not_what_i_asked(),
            Action::NotWhatIAsked { shown: first.id().clone(), instead, question: None },
        ),
    ];
    let body = answers.body(guide);
    // An answer that was cut can be read whole.
    let mut offered = body.shortened;
    offered.extend(related.into_iter().filter(|entry| !answers.contains(entry)));
    let offered = show_buttons(guide, offered.into_iter(), MAX_ROW_LENGTH);
    let mut rows = vec![feedback];
    if !offered.is_empty() {
        rows.push(offered);
    }
    Reply {
        tone: Tone::Answer,
        title: Some(cut(&guide.name(first), MAX_TITLE_LENGTH)),
        body: body.text,
        footer: answers.footer(guide),
        rows,
    }
}

/// Composes the reply to a question that no topic is close enough to. The FAQ's general text says that there is no answer; above
/// suggestions, one of which may be the answer, it is not used.
fn general(guide: &Guide<'_>, suggestions: &[&Entry]) -> Reply {
    let message = if suggestions.is_empty() { guide.general() } else { guide.words.not_sure() };
    referral(guide, &message, suggestions)
}

/// Composes the reply to a question in another language than the guide's.
fn foreign(guide: &Guide<'_>, suggestions: &[&Entry]) -> Reply {
    let mut message = guide.words.guide_is_in(guide.faq.language());
    if suggestions.is_empty() {
        message = with_paragraph(&message, &guide.general());
    }
    referral(guide, &message, suggestions)
}

/// Composes the reply to a question that the guide is known not to answer.
fn named(guide: &Guide<'_>, gap: &Referral, suggestions: &[&Entry]) -> Reply {
    let mut reply = match (guide.message(gap), guide.untranslated_message(gap)) {
        (Some(message), _) => referral(guide, message, suggestions),
        // A greeting in a language that the FAQ does not greet in is answered by how to ask.
        (None, _) if gap.is_small_talk() => no_words(guide),
        (None, Some(message)) => referral(guide, &with_paragraph(&guide.plain_general(), message), suggestions),
        (None, None) => general(guide, suggestions),
    };
    if gap.is_small_talk() {
        reply.footer = None;
    }
    reply
}

/// Composes a referral, with the sentence on emergencies in its footer, since no matcher finds all of them.
fn referral(guide: &Guide<'_>, message: &str, suggestions: &[&Entry]) -> Reply {
    let mut buttons = show_buttons(guide, suggestions.iter().copied(), MAX_SUGGESTIONS);
    let mut body = message.trim_end().to_owned();
    let mut rows = Vec::new();
    if !buttons.is_empty() {
        body = with_paragraph(&body, &guide.words.did_you_mean());
        buttons.push(Button::new(&guide.words.none_of_these(), Action::NoneOfThese));
        rows.push(buttons);
    }
    let footer = guide.emergency().filter(|sentence| !body.contains(sentence));
    Reply { tone: Tone::Referral, title: None, body: cut(&body, MAX_BODY_LENGTH), footer, rows }
}

/// Composes the reply to an emergency: what to do in every emergency, then what to do in this one, and nothing else.
fn urgent(guide: &Guide<'_>, gap: &Referral) -> Reply {
    let mut body = guide.urgent();
    if let Some(message) = guide.message(gap).or(guide.untranslated_message(gap))
        && !body.contains(message)
    {
        body = with_paragraph(&body, message);
    }
    Reply {
        tone: Tone::Urgent,
        title: Some(guide.words.emergency_title()),
        body: cut(&body, MAX_BODY_LENGTH),
        footer: None,
        rows: Vec::new(),
    }
}

/// Composes the reply to a message without words, with the first entry as an example of a question.
fn no_words(guide: &Guide<'_>) -> Reply {
    let example = guide.faq.entries().first().map_or("", |entry| guide.question(entry));
    referral(guide, &guide.words.ask_in_words(example), &[])
}

fn alternatives_to(guide: &Guide<'_>, shown: &EntryId, instead: &[EntryId]) -> Reply {
    let mut alternatives = Vec::new();
    for id in instead {
        if id != shown
            && let Some(entry) = guide.faq.entry(id)
        {
            alternatives.push(entry);
        }
    }
    if alternatives.is_empty() {
        return general(guide, &[]);
    }
    referral(guide, &guide.words.sorry(), &alternatives)
}

/// Returns at most `limit` buttons, each entry once, since Discord rejects a message with the same `custom_id` twice.
fn show_buttons<'a>(guide: &Guide<'_>, entries: impl Iterator<Item = &'a Entry>, limit: usize) -> Vec<Button> {
    let mut buttons: Vec<Button> = Vec::new();
    for entry in entries {
        let button = Button::new(&guide.name(entry), Action::Show(entry.id().clone()));
        if buttons.len() < limit && buttons.iter().all(|other| other.action != button.action) {
            buttons.push(button);
        }
    }
    buttons
}

fn with_paragraph(body: &str, next: &str) -> String {
    format!("{body}{PARAGRAPH_BREAK}{next}")
}
