//! Servers' data with a clock that each test sets.

use std::sync::atomic::AtomicI64;

use serenity::model::id::RoleId;

use super::*;

const HOME: GuildId = GuildId::new(2);
const OTHER: GuildId = GuildId::new(4);
const MONA: u64 = 7;

fn defaults() -> ServerSettings {
    ServerSettings { faq_channels: vec![ChannelId::new(10)], ..ServerSettings::default() }
}

fn servers() -> Servers {
    Servers::in_memory(Some(HOME), defaults(), Clock::new(|| 0)).unwrap()
}

fn gap(id: &str) -> Item {
    Item::Gap(id.parse().unwrap())
}

fn answer(text: &str) -> String {
    serde_json::to_string(&OwnAnswer { answer: text.to_owned(), links: Vec::new() }).unwrap()
}

fn sets(item: Item, before: Option<&str>, after: Option<&str>) -> Change {
    let [before, after] = [before, after].map(|value| value.map(str::to_owned));
    Change::new("a change".to_owned(), vec![ItemChange { item, before, after }])
}

fn shown(servers: &Servers, server: GuildId, id: &str) -> Option<String> {
    let answers = servers.shown_answers(Some(server))?;
    Some(answers.gap(&id.parse().unwrap())?.answer.clone())
}

#[test]
fn the_environment_is_the_home_servers_default() {
    let servers = servers();
    assert_eq!(*servers.settings(HOME), defaults());
    assert_eq!(*servers.settings(OTHER), ServerSettings::default());
    let own = serde_json::to_string(&ServerSettings { faq_channels: vec![ChannelId::new(11)], ..defaults() }).unwrap();
    servers.apply(HOME, MONA, &sets(Item::Settings, None, Some(&own))).unwrap();
    let is_faq = |channel| servers.is_faq_channel(HOME, ChannelId::new(channel));
    assert_eq!((is_faq(10), is_faq(11)), (false, true));
    assert_eq!(servers.faq_channels(), [(ChannelId::new(11), Some(HOME))]);
}

#[test]
fn a_servers_answers_are_its_own() {
    let servers = servers();
    servers.apply(OTHER, MONA, &sets(gap("cost"), None, Some(&answer("90 euros")))).unwrap();
    assert_eq!(shown(&servers, OTHER, "cost").as_deref(), Some("90 euros"));
    assert_eq!(shown(&servers, HOME, "cost"), None);
    assert_eq!(servers.shown_answers(None), None);
}

#[test]
fn a_change_of_what_somebody_else_changed_is_a_conflict() {
    let servers = servers();
    servers.apply(OTHER, MONA, &sets(gap("cost"), None, Some(&answer("90 euros")))).unwrap();
    let late = servers.apply(OTHER, MONA, &sets(gap("cost"), None, Some(&answer("80 euros"))));
    assert!(matches!(late, Err(ServersError::Conflict)));
    assert_eq!(shown(&servers, OTHER, "cost").as_deref(), Some("90 euros"));
}

#[test]
fn changes_are_undone_one_after_the_other() {
    let servers = servers();
    let (first, second) = (answer("90 euros"), answer("80 euros"));
    servers.apply(OTHER, MONA, &sets(gap("cost"), None, Some(&first))).unwrap();
    servers.apply(OTHER, MONA, &sets(gap("cost"), Some(&first), Some(&second))).unwrap();
    for expected in [Some("90 euros"), None] {
        let (revision, items) = servers.undo(OTHER, true).unwrap().unwrap();
        let change = Change { takes_back: Some(revision.number), ..Change::new("undone".to_owned(), items) };
        servers.apply(OTHER, MONA, &change).unwrap();
        assert_eq!(shown(&servers, OTHER, "cost").as_deref(), expected);
    }
    assert!(servers.undo(OTHER, true).unwrap().is_none());
    let way = servers.way_back(OTHER, 2).unwrap().unwrap();
    servers.apply(OTHER, MONA, &Change::new("back".to_owned(), way)).unwrap();
    assert_eq!(shown(&servers, OTHER, "cost").as_deref(), Some("80 euros"));
    assert_eq!(servers.way_back(OTHER, 99).unwrap(), None);
    assert!(servers.undo(HOME, true).unwrap().is_none());
}

#[test]
fn an_undo_by_editors_passes_settings_over() {
    let servers = servers();
    servers.apply(OTHER, MONA, &sets(gap("cost"), None, Some(&answer("90 euros")))).unwrap();
    let own = serde_json::to_string(&defaults()).unwrap();
    servers.apply(OTHER, MONA, &sets(Item::Settings, None, Some(&own))).unwrap();
    let number = |settings_count| servers.undo(OTHER, settings_count).unwrap().unwrap().0.number;
    assert_eq!((number(false), number(true)), (1, 2));
}

