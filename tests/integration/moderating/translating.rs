//! `/faq translate`: people translate entries and gaps, and see which translations are out of date.

use serde_json::json;

use super::clinic::{Clinic, Desk, FAQ};

/// The file with a Spanish and an old German translation of an entry.
fn translated() -> String {
    let translations = "    translations:\n      es: {question: ¿Se usa una crema?, answer: 'Sí, antes.'}\n      \
                        de: {question: Gibt es eine Creme?, answer: 'Ja.', of: aaaaaaaa}\n";
    let before = "    question: Is a numbing cream used?\n";
    assert!(FAQ.contains(before));
    FAQ.replacen(before, &format!("{before}{translations}"), 1)
}

#[tokio::test]
async fn an_entry_is_translated_with_a_preview_and_saved() {
    let clinic = Clinic::new(&translated());
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let overview = desk.faq("translate", json!({ "entry": "numbing" })).await;
            insta::assert_snapshot!(overview, @"
            (only you can see this)
            **Translations of *numbing*.** Up to date: Spanish.
            ⚠ Older than the text that they translate, so not shown: German. Correct and save each, or leave both fields empty to remove it.
            # Is a numbing cream used?
            Yes, before the treatment.
            -# This is general information, not medical advice.
            [✓ Spanish | Portuguese | French | ⚠ German: out of date | Italian | Dutch | Polish | Turkish | Russian | Ukrainian | Arabic | Hindi | Chinese | Japanese | Korean | Vietnamese | Indonesian]
            ");
            fake.moderator("mona").chooses(&overview, "⚠ German: out of date");
            let form = fake.next_modal().await;
            insta::assert_snapshot!(form, @"
            # Translate
            Question (at most 256): Gibt es eine Creme?
            Answer (at most 4000): Ja.
            ");
            let preview = desk
                .submits(&form, &[("Question", "Wird eine Betäubungscreme benutzt?"), ("Answer", "Ja, vorher.")])
                .await;
            insta::assert_snapshot!(preview, @"
            (only you can see this)
            **Preview.** If you save this: 1 entry changed (numbing).
            # Wird eine Betäubungscreme benutzt?
            Ja, vorher.
            -# This is general information, not medical advice.
            [Save] [Edit again] [Cancel]
            ");
            let saved = desk.presses(&preview, "Save").await;
            insta::assert_snapshot!(saved, @"
            (only you can see this)
            Saved as revision 2: translated numbing into German. `/faq undo` reverses it.
            [Translations]
            ");
            insta::assert_snapshot!(clinic.changes_since(&translated()), @"
            -      de: {question: Gibt es eine Creme?, answer: 'Ja.', of: aaaaaaaa}
            +      de: {question: Wird eine Betäubungscreme benutzt?, answer: 'Ja, vorher.', of: dcladegl}
            ");
            insta::assert_snapshot!(desk.presses(&saved, "Translations").await, @"
            (only you can see this)
            **Translations of *numbing*.** Up to date: Spanish, German.
            # Is a numbing cream used?
            Yes, before the treatment.
            -# This is general information, not medical advice.
            [✓ Spanish | Portuguese | French | ✓ German | Italian | Dutch | Polish | Turkish | Russian | Ukrainian | Arabic | Hindi | Chinese | Japanese | Korean | Vietnamese | Indonesian]
            ");
        })
        .await;
}

#[tokio::test]
async fn a_change_of_an_entry_names_the_translations_that_it_leaves_behind() {
    let clinic = Clinic::new(&translated());
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let overview = desk.faq("translate", json!({ "entry": "numbing" })).await;
            fake.moderator("mona").chooses(&overview, "✓ Spanish");
            let form = fake.next_modal().await;
            let preview = desk.submits(&form, &[("Answer", "Sí, antes del tratamiento.")]).await;
            desk.presses(&preview, "Save").await;
            let form = desk.form("edit", json!({ "entry": "numbing" })).await;
            let preview = desk.submits(&form, &[("Answer", "Yes, half an hour before.")]).await;
            insta::assert_snapshot!(preview, @r#"
            (only you can see this)
            **Preview.** If you save this: 1 entry changed (numbing).
            ⚠ Entry "numbing": the text has changed since it was translated \(es, de\), so the old translation is not shown; correct it, then run "micropen-faq check --approve-translations"
            # Is a numbing cream used?
            Yes, half an hour before.
            -# This is general information, not medical advice.
            [Save] [Edit again] [Cancel]
            "#);
            insta::assert_snapshot!(desk.presses(&preview, "Save").await, @"
            (only you can see this)
            Saved as revision 3: changed numbing. `/faq undo` reverses it.
            [Translations]
            ");
            insta::assert_snapshot!(desk.faq("check", json!({})).await, @r#"
            (only you can see this)
            The file on disk is served. One thing to correct:
            - line 28, column 7: warning: entry "numbing": the text has changed since it was translated \(es, de\), so the old translation is not shown; correct it, then run "micropen-faq check --approve-translations"
            "#);
        })
        .await;
}

#[tokio::test]
async fn a_translation_that_somebody_else_changed_is_a_conflict() {
    let clinic = Clinic::new(&translated());
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let overview = desk.faq("translate", json!({ "entry": "numbing" })).await;
            fake.moderator("mona").chooses(&overview, "✓ Spanish");
            let form = fake.next_modal().await;
            let preview = desk.submits(&form, &[("Answer", "Mía.")]).await;
            clinic.saves(&translated().replace("Sí, antes.", "A mano."));
            let conflict = desk.presses(&preview, "Save").await;
            insta::assert_snapshot!(conflict, @"
            (only you can see this)
            Somebody else changed this in the meantime, so nothing was saved. `now.txt` has the current text, `yours.txt` has yours. **Edit again** starts from the current text: copy over what still applies.
            [Edit again] [Cancel]
            (now.txt, 119 bytes)
            (yours.txt, 45 bytes)
            ");
        })
        .await;
}

#[tokio::test]
async fn a_gap_is_translated_and_an_empty_form_removes_a_translation() {
    let clinic = Clinic::new(&translated());
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let overview = desk.faq("translate", json!({ "entry": "cost" })).await;
            fake.moderator("mona").chooses(&overview, "Arabic");
            let form = fake.next_modal().await;
            insta::assert_snapshot!(form, @"
            # Translate
            Question (at most 256): 
            What to say (empty: the general text) (at most 3000):
            ");
            let preview =
                desk.submits(&form, &[("What to say (empty: the general text)", "لا يذكر الدليل الأسعار.")]).await;
            insta::assert_snapshot!(preview, @"
            (only you can see this)
            **Preview.** If you save this: 1 referral changed (cost).
            لا يذكر الدليل الأسعار.
            -# إذا كنت تظن أنها حالة طارئة، فاتصل برقم الطوارئ في بلدك.
            [Save] [Edit again] [Cancel]
            ");
            desk.presses(&preview, "Save").await;
            let overview = desk.faq("translate", json!({ "entry": "numbing" })).await;
            fake.moderator("mona").chooses(&overview, "✓ Spanish");
            let form = fake.next_modal().await;
            let preview = desk.submits(&form, &[("Question", ""), ("Answer", "")]).await;
            insta::assert_snapshot!(preview, @"
            (only you can see this)
            **Preview.** If you save this: 1 entry changed (numbing).
            Both fields are empty, so this removes the translation.
            # Is a numbing cream used?
            *La guía tiene esta respuesta solo en inglés.*

            Yes, before the treatment.
            -# This is general information, not medical advice.
            [Save] [Edit again] [Cancel]
            ");
            insta::assert_snapshot!(desk.presses(&preview, "Save").await, @"
            (only you can see this)
            Saved as revision 3: removed the Spanish translation of numbing. `/faq undo` reverses it.
            [Translations]
            ");
        })
        .await;
}
