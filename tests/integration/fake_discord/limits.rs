//! What Discord refuses: over-long and ill-formed bodies, each fault named by its place in the body.

mod commands;
mod components;

pub use commands::commands;
pub use components::modal;

use serde_json::{Map, Value, json};

use super::error::Refusal;

/// The faults of one body.
#[derive(Debug, Default)]
pub struct Faults(Vec<(String, &'static str, String)>);

impl Faults {
    fn add(&mut self, place: impl Into<String>, code: &'static str, message: impl Into<String>) {
        self.0.push((place.into(), code, message.into()));
    }

    /// A text of `least..=most` characters; where `least` is 0 it may be absent.
    fn text(&mut self, place: &str, value: &Value, least: usize, most: usize) {
        let length = match value {
            Value::Null if least == 0 => return,
            Value::Null => return self.add(place, "BASE_TYPE_REQUIRED", "This field is required"),
            Value::String(text) => text.chars().count(),
            _ => return self.add(place, "STRING_TYPE_CONVERT", "Could not interpret as string."),
        };
        if length > most {
            self.add(place, "BASE_TYPE_MAX_LENGTH", format!("Must be {most} or fewer in length."));
        } else if length < least {
            self.add(place, "BASE_TYPE_MIN_LENGTH", format!("Must be at least {least} in length."));
        }
    }

    /// The items of a list that may hold at most `most`.
    fn list<'a>(&mut self, place: &str, value: &'a Value, most: usize) -> &'a [Value] {
        let items = value.as_array().map_or(&[][..], Vec::as_slice);
        if items.len() > most {
            self.add(place, "BASE_TYPE_BAD_LENGTH", format!("Must be between 0 and {most} in length."));
        }
        items
    }

    /// The answer to a body with these faults.
    ///
    /// # Errors
    /// Discord's refusal, if there is any fault.
    pub fn refuse(self) -> Result<(), Refusal> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut errors = json!({});
        for (place, code, message) in self.0 {
            let spot = place.split('.').fold(&mut errors, |at, key| &mut at[key]);
            spot["_errors"] = json!([{ "code": code, "message": message }]);
        }
        Err(Refusal { errors: Some(errors), ..Refusal::INVALID_FORM })
    }
}

/// A message to be sent or, merged with what stands, edited.
///
/// # Errors
/// Discord's refusal.
pub fn message(body: &Value, has_files: bool) -> Result<(), Refusal> {
    let mut faults = Faults::default();
    faults.text("content", &body["content"], 0, 2_000);
    embeds(&mut faults, &body["embeds"]);
    components::rows(&mut faults, &body["components"]);
    allowed_mentions(&mut faults, &body["allowed_mentions"]);
    faults.refuse()?;
    let says_nothing = body["content"].as_str().is_none_or(|content| content.trim().is_empty());
    let shows_nothing = body["embeds"].as_array().is_none_or(Vec::is_empty);
    let offers_nothing = body["components"].as_array().is_none_or(Vec::is_empty);
    if says_nothing && shows_nothing && offers_nothing && !has_files {
        return Err(Refusal::EMPTY_MESSAGE);
    }
    Ok(())
}

/// All the embeds of a message hold at most this many characters together.
const ALL_EMBEDS: usize = 6_000;

fn embeds(faults: &mut Faults, embeds: &Value) {
    let mut total = 0;
    for (index, embed) in faults.list("embeds", embeds, 10).iter().enumerate() {
        let place = format!("embeds.{index}");
        if embed.as_object().is_none_or(Map::is_empty) {
            faults.add(format!("{place}.description"), "BASE_TYPE_REQUIRED", "This field is required");
        }
        faults.text(&format!("{place}.title"), &embed["title"], 0, 256);
        faults.text(&format!("{place}.description"), &embed["description"], 0, 4_096);
        faults.text(&format!("{place}.footer.text"), &embed["footer"]["text"], 0, 2_048);
        faults.text(&format!("{place}.author.name"), &embed["author"]["name"], 0, 256);
        let fields = faults.list(&format!("{place}.fields"), &embed["fields"], 25);
        for (index, field) in fields.iter().enumerate() {
            faults.text(&format!("{place}.fields.{index}.name"), &field["name"], 1, 256);
            faults.text(&format!("{place}.fields.{index}.value"), &field["value"], 1, 1_024);
        }
        let texts = [&embed["title"], &embed["description"], &embed["footer"]["text"], &embed["author"]["name"]];
        let of_fields = fields.iter().flat_map(|field| [&field["name"], &field["value"]]);
        total += texts.into_iter().chain(of_fields).map(characters).sum::<usize>();
    }
    if total > ALL_EMBEDS {
        faults.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
}

fn characters(text: &Value) -> usize {
    text.as_str().map_or(0, |text| text.chars().count())
}

fn allowed_mentions(faults: &mut Faults, allowed: &Value) {
    let parsed = faults.list("allowed_mentions.parse", &allowed["parse"], 3);
    for kind in parsed {
        if !["users", "roles", "everyone"].iter().any(|known| kind == known) {
            faults.add("allowed_mentions.parse", "BASE_TYPE_CHOICES", "Value must be one of users, roles, everyone.");
        }
    }
    for kind in ["users", "roles"] {
        let place = format!("allowed_mentions.{kind}");
        let listed = faults.list(&place, &allowed[kind], 100);
        if !listed.is_empty() && parsed.iter().any(|parsed| parsed == kind) {
            faults.add(&place, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "Mutually exclusive with parse.");
        }
    }
}

/// What autocomplete offers.
///
/// # Errors
/// Discord's refusal.
pub fn choices(data: &Value) -> Result<(), Refusal> {
    let mut faults = Faults::default();
    if !data["choices"].is_array() {
        faults.add("data.choices", "BASE_TYPE_REQUIRED", "This field is required");
    }
    for (index, choice) in faults.list("data.choices", &data["choices"], 25).iter().enumerate() {
        faults.text(&format!("data.choices.{index}.name"), &choice["name"], 1, 100);
        if !choice["value"].is_number() {
            faults.text(&format!("data.choices.{index}.value"), &choice["value"], 1, 100);
        }
    }
    faults.refuse()
}
