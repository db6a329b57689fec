//! Tests the reading of cases as people write them.

use faq::{Faq, file};
use insta::assert_snapshot;
use matching::evaluation::{Expect, parse};

fn faq() -> Faq {
    let yaml = "entries:\n  - {id: pain, question: Does it hurt?, answer: Hardly.}\n  - {id: numbing, question: Is there a cream?, answer: Yes it is.}\n";
    file::parse(yaml.as_bytes()).unwrap().faq
}

fn read(text: &str) -> String {
    match parse(text, &faq()) {
        Err(error) => format!("cases.yaml:{error}"),
        Ok(cases) => {
            let shown = cases.iter().map(|case| {
                let expect = match &case.expect {
                    Expect::Entries(ids) => ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join("|"),
                    other => format!("{other:?}"),
                };
                let kind = case.kind.as_deref().unwrap_or("-");
                format!("{}: {:?} {expect} {kind} must={}", case.line, case.ask, case.must)
            });
            shown.collect::<Vec<_>>().join("\n")
        }
    }
}

#[test]
fn yaml_is_a_list_of_cases() {
    let text = "\u{feff}# comment\n\n- ask: does it hurt\n  expect: [pain, numbing]\n- { ask: how much, expect: refer, kind: plain }\n# another\n- expect: urgent\n  must: true\n  ask: >-\n    I cannot\n    breathe\n- {ask: '', expect: pain}\n";
    assert_snapshot!(read(text), @r#"
    3: "does it hurt" pain|numbing - must=false
    5: "how much" Refer plain must=false
    7: "I cannot breathe" Urgent - must=true
    12: "" pain - must=false
    "#);
}

#[test]
fn json_is_one_case_a_line() {
    let text = "{\"ask\": \"does it hurt\", \"expect\": [\"pain\"], \"must\": true}\r\n\n{\"ask\": \"caf\\u00e9\", \"expect\": \"refer\", \"kind\": \"plain\"}";
    assert_snapshot!(read(text), @r#"
    1: "does it hurt" pain - must=true
    3: "café" Refer plain must=false
    "#);
}

#[test]
fn every_error_has_a_line() {
    let mistakes = [
        "",
        "# nothing but this\n",
        "[]",
        "ask: one\nexpect: refer\n",
        "- ask: one\n  expect: refer\n- ask: two\n  expct: refer\n  expect: refer\n",
        "- ask: one\n  expect: refer\n- ask: two\n",
        "- ask: one\n  expect: refer\n\n- ask: two\n  expect: [pain, pian]\n",
        "- {ask: one, expect: [refer]}\n",
        "- {ask: one, expect: reffer}\n",
        "- {ask: one, expect: []}\n",
        "- {ask: one, expect: refer}\n- {ask: two, expect: 7}\n",
        "- {ask: one, expect: refer}\n- {ask: two, expect: refer, must: perhaps}\n",
        "- {ask: one, expect: refer}\n- {ask: \"two, expect: refer}\n",
        "- {ask: one, expect: refer}\n- just a line\n",
        "{\"ask\": \"one\", \"expect\": \"refer\"}\n{\"ask\": \"two\", \"expect\": \"refer\", \"knd\": \"x\"}\n",
        "{\"ask\": \"one\", \"expect\": \"refer\"}\n{\"ask\": \"two\"",
        "{\"ask\": \"one\", \"expect\": \"refer\", \"a\\nb\": 1}",
        "{\"ask\": \"one\", \"expect\": [\"nobody\"]}\n",
    ];
    assert_snapshot!(mistakes.map(read).join("\n"), @r#"
    cases.yaml:1: error: there is no case here
    cases.yaml:1: error: there is no case here
    cases.yaml:1: error: there is no case here
    cases.yaml:1: error: invalid type: map, expected a sequence
    cases.yaml:4: error: unknown field `expct`, expected one of `ask`, `expect`, `kind`, `must`
    cases.yaml:3: error: missing field `expect`
    cases.yaml:4: error: the FAQ has no entry with the id "pian"
    cases.yaml:1: error: `refer` is no entry; to expect a referral write `expect: refer` without brackets
    cases.yaml:1: error: the FAQ has no entry with the id "reffer"
    cases.yaml:1: error: `expect` names no entry
    cases.yaml:2: error: `expect` is a list of entry ids, `refer` or `urgent`
    cases.yaml:2: error: must: invalid type: string "perhaps", expected a boolean
    cases.yaml:3: error: found unexpected end of stream
    cases.yaml:2: error: invalid type: string "just a line", expected a case such as {ask: does it hurt, expect: [pain]}
    cases.yaml:2: error: unknown field `knd`, expected one of `ask`, `expect`, `kind`, `must`
    cases.yaml:2: error: EOF while parsing an object
    cases.yaml:1: error: unknown field `a b`, expected one of `ask`, `expect`, `kind`, `must`
    cases.yaml:1: error: the FAQ has no entry with the id "nobody"
    "#);
}
