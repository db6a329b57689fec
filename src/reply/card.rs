//! Cards: an answer, a referral, and what the buttons below them show.

use super::{Action, BODY, Button, FOOTER, ROW, Reply, TITLE, Tone, cut, words};
use faq::{Entry, EntryId, Faq, Referral};
use matching::decide::{Decision, MAX_SUGGESTIONS, Outcome, Reason};

/// The reply to a question.
pub fn decision(faq: &Faq, decision: &Decision<'_>) -> Reply {
    match &decision.outcome {
        Outcome::Answer(shown) => {
            let others = decision.candidates.iter().map(|candidate| candidate.entry);
            answer(faq, shown, decision.related(faq, shown), others)
        }
        Outcome::Refer { reason, suggestions } => match reason {
            Reason::General => referral(faq, &faq.texts().general, suggestions),
            Reason::NoWords => no_words(faq),
            Reason::Ambiguous => referral(faq, words::AMBIGUOUS, suggestions),
            Reason::Foreign(language) => {
                let body = with_paragraph(words::guide_is_in_english(*language), &faq.texts().general);
                referral(faq, &body, suggestions)
            }
            Reason::Named(gap) => referral(faq, gap.message().unwrap_or(&faq.texts().general), suggestions),
            Reason::Urgent(gap) => urgent(faq, gap),
        },
    }
}

/// An entry's card, for one who chose it by name.
pub fn entry(faq: &Faq, entry: &Entry) -> Reply {
    answer(faq, entry, faq.related(entry).collect(), faq.related(entry))
}

/// What pressing a button shows to the one who pressed it.
pub fn pressed(faq: &Faq, action: &Action) -> Reply {
    match action {
        Action::Helpful(_) => Reply::note(words::HELPFUL_THANKS),
        Action::Show(id) => faq.entry(id).map_or_else(|| Reply::note(words::ENTRY_GONE), |found| entry(faq, found)),
        Action::NotWhatIAsked { shown, instead, .. } => instead_of(faq, shown, instead),
        Action::NoneOfThese => referral(faq, &faq.texts().general, &[]),
    }
}

/// `related` are offered below it, `others` to one who says that this was not the question.
fn answer<'a>(faq: &Faq, shown: &Entry, related: Vec<&Entry>, others: impl Iterator<Item = &'a Entry>) -> Reply {
    let instead = others.map(Entry::id).filter(|id| *id != shown.id()).take(MAX_SUGGESTIONS).cloned().collect();
    let feedback = vec![
        Button::new(words::HELPFUL, Action::Helpful(shown.id().clone())),
        Button::new(
            words::NOT_WHAT_I_ASKED,
            Action::NotWhatIAsked { shown: shown.id().clone(), instead, question: None },
        ),
    ];
    let mut rows = vec![feedback];
    let related = show_buttons(related.into_iter().filter(|entry| entry.id() != shown.id()), ROW);
    if !related.is_empty() {
        rows.push(related);
    }
    Reply {
        tone: Tone::Answer,
        title: Some(cut(shown.question(), TITLE)),
        body: cut(shown.answer(), BODY),
        footer: footer(faq, shown),
        rows,
    }
}

fn footer(faq: &Faq, entry: &Entry) -> Option<String> {
    let source = entry.source().map(words::from_the_guide);
    let lines: Vec<String> = source.into_iter().chain(faq.disclaimer().map(str::to_owned)).collect();
    (!lines.is_empty()).then(|| cut(&lines.join("\n"), FOOTER))
}

fn referral(faq: &Faq, message: &str, suggestions: &[&Entry]) -> Reply {
    let mut buttons = show_buttons(suggestions.iter().copied(), MAX_SUGGESTIONS);
    let mut body = message.trim_end().to_owned();
    let mut rows = Vec::new();
    if !buttons.is_empty() {
        body = with_paragraph(&body, words::DID_YOU_MEAN);
        buttons.push(Button::new(words::NONE_OF_THESE, Action::NoneOfThese));
        rows.push(buttons);
    }
    Reply { tone: Tone::Referral, title: None, body: with_emergency(faq, &body), footer: None, rows }
}

fn urgent(faq: &Faq, gap: &Referral) -> Reply {
    let message = gap.message().unwrap_or(&faq.texts().urgent);
    Reply { tone: Tone::Urgent, ..referral(faq, message, &[]) }
}

/// The first entry serves as an example of a question.
fn no_words(faq: &Faq) -> Reply {
    let example = faq.entries().first().map_or("", Entry::question);
    referral(faq, &words::ask_in_words(example), &[])
}

fn instead_of(faq: &Faq, shown: &EntryId, instead: &[EntryId]) -> Reply {
    let others: Vec<&Entry> = instead.iter().filter(|id| *id != shown).filter_map(|id| faq.entry(id)).collect();
    if others.is_empty() {
        return referral(faq, &faq.texts().general, &[]);
    }
    referral(faq, words::SORRY, &others)
}

/// At most `limit` buttons, none twice: Discord refuses a message with the same `custom_id` in two places.
fn show_buttons<'a>(entries: impl Iterator<Item = &'a Entry>, limit: usize) -> Vec<Button> {
    let mut buttons: Vec<Button> = Vec::new();
    for entry in entries {
        let button = Button::new(entry.question(), Action::Show(entry.id().clone()));
        if buttons.len() < limit && buttons.iter().all(|other| other.action != button.action) {
            buttons.push(button);
        }
    }
    buttons
}

/// The sentence on emergencies closes every referral, since no matcher finds them all; never twice.
fn with_emergency(faq: &Faq, body: &str) -> String {
    let emergency = faq.texts().emergency.trim();
    if emergency.is_empty() || body.contains(emergency) {
        return cut(body, BODY);
    }
    let room = BODY.saturating_sub(emergency.chars().count() + PARAGRAPH.len());
    with_paragraph(&cut(body, room), emergency)
}

/// What parts two paragraphs.
const PARAGRAPH: &str = "\n\n";

fn with_paragraph(body: &str, next: &str) -> String {
    format!("{body}{PARAGRAPH}{next}")
}
