//! Feeds `clean`, whose invariants `cargo test` holds too.

#![no_main]

#[path = "../../tests/integration/invariants/clean.rs"]
mod clean;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| clean::check(bytes));
