//! Edits with hostile texts on files in many styles are made exactly, or refused.

use faq::edit::{Edit, EditError, EntryChange, NewEntry, NewTranslation, TopicId, apply, free_id};
use faq::file;
use proptest::prelude::*;

/// Generates pieces that mean something in YAML, among ordinary words.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("- "),
        Just(": "),
        Just(" #"),
        Just("#"),
        Just("'"),
        Just("\""),
        Just("\\"),
        Just("|"),
        Just(">-"),
        Just("["),
        Just("]"),
        Just("{"),
        Just("}"),
        Just(","),
        Just("&a"),
        Just("*a"),
        Just("!t"),
        Just("%"),
        Just("@"),
        Just("`"),
        Just("---"),
        Just("..."),
        Just("? "),
        Just("true"),
        Just("null"),
        Just("12"),
        Just("0x1F"),
        Just(" "),
        Just("  "),
        Just("\n"),
        Just("\n\n"),
        Just("\n  "),
        Just("\t"),
        Just("\u{a0}"),
        Just("\u{2028}"),
        Just("\u{85}"),
        Just("\u{feff}"),
        Just("é"),
        Just("🙂"),
        Just("word"),
        Just("does it hurt"),
        Just("id: x"),
        Just("e\u{301}"),
    ];
    proptest::collection::vec(piece, 1..12).prop_map(|pieces| pieces.concat())
}

/// Generates a list of phrasings in one of the styles a person uses, under a key that is indented by four.
fn phrasings() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("    phrasings: []\n".to_owned()),
        Just("    phrasings: [one, 'two', \"three\"] # c\n".to_owned()),
        Just("    phrasings: [one, two,\n                three]\n".to_owned()),
        Just("    phrasings: [\n      one, # c\n      two,\n      ]\n".to_owned()),
        Just("    phrasings:\n      - one\n      # c\n\n      - 'two' # d\n".to_owned()),
        Just("    phrasings:\n    - one\n    - |\n      two\n\n      lines\n".to_owned()),
        Just("    phrasings: # c\n    - one\n    -   >-\n      two\n".to_owned()),
    ]
}

fn answer() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("    answer: Plain words. # c\n".to_owned()),
        Just("    answer: plain\n      over lines\n\n      # c\n".to_owned()),
        Just("    answer: 'single'\n".to_owned()),
        Just("    answer: \"double\\n lines\" # c\n".to_owned()),
        Just("    answer: |\n      literal\n\n        lines\n\n".to_owned()),
        Just("    answer: |2- # c\n       literal\n".to_owned()),
        Just("    answer: >+\n        folded\n        words\n\n    # c\n".to_owned()),
        Just("    answer:\n      on the next line\n".to_owned()),
    ]
}

/// Generates translations in one of the styles a person uses, under a key that is indented by four.
fn translations() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "",
        "    translations: {es: {question: q, answer: a}}\n",
        "    translations: {} # c\n",
        "    translations:\n      es: {question: q, answer: a, of: abcdefgh} # c\n",
        "    translations: # c\n      # c\n      es: # c\n        question: q # c\n        answer: >-\n          folded\n\n        # c\n",
        "    translations:\n      de:\n          answer: |\n            lines\n          of: abcdefgh\n          question: 'q' # c\n      es:\n        question: q\n        answer: a\n",
    ])
}

/// Generates the section `training` in one of the styles a person uses.
fn training() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "training: {a: [uno, dos], b: [tres], r: [un]}\n",
        "training: {a: [uno, # c\n  dos]} # c\n",
        "training:\n  a: [uno]\n",
        "training: # c\n  # c\n  b:\n    - tres # c\n    # c\n\n  a: # c\n  - uno\n  - |\n    dos\n",
        "training:\n  r: [un,\n    deux]\n\n  # c\n  a: ['uno']\n\n\n  b:\n    - >-\n      tres\n  # c\n",
        "training:\n    a:\n    - uno\n\n    - dos\n    # c\n",
    ])
}

/// Generates files with two entries and a referral, comments, empty lines, and the line ends of either system.
fn files() -> impl Strategy<Value = String> {
    let switches = (any::<bool>(), any::<bool>(), any::<bool>());
    let parts = (phrasings(), answer(), phrasings(), answer(), training(), translations(), switches);
    parts.prop_map(|(first, one, second, two, training, translations, (dos, answer_last, trailing))| {
        let (top, bottom) = if answer_last { (first, one) } else { (one, first) };
        let text = format!(
            "# top\nentries:\n  # first\n  - id: a\n    question: 'A?' # q\n{top}{translations}{bottom}\n  # second\n  - id: b\n\
             {two}    question: B?\n    related: [a]\n{}\n# between\nreferrals:\n  - id: r\n    question: R? # r\n{training}# end",
            second.replace("one", "eins").replace("two", "zwei").replace("three", "drei"),
        );
        let text = if trailing { text + "\n" } else { text };
        if dos { text.replace('\n', "\r\n") } else { text }
    })
}

