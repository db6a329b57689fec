//! Limits on the number of questions that are answered, so that a flood of questions does not become one of replies. An
//! asker over the limit gets one note.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serenity::model::id::{ChannelId, GuildId};
use tokio::time::Instant;

use super::identity::Person;
use super::incoming::IncomingMessage;
use crate::reply::Locale;
use discord::Bounded;
use discord::model::CommandInteraction;

/// The time in which the questions below may be asked.
const LIMIT_WINDOW: Duration = Duration::from_secs(20);
/// Questions by one person within the window: as fast as people type.
const QUESTIONS_PER_USER: u32 = 5;
/// Questions over a limit that are ranked because they may be emergencies, by one person within the window: as fast as Discord lets
/// anybody write in a channel.
const DOUBTS_PER_USER: u32 = 20;
/// Questions in one channel within the window: about as many as Discord lets the bot answer there.
const QUESTIONS_PER_CHANNEL: u32 = 20;
/// Questions in one server within the window.
const QUESTIONS_PER_GUILD: u32 = 100;
/// The number of people, channels and servers that are tracked in all.
const LIMITS_CAPACITY: usize = 30_000;

/// The author of a question, with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    pub person: Person,
    pub channel: ChannelId,
    /// The server; `None` in a direct conversation.
    pub guild: Option<GuildId>,
    /// The language of the author's Discord, if it is known.
    pub client: Option<Locale>,
}

impl From<&IncomingMessage> for Asker {
    fn from(message: &IncomingMessage) -> Self {
        Self { person: message.author, channel: message.channel, guild: message.guild, client: None }
    }
}

impl From<&CommandInteraction> for Asker {
    fn from(command: &CommandInteraction) -> Self {
        let client = command.locale.as_deref().and_then(Locale::from_tag);
        let person = Person::Member(command.user.id);
        Self { person, channel: command.channel_id, guild: command.guild_id, client }
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
    User(Person),
    /// The replies to emergencies of one person.
    Emergencies(Person),
    /// The questions over a limit of one person that are ranked because their words may be those of an emergency.
    Doubts(Person),
    /// The questions of one person over others' limits that are ranked although their words are not those of an emergency.
    Unlikely(Person),
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
        self.has_room(&[LimitKey::User(asker.person)], now)
    }

    /// Counts a reply to an emergency. It counts against its asker alone and apart from questions, so that no crowd can keep an
    /// emergency from being answered. Only who has had several such replies just now gets no further one.
    pub fn admit_emergency(&self, asker: Asker, now: Instant) -> Admission {
        self.admit(&[LimitKey::Emergencies(asker.person)], now)
    }

    /// As [`Self::admit_emergency`], without counting it if it is admitted.
    pub fn check_emergency(&self, asker: Asker, now: Instant) -> Admission {
        check(&mut self.states(), &[LimitKey::Emergencies(asker.person)], now)
    }

    /// Counts a question that is over a limit and that is ranked because its words may be those of an emergency, and returns whether it
    /// may be. It counts apart from emergencies, which it never keeps from being answered.
    pub fn admit_doubt(&self, asker: Asker, now: Instant) -> bool {
        self.admit(&[LimitKey::Doubts(asker.person)], now) == Admission::Admitted
    }

    /// Returns whether a doubt would be admitted, without counting it.
    pub fn has_room_for_doubt(&self, asker: Asker, now: Instant) -> bool {
        self.has_room(&[LimitKey::Doubts(asker.person)], now)
    }

    /// Counts a question that is over others' limits and that is ranked although its words are not those of an emergency, and returns
    /// whether it may be. It counts apart from doubts, so that talk in a full channel leaves them their room.
    pub fn admit_unlikely(&self, asker: Asker, now: Instant) -> bool {
        self.admit(&[LimitKey::Unlikely(asker.person)], now) == Admission::Admitted
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
    let mut keys = vec![LimitKey::User(asker.person), LimitKey::Channel(asker.channel)];
    if let Some(guild) = asker.guild {
        keys.push(LimitKey::Guild(guild));
    }
    keys
}

impl LimitKey {
    /// Returns the share of the window that one question takes.
    fn share(self) -> Duration {
        let questions = match self {
            Self::User(_) | Self::Emergencies(_) | Self::Unlikely(_) => QUESTIONS_PER_USER,
            Self::Doubts(_) => DOUBTS_PER_USER,
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
    use serenity::model::id::{GenericId, UserId};

    use super::*;

    fn asker(user: u64, channel: u64) -> Asker {
        let person = Person::Member(UserId::new(user));
        let guild = Some(GuildId::new(1));
        Asker { person, channel: ChannelId::new(channel), guild, client: None }
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
    fn neither_talk_nor_false_alarms_use_up_the_replies_to_emergencies() {
        let limits = QuestionLimits::default();
        let now = Instant::now();
        let unlikely = (0..100).filter(|_| limits.admit_unlikely(asker(1, 1), now)).count();
        let doubts = (0..100).filter(|_| limits.admit_doubt(asker(1, 1), now)).count();
        assert_eq!((unlikely, doubts), (QUESTIONS_PER_USER as usize, DOUBTS_PER_USER as usize));
        assert!(!limits.has_room_for_doubt(asker(1, 1), now) && limits.has_room_for_doubt(asker(2, 1), now));
        assert_eq!(limits.check_emergency(asker(1, 1), now), Admission::Admitted);
        assert!(limits.has_room_for_asker(asker(1, 1), now));
    }

    #[test]
    fn people_behind_one_bridge_have_limits_of_their_own() {
        let limits = QuestionLimits::default();
        let now = Instant::now();
        let bridged = |name| Asker { person: Person::Bridged { bridge: GenericId::new(7), name }, ..asker(1, 1) };
        for _ in 0..6 {
            limits.admit_emergency(bridged(1), now);
            limits.admit_question(bridged(1), now);
        }
        assert_eq!(limits.admit_emergency(bridged(1), now), Admission::RefusedAgain);
        assert_eq!(limits.admit_emergency(bridged(2), now), Admission::Admitted);
        assert_eq!(limits.admit_question(bridged(2), now), Admission::Admitted);
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
