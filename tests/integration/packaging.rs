//! The image, the compose file and the systemd unit fit the program, and the program fits where they put it.

use std::collections::BTreeSet;
use std::fs;

use super::readme::document::{Document, at_root};

fn text(name: &str) -> String {
    fs::read_to_string(at_root(name)).unwrap()
}

/// Returns the lines that are neither empty nor comments.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Returns the values of a key in the systemd unit.
fn unit(key: &str) -> Vec<String> {
    let unit = text("packaging/micropen-faq.service");
    let values = lines(&unit).filter_map(|line| line.split_once('=')).filter(|(name, _)| *name == key);
    values.map(|(_, value)| value.to_owned()).collect()
}

fn compose() -> serde_json::Value {
    serde_yaml::from_str(&text("compose.yaml")).unwrap()
}

#[test]
fn every_variable_that_is_set_is_documented() {
    let example = text(".env.example");
    let image = text("Dockerfile");
    let in_image = lines(&image).filter_map(|line| line.strip_prefix("ENV ")).flat_map(str::split_whitespace);
    let in_image = in_image.filter_map(|pair| Some(pair.split_once('=')?.0.to_owned()));
    let compose = compose();
    let in_compose = compose["services"]["bot"]["environment"].as_object().unwrap().keys().cloned();
    let in_unit = unit("Environment").into_iter().map(|pair| pair.split('=').next().unwrap().to_owned());
    let set: BTreeSet<String> = in_image.chain(in_compose).chain(in_unit).collect();
    assert!(set.contains("DATA_DIR"), "the test no longer finds the variables: {set:?}");
    for name in set {
        assert!(example.contains(&format!("\n{name}=")), "{name} is not in .env.example");
    }
}

#[test]
fn the_image_is_built_with_the_manifests_rust() {
    let manifest = text("Cargo.toml");
    let version = manifest.split("rust-version = \"").nth(1).unwrap().split('"').next().unwrap();
    assert!(text("Dockerfile").contains(&format!("\nFROM rust:{version}-slim-")), "{version}");
}

/// `.dockerignore` excludes everything and then includes some names again.
#[test]
fn the_image_copies_what_dockerignore_includes() {
    let ignore = text(".dockerignore");
    let included: BTreeSet<&str> = lines(&ignore).filter_map(|line| line.strip_prefix('!')).collect();
    assert_eq!(lines(&ignore).next(), Some("*"));
    let image = text("Dockerfile");
    let copies = lines(&image).filter_map(|line| line.strip_prefix("COPY "));
    let mut copied = BTreeSet::new();
    for copy in copies.filter(|copy| !copy.starts_with("--from")) {
        let names: Vec<&str> = copy.split_whitespace().filter(|word| !word.starts_with("--")).collect();
        copied.extend(names[..names.len() - 1].iter().map(|name| (*name).to_owned()));
    }
    assert_eq!(copied.iter().map(String::as_str).collect::<BTreeSet<_>>(), included);
    for name in copied {
        assert!(at_root(&name).exists(), "{name} is not there");
    }
}

#[test]
fn exit_codes_without_a_restart_are_described() {
    let page = Document::read("docs/command-line.md");
    let described = page.section("Exit codes");
    let running = Document::read("docs/running.md");
    let codes = unit("RestartPreventExitStatus").join(" ");
    assert_eq!(codes, "1 2 4");
    for code in codes.split(' ') {
        assert!(described.contains(&format!("\n| {code} |")), "{code} is no exit code");
    }
    for code in 0..=5 {
        assert!(running.section("Exit codes").contains(&format!("\n| {code} |")), "{code} is not explained");
    }
}

