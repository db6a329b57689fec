//! Translations: read with their texts, and checked for their language and their age.

use faq::text::Language;
use insta::assert_snapshot;

use super::{lines, parse};

const TRANSLATED: &str = "\
disclaimer: This is no medical advice.
translations:
  es:
    disclaimer: No es un consejo médico.
    urgent: Pida ayuda ahora.
    categories: {The procedure: El procedimiento}
    of: mahaljmk
entries:
  - id: pain
    question: Does it hurt?
    answer: No.
    phrasings: [is it painful, does it ache, will it sting]
    category: The procedure
    translations:
      es: {question: ¿Duele?, answer: No., of: OF}
referrals:
  - id: cost
    question: What does it cost?
    message: Ask the clinic.
    translations:
      es: {message: Pregunte a la clínica.}
";

fn spanish() -> Language {
    "es".parse().unwrap()
}

/// The file with the hashes that it should have.
fn current() -> String {
    let faq = parse(TRANSLATED.replace(", of: OF", "").replace("    of: mahaljmk\n", "").as_str()).unwrap().faq;
    let entry = faq.entries()[0].source_hash().to_string();
    let referral = faq.referrals()[0].source_hash().to_string();
    let general = faq.general_source_hash().to_string();
    let text = TRANSLATED.replace("OF", &entry).replace("mahaljmk", &general);
    text.replace("clínica.}", &format!("clínica., of: {referral}}}"))
}

#[test]
fn translations_are_read() {
    let parsed = parse(&current()).unwrap();
    assert_eq!(lines(&parsed.warnings), "");
    let faq = parsed.faq;
    let general = faq.general_translation(spanish()).unwrap();
    assert_eq!((general.disclaimer(), general.urgent()), (Some("No es un consejo médico."), Some("Pida ayuda ahora.")));
    assert_eq!(general.category("The procedure"), Some("El procedimiento"));
    let entry = faq.entries()[0].translation(spanish()).unwrap();
    assert_eq!((entry.question(), entry.answer()), ("¿Duele?", "No."));
    assert_eq!(faq.entries()[0].translated_questions().collect::<Vec<_>>(), [(spanish(), "¿Duele?")]);
    assert_eq!(faq.referrals()[0].translation(spanish()).unwrap().message(), Some("Pregunte a la clínica."));
    // A matcher of the file's own language does not learn from them.
    assert!(faq.entries()[0].examples().all(|example| !example.contains("Duele")));
    assert!(faq.entries()[0].translation("fr".parse().unwrap()).is_none());
}

#[test]
fn a_translation_that_is_older_than_its_text_is_not_shown_and_named() {
    let text = current().replace("answer: No.\n    phrasings", "answer: Hardly.\n    phrasings");
    let parsed = parse(&text.replace("medical advice", "advice").replace("Ask the clinic", "Ask us")).unwrap();
    assert_snapshot!(lines(&parsed.warnings), @r#"
    faq.yaml:3:3: warning: the text has changed since it was translated (es), so the old translation is still shown; correct it, then run "micropen-faq check --approve-translations"
    faq.yaml:15:7: warning: entry "pain": the text has changed since it was translated (es), so the old translation is not shown; correct it, then run "micropen-faq check --approve-translations"
    faq.yaml:21:7: warning: referral "cost": the text has changed since it was translated (es), so the old translation is not shown; correct it, then run "micropen-faq check --approve-translations"
    "#);
    assert!(parsed.faq.entries()[0].translation(spanish()).is_none());
    assert!(parsed.faq.referrals()[0].translation(spanish()).is_none());
    let general = parsed.faq.general_translation(spanish()).unwrap();
    assert_eq!(general.urgent(), Some("Pida ayuda ahora."), "what to do in an emergency is still said");
}

#[test]
fn a_translation_that_nobody_approved_is_shown_and_named() {
    let parsed = parse("entries: [{id: a, question: A?, answer: B., phrasings: [a, b, c], translations: {es: {question: ¿A?, answer: B.}, de: {question: A?, answer: B.}}}]").unwrap();
    assert_snapshot!(lines(&parsed.warnings), @r#"
    faq.yaml:1:57: warning: entry "a": "a" appears twice here (line 1); remove one
    faq.yaml:1:82: warning: entry "a": nobody has approved the translation (es, de); if it is right, run "micropen-faq check --approve-translations"
    "#);
    assert_eq!(parsed.faq.entries()[0].translation(spanish()).unwrap().question(), "¿A?");
}

#[test]
fn wrong_translations_are_reported_with_their_place() {
    let file = "\
language: en
translations: [es]
entries:
  - id: a
    question: A?
    answer: B.
    phrasings: [a, b, c]
    translations:
      en: {question: A?, answer: B.}
      pt: {question: A?, answer: B.}
      pt-BR: {question: A?, answer: B.}
      spanish: {question: A?, answer: B.}
      de: {question: A?}
      fr: {question: A?, answer: '| a | b |', of: 12345678, anser: C.}
      it: {question: A?, answer: B., of: zzzzzzzz}
      nl: A?
";
    assert_snapshot!(parse(file).unwrap_err(), @r#"
    faq.yaml:2:15: error: translations: it must be made of languages such as es, each with ":" and its texts below
    faq.yaml:7:17: warning: entry "a": "a" appears twice here (line 5); remove one
    faq.yaml:9:7: error: entry "a": translations: "en" is the language of the file itself; remove it
    faq.yaml:9:7: warning: entry "a": nobody has approved the translation (en, pt, pt-BR, spanish, de); if it is right, run "micropen-faq check --approve-translations"
    faq.yaml:11:7: error: entry "a": translations: "pt-BR" is the same language as "pt"; keep one of them
    faq.yaml:12:7: error: entry "a": translations: "spanish" is not a language tag; write one like en, de or pt-BR
    faq.yaml:13:11: error: entry "a": translations: de: "answer" is missing; add a line that begins with "answer:"
    faq.yaml:14:51: error: entry "a": translations: fr: "of" must be text; put it in quotes: "12345678"
    faq.yaml:14:61: error: entry "a": translations: fr: unknown key "anser"; did you mean "answer"?
    faq.yaml:15:42: error: entry "a": translations: it: "zzzzzzzz" is not the mark that the program writes there, 8 letters of a-p; delete the line
    faq.yaml:16:11: error: entry "a": translations: nl: it must be made of keys, each with ":" after it (answer, of, question)
    "#);
}
