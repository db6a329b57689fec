//! Messages: the bot replies to new ones, and its replies follow edits and deletions.

use std::collections::hash_map::DefaultHasher;
use std::convert::Infallible;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serenity::model::id::{ChannelId, MessageId};
use serenity::model::timestamp::Timestamp;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};
use tokio::time::{Instant, sleep};
use tracing::Instrument;

use super::Context;
use super::answer::{self, Asked, Source};
use super::channels::MAX_AGE_SECONDS;
use super::incoming::{IncomingMessage, Intent, intent, looks_like_question};
use super::limits::{Admission, Asker};
use super::recording::QuestionLog;
use crate::monitoring::AskedVia;
use crate::render;
use crate::reply::{self, Locale, Reply};
use crate::storage::{Engine, LEARNING_TIMEOUT};
use discord::Bounded;
use discord::model::Message;
use discord::rest::RestError;
use faq::Faq;
use matching::decide::{Decision, Outcome, Reason};

/// The confidence, 0 to 1, from which a message in an FAQ channel is answered although it asks nothing. In such a channel
/// people also tell each other about their treatment, in the words of the FAQ.
const UNASKED_ANSWER_CONFIDENCE: f32 = 0.8;
/// The time after which the bot shows again that it is typing. Discord shows it for ten seconds.
const TYPING_INTERVAL: Duration = Duration::from_secs(8);
/// The number of messages that are remembered with their replies.
const REPLY_LOG_CAPACITY: usize = 10_000;
/// The number of early events that are remembered. The events of one message arrive within a moment of each other.
const EARLY_EVENT_CAPACITY: usize = 256;

/// Replies to a new message that was `received` at that time, if it is for the bot.
pub async fn on_message(context: &Arc<Context>, message: &Message, received: Instant) {
    on_incoming(context, IncomingMessage::new(message, &context.identity), received).await;
}

/// As [`on_message`], for a message that is already parsed. Returns whether it was for the bot and is new.
pub(super) async fn on_incoming(context: &Arc<Context>, message: IncomingMessage, received: Instant) -> bool {
    if !may_be_for_bot(context, &message) {
        return false;
    }
    // Messages that are certainly not for the bot are not remembered, so that chatter does not push out replies.
    if let Some(channel) = context.channels.known(&message)
        && intent(&message, &channel, context.identity.bot) == Intent::NotForBot
    {
        return false;
    }
    // Claimed before Discord is asked for anything, so that an edit or a deletion that comes in the meantime waits.
    let Some((mut state, early_event)) = context.replies.claim(message.id) else { return false };
    context.recent_channels.remember(&message);
    let message = match early_event {
        None => message,
        Some(EarlyEvent::Edit) => latest_version(context, message).await,
        Some(EarlyEvent::Deletion) => {
            state.is_deleted = true;
            return true;
        }
    };
    update_reply(context, &message, &mut state, received).await;
    true
}

/// Makes the reply follow its edited question. A message that is not remembered is too old, or was not for the bot; it is
/// answered only if it addresses the bot now and is young enough.
pub async fn on_edit(context: &Arc<Context>, message: &Message, received: Instant) {
    let message = IncomingMessage::new(message, &context.identity);
    if message.edited.is_none() || !may_be_for_bot(context, &message) {
        return;
    }
    let may_be_new = message.addresses(context.identity.bot) && is_young(context, message.id);
    if may_be_new && on_incoming(context, message.clone(), received).await {
        return;
    }
    if let Some(mut state) = context.replies.find(message.id, EarlyEvent::Edit).await {
        update_reply(context, &message, &mut state, received).await;
    }
}

/// Returns whether a message's author may still wait for a reply. Messages from before the start are left out, since
/// they may have one.
fn is_young(context: &Context, message: MessageId) -> bool {
    let written = message.created_at().unix_timestamp();
    written >= context.started && context.clock.now() - written < MAX_AGE_SECONDS
}

/// Deletes the reply to a message that was deleted.
pub async fn on_delete(context: &Context, channel: ChannelId, message: MessageId) {
    let Some(mut state) = context.replies.find(message, EarlyEvent::Deletion).await else { return };
    state.is_deleted = true;
    if let Some(reply) = state.reply.take() {
        let deleted = context.rest.delete(channel, reply).await;
        log_failure(deleted, "a reply was not deleted", channel, message);
    }
}

