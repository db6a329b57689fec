//! The bot's replies, word for word.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod emergencies;
mod several;
mod shown_languages;

use faq::{Entry, EntryId, Faq, Referral, file};
use matching::Explanation;
use matching::decide::{Candidate, Decision, Others, Outcome, Reason};
use micropen_faq::reply::{self, Action, Locale, Reply, choices};

const FAQ: &str = r#"
version: 1
disclaimer: This is general information, not medical advice.
referral:
  general: The guide does not cover that. Please ask the clinic.
  urgent: This sounds urgent. Please get medical help now.
  emergency: In an emergency call your local emergency number.
entries:
  - id: pain
    question: Does micro-penning hurt?
    answer: The guide describes it as **painless**.
    source: What is micro-penning
    category: The procedure
    related: [numbing, collagen]
  - id: numbing
    question: Is a numbing cream used?
    answer: Yes, before the treatment.
    category: The procedure
  - id: collagen
    question: What does it do for collagen?
    answer: The guide says that it makes more of it.
    category: The skin
  - id: hours
    question: Who wrote this guide?
    answer: The clinic.
referrals:
  - id: cost
    question: How much does it cost?
    message: The guide names no prices. Please ask the clinic for them.
  - id: parking
    question: Where can I park?
  - id: thanks
    question: Thanks!
    message: You're welcome!
    small_talk: true
  - id: bleeding
    question: My skin will not stop bleeding
    urgent: true
  - id: eye
    question: Something got into my eye
    urgent: true
    message: Rinse the eye with water and see a doctor now.
"#;

fn faq() -> Faq {
    file::parse(FAQ.as_bytes()).unwrap().faq
}

fn id(text: &str) -> EntryId {
    text.parse().unwrap()
}

fn entry<'a>(faq: &'a Faq, text: &str) -> &'a Entry {
    faq.entry(&id(text)).unwrap()
}

fn gap<'a>(faq: &'a Faq, text: &str) -> &'a Referral {
    faq.referral(&text.parse().unwrap()).unwrap()
}

/// The reply as a reader sees it, with the action of each button.
fn shown(reply: &Reply) -> String {
    let mut lines = vec![format!("[{:?}]", reply.tone)];
    lines.extend(reply.title.iter().map(|title| format!("# {title}")));
    lines.push(reply.body.clone());
    lines.extend(reply.footer.iter().map(|footer| format!("-- {footer}")));
    for row in &reply.rows {
        let buttons = row.iter().map(|button| format!("({} = {})", button.label, button.action.custom_id()));
        lines.push(buttons.collect::<Vec<_>>().join(" "));
    }
    lines.join("\n")
}

fn decided(faq: &Faq, outcome: Outcome<'_>, candidates: &[&str]) -> String {
    let candidates = candidates.iter().map(|text| Candidate { entry: entry(faq, text), confidence: 0.5 }).collect();
    let language = match outcome {
        Outcome::Refer { reason: Reason::Foreign(language), .. } => language,
        _ => faq.language(),
    };
    let decision =
        Decision { outcome, others: Others::default(), candidates, language, explanation: Explanation::default() };
    shown(&reply::decision(faq, &decision, Locale::of_question(&decision)))
}

fn referred(faq: &Faq, reason: Reason<'_>, suggestions: &[&str]) -> String {
    let suggestions = suggestions.iter().map(|text| entry(faq, text)).collect();
    decided(faq, Outcome::Refer { reason, suggestions }, &[])
}

