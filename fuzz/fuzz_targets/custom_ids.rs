//! Feeds `custom_ids`, whose invariants `cargo test` holds too.

#![no_main]

#[path = "../../tests/integration/invariants/custom_ids.rs"]
mod custom_ids;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| custom_ids::check(bytes));
