//! Takes Discord's markup out of a message.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// Mentions, commands, custom emoji, timestamps and bare links: nothing that was asked.
static REMOVED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:-?\d+(?::[A-Za-z])?|/[^<>:]{1,100}:\d+|id:\w+)>",
        r"|<?(?i:https?)://[^\s>)\]]*[>]?"
    ))
    .ok()
});

/// What opens a block of code, with its language.
static FENCE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"```[A-Za-z0-9+-]*\n").ok());

/// A link dressed in words; the words stay.
static LINK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\[([^\[\]]*)\]\(<?(?i:https?)://[^\s()]*(?:\s[^()]*)?\)").ok());

/// Marks that dress a part of a word as well as a whole one, and so leave no space behind.
static DRESSING: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\*\*+|__+|~~|\|\||`+|\\").ok());

/// The message without mentions, emoji, timestamps, links and Markdown marks; the words they dress stay.
///
/// Once stripped nothing is left that looks like markup again: marks go before the links that they may be hidden in, and
/// words are never joined across white space.
pub(super) fn strip(message: &str) -> String {
    let opened = replace(&FENCE, message, " ");
    let bare = replace(&DRESSING, &opened, "");
    let linked = replace(&LINK, &bare, " $1 ");
    let removed = replace(&REMOVED, &linked, " ");
    removed.replace(['*', '_', '~', '|', '>', '#'], " ")
}

fn replace<'t>(pattern: &Option<Regex>, text: &'t str, with: &str) -> Cow<'t, str> {
    match pattern {
        Some(pattern) => pattern.replace_all(text, with),
        None => Cow::Borrowed(text),
    }
}
