//! The file `.env`: settings that are added to the environment.

use std::path::Path;

use strsim::normalized_damerau_levenshtein;

use super::Failure;

const FILE_NAME: &str = ".env";
/// The least similarity at which a name is taken for a misspelt one, 0 to 1: `DISCORD_BOT_TOKEN` has 0.76 to `DISCORD_TOKEN`.
const MIN_SIMILARITY: f64 = 0.75;
/// A shorter name that is part of one of ours, such as `PATH`, means something else.
const MIN_PART_LENGTH: usize = 5;

/// Adds the variables in the file to the environment. Variables that are already set keep their values. Without a file,
/// does nothing. No message repeats a value, since one of them is the token.
pub(super) fn load() -> Result<(), Failure> {
    let path = Path::new(FILE_NAME);
    let name = path.display();
    match dotenvy::from_path(path) {
        Ok(()) => Ok(()),
        Err(error) if error.not_found() => Ok(()),
        Err(dotenvy::Error::LineParse(line, _)) => Err(Failure::Dotenv(malformed(path, &line))),
        Err(dotenvy::Error::Io(error)) => Err(Failure::Dotenv(format!("{name} cannot be read: {error}"))),
        Err(_) => Err(Failure::Dotenv(format!("{name} cannot be read"))),
    }
}

fn malformed(path: &Path, line: &str) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let place = match line_number(line, &text) {
        Some(number) => format!("line {number} of {}", path.display()),
        None => format!("a line of {}", path.display()),
    };
    format!("{place} is not of the form NAME=VALUE: correct it, and put a value with spaces or # in 'single quotes'")
}

/// Returns the number of `line` in `text`, counted from 1. Of a quoted value that spans lines, the first line counts.
fn line_number(line: &str, text: &str) -> Option<usize> {
    let first = line.lines().next()?;
    let index = text.lines().position(|candidate| candidate == first)?;
    Some(index + 1)
}

/// Returns a line for each name in the file that is none of `known`, the settings, but looks like one. Other names may be
/// there for other programs.
pub(super) fn unknown_names(known: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    // A file that cannot be read has been reported.
    for (name, _) in dotenvy::from_path_iter(FILE_NAME).into_iter().flatten().flatten() {
        if let Some(meant) = meant_by(&name, known) {
            lines.push(format!("{FILE_NAME} sets {name}, which is not a setting of the bot; did you mean {meant}?"));
        }
    }
    lines
}

/// Returns the setting that a name probably means, if the name is none itself.
fn meant_by<'k>(name: &str, known: &'k [String]) -> Option<&'k str> {
    if known.iter().any(|setting| setting == name) {
        return None;
    }
    let upper = name.to_uppercase();
    let similarity = |setting: &String| normalized_damerau_levenshtein(&upper, setting);
    let best = known.iter().max_by(|one, other| similarity(one).total_cmp(&similarity(other)))?;
    if similarity(best) >= MIN_SIMILARITY {
        return Some(best);
    }
    let is_part_of =
        |setting: &&String| setting.starts_with(&format!("{upper}_")) || setting.ends_with(&format!("_{upper}"));
    known.iter().find(|setting| upper.len() >= MIN_PART_LENGTH && is_part_of(setting)).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_by_its_text() {
        assert_eq!(line_number("B C", "A=1\nB C\n"), Some(2));
        assert_eq!(line_number("B='x\ny", "A=1\nB='x\ny\n"), Some(2));
        assert_eq!(line_number("", "A=1\n"), None);
        assert_eq!(line_number("C", "A=1\n"), None);
    }

    #[test]
    fn names_that_look_like_settings_are_recognized() {
        let known = super::super::variables();
        for (name, meant) in [
            ("DISCORD_TOKEN", None),
            ("RUST_LOG", None),
            ("DISCORD_BOT_TOKEN", Some("DISCORD_TOKEN")),
            ("discord_token", Some("DISCORD_TOKEN")),
            ("TOKEN", Some("DISCORD_TOKEN")),
            ("HOME_GUILD", Some("HOME_GUILD_ID")),
            ("GUILD_ID", Some("HOME_GUILD_ID")),
            ("FAQ_CHANNELS", Some("FAQ_CHANNEL_IDS")),
            ("MODERATOR_ROLE_ID", Some("MODERATOR_ROLE_IDS")),
            ("DATADIR", Some("DATA_DIR")),
            ("FAQ_FILE", None),
            ("HOME", None),
            ("PATH", None),
            ("TZ", None),
            ("RUST_BACKTRACE", None),
            ("SSL_CERT_FILE", None),
            ("HTTPS_PROXY", None),
            ("COMPOSE_PROJECT_NAME", None),
        ] {
            assert_eq!(meant_by(name, &known), meant, "{name}");
        }
    }
}
