import { setTimeout as sleep } from 'node:timers/promises'
import { Arrivals } from './arrivals.ts'
import { startClock, type Clock } from './clock.ts'
import { Events } from './condition.ts'
import { describeError, SplitbrainError } from '../history/errors.ts'
import { Journal } from '../history/journal.ts'
import type { History } from '../history/history.ts'
import { unjudged } from './judge.ts'
import { judgeFolder, type JudgedFolder } from './judge-folder.ts'
import { finalReads } from './final-reads.ts'
import { follow } from './follow.ts'
import { groupsOf } from './groups.ts'
import { inspect } from './inspect.ts'
import { runLoad } from './load.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { operate } from './operator.ts'
import { Phases } from './phases.ts'
import { faultsIn, plannedBy } from './planned.ts'
import { randomFrom } from './random.ts'
import { recorder, tellingEvents, type Event, type Recorder, type Tally } from './recorder.ts'
import type { RunRecord, RunResults } from './results.ts'
import type { Node, Runtime } from './runtimes/runtime.ts'
import { Sampler } from './sampler.ts'
import type { Scenario } from './scenario.ts'
import { carryOut } from './schedule.ts'
import type { RunFolder } from './store.ts'
import { STREAM } from './streams.ts'
import type { Cluster } from './topology.ts'
import { watchMode } from './watch-mode.ts'
import type { Table } from './workload.ts'

const LIMIT_MS = {
  start: 60_000,
  setUp: 20_000,
  /** After each undo, and once more after the load. */
  recover: 60_000,
  finalReads: 30_000,
  // Four looks at each node, which have a limit each.
  inspections: 90_000,
  stop: 60_000,
}
/** What a load phase may take beyond its planned time: a last answer, a failover that is under way. */
const LOAD_GRACE_MS = 60_000

export interface RunOptions {
  scenario: Scenario
  record: RunRecord
  folder: RunFolder
  openRuntime(): Promise<Runtime>
  /** Called as each phase begins, about four times a second under load, and for what is done to the cluster. */
  progress: {
    phase(name: string): void
    load(tally: Tally, elapsedMs: number): void
    event(event: Event): void
  }
  /** The first Ctrl-C: undo, and judge what there is. */
  cancelled: AbortSignal
  /** Writes the reports that belong into the folder, which has the results by then. */
  report(results: RunResults, history: History): Promise<void>
}

/** One run from its start to its report. Throws nothing: a harness's own failure is in the results, as `error`. */
export async function run(options: RunOptions): Promise<RunResults> {
  const clock = startClock()
  const { folder, record, progress } = options
  const phases = new Phases(clock, async (name) => {
    await folder.writeResults(unjudged(record, phases.results, notEnded(name))).catch(() => {})
    progress.phase(name)
  })
  let failure: RunResults['error']
  try {
    await runCluster(options, clock, phases)
  } catch (error) {
    failure = errorResult(error, phases.broken)
  }
  return conclude(options, phases, failure)
}

/** Written as each phase begins, so that the folder of a harness that was killed speaks for itself. */
function notEnded(phase: string) {
  const message =
    'The harness ended before it could judge this run; splitbrain check judges what its folder holds.'
  return { code: 'crash', message, phase }
}

/** Starts the cluster, breaks it under load, mends it, reads what is left, and stops it whatever happens. */
async function runCluster(options: RunOptions, clock: Clock, phases: Phases): Promise<void> {
  const { scenario, folder, cancelled } = options
  const limitMs = { ...LIMIT_MS, ...scenario.limitsMs }
  const tally: Tally = { ok: 0, fail: 0, info: 0 }
  using journal = new Journal(folder.history)
  const record = recorder(journal, clock, tally)
  const things = new AsyncDisposableStack()
  try {
    const startAll = () => start(options, things)
    const cluster = await phases.run('start', limitMs.start, startAll, cancelled)
    const { tables } = scenario.workload
    await phases.run('set up', limitMs.setUp, () => setUp(cluster, tables), cancelled)
    await breakAndMend(options, cluster, record, clock, phases, tally)
    await phases.run('final reads', limitMs.finalReads, () =>
      finalReads(cluster, scenario.workload, record),
    )
    await phases.run('inspections', limitMs.inspections, () => inspect(cluster, record))
  } finally {
    await phases.run('stop', limitMs.stop, () => things.disposeAsync())
  }
}

async function start(options: RunOptions, things: AsyncDisposableStack): Promise<Cluster> {
  const runtime = things.use(await options.openRuntime())
  things.defer(() => keepLogs(runtime.nodes, options.folder))
  // Side by side, for in containers it takes one of its own to be told.
  const [cluster] = await Promise.all([
    options.scenario
      .start(runtime, random(options, STREAM.topology))
      .then((started) => things.use(started)),
    recordVersions(options, runtime),
  ])
  options.record.versions.toxiproxy = await cluster.links.serverVersion()
  await options.folder.writeRecord(options.record)
  return cluster
}

async function recordVersions({ record, folder }: RunOptions, runtime: Runtime): Promise<void> {
  Object.assign(record.versions, await runtime.versions())
  await folder.writeRecord(record)
}

/**
 * Tables, and an operator that has met each primary: to connect takes longer than to answer, and on a busy machine a
 * healthy primary was given up for it.
 */
async function setUp(cluster: Cluster, tables: readonly Table[]): Promise<void> {
  await cluster.prepare(tables)
  await Promise.all((cluster.guarded ?? []).map((group) => group.probe(LIMIT_MS.setUp)))
}

/** Before the nodes are gone; a node that can't tell its log any more must not hide the others'. */
async function keepLogs(nodes: readonly Node[], folder: RunFolder): Promise<void> {
  await Promise.allSettled(nodes.map(async (node) => folder.writeLog(node.name, await node.logs())))
}

