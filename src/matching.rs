//! From a question to a ranking of topics: pure, deterministic, no clock, no file.

mod ranking;

pub use ranking::{Explanation, Ranking, Scored, Topic};
