//! Commands, autocomplete and buttons.

use std::sync::Arc;

use serenity::builder::CreateInteractionResponse;
use serenity::model::application::{CommandInteraction, ComponentInteraction, Interaction, ResolvedValue};
use serenity::model::channel::Message;
use serenity::model::id::InteractionId;
use tokio::time::Instant;

use super::Asking;
use super::asked::Asked;
use super::recording::Replied;
use super::thinking::{Asks, Response};
use crate::asking::limiting::{Asker, Turn};
use crate::monitoring::AskedVia;
use crate::render::{self, Audience};
use crate::reply::{self, Action, Reply, words};
use crate::storage::Snapshot;
use discord::rest::{ALREADY_ACKNOWLEDGED, RestError};

impl Asking {
    /// Answers an interaction that was `heard` then.
    pub async fn interaction(&self, interaction: &Interaction, heard: Instant) {
        match interaction {
            Interaction::Command(command) => self.command(command, heard).await,
            Interaction::Autocomplete(typing) => self.autocomplete(typing).await,
            Interaction::Component(button) => self.button(button).await,
            Interaction::Modal(modal) => {
                let note = render::response(&reply::unknown_button(), Audience::Asker, None);
                self.respond(modal.id, &modal.token, note).await;
            }
            _ => {}
        }
    }

    /// Says that answering failed, in place of the answer that is still owed.
    pub async fn apologise(&self, id: InteractionId, token: &str) {
        let apology = render::response(&reply::failure(), Audience::Asker, None);
        let outcome = match self.rest.respond(id, token, &apology).await {
            Err(RestError::Refused { code: ALREADY_ACKNOWLEDGED, .. }) => {
                let apology = render::follow_up(&reply::failure(), Audience::Asker);
                self.rest.follow_up(token, &apology).await
            }
            outcome => outcome,
        };
        if let Err(error) = outcome {
            tracing::warn!(%error, "a fault was not told of");
        }
    }

    async fn command(&self, command: &CommandInteraction, heard: Instant) {
        let asked = |way| Asked::new(way, command.guild_id, heard);
        let note = match command.data.name.as_str() {
            super::TOPICS => return self.topics(command).await,
            super::ASK => {
                let (text, asked) = (question(command), asked(AskedVia::Ask));
                return self.answer_in_time(command, text, audience(command), asked, Self::ask).await;
            }
            words::menu::ANSWER_FROM_THE_GUIDE => {
                let text = target(command).map_or("", |message| &message.content);
                let asked = asked(AskedVia::MessageCommand);
                return self.answer_in_time(command, text, Audience::All, asked, Self::answer_from_the_guide).await;
            }
            super::PRIVACY => reply::privacy(),
            _ => reply::unknown_command(),
        };
        self.respond(command.id, &command.token, render::response(&note, Audience::Asker, None)).await;
    }

    fn ask(&self, command: &CommandInteraction) -> Response {
        match self.reply_to_option(command, question(command)) {
            Some((reply, confidence)) => Response { reply, audience: audience(command), lead: None, confidence },
            None => note(reply::too_soon()),
        }
    }

    /// The reply, and the confidence if the question was ranked. What was picked leads straight to its entry; what was
    /// typed is matched.
    fn reply_to_option(&self, command: &CommandInteraction, question: &str) -> Option<(Reply, Option<f32>)> {
        let snapshot = self.store.current();
        match reply::picked(question) {
            Some(id) => {
                let reply = reply::pressed(snapshot.faq(), &Action::Show(id.clone()));
                self.gets(command, &reply).then(|| self.recorder.picked(snapshot.faq(), &id))?;
                Some((reply, None))
            }
            None => self.reply_to_question(command, &snapshot, question),
        }
    }

    /// `None` if the question came too soon after others.
    fn reply_to_question(
        &self,
        command: &CommandInteraction,
        snapshot: &Arc<Snapshot>,
        question: &str,
    ) -> Option<(Reply, Option<f32>)> {
        let decision = self.rankings.decide(snapshot, question);
        let Replied { reply, event, confidence } = self.recorder.reply(snapshot.faq(), question, &decision);
        self.gets(command, &reply).then(|| self.recorder.record(event))?;
        Some((reply, Some(confidence)))
    }