/**
 * The load with the operator, the sampler and the schedule beside it, then every undo that is still owed, and the cluster
 * healed. Whoever follows what a manager does sees all of that, for it does not end its work with the load.
 */
async function breakAndMend(
  options: RunOptions,
  cluster: Cluster,
  record: Recorder,
  clock: Clock,
  phases: Phases,
  tally: Tally,
): Promise<void> {
  const { scenario, cancelled, folder } = options
  const over = new AbortController()
  const { signal } = over
  const healLimitMs = scenario.limitsMs?.recover ?? LIMIT_MS.recover
  const exclusively = oneAtATime()
  const undos = new AsyncDisposableStack()
  const events = new Events()
  const sampler = new Sampler(cluster, folder, clock, events)
  const heard = tellingEvents(record, (event) => events.emit('event', event))
  const recordEvents = tellingEvents(heard, (event) => {
    sampler.alert()
    options.progress.event(event)
  })
  await using _following = goingOn(cluster.managed ?? [], (group, ended) =>
    follow(group, recordEvents, ended),
  )
  // Settled from the beginning: one of them that fails while nobody waits for it must not end the process.
  const beside = Promise.allSettled([
    sampler.run(signal),
    ...(cluster.guarded ?? []).map((group) =>
      operate({ group, record: recordEvents, policy: scenario.operator, exclusively }, signal),
    ),
    ...groupsOf(cluster).map((group) => watchMode(group, heard, signal)),
  ])
  try {
    await phases.run('load and faults', scenario.timeLimitMs + LOAD_GRACE_MS, async () => {
      await Promise.all([
        // Its moments are counted from no later than the end is, so that no halt of the machine puts that before them.
        carryOut(
          plannedBy(scenario, options.record.seed),
          {
            context: { cluster, random: random(options, STREAM.faults), now: clock, record: heard },
            seen: { events, cluster },
            record: recordEvents,
            exclusively,
            healLimitMs,
            undos,
          },
          AbortSignal.any([signal, cancelled]),
        ),
        waitForEnd(options, tally, over),
        runLoad(loadOptions(options, cluster, record, clock, events), signal),
      ]).finally(() => over.abort())
    })
  } finally {
    over.abort()
    await beside
    await phases.run('undo all', healLimitMs, () => undos.disposeAsync())
  }
  // Every node has its place again and the same data, before the last word is asked for.
  await phases.run('recover', healLimitMs, () => cluster.heal(healLimitMs))
}

/** What goes on for each of these until it is disposed; that one fails ends nothing else. */
function goingOn<T>(
  each: readonly T[],
  act: (one: T, ended: AbortSignal) => Promise<void>,
): AsyncDisposable {
  const ended = new AbortController()
  const going = Promise.allSettled(each.map((one) => act(one, ended.signal)))
  return {
    async [Symbol.asyncDispose]() {
      ended.abort()
      await going
    },
  }
}

function random(options: RunOptions, stream: number) {
  return randomFrom(options.record.seed, stream)
}

function loadOptions(
  options: RunOptions,
  cluster: Cluster,
  record: Recorder,
  clock: Clock,
  events: Events,
) {
  const { workload, concurrency, rate, operationTimeoutMs: timeoutMs } = options.scenario
  const next = workload.requests(random(options, STREAM.requests))
  const arrivals =
    rate === undefined ? undefined : new Arrivals(rate, random(options, STREAM.arrivals), clock)
  const { work } = workload
  const acknowledged = () => events.write()
  return { cluster, work, next, concurrency, arrivals, timeoutMs, record, acknowledged, clock }
}

/** Ends the load at its time limit or when the user has seen enough, and shows how it goes until then. */
async function waitForEnd(options: RunOptions, tally: Tally, over: AbortController): Promise<void> {
  const { scenario, cancelled, progress } = options
  const begin = performance.now()
  for (;;) {
    const elapsedMs = performance.now() - begin
    progress.load(tally, elapsedMs)
    if (elapsedMs >= scenario.timeLimitMs || cancelled.aborted || over.signal.aborted) break
    await sleep(Math.min(250, scenario.timeLimitMs - elapsedMs))
  }
  over.abort()
}

/** Judges what stands in the folder, keeps that, and only then draws it: what fails then hides nothing that was seen. */
async function conclude(
  options: RunOptions,
  phases: Phases,
  failure: RunResults['error'],
): Promise<RunResults> {
  const { folder, record, scenario } = options
  await phases.begin('check')
  let judged: JudgedFolder
  try {
    const faults = faultsIn(plannedBy(scenario, record.seed))
    judged = await judgeFolder(folder.path, { ...scenario, faults }, failure)
  } catch (error) {
    const results = unjudged(record, phases.results, failure ?? errorResult(error, phases.broken))
    await folder.writeResults(results).catch(() => {})
    return results
  }
  const { history, judgement } = judged
  const results = withError({ run: record, ...judgement, phases: phases.results }, failure)
  try {
    // Before the phase is told, so that whoever ends the harness in it finds what was judged.
    await folder.writeResults(results)
    options.progress.phase('report')
    await options.report(results, history)
    return results
  } catch (error) {
    const told = withError(results, failure ?? errorResult(error, 'report'))
    // On a full disk there may be room for the verdict, if not for everything that led to it.
    await folder
      .writeResults(told)
      .catch(() => folder.writeResults({ ...told, checks: {} }))
      .catch(() => {})
    return told
  }
}

function withError(results: RunResults, error: RunResults['error']): RunResults {
  return error === undefined ? results : { ...results, error }
}

function errorResult(failure: unknown, phase: string): NonNullable<RunResults['error']> {
  const code = failure instanceof SplitbrainError ? failure.code : 'crash'
  return { code, message: describeError(failure), phase }
}
