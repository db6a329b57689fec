//! The README's picture of a reply is what the program prints.

use std::path::Path;

use anstyle_svg::Term;

use super::harness::Run;

/// The conversation that is shown.
const QUESTION: &str = "does it hurt?";

/// Set, it renews the picture: `RENDER_PICTURE=1 cargo test picture`.
const RENDER: &str = "RENDER_PICTURE";

#[test]
fn the_picture_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let faq = std::fs::read(root.join("faq.yaml")).unwrap();
    let chat = Run::in_empty_folder(&["chat"]).file("faq.yaml", faq).env("CLICOLOR_FORCE", "1");
    let svg = Term::new().render_svg(&format!("> {QUESTION}\n{}", chat.stdin(QUESTION).done().stdout));
    let file = root.join("assets/reply.svg");
    if std::env::var_os(RENDER).is_some() {
        std::fs::write(&file, &svg).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == svg, "the picture shows another reply: run `{RENDER}=1 cargo test picture`");
}
