//! Draws a reply as a card, as Discord would show it: a frame in the tone's colour, with buttons below. The frame of an
//! emergency is double, so that it stands out without colours too. Lines are wrapped by their width in columns, and emphasized
//! where Markdown says so.

use std::fmt::Write;

use anstyle::{AnsiColor, Effects, Style};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::reply::{Action, Reply, Tone};

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

/// The lines of a frame.
struct Frame {
    top: (char, char),
    bottom: (char, char),
    horizontal: &'static str,
    vertical: char,
}

const FRAME: Frame = Frame { top: ('╭', '╮'), bottom: ('╰', '╯'), horizontal: "─", vertical: '│' };
const URGENT_FRAME: Frame = Frame { top: ('╔', '╗'), bottom: ('╚', '╝'), horizontal: "═", vertical: '║' };

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
    let colour = Style::new().fg_color(Some(colour(reply.tone).into()));
    let Frame { top, bottom, horizontal, vertical } = if reply.tone == Tone::Urgent { URGENT_FRAME } else { FRAME };
    let rule = horizontal.repeat(width - 2);
    let mut card = format!("{colour}{}{rule}{}{colour:#}\n", top.0, top.1);
    for (style, line) in content(reply) {
        for row in line.wrapped(width - FRAME_WIDTH) {
            let text = row.padded(width - FRAME_WIDTH, style);
            let _ = writeln!(card, "{colour}{vertical}{colour:#} {text} {colour}{vertical}{colour:#}");
        }
    }
    let _ = writeln!(card, "{colour}{}{rule}{}{colour:#}", bottom.0, bottom.1);
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
        Tone::Server | Tone::Note => AnsiColor::Cyan,
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

/// One character as a reader sees it.
#[derive(Debug, Clone, Copy)]
struct StyledGrapheme<'a> {
    text: &'a str,
    emphasis: Effects,
}

impl StyledGrapheme<'_> {
    fn width(self) -> usize {
        self.text.width()
    }

    fn is_space(self) -> bool {
        self.text == " "
    }
}

/// A line of text, or one row of a wrapped line.
#[derive(Debug, Clone)]
pub(super) struct StyledLine<'a> {
    graphemes: Vec<StyledGrapheme<'a>>,
}

impl<'a> StyledLine<'a> {
    /// Parses one line of Markdown. `**bold**` becomes bold and `*italic*` italic; a mark without its partner stays as
    /// it is, and other Markdown is readable enough unrendered. Control characters are left out, because they would
    /// break the frame, or worse.
    pub(super) fn parse(line: &'a str) -> Self {
        let mut graphemes = Vec::with_capacity(line.len());
        push_markdown(line, Effects::new(), &mut graphemes);
        StyledLine { graphemes }
    }

    /// Takes the line literally, except for control characters.
    pub(super) fn plain(line: &'a str) -> Self {
        let mut graphemes = Vec::with_capacity(line.len());
        push_plain(line, Effects::new(), &mut graphemes);
        StyledLine { graphemes }
    }

    /// Returns the columns that it takes in a terminal.
    pub(super) fn width(&self) -> usize {
        self.graphemes.iter().map(|grapheme| grapheme.width()).sum()
    }

    /// Breaks the line at spaces into rows of at most `width` columns, at least one row. A word that is wider is broken
    /// where it must be. The rows of a list item are indented to its text.
    pub(super) fn wrapped(&self, width: usize) -> Vec<StyledLine<'a>> {
        let item_indent = self.item_indent();
        let hanging_indent = if item_indent * 2 <= width { item_indent } else { 0 };
        let mut rows = Vec::new();
        let mut rest = self.graphemes.as_slice();
        loop {
            let indent = if rows.is_empty() { 0 } else { hanging_indent };
            let (row, after) = split_first_row(rest, width - indent);
            let mut graphemes = vec![StyledGrapheme { text: " ", emphasis: Effects::new() }; indent];
            graphemes.extend_from_slice(row);
            rows.push(StyledLine { graphemes });
            if after.is_empty() {
                return rows;
            }
            rest = after;
        }
    }

    /// Returns the columns before the text of a list item: its indentation and its mark. Other lines have none.
    fn item_indent(&self) -> usize {
        let indent = self.graphemes.iter().take_while(|grapheme| grapheme.is_space()).count();
        match &self.graphemes[indent..] {
            [mark, space, ..] if space.is_space() && matches!(mark.text, "-" | "*" | "•") => indent + 2,
            _ => 0,
        }
    }

    /// Returns the text with ANSI escapes for `style` and for its own emphasis.
    pub(super) fn painted(&self, style: Style) -> String {
        let mut painted = String::new();
        for run in self.graphemes.chunk_by(|a, b| a.emphasis == b.emphasis) {
            let style = style.effects(style.get_effects() | run[0].emphasis);
            let text: String = run.iter().map(|grapheme| grapheme.text).collect();
            painted.push_str(&format!("{style}{text}{style:#}"));
        }
        painted
    }

    /// Returns [`Self::painted`] with spaces after it up to `width` columns.
    pub(super) fn padded(&self, width: usize, style: Style) -> String {
        let padding = width.saturating_sub(self.width());
        format!("{}{:padding$}", self.painted(style), "")
    }
}

