//! The own answers of the servers that asked most recently, up to a number of bytes.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use serenity::model::id::GuildId;

use super::OwnAnswers;

/// The bytes of all cached answers: those of some thousand servers of the usual size.
const CACHE_BYTES: usize = 6 << 20;

#[derive(Default)]
pub(super) struct AnswerCache {
    answers: HashMap<GuildId, (Arc<OwnAnswers>, usize)>,
    order: VecDeque<GuildId>,
    bytes: usize,
}

impl AnswerCache {
    pub fn get(&self, server: GuildId) -> Option<Arc<OwnAnswers>> {
        self.answers.get(&server).map(|(answers, _)| Arc::clone(answers))
    }

    /// Caches a server's answers in place of the oldest.
    pub fn insert(&mut self, server: GuildId, answers: Arc<OwnAnswers>) {
        self.remove(server);
        let bytes = answers.bytes();
        while self.bytes + bytes > CACHE_BYTES
            && let Some(oldest) = self.order.front().copied()
        {
            self.remove(oldest);
        }
        self.order.push_back(server);
        self.bytes += bytes;
        self.answers.insert(server, (answers, bytes));
    }

    pub fn remove(&mut self, server: GuildId) {
        if let Some((_, bytes)) = self.answers.remove(&server) {
            self.bytes -= bytes;
            self.order.retain(|other| *other != server);
        }
    }
}
