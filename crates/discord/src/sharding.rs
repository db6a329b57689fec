//! The shards of this process: a gateway for each, and one handler for what all of them tell.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use secrecy::SecretString;
use serenity::model::gateway::GatewayIntents;

use super::RunError;
use super::gateway::{Event, Gateway, IdentifyQueue, LoginBudget};
use super::rest::GatewayBot;
use crate::{Shard, ShardRange, Stats};

/// Milliseconds.
const HOUR: u64 = 60 * 60 * 1_000;

/// A login that comes in another process's turn is tried again after a pause up to as long as all before it. Of 2 to 16
/// processes that start at once, simulated 40,000 times each, the last is in within so many times what turns in order take.
const UNLUCKY: u32 = 15;

/// This process's ways to Discord's events.
pub struct Gateways {
    address: String,
    gateways: Vec<(Shard, Gateway)>,
    others_turns: Duration,
}

impl Gateways {
    /// Not connected yet; each login is taken from `budget`, and
    /// `stats` counts each connection.
    ///
    /// # Errors
    /// [`RunError::FewLoginsLeft`] if Discord would not let all of them in.
    pub fn new(
        shards: ShardRange,
        entrance: GatewayBot,
        token: &SecretString,
        intents: GatewayIntents,
        budget: Box<dyn LoginBudget + Send>,
        stats: &Arc<Stats>,
    ) -> Result<Self, RunError> {
        let (limit, needed) = (entrance.session_start_limit, shards.count());
        if limit.remaining < needed.into() {
            let hours = limit.reset_after.div_ceil(HOUR);
            return Err(RunError::FewLoginsLeft { left: limit.remaining, needed, hours });
        }
        // There are never more shards to let in than these.
        let at_once = limit.max_concurrency.min(shards.total().into()) as usize;
        let starts = Arc::new(IdentifyQueue::new(budget, at_once));
        let others_turns = UNLUCKY * starts.duration(shards.total() - shards.count());
        let gateway = |shard| {
            let starts = Arc::clone(&starts);
            let line = stats.connection();
            (shard, Gateway::new(entrance.url.clone(), token.clone(), intents, shard, starts, line))
        };
        let gateways = shards.shards().map(gateway).collect();
        Ok(Self { address: entrance.url, gateways, others_turns })
    }

    /// Where Discord says that its gateway stands.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// How long the shards of other processes may keep these out, if all are started at once.
    pub fn others_turns(&self) -> Duration {
        self.others_turns
    }

    /// Tells `hear` of every event. A connection that is lost is taken up again by itself; what refuses one shard ends
    /// all of them.
    pub async fn run(&mut self, hear: &(impl Fn(Shard, &Event) + Sync)) -> RunError {
        let run =
            async |(shard, gateway): &mut (Shard, Gateway)| gateway.run(&|event: &Event| hear(*shard, event)).await;
        let mut endings: FuturesUnordered<_> = self.gateways.iter_mut().map(run).collect();
        match endings.next().await {
            Some(error) => error,
            None => pending().await,
        }
    }

    /// Ends the sessions and closes the connections.
    pub async fn leave(&mut self) {
        join_all(self.gateways.iter_mut().map(|(_, gateway)| gateway.leave())).await;
    }
}
