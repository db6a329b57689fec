//! From a question to its answer, off the thread that serves Discord where that takes long.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::available_parallelism;

use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::Context;
use super::limits::{Admission, Asker};
use super::own;
use crate::monitoring::{Metrics, QueueDepth, QueueName};
use crate::reply::{self, Locale, Reply, Tone};
use crate::storage::journal::{JournalEvent, MaskedQuestion, Place};
use crate::storage::{Engine, Urgency};
use discord::Bounded;
use faq::Faq;
use matching::decide::Decision;
use matching::{Query, QueryRanking};

/// Up to this length in bytes, matching a question by its words takes less time than waking another thread.
const INLINE_MATCH_BYTES: usize = 300;
/// The number of cached rankings; each takes some kilobytes.
const RANKING_CACHE_CAPACITY: usize = 200;

/// The answer to a question, before it is sent.
pub(super) struct Answer {
    pub reply: Reply,
    /// The notes for the journal once the reply is given.
    pub events: Vec<JournalEvent>,
    /// The confidence of the best entry, 0 to 1.
    pub confidence: f32,
}

impl Answer {
    /// Composes the answer to a question as it was typed. A question that the guide answers is remembered, so that the
    /// reply's buttons lead back to it.
    pub fn compose(
        context: &Context,
        place: Place,
        faq: &Faq,
        asker: Asker,
        question: &str,
        decision: &Decision<'_>,
    ) -> Self {
        let asked_in = Locale::of_question(decision);
        let locale = context.hints(asker).of_reply(faq, asked_in, decision.is_urgent());
        let mut question = MaskedQuestion::new(question);
        if asked_in != Locale::of_faq(faq) {
            question = question.map(|question| question.in_language(asked_in.language()));
        }
        let events = JournalEvent::asked(question.as_ref(), decision);
        let mut reply = reply::decision(faq, decision, locale);
        if let Some(question) = question
            && reply.asks_for_feedback()
        {
            reply = reply.about(context.recorder.remember(place, question));
        }
        Self { reply, events, confidence: decision.confidence() }
    }
}

/// Counts a reply against the limits of its asker. Emergencies have a limit of their own.
pub(super) fn admit(context: &Context, asker: Asker, reply: &Reply) -> Admission {
    let now = Instant::now();
    match reply.tone {
        Tone::Urgent => context.limits.admit_emergency(asker, now),
        Tone::Answer | Tone::Server | Tone::Referral | Tone::Note => context.limits.admit_question(asker, now),
    }
}

/// The outcome of a question that was asked.
pub(super) enum Asked {
    Answered(Answer),
    /// It is over a limit; the admission says whether the asker was told so before.
    Refused(Admission),
}

/// The limit that a question is counted against before it is ranked.
enum FirstLook {
    /// None yet: it is within the limits, or may be an emergency.
    Uncounted,
    /// None yet: it is over the limits, but sounds like an emergency by its words.
    Alarming,
    /// None yet: as `Alarming`, but too many such questions were no emergencies. Words alone decide about this one.
    AlarmingAgain,
    Counted,
    Refused(Admission),
}

