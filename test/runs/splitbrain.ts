import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { JsonReport } from '../../reports/json.ts'
import type { RunResults } from '../../runner/results.ts'

export const launcher = fileURLToPath(new URL('../../bin/splitbrain.js', import.meta.url))

/** As little of a run as has everything: for tests of what doesn't hang on its size. */
export const small = ['--standbys', '1', '--concurrency', '2', '--rate', '20']

/** A folder for run folders that is gone when the test is over; whoever returns a run of it has to await that first. */
export async function outputFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'splitbrain-test-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** The command line as a user types it, under the Node that runs the tests. */
export function splitbrain(args: string[], options: { env?: NodeJS.ProcessEnv } = {}) {
  // Some CI services make terminals' colours appear in pipes.
  const env = { NO_COLOR: '1', ...options.env }
  return execa(process.execPath, [launcher, ...args], { reject: false, env })
}

/** `splitbrain run … --json`, and what it left in the folder of its last run. */
export async function runScenario(
  output: string,
  args: string[],
  env?: NodeJS.ProcessEnv,
  topology = 'hot-standby',
) {
  const { exitCode, stdout, stderr } = await splitbrain(
    ['run', topology, '--json', '--output', output].concat(args),
    { env },
  )
  if (stdout === '') throw new Error(`no JSON on standard output: ${stderr}`)
  const json = JSON.parse(stdout) as JsonReport
  const latest = join(output, 'latest')
  const results = JSON.parse(await readFile(join(latest, 'results.json'), 'utf8')) as RunResults
  return { exitCode, json, results, latest, stderr }
}

/** Returns when the harness says on standard error that a phase begins, or when it is over. */
export async function phaseBegins(
  harness: ReturnType<typeof splitbrain>,
  phase: string,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let seen = ''
  harness.stderr!.on('data', (chunk) => {
    seen += chunk
    if (seen.includes(`· ${phase}\n`)) resolve()
  })
  await Promise.race([promise, harness])
}
