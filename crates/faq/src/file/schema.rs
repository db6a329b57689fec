//! `faq.schema.json`: what editors complete and check the file with.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::raw::RawFaq;

/// The JSON Schema (draft 7, which every editor knows) of the FAQ file, with a newline at its end.
pub fn schema() -> String {
    format!("{:#}\n", value(false))
}

/// The schema; `inline` puts every part where it is used instead of under `definitions`.
pub(super) fn value(inline: bool) -> Value {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = inline);
    settings.into_generator().into_root_schema_for::<RawFaq>().to_value()
}
