//! Entries that differ only in signs.

use super::Learned;

const PROGRAMMING: &str = r#"
about: programming
entries:
  - {id: c, question: What is C?, answer: A language.}
  - {id: cpp, question: What is C++?, answer: Another one.}
  - {id: c-sharp, question: What is C#?, answer: A third one.}
  - {id: equal, question: What does == do?, answer: It compares.}
  - {id: identical, question: What does === do?, answer: It compares types too.}
  - {id: less, question: What does < mean?, answer: Less.}
  - {id: greater, question: What does > mean?, answer: Greater.}
  - {id: and, question: What does && mean?, answer: And.}
  - {id: or, question: What does `||` mean?, answer: Or.}
  - {id: unequal, question: What does != do?, answer: It compares the other way.}
  - {id: times, question: What does * mean?, answer: Times.}
  - {id: power, question: What does ** mean?, answer: To the power of.}
  - {id: five, question: What is the absolute value of 5?, answer: "5."}
  - {id: minus-five, question: What is the absolute value of -5?, answer: 5 too.}
"#;

const CLUB: &str = "
about: our club
entries:
  - {id: dollar, question: Can I pay in $?, answer: Yes.}
  - {id: euro, question: Can I pay in €?, phrasings: [can I pay in EUR], answer: No.}
  - {id: a-plus, question: What do I need for an A+?, answer: 95 points.}
  - {id: a-minus, question: What do I need for an A-?, answer: 90 points.}
  - {id: fire, question: What does 🔥 mean?, answer: It is great.}
  - {id: skull, question: What does 💀 mean?, answer: It is funny.}
  - {id: germany, question: What is the 🇩🇪 channel?, answer: For German.}
  - {id: france, question: What is the 🇫🇷 channel?, answer: For French.}
";

#[test]
fn entries_that_differ_in_signs_are_found_by_their_own_questions() {
    for file in [PROGRAMMING, CLUB] {
        Learned::new(file).assert_verbatim(&[]);
    }
}

#[test]
fn signs_are_found_in_other_words() {
    let programming = Learned::new(PROGRAMMING);
    for (question, id) in [
        ("tell me about c++", "cpp"),
        ("c#?", "c-sharp"),
        ("what's C", "c"),
        ("the === operator", "identical"),
        ("when do i use ==", "equal"),
        ("meaning of `**`", "power"),
        ("meaning of *", "times"),
        ("abs of -5", "minus-five"),
    ] {
        assert_eq!(programming.first(question).0, id, "{question}");
    }
    let club = Learned::new(CLUB);
    for (question, id) in [
        ("do you take €", "euro"),
        ("is 5$ ok", "dollar"),
        ("🔥🔥", "fire"),
        ("why 💀", "skull"),
        ("an a- needs what", "a-minus"),
    ] {
        assert_eq!(club.first(question).0, id, "{question}");
    }
}

#[test]
fn signs_that_the_faq_does_not_use_are_punctuation() {
    let club = Learned::new("entries: [{id: pay, question: How do I pay?, answer: Cash.}]");
    for question in ["how do I pay?", "how do I pay 🔥", "$ how do I pay?!", "=> how do I pay #"] {
        assert_eq!(club.first(question), club.first("how do I pay"), "{question}");
    }
}
