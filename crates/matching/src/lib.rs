//! From a question to a decision: pure and deterministic, without a clock, files or a network.
//!
//! A question goes through these modules, from top to bottom:
//!
//! | step | modules |
//! |---|---|
//! | the question is cleaned and cut into sentences | `query` |
//! | they are cut into questions, clauses and windows | `clauses` |
//! | its words become words that the FAQ knows | `lexicon`, with `language` and `spelling` |
//! | its words become a sparse vector, its meaning a dense one | `features`, [`meaning`] |
//! | every topic gets a score from its nearest example and from a classifier | `scorers`, with `features` and `classifier` |
//! | a part in another language is found, and ranked by the multilingual model | `identify`, `foreign` |
//! | the windows of a message are checked for an emergency | `alarm` |
//! | the scores become a ranking of entries and referrals | `matcher`, with `query` and `topics` |
//! | where the FAQ names few gaps, everyday questions stand in for them | [`background`] |
//! | a margin becomes a confidence, and the question is answered or referred | [`decide`], `calibration`, `validation` |
//!
//! A [`layer`] holds a few further topics, such as one server's own.
//!
//! [`evaluation`] measures how good the decisions are. `codec` turns a trained matcher into bytes, so that the next start
//! need not train it again.

mod alarm;
pub mod background;
mod calibration;
mod classifier;
mod clauses;
mod codec;
pub mod decide;
pub mod evaluation;
mod features;
mod foreign;
mod identify;
mod language;
pub mod layer;
mod lexicon;
mod matcher;
pub mod meaning;
mod query;
mod scorers;
mod spelling;
mod topics;
mod validation;

pub use calibration::Calibration;
pub use codec::Decoder;
pub use foreign::{ForeignEngine, ForeignMatcher, ForeignRanking, foreign_lines, sentences as foreign_sentences};
pub use matcher::{Matcher, ShouldStop};
pub use query::{Alarm, Explanation, Query, QueryRanking, Ranking, Scored};
pub use topics::{Topic, examples};
pub use validation::{HeldOut, Probe, Validation};