/// Adds the graphemes of `text`, with marks of emphasis turned into `outer` and their own effect.
fn push_markdown<'a>(mut text: &'a str, outer: Effects, graphemes: &mut Vec<StyledGrapheme<'a>>) {
    while let Some(start) = text.find('*') {
        let is_bold = text[start..].starts_with("**");
        let mark = if is_bold { "**" } else { "*" };
        let effect = if is_bold { Effects::BOLD } else { Effects::ITALIC };
        let after_mark = &text[start + mark.len()..];
        match after_mark.split_once(mark) {
            Some((inner, rest)) if is_emphasis(inner) => {
                push_plain(&text[..start], outer, graphemes);
                push_markdown(inner, outer | effect, graphemes);
                text = rest;
            }
            _ => {
                push_plain(&text[..start + mark.len()], outer, graphemes);
                text = after_mark;
            }
        }
    }
    push_plain(text, outer, graphemes);
}

/// Returns whether marks around `inner` are emphasis. In `2 * 3 * 4` they are not.
fn is_emphasis(inner: &str) -> bool {
    !inner.is_empty() && !inner.starts_with(' ') && !inner.ends_with(' ')
}

fn push_plain<'a>(text: &'a str, emphasis: Effects, graphemes: &mut Vec<StyledGrapheme<'a>>) {
    for grapheme in text.graphemes(true) {
        if grapheme == "\t" {
            graphemes.push(StyledGrapheme { text: " ", emphasis });
        } else if !grapheme.contains(char::is_control) {
            graphemes.push(StyledGrapheme { text: grapheme, emphasis });
        }
    }
}

/// Splits off the first row of at most `width` columns. The spaces at the break are in neither part.
fn split_first_row<'s, 'a>(
    graphemes: &'s [StyledGrapheme<'a>],
    width: usize,
) -> (&'s [StyledGrapheme<'a>], &'s [StyledGrapheme<'a>]) {
    let fitting = count_fitting(graphemes, width);
    if fitting == graphemes.len() {
        return (graphemes, &[]);
    }
    // A word that begins the row and does not fit is broken.
    let break_at = match graphemes[..=fitting].iter().rposition(|grapheme| grapheme.is_space()) {
        Some(space) if space > 0 => space,
        _ => fitting,
    };
    let (row, rest) = graphemes.split_at(break_at);
    let row_end = match row.iter().rposition(|grapheme| !grapheme.is_space()) {
        Some(last) => last + 1,
        None => row.len(),
    };
    let rest_start = rest.iter().position(|grapheme| !grapheme.is_space()).unwrap_or(rest.len());
    (&row[..row_end], &rest[rest_start..])
}

/// Returns how many graphemes fit into `width` columns, but at least one, so that wrapping ends.
fn count_fitting(graphemes: &[StyledGrapheme<'_>], width: usize) -> usize {
    let mut used = 0;
    for (count, grapheme) in graphemes.iter().enumerate() {
        used += grapheme.width();
        if used > width {
            return count.max(1);
        }
    }
    graphemes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str, width: usize) -> Vec<String> {
        StyledLine::parse(text)
            .wrapped(width)
            .iter()
            .map(|row| row.graphemes.iter().map(|grapheme| grapheme.text).collect())
            .collect()
    }

    fn words(line: &StyledLine) -> String {
        line.graphemes.iter().filter(|grapheme| !grapheme.is_space()).map(|grapheme| grapheme.text).collect()
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(rows("one two three", 7), ["one two", "three"]);
        assert_eq!(rows("one two   three", 8), ["one two", "three"]);
        assert_eq!(rows("", 7), [""]);
    }

    #[test]
    fn a_word_too_wide_is_broken() {
        assert_eq!(rows("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(rows("日本語日本語", 5), ["日本", "語日", "本語"]);
        assert_eq!(rows("ok 👩‍👩‍👧 ok", 5), ["ok 👩‍👩‍👧", "ok"]);
    }

    #[test]
    fn list_items_hang() {
        assert_eq!(rows("- one two three", 9), ["- one two", "  three"]);
    }

    #[test]
    fn emphasis_is_painted_and_a_lone_mark_stays() {
        let painted = |text| StyledLine::parse(text).painted(Style::new());
        assert_eq!(painted("a **b** c"), "a \u{1b}[1mb\u{1b}[0m c");
        assert_eq!(painted("2 ** 3"), "2 ** 3");
        assert_eq!(painted("2 * 3 * 4"), "2 * 3 * 4");
        assert_eq!(painted("**a** and ** b"), "\u{1b}[1ma\u{1b}[0m and ** b");
        assert_eq!(painted("an *example*"), "an \u{1b}[3mexample\u{1b}[0m");
    }

    #[test]
    fn control_characters_are_left_out() {
        assert_eq!(rows("a\u{1b}[31mb\u{7}\tc", 20), ["a[31mb c"]);
    }

    proptest! {
        #[test]
        fn no_row_is_too_wide_and_no_word_is_lost(text in "[a-zé日 -]{0,60}", width in 2_usize..30) {
            let line = StyledLine::parse(&text);
            let rows = line.wrapped(width);
            for row in &rows {
                prop_assert!(row.width() <= width);
            }
            let wrapped: String = rows.iter().map(words).collect();
            prop_assert_eq!(words(&line), wrapped);
        }
    }
}
