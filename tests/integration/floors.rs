//! Imports point down only, and the floors below know nothing of the world.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules by floor; a module may import from its own floor and from those below.
const FLOORS: [(&str, u8); 13] = [
    ("cli", 6),
    ("discord", 5),
    ("monitoring", 5),
    ("settings", 5),
    ("telemetry", 5),
    ("store", 4),
    ("database", 4),
    ("journal", 4),
    ("evaluation", 3),
    ("decide", 3),
    ("matching", 2),
    ("faq", 1),
    ("text", 1),
];

/// What floors 1 to 3 must not name: the network, the runtime, the clock, files, threads' sleep.
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

fn floor_of(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|&(_, floor)| floor)
}

/// The source files with their floor and their code (comments, which may name anything, left out).
fn modules() -> Vec<(PathBuf, u8, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let of = |path: PathBuf| {
        let inside = path.strip_prefix(&src).unwrap().components().next().unwrap();
        let module = inside.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let code = fs::read_to_string(&path).unwrap();
        let code = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        (module != "lib" && module != "main").then(|| {
            let floor = floor_of(&module).unwrap_or_else(|| panic!("{module} is on no floor"));
            (path, floor, code)
        })
    };
    sources(&src).into_iter().filter_map(of).collect()
}

/// The modules of this crate that a piece of code names after `crate::`, in braces too.
fn imported(code: &str) -> Vec<String> {
    let names =
        |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned();
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                found.extend(group.split('}').next().unwrap_or_default().split(',').map(|part| names(part.trim())))
            }
            None => found.push(names(rest)),
        }
    }
    found
}

#[test]
fn imports_point_down_only() {
    let mut checked = 0;
    for (path, floor, code) in modules() {
        for module in imported(&code) {
            let Some(target) = floor_of(&module) else { continue };
            assert!(target <= floor, "{} (floor {floor}) imports {module} (floor {target})", path.display());
            checked += 1;
        }
    }
    assert!(checked > 20, "only {checked} imports were seen: does the test still see them?");
}

#[test]
fn the_lower_floors_know_nothing_of_the_world() {
    for (path, floor, code) in modules() {
        for outside in OUTSIDE.iter().filter(|_| floor <= 3) {
            assert!(!code.contains(outside), "{} (floor {floor}) names {outside}", path.display());
        }
    }
}
