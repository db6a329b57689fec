//! Changes of existing entries: edited, taught, removed, undone.

use serde_json::json;

use super::clinic::{Clinic, Desk, FAQ};

#[tokio::test]
async fn an_entry_is_edited_and_nothing_else_is_touched() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let form = desk.form("edit", json!({ "entry": "numbing" })).await;
            insta::assert_snapshot!(form, @r#"
            # Edit an entry
            Question* (at most 256): Is a numbing cream used?
            Other ways to ask it (at most 4000): do you numb the skin first
            is there an anaesthetic
            numbing cream
            Answer* (at most 4000): Yes, before the treatment.
            Category (at most 100): The procedure
            "#);
            let preview = desk.submits(&form, &[("Answer", "Yes, half an hour before.")]).await;
            insta::assert_snapshot!(preview, @r#"
            (only you can see this)
            **Preview.** If you save this: 1 entry changed (numbing).
            # Is a numbing cream used?
            Yes, half an hour before.
            -# This is general information, not medical advice.
            [Save] [Edit again] [Cancel]
            "#);
            insta::assert_snapshot!(desk.presses(&preview, "Save").await, @r#"
            (only you can see this)
            Saved as revision 2: changed numbing. `/faq undo` reverses it.
            "#);
            insta::assert_snapshot!(clinic.changes_since(FAQ), @r#"
            -    answer: Yes, before the treatment.
            +    answer: Yes, half an hour before.
            "#);
        })
        .await;
}

#[tokio::test]
async fn a_form_that_says_what_stands_there_changes_nothing() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let form = desk.form("edit", json!({ "entry": "pain" })).await;
            insta::assert_snapshot!(desk.submits(&form, &[]).await, @r#"
            (only you can see this)
            Nothing would change: the FAQ already has this.
            [Edit again] [Cancel]
            "#);
            assert_eq!(clinic.text(), FAQ);
        })
        .await;
}

#[tokio::test]
async fn two_edits_of_the_same_entry_are_a_conflict() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let form = desk.form("edit", json!({ "entry": "numbing" })).await;
            let preview = desk.submits(&form, &[("Answer", "Mine.")]).await;
            clinic.saves(&FAQ.replace("Yes, before the treatment.", "By hand."));
            let conflict = desk.presses(&preview, "Save").await;
            insta::assert_snapshot!(conflict, @"
            (only you can see this)
            Somebody else changed this in the meantime, so nothing was saved. `now.txt` has the current text, `yours.txt` has yours. **Edit again** starts from the current text: copy over what still applies.
            [Edit again] [Cancel]
            (now.txt, 166 bytes)
            (yours.txt, 163 bytes)
            ");
            insta::assert_snapshot!(conflict.file("now.txt"), @r#"
            Question:
            Is a numbing cream used?

            Other ways to ask it:
            do you numb the skin first
            is there an anaesthetic
            numbing cream

            Answer:
            By hand.

            Category:
            The procedure
            "#);
            insta::assert_snapshot!(conflict.file("yours.txt"), @r#"
            Question:
            Is a numbing cream used?

            Other ways to ask it:
            do you numb the skin first
            is there an anaesthetic
            numbing cream

            Answer:
            Mine.

            Category:
            The procedure
            "#);
            let cancelled = desk.presses(&conflict, "Cancel").await;
            assert_eq!(cancelled.to_string(), "(only you can see this)\nNothing was changed.", "the files are gone");
            insta::assert_snapshot!(clinic.changes_since(FAQ), @r#"
            -    answer: Yes, before the treatment.
            +    answer: By hand.
            "#);
        })
        .await;
}

#[tokio::test]
async fn a_conflict_that_the_preview_finds_is_resolved_by_editing_again() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let form = desk.form("edit", json!({ "entry": "numbing" })).await;
            let by_hand = FAQ.replace("Yes, before the treatment.", "By hand.");
            clinic.saves(&by_hand);
            let conflict = desk.submits(&form, &[("Answer", "Mine.")]).await;
            insta::assert_snapshot!(conflict, @"
            (only you can see this)
            Somebody else changed this in the meantime, so nothing was saved. `now.txt` has the current text, `yours.txt` has yours. **Edit again** starts from the current text: copy over what still applies.
            [Edit again] [Cancel]
            (now.txt, 166 bytes)
            (yours.txt, 163 bytes)
            ");
            assert!(conflict.file("now.txt").contains("By hand."));
            assert!(conflict.file("yours.txt").contains("Mine."));
            desk.moderator.presses(&conflict, "Edit again");
            let form = fake.next_modal().await;
            assert!(form.inputs().any(|input| input["value"] == "By hand."), "{form}");
            desk.moderator.submits(&form, &[("Answer", "Both.")]);
            let preview = desk.next_edit().await;
            desk.presses(&preview, "Save").await;
            assert_eq!(clinic.text(), by_hand.replace("By hand.", "Both."));
        })
        .await;
}

