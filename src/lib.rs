//! The Discord bot: a thin shell around the pure crates `faq` and `matching`, and around `discord`, which talks to Discord.
//!
//! From top to bottom; a module imports only from its own floor and from those below:
//!
//! - [`cli`]: the command line, one file for each command. `run` builds everything below and runs the bot.
//! - [`bot`]: connects to Discord, passes events on, and shuts down.
//! - [`asking`]: from a message or an interaction to the reply that is sent.
//!   [`moderation`]: the same for moderators: `/faq`, its buttons and forms.
//!   [`reply`] and [`render`]: all wording, and replies as Discord's embeds and buttons.
//!   [`monitoring`]: health, readiness and metrics. [`settings`] and [`telemetry`]: typed settings, and the log.
//! - [`storage`]: the FAQ that is served, its file and history, and the journal of questions.
//!
//! ARCHITECTURE.md follows a question through them. `tests/integration/floors.rs` checks the imports.

pub mod asking;
pub mod bot;
pub mod cli;
pub mod clock;
pub mod moderation;
pub mod monitoring;
pub mod render;
pub mod reply;
pub mod settings;
pub mod storage;
pub mod telemetry;
