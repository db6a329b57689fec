//! Moderators at work: the real bot on the fake Discord, and the bytes of the file that they look after.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helper fails by panicking")]

mod adding;
mod changing;
mod clicking;
pub mod clinic;
mod exchange;
mod floods;
mod importing;
mod learning;
mod looking;
mod machine_faults;
mod restarts;
mod rights;
mod state_machine;
#[cfg(unix)]
mod stopping;
mod teaching;
mod telling;
mod translating;
mod unanswered;
mod undelivered;
