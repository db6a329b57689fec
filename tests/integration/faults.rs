//! Failures between the bot and Discord. The runtime's clock is paused while work is done, so that an hour of failures takes a
//! moment.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helper fails by panicking")]

mod connection;
mod floods;
mod interactions;
mod limits;
mod logins;
mod missed;
mod panics;
mod payloads;
mod requests;
mod secrets;
mod slow;
mod stopping;
