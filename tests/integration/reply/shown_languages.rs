//! Replies in four languages, whole: a translated answer, one that is not translated, an emergency, a gap, and small talk.

use faq::{Entry, Faq, Referral};
use matching::decide::{Decision, Others, Outcome, Reason};
use micropen_faq::reply::{self, Locale};

use super::{assert_fits, shown};
use crate::shipped_faq::shipped;

fn entry<'a>(faq: &'a Faq, id: &str) -> &'a Entry {
    faq.entry(&id.parse().unwrap()).unwrap()
}

fn gap<'a>(faq: &'a Faq, id: &str) -> &'a Referral {
    faq.referral(&id.parse().unwrap()).unwrap()
}

/// An answer to two questions, one of which the guide does not answer; an emergency; a gap; a greeting; a question that is not clear.
fn replies(tag: &str) -> String {
    let faq = shipped();
    let locale = Locale::from_tag(tag).unwrap();
    let reason = |reason| Outcome::Refer { reason, suggestions: Vec::new() };
    let suggested = Outcome::Refer { reason: Reason::General, suggestions: vec![entry(&faq, "pain")] };
    let others = Others { unanswered: vec![gap(&faq, "cost")], ..Others::default() };
    let mut replies = Vec::new();
    for (outcome, others) in [
        (Outcome::Answer(entry(&faq, "pain")), others),
        (reason(Reason::Urgent(gap(&faq, "urgent-breathing"))), Others::default()),
        (reason(Reason::Named(gap(&faq, "cost"))), Others::default()),
        (reason(Reason::Named(gap(&faq, "chitchat-greeting"))), Others::default()),
        (suggested, Others::default()),
    ] {
        let (candidates, language, explanation) = Default::default();
        let reply = reply::decision(&faq, &Decision { outcome, others, candidates, language, explanation }, locale);
        assert_fits(&reply);
        replies.push(shown(&reply));
    }
    replies.join("\n\n")
}

