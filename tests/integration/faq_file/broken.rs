//! Files that cannot be used, and the problems that a moderator reads.

use super::{limits, problems, with_entries, with_head};

#[test]
fn every_problem_is_reported_at_once() {
    let text = r#"version: 2
disclamer: hello
synonyms:
  - [one]
  - [a, b]
  - [B, c, c]
entries:
  - id: pain
    question: Does it hurt?
    anwser: No.
    phrasings: [is it sore, 12, "", true]
    related: [pain, numbing, cost, numbing, numbing]
  - id: Pain Relief
    question:
    answer: [No]
    phrasings: is it safe
  - id: numbing
    question: does it hurt
    answer: ~
    answer: again
    category: {a: b}
  - id: numbing
    question: "It hurts: does it?"
    phrasings: [hurt it does, sore, sore!, "?!"]
    answer: "\u200b"
  - just text
referrals:
  - id: urgent
    question: Is it sore
    urgent: "yes"
    answer: see a doctor
"#;
    insta::assert_snapshot!(problems(text), @r#"
    faq.yaml:1:10: error: "version" must be 1, the only one there is
    faq.yaml:2:1: error: unknown key "disclamer"; did you mean "disclaimer"?
    faq.yaml:4:5: error: item 1 of "synonyms" needs at least 2 and has 1; add what is missing
    faq.yaml:6:6: error: "synonyms": "B" stands on line 5 already; join the two groups, or keep it in one of them
    faq.yaml:6:12: error: "synonyms": "c" stands on line 6 already; remove one
    faq.yaml:8:5: error: entry "pain": "answer" is missing; add a line that begins with "answer:"
    faq.yaml:10:5: error: entry "pain": unknown key "anwser"; did you mean "answer"?
    faq.yaml:11:29: error: entry "pain": item 2 of "phrasings" must be text; put it in quotes: "12"
    faq.yaml:11:33: error: entry "pain": item 3 of "phrasings" is empty; fill it in, or remove it if it is optional
    faq.yaml:11:37: error: entry "pain": item 4 of "phrasings" must be text; put it in quotes: "true"
    faq.yaml:12:15: error: entry "pain": "related": "pain" is this entry itself; correct or remove it
    faq.yaml:12:30: error: entry "pain": "related": "cost" is no entry's id; correct or remove it
    faq.yaml:12:36: error: entry "pain": "related": "numbing" stands there twice; correct or remove it
    faq.yaml:12:45: error: entry "pain": "related": "numbing" stands there twice; correct or remove it
    faq.yaml:13:9: error: entry "Pain Relief": an id is 1 to 64 characters of a-z, 0-9 and "-"; change it
    faq.yaml:14:13: error: entry "Pain Relief": "question" is empty; fill it in, or remove it if it is optional
    faq.yaml:15:13: error: entry "Pain Relief": "answer" must be one text, not a list; if it is text, put it in quotes
    faq.yaml:16:16: error: entry "Pain Relief": "phrasings" must be a list: one item a line, each after "- "
    faq.yaml:17:5: warning: entry "numbing": no phrasings; with 3 or more it is found more easily
    faq.yaml:18:15: error: entry "numbing": "does it hurt" leads to entry "pain" already (line 9); keep it under one of them
    faq.yaml:19:13: error: entry "numbing": "answer" is empty; fill it in, or remove it if it is optional
    faq.yaml:20:5: error: entry "numbing": "answer" appears twice here; keep one of them
    faq.yaml:21:15: error: entry "numbing": "category" must be text, and a ":" makes this a key; put the whole text in quotes
    faq.yaml:22:9: error: entry "numbing": the same id stands on line 17; change one
    faq.yaml:24:17: warning: entry "numbing": "hurt it does" has the same words as a phrasing of entry "pain" (line 9); make them differ
    faq.yaml:24:37: warning: entry "numbing": "sore!" appears twice here (line 24); remove one
    faq.yaml:24:44: warning: entry "numbing": "?!" has no words, so no question leads here by it
    faq.yaml:25:13: error: entry "numbing": "answer" is empty; fill it in, or remove it if it is optional
    faq.yaml:26:5: error: entry 5: it must be made of keys, each with ":" after it (answer, category, id, phrasings, question, related, source, translations)
    faq.yaml:28:9: error: referral "urgent": this id has a meaning of its own; choose another
    faq.yaml:29:15: error: referral "urgent": "Is it sore" leads to entry "pain" already (line 11); keep it under one of them
    faq.yaml:30:13: error: referral "urgent": "urgent" must be true or false, without quotes
    faq.yaml:31:5: error: referral "urgent": unknown key "answer"; the keys here are id, local, message, phrasings, question, small_talk, translations, urgent
    "#);
}

#[test]
fn keys_of_the_whole_file() {
    insta::assert_snapshot!(with_head("refferal: {general: hello}\nwat: 1\n<<: {a: b}\n12: x"), @r#"
    faq.yaml:1:1: error: unknown key "refferal"; did you mean "referral"?
    faq.yaml:2:1: error: unknown key "wat"; the keys here are about, disclaimer, entries, language, referral, referrals, synonyms, training, translations, version
    faq.yaml:3:1: error: unknown key "<<"; merging is not allowed here; write the keys out
    faq.yaml:4:1: error: unknown key "12"; the keys here are about, disclaimer, entries, language, referral, referrals, synonyms, training, translations, version
    "#);
    insta::assert_snapshot!(with_head("referral: {genral: hello, urgent: }\nversion: one"), @r#"
    faq.yaml:1:12: error: referral: unknown key "genral"; did you mean "general"?
    faq.yaml:1:33: error: referral: "urgent" is empty; fill it in, or remove it if it is optional
    faq.yaml:2:10: error: "version" must be a number without quotes
    "#);
    insta::assert_snapshot!(with_head("referral: none\nsynonyms: skin\ndisclaimer: false"), @r#"
    faq.yaml:1:11: error: referral: it must be made of keys, each with ":" after it (emergency, general, urgent)
    faq.yaml:2:11: error: "synonyms" must be a list: one item a line, each after "- "
    faq.yaml:3:13: error: "disclaimer" must be text; put it in quotes: "false"
    "#);
    insta::assert_snapshot!(problems("version: 1\n"), @r#"faq.yaml:1:1: error: "entries" is missing; add a line that begins with "entries:""#);
    insta::assert_snapshot!(problems("entries: []\n"), @r#"faq.yaml:1:10: error: "entries" needs at least 1 and has 0; add what is missing"#);
    insta::assert_snapshot!(problems("entries:\n"), @r#"faq.yaml:1:8: error: "entries" is empty; fill it in, or remove it if it is optional"#);
    insta::assert_snapshot!(problems("- id: pain\n"), @r#"faq.yaml:1:1: error: the file must be made of keys, each with ":" after it (about, disclaimer, entries, language, referral, referrals, synonyms, training, translations, version)"#);
    insta::assert_snapshot!(problems("just words\n"), @r#"faq.yaml:1:1: error: the file must be made of keys, each with ":" after it (about, disclaimer, entries, language, referral, referrals, synonyms, training, translations, version)"#);
}

#[test]
fn an_empty_file() {
    for text in ["", "\n\n", "# only a comment\n", "---\n", "\u{FEFF}"] {
        assert_eq!(
            problems(text),
            "faq.yaml:1:1: error: the file is empty; it needs at least one entry under \"entries:\""
        );
    }
}

#[test]
fn texts_that_are_too_long() {
    let text = |length| "é".repeat(length);
    let fits = format!(
        "  - {{id: {}, question: {}, answer: {}}}",
        "a".repeat(limits::ID),
        text(limits::QUESTION),
        text(limits::ANSWER)
    );
    assert!(with_entries(&fits).starts_with("usable"));
    let over = format!(
        "  - id: {}\n    question: {}\n    answer: {}\n    source: {}\n    category: {}\n    phrasings: [a, b, {}]\n    related: [a, b, c, d, e, f]\nreferrals: [{{id: x, question: y, message: {}}}]",
        "a".repeat(limits::ID + 1),
        text(limits::QUESTION + 1),
        text(limits::ANSWER + 1),
        text(limits::SOURCE + 1),
        text(limits::CATEGORY + 1),
        text(limits::PHRASING + 1),
        text(limits::MESSAGE + 1),
    );
    insta::assert_snapshot!(with_entries(&over), @r#"
    faq.yaml:3:9: error: entry "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…": "id" is 65 characters long, and 64 at most fit; shorten it
    faq.yaml:4:15: error: entry "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…": "question" is 257 characters long, and 256 at most fit; shorten it
    faq.yaml:5:13: error: entry "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…": "answer" is 4001 characters long, and 4000 at most fit; shorten it
    faq.yaml:6:13: error: entry "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…": "source" is 201 characters long, and 200 at most fit; shorten it
    faq.yaml:7:15: error: entry "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…": "category" is 101 characters long, and 100 at most fit; shorten it
    faq.yaml:8:23: error: entry "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…": item 3 of "phrasings" is 501 characters long, and 500 at most fit; shorten it
    faq.yaml:9:14: error: entry "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…": "related" holds 6 items, but at most 5 are allowed; remove some
    faq.yaml:9:15: error: entry "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…": "related": "a" is no entry's id; correct or remove it
    faq.yaml:9:18: error: entry "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…": "related": "b" is no entry's id; correct or remove it
    faq.yaml:9:21: error: entry "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…": "related": "c" is no entry's id; correct or remove it
    faq.yaml:9:24: error: entry "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…": "related": "d" is no entry's id; correct or remove it
    faq.yaml:9:27: error: entry "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…": "related": "e" is no entry's id; correct or remove it
    faq.yaml:9:30: error: entry "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…": "related": "f" is no entry's id; correct or remove it
    faq.yaml:10:43: error: referral "x": "message" is 3001 characters long, and 3000 at most fit; shorten it
    "#);
}

#[test]
fn yaml_with_syntax_errors() {
    let cases = [
        "entries:\n\t- id: pain\n",
        "entries:\n  - id: pain\n\tquestion: hi\n",
        "entries:\n  - id: pain\n    question: Does it hurt: really?\n",
        "entries:\n  - id: pain\n   question: Does it hurt\n",
        "entries:\n  - id: pain\n    question: \"Does it hurt\n    answer: No\n",
        "entries:\n  - id: pain\n    question: \"Does\" it hurt\n",
        "entries:\n  - id: pain\n    question: \"C:\\path\"\n",
        "entries:\n  - id: pain\n    answer: *bold* words\n",
        "entries:\n  - id: pain\n    answer: @someone\n",
        "entries:\n  - id: pain\n    answer: `code`\n",
        "entries:\n  - id: pain\n    phrasings: [a, b\n    answer: No\n",
        "entries:\n  - id: pain\n    phrasings: {a, b\n",
        "entries:\n  - id: pain\n    phrasings: a, b]\n    x: ]\n",
        "entries:\n  - id: pain\n    question\n    answer: No\n",
        "entries:\n  - id: pain\n    answer: [b](link) more\n",
        "entries:\n  - id: pain\n    answer: > quoted\n",
    ];
    let told: Vec<_> = cases.iter().map(|text| format!("{text}{}\n", problems(text))).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    entries:
    	- id: pain
    faq.yaml:2:1: error: there is a tab here, but YAML is indented with spaces; replace it with spaces

    entries:
      - id: pain
    	question: hi
    faq.yaml:3:1: error: there is a tab here, but YAML is indented with spaces; replace it with spaces

    entries:
      - id: pain
        question: Does it hurt: really?
    faq.yaml:3:27: error: ":" ends a key, and there cannot be a key here; put text that has a colon in quotes, and line keys up with their neighbours

    entries:
      - id: pain
       question: Does it hurt
    faq.yaml:3:4: error: this line does not fit the lines above it; check that it is indented like its neighbours (YAML: while parsing a block collection, did not find expected '-' indicator)

    entries:
      - id: pain
        question: "Does it hurt
        answer: No
    faq.yaml:3:15: error: a text in quotes is not closed here; add the missing quote, and indent its further lines

    entries:
      - id: pain
        question: "Does" it hurt
    faq.yaml:3:22: error: there is something after the closing quote; put the whole text in one pair of quotes

    entries:
      - id: pain
        question: "C:\path"
    faq.yaml:3:15: error: "\" has a meaning of its own in double quotes; write "\\", or use single quotes

    entries:
      - id: pain
        answer: *bold* words
    faq.yaml:3:13: error: text that begins with "*" or "&" must be in quotes

    entries:
      - id: pain
        answer: @someone
    faq.yaml:3:13: error: text that begins with "%", "@" or "`" must be in quotes

    entries:
      - id: pain
        answer: `code`
    faq.yaml:3:13: error: text that begins with "%", "@" or "`" must be in quotes

    entries:
      - id: pain
        phrasings: [a, b
        answer: No
    faq.yaml:4:11: error: ":" ends a key, and there cannot be a key here; close the "[" before it, or put text that has a colon in quotes

    entries:
      - id: pain
        phrasings: {a, b
    faq.yaml:3:21: error: a list in [ ] or keys in { } are not finished; add the missing comma or bracket

    entries:
      - id: pain
        phrasings: a, b]
        x: ]
    faq.yaml:4:8: error: this bracket closes nothing; remove it, or put text that has it in quotes

    entries:
      - id: pain
        question
        answer: No
    faq.yaml:4:5: error: this line is not a key and does not belong to a text above it; end the key with ":", or indent the line like its neighbours

    entries:
      - id: pain
        answer: [b](link) more
    faq.yaml:3:16: error: this does not fit what is before it; check the indentation, and put text that begins with "[" or "{" in quotes

    entries:
      - id: pain
        answer: > quoted
    faq.yaml:3:13: error: text after "|" or ">" begins on the next line; put text that begins with ">" in quotes
    "#);
}

#[test]
fn yaml_that_the_faq_does_not_use() {
    let cases = [
        "a: &a [x, x]\nb: [*a, *a]\n",
        "a: [x]\nb: *a\n",
        "a: &a [x]\n",
        "a: !!binary aGk=\n",
        "a: !wow\n",
        "entries: []\n---\nentries: []\n",
        "? [a, b]\n: c\n",
        "? {a: b}\n: c\n",
        "{{a: b}: c}\n",
    ];
    let told: Vec<_> = cases.iter().map(|text| format!("{text}{}\n", problems(text))).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    a: &a [x, x]
    b: [*a, *a]
    faq.yaml:1:4: error: "&" gives a part of the file a name, which the FAQ does not allow; write it without, or put text that begins with "&" in quotes

    a: [x]
    b: *a
    faq.yaml:2:4: error: text that begins with "*" or "&" must be in quotes

    a: &a [x]
    faq.yaml:1:4: error: "&" gives a part of the file a name, which the FAQ does not allow; write it without, or put text that begins with "&" in quotes

    a: !!binary aGk=
    faq.yaml:1:4: error: "!" gives a value a type, which the FAQ does not allow; write it without, or put text that begins with "!" in quotes

    a: !wow
    faq.yaml:1:4: error: "!" gives a value a type, which the FAQ does not allow; write it without, or put text that begins with "!" in quotes

    entries: []
    ---
    entries: []
    faq.yaml:2:1: error: a second document begins here; the FAQ is one document, so remove the line "---"

    ? [a, b]
    : c
    faq.yaml:1:3: error: a key must be a word, not a list or another key; if it is text, put it in quotes

    ? {a: b}
    : c
    faq.yaml:1:3: error: a key must be a word, not a list or another key; if it is text, put it in quotes

    {{a: b}: c}
    faq.yaml:1:2: error: a key must be a word, not a list or another key; if it is text, put it in quotes
    "#);
}

#[test]
fn bytes_that_are_no_text() {
    insta::assert_snapshot!(problems(b"entries:\n  - id: caf\xE9\n"), @"faq.yaml:2:12: error: this character is not valid UTF-8; save the file with the encoding UTF-8");
    insta::assert_snapshot!(problems("entries: []\n# é\u{0} more"), @"faq.yaml:2:4: error: there is an invisible control character (U+0000) here; delete it");
    insta::assert_snapshot!(with_entries("  - id: a\n    question: a\n    answer: |\n      It\u{2028}is\n"), @"faq.yaml:6:9: error: there is an invisible line separator (U+2028) here; delete it, or begin a new line");
    insta::assert_snapshot!(with_entries("  - {id: a, question: \"bell \\a\", answer: b, phrasings: [d, e, f]}"), @r#"faq.yaml:3:23: error: entry "a": "question" holds an invisible control character; delete it"#);
    insta::assert_snapshot!(problems(vec![b'#'; limits::FILE_BYTES + 1]), @"faq.yaml:1:1: error: the file is larger than 1024 KiB, the most that is read; shorten it");
    assert!(!problems(vec![b'#'; limits::FILE_BYTES]).contains("larger"));
}

#[test]
fn nesting_is_bounded() {
    insta::assert_snapshot!(problems("[".repeat(limits::FILE_BYTES)), @"faq.yaml:1:256: error: lists or keys are nested too deeply here; the FAQ needs no more than 5 levels");
    for opening in ["{", "- ", "? ", "[{", "a: {", "!a [", "&a [", "{? "] {
        let told = problems(opening.repeat(limits::FILE_BYTES / opening.len()));
        assert_eq!(told.lines().count(), 1, "{opening}: {told}");
    }
}

#[test]
fn a_small_file_cannot_stand_for_a_huge_one() {
    let laughs = "a: &a [ha, ha]\nb: [*a, *a, *a, *a]\n";
    insta::assert_snapshot!(problems(laughs), @r#"faq.yaml:1:4: error: "&" gives a part of the file a name, which the FAQ does not allow; write it without, or put text that begins with "&" in quotes"#);
    let filled = |line: &str| line.repeat((limits::FILE_BYTES - 1_000) / line.len());
    insta::assert_snapshot!(with_entries(&filled("  - {}\n")), @"faq.yaml:74993:6: error: the file holds more than 150000 keys and values, the most that are read; shorten it");
    assert_eq!(problems(filled("a:\n")).lines().count(), 1);
    let phrasings = format!("  - {{id: a, question: b, answer: c, phrasings: [{}]}}", filled("word, "));
    assert_eq!(with_entries(&phrasings).lines().count(), 1);
    let phrasings: String = (0..=limits::PHRASINGS).map(|n| format!("word{n}, ")).collect();
    insta::assert_snapshot!(with_entries(&format!("  - {{id: a, question: b, answer: c, phrasings: [{phrasings}]}}")), @r#"faq.yaml:3:48: error: entry "a": "phrasings" holds 1001 items, but at most 1000 are allowed; remove some"#);
}

#[test]
fn a_long_list_of_problems_is_cut_errors_first() {
    let entry = |n: usize| format!("  - {{id: e{n}, question: Question {n}, answer: }}\n");
    let told = with_entries(&(0..300).map(entry).collect::<String>());
    let told: Vec<_> = told.lines().collect();
    assert_eq!(told.len(), 201);
    insta::assert_snapshot!([told[0], told[199], told[200]].join("\n"), @r#"
    faq.yaml:3:42: error: entry "e0": "answer" is empty; fill it in, or remove it if it is optional
    faq.yaml:202:46: error: entry "e199": "answer" is empty; fill it in, or remove it if it is optional
    faq.yaml:202:46: error: 400 more problems are not listed; correct these first
    "#);
}

#[test]
fn training_belongs_to_one_topic_each() {
    let cost = "referrals:\n  - {id: cost, question: What is the price}\n";
    insta::assert_snapshot!(with_entries(&format!("{cost}training:\n  pian: [sting]\n  unrelated: [what]\n  pain: [how sore]\n  cost: [fee]\n")), @r#"
    faq.yaml:6:3: error: "training": "pian" is no id of an entry or a referral; did you mean "pain"?
    faq.yaml:7:3: error: "training": "unrelated" is no id of an entry or a referral; correct or remove it
    "#);
    let twice = "referrals:\n  - {id: pain, question: I have pain}\ntraining: {pain: [how sore]}\n";
    insta::assert_snapshot!(with_entries(twice), @r#"faq.yaml:5:12: error: "training": "pain" is the id of an entry and of a referral; change one of the two ids"#);
}

#[test]
fn training_is_a_map_of_lists() {
    insta::assert_snapshot!(with_entries("training: [how sore]\n"), @r#"faq.yaml:3:11: error: training: it must be made of ids, each with ":" and a list after it"#);
    insta::assert_snapshot!(with_entries("training:\n"), @"faq.yaml:3:9: error: training: it is empty; fill it in, or remove it if it is optional");
    insta::assert_snapshot!(with_entries("training: {pain: how sore}\n"), @r#"faq.yaml:3:18: error: training: "pain" must be a list: one item a line, each after "- ""#);
    insta::assert_snapshot!(with_entries("training: {pain: [how sore], pain: [sting]}\n"), @r#"faq.yaml:3:30: error: training: "pain" appears twice here; keep one of them"#);
    insta::assert_snapshot!(with_entries("training: {pain: ['', 12, {a: b}]}\n"), @r#"
    faq.yaml:3:19: error: training: item 1 of "pain" is empty; fill it in, or remove it if it is optional
    faq.yaml:3:23: error: training: item 2 of "pain" must be text; put it in quotes: "12"
    faq.yaml:3:27: error: training: item 3 of "pain" must be text, and a ":" makes this a key; put the whole text in quotes
    "#);
    insta::assert_snapshot!(with_entries("training: {\"a\\nb\": 12}\n"), @r#"
    faq.yaml:3:12: error: "training": "a b" is no id of an entry or a referral; correct or remove it
    faq.yaml:3:20: error: training: "a b" must be a list: one item a line, each after "- "
    "#);
}

#[test]
fn training_leads_to_one_topic_like_a_phrasing() {
    let text = "  - {id: safety, question: Is it safe, answer: 'Yes', phrasings: [any danger, any risk, is it risky]}\n\
                training:\n  pain: [Ouch!, is it safe?, how sore]\n  safety: [sore how]\n";
    insta::assert_snapshot!(with_entries(text), @r#"
    faq.yaml:3:28: error: entry "safety": "Is it safe" leads to entry "pain" already (line 5); keep it under one of them
    faq.yaml:5:10: warning: entry "pain": "Ouch!" appears twice here (line 2); remove one
    faq.yaml:6:12: warning: entry "safety": "sore how" has the same words as a phrasing of entry "pain" (line 5); make them differ
    "#);
}

#[test]
fn training_counts_with_the_phrasings() {
    assert_eq!(
        with_entries(
            "  - {id: safety, question: Is it safe, answer: 'Yes'}\ntraining: {safety: [risk, danger, harm]}\n"
        ),
        "usable\n"
    );
    let words = |count: usize| (0..count).map(|n| format!("word{n}, ")).collect::<String>();
    let filled = |count: usize| with_entries(&format!("training: {{pain: [{}]}}", words(count)));
    assert_eq!(filled(limits::PHRASINGS - 3), "usable\n");
    insta::assert_snapshot!(filled(limits::PHRASINGS - 2), @r#"faq.yaml:3:19: error: entry "pain": "phrasings" and "training" hold 1001 items together, but at most 1000 are allowed; remove some"#);
    insta::assert_snapshot!(filled(limits::PHRASINGS + 1), @r#"faq.yaml:3:18: error: training: "pain" holds 1001 items, but at most 1000 are allowed; remove some"#);
}

#[test]
fn a_server_answers_neither_emergencies_nor_small_talk() {
    let text = "entries: [{id: pain, question: Does it hurt?, answer: No., phrasings: [is it sore, ouch, pain]}]
referrals:
  - {id: cost, question: What does it cost?, local: true}
  - {id: bleeding, question: It bleeds, urgent: true, local: true}
  - {id: hello, question: Hello, small_talk: true, local: true}
  - {id: fever, question: I have a fever, urgent: true, local: false}
";
    insta::assert_snapshot!(problems(text), @r#"
    faq.yaml:4:62: error: referral "bleeding": a server cannot answer this, because it is "urgent"; remove "local"
    faq.yaml:5:59: error: referral "hello": a server cannot answer this, because it is "small_talk"; remove "local"
    "#);
}
