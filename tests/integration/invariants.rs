//! Invariants that hold for any input. The fuzz targets in `fuzz/` feed the same checks.

mod clean;
mod custom_ids;
mod edit;
mod exchange;
mod gateway_frames;
mod learned;
mod model;
mod rank;
pub mod read_faq;
mod valid;

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use proptest::prelude::*;

/// A check of one input.
type Check = fn(&[u8]);

/// Every fuzz target.
const TARGETS: [(&str, Check); 8] = [
    ("clean", clean::check),
    ("rank", rank::check),
    ("read_faq", read_faq::check),
    ("edit", edit::check),
    ("exchange", exchange::check),
    ("custom_ids", custom_ids::check),
    ("gateway_frames", gateway_frames::check),
    ("learned", learned::check),
];

/// Returns the files of `fuzz/seeds/TARGET`.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap());
    files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect()
}

#[test]
fn every_target_has_its_seeds_and_is_built() {
    let at_root = |path: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let names = |folder: &str| {
        let entries = fs::read_dir(at_root(folder)).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let targets: BTreeSet<_> = TARGETS.iter().map(|(target, _)| (*target).to_owned()).collect();
    assert_eq!(names("fuzz/fuzz_targets"), targets);
    assert_eq!(names("fuzz/seeds"), targets);
    let manifest = fs::read_to_string(at_root("fuzz/Cargo.toml")).unwrap();
    let built: BTreeSet<_> =
        manifest.split("[[bin]]\nname = \"").skip(1).map(|bin| bin.split('"').next().unwrap()).collect();
    assert!(built.into_iter().eq(targets.iter().map(String::as_str)));
}

#[test]
fn the_seeds_of_every_target_pass() {
    for (target, check) in TARGETS {
        let seeds = seeds(target);
        assert!(seeds.len() >= 10, "{target} has only {} seeds", seeds.len());
        for (name, seed) in seeds {
            let passed = catch_unwind(AssertUnwindSafe(|| check(&seed)));
            assert!(passed.is_ok(), "fuzz/seeds/{target}/{name} fails: see above");
        }
    }
}

/// Seeds that are refused would test nothing.
#[test]
fn every_seed_of_an_edit_is_one_of_a_good_file() {
    for (name, seed) in seeds("edit") {
        let input = String::from_utf8(seed).unwrap();
        let (_, text) = edit::read(&input).unwrap_or_else(|| panic!("{name} is no edit"));
        assert!(faq::file::parse(text.as_bytes()).is_ok(), "{name} edits no FAQ");
    }
}

/// Generates messages of pieces that mean something to Discord or to Unicode.
fn message() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "**",
            "*",
            "__",
            "_",
            "~~",
            "||",
            "`",
            "```",
            "\\",
            "> ",
            "# ",
            "<@1>",
            "<",
            ">",
            "[",
            "](",
            ")",
            "http",
            "https://",
            "s://",
            ":",
            "/",
            "\n",
            " ",
            "\u{200b}",
            "\u{202e}",
            "\u{301}",
            "\u{fdfa}",
            "ｈｔｔｐ",
            "：／／",
            "ʜ",
            "п",
            "ß",
            "İ",
            "don't",
            "hurt",
            "swelling",
            "no ",
            "not ",
            "?",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Generates the ids of buttons and forms.
fn custom_id() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "faq:",
            "helpful:",
            "show:",
            "not:",
            "none",
            ":",
            "#",
            "save:",
            "dismiss:",
            "add",
            "add:",
            "edit:",
            "gap:",
            "again:",
            "keep",
            "remove:",
            "pain",
            "abcdefgh",
            "0",
            "7",
            "-",
            "+1",
            "01",
            "99999999999999999999",
        ])
        .prop_map(str::to_owned),
        "[a-z0-9-]{1,64}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// Generates a frame of the gateway.
fn gateway_frame() -> impl Strategy<Value = String> {
    let numbers = vec!["0", "1", "7", "9", "10", "11", "null", "-1", "1.0", "18446744073709551616", "\"0\""];
    let number = prop::sample::select(numbers);
    let name = prop::sample::select(vec!["null", "\"READY\"", "\"RESUMED\"", "\"MESSAGE_CREATE\"", "\"\"", "7"]);
    let data = prop_oneof![
        prop::sample::select(vec![
            "null",
            "true",
            "false",
            "[]",
            "{}",
            r#"{"heartbeat_interval":0}"#,
            r#"{"heartbeat_interval":41250}"#,
            r#"{"heartbeat_interval":-1}"#,
            r#"{"heartbeat_interval":18446744073709551615}"#,
            r#"{"session_id":"a","resume_gateway_url":"wss://gateway-us-east1-b.discord.gg"}"#,
            r#"{"session_id":"a","resume_gateway_url":"wss://evil.example/.discord.gg"}"#,
            r#"{"session_id":"a","resume_gateway_url":"ws://gateway.discord.gg"}"#,
        ])
        .prop_map(str::to_owned),
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        "wss?://[a-z.@:/?#]{0,20}(discord\\.gg)?[a-z.@:/]{0,9}"
            .prop_map(|url| serde_json::json!({ "session_id": "a", "resume_gateway_url": url }).to_string()),
    ];
    (number.clone(), number, name, data)
        .prop_map(|(opcode, sequence, name, data)| format!(r#"{{"t":{name},"s":{sequence},"op":{opcode},"d":{data}}}"#))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_message_is_cleaned(message in message()) {
        clean::check(message.as_bytes());
    }

    #[test]
    fn any_question_is_ranked(question in message()) {
        rank::check(question.as_bytes());
    }

    #[test]
    fn any_custom_id_is_read(custom_id in custom_id()) {
        custom_ids::check(custom_id.as_bytes());
    }

    #[test]
    fn any_gateway_frame_is_read(frame in gateway_frame()) {
        gateway_frames::check(frame.as_bytes());
    }
}

proptest! {
    /// Checks seeds with a few bytes removed, added or changed.
    #[test]
    fn changed_seeds_pass(which: prop::sample::Index, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 1..6)) {
        for (target, check) in TARGETS {
            let seeds = seeds(target);
            let mut bytes = which.get(&seeds).1.clone();
            for (at, byte, how) in &changes {
                let at = at.index(bytes.len() + 1);
                match how {
                    0 if at < bytes.len() => bytes[at] = *byte,
                    1 if at < bytes.len() => drop(bytes.remove(at)),
                    _ => bytes.insert(at, byte % 128),
                }
            }
            check(&bytes);
        }
    }
}
