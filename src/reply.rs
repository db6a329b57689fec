//! Composes everything that the bot says, as replies that fit Discord's limits for any FAQ. All wording that is not the
//! FAQ's is in [`words`].
//!
//! A [`Reply`] does not depend on Discord's library, so that the terminal can draw the same replies.

mod action;
mod answers;
mod lists;
pub mod local;
pub mod moderation;
pub mod servers;
pub mod words;

pub use action::{Action, QuestionKey};
pub use lists::{Choice, MAX_CHOICES, choices, own_choice, picked, picked_topic, topic_choices, topics, topics_by_id};

use std::borrow::Cow;

use answers::Answers;
use faq::text::Language;
pub use faq::text::{cut, one_line};
use faq::{Entry, EntryId, Faq, Referral};
use matching::decide::{Decision, MAX_SUGGESTIONS, Others, Outcome, Reason};

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
    fn delay(faq: &Faq, body: &str) -> Self {
        match faq.emergency() {
            Some(sentence) => Self::note(&with_paragraph(body, sentence)),
            None => Self::note(body),
        }
    }
}

/// Composes the reply to a question.
pub fn decision(faq: &Faq, decision: &Decision<'_>) -> Reply {
    match &decision.outcome {
        Outcome::Answer(first) => {
            let answers = Answers { first, others: &decision.others };
            let alternatives = decision.candidates.iter().map(|candidate| candidate.entry);
            answer(faq, &answers, decision.related(faq, first), alternatives)
        }
        Outcome::Refer { reason, suggestions } => match reason {
            Reason::General => general(faq, suggestions),
            Reason::NoWords => no_words(faq),
            Reason::Ambiguous => referral(faq, words::AMBIGUOUS, suggestions),
            Reason::Foreign(language) => foreign(faq, *language, suggestions),
            Reason::Named(gap) => named(faq, gap, suggestions),
            Reason::Urgent(gap) => urgent(faq, gap),
        },
    }
}

/// Composes the reply that shows an entry which was chosen by name.
pub fn entry(faq: &Faq, entry: &Entry) -> Reply {
    let answers = Answers { first: entry, others: &Others::default() };
    answer(faq, &answers, faq.related(entry).collect(), faq.related(entry))
}

/// Composes the reply to a press of a button.
pub fn pressed(faq: &Faq, action: &Action) -> Reply {
    match action {
        Action::Helpful(_) => Reply::note(words::HELPFUL_THANKS),
        Action::Show(id) => match faq.entry(id) {
            Some(found) => entry(faq, found),
            None => Reply::note(words::ENTRY_GONE),
        },
        Action::NotWhatIAsked { shown, instead, .. } => alternatives_to(faq, shown, instead),
        Action::NoneOfThese => general(faq, &[]),
    }
}

/// Composes the note on privacy.
pub fn privacy() -> Reply {
    Reply { title: Some(words::PRIVACY_TITLE.to_owned()), ..Reply::note(words::PRIVACY) }
}

/// Composes the reply to a button that this version of the bot does not know.
pub fn unknown_button() -> Reply {
    Reply::note(words::UNKNOWN_BUTTON)
}

/// Composes the reply to a command that this version of the bot does not know.
pub fn unknown_command() -> Reply {
    Reply::note(words::UNKNOWN_COMMAND)
}

/// Composes the refusal to answer a bot's message.
pub fn only_people() -> Reply {
    Reply::note(words::ONLY_PEOPLE)
}

/// Composes the reply to a question that came too soon after others.
pub fn too_soon(faq: &Faq) -> Reply {
    Reply::delay(faq, words::TOO_SOON)
}

/// Composes the reply to a question that cannot be answered before the FAQ is learned.
pub fn still_learning(faq: &Faq) -> Reply {
    Reply::delay(faq, words::STILL_LEARNING)
}

/// Composes the reply to a message that asks something that the bot cannot read.
pub fn unreadable(faq: &Faq) -> Reply {
    Reply::delay(faq, words::UNREADABLE)
}

/// Composes the apology for a fault of ours.
pub fn failure(faq: &Faq) -> Reply {
    Reply::delay(faq, words::FAILURE)
}

/// Composes the answers to a message. Buttons offer the `related` entries; `alternatives` are offered after "Not what I asked".
fn answer<'a>(
    faq: &Faq,
    answers: &Answers<'_>,
    related: Vec<&Entry>,
    alternatives: impl Iterator<Item = &'a Entry>,
) -> Reply {
    let first = answers.first;
    let instead = alternatives.filter(|entry| !answers.contains(entry)).take(MAX_SUGGESTIONS);
    let instead = instead.map(|entry| entry.id().clone()).collect();
    let feedback = vec![
        Button::new(words::HELPFUL, Action::Helpful(first.id().clone())),
        Button::new(
            words::NOT_WHAT_I_ASKED,
            Action::NotWhatIAsked { shown: first.id().clone(), instead, question: None },
        ),
    ];
    let body = answers.body(faq);
    // An answer that was cut can be read whole.
    let mut offered = body.shortened;
    offered.extend(related.into_iter().filter(|entry| !answers.contains(entry)));
    let offered = show_buttons(faq, offered.into_iter(), MAX_ROW_LENGTH);
    let mut rows = vec![feedback];
    if !offered.is_empty() {
        rows.push(offered);
    }
    Reply {
        tone: Tone::Answer,
        title: Some(cut(&name(faq, first), MAX_TITLE_LENGTH)),
        body: body.text,
        footer: answers.footer(faq),
        rows,
    }
}

