//! The charts of the report, as SVG: the threshold sweep, the reliability diagram and the confusion matrix.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::cli::eval::summary::percent;
use matching::evaluation::{Bin, Evaluation, Label, Matrix, Point, Share, calibration_error};

/// The plotted area in SVG units, and the space for labels around it.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 280.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 18.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 44.0;

/// The steps of the threshold: a hundred of them make smooth curves.
const SWEEP_STEPS: usize = 100;
/// The least distance between two labels in SVG units: nearer ones could not be read.
const LABEL_HEIGHT: f64 = 14.0;

/// The side of a matrix cell, and the space for names, in SVG units.
const CELL_SIZE: f64 = 30.0;
const NAME_SPACE: f64 = 150.0;
/// The characters of a name that fit into [`NAME_SPACE`].
const NAME_LENGTH: usize = 22;
/// The most labels of a matrix that shows all of them. In a larger one, those that are never confused are left out.
const MAX_LABELS: usize = 40;

/// Returns the horizontal place of a value from 0 to 1.
fn x(value: f64) -> f64 {
    LEFT + WIDTH * value
}

/// Returns the vertical place of a value from 0 to 1, which grows upwards.
fn y(value: f64) -> f64 {
    TOP + HEIGHT * (1.0 - value)
}

/// Formats a length or a place. Differences of less than a tenth are invisible.
fn number(value: f64) -> String {
    format!("{value:.1}")
}

/// A plot of `marks` with axes from 0 to 1. Screen readers read `label`.
fn plot(label: &str, x_axis: &str, y_axis: &str, marks: &Markup) -> Markup {
    let width = LEFT + WIDTH + RIGHT;
    let height = TOP + HEIGHT + BOTTOM;
    html! {
        svg viewBox={ "0 0 " (width) " " (height) } role="img" aria-label=(label) {
            (grid())
            text.axis x=(number(x(0.5))) y=(number(height - 6.0)) text-anchor="middle" { (x_axis) }
            text.axis transform={ "translate(11 " (number(y(0.5))) ") rotate(-90)" } text-anchor="middle" { (y_axis) }
            (marks)
        }
    }
}

fn grid() -> Markup {
    html! {
        @for value in [0.0, 0.2, 0.4, 0.6, 0.8, 1.0] {
            line.grid x1=(number(x(0.0))) x2=(number(x(1.0))) y1=(number(y(value))) y2=(number(y(value))) {}
            text.tick x=(number(x(0.0) - 6.0)) y=(number(y(value) + 4.0)) text-anchor="end" { (format!("{:.0}", 100.0 * value)) }
            text.tick x=(number(x(value))) y=(number(y(0.0) + 17.0)) text-anchor="middle" { (format!("{value:.1}")) }
        }
    }
}

/// A figure that has a curve in the sweep.
struct Curve {
    name: &'static str,
    class: &'static str,
    share: fn(&Point) -> Share,
    /// The distance of the value's label below its dot in SVG units, towards the side that the curve leaves free.
    label_offset: f64,
}

const CURVES: [Curve; 3] = [
    Curve { name: "right (of those covered)", class: "right", share: |point| point.right, label_offset: -6.0 },
    Curve { name: "wrong (of those covered)", class: "wrong", share: |point| point.wrong, label_offset: -6.0 },
    Curve {
        name: "refused (of those not covered)",
        class: "refused",
        share: |point| point.refused,
        label_offset: 16.0,
    },
];

/// The figures at each threshold as curves, with the threshold in force marked.
pub(super) fn sweep(evaluation: &Evaluation<'_>) -> Markup {
    let points = evaluation.sweep(SWEEP_STEPS);
    let in_force = evaluation.at(evaluation.threshold());
    let curves: Vec<&Curve> = CURVES.iter().filter(|curve| (curve.share)(&in_force).whole > 0).collect();
    let threshold = number(x(f64::from(in_force.threshold)));
    let marks = html! {
        line.threshold x1=(threshold) x2=(threshold) y1=(number(y(1.0))) y2=(number(y(0.0))) {}
        @for curve in &curves { polyline.curve.(curve.class) points=(path(&points, curve)) {} }
        (values_in_force(&in_force, &curves))
    };
    html! {
        section {
            h2 { "If the threshold were another" }
            ul.legend { @for curve in &curves { li.(curve.class) { (curve.name) } } }
            (plot("Right, wrong and refused against the threshold", "answered above this confidence", "share of the cases, %", &marks))
        }
    }
}