#[tokio::test]
async fn a_change_elsewhere_in_the_file_is_no_conflict() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let form = desk.form("edit", json!({ "entry": "numbing" })).await;
            let preview = desk.submits(&form, &[("Answer", "Mine.")]).await;
            clinic.saves(&FAQ.replace("painless", "almost painless"));
            desk.presses(&preview, "Save").await;
            insta::assert_snapshot!(clinic.changes_since(FAQ), @r#"
            -      The guide describes it as **painless**.
            +      The guide describes it as **almost painless**.
            -    answer: Yes, before the treatment.
            +    answer: Mine.
            "#);
        })
        .await;
}

#[tokio::test]
async fn an_entry_is_removed_once_that_is_confirmed() {
    let clinic = Clinic::new(FAQ).logging();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let asked = desk.faq("remove", json!({ "entry": "numbing" })).await;
            insta::assert_snapshot!(asked, @r#"
            (only you can see this)
            Remove *numbing*, "Is a numbing cream used?"? These name it as related, and will no longer do so: pain.
            [Remove] [Cancel]
            "#);
            let kept = desk.presses(&asked, "Cancel").await;
            insta::assert_snapshot!(kept, @r#"
            (only you can see this)
            Nothing was changed.
            "#);
            assert_eq!(clinic.text(), FAQ);
            let asked = desk.faq("remove", json!({ "entry": "numbing" })).await;
            insta::assert_snapshot!(desk.presses(&asked, "Remove").await, @r#"
            (only you can see this)
            Saved as revision 2: removed numbing. `/faq undo` reverses it.
            "#);
            insta::assert_snapshot!(clinic.changes_since(FAQ), @r#"
            -    related: [numbing, collagen]
            -
            -  - id: numbing            # Bob's
            -    question: Is a numbing cream used?
            -    answer: Yes, before the treatment.
            -    category: The procedure
            -    phrasings:
            -    - do you numb the skin first   # from the phone
            -    - "is there an anaesthetic"
            -
            -    # people spell it in every way
            -    - numbing cream
            +    related: [collagen]
            "#);
            insta::assert_snapshot!(fake.next_reply().await.content, @"<@1100000000000000002> removed numbing.");
        })
        .await;
}

/// The whole round: comments, blank lines and quotes of a person's file survive, and undo gives every byte back.
#[tokio::test]
async fn a_file_full_of_comments_goes_through_every_change_and_back() {
    for (name, faq) in [("LF", FAQ.to_owned()), ("CRLF", FAQ.replace('\n', "\r\n"))] {
        let clinic = Clinic::new(&faq);
        clinic
            .opens(async |fake| {
                let desk = Desk::new(fake);
                let mut states = vec![clinic.text()];
                let form = desk.form("add", json!({})).await;
                let preview =
                    desk.submits(&form, &[("Question", "Does it help with scars?"), ("Answer", "Often.")]).await;
                desk.presses(&preview, "Save").await;
                states.push(clinic.text());
                desk.faq("teach", json!({ "entry": "numbing", "phrasing": "will you freeze my face" })).await;
                states.push(clinic.text());
                let form = desk.form("edit", json!({ "entry": "pain" })).await;
                let preview = desk.submits(&form, &[("Category", "Feelings")]).await;
                desk.presses(&preview, "Save").await;
                states.push(clinic.text());
                let asked = desk.faq("remove", json!({ "entry": "collagen" })).await;
                desk.presses(&asked, "Remove").await;
                let changes = clinic.changes_since(&faq);
                assert_eq!(changes.contains("\\r"), name == "CRLF");
                insta::allow_duplicates! {
                    insta::assert_snapshot!(changes.replace("\\r", ""), @r#"
                    -    category: The procedure
                    -    related: [numbing, collagen]
                    +    category: Feelings
                    +    related: [numbing]
                    -  - id: collagen
                    -    question: What does it do for collagen?
                    -    answer: The guide says that it makes more of it.
                    -    category: The skin
                    -    phrasings: [does it boost collagen, collagen production, why does collagen grow]
                    +    - will you freeze my face
                    +
                    +  - id: does-it-help-with-scars
                    +    question: Does it help with scars?
                    +    answer: Often.
                    "#);
                }
                for before in states.iter().rev() {
                    let undone = desk.undoes(json!({})).await;
                    assert_eq!(&clinic.text(), before, "{undone}");
                }
                let undone = desk.faq("undo", json!({})).await;
                insta::allow_duplicates! {
                    insta::assert_snapshot!(undone, @r#"
                    (only you can see this)
                    There is nothing to undo.
                    "#);
                }
            })
            .await;
    }
}

#[tokio::test]
async fn any_revision_can_be_restored() {
    let clinic = Clinic::new(FAQ).logging();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            for phrasing in ["will you freeze my face", "ice first"] {
                desk.faq("teach", json!({ "entry": "numbing", "phrasing": phrasing })).await;
                fake.next_reply().await;
            }
            let after_two = clinic.text();
            insta::assert_snapshot!(desk.undoes(json!({ "revision": 1 })).await, @r#"
            (only you can see this)
            Saved as revision 4: went back to revision 1: 1 entry changed (numbing). `/faq undo` reverses it.
            "#);
            assert_eq!(clinic.text(), FAQ);
            insta::assert_snapshot!(fake.next_reply().await, @"
            <@1100000000000000002> went back to revision 1: 1 entry changed (numbing).
            (changes.diff, 268 bytes)
            ");
            insta::assert_snapshot!(desk.faq("history", json!({})).await, @r#"
            (only you can see this)
            4 revisions, the latest first. `/faq undo revision:` goes back to one.
            **4** <t:1793534400:f> <@1100000000000000002>: went back to revision 1: 1 entry changed (numbing)
            **3** <t:1793534400:f> <@1100000000000000002>: taught numbing: "ice first"
            **2** <t:1793534400:f> <@1100000000000000002>: taught numbing: "will you freeze my face"
            **1** <t:1793534400:f> by hand: as it was when the history began
            "#);
            insta::assert_snapshot!(desk.undoes(json!({ "revision": 3 })).await, @r#"
            (only you can see this)
            Saved as revision 5: went back to revision 3: 1 entry changed (numbing). `/faq undo` reverses it.
            "#);
            fake.next_reply().await;
            assert_eq!(clinic.text(), after_two);
            insta::assert_snapshot!(desk.faq("undo", json!({ "revision": 99 })).await, @"
            (only you can see this)
            There is no revision 99 any more; `/faq history` lists those that are kept.
            ");
        })
        .await;
}

#[tokio::test]
async fn a_broken_file_is_not_overwritten() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let broken = FAQ.replace("    question: Is a numbing cream used?\n", "    qestion: Is a numbing cream used?\n");
            clinic.saves(&broken);
            let refused = desk.faq("teach", json!({ "entry": "pain", "phrasing": "ouch" })).await;
            insta::assert_snapshot!(refused.content.replace(&clinic.path().display().to_string(), "FAQ_PATH"), @r#"The FAQ file on disk cannot be edited as it is: FAQ_PATH:25:5: error: entry "numbing": "question" is missing; add a line that begins with "question:""#);
            assert_eq!(clinic.text(), broken);
        })
        .await;
}

#[tokio::test]
async fn long_lists_of_phrasings_survive_an_edit() {
    let phrasings: String = (0..200).map(|number| format!("      - phrasing number {number} of many\n")).collect();
    let faq = FAQ.replace(
        "    phrasings: [does it boost collagen, collagen production, why does collagen grow]\n",
        &format!("    phrasings:\n{phrasings}"),
    );
    let clinic = Clinic::new(&faq);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let form = desk.form("edit", json!({ "entry": "collagen" })).await;
            insta::assert_snapshot!(form, @r#"
            # Edit an entry
            Question* (at most 256): What does it do for collagen?
            Answer* (at most 4000): The guide says that it makes more of it.
            Category (at most 100): The skin
            "#);
            let preview = desk.submits(&form, &[("Answer", "More of it.")]).await;
            insta::assert_snapshot!(preview.content, @r#"
            **Preview.** If you save this: 1 entry changed (collagen).
            The other ways to ask it do not fit into a form and stay as they are; `/faq teach` adds to them.
            "#);
            desk.presses(&preview, "Save").await;
            insta::assert_snapshot!(clinic.changes_since(&faq), @r#"
            -    answer: The guide says that it makes more of it.
            +    answer: More of it.
            "#);
        })
        .await;
}

#[tokio::test]
async fn after_a_conflict_the_form_starts_from_the_newest_text() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let form = desk.form("edit", json!({ "entry": "numbing" })).await;
            let preview = desk.submits(&form, &[("Answer", "Mine.")]).await;
            clinic.saves(&FAQ.replace("Yes, before the treatment.", "By hand."));
            let conflict = desk.presses(&preview, "Save").await;
            desk.moderator.presses(&conflict, "Edit again");
            let form = fake.next_modal().await;
            assert!(form.inputs().any(|input| input["value"] == "By hand."), "{form}");
            desk.moderator.submits(&form, &[("Answer", "By hand, and mine.")]);
            let preview = desk.next_edit().await;
            desk.presses(&preview, "Save").await;
            insta::assert_snapshot!(clinic.changes_since(FAQ), @r#"
            -    answer: Yes, before the treatment.
            +    answer: By hand, and mine.
            "#);
        })
        .await;
}

#[tokio::test]
async fn an_entry_that_somebody_changed_is_not_removed_unseen() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let asked = desk.faq("remove", json!({ "entry": "numbing" })).await;
            clinic.saves(&FAQ.replace("Yes, before the treatment.", "By hand."));
            let conflict = desk.presses(&asked, "Remove").await;
            insta::assert_snapshot!(conflict, @"
            (only you can see this)
            Somebody else changed this entry in the meantime, so it was not removed. `now.txt` has the current text. Do you still want to remove it?
            [Remove] [Cancel]
            (now.txt, 166 bytes)
            ");
            assert!(conflict.file("now.txt").contains("By hand."));
            insta::assert_snapshot!(desk.presses(&conflict, "Remove").await, @"
            (only you can see this)
            Saved as revision 3: removed numbing. `/faq undo` reverses it.
            ");
        })
        .await;
}

#[tokio::test]
async fn an_undo_says_what_it_takes_back_and_what_the_next_would() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let asked = desk.faq("remove", json!({ "entry": "collagen" })).await;
            desk.presses(&asked, "Remove").await;
            desk.faq("teach", json!({ "entry": "numbing", "phrasing": "will you freeze my face" })).await;
            let asked = desk.faq("undo", json!({})).await;
            insta::assert_snapshot!(asked, @r#"
            (only you can see this)
            **Undo.** This reverses revision **3** <t:1793534400:f> <@1100000000000000001>: taught numbing: "will you freeze my face"
            The FAQ would then have: 1 entry changed (numbing).
            The undo after this one would reverse revision **2** <t:1793534400:f> <@1100000000000000001>: removed collagen
            [Undo] [Cancel]
            (changes.diff, 194 bytes)
            "#);
            insta::assert_snapshot!(asked.file("changes.diff"), @"
            --- before
            +++ after
            @@ -33,8 +33,6 @@
                 # people spell it in every way
                 - numbing cream
             
            -    - will you freeze my face
            -
             # --- what the guide leaves out ---
             referrals:
               - id: cost
            ");
            let undone = desk.presses_at_once(&asked, &["Undo", "Undo"]).await;
            insta::assert_snapshot!(undone, @"
            (only you can see this)
            Saved as revision 4: undid revision 3: 1 entry changed (numbing). `/faq undo revision:3` brings it back. The next `/faq undo` reverses revision 2: removed collagen.
            ");
            // An undo of the removal, a change, and its undo: the next one would make the removal again.
            let asked = desk.faq("undo", json!({})).await;
            desk.presses(&asked, "Undo").await;
            desk.faq("teach", json!({ "entry": "pain", "phrasing": "ouch" })).await;
            let asked = desk.faq("undo", json!({})).await;
            desk.presses(&asked, "Undo").await;
            insta::assert_snapshot!(desk.faq("undo", json!({})).await, @"
            (only you can see this)
            **Undo.** This reverses revision **5** <t:1793534400:f> <@1100000000000000001>: undid revision 2: 1 entry added (collagen), 1 entry changed (pain)
            The FAQ would then have: 1 entry removed (collagen), 1 entry changed (pain).
            ⚠ That change was itself an undo. Undoing it restores what it undid.
            The undo after this one would reverse revision **4** <t:1793534400:f> <@1100000000000000001>: undid revision 3: 1 entry changed (numbing)
            [Undo] [Cancel]
            (changes.diff, 646 bytes)
            ");
        })
        .await;
}

#[tokio::test]
async fn two_moderators_who_undo_the_same_undo_it_once() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let asked = desk.faq("remove", json!({ "entry": "collagen" })).await;
            desk.presses(&asked, "Remove").await;
            desk.faq("teach", json!({ "entry": "numbing", "phrasing": "will you freeze my face" })).await;
            let otto = fake.moderator("otto");
            otto.slash(desk.room, "faq undo", json!({})).await;
            let theirs = fake.next_reply().await;
            let ours = desk.faq("undo", json!({})).await;
            desk.presses(&ours, "Undo").await;
            otto.presses(&theirs, "Undo");
            insta::assert_snapshot!(desk.next_edit().await, @"
            (only you can see this)
            Somebody else changed the FAQ in the meantime, so nothing was changed back. `/faq undo` shows what it would undo now.
            ");
            assert!(!clinic.text().contains("id: collagen"), "the removal stands");
        })
        .await;
}
