//! `import` and `export`: other formats.

use insta::assert_snapshot;

use super::harness::Run;

const TABLE: &str = "question,answer,phrasings\n\
                     Is there parking?,\"Yes, in front.\",where do I park|car park\n\
                     Does micro-penning hurt?,No.,\n\
                     ,Nothing asked.,\n\
                     May I bring a friend?,Yes.,fees\n";

#[test]
fn a_table_is_shown_before_it_is_added() {
    let done = Run::new(&["import", "more.csv"]).file("more.csv", TABLE).done();
    assert_snapshot!(done, @r#"
    more.csv:3: "Does micro-penning hurt?" already leads to "Does micro-penning hurt?"
    more.csv:4: the row has no question
    more.csv:5: the phrasing "fees" is left out: it already leads to "How much does it cost?"
    faq.yaml: would gain 2 entries (is-there-parking, may-i-bring-a-friend); left out: 3
    --- stderr
    Nothing was changed. With --yes they are added.
    --- status 0
    "#);
}

#[test]
fn what_can_be_taken_is_added() {
    let (done, file) = Run::new(&["import", "more.csv", "--yes"]).file("more.csv", TABLE).done_with("faq.yaml");
    assert_snapshot!(done, @r#"
    more.csv:3: "Does micro-penning hurt?" already leads to "Does micro-penning hurt?"
    more.csv:4: the row has no question
    more.csv:5: the phrasing "fees" is left out: it already leads to "How much does it cost?"
    faq.yaml: would gain 2 entries (is-there-parking, may-i-bring-a-friend); left out: 3
    faq.yaml: 2 entries added; 2 of 2 have fewer than 3 phrasings, and are found less often: add what people ask
    --- stderr
    --- status 0
    "#);
    let added = &file[file.find("  - id: is-there-parking").unwrap()..file.find("referrals:").unwrap()];
    assert_snapshot!(added, @"
    - id: is-there-parking
      question: Is there parking?
      answer: Yes, in front.
      phrasings:
        - where do I park
        - car park
    - id: may-i-bring-a-friend
      question: May I bring a friend?
      answer: Yes.
    ");
}

#[test]
fn an_faq_is_made_of_tags() {
    let tags = r#"{"does-it-hurt": "No.", "is-there-a-cream": "Yes.", "empty": ""}"#;
    let run = Run::in_empty_folder(&["import", "tags.json", "--yes"]).file("tags.json", tags);
    let (done, file) = run.done_with("faq.yaml");
    assert_snapshot!(done, @r#"
    tags.json:1: "empty" has no answer
    faq.yaml: would be created with 2 entries (does-it-hurt, is-there-a-cream); left out: 1
    faq.yaml: 2 entries added; 2 of 2 have fewer than 3 phrasings, and are found less often: add what people ask
    --- stderr
    --- status 0
    "#);
    assert_snapshot!(file, @r#"
    entries:
      - id: does-it-hurt
        question: "does it hurt"
        answer: "No."

      - id: is-there-a-cream
        question: is there a cream
        answer: Yes.
    "#);
}

#[test]
fn files_that_cannot_be_read_change_nothing() {
    let run = |name: &str, content: &[u8]| {
        let (done, file) = Run::new(&["import", name, "--yes"]).file(name, content).done_with("faq.yaml");
        assert_eq!(file, super::harness::FAQ);
        format!("{}{}{:?}", done.stdout, done.stderr, done.status)
    };
    assert_snapshot!(run("latin.csv", b"question,answer\nDo\xe9,x\n"), @"
    error: latin.csv: the file is not UTF-8; save it again with that encoding (in Excel: CSV UTF-8)
    Some(1)
    ");
    assert_snapshot!(run("faq.docx", b"PK"), @"
    error: faq.docx: the format is unknown; it must be .csv, .tsv, .json, .md, or Rasa's .yml with `nlu` and `responses`
    Some(1)
    ");
    assert_snapshot!(run("other.yaml", b"entries: []\n"), @"
    error: other.yaml: the format is unknown; it must be .csv, .tsv, .json, .md, or Rasa's .yml with `nlu` and `responses`
    Some(1)
    ");
    assert_snapshot!(run("broken.json", b"{\n\"a\": }"), @"
    broken.json:2: this is not JSON: expected value at line 2 column 6
    faq.yaml: would gain 0 entries; left out: 1
    Some(1)
    ");
    assert_snapshot!(run("empty.md", b"No headings.\n"), @"
    empty.md:1: no heading has text below it, so there are no questions
    faq.yaml: would gain 0 entries; left out: 1
    Some(1)
    ");
}

#[test]
fn the_faq_is_exported() {
    assert_snapshot!(Run::new(&["export"]).done(), @r#"
    question,answer,phrasings,category
    Does micro-penning hurt?,"The guide describes it as **painless**, since a numbing cream is put on first.

    - Say so if it is uncomfortable, and the practitioner makes the needles shorter, which most people find easier to bear.",is it painful|will it hurt much|how bad is the pain,
    Is a numbing cream used?,"Yes, a cream is put on first.",do you numb the skin|anaesthetic cream|lidocaine,
    What does collagen do?,It keeps skin firm.,why is collagen good|purpose of collagen|explain collagen to me,
    --- stderr
    --- status 0
    "#);
    assert_snapshot!(Run::new(&["export", "--format", "markdown"]).done().stdout.lines().next().unwrap(), @"## Does micro-penning hurt?");
    let json = Run::new(&["export", "--format", "json"]).done().stdout;
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap().as_array().unwrap().len(), 3);
}
