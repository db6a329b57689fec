//! `/faq add`, `edit`, `remove` and `teach` in a server: entries of its own, which yield to the guide.

use serde_json::json;

use super::house::{House, in_servers_with};
use super::local::FAQ;
use crate::fake_discord::reply::Reply;

const ANSWER: &str = "Answer";
const PHRASINGS: &str = "Other ways to ask it";
const PARKING: &[(&str, &str)] = &[
    ("Question", "Where can I park?"),
    (PHRASINGS, "parking space for my car\nwhere do i leave my car"),
    (ANSWER, "Behind the house."),
];

/// Adds an entry, and returns the preview and the report.
async fn adds(house: &House<'_>, fields: &[(&str, &str)]) -> (Reply, Reply) {
    let form = house.form(&house.editor, "add", json!({})).await;
    house.editor.submits(&form, fields);
    let preview = house.fake.next_reply().await;
    let saved = house.presses(&house.editor, &preview, "Save").await;
    (preview, saved)
}

#[tokio::test]
async fn an_entry_of_a_server_answers_there_alone() {
    in_servers_with(FAQ, async |fake| {
        let (house, other) = (House::new(fake, 1), House::new(fake, 2));
        let (preview, saved) = adds(&house, PARKING).await;
        insta::assert_snapshot!(preview, @"
        (only you can see this)
        **Preview.** If you save this, members of Server 4194306 see it:
        Please check that it does not contradict the guide's safety text, and gives no advice about anyone's health.
        # Where can I park?
        From **Server 4194306**

        Behind the house.
        -# Written by this server's editors. It is not from the guide.
        In an emergency, call your local emergency number.
        [Save] [Edit again] [Cancel]
        ");
        insta::assert_snapshot!(saved, @"
        (only you can see this)
        Saved as revision 1: added an entry of this server's own: Where can I park?. `/faq undo` reverses it.
        ");
        for question in ["where can i park?", "a parking space for my car, please", "where do I leave my car"] {
            let reply = house.asks(question).await.to_string();
            assert!(reply.contains("Behind the house."), "{question}: {reply}");
            let elsewhere = other.asks(question).await.to_string();
            assert!(!elsewhere.contains("Behind the house."), "{question}: {elsewhere}");
        }
        house.member.dm("where can i park?");
        assert!(!fake.next_reply().await.to_string().contains("Behind the house."));
        let offered = house.member.autocomplete(house.room, "ask", "question", "park").await;
        assert_eq!(offered[0].name, "From this server: Where can I park?");
        assert!(
            other
                .member
                .autocomplete(other.room, "ask", "question", "park")
                .await
                .iter()
                .all(|choice| !choice.value.starts_with("own:"))
        );
        house.member.slash(house.room, "topics", json!({})).await;
        fake.next_reply().await;
        assert!(fake.next_reply().await.to_string().contains("- Where can I park?"));
    })
    .await;
}

#[tokio::test]
async fn the_guide_wins_where_it_answers_and_where_it_refers_for_safety() {
    in_servers_with(FAQ, async |fake| {
        let house = House::new(fake, 1);
        let form = house.form(&house.editor, "add", json!({})).await;
        let fields = [
            ("Question", "Does it hurt with you?"),
            (PHRASINGS, "does it hurt\ncan pregnant women have it"),
            (ANSWER, "We have a light hand."),
        ];
        house.editor.submits(&form, &fields);
        let preview = fake.next_reply().await;
        let warnings: Vec<&str> = preview.content.lines().filter(|line| line.starts_with('⚠')).collect();
        insta::assert_snapshot!(warnings.join("\n"), @r#"
        ⚠ "Does it hurt with you?": the guide answers this itself (*pain*); your answer is shown below it.
        ⚠ "does it hurt": the guide answers this itself (*pain*); your answer is shown below it.
        ⚠ "can pregnant women have it": the guide sends people to somebody else for this (*pregnancy*), so your answer is not shown for it.
        "#);
        house.presses(&house.editor, &preview, "Save").await;
        insta::assert_snapshot!(house.asks("does it hurt").await, @"
        # Does micro-penning hurt?
        The guide describes it as **painless**.

        From **Server 4194306**: *Does it hurt with you?*
        We have a light hand.
        -# From the guide: What is micro-penning
        This is general information, not medical advice.
        [Helpful] [Not what I asked]
        ");
        let referred = house.asks("can pregnant women have it").await.to_string();
        assert!(referred.contains("Please ask a doctor.") && !referred.contains("light hand"), "{referred}");
        let urgent = house.asks("does it hurt? it keeps bleeding and bleeding").await.to_string();
        assert!(urgent.contains("Call for help now.") && !urgent.contains("light hand"), "{urgent}");
        let form = house.form(&house.editor, "add", json!({})).await;
        house.editor.submits(&form, &[("Question", "It keeps bleeding and will not stop"), (ANSWER, "Press on it.")]);
        let refused = fake.next_reply().await;
        assert!(refused.content.contains("is taken for an emergency, which the guide always refers"), "{refused}");
        assert_eq!(refused.buttons(), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn an_entry_is_edited_taught_removed_and_brought_back() {
    in_servers_with(FAQ, async |fake| {
        let (house, other) = (House::new(fake, 1), House::new(fake, 2));
        adds(&house, PARKING).await;
        let offered = house.editor.autocomplete(house.room, "faq edit", "entry", "PARK").await;
        assert_eq!(offered[0].name, "Where can I park?");
        assert!(other.editor.autocomplete(other.room, "faq edit", "entry", "").await.is_empty());
        let form = house.form(&house.editor, "edit", json!({ "entry": offered[0].value })).await;
        house.editor.submits(&form, &[(ANSWER, "In the street.")]);
        let preview = fake.next_reply().await;
        house.presses(&house.editor, &preview, "Save").await;
        assert!(house.asks("where can i park?").await.to_string().contains("In the street."));
        let taught = json!({ "entry": "where-can-i-park", "phrasing": "a place for bicycles" });
        let preview = house.faq(&house.editor, "teach", taught.clone()).await;
        house.presses(&house.editor, &preview, "Save").await;
        assert!(house.asks("a place for bicycles").await.to_string().contains("In the street."));
        let again = house.faq(&house.editor, "teach", taught).await;
        assert!(again.content.contains("Nothing would change."), "{again}");
        let elsewhere = other.faq(&other.editor, "remove", json!({ "entry": offered[0].value })).await;
        assert!(elsewhere.content.contains("This server has no such entry"), "{elsewhere}");
        let asked = house.faq(&house.editor, "remove", json!({ "entry": offered[0].value })).await;
        house.presses(&house.editor, &asked, "Remove").await;
        assert!(!house.asks("where can i park?").await.to_string().contains("In the street."));
        let undo = house.faq(&house.editor, "undo", json!({})).await;
        house.presses(&house.editor, &undo, "Undo").await;
        assert!(house.asks("a place for bicycles").await.to_string().contains("In the street."));
        let form = house.form(&house.editor, "add", json!({})).await;
        house.editor.submits(&form, &[("Question", "PARKING space for my car"), (ANSWER, "No.")]);
        let refused = fake.next_reply().await;
        assert!(refused.content.contains("leads to *Where can I park?* already"), "{refused}");
        assert!(refused.file("yours.txt").contains("PARKING space for my car"));
    })
    .await;
}

#[tokio::test]
async fn members_write_no_entries_and_the_home_server_edits_the_guide() {
    in_servers_with(FAQ, async |fake| {
        let (home, house) = (House::new(fake, 0), House::new(fake, 1));
        for (command, options) in [
            ("add", json!({})),
            ("edit", json!({ "entry": "pain" })),
            ("remove", json!({ "entry": "pain" })),
            ("teach", json!({ "entry": "pain", "phrasing": "ouch" })),
        ] {
            let refused = house.faq(&house.member, command, options.clone()).await;
            assert!(refused.content.starts_with("Only this server's editors"), "{command}: {refused}");
            if command != "add" {
                let unknown = house.faq(&house.editor, command, options).await;
                assert!(unknown.content.contains("This server has no such entry"), "{command}: {unknown}");
            }
        }
        for form in ["server:add", "server:edit:pain"] {
            house.member.submits_id(house.room, form);
            assert!(fake.next_reply().await.content.starts_with("Only this server's editors"));
        }
        for command in ["test", "check"] {
            let options = if command == "test" { json!({ "question": "ouch" }) } else { json!({}) };
            let refused = house.faq(&house.editor, command, options).await;
            assert!(refused.content.starts_with("The FAQ is edited only in its home server."), "{command}: {refused}");
        }
        let guides = home.form(&home.editor, "edit", json!({ "entry": "pain" })).await;
        assert!(guides.to_string().contains("painless"), "{guides}");
    })
    .await;
}
