//! FAQs in other languages and FAQs about other subjects, each a whole small file.

mod faqs;
mod foreign;
mod signs;
mod subjects;

use faq::Faq;
use faq::file::parse;
use matching::decide::{Decision, decide_question};
use matching::{Calibration, Matcher, Query};

use faqs::{ARABIC, CHINESE, GERMAN, JAPANESE, RUSSIAN};

/// A FAQ that is learned, by words alone.
struct Learned {
    faq: Faq,
    matcher: Matcher,
}

impl Learned {
    fn new(file: &str) -> Self {
        let faq = parse(file.as_bytes()).unwrap_or_else(|problems| panic!("{problems:#?}")).faq;
        let matcher = Matcher::build(&faq).train();
        Self { faq, matcher }
    }

    /// Returns the id of the entry that is ranked first, with its margin.
    fn first(&self, question: &str) -> (&str, f32) {
        let ranking = self.matcher.rank(&Query::new(question)).whole;
        let id = ranking.entries.first().map_or("", |scored| self.faq.entries()[scored.topic].id().as_str());
        (id, ranking.margin())
    }

    fn decide(&self, question: &str) -> Decision<'_> {
        let calibration = Calibration::default();
        decide_question(&self.faq, question, &calibration, calibration.threshold(), |query| self.matcher.rank(query))
    }

    /// Asserts that each question, word for word, leads to its entry, far ahead of anything off topic.
    fn assert_verbatim(&self, off_topic: &[&str]) {
        let mut least = f32::INFINITY;
        for entry in self.faq.entries() {
            for example in entry.examples() {
                let (id, margin) = self.first(example);
                assert_eq!(id, entry.id().as_str(), "{example}");
                let foreign = self.matcher.rank(&Query::new(example)).whole.foreign;
                assert_eq!(foreign, None, "{example}");
                least = least.min(margin);
            }
        }
        for question in off_topic {
            let (_, margin) = self.first(question);
            assert!(margin < least - 0.1, "{question}: {margin}, and the least of the FAQ's own questions has {least}");
        }
    }

    /// Returns how many of the paraphrases lead to their entry.
    fn found(&self, paraphrases: &[(&str, &str)]) -> usize {
        paraphrases.iter().filter(|(question, id)| self.first(question).0 == *id).count()
    }
}

#[test]
fn a_russian_faq_answers_its_questions() {
    let faq = Learned::new(RUSSIAN);
    faq.assert_verbatim(&["какая столица франции", "посоветуй хороший фильм", "what is the capital of france"]);
    let paraphrases = [
        ("сколько стоит урок?", "price"),
        ("какие цены на уроки", "price"),
        ("как отменить урок", "cancel"),
        ("хочу отменить завтрашнее занятие", "cancel"),
        ("с какого возраста берёте детей?", "age"),
        ("ребёнку пять лет, можно?", "age"),
        ("есть ли свои гитары для учеников", "guitar"),
        ("своей гитары нет, что делать", "guitar"),
        ("можно ли учиться онлайн?", "online"),
        ("уроки проходят по видеосвязи?", "online"),
    ];
    assert!(faq.found(&paraphrases) >= 8, "{}", faq.found(&paraphrases));
}

#[test]
fn a_japanese_faq_answers_its_questions() {
    let faq = Learned::new(JAPANESE);
    faq.assert_verbatim(&["フランスの首都はどこですか", "おすすめの映画を教えて", "what is the capital of france"]);
    let paraphrases = [
        ("レッスン料はいくら？", "price"),
        ("一回の料金が知りたい", "price"),
        ("レッスンを取り消したい", "cancel"),
        ("当日のキャンセルはできますか", "cancel"),
        ("五歳でも習えますか", "age"),
        ("子供は何歳から", "age"),
        ("楽器を貸してもらえますか", "guitar"),
        ("ギターがないのですが", "guitar"),
        ("ネットで受講できますか", "online"),
        ("オンラインのレッスンはある？", "online"),
    ];
    assert!(faq.found(&paraphrases) >= 8, "{}", faq.found(&paraphrases));
}

#[test]
fn a_chinese_faq_answers_its_questions() {
    let faq = Learned::new(CHINESE);
    faq.assert_verbatim(&["法国的首都是哪里", "推荐一部好电影", "what is the capital of france"]);
    let paraphrases = [
        ("课程费用是多少", "price"),
        ("想取消明天的课", "cancel"),
        ("五岁的孩子能学吗", "age"),
        ("有线上的课吗", "online"),
    ];
    assert!(faq.found(&paraphrases) >= 3, "{}", faq.found(&paraphrases));
}

#[test]
fn an_arabic_faq_answers_its_questions() {
    let faq = Learned::new(ARABIC);
    faq.assert_verbatim(&["ما هي عاصمة فرنسا", "انصحني بفيلم جيد", "what is the capital of france"]);
    let paraphrases = [
        ("بكم الدرس؟", "price"),
        ("أريد إلغاء درس الغد", "cancel"),
        ("هل تعلمون الأطفال", "age"),
        ("هل الدروس على الإنترنت", "online"),
        ("هل أستطيع استعارة جيتار", "guitar"),
    ];
    assert!(faq.found(&paraphrases) >= 4, "{}", faq.found(&paraphrases));
    assert_eq!(faq.first("كَمْ سِعْرُ الدَّرْسِ").0, "price", "with vowels");
}

#[test]
fn a_german_faq_answers_its_questions() {
    let faq = Learned::new(GERMAN);
    faq.assert_verbatim(&["Wie heißt die Hauptstadt von Frankreich?", "what is the capital of france"]);
    assert_eq!(faq.first("was kostet ne gitarrenstunde").0, "price");
    assert_eq!(faq.first("Stunde absagen, geht das noch?").0, "cancel");
    assert_eq!(faq.first("ich will die stunde apsagen").0, "cancel", "misspelt");
    let long = "Ich bin mir ehrlich gesagt noch nicht sicher, ob mein jüngster Sohn schon alt genug für den Unterricht ist, \
                denn er wird im kommenden Herbst gerade erst sechs.";
    assert_eq!(faq.matcher.rank(&Query::new(long)).whole.foreign, None);
}

#[test]
fn another_language_than_the_faqs_is_foreign() {
    let question = "Could you please tell me whether there is anything that I should bring along with me?";
    for (file, language) in [(RUSSIAN, "ru"), (JAPANESE, "ja"), (GERMAN, "de")] {
        let faq = Learned::new(file);
        assert_eq!(faq.faq.language().code(), language);
        let foreign = faq.matcher.rank(&Query::new(question)).whole.foreign;
        assert_eq!(foreign.map(|found| found.to_string()).as_deref(), Some("en"), "{language}");
    }
}

#[test]
fn a_wrong_language_is_a_problem_of_the_file() {
    let file = "language: german\nentries: [{id: a, question: Was?, answer: Das.}]";
    let problems = parse(file.as_bytes()).unwrap_err();
    insta::assert_snapshot!(problems[0].at("faq.yaml"), @r#"faq.yaml:1:11: error: "language": "german" is not a language tag; write one like en, de or pt-BR"#);
}
