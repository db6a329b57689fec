//! Request bodies against Discord's own OpenAPI description, when the environment's `DISCORD_OPENAPI` names it.
//!
//! As much of JSON Schema as that description uses. `oneOf` is read as `anyOf`: some of its alternatives overlap.

use std::sync::LazyLock;

use serde_json::{Value, json};

static DESCRIPTION: LazyLock<Option<Value>> = LazyLock::new(|| {
    let path = std::env::var_os("DISCORD_OPENAPI")?;
    let bytes = std::fs::read(path).expect("DISCORD_OPENAPI names a readable file");
    Some(serde_json::from_slice(&bytes).expect("DISCORD_OPENAPI names a JSON file"))
});

/// What is wrong with a request; nothing when there is no description.
pub fn problems(method: &str, path: &str, body: &Value) -> Vec<String> {
    DESCRIPTION.as_ref().map_or_else(Vec::new, |description| Checker { description }.request(method, path, body))
}

struct Checker<'a> {
    description: &'a Value,
}

impl Checker<'_> {
    fn request(&self, method: &str, path: &str, body: &Value) -> Vec<String> {
        let method = method.to_ascii_lowercase();
        let Some(operation) = self.operation(&method, path) else {
            return vec![format!("OpenAPI: no such route: {method} {path}")];
        };
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_null() || body.is_null() && operation["requestBody"]["required"] != true {
            return Vec::new();
        }
        let mut faults = Vec::new();
        self.check(schema, &as_documented(body), "body", &mut faults);
        faults.into_iter().map(|fault| format!("OpenAPI: {method} {path}: {fault}")).collect()
    }

    /// The operation whose path fits best: literal segments before parameters.
    fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let fitting = self.description["paths"]
            .as_object()?
            .iter()
            .filter_map(|(template, operations)| Some((literal_segments(template, path)?, operations.get(method)?)));
        fitting.max_by_key(|(literals, _)| *literals).map(|(_, operation)| operation)
    }

    fn check(&self, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        if let Some(reference) = schema["$ref"].as_str() {
            let pointer = reference.trim_start_matches('#');
            let target = self.description.pointer(pointer).expect("a reference that leads somewhere");
            self.check(target, value, place, faults);
        }
        if !fits_type(&schema["type"], value) {
            faults.push(format!("{place}: {value} is not of type {}", schema["type"]));
            return;
        }
        if let Some(allowed) = schema["enum"].as_array().filter(|allowed| !allowed.contains(value)) {
            faults.push(format!("{place}: {value} is none of {}", json!(allowed)));
        }
        if let Some(wanted) = schema.get("const").filter(|wanted| *wanted != value) {
            faults.push(format!("{place}: {value} is not {wanted}"));
        }
        check_size(schema, value, place, faults);
        self.check_inside(schema, value, place, faults);
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.check(part, value, place, faults);
        }
        for union in ["oneOf", "anyOf"] {
            self.check_union(&schema[union], value, place, faults);
        }
    }

    /// One alternative must fit; the nearest one's faults are told, where none does.
    fn check_union(&self, alternatives: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        let tried = alternatives.as_array().into_iter().flatten().map(|alternative| {
            let mut faults = Vec::new();
            self.check(alternative, value, place, &mut faults);
            faults
        });
        // The deepest fault stands in the alternative that was meant.
        let depth = |faults: &Vec<String>| faults.iter().map(|fault| fault.matches('.').count()).max().unwrap_or(0);
        let nearest = tried.min_by_key(|faults| (!faults.is_empty(), usize::MAX - depth(faults), faults.len()));
        faults.extend(nearest.unwrap_or_default());
    }

    fn check_inside(&self, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        if let (Some(items), Some(list)) = (schema.get("items"), value.as_array()) {
            for (index, item) in list.iter().enumerate() {
                self.check(items, item, &format!("{place}.{index}"), faults);
            }
        }
        let Some(object) = value.as_object() else { return };
        for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(required) {
                faults.push(format!("{place}.{required} is missing"));
            }
        }
        for (key, value) in object {
            let place = format!("{place}.{key}");
            match (schema["properties"].get(key), &schema["additionalProperties"]) {
                (Some(property), _) => self.check(property, value, &place, faults),
                (None, Value::Bool(false)) => faults.push(format!("{place} is not known")),
                (None, rest @ Value::Object(_)) => self.check(rest, value, &place, faults),
                _ => {}
            }
        }
    }
}

