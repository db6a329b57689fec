//! Feeds `read_faq`, whose invariants `cargo test` holds too.

#![no_main]

#[path = "../../tests/integration/invariants/read_faq.rs"]
mod read_faq;
#[path = "../../tests/integration/invariants/valid.rs"]
mod valid;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read_faq::check(bytes));
