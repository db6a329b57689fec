//! Text that Discord shows differently than a moderator expects: Markdown that it does not support, misleading links, buttons
//! that read the same.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::locate::Locator;
use super::translations::TRANSLATIONS;
use super::tree::Node;
use super::{Problem, Section, TopicNode, checks, quoted};
use crate::limits;
use crate::text::{cut, one_line};

/// Links, images and tags. Code and escaped characters come first, because nothing in them has a meaning.
static MARKUP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"```(?s:.*?)(?:```|$)|`[^`\n]*`|\\.",
        r"|(?<image>!)?\[(?<label>[^\[\]]*)\]\(\s*<?(?<target>[^\s()<>]+)[^()]*\)",
        r"|</?(?<tag>[A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?/?>|<(?<comment>!--)",
    ))
    .ok()
});

/// The tags of HTML that people write into texts. `<name>` may be meant as it is, and `<t:0>` and `<@1>` are Discord's own.
const TAGS: [&str; 43] = [
    "a",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "code",
    "del",
    "details",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "u",
    "ul",
];
/// The schemes of the addresses that Discord turns into links.
const LINKED_SCHEMES: [&str; 3] = ["https://", "http://", "discord://"];
/// The most common ends of host names. `Node.js` and `README.md` are not addresses.
const TOP_LEVEL_DOMAINS: [&str; 12] = ["com", "org", "net", "info", "gov", "edu", "io", "gg", "app", "dev", "co", "uk"];

/// Finds texts and buttons that look different in Discord. `lines` are those of the file.
pub(super) fn check(lines: &[&str], root: &Node, topics: &[TopicNode<'_>], problems: &mut Vec<Problem>) {
    for key in ["general", "urgent", "emergency"] {
        if let Some(text) = root.get("referral").and_then(|texts| texts.get(key)) {
            markdown(lines, text, "referral: ", problems);
        }
    }
    translations(lines, root, &["general", "urgent", "emergency"], "", problems);
    for topic in topics {
        let keys = ["answer", "message"];
        for text in keys.iter().filter_map(|key| topic.node.get(key)) {
            markdown(lines, text, &topic.subject(), problems);
        }
        translations(lines, topic.node, &keys, &topic.subject(), problems);
    }
    button_labels(topics, problems);
}

/// Warns of Markdown in the texts under these keys of the translations of a node.
fn translations(lines: &[&str], node: &Node, keys: &[&str], subject: &str, problems: &mut Vec<Problem>) {
    for (language, texts) in node.get(TRANSLATIONS).map_or(&[][..], Node::pairs) {
        for text in keys.iter().filter_map(|key| texts.get(key)) {
            markdown(lines, text, &format!("{subject}{TRANSLATIONS}: {}: ", language.text), problems);
        }
    }
}

/// Warns of entries whose questions are equal once they are cut to a button's label.
fn button_labels(topics: &[TopicNode<'_>], problems: &mut Vec<Problem>) {
    let mut first: HashMap<String, (&TopicNode<'_>, &str, usize)> = HashMap::new();
    for topic in topics {
        let Some((question, position)) = topic.question() else { continue };
        if topic.section != Section::Entries || question.is_empty() {
            continue;
        }
        let label = cut(&one_line(question), limits::LABEL);
        let &mut (other, earlier, line) = first.entry(label).or_insert((topic, question, position.line));
        // The comparison of phrasings has already reported questions with the same words.
        if other.is_same(topic) || checks::normalized(earlier) == checks::normalized(question) {
            continue;
        }
        let message = format!(
            "{}a button with its question reads like that of {} (line {line}), because the first {} characters are the same; make them differ",
            topic.subject(),
            other.name(),
            limits::LABEL
        );
        problems.push(Problem::warning(position, message));
    }
}

/// Warns of misleading links, and of Markdown that Discord shows as it is written.
fn markdown(lines: &[&str], node: &Node, subject: &str, problems: &mut Vec<Problem>) {
    let (Some(text), Some(markup)) = (node.text(), MARKUP.as_ref()) else { return };
    let mut locator = Locator::new(lines, node);
    for captures in markup.captures_iter(text) {
        if let Some(what) = misshown(&captures) {
            problems.push(Problem::warning(locator.find(&captures[0]), format!("{subject}{what}")));
        }
    }
    let mut locator = Locator::new(lines, node);
    for heading in tables(text) {
        let message = format!("{subject}Discord does not show tables, only their signs; write a list instead");
        problems.push(Problem::warning(locator.find(heading), message));
    }
}

/// Says what is wrong with a link, an image or a tag.
fn misshown(captures: &Captures<'_>) -> Option<String> {
    let shown = quoted(&captures[0]);
    let is_html = match captures.name("tag") {
        Some(tag) => TAGS.contains(&tag.as_str().to_ascii_lowercase().as_str()),
        None => captures.name("comment").is_some(),
    };
    if is_html {
        return Some(format!(
            "Discord shows {shown} as it is written, because it does not support HTML; write Markdown instead"
        ));
    }
    let target = captures.name("target")?.as_str();
    if captures.name("image").is_some() {
        return Some(format!(
            "Discord shows {shown} as it is written, not as an image; write a link, without the \"!\""
        ));
    }
    if !LINKED_SCHEMES.iter().any(|scheme| target.starts_with(scheme)) {
        return Some(format!("Discord shows {shown} as it is written; write the whole address, beginning with https"));
    }
    let leads_to = host(target)?;
    let named = named_host(captures.name("label")?.as_str()).filter(|named| *named != leads_to)?;
    Some(format!("this link names {} and leads to {}; make the two agree", quoted(&named), quoted(&leads_to)))
}

/// Returns the host that the words of a link name, if they look like an address.
fn named_host(label: &str) -> Option<String> {
    label.split_whitespace().find_map(|word| {
        if word.contains("://") {
            return host(word);
        }
        let host = host(&format!("https://{word}"))?;
        let (_, end) = host.rsplit_once('.')?;
        TOP_LEVEL_DOMAINS.contains(&end).then_some(host)
    })
}

/// Returns the host of an address, in lower case and without `www.`.
fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    let host = host.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// Returns the first line of each table: a line with columns above a line of dashes.
fn tables(text: &str) -> Vec<&str> {
    let mut tables = Vec::new();
    let mut above = "";
    let mut in_code = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if !in_code && above.contains('|') && is_rule(line) {
            tables.push(above.trim());
        }
        above = line;
    }
    tables
}

/// Returns whether a line is the second of a table: `|---|:--:|`.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('|') && line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_compared_without_what_does_not_matter() {
        assert_eq!(host("https://WWW.Example.com:443/a?b#c").as_deref(), Some("example.com"));
        assert_eq!(host("https://safe.example@evil.example/").as_deref(), Some("evil.example"));
        assert_eq!(host("/prices"), None);
        assert_eq!(named_host("see example.com."), Some("example.com".to_owned()));
        assert_eq!(named_host("Node.js and README.md, e.g."), None);
    }
}