/// A cheap check that spares a busy server's chatter everything else.
fn may_be_for_bot(context: &Context, message: &IncomingMessage) -> bool {
    message.by_person
        && (message.addresses(context.identity.bot)
            || message.guild.is_none_or(|server| context.servers.listens_in(server)))
}

/// Returns the message as it is now, or as it was if it cannot be fetched.
async fn latest_version(context: &Context, message: IncomingMessage) -> IncomingMessage {
    let fetched = context.rest.message(message.channel, message.id).await;
    match log_failure(fetched, "an edited message cannot be read", message.channel, message.id) {
        Some(latest) => IncomingMessage::new(&latest.in_guild(message.guild), &context.identity),
        None => message,
    }
}

async fn update_reply(context: &Arc<Context>, message: &IncomingMessage, state: &mut ReplyState, received: Instant) {
    let channel = context.channels.find(message, &context.rest).await;
    let intent = intent(message, &channel, context.identity.bot);
    let log = QuestionLog::new(asked_via(context, message), message.guild, received);
    update_reply_logged(context, message, &intent, state, &log).instrument(log.span()).await;
}

fn asked_via(context: &Context, message: &IncomingMessage) -> AskedVia {
    match message.guild {
        None => AskedVia::Direct,
        Some(_) if message.addresses(context.identity.bot) => AskedVia::Mention,
        Some(_) => AskedVia::FaqChannel,
    }
}

async fn update_reply_logged(
    context: &Arc<Context>,
    message: &IncomingMessage,
    intent: &Intent,
    state: &mut ReplyState,
    log: &QuestionLog,
) {
    // The older of two edits may be handled last.
    if state.is_deleted || message.edited < state.edited {
        return;
    }
    state.edited = message.edited;
    if *intent == Intent::NotForBot {
        return;
    }
    if *intent == Intent::Unreadable {
        let current = context.store.current();
        let note = reply::unreadable(current.faq(), note_locale(context, message, current.faq()));
        return send_note(context, message, &note, state, log).await;
    }
    let Some(engine) = wait_for_engine(context, message, intent, log).await else {
        return ask_to_wait(context, message, intent, state, log).await;
    };
    let fingerprint = fingerprint(intent.text());
    let is_same_question = state.question == Some(fingerprint);
    if state.reply.is_some() && is_same_question {
        return;
    }
    let Some(asked) = find_answer(context, engine, intent, Asker::from(message)).await else { return };
    let previous = state.question.replace(fingerprint);
    let (reply, confidence) = match asked {
        Asked::Answered(answer) => {
            // A reply that is sent again after a failure belongs to a question that is already recorded.
            if !is_same_question {
                context.recorder.record_all(context.servers.journal_place(message.guild), answer.events);
            }
            (answer.reply, Some(answer.confidence))
        }
        // There is nothing to take back: no reply, or one that already says that it is too soon.
        Asked::Refused(Admission::RefusedAgain) if state.reply.is_none() || previous.is_none() => {
            state.question = None;
            log.ignored(&context.metrics);
            return;
        }
        // An answer to the question as it was must not stay below the question as it is.
        Asked::Refused(_) => {
            state.question = None;
            let current = context.store.current();
            (reply::too_soon(current.faq(), note_locale(context, message, current.faq())), None)
        }
    };
    let is_sent = send_or_edit(context, message, &reply, state).await;
    log.answered(&context.metrics, reply.tone, confidence, is_sent);
}

/// Returns the engine once the FAQ is learned, or `None` if that takes too long. In the meantime the bot shows that it is typing.
async fn wait_for_engine(
    context: &Context,
    message: &IncomingMessage,
    intent: &Intent,
    log: &QuestionLog,
) -> Option<Arc<Engine>> {
    let engine = context.store.engine();
    if engine.is_some() {
        return engine;
    }
    let learned = context.store.learned_by(log.received() + LEARNING_TIMEOUT);
    if !is_asked(intent) {
        return learned.await;
    }
    tokio::select! {
        engine = learned => engine,
        never = keep_typing(context, message.channel) => match never {},
    }
}

async fn keep_typing(context: &Context, channel: ChannelId) -> Infallible {
    loop {
        // A failure matters only for the reply, which meets it again.
        let _ = context.rest.show_typing(channel).await;
        sleep(TYPING_INTERVAL).await;
    }
}

