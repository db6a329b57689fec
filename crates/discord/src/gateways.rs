//! The connections of all shards of this process.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use secrecy::SecretString;
use serenity::model::gateway::GatewayIntents;
use tokio::sync::watch;

use crate::gateway::{Event, Gateway, GatewayAddress, IdentifyQueue, LoginBudget};
use crate::rest::GatewayBot;
use crate::{ProxySettings, RunError, Shard, ShardRange, Stats};

const HOUR_MILLISECONDS: u64 = 60 * 60 * 1_000;

/// The factor by which processes that start at once may need longer than if they took turns. A login that collides with
/// another process's is tried again after a pause up to as long as all pauses before it; of 2 to 16 processes, simulated
/// 40,000 times each, the last one was in within this multiple.
const COLLISION_FACTOR: u32 = 15;

/// The intents of all connections. Clones are the same.
#[derive(Debug, Clone)]
pub struct Intents(watch::Sender<GatewayIntents>);

impl Intents {
    pub fn new(intents: GatewayIntents) -> Self {
        Self(watch::Sender::new(intents))
    }

    pub fn contain(&self, intents: GatewayIntents) -> bool {
        self.0.borrow().contains(intents)
    }

    /// Adds intents. Each shard logs in again, unless it has them, since Discord fixes the intents of a session at its login.
    pub fn add(&self, intents: GatewayIntents) {
        self.0.send_if_modified(|current| {
            let is_new = !current.contains(intents);
            *current |= intents;
            is_new
        });
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<GatewayIntents> {
        self.0.subscribe()
    }
}

/// The connections of this process's shards.
pub struct Gateways {
    address: GatewayAddress,
    gateways: Vec<(Shard, Gateway)>,
    max_login_delay: Duration,
}

impl Gateways {
    /// Creates connections that are not open yet. Each login is taken from `budget`, and `stats` counts each connection.
    ///
    /// # Errors
    /// [`RunError::FewLoginsLeft`] if Discord would not accept the logins of all shards, [`RunError::UnusableProxy`] if the
    /// gateway would have to be reached through a proxy that the bot cannot use, [`RunError::Unreachable`] if Discord did not name
    /// a gateway address.
    pub fn new(
        shards: ShardRange,
        gateway_bot: GatewayBot,
        token: &SecretString,
        proxy: &ProxySettings,
        intents: &Intents,
        budget: Box<dyn LoginBudget + Send>,
        stats: &Arc<Stats>,
    ) -> Result<Self, RunError> {
        let address = gateway_address(gateway_bot.url)?;
        proxy.check(&address.to_string())?;
        let limit = gateway_bot.session_start_limit;
        let needed = shards.count();
        if limit.remaining < needed.into() {
            let hours = limit.reset_after.div_ceil(HOUR_MILLISECONDS);
            return Err(RunError::FewLoginsLeft { left: limit.remaining, needed, hours });
        }
        // There are never more logins at once than shards.
        let max_concurrency = limit.max_concurrency.min(shards.total().into()) as usize;
        let queue = Arc::new(IdentifyQueue::new(budget, max_concurrency));
        let max_login_delay = COLLISION_FACTOR * queue.duration(shards.total() - shards.count());
        let mut gateways = Vec::new();
        for shard in shards.shards() {
            let queue = Arc::clone(&queue);
            let gateway = Gateway::new(
                address.clone(),
                proxy.clone(),
                token.clone(),
                intents.subscribe(),
                shard,
                queue,
                stats.connection(),
            );
            gateways.push((shard, gateway));
        }
        Ok(Self { address, gateways, max_login_delay })
    }

    /// Returns the address of the gateway.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Returns how long the logins of other processes may delay those of this one if all are started at once.
    pub fn max_login_delay(&self) -> Duration {
        self.max_login_delay
    }

    /// Calls `on_event` with every event. Each connection reconnects by itself; a refusal of one shard ends all of them.
    pub async fn run(&mut self, on_event: &(impl Fn(Shard, &Event) + Sync)) -> RunError {
        let mut running = FuturesUnordered::new();
        for (shard, gateway) in &mut self.gateways {
            running.push(async { gateway.run(&|event: &Event| on_event(*shard, event)).await });
        }
        match running.next().await {
            Some(error) => error,
            None => pending().await,
        }
    }

    /// Ends the sessions and closes the connections.
    pub async fn close(&mut self) {
        join_all(self.gateways.iter_mut().map(|(_, gateway)| gateway.close())).await;
    }
}

fn gateway_address(url: String) -> Result<GatewayAddress, RunError> {
    let address = GatewayAddress::parse(&url);
    address.ok_or_else(|| RunError::Unreachable { address: url, reason: "this is no address of a gateway".to_owned() })
}