#[test]
fn a_draft_is_its_authors_and_its_servers_and_is_saved_once() {
    let servers = servers();
    let draft = Draft { change: sets(gap("cost"), None, Some(&answer("90 euros"))) };
    let id = servers.add_draft(OTHER, MONA, &draft).unwrap();
    assert_eq!(servers.save_draft(OTHER, MONA + 1, id).unwrap(), None);
    assert_eq!(servers.save_draft(HOME, MONA, id).unwrap(), None);
    assert_eq!(servers.save_draft(OTHER, MONA, id).unwrap(), Some(DraftOutcome::Saved(1)));
    assert_eq!(servers.save_draft(OTHER, MONA, id).unwrap(), Some(DraftOutcome::Saved(1)));
    assert_eq!(servers.discard_draft(OTHER, MONA, id).unwrap(), Some(DraftOutcome::Saved(1)));
    assert_eq!(servers.revisions(OTHER, 0, 10).unwrap().1, 1);
}

#[test]
fn answers_that_are_switched_off_or_hidden_are_not_shown() {
    let servers = servers();
    servers.apply(OTHER, MONA, &sets(gap("cost"), None, Some(&answer("90 euros")))).unwrap();
    servers.switch_off(OTHER, Some("wrong prices")).unwrap();
    assert_eq!(shown(&servers, OTHER, "cost"), None);
    assert_eq!(servers.switched_off(OTHER).as_deref(), Some("wrong prices"));
    servers.forget(OTHER).unwrap();
    assert_eq!(servers.switched_off(OTHER).as_deref(), Some("wrong prices"), "it cannot be evaded");
    servers.switch_off(OTHER, None).unwrap();
    servers.apply(OTHER, MONA, &sets(gap("cost"), None, Some(&answer("90 euros")))).unwrap();
    let hidden = serde_json::to_string(&ServerSettings { shows_own_answers: false, ..ServerSettings::default() });
    servers.apply(OTHER, MONA, &sets(Item::Settings, None, Some(&hidden.unwrap()))).unwrap();
    assert_eq!(shown(&servers, OTHER, "cost"), None);
}

#[test]
fn the_data_of_a_server_that_was_left_are_kept_for_thirty_days() {
    let now = Arc::new(AtomicI64::new(0));
    let clock = Arc::clone(&now);
    let clock = Clock::new(move || clock.load(Ordering::Relaxed));
    let servers = Servers::in_memory(None, ServerSettings::default(), clock).unwrap();
    for server in [HOME, OTHER] {
        servers.apply(server, MONA, &sets(gap("cost"), None, Some(&answer("90 euros")))).unwrap();
    }
    servers.note_left(OTHER).unwrap();
    now.store(LEFT_RETENTION_DAYS * SECONDS_PER_DAY, Ordering::Relaxed);
    assert!(servers.delete_expired().unwrap().is_empty());
    servers.note_present(&HashSet::from([HOME, OTHER]), |_| true).unwrap();
    servers.note_present(&HashSet::from([HOME]), |_| true).unwrap();
    now.fetch_add(LEFT_RETENTION_DAYS * SECONDS_PER_DAY + 1, Ordering::Relaxed);
    servers.note_present(&HashSet::from([HOME]), |_| true).unwrap();
    assert_eq!(servers.delete_expired().unwrap(), [OTHER]);
    assert_eq!(shown(&servers, OTHER, "cost"), None);
    assert_eq!(servers.revisions(OTHER, 0, 10).unwrap().1, 0);
    assert_eq!(shown(&servers, HOME, "cost").as_deref(), Some("90 euros"));
}

#[test]
fn everything_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Servers::open(folder.path(), Some(HOME), defaults(), Clock::new(|| 0));
    let servers = open();
    let own = serde_json::to_string(&ServerSettings { editor_roles: vec![RoleId::new(5)], ..defaults() }).unwrap();
    servers.apply(OTHER, MONA, &sets(Item::Settings, None, Some(&own))).unwrap();
    servers.apply(OTHER, MONA, &sets(gap("cost"), None, Some(&answer("90 euros")))).unwrap();
    servers.switch_off(HOME, Some("a reason")).unwrap();
    drop(servers);
    let servers = open();
    assert_eq!(servers.settings(OTHER).editor_roles, [RoleId::new(5)]);
    assert_eq!(shown(&servers, OTHER, "cost").as_deref(), Some("90 euros"));
    assert_eq!(servers.switched_off(HOME).as_deref(), Some("a reason"));
    let overview = servers.overview().unwrap();
    assert_eq!(overview.get(&OTHER), Some(&Overview { gaps: 1, entries: 0 }));
}

#[test]
fn without_a_database_the_environment_counts_and_nothing_can_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("data"), "").unwrap();
    let servers = Servers::open(&folder.path().join("data"), Some(HOME), defaults(), Clock::new(|| 0));
    assert_eq!(*servers.settings(HOME), defaults());
    let refused = servers.apply(HOME, MONA, &sets(gap("cost"), None, None));
    assert!(refused.unwrap_err().to_string().contains("check DATA_DIR"));
}
