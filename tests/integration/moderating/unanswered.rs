//! Unanswered questions, and the ways in which moderators deal with them.

use serde_json::json;

use super::clinic::{Clinic, Desk, FAQ};
use crate::fake_discord::reply::Reply;

async fn ask_without_an_answer(desk: &Desk<'_>) {
    for question in ["will my beard grow faster", "will my beard grow faster?", "can I bring my dog along"] {
        desk.asks(question).await;
    }
}

/// Chooses items of a list, and returns the message as it is then.
async fn choose(desk: &Desk<'_>, list: &Reply, items: &[&str]) -> Reply {
    desk.moderator.chooses_all(list, items);
    desk.fake.next_edit().await
}

#[tokio::test]
async fn the_most_frequent_comes_first() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            insta::assert_snapshot!(desk.faq("unanswered", json!({})).await, @r#"
            (only you can see this)
            **No match**: nothing here.
            [Named gaps (0)] [Not what I asked (0)]
            "#);
            ask_without_an_answer(&desk).await;
            insta::assert_snapshot!(desk.faq("unanswered", json!({})).await, @r#"
            (only you can see this)
            **No match**: 2 items, the most frequent first.
            **1.** "will my beard grow faster": twice, last <t:1793534400:R>; nearest: collagen, pain, numbing
            **2.** "can I bring my dog along": once, last <t:1793534400:R>; nearest: numbing, pain, collagen
            [1. will my beard grow faster | 2. can I bring my dog along]
            [Named gaps (0)] [Not what I asked (0)]
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
            let chosen = choose(&desk, &list, &["1. will my beard grow faster"]).await;
            insta::assert_snapshot!(chosen, @r#"
            (only you can see this)
            One question, asked twice.
            - "will my beard grow faster": twice
            [Teach] [New entry] [Name the gap] [Dismiss] [Back]
            "#);
            let choice = desk.presses(&chosen, "Teach").await;
            insta::assert_snapshot!(choice, @r#"
            (only you can see this)
            What is "will my beard grow faster" about? The nearest entries and gaps come first; **Search** finds any.
            [What does it do for collagen? | Not in the guide: My skin will not stop bleeding | Does micro-penning hurt? | Is a numbing cream used? | Not in the guide: How much does it cost?]
            [Search] [Back]
            "#);
            desk.moderator.chooses(&choice, "What does it do for collagen?");
            insta::assert_snapshot!(desk.next_edit().await, @r#"
            (only you can see this)
            Saved as revision 2: taught collagen: "will my beard grow faster". `/faq undo` reverses it.
            "#);
            insta::assert_snapshot!(clinic.changes_since(FAQ), @r#"
            -    phrasings: [does it boost collagen, collagen production, why does collagen grow]
            +    phrasings: [does it boost collagen, collagen production, why does collagen grow,
            +                will my beard grow faster]
            "#);
            insta::assert_snapshot!(desk.faq("unanswered", json!({})).await, @r#"
            (only you can see this)
            **No match**: one item.
            **1.** "can I bring my dog along": once, last <t:1793534400:R>; nearest: numbing, pain, collagen
            [1. can I bring my dog along]
            [Named gaps (0)] [Not what I asked (0)]
            "#);
        })
        .await;
}

#[tokio::test]
async fn several_questions_are_taught_at_once() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            ask_without_an_answer(&desk).await;
            let list = desk.faq("unanswered", json!({})).await;
            let both = ["1. will my beard grow faster", "2. can I bring my dog along"];
            let chosen = choose(&desk, &list, &both).await;
            insta::assert_snapshot!(chosen, @r#"
            (only you can see this)
            2 questions, asked 3 times in all.
            - "will my beard grow faster": twice
            - "can I bring my dog along": once
            [will my beard grow faster | can I bring my dog along]
            [Teach all] [New entry] [Name the gap] [Dismiss all] [Back]
            "#);
            let choice = desk.presses(&chosen, "Teach all").await;
            assert_eq!(desk.presses(&choice, "Back").await.to_string(), chosen.to_string());
            assert_eq!(desk.presses(&chosen, "Back").await.to_string(), list.to_string());
            let choice = desk.presses(&choose(&desk, &list, &both).await, "Teach all").await;
            desk.moderator.chooses(&choice, "Does micro-penning hurt?");
            insta::assert_snapshot!(desk.next_edit().await, @r#"
            (only you can see this)
            Saved as revision 2: taught pain: "will my beard grow faster", "can I bring my dog along". `/faq undo` reverses it.
            "#);
            insta::assert_snapshot!(clinic.changes_since(FAQ), @r#"
            -    phrasings: [does it hurt, is it painful, 'how painful is it', will I feel pain]   # short ones first
            +    phrasings: [does it hurt, is it painful, 'how painful is it', will I feel pain,
            +                will my beard grow faster, can I bring my dog along]   # short ones first
            "#);
            assert!(desk.faq("unanswered", json!({})).await.content.contains("nothing here"));
        })
        .await;
}

#[tokio::test]
async fn a_second_choice_of_what_was_taught_shows_that_it_was_taught() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            ask_without_an_answer(&desk).await;
            let list = desk.faq("unanswered", json!({})).await;
            let chosen = choose(&desk, &list, &["1. will my beard grow faster"]).await;
            let earlier: Vec<String> = chosen.custom_ids();
            let choice = desk.presses(&chosen, "Teach").await;
            desk.moderator.presses(&choice, "Search");
            let search = fake.next_modal().await;
            let before = fake.requests("PATCH", "webhooks/");
            for topic in ["What does it do for collagen?", "What does it do for collagen?", "Does micro-penning hurt?"]
            {
                desk.moderator.chooses(&choice, topic);
            }
            fake.until_requests("PATCH", "webhooks/", before + 3).await;
            let saved = fake.message(choice.id).to_string();
            insta::assert_snapshot!(saved, @r#"
            (only you can see this)
            Saved as revision 2: taught collagen: "will my beard grow faster". `/faq undo` reverses it.
            "#);
            // Whatever else is pressed that the message had before, and a form that is still open, show it again.
            for button in earlier.iter().filter(|id| !id.starts_with("faq:new") && !id.starts_with("faq:gap")) {
                if button.starts_with("faq:unanswered") {
                    continue;
                }
                desk.moderator.presses_id(&choice, button);
                assert_eq!(desk.next_edit().await.to_string(), saved, "{button}");
            }
            desk.moderator.submits(&search, &[("Words it contains, or its id", "pain")]);
            assert_eq!(desk.next_edit().await.to_string(), saved);
            // Somebody else did not do it.
            let otto = fake.moderator("otto");
            otto.slash(desk.room, "faq unanswered", json!({})).await;
            let others = fake.next_reply().await;
            otto.presses_id(&others, "faq:chosen:none:0:99:1");
            insta::assert_snapshot!(desk.next_edit().await, @"
            (only you can see this)
            That question is no longer in the list. `/faq unanswered` shows the current list.
            [Back]
            ");
        })
        .await;
}

#[tokio::test]
async fn a_second_dismissal_shows_the_same_list() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            ask_without_an_answer(&desk).await;
            let list = desk.faq("unanswered", json!({})).await;
            let chosen = choose(&desk, &list, &["1. will my beard grow faster"]).await;
            let left = desk.presses_at_once(&chosen, &["Dismiss", "Dismiss", "Dismiss"]).await;
            insta::assert_snapshot!(left, @r#"
            (only you can see this)
            **No match**: one item.
            **1.** "can I bring my dog along": once, last <t:1793534400:R>; nearest: numbing, pain, collagen
            [1. can I bring my dog along]
            [Named gaps (0)] [Not what I asked (0)]
            "#);
        })
        .await;
}

#[tokio::test]
async fn any_entry_and_any_gap_is_found_by_typing() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            ask_without_an_answer(&desk).await;
            let list = desk.faq("unanswered", json!({})).await;
            let chosen = choose(&desk, &list, &["2. can I bring my dog along"]).await;
            let choice = desk.presses(&chosen, "Teach").await;
            desk.moderator.presses(&choice, "Search");
            let form = fake.next_modal().await;
            insta::assert_snapshot!(form, @r#"
            # Find an entry or a gap
            Words it contains, or its id* (at most 256):
            "#);
            desk.moderator.submits(&form, &[("Words it contains, or its id", "zebra")]);
            let other = fake.next_edit().await;
            desk.moderator.presses(&other, "Search");
            desk.moderator.submits(&fake.next_modal().await, &[("Words it contains, or its id", "expens")]);
            let found = fake.next_edit().await;
            assert!(found.content.starts_with("These fit \"expens\"."), "{found}");
            desk.moderator.chooses(&found, "Not in the guide: How much does it cost?");
            insta::assert_snapshot!(desk.next_edit().await, @r#"
            (only you can see this)
            Saved as revision 2: taught cost: "can I bring my dog along". `/faq undo` reverses it.
            "#);
            assert!(clinic.text().contains("can I bring my dog along"));
            let offered = desk.moderator.autocomplete(desk.room, "faq teach", "entry", "costl").await;
            assert_eq!(offered[0].value, "gap:cost");
        })
        .await;
}

