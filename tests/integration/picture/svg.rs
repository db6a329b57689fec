//! Just enough SVG to draw a message: rectangles, and text that is wrapped by the widths of Helvetica's letters.
//!
//! Each run of text says how long it is, so that another font is squeezed rather than clipped.

use std::fmt::Write;

/// A colour, as CSS writes it.
pub struct Fill<'a>(pub &'a str);

/// The style of a text.
#[derive(Clone, Copy)]
pub struct Font {
    /// In pixels.
    pub size: f32,
    pub bold: bool,
    pub fill: &'static str,
}

/// The approximate ratio of bold to regular widths.
const BOLD: f32 = 1.07;
/// The distance between lines, as a multiple of the font's size.
const LEADING: f32 = 1.4;

/// The widths of the letters from U+0020 to U+007E in thousandths of the font's size (Adobe's metrics of Helvetica).
#[rustfmt::skip]
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
    556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// The width of any other letter.
const OTHER: u16 = 600;

impl Font {
    /// In pixels.
    pub fn width(self, text: &str) -> f32 {
        let letter = |letter: char| (letter as usize).checked_sub(0x20).and_then(|at| WIDTHS.get(at)).unwrap_or(&OTHER);
        let thousandths: f32 = text.chars().map(letter).map(|&width| f32::from(width)).sum();
        thousandths / 1000.0 * self.size * if self.bold { BOLD } else { 1.0 }
    }
}

/// Text in one style: words with the spaces after them.
struct Run {
    text: String,
    font: Font,
}

/// A drawing.
#[derive(Default)]
pub struct Svg {
    elements: String,
}

impl Svg {
    /// A rectangle with slightly rounded corners.
    pub fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, fill: Fill) {
        let Fill(fill) = fill;
        let _ = writeln!(
            self.elements,
            r#"  <rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" rx="4" fill="{fill}"/>"#
        );
    }

    /// One line of text; `y` is its base line.
    pub fn line(&mut self, text: &str, font: Font, x: f32, y: f32) {
        let Font { size, bold, fill } = font;
        let weight = if bold { r#" font-weight="bold""# } else { "" };
        let (length, text) = (font.width(text), escaped(text));
        let _ = writeln!(
            self.elements,
            r#"  <text x="{x:.1}" y="{y:.1}" textLength="{length:.1}" lengthAdjust="spacingAndGlyphs" font-size="{size}"{weight} fill="{fill}">{text}</text>"#
        );
    }

    /// Text with `**bold**` parts, wrapped at `width`, from `top` on. Returns where it ends.
    pub fn paragraph(&mut self, markdown: &str, font: Font, x: f32, top: f32, width: f32) -> f32 {
        let mut bottom = top;
        for line in wrapped(markdown, font, width) {
            let mut left = x;
            for Run { text, font: own } in line {
                let indent = own.width(&text) - own.width(text.trim_start());
                self.line(text.trim(), own, left + indent, bottom + font.size);
                left += own.width(&text);
            }
            bottom += font.size * LEADING;
        }
        bottom
    }

    /// Adds the shapes of `above` on top.
    pub fn append(&mut self, above: Svg) {
        self.elements.push_str(&above.elements);
    }

    /// Returns the SVG file, with a background of one colour.
    pub fn finish(self, title: &str, width: f32, height: f32, ground: &str) -> String {
        let mut svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}" role="img" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif">"#
        );
        let _ = write!(
            svg,
            "\n  <title>{}</title>\n  <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{ground}\"/>\n{}</svg>\n",
            escaped(title),
            self.elements
        );
        svg
    }
}

/// Lines that each fit `width`, as runs.
fn wrapped(markdown: &str, font: Font, width: f32) -> Vec<Vec<Run>> {
    let mut lines = vec![Vec::new()];
    let (mut used, mut breakable) = (0.0, false);
    for (word, font) in words(markdown, font) {
        if breakable && used + font.width(word.trim_end()) > width {
            lines.push(Vec::new());
            used = 0.0;
        }
        breakable = word.ends_with(' ');
        used += font.width(word);
        append(lines.last_mut().unwrap(), word, font);
    }
    lines
}

/// Words, or parts of them where bold begins or ends inside, each with the space after it.
fn words(markdown: &str, font: Font) -> impl Iterator<Item = (&str, Font)> {
    markdown.split("**").enumerate().flat_map(move |(at, part)| {
        let font = Font { bold: font.bold || at % 2 == 1, ..font };
        part.split_inclusive(' ').map(move |word| (word, font))
    })
}

fn append(line: &mut Vec<Run>, word: &str, font: Font) {
    match line.last_mut() {
        Some(run) if run.font.bold == font.bold => run.text.push_str(word),
        _ => line.push(Run { text: word.to_owned(), font }),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
