//! Edits of files in each style that a person may write in.

use faq::edit::{Edit, EntryChange, NewReferral, apply};

use super::{add_phrasing, diff, edited, new_entry, remove_phrasing};

/// A file in many styles, with a comment wherever one can stand.
const COMMENTED: &str = "\
# The top.
version: 1 # one

entries: # all of them
  # about pain
  - id: pain # short
    question: 'Does it hurt?' # asked often
    answer: |- # keep the lines
      A little.

      # not a comment
      Then not.
    # after the answer
    phrasings: # ways
      - is it painful # first
      # between
      - \"will it hurt\"   # last

  # about cost


  - id: cost
    answer: >-
      It depends, and nobody
      can say.
    question: What does it cost?
    related: [pain] # see there
    phrasings: [price, how much,
                'how many, in all'] # flow
# the end
";

fn change(id: &str, change: EntryChange) -> Edit {
    Edit::ChangeEntry { id: id.parse().unwrap(), change }
}

fn answer(text: &str) -> EntryChange {
    EntryChange { answer: Some(text.to_owned()), ..EntryChange::default() }
}

#[test]
fn a_phrasing_is_added_to_a_block_list() {
    insta::assert_snapshot!(diff(COMMENTED, &add_phrasing("pain", "ouch: really?")), @r#"+      - "ouch: really?""#);
}

#[test]
fn a_phrasing_is_added_to_a_list_in_brackets() {
    insta::assert_snapshot!(diff(COMMENTED, &add_phrasing("cost", "is it dear")), @r#"
    -                'how many, in all'] # flow
    +                'how many, in all', 'is it dear'] # flow
    "#);
    let long = "a phrasing that is so long that the line would become too long with it, and so is wrapped";
    insta::assert_snapshot!(diff(COMMENTED, &add_phrasing("cost", long)), @r#"
    -                'how many, in all'] # flow
    +                'how many, in all',
    +                'a phrasing that is so long that the line would become too long with it, and so is wrapped'] # flow
    "#);
}

