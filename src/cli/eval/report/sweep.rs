//! The threshold sweep as curves.

use maud::{Markup, html};

use super::plot::{number, plot, x, y};
use matching::evaluation::{Evaluation, Point, Share};

/// Thresholds a hundredth apart make smooth curves.
const STEPS: usize = 100;
/// Labels nearer to each other than this, in SVG units, could not be read.
const LABEL_HEIGHT: f64 = 14.0;

/// A figure that has a curve.
struct Curve {
    name: &'static str,
    /// Its class in the style sheet.
    class: &'static str,
    of: fn(&Point) -> Share,
    /// How far below its dot the value stands, in SVG units: on the side that the curve leaves free.
    below: f64,
}

const CURVES: [Curve; 3] = [
    Curve { name: "right (of those covered)", class: "right", of: |point| point.right, below: -6.0 },
    Curve { name: "wrong (of those covered)", class: "wrong", of: |point| point.wrong, below: -6.0 },
    Curve { name: "refused (of those not covered)", class: "refused", of: |point| point.refused, below: 16.0 },
];

/// What each threshold would come to, the one in force marked.
pub(super) fn section(evaluation: &Evaluation<'_>) -> Markup {
    let points = evaluation.sweep(STEPS);
    let in_force = evaluation.at(evaluation.threshold());
    let curves: Vec<&Curve> = CURVES.iter().filter(|curve| (curve.of)(&in_force).whole > 0).collect();
    let marks = html! {
        (threshold(f64::from(in_force.threshold)))
        @for curve in &curves { polyline.curve.(curve.class) points=(path(&points, curve.of)) {} }
        (values(&in_force, &curves))
    };
    html! {
        section {
            h2 { "If the threshold were another" }
            ul.legend { @for curve in &curves { li.(curve.class) { (curve.name) } } }
            (plot("Right, wrong and refused against the threshold", "answered above this confidence", "share of the cases, %", &marks))
        }
    }
}

fn path(points: &[Point], of: fn(&Point) -> Share) -> String {
    let corners = points.iter().filter_map(|point| {
        let (across, up) = (f64::from(point.threshold), of(point).value()?);
        Some(format!("{},{}", number(x(across)), number(y(up))))
    });
    corners.collect::<Vec<_>>().join(" ")
}

fn threshold(at: f64) -> Markup {
    let at = number(x(at));
    html! {
        line.threshold x1=(at) x2=(at) y1=(number(y(1.0))) y2=(number(y(0.0))) {}
    }
}

/// A curve's value at the threshold in force.
struct Value {
    value: f64,
    class: &'static str,
    /// Where its label would stand if it were alone.
    label: f64,
}

/// The figures at the threshold in force, beside its line.
fn values(point: &Point, curves: &[&Curve]) -> Markup {
    let value = |curve: &&Curve| {
        let value = (curve.of)(point).value()?;
        Some(Value { value, class: curve.class, label: y(value) + curve.below })
    };
    let mut values: Vec<Value> = curves.iter().filter_map(value).collect();
    values.sort_by(|a, b| a.label.total_cmp(&b.label));
    let labels = apart(values.iter().map(|value| value.label));
    let threshold = f64::from(point.threshold);
    let at = x(threshold);
    let (side, anchor) = if threshold < 0.8 { (8.0, "start") } else { (-8.0, "end") };
    html! {
        @for (Value { value, class, .. }, label) in values.iter().zip(labels) {
            circle.dot.(class) cx=(number(at)) cy=(number(y(*value))) r="4" {}
            text.value.(class) x=(number(at + side)) y=(number(label)) text-anchor=(anchor) { (format!("{:.1} %", 100.0 * value)) }
        }
    }
}

/// Places from the top down, pushed down where they would overlap.
fn apart(places: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut free = f64::MIN;
    let place = |wanted: f64| {
        let at = wanted.max(free);
        free = at + LABEL_HEIGHT;
        at
    };
    places.map(place).collect()
}
