//! Languages: a reply is in the language of the person's Discord, or of the message, as far as people have translated the FAQ.

use serde_json::{Value, json};

use super::bot::with_bot_on;

/// The usual FAQ with some Spanish.
fn translated() -> String {
    let faq = include_str!("faq.yaml");
    let general = "translations:\n  es:\n    disclaimer: Información general, no es consejo médico.\n    \
                   urgent: Parece urgente. Busque ayuda médica ahora.\n    categories: {The procedure: El procedimiento}\n";
    let pain = "    translations:\n      es: {question: ¿Duele el micro-penning?, answer: La guía dice que es **indoloro**.}\n";
    let bleeding = "    translations: {es: {message: Presione con un paño limpio.}}\n";
    let faq = faq.replacen("    phrasings: [does it hurt,", &format!("{pain}    phrasings: [does it hurt,"), 1);
    let faq = faq.replacen("    urgent: true\n", &format!("    urgent: true\n{bleeding}"), 1);
    format!("{general}{faq}")
}

#[tokio::test]
async fn an_interaction_is_answered_in_the_language_of_the_persons_discord() {
    with_bot_on(&translated(), async |fake| {
        let (ana, general) = (fake.user("ana").reads("es-ES"), fake.channel("general"));
        ana.slash(general, "ask", json!({ "question": "does it hurt?" })).await;
        insta::assert_snapshot!(fake.next_reply().await, @"
        # ¿Duele el micro-penning?
        La guía dice que es **indoloro**.
        -# De la guía: What is micro-penning
        Información general, no es consejo médico.
        [Me ayuda] [No es lo que pregunté]
        [Is a numbing cream used?] [What does it do for collagen?]
        ");
        ana.slash(general, "ask", json!({ "question": "is there an anaesthetic" })).await;
        insta::assert_snapshot!(fake.next_reply().await, @"
        # Is a numbing cream used?
        *La guía tiene esta respuesta solo en inglés.*

        Yes, before the treatment.
        -# Información general, no es consejo médico.
        [Me ayuda] [No es lo que pregunté]
        ");
        ana.slash(general, "ask", json!({ "question": "how expensive is a session" })).await;
        insta::assert_snapshot!(fake.next_reply().await, @"
        No tengo respuesta a esto. Pregunte a una persona que lo sepa.

        The guide names no prices. Please ask the clinic for them.
        -# Si cree que es una emergencia, llame al número de emergencias de su país.
        ");
        ana.slash(general, "topics", json!({})).await;
        insta::assert_snapshot!(fake.next_reply().await, @"
        (only you can see this)
        # Lo que puede preguntar
        - Who wrote this guide?

        **El procedimiento**
        - ¿Duele el micro-penning?
        - Is a numbing cream used?

        **The skin**
        - What does it do for collagen?
        -# Pregunte con sus propias palabras: mencióneme, envíeme un mensaje directo o use /preguntar.
        ");
        let choices = ana.autocomplete(general, "ask", "question", "duele").await;
        let pain = choices.iter().find(|choice| choice.value == "entry:pain").unwrap();
        assert_eq!(pain.name, "¿Duele el micro-penning?");
        let ada = fake.user("ada");
        assert_eq!(ada.autocomplete(general, "ask", "question", "hurt").await[0].name, "Does micro-penning hurt?");
    })
    .await;
}

#[tokio::test]
async fn a_button_answers_in_the_language_of_whoever_presses_it() {
    with_bot_on(&translated(), async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let (ben, yuki) = (fake.user("ben").reads("fr"), fake.user("yuki").reads("ja"));
        ada.slash(general, "ask", json!({ "question": "does it hurt?" })).await;
        let reply = fake.next_reply().await;
        ben.presses(&reply, "Helpful");
        assert_eq!(
            fake.next_reply().await.to_string(),
            "(only you can see this)\nMerci, je suis content que cela vous ait aidé."
        );
        yuki.presses(&reply, "Is a numbing cream used?");
        insta::assert_snapshot!(fake.next_reply().await, @"
        (only you can see this)
        # Is a numbing cream used?
        *この答えは、ガイドには英語でしかありません。*

        Yes, before the treatment.
        -# This is general information, not medical advice.
        [役に立った] [聞きたいことと違う]
        ");
    })
    .await;
}

#[tokio::test]
async fn a_message_is_answered_in_its_own_language() {
    with_bot_on(&translated(), async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        ada.mentions_bot(general, "Больно ли делать эту процедуру?");
        insta::assert_snapshot!(fake.next_reply().await, @"
        Руководство написано на английском языке, поэтому я понимаю вопросы только на английском языке.

        **Может быть, вы имели в виду что-то из этого?**
        -# Если вам кажется, что нужна экстренная помощь, позвоните по местному номеру экстренных служб.
        [Is a numbing cream used?] [Who wrote this guide?] [Does micro-penning hurt?] [Ничего из этого]
        ");
        ada.mentions_bot(general, "does it hurt?");
        assert_eq!(fake.next_reply().await.title(), "Does micro-penning hurt?");
    })
    .await;
}

#[tokio::test]
async fn an_emergency_is_told_what_to_do_in_the_language_of_the_persons_discord() {
    with_bot_on(&translated(), async |fake| {
        let general = fake.channel("general");
        for (name, locale) in [("ana", "es-419"), ("yuki", "ja"), ("hugo", "sv-SE")] {
            let person = fake.user(name).reads(locale);
            person.slash(general, "ask", json!({ "question": "my skin will not stop bleeding" })).await;
        }
        let mut replies = Vec::new();
        for _ in 0..3 {
            replies.push(fake.next_reply().await.to_string());
        }
        insta::assert_snapshot!(replies.join("\n---\n"), @"
        # ⚠️ Esto puede ser una emergencia
        Parece urgente. Busque ayuda médica ahora.

        Presione con un paño limpio.
        ---
        # ⚠️ 緊急事態かもしれません
        緊急事態かもしれません。今すぐ助けを求めてください。今いる地域の緊急通報番号に電話してください。

        This sounds urgent. Please get medical help now.
        ---
        # ⚠️ This may be an emergency
        This sounds urgent. Please get medical help now.
        ");
    })
    .await;
}

#[tokio::test]
async fn notes_are_in_the_persons_language_too() {
    with_bot_on(&translated(), async |fake| {
        let (asha, general) = (fake.user("asha").reads("hi"), fake.channel("general"));
        asha.slash(general, "privacy", json!({})).await;
        assert!(fake.next_reply().await.title().starts_with("आपके प्रश्न"));
        for number in 0..6 {
            asha.slash(general, "ask", json!({ "question": format!("does it hurt {number}") })).await;
        }
        let mut last = String::new();
        for _ in 0..6 {
            last = fake.next_reply().await.to_string();
        }
        insta::assert_snapshot!(last, @"
        (only you can see this)
        यहाँ इतने प्रश्न हैं कि मैं सबका उत्तर नहीं दे पा रहा। कृपया आधा मिनट रुकें और फिर पूछें।

        अगर आपको लगता है कि यह आपात स्थिति है, तो अपने यहाँ के आपातकालीन नंबर पर फ़ोन करें।
        ");
    })
    .await;
}

/// Returns the text of a command under a key of localizations.
fn localized(commands: &[Value], name: &str, key: &str, locale: &str) -> String {
    let command = commands.iter().find(|command| command["name"] == name).unwrap();
    command[key][locale].as_str().unwrap().to_owned()
}

#[test]
fn commands_have_names_and_descriptions_in_discords_languages() {
    let faq = translated().replacen("  es:\n", "  es:\n    about: el tejido\n", 1);
    let faq = faq::file::parse(format!("about: knitting\n{faq}").as_bytes()).unwrap().faq;
    let definitions = micropen_faq::asking::definitions(Some(&faq));
    let commands: Vec<Value> = definitions.iter().map(|command| serde_json::to_value(command).unwrap()).collect();
    let text = |name, key, locale| localized(&commands, name, key, locale);
    assert_eq!(text("ask", "name_localizations", "es-419"), "preguntar");
    assert_eq!(text("ask", "description_localizations", "es-ES"), "Haga una pregunta sobre el tejido");
    assert_eq!(text("ask", "description_localizations", "de"), "Eine Frage stellen", "nobody translated the subject");
    assert_eq!(text("topics", "name_localizations", "zh-TW"), "主題");
    assert_eq!(text("Answer from the guide", "name_localizations", "uk"), "Відповісти за посібником");
    assert!(commands.iter().all(|command| command["name_localizations"].as_object().unwrap().len() == 18));
}