/// Replies that a question cannot be answered before the FAQ is learned.
async fn ask_to_wait(
    context: &Context,
    message: &IncomingMessage,
    intent: &Intent,
    state: &mut ReplyState,
    log: &QuestionLog,
) {
    if is_asked(intent) {
        let current = context.store.current();
        let note = reply::still_learning(current.faq(), note_locale(context, message, current.faq()));
        send_note(context, message, &note, state, log).await;
    }
}

/// Sends a note in place of an answer, unless the asker is over a limit.
async fn send_note(
    context: &Context,
    message: &IncomingMessage,
    note: &Reply,
    state: &mut ReplyState,
    log: &QuestionLog,
) {
    if answer::admit(context, Asker::from(message), note) != Admission::Admitted {
        return;
    }
    state.question = None;
    let is_sent = send_or_edit(context, message, note, state).await;
    log.answered(&context.metrics, note.tone, None, is_sent);
}

/// Returns the locale of a note in place of an answer to a message.
fn note_locale(context: &Context, message: &IncomingMessage, faq: &Faq) -> Locale {
    context.hints(message).of_reply(faq, Locale::of_text(faq, &message.text), false)
}

/// Returns whether somebody waits for a reply.
fn is_asked(intent: &Intent) -> bool {
    match intent {
        Intent::NotForBot => false,
        Intent::Question(_) | Intent::Unreadable => true,
        Intent::Talk(talk) => looks_like_question(talk),
    }
}

/// Returns the answer or the refusal, or `None` if the message gets no reply.
async fn find_answer(context: &Arc<Context>, engine: Arc<Engine>, intent: &Intent, asker: Asker) -> Option<Asked> {
    let cost = answer::match_cost(&engine, intent.text());
    let own_context = Arc::clone(context);
    let own_intent = intent.clone();
    let work = move || answer_intent(&own_context, &engine, &own_intent, asker);
    context.match_pool.run(Source::Message, cost, work).await
}

fn answer_intent(context: &Context, engine: &Arc<Engine>, intent: &Intent, asker: Asker) -> Option<Asked> {
    match intent {
        Intent::NotForBot | Intent::Unreadable => None,
        Intent::Question(question) => answer::ask(context, engine, asker, question, true, |_| true),
        Intent::Talk(talk) => {
            let is_told = looks_like_question(talk);
            answer::ask(context, engine, asker, talk, is_told, |decision| is_worth_answering(talk, decision))
        }
    }
}

/// Returns whether a message in an FAQ channel is answered although it does not address the bot.
fn is_worth_answering(talk: &str, decision: &Decision<'_>) -> bool {
    match decision.outcome {
        Outcome::Refer { reason: Reason::Urgent(_), .. } => true,
        Outcome::Refer { reason: Reason::NoWords, .. } => false,
        Outcome::Answer(_) if decision.confidence() >= UNASKED_ANSWER_CONFIDENCE => true,
        _ => looks_like_question(talk),
    }
}

/// Edits the reply that there is, or sends one. Returns whether that worked.
async fn send_or_edit(context: &Context, message: &IncomingMessage, reply: &Reply, state: &mut ReplyState) -> bool {
    let channel = message.channel;
    if let Some(earlier) = state.reply {
        let edited = context.rest.edit(channel, earlier, &render::edit(reply)).await;
        return log_failure(edited, "a reply was not changed", channel, message.id).is_some();
    }
    let sent = context.rest.send(channel, &render::message(reply, channel, message.id)).await;
    if sent.is_err()
        && let Some(remaining) = context.rest.left_alone_for(channel)
    {
        log_refusal(context, message, remaining);
        return false;
    }
    state.reply = log_failure(sent, "a reply was not sent", channel, message.id);
    state.reply.is_some()
}

/// Logs that a channel refused the bot, and is left alone for the `remaining` time.
fn log_refusal(context: &Context, message: &IncomingMessage, remaining: Duration) {
    context.refusing_channels.remember(message);
    let end = context.clock.now().saturating_add_unsigned(remaining.as_secs());
    let until = Timestamp::from_unix_timestamp(end).map(|time| time.to_string()).unwrap_or_default();
    let channel = message.channel;
    tracing::warn!(
        %channel, message_id = %message.id, until,
        "a reply was not sent: the bot may not write in this channel, and leaves it alone until then or until \
         permissions change"
    );
}

