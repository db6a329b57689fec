//! `chat`: questions and replies in the terminal, with buttons that work.

mod explain;
mod prompt;
mod session;

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use anstream::{AutoStream, ColorChoice};
use clap::Args;
use reedline::{Reedline, Signal};

use super::failure::{self, Failure};
use super::{card, lines};
use crate::settings::FaqSettings;
use crate::storage::{FileWatcher, Store};
use prompt::Prompt;
use session::{Session, Turn};

const HINT: &str = "Ask about micro-penning in your own words. A number presses a button, /topics lists what you can ask, \
                    :quit or Ctrl-D ends.";

#[derive(Debug, Args)]
pub(super) struct ChatArgs {
    #[command(flatten)]
    faq: FaqSettings,
    /// Say below each answer why it was given: the phrasing that matched, words not understood, the best candidates.
    #[arg(long)]
    explain: bool,
}

/// Answers what is typed until it ends: with an editable line on a terminal, otherwise a question a line.
pub(super) fn run(args: &ChatArgs) -> Result<(), Failure> {
    let store = super::open(&args.faq)?;
    // Whoever edits the FAQ beside the chat sees the change.
    let _watch = FileWatcher::start(Arc::clone(&store));
    let mut session = Session::new(args.explain);
    // The line editor draws on standard error, so that the replies alone are on standard output.
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        failure::say(HINT);
        converse(&store, &mut session)
    } else {
        listen(&store, &mut session)
    }
}

fn listen(store: &Store, session: &mut Session) -> Result<(), Failure> {
    for line in lines::questions(io::stdin().lock()) {
        if reply(store, session, &line?)? == Turn::Quit {
            break;
        }
    }
    Ok(())
}

/// The history is kept in memory alone: questions about one's health do not belong on the disk.
fn converse(store: &Store, session: &mut Session) -> Result<(), Failure> {
    let colours = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
    let mut editor = Reedline::create().with_ansi_colors(colours);
    loop {
        match editor.read_line(&Prompt).map_err(Failure::Input)? {
            Signal::Success(line) if reply(store, session, &line)? == Turn::Quit => return Ok(()),
            Signal::CtrlD => return Ok(()),
            _ => {}
        }
    }
}

fn reply(store: &Store, session: &mut Session, line: &str) -> Result<Turn, Failure> {
    let turn = session.turn(&store.current(), line, card::terminal_width());
    if let Turn::Say(text) = &turn {
        let mut out = super::output();
        write!(out, "{text}").and_then(|()| out.flush()).map_err(Failure::Output)?;
    }
    Ok(turn)
}