fn edits() -> impl Strategy<Value = Edit> {
    let entry = || prop_oneof![Just("a"), Just("b")].prop_map(|id| id.parse().unwrap());
    let topic_of = || {
        prop_oneof![
            entry().prop_map(TopicId::Entry),
            Just("r").prop_map(|id: &str| TopicId::Referral(id.parse().unwrap()))
        ]
    };
    let topic = topic_of();
    let texts = || prop_oneof![Just((String::new(), String::new())), (hostile(), hostile())];
    let known = prop_oneof![Just("one"), Just("two"), Just("three"), Just("eins"), Just("zwei"), Just("drei")];
    let change = (
        proptest::option::of(hostile()),
        proptest::option::of(hostile()),
        proptest::option::of(hostile()),
        proptest::option::of(proptest::collection::vec(
            prop_oneof![hostile(), known.clone().prop_map(str::to_owned)],
            0..4,
        )),
    );
    let new = (hostile(), proptest::collection::vec(hostile(), 0..3), hostile(), proptest::option::of(hostile()));
    let several = proptest::collection::vec((hostile(), hostile()), 1..4).prop_map(|texts| {
        let mut entries = Vec::new();
        for (number, (question, answer)) in texts.into_iter().enumerate() {
            let id = format!("new-{number}").parse().unwrap();
            entries.push(NewEntry { id, question, phrasings: Vec::new(), answer, category: None });
        }
        entries
    });
    prop_oneof![
        (topic, hostile()).prop_map(|(topic, phrasing)| Edit::AddPhrasing { topic, phrasing }),
        (entry(), known).prop_map(|(id, phrasing)| Edit::RemovePhrasing {
            topic: TopicId::Entry(id),
            phrasing: phrasing.to_owned()
        }),
        entry().prop_map(|id| Edit::RemoveEntry { id }),
        (topic_of(), prop::sample::select(vec!["es", "de", "fr"]), texts()).prop_map(
            |(topic, language, (question, text))| {
                Edit::Translate(NewTranslation { topic, language: language.parse().unwrap(), question, text })
            }
        ),
        Just(Edit::ApproveTranslations),
        (entry(), change).prop_map(|(id, (question, answer, category, phrasings))| Edit::ChangeEntry {
            id,
            change: EntryChange { question, phrasings, answer, category }
        }),
        several.prop_map(Edit::AddEntries),
        new.prop_map(|(question, phrasings, answer, category)| Edit::AddEntry(NewEntry {
            id: "new".parse().unwrap(),
            question,
            phrasings,
            answer,
            category
        })),
    ]
}

/// Returns the comments on lines of their own, in order.
fn comments(text: &str) -> Vec<&str> {
    text.lines()
        .map(str::trim)
        .filter(|line| ["# top", "# first", "# second", "# between", "# end"].contains(line))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn an_edit_is_exact_or_refused(text in files(), edits in proptest::collection::vec(edits(), 1..4)) {
        prop_assert!(file::parse(text.as_bytes()).is_ok(), "{text}");
        let mut text = text;
        for edit in edits {
            match apply(&text, &edit) {
                Ok(after) => {
                    prop_assert_eq!(comments(&text), comments(&after), "{:?}\n{}\n{}", edit, text, after);
                    let gone = matches!(&edit, Edit::RemoveEntry { id } if id.as_str() == "a");
                    prop_assert!(gone || after.contains("# q") || !text.contains("# q"), "{edit:?}\n{after}");
                    let lone = |text: &str| text.replace("\r\n", "").contains('\n') && text.contains("\r\n");
                    prop_assert!(!lone(&after), "{after}");
                    text = after;
                }
                // Ordinary files can be edited; what a moderator asks for may still be impossible.
                Err(EditError::UnsupportedLayout(error)) => prop_assert!(false, "{error}: {edit:?}\n{text}"),
                Err(EditError::InvalidFile(problems)) => prop_assert!(false, "{problems:?}\n{text}"),
                Err(_) => {}
            }
        }
    }

    #[test]
    fn a_phrasing_added_and_removed_leaves_no_trace(text in files(), phrasing in "[a-z:#'\",-]{1,12}") {
        for id in ["a", "b"] {
            let topic = TopicId::Entry(id.parse().unwrap());
            let Ok(with) = apply(&text, &Edit::AddPhrasing { topic: topic.clone(), phrasing: phrasing.clone() }) else { continue };
            let without = apply(&with, &Edit::RemovePhrasing { topic, phrasing: phrasing.clone() });
            prop_assert_eq!(without.as_deref(), Ok(text.as_str()), "{}", with);
        }
    }

    #[test]
    fn any_question_gives_a_free_id(question in any::<String>()) {
        let faq = file::parse(b"entries: [{id: entry, question: A?, answer: B.}]").unwrap().faq;
        let id = free_id(&faq, &question);
        prop_assert!(faq.entry(&id).is_none());
        prop_assert!(!["general", "urgent"].contains(&id.as_str()));
    }
}
