import { randomBytes } from 'node:crypto'
import { arch, cpus, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { exitCodes, SplitbrainError } from '../history/errors.ts'
import { readStates } from '../runner/read-run.ts'
import type { RunRecord, RunResults } from '../runner/results.ts'
import { run } from '../runner/run.ts'
import { prepareRuntime, type RuntimeName } from '../runner/runtimes/open.ts'
import type { Scenario } from '../runner/scenario.ts'
import { RunFolder } from '../runner/store.ts'
import { hasEffect } from './choose.ts'
import { progressOf } from './progress.ts'
import { refuseMissing } from './refuse.ts'
import { version } from './version.ts'
import { optionNamed } from './words.ts'

export interface Execution {
  scenario: Scenario
  runtime: RuntimeName
  seed: number
  /** The URL of a Toxiproxy server for the links; undefined is the runtime's own. */
  toxiproxy?: string
  /** The parent of the run's folder. */
  output: string
  cancelled: AbortSignal
  /** Which of how many runs it is, from 1; undefined is the only one. */
  series?: { run: number; of: number }
}

/** Runs a scenario once in a folder of its own, and writes its report there. */
export async function execute(
  execution: Execution,
): Promise<{ results: RunResults; path: string }> {
  const { scenario, runtime, seed, toxiproxy, output, cancelled, series } = execution
  await refuseMissing(execution, tell)
  // Before the run and its phases, whose limits are for what happens in it.
  const open = await unlessCancelled(cancelled, prepareRuntime(runtime, tell))
  const record = recordOf(execution)
  const folder = await RunFolder.make(output, record)
  const progress = progressOf({
    title: `${scenario.name} ${scenario.label}, ${runtime} runtime, seed ${seed}`,
    timeLimitMs: scenario.timeLimitMs,
    series,
  })
  const results = await run({
    scenario,
    record,
    folder,
    progress,
    cancelled,
    openRuntime: () => open({ runId: record.id, toxiproxy, needs: scenario.needs }),
    report: async (judged, history) => {
      const { htmlReport } = await import('../reports/html/report.ts')
      const samples = await readStates(folder.path)
      await folder.writeReport(await htmlReport({ results: judged, history, ...samples }))
    },
  })
  progress.verdict(results)
  return { results, path: folder.path }
}

function tell(message: string): void {
  process.stderr.write(`  ${message}\n`)
}

/** What `work` gives, unless nobody waits for it any more. */
async function unlessCancelled<T>(cancelled: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = () => reject(cancelled.reason)
  if (cancelled.aborted) stop()
  cancelled.addEventListener('abort', stop)
  try {
    return await Promise.race([promise, work])
  } finally {
    cancelled.removeEventListener('abort', stop)
  }
}

/** What a run is to be; its id is no other run's, whoever starts one of the same words at the same moment. */
export function recordOf({ scenario, runtime, seed, toxiproxy }: Execution): RunRecord {
  const { name, label, options, workload, faults } = scenario
  const startedAt = new Date().toISOString()
  const stamp = startedAt.replace(/[-:]|\.\d+Z/g, '')
  return {
    id: `${stamp}-${name}-${label.replaceAll(/\W+/g, '-')}-${seed}-${randomBytes(3).toString('hex')}`,
    scenario: name,
    label,
    runtime,
    workload: workload.name,
    faults: faults.map((fault) => fault.name),
    seed,
    command: commandOf(name, { runtime, ...options, toxiproxy, seed }, workload.name),
    options,
    versions: { splitbrain: version(), node: process.versions.node },
    machine: {
      os: `${platform()} ${release()}`,
      arch: arch(),
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
    },
    startedAt,
  }
}

/** The exact command that repeats a run. */
export function commandOf(
  name: string,
  options: Record<string, unknown>,
  workload: string,
): string {
  const words = Object.entries(options)
    .filter(([key, value]) => value !== undefined && hasEffect(key, { workload }))
    .flatMap(([key, value]) => [
      optionNamed(key),
      Array.isArray(value) ? value.join(',') || 'none' : String(value),
    ])
  return ['npx', 'splitbrain', 'run', name, ...words].join(' ')
}

/** crash > fail > unknown > 0; an interrupted run says so unless something worse is known. */
export function exitCodeOf(all: RunResults[], interrupted: boolean): number {
  if (all.some(({ error }) => error !== undefined && error.code !== 'interrupted'))
    return exitCodes.crash
  if (interrupted) return exitCodes.interrupted
  if (all.some(({ verdict }) => verdict === 'fail')) return exitCodes.fail
  return all.length > 0 && all.every(({ verdict }) => verdict === 'pass')
    ? exitCodes.ok
    : exitCodes.unknown
}

/** The first Ctrl-C lets the run undo its faults and judge what there is; the second ends it at once. */
export function cancelOnSignal(): AbortSignal {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    process.stderr.write(
      '\n  Stopping: undoing the faults and judging what there is. Again to stop at once.\n',
    )
    controller.abort(new SplitbrainError('interrupted', 'The run was interrupted.'))
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  return controller.signal
}

export function reportPath(path: string): string {
  return join(path, 'report.html')
}
