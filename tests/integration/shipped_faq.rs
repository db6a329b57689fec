//! Tests the promises of the shipped `faq.yaml`.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use faq::Faq;
use faq::file::parse;
use faq::text::{clean, without_negated_symptoms};
use matching::decide::{Decision, Outcome, Reason};
use matching::examples;
use micropen_faq::reply::{self, Locale};
use micropen_faq::storage::{self, Engine, Store, StoreOptions};

/// The ids of the entries. They never change, since links and moderators' habits depend on them.
const IDS: [&str; 23] = [
    "what-is-it",
    "how-it-works",
    "device",
    "who-performs",
    "collagen",
    "wrinkles",
    "elastin",
    "procedure-steps",
    "duration",
    "treated-areas",
    "pain",
    "numbing",
    "skin-types",
    "safety",
    "side-effects",
    "chemicals-heat",
    "who-should-avoid",
    "candidate",
    "benefits",
    "pore-size",
    "acne-scars",
    "downtime",
    "where-to-get",
];

/// The sections of the guide.
const SECTIONS: [&str; 3] =
    ["Guide about Micro-Penning Treatment", "What is micro-penning", "Benefits of micro-penning"];

pub fn shipped() -> Faq {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("faq.yaml");
    parse(&fs::read(path).unwrap()).map(|parsed| parsed.faq).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[test]
fn it_has_no_warnings() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("faq.yaml");
    assert_eq!(parse(&fs::read(path).unwrap()).unwrap().warnings, []);
}

#[test]
fn it_has_the_promised_entries() {
    let faq = shipped();
    let ids: Vec<&str> = faq.entries().iter().map(|entry| entry.id().as_str()).collect();
    assert_eq!(ids, IDS);
    for entry in faq.entries() {
        let id = entry.id();
        let examples = entry.examples().count();
        assert!(examples > 50, "{id} has {examples} examples");
        assert!(entry.source().is_some_and(|source| SECTIONS.contains(&source)), "{id} names no section of the guide");
        assert!(entry.category().is_some(), "{id} has no category");
        assert!(faq.related(entry).count() >= 1, "{id} has no related entry");
        let sentences = entry.answer().matches(['.', '?', '!']).count();
        assert!((2..=6).contains(&sentences), "{id}: {sentences} sentences");
    }
}

#[test]
fn it_has_referrals_for_what_the_guide_does_not_answer() {
    let faq = shipped();
    assert!(faq.referrals().len() >= 70, "{}", faq.referrals().len());
    assert!(faq.referrals().iter().filter(|referral| referral.is_urgent()).count() >= 8);
    for referral in faq.referrals() {
        let examples = referral.examples().count();
        assert!(examples > 8, "{} has {examples} examples", referral.id());
    }
    for id in
        ["cost", "pregnancy", "number-of-sessions", "aftercare", "teens-children", "urgent-bleeding", "chitchat-thanks"]
    {
        assert!(faq.referrals().iter().any(|referral| referral.id().as_str() == id), "{id}");
    }
}

/// A phone number is right in one country only. An operator can add theirs.
#[test]
fn it_gives_no_phone_number() {
    let faq = shipped();
    let texts = [faq.texts().general.as_str(), &faq.texts().urgent, faq.emergency().unwrap_or_default()];
    let messages = faq.referrals().iter().filter_map(|referral| referral.message());
    for text in texts.into_iter().chain(messages) {
        assert!(!text.chars().any(|c| c.is_ascii_digit()), "{text}");
    }
}

/// A question that the FAQ has learned measures nothing. The questions are not part of the project.
#[test]
fn it_has_none_of_the_questions_that_it_is_measured_on() {
    let Some(questions) = super::yardstick::questions() else { return };
    let faq = shipped();
    let phrasings: Vec<(&str, HashSet<String>)> = examples(&faq).map(|(_, text)| (text, bag(text))).collect();
    for question in &questions {
        let asked = bag(&question.q);
        for (phrasing, words) in &phrasings {
            let shared = words.intersection(&asked).count() as f64 / words.union(&asked).count().max(1) as f64;
            let alike = strsim::normalized_levenshtein(&phrasing.to_lowercase(), &question.q.to_lowercase());
            assert!(shared < 0.7 || alike < 0.8, "{phrasing:?} is nearly {:?}", question.q);
        }
    }
}

fn bag(text: &str) -> HashSet<String> {
    faq::text::words(&faq::text::clean(text)).into_iter().collect()
}

/// What a message denies is taken out of it. The emergency must not be taken out as well.
#[test]
fn an_emergency_is_recognised_beside_a_denial() {
    let faq = shipped();
    let urgent = faq.referrals().iter().filter(|referral| referral.is_urgent());
    for example in urgent.flat_map(|referral| referral.examples()) {
        let denies = without_negated_symptoms(&clean(example)).is_some();
        assert!(!denies || served().decide(example).is_urgent(), "{example:?} is not recognised");
    }
    for message in [
        "i have no reason to live",
        "she shows no signs of life, what do we do",
        "i have never had chest pain this bad",
        "no joke face swelling up fast, what do i do",
        "i can't say a sentence without gasping for air",
        "no fever but my throat is closing",
        "i'm not allergic to anything but i can't breathe now",
    ] {
        assert!(served().decide(message).is_urgent(), "{message:?} is not recognised");
    }
}

