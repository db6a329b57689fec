//! What an unquoted word means in YAML 1.2 (its core schema).

use saphyr_parser::ScalarStyle;

use super::tree::Value;

/// Whether text that is written without quotes stays text.
pub(crate) fn stays_text(text: &str) -> bool {
    matches!(resolve(text, ScalarStyle::Plain), Value::Text(_))
}

/// The value of a scalar: text if it is quoted or a block, else what it looks like.
pub(super) fn resolve(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::Text(text.trim().to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Nothing,
        "true" | "True" | "TRUE" => Value::Flag(true),
        "false" | "False" | "FALSE" => Value::Flag(false),
        number if is_number(number) => Value::Number(number.to_owned()),
        text => Value::Text(text.trim().to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    let all = |digits: &str, radix| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, 8);
    }
    // Rust's own "inf" and "nan" are words here.
    text.parse::<f64>().is_ok() && text.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> &'static str {
        match resolve(text, ScalarStyle::Plain) {
            Value::Text(_) => "text",
            Value::Number(_) => "number",
            Value::Flag(_) => "flag",
            Value::Nothing => "nothing",
            Value::List(_) | Value::Map(_) => "collection",
        }
    }

    #[test]
    fn plain_words_mean_what_they_look_like() {
        let cases = ["yes", "no", "inf", "nan", "1.2.3", "2024-05-01", "-", "0x", "1_000"];
        assert_eq!(cases.map(kind), ["text"; 9]);
        assert_eq!(["12", "-3", "1.5", ".5", "1e9", "0x1F", "0o17"].map(kind), ["number"; 7]);
        assert_eq!(["true", "FALSE"].map(kind), ["flag"; 2]);
        assert_eq!(["", "~", "null"].map(kind), ["nothing"; 3]);
    }

    #[test]
    fn quotes_make_text() {
        assert!(matches!(resolve(" 12 ", ScalarStyle::DoubleQuoted), Value::Text(text) if text == "12"));
    }
}
