//! The promises of README.md, ARCHITECTURE.md, docs and .env.example hold.

pub mod document;
mod reliability;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::Duration;

use clap::Args;
use faq::file;
use micropen_faq::asking;
use micropen_faq::moderation;
use micropen_faq::monitoring::{AskedVia, Metrics, QueueDepth, QueueName, ReplyOutcome};
use micropen_faq::settings::Settings;
use micropen_faq::storage::{FileEvent, LearningState, StoreStatus};
use serde_json::Value;
use serenity::model::permissions::Permissions;

use super::cli::harness::Run;
use document::{Document, at_root, code, rows};

/// Read by the log alone, and so not among the settings.
const LOG_FILTER: (&str, &str) = ("RUST_LOG", "info");
/// Where the program's default is no setting at all, but something is to be said.
const DISCORD: &str = "https://discord.com";

fn readme() -> Document {
    Document::read("README.md")
}

fn architecture() -> Document {
    Document::read("ARCHITECTURE.md")
}

fn command_line() -> Document {
    Document::read("docs/command-line.md")
}

fn faq_file() -> Document {
    Document::read("docs/faq-file.md")
}

/// Every page that people read, in the order in which README names them.
fn pages() -> Vec<Document> {
    let names = [
        "README.md",
        "CONTRIBUTING.md",
        "ARCHITECTURE.md",
        "docs/settings.md",
        "docs/monitoring.md",
        "docs/moderators.md",
        "docs/faq-file.md",
        "docs/command-line.md",
        "docs/running.md",
        "docs/many.md",
        "docs/privacy.md",
    ];
    names.map(Document::read).into()
}

/// The variables that the program reads, with their defaults; an empty one is none.
fn variables() -> BTreeMap<String, String> {
    let command = Settings::augment_args(clap::Command::new("run"));
    let read = command.get_arguments().map(|argument| {
        let name = argument.get_env().expect("every setting is a variable").to_str().unwrap().to_owned();
        let default = argument.get_default_values().first().and_then(|value| value.to_str()).unwrap_or_default();
        (name, default.to_owned())
    });
    read.chain([(LOG_FILTER.0.to_owned(), LOG_FILTER.1.to_owned())]).collect()
}

#[test]
fn the_table_of_settings_is_complete() {
    let settings = Document::read("docs/settings.md");
    let described: BTreeMap<String, String> = rows(settings.text())
        .into_iter()
        .map(|row| (code(row[0]).unwrap().to_owned(), code(row[2]).unwrap_or_default().replace(DISCORD, "")))
        .collect();
    assert_eq!(described, variables());
}

#[test]
fn the_example_environment_holds_every_variable_with_its_default() {
    let example = fs::read_to_string(at_root(".env.example")).unwrap();
    let lines = example.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let set: BTreeMap<String, String> =
        lines.map(|line| line.split_once('=').unwrap()).map(|(name, value)| (name.into(), value.into())).collect();
    assert_eq!(set, variables());
}

#[test]
fn the_example_environment_is_usable_as_it_is() {
    let example = fs::read(at_root(".env.example")).unwrap();
    let run = Run::new(&[]).file(".env", example).stdin(":quit\n").done();
    assert_eq!(run.status, Some(0), "{run}");
}

#[test]
fn every_command_is_in_the_table() {
    let help = Run::in_empty_folder(&["--help"]).done().stdout;
    let listed = help.split("Commands:\n").nth(1).unwrap().lines().take_while(|line| !line.is_empty());
    let listed = listed.map(|line| line.split_whitespace().next().unwrap()).filter(|name| *name != "help");
    let page = command_line();
    let rows = rows(page.section("Commands"));
    let described = rows.iter().filter_map(|row| code(row[0])?.strip_prefix("micropen-faq "));
    assert_eq!(described.collect::<BTreeSet<_>>(), listed.collect());
}

#[test]
fn every_command_shown_exists() {
    for document in pages() {
        for start in ["cargo run --release -- ", "micropen-faq "] {
            let shown = document.text().split(start).skip(1).filter(|after| after.starts_with(char::is_lowercase));
            for command in shown.map(|after| after.split(|c: char| !c.is_alphanumeric()).next().unwrap()) {
                let run = Run::in_empty_folder(&[command, "--help"]).done();
                assert_eq!(run.status, Some(0), "{} shows {start}{command}\n{run}", document.name);
            }
        }
    }
}

