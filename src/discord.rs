//! The bot in Discord: connect, register the commands, answer, shut down.

pub mod reply;
