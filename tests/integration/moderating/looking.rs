//! Commands that change nothing.

use serde_json::json;

use super::clinic::{Clinic, Desk, FAQ};

#[tokio::test]
async fn a_question_is_tried_out() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            insta::assert_snapshot!(desk.faq("test", json!({ "question": "is it painfull?" })).await, @r#"
            (only you can see this)
            Answered with *pain* (an answer needs more than 0.55).
            Closest entries: *pain* 1.00, *collagen* 0.19, *numbing* 0.19
            Matched phrasing: "is it painful"
            Corrected words: "painfull" → "painful"
            # Does micro-penning hurt?
            The guide describes it as **painless**.

            # not a comment, but a line of the answer
            -# From the guide: What is micro-penning
            This is general information, not medical advice.
            "#);
            insta::assert_snapshot!(desk.faq("test", json!({ "question": "who won on sunday *today*" })).await.content, @r#"
            Referred: nothing is close enough (an answer needs more than 0.55).
            Closest entries: *numbing* 0.33, *collagen* 0.30, *pain* 0.25
            Matched phrasing: "is there an anaesthetic"
            Unknown words: "who", "won", "on", "sunday", "today"
            "#);
            insta::assert_snapshot!(desk.faq("test", json!({ "question": "blood everywhere!!" })).await.content, @r#"
            Referred as the emergency *bleeding* (an answer needs more than 0.55).
            Closest entries: *numbing* 0.00, *collagen* 0.00, *pain* 0.00
            Matched phrasing: "blood everywhere"
            "#);
        })
        .await;
}

