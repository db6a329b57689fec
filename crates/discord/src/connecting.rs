//! Before the gateway: whether Discord can be reached and knows the token.

use serenity::model::id::UserId;

use crate::gateway::MAX_LOGINS_PER_DAY;
use crate::rest::{GatewayBot, Rest, RestError};

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
    /// There are not enough connections for so many servers.
    #[error(
        "Discord refuses the bot because it is in more servers than its shards may serve: set SHARDS=auto, \
         raise the number of shards in the SHARD_RANGE of every process, or remove it from some"
    )]
    TooLarge,
    /// Discord does not understand what this program asks for.
    #[error(
        "Discord refuses what this program asks for (code {code}): update it; if DISCORD_API_URL is set, check that too"
    )]
    Outdated {
        /// The code with which the gateway closed the connection.
        code: u16,
    },
    /// The bot logged in so often that something must be wrong.
    #[error(
        "the bot has logged in {MAX_LOGINS_PER_DAY} times within a day, or this process its share of that, and Discord resets the token \
         of a bot that does not stop: look at the log for what ends its connections, mend it, and start again tomorrow"
    )]
    TooManyLogins,
    /// Discord itself counts too many logins to let the bot start.
    #[error(
        "Discord lets the bot log in only {left} times more within {hours} h, and it has to {needed} times: \
         look for what starts it again and again, and start it after that time"
    )]
    FewLoginsLeft {
        /// How many are left.
        left: u64,
        /// How many this process needs to start.
        needed: u16,
        /// When there are more.
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

/// What Discord said before the gateway was entered.
pub struct Greeted {
    /// The bot's id.
    pub bot: UserId,
    /// The gateway's address, and how it may be entered.
    pub gateway: GatewayBot,
}

/// Asks who the bot is and where the gateway stands.
///
/// # Errors
/// [`RunError::WrongToken`] or [`RunError::Unreachable`], within ten seconds a request.
pub async fn greet(rest: &Rest) -> Result<Greeted, RunError> {
    let failed = |error| RunError::from_rest(error, rest.base_url());
    let bot = rest.bot().await.map_err(failed)?;
    let gateway = rest.gateway().await.map_err(failed)?;
    Ok(Greeted { bot, gateway })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_say_what_to_do() {
        let rest = |status| RunError::from_rest(RestError::Refused { status, code: 0 }, "https://discord.com");
        assert_eq!(rest(401), RunError::WrongToken);
        insta::assert_snapshot!(
            rest(503),
            @"Discord cannot be reached at https://discord.com (it was refused with status 503, code 0): check the network and DISCORD_API_URL, then start again"
        );
    }
}
