//! Shards: the parts into which Discord divides the servers of a large bot. Each has a gateway session of its own. This process
//! serves all shards, or some.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serenity::model::id::GuildId;

/// The largest number of shards. One serves up to 2,500 servers, so this is far more than a FAQ bot needs; a typing error must
/// not open a million connections.
pub const MAX_SHARDS: u16 = 250;
/// The lowest bit of the timestamp in an id, which determines the shard.
const TIMESTAMP_SHIFT: u32 = 22;

/// One part of the bot's servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    id: u16,
    total: u16,
}

impl Shard {
    /// Returns the number of the shard, from 0.
    pub fn id(self) -> u16 {
        self.id
    }

    /// Returns the number of shards of the bot.
    pub fn total(self) -> u16 {
        self.total
    }

    /// Reports whether this shard receives the events of a server. `None` stands for direct messages, which the first shard
    /// receives.
    pub fn serves(self, guild: Option<GuildId>) -> bool {
        self.id == shard_of(guild, self.total)
    }
}

fn shard_of(guild: Option<GuildId>, total: u16) -> u16 {
    let Some(guild) = guild else { return 0 };
    // The remainder of a division by a u16 is a u16.
    ((guild.get() >> TIMESTAMP_SHIFT) % u64::from(total)) as u16
}

/// The shards of one process, at least one: from the first to the last, of a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardRange {
    first: u16,
    last: u16,
    total: u16,
}

impl ShardRange {
    /// Returns all of `total` shards, which is brought into the range from 1 to [`MAX_SHARDS`].
    pub fn all(total: u64) -> Self {
        let total = u16::try_from(total).unwrap_or(MAX_SHARDS).clamp(1, MAX_SHARDS);
        Self { first: 0, last: total - 1, total }
    }

    /// Returns the number of shards of the bot, including those of other processes.
    pub fn total(self) -> u16 {
        self.total
    }

    /// Returns the number of shards of this process.
    pub fn count(self) -> u16 {
        self.last - self.first + 1
    }

    /// Reports whether this process has all shards.
    pub fn is_whole(self) -> bool {
        self.count() == self.total
    }

    pub fn shards(self) -> impl Iterator<Item = Shard> {
        RangeInclusive::new(self.first, self.last).map(move |id| Shard { id, total: self.total })
    }
}

/// In the form of `SHARD_RANGE`.
impl fmt::Display for ShardRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}/{}", self.first, self.last, self.total)
    }
}

impl FromStr for ShardRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some(range) = parse_numbers(text) else {
            return Err(format!(
                "\"{text}\" is not a range of shards; write the first, the last and the total number, such as 0-3/16"
            ));
        };
        if range.total > MAX_SHARDS {
            return Err(format!("there may be at most {MAX_SHARDS} shards, and each serves up to 2,500 servers"));
        }
        if range.first > range.last || range.last >= range.total {
            let last = range.total.max(1) - 1;
            return Err(format!("shards are numbered from 0, so of {} the last one is {last}", range.total));
        }
        Ok(range)
    }
}

/// Reads the numbers without checking them against each other.
fn parse_numbers(text: &str) -> Option<ShardRange> {
    let (shards, total) = text.split_once('/')?;
    let (first, last) = shards.split_once('-').unwrap_or((shards, shards));
    Some(ShardRange { first: number(first)?, last: number(last)?, total: number(total)? })
}

fn number(text: &str) -> Option<u16> {
    text.trim().parse().ok()
}

/// The setting of this process's shards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharding {
    /// All shards, as many as Discord recommends.
    Recommended,
    Fixed(ShardRange),
}

/// One shard.
impl Default for Sharding {
    fn default() -> Self {
        Self::Fixed(ShardRange::all(1))
    }
}

impl Sharding {
    /// Returns the shards if Discord recommends this number for the whole bot.
    pub fn range(self, recommended: u64) -> ShardRange {
        match self {
            Self::Recommended => ShardRange::all(recommended),
            Self::Fixed(range) => range,
        }
    }

    /// Reports whether one of the shards receives the events of a server, or direct messages if it is `None`.
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
    fn the_recommended_number_is_bounded() {
        assert_eq!(Sharding::Recommended.range(0), ShardRange::all(1));
        assert_eq!(Sharding::Recommended.range(u64::MAX).total(), MAX_SHARDS);
    }

    proptest! {
        /// For every division of the shards, each server has exactly one, and so have direct messages.
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
