//! `chat`: questions and replies in the terminal, with buttons that work.

use std::borrow::Cow;
use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::thread;

use anstream::{AutoStream, ColorChoice};
use anstyle::Style;
use clap::Args;
use reedline::{Prompt, PromptEditMode, PromptHistorySearch, Reedline, Signal};

use super::card::{self, StyledLine};
use super::{Failure, WordsOnly, terminal};
use crate::reply::{self, Action, Locale, Reply};
use crate::settings::FaqSettings;
use crate::storage::{self, Engine, FileWatcher, Store};
use matching::decide::Decision;

const HINT: &str = "Ask in your own words. A number presses a button, /topics lists what you can ask, \
                    :quit or Ctrl-D ends.";

#[derive(Debug, Args)]
pub(super) struct ChatArgs {
    #[command(flatten)]
    faq: FaqSettings,
    #[command(flatten)]
    words: WordsOnly,
    /// Explain each answer below it: the phrasing that matched, words not understood, the best candidates.
    #[arg(long)]
    explain: bool,
}

/// Answers lines until the input ends: on a terminal from a line editor, otherwise from standard input.
pub(super) fn run(args: &ChatArgs) -> Result<(), Failure> {
    let store = Arc::new(super::open_store(&args.faq, args.words)?);
    terminal::learn(&store);
    // Shows the effect of a change to the FAQ while the chat goes on.
    let _watch = FileWatcher::start(Arc::clone(&store));
    let calibrated = Arc::clone(&store);
    thread::spawn(move || storage::calibrate_continuously(&calibrated));
    let mut session = ChatSession::new(args.explain);
    // The line editor draws on standard error, so that standard output has nothing but the replies.
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        terminal::notice(HINT);
        edit_lines(&store, &mut session)
    } else {
        read_lines(&store, &mut session)
    }
}

fn read_lines(store: &Store, session: &mut ChatSession) -> Result<(), Failure> {
    for line in terminal::questions(io::stdin().lock()) {
        match respond(store, session, &line?) {
            ChatResponse::Text(text) => terminal::print(text)?,
            ChatResponse::Quit => break,
        }
    }
    Ok(())
}

/// The editor's history is in memory only: questions about one's health do not belong on the disk.
fn edit_lines(store: &Store, session: &mut ChatSession) -> Result<(), Failure> {
    let has_colours = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
    let mut editor = Reedline::create().with_ansi_colors(has_colours);
    loop {
        let line = match editor.read_line(&ChatPrompt).map_err(Failure::Input)? {
            Signal::Success(line) => line,
            Signal::CtrlD => return Ok(()),
            _ => continue,
        };
        match respond(store, session, &line) {
            ChatResponse::Text(text) => terminal::print(text)?,
            ChatResponse::Quit => return Ok(()),
        }
    }
}

fn respond(store: &Store, session: &mut ChatSession, line: &str) -> ChatResponse {
    session.respond(&storage::learn(store), line, card::terminal_width())
}

/// A prompt of `> ` in every mode of the line editor.
struct ChatPrompt;

impl Prompt for ChatPrompt {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_indicator(&self, _: PromptEditMode) -> Cow<'_, str> {
        Cow::Borrowed("> ")
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        Cow::Borrowed("  ")
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        Cow::Owned(format!("(search: {}) ", search.term))
    }
}

/// The meaning of a typed line.
#[derive(Debug, PartialEq, Eq)]
enum ChatInput<'a> {
    Nothing,
    Quit,
    Topics,
    Privacy,
    /// Presses a button, counted from 0.
    Press(usize),
    NoSuchButton,
    Question(&'a str),
}

/// Parses a line while `buttons` buttons are shown. Without buttons, a number is a question like any other.
fn parse(line: &str, buttons: usize) -> ChatInput<'_> {
    match line.trim() {
        "" => ChatInput::Nothing,
        ":quit" | ":q" => ChatInput::Quit,
        "/topics" => ChatInput::Topics,
        "/privacy" => ChatInput::Privacy,
        typed if buttons == 0 || !typed.bytes().all(|byte| byte.is_ascii_digit()) => ChatInput::Question(typed),
        typed => match typed.parse::<usize>() {
            Ok(number @ 1..) if number <= buttons => ChatInput::Press(number - 1),
            _ => ChatInput::NoSuchButton,
        },
    }
}

#[derive(Debug, PartialEq, Eq)]
enum ChatResponse {
    /// Text styled with ANSI escapes, which is empty or ends with a line end.
    Text(String),
    Quit,
}

/// A conversation, of which only the buttons that were shown last are remembered.
#[derive(Debug)]
struct ChatSession {
    explain: bool,
    buttons: Vec<Action>,
    /// That of the latest question.
    locale: Option<Locale>,
}