/// Answers a question if it is within the limits of its asker, or is an emergency. A question over the limits is ranked only if it may
/// be an emergency, and each person's only so often, so that a flood costs little; beyond that, words alone decide, which are looked at
/// anyway. So false alarms never make an emergency wait.
///
/// Returns `None` if the question is not `worth` a reply, or if it is over a limit and the asker is not to be `told` so.
pub(super) fn ask(
    context: &Context,
    engine: &Arc<Engine>,
    asker: Asker,
    question: &str,
    told: bool,
    worth: impl Fn(&Decision<'_>) -> bool,
) -> Option<Asked> {
    let look = first_look(context, engine, asker, question, told)?;
    if let FirstLook::Refused(admission) = look {
        return Some(Asked::Refused(admission));
    }
    let decision = match look {
        FirstLook::AlarmingAgain => engine.decide_by_words(question),
        _ => context.rankings.decide(engine, question),
    };
    if matches!(look, FirstLook::Alarming) && !decision.is_urgent() {
        context.limits.admit_doubt(asker, Instant::now());
    }
    if !worth(&decision) {
        return None;
    }
    let admission = match look {
        FirstLook::Refused(admission) => admission,
        FirstLook::Counted => Admission::Admitted,
        FirstLook::Uncounted | FirstLook::Alarming | FirstLook::AlarmingAgain => {
            admit_decision(context, asker, &decision)
        }
    };
    Some(match admission {
        Admission::Admitted => Asked::Answered(own::compose(context, engine, asker, question, decision)),
        refused => Asked::Refused(refused),
    })
}

fn first_look(context: &Context, engine: &Engine, asker: Asker, question: &str, told: bool) -> Option<FirstLook> {
    let now = Instant::now();
    if context.limits.has_room_for_question(asker, now) {
        return Some(FirstLook::Uncounted);
    }
    let may_be_emergency = match engine.urgency_by_words(question) {
        Urgency::Likely => {
            return Some(match context.limits.check_emergency(asker, now) {
                Admission::Admitted if context.limits.has_room_for_doubt(asker, now) => FirstLook::Alarming,
                Admission::Admitted => FirstLook::AlarmingAgain,
                refused => FirstLook::Refused(refused),
            });
        }
        Urgency::Possible => context.limits.admit_doubt(asker, now),
        // Where others have used up the limit of the channel or the server, this person's emergency is heard in any words.
        Urgency::None => {
            engine.compares_meaning()
                && context.limits.has_room_for_asker(asker, now)
                && context.limits.admit_unlikely(asker, now)
        }
    };
    if may_be_emergency {
        return Some(FirstLook::Uncounted);
    }
    if !told {
        return None;
    }
    Some(match context.limits.admit_question(asker, now) {
        // The limit has made room in the meantime.
        Admission::Admitted => FirstLook::Counted,
        refused => FirstLook::Refused(refused),
    })
}

/// Counts a question that was ranked. An emergency over its limit counts as a question too: otherwise a flood of emergencies would
/// be ranked without end.
fn admit_decision(context: &Context, asker: Asker, decision: &Decision<'_>) -> Admission {
    let now = Instant::now();
    if !decision.is_urgent() {
        return context.limits.admit_question(asker, now);
    }
    let admission = context.limits.admit_emergency(asker, now);
    if admission != Admission::Admitted {
        context.limits.admit_question(asker, now);
    }
    admission
}

/// Answers a question that was asked by a command, and records it. Returns `None` if it is over a limit.
pub(super) fn answer_command(context: &Context, engine: &Arc<Engine>, asker: Asker, question: &str) -> Option<Answer> {
    match ask(context, engine, asker, question, true, |_| true)? {
        Asked::Answered(answer) => {
            let place = context.servers.journal_place(asker.guild);
            context.recorder.record_all(place, answer.events.clone());
            Some(answer)
        }
        Asked::Refused(_) => None,
    }
}

/// The time that matching a question may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MatchCost {
    /// Well under a millisecond: it is done at once.
    Low,
    /// Any time: it is done on another thread.
    High,
}

/// Returns the cost of matching a question by this engine.
pub(super) fn match_cost(engine: &Engine, question: &str) -> MatchCost {
    if question.len() <= INLINE_MATCH_BYTES && !engine.compares_meaning() { MatchCost::Low } else { MatchCost::High }
}

/// The kind of event that a question came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// A message, which can wait.
    Message,
    /// An interaction, which Discord gives up after three seconds.
    Interaction,
}

/// A pool that matches as many questions at once as there are processors; more would only take turns. Interactions have
/// as many places again, since they cannot wait behind a burst of messages.
#[derive(Debug)]
pub(super) struct MatchPool {
    messages: Semaphore,
    interactions: Semaphore,
    waiting: AtomicUsize,
}

impl Default for MatchPool {
    fn default() -> Self {
        let permits = available_parallelism().map_or(1, NonZero::get);
        Self { messages: Semaphore::new(permits), interactions: Semaphore::new(permits), waiting: AtomicUsize::new(0) }
    }
}

