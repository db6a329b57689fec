//! Tests of the whole program, one file per behaviour.

mod fake_discord;