impl ChatSession {
    fn new(explain: bool) -> Self {
        ChatSession { explain, buttons: Vec::new(), locale: None }
    }

    fn locale(&self, engine: &Engine) -> Locale {
        self.locale.unwrap_or_else(|| Locale::of_faq(engine.faq()))
    }

    /// Responds to one line from `engine`, in `width` columns.
    fn respond(&mut self, engine: &Engine, line: &str, width: usize) -> ChatResponse {
        ChatResponse::Text(match parse(line, self.buttons.len()) {
            ChatInput::Quit => return ChatResponse::Quit,
            ChatInput::Nothing => String::new(),
            ChatInput::Topics => {
                let pages = reply::topics(engine.faq(), Locale::of_faq(engine.faq()));
                pages.iter().map(|page| card::draw(page, width)).collect()
            }
            ChatInput::Privacy => card::draw(&reply::privacy(Locale::of_faq(engine.faq())), width),
            ChatInput::NoSuchButton => {
                format!("Choose a number from 1 to {}, or ask a question.\n", self.buttons.len())
            }
            ChatInput::Press(button) => self.press(engine, button, width),
            ChatInput::Question(question) => self.answer(engine, question, width),
        })
    }

    fn answer(&mut self, engine: &Engine, question: &str, width: usize) -> String {
        let decision = engine.decide(question);
        self.locale = Some(Locale::of_question(&decision));
        let reply = reply::decision(engine.faq(), &decision, self.locale(engine));
        self.buttons = actions(&reply);
        let mut text = draw_with_buttons(&reply, width);
        if self.explain {
            text.push_str(&explanation(&decision));
        }
        text
    }

    /// Responds to a button. As in Discord, the buttons of an earlier reply stay until a reply has others.
    fn press(&mut self, engine: &Engine, button: usize, width: usize) -> String {
        let reply = reply::pressed(engine.faq(), &self.buttons[button], self.locale(engine));
        if !reply.rows.is_empty() {
            self.buttons = actions(&reply);
        }
        draw_with_buttons(&reply, width)
    }
}

fn actions(reply: &Reply) -> Vec<Action> {
    reply.rows.iter().flatten().map(|button| button.action.clone()).collect()
}

fn draw_with_buttons(reply: &Reply, width: usize) -> String {
    format!("{}{}", card::draw(reply, width), card::buttons(reply, width))
}

fn explanation(decision: &Decision<'_>) -> String {
    let mut lines = String::new();
    for (name, reason) in reasons(decision) {
        let line = format!("  {name:<10}  {reason}");
        let _ = writeln!(lines, "{}", StyledLine::plain(&line).painted(Style::new().dimmed()));
    }
    lines
}

/// Returns the reasons for a decision with their names, for people who tune the FAQ. Empty ones are left out.
pub(super) fn reasons(decision: &Decision<'_>) -> Vec<(&'static str, String)> {
    let explanation = &decision.explanation;
    let corrected: Vec<String> =
        explanation.corrected.iter().map(|(typed, read)| format!("{typed} → {read}")).collect();
    let candidates: Vec<String> =
        decision.candidates.iter().map(|c| format!("{} {:.2}", c.entry.id(), c.confidence)).collect();
    let mut reasons = vec![
        ("matched", explanation.matched.clone().unwrap_or_default()),
        ("corrected", corrected.join(", ")),
        ("unknown", explanation.unknown.join(", ")),
        ("candidates", candidates.join(", ")),
    ];
    reasons.retain(|(_, reason)| !reason.is_empty());
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_presses_a_button_that_is_shown() {
        assert_eq!(parse(" 2 ", 3), ChatInput::Press(1));
        assert_eq!(parse("3", 3), ChatInput::Press(2));
        for absent in ["0", "4", "99999999999999999999999"] {
            assert_eq!(parse(absent, 3), ChatInput::NoSuchButton, "{absent}");
        }
    }

    #[test]
    fn a_number_is_a_question_if_no_button_is_shown() {
        assert_eq!(parse("2", 0), ChatInput::Question("2"));
    }

    #[test]
    fn everything_else_is_a_question() {
        for question in ["2 times?", "does it hurt", "-1", "quit", "²"] {
            assert_eq!(parse(question, 3), ChatInput::Question(question));
        }
    }

    #[test]
    fn commands_and_empty_lines() {
        assert_eq!(parse(" :quit ", 0), ChatInput::Quit);
        assert_eq!(parse(":q", 2), ChatInput::Quit);
        assert_eq!(parse("/topics", 2), ChatInput::Topics);
        assert_eq!(parse("/privacy", 2), ChatInput::Privacy);
        assert_eq!(parse(" \t", 2), ChatInput::Nothing);
    }
}