/// The body as Discord's description wants it, where that contradicts Discord's documentation, which every library follows:
/// permissions are sent as digits in a string, and the place of an uploaded file among the others as a number.
fn as_documented(body: &Value) -> Value {
    let mut body = body.clone();
    for command in body.as_array_mut().into_iter().flatten() {
        let permissions = command.get_mut("default_member_permissions");
        if let Some(permissions) = permissions
            && let Some(number) = permissions.as_str().and_then(|digits| digits.parse::<u64>().ok())
        {
            *permissions = json!(number);
        }
    }
    for list in ["/attachments", "/data/attachments"] {
        let uploads = body.pointer_mut(list).and_then(Value::as_array_mut);
        for id in uploads.into_iter().flatten().filter_map(|upload| upload.get_mut("id")).filter(|id| id.is_u64()) {
            *id = json!(id.to_string());
        }
    }
    body
}

/// How many segments of a template are literally those of the path; `None` when it does not fit.
fn literal_segments(template: &str, path: &str) -> Option<usize> {
    let template: Vec<&str> = template.trim_start_matches('/').split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    let fits = |(wanted, given): (&&str, &&str)| wanted.starts_with('{') || wanted == given;
    let fitting = template.len() == path.len() && template.iter().zip(&path).all(fits);
    fitting.then(|| template.iter().filter(|segment| !segment.starts_with('{')).count())
}

fn fits_type(wanted: &Value, value: &Value) -> bool {
    match wanted {
        Value::String(wanted) => match wanted.as_str() {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => false,
        },
        Value::Array(any) => any.iter().any(|wanted| fits_type(wanted, value)),
        _ => true,
    }
}

fn check_size(schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
    let sizes = [
        ("Length", value.as_str().map(|text| text.chars().count())),
        ("Items", value.as_array().map(Vec::len)),
        ("Properties", value.as_object().map(serde_json::Map::len)),
    ];
    for (of, size) in sizes {
        let Some(size) = size.and_then(|size| u64::try_from(size).ok()) else { continue };
        let bound = |which: &str| schema[format!("{which}{of}").as_str()].as_u64();
        if bound("min").is_some_and(|least| size < least) || bound("max").is_some_and(|most| size > most) {
            faults.push(format!("{place}: size {size} is out of bounds"));
        }
    }
    if let Some(number) = value.as_f64() {
        let below = schema["minimum"].as_f64().is_some_and(|least| number < least);
        if below || schema["maximum"].as_f64().is_some_and(|most| number > most) {
            faults.push(format!("{place}: {number} is out of bounds"));
        }
    }
    let is_snowflake = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty();
    if schema["format"] == "snowflake" && !value.as_str().is_some_and(is_snowflake) {
        faults.push(format!("{place}: {value} is no snowflake"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: Value) -> Vec<String> {
        let description = json!({
            "paths": { "/channels/{id}/messages": { "post": { "requestBody": { "required": true, "content": {
                "application/json": { "schema": { "$ref": "#/message" } } } } } } },
            "message": { "type": "object", "required": ["content"], "properties": {
                "content": { "type": ["string", "null"], "maxLength": 3 },
                "row": { "oneOf": [
                    { "type": "object", "required": ["style"], "properties": { "type": { "enum": [2] } } },
                    { "type": "null" } ] } } },
        });
        Checker { description: &description }.request("POST", "channels/1/messages", &body)
    }

    #[test]
    fn what_fits_has_no_faults() {
        assert_eq!(check(json!({ "content": "abc", "row": { "type": 2, "style": 1 }, "more": 1 })), [""; 0]);
        assert_eq!(check(json!({ "content": null, "row": null })), [""; 0]);
    }

    #[test]
    fn every_fault_is_named_by_its_place() {
        let route = "OpenAPI: post channels/1/messages:";
        assert_eq!(check(json!({ "content": "abcd" })), [format!("{route} body.content: size 4 is out of bounds")]);
        assert_eq!(check(json!({ "row": { "type": 3 } })).len(), 3);
        assert_eq!(check(json!({})), [format!("{route} body.content is missing")]);
    }
}
