//! `SHARDS` and `SHARD_RANGE`: the shards of this process.

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command, FromArgMatches};
use discord::{MAX_SHARDS, ShardRange, Sharding};

/// The value of `SHARDS` and `SHARD_RANGE` together.
#[derive(Debug, Clone, Copy, Default)]
pub struct ShardSettings(pub Sharding);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ShardCount {
    Recommended,
    Fixed(ShardRange),
}

/// The two settings as given, which may contradict each other.
#[derive(Debug, Clone, Args)]
struct ShardArgs {
    /// The number of the bot's shards, or "auto" for as many as Discord recommends. Unset, one.
    #[arg(long, env = "SHARDS", value_name = "NUMBER", value_parser = shard_count)]
    shards: Option<ShardCount>,

    /// The shards of this process, if others run the rest: the first, the last and the total, such as 0-3/16.
    #[arg(long, env = "SHARD_RANGE", value_name = "RANGE", value_parser = str::parse::<ShardRange>)]
    shard_range: Option<ShardRange>,
}

impl ShardArgs {
    fn sharding(&self) -> Result<Sharding, String> {
        match (self.shards, self.shard_range) {
            (None, None) => Ok(Sharding::default()),
            (Some(ShardCount::Recommended), None) => Ok(Sharding::Recommended),
            (Some(ShardCount::Fixed(all)), None) => Ok(Sharding::Fixed(all)),
            (None, Some(range)) => Ok(Sharding::Fixed(range)),
            (Some(ShardCount::Fixed(all)), Some(range)) if all.total() == range.total() => Ok(Sharding::Fixed(range)),
            (Some(_), Some(range)) => Err(format!(
                "SHARDS and SHARD_RANGE contradict each other: the range {range} is of {} shards; leave SHARDS empty, \
                 or SHARD_RANGE if this process has all of them",
                range.total()
            )),
        }
    }
}

fn shard_count(text: &str) -> Result<ShardCount, String> {
    if text.trim() == "auto" {
        return Ok(ShardCount::Recommended);
    }
    match text.trim().parse() {
        Ok(total @ 1..=MAX_SHARDS) => Ok(ShardCount::Fixed(ShardRange::all(total.into()))),
        _ => Err(format!("the number of shards is from 1 to {MAX_SHARDS}, or \"auto\" for what Discord recommends")),
    }
}

impl FromArgMatches for ShardSettings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        match ShardArgs::from_arg_matches(matches)?.sharding() {
            Ok(sharding) => Ok(Self(sharding)),
            Err(mistake) => Err(clap::Error::raw(ErrorKind::ValueValidation, mistake)),
        }
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for ShardSettings {
    fn augment_args(command: Command) -> Command {
        ShardArgs::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        ShardArgs::augment_args_for_update(command)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::parse_flags;
    use super::*;

    /// Parses the two settings, of which empty ones are left out.
    fn sharding(shards: &str, range: &str) -> Result<Sharding, String> {
        let flags = [format!("--shards={shards}"), format!("--shard-range={range}")];
        let flags: Vec<&str> = flags.iter().map(String::as_str).filter(|flag| !flag.ends_with('=')).collect();
        parse_flags::<ShardSettings>(&flags).map(|settings| settings.0)
    }

    #[test]
    fn one_shard_serves_everything_by_default() {
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
