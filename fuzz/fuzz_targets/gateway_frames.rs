//! Feeds `gateway_frames`, whose invariants `cargo test` holds too.

#![no_main]

#[path = "../../tests/integration/invariants/gateway_frames.rs"]
mod gateway_frames;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gateway_frames::check(bytes));