fn log_failure<T>(result: Result<T, RestError>, failure: &str, channel: ChannelId, message: MessageId) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            tracing::warn!(%channel, message_id = %message, %error, "{failure}");
            None
        }
    }
}

/// The state of the bot's reply to one message. Only the task that holds its lock acts on that message.
#[derive(Debug, Default)]
struct ReplyState {
    /// The bot's reply, if there is one.
    reply: Option<MessageId>,
    /// The [`fingerprint`] of the question that was answered: enough to see a change without keeping the question.
    question: Option<u64>,
    /// The time of the question's latest edit.
    edited: Option<Timestamp>,
    is_deleted: bool,
}

/// An event that was handled before its message was. Each event is handled by a task of its own, so this happens when two
/// arrive together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EarlyEvent {
    Edit,
    Deletion,
}

/// The replies to recent messages, so that no message is answered twice and replies follow their questions.
#[derive(Debug)]
pub(super) struct ReplyLog(Mutex<ReplyTables>);

#[derive(Debug)]
struct ReplyTables {
    states: Bounded<MessageId, Arc<AsyncMutex<ReplyState>>>,
    early_events: Bounded<MessageId, EarlyEvent>,
}

impl Default for ReplyLog {
    fn default() -> Self {
        let states = Bounded::new(REPLY_LOG_CAPACITY);
        let early_events = Bounded::new(EARLY_EVENT_CAPACITY);
        Self(Mutex::new(ReplyTables { states, early_events }))
    }
}

impl ReplyLog {
    /// Claims a new message, and returns the event that was handled before it, if any. Returns `None` if the message was
    /// claimed before.
    fn claim(&self, message: MessageId) -> Option<(OwnedMutexGuard<ReplyState>, Option<EarlyEvent>)> {
        let state = Arc::new(AsyncMutex::new(ReplyState::default()));
        // Locked before another task can see it, so that an early edit waits for the reply that it changes.
        let guard = Arc::clone(&state).try_lock_owned().ok()?;
        let mut tables = self.tables();
        if !tables.states.insert_new(message, state) {
            return None;
        }
        Some((guard, tables.early_events.remove(&message)))
    }

    /// Returns the state of a claimed message, once no other task acts on it. If the message is not known, the event is
    /// remembered, in case that the message is yet to come.
    async fn find(&self, message: MessageId, event: EarlyEvent) -> Option<OwnedMutexGuard<ReplyState>> {
        let state = self.tables().find(message, event)?;
        Some(state.lock_owned().await)
    }

    fn tables(&self) -> MutexGuard<'_, ReplyTables> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ReplyTables {
    fn find(&mut self, message: MessageId, event: EarlyEvent) -> Option<Arc<AsyncMutex<ReplyState>>> {
        if let Some(state) = self.states.get(&message) {
            return Some(Arc::clone(state));
        }
        // A deletion is final, even if an edit is handled after it.
        if self.early_events.get(&message) != Some(&EarlyEvent::Deletion) {
            self.early_events.remove(&message);
            self.early_events.insert_new(message, event);
        }
        None
    }
}

/// Returns a number that changes when the question does.
fn fingerprint(question: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    question.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_message_is_claimed_once() {
        let replies = ReplyLog::default();
        let message = MessageId::new(1);
        let (mut state, early_event) = replies.claim(message).unwrap();
        assert_eq!(early_event, None);
        assert!(replies.claim(message).is_none());
        state.reply = Some(MessageId::new(2));
        drop(state);
        assert!(replies.claim(message).is_none());
        let found = replies.find(message, EarlyEvent::Edit).await.unwrap();
        assert_eq!(found.reply, Some(MessageId::new(2)));
    }

    #[tokio::test]
    async fn a_claim_returns_the_event_that_came_first() {
        let replies = ReplyLog::default();
        let [edited, deleted] = [MessageId::new(1), MessageId::new(2)];
        for (message, event) in
            [(edited, EarlyEvent::Edit), (deleted, EarlyEvent::Deletion), (deleted, EarlyEvent::Edit)]
        {
            assert!(replies.find(message, event).await.is_none());
        }
        assert_eq!(replies.claim(edited).unwrap().1, Some(EarlyEvent::Edit));
        assert_eq!(replies.claim(deleted).unwrap().1, Some(EarlyEvent::Deletion));
    }
}
