//! The program as its users meet it: at the command line, in Discord, in the FAQ file.

// A test that fails says so by panicking; clippy grants that to the test functions alone, not to what they share.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod asking;
mod cli;
mod evaluation;
mod fake_discord;
mod faq_edit;
mod faq_file;
mod faults;
mod floors;
mod invariants;
mod languages;
mod live_faq;
mod meaning;
mod moderating;
mod monitoring;
mod operating;
mod packaging;
mod picture;
mod readme;
mod reply;
mod servers;
mod sharding;
mod shipped_faq;
mod writing;
mod yardstick;