#[test]
fn the_first_phrasing_adds_the_list() {
    let text = "entries:\n- id: a\n  question: A?\n  answer: B. # why\n# end";
    insta::assert_snapshot!(edited(text, &add_phrasing("a", "x")), @r#"
    entries:
    - id: a
      question: A?
      answer: B. # why
      phrasings:
      - x
    # end
    "#);
    let flow = "{entries: [{id: a, question: A?, answer: B.}]}";
    insta::assert_snapshot!(edited(flow, &add_phrasing("a", "x")), @r#"{entries: [{id: a, question: A?, answer: B., phrasings: ["x"]}]}"#);
    let empty = "entries: [{id: a, question: A?, answer: B., phrasings: []}]";
    insta::assert_snapshot!(edited(empty, &add_phrasing("a", "x")), @"entries: [{id: a, question: A?, answer: B., phrasings: [x]}]");
}

#[test]
fn items_on_lines_of_their_own_stay_on_them() {
    let text = "entries:\n  - id: a\n    question: A?\n    answer: B.\n    phrasings: [\n      x, # one\n      y, # two\n    ]\n";
    insta::assert_snapshot!(diff(text, &add_phrasing("a", "z")), @"+      z,");
    let bare = text.replace("y, #", "y #");
    insta::assert_snapshot!(diff(&bare, &add_phrasing("a", "z")), @r#"
    -      y # two
    +      y, # two
    +      z
    "#);
}

#[test]
fn a_phrasing_is_removed() {
    insta::assert_snapshot!(diff(COMMENTED, &remove_phrasing("pain", "is it painful")), @"-      - is it painful # first");
    insta::assert_snapshot!(diff(COMMENTED, &remove_phrasing("cost", "how many, in all")), @r#"
    -    phrasings: [price, how much,
    -                'how many, in all'] # flow
    +    phrasings: [price, how much] # flow
    "#);
    insta::assert_snapshot!(diff(COMMENTED, &remove_phrasing("cost", "price")), @r#"
    -    phrasings: [price, how much,
    +    phrasings: [how much,
    "#);
}

#[test]
fn an_answer_keeps_its_block() {
    insta::assert_snapshot!(diff(COMMENTED, &change("pain", answer("Not much.\n  - really"))), @r#"
    -      A little.
    -
    -      # not a comment
    -      Then not.
    +      Not much.
    +        - really
    "#);
    insta::assert_snapshot!(diff(COMMENTED, &change("cost", answer("Nobody knows."))), @r#"
    -      It depends, and nobody
    -      can say.
    +      Nobody knows.
    "#);
    insta::assert_snapshot!(diff(COMMENTED, &change("cost", answer("Nobody\nknows."))), @r#"
    -    answer: >-
    -      It depends, and nobody
    -      can say.
    +    answer: |-
    +      Nobody
    +      knows.
    "#);
}

#[test]
fn a_line_becomes_a_block_if_needed() {
    let text = "entries:\n  - id: a\n    question: A?\n    answer: B. # why\n    source: S\n";
    insta::assert_snapshot!(diff(text, &change("a", answer("one\ntwo"))), @r#"
    -    answer: B. # why
    +    answer: | # why
    +      one
    +      two
    "#);
    insta::assert_snapshot!(diff(text, &change("a", answer("# not a comment"))), @r##"
    -    answer: B. # why
    +    answer: "# not a comment" # why
    "##);
}

#[test]
fn a_question_keeps_its_quotes() {
    let question = EntryChange { question: Some("What's \"pain\"?".to_owned()), ..EntryChange::default() };
    insta::assert_snapshot!(diff(COMMENTED, &change("pain", question)), @r#"
    -    question: 'Does it hurt?' # asked often
    +    question: 'What''s "pain"?' # asked often
    "#);
}

#[test]
fn a_category_is_added_and_removed() {
    let category = |text: &str| EntryChange { category: Some(text.to_owned()), ..EntryChange::default() };
    let with = edited(COMMENTED, &change("pain", category("Feelings")));
    insta::assert_snapshot!(diff(COMMENTED, &change("pain", category("Feelings"))), @"+    category: Feelings");
    insta::assert_snapshot!(diff(&with, &change("pain", category("Safety: first"))), @r#"
    -    category: Feelings
    +    category: "Safety: first"
    "#);
    assert_eq!(edited(&with, &change("pain", category(""))), COMMENTED);
}

#[test]
fn all_phrasings_are_changed_together() {
    let phrasings = ["will it hurt", "ouch", "ouch ", ""].map(str::to_owned).to_vec();
    let all = EntryChange { phrasings: Some(phrasings), ..EntryChange::default() };
    insta::assert_snapshot!(diff(COMMENTED, &change("pain", all)), @r#"
    -      - is it painful # first
    -      # between
    -      - "will it hurt"   # last
    +      # between
    +      - "will it hurt"   # last
    +      - "ouch"
    "#);
    let none = EntryChange { phrasings: Some(Vec::new()), ..EntryChange::default() };
    insta::assert_snapshot!(diff(COMMENTED, &change("cost", none)), @r#"
    -    phrasings: [price, how much,
    -                'how many, in all'] # flow
    +    phrasings: [] # flow
    "#);
}

#[test]
fn an_entry_is_added_after_the_others() {
    insta::assert_snapshot!(diff(COMMENTED, &Edit::AddEntry(new_entry("sun"))), @r#"
    +
    +  - id: sun
    +    question: What about sun?
    +    answer: |
    +      First line.
    +
    +      - one: 1
    +      - two
    +    category: New
    +    phrasings:
    +      - sun, how is it?
    +      - "- tell me"
    "#);
    let dense = "entries:\n- id: a\n  question: A?\n  answer: B.\n- id: b\n  question: C?\n  answer: D.";
    insta::assert_snapshot!(edited(dense, &Edit::AddEntry(new_entry("sun"))), @r#"
    entries:
    - id: a
      question: A?
      answer: B.
    - id: b
      question: C?
      answer: D.
    - id: sun
      question: What about sun?
      answer: |
        First line.

        - one: 1
        - two
      category: New
      phrasings:
      - sun, how is it?
      - "- tell me"
    "#);
    let json = "{\"entries\": [{\"id\": \"a\", \"question\": \"A?\", \"answer\": \"B.\"}]}\n";
    insta::assert_snapshot!(edited(json, &Edit::AddEntry(new_entry("sun"))), @r#"
    {"entries": [{"id": "a", "question": "A?", "answer": "B."},
                 {id: "sun", question: "What about sun?", answer: "First line.\n\n- one: 1\n- two", category: "New", phrasings: ["sun, how is it?", "- tell me"]}]}
    "#);
}

#[test]
fn a_removed_entry_is_no_longer_named() {
    insta::assert_snapshot!(edited(COMMENTED, &Edit::RemoveEntry { id: "pain".parse().unwrap() }), @r#"
    # The top.
    version: 1 # one

    entries: # all of them
      # about pain

      # about cost


      - id: cost
        answer: >-
          It depends, and nobody
          can say.
        question: What does it cost?
        related: [] # see there
        phrasings: [price, how much,
                    'how many, in all'] # flow
    # the end
    "#);
    insta::assert_snapshot!(diff(COMMENTED, &Edit::RemoveEntry { id: "cost".parse().unwrap() }), @r#"
    -
    -
    -  - id: cost
    -    answer: >-
    -      It depends, and nobody
    -      can say.
    -    question: What does it cost?
    -    related: [pain] # see there
    -    phrasings: [price, how much,
    -                'how many, in all'] # flow
    "#);
}

#[test]
fn the_first_referral_adds_the_section() {
    let referral = Edit::AddReferral(NewReferral {
        id: "price".parse().unwrap(),
        question: "How dear is it?".to_owned(),
        phrasings: vec!["dear?".to_owned()],
        message: None,
        urgent: true,
        local: false,
    });
    insta::assert_snapshot!(diff(COMMENTED, &referral), @r#"
    +
    +referrals:
    +  - id: price
    +    question: How dear is it?
    +    urgent: true
    +    phrasings:
    +      - dear?
    "#);
    let empty = "entries: [{id: a, question: A?, answer: B.}]\nreferrals: [] # none yet\n";
    insta::assert_snapshot!(edited(empty, &referral), @r#"
    entries: [{id: a, question: A?, answer: B.}]
    referrals: # none yet
      - id: price
        question: How dear is it?
        urgent: true
        phrasings:
          - dear?
    "#);
}

#[test]
fn line_ends_and_the_byte_order_mark_stay() {
    let dos = format!("\u{FEFF}{}", COMMENTED.replace('\n', "\r\n"));
    for edit in [add_phrasing("pain", "x"), Edit::AddEntry(new_entry("sun")), change("cost", answer("a\n\nb"))] {
        let after = edited(&dos, &edit);
        assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
        assert_eq!(after.trim_start_matches('\u{FEFF}').replace("\r\n", "\n"), edited(COMMENTED, &edit));
        assert!(after.starts_with('\u{FEFF}'));
    }
}

/// A file with training in several styles.
const TRAINED: &str = "\
entries:
  - {id: pain, question: Does it hurt?, answer: No.}
  - {id: cost, question: What does it cost?, answer: It depends., phrasings: [price]}

# More to learn from.
training: # by id
  # about pain
  pain: # many
    - is it painful # first
    # between
    - \"will it hurt\"

  cost: [how much,
         how dear] # flow
# the end
";

fn remove_entry(id: &str) -> Edit {
    Edit::RemoveEntry { id: id.parse().unwrap() }
}

#[test]
fn an_entry_is_removed_with_its_training() {
    insta::assert_snapshot!(edited(TRAINED, &remove_entry("pain")), @r#"
    entries:
      - {id: cost, question: What does it cost?, answer: It depends., phrasings: [price]}

    # More to learn from.
    training: # by id
      # about pain

      cost: [how much,
             how dear] # flow
    # the end
    "#);
    insta::assert_snapshot!(edited(TRAINED, &remove_entry("cost")), @r#"
    entries:
      - {id: pain, question: Does it hurt?, answer: No.}

    # More to learn from.
    training: # by id
      # about pain
      pain: # many
        - is it painful # first
        # between
        - "will it hurt"
    # the end
    "#);
}

#[test]
fn the_last_training_is_removed_with_its_section() {
    let one = TRAINED.replace("  cost: [how much,\n         how dear] # flow\n", "");
    insta::assert_snapshot!(edited(&one, &remove_entry("pain")), @r#"
    entries:
      - {id: cost, question: What does it cost?, answer: It depends., phrasings: [price]}

    # More to learn from.

    # the end
    "#);
    let comment = one.replace("# the end", "  # the end");
    insta::assert_snapshot!(edited(&comment, &remove_entry("pain")), @r#"
    entries:
      - {id: cost, question: What does it cost?, answer: It depends., phrasings: [price]}

    # More to learn from.
    training: {} # by id
      # about pain

      # the end
    "#);
    let flow = "{training: {a: [x]}, entries: [{id: a, question: A?, answer: B.}, {id: b, question: C?, answer: D.}]}";
    insta::assert_snapshot!(edited(flow, &remove_entry("a")), @"{training: {}, entries: [{id: b, question: C?, answer: D.}]}");
    let two = flow.replace("[x]", "[x], b: [y]");
    insta::assert_snapshot!(edited(&two, &remove_entry("b")), @"{training: {a: [x]}, entries: [{id: a, question: A?, answer: B.}]}");
}

#[test]
fn the_first_referral_stands_above_the_training() {
    insta::assert_snapshot!(diff(TRAINED, &Edit::AddReferral(NewReferral {
        id: "parking".parse().unwrap(),
        question: "Where can I park?".to_owned(),
        phrasings: Vec::new(),
        message: None,
        urgent: false, local: false
    })), @r#"
    +referrals:
    +  - id: parking
    +    question: Where can I park?
    +
    "#);
}

#[test]
fn a_phrasing_is_added_to_those_that_a_person_edits() {
    insta::assert_snapshot!(diff(TRAINED, &add_phrasing("cost", "fee")), @r#"
    -  - {id: cost, question: What does it cost?, answer: It depends., phrasings: [price]}
    +  - {id: cost, question: What does it cost?, answer: It depends., phrasings: [price, fee]}
    "#);
}

#[test]
fn training_is_not_taught_again() {
    let refused = |edit: &Edit| apply(TRAINED, edit).unwrap_err().to_string();
    insta::assert_snapshot!(refused(&add_phrasing("pain", "Is it painful")), @r#""Is it painful" already leads to "Does it hurt?": it is in the section "training" of the FAQ file"#);
    insta::assert_snapshot!(refused(&add_phrasing("pain", "How much")), @r#""How much" already leads to "What does it cost?": it is in the section "training" of the FAQ file"#);
    let wanted = EntryChange { phrasings: Some(vec!["is it painful".to_owned()]), ..EntryChange::default() };
    insta::assert_snapshot!(refused(&change("pain", wanted)), @r#""is it painful" already leads to "Does it hurt?": it is in the section "training" of the FAQ file"#);
    let doubled = TRAINED.replace("[price]", "[price, how much]");
    let wanted = EntryChange { phrasings: Some(vec!["how much".to_owned()]), ..EntryChange::default() };
    insta::assert_snapshot!(diff(&doubled, &change("cost", wanted)), @r#"
    -  - {id: cost, question: What does it cost?, answer: It depends., phrasings: [price, how much]}
    +  - {id: cost, question: What does it cost?, answer: It depends., phrasings: [how much]}
    "#);
}
