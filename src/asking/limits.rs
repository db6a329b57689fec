//! Limits on the number of questions that are answered, so that a flood of questions does not become one of replies. An
//! asker over the limit gets one note.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serenity::model::id::{ChannelId, GuildId, UserId};
use tokio::time::Instant;

use super::incoming::IncomingMessage;
use discord::Bounded;
use discord::model::CommandInteraction;

/// The time in which the questions below may be asked.
const LIMIT_WINDOW: Duration = Duration::from_secs(20);
/// Questions by one person within the window: as fast as people type.
const QUESTIONS_PER_USER: u32 = 5;
/// Questions in one channel within the window: about as many as Discord lets the bot answer there.
const QUESTIONS_PER_CHANNEL: u32 = 20;
/// Questions in one server within the window.
const QUESTIONS_PER_GUILD: u32 = 100;
/// The number of people, channels and servers that are tracked in all.
const LIMITS_CAPACITY: usize = 30_000;

/// The author of a question, with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    pub user: UserId,
    pub channel: ChannelId,
    /// The server; `None` in a direct conversation.
    pub guild: Option<GuildId>,
}

impl From<&IncomingMessage> for Asker {
    fn from(message: &IncomingMessage) -> Self {
        Self { user: message.author, channel: message.channel, guild: message.guild }
    }
}

impl From<&CommandInteraction> for Asker {
    fn from(command: &CommandInteraction) -> Self {
        Self { user: command.user.id, channel: command.channel_id, guild: command.guild_id }
    }
}

/// The decision whether a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    Admitted,
    /// The question is over a limit, and the asker gets a note.
    Refused,
    /// The question is over a limit, and a note about it was already sent.
    RefusedAgain,
}

