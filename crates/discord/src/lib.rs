//! What the bot adds to serenity's models: a gateway connection, requests to the REST API, and shards.

mod bounded;
mod connecting;
mod gateway;
mod liveness;
pub mod rest;
mod shard;
mod sharding;
mod stats;
mod tls;

pub use bounded::Bounded;
pub use connecting::{Greeted, RunError, greet};
pub use gateway::{Event, LoginBudget, MAX_LOGINS_PER_DAY};
pub use rest::{RequestFailure, Rest, RestError};
pub use shard::{MAX_SHARDS, Shard, ShardRange, Sharding};
pub use sharding::Gateways;
pub use stats::{ConnectionStats, Stats};
