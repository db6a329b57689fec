//! What an operator meets: the process, its data folder, its settings, and what may block it.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helper fails by panicking")]

#[cfg(target_os = "linux")]
mod blocked;
mod settings;
