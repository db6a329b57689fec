//! Buttons, select menus and modals.

use serde_json::Value;

use super::Faults;
use crate::fake_discord::error::Refusal;

const BUTTON: u64 = 2;
const STRING_SELECT: u64 = 3;
const TEXT_INPUT: u64 = 4;
/// Menus of users, roles, both, and channels.
const OTHER_SELECTS: std::ops::RangeInclusive<u64> = 5..=8;
const LINK_STYLE: u64 = 5;

/// A message's action rows.
pub fn rows(faults: &mut Faults, rows: &Value) {
    let mut ids = Vec::new();
    for (index, row) in faults.list("components", rows, 5).iter().enumerate() {
        let place = format!("components.{index}");
        for (index, component) in children(faults, &place, row, 5).iter().enumerate() {
            let place = format!("{place}.components.{index}");
            match component["type"].as_u64() {
                Some(BUTTON) => button(faults, &place, component),
                Some(STRING_SELECT) => select(faults, &place, component),
                Some(kind) if OTHER_SELECTS.contains(&kind) => select_of_things(faults, &place, component),
                _ => faults.add(format!("{place}.type"), "BASE_TYPE_CHOICES", "Value must be one of 2, 3, 5, 6, 7, 8."),
            }
            unique(faults, &place, &component["custom_id"], &mut ids);
        }
    }
}

fn children<'a>(faults: &mut Faults, place: &str, row: &'a Value, most: usize) -> &'a [Value] {
    if row["type"] != 1 {
        faults.add(format!("{place}.type"), "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).");
    }
    let children = faults.list(&format!("{place}.components"), &row["components"], most);
    let alone = children.iter().any(|child| child["type"] != BUTTON);
    if children.is_empty() || (alone && children.len() > 1) {
        faults.add(format!("{place}.components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
    }
    children
}

fn unique<'a>(faults: &mut Faults, place: &str, id: &'a Value, ids: &mut Vec<&'a str>) {
    let Some(id) = id.as_str() else { return };
    if ids.contains(&id) {
        let place = format!("{place}.custom_id");
        faults.add(place, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
    }
    ids.push(id);
}

fn button(faults: &mut Faults, place: &str, button: &Value) {
    let unlabelled = button["emoji"].is_null();
    faults.text(&format!("{place}.label"), &button["label"], usize::from(unlabelled), 80);
    if button["style"].as_u64() != Some(LINK_STYLE) {
        faults.text(&format!("{place}.custom_id"), &button["custom_id"], 1, 100);
        if !button["url"].is_null() {
            faults.add(format!("{place}.url"), "BUTTON_COMPONENT_INVALID_URL", "A URL and custom id are exclusive");
        }
        return;
    }
    faults.text(&format!("{place}.url"), &button["url"], 1, 512);
    let schemes = ["https://", "http://", "discord://"];
    if !button["url"].as_str().is_some_and(|url| schemes.iter().any(|scheme| url.starts_with(scheme))) {
        faults.add(format!("{place}.url"), "URL_TYPE_INVALID_SCHEME", "Scheme must be one of http, https, discord.");
    }
    if !button["custom_id"].is_null() {
        faults.add(format!("{place}.custom_id"), "BUTTON_COMPONENT_CUSTOM_ID", "A link has no custom id");
    }
}

fn select(faults: &mut Faults, place: &str, select: &Value) {
    faults.text(&format!("{place}.custom_id"), &select["custom_id"], 1, 100);
    faults.text(&format!("{place}.placeholder"), &select["placeholder"], 0, 150);
    let options = faults.list(&format!("{place}.options"), &select["options"], 25);
    if options.is_empty() {
        faults.add(format!("{place}.options"), "BASE_TYPE_REQUIRED", "This field is required");
    }
    for (index, option) in options.iter().enumerate() {
        let place = format!("{place}.options.{index}");
        faults.text(&format!("{place}.label"), &option["label"], 1, 100);
        faults.text(&format!("{place}.value"), &option["value"], 1, 100);
        faults.text(&format!("{place}.description"), &option["description"], 0, 100);
    }
}

/// A menu whose options Discord knows.
fn select_of_things(faults: &mut Faults, place: &str, select: &Value) {
    faults.text(&format!("{place}.custom_id"), &select["custom_id"], 1, 100);
    faults.text(&format!("{place}.placeholder"), &select["placeholder"], 0, 150);
    if !select["options"].is_null() {
        faults.add(format!("{place}.options"), "BASE_TYPE_CHOICES", "Only text menus have options");
    }
    let most = select["max_values"].as_u64().unwrap_or(1);
    let chosen = select["default_values"].as_array().map_or(0, Vec::len) as u64;
    if most > 25 || chosen > most {
        faults.add(format!("{place}.default_values"), "BASE_TYPE_BAD_LENGTH", "More defaults than can be chosen");
    }
}

/// A modal: one text input a row.
///
/// # Errors
/// Discord's refusal.
pub fn modal(data: &Value) -> Result<(), Refusal> {
    let mut faults = Faults::default();
    let mut ids = Vec::new();
    faults.text("data.title", &data["title"], 1, 45);
    faults.text("data.custom_id", &data["custom_id"], 1, 100);
    let rows = faults.list("data.components", &data["components"], 5);
    if rows.is_empty() {
        faults.add("data.components", "BASE_TYPE_REQUIRED", "This field is required");
    }
    for (index, row) in rows.iter().enumerate() {
        let place = format!("data.components.{index}");
        for input in children(&mut faults, &place, row, 1) {
            let place = format!("{place}.components.0");
            text_input(&mut faults, &place, input);
            unique(&mut faults, &place, &input["custom_id"], &mut ids);
        }
    }
    faults.refuse()
}

fn text_input(faults: &mut Faults, place: &str, input: &Value) {
    if input["type"].as_u64() != Some(TEXT_INPUT) {
        faults.add(format!("{place}.type"), "BASE_TYPE_CHOICES", "Value must be one of 4.");
    }
    faults.text(&format!("{place}.custom_id"), &input["custom_id"], 1, 100);
    faults.text(&format!("{place}.label"), &input["label"], 1, 45);
    faults.text(&format!("{place}.placeholder"), &input["placeholder"], 0, 100);
    faults.text(&format!("{place}.value"), &input["value"], 0, 4_000);
    for (bound, least) in [("min_length", 0), ("max_length", 1)] {
        if input[bound].as_u64().is_some_and(|length| !(least..=4_000).contains(&length)) {
            let message = format!("Must be between {least} and 4000.");
            faults.add(format!("{place}.{bound}"), "NUMBER_TYPE_MAX", message);
        }
    }
}
