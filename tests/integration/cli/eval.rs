//! `eval`: the figures, the report, and the exit code for CI.

use insta::assert_snapshot;

use super::harness::Run;

/// Phrasings from the FAQ itself, so that every matcher gets them right.
const CASES: &str = "\
- { ask: will it hurt much, expect: [pain], must: true }
- { ask: lidocaine, expect: [numbing] }
- { ask: what is the price, expect: refer }
- { ask: my lips are swollen, expect: urgent }
";

#[test]
fn good_figures_are_a_success() {
    let args = ["eval", "cases.yaml", "--min-right", "1", "--max-wrong", "0", "--min-refused", "1", "--min-first", "1"];
    let done = Run::new(&args).file("cases.yaml", CASES).done();
    assert_eq!((done.status, done.stderr.as_str()), (Some(0), ""), "{done}");
    let figures: Vec<&str> = done.stdout.lines().take_while(|line| !line.is_empty()).collect();
    assert_snapshot!(figures.join("\n"), @r#"
    covered by the guide: 2
      answered right                        2  100.0 %
      referred, the right one suggested     0    0.0 %
      referred without it                   0    0.0 %
      answered wrong                        0    0.0 %
      false alarms                          0    0.0 %
    not covered: 2
      refused                               2  100.0 %
      answered                              0    0.0 %
    of these urgent: 1
      put first                             1  100.0 %
      refused, not first                    0    0.0 %
      answered                              0    0.0 %
    "#);
}

#[test]
fn a_missed_bound_and_a_failing_must_case_are_problems() {
    let cases = CASES.replace("expect: [pain]", "expect: [collagen]");
    let done = Run::new(&["eval", "cases.yaml", "--min-right", "0.9"]).file("cases.yaml", cases).done();
    assert_eq!(done.status, Some(1));
    let (_, failed) = done.stdout.split_once("\nfailed\n").unwrap();
    assert_snapshot!(failed, @r#"
    right: 50.0 % (1 of 2), and should be at least 90 %
    line 1: "will it hurt much" must be collagen, and is pain
    "#);
}

#[test]
fn the_report_is_one_page() {
    let run = Run::new(&["eval", "cases.yaml", "--report", "report.html"]).file("cases.yaml", CASES);
    let (done, page) = run.done_with("report.html");
    assert_eq!(done.status, Some(0), "{done}");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"), "{page}");
}

#[test]
fn a_problem_with_the_cases_is_one_clear_line() {
    let outputs = [
        run(&["eval", "none.yaml"], CASES),
        run(&["eval", "cases.yaml"], "- {ask: one, expect: refer}\n- {ask: two, expect: [pane]}\n"),
        run(&["eval", "cases.yaml"], "- {ask: one, expect: refer, mustt: true}\n"),
        run(&["eval", "cases.yaml", "--faq", "none.yaml"], CASES),
        run(&["eval", "cases.yaml", "--report", "no/such/folder.html"], CASES),
        run(&["eval", "cases.yaml", "--min-right", "80"], CASES),
    ];
    assert_snapshot!(outputs.join("\n"), @r#"
    --- stderr
    error: cannot read the cases in none.yaml: No such file or directory (os error 2)
    --- status 1
    --- stderr
    cases.yaml:2: error: the FAQ has no entry with the id "pane"
    --- status 1
    --- stderr
    cases.yaml:1: error: unknown field `mustt`, expected one of `ask`, `expect`, `kind`, `must`
    --- status 1
    --- stderr
    error: there is no FAQ file at none.yaml; name one with --faq or FAQ_PATH
    --- status 1
    --- stderr
    error: cannot write the report no/such/folder.html: No such file or directory (os error 2)
    --- status 1
    --- stderr
    error: invalid value '80' for '--min-right <SHARE>': a share is a number from 0 to 1, such as 0.95

    For more information, try '--help'.
    --- status 2
    "#);
}

fn run(args: &[&str], cases: &str) -> String {
    Run::new(args).file("cases.yaml", cases).done().to_string()
}
