//! What numbers are told apart by: few values, known beforehand.

/// How a question was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AskedVia {
    /// By pinging the bot.
    Mention,
    /// In a direct conversation.
    Direct,
    /// Where every question is answered.
    FaqChannel,
    /// With `/ask`.
    Ask,
    /// With the message command.
    MessageCommand,
}

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReplyOutcome {
    /// The guide's answer was sent.
    Answer,
    /// A referral was sent.
    Referral,
    /// What to do in an emergency was sent.
    Urgent,
    /// It was said that there is nothing to answer, or that it came too soon.
    Note,
    /// Whatever it was, it could not be sent.
    Unsent,
    /// It came too soon from somebody who was told so already: nothing was sent.
    Ignored,
}

/// Where things wait for their turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QueueName {
    /// Discord's events before they are worked on.
    Events,
    /// Events that are being worked on, most of them by waiting for Discord.
    Replies,
    /// Questions before an answer is looked for.
    Questions,
    /// Notes for the journal before they are written.
    Journal,
}

impl AskedVia {
    /// As it stands in the numbers and in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mention => "mention",
            Self::Direct => "dm",
            Self::FaqChannel => "faq_channel",
            Self::Ask => "ask",
            Self::MessageCommand => "message_command",
        }
    }
}

impl ReplyOutcome {
    /// As it stands in the numbers and in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Referral => "referral",
            Self::Urgent => "urgent",
            Self::Note => "note",
            Self::Unsent => "unsent",
            Self::Ignored => "ignored",
        }
    }
}

impl QueueName {
    /// As it stands in the numbers and in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Replies => "replies",
            Self::Questions => "questions",
            Self::Journal => "journal",
        }
    }
}
