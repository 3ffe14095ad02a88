import { globSync, mkdtempSync, rmSync } from 'node:fs'
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

/** Types, style and every test, and then one line that counts them; any red ends with exit code 1. */
async function main(): Promise<void> {
  // Some CI services make terminals' colours appear in pipes, where tests read plain text.
  process.env.NO_COLOR = '1'
  // Hundreds of processes read the same sources; compiling them once saves a quarter of the fast tests' time.
  const compiled = mkdtempSync(join(tmpdir(), 'splitbrain-compiled-'))
  process.on('exit', () => rmSync(compiled, { recursive: true, force: true }))
  process.env.NODE_COMPILE_CACHE = compiled
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
    folders.flatMap((folder) => globSync(`${folder}/**/*.test.ts`).toSorted())
  const skips: string[] = []
  // The long ones first, so that the short ones fill in beside the last of them.
  const files = inFolders('test', 'checkers', 'reports', 'runner', 'scenarios')
  const counts = await runTests(files, skips)
  if (skips.length > 0) console.log(`\nSkipped:\n${skips.join('\n')}`)
  for (const program of failures) console.log(`failed: ${program}`)
  const failed = counts.failed + failures.length
  console.log(`\n${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped`)
  process.exit(failed === 0 ? 0 : 1)
}

function runTests(files: string[], skips: string[]): Promise<Counts> {
  return new Promise((resolve, reject) => {
    const tests = run({ files, concurrency: 2 })
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