fn path(points: &[Point], curve: &Curve) -> String {
    let mut corners = Vec::with_capacity(points.len());
    for point in points {
        if let Some(value) = (curve.share)(point).value() {
            corners.push(format!("{},{}", number(x(f64::from(point.threshold))), number(y(value))));
        }
    }
    corners.join(" ")
}

/// The value of a curve at the threshold in force.
struct CurveValue {
    value: f64,
    class: &'static str,
    label_y: f64,
}

/// The values at the threshold in force, as labelled dots beside its line.
fn values_in_force(point: &Point, curves: &[&Curve]) -> Markup {
    let mut values = Vec::new();
    for curve in curves {
        if let Some(value) = (curve.share)(point).value() {
            values.push(CurveValue { value, class: curve.class, label_y: y(value) + curve.label_offset });
        }
    }
    separate_labels(&mut values);
    let threshold = f64::from(point.threshold);
    let at = x(threshold);
    // Labels stand to the right of the line, but not beyond the edge of the plot.
    let (label_x, anchor) = if threshold < 0.8 { (at + 8.0, "start") } else { (at - 8.0, "end") };
    html! {
        @for CurveValue { value, class, label_y } in &values {
            circle.dot.(class) cx=(number(at)) cy=(number(y(*value))) r="4" {}
            text.value.(class) x=(number(label_x)) y=(number(*label_y)) text-anchor=(anchor) { (format!("{:.1} %", 100.0 * value)) }
        }
    }
}

/// Moves labels down where they would overlap, from the top down.
fn separate_labels(values: &mut [CurveValue]) {
    values.sort_by(|a, b| a.label_y.total_cmp(&b.label_y));
    let mut free_from = f64::MIN;
    for value in values {
        value.label_y = value.label_y.max(free_from);
        free_from = value.label_y + LABEL_HEIGHT;
    }
}

/// The share that is right in each bin of confidence, beside the diagonal of perfect calibration.
pub(super) fn reliability(evaluation: &Evaluation<'_>) -> Markup {
    let bins = evaluation.reliability();
    let marks = html! {
        @for bin in bins.iter() { (bar(bin)) }
        line.diagonal x1=(number(x(0.0))) y1=(number(y(0.0))) x2=(number(x(1.0))) y2=(number(y(1.0))) {}
        @for bin in bins.iter() { @if bin.right.whole > 0 { (case_count(bin)) } }
    };
    let error = format!("{:.1} %", 100.0 * calibration_error(&bins));
    html! {
        section {
            h2 { "Is confidence what it says?" }
            p.note { "Each bar should end at the line; they are off by " (error) " on average. Numbers above are cases." }
            (plot("Share right against confidence", "confidence of the best entry", "best entry right, %", &marks))
        }
    }
}

fn bar(bin: &Bin) -> Markup {
    let share = bin.right.value().unwrap_or_default();
    html! {
        rect.bar x=(number(x(bin.from) + 2.0)) width=(number(x(bin.to) - x(bin.from) - 4.0))
            y=(number(y(share))) height=(number(y(0.0) - y(share))) {
            title { (percent(bin.right)) " of " (bin.right.whole) " right at a mean confidence of " (format!("{:.2}", bin.confidence)) }
        }
    }
}

fn case_count(bin: &Bin) -> Markup {
    let share = bin.right.value().unwrap_or_default();
    html! {
        text.count x=(number(x((bin.from + bin.to) / 2.0))) y=(number(y(share) - 4.0)) text-anchor="middle" { (bin.right.whole) }
    }
}

/// The confusion matrix as a heat map, with expected outcomes down and given outcomes across.
pub(super) fn matrix(evaluation: &Evaluation<'_>) -> Markup {
    let matrix = evaluation.matrix();
    let labels = shown_labels(&matrix);
    html! {
        section {
            h2 { "What is given for what" }
            ul.legend {
                li.right { "as expected" } li.referred { "referred, or not put first" } li.wrong { "answered wrong, or a false alarm" }
            }
            p.note { "A row is what was expected, a column what was given. The stronger the colour, the larger the share of the row."
                @if labels.len() < matrix.labels.len() { " Entries that are never confused are left out." } }
            div.wide { (heat_map(evaluation, &matrix, &labels)) }
        }
    }
}

