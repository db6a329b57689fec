//! `/faq stats`: how much is asked and answered, in words and as a picture.

use std::convert::Infallible;

use embedded_graphics::mono_font::MonoTextStyle;
use embedded_graphics::mono_font::ascii::FONT_10X20;
use embedded_graphics::pixelcolor::Rgb888;
use embedded_graphics::prelude::{DrawTarget, Drawable, OriginDimensions, Pixel, Point, Primitive, RgbColor, Size};
use embedded_graphics::primitives::{PrimitiveStyle, Rectangle};
use embedded_graphics::text::Text;
use serenity::all::CreateCommandOption;

use super::failure::Failure;
use super::log_channel::attached;
use super::request::{Context, Output, Request, subcommand};
use super::view::View;
use crate::reply::moderation::{self as words, UsageSummary, gap, menu};
use crate::storage::journal::{DayCounts, Gap, Statistics};
use discord::rest::FileUpload;

pub const NAME: &str = "stats";

/// The spans of time that numbers are shown for, in days.
pub const WEEK: u32 = 7;
pub const MONTH: u32 = 30;

/// The size of the picture, in pixels.
const SIZE: Size = Size::new(900, 360);
/// The space around the bars: numbers at the left, days below, the legend above.
const LEFT: i32 = 60;
const TOP: i32 = 50;
const BOTTOM: i32 = 40;
const RIGHT: i32 = 20;

const BACKGROUND: Rgb888 = Rgb888::new(0xff, 0xff, 0xff);
const TEXT: Rgb888 = Rgb888::new(0x40, 0x44, 0x4b);
const GRID: Rgb888 = Rgb888::new(0xdd, 0xdd, 0xdd);
const ANSWERED: Rgb888 = Rgb888::new(0x2f, 0x9e, 0x8f);
const REFERRED: Rgb888 = Rgb888::new(0xe0, 0xa0, 0x30);

pub fn definition() -> CreateCommandOption {
    subcommand(NAME, menu::STATS)
}

pub fn request() -> Request {
    Request::work(stats)
}

fn stats(context: &Context) -> Result<Output, Failure> {
    let week = context.journal.statistics(WEEK)?;
    let month = context.journal.statistics(MONTH)?;
    let (text, files) = shown(&week, &month);
    Ok(View { files, ..View::text(text) }.into())
}

/// Returns the numbers in words, and the chart if anything was asked.
pub fn shown(week: &Statistics, month: &Statistics) -> (String, Vec<FileUpload>) {
    let text = words::statistics(&[summary(WEEK, week), summary(MONTH, month)]);
    let chart = chart_by_day(&month.days).map(|png| attached("questions-by-day.png", png));
    (text, chart.into_iter().collect())
}

fn summary(days: u32, statistics: &Statistics) -> UsageSummary {
    let total = statistics.total;
    let mut answers = Vec::new();
    for (entry, counts) in &statistics.entries {
        if counts.answered > 0 {
            answers.push((entry.to_string(), counts.answered));
        }
    }
    let mut gaps = Vec::new();
    for (gap, count) in &statistics.gaps {
        gaps.push((gap_name(gap), *count));
    }
    UsageSummary {
        days,
        answered: total.answered,
        referred: total.referred,
        helpful: total.helpful,
        not_meant: total.not_meant,
        answers,
        gaps,
    }
}

fn gap_name(gap: &Gap) -> String {
    match gap {
        Gap::Named(id) | Gap::Urgent(id) => id.to_string(),
        Gap::General => gap::GENERAL.to_owned(),
        Gap::Ambiguous => gap::AMBIGUOUS.to_owned(),
        Gap::Foreign => gap::FOREIGN.to_owned(),
        Gap::NoWords => gap::NO_WORDS.to_owned(),
    }
}

/// A picture in memory: three bytes a pixel.
struct Canvas(Vec<u8>);

impl OriginDimensions for Canvas {
    fn size(&self) -> Size {
        SIZE
    }
}

