//! Questions by day as a picture: people would rather look than read.

use std::convert::Infallible;

use embedded_graphics::mono_font::MonoTextStyle;
use embedded_graphics::mono_font::ascii::FONT_10X20;
use embedded_graphics::pixelcolor::Rgb888;
use embedded_graphics::prelude::{DrawTarget, Drawable, OriginDimensions, Pixel, Point, Primitive, RgbColor, Size};
use embedded_graphics::primitives::{PrimitiveStyle, Rectangle};
use embedded_graphics::text::Text;

use crate::storage::journal::DayCounts;

/// The picture's size in pixels.
const SIZE: Size = Size::new(900, 360);
/// The space around the bars: for numbers at the left, for days below, for the legend above.
const LEFT: i32 = 60;
const TOP: i32 = 50;
const BOTTOM: i32 = 40;
const RIGHT: i32 = 20;

const PAPER: Rgb888 = Rgb888::new(0xff, 0xff, 0xff);
const INK: Rgb888 = Rgb888::new(0x40, 0x44, 0x4b);
const LINE: Rgb888 = Rgb888::new(0xdd, 0xdd, 0xdd);
const ANSWERED: Rgb888 = Rgb888::new(0x2f, 0x9e, 0x8f);
const REFERRED: Rgb888 = Rgb888::new(0xe0, 0xa0, 0x30);

/// A picture in memory.
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
            let inside = (0..SIZE.width as i32).contains(&x) && (0..SIZE.height as i32).contains(&y);
            let at = if inside { (y as usize * SIZE.width as usize + x as usize) * 3 } else { continue };
            self.0[at..at + 3].copy_from_slice(&[color.r(), color.g(), color.b()]);
        }
        Ok(())
    }
}

impl Canvas {
    fn new() -> Self {
        Self([PAPER.r(), PAPER.g(), PAPER.b()].repeat((SIZE.width * SIZE.height) as usize))
    }

    fn bar(&mut self, left: i32, top: i32, width: u32, height: u32, color: Rgb888) {
        let bar = Rectangle::new(Point::new(left, top), Size::new(width, height));
        let Ok(()) = bar.into_styled(PrimitiveStyle::with_fill(color)).draw(self);
    }

    fn text(&mut self, text: &str, left: i32, base: i32) {
        let Ok(_) = Text::new(text, Point::new(left, base), MonoTextStyle::new(&FONT_10X20, INK)).draw(self);
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

/// Bars for the days, the oldest at the left: answered below, referred above. A PNG; none if nothing was asked.
pub fn by_day(days: &[DayCounts]) -> Option<Vec<u8>> {
    let most = days.iter().map(|day| day.tally.asked()).max().filter(|&most| most > 0)?;
    let mut canvas = Canvas::new();
    let (width, height) = (SIZE.width as i32 - LEFT - RIGHT, SIZE.height as i32 - TOP - BOTTOM);
    let floor = TOP + height;
    for (value, label) in [(most, most.to_string()), (0, "0".to_owned())] {
        let y = floor - scaled(value, most, height);
        canvas.bar(LEFT, y, width as u32, 1, LINE);
        canvas.text(&label, LEFT - 12 - 10 * label.len() as i32, y + 6);
    }
    let step = width / days.len().max(1) as i32;
    for (place, day) in days.iter().enumerate() {
        let left = LEFT + place as i32 * step;
        let wide = (step - step / 5).max(1) as u32;
        let (answered, referred) = (scaled(day.tally.answered, most, height), scaled(day.tally.referred, most, height));
        canvas.bar(left, floor - answered, wide, answered as u32, ANSWERED);
        canvas.bar(left, floor - answered - referred, wide, referred as u32, REFERRED);
    }
    canvas.text(&format!("{} days ago", days.len().saturating_sub(1)), LEFT, floor + 25);
    canvas.text("today", LEFT + width - 50, floor + 25);
    legend(&mut canvas);
    canvas.png()
}

fn legend(canvas: &mut Canvas) {
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
            tally: QuestionCounts { answered, referred, ..QuestionCounts::default() },
        };
        assert_eq!(by_day(&[]), None);
        assert_eq!(by_day(&[day(0, 0)]), None);
        let png = by_day(&[day(3, 1), day(0, 0), day(1, 0)]).unwrap();
        assert!(png.starts_with(b"\x89PNG") && png.len() < 100_000);
    }
}
