//! Lines of text in a terminal: as wide as they look, emphasized where Markdown says so.

use anstyle::{Effects, Style};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// One character as a reader sees it.
#[derive(Debug, Clone, Copy)]
struct Cell<'a> {
    grapheme: &'a str,
    emphasis: Effects,
}

impl Cell<'_> {
    fn width(self) -> usize {
        self.grapheme.width()
    }

    fn is_space(self) -> bool {
        self.grapheme == " "
    }
}

/// A line of text, or a row of one that was wrapped.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Line<'a> {
    cells: Vec<Cell<'a>>,
}

impl<'a> Line<'a> {
    /// Reads one line of Markdown. `**bold**` becomes bold and `*italic*` italic, a mark without its partner stays as
    /// it is; other Markdown reads well enough unrendered. Control characters are left out: they would break the
    /// frame, or worse.
    pub(in crate::cli) fn parse(line: &'a str) -> Self {
        let mut cells = Vec::with_capacity(line.len());
        emphasized(line, Effects::new(), &mut cells);
        Line { cells }
    }

    /// Takes the line literally, but for control characters.
    pub(in crate::cli) fn plain(line: &'a str) -> Self {
        Line { cells: cells_of(line, Effects::new()).collect() }
    }

    /// Columns it takes in a terminal.
    pub(in crate::cli) fn width(&self) -> usize {
        width(&self.cells)
    }

    /// Breaks it at spaces into rows of at most `width` columns; a word wider than that is broken where it must be.
    /// Rows of a list item stand under its text. There is always at least one row.
    pub(in crate::cli) fn wrapped(&self, width: usize) -> Vec<Line<'a>> {
        let hang = if self.hang() * 2 <= width { self.hang() } else { 0 };
        let mut rows = Vec::new();
        let mut rest = self.cells.as_slice();
        loop {
            let indent = if rows.is_empty() { 0 } else { hang };
            let (row, after) = first_row(rest, width - indent);
            rows.push(Line {
                cells: cells_of(" ", Effects::new()).cycle().take(indent).chain(row.iter().copied()).collect(),
            });
            if after.is_empty() {
                return rows;
            }
            rest = after;
        }
    }

    /// Columns before the text of a list item: its indentation and its mark. Zero for other lines.
    fn hang(&self) -> usize {
        let indent = self.cells.iter().take_while(|cell| cell.is_space()).count();
        match &self.cells[indent..] {
            [mark, space, ..] if space.is_space() && matches!(mark.grapheme, "-" | "*" | "•") => indent + 2,
            _ => 0,
        }
    }

    /// The text with ANSI escapes: `style`, and what emphasis it has.
    pub(in crate::cli) fn painted(&self, style: Style) -> String {
        self.cells.chunk_by(|a, b| a.emphasis == b.emphasis).map(|run| paint(run, style)).collect()
    }

    /// [`Self::painted`], with spaces after it up to `width` columns.
    pub(in crate::cli) fn padded(&self, width: usize, style: Style) -> String {
        format!("{}{:2$}", self.painted(style), "", width.saturating_sub(self.width()))
    }
}

/// Adds the cells of `text`, the marks of emphasis turned into what they mean.
fn emphasized<'a>(mut text: &'a str, outer: Effects, cells: &mut Vec<Cell<'a>>) {
    while let Some(start) = text.find('*') {
        let (mark, effect) =
            if text[start..].starts_with("**") { ("**", Effects::BOLD) } else { ("*", Effects::ITALIC) };
        let (before, marked) = (&text[..start], &text[start + mark.len()..]);
        if let Some(inner) = marked.find(mark).map(|end| &marked[..end]).filter(|inner| is_emphasis(inner)) {
            cells.extend(cells_of(before, outer));
            emphasized(inner, outer | effect, cells);
            text = &marked[inner.len() + mark.len()..];
        } else {
            cells.extend(cells_of(&text[..start + mark.len()], outer));
            text = marked;
        }
    }
    cells.extend(cells_of(text, outer));
}

/// Whether marks around `inner` are emphasis: in `2 * 3 * 4` they are not.
fn is_emphasis(inner: &str) -> bool {
    !inner.is_empty() && !inner.starts_with(' ') && !inner.ends_with(' ')
}

fn cells_of(text: &str, emphasis: Effects) -> impl Iterator<Item = Cell<'_>> + Clone {
    text.graphemes(true).filter_map(move |grapheme| match grapheme {
        "\t" => Some(Cell { grapheme: " ", emphasis }),
        _ if grapheme.contains(char::is_control) => None,
        _ => Some(Cell { grapheme, emphasis }),
    })
}

fn width(cells: &[Cell<'_>]) -> usize {
    cells.iter().map(|cell| cell.width()).sum()
}

/// The cells of the first row, and those after it; the spaces at the break are in neither.
fn first_row<'c, 'a>(cells: &'c [Cell<'a>], width: usize) -> (&'c [Cell<'a>], &'c [Cell<'a>]) {
    let fitting = fitting(cells, width);
    if fitting == cells.len() {
        return (cells, &[]);
    }
    let (row, rest) = match cells[..=fitting].iter().rposition(|cell| cell.is_space()) {
        Some(space) if space > 0 => cells.split_at(space),
        _ => cells.split_at(fitting),
    };
    let end = row.iter().rposition(|cell| !cell.is_space()).map_or(row.len(), |last| last + 1);
    let next = rest.iter().position(|cell| !cell.is_space()).unwrap_or(rest.len());
    (&row[..end], &rest[next..])
}

/// How many cells fit; at least one, so that wrapping comes to an end.
fn fitting(cells: &[Cell<'_>], width: usize) -> usize {
    let mut used = 0;
    let fits = |cell: &&Cell<'_>| {
        used += cell.width();
        used <= width
    };
    cells.iter().take_while(fits).count().max(1).min(cells.len())
}

fn paint(run: &[Cell<'_>], style: Style) -> String {
    let emphasis = run.first().map_or(Effects::new(), |cell| cell.emphasis);
    let style = style.effects(style.get_effects() | emphasis);
    let text: String = run.iter().map(|cell| cell.grapheme).collect();
    format!("{style}{text}{style:#}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str, width: usize) -> Vec<String> {
        Line::parse(text)
            .wrapped(width)
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.grapheme).collect())
            .collect()
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
        let painted = |text| Line::parse(text).painted(Style::new());
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
            let line = Line::parse(&text);
            let rows = line.wrapped(width);
            for row in &rows {
                prop_assert!(row.width() <= width);
            }
            let kept = |cells: &[Cell]| cells.iter().filter(|cell| !cell.is_space()).map(|c| c.grapheme).collect::<String>();
            prop_assert_eq!(kept(&line.cells), rows.iter().map(|row| kept(&row.cells)).collect::<String>());
        }
    }
}
