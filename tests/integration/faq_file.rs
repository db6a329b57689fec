//! The FAQ file: everything it can say, and the problems that are reported.

mod broken;
mod discord;
mod properties;
mod swallowed;
mod translations;

use faq::file::{self, Position, Problem, Section};
use faq::{Faq, limits};

/// A file that uses every key.
const WHOLE: &str = r#"version: 1
disclaimer: This is no medical advice.
referral:
  general: Not in the guide.
  urgent: Get help now.
  emergency: In an emergency call for help.
synonyms:
  - [micro-penning, micropenning]
entries:
  - id: pain
    question: Does it hurt?
    phrasings: [is it painful, "will I feel it", 'how sore is it']
    answer: |
      **No**, says the guide.

      It uses a numbing cream.
    source: What is it
    category: The procedure
    related: [numbing]
  - id: numbing
    question: Is the skin numbed?
    phrasings:
      - do I get a numbing cream
      - are you numbed
      - anaesthetic
    answer: >
      Yes, with
      a cream.
referrals:
  - id: bleeding
    question: I am bleeding
    message: Press on it.
    urgent: true
  - id: cost
    question: How much is it?
    small_talk: true
training:
  pain:
    - does it ache
    - will it be sore
  cost: [price, fee]
"#;

fn parse(text: &str) -> Result<file::Parsed, String> {
    file::parse(text.as_bytes()).map_err(|problems| lines(&problems))
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(|problem| problem.at("faq.yaml").to_string()).collect::<Vec<_>>().join("\n")
}

/// Returns every problem and warning of a file, as `check` prints them.
fn problems(bytes: impl AsRef<[u8]>) -> String {
    match file::parse(bytes.as_ref()) {
        Ok(parsed) => format!("usable\n{}", lines(&parsed.warnings)),
        Err(problems) => lines(&problems),
    }
}

/// Returns the problems of a valid file with these lines before its entries.
fn with_head(head: &str) -> String {
    problems(format!("{head}\n{ENTRIES}"))
}

/// Returns the problems of a file with one valid entry and these lines after it.
fn with_entries(more: &str) -> String {
    problems(format!("{ENTRIES}{more}"))
}

const ENTRIES: &str =
    "entries:\n  - {id: pain, question: Does it hurt, answer: No, phrasings: [is it sore, does it ache, ouch]}\n";

