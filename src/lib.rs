//! A Discord bot that answers questions about micro-penning from one short guide.
//!
//! # Floors
//! Imports point down only; `tests/integration/floors.rs` checks that they do.
//!
//! | floor | modules | knows of |
//! |---|---|---|
//! | 6 | `main`, [`cli`] | the terminal, exit codes |
//! | 5 | [`discord`], [`monitoring`], [`settings`], [`telemetry`] | Discord, the environment |
//! | 4 | [`store`], [`journal`], [`database`] | files, time |
//! | 3 | [`decide`], [`evaluation`] | the FAQ's rules |
//! | 2 | [`matching`] | words and numbers |
//! | 1 | [`faq`], [`text`] | the FAQ file's form, characters |
//!
//! Floors 1 to 3 are pure: no clock, no file, no network. A question goes one way through them:
//! event -> question -> [`matching::Ranking`] -> [`decide::Decision`] -> reply.

pub mod cli;
pub mod database;
pub mod decide;
pub mod discord;
pub mod evaluation;
pub mod faq;
pub mod journal;
pub mod matching;
pub mod monitoring;
pub mod settings;
pub mod store;
pub mod telemetry;
pub mod text;
