//! The layers of servers' own entries: made when first needed, stored, and the most recent kept in memory up to a number of bytes.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serenity::model::id::GuildId;
use sha2::{Digest, Sha256};

use super::{OwnAnswers, Servers, database};
use crate::storage::Engine;
use matching::layer::Layer;

/// The bytes of all layers in memory.
const CACHE_BYTES: usize = 5 << 20;
/// A sentence whose vector tells one sentence model from another.
const PROBE: &str = "Where can I park behind the house?";

/// The layers in memory.
#[derive(Default)]
pub(super) struct Layers {
    cache: Mutex<LayerCache>,
    /// Identifies the sentence model of this process.
    model: OnceLock<String>,
}

#[derive(Default)]
struct LayerCache {
    layers: HashMap<GuildId, (String, Arc<Layer>)>,
    order: VecDeque<GuildId>,
    bytes: usize,
}

impl LayerCache {
    fn get(&self, server: GuildId, stamp: &str) -> Option<Arc<Layer>> {
        let (of, layer) = self.layers.get(&server)?;
        (of == stamp).then(|| Arc::clone(layer))
    }

    fn insert(&mut self, server: GuildId, stamp: String, layer: Arc<Layer>) {
        self.remove(server);
        while self.bytes + layer.bytes() > CACHE_BYTES
            && let Some(oldest) = self.order.front().copied()
        {
            self.remove(oldest);
        }
        self.bytes += layer.bytes();
        self.order.push_back(server);
        self.layers.insert(server, (stamp, layer));
    }

    fn remove(&mut self, server: GuildId) {
        if let Some((_, layer)) = self.layers.remove(&server) {
            self.bytes -= layer.bytes();
            self.order.retain(|other| *other != server);
        }
    }
}

impl Servers {
    /// Returns the layer of a server's own entries, whose topics are the entries by number; `None` if there are none. It may take a
    /// second when it is made, and is stored then.
    pub fn layer(&self, server: GuildId, answers: &OwnAnswers, engine: &Engine) -> Option<Arc<Layer>> {
        if answers.entries.is_empty() {
            return None;
        }
        let stamp = format!("{}{}", self.model(engine), answers.entries_stamp);
        let cached = self.layers.cache.lock().unwrap_or_else(PoisonError::into_inner).get(server, &stamp);
        if cached.is_some() {
            return cached;
        }
        let layer = Arc::new(
            self.stored_layer(server, &stamp).unwrap_or_else(|| self.make_layer(server, &stamp, answers, engine)),
        );
        let mut cache = self.layers.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.insert(server, stamp, Arc::clone(&layer));
        Some(layer)
    }

    fn model(&self, engine: &Engine) -> &str {
        self.layers.model.get_or_init(|| match engine.vector(PROBE) {
            Some(vector) => stamp(&vector.to_bytes()),
            None => "words".to_owned(),
        })
    }

    fn stored_layer(&self, server: GuildId, stamp: &str) -> Option<Layer> {
        let connection = self.connection().ok()?;
        Layer::decode(&database::layer(&connection, server, stamp).ok()??)
    }

    fn make_layer(&self, server: GuildId, stamp: &str, answers: &OwnAnswers, engine: &Engine) -> Layer {
        let examples = answers.entries.iter().enumerate();
        let examples = examples.flat_map(|(at, (_, entry))| entry.examples().map(move |example| (at, example)));
        let layer = Layer::new(examples, |example| engine.vector(example));
        let stored =
            self.connection().map(|connection| database::set_layer(&connection, server, stamp, &layer.encode()));
        if let Ok(Err(error)) = stored {
            tracing::warn!(%server, %error, "the layer of a server's own entries is not stored, and is made again at the next start");
        }
        layer
    }
}

/// Returns the first letters of a hash.
pub(super) fn stamp(bytes: &[u8]) -> String {
    let mut stamp = String::new();
    for byte in Sha256::digest(bytes).iter().take(8) {
        stamp.push_str(&format!("{byte:02x}"));
    }
    stamp
}
