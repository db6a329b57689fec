//! Discord's gateway and REST API, over serenity's models.
//!
//! - [`Rest`] performs requests: rate limits, retries, timeouts.
//! - [`Gateways`] receives events: one connection for each [`Shard`] of this process, resumed or logged in again after a loss.
//! - [`model`] has the objects that the bot reads, with the fields that it uses.
//! - [`Stats`] counts both, and knows whether a connection is stalled.
//!
//! The crate reads no files and no wall clock: the bot limits its logins through a [`LoginBudget`].

mod bounded;
mod connect;
mod gateway;
mod gateways;
pub mod model;
mod proxy;
pub mod rest;
mod shard;
mod stats;
mod tls;

pub use bounded::Bounded;
pub use connect::{Greeting, RunError, greet};
pub use gateway::{Event, GatewayAddress, GatewayMessage, LoginBudget, MAX_LOGINS_PER_DAY};
pub use gateways::{Gateways, Intents};
pub use proxy::ProxySettings;
pub use rest::{RequestFailure, Rest, RestError};
pub use shard::{MAX_SHARDS, Shard, ShardRange, Sharding};
pub use stats::{ConnectionStats, Stats};