#[test]
fn every_flag_shown_exists() {
    let help = |command: &str| Run::in_empty_folder(&[command, "--help"]).done().stdout;
    let helps: String = ["run", "chat", "ask", "check", "eval", "import", "export"].map(help).concat();
    let page = command_line();
    let flags = page.text().split('`').flat_map(str::split_whitespace);
    for flag in flags.filter(|word| word.starts_with("--") && word.len() > 2 && *word != "--release") {
        assert!(helps.contains(flag), "{flag}");
    }
}

#[test]
fn the_json_example_has_the_keys_and_the_outcome_of_the_program() {
    let page = command_line();
    let example: Value = serde_json::from_str(page.blocks("json")[0]).unwrap();
    let question = example["question"].as_str().unwrap();
    assert!(page.text().contains(&format!("-- ask --json \"{question}\"")));
    let faq = fs::read(at_root("faq.yaml")).unwrap();
    let run = Run::in_empty_folder(&["ask", "--json", question]).file("faq.yaml", faq).done();
    let record: Value = serde_json::from_str(&run.stdout).unwrap();

    assert_eq!(keys(&example), keys(&record));
    assert_eq!(keys(&example["candidates"][0]), keys(&record["candidates"][0]));
    for key in ["outcome", "entry", "referral"] {
        assert_eq!(example[key], record[key], "{key}");
    }
    let table = rows(page.section("JSON"));
    let described = table.iter().filter_map(|row| code(row[0]));
    assert_eq!(described.collect::<BTreeSet<_>>(), keys(&record));
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_example_faq_is_valid() {
    let parsed = file::parse(faq_file().blocks("yaml")[0].as_bytes()).unwrap();
    assert_eq!(parsed.warnings, []);
}

/// The page shows what `check` prints for its example with a typo.
#[test]
fn the_problem_shown_is_what_check_prints() {
    let page = faq_file();
    let slip = page.blocks("yaml")[0].replace("related: [numbing]", "related: [numbign]");
    let shown = page.blocks("console")[0].split_once('\n').unwrap().1;
    assert_eq!(Run::new(&["check", "faq.yaml"]).file("faq.yaml", slip).done().stdout, shown);
}

#[test]
fn every_field_of_the_faq_is_explained() {
    let schema: Value = serde_json::from_str(&file::schema()).unwrap();
    let page = faq_file();
    let definitions = schema["definitions"].as_object().unwrap().values();
    let mut fields = 0;
    for field in definitions.chain([&schema]).flat_map(|object| keys(&object["properties"])) {
        assert!(page.text().contains(&format!("`{field}`")), "{field} is not explained");
        fields += 1;
    }
    assert!(fields > 15, "only {fields} fields were seen: does the test still see them?");
}

#[test]
fn every_discord_command_is_explained() {
    let readme = readme();
    let section = readme.section("Asking in Discord");
    for command in asking::definitions(None) {
        let command = serde_json::to_value(command).unwrap();
        let name = command["name"].as_str().unwrap();
        let shown = if command["type"] == 3 { format!("**{name}**") } else { format!("`/{name}`") };
        assert!(section.contains(&shown), "{shown} is not explained");
        for option in command["options"].as_array().into_iter().flatten() {
            assert!(section.contains(&format!("`{}`", option["name"].as_str().unwrap())), "{option}");
        }
    }
}

#[test]
fn every_moderators_command_is_explained() {
    let page = Document::read("docs/moderators.md");
    let rows = rows(page.section("In Discord"));
    let described: Vec<_> = rows.iter().map(|row| row[0].split(", ").next().unwrap()).collect();
    let mut commands = Vec::new();
    for command in moderation::definitions() {
        let command = serde_json::to_value(command).unwrap();
        let name = command["name"].as_str().unwrap();
        if command["type"] == 3 {
            commands.push(format!("**{name}**"));
            continue;
        }
        for subcommand in command["options"].as_array().unwrap() {
            let shown = format!("`/{name} {}`", subcommand["name"].as_str().unwrap());
            let row = rows.iter().find(|row| row[0] == shown).unwrap_or_else(|| panic!("{shown} is not explained"));
            for option in subcommand["options"].as_array().into_iter().flatten() {
                assert!(row[1].contains(&format!("`{}`", option["name"].as_str().unwrap())), "{shown}: {option}");
            }
            commands.push(shown);
        }
    }
    assert_eq!(described, commands);
}

#[test]
fn every_number_is_explained() {
    let metrics = Metrics::default();
    // What was never counted is not told of.
    metrics.count_question(AskedVia::Ask, ReplyOutcome::Answer, Some(1.0), Duration::ZERO);
    metrics.count_file_event(&FileEvent::Restored);
    metrics.discord().count_failure(discord::RequestFailure::Timeout);
    metrics.observe_queue(QueueName::Events, || QueueDepth { waiting: 0, lost: 0 });
    metrics.observe_store(|| StoreStatus {
        revision: None,
        entries: 0,
        referrals: 0,
        learning: LearningState::Learning,
        learning_time: Duration::ZERO,
    });
    let text = metrics.encode().unwrap();
    // As they are asked for: a histogram has three lines under one name.
    let samples = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(['{', ' ']).next());
    let told =
        samples.map(|name| ["_bucket", "_sum", "_count"].iter().fold(name, |name, end| name.trim_end_matches(end)));
    let page = Document::read("docs/monitoring.md");
    let rows = rows(page.section("Metrics"));
    let described = rows.iter().filter_map(|row| code(row[0]));
    assert_eq!(described.collect::<BTreeSet<_>>(), told.collect());
}

