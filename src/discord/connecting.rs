//! Before the gateway: an HTTP client, and whether Discord can be reached and knows the token.

use secrecy::{ExposeSecret, SecretString};
use serenity::all::GatewayIntents;
use serenity::gateway::GatewayError;
use serenity::http::{Http, HttpBuilder};
use serenity::model::id::{ChannelId, UserId};

use super::rest::{RestError, within};

/// Why the bot cannot run: one sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// There is no token.
    #[error("there is no token: set DISCORD_TOKEN to your bot's token (developer portal, Bot, Reset Token)")]
    NoToken,
    /// Discord does not know the token.
    #[error(
        "Discord refuses the token: set DISCORD_TOKEN to your bot's current token (developer portal, Bot, Reset Token)"
    )]
    WrongToken,
    /// An intent is not switched on.
    #[error(
        "Discord refuses the Message Content intent, which FAQ_CHANNEL_IDS needs: \
         switch it on (developer portal, Bot, Privileged Gateway Intents) or leave FAQ_CHANNEL_IDS empty"
    )]
    MissingIntent,
    /// Discord does not answer, or not as Discord does.
    #[error(
        "Discord cannot be reached at {address} ({reason}): check the network and DISCORD_API_URL, then start again"
    )]
    Unreachable {
        /// The base of its API, or its gateway.
        address: String,
        /// What happened.
        reason: String,
    },
    /// Discord ended the connection for good.
    #[error("Discord ended the connection ({reason}): look at the log above, then start again")]
    Ended {
        /// What happened.
        reason: String,
    },
}

impl RunError {
    /// What the end of a gateway connection means.
    pub(super) fn from_gateway(error: &serenity::Error) -> Self {
        match error {
            serenity::Error::Gateway(GatewayError::InvalidAuthentication) => Self::WrongToken,
            serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents) => Self::MissingIntent,
            serenity::Error::Gateway(error) => Self::Ended { reason: error.to_string() },
            other => Self::Ended { reason: RestError::of(other).to_string() },
        }
    }

    fn from_rest(error: RestError, address: &str) -> Self {
        match error {
            RestError::Token | RestError::Refused { status: 401, .. } => Self::WrongToken,
            other => Self::Unreachable { address: address.to_owned(), reason: other.to_string() },
        }
    }
}

/// Discord's own base.
const DISCORD: &str = "https://discord.com";

/// What Discord said before the gateway was entered.
pub struct Greeted {
    /// The bot's id.
    pub bot: UserId,
    /// The gateway's address.
    pub gateway: String,
}

/// A client for Discord's API at `api_url`, or at Discord's own address.
///
/// serenity honours another address only without its own rate limiter, which is right where a rate-limit proxy stands.
pub fn http(token: &SecretString, api_url: Option<&str>) -> Http {
    let builder = HttpBuilder::new(token.expose_secret());
    match api_url {
        Some(url) if url != DISCORD => builder.proxy(url).ratelimiter_disabled(true).build(),
        _ => builder.build(),
    }
}

/// Asks who the bot is and where the gateway stands.
///
/// # Errors
/// [`RunError::WrongToken`] or [`RunError::Unreachable`], within ten seconds a request.
pub async fn greet(http: &Http) -> Result<Greeted, RunError> {
    let address = http.proxy.as_deref().unwrap_or(DISCORD);
    let failed = |error| RunError::from_rest(error, address);
    let bot = within(http.get_current_user()).await.map_err(failed)?.id;
    let gateway = within(http.get_gateway()).await.map_err(failed)?.url;
    Ok(Greeted { bot, gateway })
}

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
        assert!(!intents(&[]).is_privileged());
        assert!(intents(&[ChannelId::new(1)]).contains(GatewayIntents::MESSAGE_CONTENT));
    }

    #[test]
    fn refusals_say_what_to_do() {
        let refused = |error| RunError::from_gateway(&serenity::Error::Gateway(error));
        assert_eq!(refused(GatewayError::InvalidAuthentication), RunError::WrongToken);
        assert_eq!(refused(GatewayError::DisallowedGatewayIntents), RunError::MissingIntent);
        let rest = |status| RunError::from_rest(RestError::Refused { status, code: 0 }, DISCORD);
        assert_eq!(rest(401), RunError::WrongToken);
        insta::assert_snapshot!(
            rest(503),
            @"Discord cannot be reached at https://discord.com (it was refused with status 503, code 0): check the network and DISCORD_API_URL, then start again"
        );
    }
}
