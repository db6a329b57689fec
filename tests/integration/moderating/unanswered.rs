//! Unanswered questions, and the ways in which moderators deal with them.

use serde_json::json;

use super::clinic::{Clinic, Desk, FAQ};

async fn ask_without_an_answer(desk: &Desk<'_>) {
    for question in ["will my beard grow faster", "will my beard grow faster?", "can I bring my dog along"] {
        desk.asks(question).await;
    }
}

#[tokio::test]
async fn the_most_frequent_comes_first() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            insta::assert_snapshot!(desk.faq("unanswered", json!({})).await, @r#"
            (only you can see this)
            Nothing here: every question was answered or dealt with.
            "#);
            ask_without_an_answer(&desk).await;
            insta::assert_snapshot!(desk.faq("unanswered", json!({})).await, @r#"
            (only you can see this)
            2 unanswered questions, the most frequent first.
            **1.** "will my beard grow faster" - twice, last <t:1793534400:R>; nearest: collagen, pain, numbing
            **2.** "can I bring my dog along" - once, last <t:1793534400:R>; nearest: numbing, pain, collagen
            [1: Teach] [1: New entry] [1: Name the gap] [1: Dismiss]
            [2: Teach] [2: New entry] [2: Name the gap] [2: Dismiss]
            "#);
        })
        .await;
}

