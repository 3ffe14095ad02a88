import { join } from 'node:path'
import { exitCodes, SplitbrainError } from '../history/errors.ts'
import { readStates } from '../runner/read-run.ts'
import type { RunResults } from '../runner/results.ts'
import { run, type RunOptions } from '../runner/run.ts'
import { prepareRuntime, type Opener } from '../runner/runtimes/open.ts'
import { RunFolder } from '../runner/store.ts'
import type { OwnCluster } from '../scenarios/topologies/external/own-cluster.ts'
import { progressOf } from './progress.ts'
import { called, recordOf, type Asked } from './record.ts'
import { refuseMissing } from './refuse.ts'
import { tell } from './tell.ts'

export interface Execution extends Asked {
  /** Servers of the user's own, on which it runs then. */
  own?: OwnCluster
  /** The parent of the run's folder. */
  output: string
  cancelled: AbortSignal
  /** Which of how many runs it is, from 1; undefined is the only one. */
  series?: { run: number; of: number }
  /** How it goes; on standard error where nobody else tells it. */
  progress?: RunOptions['progress'] & { verdict(results: RunResults): void }
}

/** Runs a scenario once in a folder of its own, and writes its report there. */
export async function execute(
  execution: Execution,
): Promise<{ results: RunResults; path: string }> {
  const { scenario, runtime, seed, toxiproxy, output, cancelled, series } = execution
  const { needs } = scenario
  await refuseMissing(execution, tell)
  // Before the run and its phases, whose limits are for what happens in it.
  const open = await unlessCancelled(cancelled, opener(execution))
  const record = recordOf(execution)
  const folder = await RunFolder.make(output, record)
  const title = `${called(scenario)}, ${runtime} runtime, seed ${seed}`
  const { timeLimitMs } = scenario
  const progress = execution.progress ?? progressOf({ title, timeLimitMs, series })
  const results = await run({
    scenario,
    record,
    folder,
    progress,
    cancelled,
    openRuntime: () => open({ runId: record.id, toxiproxy, needs }),
    report: async (judged, history) => {
      const { htmlReport } = await import('../reports/html/report.ts')
      const samples = await readStates(folder.path)
      await folder.writeReport(await htmlReport({ results: judged, history, ...samples }))
    },
  })
  progress.verdict(results)
  return { results, path: folder.path }
}

/** Servers of the user's own are there already. */
async function opener({ own, runtime, scenario: { needs } }: Execution): Promise<Opener> {
  if (own !== undefined) return () => own.open({ followsClients: needs.has('wire') })
  if (runtime !== 'external') return prepareRuntime(runtime, tell, needs)
  throw new SplitbrainError(
    'usage',
    'Nobody here knows the servers of that run: use splitbrain run.',
  )
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

/** The first Ctrl-C lets what is under way come to its end, as is told then; the second ends it at once. */
export function cancelOnSignal(
  told = 'Stopping: undoing the faults and judging what there is. Again to stop at once.',
): AbortSignal {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    process.stderr.write(`\n  ${told}\n`)
    controller.abort(new SplitbrainError('interrupted', 'The run was interrupted.'))
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  return controller.signal
}

export function reportPath(path: string): string {
  return join(path, 'report.html')
}