fn shown_labels(matrix: &Matrix) -> Vec<Label> {
    if matrix.labels.len() <= MAX_LABELS {
        return matrix.labels.clone();
    }
    let mut confused = BTreeSet::new();
    for &(expected, given) in matrix.cases.keys() {
        if expected != given {
            confused.extend([expected, given]);
        }
    }
    confused.into_iter().collect()
}

/// Draws the cells of `labels`, which must be sorted.
fn heat_map(evaluation: &Evaluation<'_>, matrix: &Matrix, labels: &[Label]) -> Markup {
    let side = cell_start(labels.len());
    html! {
        svg.matrix viewBox={ "0 0 " (side) " " (side) } style={ "width:" (side) "px" } role="img"
            aria-label="Confusion matrix: expected down, given across" {
            @for (at, &label) in labels.iter().enumerate() { (row_and_column_name(at, evaluation.name(label), side)) }
            @for (&(expected, given), &cases) in &matrix.cases {
                @if let (Ok(row), Ok(column)) = (labels.binary_search(&expected), labels.binary_search(&given)) {
                    (matrix_cell(row, column, &CellCases { evaluation, expected, given, cases, row_cases: row_cases(matrix, expected) }))
                }
            }
        }
    }
}

/// Returns where the cells of a row or of a column begin.
fn cell_start(at: usize) -> f64 {
    NAME_SPACE + CELL_SIZE * at as f64
}

/// The names of a row and of its column, with a line along both.
fn row_and_column_name(at: usize, name: &str, side: f64) -> Markup {
    let start = number(cell_start(at));
    let baseline = number(cell_start(at) + CELL_SIZE / 2.0 + 4.0);
    let name_end = number(NAME_SPACE - 6.0);
    let short: String = name.chars().take(NAME_LENGTH).collect();
    html! {
        line.grid x1="0" x2=(number(side)) y1=(start) y2=(start) {}
        line.grid x1=(start) x2=(start) y1="0" y2=(number(side)) {}
        text.name x=(name_end) y=(baseline) text-anchor="end" { (short) title { (name) } }
        text.name transform={ "translate(" (baseline) " " (name_end) ") rotate(-90)" } { (short) title { (name) } }
    }
}

/// The cases of one cell of the matrix, and of its whole row.
struct CellCases<'a> {
    evaluation: &'a Evaluation<'a>,
    expected: Label,
    given: Label,
    cases: usize,
    row_cases: usize,
}

fn row_cases(matrix: &Matrix, expected: Label) -> usize {
    matrix.cases.iter().filter(|((row, _), _)| *row == expected).map(|(_, cases)| cases).sum()
}

fn matrix_cell(row: usize, column: usize, cell: &CellCases<'_>) -> Markup {
    let CellCases { evaluation, expected, given, cases, row_cases } = *cell;
    let left = cell_start(column);
    let top = cell_start(row);
    // Even one case of many must be visible.
    let opacity = 0.15 + 0.65 * cases as f64 / row_cases.max(1) as f64;
    html! {
        g.cell.(cell_class(expected, given)) {
            rect x=(number(left + 1.0)) y=(number(top + 1.0)) width=(number(CELL_SIZE - 2.0)) height=(number(CELL_SIZE - 2.0)) rx="3"
                fill-opacity=(format!("{opacity:.2}")) {}
            text x=(number(left + CELL_SIZE / 2.0)) y=(number(top + CELL_SIZE / 2.0 + 4.0)) text-anchor="middle" { (cases) }
            title { (evaluation.name(expected)) " → " (evaluation.name(given)) ": " (cases) " of " (row_cases) }
        }
    }
}

fn cell_class(expected: Label, given: Label) -> &'static str {
    match given {
        _ if expected == given => "right",
        Label::Refer => "referred",
        Label::Entry(_) | Label::Urgent => "wrong",
    }
}
