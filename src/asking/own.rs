//! What a server answers itself to a question that was asked there: gaps that the guide leaves to it, and entries of its own.
//!
//! The guide is decided on first, for every server alike. A server's own answer takes the place of a referral about a gap that the
//! guide leaves to servers, and of nothing else: not of an answer of the guide, not of a referral about anybody's health, and never of
//! anything beside what may be an emergency.

use std::sync::Arc;

use super::Context;
use super::answer::Answer;
use super::limits::Asker;
use crate::reply::local::{self as words, OwnText};
use crate::reply::{self, Choice, Reply};
use crate::storage::Engine;
use crate::storage::journal::JournalEvent;
use crate::storage::servers::{OwnAnswer, OwnAnswers, OwnEntry, own_entry_choice};
use faq::{EntryId, Faq, Referral, ReferralId};
use matching::Query;
use matching::decide::{Decision, Outcome, Reason};
use serenity::model::id::GuildId;

/// The most choices that are a server's own, so that the guide's are seen too.
const MAX_CHOICES: usize = 5;
/// The prefix of the value of a choice that is a server's answer to a gap; the gap's id follows.
const GAP_PREFIX: &str = "local:";

/// Composes the answer to a question as it was typed, with what the asker's server says itself.
pub(super) fn compose(
    context: &Context,
    engine: &Arc<Engine>,
    asker: Asker,
    question: &str,
    decision: Decision<'_>,
) -> Answer {
    let place = context.servers.journal_place(asker.guild);
    let own = context.servers.shown_answers(asker.guild).filter(|_| is_allowed(context, engine, question, &decision));
    let Some(own) = own else { return Answer::compose(context, place, engine.faq(), asker, question, &decision) };
    let server = server_name(context, asker.guild);
    let entry = nearest_entry(context, engine, asker.guild, question, &own);
    if let (Outcome::Refer { reason, .. }, Some((id, entry))) = (&decision.outcome, entry)
        && may_answer_in_place_of(*reason)
    {
        let reply = words::answer(engine.faq(), &server, text_of_entry(entry));
        let events = vec![JournalEvent::answered_by_server(id.as_str())];
        return Answer { reply, events, confidence: decision.confidence() };
    }
    if let Outcome::Refer { reason: Reason::Named(gap), .. } = decision.outcome
        && let Some(answer) = filled(&own, gap)
    {
        let reply = words::answer(engine.faq(), &server, text_of(gap, answer));
        let events = vec![JournalEvent::answered_by_server(gap.id().as_str())];
        return Answer { reply, events, confidence: decision.confidence() };
    }
    beside_the_guide(context, engine.faq(), asker, question, decision, &own, entry.map(|(_, entry)| entry))
}

/// Returns whether an entry of a server may be shown in place of a referral for this reason: one that says nothing about the
/// question, or that the guide leaves to servers. Where two of its own entries fit, the guide offers both.
fn may_answer_in_place_of(reason: Reason<'_>) -> bool {
    match reason {
        Reason::General => true,
        Reason::Named(gap) => gap.is_local(),
        Reason::NoWords | Reason::Foreign(_) | Reason::Ambiguous | Reason::Urgent(_) => false,
    }
}

/// Returns the server's entry that a question is about. One that is near to a gap of safety is about none.
fn nearest_entry<'a>(
    context: &Context,
    engine: &Arc<Engine>,
    server: Option<GuildId>,
    question: &str,
    own: &'a OwnAnswers,
) -> Option<(&'a EntryId, &'a OwnEntry)> {
    let layer = context.servers.layer(server?, own, engine)?;
    let ranking = context.rankings.ranking(engine, &Query::new(question));
    let found = layer.find(question, ranking.vector.as_ref())?;
    if engine.is_near_guarded_gap(&ranking) && !found.is_verbatim {
        return None;
    }
    own.entries.get(found.topic).map(|(id, entry)| (id, entry))
}

fn text_of_entry(entry: &OwnEntry) -> OwnText<'_> {
    OwnText { question: &entry.question, answer: &entry.answer, links: &entry.links }
}

/// Composes the guide's reply, with the server's answers to other questions of the message below it, and its entry about the same.
fn beside_the_guide(
    context: &Context,
    faq: &Faq,
    asker: Asker,
    question: &str,
    mut decision: Decision<'_>,
    own: &OwnAnswers,
    entry: Option<&OwnEntry>,
) -> Answer {
    let place = context.servers.journal_place(asker.guild);
    let mut texts = Vec::new();
    let mut events = Vec::new();
    decision.others.unanswered.retain(|gap| match filled(own, gap) {
        Some(answer) => {
            texts.push(text_of(gap, answer));
            events.push(JournalEvent::answered_by_server(gap.id().as_str()));
            false
        }
        None => true,
    });
    // Only below an answer: a referral of the guide stands alone.
    if let (Outcome::Answer(_), Some(entry)) = (&decision.outcome, entry) {
        texts.push(text_of_entry(entry));
    }
    let mut answer = Answer::compose(context, place, faq, asker, question, &decision);
    answer.reply = words::add_below(answer.reply, &server_name(context, asker.guild), &texts);
    answer.events.extend(events);
    answer
}

