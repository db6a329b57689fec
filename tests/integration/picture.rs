//! The README's picture is drawn from the message that the bot sends to Discord.

mod svg;

use std::path::Path;

use micropen_faq::render::{self, Audience};
use micropen_faq::reply::{self, Locale};
use micropen_faq::storage::{self, Store, StoreOptions};
use serde_json::Value;

use svg::{Fill, Font, Svg};

/// The question that is shown.
const QUESTION: &str = "does it hurt?";

/// If set, the test writes the picture: `RENDER_PICTURE=1 cargo test picture`.
const RENDER: &str = "RENDER_PICTURE";

#[test]
fn the_picture_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let picture = picture(&message(&root.join("faq.yaml")));
    let file = root.join("docs/reply.svg");
    if std::env::var_os(RENDER).is_some() {
        std::fs::write(&file, &picture).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == picture, "the picture shows another reply: run `{RENDER}=1 cargo test picture`");
}

/// The response to `/ask`, as it is sent to Discord.
fn message(faq: &Path) -> Value {
    let engine = storage::learn(&Store::open(faq, StoreOptions::default()).unwrap());
    let reply = reply::decision(engine.faq(), &engine.decide(QUESTION), Locale::ENGLISH);
    let response = serde_json::to_value(render::response(&reply, Audience::All, None)).unwrap();
    response["data"].clone()
}

/// The space between the picture's edge and its content, and between the embed's edge and its text.
const MARGIN: f32 = 20.0;
/// About the width of an embed in Discord.
const EMBED: f32 = 560.0;
/// The space between two buttons.
const GAP: f32 = 8.0;
const BUTTON_HEIGHT: f32 = 34.0;

const ASKED: Font = Font { size: 14.0, bold: false, fill: "#b5bac1" };
const TITLE: Font = Font { size: 16.0, bold: true, fill: "#f2f3f5" };
const BODY: Font = Font { size: 15.0, bold: false, fill: "#dbdee1" };
const FOOTER: Font = Font { size: 12.5, bold: false, fill: "#a5abb5" };
const LABEL: Font = Font { size: 14.0, bold: false, fill: "#ffffff" };

/// The message as Discord's dark theme shows it.
fn picture(message: &Value) -> String {
    let mut svg = Svg::default();
    let asked = svg.paragraph(&format!("**/ask** question: **{QUESTION}**"), ASKED, MARGIN, MARGIN, EMBED);
    let below = embed(&mut svg, &message["embeds"][0], asked + 10.0);
    let bottom = buttons(&mut svg, &message["components"], below + GAP);
    let title = format!("The bot's reply in Discord to: {QUESTION}");
    svg.finish(&title, EMBED + 2.0 * MARGIN, bottom + MARGIN - GAP, "#313338")
}

/// Draws the embed from `top` on, and returns where it ends.
fn embed(svg: &mut Svg, embed: &Value, top: f32) -> f32 {
    let parts = [
        (embed["title"].as_str(), TITLE, 8.0),
        (embed["description"].as_str(), BODY, 14.0),
        (embed["footer"]["text"].as_str(), FOOTER, 0.0),
    ];
    let mut text = Svg::default();
    let mut bottom = top + 14.0;
    for (part, font, gap) in parts.into_iter().filter_map(|(part, font, gap)| Some((part?, font, gap))) {
        for line in part.lines() {
            bottom = text.paragraph(line, font, 2.0 * MARGIN, bottom, EMBED - 2.0 * MARGIN);
        }
        bottom += gap;
    }
    bottom += 12.0;
    let colour = format!("#{:06x}", embed["color"].as_u64().unwrap());
    svg.rect(MARGIN, top, EMBED, bottom - top, Fill("#2b2d31"));
    svg.rect(MARGIN, top, 4.0, bottom - top, Fill(&colour));
    svg.append(text);
    bottom
}

/// Draws the rows of buttons from `top` on, and returns where the next one would begin.
fn buttons(svg: &mut Svg, rows: &Value, mut top: f32) -> f32 {
    for row in rows.as_array().unwrap() {
        let mut left = MARGIN;
        for button in row["components"].as_array().unwrap() {
            let label = button["label"].as_str().unwrap();
            let width = LABEL.width(label) + 32.0;
            if left > MARGIN && left + width > MARGIN + EMBED {
                (left, top) = (MARGIN, top + BUTTON_HEIGHT + GAP);
            }
            svg.rect(left, top, width, BUTTON_HEIGHT, Fill(button_colour(button)));
            svg.line(label, LABEL, left + 16.0, top + 22.0);
            left += width + GAP;
        }
        top += BUTTON_HEIGHT + GAP;
    }
    top
}

/// Returns the colour of Discord's button style.
fn button_colour(button: &Value) -> &'static str {
    match button["style"].as_u64() {
        Some(1) => "#5865f2",
        Some(3) => "#248046",
        _ => "#4e5058",
    }
}
