//! How often people may ask: nobody can have the bot write to a channel without end, and whoever asks too fast is told
//! so once.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serenity::model::id::{ChannelId, GuildId, UserId};
use tokio::time::Instant;

use discord::Bounded;

/// The time within which questions are counted.
const WITHIN: Duration = Duration::from_secs(20);
/// How many questions one person may ask within that: as fast as anybody types.
const BY_USER: u32 = 5;
/// How many may be asked in one channel: about what Discord lets the bot answer there.
const IN_CHANNEL: u32 = 20;
/// How many may be asked in one server.
const IN_GUILD: u32 = 100;
/// How many people, channels and servers are remembered in all.
const REMEMBERED: usize = 30_000;

/// Who asks, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    /// Who.
    pub user: UserId,
    /// In which channel.
    pub channel: ChannelId,
    /// In which server, if in one.
    pub guild: Option<GuildId>,
}

/// What becomes of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It is answered.
    Now,
    /// It came too soon, and the one who asked is to know.
    TooSoon,
    /// It came too soon once more.
    StillTooSoon,
}

/// The questions of the last seconds.
#[derive(Debug)]
pub struct Limits(Mutex<Bounded<Whose, Allowance>>);

/// Whose questions are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Whose {
    User(UserId),
    /// What a person says that sounds like an emergency.
    Alarms(UserId),
    Channel(ChannelId),
    Guild(GuildId),
}

/// Each question takes a share of the time, and the shares lie one after the other.
#[derive(Debug, Clone, Copy)]
struct Allowance {
    /// When the last share ends.
    taken_until: Instant,
    /// Whether it was said that a question came too soon.
    told: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self(Mutex::new(Bounded::new(REMEMBERED)))
    }
}

impl Limits {
    /// Counts a question that is asked at `now`. One that comes too soon counts for nobody.
    pub fn ask(&self, asker: Asker, now: Instant) -> Turn {
        let user = Some(Whose::User(asker.user));
        self.take([user, Some(Whose::Channel(asker.channel)), asker.guild.map(Whose::Guild)], now)
    }

    /// Counts what sounds like an emergency, apart from questions and for nobody else: no crowd can keep it from being
    /// answered.
    pub fn alarm(&self, asker: Asker, now: Instant) -> Turn {
        self.take([Some(Whose::Alarms(asker.user)), None, None], now)
    }

    fn take(&self, all: [Option<Whose>; 3], now: Instant) -> Turn {
        let mut allowances = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for whose in all.into_iter().flatten() {
            if let Some(allowance) = allowances.get_mut(&whose)
                && !allowance.has_room(now, whose.share())
            {
                let told = std::mem::replace(&mut allowance.told, true);
                return if told { Turn::StillTooSoon } else { Turn::TooSoon };
            }
        }
        for whose in all.into_iter().flatten() {
            allowances.insert_new(whose, Allowance { taken_until: now, told: false });
            if let Some(allowance) = allowances.get_mut(&whose) {
                allowance.take(now, whose.share());
            }
        }
        Turn::Now
    }
}

impl Whose {
    /// How much of the time one question takes.
    fn share(self) -> Duration {
        let questions = match self {
            Self::User(_) | Self::Alarms(_) => BY_USER,
            Self::Channel(_) => IN_CHANNEL,
            Self::Guild(_) => IN_GUILD,
        };
        WITHIN / questions
    }
}

impl Allowance {
    fn has_room(&self, now: Instant, share: Duration) -> bool {
        self.taken_until.max(now) + share <= now + WITHIN
    }

    /// Whoever goes on at the limit is told no more; whoever has paused would be told again.
    fn take(&mut self, now: Instant, share: Duration) {
        if self.taken_until <= now {
            self.told = false;
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
        let (limits, start) = (Limits::default(), Instant::now());
        let turns = |second: u64, count| {
            let now = start + Duration::from_secs(second);
            (0..count).map(|_| limits.ask(asker(1, 1), now)).collect::<Vec<_>>()
        };
        let [now, too_soon, still] = [Turn::Now, Turn::TooSoon, Turn::StillTooSoon];
        assert_eq!(turns(0, 7), [now, now, now, now, now, too_soon, still]);
        assert_eq!(limits.ask(asker(2, 1), start), now);
        assert_eq!(turns(3, 1), [still]);
        assert_eq!(turns(4, 2), [now, still]);
        assert_eq!(turns(60, 6), [now, now, now, now, now, too_soon]);
    }

    #[test]
    fn an_emergency_waits_for_its_asker_alone() {
        let (limits, now) = (Limits::default(), Instant::now());
        for number in 0..1_000 {
            limits.ask(asker(number + 1, 1), now);
        }
        let turns: Vec<_> = (0..7).map(|_| limits.alarm(asker(1, 1), now)).collect();
        assert_eq!(turns, [[Turn::Now; 5].as_slice(), &[Turn::TooSoon, Turn::StillTooSoon]].concat());
        assert_eq!(limits.alarm(asker(2, 1), now), Turn::Now);
    }

    #[test]
    fn many_people_share_a_channel_and_a_server() {
        let now = Instant::now();
        let answered = |ask: &dyn Fn(u64) -> Asker| {
            let limits = Limits::default();
            (1..=1_000).filter(|number| limits.ask(ask(*number), now) == Turn::Now).count()
        };
        assert_eq!(answered(&|number| asker(number, 1)), IN_CHANNEL as usize);
        assert_eq!(answered(&|number| asker(number, number)), IN_GUILD as usize);
        assert_eq!(answered(&|number| Asker { guild: None, ..asker(number, number) }), 1_000);
    }
}
