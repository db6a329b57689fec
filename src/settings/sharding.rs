//! `SHARDS` and `SHARD_RANGE`: which of Discord's shards this process serves.

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command, FromArgMatches};
use discord::{MOST_SHARDS as MOST, ShardRange, Sharding};

use super::Maybe;

/// `SHARDS` and `SHARD_RANGE`, which must agree.
#[derive(Debug, Clone, Copy, Default)]
pub struct ShardSettings(pub Sharding);

/// How many shards the bot has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ShardCount {
    Recommended,
    Fixed(ShardRange),
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

impl Typed {
    fn sharding(&self) -> Result<Sharding, String> {
        match (self.shards, self.shard_range) {
            (None, None) => Ok(Sharding::default()),
            (Some(ShardCount::Recommended), None) => Ok(Sharding::Recommended),
            (Some(ShardCount::Fixed(all)), None) => Ok(Sharding::Fixed(all)),
            (None, Some(range)) => Ok(Sharding::Fixed(range)),
            (Some(ShardCount::Fixed(all)), Some(range)) if all.total() == range.total() => Ok(Sharding::Fixed(range)),
            (Some(_), Some(range)) => Err(format!(
                "SHARDS and SHARD_RANGE contradict each other: the range {range} is of {} shards; leave SHARDS empty, \
                 or SHARD_RANGE if this process is to have all of them",
                range.total()
            )),
        }
    }
}

fn shard_count(text: &str) -> Result<Maybe<ShardCount>, String> {
    match text.trim() {
        "" => Ok(None),
        "auto" => Ok(Some(ShardCount::Recommended)),
        other => match other.parse() {
            Ok(total @ 1..=MOST) => Ok(Some(ShardCount::Fixed(ShardRange::all(total.into())))),
            _ => Err(format!("the number of shards is from 1 to {MOST}, or \"auto\" for what Discord recommends")),
        },
    }
}

fn shard_range(text: &str) -> Result<Maybe<ShardRange>, String> {
    if text.trim().is_empty() { Ok(None) } else { text.parse().map(Some) }
}

impl FromArgMatches for ShardSettings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mistake = |mistake| clap::Error::raw(ErrorKind::ValueValidation, mistake);
        Typed::from_arg_matches(matches)?.sharding().map(Self).map_err(mistake)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for ShardSettings {
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

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        sharding: ShardSettings,
    }

    fn sharding(shards: &str, range: &str) -> Result<Sharding, String> {
        let flags = ["program".to_owned(), format!("--shards={shards}"), format!("--shard-range={range}")];
        Program::try_parse_from(flags).map(|program| program.sharding.0).map_err(|error| error.to_string())
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
}