#[test]
fn every_key_is_read() {
    insta::assert_debug_snapshot!(parse(WHOLE).unwrap().faq, @r#"
    Faq {
        language: en,
        about: None,
        disclaimer: Some(
            "This is no medical advice.",
        ),
        texts: ReferralTexts {
            general: "Not in the guide.",
            urgent: "Get help now.",
            emergency: Some(
                "In an emergency call for help.",
            ),
        },
        translations: {},
        synonyms: [
            [
                "micro-penning",
                "micropenning",
            ],
        ],
        entries: [
            Entry {
                id: EntryId(
                    "pain",
                ),
                question: "Does it hurt?",
                phrasings: [
                    "is it painful",
                    "will I feel it",
                    "how sore is it",
                ],
                training: [
                    "does it ache",
                    "will it be sore",
                ],
                answer: "**No**, says the guide.\n\nIt uses a numbing cream.",
                source: Some(
                    "What is it",
                ),
                category: Some(
                    "The procedure",
                ),
                related: [
                    EntryId(
                        "numbing",
                    ),
                ],
                translations: {},
            },
            Entry {
                id: EntryId(
                    "numbing",
                ),
                question: "Is the skin numbed?",
                phrasings: [
                    "do I get a numbing cream",
                    "are you numbed",
                    "anaesthetic",
                ],
                training: [],
                answer: "Yes, with a cream.",
                source: None,
                category: None,
                related: [],
                translations: {},
            },
        ],
        referrals: [
            Referral {
                id: ReferralId(
                    "bleeding",
                ),
                question: "I am bleeding",
                phrasings: [],
                training: [],
                message: Some(
                    "Press on it.",
                ),
                urgent: true,
                small_talk: false,
                local: false,
                translations: {},
            },
            Referral {
                id: ReferralId(
                    "cost",
                ),
                question: "How much is it?",
                phrasings: [],
                training: [
                    "price",
                    "fee",
                ],
                message: None,
                urgent: false,
                small_talk: true,
                local: false,
                translations: {},
            },
        ],
    }
    "#);
}

#[test]
fn a_file_needs_one_entry_and_nothing_else() {
    let parsed = parse("entries: [{id: pain, question: Does it hurt?, answer: 'No.'}]").unwrap();
    insta::assert_debug_snapshot!(parsed.faq, @r#"
    Faq {
        language: en,
        about: None,
        disclaimer: None,
        texts: ReferralTexts {
            general: "I have no answer to this. Please ask a person who knows.",
            urgent: "This sounds like it could be an emergency. Please get help now: call your local emergency number.",
            emergency: None,
        },
        translations: {},
        synonyms: [],
        entries: [
            Entry {
                id: EntryId(
                    "pain",
                ),
                question: "Does it hurt?",
                phrasings: [],
                training: [],
                answer: "No.",
                source: None,
                category: None,
                related: [],
                translations: {},
            },
        ],
        referrals: [],
    }
    "#);
    insta::assert_snapshot!(lines(&parsed.warnings), @r#"faq.yaml:1:11: warning: entry "pain": no phrasings; with 3 or more it is found more easily"#);
}

#[test]
fn examples_have_positions() {
    let positions = parse(WHOLE).unwrap().positions;
    let at = |section, index, example| positions.get(section, index, example);
    assert_eq!(at(Section::Entries, 0, 0), Position { line: 11, column: 15 });
    assert_eq!(at(Section::Entries, 0, 2), Position { line: 12, column: 32 });
    assert_eq!(at(Section::Entries, 1, 3), Position { line: 25, column: 9 });
    assert_eq!(at(Section::Entries, 0, 5), Position { line: 40, column: 7 });
    assert_eq!(at(Section::Referrals, 1, 0), Position { line: 35, column: 15 });
    assert_eq!(at(Section::Referrals, 1, 2), Position { line: 41, column: 17 });
    assert_eq!(at(Section::Referrals, 7, 0), Position::START);
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_change_nothing() {
    let windows = format!("\u{FEFF}{}", WHOLE.replace('\n', "\r\n"));
    let (one, other) = (parse(WHOLE).unwrap(), parse(&windows).unwrap());
    assert_eq!((one.faq, one.positions), (other.faq, other.positions));
}

#[test]
fn a_column_counts_characters() {
    let text = "entries: [{id: pain, question: \"Tut das weh? é 🙂\", phrasings: [x, y, z, wörd], answer: 12}]";
    assert_eq!(
        problems(text),
        "faq.yaml:1:88: error: entry \"pain\": \"answer\" must be text; put it in quotes: \"12\""
    );
}

#[test]
fn values_are_those_of_another_yaml_reader() {
    let scalars = [
        "plain words",
        "it's",
        "'it''s'",
        "\"tab\\t and \\u00e9 \\\"quoted\\\"\"",
        "yes",
        "2024-01-01",
        "a # comment",
        "a#b",
        "|\n      two\n      lines\n",
        ">-\n      folded\n      line\n\n      next\n",
        "first\n      second",
        "http://a.b",
        "🙂 [x]",
        "-dash",
        "?what",
        ":colon",
    ];
    for scalar in scalars {
        let text = format!("entries:\n  - id: a\n    question: q\n    phrasings: [a, b, c]\n    answer: {scalar}\n");
        let other: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        let other = other["entries"][0]["answer"].as_str().unwrap().trim().to_owned();
        assert_eq!(parse(&text).unwrap().faq.entries()[0].answer(), other, "{scalar}");
    }
}

/// With `UPDATE_SCHEMA` set this test writes the file instead of comparing it.
#[test]
fn the_schema_file_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/faq.schema.json");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, file::schema()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == file::schema(), "faq.schema.json is out of date: run `UPDATE_SCHEMA=1 cargo test schema_file`");
}

#[test]
fn ten_thousand_entries_are_read() {
    let entry = |n: usize| format!("- {{id: e{n}, question: question number {n} of many, answer: Answer {n}.}}\n");
    let text = format!("entries:\n{}", (0..10_000).map(entry).collect::<String>());
    assert!(text.len() <= limits::FILE_BYTES);
    let parsed = parse(&text).unwrap();
    assert_eq!(parsed.faq.entries().len(), 10_000);
    assert_eq!(parsed.warnings.len(), 201);
    assert_eq!(parsed.warnings[200].message, "9800 more problems are not listed; correct these first");
}

fn answers(faq: &Faq) -> Vec<&str> {
    faq.entries().iter().map(|entry| entry.answer()).collect()
}

#[test]
fn white_space_around_a_text_is_removed() {
    let faq = parse("entries: [{id: a, question: q, phrasings: [a, b, c], answer: \"\\n  No. \\n\\n\"}]").unwrap().faq;
    assert_eq!(answers(&faq), ["No."]);
}

#[test]
fn training_is_learned_from_like_phrasings() {
    let faq = parse(WHOLE).unwrap().faq;
    let examples: Vec<&str> = faq.entries()[0].examples().collect();
    assert_eq!(examples[0], "Does it hurt?");
    assert_eq!(examples[3..], ["how sore is it", "does it ache", "will it be sore"]);
    assert_eq!(faq.referrals()[1].training(), ["price", "fee"]);
    assert!(faq.referrals()[1].phrasings().is_empty());
}