/// Composes the reply to a question that no topic is close enough to. The FAQ's general text says that there is no answer; above
/// suggestions, one of which may be the answer, it is not used.
fn general(faq: &Faq, suggestions: &[&Entry]) -> Reply {
    let message = if suggestions.is_empty() { &faq.texts().general } else { words::NOT_SURE };
    referral(faq, message, suggestions)
}

/// Composes the reply to a question in another language than the guide's.
fn foreign(faq: &Faq, asker: Language, suggestions: &[&Entry]) -> Reply {
    let mut message = words::guide_is_in(faq.language(), asker);
    if suggestions.is_empty() {
        message = with_paragraph(&message, &faq.texts().general);
    }
    referral(faq, &message, suggestions)
}

/// Composes the reply to a question that the guide is known not to answer.
fn named(faq: &Faq, gap: &Referral, suggestions: &[&Entry]) -> Reply {
    let mut reply = match gap.message() {
        Some(message) => referral(faq, message, suggestions),
        None => general(faq, suggestions),
    };
    if gap.is_small_talk() {
        reply.footer = None;
    }
    reply
}

/// Composes a referral, with the sentence on emergencies in its footer, since no matcher finds all of them.
fn referral(faq: &Faq, message: &str, suggestions: &[&Entry]) -> Reply {
    let mut buttons = show_buttons(faq, suggestions.iter().copied(), MAX_SUGGESTIONS);
    let mut body = message.trim_end().to_owned();
    let mut rows = Vec::new();
    if !buttons.is_empty() {
        body = with_paragraph(&body, words::DID_YOU_MEAN);
        buttons.push(Button::new(words::NONE_OF_THESE, Action::NoneOfThese));
        rows.push(buttons);
    }
    let footer = faq.emergency().filter(|sentence| !body.contains(sentence)).map(str::to_owned);
    Reply { tone: Tone::Referral, title: None, body: cut(&body, MAX_BODY_LENGTH), footer, rows }
}

/// Composes the reply to an emergency: what to do in every emergency, then what to do in this one, and nothing else.
fn urgent(faq: &Faq, gap: &Referral) -> Reply {
    let mut body = faq.texts().urgent.clone();
    if let Some(message) = gap.message()
        && !body.contains(message)
    {
        body = with_paragraph(&body, message);
    }
    Reply {
        tone: Tone::Urgent,
        title: Some(words::EMERGENCY_TITLE.to_owned()),
        body: cut(&body, MAX_BODY_LENGTH),
        footer: None,
        rows: Vec::new(),
    }
}

/// Composes the reply to a message without words, with the first entry as an example of a question.
fn no_words(faq: &Faq) -> Reply {
    let example = faq.entries().first().map_or("", Entry::question);
    referral(faq, &words::ask_in_words(example), &[])
}

fn alternatives_to(faq: &Faq, shown: &EntryId, instead: &[EntryId]) -> Reply {
    let mut alternatives = Vec::new();
    for id in instead {
        if id != shown
            && let Some(entry) = faq.entry(id)
        {
            alternatives.push(entry);
        }
    }
    if alternatives.is_empty() {
        return general(faq, &[]);
    }
    referral(faq, words::SORRY, &alternatives)
}

/// Returns at most `limit` buttons, each entry once, since Discord rejects a message with the same `custom_id` twice.
fn show_buttons<'a>(faq: &Faq, entries: impl Iterator<Item = &'a Entry>, limit: usize) -> Vec<Button> {
    let mut buttons: Vec<Button> = Vec::new();
    for entry in entries {
        let button = Button::new(&name(faq, entry), Action::Show(entry.id().clone()));
        if buttons.len() < limit && buttons.iter().all(|other| other.action != button.action) {
            buttons.push(button);
        }
    }
    buttons
}

/// Returns an entry's question, with the heading if another entry asks the same under another heading.
fn name<'a>(faq: &Faq, entry: &'a Entry) -> Cow<'a, str> {
    match entry.category() {
        Some(heading) if faq.entries().iter().any(|other| other.is_twin_of(entry)) => {
            Cow::Owned(words::under_heading(heading, entry.question()))
        }
        _ => Cow::Borrowed(entry.question()),
    }
}

fn with_paragraph(body: &str, next: &str) -> String {
    format!("{body}{PARAGRAPH_BREAK}{next}")
}
