import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

export interface TestRun {
  /** Files that can be run at once, and then those for which something has to be made ready meanwhile. */
  files: (string[] | Promise<string[]>)[]
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
export async function runTests({ files, skips, limitMs, ...options }: TestRun): Promise<Counts> {
  const total: Counts = { passed: 0, failed: 0, skipped: 0 }
  async function* told() {
    for (const some of files) {
      // A test that was given up may have left what keeps its process alive.
      const tests = run({ ...options, files: await some, timeout: limitMs, forceExit: true })
      tests.on('test:pass', ({ name, skip, file }) => {
        if (skip) skips.push(`  ${name}: ${skip === true ? file : skip}`)
      })
      tests.on('test:summary', ({ file, counts: { tests: all, passed, skipped, todo } }) => {
        if (file !== undefined) return
        total.passed += passed
        total.skipped += skipped
        total.failed += all - passed - skipped - todo
      })
      yield* tests
    }
  }
  await pipeline(Readable.from(told()), new spec(), process.stdout, { end: false })
  return total
}
