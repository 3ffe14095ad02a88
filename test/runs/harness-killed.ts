import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunRecord, RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { execa } from 'execa'
import { segmentsOf } from '../../runner/runtimes/embedded/shared-memory.ts'
import { processesIn } from '../../runner/runtimes/embedded/processes.ts'
import { runFolders } from '../../runner/runtimes/work-folder.ts'
import { until } from '../../runner/until.fixture.ts'
import { outputFolder, phaseBegins, small, splitbrain } from './splitbrain.ts'

export const phases = [
  'start',
  'set up',
  'load and faults',
  'undo all',
  'recover',
  'final reads',
  'inspections',
  'stop',
  'check',
  'report',
] as const

export type Phase = (typeof phases)[number]

/** In all others there is just what there was under load. */
export const whereContainersComeAndGo: readonly Phase[] = [
  'start',
  'load and faults',
  'stop',
  'report',
]

const orderOf = (phase: string) => phases.findIndex((each) => each === phase)

/** The watchdog's own time, with a busy machine in mind; a sweep that takes longer has missed something. */
const SWEPT_WITHIN_MS = 20_000

/** In each of these phases: `kill -9` of the harness, and soon nothing of its run is left on this machine. */
export function killedIn(
  chosen: readonly Phase[],
  runtime: RuntimeName,
  remains: (runId: string) => Promise<string[]>,
  skip: string | false,
): void {
  describe(`a harness killed with -9 on the ${runtime} runtime`, { skip, concurrency: 2 }, () => {
    for (const phase of chosen)
      test(`in its phase "${phase}" leaves nothing behind`, async () => {
        await using output = await outputFolder()
        const { record, segments } = await killIn(phase, runtime, output.path)
        await assertSwept(() => everything(record.id, remains))
        assert.deepEqual(await stillThere(segments), [])
        const text = await readFile(join(output.path, record.id, 'results.json'), 'utf8')
        const results = JSON.parse(text) as RunResults
        assert.equal(results.verdict, 'unknown')
        // A short phase may be over before the signal arrives.
        const { error = { phase: 'report' }, acknowledged } = results
        assert.ok(orderOf(error.phase) >= orderOf(phase), error.phase)
        if (error.phase !== 'report') assert.equal(acknowledged, null)
      })
  })
}

/** The disk that its nodes shared outlives each of them, and goes with the last. */
export function killedAtASharedDisk(
  runtime: RuntimeName,
  remains: (runId: string) => Promise<string[]>,
  skip: string | false,
): void {
  const words = ['shared-disk', '--concurrency', '2', '--rate', '20']
  for (const phase of ['start', 'load and faults'])
    test(
      `a harness killed with -9 in its phase "${phase}" leaves no shared disk on the ${runtime} runtime`,
      {
        skip,
      },
      async () => {
        await using output = await outputFolder()
        const { record, segments } = await killIn(phase, runtime, output.path, words)
        await assertSwept(() => everything(record.id, remains))
        assert.deepEqual(await stillThere(segments), [])
      },
    )
}

/** In the middle of a partition: its rules go with what they were made for, on a server of the user's too. */
export function killedInMidPartition(
  runtime: RuntimeName,
  words: string[],
  remains: (runId: string) => Promise<string[]>,
  skip: string | false,
): void {
  test(
    `a harness killed with -9 in mid-partition on the ${runtime} runtime`,
    { skip },
    async () => {
      await using output = await outputFolder()
      const argv = ['run', 'hot-standby', '--runtime', runtime, '--output', output.path, ...words]
      const harness = splitbrain([...argv, '--time-limit', '9', ...small])
      await phaseBegins(harness, 'load and faults')
      const history = join(output.path, 'latest', 'history.jsonl')
      const cut = async () =>
        /"type":"ok","kind":"fault","f":"partition-/.test(await readFile(history, 'utf8'))
      await until('a partition is in force', cut)
      const record = await recordIn(output.path)
      harness.kill('SIGKILL')
      await harness
      await assertSwept(() => everything(record.id, remains))
    },
  )
}

async function assertSwept(remains: () => Promise<string[]>): Promise<void> {
  const until = performance.now() + SWEPT_WITHIN_MS
  let left = await remains()
  while (left.length > 0 && performance.now() < until) {
    await sleep(200)
    left = await remains()
  }
  assert.deepEqual(left, [])
}

interface Killed {
  record: RunRecord
  /** The shared memory that its servers had when it was killed. */
  segments: string[]
}

async function killIn(
  phase: string,
  runtime: string,
  output: string,
  words = ['hot-standby', ...small],
): Promise<Killed> {
  const where = ['--runtime', runtime, '--output', output]
  const harness = splitbrain(['run', ...words, ...where, '--time-limit', '60'])
  const load = 'load and faults'
  if (orderOf(phase) > orderOf(load)) {
    // A Ctrl-C leads through all the phases that follow.
    await phaseBegins(harness, load)
    harness.kill('SIGINT')
  }
  await phaseBegins(harness, phase)
  const record = await recordIn(output)
  const [own] = (await runFolders()).filter((run) => run.runId === record.id)
  const segments = own === undefined ? [] : await segmentsOf(own.folder)
  harness.kill('SIGKILL')
  await harness
  return { record, segments }
}

async function recordIn(output: string): Promise<RunRecord> {
  const id = (await readdir(output)).find((name) => !name.startsWith('latest'))!
  return JSON.parse(await readFile(join(output, id, 'run.json'), 'utf8')) as RunRecord
}

async function stillThere(segments: string[]): Promise<string[]> {
  if (segments.length === 0) return []
  const { stdout } = await execa('ipcs', ['-m'])
  const ids = stdout.split('\n').map((line) => line.split(/\s+/)[1])
  return segments.filter((segment) => ids.includes(segment))
}

async function everything(
  runId: string,
  remains: (runId: string) => Promise<string[]>,
): Promise<string[]> {
  const folders = (await runFolders()).filter((run) => run.runId === runId)
  const processes = await Promise.all(folders.map(({ folder }) => processesIn(folder)))
  return [
    ...folders.map(({ folder }) => folder),
    ...processes.flat().map(String),
    ...(await remains(runId)),
  ]
}
