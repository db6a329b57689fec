//! Draws a reply as a card, as Discord would show it: a frame in the tone's colour, with buttons below.

pub(super) mod text;

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use crate::reply::{Action, Reply, Tone};
use text::StyledLine;

/// The widest card in columns: wider lines are hard to read.
const MAX_WIDTH: usize = 80;
/// The narrowest card in columns: a narrower frame leaves no space for words, so the terminal may wrap the rest.
const MIN_WIDTH: usize = 24;
/// The columns of the frame: a bar and a space on either side.
const FRAME_WIDTH: usize = 4;
/// The gap between two buttons of a row.
const BUTTON_GAP: &str = "   ";
/// The indentation of a row of buttons.
const BUTTON_INDENT: &str = "  ";

const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// Returns the columns to draw in: the terminal's within limits, or [`MAX_WIDTH`] without a terminal.
pub(super) fn terminal_width() -> usize {
    match terminal_size::terminal_size() {
        Some((width, _)) => usize::from(width.0).clamp(MIN_WIDTH, MAX_WIDTH),
        None => MAX_WIDTH,
    }
}

/// Draws the card without its buttons: lines of `width` columns, styled with ANSI escapes.
pub(super) fn draw(reply: &Reply, width: usize) -> String {
    let frame = Style::new().fg_color(Some(colour(reply.tone).into()));
    let rule = "─".repeat(width - 2);
    let mut card = format!("{frame}╭{rule}╮{frame:#}\n");
    for (style, line) in content(reply) {
        for row in line.wrapped(width - FRAME_WIDTH) {
            let text = row.padded(width - FRAME_WIDTH, style);
            let _ = writeln!(card, "{frame}│{frame:#} {text} {frame}│{frame:#}");
        }
    }
    let _ = writeln!(card, "{frame}╰{rule}╯{frame:#}");
    card
}

/// Returns the lines of title, body and footer, with an empty line between them.
fn content(reply: &Reply) -> Vec<(Style, StyledLine<'_>)> {
    let mut lines = Vec::new();
    if let Some(title) = &reply.title {
        push_lines(&mut lines, STRONG, title);
    }
    push_lines(&mut lines, Style::new(), &reply.body);
    if let Some(footer) = &reply.footer {
        push_lines(&mut lines, FAINT, footer);
    }
    lines
}

fn push_lines<'a>(lines: &mut Vec<(Style, StyledLine<'a>)>, style: Style, text: &'a str) {
    if !lines.is_empty() {
        lines.push((style, StyledLine::parse("")));
    }
    for line in text.trim_end().lines() {
        lines.push((style, StyledLine::parse(line)));
    }
}

fn colour(tone: Tone) -> AnsiColor {
    match tone {
        Tone::Answer => AnsiColor::Green,
        Tone::Referral => AnsiColor::Yellow,
        Tone::Urgent => AnsiColor::Red,
        Tone::Note => AnsiColor::Cyan,
    }
}

/// Draws the buttons with numbers, counted from 1 through all rows. A row that is wider than `width` continues below.
pub(super) fn buttons(reply: &Reply, width: usize) -> String {
    let mut number = 0;
    let mut rows = String::new();
    for row in &reply.rows {
        let mut used = 0;
        for button in row {
            number += 1;
            let label = StyledLine::plain(&button.label);
            let prefix = format!("{number} ");
            let columns = prefix.len() + label.width();
            if used > 0 && used + BUTTON_GAP.len() + columns > width {
                rows.push('\n');
                used = 0;
            }
            let gap = if used > 0 { BUTTON_GAP } else { BUTTON_INDENT };
            let _ = write!(rows, "{gap}{STRONG}{prefix}{STRONG:#}{}", label.painted(Style::new()));
            used += gap.len() + columns;
        }
        if used > 0 {
            rows.push('\n');
        }
    }
    rows
}

/// Draws the buttons that lead to an entry as a list, for a reply whose buttons cannot be pressed.
pub(super) fn suggestions(reply: &Reply) -> String {
    let mut list = String::new();
    for button in reply.rows.iter().flatten() {
        if matches!(button.action, Action::Show(_)) {
            let _ = writeln!(list, "  • {}", StyledLine::plain(&button.label).painted(Style::new()));
        }
    }
    list
}
