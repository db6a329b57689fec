//! Translations are set, removed and approved without touching anything else.

use faq::edit::{Edit, NewTranslation, TopicId, apply};
use faq::file;

use super::{diff, edited};

const BLOCK: &str = "\
entries:
  # about pain
  - id: pain # short
    question: Does it hurt?
    answer: A little. # so far
    phrasings:
      - is it painful # first
    # the end of pain

  - id: cost
    question: What does it cost?
    answer: >-
      It depends, and nobody
      can say.
    translations: # by Ana
      es: # Spanish
        question: ¿Cuánto cuesta?
        # checked
        answer: >-
          Depende, y nadie
          puede decirlo.
        of: aaaaaaaa # an old one
      fr: {question: 'Combien ?', answer: Ça dépend.}
referrals:
  - {id: legal, question: Is it legal?, message: Ask a lawyer.}
";

fn translate(entry: &str, language: &str, question: &str, answer: &str) -> Edit {
    Edit::Translate(NewTranslation {
        topic: TopicId::Entry(entry.parse().unwrap()),
        language: language.parse().unwrap(),
        question: question.to_owned(),
        text: answer.to_owned(),
    })
}

#[test]
fn the_first_translation_adds_the_section() {
    insta::assert_snapshot!(diff(BLOCK, &translate("pain", "es", "¿Duele?", "Un poco.\n\nDe verdad: no mucho.")), @r#"
    +    translations:
    +      es:
    +        question: "¿Duele?"
    +        answer: |
    +          Un poco.
    +
    +          De verdad: no mucho.
    +        of: iojiooej
    "#);
}

#[test]
fn another_language_is_added_below() {
    insta::assert_snapshot!(diff(BLOCK, &translate("cost", "de", "Was kostet es?", "Das kommt darauf an.")), @"
    +      de:
    +        question: Was kostet es?
    +        answer: Das kommt darauf an.
    +        of: aipjceod
    ");
    let flow = "{entries: [{id: a, question: A?, answer: B., translations: {es: {question: ¿A?, answer: B.}}}]}";
    insta::assert_snapshot!(edited(flow, &translate("a", "de", "A, oder?", "B.")), @r#"{entries: [{id: a, question: A?, answer: B., translations: {es: {question: ¿A?, answer: B.}, de: {question: "A, oder?", answer: "B.", of: "gbhagfcc"}}}]}"#);
}

#[test]
fn a_translation_is_changed_in_its_place() {
    insta::assert_snapshot!(diff(BLOCK, &translate("cost", "es", "¿Cuánto cuesta?", "Depende.")), @"
    -          Depende, y nadie
    -          puede decirlo.
    -        of: aaaaaaaa # an old one
    +          Depende.
    +        of: aipjceod # an old one
    ");
    insta::assert_snapshot!(diff(BLOCK, &translate("cost", "fr", "Combien ça coûte ?", "Ça dépend.")), @r#"
    -      fr: {question: 'Combien ?', answer: Ça dépend.}
    +      fr: {question: 'Combien ça coûte ?', answer: Ça dépend., of: "aipjceod"}
    "#);
}

#[test]
fn a_translation_is_removed_with_all_its_lines() {
    insta::assert_snapshot!(diff(BLOCK, &translate("cost", "fr", "", "")), @"-      fr: {question: 'Combien ?', answer: Ça dépend.}");
    let one = edited(BLOCK, &translate("cost", "fr", "", ""));
    insta::assert_snapshot!(diff(&one, &translate("cost", "es", "", " ")), @"
    -    translations: # by Ana
    -      es: # Spanish
    -        question: ¿Cuánto cuesta?
    -        # checked
    -        answer: >-
    -          Depende, y nadie
    -          puede decirlo.
    -        of: aaaaaaaa # an old one
    ");
}

#[test]
fn a_gap_is_translated_too() {
    let edit = Edit::Translate(NewTranslation {
        topic: TopicId::Referral("legal".parse().unwrap()),
        language: "es".parse().unwrap(),
        question: String::new(),
        text: "Pregunte a un abogado.".to_owned(),
    });
    insta::assert_snapshot!(diff(BLOCK, &edit), @r#"
    -  - {id: legal, question: Is it legal?, message: Ask a lawyer.}
    +  - {id: legal, question: Is it legal?, message: Ask a lawyer., translations: {es: {message: "Pregunte a un abogado.", of: "mimnfeph"}}}
    "#);
}

#[test]
fn approval_marks_every_translation_and_nothing_else() {
    let text = format!("{BLOCK}translations:\n  es:\n    urgent: Ayuda.\n");
    insta::assert_snapshot!(diff(&text, &Edit::ApproveTranslations), @r#"
    -        of: aaaaaaaa # an old one
    -      fr: {question: 'Combien ?', answer: Ça dépend.}
    -referrals:
    -  - {id: legal, question: Is it legal?, message: Ask a lawyer.}
    -translations:
    -  es:
    -    urgent: Ayuda.
    +        of: aipjceod # an old one
    +      fr: {question: 'Combien ?', answer: Ça dépend., of: "aipjceod"}
    +referrals:
    +  - {id: legal, question: Is it legal?, message: Ask a lawyer.}
    +translations:
    +  es:
    +    urgent: Ayuda.
    +    of: lligdchi
    "#);
    let approved = edited(&text, &Edit::ApproveTranslations);
    let warnings = file::parse(approved.as_bytes()).unwrap().warnings;
    assert!(warnings.iter().all(|warning| !warning.message.contains("translat")), "{warnings:?}");
    assert_eq!(
        apply(&approved, &Edit::ApproveTranslations).unwrap_err().to_string(),
        "nothing would change: the FAQ already has this"
    );
}

#[test]
fn half_a_translation_is_refused() {
    let refused = apply(BLOCK, &translate("pain", "es", "¿Duele?", "")).unwrap_err().to_string();
    insta::assert_snapshot!(refused, @r#"the FAQ would not be valid any more: entry "pain": translations: es: "answer" is missing; add a line that begins with "answer:""#);
}
