//! What is said about emergencies: everything in the reply to one, a sentence below other referrals, nothing below small talk.

use faq::{Faq, file};
use matching::decide::Reason;
use micropen_faq::reply::{self, Action, Locale};

use super::{assert_fits, faq, gap, referred, shown};

#[test]
fn small_talk_is_no_occasion_to_speak_of_emergencies() {
    let faq = faq();
    insta::assert_snapshot!(referred(&faq, Reason::Named(gap(&faq, "thanks")), &[]), @"
    [Referral]
    You're welcome!
    ");
}

#[test]
fn an_faq_without_emergencies_does_not_speak_of_them() {
    let text = "entries: [{id: craft, question: How do I craft a bed?, answer: Of wool.}]\n";
    let faq = file::parse(text.as_bytes()).unwrap().faq;
    let general = reply::pressed(&faq, &Action::NoneOfThese, Locale::ENGLISH);
    assert_eq!(shown(&general), format!("[Referral]\n{}", faq.texts().general));
}

fn emergency_faq(urgent: &str, message: &str) -> Faq {
    let text = format!(
        "referral: {{urgent: {urgent:?}}}\nentries: [{{id: a, question: A?, answer: B.}}]\n\
         referrals: [{{id: eye, question: My eye!, urgent: true, message: {message:?}}}]\n"
    );
    file::parse(text.as_bytes()).unwrap().faq
}

fn urgent_body(faq: &Faq) -> String {
    let shown = referred(faq, Reason::Urgent(gap(faq, "eye")), &["a"]);
    let body = shown.strip_prefix("[Urgent]\n# ⚠️ This may be an emergency\n").expect("sign and title come first");
    body.to_owned()
}

#[test]
fn a_text_for_every_emergency_comes_before_that_for_one() {
    assert_eq!(urgent_body(&emergency_faq("Call 112.", "Rinse it.")), "Call 112.\n\nRinse it.");
    assert_eq!(urgent_body(&emergency_faq("Call 112. Rinse it.", "Rinse it.")), "Call 112. Rinse it.");
}

#[test]
fn a_long_text_for_every_emergency_is_not_cut() {
    let long = "é".repeat(3_000);
    let faq = emergency_faq(&long, &"è".repeat(3_000));
    let body = urgent_body(&faq);
    assert!(body.starts_with(&format!("{long}\n\nè")) && body.chars().count() <= 4_096);
    let pressed = reply::pressed(&faq, &Action::NoneOfThese, Locale::ENGLISH);
    assert_fits(&pressed);
}
