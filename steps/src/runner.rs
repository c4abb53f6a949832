//! The run: cucumber executes; its input, its order, its end and what it tells are ours.

use std::{
    collections::{HashMap, HashSet},
    panic,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, SystemTime},
};

use cucumber::{Cucumber, cli, runner, step::Collection};
use evidence::{
    CatalogueRow, Outcome, Party, Program, Reason, RunEvent, RunInfo, Severity, redact::RunSecrets,
};
use futures::{
    StreamExt,
    future::LocalBoxFuture,
    stream::{self, FuturesUnordered},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::{
    candidates::Candidates,
    context::{Context, Ended, Trouble},
    order,
    plan::{EventSink, Plan, RunEnd, RunError, not_applicable},
    recorder::Recorder,
    stop::Verdict,
    target::Target,
    waived::Waived,
    world::{Scene, World, reason},
    writer::{Running, Teller},
};

/// Hands finished features to cucumber. The stream has to be ready at once: the runner spins on one that is not.
struct Features(Vec<gherkin::Feature>);

impl cucumber::Parser<()> for Features {
    type Cli = cli::Empty;
    type Output = stream::Iter<std::vec::IntoIter<cucumber::parser::Result<gherkin::Feature>>>;

    fn parse(self, (): (), _: cli::Empty) -> Self::Output {
        let features: Vec<_> = self.0.into_iter().map(Ok).collect();
        stream::iter(features)
    }
}

/// Scenarios that stand near each other are written in the same phrases: the fewer they are, the fewer phrases are tried.
const SCENARIOS_AT_ONCE: usize = 24;

/// Runs everything that is planned, and tells the sink.
///
/// Its future is not `Send`: drive it with `block_on` of a multi-thread runtime, on which the simulators live.
///
/// # Errors
///
/// If nothing could be started: a simulator, or a client for a profile.
pub async fn run(
    plan: Plan,
    secrets: Arc<RunSecrets>,
    sink: Arc<dyn EventSink>,
    stop: CancellationToken,
) -> Result<RunEnd, RunError> {
    let mut targets = Vec::with_capacity(plan.profiles.len());
    for profile in plan.profiles.clone() {
        targets.push(Arc::new(Target::start(profile).await?));
    }
    let context = Arc::new(Context::new(&plan, targets, secrets, sink));
    let started = context.started;
    context.sink.emit(start_event(&plan, &context));
    let runnable = skip_inapplicable(&plan, &context);
    let interrupted = execute(&plan, &context, runnable, &stop).await;
    let finished = SystemTime::now();
    let Trouble { safety, internal } = context.take_trouble();
    context.sink.emit(RunEvent::RunFinished {
        finished_at: rfc3339(finished),
        duration_ms: u64::try_from(finished.duration_since(started).unwrap_or_default().as_millis())
            .unwrap_or(0),
        interrupted: interrupted == Some(Cut::Interrupted),
        incomplete_reason: safety.clone().or_else(|| interrupted.map(|cut| cut.words(&plan))),
        drift: context.close_drift(),
    });
    Ok(RunEnd { safety, internal })
}

/// Why a run ended before all of its scenarios did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Interrupted,
    Deadline,
    FailFast,
}

impl Cut {
    fn words(self, plan: &Plan) -> String {
        match self {
            Self::Interrupted => "interrupted".to_owned(),
            Self::Deadline => {
                format!("the deadline of {} s had passed", plan.deadline.unwrap_or_default().as_secs())
            }
            Self::FailFast => "stopped after the first scenario that did not pass (--fail-fast)".to_owned(),
        }
    }
}

/// Tells the scenarios that say nothing about their profile, and returns the ids of the others.
fn skip_inapplicable(plan: &Plan, context: &Context) -> Vec<String> {
    let mut runnable = Vec::with_capacity(plan.selected.len());
    for planned in &plan.selected {
        let scenario = plan.suite.scenario(planned.scenario);
        match not_applicable(scenario, &plan.profiles[planned.profile]) {
            Some(reason) => context.skip(&scenario.id, reason),
            None => runnable.push(scenario.id.clone()),
        }
    }
    runnable
}