impl DrawTarget for Canvas {
    type Color = Rgb888;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<Rgb888>>>(&mut self, pixels: I) -> Result<(), Infallible> {
        for Pixel(Point { x, y }, color) in pixels {
            if (0..SIZE.width as i32).contains(&x) && (0..SIZE.height as i32).contains(&y) {
                let at = (y as usize * SIZE.width as usize + x as usize) * 3;
                self.0[at..at + 3].copy_from_slice(&[color.r(), color.g(), color.b()]);
            }
        }
        Ok(())
    }
}

impl Canvas {
    fn new() -> Self {
        Self([BACKGROUND.r(), BACKGROUND.g(), BACKGROUND.b()].repeat((SIZE.width * SIZE.height) as usize))
    }

    fn bar(&mut self, left: i32, top: i32, width: u32, height: u32, color: Rgb888) {
        let bar = Rectangle::new(Point::new(left, top), Size::new(width, height));
        let Ok(()) = bar.into_styled(PrimitiveStyle::with_fill(color)).draw(self);
    }

    fn text(&mut self, text: &str, left: i32, base: i32) {
        let Ok(_) = Text::new(text, Point::new(left, base), MonoTextStyle::new(&FONT_10X20, TEXT)).draw(self);
    }

    fn png(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, SIZE.width, SIZE.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&self.0).ok()?;
        writer.finish().ok()?;
        Some(bytes)
    }
}

/// Draws the picture, with a bar for each day, the oldest at the left: answered questions below, referred ones above. Returns a PNG, or none if
/// nothing was asked.
fn chart_by_day(days: &[DayCounts]) -> Option<Vec<u8>> {
    let most = days.iter().map(|day| day.counts.asked()).max()?;
    if most == 0 {
        return None;
    }
    let mut canvas = Canvas::new();
    let width = SIZE.width as i32 - LEFT - RIGHT;
    let height = SIZE.height as i32 - TOP - BOTTOM;
    let floor = TOP + height;
    for value in [most, 0] {
        let label = value.to_string();
        let y = floor - scaled(value, most, height);
        canvas.bar(LEFT, y, width as u32, 1, GRID);
        canvas.text(&label, LEFT - 12 - 10 * label.len() as i32, y + 6);
    }
    let step = width / days.len() as i32;
    let bar_width = (step - step / 5).max(1) as u32;
    let mut left = LEFT;
    for day in days {
        let answered = scaled(day.counts.answered, most, height);
        let referred = scaled(day.counts.referred, most, height);
        canvas.bar(left, floor - answered, bar_width, answered as u32, ANSWERED);
        canvas.bar(left, floor - answered - referred, bar_width, referred as u32, REFERRED);
        left += step;
    }
    canvas.text(&format!("{} days ago", days.len() - 1), LEFT, floor + 25);
    canvas.text("today", LEFT + width - 50, floor + 25);
    draw_legend(&mut canvas);
    canvas.png()
}

fn draw_legend(canvas: &mut Canvas) {
    for (left, color, label) in [(LEFT, ANSWERED, "answered"), (LEFT + 140, REFERRED, "referred")] {
        canvas.bar(left, 14, 16, 16, color);
        canvas.text(label, left + 24, 28);
    }
}

fn scaled(value: u32, most: u32, height: i32) -> i32 {
    (f64::from(value) / f64::from(most) * f64::from(height)).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::journal::QuestionCounts;

    #[test]
    fn days_become_bars() {
        let day = |answered, referred| DayCounts {
            start: 0,
            counts: QuestionCounts { answered, referred, ..QuestionCounts::default() },
        };
        assert_eq!(chart_by_day(&[]), None);
        assert_eq!(chart_by_day(&[day(0, 0)]), None);
        let png = chart_by_day(&[day(3, 1), day(0, 0), day(1, 0)]).unwrap();
        assert!(png.starts_with(b"\x89PNG") && png.len() < 100_000);
    }
}