#[test]
fn the_bot_runs_without_root_and_writes_one_folder() {
    let image = text("Dockerfile");
    let user = lines(&image).filter_map(|line| line.strip_prefix("USER ")).last().unwrap();
    assert!(user.split(':').all(|id| id.parse::<u32>().is_ok_and(|id| id > 0)), "{user}");
    let compose = compose();
    let bot = &compose["services"]["bot"];
    assert_eq!((&bot["user"], &bot["privileged"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    assert_eq!(bot["read_only"], true);
    assert_eq!(bot["cap_drop"], serde_json::json!(["ALL"]));
    // The image, the compose file and the unit use the same folder.
    let folder = lines(&image).find_map(|line| line.strip_prefix("VOLUME ")).unwrap();
    assert_eq!(bot["volumes"], serde_json::json!([format!("data:{folder}")]));
    assert!(image.contains(&format!("\nWORKDIR {folder}\n")));
    assert_eq!(unit("User"), ["micropen-faq"]);
    assert_eq!(unit("ProtectSystem"), ["strict"]);
    assert_eq!(folder, format!("/var/lib/{}", unit("StateDirectory").concat()));
    assert_eq!(unit("WorkingDirectory"), ["%S/micropen-faq"]);
}

#[cfg(unix)]
mod as_any_user {
    use std::collections::BTreeMap;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use tempfile::TempDir;

    use crate::asking::bot::{FAQ, without_intent};
    use crate::asking::process::Process;
    use crate::fake_discord::FakeDiscord;

    /// The user to switch to from root, which permissions do not restrict.
    const NOBODY: u32 = 65534;
    /// Without a mask, files have the modes that the program asks for.
    const UNMASKED: &str = "umask 0; exec \"$0\" run";

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    /// A read-only folder with the FAQ and the program, and a writable one.
    struct Installation {
        folder: TempDir,
        read_only: PathBuf,
        data: PathBuf,
    }

    impl Installation {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let read_only = folder.path().join("root");
            let data = folder.path().join("data");
            fs::create_dir(&read_only).unwrap();
            fs::create_dir(&data).unwrap();
            fs::write(read_only.join("faq.yaml"), FAQ).unwrap();
            // Copied by another process, because a file that this one has open for writing cannot be executed.
            let program = [Path::new(env!("CARGO_BIN_EXE_micropen-faq")), &read_only.join("micropen-faq")];
            assert!(Command::new("cp").args(program).status().unwrap().success());
            set_mode(folder.path(), 0o755);
            set_mode(&read_only.join("faq.yaml"), 0o444);
            set_mode(&read_only, 0o555);
            Self { folder, read_only, data }
        }

        /// Returns a command that runs the program here, as nobody if the test runs as root.
        fn command(&self) -> Command {
            let mut command = Command::new("/bin/sh");
            command.args(["-c", UNMASKED]).arg(self.read_only.join("micropen-faq")).current_dir(&self.read_only);
            if fs::metadata(&self.data).unwrap().uid() == 0 {
                chown(&self.data, Some(NOBODY), Some(NOBODY)).unwrap();
                command.uid(NOBODY).gid(NOBODY);
            }
            command
        }
    }

    /// Returns the names and modes of a folder's files.
    fn modes(folder: &Path) -> BTreeMap<String, String> {
        let mut modes = BTreeMap::new();
        for file in fs::read_dir(folder).unwrap() {
            let file = file.unwrap();
            let mode = file.metadata().unwrap().permissions().mode() & 0o777;
            modes.insert(file.file_name().into_string().unwrap(), format!("{mode:o}"));
        }
        modes
    }

    #[tokio::test]
    async fn on_a_read_only_root_it_answers_and_its_files_are_its_own_alone() {
        let fake = FakeDiscord::start(without_intent()).await;
        let installation = Installation::new();
        let command = installation.command();
        let Installation { folder, read_only, data } = installation;
        let mut bot = Process::spawn(command, folder, &fake.url(), &[("DATA_DIR", data.to_str().unwrap())]);
        bot.until_logged("commands registered").await;
        fake.user("ada").dm("does it hurt?");
        assert_eq!(fake.next_reply().await.title(), "Does micro-penning hurt?");
        fake.user("ada").dm("which team won");
        fake.next_reply().await;
        let modes_at_work = modes(&data);
        bot.signal("-TERM");
        let mut log = Vec::new();
        while let Some(line) = bot.line().await {
            log.push(line);
        }
        assert!(!log.iter().any(|line| line.contains("WARN")), "{log:#?}");
        let made: BTreeMap<String, String> = modes_at_work.into_iter().chain(modes(&data)).collect();
        for name in ["history.sqlite", "journal.sqlite", "logins"] {
            assert!(made.contains_key(name), "{name}: {made:?}");
        }
        assert!(made.values().all(|mode| mode == "600"), "{made:?}");
        // So that a test that does not run as root can remove it.
        set_mode(&read_only, 0o755);
    }
}
