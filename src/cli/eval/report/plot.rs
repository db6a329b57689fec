//! A plot whose axes both go from 0 to 1.

use maud::{Markup, html};

/// The area that is drawn on, in SVG units, and what is left for labels around it.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 280.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 18.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 44.0;

/// Where 0 to 1 lies from left to right.
pub(super) fn x(value: f64) -> f64 {
    LEFT + WIDTH * value
}

/// Where 0 to 1 lies from the bottom to the top.
pub(super) fn y(value: f64) -> f64 {
    TOP + HEIGHT * (1.0 - value)
}

/// A length or place as SVG has it: finer than a tenth nobody sees.
pub(super) fn number(value: f64) -> String {
    format!("{value:.1}")
}

/// The plot of `marks`, told to those who cannot see it as `label`, with the names of the axes.
pub(super) fn plot(label: &str, across: &str, up: &str, marks: &Markup) -> Markup {
    let (width, height) = (LEFT + WIDTH + RIGHT, TOP + HEIGHT + BOTTOM);
    html! {
        svg viewBox={ "0 0 " (width) " " (height) } role="img" aria-label=(label) {
            (grid())
            text.axis x=(number(x(0.5))) y=(number(height - 6.0)) text-anchor="middle" { (across) }
            text.axis transform={ "translate(11 " (number(y(0.5))) ") rotate(-90)" } text-anchor="middle" { (up) }
            (marks)
        }
    }
}

fn grid() -> Markup {
    let steps = (0..=5).map(|step| f64::from(step) / 5.0);
    html! {
        @for value in steps {
            line.grid x1=(number(x(0.0))) x2=(number(x(1.0))) y1=(number(y(value))) y2=(number(y(value))) {}
            text.tick x=(number(x(0.0) - 6.0)) y=(number(y(value) + 4.0)) text-anchor="end" { (format!("{:.0}", 100.0 * value)) }
            text.tick x=(number(x(value))) y=(number(y(0.0) + 17.0)) text-anchor="middle" { (format!("{value:.1}")) }
        }
    }
}