#[tokio::test]
async fn a_question_is_taught_to_an_entry() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            ask_without_an_answer(&desk).await;
            let list = desk.faq("unanswered", json!({})).await;
            let choice = desk.presses(&list, "1: Teach").await;
            insta::assert_snapshot!(choice, @r#"
            (only you can see this)
            Which entry answers "will my beard grow faster"? The nearest come first.
            [What does it do for collagen? | Does micro-penning hurt? | Is a numbing cream used?]
            [Back]
            "#);
            desk.moderator.chooses(&choice, "What does it do for collagen?");
            insta::assert_snapshot!(fake.next_edit().await, @r#"
            (only you can see this)
            Saved as revision 2: taught collagen: "will my beard grow faster". `/faq undo` takes it back.
            "#);
            insta::assert_snapshot!(clinic.changes_since(FAQ), @r#"
            -    phrasings: [does it boost collagen, collagen production, why does collagen grow]
            +    phrasings: [does it boost collagen, collagen production, why does collagen grow,
            +                will my beard grow faster]
            "#);
            insta::assert_snapshot!(desk.faq("unanswered", json!({})).await, @r#"
            (only you can see this)
            One unanswered question.
            **1.** "can I bring my dog along" - once, last <t:1793534400:R>; nearest: numbing, pain, collagen
            [1: Teach] [1: New entry] [1: Name the gap] [1: Dismiss]
            "#);
        })
        .await;
}

#[tokio::test]
async fn a_question_becomes_a_new_entry() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            ask_without_an_answer(&desk).await;
            let list = desk.faq("unanswered", json!({})).await;
            desk.moderator.presses(&list, "1: New entry");
            let form = fake.next_modal().await;
            insta::assert_snapshot!(form, @r#"
            # New entry
            Question* (at most 256): will my beard grow faster
            Other ways to ask it (at most 4000): 
            Answer* (at most 4000): 
            Category (at most 100):
            "#);
            let preview = desk.submits(&form, &[("Answer", "The guide says no.")]).await;
            desk.presses(&preview, "Save").await;
            insta::assert_snapshot!(clinic.changes_since(FAQ), @r#"
            +  - id: will-my-beard-grow-faster
            +    question: will my beard grow faster
            +    answer: The guide says no.
            +
            "#);
            insta::assert_snapshot!(desk.faq("unanswered", json!({})).await, @r#"
            (only you can see this)
            One unanswered question.
            **1.** "can I bring my dog along" - once, last <t:1793534400:R>; nearest: numbing, pain, collagen
            [1: Teach] [1: New entry] [1: Name the gap] [1: Dismiss]
            "#);
        })
        .await;
}

#[tokio::test]
async fn a_gap_gets_a_name() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            ask_without_an_answer(&desk).await;
            let list = desk.faq("unanswered", json!({})).await;
            desk.moderator.presses(&list, "2: Name the gap");
            let form = fake.next_modal().await;
            insta::assert_snapshot!(form, @r#"
            # Name what the guide does not answer
            Question* (at most 256): can I bring my dog along
            Other ways to ask it (at most 4000): 
            What to say (empty: the general text) (at most 3000):
            "#);
            let preview = desk.submits(&form, &[("Other ways to ask it", "are pets welcome")]).await;
            insta::assert_snapshot!(preview, @r#"
            (only you can see this)
            **Preview.** If you save this: 1 referral added (can-i-bring-my-dog-along).
            ✓ These 2 will lead here: "can I bring my dog along", "are pets welcome".
            The guide does not cover that. Please ask the clinic.
            -# In an emergency call your local emergency number.
            [Save] [Edit again] [Cancel]
            "#);
            desk.presses(&preview, "Save").await;
            insta::assert_snapshot!(clinic.changes_since(FAQ), @r#"
            +  - id: can-i-bring-my-dog-along
            +    question: can I bring my dog along
            +    phrasings:
            +      - are pets welcome
            "#);
            insta::assert_snapshot!(desk.faq("test", json!({ "question": "are pets welcome" })).await, @r#"
            (only you can see this)
            Referred as the gap *can-i-bring-my-dog-along* (an answer needs more than 0.55).
            Closest entries: *numbing* 0.00, *collagen* 0.00, *pain* 0.00
            Matched phrasing: "are pets welcome"
            The guide does not cover that. Please ask the clinic.
            -# In an emergency call your local emergency number.
            "#);
        })
        .await;
}

#[tokio::test]
async fn a_question_is_dismissed() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            ask_without_an_answer(&desk).await;
            let list = desk.faq("unanswered", json!({})).await;
            let left = desk.presses(&list, "1: Dismiss").await;
            insta::assert_snapshot!(left, @r#"
            (only you can see this)
            One unanswered question.
            **1.** "can I bring my dog along" - once, last <t:1793534400:R>; nearest: numbing, pain, collagen
            [1: Teach] [1: New entry] [1: Name the gap] [1: Dismiss]
            "#);
            // The list as it was still stands somewhere; its buttons do no harm.
            desk.moderator.presses_id(&left, "faq:teach:99");
            insta::assert_snapshot!(fake.next_edit().await, @r#"
            (only you can see this)
            That question is no longer in the list. `/faq unanswered` shows the current list.
            "#);
        })
        .await;
}

#[tokio::test]
async fn long_lists_are_paged() {
    let clinic = Clinic::new(FAQ);
    let questions = [
        "can I bring my dog",
        "who won on sunday",
        "is the moon round",
        "when is easter",
        "what is jazz",
        "why is snow white",
    ];
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            for (number, question) in questions.iter().enumerate() {
                fake.user(&format!("asker {number}")).dm(question);
                fake.next_reply().await;
            }
            let first = desk.faq("unanswered", json!({})).await;
            assert_eq!(first.buttons().last(), Some(&"Next"), "{first}");
            insta::assert_snapshot!(desk.presses(&first, "Next").await, @r#"
            (only you can see this)
            6 unanswered questions, the most frequent first.
            **5.** "what is jazz" - once, last <t:1793534400:R>; nearest: collagen, numbing, pain
            **6.** "why is snow white" - once, last <t:1793534400:R>; nearest: collagen, numbing, pain
            [5: Teach] [5: New entry] [5: Name the gap] [5: Dismiss]
            [6: Teach] [6: New entry] [6: Name the gap] [6: Dismiss]
            [Previous]
            "#);
        })
        .await;
}

#[tokio::test]
async fn frequent_unanswered_questions_are_announced() {
    let clinic = Clinic::new(FAQ).logging();
    clinic
        .opens(async |fake| {
            let log = fake.channel(super::clinic::LOG);
            let mut told = Vec::new();
            for number in 0..6 {
                fake.user(&format!("asker {number}")).dm("will my *beard* grow faster, call me on 0171 2345678");
            }
            for _ in 0..7 {
                let reply = fake.next_reply().await;
                told.extend((reply.channel == log).then(|| reply.to_string()));
            }
            insta::assert_snapshot!(told.join("\n"), @r#""will my \*beard\* grow faster, call me on \[number\]" was asked 5 times without an answer. `/faq unanswered` shows what can be done."#);
        })
        .await;
}
