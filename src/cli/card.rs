//! Draws a reply as a card, as Discord would show it: a frame in the tone's colour, buttons below.

pub(super) mod text;

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use crate::reply::{Action, Reply, Tone};
use text::Line;

/// Wider lines are hard to read.
const MAX_WIDTH: usize = 80;
/// Below this a frame leaves no room for words; the terminal may wrap the rest.
const MIN_WIDTH: usize = 24;
/// The frame takes a bar and a space on either side.
const FRAME: usize = 4;
/// Between two buttons of a row.
const GAP: &str = "   ";

const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// Columns to draw in: the terminal's, within reason; [`MAX_WIDTH`] when there is none.
pub(super) fn terminal_width() -> usize {
    let columns = terminal_size::terminal_size().map_or(MAX_WIDTH, |(width, _)| usize::from(width.0));
    columns.clamp(MIN_WIDTH, MAX_WIDTH)
}

/// The card itself, without its buttons: lines of `width` columns, styled with ANSI escapes.
pub(super) fn draw(reply: &Reply, width: usize) -> String {
    let frame = Style::new().fg_color(Some(colour(reply.tone).into()));
    let rule = "─".repeat(width - 2);
    let mut card = format!("{frame}╭{rule}╮{frame:#}\n");
    for (style, line) in content(reply) {
        for row in line.wrapped(width - FRAME) {
            let text = row.padded(width - FRAME, style);
            let _ = writeln!(card, "{frame}│{frame:#} {text} {frame}│{frame:#}");
        }
    }
    let _ = writeln!(card, "{frame}╰{rule}╯{frame:#}");
    card
}

/// Title, body and footer with an empty line between them.
fn content(reply: &Reply) -> Vec<(Style, Line<'_>)> {
    let parts =
        [(STRONG, reply.title.as_deref()), (Style::new(), Some(reply.body.as_str())), (FAINT, reply.footer.as_deref())];
    let mut lines = Vec::new();
    for (style, part) in parts.into_iter().filter_map(|(style, part)| Some((style, part?))) {
        if !lines.is_empty() {
            lines.push((style, Line::parse("")));
        }
        lines.extend(part.trim_end().lines().map(|line| (style, Line::parse(line))));
    }
    lines
}

fn colour(tone: Tone) -> AnsiColor {
    match tone {
        Tone::Answer => AnsiColor::Green,
        Tone::Referral => AnsiColor::Yellow,
        Tone::Urgent => AnsiColor::Red,
        Tone::Note => AnsiColor::Cyan,
    }
}

/// The buttons as numbered choices, counted from 1 through all rows; a row goes on below when `width` is full.
pub(super) fn choices(reply: &Reply, width: usize) -> String {
    let mut number = 0;
    let mut choices = String::new();
    for row in &reply.rows {
        let labels = row.iter().map(|button| {
            number += 1;
            (format!("{number} "), button.label.as_str())
        });
        choices.push_str(&flowed(labels, width));
    }
    choices
}

/// Number and label after one another, no pair broken.
fn flowed<'a>(labels: impl Iterator<Item = (String, &'a str)>, width: usize) -> String {
    let mut rows = String::new();
    let mut used = 0;
    for (number, label) in labels {
        let label = Line::plain(label);
        let wide = number.len() + label.width();
        if used > 0 && used + GAP.len() + wide > width {
            rows.push('\n');
            used = 0;
        }
        let before = if used > 0 { GAP } else { "  " };
        let _ = write!(rows, "{before}{STRONG}{number}{STRONG:#}{}", label.painted(Style::new()));
        used += before.len() + wide;
    }
    if used > 0 {
        rows.push('\n');
    }
    rows
}

/// What else may be asked, for a reply that cannot be clicked: the buttons that lead to an entry, a line each.
pub(super) fn suggestions(reply: &Reply) -> String {
    let entries = reply.rows.iter().flatten().filter(|button| matches!(button.action, Action::Show(_)));
    entries.map(|button| format!("  • {}\n", Line::plain(&button.label).painted(Style::new()))).collect()
}
