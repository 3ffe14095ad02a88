import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'

const hangs = `
  import { createServer } from 'node:net'
  import { test } from 'node:test'
  createServer().listen(0)
  test('is over', () => {})
  test('waits for ever', () => new Promise(() => {}))`

const passes = `
  import { test } from 'node:test'
  test('comes later', () => {})`

const runner = (file: string, later: string) => `
  import { runTests } from ${JSON.stringify(join(import.meta.dirname, 'run-tests.ts'))}
  const { passed, failed } = await runTests({
    files: [[${JSON.stringify(file)}], Promise.resolve([${JSON.stringify(later)}])], concurrency: 1, skips: [], limitMs: 2_000
  })
  console.log('counted', passed, failed)
  process.exit()`

test('a test that waits for ever fails with its name, and the others count, also those that come later', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'splitbrain-test-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'hangs.test.mjs')
  await writeFile(file, hangs)
  const later = join(folder, 'later.test.mjs')
  await writeFile(later, passes)
  const program = join(folder, 'runner.mjs')
  await writeFile(program, runner(file, later))
  const { stdout } = await execa(process.execPath, [program], {
    // Node runs no tests within tests.
    env: { NODE_TEST_CONTEXT: undefined },
    reject: false,
    timeout: 60_000,
  })
  assert.match(stdout, /✖ waits for ever[^]*✔ comes later/)
  assert.match(stdout, /counted 2 1/)
})
