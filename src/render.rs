//! Renders a [`Reply`] as Discord's messages. No message pings anybody. Pure.

pub mod menu;

use std::hash::{DefaultHasher, Hash, Hasher};

use serenity::builder::{
    AutocompleteChoice, CreateActionRow, CreateAllowedMentions, CreateAutocompleteResponse, CreateButton,
    CreateCommand, CreateEmbed, CreateEmbedFooter, CreateInteractionResponse, CreateInteractionResponseFollowup,
    CreateInteractionResponseMessage, CreateMessage, EditInteractionResponse, EditMessage,
};
use serenity::model::application::{ButtonStyle, InstallationContext, InteractionContext};
use serenity::model::channel::{MessageReference, MessageReferenceKind, Nonce};
use serenity::model::id::{ChannelId, MessageId};

use crate::reply::{Action, Button, Choice, Reply, Tone};

/// The people who see the response to an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody in the channel.
    All,
    /// The person who asked.
    Asker,
}

/// Makes a command available in servers and in direct conversations with the bot.
pub fn available_everywhere(command: CreateCommand) -> CreateCommand {
    command
        .contexts(vec![InteractionContext::Guild, InteractionContext::BotDm])
        .integration_types(vec![InstallationContext::Guild])
}

/// Renders a new message that replies to `question`, or stands alone if the question was deleted in the meantime.
pub fn message(reply: &Reply, channel: ChannelId, question: MessageId) -> CreateMessage {
    let reference =
        MessageReference::new(MessageReferenceKind::Default, channel).message_id(question).fail_if_not_exists(false);
    CreateMessage::new()
        .embed(embed(reply))
        .components(rows(reply))
        .reference_message(reference)
        .nonce(nonce(reply, question))
        .enforce_nonce(true)
        .allowed_mentions(no_pings())
}

/// Returns a value of at most 25 characters that is the same for the same reply to the same question. By it Discord
/// recognizes a message that is sent again because the first request may have failed.
fn nonce(reply: &Reply, question: MessageId) -> Nonce {
    let mut hasher = DefaultHasher::new();
    (question, &reply.title, &reply.body).hash(&mut hasher);
    Nonce::String(format!("{:016x}", hasher.finish()))
}

/// Renders `reply` as the new content of a message.
pub fn edit(reply: &Reply) -> EditMessage {
    EditMessage::new().embed(embed(reply)).components(rows(reply)).allowed_mentions(no_pings())
}

/// Renders the response to a command or a button; `lead` is a line above the reply.
pub fn response(reply: &Reply, audience: Audience, lead: Option<&str>) -> CreateInteractionResponse {
    let mut message = CreateInteractionResponseMessage::new()
        .embed(embed(reply))
        .components(rows(reply))
        .allowed_mentions(no_pings())
        .ephemeral(audience == Audience::Asker);
    if let Some(lead) = lead {
        message = message.content(lead);
    }
    CreateInteractionResponse::Message(message)
}

/// Renders a further message after a [`response`].
pub fn follow_up(reply: &Reply, audience: Audience) -> CreateInteractionResponseFollowup {
    CreateInteractionResponseFollowup::new()
        .embed(embed(reply))
        .components(rows(reply))
        .allowed_mentions(no_pings())
        .ephemeral(audience == Audience::Asker)
}

/// Renders `reply` as the new content of a [`deferral`], for the same audience; `lead` is a line above the reply.
pub fn deferred(reply: &Reply, lead: Option<&str>) -> EditInteractionResponse {
    let mut edit =
        EditInteractionResponse::new().embed(embed(reply)).components(rows(reply)).allowed_mentions(no_pings());
    if let Some(lead) = lead {
        edit = edit.content(lead);
    }
    edit
}

/// Renders "the bot is thinking"; the [`deferred`] reply takes its place.
pub fn deferral(audience: Audience) -> CreateInteractionResponse {
    let message = CreateInteractionResponseMessage::new().ephemeral(audience == Audience::Asker);
    CreateInteractionResponse::Defer(message)
}

