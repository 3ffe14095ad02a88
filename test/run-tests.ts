import { run } from 'node:test'
import { spec } from 'node:test/reporters'

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

export interface TestRun {
  files: string[]
  /** So many files at once, a process for each. */
  concurrency: number
  /** A line for each test that was skipped is added. */
  skips: string[]
  /** What a test, a suite or a file may take: a wait that has no end of its own ends here, as a failure with its name. */
  limitMs: number
  /** Ends the tests that are under way. */
  signal?: AbortSignal
}

/** Runs the tests of these files and prints how each of them went. */
export async function runTests({ skips, limitMs, ...options }: TestRun): Promise<Counts> {
  const { promise, resolve, reject } = Promise.withResolvers<Counts>()
  // A test that was given up may have left what keeps its process alive.
  const tests = run({ ...options, timeout: limitMs, forceExit: true })
  tests.on('test:pass', ({ name, skip, file }) => {
    if (skip) skips.push(`  ${name}: ${skip === true ? file : skip}`)
  })
  tests.on('test:summary', ({ file, counts }) => {
    if (file === undefined)
      resolve({ ...counts, failed: counts.tests - counts.passed - counts.skipped - counts.todo })
  })
  tests.on('error', reject)
  tests.compose(spec).pipe(process.stdout)
  return promise
}