#[test]
fn the_invitation_asks_for_the_permissions_in_the_table() {
    let permissions = [
        ("View Channels", Permissions::VIEW_CHANNEL),
        ("Send Messages", Permissions::SEND_MESSAGES),
        ("Send Messages in Threads", Permissions::SEND_MESSAGES_IN_THREADS),
        ("Embed Links", Permissions::EMBED_LINKS),
        ("Attach Files", Permissions::ATTACH_FILES),
        ("Read Message History", Permissions::READ_MESSAGE_HISTORY),
    ];
    let readme = readme();
    let section = readme.section("Put it on Discord");
    let described = rows(section).into_iter().map(|row| row[0]);
    assert_eq!(described.collect::<Vec<_>>(), permissions.map(|(name, _)| name));
    let number = permissions.into_iter().map(|(_, permission)| permission).collect::<Permissions>().bits();
    assert!(section.contains(&format!("&scope=bot+applications.commands&permissions={number}\n")), "{number}");
}

#[test]
fn links_lead_to_files() {
    for document in pages() {
        for link in document.links().filter(|link| !link.starts_with("https://")) {
            let place = at_root(document.name).with_file_name(link);
            assert!(place.exists(), "{} links to {link}", document.name);
        }
    }
}

#[test]
fn every_module_of_the_bot_is_on_a_floor() {
    let architecture = architecture();
    let floors = architecture.section("Floors");
    for entry in fs::read_dir(at_root("src")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let shown = floors.contains(&format!("](src/{name})"));
        assert!(shown || name == "lib.rs" || !name.ends_with(".rs"), "{name} is on no floor");
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let own = ["discord", "faq", "matching"];
    let manifests = ["Cargo.toml", "crates/discord/Cargo.toml", "crates/faq/Cargo.toml", "crates/matching/Cargo.toml"];
    let mut used = BTreeSet::new();
    for manifest in manifests {
        let text = fs::read_to_string(at_root(manifest)).unwrap();
        let mut in_dependencies = false;
        for line in text.lines() {
            if line.starts_with('[') {
                in_dependencies = line.ends_with("dependencies]") && !line.starts_with("[workspace");
            } else if let (true, Some((name, _))) = (in_dependencies, line.split_once(" = ")) {
                used.insert(name.trim_end_matches(".workspace").to_owned());
            }
        }
    }
    used.retain(|name| !own.contains(&name.as_str()));
    let architecture = architecture();
    let rows = rows(architecture.section("Dependencies"));
    assert!(rows.iter().all(|row| !row[1].is_empty()));
    let explained: BTreeSet<String> = rows.iter().filter_map(|row| code(row[0])).map(str::to_owned).collect();
    assert_eq!(explained, used);
}

#[test]
fn the_rust_version_is_the_manifests() {
    let manifest = fs::read_to_string(at_root("Cargo.toml")).unwrap();
    let version = manifest.split("rust-version = \"").nth(1).unwrap().split('"').next().unwrap();
    assert!(readme().text().contains(&format!("Rust {version} or later")), "{version}");
}

#[test]
fn the_readme_is_short_and_leads_to_every_page() {
    let readme = readme();
    assert!(readme.text().lines().count() <= 180, "README.md has over 180 lines");
    for page in pages() {
        assert!(
            page.name == "README.md" || readme.links().any(|link| link == page.name),
            "README.md has no {}",
            page.name
        );
    }
}
