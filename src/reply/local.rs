//! The wording of servers' own answers: what their members see, and what their editors read.

use super::servers;
use super::{MAX_BODY_LENGTH, MAX_TITLE_LENGTH, PARAGRAPH_BREAK, Reply, Tone, cut, one_line, with_paragraph};
use crate::storage::servers::Link;
use faq::Faq;

/// How much of a server's name is shown, in characters.
const NAME_LENGTH: usize = 60;
/// How much of a question is quoted in a line, in characters.
const QUOTE_LENGTH: usize = 100;
/// The footer of a server's answer, above the sentence on emergencies.
const NOT_THE_GUIDES: &str = "Written by this server's editors. It is not from the guide.";

/// A server's answer to one question, as members see it.
#[derive(Debug, Clone, Copy)]
pub struct OwnText<'a> {
    pub question: &'a str,
    /// In Markdown.
    pub answer: &'a str,
    pub links: &'a [Link],
}

impl OwnText<'_> {
    fn with_links(&self) -> String {
        let mut text = self.answer.trim().to_owned();
        let links: Vec<String> =
            self.links.iter().map(|link| format!("[{}]({})", plain(&link.label), link.url)).collect();
        if !links.is_empty() {
            text = with_paragraph(&text, &links.join(" · "));
        }
        text
    }
}

/// Returns a text that shows as it is, in place of Markdown.
fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in one_line(text).chars() {
        if matches!(letter, '*' | '_' | '~' | '`' | '|' | '>' | '[' | ']' | '(' | ')' | '#' | '<' | '\\' | '@') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// Returns the mark by which members recognise what their server wrote.
fn from(server: &str) -> String {
    let name = if server.trim().is_empty() { "this server" } else { server };
    format!("From **{}**", plain(&cut(name, NAME_LENGTH)))
}

/// Composes a server's own answer to a question that the guide leaves open. The footer is never the guide's.
pub fn answer(faq: &Faq, server: &str, text: OwnText<'_>) -> Reply {
    let body = with_paragraph(&from(server), &text.with_links());
    let footer = match faq.emergency() {
        Some(sentence) => format!("{NOT_THE_GUIDES}\n{sentence}"),
        None => NOT_THE_GUIDES.to_owned(),
    };
    Reply {
        tone: Tone::Server,
        title: Some(cut(&one_line(text.question), MAX_TITLE_LENGTH)),
        body: cut(&body, MAX_BODY_LENGTH),
        footer: Some(footer),
        rows: Vec::new(),
    }
}

/// Adds a server's own answers below the guide's, as far as they fit.
pub fn add_below(mut reply: Reply, server: &str, texts: &[OwnText<'_>]) -> Reply {
    for text in texts {
        let line = format!("{}: *{}*\n{}", from(server), plain(text.question), text.with_links());
        let room = MAX_BODY_LENGTH.saturating_sub(reply.body.chars().count() + PARAGRAPH_BREAK.len());
        // A few words of an answer would mislead.
        if line.chars().count() <= room {
            reply.body = with_paragraph(&reply.body, &line);
        }
    }
    reply
}

/// Composes the page of `/topics` about what a server answers itself.
pub fn topics(server: &str, questions: &[&str]) -> Reply {
    let mut body = format!("{}\n", from(server));
    for question in questions {
        let line = format!("- {}\n", plain(question));
        if body.chars().count() + line.chars().count() > MAX_BODY_LENGTH {
            break;
        }
        body.push_str(&line);
    }
    Reply { footer: Some(NOT_THE_GUIDES.to_owned()), ..Reply::note(body.trim_end()) }
}

/// The reply to a choice of the list that its server has removed.
pub fn gone() -> Reply {
    Reply::note("That answer is no longer there. `/topics` shows what you can ask.")
}

/// Returns the name of a server's own answer in the list that opens while a question is typed.
pub fn choice(question: &str) -> String {
    format!("From this server: {question}")
}

/// The descriptions of subcommands in Discord's menus.
pub mod menu {
    pub const LOCAL: &str = "Answer for this server what the guide leaves open, such as prices";
}

/// The titles of forms, and the labels of their fields.
pub mod form {
    pub const ANSWER: &str = "Answer (empty: leave it open)";
    pub const LINKS: &str = "Links, one per line, e.g. Book https://…";
}

/// The labels of buttons and menus.
pub mod button {
    pub const CHOOSE: &str = "Choose a question to answer";
    pub const BACK: &str = "Back to the list";
}

/// What must not be written, below every preview.
pub const RULE: &str =
    "Please check that it does not contradict the guide's safety text, and gives no advice about anyone's health.";
pub const NO_GAPS: &str = "The guide leaves nothing open that a server may answer.";
pub const NO_SUCH_GAP: &str =
    "The guide no longer leaves that to servers. `/faq local` shows what it still leaves to servers.";
pub const UNCHANGED: &str = "Nothing would change.";
/// The note beside what was typed into a form and cannot be used.
pub const TYPED: &str = "What you typed is in `yours.txt`.";

/// A gap in the list of `/faq local`.
pub struct GapLine<'a> {
    pub question: &'a str,
    pub asked: u32,
    pub is_filled: bool,
}

impl GapLine<'_> {
    fn mark(&self) -> &'static str {
        if self.is_filled { "✓" } else { "○" }
    }

    /// Returns the text of the menu's option.
    pub fn option(&self) -> String {
        format!("{} {}", self.mark(), self.question)
    }
}