impl MatchPool {
    /// Runs `work`, after earlier work from the same source, and returns its result. A panic in it becomes the caller's.
    pub async fn run<T: Send + 'static>(
        &self,
        source: Source,
        cost: MatchCost,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        if cost == MatchCost::Low {
            return work();
        }
        let permits = match source {
            Source::Message => &self.messages,
            Source::Interaction => &self.interactions,
        };
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let _permit = permits.acquire().await;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        match tokio::task::spawn_blocking(work).await {
            Ok(result) => result,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // The runtime is shutting down, and this task ends with it.
                Err(_) => std::future::pending().await,
            },
        }
    }

    /// Makes `metrics` report how many questions wait.
    pub fn observe(self: &Arc<Self>, metrics: &Metrics) {
        let pool = Arc::clone(self);
        metrics.observe_queue(QueueName::Questions, move || QueueDepth {
            waiting: pool.waiting.load(Ordering::Relaxed),
            lost: 0,
        });
    }
}

/// The rankings of recent questions, since in a busy server many people ask the same. They belong to one engine.
#[derive(Debug)]
pub(super) struct RankingCache(Mutex<CachedRankings>);

#[derive(Debug)]
struct CachedRankings {
    /// The engine that made the rankings.
    engine: Weak<Engine>,
    rankings: Bounded<Query, Arc<QueryRanking>>,
}

impl CachedRankings {
    fn new(engine: Weak<Engine>) -> Self {
        Self { engine, rankings: Bounded::new(RANKING_CACHE_CAPACITY) }
    }
}

impl Default for RankingCache {
    fn default() -> Self {
        Self(Mutex::new(CachedRankings::new(Weak::new())))
    }
}

impl RankingCache {
    /// Returns the engine's decision on a question as it was typed.
    pub fn decide<'e>(&self, engine: &'e Arc<Engine>, question: &str) -> Decision<'e> {
        engine.decide_by(question, |query| self.ranking(engine, query))
    }

    /// Returns the engine's ranking of a query, which is the same in every server.
    pub fn ranking(&self, engine: &Arc<Engine>, query: &Query) -> Arc<QueryRanking> {
        if let Some(ranked) = self.lock(engine).rankings.get(query) {
            return Arc::clone(ranked);
        }
        // The lock is not held here: ranking may take milliseconds.
        let ranked = Arc::new(engine.rank(query));
        self.lock(engine).rankings.insert_new(query.clone(), Arc::clone(&ranked));
        ranked
    }

    /// Locks the rankings of this engine. Those of any other engine are dropped.
    fn lock(&self, engine: &Arc<Engine>) -> MutexGuard<'_, CachedRankings> {
        let mut cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cached.engine.as_ptr() != Arc::as_ptr(engine) {
            *cached = CachedRankings::new(Arc::downgrade(engine));
        }
        cached
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc;

    use discord::ProxySettings;
    use discord::rest::Rest;
    use serenity::model::id::{ChannelId, UserId};

    use super::*;
    use crate::asking::identity::Person;
    use crate::asking::{Identity, KnownServers};
    use crate::clock::Clock;
    use crate::storage::journal::Journal;
    use crate::storage::servers::{ServerSettings, Servers};
    use crate::storage::{self, MeaningModel, Store, StoreOptions};

    #[tokio::test]
    async fn interactions_do_not_wait_behind_messages() {
        let pool = Arc::<MatchPool>::default();
        let (release, released) = mpsc::channel::<()>();
        let released = Arc::new(std::sync::Mutex::new(released));
        let messages = (0..1_700).map(|_| {
            let (pool, released) = (Arc::clone(&pool), Arc::clone(&released));
            let held = move || released.lock().unwrap().recv().is_err();
            tokio::spawn(async move { pool.run(Source::Message, MatchCost::High, held).await })
        });
        let messages: Vec<_> = messages.collect();
        tokio::task::yield_now().await;
        assert_eq!(pool.run(Source::Interaction, MatchCost::High, || 1).await, 1);
        assert!(messages.iter().all(|message| !message.is_finished()));
        drop(release);
        futures_util::future::join_all(messages).await;
    }

    #[tokio::test]
    async fn a_panic_while_matching_is_the_callers() {
        let pool = MatchPool::default();
        for cost in [MatchCost::Low, MatchCost::High] {
            let asked = async { pool.run(Source::Interaction, cost, || panic!("as a mistake would")).await };
            assert!(futures_util::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(asked)).await.is_err());
            assert_eq!(pool.run(Source::Interaction, cost, || 1).await, 1);
        }
    }

    const FAQ: &str = "entries:\n  - id: pain\n    question: Does it hurt?\n    answer: No.\n";

    fn engine() -> Arc<Engine> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        fs::write(&path, FAQ).unwrap();
        let options = StoreOptions { meaning: MeaningModel::Off, ..StoreOptions::default() };
        storage::learn(&Store::open(&path, options).unwrap())
    }

    const GUIDE: &str = "
