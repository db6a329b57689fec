//! Feeds `exchange`, whose invariants `cargo test` holds too.

#![no_main]

#[path = "../../tests/integration/invariants/exchange.rs"]
mod exchange;
#[path = "../../tests/integration/invariants/valid.rs"]
mod valid;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| exchange::check(bytes));
