//! A conversation: what a line means, and what is said to it.

use super::explain;
use crate::cli::card;
use crate::reply::{self, Action, Reply};
use crate::storage::Snapshot;

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
enum Input<'a> {
    Nothing,
    Quit,
    Topics,
    Privacy,
    /// A choice, counted from 0.
    Press(usize),
    NoSuchChoice,
    Question(&'a str),
}

/// Reads a line while `choices` buttons are on offer; without any, a number is a question like another.
fn parse(line: &str, choices: usize) -> Input<'_> {
    match line.trim() {
        "" => Input::Nothing,
        ":quit" | ":q" => Input::Quit,
        "/topics" => Input::Topics,
        "/privacy" => Input::Privacy,
        typed if choices == 0 || !typed.bytes().all(|byte| byte.is_ascii_digit()) => Input::Question(typed),
        typed => match typed.parse::<usize>() {
            Ok(number @ 1..) if number <= choices => Input::Press(number - 1),
            _ => Input::NoSuchChoice,
        },
    }
}

/// What comes of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Text for the terminal, styled with ANSI escapes, its last line ended; it may be empty.
    Say(String),
    /// The conversation is over.
    Quit,
}

/// A conversation so far: all that has to be kept is which buttons were shown last.
#[derive(Debug)]
pub(super) struct Session {
    explain: bool,
    choices: Vec<Action>,
}

impl Session {
    /// A conversation in which nothing was said; with `explain`, answers come with their reasons.
    pub(super) fn new(explain: bool) -> Self {
        Session { explain, choices: Vec::new() }
    }

    /// Reads one line and replies from `snapshot`, in `width` columns.
    pub(super) fn turn(&mut self, snapshot: &Snapshot, line: &str, width: usize) -> Turn {
        Turn::Say(match parse(line, self.choices.len()) {
            Input::Quit => return Turn::Quit,
            Input::Nothing => String::new(),
            Input::Topics => reply::topics(snapshot.faq()).iter().map(|page| card::draw(page, width)).collect(),
            Input::Privacy => card::draw(&reply::privacy(), width),
            Input::NoSuchChoice => format!("Choose a number from 1 to {}, or ask a question.\n", self.choices.len()),
            Input::Press(choice) => self.press(snapshot, choice, width),
            Input::Question(question) => self.answer(snapshot, question, width),
        })
    }

    fn answer(&mut self, snapshot: &Snapshot, question: &str, width: usize) -> String {
        let decision = snapshot.decide(question);
        let reply = reply::decision(snapshot.faq(), &decision);
        self.choices = actions(&reply);
        let why = if self.explain { explain::lines(&decision) } else { String::new() };
        format!("{}{why}", shown(&reply, width))
    }

    /// As in Discord, the buttons of an earlier reply stay until there are others.
    fn press(&mut self, snapshot: &Snapshot, choice: usize, width: usize) -> String {
        let reply = reply::pressed(snapshot.faq(), &self.choices[choice]);
        if !reply.rows.is_empty() {
            self.choices = actions(&reply);
        }
        shown(&reply, width)
    }
}

fn actions(reply: &Reply) -> Vec<Action> {
    reply.rows.iter().flatten().map(|button| button.action.clone()).collect()
}

fn shown(reply: &Reply, width: usize) -> String {
    format!("{}{}", card::draw(reply, width), card::choices(reply, width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_presses_a_button_that_is_there() {
        assert_eq!(parse(" 2 ", 3), Input::Press(1));
        assert_eq!(parse("3", 3), Input::Press(2));
        for absent in ["0", "4", "99999999999999999999999"] {
            assert_eq!(parse(absent, 3), Input::NoSuchChoice, "{absent}");
        }
    }

    #[test]
    fn a_number_is_a_question_when_there_is_no_button() {
        assert_eq!(parse("2", 0), Input::Question("2"));
    }

    #[test]
    fn everything_else_is_a_question() {
        for question in ["2 times?", "does it hurt", "-1", "quit", "²"] {
            assert_eq!(parse(question, 3), Input::Question(question));
        }
    }

    #[test]
    fn commands_and_nothing() {
        assert_eq!(parse(" :quit ", 0), Input::Quit);
        assert_eq!(parse(":q", 2), Input::Quit);
        assert_eq!(parse("/topics", 2), Input::Topics);
        assert_eq!(parse("/privacy", 2), Input::Privacy);
        assert_eq!(parse(" \t", 2), Input::Nothing);
    }
}