/// Returns whether a server may answer a question, or a part of it, at all. Beside what may be an emergency, or a circumstance that
/// the guide does not mention, nobody answers.
fn is_allowed(context: &Context, engine: &Arc<Engine>, question: &str, decision: &Decision<'_>) -> bool {
    match decision.outcome {
        Outcome::Refer { reason: Reason::Urgent(_) | Reason::NoWords, .. } => false,
        _ => engine.leaves_to_servers(&context.rankings.ranking(engine, &Query::new(question))),
    }
}

fn filled<'a>(own: &'a OwnAnswers, gap: &Referral) -> Option<&'a OwnAnswer> {
    // The guide may have taken the gap back since it was filled.
    if gap.is_local() { own.gap(gap.id()) } else { None }
}

fn text_of<'a>(gap: &'a Referral, answer: &'a OwnAnswer) -> OwnText<'a> {
    OwnText { question: gap.question(), answer: &answer.answer, links: &answer.links }
}

fn server_name(context: &Context, server: Option<GuildId>) -> String {
    server.map(|server| context.directory.name(server)).unwrap_or_default()
}

/// Puts the asker's server's own answers that fit what is typed before the guide's choices.
pub(super) fn add_choices(
    context: &Context,
    faq: &Faq,
    server: Option<GuildId>,
    typed: &str,
    choices: Vec<Choice>,
) -> Vec<Choice> {
    let Some(own) = context.servers.shown_answers(server) else { return choices };
    let typed = typed.trim().to_lowercase();
    let mut all = Vec::new();
    for (id, _) in &own.gaps {
        let gap = faq.referral(id).filter(|gap| gap.is_local());
        if let Some(gap) = gap
            && !typed.is_empty()
            && all.len() < MAX_CHOICES
            && gap.examples().any(|example| example.to_lowercase().contains(&typed))
        {
            all.push(reply::own_choice(&words::choice(gap.question()), format!("{GAP_PREFIX}{id}")));
        }
    }
    for (id, entry) in &own.entries {
        if !typed.is_empty()
            && all.len() < MAX_CHOICES
            && entry.examples().any(|example| example.to_lowercase().contains(&typed))
        {
            all.push(reply::own_choice(&words::choice(&entry.question), own_entry_choice::value(id)));
        }
    }
    all.extend(choices);
    all.truncate(reply::MAX_CHOICES);
    all
}

/// Returns the reply to a choice that is the asker's server's own, and what the journal notes; `None` for any other text.
pub(super) fn picked(
    context: &Context,
    faq: &Faq,
    server: Option<GuildId>,
    typed: &str,
) -> Option<(Reply, Vec<JournalEvent>)> {
    let gap = typed.strip_prefix(GAP_PREFIX).and_then(|id| id.parse::<ReferralId>().ok());
    let entry = own_entry_choice::picked(typed);
    if gap.is_none() && entry.is_none() {
        return None;
    }
    let own = context.servers.shown_answers(server).unwrap_or_default();
    let gap = gap.and_then(|id| faq.referral(&id)).and_then(|gap| Some((gap, filled(&own, gap)?)));
    let (text, id) = match (gap, entry.as_ref().and_then(|id| own.entry(id))) {
        (Some((gap, answer)), _) => (text_of(gap, answer), gap.id().as_str()),
        (None, Some(found)) => (text_of_entry(found), entry.as_ref().map_or("", EntryId::as_str)),
        (None, None) => return Some((words::gone(), Vec::new())),
    };
    let reply = words::answer(faq, &server_name(context, server), text);
    Some((reply, vec![JournalEvent::answered_by_server(id)]))
}

/// Returns the page of `/topics` about what a server answers itself, if there is anything.
pub(super) fn topics(context: &Context, faq: &Faq, server: Option<GuildId>) -> Option<Reply> {
    let own = context.servers.shown_answers(server)?;
    let mut questions = Vec::new();
    for gap in faq.referrals() {
        if filled(&own, gap).is_some() {
            questions.push(gap.question());
        }
    }
    questions.extend(own.entries.iter().map(|(_, entry)| entry.question.as_str()));
    if questions.is_empty() { None } else { Some(words::topics(&server_name(context, server), &questions)) }
}
