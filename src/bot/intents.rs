//! The gateway intents that the bot asks for.

use serenity::all::GatewayIntents;
use serenity::model::id::ChannelId;

/// What the bot asks to be told. The text of messages is a privileged intent: mentions, direct messages and commands
/// come with their text all the same, so it is asked for only if there are channels where every question is answered.
pub fn intents(faq_channels: &[ChannelId]) -> GatewayIntents {
    let usual = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    if faq_channels.is_empty() { usual } else { usual | GatewayIntents::MESSAGE_CONTENT }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_privileged_intent_is_asked_for_only_if_needed() {
        assert!(!intents(&[]).intersects(GatewayIntents::privileged()));
        assert!(intents(&[ChannelId::new(1)]).contains(GatewayIntents::MESSAGE_CONTENT));
    }
}
