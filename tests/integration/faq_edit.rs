//! Edits of the FAQ file change only the bytes that they are about.

mod properties;
mod shipped;
mod styles;
mod translations;

use faq::edit::{Edit, EditError, NewEntry, TopicId, apply};

/// Returns the text after an edit.
#[track_caller]
pub fn edited(text: &str, edit: &Edit) -> String {
    apply(text, edit).unwrap_or_else(|error| panic!("{edit:?} was refused: {error}\n{text}"))
}

/// Returns the lines that an edit removed and added, as in a diff without context.
#[track_caller]
pub fn diff(text: &str, edit: &Edit) -> String {
    let after = edited(text, edit);
    let (before, after): (Vec<&str>, Vec<&str>) = (text.lines().collect(), after.lines().collect());
    let same = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let rest = before[same..].iter().rev().zip(after[same..].iter().rev()).take_while(|(a, b)| a == b).count();
    let gone = before[same..before.len() - rest].iter().map(|line| format!("-{line}\n"));
    gone.chain(after[same..after.len() - rest].iter().map(|line| format!("+{line}\n"))).collect()
}

pub fn add_phrasing(entry: &str, phrasing: &str) -> Edit {
    Edit::AddPhrasing { topic: TopicId::Entry(entry.parse().unwrap()), phrasing: phrasing.to_owned() }
}

pub fn remove_phrasing(entry: &str, phrasing: &str) -> Edit {
    Edit::RemovePhrasing { topic: TopicId::Entry(entry.parse().unwrap()), phrasing: phrasing.to_owned() }
}

pub fn new_entry(id: &str) -> NewEntry {
    NewEntry {
        id: id.parse().unwrap(),
        question: format!("What about {id}?"),
        phrasings: vec![format!("{id}, how is it?"), "- tell me".to_owned()],
        answer: "First line.\n\n- one: 1\n- two".to_owned(),
        category: Some("New".to_owned()),
    }
}

#[test]
fn impossible_edits_are_refused_with_a_sentence() {
    let text = "entries:\n  - id: a\n    question: A?\n    answer: B.\n    phrasings: [x]\n";
    let refused = |edit: &Edit| apply(text, edit).unwrap_err().to_string();
    insta::assert_snapshot!(refused(&add_phrasing("b", "y")), @r#"there is no "b" in the FAQ any more; pick one from the list"#);
    insta::assert_snapshot!(refused(&add_phrasing("a", "X")), @r#""X" already leads to "A?"; leave it out, or remove it there first"#);
    insta::assert_snapshot!(refused(&add_phrasing("a", "")), @r#"the FAQ would not be valid any more: entry "a": item 2 of "phrasings" is empty; fill it in, or remove it if it is optional"#);
    insta::assert_snapshot!(refused(&add_phrasing("a", "bell \u{7}")), @r#"the FAQ would not be valid any more: entry "a": item 2 of "phrasings" holds an invisible control character; delete it"#);
    insta::assert_snapshot!(refused(&remove_phrasing("a", "y")), @r#""y" is not among the phrasings; perhaps somebody removed it just now"#);
    insta::assert_snapshot!(refused(&Edit::RemoveEntry { id: "a".parse().unwrap() }), @"this is the only entry, and a FAQ needs one; add another first");
    insta::assert_snapshot!(refused(&Edit::AddEntry(new_entry("a"))), @r#""a" is there already; choose another name"#);
    let broken = apply("entries: [", &add_phrasing("a", "y")).unwrap_err();
    assert!(matches!(broken, EditError::InvalidFile(_)));
    insta::assert_snapshot!(broken.to_string(), @"the FAQ file has mistakes; correct them before you edit it: line 1: something is missing here; finish the list in [ ], or put the text in quotes");
}
