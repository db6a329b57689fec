//! The reply to a message that asks several things.

use faq::{Faq, file};
use matching::Explanation;
use matching::decide::{Candidate, Decision, Others, Outcome};
use micropen_faq::reply::{self, Locale};

use super::{assert_fits, crowded, entry, faq, gap, shown};

/// Returns the reply to a message that asks about these entries and gaps, and, if `unclear`, about something else.
fn answered(faq: &Faq, entries: &[&str], gaps: &[&str], unclear: bool) -> String {
    shown(&reply::decision(faq, &decision(faq, entries, gaps, unclear), Locale::ENGLISH))
}

fn decision<'a>(faq: &'a Faq, entries: &[&str], gaps: &[&str], unclear: bool) -> Decision<'a> {
    let mut also: Vec<_> = entries.iter().map(|id| entry(faq, id)).collect();
    let first = also.remove(0);
    let unanswered = gaps.iter().map(|id| gap(faq, id)).collect();
    let mut candidates = Vec::new();
    for id in ["pain", "numbing", "hours"] {
        candidates.push(Candidate { entry: entry(faq, id), confidence: 0.5 });
    }
    let others = Others { also, unanswered, unclear };
    Decision {
        outcome: Outcome::Answer(first),
        others,
        candidates,
        language: faq::text::Language::ENGLISH,
        explanation: Explanation::default(),
    }
}

#[test]
fn each_question_is_answered_below_its_title() {
    insta::assert_snapshot!(answered(&faq(), &["pain", "numbing", "hours"], &[], false), @"
    [Answer]
    # Does micro-penning hurt?
    The guide describes it as **painless**.

    **Is a numbing cream used?**
    Yes, before the treatment.

    **Who wrote this guide?**
    The clinic.
    -- From the guide: What is micro-penning
    This is general information, not medical advice.
    (Helpful = helpful:pain) (Not what I asked = not:pain)
    (What does it do for collagen? = show:collagen)
    ");
}

#[test]
fn what_the_guide_does_not_answer_is_named() {
    let faq = faq();
    insta::assert_snapshot!(answered(&faq, &["pain"], &["cost"], false), @"
    [Answer]
    # Does micro-penning hurt?
    The guide describes it as **painless**.

    **The guide does not say:** How much does it cost?
    The guide names no prices. Please ask the clinic for them.
    -- From the guide: What is micro-penning
    This is general information, not medical advice.
    In an emergency call your local emergency number.
    (Helpful = helpful:pain) (Not what I asked = not:pain:numbing:hours)
    (Is a numbing cream used? = show:numbing) (What does it do for collagen? = show:collagen)
    ");
    insta::assert_snapshot!(answered(&faq, &["hours", "numbing"], &["parking", "cost"], true), @"
    [Answer]
    # Who wrote this guide?
    The clinic.

    **Is a numbing cream used?**
    Yes, before the treatment.

    **The guide does not say:** Where can I park? How much does it cost?
    The guide names no prices. Please ask the clinic for them.
    I did not understand part of your message. Please ask that part again in a separate message.
    -- This is general information, not medical advice.
    In an emergency call your local emergency number.
    (Helpful = helpful:hours) (Not what I asked = not:hours:pain)
    (Does micro-penning hurt? = show:pain)
    ");
}

#[test]
fn small_talk_beside_a_question_gets_its_reply() {
    insta::assert_snapshot!(answered(&faq(), &["hours"], &["thanks"], false), @"
    [Answer]
    # Who wrote this guide?
    The clinic.

    You're welcome!
    -- This is general information, not medical advice.
    (Helpful = helpful:hours) (Not what I asked = not:hours:pain:numbing)
    (Does micro-penning hurt? = show:pain)
    ");
}

#[test]
fn each_section_of_the_guide_is_named_once() {
    let text = "\
entries:
  - {id: a, question: A?, answer: a, source: First}
  - {id: b, question: B?, answer: b, source: First}
  - {id: c, question: C?, answer: c, source: Second}
";
    let faq = file::parse(text.as_bytes()).unwrap().faq;
    let others = Others { also: vec![entry(&faq, "b"), entry(&faq, "c")], ..Others::default() };
    let outcome = Outcome::Answer(entry(&faq, "a"));
    let decision = Decision {
        outcome,
        others,
        candidates: vec![],
        language: faq::text::Language::ENGLISH,
        explanation: Explanation::default(),
    };
    assert_eq!(
        reply::decision(&faq, &decision, Locale::of_faq(&faq)).footer.as_deref(),
        Some("From the guide: First; Second")
    );
}

#[test]
fn long_answers_are_cut_alike_and_can_be_read_whole() {
    let faq = crowded();
    let [first, second, third] = [0, 1, 2].map(|at| &faq.entries()[at]);
    let others = Others { also: vec![second, third], unanswered: vec![&faq.referrals()[0]], unclear: true };
    let outcome = Outcome::Answer(first);
    let reply = reply::decision(
        &faq,
        &Decision {
            outcome,
            others,
            candidates: vec![],
            language: faq::text::Language::ENGLISH,
            explanation: Explanation::default(),
        },
        Locale::ENGLISH,
    );
    assert_fits(&reply);
    let (body, footer) = (&reply.body, reply.footer.as_ref().unwrap());
    assert!(body.contains("**The guide does not say:** Where is the clinic?"));
    assert!(body.ends_with("Please ask that part again in a separate message."), "the end is not cut");
    assert!(footer.ends_with(&"è".repeat(500)), "the sentence on emergencies is not cut");
    let offered: Vec<_> = reply.rows[1].iter().map(|button| button.action.custom_id()).collect();
    let shortened = [first, second, third].map(|entry| format!("show:{}", entry.id()));
    assert_eq!(offered[..3], shortened);
    let longest = body.split("\n\n").map(|part| part.chars().count()).max().unwrap();
    assert!(longest < 1_600, "no answer takes the room of the others");
}

#[test]
fn moderators_see_how_each_question_was_decided() {
    let faq = faq();
    let decision = decision(&faq, &["pain", "hours"], &["cost", "parking"], true);
    insta::assert_snapshot!(reply::moderation::explained(&decision, 0.4), @"
    Answered with *pain* (an answer needs more than 0.40).
    Also answered with: *hours*
    Not answered: *cost*, *parking*, a part that no topic is close to
    Closest entries: *pain* 0.50, *numbing* 0.50, *hours* 0.50
    ");
}
