//! What goes wrong between the bot and Discord, and what the bot makes of it. Time is the runtime's own and stands still
//! while anything is done: an hour of failures takes a moment.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helper fails by panicking")]

mod answers;
mod connection;
mod floods;
mod interactions;
mod limits;
mod log;
mod logins;
mod missed;
mod panics;
mod payloads;
mod proxies;
mod requests;
mod secrets;
mod slow;
mod stopping;
