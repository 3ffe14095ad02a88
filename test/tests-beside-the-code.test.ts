import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { testsBeside } from './beside-the-code/in-one-process.ts'

/** The folders whose tests each process runs, as its file names them. */
function foldersOf(file: string): string[] {
  const { words } = /inOneProcess\((?<words>[^)]*)\)/.exec(readFileSync(file, 'utf8'))!.groups!
  return [...words.matchAll(/'([^']+)'/g)].map(([, folder]) => folder)
}

test('each test beside the code is run by one of the processes', () => {
  const run = globSync('test/beside-the-code/*.test.ts').flatMap((file) => {
    const found = testsBeside(foldersOf(file))
    assert.ok(found.length > 0, `${file} runs nothing`)
    return found
  })
  const there = globSync('**/*.test.ts', { exclude: ['node_modules', 'test', 'dist'] })
  assert.deepEqual(
    run.toSorted(),
    there.filter((file) => !file.endsWith('.browser.test.ts')).toSorted(),
  )
})