entries:
  - {id: pain, question: Does it hurt?, answer: No., phrasings: [is it painful, does it ache, how much pain]}
referrals:
  - {id: bleeding, question: My skin is bleeding, urgent: true, phrasings: [it bleeds and bleeds, bleeding will not stop]}
  - {id: cost, question: What does it cost?, phrasings: [how expensive is it, what is the price]}
";

    /// Returns a context on [`GUIDE`], compared by words, with its engine.
    fn context() -> (Context, Arc<Engine>) {
        context_on(GUIDE, MeaningModel::Off)
    }

    fn context_on(guide: &str, meaning: MeaningModel) -> (Context, Arc<Engine>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        fs::write(&path, guide).unwrap();
        let options = StoreOptions { meaning, ..StoreOptions::default() };
        let store = Arc::new(Store::open(&path, options).unwrap());
        let engine = storage::learn(&store);
        let metrics = Arc::<Metrics>::default();
        let nowhere = Some("http://127.0.0.1:9");
        let rest =
            Rest::new(&"test-token".into(), nowhere, &ProxySettings::default(), Arc::clone(metrics.discord())).unwrap();
        let clock = Clock::new(|| 0);
        let (rest, journal) = (Arc::new(rest), Journal::disabled());
        let identity = Identity::new(UserId::new(1), Vec::new());
        let servers = Servers::in_memory(None, ServerSettings::default(), clock.clone()).unwrap();
        (
            Context::new(
                store,
                KnownServers { servers: Arc::new(servers), directory: Arc::default() },
                journal,
                rest,
                identity,
                metrics,
                clock,
            ),
            engine,
        )
    }

    fn asker() -> Asker {
        let person = Person::Member(UserId::new(2));
        Asker { person, channel: ChannelId::new(3), guild: None, client: None }
    }

    fn outcome(context: &Context, engine: &Arc<Engine>, asker: Asker, question: &str) -> String {
        match super::ask(context, engine, asker, question, true, |_| true) {
            Some(Asked::Answered(answer)) => format!("{:?}", answer.reply.tone),
            Some(Asked::Refused(admission)) => format!("{admission:?}"),
            None => "nothing".to_owned(),
        }
    }

    #[test]
    fn what_is_refused_is_not_ranked_but_an_emergency_is_heard() {
        let (context, engine) = context();
        let ask = |question: &str| outcome(&context, &engine, asker(), question);
        let ranked = || context.rankings.lock(&engine).rankings.iter().count();
        for number in 0..5 {
            assert_eq!(ask(&format!("does it hurt {number}")), "Answer");
        }
        assert_eq!(ask("does it hurt 5"), "Refused");
        for number in 6..100 {
            assert_eq!(ask(&format!("does it hurt {number}")), "RefusedAgain");
        }
        assert_eq!(ranked(), 5);
        for number in 0..5 {
            assert_eq!(ask(&format!("my skin is bleeding {number}")), "Urgent");
        }
        assert_eq!(ask("my skin is bleeding 5"), "Refused");
        assert_eq!(ask("my skin is bleeding 6"), "RefusedAgain");
        assert_eq!(ranked(), 10);
    }

    #[test]
    fn a_flood_of_emergencies_is_not_ranked_without_end() {
        let (context, engine) = context();
        for number in 0..100 {
            super::ask(&context, &engine, asker(), &format!("my skin is bleeding {number}"), true, |_| true);
        }
        assert_eq!(context.rankings.lock(&engine).rankings.iter().count(), 10);
    }

    #[test]
    fn an_emergency_after_many_false_alarms_is_heard_by_its_words() {
        let (context, engine) = context();
        let ask = |question: &str| outcome(&context, &engine, asker(), question);
        for number in 0..5 {
            ask(&format!("does it hurt {number}"));
        }
        for _ in 0..100 {
            context.limits.admit_doubt(asker(), Instant::now());
        }
        let ranked = || context.rankings.lock(&engine).rankings.iter().count();
        let before = ranked();
        assert_eq!(ask("my skin is bleeding"), "Urgent");
        assert_eq!(ranked(), before, "its words were looked at anyway");
    }

    fn fill_channel(context: &Context) {
        for number in 10..30 {
            let other = Asker { person: Person::Member(UserId::new(number)), ..asker() };
            assert_eq!(context.limits.admit_question(other, Instant::now()), Admission::Admitted);
        }
    }

    #[test]
    fn in_a_channel_that_others_have_filled_an_emergency_is_heard_after_talk_and_false_alarms() {
        let (context, engine) = context_on(GUIDE, MeaningModel::Embedded);
        fill_channel(&context);
        for _ in 0..100 {
            context.limits.admit_unlikely(asker(), Instant::now());
        }
        let wordings =
            ["losing loads of blood", "blood pours everywhere", "blood gushes out", "lots of blood coming out"];
        let only_meaning_tells =
            |text: &&str| engine.urgency_by_words(text) == Urgency::Possible && engine.decide(text).is_urgent();
        let emergency = wordings.into_iter().find(only_meaning_tells).unwrap();
        for _ in 0..19 {
            context.limits.admit_doubt(asker(), Instant::now());
        }
        assert_eq!(outcome(&context, &engine, asker(), emergency), "Urgent");
    }

    #[test]
    fn a_question_over_others_limits_is_ranked_a_few_times_in_case_its_meaning_is_urgent() {
        let calm = GUIDE.replace(", urgent: true", "");
        let (context, engine) = context_on(&calm, MeaningModel::Embedded);
        let ranked = || context.rankings.lock(&engine).rankings.iter().count();
        fill_channel(&context);
        for number in 0..10 {
            let question = format!("what about number {number}");
            assert_eq!(engine.urgency_by_words(&question), Urgency::None);
            assert!(outcome(&context, &engine, asker(), &question).starts_with("Refused"));
        }
        assert_eq!(ranked(), 5);
        // Over one's own limit only words are looked at.
        let over_own = Asker { person: Person::Member(UserId::new(40)), ..asker() };
        for channel in 50..55 {
            context.limits.admit_question(Asker { channel: ChannelId::new(channel), ..over_own }, Instant::now());
        }
        assert!(outcome(&context, &engine, over_own, "what about me").starts_with("Refused"));
        assert_eq!(ranked(), 5);
    }

    #[test]
    fn a_repeated_question_is_ranked_once() {
        let (rankings, engine) = (RankingCache::default(), engine());
        let first = rankings.ranking(&engine, &Query::new("Does it HURT?  I wonder."));
        assert!(Arc::ptr_eq(&first, &rankings.ranking(&engine, &Query::new("<@12> does *it* hurt? i wonder."))));
        assert!(!Arc::ptr_eq(&first, &rankings.ranking(&engine, &Query::new("does it hurt, I wonder"))));
        assert_eq!(rankings.decide(&engine, "does it hurt"), engine.decide("does it hurt"));
    }

    #[test]
    fn another_engine_ranks_again() {
        let (rankings, before, after) = (RankingCache::default(), engine(), engine());
        let first = rankings.ranking(&before, &Query::new("does it hurt"));
        let second = rankings.ranking(&after, &Query::new("does it hurt"));
        assert!(!Arc::ptr_eq(&first, &second));
        assert!(Arc::ptr_eq(&second, &rankings.ranking(&after, &Query::new("does it hurt"))));
        assert!(!Arc::ptr_eq(&first, &rankings.ranking(&before, &Query::new("does it hurt"))));
    }
}
