import { globSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { describeError } from '../history/errors.ts'
import { runTests } from './run-tests.ts'
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder.ts'
import { needsContainers, whySkipped } from './why-skipped.ts'

/** Many times what the longest suite takes. */
const LIMIT_MS = 20 * 60_000

/** Most tests, in a few processes, which are busy all the time; they go first, and those that wait much after. */
const besideTheCode = globSync('test/beside-the-code/*.test.ts').toSorted()
const ofTheirOwn = globSync(['test/**/*.test.ts', '**/*.browser.test.ts'], {
  exclude: ['node_modules'],
})
  .filter((file) => !besideTheCode.includes(file))
  // Those of topologies take longest and so go first, that none is left to run alone.
  .toSorted()
  .toReversed()

/** Asks for what takes long too, wherever it is. */
const all = process.argv.includes('--all')

/** Types, style and every test, and then one line that counts them; any red ends with exit code 1. */
async function main(): Promise<void> {
  const interrupted = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => (interrupted.signal.aborted ? process.exit(130) : interrupted.abort()))
  // Some CI services make terminals' colours appear in pipes, where tests read plain text.
  process.env.NO_COLOR = '1'
  process.env.SPLITBRAIN_THOROUGH = '1'
  const place = await makeTemporaryFolder()
  process.env.TMPDIR = place
  // Hundreds of processes read the same sources, which need compiling once.
  process.env.NODE_COMPILE_CACHE = join(place, 'compiled')
  const checks = Promise.all([
    passes('tsc', '--project', 'tsconfig.json', '--singleThreaded'),
    passes('oxlint'),
    passes('oxfmt', '--check'),
  ])
  // To look for an engine takes a second, in which the checks have begun.
  const { skipContainers } = await import('./runs/docker.ts')
  const why = (file: string) => whySkipped(file, { skipContainers, all })
  const skips = ofTheirOwn.flatMap((file) => {
    const reason = why(file)
    return reason === undefined ? [] : [`  ${file}: ${reason}`]
  })
  // Once and beforehand, so that no test's patience is spent on it.
  const { prepareRuntime } = await import('../runner/runtimes/open.ts')
  const { ensureAllImages } = await import('../runner/runtimes/docker/images.ts')
  await ready(() => prepareRuntime('embedded', console.log, new Set(['node'])))
  const files = [...besideTheCode, ...ofTheirOwn.filter((file) => why(file) === undefined)]
  const [here, inContainers] = [false, true].map((isIt) =>
    files.filter((file) => needsContainers(file) === isIt),
  )
  // To build images takes minutes, in which tests can run that need none.
  const withImages = async () => {
    await ready(() => prepareRuntime('docker', console.log))
    await ready(() => ensureAllImages(console.log))
    return inContainers
  }
  // An engine works beside the tests of containers; and a cluster that is starved fails over too early.
  const counts = await runTests({
    files: skipContainers ? [here] : [here, withImages()],
    concurrency: skipContainers ? 3 : 2,
    skips,
    limitMs: LIMIT_MS,
    signal: interrupted.signal,
  })
  const failures = (await checks).filter((check) => check !== undefined)
  if (skips.length > 0) console.log(`\nSkipped:\n${skips.join('\n')}`)
  for (const said of failures) console.log(`\n${said}`)
  const failed = counts.failed + failures.length
  console.log(`\n${counts.passed} passed, ${failed} failed, ${skips.length} skipped`)
  await removeTemporaryFolder(place)
  if (interrupted.signal.aborted) process.exit(130)
  process.exit(failed === 0 ? 0 : 1)
}

/** What can't be made ready is told, and the tests that need it fail by themselves. */
async function ready(prepare: () => Promise<unknown>): Promise<void> {
  await prepare().catch((error: unknown) => console.log(describeError(error)))
}

/** What a program that looks at the sources says, if it is not content with them. */
async function passes(program: string, ...args: string[]): Promise<string | undefined> {
  const { exitCode, all } = await execa(program, args, { all: true, reject: false })
  return exitCode === 0 ? undefined : `${program} failed:\n${all}`
}

await main()
