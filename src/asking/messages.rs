//! Messages: new, edited, deleted.

use serenity::model::channel::Message;
use serenity::model::event::MessageUpdateEvent;
use serenity::model::id::{ChannelId, MessageId};
use tokio::time::Instant;
use tracing::Instrument;

use super::Asking;
use super::asked::Asked;
use super::recording::Replied;
use super::thinking::Asks;
use crate::asking::limiting::{Asker, Turn};
use crate::asking::listening::{Heard, Said, asks_something, hear};
use crate::asking::replies::{Answered, Overtaking, fingerprint};
use crate::monitoring::AskedVia;
use crate::render;
use crate::reply::{self, Reply};
use discord::rest::RestError;
use matching::decide::{Decision, Outcome, Reason};

/// How sure an answer must be to be given to somebody who did not ask: in an FAQ channel people also tell each other
/// about their treatment, in the very words of the FAQ.
const SURE: f32 = 0.8;

impl Asking {
    /// Answers a new message, `heard` then, if it is for the bot.
    pub async fn message(&self, message: &Message, heard: Instant) {
        self.said(Said::new(message), heard).await;
    }

    /// As [`Self::message`].
    pub(super) async fn said(&self, said: Said, since: Instant) {
        if !self.may_be_for_us(&said) {
            return;
        }
        let known = self.places.known(&said);
        // What is known not to be for us is not remembered, lest chatter drive out what was answered.
        if known.is_some_and(|place| hear(&said, &place, self.bot) == Heard::Nothing) {
            return;
        }
        // Taken on before Discord is asked about the place: an edit or a deletion that comes meanwhile then waits.
        let Some((mut answered, overtaken)) = self.replies.claim(said.id) else {
            return;
        };
        self.lately.spoken_to(&said);
        let said = match overtaken {
            None => said,
            Some(Overtaking::Edit) => self.latest(said).await,
            Some(Overtaking::Deletion) => return answered.deleted = true,
        };
        let heard = self.hear(&said).await;
        self.answer(&said, &heard, &mut answered, since).await;
    }

    /// Makes the reply follow its question. What is not remembered was asked too long ago, or not of the bot.
    pub async fn edited(&self, event: &MessageUpdateEvent, since: Instant) {
        let Some(said) = Said::edited(event) else {
            return;
        };
        if !self.may_be_for_us(&said) {
            return;
        }
        if let Some(mut answered) = self.replies.find(said.id, Overtaking::Edit).await {
            let heard = self.hear(&said).await;
            self.answer(&said, &heard, &mut answered, since).await;
        }
    }

    /// Removes the reply to a message that was deleted.
    pub async fn deleted(&self, channel: ChannelId, message: MessageId) {
        let Some(mut answered) = self.replies.find(message, Overtaking::Deletion).await else {
            return;
        };
        answered.deleted = true;
        if let Some(reply) = answered.reply.take() {
            let outcome = self.rest.delete(channel, reply).await;
            report(outcome, "a reply was not removed", channel);
        }
    }

    /// Cheap, so that a busy server's chatter costs next to nothing.
    fn may_be_for_us(&self, said: &Said) -> bool {
        said.by_person && (said.guild.is_none() || said.addresses(self.bot) || self.places.listens())
    }

    /// The message as it stands now; as it was said where it cannot be had.
    async fn latest(&self, said: Said) -> Said {
        let now = self.rest.message(said.channel, said.id).await;
        match report(now, "an edited message cannot be read", said.channel) {
            // Discord names the server in events alone.
            Some(message) => Said { guild: said.guild, ..Said::new(&message) },
            None => said,
        }
    }

    async fn hear(&self, said: &Said) -> Heard {
        hear(said, &self.places.of(said, &self.rest).await, self.bot)
    }

    async fn answer(&self, said: &Said, heard: &Heard, answered: &mut Answered, since: Instant) {
        let asked = Asked::new(self.way(said), said.guild, since);
        let answering = self.answer_as(said, heard, answered, &asked);
        answering.instrument(asked.span()).await;
    }

