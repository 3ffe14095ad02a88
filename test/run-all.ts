import { chmodSync, existsSync, globSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { execa } from 'execa'

interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** Most tests, in one process, which is busy all the time; it goes first, beside those that wait much. */
const besideTheCode = 'test/beside-the-code.test.ts'
const ofTheirOwn = globSync(['test/**/*.test.ts', '**/*.browser.test.ts'], {
  exclude: ['node_modules'],
})
  .filter((file) => file !== besideTheCode)
  .toSorted()

/** Types, style and every test, and then one line that counts them; any red ends with exit code 1. */
async function main(): Promise<void> {
  // Some CI services make terminals' colours appear in pipes, where tests read plain text.
  process.env.NO_COLOR = '1'
  const place = temporaryFolder()
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
  const isSkipped = (file: string) => skipContainers && file.endsWith('docker.test.ts')
  const skips = ofTheirOwn.filter(isSkipped).map((file) => `  ${file}: ${skipContainers}`)
  const files = [besideTheCode, ...ofTheirOwn.filter((file) => !isSkipped(file))]
  // An engine works beside the tests of containers; and a cluster that is starved fails over too early.
  const counts = await runTests(files, skipContainers ? 3 : 2, skips)
  const failures = (await checks).filter((check) => check !== undefined)
  if (skips.length > 0) console.log(`\nSkipped:\n${skips.join('\n')}`)
  for (const said of failures) console.log(`\n${said}`)
  const failed = counts.failed + failures.length
  console.log(`\n${counts.passed} passed, ${failed} failed, ${skips.length} skipped`)
  process.exit(failed === 0 ? 0 : 1)
}

/** What a program that looks at the sources says, if it is not content with them. */
async function passes(program: string, ...args: string[]): Promise<string | undefined> {
  const { exitCode, all } = await execa(program, args, { all: true, reject: false })
  return exitCode === 0 ? undefined : `${program} failed:\n${all}`
}

/** A folder for all that tests write, gone at the end; in memory where there is much, since servers write much. */
function temporaryFolder(): string {
  const memory = '/dev/shm'
  const { bavail, bsize } = existsSync(memory) ? statfsSync(memory) : { bavail: 0, bsize: 0 }
  const folder = mkdtempSync(
    join(bavail * bsize > 2 ** 31 ? memory : tmpdir(), 'splitbrain-tests-'),
  )
  // Servers run as another user than root.
  chmodSync(folder, 0o711)
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function runTests(files: string[], concurrency: number, skips: string[]): Promise<Counts> {
  return new Promise((resolve, reject) => {
    const tests = run({ files, concurrency })
    tests.on('test:pass', ({ name, skip, file }) => {
      if (skip) skips.push(`  ${name}: ${skip === true ? file : skip}`)
    })
    tests.on('test:summary', ({ file, counts }) => {
      if (file === undefined)
        resolve({ ...counts, failed: counts.tests - counts.passed - counts.skipped - counts.todo })
    })
    tests.on('error', reject)
    tests.compose(spec).pipe(process.stdout)
  })
}

await main()
