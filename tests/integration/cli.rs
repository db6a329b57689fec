//! The command line as a process: its output on both streams, and its exit code.

mod ask;
mod chat;
mod check;
mod environment;
mod eval;
mod exchange;
pub mod harness;
mod manual;
mod starting;