/// Runs the scenarios in their order, a batch after the other. Each batch is a run of cucumber with the few phrases that its
/// scenarios are written in; the next one begins as soon as the last scenario of the one before has begun, so that as many
/// scenarios run side by side as without batches.
async fn execute(
    plan: &Plan,
    context: &Arc<Context>,
    mut ids: Vec<String>,
    stop: &CancellationToken,
) -> Option<Cut> {
    order::shuffle(&mut ids, plan.seed);
    let vendors: Vec<_> = plan.profiles.iter().map(|profile| profile.vendor).collect();
    let phrases = Candidates::of(&vendors);
    let jobs = plan.jobs.max(1);
    let running = Arc::<Running>::default();
    let places = Arc::new(Semaphore::new(jobs));
    let batches = async {
        let mut under_way = FuturesUnordered::new();
        for ids in ids.chunks(SCENARIOS_AT_ONCE) {
            let feature = one_feature(plan, context, ids);
            let batch = Batch {
                context: Arc::clone(context),
                running: Arc::clone(&running),
                places: Arc::clone(&places),
                to_begin: Arc::new(ToBegin::new(feature.scenarios.len())),
                jobs,
                fail_fast: plan.fail_fast,
            };
            let to_begin = Arc::clone(&batch.to_begin);
            let few = phrases.for_steps(feature.scenarios.iter().flat_map(|scenario| &scenario.steps));
            under_way.push(batch.run(feature, few));
            loop {
                tokio::select! {
                    biased;
                    () = to_begin.none_left() => break,
                    ended = under_way.next() => if ended.is_none() { break },
                }
            }
        }
        while under_way.next().await.is_some() {}
    };
    let deadline = plan.deadline.unwrap_or(Duration::MAX);
    let hook = quiet_scenarios();
    let cut = tokio::select! {
        biased;
        () = stop.cancelled() => Some(Cut::Interrupted),
        () = tokio::time::sleep(deadline) => Some(Cut::Deadline),
        () = running.drained(&context.stopping) => Some(Cut::FailFast),
        () = batches => None,
    };
    panic::set_hook(Box::new(move |info| hook(info)));
    cut
}

type PanicHook = Arc<dyn Fn(&panic::PanicHookInfo<'_>) + Send + Sync>;

/// What panics in a scenario is told as its outcome. Each cucumber silences the panic hook while it runs and puts back what
/// it found: a cut one never does, and of two that overlap one puts it back while the other still runs. So the hook that they
/// find is silent on this thread, on which all scenarios run. Returns the one that is to be put back in the end.
fn quiet_scenarios() -> PanicHook {
    let hook: PanicHook = Arc::from(panic::take_hook());
    let (here, elsewhere) = (thread::current().id(), Arc::clone(&hook));
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() != here {
            elsewhere(info);
        }
    }));
    hook
}

/// Scenarios that are run together.
#[derive(Debug)]
struct Batch {
    context: Arc<Context>,
    running: Arc<Running>,
    /// One for each scenario that may be under way, whatever its batch.
    places: Arc<Semaphore>,
    to_begin: Arc<ToBegin>,
    jobs: usize,
    fail_fast: bool,
}

/// How many scenarios of a batch have not begun.
#[derive(Debug)]
struct ToBegin {
    count: AtomicUsize,
    none: Notify,
}

impl ToBegin {
    fn new(count: usize) -> Self {
        Self { count: AtomicUsize::new(count), none: Notify::new() }
    }

    fn one_less(&self) {
        if self.count.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.none.notify_one();
        }
    }

    async fn none_left(&self) {
        self.none.notified().await;
    }
}

impl Batch {
    async fn run(self, feature: gherkin::Feature, phrases: Collection<World>) {
        let mut options = cli::Opts::<cli::Empty, runner::basic::Cli, cli::Empty, cli::Empty>::default();
        options.runner.concurrency = Some(self.jobs);
        let teller = Teller::new(Arc::clone(&self.context), Arc::clone(&self.running), self.fail_fast);
        let jobs = self.jobs;
        let after = after_hook({
            let context = Arc::clone(&self.context);
            move |_: &gherkin::Feature,
                  _: Option<&gherkin::Rule>,
                  scenario: &gherkin::Scenario,
                  finished: &cucumber::event::ScenarioFinished,
                  world: Option<&mut World>| {
                end(&context, &scenario.name, finished, world);
                let future: LocalBoxFuture<'_, ()> = Box::pin(std::future::ready(()));
                future
            }
        });
        let batch = Arc::new(self);
        let before = before_hook(
            move |_: &gherkin::Feature,
                  _: Option<&gherkin::Rule>,
                  scenario: &gherkin::Scenario,
                  world: &mut World| {
                let (batch, id) = (Arc::clone(&batch), scenario.name.clone());
                let future: LocalBoxFuture<'_, ()> = Box::pin(async move { batch.begin(&id, world).await });
                future
            },
        );
        let cucumber = Cucumber::<World, Features, (), _, _, cli::Empty>::custom(
            Features(vec![feature]),
            runner::Basic::default().steps(phrases).max_concurrent_scenarios(jobs),
            teller,
        );
        let _teller = cucumber.before(before).after(after).with_cli(options).run(()).await;
    }