#[test]
fn a_sentence_that_cannot_be_read_beside_a_question_is_not_passed_over() {
    // Most words are English, so that the message as a whole is in English.
    let question = "how long does one session of micro-penning take on the face and the neck?";
    assert!(!served().decide(question).answers().is_empty());
    for unread in ["я не могу дышать", "je ne peux plus respirer", "nefes alamiyorum lutfen yardim"] {
        let decision = served().decide(&format!("{question} {unread}"));
        assert!(decision.answers().is_empty(), "{unread:?} is passed over");
    }
}

const COLOURS_OF_SKIN: &str = "black, very black, jet black, blue black, dark, very dark, dark brown, brown, ebony, mahogany, \
    chocolate, caramel, bronze, copper, golden, olive, tan, dusky, wheatish, melanated, ashy, grey, \
    yellow, yellowish, fair, pale, ghostly pale, white, snow white, pink, red, ruddy, freckled";

/// People name the colour of their skin to ask whether the treatment suits them.
#[test]
fn no_colour_of_skin_is_an_emergency() {
    for colour in COLOURS_OF_SKIN.split(", ") {
        for message in [
            format!("my skin is {colour}"),
            format!("my complexion is {colour}"),
            format!("my face is naturally {colour}"),
            format!("her skin is {colour} like mine"),
            format!("is {colour} skin ok"),
            format!("i have {colour} skin, does it hurt"),
            format!("we all have {colour} skin in my family, how long does it take"),
        ] {
            assert!(!served().decide(&message).is_urgent(), "{message:?} is taken for an emergency");
        }
    }
}

/// Most people write what frightens them in the same sentence as everything else.
#[test]
fn an_emergency_is_recognised_among_other_words() {
    for message in [
        "so i got micropenning yesterday my friend recommended it and it was like 20 minutes and didnt hurt much and now my \
         lips are huge and i cant breathe properly is that normal and when can i wear makeup",
        "had it done this morning at a lovely clinic and everyone was so nice, my throat is closing up, when can i wear \
         makeup and go to the gym again",
        "Hello everyone. I am new here. My name is Ann. I had it done. It took 20 minutes. The lady was nice. It did not \
         hurt. I loved it. Now my throat is closing. Is it ok?",
        "Lovely clinic, had it done this morning. Can't breathe! When can I wear makeup?",
        "had it done… now I can't see… how much is it",
    ] {
        assert!(served().decide(message).is_urgent(), "{message:?} is not recognised");
    }
}

/// Returns the engine of the shipped FAQ.
pub fn served() -> &'static Engine {
    static SERVED: LazyLock<Arc<Engine>> = LazyLock::new(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("faq.yaml");
        storage::learn(&Store::open(&path, StoreOptions::default()).unwrap())
    });
    &SERVED
}

/// The languages in which the bot speaks, but for English.
const LANGUAGES: [&str; 17] =
    ["es", "pt", "fr", "de", "it", "nl", "pl", "tr", "ru", "uk", "ar", "hi", "zh", "ja", "ko", "vi", "id"];

#[test]
fn every_emergency_is_answered_wholly_in_every_language() {
    let faq = shipped();
    for tag in LANGUAGES {
        let locale = Locale::from_tag(tag).unwrap();
        let general = faq.general_translation(locale.language()).unwrap();
        for gap in faq.referrals().iter().filter(|gap| gap.is_urgent()) {
            let outcome = Outcome::Refer { reason: Reason::Urgent(gap), suggestions: Vec::new() };
            let (others, candidates, language, explanation) = Default::default();
            let reply = reply::decision(&faq, &Decision { outcome, others, candidates, language, explanation }, locale);
            let message = gap.translation(locale.language()).and_then(|translation| translation.message()).unwrap();
            assert_eq!(reply.body, format!("{}\n\n{message}", general.urgent().unwrap()), "{tag}: {}", gap.id());
            assert_ne!(reply.title.as_deref(), Some("⚠️ This may be an emergency"), "{tag}");
        }
        for text in [general.general(), general.emergency(), general.disclaimer()] {
            assert!(text.is_some_and(|text| !text.is_empty()), "{tag}");
        }
    }
}

#[test]
fn every_answer_is_in_spanish_portuguese_french_and_german() {
    let faq = shipped();
    for entry in faq.entries() {
        for tag in ["es", "pt", "fr", "de"] {
            let translation = entry.translation(tag.parse().unwrap());
            let translation = translation.unwrap_or_else(|| panic!("{tag}: {} is not translated", entry.id()));
            // What is emphasized in one is emphasized in the other.
            let bold = |text: &str| text.matches("**").count();
            assert_eq!(bold(translation.answer()), bold(entry.answer()), "{tag}: {}", entry.id());
            let categories = faq.general_translation(tag.parse().unwrap()).unwrap();
            assert!(categories.category(entry.category().unwrap()).is_some(), "{tag}: {:?}", entry.category());
        }
    }
}
