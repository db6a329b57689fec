//! What the bot adds to serenity's models: a gateway connection, requests to the REST API, and shards.

mod bounded;
mod connecting;
mod gateway;
mod liveness;
pub mod rest;
mod shard;
mod sharding;
mod stats;

pub use bounded::Bounded;
pub use connecting::{Greeted, RunError, greet};
pub use gateway::{Budget, Event};
pub use rest::{Rest, RestError};
pub use shard::{MOST as MOST_SHARDS, Shard, ShardRange, Sharding};
pub use sharding::Gateways;
pub use stats::{ConnectionStats, RequestFailure, Stats};