/// Returns a page of the list of gaps.
pub fn gaps(lines: &[GapLine<'_>], total: usize, filled: usize, switched_off: Option<&str>) -> String {
    let mut text = format!(
        "**What the guide leaves to your server**, the most asked here first. Only members of this server see your answers. \
         {filled} of {total} are answered.\n"
    );
    if let Some(reason) = switched_off {
        text.push_str(&format!("{}\n", servers::switched_off(reason)));
    }
    for line in lines {
        let asked = match line.asked {
            0 => String::new(),
            1 => " (asked once)".to_owned(),
            asked => format!(" (asked {asked} times)"),
        };
        text.push_str(&format!("\n{} {}{asked}", line.mark(), cut(&one_line(line.question), QUOTE_LENGTH)));
    }
    text
}

/// Returns the line above the preview of an answer.
pub fn preview(server: &str) -> String {
    format!("**Preview.** If you save this, members of {} see it:\n{RULE}", plain(&cut(server, NAME_LENGTH)))
}

/// Returns the question before an answer is taken away.
pub fn confirm_opening(question: &str) -> String {
    format!("If you save this, your server no longer answers *{}*.", plain(&cut(question, QUOTE_LENGTH)))
}

/// The summaries of changes, for the history and the log channel.
pub mod summary {
    use super::super::counted;

    pub fn answered(gap: &str) -> String {
        format!("answered {gap}")
    }

    pub fn changed(gap: &str) -> String {
        format!("changed the answer to {gap}")
    }

    pub fn opened(gap: &str) -> String {
        format!("took away the answer to {gap}")
    }

    pub fn imported(changed: usize) -> String {
        format!("imported a file: {} changed", counted(changed as u64, "answer", "answers"))
    }
}

/// A way to ask a server's entry that the guide deals with itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Collision {
    /// An entry of the guide answers it.
    Answered { example: String, entry: String },
    /// The guide refers it, by the name of a gap or because it is near to one about safety.
    Referred { example: String, gap: Option<String> },
}

/// `/faq add`, `edit`, `remove` and `teach` of a server.
pub mod entries {
    use super::{Collision, QUOTE_LENGTH, cut, plain};

    /// How many collisions a preview names.
    const SHOWN_COLLISIONS: usize = 5;

    pub const NO_SUCH_ENTRY: &str = "This server has no such entry; pick one from the list that opens while you type.";

    pub fn added(question: &str) -> String {
        format!("added an entry of this server's own: {}", plain(&cut(question, QUOTE_LENGTH)))
    }

