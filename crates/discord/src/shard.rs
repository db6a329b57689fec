//! Shards: the parts into which Discord divides a large bot's servers. Each has a gateway session of its own, and all of
//! them, or only some, are this process's.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serenity::model::id::GuildId;

/// How many shards there may be. Discord lets one serve 2,500 servers, so this is far more than a FAQ is asked in; a slip
/// of the pen must not open a million connections.
pub const MAX_SHARDS: u16 = 250;
/// Where a server's id begins to tell its shard.
const TIMESTAMP: u32 = 22;

/// One part of the bot's servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    id: u16,
    total: u16,
}

impl Shard {
    /// Its number, from 0.
    pub fn id(self) -> u16 {
        self.id
    }

    /// How many there are.
    pub fn total(self) -> u16 {
        self.total
    }

    /// Whether Discord tells this one of what happens in a server; `None` is direct messages, of which the first is told.
    pub fn serves(self, guild: Option<GuildId>) -> bool {
        self.id == shard_of(guild, self.total)
    }
}

fn shard_of(guild: Option<GuildId>, total: u16) -> u16 {
    // What is left over of a division by a u16 is one.
    guild.map_or(0, |guild| ((guild.get() >> TIMESTAMP) % u64::from(total)) as u16)
}

/// The shards of one process, of which there is at least one: the first and the last of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardRange {
    first: u16,
    last: u16,
    total: u16,
}

impl ShardRange {
    /// All of so many: at least one, at most 250.
    pub fn all(total: u64) -> Self {
        let total = u16::try_from(total).unwrap_or(MAX_SHARDS).clamp(1, MAX_SHARDS);
        Self { first: 0, last: total - 1, total }
    }

    /// How many the bot has, those of other processes included.
    pub fn total(self) -> u16 {
        self.total
    }

    /// How many are this process's.
    pub fn count(self) -> u16 {
        self.last - self.first + 1
    }

    /// Whether this process has all of them.
    pub fn is_whole(self) -> bool {
        self.count() == self.total
    }

    /// Each of them.
    pub fn shards(self) -> impl Iterator<Item = Shard> {
        RangeInclusive::new(self.first, self.last).map(move |id| Shard { id, total: self.total })
    }
}

/// As `SHARD_RANGE` has it.
impl fmt::Display for ShardRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}/{}", self.first, self.last, self.total)
    }
}

impl FromStr for ShardRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = || {
            let (shards, total) = text.split_once('/')?;
            let (first, last) = shards.split_once('-').unwrap_or((shards, shards));
            Some((number(first)?, number(last)?, number(total)?))
        };
        let (first, last, total) = numbers().ok_or_else(|| {
            format!(
                "\"{text}\" is no range of shards; write the first, the last and how many there are, such as 0-3/16"
            )
        })?;
        if total > MAX_SHARDS {
            return Err(format!("there may be at most {MAX_SHARDS} shards, and each serves up to 2,500 servers"));
        }
        if first > last || last >= total {
            return Err(format!("shards are numbered from 0, so of {total} the last one is {}", total.max(1) - 1));
        }
        Ok(Self { first, last, total })
    }
}

fn number(text: &str) -> Option<u16> {
    text.trim().parse().ok()
}

/// Which shards are this process's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharding {
    /// All of as many as Discord recommends.
    Recommended,
    /// These.
    Fixed(ShardRange),
}

/// One for everything.
impl Default for Sharding {
    fn default() -> Self {
        Self::Fixed(ShardRange::all(1))
    }
}

impl Sharding {
    /// The shards, where Discord recommends so many for the whole bot.
    pub fn range(self, recommended: u64) -> ShardRange {
        match self {
            Self::Recommended => ShardRange::all(recommended),
            Self::Fixed(range) => range,
        }
    }

    /// Whether one of them serves a server, or direct messages.
    pub fn serves(self, guild: Option<GuildId>) -> bool {
        match self {
            Self::Recommended => true,
            Self::Fixed(range) => (range.first..=range.last).contains(&shard_of(guild, range.total)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_discord_recommends_is_bounded() {
        assert_eq!(Sharding::Recommended.range(0), ShardRange::all(1));
        assert_eq!(Sharding::Recommended.range(u64::MAX).total(), MAX_SHARDS);
    }

    proptest! {
        /// However the shards are shared out, every server has exactly one, and so have direct messages.
        #[test]
        fn every_server_is_served_once(guild in 1_u64.., total in 1..=MAX_SHARDS, cut in any::<u16>()) {
            let cut = cut % total;
            let ranges = [(0, cut), (cut + 1, total - 1)].map(|(first, last)| format!("{first}-{last}/{total}"));
            let ranges: Vec<ShardRange> = ranges.iter().filter_map(|range| range.parse().ok()).collect();
            prop_assert_eq!(ranges.iter().map(|range| range.count()).sum::<u16>(), total);
            for guild in [None, Some(GuildId::new(guild))] {
                let shards = ranges.iter().flat_map(|range| range.shards());
                prop_assert_eq!(shards.filter(|shard| shard.serves(guild)).count(), 1);
                prop_assert_eq!(ranges.iter().filter(|range| Sharding::Fixed(**range).serves(guild)).count(), 1);
            }
        }
    }
}
