//! Places that YAML reads differently than a person does.

use super::{problems, with_entries};

/// An entry with its id, from line 3 on; the lines of a case follow, from line 4 on.
fn entry(lines: &str) -> String {
    with_entries(&format!("  - id: other\n{lines}\n"))
}

/// Returns each case with its problems; invisible characters are spelt out.
fn told(cases: &[&str]) -> String {
    let mut told = String::new();
    for lines in cases {
        told.push_str(&spelt_out(&format!("{lines}\n{}\n\n", entry(lines))));
    }
    told
}

fn spelt_out(text: &str) -> String {
    let mut spelt_out = String::new();
    for c in text.chars() {
        match c {
            '\t' => spelt_out.push_str("<TAB>"),
            '\u{A0}' | '\u{2009}' | '\u{200B}' | '\u{200D}' | '\u{2060}' | '\u{3000}' | '\u{FEFF}' => {
                spelt_out.push_str(&format!("<U+{:04X}>", u32::from(c)));
            }
            c => spelt_out.push(c),
        }
    }
    spelt_out
}

/// Checks that nothing is said about any of these lines.
fn assert_innocent(cases: &[&str]) {
    for lines in cases {
        assert_eq!(entry(lines), "usable\n", "{lines}");
    }
}

#[test]
fn a_comment_that_swallows_text() {
    let cases = [
        "    question: Where do I ask\n    answer: Ask in #help or #general\n    phrasings: [x, y, z]",
        "    question: What about the issues #5 and #6?\n    answer: No.\n    phrasings: [x, y, z]",
        "    question: Where do I ask\n    answer: Press the # key twice.\n    phrasings: [x, y, z]",
        "    question: Where do I ask\n    answer: In help.\n    phrasings:\n      - who is in #team\n      - y\n      - z",
        "    question: Where do I ask\n    answer: #help is the place\n    phrasings: [x, y, z]",
    ];
    insta::assert_snapshot!(told(&cases), @r##"
        question: Where do I ask
        answer: Ask in #help or #general
        phrasings: [x, y, z]
    usable
    faq.yaml:5:20: warning: "#" after a space begins a comment, so "#help or #general" is left out; put the whole text in quotes, or the comment on a line of its own

        question: What about the issues #5 and #6?
        answer: No.
        phrasings: [x, y, z]
    usable
    faq.yaml:4:37: warning: "#" after a space begins a comment, so "#5 and #6?" is left out; put the whole text in quotes, or the comment on a line of its own

        question: Where do I ask
        answer: Press the # key twice.
        phrasings: [x, y, z]
    usable
    faq.yaml:5:23: warning: "#" after a space begins a comment, so "# key twice." is left out; put the whole text in quotes, or the comment on a line of its own

        question: Where do I ask
        answer: In help.
        phrasings:
          - who is in #team
          - y
          - z
    usable
    faq.yaml:7:19: warning: "#" after a space begins a comment, so "#team" is left out; put the whole text in quotes, or the comment on a line of its own

        question: Where do I ask
        answer: #help is the place
        phrasings: [x, y, z]
    faq.yaml:5:11: error: entry "other": "answer" is empty; fill it in, or remove it if it is optional
    "##);
}

#[test]
fn a_comment_that_is_one_or_a_sign_that_begins_none() {
    assert_innocent(&[
        "    question: What is C# good for\n    answer: Much.\n    phrasings: [x, y, z]",
        "    question: \"Is it issue #5\"\n    answer: 'Ask in #help.'\n    phrasings: [x, y, z]",
        "    question: Is it safe # asked often\n    answer: Yes. # says the guide.\n    phrasings: [x, y, z]",
        "    question: Is it safe\n    # a line of its own\n    answer: |\n      Ask in #help.\n      # A heading\n    phrasings: [x, y, z] #todo",
        "    question: Is it safe\n    answer: | # as the guide says it.\n      Yes\n    phrasings: # from #chat.\n      - x # an often asked one\n      - y\n      - z",
    ]);
}

#[test]
fn a_comma_that_splits_a_text() {
    let cases = [
        "    question: Is it safe\n    answer: Yes.\n    phrasings: [is it risky, or is it fine, y, z]",
        "    question: Is it safe\n    answer: Yes.\n    phrasings:\n      [is it risky,\n       und was kann passieren, y]",
        "  - {id: third, question: Is it safe, or not, answer: Yes, phrasings: [x, y, z]}",
    ];
    insta::assert_snapshot!(told(&cases), @r#"
        question: Is it safe
        answer: Yes.
        phrasings: [is it risky, or is it fine, y, z]
    usable
    faq.yaml:6:30: warning: a comma ends an item in [ ], so "or is it fine" is an item of its own; if it is part of the one before, write "is it risky, or is it fine"

        question: Is it safe
        answer: Yes.
        phrasings:
          [is it risky,
           und was kann passieren, y]
    usable
    faq.yaml:8:8: warning: a comma ends an item in [ ], so "und was kann passieren" is an item of its own; if it is part of the one before, write "is it risky, und was kann passieren"

      - {id: third, question: Is it safe, or not, answer: Yes, phrasings: [x, y, z]}
    faq.yaml:3:5: error: entry "other": "question" is missing; add a line that begins with "question:"
    faq.yaml:3:5: error: entry "other": "answer" is missing; add a line that begins with "answer:"
    faq.yaml:3:5: warning: entry "other": no phrasings; with 3 or more it is found more easily
    faq.yaml:4:39: error: entry "third": unknown key "or not"; a comma ends a text in { }, so put text that has one in quotes
    "#);
    assert_innocent(&[
        "    question: Is it safe\n    answer: Yes.\n    phrasings: [\"is it risky, or is it fine\", y, z]",
        "    question: Is it safe\n    answer: Yes.\n    phrasings: [\"is it risky\", \"or not\", 'and you', and, orange juice]",
        "    question: Is it safe, or not\n    answer: Yes, and no.\n    phrasings: [x, y, z]",
    ]);
}

#[test]
fn curly_quotes_quote_nothing() {
    let cases = [
        "    question: “Is it safe?”\n    answer: Yes.\n    phrasings: [x, y, z]",
        "    question: „Ist es sicher?“\n    answer: «Oui»\n    phrasings: [‘it’s safe’, “x, y”, z]",
    ];
    insta::assert_snapshot!(told(&cases), @r#"
        question: “Is it safe?”
        answer: Yes.
        phrasings: [x, y, z]
    usable
    faq.yaml:4:15: warning: "“" is not a quote in YAML, and becomes a part of the text; delete it, or put the text in straight quotes (")

        question: „Ist es sicher?“
        answer: «Oui»
        phrasings: [‘it’s safe’, “x, y”, z]
    usable
    faq.yaml:4:15: warning: "„" is not a quote in YAML, and becomes a part of the text; delete it, or put the text in straight quotes (")
    faq.yaml:5:13: warning: "«" is not a quote in YAML, and becomes a part of the text; delete it, or put the text in straight quotes (")
    faq.yaml:6:17: warning: "‘" is not a quote in YAML, and becomes a part of the text; delete it, or put the text in straight quotes (")
    faq.yaml:6:30: warning: "“" is not a quote in YAML, and becomes a part of the text; delete it, or put the text in straight quotes (")
    "#);
    assert_innocent(&[
        "    question: \"“Is it safe?”\"\n    answer: “Safe” is what it says, not “free of risk”\n    phrasings: [it’s safe, ’tis fine, z]",
        "    question: Is it safe\n    answer: |\n      “Yes”\n    phrasings: [what is “safe”, y, z]",
    ]);
}

#[test]
fn characters_that_nobody_sees_in_indentation_and_keys() {
    let cases = [
        "\u{A0}\u{A0}  question: Is it safe\n    answer: Yes.",
        "    question: Is it safe\n\u{A0}   answer: |\n      Yes,\n      it is.\n    phrasings: [x, y, z]",
        "    question: Is it safe\n    answer:\u{A0}Yes.\n    phrasings: [x, y, z]",
        "    question: Is it safe\n    ans\u{200B}wer: Yes.\n    phrasings: [x, y, z]",
        "    question: Is it safe\n    answer: Yes.\n    phrasings:\n      -\u{A0}x\n      -\u{A0}y\n      - z",
        "    question: Is it safe\n    answer: Yes.\n    phrasings:\n      - x\n      -\u{2009}y",
        "    question: Is it safe\n    answer: Yes.\n    phrasings: [x, y, z]\n  -\u{3000}id: third\n    question: Why\n    answer: So.",
        "    question: Is it safe\n    answer: Yes.\n    phrasings: [x, y, z]\n\u{FEFF}referrals: []",
        "    question: Is it safe\n    answer: Yes.\n    related: [pain\u{200D}]\n    phrasings: [x, y, z]\n  - id: \u{2060}third\n    question: Why\n    answer: So.\n    phrasings: [one, two, three]\ntraining: {ot\u{200B}her: [four]}",
        "    question: Is it safe\n    answer: |\n      \u{3000}Yes,\n      \u{A0}it is.\n    source: What: this",
    ];
    insta::assert_snapshot!(told(&cases), @r#"
    <U+00A0><U+00A0>  question: Is it safe
        answer: Yes.
    faq.yaml:4:1: error: there is a no-break space (U+00A0) here, which YAML does not read as a space; replace it with a plain space

        question: Is it safe
    <U+00A0>   answer: |
          Yes,
          it is.
        phrasings: [x, y, z]
    faq.yaml:5:1: error: there is a no-break space (U+00A0) here, which YAML does not read as a space; replace it with a plain space

        question: Is it safe
        answer:<U+00A0>Yes.
        phrasings: [x, y, z]
    faq.yaml:5:12: error: there is a no-break space (U+00A0) here, which YAML does not read as a space; replace it with a plain space

        question: Is it safe
        ans<U+200B>wer: Yes.
        phrasings: [x, y, z]
    faq.yaml:3:5: error: entry "other": "answer" is missing; add a line that begins with "answer:"
    faq.yaml:5:8: error: there is an invisible zero-width space (U+200B) here; delete it

        question: Is it safe
        answer: Yes.
        phrasings:
          -<U+00A0>x
          -<U+00A0>y
          - z
    faq.yaml:7:7: error: entry "other": "phrasings" must be a list: one item a line, each after "- "
    faq.yaml:7:8: error: there is a no-break space (U+00A0) here, which YAML does not read as a space; replace it with a plain space

        question: Is it safe
        answer: Yes.
        phrasings:
          - x
          -<U+2009>y
    faq.yaml:8:8: error: there is a space of a special width (U+2009) here, which YAML does not read as a space; replace it with a plain space

        question: Is it safe
        answer: Yes.
        phrasings: [x, y, z]
      -<U+3000>id: third
        question: Why
        answer: So.
    faq.yaml:7:4: error: there is a full-width space (U+3000) here, which YAML does not read as a space; replace it with a plain space

        question: Is it safe
        answer: Yes.
        phrasings: [x, y, z]
    <U+FEFF>referrals: []
    faq.yaml:7:1: error: there is an invisible byte order mark (U+FEFF) here; delete it

        question: Is it safe
        answer: Yes.
        related: [pain<U+200D>]
        phrasings: [x, y, z]
      - id: <U+2060>third
        question: Why
        answer: So.
        phrasings: [one, two, three]
    training: {ot<U+200B>her: [four]}
    faq.yaml:6:15: error: entry "other": "related": there is an invisible zero-width joiner (U+200D) here; delete it
    faq.yaml:8:9: error: entry "<U+2060>third": there is an invisible word joiner (U+2060) here; delete it
    faq.yaml:12:14: error: there is an invisible zero-width space (U+200B) here; delete it

        question: Is it safe
        answer: |
          <U+3000>Yes,
          <U+00A0>it is.
        source: What: this
    faq.yaml:8:17: error: ":" ends a key, and there cannot be a key here; put text that has a colon in quotes, and line keys up with their neighbours
    "#);
    assert_innocent(&[
        "    question: Is it\u{A0}safe\n    answer: |\n      \u{3000}Yes,\n      \u{A0}: it is 👩\u{200D}⚕\u{FE0F}.\n    phrasings: [\u{A0}x, y, می\u{200C}خواهم]",
    ]);
}

#[test]
fn a_tab_after_a_colon_or_a_dash() {
    let cases = [
        "    question:\tIs it safe\n    answer: Yes.\n    phrasings: [x, y, z]",
        "    question: Is it safe\n    answer: \tYes.\n    phrasings: \t[x, y, z]",
        "    question: Is it safe\n    answer: Yes.\n    phrasings:\n      -\tx\n      - y\n      - z",
    ];
    insta::assert_snapshot!(told(&cases), @r#"
        question:<TAB>Is it safe
        answer: Yes.
        phrasings: [x, y, z]
    faq.yaml:4:14: error: there is a tab after ":", where YAML wants a space; replace it with a space

        question: Is it safe
        answer: <TAB>Yes.
        phrasings: <TAB>[x, y, z]
    usable
    faq.yaml:5:13: warning: there is a tab after ":", where YAML wants a space; replace it with a space
    faq.yaml:6:16: warning: there is a tab after ":", where YAML wants a space; replace it with a space

        question: Is it safe
        answer: Yes.
        phrasings:
          -<TAB>x
          - y
          - z
    faq.yaml:7:8: error: there is a tab after "-", where YAML wants a space; replace it with a space
    "#);
    assert_innocent(&["    question: Is it\tsafe\n    answer: Yes.\t# a note\n    phrasings: [x, y, z]"]);
}

#[test]
fn two_byte_order_marks() {
    let file = |marks: &str| {
        problems(format!(
            "{marks}entries:\n  - id: pain\n    question: Does it hurt\n    answer: No\n    phrasings: [x, y, z]\n"
        ))
    };
    insta::assert_snapshot!(file("\u{FEFF}\u{FEFF}"), @r#"faq.yaml:1:1: error: the file begins with two byte order marks (U+FEFF), which no editor shows; save it with the encoding UTF-8, without a byte order mark"#);
    assert_eq!(file("\u{FEFF}"), "usable\n");
}

#[test]
fn what_a_merge_left() {
    let cases = [
        "    question: Is it safe\n<<<<<<< HEAD\n    answer: Yes.\n||||||| 1b2c3d4\n    answer: Maybe.\n=======\n    answer: No.\n>>>>>>> theirs\n    phrasings: [x, y, z]",
        "    question: Is it safe\n    answer: |\n      Yes.\n=======\n    phrasings: [x, y, z]",
    ];
    insta::assert_snapshot!(told(&cases), @r#"
        question: Is it safe
    <<<<<<< HEAD
        answer: Yes.
    ||||||| 1b2c3d4
        answer: Maybe.
    =======
        answer: No.
    >>>>>>> theirs
        phrasings: [x, y, z]
    faq.yaml:5:1: error: "<<<<<<<" marks a merge conflict that nobody resolved; keep one of the two versions, and delete this line
    faq.yaml:7:1: error: "|||||||" marks a merge conflict that nobody resolved; keep one of the two versions, and delete this line
    faq.yaml:9:1: error: "=======" marks a merge conflict that nobody resolved; keep one of the two versions, and delete this line
    faq.yaml:11:1: error: ">>>>>>>" marks a merge conflict that nobody resolved; keep one of the two versions, and delete this line

        question: Is it safe
        answer: |
          Yes.
    =======
        phrasings: [x, y, z]
    faq.yaml:7:1: error: "=======" marks a merge conflict that nobody resolved; keep one of the two versions, and delete this line
    "#);
    assert_innocent(&[
        "    question: What is ======= in a file\n    answer: |\n      <<<<<<< HEAD\n      =======\n      >>>>>>> theirs\n    phrasings: [x, y, z]",
    ]);
}
