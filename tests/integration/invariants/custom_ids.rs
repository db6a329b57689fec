//! The invariants of every `custom_id`, including forged ones.

use micropen_faq::moderation::{ComponentId, FormId};
use micropen_faq::reply::Action;

/// The length of a `custom_id` in characters that Discord accepts.
const LONGEST: usize = 100;
/// The length of an entry's id.
const LONGEST_ID: usize = 64;

/// Parses a `custom_id` as everything it may be.
pub fn check(bytes: &[u8]) {
    let custom_id = String::from_utf8_lossy(bytes);
    let action = Action::parse(&custom_id).map(|action| action.custom_id());
    let component = ComponentId::parse(&custom_id).map(|id| id.custom_id());
    let form = FormId::parse(&custom_id).map(|form| form.custom_id());

    assert_eq!(action.is_some(), is_action(&custom_id), "{custom_id:?} as a button of a reply");
    assert_eq!(component.is_some(), is_component(&custom_id), "{custom_id:?} as a moderators' button");
    assert_eq!(form.is_some(), is_form(&custom_id), "{custom_id:?} as a form");
    for printed in [&action, &component, &form].into_iter().flatten() {
        assert_eq!(*printed, custom_id, "it has two ways to be written");
        assert!(printed.chars().count() <= LONGEST, "{printed} is too long for Discord");
    }
}

/// A second parser for the buttons of replies.
fn is_action(text: &str) -> bool {
    let named = |kind| text.strip_prefix(kind).is_some_and(is_id);
    let not_meant = |rest: &str| {
        let (ids, key) = rest.split_once('#').unwrap_or((rest, "aaaaaaaa"));
        ids.split(':').all(is_id) && is_key(key)
    };
    let is_one = text == "none" || named("helpful:") || named("show:");
    (is_one || text.strip_prefix("not:").is_some_and(not_meant)) && text.len() <= LONGEST
}

/// A second parser for the moderators' buttons.
fn is_component(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("faq:").filter(|_| text.len() <= LONGEST) else { return false };
    let (kind, value) = rest.split_once(':').unwrap_or((rest, ""));
    match kind {
        "take" => is_key(value),
        "save" | "anyway" | "again" | "cancel" => is_number::<i64>(value),
        "check" | "history" => is_number::<usize>(value),
        "unanswered" => is_page(value),
        "choose" | "only" => {
            value.rsplit_once(':').is_some_and(|(page, newest)| is_page(page) && is_number::<i64>(newest))
        }
        "chosen" | "teach" | "search" | "teach-to" | "new" | "gap" | "dismiss" => is_selection(value),
        _ => false,
    }
}

/// A second parser for the moderators' forms.
fn is_form(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("faq:").filter(|_| text.len() <= LONGEST) else { return false };
    match rest.split_once(':') {
        None => rest == "add",
        Some(("again", number)) => is_number::<i64>(number),
        Some(("add" | "gap" | "search", selection)) => is_selection(selection),
        Some(("edit", rest)) => rest.split_once(':').is_some_and(|(entry, seen)| is_id(entry) && is_key(seen)),
        _ => false,
    }
}

fn is_page(text: &str) -> bool {
    text.split_once(':').is_some_and(|(part, page)| ["none", "gap", "not"].contains(&part) && is_number::<usize>(page))
}

fn is_selection(text: &str) -> bool {
    let parts: Vec<&str> = text.rsplitn(3, ':').collect();
    let [items, newest, page] = parts.as_slice() else { return false };
    let items: Vec<&str> = items.strip_prefix('q').unwrap_or(items).split('.').collect();
    is_page(page) && is_number::<i64>(newest) && items.len() <= 5 && items.iter().all(|id| is_number::<i64>(id))
}

fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len()) && text.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-'))
}

fn is_key(text: &str) -> bool {
    text.len() == 8 && text.chars().all(|c| matches!(c, 'a'..='z' | '2'..='7'))
}

/// Parses a number that is written as it would be printed.
fn is_number<T: std::str::FromStr + ToString>(text: &str) -> bool {
    text.parse::<T>().is_ok_and(|number| number.to_string() == text)
}
