//! From a question to a decision: pure and deterministic, without a clock, files or a network.
//!
//! A question goes through these modules, from top to bottom:
//!
//! | step | modules |
//! |---|---|
//! | the question is cleaned and cut into sentences and segments | `query` |
//! | its words become words that the FAQ knows | `lexicon`, with `spelling` and `word_frequency` |
//! | its words become a sparse vector, its meaning a dense one | `features`, [`meaning`] |
//! | every topic gets a score from its nearest example and from a classifier | `scorers`, with `inverted_index` and `classifier` |
//! | the scores become a ranking of entries and referrals | `matcher`, `ranking`, `topics` |
//! | a margin becomes a confidence, and the question is answered or referred | [`decide`], `calibration` |
//!
//! [`evaluation`] measures how good the decisions are. `codec` turns a trained matcher into bytes, so that the next start
//! need not train it again.

mod calibration;
mod classifier;
mod codec;
pub mod decide;
pub mod evaluation;
mod features;
mod inverted_index;
mod lexicon;
mod matcher;
pub mod meaning;
mod query;
mod ranking;
mod scorers;
mod spelling;
mod topics;
mod word_frequency;

pub use calibration::{Calibration, Probe, Validation};
pub use codec::Decoder;
pub use matcher::Matcher;
pub use query::Query;
pub use ranking::{Explanation, QueryRanking, Ranking, Scored};
pub use topics::{Topic, examples};
