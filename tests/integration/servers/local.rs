//! `/faq local`: a server answers for its own members what the guide leaves to servers.

use serde_json::json;

use super::house::{House, in_servers_with};
use crate::fake_discord::reply::Reply;

pub const FAQ: &str = include_str!("faq.yaml");
pub const COST: &str = "○ What does it cost?";
const ANSWER: &str = "Answer (empty: leave it open)";
const LINKS: &str = "Links, one per line, e.g. Book https://…";
const NOT_IN_THE_GUIDE: &str = "The guide says nothing about prices.";

/// Answers the gap of this option with a text, and returns the report.
pub async fn fills(house: &House<'_>, option: &str, answer: &str, links: &str) -> Reply {
    let list = house.faq(&house.editor, "local", json!({})).await;
    house.editor.chooses(&list, option);
    let form = house.fake.next_modal().await;
    house.editor.submits(&form, &[(ANSWER, answer), (LINKS, links)]);
    let preview = house.fake.next_edit().await;
    house.presses(&house.editor, &preview, "Save").await
}

#[tokio::test]
async fn an_editor_answers_a_gap_and_members_there_see_it() {
    in_servers_with(FAQ, async |fake| {
        let (house, other) = (House::new(fake, 1), House::new(fake, 2));
        house.asks("what is the price").await;
        other.asks("how do i book").await;
        let list = house.faq(&house.editor, "local", json!({})).await;
        insta::assert_snapshot!(list, @"
        (only you can see this)
        **What the guide leaves to your server**, the most asked here first. Only members of this server see your answers. 0 of 2 are answered.

        ○ What does it cost? (asked once)
        ○ How do I book an appointment?
        [○ What does it cost? | ○ How do I book an appointment?]
        ");
        house.editor.chooses(&list, COST);
        let form = fake.next_modal().await;
        house.editor.submits(&form, &[(ANSWER, "90 euros a session."), (LINKS, "Prices https://clinic.example/prices")]);
        let preview = fake.next_edit().await;
        insta::assert_snapshot!(preview, @"
        (only you can see this)
        **Preview.** If you save this, members of Server 4194306 see it:
        Please check that it does not contradict the guide's safety text, and gives no advice about anyone's health.
        # What does it cost?
        From **Server 4194306**

        90 euros a session.

        [Prices](https://clinic.example/prices)
        -# Written by this server's editors. It is not from the guide.
        In an emergency, call your local emergency number.
        [Save] [Edit again] [Cancel]
        ");
        assert!(house.asks("what is the price").await.to_string().contains(NOT_IN_THE_GUIDE));
        let saved = house.presses(&house.editor, &preview, "Save").await;
        insta::assert_snapshot!(saved, @"
        (only you can see this)
        Saved as revision 1: answered cost. `/faq undo` reverses it.
        [Back to the list]
        ");
        insta::assert_snapshot!(house.asks("how expensive is it?").await, @"
        # What does it cost?
        From **Server 4194306**

        90 euros a session.

        [Prices](https://clinic.example/prices)
        -# Written by this server's editors. It is not from the guide.
        In an emergency, call your local emergency number.
        ");
        assert!(other.asks("how expensive is it?").await.to_string().contains(NOT_IN_THE_GUIDE));
        house.member.dm("how expensive is it?");
        assert!(fake.next_reply().await.to_string().contains(NOT_IN_THE_GUIDE));
        let list = house.faq(&house.editor, "local", json!({})).await;
        assert!(list.content.contains("✓ What does it cost? (asked 3 times)"), "{list}");
    })
    .await;
}

#[tokio::test]
async fn beside_an_emergency_or_a_pregnancy_no_server_answers() {
    in_servers_with(FAQ, async |fake| {
        let house = House::new(fake, 1);
        fills(&house, COST, "90 euros.", "").await;
        let urgent = house.asks("What does it cost? It keeps bleeding and will not stop.").await.to_string();
        assert!(urgent.contains("Call for help now.") && !urgent.contains("90 euros"), "{urgent}");
        for question in ["I am pregnant. What does it cost?", "can pregnant women have it and what does it cost"] {
            let reply = house.asks(question).await.to_string();
            assert!(!reply.contains("90 euros"), "{question}: {reply}");
        }
        assert!(house.asks("What does it cost?").await.to_string().contains("90 euros."));
    })
    .await;
}

#[tokio::test]
async fn an_answer_of_the_guide_stands_above_the_servers() {
    in_servers_with(FAQ, async |fake| {
        let house = House::new(fake, 1);
        fills(&house, COST, "90 euros.", "").await;
        insta::assert_snapshot!(house.asks("Does it hurt? What does it cost?").await, @"
        # Does micro-penning hurt?
        The guide describes it as **painless**.

        From **Server 4194306**: *What does it cost?*
        90 euros.
        -# From the guide: What is micro-penning
        This is general information, not medical advice.
        [Helpful] [Not what I asked]
        ");
        let guide = House::new(fake, 2).asks("Does it hurt? What does it cost?").await.to_string();
        assert!(guide.contains("**The guide does not say:** What does it cost?"), "{guide}");
    })
    .await;
}

#[tokio::test]
async fn lists_offer_a_servers_answers_there_alone() {
    in_servers_with(FAQ, async |fake| {
        let (house, other) = (House::new(fake, 1), House::new(fake, 2));
        fills(&house, COST, "90 euros.", "").await;
        let offered = house.member.autocomplete(house.room, "ask", "question", "price").await;
        assert_eq!(offered[0].name, "From this server: What does it cost?");
        house.member.slash(house.room, "ask", json!({ "question": offered[0].value })).await;
        assert!(fake.next_reply().await.to_string().contains("90 euros."));
        for (who, place) in [(&other.member, other.room), (&house.member, house.member.dm_channel())] {
            let elsewhere = who.autocomplete(place, "ask", "question", "price").await;
            assert!(elsewhere.iter().all(|choice| !choice.name.contains("server")), "{elsewhere:?}");
            who.slash(place, "ask", json!({ "question": offered[0].value })).await;
            let gone = fake.next_reply().await.to_string();
            assert_eq!(gone, "That answer is no longer there. `/topics` shows what you can ask.");
        }
        house.member.slash(house.room, "topics", json!({})).await;
        fake.next_reply().await;
        insta::assert_snapshot!(fake.next_reply().await, @"
        (only you can see this)
        From **Server 4194306**
        - What does it cost?
        -# Written by this server's editors. It is not from the guide.
        ");
        other.member.slash(other.room, "topics", json!({})).await;
        fake.next_reply().await;
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_is_checked_and_given_back() {
    in_servers_with(FAQ, async |fake| {
        let house = House::new(fake, 1);
        let list = house.faq(&house.editor, "local", json!({})).await;
        house.editor.chooses(&list, COST);
        let form = fake.next_modal().await;
        house.editor.submits(&form, &[(ANSWER, "90 euros."), (LINKS, "Prices http://clinic.example")]);
        let refused = fake.next_edit().await;
        assert!(refused.content.contains("is not an https address"), "{refused}");
        assert_eq!(refused.file("yours.txt"), "90 euros.\n\nPrices http://clinic.example");
        house.editor.submits(&form, &[]);
        assert!(fake.next_edit().await.content.contains("Nothing would change."));
        for gap in ["pregnancy", "bleeding", "no-such-gap"] {
            house.editor.submits_id(house.room, &format!("server:gap:{gap}"));
            assert!(fake.next_reply().await.content.contains("The guide no longer leaves that to servers"), "{gap}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_changed_taken_away_and_brought_back() {
    in_servers_with(FAQ, async |fake| {
        let house = House::new(fake, 1);
        fills(&house, COST, "90 euros.", "").await;
        let list = house.faq(&house.editor, "local", json!({})).await;
        house.editor.chooses(&list, "✓ What does it cost?");
        let form = fake.next_modal().await;
        house.editor.submits(&form, &[(ANSWER, "80 euros.")]);
        let preview = fake.next_edit().await;
        house.editor.presses(&preview, "Edit again");
        let again = fake.next_modal().await;
        assert!(again.to_string().contains("80 euros."), "{again}");
        house.editor.submits(&again, &[(ANSWER, "")]);
        let opening = fake.next_edit().await;
        assert!(opening.content.contains("your server no longer answers *What does it cost?*"), "{opening}");
        house.presses(&house.editor, &opening, "Save").await;
        assert!(house.asks("what is the price").await.to_string().contains(NOT_IN_THE_GUIDE));
        let undo = house.faq(&house.editor, "undo", json!({})).await;
        house.presses(&house.editor, &undo, "Undo").await;
        assert!(house.asks("what is the price").await.to_string().contains("90 euros."));
        let back = house.faq(&house.editor, "undo", json!({ "revision": 2 })).await;
        house.presses(&house.editor, &back, "Undo").await;
        assert!(house.asks("what is the price").await.to_string().contains(NOT_IN_THE_GUIDE));
        let history = house.faq(&house.editor, "history", json!({})).await;
        assert!(history.content.starts_with("4 revisions"), "{history}");
    })
    .await;
}

#[tokio::test]
async fn a_servers_answers_are_exported_and_imported() {
    in_servers_with(FAQ, async |fake| {
        let (house, other) = (House::new(fake, 1), House::new(fake, 2));
        assert!(house.faq(&house.editor, "export", json!({})).await.content.contains("no answers of its own yet"));
        fills(&house, COST, "90 euros.", "Prices https://clinic.example").await;
        let exported = house.faq(&house.editor, "export", json!({})).await.file("server-faq.yaml");
        insta::assert_snapshot!(exported, @"
        version: 1
        answers:
          cost:
            answer: 90 euros.
            links:
            - label: Prices
              url: https://clinic.example
        entries: {}
        ");
        let import = |content: &str| json!({ "file": { "filename": "a.yaml", "content": content } });
        let preview = other.faq(&other.editor, "import", import(&exported)).await;
        assert!(preview.content.contains("1 of this server's own answers change: gap:cost."), "{preview}");
        assert!(other.asks("what is the price").await.to_string().contains(NOT_IN_THE_GUIDE));
        other.presses(&other.editor, &preview, "Save").await;
        assert!(other.asks("what is the price").await.to_string().contains("90 euros."));
        for (file, refused) in [
            ("answers: {pregnancy: {answer: Go on.}}", "pregnancy: the guide does not leave this to servers"),
            ("answers: {bleeding: {answer: Wait.}}", "bleeding: the guide does not leave this to servers"),
            ("answer: {}", "unknown field"),
            ("version: 2", "only 1 is known"),
        ] {
            let reply = other.faq(&other.editor, "import", import(file)).await;
            assert!(reply.content.contains(refused), "{file}: {reply}");
        }
    })
    .await;
}

#[tokio::test]
async fn members_and_editors_of_other_servers_may_not_write_here() {
    in_servers_with(FAQ, async |fake| {
        let (house, other) = (House::new(fake, 1), House::new(fake, 2));
        for who in [&house.member, &other.editor] {
            for (command, options) in [
                ("local", json!({})),
                ("export", json!({})),
                ("unanswered", json!({})),
                ("stats", json!({})),
                ("undo", json!({})),
                ("import", json!({ "file": { "filename": "a.yaml", "content": "answers: {}" } })),
            ] {
                let refused = house.faq(who, command, options).await;
                assert!(refused.content.starts_with("Only this server's editors"), "{command}: {refused}");
            }
            who.submits_id(house.room, "server:gap:cost");
            assert!(fake.next_reply().await.content.starts_with("Only this server's editors"));
        }
    })
    .await;
}

#[tokio::test]
async fn each_servers_questions_are_listed_there_alone() {
    in_servers_with(FAQ, async |fake| {
        let (home, house, other) = (House::new(fake, 0), House::new(fake, 1), House::new(fake, 2));
        house.asks("book an appointment for my zebra").await;
        other.asks("book an appointment for my giraffe").await;
        house.member.dm("book an appointment for my otter");
        fake.next_reply().await;
        let own = house.faq(&house.editor, "unanswered", json!({})).await;
        insta::assert_snapshot!(own, @"
        (only you can see this)
        One question has gone unanswered here. `/faq local` and `/faq add` answer it.
        - 1 × book an appointment for my zebra (booking)
        ");
        assert!(other.faq(&other.editor, "unanswered", json!({})).await.content.contains("giraffe"));
        let guides = home.faq(&home.editor, "unanswered", json!({})).await.to_string();
        assert!(!guides.contains("zebra") && !guides.contains("giraffe"), "{guides}");
        let totals = home.faq(&home.editor, "stats", json!({})).await;
        assert!(totals.content.contains("3 asked"), "{totals}");
        let own = house.faq(&house.editor, "stats", json!({})).await;
        assert!(own.content.contains("1 asked"), "{own}");
        let asked = house.faq(&house.manager, "forget", json!({})).await;
        house.presses(&house.manager, &asked, "Delete everything").await;
        let left = house.faq(&house.editor, "unanswered", json!({})).await;
        assert!(left.content.contains("No question has gone unanswered here."), "{left}");
        assert!(other.faq(&other.editor, "unanswered", json!({})).await.content.contains("giraffe"));
    })
    .await;
}

#[tokio::test]
async fn hidden_answers_are_not_shown() {
    in_servers_with(FAQ, async |fake| {
        let house = House::new(fake, 1);
        fills(&house, COST, "90 euros.", "").await;
        let setup = house.setup().await;
        house.presses(&house.manager, &setup, "Hide own answers").await;
        assert!(house.asks("what is the price").await.to_string().contains(NOT_IN_THE_GUIDE));
        let offered = house.member.autocomplete(house.room, "ask", "question", "price").await;
        assert!(offered.iter().all(|choice| !choice.name.contains("server")), "{offered:?}");
    })
    .await;
}
