//! FAQs about any subject: nothing about the shipped FAQ's subject is built into the program.

use faq::Faq;
use matching::decide::{Outcome, Reason};
use micropen_faq::render;
use micropen_faq::reply::words::Words;
use micropen_faq::reply::{self, Locale, choices};

use super::Learned;

const CLINIC: &str = "
about: our treatments
entries:
  - {id: peel, question: How long does it take?, category: Chemical peel, answer: Half an hour.}
  - {id: laser, question: How long does it take?, category: Laser, answer: Ten minutes.}
  - {id: parking, question: Where can I park?, category: The clinic, answer: Behind the house.}
";

const MINECRAFT: &str = "
entries:
  - {id: join, question: How do I join the server?, phrasings: [server address, what is the ip], answer: Use play.example.}
  - {id: grief, question: Somebody destroyed my house, phrasings: [report a griefer, my base was raided], answer: Use /report.}
referrals:
  - {id: ban, question: Why was I banned?}
";

/// Words that belong to the shipped FAQ.
const SHIPPED_WORDS: [&str; 7] =
    ["skin", "emergency", "medical", "treatment", "professional", "micro-penning", "doctor"];

#[test]
fn the_same_question_under_two_headings_offers_both() {
    let clinic = Learned::new(CLINIC);
    let decision = clinic.decide("How long does it take?");
    let Outcome::Refer { reason: Reason::Ambiguous, suggestions } = &decision.outcome else {
        panic!("{:?}", decision.outcome);
    };
    assert_eq!(suggestions.iter().map(|entry| entry.id().as_str()).collect::<Vec<_>>(), ["peel", "laser"]);
    let reply = reply::decision(&clinic.faq, &decision, Locale::of_faq(&clinic.faq));
    let labels: Vec<&str> = reply.rows.iter().flatten().map(|button| button.label.as_str()).collect();
    assert_eq!(labels, ["Chemical peel: How long does it take?", "Laser: How long does it take?", "None of these"]);
    let offered = choices(&clinic.faq, "how long", decision.choices(), Locale::ENGLISH);
    for name in ["Chemical peel: How long does it take?", "Laser: How long does it take?"] {
        assert!(offered.iter().any(|choice| choice.name == name), "{name}");
    }
    assert_eq!(clinic.first("where can i park").0, "parking");
}

#[test]
fn the_same_question_under_one_heading_is_an_error() {
    let one = CLINIC.replace("category: Laser", "category: Chemical peel");
    assert!(faq::file::parse(one.as_bytes()).is_err());
    let none = CLINIC.replace("category: Laser, ", "");
    assert!(faq::file::parse(none.as_bytes()).is_err());
}

#[test]
fn a_minecraft_faq_says_nothing_of_health() {
    let minecraft = Learned::new(MINECRAFT);
    assert_eq!(minecraft.faq.emergency(), None);
    let mut texts = vec![
        said(&reply::too_soon(&minecraft.faq, Locale::of_faq(&minecraft.faq))),
        said(&reply::failure(&minecraft.faq, Locale::of_faq(&minecraft.faq))),
    ];
    for question in ["how do i join", "why was i banned", "my skin is bleeding", "???", "what is the capital of france"]
    {
        texts.push(said(&reply::decision(&minecraft.faq, &minecraft.decide(question), Locale::of_faq(&minecraft.faq))));
    }
    texts.push(described(&minecraft.faq));
    for text in texts {
        let found = SHIPPED_WORDS.iter().find(|word| text.to_lowercase().contains(**word));
        assert_eq!(found, None, "{text}");
    }
}

#[test]
fn the_command_says_what_the_faq_is_about() {
    assert_eq!(described(&Learned::new(MINECRAFT).faq), "Ask a question");
    assert_eq!(described(&Learned::new(CLINIC).faq), "Ask a question about our treatments");
}

#[test]
fn a_faq_that_knows_of_emergencies_says_what_to_do_in_one() {
    let file = MINECRAFT.replace("{id: ban,", "{id: harm, question: I want to die, urgent: true}\n  - {id: ban,");
    let minecraft = Learned::new(&file);
    let emergency = minecraft.faq.emergency().unwrap();
    assert!(emergency.contains("emergency number"), "{emergency}");
    assert!(said(&reply::too_soon(&minecraft.faq, Locale::of_faq(&minecraft.faq))).contains(emergency));
    assert!(said(&reply::failure(&minecraft.faq, Locale::of_faq(&minecraft.faq))).contains(emergency));
}

fn described(faq: &Faq) -> String {
    render::menu::ask(Words::english(), Some(faq))
}

fn said(reply: &reply::Reply) -> String {
    format!("{:?} {} {:?}", reply.title, reply.body, reply.footer)
}