    fn gets(&self, command: &CommandInteraction, reply: &Reply) -> bool {
        let asker = Asker { user: command.user.id, channel: command.channel_id, guild: command.guild_id };
        self.turn(asker, reply) == Turn::Now
    }

    /// The reply says which message it is about, since Discord does not show it.
    fn answer_from_the_guide(&self, command: &CommandInteraction) -> Response {
        let Some(target) = target(command) else {
            return note(reply::unknown_command());
        };
        if target.author.bot || target.webhook_id.is_some() {
            return note(reply::only_people());
        }
        match self.reply_to_question(command, &self.store.current(), &target.content) {
            Some((reply, confidence)) => {
                let lead = Some(words::in_answer_to(&link(command, target)));
                Response { reply, audience: Audience::All, lead, confidence }
            }
            None => note(reply::too_soon()),
        }
    }

    async fn topics(&self, command: &CommandInteraction) {
        let pages = reply::topics(self.store.current().faq());
        for (number, page) in pages.iter().enumerate() {
            if number == 0 {
                let response = render::response(page, Audience::Asker, None);
                self.respond(command.id, &command.token, response).await;
            } else if let Err(error) =
                self.rest.follow_up(&command.token, &render::follow_up(page, Audience::Asker)).await
            {
                tracing::warn!(%error, "a page of topics was not sent");
                return;
            }
        }
    }

    async fn autocomplete(&self, typing: &CommandInteraction) {
        let typed = typing.data.autocomplete().map_or("", |option| option.value).to_owned();
        let snapshot = self.store.current();
        let choices = self.thinkers.think(Asks::Interaction, self.effort(&typed), move || {
            let decision = snapshot.decide(&typed);
            reply::choices(snapshot.faq(), &typed, decision.choices().into_iter())
        });
        let choices = choices.await;
        self.respond(typing.id, &typing.token, render::autocomplete(choices)).await;
    }

    async fn button(&self, button: &ComponentInteraction) {
        let reply = match Action::parse(&button.data.custom_id) {
            Some(action) => {
                let snapshot = self.store.current();
                self.recorder.pressed(snapshot.faq(), &action);
                reply::pressed(snapshot.faq(), &action)
            }
            None => reply::unknown_button(),
        };
        self.respond(button.id, &button.token, render::response(&reply, Audience::Asker, None)).await;
    }

    /// Whether it was sent.
    pub(super) async fn respond(&self, id: InteractionId, token: &str, response: CreateInteractionResponse) -> bool {
        let sent = self.rest.respond(id, token, &response).await;
        sent.inspect_err(|error| tracing::warn!(%error, "an interaction was not answered")).is_ok()
    }
}

/// What is asked with `/ask`.
fn question(command: &CommandInteraction) -> &str {
    let asked = command.data.options().into_iter().find_map(|option| match option.value {
        ResolvedValue::String(text) if option.name == super::QUESTION => Some(text),
        _ => None,
    });
    asked.unwrap_or_default()
}

/// The message that a command of its menu is about.
fn target(command: &CommandInteraction) -> Option<&Message> {
    command.data.resolved.messages.values().next()
}

/// What only the asker is to see, in place of an answer.
fn note(reply: Reply) -> Response {
    Response { reply, audience: Audience::Asker, lead: None, confidence: None }
}

/// Who is to see the answer to `/ask`.
fn audience(command: &CommandInteraction) -> Audience {
    let private = command
        .data
        .options()
        .into_iter()
        .any(|option| option.name == super::PRIVATE && matches!(option.value, ResolvedValue::Boolean(true)));
    if private { Audience::Asker } else { Audience::All }
}

fn link(command: &CommandInteraction, target: &Message) -> String {
    let place = command.guild_id.map_or_else(|| "@me".to_owned(), |guild| guild.to_string());
    format!("https://discord.com/channels/{place}/{}/{}", target.channel_id, target.id)
}
