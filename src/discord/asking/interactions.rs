//! Commands, autocomplete and buttons. Matching takes microseconds, so each is answered at once, without a deferral.

use serenity::builder::CreateInteractionResponse;
use serenity::model::application::{CommandInteraction, ComponentInteraction, Interaction, ResolvedValue};
use serenity::model::channel::Message;
use serenity::model::id::InteractionId;

use super::Asking;
use super::recording::Replied;
use crate::discord::commands;
use crate::discord::limiting::{Asker, Turn};
use crate::discord::render::{self, Audience};
use crate::discord::reply::{self, Action, Reply, words};
use crate::store::Snapshot;

impl Asking {
    /// Answers an interaction.
    pub async fn interaction(&self, interaction: &Interaction) {
        match interaction {
            Interaction::Command(command) => self.command(command).await,
            Interaction::Autocomplete(typing) => self.autocomplete(typing).await,
            Interaction::Component(button) => self.button(button).await,
            Interaction::Modal(modal) => {
                let note = render::response(&reply::unknown_button(), Audience::Asker, None);
                self.respond(modal.id, &modal.token, note).await;
            }
            _ => {}
        }
    }

    /// Says that answering failed, if the interaction still waits for an answer.
    pub async fn apologise(&self, id: InteractionId, token: &str) {
        self.respond(id, token, render::response(&reply::failure(), Audience::Asker, None)).await;
    }

    async fn command(&self, command: &CommandInteraction) {
        let (reply, audience, lead) = match command.data.name.as_str() {
            commands::TOPICS => return self.topics(command).await,
            commands::ASK => self.ask(command),
            commands::PRIVACY => (reply::privacy(), Audience::Asker, None),
            words::menu::ANSWER_FROM_THE_GUIDE => self.answer_from_the_guide(command),
            _ => (reply::unknown_command(), Audience::Asker, None),
        };
        let response = render::response(&reply, audience, lead.as_deref());
        self.respond(command.id, &command.token, response).await;
    }

    fn ask(&self, command: &CommandInteraction) -> (Reply, Audience, Option<String>) {
        let (mut question, mut private) = ("", false);
        for option in command.data.options() {
            match (option.name, option.value) {
                (commands::QUESTION, ResolvedValue::String(text)) => question = text,
                (commands::PRIVATE, ResolvedValue::Boolean(value)) => private = value,
                _ => {}
            }
        }
        match self.reply_to_option(command, question) {
            Some(reply) => (reply, if private { Audience::Asker } else { Audience::All }, None),
            None => (reply::too_soon(), Audience::Asker, None),
        }
    }

    /// What was picked leads straight to its entry; what was typed is matched.
    fn reply_to_option(&self, command: &CommandInteraction, question: &str) -> Option<Reply> {
        let snapshot = self.store.current();
        match commands::picked(question) {
            Some(id) => {
                let reply = reply::pressed(snapshot.faq(), &Action::Show(id.clone()));
                self.gets(command, &reply).then(|| self.recorder.picked(snapshot.faq(), &id))?;
                Some(reply)
            }
            None => self.reply_to_question(command, &snapshot, question),
        }
    }

    /// `None` if the question came too soon after others.
    fn reply_to_question(&self, command: &CommandInteraction, snapshot: &Snapshot, question: &str) -> Option<Reply> {
        let Replied { reply, event } = self.recorder.reply(snapshot.faq(), question, &snapshot.decide(question));
        self.gets(command, &reply).then(|| self.recorder.record(event))?;
        Some(reply)
    }

    fn gets(&self, command: &CommandInteraction, reply: &Reply) -> bool {
        let asker = Asker { user: command.user.id, channel: command.channel_id, guild: command.guild_id };
        self.turn(asker, reply) == Turn::Now
    }

    /// The reply says which message it is about, since Discord does not show it.
    fn answer_from_the_guide(&self, command: &CommandInteraction) -> (Reply, Audience, Option<String>) {
        let Some(target) = command.data.resolved.messages.values().next() else {
            return (reply::unknown_command(), Audience::Asker, None);
        };
        if target.author.bot || target.webhook_id.is_some() {
            return (reply::only_people(), Audience::Asker, None);
        }
        match self.reply_to_question(command, &self.store.current(), &target.content) {
            Some(reply) => (reply, Audience::All, Some(words::in_answer_to(&link(command, target)))),
            None => (reply::too_soon(), Audience::Asker, None),
        }
    }

    async fn topics(&self, command: &CommandInteraction) {
        let pages = reply::topics(self.store.current().faq());
        for (number, page) in pages.iter().enumerate() {
            if number == 0 {
                let response = render::response(page, Audience::Asker, None);
                self.respond(command.id, &command.token, response).await;
            } else if let Err(error) =
                self.rest.follow_up(&command.token, &render::follow_up(page, Audience::Asker), Vec::new()).await
            {
                tracing::warn!(%error, "a page of topics was not sent");
                return;
            }
        }
    }

    async fn autocomplete(&self, typing: &CommandInteraction) {
        let typed = typing.data.autocomplete().map_or("", |option| option.value);
        let snapshot = self.store.current();
        let decision = snapshot.decide(typed);
        let found = decision.candidates.iter().map(|candidate| candidate.entry);
        let choices = commands::choices(snapshot.faq(), typed, found);
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

    async fn respond(&self, id: InteractionId, token: &str, response: CreateInteractionResponse) {
        if let Err(error) = self.rest.respond(id, token, &response, Vec::new()).await {
            tracing::warn!(%error, "an interaction was not answered");
        }
    }
}

fn link(command: &CommandInteraction, target: &Message) -> String {
    let place = command.guild_id.map_or_else(|| "@me".to_owned(), |guild| guild.to_string());
    format!("https://discord.com/channels/{place}/{}/{}", target.channel_id, target.id)
}
