//! Every word the bot says, as replies that fit Discord's limits whatever the FAQ holds.
//!
//! A [`Reply`] knows nothing of Discord's library: the terminal draws the same ones.

mod action;
mod card;
mod choices;
pub mod moderation;
mod question_key;
mod topics;
pub mod words;

pub use action::Action;
pub use card::{decision, entry, pressed};
pub use choices::{Choice, choices, picked};
pub use question_key::QuestionKey;
pub use topics::topics;

pub use faq::text::{cut, one_line};

/// The longest title, in characters: an embed's.
pub const TITLE: usize = 256;
/// The longest body, in characters: an embed's description.
pub const BODY: usize = 4_096;
/// The longest footer, in characters: with the other two it keeps an embed within the 6,000 of a whole message.
pub const FOOTER: usize = 1_600;
/// The longest label of a button, in characters.
pub const LABEL: usize = 80;
/// The most buttons in a row.
pub const ROW: usize = 5;

/// What is said to somebody: one embed and its buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What kind of reply it is; its colour.
    pub tone: Tone,
    /// The heading, at most [`TITLE`] characters.
    pub title: Option<String>,
    /// The text in Markdown, 1 to [`BODY`] characters.
    pub body: String,
    /// The small print, at most [`FOOTER`] characters.
    pub footer: Option<String>,
    /// At most 5 rows of 1 to [`ROW`] buttons; no two buttons have the same action.
    pub rows: Vec<Vec<Button>>,
}

/// What kind of reply it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The guide's answer.
    Answer,
    /// The guide has none: who to ask.
    Referral,
    /// It sounds like an emergency.
    Urgent,
    /// About the bot itself.
    Note,
}

/// A button below a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What stands on it, 1 to [`LABEL`] characters.
    pub label: String,
    /// What pressing it does.
    pub action: Action,
}

impl Button {
    fn new(label: &str, action: Action) -> Self {
        Self { label: cut(&one_line(label), LABEL), action }
    }
}

impl Reply {
    /// Whether it has a button to say that it was to another question.
    pub fn asks_for_feedback(&self) -> bool {
        self.rows.iter().flatten().any(|button| matches!(button.action, Action::NotWhatIAsked { .. }))
    }

    /// The same reply, to the question of this key: its button to say that it was to another one leads back to it.
    pub fn about(mut self, key: QuestionKey) -> Self {
        for button in self.rows.iter_mut().flatten() {
            if let Action::NotWhatIAsked { question, .. } = &mut button.action {
                *question = Some(key);
            }
        }
        self
    }

    /// A short reply about the bot itself.
    fn note(body: impl Into<String>) -> Self {
        Self { tone: Tone::Note, title: None, body: cut(&body.into(), BODY), footer: None, rows: Vec::new() }
    }
}

/// What becomes of a question and of the one who asks it.
pub fn privacy() -> Reply {
    Reply { title: Some(words::PRIVACY_TITLE.to_owned()), ..Reply::note(words::PRIVACY) }
}

/// To a button this version of the bot does not know.
pub fn unknown_button() -> Reply {
    Reply::note(words::UNKNOWN_BUTTON)
}

/// To a command this version of the bot does not know.
pub fn unknown_command() -> Reply {
    Reply::note(words::UNKNOWN_COMMAND)
}

/// To one who wants a bot's message answered.
pub fn only_people() -> Reply {
    Reply::note(words::ONLY_PEOPLE)
}

/// To one whose question came too soon after others.
pub fn too_soon() -> Reply {
    Reply::note(words::TOO_SOON)
}

/// When answering failed through a fault of ours.
pub fn failure() -> Reply {
    Reply::note(words::FAILURE)
}