#[test]
fn in_spanish() {
    insta::assert_snapshot!(replies("es"), @"
    [Answer]
    # ¿Duele el micro-penning?
    La guía describe el micro-penning como indoloro. Además, los profesionales del cuidado de la piel usan a menudo una **crema o producto anestésico**, para que le resulte cómodo mientras se lo hacen. Si le preocupa el dolor, dígaselo antes a su profesional del cuidado de la piel.

    **La guía no dice nada sobre esto:** How much does micro-penning cost?
    The guide says nothing about prices. A clinic or skincare professional near you can tell you what they charge.
    -- De la guía: What is micro-penning
    Información general de la guía, no es consejo médico. Un profesional del cuidado de la piel puede examinar su propia piel.
    Si es una emergencia (sangrado abundante, dificultad para respirar, una reacción alérgica grave, hinchazón que se extiende, pus, fiebre, una lesión en un ojo, pensamientos de hacerse daño), busque ayuda médica ahora mismo.
    (Me ayuda = helpful:pain) (No es lo que pregunté = not:pain)
    (¿Se usa una crema anestésica en el micro-penning? = show:numbing) (¿Qué ocurre durante una sesión de micro-penning? ¿Es complicada? = show:procedure-steps) (¿Tiene efectos secundarios el micro-penning? = show:side-effects)

    [Urgent]
    # ⚠️ Esto puede ser una emergencia
    **Busque ayuda ahora mismo:** llame al número local de emergencias o vaya al servicio de urgencias más cercano.

    La dificultad para respirar, o los labios que se ponen azules o grises, son una emergencia: busque ayuda médica ahora mismo. Llame ahora mismo al número local de emergencias, o pida a alguien cercano que lo haga.

    [Referral]
    La guía no responde a esto. Pregunte a un profesional del cuidado de la piel, o a un médico si se trata de su salud o de un medicamento.

    The guide says nothing about prices. A clinic or skincare professional near you can tell you what they charge.
    -- Si es una emergencia (sangrado abundante, dificultad para respirar, una reacción alérgica grave, hinchazón que se extiende, pus, fiebre, una lesión en un ojo, pensamientos de hacerse daño), busque ayuda médica ahora mismo.

    [Referral]
    Hágame una pregunta con unas pocas palabras, por ejemplo: *¿Qué es el micro-penning? ¿Es una cirugía?*
    `/temas` muestra lo que puede preguntar.

    [Referral]
    No estoy seguro de que la guía responda a esto.

    **¿Se refería a alguna de estas?**
    -- Si es una emergencia (sangrado abundante, dificultad para respirar, una reacción alérgica grave, hinchazón que se extiende, pus, fiebre, una lesión en un ojo, pensamientos de hacerse daño), busque ayuda médica ahora mismo.
    (¿Duele el micro-penning? = show:pain) (Ninguna de estas = none)
    ");
}

#[test]
fn in_arabic_with_what_is_english_isolated() {
    insta::assert_snapshot!(replies("ar"), @"
    [Answer]
    # Does micro-penning hurt?
    *هذه الإجابة موجودة في الدليل بالإنجليزية فقط.*

    The guide describes micro-penning as painless. Skincare professionals will often use a **numbing cream or agent** as well, so that you stay comfortable while it is done. If pain worries you, tell your skincare professional beforehand.

    **لا يذكر الدليل شيئًا عن هذا:** \u{2068}How much does micro-penning cost?\u{2069}
    The guide says nothing about prices. A clinic or skincare professional near you can tell you what they charge.
    -- من الدليل: \u{2068}What is micro-penning\u{2069}
    معلومات عامة من الدليل وليست نصيحة طبية. يستطيع مختص بالعناية بالبشرة أن ينظر إلى بشرتك أنت.
    إذا كانت حالة طارئة (نزيف شديد، صعوبة في التنفس، رد فعل تحسسي شديد، تورم ينتشر، صديد، حمى، إصابة في العين، أفكار بإيذاء النفس)، فاطلب المساعدة الطبية الآن.
    (مفيد = helpful:pain) (ليس هذا ما سألت عنه = not:pain)
    (Is a numbing cream used for micro-penning? = show:numbing) (What happens during a micro-penning session? Is it complicated? = show:procedure-steps) (Does micro-penning have side effects? = show:side-effects)

    [Urgent]
    # ⚠️ قد تكون هذه حالة طارئة
    **اطلب المساعدة الآن:** اتصل برقم الطوارئ المحلي أو اذهب إلى أقرب قسم طوارئ.

    صعوبة التنفس، أو تحوّل الشفتين إلى الأزرق أو الرمادي، حالة طارئة: اطلب المساعدة الطبية الآن. اتصل فورًا برقم الطوارئ المحلي، أو اطلب من شخص قريب منك أن يتصل.

    [Referral]
    الدليل لا يجيب عن هذا. يُرجى سؤال مختص بالعناية بالبشرة، أو طبيب إذا كان الأمر يتعلق بصحتك أو بدواء.

    The guide says nothing about prices. A clinic or skincare professional near you can tell you what they charge.
    -- إذا كانت حالة طارئة (نزيف شديد، صعوبة في التنفس، رد فعل تحسسي شديد، تورم ينتشر، صديد، حمى، إصابة في العين، أفكار بإيذاء النفس)، فاطلب المساعدة الطبية الآن.

    [Referral]
    من فضلك اطرح عليّ سؤالًا في بضع كلمات، مثلًا: *\u{2068}What is micro-penning, and is it surgery?\u{2069}*
    يعرض الأمر \u{2068}`/topics`\u{2069} ما يمكنك السؤال عنه.

    [Referral]
    لست متأكدًا من أن الدليل يجيب عن هذا.

    **هل تقصد أحد هذه الأسئلة؟**
    -- إذا كانت حالة طارئة (نزيف شديد، صعوبة في التنفس، رد فعل تحسسي شديد، تورم ينتشر، صديد، حمى، إصابة في العين، أفكار بإيذاء النفس)، فاطلب المساعدة الطبية الآن.
    (Does micro-penning hurt? = show:pain) (لا شيء من هذه = none)
    ");
}

#[test]
fn in_japanese() {
    insta::assert_snapshot!(replies("ja"), @"
    [Answer]
    # Does micro-penning hurt?
    *この答えは、ガイドには英語でしかありません。*

    The guide describes micro-penning as painless. Skincare professionals will often use a **numbing cream or agent** as well, so that you stay comfortable while it is done. If pain worries you, tell your skincare professional beforehand.

    **ガイドに書かれていないこと：** How much does micro-penning cost?
    The guide says nothing about prices. A clinic or skincare professional near you can tell you what they charge.
    -- ガイドより：What is micro-penning
    ガイドに基づく一般的な情報であり、医学的な助言ではありません。実際の肌の状態は、スキンケアの専門家に見てもらってください。
    緊急の場合（大量の出血、呼吸困難、重いアレルギー反応、広がる腫れ、膿、発熱、目のけが、自分を傷つけたい気持ち）は、今すぐ医療の助けを求めてください。
    (役に立った = helpful:pain) (聞きたいことと違う = not:pain)
    (Is a numbing cream used for micro-penning? = show:numbing) (What happens during a micro-penning session? Is it complicated? = show:procedure-steps) (Does micro-penning have side effects? = show:side-effects)

    [Urgent]
    # ⚠️ 緊急事態かもしれません
    **今すぐ助けを求めてください**：地域の緊急通報番号に電話するか、最寄りの救急外来に行ってください。

    呼吸が苦しいときや、唇が青や灰色になるときは緊急事態です。今すぐ医療の助けを求めてください。今すぐ地域の緊急通報番号に電話するか、近くの人に電話してもらってください。

    [Referral]
    このガイドには答えがありません。スキンケアの専門家に、または健康や薬に関することなら医師に相談してください。

    The guide says nothing about prices. A clinic or skincare professional near you can tell you what they charge.
    -- 緊急の場合（大量の出血、呼吸困難、重いアレルギー反応、広がる腫れ、膿、発熱、目のけが、自分を傷つけたい気持ち）は、今すぐ医療の助けを求めてください。

    [Referral]
    質問を短い言葉で書いてください。例：*What is micro-penning, and is it surgery?*
    `/トピック` で、質問できることの一覧を表示します。

    [Referral]
    ガイドにこの答えがあるかどうか、はっきりしません。

    **お聞きになりたいのは、この中のどれかですか？**
    -- 緊急の場合（大量の出血、呼吸困難、重いアレルギー反応、広がる腫れ、膿、発熱、目のけが、自分を傷つけたい気持ち）は、今すぐ医療の助けを求めてください。
    (Does micro-penning hurt? = show:pain) (どれでもない = none)
    ");
}

#[test]
fn in_hindi() {
    insta::assert_snapshot!(replies("hi"), @"
    [Answer]
    # Does micro-penning hurt?
    *मार्गदर्शिका में यह उत्तर केवल अंग्रेज़ी में है।*

    The guide describes micro-penning as painless. Skincare professionals will often use a **numbing cream or agent** as well, so that you stay comfortable while it is done. If pain worries you, tell your skincare professional beforehand.

    **मार्गदर्शिका इस बारे में कुछ नहीं कहती:** How much does micro-penning cost?
    The guide says nothing about prices. A clinic or skincare professional near you can tell you what they charge.
    -- मार्गदर्शिका से: What is micro-penning
    मार्गदर्शिका से सामान्य जानकारी, चिकित्सा सलाह नहीं। त्वचा-देखभाल पेशेवर आपकी अपनी त्वचा देख सकते हैं।
    अगर यह आपात स्थिति है (बहुत खून बहना, साँस लेने में तकलीफ़, गंभीर एलर्जी, फैलती सूजन, मवाद, बुखार, आँख में चोट, खुद को नुकसान पहुँचाने के विचार), तो अभी चिकित्सा सहायता लें।
    (मदद मिली = helpful:pain) (मैंने यह नहीं पूछा था = not:pain)
    (Is a numbing cream used for micro-penning? = show:numbing) (What happens during a micro-penning session? Is it complicated? = show:procedure-steps) (Does micro-penning have side effects? = show:side-effects)

    [Urgent]
    # ⚠️ यह आपात स्थिति हो सकती है
    **कृपया अभी मदद लें:** अपने इलाके के आपातकालीन नंबर पर फ़ोन करें या सबसे नज़दीकी आपातकालीन विभाग जाएँ।

    साँस लेने में तकलीफ़, या होंठों का नीला या स्लेटी पड़ना, आपात स्थिति है: अभी चिकित्सा सहायता लें। कृपया तुरंत अपने इलाके के आपातकालीन नंबर पर फ़ोन करें, या पास के किसी व्यक्ति से फ़ोन करवाएँ।

    [Referral]
    मार्गदर्शिका में इसका उत्तर नहीं है। कृपया किसी त्वचा-देखभाल पेशेवर से पूछें, या अगर बात आपके स्वास्थ्य या किसी दवा की है तो डॉक्टर से।

    The guide says nothing about prices. A clinic or skincare professional near you can tell you what they charge.
    -- अगर यह आपात स्थिति है (बहुत खून बहना, साँस लेने में तकलीफ़, गंभीर एलर्जी, फैलती सूजन, मवाद, बुखार, आँख में चोट, खुद को नुकसान पहुँचाने के विचार), तो अभी चिकित्सा सहायता लें।

    [Referral]
    कृपया कुछ शब्दों में प्रश्न पूछें, जैसे: *What is micro-penning, and is it surgery?*
    `/विषय` दिखाता है कि आप क्या पूछ सकते हैं।

    [Referral]
    मुझे पक्का नहीं पता कि मार्गदर्शिका में इसका उत्तर है।

    **क्या आपका मतलब इनमें से किसी से था?**
    -- अगर यह आपात स्थिति है (बहुत खून बहना, साँस लेने में तकलीफ़, गंभीर एलर्जी, फैलती सूजन, मवाद, बुखार, आँख में चोट, खुद को नुकसान पहुँचाने के विचार), तो अभी चिकित्सा सहायता लें।
    (Does micro-penning hurt? = show:pain) (इनमें से कोई नहीं = none)
    ");
}

#[test]
fn in_a_language_that_the_bot_does_not_speak() {
    insta::assert_snapshot!(replies("sv"), @"
    [Answer]
    # Does micro-penning hurt?
    The guide describes micro-penning as painless. Skincare professionals will often use a **numbing cream or agent** as well, so that you stay comfortable while it is done. If pain worries you, tell your skincare professional beforehand.

    **The guide does not say:** How much does micro-penning cost?
    The guide says nothing about prices. A clinic or skincare professional near you can tell you what they charge.
    -- From the guide: What is micro-penning
    General information from the guide, not medical advice. A skincare professional can look at your own skin.
    If it is an emergency (heavy bleeding, trouble breathing, a severe allergic reaction, spreading swelling, pus, fever, an injured eye, thoughts of harming yourself), get medical help now.
    (Helpful = helpful:pain) (Not what I asked = not:pain)
    (Is a numbing cream used for micro-penning? = show:numbing) (What happens during a micro-penning session? Is it complicated? = show:procedure-steps) (Does micro-penning have side effects? = show:side-effects)

    [Urgent]
    # ⚠️ This may be an emergency
    **Please get help now:** call your local emergency number or go to the nearest emergency department.

    Trouble breathing, or lips that turn blue or grey, is an emergency: get medical help now. Please contact emergency services at once, or have someone near you do it.

    [Referral]
    The guide says nothing about prices. A clinic or skincare professional near you can tell you what they charge.
    -- If it is an emergency (heavy bleeding, trouble breathing, a severe allergic reaction, spreading swelling, pus, fever, an injured eye, thoughts of harming yourself), get medical help now.

    [Referral]
    Hello! I answer questions about micro-penning from a short guide. What would you like to know?

    [Referral]
    I'm not sure the guide answers this.

    **Did you mean one of these?**
    -- If it is an emergency (heavy bleeding, trouble breathing, a severe allergic reaction, spreading swelling, pus, fever, an injured eye, thoughts of harming yourself), get medical help now.
    (Does micro-penning hurt? = show:pain) (None of these = none)
    ");
}

#[test]
fn topics_have_their_translated_titles_and_headings() {
    let faq = shipped();
    let topics = |tag: &str| shown(&reply::topics(&faq, Locale::from_tag(tag).unwrap())[0]);
    insta::assert_snapshot!(topics("de"), @"
    [Note]
    # Was Sie fragen können
    **Grundlagen**
    - Was ist Micro-Penning? Ist das eine Operation?
    - Wie funktioniert Micro-Penning?
    - Wo kann ich Micro-Penning machen lassen?

    **Die Behandlung**
    - Welches Gerät wird beim Micro-Penning verwendet?
    - Wer führt Micro-Penning durch?
    - Was passiert bei einer Micro-Penning-Sitzung? Ist es kompliziert?
    - Wie lange dauert eine Micro-Penning-Sitzung?
    - Welche Bereiche werden beim Micro-Penning meist behandelt?
    - Tut Micro-Penning weh?
    - Wird beim Micro-Penning eine Betäubungscreme verwendet?
    - Kann ich direkt nach dem Micro-Penning meinem Alltag wie gewohnt nachgehen?

    **Vorteile**
    - Was bewirkt Kollagen für meine Haut?
    - Kann Micro-Penning bei Linien und Falten helfen?
    - Was bewirkt Elastin für meine Haut? Sieht sie glatter aus und fühlt sich so an?
    - Welche Vorteile hat Micro-Penning?
    - Kann Micro-Penning meine Poren verkleinern?
    - Hilft Micro-Penning bei Aknenarben und Akneflecken?

    **Sicherheit und Eignung**
    - Für welche Hauttypen eignet sich Micro-Penning?
    - Ist Micro-Penning sicher?
    - Hat Micro-Penning Nebenwirkungen?
    - Werden beim Micro-Penning Chemikalien oder Hitze eingesetzt?
    - Wer sollte kein Micro-Penning machen lassen?
    - Bin ich für Micro-Penning geeignet?
    -- Fragen Sie in eigenen Worten: Erwähnen Sie mich, schreiben Sie mir eine Direktnachricht, oder benutzen Sie /fragen.
    ");
    let korean = topics("ko");
    assert!(korean.contains("**기본 정보**\n- What is micro-penning, and is it surgery?"), "{korean}");
}
