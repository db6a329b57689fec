//! What Discord does on a bad day: connections that are refused, cut or silent, and payloads that make no sense.

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::model::{Frame, Happening, Shard};
use super::{FakeDiscord, gateway};

/// How connections to the gateway end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// With a close frame of this code.
    Code(u16),
    /// With a close frame of this code, which names this reason.
    Saying(u16, &'static str),
    /// With a close frame that names no code.
    Bare,
    /// Without a close frame.
    Dropped,
}

impl Cut {
    pub(super) fn frame(self) -> Frame {
        match self {
            Self::Code(code) => Frame::Close(Some((code, ""))),
            Self::Saying(code, reason) => Frame::Close(Some((code, reason))),
            Self::Bare => Frame::Close(None),
            Self::Dropped => Frame::Drop,
        }
    }
}

/// What is wrong with the gateway now, and what the bot did about it.
#[derive(Debug, Default)]
pub struct Faults {
    /// Nobody can connect.
    pub refuses: bool,
    /// What every login ends with.
    pub cuts_logins: Option<Cut>,
    /// What every attempt to resume ends with.
    pub cuts_resumes: Option<Cut>,
    /// What every connection ends with before the bot can say anything.
    pub cuts_connections: Option<Cut>,
    /// Logins are taken, and answered only when [`FakeDiscord::lets_in`] is called.
    pub withholds_ready: bool,
    pub(super) withheld: Vec<(Value, UnboundedSender<Frame>)>,
    /// Where sessions are to be resumed, if not at the gateway.
    pub resume_url: Option<String>,
    /// No server is described after a login.
    pub hides_servers: bool,
    /// How many bytes the description of a server after a login has besides what belongs there.
    pub server_padding: usize,
    /// Heartbeats are not answered.
    pub deaf: bool,
    /// Sessions cannot be resumed.
    pub forgets: bool,
    /// How often the bot tried to log in, to resume, and to connect.
    pub identifies: usize,
    pub resumes: usize,
    pub connections: usize,
}

impl FakeDiscord {
    /// Changes what is wrong.
    pub fn misbehaves(&self, change: impl FnOnce(&mut Faults)) {
        self.change(|state| change(&mut state.faults));
    }

    /// How often the bot tried to log in.
    pub fn identifies(&self) -> usize {
        self.state().faults.identifies
    }

    /// Waits until the bot has tried to log in this often.
    pub async fn until_identified(&self, count: usize) {
        self.wait_for("a login", |state| (state.faults.identifies >= count).then_some(())).await;
    }

    /// How often the bot tried to resume.
    pub fn resumes(&self) -> usize {
        self.state().faults.resumes
    }

    /// How often the bot tried to connect.
    pub fn connections(&self) -> usize {
        self.state().faults.connections
    }

    /// Whether nobody can connect to the gateway; counts that somebody tried.
    pub(super) fn refuses(&self) -> bool {
        self.change(|state| {
            state.faults.connections += 1;
            state.faults.refuses
        })
    }

    /// Ends all connections.
    pub fn cuts(&self, cut: Cut) {
        self.cuts_shards(cut, |_| true);
    }

    /// Ends the connections of one shard.
    pub fn cuts_shard(&self, id: u64, cut: Cut) {
        self.cuts_shards(cut, |shard| shard.id == id);
    }

    fn cuts_shards(&self, cut: Cut, which: impl Fn(Shard) -> bool) {
        self.change(|state| {
            for session in state.sessions.iter_mut().filter(|session| which(session.shard)) {
                session.send(cut.frame());
                session.connection = None;
            }
        });
    }

    /// Answers the logins that were withheld, and withholds no more.
    pub fn lets_in(&self) {
        let url = self.gateway_url();
        self.change(|state| {
            state.faults.withholds_ready = false;
            for (login, sender) in std::mem::take(&mut state.faults.withheld) {
                if !sender.is_closed() {
                    gateway::let_in(state, &login, &sender, &url);
                }
            }
        });
    }

    /// Tells of something that takes at least so many bytes.
    pub fn tells_at_length(&self, event: &str, bytes: usize) {
        let data = json!({ "id": "1", "name": "x".repeat(bytes) });
        self.change(|state| state.sessions.iter_mut().for_each(|session| session.push(event, data.clone())));
    }

    /// Tells of something that is not so.
    pub fn tells(&self, event: &str, data: &Value) {
        self.change(|state| state.sessions.iter_mut().for_each(|session| session.push(event, data.clone())));
    }

    /// Sends a payload outside of all order.
    pub fn sends(&self, payload: &Value) {
        self.sends_text(payload.to_string());
    }

    /// Sends any text for a payload.
    pub fn sends_text(&self, text: String) {
        self.change(|state| state.sessions.iter().for_each(|session| session.send(Frame::Text(text.clone()))));
    }

    /// All that the gateway told of so far.
    pub fn events(&self) -> Vec<Value> {
        self.state().sessions.iter().flat_map(|session| session.events.clone()).collect()
    }

    /// Waits until the bot has written its commands.
    pub async fn until_registered(&self) {
        self.wait_for("the commands", |state| (state.registrations > 0).then_some(())).await;
    }

    /// Waits until a question of this person's is answered, whatever else the bot says meanwhile.
    pub async fn until_answered(&self, name: &str) {
        let person = self.user(name);
        let channel = person.dm_channel();
        person.dm("does it hurt?");
        let answers = |happening: &Happening| matches!(happening, Happening::Reply(reply) if reply.channel == channel);
        self.wait_for("an answer", |state| state.unread.drain(..).any(|happening| answers(&happening)).then_some(()))
            .await;
    }

    /// Waits until the bot is connected to a session and has been told that it is.
    pub async fn until_resumed(&self, count: usize) {
        self.wait_for("the bot to resume", |state| {
            let told = state.history.iter().filter(|line| line.starts_with("gateway > RESUMED")).count();
            (told >= count).then_some(())
        })
        .await;
    }
}
