//! Characters that look like a space or like nothing. In a text they do no harm; in an indentation or a key they change what the
//! file says, and nobody sees why.

use std::ops::Range;

use super::Position;

/// Returns the name of a character that looks like a space or like nothing, as editors call it.
fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{A0}' | '\u{2007}' | '\u{202F}' => "no-break space",
        '\u{2000}'..='\u{200A}' | '\u{205F}' | '\u{1680}' => "space of a special width",
        '\u{3000}' => "full-width space",
        '\u{AD}' => "soft hyphen",
        '\u{180E}' => "vowel separator",
        '\u{200B}' => "zero-width space",
        '\u{200C}' => "zero-width non-joiner",
        '\u{200D}' => "zero-width joiner",
        '\u{2060}'..='\u{2064}' => "word joiner",
        '\u{FEFF}' => "byte order mark",
        '\u{61C}' | '\u{200E}' | '\u{200F}' => "mark for the direction of text",
        c if turns_text(c) => "mark for the direction of text",
        _ => return None,
    })
}

/// Returns whether a character changes the order in which the letters after it are shown: embeddings, overrides and isolates.
/// The marks U+061C, U+200E and U+200F do not, and Arabic and Hebrew need them.
pub(super) fn turns_text(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Returns whether a character looks like a space or like nothing, and is neither a plain space nor a control character.
pub(super) fn is_invisible(c: char) -> bool {
    name(c).is_some()
}

/// Returns the first invisible character of a text.
pub(super) fn first(text: &str) -> Option<char> {
    text.chars().find(|&c| is_invisible(c))
}

/// Says which invisible character is there and what to do about it.
pub(super) fn advice(c: char) -> String {
    let name = name(c).unwrap_or("character");
    let code = u32::from(c);
    if c.is_whitespace() {
        format!(
            "there is a {name} (U+{code:04X}) here, which YAML does not read as a space; replace it with a plain space"
        )
    } else {
        format!("there is an invisible {name} (U+{code:04X}) here; delete it")
    }
}

/// Finds an invisible character in the indentation, in the key or behind the key's colon, nearest to a line: on it, or else
/// above it, or else below it. Lines in `texts` are part of a text and left out; these are ranges of lines, in order.
pub(super) fn near(lines: &[&str], line: usize, texts: &[Range<usize>]) -> Option<(Position, char)> {
    let above = (1..=line).rev();
    for number in above.chain([line + 1]) {
        let begun = texts.partition_point(|text| text.start <= number);
        let is_text = begun > 0 && texts[begun - 1].contains(&number);
        if let Some(line) = lines.get(number - 1).filter(|_| !is_text)
            && let Some((index, c)) = in_structure(line)
        {
            return Some((Position { line: number, column: index + 1 }, c));
        }
    }
    None
}

/// Finds the first invisible character of a line that does not belong to a text, and its index in characters.
fn in_structure(line: &str) -> Option<(usize, char)> {
    let mut seen_colon = false;
    let mut in_key = false;
    let mut found = None;
    for (index, c) in line.chars().enumerate() {
        if is_invisible(c) {
            found = found.or(Some((index, c)));
            if !in_key || seen_colon {
                return found;
            }
        } else if seen_colon || (in_key && c == ' ') {
            break;
        } else if c == ':' {
            seen_colon = true;
        } else if !matches!(c, ' ' | '\t' | '-') {
            in_key = true;
        }
    }
    // Without a colon, what looked like a key is the beginning of a text.
    found.filter(|_| seen_colon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_searched_up_to_its_text() {
        let at = |line| in_structure(line).map(|(index, _)| index);
        assert_eq!(at("  \u{A0} - id: pain"), Some(2));
        assert_eq!(at("    -\u{A0}is it sore"), Some(5));
        assert_eq!(at("    ans\u{200B}wer: No"), Some(7));
        assert_eq!(at("    answer\u{A0}: No"), Some(10));
        assert_eq!(at("    answer:\u{A0}No"), Some(11));
        assert_eq!(at("    answer: \u{A0}No"), None);
        assert_eq!(at("    - is it\u{A0}sore"), None);
        assert_eq!(at("    na\u{AD}tur"), None);
    }
}
