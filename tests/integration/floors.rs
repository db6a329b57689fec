//! Cargo keeps imports between crates pointing down. Here is what cargo cannot see: which module of the bot may import
//! which, and that the pure crates do not name the outside world.

use std::fs;
use std::path::{Path, PathBuf};

/// The bot's modules by floor; a module may import from its own floor and from those below.
const FLOORS: [(&str, u8); 11] = [
    ("cli", 5),
    ("bot", 4),
    ("asking", 3),
    ("moderation", 3),
    ("render", 3),
    ("monitoring", 3),
    ("settings", 3),
    ("telemetry", 3),
    ("reply", 3),
    ("storage", 2),
    ("clock", 1),
];

/// What the pure crates must not name: the network, the runtime, the clock, files.
const OUTSIDE: [&str; 8] =
    ["serenity", "tokio::", "std::fs", "std::net", "std::time", "std::env", "SystemTime", "std::process"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// A source file's code without its comments, which may name anything.
fn code(path: &Path) -> String {
    let source = fs::read_to_string(path).unwrap();
    source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn floor_of(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|&(_, floor)| floor)
}

/// The modules of this crate that a piece of code names after `crate::`, in braces too.
fn imported(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let names = match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or_default().split(',').collect(),
            None => vec![rest],
        };
        for name in names {
            let name = name.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next();
            found.push(name.unwrap_or_default().to_owned());
        }
    }
    found
}

#[test]
fn imports_point_down_only() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut checked = 0;
    for path in sources(&src) {
        let first = path.strip_prefix(&src).unwrap().components().next().unwrap();
        let module = first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let Some(floor) = floor_of(&module) else { continue };
        for import in imported(&code(&path)) {
            let Some(target) = floor_of(&import) else { continue };
            assert!(target <= floor, "{} (floor {floor}) imports {import} (floor {target})", path.display());
            checked += 1;
        }
    }
    assert!(checked > 20, "only {checked} imports were seen: does the test still see them?");
}

#[test]
fn the_pure_crates_know_nothing_of_the_world() {
    for name in ["faq", "matching"] {
        for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("crates").join(name).join("src")) {
            for outside in OUTSIDE {
                assert!(!code(&path).contains(outside), "{} names {outside}", path.display());
            }
        }
    }
}
