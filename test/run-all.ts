import { globSync } from 'node:fs'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { execa } from 'execa'

interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** Types, style and every test, and then one line that counts them; any red ends with exit code 1. */
async function main(): Promise<void> {
  // Some CI services make terminals' colours appear in pipes, where tests read plain text.
  process.env.NO_COLOR = '1'
  const failures: string[] = []
  for (const [program, ...args] of [
    ['tsc', '-p', 'tsconfig.json'],
    ['oxlint'],
    ['oxfmt', '--check'],
  ]) {
    const { exitCode } = await execa(program, args, { stdio: 'inherit', reject: false })
    if (exitCode !== 0) failures.push(program)
  }
  const inFolders = (...folders: string[]) =>
    folders.flatMap((folder) => globSync(`${folder}/**/*.test.ts`)).toSorted()
  const skips: string[] = []
  const fast = await runTests(inFolders('checkers', 'reports', 'runner', 'scenarios'), 2, skips)
  // One at a time: they start databases and measure what these do on a machine of two cores.
  const slow = await runTests(inFolders('test'), 1, skips)
  if (skips.length > 0) console.log(`\nSkipped:\n${skips.join('\n')}`)
  for (const program of failures) console.log(`failed: ${program}`)
  const failed = fast.failed + slow.failed + failures.length
  const skipped = fast.skipped + slow.skipped
  console.log(`\n${fast.passed + slow.passed} passed, ${failed} failed, ${skipped} skipped`)
  process.exit(failed === 0 ? 0 : 1)
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