#[tokio::test]
async fn problems_are_listed_with_their_lines() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            insta::assert_snapshot!(desk.faq("check", json!({})).await, @r#"
            (only you can see this)
            The file on disk is served. There is nothing to correct.
            "#);
            clinic.saves(
                &FAQ.replace("    question: Is a numbing cream used?\n", "    qestion: Is a numbing cream used?\n"),
            );
            insta::assert_snapshot!(desk.faq("check", json!({})).await, @r#"
            (only you can see this)
            The file on disk has mistakes, and the last good FAQ is served. 2 things to correct:
            - line 25, column 5: error: entry "numbing": "question" is missing; add a line that begins with "question:"
            - line 26, column 5: error: entry "numbing": unknown key "qestion"; did you mean "question"?
            "#);
            let many: String = (0..20).map(|number| format!("  - id: e{number}\n    qestion: x\n")).collect();
            clinic.saves(&format!("entries:\n{many}"));
            let page = desk.faq("check", json!({})).await;
            insta::assert_snapshot!(page, @r#"
            (only you can see this)
            The file on disk has mistakes, and the last good FAQ is served. 80 things to correct:
            - line 2, column 5: error: entry "e0": "question" is missing; add a line that begins with "question:"
            - line 2, column 5: error: entry "e0": "answer" is missing; add a line that begins with "answer:"
            - line 2, column 5: warning: entry "e0": no phrasings; with 3 or more it is found more easily
            - line 3, column 5: error: entry "e0": unknown key "qestion"; did you mean "question"?
            - line 4, column 5: error: entry "e1": "question" is missing; add a line that begins with "question:"
            - line 4, column 5: error: entry "e1": "answer" is missing; add a line that begins with "answer:"
            [Next]
            "#);
            let page = desk.presses(&page, "Next").await;
            assert_eq!(page.buttons(), ["Previous", "Next"]);
            clinic.saves(&FAQ.replace("answer: Yes, before", "answer: Yes, #1 before"));
            insta::assert_snapshot!(desk.faq("check", json!({})).await, @r##"
            (only you can see this)
            The file on disk is served. One thing to correct:
            - line 27, column 18: warning: "\#" after a space begins a comment, so "\#1 before the treatment." is left out; put the whole text in quotes, or the comment on a line of its own
            "##);
            clinic.saves("");
            insta::assert_snapshot!(desk.faq("check", json!({})).await, @r#"
            (only you can see this)
            The file on disk has mistakes, and the last good FAQ is served. One thing to correct:
            - line 1, column 1: error: the file is empty; it needs at least one entry under "entries:"
            "#);
            clinic.saves(FAQ);
        })
        .await;
}

#[tokio::test]
async fn phrasings_that_do_not_lead_where_they_are_written_are_listed() {
    let clinic = Clinic::new(&FAQ.replace("    - numbing cream\n", "    - is there a cream, I keep bleeding\n"));
    clinic
        .opens(async |fake| {
            insta::assert_snapshot!(Desk::new(fake).faq("check", json!({})).await, @r#"
            (only you can see this)
            The file on disk is served. One thing to correct:
            - line 34, column 7: warning: this is not answered: the bot takes it for the emergency "bleeding"
            "#);
        })
        .await;
}

#[tokio::test]
async fn a_file_that_lost_most_of_its_entries_is_held_back_until_it_is_taken() {
    let clinic = Clinic::new(FAQ).logging();
    let (entries, rest) = (FAQ.find("  - id: numbing").unwrap(), FAQ.find("# --- what the guide leaves").unwrap());
    let short = format!("{}{}", &FAQ[..entries], &FAQ[rest..]).replace("[numbing, collagen]", "[]");
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            clinic.saves(&short);
            let held = fake.next_reply().await.content.replace(&clinic.path().display().to_string(), "FAQ_PATH");
            insta::assert_snapshot!(held, @r#"
            The FAQ file was saved, but cannot be served as it is. The last good version is still served:
            ```
            FAQ_PATH has only 1 of the current 3 entries; if that is what you want, accept it with /faq check
            ```
            "#);
            let checked = desk.faq("check", json!({})).await;
            insta::assert_snapshot!(checked.to_string().replace(&clinic.path().display().to_string(), "FAQ_PATH"), @"
            (only you can see this)
            The file is held back: FAQ_PATH has only 1 of the current 3 entries; if that is what you want, accept it with /faq check. There is nothing to correct.
            [Serve it as it is]
            (changes.diff, 792 bytes)
            ");
            // Somebody saves the file again: what was shown is not what would be taken.
            clinic.saves(&short.replace("painless", "harmless"));
            fake.next_reply().await;
            let again = desk.presses(&checked, "Serve it as it is").await;
            assert!(again.content.starts_with("The file was saved again after this was shown, so it was not accepted. This is the newest text. The file is held back"), "{again}");
            assert!(again.file("changes.diff").contains("+      The guide describes it as **harmless**."));
            let checked = again;
            desk.moderator.presses(&checked, "Serve it as it is");
            let (shown, told) = fake.next_edit_and_reply().await;
            insta::assert_snapshot!(shown, @r#"
            (only you can see this)
            The file is now served as it is.
            "#);
            insta::assert_snapshot!(told.content, @"<@1100000000000000002> accepted the FAQ file that was saved by hand: 2 entries removed (numbing, collagen), 1 entry changed (pain).");
            let pressed_again = desk.presses_id(&checked, &checked.custom_ids()[0]).await;
            assert_eq!(pressed_again.to_string(), shown.to_string());
            assert_ne!(desk.asks("is a numbing cream used?").await, "# Is a numbing cream used?");
        })
        .await;
}

#[tokio::test]
async fn long_histories_are_paged() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            for number in 0..9 {
                desk.faq("teach", json!({ "entry": "pain", "phrasing": format!("ouch number {number}") })).await;
            }
            let first = desk.faq("history", json!({})).await;
            insta::assert_snapshot!(first, @r#"
            (only you can see this)
            10 revisions, the latest first. `/faq undo revision:` goes back to one.
            **10** <t:1793534400:f> <@1100000000000000001>: taught pain: "ouch number 8"
            **9** <t:1793534400:f> <@1100000000000000001>: taught pain: "ouch number 7"
            **8** <t:1793534400:f> <@1100000000000000001>: taught pain: "ouch number 6"
            **7** <t:1793534400:f> <@1100000000000000001>: taught pain: "ouch number 5"
            **6** <t:1793534400:f> <@1100000000000000001>: taught pain: "ouch number 4"
            **5** <t:1793534400:f> <@1100000000000000001>: taught pain: "ouch number 3"
            **4** <t:1793534400:f> <@1100000000000000001>: taught pain: "ouch number 2"
            **3** <t:1793534400:f> <@1100000000000000001>: taught pain: "ouch number 1"
            [Next]
            "#);
            let second = desk.presses(&first, "Next").await;
            insta::assert_snapshot!(second, @r#"
            (only you can see this)
            10 revisions, the latest first. `/faq undo revision:` goes back to one.
            **2** <t:1793534400:f> <@1100000000000000001>: taught pain: "ouch number 0"
            **1** <t:1793534400:f> by hand: as it was when the history began
            [Previous]
            "#);
            assert_eq!(desk.presses(&second, "Previous").await.to_string(), first.to_string());
        })
        .await;
}

#[tokio::test]
async fn numbers_come_as_text_and_as_a_picture() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            insta::assert_snapshot!(desk.faq("stats", json!({})).await, @r#"
            (only you can see this)
            **Last 7 days:** 0 asked, 0 answered, 0 referred; 0 helpful, 0 not what was asked.
            **Last 30 days:** 0 asked, 0 answered, 0 referred; 0 helpful, 0 not what was asked.
            "#);
            for question in ["does it hurt?", "is it painful?", "how much does it cost?", "who won on sunday?"] {
                desk.asks(question).await;
            }
            let stats = desk.faq("stats", json!({})).await;
            insta::assert_snapshot!(stats.content, @r#"
            **Last 7 days:** 4 asked, 2 answered, 2 referred; 0 helpful, 0 not what was asked.
            Most answered: pain 2
            Most referred: cost 1, not in the guide 1
            **Last 30 days:** 4 asked, 2 answered, 2 referred; 0 helpful, 0 not what was asked.
            Most answered: pain 2
            Most referred: cost 1, not in the guide 1
            "#);
            let picture = stats.attachments.first().unwrap();
            assert_eq!(picture.filename, "questions-by-day.png");
            assert!(picture.bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
        })
        .await;
}

#[tokio::test]
async fn entries_are_offered_while_one_is_typed() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            for command in ["faq edit", "faq remove", "faq teach"] {
                let offered = desk.moderator.autocomplete(desk.room, command, "entry", "numb").await;
                assert_eq!(offered[0].name, "Is a numbing cream used?", "{command}");
                let form = desk.form("edit", json!({ "entry": offered[0].value })).await;
                assert_eq!(form.inputs().next().unwrap()["value"], "Is a numbing cream used?");
            }
            let everything = desk.moderator.autocomplete(desk.room, "faq edit", "entry", "").await;
            assert_eq!(everything.len(), 3);
        })
        .await;
}

#[tokio::test]
async fn a_fault_is_reported_with_an_id_for_the_log() {
    let clinic = Clinic::new(FAQ);
    // No file can be made where a folder stands.
    std::fs::create_dir_all(clinic.data().join("journal.sqlite")).unwrap();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            insta::assert_snapshot!(desk.faq("stats", json!({})).await, @r#"
            (only you can see this)
            Something went wrong on my side. Please ask the bot's operator to look for `1100000000000000008` in the log.
            "#);
            insta::assert_snapshot!(desk.faq("check", json!({})).await, @r#"
            (only you can see this)
            The file on disk is served. There is nothing to correct.
            "#);
        })
        .await;
}