    /// Waits for a place, and begins.
    async fn begin(&self, id: &str, world: &mut World) {
        let place = Arc::clone(&self.places).acquire_owned().await.ok();
        if self.context.stopping.is_cancelled() {
            // It never begins; the run ends when those that have begun are through.
            futures::future::pending::<()>().await;
        }
        self.to_begin.one_less();
        self.running.begin();
        begin(&self.context, id, place, world);
    }
}

/// Scenarios as one feature, in the order in which they shall run, each named by its id and with its backgrounds in
/// front: neither order nor filters nor outlines are left to cucumber.
fn one_feature(plan: &Plan, context: &Context, ids: &[String]) -> gherkin::Feature {
    let scenarios = ids.iter().filter_map(|id| {
        let (reference, _) = context.planned.get(id)?;
        let scenario = plan.suite.scenario(*reference);
        let mut steps = scenario.background.clone();
        steps.extend(scenario.steps.iter().cloned());
        Some(
            gherkin::Scenario::builder().keyword("Scenario".to_owned()).name(id.clone()).steps(steps).build(),
        )
    });
    gherkin::Feature::builder()
        .keyword("Feature".to_owned())
        .name("run".to_owned())
        .scenarios(scenarios.collect())
        .build()
}

/// Tells the compiler that a closure is a hook for every lifetime.
fn before_hook<F>(hook: F) -> F
where
    F: for<'a> Fn(
        &'a gherkin::Feature,
        Option<&'a gherkin::Rule>,
        &'a gherkin::Scenario,
        &'a mut World,
    ) -> LocalBoxFuture<'a, ()>,
{
    hook
}

/// Tells the compiler that a closure is a hook for every lifetime.
fn after_hook<F>(hook: F) -> F
where
    F: for<'a> Fn(
        &'a gherkin::Feature,
        Option<&'a gherkin::Rule>,
        &'a gherkin::Scenario,
        &'a cucumber::event::ScenarioFinished,
        Option<&'a mut World>,
    ) -> LocalBoxFuture<'a, ()>,
{
    hook
}

fn begin(context: &Arc<Context>, id: &str, place: Option<OwnedSemaphorePermit>, world: &mut World) {
    let Some((reference, profile)) = context.planned.get(id) else { return };
    // Cucumber tells of the beginning later, when evidence may already have been filed; it would belong to no scenario.
    context.sink.emit(RunEvent::ScenarioStarted { scenario: id.to_owned(), at_us: context.now_us() });
    let scenario = context.suite.scenario(*reference);
    let target = Arc::clone(&context.targets[*profile]);
    let judges_vendor = scenario.party == Party::Vendor;
    let (tenancy, clock) = target.tenancy(id, !judges_vendor);
    let clause_level = context.level_of(&scenario.clauses);
    world.scene = Some(Box::new(Scene {
        place,
        recorder: Recorder::new(Arc::clone(context), id.to_owned()),
        context: Arc::clone(context),
        target,
        tenancy,
        began: clock.now(),
        _taking_part: clock.join(),
        clock,
        clauses: scenario.clauses.clone(),
        clause_level,
        exchanges: Vec::new(),
        values: HashMap::new(),
        worst: None,
        drift: HashSet::new(),
        waivers: context.waivers_of(id, *profile),
        waived: Waived::default(),
        integration: None,
        tokens: HashMap::new(),
        mailbox: None,
        receiver: None,
    }));
    if world.vendor() == Some(evidence::Vendor::Osigu) {
        crate::osigu::hide_people(world);
    }
    world.hide_credentials();
    #[cfg(feature = "test-phrases")]
    crate::test_phrases::before(&scenario.tags);
}

/// Decides what became of a scenario and lets go of what it held.
fn end(context: &Context, id: &str, finished: &cucumber::event::ScenarioFinished, world: Option<&mut World>) {
    let (mut clock_ms, mut worst, mut stop, mut place) = (0, None, None, None);
    let mut waived = Waived::default();
    if let Some(world) = world {
        stop = world.stop.take();
        if let Some(scene) = world.scene.take() {
            clock_ms = scene.clock_ms();
            worst = scene.worst;
            scene.close_mailbox();
            waived = scene.waived;
            place = scene.place;
        }
    }
    let failed = !matches!(finished, cucumber::event::ScenarioFinished::StepPassed);
    let (outcome, reason) = roll_up(worst, &waived, stop.map(|stop| stop.0), failed, finished);
    let reason = reason.map(|mut reason| {
        context.clean(id, &mut reason.text);
        reason
    });
    if let Some(reason) = &reason
        && reason.code == "internal"
    {
        context.internal_error(&format!("{id}: {}", reason.text));
    }
    context.end(id, Ended { outcome, reason, clock_ms, _place: place });
}

