//! Feeds `edit`, whose invariants `cargo test` holds too.

#![no_main]

#[path = "../../tests/integration/invariants/edit.rs"]
mod edit;
#[path = "../../tests/integration/invariants/model.rs"]
mod model;
#[path = "../../tests/integration/invariants/valid.rs"]
mod valid;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| edit::check(bytes));
