//! Faults of the gateway: connections that are refused, ended or silent, and payloads that make no sense.

use super::FakeDiscord;
use super::model::{BotAction, Frame, Shard};

/// How connections to the gateway end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disconnect {
    /// With a close frame of this code.
    Code(u16),
    /// With a close frame that names no code.
    Bare,
    /// Without a close frame.
    Dropped,
}

impl Disconnect {
    pub(super) fn frame(self) -> Frame {
        match self {
            Self::Code(code) => Frame::Close(Some(code)),
            Self::Bare => Frame::Close(None),
            Self::Dropped => Frame::Drop,
        }
    }
}

/// The gateway's faults, and how often the bot tried to connect, log in and resume.
#[derive(Debug, Default)]
pub struct Faults {
    /// Nobody can connect.
    pub refuses: bool,
    /// How the connection ends at every login.
    pub ends_logins: Option<Disconnect>,
    /// How the connection ends at every attempt to resume.
    pub ends_resumes: Option<Disconnect>,
    /// How every connection ends before the bot can send anything.
    pub ends_connections: Option<Disconnect>,
    /// Heartbeats are not acknowledged.
    pub ignores_heartbeats: bool,
    /// Sessions cannot be resumed.
    pub forgets: bool,
    /// The numbers of attempts to log in, to resume and to connect.
    pub identifies: usize,
    pub resumes: usize,
    pub connections: usize,
}

impl FakeDiscord {
    /// Changes the gateway's faults.
    pub fn set_faults(&self, change: impl FnOnce(&mut Faults)) {
        self.change(|state| change(&mut state.faults));
    }

    /// Returns how often the bot tried to log in.
    pub fn identifies(&self) -> usize {
        self.state().faults.identifies
    }

    /// Returns how often the bot tried to resume.
    pub fn resumes(&self) -> usize {
        self.state().faults.resumes
    }

    /// Returns how often the bot tried to connect.
    pub fn connections(&self) -> usize {
        self.state().faults.connections
    }

    /// Counts an attempt to connect, and returns whether it is refused.
    pub(super) fn refuses(&self) -> bool {
        self.change(|state| {
            state.faults.connections += 1;
            state.faults.refuses
        })
    }

    /// Ends all connections.
    pub fn disconnects(&self, cut: Disconnect) {
        self.disconnects_shards(cut, |_| true);
    }

    /// Ends the connections of one shard.
    pub fn disconnects_shard(&self, id: u64, cut: Disconnect) {
        self.disconnects_shards(cut, |shard| shard.id == id);
    }

    fn disconnects_shards(&self, cut: Disconnect, which: impl Fn(Shard) -> bool) {
        self.change(|state| {
            for session in state.sessions.iter_mut().filter(|session| which(session.shard)) {
                session.send(cut.frame());
                session.connection = None;
            }
        });
    }

    /// Sends a payload that belongs to no event of the state.
    pub fn sends(&self, payload: &serde_json::Value) {
        self.sends_text(payload.to_string());
    }

    /// Sends any text instead of a payload.
    pub fn sends_text(&self, text: String) {
        self.change(|state| state.sessions.iter().for_each(|session| session.send(Frame::Text(text.clone()))));
    }

    /// Returns all events so far.
    pub fn events(&self) -> Vec<serde_json::Value> {
        self.state().sessions.iter().flat_map(|session| session.events.clone()).collect()
    }

    /// Waits until the bot has registered its commands.
    pub async fn until_registered(&self) {
        self.wait_for("the commands", |state| (state.registrations > 0).then_some(())).await;
    }

    /// Has this person ask a question, and waits for the answer, whatever else the bot says meanwhile.
    pub async fn until_answered(&self, name: &str) {
        let person = self.user(name);
        let channel = person.dm_channel();
        person.dm("does it hurt?");
        let answers = |action: &BotAction| matches!(action, BotAction::Reply(reply) if reply.channel == channel);
        self.wait_for("an answer", |state| state.unread.drain(..).any(|action| answers(&action)).then_some(())).await;
    }

    /// Waits until sessions have been resumed this many times.
    pub async fn until_resumed(&self, count: usize) {
        self.wait_for("the bot to resume", |state| {
            let resumed = state.history.iter().filter(|line| line.starts_with("gateway > RESUMED")).count();
            (resumed >= count).then_some(())
        })
        .await;
    }
}
