//! Every server by itself: the real bot in several servers of the fake Discord.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helper fails by panicking")]

mod entries;
mod house;
mod isolation;
mod joining;
mod local;
mod owner;
mod settings;