    pub fn changed(entry: &str) -> String {
        format!("changed this server's entry {entry}")
    }

    pub fn removed(entry: &str) -> String {
        format!("removed this server's entry {entry}")
    }

    pub fn confirm_removal(question: &str) -> String {
        format!("Remove this server's entry *{}*?", plain(&cut(question, QUOTE_LENGTH)))
    }

    pub fn known(example: &str, question: &str) -> String {
        let [example, question] = [example, question].map(|text| plain(&cut(text, QUOTE_LENGTH)));
        format!("\"{example}\" leads to *{question}* already; leave it out, or remove it there first.")
    }

    pub fn urgent(example: &str) -> String {
        let example = plain(&cut(example, QUOTE_LENGTH));
        format!("\"{example}\" is taken for an emergency, which the guide always refers. Please leave it out.")
    }

    /// Returns a preview with a line for each collision, as many as fit.
    pub fn preview(preview: &str, collisions: &[Collision]) -> String {
        let mut text = preview.to_owned();
        for collision in collisions.iter().take(SHOWN_COLLISIONS) {
            let line = match collision {
                Collision::Answered { example, entry } => format!(
                    "\"{}\": the guide answers this itself (*{entry}*); your answer is shown below it.",
                    plain(&cut(example, QUOTE_LENGTH))
                ),
                Collision::Referred { example, gap: Some(gap) } => format!(
                    "\"{}\": the guide sends people to somebody else for this (*{gap}*), so your answer is not shown for it.",
                    plain(&cut(example, QUOTE_LENGTH))
                ),
                Collision::Referred { example, gap: None } => format!(
                    "\"{}\": this may be about somebody's health, so the guide sends people to somebody else, and your answer is not shown for it.",
                    plain(&cut(example, QUOTE_LENGTH))
                ),
            };
            text.push_str(&format!("\n⚠ {line}"));
        }
        if collisions.len() > SHOWN_COLLISIONS {
            text.push_str(&format!("\n⚠ {} more like these.", collisions.len() - SHOWN_COLLISIONS));
        }
        text
    }
}

/// A question in the list of `/faq unanswered` of a server.
pub struct UnansweredLine<'a> {
    pub text: &'a str,
    pub asked: u32,
    /// The gap that names its subject.
    pub gap: Option<&'a str>,
}

/// Returns a page of a server's questions without an answer.
pub fn unanswered(lines: &[UnansweredLine<'_>], total: usize) -> String {
    let mut text = match total {
        0 => "No question has gone unanswered here.".to_owned(),
        1 => "One question has gone unanswered here. `/faq local` and `/faq add` answer it.".to_owned(),
        _ => format!(
            "{total} questions have gone unanswered here, the most frequent first. `/faq local` and `/faq add` answer them."
        ),
    };
    for line in lines {
        let gap = line.gap.map(|gap| format!(" ({gap})")).unwrap_or_default();
        text.push_str(&format!("\n- {} × {}{gap}", line.asked, plain(&cut(line.text, QUOTE_LENGTH))));
    }
    text
}

/// `/faq export` and `/faq import` of a server.
pub mod transfer {
    pub const FILE: &str = "server-faq.yaml";
    pub const EXPORTED: &str = "This server's own answers. `/faq import` reads this file again.";
    pub const NOTHING_TO_EXPORT: &str =
        "This server has no answers of its own yet. `/faq local` shows what it can answer.";

    pub fn invalid(error: &str) -> String {
        format!("Nothing was changed, because the file cannot be used: {error}.")
    }

    pub fn preview(changed: &[String]) -> String {
        let named: Vec<&str> = changed.iter().take(20).map(String::as_str).collect();
        let more = if changed.len() > named.len() { ", ..." } else { "" };
        format!(
            "**Preview.** If you save this, {} of this server's own answers change: {}{more}. `changes.diff` has every line.\n{}",
            changed.len(),
            named.join(", "),
            super::RULE
        )
    }
}