fn roll_up(
    worst: Option<Severity>,
    waived: &Waived,
    stop: Option<Verdict>,
    failed: bool,
    finished: &cucumber::event::ScenarioFinished,
) -> (Outcome, Option<Reason>) {
    // What is waived would have ended the scenario: that it then could not go on is no news.
    let explained = waived.worst == Some(Severity::Failure) && !is_internal(stop.as_ref());
    match (worst, stop) {
        (Some(Severity::Failure), _) => (Outcome::Failed, None),
        (Some(Severity::Warning), Some(_)) if explained => (Outcome::Warned, None),
        (_, stop @ Some(_)) if explained => (Outcome::Waived, Some(waived.reason(stop.as_ref()))),
        (_, Some(Verdict::Failed(text))) => (Outcome::Failed, Some(reason("failed", text))),
        (_, Some(Verdict::Error(reason))) => (Outcome::Error, Some(reason)),
        (_, Some(Verdict::Blocked(reason))) => (Outcome::Blocked, Some(reason)),
        (_, Some(Verdict::NotApplicable(reason))) => (Outcome::NotApplicable, Some(reason)),
        (_, None) if failed => (Outcome::Error, Some(reason("internal", what_broke(finished)))),
        (Some(Severity::Warning), None) => (Outcome::Warned, None),
        (Some(Severity::Note) | None, None) if waived.worst.is_some() => {
            (Outcome::Waived, Some(waived.reason(None)))
        }
        (Some(Severity::Note) | None, None) => (Outcome::Passed, None),
    }
}

/// Whether a scenario was ended by a mistake of ours, which nothing explains.
fn is_internal(stop: Option<&Verdict>) -> bool {
    matches!(stop, Some(Verdict::Error(reason)) if reason.code == "internal")
}

fn what_broke(finished: &cucumber::event::ScenarioFinished) -> String {
    use cucumber::event::{ScenarioFinished, StepError};
    match finished {
        ScenarioFinished::BeforeHookFailed(info) => {
            format!("a hook before the scenario panicked: {}", panic_text(info))
        }
        ScenarioFinished::StepFailed(_, _, StepError::Panic(info)) => {
            format!("a step panicked: {}", panic_text(info))
        }
        ScenarioFinished::StepFailed(_, _, error) => error.to_string(),
        ScenarioFinished::StepSkipped => "a step has no phrase".to_owned(),
        ScenarioFinished::StepPassed => "the scenario failed without saying why".to_owned(),
    }
}

/// What a panic said.
pub(crate) fn panic_text(info: &cucumber::event::Info) -> String {
    info.downcast_ref::<String>()
        .cloned()
        .or_else(|| info.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "(no text)".to_owned())
}

fn start_event(plan: &Plan, context: &Context) -> RunEvent {
    let suite = &plan.suite;
    let vendors: Vec<_> = plan.profiles.iter().map(|profile| profile.vendor).collect();
    let mut last = None;
    let of_selected = plan.selected.iter().map(|planned| planned.scenario.feature);
    let features = of_selected
        .filter(|feature| last.replace(*feature) != Some(*feature))
        .map(|feature| suite.features[feature].record())
        .collect();
    let clauses = suite.clause_records(&vendors);
    let mut catalogue: Vec<CatalogueRow> =
        context.targets.iter().flat_map(|target| target.catalogue.rows()).collect();
    suite.explain(&mut catalogue);
    let not_callable = context.targets.iter().flat_map(|target| target.catalogue.not_callable()).collect();
    let selected = plan
        .selected
        .iter()
        .map(|planned| suite.head(planned.scenario, &plan.profiles[planned.profile].name))
        .collect();
    RunEvent::RunStarted {
        run: Box::new(RunInfo {
            id: plan.run_id.clone(),
            started_at: rfc3339(context.started),
            seed: plan.seed,
            jobs: plan.jobs,
            program: Program { name: "covenant".to_owned(), version: plan.program_version.clone() },
            arguments: plan.arguments.clone(),
            ..RunInfo::default()
        }),
        profiles: context.targets.iter().map(|target| target.record()).collect(),
        features,
        clauses,
        catalogue,
        not_callable,
        checklists: suite.checklists_of(&vendors),
        waivers: plan.waivers.clone(),
        selected,
    }
}

pub(crate) fn rfc3339(at: SystemTime) -> String {
    let at = OffsetDateTime::from(at);
    let at = at.replace_millisecond(at.millisecond()).unwrap_or(at);
    at.format(&Rfc3339).unwrap_or_default()
}
