//! The first requests to Discord, and the reasons why the bot cannot run.

use serenity::model::id::UserId;

use crate::gateway::MAX_LOGINS_PER_DAY;
use crate::rest::{GatewayBot, Rest, RestError};

/// The reason why the bot cannot run, as one sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    #[error("there is no token: set DISCORD_TOKEN to your bot's token (developer portal, Bot, Reset Token)")]
    NoToken,
    #[error(
        "Discord refuses the token: set DISCORD_TOKEN to your bot's current token (developer portal, Bot, Reset Token)"
    )]
    WrongToken,
    #[error(
        "Discord refuses the Message Content intent, which FAQ_CHANNEL_IDS needs: \
         switch it on (developer portal, Bot, Privileged Gateway Intents) or leave FAQ_CHANNEL_IDS empty"
    )]
    MissingIntent,
    /// Discord does not respond, or something else responds.
    #[error(
        "Discord cannot be reached at {address} ({reason}): check the network and DISCORD_API_URL, then start again"
    )]
    Unreachable {
        /// The address of its API or of its gateway.
        address: String,
        reason: String,
    },
    /// The environment names a proxy that is not one for HTTP.
    #[error(
        "{variable} names a proxy that the bot cannot use: give the address of an HTTP proxy, such as http://proxy:3128, \
         or list Discord's hosts in NO_PROXY: discord.com,discord.gg,discordapp.com"
    )]
    UnusableProxy { variable: &'static str },
    /// The bot needs more shards.
    #[error(
        "Discord refuses the bot because it is in more servers than its shards may serve: set SHARDS=auto, \
         raise the number of shards in the SHARD_RANGE of every process, or remove it from some"
    )]
    TooLarge,
    /// Discord no longer understands this program.
    #[error(
        "Discord refuses what this program asks for (code {code}): update it; if DISCORD_API_URL is set, check that too"
    )]
    Outdated {
        /// The code of the gateway's close frame.
        code: u16,
    },
    /// The login budget is used up, so something must be wrong.
    #[error(
        "the bot has logged in {MAX_LOGINS_PER_DAY} times within a day, or this process its share of that, and Discord resets the token \
         of a bot that does not stop: look in the log for what ends its connections, fix it, and start again tomorrow"
    )]
    TooManyLogins,
    /// Discord itself does not accept enough further logins.
    #[error(
        "Discord accepts only {left} more logins of the bot within {hours} h, and it needs {needed}: \
         find out what restarts it again and again, and start it after that time"
    )]
    FewLoginsLeft {
        left: u64,
        /// The logins that this process needs to start.
        needed: u16,
        /// The time until there are more.
        hours: u64,
    },
}

impl RunError {
    pub fn from_rest(error: RestError, address: &str) -> Self {
        match error {
            RestError::Token | RestError::Refused { status: 401, .. } => Self::WrongToken,
            other => Self::Unreachable { address: address.to_owned(), reason: other.to_string() },
        }
    }
}

/// Discord's answers to the first requests.
pub struct Greeting {
    /// The bot's own id.
    pub bot: UserId,
    pub gateway: GatewayBot,
}

/// Asks Discord for the bot's id and for its gateway.
///
/// # Errors
/// [`RunError::WrongToken`] or [`RunError::Unreachable`], within ten seconds a request.
pub async fn greet(rest: &Rest) -> Result<Greeting, RunError> {
    let bot = rest.bot().await.map_err(|error| RunError::from_rest(error, rest.base_url()))?;
    let gateway = rest.gateway().await.map_err(|error| RunError::from_rest(error, rest.base_url()))?;
    Ok(Greeting { bot, gateway })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_to_do() {
        let rest = |status| RunError::from_rest(RestError::Refused { status, code: 0 }, "https://discord.com");
        assert_eq!(rest(401), RunError::WrongToken);
        insta::assert_snapshot!(
            rest(503),
            @"Discord cannot be reached at https://discord.com (it was refused with status 503, code 0): check the network and DISCORD_API_URL, then start again"
        );
    }
}