    fn way(&self, said: &Said) -> AskedVia {
        match said.guild {
            None => AskedVia::Direct,
            Some(_) if said.addresses(self.bot) => AskedVia::Mention,
            Some(_) => AskedVia::FaqChannel,
        }
    }

    async fn answer_as(&self, said: &Said, heard: &Heard, answered: &mut Answered, asked: &Asked) {
        // Of two edits the older may be handled last.
        if answered.deleted || said.edited < answered.edited {
            return;
        }
        answered.edited = said.edited;
        let (asking, own) = (self.clone(), heard.clone());
        let effort = self.effort(heard.text());
        let thinking = self.thinkers.think(Asks::Message, effort, move || asking.reply_to(&own));
        let Some((question, replied)) = thinking.await else {
            return;
        };
        let before = answered.question.replace(question);
        let same = before == Some(question);
        if answered.reply.is_some() && same {
            return;
        }
        let asker = Asker { user: said.author, channel: said.channel, guild: said.guild };
        let (reply, confidence) = match self.turn(asker, &replied.reply) {
            // There is nothing to take back: no reply, or one that says just that.
            Turn::StillTooSoon if answered.reply.is_none() || before.is_none() => {
                answered.question = None;
                return asked.ignored(&self.metrics);
            }
            // An answer to what the question was before must not stay below what it is now.
            Turn::TooSoon | Turn::StillTooSoon => {
                answered.question = None;
                (reply::too_soon(), None)
            }
            Turn::Now => {
                // A reply that is tried again is to a question that was told of.
                if !same {
                    self.recorder.record(replied.event);
                }
                (replied.reply, Some(replied.confidence))
            }
        };
        let sent = match answered.reply {
            Some(earlier) => self.change(said.channel, earlier, &reply).await,
            None => self.send(said, &reply).await.is_some_and(|sent| answered.reply.replace(sent).is_none()),
        };
        asked.answered(&self.metrics, reply.tone, confidence, sent);
    }

    /// The question's fingerprint and its reply, if there is to be one.
    fn reply_to(&self, heard: &Heard) -> Option<(u64, Replied)> {
        let snapshot = self.store.current();
        let (question, asked) = match heard {
            Heard::Nothing => return None,
            Heard::Question(question) => (question, true),
            Heard::Talk(talk) => (talk, false),
        };
        let decision = self.rankings.decide(&snapshot, question);
        let answers = asked || answers_talk(question, &decision);
        answers.then(|| (fingerprint(question), self.recorder.reply(snapshot.faq(), question, &decision)))
    }

    async fn send(&self, said: &Said, reply: &Reply) -> Option<MessageId> {
        let sent = self.rest.send(said.channel, &render::message(reply, said.channel, said.id)).await;
        report(sent, "a reply was not sent", said.channel)
    }

    async fn change(&self, channel: ChannelId, earlier: MessageId, reply: &Reply) -> bool {
        let outcome = self.rest.edit(channel, earlier, &render::edit(reply)).await;
        report(outcome, "a reply was not changed", channel).is_some()
    }
}

/// Whether what is said where every question is answered gets an answer.
fn answers_talk(talk: &str, decision: &Decision<'_>) -> bool {
    match decision.outcome {
        Outcome::Refer { reason: Reason::Urgent(_), .. } => true,
        Outcome::Refer { reason: Reason::NoWords, .. } => false,
        Outcome::Answer(_) if decision.confidence() >= SURE => true,
        _ => asks_something(talk),
    }
}

fn report<T>(outcome: Result<T, RestError>, failure: &str, channel: ChannelId) -> Option<T> {
    match outcome {
        Ok(done) => Some(done),
        Err(error) => {
            tracing::warn!(%channel, %error, "{failure}");
            None
        }
    }
}
