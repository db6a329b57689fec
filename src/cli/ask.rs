//! `ask`: answers, one after another, for people and for programs.

mod record;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};

use clap::Args;

use super::failure::{self, Failure};
use super::{card, lines};
use crate::reply;
use crate::settings::FaqSettings;
use crate::storage::Snapshot;
use record::Record;

#[derive(Debug, Args)]
pub(super) struct AskArgs {
    #[command(flatten)]
    faq: FaqSettings,
    /// Print an object a line instead of a card a question.
    #[arg(long)]
    json: bool,
    /// The question; its words are joined. Without it, one question a line is read from standard input.
    #[arg(value_name = "QUESTION")]
    question: Vec<OsString>,
}

/// Answers the question given, or those on standard input in their order, each as soon as it is read.
pub(super) fn run(args: &AskArgs) -> Result<(), Failure> {
    let store = super::open(&args.faq)?;
    let mut out = super::output();
    let mut answer = |question: &str| -> Result<(), Failure> {
        let snapshot = store.current();
        let answer = if args.json { json(&snapshot, question) } else { drawn(&snapshot, question) };
        write!(out, "{answer}").and_then(|()| out.flush()).map_err(Failure::Output)
    };
    if !args.question.is_empty() {
        return answer(&joined(&args.question));
    }
    if io::stdin().is_terminal() {
        failure::say("One question a line; Ctrl-D ends.");
    }
    lines::questions(io::stdin().lock()).try_for_each(|question| answer(&question?))
}

fn joined(words: &[OsString]) -> String {
    words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn json(snapshot: &Snapshot, question: &str) -> String {
    format!("{}\n", Record::new(question, &snapshot.decide(question)).to_json())
}

fn drawn(snapshot: &Snapshot, question: &str) -> String {
    let reply = reply::decision(snapshot.faq(), &snapshot.decide(question));
    let width = card::terminal_width();
    format!("{}{}", card::draw(&reply, width), card::suggestions(&reply))
}
