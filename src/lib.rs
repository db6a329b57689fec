//! The Discord bot: a thin shell around the pure crates `faq` and `matching`, and `discord`, which speaks to Discord.
//!
//! ARCHITECTURE.md has the plan. Imports point down only; `tests/integration/floors.rs` checks that they do.

pub mod asking;
pub mod bot;
pub mod cli;
pub mod commands;
pub mod moderation;
pub mod monitoring;
mod registering;
pub mod render;
pub mod reply;
pub mod settings;
pub mod storage;
pub mod telemetry;
