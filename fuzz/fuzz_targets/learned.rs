//! Feeds `learned`, whose invariants `cargo test` holds too.

#![no_main]

#[path = "../../tests/integration/invariants/learned.rs"]
mod learned;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| learned::check(bytes));