#[test]
fn an_answer() {
    let faq = faq();
    insta::assert_snapshot!(decided(&faq, Outcome::Answer(entry(&faq, "pain")), &["pain", "hours", "numbing"]), @"
    [Answer]
    # Does micro-penning hurt?
    The guide describes it as **painless**.
    -- From the guide: What is micro-penning
    This is general information, not medical advice.
    (Helpful = helpful:pain) (Not what I asked = not:pain:hours:numbing)
    (Who wrote this guide? = show:hours) (Is a numbing cream used? = show:numbing) (What does it do for collagen? = show:collagen)
    ");
}

#[test]
fn an_answer_without_source_and_related_questions() {
    let faq = faq();
    insta::assert_snapshot!(decided(&faq, Outcome::Answer(entry(&faq, "hours")), &["hours"]), @"
    [Answer]
    # Who wrote this guide?
    The clinic.
    -- This is general information, not medical advice.
    (Helpful = helpful:hours) (Not what I asked = not:hours)
    ");
}

#[test]
fn an_entry_chosen_by_name_offers_its_related_ones_instead() {
    let faq = faq();
    insta::assert_snapshot!(shown(&reply::entry(&faq, entry(&faq, "pain"), Locale::ENGLISH)), @"
    [Answer]
    # Does micro-penning hurt?
    The guide describes it as **painless**.
    -- From the guide: What is micro-penning
    This is general information, not medical advice.
    (Helpful = helpful:pain) (Not what I asked = not:pain:numbing:collagen)
    (Is a numbing cream used? = show:numbing) (What does it do for collagen? = show:collagen)
    ");
}

#[test]
fn a_general_referral_with_suggestions() {
    let faq = faq();
    insta::assert_snapshot!(referred(&faq, Reason::General, &["pain", "numbing"]), @"
    [Referral]
    I'm not sure the guide answers this.

    **Did you mean one of these?**
    -- In an emergency call your local emergency number.
    (Does micro-penning hurt? = show:pain) (Is a numbing cream used? = show:numbing) (None of these = none)
    ");
}

#[test]
fn a_general_referral_without_suggestions() {
    let faq = faq();
    insta::assert_snapshot!(referred(&faq, Reason::General, &[]), @"
    [Referral]
    The guide does not cover that. Please ask the clinic.
    -- In an emergency call your local emergency number.
    ");
}

#[test]
fn a_named_referral_has_its_own_message() {
    let faq = faq();
    insta::assert_snapshot!(referred(&faq, Reason::Named(gap(&faq, "cost")), &[]), @"
    [Referral]
    The guide names no prices. Please ask the clinic for them.
    -- In an emergency call your local emergency number.
    ");
    assert_eq!(referred(&faq, Reason::Named(gap(&faq, "parking")), &[]), referred(&faq, Reason::General, &[]));
}

#[test]
fn an_emergency_comes_first_and_without_suggestions() {
    let faq = faq();
    insta::assert_snapshot!(referred(&faq, Reason::Urgent(gap(&faq, "bleeding")), &["pain"]), @"
    [Urgent]
    # ⚠️ This may be an emergency
    This sounds urgent. Please get medical help now.
    ");
    insta::assert_snapshot!(referred(&faq, Reason::Urgent(gap(&faq, "eye")), &[]), @"
    [Urgent]
    # ⚠️ This may be an emergency
    This sounds urgent. Please get medical help now.

    Rinse the eye with water and see a doctor now.
    ");
}

#[test]
fn a_message_without_words_is_asked_for_some() {
    let faq = faq();
    insta::assert_snapshot!(referred(&faq, Reason::NoWords, &[]), @"
    [Referral]
    Please ask me a question in a few words, for example: *Does micro-penning hurt?*
    `/topics` shows what you can ask.
    -- In an emergency call your local emergency number.
    ");
}

fn pressed(action: &Action) -> String {
    shown(&reply::pressed(&faq(), action, Locale::ENGLISH))
}

#[test]
fn helpful() {
    insta::assert_snapshot!(pressed(&Action::Helpful(id("pain"))), @"
    [Note]
    Thank you, I am glad that this helped.
    ");
}

#[test]
fn not_what_i_asked() {
    let instead = vec![id("numbing"), id("gone"), id("hours"), id("pain")];
    insta::assert_snapshot!(pressed(&Action::NotWhatIAsked { shown: id("pain"), instead, question: None }), @"
    [Referral]
    Sorry, I misunderstood your question.

    **Did you mean one of these?**
    -- In an emergency call your local emergency number.
    (Is a numbing cream used? = show:numbing) (Who wrote this guide? = show:hours) (None of these = none)
    ");
    insta::assert_snapshot!(pressed(&Action::NotWhatIAsked { shown: id("pain"), instead: vec![], question: None }), @"
    [Referral]
    The guide does not cover that. Please ask the clinic.
    -- In an emergency call your local emergency number.
    ");
}

#[test]
fn none_of_these() {
    insta::assert_snapshot!(pressed(&Action::NoneOfThese), @"
    [Referral]
    The guide does not cover that. Please ask the clinic.
    -- In an emergency call your local emergency number.
    ");
}

#[test]
fn an_entry_behind_a_button() {
    insta::assert_snapshot!(pressed(&Action::Show(id("numbing"))), @"
    [Answer]
    # Is a numbing cream used?
    Yes, before the treatment.
    -- This is general information, not medical advice.
    (Helpful = helpful:numbing) (Not what I asked = not:numbing)
    ");
    insta::assert_snapshot!(pressed(&Action::Show(id("gone"))), @"
    [Note]
    That answer is no longer in the guide. `/topics` shows what you can ask.
    ");
}

#[test]
fn the_topics() {
    let pages: Vec<String> = reply::topics(&faq(), Locale::ENGLISH).iter().map(shown).collect();
    insta::assert_snapshot!(pages.join("\n===\n"), @"
    [Note]
    # What you can ask
    - Who wrote this guide?

    **The procedure**
    - Does micro-penning hurt?
    - Is a numbing cream used?

    **The skin**
    - What does it do for collagen?
    -- Ask in your own words: mention me, send me a direct message, or use /ask.
    ");
}

#[test]
fn privacy_and_notes() {
    insta::assert_snapshot!(shown(&reply::privacy(Locale::ENGLISH)), @r#"
    [Note]
    # What happens to your question
    I read a message only if it mentions me, somebody mentions me in a reply to it, it is a direct message to me, it is in a channel where I answer every question, or it is picked for "Answer from the guide".

    Questions are matched by this program itself and are not sent to any other service.

    **What is stored.** If I have no answer to your question or to a part of it, or you press "Not what I asked", the question is noted for the people who maintain the guide, or, in another server, for that server's editors only: its text up to 300 characters, its language, the closest answers, how often it was asked, and when it was first and last asked. Who asked it is not stored: no name, ID, channel, message or link. In a server other than the guide's own, the server's ID is stored with it. Email addresses, phone numbers and other long numbers, links, mentions and names after an @ are blanked out before anything is stored. I cannot recognize other personal details, so please leave them out. I also count, by day, how often each answer was given, how often it was marked as helpful or as not what was asked, and how often there was no answer.

    **Where, and for how long.** In a file on the machine that I run on. A question is deleted 90 days after it was last asked, the counts after 90 days.

    **What I remember until I restart.** Which of my replies belongs to which recent message, so that I can change or delete the reply when you edit or delete the message. Recent questions that I answered, blanked out in the same way, in case you press "Not what I asked". How many questions came from you, the channel and the server in the last seconds, so that nobody can flood a channel.

    **Moderators.** When a moderator changes the guide's answers from Discord, the change is stored with their user ID, and so is a change of a server's settings or own answers. Drafts are stored for a day.

    With `/ask` and `private`, and when you press a button, only you see the reply; what is stored is the same.
    "#);
    let notes = [
        reply::unknown_button(Locale::ENGLISH),
        reply::unknown_command(Locale::ENGLISH),
        reply::only_people(Locale::ENGLISH),
        reply::failure(&faq(), Locale::ENGLISH),
    ];
    insta::assert_snapshot!(notes.iter().map(shown).collect::<Vec<_>>().join("\n"), @"
    [Note]
    That button no longer works. Please ask your question again.
    [Note]
    I do not know that command. `/ask` answers a question, `/topics` shows what you can ask.
    [Note]
    I only answer questions from people, and that message is from a bot.
    [Note]
    Something went wrong on my side, so I have no answer for you. Please try again in a minute.

    In an emergency call your local emergency number.
    ");
}

/// An FAQ in which every text has the greatest allowed length, in characters of several bytes.
fn crowded() -> Faq {
    let text = |length| "é".repeat(length);
    let names = ["a", "b", "c", "d", "e", "f"].map(|name| name.repeat(64));
    let mut yaml = format!(
        "disclaimer: {}\nreferral:\n  general: {}\n  urgent: {}\n  emergency: {}\nentries:\n",
        text(1_000),
        text(3_000),
        text(2_999),
        "è".repeat(500)
    );
    for (number, name) in names.iter().enumerate() {
        let related = names.iter().filter(|other| *other != name).cloned().collect::<Vec<_>>().join(", ");
        yaml.push_str(&format!(
            "  - id: {name}\n    question: {number}{}\n    answer: {}\n    source: {}\n    category: {}\n    related: [{related}]\n",
            text(255),
            text(4_000),
            text(200),
            text(100)
        ));
    }
    yaml.push_str("referrals:\n  - {id: where, question: Where is the clinic?}\n");
    yaml.push_str("  - {id: eye, question: My eye!, urgent: true}\n");
    file::parse(yaml.as_bytes()).unwrap().faq
}

fn assert_fits(reply: &Reply) {
    let length = |text: &Option<String>| text.as_ref().map_or(0, |text| text.chars().count());
    let (title, body, footer) = (length(&reply.title), reply.body.chars().count(), length(&reply.footer));
    assert!(title <= 256 && (1..=4_096).contains(&body) && footer <= 2_048, "{title} {body} {footer}");
    assert!(title + body + footer <= 6_000);
    assert!(reply.rows.len() <= 5 && reply.rows.iter().all(|row| (1..=5).contains(&row.len())));
    let buttons: Vec<_> = reply.rows.iter().flatten().collect();
    assert!(buttons.iter().all(|button| (1..=80).contains(&button.label.chars().count())));
    let mut custom_ids: Vec<String> = buttons.iter().map(|button| button.action.custom_id()).collect();
    assert!(custom_ids.iter().all(|custom_id| custom_id.len() <= 100));
    custom_ids.sort();
    custom_ids.dedup();
    assert_eq!(custom_ids.len(), buttons.len());
}

#[test]
fn every_reply_fits_discords_limits() {
    let faq = crowded();
    let first = &faq.entries()[0];
    let instead = faq.entries().iter().map(|entry| entry.id().clone()).collect();
    let mut replies = vec![
        reply::entry(&faq, first, Locale::ENGLISH),
        reply::pressed(&faq, &Action::NoneOfThese, Locale::ENGLISH),
        reply::pressed(
            &faq,
            &Action::NotWhatIAsked { shown: first.id().clone(), instead, question: None },
            Locale::ENGLISH,
        ),
    ];
    for reason in [Reason::General, Reason::NoWords] {
        let outcome = Outcome::Refer { reason, suggestions: faq.entries().iter().collect() };
        let decision = Decision {
            outcome,
            others: Others::default(),
            candidates: vec![],
            language: faq::text::Language::ENGLISH,
            explanation: Explanation::default(),
        };
        replies.push(reply::decision(&faq, &decision, Locale::of_faq(&faq)));
    }
    replies.extend(reply::topics(&faq, Locale::ENGLISH));
    replies.iter().for_each(assert_fits);
    assert_eq!(replies[1].footer, Some("è".repeat(500)), "the sentence on emergencies is never cut");
}

fn offered(typed: &str, found: &[&str]) -> Vec<String> {
    let faq = faq();
    let choices = choices(&faq, typed, found.iter().map(|text| entry(&faq, text)), Locale::ENGLISH);
    choices.into_iter().map(|choice| choice.value).collect()
}

#[test]
fn while_typing_the_likeliest_entries_are_offered_first() {
    assert_eq!(offered(" ", &["hours"]), ["entry:pain", "entry:numbing", "entry:collagen", "entry:hours"]);
    assert_eq!(offered("numb hurt", &["numbing", "pain"]), ["entry:numbing", "entry:pain"]);
    assert_eq!(offered("HUR", &[]), ["entry:pain"]);
    assert_eq!(offered("hurt?", &["hours", "pain"]), ["entry:hours", "entry:pain"]);
    assert!(offered("parking", &[]).is_empty());
}

#[test]
fn choices_fit_discord() {
    let faq = crowded();
    let choices = choices(&faq, "", std::iter::empty(), Locale::ENGLISH);
    assert!(choices.len() <= 25 && !choices.is_empty());
    assert!(choices.iter().all(|choice| choice.name.chars().count() <= 100 && choice.value.chars().count() <= 100));
}
