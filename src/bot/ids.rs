//! Looks for ids of channels in the settings that the bot cannot find, and logs a line for each: such a setting has no effect, and
//! nobody would notice.

use std::time::Duration;

use futures_util::future::join_all;
use serenity::model::id::ChannelId;
use tokio::time::timeout;

use crate::settings::Settings;
use discord::rest::{Rest, RestError};

/// The longest time that the check takes. The bot connects only afterwards, so that its findings are at the beginning of the log.
const CHECK_TIMEOUT: Duration = Duration::from_secs(3);

/// Asks Discord for every channel in the settings. A channel for which it does not answer in time is not reported.
pub(super) async fn check_channels(rest: &Rest, settings: &Settings) {
    let mut channels = Vec::new();
    for channel in &settings.faq_channels {
        channels.push(("FAQ_CHANNEL_IDS", *channel));
    }
    if let Some(channel) = settings.log_channel {
        channels.push(("LOG_CHANNEL_ID", channel));
    }
    let checks = channels.into_iter().map(|(setting, channel)| check_channel(rest, setting, channel));
    let _ = timeout(CHECK_TIMEOUT, join_all(checks)).await;
}

async fn check_channel(rest: &Rest, setting: &str, channel: ChannelId) {
    match rest.channel(channel).await {
        Err(RestError::Refused { status: 404, .. }) => {
            tracing::warn!("{setting}: there is no channel {channel}; correct the id");
        }
        Err(RestError::Refused { status: 403, .. } | RestError::Forbidden) => {
            tracing::warn!(
                "{setting}: the bot may not see channel {channel}; give it View Channel there, or correct the id"
            );
        }
        // Any other failure is temporary, and says nothing about the id.
        Ok(_) | Err(_) => {}
    }
}
