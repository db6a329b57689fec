//! The real bot, end to end, on the fake Discord: every way of asking, every reply, and no reply where there must be none.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helper fails by panicking")]

pub mod bot;
mod buttons;
pub mod commands;
mod following;
mod hostile;
mod learning;
mod locales;
mod messages;
mod noting;
pub mod process;
mod reading;
mod registering;
mod replies;
mod silence;
mod starting;
