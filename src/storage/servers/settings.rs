//! The settings of one server.

use serde::{Deserialize, Serialize};
use serenity::model::id::{ChannelId, RoleId};

/// What a server's managers choose with `/faq setup`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerSettings {
    /// Channels and forums where every question is answered.
    pub faq_channels: Vec<ChannelId>,
    /// Roles that may edit, besides members with Manage Messages.
    pub editor_roles: Vec<RoleId>,
    /// The channel for notices about changes and about questions that often go unanswered.
    pub log_channel: Option<ChannelId>,
    /// The language of replies in the server, as a BCP 47 tag; `None` for that of each person.
    pub language: Option<String>,
    /// Whether members see the server's own answers.
    pub shows_own_answers: bool,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            faq_channels: Vec::new(),
            editor_roles: Vec::new(),
            log_channel: None,
            language: None,
            shows_own_answers: true,
        }
    }
}