/// The questions of the last seconds. This is the generic cell rate algorithm: each question takes an equal share of the
/// window, and the shares follow one another.
#[derive(Debug)]
pub struct QuestionLimits(Mutex<Bounded<LimitKey, LimitState>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum LimitKey {
    User(UserId),
    /// The emergencies of one person.
    Emergencies(UserId),
    /// The questions over a limit of one person that are ranked because they may be emergencies.
    Doubts(UserId),
    Channel(ChannelId),
    Guild(GuildId),
}

#[derive(Debug, Clone, Copy)]
struct LimitState {
    /// The end of the last share.
    taken_until: Instant,
    /// True if a note about the limit was sent.
    has_note: bool,
}

impl Default for QuestionLimits {
    fn default() -> Self {
        Self(Mutex::new(Bounded::new(LIMITS_CAPACITY)))
    }
}

impl QuestionLimits {
    /// Counts a question against the limits of its asker, channel and server. A refused question counts against none.
    pub fn admit_question(&self, asker: Asker, now: Instant) -> Admission {
        self.admit(&question_keys(asker), now)
    }

    /// Returns whether a question would be admitted, without counting it.
    pub fn has_room_for_question(&self, asker: Asker, now: Instant) -> bool {
        self.has_room(&question_keys(asker), now)
    }

    /// Returns whether the asker's own limit has room for a question, whatever others asked.
    pub fn has_room_for_asker(&self, asker: Asker, now: Instant) -> bool {
        self.has_room(&[LimitKey::User(asker.user)], now)
    }

    /// Counts an emergency. It counts against its asker alone and apart from questions, so that no crowd can keep it from
    /// being answered.
    pub fn admit_emergency(&self, asker: Asker, now: Instant) -> Admission {
        self.admit(&[LimitKey::Emergencies(asker.user)], now)
    }

    /// As [`Self::admit_emergency`], without counting it if it is admitted.
    pub fn check_emergency(&self, asker: Asker, now: Instant) -> Admission {
        check(&mut self.states(), &[LimitKey::Emergencies(asker.user)], now)
    }

    /// Counts a question that is over a limit and sounded like an emergency, but is none. It counts as a doubt, so that an emergency
    /// after it is answered. Where too many were doubtful, it counts as an emergency: otherwise a flood would be ranked without end.
    pub fn count_false_alarm(&self, asker: Asker, now: Instant) {
        if self.admit_doubt(asker, now) != Admission::Admitted {
            self.admit_emergency(asker, now);
        }
    }

    /// Counts a question that is over a limit and may be an emergency. It counts apart from emergencies, so that such questions do not
    /// keep an emergency from being answered.
    pub fn admit_doubt(&self, asker: Asker, now: Instant) -> Admission {
        self.admit(&[LimitKey::Doubts(asker.user)], now)
    }

    fn admit(&self, keys: &[LimitKey], now: Instant) -> Admission {
        let mut states = self.states();
        // All limits are checked before any is charged.
        let admission = check(&mut states, keys, now);
        if admission != Admission::Admitted {
            return admission;
        }
        for key in keys {
            states.insert_new(*key, LimitState { taken_until: now, has_note: false });
            if let Some(state) = states.get_mut(key) {
                state.take(now, key.share());
            }
        }
        Admission::Admitted
    }

    fn has_room(&self, keys: &[LimitKey], now: Instant) -> bool {
        let states = self.states();
        let is_full = |key: &LimitKey| states.get(key).is_some_and(|state| !state.has_room(now, key.share()));
        !keys.iter().any(is_full)
    }

    fn states(&self) -> MutexGuard<'_, Bounded<LimitKey, LimitState>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns whether all limits have room. If one has none, its note counts as sent.
fn check(states: &mut Bounded<LimitKey, LimitState>, keys: &[LimitKey], now: Instant) -> Admission {
    for key in keys {
        if let Some(state) = states.get_mut(key)
            && !state.has_room(now, key.share())
        {
            let had_note = std::mem::replace(&mut state.has_note, true);
            return if had_note { Admission::RefusedAgain } else { Admission::Refused };
        }
    }
    Admission::Admitted
}

fn question_keys(asker: Asker) -> Vec<LimitKey> {
    let mut keys = vec![LimitKey::User(asker.user), LimitKey::Channel(asker.channel)];
    if let Some(guild) = asker.guild {
        keys.push(LimitKey::Guild(guild));
    }
    keys
}

impl LimitKey {
    /// Returns the share of the window that one question takes.
    fn share(self) -> Duration {
        let questions = match self {
            Self::User(_) | Self::Emergencies(_) | Self::Doubts(_) => QUESTIONS_PER_USER,
            Self::Channel(_) => QUESTIONS_PER_CHANNEL,
            Self::Guild(_) => QUESTIONS_PER_GUILD,
        };
        LIMIT_WINDOW / questions
    }
}

impl LimitState {
    fn has_room(&self, now: Instant, share: Duration) -> bool {
        self.taken_until.max(now) + share <= now + LIMIT_WINDOW
    }

    fn take(&mut self, now: Instant, share: Duration) {
        // An asker who goes on at the limit gets no second note; one who paused does.
        if self.taken_until <= now {
            self.has_note = false;
        }
        self.taken_until = self.taken_until.max(now) + share;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asker(user: u64, channel: u64) -> Asker {
        Asker { user: UserId::new(user), channel: ChannelId::new(channel), guild: Some(GuildId::new(1)) }
    }

    #[test]
    fn five_questions_at_once_and_then_one_in_four_seconds() {
        let limits = QuestionLimits::default();
        let start = Instant::now();
        let admissions = |second: u64, count| {
            let now = start + Duration::from_secs(second);
            (0..count).map(|_| limits.admit_question(asker(1, 1), now)).collect::<Vec<_>>()
        };
        let [admitted, refused, again] = [Admission::Admitted, Admission::Refused, Admission::RefusedAgain];
        assert_eq!(admissions(0, 7), [admitted, admitted, admitted, admitted, admitted, refused, again]);
        assert_eq!(limits.admit_question(asker(2, 1), start), admitted);
        assert_eq!(admissions(3, 1), [again]);
        assert_eq!(admissions(4, 2), [admitted, again]);
        assert_eq!(admissions(60, 6), [admitted, admitted, admitted, admitted, admitted, refused]);
    }

    #[test]
    fn emergencies_count_against_their_asker_alone() {
        let limits = QuestionLimits::default();
        let now = Instant::now();
        for number in 0..1_000 {
            limits.admit_question(asker(number + 1, 1), now);
        }
        let admissions: Vec<_> = (0..7).map(|_| limits.admit_emergency(asker(1, 1), now)).collect();
        assert_eq!(
            admissions,
            [[Admission::Admitted; 5].as_slice(), &[Admission::Refused, Admission::RefusedAgain]].concat()
        );
        assert_eq!(limits.admit_emergency(asker(2, 1), now), Admission::Admitted);
    }

    #[test]
    fn false_alarms_leave_room_for_an_emergency_but_have_an_end() {
        let limits = QuestionLimits::default();
        let now = Instant::now();
        let mut alarms = 0;
        while limits.check_emergency(asker(1, 1), now) == Admission::Admitted {
            alarms += 1;
            limits.count_false_alarm(asker(1, 1), now);
            if alarms == 5 {
                assert_eq!(limits.check_emergency(asker(1, 1), now), Admission::Admitted);
            }
        }
        assert_eq!(alarms, 10);
        assert_eq!(limits.admit_emergency(asker(2, 1), now), Admission::Admitted);
    }

    #[test]
    fn a_full_channel_is_not_the_askers_own_limit() {
        let limits = QuestionLimits::default();
        let now = Instant::now();
        for number in 1..=20 {
            limits.admit_question(asker(number, 1), now);
        }
        assert!(!limits.has_room_for_question(asker(30, 1), now) && limits.has_room_for_asker(asker(30, 1), now));
        for channel in 2..=6 {
            limits.admit_question(asker(30, channel), now);
        }
        assert!(!limits.has_room_for_asker(asker(30, 1), now));
    }

    #[test]
    fn many_people_share_a_channel_and_a_server() {
        let now = Instant::now();
        let admitted = |ask: &dyn Fn(u64) -> Asker| {
            let limits = QuestionLimits::default();
            (1..=1_000).filter(|number| limits.admit_question(ask(*number), now) == Admission::Admitted).count()
        };
        assert_eq!(admitted(&|number| asker(number, 1)), QUESTIONS_PER_CHANNEL as usize);
        assert_eq!(admitted(&|number| asker(number, number)), QUESTIONS_PER_GUILD as usize);
        assert_eq!(admitted(&|number| Asker { guild: None, ..asker(number, number) }), 1_000);
    }
}
