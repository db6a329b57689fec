//! The binary as it is used: what it prints on both streams, and the exit code.

mod ask;
mod chat;
mod check;
mod eval;
pub mod harness;
mod manual;
mod starting;