#[tokio::test]
async fn questions_become_a_new_entry() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            ask_without_an_answer(&desk).await;
            let list = desk.faq("unanswered", json!({})).await;
            let both = ["1. will my beard grow faster", "2. can I bring my dog along"];
            let chosen = choose(&desk, &list, &both).await;
            desk.moderator.presses(&chosen, "New entry");
            let form = fake.next_modal().await;
            insta::assert_snapshot!(form, @r#"
            # New entry
            Question* (at most 256): will my beard grow faster
            Other ways to ask it (at most 4000): can I bring my dog along
            Answer* (at most 4000): 
            Category (at most 100):
            "#);
            let preview = desk.submits(&form, &[("Answer", "The guide says no.")]).await;
            desk.presses(&preview, "Save").await;
            insta::assert_snapshot!(clinic.changes_since(FAQ), @r#"
            +  - id: will-my-beard-grow-faster
            +    question: will my beard grow faster
            +    answer: The guide says no.
            +    phrasings:
            +      - can I bring my dog along
            +
            "#);
            assert!(desk.faq("unanswered", json!({})).await.content.contains("nothing here"));
        })
        .await;
}

#[tokio::test]
async fn a_gap_gets_a_name_and_keeps_it() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            ask_without_an_answer(&desk).await;
            let list = desk.faq("unanswered", json!({})).await;
            let chosen = choose(&desk, &list, &["2. can I bring my dog along"]).await;
            desk.moderator.presses(&chosen, "Name the gap");
            let form = fake.next_modal().await;
            insta::assert_snapshot!(form, @r#"
            # Name what the guide does not answer
            Question* (at most 256): can I bring my dog along
            Other ways to ask it (at most 4000): 
            What to say (empty: the general text) (at most 3000):
            "#);
            let preview = desk.submits(&form, &[("Other ways to ask it", "are pets welcome")]).await;
            desk.presses(&preview, "Save").await;
            insta::assert_snapshot!(clinic.changes_since(FAQ), @r#"
            +  - id: can-i-bring-my-dog-along
            +    question: can I bring my dog along
            +    phrasings:
            +      - are pets welcome
            "#);
            let questions = ["are pets welcome", "are pets welcome", "can I bring my dog along?", "what is the price"];
            for (number, question) in questions.iter().enumerate() {
                fake.user(&format!("asker {number}")).dm(question);
                fake.next_reply().await;
            }
            let list = desk.faq("unanswered", json!({})).await;
            let gaps = desk.presses(&list, "Named gaps (2)").await;
            insta::assert_snapshot!(gaps, @r#"
            (only you can see this)
            **Named gaps**: 2 items, the most frequent first.
            **1.** *can-i-bring-my-dog-along*: twice, last <t:1793534400:R>
            **2.** *cost*: once, last <t:1793534400:R>
            [1. can-i-bring-my-dog-along | 2. cost]
            [No match (1)] [Not what I asked (0)]
            "#);
            insta::assert_snapshot!(choose(&desk, &gaps, &["1. can-i-bring-my-dog-along"]).await, @r#"
            (only you can see this)
            One question, asked twice.
            - "are pets welcome": twice
            [Teach] [New entry] [Dismiss] [Back]
            "#);
        })
        .await;
}

#[tokio::test]
async fn wrong_answers_are_a_part_of_their_own() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            desk.asks("My skin will not stop bleeding").await;
            fake.user("ada").mentions_bot(desk.room, "does it hurt a lot?");
            let answer = fake.next_reply().await;
            for presser in ["ada", "bob"] {
                fake.user(presser).presses(&answer, "Not what I asked");
                fake.next_reply().await;
            }
            insta::assert_snapshot!(desk.faq("unanswered", json!({})).await, @r#"
            (only you can see this)
            **Not what I asked**: one item.
            **1.** "does it hurt a lot?": twice, last <t:1793534400:R>; shown: pain; nearest: collagen, numbing
            [1. does it hurt a lot?]
            [No match (0)] [Named gaps (0)]
            "#);
        })
        .await;
}

