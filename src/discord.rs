//! The bot in Discord: connect, register the commands, answer, shut down.

pub mod commands;
pub mod listening;
pub mod render;
pub mod reply;
