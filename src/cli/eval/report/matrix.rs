//! The confusion matrix as a heat map.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::plot::number;
use matching::evaluation::{Evaluation, Label, Matrix};

/// The side of a cell and the room for names, in SVG units.
const CELL: f64 = 30.0;
const NAMES: f64 = 150.0;
/// Characters of a name that fit there.
const NAME: usize = 22;
/// With more labels than this, those that are never confused are left out.
const LABELS: usize = 40;

/// What was given (across) for what was expected (down).
pub(super) fn section(evaluation: &Evaluation<'_>) -> Markup {
    let matrix = evaluation.matrix();
    let labels = shown(&matrix);
    html! {
        section {
            h2 { "What is given for what" }
            ul.legend {
                li.right { "as expected" } li.referred { "referred, or not put first" } li.wrong { "answered wrong, or a false alarm" }
            }
            p.note { "A row is what was expected, a column what was given. The stronger the colour, the larger the share of the row."
                @if labels.len() < matrix.labels.len() { " Entries that are never confused are left out." } }
            div.wide { (map(evaluation, &matrix, &labels)) }
        }
    }
}

fn shown(matrix: &Matrix) -> Vec<Label> {
    if matrix.labels.len() <= LABELS {
        return matrix.labels.clone();
    }
    let confused = matrix.cases.keys().filter(|(expected, given)| expected != given);
    confused.flat_map(|&(expected, given)| [expected, given]).collect::<BTreeSet<_>>().into_iter().collect()
}

fn map(evaluation: &Evaluation<'_>, matrix: &Matrix, labels: &[Label]) -> Markup {
    let side = NAMES + CELL * labels.len() as f64;
    html! {
        svg.matrix viewBox={ "0 0 " (side) " " (side) } style={ "width:" (side) "px" } role="img"
            aria-label="Confusion matrix: expected down, given across" {
            @for (at, &label) in labels.iter().enumerate() { (names(at, evaluation.name(label), side)) }
            @for (&(expected, given), &cases) in &matrix.cases {
                @if let (Ok(row), Ok(column)) = (labels.binary_search(&expected), labels.binary_search(&given)) {
                    (cell(evaluation, (row, expected), (column, given), Part { cases, whole: whole(matrix, expected) }))
                }
            }
        }
    }
}

/// The names of a row and of its column, with a line under both.
fn names(at: usize, name: &str, side: f64) -> Markup {
    let (from, middle) = (NAMES + CELL * at as f64, NAMES + CELL * (at as f64 + 0.5));
    let short: String = name.chars().take(NAME).collect();
    html! {
        line.grid x1="0" x2=(number(side)) y1=(number(from)) y2=(number(from)) {}
        line.grid x1=(number(from)) x2=(number(from)) y1="0" y2=(number(side)) {}
        text.name x=(number(NAMES - 6.0)) y=(number(middle + 4.0)) text-anchor="end" { (short) title { (name) } }
        text.name transform={ "translate(" (number(middle + 4.0)) " " (number(NAMES - 6.0)) ") rotate(-90)" } { (short) title { (name) } }
    }
}

/// Cases of one cell, and of its whole row.
struct Part {
    cases: usize,
    whole: usize,
}

fn whole(matrix: &Matrix, expected: Label) -> usize {
    matrix.cases.iter().filter(|((row, _), _)| *row == expected).map(|(_, cases)| cases).sum()
}

fn cell(evaluation: &Evaluation<'_>, row: (usize, Label), column: (usize, Label), part: Part) -> Markup {
    let place = |at: usize| NAMES + CELL * at as f64;
    let (left, top) = (place(column.0), place(row.0));
    // Even one case of many must be seen.
    let strength = 0.15 + 0.65 * part.cases as f64 / part.whole.max(1) as f64;
    html! {
        g.cell.(class(row.1, column.1)) {
            rect x=(number(left + 1.0)) y=(number(top + 1.0)) width=(number(CELL - 2.0)) height=(number(CELL - 2.0)) rx="3"
                fill-opacity=(format!("{strength:.2}")) {}
            text x=(number(left + CELL / 2.0)) y=(number(top + CELL / 2.0 + 4.0)) text-anchor="middle" { (part.cases) }
            title { (evaluation.name(row.1)) " → " (evaluation.name(column.1)) ": " (part.cases) " of " (part.whole) }
        }
    }
}

fn class(expected: Label, given: Label) -> &'static str {
    match given {
        _ if expected == given => "right",
        Label::Refer => "referred",
        Label::Entry(_) | Label::Urgent => "wrong",
    }
}
