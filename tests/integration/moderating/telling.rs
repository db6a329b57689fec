//! The log channel's messages about a file that people edit by hand.

use serde_json::json;

use super::clinic::{Clinic, Desk, FAQ, LOG};

#[tokio::test]
async fn a_bad_save_and_its_correction_are_announced() {
    let clinic = Clinic::new(FAQ).logging();
    clinic
        .opens(async |fake| {
            clinic.saves(
                &FAQ.replace("    question: Is a numbing cream used?\n", "    qestion: Is a numbing cream used?\n"),
            );
            let told = fake.next_reply().await;
            assert_eq!(told.channel, fake.channel(LOG));
            insta::assert_snapshot!(told, @r#"
            The FAQ file was saved, but cannot be served as it is. The last good version is still served:
            ```
            line 25, column 5: entry "numbing": "question" is missing; add a line that begins with "question:"
                  - id: numbing            # Bob's
            line 26, column 5: entry "numbing": unknown key "qestion"; did you mean "question"?
                    qestion: Is a numbing cream used?
            ```
            "#);
            let corrected = FAQ.replace("Is a numbing cream used?", "Is a cream used first?");
            clinic.saves(&corrected);
            let told = fake.next_reply().await;
            insta::assert_snapshot!(told, @"
            The FAQ file was changed by hand: 1 entry changed (numbing). Its mistakes are corrected.
            (changes.diff, 274 bytes)
            ");
            insta::assert_snapshot!(told.file("changes.diff"), @"
            --- before
            +++ after
            @@ -23,7 +23,7 @@
                 related: [numbing, collagen]
             
               - id: numbing            # Bob's
            -    question: Is a numbing cream used?
            +    question: Is a cream used first?
                 answer: Yes, before the treatment.
                 category: The procedure
                 phrasings:
            ");
            clinic.saves("entries: [");
            fake.next_reply().await;
            clinic.saves(
                &clinic
                    .text()
                    .replace("entries: [", &FAQ.replace("Is a numbing cream used?", "Is a cream used first?")),
            );
            insta::assert_snapshot!(fake.next_reply().await, @"The FAQ file is back to the version that is served.");
        })
        .await;
}

#[tokio::test]
async fn a_change_by_the_bot_is_announced_once() {
    let clinic = Clinic::new(FAQ).logging();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            desk.faq("teach", json!({ "entry": "pain", "phrasing": "ouch" })).await;
            fake.next_reply().await;
            clinic.saves(&clinic.text().replace("Ask Ada", "Ask Bob"));
            insta::assert_snapshot!(fake.next_reply().await, @"
            The FAQ file was changed by hand: only comments, layout or order changed.
            (changes.diff, 255 bytes)
            ");
            insta::assert_snapshot!(desk.faq("history", json!({})).await, @r#"
            (only you can see this)
            3 revisions, the latest first. `/faq undo revision:` goes back to one.
            **3** <t:1793534400:f> by hand: only comments, layout or order changed
            **2** <t:1793534400:f> <@1100000000000000002>: taught pain: "ouch"
            **1** <t:1793534400:f> by hand: as it was when the history began
            "#);
        })
        .await;
}

#[tokio::test]
async fn where_files_are_not_allowed_the_text_is_posted_alone() {
    let clinic = Clinic::new(FAQ).logging();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            fake.refuses_files_in(fake.channel(LOG));
            for phrasing in ["ouch", "aua"] {
                desk.moderator.slash(desk.room, "faq teach", json!({ "entry": "pain", "phrasing": phrasing })).await;
                let (one, other) = (fake.next_reply().await, fake.next_reply().await);
                let told = if one.visible_to.is_none() { one } else { other };
                assert_eq!(told.channel, fake.channel(LOG));
                insta::allow_duplicates! {
                    insta::assert_snapshot!(told.to_string().replace(phrasing, "PHRASING"), @r#"
                    <@1100000000000000002> taught pain: "PHRASING".
                    (The file with the changed lines is missing. I may need the permission *Attach Files* in this channel.)
                    "#);
                }
            }
        })
        .await;
}