#[tokio::test]
async fn questions_are_dismissed() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            ask_without_an_answer(&desk).await;
            let list = desk.faq("unanswered", json!({})).await;
            let chosen = choose(&desk, &list, &["1. will my beard grow faster"]).await;
            let left = desk.presses(&chosen, "Dismiss").await;
            insta::assert_snapshot!(left, @r#"
            (only you can see this)
            **No match**: one item.
            **1.** "can I bring my dog along": once, last <t:1793534400:R>; nearest: numbing, pain, collagen
            [1. can I bring my dog along]
            [Named gaps (0)] [Not what I asked (0)]
            "#);
            // What was chosen before still stands somewhere; its buttons do no harm.
            desk.moderator.presses_id(&left, "faq:teach:none:0:99:99");
            insta::assert_snapshot!(fake.next_edit().await, @r#"
            (only you can see this)
            That question is no longer in the list. `/faq unanswered` shows the current list.
            [Back]
            "#);
        })
        .await;
}

#[tokio::test]
async fn long_lists_are_paged_and_long_texts_are_whole() {
    let clinic = Clinic::new(FAQ);
    let long = format!("can I bring my {} dog", "very ".repeat(50).trim());
    let questions = [
        &*long,
        "who won on sunday",
        "is the moon round",
        "when is easter",
        "what is jazz",
        "why is snow white",
        "which team won",
        "who wrote hamlet",
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
            let second = desk.presses(&first, "Next").await;
            assert!(second.to_string().contains("**6.** "), "{second}");
            assert_eq!(second.buttons().last(), Some(&"Previous"), "{second}");
            assert!(format!("{first}{second}").contains(&long), "{first}{second}");
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