/// Renders the choices below an option that is being typed.
pub fn autocomplete(choices: Vec<Choice>) -> CreateInteractionResponse {
    let choices = choices.into_iter().map(|choice| AutocompleteChoice::new(choice.name, choice.value)).collect();
    CreateInteractionResponse::Autocomplete(CreateAutocompleteResponse::new().set_choices(choices))
}

pub(super) fn no_pings() -> CreateAllowedMentions {
    CreateAllowedMentions::new().replied_user(false)
}

/// Renders a reply without its buttons.
pub(super) fn embed(reply: &Reply) -> CreateEmbed {
    let mut embed = CreateEmbed::new().description(&reply.body).colour(colour(reply.tone));
    if let Some(title) = &reply.title {
        embed = embed.title(title);
    }
    if let Some(footer) = &reply.footer {
        embed = embed.footer(CreateEmbedFooter::new(footer));
    }
    embed
}

/// Returns the colour of a reply; red is reserved for emergencies.
fn colour(tone: Tone) -> u32 {
    match tone {
        Tone::Answer => 0x2f_9e_8f,
        Tone::Referral => 0xe0_a0_30,
        Tone::Urgent => 0xd0_30_30,
        Tone::Server => 0x4a_7f_c1,
        Tone::Note => 0x80_84_8e,
    }
}

fn rows(reply: &Reply) -> Vec<CreateActionRow> {
    reply.rows.iter().map(|row| CreateActionRow::Buttons(row.iter().map(button).collect())).collect()
}

fn button(button: &Button) -> CreateButton {
    let style = match button.action {
        Action::Helpful(_) => ButtonStyle::Success,
        Action::Show(_) => ButtonStyle::Primary,
        Action::NotWhatIAsked { .. } | Action::NoneOfThese => ButtonStyle::Secondary,
    };
    CreateButton::new(button.action.custom_id()).label(&button.label).style(style)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::{self, Locale};
    use serde_json::{Value, json};

    fn reply_message(reply: &Reply) -> CreateMessage {
        message(reply, ChannelId::new(10), MessageId::new(100))
    }

    fn sent(message: impl serde::Serialize) -> Value {
        serde_json::to_value(message).unwrap()
    }

    #[test]
    fn nobody_is_pinged() {
        let reply = reply::privacy(Locale::ENGLISH);
        let no_pings = json!({ "parse": [], "users": [], "roles": [], "replied_user": false });
        assert_eq!(sent(reply_message(&reply))["allowed_mentions"], no_pings);
        assert_eq!(sent(edit(&reply))["allowed_mentions"], no_pings);
        assert_eq!(sent(response(&reply, Audience::All, None))["data"]["allowed_mentions"], no_pings);
        assert_eq!(sent(follow_up(&reply, Audience::Asker))["allowed_mentions"], no_pings);
        assert_eq!(sent(deferred(&reply, None))["allowed_mentions"], no_pings);
    }

    #[test]
    fn a_reply_can_be_sent_after_its_question_is_deleted() {
        let reference = &sent(reply_message(&reply::privacy(Locale::ENGLISH)))["message_reference"];
        assert_eq!((&reference["message_id"], &reference["fail_if_not_exists"]), (&json!("100"), &json!(false)));
    }

    #[test]
    fn an_edit_removes_earlier_buttons() {
        assert_eq!(sent(edit(&reply::privacy(Locale::ENGLISH)))["components"], json!([]));
    }

    #[test]
    fn only_private_responses_are_hidden() {
        let flags =
            |audience| sent(response(&reply::privacy(Locale::ENGLISH), audience, None))["data"]["flags"].clone();
        assert_eq!(flags(Audience::Asker), json!(64));
        assert!(flags(Audience::All).as_u64().unwrap_or_default() == 0);
    }
}
