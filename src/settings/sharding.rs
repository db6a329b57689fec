//! Shards: the parts into which Discord divides a large bot's servers. Each has a gateway session of its own, and all of
//! them, or only some, are this process's.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command, FromArgMatches};
use serenity::model::id::GuildId;

use super::Maybe;

/// How many shards there may be. Discord lets one serve 2,500 servers, so this is far more than a FAQ is asked in; a slip
/// of the pen must not open a million connections.
const MOST: u16 = 250;
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
        let total = u16::try_from(total).unwrap_or(MOST).clamp(1, MOST);
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
        if total > MOST {
            return Err(format!("there may be at most {MOST} shards, and each serves up to 2,500 servers"));
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

/// How many shards the bot has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ShardCount {
    Recommended,
    Fixed(ShardRange),
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

    fn of(typed: &Typed) -> Result<Self, String> {
        match (typed.shards, typed.shard_range) {
            (None, None) => Ok(Self::default()),
            (Some(ShardCount::Recommended), None) => Ok(Self::Recommended),
            (Some(ShardCount::Fixed(all)), None) => Ok(Self::Fixed(all)),
            (None, Some(range)) => Ok(Self::Fixed(range)),
            (Some(ShardCount::Fixed(all)), Some(range)) if all.total == range.total => Ok(Self::Fixed(range)),
            (Some(_), Some(range)) => Err(format!(
                "SHARDS and SHARD_RANGE contradict each other: the range {range} is of {} shards; leave SHARDS empty, \
                 or SHARD_RANGE if this process is to have all of them",
                range.total
            )),
        }
    }
}

/// What was typed, before it is known whether it fits together.
#[derive(Debug, Clone, Args)]
struct Typed {
    /// How many shards the bot has, or "auto" for as many as Discord recommends; unset, one.
    #[arg(long, env = "SHARDS", value_name = "NUMBER", value_parser = shard_count, default_value = "")]
    #[arg(hide_default_value = true)]
    shards: Maybe<ShardCount>,

    /// Which of them are this process's, if others have the rest: the first, the last and how many there are (0-3/16).
    #[arg(long, env = "SHARD_RANGE", value_name = "RANGE", value_parser = shard_range, default_value = "")]
    #[arg(hide_default_value = true)]
    shard_range: Maybe<ShardRange>,
}

fn shard_count(text: &str) -> Result<Maybe<ShardCount>, String> {
    match text.trim() {
        "" => Ok(None),
        "auto" => Ok(Some(ShardCount::Recommended)),
        other => match number(other) {
            Some(total @ 1..=MOST) => Ok(Some(ShardCount::Fixed(ShardRange::all(total.into())))),
            _ => Err(format!("the number of shards is from 1 to {MOST}, or \"auto\" for what Discord recommends")),
        },
    }
}

fn shard_range(text: &str) -> Result<Maybe<ShardRange>, String> {
    if text.trim().is_empty() { Ok(None) } else { text.parse().map(Some) }
}

impl FromArgMatches for Sharding {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mistake = |mistake| clap::Error::raw(ErrorKind::ValueValidation, mistake);
        Self::of(&Typed::from_arg_matches(matches)?).map_err(mistake)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Sharding {
    fn augment_args(command: Command) -> Command {
        Typed::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Typed::augment_args_for_update(command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use proptest::prelude::*;

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        sharding: Sharding,
    }

    fn sharding(shards: &str, range: &str) -> Result<Sharding, String> {
        let flags = ["program".to_owned(), format!("--shards={shards}"), format!("--shard-range={range}")];
        Program::try_parse_from(flags).map(|program| program.sharding).map_err(|error| error.to_string())
    }

    #[test]
    fn one_shard_serves_everything_unless_it_is_said_otherwise() {
        assert_eq!(sharding("", "").unwrap(), Sharding::default());
        assert_eq!(Sharding::default().range(9).to_string(), "0-0/1");
        assert_eq!(sharding("auto", "").unwrap().range(9).to_string(), "0-8/9");
        assert_eq!(sharding("4", "").unwrap().range(9).to_string(), "0-3/4");
        assert_eq!(sharding("", " 4 - 7/16 ").unwrap().range(9).to_string(), "4-7/16");
        assert_eq!(sharding("16", "3/16").unwrap().range(9).to_string(), "3-3/16");
    }

    #[test]
    fn what_discord_recommends_is_bounded() {
        assert_eq!(Sharding::Recommended.range(0), ShardRange::all(1));
        assert_eq!(Sharding::Recommended.range(u64::MAX).total(), MOST);
    }

    #[test]
    fn mistakes_are_explained() {
        for (shards, range, explained) in [
            ("0", "", "from 1 to 250"),
            ("many", "", "or \"auto\" for what Discord recommends"),
            ("251", "", "from 1 to 250"),
            ("", "0-3", "such as 0-3/16"),
            ("", "0-3/16/2", "such as 0-3/16"),
            ("", "-1/16", "such as 0-3/16"),
            ("", "0-16/16", "of 16 the last one is 15"),
            ("", "3-0/16", "numbered from 0"),
            ("", "0/0", "numbered from 0"),
            ("", "0-3/251", "at most 250 shards"),
            ("8", "0-3/16", "the range 0-3/16 is of 16 shards; leave SHARDS empty"),
            ("auto", "0-3/16", "SHARDS and SHARD_RANGE contradict each other"),
        ] {
            let error = sharding(shards, range).unwrap_err();
            assert!(error.contains(explained), "{shards} {range}: {error}");
        }
    }

    proptest! {
        /// However the shards are shared out, every server has exactly one, and so have direct messages.
        #[test]
        fn every_server_is_served_once(guild in 1_u64.., total in 1..=MOST, cut in any::<u16>()) {
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
