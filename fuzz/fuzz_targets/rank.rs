//! Feeds `rank`, whose invariants `cargo test` holds too.

#![no_main]

#[path = "../../tests/integration/invariants/rank.rs"]
mod rank;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rank::check(bytes));
